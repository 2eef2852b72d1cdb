/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/knowledge.h>

#include "core/text.h"
#include "sink/table/table.h"
#include "sink/words.h"

enum {
	BODY = 10 /* columns before what belongs to a finding: as wide as its severity's word */
};

static const struct label no_label = { "", STYLE_PLAIN };

static const char *title_of(enum fd_cause cause)
{
	size_t count;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < count; i++) {
		if (topics[i].kind == FD_TOPIC_CAUSE && topics[i].number == (int)cause) {
			return topics[i].title;
		}
	}
	return "";
}

/* As wide as what stands below it is indented. */
static void severity_word(char word[BODY + 1], enum fd_severity severity)
{
	snprintf(word, BODY + 1, "%-*s", BODY, fd_severity_text(severity));
	for (char *c = word; *c != '\0'; c++) {
		*c = (char)(toupper)((unsigned char)*c); /* the function: no need to be quick */
	}
}

void table_print_head(struct page *page, const struct finding_head *head,
		      const struct told *told)
{
	char word[BODY + 1];
	struct words line = { .length = 0 };

	severity_word(word, head->severity);
	page_newline(page);
	words_add(&line, "%s: %s", fd_cause_text(head->cause), title_of(head->cause));
	page_paragraph(page, 0, (struct label) { word, words_style(head->severity) },
		       STYLE_STRONG, line.text);
	line = (struct words) { .length = 0 };
	if (head->locus != FD_LOCUS_NONE) {
		words_add(&line, "%s, ", fd_locus_text(head->locus));
	}
	words_add(&line, "%s", fd_confidence_text(told->confidence));
	if (head->subject[0] != '\0') {
		words_add(&line, ", %s", head->subject);
	}
	if (head->extent[0] != '\0') {
		words_add(&line, "; %s", head->extent);
	}
	page_paragraph(page, BODY, no_label, STYLE_PLAIN, line.text);
}

static void print_evidence(struct page *page, const struct step *evidence)
{
	unsigned indent = BODY + 2;

	if (evidence->probe[0] != '\0') {
		page_blanks(page, indent);
		page_put(page, STYLE_DIM, evidence->probe); /* one line, to be copied */
		page_newline(page);
		indent += 2;
	}
	if (evidence->saw[0] != '\0') {
		page_paragraph(page, indent, (struct label) { "saw   ", STYLE_DIM }, STYLE_DIM,
			       evidence->saw);
	}
	if (evidence->means[0] != '\0') {
		page_paragraph(page, indent, (struct label) { "means ", STYLE_DIM },
			       STYLE_PLAIN, evidence->means);
	}
}

/* With what it is called, where it is a word; others are sentences. */
static void print_note(struct page *page, const char *note)
{
	const struct label label = { "note: ", STYLE_DIM };
	const struct fd_topic *topic;
	struct words line = { .length = 0 };

	if (fd_topics_find(note, &topic, 1) == 0 || topic->kind != FD_TOPIC_NOTE) {
		page_paragraph(page, BODY, label, STYLE_PLAIN, note);
		return;
	}
	words_add(&line, "%s: %s", note, topic->title);
	page_paragraph(page, BODY, label, STYLE_PLAIN, line.text);
}

void table_print_told(struct page *page, const struct told *told)
{
	struct words line = { .length = 0 };

	for (size_t i = 0; i < told->evidence_count; i++) {
		print_evidence(page, &told->evidence[i]);
	}
	for (size_t i = 0; i < told->alternative_count; i++) {
		words_item(&line, ", ", fd_cause_text(told->alternatives[i]));
	}
	if (line.length > 0) {
		page_paragraph(page, BODY, (struct label) { "not ruled out: ", STYLE_DIM },
			       STYLE_PLAIN, line.text);
	}
	for (size_t i = 0; i < told->note_count; i++) {
		print_note(page, told->notes[i]);
	}
}

void table_print_summary(struct page *page, const char *summary)
{
	if (summary[0] != '\0') {
		page_paragraph(page, BODY, no_label, STYLE_PLAIN, summary);
	}
}

void table_print_action(struct page *page, const char *action)
{
	char label[16];

	if (action[0] == '\0') {
		return;
	}
	snprintf(label, sizeof(label), "%s next: ", page_glyph(page, GLYPH_ARROW));
	page_paragraph(page, BODY, (struct label) { label, STYLE_STRONG }, STYLE_PLAIN, action);
}

static void add_examples(struct words *line, const struct detail *detail, const char *ellipsis)
{
	char number[WORDS_MAX];

	for (size_t i = 0; i < detail->example_count; i++) {
		words_add(line, "%s%.280s", i == 0 ? "" : ", ", detail->examples[i]);
	}
	if (detail->count > detail->example_count) {
		text_grouped(number, detail->count - detail->example_count);
		words_add(line, " %s and %s more", ellipsis, number);
	}
}

/* `at office, isp (2 of 5 resolvers)`: of the first kind only, where not all of them are concerned. */
static void add_resolvers(struct words *line, const struct detail *detail,
			  const struct fd_inventory *inventory)
{
	size_t concerned = 0;

	for (size_t i = 0; detail->at != NULL && i < inventory->resolver_count; i++) {
		concerned += detail->at[i] > 0;
	}
	if (concerned == 0) {
		return;
	}
	if (concerned == inventory->resolver_count) {
		words_add(line,
			  concerned == 1 ? "at the only resolver" : "at all %zu resolvers",
			  concerned);
		return;
	}
	size_t named = 0;
	for (size_t i = 0; i < inventory->resolver_count && named < RESOLVERS_NAMED_MAX; i++) {
		if (detail->at[i] > 0) {
			words_add(line, "%s%.60s", named == 0 ? "at " : ", ",
				  inventory->resolvers[i].id);
			named++;
		}
	}
	if (concerned > named) {
		words_add(line, " and %zu more", concerned - named);
	}
	words_add(line, " (%zu of %zu resolvers)", concerned, inventory->resolver_count);
}

