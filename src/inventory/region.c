/* SPDX-License-Identifier: MIT */
#include "inventory/region.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK_SIZE = 16 << 10, /* a few dozen resolvers with all their texts */
	ALIGNMENT = alignof(max_align_t),
};

struct region_chunk {
	struct region_chunk *next;
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char data[];
};

static struct region_chunk *add_chunk(struct region *region, size_t size)
{
	size_t data_size = size > CHUNK_SIZE ? size : CHUNK_SIZE;
	struct region_chunk *chunk = calloc(1, sizeof(*chunk) + data_size);

	if (chunk == NULL) {
		region->failed = true;
		return NULL;
	}
	chunk->size = data_size;
	chunk->next = region->chunks;
	region->chunks = chunk;
	return chunk;
}

void *region_array(struct region *region, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total) || total > SIZE_MAX / 2) {
		region->failed = true;
		return NULL;
	}
	total = (total + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct region_chunk *chunk = region->chunks;
	if (chunk == NULL || chunk->size - chunk->used < total) {
		chunk = add_chunk(region, total);
		if (chunk == NULL) {
			return NULL;
		}
	}
	void *memory = chunk->data + chunk->used;
	chunk->used += total;
	assert(chunk->used <= chunk->size);
	return memory;
}

char *region_text(struct region *region, const char *text, size_t length)
{
	char *copy = region_array(region, length + 1, 1);

	if (copy != NULL) {
		memcpy(copy, text, length);
	}
	return copy;
}

void region_finish(struct region *region)
{
	struct region_chunk *chunk = region->chunks;

	while (chunk != NULL) {
		struct region_chunk *next = chunk->next;
		free(chunk);
		chunk = next;
	}
	*region = (struct region) { 0 };
}
