/* SPDX-License-Identifier: MIT */
#ifndef CORE_PAGES_H
#define CORE_PAGES_H

#include <stddef.h>

/**
 * Memory, not zeroed, for a table that is met all over: large ones lie in huge pages where the kernel has them, because
 * in small ones nearly every visit would also miss the translation of its address. Freed, or resized, like any other. NULL
 * without memory.
 */
void *pages_alloc(size_t size);

/** Zero pages, never huge ones, for a table most of which stays untouched. Released with munmap(). NULL without memory. */
void *pages_map(size_t size);

#endif
