/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMPARE_ASK_H
#define CLI_COMPARE_ASK_H

#include "cli/compare/compare.h"

/** What the paired pass and the questions that show features have in common: an engine, and what is on its way. */

/** Tokens: a cell and which ask, or a feature's question. */
#define FEATURE_TOKEN (UINT64_C(1) << 62)

struct feature_notes {				   /* of a resolver */
	bool replied, edns, failed, failed_mutely; /* mutely: a SERVFAIL without an EDE */
	uint8_t status[FEATURES];		   /* of the question that was to show it */
	bool asked[FEATURES];
};

struct asking {
	struct compare *compare;
	struct fd_engine *engine;
	uint32_t *order;
	struct turn *turns; /* of one slot */
	size_t turn_count, next_turn;
	uint64_t random;
	uint64_t open;
	uint32_t known;			/* a question that most answered */
	struct fd_name mixed;		/* its name in mixed case */
	struct feature_notes *features; /* by resolver */
};

int compare_submit(struct asking *asking, const struct fd_probe *probe);
/** Waits for all that is on its way. 0 or -errno. */
int compare_drain(struct asking *asking);

/* features.c */

/** Asks every resolver what shows its features, and says of each what was seen, or why nothing was. 0 or -errno. */
int compare_ask_features(struct asking *asking);
/** The outcome of such a question. */
void compare_hear_feature(struct asking *asking, const struct fd_outcome *outcome);
/** What any reply shows by the way. */
void compare_hear_by_the_way(struct asking *asking, size_t resolver,
			     const struct fd_observation *observation);

#endif
