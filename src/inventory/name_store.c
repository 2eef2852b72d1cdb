/* SPDX-License-Identifier: MIT */
#include "inventory/name_store.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "core/pages.h"
#include "inventory/limits.h"

_Static_assert(sizeof(struct fd_question) <= 16, "a question is 16 bytes at most");

enum {
	FIRST_SLOTS = 1024,
};

static uint8_t folded(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet | 0x20) : octet;
}

/* Length octets are at most 63, so folding leaves them alone. */
static uint64_t hash_name(const uint8_t *wire, size_t length)
{
	uint8_t lower[FD_NAME_MAX];

	assert(length <= sizeof(lower));
	for (size_t i = 0; i < length; i++) {
		lower[i] = folded(wire[i]);
	}
	return XXH3_64bits(lower, length);
}

/* A stored name that is shorter differs before its end, so this never reads beyond it. */
static bool same_name(const struct name_store *store, uint32_t offset,
		      const struct fd_name *name)
{
	const uint8_t *stored = store->names + offset;

	for (size_t i = 0; i < name->length; i++) {
		if (folded(stored[i]) != folded(name->wire[i])) {
			return false;
		}
	}
	return true;
}

static uint8_t tag_of(uint64_t hash)
{
	return (uint8_t)(hash >> 56 | 1);
}

/* The slot that holds the name, or the empty one where it belongs. */
static size_t find_slot(const struct name_store *store, const struct fd_name *name,
			uint64_t hash)
{
	size_t mask = store->slots - 1;
	uint8_t tag = tag_of(hash);

	/* Ends: the table is never full. */
	for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
		if (store->tags[slot] == 0) {
			return slot;
		}
		if (store->tags[slot] == tag &&
		    same_name(store, store->questions[store->firsts[slot]].name, name)) {
			return slot;
		}
	}
}

/* A name on its way into the table. */
struct entry {
	uint64_t hash;
	uint32_t first;
};

static void insert_all(struct name_store *store, const struct entry *entries, size_t count)
{
	size_t mask = store->slots - 1;

	for (size_t i = 0; i < count; i++) {
		size_t slot = entries[i].hash & mask;
		while (store->tags[slot] != 0) {
			slot = (slot + 1) & mask;
		}
		store->tags[slot] = tag_of(entries[i].hash);
		store->firsts[slot] = entries[i].first;
	}
}

/*
 * Fills the empty table: names were appended together with their first question, so one pass over the block meets both.
 * In batches, because each slot is a cache miss, and misses asked for early are waited for together.
 */
static void rebuild(struct name_store *store)
{
	enum {
		BATCH = 32
	};
	struct entry batch[BATCH];
	size_t mask = store->slots - 1, offset = 0, count = 0;

	for (size_t i = 0; i < store->question_count && offset < store->names_size; i++) {
		if (store->questions[i].name != offset) {
			continue;
		}
		size_t length = store->questions[i].name_length;
		uint64_t hash = hash_name(store->names + offset, length);
		__builtin_prefetch(&store->tags[hash & mask], 1);
		__builtin_prefetch(&store->firsts[hash & mask], 1);
		batch[count++] = (struct entry) { .hash = hash, .first = (uint32_t)i };
		if (count == BATCH) {
			insert_all(store, batch, count);
			count = 0;
		}
		offset += length;
	}
	insert_all(store, batch, count);
}

/* The table is rebuilt from the names, so the old one can go first: never two at a time. */
static int make_slots(struct name_store *store, size_t slots)
{
	free(store->tags);
	free(store->firsts);
	store->slots = 0;
	store->tags = calloc(slots, sizeof(*store->tags));
	store->firsts = pages_alloc(slots * sizeof(*store->firsts));
	if (store->tags == NULL || store->firsts == NULL) {
		return -ENOMEM;
	}
	store->slots = slots;
	rebuild(store);
	return 0;
}

static int reserve_slots(struct name_store *store)
{
	if (store->name_count < store->slots / 4 * 3) {
		return 0;
	}
	return make_slots(store, store->slots == 0 ? FIRST_SLOTS : store->slots * 2);
}

