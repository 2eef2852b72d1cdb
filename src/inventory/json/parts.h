/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_JSON_PARTS_H
#define INVENTORY_JSON_PARTS_H

#include "inventory/json/values.h"

/* ---- resolvers (resolvers.c) --------------------------------------------------------- */

/** Resolvers by id, sorted. */
struct id_index {
	struct keyed *items;
	size_t count;
};

/** The field `resolvers`: drafts into loading->resolvers, one for each element. */
field_read read_resolvers;
/**
 * The field `system_resolvers` (system.c): those of resolv.conf join the drafts, behind the listed ones. To be read
 * after `resolvers`.
 */
field_read read_system_resolvers;
/** What holds between resolvers: ids and addresses once, forwards_to to resolvers there are and in no circle. */
void check_resolvers(struct reader *reader, json_t *resolvers);
/** The index of `set`, to be looked up by find_resolver(). */
void index_resolvers(struct reader *reader, const struct resolver_set *set);
/** Index of the resolver with this id, or FD_NO_INDEX when it was told at `path` that there is none. */
uint32_t find_resolver(struct reader *reader, const struct path *path, const char *id);

/* ---- limits: which resolvers a name is for (limits.c) --------------------------------- */

struct limit {
	bool by_role;
	bool by_id;
	bool doubtful;	/* a mistake in it was told already */
	unsigned roles; /* a bit for each */
	uint64_t *ids;	/* bits over the inventory's resolvers */
};

/** The fields `roles` and `resolvers` of groups and names; they point at a struct limit. */
field_read read_limit_roles;
field_read read_limit_ids;

/** Who is asked: every resolver (NULL), some, or none of this run's. */
struct limit_result {
	uint64_t *resolvers;
	bool left_out;
};
/** Both limits together. One that leaves nobody is told at `path`, unless -r took them away. */
struct limit_result limit_resolve(struct reader *reader, const struct path *path,
				  const struct limit *limit);

/* ---- expectations (expect.c) --------------------------------------------------------- */

/** The field `expect`; points at a struct fd_expect *, which holds what is inherited, and then what holds here. */
field_read read_expect;
/**
 * What is `stated` at `path`, and with what is inherited is `expect`, can be met by the types that are asked: of A and AAAA, which
 * are known to be addresses. Only what is stated there is told there.
 */
void check_expect(struct reader *reader, const struct path *path, json_t *stated,
		  const struct fd_expect *expect, const struct scope *scope);
/** Of a name, from which nobody inherits: there is something to be matched. */
void check_match(struct reader *reader, const struct path *path, json_t *stated,
		 const struct fd_expect *expect);

/* ---- the tree of names (places.c) ------------------------------------------------------ */

/** The fields `zones`, `roots` and `trust_anchors`; they fill a struct fd_inventory. */
field_read read_zones;
field_read read_roots;
field_read read_trust_anchors;

/* ---- groups and their names (groups.c) ------------------------------------------------ */

/** To be called once resolvers are settled. */
void read_groups(struct reader *reader, json_t *groups);

#endif
