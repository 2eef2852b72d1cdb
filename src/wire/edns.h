/* SPDX-License-Identifier: MIT */
#ifndef WIRE_EDNS_H
#define WIRE_EDNS_H

#include <fleetdig/wire.h>

#include "wire/cursor.h"

enum {
	WIRE_OPCODE_MASK = 0x7800,
	WIRE_RCODE_MASK = 0x000f,
	WIRE_OPT_SIZE = 11,   /* an OPT record without options, its root owner included */
	WIRE_OPT_DO = 0x8000, /* in the lower half of the TTL */
	WIRE_OPTION_SIZE = 4, /* an option's code and length */
};

/*
 * Reads an OPT record from its owner on, options and all (RFC 6891 6.1.2); another record is an
 * error. The results hold rubbish after one.
 */
void wire_read_opt(struct wire_reader *reader, struct fd_edns *ret_edns,
		   uint8_t *ret_rcode_high);

#endif
