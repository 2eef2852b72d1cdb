/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fleetdig/record_read.h>

#include "fixture.h"
#include "record/read/read.h"

static struct fixture fixture;

/* ---- the tables ---------------------------------------------------------------------------- */

/* What is read has the names and kinds of what is written. */
Test(read, tables_of_reader_and_writer_agree)
{
	static const struct record_type *const written[] = {
		&run_record_type,	 &result_record_type,	&probe_record_type,
		&verdict_record_type,	 &resolver_record_type, &host_record_type,
		&summary_record_type,	 &library_record_type,	&measurement_record_type,
		&comparison_record_type,
	};

	for (size_t t = 0; t < sizeof(written) / sizeof(written[0]); t++) {
		const struct read_type *read = read_types[t];
		cr_assert_str_eq(read->name, written[t]->name);
		for (size_t i = 0; i < read->field_count; i++) {
			const struct field *same = NULL;
			for (size_t k = 0; k < written[t]->field_count; k++) {
				const struct field *field = &written[t]->fields[k];
				same = strcmp(field->name, read->fields[i].name) == 0 ? field
										      : same;
			}
			cr_assert_not_null(same, "%s: %s is written", read->name,
					   read->fields[i].name);
			cr_expect_eq(same->kind, read->fields[i].kind, "%s: %s", read->name,
				     same->name);
		}
	}
}

/* ---- a file -------------------------------------------------------------------------------- */

struct file {
	char path[32];
	struct fd_record_reader *reader;
	struct fd_errors errors;
};

static void open_text(struct file *file, const char *text, size_t length, unsigned kinds)
{
	*file = (struct file) { .path = "/tmp/fleetdig-read-XXXXXX" };
	int fd = mkstemp(file->path);

	cr_assert(fd >= 0);
	cr_assert_eq(write(fd, text, length), (ssize_t)length);
	close(fd);
	cr_assert_eq(fd_record_reader_open(&file->reader, file->path, kinds, &file->errors), 0);
}

static void close_file(struct file *file)
{
	fd_record_reader_close(file->reader);
	fd_errors_finish(&file->errors);
	unlink(file->path);
}

/* Written by the writer, read by the reader. */
static void write_and_open(struct file *file, const struct fd_record *record)
{
	struct fd_line line = { 0 };

	cr_assert_eq(fd_record_write(&line, &fixture.inventory, record), 0);
	open_text(file, line.text, line.length, FD_RECORD_KINDS_ALL);
	fd_line_finish(&line);
}

static void read_one(struct file *file, struct fd_record_in *ret_record)
{
	int r = fd_record_read(file->reader, ret_record);

	cr_assert_eq(r, 1, "%s", file->errors.count > 0 ? file->errors.messages[0] : "the end");
	cr_assert_eq(ret_record->line, 1);
}

