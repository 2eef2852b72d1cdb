/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <math.h>

#include "record/fields.h"

/* What a benchmark states: one object a statement, units in the names. */

const char *fd_statement_text(enum fd_statement statement)
{
	static const char *const words[] = {
		[FD_STATES_TOTAL] = "total", [FD_STATES_TYPE] = "type",
		[FD_STATES_CACHE] = "cache", [FD_STATES_INTERVAL] = "interval",
		[FD_STATES_STEP] = "step",   [FD_STATES_KNEE] = "knee",
	};
	return words[statement];
}

static const struct fd_measurement_record *of(const struct source *source)
{
	return source->record->measurement;
}

static const struct fd_resolver *resolver(const struct source *source)
{
	assert(of(source)->resolver < source->inventory->resolver_count);
	return &source->inventory->resolvers[of(source)->resolver];
}

static void write_statement(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_statement_text(of(source)->statement));
}

static void write_id(struct fd_line *line, const struct source *source)
{
	line_text(line, resolver(source)->id);
}

static void write_address(struct fd_line *line, const struct source *source)
{
	char text[FD_ENDPOINT_TEXT_MAX];

	fd_endpoint_text(text, &resolver(source)->endpoint);
	line_text(line, text);
}

static void write_role(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_role_text(resolver(source)->role));
}

static void write_load(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_load_text(of(source)->load));
}

static void write_qtype(struct fd_line *line, const struct source *source)
{
	if (of(source)->qtype == 0) {
		line_null(line);
	} else {
		write_type(line, of(source)->qtype);
	}
}

static void write_cache(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_cached_text(of(source)->cached));
}

static void put_positive(struct fd_line *line, double number)
{
	if (number > 0) {
		line_fixed(line, number, 3);
	} else {
		line_null(line);
	}
}

static void write_asked_qps(struct fd_line *line, const struct source *source)
{
	put_positive(line, of(source)->asked_qps);
}

static void write_answered_qps(struct fd_line *line, const struct source *source)
{
	const struct fd_measurement_record *record = of(source);

	line_fixed(line,
		   record->duration_s > 0 ? (double)record->tally->answered / record->duration_s
					  : 0,
		   3);
}

static void write_answered(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, of(source)->tally->answered);
}

static void write_unanswered(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, of(source)->tally->unanswered);
}

static void write_spoilt(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, of(source)->tally->spoilt);
}

static void write_sent_stamped(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, of(source)->tally->stamped);
}

static void write_loss(struct fd_line *line, const struct source *source)
{
	line_fixed(line, fd_tally_loss(of(source)->tally), 6);
}

static void write_status_counts(struct fd_line *line, const struct source *source)
{
	write_counts_of_statuses(line, of(source)->tally->statuses);
}

/* ---- latencies, in microseconds with three decimals ----------------------------------------- */

static void put_us(struct fd_line *line, double ns)
{
	line_fixed(line, ns / 1000, 3);
}

/* Over all that were asked: null where the quantile lies beyond the timeout, or nothing was asked. */
static void put_latency(struct fd_line *line, const struct source *source, double q)
{
	int64_t ns;

	if (fd_tally_quantile(of(source)->tally, q, &ns)) {
		put_us(line, (double)ns);
	} else {
		line_null(line);
	}
}

static void put_quantile(struct fd_line *line, const struct fd_histogram *histogram, double q)
{
	if (histogram != NULL && histogram->count > 0) {
		put_us(line, (double)fd_histogram_quantile(histogram, q));
	} else {
		line_null(line);
	}
}

#define QUANTILE(function, put, what, q)                                                \
	static void write_##function(struct fd_line *line, const struct source *source) \
	{                                                                               \
		put(line, what, q);                                                     \
	}

QUANTILE(latency_p50, put_latency, source, 0.5)
QUANTILE(latency_p90, put_latency, source, 0.9)
QUANTILE(latency_p95, put_latency, source, 0.95)
QUANTILE(latency_p99, put_latency, source, 0.99)
QUANTILE(latency_p999, put_latency, source, 0.999)
QUANTILE(latency_max, put_latency, source, 1)
QUANTILE(answered_min, put_quantile, &of(source)->tally->latency, 0)
QUANTILE(answered_p50, put_quantile, &of(source)->tally->latency, 0.5)
QUANTILE(answered_p90, put_quantile, &of(source)->tally->latency, 0.9)
QUANTILE(answered_p95, put_quantile, &of(source)->tally->latency, 0.95)
QUANTILE(answered_p99, put_quantile, &of(source)->tally->latency, 0.99)
QUANTILE(answered_p999, put_quantile, &of(source)->tally->latency, 0.999)
QUANTILE(answered_max, put_quantile, &of(source)->tally->latency, 1)
QUANTILE(rtt_min, put_quantile, &of(source)->tally->rtt, 0)
QUANTILE(rtt_p50, put_quantile, &of(source)->tally->rtt, 0.5)
QUANTILE(rtt_p90, put_quantile, &of(source)->tally->rtt, 0.9)
QUANTILE(rtt_p95, put_quantile, &of(source)->tally->rtt, 0.95)
QUANTILE(rtt_p99, put_quantile, &of(source)->tally->rtt, 0.99)
QUANTILE(rtt_p999, put_quantile, &of(source)->tally->rtt, 0.999)
QUANTILE(rtt_max, put_quantile, &of(source)->tally->rtt, 1)
QUANTILE(pacing_p50, put_quantile, of(source)->pacing, 0.5)
QUANTILE(pacing_p99, put_quantile, of(source)->pacing, 0.99)
QUANTILE(pacing_max, put_quantile, of(source)->pacing, 1)

