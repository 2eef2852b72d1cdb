/* SPDX-License-Identifier: MIT */
#include "sink/frame.h"

#include <assert.h>
#include <netinet/in.h>
#include <string.h>

enum {
	V4_HEADER = 20,
	V6_HEADER = 40,
	UDP_HEADER = 8,
	TCP_HEADER = 20,
	TCP_PSH_ACK = 0x18,
	HOPS = 64,
	WINDOW = 65535,
};

static void put16(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

static void put32(uint8_t *to, uint32_t value)
{
	put16(to, value >> 16);
	put16(to + 2, value);
}

/* RFC 1071. */
static uint32_t sum(uint32_t so_far, const uint8_t *octets, size_t length)
{
	for (size_t i = 0; i + 1 < length; i += 2) {
		so_far += (uint32_t)octets[i] << 8 | octets[i + 1];
	}
	so_far += length % 2 == 1 ? (uint32_t)octets[length - 1] << 8 : 0;
	return (so_far & 0xffff) + (so_far >> 16);
}

static uint16_t fold(uint32_t value)
{
	value = (value & 0xffff) + (value >> 16);
	value = (value & 0xffff) + (value >> 16);
	return (uint16_t)~value;
}

static size_t address_length(const struct frame_path *path)
{
	return path->from.family == 4 ? 4 : 16;
}

/* Of the payload and the pseudo-header before it (RFC 768, RFC 9293 3.1, RFC 8200 8.1). */
static uint16_t transport_checksum(const struct frame_path *path, uint8_t protocol,
				   const uint8_t *payload, size_t length)
{
	uint32_t value = sum(0, path->from.address, address_length(path));

	value = sum(value, path->to.address, address_length(path));
	value += protocol + (uint32_t)length;
	return fold(sum(value, payload, length));
}

/* Writes the network header; what follows it begins at the offset returned. */
static size_t network_header(uint8_t *frame, const struct frame_path *path, uint8_t protocol,
			     size_t payload)
{
	if (path->from.family == 4) {
		memset(frame, 0, V4_HEADER);
		frame[0] = 0x45;
		put16(frame + 2, (uint32_t)(V4_HEADER + payload));
		put16(frame + 6, 0x4000); /* not to be fragmented: it was not */
		frame[8] = HOPS;
		frame[9] = protocol;
		memcpy(frame + 12, path->from.address, 4);
		memcpy(frame + 16, path->to.address, 4);
		put16(frame + 10, fold(sum(0, frame, V4_HEADER)));
		return V4_HEADER;
	}
	memset(frame, 0, V6_HEADER);
	frame[0] = 0x60;
	put16(frame + 4, (uint32_t)payload);
	frame[6] = protocol;
	frame[7] = HOPS;
	memcpy(frame + 8, path->from.address, 16);
	memcpy(frame + 24, path->to.address, 16);
	return V6_HEADER;
}

size_t frame_udp(uint8_t frame[FRAME_MAX], const struct frame_path *path, const uint8_t *octets,
		 size_t length)
{
	size_t payload = UDP_HEADER + length;

	assert(path->from.family == path->to.family);
	if (payload + (path->from.family == 4 ? V4_HEADER : 0) > UINT16_MAX) {
		return 0;
	}
	size_t at = network_header(frame, path, IPPROTO_UDP, payload);
	uint8_t *udp = frame + at;
	put16(udp, path->from.port);
	put16(udp + 2, path->to.port);
	put16(udp + 4, (uint32_t)payload);
	put16(udp + 6, 0);
	memcpy(udp + UDP_HEADER, octets, length);
	uint16_t checksum = transport_checksum(path, IPPROTO_UDP, udp, payload);
	put16(udp + 6, checksum == 0 ? 0xffff : checksum); /* 0 would mean: none */
	return at + payload;
}

size_t frame_tcp(uint8_t frame[FRAME_MAX], const struct frame_path *path,
		 const struct frame_segment *segment)
{
	size_t payload = TCP_HEADER + segment->length;

	assert(path->from.family == path->to.family);
	assert(segment->length <= SEGMENT_MAX);
	size_t at = network_header(frame, path, IPPROTO_TCP, payload);
	uint8_t *tcp = frame + at;
	memset(tcp, 0, TCP_HEADER);
	put16(tcp, path->from.port);
	put16(tcp + 2, path->to.port);
	put32(tcp + 4, segment->sequence);
	put32(tcp + 8, segment->acknowledged);
	tcp[12] = TCP_HEADER / 4 << 4;
	tcp[13] = TCP_PSH_ACK;
	put16(tcp + 14, WINDOW);
	memcpy(tcp + TCP_HEADER, segment->octets, segment->length);
	put16(tcp + 16, transport_checksum(path, IPPROTO_TCP, tcp, payload));
	return at + payload;
}