Test(read, result_that_answers)
{
	struct answer answer;
	struct fd_builder builder;
	struct fd_name owner;
	uint8_t options[64];
	const uint8_t address[4] = { 10, 0, 0, 5 };
	struct fd_result_record result = { .observation = &answer.observation,
					   .resolver = ISP,
					   .ts_us = 1767225600123456,
					   .expect = "met" };
	struct fd_record_in in;
	struct file file;

	fixture_init(&fixture);
	fixture_ask(&fixture, "first.example", FD_TYPE_A, GROUP_DEFAULT);
	result.question = fixture_ask(&fixture, "db.pay.example", FD_TYPE_A, GROUP_PAYMENTS);
	cr_assert_eq(fd_name_parse(&owner, "db.pay.example"), 0);
	answer_begin(&answer, &builder, "db.pay.example", FD_TYPE_A,
		     FD_FLAG_QR | FD_FLAG_RD | FD_FLAG_RA | FD_FLAG_AD);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &owner, FD_TYPE_A, 300, address, 4);
	size_t length = option_ede(options, 3, "served \"stale\"", 14);
	length += option_nsid(options + length, "res1.isp", 8);
	fd_builder_edns(&builder, 1232, false, 0, options, length);
	answer_finish(&answer, &builder);
	answer.observation.digest = 0xfedcba9876543210;
	write_and_open(&file,
		       &(struct fd_record) { .kind = FD_RECORD_RESULT, .result = &result });
	read_one(&file, &in);
	cr_assert_eq(in.kind, FD_RECORD_RESULT);
	cr_expect(fd_name_equal(&in.result.name, &owner));
	cr_expect_eq(in.result.qtype, FD_TYPE_A);
	cr_expect_str_eq(in.result.resolver, "isp");
	cr_expect_str_eq(in.result.address, "198.51.100.53");
	cr_expect_str_eq(in.result.group, "payments");
	cr_expect_eq(in.result.role, FD_ROLE_ISP);
	cr_expect_eq(in.result.observed.status, FD_NOERROR);
	cr_expect_eq(in.result.observed.rcode, 0);
	cr_expect_eq(in.result.observed.header_flags, FD_FLAG_RD | FD_FLAG_RA | FD_FLAG_AD);
	cr_expect_eq(in.result.observed.rtt_us, 1234);
	cr_expect_eq(in.result.observed.tries, 1);
	cr_expect_eq(in.result.observed.proto, FD_UDP);
	cr_expect_eq(in.result.observed.ts_us, 1767225600123456);
	cr_assert_eq(in.result.answer_count, 1);
	cr_expect_str_eq(in.result.answers[0].name, "db.pay.example");
	cr_expect_eq(in.result.answers[0].type, FD_TYPE_A);
	cr_expect_eq(in.result.answers[0].ttl, 300);
	cr_expect_str_eq(in.result.answers[0].data, "10.0.0.5");
	cr_assert_eq(in.result.ede_count, 1);
	cr_expect_eq(in.result.ede[0].code, 3);
	cr_expect_str_eq(in.result.ede[0].text, "served \"stale\"");
	cr_expect_str_eq(in.result.nsid, "res1.isp");
	cr_expect_str_eq(in.result.expect, "met");
	cr_expect_eq(in.result.index, 1);
	cr_expect_eq(in.result.terms, 0);
	cr_expect_eq(in.result.digest, 0xfedcba9876543210);
	cr_expect_null(in.result.wire.octets);
	cr_expect_eq(fd_record_read(file.reader, &in), 0);
	close_file(&file);
}

