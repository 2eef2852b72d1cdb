/* SPDX-License-Identifier: MIT */
#include "sink/html/html.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink/sinks.h"
#include "sink/ticket/ticket.h"

static int html_open(void *state, const struct fd_sink_config *config)
{
	struct html *html = state;

	html->config = *config;
	return fd_formatter_create(&html->formatter, config->inventory, FD_FORM_LINES);
}

/* ---- rows -------------------------------------------------------------------------------------- */

/* As many rows as there are questions, or, of very many, as fit. */
static int make_rows(struct html *html, const struct fd_run_record *run)
{
	size_t fit;

	html->resolvers = html->config.inventory->resolver_count;
	html->questions = run->questions;
	html->started_us = run->started_us;
	fit = HTML_CELLS_MAX / (html->resolvers == 0 ? 1 : html->resolvers) + 1;
	html->rows_max = html->questions <= fit ? html->questions : fit;
	html->cells = malloc((html->rows_max * html->resolvers + 1) * sizeof(*html->cells));
	html->judged = calloc(html->rows_max + 1, sizeof(*html->judged));
	if (html->cells == NULL || html->judged == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < html->rows_max * html->resolvers; i++) {
		html->cells[i] = (struct html_cell) { .status = FD_STATUS_PENDING };
	}
	if (html->questions <= fit) {
		html->rows = html->rows_max;
		return html_timeline_init(&html->timeline, html->resolvers);
	}
	html->row_of = malloc(html->questions * sizeof(*html->row_of));
	html->question_of = malloc(html->rows_max * sizeof(*html->question_of));
	if (html->row_of == NULL || html->question_of == NULL) {
		return -ENOMEM;
	}
	memset(html->row_of, 0xff, html->questions * sizeof(*html->row_of));
	return html_timeline_init(&html->timeline, html->resolvers);
}

/* FD_NO_INDEX: it has none. */
static uint32_t row_of(struct html *html, uint32_t question, bool anomaly)
{
	if (question >= html->questions) {
		return FD_NO_INDEX;
	}
	if (html->row_of == NULL) {
		return question;
	}
	if (html->row_of[question] == FD_NO_INDEX && anomaly) {
		if (html->rows == html->rows_max) {
			html->rows_left_out++;
			return FD_NO_INDEX;
		}
		html->question_of[html->rows] = question;
		html->row_of[question] = (uint32_t)html->rows++;
	}
	return html->row_of[question];
}

/* ---- results ----------------------------------------------------------------------------------- */

/* What came, in words: the answer, and behind a separator what is to be remarked of it. */
static void describe(struct words *words, const struct fd_result_record *result)
{
	const struct fd_observation *saw = result->observation;
	struct words remark = { .length = 0 };

	if (saw->message == NULL && result->answer_count > 0) {
		ticket_recorded_answer(words, result->answers, result->answer_count);
	} else {
		ticket_answer(words, saw);
	}
	ticket_remark(&remark, saw, result->expect);
	if (saw->status == FD_STATUS_RCODE_OTHER) {
		words_add(&remark, "%sRCODE %d", remark.length > 0 ? "; " : "", saw->rcode);
	}
	if (remark.length > 0) {
		words_add(words, "\x1f%s", remark.text);
	}
}

static int keep_result(struct html *html, const struct fd_result_record *result)
{
	const struct fd_observation *saw = result->observation;
	uint32_t row = row_of(html, result->question, result->anomaly);
	struct words words = { .length = 0 };
	uint32_t text;

	/* Where nothing listens, a table's worth of cells ends in a moment, unasked. */
	bool asked = saw->status != FD_STATUS_NOT_ASKED && (saw->tries & FD_CELL_TRIES) != 0;
	if (asked && result->resolver < html->resolvers) {
		uint32_t at = html_timeline_at(&html->timeline, html->resolvers,
					       result->ts_us - html->started_us);
		struct html_moment *moment =
			&html->timeline.moments[at * html->resolvers + result->resolver];
		bool answered = fd_status_is_rcode(saw->status);
		moment->answered += answered;
		moment->silent += !answered;
		moment->rtt_us += answered ? (uint64_t)(saw->rtt_ns / 1000) : 0;
	}
	if (row == FD_NO_INDEX || result->resolver >= html->resolvers) {
		return 0;
	}
	describe(&words, result);
	int r = html_texts_add(&html->texts, words.text,
			       result->anomaly ? HTML_TEXTS_MAX : HTML_PLAIN_TEXTS_MAX, &text);
	html->cells[row * html->resolvers + result->resolver] = (struct html_cell) {
		.rtt_us = fd_status_is_rcode(saw->status) ? (uint32_t)(saw->rtt_ns / 1000) : 0,
		.text = text,
		.status = saw->status,
		.flags = saw->flags,
		.tries = (uint8_t)((saw->tries & FD_CELL_TRIES) |
				   (saw->unmet ? FD_CELL_UNMET : 0) |
				   (saw->proto == FD_TCP ? FD_CELL_TCP : 0)),
	};
	return r;
}

