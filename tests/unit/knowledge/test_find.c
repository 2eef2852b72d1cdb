/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/knowledge.h>

/* What somebody types, and the words of the topics shown: "R:", "E:", "S:", "C:" or "N:" and the word. */
static const struct row {
	const char *typed;
	const char *found;
} rows[] = {
	{ "SERVFAIL", "R:SERVFAIL" },
	{ "servfail", "R:SERVFAIL" },
	{ "2", "R:SERVFAIL E:2" },
	{ "rcode 2", "R:SERVFAIL" },
	{ "RCODE2", "R:SERVFAIL" },
	{ "16", "R:BADVERS R:BADSIG E:16" },
	{ "rcode 16", "R:BADVERS R:BADSIG" },
	{ "badsig", "R:BADSIG" },
	{ "EDE 22", "E:22" },
	{ "ede22", "E:22" },
	{ "EDE: 22", "E:22" },
	{ "22", "R:BADTRUNC E:22" },
	{ "30", "E:30" },
	{ "no reachable authority", "E:22" },
	{ "Signature Expired", "E:7" },
	{ "TIMEOUT", "S:TIMEOUT" },
	{ "not asked", "S:NOT_ASKED" },
	{ "auth_timeout", "C:auth_timeout" },
	{ "Auth-Timeout", "C:auth_timeout" },
	{ "nodata", "C:no_data" },
	{ "lame", "C:auth_lame" },
	{ "served_stale", "N:served_stale" },
	{ "answers-overlap", "N:answers_overlap" },
	{ "dnssec_bogus", "C:dnssec_bogus" },
	{ "", "" },
	{ "expect", "C:expectation_unmet" },
	{ "quarantine", "S:NOT_ASKED" },
	{ "interrupted", "S:NOT_ASKED" },
	{ "deadline", "S:NOT_ASKED" },
	{ "budget", "C:budget" },
	{ "31", "" },
	{ "rcode", "" },
	{ "ede", "" },
	{ "99999999999999999999", "" },
	{ "servfai", "" },
	{ "\xff\xfe", "" },
};

Test(find, what_is_typed)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct fd_topic *found[8] = { NULL };
		char text[256] = "";
		size_t count = fd_topics_find(rows[i].typed, found, 8);

		for (size_t j = 0; j < count; j++) {
			size_t length = strlen(text);
			snprintf(text + length, sizeof(text) - length, "%s%c:%s",
				 length > 0 ? " " : "", "RESCN"[found[j]->kind],
				 found[j] -> word);
		}
		cr_expect_str_eq(text, rows[i].found, "\"%s\" finds \"%s\", not \"%s\"",
				 rows[i].typed, text, rows[i].found);
	}
}

Test(find, codes_of_extended_errors)
{
	cr_expect_eq(fd_topic_ede("EDE 31"), 31);
	cr_expect_eq(fd_topic_ede("ede:49152"), 49152);
	cr_expect_eq(fd_topic_ede("EDE 65535"), 65535);
	cr_expect_eq(fd_topic_ede("EDE 65536"), -1);
	cr_expect_eq(fd_topic_ede("31"), -1);
	cr_expect_eq(fd_topic_ede("rcode 31"), -1);
	cr_expect_eq(fd_topic_ede("EDE"), -1);
	cr_expect_eq(fd_topic_ede("SERVFAIL"), -1);
}

/* They mean what who sends them says. */
Test(find, codes_for_private_use_are_one_topic)
{
	const struct fd_topic *first = NULL, *last = NULL, *none = NULL;

	cr_assert_eq(fd_topics_find("EDE 49152", &first, 1), 1);
	cr_assert_eq(fd_topics_find("ede 65535", &last, 1), 1);
	cr_expect_eq(first, last);
	cr_expect_str_eq(first->title, "Private use");
	cr_expect_eq(fd_topics_find("EDE 49151", &none, 1), 0);
	cr_expect_eq(fd_topics_find("EDE 65536", &none, 1), 0);
}

Test(find, counts_beyond_the_capacity)
{
	const struct fd_topic *found[1] = { NULL };

	cr_assert_eq(fd_topics_find("16", found, 1), 3);
	cr_assert_str_eq(found[0]->word, "BADVERS");
	cr_assert_eq(fd_topics_find("16", NULL, 0), 3);
}

Test(find, every_topic_finds_itself)
{
	size_t count;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < count; i++) {
		const struct fd_topic *found[8];
		size_t matches = fd_topics_find(topics[i].word, found, 8);
		bool itself = false;
		for (size_t j = 0; j < matches && j < 8; j++) {
			itself |= found[j] == &topics[i];
		}
		cr_expect(itself, "%s", topics[i].word);
	}
}

Test(find, every_suggested_word_finds_something)
{
	size_t count, words = 0;

	fd_topics(&count);
	for (const char *const *word = fd_topic_words(); *word != NULL; word++, words++) {
		cr_expect(fd_topics_find(*word, NULL, 0) > 0, "%s", *word);
	}
	cr_assert_eq(words, count);
}
