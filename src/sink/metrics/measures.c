/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "sink/metrics/metrics.h"

enum {
	QUANTILES = 5,
	GROUP_TEXT = 64,
};
static const double quantiles[QUANTILES] = { 0.5, 0.9, 0.99, 0.999, 1 };
static const char *const percentiles[QUANTILES] = { "50", "90", "99", "99.9", "100" };

struct metrics_measured {
	enum fd_statement statement;
	uint32_t resolver;
	double values[QUANTILES]; /* seconds; negative: beyond the timeout */
	bool asked, held;
	double loss, sent_qps, pacing_p99_s, knee_qps;
};

struct metrics_difference {
	char first[GROUP_TEXT], second[GROUP_TEXT], ask[8];
	struct fd_paired paired;
};

static void *grow(void *list, size_t count, size_t size)
{
	/* A power of two is full. */
	return (count & (count - 1)) != 0
		       ? list
		       : reallocarray(list, count == 0 ? 1 : count * 2, size);
}

static int add_measured(struct metrics_measures *measures,
			const struct fd_measurement_record *record)
{
	struct metrics_measured *list =
		grow(measures->measured, measures->measured_count, sizeof(*list));

	if (list == NULL) {
		return -ENOMEM;
	}
	measures->measured = list;
	struct metrics_measured *one = &list[measures->measured_count++];
	*one = (struct metrics_measured) {
		.statement = record->statement,
		.resolver = record->resolver,
		.asked = record->tally->answered + record->tally->unanswered > 0,
		.held = record->held,
		.loss = fd_tally_loss(record->tally),
		.sent_qps = record->sent_qps,
		.knee_qps = record->knee_qps,
	};
	if (record->pacing != NULL) {
		one->pacing_p99_s = (double)fd_histogram_quantile(record->pacing, 0.99) / 1e9;
	}
	for (int i = 0; i < QUANTILES; i++) {
		int64_t ns;
		one->values[i] = fd_tally_quantile(record->tally, quantiles[i], &ns)
					 ? (double)ns / 1e9
					 : -1;
	}
	return 0;
}

static int add_difference(struct metrics_measures *measures,
			  const struct fd_comparison_record *record)
{
	struct metrics_difference *list =
		grow(measures->differences, measures->difference_count, sizeof(*list));

	if (list == NULL) {
		return -ENOMEM;
	}
	measures->differences = list;
	struct metrics_difference *one = &list[measures->difference_count++];
	*one = (struct metrics_difference) { .paired = *record->paired };
	snprintf(one->first, sizeof(one->first), "%s", record->first);
	snprintf(one->second, sizeof(one->second), "%s", record->second);
	snprintf(one->ask, sizeof(one->ask), "%s", record->ask);
	return 0;
}

int metrics_measures_add(struct metrics_measures *measures, const struct fd_record *record)
{
	if (record->kind == FD_RECORD_MEASUREMENT &&
	    (record->measurement->statement == FD_STATES_TOTAL ||
	     record->measurement->statement == FD_STATES_KNEE)) {
		return add_measured(measures, record->measurement);
	}
	if (record->kind == FD_RECORD_COMPARISON &&
	    record->comparison->statement == FD_COMPARED_LATENCY &&
	    record->comparison->paired->pairs > 0) {
		return add_difference(measures, record->comparison);
	}
	return 0;
}

void metrics_measures_finish(struct metrics_measures *measures)
{
	free(measures->measured);
	free(measures->differences);
}

/* ---- what goes out ------------------------------------------------------------------------------- */

static void begin_measured(const struct metrics_out *out, const char *name,
			   const struct metrics_measured *one)
{
	const struct fd_resolver *resolver = &out->inventory->resolvers[one->resolver];

	metrics_begin(out, name);
	metrics_label(out, "resolver", resolver->id);
	metrics_label(out, "role", fd_role_text(resolver->role));
}