static void print_owners(struct page *page, const struct finding *finding)
{
	struct words line = { .length = 0 };
	char number[WORDS_MAX];

	for (size_t i = 0; i < finding->owner_count; i++) {
		text_grouped(number, finding->owners[i].count);
		words_add(&line, "%s%.60s (%s)", i == 0 ? "" : ", ", finding->owners[i].id,
			  number);
	}
	if (finding->owners_beyond > 0) {
		text_grouped(number, finding->owners_beyond);
		words_add(&line, ", others (%s)", number);
	}
	if (line.length > 0) {
		page_paragraph(page, BODY, (struct label) { "owners: ", STYLE_DIM },
			       STYLE_PLAIN, line.text);
	}
}

static void print_names(struct page *page, const struct detail *detail)
{
	struct words line = { .length = 0 };

	add_examples(&line, detail, page_glyph(page, GLYPH_ELLIPSIS));
	page_paragraph(page, BODY, no_label, STYLE_STRONG, line.text);
}

void table_print_consequences(struct page *page, struct table *table, enum fd_cause cause)
{
	for (size_t i = 0; i < table->findings.count; i++) {
		struct finding *finding = &table->findings.items[i];
		if (finding->cause != cause || finding->told || finding->detail_count == 0) {
			continue;
		}
		struct words line = { .length = 0 };
		add_examples(&line, &finding->details[0], page_glyph(page, GLYPH_ELLIPSIS));
		uint64_t beyond = finding->count - finding->details[0].count;
		if (beyond > 0) {
			char number[WORDS_MAX];
			text_grouped(number, beyond);
			words_add(&line, ", and %s others", number);
		}
		page_paragraph(page, BODY,
			       (struct label) { "left without an answer: ", STYLE_DIM },
			       STYLE_STRONG, line.text);
		print_owners(page, finding);
		finding->told = true;
	}
}

void table_print_host(struct page *page, struct table *table)
{
	const struct host_facts *host = &table->host;

	if (!host->known || host->severity == FD_OK) {
		return;
	}
	struct finding_head head = { .severity = host->severity,
				     .locus = host->locus,
				     .cause = host->cause,
				     .subject = "this host",
				     .extent = "" };

	table_print_head(page, &head, &host->told);
	table_print_summary(page, host->told.summary);
	table_print_told(page, &host->told);
	table_print_consequences(page, table, host->cause);
	table_print_action(page, host->told.action);
}

static bool same_action(const struct finding *finding, size_t i)
{
	return i + 1 < finding->detail_count &&
	       strcmp(finding->details[i].told.action, finding->details[i + 1].told.action) ==
		       0;
}

/* The names and what is wrong with them: said of the first question, it holds for each. */
static void print_names_and_summary(struct page *page, const struct detail *detail)
{
	struct words line = { .length = 0 };

	if (detail->count > 1 || detail->label == 0) {
		print_names(page, detail);
	}
	if (detail->count > 1 && detail->label > 0) {
		words_add(&line, "Each%s", detail->told.summary + detail->label);
		table_print_summary(page, line.text);
	} else {
		table_print_summary(page, detail->told.summary);
	}
}

/* Negative answers and information are said briefly: nobody is called for them. */
static void print_brief(struct page *page, const struct finding *finding)
{
	for (size_t i = 0; i < finding->detail_count; i++) {
		print_names_and_summary(page, &finding->details[i]);
	}
}

static void print_full(struct page *page, const struct finding *finding)
{
	for (size_t i = 0; i < finding->detail_count; i++) {
		if (i > 0) {
			page_newline(page);
		}
		print_names_and_summary(page, &finding->details[i]);
		table_print_told(page, &finding->details[i].told);
		if (!same_action(finding, i)) {
			table_print_action(page, finding->details[i].told.action);
		}
	}
}

static void print_finding(struct page *page, const struct table *table,
			  const struct finding *finding)
{
	struct words extent = { .length = 0 };
	char count[WORDS_MAX];

	words_count(count, finding->count, "question");
	words_add(&extent, "%s ", count);
	add_resolvers(&extent, &finding->details[0], table->config.inventory);
	struct finding_head head = { .severity = finding->severity,
				     .locus = finding->locus,
				     .cause = finding->cause,
				     .subject = "",
				     .extent = extent.text };
	table_print_head(page, &head, &finding->details[0].told);
	print_owners(page, finding);
	if (finding->severity < FD_DEGRADED) {
		print_brief(page, finding);
	} else {
		print_full(page, finding);
	}
	if (finding->others.count > 0) {
		page_paragraph(page, BODY, no_label, STYLE_PLAIN,
			       "The same at other zones or servers:");
		print_names(page, &finding->others);
	}
	if (finding->severity < FD_DEGRADED) {
		table_print_action(page, finding->details[0].told.action);
	}
}

void table_print_findings(struct page *page, const struct table *table)
{
	for (size_t i = 0; i < table->findings.count; i++) {
		const struct finding *finding = &table->findings.items[i];
		if (!finding->told && finding->detail_count > 0) {
			print_finding(page, table, finding);
		}
	}
}
