/* SPDX-License-Identifier: MIT */
#ifndef RECORD_LIMITS_H
#define RECORD_LIMITS_H

enum {
	/* An ordinary result is 400 to 600 octets: the first allocation holds it, and later ones double. */
	LINE_FIRST = 1024,
	/* Room first tried for the RDATA of a record; most are shorter than 40 octets. */
	RDATA_TEXT_FIRST = 256,
	/* The longest RDATA, 65,535 octets, each as \DDD, with quotes and blanks between the strings. */
	RDATA_TEXT_MAX = 4 * 65535 + 4096,
};

#endif
