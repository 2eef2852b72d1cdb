/* SPDX-License-Identifier: MIT */
#ifndef CLI_SENTENCE_H
#define CLI_SENTENCE_H

#include <stddef.h>

/** A sentence that grows piece by piece; what has no room is cut off. */
struct sentence {
	char *text;
	size_t size, length;
};

struct sentence sentence_in(char *text, size_t size);
void sentence_add(struct sentence *sentence, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
