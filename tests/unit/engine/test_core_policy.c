/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <fleetdig/probe.h>

#include "engine/core/limits.h"
#include "engine/core/pace.h"
#include "engine/core/server.h"
#include "engine/core/tries.h"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* ---- retry timers -------------------------------------------------------------------------- */

Test(tries, the_delay_comes_from_samples_and_doubles_up_to_the_timeout)
{
	static const struct {
		const char *what;
		unsigned samples;
		int64_t rtt_ms;
		unsigned doublings;
		int64_t timeout_ms;
		int64_t least_ms, most_ms;
	} rows[] = {
		{ "no sample", 0, 0, 0, 5000, 500, 500 },
		{ "no sample, doubled", 0, 0, 1, 5000, 1000, 1000 },
		{ "never beyond the timeout", 0, 0, 0, 300, 300, 300 },
		{ "nor when doubled", 0, 0, 4, 5000, 5000, 5000 },
		{ "nor overflowing", 0, 0, 120, 5000, 5000, 5000 },
		{ "a quick server is given 50 ms", 100, 1, 0, 5000, 50, 50 },
		{ "one sample: three times it", 1, 100, 0, 5000, 300, 300 },
		{ "steady: near it, in the p99's bin", 500, 100, 0, 5000, 100, 130 },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct rtt rtt = { 0 };
		for (unsigned j = 0; j < rows[i].samples; j++) {
			rtt_sample(&rtt, rows[i].rtt_ms * NS_PER_MS);
		}
		int64_t delay_ns =
			tries_delay(&rtt, rows[i].doublings, rows[i].timeout_ms * NS_PER_MS);
		cr_assert_geq(delay_ns, rows[i].least_ms * NS_PER_MS, "%s: %ld", rows[i].what,
			      delay_ns);
		cr_assert_leq(delay_ns, rows[i].most_ms * NS_PER_MS, "%s: %ld", rows[i].what,
			      delay_ns);
	}
}

Test(tries, the_p99_remembers_the_slow_few)
{
	struct rtt rtt = { 0 };

	for (unsigned i = 0; i < 5000; i++) {
		rtt_sample(&rtt, i % 40 == 0 ? 800 * NS_PER_MS : NS_PER_MS / 5);
	}
	int64_t delay_ns = tries_delay(&rtt, 0, 5 * NS_PER_SEC);
	cr_assert_geq(delay_ns, 800 * NS_PER_MS, "%ld", delay_ns);
	cr_assert_leq(delay_ns, 1100 * NS_PER_MS, "%ld", delay_ns);
	/* And forgets them when they are past. */
	for (unsigned i = 0; i < 20000; i++) {
		rtt_sample(&rtt, NS_PER_MS / 5);
	}
	cr_assert_eq(tries_delay(&rtt, 0, 5 * NS_PER_SEC), RESEND_MIN_NS);
}

Test(tries, extreme_samples_are_taken)
{
	struct rtt rtt = { 0 };

	rtt_sample(&rtt, 0);
	rtt_sample(&rtt, 3600 * NS_PER_SEC);
	rtt_sample(&rtt, 0);
	cr_assert_leq(tries_delay(&rtt, 0, NS_PER_SEC), NS_PER_SEC);
	cr_assert_gt(rtt_rto(&rtt), 0);
}

Test(tries, allowed)
{
	static const struct {
		const char *what;
		uint32_t lost, delivered;
		int retries;
		unsigned sent;
		uint64_t names;
		bool alive;
		unsigned allowed;
	} rows[] = {
		{ "a number is hard", 900, 100, 0, 1, 1000000, true, 1 },
		{ "whatever it is", 0, 100, 127, 3, 10, false, 128 },
		{ "auto starts with three", 0, 0, FD_RETRIES_AUTO, 1, 10, false, 3 },
		{ "no loss: three", 0, 1000, FD_RETRIES_AUTO, 3, 1000000, true, 3 },
		{ "5 %, 200 k names: 0.05^3 still hits 25", 50, 950, FD_RETRIES_AUTO, 3, 200000,
		  true, 4 },
		{ "0.05^5 hits 0.06", 50, 950, FD_RETRIES_AUTO, 5, 200000, true, 6 },
		{ "0.05^6 hits 0.003", 50, 950, FD_RETRIES_AUTO, 6, 200000, true, 6 },
		{ "5 %, ten names: 0.00125", 50, 950, FD_RETRIES_AUTO, 3, 10, true, 3 },
		{ "not while it answers nobody", 500, 500, FD_RETRIES_AUTO, 3, 200000, false,
		  3 },
		{ "never more than sixteen", 999, 1, FD_RETRIES_AUTO, 16, 200000, true, 16 },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct loss loss = { rows[i].lost, rows[i].delivered };
		cr_assert_eq(tries_allowed(&loss, rows[i].retries, rows[i].sent, rows[i].names,
					   rows[i].alive),
			     rows[i].allowed, "%s", rows[i].what);
	}
}

