/* SPDX-License-Identifier: MIT */
#include "diagnose/question/bogus/parts.h"
#include "diagnose/question/rules.h"

/*
 * Who validates other zones need not have validated this one: it may be excepted there (RFC 7646), and an answer without AD vouches for
 * nothing. Where the zone's servers cannot be asked, resolvers show what it has: two of them, for the way to one may be at fault.
 */

static bool is_vouched(const struct column_cell *cell)
{
	return in_vote(cell) && kind_answered(cell->kind) &&
	       (cell->cell->flags & FD_CELL_AD) != 0;
}

static bool same_flaw(const struct flaw *a, const struct flaw *b)
{
	return a->cause == b->cause && a->type == b->type &&
	       fd_name_equal(&a->owner, &b->owner) && fd_name_equal(&a->zone, &b->zone);
}

/* What a resolver gives, put to the proof with the keys that it gives. */
static enum exam examine_at(const struct column *column, const struct walk *walk,
			    uint32_t resolver, struct flaw *ret_flaw)
{
	const struct examiner examiner = { .diagnosis = column->diagnosis,
					   .walk = walk,
					   .resolver = resolver };
	const struct fact *fact = ask_unchecked(column, resolver);

	return fact == NULL ? EXAM_PENDING
			    : examine_reply(&examiner, fact, column->qtype, ret_flaw);
}

/* YES: one of those that answer shows the same flaw. NO too where it validates at one. */
static enum answer seen_elsewhere(const struct column *column, const struct walk *walk,
				  const struct column_cell *at, const struct flaw *flaw)
{
	const struct row *rows = column->diagnosis->rows;
	enum answer answer = NO;
	size_t asked = 0;

	for (size_t i = 0; i < column->count && asked < WITNESSES_LIKELY; i++) {
		const struct column_cell *cell = &column->cells[i];
		struct flaw other;
		if (!in_vote(cell) || !kind_answered(cell->kind) ||
		    rows[cell->resolver].witness == rows[at->resolver].witness) {
			continue;
		}
		asked++;
		enum exam exam = examine_at(column, walk, cell->resolver, &other);
		if (exam == EXAM_GOOD || exam == EXAM_INSECURE) {
			return NO;
		}
		if (exam == EXAM_PENDING) {
			answer = PENDING;
		} else if (exam == EXAM_FLAWED && answer == NO && same_flaw(&other, flaw)) {
			answer = YES;
		}
	}
	return answer;
}

enum answer judge_unvouched(struct column *column, const struct walk *walk,
			    const struct examiner *examiner, const struct column_cell *at)
{
	struct showing showing = { .views = 1, .flawed = 1 };

	for (size_t i = 0; i < column->count; i++) {
		if (is_vouched(&column->cells[i])) {
			return NO;
		}
	}
	const struct fact *unchecked = ask_unchecked(column, at->resolver);
	if (unchecked == NULL || at->kind != KIND_SERVFAIL) {
		return unchecked == NULL ? PENDING : NO;
	}
	showing.exam = examine_at(column, walk, at->resolver, &showing.flaw);
	enum exam exam = confirm_flaw(column, at, &showing);
	if (exam != EXAM_FLAWED) {
		return exam == EXAM_PENDING ? PENDING : NO;
	}
	enum answer seen = seen_elsewhere(column, walk, at, &showing.flaw);
	enum answer still = seen == YES ? still_fails(column, at) : seen;
	if (still != YES) {
		return still;
	}
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(column->diagnosis, column->finding, unchecked,
		     "with checking disabled it is answered; who answers it with checking does "
		     "not say that it was validated, and has the same");
	conclude_flaw(column, examiner, &showing);
	column->finding->confidence = FD_LIKELY;
	finding_alternative(column->finding, FD_CAUSE_resolver_dnssec_broken);
	return YES;
}
