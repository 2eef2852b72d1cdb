/* SPDX-License-Identifier: MIT */
#ifndef WORLD_REGION_H
#define WORLD_REGION_H

#include <stddef.h>

/**
 * Memory that dies together: everything a description becomes lives until the world ends, so nothing in it has an owner of
 * its own. Initialise with `= { 0 }`.
 */
struct world_region {
	struct chunk *chunks;
	size_t used;
};

/** Zeroed, aligned for any object; NULL when memory ran out. */
void *world_region_alloc(struct world_region *region, size_t size);
void *world_region_copy(struct world_region *region, const void *bytes, size_t size);
char *world_region_string(struct world_region *region, const char *text, size_t length);
void world_region_finish(struct world_region *region);

#endif
