/* SPDX-License-Identifier: MIT */
#ifndef WIRE_RDATA_H
#define WIRE_RDATA_H

#include <fleetdig/wire.h>

#include "wire/cursor.h"

/*
 * What the RDATA of a type is made of: a string of fields, each a letter. One table serves the
 * check of a message, the canonical form and the presentation.
 */
enum wire_field_kind {
	WIRE_FIELD_U8 = '1',
	WIRE_FIELD_U16 = '2',
	WIRE_FIELD_U32 = '4',
	WIRE_FIELD_IPV4 = 'a',
	WIRE_FIELD_IPV6 = 'q',
	WIRE_FIELD_NAME = 'N',	  /* may be compressed (RFC 3597 4); canonically lower case */
	WIRE_FIELD_PLAIN = 'P',	  /* a name never compressed; canonically lower case */
	WIRE_FIELD_EXACT = 'E',	  /* a name never compressed, its case kept (RFC 6840 5.1) */
	WIRE_FIELD_STRING = 's',  /* <character-string> */
	WIRE_FIELD_STRINGS = 'S', /* one or more of them, to the end */
	WIRE_FIELD_TAG = 't',	  /* a <character-string> that is not empty, printed unquoted */
	WIRE_FIELD_VALUE = 'v',	  /* text to the end, printed quoted */
	WIRE_FIELD_HEX = 'h',	  /* octets to the end, printed as hexadecimal digits */
	WIRE_FIELD_PARAMS = 'p',  /* any number of SvcParams to the end (RFC 9460 2.2) */
	WIRE_FIELD_REST = '*',	  /* octets to the end that we do not look into */
};

struct wire_field {
	enum wire_field_kind kind;
	const uint8_t *octets; /* as in the message, a string's length octet left out */
	size_t length;
	struct fd_name name; /* of the kinds that are names */
};

/* Fields of an RDATA one after another: initialise with wire_fields_of(). */
struct wire_fields {
	struct wire_reader reader; /* its error is set when the RDATA is not as it must be */
	const char *kinds;
};

/* The fields' letters: "*" for a type, or a class, of which we know nothing. */
const char *wire_rdata_kinds(uint16_t type, uint16_t class);

struct wire_fields wire_fields_of(const uint8_t *wire, size_t offset, size_t length,
				  const char *kinds);

/* False at the end, and at the first thing that is wrong. */
bool wire_fields_next(struct wire_fields *fields, struct wire_field *ret_field);

enum wire_name_case {
	WIRE_CASE_KEPT,
	WIRE_CASE_LOWER, /* where the canonical form has it (RFC 4034 6.2) */
};

/* Appends the RDATA with its names uncompressed; the length, or the writer's error. */
int wire_rdata_expand(struct wire_writer *writer, enum wire_name_case name_case,
		      const struct fd_message *message, const struct fd_record_view *record);

#endif
