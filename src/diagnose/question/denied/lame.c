/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"

/*
 * A server that is named for a zone and does not serve it can deny the zone's names all the same: it holds an old copy of the
 * parent, which says NXDOMAIN with AA; or it serves the parent and refers to itself, of which some resolvers make an empty
 * answer (seen: Unbound). Who met it denies the name in good faith, so no resolver is said to have made that denial.
 */

static bool want_believed(const struct column_cell *cell)
{
	return kind_negative(cell->kind) && !cell->sink && !cell_changed(cell->cell);
}

/* It sends whoever asks for the zone's names to the zone's servers, of which it is one. */
static bool refers_to(const struct fd_message *message, const struct fd_name *zone)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && fd_message_next(message, &cursor, &record)) {
		if (record.type == FD_TYPE_NS && record.section == FD_SECTION_AUTHORITY &&
		    fd_name_equal(&record.owner, zone)) {
			return true;
		}
	}
	return false;
}

static bool denies(const struct fd_observation *saw, const struct fd_name *zone)
{
	if (saw->status == FD_NXDOMAIN) {
		return true;
	}
	return saw->status == FD_NOERROR && (saw->flags & FD_CELL_ANSWER) == 0 &&
	       refers_to(saw->message, zone);
}

/* The question itself, of those that do not serve the zone. */
static enum answer find_denial(struct fd_diagnosis *diagnosis, const struct walk *walk,
			       struct cut *cut, uint16_t qtype, const struct fact **ret_fact)
{
	enum answer answer = NO;

	for (size_t i = 0; i < cut->server_count; i++) {
		if (cut_server_state(diagnosis, cut, i) != SERVER_LAME) {
			continue;
		}
		struct fd_wish wish =
			cut_wish(diagnosis, &cut->servers[i].endpoint, &walk->name, qtype);
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		if (fact == NULL) {
			answer = PENDING;
		} else if (denies(&fact->observation, &cut->zone)) {
			*ret_fact = fact;
			return YES;
		}
	}
	return answer;
}

static void say_partly(struct column *column, const struct cut *cut)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	bool top = fd_name_labels(&cut->zone) == 1;
	enum fd_cause cause = top ? FD_CAUSE_tld_lame : FD_CAUSE_auth_partial_lame;

	finding_set(column->finding, cause, FD_ROLE_PUBLIC, FD_CONFIRMED);
	column_show(column, want_believed, "denied here");
	zone_show_servers(diagnosis, column->finding, cut);
	column->blamed = cut;
	column->finding->summary = region_printf(
		&diagnosis->texts,
		"%s is denied by whoever has met a server of %s that does not serve the zone; no "
		"resolver is at fault.",
		column->label, text_name(&diagnosis->texts, &cut->zone));
	column_mark(column, want_believed, cause);
	column_mark(column, want_failed, cause);
}

/* Some of them are lame beside good ones; or all are, and the zone is nowhere. */
static bool may_deny(const struct walk *walk)
{
	const struct tally *tally = &walk->tally;
	size_t lame = tally->by_state[SERVER_LAME];

	if (walk->cut == NULL || walk->cut->parent == NULL || lame == 0 ||
	    lint_registry(&walk->cut->zone)) {
		return false;
	}
	return walk->end == WALK_ANSWER ||
	       (walk->end == WALK_ZONE_BAD &&
		lame + tally->by_state[SERVER_UNKNOWN] == tally->total);
}

/* So it is with one of the servers above: a registry's second level, of which every server is looked at here. */
static enum answer find_denial_above(struct column *column, const struct walk *walk,
				     struct cut **ret_cut, const struct fact **ret_fact)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct cut *cut =
		walk->end == WALK_ANSWER && walk->cut != NULL ? walk->cut->parent : NULL;

	for (; cut != NULL && cut->parent != NULL; cut = cut->parent) {
		struct tally tally;
		if (!cut_health_all(diagnosis, cut, &tally)) {
			return PENDING;
		}
		if (tally.by_state[SERVER_LAME] == 0 || tally.by_state[SERVER_GOOD] == 0) {
			continue;
		}
		*ret_cut = cut;
		enum answer answer = find_denial(diagnosis, walk, cut, column->qtype, ret_fact);
		if (answer != NO) {
			return answer;
		}
	}
	return NO;
}

/* A denial that carries nobody's SOA: who made it may have met such a server. */
static bool want_bare(const struct column_cell *cell)
{
	return want_believed(cell) && (cell->cell->flags & FD_CELL_SOA) == 0;
}

/* Nothing, and nobody's SOA: what some make of servers that answer everything with an error (seen: Unbound, of BADVERS). */
static bool empty_only(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && (cell->kind != KIND_NODATA || !want_bare(cell) ||
				      cell->cell->ede != FD_EDE_NONE)) {
			return false;
		}
	}
	return column->nodata > 0;
}

enum answer judge_emptied(struct column *column, struct walk *walk)
{
	if (walk->end != WALK_ZONE_BAD || !empty_only(column)) {
		return NO;
	}
	enum answer answer = judge_zone_bad(column, walk);
	if (answer == YES) {
		column_show(column, want_bare, "empty, and no SOA to say that this is all");
		column_mark(column, want_bare, column->finding->cause);
		column->finding->severity = FD_FAILURE;
	}
	return answer;
}

enum answer judge_lame_denial(struct column *column, struct walk *walk)
{
	struct finding *finding = column->finding;
	struct cut *cut = walk->cut;
	const struct fact *denial;
	enum answer answer = NO;

	if (may_deny(walk) && column_witnesses(column, want_believed) > 0) {
		answer = find_denial(column->diagnosis, walk, cut, column->qtype, &denial);
	}
	if (answer == NO && column_witnesses(column, want_bare) > 0) {
		answer = find_denial_above(column, walk, &cut, &denial);
	}
	if (answer != YES) {
		return answer;
	}
	if (walk->end == WALK_ZONE_BAD) {
		answer = judge_zone_bad(column, walk);
		column_mark(column, want_believed, finding->cause);
	} else {
		say_partly(column, cut);
	}
	if (answer == YES) {
		finding_fact(column->diagnosis, finding, denial,
			     "and it denies the name, or sends whoever asks to itself");
		finding->severity =
			column->positive + column->stale > 0 ? FD_DEGRADED : FD_FAILURE;
	}
	return answer;
}
