/* SPDX-License-Identifier: MIT */
#ifndef WIRE_NAME_H
#define WIRE_NAME_H

#include <fleetdig/wire.h>

#include "wire/cursor.h"

enum wire_pointers {
	WIRE_POINTERS_REFUSED, /* where compression is forbidden: questions, newer types' RDATA */
	WIRE_POINTERS_FOLLOWED,
};

/*
 * Reads a name; the reader ends up behind its part in place. `ret_name` may be NULL to check
 * only; on an error it holds rubbish.
 */
void wire_read_name(struct wire_reader *reader, enum wire_pointers pointers,
		    struct fd_name *ret_name);

/* Equal but for ASCII case. Fit for names: the octets of label lengths are no letters. */
bool wire_octets_equal(const uint8_t *a, const uint8_t *b, size_t length);

#endif
