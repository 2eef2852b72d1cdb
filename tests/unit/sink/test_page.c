/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sink/page.h"

static char *text;
static size_t length;
static struct page page;

static void begin(unsigned width, bool color, bool utf8)
{
	page = (struct page) { .out = open_memstream(&text, &length),
			       .width = width,
			       .color = color,
			       .utf8 = utf8 };
	cr_assert_not_null(page.out);
}

static void expect(const char *wanted)
{
	fclose(page.out);
	cr_expect_str_eq(text, wanted, "\"%s\", not \"%s\"", text, wanted);
	free(text);
}

static const struct label none = { "", STYLE_PLAIN };

Test(page, wraps_under_the_label)
{
	begin(20, false, true);
	page_paragraph(&page, 2, (struct label) { "saw ", STYLE_PLAIN }, STYLE_PLAIN,
		       "one two three four five");
	expect("  saw one two three\n"
	       "      four five\n");
}

Test(page, a_long_word_keeps_whole)
{
	begin(20, false, true);
	page_paragraph(&page, 2, none, STYLE_PLAIN, "a abcdefghijklmnopqrstuvwxyz0123456789 b");
	expect("  a\n"
	       "  abcdefghijklmnopqrstuvwxyz0123456789\n"
	       "  b\n");
}

Test(page, color_ends_with_each_line)
{
	begin(12, true, true);
	page_paragraph(&page, 2, none, STYLE_FAILURE, "first second");
	expect("  \x1b[1;31mfirst\x1b[0m\n  \x1b[1;31msecond\x1b[0m\n");
}

Test(page, hostile_text_is_shown_not_obeyed)
{
	begin(80, false, true);
	page_put(&page, STYLE_PLAIN, "\x1b[2J\n\xe2\x80\xae\xff\xc3\xa9");
	expect("\\x1b[2J\\x0a\\u{202e}\\xff\xc3\xa9");
	begin(80, false, false);
	page_put(&page, STYLE_PLAIN, "\xc3\xa9");
	expect("\\u{e9}");
}

Test(page, cells_are_padded_and_cut)
{
	begin(80, false, true);
	page_cell(&page, STYLE_PLAIN, "ab", 4, false);
	page_cell(&page, STYLE_PLAIN, "cd", 4, true);
	page_cell(&page, STYLE_PLAIN, "abcdef", 4, false);
	page_cell(&page, STYLE_PLAIN, "\xc3\xa9\xc3\xa9", 4, false);
	expect("ab    cdabc\xe2\x80\xa6\xc3\xa9\xc3\xa9  ");
	begin(80, false, false);
	page_cell(&page, STYLE_PLAIN, "abcdefgh", 6, false);
	/* an escape is not cut in two */
	page_cell(&page, STYLE_PLAIN, "a\xff\xff\xff\xff", 9, false);
	expect("abc...a\\xff... ");
}
