/* SPDX-License-Identifier: MIT */
#include "inventory/list.h"

#include <errno.h>
#include <string.h>

#include "inventory/limits.h"
#include "inventory/name_text.h"
#include "inventory/quote.h"

struct list {
	const char *source;
	unsigned line_number;
	const char *line; /* its text, for columns */
	struct fd_errors *errors;
};

#define MISTAKE(list, offset, format, ...)                                 \
	fd_errors_add((list)->errors, "%s:%u:%u: " format, (list)->source, \
		      (list)->line_number, utf8_column((list)->line, (offset)), __VA_ARGS__)

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Where the comment starts, or the end. A # can be meant: \#. */
static size_t content_length(const char *line, size_t length)
{
	size_t at = 0;

	while (at < length && line[at] != '#') {
		at += line[at] == '\\' && at + 1 < length ? 2 : 1;
	}
	return at;
}

/* Cuts the next word out of the text: *at moves behind it. NULL at the end. */
static char *next_word(char **at)
{
	char *word = *at;

	while (is_space(*word)) {
		word++;
	}
	if (*word == '\0') {
		return NULL;
	}
	char *end = word;
	while (*end != '\0' && !is_space(*end)) {
		end += *end == '\\' && end[1] != '\0' ? 2 : 1;
	}
	*at = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}

static void explain_type(const struct list *list, const char *word)
{
	char quote[QUOTE_MAX];
	const char *meant = fd_did_you_mean(word, fd_type_names());
	size_t offset = (size_t)(word - list->line);

	if (strchr(word, ',') != NULL) {
		MISTAKE(list, offset,
			"%s is no type; in a list, types are separated by spaces: NAME A AAAA",
			quote_text(quote, word));
	} else if (meant != NULL) {
		MISTAKE(list, offset, "%s is no type of record; did you mean %s?",
			quote_text(quote, word), meant);
	} else {
		MISTAKE(list, offset,
			"%s is no type of record, expected one such as A, AAAA, MX or TYPE65280 "
			"(a line is NAME [TYPE...])",
			quote_text(quote, word));
	}
}

struct types {
	uint16_t items[TYPES_MAX];
	size_t count;
	size_t duplicates;
	bool wrong;
};

static void add_type(struct types *types, const struct list *list, const char *word)
{
	uint16_t type;

	if (fd_type_parse(&type, word) < 0) {
		explain_type(list, word);
		types->wrong = true;
		return;
	}
	for (size_t i = 0; i < types->count; i++) {
		if (types->items[i] == type) {
			types->duplicates++;
			return;
		}
	}
	if (types->count == TYPES_MAX) {
		MISTAKE(list, (size_t)(word - list->line), "more than %d types for one name",
			TYPES_MAX);
		types->wrong = true;
		return;
	}
	types->items[types->count++] = type;
}

static int read_name(struct fd_name *ret_name, const struct list *list, const char *word)
{
	struct name_fault fault;
	char quote[QUOTE_MAX];
	int r = name_read(ret_name, word, &fault);

	if (r == -EINVAL) {
		MISTAKE(list, (size_t)(word - list->line) + fault.offset, "%s %s",
			quote_text(quote, word), fault.text);
	}
	return r;
}

/* Octets that make the line no text. Returns whether it is. */
static bool is_text(const struct list *list, size_t length, size_t content)
{
	const char *nul = memchr(list->line, '\0', length);

	if (nul != NULL) {
		MISTAKE(list, (size_t)(nul - list->line),
			"a NUL octet, expected text; is this a list of names at all?%s", "");
		return false;
	}
	size_t valid = utf8_length(list->line, content);
	if (valid < content) {
		MISTAKE(list, valid, "the octet 0x%02x is not UTF-8; save the list as UTF-8",
			(unsigned)(unsigned char)list->line[valid]);
		return false;
	}
	return true;
}

static int read_line(const struct list *list, char *line, size_t length,
		     struct name_store *store, const struct scope *scope)
{
	struct fd_name name;
	struct types types = { .count = 0 };
	size_t content = content_length(line, length);

	if (!is_text(list, length, content)) {
		return 0;
	}
	line[content] = '\0';
	char *at = line;
	char *word = next_word(&at);
	if (word == NULL) {
		return 0;
	}
	int r = read_name(&name, list, word);
	if (r == -ENOMEM) {
		return r;
	}
	while ((word = next_word(&at)) != NULL) {
		add_type(&types, list, word);
	}
	if (r < 0 || types.wrong) {
		return 0;
	}
	struct scope own = *scope;
	if (types.count > 0) {
		own.types = types.items;
		own.type_count = types.count;
		store->duplicates += types.duplicates;
	}
	return name_store_add(store, &name, &own);
}

int list_read(struct input *input, const char *source, struct name_store *store,
	      const struct scope *scope, struct fd_errors *errors)
{
	struct list list = { .source = source, .errors = errors };
	char *line;
	size_t length;
	bool cut = false;

	for (;;) {
		int r = input_line(input, &line, &length, &cut);
		if (r <= 0) {
			return r;
		}
		list.line_number++;
		list.line = line;
		if (cut) {
			MISTAKE(&list, 0, "a line of more than %d octets, expected a name",
				LINE_MAX_LENGTH);
			continue;
		}
		r = read_line(&list, line, length, store, scope);
		if (r < 0) {
			return r;
		}
	}
}
