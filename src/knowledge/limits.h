/* SPDX-License-Identifier: MIT */
#ifndef KNOWLEDGE_LIMITS_H
#define KNOWLEDGE_LIMITS_H

enum {
	EDE_PRIVATE = 49152, /* from here on, RFC 8914 5.2 */
	/* Letters and digits of a word somebody looks up; the longest word and title have fewer than 50. */
	WORD_MAX = 80,
};

#endif
