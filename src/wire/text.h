/* SPDX-License-Identifier: MIT */
#ifndef WIRE_TEXT_H
#define WIRE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include <fleetdig/wire.h>

/*
 * Text with a sticky error, always kept a string. Whatever octets go in, only printable ASCII
 * comes out.
 */
struct wire_text {
	char *text;
	size_t size;
	size_t length;
	int error; /* 0 or -ENOSPC */
};

void wire_text_string(struct wire_text *text, const char *string);
void wire_text_number(struct wire_text *text, uint32_t number);
/* Upper-case hexadecimal digits, as in the form of RFC 3597. */
void wire_text_hex(struct wire_text *text, const uint8_t *octets, size_t length);

/* Sets of characters that get a backslash; what is not printable is \DDD in each. */
enum wire_escape {
	WIRE_ESCAPE_NONE,   /* none, and a blank stays: text that is escaped already */
	WIRE_ESCAPE_QUOTED, /* inside double quotes */
	WIRE_ESCAPE_BARE,   /* a word of its own: a blank is escaped too */
};
void wire_text_octets(struct wire_text *text, enum wire_escape escape, const void *octets,
		      size_t length);

/* In double quotes. */
void wire_text_quoted(struct wire_text *text, const void *octets, size_t length);

/* RFC 4648 4, padded. */
void wire_text_base64(struct wire_text *text, const uint8_t *octets, size_t length);

/* Of AF_INET or AF_INET6, in its canonical form (RFC 5952). */
void wire_text_address(struct wire_text *text, int family, const uint8_t *octets);

/* With the trailing dot. */
void wire_text_name(struct wire_text *text, const struct fd_name *name);

#endif
