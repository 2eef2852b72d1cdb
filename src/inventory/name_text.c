/* SPDX-License-Identifier: MIT */
#include "inventory/name_text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <fleetdig/inventory.h>

#include "inventory/idna.h"
#include "inventory/quote.h"

#define FAULT(fault, ...) snprintf((fault)->text, sizeof((fault)->text), __VA_ARGS__)

/*
 * Octets that the DNS allows but that, unescaped, mean a slip of the pen every time but once in a lifetime. For
 * that once there are escapes, and each message says which.
 */
static const struct suspect {
	char octet;
	const char *means;
} suspects[] = {
	{ ' ', "contains a space; give one name a string, or write \\032" },
	{ '\t', "contains a tab; give one name a string, or write \\009" },
	{ ',', "contains a comma; give one name a line (or a string), or write \\044" },
	{ ';', "contains a semicolon; give one name a line (or a string), or write \\059" },
	{ ':', "contains a colon; give the name without a port, or write \\058" },
	{ '@', "contains \"@\": an e-mail address? give the part behind it, or write \\064" },
	{ '"', "contains a quotation mark; give the bare name, or write \\034" },
	{ '\'', "contains an apostrophe; give the bare name, or write \\039" },
	{ '(', "contains a parenthesis; give the bare name, or write \\040" },
	{ ')', "contains a parenthesis; give the bare name, or write \\041" },
	{ '<', "contains an angle bracket; give the bare name, or write \\060" },
	{ '>', "contains an angle bracket; give the bare name, or write \\062" },
	{ '[',
	  "contains a bracket; an inventory in JSON is an object and begins with {; for the octet itself write \\091" },
	{ ']', "contains a bracket; give the bare name, or write \\093" },
	{ '{',
	  "contains a brace; an inventory in JSON is a file of its own that begins with {; for the octet itself write \\123" },
	{ '}', "contains a brace; give the bare name, or write \\125" },
	{ '=', "contains \"=\"; give the bare name, or write \\061" },
	{ '?', "contains \"?\": part of a URL? give the host name alone, or write \\063" },
};

static bool ends_with(const char *text, const char *ending)
{
	size_t length = strlen(text), ending_length = strlen(ending);

	if (length > 0 && text[length - 1] == '.') {
		length--;
	}
	return length >= ending_length &&
	       strncasecmp(text + length - ending_length, ending, ending_length) == 0;
}

/* RFC 2317 names zones such as 0/25.2.0.192.in-addr.arpa; anywhere else a slash comes from a URL or a path. */
static bool slash_belongs(const char *text)
{
	return ends_with(text, ".in-addr.arpa") || ends_with(text, ".ip6.arpa");
}

static void explain_url(struct name_fault *fault, const char *text)
{
	char quote[QUOTE_MAX];
	const char *host = strstr(text, "://") + 3;
	size_t length = strcspn(host, "/:?#@");

	fault->offset = 0;
	if (length == 0) {
		FAULT(fault, "is a URL; give the host name alone");
		return;
	}
	FAULT(fault, "is a URL; give the host name alone: %s", quote_part(quote, host, length));
}

static void reverse_name(char *out, size_t size, int family, const unsigned char *address)
{
	size_t used = 0;

	if (family == AF_INET) {
		snprintf(out, size, "%u.%u.%u.%u.in-addr.arpa", address[3], address[2],
			 address[1], address[0]);
		return;
	}
	for (int i = 15; i >= 0 && used + 4 < size; i--) {
		used += (size_t)snprintf(out + used, size - used, "%x.%x.", address[i] & 15u,
					 (unsigned)address[i] >> 4);
	}
	snprintf(out + used, size - used, "ip6.arpa");
}

static bool explain_address(struct name_fault *fault, const char *text)
{
	unsigned char address[16];
	char copy[64], reverse[96];
	size_t length = strlen(text);

	if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	if (length >= sizeof(copy)) {
		return false;
	}
	memcpy(copy, text, length);
	copy[length] = '\0';
	int family = strchr(copy, ':') != NULL ? AF_INET6 : AF_INET;
	if (inet_pton(family, copy, address) != 1) {
		return false;
	}
	fault->offset = 0;
	reverse_name(reverse, sizeof(reverse), family, address);
	FAULT(fault,
	      "is an address, expected a name; to learn the name of this address ask %s "
	      "for PTR; to ask a server at it, give it as a resolver",
	      reverse);
	return true;
}

