/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "diagnose/question/answered/answered.h"
#include "diagnose/question/answered/samples.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/rules.h"

/*
 * Everybody answers, and not the same. That is how content networks, load balancers and names with many addresses work, so it
 * is no fault until something shows one: a private address inside and a public one outside are two views of one name; a
 * zone whose servers hold different versions is out of step; a resolver that still holds an older version has it
 * from its cache. How the answers differ is said in the notes.
 */

static const struct {
	enum fd_note note;
	const char *words;
} varieties[] = {
	[VARIETY_ROTATES] = { FD_NOTE_answers_rotate,
			      "the same resolver gives now one, now another" },
	[VARIETY_SET] = { FD_NOTE_answers_same_set,
			  "the addresses are the same, the aliases differ" },
	[VARIETY_TERMINAL] = { FD_NOTE_answers_same_cname_terminal,
			       "all are aliases that end at the same name" },
	[VARIETY_OVERLAP] = { FD_NOTE_answers_overlap, "some of the records are the same" },
	[VARIETY_ALIASES] = { FD_NOTE_answers_differ, "they are aliases to different names" },
	[VARIETY_DIFFERENT] = { FD_NOTE_answers_differ,
				"they have nothing in common, as where a zone answers by place; a cache "
				"that still holds an older answer looks the same" },
};

/* ---- private here, public there ---------------------------------------------------------------- */

/* Whoever is inside gets private addresses, whoever is outside gets others. */
static bool views_differ(const struct column *column, const struct samples *samples)
{
	unsigned private_roles = 0, public_roles = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		unsigned role = 1u << column_role(column, cell);
		for (size_t j = 0; in_vote(cell) && j < samples->count; j++) {
			if (samples->answers[j].cell->cell->digest != cell->cell->digest) {
				continue;
			}
			if (fact_private(samples->answers[j].fact)) {
				private_roles |= role;
			} else {
				public_roles |= role;
			}
		}
	}
	return private_roles == 1u << FD_ROLE_LOCAL && public_roles != 0 &&
	       (public_roles & private_roles) == 0;
}

/* ---- verdicts ------------------------------------------------------------------------------- */

static void show_samples(struct column *column, const struct samples *samples)
{
	for (size_t i = 0; i < samples->count; i++) {
		finding_fact(column->diagnosis, column->finding, samples->answers[i].fact,
			     "what this resolver answers");
	}
}

static enum answer judge_views(struct column *column, const struct samples *samples)
{
	finding_set(column->finding, FD_CAUSE_split_horizon, FD_ROLE_LOCAL, FD_LIKELY);
	show_samples(column, samples);
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s has a private address at the resolvers inside and another one outside: two views of "
		"one name.",
		column->label);
	return YES;
}

static bool sampled_private(const struct samples *samples, const struct column_cell *cell)
{
	for (size_t i = 0; i < samples->count; i++) {
		if (samples->answers[i].cell->cell->digest == cell->cell->digest) {
			return fact_private(samples->answers[i].fact);
		}
	}
	return false;
}

/* Some pass on what they have just heard as it is, AA and all: only who seldom does has made what he gives so. */
static bool made_as_own(const struct column *column, const struct column_cell *cell)
{
	const struct row *row = &column->diagnosis->rows[cell->resolver];

	return cell_given_as_own(column->diagnosis, cell->resolver, cell->cell) &&
	       row->with_aa * 2 <= row->answered;
}

/*
 * A private address, and no server of the zone has one, or one that a resolver of this site gives as its own: that resolver's own view,
 * whatever it is for.
 */
static bool find_own_view(struct column *column, const struct samples *samples,
			  const struct versions *versions)
{
	bool found = false;

	for (size_t v = 0; v < versions->count; v++) {
		if (fact_private(versions->answer[v])) {
			return false;
		}
	}
	for (size_t i = 0; versions->count > 0 && i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		bool own =
			column_role(column, cell) == FD_ROLE_LOCAL && made_as_own(column, cell);
		if (in_vote(cell) && want_positive(cell) && !cell->judged && !cell->served &&
		    (own || sampled_private(samples, cell))) {
			cell_mark(column, cell, FD_CAUSE_split_horizon);
			found = true;
		}
	}
	return found;
}

