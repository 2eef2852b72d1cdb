/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_DNSSEC_CHAIN_H
#define DIAGNOSE_DNSSEC_CHAIN_H

#include "diagnose/direct/walk.h"
#include "diagnose/dnssec/verify.h"

/**
 * The chain of trust, from the anchor down to a zone: DS at the parent, DNSKEY at the zone, each verified. A link is judged once
 * and shared by all names below it. It is seen in one of two ways: at the zones' own servers, or through a resolver with
 * checking disabled.
 */

enum trust {
	TRUST_PENDING, /* facts are missing */
	TRUST_UNKNOWN, /* nothing can be said: see `why` */
	TRUST_SECURE,
	TRUST_INSECURE, /* proven: a parent has no DS, or only such as nobody can use */
	TRUST_BOGUS,
};

/** What is wrong, exactly. */
struct flaw {
	enum dnssec_state state; /* set even where nothing is wrong */
	unsigned wildcard;	 /* labels above the wildcard the set was made from; 0: none */
	enum fd_cause cause;
	struct fd_name zone;  /* whose data it is */
	struct fd_name owner; /* of the flawed set, and its type */
	uint16_t type;
	/* "RRSIG A of www.example expired 2026-11-16, 7 days ago; key 4711" */
	const char *what;
	const struct fact *fact; /* shows it */
	const char *saw;	 /* what of it matters, where that is not plain */
};

struct link {
	struct fd_name zone;
	uint32_t resolver;   /* FD_NO_INDEX: the zone's own servers */
	struct cut *cut;     /* then */
	struct link *parent; /* NULL: the root, or not known */
	struct link *next;   /* in the table */
	enum trust trust;
	const char *why; /* with TRUST_UNKNOWN, and where `loose` */
	/*
	 * No anchor holds here, or this host's clock is wrong: signatures were not verified, only shapes were looked at. TRUST_SECURE then
	 * says no more than that nothing is plainly wrong.
	 */
	bool loose;
	bool dateless; /* dates were not looked at either */
	struct dnssec_keys keys;
	const struct fact *ds_fact;
	const struct fact *keys_fact; /* of the server whose keys count */
	const char *keys_saw;
	struct flaw flaw;     /* with TRUST_BOGUS, or `mixed` */
	size_t views, flawed; /* servers that showed keys, and how many showed the flaw */
	bool mixed;	      /* some servers are well */
	bool keyless;	      /* no keys came, good or bad */
	bool cut_short; /* so it is because they do not fit a datagram, and TCP gives none; */
	bool lost;	/* or because nothing comes over either, though the SOA does */
};

struct dnssec_table {
	struct link *slots[DNSSEC_SLOTS];
	bool clock_wrong; /* this host's */
	bool told;	  /* the host's verdict says so */
	const struct fact *clock_fact;
	const char *clock_saw;
	const char *clock_means;
};

/** The link of a cut, seen at its servers; NULL when memory ran out. */
struct link *link_of_cut(struct fd_diagnosis *diagnosis, struct cut *cut);
/** The link of a zone, seen through a resolver. */
struct link *link_through(struct fd_diagnosis *diagnosis, uint32_t resolver,
			  const struct fd_name *zone);
/** Judges it and all above it. TRUST_PENDING while facts are missing. */
enum trust link_trust(struct fd_diagnosis *diagnosis, struct link *link);

/** With the keys of a link that is TRUST_SECURE: true when the set is flawed. Fills in `state` and `wildcard` anyhow. */
bool link_flaws(struct fd_diagnosis *diagnosis, const struct link *link,
		const struct dnssec_rrset *rrset, const struct fact *fact,
		struct flaw *ret_flaw);

/** A question through a resolver, checking disabled. */
struct fd_wish unchecked_wish(const struct fd_diagnosis *diagnosis, uint32_t resolver,
			      const struct fd_name *name, uint16_t qtype);

/* link.c: what is asked for a link */

static inline bool link_is_root(const struct link *link)
{
	return link->zone.length == 1;
}

/** The DNSKEY questions. Of a registry's many servers one is enough; the keys of others are compared. */
size_t link_wish_keys(struct fd_diagnosis *diagnosis, const struct link *link,
		      struct fd_wish ret_wishes[DNSSEC_SERVERS_MAX]);
/**
 * What comes of one of them: over TCP, where a server or resolver that lives is silent about it over UDP, and has it there. NULL while
 * that is missing.
 */
const struct fact *link_ask_keys(struct fd_diagnosis *diagnosis, const struct fd_wish *wish);
/** The zone's SOA, by the same way: where there are no keys it tells whether the zone is signed. NULL while it is missing. */
const struct fact *link_ask_soa(struct fd_diagnosis *diagnosis, const struct fd_wish *keys);
/** Nothing, over either. */
bool link_keys_lost(const struct fd_diagnosis *diagnosis, const struct fd_wish *wish,
		    const struct fact *fact);
/** Sets `ds_fact`: often it came with the referral. False while it is missing. */
bool link_ask_ds(struct fd_diagnosis *diagnosis, struct link *link);
/** All of it. */
bool link_ask(struct fd_diagnosis *diagnosis, struct link *link);

/* text.c: clauses, kept until the end of the diagnosis */

/** What is wrong with a set's signatures, and the cause of that name; NULL when nothing is. */
const char *flaw_of_verdict(struct fd_diagnosis *diagnosis, const struct link *link,
			    const struct dnssec_rrset *rrset,
			    const struct dnssec_verdict *verdict, enum fd_cause *ret_cause);
/** `4711/13/2, 4712/13/2`. */
const char *text_ds(struct fd_diagnosis *diagnosis, const struct dnssec_ds_set *set);
/** `4711, 815`. */
const char *text_keys(struct fd_diagnosis *diagnosis, const struct dnssec_keys *keys);

#endif
