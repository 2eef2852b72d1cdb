/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/region.h"
#include "diagnose/common/facts.h"
#include "diagnose/common/lint.h"
#include "diagnose/common/text.h"

/* The parts that are functions of their arguments alone. */

static struct fd_name name_of(const char *text)
{
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, text), 0, "%s", text);
	return name;
}

static struct fd_endpoint endpoint_of(const char *text)
{
	struct fd_endpoint endpoint;

	cr_assert_eq(fd_endpoint_parse(&endpoint, text, 53), 0, "%s", text);
	return endpoint;
}

Test(text, dig_lines_can_be_pasted)
{
	static const struct {
		const char *server, *name;
		uint16_t type;
		uint8_t flags;
		enum fd_proto proto;
		const char *line;
	} rows[] = {
		{ "192.0.2.53", "www.example", FD_TYPE_A, FD_QUERY_RD | FD_QUERY_EDNS, FD_UDP,
		  "dig @192.0.2.53 www.example A" },
		{ "192.0.2.53#5300", "www.example", FD_TYPE_A, FD_QUERY_EDNS | FD_QUERY_DO,
		  FD_UDP, "dig @192.0.2.53 -p 5300 +norecurse +dnssec www.example A" },
		{ "2001:db8::1", ".", FD_TYPE_SOA, FD_QUERY_RD | FD_QUERY_CD | FD_QUERY_EDNS,
		  FD_TCP, "dig @2001:db8::1 +tcp +cd . SOA" },
		{ "192.0.2.53", ".", FD_TYPE_NS, FD_QUERY_RD, FD_UDP,
		  "dig @192.0.2.53 +noedns . NS" },
		{ "192.0.2.53", "version.bind", FD_TYPE_TXT, FD_QUERY_CH | FD_QUERY_RD, FD_UDP,
		  "dig @192.0.2.53 +noedns -c CH version.bind TXT" },
		/* Names are somebody else's text: no shell and no option of dig may take them for its own. */
		{ "192.0.2.53", "$(id).example", FD_TYPE_A, FD_QUERY_RD | FD_QUERY_EDNS, FD_UDP,
		  "dig @192.0.2.53 -q '\\$\\(id\\).example' A" },
		{ "192.0.2.53", "-x.example", FD_TYPE_A, FD_QUERY_RD | FD_QUERY_EDNS, FD_UDP,
		  "dig @192.0.2.53 -q '-x.example' A" },
	};
	struct region region = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct fd_wish wish = {
			.server = endpoint_of(rows[i].server),
			.proto = rows[i].proto,
			.flags = rows[i].flags,
			.qtype = rows[i].type,
			.qname = name_of(rows[i].name),
		};
		cr_expect_str_eq(text_dig(&region, &wish), rows[i].line);
	}
	region_finish(&region);
}

Test(text, remarks_of_servers_are_data)
{
	static const uint8_t option[] = { 0,	  15,  0,   12,	 0,   15,  'n',	 'o',
					  '\x1b', '[', '3', '1', 'm', '"', '\n', 0x9b };
	struct region region = { 0 };
	uint8_t wire[512];
	struct fd_builder builder;
	struct fd_message message;
	struct fd_observation observation;
	struct fd_name name = name_of("www.example");

	fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR | FD_REFUSED);
	fd_builder_question(&builder, &name, FD_TYPE_A, FD_CLASS_IN);
	fd_builder_edns(&builder, 1232, false, 0, option, sizeof(option));
	const struct fd_outcome outcome = {
		.ending = FD_ANSWERED,
		.reply = wire,
		.reply_length = (uint16_t)fd_builder_finish(&builder),
		.tries = 1,
	};
	fd_observe(&observation, &message, &outcome, FD_TYPE_A);
	const char *saw = text_saw(&region, &observation, FD_TYPE_A);
	for (const char *c = saw; *c != '\0'; c++) {
		cr_expect(*c >= 0x20 && *c < 0x7f, "octet %d in %s", *c, saw);
	}
	cr_expect_neq(strstr(saw, "EDE 15"), NULL, "%s", saw);
	region_finish(&region);
}

Test(lint, registries)
{
	static const struct {
		const char *zone;
		bool registry;
	} rows[] = { { ".", true },	   { "example", true },	     { "co.uk", true },
		     { "com.au", true },   { "pay.example", false }, { "co.example", false },
		     { "shop.uk", false }, { "a.co.uk", false } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_name zone = name_of(rows[i].zone);
		cr_expect_eq(lint_registry(&zone), rows[i].registry, "%s", rows[i].zone);
	}
}

Test(lint, special_use)
{
	static const struct {
		const char *name;
		bool special;
	} rows[] = { { "printer.local", true },
		     { "LOCALHOST", true },
		     { "x.onion", true },
		     { "nas.home.arpa", true },
		     { "1.0.0.10.in-addr.arpa", true },
		     { "local.example", false },
		     { "www.example", false } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_name name = name_of(rows[i].name), reserved;
		bool special = lint_special_use(&name, &reserved) != LINT_NOT_SPECIAL;
		cr_expect_eq(special, rows[i].special, "%s", rows[i].name);
	}
}

Test(facts, equal_wishes_are_one)
{
	struct region region = { 0 };
	struct facts facts = { .memory = &region };
	struct fd_wish wish = { .server = endpoint_of("192.0.2.1"),
				.qtype = FD_TYPE_A,
				.qname = name_of("www.example"),
				.purpose = FD_PURPOSE_WALK };
	struct fd_wish taken[4];

	for (unsigned i = 0; i < 2000; i++) {
		wish.qtype = (uint16_t)(i + 1);
		cr_assert_eq(facts_find(&facts, &wish), NULL);
		cr_assert_neq(facts_add(&facts, &wish), NULL);
	}
	wish.purpose =
		FD_PURPOSE_REPEAT; /* why it is asked does not make it another question */
	wish.qname = name_of("WWW.Example");
	cr_expect_neq(facts_find(&facts, &wish), NULL);
	wish.repeat = 1;
	cr_expect_eq(facts_find(&facts, &wish), NULL);
	cr_expect_eq(facts_take(&facts, taken, 4), 4u);
	cr_expect_eq(taken[3].id, 3u);
	facts_finish(&facts);
	region_finish(&region);
}