static enum answer judge_own_view(struct column *column, const struct samples *samples)
{
	finding_set(column->finding, FD_CAUSE_split_horizon, FD_ROLE_LOCAL, FD_LIKELY);
	show_samples(column, samples);
	finding_alternative(column->finding, FD_CAUSE_resolver_blocklist);
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s has an address of their own at some resolvers, which no server of its zone has: a "
		"view for the inside, or the page of a blocklist.",
		column->label);
	return YES;
}

static enum answer judge_out_of_step(struct column *column, const struct versions *versions,
				     const struct walk *walk)
{
	finding_set(column->finding, FD_CAUSE_auth_inconsistent_data, FD_ROLE_PUBLIC,
		    FD_CONFIRMED);
	versions_show(column, versions);
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s has different answers because the servers of %s hold different versions of the "
		"zone (%s); no resolver is at fault.",
		column->label, text_name(&column->diagnosis->texts, &walk->cut->zone),
		versions_text(column, versions));
	return YES;
}

static bool has_another(const struct fd_diagnosis *diagnosis, uint32_t question,
			uint32_t resolver, uint32_t digest)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		if (cell != NULL && cell_kind(cell) == KIND_POSITIVE &&
		    cell->digest != digest &&
		    diagnosis->rows[r].witness != diagnosis->rows[resolver].witness) {
			return true;
		}
	}
	return false;
}

/* The very same answer for another name too, which has its own elsewhere: the address of a page that says so. */
bool shared_with_another(const struct column *column, const struct column_cell *cell)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;

	for (uint32_t q = 0; count <= RELATIVES_MAX && q < count; q++) {
		const struct fd_cell *other = cell_of(diagnosis, q, cell->resolver);
		if (q != column->question && other != NULL &&
		    diagnosis->inventory->questions[q].qtype == column->qtype &&
		    cell_kind(other) == KIND_POSITIVE && other->digest == cell->cell->digest &&
		    has_another(diagnosis, q, cell->resolver, other->digest)) {
			return true;
		}
	}
	return false;
}

const char *shown_as_made(const struct column *column, const struct column_cell *cell)
{
	if (cell_changed(cell->cell)) {
		return "this resolver says that it is policy";
	}
	if (shared_with_another(column, cell)) {
		return "other names get the very same here, and their own elsewhere";
	}
	return column_role(column, cell) != FD_ROLE_LOCAL && made_as_own(column, cell)
		       ? "given as this resolver's own (aa), and no server of the zone has it"
		       : NULL;
}

/* The very same as one that is shown to be made. */
static void mark_like_made(struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		bool unserved = in_vote(cell) && !cell->served && !cell->judged &&
				cell->kind == KIND_POSITIVE;
		for (size_t j = 0; unserved && j < column->count; j++) {
			const struct column_cell *made = &column->cells[j];
			if (made->judged && made->cause == FD_CAUSE_resolver_blocklist &&
			    made->kind == KIND_POSITIVE &&
			    made->cell->digest == cell->cell->digest) {
				cell_mark(column, cell, FD_CAUSE_resolver_blocklist);
				break;
			}
		}
	}
}

/* No server of the zone has it, everybody else has what they have, and it is said, or seen, to be made. */
static bool find_blocked(struct column *column)
{
	bool found = false;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		bool unserved = in_vote(cell) && !cell->served && cell->kind == KIND_POSITIVE;
		const char *made = unserved ? shown_as_made(column, cell) : NULL;
		if (made == NULL) {
			continue;
		}
		cell_show(column, cell, made);
		cell_mark(column, cell, FD_CAUSE_resolver_blocklist);
		found = true;
	}
	if (found) {
		mark_like_made(column);
	}
	return found;
}

static void show_served(struct column *column, const struct walk *walk)
{
	for (size_t i = 0; i < walk->final_count && i < 2; i++) {
		finding_fact(column->diagnosis, column->finding, walk->finals[i],
			     "what the zone's own server answers");
	}
}

static enum answer judge_harmless(struct column *column, const struct samples *samples,
				  enum variety variety)
{
	struct finding *finding = column->finding;

	finding_set(finding, FD_CAUSE_ok, FD_ROLE_LOCAL, FD_LIKELY);
	show_samples(column, samples);
	finding_note(finding, fd_note_text(varieties[variety].note));
	finding->summary = region_printf(
		&column->diagnosis->texts,
		variety == VARIETY_DIFFERENT
			? "%s is answered; its resolvers give different answers: %s."
			: "%s is answered; its resolvers give different answers, which is how load is "
			  "spread, not a fault: %s.",
		column->label, varieties[variety].words);
	return YES;
}

