/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DIAGNOSE_OVERRIDES_H
#define TESTS_DIAGNOSE_OVERRIDES_H

#include <fleetdig/responder.h>
#include <fleetdig/wire.h>

/** What an override of a played world is made of: whom a query is for, what it is about, and a reply by hand. */

bool is_at(const struct fd_endpoint *server, const uint8_t address[4]);
/** The question is about a name under `zone`. */
bool is_under(const struct fd_message *asked, const char *zone);
/** Both; false too of what cannot be read. */
bool is_about(const struct fd_endpoint *server, const uint8_t address[4], const uint8_t *query,
	      size_t length, const char *zone, struct fd_message *ret_asked);

/** A reply's header and question, in a buffer of 512 octets; `flags` with the RCODE. */
void reply_begin(struct fd_builder *builder, const struct fd_message *asked, unsigned flags,
		 uint8_t *buffer);
struct fd_reply reply_end(const struct fd_builder *builder);
/** That, and nothing else. */
struct fd_reply reply_bare(const struct fd_message *asked, unsigned flags, uint8_t *buffer);

#endif
