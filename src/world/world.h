/* SPDX-License-Identifier: MIT */
#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/endpoint.h>
#include <fleetdig/probe.h>
#include <fleetdig/responder.h>
#include <fleetdig/wire.h>
#include <fleetdig/world.h>

#include "core/region.h"
#include "world/limits.h"
#include "world/sign.h"

/**
 * What a world consists of. It is written once, by text.c and derive.c, and then only read; what changes while it answers
 * are the caches and rate counters of hosts.
 */

/* ---- names in hierarchical order ----------------------------------------------------------- */

/**
 * A name as its labels from the right, lower case, each with its length octet: an ancestor is a prefix of its descendants,
 * and they follow it directly in memcmp order. The root is the empty key.
 */
struct key {
	uint8_t length;
	uint8_t bytes[FD_NAME_MAX];
};
void key_make(struct key *ret_key, const struct fd_name *name);
/** Octets of the first (topmost) `labels` labels. */
size_t key_prefix(const struct key *key, unsigned labels);
/** `key` is `ancestor` or below it. */
bool key_under(const struct key *key, const struct key *ancestor);

/* ---- zones --------------------------------------------------------------------------------- */

enum security {
	SECURE,
	INSECURE,
	BOGUS
};

enum bogus { /* how a signed zone is broken */
	BOGUS_NONE,
	BOGUS_EXPIRED,
	BOGUS_FUTURE,
	BOGUS_DS_MISMATCH,
	BOGUS_NO_DNSKEY,
	BOGUS_NO_RRSIG,
	BOGUS_UNSIGNED, /* a DS above, nothing below */
	BOGUS_NO_DENIAL,
	BOGUS_SIGNATURE,
};

enum {
	DNSKEY_RDATA_SIZE = 4 + SIGN_KEY_SIZE,
	DS_RDATA_SIZE = 4 + SIGN_DIGEST_SIZE,
};

struct rr {
	uint16_t type;
	uint16_t length;
	uint32_t ttl;
	const uint8_t *rdata;
};

struct node { /* an owner name; records in order of type */
	struct fd_name name;
	struct key key;
	struct rr *rrs;
	unsigned count, capacity;
	bool own_ns, own_address; /* the description says so: nothing is derived */
};

struct host_list {
	struct host *hosts[WORLD_LIST_MAX]; /* NULL: an address nobody has */
	size_t count;
};

struct zone {
	struct fd_name apex;
	struct key key;
	struct node **nodes; /* in key order */
	size_t count, capacity;
	struct host_list at;
	unsigned line;
	bool is_signed;
	bool no_ds;		    /* signed, but the parent does not say so */
	bool undelegated;	    /* the parent knows nothing of it */
	int bogus;		    /* enum bogus */
	struct fd_name bogus_owner; /* only these records are bogus; length 0: the whole zone */
	uint32_t ttl;		    /* of records without one, seconds */
	uint32_t negative_ttl;
	uint32_t serial;
	const struct zone *parent;
	enum security security; /* of the chain of trust from the root down */
	struct signer *signer;	/* NULL: not signed */
	uint8_t dnskey[DNSKEY_RDATA_SIZE];
	uint16_t key_tag;
	struct zone *next;
};

/** The node of exactly this key (its first `length` octets), or NULL. */
const struct node *zone_node(const struct zone *zone, const uint8_t *key, size_t length);
/** Finds or makes a node; NULL when memory ran out. */
struct node *zone_add_node(struct region *region, struct zone *zone,
			   const struct fd_name *name);
/** Appends a record, data borrowed; 0 or -ENOMEM. */
int node_add(struct region *region, struct node *node, const struct rr *rr);
/** First record of the type and how many there are. */
const struct rr *node_rrs(const struct node *node, uint16_t type, unsigned *ret_count);

