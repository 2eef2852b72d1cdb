/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <math.h>

#include <fleetdig/measure.h>

#include "measure/limits.h"

/*
 * Up in steps of a fixed ratio until one breaks, then halfway between the highest that held and the lowest that broke, until
 * they are close. A step that breaks is repeated before it counts.
 */

const char *fd_break_text(enum fd_break why)
{
	static const char *const words[] = {
		[FD_BREAK_NONE] = "",
		[FD_BREAK_LOSS] = "loss",
		[FD_BREAK_LATENCY] = "latency",
	};
	return words[why];
}

void fd_ramp_init(struct fd_ramp *ret_ramp, double first, double most)
{
	assert(first > 0);
	assert(most == 0 || most >= first);
	*ret_ramp = (struct fd_ramp) { .first = first, .most = most, .at = first };
}

static double climbing_rate(const struct fd_ramp *ramp)
{
	double rate = ramp->first * pow(CLIMB, ramp->climbed);

	/* The last step is at the ceiling itself, not a hair below it and then once more. */
	return ramp->most > 0 && rate * CLOSE > ramp->most ? ramp->most : rate;
}

static double refining_rate(const struct fd_ramp *ramp)
{
	return ramp->verified ? sqrt(ramp->low * ramp->high) : ramp->low;
}

bool fd_ramp_next(struct fd_ramp *ramp, struct fd_ramp_step *ret_step)
{
	if (ramp->end != FD_RAMP_GOES_ON || ramp->steps == FD_RAMP_STEPS) {
		return false;
	}
	ramp->at = ramp->refining ? refining_rate(ramp) : climbing_rate(ramp);
	ramp->steps++;
	*ret_step = (struct fd_ramp_step) {
		.qps = ramp->at,
		.press_qps = ramp->refining ? ramp->press : 0,
		.press_ns = ramp->refining ? PRESS_NS : 0,
		.settle_ns = SETTLE_NS,
		.settled_ns = ramp->refining ? ramp->good[0].p99_ns : 0,
		.judge_ns = JUDGE_NS,
	};
	return true;
}

/* Of the good steps, the one nearest to a tenth of the load; the lowest of all when the ramp has not come so far. */
static unsigned nearest_of(const struct fd_ramp *ramp)
{
	unsigned best = 0;
	double wanted = log(ramp->at * KNEE_LOAD);

	assert(ramp->good_count > 0);
	for (unsigned i = 1; i < ramp->good_count; i++) {
		if (fabs(log(ramp->good[i].qps) - wanted) <
		    fabs(log(ramp->good[best].qps) - wanted)) {
			best = i;
		}
	}
	return best;
}

/*
 * A resolver that was faster at a higher rate was not so slow because of the lower one: its cache was cold then, or something
 * else ran. Such a reference would let everything pass.
 */
static unsigned reference_of(const struct fd_ramp *ramp)
{
	unsigned nearest = nearest_of(ramp), best = nearest;

	for (unsigned i = 0; i < ramp->good_count; i++) {
		bool above = ramp->good[i].qps >= ramp->good[nearest].qps;
		if (above && ramp->good[i].p99_ns < ramp->good[best].p99_ns) {
			best = i;
		}
	}
	return best;
}

/* Refusals count as losses where there were fewer at a lower rate: that is a limit, not a policy. */
static double loss_of(const struct fd_ramp *ramp, const struct fd_ramp_result *result,
		      unsigned nearest)
{
	if (result->asked == 0) {
		return 1;
	}
	double asked = (double)result->asked;
	double usual = ramp->good_count > 0 ? ramp->good[nearest].refused : 0;
	double refused = (double)result->refused / asked - usual;
	return (double)result->unanswered / asked +
	       (ramp->good_count > 0 && refused > 0 ? refused : 0);
}

static enum fd_break judge(struct fd_ramp *ramp, const struct fd_ramp_result *result)
{
	unsigned reference = ramp->good_count > 0 ? reference_of(ramp) : 0;
	unsigned usual = ramp->good_count > 0 ? nearest_of(ramp) : 0;

