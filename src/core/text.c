/* SPDX-License-Identifier: MIT */
#include "core/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t text_plain_run(enum text_mode mode, const char *text, size_t length)
{
	size_t run = 0;

	for (; run < length; run++) {
		unsigned char c = (unsigned char)text[run];
		if (c < 0x20 || c >= 0x7f || (mode == TEXT_JSON && (c == '"' || c == '\\'))) {
			break;
		}
	}
	return run;
}

/* How long the sequence should be, and the least code point that may be written so long. */
struct lead {
	size_t length;
	long least;
	long bits;
};

static struct lead read_lead(unsigned char first)
{
	if (first < 0x80) {
		return (struct lead) { 1, 0, first };
	}
	if (first >= 0xc2 && first <= 0xdf) {
		return (struct lead) { 2, 0x80, first & 0x1f };
	}
	if (first >= 0xe0 && first <= 0xef) {
		return (struct lead) { 3, 0x800, first & 0x0f };
	}
	if (first >= 0xf0 && first <= 0xf4) {
		return (struct lead) { 4, 0x10000, first & 0x07 };
	}
	return (struct lead) { 0, 0, 0 };
}

long text_decode(const char *text, size_t length, size_t *ret_read)
{
	assert(length > 0);
	struct lead lead = read_lead((unsigned char)text[0]);
	long code_point = lead.bits;

	*ret_read = 1;
	if (lead.length == 0 || lead.length > length) {
		return -1;
	}
	for (size_t i = 1; i < lead.length; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c & 0xc0) != 0x80) {
			return -1;
		}
		code_point = code_point << 6 | (c & 0x3f);
	}
	if (code_point < lead.least || code_point > 0x10ffff ||
	    (code_point >= 0xd800 && code_point <= 0xdfff)) {
		return -1;
	}
	*ret_read = lead.length;
	return code_point;
}

bool text_is_deceptive(long code_point)
{
	static const struct range {
		long first, last;
	} ranges[] = {
		{ 0x0000, 0x001f },   /* C0 */
		{ 0x007f, 0x009f },   /* DEL and C1: 9B begins a control sequence */
		{ 0x00ad, 0x00ad },   /* soft hyphen */
		{ 0x061c, 0x061c },   /* Arabic letter mark */
		{ 0x180e, 0x180e },   /* Mongolian vowel separator */
		{ 0x200b, 0x200f },   /* zero width, LRM, RLM */
		{ 0x2028, 0x202e },   /* line and paragraph separator, embeddings, overrides */
		{ 0x2060, 0x206f },   /* invisible operators, isolates */
		{ 0xfeff, 0xfeff },   /* byte order mark */
		{ 0xfff0, 0xfffb },   /* interlinear annotation */
		{ 0xe0000, 0xe0fff }, /* tags, variation selectors */
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
			return true;
		}
	}
	return false;
}

static size_t escape_json(long code_point, char out[TEXT_ESCAPE_MAX])
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	if (code_point <=
	    0) { /* \u0000 is legal, and many readers and databases refuse the whole line for it */
		code_point = 0xfffd; /* REPLACEMENT CHARACTER */
	}
	for (size_t i = 0; i < sizeof(letters) - 1; i += 2) {
		if (letters[i] == code_point) {
			out[0] = '\\';
			out[1] = letters[i + 1];
			return 2;
		}
	}
	if (code_point < 0x10000) {
		return (size_t)snprintf(out, TEXT_ESCAPE_MAX, "\\u%04lx",
					(unsigned long)code_point);
	}
	unsigned long offset = (unsigned long)code_point - 0x10000;
	return (size_t)snprintf(out, TEXT_ESCAPE_MAX, "\\u%04lx\\u%04lx",
				0xd800 + (offset >> 10), 0xdc00 + (offset & 0x3ff));
}

static size_t escape_terminal(long code_point, unsigned char first, char out[TEXT_ESCAPE_MAX])
{
	if (code_point < 0x80) { /* ASCII, or the octet that is none */
		return (size_t)snprintf(out, TEXT_ESCAPE_MAX, "\\x%02x", (unsigned)first);
	}
	return (size_t)snprintf(out, TEXT_ESCAPE_MAX, "\\u{%lx}", (unsigned long)code_point);
}

size_t text_escape(enum text_mode mode, const char *text, size_t length,
		   char out[TEXT_ESCAPE_MAX], size_t *ret_read)
{
	long code_point = text_decode(text, length, ret_read);
	bool quote = mode == TEXT_JSON && (code_point == '"' || code_point == '\\');
	bool foreign = mode == TEXT_TERMINAL_ASCII && code_point >= 0x80;

	if (code_point >= 0 && !text_is_deceptive(code_point) && !quote && !foreign) {
		memcpy(out, text, *ret_read);
		return *ret_read;
	}
	return mode == TEXT_JSON ? escape_json(code_point, out)
				 : escape_terminal(code_point, (unsigned char)text[0], out);
}
