/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_FAILING_REGISTRY_H
#define DIAGNOSE_QUESTION_FAILING_REGISTRY_H

#include "diagnose/question/failing/failing.h"

/** Whether who fails a name gets to its top-level domain: it is asked for a name below that, which nobody has. */
struct registry {
	const struct fact *lives;	 /* one has that domain's own denial, or an answer */
	const struct fact *dead;	 /* and one has nothing from there */
	uint32_t lost[WITNESSES_LIKELY]; /* who that is: witnesses */
	size_t lost_count;
};

/** Of several independent resolvers that fail `name`. False while facts are missing. */
bool registry_check(const struct column *column, const struct fd_name *name,
		    struct registry *ret);
/** Where it lives for others: these are no witnesses on the zone, it is their way that is broken. */
void registry_mark_lost(struct column *column, const struct registry *registry);

#endif
