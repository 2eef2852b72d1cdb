/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/rules.h"

/* Nobody has another answer, or denial, than one that is changed by the word of who gives it. */

bool all_changed(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_answered(cell->kind) && !cell_changed(cell->cell)) {
			return false;
		}
	}
	return true;
}

enum answer judge_blocked(struct column *column)
{
	struct finding *finding = column->finding;

	column_mark(column, want_answered, FD_CAUSE_resolver_blocklist);
	column_show(column, want_negative, "denied, and it says itself that this is policy");
	column_show(column, want_positive,
		    "an answer of its own, and it says itself that this is policy");
	conclude_from_cells(column, FD_LIKELY);
	if (column->nxdomain + column->nodata > 0) {
		finding_alternative(finding, FD_CAUSE_name_does_not_exist);
	}
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is blocked by policy wherever it was asked; what the zone has is not known.",
		column->label);
	apply_expectation(column);
	return YES;
}

/* The zone's servers have what is given: a list that lets a name pass is one too (seen: PowerDNS). */
static enum answer is_served(struct column *column)
{
	struct walk walk;

	if (column->diagnosis->config.no_drill || column->diagnosis->config.no_direct) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	for (size_t i = 0; walk.end == WALK_ANSWER && i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		const struct fact *fact;
		if (!in_vote(cell) || !kind_answered(cell->kind)) {
			continue;
		}
		enum answer served = answer_served(column, &walk, cell->cell->digest, &fact);
		if (served != YES) {
			return served;
		}
	}
	return walk.end == WALK_ANSWER ? YES : NO;
}

/* Nobody has another answer than one that is changed by the word of who gives it. */
enum answer rule_blocked(struct column *column)
{
	if (column->changed == 0 || column->failed > 0 || !all_changed(column)) {
		return NO;
	}
	enum answer served = is_served(column);
	if (served != YES) {
		return served == PENDING ? PENDING : judge_blocked(column);
	}
	finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL, FD_CONFIRMED);
	column_show(column, want_positive, "said to be policy, and the zone's own answer");
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is answered as the servers of its zone have it, though it is said to be policy.",
		column->label);
	return YES;
}
