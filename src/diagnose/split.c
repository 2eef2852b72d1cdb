/* SPDX-License-Identifier: MIT */
#include "diagnose/column.h"
#include "diagnose/lint.h"

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
	if (alone && (private || !address)) {
		*ret_why =
			private ? "a private address, known inside only" : "known inside only";
		return true;
	}
	*ret_why = "its top-level domain does not exist, and some have it for themselves";
	return private && walk->end == WALK_NXDOMAIN && walk->cut->parent == NULL;
}

/* It denies the name as somebody who has that zone. */
static bool denies_from_inside(const struct column *column, const struct column_cell *cell,
			       const struct fd_name *zone)
{
	struct fd_observation saw;
	struct fd_message message;
	struct fd_soa soa;

	if (zone == NULL || cell->kind != KIND_NXDOMAIN) {
		return false;
	}
	column_observe(column, cell, &saw, &message);
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
		conclude_from_cells(column, zone != NULL ? FD_LIKELY : FD_POSSIBLE);
		finding_alternative(finding, FD_CAUSE_split_horizon);
		finding_alternative(finding, FD_CAUSE_auth_inconsistent_existence);
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
