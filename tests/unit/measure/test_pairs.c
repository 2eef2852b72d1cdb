/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include <fleetdig/comparison.h>

#include "draws.h"

#define MS 1e6

static const struct fd_margin margin = { .time_ns = 0.5 * MS, .share = 0.05 };

enum {
	NAMES = 1000,
	COMPARISONS = 200,
	WANTED = 190
};

static double first[NAMES], second[NAMES];

/* Both have what the name itself costs in common; `drift` makes the network slower and slower for both. */
static struct fd_paired play(uint64_t seed, double shift_ns, double drift_ns, size_t names)
{
	struct fd_paired paired;
	uint64_t state = seed * 7919 + 1;

	for (size_t i = 0; i < names; i++) {
		double zone = 30 * MS * exp(1.2 * draw_normal(&state)) + drift_ns * (double)i;
		first[i] = zone + draw_delay_ns(&state);
		second[i] = zone + draw_delay_ns(&state) + shift_ns;
	}
	cr_assert_eq(fd_paired_compare(&paired, first, second, names, &margin), 0);
	return paired;
}

Test(pairs, of_identical_resolvers_none_wins)
{
	unsigned quiet = 0;

	for (uint64_t seed = 0; seed < COMPARISONS; seed++) {
		struct fd_paired paired = play(seed, 0, 0, NAMES);
		quiet += paired.verdict == FD_DIFFERENCE_NONE ||
			 paired.verdict == FD_DIFFERENCE_UNTOLD;
	}
	cr_expect_geq(quiet, WANTED, "%u", quiet);
}

Test(pairs, a_shift_of_a_millisecond_is_found_whatever_drifts)
{
	unsigned found = 0, covered = 0;

	for (uint64_t seed = 0; seed < COMPARISONS; seed++) {
		struct fd_paired paired = play(seed, 1 * MS, 0.1 * MS, NAMES);
		found += paired.low_ns > 0;
		covered += paired.low_ns <= MS && MS <= paired.high_ns;
	}
	cr_expect_geq(found, WANTED, "%u", found);
	cr_expect_geq(covered, WANTED, "%u of 99 %% intervals hold the truth", covered);
}

Test(pairs, who_is_faster_is_told_the_right_way_round)
{
	cr_expect_eq(play(1, 5 * MS, 0, NAMES).verdict, FD_DIFFERENCE_FIRST);
	cr_expect_eq(play(1, -5 * MS, 0, NAMES).verdict, FD_DIFFERENCE_SECOND);
}

Test(pairs, too_few_tell_nothing_and_say_how_many_more)
{
	struct fd_paired few = play(3, 1 * MS, 0, 40), fewer = play(3, 50 * MS, 0, 5);

	cr_expect_eq(few.verdict, FD_DIFFERENCE_UNTOLD);
	cr_expect(few.more > 40 && few.more < 20000, "%lu more", few.more);
	cr_expect_eq(fewer.verdict, FD_DIFFERENCE_UNTOLD, "five pairs are no evidence");
	/* With as many as it asked for, it is decided most of the time. */
	unsigned decided = 0;
	for (uint64_t seed = 100; seed < 150; seed++) {
		struct fd_paired small = play(seed, 1 * MS, 0, 300);
		size_t needed = 300 + (size_t)small.more * 2;
		decided += small.verdict != FD_DIFFERENCE_UNTOLD ||
			   play(seed, 1 * MS, 0, needed < NAMES ? needed : NAMES).verdict !=
				   FD_DIFFERENCE_UNTOLD;
	}
	cr_expect_geq(decided, 40, "%u", decided);
}

/* The slow way: every mean of two differences, sorted. */
static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

Test(pairs, the_estimate_is_the_median_of_all_means_of_two)
{
	for (size_t names = 12; names <= 60; names += 3) {
		static double averages[2000];
		size_t count = 0;
		struct fd_paired paired = play(names, 2 * MS, 0, names);
		for (size_t i = 0; i < names; i++) {
			for (size_t k = i; k < names; k++) {
				averages[count++] =
					(second[i] - first[i] + second[k] - first[k]) / 2;
			}
		}
		qsort(averages, count, sizeof(*averages), compare);
		cr_expect_float_eq(paired.difference_ns, averages[(count + 1) / 2 - 1], 1,
				   "%zu names", names);
		cr_expect(paired.low_ns < paired.difference_ns &&
			  paired.difference_ns < paired.high_ns);
	}
}

