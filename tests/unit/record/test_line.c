/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "fixture.h"
#include "record/line.h"

static void expect(struct fd_line *line, const char *text)
{
	cr_expect_eq(line->error, 0);
	cr_expect_eq(line->length, strlen(text), "%.*s, not %s", (int)line->length, line->text,
		     text);
	cr_expect(memcmp(line->text, text, strlen(text)) == 0, "%.*s, not %s",
		  (int)line->length, line->text, text);
	fd_line_finish(line);
}

Test(line, unsigned_numbers)
{
	static const struct {
		uint64_t number;
		const char *text;
	} rows[] = { { 0, "0" },
		     { 9, "9" },
		     { 10, "10" },
		     { 4294967296, "4294967296" },
		     { UINT64_MAX, "18446744073709551615" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_line line = { 0 };
		line_unsigned(&line, rows[i].number);
		expect(&line, rows[i].text);
	}
}

Test(line, signed_numbers)
{
	struct fd_line line = { 0 };

	line_signed(&line, INT64_MIN);
	LINE_LITERAL(&line, " ");
	line_signed(&line, -1);
	LINE_LITERAL(&line, " ");
	line_signed(&line, INT64_MAX);
	expect(&line, "-9223372036854775808 -1 9223372036854775807");
}

Test(line, fixed_point_in_any_locale)
{
	static const struct {
		double number;
		unsigned decimals;
		const char *text;
	} rows[] = { { 0, 3, "0.000" },
		     { 1.5, 0, "2" },
		     { 0.9996, 3, "1.000" },
		     { -2.25, 2, "-2.25" },
		     { 12.005, 6, "12.005000" },
		     { (double)NAN, 3, "0.000" },
		     { (double)INFINITY, 1, "0.0" } };

	setlocale(LC_ALL, "de_DE.UTF-8"); /* a decimal comma, where it is installed */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_line line = { 0 };
		line_fixed(&line, rows[i].number, rows[i].decimals);
		expect(&line, rows[i].text);
	}
}

Test(line, times)
{
	static const struct {
		int64_t us;
		const char *text;
	} rows[] = {
		{ 0, "\"1970-01-01T00:00:00.000000Z\"" },
		{ 951782399999999, "\"2000-02-28T23:59:59.999999Z\"" },
		{ 951782400000000, "\"2000-02-29T00:00:00.000000Z\"" },
		{ 951868800000001, "\"2000-03-01T00:00:00.000001Z\"" },
		{ 1709164800000000, "\"2024-02-29T00:00:00.000000Z\"" },
		{ 1767225599123456, "\"2025-12-31T23:59:59.123456Z\"" },
		{ 1767225600000000, "\"2026-01-01T00:00:00.000000Z\"" },
		{ 4107542400000000, "\"2100-03-01T00:00:00.000000Z\"" },
		{ 253402300799999999, "\"9999-12-31T23:59:59.999999Z\"" },
		{ -1, "\"1970-01-01T00:00:00.000000Z\"" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_line line = { 0 };
		line_time(&line, rows[i].us);
		expect(&line, rows[i].text);
	}
}

Test(line, base64)
{
	static const struct {
		const char *octets;
		const char *text;
	} rows[] = { /* RFC 4648 10 */
		     { "", "\"\"" },
		     { "f", "\"Zg==\"" },
		     { "fo", "\"Zm8=\"" },
		     { "foo", "\"Zm9v\"" },
		     { "foob", "\"Zm9vYg==\"" },
		     { "fooba", "\"Zm9vYmE=\"" },
		     { "foobar", "\"Zm9vYmFy\"" },
		     { "\xff\xff\xfe", "\"///+\"" }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_line line = { 0 };
		line_base64(&line, (const uint8_t *)rows[i].octets, strlen(rows[i].octets));
		expect(&line, rows[i].text);
	}
}

Test(line, names_in_presentation_form)
{
	static const struct {
		const char *name;
		const char *text;
	} rows[] = {
		{ ".", "\".\"" },
		{ "www.Example.com.", "\"www.Example.com\"" },
		{ "a\\.b.example", "\"a\\\\.b.example\"" },
		{ "\\000\\027[31m.example", "\"\\\\000\\\\027[31m.example\"" },
		{ "quote\\\".example", "\"quote\\\\\\\".example\"" },
		{ "\\226\\128\\174.example", "\"\\\\226\\\\128\\\\174.example\"" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_line line = { 0 };
		struct fd_name name;
		cr_assert_eq(fd_name_parse(&name, rows[i].name), 0);
		line_name(&line, &name);
		expect(&line, rows[i].text);
	}
}

Test(line, null_and_empty_texts)
{
	struct fd_line line = { 0 };

	line_text(&line, NULL);
	line_text(&line, "");
	line_hex64(&line, 0xfeULL);
	expect(&line, "null\"\"\"00000000000000fe\"");
}

Test(line, grows_to_any_length)
{
	struct fd_line line = { 0 };
	size_t length = 0;

	for (int i = 0; i < 100000; i++) {
		LINE_LITERAL(&line, "0123456789");
		length += 10;
	}
	cr_assert_eq(line.length, length);
	cr_assert_eq(line.error, 0);
	cr_assert(line.size < 2 * length, "doubled, no more");
	fd_line_finish(&line);
	cr_assert_null(line.text);
}

Test(line, longest_rdata)
{
	static uint8_t wire[65535];
	static uint8_t rdata[64000];
	struct fd_builder builder;
	struct fd_message message;
	struct fd_record_view record;
	struct fd_cursor cursor = { 0 };
	struct fd_line line = { 0 };
	struct fd_name name;

	/* TXT strings of 255 octets, each to be escaped, and each in need of a second escape in JSON */
	memset(rdata, 0xff, sizeof(rdata));
	cr_assert_eq(fd_name_parse(&name, "long.example"), 0);
	fd_builder_init(&builder, wire, sizeof(wire), 1, FD_FLAG_QR);
	fd_builder_question(&builder, &name, FD_TYPE_TXT, FD_CLASS_IN);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &name, FD_TYPE_TXT, 1, rdata,
			  sizeof(rdata));
	int length = fd_builder_finish(&builder);
	cr_assert(length > 0);
	cr_assert_eq(fd_message_parse(&message, wire, (size_t)length), 0);
	cr_assert(fd_message_next(&message, &cursor, &record));
	line_rdata(&line, &message, &record);
	cr_assert_eq(line.error, 0);
	cr_assert(line.length > 5 * 63000, "%zu", line.length);
	cr_assert_eq(line.text[0], '"');
	cr_assert_eq(line.text[line.length - 1], '"');
	fd_line_finish(&line);
}
