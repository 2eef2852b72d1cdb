/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <fleetdig/wire.h>

#include "fuzz.h"

/* Options walked and written again are the same octets; walked to the end or the message is bad. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t again[UINT16_MAX];
	static uint8_t wire[FD_MESSAGE_MAX];
	struct fd_edns edns = { .present = true, .options = data };
	struct fd_builder builder;
	struct fd_message message;
	size_t offset = 0;
	size_t length = 0;
	uint16_t code;
	uint16_t option_length;
	const uint8_t *option;

	edns.options_length = (uint16_t)(size < 60000 ? size : 60000);
	while (fd_edns_next(&edns, &offset, &code, &option, &option_length)) {
		uint8_t head[] = { (uint8_t)(code >> 8), (uint8_t)code,
				   (uint8_t)(option_length >> 8), (uint8_t)option_length };

		memcpy(again + length, head, sizeof(head));
		memcpy(again + length + sizeof(head), option, option_length);
		length += sizeof(head) + option_length;
	}
	assert(offset == length && length <= edns.options_length);
	assert(length == 0 || memcmp(again, data, length) == 0);

	fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR);
	fd_builder_edns(&builder, 1232, false, 0, data, edns.options_length);
	int built = fd_builder_finish(&builder);
	assert(built > 0);
	int r = fd_message_parse(&message, wire, (size_t)built);
	assert((r == 0) == (length == edns.options_length));
	assert(r != 0 || message.edns.options_length == length);
	return 0;
}
