/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

void fixture_init(struct fixture *fixture)
{
	static const struct {
		const char *id, *address;
		enum fd_role role;
	} resolvers[RESOLVERS] = {
		[OFFICE] = { "office", "192.0.2.53", FD_ROLE_LOCAL },
		[ISP] = { "isp", "198.51.100.53", FD_ROLE_ISP },
		[QUAD9] = { "quad9", "9.9.9.9", FD_ROLE_PUBLIC },
		[LAB] = { "lab", "[2001:db8::53]#5353", FD_ROLE_PUBLIC },
	};
	static char source[] = "fleet.json";
	static const char *const groups[GROUPS][2] = { { "default", NULL },
						       { "payments", "team-pay" },
						       { "web", "team-web" } };

	*fixture = (struct fixture) { 0 };
	fixture->inventory = (struct fd_inventory) {
		.resolvers = fixture->resolvers,
		.resolver_count = RESOLVERS,
		.source = source,
		.groups = fixture->groups,
		.group_count = GROUPS,
		.questions = fixture->questions,
		.names = fixture->names,
	};
	for (int i = 0; i < RESOLVERS; i++) {
		snprintf(fixture->ids[i], sizeof(fixture->ids[i]), "%s", resolvers[i].id);
		fixture->resolvers[i].id = fixture->ids[i];
		fixture->resolvers[i].role = resolvers[i].role;
		cr_assert_eq(fd_endpoint_parse(&fixture->resolvers[i].endpoint,
					       resolvers[i].address, 53),
			     0);
	}
	for (int i = 0; i < GROUPS; i++) {
		snprintf(fixture->group_ids[i], sizeof(fixture->group_ids[i]), "%s",
			 groups[i][0]);
		fixture->groups[i].id = fixture->group_ids[i];
		if (groups[i][1] != NULL) {
			snprintf(fixture->owners[i], sizeof(fixture->owners[i]), "%s",
				 groups[i][1]);
			fixture->groups[i].owner = fixture->owners[i];
		}
	}
}

uint32_t fixture_ask(struct fixture *fixture, const char *name, uint16_t qtype, uint16_t group)
{
	struct fd_inventory *inventory = &fixture->inventory;
	struct fd_name wire;

	cr_assert(inventory->question_count < 64);
	cr_assert_eq(fd_name_parse(&wire, name), 0, "%s", name);
	memcpy(fixture->names + inventory->names_size, wire.wire, wire.length);
	fixture->questions[inventory->question_count] =
		(struct fd_question) { .name = (uint32_t)inventory->names_size,
				       .qtype = qtype,
				       .group = group,
				       .name_length = wire.length };
	inventory->names_size += wire.length;
	inventory->name_count++;
	return (uint32_t)inventory->question_count++;
}

void answer_begin(struct answer *answer, struct fd_builder *builder, const char *name,
		  uint16_t qtype, uint16_t flags)
{
	struct fd_name qname;

	*answer = (struct answer) { 0 };
	cr_assert_eq(fd_name_parse(&qname, name), 0);
	fd_builder_init(builder, answer->wire, sizeof(answer->wire), 0x1234, flags);
	fd_builder_question(builder, &qname, qtype, FD_CLASS_IN);
}

void answer_finish(struct answer *answer, struct fd_builder *builder)
{
	int length = fd_builder_finish(builder);

	cr_assert(length > 0);
	cr_assert_eq(fd_message_parse(&answer->message, answer->wire, (size_t)length), 0);
	answer->observation = (struct fd_observation) {
		.status = (uint8_t)answer->message.rcode,
		.rcode = answer->message.rcode,
		.header_flags = answer->message.flags,
		.tries = 1,
		.proto = FD_UDP,
		.rtt_ns = 1234567,
		.message = &answer->message,
		.wire = answer->wire,
		.wire_length = (uint16_t)length,
	};
}

static size_t option(uint8_t *options, uint16_t code, size_t length)
{
	options[0] = (uint8_t)(code >> 8);
	options[1] = (uint8_t)code;
	options[2] = (uint8_t)(length >> 8);
	options[3] = (uint8_t)length;
	return length + 4;
}

size_t option_ede(uint8_t *options, uint16_t code, const void *text, size_t length)
{
	options[4] = (uint8_t)(code >> 8);
	options[5] = (uint8_t)code;
	memcpy(options + 6, text, length);
	return option(options, FD_OPTION_EDE, length + 2);
}

size_t option_nsid(uint8_t *options, const void *text, size_t length)
{
	memcpy(options + 4, text, length);
	return option(options, FD_OPTION_NSID, length);
}
