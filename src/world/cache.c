/* SPDX-License-Identifier: MIT */
#include "world/cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	STALE_TTL_S = 30
};

struct entry {
	struct fd_name name;
	uint16_t type;
	uint8_t kind;
	int64_t since_ns;
	int64_t expires_ns;
	unsigned item_count, used;
	unsigned char bytes
		[]; /* the response up to its items, the items, the arena, as far as they are used */
};

struct cache {
	uint32_t slots;
	struct entry *entries[];
};

int cache_create(struct cache **ret_cache, uint32_t slots)
{
	struct cache *cache = calloc(1, sizeof(*cache) + slots * sizeof(struct entry *));

	if (cache == NULL) {
		return -ENOMEM;
	}
	cache->slots = slots;
	*ret_cache = cache;
	return 0;
}

void cache_destroy(struct cache *cache)
{
	if (cache == NULL) {
		return;
	}
	for (uint32_t i = 0; i < cache->slots; i++) {
		free(cache->entries[i]);
	}
	free(cache);
}

static uint32_t slot_of(const struct cache *cache, struct cache_key key, unsigned way)
{
	uint64_t hash = fd_name_hash(key.name) ^ ((uint64_t)key.type << 8 | (uint64_t)key.kind);

	hash = (hash ^ hash >> 31) * 0x9E3779B97F4A7C15u;
	return (uint32_t)(((hash >> 32) + way) % cache->slots);
}

static bool is_entry(const struct entry *entry, struct cache_key key)
{
	return entry != NULL && entry->type == key.type && entry->kind == (uint8_t)key.kind &&
	       fd_name_equal(&entry->name, key.name);
}

static const struct entry *find(const struct cache *cache, struct cache_key key)
{
	for (unsigned way = 0; way < WORLD_CACHE_WAYS; way++) {
		const struct entry *entry = cache->entries[slot_of(cache, key, way)];
		if (is_entry(entry, key)) {
			return entry;
		}
	}
	return NULL;
}

static void load(const struct entry *entry, struct response *ret_response)
{
	const unsigned char *bytes = entry->bytes;
	size_t head = offsetof(struct response, items);
	size_t items = entry->item_count * sizeof(struct item);

	memcpy(ret_response, bytes, head);
	memcpy(ret_response->items, bytes + head, items);
	memcpy(ret_response->arena, bytes + head + items, entry->used);
}

bool cache_find(const struct cache *cache, struct cache_key key, int64_t now_ns,
		struct response *ret_response)
{
	const struct entry *entry = find(cache, key);

	if (entry == NULL || (now_ns >= entry->expires_ns && now_ns >= entry->since_ns)) {
		return false;
	}
	load(entry, ret_response);
	int64_t age_ns = now_ns - entry->since_ns;
	ret_response->delay_ns = age_ns < 0 ? -age_ns : 0;
	uint32_t age_s = age_ns < 0 ? 0 : (uint32_t)(age_ns / 1000000000);
	for (unsigned i = 0; i < ret_response->item_count; i++) {
		struct item *item = &ret_response->items[i];
		item->ttl = item->ttl > age_s ? item->ttl - age_s : 0;
	}
	return true;
}

bool cache_find_stale(const struct cache *cache, struct cache_key key,
		      struct response *ret_response)
{
	const struct entry *entry = find(cache, key);

	if (entry == NULL) {
		return false;
	}
	load(entry, ret_response);
	ret_response->delay_ns = 0;
	for (unsigned i = 0; i < ret_response->item_count; i++) {
		ret_response->items[i].ttl = STALE_TTL_S;
	}
	return true;
}

static struct entry *entry_make(const struct response *response)
{
	size_t head = offsetof(struct response, items);
	size_t items = response->item_count * sizeof(struct item);
	struct entry *entry = malloc(sizeof(*entry) + head + items + response->used);

	if (entry != NULL) {
		entry->item_count = response->item_count;
		entry->used = response->used;
		memcpy(entry->bytes, response, head);
		memcpy(entry->bytes + head, response->items, items);
		memcpy(entry->bytes + head + items, response->arena, response->used);
	}
	return entry;
}

/* The slot of the same question, else a free one, else the one whose time is over first. */
static struct entry **choose_slot(struct cache *cache, struct cache_key key)
{
	struct entry **best = NULL;

	for (unsigned way = 0; way < WORLD_CACHE_WAYS; way++) {
		struct entry **slot = &cache->entries[slot_of(cache, key, way)];
		if (is_entry(*slot, key)) {
			return slot;
		}
		if (best == NULL ||
		    (*best != NULL &&
		     (*slot == NULL || (*slot)->expires_ns < (*best)->expires_ns))) {
			best = slot;
		}
	}
	return best;
}

void cache_store(struct cache *cache, struct cache_key key, const struct response *response,
		 int64_t since_ns, int64_t lifetime_ns)
{
	struct entry **slot = choose_slot(cache, key);
	struct entry *entry = entry_make(response);

	if (entry == NULL) {
		return;
	}
	entry->name = *key.name;
	entry->type = key.type;
	entry->kind = (uint8_t)key.kind;
	entry->since_ns = since_ns;
	entry->expires_ns = since_ns + lifetime_ns;
	free(*slot);
	*slot = entry;
}
