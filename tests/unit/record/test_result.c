/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "schema.h"

static struct fixture fixture;

static json_t *written(const struct fd_result_record *result)
{
	struct fd_record record = { .kind = FD_RECORD_RESULT, .result = result };
	struct fd_line line = { 0 };
	json_error_t error;
	char why[512];

	cr_assert_eq(fd_record_write(&line, &fixture.inventory, &record), 0);
	json_t *value = json_loadb(line.text, line.length, JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(value, "%s: %.*s", error.text, (int)line.length, line.text);
	json_t *schema = json_load_file(RECORDS_SCHEMA, 0, &error);
	json_t *of = json_object_get(json_object_get(schema, "$defs"), "result");
	cr_assert_eq(schema_check(schema, of, value, why, sizeof(why)), 0, "%s", why);
	json_decref(schema);
	fd_line_finish(&line);
	return value;
}

static char *dump(json_t *value, const char *key)
{
	static char text[4096];
	json_t *member = json_object_get(value, key);
	char *made = member == NULL ? NULL : json_dumps(member, JSON_COMPACT | JSON_ENCODE_ANY);

	snprintf(text, sizeof(text), "%s", made == NULL ? "(absent)" : made);
	free(made);
	return text;
}

Test(result, positive_answer)
{
	struct answer answer;
	struct fd_builder builder;
	struct fd_name owner, target;
	uint8_t options[64];
	const uint8_t address[4] = { 10, 0, 0, 5 };
	struct fd_result_record result = { .observation = &answer.observation,
					   .resolver = ISP,
					   .ts_us = 1767225600000000,
					   .expect = "met" };
	static const char *const members[][2] = {
		{ "type", "\"result\"" },
		{ "name", "\"db.pay.example\"" },
		{ "qtype", "\"A\"" },
		{ "resolver", "\"isp\"" },
		{ "address", "\"198.51.100.53\"" },
		{ "role", "\"isp\"" },
		{ "group", "\"payments\"" },
		{ "status", "\"NOERROR\"" },
		{ "rcode", "0" },
		{ "flags", "[\"rd\",\"ra\",\"ad\"]" },
		{ "rtt_us", "1234" },
		{ "tries", "1" },
		{ "proto", "\"udp\"" },
		{ "ts", "\"2026-01-01T00:00:00.000000Z\"" },
		{ "answers", "[{\"name\":\"db.pay.example\",\"type\":\"CNAME\",\"ttl\":60,"
			     "\"data\":\"a.example.\"},{\"name\":\"a.example\",\"type\":\"A\","
			     "\"ttl\":300,\"data\":\"10.0.0.5\"}]" },
		{ "ede", "[{\"code\":3,\"text\":\"served \\\"stale\\\"\"}]" },
		{ "nsid", "\"res1.isp\"" },
		{ "expect", "\"met\"" },
		{ "index", "0" },
		{ "digest", "\"00c0ffee00c0ffee\"" },
	};

	fixture_init(&fixture);
	result.question = fixture_ask(&fixture, "db.pay.example", FD_TYPE_A, GROUP_PAYMENTS);
	cr_assert_eq(fd_name_parse(&owner, "db.pay.example"), 0);
	cr_assert_eq(fd_name_parse(&target, "a.example"), 0);
	answer_begin(&answer, &builder, "db.pay.example", FD_TYPE_A,
		     FD_FLAG_QR | FD_FLAG_RD | FD_FLAG_RA | FD_FLAG_AD);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &owner, FD_TYPE_CNAME, 60, target.wire,
			  target.length);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &target, FD_TYPE_A, 300, address, 4);
	size_t length = option_ede(options, 3, "served \"stale\"", 14);
	length += option_nsid(options + length, "res1.isp", 8);
	fd_builder_edns(&builder, 1232, false, 0, options, length);
	answer_finish(&answer, &builder);
	answer.observation.digest = 0x00c0ffee00c0ffee;

	json_t *value = written(&result);
	const char *key;
	json_t *member;
	size_t i = 0;
	json_object_foreach(value, key, member)
	{
		cr_assert(i < sizeof(members) / sizeof(members[0]), "%s", key);
		cr_expect_str_eq(key, members[i][0]);
		cr_expect_str_eq(dump(value, key), members[i][1], "%s: %s", key,
				 dump(value, key));
		i++;
	}
	cr_expect_eq(i, sizeof(members) / sizeof(members[0]));
	json_decref(value);
}

Test(result, octets_of_anomalies_only)
{
	struct answer answer;
	struct fd_builder builder;
	struct fd_result_record result = { .observation = &answer.observation };

	fixture_init(&fixture);
	result.question = fixture_ask(&fixture, "x.example", FD_TYPE_A, GROUP_DEFAULT);
	answer_begin(&answer, &builder, "x.example", FD_TYPE_A, FD_FLAG_QR | FD_NXDOMAIN);
	answer_finish(&answer, &builder);
	json_t *value = written(&result);
	cr_expect_str_eq(dump(value, "wire"), "(absent)");
	cr_expect_str_eq(dump(value, "expect"), "null");
	json_decref(value);
	result.anomaly = true;
	value = written(&result);
	cr_expect_str_eq(dump(value, "wire"), "\"EjSAAwABAAAAAAAAAXgHZXhhbXBsZQAAAQAB\"");
	cr_expect_str_eq(dump(value, "status"), "\"NXDOMAIN\"");
	cr_expect_str_eq(dump(value, "nsid"), "null");
	json_decref(value);
}

