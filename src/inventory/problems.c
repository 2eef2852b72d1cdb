/* SPDX-License-Identifier: MIT */
#include "inventory/problems.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/limits.h"
#include "inventory/locate.h"
#include "inventory/quote.h"

enum {
	/* Room for two keys at their longest; the others of a path are ours, and short. */
	PATH_TEXT_MAX = 2 * QUOTE_MAX + 512
};

/* The chain runs from the inside out; readers and the scanner want it the other way. */
static size_t steps_of(struct locate_step steps[PATH_STEPS_MAX], const struct path *path)
{
	size_t count = 0;

	for (const struct path *at = path; at != NULL; at = at->up) {
		count++;
	}
	assert(count <= PATH_STEPS_MAX);
	size_t i = count;
	for (const struct path *at = path; at != NULL; at = at->up) {
		steps[--i] = (struct locate_step) { .key = at->key, .index = at->index };
	}
	return count;
}

static int is_bare(const char *key)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-$";
	return *key != '\0' && strlen(key) <= QUOTE_TEXT_MAX &&
	       key[strspn(key, letters)] == '\0';
}

static void path_text(char out[PATH_TEXT_MAX], const struct locate_step *steps, size_t count)
{
	char quote[QUOTE_MAX];
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const char *key = steps[i].key;
		size_t room = PATH_TEXT_MAX - used;
		int length = key == NULL
				     ? snprintf(out + used, room, "[%zu]", steps[i].index)
				     : snprintf(out + used, room, "%s%s", i == 0 ? "" : ".",
						is_bare(key) ? key : quote_text(quote, key));
		used += (size_t)length;
		if (used >= PATH_TEXT_MAX) {
			return; /* several keys that are not ours: the first ones will do */
		}
	}
}

static void keep(struct problems *problems, struct location location, char *text)
{
	struct problem *problem = &problems->items[problems->count];

	*problem = (struct problem) { .line = location.line,
				      .column = location.column,
				      .number = problems->count };
	problem->text = text;
	problems->count++;
}

static __attribute__((format(printf, 4, 0))) void add(struct problems *problems,
						      const struct path *path, int at_key,
						      const char *format, va_list arguments)
{
	struct locate_step steps[PATH_STEPS_MAX];
	char place[PATH_TEXT_MAX], *what = NULL, *text = NULL;

	/* Finding the place is the costly part: not for those nobody will see. */
	if (problems->count == FD_ERRORS_MAX) {
		problems->dropped++;
		return;
	}
	size_t count = steps_of(steps, path);
	path_text(place, steps, count);
	int length = vasprintf(&what, format, arguments);
	if (length >= 0) {
		length = asprintf(&text, "%s: %s", place, what);
		free(what);
	}
	if (length < 0) {
		problems->dropped++;
		return;
	}
	keep(problems, locate(problems->text, problems->size, steps, count, at_key != 0), text);
}

void problem_add_repeat(struct problems *problems, const struct locate_step *steps,
			size_t count, size_t offset)
{
	char place[PATH_TEXT_MAX], *text = NULL;

	if (problems->count == FD_ERRORS_MAX) {
		problems->dropped++;
		return;
	}
	path_text(place, steps, count);
	if (asprintf(&text, "%s: stands twice in one object, expected each key once", place) <
	    0) {
		problems->dropped++;
		return;
	}
	keep(problems, locate_offset(problems->text, offset), text);
}

void problem_add(struct problems *problems, const struct path *path, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(problems, path, 0, format, arguments);
	va_end(arguments);
}

void problem_add_at_key(struct problems *problems, const struct path *path, const char *format,
			...)
{
	va_list arguments;

	va_start(arguments, format);
	add(problems, path, 1, format, arguments);
	va_end(arguments);
}

static int by_place(const void *left, const void *right)
{
	const struct problem *a = left, *b = right;

	if (a->line != b->line) {
		return a->line < b->line ? -1 : 1;
	}
	if (a->column != b->column) {
		return a->column < b->column ? -1 : 1;
	}
	return a->number < b->number ? -1 : 1;
}

void problems_tell(struct problems *problems, struct fd_errors *errors)
{
	qsort(problems->items, problems->count, sizeof(problems->items[0]), by_place);
	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *problem = &problems->items[i];
		fd_errors_add(errors, "%s:%u:%u: %s", problems->source, problem->line,
			      problem->column, problem->text);
		free(problem->text);
	}
	errors->dropped += problems->dropped;
	problems->count = 0;
	problems->dropped = 0;
}
