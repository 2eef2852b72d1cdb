/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#include "wire/foreign.h"
#include "wire/rdata.h"
#include "wire/svcb_text.h"
#include "wire/text.h"

static void put_field(struct wire_text *text, const struct wire_field *field)
{
	switch (field->kind) {
	case WIRE_FIELD_U8:
		wire_text_number(text, *field->octets);
		break;
	case WIRE_FIELD_U16:
		wire_text_number(text, wire_load16(field->octets));
		break;
	case WIRE_FIELD_U32:
		wire_text_number(text, wire_load32(field->octets));
		break;
	case WIRE_FIELD_IPV4:
		wire_text_address(text, AF_INET, field->octets);
		break;
	case WIRE_FIELD_IPV6:
		wire_text_address(text, AF_INET6, field->octets);
		break;
	case WIRE_FIELD_NAME:
	case WIRE_FIELD_PLAIN:
	case WIRE_FIELD_EXACT:
		wire_text_name(text, &field->name);
		break;
	case WIRE_FIELD_STRING:
	case WIRE_FIELD_STRINGS:
	case WIRE_FIELD_VALUE:
		wire_text_quoted(text, field->octets, field->length);
		break;
	case WIRE_FIELD_TAG:
		wire_text_octets(text, WIRE_ESCAPE_BARE, field->octets, field->length);
		break;
	case WIRE_FIELD_HEX:
		wire_text_hex(text, field->octets, field->length);
		break;
	case WIRE_FIELD_PARAMS:
		wire_svcb_param_text(text, field->octets, field->length);
		break;
	case WIRE_FIELD_REST:
		assert(0 && "such types are not printed field by field");
		break;
	}
}

static void put_fields(struct wire_text *text, struct wire_fields *fields)
{
	struct wire_field field;
	const char *blank = "";

	while (wire_fields_next(fields, &field)) {
		wire_text_string(text, blank);
		put_field(text, &field);
		blank = " ";
	}
	assert(fields->reader.error == 0);
}

/* RFC 3597 5: what can be said of any RDATA. */
static void put_unknown(struct wire_text *text, const uint8_t *rdata, size_t length)
{
	wire_text_string(text, "\\# ");
	wire_text_number(text, (uint32_t)length);
	if (length > 0) {
		wire_text_string(text, " ");
		wire_text_hex(text, rdata, length);
	}
}

int fd_rdata_text(char *text, size_t size, const struct fd_message *message,
		  const struct fd_record_view *record)
{
	const char *kinds = wire_rdata_kinds(record->type, record->class);
	struct wire_text out = { .text = text, .size = size };

	if (size == 0) {
		return -ENOSPC;
	}
	*text = '\0';
	if (strchr(kinds, WIRE_FIELD_REST) == NULL) {
		struct wire_fields fields = wire_fields_of(message->wire, record->rdata_offset,
							   record->rdata_length, kinds);

		put_fields(&out, &fields);
	} else if (!wire_foreign_text(&out, message, record)) {
		put_unknown(&out, message->wire + record->rdata_offset, record->rdata_length);
	}
	return out.error != 0 ? out.error : (int)out.length;
}
