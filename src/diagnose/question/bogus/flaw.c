/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/bogus/parts.h"

/* What is wrong with a zone's signatures is known exactly: it is said with its data. */

static const char *means_of(const struct showing *showing, struct region *texts)
{
	bool all = showing->flawed >= showing->views;

	if (showing->views <= 1) {
		return "this is what fails to validate";
	}
	return all ? region_printf(texts, "so at all %zu servers", showing->views)
		   : region_printf(texts, "so at %zu of %zu servers", showing->flawed,
				   showing->views);
}

static void show_chain(struct column *column, const struct examiner *examiner,
		       const struct showing *showing)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct flaw *flaw = &showing->flaw;
	const struct link *link = examiner_link(examiner, &flaw->zone);

	if (link != NULL && link->ds_fact != flaw->fact) {
		show_ds(column, link);
	}
	if (link != NULL && link->keys_fact != NULL && link->keys_fact != flaw->fact) {
		finding_seen(diagnosis, column->finding, link->keys_fact,
			     link->keys_saw == NULL ? "keys" : link->keys_saw,
			     link->loose ? "the zone's keys"
					 : "the zone's keys, as the DS has it");
	}
	const char *means = means_of(showing, &diagnosis->texts);
	if (flaw->saw != NULL) {
		finding_seen(diagnosis, column->finding, flaw->fact, flaw->saw, means);
	} else {
		finding_fact(diagnosis, column->finding, flaw->fact, means);
	}
	if (link != NULL && link->loose && link->why != NULL) {
		finding_table(
			column->finding, link->why,
			"dates, tags and presence were judged; no signature was verified");
	}
}

void conclude_flaw(struct column *column, const struct examiner *examiner,
		   const struct showing *showing)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct flaw *flaw = &showing->flaw;
	const struct link *link = examiner_link(examiner, &flaw->zone);
	const char *zone = text_name(&diagnosis->texts, &flaw->zone);
	bool parent = lint_registry(&flaw->zone);
	bool some = showing->flawed < showing->views;
	bool loose = link != NULL && link->loose;

	show_chain(column, examiner, showing);
	finding_set(finding,
		    parent ? FD_CAUSE_parent_dnssec_bogus
		    : some ? FD_CAUSE_dnssec_inconsistent
			   : flaw->cause,
		    FD_ROLE_PUBLIC, loose ? FD_LIKELY : FD_CONFIRMED);
	finding->dnssec = FD_DNSSEC_BOGUS;
	finding_alternative(finding, some || parent ? flaw->cause : finding->cause);
	if (loose) {
		finding_alternative(finding, FD_CAUSE_dnssec_bogus);
	}
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		&diagnosis->texts, "%s fails where it is validated%s: %s%s.", column->label,
		column->positive + column->stale > 0 ? " (others answer)" : "", flaw->what,
		some ? region_printf(&diagnosis->texts, " (at %zu of %zu servers of zone %s)",
				     showing->flawed, showing->views, zone)
		     : "");
	/* What is to be done about a parent's says already whom to tell. */
	finding->action = region_printf(
		&diagnosis->texts, parent ? "Zone %s: %s" : "Tell the operator of zone %s: %s",
		zone, finding->action);
}
