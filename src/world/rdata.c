/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "world/text.h"

/*
 * How a type's RDATA is written: a letter a word. 4 and 6 addresses, n name, b h w numbers of 8, 16 and 32 bits,
 * s string, S strings to the end, v octets without length to the end of the word, x hex to the end.
 */
static const struct form {
	uint16_t type;
	const char *letters;
	const char *expected;
} forms[] = {
	{ FD_TYPE_A, "4", "an IPv4 address" },
	{ FD_TYPE_AAAA, "6", "an IPv6 address" },
	{ FD_TYPE_NS, "n", "a name" },
	{ FD_TYPE_CNAME, "n", "a name" },
	{ FD_TYPE_DNAME, "n", "a name" },
	{ FD_TYPE_PTR, "n", "a name" },
	{ FD_TYPE_MX, "hn", "a preference and a name" },
	{ FD_TYPE_SRV, "hhhn", "priority, weight, port and a name" },
	{ FD_TYPE_TXT, "S", "strings" },
	{ FD_TYPE_CAA, "bsv", "flags, a tag and a value" },
	{ FD_TYPE_SOA, "nnwwwww", "two names and five numbers" },
	{ FD_TYPE_DS, "hbbx", "tag, algorithm, digest type and hex digest" },
};

struct output {
	uint8_t *bytes;
	size_t size, length;
};

static bool put(struct output *output, const void *bytes, size_t length)
{
	if (output->size - output->length < length) {
		return false;
	}
	memcpy(output->bytes + output->length, bytes, length);
	output->length += length;
	return true;
}

static bool put_number(struct output *output, const char *word, unsigned octets)
{
	int64_t number;
	uint8_t bytes[4];

	if (!parse_number(&number, word, (INT64_C(1) << 8 * octets) - 1)) {
		return false;
	}
	for (unsigned i = 0; i < octets; i++) {
		bytes[i] = (uint8_t)(number >> 8 * (octets - 1 - i));
	}
	return put(output, bytes, octets);
}

static bool put_string(struct output *output, const char *word)
{
	size_t length = strlen(word);
	uint8_t octet = (uint8_t)length;

	return length <= 255 && put(output, &octet, 1) && put(output, word, length);
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c);

	return at == NULL ? -1 : (int)(at - digits);
}

static bool put_hex(struct output *output, const char *word)
{
	for (; word[0] != '\0'; word += 2) {
		int high = hex_value(word[0]);
		int low = high < 0 ? -1 : hex_value(word[1]);
		uint8_t octet = (uint8_t)(high * 16 + low);
		if (low < 0 || !put(output, &octet, 1)) {
			return false;
		}
	}
	return true;
}

int rdata_name(struct fd_name *ret_name, const char *text, const struct fd_name *origin)
{
	size_t length = strlen(text);
	struct fd_name name;

	if (origin != NULL && strcmp(text, "@") == 0) {
		*ret_name = *origin;
		return 0;
	}
	int r = fd_name_parse(&name, text);
	if (r < 0) {
		return r;
	}
	if (origin != NULL && text[length - 1] != '.') {
		if (name.length - 1u + origin->length > FD_NAME_MAX) {
			return -ENAMETOOLONG;
		}
		memcpy(name.wire + name.length - 1, origin->wire, origin->length);
		name.length = (uint8_t)(name.length - 1 + origin->length);
	}
	*ret_name = name;
	return 0;
}

static bool put_word(struct output *output, char letter, const char *word,
		     const struct fd_name *origin)
{
	struct fd_name name;
	uint8_t address[16];

	switch (letter) {
	case '4':
		return inet_pton(AF_INET, word, address) == 1 && put(output, address, 4);
	case '6':
		return inet_pton(AF_INET6, word, address) == 1 && put(output, address, 16);
	case 'n':
		return rdata_name(&name, word, origin) == 0 &&
		       put(output, name.wire, name.length);
	case 'b':
		return put_number(output, word, 1);
	case 'h':
		return put_number(output, word, 2);
	case 'w':
		return put_number(output, word, 4);
	case 'v':
		return put(output, word, strlen(word));
	case 'x':
		return put_hex(output, word);
	default:
		return put_string(output, word);
	}
}

static int read_generic(struct output *output, char *const *words, size_t count)
{
	int64_t length;

	if (count < 2 || !parse_number(&length, words[1], 65535)) {
		return -1;
	}
	for (size_t i = 2; i < count; i++) {
		if (!put_hex(output, words[i])) {
			return -1;
		}
	}
	return (int64_t)output->length == length ? (int)length : -1;
}

static const struct form *form_of(uint16_t type)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (forms[i].type == type) {
			return &forms[i];
		}
	}
	return NULL;
}

const char *rdata_expected(uint16_t type)
{
	const struct form *form = form_of(type);

	return form == NULL ? "\\# LENGTH HEX" : form->expected;
}

int rdata_read(struct rdata *ret_rdata, uint16_t type, char *const *words, size_t count,
	       const struct fd_name *origin)
{
	struct output output = { .bytes = ret_rdata->bytes, .size = sizeof(ret_rdata->bytes) };
	const struct form *form = form_of(type);

	if (count > 0 && strcmp(words[0], "\\#") == 0) {
		return read_generic(&output, words, count);
	}
	if (form == NULL) {
		return -1;
	}
	size_t letters = strlen(form->letters);
	char last = form->letters[letters - 1];
	bool is_open = last == 'S' || last == 'x';
	if (count < letters || (count > letters && !is_open)) {
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		char letter = last;
		if (i < letters) {
			letter = form->letters[i];
		}
		if (!put_word(&output, letter, words[i], origin)) {
			return -1;
		}
	}
	return (int)output.length;
}
