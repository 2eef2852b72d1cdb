/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <xxhash.h>

#include <fleetdig/plan.h>

enum {
	/* Questions looked at ahead, of one resolver and of all together: 24 KiB and 1.5 MiB. */
	WINDOW_MAX = 4096,
	WINDOW_MIN = 256,
	WINDOWS_ALL = 262144,
	/* Questions of one length in a row: what one message to the network can carry. */
	RUN_MAX = 64,
	LENGTHS = FD_NAME_MAX + 1,
	RUNS_MAX = WINDOW_MAX / RUN_MAX + LENGTHS,
};

/** A run of the window. */
struct run {
	uint16_t first, count;
};

/** The next questions of a resolver, those of equal length together, in runs whose order is shuffled. */
struct window {
	unsigned run_count;
	unsigned run, at; /* what comes next */
	struct run runs[RUNS_MAX];
	uint16_t *order;  /* behind the questions: which of them, by length */
	uint32_t drawn[]; /* questions */
};

/**
 * The order is a keyed permutation of 0..n-1: a four-round Feistel network over the next even power of two, walked along
 * its cycle until it lands inside (at most 4 steps on average). Each resolver has its own key, so that no
 * question meets all resolvers in the same instant. A window of it at a time is dealt by length of name, because
 * queries of equal length can leave together.
 */
struct fd_plan {
	const struct fd_inventory *inventory;
	struct fd_shard shard;
	uint64_t seed;
	unsigned half_bits;
	uint32_t *cursors; /* per resolver: next position */
	struct window **
		windows; /* per resolver: NULL before the first question, after the last, or without memory */
	uint32_t window_size;
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
	size_t resolvers = inventory->resolver_count + 1;
	size_t share = WINDOWS_ALL / resolvers;
	share = share < WINDOW_MAX ? share : WINDOW_MAX;
	plan->window_size = share > WINDOW_MIN ? (uint32_t)share : WINDOW_MIN;
	plan->cursors = calloc(resolvers, sizeof(*plan->cursors));
	plan->windows = calloc(resolvers, sizeof(struct window *));
	if (plan->cursors == NULL || plan->windows == NULL) {
		fd_plan_destroy(plan);
		return -ENOMEM;
	}
	*ret_plan = plan;
	return 0;
}

void fd_plan_destroy(struct fd_plan *plan)
{
	if (plan == NULL) {
		return;
	}
	for (size_t i = 0; plan->windows != NULL && i < plan->inventory->resolver_count; i++) {
		free(plan->windows[i]);
	}
	free(plan->windows);
	free(plan->cursors);
	free(plan);
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

/** The next question in the permuted order; false when there is none. */
static bool draw(struct fd_plan *plan, uint32_t resolver, uint32_t *ret_question)
{
	while (plan->cursors[resolver] < plan->inventory->question_count) {
		uint32_t question = permuted(plan, resolver, plan->cursors[resolver]++);
		if (fd_plan_has(plan, question, resolver)) {
			*ret_question = question;
			return true;
		}
	}
	return false;
}

static uint8_t length_of(const struct fd_plan *plan, uint32_t question)
{
	uint8_t length = 0;

	(void)fd_inventory_qname(plan->inventory, &plan->inventory->questions[question],
				 &length);
	return length;
}

/** Orders what was drawn by length, each length in the order it was drawn, and says where each begins. */
static void sort_by_length(const struct fd_plan *plan, struct window *window, unsigned count,
			   uint16_t starts[LENGTHS + 1])
{
	uint16_t next[LENGTHS];

	for (unsigned i = 0; i <= LENGTHS; i++) {
		starts[i] = 0;
	}
	for (unsigned i = 0; i < count; i++) {
		starts[length_of(plan, window->drawn[i]) + 1]++;
	}
	for (unsigned i = 0; i < LENGTHS; i++) {
		starts[i + 1] = (uint16_t)(starts[i + 1] + starts[i]);
		next[i] = starts[i];
	}
	for (unsigned i = 0; i < count; i++) {
		window->order[next[length_of(plan, window->drawn[i])]++] = (uint16_t)i;
	}
}

/** Whole runs of every length, and what is left of each; in an order of the seed's. */
static void cut_runs(struct window *window, const uint16_t starts[LENGTHS + 1], uint64_t key)
{
	window->run_count = window->run = window->at = 0;
	for (unsigned i = 0; i < LENGTHS; i++) {
		for (unsigned first = starts[i]; first < starts[i + 1]; first += RUN_MAX) {
			unsigned left = starts[i + 1] - first;
			assert(window->run_count < RUNS_MAX);
			window->runs[window->run_count++] =
				(struct run) { (uint16_t)first,
					       (uint16_t)(left < RUN_MAX ? left : RUN_MAX) };
		}
	}
	for (unsigned i = window->run_count; i > 1; i--) {
		unsigned other = (unsigned)(mix(key + i) % i);
		struct run kept = window->runs[i - 1];
		window->runs[i - 1] = window->runs[other];
		window->runs[other] = kept;
	}
}

static struct window *window_of(struct fd_plan *plan, uint32_t resolver)
{
	struct window **window = &plan->windows[resolver];
	size_t size = plan->window_size;

	if (*window == NULL) {
		*window =
			malloc(sizeof(**window) + size * (sizeof(uint32_t) + sizeof(uint16_t)));
		if (*window != NULL) {
			(*window)->order = (uint16_t *)(void *)((*window)->drawn + size);
			(*window)->run_count = (*window)->run = 0;
		}
	}
	return *window;
}

static void refill(struct fd_plan *plan, uint32_t resolver, struct window *window)
{
	uint64_t key = mix(plan->seed ^ (uint64_t)resolver << 32 ^ plan->cursors[resolver]);
	uint16_t starts[LENGTHS + 1];
	unsigned count = 0;

	while (count < plan->window_size && draw(plan, resolver, &window->drawn[count])) {
		count++;
	}
	sort_by_length(plan, window, count, starts);
	cut_runs(window, starts, key);
}

bool fd_plan_next(struct fd_plan *plan, uint32_t resolver, uint32_t *ret_question)
{
	assert(resolver < plan->inventory->resolver_count);
	struct window *window = window_of(plan, resolver);

	if (window == NULL) {
		return draw(plan, resolver, ret_question); /* Without memory one by one. */
	}
	if (window->run == window->run_count) {
		refill(plan, resolver, window);
		if (window->run_count == 0) {
			free(window);
			plan->windows[resolver] = NULL;
			return false;
		}
	}
	const struct run *run = &window->runs[window->run];
	*ret_question = window->drawn[window->order[run->first + window->at++]];
	if (window->at == run->count) {
		window->run++;
		window->at = 0;
	}
	return true;
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
