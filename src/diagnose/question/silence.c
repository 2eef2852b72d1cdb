/* SPDX-License-Identifier: MIT */
#include "diagnose/question/column.h"
#include "diagnose/rows/rows.h"

/* Who has no word on a question, whatever he says of it. */

/*
 * A resolver that rewrites has no word where every other one says that the name does not exist. An address that is not the
 * one it makes up speaks for itself, and so does NODATA where somebody honest knows the name: a blocklist may be what
 * denies it.
 */
static void silence_rewriters(struct column *column)
{
	bool denied = false, known = false;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		bool honest = !cell->row && !column->diagnosis->rows[cell->resolver].rewrites;
		denied = denied || (honest && cell->kind == KIND_NXDOMAIN);
		known = known ||
			(honest && (cell->kind == KIND_POSITIVE || cell->kind == KIND_STALE ||
				    cell->kind == KIND_NODATA));
	}
	for (size_t i = 0; denied && !known && i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (column->diagnosis->rows[cell->resolver].rewrites && !cell->row &&
		    cell->kind == KIND_NODATA) {
			cell_leave_to_row(column, cell);
		}
	}
}

/* What DNS64 makes of an A is no word on the AAAA that somebody else says is not there. */
static void silence_makers(struct column *column)
{
	bool nodata = false;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		nodata = nodata || (!cell->row && cell->kind == KIND_NODATA &&
				    !column->diagnosis->rows[cell->resolver].dns64);
	}
	for (size_t i = 0; nodata && column->qtype == FD_TYPE_AAAA && i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!cell->row && cell->kind == KIND_POSITIVE &&
		    column->diagnosis->rows[cell->resolver].dns64) {
			cell->kind = KIND_UNKNOWN;
			cell->sink = false;
		}
	}
}

/*
 * Nobody has to answer ANY (RFC 8482): who says so has no word on the name, and who fails it where others answer shows nothing that
 * another type would not show.
 */
static void silence_unwilling(struct column *column)
{
	bool answered = false;

	if (column->qtype != FD_TYPE_ANY) {
		return;
	}
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		answered = answered || (in_vote(cell) && kind_answered(cell->kind));
	}
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		uint8_t status = cell->cell->status;
		bool unwilling = status == FD_NOTIMP || status == FD_REFUSED;
		if (in_vote(cell) && kind_failed(cell->kind) && (unwilling || answered)) {
			cell->kind = KIND_UNKNOWN;
			column->unwilling++;
		}
	}
}

static bool authority(const struct column *column, const struct column_cell *cell)
{
	enum fd_cause cause = column->diagnosis->rows[cell->resolver].finding.cause;

	return cause == FD_CAUSE_resolver_not_recursive && cell_of_own_zone(cell->cell);
}

/*
 * An authoritative server listed as a resolver answers for its own zones, however broken the way to them is. Beside resolvers
 * it has no vote; where there are no resolvers, its answers are all there is.
 */
static void silence_authorities(struct column *column)
{
	bool resolvers = false;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		resolvers = resolvers || (in_vote(cell) && !authority(column, cell));
	}
	for (size_t i = 0; resolvers && i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && authority(column, cell)) {
			cell->kind = KIND_UNKNOWN;
			cell->sink = false;
		}
	}
}

/* He says himself that he changed the answer; or denies the name as if it were his own, and names no zone that it is in. */
static bool made_here(const struct column *column, const struct column_cell *cell)
{
	if (!kind_negative(cell->kind) || !cell_as_own(cell->cell) ||
	    (cell->cell->flags & FD_CELL_SOA) != 0) {
		return cell_changed(cell->cell);
	}
	struct fd_name name = question_name(column->diagnosis, column->question);
	const struct fd_zone *declared = fd_inventory_zone(column->diagnosis->inventory, &name);
	return declared == NULL || !declared->internal;
}

/*
 * Who says himself that he changed the answer has no word on a name that everybody else fails: else a blocklist would make an
 * outage look like half of one. Nor on one that others deny by a zone's word, which may be another one than his.
 */
static void silence_blockers(struct column *column)
{
	bool answered = false, failed = false, positive = false, denied = false;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		bool own =
			in_vote(cell) && kind_answered(cell->kind) && !made_here(column, cell);
		answered = answered || own;
		denied = denied || (own && kind_negative(cell->kind) &&
				    (cell->cell->flags & FD_CELL_SOA) != 0);
		positive = positive || (in_vote(cell) && kind_answered(cell->kind) &&
					!kind_negative(cell->kind));
		failed = failed || (in_vote(cell) && kind_failed(cell->kind));
	}
	bool alone = failed && !answered, beside = denied && !positive;
	for (size_t i = 0; (alone || beside) && i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_answered(cell->kind) &&
		    (alone || cell_changed(cell->cell))) {
			cell_mark(column, cell, FD_CAUSE_resolver_blocklist);
			cell->row = cell->blocker = true;
		}
	}
}

void column_silence(struct column *column)
{
	silence_rewriters(column);
	silence_makers(column);
	silence_unwilling(column);
	silence_authorities(column);
	silence_blockers(column);
}
