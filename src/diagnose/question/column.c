/* SPDX-License-Identifier: MIT */
#include "diagnose/question/column.h"

#include <stdlib.h>

#include <fleetdig/expect.h>

#include "diagnose/question/questions.h"
#include "diagnose/rows/rows.h"
#include "diagnose/rows/types.h"

static bool is_sink(const struct fd_diagnosis *diagnosis, const struct fd_cell *cell,
		    uint16_t qtype)
{
	size_t from = qtype == FD_TYPE_AAAA ? 2 : 0;

	return (qtype == FD_TYPE_A || qtype == FD_TYPE_AAAA) &&
	       (cell->digest == diagnosis->sinkholes[from] ||
		cell->digest == diagnosis->sinkholes[from + 1]);
}

void cell_leave_to_row(const struct column *column, struct column_cell *cell)
{
	const struct row *row = &column->diagnosis->rows[cell->resolver];

	cell->row = true;
	cell->judged = true;
	cell->cause = row->finding.cause;
	cell->locus = row->finding.locus;
}

/* It answers no question of this type, whatever else is the matter with it. */
static void leave_out_type(const struct column *column, struct column_cell *cell)
{
	const struct row *row = &column->diagnosis->rows[cell->resolver];
	const struct type_row *type = type_broken(row, column->qtype);

	if (type != NULL && !cell->row && kind_failed(cell->kind)) {
		cell_mark(column, cell, type_cause(type));
		cell->row = true;
	}
}

/* Plain cells keep no octets; a denial without an SOA is not plain. */
static bool stopped_half_way(const struct column *column, uint32_t resolver,
			     const struct fd_cell *cell)
{
	struct fd_observation saw;
	struct fd_message message;

	if (cell_kind(cell) != KIND_NODATA ||
	    (cell->flags & (FD_CELL_SOA | FD_CELL_CNAME | FD_CELL_AA)) != 0) {
		return false;
	}
	cell_observe(column->diagnosis, column->question, resolver, &saw, &message);
	return saw.message != NULL && message_referral(saw.message);
}

/* Whether it is the resolver's own fault. */
static void place_cell(const struct column *column, struct column_cell *own)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct row *row = &diagnosis->rows[own->resolver];
	enum kind kind = own->kind;

	own->sink = kind == KIND_POSITIVE && is_sink(diagnosis, own->cell, column->qtype);
	/* A limit on the rate explains what is refused or dropped, and nothing else. */
	bool limited = row->finding.cause == FD_CAUSE_resolver_rate_limited;
	bool explained = limited ? kind == KIND_REFUSED || kind == KIND_SILENT ||
					   (kind == KIND_SERVFAIL && limit_shown(row))
				 : !kind_answered(kind) || cell_referral(own->cell);
	if (row->void_all || (row->wide && explained)) {
		cell_leave_to_row(column, own);
	}
	leave_out_type(column, own);
	if (row->rewrites && kind == KIND_POSITIVE && column->qtype == FD_TYPE_A &&
	    own->cell->digest == row->rewrite_digest) {
		cell_leave_to_row(column, own);
	}
}

static void add_cell(struct column *column, uint32_t resolver, const struct fd_cell *cell)
{
	struct column_cell *own = &column->cells[column->count++];
	bool half_way = stopped_half_way(column, resolver, cell);

	*own = (struct column_cell) {
		.resolver = resolver,
		.cell = cell,
		.kind = half_way ? KIND_REFERRAL : cell_kind(cell),
	};
	/* Made, as it says, and by no list. */
	if (cell->ede == EDE_FORGED && column->qtype == FD_TYPE_AAAA &&
	    column->diagnosis->rows[resolver].dns64) {
		own->now = *cell;
		own->now.ede = FD_EDE_NONE;
		own->cell = &own->now;
	}
	place_cell(column, own);
}

static void count_cells(struct column *column)
{
	const struct column_cell *first = NULL;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (cell->row) {
			column->rows++;
			continue;
		}
		if (cell->kind == KIND_POSITIVE) {
			first = first == NULL ? cell : first;
			column->varied =
				column->varied || cell->cell->digest != first->cell->digest;
		}
		column->positive += cell->kind == KIND_POSITIVE;
		column->changed += cell->kind == KIND_POSITIVE && cell_changed(cell->cell);
		column->stale += cell->kind == KIND_STALE;
		column->nodata += cell->kind == KIND_NODATA;
		column->nxdomain += cell->kind == KIND_NXDOMAIN;
		column->failed += kind_failed(cell->kind);
		column->unknown += cell->kind == KIND_UNKNOWN;
		column->sinks += cell->sink;
		column->cut += cell->kind == KIND_CUT;
		column->recovered += cell->recovered;
		column->unmet +=
			kind_answered(cell->kind) && (cell->cell->tries & FD_CELL_UNMET) != 0;
	}
}

static void count_votes(struct column *column)
{
	column->positive = column->stale = column->nodata = column->nxdomain = 0;
	column->failed = column->unknown = column->sinks = column->unmet = column->cut = 0;
	column->rows = column->recovered = column->changed = column->unwilling = 0;
	column->varied = false;
	column_silence(column);
	count_cells(column);
}

