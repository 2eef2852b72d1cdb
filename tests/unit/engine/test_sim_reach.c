/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include "rig.h"

static const struct fd_probe defaults = { .retries = FD_RETRIES_DEFAULT };

static void ask_many(struct rig *rig, uint32_t server, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		rig_ask(rig, server, defaults);
	}
}

/* ---- ICMP speaks of the destination --------------------------------------------------------- */

Test(reach, a_closed_port_ends_thousands_of_probes_with_a_handful_of_queries)
{
	static const struct {
		bool feed;
		double loss;
	} rows[] = { { false, 0 }, { true, 0 }, { false, 0.5 }, { true, 0.5 } };

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct rig rig;

		rig_init(&rig, 5000);
		rig.sim.loss = rows[i].loss; /* ICMP errors are rate-limited: few arrive */
		rig_start(&rig);
		uint32_t server = rig_server(
			&rig, CLOSED,
			(struct fd_server_config) { .feed = rows[i].feed, .open_max = 20 });
		if (rows[i].feed) {
			rig_feed(&rig, server, 0, 5000);
		} else {
			ask_many(&rig, server, 5000);
		}
		rig_run(&rig);
		cr_assert_eq(rig_count(&rig, FD_UNREACHABLE), 5000, "row %zu: %lu", i,
			     rig_count(&rig, FD_UNREACHABLE));
		cr_assert_eq(rig.results[4999].outcome.error, ECONNREFUSED);
		cr_assert_leq(rig_stats(&rig, server).sent, rows[i].loss > 0 ? 60 : 21,
			      "row %zu: %lu", i, rig_stats(&rig, server).sent);
		rig_finish(&rig);
	}
}

Test(reach, a_port_that_closes_ends_what_follows)
{
	struct rig rig;

	rig_init(&rig, 5000);
	rig_start(&rig);
	uint32_t server = rig_server(&rig, CLOSING, (struct fd_server_config) { .qps = 1000 });
	rig.servers[server].wakes_ns = 3 * SEC;
	ask_many(&rig, server, 5000);
	rig_run(&rig);
	cr_assert_geq(rig_count(&rig, FD_ANSWERED), 1900);
	cr_assert_eq(rig_count(&rig, FD_ANSWERED) + rig_count(&rig, FD_UNREACHABLE), 5000);
	cr_assert_leq(rig.servers[server].queries, 2100);
	rig_finish(&rig);
}

Test(reach, a_server_that_starts_again_is_asked_again)
{
	struct rig rig;

	rig_init(&rig, 300);
	rig_start(&rig);
	uint32_t server = rig_server(&rig, OPENING, (struct fd_server_config) { 0 });
	rig.servers[server].wakes_ns = 3 * SEC;
	ask_many(&rig, server, 100);
	rig_run(&rig);
	cr_assert_eq(rig_count(&rig, FD_UNREACHABLE), 100);
	/* At once: ended without a query. After a while: one query tries, its reply lets all others go. */
	uint64_t queries = rig.servers[server].queries;
	ask_many(&rig, server, 100);
	rig_run(&rig);
	cr_assert_eq(rig_count(&rig, FD_UNREACHABLE), 200);
	cr_assert_eq(rig.servers[server].queries, queries);
	rig_run_until(&rig, 7 * SEC);
	ask_many(&rig, server, 100);
	rig_run(&rig);
	cr_assert_eq(rig_count(&rig, FD_ANSWERED), 100);
	cr_assert_eq(rig.servers[server].queries, queries + 100);
	rig_finish(&rig);
}

Test(reach, an_error_over_tcp_says_nothing_of_udp)
{
	struct rig rig;

	rig_init(&rig, 200);
	rig_start(&rig);
	uint32_t server = rig_server(&rig, UDP_ONLY, (struct fd_server_config) { 0 });
	for (unsigned i = 0; i < 200; i++) {
		rig_ask(&rig, server,
			(struct fd_probe) { .retries = 2,
					    .keep_truncated = true,
					    .proto = i % 2 == 0 ? FD_UDP : FD_TCP });
	}
	rig_run(&rig);
	cr_assert_eq(rig_count(&rig, FD_ANSWERED), 100);
	cr_assert_eq(rig_count(&rig, FD_UNREACHABLE), 100);
	rig_finish(&rig);
}

