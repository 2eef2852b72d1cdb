/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>

#include <fleetdig/measure.h>

#define MS INT64_C(1000000)

/** A made server: a token bucket that drops, a queue that grows slow, or both; and what this side can send. */
struct server {
	double limit, bucket; /* tokens a second, and the most saved: 0 for none */
	double slow_at;	      /* from here on ten times as slow */
	double refuses_at;
	double host;	 /* this side's own limit */
	unsigned hiccup; /* every so many steps this side sees something odd */
	double cold_until; /* below this rate its cache was cold, and it was thirty times as slow */
	unsigned stalls; /* so many of the steps from the tenth on are not held */
	double tokens;	 /* now */
	unsigned judged;
};

/* Lets a load run; returns how many got through. */
static double pass(struct server *server, double qps, int64_t span_ns)
{
	double seconds = (double)span_ns / 1e9, asked = qps * seconds;

	if (server->limit == 0) {
		return asked;
	}
	double room = server->tokens + server->limit * seconds;
	double passed = fmin(asked, room);
	server->tokens = fmin(room - passed, server->bucket);
	return passed;
}

static struct fd_ramp_result play_step(struct server *server, const struct fd_ramp_step *step)
{
	double qps = server->host > 0 ? fmin(step->qps, server->host) : step->qps;
	struct fd_ramp_result result = { .held = qps > step->qps * 0.99, .achieved_qps = qps };

	server->judged++;
	if (server->judged >= 10 && server->judged < 10 + server->stalls) {
		result.held = false;
	}

	(void)pass(server, step->press_qps, step->press_ns);
	(void)pass(server, qps, step->settle_ns);
	double asked = qps * (double)step->judge_ns / 1e9;
	double passed = pass(server, qps, step->judge_ns);
	(void)pass(server, 0, 2000 * MS); /* the last answers are awaited */
	result.asked = (uint64_t)asked;
	result.unanswered = (uint64_t)(asked - passed);
	result.has_p99 = (double)result.unanswered < asked / 100;
	result.p99_ns = MS;
	if (server->slow_at > 0 && qps >= server->slow_at) {
		result.p99_ns = 10 * MS;
	}
	if (qps < server->cold_until) {
		result.p99_ns = 30 * MS;
	}
	if (server->refuses_at > 0 && qps >= server->refuses_at) {
		result.refused = (uint64_t)(asked * 0.2);
	}
	if (server->hiccup > 0 && server->judged % server->hiccup == 0) {
		result.p99_ns *= 40;
	}
	return result;
}

static struct fd_ramp play(struct server server, double first, double most)
{
	struct fd_ramp ramp;
	struct fd_ramp_step step;

	server.tokens = server.bucket;
	fd_ramp_init(&ramp, first, most);
	while (fd_ramp_next(&ramp, &step)) {
		cr_assert(most == 0 || (step.qps <= most && step.press_qps <= most));
		struct fd_ramp_result result = play_step(&server, &step);
		(void)fd_ramp_learn(&ramp, &result);
	}
	cr_assert_neq(ramp.end, FD_RAMP_GOES_ON, "after %u steps", ramp.steps);
	return ramp;
}

Test(ramp, finds_a_limit_of_any_size_whatever_was_saved_up)
{
	static const double limits[] = { 150, 333, 1000, 1779, 2500, 9999, 123456 };
	static const double saved[] = { 0, 0.1, 0.5, 1 };

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		for (size_t j = 0; j < sizeof(saved) / sizeof(saved[0]); j++) {
			struct server server = { .limit = limits[i],
						 .bucket = limits[i] * saved[j] };
			struct fd_ramp ramp = play(server, 100, 0);
			cr_assert_eq(ramp.end, FD_RAMP_FOUND);
			cr_assert_eq(ramp.why, FD_BREAK_LOSS);
			cr_assert(ramp.low > limits[i] * 0.94 && ramp.low < limits[i] * 1.07,
				  "limit %.0f, saved %.1f s: found %.0f", limits[i], saved[j],
				  ramp.low);
			cr_assert_gt(ramp.broke_loss, 0.01);
		}
	}
}

