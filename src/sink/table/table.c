/* SPDX-License-Identifier: MIT */
#include "sink/table/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sink/sinks.h"

static int table_open(void *state, const struct fd_sink_config *config)
{
	struct table *table = state;
	size_t resolvers = config->inventory->resolver_count;

	table->config = *config;
	table->rows = calloc(resolvers == 0 ? 1 : resolvers, sizeof(*table->rows));
	return table->rows == NULL ? -ENOMEM : 0;
}

static int keep_run(struct run_facts *facts, const struct fd_run_record *run)
{
	struct fd_run_record *copy = &facts->record;

	if (facts->known) {
		return 0;
	}
	*copy = *run;
	copy->options = NULL;
	copy->engine_features = NULL; /* for programs */
	facts->known = true;
	const char **texts[RUN_TEXTS] = { &copy->run_id,	&copy->version, &copy->engine,
					  &copy->engine_reason, &copy->host,	&copy->vantage,
					  &copy->inventory };
	for (size_t i = 0; i < RUN_TEXTS; i++) {
		facts->texts[i] = strdup(*texts[i] == NULL ? "" : *texts[i]);
		if (facts->texts[i] == NULL) {
			return -ENOMEM;
		}
		*texts[i] = facts->texts[i];
	}
	return 0;
}

static int keep_resolver(struct table *table, const struct fd_resolver_record *record)
{
	if (table->row_count == table->config.inventory->resolver_count) {
		return 0;
	}
	struct resolver_row *row = &table->rows[table->row_count];
	*row = (struct resolver_row) {
		.resolver = record->resolver,
		.severity = record->verdict->severity,
		.locus = record->verdict->locus,
		.cause = record->verdict->cause,
		.affected = record->verdict->affected,
		.sent = record->sent,
		.answered = record->answered,
		.lost = record->lost,
	};
	for (int i = 0; record->status_counts != NULL && i < FD_STATUS_PENDING; i++) {
		row->status_counts[i] = record->status_counts[i];
		row->asked += i == FD_STATUS_NOT_ASKED ? 0 : record->status_counts[i];
	}
	if (record->latency != NULL && record->latency->count > 0) {
		row->timed = true;
		row->p50_us = (uint32_t)fd_histogram_quantile(record->latency, 0.5);
		row->p99_us = (uint32_t)fd_histogram_quantile(record->latency, 0.99);
	}
	int r = row->severity == FD_OK ? 0 : told_copy(&row->told, record->verdict);
	table->row_count += r == 0;
	return r;
}

static int keep_host(struct table *table, const struct fd_host_record *record)
{
	struct host_facts *host = &table->host;

	if (host->known) {
		return 0;
	}
	*host = (struct host_facts) {
		.known = true,
		.severity = record->verdict->severity,
		.locus = record->verdict->locus,
		.cause = record->verdict->cause,
		.counters = *record,
	};
	host->counters.verdict = NULL;
	return host->severity == FD_OK ? 0 : told_copy(&host->told, record->verdict);
}

static int table_write(void *state, const struct fd_record *record)
{
	struct table *table = state;
	int r = 0;

	switch (record->kind) {
	case FD_RECORD_RUN:
		r = keep_run(&table->run, record->run);
		break;
	case FD_RECORD_VERDICT:
		if (record->verdict->verdict->severity != FD_OK) {
			r = findings_add(&table->findings, table->config.inventory,
					 record->verdict);
		}
		break;
	case FD_RECORD_RESOLVER:
		r = keep_resolver(table, record->resolver);
		break;
	case FD_RECORD_HOST:
		r = keep_host(table, record->host);
		break;
	case FD_RECORD_SUMMARY:
		table->summary = *record->summary;
		table->summarised = true;
		break;
	case FD_RECORD_MEASUREMENT:
		r = measures_add(&table->measures, record->measurement);
		break;
	case FD_RECORD_COMPARISON:
		r = comparisons_add(&table->comparisons, record->comparison);
		break;
	case FD_RECORD_RESULT:
	case FD_RECORD_PROBE:
	case FD_RECORD_LIBRARY:
		break; /* a page holds what follows from them */
	}
	table->error = r < 0 ? r : table->error;
	return r;
}

/* Whoever compares wants to see what differs; each finding in full is what the same sweep says without comparing. */
static void print_comparisons(struct page *page, struct table *table)
{
	if (table->host.severity >= FD_DEGRADED) {
		table_print_host(page, table);
	}
	table_print_resolvers(page, table);
	table_print_conclusion(page, table);
	page_paragraph(page, 0, (struct label) { "", STYLE_PLAIN }, STYLE_DIM,
		       "each finding with its evidence: fleetdig sweep, or -o html here");
	comparisons_print(page, &table->comparisons, table->config.inventory);
}

static void print(struct page *page, struct table *table)
{
	bool urgent = table->host.severity >= FD_DEGRADED;

	findings_sort(&table->findings);
	table_print_heading(page, table);
	if (table->measures.count > 0) {
		measures_print(page, &table->measures, table->config.inventory);
		return;
	}
	if (table->comparisons.count > 0) {
		print_comparisons(page, table);
		return;
	}
	if (urgent) {
		table_print_host(page, table);
	}
	table_print_resolver_findings(page, table);
	table_print_findings(page, table);
	if (!urgent) { /* information about the host comes after what failed */
		table_print_host(page, table);
	}
	table_print_resolvers(page, table);
	table_print_conclusion(page, table);
}

/* The page is made in memory first: it comes out at once, and an error is one error. */
static int print_all(struct table *table)
{
	char *text = NULL;
	size_t length = 0;
	struct page page = {
		.out = open_memstream(&text, &length),
		.width = table->config.width == 0 ? WIDTH_DEFAULT : table->config.width,
		.color = table->config.color,
		.utf8 = table->config.utf8,
	};

	if (page.out == NULL) {
		return -ENOMEM;
	}
	if (page.width < WIDTH_MIN) {
		page.width = WIDTH_MIN;
	}
	print(&page, table);
	int r = ferror(page.out) ? -ENOMEM : 0;
	if (fclose(page.out) != 0) {
		r = -ENOMEM;
	}
	r = r < 0 ? r : sink_put(table->config.stream, text, length);
	free(text);
	return r;
}

static int table_close(void *state)
{
	struct table *table = state;
	bool anything = table->run.known || table->row_count > 0 || table->findings.count > 0;
	int r = table->error < 0 || !anything ? table->error : print_all(table);

	for (size_t i = 0; i < RUN_TEXTS; i++) {
		free(table->run.texts[i]);
	}
	findings_finish(&table->findings);
	for (size_t i = 0; i < table->row_count; i++) {
		told_finish(&table->rows[i].told);
	}
	told_finish(&table->host.told);
	free(table->rows);
	measures_finish(&table->measures);
	comparisons_finish(&table->comparisons);
	return r;
}

const struct fd_sink_ops table_sink = {
	.name = "table",
	.records = FD_RECORDS_ANOMALIES,
	.ignored = FD_SINK_KIND(FD_RECORD_RESULT) | FD_SINK_KIND(FD_RECORD_PROBE),
	.state_size = sizeof(struct table),
	.open = table_open,
	.write = table_write,
	.close = table_close,
};
