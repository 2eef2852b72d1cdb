/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "store/store.h"

/*
 * Whether one run's latencies are another's. Thousands of answers make the smallest difference certain, so it must also be
 * large enough to matter; and few answers make large ones by chance, so it must also be certain.
 */

/* Medians that differ by less are the same to anybody who waits for them. */
#define MARGIN_US    1000
#define MARGIN_SHARE 0.5
/* The answers of a short run come in a few bursts, and those of one burst share their luck. */
#define ANSWERS_LEAST 200
/* Of a standard normal: two-sided, 1 in 10,000. Names answered from caches in one run and not in the other are noise too. */
#define CERTAIN 3.89

struct bucket {
	uint64_t low, count;
};

/** The next `[low,count]` of the text; false at the end. Ours, but a file is a file: anything else ends it. */
static bool next_bucket(const char **at, struct bucket *ret_bucket)
{
	char *end;

	while (**at == '[' || **at == ',' || **at == ']' || **at == ' ') {
		(*at)++;
	}
	if (**at < '0' || **at > '9') {
		return false;
	}
	ret_bucket->low = strtoull(*at, &end, 10);
	if (*end != ',') {
		return false;
	}
	ret_bucket->count = strtoull(end + 1, &end, 10);
	*at = end;
	return *end == ']';
}

/**
 * Mann and Whitney's test from two histograms of the same buckets: values of one bucket are tied. Positive where the new ones
 * are larger.
 */
static double rank_test(const char *old, const char *new)
{
	struct bucket a = { 0 }, b = { 0 };
	bool has_a = next_bucket(&old, &a), has_b = next_bucket(&new, &b);
	double below = 0, u = 0, ties = 0, count_a = 0, count_b = 0;

	while (has_a || has_b) {
		bool take_a = has_a && (!has_b || a.low <= b.low);
		bool take_b = has_b && (!has_a || b.low <= a.low);
		double of_a = take_a ? (double)a.count : 0, of_b = take_b ? (double)b.count : 0;
		double tied = of_a + of_b;
		u += of_b * (below + of_a / 2); /* how many old ones lie below each new one */
		below += of_a;
		ties += tied * tied * tied - tied;
		count_a += of_a;
		count_b += of_b;
		has_a = take_a ? next_bucket(&old, &a) : has_a;
		has_b = take_b ? next_bucket(&new, &b) : has_b;
	}
	double n = count_a + count_b;
	if (count_a < 1 || count_b < 1) {
		return 0;
	}
	double variance = count_a * count_b / 12 * (n + 1 - ties / (n * (n - 1)));
	return variance > 0 ? (u - count_a * count_b / 2) / sqrt(variance) : 0;
}

bool store_latency_differs(const struct store_latency *old, const struct store_latency *new)
{
	double before = (double)old->p50_us, now = (double)new->p50_us;
	double difference = fabs(now - before);

	if (old->count < ANSWERS_LEAST || new->count < ANSWERS_LEAST ||
	    difference <= MARGIN_US || difference <= MARGIN_SHARE * fmin(before, now)) {
		return false;
	}
	double score = rank_test(old->histogram, new->histogram);
	return now > before ? score > CERTAIN : score < -CERTAIN;
}