static void write_answered_mean(struct fd_line *line, const struct source *source)
{
	const struct fd_histogram *latency = &of(source)->tally->latency;

	if (latency->count > 0) {
		put_us(line, (double)latency->sum / (double)latency->count);
	} else {
		line_null(line);
	}
}

static void write_histogram(struct fd_line *line, const struct source *source)
{
	write_buckets(line, &of(source)->tally->latency);
}

static void write_rtt_histogram(struct fd_line *line, const struct source *source)
{
	write_buckets(line, &of(source)->tally->rtt);
}

static void write_pacing_histogram(struct fd_line *line, const struct source *source)
{
	static const struct fd_histogram none = { 0 };

	write_buckets(line, of(source)->pacing != NULL ? of(source)->pacing : &none);
}

/* ---- what went wrong ------------------------------------------------------------------------- */

static void put_time(struct fd_line *line, int64_t us)
{
	if (us != 0) {
		line_time(line, us);
	} else {
		line_null(line);
	}
}

static void write_silent_from(struct fd_line *line, const struct source *source)
{
	put_time(line, of(source)->silent_from_us);
}

static void write_silent_until(struct fd_line *line, const struct source *source)
{
	put_time(line, of(source)->silent_until_us);
}

/* ---- the knee ---------------------------------------------------------------------------------- */

static bool is_knee(const struct source *source)
{
	return of(source)->statement == FD_STATES_KNEE;
}

static void write_knee_qps(struct fd_line *line, const struct source *source)
{
	put_positive(line, of(source)->knee_qps);
}

static void write_broke_qps(struct fd_line *line, const struct source *source)
{
	put_positive(line, of(source)->broke_qps);
}

static const struct field fields[] = {
	MADE("statement", TEXT, write_statement),
	MADE("id", TEXT, write_id),
	MADE("address", TEXT, write_address),
	MADE("role", TEXT, write_role),
	MADE("load", TEXT, write_load),
	MADE("qtype", TEXT, write_qtype),
	MADE("cache", TEXT, write_cache),
	PLAIN(measurement, "started", TIME, started_us),
	PLAIN(measurement, "duration_s", REAL, duration_s),
	MADE("asked_qps", REAL, write_asked_qps),
	PLAIN(measurement, "sent_qps", REAL, sent_qps),
	MADE("answered_qps", REAL, write_answered_qps),
	PLAIN(measurement, "held", BOOL, held),
	PLAIN(measurement, "limit", TEXT, limit),
	PLAIN(measurement, "concurrency", UNSIGNED, concurrency),
	PLAIN(measurement, "sent", UNSIGNED, sent),
	MADE("answered", UNSIGNED, write_answered),
	MADE("unanswered", UNSIGNED, write_unanswered),
	MADE("spoilt", UNSIGNED, write_spoilt),
	PLAIN(measurement, "skipped", UNSIGNED, skipped),
	MADE("loss_ratio", REAL, write_loss),
	MADE("status_counts", OBJECT, write_status_counts),
	PLAIN(measurement, "timeout_us", UNSIGNED, timeout_us),
	MADE("latency_p50_us", REAL, write_latency_p50),
	MADE("latency_p90_us", REAL, write_latency_p90),
	MADE("latency_p95_us", REAL, write_latency_p95),
	MADE("latency_p99_us", REAL, write_latency_p99),
	MADE("latency_p999_us", REAL, write_latency_p999),
	MADE("latency_max_us", REAL, write_latency_max),
	MADE("answered_min_us", REAL, write_answered_min),
	MADE("answered_mean_us", REAL, write_answered_mean),
	MADE("answered_p50_us", REAL, write_answered_p50),
	MADE("answered_p90_us", REAL, write_answered_p90),
	MADE("answered_p95_us", REAL, write_answered_p95),
	MADE("answered_p99_us", REAL, write_answered_p99),
	MADE("answered_p999_us", REAL, write_answered_p999),
	MADE("answered_max_us", REAL, write_answered_max),
	MADE("rtt_min_us", REAL, write_rtt_min),
	MADE("rtt_p50_us", REAL, write_rtt_p50),
	MADE("rtt_p90_us", REAL, write_rtt_p90),
	MADE("rtt_p95_us", REAL, write_rtt_p95),
	MADE("rtt_p99_us", REAL, write_rtt_p99),
	MADE("rtt_p999_us", REAL, write_rtt_p999),
	MADE("rtt_max_us", REAL, write_rtt_max),
	MADE("pacing_p50_us", REAL, write_pacing_p50),
	MADE("pacing_p99_us", REAL, write_pacing_p99),
	MADE("pacing_max_us", REAL, write_pacing_max),
	MADE("sent_stamped", UNSIGNED, write_sent_stamped),
	PLAIN(measurement, "stalls", UNSIGNED, stalls),
	PLAIN(measurement, "stalled_us", UNSIGNED, stalled_us),
	MADE("silent_from", TIME, write_silent_from),
	MADE("silent_until", TIME, write_silent_until),
	PLAIN(measurement, "silent_queries", UNSIGNED, silent_queries),
	MADE_IF("knee_qps", REAL, write_knee_qps, is_knee),
	MADE_IF("broke_qps", REAL, write_broke_qps, is_knee),
	PLAIN(measurement, "broke_by", TEXT, broke_by),
	MADE("histogram_ns", LIST, write_histogram),
	MADE("rtt_histogram_ns", LIST, write_rtt_histogram),
	MADE("pacing_histogram_ns", LIST, write_pacing_histogram),
	PLAIN(measurement, "summary", TEXT, summary),
	PLAIN(measurement, "own_side", TEXT, own_side),
};

const struct record_type measurement_record_type = RECORD_TYPE("measurement", fields);
