/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_ERROR_H
#define FLEETDIG_ERROR_H

#include <stddef.h>

/**
 * A list of messages for a person, gathered while an input is read, so that all of its
 * mistakes are reported at once. Libraries never print: they fill one of these.
 * Initialise with `= { 0 }`; release with fd_errors_finish().
 */
struct fd_errors {
	char **messages; /* owned; each one line, without newline */
	size_t count;
	size_t capacity;
	size_t dropped; /* beyond FD_ERRORS_MAX, or when memory ran out */
};

/** Appends a formatted message. Never fails: what cannot be kept is counted in `dropped`. */
void fd_errors_add(struct fd_errors *errors, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** Frees the messages; takes a zeroed list. */
void fd_errors_finish(struct fd_errors *errors);

/**
 * The candidate nearest to `word` by edit distance (at most 2, case ignored), or NULL:
 * the "did you mean" of every unknown word. `candidates` ends with NULL.
 */
const char *fd_did_you_mean(const char *word, const char *const *candidates);

#endif
