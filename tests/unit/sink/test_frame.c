/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "sink/frame.h"

/* Headers are right when the sum over what their checksum covers is nothing (RFC 1071). */

static uint8_t frame[FRAME_MAX];
static uint8_t octets[FRAME_MAX];

static uint32_t add(uint32_t sum, const uint8_t *from, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		sum += i % 2 == 0 ? (uint32_t)from[i] << 8 : from[i];
	}
	while (sum > 0xffff) {
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

static struct frame_path path_of(const char *from, const char *to)
{
	struct frame_path path;

	cr_assert_eq(fd_endpoint_parse(&path.from, from, 53), 0);
	cr_assert_eq(fd_endpoint_parse(&path.to, to, 53), 0);
	return path;
}

static void expect_sound(size_t length, bool v6, uint8_t protocol)
{
	size_t header = v6 ? 40 : 20;
	size_t payload = length - header;
	const uint8_t pseudo[4] = { (uint8_t)(payload >> 8), (uint8_t)payload, 0, protocol };

	cr_assert(length > header);
	if (v6) {
		cr_expect_eq(frame[0] >> 4, 6);
		cr_expect_eq((size_t)frame[4] << 8 | frame[5], payload);
		cr_expect_eq(frame[6], protocol);
	} else {
		cr_expect_eq(frame[0], 0x45);
		cr_expect_eq((size_t)frame[2] << 8 | frame[3], length);
		cr_expect_eq(frame[9], protocol);
		cr_expect_eq(add(0, frame, 20), 0xffff);
	}
	uint32_t sum = add(0, frame + (v6 ? 8 : 12), v6 ? 32 : 8);
	sum = add(sum, pseudo, sizeof(pseudo));
	cr_expect_eq(add(sum, frame + header, payload), 0xffff, "%zu octets", length);
}

static const size_t lengths[] = { 0, 1, 12, 13, 512, 1231, 65507 };

Test(frame, udp_of_both_families)
{
	const struct frame_path v4 = path_of("192.0.2.1#40000", "198.51.100.2#53");
	const struct frame_path v6 = path_of("[2001:db8::1]#40000", "[2001:db8::2]#53");

	for (size_t i = 0; i < sizeof(octets); i++) {
		octets[i] = (uint8_t)(i * 7 + 3);
	}
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t length = frame_udp(frame, &v4, octets, lengths[i]);
		cr_assert_eq(length, 28 + lengths[i]);
		expect_sound(length, false, 17);
		cr_expect_eq(memcmp(frame + 28, octets, lengths[i]), 0);
		cr_expect(frame[20] == 40000 >> 8 && frame[23] == 53);
		length = frame_udp(frame, &v6, octets, lengths[i]);
		cr_assert_eq(length, 48 + lengths[i]);
		expect_sound(length, true, 17);
	}
	cr_expect_eq(frame_udp(frame, &v4, octets, 65508), 0, "longer than any datagram");
}

Test(frame, a_checksum_of_nothing_is_not_written_as_none)
{
	const struct frame_path path = path_of("0.0.0.0#1", "0.0.0.0#1");
	/* Ports 1 and 1, twice length 10, protocol 17: what is missing to 0xffff makes the checksum 0. */
	const uint16_t missing = (uint16_t)(0xffff - (1 + 1 + 10 + 10 + 17));
	const uint8_t text[2] = { (uint8_t)(missing >> 8), (uint8_t)missing };

	cr_assert_eq(frame_udp(frame, &path, text, 2), 30);
	cr_expect(frame[26] == 0xff && frame[27] == 0xff);
}

Test(frame, tcp_of_both_families)
{
	const struct frame_path v4 = path_of("192.0.2.1#40000", "198.51.100.2#53");
	const struct frame_path v6 = path_of("[2001:db8::1]#40000", "[2001:db8::2]#53");

	for (size_t i = 1; i < sizeof(lengths) / sizeof(lengths[0]) - 1; i++) {
		const struct frame_segment segment = { .octets = octets,
						       .length = lengths[i],
						       .sequence = 0xfffffff0,
						       .acknowledged = 0x01020304 };
		size_t length = frame_tcp(frame, &v4, &segment);
		cr_assert_eq(length, 40 + lengths[i]);
		expect_sound(length, false, 6);
		cr_expect_eq(memcmp(frame + 24, "\xff\xff\xff\xf0\x01\x02\x03\x04", 8), 0);
		length = frame_tcp(frame, &v6, &segment);
		cr_assert_eq(length, 60 + lengths[i]);
		expect_sound(length, true, 6);
	}
}
