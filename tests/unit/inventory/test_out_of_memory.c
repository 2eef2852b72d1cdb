/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fleetdig/inventory.h>

/*
 * Every allocation of a load fails once: the first, then the second, until one load gets through. Each time the
 * answer is -ENOMEM (or the mistakes, where memory ran out while they were told), nothing is given out,
 * and the leak sanitizer finds nothing left when the program ends. The linker puts the functions below in place of libc's;
 * libraries keep theirs (jansson 2.14 gives a failed allocation out as a syntax error).
 */

static long allocations_left; /* before one fails; only that one does */

static bool fails(void)
{
	return allocations_left-- == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	return fails() ? NULL : __real_realloc(memory, size);
}

char *__wrap_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = fails() ? NULL : __real_malloc(size);
	return copy != NULL ? memcpy(copy, text, size) : NULL;
}

static const struct {
	const char *file;
	int result; /* with all the memory there is */
} files[] = {
	{ "valid/everything.json", 0 },	       { "valid/files.json", 0 },
	{ "valid/international.json", 0 },     { "valid/list.txt", 0 },
	{ "valid/system-resolvers.json", 0 },  { "invalid/system-resolvers.json", -EINVAL },
	{ "invalid/values.json", -EINVAL },    { "invalid/list.txt", -EINVAL },
	{ "invalid/bad-files.json", -EINVAL }, { "invalid/duplicate-key.json", -EINVAL },
};

static int load_with(const char *file, bool with_arguments, long allocations)
{
	static const char *const resolvers[] = { "192.0.2.1#5353", "198.51.100.2=public" };
	struct fd_inventory_request request = { .file = file,
						.resolvers = resolvers,
						.resolver_count = with_arguments ? 2 : 0,
						.resolv_conf = CASES "/resolv.conf",
						.stub_resolv_conf = "/nonexistent" };
	struct fd_errors errors = { 0 };
	struct fd_inventory *inventory = NULL;

	allocations_left = allocations;
	int r = fd_inventory_load(&inventory, &request, &errors);
	bool nothing_given = inventory == NULL;
	fd_inventory_destroy(inventory);
	fd_errors_finish(&errors);
	if ((r == 0) == nothing_given) {
		fprintf(stderr, "%s: allocation %ld: %d and %s inventory\n", file, allocations,
			r, nothing_given ? "no" : "an");
		exit(1);
	}
	return r;
}

static void starve(const char *file, bool with_arguments, int result)
{
	for (long n = 0; n < 100000; n++) {
		int r = load_with(file, with_arguments, n);
		if (allocations_left >= 0) { /* none failed */
			if (r == result) {
				printf("%s: %ld allocations\n", file, n);
				return;
			}
			fprintf(stderr, "%s: %d with all the memory there is\n", file, r);
			exit(1);
		}
		bool excused = r == -ENOMEM || r == result;
		if (!excused) {
			fprintf(stderr, "%s: %d without allocation %ld\n", file, r, n);
			exit(1);
		}
	}
	fprintf(stderr, "%s: no end of allocations\n", file);
	exit(1);
}

int main(void)
{
	if (chdir(CASES) != 0) {
		perror(CASES);
		return 1;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		starve(files[i].file, false, files[i].result);
		starve(files[i].file, true, files[i].result);
	}
	return 0;
}
