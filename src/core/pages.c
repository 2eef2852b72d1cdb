/* SPDX-License-Identifier: MIT */
#include "core/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
	HUGE_PAGE = 2 << 20,
	HUGE_FROM = 2 * HUGE_PAGE /* below, the rounding up would show */
};

void *pages_alloc(size_t size)
{
	if (size > PTRDIFF_MAX - HUGE_PAGE) {
		return NULL;
	}
	if (size < HUGE_FROM) {
		return malloc(size);
	}
	size_t whole = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	void *memory = aligned_alloc(HUGE_PAGE, whole);
	if (memory != NULL) {
		/* A kernel without them says no, and nothing is lost. */
		(void)madvise(memory, whole, MADV_HUGEPAGE);
	}
	return memory;
}
