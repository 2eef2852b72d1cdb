/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failures.h"
#include "runs.h"

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
		if (strcmp(*format, "sqlite") == 0) {
			continue; /* its memory is SQLite's own, which tests it */
		}
		for (long nth = 0; nth < 2000; nth++) {
			int r = live(*format, nth);
			failures += r < 0;
			cr_assert(r == 0 || r == -ENOMEM, "%s, %ld: %d", *format, nth, r);
			if (until_failure >= 0) { /* nothing was left to fail */
				cr_assert_eq(r, 0);
				break;
			}
		}
		/* The sink, its path and its state at the least. */
		cr_expect_geq(failures, 3, "%s: %ld", *format, failures);
		cr_expect_geq(until_failure, 0, "%s: every allocation was tried", *format);
	}
}
