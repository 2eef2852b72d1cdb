/* SPDX-License-Identifier: MIT */
#include "diagnose/rows/resolver_view.h"

#include "diagnose/common/text.h"
#include "diagnose/rows/rows.h"

void view_conclude(const struct view *view, enum fd_cause cause, enum fd_confidence confidence)
{
	if (!view->control && confidence > FD_LIKELY) {
		confidence = FD_LIKELY;
	}
	finding_set(view->finding, cause, view->of->role, confidence);
}

void view_show(const struct view *view, const struct fact *fact, const char *means)
{
	/* What was not asked shows nothing. */
	if (fact != NULL && !saw_no_try(&fact->observation)) {
		finding_fact(view->diagnosis, view->finding, fact, means);
	}
}

void view_show_row(const struct view *view)
{
	const struct row *row = view->row;
	struct region *texts = &view->diagnosis->texts;

	if (row->asked == 0) {
		return;
	}
	finding_table(
		view->finding,
		region_printf(texts,
			      "%llu of %llu questions answered; %llu unreachable, %llu silent, "
			      "%llu SERVFAIL, %llu REFUSED",
			      (unsigned long long)row->answered, (unsigned long long)row->asked,
			      (unsigned long long)row->unreachable,
			      (unsigned long long)(row->silent - row->unreachable),
			      (unsigned long long)row->servfail,
			      (unsigned long long)row->refused),
		row->elsewhere == 0
			? "no independent resolver answered any of these names"
			: region_printf(texts,
					"of the %llu that an independent resolver answered, "
					"%llu fail here",
					(unsigned long long)row->elsewhere,
					(unsigned long long)row->elsewhere_failed));
}

void view_say(const struct view *view, const char *what)
{
	struct region *texts = &view->diagnosis->texts;

	view->finding->summary = region_printf(
		texts, "%s %s.", resolver_label(view->diagnosis, view->resolver), what);
}
