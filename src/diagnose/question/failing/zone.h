/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_QUESTION_FAILING_ZONE_H
#define DIAGNOSE_QUESTION_FAILING_ZONE_H

#include "diagnose/question/failing/failing.h"

/** What zone.c, zone_partial.c and experiment.c share: how a zone's servers are, and how they are when asked in another way. */

struct experiment;

/* zone.c */

/** Of the servers those of which something is known. */
size_t tally_tested(const struct tally *tally);
/** How most of those are that are not good. */
enum server_state tally_most_common(const struct tally *tally);
/** `192.0.2.1, 192.0.2.2`: those that are so. */
const char *zone_list_servers(struct fd_diagnosis *diagnosis, const struct cut *cut,
			      enum server_state state);
/** `does not answer`, of one or of many. */
const char *zone_words_of_state(enum server_state state, size_t count);
/** Why it fails, as far as its servers show. */
enum fd_cause zone_cause(const struct walk *walk, const struct experiment *tried);

/* experiment.c */

/** One variable changed: TCP at the silent servers, no EDNS at one of them. */
struct experiment {
	const struct fact *plain;
	const struct fact *plain_again, *edns_again; /* of a silent one, where the first came */
	const struct fact *tcp[NAMED_MAX];
	size_t count;
	bool intolerant; /* EDNS, and nothing else, is what it does not answer */
};

/** All of it; PENDING while some is missing. */
enum answer experiment_try(struct fd_diagnosis *diagnosis, const struct cut *cut,
			   struct experiment *ret);
/** It was asked, and answered. */
bool experiment_good(const struct fact *fact);
/** One has answered over TCP. */
bool experiment_tcp_good(const struct experiment *tried);
/** All have: nobody who drops only our datagrams answers our TCP everywhere. */
bool experiment_tcp_good_all(const struct experiment *tried);
/** Asked in another way, one has answered: they are not dead. */
bool experiment_alive(const struct experiment *tried);
/** As evidence. */
void experiment_show(struct column *column, const struct experiment *tried);

#endif
