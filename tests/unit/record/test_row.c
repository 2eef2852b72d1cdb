/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static struct fixture fixture;

static void expect_text(const struct fd_line *line, const char *wanted)
{
	cr_expect(line->length == strlen(wanted) &&
			  memcmp(line->text, wanted, line->length) == 0,
		  "%.*s instead of %s", (int)line->length, line->text, wanted);
}

#define COLUMNS                                                                                \
	"name,qtype,resolver,address,role,group,status,reason,errno,error,rcode,flags,rtt_us," \
	"tries,proto,ts,answers,ede,nsid,expect,index,terms,digest\r\n"

Test(row, headers_name_the_cells)
{
	struct fd_line line = { 0 };

	cr_assert_eq(fd_record_write_header(&line, FD_RECORD_RESULT), 0);
	expect_text(&line, COLUMNS);
	fd_line_finish(&line);
	cr_assert_eq(fd_record_write_header(&line, FD_RECORD_VERDICT), 0);
	expect_text(&line,
		    "name,qtype,group,owner,severity,locus,cause,confidence,alternatives,"
		    "cells,evidence,dnssec,notes,action,summary\r\n");
	fd_line_finish(&line);
}

Test(row, answers)
{
	struct answer answer;
	struct fd_builder builder;
	struct fd_name owner, target;
	uint8_t options[96];
	struct fd_line line = { 0 };
	struct fd_result_record result = { .observation = &answer.observation,
					   .resolver = ISP,
					   .ts_us = 1767225600000000,
					   .anomaly = true };

	fixture_init(&fixture);
	result.question = fixture_ask(&fixture, "db.pay.example", FD_TYPE_A, GROUP_PAYMENTS);
	cr_assert_eq(fd_name_parse(&owner, "db.pay.example"), 0);
	cr_assert_eq(fd_name_parse(&target, "a.example"), 0);
	answer_begin(&answer, &builder, "db.pay.example", FD_TYPE_A,
		     FD_FLAG_QR | FD_FLAG_RD | FD_FLAG_RA);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &owner, FD_TYPE_CNAME, 60, target.wire,
			  target.length);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &target, FD_TYPE_A, 300, "\x0a\0\0\x05",
			  4);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &target, FD_TYPE_TXT, 300, "\4a,\"\x1b",
			  5);
	size_t length = option_ede(options, 22, "at, \"x\"", 7);
	length += option_ede(options + length, 3, "", 0);
	length += option_nsid(options + length, "\1", 1);
	fd_builder_edns(&builder, 1232, false, 0, options, length);
	answer_finish(&answer, &builder);
	cr_assert_eq(fd_record_write_row(&line, &fixture.inventory,
					 &(struct fd_record) { .kind = FD_RECORD_RESULT,
							       .result = &result }),
		     0);
	expect_text(
		&line,
		"db.pay.example,A,isp,198.51.100.53,isp,payments,NOERROR,,,,0,rd ra,1234,1,udp,"
		"2026-01-01T00:00:00.000000Z,\"60 CNAME a.example.; 300 A 10.0.0.5; 300 TXT "
		"\"\"a,\\\"\"\\027\"\"\",\"22 at, \"\"x\"\"; 3\",0x01,,0,,\r\n");
	fd_line_finish(&line);
}

Test(row, what_is_absent_or_null_is_empty)
{
	struct fd_observation observation = { .status = FD_STATUS_NOT_ASKED,
					      .rcode = -1,
					      .reason = FD_REASON_DEADLINE };
	struct fd_result_record result = { .observation = &observation, .resolver = LAB };
	struct fd_line line = { 0 };

	fixture_init(&fixture);
	result.question = fixture_ask(&fixture, ".", FD_TYPE_NS, GROUP_DEFAULT);
	cr_assert_eq(fd_record_write_row(&line, &fixture.inventory,
					 &(struct fd_record) { .kind = FD_RECORD_RESULT,
							       .result = &result }),
		     0);
	expect_text(&line, ".,NS,lab,2001:db8::53,public,default,NOT_ASKED,deadline,,,,,,0,udp,"
			   "1970-01-01T00:00:00.000000Z,,,,,0,,\r\n");
	fd_line_finish(&line);
}

