/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "support.h"

static struct fd_edns edns_of(const char *hex)
{
	size_t length;
	const uint8_t *options = guarded_hex(hex, &length);

	return (struct fd_edns) {
		.present = true,
		.options = options,
		.options_length = (uint16_t)length,
	};
}

Test(wire_edns, options_come_in_order)
{
	struct fd_edns edns = edns_of("0003 0002 6e73  ffff 0000  000f 0005 0016 686579");
	size_t offset = 0;
	uint16_t code;
	uint16_t length;
	const uint8_t *data;

	cr_assert(fd_edns_next(&edns, &offset, &code, &data, &length));
	cr_assert_eq(code, FD_OPTION_NSID);
	cr_assert_eq(length, 2);
	cr_assert_arr_eq(data, "ns", 2);
	cr_assert(fd_edns_next(&edns, &offset, &code, &data, &length));
	cr_assert_eq(code, 0xffff);
	cr_assert_eq(length, 0);
	cr_assert(fd_edns_next(&edns, &offset, &code, &data, &length));
	cr_assert_eq(code, FD_OPTION_EDE);
	cr_assert_eq(length, 5);
	cr_assert_arr_eq(data, "\0\x16hey", 5);
	cr_assert_not(fd_edns_next(&edns, &offset, &code, &data, &length));
	cr_assert_eq(length, 5, "untouched at the end");
}

Test(wire_edns, no_opt_has_no_options)
{
	struct fd_edns edns = { 0 };
	size_t offset = 0;
	uint16_t code;
	uint16_t length;
	const uint8_t *data;

	cr_assert_not(fd_edns_next(&edns, &offset, &code, &data, &length));
}

static const struct {
	const char *what;
	const char *hex;
} broken[] = {
	{ "a code alone", "0003" },
	{ "half a code", "00" },
	{ "half a length", "0003 00" },
	{ "data missing", "0003 0001" },
	{ "data missing, by much", "0003 ffff 00" },
};

Test(wire_edns, broken_options_end_the_walk)
{
	for (size_t i = 0; i < ROWS(broken); i++) {
		struct fd_edns edns = edns_of(broken[i].hex);
		size_t offset = 0;
		uint16_t code;
		uint16_t length;
		const uint8_t *data;

		cr_assert_not(fd_edns_next(&edns, &offset, &code, &data, &length), "%s",
			      broken[i].what);
		cr_assert_eq(offset, 0);
	}
}
