/* SPDX-License-Identifier: MIT */
/* Or ldns makes bool a signed char, where 0x100 is false. */
#define HAVE_STDBOOL_H 1

#include "wire/foreign.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#include "wire/cursor.h"
#include "wire/rdata.h"

/* Owner (the root), type, class, TTL and RDLENGTH of the record made for ldns. */
enum {
	FOREIGN_HEAD = 1 + WIRE_RECORD_FIXED
};

/* The record alone on the wire, RDATA uncompressed; malloc()ed, NULL when that cannot be. */
static uint8_t *standalone(const struct fd_message *message,
			   const struct fd_record_view *record, size_t *ret_length)
{
	/* Each pointer of two octets grows to a name, and no type we know has more than two. */
	size_t size = FOREIGN_HEAD + record->rdata_length + 2 * (size_t)FD_NAME_MAX;
	uint8_t *wire = malloc(size);

	if (wire == NULL) {
		return NULL;
	}
	struct wire_writer rdata = {
		.octets = wire + FOREIGN_HEAD,
		.size = size - FOREIGN_HEAD,
	};
	int length = wire_rdata_expand(&rdata, WIRE_CASE_KEPT, message, record);
	if (length < 0 || length > UINT16_MAX) {
		free(wire);
		return NULL;
	}
	*wire = 0;
	wire_store16(wire + 1, record->type);
	wire_store16(wire + 3, record->class);
	wire_store32(wire + 5, 0);
	wire_store16(wire + 9, (uint16_t)length);
	*ret_length = FOREIGN_HEAD + (size_t)length;
	return wire;
}

/* Drops the blanks ldns leaves at ends and in the place of empty fields, but in no string. */
static void squeeze_blanks(char *line)
{
	char *out = line;
	bool quoted = false;

	for (const char *at = line; *at != '\0'; at++) {
		bool last = at[1] == ' ' || at[1] == '\n' || at[1] == '\0';

		if (*at == ' ' && last && !quoted) {
			continue;
		}
		*out++ = *at;
		if (*at == '"') {
			quoted = !quoted;
		} else if (*at == '\\' && at[1] != '\0') {
			*out++ = *++at;
		}
	}
	*out = '\0';
}

/* What stands behind owner, TTL, class and type, without the newline. */
static void put_rdata_part(struct wire_text *text, char *line)
{
	for (unsigned fields = 0; fields < 4 && line != NULL; fields++) {
		line = strchr(line, '\t');
		line = line == NULL ? NULL : line + 1;
	}
	if (line != NULL) {
		squeeze_blanks(line);
		wire_text_octets(text, WIRE_ESCAPE_NONE, line, strcspn(line, "\n"));
	}
}

/*
 * ldns takes an RDATA that ends too soon, and one that does not end where it should, and prints
 * what it understood: that is not what is there.
 */
static bool complete(const ldns_rr *rr, size_t rdata_length)
{
	const ldns_rr_descriptor *descriptor = ldns_rr_descript((uint16_t)ldns_rr_get_type(rr));
	size_t length = 0;

	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		length += ldns_rdf_size(ldns_rr_rdf(rr, i));
	}
	return length == rdata_length &&
	       ldns_rr_rd_count(rr) >= ldns_rr_descriptor_minimum(descriptor);
}

static void put_record(struct wire_text *text, const ldns_rr *rr, size_t rdata_length)
{
	ldns_buffer *buffer = ldns_buffer_new(LDNS_MIN_BUFLEN);
	bool good = buffer != NULL && complete(rr, rdata_length) &&
		    ldns_rr2buffer_str_fmt(buffer, ldns_output_format_nocomments, rr) ==
			    LDNS_STATUS_OK;
	char *line = good ? ldns_buffer_export2str(buffer) : NULL;

	if (line != NULL) {
		put_rdata_part(text, line);
	}
	free(line);
	ldns_buffer_free(buffer);
}

/*
 * The types ldns is trusted with: those it was fuzzed with. Others get the form of RFC 3597, for
 * hostile octets can make ldns abort (SVCB in 1.8.3), take quadratic time (HIP) or look into the
 * system's files (WKS).
 */
static const uint16_t trusted_types[] = {
	22, /* NSAP */
	24, /* SIG */
	25, /* KEY */
	29, /* LOC */
	37, /* CERT */
	42, /* APL */
	45, /* IPSECKEY */
	FD_TYPE_RRSIG,
	FD_TYPE_NSEC,
	FD_TYPE_DNSKEY,
	49, /* DHCID */
	FD_TYPE_NSEC3,
	FD_TYPE_NSEC3PARAM,
	58,    /* TALINK */
	60,    /* CDNSKEY */
	61,    /* OPENPGPKEY */
	62,    /* CSYNC */
	104,   /* NID */
	105,   /* L32 */
	106,   /* L64 */
	107,   /* LP */
	108,   /* EUI48 */
	109,   /* EUI64 */
	256,   /* URI */
	32768, /* TA */
	32769, /* DLV */
};

static bool trusted(uint16_t type)
{
	for (size_t i = 0; i < sizeof(trusted_types) / sizeof(trusted_types[0]); i++) {
		if (trusted_types[i] == type) {
			return true;
		}
	}
	return false;
}

bool wire_foreign_text(struct wire_text *text, const struct fd_message *message,
		       const struct fd_record_view *record)
{
	size_t length = 0;
	size_t position = 0;
	size_t before = text->length;
	ldns_rr *rr = NULL;
	uint8_t *wire = trusted(record->type) ? standalone(message, record, &length) : NULL;

	if (wire == NULL) {
		return false;
	}
	if (ldns_wire2rr(&rr, wire, length, &position, LDNS_SECTION_ANSWER) == LDNS_STATUS_OK) {
		put_record(text, rr, length - FOREIGN_HEAD);
	}
	ldns_rr_free(rr);
	free(wire);
	return text->length > before || text->error != 0;
}
