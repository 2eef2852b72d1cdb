/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/wire.h>

static char line[65536];
static size_t line_length;

static void put(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void put(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int length =
		vsnprintf(line + line_length, sizeof(line) - line_length, format, arguments);
	va_end(arguments);
	cr_assert(length >= 0 && (size_t)length < sizeof(line) - line_length);
	line_length += (size_t)length;
}

struct fd_world *world_of(const char *text)
{
	struct fd_world *world = NULL;
	struct fd_errors errors = { 0 };
	int r = fd_world_create(&world, text, "test", &errors);

	cr_assert(r == 0, "%d: %s", r, errors.count > 0 ? errors.messages[0] : "no message");
	fd_errors_finish(&errors);
	return world;
}

struct question {
	struct fd_endpoint server;
	struct fd_name name;
	uint16_t type;
	unsigned flags;
	enum fd_proto proto;
	int64_t at_ns;
	bool late;
};

static void read_word(struct question *question, const char *word)
{
	static const struct {
		const char *word;
		unsigned set, clear;
	} flags[] = {
		{ "do", FD_QUERY_DO, 0 },    { "cd", FD_QUERY_CD, 0 },
		{ "norec", 0, FD_QUERY_RD }, { "plain", 0, FD_QUERY_EDNS | FD_QUERY_NSID },
		{ "ch", FD_QUERY_CH, 0 },    { "nsid", FD_QUERY_NSID, 0 },
		{ "noad", 0, FD_QUERY_AD },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(flags[i].word, word) == 0) {
			question->flags = (question->flags | flags[i].set) & ~flags[i].clear;
			return;
		}
	}
	if (strcmp(word, "tcp") == 0) {
		question->proto = FD_TCP;
	} else if (strcmp(word, "late") == 0) {
		question->late = true;
	} else {
		cr_assert(*word == '+', "word %s", word);
		question->at_ns = strtol(word + 1, NULL, 10) * INT64_C(1000000);
	}
}

static void read_question(struct question *question, const char *text)
{
	char copy[2048];
	char *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", text);
	*question = (struct question) { .flags = FD_QUERY_RD | FD_QUERY_AD | FD_QUERY_EDNS };
	cr_assert_eq(fd_endpoint_parse(&question->server, strsep(&rest, " "), 53), 0);
	cr_assert_eq(fd_name_parse(&question->name, strsep(&rest, " ")), 0);
	word = strsep(&rest, " ");
	if (*word == '#') {
		question->type = (uint16_t)strtoul(word + 1, NULL, 10);
	} else {
		cr_assert_eq(fd_type_parse(&question->type, word), 0, "type %s", word);
	}
	while ((word = strsep(&rest, " ")) != NULL) {
		read_word(question, word);
	}
}

static void put_records(const struct fd_message *message)
{
	static const char *const sections[] = { [FD_SECTION_ANSWER] = "",
						[FD_SECTION_AUTHORITY] = " AU",
						[FD_SECTION_ADDITIONAL] = " AD" };
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record)) {
		char owner[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX], data[4096];
		fd_name_text(owner, &record.owner);
		fd_type_text(type, record.type);
		cr_assert_geq(fd_rdata_text(data, sizeof(data), message, &record), 0);
		put(" |%s %s %u %s %.90s", sections[record.section], owner, record.ttl, type,
		    data);
	}
}

static void put_options(const struct fd_message *message)
{
	size_t offset = 0;
	uint16_t code, length;
	const uint8_t *data;

	while (fd_edns_next(&message->edns, &offset, &code, &data, &length)) {
		if (code == FD_OPTION_EDE) {
			put(" | EDE %d", data[0] << 8 | data[1]);
		} else if (code == FD_OPTION_NSID) {
			put(" | NSID %.*s", length, (const char *)data);
		}
	}
}

static void put_message(const uint8_t *reply, size_t length, const struct question *question)
{
	static const struct {
		unsigned flag;
		const char *text;
	} flags[] = { { FD_FLAG_AA, " aa" },
		      { FD_FLAG_TC, " tc" },
		      { FD_FLAG_RA, " ra" },
		      { FD_FLAG_AD, " ad" } };
	struct fd_message message;
	char rcode[FD_NUMBER_TEXT_MAX];

	cr_assert_eq(fd_message_parse(&message, reply, length), 0, "a sound message");
	cr_assert_neq(fd_reply_match(reply, length, question->name.wire, question->name.length,
				     question->type, question->flags),
		      FD_MATCH_NO);
	fd_rcode_text(rcode, message.rcode);
	put("%s", rcode);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		put("%s", message.flags & flags[i].flag ? flags[i].text : "");
	}
	if (length == 12) {
		put(" header");
	}
	put_records(&message);
	put_options(&message);
	if ((question->flags & FD_QUERY_EDNS) != 0 && length > 12 && !message.edns.present) {
		put(" | no OPT");
	}
}

const char *say(struct fd_world *world, const char *text)
{
	struct fd_responder responder = fd_world_responder(world);
	static uint8_t reply[65535];
	uint8_t query[FD_QUERY_MAX];
	struct question question;

	read_question(&question, text);
	line_length = 0;
	size_t length = fd_query_render(query, 4711, question.name.wire, question.name.length,
					question.type, question.flags);
	struct fd_reply r =
		responder.answer(responder.state, &question.server, question.proto, query,
				 length, question.at_ns, reply, sizeof(reply));
	switch (r.kind) {
	case FD_REPLY_NONE:
		return "SILENCE";
	case FD_REPLY_UNREACHABLE:
		return "UNREACHABLE";
	case FD_REPLY_MESSAGE:
		break;
	}
	put_message(reply, r.length, &question);
	if (question.late) {
		put(" | %dms", (int)(r.delay_ns / 1000000));
	}
	return line;
}

void check_rows(const char *text, const struct row *rows, size_t count)
{
	struct fd_world *world = world_of(text);

	for (size_t i = 0; i < count; i++) {
		const char *reply = say(world, rows[i].question);
		cr_expect_str_eq(reply, rows[i].reply, "%s\n   said: %s\nexpected: %s",
				 rows[i].question, reply, rows[i].reply);
	}
	fd_world_destroy(world);
}
