/* SPDX-License-Identifier: MIT */
#include <fleetdig/expect.h>

#include "diagnose/question/answered/answered.h"
#include "diagnose/question/rules.h"

/* What the inventory expects of a name: met by an absence or a failure too, and not met by answers that are otherwise well. */

static bool want_unmet(const struct column_cell *cell)
{
	return kind_answered(cell->kind) && (cell->cell->tries & FD_CELL_UNMET) != 0;
}

enum answer rule_expected(struct column *column)
{
	bool stated = column->expect != NULL && column->expect->rcode >= 0;

	if (!stated || column->unmet + column->failed + column->positive + column->stale > 0 ||
	    column->nodata + column->nxdomain == 0) {
		return NO;
	}
	finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL, FD_CONFIRMED);
	column_show(column, want_negative, "as the inventory expects");
	column->finding->summary =
		region_printf(&column->diagnosis->texts,
			      "%s is absent, as the inventory expects.", column->label);
	return YES;
}

/* Who was silent may have meant the same. NO: some fail in another way. */
static enum answer hear_others(struct column *column, int rcode)
{
	enum answer answer = NO;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || cell->kind != KIND_SILENT) {
			continue;
		}
		const struct fact *patient = ask_patiently(column, cell->resolver);
		if (patient == NULL) {
			answer = PENDING;
		} else if (patient->observation.status == rcode) {
			cell_hear(column, cell, patient);
		}
	}
	return answer;
}

/*
 * A negative control: a name that is broken on purpose, as those are by which one sees who validates. Who answers it is the one who is not
 * as expected.
 */
enum answer rule_failure_expected(struct column *column)
{
	int rcode = column->expect == NULL ? -1 : column->expect->rcode;
	struct finding *finding = column->finding;
	size_t met = 0, answered = 0, others = 0;

	if (rcode < 0 || rcode == FD_NOERROR || rcode == FD_NXDOMAIN) {
		return NO;
	}
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell)) {
			bool same = cell->cell->status == rcode;
			met += same;
			answered += !same && kind_answered(cell->kind);
			others += !same && !kind_answered(cell->kind);
		}
	}
	if (met == 0) {
		return NO;
	}
	if (others > 0) {
		return hear_others(column, rcode);
	}
	finding_set(finding, answered > 0 ? FD_CAUSE_expectation_unmet : FD_CAUSE_ok,
		    FD_ROLE_LOCAL, FD_CONFIRMED);
	column_show(column, want_failed, "as the inventory expects");
	column_show(column, want_answered, "answered, where a failure is expected");
	column_mark(column, want_answered, FD_CAUSE_expectation_unmet);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		answered > 0
			? "%s is answered by some resolvers, where the inventory expects it to fail."
			: "%s fails, as the inventory expects.",
		column->label);
	return YES;
}

/* The name is to be denied, by a filter that is asked whether it does that: some do, and others give what the zone has. */
enum answer rule_absence_unmet(struct column *column)
{
	struct finding *finding = column->finding;
	struct walk walk;

	if (column->expect == NULL || column->expect->rcode != FD_NXDOMAIN ||
	    column->nxdomain == 0 || column->unmet == 0 || column->unmet < column->positive) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	if (walk.end != WALK_ANSWER) {
		return NO;
	}
	finding_set(finding, FD_CAUSE_expectation_unmet, FD_ROLE_LOCAL, FD_CONFIRMED);
	column_show(column, want_unmet, "answered, where the inventory expects that it is not");
	column_show(column, want_negative, "denied, as the inventory expects");
	finding_fact(column->diagnosis, finding, walk.finals[0], "the zone has it");
	column_mark(column, want_unmet, FD_CAUSE_expectation_unmet);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is answered by some resolvers, where the inventory expects that it does not exist.",
		column->label);
	return YES;
}

static bool is_met(const struct column_cell *cell)
{
	return cell->kind == KIND_POSITIVE && (cell->cell->tries & FD_CELL_UNMET) == 0;
}

static bool is_broken(const struct column_cell *cell)
{
	return kind_negative(cell->kind) && (cell->cell->tries & FD_CELL_UNMET) != 0;
}

/* The roles of those that keep the promise. */
static unsigned roles_met(const struct column *column)
{
	unsigned roles = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		roles |= in_vote(cell) && is_met(cell) ? 1u << column_role(column, cell) : 0;
	}
	return roles;
}

