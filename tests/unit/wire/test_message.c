/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* Header of a reply with these counts, and the question example.test A at offset 12. */
#define HEAD(an, ns, ar) "1234 8180 0001 00" an " 00" ns " 00" ar " "
#define QUESTION	 "076578616d706c650474657374 00 0001 0001 "
#define FIXED		 "0001 0000012c " /* class IN, TTL 300 */

/* clang-format off */
static const struct {
	const char *what;
	const char *hex;
	int result;
} messages[] = {
	/* The header and the question. */
	{ "a question alone",              HEAD("00", "00", "00") QUESTION, 0 },
	{ "no question",                   "1234 8185 0000 0000 0000 0000", 0 },
	{ "nothing",                       "", -EBADMSG },
	{ "eleven octets",                 "1234 8185 0000 0000 0000 00", -EBADMSG },
	{ "two questions",                 "1234 8180 0002 0000 0000 0000" QUESTION QUESTION, -EBADMSG },
	{ "a question counted, none there", HEAD("00", "00", "00"), -EBADMSG },
	{ "no QCLASS",                     HEAD("00", "00", "00") "0161 00 0001", -EBADMSG },
	{ "trailing octet",                HEAD("00", "00", "00") QUESTION "00", -EBADMSG },
	{ "a compressed question",         HEAD("00", "00", "00") "0161 c00c 0001 0001", -EBADMSG },
	{ "a record uncounted",            HEAD("00", "00", "00") QUESTION "c00c 0001" FIXED "0004 c0000201", -EBADMSG },
	{ "a record counted, none there",  HEAD("01", "00", "00") QUESTION, -EBADMSG },
	{ "65535 records counted",         HEAD("01", "00", "00") "00 0001 0001", -EBADMSG },

	/* Records. */
	{ "an A record",                   HEAD("01", "00", "00") QUESTION "c00c 0001" FIXED "0004 c0000201", 0 },
	{ "the same in each section",      HEAD("01", "01", "01") QUESTION "c00c 0001" FIXED "0004 c0000201"
	                                   "c00c 0001" FIXED "0004 c0000201" "c00c 0001" FIXED "0004 c0000201", 0 },
	{ "RDLENGTH past the end",         HEAD("01", "00", "00") QUESTION "c00c ff00" FIXED "0005 c0000201", -EBADMSG },
	{ "RDLENGTH past the end, by much", HEAD("01", "00", "00") QUESTION "c00c ff00" FIXED "ffff c0000201", -EBADMSG },
	{ "A of three octets",             HEAD("01", "00", "00") QUESTION "c00c 0001" FIXED "0003 c00002", -EBADMSG },
	{ "A of five octets",              HEAD("01", "00", "00") QUESTION "c00c 0001" FIXED "0005 c000020100", -EBADMSG },
	{ "A of class CH is another thing", HEAD("01", "00", "00") QUESTION "c00c 0001 0003 0000012c 0003 000000", 0 },
	{ "AAAA of 15 octets",             HEAD("01", "00", "00") QUESTION "c00c 001c" FIXED "000f 000000000000000000000000000000", -EBADMSG },
	{ "unknown type, RDATA empty",     HEAD("01", "00", "00") QUESTION "c00c ff00" FIXED "0000", 0 },
	{ "NS",                            HEAD("01", "00", "00") QUESTION "c00c 0002" FIXED "0002 c00c", 0 },
	{ "NS, RDATA empty",               HEAD("01", "00", "00") QUESTION "c00c 0002" FIXED "0000", -EBADMSG },
	{ "NS, an octet behind the name",  HEAD("01", "00", "00") QUESTION "c00c 0002" FIXED "0003 c00c00", -EBADMSG },
	{ "NS, the name leaves the RDATA", HEAD("02", "00", "00") QUESTION "c00c 0002" FIXED "0002 0161"
	                                   "00 ff00" FIXED "0000", -EBADMSG },
	{ "SOA",                           HEAD("01", "00", "00") QUESTION "c00c 0006" FIXED "0018 c00c c00c 00000001 00000002 00000003 00000004 00000005", 0 },
	{ "SOA without MINIMUM",           HEAD("01", "00", "00") QUESTION "c00c 0006" FIXED "0014 c00c c00c 00000001 00000002 00000003 00000004", -EBADMSG },
	{ "MX without a name",             HEAD("01", "00", "00") QUESTION "c00c 000f" FIXED "0002 000a", -EBADMSG },
	{ "MX cut in its preference",      HEAD("01", "00", "00") QUESTION "c00c 000f" FIXED "0001 00", -EBADMSG },
	{ "SRV with a compressed target",  HEAD("01", "00", "00") QUESTION "c00c 0021" FIXED "0008 0001 0002 0003 c00c", 0 }, /* RFC 3597 4 */
	{ "DNAME with a compressed target", HEAD("01", "00", "00") QUESTION "c00c 0027" FIXED "0002 c00c", -EBADMSG }, /* RFC 6672 2.1 */
	{ "HTTPS with a compressed target", HEAD("01", "00", "00") QUESTION "c00c 0041" FIXED "0004 0001 c00c", -EBADMSG }, /* RFC 9460 2.2 */
	{ "HTTPS without parameters",      HEAD("01", "00", "00") QUESTION "c00c 0041" FIXED "0003 0001 00", 0 },
	{ "HTTPS with two parameters",     HEAD("01", "00", "00") QUESTION "c00c 0041" FIXED "000c 0001 00 0002 0000 029b 0001 ff", 0 },
	{ "HTTPS, a parameter cut short",  HEAD("01", "00", "00") QUESTION "c00c 0041" FIXED "0005 0001 00 0001", -EBADMSG },
	{ "HTTPS, a value past the end",   HEAD("01", "00", "00") QUESTION "c00c 0041" FIXED "0008 0001 00 029b 0002 ff", -EBADMSG },
	{ "RRSIG with a compressed signer", HEAD("01", "00", "00") QUESTION "c00c 002e" FIXED "0016 0001 0d 02 0000012c 00000000 00000000 0000 c00c 0000", -EBADMSG },
	{ "NSEC with a compressed next name", HEAD("01", "00", "00") QUESTION "c00c 002f" FIXED "0005 c00c 000140", -EBADMSG },
	{ "TXT",                           HEAD("01", "00", "00") QUESTION "c00c 0010" FIXED "0004 0161 0162", 0 },
	{ "TXT, RDATA empty",              HEAD("01", "00", "00") QUESTION "c00c 0010" FIXED "0000", -EBADMSG },
	{ "TXT, a string past the end",    HEAD("01", "00", "00") QUESTION "c00c 0010" FIXED "0003 0161 01", -EBADMSG },
	{ "CAA without a tag",             HEAD("01", "00", "00") QUESTION "c00c 0101" FIXED "0003 00 00 61", -EBADMSG },
	{ "CAA without a value",           HEAD("01", "00", "00") QUESTION "c00c 0101" FIXED "0003 00 01 61", 0 },

	/* Compression: owners. QUESTION is 12..29 (label 7 at 12, label 4 at 20, root at 25). */
	{ "owner with a pointer to itself", HEAD("01", "00", "00") QUESTION "c01e ff00" FIXED "0000", -EBADMSG },
	{ "owner with a pointer forward",  HEAD("01", "00", "00") QUESTION "c020 ff00" FIXED "0000", -EBADMSG },
	{ "owner with a pointer into the header", HEAD("01", "00", "00") QUESTION "c004 ff00" FIXED "0000", -EBADMSG },
	{ "a label, then a pointer to that label", HEAD("01", "00", "00") QUESTION "0161 c01e ff00" FIXED "0000", -EBADMSG },
	{ "a label, then a pointer before it", HEAD("01", "00", "00") QUESTION "0161 c014 ff00" FIXED "0000", 0 },
	{ "pointers to each other",        HEAD("02", "00", "00") QUESTION "c02c ff00" FIXED "0000" "c01e ff00" FIXED "0000", -EBADMSG },
	{ "pointer cut short",             HEAD("01", "00", "00") QUESTION "c0", -EBADMSG },
	{ "label type 0x40 behind a pointer", HEAD("02", "00", "00") QUESTION "00 ff00" FIXED "0001 40" "c029 ff00" FIXED "0000", -EBADMSG },
	{ "label type 0x80 behind a pointer", HEAD("02", "00", "00") QUESTION "00 ff00" FIXED "0001 80" "c029 ff00" FIXED "0000", -EBADMSG },

	/* EDNS. */
	{ "OPT",                           HEAD("00", "00", "01") QUESTION "00 0029 04d0 00 00 0000 0000", 0 },
	{ "OPT, first of two",             HEAD("00", "00", "02") QUESTION "00 0029 04d0 00 00 0000 0000" "c00c 0001" FIXED "0004 c0000201", 0 },
	{ "two OPT",                       HEAD("00", "00", "02") QUESTION "00 0029 04d0 00 00 0000 0000" "00 0029 04d0 00 00 0000 0000", -EBADMSG },
	{ "OPT in ANSWER",                 HEAD("01", "00", "00") QUESTION "00 0029 04d0 00 00 0000 0000", -EBADMSG },
	{ "OPT in AUTHORITY",              HEAD("00", "01", "00") QUESTION "00 0029 04d0 00 00 0000 0000", -EBADMSG },
	{ "OPT whose owner is not the root", HEAD("00", "00", "01") QUESTION "c00c 0029 04d0 00 00 0000 0000", -EBADMSG },
	{ "OPT whose owner points at a root", HEAD("00", "00", "01") QUESTION "c019 0029 04d0 00 00 0000 0000", -EBADMSG },
	{ "OPT with options",              HEAD("00", "00", "01") QUESTION "00 0029 04d0 00 00 0000 000a 000f 0002 0016 0003 0000", 0 },
	{ "an option past the end",        HEAD("00", "00", "01") QUESTION "00 0029 04d0 00 00 0000 0006 000f 0003 0016", -EBADMSG },
	{ "an option's header cut short",  HEAD("00", "00", "01") QUESTION "00 0029 04d0 00 00 0000 0003 000f 00", -EBADMSG },
	{ "OPT's RDLENGTH past the end",   HEAD("00", "00", "01") QUESTION "00 0029 04d0 00 00 0000 0004", -EBADMSG },
};
/* clang-format on */

