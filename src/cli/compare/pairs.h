/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMPARE_PAIRS_H
#define CLI_COMPARE_PAIRS_H

#include "cli/compare/words.h"

/** Groups against groups: their pairs of latencies, and what those come to. */

enum {
	PAIRINGS_MOST = GROUPS_MAX * (GROUPS_MAX - 1) / 2,
	EXAMPLES = FD_RELATIONS * EXAMPLES_MAX_EACH,
};

struct pairing { /* two groups */
	size_t first, second;
	double *latencies[ASKS][2]; /* owned */
	struct compared_pair compared;
	struct fd_example examples[EXAMPLES];
	size_t example_count;
};

/** The latencies of what both groups answered. 0 or -ENOMEM; in any case compare_forget(). */
int compare_collect(const struct compare *compare, struct pairing *pairing);
void compare_forget(struct pairing *pairing);
/** Compares the latencies of all. Those of one kind of ask are one family: more of them, and more is asked of each. */
int compare_pairs(const struct compare *compare, struct pairing *pairings, size_t count);

#endif
