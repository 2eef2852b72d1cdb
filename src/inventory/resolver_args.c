/* SPDX-License-Identifier: MIT */
#include "inventory/resolver_args.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "inventory/input.h"
#include "inventory/quote.h"

/* Where an argument stands, for messages: "command line: -r" or FILE:LINE:COLUMN. */
struct place {
	const char *file; /* NULL: the command line */
	unsigned line;
	unsigned column;
};

static void mistake(struct fd_errors *errors, const struct place *place, const char *text,
		    const char *what)
{
	char quote[QUOTE_MAX];

	if (place->file == NULL) {
		fd_errors_add(errors, "command line: -r %s %s", quote_text(quote, text), what);
		return;
	}
	fd_errors_add(errors, "%s:%u:%u: %s %s", place->file, place->line, place->column,
		      quote_text(quote, text), what);
}

static int read_role(struct resolver_draft *draft, const char *word, const struct place *place,
		     struct fd_errors *errors)
{
	char what[128];

	if (role_parse(&draft->resolver.role, word) == 0) {
		draft->role_stated = true;
		return 0;
	}
	const char *meant = fd_did_you_mean(word, role_words);
	snprintf(what, sizeof(what), "is no role, %s%s%s",
		 meant != NULL ? "did you mean " : "expected local, isp or public",
		 meant != NULL ? meant : "", meant != NULL ? "?" : "");
	mistake(errors, place, word, what);
	return -EINVAL;
}

/* ADDR[#PORT][=ROLE]; `text` is cut up. 0 or -ENOMEM. */
static int read_resolver(struct resolver_set *set, const char *text, const struct place *place,
			 struct fd_errors *errors)
{
	struct resolver_draft draft = resolver_draft_new();
	char address[FD_ENDPOINT_TEXT_MAX * 2], reason[ADDRESS_REASON_MAX];
	const char *role = strchr(text, '=');
	size_t length = role != NULL ? (size_t)(role - text) : strlen(text);

	if (length >= sizeof(address)) {
		length = sizeof(address) - 1; /* no address is that long: it fails below */
	}
	memcpy(address, text, length);
	address[length] = '\0';
	bool address_good =
		resolver_address_read(&draft.resolver.endpoint, address, reason) == 0;
	if (!address_good) {
		mistake(errors, place, address, reason);
	}
	bool role_good = role == NULL || read_role(&draft, role + 1, place, errors) == 0;
	if (!address_good || !role_good) {
		return 0;
	}
	if (resolver_set_find(set, &draft.resolver.endpoint) != NULL) {
		mistake(errors, place, address, "is given twice; each resolver is asked once");
		return 0;
	}
	draft.address_known = true;
	return resolver_set_add(set, &draft);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A # also begins a port: it begins a comment only at the start or after a blank. */
static char *trimmed(char *line, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (line[i] == '#' && (i == 0 || is_blank(line[i - 1]))) {
			line[i] = '\0';
			break;
		}
	}
	size_t end = strlen(line);
	while (end > 0 && is_blank(line[end - 1])) {
		line[--end] = '\0';
	}
	while (is_blank(*line)) {
		line++;
	}
	return line;
}

static int read_lines(struct resolver_set *set, struct input *input, const char *file,
		      struct fd_errors *errors)
{
	struct place place = { .file = file };
	enum input_form form;
	char *line;
	size_t length;
	bool cut = false;

	int r = input_form(input, &form);
	while (r >= 0 && (r = input_line(input, &line, &length, &cut)) > 0) {
		place.line++;
		char *text = trimmed(line, length);
		place.column = utf8_column(line, (size_t)(text - line));
		if (*text == '@') {
			mistake(errors, &place, text,
				"is a file in a file, expected an address");
		} else if (*text != '\0') {
			r = read_resolver(set, text, &place, errors);
		}
	}
	return r;
}

static int read_file(struct resolver_set *set, const char *file, struct fd_errors *errors)
{
	struct input input;
	int r = input_open(&input, file, true, NULL);

	if (r == 0) {
		r = read_lines(set, &input, file, errors);
	}
	input_finish(&input);
	if (r < 0 && r != -ENOMEM) {
		fd_errors_add(errors, "%s: cannot be read for -r: %s", file, strerror(-r));
		return 0;
	}
	return r;
}

int resolver_arg_read(struct resolver_set *set, const char *argument, struct fd_errors *errors)
{
	static const struct place command_line;

	if (*argument == '@') {
		size_t count = set->count, mistakes = errors->count + errors->dropped;
		if (argument[1] == '\0') {
			fd_errors_add(errors,
				      "command line: -r @ names no file, expected @FILE");
			return 0;
		}
		int r = read_file(set, argument + 1, errors);
		if (r >= 0 && set->count == count &&
		    errors->count + errors->dropped == mistakes) {
			fd_errors_add(errors, "%s: holds no resolver for -r", argument + 1);
		}
		return r;
	}
	return read_resolver(set, argument, &command_line, errors);
}
