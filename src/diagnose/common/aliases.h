/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_COMMON_ALIASES_H
#define DIAGNOSE_COMMON_ALIASES_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/wire.h>

/** The chain of aliases in a reply (RFC 1034 3.6.2), which starts at the question's name. */

enum aliases {		/* how it ends */
	ALIASES_ANSWER, /* the type asked is there */
	ALIASES_END,	/* not: *ret_name is the last name */
	ALIASES_LOOP
};

enum aliases aliases_follow(const struct fd_message *message, uint16_t qtype,
			    struct fd_name *ret_name, unsigned *ret_aliases);
/**
 * As far as it is this zone's: who serves another one too adds what that holds, and no resolver believes it (RFC 2181 5.4.1).
 * ALIASES_END with the first name outside the zone.
 */
enum aliases aliases_follow_within(const struct fd_message *message, uint16_t qtype,
				   const struct fd_name *zone, struct fd_name *ret_name,
				   unsigned *ret_aliases);
/** Within one message a name of the chain comes again. */
bool aliases_repeat(const struct fd_message *message, uint16_t qtype);
/** How many of them a DNAME made (RFC 6672): a whole tree is elsewhere, and not this name alone. */
unsigned aliases_synthesized(const struct fd_message *message);

#endif
