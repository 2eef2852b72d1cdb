/* SPDX-License-Identifier: MIT */
#include "wire/edns.h"

#include <assert.h>

static void check_options(struct wire_reader *reader, const struct fd_edns *edns)
{
	size_t offset = 0;
	uint16_t code;
	uint16_t length;
	const uint8_t *data;

	while (fd_edns_next(edns, &offset, &code, &data, &length)) {
	}
	if (offset != edns->options_length) {
		reader->error = -EBADMSG;
	}
}

void wire_read_opt(struct wire_reader *reader, struct fd_edns *ret_edns,
		   uint8_t *ret_rcode_high)
{
	uint8_t owner = wire_take8(reader);
	uint16_t type = wire_take16(reader);

	ret_edns->present = true;
	ret_edns->udp_size = wire_take16(reader);
	*ret_rcode_high = wire_take8(reader);
	ret_edns->version = wire_take8(reader);
	ret_edns->do_bit = (wire_take16(reader) & WIRE_OPT_DO) != 0;
	ret_edns->options_length = wire_take16(reader);
	ret_edns->options = wire_take(reader, ret_edns->options_length);
	if (owner != 0 || type != FD_TYPE_OPT) {
		reader->error = -EBADMSG;
	}
	if (reader->error == 0) {
		check_options(reader, ret_edns);
	}
}

bool fd_edns_next(const struct fd_edns *edns, size_t *offset, uint16_t *ret_code,
		  const uint8_t **ret_data, uint16_t *ret_length)
{
	struct wire_reader reader = {
		.wire = edns->options,
		.offset = *offset,
		.end = edns->present ? edns->options_length : 0,
	};

	if (reader.offset >= reader.end) {
		return false;
	}
	uint16_t code = wire_take16(&reader);
	uint16_t length = wire_take16(&reader);
	const uint8_t *data = wire_take(&reader, length);
	if (reader.error != 0) {
		return false;
	}
	*offset = reader.offset;
	*ret_code = code;
	*ret_data = data;
	*ret_length = length;
	return true;
}
