/* SPDX-License-Identifier: MIT */
#ifndef WORLD_REGION_H
#define WORLD_REGION_H

#include <stddef.h>

/**
 * Memory that dies together: everything a description becomes lives until the world ends, so nothing in it has an owner of
 * its own. Initialise with `= { 0 }`.
 */
struct region {
	struct chunk *chunks;
	size_t used;
};

/** Zeroed, aligned for any object; NULL when memory ran out. */
void *region_alloc(struct region *region, size_t size);
void *region_copy(struct region *region, const void *bytes, size_t size);
char *region_string(struct region *region, const char *text, size_t length);
void region_finish(struct region *region);

#endif
