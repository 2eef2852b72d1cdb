/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_LOCATE_H
#define INVENTORY_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

/** Line and column, both from 1; columns count characters, as jansson's do. */
struct location {
	unsigned line;
	unsigned column;
};

/** A member of an object (`key`), or with a NULL key an element of an array. */
struct locate_step {
	const char *key;
	size_t index;
};

/**
 * Where a value of a JSON text begins: the steps lead to it from the root. With `at_key`, where the key of the last step stands instead.
 * Where the path leads to nothing (a missing key), the innermost value on the way. Run only once something is wrong: jansson keeps no positions. Takes any octets
 * whatever; linear in `size`, no recursion.
 */
struct location locate(const char *text, size_t size, const struct locate_step *steps,
		       size_t count, bool at_key);

/** Where an octet of a text stands. */
struct location locate_offset(const char *text, size_t offset);

#endif
