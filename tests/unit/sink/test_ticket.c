/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fleetdig/sink.h>

#include "fixture.h"

/*
 * A ticket, held against files that were read by a person. FLEETDIG_GOLDEN=1 writes them anew: read the difference before
 * committing it.
 */

static struct fixture fixture;

static void put(struct fd_sink *sink, const struct fd_record *record)
{
	cr_assert_eq(fd_sink_write(sink, record), 0);
}

static void parse(struct fd_name *name, const char *text)
{
	cr_assert_eq(fd_name_parse(name, text), 0);
}

/* A reply with one record of a name, or of an address. */
static void reply(struct answer *answer, const char *qname, uint16_t qtype, uint16_t flags,
		  const char *owner, const char *target)
{
	struct fd_builder builder;
	struct fd_name of, to;
	const uint8_t address[4] = { 192, 0, 2, 80 };
	bool referral = (flags & FD_FLAG_AA) == 0 && qtype == FD_TYPE_NS;

	parse(&of, owner);
	answer_begin(answer, &builder, qname, qtype, flags);
	if (target != NULL) {
		parse(&to, target);
		fd_builder_record(&builder, referral ? FD_SECTION_AUTHORITY : FD_SECTION_ANSWER,
				  &of, qtype == FD_TYPE_NS ? FD_TYPE_NS : FD_TYPE_CNAME, 60,
				  to.wire, to.length);
	} else {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &of, FD_TYPE_A, 300, address, 4);
	}
	answer_finish(answer, &builder);
	answer->observation.ttl = 300;
	answer->observation.flags = target == NULL ? FD_CELL_ANSWER : FD_CELL_CNAME;
}

static void put_result(struct fd_sink *sink, uint32_t question, uint32_t resolver,
		       const struct fd_observation *observation, const char *expect)
{
	const struct fd_result_record result = { .question = question,
						 .resolver = resolver,
						 .observation = observation,
						 .expect = expect,
						 .anomaly = true };

	put(sink, &(struct fd_record) { .kind = FD_RECORD_RESULT, .result = &result });
}

static void put_results(struct fd_sink *sink, uint32_t question)
{
	static const char hostile[] = "no \x1b[31mred\x07 \xe2\x80\xae here\r\n";
	const struct fd_observation silent = { .status = FD_STATUS_TIMEOUT,
					       .rcode = -1,
					       .tries = 3 };
	struct answer answer;
	struct fd_builder builder;
	uint8_t options[64];

	reply(&answer, "shop.example", FD_TYPE_A, FD_FLAG_QR | FD_FLAG_RA | FD_FLAG_AD,
	      "shop.example", NULL);
	put_result(sink, question, OFFICE, &answer.observation, "max_ms: 61 ms, expected 50");
	answer_begin(&answer, &builder, "shop.example", FD_TYPE_A,
		     FD_FLAG_QR | FD_FLAG_RA | FD_SERVFAIL);
	size_t length = option_ede(options, 22, hostile, sizeof(hostile) - 1);
	fd_builder_edns(&builder, 1232, false, 0, options, length);
	answer_finish(&answer, &builder);
	put_result(sink, question, ISP, &answer.observation, NULL);
	put_result(sink, question, LAB, &silent, NULL);
}

static void put_probe(struct fd_sink *sink, const char *server, const char *qname,
		      uint16_t qtype, const struct fd_observation *observation)
{
	struct fd_wish wish = { .resolver = FD_NO_INDEX,
				.purpose = FD_PURPOSE_WALK,
				.flags = FD_QUERY_EDNS,
				.qtype = qtype };
	const struct fd_probe_record probe = { .wish = &wish, .observation = observation };

	cr_assert_eq(fd_endpoint_parse(&wish.server, server, 53), 0);
	parse(&wish.qname, qname);
	put(sink, &(struct fd_record) { .kind = FD_RECORD_PROBE, .probe = &probe });
}

