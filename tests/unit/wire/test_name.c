/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

#define L10 "0123456789"
#define L63 L10 L10 L10 L10 L10 L10 "abc"
#define L61 L10 L10 L10 L10 L10 L10 "a"

/* Three labels of 63 octets and one of 61 are 255 octets with lengths and root: the most. */
#define LONGEST L63 "." L63 "." L63 "." L61

/* clang-format off */
static const struct {
	const char *text;
	int result;
	const char *hex;
	const char *back; /* as printed again, NULL when as given */
} parses[] = {
	{ ".",                  0, "00", NULL },
	{ "com",                0, "03636f6d00", NULL },
	{ "com.",               0, "03636f6d00", "com" },
	{ "WWW.Example",        0, "03575757 074578616d706c65 00", NULL },
	{ "_sip._tcp.x",        0, "045f736970 045f746370 0178 00", NULL },
	{ "*.x",                0, "012a 0178 00", NULL },
	{ "a\\.b.c",            0, "03612e62 0163 00", NULL },
	{ "a\\\\b",             0, "03615c62 00", NULL },
	{ "\\097",              0, "0161 00", "a" },
	{ "\\000\\255\\032",    0, "0300ff20 00", NULL },
	{ "\\@\\$\\(\\)\\;\\\"",0, "0640242829 3b22 00", NULL },
	{ "@",                  0, "0140 00", "\\@" },
	{ "\xc3\xbc",           0, "02c3bc 00", "\\195\\188" },
	{ "a b",                0, "03612062 00", "a\\032b" },
	{ "",                   -EINVAL, NULL, NULL },
	{ "..",                 -EINVAL, NULL, NULL },
	{ ".a",                 -EINVAL, NULL, NULL },
	{ "a..b",               -EINVAL, NULL, NULL },
	{ "a..",                -EINVAL, NULL, NULL },
	{ "a\\",                -EINVAL, NULL, NULL },
	{ "a\\25",              -EINVAL, NULL, NULL },
	{ "a\\2x5",             -EINVAL, NULL, NULL },
	{ "a\\256",             -EINVAL, NULL, NULL },
	{ "a\\999",             -EINVAL, NULL, NULL },
};
/* clang-format on */

Test(wire_name, parses_presentation_form_and_prints_it_again)
{
	for (size_t i = 0; i < ROWS(parses); i++) {
		uint8_t wire[FD_NAME_MAX];
		char text[FD_NAME_TEXT_MAX];
		struct fd_name name = { .length = 77 };

		cr_assert_eq(fd_name_parse(&name, parses[i].text), parses[i].result, "%s",
			     parses[i].text);
		if (parses[i].result != 0) {
			cr_assert_eq(name.length, 77, "touched by %s", parses[i].text);
			continue;
		}
		size_t length = unhex(wire, sizeof(wire), parses[i].hex);
		cr_assert_eq(name.length, length, "%s", parses[i].text);
		cr_assert_arr_eq(name.wire, wire, length, "%s", parses[i].text);
		cr_assert_eq(fd_name_text(text, &name), strlen(text));
		cr_assert_str_eq(text, parses[i].back ? parses[i].back : parses[i].text);
	}
}

static const struct {
	const char *what;
	const char *text;
	int result;
} limits[] = {
	{ "a label of 63 octets", L63 ".x", 0 },
	{ "a label of 64 octets", L63 "d.x", -ENAMETOOLONG },
	{ "a label of 64 octets, the last escaped", L63 "\\100.x", -ENAMETOOLONG },
	{ "a name of 255 octets", LONGEST, 0 },
	{ "a name of 255 octets and a dot", LONGEST ".", 0 },
	{ "a name of 256 octets", LONGEST "b", -ENAMETOOLONG },
	{ "a name of 257 octets, by a label", LONGEST ".b", -ENAMETOOLONG },
};

Test(wire_name, keeps_the_limits_of_labels_and_names)
{
	for (size_t i = 0; i < ROWS(limits); i++) {
		struct fd_name name;

		cr_assert_eq(fd_name_parse(&name, limits[i].text), limits[i].result, "%s",
			     limits[i].what);
	}
	cr_assert_eq(name_of(LONGEST).length, FD_NAME_MAX);
}

/* A name of 255 octets, its labels as long as given and filled with an octet that prints as four. */
static struct fd_name widest(unsigned label_length)
{
	struct fd_name name;
	unsigned at = 0;

	memset(&name, 0xff, sizeof(name));
	name.length = FD_NAME_MAX;
	while (at < FD_NAME_MAX - 1U) {
		unsigned left = FD_NAME_MAX - 1U - at;
		unsigned step = label_length + 1 < left ? label_length + 1 : left;

		name.wire[at] = (uint8_t)(step - 1);
		at += step;
	}
	name.wire[at] = 0;
	return name;
}

static const struct {
	unsigned label_length;
	size_t text_length;
} widths[] = {
	{ FD_LABEL_MAX, 250 * 4 + 3 }, /* the longest text there is */
	{ 1, 127 * 4 + 126 },	       /* the most labels */
};

Test(wire_name, the_longest_text_fits_and_reads_back)
{
	for (size_t i = 0; i < ROWS(widths); i++) {
		struct fd_name name = widest(widths[i].label_length);
		struct fd_name again;
		char text[FD_NAME_TEXT_MAX];

		cr_assert_eq(fd_name_text(text, &name), widths[i].text_length);
		cr_assert_eq(fd_name_parse(&again, text), 0);
		cr_assert(fd_name_equal(&again, &name));
	}
}