static void put_quantiles(const struct metrics_measures *measures,
			  const struct metrics_out *out)
{
	metrics_family(
		out, "measured_latency_seconds", "gauge",
		"Percentiles of the time from when a question was due, over all that were asked; "
		"+Inf: beyond the timeout.");
	for (size_t i = 0; i < measures->measured_count; i++) {
		const struct metrics_measured *one = &measures->measured[i];
		for (int k = 0;
		     k < QUANTILES && one->statement == FD_STATES_TOTAL && one->asked; k++) {
			begin_measured(out, "measured_latency_seconds", one);
			metrics_label(out, "percentile", percentiles[k]);
			if (one->values[k] < 0) {
				fputs("} +Inf\n", out->stream);
			} else {
				fprintf(out->stream, "} %.9f\n", one->values[k]);
			}
		}
	}
}

static void put_totals(const struct metrics_measures *measures, const struct metrics_out *out)
{
	enum {
		LOSS,
		SENT,
		HELD,
		PACING,
		KNEE,
		FAMILIES
	};
	static const struct {
		const char *name, *help;
		enum fd_statement statement;
	} families[FAMILIES] = {
		[LOSS] = { "measured_loss_ratio", "Questions without an answer.",
			   FD_STATES_TOTAL },
		[SENT] = { "measured_sent_qps", "Questions a second, as they were sent.",
			   FD_STATES_TOTAL },
		[HELD] = { "measured_held", "1 if this side sent what was asked for, else 0.",
			   FD_STATES_TOTAL },
		[PACING] = { "measured_pacing_p99_seconds", "How late this side itself was.",
			     FD_STATES_TOTAL },
		[KNEE] = { "measured_knee_qps",
			   "The highest rate that did not break it; 0: not found.",
			   FD_STATES_KNEE },
	};

	for (int f = 0; f < FAMILIES; f++) {
		metrics_family(out, families[f].name, "gauge", families[f].help);
		for (size_t i = 0; i < measures->measured_count; i++) {
			const struct metrics_measured *one = &measures->measured[i];
			const double values[FAMILIES] = { [LOSS] = one->loss,
							  [SENT] = one->sent_qps,
							  [HELD] = one->held,
							  [PACING] = one->pacing_p99_s,
							  [KNEE] = one->knee_qps };
			if (one->statement == families[f].statement) {
				begin_measured(out, families[f].name, one);
				fprintf(out->stream, "} %.9g\n", values[f]);
			}
		}
	}
}

static void put_differences(const struct metrics_measures *measures,
			    const struct metrics_out *out)
{
	enum {
		MEDIAN,
		LOW,
		HIGH,
		SLOWER,
		FAMILIES
	};
	static const char *const families[FAMILIES][2] = {
		[MEDIAN] = { "compared_difference_seconds",
			     "Median of the paired differences of two groups, second minus first." },
		[LOW] = { "compared_difference_low_seconds", "The lower end of its interval." },
		[HIGH] = { "compared_difference_high_seconds",
			   "The upper end of its interval." },
		[SLOWER] = { "compared_verdict",
			     "1: the second is slower, -1: the first is, 0: no difference is shown." },
	};

	for (int f = 0; f < FAMILIES; f++) {
		metrics_family(out, families[f][0], "gauge", families[f][1]);
		for (size_t i = 0; i < measures->difference_count; i++) {
			const struct metrics_difference *one = &measures->differences[i];
			const double values[FAMILIES] = {
				[MEDIAN] = one->paired.difference_ns / 1e9,
				[LOW] = one->paired.low_ns / 1e9,
				[HIGH] = one->paired.high_ns / 1e9,
				[SLOWER] = (one->paired.verdict == FD_DIFFERENCE_FIRST) -
					   (one->paired.verdict == FD_DIFFERENCE_SECOND),
			};
			metrics_begin(out, families[f][0]);
			metrics_label(out, "first", one->first);
			metrics_label(out, "second", one->second);
			metrics_label(out, "names", one->ask);
			fprintf(out->stream, "} %.9g\n", values[f]);
		}
	}
}

void metrics_measures_put(const struct metrics_measures *measures,
			  const struct metrics_out *out)
{
	if (measures->measured_count > 0) {
		put_quantiles(measures, out);
		put_totals(measures, out);
	}
	if (measures->difference_count > 0) {
		put_differences(measures, out);
	}
}
