/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <xxhash.h>

#include <fleetdig/plan.h>

/**
 * The order is a keyed permutation of 0..n-1: a four-round Feistel network over the next even power of two, walked along
 * its cycle until it lands inside (at most 4 steps on average). Each resolver has its own key, so that no
 * question meets all resolvers in the same instant.
 */
struct fd_plan {
	const struct fd_inventory *inventory;
	struct fd_shard shard;
	uint64_t seed;
	unsigned half_bits;
	uint32_t *cursors; /* per resolver: next position */
};

static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xBF58476D1CE4E5B9u;
	x ^= x >> 27;
	x *= 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

static uint64_t feistel(const struct fd_plan *plan, uint64_t key, uint64_t value)
{
	uint64_t mask = (UINT64_C(1) << plan->half_bits) - 1;
	uint64_t left = value >> plan->half_bits, right = value & mask;

	for (unsigned round = 0; round < 4; round++) {
		uint64_t next = left ^ (mix(right ^ key ^ (uint64_t)round << 56) & mask);
		left = right;
		right = next;
	}
	return left << plan->half_bits | right;
}

static uint32_t permuted(const struct fd_plan *plan, uint32_t resolver, uint32_t position)
{
	uint64_t key = mix(plan->seed + (resolver + 1) * 0x9E3779B97F4A7C15u);
	uint64_t value = position;

	do {
		value = feistel(plan, key, value);
	} while (value >= plan->inventory->question_count);
	return (uint32_t)value;
}

int fd_plan_create(struct fd_plan **ret_plan, const struct fd_inventory *inventory,
		   uint64_t seed, struct fd_shard shard)
{
	assert(shard.count <= 1 || shard.index < shard.count);
	struct fd_plan *plan = calloc(1, sizeof(*plan));
	if (plan == NULL) {
		return -ENOMEM;
	}
	*plan = (struct fd_plan) {
		.inventory = inventory, .seed = seed, .shard = shard, .half_bits = 1
	};
	while (UINT64_C(1) << 2 * plan->half_bits < inventory->question_count) {
		plan->half_bits++;
	}
	plan->cursors = calloc(inventory->resolver_count + 1, sizeof(*plan->cursors));
	if (plan->cursors == NULL) {
		free(plan);
		return -ENOMEM;
	}
	*ret_plan = plan;
	return 0;
}

void fd_plan_destroy(struct fd_plan *plan)
{
	if (plan != NULL) {
		free(plan->cursors);
		free(plan);
	}
}

/* By the name alone, so that a name's types stay in one shard, whatever the case it is written in. */
static bool in_shard(const struct fd_plan *plan, const struct fd_question *question)
{
	struct fd_name name;

	if (plan->shard.count <= 1) {
		return true;
	}
	const uint8_t *wire = fd_inventory_qname(plan->inventory, question, &name.length);
	for (unsigned i = 0; i < name.length; i++) {
		name.wire[i] = wire[i];
	}
	fd_name_lower(&name);
	return XXH3_64bits(name.wire, name.length) % plan->shard.count == plan->shard.index;
}

bool fd_plan_has(const struct fd_plan *plan, uint32_t question, uint32_t resolver)
{
	const struct fd_question *q = &plan->inventory->questions[question];
	return fd_inventory_asks(plan->inventory, q, resolver) && in_shard(plan, q);
}

bool fd_plan_next(struct fd_plan *plan, uint32_t resolver, uint32_t *ret_question)
{
	assert(resolver < plan->inventory->resolver_count);
	while (plan->cursors[resolver] < plan->inventory->question_count) {
		uint32_t question = permuted(plan, resolver, plan->cursors[resolver]++);
		if (fd_plan_has(plan, question, resolver)) {
			*ret_question = question;
			return true;
		}
	}
	return false;
}

uint64_t fd_plan_cells_of(const struct fd_plan *plan, uint32_t resolver)
{
	uint64_t cells = 0;
	for (uint32_t i = 0; i < plan->inventory->question_count; i++) {
		cells += fd_plan_has(plan, i, resolver);
	}
	return cells;
}

uint64_t fd_plan_cells(const struct fd_plan *plan)
{
	uint64_t cells = 0;
	for (uint32_t i = 0; i < plan->inventory->resolver_count; i++) {
		cells += fd_plan_cells_of(plan, i);
	}
	return cells;
}
