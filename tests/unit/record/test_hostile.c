/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

/* What a server may put into its reply, and how it comes out of the record: never raw. */
static const struct row {
	const char *text;
	size_t length;
	const char *json; /* in the line, between the quotes */
} rows[] = {
#define ROW(text, json)                      \
	{                                    \
		text, sizeof(text) - 1, json \
	}
	ROW("", ""),
	ROW("plain", "plain"),
	ROW("ended\0", "ended"),
	ROW("in\0side", "in\\ufffdside"),
	ROW("\x1b]0;owned\x07\x1b[2J", "\\u001b]0;owned\\u0007\\u001b[2J"),
	ROW("two\nlines\r", "two\\nlines\\r"),
	ROW("\"},{\"code\":0", "\\\"},{\\\"code\\\":0"),
	ROW("\xe2\x80\xae"
	    "cod.exe",
	    "\\u202ecod.exe"),
	ROW("\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8f\xd8\x9c", "\\u2066\\u2069\\u200f\\u061c"),
	ROW("\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"),
	ROW("\xc2\x9b"
	    "31m",
	    "\\u009b31m"),
	ROW("\xff\xfe\xc3", "\\ufffd\\ufffd\\ufffd"),
	ROW("\xc3\xbc"
	    "ber",
	    "\xc3\xbc"
	    "ber"),
#undef ROW
};

static struct fixture fixture;

static void write_reply(struct fd_line *line, const uint8_t *options, size_t length,
			const void *txt, size_t txt_length)
{
	struct answer answer;
	struct fd_builder builder;
	struct fd_name owner;

	fixture_init(&fixture);
	struct fd_result_record result = {
		.question = fixture_ask(&fixture, "x.example", FD_TYPE_TXT, GROUP_DEFAULT),
		.observation = &answer.observation,
	};
	cr_assert_eq(fd_name_parse(&owner, "x.example"), 0);
	answer_begin(&answer, &builder, "x.example", FD_TYPE_TXT, FD_FLAG_QR);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &owner, FD_TYPE_TXT, 1, txt, txt_length);
	fd_builder_edns(&builder, 1232, false, 0, options, length);
	answer_finish(&answer, &builder);
	cr_assert_eq(fd_record_write(line, &fixture.inventory,
				     &(struct fd_record) { .kind = FD_RECORD_RESULT,
							   .result = &result }),
		     0);
}

static void expect_clean(const struct fd_line *line)
{
	json_error_t error;

	for (size_t i = 0; i + 1 < line->length; i++) {
		unsigned char octet = (unsigned char)line->text[i];
		cr_assert(octet >= 0x20 && octet != 0x7f, "octet %zu is %02x", i, octet);
	}
	json_t *value = json_loadb(line->text, line->length, JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(value, "%s: %.*s", error.text, (int)line->length, line->text);
	json_decref(value);
}

Test(hostile, ede_texts)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t options[128];
		struct fd_line line = { 0 };
		char wanted[256];
		size_t length = option_ede(options, 22, rows[i].text, rows[i].length);

		write_reply(&line, options, length, "\1a", 2);
		expect_clean(&line);
		snprintf(wanted, sizeof(wanted), "\"ede\":[{\"code\":22,\"text\":\"%s\"}]",
			 rows[i].json);
		cr_expect_not_null(memmem(line.text, line.length, wanted, strlen(wanted)),
				   "row %zu: %.*s", i, (int)line.length, line.text);
		fd_line_finish(&line);
	}
}

Test(hostile, nsids)
{
	static const struct {
		const char *nsid;
		size_t length;
		const char *json;
	} nsids[] = { { "ns1.example", 11, "\"ns1.example\"" },
		      { "q\"\\", 3, "\"q\\\"\\\\\"" },
		      { "\x1b[1m", 4, "\"0x1b5b316d\"" },
		      { "\xe2\x80\xae", 3, "\"0xe280ae\"" },
		      { "\0", 1, "\"0x00\"" } };

	for (size_t i = 0; i < sizeof(nsids) / sizeof(nsids[0]); i++) {
		uint8_t options[64];
		struct fd_line line = { 0 };
		char wanted[128];
		size_t length = option_nsid(options, nsids[i].nsid, nsids[i].length);

		write_reply(&line, options, length, "\1a", 2);
		expect_clean(&line);
		snprintf(wanted, sizeof(wanted), "\"nsid\":%s,", nsids[i].json);
		cr_expect_not_null(memmem(line.text, line.length, wanted, strlen(wanted)),
				   "row %zu: %.*s", i, (int)line.length, line.text);
		fd_line_finish(&line);
	}
}

Test(hostile, every_octet_in_rdata)
{
	for (unsigned octet = 0; octet < 256; octet++) {
		uint8_t txt[4] = { 3, 'a', (uint8_t)octet, '"' };
		struct fd_line line = { 0 };

		write_reply(&line, NULL, 0, txt, sizeof(txt));
		expect_clean(&line);
		for (size_t i = 0; i < line.length; i++) {
			cr_assert((unsigned char)line.text[i] < 0x80, "octet %u", octet);
		}
		fd_line_finish(&line);
	}
}

/* A broken option must not be read beyond its end, nor stop the rest. */
Test(hostile, short_ede_option)
{
	const uint8_t options[] = { 0, 15, 0, 1, 9, 0, 15, 0, 2, 0, 7 };
	struct fd_line line = { 0 };

	write_reply(&line, options, sizeof(options), "\1a", 2);
	expect_clean(&line);
	static const char wanted[] = "\"ede\":[{\"code\":7,\"text\":\"\"}]";
	cr_expect_not_null(memmem(line.text, line.length, wanted, strlen(wanted)), "%.*s",
			   (int)line.length, line.text);
	fd_line_finish(&line);
}

/* Texts of the inventory and of verdicts are a person's, and may hold anything as well. */
Test(hostile, verdict_texts)
{
	struct fd_evidence evidence = { "dig \x1b[2J", "a\nb", "\xff" };
	struct fd_verdict verdict = { .evidence = &evidence,
				      .evidence_count = 1,
				      .action = "\x07",
				      .summary = "\xe2\x80\xae",
				      .notes = { "\r" },
				      .note_count = 1 };
	struct fd_line line = { 0 };

	fixture_init(&fixture);
	snprintf(fixture.owners[GROUP_WEB], sizeof(fixture.owners[GROUP_WEB]), "\x1b]0;x\x07");
	struct fd_verdict_record record = {
		.question = fixture_ask(&fixture, "x.example", FD_TYPE_A, GROUP_WEB),
		.verdict = &verdict,
	};
	cr_assert_eq(fd_record_write(&line, &fixture.inventory,
				     &(struct fd_record) { .kind = FD_RECORD_VERDICT,
							   .verdict = &record }),
		     0);
	expect_clean(&line);
	fd_line_finish(&line);
}
