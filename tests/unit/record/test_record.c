/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "schema.h"

/*
 * Every kind of record, written, read back with jansson, held against the field list of the contract (in its order) and
 * against the schema that users get.
 */

static struct fixture fixture;

static const char *type_letters(json_t *value)
{
	static const char *const letters[] = {
		[JSON_OBJECT] = "o",  [JSON_ARRAY] = "a", [JSON_STRING] = "s",
		[JSON_INTEGER] = "i", [JSON_REAL] = "r",  [JSON_TRUE] = "b",
		[JSON_FALSE] = "b",   [JSON_NULL] = "0",
	};

	return letters[json_typeof(value)];
}

/* `name:i` … of every member, in order. */
static void list_members(json_t *value, char *text, size_t size)
{
	const char *key;
	json_t *member;

	text[0] = '\0';
	json_object_foreach(value, key, member)
	{
		size_t length = strlen(text);
		snprintf(text + length, size - length, "%s%s:%s", length > 0 ? " " : "", key,
			 type_letters(member));
	}
}

static json_t *written(const struct fd_record *record)
{
	struct fd_line line = { 0 };
	json_error_t error;
	char why[512];

	cr_assert_eq(fd_record_write(&line, &fixture.inventory, record), 0);
	cr_assert_eq(line.text[line.length - 1], '\n');
	cr_assert_null(memchr(line.text, '\n', line.length - 1), "one line");
	json_t *value = json_loadb(line.text, line.length, JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(value, "%s: %.*s", error.text, (int)line.length, line.text);
	json_t *schema = json_load_file(RECORDS_SCHEMA, JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(schema, "%s:%d: %s", RECORDS_SCHEMA, error.line, error.text);
	const char *type = json_string_value(json_object_get(value, "type"));
	json_t *of = json_object_get(json_object_get(schema, "$defs"), type);
	cr_assert_not_null(of, "%s is in the schema", type);
	cr_assert_eq(schema_check(schema, of, value, why, sizeof(why)), 0, "%s: %s", type, why);
	json_decref(schema);
	fd_line_finish(&line);
	return value;
}

static void expect_members(const struct fd_record *record, const char *members)
{
	json_t *value = written(record);
	char text[1024];

	list_members(value, text, sizeof(text));
	cr_expect_str_eq(text, members);
	json_decref(value);
}

static const char *string_at(json_t *value, const char *key)
{
	const char *text = json_string_value(json_object_get(value, key));

	return text == NULL ? "(no string)" : text;
}

static json_int_t integer_at(json_t *value, const char *key)
{
	json_t *member = json_object_get(value, key);

	cr_assert(json_is_integer(member), "%s", key);
	return json_integer_value(member);
}

static const struct fd_evidence evidence[] = {
	{ "dig @192.0.2.53 . SOA", "REFUSED in 1 ms", "the resolver refuses this host" },
	{ "", "0 of 12 answered, elsewhere 12 of 12", "it is this resolver alone" },
};

static const struct fd_verdict refused = {
	.severity = FD_FAILURE,
	.locus = FD_LOCUS_LOCAL,
	.cause = FD_CAUSE_resolver_refused,
	.confidence = FD_CONFIRMED,
	.alternatives = { FD_CAUSE_resolver_not_recursive },
	.alternative_count = 1,
	.evidence = evidence,
	.evidence_count = 2,
	.notes = { "only one resolver is configured" },
	.note_count = 1,
	.action = "Add this host to the access list.",
	.summary = "office refuses everything.",
	.affected = 12,
};

static const struct fd_verdict fine = { .severity = FD_OK };

Test(record, run)
{
	static const char *const options[] = { "timeout=2s", "retries=auto", NULL };
	struct fd_run_record run = {
		.run_id = "20260101T000000Z-0badcafe",
		.started_us = 1767225600123456,
		.version = "0.1.0",
		.engine = "epoll",
		.engine_reason = "io_uring is refused here (EPERM)",
		.engine_features = "gso gro",
		.host = "host7",
		.vantage = "rack \"9\"",
		.seed = 42,
		.shard_index = 1,
		.shard_count = 4,
		.inventory = "fleet.json",
		.inventory_hash = 0x00ff00ff12345678,
		.names = 10,
		.questions = 12,
		.resolvers = 4,
		.cells = 48,
		.duplicates = 2,
		.options = options,
	};
	struct fd_record record = { .kind = FD_RECORD_RUN, .run = &run };

	fixture_init(&fixture);
	expect_members(
		&record,
		"type:s schema:i run_id:s started:s version:s engine:s engine_reason:s "
		"engine_features:s host:s vantage:s seed:i shard:s inventory:s inventory_hash:s names:i "
		"questions:i resolvers:i cells:i duplicates:i options:a "
		"inventory_document:o");
	json_t *value = written(&record);
	cr_expect_str_eq(string_at(value, "type"), "run");
	cr_expect_eq(integer_at(value, "schema"), 1);
	cr_expect_str_eq(string_at(value, "started"), "2026-01-01T00:00:00.123456Z");
	cr_expect_str_eq(string_at(value, "engine_features"), "gso gro");
	cr_expect_str_eq(string_at(value, "vantage"), "rack \"9\"");
	cr_expect_eq(integer_at(value, "seed"), 42);
	cr_expect_str_eq(string_at(value, "shard"), "1/4");
	cr_expect_str_eq(string_at(value, "inventory_hash"), "00ff00ff12345678");
	cr_expect_eq(json_array_size(json_object_get(value, "options")), 2);
	json_decref(value);
}

Test(record, run_without_options_or_shards)
{
	struct fd_run_record run = { .run_id = "r",
				     .version = "0",
				     .engine = "sim",
				     .engine_reason = "",
				     .engine_features = "",
				     .host = "",
				     .vantage = "",
				     .inventory = "" };

	fixture_init(&fixture);
	json_t *value = written(&(struct fd_record) { .kind = FD_RECORD_RUN, .run = &run });
	cr_expect_str_eq(string_at(value, "shard"), "0/1");
	cr_expect_eq(json_array_size(json_object_get(value, "options")), 0);
	json_decref(value);
}

Test(record, verdict)
{
	fixture_init(&fixture);
	const struct fd_cell_verdict cells[] = {
		{ OFFICE, FD_LOCUS_LOCAL, FD_CAUSE_resolver_refused },
		{ ISP, FD_LOCUS_AUTHORITATIVE, FD_CAUSE_auth_lame },
	};
	struct fd_verdict verdict = refused;
	verdict.cells = cells;
	verdict.cell_count = 2;
	verdict.dnssec = FD_DNSSEC_BOGUS;
	struct fd_verdict_record values = {
		.question =
			fixture_ask(&fixture, "Db.pay.example", FD_TYPE_AAAA, GROUP_PAYMENTS),
		.verdict = &verdict,
	};
	struct fd_record record = { .kind = FD_RECORD_VERDICT, .verdict = &values };

	expect_members(
		&record,
		"type:s name:s qtype:s group:s owner:s severity:s locus:s cause:s "
		"confidence:s alternatives:a cells:a evidence:a dnssec:s notes:a action:s "
		"summary:s");
	json_t *value = written(&record);
	cr_expect_str_eq(string_at(value, "name"), "Db.pay.example");
	cr_expect_str_eq(string_at(value, "qtype"), "AAAA");
	cr_expect_str_eq(string_at(value, "group"), "payments");
	cr_expect_str_eq(string_at(value, "owner"), "team-pay");
	cr_expect_str_eq(string_at(value, "severity"), "failure");
	cr_expect_str_eq(string_at(value, "locus"), "local");
	cr_expect_str_eq(string_at(value, "cause"), "resolver_refused");
	cr_expect_str_eq(string_at(value, "confidence"), "confirmed");
	cr_expect_str_eq(string_at(value, "dnssec"), "bogus");
	cr_expect_str_eq(string_at(value, "summary"), refused.summary);
	cr_expect_str_eq(string_at(value, "action"), refused.action);
	json_t *list = json_object_get(value, "cells");
	cr_assert_eq(json_array_size(list), 2);
	cr_expect_str_eq(string_at(json_array_get(list, 1), "resolver"), "isp");
	cr_expect_str_eq(string_at(json_array_get(list, 1), "locus"), "authoritative");
	cr_expect_str_eq(string_at(json_array_get(list, 1), "cause"), "auth_lame");
	list = json_object_get(value, "evidence");
	cr_assert_eq(json_array_size(list), 2);
	cr_expect_str_eq(string_at(json_array_get(list, 0), "probe"), evidence[0].probe);
	cr_expect_str_eq(string_at(json_array_get(list, 0), "saw"), evidence[0].saw);
	cr_expect_str_eq(string_at(json_array_get(list, 1), "means"), evidence[1].means);
	json_decref(value);
}

Test(record, verdict_that_says_nothing)
{
	fixture_init(&fixture);
	struct fd_verdict_record values = {
		.question = fixture_ask(&fixture, ".", FD_TYPE_NS, GROUP_DEFAULT),
		.verdict = &fine,
	};
	json_t *value =
		written(&(struct fd_record) { .kind = FD_RECORD_VERDICT, .verdict = &values });

	cr_expect_str_eq(string_at(value, "name"), ".");
	cr_expect(json_is_null(json_object_get(value, "owner")));
	cr_expect_str_eq(string_at(value, "cause"), "ok");
	cr_expect_str_eq(string_at(value, "summary"), "");
	cr_expect_eq(json_array_size(json_object_get(value, "cells")), 0);
	json_decref(value);
}

#define RESOLVER_MEMBERS(latency)                                                                                                                         \
	"type:s id:s address:s role:s severity:s locus:s cause:s confidence:s alternatives:a "                                                            \
	"affected:i sent:i answered:i lost:i late:i bulk_sent:i bulk_lost:i limit_qps:i turned_down:i case_mismatches:i status_counts:o latency:" latency \
	" histogram:a evidence:a notes:a action:s summary:s"

Test(record, resolver)
{
	uint64_t counts[FD_STATUS_PENDING] = { [FD_NOERROR] = 3,
					       [FD_REFUSED] = 12,
					       [FD_STATUS_RCODE_OTHER] = 1,
					       [FD_STATUS_TIMEOUT] = 2 };
	struct fd_histogram latency = { 0 };
	struct fd_resolver_record values = { .resolver = LAB,
					     .verdict = &refused,
					     .sent = 20,
					     .answered = 16,
					     .lost = 3,
					     .late = 1,
					     .status_counts = counts,
					     .latency = &latency };
	struct fd_record record = { .kind = FD_RECORD_RESOLVER, .resolver = &values };

	fixture_init(&fixture);
	for (uint32_t i = 1; i <= 100; i++) {
		cr_assert_eq(fd_histogram_add(&latency, i), 0);
	}
	cr_assert_eq(fd_histogram_add(&latency, 100), 0);
	expect_members(&record, RESOLVER_MEMBERS("o"));
	json_t *value = written(&record);
	cr_expect_str_eq(string_at(value, "id"), "lab");
	cr_expect_str_eq(string_at(value, "address"), "2001:db8::53");
	cr_expect_str_eq(string_at(value, "role"), "public");
	cr_expect_eq(integer_at(value, "affected"), 12);
	cr_expect_eq(integer_at(value, "lost"), 3);
	char text[512];
	list_members(json_object_get(value, "status_counts"), text, sizeof(text));
	cr_expect_str_eq(text, "NOERROR:i REFUSED:i RCODE_OTHER:i TIMEOUT:i");
	list_members(json_object_get(value, "latency"), text, sizeof(text));
	cr_expect_str_eq(text, "min:i p50:i p90:i p99:i p999:i max:i mean:i");
	cr_expect_eq(integer_at(json_object_get(value, "latency"), "min"), 1);
	cr_expect_eq(integer_at(json_object_get(value, "latency"), "p50"), 51);
	cr_expect_eq(integer_at(json_object_get(value, "latency"), "max"), 100);
	cr_expect_eq(integer_at(json_object_get(value, "latency"), "mean"), 51);
	json_t *buckets = json_object_get(value, "histogram");
	cr_assert_eq(json_array_size(buckets), 100);
	json_t *last = json_array_get(buckets, 99);
	cr_expect_eq(json_integer_value(json_array_get(last, 0)), 100);
	cr_expect_eq(json_integer_value(json_array_get(last, 1)), 2);
	json_decref(value);
	fd_histogram_finish(&latency);
}

Test(record, resolver_that_never_answered)
{
	struct fd_histogram latency = { 0 };
	struct fd_resolver_record values = { .resolver = OFFICE,
					     .verdict = &refused,
					     .latency = &latency };
	struct fd_record record = { .kind = FD_RECORD_RESOLVER, .resolver = &values };

	fixture_init(&fixture);
	expect_members(&record, RESOLVER_MEMBERS("0"));
	values.latency = NULL;
	expect_members(&record, RESOLVER_MEMBERS("0"));
}

Test(record, host)
{
	struct fd_host_record values = { .verdict = &fine,
					 .socket_drops = 1,
					 .send_errors = 2,
					 .buffer_exhausted = 3,
					 .ring_overflow = 4,
					 .late = 5,
					 .duplicate = 6,
					 .rejected = 7,
					 .stalls = 8,
					 .clock_steps = 9 };
	static const char *const counters[] = {
		"socket_drops", "send_errors", "buffer_exhausted", "ring_overflow", "late",
		"duplicate",	"rejected",    "stalls",	   "clock_steps"
	};
	struct fd_record record = { .kind = FD_RECORD_HOST, .host = &values };

	fixture_init(&fixture);
	expect_members(
		&record,
		"type:s severity:s locus:s cause:s confidence:s alternatives:a "
		"affected:i evidence:a socket_drops:i send_errors:i buffer_exhausted:i "
		"ring_overflow:i late:i duplicate:i rejected:i stalls:i pacing_late_mean_us:i pacing_late_max_us:i clock_steps:i "
		"notes:a action:s summary:s");
	json_t *value = written(&record);
	for (int i = 0; i < 9; i++) {
		cr_expect_eq(integer_at(value, counters[i]), i + 1, "%s", counters[i]);
	}
	json_decref(value);
}

Test(record, summary)
{
	struct fd_summary_record values = {
		.by_severity = { [FD_OK] = 90, [FD_NEGATIVE] = 4, [FD_FAILURE] = 6 },
		.by_locus = { [FD_LOCUS_NONE] = 90, [FD_LOCUS_AUTHORITATIVE] = 10 },
		.by_cause = { [FD_CAUSE_ok] = 90,
			      [FD_CAUSE_no_data] = 4,
			      [FD_CAUSE_auth_timeout] = 6 },
		.followups = 17,
		.elapsed_s = 3.25,
		.queries = 420,
		.qps = 129.2307,
		.complete = true,
		.exit_status = 1,
	};
	struct fd_record record = { .kind = FD_RECORD_SUMMARY, .summary = &values };
	char text[256];

	fixture_init(&fixture);
	expect_members(&record, "type:s by_severity:o by_locus:o by_cause:o followups:i "
				"elapsed_s:r queries:i qps:r complete:b exit_status:i");
	json_t *value = written(&record);
	list_members(json_object_get(value, "by_severity"), text, sizeof(text));
	cr_expect_str_eq(text, "ok:i info:i negative:i degraded:i failure:i");
	list_members(json_object_get(value, "by_locus"), text, sizeof(text));
	cr_expect_str_eq(text, "none:i local:i upstream:i authoritative:i undetermined:i");
	list_members(json_object_get(value, "by_cause"), text, sizeof(text));
	cr_expect_str_eq(text, "ok:i no_data:i auth_timeout:i");
	cr_expect_eq(integer_at(json_object_get(value, "by_severity"), "negative"), 4);
	cr_expect_float_eq(json_real_value(json_object_get(value, "qps")), 129.231, 1e-9);
	cr_expect(json_is_true(json_object_get(value, "complete")));
	json_decref(value);
}

Test(record, probe)
{
	struct fd_wish wish = { .resolver = FD_NO_INDEX,
				.purpose = FD_PURPOSE_WALK,
				.proto = FD_UDP,
				.flags = FD_QUERY_EDNS | FD_QUERY_DO,
				.repeat = 2,
				.qtype = FD_TYPE_NS,
				.timeout_ns = 15000000000 };
	struct answer answer;
	struct fd_builder builder;
	struct fd_probe_record values = { .wish = &wish,
					  .observation = &answer.observation,
					  .ts_us = 1767225600000001 };
	struct fd_record record = { .kind = FD_RECORD_PROBE, .probe = &values };

	fixture_init(&fixture);
	cr_assert_eq(fd_endpoint_parse(&wish.server, "198.41.0.4", 53), 0);
	cr_assert_eq(fd_name_parse(&wish.qname, "pay.example"), 0);
	answer_begin(&answer, &builder, "pay.example", FD_TYPE_NS, FD_FLAG_QR | FD_FLAG_AA);
	answer_finish(&answer, &builder);
	expect_members(&record,
		       "type:s purpose:s server:s resolver:0 question:s qname:s qtype:s "
		       "query_flags:a asked_proto:s repeat:i timeout_us:i status:s rcode:i "
		       "flags:a rtt_us:i tries:i proto:s ts:s wire_query:s wire_reply:s");
	json_t *value = written(&record);
	cr_expect_str_eq(string_at(value, "purpose"), "walk");
	cr_expect_str_eq(string_at(value, "server"), "198.41.0.4");
	cr_expect_str_eq(string_at(value, "question"), "pay.example NS");
	cr_expect_str_eq(string_at(value, "status"), "NOERROR");
	cr_expect_eq(integer_at(value, "repeat"), 2);
	cr_expect_eq(integer_at(value, "timeout_us"), 15000000);
	cr_expect_eq(integer_at(value, "rtt_us"), 1234);
	/* id 0, flags 0, one question, one OPT with DO and 1232 octets */
	cr_expect_str_eq(string_at(value, "wire_query"),
			 "AAAAAAABAAAAAAABA3BheQdleGFtcGxlAAACAAEAACkE0AAAgAAAAA==");
	json_decref(value);
}

Test(record, probe_without_a_reply)
{
	struct fd_wish wish = { .resolver = LAB,
				.purpose = FD_PURPOSE_REACHABILITY,
				.proto = FD_TCP,
				.flags = FD_QUERY_CH,
				.qtype = FD_TYPE_TXT };
	struct fd_observation observation = { .status = FD_STATUS_UNREACHABLE,
					      .rcode = -1,
					      .error = ECONNREFUSED,
					      .tries = 1,
					      .proto = FD_TCP };
	struct fd_probe_record values = { .wish = &wish, .observation = &observation };

	fixture_init(&fixture);
	wish.server = fixture.resolvers[LAB].endpoint;
	cr_assert_eq(fd_name_parse(&wish.qname, "version.bind"), 0);
	json_t *value =
		written(&(struct fd_record) { .kind = FD_RECORD_PROBE, .probe = &values });
	cr_expect_str_eq(string_at(value, "server"), "2001:db8::53#5353");
	cr_expect_str_eq(string_at(value, "resolver"), "lab");
	cr_expect_str_eq(string_at(value, "question"), "version.bind CH TXT");
	cr_expect_str_eq(string_at(value, "asked_proto"), "tcp");
	cr_expect_str_eq(string_at(value, "status"), "UNREACHABLE");
	cr_expect_eq(integer_at(value, "errno"), ECONNREFUSED);
	cr_expect_str_eq(string_at(value, "error"), "ECONNREFUSED");
	cr_expect(json_is_null(json_object_get(value, "rcode")));
	cr_expect(json_is_null(json_object_get(value, "rtt_us")));
	cr_expect(json_is_null(json_object_get(value, "wire_reply")));
	json_decref(value);
}

Test(record, lines_follow_each_other)
{
	struct fd_summary_record summary = { 0 };
	struct fd_record record = { .kind = FD_RECORD_SUMMARY, .summary = &summary };
	struct fd_line line = { 0 };

	fixture_init(&fixture);
	cr_assert_eq(fd_record_write(&line, &fixture.inventory, &record), 0);
	size_t one = line.length;
	cr_assert_eq(fd_record_write(&line, &fixture.inventory, &record), 0);
	cr_assert_eq(line.length, 2 * one);
	cr_assert_eq(memcmp(line.text, line.text + one, one), 0);
	fd_line_finish(&line);
}

/* The line keeps what was whole when memory ran out. */
Test(record, out_of_memory_leaves_whole_lines)
{
	struct fd_summary_record summary = { 0 };
	struct fd_record record = { .kind = FD_RECORD_SUMMARY, .summary = &summary };
	struct fd_line line = { .error = -ENOMEM };

	fixture_init(&fixture);
	cr_assert_eq(fd_record_write(&line, &fixture.inventory, &record), -ENOMEM);
	cr_assert_eq(line.length, 0);
	fd_line_finish(&line);
}
