/* SPDX-License-Identifier: MIT */
#ifndef SINK_WORDS_H
#define SINK_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include <fleetdig/verdict.h>

#include "sink/page.h"

/** Numbers and counts as people read them. */

enum {
	WORDS_MAX = 48
};

enum style words_style(enum fd_severity severity);

/** `1 question`, `12,000 questions`. */
void words_count(char text[WORDS_MAX], uint64_t count, const char *noun);
/** `0.41 ms`, `12 ms`, `1.2 s`. */
void words_duration(char text[WORDS_MAX], uint64_t us);
/** `0 %`, `0.3 %`, `12 %` of a whole; `-` of nothing. */
void words_share(char text[WORDS_MAX], uint64_t part, uint64_t whole);

/** A sentence that grows in a buffer, and is cut where it ends. */
struct words {
	char text[1024];
	size_t length;
};
void words_add(struct words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** The same, with `separator` before it unless it is the first. */
void words_item(struct words *words, const char *separator, const char *item);

#endif
