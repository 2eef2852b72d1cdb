/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include <fleetdig/sink.h>

#include "failures.h"
#include "fixture.h"

static struct fixture fixture;

static int put_armed(struct fd_writer *writer)
{
	uint8_t octets[1000] = { 0 };
	const struct fd_observation observation = { .status = FD_STATUS_MALFORMED,
						    .rcode = -1,
						    .wire = octets,
						    .wire_length = sizeof(octets) };
	const struct fd_result_record result = { .observation = &observation };
	const struct fd_record record = { .kind = FD_RECORD_RESULT, .result = &result };

	armed = true;
	int r = fd_writer_put(writer, &record);
	armed = false;
	return r;
}

/* The whole life of a writer whose Nth allocation fails. */
static int live(long nth)
{
	struct fd_sink *sink = NULL;
	struct fd_writer *writer = NULL;

	cr_assert_eq(fd_sink_open(&sink, "ndjson", "/dev/null",
				  (struct fd_sink_config) { .inventory = &fixture.inventory }),
		     0);
	until_failure = nth;
	armed = true;
	int r = fd_writer_create(&writer, &sink, 1);
	armed = false;
	if (r < 0) {
		cr_assert_null(writer);
		cr_assert_eq(fd_sink_close(sink), 0);
		return r;
	}
	for (int i = 0; i < 1000; i++) {
		int put = put_armed(writer);
		cr_assert(put == 0 || put == -ENOMEM);
		cr_assert(r == 0 || put == r, "once short of memory, always");
		r = put;
	}
	cr_expect_eq(fd_writer_error(writer, 0), r);
	cr_expect(r == 0 || fd_writer_room(writer, 0) == 0, "nobody is asked any more");
	fd_writer_finish(writer);
	cr_assert_eq(fd_sink_close(sink), 0);
	return r;
}

Test(writer_memory, each_failure_is_reported)
{
	long failures = 0;

	fixture_init(&fixture);
	fixture_ask(&fixture, "x.example", FD_TYPE_A, GROUP_DEFAULT);
	for (long nth = 0; nth < 1000; nth++) {
		int r = live(nth);
		failures += r < 0;
		cr_assert(r == 0 || r == -ENOMEM || r == -EAGAIN, "%ld: %d", nth, r);
		if (until_failure >= 0) { /* nothing was left to fail */
			cr_assert_eq(r, 0);
			break;
		}
	}
	cr_expect_geq(failures, 4, "the writer, its semaphore, its thread, its first chunk");
	cr_expect_geq(until_failure, 0, "every one was tried");
}
