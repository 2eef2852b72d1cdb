/* SPDX-License-Identifier: MIT */
#include "runs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void put(struct fd_sink *sink, const struct fd_record *record)
{
	cr_assert_eq(fd_sink_write(sink, record), 0);
}

void (*runs_put)(struct fd_sink *, const struct fd_record *) = put;

static void write_run(struct fd_sink *sink, uint64_t questions, const char *engine,
		      const char *reason)
{
	struct fd_run_record run = {
		.run_id = "20260101T030000Z-0badcafe",
		.started_us = 1767236400000000,
		.version = "0.1.0",
		.engine = engine,
		.engine_reason = reason,
		.host = "host7",
		.vantage = "rack9",
		.inventory = "fleet.json",
		.names = questions,
		.questions = questions,
		.resolvers = RESOLVERS,
		.cells = questions * RESOLVERS,
	};

	runs_put(sink, &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &run });
}

static void write_verdict(struct fd_sink *sink, uint32_t question,
			  const struct fd_verdict *verdict)
{
	struct fd_verdict_record record = { .question = question, .verdict = verdict };

	runs_put(sink, &(struct fd_record) { .kind = FD_RECORD_VERDICT, .verdict = &record });
}

struct shape { /* of a resolver's row */
	uint64_t noerror, nxdomain, refused, timeout;
	uint32_t fast_us, slow_us;
	uint64_t lost;
};

static void write_resolver(struct fd_sink *sink, uint32_t resolver,
			   const struct fd_verdict *verdict, const struct shape *shape)
{
	uint64_t counts[FD_STATUS_PENDING] = { [FD_NOERROR] = shape->noerror,
					       [FD_NXDOMAIN] = shape->nxdomain,
					       [FD_REFUSED] = shape->refused,
					       [FD_STATUS_TIMEOUT] = shape->timeout };
	uint64_t answered = shape->noerror + shape->nxdomain + shape->refused;
	struct fd_histogram latency = { 0 };
	struct fd_resolver_record record = { .resolver = resolver,
					     .verdict = verdict,
					     .sent = answered + 3 * shape->timeout +
						     shape->lost,
					     .answered = answered,
					     .lost = 3 * shape->timeout + shape->lost,
					     .status_counts = counts,
					     .latency = &latency };

	for (uint64_t i = 0; i < answered; i++) {
		cr_assert_eq(fd_histogram_add(&latency, i * 10 < answered * 9 ? shape->fast_us
									      : shape->slow_us),
			     0);
	}
	runs_put(sink, &(struct fd_record) { .kind = FD_RECORD_RESOLVER, .resolver = &record });
	fd_histogram_finish(&latency);
}

static void write_host(struct fd_sink *sink, const struct fd_verdict *verdict, uint64_t drops)
{
	struct fd_host_record record = { .verdict = verdict, .socket_drops = drops };

	runs_put(sink, &(struct fd_record) { .kind = FD_RECORD_HOST, .host = &record });
}

static void write_summary(struct fd_sink *sink, const struct fd_summary_record *summary)
{
	runs_put(sink, &(struct fd_record) { .kind = FD_RECORD_SUMMARY, .summary = summary });
}

static const struct fd_verdict fine = { .severity = FD_OK, .summary = "Fine." };

static struct fd_verdict missing(const char *summary)
{
	return (struct fd_verdict) {
		.severity = FD_NEGATIVE,
		.locus = FD_LOCUS_AUTHORITATIVE,
		.cause = FD_CAUSE_name_does_not_exist,
		.confidence = FD_LIKELY,
		.action = "Check the spelling; if the name should exist, add its record to "
			  "zone pay.example.",
		.summary = summary,
	};
}

void run_healthy(struct fd_sink *sink, struct fixture *fixture)
{
	static const char *const names[] = { "www.example", "api.pay.example",
					     "db.pay.example" };

	fixture_init(fixture);
	for (size_t i = 0; i < 3; i++) {
		fixture_ask(fixture, names[i], FD_TYPE_A, GROUP_PAYMENTS);
	}
	uint32_t typo = fixture_ask(fixture, "dbb.pay.example", FD_TYPE_A, GROUP_PAYMENTS);
	write_run(sink, 4, "uring", "");
	for (uint32_t i = 0; i < typo; i++) {
		write_verdict(sink, i, &fine);
	}
	struct fd_verdict negative =
		missing("dbb.pay.example A does not exist in zone pay.example.");
	write_verdict(sink, typo, &negative);
	for (uint32_t i = 0; i < RESOLVERS; i++) {
		write_resolver(sink, i, &fine,
			       &(struct shape) { .noerror = 3,
						 .nxdomain = 1,
						 .fast_us = 400 + 3000 * i,
						 .slow_us = 12000 });
	}
	write_host(sink, &fine, 0);
	write_summary(sink, &(struct fd_summary_record) {
				    .by_severity = { [FD_OK] = 3, [FD_NEGATIVE] = 1 },
				    .elapsed_s = 0.82,
				    .queries = 28,
				    .qps = 34.1,
				    .complete = true });
}

