/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/failing.h"

/*
 * The answer needs TCP, and TCP gets from here to nobody: that the zone's servers do not give it to this host says nothing about them. So
 * what can be said is what resolvers show. Who cuts it short has it. Several that have nothing to do with each other do not lose
 * TCP at once, but those of this site may, behind its firewall; and of one alone it cannot be told whether it is he or the zone.
 */

static bool want_whole(const struct column_cell *cell)
{
	return kind_failed(cell->kind) && cell->kind != KIND_CUT;
}

static bool want_cut(const struct column_cell *cell)
{
	return cell->kind == KIND_CUT;
}

/* Those of this site share its way out. */
static bool is_behind_firewall(const struct column *column, const struct column_cell *cell)
{
	return in_vote(cell) && want_whole(cell) && column_role(column, cell) == FD_ROLE_LOCAL;
}

static bool all_behind_firewall(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want_whole(cell) && !is_behind_firewall(column, cell)) {
			return false;
		}
	}
	return true;
}

static bool are_apart(const struct column *column, const struct column_cell *a,
		      const struct column_cell *b)
{
	const struct row *rows = column->diagnosis->rows;

	return in_vote(a) && in_vote(b) && want_whole(a) && want_whole(b) &&
	       rows[a->resolver].witness != rows[b->resolver].witness &&
	       !(is_behind_firewall(column, a) && is_behind_firewall(column, b));
}

/* Two that share neither their answers nor a way out. */
static bool several_fail(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (are_apart(column, &column->cells[i], &column->cells[j])) {
				return true;
			}
		}
	}
	return false;
}

/* Others have it, and could hand it over by TCP alone. */
static void mark_cells(struct column *column)
{
	column_mark(column, want_cut, FD_CAUSE_egress_tcp53_blocked);
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (is_behind_firewall(column, cell)) {
			cell_mark(column, cell, FD_CAUSE_egress_tcp53_blocked);
		}
	}
	column_mark(column, want_whole, FD_CAUSE_resolver_auth_path_broken);
}

static enum fd_cause cause_without_tcp(const struct column *column)
{
	return column->cut > 0 || all_behind_firewall(column) ? FD_CAUSE_egress_tcp53_blocked
	       : several_fail(column)			      ? FD_CAUSE_auth_tcp_blocked
							      : FD_CAUSE_budget;
}

static void say_without_tcp(struct column *column, const char *zone)
{
	struct finding *finding = column->finding;

	finding->summary = region_printf(
		&column->diagnosis->texts,
		finding->cause == FD_CAUSE_auth_tcp_blocked
			? "%s fails because its answer needs TCP, and several resolvers do not get "
			  "it from the servers of %s; TCP gets through to nobody from here."
		: finding->cause == FD_CAUSE_budget
			? "%s fails, and its answer needs TCP: whether it is the resolver that has "
			  "none, or the servers of %s, cannot be told from here, where TCP gets "
			  "through to nobody."
		: column->cut == 0
			? "%s fails because its answer needs TCP, which gets through to nobody from "
			  "here, and perhaps from this site's resolvers neither (zone %s)."
			: "%s fails because its answer needs TCP, and TCP gets through to nobody "
			  "from here (zone %s).",
		column->label, zone);
	if (finding->cause == FD_CAUSE_budget) {
		finding->action =
			"Look from a host whose TCP gets out, or ask a second, independent resolver; "
			"and open TCP port 53 outward in this site's firewall.";
	}
}

void judge_without_tcp(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	enum fd_cause cause = cause_without_tcp(column);

	finding_set(finding, cause, FD_ROLE_PUBLIC,
		    column->cut == column->failed ? FD_LIKELY : FD_POSSIBLE);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "the answer is cut short (tc), and TCP does not give the rest");
	}
	finding_fact(column->diagnosis, finding, column->diagnosis->host.root_tcp,
		     "nor does a root server answer TCP");
	if (column->cut < column->failed) {
		finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	}
	finding_alternative(finding, FD_CAUSE_auth_tcp_blocked);
	finding_alternative(finding, FD_CAUSE_egress_tcp53_blocked);
	say_without_tcp(column, text_name(&column->diagnosis->texts, &walk->cut->zone));
	if (column->cut > 0) {
		mark_cells(column);
	} else {
		column_mark(column, want_failed, cause);
	}
	column_weigh(column);
}
