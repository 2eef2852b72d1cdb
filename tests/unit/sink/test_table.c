/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runs.h"

/*
 * The page, held against files that were read by a person. FLEETDIG_GOLDEN=1 writes them anew: read the
 * difference before committing it.
 */

static char *read_file(const char *path, size_t *ret_length)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;

	if (file == NULL) {
		return NULL;
	}
	size_t size = 0;
	FILE *copy = open_memstream(&text, &size);
	for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
		fputc(c, copy);
	}
	fclose(copy);
	fclose(file);
	*ret_length = size;
	return text;
}

static char *page_of(void (*run)(struct fd_sink *, struct fixture *),
		     struct fd_sink_config config, size_t *ret_length)
{
	static struct fixture fixture;
	char path[] = "/tmp/fleetdig-table-XXXXXX";
	struct fd_sink *sink = NULL;
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	close(fd);
	fixture_init(&fixture);
	config.inventory = &fixture.inventory;
	cr_assert_eq(fd_sink_open(&sink, "table", path, config), 0);
	run(sink, &fixture);
	cr_assert_eq(fd_sink_close(sink), 0);
	char *text = read_file(path, ret_length);
	unlink(path);
	cr_assert_not_null(text);
	return text;
}

static const struct row {
	const char *golden;
	void (*run)(struct fd_sink *, struct fixture *);
	unsigned width;
	bool color, utf8;
} rows[] = {
	{ "healthy.txt", run_healthy, 100, false, true },
	{ "healthy-color.txt", run_healthy, 100, true, true },
	{ "broken-60.txt", run_broken, 60, false, true },
	{ "broken-100.txt", run_broken, 100, false, true },
	{ "broken-100-ascii.txt", run_broken, 0, false, false },
	{ "broken-100-color.txt", run_broken, 100, true, true },
	{ "broken-160.txt", run_broken, 160, false, true },
	{ "cut-off.txt", run_cut_off, 80, false, true },
};

static void compare(const struct row *row, const char *text, size_t length)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", GOLDEN, row->golden);
	if (getenv("FLEETDIG_GOLDEN") != NULL) {
		FILE *file = fopen(path, "we");
		cr_assert_not_null(file, "%s", path);
		fwrite(text, 1, length, file);
		cr_assert_eq(fclose(file), 0);
		return;
	}
	size_t golden_length = 0;
	char *golden = read_file(path, &golden_length);
	cr_assert_not_null(golden, "%s", path);
	cr_expect(golden_length == length && memcmp(golden, text, length) == 0,
		  "%s differs:\n%.*s", row->golden, (int)length, text);
	free(golden);
}

Test(table, golden_pages)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t length = 0;
		char *text = page_of(rows[i].run,
				     (struct fd_sink_config) { .width = rows[i].width,
							       .color = rows[i].color,
							       .utf8 = rows[i].utf8 },
				     &length);
		compare(&rows[i], text, length);
		free(text);
	}
}

/* Whatever servers said: no escape sequence that is not ours, no control, nothing that reorders text. */
Test(table, nothing_hostile_comes_through)
{
	static const char *const never[] = { "\x1b[31mby", "\xe2\x80\xae", "\r", "\x07" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t length = 0;
		char *text = page_of(rows[i].run,
				     (struct fd_sink_config) { .width = rows[i].width,
							       .color = rows[i].color,
							       .utf8 = rows[i].utf8 },
				     &length);
		for (size_t j = 0; j < sizeof(never) / sizeof(never[0]); j++) {
			cr_expect_null(memmem(text, length, never[j], strlen(never[j])));
		}
		cr_expect(rows[i].color || memchr(text, 0x1b, length) == NULL);
		for (size_t j = 0; j < length && !rows[i].utf8; j++) {
			cr_expect((unsigned char)text[j] < 0x80);
		}
		free(text);
	}
}

static size_t widest_line(const char *text, size_t length)
{
	size_t widest = 0, columns = 0;
	bool command = false;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n') {
			widest = columns > widest && !command ? columns : widest;
			columns = 0;
			command = false;
		} else {
			command |= strncmp(text + i, "dig @", 5) == 0;
			columns += ((unsigned char)text[i] & 0xc0) != 0x80;
		}
	}
	return widest;
}

/* All but the lines to be copied fit the terminal. */
Test(table, keeps_to_the_width)
{
	for (unsigned width = 60; width <= 200; width += 7) {
		size_t length = 0;
		char *text = page_of(run_broken,
				     (struct fd_sink_config) { .width = width, .utf8 = true },
				     &length);
		cr_expect_leq(widest_line(text, length), width, "width %u:\n%s", width, text);
		free(text);
	}
}

Test(table, lines_to_copy_stay_whole)
{
	size_t length = 0;
	char *text = page_of(run_broken, (struct fd_sink_config) { .width = 60 }, &length);

	cr_expect_not_null(strstr(
		text, "dig @203.0.113.1 -p 53 +tcp +norecurse +dnssec www.shop.example A\n"));
	free(text);
}

static void run_nothing(struct fd_sink *sink, struct fixture *fixture)
{
}

Test(table, nothing_comes_of_nothing)
{
	size_t length = 1;
	char *text = page_of(run_nothing, (struct fd_sink_config) { .width = 80 }, &length);

	cr_assert_eq(length, 0);
	free(text);
}
