/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "core/text.h"
#include "sink/table/table.h"
#include "sink/words.h"

/* The first and the last lines of the page: what was asked, and what came of it. */

static const struct label no_label = { "", STYLE_PLAIN };

static void print_title(struct page *page, const struct fd_run_record *run)
{
	time_t seconds = (time_t)(run->started_us / 1000000);
	struct words line = { .length = 0 };
	struct tm tm;
	char when[32];

	gmtime_r(&seconds, &tm);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S UTC", &tm);
	words_add(&line, "%s, from %s, run %s", when, run->vantage, run->run_id);
	char title[WORDS_MAX];
	snprintf(title, sizeof(title), "fleetdig %.24s  ", run->version);
	page_paragraph(page, 0, (struct label) { title, STYLE_STRONG }, STYLE_DIM, line.text);
}

static void print_asked(struct page *page, const struct table *table)
{
	const struct fd_run_record *run = &table->run.record;
	struct words line = { .length = 0 };
	char names[WORDS_MAX], questions[WORDS_MAX], resolvers[WORDS_MAX], cells[WORDS_MAX];

	words_count(names, run->names, "name");
	words_count(questions, run->questions, "question");
	words_count(resolvers, run->resolvers, "resolver");
	words_count(cells, run->cells, "cell");
	words_add(&line, "%s, %s %s %s", names, questions, page_glyph(page, GLYPH_TIMES),
		  resolvers);
	if (table->measures.count == 0) { /* where each is asked once */
		words_add(&line, ": %s", cells);
	}
	words_add(&line, ", from %s", run->inventory);
	if (run->duplicates > 0) {
		text_grouped(cells, run->duplicates);
		words_add(&line, " (%s given twice)", cells);
	}
	if (run->shard_count > 1) {
		words_add(&line, ", shard %u/%u", run->shard_index, run->shard_count);
	}
	page_paragraph(page, 0, no_label, STYLE_PLAIN, line.text);
}

static void print_how(struct page *page, const struct table *table)
{
	const struct fd_run_record *run = &table->run.record;
	const struct fd_summary_record *summary = &table->summary;
	struct words line = { .length = 0 };
	char queries[WORDS_MAX], rate[WORDS_MAX], elapsed[WORDS_MAX], followups[WORDS_MAX];

	if (table->summarised) {
		text_grouped(queries, summary->queries);
		text_grouped(rate, summary->qps > 0 ? (uint64_t)(summary->qps + 0.5) : 0);
		words_duration(elapsed, summary->elapsed_s > 0
						? (uint64_t)(summary->elapsed_s * 1e6)
						: 0);
		words_count(followups, summary->followups, "follow-up");
		words_add(&line, "%s queries in %s (%s q/s), ", queries, elapsed, rate);
		if (table->measures.count == 0) {
			words_add(&line, "%s, ", followups);
		}
	}
	words_add(&line, "engine %s", run->engine);
	if (run->engine_reason[0] != '\0') {
		words_add(&line, ": %s", run->engine_reason);
	}
	page_paragraph(page, 0, no_label, STYLE_DIM, line.text);
}

/* What this side spoilt itself, where it spoilt anything. */
static void print_own_loss(struct page *page, const struct table *table)
{
	const struct fd_host_record *host = &table->host.counters;
	const struct {
		uint64_t count;
		const char *noun;
	} losses[] = {
		{ host->socket_drops, "socket drop" },
		{ host->send_errors, "send error" },
		{ host->buffer_exhausted, "exhausted buffer" },
		{ host->ring_overflow, "ring overflow" },
		{ host->stalls, "stall" },
		{ host->clock_steps, "clock step" },
	};
	struct words line = { .length = 0 };
	char count[WORDS_MAX];

	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		if (losses[i].count > 0) {
			words_count(count, losses[i].count, losses[i].noun);
			words_item(&line, ", ", count);
		}
	}
	if (line.length > 0) {
		page_paragraph(page, 0, (struct label) { "this host: ", STYLE_DEGRADED },
			       STYLE_PLAIN, line.text);
	}
}

void table_print_heading(struct page *page, const struct table *table)
{
	if (table->run.known) {
		print_title(page, &table->run.record);
		print_asked(page, table);
		print_how(page, table);
	}
	print_own_loss(page, table);
	page_rule(page);
}

