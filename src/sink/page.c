/* SPDX-License-Identifier: MIT */
#include "sink/page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "sink/limits.h"

static const char *const styles[] = {
	[STYLE_PLAIN] = "",
	[STYLE_STRONG] = "\x1b[1m",
	[STYLE_DIM] = "\x1b[2m",
	[STYLE_FAILURE] = "\x1b[1;31m",
	[STYLE_DEGRADED] = "\x1b[33m",
	[STYLE_NEGATIVE] = "\x1b[36m",
	[STYLE_OK] = "\x1b[32m",
};

static const struct {
	const char *utf8;
	const char *ascii;
} glyphs[] = {
	[GLYPH_RULE] = { "\xe2\x94\x80", "-" }, [GLYPH_ARROW] = { "\xe2\x86\x92", "->" },
	[GLYPH_TIMES] = { "\xc3\x97", "x" },	[GLYPH_ELLIPSIS] = { "\xe2\x80\xa6", "..." },
	[GLYPH_DOT] = { "\xc2\xb7", "|" },
};

const char *page_glyph(const struct page *page, enum glyph glyph)
{
	return page->utf8 ? glyphs[glyph].utf8 : glyphs[glyph].ascii;
}

static void begin(struct page *page, enum style style)
{
	if (page->color) {
		fputs(styles[style], page->out);
	}
}

static void end(struct page *page, enum style style)
{
	if (page->color && style != STYLE_PLAIN) {
		fputs("\x1b[0m", page->out);
	}
}

static enum text_mode mode_of(const struct page *page)
{
	return page->utf8 ? TEXT_TERMINAL : TEXT_TERMINAL_ASCII;
}

/* Every character that does not continue another takes a column. */
static unsigned columns_of(const char *text, size_t length)
{
	unsigned columns = 0;

	for (size_t i = 0; i < length; i++) {
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	}
	return columns;
}

/*
 * Escaped text to the page, as many whole characters as fit into `columns`; without a page it is only measured. Returns
 * the columns taken, and in *ret_read how many octets of the text were used.
 */
static unsigned put_escaped(struct page *out, enum text_mode mode, const char *text,
			    size_t length, unsigned columns, size_t *ret_read)
{
	unsigned taken = 0;
	size_t at = 0;

	while (at < length) {
		char escaped[TEXT_ESCAPE_MAX];
		size_t read;
		size_t written = text_escape(mode, text + at, length - at, escaped, &read);
		unsigned width = columns_of(escaped, written);
		if (width > columns - taken) {
			break;
		}
		if (out != NULL) {
			fwrite(escaped, 1, written, out->out);
		}
		taken += width;
		at += read;
	}
	*ret_read = at;
	return taken;
}

static unsigned measure(const struct page *page, const char *text, size_t length)
{
	size_t read;

	return put_escaped(NULL, mode_of(page), text, length, -1u, &read);
}

unsigned page_columns(const struct page *page, const char *text)
{
	return measure(page, text, strlen(text));
}

void page_put(struct page *page, enum style style, const char *text)
{
	size_t read;

	if (*text == '\0') {
		return;
	}
	begin(page, style);
	put_escaped(page, mode_of(page), text, strlen(text), -1u, &read);
	end(page, style);
}

void page_printf(struct page *page, enum style style, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	va_start(arguments, format);
	int length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length >= 0) {
		page_put(page, style, text);
		free(text);
	}
}

void page_blanks(struct page *page, unsigned count)
{
	fprintf(page->out, "%*s", (int)count, "");
}

void page_newline(struct page *page)
{
	fputc('\n', page->out);
}

void page_cell(struct page *page, enum style style, const char *text, unsigned columns,
	       bool right)
{
	const char *ellipsis = page_glyph(page, GLYPH_ELLIPSIS);
	unsigned wanted = page_columns(page, text);
	size_t read;

	if (right && wanted < columns) {
		page_blanks(page, columns - wanted);
	}
	begin(page, style);
	if (wanted <= columns) {
		put_escaped(page, mode_of(page), text, strlen(text), columns, &read);
	} else {
		unsigned kept = columns - columns_of(ellipsis, strlen(ellipsis));
		wanted = put_escaped(page, mode_of(page), text, strlen(text), kept, &read);
		fputs(ellipsis, page->out);
		wanted += columns - kept;
	}
	end(page, style);
	if (!right && wanted < columns) {
		page_blanks(page, columns - wanted);
	}
}

void page_rule(struct page *page)
{
	begin(page, STYLE_DIM);
	for (unsigned i = 0; i < page->width; i++) {
		fputs(page_glyph(page, GLYPH_RULE), page->out);
	}
	end(page, STYLE_DIM);
	page_newline(page);
}

static unsigned prose_width(const struct page *page)
{
	return page->width < PROSE_MAX ? page->width : (unsigned)PROSE_MAX;
}

void page_continue(struct page *page, unsigned margin, enum style style, const char *text)
{
	unsigned column = margin;
	size_t read;

	begin(page, style);
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		unsigned wanted = measure(page, text, length);
		if (column > margin && column + 1 + wanted > prose_width(page)) {
			end(page, style);
			page_newline(page);
			page_blanks(page, margin);
			begin(page, style);
			column = margin;
		} else if (column > margin) {
			fputc(' ', page->out);
			column++;
		}
		column += put_escaped(page, mode_of(page), text, length, -1u, &read);
		text += length;
		text += strspn(text, " ");
	}
	end(page, style);
	page_newline(page);
}

void page_paragraph(struct page *page, unsigned indent, struct label label, enum style style,
		    const char *text)
{
	page_blanks(page, indent);
	page_put(page, label.style, label.text);
	page_continue(page, indent + page_columns(page, label.text), style, text);
}
