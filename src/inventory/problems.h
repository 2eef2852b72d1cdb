/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_PROBLEMS_H
#define INVENTORY_PROBLEMS_H

#include <stdarg.h>
#include <stddef.h>

#include <fleetdig/error.h>

#include "core/limits.h"
#include "inventory/locate.h"

/** Where in a JSON text: a chain of steps on the stack, from a value up to the root (NULL). */
struct path {
	const struct path *up;
	const char *key; /* NULL: `index` of an array */
	size_t index;
};

struct problem {
	unsigned line;
	unsigned column;
	size_t number; /* of finding: keeps the order of two at one place */
	char *text;    /* `path: what` */
};

/** Mistakes in one JSON text, to be told in the order of the text. */
struct problems {
	const char *source; /* for messages */
	const char *text;
	size_t size;
	struct problem items[FD_ERRORS_MAX];
	size_t count;
	size_t dropped; /* beyond those, or when memory ran out */
};

/** `what` goes on after the path: `found the number 5, expected an address`. */
void problem_add(struct problems *problems, const struct path *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** The same, positioned at the key rather than at its value. */
void problem_add_at_key(struct problems *problems, const struct path *path, const char *format,
			...) __attribute__((format(printf, 3, 4)));

/** Of the key at `offset`, which the steps lead to, and which stood in its object before. */
void problem_add_repeat(struct problems *problems, const struct locate_step *steps,
			size_t count, size_t offset);

/** Appends all to `errors` as `SOURCE:LINE:COLUMN: path: what`, sorted, and forgets them. */
void problems_tell(struct problems *problems, struct fd_errors *errors);

#endif
