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

void *region_alloc(struct region *region, size_t size)
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

void *region_copy(struct region *region, const void *bytes, size_t size)
{
	void *memory = region_alloc(region, size);

	if (memory != NULL && size > 0) {
		memcpy(memory, bytes, size);
	}
	return memory;
}

char *region_string(struct region *region, const char *text, size_t length)
{
	char *string = region_alloc(region, length + 1);

	if (string != NULL) {
		memcpy(string, text, length);
	}
	return string;
}

void region_finish(struct region *region)
{
	while (region->chunks != NULL) {
		struct chunk *next = region->chunks->next;
		free(region->chunks);
		region->chunks = next;
	}
	*region = (struct region) { 0 };
}
