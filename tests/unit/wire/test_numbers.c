/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "support.h"

/* clang-format off */
static const struct {
	const char *text;
	int number; /* -1: refused */
	const char *back;
} types[] = {
	{ "A",           1,     "A" },
	{ "aaaa",        28,    "AAAA" },
	{ "https",       65,    "HTTPS" },
	{ "NSAP-PTR",    23,    "NSAP-PTR" },
	{ "CAA",         257,   "CAA" },
	{ "ANY",         255,   "ANY" },
	{ "DLV",         32769, "DLV" },
	{ "TYPE1",       1,     "A" },
	{ "type65280",   65280, "TYPE65280" },
	{ "TYPE65535",   65535, "TYPE65535" },
	{ "TYPE65536",   -1, NULL },
	{ "TYPE4294967297", -1, NULL },
	{ "TYPE",        -1, NULL },
	{ "TYPE-1",      -1, NULL },
	{ "TYPE+1",      -1, NULL },
	{ "TYPE1x",      -1, NULL },
	{ "TYPE 1",      -1, NULL },
	{ "",            -1, NULL },
	{ "AAA",         -1, NULL },
	{ "1",           -1, NULL },
	{ "TYPE0",       -1, NULL }, /* the rest is no question's */
	{ "OPT",         -1, NULL },
	{ "TYPE41",      -1, NULL },
	{ "NXNAME",      -1, NULL },
	{ "TKEY",        -1, NULL },
	{ "TSIG",        -1, NULL },
	{ "TYPE250",     -1, NULL },
	{ "IXFR",        -1, NULL },
	{ "AXFR",        -1, NULL },
	{ "TYPE252",     -1, NULL },
};

static const struct {
	const char *text;
	int number;
	const char *back;
} rcodes[] = {
	{ "NOERROR",    0,  "NOERROR" },
	{ "nxdomain",   3,  "NXDOMAIN" },
	{ "DSOTYPENI",  11, "DSOTYPENI" },
	{ "RCODE12",    12, "RCODE12" },
	{ "BADVERS",    16, "BADVERS" },
	{ "BADSIG",     16, "BADVERS" },
	{ "BADCOOKIE",  23, "BADCOOKIE" },
	{ "RCODE2",     2,  "SERVFAIL" },
	{ "RCODE4095",  4095, "RCODE4095" },
	{ "RCODE4096",  -1, NULL },
	{ "SERVFAI",    -1, NULL },
	{ "",           -1, NULL },
};
/* clang-format on */

Test(wire_numbers, types_that_there_are_and_that_cannot_be_asked)
{
	static const char *const there[] = { "OPT",  "TYPE41", "nxname", "TKEY",  "TSIG",
					     "IXFR", "AXFR",   "axfr",	 "TYPE0", "TYPE252" };
	static const char *const none[] = { "AAA", "TYPE65536", "", "1" };

	for (size_t i = 0; i < ROWS(there); i++) {
		cr_expect_not_null(fd_type_unaskable(there[i]), "%s", there[i]);
	}
	for (size_t i = 0; i < ROWS(none); i++) {
		cr_expect_null(fd_type_unaskable(none[i]), "%s", none[i]);
	}
}

Test(wire_numbers, types)
{
	for (size_t i = 0; i < ROWS(types); i++) {
		uint16_t type = 0xdead;
		char text[FD_NUMBER_TEXT_MAX];

		cr_assert_eq(fd_type_parse(&type, types[i].text),
			     types[i].number < 0 ? -EINVAL : 0, "%s", types[i].text);
		cr_assert_eq(type, types[i].number < 0 ? 0xdead : types[i].number, "%s",
			     types[i].text);
		/* Whatever it says of a type, it says of one that is refused. */
		cr_assert(types[i].number < 0 || fd_type_unaskable(types[i].text) == NULL, "%s",
			  types[i].text);
		if (types[i].number >= 0) {
			fd_type_text(text, type);
			cr_assert_str_eq(text, types[i].back);
		}
	}
}

