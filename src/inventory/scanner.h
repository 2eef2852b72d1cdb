/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_SCANNER_H
#define INVENTORY_SCANNER_H

#include <stddef.h>

/**
 * Walks over the tokens of a JSON text to find places in it: jansson keeps no positions. It takes any octets whatever, and always
 * moves on.
 */
struct scanner {
	const char *text;
	size_t size;
	size_t at;
};

/** The octet it stands at; NUL at the end. */
char scanner_peek(const struct scanner *scanner);
void scanner_skip_space(struct scanner *scanner);
/** From the opening quote to behind the closing one. */
void scanner_skip_string(struct scanner *scanner);
/** One token: a string, a bracket, a comma, or a bare word. */
void scanner_skip_token(struct scanner *scanner);

/** The character that an escape stands for (RFC 8259 7); *step is the octets it takes. 0 octets out for a bad one. */
size_t scanner_escape(const char *text, size_t left, char out[4], size_t *step);

#endif
