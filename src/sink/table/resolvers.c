/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink/table/table.h"
#include "sink/words.h"

/* What is wrong with resolvers, and the table of all of them. */

static const struct fd_resolver *resolver_of(const struct table *table,
					     const struct resolver_row *row)
{
	assert(row->resolver < table->config.inventory->resolver_count);
	return &table->config.inventory->resolvers[row->resolver];
}

static int compare_rows(const void *a, const void *b, void *rows)
{
	const struct resolver_row *left = (struct resolver_row *)rows + *(const size_t *)a;
	const struct resolver_row *right = (struct resolver_row *)rows + *(const size_t *)b;

	if (left->severity != right->severity) {
		return left->severity < right->severity ? 1 : -1;
	}
	if (left->severity != FD_OK && left->affected != right->affected) {
		return left->affected < right->affected ? 1 : -1;
	}
	return left->resolver < right->resolver ? -1 : 1;
}

/* Indexes of rows: worst first, else in the inventory's order. To be freed; NULL when memory ran out. */
static size_t *in_order(const struct table *table)
{
	size_t *order = calloc(table->row_count + 1, sizeof(*order));

	if (order == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < table->row_count; i++) {
		order[i] = i;
	}
	qsort_r(order, table->row_count, sizeof(*order), compare_rows, table->rows);
	return order;
}

static void print_one(struct page *page, struct table *table, const struct resolver_row *row)
{
	const struct fd_resolver *resolver = resolver_of(table, row);
	struct words subject = { .length = 0 };
	char extent[WORDS_MAX] = "", address[FD_ENDPOINT_TEXT_MAX];

	fd_endpoint_text(address, &resolver->endpoint);
	words_add(&subject, "at %.100s (%s, %s)", resolver->id, fd_role_text(resolver->role),
		  address);
	if (row->affected > 0) {
		words_count(extent, row->affected, "question");
		size_t length = strlen(extent);
		snprintf(extent + length, sizeof(extent) - length, " affected");
	}
	struct finding_head head = { .severity = row->severity,
				     .locus = row->locus,
				     .cause = row->cause,
				     .subject = subject.text,
				     .extent = extent };
	table_print_head(page, &head, &row->told);
	table_print_summary(page, row->told.summary);
	table_print_told(page, &row->told);
	table_print_consequences(page, table, row->cause);
	table_print_action(page, row->told.action);
}

void table_print_resolver_findings(struct page *page, struct table *table)
{
	size_t *order = in_order(table);
	size_t described = 0, faulty = 0;

	for (size_t i = 0; order != NULL && i < table->row_count; i++) {
		if (table->rows[order[i]].severity == FD_OK) {
			continue;
		}
		faulty++;
		if (described < RESOLVER_FINDINGS_MAX) {
			print_one(page, table, &table->rows[order[i]]);
			described++;
		}
	}
	if (faulty > described) {
		page_newline(page);
		page_printf(page, STYLE_PLAIN,
			    "%zu more resolvers have a fault: see the table below.",
			    faulty - described);
		page_newline(page);
	}
	free(order);
}

enum column {
	COLUMN_ID,
	COLUMN_ROLE,
	COLUMN_ANSWERED,
	COLUMN_LOSS,
	COLUMN_P50,
	COLUMN_P99,
	COLUMN_STATUSES,
	COLUMN_VERDICT,
	COLUMNS
};

static const struct {
	const char *title;
	bool right;
} columns[COLUMNS] = {
	[COLUMN_ID] = { "resolver", false },
	[COLUMN_ROLE] = { "role", false },
	[COLUMN_ANSWERED] = { "answered", true },
	[COLUMN_LOSS] = { "no reply", true },
	[COLUMN_P50] = { "p50", true },
	[COLUMN_P99] = { "p99", true },
	[COLUMN_STATUSES] = { "statuses", false },
	[COLUMN_VERDICT] = { "verdict", false },
};

struct cells {
	char text[COLUMNS][128];
};

/* The most frequent ones, and how many others there are: `NOERROR 38, NXDOMAIN 2, +1`. */
static void fill_statuses(char *text, size_t size, const struct resolver_row *row)
{
	struct words line = { .length = 0 };
	bool used[FD_STATUS_PENDING] = { false };
	size_t others = 0;

	for (size_t named = 0; named < STATUSES_NAMED_MAX; named++) {
		int most = -1;
		for (int i = 0; i < FD_STATUS_PENDING; i++) {
			if (!used[i] && row->status_counts[i] > 0 &&
			    (most < 0 || row->status_counts[i] > row->status_counts[most])) {
				most = i;
			}
		}
		if (most < 0) {
			break;
		}
		char status[FD_NUMBER_TEXT_MAX] = "other";
		if (most != FD_STATUS_RCODE_OTHER) {
			fd_status_text(status, (uint8_t)most, (uint16_t)most);
		}
		words_item(&line, ", ", status);
		words_add(&line, " %" PRIu64, row->status_counts[most]);
		used[most] = true;
	}
	for (int i = 0; i < FD_STATUS_PENDING; i++) {
		others += !used[i] && row->status_counts[i] > 0;
	}
	if (others > 0) {
		words_add(&line, ", +%zu", others);
	}
	snprintf(text, size, "%.*s", (int)size - 1, line.text);
}

