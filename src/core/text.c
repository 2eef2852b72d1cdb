/* SPDX-License-Identifier: MIT */
#include "core/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define EACH(octet) (UINT64_C(0x0101010101010101) * (octet))

/* Non-zero when any of the eight octets is zero. */
static uint64_t any_zero(uint64_t octets)
{
	return (octets - EACH(1)) & ~octets & EACH(0x80);
}

/* All eight octets go out as they are. */
static bool eight_are_plain(enum text_mode mode, const char *text)
{
	uint64_t octets;

	memcpy(&octets, text, sizeof(octets));
	uint64_t special = octets | any_zero(octets ^ EACH(0x7f)); /* not ASCII, or DEL */
	special |= (octets - EACH(0x20)) & ~octets;		   /* below the blank */
	if (mode == TEXT_JSON) {
		special |= any_zero(octets ^ EACH('"')) | any_zero(octets ^ EACH('\\'));
	}
	return (special & EACH(0x80)) == 0;
}

size_t text_plain_run(enum text_mode mode, const char *text, size_t length)
{
	size_t run = 0;

	while (length - run >= 8 && eight_are_plain(mode, text + run)) {
		run += 8;
	}
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

size_t text_append(char *text, size_t size, size_t length, const char *format,
		   va_list arguments)
{
	size_t room = size - length;
	int added = vsnprintf(text + length, room, format, arguments);

	if (added < 0) {
		return length;
	}
	return length + ((size_t)added < room ? (size_t)added : room - 1);
}

/* ---- numbers -------------------------------------------------------------------------------- */

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
			    "25262728293031323334353637383940414243444546474849"
			    "50515253545556575859606162636465666768697071727374"
			    "75767778798081828384858687888990919293949596979899";

void text_grouped(char out[TEXT_GROUPED_SIZE], uint64_t number)
{
	char digits[TEXT_UNSIGNED_MAX];
	size_t length = text_unsigned(digits, number), at = 0;

	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0) {
			out[at++] = ',';
		}
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

void text_padded(char *out, uint64_t number, unsigned width)
{
	assert(width <= TEXT_UNSIGNED_MAX);
	for (; width >= 2; width -= 2) {
		memcpy(out + width - 2, pairs + number % 100 * 2, 2);
		number /= 100;
	}
	if (width > 0) {
		*out = (char)('0' + number % 10);
	}
}

size_t text_unsigned(char out[TEXT_UNSIGNED_MAX], uint64_t number)
{
	static const uint64_t powers[] = {
		UINT64_C(10),
		UINT64_C(100),
		UINT64_C(1000),
		UINT64_C(10000),
		UINT64_C(100000),
		UINT64_C(1000000),
		UINT64_C(10000000),
		UINT64_C(100000000),
		UINT64_C(1000000000),
		UINT64_C(10000000000),
		UINT64_C(100000000000),
		UINT64_C(1000000000000),
		UINT64_C(10000000000000),
		UINT64_C(100000000000000),
		UINT64_C(1000000000000000),
		UINT64_C(10000000000000000),
		UINT64_C(100000000000000000),
		UINT64_C(1000000000000000000),
		UINT64_C(10000000000000000000),
	};
	unsigned width = 1;

	while (width < TEXT_UNSIGNED_MAX && number >= powers[width - 1]) {
		width++;
	}
	text_padded(out, number, width);
	return width;
}

static size_t put_octet(char *out, uint8_t octet)
{
	unsigned width = 1U + (octet >= 10) + (octet >= 100);

	text_padded(out, octet, width);
	return width;
}

size_t text_ipv4(char out[TEXT_IPV4_MAX], const uint8_t address[4])
{
	size_t length = 0;

	for (unsigned i = 0; i < 4; i++) {
		if (i > 0) {
			out[length++] = '.';
		}
		length += put_octet(out + length, address[i]);
	}
	return length;
}

/* The first longest run of zero groups, where it is longer than one. */
struct zeros {
	unsigned start, count;
};

static struct zeros find_zeros(const uint16_t groups[8])
{
	struct zeros best = { 8, 0 };

	for (unsigned i = 0; i < 8; i++) {
		unsigned count = 0;
		while (i + count < 8 && groups[i + count] == 0) {
			count++;
		}
		if (count > best.count && count > 1) {
			best = (struct zeros) { i, count };
		}
		i += count;
	}
	return best;
}

static size_t put_hex(char *out, uint16_t group)
{
	static const char hex[] = "0123456789abcdef";
	size_t length = 0;

	for (int shift = 12; shift >= 0; shift -= 4) {
		if (length > 0 || group >> shift != 0 || shift == 0) {
			out[length++] = hex[group >> shift & 15];
		}
	}
	return length;
}

size_t text_ipv6(char out[TEXT_IPV6_MAX], const uint8_t address[16])
{
	uint16_t groups[8];
	size_t length = 0;

	for (size_t i = 0; i < 8; i++) {
		groups[i] = (uint16_t)(address[2 * i] << 8 | address[2 * i + 1]);
	}
	struct zeros zeros = find_zeros(groups);
	/* ::192.0.2.1 and ::ffff:192.0.2.1 (RFC 5952 5) */
	bool mixed = zeros.start == 0 &&
		     (zeros.count == 6 || (zeros.count == 5 && groups[5] == 0xffff));

	for (unsigned i = 0; i < (mixed ? 6 : 8); i++) {
		if (i == zeros.start) {
			out[length++] = ':';
			i += zeros.count - 1;
			continue;
		}
		if (i > 0) {
			out[length++] = ':';
		}
		length += put_hex(out + length, groups[i]);
	}
	if (mixed) {
		out[length++] = ':';
		return length + text_ipv4(out + length, address + 12);
	}
	if (zeros.start + zeros.count == 8 && zeros.count > 0) {
		out[length++] = ':';
	}
	return length;
}
