/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "sink/words.h"

Test(words, counts)
{
	char text[WORDS_MAX];

	words_count(text, 0, "question");
	cr_expect_str_eq(text, "0 questions");
	words_count(text, 1, "question");
	cr_expect_str_eq(text, "1 question");
	words_count(text, 2000, "question");
	cr_expect_str_eq(text, "2,000 questions");
}

Test(words, durations)
{
	static const struct {
		uint64_t us;
		const char *text;
	} rows[] = { { 0, "0.00 ms" },	    { 9, "0.00 ms" },	  { 412, "0.41 ms" },
		     { 999, "0.99 ms" },    { 1000, "1.0 ms" },	  { 9999, "9.9 ms" },
		     { 10000, "10 ms" },    { 999999, "999 ms" }, { 1000000, "1.0 s" },
		     { 15340000, "15.3 s" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[WORDS_MAX];
		words_duration(text, rows[i].us);
		cr_expect_str_eq(text, rows[i].text);
	}
}

Test(words, shares)
{
	static const struct {
		uint64_t part, whole;
		const char *text;
	} rows[] = { { 0, 0, "-" },	   { 0, 7, "0 %" },	    { 1, 10000, "<0.1 %" },
		     { 1, 1000, "0.1 %" }, { 99, 1000, "9.9 %" },   { 1, 8, "13 %" },
		     { 7, 7, "100 %" },	   { 9999, 10000, "100 %" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[WORDS_MAX];
		words_share(text, rows[i].part, rows[i].whole);
		cr_expect_str_eq(text, rows[i].text);
	}
}

Test(words, a_sentence_is_cut_where_its_buffer_ends)
{
	struct words words = { .length = 0 };

	for (int i = 0; i < 1000; i++) {
		words_item(&words, ", ", "word");
	}
	cr_assert_eq(words.length, sizeof(words.text) - 1);
	cr_assert_eq(strlen(words.text), words.length);
	cr_assert_eq(strncmp(words.text, "word, word", 10), 0);
}
