/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>

#include "replies.h"

Test(cells, a_cell_is_sixteen_octets)
{
	cr_assert_eq(sizeof(struct fd_cell), 16);
}

Test(cells, they_start_out_pending)
{
	struct fd_matrix *matrix;
	struct fd_detail detail;
	cr_assert_eq(fd_matrix_create(&matrix, 3, 2), 0);
	cr_assert_eq(fd_matrix_cell(matrix, 2, 1)->status, FD_STATUS_PENDING);
	cr_assert_not(fd_matrix_detail(matrix, 2, 1, &detail));
	fd_matrix_destroy(matrix);
}

Test(cells, a_plain_answer_keeps_no_octets)
{
	struct fd_matrix *matrix;
	struct fd_detail detail;
	struct made made;
	start(&made, FD_FLAG_RA, "www.example", FD_TYPE_A);
	add_a(&made, "www.example", 300, 1);
	observe(&made, FD_TYPE_A);
	cr_assert_eq(fd_matrix_create(&matrix, 1, 1), 0);
	fd_matrix_set(matrix, 0, 0, &made.observation);
	const struct fd_cell *cell = fd_matrix_cell(matrix, 0, 0);
	cr_assert_eq(cell->status, FD_NOERROR);
	cr_assert_eq(cell->rtt_us, 5000);
	cr_assert_eq(cell->tries & FD_CELL_TRIES, 1);
	cr_assert_eq(cell->ede, FD_EDE_NONE);
	cr_assert_not(fd_matrix_detail(matrix, 0, 0, &detail));
	fd_matrix_destroy(matrix);
}

Test(cells, anomalies_keep_their_octets_over_many_cells)
{
	enum {
		QUESTIONS = 700,
		RESOLVERS = 3
	};
	struct fd_matrix *matrix;
	struct fd_detail detail;
	struct made made;
	char name[32];

	cr_assert_eq(fd_matrix_create(&matrix, QUESTIONS, RESOLVERS), 0);
	for (unsigned i = 0; i < QUESTIONS; i++) {
		snprintf(name, sizeof(name), "n%u.example", i);
		start(&made, FD_SERVFAIL, name, FD_TYPE_A);
		observe(&made, FD_TYPE_A);
		fd_matrix_set(matrix, i, i % RESOLVERS, &made.observation);
	}
	for (unsigned i = 0; i < QUESTIONS; i++) {
		struct fd_message message;
		struct fd_name expected;
		snprintf(name, sizeof(name), "n%u.example", i);
		expected = name_of(name);
		cr_assert(fd_matrix_detail(matrix, i, i % RESOLVERS, &detail));
		cr_assert_eq(fd_message_parse(&message, detail.wire, detail.wire_length), 0);
		cr_assert(fd_name_equal(&message.qname, &expected));
		cr_assert_not(fd_matrix_detail(matrix, i, (i + 1) % RESOLVERS, &detail));
	}
	fd_matrix_destroy(matrix);
}

Test(cells, a_cell_without_a_reply_keeps_its_errno_and_reason)
{
	struct fd_matrix *matrix;
	struct fd_detail detail;
	struct fd_observation observation = { .status = FD_STATUS_UNREACHABLE,
					      .rcode = -1,
					      .error = ECONNREFUSED };
	cr_assert_eq(fd_matrix_create(&matrix, 1, 1), 0);
	fd_matrix_set(matrix, 0, 0, &observation);
	cr_assert(fd_matrix_detail(matrix, 0, 0, &detail));
	cr_assert_null(detail.wire);
	cr_assert_eq(detail.error, ECONNREFUSED);
	fd_matrix_destroy(matrix);
}

Test(cells, an_answer_that_was_not_expected_keeps_its_octets)
{
	struct fd_matrix *matrix;
	struct fd_detail detail;
	struct made made;
	start(&made, 0, "www.example", FD_TYPE_A);
	add_a(&made, "www.example", 300, 1);
	observe(&made, FD_TYPE_A);
	made.observation.unmet = true;
	cr_assert_eq(fd_matrix_create(&matrix, 1, 1), 0);
	fd_matrix_set(matrix, 0, 0, &made.observation);
	cr_assert(fd_matrix_detail(matrix, 0, 0, &detail));
	cr_assert(fd_matrix_cell(matrix, 0, 0)->tries & FD_CELL_UNMET);
	fd_matrix_destroy(matrix);
}
