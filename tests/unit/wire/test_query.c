/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "support.h"

/* clang-format off */
static const struct {
	const char *what;
	unsigned flags;
	const char *header; /* flags and counts */
	const char *class;
	const char *opt;
} queries[] = {
	{ "no flags",       0,             "0000 0001 0000 0000 0000", "0001", "" },
	{ "RD",             FD_QUERY_RD,   "0100 0001 0000 0000 0000", "0001", "" },
	{ "AD",             FD_QUERY_AD,   "0020 0001 0000 0000 0000", "0001", "" },
	{ "CD",             FD_QUERY_CD,   "0010 0001 0000 0000 0000", "0001", "" },
	{ "class CH",       FD_QUERY_CH,   "0000 0001 0000 0000 0000", "0003", "" },
	{ "EDNS",           FD_QUERY_EDNS, "0000 0001 0000 0000 0001", "0001", "00 0029 04d0 00 00 0000 0000" },
	{ "DO",             FD_QUERY_EDNS | FD_QUERY_DO,
	                                   "0000 0001 0000 0000 0001", "0001", "00 0029 04d0 00 00 8000 0000" },
	{ "DO without EDNS", FD_QUERY_DO,  "0000 0001 0000 0000 0000", "0001", "" },
	{ "bulk",           FD_QUERY_BULK, "0120 0001 0000 0000 0001", "0001", "00 0029 04d0 00 00 0000 0004 0003 0000" },
};
/* clang-format on */

Test(wire_query, renders_octet_for_octet)
{
	struct fd_name name = name_of("wWw.x");

	for (size_t i = 0; i < ROWS(queries); i++) {
		uint8_t expected[FD_QUERY_MAX];
		uint8_t out[FD_QUERY_MAX];
		size_t length = unhex(expected, sizeof(expected), "beef");

		length += unhex(expected + length, 100, queries[i].header);
		length += unhex(expected + length, 100, "03775777 0178 00 001c");
		length += unhex(expected + length, 100, queries[i].class);
		length += unhex(expected + length, 100, queries[i].opt);
		size_t rendered = fd_query_render(out, 0xbeef, name.wire, name.length,
						  FD_TYPE_AAAA, queries[i].flags);
		cr_assert_eq(rendered, length, "%s", queries[i].what);
		cr_assert_arr_eq(out, expected, length, "%s", queries[i].what);
	}
}

Test(wire_query, the_longest_query_is_sound)
{
	uint8_t out[FD_QUERY_MAX];
	struct fd_message message;
	struct fd_name name;

	memset(&name, 'x', sizeof(name));
	name.length = FD_NAME_MAX;
	for (unsigned i = 0; i < 254; i += 2) {
		name.wire[i] = 1;
	}
	name.wire[254] = 0;
	size_t length = fd_query_render(out, 1, name.wire, name.length, FD_TYPE_A,
					FD_QUERY_BULK | FD_QUERY_DO);
	cr_assert_leq(length, FD_QUERY_MAX);
	cr_assert_eq(fd_message_parse(&message, guarded(out, length), length), 0);
	cr_assert(fd_name_equal(&message.qname, &name));
	cr_assert_eq(message.edns.udp_size, FD_UDP_SIZE);
}

#define QUESTION "03777777 0178 00 0001 0001 "

