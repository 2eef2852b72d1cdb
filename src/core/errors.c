/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <fleetdig/error.h>

#include "core/limits.h"

static int errors_reserve(struct fd_errors *errors)
{
	if (errors->count < errors->capacity) {
		return 0;
	}
	size_t capacity = errors->capacity == 0 ? 16 : errors->capacity * 2;
	char **messages = realloc(errors->messages, capacity * sizeof(*messages));
	if (messages == NULL) {
		return -1;
	}
	errors->messages = messages;
	errors->capacity = capacity;
	return 0;
}

void fd_errors_add(struct fd_errors *errors, const char *format, ...)
{
	va_list arguments;
	char *message = NULL;

	if (errors->count >= FD_ERRORS_MAX || errors_reserve(errors) != 0) {
		errors->dropped++;
		return;
	}
	va_start(arguments, format);
	int length = vasprintf(&message, format, arguments);
	va_end(arguments);
	if (length < 0) {
		errors->dropped++;
		return;
	}
	errors->messages[errors->count++] = message;
}

void fd_errors_finish(struct fd_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++) {
		free(errors->messages[i]);
	}
	free(errors->messages);
	*errors = (struct fd_errors) { 0 };
}

static unsigned char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : (unsigned char)c;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;
	return m < c ? m : c;
}

/* Levenshtein distance with two swapped neighbours as one step; words over the limit are far from all. */
static size_t edit_distance(const char *a, const char *b)
{
	enum {
		WORD_MAX = 48
	};
	size_t rows[3][WORD_MAX + 1];
	size_t a_length = strlen(a), b_length = strlen(b);

	if (a_length > WORD_MAX || b_length > WORD_MAX) {
		return WORD_MAX;
	}
	for (size_t j = 0; j <= b_length; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= a_length; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3],
		       *before = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t cost = folded(a[i - 1]) != folded(b[j - 1]);
			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost);
			bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
				       folded(a[i - 2]) == folded(b[j - 1]);
			if (swapped && before[j - 2] + 1 < row[j]) {
				row[j] = before[j - 2] + 1;
			}
		}
	}
	return rows[a_length % 3][b_length];
}

const char *fd_did_you_mean(const char *word, const char *const *candidates)
{
	const char *best = NULL;
	/* Exclusive: a short word allows one slip, and of a single letter anything would be one. */
	size_t length = strlen(word), best_distance = length < 2 ? 1 : length <= 3 ? 2 : 3;

	for (; *candidates != NULL; candidates++) {
		size_t distance = edit_distance(word, *candidates);
		if (distance < best_distance) {
			best_distance = distance;
			best = *candidates;
		}
	}
	return best;
}
