/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/rules.h"

/*
 * An address that somebody else's resolvers give as their own (AA), or of which they say that it is theirs, and nobody has another
 * answer: the page of a filter, or a zone that was moved away and forgotten there. The zone's servers tell, where they all say the
 * same, and something else.
 */

static bool given_here(const struct column *column, const struct column_cell *cell)
{
	return column_role(column, cell) != FD_ROLE_LOCAL && !cell->sink &&
	       cell_given_as_own(column->diagnosis, cell->resolver, cell->cell) &&
	       (cell->cell->flags & FD_CELL_CNAME) == 0;
}

bool column_owned(const struct column *column)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	bool owned = column->positive > 0 && column->stale == 0 && column_plain(column) &&
		     diagnosis->host.direct == DIRECT_WORKS && !diagnosis->config.no_drill;

	for (size_t i = 0; owned && i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		owned = !in_vote(cell) || given_here(column, cell) ||
			(cell_changed(cell->cell) && !cell->sink);
	}
	return owned;
}

/* What all of the zone's servers give. NULL: they do not, or not the same. */
static const struct fact *given_by_all(const struct walk *walk)
{
	if (walk->end != WALK_ANSWER || walk->positive < walk->final_count) {
		return NULL;
	}
	for (size_t i = 1; i < walk->final_count; i++) {
		if (walk->finals[i]->observation.digest !=
		    walk->finals[0]->observation.digest) {
			return NULL;
		}
	}
	return walk->final_count > 0 ? walk->finals[0] : NULL;
}

/* Asked again they give the same as their own, which is no word of the zone's kept and passed on, and no record of it is the zone's. */
static enum answer find_made(struct column *column, const struct fact *true_one)
{
	enum answer answer = NO;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell)) {
			continue;
		}
		struct fd_wish wish = column_wish(column, cell->resolver);
		const struct fact *again = ask_insistently(column->diagnosis, &wish);
		if (again == NULL) {
			return PENDING;
		}
		bool changed = cell_changed(cell->cell);
		if (again->observation.message != NULL &&
		    (changed || (again->observation.flags & FD_CELL_AA) != 0) &&
		    (uint32_t)again->observation.digest == cell->cell->digest &&
		    !answers_share(again, true_one, column->qtype)) {
			cell_show(
				column, cell,
				changed ? "an answer of its own, and it says itself that this is policy"
					: "given as this resolver's own (aa), and no server of the zone "
					  "has it");
			cell_mark(column, cell, FD_CAUSE_resolver_blocklist);
			answer = YES;
		}
	}
	return answer;
}

enum answer rule_owned(struct column *column)
{
	const struct fd_zone *declared =
		fd_inventory_zone(column->diagnosis->inventory, &column->name);
	struct walk walk;

	if (!column_owned(column) || (declared != NULL && declared->internal)) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	const struct fact *true_one = given_by_all(&walk);
	enum answer made = true_one != NULL ? find_made(column, true_one) : NO;
	if (made != YES) {
		return made;
	}
	finding_fact(column->diagnosis, column->finding, true_one,
		     "the zone's own server has another one");
	conclude_from_cells(column, column->changed > 0 ? FD_LIKELY : FD_POSSIBLE);
	column->finding->severity = FD_FAILURE; /* nobody gives the real one */
	finding_alternative(column->finding, FD_CAUSE_resolver_stale_cache);
	finding_alternative(column->finding, FD_CAUSE_split_horizon);
	return YES;
}