/* Who gives what some server of the zone gives, however little that one knows of it, has not made it up. */
static enum answer acquit_served(struct column *column, const struct walk *walk)
{
	enum answer answer = YES;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		const struct fact *fact;
		if (!in_vote(cell) || cell->kind != KIND_POSITIVE) {
			continue;
		}
		enum answer served = answer_served(column, walk, cell->cell->digest, &fact);
		cell->served = served == YES;
		answer = served == PENDING ? PENDING : answer;
	}
	return answer;
}

static enum answer find_stale_samples(struct column *column, const struct samples *samples,
				      const struct versions *versions, const struct walk *walk,
				      bool *ret_guess)
{
	uint32_t digests[VARIETIES_MAX];

	for (size_t i = 0; i < samples->count; i++) {
		digests[i] = samples->answers[i].cell->cell->digest;
	}
	const struct answers_seen seen = { .digests = digests, .count = samples->count };
	return find_stale(column, &seen, versions, walk, ret_guess);
}

/* Nothing in common: is the zone out of step, or somebody's cache behind? NO: nothing shows that. */
static enum answer judge_different(struct column *column, const struct samples *samples)
{
	struct versions versions = { .count = 0 };
	struct walk walk;
	bool guess = false;

	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	if (walk.end != WALK_ANSWER) {
		return NO;
	}
	enum answer differ = versions_check(column, &walk, &versions);
	if (differ != NO) {
		return differ == YES ? judge_out_of_step(column, &versions, &walk) : PENDING;
	}
	enum answer strange = judge_strange_server(column, &walk);
	if (strange != NO) {
		return strange;
	}
	if (acquit_served(column, &walk) == PENDING) {
		return PENDING;
	}
	enum answer stale = find_stale_samples(column, samples, &versions, &walk, &guess);
	bool blocked = stale == NO && find_blocked(column);
	if (stale == NO && !blocked && find_own_view(column, samples, &versions)) {
		return judge_own_view(column, samples);
	}
	if (stale != YES && !blocked) {
		return stale;
	}
	show_served(column, &walk);
	conclude_from_cells(column, guess ? FD_POSSIBLE : FD_LIKELY);
	finding_alternative(column->finding, FD_CAUSE_split_horizon);
	if (guess) {
		finding_alternative(column->finding, FD_CAUSE_auth_inconsistent_data);
	}
	if (blocked) {
		(void)find_own_view(column, samples, &versions);
		finding_alternative(column->finding, FD_CAUSE_resolver_captive_portal);
	}
	return YES;
}

enum answer mark_odd_answers(struct column *column, const struct walk *walk)
{
	struct versions versions = { .count = 0 };
	struct samples samples;
	bool guess = false;

	if (!column->varied || walk->end != WALK_ANSWER) {
		return NO;
	}
	if (samples_take(column, &samples) == PENDING) {
		return PENDING;
	}
	if (!samples_read(column, &samples) ||
	    samples_classify(&samples, column->qtype) != VARIETY_DIFFERENT) {
		return NO;
	}
	enum answer differ = versions_check(column, walk, &versions);
	if (differ != NO || acquit_served(column, walk) == PENDING) {
		return differ == YES ? NO : PENDING;
	}
	enum answer stale = find_stale_samples(column, &samples, &versions, walk, &guess);
	bool blocked = stale == NO && find_blocked(column);
	return blocked ? YES : stale;
}

/* ---- aliases ---------------------------------------------------------------------------------- */

/* How long the alias itself will be kept: what it leads to is another zone's, and is kept for its own time. */
static uint32_t alias_ttl(const struct column *column, const struct fact *fact)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(fact->observation.message, &cursor, &record)) {
		if (record.section == FD_SECTION_ANSWER && record.type == FD_TYPE_CNAME &&
		    fd_name_equal(&record.owner, &column->name)) {
			return record.ttl;
		}
	}
	return 0;
}

static bool aliases_last(const struct column *column, const struct samples *samples)
{
	for (size_t i = 0; i < samples->count; i++) {
		if (ttl_lasts(alias_ttl(column, samples->answers[i].fact))) {
			return true;
		}
	}
	return false;
}

/* The column of the alias itself: everybody is asked for that. NO: not all have one. */
static enum answer gather_aliases(struct column *column, struct column *ret)
{
	struct column_cell *cells =
		region_alloc(&column->diagnosis->texts, column->count * sizeof(*cells));
	enum answer answer = cells == NULL ? NO : YES;

