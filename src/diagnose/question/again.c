/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/*
 * Asking again before blaming. A resolver with a cold cache can fail a question once (seen: Knot Resolver gives a referral
 * or SERVFAIL for a zone's apex while names below it are asked), and a datagram gets lost. Failures are cached for a few
 * seconds (RFC 9520), so the second asking comes later than that.
 */

enum {
	AGAIN_REPEAT = 2, /* the bulk was the first time, the patient follow-up is the second */
	OFTEN_REPEAT = 32, /* the number of the first of those */
	OFTEN_TRIES = 8,
};

static bool worth_asking(const struct column_cell *cell)
{
	return in_vote(cell) && !cell_withheld(cell->cell) &&
	       (cell->kind == KIND_SERVFAIL || cell->kind == KIND_REFERRAL ||
		cell->kind == KIND_SILENT || cell->kind == KIND_CUT ||
		cell->kind == KIND_REFUSED || cell->kind == KIND_ODD);
}

/*
 * Servers that take turns behind one address, one of which cannot: some names fail each time they are asked, by chance. In step
 * with others each would meet the same server every time, so each has moments of its own.
 */
static int64_t odd_ns(const struct column *column, unsigned i)
{
	uint64_t seed = column->diagnosis->config.seed ^ ((uint64_t)column->question << 8 | i);

	return OFTEN_NS / 256 * (int64_t)(seed * UINT64_C(0x9e3779b97f4a7c15) >> 56);
}

static struct fd_wish wish_again(const struct column *column, const struct column_cell *cell)
{
	struct fd_wish wish = column_wish(column, cell->resolver);

	wish.repeat = AGAIN_REPEAT;
	wish.delay_ns = AGAIN_NS + odd_ns(column, 0);
	if (cell->kind == KIND_CUT) {
		wish = wish_over_tcp(&wish);
		wish.delay_ns = 0;
	}
	return wish;
}

static bool answered_now(const struct fact *fact)
{
	return kind_answered(observation_kind(&fact->observation));
}

static struct sample *sample_of(struct fd_diagnosis *diagnosis, struct asked_again *samples,
				uint32_t resolver)
{
	struct sample *sample = samples->first;

	while (sample != NULL && sample->resolver != resolver) {
		sample = sample->next;
	}
	if (sample == NULL) {
		sample = region_alloc(&diagnosis->memory, sizeof(*sample));
		if (sample != NULL) {
			*sample = (struct sample) { .next = samples->first,
						    .resolver = resolver };
			samples->first = sample;
		}
	}
	return sample;
}

/* Some of a zone's names, but more of them where few resolvers fail; in any case some of each resolver. */
static bool sample_full(const struct asked_again *samples, const struct sample *sample)
{
	return sample->count == AGAIN_SAMPLE ||
	       (sample->count >= AGAIN_EACH && samples->count >= AGAIN_SAMPLE);
}

/* The first names of a zone that were asked again there: YES when one of them recovered. */
static enum answer ask_sample(struct fd_diagnosis *diagnosis, const struct sample *sample)
{
	enum answer answer = NO;

	for (size_t i = 0; i < sample->count; i++) {
		struct fd_wish wish =
			cell_wish(diagnosis, sample->questions[i], sample->resolver);
		wish.repeat = AGAIN_REPEAT;
		wish.proto = sample->protos[i];
		const struct fact *fact = ask(diagnosis, &wish);
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
			    struct asked_again *samples)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct fd_wish wish = wish_again(column, cell);

	if (facts_find(&diagnosis->facts, &wish) == NULL) {
		struct sample *sample = sample_of(diagnosis, samples, cell->resolver);
		if (sample == NULL) {
			return NO;
		}
		if (sample_full(samples, sample)) {
			enum answer like = ask_sample(diagnosis, sample);
			if (like != YES) {
				return like;
			}
		} else {
			sample->questions[sample->count] = column->question;
			sample->protos[sample->count++] = (uint8_t)wish.proto;
			samples->count++;
		}
	}
	const struct fact *fact = ask(diagnosis, &wish);
	if (fact == NULL) {
		return PENDING;
	}
	cell->again = saw_no_try(&fact->observation) ? NULL : fact;
	return YES;
}

void cell_hear(struct column *column, struct column_cell *cell, const struct fact *fact)
{
	enum kind kind = observation_kind(&fact->observation);
	bool spoke = kind == KIND_SERVFAIL || kind == KIND_REFUSED || kind == KIND_REFERRAL ||
		     kind == KIND_ODD;

	if ((cell->kind == KIND_SILENT && spoke) ||
	    (cell->kind == KIND_SERVFAIL && kind == KIND_REFUSED)) {
		cell->again = fact;
		cell->now = fd_cell_compact(&fact->observation);
		cell->cell = &cell->now;
		cell->kind = kind;
		cell->spoke = true;
		column->renewed++;
	}
}

