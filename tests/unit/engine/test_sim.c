/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include "engine/core/limits.h"
#include "rig.h"

static const struct fd_probe defaults = { .retries = FD_RETRIES_DEFAULT };

static void ask_many(struct rig *rig, uint32_t server, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		rig_ask(rig, server, defaults);
	}
}

static void assert_all_right(const struct rig *rig)
{
	for (uint64_t i = 0; i < rig->submitted; i++) {
		cr_assert_eq(rig->results[i].outcome.ending, FD_ANSWERED, "probe %lu", i);
		cr_assert_eq(rig->results[i].spelled, (int64_t)i, "probe %lu", i);
	}
}

/* ---- one probe ----------------------------------------------------------------------------- */

enum {
	HEADER = 1 << 0,    /* header_only */
	TCPFAIL = 1 << 1,   /* tcp_failed */
	AMBIGUOUS = 1 << 2, /* ambiguous */
	TC = 1 << 3,	    /* the answer given is truncated */
	SPELLED = 1 << 4,   /* the answer is there */
};

/* 10 ms each way, a server never asked before (RTO 500 ms), a patience of 2 s. */
/* clang-format off */
static const struct {
	const char *what;
	enum manner manner;
	struct fd_probe probe;
	enum fd_ending ending;
	int error;
	enum fd_proto proto;
	unsigned tries;
	unsigned flags;
	int64_t ended_ms; /* after the first query */
} lone[] = {
	{ "answered",              GOOD,       { .retries = 2 },                       FD_ANSWERED,    0, FD_UDP, 1, SPELLED, 20 },
	{ "silence",               SILENT,     { .retries = 2 },                       FD_TIMED_OUT,   0, FD_UDP, 3, 0, 500 + 1000 + 2000 },
	{ "no retries",            SILENT,     { .retries = 0 },                       FD_TIMED_OUT,   0, FD_UDP, 1, 0, 2000 },
	{ "auto without evidence", SILENT,     { .retries = FD_RETRIES_AUTO },         FD_TIMED_OUT,   0, FD_UDP, 3, 0, 3500 },
	{ "less patience",         SILENT,     { .retries = 1, .timeout_ns = 100 * MS }, FD_TIMED_OUT, 0, FD_UDP, 2, 0, 200 },
	{ "doubling ends at the timeout", SILENT, { .retries = 4 },                    FD_TIMED_OUT,   0, FD_UDP, 5, 0, 500 + 1000 + 2000 + 2000 + 2000 },
	{ "first query lost",      FIRST_LOST, { .retries = 2 },                       FD_ANSWERED,    0, FD_UDP, 2, SPELLED | AMBIGUOUS, 520 },
	{ "header only",           CURT,       { .retries = 2 },                       FD_ANSWERED,    0, FD_UDP, 1, HEADER, 20 + 50 },
	{ "header only, over TCP", CURT,       { .proto = FD_TCP },                    FD_ANSWERED,    0, FD_TCP, 1, HEADER, 20 },
	{ "truncated, then TCP",   TRUNCATING, { .retries = 2 },                       FD_ANSWERED,    0, FD_TCP, 2, SPELLED | AMBIGUOUS, 40 },
	{ "truncated is wanted",   TRUNCATING, { .keep_truncated = true },             FD_ANSWERED,    0, FD_UDP, 1, TC, 20 },
	{ "TCP refused after TC",  UDP_ONLY,   { .retries = 2 },                       FD_ANSWERED,    0, FD_UDP, 2, TC | TCPFAIL, 40 },
	{ "TCP silent after TC",   TCP_MUTE,   { .retries = 2 },                       FD_ANSWERED,    0, FD_UDP, 2, TC | TCPFAIL, 2020 },
	{ "TCP from the start",    GOOD,       { .proto = FD_TCP },                    FD_ANSWERED,    0, FD_TCP, 1, SPELLED, 20 },
	{ "TCP refused",           CLOSED,     { .proto = FD_TCP, .retries = 2 },      FD_UNREACHABLE, ECONNREFUSED, FD_TCP, 1, 0, 20 },
	{ "TCP silent",            SILENT,     { .proto = FD_TCP, .retries = 2 },      FD_TIMED_OUT,   0, FD_TCP, 1, 0, 2000 },
	{ "closed, confirmed once", CLOSED,    { .retries = 2 },                       FD_UNREACHABLE, ECONNREFUSED, FD_UDP, 2, 0, 20 + 100 + 20 },
	{ "closed, even with no retries", CLOSED, { .retries = 0 },                    FD_UNREACHABLE, ECONNREFUSED, FD_UDP, 2, 0, 140 },
};
/* clang-format on */

