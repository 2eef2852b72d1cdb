/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/* Two views of one name: who is inside has it, and strangers do not. That is no fault; but who is inside and fails has one. */

static unsigned role_bit(const struct column *column, const struct column_cell *cell)
{
	return 1u << column_role(column, cell);
}

static unsigned roles_of(const struct column *column, bool (*want)(const struct column_cell *))
{
	unsigned roles = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		roles |= in_vote(cell) && want(cell) ? role_bit(column, cell) : 0;
	}
	return roles;
}

/* Given as their own by all who have it (AA, and recursion on offer): what is in a cache from before is not. */
static bool owners_only(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want_positive(cell) && !cell_as_own(cell->cell)) {
			return false;
		}
	}
	return true;
}

bool split_shown(const struct column *column, const struct walk *walk,
		 const struct fact *positive, const char **ret_why)
{
	struct fd_name reserved;
	unsigned have = roles_of(column, want_positive);
	bool inside = have == 1u << FD_ROLE_LOCAL;
	bool alone = inside && (roles_of(column, want_negative) & have) == 0;
	bool address = column->qtype == FD_TYPE_A || column->qtype == FD_TYPE_AAAA;
	bool private = positive != NULL && fact_private(positive);

	if (walk->end == WALK_ANSWER) {
		return false;
	}
	if (inside && lint_special_use(&column->name, &reserved) != LINT_NOT_SPECIAL) {
		*ret_why = "it is reserved for such names, which everybody has for himself";
		return true;
	}
	if (alone && (private || (!address && !strangers_know_domain(column)))) {
		*ret_why =
			private ? "a private address, known inside only" : "known inside only";
		return true;
	}
	if (inside && private && owners_only(column)) {
		*ret_why = "a private address, which who has it gives as its own";
		return true;
	}
	*ret_why = "its top-level domain does not exist, and some have it for themselves";
	return private && walk->end == WALK_NXDOMAIN && walk->cut->parent == NULL;
}

/* It denies the name as somebody who has that zone; or says that there is nothing, as one that met a lame server of it does. */
static bool denies_from_inside(const struct column *column, const struct column_cell *cell,
			       const struct fd_name *zone)
{
	struct fd_observation saw;
	struct fd_message message;
	struct fd_soa soa;

	if (zone == NULL || !kind_negative(cell->kind)) {
		return false;
	}
	column_observe(column, cell, &saw, &message);
	if (cell->kind == KIND_NODATA && (saw.flags & FD_CELL_SOA) == 0) {
		return true;
	}
	return saw.message != NULL && fd_message_soa(saw.message, FD_SECTION_AUTHORITY, &soa) &&
	       fd_name_under(&soa.owner, zone);
}

/* Of those inside: who lacks it, and who fails. Strangers may do either. */
static enum answer judge_insiders(struct column *column, const struct fd_name *zone,
				  size_t *ret_faults)
{
	const struct walk none = { .end = WALK_VOID, .name = column->name };
	unsigned inside = roles_of(column, want_positive);
	size_t failing = 0;

	*ret_faults = 0;
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		bool member = in_vote(cell) && (role_bit(column, cell) & inside) != 0;
		if (member && denies_from_inside(column, cell, zone)) {
			cell_show(column, cell,
				  "denied by who has the zone: an older copy, or a cache");
			cell_mark(column, cell, FD_CAUSE_resolver_stale_negative_cache);
			++*ret_faults;
		} else if (in_vote(cell) && (kind_negative(cell->kind) ||
					     (kind_failed(cell->kind) && !member))) {
			cell_mark(column, cell, FD_CAUSE_split_horizon);
		} else if (in_vote(cell) && kind_failed(cell->kind)) {
			failing++;
		}
	}
	if (failing == 0) {
		return YES;
	}
	*ret_faults += failing;
	return judge_failing_cells(column, &none);
}

enum answer judge_split(struct column *column, const struct fd_name *zone, const char *why)
{
	struct finding *finding = column->finding;
	size_t faults;