Test(ramp, finds_where_latency_breaks)
{
	struct fd_ramp ramp = play((struct server) { .slow_at = 4321 }, 100, 0);

	cr_assert_eq(ramp.end, FD_RAMP_FOUND);
	cr_assert_eq(ramp.why, FD_BREAK_LATENCY);
	cr_assert(ramp.low > 4321 * 0.95 && ramp.low < 4321, "%.0f", ramp.low);
	cr_assert_float_eq(ramp.broke_times, 10, 0.01);
}

Test(ramp, refusals_that_begin_with_the_rate_are_losses)
{
	struct fd_ramp ramp = play((struct server) { .refuses_at = 700 }, 100, 0);

	cr_assert_eq(ramp.end, FD_RAMP_FOUND);
	cr_assert(ramp.low > 700 * 0.95 && ramp.low < 700, "%.0f", ramp.low);
	/* A resolver that always refuses some has no limit for that. */
	struct fd_ramp policy = play((struct server) { .refuses_at = 1 }, 100, 5000);
	cr_assert_eq(policy.end, FD_RAMP_CEILING);
}

Test(ramp, ends_at_the_ceiling)
{
	struct fd_ramp ramp = play((struct server) { .limit = 5000 }, 100, 1000);

	cr_assert_eq(ramp.end, FD_RAMP_CEILING);
	cr_assert_float_eq(ramp.low, 1000, 1e-6);
}

Test(ramp, says_when_this_side_is_the_limit)
{
	struct fd_ramp ramp = play((struct server) { .host = 3000 }, 100, 0);

	cr_assert_eq(ramp.end, FD_RAMP_HOST);
	cr_assert(ramp.low > 3000 * 0.9 && ramp.low <= 3000, "%.0f", ramp.low);
}

Test(ramp, what_this_side_cannot_send_hides_no_knee_below_it)
{
	struct fd_ramp ramp = play((struct server) { .host = 5000, .slow_at = 4321 }, 100, 0);

	cr_assert_eq(ramp.end, FD_RAMP_FOUND);
	cr_assert_eq(ramp.why, FD_BREAK_LATENCY);
	cr_assert(ramp.low > 4321 * 0.95 && ramp.low < 4321, "%.0f", ramp.low);
}

Test(ramp, the_first_rate_may_be_too_much)
{
	struct fd_ramp ramp = play((struct server) { .limit = 20 }, 100, 0);

	cr_assert_eq(ramp.end, FD_RAMP_BELOW);
	cr_assert_eq(ramp.low, 0);
}

Test(ramp, a_single_hiccup_is_no_knee)
{
	struct fd_ramp ramp =
		play((struct server) { .limit = 8000, .bucket = 800, .hiccup = 5 }, 100, 0);

	cr_assert_eq(ramp.end, FD_RAMP_FOUND);
	cr_assert(ramp.low > 7500 && ramp.low < 8300, "%.0f", ramp.low);
}

Test(ramp, what_was_slow_for_another_reason_is_no_measure_of_a_tenth_of_the_load)
{
	struct fd_ramp ramp =
		play((struct server) { .slow_at = 4321, .cold_until = 600 }, 100, 0);

	cr_assert_eq(ramp.end, FD_RAMP_FOUND);
	cr_assert(ramp.low > 4321 * 0.95 && ramp.low < 4321, "%.0f", ramp.low);
}

Test(ramp, a_moment_in_which_this_side_sends_less_does_not_end_it)
{
	struct fd_ramp ramp = play((struct server) { .slow_at = 4321, .stalls = 4 }, 100, 0);

	cr_assert_eq(ramp.end, FD_RAMP_FOUND);
	cr_assert(ramp.low > 4321 * 0.95 && ramp.low < 4321, "%.0f", ramp.low);
}