/* ---- the broken one ------------------------------------------------------------------------- */

static const struct fd_evidence dead_zone[] = {
	{ "dig @192.0.2.1 +norecurse +dnssec shop.example NS",
	  "NOERROR in 12 ms, referral to shop.example", "the parent delegates the zone" },
	{ "dig @203.0.113.1 +norecurse +dnssec www.shop.example A", "no answer (3 tries)",
	  "ns1.shop.example is silent" },
	{ "dig @203.0.113.2 +norecurse +dnssec www.shop.example A", "no answer (3 tries)",
	  "ns2.shop.example is silent" },
	{ "dig @203.0.113.1 -p 53 +tcp +norecurse +dnssec www.shop.example A",
	  "no answer (1 try)", "over TCP as well" },
};

static void write_dead_zone(struct fd_sink *sink, struct fixture *fixture)
{
	static const struct fd_cell_verdict cells[RESOLVERS] = {
		{ OFFICE, FD_LOCUS_LOCAL, FD_CAUSE_resolver_refused },
		{ ISP, FD_LOCUS_AUTHORITATIVE, FD_CAUSE_auth_timeout },
		{ QUAD9, FD_LOCUS_AUTHORITATIVE, FD_CAUSE_auth_timeout },
		{ LAB, FD_LOCUS_AUTHORITATIVE, FD_CAUSE_auth_timeout },
	};
	char name[64], summary[256];

	for (int i = 0; i < 14; i++) {
		snprintf(name, sizeof(name), "%s%d.shop.example", i % 2 ? "api" : "www", i);
		uint16_t type = i % 3 ? FD_TYPE_A : FD_TYPE_AAAA;
		snprintf(summary, sizeof(summary),
			 "%s %s fails everywhere because all 2 server addresses of "
			 "shop.example (203.0.113.1, 203.0.113.2) are silent; the parent and "
			 "the resolvers are fine.",
			 name, i % 3 ? "A" : "AAAA");
		struct fd_verdict verdict = {
			.severity = FD_FAILURE,
			.locus = FD_LOCUS_AUTHORITATIVE,
			.cause = FD_CAUSE_auth_timeout,
			.confidence = FD_CONFIRMED,
			.cells = cells,
			.cell_count = RESOLVERS,
			.evidence = dead_zone,
			.evidence_count = 4,
			.action = "Restore the servers of shop.example: none of them answers, "
				  "over UDP or TCP.",
			.summary = summary,
			.notes = { "both servers stand in one network (203.0.113.0/24)" },
			.note_count = 1,
		};
		write_verdict(
			sink,
			fixture_ask(fixture, name, type, i < 10 ? GROUP_WEB : GROUP_PAYMENTS),
			&verdict);
	}
}

static void write_upstream(struct fd_sink *sink, struct fixture *fixture)
{
	static const struct fd_cell_verdict cells[] = {
		{ ISP, FD_LOCUS_UPSTREAM, FD_CAUSE_resolver_blocklist },
	};
	static const struct fd_evidence evidence[] = {
		{ "dig @198.51.100.53 tracker.example A",
		  "NXDOMAIN in 3 ms, EDE 15 (Blocked) \"\x1b[31mby \xe2\x80\xaelist 7\"",
		  "the answer is the resolver's own" },
	};
	struct fd_verdict verdict = {
		.severity = FD_DEGRADED,
		.locus = FD_LOCUS_UPSTREAM,
		.cause = FD_CAUSE_resolver_blocklist,
		.confidence = FD_LIKELY,
		.alternatives = { FD_CAUSE_resolver_stale_negative_cache },
		.alternative_count = 1,
		.cells = cells,
		.cell_count = 1,
		.evidence = evidence,
		.evidence_count = 1,
		.action = "If the name should be reachable, have the resolver's operator take "
			  "it off the blocklist or RPZ; else leave it so.",
		.summary = "tracker.example A goes wrong at isp: resolver_blocklist; others "
			   "answer.",
	};

	write_verdict(sink, fixture_ask(fixture, "tracker.example", FD_TYPE_A, GROUP_WEB),
		      &verdict);
}

static void write_negatives(struct fd_sink *sink, struct fixture *fixture)
{
	char name[64], summary[128];

	for (int i = 0; i < 7; i++) {
		snprintf(name, sizeof(name), "old%d.pay.example", i);
		snprintf(summary, sizeof(summary), "%s A does not exist in zone pay.example.",
			 name);
		struct fd_verdict verdict = missing(summary);
		write_verdict(sink, fixture_ask(fixture, name, FD_TYPE_A, GROUP_PAYMENTS),
			      &verdict);
	}
	struct fd_verdict split = {
		.severity = FD_INFO,
		.cause = FD_CAUSE_split_horizon,
		.confidence = FD_LIKELY,
		.action = "Nothing to repair if this split is meant; if not, publish the same "
			  "records inside and outside.",
		.summary = "hr.corp.example A is known to some resolvers and not to others: "
			   "the zone is marked internal.",
	};
	write_verdict(sink, fixture_ask(fixture, "hr.corp.example", FD_TYPE_A, GROUP_DEFAULT),
		      &split);
}

