/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMPARE_WORDS_H
#define CLI_COMPARE_WORDS_H

#include "cli/compare/compare.h"

/** What was compared, as sentences. */

enum {
	COMPARE_WORDS = 1024
};

struct compared_pair { /* two groups */
	const char *first, *second;
	struct fd_paired paired[ASKS];
	uint64_t relations[FD_RELATIONS];
	uint64_t questions;
	uint64_t only_first, only_second; /* answered by that one alone */
	uint64_t filtered_first,
		filtered_second;	      /* blocked at that one, answered by the other */
	bool first_rewrites, second_rewrites; /* NXDOMAIN becomes data there */
};

void compare_say_latency(char text[COMPARE_WORDS], const struct compared_pair *pair,
			 enum ask ask);
void compare_say_answers(char text[COMPARE_WORDS], const struct compared_pair *pair);
void compare_say_summary(char text[COMPARE_WORDS], const struct compared_pair *pair);

#endif
