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
	/* Read at once, and the longest line believed to be a record: a run with a hundred thousand expectations. */
	READ_FIRST = 1 << 17,
	READ_LINE_MAX = 1 << 26,
	/* Cells of a run that is rebuilt: 4 GiB of them. More than any machine of a fleet is asked to hold. */
	RECORDED_CELLS_MAX = 1 << 28,
	/* Wishes taken from a diagnosis at once. */
	TELLING_WISHES = 16,
};

#endif