/* Of one role some keep the promise, and another denies the name. */
static bool breaks_promise(const struct column *column)
{
	unsigned roles = roles_met(column);
	bool broken = false;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && !is_met(cell) && !is_broken(cell)) {
			return false;
		}
		broken = broken || (in_vote(cell) && is_broken(cell) &&
				    (roles & 1u << column_role(column, cell)) != 0);
	}
	return broken;
}

/*
 * A name of the inside, which the zone's own servers do not have: some give what the inventory promises, and others of the same role, which are
 * to have it too, deny it. Whatever is old or new in that, the promise is what does not hold.
 */
enum answer rule_promise_broken(struct column *column)
{
	struct finding *finding = column->finding;
	struct walk walk;

	if (column->expect == NULL || !breaks_promise(column)) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	if (walk.end != WALK_NXDOMAIN && walk.end != WALK_NODATA) {
		return NO;
	}
	finding_set(finding, FD_CAUSE_expectation_unmet, FD_ROLE_LOCAL, FD_CONFIRMED);
	column_show(column, is_broken, "denied, where the inventory expects an answer");
	column_show(column, is_met, "as the inventory expects");
	finding_fact(column->diagnosis, finding, walk.finals[0],
		     "the zone's own server does not have it");
	finding_alternative(finding, FD_CAUSE_split_horizon);
	finding_alternative(finding, FD_CAUSE_resolver_stale_negative_cache);
	column_mark(column, is_broken, FD_CAUSE_expectation_unmet);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is answered by some resolvers as the inventory expects, and denied by others: it "
		"is known inside, and these were not told.",
		column->label);
	return YES;
}

/* Only who keeps the promise is at fault by that: then it is not what is wrong here, and nobody is judged. */
static bool blames_met(struct column *column)
{
	bool blamed = false;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		bool judged = in_vote(cell) && cell->judged && cell->cause != FD_CAUSE_ok;
		if (judged && !is_met(cell)) {
			return false;
		}
		blamed = blamed || judged;
	}
	for (size_t i = 0; blamed && i < column->count; i++) {
		column->cells[i].judged = column->cells[i].judged && column->cells[i].row;
	}
	return blamed;
}

/* Some resolvers give what was expected, and others something else: a fault of theirs, or of the zone's servers, is the reason. */
static enum answer judge_unmet_here(struct column *column)
{
	struct column met = *column;

	met.unmet = 0;
	if (column->unmet >= column->positive || !column_varied(&met)) {
		return NO;
	}
	enum answer answer = rule_varied(&met);
	if (answer == YES && blames_met(column)) {
		answer = NO;
	}
	if (answer == YES && column->finding->severity >= FD_DEGRADED) {
		column->finding->severity = FD_FAILURE;
		finding_alternative(column->finding, FD_CAUSE_expectation_unmet);
		return YES;
	}
	*column->finding = (struct finding) { 0 };
	return answer == PENDING ? PENDING : NO;
}

enum answer rule_unmet(struct column *column)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const char *why = "the answer is not as expected";

	if (column->unmet == 0 || column->failed + column->nodata + column->nxdomain > 0 ||
	    column->sinks > 0) {
		return NO;
	}
	enum answer here = judge_unmet_here(column);
	if (here != NO) {
		return here;
	}
	finding_set(column->finding, FD_CAUSE_expectation_unmet, FD_ROLE_LOCAL, FD_CONFIRMED);
	for (size_t i = 0, shown = 0; i < column->count && shown < 3; i++) {
		struct column_cell *cell = &column->cells[i];
		struct fd_observation saw;
		struct fd_message message;
		char text[FD_EXPECT_WHY_MAX];
		if (!in_vote(cell) || !want_unmet(cell)) {
			continue;
		}
		column_observe(column, cell, &saw, &message);
		if (column->expect != NULL &&
		    !fd_expect_met(column->expect, &saw, column->qtype, text)) {
			why = region_printf(&diagnosis->texts, "%.300s", text);
		}
		cell_show(column, cell, why);
		shown++;
	}
	column->finding->summary = region_printf(
		&diagnosis->texts, "%s does not answer as expected (%s).", column->label, why);
	column_mark(column, want_unmet, FD_CAUSE_expectation_unmet);
	return YES;
}