/* Out of order, as they come: the path puts them right. */
static void put_path(struct fd_sink *sink)
{
	const struct fd_observation closed = { .status = FD_STATUS_UNREACHABLE,
					       .rcode = -1,
					       .error = ECONNREFUSED };
	struct answer answer;

	reply(&answer, "shop.example", FD_TYPE_A, FD_FLAG_QR | FD_FLAG_AA, "shop.example",
	      "front.cloud");
	put_probe(sink, "192.0.2.1", "shop.example", FD_TYPE_A, &answer.observation);
	reply(&answer, "example", FD_TYPE_NS, FD_FLAG_QR, "example", "ns1.nic.example");
	put_probe(sink, "198.41.0.4", "example", FD_TYPE_NS, &answer.observation);
	put_probe(sink, "192.0.2.2", "shop.example", FD_TYPE_A, &closed);
	put_probe(sink, "192.0.2.9", "unrelated.example", FD_TYPE_A, &closed);
	reply(&answer, "front.cloud", FD_TYPE_A, FD_FLAG_QR | FD_FLAG_AA, "front.cloud", NULL);
	put_probe(sink, "192.0.2.3", "front.cloud", FD_TYPE_A, &answer.observation);
}

static const struct fd_evidence evidence[] = {
	{ "dig @192.0.2.2 +norecurse shop.example A", "port unreachable", "nothing listens" },
};
static const struct fd_cell_verdict cells[] = {
	{ ISP, FD_LOCUS_AUTHORITATIVE, FD_CAUSE_auth_partial_outage },
};
static const struct fd_verdict partial = {
	.severity = FD_DEGRADED,
	.locus = FD_LOCUS_AUTHORITATIVE,
	.cause = FD_CAUSE_auth_partial_outage,
	.confidence = FD_CONFIRMED,
	.alternatives = { FD_CAUSE_auth_packet_loss },
	.alternative_count = 1,
	.cells = cells,
	.cell_count = 1,
	.evidence = evidence,
	.evidence_count = 1,
	.action = "Start the server, or take it out of the delegation.",
	.summary = "One of two servers of shop.example is down.",
};
static const struct fd_verdict dead = {
	.severity = FD_FAILURE,
	.locus = FD_LOCUS_UPSTREAM,
	.cause = FD_CAUSE_resolver_timeout,
	.confidence = FD_CONFIRMED,
	.action = "Use another one.",
	.summary = "lab does not answer at all.",
	.affected = 1,
};
static const struct fd_verdict fine = { .severity = FD_OK };

static void write_all(struct fd_sink *sink)
{
	const struct fd_run_record run = { .run_id = "r1",
					   .started_us = 1767225600000000,
					   .version = "1.0",
					   .vantage = "bastion" };
	const struct fd_host_record host = { .verdict = &fine };
	const struct fd_resolver_record lab = { .resolver = LAB, .verdict = &dead };
	const struct fd_summary_record summary = { .complete = false };
	struct fd_verdict_record verdict = { .verdict = &partial };

	fixture_init(&fixture);
	verdict.question = fixture_ask(&fixture, "shop.example", FD_TYPE_A, GROUP_WEB);
	put(sink, &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &run });
	put_results(sink, verdict.question);
	put_path(sink);
	put(sink, &(struct fd_record) { .kind = FD_RECORD_VERDICT, .verdict = &verdict });
	put(sink, &(struct fd_record) { .kind = FD_RECORD_RESOLVER, .resolver = &lab });
	put(sink, &(struct fd_record) { .kind = FD_RECORD_HOST, .host = &host });
	put(sink, &(struct fd_record) { .kind = FD_RECORD_SUMMARY, .summary = &summary });
}

/* ---- golden files -------------------------------------------------------------------------- */

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = calloc(1, 1 << 16);

	cr_assert(text != NULL && file != NULL, "%s", path);
	cr_assert(fread(text, 1, (1 << 16) - 1, file) < (1 << 16) - 1);
	fclose(file);
	return text;
}

static char *ticket_of(unsigned width, bool utf8)
{
	char path[] = "/tmp/fleetdig-ticket-XXXXXX";
	struct fd_sink *sink = NULL;
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	close(fd);
	const struct fd_sink_config config = { .inventory = &fixture.inventory,
					       .width = width,
					       .utf8 = utf8 };
	cr_assert_eq(fd_sink_open(&sink, "ticket", path, config), 0);
	write_all(sink);
	cr_assert_eq(fd_sink_close(sink), 0);
	char *text = read_file(path);
	unlink(path);
	return text;
}

static const struct row {
	const char *golden;
	unsigned width;
	bool utf8;
} rows[] = {
	{ "ticket-100.txt", 0, true }, /* piped */
	{ "ticket-100-ascii.txt", 100, false },
	{ "ticket-60.txt", 60, true },
};

