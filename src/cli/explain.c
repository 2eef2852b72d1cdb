/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <strings.h>

#include <fleetdig/knowledge.h>

#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/run/run.h"

enum {
	TOPICS_MAX = 8
};

static int explain_one(const char *word, unsigned width, bool color)
{
	const struct fd_topic *topics[TOPICS_MAX];
	size_t count = fd_topics_find(word, topics, TOPICS_MAX);

	long code = count == 0 ? fd_topic_ede(word) : -1;
	if (code >= 0) {
		fprintf(stderr,
			"fleetdig: \"%s\" was not assigned when this fleetdig was made: IANA's list of Extended "
			"DNS Errors has it if it is now; the EDE text beside it says what is meant\n",
			word);
		return EXIT_USAGE;
	}
	if (count == 0) {
		const char *meant = fd_did_you_mean(word, fd_topic_words());
		fprintf(stderr, "fleetdig: nothing is known of \"%s\"%s%s%s\n", word,
			meant ? "; did you mean "
			      : ": give an RCODE (SERVFAIL), an EDE code (EDE 22), a cause, or "
				"another word of a verdict",
			meant ? meant : "", meant ? "?" : "");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < count && i < TOPICS_MAX; i++) {
		if (i > 0) {
			putchar('\n');
		}
		fd_explain_print(stdout, topics[i], width, color);
	}
	return EXIT_OK;
}

static void list_words(void)
{
	static const char *const headings[] = {
		[FD_TOPIC_RCODE] = "RCODEs",
		[FD_TOPIC_EDE] = "Extended DNS Errors (RFC 8914)",
		[FD_TOPIC_STATUS] = "Outcomes without an RCODE",
		[FD_TOPIC_CAUSE] = "Causes",
		[FD_TOPIC_NOTE] = "Notes",
		[FD_TOPIC_TERM] = "Words of a verdict",
	};
	size_t count;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || topics[i].kind != topics[i - 1].kind) {
			printf("%s%s\n", i == 0 ? "" : "\n", headings[topics[i].kind]);
		}
		printf("  %s%-34s %s\n", topics[i].kind == FD_TOPIC_EDE ? "EDE " : "",
		       topics[i].word, topics[i].title);
	}
}

int command_explain(const struct options *options)
{
	unsigned width = terminal_width(stdout);
	bool color = color_wanted(options, stdout);
	char joined[128];

	if (options->operand_count == 0) {
		list_words();
		return EXIT_OK;
	}
	if (options->operand_count == 2) { /* `explain EDE 22` is one word to a person */
		snprintf(joined, sizeof(joined), "%s %s", options->operands[0],
			 options->operands[1]);
		const struct fd_topic *topic;
		if (fd_topics_find(joined, &topic, 1) > 0 ||
		    strcasecmp(options->operands[0], "EDE") == 0) {
			return explain_one(joined, width, color);
		}
	}
	int status = EXIT_OK;
	for (size_t i = 0; i < options->operand_count; i++) {
		int r = explain_one(options->operands[i], width, color);
		status = r != EXIT_OK ? r : status;
	}
	return status;
}