static unsigned flags_of(const struct result *result)
{
	return (result->outcome.header_only ? HEADER : 0U) |
	       (result->outcome.tcp_failed ? TCPFAIL : 0U) |
	       (result->outcome.ambiguous ? AMBIGUOUS : 0U) | (result->truncated ? TC : 0U) |
	       (result->spelled == 0 ? SPELLED : 0U);
}

Test(sim, a_lone_probe_ends_as_its_server_behaves)
{
	for (size_t i = 0; i < ROWS(lone); i++) {
		struct rig rig;

		rig_init(&rig, 1);
		rig_start(&rig);
		uint32_t server =
			rig_server(&rig, lone[i].manner, (struct fd_server_config) { 0 });
		rig_ask(&rig, server, lone[i].probe);
		rig.results[0].spelled = -1;
		rig_run(&rig);
		const struct result *result = &rig.results[0];
		const struct fd_outcome *outcome = &result->outcome;
		int64_t ended_ns = outcome->ended_ns - SEC; /* the simulation starts there */
		cr_assert_eq(outcome->ending, lone[i].ending, "%s", lone[i].what);
		cr_assert_eq(outcome->error, lone[i].error, "%s", lone[i].what);
		cr_assert_eq(outcome->proto, lone[i].proto, "%s", lone[i].what);
		cr_assert_eq(outcome->tries, lone[i].tries, "%s: %u tries", lone[i].what,
			     outcome->tries);
		cr_assert_eq(rig.servers[server].queries, lone[i].tries, "%s", lone[i].what);
		cr_assert_eq(flags_of(result), lone[i].flags, "%s: %#x", lone[i].what,
			     flags_of(result));
		cr_assert_geq(ended_ns, lone[i].ended_ms * MS, "%s: %ld", lone[i].what,
			      ended_ns);
		cr_assert_leq(ended_ns, (lone[i].ended_ms + 3) * MS, "%s: %ld", lone[i].what,
			      ended_ns);
		rig_finish(&rig);
	}
}

/* ---- many probes at one server ------------------------------------------------------------- */

Test(sim, a_good_server_answers_everything_once)
{
	struct rig rig;

	rig_init(&rig, 1000);
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { 0 });
	ask_many(&rig, server, 1000);
	rig_run(&rig);
	assert_all_right(&rig);
	for (unsigned i = 0; i < 1000; i++) {
		const struct fd_outcome *outcome = &rig.results[i].outcome;
		cr_assert_eq(outcome->tries, 1);
		cr_assert_eq(outcome->rtt_ns, 20 * MS);
		cr_assert_eq(outcome->ended_ns - outcome->sent_ns, 20 * MS);
		cr_assert_not(outcome->ambiguous);
	}
	cr_assert_eq(rig.servers[server].queries, 1000);
	cr_assert_eq(rig_stats(&rig, server).answered, 1000);
	rig_finish(&rig);
}

static void watch_open(struct rig *rig, const struct fd_outcome *outcome)
{
	struct fd_engine_stats stats;
	uint32_t *most = rig->state;

	fd_engine_stats(rig->engine, &stats);
	*most = stats.in_flight + 1 > *most ? stats.in_flight + 1 : *most;
}

Test(sim, windows_bound_what_is_open)
{
	static const struct {
		enum manner manner;
		uint32_t concurrency, open_max;
		uint32_t most;
	} rows[] = {
		{ SILENT, 0, 0, 64 }, /* never replied */
		{ GOOD, 5, 0, 5 },    { GOOD, 0, 7, 7 },       { GOOD, 0, 3000, 3000 },
		{ GOOD, 0, 0, 8000 }, { FIRST_LOST, 9, 4, 4 },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct rig rig;
		uint32_t most = 0;

		rig_init(&rig, 4000);
		rig.config.concurrency = rows[i].concurrency;
		rig.on_outcome = watch_open;
		rig.state = &most;
		rig_start(&rig);
		uint32_t server =
			rig_server(&rig, rows[i].manner,
				   (struct fd_server_config) { .open_max = rows[i].open_max });
		ask_many(&rig, server, rows[i].most < 100 ? 300 : 4000);
		rig_run(&rig);
		cr_assert_leq(most, rows[i].most, "row %zu: %u", i, most);
		cr_assert_geq(most, rows[i].most / 4, "row %zu: %u", i, most);
		rig_finish(&rig);
	}
}

