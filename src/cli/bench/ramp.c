/* SPDX-License-Identifier: MIT */
#include "cli/bench/bench.h"

/* One resolver after another: a ramp loads a shared way as well as the resolver at its end. */

enum {
	FIRST_RATE = 100,
	RELIEF = 4, /* a queue drains at this part of the rate */
	RELIEF_MOST =
		10, /* times a settling: 5 s, the longest that a query waits for an answer */
};
#define HELD 0.99 /* of what was asked for: less is said to be less */

/* A part of a step: the load goes on without a pause, and only the last part counts. */
static int play(struct bench *bench, uint32_t index, double qps, int64_t span_ns, bool counts)
{
	int64_t start_ns = fd_engine_now(bench->engine);

	if (span_ns == 0 || bench->stopped) {
		return 0;
	}
	bench->mark++;
	bench->count_from_ns = counts ? start_ns : INT64_MAX;
	bench->end_ns = start_ns + span_ns;
	int r = bench_schedule(bench, index, qps, start_ns);
	return r < 0 ? r : bench_run_load(bench);
}

/* Plays for as long as a settling; false while what came in it says that a queue is there. */
static int look(struct bench *bench, uint32_t index, const struct fd_ramp_step *step,
		double qps, bool *ret_settled)
{
	struct target *target = &bench->targets[index];
	double due = qps * (double)step->settle_ns / 1e9;
	int64_t median_ns = INT64_MAX;

	fd_tally_clear(&target->step);
	int r = play(bench, index, qps, step->settle_ns, true);
	(void)fd_tally_rtt_quantile(&target->step, 0.5, &median_ns);
	*ret_settled = (double)target->step.answered > due / 2 && median_ns <= step->settled_ns;
	fd_tally_clear(&target->step);
	fd_histogram_clear(&target->step_pacing);
	return r;
}

/*
 * Pressing empties what a limiter saved up, and fills the queue of a resolver that is merely slow: where there is one it drains,
 * at a lower rate, before the step is judged, or the step would answer for the rate before. A limiter has no queue, so nothing
 * is saved up meanwhile.
 */
static int settle(struct bench *bench, uint32_t index, const struct fd_ramp_step *step)
{
	bool settled = true;
	int r;

	if (step->settled_ns == 0) {
		return play(bench, index, step->qps, step->settle_ns, false);
	}
	r = look(bench, index, step, step->qps, &settled);
	if (r < 0 || settled) {
		return r;
	}
	for (int i = 0; i < RELIEF_MOST && !settled && r == 0 && !bench->stopped; i++) {
		r = look(bench, index, step, step->qps / RELIEF, &settled);
	}
	return r < 0 ? r : play(bench, index, step->qps, step->settle_ns, false);
}

static int play_step(struct bench *bench, uint32_t index, const struct fd_ramp_step *step)
{
	struct target *target = &bench->targets[index];

	fd_tally_clear(&target->step);
	fd_histogram_clear(&target->step_pacing);
	int r = play(bench, index, step->press_qps, step->press_ns, false);
	r = r < 0 ? r : settle(bench, index, step);
	target->skipped = 0;
	r = r < 0 ? r : play(bench, index, step->qps, step->judge_ns, true);
	return r < 0 ? r : bench_drain(bench);
}

static struct fd_ramp_result result_of(const struct target *target,
				       const struct fd_ramp_step *step)
{
	const struct fd_tally *tally = &target->step;
	uint64_t asked = tally->answered + tally->unanswered;
	uint64_t due = asked + tally->spoilt + target->skipped;
	struct fd_ramp_result result = {
		.achieved_qps = (double)asked / ((double)step->judge_ns / 1e9),
		/* A step that this side spoilt is one that it did not hold. */
		.held = (double)asked >= FD_RAMP_HELD * (double)due,
		.asked = asked,
		.unanswered = tally->unanswered,
		.refused = tally->statuses[FD_REFUSED] + tally->statuses[FD_SERVFAIL],
	};

	/* Round trips: that this side was late is no sign of a knee. */
	result.has_p99 = fd_tally_rtt_quantile(tally, 0.99, &result.p99_ns);
	return result;
}

static void tell_step(struct bench *bench, struct target *target,
		      const struct fd_ramp_step *step, const struct fd_ramp_result *result,
		      enum fd_break why)
{
	struct fd_measurement_record record = bench_record(bench, target);
	char summary[BENCH_WORDS];

	record.statement = FD_STATES_STEP;
	record.tally = &target->step;
	record.pacing = &target->step_pacing;
	record.asked_qps = step->qps;
	record.duration_s = (double)step->judge_ns / 1e9;
	record.started_us = bench_wall_us(bench, bench->count_from_ns);
	record.sent = result->asked + target->step.spoilt;
	record.sent_qps = (double)record.sent / record.duration_s;
	record.held = record.sent_qps >= HELD * step->qps;
	record.limit = record.held ? NULL : "host";
	record.broke_by = why == FD_BREAK_NONE ? NULL : fd_break_text(why);
	bench_say_step(summary, bench, target, &record);
	record.summary = summary;
	bench_tell(bench, &record);
}

static void tell_knee(struct bench *bench, const struct target *target,
		      const struct fd_ramp *ramp)
{
	static const struct fd_tally nothing = { 0 };
	struct fd_measurement_record record = bench_record(bench, target);
	char summary[BENCH_WORDS];

	bench_say_knee(summary, bench, target, ramp);
	record.statement = FD_STATES_KNEE;
	record.tally = &nothing;
	record.asked_qps = ramp->low;
	record.sent_qps = ramp->low > 0 ? ramp->achieved : 0;
	record.held = ramp->end != FD_RAMP_HOST;
	record.limit = ramp->end == FD_RAMP_CEILING ? "ceiling"
		       : ramp->end == FD_RAMP_HOST  ? "host"
						    : NULL;
	record.knee_qps = ramp->end == FD_RAMP_FOUND ? ramp->achieved : 0;
	record.broke_qps = ramp->why == FD_BREAK_NONE ? 0 : ramp->high;
	record.broke_by = ramp->why == FD_BREAK_NONE ? NULL : fd_break_text(ramp->why);
	record.summary = summary;
	bench_tell(bench, &record);
}

static int ramp_one(struct bench *bench, uint32_t index)
{
	struct target *target = &bench->targets[index];
	double most = target->ceiling;
	double first = bench->options->bench.rate > 0 ? bench->options->bench.rate : FIRST_RATE;
	struct fd_ramp ramp;
	struct fd_ramp_step step;
	int r = 0;

	bench->only = index;
	fd_ramp_init(&ramp, most > 0 && first > most ? most : first, most);
	while (r == 0 && !bench->stopped && fd_ramp_next(&ramp, &step)) {
		target->asked_qps = step.qps;
		r = play_step(bench, index, &step);
		if (r < 0 || bench->stopped) {
			break;
		}
		struct fd_ramp_result result = result_of(target, &step);
		enum fd_break why = fd_ramp_learn(&ramp, &result);
		tell_step(bench, target, &step, &result, why);
	}
	tell_knee(bench, target, &ramp);
	return r;
}

int bench_ramp(struct bench *bench)
{
	int r = 0;

	for (uint32_t i = 0; i < bench->target_count && r == 0 && !bench->stopped; i++) {
		r = ramp_one(bench, i);
	}
	return r;
}
