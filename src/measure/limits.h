/* SPDX-License-Identifier: MIT */
#ifndef MEASURE_LIMITS_H
#define MEASURE_LIMITS_H

#include <stdint.h>

/** Every limit of the measurements, with its reason. */

#define NS_PER_SEC INT64_C(1000000000)

enum {
	/* In a row: at a loss of one half that happens once in a million. */
	SILENCE_QUERIES = 20,
	/* At a low rate time speaks instead. */
	SILENCE_FEW = 5,
};
#define SILENCE_LONG_NS (5 * NS_PER_SEC)

/* A whole second, and what clocks and truncation may be apart, after which a cached TTL has counted down. */
#define TTL_TOLD_NS (NS_PER_SEC + NS_PER_SEC / 10)

/* The knee, as defined: a step of 2 s with a loss of at most 1 % and a p99 of at most 5 times that at a tenth of the load. */
#define KNEE_LOSS  0.01
#define KNEE_TIMES 5.0
#define KNEE_LOAD  0.1
#define JUDGE_NS   (2 * NS_PER_SEC)

enum {
	/* A step that breaks is tried so often before it counts: a moment's noise is no knee. */
	TRIES = 3,
	TRIES_CLEAR = 2, /* where the loss leaves little doubt */
	/* One that this side did not hold says nothing of the resolver, and what keeps it from sending may pass. */
	TRIES_HOST = 5,
};
#define LOSS_CLEAR 0.05

/* Queues fill, or drain, before a step is judged. */
#define SETTLE_NS (NS_PER_SEC / 2)
/* The first rate to break a bucket that holds a second of tokens is 1.4 times its limit or more: time to empty it. */
#define PRESS_NS (2 * NS_PER_SEC)
/* Four steps to the tenfold: then the reference of each was measured four steps before. */
#define CLIMB 1.7782794100389228
/* The knee lies between two rates that are no farther apart than this. */
#define CLOSE 1.04

/* Of an interval; with several comparisons each is held to more (Holm). */
#define CONFIDENCE 0.99
enum {
	/* Below so many pairs the normal approximation of signed ranks is no good. */
	PAIRS_LEAST = 12,
	/* Who would need more names than these is told that it cannot be told. */
	MORE_MOST = 10000000,
};

#endif
