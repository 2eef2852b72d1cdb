/* SPDX-License-Identifier: MIT */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Text that came from a network or a file is hostile: it may hold control and escape sequences, bidirectional overrides,
 * broken UTF-8. Every output escapes it for where it goes.
 */
enum text_mode {
	/* Inside a JSON string (RFC 8259 7): quotes, backslashes and what a terminal must not see as \uXXXX, broken octets
	   and NUL as \ufffd. */
	TEXT_JSON,
	/* One line of a UTF-8 terminal: what must not be seen as \xNN or \u{N}. */
	TEXT_TERMINAL,
	/* The same for a terminal that knows ASCII only. */
	TEXT_TERMINAL_ASCII,
};

enum {
	TEXT_ESCAPE_MAX = 16 /* most octets that one escaped character becomes */
};

/** How many octets at the start of `text` go out as they are, all of them ASCII. */
size_t text_plain_run(enum text_mode mode, const char *text, size_t length);

/**
 * Escapes the one character that `text` starts with (`length` > 0), which may be a broken one. *ret_read octets of it were
 * used (at least 1). Returns how many octets were written to `out`.
 */
size_t text_escape(enum text_mode mode, const char *text, size_t length,
		   char out[TEXT_ESCAPE_MAX], size_t *ret_read);

/**
 * One character of UTF-8: its code point, or -1 where the octets are not well formed (RFC 3629: no overlong forms, no
 * surrogates). `length` > 0; *ret_read is at least 1.
 */
long text_decode(const char *text, size_t length, size_t *ret_read);

/** Control, bidirectional, invisible and line-separating code points: they change what a reader believes to read. */
bool text_is_deceptive(long code_point);

/** Appends to a text of `length` octets in a buffer; what has no room is cut off. Returns the new length. */
size_t text_append(char *text, size_t size, size_t length, const char *format,
		   va_list arguments) __attribute__((format(printf, 4, 0)));

/* ---- numbers, for whoever writes them by the million ------------------------------------------ */

enum {
	TEXT_UNSIGNED_MAX = 20,
	TEXT_GROUPED_SIZE = 32, /* with commas and a NUL */
	TEXT_IPV4_MAX = 15,
	TEXT_IPV6_MAX = 45,
};

/** Decimal digits, no NUL. Return how many octets were written. */
size_t text_unsigned(char out[TEXT_UNSIGNED_MAX], uint64_t number);
/** For people: `1,234,567`, and a NUL. */
void text_grouped(char out[TEXT_GROUPED_SIZE], uint64_t number);
/** With leading zeros, exactly `width` (at most TEXT_UNSIGNED_MAX) digits: the lowest ones. */
void text_padded(char *out, uint64_t number, unsigned width);
/** As inet_ntop(3) writes addresses, no NUL (RFC 5952 4 for IPv6). */
size_t text_ipv4(char out[TEXT_IPV4_MAX], const uint8_t address[4]);
size_t text_ipv6(char out[TEXT_IPV6_MAX], const uint8_t address[16]);

#endif
