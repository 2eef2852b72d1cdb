/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_QUOTE_H
#define INVENTORY_QUOTE_H

#include <stddef.h>

#include "core/text.h"
#include "inventory/limits.h"

enum {
	/* Quotes, every octet escaped at its longest, an ellipsis, a NUL. */
	QUOTE_MAX = QUOTE_TEXT_MAX * TEXT_ESCAPE_MAX + 8
};

/** What the user wrote, in quotes, fit to be shown on a terminal: control octets escaped, long texts cut. */
const char *quote_text(char out[QUOTE_MAX], const char *text);
const char *quote_part(char out[QUOTE_MAX], const char *text, size_t length);

/** Octets of the well-formed UTF-8 at the start (RFC 3629); `length` when all of it is. */
size_t utf8_length(const char *text, size_t length);
/** The column, counted in characters from 1, of the octet at `offset`; an octet that is no UTF-8 counts as one. */
unsigned utf8_column(const char *text, size_t offset);

#endif
