/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "core/limits.h"
#include "core/region.h"

/* The linker sends the region's allocations here (--wrap): they are counted, and fail from the Nth on. Leaks are the
   sanitizer's to find. */
static long until_failure = -1; /* never */
static unsigned chunks;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *__wrap_malloc(size_t size)
{
	if (until_failure == 0) {
		return NULL;
	}
	until_failure -= until_failure > 0;
	chunks++;
	return __real_malloc(size);
}

static bool holds(const void *memory, size_t size, unsigned char value)
{
	const unsigned char *octets = memory;

	return size == 0 || (octets[0] == value && memcmp(octets, octets + 1, size - 1) == 0);
}

/* Sizes beside each alignment and each chunk's end: zeroed, aligned, and nobody writes into another's. */
Test(region, objects_are_aligned_zeroed_and_apart)
{
	static const size_t sizes[] = {
		0,
		1,
		alignof(max_align_t) - 1,
		alignof(max_align_t),
		alignof(max_align_t) + 1,
		REGION_CHUNK_SIZE / 2,
		REGION_CHUNK_SIZE - 1,
		REGION_CHUNK_SIZE,
		REGION_CHUNK_SIZE + 1,
		3 * REGION_CHUNK_SIZE,
		7,
	};
	enum {
		KINDS = sizeof(sizes) / sizeof(sizes[0]),
		COUNT = KINDS * KINDS
	};
	unsigned char *objects[COUNT];
	struct region region = { 0 };

	/* Each size before each other. */
	for (size_t i = 0; i < COUNT; i++) {
		size_t size = sizes[i % 2 == 0 ? i / KINDS : i % KINDS];
		objects[i] = region_alloc(&region, size);
		cr_assert_not_null(objects[i], "%zu", size);
		cr_assert_eq((uintptr_t)objects[i] % alignof(max_align_t), 0, "%zu", size);
		cr_assert(holds(objects[i], size, 0), "%zu", size);
		memset(objects[i], (int)i + 1, size);
	}
	for (size_t i = 0; i < COUNT; i++) {
		size_t size = sizes[i % 2 == 0 ? i / KINDS : i % KINDS];
		cr_expect(holds(objects[i], size, (unsigned char)(i + 1)), "%zu", i);
	}
	cr_expect_not(region.failed);
	region_finish(&region);
	cr_expect_null(region.newest);
}

Test(region, small_objects_share_a_chunk)
{
	struct region region = { 0 };

	chunks = 0;
	for (unsigned i = 0; i < REGION_CHUNK_SIZE / alignof(max_align_t); i++) {
		cr_assert_not_null(region_alloc(&region, 1));
	}
	cr_expect_eq(chunks, 1);
	cr_assert_not_null(region_alloc(&region, 1));
	cr_expect_eq(chunks, 2);
	region_finish(&region);
}

static const struct {
	size_t count, size;
	bool fits;
} arrays[] = {
	{ 0, 8, true },
	{ 8, 0, true },
	{ 3, 24, true },
	{ SIZE_MAX, 2, false },
	{ 2, SIZE_MAX, false },
	{ SIZE_MAX / 16 + 2, 16, false }, /* 16, were it to wrap round */
	{ SIZE_MAX, 1, false },		  /* 0, were it rounded up to the alignment */
	{ SIZE_MAX - 14, 1, false },
	{ SIZE_MAX / 2 + 1, 1, false },
};

Test(region, arrays_that_cannot_be)
{
	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
		struct region region = { 0 };
		const void *memory = region_array(&region, arrays[i].count, arrays[i].size);
		cr_expect_eq(memory != NULL, arrays[i].fits, "row %zu", i);
		cr_expect_eq(region.failed, !arrays[i].fits, "row %zu", i);
		region_finish(&region);
	}
}

Test(region, copies_and_texts)
{
	static const unsigned char octets[] = { 1, 0, 2 };
	struct region region = { 0 };

	cr_expect_arr_eq(region_copy(&region, octets, sizeof(octets)), octets, sizeof(octets));
	cr_expect_not_null(region_copy(&region, NULL, 0));
	cr_expect_str_eq(region_text(&region, "name, and more", 4), "name");
	cr_expect_str_eq(region_text(&region, NULL, 0), "");
	/* A NUL of its own even where the object's last octet is the alignment's. */
	cr_expect_str_eq(region_text(&region, "0123456789abcdefX", 16), "0123456789abcdef");
	cr_expect_null(region_text(&region, "", SIZE_MAX)); /* and its NUL: 0 octets */
	cr_expect(region.failed);
	region_finish(&region);
}