enum found {
	FOUND_NAME, /* `node`; may have no record of the type asked, or be NULL: an empty non-terminal */
	FOUND_DELEGATION, /* `node` holds the NS */
	FOUND_DNAME,	  /* `node` holds the DNAME, above the name */
	FOUND_NOTHING,	  /* NXDOMAIN */
};
struct finding {
	enum found found;
	const struct node *node;
	bool wildcard; /* `node` is a wildcard standing in */
};
/** RFC 1034 4.3.2 step 3, within one zone the name belongs to. */
struct finding zone_find(const struct zone *zone, const struct key *key, uint16_t qtype);

/* ---- hosts --------------------------------------------------------------------------------- */

enum edns_habit {
	EDNS_FINE,
	EDNS_FORMERR,
	EDNS_NOTIMP,
	EDNS_BADVERS,
	EDNS_SILENT,
	EDNS_IGNORED
};
enum path_habit {
	PATH_OPEN,
	PATH_SILENT,
	PATH_CLOSED
};
enum lame_habit {
	LAME_NOT,
	LAME_REFUSED,
	LAME_UPWARD,
	LAME_NO_AA,
	LAME_SERVFAIL
};

struct rule { /* a `block` line */
	struct fd_name name;
	struct fd_endpoint address; /* family 0: not an address */
	uint8_t rcode;
	int ede; /* -1: none */
	struct rule *next;
};

struct host {
	char *name;
	struct fd_name fqdn; /* of a server */
	struct fd_endpoint addresses[WORLD_ADDRESSES_MAX];
	size_t address_count;
	unsigned line;
	bool recursive;
	struct zone *zones[WORLD_LIST_MAX * 4]; /* served */
	size_t zone_count;

	/* Faults and options of any host. */
	bool silent, closed, refused, refused_header, servfail, notimp, formerr;
	bool truncates;	     /* TC=1 to everything over UDP */
	bool resolvers_only; /* drops questions from outside the world */
	bool no_ede;
	bool rate_drops; /* drops rather than refuses what is over the rate */
	int edns;	 /* enum edns_habit */
	int udp, tcp;	 /* enum path_habit */
	uint32_t rate;	 /* questions a second, 0: no limit */
	uint32_t loss;	 /* percent of questions lost */
	uint16_t drops_type, notimp_type, nxdomain_type;
	int64_t delay_ns;
	char *version, *nsid;
	struct host_list intercepted_by;

	/* Of servers. */
	int lame; /* enum lame_habit */

	/* Of resolvers. */
	bool validating, clock_wrong, anchor_wrong, no_recursion, rebind_protection,
		serve_stale;
	struct fd_endpoint rewrite, rewrite_all, captive;
	struct host_list forward, cannot_reach;
	int64_t patience_ns; /* then SERVFAIL */
	int64_t attempt_ns;  /* waited for one silent server */
	int64_t servfail_ns; /* how long a failure is remembered (RFC 9520) */
	int64_t max_ttl_ns;
	uint32_t cache_size;
	struct fd_name synthetic; /* length 0: none */
	struct rule *rules;
	struct cache *cache;

	int64_t rate_second;
	uint32_t rate_count;
	struct host *next;
};

struct fd_world {
	struct region region;
	struct host *hosts;
	struct zone *zones;
	struct address *addresses; /* sorted, for host_at() */
	size_t address_count;
	int64_t hop_ns;	      /* round trip between hosts of the world, besides their delay */
	struct frame *frames; /* WORLD_DEPTH_MAX: scratch space of nested resolutions */
	struct response *outside; /* to the client query at hand */
	unsigned work;		  /* questions asked inside for it */
	struct memory *memories;  /* `remember` lines, for world_start() */
	bool started;
};

/** Fills caches with what they hold at the beginning: the time of the first question. */
void world_start(struct fd_world *world, int64_t now_ns);

struct address {
	struct fd_endpoint endpoint; /* port 0 */
	struct host *host;
};
/** Who is at this address (the port is ignored), or NULL. */
struct host *host_at(const struct fd_world *world, const struct fd_endpoint *endpoint);

#endif
