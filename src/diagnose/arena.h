/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ARENA_H
#define DIAGNOSE_ARENA_H

#include <stddef.h>

/** Memory that dies together. Can be wound back to a mark, so a judgement that was not final leaves nothing. */

struct chunk;

struct arena {
	struct chunk *chunk; /* the newest; older ones behind it */
	size_t used;	     /* of the newest */
};

struct arena_mark {
	struct chunk *chunk;
	size_t used;
};

/** Zeroed memory, aligned for anything; NULL when there is none. */
void *arena_alloc(struct arena *arena, size_t size);
/** A formatted text; "" when memory ran out: a verdict without a sentence is still a verdict. */
const char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
void arena_finish(struct arena *arena);

#endif