Test(wire_numbers, pseudo_types_have_names_but_cannot_be_asked)
{
	char text[FD_NUMBER_TEXT_MAX];

	fd_type_text(text, FD_TYPE_OPT);
	cr_assert_str_eq(text, "OPT");
	fd_type_text(text, 252);
	cr_assert_str_eq(text, "AXFR");
}

Test(wire_numbers, all_listed_types_parse_and_print)
{
	size_t count = 0;

	for (const char *const *name = fd_type_names(); *name != NULL; name++, count++) {
		uint16_t type;
		char text[FD_NUMBER_TEXT_MAX];

		cr_assert_eq(fd_type_parse(&type, *name), 0, "%s", *name);
		fd_type_text(text, type);
		cr_assert_str_eq(text, *name);
	}
	cr_assert_geq(count, 70);
}

Test(wire_numbers, every_type_prints_to_what_parses_back)
{
	for (unsigned number = 0; number <= UINT16_MAX; number++) {
		uint16_t type;
		char text[FD_NUMBER_TEXT_MAX];

		fd_type_text(text, (uint16_t)number);
		cr_assert_lt(strlen(text), sizeof(text));
		if (fd_type_parse(&type, text) == 0) {
			cr_assert_eq(type, number);
		}
	}
}

Test(wire_numbers, rcodes)
{
	for (size_t i = 0; i < ROWS(rcodes); i++) {
		uint16_t rcode = 0xdead;
		char text[FD_NUMBER_TEXT_MAX];

		cr_assert_eq(fd_rcode_parse(&rcode, rcodes[i].text),
			     rcodes[i].number < 0 ? -EINVAL : 0, "%s", rcodes[i].text);
		cr_assert_eq(rcode, rcodes[i].number < 0 ? 0xdead : rcodes[i].number, "%s",
			     rcodes[i].text);
		if (rcodes[i].number >= 0) {
			fd_rcode_text(text, rcode);
			cr_assert_str_eq(text, rcodes[i].back);
		}
	}
}

Test(wire_numbers, all_rcodes_of_the_enum_have_names)
{
	static const uint16_t named[] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,
					  10, 11, 16, 17, 18, 19, 20, 21, 22, 23 };

	for (size_t i = 0; i < ROWS(named); i++) {
		uint16_t rcode;
		char text[FD_NUMBER_TEXT_MAX];

		fd_rcode_text(text, named[i]);
		cr_assert_neq(strncmp(text, "RCODE", 5), 0, "%u", named[i]);
		cr_assert_eq(fd_rcode_parse(&rcode, text), 0);
		cr_assert_eq(rcode, named[i]);
	}
}

Test(wire_numbers, extended_errors_are_at_their_code)
{
	cr_assert_str_eq(fd_ede_text(0), "Other");
	cr_assert_str_eq(fd_ede_text(3), "Stale Answer");
	cr_assert_str_eq(fd_ede_text(6), "DNSSEC Bogus");
	cr_assert_str_eq(fd_ede_text(7), "Signature Expired");
	cr_assert_str_eq(fd_ede_text(9), "DNSKEY Missing");
	cr_assert_str_eq(fd_ede_text(15), "Blocked");
	cr_assert_str_eq(fd_ede_text(18), "Prohibited");
	cr_assert_str_eq(fd_ede_text(20), "Not Authoritative");
	cr_assert_str_eq(fd_ede_text(22), "No Reachable Authority");
	cr_assert_str_eq(fd_ede_text(23), "Network Error");
	cr_assert_str_eq(fd_ede_text(24), "Invalid Data");
	cr_assert_str_eq(fd_ede_text(27), "Unsupported NSEC3 Iterations Value");
	cr_assert_str_eq(fd_ede_text(30), "Invalid Query Type");
	cr_assert_null(fd_ede_text(49152)); /* private use */
	cr_assert_null(fd_ede_text(65535));
}
