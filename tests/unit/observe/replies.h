/* SPDX-License-Identifier: MIT */
#ifndef TESTS_OBSERVE_REPLIES_H
#define TESTS_OBSERVE_REPLIES_H

#include <criterion/criterion.h>
#include <string.h>

#include <fleetdig/observation.h>

/** A reply under construction, and the observation of it. */
struct made {
	uint8_t wire[1500];
	struct fd_builder builder;
	struct fd_message message;
	struct fd_observation observation;
};

static inline struct fd_name name_of(const char *text)
{
	struct fd_name name;
	cr_assert_eq(fd_name_parse(&name, text), 0, "%s", text);
	return name;
}

static inline void start(struct made *made, uint16_t flags, const char *qname, uint16_t qtype)
{
	struct fd_name name = name_of(qname);
	fd_builder_init(&made->builder, made->wire, sizeof(made->wire), 1,
			(uint16_t)(FD_FLAG_QR | flags));
	fd_builder_question(&made->builder, &name, qtype, FD_CLASS_IN);
}

static inline void add(struct made *made, enum fd_section section, const char *owner,
		       uint16_t type, uint32_t ttl, const void *rdata, size_t length)
{
	struct fd_name name = name_of(owner);
	fd_builder_record(&made->builder, section, &name, type, ttl, rdata, length);
}

static inline void add_a(struct made *made, const char *owner, uint32_t ttl, uint8_t last)
{
	uint8_t address[4] = { 192, 0, 2, last };
	add(made, FD_SECTION_ANSWER, owner, FD_TYPE_A, ttl, address, 4);
}

static inline void add_cname(struct made *made, const char *owner, const char *target)
{
	struct fd_name name = name_of(target);
	add(made, FD_SECTION_ANSWER, owner, FD_TYPE_CNAME, 300, name.wire, name.length);
}

static inline void add_soa(struct made *made, const char *owner, uint32_t ttl, uint32_t serial,
			   uint32_t minimum)
{
	uint8_t rdata[2 + 20] = { 0 }; /* root MNAME and RNAME, then five numbers */
	for (int i = 0; i < 4; i++) {
		rdata[2 + i] = (uint8_t)(serial >> (24 - 8 * i));
		rdata[18 + i] = (uint8_t)(minimum >> (24 - 8 * i));
	}
	add(made, FD_SECTION_AUTHORITY, owner, FD_TYPE_SOA, ttl, rdata, sizeof(rdata));
}

static inline void observe(struct made *made, uint16_t qtype)
{
	int length = fd_builder_finish(&made->builder);
	cr_assert_gt(length, 0);
	struct fd_outcome outcome = {
		.ending = FD_ANSWERED,
		.reply = made->wire,
		.reply_length = (uint16_t)length,
		.tries = 1,
		.rtt_ns = 5000000,
	};
	fd_observe(&made->observation, &made->message, &outcome, qtype);
}

#endif