static enum answer ask_wanted(struct column *column, const struct walk *walk,
			      bool (*want)(const struct column *, const struct column_cell *))
{
	bool shared = walk->cut != NULL && walk->cut->parent != NULL;
	enum answer answer = NO;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!worth_asking(cell) || !want(column, cell)) {
			continue;
		}
		struct asked_again *samples =
			shared ? &walk->cut->again
			       : &column->diagnosis->rows[cell->resolver].again;
		enum answer one = ask_cell(column, cell, samples);
		if (one == PENDING) {
			answer = PENDING; /* and go on: what is wanted goes out together */
		} else if (cell->again != NULL && answered_now(cell->again)) {
			cell_recover(column, cell, cell->again);
			answer = answer == PENDING ? PENDING : YES;
		} else if (cell->again != NULL) {
			cell_hear(column, cell, cell->again);
		}
	}
	return answer;
}

static bool want_unjudged(const struct column *column, const struct column_cell *cell)
{
	(void)column;
	return !cell->judged;
}

enum answer ask_again(struct column *column, const struct walk *walk)
{
	return ask_wanted(column, walk, want_unjudged);
}

static bool want_unchecking(const struct column *column, const struct column_cell *cell)
{
	return resolver_validates(column->diagnosis, cell->resolver) == 0;
}

enum answer ask_unchecking_again(struct column *column, const struct walk *walk)
{
	return ask_wanted(column, walk, want_unchecking);
}

enum answer ask_often(struct column *column, struct column_cell *cell)
{
	struct fd_wish wish = column_wish(column, cell->resolver);
	enum answer answer = NO;
	unsigned failed = 0;

	for (unsigned i = 0; i < OFTEN_TRIES; i++) {
		wish.repeat = (uint16_t)(OFTEN_REPEAT + i);
		wish.delay_ns = (int64_t)i * OFTEN_NS + odd_ns(column, i + 1);
		const struct fact *fact = ask(column->diagnosis, &wish);
		if (fact == NULL) {
			answer = PENDING;
		} else if (answer == NO && answered_now(fact)) {
			cell_recover(column, cell, fact);
			return YES;
		} else {
			failed += !saw_no_try(&fact->observation);
		}
	}
	cell->often = failed;
	return answer;
}

/* ---- what it comes to ----------------------------------------------------------------------- */

static bool want_recovered(const struct column_cell *cell)
{
	return cell->recovered;
}

/*
 * One alone may have been unlucky, or had too much to do: where others answer it is asked again before the zone's servers are
 * asked for the name. Thousands of names that failed once cost one question each. Several fail for a reason.
 */
enum answer rule_again(struct column *column)
{
	struct walk walk;

	if (column_witnesses(column, want_failed) != 1 || column_answers(column) == 0) {
		return NO;
	}
	if (walk_to_zone(column->diagnosis, &column->name, &walk) == PENDING) {
		return PENDING;
	}
	return ask_again(column, &walk) == PENDING ? PENDING : NO;
}

/* It was a moment's failure; half a dead server set explains it, and is worth saying. */
enum answer rule_moment_explained(struct column *column)
{
	struct walk walk;

	if (column->failed > 0 || column->recovered == 0) {
		return NO;
	}
	bool one = column_witnesses(column, want_recovered) == 1;
	bool walked = one ? walk_to_zone(column->diagnosis, &column->name, &walk) != PENDING
			  : walk_run(column->diagnosis, &column->name, column->qtype, &walk);
	if (!walked) {
		return PENDING;
	}
	if (walk.end == WALK_ZONE_BAD || walk_unaddressed(&walk)) {
		return NO;
	}
	enum answer answer = judge_intermittent(column, &walk);
	return answer == NO ? judge_zone_partial(column, &walk) : answer;
}

enum answer rule_moment(struct column *column)
{
	if (column->failed > 0 || column->recovered == 0) {
		return NO;
	}
	finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL, FD_LIKELY);
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is answered; %zu of its resolvers failed once, and answered when asked again.",
		column->label, column->recovered);
	return YES;
}

void show_recovered(struct column *column)
{
	for (size_t i = 0, shown = 0; i < column->count && shown < 2; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !cell->recovered || cell->judged) {
			continue;
		}
		cell_show(column, cell, "asked again some seconds later, it answers");
		shown++;
	}
	if (column->recovered > 0) {
		finding_note(column->finding, fd_note_text(FD_NOTE_failed_once));
	}
}
