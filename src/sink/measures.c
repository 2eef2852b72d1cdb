/* SPDX-License-Identifier: MIT */
#include "sink/measures.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "sink/words.h"

enum {
	SHAPE_MOST = 24, /* columns of a small histogram */
	SHAPE_LEAST = 10,
	SHAPE_LEVELS = 8,
};

enum quantile {
	P50,
	P90,
	P99,
	P999,
	MAX,
	QUANTILES
};

struct measure_row {
	enum fd_statement statement;
	uint32_t resolver;
	uint16_t qtype;
	enum fd_cached cached;
	double asked_qps, sent_qps;
	enum fd_load load;
	double duration_s;
	uint64_t concurrency;
	uint64_t answered, unanswered, spoilt, skipped, stamped;
	uint64_t stalls, stalled_us;
	uint64_t timeout_us;
	bool timed[QUANTILES];
	int64_t quantiles_ns[QUANTILES];
	struct fd_histogram latency, pacing;
	bool broke, held;
	char summary[768];
};

static int reserve(struct measures *measures)
{
	if (measures->count < measures->capacity) {
		return 0;
	}
	size_t capacity = measures->capacity == 0 ? 16 : measures->capacity * 2;
	struct measure_row *rows =
		reallocarray(measures->rows, capacity, sizeof(*measures->rows));
	if (rows == NULL) {
		return -ENOMEM;
	}
	measures->rows = rows;
	measures->capacity = capacity;
	return 0;
}

int measures_add(struct measures *measures, const struct fd_measurement_record *record)
{
	static const double quantiles[QUANTILES] = { 0.5, 0.9, 0.99, 0.999, 1 };

	if (record->statement == FD_STATES_INTERVAL) {
		return 0; /* for programs */
	}
	int r = reserve(measures);
	if (r < 0) {
		return r;
	}
	struct measure_row *row = &measures->rows[measures->count];
	*row = (struct measure_row) {
		.statement = record->statement,
		.resolver = record->resolver,
		.qtype = record->qtype,
		.cached = record->cached,
		.asked_qps = record->asked_qps,
		.sent_qps = record->sent_qps,
		.load = record->load,
		.duration_s = record->duration_s,
		.concurrency = record->concurrency,
		.answered = record->tally->answered,
		.unanswered = record->tally->unanswered,
		.spoilt = record->tally->spoilt,
		.stamped = record->tally->stamped,
		.skipped = record->skipped,
		.stalls = record->stalls,
		.stalled_us = record->stalled_us,
		.timeout_us = record->timeout_us,
		.broke = record->broke_by != NULL,
		.held = record->held,
	};
	for (int i = 0; i < QUANTILES; i++) {
		row->timed[i] =
			fd_tally_quantile(record->tally, quantiles[i], &row->quantiles_ns[i]);
	}
	snprintf(row->summary, sizeof(row->summary), "%s", record->summary);
	measures->count++;
	r = fd_histogram_merge(&row->latency, &record->tally->latency);
	return r < 0 || record->pacing == NULL
		       ? r
		       : fd_histogram_merge(&row->pacing, record->pacing);
}

void measures_finish(struct measures *measures)
{
	for (size_t i = 0; i < measures->count; i++) {
		fd_histogram_finish(&measures->rows[i].latency);
		fd_histogram_finish(&measures->rows[i].pacing);
	}
	free(measures->rows);
	*measures = (struct measures) { .rows = NULL };
}

/* ---- cells ----------------------------------------------------------------------------------- */

enum column {
	COLUMN_NAME,
	COLUMN_RATE,
	COLUMN_ANSWERED,
	COLUMN_LOSS,
	COLUMN_P50,
	COLUMN_P90,
	COLUMN_P99,
	COLUMN_P999,
	COLUMN_MAX,
	COLUMN_SHAPE,
	COLUMNS
};

static const char *const titles[COLUMNS] = {
	[COLUMN_NAME] = "resolver", [COLUMN_RATE] = "sent",  [COLUMN_ANSWERED] = "answered",
	[COLUMN_LOSS] = "lost",	    [COLUMN_P50] = "p50",    [COLUMN_P90] = "p90",
	[COLUMN_P99] = "p99",	    [COLUMN_P999] = "p99.9", [COLUMN_MAX] = "max",
	[COLUMN_SHAPE] = "",
};