static void write_unexplained(struct fd_sink *sink, struct fixture *fixture)
{
	struct fd_verdict verdict = {
		.severity = FD_FAILURE,
		.locus = FD_LOCUS_LOCAL,
		.cause = FD_CAUSE_resolver_refused,
		.confidence = FD_CONFIRMED,
		.action = "Add this host to the access list.",
		.summary = "office refuses everything.",
	};

	write_verdict(sink,
		      fixture_ask(fixture, "intranet.corp.example", FD_TYPE_A, GROUP_DEFAULT),
		      &verdict);
}

void run_broken(struct fd_sink *sink, struct fixture *fixture)
{
	static const struct fd_evidence evidence[] = {
		{ "dig @192.0.2.53 . SOA", "REFUSED in 1 ms, EDE 18 (Prohibited)",
		  "its access list does not know this host" },
		{ "", "0 of 24 answered here, 24 of 24 at other resolvers",
		  "it is this resolver alone" },
	};
	static const struct fd_verdict refused = {
		.severity = FD_FAILURE,
		.locus = FD_LOCUS_LOCAL,
		.cause = FD_CAUSE_resolver_refused,
		.confidence = FD_CONFIRMED,
		.evidence = evidence,
		.evidence_count = 2,
		.action = "Add this host's source address to the resolver's access list "
			  "(allow-query, allow-recursion, access-control), or ask its operator "
			  "to.",
		.summary = "office refuses every question of this host.",
		.affected = 24,
	};

	fixture_init(fixture);
	write_run(sink, 2000, "epoll", "io_uring is refused here (EPERM)");
	write_dead_zone(sink, fixture);
	write_upstream(sink, fixture);
	write_negatives(sink, fixture);
	write_unexplained(sink, fixture);
	write_resolver(sink, OFFICE, &refused,
		       &(struct shape) { .refused = 24, .fast_us = 900, .slow_us = 1100 });
	write_resolver(sink, ISP, &fine,
		       &(struct shape) { .noerror = 8,
					 .nxdomain = 2,
					 .timeout = 14,
					 .fast_us = 8200,
					 .slow_us = 41000,
					 .lost = 1 });
	write_resolver(sink, QUAD9, &fine,
		       &(struct shape) { .noerror = 9,
					 .nxdomain = 1,
					 .timeout = 14,
					 .fast_us = 21000,
					 .slow_us = 1340000 });
	write_resolver(sink, LAB, &fine,
		       &(struct shape) { .noerror = 9,
					 .nxdomain = 1,
					 .timeout = 14,
					 .fast_us = 180,
					 .slow_us = 2500 });
	write_host(sink, &fine, 3);
	write_summary(sink, &(struct fd_summary_record) { .by_severity = { [FD_OK] = 1976,
									   [FD_INFO] = 1,
									   [FD_NEGATIVE] = 7,
									   [FD_DEGRADED] = 1,
									   [FD_FAILURE] = 15 },
							  .followups = 31,
							  .elapsed_s = 14.24,
							  .queries = 9214,
							  .qps = 647.05,
							  .complete = true,
							  .exit_status = 1 });
}

void run_cut_off(struct fd_sink *sink, struct fixture *fixture)
{
	static const struct fd_evidence evidence[] = {
		{ "dig @192.0.2.53 . SOA", "unreachable (Network is unreachable)",
		  "this host has no route" },
	};
	static const struct fd_verdict down = {
		.severity = FD_FAILURE,
		.locus = FD_LOCUS_LOCAL,
		.cause = FD_CAUSE_local_network_down,
		.confidence = FD_LIKELY,
		.evidence = evidence,
		.evidence_count = 1,
		.action = "Check this host's link, address, default route and firewall before "
			  "anything else.",
		.summary = "Nothing gets through from this host: none of 4 resolvers answers, "
			   "over UDP or TCP.",
		.affected = 2,
	};

	fixture_init(fixture);
	fixture_ask(fixture, "www.example", FD_TYPE_A, GROUP_DEFAULT);
	fixture_ask(fixture, "api.example", FD_TYPE_A, GROUP_DEFAULT);
	write_run(sink, 2, "uring", "");
	write_verdict(sink, 0, &down);
	write_verdict(sink, 1, &down);
	for (uint32_t i = 0; i < RESOLVERS; i++) {
		write_resolver(sink, i, &fine, &(struct shape) { .timeout = 2 });
	}
	write_host(sink, &down, 0);
	write_summary(sink, &(struct fd_summary_record) { .by_severity = { [FD_FAILURE] = 2 },
							  .elapsed_s = 2.5,
							  .queries = 16,
							  .qps = 6.4 });
}
