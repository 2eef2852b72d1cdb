/* SPDX-License-Identifier: MIT */
#include "cli/compare/pairs.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* From latencies of cells to verdicts on groups: what both asked is paired, name by name. */

#define MARGIN_NS    500e3
#define MARGIN_SHARE 0.05

/* A name's latency in a group is the median of its members'; NAN when none counts. */
static double latency_of(const struct compare *compare, const struct compare_group *group,
			 size_t question, enum ask ask)
{
	double values[64];
	size_t count = 0;

	for (size_t i = 0; i < compare->inventory->resolver_count && count < 64; i++) {
		double value = compare_cell(compare, question, i)->latency_ns[ask];
		if (!group->members[i] || isnan(value)) {
			continue;
		}
		size_t at = count++;
		for (; at > 0 && values[at - 1] > value; at--) {
			values[at] = values[at - 1];
		}
		values[at] = value;
	}
	if (count == 0) {
		return (double)NAN;
	}
	return count % 2 == 1 ? values[count / 2]
			      : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int compare_collect(const struct compare *compare, struct pairing *pairing)
{
	const struct compare_group *groups = compare->groups;
	size_t count = compare->inventory->question_count;

	for (int ask = 0; ask < ASKS; ask++) {
		double *first = calloc(count, sizeof(*first));
		double *second = calloc(count, sizeof(*second));
		uint64_t pairs = 0;
		pairing->latencies[ask][0] = first;
		pairing->latencies[ask][1] = second;
		if (first == NULL || second == NULL) {
			return -ENOMEM;
		}
		for (size_t i = 0; i < count; i++) {
			double a =
				latency_of(compare, &groups[pairing->first], i, (enum ask)ask);
			double b =
				latency_of(compare, &groups[pairing->second], i, (enum ask)ask);
			if (!isnan(a) && !isnan(b)) {
				first[pairs] = a;
				second[pairs++] = b;
			}
		}
		pairing->compared.paired[ask].pairs = pairs;
	}
	return 0;
}

void compare_forget(struct pairing *pairing)
{
	for (int ask = 0; ask < ASKS; ask++) {
		free(pairing->latencies[ask][0]);
		free(pairing->latencies[ask][1]);
	}
}

/* All comparisons of a kind of ask are one family: more of them, and more is asked of each. */
static int compare_ask_of(const struct compare *compare, struct pairing *pairings, size_t count,
			  enum ask ask)
{
	const struct options *options = compare->options;
	const struct fd_margin margin = {
		.time_ns = options->margin_ns >= 0 ? (double)options->margin_ns : MARGIN_NS,
		.share = options->margin_ns >= 0 ? 0 : MARGIN_SHARE,
	};
	struct fd_paired paired[PAIRINGS_MOST];
	const double *firsts[PAIRINGS_MOST] = { NULL }, *seconds[PAIRINGS_MOST] = { NULL };
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++) {
		struct pairing *pairing = &pairings[i];
		firsts[i] = pairing->latencies[ask][0];
		seconds[i] = pairing->latencies[ask][1];
		r = fd_paired_compare(&paired[i], firsts[i], seconds[i],
				      (size_t)pairing->compared.paired[ask].pairs, &margin);
	}
	r = r < 0 ? r : fd_paired_holm(paired, count, firsts, seconds);
	for (size_t i = 0; i < count && r == 0; i++) {
		pairings[i].compared.paired[ask] = paired[i];
	}
	return r;
}

int compare_pairs(const struct compare *compare, struct pairing *pairings, size_t count)
{
	int r = compare_ask_of(compare, pairings, count, ASK_COLD);

	return r < 0 ? r : compare_ask_of(compare, pairings, count, ASK_WARM);
}