/* ---- quarantine ---------------------------------------------------------------------------- */

static int64_t time_for_live_alone(void)
{
	struct rig rig;

	rig_init(&rig, 4000);
	rig_start(&rig);
	uint32_t live = rig_server(&rig, GOOD, (struct fd_server_config) { .feed = true });
	rig_feed(&rig, live, 0, 4000);
	rig_run(&rig);
	int64_t now_ns = fd_engine_now(rig.engine);
	rig_finish(&rig);
	return now_ns;
}

struct live_watch {
	uint32_t live;
	uint64_t left;
	int64_t done_ns;
};

static void watch_live(struct rig *rig, const struct fd_outcome *outcome)
{
	struct live_watch *watch = rig->state;

	if (rig_stats(rig, watch->live).answered == watch->left && watch->done_ns == 0) {
		watch->done_ns = outcome->ended_ns;
	}
}

Test(quarantine, a_silent_server_costs_little_and_slows_nobody)
{
	struct rig rig;
	struct live_watch watch = { .left = 4000 };

	rig_init(&rig, 10000);
	rig.on_outcome = watch_live;
	rig.state = &watch;
	rig_start(&rig);
	uint32_t silent = rig_server(&rig, SILENT, (struct fd_server_config) { .feed = true });
	uint32_t live = rig_server(&rig, GOOD, (struct fd_server_config) { .feed = true });
	watch.live = live;
	rig_feed(&rig, silent, 0, 4000);
	rig_feed(&rig, live, 0, 4000);
	fd_engine_set_silent(rig.engine, silent, true);
	rig_run(&rig);
	cr_assert(fd_engine_quarantined(rig.engine, silent));
	cr_assert_eq(rig.fed_while_quarantined, 0);
	cr_assert_eq(rig_stats(&rig, live).answered, 4000);
	cr_assert_leq(watch.done_ns, time_for_live_alone() + 10 * MS);
	/* 64 with two retries each, and one each 250 ms, 500 ms, … 5 s */
	cr_assert_leq(rig.servers[silent].queries, 64 * 3 + 10, "%lu",
		      rig.servers[silent].queries);
	cr_assert_geq(rig_count(&rig, FD_NOT_ASKED), 1);
	/* Ten seconds after the last live one, and the patience for the last probation. */
	cr_assert_leq(fd_engine_now(rig.engine), watch.done_ns + 13 * SEC);
	rig_finish(&rig);
}

Test(quarantine, a_dead_server_alone_ends_the_run_soon)
{
	struct rig rig;

	rig_init(&rig, 10000);
	rig_start(&rig);
	uint32_t silent = rig_server(&rig, SILENT, (struct fd_server_config) { 0 });
	ask_many(&rig, silent, 10000);
	fd_engine_set_silent(rig.engine, silent, true);
	rig_run(&rig);
	cr_assert_leq(fd_engine_now(rig.engine), SEC + 7 * SEC);
	cr_assert_leq(rig.servers[silent].queries, 64 * 3 + 5);
	cr_assert_geq(rig_count(&rig, FD_NOT_ASKED), 10000 - 70);
	for (uint64_t i = 0; i < rig.submitted; i++) {
		const struct fd_outcome *outcome = &rig.results[i].outcome;
		cr_assert(outcome->ending != FD_NOT_ASKED ||
			  (outcome->reason == FD_REASON_QUARANTINE && outcome->tries == 0));
	}
	rig_finish(&rig);
}

