/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_FAILING_REGISTRY_H
#define DIAGNOSE_QUESTION_FAILING_REGISTRY_H

#include "diagnose/question/failing/failing.h"

/** Whether who fails a name gets to its top-level domain: it is asked for a name below that, which nobody has. */
struct registry {
	const struct fact
		*lives;		 /* one has an answer, or is told just now that there is none */
	const struct fact *kept; /* one says so too, and may have it from before (RFC 8198) */
	const struct fact *dead; /* and one has nothing from there */
	uint32_t lost[WITNESSES_LIKELY]; /* who that is: witnesses */
	size_t lost_count;
};

/** It denies a name in that zone's own name. Without an SOA, or by another one's, it is a policy. */
bool denied_for_zone(const struct fact *fact, const struct fd_name *zone,
		     struct fd_soa *ret_soa);
/** The same, and the word is no older than the question. `fact` may be NULL. */
bool told_now(const struct fact *fact, const struct fd_name *zone);
/** Of several independent resolvers that fail `name`. False while facts are missing. */
bool registry_check(const struct column *column, const struct fd_name *name,
		    struct registry *ret);
/** Where it lives for others: these are no witnesses on the zone, it is their way that is broken. */
void registry_mark_lost(struct column *column, const struct registry *registry);

#endif