static uint64_t hash_question(uint32_t name, uint16_t qtype)
{
	uint64_t key = ((uint64_t)name << 16 | qtype) * UINT64_C(0x9E3779B97F4A7C15);
	return key ^ key >> 32;
}

static size_t find_later(const struct name_store *store, uint32_t name, uint16_t qtype)
{
	size_t mask = store->later_slots - 1;

	for (size_t slot = hash_question(name, qtype) & mask;; slot = (slot + 1) & mask) {
		if (store->later[slot] == 0) {
			return slot;
		}
		const struct fd_question *question = &store->questions[store->later[slot] - 1];
		if (question->name == name && question->qtype == qtype) {
			return slot;
		}
	}
}

static int reserve_later(struct name_store *store)
{
	if (store->later_count < store->later_slots / 4 * 3) {
		return 0;
	}
	size_t old_slots = store->later_slots;
	uint32_t *old = store->later;
	size_t slots = old_slots == 0 ? FIRST_SLOTS : old_slots * 2;
	uint32_t *later = calloc(slots, sizeof(*later));
	if (later == NULL) {
		return -ENOMEM;
	}
	store->later = later;
	store->later_slots = slots;
	for (size_t i = 0; i < old_slots; i++) {
		if (old[i] != 0) {
			const struct fd_question *question = &store->questions[old[i] - 1];
			later[find_later(store, question->name, question->qtype)] = old[i];
		}
	}
	free(old);
	return 0;
}

/* Makes room for `extra` more of `size` octets each, by half as much again. */
static int reserve(void **memory, size_t *capacity, size_t wanted, size_t size)
{
	if (wanted <= *capacity) {
		return 0;
	}
	size_t grown = *capacity + *capacity / 2 + 4096;
	if (grown < wanted) {
		grown = wanted;
	}
	void *moved = realloc(*memory, grown * size);
	if (moved == NULL) {
		return -ENOMEM;
	}
	*memory = moved;
	*capacity = grown;
	return 0;
}

static int reserve_questions(struct name_store *store, size_t extra)
{
	void *memory = store->questions;

	if (store->question_count + extra > QUESTIONS_MAX) {
		return -EOVERFLOW;
	}
	int r = reserve(&memory, &store->question_capacity, store->question_count + extra,
			sizeof(*store->questions));
	store->questions = memory;
	return r;
}

/* Only into a store that is empty: what has grown goes on growing. */
static int expect_room(struct name_store *store, size_t questions, size_t octets)
{
	if (store->questions != NULL || store->names != NULL || questions > QUESTIONS_MAX ||
	    octets > NAMES_SIZE_MAX) {
		return 0;
	}
	store->questions = pages_alloc(questions * sizeof(*store->questions));
	store->names = pages_alloc(octets);
	store->question_capacity = store->questions != NULL ? questions : 0;
	store->names_capacity = store->names != NULL ? octets : 0;
	return store->questions == NULL || store->names == NULL ? -ENOMEM : 0;
}

int name_store_expect(struct name_store *store, size_t names, size_t questions, size_t octets)
{
	size_t slots = FIRST_SLOTS;
	int r = expect_room(store, questions, octets);

	while (slots / 4 * 3 <= names) {
		slots *= 2;
	}
	return r == 0 && slots > store->slots ? make_slots(store, slots) : r;
}

static void append_question(struct name_store *store, uint32_t name, uint8_t length,
			    uint16_t qtype, const struct scope *scope)
{
	assert(store->question_count < store->question_capacity);
	store->questions[store->question_count++] =
		(struct fd_question) { .name = name,
				       .qtype = qtype,
				       .group = scope->group,
				       .terms = scope->terms,
				       .name_length = length };
}

static int append_name(struct name_store *store, const struct fd_name *name,
		       uint32_t *ret_offset)
{
	void *memory = store->names;
	size_t size = store->names_size + name->length;

	if (size > NAMES_SIZE_MAX) {
		return -EOVERFLOW;
	}
	int r = reserve(&memory, &store->names_capacity, size, 1);
	store->names = memory;
	if (r < 0) {
		return r;
	}
	*ret_offset = (uint32_t)store->names_size;
	memcpy(store->names + store->names_size, name->wire, name->length);
	store->names_size = size;
	store->name_count++;
	return 0;
}