struct cells {
	char text[COLUMNS][96];
};

/* The range that all small histograms share, so that they can be compared by eye. */
struct axis {
	double low_ns, high_ns;
	unsigned columns;
};

static void put_duration(char *text, size_t size, const struct page *page, double ns)
{
	if (ns < 1e6) {
		snprintf(text, size, "%.0f %ss", ns / 1e3, page->utf8 ? "\xc2\xb5" : "u");
	} else if (ns < 1e9) {
		snprintf(text, size, "%.*f ms", ns < 1e7 ? 2 : ns < 1e8 ? 1 : 0, ns / 1e6);
	} else {
		snprintf(text, size, "%.2f s", ns / 1e9);
	}
}

static void put_quantile(char *text, size_t size, const struct page *page,
			 const struct measure_row *row, enum quantile which)
{
	static const uint64_t least[QUANTILES] = { [P99] = 100, [P999] = 1000 };
	/* Of so few it would be the slowest, and no quantile. */
	bool few = row->answered + row->unanswered < least[which];
	char limit[32];

	if (!few && row->timed[which]) {
		put_duration(text, size, page, (double)row->quantiles_ns[which]);
	} else if (!few && row->unanswered > 0) {
		put_duration(limit, sizeof(limit), page, (double)row->timeout_us * 1e3);
		snprintf(text, size, "> %s", limit);
	} else {
		snprintf(text, size, "-");
	}
}

static void put_name(char *text, size_t size, const struct measure_row *row,
		     const struct fd_inventory *inventory)
{
	char type[FD_NUMBER_TEXT_MAX], rate[WORDS_MAX];

	switch (row->statement) {
	case FD_STATES_TYPE:
		fd_type_text(type, row->qtype);
		snprintf(text, size, "%s %s", inventory->resolvers[row->resolver].id, type);
		break;
	case FD_STATES_CACHE:
		snprintf(text, size, "%s %s", inventory->resolvers[row->resolver].id,
			 fd_cached_text(row->cached));
		break;
	case FD_STATES_STEP:
		text_grouped(rate, (uint64_t)(row->asked_qps + 0.5));
		snprintf(text, size, "%s at %s%s", inventory->resolvers[row->resolver].id, rate,
			 row->broke   ? ", too much"
			 : !row->held ? ", not held"
				      : "");
		break;
	case FD_STATES_TOTAL:
	case FD_STATES_KNEE:
	case FD_STATES_INTERVAL:
	default:
		snprintf(text, size, "%s", inventory->resolvers[row->resolver].id);
		break;
	}
}

/* How many answers fell into each column of the axis. */
static void count_shape(uint64_t counts[SHAPE_MOST], const struct fd_histogram *histogram,
			const struct axis *axis)
{
	double span = log(axis->high_ns / axis->low_ns);

	memset(counts, 0, SHAPE_MOST * sizeof(*counts));
	for (unsigned i = 0; histogram->count > 0 && i < FD_HISTOGRAM_BUCKETS; i++) {
		if (histogram->buckets[i] == 0) {
			continue;
		}
		double at = log(fmax((double)fd_histogram_bucket_low(i), 1) / axis->low_ns) /
			    span * axis->columns;
		unsigned column = at < 0		? 0
				  : at >= axis->columns ? axis->columns - 1
							: (unsigned)at;
		counts[column] += histogram->buckets[i];
	}
}

