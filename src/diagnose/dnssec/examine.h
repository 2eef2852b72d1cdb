/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DNSSEC_EXAMINE_H
#define DIAGNOSE_DNSSEC_EXAMINE_H

#include "diagnose/dnssec/chain.h"

/** Replies, put to the proof: each of their record sets with the keys of the zone that signed it. */

enum exam {	       /* from best to worst; of several, the worst counts */
	EXAM_INSECURE, /* proven: nothing to verify */
	EXAM_GOOD,
	EXAM_PLAUSIBLE, /* as it should look, and not verified: no anchor holds here */
	EXAM_UNKNOWN,	/* nothing is shown */
	EXAM_FLAWED,
	EXAM_PENDING,
};

struct examiner {
	struct fd_diagnosis *diagnosis;
	const struct walk *walk;
	uint32_t resolver; /* through which zones are seen that the walk did not meet */
};

struct showing {	/* what several replies came to */
	enum exam exam; /* the worst */
	struct flaw flaw;
	size_t views, flawed;	 /* replies that could be judged, and how many have a flaw */
	const struct link *link; /* whose keys were used, for evidence; NULL: none */
	bool foreign; /* the flaw is in what a resolver gives, and not in what the zone's own servers do */
};

/** One reply: its answer, and where that has an end without data, its denial. */
enum exam examine_reply(const struct examiner *examiner, const struct fact *fact,
			uint16_t qtype, struct flaw *ret_flaw);

/** The zone that ends the walk: its keys, and its SOA at every server. */
void examine_zone(const struct examiner *examiner, struct showing *ret_showing);

/** The replies of the walk's end, and the aliases that led there. Adds to what is there. */
void examine_finals(const struct examiner *examiner, uint16_t qtype, struct showing *showing);

/**
 * What is between the zone and the name, where no zone begins: who looks for one label by label wants that proved too (RFC 4035 5.2; seen:
 * PowerDNS). Left as it is where nothing is wrong.
 */
void examine_between(const struct examiner *examiner, struct showing *showing);

/** What a flaw came from: the link of the zone, where it is known. */
struct link *examiner_link(const struct examiner *examiner, const struct fd_name *zone);

#endif
