/* SPDX-License-Identifier: MIT */
#include "wire/rdata.h"

#include <assert.h>
#include <string.h>

#include "wire/name.h"

struct layout {
	const char *kinds;
	bool internet_only; /* other classes have other RDATA under this number */
};

/* clang-format off */
static const struct layout layouts[] = {
	[FD_TYPE_A]     = { "a", true },
	[FD_TYPE_NS]    = { "N" },
	[3]             = { "N" },         /* MD */
	[4]             = { "N" },         /* MF */
	[FD_TYPE_CNAME] = { "N" },
	[FD_TYPE_SOA]   = { "NN44444" },
	[7]             = { "N" },         /* MB */
	[8]             = { "N" },         /* MG */
	[9]             = { "N" },         /* MR */
	[FD_TYPE_PTR]   = { "N" },
	[13]            = { "ss" },        /* HINFO */
	[14]            = { "NN" },        /* MINFO */
	[FD_TYPE_MX]    = { "2N" },
	[FD_TYPE_TXT]   = { "S" },
	[17]            = { "NN" },        /* RP */
	[18]            = { "2N" },        /* AFSDB */
	[19]            = { "s" },         /* X25 */
	[20]            = { "S" },         /* ISDN */
	[21]            = { "2N" },        /* RT */
	[24]            = { "2114442N*" }, /* SIG */
	[26]            = { "2NN", true }, /* PX */
	[27]            = { "sss" },       /* GPOS */
	[FD_TYPE_AAAA]  = { "q", true },
	[30]            = { "N*" },        /* NXT */
	[FD_TYPE_SRV]   = { "222N", true },
	[35]            = { "22sssN" },    /* NAPTR */
	[36]            = { "2P", true },  /* KX */
	[FD_TYPE_DNAME] = { "P" },
	[FD_TYPE_DS]    = { "211h" },
	[44]            = { "11h" },       /* SSHFP */
	[FD_TYPE_RRSIG] = { "2114442P*" },
	[FD_TYPE_NSEC]  = { "E*" },
	[52]            = { "111h" },      /* TLSA */
	[53]            = { "111h" },      /* SMIMEA */
	[59]            = { "211h" },      /* CDS */
	[63]            = { "411h" },      /* ZONEMD */
	[FD_TYPE_SVCB]  = { "2Ep", true },
	[FD_TYPE_HTTPS] = { "2Ep", true },
	[99]            = { "S" },         /* SPF */
	[FD_TYPE_CAA]   = { "1tv" },
};
/* clang-format on */

const char *wire_rdata_kinds(uint16_t type, uint16_t class)
{
	static const size_t count = sizeof(layouts) / sizeof(layouts[0]);
	const struct layout *layout = type < count ? &layouts[type] : &layouts[0];

	if (layout->kinds == NULL || (layout->internet_only && class != FD_CLASS_IN)) {
		return "*";
	}
	return layout->kinds;
}

struct wire_fields wire_fields_of(const uint8_t *wire, size_t offset, size_t length,
				  const char *kinds)
{
	return (struct wire_fields) {
		.reader = { .wire = wire, .offset = offset, .end = offset + length },
		.kinds = kinds,
	};
}

static void read_name(struct wire_reader *reader, struct wire_field *field)
{
	wire_read_name(reader,
		       field->kind == WIRE_FIELD_NAME ? WIRE_POINTERS_FOLLOWED
						      : WIRE_POINTERS_REFUSED,
		       &field->name);
}

static void read_octets(struct wire_reader *reader, struct wire_field *field, size_t length)
{
	field->octets = wire_take(reader, length);
	field->length = length;
}

static void read_string(struct wire_reader *reader, struct wire_field *field)
{
	read_octets(reader, field, wire_take8(reader));
	if (field->kind == WIRE_FIELD_TAG && field->length == 0) {
		reader->error = -EBADMSG;
	}
}

/* Key, length and value. */
static void read_param(struct wire_reader *reader, struct wire_field *field)
{
	size_t start = reader->offset;

	(void)wire_take16(reader);
	(void)wire_take(reader, wire_take16(reader));
	field->octets = reader->wire + start;
	field->length = reader->offset - start;
}

static void read_field(struct wire_reader *reader, struct wire_field *field)
{
	switch (field->kind) {
	case WIRE_FIELD_U8:
		read_octets(reader, field, 1);
		break;
	case WIRE_FIELD_U16:
		read_octets(reader, field, 2);
		break;
	case WIRE_FIELD_U32:
	case WIRE_FIELD_IPV4:
		read_octets(reader, field, 4);
		break;
	case WIRE_FIELD_IPV6:
		read_octets(reader, field, 16);
		break;
	case WIRE_FIELD_NAME:
	case WIRE_FIELD_PLAIN:
	case WIRE_FIELD_EXACT:
		read_name(reader, field);
		break;
	case WIRE_FIELD_STRING:
	case WIRE_FIELD_STRINGS:
	case WIRE_FIELD_TAG:
		read_string(reader, field);
		break;
	case WIRE_FIELD_PARAMS:
		read_param(reader, field);
		break;
	case WIRE_FIELD_VALUE:
	case WIRE_FIELD_HEX:
	case WIRE_FIELD_REST:
		read_octets(reader, field, wire_left(reader));
		break;
	}
}

/* Each string and parameter takes an octet at least, so repeating them ends. */
static bool repeats(enum wire_field_kind kind)
{
	return kind == WIRE_FIELD_STRINGS || kind == WIRE_FIELD_PARAMS;
}

bool wire_fields_next(struct wire_fields *fields, struct wire_field *ret_field)
{
	struct wire_reader *reader = &fields->reader;

	if (reader->error != 0) {
		return false;
	}
	if (*fields->kinds == WIRE_FIELD_PARAMS && wire_left(reader) == 0) {
		fields->kinds++; /* there may be none */
	}
	if (*fields->kinds == '\0') {
		if (wire_left(reader) != 0) {
			reader->error = -EBADMSG;
		}
		return false;
	}
	ret_field->kind = (enum wire_field_kind) * fields->kinds;
	read_field(reader, ret_field);
	if (!repeats(ret_field->kind) || wire_left(reader) == 0) {
		fields->kinds++;
	}
	return reader->error == 0;
}
