/* SPDX-License-Identifier: MIT */
#include "inventory/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "inventory/limits.h"
#include "inventory/name_text.h"
#include "inventory/quote.h"

/* What an octet is in a plain name. */
enum {
	KIND_OTHER = 0,
	KIND_LETTER =
		1, /* and hyphen and underscore: with none of these it may be an address */
	KIND_DIGIT = 2,
	KIND_DOT = 4,
};

static const uint8_t kinds[256] = {
	['a' ... 'z'] = KIND_LETTER, ['A' ... 'Z'] = KIND_LETTER, ['-'] = KIND_LETTER,
	['_'] = KIND_LETTER,	     ['0' ... '9'] = KIND_DIGIT,  ['.'] = KIND_DOT,
};

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

static bool is_class(const char *word)
{
	return strcasecmp(word, "IN") == 0 || strcasecmp(word, "CH") == 0 ||
	       strcasecmp(word, "HS") == 0;
}

static void explain_type(const struct list *list, const char *word)
{
	char quote[QUOTE_MAX];
	const char *meant = fd_did_you_mean(word, fd_type_names());
	const char *unaskable = fd_type_unaskable(word);
	size_t offset = (size_t)(word - list->line);

	if (is_class(word)) {
		MISTAKE(list, offset,
			"%s is a class: this is no zone file but a list, NAME [TYPE...], and "
			"everything in it is of class IN",
			quote_text(quote, word));
	} else if (strchr(word, ',') != NULL) {
		MISTAKE(list, offset,
			"%s is no type; in a list, types are separated by spaces: NAME A AAAA",
			quote_text(quote, word));
	} else if (unaskable != NULL) {
		MISTAKE(list, offset, "%s cannot be asked here: it is %s",
			quote_text(quote, word), unaskable);
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

/*
 * Nearly every line of a long list is a name of letters, digits, hyphens and underscores, and nothing else: read in one
 * pass. False for all others, right or wrong: read_line() judges them.
 */
static bool read_plain(struct fd_name *ret_name, const char *line, size_t length)
{
	uint8_t *wire = ret_name->wire;
	size_t start =
		0; /* of the label, in `line`; its length octet is at the same place in `wire` */
	uint8_t seen = 0;

	if (length > 0 && line[length - 1] == '.') {
		length--;
	}
	if (length == 0 || length > FD_NAME_MAX - 2) {
		return false;
	}
	for (size_t i = 0; i <= length; i++) {
		uint8_t octet = i < length ? (uint8_t)line[i] : (uint8_t)'.';
		uint8_t kind = kinds[octet];
		if (kind == KIND_OTHER) {
			return false;
		}
		seen |= kind;
		wire[i + 1] = octet;
		if (kind == KIND_DOT) {
			if (i == start || i - start > FD_LABEL_MAX) {
				return false;
			}
			wire[start] = (uint8_t)(i - start);
			start = i + 1;
		}
	}
	wire[length + 1] = 0;
	ret_name->length = (uint8_t)(length + 2);
	return (seen & KIND_LETTER) != 0;
}

/* Room for a whole file at once; where there is none, it will show as the names come. */
static void expect_names(const struct input *input, struct name_store *store,
			 const struct scope *scope)
{
	enum {
		OCTETS_A_NAME = 20 /* with the end of its line */
	};
	struct stat status;

	if (fstat(input->fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size > EXPECTED_FROM) {
		size_t names = (size_t)status.st_size / OCTETS_A_NAME;
		(void)name_store_expect(store, names, names * scope->type_count,
					(size_t)status.st_size + names);
	}
}

static int read_lines(struct list *list, struct input *input, struct name_batch *batch,
		      struct name_store *store, const struct scope *scope)
{
	char *line;
	size_t length;
	bool cut = false;
	int r = 0;

	while (r >= 0 && (r = input_line(input, &line, &length, &cut)) > 0) {
		list->line_number++;
		list->line = line;
		if (!cut && read_plain(&batch->names[batch->count], line, length)) {
			batch->count++;
			if (batch->count < NAME_BATCH) {
				continue;
			}
		}
		bool plain = batch->count == NAME_BATCH;
		r = name_store_add_all(store, batch, scope);
		if (cut) {
			MISTAKE(list, 0, "a line of more than %d octets, expected a name",
				LINE_MAX_LENGTH);
		} else if (r == 0 && !plain) {
			r = read_line(list, line, length, store, scope);
		}
	}
	return r < 0 ? r : name_store_add_all(store, batch, scope);
}

int list_read(struct input *input, const char *source, struct name_store *store,
	      const struct scope *scope, struct fd_errors *errors)
{
	struct list list = { .source = source, .errors = errors };
	struct name_batch *batch = malloc(sizeof(*batch));
	int r = batch == NULL ? -ENOMEM : 0;

	if (r == 0) {
		batch->count = 0;
		expect_names(input, store, scope);
		r = read_lines(&list, input, batch, store, scope);
	}
	free(batch);
	return r;
}
