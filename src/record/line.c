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
	if (line->size - line->length >= extra) {
		return true;
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

/* Digits are made from the right into the end of a small buffer. */
static char *digits_before(char *end, uint64_t number)
{
	do {
		*--end = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return end;
}

void line_unsigned(struct fd_line *line, uint64_t number)
{
	char digits[20];
	char *end = digits + sizeof(digits), *start = digits_before(end, number);

	line_put(line, start, (size_t)(end - start));
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
	char digits[20];
	char *end = digits + sizeof(digits), *start = digits_before(end, number);

	while ((size_t)(end - start) < width) {
		*--start = '0';
	}
	line_put(line, start, (size_t)(end - start));
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

/* The date of a day since 1970, by counting from 1 March 0000, where leap days come last in their cycles. */
static void put_date(struct fd_line *line, uint64_t day)
{
	uint64_t since = day + 719468;
	uint64_t era = since / 146097, of_era = since % 146097;
	uint64_t year_of_era =
		(of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	uint64_t shifted = (5 * of_year + 2) / 153; /* 0 is March */
	uint64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
	uint64_t year = year_of_era + era * 400 + (month <= 2);

	put_padded(line, year, 4);
	LINE_LITERAL(line, "-");
	put_padded(line, month, 2);
	LINE_LITERAL(line, "-");
	put_padded(line, of_year - (153 * shifted + 2) / 5 + 1, 2);
}

void line_time(struct fd_line *line, int64_t us)
{
	uint64_t at = us < 0 ? 0 : (uint64_t)us;
	uint64_t seconds = at / 1000000, of_day = seconds % 86400;

	LINE_LITERAL(line, "\"");
	put_date(line, seconds / 86400);
	LINE_LITERAL(line, "T");
	put_padded(line, of_day / 3600, 2);
	LINE_LITERAL(line, ":");
	put_padded(line, of_day / 60 % 60, 2);
	LINE_LITERAL(line, ":");
	put_padded(line, of_day % 60, 2);
	LINE_LITERAL(line, ".");
	put_padded(line, at % 1000000, 6);
	LINE_LITERAL(line, "Z\"");
}

void line_octets(struct fd_line *line, const void *text, size_t length)
{
	const char *at = text;

	LINE_LITERAL(line, "\"");
	while (length > 0) {
		size_t read = text_plain_run(TEXT_JSON, at, length);
		if (read > 0) {
			line_put(line, at, read);
		} else {
			char escaped[TEXT_ESCAPE_MAX];
			size_t written = text_escape(TEXT_JSON, at, length, escaped, &read);
			line_put(line, escaped, written);
		}
		at += read;
		length -= read;
	}
	LINE_LITERAL(line, "\"");
}

void line_text(struct fd_line *line, const char *text)
{
	if (text == NULL) {
		LINE_LITERAL(line, "null");
	} else {
		line_octets(line, text, strlen(text));
	}
}

/*
 * Presentation forms are made in place, at the end of the line, and are ASCII: only quotes and backslashes need one more
 * octet. `length` octets stand behind the line's end.
 */
static void take_presentation(struct fd_line *line, size_t length)
{
	char *text = line->text + line->length;
	size_t specials = 0;

	for (size_t i = 0; i < length; i++) {
		specials += text[i] == '"' || text[i] == '\\';
	}
	if (specials == 0) {
		line->length += length;
		return;
	}
	/* What was made lies behind the line's length: it counts while the line grows. */
	line->length += length;
	bool room = line_reserve(line, specials);
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

void line_name(struct fd_line *line, const struct fd_name *name)
{
	LINE_LITERAL(line, "\"");
	if (line_reserve(line, FD_NAME_TEXT_MAX)) {
		take_presentation(line, fd_name_text(line->text + line->length, name));
	}
	LINE_LITERAL(line, "\"");
}

void line_rdata(struct fd_line *line, const struct fd_message *message,
		const struct fd_record_view *record)
{
	int length = -ENOSPC;

	LINE_LITERAL(line, "\"");
	for (size_t room = RDATA_TEXT_FIRST; length == -ENOSPC && room / 8 < RDATA_TEXT_MAX;
	     room *= 8) {
		if (!line_reserve(line, room)) {
			return;
		}
		length = fd_rdata_text(line->text + line->length, room, message, record);
	}
	if (length > 0) {
		take_presentation(line, (size_t)length);
	}
	LINE_LITERAL(line, "\"");
}

void line_base64(struct fd_line *line, const uint8_t *octets, size_t length)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t written = (length + 2) / 3 * 4;

	if (!line_reserve(line, written + 2)) {
		return;
	}
	char *to = line->text + line->length;
	*to++ = '"';
	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		unsigned group = (unsigned)octets[i] << 16 |
				 (left > 1 ? (unsigned)octets[i + 1] << 8 : 0) |
				 (left > 2 ? (unsigned)octets[i + 2] : 0);
		*to++ = alphabet[group >> 18];
		*to++ = alphabet[group >> 12 & 63];
		*to++ = '=';
		*to++ = '=';
		if (left > 1) {
			to[-2] = alphabet[group >> 6 & 63];
		}
		if (left > 2) {
			to[-1] = alphabet[group & 63];
		}
	}
	*to++ = '"';
	line->length += written + 2;
}

void line_hex64(struct fd_line *line, uint64_t number)
{
	static const char hex[] = "0123456789abcdef";
	char text[18];

	text[0] = text[17] = '"';
	for (int i = 16; i > 0; i--) {
		text[i] = hex[number & 15];
		number >>= 4;
	}
	line_put(line, text, sizeof(text));
}
