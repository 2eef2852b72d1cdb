/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/failing.h"

/*
 * Who fails a name that its zone's servers give, and still has another name of the zone, which it cannot have kept: it gets there.
 * So it is no way of its that is broken, but a failure that it keeps, or a name that it drops.
 */

/* Somebody who has nothing to do with it failed the name for a moment. */
static bool recovered_elsewhere(const struct column *column, uint32_t resolver)
{
	const struct row *rows = column->diagnosis->rows;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && cell->recovered &&
		    rows[cell->resolver].witness != rows[resolver].witness) {
			return true;
		}
	}
	return false;
}

/* Who gets what is short from there need not get this. */
static bool needs_tcp(const struct walk *walk)
{
	for (size_t i = 0; i < walk->final_count; i++) {
		if (walk->finals[i]->observation.proto == FD_TCP) {
			return true;
		}
	}
	return false;
}

enum answer has_beside(const struct column *column, uint32_t resolver, const struct walk *walk,
		       const struct fact **ret_fact)
{
	/* Of an alias it is the zone at the end that is known here: to which of the two it does not get is not. */
	if (walk->end != WALK_ANSWER || walk->aliases > 0 || needs_tcp(walk)) {
		return NO;
	}
	if (!ask_absent_below(column, resolver, &walk->cut->zone, ret_fact)) {
		return PENDING;
	}
	bool has =
		*ret_fact != NULL && kind_answered(observation_kind(&(*ret_fact)->observation));
	return has ? YES : NO;
}

static enum answer excuse_cell(struct column *column, struct column_cell *cell,
			       const struct walk *walk)
{
	bool kept = cell->kind == KIND_SERVFAIL && recovered_elsewhere(column, cell->resolver);
	const struct fact *fresh;

	/* Silent however patiently it is asked: it drops the name. */
	if (!kept && cell->kind != KIND_SILENT) {
		return NO;
	}
	enum answer has = has_beside(column, cell->resolver, walk, &fresh);
	if (has == YES) {
		finding_fact(
			column->diagnosis, column->finding, fresh,
			"another name of the zone, which it cannot have kept, comes there");
		cell_mark(column, cell,
			  kept ? FD_CAUSE_auth_packet_loss : FD_CAUSE_resolver_blocklist);
	}
	return has;
}

enum answer excuse_reached(struct column *column, const struct walk *walk,
			   bool (*want)(const struct column_cell *))
{
	enum answer answer = NO;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want(cell) && excuse_cell(column, cell, walk) == PENDING) {
			answer = PENDING;
		}
	}
	return answer;
}

/* Neither their own word nor by anybody's SOA: all that the zone's servers have for the question. */
static bool denied_bare(const struct walk *walk)
{
	for (size_t i = 0; i < walk->final_count; i++) {
		const struct fd_observation *saw = &walk->finals[i]->observation;
		if (!kind_negative(observation_kind(saw)) || (saw->flags & FD_CELL_SOA) != 0 ||
		    (saw->header_flags & FD_FLAG_AA) != 0) {
			return false;
		}
	}
	return walk->final_count > 0;
}

void excuse_strict(struct column *column, const struct walk *walk,
		   bool (*want)(const struct column_cell *))
{
	for (size_t i = 0; denied_bare(walk) && i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want(cell) && cell->kind != KIND_SILENT) {
			cell_mark(column, cell, FD_CAUSE_auth_lame);
		}
	}
}

void say_dropped(struct column *column)
{
	column->finding->confidence = FD_POSSIBLE;
	finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
	finding_alternative(column->finding, FD_CAUSE_auth_packet_loss);
}

void say_kept(struct column *column)
{
	struct finding *finding = column->finding;

	finding->confidence = FD_POSSIBLE;
	finding_alternative(finding, FD_CAUSE_auth_rate_limited);
	finding_alternative(finding, FD_CAUSE_auth_partial_outage);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s failed at several resolvers, at some for a moment; who fails it still gets to "
		"the zone, and keeps the failure (RFC 9520): its servers lose some questions.",
		column->label);
}
