/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include <fleetdig/record_read.h>

#include "fixture.h"
#include "schema.h"

/* What a comparison states, written, held against the schema, and read back. */

static struct fixture fixture;
static struct fd_record_reader *reader;
static struct fd_errors errors;

static void check_schema(const struct fd_line *line)
{
	json_error_t error;
	char why[512];
	json_t *value = json_loadb(line->text, line->length, JSON_REJECT_DUPLICATES, &error);
	json_t *schema = json_load_file(RECORDS_SCHEMA, JSON_REJECT_DUPLICATES, &error);

	cr_assert_not_null(value, "%s: %.*s", error.text, (int)line->length, line->text);
	cr_assert_not_null(schema);
	json_t *of = json_object_get(json_object_get(schema, "$defs"), "comparison");
	cr_assert_eq(schema_check(schema, of, value, why, sizeof(why)), 0, "%s", why);
	json_decref(schema);
	json_decref(value);
}

static struct fd_comparison_in read_back(const struct fd_comparison_record *comparison)
{
	struct fd_record record = { .kind = FD_RECORD_COMPARISON, .comparison = comparison };
	struct fd_record_in in;
	struct fd_line line = { 0 };
	char path[] = "/tmp/fleetdig-comparison-XXXXXX";

	cr_assert_eq(fd_record_write(&line, &fixture.inventory, &record), 0);
	check_schema(&line);
	int fd = mkstemp(path);
	cr_assert(fd >= 0);
	cr_assert_eq(write(fd, line.text, line.length), (ssize_t)line.length);
	close(fd);
	fd_line_finish(&line);
	cr_assert_eq(fd_record_reader_open(&reader, path, FD_RECORD_KINDS_ALL, &errors), 0);
	int r = fd_record_read(reader, &in);
	cr_assert_eq(r, 1, "%s", errors.count > 0 ? errors.messages[0] : "");
	cr_assert_eq(in.kind, FD_RECORD_COMPARISON);
	unlink(path);
	return in.comparison;
}

Test(comparison, latencies_come_back)
{
	struct fd_paired paired = { .pairs = 1000,
				    .first_faster = 600,
				    .second_faster = 20,
				    .difference_ns = 3.1e6,
				    .low_ns = 2.8e6,
				    .high_ns = 3.4e6,
				    .confidence = 0.995,
				    .margin_ns = 5e5,
				    .verdict = FD_DIFFERENCE_FIRST };
	struct fd_comparison_record record = { .statement = FD_COMPARED_LATENCY,
					       .first = "isp",
					       .second = "quad9",
					       .ask = "cold",
					       .paired = &paired,
					       .questions = 1100,
					       .summary = "quad9 is slower" };

	fixture_init(&fixture);
	struct fd_comparison_in got = read_back(&record);
	cr_expect_eq(got.statement, FD_COMPARED_LATENCY);
	cr_expect_str_eq(got.first, "isp");
	cr_expect_str_eq(got.second, "quad9");
	cr_expect_str_eq(got.ask, "cold");
	cr_expect(got.pairs == 1000 && got.first_faster == 600 && got.second_faster == 20);
	cr_expect_float_eq(got.difference_us, 3100, 1e-6);
	cr_expect_float_eq(got.low_us, 2800, 1e-6);
	cr_expect_float_eq(got.high_us, 3400, 1e-6);
	cr_expect_float_eq(got.confidence, 0.995, 1e-9);
	cr_expect_eq(got.verdict, FD_DIFFERENCE_FIRST);
	cr_expect_eq(got.class_count + got.cause_count + got.feature_count, 0);
	fd_record_reader_close(reader);
}

Test(comparison, answers_come_back)
{
	uint64_t relations[FD_RELATIONS] = {
		[FD_RELATION_SAME] = 90, [FD_RELATION_FILTERED] = 12
	};
	struct fd_example examples[2] = { { 0, FD_RELATION_FILTERED }, { 1, FD_RELATION_CDN } };

	fixture_init(&fixture);
	examples[0].question =
		fixture_ask(&fixture, "www.blocked.example", FD_TYPE_A, GROUP_WEB);
	examples[1].question = fixture_ask(&fixture, "cdn.example", FD_TYPE_AAAA, GROUP_WEB);
	struct fd_comparison_record record = { .statement = FD_COMPARED_ANSWERS,
					       .first = "isp",
					       .second = "quad9",
					       .relations = relations,
					       .examples = examples,
					       .example_count = 2,
					       .questions = 102,
					       .summary = "" };
	struct fd_comparison_in got = read_back(&record);
	cr_assert_eq(got.class_count, FD_RELATIONS);
	cr_expect_str_eq(got.classes[FD_RELATION_FILTERED].word, "filtered");
	cr_expect_eq(got.classes[FD_RELATION_FILTERED].count, 12);
	cr_assert_eq(got.example_count, 2);
	cr_expect_str_eq(got.examples[0].name, "www.blocked.example");
	cr_expect_str_eq(got.examples[0].class, "filtered");
	cr_expect_eq(got.examples[1].qtype, FD_TYPE_AAAA);
	cr_expect_null(got.ask);
	fd_record_reader_close(reader);
}

Test(comparison, failures_and_features_come_back)
{
	uint64_t causes[FD_CAUSE_COUNT] = { [FD_CAUSE_auth_lame] = 3 };
	struct fd_feature features[2] = { { "tcp", "yes" }, { "nsid", "yes, \x1b[31m\"x" } };
	struct fd_comparison_record failures = { .statement = FD_COMPARED_FAILURES,
						 .first = "isp",
						 .causes = causes,
						 .failed = 3,
						 .summary = "" };
	struct fd_comparison_record of_one = { .statement = FD_COMPARED_FEATURES,
					       .first = "quad9",
					       .features = features,
					       .feature_count = 2,
					       .summary = "" };

	fixture_init(&fixture);
	struct fd_comparison_in got = read_back(&failures);
	cr_assert_eq(got.cause_count, 1);
	cr_expect_str_eq(got.causes[0].word, "auth_lame");
	cr_expect_eq(got.causes[0].count, 3);
	fd_record_reader_close(reader);
	got = read_back(&of_one);
	cr_assert_eq(got.feature_count, 2);
	cr_expect_str_eq(got.features[1].value, features[1].value);
	fd_record_reader_close(reader);
}