static void put_shape(char *text, size_t size, const struct page *page,
		      const struct measure_row *row, const struct axis *axis)
{
	static const char ascii[SHAPE_LEVELS + 2] = " .:-=+*#@";
	uint64_t counts[SHAPE_MOST], most = 1;
	size_t at = 0;

	text[0] = '\0';
	if (row->latency.count == 0 || axis->high_ns <= axis->low_ns || axis->columns == 0) {
		return;
	}
	count_shape(counts, &row->latency, axis);
	for (unsigned i = 0; i < axis->columns; i++) {
		most = counts[i] > most ? counts[i] : most;
	}
	for (unsigned i = 0; i < axis->columns && at + 4 < size; i++) {
		/* What is there at all is seen, however little. */
		double share = sqrt((double)counts[i] / (double)most);
		unsigned level = (unsigned)ceil(share * SHAPE_LEVELS);
		if (level == 0 || !page->utf8) {
			text[at++] = ascii[level];
		} else {
			memcpy(text + at, "\xe2\x96\x80", 3);
			text[at + 2] = (char)(text[at + 2] + (char)level);
			at += 3;
		}
	}
	text[at] = '\0';
}

static void fill(struct cells *cells, const struct page *page, const struct measure_row *row,
		 const struct fd_inventory *inventory, const struct axis *axis)
{
	const size_t size = sizeof(cells->text[0]);
	char words[WORDS_MAX];

	put_name(cells->text[COLUMN_NAME], size, row, inventory);
	text_grouped(words, (uint64_t)(row->sent_qps + 0.5));
	snprintf(cells->text[COLUMN_RATE], size, "%s%s", row->sent_qps > 0 ? words : "",
		 row->sent_qps > 0 ? "/s" : "");
	text_grouped(words, row->answered);
	snprintf(cells->text[COLUMN_ANSWERED], size, "%s", words);
	words_share(words, row->unanswered, row->answered + row->unanswered);
	snprintf(cells->text[COLUMN_LOSS], size, "%s", words);
	for (int i = 0; i < QUANTILES; i++) {
		put_quantile(cells->text[COLUMN_P50 + i], size, page, row, (enum quantile)i);
	}
	put_shape(cells->text[COLUMN_SHAPE], size, page, row, axis);
}

/* ---- the table ------------------------------------------------------------------------------- */

static struct axis common_axis(const struct measures *measures)
{
	struct axis axis = { .columns = SHAPE_LEAST };

	for (size_t i = 0; i < measures->count; i++) {
		const struct fd_histogram *latency = &measures->rows[i].latency;
		if (latency->count == 0) {
			continue;
		}
		double low = fmax((double)fd_histogram_quantile(latency, 0.001), 1000);
		double high = (double)fd_histogram_quantile(latency, 0.999) * 1.05;
		axis.low_ns = axis.low_ns == 0 || low < axis.low_ns ? low : axis.low_ns;
		axis.high_ns = high > axis.high_ns ? high : axis.high_ns;
	}
	return axis;
}

struct grid {
	unsigned width[COLUMNS];
};

static unsigned total(const struct grid *grid)
{
	unsigned sum = 0;

	for (int i = 0; i < COLUMNS; i++) {
		sum += grid->width[i] == 0 ? 0 : grid->width[i] + 2;
	}
	return sum;
}

/* What a narrow terminal has no room for. What is left over makes the small histograms wider. */
static void fit(struct grid *grid, unsigned width, struct axis *axis)
{
	static const enum column leaving[] = { COLUMN_ANSWERED, COLUMN_P90,   COLUMN_P999,
					       COLUMN_RATE,	COLUMN_SHAPE, COLUMN_MAX };

	for (size_t i = 0; i < sizeof(leaving) / sizeof(leaving[0]) && total(grid) > width + 2;
	     i++) {
		grid->width[leaving[i]] = 0;
	}
	axis->columns = grid->width[COLUMN_SHAPE];
	while (axis->columns > 0 && axis->columns < SHAPE_MOST && total(grid) < width + 2) {
		grid->width[COLUMN_SHAPE] = ++axis->columns;
	}
}

static void print_row(struct page *page, const struct grid *grid, const struct cells *cells,
		      enum style style)
{
	for (int i = 0; i < COLUMNS; i++) {
		if (grid->width[i] == 0) {
			continue;
		}
		page_blanks(page, i == 0 ? 0 : 2);
		if (i == COLUMN_SHAPE) {
			page_put(page, STYLE_NEGATIVE, cells->text[i]);
		} else {
			page_cell(page, style, cells->text[i], grid->width[i], i > 0);
		}
	}
	page_newline(page);
}