Test(tries, the_delay_doubles_once_chance_does_not_explain_the_silence)
{
	static const struct {
		uint32_t lost, delivered;
		unsigned sent;
		uint64_t names;
		unsigned doublings;
	} rows[] = {
		{ 0, 1000, 1, 200000, 0 },   { 0, 1000, 3, 200000, 2 },
		{ 300, 700, 1, 200000, 0 },  { 300, 700, 11, 200000, 0 }, /* 0.3^10 hits 1.2 */
		{ 300, 700, 13, 200000, 2 }, { 50, 950, 5, 200000, 0 },	  /* 0.05^4 hits 1.25 */
		{ 50, 950, 6, 200000, 1 },   { 50, 950, 3, 10, 2 },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct loss loss = { rows[i].lost, rows[i].delivered };
		cr_assert_eq(tries_doublings(&loss, rows[i].sent, rows[i].names),
			     rows[i].doublings, "row %zu", i);
	}
}

/* ---- pace ---------------------------------------------------------------------------------- */

/** Whatever the wake-ups, no window of a second sees more than the ceiling. */
Test(pace, no_second_exceeds_the_ceiling_however_late_the_wakes)
{
	static const uint32_t rates[] = { 1, 7, 100, 999, 1000, 1001, 5000, 100000 };
	static int64_t sent_ns[400000];

	for (size_t i = 0; i < ROWS(rates); i++) {
		struct pace pace;
		uint64_t luck = i + 1;
		size_t count = 0;
		int64_t now_ns = 5 * NS_PER_SEC;

		pace_init(&pace, rates[i]);
		while (now_ns < 8 * NS_PER_SEC) {
			uint32_t allowed = pace_allow(&pace, now_ns, 100000);
			pace_spend(&pace, now_ns, allowed);
			for (uint32_t j = 0; j < allowed; j++) {
				cr_assert_lt(count, ROWS(sent_ns));
				sent_ns[count++] = now_ns;
			}
			luck = luck * UINT64_C(6364136223846793005) + 1;
			int64_t late_ns =
				(int64_t)(luck >> 33) % (luck >> 63 ? 200000 : 9000000);
			int64_t next_ns = pace_next(&pace);
			now_ns = (next_ns > now_ns ? next_ns : now_ns + 1) + late_ns;
		}
		cr_assert_gt(count, 0);
		for (size_t first = 0, last = 0; last < count; last++) {
			while (sent_ns[last] - sent_ns[first] >= NS_PER_SEC) {
				first++;
			}
			cr_assert_leq(last - first + 1, rates[i]);
		}
	}
}

Test(pace, a_limit_holds_below_the_ceiling_only)
{
	static const struct {
		uint32_t ceiling;
		double limit;
		double least, most; /* queries a second */
	} rows[] = {
		{ 0, 500, 499, 501 },	    { 1000, 500, 499, 501 },
		{ 1000, 5000, 995, 1000 },  { 0, 20000, 19500, 20001 },
		{ 20000, 0, 19900, 20000 }, { 100, 50.5, 50, 51 },
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct pace pace;
		uint64_t count = 0;
		int64_t now_ns = 5 * NS_PER_SEC;

		pace_init(&pace, rows[i].ceiling);
		pace_limit(&pace, rows[i].limit);
		while (now_ns < 15 * NS_PER_SEC) {
			uint32_t allowed = pace_allow(&pace, now_ns, 100000);
			pace_spend(&pace, now_ns, allowed);
			count += allowed;
			now_ns = pace_next(&pace) > now_ns ? pace_next(&pace) : now_ns + 1000;
		}
		cr_assert((double)count >= rows[i].least * 10 &&
				  (double)count <= rows[i].most * 10 + 2,
			  "row %zu: %lu", i, count);
	}
}

Test(pace, no_ceiling_allows_everything)
{
	struct pace pace;

	pace_init(&pace, 0);
	pace_spend(&pace, 1, 1000);
	cr_assert_eq(pace_allow(&pace, 1, 77), 77);
	cr_assert_leq(pace_next(&pace), 0);
}

