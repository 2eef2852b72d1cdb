/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "replies.h"

Test(observe, an_address_is_an_answer)
{
	struct made made;
	start(&made, FD_FLAG_RD | FD_FLAG_RA | FD_FLAG_AD, "www.example", FD_TYPE_A);
	add_a(&made, "www.example", 300, 1);
	add_a(&made, "www.example", 60, 2);
	observe(&made, FD_TYPE_A);
	cr_assert_eq(made.observation.status, FD_NOERROR);
	cr_assert_eq(made.observation.rcode, 0);
	cr_assert_eq(made.observation.flags, FD_CELL_ANSWER | FD_CELL_RA | FD_CELL_AD);
	cr_assert_eq(made.observation.ttl, 60);
	cr_assert(fd_observation_is_plain(&made.observation));
}

Test(observe, the_digest_does_not_depend_on_order_case_or_ttl)
{
	struct made a, b, c;
	start(&a, 0, "www.example", FD_TYPE_A);
	add_a(&a, "www.example", 300, 1);
	add_a(&a, "www.example", 300, 2);
	observe(&a, FD_TYPE_A);
	start(&b, 0, "WWW.example", FD_TYPE_A);
	add_a(&b, "WWW.EXAMPLE", 10, 2);
	add_a(&b, "WWW.EXAMPLE", 10, 1);
	observe(&b, FD_TYPE_A);
	start(&c, 0, "www.example", FD_TYPE_A);
	add_a(&c, "www.example", 300, 1);
	observe(&c, FD_TYPE_A);
	cr_assert_eq(a.observation.digest, b.observation.digest);
	cr_assert_neq(a.observation.digest, c.observation.digest);
}

Test(observe, a_chain_that_ends_in_the_type_asked_is_an_answer)
{
	struct made made;
	start(&made, 0, "www.example", FD_TYPE_A);
	add_cname(&made, "www.example", "edge.cdn.example");
	add_a(&made, "edge.cdn.example", 30, 9);
	observe(&made, FD_TYPE_A);
	cr_assert_eq(made.observation.flags, FD_CELL_ANSWER | FD_CELL_CNAME);
}

Test(observe, an_address_beside_an_alias_of_the_same_name_is_no_answer)
{
	struct made made;
	start(&made, 0, "www.example", FD_TYPE_A);
	add_cname(&made, "www.example", "edge.cdn.example");
	add_a(&made, "www.example", 30, 9);
	observe(&made, FD_TYPE_A);
	cr_assert_eq(made.observation.flags, FD_CELL_CNAME);
}

Test(observe, an_address_of_another_name_is_no_answer)
{
	struct made made;
	start(&made, 0, "www.example", FD_TYPE_A);
	add_a(&made, "evil.example", 30, 9);
	observe(&made, FD_TYPE_A);
	cr_assert_eq(made.observation.flags & FD_CELL_ANSWER, 0);
}

Test(observe, a_record_of_another_class_is_no_answer)
{
	struct made made;
	start(&made, 0, "www.example", FD_TYPE_A);
	add_a(&made, "www.example", 30, 9);
	observe(&made, FD_TYPE_A);
	cr_assert_neq(made.observation.flags & FD_CELL_ANSWER, 0);
	made.wire[made.message.records_offset + 5] =
		FD_CLASS_CH; /* behind a pointer and the type */
	observe(&made, FD_TYPE_A);
	cr_assert_eq(made.observation.flags & FD_CELL_ANSWER, 0);
	cr_assert_eq(made.observation.digest, 0);
}

Test(observe, a_chain_in_a_circle_ends)
{
	struct made made;
	start(&made, 0, "a.example", FD_TYPE_A);
	add_cname(&made, "a.example", "b.example");
	add_cname(&made, "b.example", "a.example");
	observe(&made, FD_TYPE_A);
	cr_assert_eq(made.observation.flags, FD_CELL_CNAME);
}

Test(observe, a_negative_answer_keeps_who_said_it)
{
	struct made a, b, c;
	start(&a, FD_NXDOMAIN, "gone.example", FD_TYPE_A);
	add_soa(&a, "example", 900, 7, 300);
	observe(&a, FD_TYPE_A);
	start(&b, FD_NXDOMAIN, "also.gone.example", FD_TYPE_A);
	add_soa(&b, "EXAMPLE", 50, 7, 300);
	observe(&b, FD_TYPE_A);
	start(&c, FD_NXDOMAIN, "gone.example", FD_TYPE_A);
	add_soa(&c, "example", 900, 8, 300);
	observe(&c, FD_TYPE_A);
	cr_assert_eq(a.observation.status, FD_NXDOMAIN);
	cr_assert_eq(a.observation.flags, FD_CELL_SOA);
	cr_assert_eq(a.observation.ttl, 300, "the least of the TTL and MINIMUM (RFC 2308)");
	cr_assert_eq(b.observation.ttl, 50);
	cr_assert_eq(a.observation.digest, b.observation.digest, "same SOA owner and serial");
	cr_assert_neq(a.observation.digest, c.observation.digest, "another serial");
	cr_assert_not(fd_observation_is_plain(&a.observation));
}