Test(quarantine, needs_the_canarys_word_and_different_names)
{
	static const struct {
		const char *what;
		bool silent;
		unsigned names;
		bool quarantined;
	} rows[] = {
		{ "no word", false, 64, false },
		{ "few names", true, 15, false },
		{ "both", true, 16, true },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct rig rig;
		bool ever = false;

		rig_init(&rig, 100);
		rig_start(&rig);
		uint32_t server = rig_server(&rig, SILENT, (struct fd_server_config) { 0 });
		ask_many(&rig, server, rows[i].names);
		fd_engine_set_silent(rig.engine, server, rows[i].silent);
		rig_run_until(&rig, SEC + 1990 * MS);
		cr_assert_not(fd_engine_quarantined(rig.engine, server), "%s: before 2 s",
			      rows[i].what);
		rig_run_until(&rig, SEC + 2010 * MS);
		ever = fd_engine_quarantined(rig.engine, server);
		cr_assert_eq(ever, rows[i].quarantined, "%s", rows[i].what);
		rig_run(&rig);
		rig_finish(&rig);
	}
}

/* What is to show how a server is goes out though the server is held for dead, before all that waits, and as often as others. */
Test(quarantine, does_not_hold_what_is_to_go_first)
{
	struct rig rig;

	rig_init(&rig, 6000);
	rig_start(&rig);
	uint32_t silent = rig_server(&rig, SILENT, (struct fd_server_config) { .feed = true });
	uint32_t live = rig_server(&rig, GOOD, (struct fd_server_config) { .qps = 100 });
	ask_many(&rig, live, 2000); /* twenty seconds */
	rig_feed(&rig, silent, 0, 4000 - 1);
	fd_engine_set_silent(rig.engine, silent, true);
	rig_run_until(&rig, 5 * SEC);
	cr_assert(fd_engine_quarantined(rig.engine, silent));
	uint64_t token = rig.submitted;
	rig_ask(&rig, silent,
		(struct fd_probe) { .retries = FD_RETRIES_DEFAULT, .first = true });
	rig_run_until(&rig, 13 * SEC);
	cr_assert_eq(rig.results[token].outcome.ending, FD_TIMED_OUT);
	cr_assert_eq(rig.results[token].outcome.tries, 3);
	cr_assert(fd_engine_quarantined(rig.engine, silent));
	rig_run(&rig);
	rig_finish(&rig);
}

Test(quarantine, a_server_that_wakes_is_asked_the_rest)
{
	struct rig rig;

	rig_init(&rig, 6000);
	rig_start(&rig);
	uint32_t waking = rig_server(&rig, WAKING, (struct fd_server_config) { .feed = true });
	uint32_t live = rig_server(&rig, GOOD, (struct fd_server_config) { .qps = 100 });
	rig.servers[waking].wakes_ns = 6 * SEC;
	ask_many(&rig, live, 2000); /* twenty seconds */
	rig_feed(&rig, waking, 0, 4000);
	fd_engine_set_silent(rig.engine, waking, true);
	rig_run_until(&rig, 5 * SEC);
	cr_assert(fd_engine_quarantined(rig.engine, waking));
	uint64_t asked = rig.servers[waking].queries;
	rig_run(&rig);
	cr_assert_not(fd_engine_quarantined(rig.engine, waking));
	cr_assert_leq(asked, 64 * 3 + 5);
	cr_assert_geq(rig_stats(&rig, waking).answered, 4000 - 70);
	cr_assert_eq(rig_count(&rig, FD_NOT_ASKED), 0);
	rig_finish(&rig);
}

Test(quarantine, a_server_that_falls_silent_is_left_alone)
{
	struct rig rig;

	rig_init(&rig, 30000);
	rig_start(&rig);
	uint32_t server = rig_server(
		&rig, SLEEPING, (struct fd_server_config) { .qps = 1000, .open_max = 100 });
	rig.servers[server].wakes_ns = 4 * SEC;
	ask_many(&rig, server, 30000);
	rig_run_until(&rig, 5 * SEC);
	fd_engine_set_silent(rig.engine, server, true);
	rig_run(&rig);
	cr_assert_leq(rig.servers[server].queries, 3000 + 3 * 100 + 10);
	cr_assert_geq(rig_count(&rig, FD_NOT_ASKED), 26000);
	cr_assert_leq(fd_engine_now(rig.engine), 15 * SEC);
	rig_finish(&rig);
}
