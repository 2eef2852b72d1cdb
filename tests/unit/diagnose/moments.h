/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DIAGNOSE_MOMENTS_H
#define TESTS_DIAGNOSE_MOMENTS_H

#include "play.h"

/**
 * The same world again and again, each time with something that goes wrong for a moment. With one cell more that fails once all
 * verdicts are the same; with two, or with one follow-up that gets nothing, nobody is accused who was not.
 */
void moments_check(const char *world, const char *inventory, const struct play_options *options,
		   const char *where);

#endif