static const struct {
	const char *what;
	const char *hex;
	int length; /* 0: -EBADMSG */
} wires[] = {
	{ "the root", "00", 1 },
	{ "octets behind the name are left alone", "016100ffff", 3 },
	{ "nothing", "", 0 },
	{ "a label cut short", "03616263", 0 },
	{ "a label's content cut short", "036162", 0 },
	{ "no root label", "0161", 0 },
	{ "a compression pointer", "0161c000", 0 },
	{ "label type 0x40, once EDNS's", "4161", 0 },
	{ "label type 0x80", "8161", 0 },
	{ "label of 64 octets", "40", 0 },
};

Test(wire_name, reads_wire_form_up_to_a_guard_page)
{
	for (size_t i = 0; i < ROWS(wires); i++) {
		struct fd_name name = { .length = 77 };
		size_t size;
		const uint8_t *wire = guarded_hex(wires[i].hex, &size);
		int expected = wires[i].length == 0 ? -EBADMSG : 0;

		cr_assert_eq(fd_name_from_wire(&name, wire, size), expected, "%s",
			     wires[i].what);
		cr_assert_eq(name.length, wires[i].length == 0 ? 77 : wires[i].length, "%s",
			     wires[i].what);
	}
}

Test(wire_name, wire_form_is_limited_to_255_octets)
{
	uint8_t wire[257] = { 0 };
	struct fd_name name;

	for (unsigned i = 0; i < 254; i += 2) {
		wire[i] = 1;
	}
	cr_assert_eq(fd_name_from_wire(&name, guarded(wire, 255), 255), 0);
	cr_assert_eq(name.length, 255);
	wire[254] = 1; /* 128 labels, root at 256 */
	cr_assert_eq(fd_name_from_wire(&name, guarded(wire, 257), 257), -EBADMSG);
	wire[252] = 2; /* and the root at 255: 256 octets */
	wire[254] = 0;
	wire[255] = 0;
	cr_assert_eq(fd_name_from_wire(&name, guarded(wire, 256), 256), -EBADMSG);
}

/* clang-format off */
static const struct {
	const char *a;
	const char *b;
	bool equal;
	bool under; /* a is b or below */
} relations[] = {
	{ "example.com",     "example.com",     true,  true  },
	{ "EXAMPLE.com",     "example.COM",     true,  true  }, /* RFC 4343 */
	{ "www.Example.com", "eXample.com",     false, true  },
	{ "example.com",     "www.example.com", false, false },
	{ "notexample.com",  "example.com",     false, false },
	{ "a.example.com",   "b.example.com",   false, false },
	{ "example.com",     ".",               false, true  },
	{ ".",               ".",               true,  true  },
	{ ".",               "com",             false, false },
	{ "[",               "{",               false, false }, /* 0x5b and 0x7b: no letters */
	{ "@",               "`",               false, false },
	{ "\\193",           "\\225",           false, false }, /* nor are octets above 127 */
	{ "ab.com",          "a.b.com",         false, false },
	{ "x\\003com.a",     "com.a",           false, false }, /* looks like a label inside one */
	{ "x\\003com",       "com",             false, false },
};
/* clang-format on */

Test(wire_name, compares_as_rfc_4343_says)
{
	for (size_t i = 0; i < ROWS(relations); i++) {
		struct fd_name a = name_of(relations[i].a);
		struct fd_name b = name_of(relations[i].b);

		cr_assert_eq(fd_name_equal(&a, &b), relations[i].equal, "row %zu", i);
		cr_assert_eq(fd_name_equal(&b, &a), relations[i].equal, "row %zu", i);
		cr_assert_eq(fd_name_under(&a, &b), relations[i].under, "row %zu", i);
		cr_assert_eq(fd_name_hash(&a) == fd_name_hash(&b), relations[i].equal,
			     "row %zu", i);
	}
}

Test(wire_name, suffix_takes_labels_from_the_right)
{
	static const char *const suffixes[] = { ".", "com", "Example.com", "www.Example.com" };
	struct fd_name name = name_of("www.Example.com");

	cr_assert_eq(fd_name_labels(&name), 3);
	for (unsigned labels = 0; labels < ROWS(suffixes); labels++) {
		struct fd_name suffix;
		char text[FD_NAME_TEXT_MAX];

		fd_name_suffix(&suffix, &name, labels);
		(void)fd_name_text(text, &suffix);
		cr_assert_str_eq(text, suffixes[labels]);
		cr_assert_eq(fd_name_labels(&suffix), labels);
	}
	fd_name_suffix(&name, &name, 2); /* in place */
	struct fd_name expected = name_of("example.com");
	cr_assert(fd_name_equal(&name, &expected));
}

Test(wire_name, prepend_keeps_the_limits)
{
	struct fd_name name = name_of(".");
	struct fd_name expected = name_of("ab.com");

	cr_assert_eq(fd_name_prepend(&name, "com", 3, &name), 0); /* in place */
	cr_assert_eq(fd_name_prepend(&name, "ab", 2, &name), 0);
	cr_assert(fd_name_equal(&name, &expected));
	cr_assert_eq(fd_name_prepend(&name, L63 "d", 64, &expected), -ENAMETOOLONG);
	cr_assert_eq(fd_name_prepend(&name, L63, 63, &expected), 0);

	struct fd_name nearly = name_of(L63 "." L63 "." L63 "." L10);
	cr_assert_eq(nearly.length, 204);
	cr_assert_eq(fd_name_prepend(&name, L63, 50, &nearly), 0);
	cr_assert_eq(name.length, FD_NAME_MAX);
	cr_assert_eq(fd_name_prepend(&name, L63, 51, &nearly), -ENAMETOOLONG);
}

Test(wire_name, lower_changes_letters_only)
{
	struct fd_name name = name_of("AZ[@\\193.Com");
	char text[FD_NAME_TEXT_MAX];

	fd_name_lower(&name);
	(void)fd_name_text(text, &name);
	cr_assert_str_eq(text, "az[\\@\\193.com");
}
