/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/knowledge.h>
#include <fleetdig/sink.h>

static char *explained(const struct fd_topic *topic, unsigned width, bool color)
{
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);

	cr_assert_not_null(stream);
	fd_explain_print(stream, topic, width, color);
	cr_assert_eq(fclose(stream), 0);
	return text;
}

/* Every topic fits the terminal but for its commands, and has all its parts. */
Test(explain, every_topic_at_every_width)
{
	static const unsigned widths[] = { 40, 60, 100, 160, 0 };
	size_t count;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < count * 5; i++) {
		const struct fd_topic *topic = &topics[i / 5];
		unsigned width = widths[i % 5];
		char *text = explained(topic, width, false);
		char *rest = text;

		cr_expect_not_null(strstr(text, topic->title), "%s", topic->word);
		cr_expect_not_null(strstr(text, "\nUsual reasons\n"), "%s", topic->word);
		cr_expect_not_null(strstr(text, "\nWhat to do next\n"), "%s", topic->word);
		cr_expect(topic->source[0] == '\0' || strstr(text, "\nSee ") != NULL, "%s",
			  topic->word);
		for (char *line = strsep(&rest, "\n"); line != NULL;
		     line = strsep(&rest, "\n")) {
			size_t limit = width == 0 ? 100 : width;
			bool whole = strncmp(line, "      $ ", 8) == 0 || line == text ||
				     strncmp(line, "  severity", 10) == 0;
			cr_expect(whole || strlen(line) <= limit, "%s: %s", topic->word, line);
		}
		free(text);
	}
}

Test(explain, a_cause_shows_its_facts)
{
	const struct fd_topic *topic = NULL;

	cr_assert_eq(fd_topics_find("resolver_refused", &topic, 1), 1);
	char *text = explained(topic, 100, false);
	cr_expect_not_null(strstr(text, "severity failure, locus local for a resolver of role "
					"local, upstream for isp and public\n"),
			   "%s", text);
	free(text);
	cr_assert_eq(fd_topics_find("no_data", &topic, 1), 1);
	text = explained(topic, 100, false);
	cr_expect_not_null(strstr(text, "severity negative, locus authoritative\n"), "%s",
			   text);
	free(text);
}

Test(explain, commands_are_never_wrapped)
{
	const struct fd_topic *topic = NULL;

	cr_assert_eq(fd_topics_find("auth_packet_loss", &topic, 1), 1);
	char *text = explained(topic, 40, false);
	cr_expect_not_null(strstr(text,
				  "\n      $ for i in $(seq 20); do dig @SERVER ZONE SOA "
				  "+norecurse +tries=1 +timeout=1 +short | wc -l; sleep 1; "
				  "done | sort | uniq -c\n"),
			   "%s", text);
	free(text);
}

Test(explain, color_only_when_allowed)
{
	const struct fd_topic *topic = NULL;

	cr_assert_eq(fd_topics_find("SERVFAIL", &topic, 1), 1);
	char *text = explained(topic, 80, false);
	cr_expect_null(strchr(text, 0x1b));
	free(text);
	text = explained(topic, 80, true);
	cr_expect_not_null(strstr(text, "\x1b[1mSERVFAIL\x1b[0m"), "%s", text);
	free(text);
}
