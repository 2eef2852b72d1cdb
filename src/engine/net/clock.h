/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_CLOCK_H
#define ENGINE_NET_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Monotonic time, and kernel receive stamps turned into it. The kernel stamps with CLOCK_REALTIME, which may be
 * set at any moment: the difference of the two clocks is sampled at each wake-up, and a jump of it is a step.
 */
struct clock {
	int64_t now_ns;	       /* monotonic, at the last wake-up */
	int64_t offset_ns;     /* CLOCK_REALTIME − CLOCK_MONOTONIC */
	int64_t void_until_ns; /* stamps are not used before: some may be from before a step */
	uint64_t steps;
};

/** Monotonic nanoseconds. */
int64_t clock_now(void);

/** Takes the first sample. */
void clock_start(struct clock *ret_clock);

/** Takes the sample of a wake-up; sets `now_ns`. */
void clock_wake(struct clock *clock);

/** The part of clock_wake() that does not read a clock: both clocks at one moment. */
void clock_observe(struct clock *clock, int64_t monotonic_ns, int64_t realtime_ns);

/** A receive stamp (0: there is none) as monotonic time, never later than `now_ns`. */
int64_t clock_stamp(const struct clock *clock, int64_t realtime_ns);

#endif
