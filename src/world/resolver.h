/* SPDX-License-Identifier: MIT */
#ifndef WORLD_RESOLVER_H
#define WORLD_RESOLVER_H

#include "world/response.h"

/** The servers of a zone cut, as a referral or the hints name them. */
struct cut {
	struct fd_name apex;
	struct key key;
	struct fd_endpoint addresses[WORLD_CUT_ADDRESSES_MAX];
	unsigned address_count;
	struct fd_name names[WORLD_LIST_MAX]; /* name servers without glue */
	unsigned name_count;
};

struct frame { /* what one resolution needs besides its result */
	struct cut cut;
	struct response reply;	/* of the server asked last */
	struct response result; /* of this resolution, when another one needs it */
};

/** Answers from the cache, or resolves and remembers. `ask->depth` is below WORLD_DEPTH_MAX. */
void resolver_lookup(struct fd_world *world, struct host *host, const struct ask *ask,
		     struct response *result);
/** Follows referrals from the nearest known cut, and CNAMEs (RFC 1034 5.3.3). */
void resolver_iterate(struct fd_world *world, struct host *host, const struct ask *ask,
		      struct response *result);
/** Asks the forwarders in their order. */
void resolver_forward(struct fd_world *world, struct host *host, const struct ask *ask,
		      struct response *result);
/**
 * One question to one host of the world, again without EDNS or over TCP where the first reply asks for it. Adds the time it
 * took to *elapsed_ns. True when a reply came.
 */
bool resolver_ask(struct fd_world *world, const struct host *host, struct host *server,
		  const struct ask *ask, int64_t *elapsed_ns, struct response *reply);
/** SERVFAIL, after `delay_ns` (never more than the resolver's patience). */
void resolver_fail(const struct host *host, struct response *result, int64_t delay_ns,
		   uint16_t ede);

/** Policies that answer without resolving: captive portals, blocklists, synthetic zones. True when one did. */
bool policy_before(const struct host *host, const struct ask *ask, struct response *response);
/** What validation and policies make of a resolved answer. */
void policy_after(const struct host *host, const struct ask *ask, struct response *response);

#endif
