/* SPDX-License-Identifier: MIT */
#include "diagnose/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diagnose/limits.h"

struct chunk {
	struct chunk *older;
	size_t size;
	alignas(max_align_t) uint8_t bytes[];
};

static int add_chunk(struct arena *arena, size_t least)
{
	size_t size = least > CHUNK_SIZE ? least : (size_t)CHUNK_SIZE;
	struct chunk *chunk = malloc(sizeof(*chunk) + size);

	if (chunk == NULL) {
		return -1;
	}
	chunk->older = arena->chunk;
	chunk->size = size;
	arena->chunk = chunk;
	arena->used = 0;
	return 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t align = alignof(max_align_t);
	size_t rounded = (size + align - 1) & ~(align - 1);

	assert(rounded >= size);
	if (arena->chunk == NULL || arena->chunk->size - arena->used < rounded) {
		if (add_chunk(arena, rounded) < 0) {
			return NULL;
		}
	}
	void *memory = arena->chunk->bytes + arena->used;
	arena->used += rounded;
	memset(memory, 0, rounded);
	return memory;
}

const char *arena_printf(struct arena *arena, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list arguments;

	va_start(arguments, format);
	int length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length < 0) {
		return "";
	}
	size_t kept = (size_t)length < sizeof(text) ? (size_t)length : sizeof(text) - 1;
	char *copy = arena_alloc(arena, kept + 1);
	if (copy == NULL) {
		return "";
	}
	memcpy(copy, text, kept + 1);
	return copy;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark) { .chunk = arena->chunk, .used = arena->used };
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	while (arena->chunk != mark.chunk) {
		assert(arena->chunk != NULL);
		struct chunk *older = arena->chunk->older;
		free(arena->chunk);
		arena->chunk = older;
	}
	arena->used = mark.used;
}

void arena_finish(struct arena *arena)
{
	arena_rewind(arena, (struct arena_mark) { 0 });
}
