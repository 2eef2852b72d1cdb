/* SPDX-License-Identifier: MIT */
#include "wire/text.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void put(struct wire_text *text, const char *characters, size_t length)
{
	if (text->error != 0 || length >= text->size - text->length) {
		text->error = -ENOSPC;
		return;
	}
	memcpy(text->text + text->length, characters, length);
	text->length += length;
	text->text[text->length] = '\0';
}

void wire_text_string(struct wire_text *text, const char *string)
{
	put(text, string, strlen(string));
}

void wire_text_number(struct wire_text *text, uint32_t number)
{
	char digits[16];
	int length = snprintf(digits, sizeof(digits), "%u", number);

	put(text, digits, (size_t)length);
}

void wire_text_hex(struct wire_text *text, const uint8_t *octets, size_t length)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < length; i++) {
		char pair[2] = { digits[octets[i] >> 4], digits[octets[i] & 15] };

		put(text, pair, sizeof(pair));
	}
}

/* What dig puts a backslash before: in names and bare words all that a zone file would read. */
static const bool escaped[][128] = {
	[WIRE_ESCAPE_NONE] = { [0] = false },
	[WIRE_ESCAPE_QUOTED] = { ['"'] = true, ['\\'] = true },
	[WIRE_ESCAPE_BARE] = { ['"'] = true,
			       ['\\'] = true,
			       ['.'] = true,
			       [';'] = true,
			       ['@'] = true,
			       ['$'] = true,
			       ['('] = true,
			       [')'] = true },
};

static size_t plain_run(const uint8_t *octets, size_t length, enum wire_escape escape)
{
	uint8_t first = escape == WIRE_ESCAPE_BARE ? '!' : ' ';
	size_t run = 0;

	while (run < length && octets[run] >= first && octets[run] < 0x7f &&
	       !escaped[escape][octets[run]]) {
		run++;
	}
	return run;
}

void wire_text_octets(struct wire_text *text, enum wire_escape escape, const void *octets,
		      size_t length)
{
	const uint8_t *at = octets;

	for (size_t left = length; left > 0;) {
		size_t run = plain_run(at, left, escape);

		if (run > 0) {
			put(text, (const char *)at, run);
			at += run;
			left -= run;
			continue;
		}
		char sequence[4] = { '\\', (char)*at };
		if (*at > ' ' && *at < 0x7f) {
			put(text, sequence, 2);
		} else {
			sequence[1] = (char)('0' + *at / 100);
			sequence[2] = (char)('0' + *at / 10 % 10);
			sequence[3] = (char)('0' + *at % 10);
			put(text, sequence, 4);
		}
		at++;
		left--;
	}
}

void wire_text_quoted(struct wire_text *text, const void *octets, size_t length)
{
	wire_text_string(text, "\"");
	wire_text_octets(text, WIRE_ESCAPE_QUOTED, octets, length);
	wire_text_string(text, "\"");
}

void wire_text_base64(struct wire_text *text, const uint8_t *octets, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t second = left > 1 ? octets[i + 1] : 0;
		uint32_t third = left > 2 ? octets[i + 2] : 0;
		uint32_t bits = (uint32_t)octets[i] << 16 | second << 8 | third;
		char group[4] = { digits[bits >> 18], digits[bits >> 12 & 63], '=', '=' };

		if (left > 1) {
			group[2] = digits[bits >> 6 & 63];
		}
		if (left > 2) {
			group[3] = digits[bits & 63];
		}
		put(text, group, sizeof(group));
	}
}

void wire_text_address(struct wire_text *text, int family, const uint8_t *octets)
{
	char address[INET6_ADDRSTRLEN];
	const char *printed = inet_ntop(family, octets, address, sizeof(address));

	assert(printed != NULL);
	wire_text_string(text, printed);
}

void wire_text_name(struct wire_text *text, const struct fd_name *name)
{
	const uint8_t *label = name->wire;

	if (*label == 0) {
		wire_text_string(text, ".");
	}
	for (; *label != 0; label += *label + 1) {
		wire_text_octets(text, WIRE_ESCAPE_BARE, label + 1, *label);
		wire_text_string(text, ".");
	}
}
