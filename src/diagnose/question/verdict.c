/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "diagnose/question/denied/denied.h"
#include "diagnose/question/questions.h"
#include "diagnose/question/rules.h"
#include "diagnose/rows/rows.h"

/*
 * Verdicts that need no judgement of their own: plainly well, only resolver-wide faults, nothing known. Made when
 * asked for, without memory: a million healthy questions cost nothing.
 */

static const char well[] = "Answered as it should be.";
static const char well_elsewhere[] =
	"Answered; some of its resolvers fail as a whole, which is not the name's fault.";
static const char well_here[] =
	"Answered; but somebody answers in others' place here, so perhaps not by whom it should be.";
static const char each_its_own[] =
	"Every resolver it was asked of fails as a whole, each in its own way; nothing is shown about "
	"the name itself.";

static const char unwilling[] =
	"Nobody who was asked answers for all types at once, and nobody has to (RFC 8482): ask for "
	"the types that are used.";

static void list_rows(struct column *column, struct fd_verdict *verdict)
{
	struct fd_cell_verdict *cells = column->diagnosis->cells;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (cell->row) {
			cells[verdict->cell_count++] =
				(struct fd_cell_verdict) { .resolver = cell->resolver,
							   .locus = cell->locus,
							   .cause = cell->cause };
		}
	}
	verdict->cells = cells;
}

/* Of a question that is well everywhere, where every row has its vote: dnssec_of_answers() without the column. */
static enum fd_dnssec dnssec_of_alike(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	enum fd_dnssec state = FD_DNSSEC_UNVALIDATED;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		if (cell == NULL) {
			continue;
		}
		if (cell->flags & FD_CELL_AD) {
			return FD_DNSSEC_SECURE;
		}
		if (state != FD_DNSSEC_INSECURE && resolver_validates(diagnosis, r) == 1) {
			state = FD_DNSSEC_INSECURE;
		}
	}
	return state;
}

static enum fd_dnssec dnssec_of_answers(const struct column *column)
{
	enum fd_dnssec state = FD_DNSSEC_UNVALIDATED;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell)) {
			continue;
		}
		if (cell->cell->flags & FD_CELL_AD) {
			return FD_DNSSEC_SECURE;
		}
		if (resolver_validates(column->diagnosis, cell->resolver) == 1) {
			state = FD_DNSSEC_INSECURE;
		}
	}
	return state;
}

static void fill_well(const struct fd_diagnosis *diagnosis, struct fd_verdict *verdict,
		      const char *summary, enum fd_dnssec dnssec)
{
	/* What says that a signature is good is the interceptor's word too. */
	bool intercepted = host_intercepted(diagnosis);

	verdict->severity = FD_OK;
	verdict->locus = FD_LOCUS_NONE;
	verdict->cause = FD_CAUSE_ok;
	verdict->confidence = intercepted ? FD_LIKELY : FD_CONFIRMED;
	verdict->dnssec = dnssec;
	verdict->summary = intercepted ? well_here : summary;
	verdict->action = fd_cause_facts(FD_CAUSE_ok)->action;
}

static void fill_ok(const struct column *column, struct fd_verdict *verdict)
{
	fill_well(column->diagnosis, verdict, column->rows == 0 ? well : well_elsewhere,
		  dnssec_of_answers(column));
	if (column->stale > 0) {
		verdict->notes[verdict->note_count++] = fd_note_text(FD_NOTE_served_stale);
	}
	if (column->varied) { /* and there were too many like it to look at each */
		verdict->notes[verdict->note_count++] = fd_note_text(FD_NOTE_answers_differ);
	}
}

static void add_alternative(struct fd_verdict *verdict, enum fd_cause cause)
{
	for (size_t i = 0; i < verdict->alternative_count; i++) {
		if (verdict->alternatives[i] == cause) {
			return;
		}
	}
	if (verdict->alternative_count < FD_ALTERNATIVES_MAX) {
		verdict->alternatives[verdict->alternative_count++] = cause;
	}
}

static const struct column_cell *first_row_cell(const struct column *column)
{
	size_t i = 0;

	while (i < column->count && !column->cells[i].row) {
		i++;
	}
	assert(i < column->count);
	return &column->cells[i];
}

/* It lives, and gets nothing from anybody: what it forwards to, or the way to other servers. From outside the two look alike. */
static bool has_no_way(enum fd_cause cause)
{
	return cause == FD_CAUSE_forwarder_unreachable ||
	       cause == FD_CAUSE_recursion_path_broken || cause == FD_CAUSE_root_unreachable;
}

