/* SPDX-License-Identifier: MIT */
#ifndef WIRE_LIMITS_H
#define WIRE_LIMITS_H

enum {
	/*
	 * Compression pointers followed in one name. A name has at most 127 labels and a pointer
	 * is useful before each; more is a chain of pointers to pointers, whose only use is to
	 * make a message of 64 KiB cost millions of steps.
	 */
	WIRE_JUMPS_MAX = 127,
};

#endif