static enum style style_of(const struct measure_row *row)
{
	if (row->broke || (row->answered == 0 && row->unanswered > 0)) {
		return STYLE_FAILURE;
	}
	if (row->unanswered * 100 > row->answered + row->unanswered) {
		return STYLE_DEGRADED;
	}
	return row->statement == FD_STATES_TOTAL ? STYLE_STRONG : STYLE_PLAIN;
}

static void widen(struct grid *grid, const struct page *page, const struct cells *cells)
{
	for (int i = 0; i < COLUMNS; i++) {
		unsigned columns = page_columns(page, cells->text[i]);
		grid->width[i] = columns > grid->width[i] ? columns : grid->width[i];
	}
}

static void print_axis(struct page *page, const struct axis *axis)
{
	char low[32], high[32];

	if (axis->high_ns <= axis->low_ns || axis->columns == 0) {
		return;
	}
	put_duration(low, sizeof(low), page, axis->low_ns);
	put_duration(high, sizeof(high), page, axis->high_ns);
	page_printf(page, STYLE_DIM, "small histograms: %s to %s, logarithmic", low, high);
	page_newline(page);
}

/* ---- the page -------------------------------------------------------------------------------- */

/* One width for all tables of the page, so that columns stand below each other. */
static void make_grid(struct grid *grid, struct page *page, const struct measures *measures,
		      const struct fd_inventory *inventory, struct axis *axis)
{
	struct cells cells;

	for (int i = 0; i < COLUMNS; i++) {
		snprintf(cells.text[i], sizeof(cells.text[i]), "%s", titles[i]);
	}
	widen(grid, page, &cells);
	for (size_t i = 0; i < measures->count; i++) {
		if (measures->rows[i].statement != FD_STATES_KNEE) {
			fill(&cells, page, &measures->rows[i], inventory, axis);
			widen(grid, page, &cells);
		}
	}
	fit(grid, page->width, axis);
}

struct tables {
	const struct measures *measures;
	const struct fd_inventory *inventory;
	struct axis axis;
	struct grid grid;
};

static bool print_table(struct page *page, const struct tables *tables,
			enum fd_statement statement, const char *title)
{
	const struct measures *measures = tables->measures;
	struct cells cells;
	bool begun = false;

	for (size_t i = 0; i < measures->count; i++) {
		const struct measure_row *row = &measures->rows[i];
		if (row->statement != statement) {
			continue;
		}
		for (int k = 0; k < COLUMNS && !begun; k++) {
			snprintf(cells.text[k], sizeof(cells.text[k]), "%s",
				 k == COLUMN_NAME ? title : titles[k]);
		}
		if (!begun) {
			page_newline(page);
			print_row(page, &tables->grid, &cells, STYLE_DIM);
		}
		begun = true;
		fill(&cells, page, row, tables->inventory, &tables->axis);
		print_row(page, &tables->grid, &cells, style_of(row));
	}
	return begun;
}

/* What was laid on them. */
static void print_load(struct page *page, const struct measures *measures)
{
	const struct measure_row *row = &measures->rows[0];
	struct words line = { .length = 0 };
	char rate[WORDS_MAX], timeout[32];

	put_duration(timeout, sizeof(timeout), page, (double)row->timeout_us * 1e3);
	text_grouped(rate, (uint64_t)(row->asked_qps + 0.5));
	switch (row->load) {
	case FD_LOAD_RAMP:
		words_add(&line,
			  "steps of 2 s up to the knee, where more than 1 %% are lost or the "
			  "p99 is more than 5 times that at a tenth of the load");
		break;
	case FD_LOAD_CLOSED:
		words_add(&line, "closed loop, %u open at each, %.1f s",
			  (unsigned)row->concurrency, row->duration_s);
		break;
	case FD_LOAD_POISSON:
	case FD_LOAD_CONSTANT:
	default:
		words_add(&line, "%s q/s to each, %s, %.1f s", rate,
			  row->load == FD_LOAD_POISSON ? "at random (Poisson)"
						       : "evenly spaced",
			  row->duration_s);
		break;
	}
	words_add(&line, "; timeout %s", timeout);
	page_paragraph(page, 0, (struct label) { "load: ", STYLE_DIM }, STYLE_PLAIN, line.text);
}