/* Every way in which a question ends without data. */
Test(read, results_without_data)
{
	static const struct {
		uint8_t status, reason;
		int error;
	} rows[] = {
		{ FD_STATUS_TIMEOUT, 0, 0 },
		{ FD_STATUS_UNREACHABLE, 0, ECONNREFUSED },
		{ FD_STATUS_ERROR, 0, ENOMEM },
		{ FD_STATUS_NOT_ASKED, FD_REASON_QUARANTINE, 0 },
		{ FD_STATUS_NOT_ASKED, FD_REASON_BUDGET, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct fd_observation observation = { .status = rows[i].status,
							    .reason = rows[i].reason,
							    .error = rows[i].error,
							    .rcode = -1,
							    .tries = 3,
							    .proto = FD_TCP };
		struct fd_result_record result = { .observation = &observation,
						   .anomaly = true };
		struct fd_record_in in;
		struct file file;

		fixture_init(&fixture);
		result.question = fixture_ask(&fixture, ".", FD_TYPE_NS, GROUP_DEFAULT);
		write_and_open(&file, &(struct fd_record) { .kind = FD_RECORD_RESULT,
							    .result = &result });
		read_one(&file, &in);
		cr_expect_eq(in.result.name.length, 1);
		cr_expect_eq(in.result.observed.status, rows[i].status);
		cr_expect_eq(in.result.observed.reason, rows[i].reason);
		cr_expect_eq(in.result.observed.error, rows[i].error);
		cr_expect_eq(in.result.observed.rcode, -1);
		cr_expect_eq(in.result.observed.rtt_us, -1);
		cr_expect_eq(in.result.observed.tries, 3);
		cr_expect_eq(in.result.observed.proto, FD_TCP);
		cr_expect_null(in.result.expect);
		close_file(&file);
	}
}

Test(read, probe_with_its_octets)
{
	struct answer answer;
	struct fd_builder builder;
	struct fd_wish wish = { .resolver = LAB,
				.purpose = FD_PURPOSE_PATIENCE,
				.proto = FD_TCP,
				.flags = FD_QUERY_CH | FD_QUERY_EDNS | FD_QUERY_DO,
				.repeat = 7,
				.qtype = FD_TYPE_TXT,
				.timeout_ns = 15000000000 };
	const struct fd_probe_record probe = { .wish = &wish,
					       .observation = &answer.observation,
					       .ts_us = 5 };
	struct fd_record_in in;
	struct file file;

	fixture_init(&fixture);
	wish.server = fixture.resolvers[LAB].endpoint;
	cr_assert_eq(fd_name_parse(&wish.qname, "version.bind"), 0);
	answer_begin(&answer, &builder, "version.bind", FD_TYPE_TXT, FD_FLAG_QR | FD_REFUSED);
	answer_finish(&answer, &builder);
	write_and_open(&file, &(struct fd_record) { .kind = FD_RECORD_PROBE, .probe = &probe });
	read_one(&file, &in);
	cr_assert_eq(in.kind, FD_RECORD_PROBE);
	cr_expect(fd_endpoint_equal(&in.probe.wish.server, &wish.server));
	cr_expect(fd_name_equal(&in.probe.wish.qname, &wish.qname));
	cr_expect_eq(in.probe.wish.purpose, FD_PURPOSE_PATIENCE);
	cr_expect_eq(in.probe.wish.proto, FD_TCP);
	cr_expect_eq(in.probe.wish.flags, wish.flags);
	cr_expect_eq(in.probe.wish.repeat, 7);
	cr_expect_eq(in.probe.wish.qtype, FD_TYPE_TXT);
	cr_expect_eq(in.probe.wish.timeout_ns, 15000000000);
	cr_expect_str_eq(in.probe.resolver, "lab");
	cr_expect_eq(in.probe.observed.status, FD_REFUSED);
	cr_assert_eq(in.probe.reply.length, answer.observation.wire_length);
	cr_expect_arr_eq(in.probe.reply.octets, answer.wire, in.probe.reply.length);
	cr_expect(in.probe.query.length > 12);
	close_file(&file);
}

static const struct fd_evidence evidence[] = {
	{ "dig @192.0.2.53 . SOA", "REFUSED in 1 ms", "the resolver refuses this host" },
	{ "", "0 of 12 answered", "it is this resolver alone" },
};
static const struct fd_cell_verdict cells[] = {
	{ OFFICE, FD_LOCUS_LOCAL, FD_CAUSE_resolver_refused },
	{ LAB, FD_LOCUS_UPSTREAM, FD_CAUSE_resolver_timeout },
};
static const struct fd_verdict refused = {
	.severity = FD_FAILURE,
	.locus = FD_LOCUS_LOCAL,
	.cause = FD_CAUSE_resolver_refused,
	.confidence = FD_CONFIRMED,
	.dnssec = FD_DNSSEC_BOGUS,
	.alternatives = { FD_CAUSE_resolver_not_recursive, FD_CAUSE_budget },
	.alternative_count = 2,
	.cells = cells,
	.cell_count = 2,
	.evidence = evidence,
	.evidence_count = 2,
	.notes = { "served_stale" },
	.note_count = 1,
	.action = "Add this host to the access list.",
	.summary = "office refuses everything.",
	.affected = 12,
};

static void expect_refused(const struct fd_verdict *verdict)
{
	cr_expect_eq(verdict->severity, FD_FAILURE);
	cr_expect_eq(verdict->locus, FD_LOCUS_LOCAL);
	cr_expect_eq(verdict->cause, FD_CAUSE_resolver_refused);
	cr_expect_eq(verdict->confidence, FD_CONFIRMED);
	cr_assert_eq(verdict->alternative_count, 2);
	cr_expect_eq(verdict->alternatives[1], FD_CAUSE_budget);
	cr_assert_eq(verdict->evidence_count, 2);
	cr_expect_str_eq(verdict->evidence[0].probe, evidence[0].probe);
	cr_expect_str_eq(verdict->evidence[1].means, evidence[1].means);
	cr_assert_eq(verdict->note_count, 1);
	cr_expect_str_eq(verdict->notes[0], "served_stale");
	cr_expect_str_eq(verdict->action, refused.action);
	cr_expect_str_eq(verdict->summary, refused.summary);
}

Test(read, verdicts)
{
	struct fd_verdict_record verdict = { .verdict = &refused };
	const struct fd_resolver_record resolver = { .resolver = QUAD9,
						     .verdict = &refused,
						     .sent = 9,
						     .answered = 5,
						     .lost = 3,
						     .late = 1,
						     .bulk_sent = 7,
						     .bulk_lost = 2,
						     .limit_qps = 500,
						     .turned_down = 60,
						     .case_mismatches = 4 };
	const struct fd_host_record host = { .verdict = &refused,
					     .socket_drops = 1,
					     .clock_steps = 9 };
	struct fd_record_in in;
	struct file file;

	fixture_init(&fixture);
	verdict.question = fixture_ask(&fixture, "a.example", FD_TYPE_MX, GROUP_WEB);
	write_and_open(&file,
		       &(struct fd_record) { .kind = FD_RECORD_VERDICT, .verdict = &verdict });
	read_one(&file, &in);
	expect_refused(&in.verdict.verdict);
	cr_expect_eq(in.verdict.verdict.dnssec, FD_DNSSEC_BOGUS);
	cr_expect_eq(in.verdict.qtype, FD_TYPE_MX);
	cr_expect_str_eq(in.verdict.owner, "team-web");
	cr_assert_eq(in.verdict.cell_count, 2);
	cr_expect_str_eq(in.verdict.cells[1].resolver, "lab");
	cr_expect_eq(in.verdict.cells[1].locus, FD_LOCUS_UPSTREAM);
	cr_expect_eq(in.verdict.cells[1].cause, FD_CAUSE_resolver_timeout);
	close_file(&file);

	write_and_open(&file, &(struct fd_record) { .kind = FD_RECORD_RESOLVER,
						    .resolver = &resolver });
	read_one(&file, &in);
	expect_refused(&in.resolver.verdict);
	cr_expect_str_eq(in.resolver.id, "quad9");
	cr_expect_eq(in.resolver.verdict.affected, 12);
	cr_expect(in.resolver.sent == 9 && in.resolver.answered == 5 && in.resolver.lost == 3);
	cr_expect(in.resolver.late == 1 && in.resolver.bulk_sent == 7 &&
		  in.resolver.bulk_lost == 2 && in.resolver.case_mismatches == 4);
	cr_expect(in.resolver.limit_qps == 500 && in.resolver.turned_down == 60);
	close_file(&file);

	write_and_open(&file, &(struct fd_record) { .kind = FD_RECORD_HOST, .host = &host });
	read_one(&file, &in);
	expect_refused(&in.host.verdict);
	cr_expect(in.host.counters.socket_drops == 1 && in.host.counters.clock_steps == 9);
	close_file(&file);
}

Test(read, run_and_summary)
{
	static const char *const options[] = { "timeout=2s", "retries=auto", NULL };
	const struct fd_run_record run = { .run_id = "r1",
					   .started_us = 951868799999999, /* on a leap day */
					   .version = "9",
					   .engine = "sim",
					   .engine_features = "none",
					   .host = "h",
					   .vantage = "v",
					   .seed = (UINT64_C(1) << 53) - 1,
					   .shard_index = 2,
					   .shard_count = 5,
					   .inventory = "-",
					   .inventory_hash = 0x00ff00ff12345678,
					   .questions = 7,
					   .options = options };
	struct fd_summary_record summary = { .followups = 4,
					     .elapsed_s = 1.5,
					     .queries = 100,
					     .qps = 66.667,
					     .complete = true,
					     .exit_status = 1 };
	struct fd_record_in in;
	struct file file;

	fixture_init(&fixture);
	write_and_open(&file, &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &run });
	read_one(&file, &in);
	cr_expect_str_eq(in.run.run.run_id, "r1");
	cr_expect_eq(in.run.run.started_us, 951868799999999);
	cr_expect_eq(in.run.run.seed, (UINT64_C(1) << 53) - 1);
	cr_expect(in.run.run.shard_index == 2 && in.run.run.shard_count == 5);
	cr_expect_eq(in.run.run.inventory_hash, 0x00ff00ff12345678);
	cr_expect_str_eq(in.run.run.options[1], "retries=auto");
	cr_expect_null(in.run.run.options[2]);
	cr_expect_not_null(strstr(in.run.inventory_document, "\"id\":\"office\""));
	close_file(&file);

	summary.by_severity[FD_NEGATIVE] = 3;
	summary.by_locus[FD_LOCUS_UNDETERMINED] = 2;
	summary.by_cause[FD_CAUSE_contradiction] = 1;
	write_and_open(&file,
		       &(struct fd_record) { .kind = FD_RECORD_SUMMARY, .summary = &summary });
	read_one(&file, &in);
	cr_expect_eq(memcmp(in.summary.by_cause, summary.by_cause, sizeof(summary.by_cause)),
		     0);
	cr_expect(in.summary.by_severity[FD_NEGATIVE] == 3);
	cr_expect(in.summary.by_locus[FD_LOCUS_UNDETERMINED] == 2);
	cr_expect_float_eq(in.summary.qps, 66.667, 1e-9);
	cr_expect(in.summary.complete && in.summary.exit_status == 1);
	close_file(&file);
}

