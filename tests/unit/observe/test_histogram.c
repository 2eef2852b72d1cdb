/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>

#include <fleetdig/observation.h>

Test(histogram, every_bucket_starts_where_the_one_before_ends)
{
	cr_assert_eq(fd_histogram_bucket_low(0), 0);
	for (unsigned i = 1; i < FD_HISTOGRAM_BUCKETS; i++) {
		cr_assert_gt(fd_histogram_bucket_low(i), fd_histogram_bucket_low(i - 1),
			     "bucket %u", i);
	}
}

Test(histogram, a_quantile_is_within_four_per_mille_of_the_value)
{
	for (double value = 1; value < 4e12; value *= 1.0173) {
		struct fd_histogram histogram = { 0 };
		fd_histogram_add(&histogram, (uint64_t)value);
		fd_histogram_add(
			&histogram,
			UINT64_MAX); /* so that min and max do not correct the answer */
		fd_histogram_add(&histogram, 0);
		double got = (double)fd_histogram_quantile(&histogram, 0.5);
		cr_assert_leq(fabs(got - floor(value)), floor(value) * 0.004 + 0.5,
			      "%.0f for %.0f", got, value);
		fd_histogram_finish(&histogram);
	}
}

Test(histogram, nearest_rank)
{
	struct fd_histogram histogram = { 0 };
	for (uint32_t i = 1; i <= 100; i++) {
		fd_histogram_add(&histogram, i);
	}
	cr_assert_eq(fd_histogram_quantile(&histogram, 0.5), 50);
	cr_assert_eq(fd_histogram_quantile(&histogram, 0.99), 99);
	cr_assert_eq(fd_histogram_quantile(&histogram, 1.0), 100);
	cr_assert_eq(fd_histogram_quantile(&histogram, 0.0), 1);
	cr_assert_eq(histogram.min, 1);
	cr_assert_eq(histogram.max, 100);
	cr_assert_eq(histogram.sum, 5050);
	fd_histogram_finish(&histogram);
}

Test(histogram, an_empty_one_has_no_quantile)
{
	struct fd_histogram histogram = { 0 };
	cr_assert_eq(fd_histogram_quantile(&histogram, 0.5), 0);
	fd_histogram_finish(&histogram);
}

Test(histogram, merging_is_the_same_as_adding_everything_to_one)
{
	struct fd_histogram one = { 0 }, two = { 0 }, all = { 0 };
	for (uint32_t i = 0; i < 1000; i++) {
		uint32_t value = i * i * 7 + 3;
		fd_histogram_add(i % 2 ? &one : &two, value);
		fd_histogram_add(&all, value);
	}
	cr_assert_eq(fd_histogram_merge(&one, &two), 0);
	cr_assert_eq(one.count, all.count);
	cr_assert_eq(one.sum, all.sum);
	cr_assert_eq(one.min, all.min);
	cr_assert_eq(one.max, all.max);
	cr_assert_arr_eq(one.buckets, all.buckets, FD_HISTOGRAM_BUCKETS * sizeof(uint32_t));
	fd_histogram_finish(&one);
	fd_histogram_finish(&two);
	fd_histogram_finish(&all);
}

Test(histogram, what_is_cleared_is_as_new)
{
	struct fd_histogram histogram = { 0 };
	fd_histogram_clear(&histogram);
	fd_histogram_add(&histogram, 7000000);
	fd_histogram_clear(&histogram);
	cr_assert_eq(histogram.count, 0);
	fd_histogram_add(&histogram, 5);
	cr_assert_eq(fd_histogram_quantile(&histogram, 1.0), 5);
	cr_assert_eq(histogram.max, 5);
	cr_assert_eq(histogram.sum, 5);
	fd_histogram_finish(&histogram);
}
