/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/rules.h"

/*
 * The name servers that an owner expects, of a name that is answered. An answer does not show who serves its zone, so the
 * delegation is walked, once for all names of a zone. NS questions are their own answer: expect.c compares those.
 */

static bool names(const struct cut *cut, const struct fd_name *ns)
{
	for (size_t i = 0; i < cut->ns_count; i++) {
		if (fd_name_equal(&cut->ns[i], ns)) {
			return true;
		}
	}
	return false;
}

static const struct fd_name *first_missing(const struct cut *cut,
					   const struct fd_expect *expect)
{
	for (size_t i = 0; i < expect->ns_count; i++) {
		if (!names(cut, &expect->ns[i])) {
			return &expect->ns[i];
		}
	}
	return NULL;
}

static enum answer judge_kept(struct column *column, const struct cut *cut)
{
	struct region *texts = &column->diagnosis->texts;

	finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL,
		    cut == NULL ? FD_LIKELY : FD_CONFIRMED);
	if (cut == NULL) {
		column->finding->summary = region_printf(
			texts,
			"%s is answered; whether its zone is delegated as it should be (ns) "
			"could not be asked.",
			column->label);
		return YES;
	}
	finding_fact(column->diagnosis, column->finding, cut->referral,
		     "the servers that are expected are among these");
	column->finding->summary = region_printf(
		texts, "%s is answered, and zone %s is delegated to the servers expected.",
		column->label, text_name(texts, &cut->zone));
	return YES;
}

/* To the zone whose apex the name is, if it is one: that shows from below alone. A DS is the parent's. */
static enum answer walk_to_servers(const struct column *column, struct walk *walk)
{
	struct fd_name below;
	bool made = column->qtype != FD_TYPE_DS &&
		    fd_name_prepend(&below, "x", 1, &column->name) == 0;

	return walk_to_zone(column->diagnosis, made ? &below : &column->name, walk);
}

bool column_promised(const struct column *column)
{
	const struct fd_diagnosis_config *config = &column->diagnosis->config;

	return column->expect != NULL && column->expect->ns_count > 0 &&
	       column->qtype != FD_TYPE_NS && !config->no_drill && !config->no_direct &&
	       column->positive > 0 && column_plain(column);
}

enum answer rule_promised(struct column *column)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct walk walk;

	if (!column_promised(column)) {
		return NO;
	}
	enum answer answer = walk_to_servers(column, &walk);
	if (answer == PENDING) {
		return PENDING;
	}
	/* Of a zone with more servers than are kept it is not known who is missing. */
	bool known = answer == YES && walk.cut->parent != NULL &&
		     walk.cut->ns_count < SERVERS_PER_CUT;
	const struct fd_name *missing = known ? first_missing(walk.cut, column->expect) : NULL;
	if (missing == NULL) {
		return column_varied(column) ? NO : judge_kept(column, known ? walk.cut : NULL);
	}
	const char *zone = text_name(&diagnosis->texts, &walk.cut->zone);
	const char *ns = text_name(&diagnosis->texts, missing);
	finding_set(column->finding, FD_CAUSE_expectation_unmet, FD_ROLE_LOCAL, FD_CONFIRMED);
	column_show(column, want_positive, "it is answered");
	finding_fact(diagnosis, column->finding, walk.cut->referral,
		     region_printf(&diagnosis->texts, "%s is not among the servers of zone %s",
				   ns, zone));
	column->finding->summary = region_printf(
		&diagnosis->texts,
		"%s is answered, but not by whom it should be (ns: expected %s too): zone %s is "
		"delegated to other servers.",
		column->label, ns, zone);
	return YES;
}
