/* SPDX-License-Identifier: MIT */
#include "engine/core/pace.h"

#include <assert.h>

#include "engine/core/limits.h"

void pace_init(struct pace *pace, uint32_t qps)
{
	*pace = (struct pace) { .due_ns = INT64_MIN, .last_ns = INT64_MIN };
	if (qps > 0) {
		/*
		 * From a start at most the credit late, n queries end no sooner than n intervals minus the credit:
		 * this interval lets no second see more than qps of them.
		 */
		pace->least_ns = (NS_PER_SEC + PACE_CREDIT_NS + qps - 1) / qps;
		pace->interval_ns = pace->least_ns;
		pace->bursts = qps > PACE_SINGLE_QPS;
	}
}

void pace_ceiling(struct pace *pace, uint32_t qps)
{
	int64_t due_at_ns = pace->due_ns, last_ns = pace->last_ns;

	assert(qps > 0);
	pace_init(pace, qps);
	pace->due_ns = due_at_ns;
	pace->last_ns = last_ns;
}

void pace_limit(struct pace *pace, double qps)
{
	int64_t interval_ns = qps > 0 ? (int64_t)((double)NS_PER_SEC / qps) + 1 : 0;

	pace->interval_ns = interval_ns > pace->least_ns ? interval_ns : pace->least_ns;
	pace->bursts =
		pace->interval_ns > 0 && pace->interval_ns < NS_PER_SEC / PACE_SINGLE_QPS;
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
	*window = (struct window) { .size = open_max,
				    .ceiling = open_max,
				    .fixed = open_max > 0 };
	if (!window->fixed) {
		window->ceiling = OPEN_SERVER_MAX;
		window->size = paced ? OPEN_SERVER_MAX : OPEN_START;
	}
}

void window_fit(struct window *window, int64_t stay_ns)
{
	double open = (double)OPEN_QPS * (double)stay_ns / (double)NS_PER_SEC;

	if (!window->fixed) {
		open = open > OPEN_SERVER_MAX ? open : OPEN_SERVER_MAX;
		window->ceiling = open < OPEN_FAR_MAX ? (uint32_t)open : OPEN_FAR_MAX;
	}
}

void window_used(struct window *window, uint32_t open)
{
	window->used = open >= window->size / 2;
}

void window_answered(struct window *window)
{
	if (!window->used || window->size >= window->ceiling) {
		return;
	}
	if (!window->shrunk) {
		window->size++;
	} else if (++window->answers >= window->size) {
		window->answers = 0;
		window->size += 1 + window->size / 32;
	}
}

void window_shrink(struct window *window)
{
	uint32_t half = window_size(window) / 2;

	if (!window->fixed) {
		window->size = half > OPEN_LEAST ? half : OPEN_LEAST;
		window->shrunk = true;
	}
}

void window_halve(struct window *window)
{
	uint32_t half = window_size(window) / 2;

	if (!window->fixed) {
		window->cap = half > OPEN_LEAST ? half : OPEN_LEAST;
	}
}

uint32_t window_size(const struct window *window)
{
	uint32_t size = window->size < window->ceiling ? window->size : window->ceiling;

	return window->cap > 0 && window->cap < size ? window->cap : size;
}