/* What goes first does not go beyond that ceiling. */
Test(sim, what_goes_first_keeps_to_the_ceiling)
{
	struct rig rig;
	uint32_t most = 0;

	rig_init(&rig, 100);
	rig.config.concurrency = 3;
	rig.on_outcome = watch_open;
	rig.state = &most;
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { 0 });
	for (unsigned i = 0; i < 100; i++) {
		rig_ask(&rig, server,
			(struct fd_probe) { .retries = FD_RETRIES_DEFAULT,
					    .first = i % 2 == 0 });
	}
	rig_run(&rig);
	cr_assert_leq(most, 3, "%u", most);
	cr_assert_eq(rig_stats(&rig, server).answered, 100);
	rig_finish(&rig);
}

/* Nor does what waits for room stand in the way of what is open: with room for one, its TCP query would wait forever. */
Test(sim, tcp_by_wish_lets_the_truncated_by)
{
	struct rig rig;

	rig_init(&rig, 2);
	rig.sim.delay_ns = 20 * MS;
	rig.config.concurrency = 1;
	rig_start(&rig);
	uint32_t server = rig_server(&rig, TRUNCATING, (struct fd_server_config) { 0 });
	rig_ask(&rig, server, (struct fd_probe) { .retries = FD_RETRIES_DEFAULT });
	rig_run_until(&rig, SEC + 5 * MS);
	rig_ask(&rig, server,
		(struct fd_probe) { .retries = FD_RETRIES_DEFAULT, .proto = FD_TCP });
	rig_run(&rig);
	cr_assert_eq(rig_stats(&rig, server).answered, 2);
	rig_finish(&rig);
}

static void ask_one_more(struct rig *rig, const struct fd_outcome *outcome)
{
	uint64_t *left = rig->state;

	if (*left > 0) {
		(*left)--;
		rig_ask(rig, 0, defaults);
	}
}

Test(sim, callbacks_may_submit)
{
	static const enum manner manners[] = { GOOD, CLOSED, CURT, HALF };

	for (size_t i = 0; i < ROWS(manners); i++) {
		struct rig rig;
		uint64_t left = 1500;

		rig_init(&rig, 1600);
		rig.on_outcome = ask_one_more;
		rig.state = &left;
		rig_start(&rig);
		uint32_t server = rig_server(&rig, manners[i], (struct fd_server_config) { 0 });
		ask_many(&rig, server, 100);
		rig_run(&rig);
		cr_assert_eq(rig.ended, 1600);
		rig_finish(&rig);
	}
}

Test(sim, room_feeds_a_server_without_a_long_queue)
{
	struct rig rig;
	struct fd_engine_stats stats;

	rig_init(&rig, 5000);
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { .feed = true });
	rig_feed(&rig, server, 0, 5000);
	while (rig.ended < 5000) {
		cr_assert_eq(fd_engine_step(rig.engine, fd_engine_now(rig.engine) + SEC), 0);
		fd_engine_stats(rig.engine, &stats);
		cr_assert_leq(stats.queued, FEED_DEPTH + ROOM_MAX);
	}
	rig_run(&rig);
	assert_all_right(&rig);
	rig_finish(&rig);
}

/* ---- retries ------------------------------------------------------------------------------- */

Test(sim, a_retry_timer_learnt_from_hits_does_not_ask_every_miss_again)
{
	struct rig rig;

	rig_init(&rig, 4000);
	rig_start(&rig);
	uint32_t server = rig_server(&rig, SLOW_ODD, (struct fd_server_config) { .qps = 1000 });
	ask_many(&rig, server, 4000);
	rig_run(&rig);
	assert_all_right(&rig);
	cr_assert_leq(rig.servers[server].queries, 4000 + 200, "%lu queries",
		      rig.servers[server].queries);
	rig_finish(&rig);
}

Test(sim, retries_are_hard_when_given_and_grow_with_loss_when_automatic)
{
	static const struct {
		int retries;
		double loss;
		unsigned most; /* tries of a probe */
		bool all;      /* answered */
	} rows[] = {
		{ 0, 0.3, 1, false },
		{ 1, 0.3, 2, false },
		{ FD_RETRIES_AUTO, 0.3, 16, true },
		{ FD_RETRIES_AUTO, 0.02, 8, true },
		{ 60, 0.5, 61, true },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct rig rig;
		unsigned most = 0;

		rig_init(&rig, 2000);
		rig.config.retries = rows[i].retries;
		rig.sim.loss = rows[i].loss;
		rig_start(&rig);
		uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { 0 });
		ask_many(&rig, server, 2000);
		rig_run(&rig);
		for (unsigned j = 0; j < 2000; j++) {
			unsigned tries = rig.results[j].outcome.tries;
			most = tries > most ? tries : most;
		}
		cr_assert_leq(most, rows[i].most, "row %zu: %u", i, most);
		cr_assert_eq(rig_count(&rig, FD_ANSWERED) == 2000, rows[i].all, "row %zu: %lu",
			     i, rig_count(&rig, FD_ANSWERED));
		rig_finish(&rig);
	}
}