static bool explain_octet(struct name_fault *fault, const char *text, size_t offset)
{
	char c = text[offset];

	fault->offset = offset;
	if (c == '@' && offset == 0) {
		FAULT(fault, "is how dig names a server; here that is -r SERVER");
		return true;
	}
	if ((unsigned char)c < 0x20 || c == 0x7f) {
		FAULT(fault, "contains the control octet 0x%02x; if it is meant, write \\%03d",
		      (unsigned)c, c);
		return true;
	}
	if (c == ',' && text[offset + 1] == '\0') {
		FAULT(fault, "ends with a comma; give the name alone");
		return true;
	}
	if (c == '/' && !slash_belongs(text)) {
		FAULT(fault,
		      "contains a slash; give the host name without a path, or write \\047");
		return true;
	}
	for (size_t i = 0; i < sizeof(suspects) / sizeof(suspects[0]); i++) {
		if (c == suspects[i].octet) {
			FAULT(fault, "%s", suspects[i].means);
			return true;
		}
	}
	return false;
}

static bool is_something_else(struct name_fault *fault, const char *text)
{
	fault->offset = 0;
	if (*text == '\0') {
		FAULT(fault, "is empty, expected a name (the root is \".\")");
		return true;
	}
	if (strstr(text, "://") != NULL) {
		explain_url(fault, text);
		return true;
	}
	if (explain_address(fault, text)) {
		return true;
	}
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (text[i] == '\\' && text[i + 1] != '\0') {
			i++;
		} else if (explain_octet(fault, text, i)) {
			return true;
		}
	}
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Octets of text of the escape at `text`, or 0 when it is a bad one. */
static size_t escape_length(const char *text)
{
	if (text[1] == '\0') {
		return 0;
	}
	if (!is_digit(text[1])) {
		return 2;
	}
	if (!is_digit(text[2]) || !is_digit(text[3])) {
		return 0;
	}
	return (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0') <= 255 ? 4 : 0;
}

/* The codec said no without saying where: walk the same way once more, for a person. */
static void explain_form(struct name_fault *fault, const char *text)
{
	char quote[QUOTE_MAX];
	size_t at = 0;

	while (text[at] != '\0') {
		size_t start = at, octets = 0;
		fault->offset = start;
		for (; text[at] != '\0' && text[at] != '.'; octets++) {
			size_t step = text[at] == '\\' ? escape_length(text + at) : 1;
			if (step == 0) {
				fault->offset = at;
				FAULT(fault, "has a bad escape; \\DDD takes three digits, "
					     "at most \\255");
				return;
			}
			at += step;
		}
		if (octets == 0) {
			FAULT(fault, "%s",
			      start == 0 ? NAME_FAULT_FIRST_DOT : NAME_FAULT_TWO_DOTS);
			return;
		}
		if (octets > FD_LABEL_MAX) {
			FAULT(fault, "has the label %s of %zu octets; a label has at most %d",
			      quote_part(quote, text + start, at - start), octets,
			      FD_LABEL_MAX);
			return;
		}
		at += text[at] == '.';
	}
	fault->offset = 0;
	FAULT(fault, "is longer than the 255 octets a name can have");
}

/* Letters, hyphens and underscores with digits and dots need no second look: nearly every name. */
static bool is_plain(const char *text)
{
	bool any_letter = false;

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		bool letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_';
		if (!letter && c != '.' && !is_digit(*text)) {
			return false;
		}
		any_letter |= letter;
	}
	return any_letter;
}

static bool is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80) {
		text++;
	}
	return *text == '\0';
}

int fd_inventory_name(struct fd_name *ret_name, const char *text, char why[256])
{
	struct name_fault fault;
	char quote[QUOTE_MAX];

	why[0] = '\0';
	int r = name_read(ret_name, text, &fault);
	if (r == -EINVAL) {
		snprintf(why, 256, "%s ", quote_text(quote, text));
		strncat(why, fault.text, 255 - strlen(why));
	}
	return r;
}

int name_read(struct fd_name *ret_name, const char *text, struct name_fault *ret_fault)
{
	char ascii[NAME_ASCII_MAX];
	const char *form = text;
	int r;

	if (!is_plain(text)) {
		if (is_something_else(ret_fault, text)) {
			return -EINVAL;
		}
		if (!is_ascii(text)) {
			r = idna_to_ascii(ascii, text, ret_fault);
			if (r < 0) {
				return r;
			}
			form = ascii;
		}
	}
	r = fd_name_parse(ret_name, form);
	if (r < 0) {
		explain_form(ret_fault, form);
		ret_fault->offset = form == text ? ret_fault->offset : 0;
		return -EINVAL;
	}
	return 0;
}