Test(wire_message, accepts_what_is_sound_and_nothing_else)
{
	for (size_t i = 0; i < ROWS(messages); i++) {
		size_t length;
		const uint8_t *wire = guarded_hex(messages[i].hex, &length);
		struct fd_message message = { .id = 7777 };

		cr_assert_eq(fd_message_parse(&message, wire, length), messages[i].result, "%s",
			     messages[i].what);
		cr_assert_eq(message.id, messages[i].result == 0 ? 0x1234 : 7777, "%s",
			     messages[i].what);
		if (messages[i].result == 0) {
			read_everything(&message);
		}
	}
}

Test(wire_message, real_replies_are_read_whole)
{
	for (size_t i = 0; i < replies_count; i++) {
		size_t length;
		const uint8_t *wire = guarded_hex(replies[i].hex, &length);
		struct fd_message message;
		struct fd_cursor cursor = { 0 };
		struct fd_record_view record;
		unsigned records = 0;

		cr_assert_eq(fd_message_parse(&message, wire, length), 0, "%s",
			     replies[i].what);
		while (fd_message_next(&message, &cursor, &record)) {
			records++;
		}
		cr_assert_eq(records, replies[i].records, "%s", replies[i].what);
		cr_assert_eq(message.rcode, replies[i].rcode, "%s", replies[i].what);
		cr_assert_eq(message.edns.present, replies[i].edns, "%s", replies[i].what);
		read_everything(&message);
	}
}