Test(sim, silence_about_some_names_is_not_loss)
{
	struct rig rig;

	rig_init(&rig, 1000);
	rig.config.retries = FD_RETRIES_AUTO;
	rig_start(&rig);
	uint32_t server = rig_server(&rig, HALF, (struct fd_server_config) { 0 });
	ask_many(&rig, server, 1000);
	rig_run(&rig);
	for (unsigned i = 0; i < 1000; i++) {
		cr_assert_eq(rig.results[i].outcome.tries, i % 2 == 1 ? 3 : 1);
	}
	cr_assert_eq(rig_stats(&rig, server).timed_out, 500);
	cr_assert_eq(rig_stats(&rig, server).lost, 1500);
	rig_finish(&rig);
}

/* ---- replies that must not count, or count apart ------------------------------------------- */

Test(sim, late_replies_are_counted_and_are_not_outcomes)
{
	struct rig rig;

	rig_init(&rig, 50);
	rig.config.timeout_ns = 100 * MS;
	rig.config.retries = 0;
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { 0 });
	rig.servers[server].delay_ns = 150 * MS;
	ask_many(&rig, server, 50);
	rig_run(&rig);
	rig_run_until(&rig, 10 * SEC);
	cr_assert_eq(rig_count(&rig, FD_TIMED_OUT), 50);
	cr_assert_eq(rig_stats(&rig, server).late, 50);
	cr_assert_eq(rig_stats(&rig, server).rejected, 0);
	rig_finish(&rig);
}

Test(sim, duplicates_are_counted_and_end_nothing_twice)
{
	struct rig rig;

	rig_init(&rig, 500);
	rig.sim.duplicate = 1;
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { 0 });
	ask_many(&rig, server, 500);
	rig_run(&rig);
	rig_run_until(&rig, 10 * SEC);
	assert_all_right(&rig);
	cr_assert_eq(rig_stats(&rig, server).duplicate, 500);
	cr_assert_eq(rig_stats(&rig, server).rejected, 0);
	rig_finish(&rig);
}

Test(sim, forged_replies_that_come_first_are_rejected)
{
	struct rig rig;

	rig_init(&rig, 2000);
	rig.sim.forge = 1;
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { 0 });
	rig.servers[server].delay_ns = 5 * MS;
	ask_many(&rig, server, 2000);
	rig_run(&rig);
	assert_all_right(&rig);
	/* A few name a port and id that were in use a moment ago: late or duplicate, and as harmless. */
	struct fd_server_stats stats = rig_stats(&rig, server);
	cr_assert_eq(stats.rejected + stats.late + stats.duplicate, 2000);
	cr_assert_geq(stats.rejected, 1950);
	rig_finish(&rig);
}

/* ---- pacing -------------------------------------------------------------------------------- */

Test(sim, ceilings_hold_in_every_second_and_are_used)
{
	static const struct {
		enum manner manner;
		uint32_t qps, names;
	} rows[] = {
		{ GOOD, 1, 10 },	{ GOOD, 10, 60 },	   { GOOD, 300, 1500 },
		{ GOOD, 1000, 4000 },	{ HALF, 1000, 3000 },	   { GOOD, 1001, 4000 },
		{ GOOD, 7000, 20000 },	{ TRUNCATING, 500, 1500 }, { FIRST_LOST, 500, 1500 },
		{ GOOD, 50000, 60000 },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct rig rig;

		rig_init(&rig, rows[i].names);
		rig_start(&rig);
		uint32_t server = rig_server(&rig, rows[i].manner,
					     (struct fd_server_config) { .qps = rows[i].qps });
		ask_many(&rig, server, rows[i].names);
		rig_run(&rig);
		const struct server_log *log = &rig.servers[server];
		int64_t span_ns = log->last_query_ns - log->arrivals_ns[0];
		uint64_t most = rig_busiest(&rig, server, SEC);
		cr_assert_leq(most, rows[i].qps, "row %zu: %lu", i, most);
		if (rows[i].manner == GOOD) {
			double rate = (double)(log->queries - 1) * 1e9 / (double)span_ns;
			cr_assert_geq(rate, 0.98 * rows[i].qps, "row %zu: %f", i, rate);
		}
		rig_finish(&rig);
	}
}