	ramp->loss = loss_of(ramp, result, usual);
	ramp->times = 0;
	ramp->reference_ns = 0;
	if (ramp->good_count > 0 && result->has_p99) {
		ramp->reference_ns = (double)ramp->good[reference].p99_ns;
		ramp->times = (double)result->p99_ns / fmax(ramp->reference_ns, 1);
	}
	if (ramp->loss > KNEE_LOSS || !result->has_p99) {
		return FD_BREAK_LOSS;
	}
	return ramp->times > KNEE_TIMES ? FD_BREAK_LATENCY : FD_BREAK_NONE;
}

static void keep_good(struct fd_ramp *ramp, const struct fd_ramp_result *result)
{
	assert(ramp->good_count < FD_RAMP_STEPS);
	ramp->good[ramp->good_count].qps = ramp->at;
	ramp->good[ramp->good_count].p99_ns = result->p99_ns;
	ramp->good[ramp->good_count].refused =
		(double)result->refused / (double)(result->asked > 0 ? result->asked : 1);
	ramp->good_count++;
	ramp->low = ramp->at;
	ramp->achieved = result->achieved_qps;
	ramp->low_p99_ns = (double)result->p99_ns;
	ramp->low_reference_ns = ramp->reference_ns;
}

static void end_when_close(struct fd_ramp *ramp)
{
	if (ramp->verified && ramp->high / ramp->low <= CLOSE) {
		ramp->end = ramp->why == FD_BREAK_NONE ? FD_RAMP_HOST : FD_RAMP_FOUND;
	}
}

static void go_on_after_good(struct fd_ramp *ramp, const struct fd_ramp_result *result)
{
	keep_good(ramp, result);
	if (ramp->refining) {
		ramp->verified = true;
		end_when_close(ramp);
	} else if (ramp->most > 0 && ramp->at >= ramp->most) {
		ramp->end = FD_RAMP_CEILING;
	} else {
		ramp->climbed++;
	}
}

/* The rate that was thought good was so only by what had been saved up: one step of the climb further down. */
static void step_down(struct fd_ramp *ramp)
{
	ramp->high = ramp->low;
	if (ramp->high <= ramp->first) {
		ramp->low = 0;
		ramp->end = FD_RAMP_BELOW;
		return;
	}
	ramp->low = fmax(ramp->high / CLIMB, ramp->first);
}

/* `why` none: it was this side. */
static void go_on_after_broken(struct fd_ramp *ramp, enum fd_break why)
{
	ramp->why = why;
	ramp->broke_loss = ramp->loss;
	ramp->broke_times = ramp->times;
	if (ramp->low == 0) {
		ramp->high = ramp->at;
		ramp->end = why == FD_BREAK_NONE ? FD_RAMP_HOST : FD_RAMP_BELOW;
	} else if (!ramp->refining) {
		ramp->high = ramp->press = ramp->at;
		ramp->refining = true;
		end_when_close(ramp);
	} else if (ramp->verified) {
		ramp->high = ramp->at;
		end_when_close(ramp);
	} else {
		step_down(ramp);
	}
}

enum fd_break fd_ramp_learn(struct fd_ramp *ramp, const struct fd_ramp_result *result)
{
	enum fd_break why = judge(ramp, result);
	bool good = result->held && why == FD_BREAK_NONE;
	/* What is lost below the rate asked for would be lost at it. */
	bool told = result->held || why == FD_BREAK_LOSS;

	assert(ramp->end == FD_RAMP_GOES_ON);
	ramp->broken += !good && told;
	ramp->unheld += !good && !told;
	if (!good && ramp->broken < (ramp->loss > LOSS_CLEAR ? TRIES_CLEAR : TRIES) &&
	    ramp->unheld < TRIES_HOST) {
		return why;
	}
	ramp->broken = ramp->unheld = 0;
	if (good) {
		go_on_after_good(ramp, result);
	} else { /* a rate that this side cannot send ends the climb too, but below it the resolver may break */
		go_on_after_broken(ramp, told ? why : FD_BREAK_NONE);
	}
	return why;
}