Test(pace, bursts_leave_once_a_tick)
{
	struct pace pace;
	int64_t now_ns = NS_PER_SEC;

	pace_init(&pace, 100000);
	pace_spend(&pace, now_ns, pace_allow(&pace, now_ns, 1000));
	now_ns = pace_next(&pace);
	cr_assert_eq(now_ns, NS_PER_SEC + WHEEL_TICK_NS);
	cr_assert_eq(pace_allow(&pace, now_ns - 1, 1000), 0);
	uint32_t burst = pace_allow(&pace, now_ns, 1000);
	cr_assert(burst >= 99 && burst <= 100, "%u", burst);
	/* A burst may be taken in parts, at the same instant. */
	pace_spend(&pace, now_ns, 60);
	cr_assert_eq(pace_allow(&pace, now_ns, 1000), burst - 60);
	pace_spend(&pace, now_ns, burst - 60);
	cr_assert_eq(pace_allow(&pace, now_ns, 1000), 0);
}

/* ---- window -------------------------------------------------------------------------------- */

Test(window, doubles_in_a_round_trip_while_it_is_used)
{
	struct window window;

	window_init(&window, 0, false);
	cr_assert_eq(window_size(&window), OPEN_START);
	window_used(&window, OPEN_START);
	for (unsigned i = 0; i < OPEN_START; i++) {
		window_answered(&window);
	}
	cr_assert_eq(window_size(&window), 2 * OPEN_START);
	window_used(&window, 3);
	for (unsigned i = 0; i < 10000; i++) {
		window_answered(&window);
	}
	cr_assert_eq(window_size(&window), 2 * OPEN_START);
}

Test(window, is_as_large_as_the_way_is_long)
{
	static const struct {
		int64_t stay_ms;
		uint32_t most;
	} rows[] = {
		{ 0, OPEN_SERVER_MAX },
		{ 1, OPEN_SERVER_MAX },
		{ 20, OPEN_QPS / 50 },
		{ 1000, OPEN_FAR_MAX },
	};
	struct window window;

	window_init(&window, 0, false);
	for (size_t i = 0; i < ROWS(rows); i++) {
		window_fit(&window, rows[i].stay_ms * NS_PER_MS);
		for (unsigned j = 0; j < 100000; j++) {
			window_used(&window, window_size(&window));
			window_answered(&window);
		}
		cr_assert_eq(window_size(&window), rows[i].most, "row %zu: %u", i,
			     window_size(&window));
	}
	window_fit(&window, 0); /* and smaller again */
	cr_assert_eq(window_size(&window), OPEN_SERVER_MAX);
}

Test(window, a_given_size_stays)
{
	struct window window;

	window_init(&window, 4, true);
	window_fit(&window, NS_PER_SEC);
	for (unsigned i = 0; i < 1000; i++) {
		window_used(&window, 4);
		window_answered(&window);
	}
	cr_assert_eq(window_size(&window), 4);
	window_init(&window, 0, true);
	cr_assert_eq(window_size(&window), OPEN_SERVER_MAX);
}

/* ---- recent ids ---------------------------------------------------------------------------- */

Test(recent, remembers_the_last_few_thousand_tries)
{
	struct server *server = NULL;
	struct fd_server_config config = { 0 };

	cr_assert_eq(server_create(&server, 0, &config), 0);
	struct recent *recent = &server->recent;
	cr_assert_eq(recent_find(recent, 0, 0), RECENT_UNKNOWN);
	for (unsigned i = 0; i < 10000; i++) {
		recent_add(recent, (uint16_t)(i % 16), (uint16_t)i, i % 2 == 1);
		cr_assert_eq(recent_find(recent, (uint16_t)(i % 16), (uint16_t)i),
			     i % 2 == 1 ? RECENT_ANSWERED : RECENT_UNANSWERED);
		cr_assert_eq(recent_find(recent, (uint16_t)((i + 1) % 16), (uint16_t)i),
			     RECENT_UNKNOWN);
	}
	for (unsigned i = 0; i < 10000; i++) {
		bool known =
			recent_find(recent, (uint16_t)(i % 16), (uint16_t)i) != RECENT_UNKNOWN;
		cr_assert_eq(known, i >= 10000 - RECENT_MAX, "%u", i);
	}
	recent_add(recent, TCP_SLOT, 9, false);
	cr_assert_eq(recent_find(recent, TCP_SLOT, 9), RECENT_UNANSWERED);
	server_destroy(server);
}
