/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <fleetdig/knowledge.h>
#include <fleetdig/sink.h>

#include "sink/limits.h"
#include "sink/page.h"
#include "sink/words.h"

static void print_heading(struct page *page, const struct fd_topic *topic)
{
	static const char *const kinds[] = {
		[FD_TOPIC_RCODE] = "RCODE",    [FD_TOPIC_EDE] = "EDE",
		[FD_TOPIC_STATUS] = "outcome", [FD_TOPIC_CAUSE] = "cause",
		[FD_TOPIC_NOTE] = "note",      [FD_TOPIC_TERM] = "word of a verdict",
	};

	if (topic->kind == FD_TOPIC_EDE) {
		page_printf(page, STYLE_STRONG, "EDE %d", topic->number);
	} else {
		page_put(page, STYLE_STRONG, topic->word);
	}
	if (topic->kind == FD_TOPIC_RCODE) {
		page_printf(page, STYLE_DIM, " (RCODE %d)", topic->number);
	} else if (topic->kind != FD_TOPIC_EDE) {
		page_printf(page, STYLE_DIM, " (%s)", kinds[topic->kind]);
	}
	page_printf(page, STYLE_PLAIN, ": %s", topic->title);
	page_newline(page);
}

/* What the table of causes fixes: where the repair lies, and how bad it is when nothing else is known. */
static void print_facts(struct page *page, const struct fd_topic *topic)
{
	if (topic->kind != FD_TOPIC_CAUSE) {
		return;
	}
	const struct fd_cause_facts *facts = fd_cause_facts((enum fd_cause)topic->number);
	page_put(page, STYLE_DIM, "  severity ");
	page_put(page, words_style(facts->severity), fd_severity_text(facts->severity));
	page_put(page, STYLE_DIM, ", locus ");
	page_put(page, STYLE_PLAIN,
		 facts->by_role
			 ? "local for a resolver of role local, upstream for isp and public"
			 : fd_locus_text(facts->locus));
	page_newline(page);
}

/* One item a line; commands are not wrapped, so that they can be copied. */
static void print_items(struct page *page, const char *text, const char *bullet)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		char *item = strndup(text, length);
		if (item == NULL) {
			return;
		}
		if (item[0] == '$') {
			page_blanks(page, 6);
			page_put(page, STYLE_STRONG, item);
			page_newline(page);
		} else {
			page_paragraph(page, 2, (struct label) { bullet, STYLE_DIM },
				       STYLE_PLAIN, item);
		}
		free(item);
		text += length + (text[length] == '\n');
	}
}

static void print_section(struct page *page, const char *heading, const char *text,
			  const char *bullet)
{
	page_newline(page);
	page_put(page, STYLE_STRONG, heading);
	page_newline(page);
	print_items(page, text, bullet);
}

void fd_explain_print(FILE *stream, const struct fd_topic *topic, unsigned width, bool color)
{
	struct page page = { .out = stream,
			     .width = width == 0 ? WIDTH_DEFAULT : width,
			     .color = color };

	if (page.width < WIDTH_MIN) {
		page.width = WIDTH_MIN;
	}
	print_heading(&page, topic);
	print_facts(&page, topic);
	page_newline(&page);
	page_paragraph(&page, 2, (struct label) { "", STYLE_PLAIN }, STYLE_PLAIN,
		       topic->meaning);
	print_section(&page, "Usual reasons", topic->causes, "- ");
	print_section(&page, "What to do next", topic->next, "- ");
	if (topic->source[0] != '\0') {
		page_newline(&page);
		page_paragraph(&page, 0, (struct label) { "See ", STYLE_DIM }, STYLE_DIM,
			       topic->source);
	}
}
