/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <fleetdig/sink.h>

#include "fixture.h"

/* The thread that writes, between made results and pipes that are read slowly, or not at all. */

static struct fixture fixture;
static struct answer answer;
static uint32_t question;

static void prepare(void)
{
	struct fd_builder builder;
	struct fd_name name;

	signal(SIGPIPE, SIG_IGN);
	fixture_init(&fixture);
	question = fixture_ask(&fixture, "x.example", FD_TYPE_A, GROUP_WEB);
	answer_begin(&answer, &builder, "x.example", FD_TYPE_A, FD_FLAG_QR | FD_FLAG_RA);
	cr_assert_eq(fd_name_parse(&name, "x.example"), 0);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &name, FD_TYPE_A, 300, "\x0a\0\0\1", 4);
	answer_finish(&answer, &builder);
}

TestSuite(writer, .init = prepare);

static struct fd_sink *opened(const char *format, const char *path, enum fd_records records)
{
	struct fd_sink *sink = NULL;
	struct fd_sink_config config = { .inventory = &fixture.inventory, .records = records };

	cr_assert_eq(fd_sink_open(&sink, format, path, config), 0, "%s", path);
	return sink;
}

/* A pipe; `path` opens its end for writing once more. */
static int open_pipe(char path[32], int *ret_writing)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	snprintf(path, 32, "/dev/fd/%d", ends[1]);
	*ret_writing = ends[1];
	return ends[0];
}

static int put_number(struct fd_writer *writer, int64_t number)
{
	struct fd_result_record result = { .question = question,
					   .resolver = ISP,
					   .observation = &answer.observation,
					   .ts_us = number,
					   .anomaly = number % 2 == 1 };

	return fd_writer_put(
		writer, &(struct fd_record) { .kind = FD_RECORD_RESULT, .result = &result });
}

/* ---- what goes in comes out ------------------------------------------------------------------- */

static char *contents(const char *path, size_t *ret_length)
{
	FILE *file = fopen(path, "re");
	static char text[1 << 20];

	cr_assert_not_null(file);
	*ret_length = fread(text, 1, sizeof(text) - 1, file);
	text[*ret_length] = '\0';
	fclose(file);
	return text;
}

/* Any record is written as if there were no thread: replies, their lack, expectations, wishes, octets that do not parse. */
Test(writer, writes_what_a_sink_would_write_by_itself)
{
	char direct_path[] = "/tmp/fleetdig-direct-XXXXXX",
	     path[] = "/tmp/fleetdig-writer-XXXXXX";
	struct fd_observation none = { .status = FD_STATUS_TIMEOUT, .rcode = -1, .tries = 3 };
	struct fd_observation junk = { .status = FD_STATUS_MALFORMED,
				       .rcode = -1,
				       .wire = (const uint8_t *)"junk",
				       .wire_length = 4 };
	struct fd_wish wish = { .qname = { .length = 1 }, .qtype = FD_TYPE_SOA };
	const struct fd_result_record results[] = {
		{ .question = question, .observation = &answer.observation, .expect = "met" },
		{ .question = question, .observation = &none, .anomaly = true },
		{ .question = question,
		  .observation = &answer.observation,
		  .expect = "wanted 10.0.0.2",
		  .anomaly = true },
		{ .question = question, .observation = &junk, .anomaly = true, .expect = "" },
	};
	const struct fd_probe_record probes[] = { { .wish = &wish, .observation = &none },
						  { .wish = &wish,
						    .observation = &answer.observation } };
	struct fd_record records[6];
	struct fd_writer *writer = NULL;

	for (size_t i = 0; i < 6; i++) {
		records[i] = i < 4 ? (struct fd_record) { .kind = FD_RECORD_RESULT,
							  .result = &results[i] }
				   : (struct fd_record) { .kind = FD_RECORD_PROBE,
							  .probe = &probes[i - 4] };
	}
	close(mkstemp(direct_path));
	close(mkstemp(path));
	struct fd_sink *direct = opened("ndjson", direct_path, FD_RECORDS_ALL);
	struct fd_sink *sink = opened("ndjson", path, FD_RECORDS_ALL);
	cr_assert_eq(fd_writer_create(&writer, &sink, 1), 0);
	for (int round = 0; round < 100; round++) {
		for (size_t i = 0; i < 6; i++) {
			cr_assert_eq(fd_sink_write(direct, &records[i]), 0);
			cr_assert_eq(fd_writer_put(writer, &records[i]), 0);
		}
	}
	cr_expect_eq(fd_writer_error(writer, 0), 0);
	fd_writer_finish(writer);
	cr_assert_eq(fd_sink_close(sink), 0);
	cr_assert_eq(fd_sink_close(direct), 0);
	size_t wanted_length, length;
	char *wanted = strdup(contents(direct_path, &wanted_length));
	const char *text = contents(path, &length);
	cr_expect_gt(length, 100000);
	cr_expect(length == wanted_length && memcmp(text, wanted, length) == 0, "%s", text);
	free(wanted);
	unlink(path);
	unlink(direct_path);
}