Test(sim, up_to_a_thousand_a_second_queries_leave_one_by_one)
{
	struct rig rig;

	rig_init(&rig, 2000);
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { .qps = 1000 });
	ask_many(&rig, server, 2000);
	rig_run(&rig);
	cr_assert_leq(rig_busiest(&rig, server, 9 * MS / 10), 2);
	cr_assert_leq(rig_busiest(&rig, server, 10 * MS), 11);
	rig_finish(&rig);
}

Test(sim, the_ceiling_of_all_servers_counts_them_together)
{
	struct rig rig;

	rig_init(&rig, 3000);
	rig.config.total_qps = 600;
	rig_start(&rig);
	for (unsigned i = 0; i < 3; i++) {
		rig_server(&rig, i == 1 ? HALF : GOOD,
			   (struct fd_server_config) { .qps = 400 });
	}
	for (unsigned i = 0; i < 3000; i++) {
		rig_ask(&rig, i % 3, defaults);
	}
	rig_run(&rig);
	cr_assert_leq(rig_busiest_of_all(&rig, SEC), 600);
	for (uint32_t i = 0; i < 3; i++) {
		cr_assert_leq(rig_busiest(&rig, i, SEC), 400);
		cr_assert_geq(rig.servers[i].queries, 1000);
	}
	/* And it is used. */
	cr_assert_geq(rig_busiest_of_all(&rig, SEC), 590);
	rig_finish(&rig);
}

/* ---- stopping ------------------------------------------------------------------------------ */

Test(sim, stop_awaits_what_is_open_and_asks_nothing_more)
{
	static const struct {
		enum manner manner;
		enum fd_ending open_ends;
	} rows[] = {
		{ GOOD, FD_ANSWERED },	     { SILENT, FD_TIMED_OUT }, { CURT, FD_ANSWERED },
		{ TRUNCATING, FD_ANSWERED }, { CLOSED, FD_TIMED_OUT },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct rig rig;

		rig_init(&rig, 1100);
		rig_start(&rig);
		uint32_t server = rig_server(&rig, rows[i].manner,
					     (struct fd_server_config) { .open_max = 50 });
		ask_many(&rig, server, 1000);
		rig_run_until(&rig, SEC + 5 * MS); /* all fifty are on their way */
		fd_engine_stop(rig.engine, FD_REASON_DEADLINE);
		fd_engine_stop(rig.engine, FD_REASON_BUDGET);
		ask_many(&rig, server, 100); /* too late */
		rig_run(&rig);
		cr_assert_eq(rig.servers[server].queries, 50, "row %zu", i);
		cr_assert_eq(rig_count(&rig, rows[i].open_ends), 50, "row %zu", i);
		cr_assert_eq(rig_count(&rig, FD_NOT_ASKED), 1050, "row %zu", i);
		cr_assert_eq(rig.results[999].outcome.reason, FD_REASON_DEADLINE);
		cr_assert_eq(rig.results[999].outcome.tries, 0);
		rig_finish(&rig);
	}
}

/* ---- replay -------------------------------------------------------------------------------- */

static uint64_t hash_of_run(uint64_t seed)
{
	struct rig rig;

	rig_init(&rig, 300);
	rig.config.seed = rig.sim.seed = seed;
	rig.sim.loss = rig.sim.forge = rig.sim.reorder = rig.sim.duplicate = 0.2;
	rig.sim.jitter_ns = 30 * MS;
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { 0 });
	ask_many(&rig, server, 300);
	rig_run(&rig);
	uint64_t hash = rig.hash;
	rig_finish(&rig);
	return hash;
}

Test(sim, a_seed_can_be_played_again)
{
	cr_assert_eq(hash_of_run(7), hash_of_run(7));
	cr_assert_neq(hash_of_run(7), hash_of_run(8));
}

/* Far away, only what is under way at once makes speed: the window grows with every answer as long as it is used. */
Test(sim, a_long_way_is_filled)
{
	struct rig rig;
	uint64_t names = 50000;

	rig_init(&rig, names);
	rig.sim.delay_ns = 50 * MS;
	rig_start(&rig);
	uint32_t server = rig_server(&rig, GOOD, (struct fd_server_config) { .feed = true });
	rig_feed(&rig, server, 0, names);
	rig_run(&rig);
	const struct server_log *log = &rig.servers[server];
	int64_t span_ns = log->last_query_ns - log->arrivals_ns[0];
	cr_assert_leq(span_ns, SEC, "%lld ms", (long long)(span_ns / MS));
	rig_finish(&rig);
}