/* Questions at fault, by locus: counted from the findings, because the summary counts negative answers too. */
static void add_failures(struct words *line, const struct table *table)
{
	uint64_t by_locus[FD_LOCUS_UNDETERMINED + 1] = { 0 };
	const struct findings *findings = &table->findings;
	uint64_t failures = 0;
	char number[WORDS_MAX];

	for (size_t i = 0; i < findings->count; i++) {
		if (findings->items[i].severity == FD_FAILURE) {
			by_locus[findings->items[i].locus] += findings->items[i].count;
			failures += findings->items[i].count;
		}
	}
	text_grouped(number, failures);
	words_item(line, ", ", number);
	words_add(line, " failed");
	const char *separator = " (";
	for (int i = 0; i <= FD_LOCUS_UNDETERMINED; i++) {
		if (by_locus[i] > 0) {
			text_grouped(number, by_locus[i]);
			words_add(line, "%s%s %s", separator, number,
				  i == FD_LOCUS_NONE ? "unexpected"
						     : fd_locus_text((enum fd_locus)i));
			separator = ", ";
		}
	}
	words_add(line, "%s", failures > 0 ? ")" : "");
}

static uint64_t questions_with(const struct table *table, enum fd_severity severity)
{
	uint64_t count = 0;

	for (size_t i = 0; i < table->findings.count; i++) {
		if (table->findings.items[i].severity == severity) {
			count += table->findings.items[i].count;
		}
	}
	return count;
}

static void add_counts(struct words *line, const struct table *table)
{
	static const enum fd_severity others[] = { FD_DEGRADED, FD_NEGATIVE, FD_INFO };
	char number[WORDS_MAX];

	add_failures(line, table);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		uint64_t count = questions_with(table, others[i]);
		if (count > 0 || others[i] == FD_NEGATIVE) {
			text_grouped(number, count);
			words_add(line, ", %s %s", number, fd_severity_text(others[i]));
		}
	}
	if (table->summarised) {
		text_grouped(number, table->summary.by_severity[FD_OK]);
		words_add(line, ", %s ok", number);
	}
}

static void add_faulty_resolvers(struct words *line, const struct table *table)
{
	size_t faulty = 0;

	for (size_t i = 0; i < table->row_count; i++) {
		faulty += table->rows[i].severity >= FD_DEGRADED;
	}
	if (faulty > 0) {
		words_add(line, "; %zu of %zu resolvers at fault", faulty, table->row_count);
	}
}

static enum fd_severity worst(const struct table *table)
{
	enum fd_severity severity = table->host.known ? table->host.severity : FD_OK;

	for (size_t i = 0; i < table->row_count; i++) {
		severity =
			table->rows[i].severity > severity ? table->rows[i].severity : severity;
	}
	for (size_t i = 0; i < table->findings.count; i++) {
		severity = table->findings.items[i].severity > severity
				   ? table->findings.items[i].severity
				   : severity;
	}
	return severity;
}

void table_print_conclusion(struct page *page, const struct table *table)
{
	enum fd_severity severity = worst(table);
	struct words line = { .length = 0 };
	char label[WORDS_MAX] = "OK  ";
	enum style style = STYLE_OK;

	if (severity >= FD_DEGRADED) {
		snprintf(label, sizeof(label), "%s  ",
			 severity == FD_FAILURE ? "FAILURE" : "DEGRADED");
		style = words_style(severity);
	}
	page_newline(page);
	if (!table->summarised || !table->summary.complete) {
		page_paragraph(page, 0, (struct label) { "INCOMPLETE  ", STYLE_DEGRADED },
			       STYLE_PLAIN,
			       "The run was stopped early, or an output failed: what follows "
			       "is what was known then.");
	}
	if (table->run.known) {
		char questions[WORDS_MAX];
		words_count(questions, table->run.record.questions, "question");
		words_add(&line, "%s: ", questions);
	}
	struct words counts = { .length = 0 };
	add_counts(&counts, table);
	words_add(&line, "%s", counts.text);
	add_faulty_resolvers(&line, table);
	page_paragraph(page, 0, (struct label) { label, style }, STYLE_PLAIN, line.text);
}
