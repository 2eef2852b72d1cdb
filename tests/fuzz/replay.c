/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

/*
 * Runs a fuzz target over the files of a corpus, each with its last octet before a page that
 * faults: what libFuzzer found once stays found, under every compiler and without sanitizers.
 */

enum {
	INPUT_MAX = 128 * 1024,
	PAGE_MAX = 64 * 1024, /* no page of ours is larger */
};

static uint8_t *guarded_room(void)
{
	uint8_t *room = mmap(NULL, INPUT_MAX + PAGE_MAX, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED || mprotect(room + INPUT_MAX, PAGE_MAX, PROT_NONE) != 0) {
		perror("mmap");
		exit(1);
	}
	return room;
}

static int replay_file(const char *path)
{
	static uint8_t input[INPUT_MAX];
	static uint8_t *room;
	FILE *file = fopen(path, "rb");

	if (file == NULL) {
		perror(path);
		return 1;
	}
	size_t size = fread(input, 1, sizeof(input), file);
	int broken = ferror(file);
	(void)fclose(file);
	if (broken || size == sizeof(input)) {
		(void)fprintf(stderr, "%s: unreadable, or longer than %d\n", path, INPUT_MAX);
		return 1;
	}
	if (room == NULL) {
		room = guarded_room();
	}
	memcpy(room + INPUT_MAX - size, input, size);
	(void)printf("%s\n", path);
	(void)fflush(stdout); /* the last line names the input that crashed */
	return LLVMFuzzerTestOneInput(room + INPUT_MAX - size, size);
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char *argv[])
{
	struct dirent **entries;
	int failed = 0;

	if (argc != 2) {
		(void)fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
		return 2;
	}
	int count = scandir(argv[1], &entries, visible, alphasort);
	if (count <= 0) {
		(void)fprintf(stderr, "%s: no inputs\n", argv[1]);
		return 1;
	}
	for (int i = 0; i < count; i++) {
		char path[4096];

		(void)snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
		failed += replay_file(path);
		free(entries[i]);
	}
	free(entries);
	return failed != 0;
}
