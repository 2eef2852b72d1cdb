/* SPDX-License-Identifier: MIT */
#include "diagnose/dnssec_unfounded.h"

bool want_servfail(const struct column_cell *cell)
{
	return cell->kind == KIND_SERVFAIL;
}

bool showing_unfounded(const struct showing *showing)
{
	return showing->exam == EXAM_GOOD &&
	       (showing->link == NULL || !showing->link->dateless);
}

enum answer judge_unfounded(struct column *column, const struct column_cell *at)
{
	struct finding *finding = column->finding;
	bool one = column_witnesses(column, want_servfail) < 2;
	enum answer often = ask_often(column, &column->cells[at - column->cells]);

	if (often != NO) {
		return often == YES ? NO : PENDING;
	}
	finding_set(finding, one ? FD_CAUSE_resolver_dnssec_broken : FD_CAUSE_contradiction,
		    column_role(column, at), FD_POSSIBLE);
	finding->dnssec = FD_DNSSEC_SECURE;
	finding_alternative(finding, FD_CAUSE_dnssec_bogus);
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	finding_table(
		finding,
		"followed from the trust anchor, every signature of the answer verifies here",
		"the fault is over, or lies with those who validate");
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails at %s with checking enabled only, and yet its DNSSEC data validates here.",
		column->label,
		one ? resolver_label(column->diagnosis, at->resolver) : "several resolvers");
	return YES;
}

void conclude_foreign(struct column *column, const struct walk *walk,
		      const struct column_cell *at, const struct showing *showing)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const char *zone = text_name(&diagnosis->texts, &walk->cut->zone);
	bool one = column_witnesses(column, want_servfail) < 2;

	finding_set(finding, FD_CAUSE_resolver_auth_path_broken, column_role(column, at),
		    one ? FD_LIKELY : FD_POSSIBLE);
	finding->dnssec = FD_DNSSEC_SECURE;
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	if (!one) {
		finding_alternative(finding, showing->flaw.cause);
	}
	finding_fact(diagnosis, finding, walk->finals[0],
		     "what the zone's own servers give is signed, and validates here");
	finding_table(finding, showing->flaw.what,
		      "so in what the resolver gives: it has this from elsewhere");
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails at %s where it is validated: what it is given there does not "
		"validate (%s), and is not what the servers of zone %s give.",
		column->label,
		one ? resolver_label(diagnosis, at->resolver) : "several resolvers",
		showing->flaw.what, zone);
	finding->action = region_printf(
		&diagnosis->texts,
		"See where that resolver has zone %s from: a forwarder, a copy or a view that is "
		"not signed as the parent says, or an old cache. Sign it, or except the zone from "
		"validation there (RFC 7646).",
		zone);
}
