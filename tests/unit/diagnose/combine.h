/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DIAGNOSE_COMBINE_H
#define TESTS_DIAGNOSE_COMBINE_H

#include "play.h"

/** A fault of a zone beside one of a resolver: a world for each pair. The first of either is well. */

enum {
	COMBINED_ZONES = 21,
	COMBINED_RESOLVERS = 23
};

extern const struct combined_zone {
	const char *what, *first, *second, *zone; /* words of its servers, and its own */
} combined_zones[COMBINED_ZONES];

extern const struct combined_resolver {
	const char *what, *words, *more; /* words of `office`, and lines beside it */
} combined_resolvers[COMBINED_RESOLVERS];

/** The name in that zone; the inventory has some more, which are well. */
#define COMBINED_NAME "www.ill.example A"

/** Who is asked: `office`, which has the resolver's fault, alone, with the provider's, or with two more that are public. */
enum site {
	SITE_LONE,
	SITE_PAIR,
	SITE_FULL
};

void combine(struct play *play, enum site site, size_t zone, size_t resolver,
	     const struct play_options *options);

/** Each fault by itself, at one site: what pairs of them are held against. */
struct alone {
	struct play zones[COMBINED_ZONES];
	struct play resolvers[COMBINED_RESOLVERS];
};

void alone_play(struct alone *alone, enum site site, const struct play_options *options);
void alone_finish(struct alone *alone);

/** That is the cause, or not ruled out. */
bool combined_says(const struct fd_verdict *verdict, enum fd_cause cause);
/** Both say the same of a name, a resolver or the host (play_find()). */
bool combined_same(struct play *one, struct play *other, const char *what);

#endif
