/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>

#include <fleetdig/measure.h>

#define MS INT64_C(1000000)

static void add(struct fd_tally *tally, uint8_t status, int64_t latency_ns)
{
	struct fd_sample sample = { .status = status,
				    .intended_ns = 1000 * MS,
				    .sent_ns = 1001 * MS,
				    .received_ns = 1000 * MS + latency_ns };

	cr_assert_eq(fd_tally_add(tally, &sample), 0);
}

Test(tally, latency_counts_from_when_a_query_was_to_leave)
{
	struct fd_tally tally = { 0 };
	int64_t ns = 0;

	add(&tally, FD_NOERROR, 5 * MS);
	cr_assert(fd_tally_quantile(&tally, 0.5, &ns));
	cr_assert_eq(ns, 5 * MS);
	cr_assert(fd_tally_rtt_quantile(&tally, 0.5, &ns));
	cr_assert_eq(ns, 4 * MS);
	fd_tally_finish(&tally);
}

/* 90 answers of 1..90 ms, 10 without one. */
Test(tally, what_was_not_answered_is_slower_than_any_answer)
{
	static const struct {
		double q;
		int64_t ms; /* 0: beyond */
	} rows[] = {
		{ 0.01, 1 }, { 0.5, 50 }, { 0.9, 90 }, { 0.901, 0 }, { 0.99, 0 }, { 1, 0 }
	};
	struct fd_tally tally = { 0 };

	for (int64_t i = 1; i <= 90; i++) {
		add(&tally, i % 2 ? FD_NOERROR : FD_NXDOMAIN, i * MS);
	}
	for (int i = 0; i < 10; i++) {
		add(&tally, i % 2 ? FD_STATUS_TIMEOUT : FD_STATUS_UNREACHABLE, 0);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t ns = 0;
		cr_assert_eq(fd_tally_quantile(&tally, rows[i].q, &ns), rows[i].ms > 0, "%f",
			     rows[i].q);
		cr_assert_leq(fabs((double)ns / MS - (double)rows[i].ms),
			      (double)rows[i].ms * 0.005, "%f: %ld", rows[i].q, ns);
	}
	cr_assert_float_eq(fd_tally_loss(&tally), 0.1, 1e-9);
	fd_tally_finish(&tally);
}

Test(tally, nothing_answered_has_no_quantiles)
{
	struct fd_tally tally = { 0 };
	int64_t ns = 0;

	cr_assert_not(fd_tally_quantile(&tally, 0.5, &ns));
	add(&tally, FD_STATUS_TIMEOUT, 0);
	cr_assert_not(fd_tally_quantile(&tally, 0, &ns));
	cr_assert_float_eq(fd_tally_loss(&tally), 1, 1e-9);
	fd_tally_finish(&tally);
}

Test(tally, what_this_side_spoilt_is_nobodys_loss)
{
	struct fd_tally tally = { 0 };
	struct fd_sample spoilt = { .status = FD_STATUS_TIMEOUT, .spoilt = true };

	cr_assert_eq(fd_tally_add(&tally, &spoilt), 0);
	add(&tally, FD_STATUS_ERROR, 0);
	add(&tally, FD_STATUS_NOT_ASKED, 0);
	cr_assert_eq(tally.spoilt, 3);
	cr_assert_float_eq(fd_tally_loss(&tally), 0, 1e-9);
	fd_tally_finish(&tally);
}

Test(tally, merging_is_exact)
{
	struct fd_tally parts[3] = { 0 }, all = { 0 }, merged = { 0 };

	for (int64_t i = 0; i < 3000; i++) {
		uint8_t status = i % 10 == 0 ? FD_STATUS_TIMEOUT : FD_NOERROR;
		add(&parts[i % 3], status, i * i * 777);
		add(&all, status, i * i * 777);
	}
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(fd_tally_merge(&merged, &parts[i]), 0);
		fd_tally_finish(&parts[i]);
	}
	cr_assert_eq(merged.answered, all.answered);
	cr_assert_eq(merged.unanswered, all.unanswered);
	cr_assert_arr_eq(merged.statuses, all.statuses, sizeof(all.statuses));
	cr_assert_eq(merged.latency.sum, all.latency.sum);
	cr_assert_arr_eq(merged.latency.buckets, all.latency.buckets,
			 FD_HISTOGRAM_BUCKETS * sizeof(uint32_t));
	fd_tally_clear(&merged);
	cr_assert_eq(merged.answered, 0);
	cr_assert_eq(merged.latency.count, 0);
	fd_tally_finish(&merged);
	fd_tally_finish(&all);
}

/* ---- silence ------------------------------------------------------------------------------- */

Test(silence, random_loss_is_none)
{
	struct fd_silence silence;

	fd_silence_init(&silence);
	for (int64_t i = 0; i < 10000; i++) {
		if (i % 3 == 0) {
			fd_silence_answered(&silence, i * MS);
		}
		if (i >= 2000 && i % 3 != 0) { /* a timeout comes 2 s later */
			fd_silence_unanswered(&silence, (i - 2000) * MS);
		}
	}
	cr_assert_eq(silence.longest_queries, 0);
	cr_assert_not(fd_silence_lasts(&silence));
}

/* Answers until 3 s; then nothing until `back_ms`, if ever. */
static struct fd_silence play(int64_t back_ms, int64_t end_ms)
{
	struct fd_silence silence;

	fd_silence_init(&silence);
	for (int64_t i = 0; i < end_ms + 2000; i += 10) {
		if (i < end_ms && (i < 3000 || i >= back_ms)) {
			fd_silence_answered(&silence, i * MS);
		}
		int64_t then = i - 2000;
		if (then >= 3000 && then < back_ms && then < end_ms) {
			fd_silence_unanswered(&silence, then * MS);
		}
	}
	return silence;
}

Test(silence, says_from_when_on_a_resolver_was_dead)
{
	struct fd_silence silence = play(INT64_MAX, 9000);

	cr_assert(fd_silence_lasts(&silence));
	cr_assert_eq(silence.from_ns, 3000 * MS);
	cr_assert_eq(silence.queries, 600);
}

Test(silence, says_how_long_it_was_away)
{
	struct fd_silence silence = play(7000, 12000);

	cr_assert_not(fd_silence_lasts(&silence));
	cr_assert_eq(silence.longest_from_ns, 3000 * MS);
	cr_assert_eq(silence.longest_to_ns, 7000 * MS);
	cr_assert_eq(silence.longest_queries, 400);
}
