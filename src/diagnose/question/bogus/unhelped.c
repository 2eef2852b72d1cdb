/* SPDX-License-Identifier: MIT */
#include "diagnose/question/bogus/parts.h"
#include "diagnose/question/rules.h"

/* Where checking disabled tells nothing, or not enough: whether it is the zone's signatures shows at its servers, or at who does not check. */

/* More find the date wrong than right, and yet not all do. */
static void doubt_date(struct column *column)
{
	struct finding *finding = column->finding;

	finding->confidence =
		finding->confidence == FD_CONFIRMED ? FD_LIKELY : finding->confidence;
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
}

enum answer judge_divided(struct column *column, const struct walk *walk,
			  const struct examiner *examiner, const struct column_cell *at)
{
	struct showing showing;

	if (walk->end == WALK_VOID) {
		return judge_unvouched(column, walk, examiner, at);
	}
	if (walk->final_count == 0 || walk->cut == NULL || walk->cut->parent == NULL) {
		return NO;
	}
	const struct fact *unchecked = ask_unchecked(column, at->resolver);
	if (unchecked == NULL) {
		return PENDING;
	}
	bool came = saw_data(&unchecked->observation);
	examine_zone(examiner, &showing);
	if (showing.exam < EXAM_FLAWED) {
		showing = (struct showing) { 0 };
		examine_finals(examiner, column->qtype, &showing);
	}
	if (came && showing.exam == EXAM_GOOD) {
		examine_between(examiner, &showing);
	}
	enum exam exam = confirm_flaw(column, at, &showing);
	if (exam == EXAM_PENDING) {
		return PENDING;
	}
	if (exam != EXAM_FLAWED) {
		enum answer still = came ? still_fails(column, at) : NO;
		enum answer above = still == YES ? judge_above(column, walk, unchecked) : still;
		return still == YES && above == NO ? judge_strays(column, examiner, unchecked)
						   : above;
	}
	size_t accept = 0;
	enum answer dated = judge_clocks(column, at, unchecked, &showing, &accept);
	if (dated != NO) {
		return dated;
	}
	column_show(column, at->kind == KIND_SILENT ? want_failed : want_servfail,
		    "fails where it is validated");
	finding_fact(column->diagnosis, column->finding, unchecked,
		     came ? "with checking disabled it is answered: only DNSSEC is in the way"
			  : "with checking disabled it fails too, as with some resolvers that "
			    "could not validate the zone's keys");
	conclude_flaw(column, examiner, &showing);
	if (accept > 0) {
		doubt_date(column);
	}
	if (!came && column->finding->confidence == FD_CONFIRMED) {
		column->finding->confidence = FD_LIKELY;
		finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
	}
	return YES;
}

/* A good resolver that does not check signatures, and has it. */
static const struct column_cell *pick_unchecking(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_answered(cell->kind) &&
		    resolver_validates(column->diagnosis, cell->resolver) == 0) {
			return cell;
		}
	}
	return NULL;
}

/* The zone's servers cannot be asked, and checking disabled does not help: who does not check has what does not validate. */
static enum answer judge_elsewhere(struct column *column, const struct walk *walk,
				   const struct column_cell *at)
{
	const struct column_cell *other = pick_unchecking(column);
	struct showing showing = { .views = 1, .flawed = 1 };

	if (walk->end != WALK_VOID || other == NULL) {
		return NO;
	}
	const struct examiner examiner = { .diagnosis = column->diagnosis,
					   .walk = walk,
					   .resolver = other->resolver };
	const struct fact *fact = ask_unchecked(column, other->resolver);
	if (fact == NULL) {
		return PENDING;
	}
	showing.exam = examine_reply(&examiner, fact, column->qtype, &showing.flaw);
	enum exam exam = confirm_flaw(column, at, &showing);
	if (exam != EXAM_FLAWED) {
		return exam == EXAM_PENDING ? PENDING : NO;
	}
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(column->diagnosis, column->finding, fact,
		     "what one has that does not check signatures does not validate");
	conclude_flaw(column, &examiner, &showing);
	column->finding->confidence = FD_LIKELY;
	finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
	return YES;
}

enum answer judge_unhelped(struct column *column, const struct walk *walk,
			   const struct examiner *examiner, const struct column_cell *at)
{
	int validates = resolver_validates(column->diagnosis, at->resolver);
	int stated = column->diagnosis->inventory->resolvers[at->resolver].validates;

	if (stated == 0 || at->kind != KIND_SERVFAIL) {
		return NO;
	}
	const struct fact *unchecked = ask_unchecked(column, at->resolver);
	if (unchecked == NULL || saw_data(&unchecked->observation)) {
		return unchecked == NULL ? PENDING : NO;
	}
	enum answer seen = judge_divided(column, walk, examiner, at);
	/* Who hands the question on may take away the wish not to check, and the word that it was checked. */
	if (seen == YES && validates != 1) {
		column->finding->confidence = FD_POSSIBLE;
	}
	if (seen == NO && validates != 1) {
		return NO;
	}
	return seen == NO ? judge_elsewhere(column, walk, at) : seen;
}
