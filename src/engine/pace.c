/* SPDX-License-Identifier: MIT */
#include "engine/pace.h"

#include <assert.h>

#include "engine/limits.h"

/* A round whose share of resent answers exceeds the usual one by this much was congested. */
#define CONGESTED_SHARE 0.02
/* Weight of one round in the usual share: it forgets in some ten rounds. */
#define USUAL_WEIGHT 0.1

void pace_init(struct pace *pace, uint32_t qps)
{
	*pace = (struct pace) { .due_ns = INT64_MIN, .last_ns = INT64_MIN };
	if (qps > 0) {
		/*
		 * From a start at most the credit late, n queries end no sooner than n intervals minus the credit:
		 * this interval lets no second see more than qps of them.
		 */
		pace->interval_ns = (NS_PER_SEC + PACE_CREDIT_NS + qps - 1) / qps;
		pace->bursts = qps > PACE_SINGLE_QPS;
	}
}

bool pace_bursts(const struct pace *pace)
{
	return pace->interval_ns == 0 || pace->bursts;
}

/** Between one query (or burst) and the next: half an interval when catching up, or a tick. */
static int64_t gap_ns(const struct pace *pace)
{
	return pace->bursts ? WHEEL_TICK_NS : pace->interval_ns / 2;
}

/** The schedule, moved up when it lies farther back than the credit: idle time is not saved. */
static int64_t due_ns(const struct pace *pace, int64_t now_ns)
{
	return pace->due_ns < now_ns - PACE_CREDIT_NS ? now_ns : pace->due_ns;
}

uint32_t pace_allow(const struct pace *pace, int64_t now_ns, uint32_t wanted)
{
	if (pace->interval_ns == 0) {
		return wanted;
	}
	int64_t due = due_ns(pace, now_ns);
	bool same_burst = pace->bursts && now_ns == pace->last_ns;
	if (now_ns < due) {
		return 0;
	}
	if (pace->last_ns != INT64_MIN && !same_burst &&
	    now_ns < pace->last_ns + gap_ns(pace)) {
		return 0;
	}
	int64_t count = pace->bursts ? (now_ns - due) / pace->interval_ns + 1 : 1;
	return count < wanted ? (uint32_t)count : wanted;
}

void pace_spend(struct pace *pace, int64_t now_ns, uint32_t count)
{
	if (pace->interval_ns == 0 || count == 0) {
		return;
	}
	pace->due_ns = due_ns(pace, now_ns) + count * pace->interval_ns;
	pace->last_ns = now_ns;
}

int64_t pace_next(const struct pace *pace)
{
	if (pace->interval_ns == 0 || pace->last_ns == INT64_MIN) {
		return INT64_MIN;
	}
	int64_t next = pace->last_ns + gap_ns(pace);
	return pace->due_ns > next ? pace->due_ns : next;
}

uint32_t pace_ahead(const struct pace *pace, int64_t span_ns)
{
	if (pace->interval_ns == 0) {
		return UINT32_MAX;
	}
	int64_t count = span_ns / pace->interval_ns + 1;
	return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

void window_init(struct window *window, uint32_t open_max, bool paced)
{
	*window = (struct window) { .floor = OPEN_FLOOR, .ceiling = OPEN_SERVER_MAX };
	if (open_max > 0) {
		window->floor = window->ceiling = open_max;
	} else if (paced) {
		window->floor = OPEN_SERVER_MAX;
	}
	window->size = window->floor > OPEN_START ? window->floor : OPEN_START;
	window->size = window->size < window->ceiling ? window->size : window->ceiling;
	window->limit = window->ceiling;
	window->doubling = true;
}

static uint32_t between(uint32_t value, uint32_t least, uint32_t most)
{
	value = value > least ? value : least;
	return value < most ? value : most;
}

/**
 * One round is one window of answers. Only answered probes are evidence: silence of every try is as likely a dead
 * zone behind the server, and must not slow the others. The loss of a small window is the path's own; that of a large
 * one may be our doing, so it is never taken for the usual.
 */
static void end_round(struct window *window)
{
	double share = (double)window->resent / window->answers;
	bool small = window->size <= 2 * window->floor;

	if (share > window->usual + CONGESTED_SHARE) {
		/* Loss shows a retry timer late, when the window has long grown on: so the size is remembered. */
		window->limit = between(window->size * 3 / 4, OPEN_START, window->ceiling);
		window->size = between(window->size / 2, window->floor, window->limit);
		window->doubling = false;
	} else {
		window->limit = between(window->limit + 1, OPEN_START, window->ceiling);
		if (!window->doubling) {
			window->size = between(window->size + 1 + window->size / 16,
					       window->floor, window->limit);
		}
	}
	if (small || share < window->usual) {
		window->usual += (share - window->usual) * USUAL_WEIGHT;
	}
	window->answers = window->resent = 0;
}

void window_answered(struct window *window, unsigned number, uint32_t open)
{
	assert(number >= 1);
	window->answers++;
	window->resent += number > 1;
	if (window->doubling && window->size < window->ceiling && open >= window->size / 2) {
		window->size++;
	}
	if (window->answers >= window->size) {
		end_round(window);
	}
}
