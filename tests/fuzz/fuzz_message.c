/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include <fleetdig/wire.h>

#include "fuzz.h"

enum {
	CANONICAL_MAX = UINT16_MAX + 2 * FD_NAME_MAX,
	TEXT_MAX = 100 * CANONICAL_MAX, /* an octet of an NSEC bitmap can be eight TYPE65535 */
};

static uint8_t first_rdata[CANONICAL_MAX];
static uint8_t second_rdata[CANONICAL_MAX];

static size_t canonical(uint8_t out[CANONICAL_MAX], const struct fd_message *message,
			const struct fd_record_view *record)
{
	int length = fd_rdata_canonical(out, CANONICAL_MAX, message, record);

	assert(length >= 0);
	return (size_t)length;
}

/* All that is printed is printable; names that are read are sound. */
static void read_record(const struct fd_message *message, const struct fd_record_view *record)
{
	static char text[TEXT_MAX];
	struct fd_name target;
	struct fd_name again;
	int length = fd_rdata_text(text, sizeof(text), message, record);

	assert(length >= 0 && (size_t)length == strlen(text));
	for (int i = 0; i < length; i++) {
		assert(text[i] >= ' ' && text[i] < 0x7f);
	}
	if (fd_record_target(message, record, &target) == 0) {
		assert(fd_name_from_wire(&again, target.wire, target.length) == 0);
	}
}

/* The message written anew, names uncompressed; 0 when it does not fit or has other classes. */
static size_t rebuild(uint8_t wire[FD_MESSAGE_MAX], const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_builder builder;

	fd_builder_init(&builder, wire, FD_MESSAGE_MAX, message->id, message->flags);
	if (message->has_question) {
		fd_builder_question(&builder, &message->qname, message->qtype, FD_CLASS_IN);
	}
	while (fd_message_next(message, &cursor, &record)) {
		size_t length = canonical(first_rdata, message, &record);

		read_record(message, &record);
		if (record.class != FD_CLASS_IN || length > UINT16_MAX) {
			builder.error = -1;
		}
		fd_builder_record(&builder, record.section, &record.owner, record.type,
				  record.ttl, first_rdata, length);
	}
	if (message->edns.present) {
		fd_builder_edns(&builder, message->edns.udp_size, message->edns.do_bit,
				(uint8_t)(message->rcode >> 4), message->edns.options,
				message->edns.options_length);
	}
	int length = fd_builder_finish(&builder);
	return length < 0 ? 0 : (size_t)length;
}

static void compare_records(const struct fd_message *a, const struct fd_message *b)
{
	struct fd_cursor first_cursor = { 0 };
	struct fd_cursor second_cursor = { 0 };
	struct fd_record_view first;
	struct fd_record_view second;

	while (fd_message_next(a, &first_cursor, &first)) {
		assert(fd_message_next(b, &second_cursor, &second));
		assert(first.section == second.section && first.type == second.type);
		assert(first.ttl == second.ttl && first.class == second.class);
		assert(fd_name_equal(&first.owner, &second.owner));
		size_t length = canonical(first_rdata, a, &first);
		assert(canonical(second_rdata, b, &second) == length);
		assert(memcmp(first_rdata, second_rdata, length) == 0);
	}
	assert(!fd_message_next(b, &second_cursor, &second));
}

/* A sound message, built again from what was read of it, reads the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t wire[FD_MESSAGE_MAX];
	struct fd_message first;
	struct fd_message second;

	if (fd_message_parse(&first, data, size) != 0) {
		return 0;
	}
	size_t length = rebuild(wire, &first);
	if (length == 0) {
		return 0;
	}
	assert(fd_message_parse(&second, wire, length) == 0);
	assert(second.rcode == first.rcode && second.flags == first.flags);
	assert(memcmp(second.counts, first.counts, sizeof(first.counts)) == 0);
	assert(!first.has_question || fd_name_equal(&first.qname, &second.qname));
	assert(second.edns.options_length == first.edns.options_length);
	compare_records(&first, &second);
	return 0;
}
