/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "wire/edns.h"
#include "wire/name.h"

static void put(struct fd_builder *builder, const void *octets, size_t length)
{
	struct wire_writer writer = {
		.octets = builder->wire,
		.size = builder->size,
		.length = builder->length,
		.error = builder->error,
	};

	wire_put(&writer, octets, length);
	builder->length = writer.length;
	builder->error = writer.error;
}

static void put16(struct fd_builder *builder, uint16_t value)
{
	uint8_t octets[2];

	wire_store16(octets, value);
	put(builder, octets, sizeof(octets));
}

static void put32(struct fd_builder *builder, uint32_t value)
{
	uint8_t octets[4];

	wire_store32(octets, value);
	put(builder, octets, sizeof(octets));
}

static uint16_t count(const struct fd_builder *builder, unsigned section)
{
	return wire_load16(builder->wire + 4 + 2 * (size_t)section);
}

/* Counts what `section` has gained; all of it, or the builder has an error. */
static void add_to_count(struct fd_builder *builder, unsigned section)
{
	if (builder->error != 0) {
		return;
	}
	for (unsigned later = section + 1; later <= FD_SECTION_ADDITIONAL; later++) {
		assert(count(builder, later) == 0);
	}
	/* A record takes 11 octets, so 64 KiB never hold more than a count can say. */
	wire_store16(builder->wire + 4 + 2 * (size_t)section,
		     (uint16_t)(count(builder, section) + 1));
}

void fd_builder_init(struct fd_builder *builder, uint8_t *wire, size_t size, uint16_t id,
		     uint16_t flags)
{
	*builder = (struct fd_builder) { 0 };
	builder->wire = wire;
	builder->size = size < FD_MESSAGE_MAX ? size : FD_MESSAGE_MAX;
	put16(builder, id);
	put16(builder, flags);
	put32(builder, 0);
	put32(builder, 0);
}

void fd_builder_question(struct fd_builder *builder, const struct fd_name *name, uint16_t type,
			 uint16_t class)
{
	assert(builder->error != 0 || builder->length == WIRE_HEADER_SIZE);
	put(builder, name->wire, name->length);
	put16(builder, type);
	put16(builder, class);
	add_to_count(builder, 0);
}

/* The question's name in the message so far; false without a question. */
static bool question_name(const struct fd_builder *builder, struct fd_name *ret_name)
{
	return builder->error == 0 && count(builder, 0) == 1 &&
	       fd_name_from_wire(ret_name, builder->wire + WIRE_HEADER_SIZE,
				 builder->length - WIRE_HEADER_SIZE) == 0;
}

/*
 * Where in the question's name the suffix of `owner` at `offset` starts, or 0. Compared with
 * case, so that the owner's own case survives.
 */
static size_t suffix_place(const struct fd_name *question, const struct fd_name *owner,
			   size_t offset)
{
	size_t length = owner->length - offset;
	size_t at = 0;

	while (question->length - at > length) {
		at += (size_t)question->wire[at] + 1;
	}
	if (question->length - at != length ||
	    memcmp(question->wire + at, owner->wire + offset, length) != 0) {
		return 0;
	}
	return WIRE_HEADER_SIZE + at;
}

static void put_owner(struct fd_builder *builder, const struct fd_name *question,
		      const struct fd_name *owner)
{
	/* The root is one octet, less than a pointer. */
	for (size_t offset = 0; owner->wire[offset] != 0; offset += owner->wire[offset] + 1) {
		size_t place = suffix_place(question, owner, offset);

		if (place != 0) {
			put(builder, owner->wire, offset);
			put16(builder, (uint16_t)(0xc000 | place));
			return;
		}
	}
	put(builder, owner->wire, owner->length);
}

/* A record is of its question's class; ANY is asked for and never had. */
static uint16_t record_class(const struct fd_builder *builder, const struct fd_name *question)
{
	size_t offset = WIRE_HEADER_SIZE + (size_t)question->length + 2;
	uint16_t class = wire_load16(builder->wire + offset);

	return class == FD_CLASS_ANY ? FD_CLASS_IN : class;
}

/* Seven parameters: a record has that many parts, and a struct would be filled at each call. */
/* NOLINTNEXTLINE(readability-function-size) */
void fd_builder_record(struct fd_builder *builder, enum fd_section section,
		       const struct fd_name *owner, uint16_t type, uint32_t ttl,
		       const void *rdata, size_t rdata_length)
{
	struct fd_name question;
	uint16_t class = FD_CLASS_IN;

	if (rdata_length > UINT16_MAX) {
		builder->error = -ENOSPC;
	}
	if (question_name(builder, &question)) {
		class = record_class(builder, &question);
		put_owner(builder, &question, owner);
	} else {
		put(builder, owner->wire, owner->length);
	}
	put16(builder, type);
	put16(builder, class);
	put32(builder, ttl);
	put16(builder, (uint16_t)rdata_length);
	put(builder, rdata, rdata_length);
	add_to_count(builder, section);
}

void fd_builder_edns(struct fd_builder *builder, uint16_t udp_size, bool do_bit,
		     uint8_t rcode_high, const void *options, size_t options_length)
{
	if (options_length > UINT16_MAX) {
		builder->error = -ENOSPC;
	}
	put(builder, "", 1);
	put16(builder, FD_TYPE_OPT);
	put16(builder, udp_size);
	put16(builder, (uint16_t)(rcode_high << 8));
	put16(builder, do_bit ? WIRE_OPT_DO : 0);
	put16(builder, (uint16_t)options_length);
	put(builder, options, options_length);
	add_to_count(builder, FD_SECTION_ADDITIONAL);
}

int fd_builder_finish(const struct fd_builder *builder)
{
	return builder->error != 0 ? builder->error : (int)builder->length;
}