/* What the host's library said comes back as it was, a hostile name and all. */
Test(read, library)
{
	struct fd_library library = {
		.nsswitch = "files [NOTFOUND=return] dns",
		.search = "corp.example",
		.nameservers = "127.0.0.53",
	};
	struct fd_library_answer answer = {
		.status = FD_LIBRARY_FOUND,
		.absolute = FD_LIBRARY_NOT_FOUND,
		.own_name = true,
		.address_count = 2,
		.hosts_count = 1,
		.addresses = { { 10, 0, 0, 5 }, { 192, 0, 2, 1 } },
		.hosts = { { 127, 0, 1, 1 } },
		.canonical = "\x1b]0;\"evil\"\\",
		.elapsed_us = 1234567,
		.ts_us = 951868799999999,
	};
	struct fd_library_record values = { .library = &library, .answer = &answer };
	struct fd_record_in in;
	struct file file;

	fixture_init(&fixture);
	answer.question = fixture_ask(&fixture, "db.example", FD_TYPE_A, 0);
	write_and_open(&file,
		       &(struct fd_record) { .kind = FD_RECORD_LIBRARY, .library = &values });
	read_one(&file, &in);
	cr_expect_eq(in.kind, FD_RECORD_LIBRARY);
	cr_expect_eq(memcmp(&in.library.answer, &answer, sizeof(answer)), 0);
	cr_expect_str_eq(in.library.nsswitch, library.nsswitch);
	cr_expect_str_eq(in.library.search, library.search);
	cr_expect_str_eq(in.library.nameservers, library.nameservers);
	close_file(&file);
}