/* clang-format off */
static const struct {
	const char *what;
	const char *hex; /* of the reply; we asked www.x IN A */
	enum fd_match match;
} matches[] = {
	{ "the question repeated",      "1234 8180 0001 0000 0000 0000" QUESTION, FD_MATCH_FULL },
	{ "its case changed",           "1234 8180 0001 0000 0000 0000 03577757 0158 00 0001 0001", FD_MATCH_FULL },
	{ "records behind it",          "1234 8180 0001 0001 0000 0000" QUESTION "c00c 0001 0001 00000000 0004 01020304", FD_MATCH_FULL },
	{ "TC, and cut in its records", "1234 8380 0001 0001 0000 0000" QUESTION "c00c", FD_MATCH_FULL },
	{ "any RCODE with a question",  "1234 8182 0001 0000 0000 0000" QUESTION, FD_MATCH_FULL },

	{ "QR clear",                   "1234 0180 0001 0000 0000 0000" QUESTION, FD_MATCH_NO },
	{ "opcode NOTIFY",              "1234 a180 0001 0000 0000 0000" QUESTION, FD_MATCH_NO },
	{ "opcode 1",                   "1234 8980 0001 0000 0000 0000" QUESTION, FD_MATCH_NO },
	{ "another name",               "1234 8180 0001 0000 0000 0000 03777776 0178 00 0001 0001", FD_MATCH_NO },
	{ "a longer name",              "1234 8180 0001 0000 0000 0000 03777777 0178 0179 00 0001 0001", FD_MATCH_NO },
	{ "a shorter name",             "1234 8180 0001 0000 0000 0000 03777777 00 0001 0001", FD_MATCH_NO },
	{ "another type",               "1234 8180 0001 0000 0000 0000 03777777 0178 00 001c 0001", FD_MATCH_NO },
	{ "another class",              "1234 8180 0001 0000 0000 0000 03777777 0178 00 0001 0003", FD_MATCH_NO },
	{ "two questions",              "1234 8180 0002 0000 0000 0000" QUESTION QUESTION, FD_MATCH_NO },
	{ "a compressed question",      "1234 8180 0001 0000 0000 0000 03777777 c010 0001 0001", FD_MATCH_NO },
	{ "a question cut short",       "1234 8180 0001 0000 0000 0000 03777777 0178 00 0001 00", FD_MATCH_NO },
	{ "counted but not there",      "1234 8180 0001 0000 0000 0000", FD_MATCH_NO },
	{ "eleven octets",              "1234 8185 0000 0000 0000 00", FD_MATCH_NO },
	{ "nothing",                    "", FD_MATCH_NO },

	{ "header only, FORMERR",       "1234 8001 0000 0000 0000 0000", FD_MATCH_HEADER_ONLY },
	{ "header only, SERVFAIL",      "1234 8182 0000 0000 0000 0000", FD_MATCH_HEADER_ONLY },
	{ "header only, NOTIMP",        "1234 8184 0000 0000 0000 0000", FD_MATCH_HEADER_ONLY },
	{ "header only, REFUSED",       "1234 8185 0000 0000 0000 0000", FD_MATCH_HEADER_ONLY },
	{ "header only, NOERROR",       "1234 8180 0000 0000 0000 0000", FD_MATCH_NO },
	{ "header only, NXDOMAIN",      "1234 8183 0000 0000 0000 0000", FD_MATCH_NO },
	{ "header only, NOTAUTH",       "1234 8189 0000 0000 0000 0000", FD_MATCH_NO },
	{ "header only, QR clear",      "1234 0185 0000 0000 0000 0000", FD_MATCH_NO },
	{ "header only, opcode NOTIFY", "1234 a185 0000 0000 0000 0000", FD_MATCH_NO },
	{ "header only, ANCOUNT 1",     "1234 8185 0000 0001 0000 0000", FD_MATCH_NO },
	{ "header only, NSCOUNT 1",     "1234 8185 0000 0000 0001 0000", FD_MATCH_NO },
	{ "header only, ARCOUNT 1",     "1234 8185 0000 0000 0000 0001", FD_MATCH_NO },
	{ "header only, octets behind", "1234 8185 0000 0000 0000 0000 00", FD_MATCH_NO },
	{ "no question but records",    "1234 8185 0000 0001 0000 0000 00 0001 0001 00000000 0004 01020304", FD_MATCH_NO },
	{ "and an OPT, BADVERS",        "1234 8180 0000 0000 0000 0001 00 0029 04d0 01 00 0000 0000", FD_MATCH_HEADER_ONLY },
	{ "and an OPT, REFUSED, EDE 18", "1234 8185 0000 0000 0000 0001 00 0029 04d0 00 00 0000 0006 000f 0002 0012", FD_MATCH_HEADER_ONLY },
	{ "and an OPT, NOERROR",        "1234 8180 0000 0000 0000 0001 00 0029 04d0 00 00 0000 0000", FD_MATCH_NO },
	{ "and an OPT, BADCOOKIE",      "1234 8187 0000 0000 0000 0001 00 0029 04d0 01 00 0000 0000", FD_MATCH_NO },
	{ "and an OPT, RCODE 21",       "1234 8185 0000 0000 0000 0001 00 0029 04d0 01 00 0000 0000", FD_MATCH_NO },
	{ "and an OPT, octets behind",  "1234 8185 0000 0000 0000 0001 00 0029 04d0 00 00 0000 0000 00", FD_MATCH_NO },
	{ "and an OPT cut short",       "1234 8185 0000 0000 0000 0001 00 0029 04d0 00 00 0000 0001", FD_MATCH_NO },
	{ "and an OPT, option broken",  "1234 8185 0000 0000 0000 0001 00 0029 04d0 00 00 0000 0003 000f00", FD_MATCH_NO },
	{ "and an A record",            "1234 8185 0000 0000 0000 0001 00 0001 0001 00000000 0004 01020304", FD_MATCH_NO },
	{ "and two OPT",                "1234 8185 0000 0000 0000 0002 00 0029 04d0 00 00 0000 0000 00 0029 04d0 00 00 0000 0000", FD_MATCH_NO },
};
/* clang-format on */

Test(wire_query, believes_a_reply_to_its_question_only)
{
	struct fd_name name = name_of("www.x");

	for (size_t i = 0; i < ROWS(matches); i++) {
		size_t length;
		const uint8_t *reply = guarded_hex(matches[i].hex, &length);

		cr_assert_eq(fd_reply_match(reply, length, name.wire, name.length, FD_TYPE_A,
					    FD_QUERY_BULK),
			     matches[i].match, "%s", matches[i].what);
	}
}

Test(wire_query, class_follows_the_flags)
{
	struct fd_name name = name_of("version.bind");
	uint8_t reply[FD_QUERY_MAX];
	size_t length =
		fd_query_render(reply, 1, name.wire, name.length, FD_TYPE_TXT, FD_QUERY_CH);

	reply[2] |= 0x80;
	cr_assert_eq(
		fd_reply_match(reply, length, name.wire, name.length, FD_TYPE_TXT, FD_QUERY_CH),
		FD_MATCH_FULL);
	cr_assert_eq(fd_reply_match(reply, length, name.wire, name.length, FD_TYPE_TXT, 0),
		     FD_MATCH_NO);
}

Test(wire_query, every_prefix_of_a_match_is_judged_inside_its_bounds)
{
	struct fd_name name = name_of("mail.example.test");
	uint8_t octets[2048];
	size_t length = unhex(octets, sizeof(octets), replies[0].hex);
	size_t question = 12 + (size_t)name.length + 4;

	for (size_t cut = 0; cut <= length; cut++) {
		cr_assert_eq(fd_reply_match(guarded(octets, cut), cut, name.wire, name.length,
					    FD_TYPE_A, 0),
			     cut < question ? FD_MATCH_NO : FD_MATCH_FULL, "%zu", cut);
	}
}
