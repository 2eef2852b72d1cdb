/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_OCTETS_H
#define ENGINE_CORE_OCTETS_H

#include <stdint.h>

/** What the engine itself reads of a message: its header. */
enum {
	HEADER_LENGTH = 12
};

static inline uint16_t read_u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

#endif
