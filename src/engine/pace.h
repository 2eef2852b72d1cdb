/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_PACE_H
#define ENGINE_PACE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * How fast: a ceiling in queries a second (of a server, or of everything), and a window of questions open at once.
 * Both are values without a clock; congestion control will replace the window's first form behind these functions.
 */

struct pace {
	int64_t interval_ns; /* 0: no ceiling */
	int64_t due_ns;	     /* when the next query is due by schedule */
	int64_t last_ns;     /* the last one sent, or the burst it belonged to */
	bool bursts;
};

/** `qps` 0: no ceiling. */
void pace_init(struct pace *pace, uint32_t qps);
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
	uint32_t floor, ceiling;
	uint32_t limit;	  /* below the ceiling, since more than this was too much */
	uint32_t answers; /* of the present round */
	uint32_t resent;  /* of these, answered by a later try than the first */
	double usual;	  /* share of resent answers to be expected of this path */
	bool doubling;	  /* until the first loss the window grows by one an answer */
};

/** A window of fixed size `open_max`, or (0) one that adapts unless `paced`: then the ceiling limits. */
void window_init(struct window *window, uint32_t open_max, bool paced);
/** A probe was answered by this try (1 is the first), while `open` others were out. */
void window_answered(struct window *window, unsigned number, uint32_t open);

#endif