Test(region, formatted_texts_of_any_length)
{
	static const unsigned widths[] = {
		1, 15, 16, 2047, 2048, REGION_CHUNK_SIZE - 1, REGION_CHUNK_SIZE
	};
	struct region region = { 0 };

	cr_expect_str_eq(region_printf(&region, "%s", ""), "");
	cr_expect_str_eq(region_printf(&region, "%s of %u", "one", 2u), "one of 2");
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		const char *text = region_printf(&region, "%*u|", (int)widths[i], 7u);
		cr_assert_eq(strlen(text), widths[i] + 1);
		cr_expect_str_eq(text + widths[i] - 1, "7|");
	}
	cr_expect_not(region.failed);
	/* No character of the C locale: no text, and no crash. */
	cr_expect_str_eq(region_printf(&region, "ab%lc", (wint_t)0x20ac), "");
	cr_expect(region.failed);
	region_finish(&region);
}

/* How much is allocated before the mark, and how much after it. */
static const size_t rewinds[][2] = {
	{ 0, 0 },
	{ 0, 40 },
	{ 40, 0 },
	{ 40, 40 },
	{ 0, 5 * REGION_CHUNK_SIZE },
	{ 40, REGION_CHUNK_SIZE },
	{ REGION_CHUNK_SIZE, 40 },
	{ REGION_CHUNK_SIZE - 16, 3 * REGION_CHUNK_SIZE },
};

Test(region, what_was_not_final_leaves_nothing)
{
	for (size_t i = 0; i < sizeof(rewinds) / sizeof(rewinds[0]); i++) {
		size_t before = rewinds[i][0], after = rewinds[i][1];
		struct region region = { 0 };
		unsigned char *kept = before > 0 ? region_alloc(&region, before) : NULL;
		if (kept != NULL) {
			memset(kept, 0xaa, before);
		}
		struct region_mark mark = region_mark(&region);
		for (unsigned again = 0; again < 3; again++) {
			for (size_t done = 0; done < after; done += 8 * 1024) {
				unsigned char *memory = region_alloc(&region, 8 * 1024);
				cr_assert(holds(memory, 8 * 1024, 0), "row %zu", i);
				memset(memory, 0x55, 8 * 1024);
			}
			region_rewind(&region, mark);
			cr_expect_eq(region.newest, mark.newest, "row %zu", i);
			cr_expect_eq(region.used, mark.used, "row %zu", i);
		}
		cr_expect(holds(kept, before, 0xaa), "row %zu", i);
		region_finish(&region);
	}
}

Test(region, every_kind_of_allocation_can_fail)
{
	struct region region = { 0 };

	until_failure = 0;
	cr_expect_null(region_alloc(&region, 1));
	cr_expect_null(region_alloc(&region, 0));
	cr_expect_null(region_array(&region, 2, 8));
	cr_expect_null(region_copy(&region, "x", 1));
	cr_expect_null(region_text(&region, "x", 1));
	cr_expect_str_eq(region_printf(&region, "%d", 1), "");
	cr_expect(region.failed);
	until_failure = -1;
	/* Memory is back: it goes on, and remembers. */
	cr_expect_str_eq(region_printf(&region, "%d", 1), "1");
	cr_expect(region.failed);
	region_rewind(&region, (struct region_mark) { 0 });
	cr_expect(region.failed);
	region_finish(&region);
	cr_expect_not(region.failed);
	cr_expect_not_null(region_alloc(&region, 1));
	region_finish(&region);
}

/* The Nth chunk is refused, for each N: what was there before stays, and what fits still fits. */
Test(region, each_failed_chunk_leaves_the_others_whole)
{
	for (long n = 0; n < 6; n++) {
		struct region region = { 0 };
		char *texts[6] = { NULL };

		until_failure = n;
		for (unsigned i = 0; i < 6; i++) {
			texts[i] = region_alloc(&region, REGION_CHUNK_SIZE - 16);
			cr_assert_eq(texts[i] != NULL, i < n);
			if (texts[i] != NULL) {
				strcpy(texts[i], "kept");
			}
		}
		cr_expect(region.failed);
		cr_expect_eq(region_alloc(&region, 16) != NULL, n > 0);
		for (unsigned i = 0; i < n; i++) {
			cr_expect_str_eq(texts[i], "kept");
		}
		until_failure = -1;
		region_finish(&region);
	}
}
