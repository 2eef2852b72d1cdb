/* SPDX-License-Identifier: MIT */
#include "wire/svcb_text.h"

#include <arpa/inet.h>
#include <assert.h>

#include "wire/cursor.h"

/*
 * SvcParams of SVCB and HTTPS (RFC 9460 2.1, appendix A). Not by ldns: 1.8.3 aborts on some
 * that are crafted so.
 */

struct value {
	const uint8_t *octets;
	size_t length;
};

/* Writes a value, or returns false having written nothing when it is not of the key's form. */
typedef bool put_value(struct wire_text *text, struct value value);

static void put_key(struct wire_text *text, uint16_t key);

static bool put_mandatory(struct wire_text *text, struct value value)
{
	if (value.length == 0 || value.length % 2 != 0) {
		return false;
	}
	for (size_t i = 0; i < value.length; i += 2) {
		wire_text_string(text, i == 0 ? "=" : ",");
		put_key(text, wire_load16(value.octets + i));
	}
	return true;
}

static bool is_list_of_strings(struct value value)
{
	struct wire_reader reader = { .wire = value.octets, .end = value.length };

	while (reader.error == 0 && wire_left(&reader) > 0) {
		size_t length = wire_take8(&reader);

		if (length == 0 || wire_take(&reader, length) == NULL) {
			return false;
		}
	}
	return value.length > 0;
}

/* A comma and a backslash inside an item are escaped for the list, then for the quotes. */
static void put_item(struct wire_text *text, const uint8_t *octets, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (octets[i] == ',' || octets[i] == '\\') {
			wire_text_string(text, "\\\\");
		}
		wire_text_octets(text, WIRE_ESCAPE_QUOTED, octets + i, 1);
	}
}

static bool put_alpn(struct wire_text *text, struct value value)
{
	if (!is_list_of_strings(value)) {
		return false;
	}
	for (size_t i = 0; i < value.length; i += value.octets[i] + (size_t)1) {
		wire_text_string(text, i == 0 ? "=\"" : ",");
		put_item(text, value.octets + i + 1, value.octets[i]);
	}
	wire_text_string(text, "\"");
	return true;
}

static bool put_nothing(struct wire_text *text, struct value value)
{
	(void)text;
	return value.length == 0;
}

static bool put_port(struct wire_text *text, struct value value)
{
	if (value.length != 2) {
		return false;
	}
	wire_text_string(text, "=");
	wire_text_number(text, wire_load16(value.octets));
	return true;
}

static bool put_hints(struct wire_text *text, struct value value, int family, size_t size)
{
	if (value.length == 0 || value.length % size != 0) {
		return false;
	}
	for (size_t i = 0; i < value.length; i += size) {
		wire_text_string(text, i == 0 ? "=" : ",");
		wire_text_address(text, family, value.octets + i);
	}
	return true;
}

static bool put_ipv4hint(struct wire_text *text, struct value value)
{
	return put_hints(text, value, AF_INET, 4);
}

static bool put_ipv6hint(struct wire_text *text, struct value value)
{
	return put_hints(text, value, AF_INET6, 16);
}

static bool put_base64(struct wire_text *text, struct value value)
{
	if (value.length == 0) {
		return false;
	}
	wire_text_string(text, "=");
	wire_text_base64(text, value.octets, value.length);
	return true;
}

static bool put_quoted(struct wire_text *text, struct value value)
{
	if (value.length == 0) {
		return false;
	}
	wire_text_string(text, "=");
	wire_text_quoted(text, value.octets, value.length);
	return true;
}

/* The index is the key. */
static const struct {
	const char *name;
	put_value *put;
} params[] = {
	{ "mandatory", put_mandatory },	    { "alpn", put_alpn },
	{ "no-default-alpn", put_nothing }, { "port", put_port },
	{ "ipv4hint", put_ipv4hint },	    { "ech", put_base64 },
	{ "ipv6hint", put_ipv6hint },	    { "dohpath", put_quoted },
	{ "ohttp", put_nothing },
};

enum {
	PARAMS_COUNT = sizeof(params) / sizeof(params[0])
};

static void put_key(struct wire_text *text, uint16_t key)
{
	if (key < PARAMS_COUNT) {
		wire_text_string(text, params[key].name);
	} else {
		wire_text_string(text, "key");
		wire_text_number(text, key);
	}
}

/* The form for keys that are not known fits all values of all keys. */
static void put_generic(struct wire_text *text, uint16_t key, struct value value)
{
	wire_text_string(text, "key");
	wire_text_number(text, key);
	(void)put_quoted(text, value);
}

void wire_svcb_param_text(struct wire_text *text, const uint8_t *param, size_t length)
{
	uint16_t key = wire_load16(param);
	struct value value = { .octets = param + 4, .length = length - 4 };
	struct wire_text before = *text;

	assert(length == 4U + wire_load16(param + 2));
	if (key < PARAMS_COUNT) {
		put_key(text, key);
		if (params[key].put(text, value)) {
			return;
		}
		*text = before;
	}
	put_generic(text, key, value);
}