static void fill_cells(struct cells *cells, const struct table *table,
		       const struct resolver_row *row)
{
	const size_t size = sizeof(cells->text[0]);
	const struct fd_resolver *resolver = resolver_of(table, row);
	char words[WORDS_MAX];

	snprintf(cells->text[COLUMN_ID], size, "%s", resolver->id);
	snprintf(cells->text[COLUMN_ROLE], size, "%s", fd_role_text(resolver->role));
	snprintf(cells->text[COLUMN_ANSWERED], size, "%" PRIu64 "/%" PRIu64, row->answered,
		 row->asked);
	words_share(words, row->lost, row->sent);
	snprintf(cells->text[COLUMN_LOSS], size, "%s", words);
	snprintf(words, sizeof(words), "-");
	if (row->timed) {
		words_duration(words, row->p50_us);
	}
	snprintf(cells->text[COLUMN_P50], size, "%s", words);
	if (row->timed) {
		words_duration(words, row->p99_us);
	}
	snprintf(cells->text[COLUMN_P99], size, "%s", words);
	fill_statuses(cells->text[COLUMN_STATUSES], size, row);
	snprintf(cells->text[COLUMN_VERDICT], size, "%s", fd_cause_text(row->cause));
}

/* A width of 0 leaves a column out. */
struct grid {
	unsigned width[COLUMNS];
};

static unsigned total(const struct grid *grid)
{
	unsigned sum = 0;

	for (int i = 0; i < COLUMNS; i++) {
		sum += grid->width[i] == 0 ? 0 : grid->width[i] + 2;
	}
	return sum == 0 ? 0 : sum - 2;
}

/* What a narrow terminal has no room for goes in this order; the id and the verdict stay. */
static void fit(struct grid *grid, unsigned width)
{
	static const enum column leaving[] = { COLUMN_P50, COLUMN_ROLE, COLUMN_LOSS, COLUMN_P99,
					       COLUMN_ANSWERED };
	enum {
		STATUSES_LEAST = 12
	};

	if (total(grid) > width) {
		unsigned excess = total(grid) - width;
		unsigned statuses = grid->width[COLUMN_STATUSES];
		grid->width[COLUMN_STATUSES] =
			statuses >= excess + STATUSES_LEAST ? statuses - excess : 0;
	}
	for (size_t i = 0; i < sizeof(leaving) / sizeof(leaving[0]) && total(grid) > width;
	     i++) {
		grid->width[leaving[i]] = 0;
	}
}

static void measure(struct grid *grid, const struct page *page, const struct cells *cells)
{
	for (int i = 0; i < COLUMNS; i++) {
		unsigned wanted = page_columns(page, cells->text[i]);
		grid->width[i] = wanted > grid->width[i] ? wanted : grid->width[i];
	}
	if (grid->width[COLUMN_ID] > ID_COLUMNS_MAX) {
		grid->width[COLUMN_ID] = ID_COLUMNS_MAX;
	}
}

static void print_row(struct page *page, const struct grid *grid, const struct cells *cells,
		      enum style plain, enum style verdict)
{
	bool first = true;

	for (int i = 0; i < COLUMNS; i++) {
		if (grid->width[i] == 0) {
			continue;
		}
		page_blanks(page, first ? 0 : 2);
		first = false;
		if (i == COLUMN_VERDICT) { /* the last one: no blanks behind it */
			page_put(page, verdict, cells->text[i]);
		} else {
			page_cell(page, plain, cells->text[i], grid->width[i],
				  columns[i].right);
		}
	}
	page_newline(page);
}

static bool is_shown(const struct table *table, const struct resolver_row *row, size_t index)
{
	return index < RESOLVER_ROWS_MAX || row->severity != FD_OK ||
	       table->row_count <= RESOLVER_ROWS_MAX;
}

void table_print_resolvers(struct page *page, const struct table *table)
{
	size_t *order = in_order(table);
	struct cells titles, cells;
	struct grid grid = { .width = { 0 } };
	size_t shown = 0;

	if (order == NULL || table->row_count == 0) {
		free(order);
		return;
	}
	for (int i = 0; i < COLUMNS; i++) {
		snprintf(titles.text[i], sizeof(titles.text[i]), "%s", columns[i].title);
	}
	measure(&grid, page, &titles);
	for (size_t i = 0; i < table->row_count; i++) {
		if (is_shown(table, &table->rows[order[i]], i)) {
			fill_cells(&cells, table, &table->rows[order[i]]);
			measure(&grid, page, &cells);
			shown++;
		}
	}
	fit(&grid, page->width);
	page_newline(page);
	print_row(page, &grid, &titles, STYLE_DIM, STYLE_DIM);
	for (size_t i = 0; i < table->row_count; i++) {
		if (is_shown(table, &table->rows[order[i]], i)) {
			fill_cells(&cells, table, &table->rows[order[i]]);
			print_row(page, &grid, &cells, STYLE_PLAIN,
				  words_style(table->rows[order[i]].severity));
		}
	}
	if (shown < table->row_count) {
		page_printf(page, STYLE_DIM, "%zu more resolvers without a fault",
			    table->row_count - shown);
		page_newline(page);
	}
	free(order);
}
