/* SPDX-License-Identifier: MIT */
#ifndef KNOWLEDGE_LIMITS_H
#define KNOWLEDGE_LIMITS_H

enum {
	/* Letters and digits of a word somebody looks up; the longest word and title have fewer than 50. */
	WORD_MAX = 80,
};

#endif
