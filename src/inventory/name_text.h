/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_NAME_TEXT_H
#define INVENTORY_NAME_TEXT_H

#include <stddef.h>

#include <fleetdig/wire.h>

/** Why a text is no name to ask for, and where in it. */
struct name_fault {
	size_t offset;	/* of the octet at fault */
	char text[512]; /* goes on after the quoted name: `is a URL, expected …` */
};

/* Faults that are found in two places. */
#define NAME_FAULT_FIRST_DOT "begins with a dot: a label is missing before it"
#define NAME_FAULT_TWO_DOTS  "has two dots in a row: a label is missing between them"

/**
 * A name as people write it, to wire form: labels beyond ASCII through IDNA 2008 (libidn2, nontransitional), all others as
 * they stand, `\DDD` escapes, `.` the root. Texts that are plainly something else (a URL, an address, a list with
 * commas) are refused with the remedy. Returns 0, -EINVAL (with the fault), or -ENOMEM.
 */
int name_read(struct fd_name *ret_name, const char *text, struct name_fault *ret_fault);

#endif
