/* SPDX-License-Identifier: MIT */
#include "sink/comparisons.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	EXAMPLES_SHOWN = 24,
	FEATURES_SHOWN = 12,
	FEATURE_COLUMNS = 18,
};

struct comparison_row {
	enum fd_compared statement;
	char first[64];
	char summary[1024];
	struct fd_example examples[EXAMPLES_SHOWN];
	size_t example_count;
	struct {
		char name[32], value[64];
	} features[FEATURES_SHOWN];
	size_t feature_count;
};

static void copy_parts(struct comparison_row *row, const struct fd_comparison_record *record)
{
	for (size_t i = 0; i < record->example_count && i < EXAMPLES_SHOWN; i++) {
		row->examples[row->example_count++] = record->examples[i];
	}
	for (size_t i = 0; i < record->feature_count && i < FEATURES_SHOWN; i++) {
		snprintf(row->features[i].name, sizeof(row->features[i].name), "%s",
			 record->features[i].name);
		snprintf(row->features[i].value, sizeof(row->features[i].value), "%s",
			 record->features[i].value);
		row->feature_count++;
	}
}

int comparisons_add(struct comparisons *comparisons, const struct fd_comparison_record *record)
{
	if (comparisons->count == comparisons->capacity) {
		size_t capacity = comparisons->capacity == 0 ? 16 : comparisons->capacity * 2;
		struct comparison_row *rows =
			reallocarray(comparisons->rows, capacity, sizeof(*comparisons->rows));
		if (rows == NULL) {
			return -ENOMEM;
		}
		comparisons->rows = rows;
		comparisons->capacity = capacity;
	}
	struct comparison_row *row = &comparisons->rows[comparisons->count++];
	*row = (struct comparison_row) { .statement = record->statement };
	snprintf(row->first, sizeof(row->first), "%s", record->first);
	snprintf(row->summary, sizeof(row->summary), "%s", record->summary);
	copy_parts(row, record);
	return 0;
}

void comparisons_finish(struct comparisons *comparisons)
{
	free(comparisons->rows);
	*comparisons = (struct comparisons) { .rows = NULL };
}

static const struct label none = { "", STYLE_PLAIN };

/* A line a feature, a column a resolver, as many as there is room for. */
static void print_features(struct page *page, const struct comparisons *comparisons)
{
	const struct comparison_row *shown[8];
	size_t count = 0;

	for (size_t i = 0; i < comparisons->count && count < 8; i++) {
		unsigned width = 20 + (unsigned)(count + 1) * (FEATURE_COLUMNS + 2);
		if (comparisons->rows[i].statement == FD_COMPARED_FEATURES &&
		    (count == 0 || width <= page->width)) {
			shown[count++] = &comparisons->rows[i];
		}
	}
	if (count == 0) {
		return;
	}
	page_newline(page);
	page_cell(page, STYLE_DIM, "feature", 20, false);
	for (size_t i = 0; i < count; i++) {
		page_blanks(page, 2);
		page_cell(page, STYLE_STRONG, shown[i]->first, FEATURE_COLUMNS, false);
	}
	page_newline(page);
	for (size_t k = 0; k < shown[0]->feature_count; k++) {
		page_cell(page, STYLE_PLAIN, shown[0]->features[k].name, 20, false);
		for (size_t i = 0; i < count; i++) {
			const char *value = shown[i]->features[k].value;
			bool dim = strncmp(value, "no", 2) == 0;
			page_blanks(page, 2);
			page_cell(page, dim ? STYLE_DIM : STYLE_PLAIN, value, FEATURE_COLUMNS,
				  false);
		}
		page_newline(page);
	}
}

static void print_examples(struct page *page, const struct comparison_row *row,
			   const struct fd_inventory *inventory)
{
	for (size_t i = 0; i < row->example_count; i++) {
		const struct fd_question *question =
			&inventory->questions[row->examples[i].question];
		struct fd_name name;
		char text[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX];
		const uint8_t *wire = fd_inventory_qname(inventory, question, &name.length);
		memcpy(name.wire, wire, name.length);
		fd_name_text(text, &name);
		fd_type_text(type, question->qtype);
		page_blanks(page, 2);
		page_cell(page, STYLE_DIM, fd_relation_text(row->examples[i].relation), 22,
			  false);
		page_printf(page, STYLE_PLAIN, " %s %s", text, type);
		page_newline(page);
	}
}

static void print_kind(struct page *page, const struct comparisons *comparisons,
		       enum fd_compared statement, const struct fd_inventory *inventory)
{
	enum style style = statement == FD_COMPARED_SUMMARY ? STYLE_STRONG : STYLE_PLAIN;
	bool begun = false;

	for (size_t i = 0; i < comparisons->count; i++) {
		const struct comparison_row *row = &comparisons->rows[i];
		if (row->statement != statement) {
			continue;
		}
		if (!begun) {
			page_newline(page);
		}
		begun = true;
		page_paragraph(page, 0, none, style, row->summary);
		print_examples(page, row, inventory);
	}
}

void comparisons_print(struct page *page, const struct comparisons *comparisons,
		       const struct fd_inventory *inventory)
{
	print_features(page, comparisons);
	print_kind(page, comparisons, FD_COMPARED_FAILURES, inventory);
	print_kind(page, comparisons, FD_COMPARED_ANSWERS, inventory);
	print_kind(page, comparisons, FD_COMPARED_LATENCY, inventory);
	print_kind(page, comparisons, FD_COMPARED_SUMMARY, inventory);
}
