/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include <fleetdig/plan.h>

enum {
	/* Questions looked at ahead, of one resolver and of all together: 16 KiB and 1 MiB. */
	WINDOW_MAX = 4096,
	WINDOW_MIN = 256,
	WINDOWS_ALL = 262144,
	/* Questions of one length in a row: what one message to the network can carry. */
	RUN_MAX = 64,
	LENGTHS = FD_NAME_MAX + 1,
	RUNS_MAX = WINDOW_MAX / RUN_MAX + LENGTHS,
	/*
	 * Neighbours of the inventory that share a window, in longer lists: what is asked within some milliseconds lies in
	 * a few pages then, and is met in the cache by all that follows. 384 octets of questions.
	 */
	BLOCK = 32,
	BLOCKS_MAX = WINDOW_MAX / BLOCK,
	/* Shorter lists fit into the cache as they are, and are shuffled one by one. */
	BLOCKS_FROM = 2 * WINDOW_MAX,
	CACHE_LINE = 64,
	/* How many places before its turn a question, and then its name, is fetched from memory. */
	AHEAD_QUESTION = 16,
	AHEAD_NAME = 8,
};

/** The next questions of a resolver, in the order they are dealt: runs of equal length, whose order is shuffled. */
struct window {
	uint32_t count, at; /* how many, and which comes next */
	uint32_t dealt[];
};

/** Some of what was drawn. */
struct run {
	uint16_t first, count;
};

/** What a window is made of. */
struct draft {
	unsigned run_count;
	struct run runs[RUNS_MAX];
	uint32_t drawn[WINDOW_MAX];
	uint32_t sorted[WINDOW_MAX]; /* by length, each length in the order it was drawn */
	uint8_t lengths[WINDOW_MAX]; /* of what was drawn */
};

/**
 * The order is a keyed permutation of blocks of neighbours (single questions in short lists): a four-round Feistel network
 * over the next even power of two, walked along its cycle until it lands inside (at most 4 steps on average). Each
 * resolver has its own key, so that no question meets all resolvers in the same instant. The blocks of a window are taken
 * in turn, a question each, every block in an order of its own; and then dealt by length of name, because
 * queries of equal length can leave together.
 */
struct fd_plan {
	const struct fd_inventory *inventory;
	struct fd_shard shard;
	uint64_t seed;
	bool whole; /* everything is asked of everybody */
	unsigned half_bits;
	uint32_t block, block_count;
	uint32_t *cursors;	 /* per resolver: the next block's position */
	struct window **windows; /* per resolver: NULL after the last question */
	uint32_t window_size;
	struct draft draft;
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
	} while (value >= plan->block_count);
	return (uint32_t)value;
}

static struct window *window_new(size_t size)
{
	struct window *window = malloc(sizeof(*window) + size * sizeof(window->dealt[0]));

	if (window != NULL) {
		window->count = window->at = 0;
	}
	return window;
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
		.inventory = inventory,
		.shard = shard,
		.seed = seed,
		.whole = shard.count <= 1 && inventory->terms_count == 1 &&
			 inventory->terms[0].resolvers == NULL,
		.half_bits = 1,
		.block = inventory->question_count >= BLOCKS_FROM ? BLOCK : 1,
	};
	plan->block_count =
		(uint32_t)((inventory->question_count + plan->block - 1) / plan->block);
	while (UINT64_C(1) << 2 * plan->half_bits < plan->block_count) {
		plan->half_bits++;
	}
	size_t resolvers = inventory->resolver_count + 1;
	size_t share = WINDOWS_ALL / resolvers;
	share = share < WINDOW_MAX ? share : WINDOW_MAX;
	plan->window_size = share > WINDOW_MIN ? (uint32_t)share : WINDOW_MIN;
	plan->cursors = calloc(resolvers, sizeof(*plan->cursors));
	plan->windows = calloc(resolvers, sizeof(struct window *));
	bool failed = plan->cursors == NULL || plan->windows == NULL;
	for (size_t i = 0; !failed && i < inventory->resolver_count; i++) {
		plan->windows[i] = window_new(plan->window_size);
		failed = plan->windows[i] == NULL;
	}
	if (failed) {
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
	if (plan->whole) {
		return true;
	}
	return fd_inventory_asks(plan->inventory, q, resolver) && in_shard(plan, q);
}

static void prefetch(const void *memory, size_t size)
{
	for (size_t at = 0; at < size; at += CACHE_LINE) {
		__builtin_prefetch((const char *)memory + at);
	}
}

/** Draws blocks for up to `most` questions and has them fetched from memory; returns how many blocks. */
static unsigned draw_blocks(struct fd_plan *plan, uint32_t resolver,
			    uint32_t blocks[BLOCKS_MAX], size_t most)
{
	unsigned count = 0;

	while (count < BLOCKS_MAX && (size_t)(count + 1) * plan->block <= most &&
	       plan->cursors[resolver] < plan->block_count) {
		uint32_t first =
			permuted(plan, resolver, plan->cursors[resolver]++) * plan->block;
		blocks[count++] = first;
		prefetch(&plan->inventory->questions[first],
			 plan->block * sizeof(struct fd_question));
	}
	return count;
}

/** The names of a block lie together too, but for those that were there before. */
static void fetch_names(const struct fd_plan *plan, const uint32_t *blocks, unsigned count)
{
	const struct fd_inventory *inventory = plan->inventory;

	for (unsigned i = 0; plan->block > 1 && i < count; i++) {
		size_t last = blocks[i] + plan->block - 1;
		last = last < inventory->question_count ? last : inventory->question_count - 1;
		size_t from = inventory->questions[blocks[i]].name;
		size_t to = inventory->questions[last].name;
		if (to >= from && to - from < (size_t)plan->block * FD_NAME_MAX) {
			prefetch(inventory->names + from, to - from + CACHE_LINE);
		}
	}
}