Test(pairs, equal_latencies_are_no_difference)
{
	struct fd_paired paired;

	for (size_t i = 0; i < 100; i++) {
		first[i] = second[i] = (double)i * MS;
	}
	cr_assert_eq(fd_paired_compare(&paired, first, second, 100, &margin), 0);
	cr_expect_eq(paired.verdict, FD_DIFFERENCE_NONE);
	cr_expect_float_eq(paired.p, 1, 1e-9);
	cr_expect_eq(paired.first_faster + paired.second_faster, 0);
	cr_assert_eq(fd_paired_compare(&paired, first, second, 0, &margin), 0);
	cr_expect_eq(paired.verdict, FD_DIFFERENCE_UNTOLD);
}

Test(pairs, one_very_slow_answer_moves_nothing)
{
	struct fd_paired before = play(9, 0, 0, NAMES), after;

	second[17] += 20000 * MS;
	cr_assert_eq(fd_paired_compare(&after, first, second, NAMES, &margin), 0);
	cr_expect_float_eq(after.difference_ns, before.difference_ns, 0.05 * MS);
}

/* Ten pairs of identical groups: looked at one by one, some would seem to differ more often than one time in a hundred. */
Test(pairs, several_comparisons_are_held_to_more)
{
	enum {
		PAIRS = 10,
		RUNS = 60,
		FEW = 200
	};
	static double a[PAIRS][FEW], b[PAIRS][FEW];
	const double *firsts[PAIRS], *seconds[PAIRS];
	struct fd_paired paired[PAIRS];
	unsigned runs_with_winner = 0;

	for (uint64_t run = 0; run < RUNS; run++) {
		bool winner = false;
		for (int i = 0; i < PAIRS; i++) {
			(void)play(run * 100 + (uint64_t)i, 0, 0, FEW);
			for (int k = 0; k < FEW; k++) {
				a[i][k] = first[k];
				b[i][k] = second[k];
			}
			firsts[i] = a[i];
			seconds[i] = b[i];
			cr_assert_eq(fd_paired_compare(&paired[i], a[i], b[i], FEW, &margin),
				     0);
		}
		cr_assert_eq(fd_paired_holm(paired, PAIRS, firsts, seconds), 0);
		double strictest = 0;
		for (int i = 0; i < PAIRS; i++) {
			winner |= paired[i].verdict == FD_DIFFERENCE_FIRST ||
				  paired[i].verdict == FD_DIFFERENCE_SECOND;
			strictest = fmax(strictest, paired[i].confidence);
		}
		cr_assert_float_eq(strictest, 0.999, 1e-9);
		runs_with_winner += winner;
	}
	cr_expect_leq(runs_with_winner, 3, "%u of %d", runs_with_winner, RUNS);
}

/* Holm's steps go down from the least p and end where nothing is found: what is left must not be let off more easily. */
Test(pairs, after_one_that_shows_nothing_the_others_are_held_to_as_much)
{
	enum {
		FEW = 60,
		PAIRS = 4
	};
	static double a[PAIRS][FEW], b[PAIRS][FEW];
	const double *firsts[PAIRS], *seconds[PAIRS];
	const struct fd_margin narrow = { .time_ns = 1 };
	struct fd_paired paired[PAIRS];
	uint64_t state = 5;

	for (int i = 0; i < PAIRS; i++) {
		double shift =
			i == 0 ? 20e6 : 0; /* the first is far apart, the others are not */
		for (int k = 0; k < FEW; k++) {
			a[i][k] = draw_delay_ns(&state);
			b[i][k] = draw_delay_ns(&state) + shift;
		}
		firsts[i] = a[i];
		seconds[i] = b[i];
		cr_assert_eq(fd_paired_compare(&paired[i], a[i], b[i], FEW, &narrow), 0);
	}
	cr_assert_eq(fd_paired_holm(paired, PAIRS, firsts, seconds), 0);
	cr_expect_float_eq(paired[0].confidence, 1 - 0.01 / 4, 1e-12);
	for (int i = 1; i < PAIRS; i++) {
		cr_expect_float_eq(paired[i].confidence, 1 - 0.01 / 3, 1e-12);
		cr_expect_neq(paired[i].verdict, FD_DIFFERENCE_FIRST);
		cr_expect_neq(paired[i].verdict, FD_DIFFERENCE_SECOND);
	}
}