Test(writer, each_sink_gets_what_it_takes)
{
	static const struct {
		const char *format;
		enum fd_records records;
		size_t lines;
	} rows[] = {
		{ "ndjson", FD_RECORDS_ALL, 100 },    { "ndjson", FD_RECORDS_ANOMALIES, 50 },
		{ "ndjson", FD_RECORDS_VERDICTS, 0 }, { "csv", FD_RECORDS_DEFAULT, 101 },
		{ "csv", FD_RECORDS_ANOMALIES, 51 },
	};
	enum {
		SINKS = sizeof(rows) / sizeof(rows[0])
	};
	struct fd_sink *sinks[SINKS];
	char paths[SINKS][32];
	struct fd_writer *writer = NULL;

	for (size_t i = 0; i < SINKS; i++) {
		snprintf(paths[i], sizeof(paths[i]), "/tmp/fleetdig-takes-XXXXXX");
		close(mkstemp(paths[i]));
		sinks[i] = opened(rows[i].format, paths[i], rows[i].records);
	}
	cr_assert_eq(fd_writer_create(&writer, sinks, SINKS), 0);
	for (int64_t i = 0; i < 100; i++) {
		cr_assert_eq(put_number(writer, i), 0);
	}
	fd_writer_finish(writer);
	for (size_t i = 0; i < SINKS; i++) {
		size_t length, lines = 0;
		cr_assert_eq(fd_sink_close(sinks[i]), 0);
		const char *text = contents(paths[i], &length);
		for (size_t at = 0; at < length; at++) {
			lines += text[at] == '\n';
		}
		cr_expect_eq(lines, rows[i].lines, "row %zu: %zu", i, lines);
		unlink(paths[i]);
	}
}

/* ---- slow readers ----------------------------------------------------------------------------- */

struct reader {
	int fd;
	size_t lines;
	long pause_us;	   /* before each read */
	atomic_bool waits; /* for somebody to say go */
};

static void *read_slowly(void *argument)
{
	struct reader *reader = argument;
	char octets[8192];
	ssize_t got = 1;

	while (atomic_load(&reader->waits)) {
		nanosleep(&(struct timespec) { .tv_nsec = 1000000 }, NULL);
	}
	while (got > 0) {
		nanosleep(&(struct timespec) { .tv_nsec = reader->pause_us * 1000 }, NULL);
		got = read(reader->fd, octets, sizeof(octets));
		for (ssize_t i = 0; i < got; i++) {
			reader->lines += octets[i] == '\n';
		}
	}
	return NULL;
}