/** The questions of these blocks that the resolver is asked; returns how many. */
static unsigned spread(const struct fd_plan *plan, uint32_t resolver, const uint32_t *blocks,
		       unsigned block_count, uint32_t *questions)
{
	uint64_t key = mix(plan->seed ^ (uint64_t)resolver << 40);
	unsigned count = 0;

	for (uint32_t turn = 0; turn < plan->block; turn++) {
		for (unsigned i = 0; i < block_count; i++) {
			uint32_t own = (uint32_t)mix(key ^ blocks[i]) & (plan->block - 1);
			uint32_t question = blocks[i] + (turn ^ own);
			if (question < plan->inventory->question_count &&
			    fd_plan_has(plan, question, resolver)) {
				questions[count++] = question;
			}
		}
	}
	return count;
}

/** Draws the next questions; returns how many. */
static unsigned draw(struct fd_plan *plan, uint32_t resolver)
{
	uint32_t blocks[BLOCKS_MAX];
	unsigned count = 0;

	for (;;) {
		unsigned drawn = draw_blocks(plan, resolver, blocks, plan->window_size - count);
		if (drawn == 0) {
			return count;
		}
		fetch_names(plan, blocks, drawn);
		count += spread(plan, resolver, blocks, drawn, &plan->draft.drawn[count]);
	}
}

/** Orders what was drawn by length, and says where each length begins. */
static void sort_by_length(struct fd_plan *plan, unsigned count, uint16_t starts[LENGTHS + 1])
{
	const struct fd_inventory *inventory = plan->inventory;
	struct draft *draft = &plan->draft;
	uint16_t next[LENGTHS];

	for (unsigned i = 0; i <= LENGTHS; i++) {
		starts[i] = 0;
	}
	for (unsigned i = 0; i < count; i++) {
		const struct fd_question *question = &inventory->questions[draft->drawn[i]];
		(void)fd_inventory_qname(inventory, question, &draft->lengths[i]);
		starts[draft->lengths[i] + 1]++;
	}
	for (unsigned i = 0; i < LENGTHS; i++) {
		starts[i + 1] = (uint16_t)(starts[i + 1] + starts[i]);
		next[i] = starts[i];
	}
	for (unsigned i = 0; i < count; i++) {
		draft->sorted[next[draft->lengths[i]]++] = draft->drawn[i];
	}
}

/** Whole runs of every length, and what is left of each; in an order of the seed's. */
static void cut_runs(struct draft *draft, const uint16_t starts[LENGTHS + 1], uint64_t key)
{
	draft->run_count = 0;
	for (unsigned i = 0; i < LENGTHS; i++) {
		for (unsigned first = starts[i]; first < starts[i + 1]; first += RUN_MAX) {
			unsigned left = starts[i + 1] - first;
			assert(draft->run_count < RUNS_MAX);
			draft->runs[draft->run_count++] =
				(struct run) { (uint16_t)first,
					       (uint16_t)(left < RUN_MAX ? left : RUN_MAX) };
		}
	}
	for (unsigned i = draft->run_count; i > 1; i--) {
		unsigned other = (unsigned)(mix(key + i) % i);
		struct run kept = draft->runs[i - 1];
		draft->runs[i - 1] = draft->runs[other];
		draft->runs[other] = kept;
	}
}

static void refill(struct fd_plan *plan, uint32_t resolver, struct window *window)
{
	uint64_t key = mix(plan->seed ^ (uint64_t)resolver << 32 ^ plan->cursors[resolver]);
	uint16_t starts[LENGTHS + 1];
	const struct draft *draft = &plan->draft;
	unsigned count = draw(plan, resolver);

	sort_by_length(plan, count, starts);
	cut_runs(&plan->draft, starts, key);
	window->count = window->at = 0;
	for (unsigned i = 0; i < draft->run_count; i++) {
		const uint32_t *first = &draft->sorted[draft->runs[i].first];
		memcpy(&window->dealt[window->count], first,
		       draft->runs[i].count * sizeof(*first));
		window->count += draft->runs[i].count;
	}
}

/** What is dealt out was last looked at when the window was drawn: it comes back while the ones before it are sent. */
static void fetch_ahead(const struct fd_plan *plan, const struct window *window)
{
	const struct fd_inventory *inventory = plan->inventory;

	if (window->at + AHEAD_QUESTION < window->count) {
		__builtin_prefetch(
			&inventory->questions[window->dealt[window->at + AHEAD_QUESTION]]);
	}
	if (window->at + AHEAD_NAME < window->count) {
		uint32_t question = window->dealt[window->at + AHEAD_NAME];
		__builtin_prefetch(inventory->names + inventory->questions[question].name);
	}
}

bool fd_plan_next(struct fd_plan *plan, uint32_t resolver, uint32_t *ret_question)
{
	assert(resolver < plan->inventory->resolver_count);
	struct window *window = plan->windows[resolver];

	if (window == NULL) {
		return false;
	}
	if (window->at == window->count) {
		refill(plan, resolver, window);
		if (window->count == 0) {
			free(window);
			plan->windows[resolver] = NULL;
			return false;
		}
	}
	fetch_ahead(plan, window);
	*ret_question = window->dealt[window->at++];
	return true;
}

uint64_t fd_plan_cells_of(const struct fd_plan *plan, uint32_t resolver)
{
	uint64_t cells = 0;

	if (plan->whole) {
		return plan->inventory->question_count;
	}
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
