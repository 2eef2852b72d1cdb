/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_REGION_H
#define INVENTORY_REGION_H

#include <stdbool.h>
#include <stddef.h>

struct region_chunk;

/** Memory that dies together. Initialise with `= { 0 }`. */
struct region {
	struct region_chunk *chunks;
	bool failed; /* an allocation failed: sticky, checked once at the end */
};

/** `count` × `size` zeroed octets, aligned for any object; NULL when memory ran out. */
void *region_array(struct region *region, size_t count, size_t size);
/** A copy of `length` octets of text and a NUL; NULL when memory ran out. */
char *region_text(struct region *region, const char *text, size_t length);
void region_finish(struct region *region);

#endif
