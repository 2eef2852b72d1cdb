/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"

/*
 * What a resolver has from before. It gives what no server of the zone gives: the SOA, a denial or the delegation that it holds
 * may show that it is of an older version. Where they do not, for it has looked them up since, there is how long it will
 * keep the answer: names that are answered by place, or by load, are given for minutes.
 */

enum {
	/* Half an hour: content networks and balancers give a minute, seldom ten. */
	LASTING_S = 1800,
	STALE_REPEAT = 660, /* its number among the repeats of a question */
};

/* ---- an older version ------------------------------------------------------------------------ */

/* A denial of the zone among its cells carries the SOA that it has in its cache. */
static bool denies_by_older(const struct column *column, uint32_t resolver,
			    const struct cut *cut, uint32_t newest)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;

	for (uint32_t q = 0; count <= RELATIVES_MAX && q < count; q++) {
		struct fd_name name = question_name(diagnosis, q);
		const struct fd_cell *cell = cell_of(diagnosis, q, resolver);
		struct fd_observation saw;
		struct fd_message message;
		struct fd_soa soa;
		if (cell == NULL || !kind_negative(cell_kind(cell)) ||
		    !question_in_run(diagnosis, q) || !fd_name_under(&name, &cut->zone)) {
			continue;
		}
		cell_observe(diagnosis, q, resolver, &saw, &message);
		if (saw.message != NULL &&
		    fd_message_soa(saw.message, FD_SECTION_AUTHORITY, &soa) &&
		    fd_name_equal(&soa.owner, &cut->zone) && serial_newer(newest, soa.serial)) {
			finding_cell(
				column->diagnosis, column->finding, q, resolver,
				"what it denies, it denies by an older version of the zone");
			return true;
		}
	}
	return false;
}

/* Its SOA of the zone: from its cache, or just looked up. */
static const struct fact *ask_soa(const struct column *column, uint32_t resolver,
				  const struct cut *cut)
{
	const struct fd_wish wish = wish_resolver(column->diagnosis, resolver,
						  FD_PURPOSE_REPEAT, &cut->zone, FD_TYPE_SOA);

	return ask_insistently(column->diagnosis, &wish);
}

/*
 * What it holds of the zone is older than what all its servers hold. A resolver that has not the SOA in its cache looks it up, and
 * shows nothing.
 */
static enum answer holds_older(struct column *column, const struct versions *versions,
			       uint32_t resolver, const struct cut *cut)
{
	const struct fact *soa = ask_soa(column, resolver, cut);
	uint32_t serial;

	if (soa == NULL) {
		return PENDING;
	}
	if (versions->serials == 0 || versions->serials_differ) {
		return NO;
	}
	if (serial_of(soa, FD_SECTION_ANSWER, &serial) &&
	    serial_newer(versions->newest, serial)) {
		finding_fact(column->diagnosis, column->finding, soa,
			     "it holds an older version of the zone in its cache");
		return YES;
	}
	return denies_by_older(column, resolver, cut, versions->newest) ? YES : NO;
}

/* ---- an older delegation --------------------------------------------------------------------- */

static bool names_server(const struct fact *fact, const struct fd_name *zone,
			 const struct fd_name *server)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_name target;

	while (fact->observation.message != NULL &&
	       fd_message_next(fact->observation.message, &cursor, &record)) {
		if (record.type == FD_TYPE_NS && fd_name_equal(&record.owner, zone) &&
		    fd_record_target(fact->observation.message, &record, &target) == 0 &&
		    fd_name_equal(&target, server)) {
			return true;
		}
	}
	return false;
}

/* None of the servers it names is named by the parent, or by the zone itself. */
static bool names_others(const struct fact *held, const struct fact *own, const struct cut *cut)
{
	const struct fd_message *message = held->observation.message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_name target;
	size_t named = 0;

	while (message != NULL && saw_answer(&held->observation) &&
	       fd_message_next(message, &cursor, &record)) {
		if (record.section != FD_SECTION_ANSWER || record.type != FD_TYPE_NS ||
		    fd_record_target(message, &record, &target) < 0) {
			continue;
		}
		named++;
		if (names_server(own, &cut->zone, &target)) {
			return false;
		}
		for (size_t i = 0; i < cut->ns_count; i++) {
			if (fd_name_equal(&cut->ns[i], &target)) {
				return false;
			}
		}
	}
	return named > 0;
}

enum answer holds_old_delegation(struct column *column, uint32_t resolver,
				 const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct cut *cut = walk->cut;
	struct fd_wish wish =
		wish_resolver(diagnosis, resolver, FD_PURPOSE_REPEAT, &cut->zone, FD_TYPE_NS);
	struct fd_wish direct =
		cut_wish(diagnosis, &walk->finals[0]->wish.server, &cut->zone, FD_TYPE_NS);
	const struct fact *held = ask_insistently(diagnosis, &wish);
	const struct fact *own = ask_insistently(diagnosis, &direct);

	if (held == NULL || own == NULL) {
		return PENDING;
	}
	if (!names_others(held, own, cut)) {
		return NO;
	}
	finding_fact(diagnosis, column->finding, held,
		     "it still has another delegation of the zone");
	finding_fact(diagnosis, column->finding, cut->referral,
		     "the parent delegates it to others");
	return YES;
}

/* ---- an answer that is kept ------------------------------------------------------------------- */

static bool want_served(const struct column_cell *cell)
{
	return cell->kind == KIND_POSITIVE && cell->served;
}