static void keep_probe(struct html *html, const struct fd_probe_record *probe)
{
	size_t known = sizeof(html->purposes) / sizeof(html->purposes[0]);
	uint32_t at = html_timeline_at(&html->timeline, html->resolvers,
				       probe->ts_us - html->started_us);

	html->timeline.probes[at]++;
	if ((size_t)probe->wish->purpose < known) {
		html->purposes[probe->wish->purpose]++;
	}
}

/* ---- verdicts ---------------------------------------------------------------------------------- */

enum {
	NAME_HERE = 1 /* in a text: the name of the question */
};

/* The text's number, without the name, so that what is said of many names is one text. */
static int keep_text(struct html *html, const char *text, const char *name, uint32_t *ret_id)
{
	size_t length = text == NULL ? 0 : strlen(text), name_length = strlen(name), at = 0;
	char *made = length == 0 ? NULL : malloc(length + 1);

	*ret_id = 0;
	if (made == NULL) {
		return length == 0 ? 0 : -ENOMEM;
	}
	for (size_t i = 0; i < length;) {
		if (name_length > 1 && strncmp(text + i, name, name_length) == 0) {
			made[at++] = NAME_HERE;
			i += name_length;
			continue;
		}
		made[at] = '?';
		if (text[i] != NAME_HERE) {
			made[at] = text[i];
		}
		at++;
		i++;
	}
	made[at] = '\0';
	int r = html_texts_add(&html->texts, made, HTML_TEXTS_MAX, ret_id);
	free(made);
	return r;
}

struct ids {
	uint32_t summary, action;
	uint32_t notes[FD_NOTES_MAX];
};

static int put_evidence(struct html *html, const struct fd_verdict *verdict, const char *name)
{
	struct html_out *out = &html->verdicts;
	uint32_t id;
	int r = 0;

	for (size_t i = 0; i < verdict->evidence_count && r == 0; i++) {
		const struct fd_evidence *step = &verdict->evidence[i];
		const char *const texts[] = { step->probe, step->saw, step->means };
		for (size_t j = 0; j < 3 && r == 0; j++) {
			r = keep_text(html, texts[j], name, &id);
			html_item(out, i + j == 0, id);
		}
	}
	return r;
}

static void put_rest(struct html_out *out, const struct fd_verdict *verdict,
		     const struct ids *ids)
{
	html_puts(out, "],[");
	for (size_t i = 0; i < verdict->alternative_count; i++) {
		html_item(out, i == 0, verdict->alternatives[i]);
	}
	html_puts(out, "],[");
	for (size_t i = 0; i < verdict->note_count; i++) {
		html_item(out, i == 0, ids->notes[i]);
	}
	html_puts(out, "]]");
}

/* [row, severity, locus, cause, confidence, dnssec, summary, action, [probe, saw, means...], [alternatives], [notes]] */
static int put_verdict(struct html *html, uint32_t row, const struct fd_verdict *verdict,
		       const char *name)
{
	struct html_out *out = &html->verdicts;
	struct ids ids;
	int r = keep_text(html, verdict->summary, name, &ids.summary);

	r = r < 0 ? r : keep_text(html, verdict->action, name, &ids.action);
	for (size_t i = 0; i < verdict->note_count && r == 0; i++) {
		r = keep_text(html, verdict->notes[i], name, &ids.notes[i]);
	}
	if (r < 0) {
		return r;
	}
	const uint64_t numbers[] = { row,
				     verdict->severity,
				     verdict->locus,
				     verdict->cause,
				     verdict->confidence,
				     verdict->dnssec,
				     ids.summary,
				     ids.action };
	html_puts(out, out->length == 0 ? "[" : ",\n[");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		html_item(out, i == 0, numbers[i]);
	}
	html_puts(out, ",[");
	r = put_evidence(html, verdict, name);
	put_rest(out, verdict, &ids);
	return r < 0 ? r : out->error;
}

static uint8_t blame_of(struct html *html, const struct fd_cell_verdict *cell)
{
	uint8_t i = 0;

	while (i < html->blame_count && (html->blames[i].locus != (uint8_t)cell->locus ||
					 html->blames[i].cause != (uint8_t)cell->cause)) {
		i++;
	}
	if (i == html->blame_count && i < UINT8_MAX - 1) { /* there are not that many */
		html->blames[html->blame_count++] =
			(struct html_blame) { (uint8_t)cell->locus, (uint8_t)cell->cause };
	}
	return (uint8_t)(i + 1);
}

