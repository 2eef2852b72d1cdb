/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROWS_RESOLVER_VIEW_H
#define DIAGNOSE_ROWS_RESOLVER_VIEW_H

#include "diagnose/common/cells.h"
#include "diagnose/common/text.h"

/** What the rules about a resolver look at, and how they say what they find. */

struct view { /* what a rule looks at */
	struct fd_diagnosis *diagnosis;
	uint32_t resolver;
	const struct fd_resolver *of;
	const struct row *row;
	const struct canaries *canaries;
	struct finding *finding;
	bool control; /* somebody independent is alive: this host can ask */
};

static inline bool fact_is(const struct fact *fact, uint8_t status)
{
	return fact != NULL && fact->observation.status == status;
}

static inline bool fact_silent(const struct fact *fact)
{
	return fact != NULL && saw_nothing(&fact->observation);
}

static inline bool fact_replied(const struct fact *fact)
{
	return fact != NULL && saw_reply(&fact->observation);
}

/* Some name was resolved: recursion works. */
static inline bool fact_resolved(const struct fact *fact)
{
	return fact_is(fact, FD_NXDOMAIN) || canary_good(fact);
}

/** All but one, or one in ten: a moment's silence or failure does not make another resolver of it. */
static inline bool nearly_all(uint64_t part, uint64_t whole)
{
	return part + 1 + whole / 10 >= whole && part * 2 > whole;
}

/** The cause; without a control it is likely at most. */
void view_conclude(const struct view *view, enum fd_cause cause, enum fd_confidence confidence);
void view_show(const struct view *view, const struct fact *fact, const char *means);
/** Its row of the table, in numbers. */
void view_show_row(const struct view *view);
/** "office (10.1.0.53) WHAT." */
void view_say(const struct view *view, const char *what);

/* resolver_measured.c */
bool resolver_rule_rate(const struct view *view);
/** The engine felt it: what was turned down was answered when asked more slowly. */
bool resolver_rule_limit(const struct view *view);
bool resolver_rule_loss(const struct view *view);
/** Now and then it fails what it has in its cache: half of a pool. */
bool resolver_rule_half(const struct view *view);
/** What comes in a burst it has SERVFAIL for, and not for what comes singly. */
bool resolver_rule_turns_down(const struct view *view);
/** What comes in a burst is dropped, and not what comes singly. */
bool resolver_rule_burst(const struct view *view);
/** And so is some of it from the first, here and there. */
bool resolver_rule_mixed(const struct view *view);
bool resolver_rule_slow(const struct view *view);

/* resolver_odd.c */
bool resolver_rule_turned_away(const struct view *view);
bool resolver_rule_denies_all(const struct view *view);
bool resolver_rule_type(const struct view *view);
bool resolver_rule_useless(const struct view *view);

#endif
