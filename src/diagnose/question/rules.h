/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_RULES_H
#define DIAGNOSE_QUESTION_RULES_H

#include "diagnose/question/column.h"

/** The rules about one question, and what all of them do: by the file that holds it. What some share is in the header of its folder. */

/* The rules, in rules.c's order; each decides, waits for facts, or does not apply. */
enum answer rule_again(struct column *column);
enum answer rule_moment_explained(struct column *column);
enum answer rule_failure_expected(struct column *column);
enum answer rule_expected(struct column *column);
enum answer rule_absence_unmet(struct column *column);
enum answer rule_promise_broken(struct column *column);
enum answer rule_unmet(struct column *column);
enum answer rule_promised(struct column *column);
enum answer rule_nowhere(struct column *column);
enum answer rule_owned(struct column *column);
enum answer rule_endless(struct column *column);
enum answer rule_negative(struct column *column);
enum answer rule_blocked(struct column *column);
enum answer rule_varied(struct column *column);
enum answer rule_divergent(struct column *column);
enum answer rule_broken(struct column *column);
enum answer rule_partial(struct column *column);
enum answer rule_moment(struct column *column);
enum answer rule_lone_old(struct column *column);
enum answer rule_mail(struct column *column);
enum answer rule_watched(struct column *column);

/* again.c */

/**
 * Fails once, answers ever after: a cold cache, a lost datagram. Whoever failed is asked again, some seconds later, before
 * anybody is blamed; what answers then counts as answered. A zone's first few names stand for all of them. PENDING, or
 * YES when some recovered.
 */
enum answer ask_again(struct column *column, const struct walk *walk);
/** The same of those that do not check signatures: a zone's broken signatures do not explain them. */
enum answer ask_unchecking_again(struct column *column, const struct walk *walk);
/** A cell that failed again, some more times at odd moments. YES: it recovered; NO: it never did. */
enum answer ask_often(struct column *column, struct column_cell *cell);
/** Silent at first, it says something when it is asked again: that tells more, and is what the rules go by. */
void cell_hear(struct column *column, struct column_cell *cell, const struct fact *fact);
/** Who failed once and recovered, and is not blamed for anything: evidence, and the note. */
void show_recovered(struct column *column);

/* conclude.c */

/** The worst specific cell becomes the name's verdict: local before isp before public. */
void conclude_from_cells(struct column *column, enum fd_confidence confidence);
/** Where the zone's servers could not be asked: what several independent resolvers fail alike is laid at the zone's door. */
void blame_alike(struct column *column);
/** And concludes: it stays a guess. */
void conclude_blind(struct column *column);
/** Nothing is shown: why not, and what would show it. */
void say_unshown(struct column *column);
/** What a cache has kept ends by itself: says when. */
void say_when_over(struct column *column);
/** Why the zone's servers could not be asked from here. */
const char *why_unasked(const struct fd_diagnosis *diagnosis);

/* practices.c */

/** What is no fault, and worth a remark where somebody looks closely: notes. The walk is over. */
void note_practices(const struct column *column, const struct walk *walk);

/* verdict.c */

/** The verdict where there is nothing to vote on, or nothing but answers. */
void verdict_fill(const struct column *column, struct fd_verdict *verdict);

#endif
