/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runs.h"

static struct fixture fixture;

static void ignore_sigpipe(void)
{
	signal(SIGPIPE, SIG_IGN); /* as the program does */
	fixture_init(&fixture);
}

TestSuite(sink, .init = ignore_sigpipe);

static struct fd_sink *opened(const char *format, const char *path, enum fd_records records)
{
	struct fd_sink *sink = NULL;
	struct fd_sink_config config = { .inventory = &fixture.inventory, .records = records };

	cr_assert_eq(fd_sink_open(&sink, format, path, config), 0, "%s", path);
	return sink;
}

static char *temporary(char path[32])
{
	snprintf(path, 32, "/tmp/fleetdig-sink-XXXXXX");
	int fd = mkstemp(path);
	cr_assert(fd >= 0);
	close(fd);
	return path;
}

Test(sink, formats_open_by_name)
{
	size_t count = 0;

	for (const char *const *format = fd_sink_formats(); *format != NULL;
	     format++, count++) {
		char path[32];
		struct fd_sink *sink = opened(*format, temporary(path), FD_RECORDS_DEFAULT);
		cr_expect_str_eq(fd_sink_path(sink), path);
		cr_expect_eq(fd_sink_close(sink), 0);
		unlink(path);
	}
	cr_assert_geq(count, 4); /* html may be left out of a build */
}

Test(sink, mistakes_are_errors)
{
	struct fd_sink *sink = NULL;
	struct fd_sink_config config = { .inventory = &fixture.inventory };

	cr_expect_eq(fd_sink_open(&sink, "xml", NULL, config), -EINVAL);
	cr_expect_eq(fd_sink_open(&sink, "ndjson", "/nonexistent/file", config), -ENOENT);
	cr_expect_eq(fd_sink_open(&sink, "ndjson", "/tmp", config), -EISDIR);
	cr_expect_null(sink);
	cr_expect_eq(fd_sink_close(NULL), 0);
}

Test(sink, standard_output_has_a_name)
{
	struct fd_sink *sink = opened("table", NULL, FD_RECORDS_DEFAULT);

	cr_expect_str_eq(fd_sink_path(sink), "standard output");
	cr_expect_eq(fd_sink_close(sink), 0);
	sink = opened("table", "-", FD_RECORDS_DEFAULT);
	cr_expect_str_eq(fd_sink_path(sink), "standard output");
	cr_expect_eq(fd_sink_close(sink), 0);
	cr_expect_neq(fcntl(STDOUT_FILENO, F_GETFD), -1, "it stays open");
}