/* Only resolver-wide rows: their common cause and locus, or nothing that can be said of the name. */
static void fill_rows(const struct column *column, struct fd_verdict *verdict)
{
	const struct column_cell *first = first_row_cell(column);
	bool same_cause = true, same_locus = true, at_times = true;
	bool alike = has_no_way(first->cause);

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		same_cause = same_cause && (!cell->row || cell->cause == first->cause);
		alike = alike && (!cell->row || has_no_way(cell->cause));
		same_locus = same_locus && (!cell->row || cell->locus == first->locus);
		at_times = at_times && cell->row &&
			   row_at_times(&column->diagnosis->rows[cell->resolver]);
	}
	const struct fd_verdict *of = &column->diagnosis->rows[first->resolver].verdict;
	/* Who answers now and then may answer this one. */
	verdict->severity = at_times ? FD_DEGRADED : FD_FAILURE;
	verdict->evidence = of->evidence;
	verdict->evidence_count = of->evidence_count;
	if (same_cause || (alike && same_locus)) {
		verdict->cause = first->cause;
		verdict->locus = same_locus ? first->locus : FD_LOCUS_UNDETERMINED;
		verdict->summary = of->summary;
		verdict->action = of->action;
		for (size_t i = 0; i < of->alternative_count; i++) {
			add_alternative(verdict, of->alternatives[i]);
		}
		verdict->confidence = same_cause ? of->confidence : FD_POSSIBLE;
	} else {
		verdict->cause = FD_CAUSE_contradiction;
		verdict->locus = FD_LOCUS_UNDETERMINED;
		verdict->confidence = FD_POSSIBLE;
		verdict->summary = each_its_own;
		verdict->action = of->action;
	}
	for (size_t i = 0; !same_cause && i < column->count; i++) {
		if (column->cells[i].row && column->cells[i].cause != verdict->cause) {
			add_alternative(verdict, column->cells[i].cause);
		}
	}
}

static void fill_unknown(const struct column *column, struct fd_verdict *verdict)
{
	bool own = false;

	for (size_t i = 0; i < column->count; i++) {
		own = own || column->cells[i].cell->status == FD_STATUS_ERROR;
	}
	verdict->cause = own ? FD_CAUSE_own_loss : FD_CAUSE_budget;
	verdict->severity = own ? fd_cause_facts(verdict->cause)->severity : FD_INFO;
	verdict->locus = FD_LOCUS_UNDETERMINED;
	verdict->confidence = FD_POSSIBLE;
	verdict->summary = own ? "This host could not ask; nothing is shown about the name."
			       : "It was not asked to the end of this run; nothing is shown.";
	verdict->action = own ? fd_cause_facts(verdict->cause)->action
			      : "Run again with more time, or for this name alone.";
}

void verdict_fill(const struct column *column, struct fd_verdict *verdict)
{
	if (column->positive + column->stale > 0) {
		fill_ok(column, verdict);
	} else if (column->rows > 0) {
		fill_rows(column, verdict);
	} else if (column->unwilling > 0 && column->unwilling == column->unknown) {
		fill_well(column->diagnosis, verdict, unwilling, dnssec_of_answers(column));
	} else {
		fill_unknown(column, verdict);
	}
}

const struct fd_verdict *verdict_on_demand(struct fd_diagnosis *diagnosis, uint32_t question)
{
	struct fd_verdict *verdict = &diagnosis->plain;
	struct column column;

	*verdict = (struct fd_verdict) { .cells = diagnosis->cells };
	if (question_alike(diagnosis, question) && !rows_doubtful(diagnosis)) {
		fill_well(diagnosis, verdict, well, dnssec_of_alike(diagnosis, question));
		return verdict;
	}
	column_gather(diagnosis, question, &column);
	verdict_fill(&column, verdict);
	list_rows(&column, verdict);
	return verdict;
}

static bool touches_host(const struct fd_diagnosis *diagnosis, const struct column *column)
{
	enum fd_cause cause = diagnosis->host.finding.cause;

	for (size_t i = 0; cause != FD_CAUSE_ok && i < column->count; i++) {
		if (column->cells[i].row && column->cells[i].cause == cause) {
			return true;
		}
	}
	return false;
}

/* Resolver and host verdicts, with the number of questions they touch. */
void verdict_tables(struct fd_diagnosis *diagnosis)
{
	const struct fd_inventory *inventory = diagnosis->inventory;
	bool doubtful = rows_doubtful(diagnosis);

	for (uint32_t q = 0; q < inventory->question_count; q++) {
		struct column column;
		if (!question_in_run(diagnosis, q) ||
		    (!doubtful && question_well(diagnosis, q))) {
			continue;
		}
		column_gather(diagnosis, q, &column);
		for (size_t i = 0; i < column.count; i++) {
			diagnosis->rows[column.cells[i].resolver].affected +=
				column.cells[i].row;
		}
		diagnosis->host.affected += touches_host(diagnosis, &column);
	}
	for (uint32_t r = 0; r < inventory->resolver_count; r++) {
		add_rewriting(diagnosis, r);
		diagnosis->rows[r].verdict.affected = diagnosis->rows[r].affected;
	}
	diagnosis->host.verdict.affected = diagnosis->host.affected;
}
