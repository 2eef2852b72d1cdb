/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include <fleetdig/comparison.h>

#include "measure/limits.h"

/*
 * The median of all means of two differences (Walsh averages), and its interval from Wilcoxon's signed ranks: no assumption
 * about how latencies are distributed, and one very slow answer moves nothing. The averages are too many to be made (n² ÷ 2),
 * so quantiles of them are found by counting, in n steps a count, over the sorted differences.
 */

const char *fd_difference_text(enum fd_difference difference)
{
	static const char *const words[] = {
		[FD_DIFFERENCE_UNTOLD] = "not_enough_data",
		[FD_DIFFERENCE_NONE] = "none",
		[FD_DIFFERENCE_FIRST] = "first_faster",
		[FD_DIFFERENCE_SECOND] = "second_faster",
	};
	return words[difference];
}

static int compare_numbers(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* Walsh averages that are at most `x`, of sorted differences. */
static double count_averages(const double *sorted, size_t count, double x)
{
	size_t from = 0, to = count; /* pairs (from, to): their sum is at most 2x below `to` */
	double found = 0;

	for (; from < count; from++) {
		while (to > from && sorted[from] + sorted[to - 1] > 2 * x) {
			to--;
		}
		if (to <= from) {
			break;
		}
		found += (double)(to - from);
	}
	return found;
}

/* The least x that `rank` averages do not exceed, to a tenth of a nanosecond. */
static double average_at(const double *sorted, size_t count, double rank)
{
	double low = sorted[0], high = sorted[count - 1];

	for (int i = 0; i < 80 && high - low > 0.1; i++) {
		double middle = low + (high - low) / 2;
		if (count_averages(sorted, count, middle) >= rank) {
			high = middle;
		} else {
			low = middle;
		}
	}
	return high;
}

/* The standard normal deviate that is exceeded with probability `tail`. */
static double deviate(double tail)
{
	double low = 0, high = 40;

	for (int i = 0; i < 100; i++) {
		double middle = (low + high) / 2;
		if (erfc(middle / sqrt(2)) / 2 > tail) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return high;
}

static double rank_deviation(size_t count)
{
	double n = (double)count;

	return sqrt(n * (n + 1) * (2 * n + 1) / 24);
}

/* Wilcoxon's W+ is the number of positive Walsh averages. */
static double p_of(const double *sorted, size_t count)
{
	double n = (double)count, all = n * (n + 1) / 2;
	double positive = all - count_averages(sorted, count, 0);
	double negative = count_averages(sorted, count, -1e-3);
	double middle = (positive - negative) / 2; /* zeros to both sides */

	return erfc(fabs(middle) / rank_deviation(count) / sqrt(2));
}

static void fill_interval(struct fd_paired *paired, const double *sorted)
{
	size_t count = (size_t)paired->pairs;
	double n = (double)count, all = n * (n + 1) / 2;
	double reach = deviate((1 - paired->confidence) / 2) * rank_deviation(count);

	paired->low_ns = average_at(sorted, count, fmax(1, floor(all / 2 - reach)));
	paired->high_ns = average_at(sorted, count, fmin(all, ceil(all / 2 + reach) + 1));
}

/* How many names it would take until the interval lies within the margin, or leaves zero out: it shrinks by their root. */
static uint64_t more_needed(const struct fd_paired *paired)
{
	double half = (paired->high_ns - paired->low_ns) / 2;
	double away = fabs(paired->difference_ns);
	double room = fmax(paired->margin_ns - away, away);
	double times = room > 0 ? half / room : HUGE_VAL;
	double needed = (double)paired->pairs * times * times;

	if (paired->pairs < PAIRS_LEAST || !(needed < MORE_MOST)) {
		return 0;
	}
	needed = ceil(needed) - (double)paired->pairs;
	return needed > 1 ? (uint64_t)needed : 1;
}

static void judge(struct fd_paired *paired)
{
	double margin_ns = paired->margin_ns;

	paired->more = 0;
	if (paired->pairs < PAIRS_LEAST) {
		paired->verdict = FD_DIFFERENCE_UNTOLD;
	} else if (paired->low_ns >= -margin_ns && paired->high_ns <= margin_ns) {
		paired->verdict = FD_DIFFERENCE_NONE;
	} else if (paired->low_ns > 0) {
		paired->verdict = FD_DIFFERENCE_FIRST;
	} else if (paired->high_ns < 0) {
		paired->verdict = FD_DIFFERENCE_SECOND;
	} else {
		paired->verdict = FD_DIFFERENCE_UNTOLD;
		paired->more = more_needed(paired);
	}
}

static double *sorted_differences(const double *first, const double *second, size_t count)
{
	double *sorted = calloc(count > 0 ? count : 1, sizeof(*sorted));

	for (size_t i = 0; sorted != NULL && i < count; i++) {
		sorted[i] = second[i] - first[i];
	}
	if (sorted != NULL) {
		qsort(sorted, count, sizeof(*sorted), compare_numbers);
	}
	return sorted;
}

static int median_of(double *ret_median, const double *values, size_t count)
{
	double *sorted = calloc(count, sizeof(*sorted));

	if (sorted == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		sorted[i] = values[i];
	}
	qsort(sorted, count, sizeof(*sorted), compare_numbers);
	*ret_median = sorted[count / 2];
	free(sorted);
	return 0;
}

/* The stated share is of the faster group's median. */
static int set_margin(struct fd_paired *paired, const double *first, const double *second,
		      const struct fd_margin *margin)
{
	double a = 0, b = 0;
	int r = median_of(&a, first, (size_t)paired->pairs);

	r = r < 0 ? r : median_of(&b, second, (size_t)paired->pairs);
	paired->margin_ns = fmax(margin->time_ns, margin->share * fmin(a, b));
	return r;
}

int fd_paired_compare(struct fd_paired *ret_paired, const double *first, const double *second,
		      size_t count, const struct fd_margin *margin)
{
	struct fd_paired paired = { .pairs = count, .confidence = CONFIDENCE, .p = 1 };

	if (count == 0) {
		paired.margin_ns = margin->time_ns;
		*ret_paired = paired;
		return 0;
	}
	int r = set_margin(&paired, first, second, margin);
	double *sorted = r < 0 ? NULL : sorted_differences(first, second, count);
	if (sorted == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		paired.first_faster += sorted[i] > paired.margin_ns;
		paired.second_faster += sorted[i] < -paired.margin_ns;
	}
	double all = (double)count * ((double)count + 1) / 2;
	paired.difference_ns = average_at(sorted, count, ceil(all / 2));
	paired.p = p_of(sorted, count);
	fill_interval(&paired, sorted);
	judge(&paired);
	free(sorted);
	*ret_paired = paired;
	return 0;
}

/* The one with so many of a smaller p before it. */
static size_t ranked(const struct fd_paired *paired, size_t count, size_t rank)
{
	for (size_t i = 0; i < count; i++) {
		size_t before = 0;
		for (size_t k = 0; k < count; k++) {
			before += paired[k].p < paired[i].p ||
				  (paired[k].p == paired[i].p && k < i);
		}
		if (before == rank) {
			return i;
		}
	}
	assert(false && "an order of all");
	return 0;
}

/* The first that finds no difference ends the easing: what comes after it is held to as much. */
int fd_paired_holm(struct fd_paired *paired, size_t count, const double *const *firsts,
		   const double *const *seconds)
{
	double confidence = CONFIDENCE;
	bool found = true;

	for (size_t rank = 0; rank < count; rank++) {
		size_t i = ranked(paired, count, rank);
		if (paired[i].pairs == 0) {
			continue;
		}
		double *sorted =
			sorted_differences(firsts[i], seconds[i], (size_t)paired[i].pairs);
		if (sorted == NULL) {
			return -ENOMEM;
		}
		if (found) {
			confidence = 1 - (1 - CONFIDENCE) / (double)(count - rank);
		}
		paired[i].confidence = confidence;
		fill_interval(&paired[i], sorted);
		judge(&paired[i]);
		free(sorted);
		found &= paired[i].low_ns > 0 || paired[i].high_ns < 0;
	}
	return 0;
}
