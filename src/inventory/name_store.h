/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_NAME_STORE_H
#define INVENTORY_NAME_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/inventory.h>
#include <fleetdig/wire.h>

/**
 * Names, each once, in one block of wire octets, and questions of 16 bytes that point into it. While names come in, a hash
 * table of 5 bytes a slot finds those that are there; name_store_seal() frees it. Initialise with `= { 0 }`.
 */
struct name_store {
	struct fd_question *questions;
	size_t question_count;
	size_t question_capacity;
	uint8_t *names;
	size_t names_size;
	size_t names_capacity;
	size_t name_count;
	size_t duplicates;
	size_t left_out;

	/* Name → its first question. A slot's tag is some bits of the hash, 0 when empty, so that a miss reads tags only. */
	uint8_t *tags;
	uint32_t *firsts;
	size_t slots; /* a power of two, or 0 */

	/* (name, type) → question, for questions that came after their name's first line: few. Index + 1, 0 when empty. */
	uint32_t *later;
	size_t later_slots;
	size_t later_count;
};

/** What a name's questions have in common. */
struct scope {
	const uint16_t *types; /* each once, at most TYPES_MAX */
	size_t type_count;
	uint32_t terms;
	uint16_t group;
	bool left_out; /* nobody of this run is to be asked: only counted */
};

/** Names whose places in memory are fetched together, and waited for once. */
enum {
	NAME_BATCH = 32
};
struct name_batch {
	unsigned count;
	struct fd_name names[NAME_BATCH];
};

/** Adds name × types; what is there already is counted as a duplicate. 0, -ENOMEM, or -EOVERFLOW (too much for 32 bits). */
int name_store_add(struct name_store *store, const struct fd_name *name,
		   const struct scope *scope);
/** The same for a batch, in order, and empties it. */
int name_store_add_all(struct name_store *store, struct name_batch *batch,
		       const struct scope *scope);
/** So many names and questions and octets of names may come: makes room at once. 0 or -ENOMEM. */
int name_store_expect(struct name_store *store, size_t names, size_t questions, size_t octets);
/** No more will be added: frees the tables and gives back what was not used. */
void name_store_seal(struct name_store *store);
void name_store_finish(struct name_store *store);

#endif
