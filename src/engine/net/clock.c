/* SPDX-License-Identifier: MIT */
#include "engine/net/clock.h"

#include <time.h>

#include "engine/net/sockets_limits.h"

static int64_t read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t clock_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_observe(struct clock *clock, int64_t monotonic_ns, int64_t realtime_ns)
{
	int64_t offset = realtime_ns - monotonic_ns;
	int64_t jump = offset - clock->offset_ns;

	if (jump > CLOCK_STEP_NS || jump < -CLOCK_STEP_NS) {
		clock->steps++;
		clock->void_until_ns = monotonic_ns + CLOCK_VOID_NS;
	}
	clock->offset_ns = offset;
	clock->now_ns = monotonic_ns;
}

/* False when this thread lost the processor between the readings each time: then they are not of one moment. */
static bool sample(int64_t *ret_monotonic_ns, int64_t *ret_realtime_ns)
{
	for (int attempt = 0; attempt < CLOCK_SAMPLES; attempt++) {
		int64_t before = clock_now();
		int64_t realtime = read_clock(CLOCK_REALTIME);
		int64_t after = clock_now();
		if (after - before < CLOCK_SAMPLE_NS) {
			*ret_monotonic_ns = before + (after - before) / 2;
			*ret_realtime_ns = realtime;
			return true;
		}
	}
	return false;
}

void clock_start(struct clock *ret_clock)
{
	struct clock clock = { .now_ns = clock_now() };

	clock.offset_ns = read_clock(CLOCK_REALTIME) - clock.now_ns;
	*ret_clock = clock;
}

void clock_wake(struct clock *clock)
{
	int64_t monotonic_ns, realtime_ns;

	if (sample(&monotonic_ns, &realtime_ns)) {
		clock_observe(clock, monotonic_ns, realtime_ns);
	} else {
		clock->now_ns = clock_now();
	}
}

int64_t clock_stamp(const struct clock *clock, int64_t realtime_ns)
{
	int64_t stamp = realtime_ns - clock->offset_ns;

	if (realtime_ns == 0 || clock->now_ns < clock->void_until_ns || stamp > clock->now_ns) {
		return clock->now_ns;
	}
	return stamp;
}
