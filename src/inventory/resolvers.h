/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_RESOLVERS_H
#define INVENTORY_RESOLVERS_H

#include <stdbool.h>
#include <stddef.h>

#include <fleetdig/error.h>
#include <fleetdig/inventory.h>

#include "core/region.h"

/** A resolver while it is being read: what is not in it yet, and what was stated rather than derived. */
struct resolver_draft {
	struct fd_resolver resolver; /* its texts belong to the region */
	bool id_stated;
	bool role_stated;
	bool address_known; /* false after a mistake in it */
};

/** A growing list of drafts. Initialise with `= { 0 }`. */
struct resolver_set {
	struct resolver_draft *items;
	size_t count;
	size_t capacity;
};

/** The values of a draft nobody has said anything about. */
struct resolver_draft resolver_draft_new(void);
/** 0 or -ENOMEM. */
int resolver_set_add(struct resolver_set *set, const struct resolver_draft *draft);
/** The draft at this address and port, or NULL. */
struct resolver_draft *resolver_set_find(const struct resolver_set *set,
					 const struct fd_endpoint *endpoint);
void resolver_set_finish(struct resolver_set *set);

/** "local", "isp" or "public" to a role; -EINVAL for other words. The NULL-terminated words, for "did you mean". */
int role_parse(enum fd_role *ret_role, const char *text);
extern const char *const role_words[];

/** Why nothing can be asked at this address (`is a multicast address`), or NULL when something can. */
const char *endpoint_impossible(const struct fd_endpoint *endpoint);

/**
 * The address of a resolver as people write it, ports and all. Returns 0, or -EINVAL with what is wrong
 * in `reason` (`is no address …`), going on after the quoted text.
 */
enum {
	ADDRESS_REASON_MAX = 256
};
int resolver_address_read(struct fd_endpoint *ret_endpoint, const char *text,
			  char reason[ADDRESS_REASON_MAX]);

/** Gives those without one an id: the text of the address. 0 or -ENOMEM. */
int resolver_set_name(struct resolver_set *set, struct region *region);

#endif
