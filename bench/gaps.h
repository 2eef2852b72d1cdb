/* SPDX-License-Identifier: MIT */
#ifndef BENCH_GAPS_H
#define BENCH_GAPS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * How evenly queries come: the time between one arrival and the next, by the kernel's stamp, which on loopback is the
 * moment of sending. What comes sooner than `apart_ns` after the last arrival belongs to the same burst.
 */

enum {
	GAPS_MOST = 1 << 18 /* later ones are not kept */
};

struct gaps {
	bool wanted;
	int64_t apart_ns;
	int64_t last_ns, start_ns; /* of the latest arrival, of its burst */
	unsigned count;
	uint32_t us10[GAPS_MOST]; /* tenths of a microsecond */
};

void gaps_add(struct gaps *gaps, int64_t stamp_ns);

/** Prints quantiles of the second half, when pacing has settled, as members of a JSON object. Sorts in place. */
void gaps_print(struct gaps *gaps);

#endif
