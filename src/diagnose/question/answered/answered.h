/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_ANSWERED_ANSWERED_H
#define DIAGNOSE_QUESTION_ANSWERED_ANSWERED_H

#include "diagnose/question/column.h"

/** Everybody answers, and not the same, or what nobody should have: how answers are compared, and with what. */

/* variety.c */

/** The very same answer for another name too, which has its own elsewhere. */
bool shared_with_another(const struct column *column, const struct column_cell *cell);
/** Why an answer that no server of the zone has is one that this resolver has made; NULL: it need not be. */
const char *shown_as_made(const struct column *column, const struct column_cell *cell);
/**
 * Where some fail, others may answer what they have from before, or have made: those cells are judged, beside the failing ones. YES: some
 * are.
 */
enum answer mark_odd_answers(struct column *column, const struct walk *walk);
/** Everybody answers, and not the same: worth a look of its own. */
bool column_varied(const struct column *column);

/* samples.c */

/** Both hold some record of that type; both have a message. */
bool answers_share(const struct fact *a, const struct fact *b, uint16_t qtype);

/* own.c */

/** All who answer are strangers who give it as their own, and its zone can be asked whether that is so. */
bool column_owned(const struct column *column);

/* strange.c */

/**
 * YES: a server to which the zone is delegated gives this very answer to whoever asks, so that no resolver has made it: *ret_fact.
 * Those that do not seem to serve the zone are asked too.
 */
enum answer answer_served(struct column *column, const struct walk *walk, uint32_t digest,
			  const struct fact **ret_fact);

/**
 * Of the zone's servers some know it and others do not, and these answer too, with something else: somebody else has them. YES where
 * resolvers have met both kinds.
 */
enum answer judge_strange_server(struct column *column, const struct walk *walk);

/* versions.c */

/** Which version of the zone each of its good servers holds, and what it answers from it. */
struct versions {
	const struct fact *soa[ADDRESSES_PER_CUT], *answer[ADDRESSES_PER_CUT];
	uint32_t serial[ADDRESSES_PER_CUT];
	size_t count;
	size_t serials; /* of them, those that have one: where not, soa[] is NULL */
	uint32_t newest;
	bool serials_differ, answers_differ;
};

/** YES: different versions, different answers, and still so some seconds later. */
enum answer versions_check(struct column *column, const struct walk *walk,
			   struct versions *ret_versions);
/** Servers that were seen to disagree, some seconds later. NO: they agree now. */
enum answer versions_differ_still(struct column *column, const struct walk *walk,
				  struct versions *ret_versions);
void versions_show(struct column *column, const struct versions *versions);
const char *versions_text(struct column *column, const struct versions *versions);
/** Of an SOA in that section. False: there is none. */
bool serial_of(const struct fact *fact, enum fd_section section, uint32_t *ret_serial);
/** RFC 1982. */
bool serial_newer(uint32_t a, uint32_t b);

/* stale.c */

/** YES: it names servers for the zone that neither the parent nor the zone names any more; they are shown. */
enum answer holds_old_delegation(struct column *column, uint32_t resolver,
				 const struct walk *walk);

/** Answers of the column that are compared. */
struct answers_seen {
	const uint32_t *digests;
	size_t count;
};
/**
 * YES: some of these resolvers give what no server of the zone has, and have it from before: their cells are judged. Where all
 * that shows it is how long they will keep it, that is a guess.
 */
enum answer find_stale(struct column *column, const struct answers_seen *seen,
		       const struct versions *versions, const struct walk *walk,
		       bool *ret_guess);
/** What is kept for so long that an old one is worth a look: names that are answered by place, or by load, are given for minutes. */
bool ttl_lasts(uint32_t ttl);

/* lone_old.c */

/** Plainly well at one resolver alone, so that only its zone's servers could tell that it is old; and these can be asked. */
bool column_lone(const struct column *column);

/* mail.c */

/** Plainly well, and an answer about mail servers: whether these have addresses is worth a look. */
bool column_mail(const struct column *column);
/** No MX is no fault of a name that has an address: where mail goes then. */
void say_no_mail(struct column *column);

/* old_signature.c */

/** YES: all of the zone's servers have signed what they answer after what this resolver gives was signed; it is shown. */
enum answer holds_older_signature(struct column *column, const struct versions *versions,
				  const struct column_cell *cell, const struct walk *walk);

/* promised.c */

/** Plainly well, and its owner has said who serves its zone. */
bool column_promised(const struct column *column);

#endif
