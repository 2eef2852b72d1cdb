/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "sink/html/html.h"
#include "sink/sinks.h"

static bool make_room(struct html_out *out, size_t extra)
{
	if (out->error == 0 && out->stream != NULL && out->length >= GATHER_BUFFER) {
		html_flush(out);
	}
	if (out->error != 0) {
		return false;
	}
	if (out->size - out->length >= extra) {
		return true;
	}
	size_t size = out->size == 0 ? 1024 : out->size;
	while (size - out->length < extra) {
		size *= 2;
	}
	char *text = realloc(out->text, size);
	if (text == NULL) {
		out->error = -ENOMEM;
		return false;
	}
	out->text = text;
	out->size = size;
	return true;
}

void html_put(struct html_out *out, const char *octets, size_t length)
{
	if (length > 0 && make_room(out, length)) {
		memcpy(out->text + out->length, octets, length);
		out->length += length;
	}
}

void html_puts(struct html_out *out, const char *text)
{
	html_put(out, text, strlen(text));
}

void html_unsigned(struct html_out *out, uint64_t number)
{
	char digits[TEXT_UNSIGNED_MAX];

	html_put(out, digits, text_unsigned(digits, number));
}

void html_item(struct html_out *out, bool first, uint64_t number)
{
	html_puts(out, first ? "" : ",");
	html_unsigned(out, number);
}

/* Everything that HTML reads inside a block of data begins with `<`; `>` and `&` go the same way, out of caution. */
static const char *escape_of(char octet)
{
	switch (octet) {
	case '<':
		return "\\u003c";
	case '>':
		return "\\u003e";
	case '&':
		return "\\u0026";
	default:
		return NULL;
	}
}

void html_json(struct html_out *out, const char *json, size_t length)
{
	size_t start = 0;

	for (size_t i = 0; i < length; i++) {
		const char *escape = escape_of(json[i]);
		if (escape != NULL) {
			html_put(out, json + start, i - start);
			html_puts(out, escape);
			start = i + 1;
		}
	}
	html_put(out, json + start, length - start);
}

void html_octets(struct html_out *out, const char *text, size_t length)
{
	char escaped[TEXT_ESCAPE_MAX];

	html_put(out, "\"", 1);
	while (length > 0) {
		size_t run = text_plain_run(TEXT_JSON, text, length);
		html_json(out, text, run);
		text += run;
		length -= run;
		if (length > 0) {
			size_t read;
			size_t written = text_escape(TEXT_JSON, text, length, escaped, &read);
			html_json(out, escaped, written);
			text += read;
			length -= read;
		}
	}
	html_put(out, "\"", 1);
}

void html_text(struct html_out *out, const char *text)
{
	if (text == NULL) {
		html_puts(out, "null");
	} else {
		html_octets(out, text, strlen(text));
	}
}

void html_base64(struct html_out *out, const uint8_t *octets, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t three = (uint32_t)octets[i] << 16 |
				 (left > 1 ? (uint32_t)octets[i + 1] << 8 : 0) |
				 (left > 2 ? octets[i + 2] : 0);
		char four[] = { digits[three >> 18], digits[three >> 12 & 63],
				digits[three >> 6 & 63], digits[three & 63] };
		if (left < 3) {
			memset(four + left + 1, '=', 3 - left);
		}
		html_put(out, four, sizeof(four));
	}
}

int html_flush(struct html_out *out)
{
	if (out->error == 0 && out->stream != NULL && out->length > 0) {
		out->error = sink_put(out->stream, out->text, out->length);
		out->length = 0;
	}
	return out->error;
}

void html_out_finish(struct html_out *out)
{
	free(out->text);
	*out = (struct html_out) { 0 };
}
