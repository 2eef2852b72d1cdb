/* SPDX-License-Identifier: MIT */
#ifndef HOSTVIEW_LIMITS_H
#define HOSTVIEW_LIMITS_H

enum {
	/* The library is asked for at most this many questions: it takes milliseconds for each, and its resolver is shared. */
	VIEW_QUESTIONS_MAX = 10000,
	/* Names at a time. A dead name server holds each for some ten seconds. */
	VIEW_THREADS = 32,
	/* The library needs little; NSS modules a bit more. */
	VIEW_STACK = 256 * 1024,
	/* Of a line in a configuration file; hosts files for blocking have long ones. */
	VIEW_LINE_MAX = 4096,
};

#endif
