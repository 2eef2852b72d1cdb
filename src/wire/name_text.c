/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "wire/name.h"
#include "wire/text.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One octet of a label, escapes undone; *text moves behind it. */
static int parse_octet(uint8_t *ret_octet, const char **text)
{
	const char *at = *text;

	if (*at != '\\') {
		*ret_octet = (uint8_t)*at;
		*text = at + 1;
		return 0;
	}
	at++;
	if (*at == '\0') {
		return -EINVAL;
	}
	if (!is_digit(*at)) {
		*ret_octet = (uint8_t)*at;
		*text = at + 1;
		return 0;
	}
	if (!is_digit(at[1]) || !is_digit(at[2])) {
		return -EINVAL;
	}
	int value = (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
	if (value > UINT8_MAX) {
		return -EINVAL;
	}
	*ret_octet = (uint8_t)value;
	*text = at + 3;
	return 0;
}

/* Appends the label that *text starts with, *text then at the dot or the end behind it. */
static int parse_label(struct fd_name *name, const char **text)
{
	uint8_t label[FD_LABEL_MAX];
	size_t length = 0;

	while (**text != '\0' && **text != '.') {
		uint8_t octet;
		int r = parse_octet(&octet, text);

		if (r < 0) {
			return r;
		}
		if (length == sizeof(label)) {
			return -ENAMETOOLONG;
		}
		label[length++] = octet;
	}
	if (length == 0) {
		return -EINVAL;
	}
	if (name->length + 1 + length + 1 > FD_NAME_MAX) {
		return -ENAMETOOLONG;
	}
	name->wire[name->length] = (uint8_t)length;
	memcpy(name->wire + name->length + 1, label, length);
	name->length = (uint8_t)(name->length + 1 + length);
	return 0;
}

int fd_name_parse(struct fd_name *ret_name, const char *text)
{
	struct fd_name name;

	name.length = 0;
	if (strcmp(text, ".") == 0) {
		text++;
	} else if (*text == '\0') {
		return -EINVAL;
	}
	while (*text != '\0') {
		int r = parse_label(&name, &text);

		if (r < 0) {
			return r;
		}
		if (*text == '.') {
			text++;
		}
	}
	name.wire[name.length++] = 0;
	ret_name->length = name.length;
	memcpy(ret_name->wire, name.wire, name.length);
	return 0;
}

size_t fd_name_text(char text[FD_NAME_TEXT_MAX], const struct fd_name *name)
{
	struct wire_text out = { .text = text, .size = FD_NAME_TEXT_MAX };

	wire_text_name(&out, name);
	assert(out.error == 0);
	if (out.length > 1) {
		out.length--; /* the trailing dot */
	}
	text[out.length] = '\0';
	return out.length;
}
