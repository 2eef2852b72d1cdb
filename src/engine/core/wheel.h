/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_WHEEL_H
#define ENGINE_CORE_WHEEL_H

#include <stddef.h>
#include <stdint.h>

/**
 * A hierarchical timer wheel over timers that live in somebody else's array: item `i` of the array holds its
 * struct timer at `base + i * stride`. Arming and disarming are O(1) and never allocate; the array may move
 * (wheel_rebase). A timer never fires early and at most one tick late.
 */

enum {
	WHEEL_LEVELS = 3,
	WHEEL_BUCKETS = 256, /* a level: 256 ms, 65 s, 4.6 h */
	WHEEL_NONE = UINT32_MAX
};

/** Zeroed: not armed. */
struct timer {
	uint32_t next, prev; /* items of the same bucket */
	uint32_t tick;	     /* when, low 32 bits */
	uint16_t place;	     /* which list it is on, plus one; 0: not armed */
};

struct wheel {
	unsigned char *base;
	size_t stride;
	uint64_t cursor; /* all ticks up to this one have been dealt with */
	uint32_t armed;
	uint32_t heads[WHEEL_LEVELS * WHEEL_BUCKETS + 1]; /* the last: due now */
	uint64_t used[WHEEL_LEVELS][WHEEL_BUCKETS / 64];
};

void wheel_init(struct wheel *wheel, size_t stride, int64_t now_ns);
/** The array is at `base` now. */
void wheel_rebase(struct wheel *wheel, void *base);

/** Fires at `at_ns` (rounded up to a tick, and never before the next one). Arms again if armed. */
void wheel_arm(struct wheel *wheel, uint32_t item, int64_t at_ns);
void wheel_disarm(struct wheel *wheel, uint32_t item);

/** When the item fires, or INT64_MAX when it is not armed. */
int64_t wheel_when(const struct wheel *wheel, uint32_t item);

/** Takes one item that is due, or WHEEL_NONE. It is not armed any more. */
uint32_t wheel_pop(struct wheel *wheel, int64_t now_ns);

/** When wheel_pop() should next be called (perhaps in vain), or INT64_MAX. */
int64_t wheel_deadline(const struct wheel *wheel);

#endif
