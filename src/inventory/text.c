/* SPDX-License-Identifier: MIT */
#include "inventory/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The length of the sequence at `text`, or 0 when it is not well formed: overlong, a surrogate, cut short… */
static size_t sequence_length(const unsigned char *text, size_t left)
{
	static const struct {
		unsigned char first_low, first_high, second_low, second_high, length;
	} forms[] = {
		/* Table 3-7 of the Unicode standard. */
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	if (text[0] < 0x80) {
		return 1;
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (text[0] < forms[i].first_low || text[0] > forms[i].first_high) {
			continue;
		}
		size_t length = forms[i].length;
		if (length > left || text[1] < forms[i].second_low ||
		    text[1] > forms[i].second_high) {
			return 0;
		}
		for (size_t k = 2; k < length; k++) {
			if ((text[k] & 0xc0) != 0x80) {
				return 0;
			}
		}
		return length;
	}
	return 0;
}

size_t text_utf8_length(const char *text, size_t length)
{
	size_t offset = 0;

	while (offset < length) {
		size_t step =
			sequence_length((const unsigned char *)text + offset, length - offset);
		if (step == 0) {
			break;
		}
		offset += step;
	}
	return offset;
}

unsigned text_column(const char *text, size_t offset)
{
	unsigned column = 1;
	size_t at = 0;

	while (at < offset) {
		size_t step = sequence_length((const unsigned char *)text + at, offset - at);
		at += step == 0 ? 1 : step;
		column++;
	}
	return column;
}

/* Terminals obey C0, DEL and C1; the bidirectional controls can make a line read as another. */
static bool is_hazard(const unsigned char *text, size_t length)
{
	if (length == 1) {
		return text[0] < 0x20 || text[0] == 0x7f;
	}
	if (length == 2) {
		return text[0] == 0xc2 && text[1] < 0xa0;
	}
	if (length != 3 || text[0] != 0xe2) {
		return false;
	}
	return (text[1] == 0x80 && ((text[2] >= 0x8b && text[2] <= 0x8f) ||
				    (text[2] >= 0xa8 && text[2] <= 0xae))) ||
	       (text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9);
}

static size_t put_escaped(char *out, const unsigned char *text, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		out[used++] = '\\';
		out[used++] = 'x';
		out[used++] = digits[text[i] >> 4];
		out[used++] = digits[text[i] & 15];
	}
	return used;
}

const char *text_quote_part(char out[QUOTE_MAX], const char *text, size_t length)
{
	size_t shown = length <= QUOTE_TEXT_MAX ? length : QUOTE_TEXT_MAX;
	size_t used = 0, offset = 0;

	out[used++] = '"';
	while (offset < shown) {
		const unsigned char *at = (const unsigned char *)text + offset;
		size_t step = sequence_length(at, length - offset);
		if (step > shown - offset) {
			break; /* the cut falls inside a character */
		}
		if (step == 0 || is_hazard(at, step)) {
			step = step == 0 ? 1 : step;
			used += put_escaped(out + used, at, step);
		} else {
			memcpy(out + used, at, step);
			used += step;
		}
		offset += step;
	}
	if (offset < length) {
		memcpy(out + used, "...", 3);
		used += 3;
	}
	out[used++] = '"';
	out[used] = '\0';
	return out;
}

const char *text_quote(char out[QUOTE_MAX], const char *text)
{
	return text_quote_part(out, text, strlen(text));
}