/* What this side contributed to all of it: once, for it is one side. */
static void print_own_side(struct page *page, const struct measures *measures)
{
	struct fd_histogram pacing = { 0 };
	uint64_t answered = 0, stamped = 0, skipped = 0, spoilt = 0;
	const struct measure_row *last = NULL;
	struct words line = { .length = 0 };
	char text[3][32];

	for (size_t i = 0; i < measures->count; i++) {
		const struct measure_row *row = &measures->rows[i];
		if (row->statement != FD_STATES_TOTAL ||
		    fd_histogram_merge(&pacing, &row->pacing) < 0) {
			continue;
		}
		last = row;
		answered += row->answered;
		stamped += row->stamped;
		skipped += row->skipped;
		spoilt += row->spoilt;
	}
	if (last != NULL && pacing.count > 0) {
		put_duration(text[0], 32, page, (double)fd_histogram_quantile(&pacing, 0.5));
		put_duration(text[1], 32, page, (double)fd_histogram_quantile(&pacing, 0.99));
		put_duration(text[2], 32, page, (double)fd_histogram_quantile(&pacing, 1));
		words_add(&line, "pacing error p50 %s, p99 %s, max %s; ", text[0], text[1],
			  text[2]);
	}
	if (last != NULL) {
		char part[TEXT_GROUPED_SIZE], whole[TEXT_GROUPED_SIZE];
		text_grouped(part, stamped);
		text_grouped(whole, answered);
		if (stamped == 0 || stamped == answered) {
			words_add(&line, "departures by %s",
				  stamped == 0 ? "this program's clock"
					       : "the kernel's stamps");
		} else {
			words_add(&line,
				  "departures of %s of %s answers by the kernel's stamps", part,
				  whole);
		}
	}
	if (last != NULL && last->stalls > 0) {
		put_duration(text[0], 32, page, (double)last->stalled_us * 1e3);
		words_add(&line, "; stalled %" PRIu64 " time%s, %s in all", last->stalls,
			  last->stalls == 1 ? "" : "s", text[0]);
	}
	if (skipped + spoilt > 0) {
		words_add(&line, "; %" PRIu64 " questions not sent, %" PRIu64 " nobody's loss",
			  skipped, spoilt);
	}
	if (line.length > 0) {
		page_newline(page);
		page_paragraph(page, 0, (struct label) { "this side: ", STYLE_DIM },
			       last->stalls > 0 || skipped + spoilt > 0 ? STYLE_DEGRADED
									: STYLE_PLAIN,
			       line.text);
	}
	fd_histogram_finish(&pacing);
}

void measures_print(struct page *page, const struct measures *measures,
		    const struct fd_inventory *inventory)
{
	const struct label none = { "", STYLE_PLAIN };
	struct tables tables = { .measures = measures,
				 .inventory = inventory,
				 .axis = common_axis(measures) };

	make_grid(&tables.grid, page, measures, inventory, &tables.axis);
	print_load(page, measures);
	print_table(page, &tables, FD_STATES_TOTAL, "resolver");
	print_table(page, &tables, FD_STATES_STEP, "step");
	if (print_table(page, &tables, FD_STATES_CACHE, "by cache")) {
		page_printf(page, STYLE_DIM,
			    "what was not answered cannot be told apart, and is "
			    "among the unknown");
		page_newline(page);
	}
	print_table(page, &tables, FD_STATES_TYPE, "by type");
	print_axis(page, &tables.axis);
	page_newline(page);
	for (size_t i = 0; i < measures->count; i++) {
		const struct measure_row *row = &measures->rows[i];
		if (row->statement == FD_STATES_TOTAL || row->statement == FD_STATES_KNEE) {
			page_paragraph(page, 0, none, STYLE_PLAIN, row->summary);
		}
	}
	print_own_side(page, measures);
}
