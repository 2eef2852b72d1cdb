/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/denied/denied.h"

/* Some have the name, and for others its domain is not registered; and nobody above it can be asked which. */

/* It has another name of the domain. */
static bool has_of_domain(const struct fd_diagnosis *diagnosis, uint32_t resolver,
			  const struct fd_name *domain)
{
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;

	for (uint32_t q = 0; count <= RELATIVES_MAX && q < count; q++) {
		struct fd_name name = question_name(diagnosis, q);
		const struct fd_cell *cell = cell_of(diagnosis, q, resolver);
		if (cell != NULL && cell_kind(cell) == KIND_POSITIVE &&
		    fd_name_under(&name, domain)) {
			return true;
		}
	}
	return false;
}

/* The registry's own word, that there is no such domain: *ret_domain. */
static bool denied_by_registry(const struct column *column, const struct column_cell *cell,
			       struct fd_name *ret_domain)
{
	struct fd_observation saw;
	struct fd_message message;
	struct fd_soa soa;

	if (!in_vote(cell) || cell->kind != KIND_NXDOMAIN) {
		return false;
	}
	column_observe(column, cell, &saw, &message);
	if (saw.message == NULL || !fd_message_soa(saw.message, FD_SECTION_AUTHORITY, &soa) ||
	    !lint_registry(&soa.owner) || !fd_name_under(&column->name, &soa.owner) ||
	    fd_name_equal(&column->name, &soa.owner)) {
		return false;
	}
	fd_name_suffix(ret_domain, &column->name, fd_name_labels(&soa.owner) + 1);
	return true;
}

bool strangers_know_domain(const struct column *column)
{
	struct fd_name domain;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (denied_by_registry(column, cell, &domain) &&
		    has_of_domain(column->diagnosis, cell->resolver, &domain)) {
			return true;
		}
	}
	return false;
}

/*
 * Several that have nothing to do with each other have it from the registry that there is no such domain, and others have its names;
 * and nobody can be asked. Either they remember the time before it was registered, or the registry's servers do not agree. Who
 * has other names of the domain has not been without it for long.
 */
enum answer judge_unsettled(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	uint32_t witness = FD_NO_INDEX;
	struct fd_name domain;
	bool two = false;

	for (size_t i = 0; walk->end == WALK_VOID && i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (denied_by_registry(column, cell, &domain)) {
			uint32_t own = column->diagnosis->rows[cell->resolver].witness;
			two = two || (witness != FD_NO_INDEX && own != witness);
			witness = own;
		}
	}
	bool known = witness != FD_NO_INDEX && strangers_know_domain(column);
	if (witness == FD_NO_INDEX || (!two && !known)) {
		return NO;
	}
	finding_set(finding, known ? FD_CAUSE_delegation_inconsistent : FD_CAUSE_contradiction,
		    FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_negative, "denied with the word of the zone above");
	column_show(column, want_positive, "answered here");
	finding_alternative(finding, FD_CAUSE_delegation_inconsistent);
	finding_alternative(finding, FD_CAUSE_resolver_stale_negative_cache);
	finding_alternative(finding, FD_CAUSE_split_horizon);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		known ? "%s is answered by some resolvers; for others its domain is not registered, and "
			"they have other names of it: the servers above it do not seem to agree."
		      : "%s is answered by some resolvers; for others, which are independent of each "
			"other, its domain is not registered. Only the servers above it could say which.",
		column->label);
	column_mark(column, want_negative, finding->cause);
	column_weigh(column);
	return YES;
}