Test(observe, extended_errors_are_read_and_make_a_cell_worth_keeping)
{
	static const uint8_t option[] = { 0, 15, 0, 2, 0, 22, 0, 15, 0, 3, 0, 3, 'x' };
	struct made made;
	start(&made, 0, "www.example", FD_TYPE_A);
	add_a(&made, "www.example", 300, 1);
	fd_builder_edns(&made.builder, 1232, false, 0, option, sizeof(option));
	observe(&made, FD_TYPE_A);
	cr_assert_eq(made.observation.ede_count, 2);
	cr_assert_eq(made.observation.ede[0], 22);
	cr_assert_eq(made.observation.ede[1], 3);
	cr_assert_not(fd_observation_is_plain(&made.observation));
}

Test(observe, an_rcode_above_fifteen_needs_its_opt)
{
	struct made made;
	start(&made, 7, "www.example", FD_TYPE_A);
	fd_builder_edns(&made.builder, 1232, false, 1, NULL, 0);
	observe(&made, FD_TYPE_A);
	cr_assert_eq(made.observation.rcode, FD_BADCOOKIE);
	cr_assert_eq(made.observation.status, FD_BADCOOKIE);
}

Test(observe, what_does_not_parse_is_malformed_and_nothing_else)
{
	struct made made;
	start(&made, 0, "www.example", FD_TYPE_A);
	add_a(&made, "www.example", 300, 1);
	struct fd_outcome outcome = {
		.ending = FD_ANSWERED,
		.reply = made.wire,
		.reply_length = (uint16_t)(fd_builder_finish(&made.builder) - 1),
	};
	fd_observe(&made.observation, &made.message, &outcome, FD_TYPE_A);
	cr_assert_eq(made.observation.status, FD_STATUS_MALFORMED);
	cr_assert_eq(made.observation.rcode, -1);
	cr_assert_null(made.observation.message);
	cr_assert_eq(made.observation.flags, 0);
}

static const struct {
	enum fd_ending ending;
	enum fd_reason reason;
	int error;
	uint8_t status;
	const char *text;
} endings[] = {
	{ FD_TIMED_OUT, FD_REASON_NONE, 0, FD_STATUS_TIMEOUT, "TIMEOUT" },
	{ FD_UNREACHABLE, FD_REASON_NONE, ECONNREFUSED, FD_STATUS_UNREACHABLE, "UNREACHABLE" },
	{ FD_FAILED, FD_REASON_NONE, EMFILE, FD_STATUS_ERROR, "ERROR" },
	{ FD_NOT_ASKED, FD_REASON_QUARANTINE, 0, FD_STATUS_NOT_ASKED, "NOT_ASKED" },
};

Test(observe, endings_without_a_reply)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct fd_outcome outcome = { .ending = endings[i].ending,
					      .reason = endings[i].reason,
					      .error = endings[i].error };
		struct fd_observation observation;
		struct fd_message message;
		char text[FD_NUMBER_TEXT_MAX];
		fd_observe(&observation, &message, &outcome, FD_TYPE_A);
		fd_status_text(text, observation.status, 0);
		cr_assert_eq(observation.status, endings[i].status);
		cr_assert_eq(observation.error, endings[i].error);
		cr_assert_eq(observation.reason, endings[i].reason);
		cr_assert_eq(observation.rcode, -1);
		cr_assert_str_eq(text, endings[i].text);
	}
}

Test(observe, a_count_of_rcodes_without_a_name_is_called_by_none_of_them)
{
	static const struct {
		uint8_t status;
		const char *text;
	} rows[] = {
		{ FD_NOERROR, "NOERROR" },
		{ 15, "RCODE15" },
		{ 23, "BADCOOKIE" },
		{ FD_STATUS_RCODE_OTHER, "RCODE_OTHER" },
		{ FD_STATUS_TIMEOUT, "TIMEOUT" },
		{ FD_STATUS_MALFORMED, "MALFORMED" },
	};
	char text[FD_NUMBER_TEXT_MAX];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fd_status_counted_text(text, rows[i].status);
		cr_assert_str_eq(text, rows[i].text);
	}
}