	enum answer known = judge_insiders(column, zone, &faults);
	if (known != YES) {
		return known;
	}
	if (faults > 0) {
		column_show(column, want_positive, "known here");
		/* Nothing without an SOA may be a filter's, too. */
		bool shown = zone != NULL && column->nodata == 0;
		conclude_from_cells(column, shown ? FD_LIKELY : FD_POSSIBLE);
		finding_alternative(finding, FD_CAUSE_split_horizon);
		finding_alternative(finding, FD_CAUSE_auth_inconsistent_existence);
		finding_alternative(finding, FD_CAUSE_auth_partial_lame);
		return YES;
	}
	finding_set(finding, FD_CAUSE_split_horizon, FD_ROLE_LOCAL, FD_LIKELY);
	column_show(column, want_positive, "known here");
	column_show(column, want_negative, "not known here");
	finding->summary = region_printf(&column->diagnosis->texts,
					 "%s is known to some resolvers and not to others: %s.",
					 column->label, why);
	return YES;
}

/* ---- what strangers say of the inside ----------------------------------------------------------- */

/* Who is inside has this one, and a stranger denies it. */
static bool known_inside_only(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	bool have = false, denied = false;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = question_in_run(diagnosis, question)
						     ? cell_of(diagnosis, question, r)
						     : NULL;
		bool local = diagnosis->inventory->resolvers[r].role == FD_ROLE_LOCAL;
		have = have || (cell != NULL && local && cell_kind(cell) == KIND_POSITIVE);
		denied = denied || (cell != NULL && !local && cell_kind(cell) == KIND_NXDOMAIN);
	}
	return have && denied;
}

/* Labels of the zone by which strangers deny the name; 0 too where they do not say. */
static unsigned labels_of_denial(const struct column *column)
{
	unsigned labels = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		struct fd_observation saw;
		struct fd_message message;
		struct fd_soa soa;
		if (!in_vote(cell) || !kind_negative(cell->kind)) {
			continue;
		}
		column_observe(column, cell, &saw, &message);
		if (saw.message != NULL &&
		    fd_message_soa(saw.message, FD_SECTION_AUTHORITY, &soa) &&
		    fd_name_labels(&soa.owner) > labels) {
			labels = fd_name_labels(&soa.owner);
		}
	}
	return labels;
}

/* Names beside it, in a zone below that by which strangers deny it, are known inside only. */
static bool beside_inside(const struct column *column, struct fd_name *ret_zone)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;
	unsigned above = labels_of_denial(column);
	unsigned least = above > 2 ? above + 1 : 3; /* a domain's own names are no inside */

	for (uint32_t q = 0; count <= RELATIVES_MAX && q < count; q++) {
		struct fd_name other = question_name(diagnosis, q);
		unsigned common =
			q == column->question ? 0 : labels_shared(&column->name, &other);
		if (common >= least && known_inside_only(diagnosis, q)) {
			fd_name_suffix(ret_zone, &column->name, common);
			return true;
		}
	}
	return false;
}

bool strangers_only(const struct column *column, struct fd_name *ret_zone)
{
	const struct fd_zone *declared =
		fd_inventory_zone(column->diagnosis->inventory, &column->name);
	unsigned deny = roles_of(column, want_negative), fail = roles_of(column, want_failed);
	unsigned inside = 1u << FD_ROLE_LOCAL;

	if (column->positive + column->stale > 0 || deny == 0) {
		return false;
	}
	if (declared != NULL && declared->internal) {
		*ret_zone = declared->name;
		return true;
	}
	/* Undeclared, it takes somebody inside who fails, and nobody inside who denies it. */
	return (fail & inside) != 0 && (deny & inside) == 0 &&
	       (lint_special_use(&column->name, ret_zone) != LINT_NOT_SPECIAL ||
		beside_inside(column, ret_zone));
}

/* The first of those inside that are at fault as a whole; NULL: there are none. */
static const struct column_cell *row_inside(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (cell->row && column_role(column, cell) == FD_ROLE_LOCAL &&
		    !kind_answered(cell->kind)) {
			return cell;
		}
	}
	return NULL;
}