Test(wire_message, every_prefix_of_a_reply_is_malformed)
{
	uint8_t octets[2048];

	for (size_t i = 0; i < replies_count; i++) {
		size_t length = unhex(octets, sizeof(octets), replies[i].hex);

		for (size_t cut = 0; cut < length; cut++) {
			struct fd_message message;

			cr_assert_eq(fd_message_parse(&message, guarded(octets, cut), cut),
				     -EBADMSG, "%s cut to %zu", replies[i].what, cut);
		}
	}
}

/* What a changed octet can do: counts, lengths, pointers, label types, types. */
Test(wire_message, every_octet_changed_is_read_or_refused)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x0c, 0x3f, 0x40, 0x80, 0xc0, 0xff };
	uint8_t octets[2048];

	for (size_t i = 0; i < replies_count; i++) {
		size_t length = unhex(octets, sizeof(octets), replies[i].hex);

		for (size_t at = 0; at < length * ROWS(values); at++) {
			uint8_t saved = octets[at / ROWS(values)];
			struct fd_message message;

			octets[at / ROWS(values)] = values[at % ROWS(values)];
			if (fd_message_parse(&message, guarded(octets, length), length) == 0) {
				read_everything(&message);
			}
			octets[at / ROWS(values)] = saved;
		}
	}
}

