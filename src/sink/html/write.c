/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/diagnosis.h>
#include <fleetdig/knowledge.h>

#include "sink/html/html.h"
#include "sink/sinks.h"

/* The page: its first half, the blocks of data, its second half. */

static void begin(struct html_out *out, const char *id, const char *type)
{
	html_puts(out, "<script type=\"");
	html_puts(out, type);
	html_puts(out, "\" id=\"data-");
	html_puts(out, id);
	html_puts(out, "\">");
}

static void end(struct html_out *out)
{
	html_puts(out, "</script>\n");
}

static void put_block(struct html_out *out, const char *id, const char *before,
		      const struct html_out *block, const char *after)
{
	begin(out, id, "application/json");
	html_puts(out, before);
	if (block->length > 0) {
		html_put(out, block->text, block->length);
	} else if (before[0] == '\0') {
		html_puts(out, "null");
	}
	html_puts(out, after);
	end(out);
}

/* ---- words ------------------------------------------------------------------------------------- */

static const char *severity_word(int number)
{
	return number <= FD_FAILURE ? fd_severity_text((enum fd_severity)number) : NULL;
}

static const char *locus_word(int number)
{
	return number <= FD_LOCUS_UNDETERMINED ? fd_locus_text((enum fd_locus)number) : NULL;
}

static const char *confidence_word(int number)
{
	return number <= FD_CONFIRMED ? fd_confidence_text((enum fd_confidence)number) : NULL;
}

static const char *dnssec_word(int number)
{
	return number <= FD_DNSSEC_BOGUS ? fd_dnssec_text((enum fd_dnssec)number) : NULL;
}

static const char *cause_word(int number)
{
	return number < FD_CAUSE_COUNT ? fd_cause_text((enum fd_cause)number) : NULL;
}

static const char *purpose_word(int number)
{
	return number <= FD_PURPOSE_DNSSEC ? fd_purpose_text((enum fd_purpose)number) : NULL;
}

static const char *status_word(int number)
{
	static char text[FD_NUMBER_TEXT_MAX];

	if (number >= FD_STATUS_PENDING) {
		return NULL;
	}
	fd_status_counted_text(text, (uint8_t)number);
	return text;
}

/* A cause's title and meaning, as `explain` tells them. */
static const char *topic_text(int number, bool title)
{
	size_t count;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < count; i++) {
		if (topics[i].kind == FD_TOPIC_CAUSE && topics[i].number == number) {
			return title ? topics[i].title : topics[i].meaning;
		}
	}
	return "";
}

static const char *title_word(int number)
{
	return number < FD_CAUSE_COUNT ? topic_text(number, true) : NULL;
}

static const char *meaning_word(int number)
{
	return number < FD_CAUSE_COUNT ? topic_text(number, false) : NULL;
}

static void put_vocabulary(struct html_out *out)
{
	static const struct {
		const char *key;
		const char *(*word)(int number);
	} lists[] = {
		{ "severities", severity_word },    { "loci", locus_word },
		{ "confidences", confidence_word }, { "dnssec", dnssec_word },
		{ "causes", cause_word },	    { "titles", title_word },
		{ "meanings", meaning_word },	    { "purposes", purpose_word },
		{ "statuses", status_word },
	};
	const char *word;

	begin(out, "words", "application/json");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		html_puts(out, i == 0 ? "{" : ",\n");
		html_text(out, lists[i].key);
		html_puts(out, ":[");
		for (int j = 0; (word = lists[i].word(j)) != NULL; j++) {
			html_puts(out, j == 0 ? "" : ",");
			html_text(out, word);
		}
		html_puts(out, "]");
	}
	html_puts(out, "}");
	end(out);
}

/* ---- the inventory ----------------------------------------------------------------------------- */

static void put_groups(struct html_out *out, const struct fd_inventory *inventory)
{
	begin(out, "groups", "application/json");
	html_puts(out, "[");
	for (size_t i = 0; i < inventory->group_count; i++) {
		html_puts(out, i == 0 ? "{\"id\":" : ",{\"id\":");
		html_text(out, inventory->groups[i].id);
		html_puts(out, ",\"owner\":");
		html_text(out, inventory->groups[i].owner);
		html_puts(out, "}");
	}
	html_puts(out, "]");
	end(out);
}

/* The columns: resolvers have records only at the end of a run. */
static void put_resolver_ids(struct html_out *out, const struct html *html)
{
	begin(out, "columns", "application/json");
	html_puts(out, "[");
	for (size_t i = 0; i < html->resolvers; i++) {
		const struct fd_resolver *resolver = &html->config.inventory->resolvers[i];
		html_puts(out, i == 0 ? "{\"id\":" : ",{\"id\":");
		html_text(out, resolver->id);
		html_puts(out, ",\"role\":");
		html_text(out, fd_role_text(resolver->role));
		html_puts(out, "}");
	}
	html_puts(out, "]");
	end(out);
}

static const struct fd_question *question_of(const struct html *html, size_t row)
{
	size_t question = html->question_of == NULL ? row : html->question_of[row];

	return &html->config.inventory->questions[question];
}

