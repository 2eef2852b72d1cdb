/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fleetdig/wire.h>

#include "support.h"

/* A world with one name that has this many addresses. */
static struct fd_world *wide_world(unsigned addresses)
{
	static char text[8192];
	int length = snprintf(text, sizeof(text),
			      "server a 127.0.1.1\nzone . at a\n	x NS ns.x\n");

	for (unsigned i = 0; i < addresses; i++) {
		length += snprintf(text + length, sizeof(text) - (size_t)length,
				   "	wide A 192.0.2.%u\n	ns.x A 192.0.2.%u\n", i, i);
	}
	return world_of(text);
}

static size_t ask(struct fd_world *world, const char *text, unsigned flags, enum fd_proto proto,
		  uint8_t *reply, size_t size)
{
	struct fd_responder responder = fd_world_responder(world);
	struct fd_endpoint server;
	struct fd_name name;
	uint8_t query[FD_QUERY_MAX];

	cr_assert_eq(fd_endpoint_parse(&server, "127.0.1.1", 53), 0);
	cr_assert_eq(fd_name_parse(&name, text), 0);
	size_t length = fd_query_render(query, 1, name.wire, name.length, FD_TYPE_A, flags);
	return responder.answer(responder.state, &server, proto, query, length, 0, reply, size)
		.length;
}

Test(render, truncates_to_what_the_client_takes)
{
	static const struct {
		unsigned addresses;
		unsigned flags;
		enum fd_proto proto;
		bool truncated;
	} rows[] = {
		/* 12 + 10 + n * 16 octets, and 11 of OPT. */
		{ 30, 0, FD_UDP, false },
		{ 31, 0, FD_UDP, true },
		{ 31, 0, FD_TCP, false },
		{ 31, FD_QUERY_EDNS, FD_UDP, false },
		{ 74, FD_QUERY_EDNS, FD_UDP, false },
		{ 75, FD_QUERY_EDNS, FD_UDP, true },
		{ 75, FD_QUERY_EDNS, FD_TCP, false },
	};
	static uint8_t reply[65535];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_world *world = wide_world(rows[i].addresses);
		struct fd_message message;
		size_t length =
			ask(world, "wide", rows[i].flags, rows[i].proto, reply, sizeof(reply));
		cr_assert_eq(fd_message_parse(&message, reply, length), 0);
		cr_expect_eq((message.flags & FD_FLAG_TC) != 0, rows[i].truncated, "row %zu",
			     i);
		cr_expect_eq(message.counts[1], rows[i].truncated ? 0 : rows[i].addresses);
		fd_world_destroy(world);
	}
}

Test(render, a_referral_without_room_for_its_glue_is_truncated)
{
	static uint8_t reply[65535];
	struct fd_world *world = wide_world(75);
	struct fd_message message;
	size_t length = ask(world, "www.x", FD_QUERY_EDNS, FD_UDP, reply, sizeof(reply));

	cr_assert_eq(fd_message_parse(&message, reply, length), 0);
	cr_expect(message.flags & FD_FLAG_TC);
	fd_world_destroy(world);
}

Test(render, never_writes_beyond_the_buffer)
{
	struct fd_world *world = wide_world(40);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	cr_assert_neq(pages, MAP_FAILED);
	cr_assert_eq(mprotect(pages + page, page, PROT_NONE), 0);
	for (size_t size = 0; size < 800; size++) {
		size_t length =
			ask(world, "wide", FD_QUERY_BULK, FD_TCP, pages + page - size, size);
		struct fd_message message;
		cr_assert_leq(length, size);
		if (length > 0) {
			cr_assert_eq(fd_message_parse(&message, pages + page - size, length),
				     0);
		}
	}
	munmap(pages, 2 * page);
	fd_world_destroy(world);
}

#define SIGNED                                         \
	"server a 127.0.1.1\nserver ns.x. 127.0.2.1\n" \
	"zone . at a signed\n"                         \
	"zone x. at ns.x. signed\n	www A 192.0.2.1\n"  \
	"zone plain. at a\n	www A 192.0.2.1\n"

/* Types of the records of a reply, in order, with what RRSIGs cover. */
static const char *types_of(struct fd_world *world, const char *name, uint16_t type,
			    const char *address)
{
	static char text[512];
	static uint8_t reply[65535];
	struct fd_responder responder = fd_world_responder(world);
	struct fd_endpoint server;
	struct fd_name qname;
	uint8_t query[FD_QUERY_MAX];
	struct fd_message message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t used = 0;

	cr_assert_eq(fd_endpoint_parse(&server, address, 53), 0);
	cr_assert_eq(fd_name_parse(&qname, name), 0);
	size_t length = fd_query_render(query, 1, qname.wire, qname.length, type,
					FD_QUERY_EDNS | FD_QUERY_DO);
	length = responder
			 .answer(responder.state, &server, FD_UDP, query, length, 0, reply,
				 sizeof(reply))
			 .length;
	cr_assert_eq(fd_message_parse(&message, reply, length), 0);
	text[0] = '\0';
	while (fd_message_next(&message, &cursor, &record)) {
		char number[FD_NUMBER_TEXT_MAX], data[1024];
		fd_type_text(number, record.type);
		cr_assert_geq(fd_rdata_text(data, sizeof(data), &message, &record), 0);
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
					 used == 0 ? "" : " ", number);
		if (record.type == FD_TYPE_RRSIG) {
			used += (size_t)snprintf(text + used, sizeof(text) - used, "(%.*s)",
						 (int)strcspn(data, " "), data);
		}
	}
	return text;
}

Test(render, signed_zones_carry_their_proofs_when_asked)
{
	static const struct {
		const char *address, *name;
		uint16_t type;
		const char *types;
	} rows[] = {
		{ "127.0.2.1", "www.x", FD_TYPE_A, "A RRSIG(A)" },
		{ "127.0.2.1", "x", FD_TYPE_DNSKEY, "DNSKEY RRSIG(DNSKEY)" },
		{ "127.0.1.1", "x", FD_TYPE_DS, "DS RRSIG(DS)" },
		{ "127.0.1.1", "www.x", FD_TYPE_A, "NS DS RRSIG(DS) A" },
		{ "127.0.2.1", "www.x", FD_TYPE_AAAA, "SOA RRSIG(SOA) NSEC RRSIG(NSEC)" },
		{ "127.0.2.1", "no.x", FD_TYPE_A,
		  "SOA RRSIG(SOA) NSEC RRSIG(NSEC) NSEC RRSIG(NSEC)" },
		{ "127.0.1.1", "www.plain", FD_TYPE_A, "A" },
	};
	struct fd_world *world = world_of(SIGNED);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_str_eq(types_of(world, rows[i].name, rows[i].type, rows[i].address),
				 rows[i].types);
	}
	fd_world_destroy(world);
}

Test(render, without_do_there_are_none)
{
	ROWS(SIGNED, { "127.0.2.1 www.x A", "NOERROR aa | www.x 300 A 192.0.2.1" },
	     { "127.0.1.1 www.x A", "NOERROR | AU x 300 NS ns.x. | AD ns.x 300 A 127.0.2.1" });
}
