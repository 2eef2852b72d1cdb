/* SPDX-License-Identifier: MIT */
#include "core/region.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"

struct region_chunk {
	struct region_chunk *older;
	size_t size;
	alignas(max_align_t) unsigned char octets[];
};

static void *fail(struct region *region)
{
	region->failed = true;
	return NULL;
}

static size_t room_of(const struct region *region)
{
	if (region->newest == NULL) {
		return 0;
	}
	assert(region->used <= region->newest->size);
	return region->newest->size - region->used;
}

/* What is left of the chunk before it stays unused. */
static bool add_chunk(struct region *region, size_t least)
{
	size_t size = least > REGION_CHUNK_SIZE ? least : REGION_CHUNK_SIZE;
	struct region_chunk *chunk = malloc(sizeof(*chunk) + size);

	if (chunk == NULL) {
		return false;
	}
	chunk->older = region->newest;
	chunk->size = size;
	region->newest = chunk;
	region->used = 0;
	return true;
}

void *region_alloc(struct region *region, size_t size)
{
	const size_t alignment = alignof(max_align_t);

	if (size > SIZE_MAX / 2) {
		return fail(region);
	}
	size_t rounded = (size + alignment - 1) / alignment * alignment;
	if ((region->newest == NULL || room_of(region) < rounded) &&
	    !add_chunk(region, rounded)) {
		return fail(region);
	}
	void *memory = region->newest->octets + region->used;
	region->used += rounded;
	/* Here rather than by calloc(): a chunk that was wound back holds what was there before. */
	return memset(memory, 0, rounded);
}

void *region_array(struct region *region, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total)) {
		return fail(region);
	}
	return region_alloc(region, total);
}

void *region_copy(struct region *region, const void *octets, size_t size)
{
	void *copy = region_alloc(region, size);

	if (copy != NULL && size > 0) {
		memcpy(copy, octets, size);
	}
	return copy;
}

char *region_text(struct region *region, const char *text, size_t length)
{
	if (length > SIZE_MAX / 2) {
		return fail(region);
	}
	char *copy = region_alloc(region, length + 1);
	if (copy != NULL && length > 0) {
		memcpy(copy, text, length);
	}
	return copy;
}

/* Measures, then writes in place: no buffer on the stack sets a limit. */
const char *region_printf(struct region *region, const char *format, ...)
{
	va_list arguments, again;
	char *text = NULL;

	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	if (length < 0) {
		fail(region);
	} else {
		text = region_alloc(region, (size_t)length + 1);
	}
	if (text != NULL) {
		int written = vsnprintf(text, (size_t)length + 1, format, again);
		assert(written == length);
	}
	va_end(again);
	va_end(arguments);
	return text != NULL ? text : "";
}

struct region_mark region_mark(const struct region *region)
{
	return (struct region_mark) { .newest = region->newest, .used = region->used };
}

void region_rewind(struct region *region, struct region_mark mark)
{
	while (region->newest != mark.newest) {
		assert(region->newest != NULL); /* the mark is of another region, or void */
		struct region_chunk *older = region->newest->older;
		free(region->newest);
		region->newest = older;
	}
	assert(mark.used <= (mark.newest != NULL ? mark.newest->size : 0));
	region->used = mark.used;
}

void region_finish(struct region *region)
{
	region_rewind(region, (struct region_mark) { 0 });
	*region = (struct region) { 0 };
}