/*
 * Who should know it is at fault as a whole, and strangers deny it, as they must. Nothing is shown about the name, but that nobody
 * here gets it.
 */
enum answer judge_unheard(struct column *column)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct column_cell *row = row_inside(column);
	const struct fd_zone *declared = fd_inventory_zone(diagnosis->inventory, &column->name);

	if (row == NULL || declared == NULL || !declared->internal ||
	    (roles_of(column, want_negative) & 1u << FD_ROLE_LOCAL) != 0) {
		return NO;
	}
	finding_set(finding, row->cause, FD_ROLE_LOCAL, FD_LIKELY);
	finding->severity = FD_FAILURE;
	finding_cell(diagnosis, finding, column->question, row->resolver,
		     "the resolver that should know it");
	column_show(column, want_negative, "a stranger denies it: the zone is marked internal");
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s is of the internal zone %s, and %s, which should know it, is at fault as a whole.",
		column->label, text_name(&diagnosis->texts, &declared->name),
		resolver_label(diagnosis, row->resolver));
	column_mark(column, want_negative, FD_CAUSE_split_horizon);
	return YES;
}

/* ---- nothing of this type, inside ---------------------------------------------------------------- */

/* Who is inside has the other sort of address: *ret_fact. */
static enum answer has_other_address(const struct column *column,
				     const struct column_cell *cell,
				     const struct fact **ret_fact)
{
	struct fd_wish wish =
		wish_resolver(column->diagnosis, cell->resolver, FD_PURPOSE_REPEAT,
			      &column->name, other_address(column->qtype));
	const struct fact *fact = ask_insistently(column->diagnosis, &wish);

	if (fact == NULL) {
		return PENDING;
	}
	*ret_fact = fact;
	return saw_answer(&fact->observation) ? YES : NO;
}

static void conclude_inside_nodata(struct column *column, const struct fact *other)
{
	finding_set(column->finding, FD_CAUSE_no_data, FD_ROLE_LOCAL, FD_LIKELY);
	column_show(column, want_negative, "no such type, or no such name for a stranger");
	finding_fact(column->diagnosis, column->finding, other, "another type of it is there");
	column_mark(column, want_negative, FD_CAUSE_split_horizon);
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s has no records of this type; who has another type of the name is inside, and for "
		"strangers it does not exist.",
		column->label);
}

enum answer judge_inside_nodata(struct column *column, const struct walk *walk)
{
	const struct fact *other;
	enum answer answer = NO;

	for (size_t i = 0; walk->end == WALK_NXDOMAIN && i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		bool inside = in_vote(cell) && cell->kind == KIND_NODATA &&
			      column_role(column, cell) == FD_ROLE_LOCAL;
		enum answer has = inside ? has_other_address(column, cell, &other) : NO;
		if (has == PENDING) {
			return PENDING;
		}
		if (has == YES) {
			cell_mark(column, cell, FD_CAUSE_no_data);
			answer = YES;
		}
	}
	if (answer == YES) {
		conclude_inside_nodata(column, other);
	}
	return answer;
}

enum answer judge_leads_inside(struct column *column, const struct fd_name *end)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_zone *declared = fd_inventory_zone(diagnosis->inventory, end);

	if (declared == NULL || !declared->internal ||
	    fd_name_under(&column->name, &declared->name)) {
		return NO;
	}
	finding_set(column->finding, FD_CAUSE_split_horizon, FD_ROLE_LOCAL, FD_LIKELY);
	column_show(column, want_negative, "the alias is answered, and not what it leads to");
	finding_alternative(column->finding, FD_CAUSE_cname_dangling);
	column->finding->summary = region_printf(
		&diagnosis->texts,
		"%s is an alias to %s, in a zone that is marked internal: strangers cannot follow it.",
		column->label, text_name(&diagnosis->texts, end));
	column_mark(column, want_negative, FD_CAUSE_split_horizon);
	return YES;
}
