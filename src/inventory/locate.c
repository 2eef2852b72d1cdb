/* SPDX-License-Identifier: MIT */
#include "inventory/locate.h"

#include <stdint.h>
#include <string.h>

#include "inventory/quote.h"
#include "inventory/scanner.h"

/* A value with everything in it: brackets are counted, so depth costs nothing. */
static void skip_value(struct scanner *scanner)
{
	size_t depth = 0;

	scanner_skip_space(scanner);
	while (scanner->at < scanner->size) {
		char c = scanner_peek(scanner);
		if (c == '{' || c == '[') {
			depth++;
		} else if (c == '}' || c == ']') {
			if (depth == 0) {
				return; /* the end of what holds us: no value here */
			}
			depth--;
		}
		scanner_skip_token(scanner);
		if (depth == 0) {
			return;
		}
		scanner_skip_space(scanner);
	}
}

/* Whether the text between two quotes spells this key. */
static bool spells(const char *text, size_t length, const char *key)
{
	size_t at = 0;

	while (at < length) {
		char octets[4] = { text[at] };
		size_t step = 1, count = 1;
		if (text[at] == '\\') {
			count = scanner_escape(text + at, length - at, octets, &step);
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
	scanner_skip_space(scanner);
	if (scanner_peek(scanner) == ',') {
		scanner->at++;
		scanner_skip_space(scanner);
	}
	if (scanner_peek(scanner) != '"') {
		return false;
	}
	*ret_key = scanner->at;
	scanner_skip_string(scanner);
	*ret_length = scanner->at - *ret_key >= 2 ? scanner->at - *ret_key - 2 : 0;
	scanner_skip_space(scanner);
	if (scanner_peek(scanner) != ':') {
		return false;
	}
	scanner->at++;
	scanner_skip_space(scanner);
	return true;
}

/* From the value the scanner stands at to its member; *key is where the key stands. */
static bool enter_member(struct scanner *scanner, const char *name, size_t *key)
{
	size_t key_at, length;

	if (scanner_peek(scanner) != '{') {
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
	if (scanner_peek(scanner) != '[') {
		return false;
	}
	scanner->at++;
	scanner_skip_space(scanner);
	for (size_t i = 0; i < index; i++) {
		skip_value(scanner);
		scanner_skip_space(scanner);
		if (scanner_peek(scanner) != ',') {
			return false;
		}
		scanner->at++;
		scanner_skip_space(scanner);
	}
	return scanner->at < scanner->size && scanner_peek(scanner) != ']';
}

struct location locate_offset(const char *text, size_t offset)
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

	scanner_skip_space(&scanner);
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
	return locate_offset(text, found < size ? found : size);
}
