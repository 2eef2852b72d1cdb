/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/glue.h"
#include "diagnose/question/failing/failing.h"

/*
 * Every address that the parent gives for the zone's servers is a private one, and this host is inside: it gets there, with the site's own
 * resolvers, and nobody outside does.
 */

static bool is_outside(const struct column *column, const struct column_cell *cell)
{
	return column_role(column, cell) != FD_ROLE_LOCAL;
}

/* Who fails is outside, and nobody outside has it. */
static bool fails_outside(const struct column *column)
{
	size_t failed = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell)) {
			continue;
		}
		bool fails = kind_failed(cell->kind);
		if (fails != is_outside(column, cell)) {
			return false;
		}
		failed += fails;
	}
	return failed > 0;
}

enum answer judge_private(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	struct region *texts = &column->diagnosis->texts;

	if (walk->final_count == 0 || walk->aliases > 0 || walk->cut == NULL ||
	    walk->cut->parent == NULL || !fails_outside(column) ||
	    !glue_private_here(column->diagnosis, walk->cut)) {
		return NO;
	}
	finding_set(finding, FD_CAUSE_delegation_ns_private_address, FD_ROLE_PUBLIC, FD_LIKELY);
	column_show(column, want_failed, "who is outside fails it");
	finding_fact(column->diagnosis, finding, walk->cut->referral,
		     "every address that the parent gives is a private one");
	finding_fact(column->diagnosis, finding, walk->finals[0],
		     "here, where that address leads somewhere, it is answered");
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		texts,
		"%s fails outside this site: all servers of zone %s have private addresses, which "
		"only this site reaches.",
		column->label, text_name(texts, &walk->cut->zone));
	return YES;
}
