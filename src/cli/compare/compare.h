/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMPARE_COMPARE_H
#define CLI_COMPARE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/comparison.h>
#include <fleetdig/engine.h>
#include <fleetdig/measure.h>
#include <fleetdig/record.h>

#include "cli/run/run.h"

/** fleetdig compare: the same names asked of all, in pairs; then a sweep for the verdicts; then what it comes to. */

enum {
	GROUPS_MAX = 8,
	GROUP_ID_MAX = 32,
	FEATURES = 9,
	FEATURE_TEXT = 128,
	EXAMPLES_MAX_EACH = 3, /* names of a class of differences */
};

struct compare_group {
	char id[GROUP_ID_MAX];
	bool *members; /* by resolver; owned */
	size_t member_count;
};

enum ask {
	ASK_COLD, /* the first of this run */
	ASK_WARM, /* the second, whose TTL had counted down */
	ASKS
};

/** What pairs are made of: one question at one resolver. */
struct asked_cell {
	double latency_ns[ASKS]; /* NAN: none that counts */
	struct fd_freshness freshness;
	struct fd_sketch sketch; /* of the first ask */
	bool blocked;		 /* another group was given data there */
};

struct resolver_features {
	char text
		[FEATURES]
		[FEATURE_TEXT]; /* in the order of compare_feature_name(); "": nothing known yet */
};

struct compare {
	const struct options *options;
	const struct fd_inventory *inventory;
	const struct fd_sim_config *sim; /* NULL: the real network */
	struct compare_group groups[GROUPS_MAX];
	size_t group_count;
	struct asked_cell *cells; /* [question * resolvers + resolver] */
	struct resolver_features *features;
	uint64_t unproven; /* second asks whose TTL did not tell a cache */
	bool stopped;
};

/* compare.c: room for what comes, nothing known; and the end of all, groups included. 0 or -ENOMEM after a message. */
int compare_make_cells(struct compare *compare);
void compare_finish(struct compare *compare);

/* groups.c: --groups, else roles, else each resolver by itself. 0, or -errno after a message. */
int compare_make_groups(struct compare *compare);
void compare_finish_groups(struct compare *compare);
/** Whether it is a member of any. */
bool compare_has(const struct compare *compare, uint32_t resolver);

/* ask.c: the paired pass, and the questions that show features. 0, or -errno after a message. */
int compare_ask(struct compare *compare, struct run *run);
const char *compare_feature_name(size_t feature);

/* conclude.c: the records. */
void compare_conclude(struct compare *compare, struct run *run);

static inline struct asked_cell *compare_cell(const struct compare *compare, size_t question,
					      size_t resolver)
{
	return &compare->cells[question * compare->inventory->resolver_count + resolver];
}

#endif
