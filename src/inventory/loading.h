/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_LOADING_H
#define INVENTORY_LOADING_H

#include <stdint.h>
#include <xxhash.h>

#include <fleetdig/inventory.h>

#include "core/region.h"
#include "inventory/input.h"
#include "inventory/limits.h"
#include "inventory/name_store.h"
#include "inventory/resolvers.h"

/** What fd_inventory_load() gives out: the public part first, behind it what owns its texts. */
struct inventory {
	struct fd_inventory base;
	struct region region;
};

/** One load under way. */
struct loading {
	const struct fd_inventory_request *request;
	struct fd_errors *errors;
	const char *source; /* file name, "-" or "command line": for messages */
	struct inventory *inventory;
	struct region *region; /* the inventory's */
	XXH3_state_t *hash;
	struct name_store store;
	struct resolver_set resolvers; /* of this run, in the order of the inventory */
	uint32_t *
		resolver_of_file; /* index in the file → in `resolvers`, or FD_NO_INDEX; NULL: the same */
	size_t file_resolver_count;
	bool system_joined; /* the file asks for the system's resolvers, and they were looked for */
	uint16_t types[TYPES_MAX]; /* for names without types of their own */
	size_t type_count;
	size_t terms_capacity;
};

/** The inventory in JSON. Mistakes go to loading->errors. 0, or -errno (of reading, or -ENOMEM, -EOVERFLOW). */
int json_load(struct loading *loading, struct input *input);

/**
 * Settles whom this run asks: -r arguments, else the file's resolvers (already in loading->resolvers), else resolv.conf; and gives roles
 * to those without. 0 or -ENOMEM.
 */
int resolvers_settle(struct loading *loading);

/** The path of resolv.conf. */
const char *loading_resolv_conf(const struct loading *loading);
/** The system's resolvers into an empty set, as resolv_conf_read() does it. */
int loading_system_resolvers(const struct loading *loading, struct resolver_set *set,
			     struct fd_errors *errors);

/** A new row of terms for the inventory. 0, -ENOMEM or -EOVERFLOW. */
int terms_add(struct loading *loading, struct fd_terms terms, uint32_t *ret_index);

/** Appends the messages of one list to another, and empties it. */
void errors_move(struct fd_errors *errors, struct fd_errors *from);

#endif
