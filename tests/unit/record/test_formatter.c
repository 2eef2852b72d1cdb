/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

/* The quick way and the plain one write the same octets, whatever a server replied. */

enum {
	ROUNDS = 4000
};

static struct fixture fixture;
static uint64_t state;

static uint32_t draw(uint32_t below)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)((state >> 33) % below);
}

static void draw_octets(uint8_t *octets, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		octets[i] = (uint8_t)(draw(3) == 0 ? draw(256) : 'a' + draw(26));
	}
}

static const char *const names[] = {
	"api.pay.example", ".",
	"WWW.Example",	   "_sip._tcp.example",
	"a\\.b.example",   "\\255\\000.x",
	"quo\"te.example", "-dash",
	"=cmd|x.example",  "xn--bcher-kva.example",
};
enum {
	NAMES = sizeof(names) / sizeof(names[0])
};

/* An owner that is the name asked for, as it is or in another case, or another one. */
static struct fd_name draw_owner(const char *qname)
{
	struct fd_name owner;

	cr_assert_eq(fd_name_parse(&owner, draw(4) == 0 ? names[draw(NAMES)] : qname), 0);
	for (unsigned i = 1; draw(5) == 0 && i < owner.length; i++) {
		if (owner.wire[i] >= 'a' && owner.wire[i] <= 'z') {
			owner.wire[i] = (uint8_t)(owner.wire[i] - 32);
		}
	}
	return owner;
}

static void draw_record(struct fd_builder *builder, enum fd_section section, const char *qname)
{
	static const uint16_t types[] = { FD_TYPE_A,   FD_TYPE_A,  FD_TYPE_AAAA, FD_TYPE_CNAME,
					  FD_TYPE_TXT, FD_TYPE_MX, FD_TYPE_SOA,	 65280 };
	uint16_t type = types[draw(sizeof(types) / sizeof(types[0]))];
	struct fd_name owner = draw_owner(qname), target = draw_owner(qname);
	uint8_t rdata[600];
	size_t length = draw(40);

	draw_octets(rdata, sizeof(rdata));
	if (type == FD_TYPE_A || type == FD_TYPE_AAAA) {
		length = type == FD_TYPE_A ? 4 : 16;
		for (size_t i = 0; i < length; i++) {
			rdata[i] = draw(2) == 0 ? 0 : rdata[i];
		}
	} else if (type == FD_TYPE_CNAME) {
		length = target.length;
		memcpy(rdata, target.wire, length);
	} else if (type == FD_TYPE_TXT) {
		rdata[0] = (uint8_t)length++;
	} else if (type == FD_TYPE_MX) {
		length = 2U + target.length;
		memcpy(rdata + 2, target.wire, target.length);
	} else if (type == FD_TYPE_SOA) {
		memcpy(rdata, target.wire, target.length);
		memcpy(rdata + target.length, owner.wire, owner.length);
		length = (size_t)target.length + owner.length + 20;
	}
	fd_builder_record(builder, section, &owner, type, draw(100000), rdata, length);
}

static size_t draw_options(uint8_t *options)
{
	uint8_t text[24];
	size_t length = 0;

	for (uint32_t count = draw(4); count > 0; count--) {
		size_t size = draw(sizeof(text));
		draw_octets(text, sizeof(text));
		length += draw(2) == 0 ? option_nsid(options + length, text, size)
				       : option_ede(options + length, (uint16_t)draw(40), text,
						    size);
	}
	return length;
}

static void draw_reply(struct answer *answer, const char *qname, uint16_t qtype)
{
	static const uint16_t flags[] = { FD_FLAG_AA, FD_FLAG_TC, FD_FLAG_RD,
					  FD_FLAG_RA, FD_FLAG_AD, FD_FLAG_CD };
	struct fd_builder builder;
	uint16_t word = (uint16_t)(FD_FLAG_QR | draw(16));
	uint8_t options[256];

	for (unsigned i = 0; i < 6; i++) {
		word |= draw(2) == 0 ? flags[i] : 0;
	}
	answer_begin(answer, &builder, qname, qtype, word);
	for (int section = FD_SECTION_ANSWER; section <= FD_SECTION_AUTHORITY; section++) {
		for (uint32_t count = draw(4); count > 0; count--) {
			draw_record(&builder, (enum fd_section)section, qname);
		}
	}
	if (draw(4) != 0) {
		size_t length = draw_options(options);
		fd_builder_edns(&builder, 1232, false, draw(5) == 0 ? (uint8_t)draw(256) : 0,
				options, length);
	}
	answer_finish(answer, &builder);
	answer->observation.status = answer->message.rcode < FD_STATUS_RCODE_OTHER
					     ? (uint8_t)answer->message.rcode
					     : (uint8_t)FD_STATUS_RCODE_OTHER;
}