void column_gather(struct fd_diagnosis *diagnosis, uint32_t question, struct column *ret)
{
	const struct fd_inventory *inventory = diagnosis->inventory;

	*ret = (struct column) {
		.diagnosis = diagnosis,
		.question = question,
		.qtype = inventory->questions[question].qtype,
		.expect = fd_inventory_expect(inventory, &inventory->questions[question]),
		.cells = diagnosis->column,
	};
	for (uint32_t r = 0; r < inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		if (cell != NULL) {
			add_cell(ret, r, cell);
		}
	}
	count_votes(ret);
}

void cell_recover(struct column *column, struct column_cell *cell, const struct fact *fact)
{
	struct fd_observation saw = fact->observation;
	char why[FD_EXPECT_WHY_MAX];

	saw.unmet = column->expect != NULL &&
		    !fd_expect_met(column->expect, &saw, column->qtype, why);
	cell->again = fact;
	cell->now = fd_cell_compact(&saw);
	cell->cell = &cell->now;
	cell->kind = observation_kind(&fact->observation);
	cell->recovered = true;
	place_cell(column, cell);
	column->failed--;
	column->recovered++;
	column->renewed++;
}

void cell_leave_out(struct column *column, struct column_cell *cell)
{
	cell_leave_to_row(column, cell);
	column->failed--;
	column->renewed++;
}

void column_renew(struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		cell->row = cell->row && !cell->blocker;
		cell->blocker = false;
		cell->judged = cell->row;
	}
	column->blamed = NULL;
	count_votes(column);
}

bool rows_doubtful(const struct fd_diagnosis *diagnosis)
{
	bool doubtful = false;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		doubtful |= diagnosis->rows[r].void_all || diagnosis->rows[r].rewrites;
	}
	return doubtful;
}

bool question_well(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	uint16_t qtype = diagnosis->inventory->questions[question].qtype;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		if (cell != NULL &&
		    (cell_kind(cell) != KIND_POSITIVE || (cell->tries & FD_CELL_UNMET) != 0 ||
		     is_sink(diagnosis, cell, qtype))) {
			return false;
		}
	}
	return true;
}

bool question_alike(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	const struct fd_matrix *matrix = diagnosis->config.matrix;
	const struct fd_question *asked = &diagnosis->inventory->questions[question];
	const struct fd_cell *cells = fd_matrix_cell(matrix, question, 0), *first = NULL;

	for (uint32_t r = 0; r < matrix->resolver_count; r++) {
		if (!fd_inventory_asks(diagnosis->inventory, asked, r)) {
			continue;
		}
		first = first == NULL ? &cells[r] : first;
		if (cells[r].status != FD_NOERROR || (cells[r].flags & FD_CELL_ANSWER) == 0 ||
		    cells[r].ede != FD_EDE_NONE || cells[r].policy_zone ||
		    cell_given_as_own(diagnosis, r, &cells[r]) ||
		    (cells[r].tries & FD_CELL_UNMET) != 0 || cells[r].digest != first->digest) {
			return false;
		}
	}
	return first != NULL && !is_sink(diagnosis, first, asked->qtype);
}

void column_observe(const struct column *column, const struct column_cell *cell,
		    struct fd_observation *ret_observation, struct fd_message *message)
{
	if (cell->recovered || cell->spoke) {
		*ret_observation = cell->again->observation;
	} else {
		cell_observe(column->diagnosis, column->question, cell->resolver,
			     ret_observation, message);
	}
}

struct column_cell *column_allocate(size_t count)
{
	return calloc(count, sizeof(struct column_cell));
}

bool column_plain(const struct column *column)
{
	/* An answer that points nowhere is a sign only where another resolver has a real one. */
	bool odd = column->sinks > 0 && column->sinks < column->positive;

	bool changed = column->changed > 0 && column->changed == column->positive;

	return column->nodata + column->nxdomain + column->failed + column->unmet == 0 &&
	       !odd && !changed;
}

bool column_nowhere(const struct column *column)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	bool nowhere = column->sinks > 0 && column->sinks == column->positive &&
		       column->stale + column->nodata + column->nxdomain == 0 &&
		       column_plain(column);

	return nowhere && diagnosis->host.direct == DIRECT_WORKS && !diagnosis->config.no_drill;
}

struct fd_wish column_wish(const struct column *column, uint32_t resolver)
{
	return wish_resolver(column->diagnosis, resolver, FD_PURPOSE_REPEAT, &column->name,
			     column->qtype);
}

/* ---- who says what ------------------------------------------------------------------------- */

bool want_answered(const struct column_cell *cell)
{
	return kind_answered(cell->kind);
}

bool want_negative(const struct column_cell *cell)
{
	return kind_negative(cell->kind);
}

bool want_servfail(const struct column_cell *cell)
{
	return cell->kind == KIND_SERVFAIL;
}

bool want_failed(const struct column_cell *cell)
{
	return kind_failed(cell->kind);
}

bool want_other_failure(const struct column_cell *cell)
{
	return kind_failed(cell->kind) && cell->kind != KIND_REFUSED;
}

