/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fleetdig/record_read.h>

#include "fixture.h"
#include "schema.h"

/* What a benchmark states, written, held against the schema, and read back. */

static struct fixture fixture;

static void check_schema(const struct fd_line *line)
{
	json_error_t error;
	char why[512];
	json_t *value = json_loadb(line->text, line->length, JSON_REJECT_DUPLICATES, &error);
	json_t *schema = json_load_file(RECORDS_SCHEMA, JSON_REJECT_DUPLICATES, &error);

	cr_assert_not_null(value, "%s: %.*s", error.text, (int)line->length, line->text);
	cr_assert_not_null(schema);
	json_t *of = json_object_get(json_object_get(schema, "$defs"), "measurement");
	cr_assert_eq(schema_check(schema, of, value, why, sizeof(why)), 0, "%s", why);
	json_decref(schema);
	json_decref(value);
}

/* Writes it to a file, opens that, and reads the one record. The reader stays open, for its texts. */
static struct fd_record_reader *read_back(const struct fd_measurement_record *measurement,
					  struct fd_record_in *ret_in)
{
	static struct fd_errors errors;
	struct fd_record record = { .kind = FD_RECORD_MEASUREMENT, .measurement = measurement };
	struct fd_line line = { 0 };
	struct fd_record_reader *reader;
	char path[] = "/tmp/fleetdig-measurement-XXXXXX";

	cr_assert_eq(fd_record_write(&line, &fixture.inventory, &record), 0);
	check_schema(&line);
	int fd = mkstemp(path);
	cr_assert(fd >= 0);
	cr_assert_eq(write(fd, line.text, line.length), (ssize_t)line.length);
	close(fd);
	fd_line_finish(&line);
	cr_assert_eq(fd_record_reader_open(&reader, path, FD_RECORD_KINDS_ALL, &errors), 0);
	int r = fd_record_read(reader, ret_in);
	cr_assert_eq(r, 1, "%s", errors.count > 0 ? errors.messages[0] : "");
	unlink(path);
	return reader;
}

static void add(struct fd_tally *tally, uint8_t status, int64_t latency_ns)
{
	struct fd_sample sample = { .status = status,
				    .sent_ns = 1000,
				    .received_ns = latency_ns };

	cr_assert_eq(fd_tally_add(tally, &sample), 0);
}

Test(measurement, comes_back_as_it_was)
{
	struct fd_tally tally = { 0 };
	struct fd_histogram pacing = { 0 }, again = { 0 };
	struct fd_record_in in;

	fixture_init(&fixture);
	for (int64_t i = 1; i <= 985; i++) {
		add(&tally, i % 10 == 0 ? FD_NXDOMAIN : FD_NOERROR, i * i * 1000);
	}
	for (int i = 0; i < 15; i++) {
		add(&tally, FD_STATUS_TIMEOUT, 0);
	}
	fd_histogram_add(&pacing, 2500);
	struct fd_measurement_record record = {
		.statement = FD_STATES_CACHE,
		.resolver = LAB,
		.load = FD_LOAD_POISSON,
		.qtype = FD_TYPE_AAAA,
		.cached = FD_CACHED_MISS,
		.started_us = 1767236400000001,
		.duration_s = 10,
		.asked_qps = 100,
		.sent_qps = 99.5,
		.limit = "concurrency",
		.concurrency = 7,
		.sent = 1000,
		.skipped = 5,
		.tally = &tally,
		.timeout_us = 2000000,
		.pacing = &pacing,
		.stalls = 1,
		.stalled_us = 50000,
		.silent_from_us = 1767236401000000,
		.silent_queries = 15,
		.broke_by = "loss",
		.summary = "fine \x1b[31m",
	};
	struct fd_record_reader *reader = read_back(&record, &in);
	const struct fd_measurement_in *got = &in.measurement;

	cr_assert_eq(in.kind, FD_RECORD_MEASUREMENT);
	cr_expect_eq(got->statement, FD_STATES_CACHE);
	cr_expect_str_eq(got->id, "lab");
	cr_expect_str_eq(got->address, "2001:db8::53#5353");
	cr_expect_eq(got->role, FD_ROLE_PUBLIC);
	cr_expect_eq(got->load, FD_LOAD_POISSON);
	cr_expect_eq(got->qtype, FD_TYPE_AAAA);
	cr_expect_eq(got->cached, FD_CACHED_MISS);
	cr_expect_eq(got->started_us, record.started_us);
	cr_expect_float_eq(got->sent_qps, 99.5, 1e-9);
	cr_expect_float_eq(got->answered_qps, 98.5, 1e-9);
	cr_expect_str_eq(got->limit, "concurrency");
	cr_expect(!got->held && got->concurrency == 7 && got->sent == 1000);
	cr_expect(got->answered == 985 && got->unanswered == 15 && got->skipped == 5);
	cr_expect_float_eq(got->loss_ratio, 0.015, 1e-9);
	cr_expect_eq(got->silent_from_us, record.silent_from_us);
	cr_expect_eq(got->silent_until_us, 0);
	cr_expect_str_eq(got->broke_by, "loss");
	cr_expect_float_eq(got->pacing_max_us, 2.5, 1e-9);
	/* The median of all is that of the 500th; the 99th per cent is beyond the timeout. */
	cr_expect_float_eq(got->latency_p50_us, 250000, 250000 * 0.005);
	cr_expect_eq(got->latency_p99_us, 0);
	cr_expect_float_eq(got->answered_p99_us, 976 * 976, 976 * 976 * 0.005);
	for (size_t i = 0; i < got->latency.count; i++) {
		fd_histogram_add_many(&again, got->latency.list[i].low,
				      (uint32_t)got->latency.list[i].count);
	}
	cr_expect_arr_eq(again.buckets, tally.latency.buckets,
			 FD_HISTOGRAM_BUCKETS * sizeof(uint32_t));
	fd_record_reader_close(reader);
	fd_histogram_finish(&again);
	fd_histogram_finish(&pacing);
	fd_tally_finish(&tally);
}

Test(measurement, of_nothing_has_no_numbers)
{
	static const struct fd_tally nothing = { 0 };
	struct fd_measurement_record record = { .statement = FD_STATES_KNEE,
						.resolver = ISP,
						.load = FD_LOAD_RAMP,
						.tally = &nothing,
						.held = true,
						.summary = "" };
	struct fd_record_in in;

	fixture_init(&fixture);
	struct fd_record_reader *reader = read_back(&record, &in);
	cr_expect_eq(in.measurement.latency_p50_us, 0);
	cr_expect_eq(in.measurement.knee_qps, 0);
	cr_expect_null(in.measurement.limit);
	cr_expect_null(in.measurement.broke_by);
	cr_expect_eq(in.measurement.latency.count + in.measurement.rtt.count, 0);
	cr_expect_eq(in.measurement.pacing.count, 0);
	cr_expect(in.measurement.held);
	fd_record_reader_close(reader);
}
