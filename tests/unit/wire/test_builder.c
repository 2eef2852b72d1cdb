/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "support.h"

static int build_reply(uint8_t *wire, size_t size)
{
	static const uint8_t ede[] = { 0, 15, 0, 2, 0, 22 };
	struct fd_builder builder;
	struct fd_name www = name_of("www.Example.test");
	struct fd_name zone = name_of("Example.test");
	struct fd_name server = name_of("ns.other");

	fd_builder_init(&builder, wire, size, 0xabcd, FD_FLAG_QR | FD_FLAG_RD | FD_SERVFAIL);
	fd_builder_question(&builder, &www, FD_TYPE_A, FD_CLASS_IN);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &www, FD_TYPE_A, 300, "\1\2\3\4", 4);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &www, FD_TYPE_A, 300, "\1\2\3\5", 4);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_NS, 0x80000001,
			  server.wire, server.length);
	fd_builder_record(&builder, FD_SECTION_ADDITIONAL, &server, FD_TYPE_A, 0, "\1\2\3\6",
			  4);
	fd_builder_edns(&builder, 1232, true, 1, ede, sizeof(ede));
	return fd_builder_finish(&builder);
}

Test(wire_builder, what_is_built_is_read_again)
{
	static const char *const owners[] = { "www.Example.test", "www.Example.test",
					      "Example.test", "ns.other" };
	static const uint32_t ttls[] = { 300, 300, 0x80000001, 0 };
	static const enum fd_section sections[] = { FD_SECTION_ANSWER, FD_SECTION_ANSWER,
						    FD_SECTION_AUTHORITY,
						    FD_SECTION_ADDITIONAL };
	uint8_t wire[512];
	int length = build_reply(wire, sizeof(wire));
	struct fd_message message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t count = 0;

	cr_assert_gt(length, 0);
	cr_assert_eq(fd_message_parse(&message, guarded(wire, (size_t)length), (size_t)length),
		     0);
	cr_assert_eq(message.id, 0xabcd);
	cr_assert_eq(message.rcode, 0x12);
	cr_assert_eq(message.edns.udp_size, 1232);
	cr_assert(message.edns.do_bit);
	cr_assert_eq(message.edns.options_length, 6);
	while (fd_message_next(&message, &cursor, &record)) {
		char text[FD_NAME_TEXT_MAX];

		cr_assert_lt(count, ROWS(owners));
		(void)fd_name_text(text, &record.owner);
		cr_assert_str_eq(text, owners[count], "the owner's case is kept");
		cr_assert_eq(record.ttl, ttls[count]);
		cr_assert_eq(record.section, sections[count]);
		cr_assert_eq(record.class, FD_CLASS_IN);
		count++;
	}
	cr_assert_eq(count, ROWS(owners));
}

Test(wire_builder, one_octet_too_few_is_an_error_at_every_size)
{
	uint8_t wire[512];
	int length = build_reply(wire, sizeof(wire));

	for (int size = 0; size < length; size++) {
		uint8_t again[512];

		memset(again, 0xee, sizeof(again));
		cr_assert_eq(build_reply(again, (size_t)size), -ENOSPC, "%d", size);
		cr_assert_eq(again[size], 0xee, "written past %d", size);
	}
	cr_assert_eq(build_reply(wire, (size_t)length), length);
}

static const struct {
	const char *question;
	const char *owner;
	const char *hex;
} owners[] = {
	{ "www.x.test", "www.x.test", "c00c" },
	{ "www.x.test", "x.test", "c010" },
	{ "www.x.test", "ns.x.test", "026e73 c010" },
	{ "www.x.test", "test", "c012" },
	{ "www.x.test", "a.b.test", "0161 0162 c012" },
	{ "www.x.test", "other", "056f74686572 00" },
	{ "www.x.test", ".", "00" },
	{ ".", ".", "00" },
	{ ".", "a", "0161 00" },
	{ "www.x.test", "WWW.x.test", "03575757 c010" }, /* its own case */
	{ "www.x.test", "xx.test", "027878 c012" },
	{ "a\\003com", "com", "03636f6d 00" }, /* not into the middle of a label */
};

Test(wire_builder, owners_are_compressed_against_the_question)
{
	for (size_t i = 0; i < ROWS(owners); i++) {
		struct fd_name question = name_of(owners[i].question);
		struct fd_name owner = name_of(owners[i].owner);
		uint8_t expected[64];
		uint8_t wire[512];
		struct fd_builder builder;

		fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR);
		fd_builder_question(&builder, &question, FD_TYPE_A, FD_CLASS_IN);
		size_t start = builder.length;
		fd_builder_record(&builder, FD_SECTION_ANSWER, &owner, FD_TYPE_A, 0, "\1\2\3\4",
				  4);
		size_t length = unhex(expected, sizeof(expected), owners[i].hex);
		cr_assert_eq(builder.length - start, length + 10 + 4, "%s", owners[i].owner);
		cr_assert_arr_eq(wire + start, expected, length, "%s", owners[i].owner);
	}
}

Test(wire_builder, records_are_of_the_questions_class)
{
	static const struct {
		uint16_t asked;
		uint16_t answered;
	} classes[] = { { 1, 1 }, { 3, 3 }, { FD_CLASS_ANY, FD_CLASS_IN } };
	struct fd_name name = name_of("version.bind");

	for (size_t i = 0; i < ROWS(classes); i++) {
		uint8_t wire[512];
		struct fd_builder builder;
		struct fd_message message;
		struct fd_cursor cursor = { 0 };
		struct fd_record_view record;

		fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR);
		fd_builder_question(&builder, &name, FD_TYPE_TXT, classes[i].asked);
		fd_builder_record(&builder, FD_SECTION_ANSWER, &name, FD_TYPE_TXT, 0, "\1x", 2);
		cr_assert_eq(
			fd_message_parse(&message, wire, (size_t)fd_builder_finish(&builder)),
			0);
		cr_assert(fd_message_next(&message, &cursor, &record));
		cr_assert_eq(record.class, classes[i].answered);
	}
}

Test(wire_builder, a_message_never_exceeds_what_tcp_can_frame)
{
	static uint8_t wire[FD_MESSAGE_MAX + 100];
	static uint8_t rdata[UINT16_MAX + 1];
	struct fd_name name = name_of("x");
	struct fd_builder builder;

	fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &name, 65280, 0, rdata,
			  FD_MESSAGE_MAX - 12 - 3 - 10);
	cr_assert_eq(fd_builder_finish(&builder), FD_MESSAGE_MAX);
	fd_builder_edns(&builder, 1232, false, 0, NULL, 0);
	cr_assert_eq(fd_builder_finish(&builder), -ENOSPC);

	fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &name, 65280, 0, rdata, sizeof(rdata));
	cr_assert_eq(fd_builder_finish(&builder), -ENOSPC);
}
