/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_BOGUS_PARTS_H
#define DIAGNOSE_QUESTION_BOGUS_PARTS_H

#include "diagnose/dnssec/examine.h"
#include "diagnose/question/bogus/bogus.h"

/** What dnssec.c is made of. */

/* dnssec.c */

/**
 * Before a registry, or the root, is accused: what fails here is asked of a validator. Where that validates it, we are the
 * ones who are wrong.
 */
enum exam confirm_flaw(struct column *column, const struct column_cell *at,
		       struct showing *showing);
/** YES: asked again as it is asked otherwise, it fails again. */
enum answer still_fails(const struct column *column, const struct column_cell *at);

/* unhelped.c: checking disabled tells nothing */

/**
 * One validator fails, another answers. That may be the one's own fault; it is the zone's where its servers differ, or where
 * the other answers from a cache filled in better days: shown at the servers only. Checking disabled need not help: who
 * could not validate a zone's keys may fail that too (seen: PowerDNS).
 */
enum answer judge_divided(struct column *column, const struct walk *walk,
			  const struct examiner *examiner, const struct column_cell *at);
/** The same where no validator answers, and checking disabled does not help: then only a flaw that is seen shows it. */
enum answer judge_unhelped(struct column *column, const struct walk *walk,
			   const struct examiner *examiner, const struct column_cell *at);

/* clocks.c */

/**
 * YES: the flaw is a date, at all of the zone's servers, and as many validators as fail accept that very signature now: this host's clock
 * is no better than theirs. *ret_accept: how many were found that do.
 */
enum answer judge_clocks(struct column *column, const struct column_cell *at,
			 const struct fact *unchecked, const struct showing *showing,
			 size_t *ret_accept);

/* strays.c */

/** YES: what is in the way is good, and has signatures beside the good ones that are not. */
enum answer judge_strays(struct column *column, const struct examiner *examiner,
			 const struct fact *unchecked);

/* unvouched.c */

/**
 * The same where the zone's servers cannot be asked: it is the zone's when nobody vouches for what he answers, and what one of those
 * gives has the very flaw of what the one that fails is given.
 */
enum answer judge_unvouched(struct column *column, const struct walk *walk,
			    const struct examiner *examiner, const struct column_cell *at);

/* unfounded.c: validators fail a name whose zone is well, as far as this side can see */

/** A validator in the vote has an answer, or a denial with an SOA that it has validated. */
bool validator_answers(const struct column *column);
/** Evidence: the DS, if there is one. */
void show_ds(struct column *column, const struct link *link);

/** Everything was looked at, and everything is well. */
bool showing_unfounded(const struct showing *showing);
/** It validates here, the `whole` answer or its zone: nobody has been shown to be wrong. PENDING, NO when `at` answers after all. */
enum answer judge_unfounded(struct column *column, const struct column_cell *at, bool whole);
/** The same of a zone that is not signed, where nobody has an answer. `at` may be NULL. NO: checking disabled does not repair it. */
enum answer judge_unneeded(struct column *column, const struct walk *walk,
			   const struct column_cell *at);
/**
 * YES: above the zone a server gives it without signatures, beside others that have them: a copy of the parent that is not signed.
 * Who meets it cannot validate the zone, and who does not can. `unchecked`: the answer without checking.
 */
enum answer judge_above(struct column *column, const struct walk *walk,
			const struct fact *unchecked);
/** What `at` gives without checking is flawed, and is not what the zone's servers give: theirs validates here. */
void conclude_foreign(struct column *column, const struct walk *walk,
		      const struct column_cell *at, const struct showing *showing);

/* old_ds.c */

/** YES: all validators that fail have kept a DS that the parent has no more. */
enum answer judge_old_ds(struct column *column, const struct walk *walk);

/* hosts.c */

/** YES: each of the zone's name servers has a name that does not validate, and `at` (NULL: NO) fails by that. */
enum answer judge_hosts(struct column *column, const struct walk *walk,
			const struct column_cell *at);

/* flaw.c */

/** What is wrong is known, and where. */
void conclude_flaw(struct column *column, const struct examiner *examiner,
		   const struct showing *showing);

/* keys_lost.c: the keys of a signed zone do not get to those who would validate it */

/**
 * YES: its servers answer small questions, give their keys neither in a datagram nor over TCP, and it is not this host's own way to
 * everybody.
 */
enum answer judge_keys_lost(struct column *column, const struct walk *walk);
/** They do not fit a datagram, and TCP gives none: nothing is bogus. */
void conclude_cut_short(struct column *column, const struct link *link);
/** Of it, or a zone above, no keys came: nothing is shown of signatures. False of NULL. */
bool link_without_keys(const struct link *link);

#endif