Test(ticket, golden_pages)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char path[512];
		char *text = ticket_of(rows[i].width, rows[i].utf8);
		snprintf(path, sizeof(path), "%s/%s", GOLDEN, rows[i].golden);
		if (getenv("FLEETDIG_GOLDEN") != NULL) {
			FILE *file = fopen(path, "we");
			cr_assert(file != NULL && fputs(text, file) >= 0);
			fclose(file);
		}
		char *golden = read_file(path);
		cr_expect(strcmp(golden, text) == 0, "%s differs:\n%s", path, text);
		free(golden);
		free(text);
	}
}

Test(ticket, nothing_hostile_comes_through)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = ticket_of(rows[i].width, rows[i].utf8);
		cr_expect_null(strchr(text, '\x1b'));
		cr_expect_null(strchr(text, '\x07'));
		cr_expect_null(strchr(text, '\r'));
		cr_expect_null(strstr(text, "\xe2\x80\xae"));
		free(text);
	}
}

/* A zone's delegation to one server, with its address. */
static void delegate(struct fd_sink *sink, const char *zone, const char *server)
{
	const uint8_t address[4] = { 192, 0, 2, 80 };
	struct fd_builder builder;
	struct answer answer;
	struct fd_name of, to;

	parse(&of, zone);
	parse(&to, server);
	answer_begin(&answer, &builder, zone, FD_TYPE_NS, FD_FLAG_QR);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &of, FD_TYPE_NS, 60, to.wire,
			  to.length);
	fd_builder_record(&builder, FD_SECTION_ADDITIONAL, &to, FD_TYPE_A, 60, address, 4);
	answer_finish(&answer, &builder);
	put_probe(sink, "198.41.0.4", zone, FD_TYPE_NS, &answer.observation);
}

/* One address serves many zones, and each has a name of its own for it. */
Test(ticket, a_server_goes_by_the_name_that_the_zone_has_for_it)
{
	static const char *const zones[] = { "other.example", "shop.example", "third.example" };
	const struct fd_observation silent = { .status = FD_STATUS_TIMEOUT, .rcode = -1 };
	const struct fd_run_record run = { .run_id = "r1", .version = "1.0" };
	char path[] = "/tmp/fleetdig-ticket-XXXXXX";
	struct fd_sink *sink = NULL;
	char server[64];
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	close(fd);
	fixture_init(&fixture);
	uint32_t question = fixture_ask(&fixture, "www.shop.example", FD_TYPE_A, GROUP_WEB);
	const struct fd_verdict_record verdict = { .question = question, .verdict = &partial };
	const struct fd_sink_config config = { .inventory = &fixture.inventory, .width = 100 };
	cr_assert_eq(fd_sink_open(&sink, "ticket", path, config), 0);
	put(sink, &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &run });
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		snprintf(server, sizeof(server), "ns1.%s", zones[i]);
		delegate(sink, zones[i], server);
	}
	put_probe(sink, "192.0.2.80", "shop.example", FD_TYPE_SOA, &silent);
	put_probe(sink, "192.0.2.80", "www.shop.example", FD_TYPE_A, &silent);
	put(sink, &(struct fd_record) { .kind = FD_RECORD_VERDICT, .verdict = &verdict });
	cr_assert_eq(fd_sink_close(sink), 0);
	char *text = read_file(path);
	unlink(path);
	cr_expect_not_null(strstr(text, "SOA    ns1.shop.example (192.0.2.80)"), "%s", text);
	cr_expect_not_null(strstr(text, "A      ns1.shop.example (192.0.2.80)"), "%s", text);
	cr_expect_null(strstr(text, "ns1.other.example (192.0.2.80)"), "%s", text);
	free(text);
}

Test(ticket, of_nothing_is_empty)
{
	char path[] = "/tmp/fleetdig-ticket-XXXXXX";
	struct fd_sink *sink = NULL;
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	close(fd);
	fixture_init(&fixture);
	cr_assert_eq(fd_sink_open(&sink, "ticket", path,
				  (struct fd_sink_config) { .inventory = &fixture.inventory }),
		     0);
	cr_assert_eq(fd_sink_close(sink), 0);
	char *text = read_file(path);
	cr_expect_str_eq(text, "");
	free(text);
	unlink(path);
}
