/* SPDX-License-Identifier: MIT */
#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The made DNS of the benchmarks: bytes in, bytes out, no state. As little work as an honest reply takes, so that
 * the client is what is measured.
 *
 *   NAME A                  one A record in 198.18.0.0/15 derived from the name, its case ignored
 *   NAME other              NOERROR without data
 *   nx-..., x + 16 hex      NXDOMAIN (the second is fleetdig's canary of absence)
 *   . SOA                   a root zone's SOA (the canary of presence)
 *   class other than IN     REFUSED
 *   an opcode not QUERY     NOTIMP
 */

enum {
	QUERY_LEAST = 17,      /* header, root name, type, class */
	QUERY_MOST = 512,      /* longer ones get no reply */
	ANSWER_GROWTH_MAX = 80 /* a reply is at most this much longer than its query */
};

struct answer {
	size_t length; /* of the reply; 0: not a query, and nothing is to be sent */
	bool bulk;     /* not a canary: an A question */
};

/** Writes the reply to `query`; room for `length` + ANSWER_GROWTH_MAX octets is needed. */
struct answer answer_query(uint8_t *reply, const uint8_t *query, size_t length, bool refuse);

#endif
