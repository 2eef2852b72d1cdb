/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <string.h>

#include "cli/outputs.h"

enum {
	TEXT_COLUMN = 32, /* where the right column begins */
	WIDTH_LEAST = 60,
	WIDTH_MOST = 110, /* longer lines are hard to read */
	WIDTH_OF_PIPES = 80,
};

static unsigned width_of(FILE *stream)
{
	unsigned width = terminal_width(stream);

	if (width == 0) {
		return WIDTH_OF_PIPES;
	}
	return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

/* The cursor is at `margin`, where later lines begin too. All help is ASCII: octets are columns. */
static void put_wrapped(FILE *stream, unsigned margin, const char *text)
{
	unsigned width = width_of(stream), at = margin;

	while (*text != '\0') {
		unsigned length = (unsigned)strcspn(text, " ");
		if (at > margin && at + 1 + length >= width) {
			fprintf(stream, "\n%*s", (int)margin, "");
			at = margin;
		}
		at += (unsigned)fprintf(stream, "%s%.*s", at > margin ? " " : "", (int)length,
					text);
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', stream);
}

void help_row(FILE *stream, const char *left, const char *text)
{
	int length = fprintf(stream, "  %s", left);

	if (length + 2 > TEXT_COLUMN) {
		fputc('\n', stream);
		length = 0;
	}
	fprintf(stream, "%*s", TEXT_COLUMN - length, "");
	put_wrapped(stream, TEXT_COLUMN, text);
}

void help_text(FILE *stream, const char *text)
{
	put_wrapped(stream, 0, text);
}
