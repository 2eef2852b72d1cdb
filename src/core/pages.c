/* SPDX-License-Identifier: MIT */
#include "core/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
	HUGE_PAGE = 2 << 20,
	/* Below, the rounding up would cost more than a hundred small pages do. */
	HUGE_FROM = HUGE_PAGE / 4
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

void *pages_map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED) {
		return NULL;
	}
	(void)madvise(memory, size, MADV_NOHUGEPAGE);
	return memory;
}