/* As the command asks: while some are open, no more than there is room for; then those come in at once. */
Test(writer, a_slow_reader_gets_all_and_holds_up_the_asking)
{
	enum {
		TOTAL = 150000,
		OPEN = 500
	};
	char path[32];
	int writing, held_up = 0, open = 0;
	struct reader reader = { .fd = open_pipe(path, &writing),
				 .pause_us = 100,
				 .waits = true };
	struct fd_sink *sink = opened("ndjson", path, FD_RECORDS_ALL);
	struct fd_writer *writer = NULL;
	pthread_t thread;

	close(writing);
	cr_assert_eq(fd_writer_create(&writer, &sink, 1), 0);
	cr_assert_eq(pthread_create(&thread, NULL, read_slowly, &reader), 0);
	for (int asked = 0, ended = 0; ended < TOTAL;) {
		while (asked < TOTAL && open < OPEN &&
		       fd_writer_room(writer, (size_t)open) > 0) {
			asked++;
			open++;
		}
		if (open == 0) {
			held_up++;
			atomic_store(&reader.waits, false);
			nanosleep(&(struct timespec) { .tv_nsec = 1000000 }, NULL);
		}
		for (; open > 0; open--, ended++) {
			cr_assert_eq(put_number(writer, ended), 0);
		}
		fd_writer_tend(writer, ended);
	}
	cr_expect_eq(fd_writer_error(writer, 0), 0);
	fd_writer_finish(writer);
	cr_assert_eq(fd_sink_close(sink), 0);
	cr_assert_eq(pthread_join(thread, NULL), 0);
	cr_expect_eq(reader.lines, TOTAL);
	cr_expect_gt(held_up, 0);
	close(reader.fd);
}

/* Nobody reads: what was promised is taken, then there is no room, and then still everything comes out. */
Test(writer, a_stalled_reader_ends_the_room_and_loses_nothing)
{
	char path[32];
	int writing;
	struct reader reader = { .fd = open_pipe(path, &writing) };
	struct fd_sink *sink = opened("ndjson", path, FD_RECORDS_ALL);
	struct fd_writer *writer = NULL;
	size_t put = 0;
	pthread_t thread;

	close(writing);
	cr_assert_eq(fd_writer_create(&writer, &sink, 1), 0);
	cr_expect_gt(fd_writer_room(writer, 0), 32768,
		     "as many as the engine has open at most");
	while (fd_writer_room(writer, 0) > 0) {
		cr_assert_eq(put_number(writer, (int64_t)put++), 0);
		cr_assert_lt(put, 1000000, "memory has no bound");
	}
	for (size_t i = 0; i < 20000; i++) { /* the late ones, without room */
		cr_assert_eq(put_number(writer, (int64_t)put++), 0);
	}
	cr_expect_eq(fd_writer_room(writer, 0), 0);
	cr_assert_eq(pthread_create(&thread, NULL, read_slowly, &reader), 0);
	fd_writer_finish(writer);
	cr_assert_eq(fd_sink_close(sink), 0);
	cr_assert_eq(pthread_join(thread, NULL), 0);
	cr_expect_eq(reader.lines, put);
	close(reader.fd);
}

/* A few records come out without many more behind them. */
Test(writer, records_do_not_lie_about)
{
	char path[32], octets[4096];
	int writing, reading = open_pipe(path, &writing);
	struct fd_sink *sink = opened("ndjson", path, FD_RECORDS_ALL);
	struct fd_writer *writer = NULL;
	const int64_t second_ns = 1000000000;

	close(writing);
	cr_assert_eq(fd_writer_create(&writer, &sink, 1), 0);
	cr_assert_eq(put_number(writer, 1), 0);
	fd_writer_tend(writer, second_ns);
	cr_assert_eq(fcntl(reading, F_SETFL, O_NONBLOCK), 0);
	cr_expect_lt(read(reading, octets, sizeof(octets)), 0, "it waits for company");
	cr_assert_eq(fcntl(reading, F_SETFL, 0), 0);
	ssize_t got = -1;
	for (int64_t i = 2; got < 0; i++) { /* until its thread sleeps, and once more */
		fd_writer_tend(writer, i * second_ns);
		nanosleep(&(struct timespec) { .tv_nsec = 1000000 }, NULL);
		cr_assert_eq(fcntl(reading, F_SETFL, O_NONBLOCK), 0);
		got = read(reading, octets, sizeof(octets));
	}
	cr_expect_gt(got, 100);
	cr_expect_eq(octets[got - 1], '\n');
	fd_writer_finish(writer);
	cr_assert_eq(fd_sink_close(sink), 0);
	close(reading);
}

