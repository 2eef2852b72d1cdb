/* SPDX-License-Identifier: MIT */
#include "world/region.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK_SIZE = 65536
};

struct chunk {
	struct chunk *next;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

void *world_region_alloc(struct world_region *region, size_t size)
{
	const size_t alignment = alignof(max_align_t);
	size_t rounded = (size + alignment - 1) / alignment * alignment;

	if (region->chunks == NULL || region->chunks->size - region->used < rounded) {
		size_t chunk_size = rounded > CHUNK_SIZE ? rounded : CHUNK_SIZE;
		struct chunk *chunk = calloc(1, sizeof(*chunk) + chunk_size);
		if (chunk == NULL) {
			return NULL;
		}
		chunk->size = chunk_size;
		chunk->next = region->chunks;
		region->chunks = chunk;
		region->used = 0;
	}
	void *memory = region->chunks->bytes + region->used;
	region->used += rounded;
	return memory;
}

void *world_region_copy(struct world_region *region, const void *bytes, size_t size)
{
	void *memory = world_region_alloc(region, size);

	if (memory != NULL && size > 0) {
		memcpy(memory, bytes, size);
	}
	return memory;
}

char *world_region_string(struct world_region *region, const char *text, size_t length)
{
	char *string = world_region_alloc(region, length + 1);

	if (string != NULL) {
		memcpy(string, text, length);
	}
	return string;
}

void world_region_finish(struct world_region *region)
{
	while (region->chunks != NULL) {
		struct chunk *next = region->chunks->next;
		free(region->chunks);
		region->chunks = next;
	}
	*region = (struct world_region) { 0 };
}
