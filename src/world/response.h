/* SPDX-License-Identifier: MIT */
#ifndef WORLD_RESPONSE_H
#define WORLD_RESPONSE_H

#include "world/world.h"

/** A question as a host of the world sees it, from outside (a datagram) or inside (a resolver asking). */
struct ask {
	struct fd_name qname; /* case as asked */
	struct key key;
	uint16_t qtype;
	uint16_t qclass;
	bool rd, cd, ad, edns, do_bit;
	uint8_t proto;		 /* enum fd_proto */
	const struct host *from; /* NULL: from outside the world */
	int64_t now_ns;		 /* when it arrives */
	unsigned depth;		 /* resolutions this one is inside of */
};

struct item { /* a record; owner and data are offsets in the arena */
	uint8_t section;
	bool only_do; /* left out unless DO=1 */
	uint16_t type;
	uint32_t ttl;
	uint16_t owner; /* of a length octet and that many octets of name */
	uint16_t rdata;
	uint16_t rdata_length;
	const struct zone *signer; /* whose RRSIG goes with it; NULL: none */
};

/** What a host says, before it is octets. Owns all its bytes, so that it may be kept. */
struct response {
	enum fd_reply_kind kind;
	int64_t delay_ns;
	uint16_t rcode;
	bool aa, ra, ad, tc;
	bool header_only; /* twelve octets */
	bool no_opt;
	bool is_full; /* something did not fit */
	enum security security;
	int bogus; /* enum bogus */
	uint16_t ede[WORLD_EDE_MAX];
	unsigned ede_count;
	unsigned item_count;
	unsigned used;
	struct item items[WORLD_ITEMS_MAX];
	uint8_t arena[WORLD_ARENA_MAX];
};

void response_reset(struct response *response, uint16_t rcode);
/** Adds a record; what does not fit sets `is_full`. */
void response_add(struct response *response, enum fd_section section,
		  const struct fd_name *owner, const struct rr *rr, const struct zone *signer);
/** Adds all records of a type. Returns how many there were. */
unsigned response_add_rrs(struct response *response, enum fd_section section,
			  const struct fd_name *owner, const struct node *node, uint16_t type,
			  const struct zone *signer);
/** Appends another response's item, TTL lessened by `age_s`. */
void response_add_item(struct response *response, const struct response *from,
		       const struct item *item, uint32_t age_s);
void response_ede(struct response *response, uint16_t code);
/** The chain of trust of a name of this zone enters the response's. */
void response_trust(struct response *response, const struct zone *zone,
		    const struct fd_name *owner);
void response_merge_trust(struct response *response, enum security security, int bogus);
void item_owner(const struct response *response, const struct item *item,
		struct fd_name *ret_name);
/** The name that is the whole RDATA of an NS, CNAME or PTR item. */
void item_target(const struct response *response, const struct item *item,
		 struct fd_name *ret_name);

/** What `host` says to this ask: the one way in, for outside and inside. Always fills the response. */
void host_respond(struct fd_world *world, struct host *host, const struct ask *ask,
		  struct response *ret_response);
/** The parts of it. */
void authority_answer(const struct fd_world *world, const struct host *host,
		      const struct ask *ask, struct response *response);
void resolver_answer(struct fd_world *world, struct host *host, const struct ask *ask,
		     struct response *response);
/** The zone of this host that a question belongs to, or NULL. */
const struct zone *host_zone(const struct host *host, const struct key *key, uint16_t qtype);
/** NS of the root in AUTHORITY: what a server says that knows nothing better. */
void response_add_root_ns(const struct fd_world *world, struct response *response);

/* DNSSEC, with real keys and signatures. Keys come from the zones' names, so they are the same in every run. */
enum {
	RRSIG_RDATA_MAX = 18 + FD_NAME_MAX + SIGN_SIZE,
};
/** Makes the zone's key; 0, or -ENOMEM when it cannot be made. */
int dnssec_make_key(struct zone *zone);
void dnssec_ds(uint8_t out[DS_RDATA_SIZE], const struct zone *zone);
/** The signature over the set that items [first, last] of a response are; 0: there is none. */
size_t dnssec_rrsig(uint8_t out[RRSIG_RDATA_MAX], const struct response *response,
		    unsigned first, unsigned last);
/** NSEC records that prove a negative answer; node is NULL when the name does not exist. */
void dnssec_deny(struct response *response, const struct zone *zone, const struct fd_name *name,
		 const struct node *node, bool exists);
/** The EDE a validator gives for a fault. */
uint16_t dnssec_ede(int bogus);

/** To octets: truncation, OPT, NSID, EDE, RRSIG. Returns the length, 0 when not even a header fits. */
size_t response_render(const struct response *response, const struct host *host,
		       const struct ask *ask, const struct fd_message *query, uint8_t *buffer,
		       size_t size);

#endif