Test(wire_message, parts_of_header_question_and_opt)
{
	size_t length;
	const uint8_t *wire = guarded_hex("abcd 8593 0001 0000 0000 0001 0378794a00 001c 0003 "
					  "00 0029 1000 ab 02 8000 0004 0003 0000",
					  &length);
	struct fd_message message;
	struct fd_name qname = name_of("XYj");

	cr_assert_eq(fd_message_parse(&message, wire, length), 0);
	cr_assert_eq(message.id, 0xabcd);
	cr_assert_eq(message.flags,
		     FD_FLAG_QR | FD_FLAG_AA | FD_FLAG_RD | FD_FLAG_RA | FD_FLAG_CD | 3);
	cr_assert_eq(message.rcode, 0xab3);
	cr_assert(message.has_question);
	cr_assert(fd_name_equal(&message.qname, &qname));
	cr_assert_eq(message.qtype, FD_TYPE_AAAA);
	cr_assert_eq(message.qclass, FD_CLASS_CH);
	cr_assert_eq(message.edns.udp_size, 4096);
	cr_assert_eq(message.edns.version, 2);
	cr_assert(message.edns.do_bit);
	cr_assert_eq(message.edns.options_length, 4);
	cr_assert_eq(message.edns.options, wire + length - 4);
}

Test(wire_message, longer_than_a_message_can_be)
{
	static uint8_t wire[FD_MESSAGE_MAX + 1];
	struct fd_message message;

	wire[2] = 0x80;
	cr_assert_eq(fd_message_parse(&message, wire, sizeof(wire)), -EBADMSG);
}

/* ---- names in a message ------------------------------------------------------------------ */

/* A message whose octets behind the header are these; only wire and length matter to names. */
static struct fd_message bare(uint8_t *octets, size_t length)
{
	return (struct fd_message) { .wire = guarded(octets, length), .length = length };
}

/* The root, `pointers` pointers each to the one before, the last one asked. */
static int chain(unsigned pointers)
{
	static uint8_t octets[1024];
	struct fd_name name;
	size_t end = 0;

	octets[12] = 0;
	for (unsigned i = 0; i < pointers; i++) {
		unsigned target = i == 0 ? 12 : 13 + 2 * (i - 1);

		octets[13 + 2 * i] = (uint8_t)(0xc0 | target >> 8);
		octets[14 + 2 * i] = (uint8_t)target;
	}
	struct fd_message message = bare(octets, 13 + 2 * (size_t)pointers);
	return fd_message_name(&message, 13 + 2 * (pointers - 1), &name, &end);
}

Test(wire_message, chains_of_pointers_are_limited)
{
	cr_assert_eq(chain(1), 0);
	cr_assert_eq(chain(127), 0);
	cr_assert_eq(chain(128), -EBADMSG);
	cr_assert_eq(chain(500), -EBADMSG);
}

/* Names that get long only through pointers: `last` octets before a name of 204. */
static int long_by_pointer(unsigned last, struct fd_name *ret_name)
{
	static uint8_t octets[512];
	size_t at = 12;
	size_t end = 0;
	struct fd_name tail;

	memset(octets, 'x', sizeof(octets));
	for (unsigned i = 0; i < 3; i++, at += 64) {
		octets[at] = 63;
	}
	octets[at] = 10;
	octets[at + 11] = 0;
	at += 12;
	octets[at] = (uint8_t)last;
	octets[at + 1 + last] = 0xc0;
	octets[at + 2 + last] = 12;
	struct fd_message message = bare(octets, at + 3 + last);
	cr_assert_eq(fd_message_name(&message, 12, &tail, &end), 0);
	cr_assert_eq(tail.length, 204);
	int r = fd_message_name(&message, at, ret_name, &end);
	cr_assert_eq(end, r == 0 ? message.length : 216);
	return r;
}

Test(wire_message, names_joined_by_pointers_are_limited_to_255_octets)
{
	struct fd_name name = { 0 };

	cr_assert_eq(long_by_pointer(51, &name), -EBADMSG);
	cr_assert_eq(name.length, 0, "untouched");
	cr_assert_eq(long_by_pointer(50, &name), 0);
	cr_assert_eq(name.length, FD_NAME_MAX);
}

Test(wire_message, a_name_past_the_end_is_none)
{
	uint8_t octets[14] = { 0 };
	struct fd_message message = bare(octets, 13);
	struct fd_name name;
	size_t end = 99;

	cr_assert_eq(fd_message_name(&message, 12, &name, &end), 0);
	cr_assert_eq(end, 13);
	cr_assert_eq(fd_message_name(&message, 13, &name, &end), -EBADMSG);
	cr_assert_eq(fd_message_name(&message, 14, &name, &end), -EBADMSG);
	cr_assert_eq(fd_message_name(&message, SIZE_MAX, &name, &end), -EBADMSG);
	cr_assert_eq(end, 13);
}
