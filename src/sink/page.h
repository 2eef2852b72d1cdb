/* SPDX-License-Identifier: MIT */
#ifndef SINK_PAGE_H
#define SINK_PAGE_H

#include <stdbool.h>
#include <stdio.h>

/**
 * Lines for a person at a terminal: escaped, wrapped, and coloured when allowed. All text goes through here, so nothing a
 * server said can move the cursor.
 */
struct page {
	FILE *out;
	unsigned width; /* columns */
	bool color;
	bool utf8;
};

enum style {
	STYLE_PLAIN,
	STYLE_STRONG,
	STYLE_DIM,
	STYLE_FAILURE,
	STYLE_DEGRADED,
	STYLE_NEGATIVE,
	STYLE_OK,
};

enum glyph {
	GLYPH_RULE,	/* ─ */
	GLYPH_ARROW,	/* → */
	GLYPH_TIMES,	/* × */
	GLYPH_ELLIPSIS, /* … */
	GLYPH_DOT,	/* · between things */
};

const char *page_glyph(const struct page *page, enum glyph glyph);

/** Columns that a text takes, escaped. */
unsigned page_columns(const struct page *page, const char *text);

/** Text without line breaks of ours. */
void page_put(struct page *page, enum style style, const char *text);
void page_printf(struct page *page, enum style style, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** Padded with blanks to `columns`, on the left when `right` is set; a longer text is cut with an ellipsis. */
void page_cell(struct page *page, enum style style, const char *text, unsigned columns,
	       bool right);
void page_blanks(struct page *page, unsigned count);
void page_newline(struct page *page);
/** A line across the page. */
void page_rule(struct page *page);

/**
 * A paragraph: `indent` blanks, a label (may be ""), then the text wrapped, its later lines under the first letter of the
 * text.
 */
struct label {
	const char *text;
	enum style style;
};
void page_paragraph(struct page *page, unsigned indent, struct label label, enum style style,
		    const char *text);

/** The text of a paragraph alone: the cursor stands at column `margin`, where its later lines begin too. */
void page_continue(struct page *page, unsigned margin, enum style style, const char *text);

#endif