/* What came of a question that brought no usable message. */
static const struct row {
	struct fd_observation observation;
	const char *status, *rcode, *reason, *errno_text, *error, *rtt_us, *flags;
} rows[] = {
	{ { .status = FD_STATUS_TIMEOUT, .rcode = -1, .tries = 3 },
	  "\"TIMEOUT\"",
	  "null",
	  "(absent)",
	  "(absent)",
	  "(absent)",
	  "null",
	  "[]" },
	{ { .status = FD_STATUS_UNREACHABLE, .rcode = -1, .tries = 1, .error = EHOSTUNREACH },
	  "\"UNREACHABLE\"",
	  "null",
	  "(absent)",
	  "113",
	  "\"EHOSTUNREACH\"",
	  "null",
	  "[]" },
	{ { .status = FD_STATUS_ERROR, .rcode = -1, .error = EPERM },
	  "\"ERROR\"",
	  "null",
	  "(absent)",
	  "1",
	  "\"EPERM\"",
	  "null",
	  "[]" },
	{ { .status = FD_STATUS_NOT_ASKED, .rcode = -1, .reason = FD_REASON_QUARANTINE },
	  "\"NOT_ASKED\"",
	  "null",
	  "\"quarantine\"",
	  "(absent)",
	  "(absent)",
	  "null",
	  "[]" },
	{ { .status = FD_STATUS_NOT_ASKED, .rcode = -1, .reason = FD_REASON_DEADLINE },
	  "\"NOT_ASKED\"",
	  "null",
	  "\"deadline\"",
	  "(absent)",
	  "(absent)",
	  "null",
	  "[]" },
	{ { .status = FD_STATUS_MALFORMED,
	    .rcode = -1,
	    .wire = (const uint8_t *)"junk",
	    .wire_length = 4,
	    .rtt_ns = 5000 },
	  "\"MALFORMED\"",
	  "null",
	  "(absent)",
	  "(absent)",
	  "(absent)",
	  "5",
	  "[]" },
	/* an ACL refusal of twelve octets: an outcome without a message */
	{ { .status = FD_REFUSED,
	    .rcode = FD_REFUSED,
	    .flags = FD_CELL_HEADER_ONLY,
	    .header_flags = FD_FLAG_QR | FD_FLAG_RD | FD_REFUSED,
	    .wire = (const uint8_t *)"\x12\x34\x81\x05\0\0\0\0\0\0\0\0",
	    .wire_length = 12,
	    .rtt_ns = 999999 },
	  "\"REFUSED\"",
	  "5",
	  "(absent)",
	  "(absent)",
	  "(absent)",
	  "999",
	  "[\"rd\"]" },
	{ { .status = FD_STATUS_RCODE_OTHER,
	    .rcode = 3841,
	    .wire = (const uint8_t *)"x",
	    .wire_length = 1 },
	  "\"RCODE3841\"",
	  "3841",
	  "(absent)",
	  "(absent)",
	  "(absent)",
	  "0",
	  "[]" },
};

Test(result, outcomes_without_data)
{
	fixture_init(&fixture);
	uint32_t question = fixture_ask(&fixture, "x.example", 65280, GROUP_DEFAULT);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_result_record result = { .question = question,
						   .observation = &rows[i].observation,
						   .anomaly = true };
		json_t *value = written(&result);
		cr_expect_str_eq(dump(value, "qtype"), "\"TYPE65280\"");
		cr_expect_str_eq(dump(value, "status"), rows[i].status, "row %zu", i);
		cr_expect_str_eq(dump(value, "rcode"), rows[i].rcode, "row %zu", i);
		cr_expect_str_eq(dump(value, "reason"), rows[i].reason, "row %zu", i);
		cr_expect_str_eq(dump(value, "errno"), rows[i].errno_text, "row %zu", i);
		cr_expect_str_eq(dump(value, "error"), rows[i].error, "row %zu", i);
		cr_expect_str_eq(dump(value, "rtt_us"), rows[i].rtt_us, "row %zu", i);
		cr_expect_str_eq(dump(value, "flags"), rows[i].flags, "row %zu", i);
		cr_expect_str_eq(dump(value, "answers"), "[]", "row %zu", i);
		cr_expect_str_eq(dump(value, "ede"), "[]", "row %zu", i);
		cr_expect_str_eq(dump(value, "wire") + (rows[i].observation.wire != NULL),
				 rows[i].observation.wire == NULL ? "(absent)"
								  : dump(value, "wire") + 1);
		json_decref(value);
	}
}
