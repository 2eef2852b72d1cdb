/* SPDX-License-Identifier: MIT */
#include "inventory/quote.h"

#include <string.h>

#include "core/text.h"

size_t utf8_length(const char *text, size_t length)
{
	size_t offset = 0, step;

	while (offset < length) {
		if ((unsigned char)text[offset] < 0x80) {
			offset++;
			continue;
		}
		if (text_decode(text + offset, length - offset, &step) < 0) {
			break;
		}
		offset += step;
	}
	return offset;
}

unsigned utf8_column(const char *text, size_t offset)
{
	unsigned column = 1;
	size_t at = 0, step;

	while (at < offset) {
		/* An octet that is no UTF-8 counts as one character. */
		step = text_decode(text + at, offset - at, &step) < 0 ? 1 : step;
		at += step;
		column++;
	}
	return column;
}

const char *quote_part(char out[QUOTE_MAX], const char *text, size_t length)
{
	size_t shown = length <= QUOTE_TEXT_MAX ? length : QUOTE_TEXT_MAX;
	size_t used = 0, offset = 0;

	out[used++] = '"';
	while (offset < shown) {
		char escaped[TEXT_ESCAPE_MAX];
		size_t read = text_plain_run(TEXT_TERMINAL, text + offset, shown - offset);
		size_t written = read;
		const char *from = text + offset;
		if (read == 0) {
			written = text_escape(TEXT_TERMINAL, text + offset, length - offset,
					      escaped, &read);
			from = escaped;
		}
		memcpy(out + used, from, written);
		used += written;
		offset += read;
	}
	if (offset < length) {
		memcpy(out + used, "...", 3);
		used += 3;
	}
	out[used++] = '"';
	out[used] = '\0';
	return out;
}

const char *quote_text(char out[QUOTE_MAX], const char *text)
{
	return quote_part(out, text, strlen(text));
}