bool want_positive(const struct column_cell *cell)
{
	return cell->kind == KIND_POSITIVE && !cell->sink;
}

bool column_first_of_witness(const struct column *column, size_t index,
			     bool (*want)(const struct column_cell *))
{
	const struct row *rows = column->diagnosis->rows;
	const struct column_cell *cell = &column->cells[index];
	bool first = in_vote(cell) && want(cell);

	for (size_t i = 0; first && i < index; i++) {
		const struct column_cell *other = &column->cells[i];
		first = !(in_vote(other) && want(other) &&
			  rows[other->resolver].witness == rows[cell->resolver].witness);
	}
	return first;
}

size_t column_witnesses(const struct column *column, bool (*want)(const struct column_cell *))
{
	size_t count = 0;

	for (size_t i = 0; i < column->count; i++) {
		count += column_first_of_witness(column, i, want);
	}
	return count;
}

enum fd_role column_role(const struct column *column, const struct column_cell *cell)
{
	return column->diagnosis->inventory->resolvers[cell->resolver].role;
}

void cell_mark(const struct column *column, struct column_cell *cell, enum fd_cause cause)
{
	cell->judged = true;
	cell->cause = cause;
	cell->locus = cause_locus(cause, column_role(column, cell));
}

void column_mark(struct column *column, bool (*want)(const struct column_cell *),
		 enum fd_cause cause)
{
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && !cell->judged && want(cell)) {
			cell_mark(column, cell, cause);
		}
	}
}

void cell_show(const struct column *column, const struct column_cell *cell, const char *means)
{
	finding_cell(column->diagnosis, column->finding, column->question, cell->resolver,
		     cell->recovered ? "failed once"
		     : cell->spoke   ? "at first"
				     : means);
	if (cell->recovered || cell->spoke) {
		finding_fact(column->diagnosis, column->finding, cell->again, means);
	}
}

struct column_cell *column_first(struct column *column,
				 bool (*want)(const struct column_cell *))
{
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want(cell)) {
			return cell;
		}
	}
	return NULL;
}

void column_show(const struct column *column, bool (*want)(const struct column_cell *),
		 const char *means)
{
	size_t shown = 0;

	for (size_t i = 0; i < column->count && shown < 3; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want(cell)) {
			cell_show(column, cell, means);
			shown++;
		}
	}
}

int resolver_validates(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct fact *first = diagnosis->rows[resolver].canaries.first;
	int stated = diagnosis->inventory->resolvers[resolver].validates;

	if (stated >= 0) {
		return stated;
	}
	if (!canary_good(first) || diagnosis->inventory->resolvers[resolver].has_canary) {
		return -1;
	}
	return (first->observation.flags & FD_CELL_AD) != 0;
}

const struct fact *ask_unchecked(const struct column *column, uint32_t resolver)
{
	struct fd_wish wish = column_wish(column, resolver);

	wish.purpose = FD_PURPOSE_CHECKING_OFF;
	wish.flags |= FD_QUERY_CD;
	if (wish.flags & FD_QUERY_EDNS) {
		wish.flags |= FD_QUERY_DO;
	}
	return ask_insistently(column->diagnosis, &wish);
}

const struct fact *ask_patiently(const struct column *column, uint32_t resolver)
{
	const struct fd_diagnosis_config *config = &column->diagnosis->config;
	struct fd_wish wish = column_wish(column, resolver);

	wish.purpose = FD_PURPOSE_PATIENCE;
	wish.repeat = 1; /* the bulk was the first time */
	wish.timeout_ns = config->patience_ns > 0 ? config->patience_ns : PATIENCE_NS;
	return ask_insistently(column->diagnosis, &wish);
}

bool wish_absent_below(const struct column *column, uint32_t resolver,
		       const struct fd_name *zone, struct fd_wish *ret_wish)
{
	struct fd_name name;

	if (!canary_name(column->diagnosis, zone, &name)) {
		return false;
	}
	if (column->diagnosis->has_canary_absent &&
	    fd_name_equal(&name, &column->diagnosis->canary_absent)) {
		name.wire[1] = 'y'; /* the canary itself is in every cache by now */
	}
	*ret_wish =
		wish_resolver(column->diagnosis, resolver, FD_PURPOSE_REPEAT, &name, FD_TYPE_A);
	return true;
}

bool ask_absent_below(const struct column *column, uint32_t resolver,
		      const struct fd_name *zone, const struct fact **ret_fact)
{
	struct fd_wish wish;

	*ret_fact = NULL;
	if (!wish_absent_below(column, resolver, zone, &wish)) {
		return true;
	}
	*ret_fact = ask_insistently(column->diagnosis, &wish);
	return *ret_fact != NULL;
}

void column_weigh(const struct column *column)
{
	bool answered = column_answers(column) > 0;
	struct finding *finding = column->finding;

	if (answered && finding->severity == FD_FAILURE) {
		finding->severity = FD_DEGRADED;
	} else if (!answered && finding->severity == FD_DEGRADED) {
		finding->severity = FD_FAILURE;
	}
}
