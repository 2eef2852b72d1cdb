/* SPDX-License-Identifier: MIT */
#include "inventory/idna.h"

#include <errno.h>
#include <idn2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/quote.h"

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789-_"

/* Octets of the separator at `text`: 1 for a dot, 3 for an ideographic full stop, else 0. */
static size_t separator_length(const char *text)
{
	static const char *const stops[] = { "\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1" };

	if (*text == '.') {
		return 1;
	}
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		if (strncmp(text, stops[i], 3) == 0) {
			return 3;
		}
	}
	return 0;
}

struct label {
	size_t length; /* octets of text */
	bool beyond_ascii;
	bool escaped;
};

static struct label label_at(const char *text)
{
	struct label label = { 0 };
	const char *at = text;

	while (*at != '\0' && separator_length(at) == 0) {
		if (*at == '\\' && at[1] != '\0') {
			label.escaped = true;
			at++;
		}
		label.beyond_ascii |= (unsigned char)*at >= 0x80;
		at++;
	}
	label.length = (size_t)(at - text);
	return label;
}

static int convert_label(char ascii[FD_LABEL_MAX + 1], const char *text, size_t length,
			 struct name_fault *ret_fault)
{
	char quote[QUOTE_MAX];
	char label[NAME_ASCII_MAX];
	char *converted = NULL;

	if (length >= sizeof(label)) {
		snprintf(ret_fault->text, sizeof(ret_fault->text), "has a label of %zu octets",
			 length);
		return -EINVAL;
	}
	memcpy(label, text, length);
	label[length] = '\0';
	int r = idn2_lookup_u8((const uint8_t *)label, (uint8_t **)&converted,
			       IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (r == IDN2_MALLOC) {
		return -ENOMEM;
	}
	if (r != IDN2_OK) {
		snprintf(ret_fault->text, sizeof(ret_fault->text),
			 "has the label %s, which IDNA 2008 does not allow: %s",
			 quote_text(quote, label), idn2_strerror(r));
		return -EINVAL;
	}
	size_t ascii_length = strlen(converted);
	/* Some characters are mapped to ASCII ones that no host name has, or to a dot. */
	bool usable = ascii_length > 0 && ascii_length <= FD_LABEL_MAX &&
		      strspn(converted, HOST_CHARACTERS) == ascii_length;
	if (usable) {
		memcpy(ascii, converted, ascii_length + 1);
	} else {
		snprintf(ret_fault->text, sizeof(ret_fault->text),
			 "has the label %s, which IDNA 2008 does not turn into one label",
			 quote_text(quote, label));
	}
	idn2_free(converted);
	return usable ? 0 : -EINVAL;
}

static int put(char out[NAME_ASCII_MAX], size_t *used, const char *text, size_t length)
{
	if (length >= NAME_ASCII_MAX - *used) {
		return -ENAMETOOLONG;
	}
	memcpy(out + *used, text, length);
	*used += length;
	out[*used] = '\0';
	return 0;
}

static int put_label(char out[NAME_ASCII_MAX], size_t *used, const char *text,
		     struct name_fault *ret_fault)
{
	struct label label = label_at(text);
	char ascii[FD_LABEL_MAX + 1];

	if (label.length == 0 && text[0] != '\0') {
		snprintf(ret_fault->text, sizeof(ret_fault->text), "%s",
			 *used == 0 ? NAME_FAULT_FIRST_DOT : NAME_FAULT_TWO_DOTS);
		return -EINVAL;
	}
	if (!label.beyond_ascii) {
		return put(out, used, text, label.length);
	}
	if (label.escaped) {
		snprintf(ret_fault->text, sizeof(ret_fault->text),
			 "mixes an escape and a character beyond ASCII in one label; write "
			 "the label in one of the two ways");
		return -EINVAL;
	}
	int r = convert_label(ascii, text, label.length, ret_fault);
	return r < 0 ? r : put(out, used, ascii, strlen(ascii));
}

int idna_to_ascii(char out[NAME_ASCII_MAX], const char *text, struct name_fault *ret_fault)
{
	size_t used = 0;
	const char *at = text;

	*out = '\0';
	for (;;) {
		int r = put_label(out, &used, at, ret_fault);
		ret_fault->offset = (size_t)(at - text);
		if (r == 0) {
			at += label_at(at).length;
			if (*at == '\0') {
				return 0;
			}
			at += separator_length(at);
			r = put(out, &used, ".", 1);
		}
		if (r == -ENAMETOOLONG) {
			snprintf(ret_fault->text, sizeof(ret_fault->text),
				 "is longer than the 255 octets a name can have");
			return -EINVAL;
		}
		if (r < 0) {
			return r;
		}
	}
}
