/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "sink/table/table.h"
#include "sink/ticket/ticket.h"

/* The page: for each question its verdict, what each resolver says, the path, and the reasoning. */

static const struct label no_label = { "", STYLE_PLAIN };

static void put_heading(struct page *page, const char *text)
{
	page_newline(page);
	page_put(page, STYLE_STRONG, text);
	page_newline(page);
}

/* ---- what each resolver says ----------------------------------------------------------------- */

struct columns {
	unsigned id, role, status, ttl, rtt, flags;
};

static void widen(unsigned *column, unsigned wanted)
{
	*column = wanted > *column ? wanted : *column;
}

static struct columns measure(const struct page *page, const struct ticket *ticket,
			      uint32_t question)
{
	const struct ticket_cell *cells = ticket->cells.items;
	struct columns columns = { .id = 8, .role = 6, .status = 7, .ttl = 5, .rtt = 7 };

	columns.flags = 5;
	for (size_t i = 0; i < ticket->cells.count; i++) {
		if (cells[i].question == question) {
			const char *id =
				ticket->config.inventory->resolvers[cells[i].resolver].id;
			widen(&columns.id, page_columns(page, id));
			widen(&columns.status, (unsigned)strlen(cells[i].status));
			widen(&columns.flags, (unsigned)strlen(cells[i].flags));
		}
	}
	columns.id = columns.id > ID_COLUMNS_MAX ? (unsigned)ID_COLUMNS_MAX : columns.id;
	return columns;
}

static void put_cell(struct page *page, enum style style, const char *text, unsigned columns,
		     bool right)
{
	page_cell(page, style, text, columns, right);
	page_blanks(page, 2);
}

static unsigned print_columns(struct page *page, const struct columns *columns,
			      const char *const texts[6], enum style style)
{
	page_blanks(page, 2);
	put_cell(page, style, texts[0], columns->id, false);
	put_cell(page, style, texts[1], columns->role, false);
	put_cell(page, style, texts[2], columns->status, false);
	put_cell(page, style, texts[3], columns->ttl, true);
	put_cell(page, style, texts[4], columns->rtt, true);
	put_cell(page, style, texts[5], columns->flags, false);
	return 2 + columns->id + columns->role + columns->status + columns->ttl + columns->rtt +
	       columns->flags + 12;
}

static const struct fd_cell_verdict *judged_cell(const struct ticket_verdict *verdict,
						 uint32_t resolver)
{
	for (size_t i = 0; verdict != NULL && i < verdict->cell_count; i++) {
		if (verdict->cells[i].resolver == resolver) {
			return &verdict->cells[i];
		}
	}
	return NULL;
}

/* Under the columns of the row, or, where the page is too narrow for that, on lines of their own. */
static void print_cell(struct page *page, const struct ticket *ticket,
		       const struct ticket_cell *cell, const struct columns *columns,
		       const struct ticket_verdict *verdict)
{
	const struct fd_resolver *resolver =
		&ticket->config.inventory->resolvers[cell->resolver];
	const struct fd_cell_verdict *judged = judged_cell(verdict, cell->resolver);
	char ttl[WORDS_MAX] = "-", rtt[WORDS_MAX] = "-";
	const char *texts[] = {
		resolver->id, fd_role_text(resolver->role),
		cell->status, ttl,
		rtt,	      cell->flags[0] == '\0' ? "-" : cell->flags,
	};
	struct words line = { .length = 0 };

	if (cell->has_ttl) {
		snprintf(ttl, sizeof(ttl), "%u", cell->ttl);
	}
	if (cell->has_rtt) {
		words_duration(rtt, cell->rtt_us);
	}
	bool empty = cell->answer[0] == '\0';
	words_add(&line, "%.900s",
		  !empty		    ? cell->answer
		  : cell->remark[0] != '\0' ? cell->remark
					    : "-");
	unsigned at = print_columns(page, columns, texts, STYLE_PLAIN);
	if (at + 24 > page->width) {
		page_newline(page);
		at = 6;
		page_blanks(page, at);
	}
	/* The cursor stands at `at`: the paragraph's first line needs no indent, its others do. */
	page_continue(page, at, STYLE_PLAIN, line.text);
	if (!empty && cell->remark[0] != '\0') {
		page_paragraph(page, at, no_label, STYLE_DIM, cell->remark);
	}
	if (judged != NULL) {
		line = (struct words) { .length = 0 };
		words_add(&line, "%s %s: %s", page_glyph(page, GLYPH_ARROW),
			  fd_locus_text(judged->locus), fd_cause_text(judged->cause));
		page_paragraph(page, at, no_label, STYLE_DIM, line.text);
	}
}

static void print_resolvers(struct page *page, const struct ticket *ticket, uint32_t question,
			    const struct ticket_verdict *verdict)
{
	static const char *const titles[] = { "resolver", "role", "status",
					      "TTL",	  "RTT",  "flags" };
	const struct ticket_cell *cells = ticket->cells.items;
	struct columns columns = measure(page, ticket, question);

	put_heading(page, "What each resolver says");
	print_columns(page, &columns, titles, STYLE_DIM);
	page_put(page, STYLE_DIM, "answer");
	page_newline(page);
	for (uint32_t r = 0; r < ticket->config.inventory->resolver_count; r++) {
		for (size_t i = 0; i < ticket->cells.count; i++) {
			if (cells[i].question == question && cells[i].resolver == r) {
				print_cell(page, ticket, &cells[i], &columns, verdict);
			}
		}
	}
}

