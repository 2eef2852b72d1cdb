/* SPDX-License-Identifier: MIT */
#include "engine/core/table.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_CAPACITY = 256
};

static int grow_probes(struct table *table)
{
	uint32_t old = table->probe_capacity;
	uint32_t capacity = old == 0 ? FIRST_CAPACITY : old * 2;

	if (capacity < old) {
		return -ENOMEM;
	}
	struct probe *probes = reallocarray(table->probes, capacity, sizeof(*probes));
	if (probes == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = capacity; i-- > old;) {
		probes[i] = (struct probe) { .next = table->probe_free };
		table->probe_free = i;
	}
	table->probes = probes;
	table->probe_capacity = capacity;
	wheel_rebase(&table->wheel, probes);
	return 0;
}

/** Ids are drawn at random by us, so a multiplication spreads them well enough. */
static uint32_t bucket_of(const struct table *table, uint32_t server, uint16_t slot,
			  uint16_t id)
{
	uint64_t key = (uint64_t)server << 32 | (uint32_t)slot << 16 | id;

	return (uint32_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & table->head_mask;
}

static void link_try(struct table *table, uint32_t index)
{
	struct try *try = &table->tries[index];
	uint32_t bucket = bucket_of(table, try->server, try->slot, try->id);

	try->hash_next = table->heads[bucket];
	table->heads[bucket] = index;
}

static void rehash(struct table *table)
{
	memset(table->heads, 0xff, (table->head_mask + (size_t)1) * sizeof(*table->heads));
	for (uint32_t i = 0; i < table->try_capacity; i++) {
		if (table->tries[i].probe != TABLE_NONE) {
			link_try(table, i);
		}
	}
}

static int grow_tries(struct table *table)
{
	uint32_t old = table->try_capacity;
	uint32_t capacity = old == 0 ? FIRST_CAPACITY : old * 2;

	if (capacity < old) {
		return -ENOMEM;
	}
	/* Two heads a try keep the chains short. */
	uint32_t *heads = reallocarray(NULL, capacity, 2 * sizeof(*heads));
	struct try *tries = reallocarray(table->tries, capacity, sizeof(*tries));
	table->tries = tries == NULL ? table->tries : tries;
	if (heads == NULL || tries == NULL) {
		free(heads);
		return -ENOMEM;
	}
	free(table->heads);
	table->heads = heads;
	table->head_mask = capacity * 2 - 1;
	for (uint32_t i = capacity; i-- > old;) {
		tries[i] = (struct try) { .probe = TABLE_NONE, .hash_next = table->try_free };
		table->try_free = i;
	}
	table->try_capacity = capacity;
	rehash(table);
	return 0;
}

int table_init(struct table *table, int64_t now_ns)
{
	*table = (struct table) { .probe_free = TABLE_NONE, .try_free = TABLE_NONE };
	_Static_assert(offsetof(struct probe, timer) == 0, "the wheel's items begin with it");
	wheel_init(&table->wheel, sizeof(struct probe), now_ns);
	int error = grow_probes(table);
	if (error == 0) {
		error = grow_tries(table);
	}
	if (error != 0) {
		table_finish(table);
	}
	return error;
}

void table_finish(struct table *table)
{
	for (uint32_t i = 0; i < table->probe_capacity; i++) {
		if ((table->probes[i].bits & PROBE_USED) != 0) {
			free(table->probes[i].kept);
		}
	}
	free(table->probes);
	free(table->tries);
	free(table->heads);
	*table = (struct table) { 0 };
}

int table_add(struct table *table, uint32_t *ret_index)
{
	if (table->probe_free == TABLE_NONE) {
		int error = grow_probes(table);
		if (error != 0) {
			return error;
		}
	}
	uint32_t index = table->probe_free;
	struct probe *probe = &table->probes[index];
	table->probe_free = probe->next;
	*probe = (struct probe) { .tries = TABLE_NONE, .bits = PROBE_USED };
	table->probe_count++;
	*ret_index = index;
	return 0;
}

static void unlink_try(struct table *table, uint32_t index)
{
	struct try *try = &table->tries[index];
	uint32_t *link = &table->heads[bucket_of(table, try->server, try->slot, try->id)];

	while (*link != index) {
		assert(*link != TABLE_NONE);
		link = &table->tries[*link].hash_next;
	}
	*link = try->hash_next;
	try->probe = TABLE_NONE;
	try->hash_next = table->try_free;
	table->try_free = index;
	assert(table->try_count > 0);
	table->try_count--;
}

void table_close_newest(struct table *table, uint32_t index)
{
	struct probe *probe = table_probe(table, index);
	uint32_t newest = probe->tries;

	assert(newest != TABLE_NONE);
	probe->tries = table->tries[newest].older;
	unlink_try(table, newest);
}

void table_remove(struct table *table, uint32_t index)
{
	struct probe *probe = table_probe(table, index);

	assert((probe->bits & PROBE_USED) != 0);
	assert(probe->queue == QUEUE_NONE);
	wheel_disarm(&table->wheel, index);
	while (probe->tries != TABLE_NONE) {
		table_close_newest(table, index);
	}
	free(probe->kept);
	*probe = (struct probe) { .next = table->probe_free };
	table->probe_free = index;
	assert(table->probe_count > 0);
	table->probe_count--;
}

struct try *table_find(const struct table *table, uint32_t server, uint16_t slot, uint16_t id)
{
	uint32_t index = table->heads[bucket_of(table, server, slot, id)];

	while (index != TABLE_NONE) {
		struct try *try = &table->tries[index];
		if (try->id == id && try->slot == slot && try->server == server) {
			return try;
		}
		index = try->hash_next;
	}
	return NULL;
}

/*
 * Finding a try waits for memory three times in a row: the head of a chain, the try, its probe. For many at once the
 * waits overlap.
 */
void table_prefetch(const struct table *table, const struct table_key *keys, unsigned count,
		    uint32_t ret_probes[TABLE_AHEAD])
{
	uint32_t at[TABLE_AHEAD];

	assert(count <= TABLE_AHEAD);
	for (unsigned i = 0; i < count; i++) {
		at[i] = bucket_of(table, keys[i].server, keys[i].slot, keys[i].id);
		__builtin_prefetch(&table->heads[at[i]]);
	}
	for (unsigned i = 0; i < count; i++) {
		at[i] = table->heads[at[i]];
		if (at[i] != TABLE_NONE) {
			__builtin_prefetch(&table->tries[at[i]]);
		}
	}
	for (unsigned i = 0; i < count; i++) {
		ret_probes[i] = at[i] == TABLE_NONE ? TABLE_NONE : table->tries[at[i]].probe;
		if (ret_probes[i] != TABLE_NONE) {
			table_fetch_probe(table, ret_probes[i]);
		}
	}
}

int table_open(struct table *table, uint32_t index, uint16_t slot, uint16_t id, int64_t now_ns)
{
	struct probe *probe = table_probe(table, index);

	if (table_find(table, probe->server, slot, id) != NULL) {
		return -EEXIST;
	}
	if (table->try_free == TABLE_NONE) {
		int error = grow_tries(table);
		if (error != 0) {
			return error;
		}
	}
	uint32_t fresh = table->try_free;
	struct try *try = &table->tries[fresh];
	table->try_free = try->hash_next;
	*try = (struct try) {
		.older = probe->tries,
		.probe = index,
		.server = probe->server,
		.slot = slot,
		.id = id,
		.number = (uint8_t)(probe->sent + 1),
		.sent_ns = now_ns,
	};
	link_try(table, fresh);
	probe->tries = fresh;
	table->try_count++;
	return 0;
}

void queues_init(struct queues *queues)
{
	*queues = (struct queues) { .lane = 0 };
	for (unsigned i = 0; i < QUEUE_KINDS; i++) {
		queues->kinds[i] = (struct queue) { .head = TABLE_NONE, .tail = TABLE_NONE };
	}
}

/** Notes whether the queue at `at` is empty. */
static void note_lane(struct queues *queues, unsigned at)
{
	uint32_t *lanes = at >= QUEUE_FRESH ? &queues->fresh : &queues->again;
	uint32_t lane = UINT32_C(1) << ((at - QUEUE_AGAIN) % QUEUE_LANES);

	if (at >= QUEUE_AGAIN) {
		*lanes = queues->kinds[at].count > 0 ? *lanes | lane : *lanes & ~lane;
	}
}

void queue_push(struct table *table, struct queues *queues, enum queue_kind kind,
		uint32_t index)
{
	struct probe *probe = table_probe(table, index);
	unsigned lane = kind >= QUEUE_AGAIN ? probe->qname_length % QUEUE_LANES : 0;
	struct queue *queue = &queues->kinds[(unsigned)kind + lane];

	assert(probe->queue == QUEUE_NONE);
	assert((kind > QUEUE_NONE && kind <= QUEUE_AGAIN) || kind == QUEUE_FRESH);
	probe->queue = (uint8_t)((unsigned)kind + lane);
	probe->next = TABLE_NONE;
	probe->prev = queue->tail;
	if (queue->tail == TABLE_NONE) {
		queue->head = index;
	} else {
		table_probe(table, queue->tail)->next = index;
	}
	queue->tail = index;
	queue->count++;
	note_lane(queues, probe->queue);
}

void queue_remove(struct table *table, struct queues *queues, uint32_t index)
{
	struct probe *probe = table_probe(table, index);
	struct queue *queue = &queues->kinds[probe->queue];

	if (probe->queue == QUEUE_NONE) {
		return;
	}
	if (probe->prev == TABLE_NONE) {
		queue->head = probe->next;
	} else {
		table_probe(table, probe->prev)->next = probe->next;
	}
	if (probe->next == TABLE_NONE) {
		queue->tail = probe->prev;
	} else {
		table_probe(table, probe->next)->prev = probe->prev;
	}
	assert(queue->count > 0);
	queue->count--;
	note_lane(queues, probe->queue);
	probe->queue = QUEUE_NONE;
}

void queue_fetch_behind(const struct table *table, uint32_t index)
{
	uint32_t next = table_probe(table, index)->next;

	if (next == TABLE_NONE) {
		return;
	}
	const struct probe *probe = table_probe(table, next);
	__builtin_prefetch(probe->qname);
	if (probe->next != TABLE_NONE) {
		table_fetch_probe(table, probe->next);
	}
}

/** The first of these lanes, from one on and round. */
static unsigned next_lane(uint32_t lanes, unsigned from)
{
	uint32_t later = lanes & (UINT32_MAX << from);

	assert(lanes != 0 && from < QUEUE_LANES);
	return (unsigned)__builtin_ctz(later != 0 ? later : lanes);
}

uint32_t queues_again(const struct queues *queues)
{
	if (queues->again == 0) {
		return TABLE_NONE;
	}
	return queues->kinds[QUEUE_AGAIN + next_lane(queues->again, queues->lane)].head;
}

uint32_t queues_fresh(const struct queues *queues)
{
	if (queues->fresh == 0) {
		return TABLE_NONE;
	}
	return queues->kinds[QUEUE_FRESH + next_lane(queues->fresh, queues->lane)].head;
}

void queues_turn(struct queues *queues)
{
	uint32_t lanes = queues->again != 0 ? queues->again : queues->fresh;

	if (lanes != 0) {
		queues->lane = next_lane(lanes, (queues->lane + 1) % QUEUE_LANES);
	}
}
