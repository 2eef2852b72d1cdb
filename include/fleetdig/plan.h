/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_PLAN_H
#define FLEETDIG_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/inventory.h>

/**
 * The cross product of questions and resolvers in a seeded pseudo-random order, one independent cursor per resolver, without
 * memory per probe: a keyed permutation of the questions, of which a fixed window at a time is dealt by the length of
 * the name, up to 64 of one length in a row, because queries of equal length can leave as one message.
 */
struct fd_plan;

struct fd_shard {
	uint32_t index; /* 0-based */
	uint32_t count; /* 0 or 1: everything */
};

/** Borrows the inventory. 0 or -ENOMEM. A name belongs to exactly one shard (by hash of its lower-case octets). */
int fd_plan_create(struct fd_plan **ret_plan, const struct fd_inventory *inventory,
		   uint64_t seed, struct fd_shard shard);
void fd_plan_destroy(struct fd_plan *plan);

/** The resolver's next question: an index into inventory->questions; false when it has had all of its own. */
bool fd_plan_next(struct fd_plan *plan, uint32_t resolver, uint32_t *ret_question);

/** Cells in this shard, over all resolvers and for one. Counted by walking the questions: O(questions), no memory. */
uint64_t fd_plan_cells(const struct fd_plan *plan);
uint64_t fd_plan_cells_of(const struct fd_plan *plan, uint32_t resolver);
bool fd_plan_has(const struct fd_plan *plan, uint32_t question, uint32_t resolver);

#endif
