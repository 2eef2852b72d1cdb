/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "world/world.h"

void key_make(struct key *ret_key, const struct fd_name *name)
{
	uint8_t starts[FD_NAME_MAX / 2 + 1];
	unsigned count = 0;
	size_t offset = 0;

	while (name->wire[offset] != 0) {
		starts[count++] = (uint8_t)offset;
		offset += 1u + name->wire[offset];
	}
	ret_key->length = 0;
	while (count > 0) {
		const uint8_t *label = name->wire + starts[--count];
		uint8_t *out = ret_key->bytes + ret_key->length;
		out[0] = label[0];
		for (unsigned i = 1; i <= label[0]; i++) {
			out[i] =
				label[i] >= 'A' && label[i] <= 'Z' ? label[i] | 0x20 : label[i];
		}
		ret_key->length = (uint8_t)(ret_key->length + 1 + label[0]);
	}
}

size_t key_prefix(const struct key *key, unsigned labels)
{
	size_t length = 0;

	for (unsigned i = 0; i < labels && length < key->length; i++) {
		length += 1u + key->bytes[length];
	}
	return length;
}

bool key_under(const struct key *key, const struct key *ancestor)
{
	return key->length >= ancestor->length &&
	       memcmp(key->bytes, ancestor->bytes, ancestor->length) == 0;
}

static int compare_keys(const struct key *a, const uint8_t *b, size_t b_length)
{
	size_t shorter = a->length < b_length ? a->length : b_length;
	int order = memcmp(a->bytes, b, shorter);

	return order != 0 ? order : (int)a->length - (int)b_length;
}

/* Index of the first node that is not before this key. */
static size_t lower_bound(const struct zone *zone, const uint8_t *key, size_t length)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_keys(&zone->nodes[middle]->key, key, length) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

const struct node *zone_node(const struct zone *zone, const uint8_t *key, size_t length)
{
	size_t i = lower_bound(zone, key, length);

	if (i == zone->count || compare_keys(&zone->nodes[i]->key, key, length) != 0) {
		return NULL;
	}
	return zone->nodes[i];
}

/* Whether the name, or anything below it, has records. */
static bool exists(const struct zone *zone, const uint8_t *key, size_t length)
{
	size_t i = lower_bound(zone, key, length);

	return i < zone->count && zone->nodes[i]->key.length >= length &&
	       memcmp(zone->nodes[i]->key.bytes, key, length) == 0;
}

/* Room for one more element of this size; NULL when memory ran out. The old array stays with the region. */
static void *grow(struct region *region, void *array, unsigned long count, size_t size)
{
	void *bigger = region_array(region, count == 0 ? 4 : count * 2, size);

	if (bigger != NULL && count > 0) {
		memcpy(bigger, array, count * size);
	}
	return bigger;
}

struct node *zone_add_node(struct region *region, struct zone *zone, const struct fd_name *name)
{
	struct key key;

	key_make(&key, name);
	size_t i = lower_bound(zone, key.bytes, key.length);
	if (i < zone->count && compare_keys(&zone->nodes[i]->key, key.bytes, key.length) == 0) {
		return zone->nodes[i];
	}
	if (zone->count == zone->capacity) {
		struct node **nodes =
			grow(region, zone->nodes, zone->count, sizeof(struct node *));
		if (nodes == NULL) {
			return NULL;
		}
		zone->nodes = nodes;
		zone->capacity = zone->count == 0 ? 4 : zone->count * 2;
	}
	struct node *node = region_alloc(region, sizeof(*node));
	if (node == NULL) {
		return NULL;
	}
	node->name = *name;
	node->key = key;
	memmove(zone->nodes + i + 1, zone->nodes + i,
		(zone->count - i) * sizeof(struct node *));
	zone->nodes[i] = node;
	zone->count++;
	return node;
}

int node_add(struct region *region, struct node *node, const struct rr *rr)
{
	if (node->count == node->capacity) {
		struct rr *rrs = grow(region, node->rrs, node->count, sizeof(*rrs));
		if (rrs == NULL) {
			return -ENOMEM;
		}
		node->rrs = rrs;
		node->capacity = node->count == 0 ? 4 : node->count * 2;
	}
	unsigned i = node->count;
	for (; i > 0 && node->rrs[i - 1].type > rr->type; i--) {
		node->rrs[i] = node->rrs[i - 1];
	}
	node->rrs[i] = *rr;
	node->count++;
	return 0;
}

const struct rr *node_rrs(const struct node *node, uint16_t type, unsigned *ret_count)
{
	unsigned first = 0;

	*ret_count = 0;
	if (node == NULL) {
		return NULL;
	}
	while (first < node->count && node->rrs[first].type != type) {
		first++;
	}
	for (unsigned i = first; i < node->count && node->rrs[i].type == type; i++) {
		(*ret_count)++;
	}
	return *ret_count == 0 ? NULL : &node->rrs[first];
}

static bool has_type(const struct node *node, uint16_t type)
{
	unsigned count;

	return node_rrs(node, type, &count) != NULL;
}

/* The wildcard below the closest encloser, whose key has `encloser` octets (RFC 4592). */
static struct finding find_wildcard(const struct zone *zone, const struct key *key,
				    size_t encloser)
{
	uint8_t wildcard[FD_NAME_MAX + 2];

	memcpy(wildcard, key->bytes, encloser);
	wildcard[encloser] = 1;
	wildcard[encloser + 1] = '*';
	const struct node *node = zone_node(zone, wildcard, encloser + 2);
	if (node == NULL) {
		return (struct finding) { FOUND_NOTHING, NULL, false };
	}
	return (struct finding) { FOUND_NAME, node, true };
}

struct finding zone_find(const struct zone *zone, const struct key *key, uint16_t qtype)
{
	size_t length = zone->key.length;

	assert(key_under(key, &zone->key));
	while (length < key->length) {
		size_t parent = length;
		const struct node *above = zone_node(zone, key->bytes, parent);
		if (has_type(above, FD_TYPE_DNAME)) {
			return (struct finding) { FOUND_DNAME, above, false };
		}
		length += 1u + key->bytes[length];
		if (!exists(zone, key->bytes, length)) {
			return find_wildcard(zone, key, parent);
		}
		const struct node *node = zone_node(zone, key->bytes, length);
		/* The parent side of a cut is asked for DS (RFC 4035 3.1.4.1). */
		bool at_parent = qtype == FD_TYPE_DS && length == key->length;
		if (has_type(node, FD_TYPE_NS) && !at_parent) {
			return (struct finding) { FOUND_DELEGATION, node, false };
		}
	}
	return (struct finding) { FOUND_NAME, zone_node(zone, key->bytes, key->length), false };
}
