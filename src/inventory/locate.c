/* SPDX-License-Identifier: MIT */
#include "inventory/locate.h"

#include <stdint.h>
#include <string.h>

#include "inventory/quote.h"

struct scanner {
	const char *text;
	size_t size;
	size_t at;
};

static char peek(const struct scanner *scanner)
{
	if (scanner->at >= scanner->size) {
		return '\0';
	}
	return scanner->text[scanner->at];
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(struct scanner *scanner)
{
	while (scanner->at < scanner->size && is_space(scanner->text[scanner->at])) {
		scanner->at++;
	}
}

/* From the opening quote to behind the closing one. */
static void skip_string(struct scanner *scanner)
{
	scanner->at++;
	while (scanner->at < scanner->size && scanner->text[scanner->at] != '"') {
		scanner->at += scanner->text[scanner->at] == '\\' ? 2 : 1;
	}
	scanner->at = scanner->at < scanner->size ? scanner->at + 1 : scanner->size;
}

static bool ends_scalar(char c)
{
	return is_space(c) || c == ',' || c == ']' || c == '}' || c == ':';
}

/* One token: a string, a bracket, a comma, or a bare word. Always moves on. */
static void skip_token(struct scanner *scanner)
{
	char c = peek(scanner);

	if (c == '"') {
		skip_string(scanner);
		return;
	}
	scanner->at++;
	if (c == '{' || c == '[' || ends_scalar(c)) {
		return;
	}
	while (scanner->at < scanner->size && !ends_scalar(scanner->text[scanner->at])) {
		scanner->at++;
	}
}

/* A value with everything in it: brackets are counted, so depth costs nothing. */
static void skip_value(struct scanner *scanner)
{
	size_t depth = 0;

	skip_space(scanner);
	while (scanner->at < scanner->size) {
		char c = peek(scanner);
		if (c == '{' || c == '[') {
			depth++;
		} else if (c == '}' || c == ']') {
			if (depth == 0) {
				return; /* the end of what holds us: no value here */
			}
			depth--;
		}
		skip_token(scanner);
		if (depth == 0) {
			return;
		}
		skip_space(scanner);
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind \u, or -1. */
static int32_t hex_unit(const char *text, size_t left)
{
	int32_t unit = 0;

	if (left < 4) {
		return -1;
	}
	for (size_t i = 0; i < 4; i++) {
		int digit = hex_digit(text[i]);
		if (digit < 0) {
			return -1;
		}
		unit = unit << 4 | digit;
	}
	return unit;
}

static size_t put_utf8(char out[4], uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

/* The character an escape stands for (RFC 8259 7); *step is the octets it takes. 0 octets out for a bad one. */
static size_t read_escape(const char *text, size_t left, char out[4], size_t *step)
{
	static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";

	*step = 2;
	if (left < 2) {
		return 0;
	}
	const char *letter = memchr(letters, text[1], sizeof(letters) - 1);
	if (letter != NULL) {
		out[0] = values[letter - letters];
		return 1;
	}
	int32_t high = text[1] == 'u' ? hex_unit(text + 2, left - 2) : -1;
	if (high < 0) {
		return 0;
	}
	*step = 6;
	if (high < 0xd800 || high > 0xdbff) {
		return put_utf8(out, (uint32_t)high);
	}
	int32_t low = left >= 12 && text[6] == '\\' && text[7] == 'u'
			      ? hex_unit(text + 8, left - 8)
			      : -1;
	if (low < 0xdc00 || low > 0xdfff) {
		return 0;
	}
	*step = 12;
	return put_utf8(out,
			0x10000 + ((uint32_t)(high - 0xd800) << 10) + (uint32_t)(low - 0xdc00));
}

/* Whether the text between two quotes spells this key. */
static bool spells(const char *text, size_t length, const char *key)
{
	size_t at = 0;

	while (at < length) {
		char octets[4] = { text[at] };
		size_t step = 1, count = 1;
		if (text[at] == '\\') {
			count = read_escape(text + at, length - at, octets, &step);
		}
		/* No key of ours holds a NUL, and its own must not be taken for one. */
		if (count == 0 || octets[0] == '\0' || strncmp(key, octets, count) != 0) {
			return false;
		}
		key += count;
		at += step;
	}
	return *key == '\0' && at == length;
}

/* Inside an object, before a member: its key is read, and the scanner stands before the value. */
static bool next_member(struct scanner *scanner, size_t *ret_key, size_t *ret_length)
{
	skip_space(scanner);
	if (peek(scanner) == ',') {
		scanner->at++;
		skip_space(scanner);
	}
	if (peek(scanner) != '"') {
		return false;
	}
	*ret_key = scanner->at;
	skip_string(scanner);
	*ret_length = scanner->at - *ret_key >= 2 ? scanner->at - *ret_key - 2 : 0;
	skip_space(scanner);
	if (peek(scanner) != ':') {
		return false;
	}
	scanner->at++;
	skip_space(scanner);
	return true;
}

/* From the value the scanner stands at to its member; *key is where the key stands. */
static bool enter_member(struct scanner *scanner, const char *name, size_t *key)
{
	size_t key_at, length;

	if (peek(scanner) != '{') {
		return false;
	}
	scanner->at++;
	while (next_member(scanner, &key_at, &length)) {
		if (spells(scanner->text + key_at + 1, length, name)) {
			*key = key_at;
			return true;
		}
		skip_value(scanner);
	}
	return false;
}

static bool enter_element(struct scanner *scanner, size_t index)
{
	if (peek(scanner) != '[') {
		return false;
	}
	scanner->at++;
	skip_space(scanner);
	for (size_t i = 0; i < index; i++) {
		skip_value(scanner);
		skip_space(scanner);
		if (peek(scanner) != ',') {
			return false;
		}
		scanner->at++;
		skip_space(scanner);
	}
	return scanner->at < scanner->size && peek(scanner) != ']';
}

static struct location position(const char *text, size_t offset)
{
	struct location location = { .line = 1 };
	size_t line_start = 0;

	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			location.line++;
			line_start = i + 1;
		}
	}
	location.column = utf8_column(text + line_start, offset - line_start);
	return location;
}

struct location locate(const char *text, size_t size, const struct locate_step *steps,
		       size_t count, bool at_key)
{
	struct scanner scanner = { .text = text, .size = size };

	skip_space(&scanner);
	size_t found = scanner.at;
	for (size_t i = 0; i < count; i++) {
		size_t key = 0;
		bool entered = steps[i].key != NULL ? enter_member(&scanner, steps[i].key, &key)
						    : enter_element(&scanner, steps[i].index);
		if (!entered) {
			break;
		}
		bool last = i + 1 == count;
		found = last && at_key && steps[i].key != NULL ? key : scanner.at;
	}
	return position(text, found < size ? found : size);
}