Test(sink, files_are_truncated_and_readable)
{
	char path[32];
	struct stat status;

	temporary(path);
	unlink(path);
	umask(0);
	cr_assert_eq(fd_sink_close(opened("ndjson", path, FD_RECORDS_ALL)), 0);
	cr_assert_eq(stat(path, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0644);
	cr_expect_eq(status.st_size, 0);
	FILE *file = fopen(path, "we");
	fputs("something of before", file);
	fclose(file);
	cr_assert_eq(fd_sink_close(opened("ndjson", path, FD_RECORDS_ALL)), 0);
	cr_assert_eq(stat(path, &status), 0);
	cr_expect_eq(status.st_size, 0);
	unlink(path);
}

/* ---- which records go out -------------------------------------------------------------------- */

static void count_types(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");
	size_t length = 0;
	json_t *value;

	cr_assert_not_null(file);
	text[0] = '\0';
	while ((value = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
		length += (size_t)snprintf(text + length, size - length, "%s%s",
					   length > 0 ? " " : "",
					   json_string_value(json_object_get(value, "type")));
		json_decref(value);
	}
	fclose(file);
}

static void write_all_kinds(struct fd_sink *sink)
{
	uint32_t question = fixture_ask(&fixture, "x.example", FD_TYPE_A, GROUP_DEFAULT);
	struct fd_observation observation = { .status = FD_STATUS_TIMEOUT, .rcode = -1 };
	struct fd_verdict ok = { .severity = FD_OK }, bad = { .severity = FD_FAILURE };
	struct fd_wish wish = { .qname = { .length = 1 }, .qtype = FD_TYPE_SOA };
	struct fd_run_record run = { .engine = "sim" };
	struct fd_result_record plain = { .question = question, .observation = &observation };
	struct fd_result_record anomaly = { .question = question,
					    .observation = &observation,
					    .anomaly = true };
	struct fd_probe_record probe = { .wish = &wish, .observation = &observation };
	struct fd_verdict_record good = { .question = question, .verdict = &ok };
	struct fd_verdict_record failed = { .question = question, .verdict = &bad };
	struct fd_resolver_record resolver = { .verdict = &ok };
	struct fd_host_record host = { .verdict = &ok };
	struct fd_summary_record summary = { .complete = true };
	const struct fd_record records[] = {
		{ .kind = FD_RECORD_RUN, .run = &run },
		{ .kind = FD_RECORD_RESULT, .result = &plain },
		{ .kind = FD_RECORD_RESULT, .result = &anomaly },
		{ .kind = FD_RECORD_PROBE, .probe = &probe },
		{ .kind = FD_RECORD_VERDICT, .verdict = &good },
		{ .kind = FD_RECORD_VERDICT, .verdict = &failed },
		{ .kind = FD_RECORD_RESOLVER, .resolver = &resolver },
		{ .kind = FD_RECORD_HOST, .host = &host },
		{ .kind = FD_RECORD_SUMMARY, .summary = &summary },
	};

	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		cr_assert_eq(fd_sink_write(sink, &records[i]), 0);
	}
}

Test(sink, filters_records)
{
	static const struct {
		enum fd_records records;
		const char *types;
	} rows[] = {
		{ FD_RECORDS_DEFAULT, "run result result probe verdict verdict resolver host "
				      "summary" },
		{ FD_RECORDS_ALL, "run result result probe verdict verdict resolver host "
				  "summary" },
		{ FD_RECORDS_ANOMALIES, "run result probe verdict resolver host summary" },
		{ FD_RECORDS_VERDICTS, "run verdict verdict resolver host summary" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char path[32], types[256];
		struct fd_sink *sink = opened("ndjson", temporary(path), rows[i].records);
		write_all_kinds(sink);
		cr_assert_eq(fd_sink_close(sink), 0);
		count_types(path, types, sizeof(types));
		cr_expect_str_eq(types, rows[i].types);
		unlink(path);
	}
}

Test(sink, whole_runs_are_lines_of_json)
{
	void (*const runs[])(struct fd_sink *, struct fixture *) = { run_healthy, run_broken,
								     run_cut_off };

	for (size_t i = 0; i < 3; i++) {
		char path[32], types[1024];
		struct fd_sink *sink = opened("ndjson", temporary(path), FD_RECORDS_ALL);
		runs[i](sink, &fixture);
		cr_assert_eq(fd_sink_close(sink), 0);
		count_types(path, types, sizeof(types));
		cr_expect_eq(strncmp(types, "run verdict", 11), 0, "%s", types);
		cr_expect_not_null(strstr(types, " host summary"), "%s", types);
		unlink(path);
	}
}

/* The reader of a pipe sees the first record before the last is written. */
Test(sink, the_run_is_seen_at_once)
{
	char path[32];
	struct stat status;
	struct fd_sink *sink = opened("ndjson", temporary(path), FD_RECORDS_ALL);
	struct fd_run_record run = { .engine = "sim" };

	cr_assert_eq(
		fd_sink_write(sink, &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &run }),
		0);
	cr_assert_eq(stat(path, &status), 0);
	cr_expect_gt(status.st_size, 0);
	cr_assert_eq(fd_sink_close(sink), 0);
	unlink(path);
}

/* ---- outputs that fail ----------------------------------------------------------------------- */

/** It is no stream: nobody reads it while it is written. */
static bool is_database(const char *format)
{
	return strcmp(format, "sqlite") == 0;
}

Test(sink, a_database_is_no_stream)
{
	struct fd_sink *sink = NULL;

	fixture_init(&fixture);
	cr_expect_eq(fd_sink_open(&sink, "sqlite", NULL,
				  (struct fd_sink_config) { .inventory = &fixture.inventory }),
		     -ESPIPE);
}

/* What is gathered until the end of a run is written now; errors show at the close. */
static void write_summary(struct fd_sink *sink)
{
	struct fd_summary_record summary = { .complete = true };

	(void)fd_sink_write(
		sink, &(struct fd_record) { .kind = FD_RECORD_SUMMARY, .summary = &summary });
}

Test(sink, a_full_disk_is_reported)
{
	for (const char *const *format = fd_sink_formats(); *format != NULL; format++) {
		if (is_database(*format)) {
			continue; /* tests/cli gives it a file system that is full */
		}
		struct fd_sink *sink = opened(*format, "/dev/full", FD_RECORDS_ALL);
		struct fd_run_record run = { .engine = "sim" };
		struct fd_record record = { .kind = FD_RECORD_RUN, .run = &run };
		int r = fd_sink_write(sink, &record);

		cr_expect(r == 0 || r == -ENOSPC);
		cr_expect_eq(fd_sink_write(sink, &record), r, "it stays as it is");
		write_summary(sink);
		cr_expect_eq(fd_sink_close(sink), -ENOSPC, "%s", *format);
	}
}

/* Standard output is a pipe whose reader has left. */
Test(sink, a_reader_that_left_is_reported)
{
	int saved = dup(STDOUT_FILENO);

	for (const char *const *format = fd_sink_formats(); *format != NULL; format++) {
		int ends[2];
		if (is_database(*format)) {
			continue;
		}
		cr_assert_eq(pipe(ends), 0);
		close(ends[0]);
		cr_assert(dup2(ends[1], STDOUT_FILENO) >= 0);
		close(ends[1]);
		struct fd_sink *sink = opened(*format, NULL, FD_RECORDS_ALL);
		struct fd_run_record run = { .engine = "sim" };
		struct fd_record record = { .kind = FD_RECORD_RUN, .run = &run };
		int r = fd_sink_write(sink, &record);
		write_summary(sink);
		int closed = fd_sink_close(sink);
		dup2(saved, STDOUT_FILENO);
		cr_expect(r == 0 || r == -EPIPE);
		cr_expect_eq(closed, -EPIPE, "%s", *format);
	}
	close(saved);
}

/* A pipe that is full and non-blocking: waited for, not lost, not an error. */
Test(sink, a_slow_reader_gets_all)
{
	int ends[2], status;
	size_t lines = 0;
	char octets[4096];

	cr_assert_eq(pipe2(ends, O_NONBLOCK), 0);
	pid_t child = fork();
	cr_assert(child >= 0);
	if (child == 0) {
		close(ends[0]);
		dup2(ends[1], STDOUT_FILENO);
		struct fd_sink *sink = opened("ndjson", NULL, FD_RECORDS_ALL);
		struct fd_summary_record summary = { 0 };
		struct fd_record record = { .kind = FD_RECORD_SUMMARY, .summary = &summary };
		int r = 0;
		for (int i = 0; i < 2000 && r == 0; i++) {
			r = fd_sink_write(sink, &record);
		}
		int closed = fd_sink_close(sink);
		_exit(r == 0 && closed == 0 ? 0 : 1);
	}
	close(ends[1]);
	cr_assert_eq(fcntl(ends[0], F_SETFL, 0), 0);
	for (ssize_t got = 1; got > 0;) {
		got = read(ends[0], octets, sizeof(octets));
		for (ssize_t i = 0; i < got; i++) {
			lines += octets[i] == '\n';
		}
	}
	cr_expect_eq(lines, 2000);
	close(ends[0]);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0);
}
