/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runs.h"

/*
 * The linker sends all allocations here (--wrap): while armed, the Nth fails. Leaks and bad accesses are the sanitizers' to
 * find.
 */
static long until_failure = -1;
static bool armed;

static bool fails(void)
{
	return armed && until_failure >= 0 && until_failure-- == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
FILE *__real_open_memstream(char **text, size_t *size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
FILE *__wrap_open_memstream(char **text, size_t *size);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

FILE *__wrap_open_memstream(char **text, size_t *size)
{
	return fails() ? NULL : __real_open_memstream(text, size);
}

static void put_armed(struct fd_sink *sink, const struct fd_record *record)
{
	armed = true;
	int r = fd_sink_write(sink, record);
	armed = false;
	cr_assert(r == 0 || r == -ENOMEM, "%d", r);
}

/* The whole life of a sink whose Nth allocation fails: 0 or -ENOMEM. */
static int live(const char *format, long nth)
{
	static struct fixture fixture;
	struct fd_sink *sink = NULL;

	fixture_init(&fixture);
	until_failure = nth;
	armed = true;
	int r = fd_sink_open(&sink, format, "/dev/null",
			     (struct fd_sink_config) { .inventory = &fixture.inventory });
	armed = false;
	if (r < 0) {
		cr_assert_null(sink);
		return r;
	}
	run_broken(sink, &fixture);
	armed = true;
	r = fd_sink_close(sink);
	armed = false;
	return r;
}

Test(memory, each_failed_allocation_is_reported)
{
	runs_put = put_armed;
	for (const char *const *format = fd_sink_formats(); *format != NULL; format++) {
		long failures = 0;
		for (long nth = 0; nth < 2000; nth++) {
			int r = live(*format, nth);
			failures += r < 0;
			cr_assert(r == 0 || r == -ENOMEM, "%s, %ld: %d", *format, nth, r);
			if (until_failure >= 0) { /* nothing was left to fail */
				cr_assert_eq(r, 0);
				break;
			}
		}
		cr_expect_gt(failures, 3, "%s: %ld", *format, failures);
		cr_expect_geq(until_failure, 0, "%s: every allocation was tried", *format);
	}
}