/* ---- what is not a record ---------------------------------------------------------------------- */

Test(read, mistakes_are_told_with_line_field_and_what_was_expected)
{
	static const struct {
		const char *line;
		const char *parts[3];
	} rows[] = {
		{ "not JSON", { ":2: ", "is not JSON", "a JSON object" } },
		{ "[1]", { ":2: ", "is no object", "" } },
		{ "{}", { ":2: record: type", "is missing", "the type" } },
		{ "{\"type\":7}", { "type", "is 7", "" } },
		{ "{\"type\":\"run\",\"schema\":2}",
		  { "run: schema", "is 2", "later fleetdig" } },
		{ "{\"type\":\"run\",\"schema\":0}",
		  { "run: schema", "is 0", "expected 1, the only schema there is" } },
		{ "{\"type\":\"run\",\"schema\":-1}",
		  { "run: schema", "is -1", "no fleetdig" } },
		{ "{\"type\":\"run\",\"schema\":true}",
		  { "run: schema", "is true", "a whole" } },
		{ "{\"type\":\"host\",\"severity\":null}",
		  { "host: severity", "null", "a text" } },
		{ "{\"type\":\"host\",\"severity\":\"bad\\u001b[31m\"}",
		  { "host: severity", "\"bad?[31m\"", "a severity" } },
		{ "{\"type\":\"verdict\",\"name\":\"a..b\"}",
		  { "name", "a..b", "a domain name" } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_record_in in;
		struct file file;
		char text[512];
		int length =
			snprintf(text, sizeof(text), "{\"type\":\"omen\"}\n%s\n", rows[i].line);
		open_text(&file, text, (size_t)length, FD_RECORD_KINDS_ALL);
		cr_expect_eq(fd_record_read(file.reader, &in), -EINVAL, "%s", rows[i].line);
		cr_assert_eq(file.errors.count, 1, "%s", rows[i].line);
		for (size_t k = 0; k < 3; k++) {
			cr_expect_not_null(strstr(file.errors.messages[0], rows[i].parts[k]),
					   "%s: %s", rows[i].parts[k], file.errors.messages[0]);
		}
		close_file(&file);
	}
}

Test(read, octets_that_are_no_base64)
{
	static const char *const rows[] = {
		"AAA", "A===", "====", "AA=A", "AA\\u00e4A", "A A="
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_errors errors = { 0 };
		struct reading reading = { .errors = &errors, .path = "p", .type = "t" };
		struct fd_octets octets = { 0 };
		const struct read_field field = { .name = "wire", .kind = FIELD_OCTETS };
		char text[32];
		snprintf(text, sizeof(text), "\"%s\"", rows[i]);
		json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
		read_by_kind(&reading, &field, value, &octets);
		cr_expect_eq(reading.error, -EINVAL, "%s", rows[i]);
		cr_expect_null(octets.octets);
		free((char *)reading.kept);
		json_decref(value);
		fd_errors_finish(&errors);
	}
}

static const char omen[] = "{\"type\":\"omen\",\"what\":1}\n";
static const char summary_text[] =
	"{\"type\":\"summary\",\"by_severity\":{\"ok\":1,\"later\":2},\"by_locus\":{},\"by_cause\":"
	"{\"no_such_cause\":1},\"followups\":0,\"elapsed_s\":1,\"queries\":1,\"qps\":1.0,"
	"\"complete\":true,\"exit_status\":0,\"later_field\":[{}]}\n";

Test(read, what_later_versions_add_is_passed_over)
{
	struct fd_record_in in;
	struct file file;
	char text[2048];
	int length = snprintf(text, sizeof(text), "%s\n%s%s", omen, summary_text, omen);

	open_text(&file, text, (size_t)length, FD_RECORD_KINDS_ALL);
	cr_assert_eq(fd_record_read(file.reader, &in), 1);
	cr_expect(in.kind == FD_RECORD_SUMMARY && in.line == 3);
	cr_expect_eq(in.summary.by_severity[FD_OK], 1);
	cr_assert_eq(fd_record_read(file.reader, &in), 0);
	cr_expect_eq(fd_record_reader_unknown(file.reader), 2);
	cr_expect_not(fd_record_reader_cut_short(file.reader));
	close_file(&file);
}

/* However a killed run's last line ends: all before it is used, and it is no mistake. */
Test(read, half_a_line_at_the_end)
{
	size_t whole = strlen(omen) + strlen(summary_text);

	for (size_t kept = 1; kept < strlen(summary_text); kept++) {
		struct fd_record_in in;
		struct file file;
		char text[2048];
		snprintf(text, sizeof(text), "%s%s%s", omen, summary_text, summary_text);
		open_text(&file, text, whole + kept, FD_RECORD_KINDS_ALL);
		cr_assert_eq(fd_record_read(file.reader, &in), 1);
		bool complete =
			kept == strlen(summary_text) - 1; /* only the newline is missing */
		cr_expect_eq(fd_record_read(file.reader, &in), complete, "%zu", kept);
		cr_expect_eq(fd_record_reader_cut_short(file.reader), !complete, "%zu", kept);
		cr_expect_eq(file.errors.count, 0);
		close_file(&file);
	}
}

Test(read, kinds_that_are_not_wanted)
{
	struct fd_record_in in;
	struct file file;

	open_text(&file, summary_text, strlen(summary_text), 1u << FD_RECORD_RUN);
	cr_expect_eq(fd_record_read(file.reader, &in), 0);
	cr_expect_eq(fd_record_reader_unknown(file.reader), 0);
	close_file(&file);
}
