/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "record/fields.h"

static const struct fd_resolver *resolver(const struct source *source)
{
	assert(source->record->resolver->resolver < source->inventory->resolver_count);
	return &source->inventory->resolvers[source->record->resolver->resolver];
}

static void write_id(struct fd_line *line, const struct source *source)
{
	line_text(line, resolver(source)->id);
}

static void write_address(struct fd_line *line, const struct source *source)
{
	char text[FD_ENDPOINT_TEXT_MAX];

	fd_endpoint_address_text(text, &resolver(source)->endpoint);
	line_text(line, text);
}

static void write_role(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_role_text(resolver(source)->role));
}

void write_counts_of_statuses(struct fd_line *line, const uint64_t *counts)
{
	LINE_LITERAL(line, "{");
	for (int status = 0; counts != NULL && status < FD_STATUS_PENDING; status++) {
		char text[FD_NUMBER_TEXT_MAX];
		if (counts[status] == 0) {
			continue;
		}
		fd_status_counted_text(text, (uint8_t)status);
		line_comma(line);
		line_text(line, text);
		LINE_LITERAL(line, ":");
		line_unsigned(line, counts[status]);
	}
	LINE_LITERAL(line, "}");
}

static void write_status_counts(struct fd_line *line, const struct source *source)
{
	write_counts_of_statuses(line, source->record->resolver->status_counts);
}

static const struct fd_histogram *latency(const struct source *source)
{
	const struct fd_histogram *histogram = source->record->resolver->latency;

	return histogram != NULL && histogram->count > 0 ? histogram : NULL;
}

static void write_latency(struct fd_line *line, const struct source *source)
{
	static const struct {
		const char *key;
		double q;
	} quantiles[] = {
		{ ",\"p50\":", 0.5 },
		{ ",\"p90\":", 0.9 },
		{ ",\"p99\":", 0.99 },
		{ ",\"p999\":", 0.999 },
	};
	const struct fd_histogram *histogram = latency(source);

	if (histogram == NULL) {
		LINE_LITERAL(line, "null");
		return;
	}
	LINE_LITERAL(line, "{\"min\":");
	line_unsigned(line, histogram->min);
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++) {
		line_put(line, quantiles[i].key, strlen(quantiles[i].key));
		line_unsigned(line, fd_histogram_quantile(histogram, quantiles[i].q));
	}
	LINE_LITERAL(line, ",\"max\":");
	line_unsigned(line, histogram->max);
	LINE_LITERAL(line, ",\"mean\":");
	line_unsigned(line, (histogram->sum + histogram->count / 2) / histogram->count);
	LINE_LITERAL(line, "}");
}

void write_buckets(struct fd_line *line, const struct fd_histogram *histogram)
{
	LINE_LITERAL(line, "[");
	for (unsigned i = 0; histogram->count > 0 && i < FD_HISTOGRAM_BUCKETS; i++) {
		if (histogram->buckets[i] == 0) {
			continue;
		}
		line_comma(line);
		LINE_LITERAL(line, "[");
		line_unsigned(line, fd_histogram_bucket_low(i));
		LINE_LITERAL(line, ",");
		line_unsigned(line, histogram->buckets[i]);
		LINE_LITERAL(line, "]");
	}
	LINE_LITERAL(line, "]");
}

static void write_histogram(struct fd_line *line, const struct source *source)
{
	static const struct fd_histogram none = { 0 };
	const struct fd_histogram *histogram = latency(source);

	write_buckets(line, histogram != NULL ? histogram : &none);
}

static const struct field fields[] = {
	MADE("id", TEXT, write_id),
	MADE("address", TEXT, write_address),
	MADE("role", TEXT, write_role),
	MADE("severity", TEXT, write_verdict_severity),
	MADE("locus", TEXT, write_verdict_locus),
	MADE("cause", TEXT, write_verdict_cause),
	MADE("confidence", TEXT, write_verdict_confidence),
	MADE("alternatives", LIST, write_verdict_alternatives),
	MADE("affected", UNSIGNED, write_verdict_affected),
	PLAIN(resolver, "sent", UNSIGNED, sent),
	PLAIN(resolver, "answered", UNSIGNED, answered),
	PLAIN(resolver, "lost", UNSIGNED, lost),
	PLAIN(resolver, "late", UNSIGNED, late),
	PLAIN(resolver, "bulk_sent", UNSIGNED, bulk_sent),
	PLAIN(resolver, "bulk_lost", UNSIGNED, bulk_lost),
	PLAIN(resolver, "limit_qps", UNSIGNED, limit_qps),
	PLAIN(resolver, "turned_down", UNSIGNED, turned_down),
	PLAIN(resolver, "case_mismatches", UNSIGNED, case_mismatches),
	MADE("status_counts", OBJECT, write_status_counts),
	MADE("latency", OBJECT, write_latency),
	MADE("histogram", LIST, write_histogram),
	MADE("evidence", LIST, write_verdict_evidence),
	MADE("notes", LIST, write_verdict_notes),
	MADE("action", TEXT, write_verdict_action),
	MADE("summary", TEXT, write_verdict_summary),
};

const struct record_type resolver_record_type = RECORD_TYPE("resolver", fields);