static void keep_blames(struct html *html, uint32_t row, const struct fd_verdict *verdict)
{
	for (size_t i = 0; i < verdict->cell_count; i++) {
		const struct fd_cell_verdict *cell = &verdict->cells[i];
		if (cell->resolver < html->resolvers) {
			html->cells[row * html->resolvers + cell->resolver].blame =
				blame_of(html, cell);
		}
	}
}

static int keep_verdict(struct html *html, const struct fd_verdict_record *record)
{
	const struct fd_verdict *verdict = record->verdict;
	char name[FD_NAME_TEXT_MAX] = "";
	uint8_t length;

	bool anomaly = verdict->severity != FD_OK || verdict->cell_count > 0;
	uint32_t row = row_of(html, record->question, anomaly);
	if (row != FD_NO_INDEX) {
		html->judged[row] = 1;
		keep_blames(html, row, verdict);
	}
	if (verdict->severity == FD_OK) {
		return 0;
	}
	if (row == FD_NO_INDEX || html->verdicts.length >= HTML_VERDICTS_MAX) {
		html->rows_left_out += row != FD_NO_INDEX;
		return 0;
	}
	const struct fd_inventory *inventory = html->config.inventory;
	const uint8_t *wire =
		fd_inventory_qname(inventory, &inventory->questions[record->question], &length);
	struct fd_name qname = { .length = length };
	memcpy(qname.wire, wire, length);
	fd_name_text(name, &qname);
	return put_verdict(html, row, verdict, name);
}

/* ---- records ----------------------------------------------------------------------------------- */

static int keep_record(struct html *html, struct html_out *out, const struct fd_record *record)
{
	struct fd_line line = { 0 };
	int r = fd_formatter_write(html->formatter, &line, record);

	if (r == 0) {
		html_puts(out, out->length == 0 ? "" : ",");
		html_json(out, line.text, line.length);
	}
	fd_line_finish(&line);
	return r < 0 ? r : out->error;
}

static int html_write(void *state, const struct fd_record *record)
{
	struct html *html = state;

	if (record->kind == FD_RECORD_RUN && html->run.length == 0) {
		html_run(&html->run, record->run);
		return html->run.error < 0 ? html->run.error : make_rows(html, record->run);
	}
	if (html->judged == NULL) {
		return 0; /* no run: there is nothing to say */
	}
	switch (record->kind) {
	case FD_RECORD_RUN:
	case FD_RECORD_LIBRARY:
		break;
	case FD_RECORD_RESULT:
		return keep_result(html, record->result);
	case FD_RECORD_PROBE:
		keep_probe(html, record->probe);
		break;
	case FD_RECORD_VERDICT:
		return keep_verdict(html, record->verdict);
	case FD_RECORD_RESOLVER:
		return keep_record(html, &html->resolver_records, record);
	case FD_RECORD_HOST:
		html->host.length = 0; /* of one run there is one: the last */
		return keep_record(html, &html->host, record);
	case FD_RECORD_SUMMARY:
		html->summary.length = 0;
		return keep_record(html, &html->summary, record);
	case FD_RECORD_MEASUREMENT:
	case FD_RECORD_COMPARISON:
		return keep_record(html, &html->others, record);
	}
	return 0;
}

static int html_close(void *state)
{
	struct html *html = state;
	struct html_out *const outs[] = { &html->run,  &html->verdicts, &html->resolver_records,
					  &html->host, &html->summary,	&html->others };
	/* A run without its summary was not read, or not asked, to its end: half a page would look like one. */
	int r = html->summary.length > 0 && html->judged != NULL ? html_write_page(html) : 0;

	for (size_t i = 0; i < sizeof(outs) / sizeof(outs[0]); i++) {
		html_out_finish(outs[i]);
	}
	html_texts_finish(&html->texts);
	html_timeline_finish(&html->timeline);
	fd_formatter_destroy(html->formatter);
	free(html->cells);
	free(html->judged);
	free(html->row_of);
	free(html->question_of);
	return r;
}

const struct fd_sink_ops html_sink = {
	.name = "html",
	.records = FD_RECORDS_ANOMALIES,
	.condensed = FD_SINK_KIND(FD_RECORD_RESULT) | FD_SINK_KIND(FD_RECORD_VERDICT),
	.replaces = true,
	.state_size = sizeof(struct html),
	.open = html_open,
	.write = html_write,
	.close = html_close,
};
