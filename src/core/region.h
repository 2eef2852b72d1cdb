/* SPDX-License-Identifier: MIT */
#ifndef CORE_REGION_H
#define CORE_REGION_H

#include <stdbool.h>
#include <stddef.h>

struct region_chunk;

/**
 * Memory that dies together: nothing in it has an owner of its own. Initialise with `= { 0 }`. It can be wound back to
 * a mark, so that what was not final leaves nothing.
 *
 * Every failure also sets `failed`: who allocates much looks at that once, at the end. Only region_finish() clears it.
 */
struct region {
	struct region_chunk *newest; /* older ones behind it */
	size_t used;		     /* octets of the newest */
	bool failed;
};

/** Zeroed octets, aligned for any object; NULL when memory ran out. Of none, a pointer that holds none. */
void *region_alloc(struct region *region, size_t size);
/** The same for `count` objects of `size` octets; NULL also where that is more than can be. */
void *region_array(struct region *region, size_t count, size_t size);
/** A copy of `size` octets, which may be none at NULL; NULL when memory ran out. */
void *region_copy(struct region *region, const void *octets, size_t size);
/** A copy of `length` octets of text and a NUL; NULL when memory ran out. */
char *region_text(struct region *region, const char *text, size_t length);
/** A formatted text, of any length; "" when memory ran out: what it was for can do without a sentence. */
const char *region_printf(struct region *region, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** A point in the life of a region: what was allocated before it. */
struct region_mark {
	struct region_chunk *newest;
	size_t used;
};
struct region_mark region_mark(const struct region *region);
/** Frees all that was allocated since the mark was taken; later marks are void from then on. */
void region_rewind(struct region *region, struct region_mark mark);

/** Frees everything; the region can be used again. */
void region_finish(struct region *region);

#endif