/* The questions a name came with lie together. */
static bool came_with(const struct name_store *store, uint32_t first, uint16_t qtype)
{
	uint32_t name = store->questions[first].name;

	for (size_t i = first; i < store->question_count && i - first < TYPES_MAX &&
			       store->questions[i].name == name;
	     i++) {
		if (store->questions[i].qtype == qtype) {
			return true;
		}
	}
	return false;
}

static int add_later(struct name_store *store, uint32_t first, const struct scope *scope)
{
	uint32_t name = store->questions[first].name;

	for (size_t i = 0; i < scope->type_count; i++) {
		if (came_with(store, first, scope->types[i])) {
			store->duplicates++;
			continue;
		}
		int r = reserve_later(store);
		if (r < 0) {
			return r;
		}
		size_t slot = find_later(store, name, scope->types[i]);
		if (store->later[slot] != 0) {
			store->duplicates++;
			continue;
		}
		store->later[slot] = (uint32_t)store->question_count + 1;
		store->later_count++;
		append_question(store, name, store->questions[first].name_length,
				scope->types[i], scope);
	}
	return 0;
}

static int add(struct name_store *store, const struct fd_name *name, uint64_t hash,
	       const struct scope *scope)
{
	uint32_t offset = 0;

	assert(scope->type_count > 0 && scope->type_count <= TYPES_MAX);
	assert(name->length > 0);
	if (scope->left_out) {
		store->left_out += scope->type_count;
		return 0;
	}
	int r = reserve_slots(store);
	if (r == 0) {
		r = reserve_questions(store, scope->type_count);
	}
	if (r < 0) {
		return r;
	}
	size_t slot = find_slot(store, name, hash);
	if (store->tags[slot] != 0) {
		return add_later(store, store->firsts[slot], scope);
	}
	r = append_name(store, name, &offset);
	if (r < 0) {
		return r;
	}
	store->tags[slot] = tag_of(hash);
	store->firsts[slot] = (uint32_t)store->question_count;
	for (size_t i = 0; i < scope->type_count; i++) {
		append_question(store, offset, name->length, scope->types[i], scope);
	}
	return 0;
}

int name_store_add(struct name_store *store, const struct fd_name *name,
		   const struct scope *scope)
{
	return add(store, name, hash_name(name->wire, name->length), scope);
}

int name_store_add_all(struct name_store *store, struct name_batch *batch,
		       const struct scope *scope)
{
	uint64_t hashes[NAME_BATCH];
	int r = 0;

	assert(batch->count <= NAME_BATCH);
	for (unsigned i = 0; i < batch->count; i++) {
		hashes[i] = hash_name(batch->names[i].wire, batch->names[i].length);
		if (store->slots > 0) {
			size_t slot = hashes[i] & (store->slots - 1);
			__builtin_prefetch(&store->tags[slot], 1);
			__builtin_prefetch(&store->firsts[slot], 1);
		}
	}
	for (unsigned i = 0; i < batch->count && r == 0; i++) {
		r = add(store, &batch->names[i], hashes[i], scope);
	}
	batch->count = 0;
	return r;
}

static void *shrunk(void *memory, size_t size)
{
	void *smaller = size == 0 ? NULL : realloc(memory, size);
	return smaller != NULL ? smaller : memory;
}

void name_store_seal(struct name_store *store)
{
	free(store->tags);
	free(store->firsts);
	free(store->later);
	store->tags = NULL;
	store->firsts = NULL;
	store->later = NULL;
	store->slots = 0;
	store->later_slots = 0;
	store->names = shrunk(store->names, store->names_size);
	store->questions =
		shrunk(store->questions, store->question_count * sizeof(*store->questions));
}

void name_store_finish(struct name_store *store)
{
	free(store->questions);
	free(store->names);
	free(store->tags);
	free(store->firsts);
	free(store->later);
	*store = (struct name_store) { 0 };
}
