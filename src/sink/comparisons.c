/* SPDX-License-Identifier: MIT */
#include "sink/comparisons.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "sink/words.h"

enum {
	VALUE_SHOWN = 128,
	EXAMPLES_SHOWN = 24,
	FEATURES_SHOWN = 12,
	MATRIX_LABEL = 26, /* the first column of the tables with a column for each */
	MATRIX_COLUMN = 16,
	MATRIX_MOST = 8,
	ID_MOST = 20,
	PLOT = 25, /* columns of an interval; odd, so that nought has one */
};

struct comparison_row {
	enum fd_compared statement;
	char first[64], second[64], ask[8];
	char summary[1024];
	struct fd_paired paired;
	uint64_t relations[FD_RELATIONS];
	uint64_t causes[FD_CAUSE_COUNT];
	uint64_t questions, failed;
	struct fd_example examples[EXAMPLES_SHOWN];
	size_t example_count;
	struct {
		char name[32], value[VALUE_SHOWN];
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
	if (record->statement == FD_COMPARED_LATENCY) {
		row->paired = *record->paired;
	} else if (record->statement == FD_COMPARED_ANSWERS) {
		memcpy(row->relations, record->relations, sizeof(row->relations));
	} else if (record->statement == FD_COMPARED_FAILURES) {
		memcpy(row->causes, record->causes, sizeof(row->causes));
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
	*row = (struct comparison_row) { .statement = record->statement,
					 .questions = record->questions,
					 .failed = record->failed };
	snprintf(row->first, sizeof(row->first), "%s", record->first);
	snprintf(row->second, sizeof(row->second), "%s", record->second ? record->second : "");
	snprintf(row->ask, sizeof(row->ask), "%s", record->ask ? record->ask : "");
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

/* ---- a column for each --------------------------------------------------------------------------- */

struct matrix {
	const struct comparison_row *shown[MATRIX_MOST];
	size_t count;
	unsigned width; /* of a column */
	size_t next;	/* of the comparisons: those before have been shown */
};

/* As much of a value as a column shows: not why something was not measured. */
static size_t shown_of(const char *value)
{
	static const char unknown[] = "not measured";

	return strncmp(value, unknown, sizeof(unknown) - 1) == 0 ? sizeof(unknown) - 1
								 : strlen(value);
}

/* As wide as the longest text, where the page has room for it. */
static unsigned column_width(const struct page *page, const struct comparisons *comparisons,
			     enum fd_compared statement)
{
	unsigned widest = MATRIX_COLUMN;
	unsigned room = page->width > MATRIX_LABEL + 2 ? page->width - MATRIX_LABEL - 2 : 0;

	for (size_t i = 0; i < comparisons->count; i++) {
		const struct comparison_row *row = &comparisons->rows[i];
		if (row->statement != statement) {
			continue;
		}
		unsigned columns = page_columns(page, row->first);
		widest = columns > widest ? columns : widest;
		for (size_t k = 0; k < row->feature_count; k++) {
			columns = (unsigned)shown_of(row->features[k].value);
			widest = columns > widest ? columns : widest;
		}
	}
	return widest <= room ? widest : room > MATRIX_COLUMN ? room : MATRIX_COLUMN;
}

/* The next ones of a statement, as many as there is room for beside each other, and their heading. False when none are left. */
static bool begin_matrix(struct page *page, struct matrix *matrix,
			 const struct comparisons *comparisons, enum fd_compared statement,
			 const char *title)
{
	matrix->width = column_width(page, comparisons, statement);
	matrix->count = 0;
	for (; matrix->next < comparisons->count && matrix->count < MATRIX_MOST;
	     matrix->next++) {
		unsigned width =
			MATRIX_LABEL + (unsigned)(matrix->count + 1) * (matrix->width + 2);
		if (comparisons->rows[matrix->next].statement != statement) {
			continue;
		}
		if (matrix->count > 0 && width > page->width) {
			break;
		}
		matrix->shown[matrix->count++] = &comparisons->rows[matrix->next];
	}
	if (matrix->count == 0) {
		return false;
	}
	page_newline(page);
	page_cell(page, STYLE_DIM, title, MATRIX_LABEL, false);
	for (size_t i = 0; i < matrix->count; i++) {
		page_blanks(page, 2);
		page_cell(page, STYLE_STRONG, matrix->shown[i]->first, matrix->width, false);
	}
	page_newline(page);
	return true;
}

/* Why something was not measured has no room in a column. */
static void print_reasons(struct page *page, const struct matrix *matrix)
{
	for (size_t k = 0; k < matrix->shown[0]->feature_count; k++) {
		for (size_t i = 0; i < matrix->count; i++) {
			const char *value = matrix->shown[i]->features[k].value;
			const char *reason = value + shown_of(value);
			bool told = *reason == '\0';
			for (size_t j = 0; j < i; j++) {
				told |= strcmp(matrix->shown[j]->features[k].value, value) == 0;
			}
			if (!told) {
				page_printf(page, STYLE_DIM,
					    "%s, %s:", matrix->shown[i]->features[k].name,
					    matrix->shown[i]->first);
				page_put(page, STYLE_DIM, reason);
				page_newline(page);
			}
		}
	}
}

static void print_features(struct page *page, const struct matrix *matrix)
{
	for (size_t k = 0; k < matrix->shown[0]->feature_count; k++) {
		page_cell(page, STYLE_PLAIN, matrix->shown[0]->features[k].name, MATRIX_LABEL,
			  false);
		for (size_t i = 0; i < matrix->count; i++) {
			char value[VALUE_SHOWN];
			snprintf(value, sizeof(value), "%s",
				 matrix->shown[i]->features[k].value);
			value[shown_of(value)] = '\0';
			bool dim = strncmp(value, "no", 2) == 0;
			page_blanks(page, 2);
			page_cell(page, dim ? STYLE_DIM : STYLE_PLAIN, value, matrix->width,
				  false);
		}
		page_newline(page);
	}
}

/* Questions by what the diagnosis found against them in each group. */
static void print_failures(struct page *page, const struct matrix *matrix)
{
	char text[WORDS_MAX];

	for (int cause = 0; cause < FD_CAUSE_COUNT; cause++) {
		uint64_t sum = 0;
		for (size_t i = 0; i < matrix->count; i++) {
			sum += matrix->shown[i]->causes[cause];
		}
		if (sum == 0) {
			continue;
		}
		page_cell(page, STYLE_PLAIN, fd_cause_text((enum fd_cause)cause), MATRIX_LABEL,
			  false);
		for (size_t i = 0; i < matrix->count; i++) {
			uint64_t count = matrix->shown[i]->causes[cause];
			text_grouped(text, count);
			page_blanks(page, 2);
			page_cell(page, count > 0 ? STYLE_PLAIN : STYLE_DIM,
				  count > 0 ? text : "-", matrix->width, false);
		}
		page_newline(page);
	}
	page_cell(page, STYLE_DIM, "of all questions", MATRIX_LABEL, false);
	for (size_t i = 0; i < matrix->count; i++) {
		char all[WORDS_MAX], both[2 * WORDS_MAX + 8];
		text_grouped(text, matrix->shown[i]->failed);
		text_grouped(all, matrix->shown[i]->questions);
		snprintf(both, sizeof(both), "%s of %s", text, all);
		page_blanks(page, 2);
		page_cell(page, STYLE_STRONG, both, matrix->width, false);
	}
	page_newline(page);
}

static void print_matrices(struct page *page, const struct comparisons *comparisons)
{
	struct matrix matrix = { .next = 0 };

	while (begin_matrix(page, &matrix, comparisons, FD_COMPARED_FEATURES, "feature")) {
		print_features(page, &matrix);
		print_reasons(page, &matrix);
	}
	matrix.next = 0;
	while (begin_matrix(page, &matrix, comparisons, FD_COMPARED_FAILURES,
			    "not plainly well, for")) {
		print_failures(page, &matrix);
	}
}

/* ---- answers --------------------------------------------------------------------------------------- */

/* The names of a class in a line. What failed at both is no difference between the two. */
static void print_class(struct page *page, const struct comparison_row *row,
			enum fd_relation relation, const struct fd_inventory *inventory)
{
	char line[1024] = "";
	size_t length = 0;

	for (size_t i = 0; i < row->example_count; i++) {
		const struct fd_question *question =
			&inventory->questions[row->examples[i].question];
		struct fd_name name;
		char text[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX];
		if (row->examples[i].relation != relation || length > sizeof(line) / 2) {
			continue;
		}
		const uint8_t *wire = fd_inventory_qname(inventory, question, &name.length);
		memcpy(name.wire, wire, name.length);
		fd_name_text(text, &name);
		fd_type_text(type, question->qtype);
		int more = snprintf(line + length, sizeof(line) - length, "%s%.220s %s",
				    length > 0 ? ", " : "", text, type);
		length += more > 0 ? (size_t)more : 0;
	}
	if (length > 0) {
		page_blanks(page, 2);
		page_cell(page, STYLE_DIM, fd_relation_text(relation), 20, false);
		page_blanks(page, 1);
		page_continue(page, 23, STYLE_PLAIN, line);
	}
}

static void print_answers(struct page *page, const struct comparisons *comparisons,
			  const struct fd_inventory *inventory)
{
	for (size_t i = 0; i < comparisons->count; i++) {
		const struct comparison_row *row = &comparisons->rows[i];
		if (row->statement != FD_COMPARED_ANSWERS) {
			continue;
		}
		page_newline(page);
		page_paragraph(page, 0, none, STYLE_PLAIN, row->summary);
		for (int class = 0; class < FD_RELATION_BOTH_FAILED; class ++) {
			print_class(page, row, (enum fd_relation) class, inventory);
		}
	}
}

/* ---- latencies ------------------------------------------------------------------------------------- */

/* Of all rows: what the intervals are drawn against. */
static double reach_of(const struct comparisons *comparisons)
{
	double reach_ns = 0;

	for (size_t i = 0; i < comparisons->count; i++) {
		const struct fd_paired *paired = &comparisons->rows[i].paired;
		if (comparisons->rows[i].statement == FD_COMPARED_LATENCY &&
		    paired->pairs > 0) {
			reach_ns = fmax(reach_ns,
					fmax(fabs(paired->low_ns), fabs(paired->high_ns)));
		}
	}
	return reach_ns;
}

static int place_of(double ns, double reach_ns)
{
	return (int)lround((ns / reach_ns + 1) / 2 * (PLOT - 1));
}

/* A line from end to end, what was estimated on it, and where nought is. */
static void put_plot(struct page *page, const struct fd_paired *paired, double reach_ns)
{
	char text[PLOT * 3 + 1] = "";
	int low = place_of(paired->low_ns, reach_ns),
	    high = place_of(paired->high_ns, reach_ns);
	int middle = place_of(paired->difference_ns, reach_ns);
	size_t length = 0;

	for (int i = 0; i < PLOT; i++) {
		bool in = i >= low && i <= high;
		const char *mark = i == middle	   ? (page->utf8 ? "\xe2\x97\x8f" : "o")
				   : in		   ? (page->utf8 ? "\xe2\x94\x80" : "-")
				   : i == PLOT / 2 ? (page->utf8 ? "\xe2\x94\x82" : "|")
						   : " ";
		while (*mark != '\0') {
			text[length++] = *mark++;
		}
	}
	page_put(page, STYLE_NEGATIVE, text);
}

struct latency_cells {
	char who[2 * ID_MOST + 16], pairs[24], difference[64], faster[48];
};

static void fill_latency(struct latency_cells *cells, const struct comparison_row *row)
{
	const struct fd_paired *paired = &row->paired;
	int decimals = fabs(paired->difference_ns) < 1e6   ? 2
		       : fabs(paired->difference_ns) < 1e8 ? 1
							   : 0;

	*cells = (struct latency_cells) { .difference = "-", .faster = "-" };
	snprintf(cells->who, sizeof(cells->who), "%.*s - %.*s, %s", ID_MOST, row->second,
		 ID_MOST, row->first, row->ask);
	snprintf(cells->pairs, sizeof(cells->pairs), "%" PRIu64, paired->pairs);
	if (paired->pairs > 0) {
		snprintf(cells->difference, sizeof(cells->difference), "%+.*f (%+.*f to %+.*f)",
			 decimals, paired->difference_ns / 1e6, decimals, paired->low_ns / 1e6,
			 decimals, paired->high_ns / 1e6);
		snprintf(cells->faster, sizeof(cells->faster), "%" PRIu64 " / %" PRIu64,
			 paired->second_faster, paired->first_faster);
	}
}

static void print_latencies(struct page *page, const struct comparisons *comparisons)
{
	double reach_ns = reach_of(comparisons);
	unsigned who = 18, difference = 18;
	struct latency_cells cells;
	bool begun = false;

	for (size_t i = 0; i < comparisons->count; i++) {
		if (comparisons->rows[i].statement == FD_COMPARED_LATENCY) {
			fill_latency(&cells, &comparisons->rows[i]);
			who = (unsigned)fmax(who, (double)strlen(cells.who));
			difference =
				(unsigned)fmax(difference, (double)strlen(cells.difference));
		}
	}
	bool plot = who + difference + 6 + 14 + PLOT + 8 <= page->width && reach_ns > 0;
	for (size_t i = 0; i < comparisons->count; i++) {
		const struct comparison_row *row = &comparisons->rows[i];
		if (row->statement != FD_COMPARED_LATENCY) {
			continue;
		}
		if (!begun) {
			page_newline(page);
			page_cell(page, STYLE_DIM, "difference, in ms", who, false);
			page_printf(page, STYLE_DIM, "  %6s  %-*s  %-14s", "pairs",
				    (int)difference, "median (interval)", "faster on");
			page_newline(page);
		}
		begun = true;
		fill_latency(&cells, row);
		page_cell(page, STYLE_PLAIN, cells.who, who, false);
		page_printf(page, STYLE_PLAIN, "  %6s  ", cells.pairs);
		page_cell(page, STYLE_STRONG, cells.difference, difference, false);
		page_printf(page, STYLE_PLAIN, "  %-14s  ", cells.faster);
		if (plot && row->paired.pairs > 0) {
			put_plot(page, &row->paired, reach_ns);
		}
		page_newline(page);
	}
	if (begun) {
		page_paragraph(
			page, 0, none, STYLE_DIM,
			"medians of paired differences (Hodges and Lehmann), intervals of 99 % "
			"for all of a kind together (Holm); faster on: names, by more than the "
			"margin, at the first / at the second of the two");
	}
}

static void print_summaries(struct page *page, const struct comparisons *comparisons)
{
	page_newline(page);
	for (size_t i = 0; i < comparisons->count; i++) {
		if (comparisons->rows[i].statement == FD_COMPARED_SUMMARY) {
			page_paragraph(page, 0, none, STYLE_STRONG,
				       comparisons->rows[i].summary);
		}
	}
}

void comparisons_print(struct page *page, const struct comparisons *comparisons,
		       const struct fd_inventory *inventory)
{
	print_matrices(page, comparisons);
	print_answers(page, comparisons, inventory);
	print_latencies(page, comparisons);
	print_summaries(page, comparisons);
}
