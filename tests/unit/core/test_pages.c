/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/pages.h"

Test(pages, small_and_large_can_be_filled_resized_and_freed)
{
	static const size_t sizes[] = { 1, 4096, (4 << 20) - 1, 4 << 20, (9 << 20) + 5 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		unsigned char *memory = pages_alloc(sizes[i]);
		cr_assert_not_null(memory);
		memset(memory, 7, sizes[i]);
		memory = realloc(memory, sizes[i] + 1);
		cr_assert_not_null(memory);
		cr_expect_eq(memory[0], 7);
		cr_expect_eq(memory[sizes[i] - 1], 7);
		memory = realloc(memory, sizes[i] / 2 + 1);
		cr_assert_not_null(memory);
		cr_expect_eq(memory[sizes[i] / 2], 7);
		free(memory);
	}
}

Test(pages, too_much_is_refused)
{
	cr_expect_null(pages_alloc(PTRDIFF_MAX));
	cr_expect_null(pages_alloc(SIZE_MAX));
	cr_expect_null(pages_alloc(SIZE_MAX - 1));
}