/* ---- verdicts ------------------------------------------------------------------------------ */

static void print_verdict(struct page *page, const struct ticket_verdict *verdict,
			  const char *subject, const char *extent)
{
	struct finding_head head = { .severity = verdict->severity,
				     .locus = verdict->locus,
				     .cause = verdict->cause,
				     .subject = subject,
				     .extent = extent };

	table_print_head(page, &head, &verdict->told);
	table_print_summary(page, verdict->told.summary);
}

static void print_question(struct page *page, struct ticket *ticket,
			   const struct ticket_verdict *verdict)
{
	const struct fd_inventory *inventory = ticket->config.inventory;
	const struct fd_question *question = &inventory->questions[verdict->question];
	const struct fd_group *group = &inventory->groups[question->group];
	struct fd_name name;
	char text[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX];
	struct words line = { .length = 0 };
	const uint8_t *wire = fd_inventory_qname(inventory, question, &name.length);

	memcpy(name.wire, wire, name.length);
	fd_name_text(text, &name);
	fd_type_text(type, question->qtype);
	words_add(&line, "%s %s", text, type);
	if (group->owner != NULL) {
		words_add(&line, "  (%.60s, %.60s)", group->id, group->owner);
	}
	page_rule(page);
	page_put(page, STYLE_STRONG, line.text);
	page_newline(page);
	line = (struct words) { .length = 0 };
	words_add(&line, "DNSSEC %s", fd_dnssec_text(verdict->dnssec));
	print_verdict(page, verdict, line.text, "");
	table_print_action(page, verdict->told.action);
	print_resolvers(page, ticket, verdict->question, verdict);
	ticket_print_path(page, ticket, verdict->question);
	if (verdict->told.evidence_count + verdict->told.alternative_count +
		    verdict->told.note_count >
	    0) {
		put_heading(page, "Evidence");
		table_print_told(page, &verdict->told);
	}
	page_newline(page);
}

/* Resolvers and the host, where something is wrong with them as such. */
static void print_others(struct page *page, const struct ticket *ticket)
{
	const struct ticket_verdict *verdicts = ticket->verdicts.items;
	bool any = false;

	for (size_t i = 0; i < ticket->verdicts.count; i++) {
		const struct ticket_verdict *verdict = &verdicts[i];
		struct words subject = { .length = 0 };
		char address[FD_ENDPOINT_TEXT_MAX];
		if (verdict->question != FD_NO_INDEX || verdict->severity == FD_OK) {
			continue;
		}
		if (!any) {
			page_rule(page);
			page_put(page, STYLE_STRONG, "Resolvers and this host");
			page_newline(page);
		}
		any = true;
		words_add(&subject, "this host");
		if (verdict->resolver != FD_NO_INDEX) {
			const struct fd_resolver *of =
				&ticket->config.inventory->resolvers[verdict->resolver];
			fd_endpoint_text(address, &of->endpoint);
			subject = (struct words) { .length = 0 };
			words_add(&subject, "at %.60s (%s, %s)", of->id, fd_role_text(of->role),
				  address);
		}
		print_verdict(page, verdict, subject.text, "");
		table_print_told(page, &verdict->told);
		table_print_action(page, verdict->told.action);
	}
}

void ticket_print(struct page *page, struct ticket *ticket)
{
	const struct ticket_verdict *verdicts = ticket->verdicts.items;

	page_paragraph(page, 0, no_label, STYLE_STRONG, ticket->title.text);
	for (size_t i = 0; i < ticket->verdicts.count; i++) {
		if (verdicts[i].question != FD_NO_INDEX) {
			print_question(page, ticket, &verdicts[i]);
		}
	}
	print_others(page, ticket);
	if (ticket->measures.count > 0) {
		page_newline(page);
		measures_print(page, &ticket->measures, ticket->config.inventory);
	}
	if (ticket->comparisons.count > 0) {
		page_rule(page);
		page_put(page, STYLE_STRONG, "How they compare");
		page_newline(page);
		comparisons_print(page, &ticket->comparisons, ticket->config.inventory);
	}
	if (ticket->left_out > 0) {
		struct words line = { .length = 0 };
		char number[WORDS_MAX];
		text_grouped(number, ticket->left_out);
		words_add(&line,
			  "%s records found no place here: a ticket is for a few names; ndjson "
			  "holds them all.",
			  number);
		page_paragraph(page, 0, no_label, STYLE_DEGRADED, line.text);
	}
	if (ticket->summarised && !ticket->summary.complete) {
		page_newline(page);
		page_paragraph(page, 0, no_label, STYLE_DEGRADED,
			       "INCOMPLETE: the run was stopped early; this is what was known "
			       "then.");
	}
}
