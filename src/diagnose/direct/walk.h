/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DIRECT_WALK_H
#define DIAGNOSE_DIRECT_WALK_H

#include "diagnose/common/state.h"

/**
 * The delegation, followed by ourselves: from the root down, RD=0, one zone cut after the other, every address of the zone
 * that ends the walk. Cuts are kept, so that ten thousand names of one zone are one walk.
 */

struct cut_server {
	struct fd_endpoint endpoint;
	uint8_t ns; /* index of its name in the cut */
	const struct fact
		*word; /* it fails the apex, or denies it, and this it answers for the zone */
};

struct cut {
	struct fd_name zone;
	struct cut *parent; /* NULL: the root */
	struct cut *next;   /* in the hash table */
	struct fd_name ns[SERVERS_PER_CUT];
	size_t ns_count;
	bool addressed
		[SERVERS_PER_CUT]; /* the list has an address of it, perhaps as another's */
	bool looked_up[SERVERS_PER_CUT]; /* and a resolver gave it */
	struct cut_server servers[ADDRESSES_PER_CUT];
	size_t server_count;
	size_t untested;	     /* addresses of a family that does not work from here */
	const struct fact *referral; /* where it was learnt */
	const struct fact *denial; /* another parent server says that the zone does not exist */
	const struct fact
		*other; /* another one has other servers, or addresses: kept here too */
	struct cut *
		views; /* what all its parent's servers say of it, each delegation that differs; by `next` */
	struct asked_again again; /* failing questions of this zone that were asked again */
	const struct fact *alias; /* a name server's name that is an alias */
	size_t alias_count;	  /* of them */
	unsigned words_asked;	  /* for cut_hear() */
	bool crowd_known;
	const bool *crowd; /* by resolver; crowded.c */
	bool addresses_known;
	bool unresolvable; /* every NS name is known to have no address */
	bool followed;	   /* its NS names are being followed just now */
	bool checked; /* what resolvers gave was held against the zones that the names are in */
	const struct fact *
		found; /* no resolver gave an address, and the zone of an NS name does: one of them */
};

enum server_state { /* how an authoritative server does on the SOA of its zone */
	SERVER_UNKNOWN,
	SERVER_GOOD,
	SERVER_SILENT,
	SERVER_PORT, /* nothing listens */
	SERVER_LAME, /* refuses, is not authoritative, refers upwards: not where cut_hear() shows otherwise */
	SERVER_SERVFAIL,
	SERVER_ODD, /* FORMERR, NOTIMP, unreadable */
	SERVER_STATES
};

struct tally {
	size_t by_state[SERVER_STATES];
	size_t total; /* of those asked */
};

enum walk_end {
	WALK_VOID,	 /* this host cannot, or may not, ask authoritative servers */
	WALK_UNKNOWN,	 /* facts were refused: the budget, or our own errors */
	WALK_ZONE_BAD,	 /* no server of the cut is good */
	WALK_NO_ADDRESS, /* no server of the cut has an address */
	WALK_ANSWER,
	WALK_NODATA,
	WALK_NXDOMAIN,
	WALK_CUT,      /* the answer is cut short, and TCP does not give the rest */
	WALK_NAME_BAD, /* the servers are good, but not on this question */
	WALK_ALIAS_LOOP,
};

struct walk {
	enum walk_end end;
	struct cut *cut; /* where it ended; NULL with WALK_VOID */
	const struct cut *
		foreign; /* with WALK_VOID: whose servers have addresses of a family that does not work from here */
	const struct cut *shut; /* with WALK_VOID: they answer resolvers, and not this host */
	bool taken;		/* or rather, somebody answers this host in their place */
	struct fd_name name;	/* the last of the chain of aliases */
	unsigned aliases;	/* followed */
	const struct fact *hops[ALIASES_MAX]; /* what led from one zone to the next */
	size_t hop_count;
	bool repeats; /* with WALK_ALIAS_LOOP: a name of the chain came again; else it is only long */
	unsigned synthesized; /* of them, made by a DNAME: nobody wrote these names */
	struct tally tally;   /* of the cut's servers */
	const struct fact *finals[ADDRESSES_PER_CUT]; /* the question itself, at good servers */
	size_t final_count;
	size_t positive, nodata, nxdomain, cut_short, failed; /* of finals */
	struct cut *
		disputed; /* met on the way: one parent server delegates it, another denies it */
};

/** False while facts are missing. */
bool walk_run(struct fd_diagnosis *diagnosis, const struct fd_name *name, uint16_t qtype,
	      struct walk *ret_walk);

/** The same once those of the zone's servers that were silent have been asked again (cut_settle()). */
bool walk_settled(struct fd_diagnosis *diagnosis, const struct fd_name *name, uint16_t qtype,
		  struct walk *ret_walk);

