/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "record/fields.h"

/* The verdict of a question, and what it shares with those of resolvers and the host. */

static const struct fd_verdict *verdict(const struct source *source)
{
	switch (source->record->kind) {
	case FD_RECORD_VERDICT:
		return source->record->verdict->verdict;
	case FD_RECORD_RESOLVER:
		return source->record->resolver->verdict;
	case FD_RECORD_HOST:
		return source->record->host->verdict;
	case FD_RECORD_RUN:
	case FD_RECORD_RESULT:
	case FD_RECORD_PROBE:
	case FD_RECORD_SUMMARY:
	case FD_RECORD_LIBRARY:
	case FD_RECORD_MEASUREMENT:
	case FD_RECORD_COMPARISON:
		break;
	}
	assert(false && "a record without a verdict");
	return NULL;
}

void write_verdict_severity(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_severity_text(verdict(source)->severity));
}

void write_verdict_locus(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_locus_text(verdict(source)->locus));
}

void write_verdict_cause(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_cause_text(verdict(source)->cause));
}

void write_verdict_confidence(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_confidence_text(verdict(source)->confidence));
}

void write_verdict_dnssec(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_dnssec_text(verdict(source)->dnssec));
}

void write_verdict_alternatives(struct fd_line *line, const struct source *source)
{
	assert(verdict(source)->alternative_count <= FD_ALTERNATIVES_MAX);
	LINE_LITERAL(line, "[");
	for (size_t i = 0; i < verdict(source)->alternative_count; i++) {
		line_comma(line);
		line_text(line, fd_cause_text(verdict(source)->alternatives[i]));
	}
	LINE_LITERAL(line, "]");
}

static void flat_alternatives(struct fd_line *line, const struct source *source)
{
	size_t before = line->length;

	for (size_t i = 0; i < verdict(source)->alternative_count; i++) {
		line_separate(line, before);
		line_text(line, fd_cause_text(verdict(source)->alternatives[i]));
	}
}

void write_verdict_cells(struct fd_line *line, const struct source *source)
{
	const struct fd_cell_verdict *cells = verdict(source)->cells;

	LINE_LITERAL(line, "[");
	for (size_t i = 0; i < verdict(source)->cell_count; i++) {
		assert(cells[i].resolver < source->inventory->resolver_count);
		line_comma(line);
		LINE_LITERAL(line, "{\"resolver\":");
		line_text(line, source->inventory->resolvers[cells[i].resolver].id);
		LINE_LITERAL(line, ",\"locus\":");
		line_text(line, fd_locus_text(cells[i].locus));
		LINE_LITERAL(line, ",\"cause\":");
		line_text(line, fd_cause_text(cells[i].cause));
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

/* `office=local/resolver_refused; isp=authoritative/auth_lame` */
static void flat_cells(struct fd_line *line, const struct source *source)
{
	const struct fd_cell_verdict *cells = verdict(source)->cells;
	size_t before = line->length;

	for (size_t i = 0; i < verdict(source)->cell_count; i++) {
		assert(cells[i].resolver < source->inventory->resolver_count);
		line_separate(line, before);
		line_text(line, source->inventory->resolvers[cells[i].resolver].id);
		LINE_LITERAL(line, "=");
		line_text(line, fd_locus_text(cells[i].locus));
		LINE_LITERAL(line, "/");
		line_text(line, fd_cause_text(cells[i].cause));
	}
}

void write_verdict_evidence(struct fd_line *line, const struct source *source)
{
	const struct fd_evidence *evidence = verdict(source)->evidence;

	LINE_LITERAL(line, "[");
	for (size_t i = 0; i < verdict(source)->evidence_count; i++) {
		line_comma(line);
		LINE_LITERAL(line, "{\"probe\":");
		line_text(line, evidence[i].probe == NULL ? "" : evidence[i].probe);
		LINE_LITERAL(line, ",\"saw\":");
		line_text(line, evidence[i].saw == NULL ? "" : evidence[i].saw);
		LINE_LITERAL(line, ",\"means\":");
		line_text(line, evidence[i].means == NULL ? "" : evidence[i].means);
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

/* `dig @192.0.2.53 … => SERVFAIL => the resolver cannot reach …; …` */
static void flat_evidence(struct fd_line *line, const struct source *source)
{
	const struct fd_evidence *evidence = verdict(source)->evidence;
	size_t before = line->length;

	for (size_t i = 0; i < verdict(source)->evidence_count; i++) {
		line_separate(line, before);
		line_text(line, evidence[i].probe);
		LINE_LITERAL(line, " => ");
		line_text(line, evidence[i].saw);
		LINE_LITERAL(line, " => ");
		line_text(line, evidence[i].means);
	}
}

void write_verdict_notes(struct fd_line *line, const struct source *source)
{
	assert(verdict(source)->note_count <= FD_NOTES_MAX);
	LINE_LITERAL(line, "[");
	for (size_t i = 0; i < verdict(source)->note_count; i++) {
		line_comma(line);
		line_text(line, verdict(source)->notes[i]);
	}
	LINE_LITERAL(line, "]");
}

static void flat_notes(struct fd_line *line, const struct source *source)
{
	size_t before = line->length;

	for (size_t i = 0; i < verdict(source)->note_count; i++) {
		line_separate(line, before);
		line_text(line, verdict(source)->notes[i]);
	}
}

void write_verdict_action(struct fd_line *line, const struct source *source)
{
	const char *action = verdict(source)->action;

	line_text(line, action == NULL ? "" : action);
}

void write_verdict_summary(struct fd_line *line, const struct source *source)
{
	const char *summary = verdict(source)->summary;

	line_text(line, summary == NULL ? "" : summary);
}

void write_verdict_affected(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, verdict(source)->affected);
}

static const struct fd_question *question(const struct source *source)
{
	return &source->inventory->questions[source->record->verdict->question];
}

static const struct fd_group *group(const struct source *source)
{
	assert(question(source)->group < source->inventory->group_count);
	return &source->inventory->groups[question(source)->group];
}

static void write_name(struct fd_line *line, const struct source *source)
{
	write_question_name(line, source->record->verdict->question, source);
}

static void write_qtype(struct fd_line *line, const struct source *source)
{
	write_type(line, question(source)->qtype);
}

static void write_group(struct fd_line *line, const struct source *source)
{
	line_text(line, group(source)->id);
}

static void write_owner(struct fd_line *line, const struct source *source)
{
	line_text(line, group(source)->owner);
}

static const struct field fields[] = {
	MADE("name", TEXT, write_name),
	MADE("qtype", TEXT, write_qtype),
	MADE("group", TEXT, write_group),
	MADE("owner", TEXT, write_owner),
	MADE("severity", TEXT, write_verdict_severity),
	MADE("locus", TEXT, write_verdict_locus),
	MADE("cause", TEXT, write_verdict_cause),
	MADE("confidence", TEXT, write_verdict_confidence),
	LISTED("alternatives", write_verdict_alternatives, flat_alternatives),
	LISTED("cells", write_verdict_cells, flat_cells),
	LISTED("evidence", write_verdict_evidence, flat_evidence),
	MADE("dnssec", TEXT, write_verdict_dnssec),
	LISTED("notes", write_verdict_notes, flat_notes),
	MADE("action", TEXT, write_verdict_action),
	MADE("summary", TEXT, write_verdict_summary),
};

const struct record_type verdict_record_type = RECORD_TYPE("verdict", fields);