static bool want_unserved(const struct column_cell *cell)
{
	return cell->kind == KIND_POSITIVE && !cell->served;
}

bool ttl_lasts(uint32_t ttl)
{
	return ttl >= LASTING_S;
}

/* As many independent resolvers at least have what the servers have: it is the others that differ. */
static bool few_differ(const struct column *column)
{
	size_t served = column_witnesses(column, want_served);

	return served > 0 && column_witnesses(column, want_unserved) <= served;
}

/* Asked again it has less time left: so it is from a cache, and nothing that somebody has told the resolver to say. */
static enum answer runs_out(struct column *column, const struct column_cell *cell)
{
	struct fd_wish wish = column_wish(column, cell->resolver);

	wish.purpose = FD_PURPOSE_REPEAT;
	wish.repeat = STALE_REPEAT;
	wish.delay_ns = AGAIN_NS;
	const struct fact *fact = ask_insistently(column->diagnosis, &wish);
	if (fact == NULL) {
		return PENDING;
	}
	if ((uint32_t)fact->observation.digest != cell->cell->digest ||
	    fact->observation.ttl >= cell->cell->ttl || fact->observation.ttl == 0) {
		return NO;
	}
	finding_fact(column->diagnosis, column->finding, fact,
		     "it has this from its cache, and will keep it for long");
	return YES;
}

/* The zone that it sees is the one that this host sees: it has not been given a copy of its own, for the inside. */
static enum answer sees_same_zone(struct column *column, const struct versions *versions,
				  const struct column_cell *cell, const struct cut *cut)
{
	const struct fact *soa = ask_soa(column, cell->resolver, cut);

	if (soa == NULL) {
		return PENDING;
	}
	for (size_t v = 0; v < versions->count; v++) {
		if (versions->soa[v] != NULL && saw_answer(&soa->observation) &&
		    versions->soa[v]->observation.digest == soa->observation.digest) {
			return YES;
		}
	}
	return NO;
}

/* ---- the rule -------------------------------------------------------------------------------- */

static bool is_seen(const struct answers_seen *seen, const struct column_cell *cell)
{
	for (size_t i = 0; i < seen->count; i++) {
		if (seen->digests[i] == cell->cell->digest) {
			return true;
		}
	}
	return false;
}

static enum answer check_cell(struct column *column, const struct column_cell *cell,
			      const struct versions *versions, const struct walk *walk,
			      bool *ret_guess)
{
	enum answer older = holds_older(column, versions, cell->resolver, walk->cut);

	if (older == NO) {
		older = holds_old_delegation(column, cell->resolver, walk);
	}
	if (older == NO) {
		older = holds_older_signature(column, versions, cell, walk);
	}
	if (older != NO || versions->count == 0 || versions->answers_differ ||
	    !ttl_lasts(cell->cell->ttl) || !few_differ(column)) {
		return older;
	}
	older = sees_same_zone(column, versions, cell, walk->cut);
	if (older == YES) {
		older = runs_out(column, cell);
	}
	*ret_guess = *ret_guess || older == YES;
	return older;
}

/* Some resolver shows that this very answer is old. */
static bool is_shown(const struct column *column, const struct column_cell *cell)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *other = &column->cells[i];
		if (in_vote(other) && other->judged && !other->guessed &&
		    other->cause == FD_CAUSE_resolver_stale_cache &&
		    other->cell->digest == cell->cell->digest) {
			return true;
		}
	}
	return false;
}

/* What one of them shows to be old is old wherever it is given, and no guess there. *ret_guess: some is one. */
static void judge_alike(struct column *column, bool *ret_guess)
{
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !want_unserved(cell)) {
			continue;
		}
		bool shown = is_shown(column, cell);
		if (shown && !cell->judged) {
			cell_mark(column, cell, FD_CAUSE_resolver_stale_cache);
		}
		cell->guessed = cell->guessed && !shown;
		*ret_guess = *ret_guess || (cell->judged && cell->guessed);
	}
}

/* With what it holds, where that was asked for since: plain cells keep no octets. */
static void show_held(const struct column *column, const struct column_cell *cell)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_wish wish = column_wish(column, cell->resolver);
	const struct fact *fact = facts_find(&diagnosis->facts, &wish);
	bool same = fact != NULL && fact->state == FACT_KNOWN &&
		    (uint32_t)fact->observation.digest == cell->cell->digest;
	const char *means = region_printf(
		&diagnosis->texts, "no server of the zone has this; it is kept for %s more",
		text_span(&diagnosis->texts, cell->cell->ttl));

	if (same) {
		finding_fact(diagnosis, column->finding, fact, means);
	} else {
		cell_show(column, cell, means);
	}
}

enum answer find_stale(struct column *column, const struct answers_seen *seen,
		       const struct versions *versions, const struct walk *walk,
		       bool *ret_guess)
{
	enum answer answer = NO;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !want_unserved(cell) || !is_seen(seen, cell)) {
			continue;
		}
		enum answer stale = check_cell(column, cell, versions, walk, &cell->guessed);
		if (stale == PENDING) {
			answer = PENDING;
		} else if (stale == YES) {
			show_held(column, cell);
			cell_mark(column, cell, FD_CAUSE_resolver_stale_cache);
			answer = answer == PENDING ? PENDING : YES;
		}
	}
	judge_alike(column, ret_guess);
	return answer;
}
