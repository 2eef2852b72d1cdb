/* SPDX-License-Identifier: MIT */
#ifndef WIRE_CURSOR_H
#define WIRE_CURSOR_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <fleetdig/wire.h>

/*
 * Bounded access to wire octets with a sticky error: the first read or write that does not fit
 * sets `error`, everything later does nothing (reads give zero), and the caller checks once.
 */

enum {
	WIRE_HEADER_SIZE = 12,
	WIRE_QUESTION_FIXED = 4,    /* type and class */
	WIRE_RECORD_FIXED = 10,	    /* type, class, TTL and RDLENGTH */
	WIRE_POINTER_BITS = 0xc000, /* RFC 1035 section 4.1.4 */
};

static inline uint16_t wire_load16(const uint8_t *octets)
{
	return (uint16_t)(octets[0] << 8 | octets[1]);
}

static inline uint32_t wire_load32(const uint8_t *octets)
{
	return (uint32_t)wire_load16(octets) << 16 | wire_load16(octets + 2);
}

static inline void wire_store16(uint8_t *octets, uint16_t value)
{
	octets[0] = (uint8_t)(value >> 8);
	octets[1] = (uint8_t)value;
}

static inline void wire_store32(uint8_t *octets, uint32_t value)
{
	wire_store16(octets, (uint16_t)(value >> 16));
	wire_store16(octets + 2, (uint16_t)value);
}

/* Reads from `offset` up to `end`; `wire` is the start of the message, where pointers lead. */
struct wire_reader {
	const uint8_t *wire;
	size_t offset;
	size_t end;
	int error;
};

static inline size_t wire_left(const struct wire_reader *reader)
{
	return reader->end - reader->offset;
}

/* The next `size` octets, or NULL with the error set. */
static inline const uint8_t *wire_take(struct wire_reader *reader, size_t size)
{
	if (reader->error != 0 || wire_left(reader) < size) {
		reader->error = -EBADMSG;
		return NULL;
	}
	const uint8_t *octets = reader->wire + reader->offset;
	reader->offset += size;
	return octets;
}

static inline uint8_t wire_take8(struct wire_reader *reader)
{
	const uint8_t *octets = wire_take(reader, 1);

	return octets == NULL ? 0 : *octets;
}

static inline uint16_t wire_take16(struct wire_reader *reader)
{
	const uint8_t *octets = wire_take(reader, 2);

	return octets == NULL ? 0 : wire_load16(octets);
}

static inline uint32_t wire_take32(struct wire_reader *reader)
{
	const uint8_t *octets = wire_take(reader, 4);

	return octets == NULL ? 0 : wire_load32(octets);
}

/* Appends to `octets`. */
struct wire_writer {
	uint8_t *octets;
	size_t size;
	size_t length;
	int error;
};

static inline void wire_put(struct wire_writer *writer, const void *octets, size_t length)
{
	if (writer->error != 0 || writer->size - writer->length < length) {
		writer->error = -ENOSPC;
		return;
	}
	if (length > 0) {
		memcpy(writer->octets + writer->length, octets, length);
	}
	writer->length += length;
}

static inline void wire_put16(struct wire_writer *writer, uint16_t value)
{
	uint8_t octets[2];

	wire_store16(octets, value);
	wire_put(writer, octets, sizeof(octets));
}

static inline void wire_put32(struct wire_writer *writer, uint32_t value)
{
	uint8_t octets[4];

	wire_store32(octets, value);
	wire_put(writer, octets, sizeof(octets));
}

#endif
