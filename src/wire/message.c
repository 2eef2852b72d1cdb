/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "wire/edns.h"
#include "wire/name.h"
#include "wire/rdata.h"

static void parse_header(struct fd_message *message, struct wire_reader *reader)
{
	message->id = wire_take16(reader);
	message->flags = wire_take16(reader);
	message->rcode = message->flags & WIRE_RCODE_MASK;
	for (unsigned i = 0; i < 4; i++) {
		message->counts[i] = wire_take16(reader);
	}
}

static void parse_question(struct fd_message *message, struct wire_reader *reader)
{
	if (message->counts[0] > 1) {
		reader->error = -EBADMSG;
	}
	if (message->counts[0] != 1) {
		return;
	}
	wire_read_name(reader, WIRE_POINTERS_REFUSED, &message->qname);
	message->qtype = wire_take16(reader);
	message->qclass = wire_take16(reader);
	message->has_question = true;
}

static void check_rdata(struct wire_reader *reader, uint16_t type, uint16_t class,
			uint16_t length)
{
	const char *kinds = wire_rdata_kinds(type, class);
	size_t offset = reader->offset;
	struct wire_field field;

	if (wire_take(reader, length) == NULL || *kinds == WIRE_FIELD_REST) {
		return;
	}
	struct wire_fields fields = wire_fields_of(reader->wire, offset, length, kinds);
	while (wire_fields_next(&fields, &field)) {
	}
	reader->error = fields.reader.error;
}

static void parse_opt(struct fd_message *message, struct wire_reader *reader)
{
	uint8_t rcode_high;

	if (message->edns.present) {
		reader->error = -EBADMSG;
		return;
	}
	wire_read_opt(reader, &message->edns, &rcode_high);
	message->rcode |= (uint16_t)(rcode_high << 4);
}

/* Nearly every owner is a pointer to the question's name, which has been read already. */
static bool points_to_question(const struct fd_message *message,
			       const struct wire_reader *reader)
{
	return message->has_question && wire_left(reader) >= 2 &&
	       wire_load16(reader->wire + reader->offset) ==
		       (WIRE_POINTER_BITS | WIRE_HEADER_SIZE);
}

static void parse_record(struct fd_message *message, struct wire_reader *reader,
			 enum fd_section section)
{
	size_t start = reader->offset;

	if (points_to_question(message, reader)) {
		reader->offset += 2;
	} else {
		wire_read_name(reader, WIRE_POINTERS_FOLLOWED, NULL);
	}
	uint16_t type = wire_take16(reader);
	if (type == FD_TYPE_OPT) {
		if (section != FD_SECTION_ADDITIONAL) {
			reader->error = -EBADMSG;
			return;
		}
		reader->offset = start;
		parse_opt(message, reader);
		return;
	}
	uint16_t class = wire_take16(reader);
	(void)wire_take32(reader);
	check_rdata(reader, type, class, wire_take16(reader));
}

int fd_message_parse(struct fd_message *ret_message, const uint8_t *wire, size_t length)
{
	struct fd_message
		message; /* The room for a name is not cleared: that costs as much as to read a small reply. */
	struct wire_reader reader = { .wire = wire, .end = length };

	if (length > FD_MESSAGE_MAX) {
		return -EBADMSG;
	}
	message.wire = wire;
	message.length = length;
	message.has_question = false;
	message.qname.length = 0;
	message.qtype = message.qclass = 0;
	message.edns = (struct fd_edns) { 0 };
	parse_header(&message, &reader);
	if (reader.error == 0) {
		parse_question(&message, &reader);
	}
	message.records_offset = reader.offset;
	for (int section = FD_SECTION_ANSWER; section <= FD_SECTION_ADDITIONAL; section++) {
		for (unsigned i = 0; i < message.counts[section] && reader.error == 0; i++) {
			parse_record(&message, &reader, (enum fd_section)section);
		}
	}
	if (reader.error != 0 || wire_left(&reader) != 0) {
		return -EBADMSG;
	}
	*ret_message = message;
	return 0;
}

/* The section of the record with this index, counted through all sections; 0 behind the last. */
static unsigned section_of(const struct fd_message *message, unsigned index)
{
	for (unsigned section = FD_SECTION_ANSWER; section <= FD_SECTION_ADDITIONAL;
	     section++) {
		if (index < message->counts[section]) {
			return section;
		}
		index -= message->counts[section];
	}
	return 0;
}

/* Reads the record under the cursor and moves it on. */
static void read_record(const struct fd_message *message, struct fd_cursor *cursor,
			struct fd_record_view *record)
{
	struct wire_reader reader = {
		.wire = message->wire,
		.offset = cursor->offset,
		.end = message->length,
	};

	if (points_to_question(message, &reader)) {
		record->owner.length = message->qname.length;
		memcpy(record->owner.wire, message->qname.wire, message->qname.length);
		reader.offset += 2;
	} else {
		wire_read_name(&reader, WIRE_POINTERS_FOLLOWED, &record->owner);
	}
	record->type = wire_take16(&reader);
	record->class = wire_take16(&reader);
	record->ttl = wire_take32(&reader);
	record->rdata_length = wire_take16(&reader);
	record->rdata_offset = reader.offset;
	(void)wire_take(&reader, record->rdata_length);
	assert(reader.error == 0); /* fd_message_parse() has been here */
	cursor->offset = reader.offset;
	cursor->index++;
}

/* The OPT, whose class is a size; and what is of another class than was asked, which answers nothing. */
static bool beside(const struct fd_message *message, const struct fd_record_view *record)
{
	bool asked = message->has_question && message->qclass != FD_CLASS_ANY;

	return record->type == FD_TYPE_OPT || (asked && record->class != message->qclass);
}

bool fd_message_next(const struct fd_message *message, struct fd_cursor *cursor,
		     struct fd_record_view *ret_record)
{
	if (cursor->offset == 0) {
		cursor->offset = message->records_offset;
	}
	for (;;) {
		unsigned section = section_of(message, cursor->index);

		if (section == 0) {
			return false;
		}
		ret_record->section = (enum fd_section)section;
		read_record(message, cursor, ret_record);
		if (!beside(message, ret_record)) {
			return true;
		}
	}
}

int fd_message_name(const struct fd_message *message, size_t offset, struct fd_name *ret_name,
		    size_t *ret_end)
{
	struct wire_reader reader = {
		.wire = message->wire,
		.offset = offset,
		.end = message->length,
	};
	struct fd_name name;

	if (offset > message->length) {
		return -EBADMSG;
	}
	wire_read_name(&reader, WIRE_POINTERS_FOLLOWED, &name);
	if (reader.error != 0) {
		return reader.error;
	}
	ret_name->length = name.length;
	memcpy(ret_name->wire, name.wire, name.length);
	*ret_end = reader.offset;
	return 0;
}
