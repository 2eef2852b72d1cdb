/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RECORD_FIXTURE_H
#define TESTS_RECORD_FIXTURE_H

#include <fleetdig/record.h>

/** A small inventory and replies made by hand, for the tests of records and sinks. */

enum {
	OFFICE, /* local, 192.0.2.53 */
	ISP,	/* isp, 198.51.100.53 */
	QUAD9,	/* public, 9.9.9.9 */
	LAB,	/* public, 2001:db8::53 port 5353 */
	RESOLVERS
};

enum {
	GROUP_DEFAULT,	/* no owner */
	GROUP_PAYMENTS, /* team-pay */
	GROUP_WEB,	/* team-web */
	GROUPS
};

struct fixture {
	struct fd_inventory inventory;
	struct fd_resolver resolvers[RESOLVERS];
	struct fd_group groups[GROUPS];
	struct fd_question questions[64];
	uint8_t names[64 * FD_NAME_MAX];
	char ids[RESOLVERS][16];
	char group_ids[GROUPS][16];
	char owners[GROUPS][16];
};

/** Nothing in it is allocated. */
void fixture_init(struct fixture *fixture);
/** Adds a question; returns its index. */
uint32_t fixture_ask(struct fixture *fixture, const char *name, uint16_t qtype, uint16_t group);

/** A reply and its observation, which points into it. */
struct answer {
	uint8_t wire[4096];
	struct fd_message message;
	struct fd_observation observation;
};

/** Starts a reply to NAME TYPE; add records, then answer_finish() parses it. */
void answer_begin(struct answer *answer, struct fd_builder *builder, const char *name,
		  uint16_t qtype, uint16_t flags);
void answer_finish(struct answer *answer, struct fd_builder *builder);

/** An EDE option in `options`; returns the octets added. */
size_t option_ede(uint8_t *options, uint16_t code, const void *text, size_t length);
size_t option_nsid(uint8_t *options, const void *text, size_t length);

#endif
