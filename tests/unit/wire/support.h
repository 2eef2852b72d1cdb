/* SPDX-License-Identifier: MIT */
#ifndef TEST_WIRE_SUPPORT_H
#define TEST_WIRE_SUPPORT_H

#include <fleetdig/wire.h>

#define ROWS(array) (sizeof(array) / sizeof((array)[0]))

/* Hexadecimal digits to octets, blanks ignored. Returns how many. */
size_t unhex(uint8_t *out, size_t size, const char *hex);

struct fd_name name_of(const char *text);

/* A copy whose last octet is the last before a page that faults; the next call takes it back. */
const uint8_t *guarded(const void *octets, size_t length);

/* As guarded(), from hexadecimal digits. */
const uint8_t *guarded_hex(const char *hex, size_t *ret_length);

/* Whatever can be read of a message is read: every record, name, text and option. */
void read_everything(const struct fd_message *message);

/* Replies of real servers, fetched from BIND 9.18. */
struct reply {
	const char *what;
	const char *hex;
	unsigned records; /* without the OPT */
	uint16_t rcode;
	bool edns;
};
extern const struct reply replies[];
extern const size_t replies_count;

#endif
