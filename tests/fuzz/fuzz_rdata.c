/* SPDX-License-Identifier: MIT */
/* Or ldns makes bool a signed char, where 0x100 is false. */
#define HAVE_STDBOOL_H 1

#include <errno.h>
#include <ldns/ldns.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/wire.h>

#include "fuzz.h"

enum {
	RDATA_MAX = 2048, /* ldns reads no longer lines than some tens of KiB */
	MESSAGE_MAX = RDATA_MAX + 512,
	TEXT_MAX = 100 * RDATA_MAX, /* an octet of an NSEC bitmap can be eight TYPE65535 */
};

/* The types we print ourselves and ldns reads faithfully: its reading is our witness. */
static bool witnessed(uint16_t type)
{
	static const uint16_t types[] = {
		FD_TYPE_A,   FD_TYPE_NS,    FD_TYPE_CNAME, FD_TYPE_SOA,
		FD_TYPE_PTR, FD_TYPE_MX,    FD_TYPE_TXT,   FD_TYPE_AAAA,
		FD_TYPE_SRV, FD_TYPE_DNAME, FD_TYPE_CAA,
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i] == type) {
			return true;
		}
	}
	return false;
}

/*
 * What ldns 1.8.3 does not read, though it is right: a label that is just an escaped @, and other
 * octets than letters and digits in a CAA record's tag, the second word (RFC 8659 4.1).
 */
static bool unreadable(uint16_t type, const char *text)
{
	static const char tag_characters[] = "0123456789abcdefghijklmnopqrstuvwxyz"
					     "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	if (type == FD_TYPE_CAA) {
		const char *tag = strchr(text, ' ') + 1;

		return tag[strspn(tag, tag_characters)] != ' ';
	}
	return strstr(text, "\\@") != NULL;
}

/* A message with one record, from the root's point of view; false when it is malformed. */
static bool make_message(uint8_t wire[MESSAGE_MAX], struct fd_message *message,
			 struct fd_record_view *record, uint16_t type, const uint8_t *rdata,
			 size_t length)
{
	static const struct fd_name owner = { .length = 3, .wire = { 1, 'x', 0 } };
	struct fd_builder builder;
	struct fd_cursor cursor = { 0 };

	fd_builder_init(&builder, wire, MESSAGE_MAX, 1, FD_FLAG_QR);
	fd_builder_question(&builder, &owner, type, FD_CLASS_IN);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &owner, type, 1, rdata, length);
	int total = fd_builder_finish(&builder);
	assert(total > 0);
	return fd_message_parse(message, wire, (size_t)total) == 0 &&
	       fd_message_next(message, &cursor, record);
}

/* The text read by ldns has the octets we printed. */
static void check_witness(const char *text, const struct fd_message *message,
			  const struct fd_record_view *record)
{
	static uint8_t expected[MESSAGE_MAX];
	static char line[TEXT_MAX + 64];
	char type[FD_NUMBER_TEXT_MAX];
	ldns_rr *rr = NULL;
	uint8_t *wire = NULL;
	size_t size = 0;
	int length = fd_rdata_canonical(expected, sizeof(expected), message, record);

	fd_type_text(type, record->type);
	(void)snprintf(line, sizeof(line), "x. 1 IN %s %s", type, text);
	assert(length >= 0);
	assert(ldns_rr_new_frm_str(&rr, line, 0, NULL, NULL) == LDNS_STATUS_OK);
	ldns_rr2canonical(rr);
	assert(ldns_rr2wire(&wire, rr, LDNS_SECTION_ANSWER, &size) == LDNS_STATUS_OK);
	assert(size == 3 + 10 + (size_t)length); /* owner, fixed part */
	assert(memcmp(wire + 13, expected, (size_t)length) == 0);
	free(wire);
	ldns_rr_free(rr);
}

/* Two octets of type, then the RDATA. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t wire[MESSAGE_MAX];
	static char text[TEXT_MAX];
	struct fd_message message;
	struct fd_record_view record;

	if (size < 2 || size > RDATA_MAX + 2) {
		return 0;
	}
	uint16_t type = (uint16_t)(data[0] << 8 | data[1]);
	if (type == FD_TYPE_OPT ||
	    !make_message(wire, &message, &record, type, data + 2, size - 2)) {
		return 0;
	}
	int length = fd_rdata_text(text, sizeof(text), &message, &record);
	assert(length >= 0 && (size_t)length == strlen(text));
	for (int i = 0; i < length; i++) {
		assert(text[i] >= ' ' && text[i] < 0x7f);
	}
	if (witnessed(type) && !unreadable(type, text)) {
		check_witness(text, &message, &record);
	}
	assert(fd_rdata_text(text, (size_t)length, &message, &record) == -ENOSPC);
	assert(fd_rdata_text(text, (size_t)length + 1, &message, &record) == length);
	return 0;
}