/* Any outcome: a reply, octets that do not parse, or nothing. */
static void draw_outcome(struct answer *answer, const char *qname, uint16_t qtype)
{
	static const uint8_t endings[] = { FD_STATUS_TIMEOUT, FD_STATUS_UNREACHABLE,
					   FD_STATUS_ERROR, FD_STATUS_NOT_ASKED };

	draw_reply(answer, qname, qtype);
	if (draw(3) == 0) {
		answer->observation = (struct fd_observation) {
			.status = endings[draw(4)],
			.rcode = -1,
			.error = (int)draw(130),
			.reason = (uint8_t)draw(FD_REASON_BUDGET + 1),
		};
	} else if (draw(10) == 0) {
		answer->observation.message = NULL;
		answer->observation.status = FD_STATUS_MALFORMED;
		answer->observation.rcode = -1;
	}
	answer->observation.tries = (uint8_t)draw(20);
	answer->observation.proto = draw(2) == 0 ? FD_UDP : FD_TCP;
	answer->observation.digest = draw(3) == 0 ? 0 : state;
	answer->observation.rtt_ns = draw(2) == 0 ? draw(1000000) : (int64_t)draw(1U << 31) * 8;
}

static void expect_same(const struct fd_formatter *formatter, enum fd_form form,
			const struct fd_record *record)
{
	struct fd_line plain = { 0 }, quick = { 0 };

	cr_assert_eq(form == FD_FORM_LINES
			     ? fd_record_write(&plain, &fixture.inventory, record)
			     : fd_record_write_row(&plain, &fixture.inventory, record),
		     0);
	cr_assert_eq(fd_formatter_write(formatter, &quick, record), 0);
	cr_assert(plain.length == quick.length &&
			  memcmp(plain.text, quick.text, plain.length) == 0,
		  "%.*s%.*s", (int)plain.length, plain.text, (int)quick.length, quick.text);
	if (form == FD_FORM_LINES) {
		json_error_t error;
		json_t *value =
			json_loadb(quick.text, quick.length, JSON_REJECT_DUPLICATES, &error);
		cr_assert_not_null(value, "%s: %.*s", error.text, (int)quick.length,
				   quick.text);
		json_decref(value);
	}
	fd_line_finish(&plain);
	fd_line_finish(&quick);
}

static void compare(enum fd_form form)
{
	static const char *const expectations[] = { NULL, "met",
						    "wanted 10.0.0.5, got, \"x\"" };
	static const uint16_t qtypes[] = { FD_TYPE_A, FD_TYPE_AAAA, FD_TYPE_TXT, 65280 };
	struct fd_formatter *formatter = NULL;
	struct answer answer;

	fixture_init(&fixture);
	for (unsigned i = 0; i < NAMES * 4; i++) {
		fixture_ask(&fixture, names[i / 4], qtypes[i % 4], (uint16_t)(i % GROUPS));
		fixture.questions[i].terms = i % 3;
	}
	cr_assert_eq(fd_formatter_create(&formatter, &fixture.inventory, form), 0);
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t question = draw(NAMES * 4);
		draw_outcome(&answer, names[question / 4], qtypes[question % 4]);
		struct fd_result_record result = {
			.question = question,
			.resolver = draw(RESOLVERS),
			.observation = &answer.observation,
			.ts_us = (int64_t)draw(1U << 31) * 1000003,
			.expect = expectations[draw(3)],
			.anomaly = draw(2) == 0,
		};
		expect_same(
			formatter, form,
			&(struct fd_record) { .kind = FD_RECORD_RESULT, .result = &result });
	}
	fd_formatter_destroy(formatter);
}

Test(formatter, lines_are_those_of_the_field_table)
{
	compare(FD_FORM_LINES);
}

Test(formatter, rows_are_those_of_the_field_table)
{
	compare(FD_FORM_ROWS);
}

Test(formatter, other_records_pass_through)
{
	struct fd_formatter *formatter = NULL;
	struct fd_summary_record summary = { .queries = 7, .complete = true };
	struct fd_verdict verdict = { .severity = FD_FAILURE, .summary = "it, \"failed\"" };

	fixture_init(&fixture);
	struct fd_verdict_record values = {
		.question = fixture_ask(&fixture, "x.example", FD_TYPE_A, GROUP_WEB),
		.verdict = &verdict,
	};
	const struct fd_record records[] = {
		{ .kind = FD_RECORD_SUMMARY, .summary = &summary },
		{ .kind = FD_RECORD_VERDICT, .verdict = &values },
	};
	for (int form = FD_FORM_LINES; form <= FD_FORM_ROWS; form++) {
		cr_assert_eq(
			fd_formatter_create(&formatter, &fixture.inventory, (enum fd_form)form),
			0);
		expect_same(formatter, (enum fd_form)form, &records[0]);
		expect_same(formatter, (enum fd_form)form, &records[1]);
		fd_formatter_destroy(formatter);
	}
	fd_formatter_destroy(NULL);
}