/* Anybody may choose such a name, or send such a text: no spreadsheet may take it for a formula. */
Test(row, hostile_texts)
{
	static const struct {
		const char *expect, *cell;
	} rows[] = {
		{ "=1+1", "'=1+1" },
		{ "+1", "'+1" },
		{ "-1", "'-1" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "=HYPERLINK(\"http://x\",\"y\")",
		  "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"" },
		{ "\t=1", "\\x09=1" },
		{ "\r=1", "\\x0d=1" },
		{ "a\nb", "a\\x0ab" },
		{ "\x1b[2J", "\\x1b[2J" },
		{ "\xe2\x80\xae", "\\u{202e}" },
		{ "a,b", "\"a,b\"" },
		{ "\"", "\"\"\"\"" },
		{ "'", "'" },
		{ "", "" },
		{ "b\xc3\xbc"
		  "cher",
		  "b\xc3\xbc"
		  "cher" },
	};
	struct fd_observation observation = { .status = FD_STATUS_TIMEOUT, .rcode = -1 };

	fixture_init(&fixture);
	uint32_t question = fixture_ask(&fixture, "=cmd.example", FD_TYPE_A, GROUP_DEFAULT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fd_result_record result = { .question = question,
						   .observation = &observation,
						   .expect = rows[i].expect };
		struct fd_line line = { 0 };
		char wanted[256];
		snprintf(wanted, sizeof(wanted),
			 "'=cmd.example,A,office,192.0.2.53,local,default,TIMEOUT,,,,,,,0,udp,"
			 "1970-01-01T00:00:00.000000Z,,,,%s,0,,\r\n",
			 rows[i].cell);
		cr_assert_eq(fd_record_write_row(&line, &fixture.inventory,
						 &(struct fd_record) { .kind = FD_RECORD_RESULT,
								       .result = &result }),
			     0);
		expect_text(&line, wanted);
		fd_line_finish(&line);
	}
}

Test(row, verdicts)
{
	static const struct fd_evidence evidence[] = {
		{ "dig @192.0.2.53 x.example", "SERVFAIL", "it cannot reach the zone" },
		{ "dig @198.41.0.4 x.example", "timeout", NULL },
	};
	static const struct fd_cell_verdict cells[] = {
		{ OFFICE, FD_LOCUS_LOCAL, FD_CAUSE_resolver_refused },
		{ ISP, FD_LOCUS_AUTHORITATIVE, FD_CAUSE_auth_lame },
	};
	struct fd_verdict verdict = {
		.severity = FD_FAILURE,
		.locus = FD_LOCUS_AUTHORITATIVE,
		.cause = FD_CAUSE_auth_lame,
		.alternatives = { FD_CAUSE_auth_timeout, FD_CAUSE_auth_servfail },
		.alternative_count = 2,
		.cells = cells,
		.cell_count = 2,
		.evidence = evidence,
		.evidence_count = 2,
		.summary = "x.example fails, at its zone",
	};
	struct fd_line line = { 0 };

	fixture_init(&fixture);
	struct fd_verdict_record values = {
		.question = fixture_ask(&fixture, "x.example", FD_TYPE_A, GROUP_PAYMENTS),
		.verdict = &verdict,
	};
	cr_assert_eq(fd_record_write_row(&line, &fixture.inventory,
					 &(struct fd_record) { .kind = FD_RECORD_VERDICT,
							       .verdict = &values }),
		     0);
	char wanted[1024];
	snprintf(
		wanted, sizeof(wanted),
		"x.example,A,payments,team-pay,failure,authoritative,auth_lame,%s,auth_timeout; "
		"auth_servfail,office=local/resolver_refused; isp=authoritative/auth_lame,"
		"dig @192.0.2.53 x.example => SERVFAIL => it cannot reach the zone; "
		"dig @198.41.0.4 x.example => timeout => ,%s,,,\"x.example fails, at its zone\"\r\n",
		fd_confidence_text(verdict.confidence), fd_dnssec_text(verdict.dnssec));
	expect_text(&line, wanted);
	fd_line_finish(&line);
}
