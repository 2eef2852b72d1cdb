/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_PACE_H
#define ENGINE_CORE_PACE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * How fast: a hard ceiling in queries a second (of a server, or of everything) with a rate below it, and a window of
 * questions open at once, which bounds memory and lets a server's own pace be followed. Values without a clock.
 */

struct pace {
	int64_t least_ns;    /* the interval of the ceiling; 0: none */
	int64_t interval_ns; /* the one in force; 0: no limit */
	int64_t due_ns;	     /* when the next query is due by schedule */
	int64_t last_ns;     /* the last one sent, or the burst it belonged to */
	bool bursts;
};

/** `qps` 0: no ceiling. */
void pace_init(struct pace *pace, uint32_t qps);
/** Another ceiling, > 0, from the next query on. */
void pace_ceiling(struct pace *pace, uint32_t qps);
/** From now on at most so many a second, and never more than the ceiling. 0: the ceiling alone. */
void pace_limit(struct pace *pace, double qps);
/** Several may leave at once. */
bool pace_bursts(const struct pace *pace);
/** How many of `wanted` may be sent now. */
uint32_t pace_allow(const struct pace *pace, int64_t now_ns, uint32_t wanted);
void pace_spend(struct pace *pace, int64_t now_ns, uint32_t count);
/** From when on the next one may be sent. */
int64_t pace_next(const struct pace *pace);
/** How many may be sent in the next `span_ns`: how far ahead to feed. */
uint32_t pace_ahead(const struct pace *pace, int64_t span_ns);

struct window {
	uint32_t size; /* most questions open now */
	uint32_t ceiling;
	uint32_t cap; /* below that ceiling: more than our own buffers hold; 0: none */
	bool fixed;
	bool shrunk;	  /* once: it grows by one a round trip from then on */
	uint32_t answers; /* of the present round trip */
	bool used;	  /* up, lately: only then it grows */
};

/** A window of fixed size `open_max`, or (0) one that grows with the answers; at once if `paced`: then that limits. */
void window_init(struct window *window, uint32_t open_max, bool paced);
/** How long a question stays open there, on average. */
void window_fit(struct window *window, int64_t stay_ns);
/** So many questions are open, after all was sent that could be. */
void window_used(struct window *window, uint32_t open);
/** A probe was answered: in use, the window doubles in a round trip. */
void window_answered(struct window *window);
/** So many at once only wait for each other. */
void window_shrink(struct window *window);
/** Replies were lost on this side: half as many from now on. */
void window_halve(struct window *window);
uint32_t window_size(const struct window *window);

#endif