/**
 * Only as far as the zone that holds the name, whose servers are not asked for it: one walk for all names of a zone. YES: one
 * of them is good; NO: none is, or this host cannot ask.
 */
enum answer walk_to_zone(struct fd_diagnosis *diagnosis, const struct fd_name *name,
			 struct walk *ret_walk);

/** The state of the cut's i-th server, from the facts known. */
enum server_state cut_server_state(struct fd_diagnosis *diagnosis, const struct cut *cut,
				   size_t index);
/** The SOA question to the cut's i-th server, if it was asked and answered or not; NULL else. */
const struct fact *cut_server_fact(struct fd_diagnosis *diagnosis, const struct cut *cut,
				   size_t index);
/** It is good, and knows nothing of the zone's apex: balancers serve the names below it, and no more. */
bool cut_server_apexless(struct fd_diagnosis *diagnosis, const struct cut *cut, size_t index);
/**
 * Servers that refuse or deny the apex are asked the question itself before they count as lame: what they answer with AA, or
 * SERVFAIL, is their word on it. YES: some did, and are good from now on. The cut's health is known already.
 */
enum answer cut_hear(struct fd_diagnosis *diagnosis, struct cut *cut,
		     const struct fd_name *name, uint16_t qtype);
/** A name of the zone, asked of one of its servers that looks bad: of a zone that is bad for good its first few show it; NULL for the others. */
const struct fact *cut_ask_word(struct fd_diagnosis *diagnosis, struct cut *cut,
				const struct fd_wish *wish, bool *ret_pending);
/** True: `fact`, of a name of the zone at its i-th server, is an answer for the zone, whatever that says of the apex: it is good. */
bool cut_hear_word(struct cut *cut, size_t index, const struct fact *fact);
struct fd_wish cut_wish(const struct fd_diagnosis *diagnosis, const struct fd_endpoint *server,
			const struct fd_name *name, uint16_t qtype);

/* cuts.c, servers.c, find.c */

enum {
	FAMILIES = 2
};
struct address_family {
	uint16_t type;
	uint8_t family;
};
extern const struct address_family address_families[FAMILIES];

struct cut *cut_root(struct fd_diagnosis *diagnosis);
struct cut *cut_find(const struct fd_diagnosis *diagnosis, const struct fd_name *zone);
/** The child cut of which `fact` is the referral; NULL when memory ran out. */
struct cut *cut_make(struct fd_diagnosis *diagnosis, struct cut *parent,
		     const struct fd_name *zone, const struct fact *fact);
/** Name servers and glue of a referral, beside those that are known. */
void cut_add_delegation(const struct fd_diagnosis *diagnosis, struct cut *cut,
			const struct fd_message *message);
/** What the i-th server of its parent says of the zone, asked for that type. NULL while it is missing. */
const struct fact *cut_ask_parent(struct fd_diagnosis *diagnosis, const struct cut *cut,
				  size_t index, uint16_t qtype);
/** What another parent server says of the same delegation, where it is not the same. */
void cut_compare(struct fd_diagnosis *diagnosis, struct cut *cut, const struct fact *fact);
/** Addresses of the NS names that came without glue. False while facts are missing. */
bool cut_resolve(struct fd_diagnosis *diagnosis, struct cut *cut);
/** The address of its ns-th name server, as a server of the zone that this is named in gives it. */
void cut_add_found(const struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns,
		   const struct fact *fact);
/**
 * No resolver gives an address of any of its name servers: perhaps it is the resolvers who do not get there. Their names are followed
 * like any other, unless that leads back here: then there is no way to begin. False while facts are missing.
 */
bool cut_find_servers(struct fd_diagnosis *diagnosis, struct cut *cut);
/** The i-th name server has the addresses of `fact` (NULL: none), and no other public one. */
void cut_correct(const struct fd_diagnosis *diagnosis, struct cut *cut, uint8_t ns,
		 const struct fact *fact);
/**
 * Servers that are not good, and of which resolvers told where they are: one may have an address for every name, or an old one. The
 * zones that the names are in have the last word: where that is another one, it is `checked`. False while facts are missing.
 */
bool cut_check_servers(struct fd_diagnosis *diagnosis, struct cut *cut);
/** Asks servers for the SOA until one is good or all were asked. False while facts are missing. */
bool cut_health(struct fd_diagnosis *diagnosis, struct cut *cut, struct tally *ret_tally);
/** All of them, whether or not one is good already. */
bool cut_health_all(struct fd_diagnosis *diagnosis, struct cut *cut, struct tally *ret_tally);
/**
 * Where some servers are good, those that were silent are asked once more, some seconds later: they may have stood still. False
 * while facts are missing.
 */
bool cut_settle(struct fd_diagnosis *diagnosis, const struct cut *cut);
void cuts_finish(struct fd_diagnosis *diagnosis);

#endif
