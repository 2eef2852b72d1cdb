/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "wire/name.h"
#include "wire/rdata.h"

static bool has_target(uint16_t type)
{
	switch (type) {
	case FD_TYPE_NS:
	case FD_TYPE_CNAME:
	case FD_TYPE_SOA:
	case FD_TYPE_PTR:
	case FD_TYPE_MX:
	case FD_TYPE_SRV:
	case FD_TYPE_DNAME:
		return true;
	default:
		return false;
	}
}

static struct wire_fields record_fields(const struct fd_message *message,
					const struct fd_record_view *record)
{
	assert(record->rdata_offset + record->rdata_length <= message->length);
	return wire_fields_of(message->wire, record->rdata_offset, record->rdata_length,
			      wire_rdata_kinds(record->type, record->class));
}

static bool is_name(enum wire_field_kind kind)
{
	return kind == WIRE_FIELD_NAME || kind == WIRE_FIELD_PLAIN || kind == WIRE_FIELD_EXACT;
}

int fd_record_target(const struct fd_message *message, const struct fd_record_view *record,
		     struct fd_name *ret_name)
{
	struct wire_fields fields = record_fields(message, record);
	struct wire_field field;

	if (!has_target(record->type)) {
		return -EINVAL;
	}
	while (wire_fields_next(&fields, &field)) {
		if (is_name(field.kind)) {
			ret_name->length = field.name.length;
			memcpy(ret_name->wire, field.name.wire, field.name.length);
			return 0;
		}
	}
	return -EINVAL; /* the type's number, in a class where it means something else */
}

static void read_soa(const struct fd_message *message, const struct fd_record_view *record,
		     struct fd_soa *soa)
{
	struct wire_reader reader = {
		.wire = message->wire,
		.offset = record->rdata_offset,
		.end = record->rdata_offset + record->rdata_length,
	};

	soa->owner = record->owner;
	soa->ttl = record->ttl;
	wire_read_name(&reader, WIRE_POINTERS_FOLLOWED, &soa->mname);
	wire_read_name(&reader, WIRE_POINTERS_FOLLOWED, NULL);
	soa->serial = wire_take32(&reader);
	(void)wire_take(&reader, 12); /* refresh, retry, expire */
	soa->minimum = wire_take32(&reader);
	assert(reader.error == 0);
}

bool fd_message_soa(const struct fd_message *message, enum fd_section section,
		    struct fd_soa *ret_soa)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record)) {
		if (record.section == section && record.type == FD_TYPE_SOA) {
			read_soa(message, &record, ret_soa);
			return true;
		}
	}
	return false;
}

static void put_field(struct wire_writer *writer, struct wire_field *field,
		      enum wire_name_case name_case)
{
	switch (field->kind) {
	case WIRE_FIELD_NAME:
	case WIRE_FIELD_PLAIN:
		if (name_case == WIRE_CASE_LOWER) {
			fd_name_lower(&field->name);
		}
		wire_put(writer, field->name.wire, field->name.length);
		break;
	case WIRE_FIELD_EXACT:
		wire_put(writer, field->name.wire, field->name.length);
		break;
	case WIRE_FIELD_STRING:
	case WIRE_FIELD_STRINGS:
	case WIRE_FIELD_TAG:
		wire_put(writer, &(uint8_t) { (uint8_t)field->length }, 1);
		wire_put(writer, field->octets, field->length);
		break;
	case WIRE_FIELD_U8:
	case WIRE_FIELD_U16:
	case WIRE_FIELD_U32:
	case WIRE_FIELD_IPV4:
	case WIRE_FIELD_IPV6:
	case WIRE_FIELD_VALUE:
	case WIRE_FIELD_PARAMS:
	case WIRE_FIELD_HEX:
	case WIRE_FIELD_REST:
		wire_put(writer, field->octets, field->length);
		break;
	}
}

int wire_rdata_expand(struct wire_writer *writer, enum wire_name_case name_case,
		      const struct fd_message *message, const struct fd_record_view *record)
{
	struct wire_fields fields = record_fields(message, record);
	struct wire_field field;

	while (wire_fields_next(&fields, &field)) {
		put_field(writer, &field, name_case);
	}
	assert(fields.reader.error == 0);
	return writer->error != 0 ? writer->error : (int)writer->length;
}

int fd_rdata_canonical(uint8_t *out, size_t size, const struct fd_message *message,
		       const struct fd_record_view *record)
{
	struct wire_writer writer = { .size = size };

	writer.octets = out;
	return wire_rdata_expand(&writer, WIRE_CASE_LOWER, message, record);
}
