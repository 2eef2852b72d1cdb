/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "sink/findings.h"

static struct fixture fixture;

static void add(struct findings *findings, const char *name, enum fd_cause cause,
		enum fd_severity severity, const char *rest)
{
	char summary[256];

	snprintf(summary, sizeof(summary), "%s A %s", name, rest);
	struct fd_verdict verdict = { .severity = severity,
				      .locus = FD_LOCUS_AUTHORITATIVE,
				      .cause = cause,
				      .summary = summary,
				      .action = "Do." };
	struct fd_verdict_record record = {
		.question = fixture_ask(&fixture, name, FD_TYPE_A, GROUP_WEB),
		.verdict = &verdict,
	};
	cr_assert_eq(findings_add(findings, &fixture.inventory, &record), 0);
}

Test(findings, one_a_cause_and_one_detail_a_zone)
{
	struct findings findings = { 0 };

	fixture_init(&fixture);
	add(&findings, "a.one.example", FD_CAUSE_auth_timeout, FD_FAILURE, "zone one is dead.");
	add(&findings, "b.one.example", FD_CAUSE_auth_timeout, FD_FAILURE, "zone one is dead.");
	add(&findings, "a.two.example", FD_CAUSE_auth_timeout, FD_FAILURE, "zone two is dead.");
	add(&findings, "a.one.example", FD_CAUSE_no_data, FD_NEGATIVE, "has no such type.");
	cr_assert_eq(findings.count, 2);
	cr_assert_eq(findings.items[0].count, 3);
	cr_assert_eq(findings.items[0].detail_count, 2);
	cr_assert_eq(findings.items[0].details[0].count, 2);
	cr_assert_str_eq(findings.items[0].details[0].examples[1], "b.one.example A");
	cr_assert_eq(findings.items[0].details[0].label, strlen("a.one.example A"));
	cr_assert_eq(findings.items[0].owner_count, 1);
	cr_assert_eq(findings.items[0].owners[0].count, 3);
	findings_finish(&findings);
}

Test(findings, memory_does_not_grow_with_the_names)
{
	struct findings findings = { 0 };
	char name[64], rest[64];

	fixture_init(&fixture);
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "n%d.example", i);
		snprintf(rest, sizeof(rest), "zone %d is dead.", i % 30);
		add(&findings, name, FD_CAUSE_auth_timeout, FD_FAILURE, rest);
	}
	cr_assert_eq(findings.count, 1);
	cr_assert_eq(findings.items[0].count, 60);
	cr_assert_eq(findings.items[0].detail_count, DETAILS_MAX);
	cr_assert_eq(findings.items[0].others.count, 60 - 2 * DETAILS_MAX);
	cr_assert_eq(findings.items[0].others.example_count, EXAMPLES_MAX);
	findings_finish(&findings);
	cr_assert_eq(findings.count, 0);
}

Test(findings, worst_first_whatever_the_order)
{
	static const enum fd_cause expected[] = { FD_CAUSE_auth_lame, FD_CAUSE_auth_timeout,
						  FD_CAUSE_auth_slow, FD_CAUSE_no_data,
						  FD_CAUSE_split_horizon };
	struct findings findings = { 0 };

	fixture_init(&fixture);
	add(&findings, "a.example", FD_CAUSE_split_horizon, FD_INFO, "i");
	add(&findings, "a.example", FD_CAUSE_no_data, FD_NEGATIVE, "n");
	add(&findings, "b.example", FD_CAUSE_no_data, FD_NEGATIVE, "n");
	add(&findings, "a.example", FD_CAUSE_auth_slow, FD_DEGRADED, "d");
	add(&findings, "a.example", FD_CAUSE_auth_timeout, FD_FAILURE, "f");
	add(&findings, "a.example", FD_CAUSE_auth_lame, FD_FAILURE, "f");
	add(&findings, "b.example", FD_CAUSE_auth_lame, FD_FAILURE, "f");
	findings_sort(&findings);
	for (size_t i = 0; i < 5; i++) {
		cr_expect_eq(findings.items[i].cause, expected[i], "%zu: %s", i,
			     fd_cause_text(findings.items[i].cause));
	}
	findings_finish(&findings);
}

Test(findings, missing_texts_are_empty)
{
	struct fd_verdict verdict = { .severity = FD_FAILURE,
				      .evidence = &(struct fd_evidence) { 0 },
				      .evidence_count = 1,
				      .notes = { NULL },
				      .note_count = 1 };
	struct told told;

	cr_assert_eq(told_copy(&told, &verdict), 0);
	cr_assert_str_eq(told.summary, "");
	cr_assert_str_eq(told.action, "");
	cr_assert_str_eq(told.evidence[0].saw, "");
	cr_assert_str_eq(told.notes[0], "");
	told_finish(&told);
	told_finish(&told);
}