	*ret = *column;
	ret->qtype = FD_TYPE_CNAME;
	ret->expect = NULL;
	ret->cells = cells;
	for (size_t i = 0; cells != NULL && i < column->count; i++) {
		cells[i] = column->cells[i];
		if (!in_vote(&cells[i])) {
			continue;
		}
		struct fd_wish wish = column_wish(ret, cells[i].resolver);
		const struct fact *fact = ask_insistently(column->diagnosis, &wish);
		if (fact == NULL) {
			answer = answer == YES ? PENDING : answer;
			continue;
		}
		cells[i].again = fact;
		cells[i].now = fd_cell_compact(&fact->observation);
		cells[i].cell = &cells[i].now;
		cells[i].kind = observation_kind(&fact->observation);
		answer = cells[i].kind == KIND_POSITIVE ? answer : NO;
	}
	return answer;
}

/* What it leads to is for another zone to say: of the alias itself its own servers tell, and how long it is kept. */
static enum answer judge_aliases(struct column *column)
{
	struct column of;
	struct samples samples;
	enum answer answer = gather_aliases(column, &of);

	if (answer == YES) {
		answer = samples_take(&of, &samples);
	}
	if (answer == YES) {
		answer = samples_read(&of, &samples) ? judge_different(&of, &samples) : NO;
	}
	if (answer == YES) {
		column->blamed = of.blamed;
	}
	for (size_t i = 0; answer == YES && i < column->count; i++) {
		column->cells[i].judged = of.cells[i].judged;
		column->cells[i].cause = of.cells[i].cause;
		column->cells[i].locus = of.cells[i].locus;
	}
	return answer;
}

/* No server of the zone has an alias there, and some resolver that has one says, or shows, that it made it. */
static enum answer judge_made_aliases(struct column *column)
{
	bool made = false;
	struct walk walk;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		made = made || (in_vote(cell) && cell->kind == KIND_POSITIVE &&
				(cell->cell->flags & FD_CELL_CNAME) != 0 &&
				(cell_changed(cell->cell) ||
				 (column_role(column, cell) != FD_ROLE_LOCAL &&
				  made_as_own(column, cell))));
	}
	if (!made) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	if (walk.end != WALK_ANSWER || walk.aliases > 0) {
		return NO;
	}
	if (acquit_served(column, &walk) == PENDING) {
		return PENDING;
	}
	if (!find_blocked(column)) {
		return NO;
	}
	show_served(column, &walk);
	conclude_from_cells(column, FD_LIKELY);
	finding_alternative(column->finding, FD_CAUSE_split_horizon);
	finding_alternative(column->finding, FD_CAUSE_resolver_captive_portal);
	return YES;
}

bool column_varied(const struct column *column)
{
	return column->varied && column_plain(column) && column->sinks == 0;
}

enum answer rule_varied(struct column *column)
{
	struct samples samples;

	if (!column_varied(column)) {
		return NO;
	}
	if (samples_take(column, &samples) == PENDING) {
		return PENDING;
	}
	if (!samples_read(column, &samples)) {
		finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL, FD_LIKELY);
		finding_note(column->finding, fd_note_text(FD_NOTE_answers_differ));
		column->finding->summary = region_printf(
			&column->diagnosis->texts,
			"%s is answered; its resolvers give different answers.", column->label);
		return YES;
	}
	const struct fd_zone *declared =
		fd_inventory_zone(column->diagnosis->inventory, &column->name);
	if ((declared != NULL && declared->internal) || views_differ(column, &samples)) {
		return judge_views(column, &samples);
	}
	enum variety variety = samples_classify(&samples, column->qtype);
	enum answer apart = NO;
	/* Addresses take turns; mail servers and texts do not. */
	bool turns = column->qtype == FD_TYPE_A || column->qtype == FD_TYPE_AAAA;
	if (variety == VARIETY_DIFFERENT || (variety == VARIETY_OVERLAP && !turns)) {
		apart = judge_different(column, &samples);
	} else if (variety == VARIETY_ALIASES) {
		apart = judge_made_aliases(column);
		if (apart == NO && aliases_last(column, &samples)) {
			apart = judge_aliases(column);
		}
	}
	return apart == NO ? judge_harmless(column, &samples, variety) : apart;
}
