/* SPDX-License-Identifier: MIT */
#include "inventory/scanner.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

char scanner_peek(const struct scanner *scanner)
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

void scanner_skip_space(struct scanner *scanner)
{
	while (scanner->at < scanner->size && is_space(scanner->text[scanner->at])) {
		scanner->at++;
	}
}

/* From the opening quote to behind the closing one. */
void scanner_skip_string(struct scanner *scanner)
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
void scanner_skip_token(struct scanner *scanner)
{
	char c = scanner_peek(scanner);

	if (c == '"') {
		scanner_skip_string(scanner);
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
size_t scanner_escape(const char *text, size_t left, char out[4], size_t *step)
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