/* ---- sinks that fail -------------------------------------------------------------------------- */

Test(writer, a_sink_that_fails_is_told_and_the_others_go_on)
{
	char path[] = "/tmp/fleetdig-others-XXXXXX", pipe_path[32];
	int writing, reading = open_pipe(pipe_path, &writing);

	close(mkstemp(path));
	struct fd_sink *sinks[] = { opened("ndjson", "/dev/full", FD_RECORDS_ALL),
				    opened("csv", pipe_path, FD_RECORDS_ALL),
				    opened("ndjson", path, FD_RECORDS_ALL),
				    opened("table", "/dev/null", FD_RECORDS_DEFAULT) };
	struct fd_writer *writer = NULL;
	close(writing);
	close(reading); /* the reader left */
	cr_assert_eq(fd_writer_create(&writer, sinks, 4), 0);
	int64_t put = 0;
	while (fd_writer_error(writer, 0) == 0 || fd_writer_error(writer, 1) == 0) {
		cr_assert_eq(put_number(writer, put++), 0);
		cr_assert_lt(put, 10000000);
	}
	cr_expect_eq(fd_writer_error(writer, 0), -ENOSPC);
	cr_expect_eq(fd_writer_error(writer, 1), -EPIPE);
	cr_expect_eq(fd_writer_error(writer, 2), 0);
	cr_expect_eq(fd_writer_error(writer, 3), 0);
	fd_writer_finish(writer);
	cr_expect_eq(fd_sink_close(sinks[0]), -ENOSPC);
	cr_expect_eq(fd_sink_close(sinks[1]), -EPIPE);
	cr_expect_eq(fd_sink_close(sinks[2]), 0);
	cr_expect_eq(fd_sink_close(sinks[3]), 0);
	FILE *file = fopen(path, "re");
	int64_t lines = 0;
	for (int c = getc(file); c != EOF; c = getc(file)) {
		lines += c == '\n';
	}
	cr_expect_eq(lines, put);
	fclose(file);
	unlink(path);
}

Test(writer, sinks_say_what_they_take)
{
	static const struct {
		const char *format;
		enum fd_records records;
		bool plain, anomalies, probes, verdicts;
	} rows[] = {
		{ "ndjson", FD_RECORDS_DEFAULT, true, true, true, true },
		{ "ndjson", FD_RECORDS_ALL, true, true, true, true },
		{ "ndjson", FD_RECORDS_ANOMALIES, false, true, true, false },
		{ "ndjson", FD_RECORDS_VERDICTS, false, false, false, true },
		{ "csv", FD_RECORDS_DEFAULT, true, true, false, true },
		{ "csv", FD_RECORDS_ANOMALIES, false, true, false, false },
		{ "csv", FD_RECORDS_VERDICTS, false, false, false, true },
		{ "table", FD_RECORDS_DEFAULT, false, false, false, false },
		{ "table", FD_RECORDS_ALL, false, false, false, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_sink *sink = opened(rows[i].format, "/dev/null", rows[i].records);
		cr_expect_eq(fd_sink_takes(sink, FD_RECORD_RESULT, false), rows[i].plain, "%zu",
			     i);
		cr_expect_eq(fd_sink_takes(sink, FD_RECORD_RESULT, true), rows[i].anomalies,
			     "%zu", i);
		cr_expect_eq(fd_sink_takes(sink, FD_RECORD_PROBE, true), rows[i].probes, "%zu",
			     i);
		cr_expect_eq(fd_sink_takes(sink, FD_RECORD_VERDICT, false), rows[i].verdicts,
			     "%zu", i);
		cr_expect(fd_sink_takes(sink, FD_RECORD_VERDICT, true));
		cr_expect(fd_sink_takes(sink, FD_RECORD_SUMMARY, false));
		cr_expect_eq(fd_sink_close(sink), 0);
	}
}
