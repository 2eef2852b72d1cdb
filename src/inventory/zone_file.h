/* SPDX-License-Identifier: MIT */
#ifndef INVENTORY_ZONE_FILE_H
#define INVENTORY_ZONE_FILE_H

#include <fleetdig/error.h>
#include <fleetdig/wire.h>

/** A record as a zone file gives it; of types other than A, AAAA, NS, DS and DNSKEY only the owner and the type. */
struct zone_record {
	struct fd_name owner;
	uint16_t type;
	uint16_t rdata_length;
	const uint8_t *rdata; /* wire form, names uncompressed; valid during the visit */
	const char *
		text; /* the whole record on one line, without newline; valid during the visit */
};

/** Takes one record; returns NULL, or why the file is given up. */
typedef const char *zone_visit(void *context, const struct zone_record *record);

/**
 * Reads a file in zone-file syntax (RFC 1035 5) through ldns and visits each record. $INCLUDE is not followed. Returns 0, -ENOMEM, or -EINVAL with
 * the mistake in `errors` as `FILE:LINE:1: what` (NULL: nowhere).
 */
int zone_file_read(const char *path, zone_visit *visit, void *context,
		   struct fd_errors *errors);
/** The same for one record in a text. 0, -ENOMEM, or -EINVAL with the reason. */
int zone_text_read(const char *text, zone_visit *visit, void *context, const char **ret_reason);

#endif
