/* SPDX-License-Identifier: MIT */
#include "record/line.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "core/text.h"
#include "record/limits.h"

bool line_reserve(struct fd_line *line, size_t extra)
{
	if (line->error != 0) {
		return false;
	}
	size_t size = line->size == 0 ? (size_t)LINE_FIRST : line->size;
	while (size - line->length < extra) {
		size *= 2;
	}
	char *text = realloc(line->text, size);
	if (text == NULL) {
		line->error = -ENOMEM;
		return false;
	}
	line->text = text;
	line->size = size;
	return true;
}

void fd_line_finish(struct fd_line *line)
{
	free(line->text);
	*line = (struct fd_line) { 0 };
}

void line_unsigned(struct fd_line *line, uint64_t number)
{
	if (line_has_room(line, TEXT_UNSIGNED_MAX)) {
		line->length += text_unsigned(line->text + line->length, number);
	}
}

void line_signed(struct fd_line *line, int64_t number)
{
	if (number < 0) {
		LINE_LITERAL(line, "-");
	}
	line_unsigned(line, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

static void put_padded(struct fd_line *line, uint64_t number, unsigned width)
{
	if (line_has_room(line, width)) {
		text_padded(line->text + line->length, number, width);
		line->length += width;
	}
}

void line_fixed(struct fd_line *line, double number, unsigned decimals)
{
	static const uint64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };

	assert(decimals < sizeof(powers) / sizeof(powers[0]));
	if (!isfinite(number) || fabs(number) > 1e12) {
		number = 0;
	}
	if (number < 0) {
		LINE_LITERAL(line, "-");
		number = -number;
	}
	uint64_t scaled = (uint64_t)(number * (double)powers[decimals] + 0.5);
	line_unsigned(line, scaled / powers[decimals]);
	if (decimals > 0) {
		LINE_LITERAL(line, ".");
		put_padded(line, scaled % powers[decimals], decimals);
	}
}

void line_bool(struct fd_line *line, bool truth)
{
	if (truth) {
		LINE_LITERAL(line, "true");
	} else {
		LINE_LITERAL(line, "false");
	}
}

/* Fills in 0000-00-00 with the date of a day since 1970, by counting from 1 March 0000, where leap days come last in their cycles. */
static void date_text(char text[10], uint64_t day)
{
	uint64_t since = day + 719468;
	uint64_t era = since / 146097, of_era = since % 146097;
	uint64_t year_of_era =
		(of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	uint64_t shifted = (5 * of_year + 2) / 153; /* 0 is March */
	uint64_t month = shifted < 10 ? shifted + 3 : shifted - 9;

	text_padded(text, year_of_era + era * 400 + (month <= 2), 4);
	text_padded(text + 5, month, 2);
	text_padded(text + 8, of_year - (153 * shifted + 2) / 5 + 1, 2);
}

void line_time(struct fd_line *line, int64_t us)
{
	char text[] = "0000-00-00T00:00:00.000000Z";
	uint64_t at = us < 0 ? 0 : (uint64_t)us;
	uint64_t seconds = at / 1000000, of_day = seconds % 86400;

	date_text(text, seconds / 86400);
	text_padded(text + 11, of_day / 3600, 2);
	text_padded(text + 14, of_day / 60 % 60, 2);
	text_padded(text + 17, of_day % 60, 2);
	text_padded(text + 20, at % 1000000, 6);
	line_word(line, text, sizeof(text) - 1);
}

void line_word(struct fd_line *line, const char *text, size_t length)
{
	line_quote(line);
	line_put(line, text, length);
	line_quote(line);
}

void line_octets(struct fd_line *line, const void *text, size_t length)
{
	enum text_mode mode = line->flat ? TEXT_TERMINAL : TEXT_JSON;
	const char *at = text;

	line_quote(line);
	while (length > 0) {
		size_t read = text_plain_run(mode, at, length);
		if (read > 0) {
			line_put(line, at, read);
		} else {
			char escaped[TEXT_ESCAPE_MAX];
			size_t written = text_escape(mode, at, length, escaped, &read);
			line_put(line, escaped, written);
		}
		at += read;
		length -= read;
	}
	line_quote(line);
}

void line_text(struct fd_line *line, const char *text)
{
	if (text == NULL) {
		line_null(line);
	} else {
		line_octets(line, text, strlen(text));
	}
}

/*
 * Presentation forms are made in place, at the end of the line, and are ASCII: in JSON quotes and backslashes need one
 * more octet, in cells nothing does. `length` octets stand behind the line's end.
 */
static void take_presentation(struct fd_line *line, size_t length)
{
	char *text = line->text + line->length;
	size_t specials = 0;

	for (size_t i = 0; i < length && !line->flat; i++) {
		specials += text[i] == '"' || text[i] == '\\';
	}
	if (specials == 0) {
		line->length += length;
		return;
	}
	/* What was made lies behind the line's length: it counts while the line grows. */
	line->length += length;
	bool room = line_has_room(line, specials);
	line->length -= length;
	if (!room) {
		return;
	}
	char *from = line->text + line->length + length, *to = from + specials;
	line->length += length + specials;
	while (to > from) {
		char c = *--from;
		*--to = c;
		if (c == '"' || c == '\\') {
			*--to = '\\';
		}
	}
}

/* What host names are made of. All else, dots within labels and quotes among it, is written with more care. */
static const bool usual[256] = {
#define USUAL_8(c)                                                                            \
	[(c)] = true, [(c) + 1] = true, [(c) + 2] = true, [(c) + 3] = true, [(c) + 4] = true, \
	[(c) + 5] = true, [(c) + 6] = true, [(c) + 7] = true
	USUAL_8('a'), USUAL_8('i'), USUAL_8('q'), ['y'] = true, ['z'] = true,
	USUAL_8('A'), USUAL_8('I'), USUAL_8('Q'), ['Y'] = true, ['Z'] = true,
	USUAL_8('0'), ['8'] = true, ['9'] = true, ['-'] = true, ['_'] = true,
#undef USUAL_8
};

/* Presentation form of a name of usual octets, no trailing dot: its length, or 0 for one that needs another way. */
static size_t usual_name(char *text, const uint8_t *wire, size_t length)
{
	bool all_usual = length > 1;
	size_t at = 0;

	while (at + 1 < length) {
		size_t end = at + 1 + wire[at];
		if (at > 0) {
			text[at - 1] = '.';
		}
		for (at++; at < end; at++) {
			all_usual &= usual[wire[at]];
			text[at - 1] = (char)wire[at];
		}
	}
	return all_usual ? length - 2 : 0;
}

static void put_unusual_name(struct fd_line *line, const uint8_t *wire, size_t length)
{
	struct fd_name name = { .length = (uint8_t)length };

	memcpy(name.wire, wire, length);
	take_presentation(line, fd_name_text(line->text + line->length, &name));
}

void line_wire_name(struct fd_line *line, const uint8_t *wire, size_t length)
{
	assert(length > 0 && length <= FD_NAME_MAX);
	line_quote(line);
	if (line_has_room(line, FD_NAME_TEXT_MAX)) {
		size_t written = usual_name(line->text + line->length, wire, length);
		line->length += written;
		if (written == 0) {
			put_unusual_name(line, wire, length);
		}
	}
	line_quote(line);
}

void line_name(struct fd_line *line, const struct fd_name *name)
{
	line_wire_name(line, name->wire, name->length);
}

/* What most answers are, without a detour: the length written, or 0 for another type. */
static size_t put_address(struct fd_line *line, const uint8_t *rdata,
			  const struct fd_record_view *record)
{
	if (record->class != FD_CLASS_IN || !line_has_room(line, TEXT_IPV6_MAX)) {
		return 0;
	}
	if (record->type == FD_TYPE_A && record->rdata_length == 4) {
		return text_ipv4(line->text + line->length, rdata);
	}
	if (record->type == FD_TYPE_AAAA && record->rdata_length == 16) {
		return text_ipv6(line->text + line->length, rdata);
	}
	return 0;
}

static void put_rdata(struct fd_line *line, const struct fd_message *message,
		      const struct fd_record_view *record)
{
	int length = -ENOSPC;

	for (size_t room = RDATA_TEXT_FIRST; length == -ENOSPC && room / 8 < RDATA_TEXT_MAX;
	     room *= 8) {
		if (!line_has_room(line, room)) {
			return;
		}
		length = fd_rdata_text(line->text + line->length, room, message, record);
	}
	if (length > 0) {
		take_presentation(line, (size_t)length);
	}
}

void line_rdata(struct fd_line *line, const struct fd_message *message,
		const struct fd_record_view *record)
{
	line_quote(line);
	size_t length = put_address(line, message->wire + record->rdata_offset, record);
	line->length += length;
	if (length == 0) {
		put_rdata(line, message, record);
	}
	line_quote(line);
}

void line_base64(struct fd_line *line, const uint8_t *octets, size_t length)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t written = (length + 2) / 3 * 4, i = 0;

	line_quote(line);
	if (!line_has_room(line, written)) {
		return;
	}
	char *to = line->text + line->length;
	for (; i + 3 <= length; i += 3, to += 4) {
		unsigned group = (unsigned)octets[i] << 16 | (unsigned)octets[i + 1] << 8 |
				 octets[i + 2];
		to[0] = alphabet[group >> 18];
		to[1] = alphabet[group >> 12 & 63];
		to[2] = alphabet[group >> 6 & 63];
		to[3] = alphabet[group & 63];
	}
	if (i < length) { /* one octet or two are left */
		bool two = length - i == 2;
		unsigned group =
			(unsigned)octets[i] << 16 | (two ? (unsigned)octets[i + 1] << 8 : 0);
		to[0] = alphabet[group >> 18];
		to[1] = alphabet[group >> 12 & 63];
		to[2] = alphabet[group >> 6 & 63];
		to[3] = '=';
		if (!two) {
			to[2] = '=';
		}
	}
	line->length += written;
	line_quote(line);
}

void line_hex64(struct fd_line *line, uint64_t number)
{
	static const char hex[] = "0123456789abcdef";
	char text[16];

	for (int i = 15; i >= 0; i--) {
		text[i] = hex[number & 15];
		number >>= 4;
	}
	line_word(line, text, sizeof(text));
}
