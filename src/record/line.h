/* SPDX-License-Identifier: MIT */
#ifndef RECORD_LINE_H
#define RECORD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <fleetdig/record.h>

/**
 * JSON, or the cells of a table, appended value by value to a line. The line grows as needed; when memory runs out its error is set and everything
 * later is a no-op, so that it is checked once at the end.
 */

/** Room for `extra` more octets; false (and the error set) when there is none to be had. */
bool line_reserve(struct fd_line *line, size_t extra);

static inline bool line_has_room(struct fd_line *line, size_t extra)
{
	return line->size - line->length >= extra || line_reserve(line, extra);
}

static inline void line_put(struct fd_line *line, const char *octets, size_t length)
{
	if (line_has_room(line, length)) {
		memcpy(line->text + line->length, octets, length);
		line->length += length;
	}
}

/** A string literal as it stands. */
#define LINE_LITERAL(line, literal) line_put(line, "" literal, sizeof(literal) - 1)

/** A comma, unless something begins here. */
static inline void line_comma(struct fd_line *line)
{
	if (line->length > 0 && line->text[line->length - 1] != '[' &&
	    line->text[line->length - 1] != '{') {
		LINE_LITERAL(line, ",");
	}
}

/** Quotes and escapes are JSON's, but in a cell of a table (`line->flat`): no quotes yet, and escapes for people. */
static inline void line_quote(struct fd_line *line)
{
	if (!line->flat) {
		LINE_LITERAL(line, "\"");
	}
}

/** Nothing, as a value. */
static inline void line_null(struct fd_line *line)
{
	if (!line->flat) {
		LINE_LITERAL(line, "null");
	}
}

/** Between the items of a list that is one cell, and begins at `start`. */
static inline void line_separate(struct fd_line *line, size_t start)
{
	if (line->length > start) {
		LINE_LITERAL(line, "; ");
	}
}

void line_unsigned(struct fd_line *line, uint64_t number);
void line_signed(struct fd_line *line, int64_t number);
/** With `decimals` (at most 6) digits behind the point, whatever the locale; not a number and infinity are 0. */
void line_fixed(struct fd_line *line, double number, unsigned decimals);
void line_bool(struct fd_line *line, bool truth);
/** Microseconds since the epoch as an RFC 3339 string in UTC. */
void line_time(struct fd_line *line, int64_t us);
/** A string, escaped; NULL is null. */
void line_text(struct fd_line *line, const char *text);
void line_octets(struct fd_line *line, const void *text, size_t length);
/** A string of letters, digits and the like, where nothing can be to escape. */
void line_word(struct fd_line *line, const char *text, size_t length);
/** A domain name in presentation form, no trailing dot. */
void line_name(struct fd_line *line, const struct fd_name *name);
/** The same of uncompressed wire octets. */
void line_wire_name(struct fd_line *line, const uint8_t *wire, size_t length);
/** RDATA as dig prints it. */
void line_rdata(struct fd_line *line, const struct fd_message *message,
		const struct fd_record_view *record);
void line_base64(struct fd_line *line, const uint8_t *octets, size_t length);
/** Sixteen digits: 64 bits do not fit the numbers of most JSON readers. */
void line_hex64(struct fd_line *line, uint64_t number);

#endif
