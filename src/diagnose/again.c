/* SPDX-License-Identifier: MIT */
#include "diagnose/column.h"

/*
 * Asking again before blaming. A resolver with a cold cache can fail a question once (seen: Knot Resolver gives a referral
 * or SERVFAIL for a zone's apex while names below it are asked), and a datagram gets lost. Failures are cached for a few
 * seconds (RFC 9520), so the second asking comes later than that.
 */

enum { /* EDE codes of policy (RFC 8914): asking again changes nothing */
	EDE_BLOCKED = 15,
	EDE_PROHIBITED = 18,
	AGAIN_REPEAT = 2, /* the bulk was the first time, the patient follow-up is the second */
};

static bool worth_asking(const struct column_cell *cell)
{
	bool policy = cell->cell->ede >= EDE_BLOCKED && cell->cell->ede <= EDE_PROHIBITED;

	return in_vote(cell) && !cell->judged && !policy &&
	       (cell->kind == KIND_SERVFAIL || cell->kind == KIND_REFERRAL ||
		cell->kind == KIND_SILENT || cell->kind == KIND_CUT ||
		cell->kind == KIND_REFUSED || cell->kind == KIND_ODD);
}

static struct fd_wish wish_again(const struct column *column, const struct column_cell *cell)
{
	struct fd_wish wish = cell_wish(column->diagnosis, column->question, cell->resolver);

	wish.repeat = AGAIN_REPEAT;
	wish.delay_ns = AGAIN_NS;
	if (cell->kind == KIND_CUT) {
		wish.proto = FD_TCP;
		wish.purpose = FD_PURPOSE_TCP;
		wish.delay_ns = 0;
	}
	return wish;
}

static bool answered_now(const struct fact *fact)
{
	return kind_answered(observation_kind(&fact->observation));
}

/* The first names of a zone that were asked again: YES when one of them recovered. */
static enum answer ask_sample(struct fd_diagnosis *diagnosis, const struct sample *sample)
{
	enum answer answer = NO;

	for (size_t i = 0; i < sample->count; i++) {
		const struct fact *fact = ask(diagnosis, &sample->wishes[i]);
		if (fact == NULL) {
			answer = PENDING;
		} else if (answer == NO && answered_now(fact)) {
			answer = YES;
		}
	}
	return answer;
}

/* NO: its like were asked again in vain. */
static enum answer ask_cell(struct column *column, struct column_cell *cell,
			    struct sample *sample)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct fd_wish wish = wish_again(column, cell);

	if (facts_find(&diagnosis->facts, &wish) == NULL) {
		if (sample->count == AGAIN_SAMPLE) {
			enum answer like = ask_sample(diagnosis, sample);
			if (like != YES) {
				return like;
			}
		} else {
			sample->wishes[sample->count++] = wish;
		}
	}
	const struct fact *fact = ask(diagnosis, &wish);
	if (fact == NULL) {
		return PENDING;
	}
	cell->again = saw_no_try(&fact->observation) ? NULL : fact;
	return YES;
}

void cell_hear(struct column_cell *cell, const struct fact *fact)
{
	if (cell->kind == KIND_SILENT &&
	    observation_kind(&fact->observation) == KIND_SERVFAIL) {
		cell->again = fact;
		cell->kind = KIND_SERVFAIL;
		cell->spoke = true;
	}
}

void cell_recover(struct column *column, struct column_cell *cell, const struct fact *fact)
{
	cell->again = fact;
	column->cut -= cell->kind == KIND_CUT;
	cell->kind = observation_kind(&cell->again->observation);
	cell->recovered = true;
	column->failed--;
	column->recovered++;
	column->positive += cell->kind == KIND_POSITIVE;
	column->stale += cell->kind == KIND_STALE;
	column->nodata += cell->kind == KIND_NODATA;
	column->nxdomain += cell->kind == KIND_NXDOMAIN;
}

enum answer ask_again(struct column *column, const struct walk *walk)
{
	bool shared = walk->cut != NULL && walk->cut->parent != NULL;
	enum answer answer = NO;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!worth_asking(cell)) {
			continue;
		}
		struct sample *sample = shared ? &walk->cut->again
					       : &column->diagnosis->rows[cell->resolver].again;
		enum answer one = ask_cell(column, cell, sample);
		if (one == PENDING) {
			answer = PENDING; /* and go on: what is wanted goes out together */
		} else if (cell->again != NULL && answered_now(cell->again)) {
			cell_recover(column, cell, cell->again);
			answer = answer == PENDING ? PENDING : YES;
		} else if (cell->again != NULL) {
			cell_hear(cell, cell->again);
		}
	}
	return answer;
}

/* ---- what it comes to ----------------------------------------------------------------------- */

static void show_recovered(struct column *column)
{
	for (size_t i = 0, shown = 0; i < column->count && shown < 2; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!cell->recovered) {
			continue;
		}
		finding_cell(column->diagnosis, column->finding, column->question,
			     cell->resolver, "failed once");
		finding_fact(column->diagnosis, column->finding, cell->again,
			     "asked again some seconds later, it answers");
		shown++;
	}
	finding_note(column->finding, fd_note_text(FD_NOTE_failed_once));
}

enum answer judge_recovered(struct column *column)
{
	enum answer answer = rule_negative(column);

	if (answer == NO) {
		answer = rule_divergent(column);
	}
	if (answer == PENDING) {
		return PENDING;
	}
	if (answer == NO) {
		finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL, FD_LIKELY);
		column->finding->summary = region_printf(
			&column->diagnosis->texts,
			"%s is answered; %zu of its resolvers failed once, and answered when "
			"asked again.",
			column->label, column->recovered);
	}
	show_recovered(column);
	return YES;
}