/* A name that is asked for several types stands there once: its other rows say "". */
static void put_names(struct html_out *out, const struct html *html)
{
	char text[FD_NAME_TEXT_MAX], before[FD_NAME_TEXT_MAX] = "";

	begin(out, "names", "application/json");
	html_puts(out, "[");
	for (size_t i = 0; i < html->rows; i++) {
		const struct fd_question *question = question_of(html, i);
		struct fd_name name;
		const uint8_t *wire =
			fd_inventory_qname(html->config.inventory, question, &name.length);
		memcpy(name.wire, wire, name.length);
		fd_name_text(text, &name);
		html_puts(out, i == 0 ? "" : ",");
		html_text(out, strcmp(text, before) == 0 ? "" : text);
		memcpy(before, text, strlen(text) + 1);
	}
	html_puts(out, "]");
	end(out);
}

/* Their types, and the numbers of their groups, as the rows have them. */
static void put_places(struct html_out *out, const struct html *html)
{
	char type[FD_NUMBER_TEXT_MAX], last[FD_NUMBER_TEXT_MAX] = "";

	begin(out, "places", "application/json");
	html_puts(out, "{\"types\":[");
	for (size_t i = 0; i < html->rows; i++) {
		fd_type_text(type, question_of(html, i)->qtype);
		html_puts(out, i == 0 ? "" : ",");
		if (strcmp(type, last) == 0) {
			html_puts(out, "0"); /* as the row before */
		} else {
			html_text(out, type);
			memcpy(last, type, sizeof(last));
		}
	}
	html_puts(out, "],\"groups\":[");
	for (size_t i = 0; i < html->rows; i++) {
		html_item(out, i == 0, question_of(html, i)->group);
	}
	html_puts(out, "]}");
	end(out);
}

/* ---- cells ------------------------------------------------------------------------------------- */

static void put_u32(uint8_t to[4], uint32_t value)
{
	for (size_t i = 0; i < 4; i++) {
		to[i] = (uint8_t)(value >> (8 * i));
	}
}

static size_t octets_of(uint8_t *to, const struct html_cell *cell, size_t column)
{
	switch (column) {
	case 0:
		to[0] = cell->status;
		return 1;
	case 1:
		to[0] = cell->flags;
		return 1;
	case 2:
		to[0] = cell->tries;
		return 1;
	case 3:
		to[0] = cell->blame;
		return 1;
	case 4:
		put_u32(to, cell->rtt_us);
		return 4;
	default:
		put_u32(to, cell->text);
		return 4;
	}
}

static void put_columns(struct html_out *out, const struct html *html)
{
	static const char *const names[] = {
		"status", "flags", "tries", "blame", "rtt", "text"
	};
	size_t cells = html->rows * html->resolvers;
	uint8_t octets[3 * 1024];

	for (size_t column = 0; column < sizeof(names) / sizeof(names[0]); column++) {
		size_t filled = 0;
		begin(out, names[column], "application/octet-stream");
		for (size_t i = 0; i < cells; i++) {
			filled += octets_of(octets + filled, &html->cells[i], column);
			if (filled + 4 > sizeof(octets) || i + 1 == cells) {
				size_t whole = i + 1 == cells ? filled : filled - filled % 3;
				html_base64(out, octets, whole);
				memmove(octets, octets + whole, filled - whole);
				filled -= whole;
			}
		}
		end(out);
	}
}

/* ---- the page ---------------------------------------------------------------------------------- */

static void put_limits(struct html_out *out, const struct html *html)
{
	size_t known = sizeof(html->purposes) / sizeof(html->purposes[0]);

	begin(out, "limits", "application/json");
	html_puts(out, "{\"rows_left_out\":");
	html_unsigned(out, html->rows_left_out);
	html_puts(out, ",\"texts_left_out\":");
	html_unsigned(out, html->texts.left_out);
	html_puts(out, ",\"anomalies_only\":");
	html_puts(out, html->row_of == NULL ? "false" : "true");
	html_puts(out, ",\"columns\":");
	html_unsigned(out, html->resolvers);
	html_puts(out, ",\"probes\":[");
	for (size_t i = 0; i < known; i++) {
		html_item(out, i == 0, html->purposes[i]);
	}
	html_puts(out, "],\"blames\":[");
	for (size_t i = 0; i < html->blame_count; i++) {
		html_item(out, i == 0, html->blames[i].locus);
		html_item(out, false, html->blames[i].cause);
	}
	html_puts(out, "]}");
	end(out);
}

int html_write_page(struct html *html)
{
	struct html_out out = { .stream = html->config.stream };
	int r;

	/* A run of which records are read back may name more than there are results for. */
	if (html->row_of == NULL && html->rows > html->config.inventory->question_count) {
		html->rows = html->config.inventory->question_count;
	}
	html_puts(&out, report_page_head);
	put_vocabulary(&out);
	put_groups(&out, html->config.inventory);
	put_resolver_ids(&out, html);
	put_block(&out, "run", "", &html->run, "");
	put_block(&out, "summary", "", &html->summary, "");
	put_block(&out, "host", "", &html->host, "");
	put_block(&out, "resolvers", "[", &html->resolver_records, "]");
	put_block(&out, "others", "[", &html->others, "]");
	put_limits(&out, html);
	put_names(&out, html);
	put_places(&out, html);
	put_columns(&out, html);
	begin(&out, "judged", "application/octet-stream");
	html_base64(&out, html->judged, html->rows);
	end(&out);
	put_block(&out, "texts", "[", &html->texts.block, "]");
	put_block(&out, "verdicts", "[", &html->verdicts, "]");
	begin(&out, "timeline", "application/json");
	html_timeline_write(&out, &html->timeline, html->resolvers);
	end(&out);
	html_puts(&out, report_page_tail);
	r = html_flush(&out);
	html_out_finish(&out);
	return r;
}
