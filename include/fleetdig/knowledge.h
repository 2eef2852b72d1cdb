/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_KNOWLEDGE_H
#define FLEETDIG_KNOWLEDGE_H

#include <stddef.h>
#include <stdint.h>

#include <fleetdig/verdict.h>

/** What each RCODE, Extended DNS Error, outcome, cause, note and word of a verdict means, and what to do about it. `explain` prints these. */

enum fd_topic_kind {
	FD_TOPIC_RCODE,
	FD_TOPIC_EDE,
	FD_TOPIC_STATUS,
	FD_TOPIC_CAUSE,
	FD_TOPIC_NOTE,
	FD_TOPIC_TERM /* a word of a verdict besides its cause: its locus, severity, confidence, DNSSEC state */
};

/**
 * `meaning` is one paragraph. `causes` holds one reason a line, `next` one step a line ('\n' between lines, none at the end); a line
 * that begins with "$ " is a command to type, never to be wrapped, and a step may begin with "Resolver's operator: " or
 * "Name's owner: " for whom it is meant. Printable ASCII only.
 */
struct fd_topic {
	enum fd_topic_kind kind;
	int number; /* RCODE, EDE code, enum fd_status, fd_cause or fd_note; 0 of a term */
	const char *word;    /* "SERVFAIL", "22", "TIMEOUT", "auth_timeout" */
	const char *title;   /* "Server Failure", "No Reachable Authority" */
	const char *meaning; /* what it says, in this context */
	const char *causes;  /* usual reasons */
	const char *next;    /* what settles it, and what to do about it */
	const char *source;  /* RFC and section, "" where none */
};

/** All topics, in the order explain lists them. */
const struct fd_topic *fd_topics(size_t *ret_count);
/**
 * Finds `SERVFAIL`, `servfail`, `2`?, `rcode 2`, `EDE 22`, `ede22`, `TIMEOUT`, `auth_timeout`: fills up to `capacity` matches (16 is both
 * BADVERS and BADSIG; a bare number is an RCODE and an EDE). Returns how many there are.
 */
size_t fd_topics_find(const char *word, const struct fd_topic *ret_topics[], size_t capacity);
/** The code that `EDE 31` names, whether there is a topic for it or not. -1: it names none. */
long fd_topic_ede(const char *word);
/** A NULL-terminated list of all words: for "did you mean". */
const char *const *fd_topic_words(void);

/**
 * What an RCODE (enum fd_status) says that answers to queries do not have, being of updates, of signed messages or of EDNS:
 * "MNEMONIC: a sentence". NULL for the others.
 */
const char *fd_rcode_strange(int status);

/** Fixed facts of a cause. */
struct fd_cause_facts {
	enum fd_locus locus; /* the locus, where the role of the resolver does not decide it */
	enum fd_severity severity; /* default */
	int by_role;		   /* 1: local for role local, upstream for isp and public */
	const char *action;	   /* the default next step, a sentence */
};
const struct fd_cause_facts *fd_cause_facts(enum fd_cause cause);

#endif
