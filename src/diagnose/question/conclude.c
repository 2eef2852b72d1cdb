/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/* The cells have been judged one by one: what that makes of the name. */

/* What is a fault before another view; local before isp before public. */
static bool is_worse(const struct column *column, const struct column_cell *cell,
		     const struct column_cell *than)
{
	bool view = cell->cause == FD_CAUSE_split_horizon;
	bool other = than->cause == FD_CAUSE_split_horizon;

	return view != other ? other : column_role(column, cell) < column_role(column, than);
}

static const struct column_cell *worst_cell(const struct column *column)
{
	const struct column_cell *worst = NULL;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (cell->row || !cell->judged || cell->cause == FD_CAUSE_ok) {
			continue;
		}
		if (worst == NULL || is_worse(column, cell, worst)) {
			worst = cell;
		}
	}
	return worst;
}

static size_t count_like(const struct column *column, enum fd_cause cause)
{
	size_t count = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		count += !cell->row && cell->judged && cell->cause == cause;
	}
	return count;
}

/* One name is little to say of who validates others: keys with one tag, or a server of the parent's, may differ for him alone. */
static void doubt_validator(struct column *column)
{
	struct finding *finding = column->finding;

	finding->confidence = FD_POSSIBLE;
	finding_alternative(finding, FD_CAUSE_dnssec_inconsistent);
	finding_alternative(finding, FD_CAUSE_parent_dnssec_bogus);
	finding_alternative(finding, FD_CAUSE_dnssec_bogus);
	finding->action =
		"Ask the resolver's operator why this name fails to validate there, and look at every "
		"server of the zone and of its parent (delv, dnsviz): they may not agree.";
}

/* Nothing is held against them. */
static bool others_answer(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_answered(cell->kind) &&
		    (!cell->judged || cell->cause == FD_CAUSE_ok)) {
			return true;
		}
	}
	return false;
}

void conclude_from_cells(struct column *column, enum fd_confidence confidence)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct column_cell *worst = worst_cell(column);

	/* Who was to be judged has recovered while he was asked: the rules begin anew. */
	if (worst == NULL) {
		finding_set(finding, FD_CAUSE_contradiction, FD_ROLE_LOCAL, FD_POSSIBLE);
		return;
	}
	finding_set(finding, worst->cause, column_role(column, worst),
		    worst->guessed ? FD_POSSIBLE : confidence);
	column_weigh(column);
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!cell->row && cell->judged && cell->cause != worst->cause &&
		    cell->cause != FD_CAUSE_ok) {
			finding_note(finding, fd_cause_text(cell->cause));
		}
	}
	size_t like = count_like(column, worst->cause);
	finding->summary = region_printf(
		&diagnosis->texts, "%s goes wrong at %s%s: %s%s.", column->label,
		resolver_label(diagnosis, worst->resolver),
		like > 1 ? region_printf(&diagnosis->texts, " and %zu more", like - 1) : "",
		fd_cause_text(worst->cause), others_answer(column) ? "; others answer" : "");
	if (worst->cause == FD_CAUSE_delegation_inconsistent && column->parents.dead != NULL) {
		finding->confidence = FD_LIKELY;
		say_parents(column);
	}
	if (worst->cause == FD_CAUSE_auth_rate_limited) {
		say_crowded(column);
	}
	if (worst->cause == FD_CAUSE_auth_packet_loss) {
		say_kept(column);
	}
	if (worst->cause == FD_CAUSE_resolver_blocklist && worst->kind == KIND_SILENT) {
		say_dropped(column);
	}
	if (worst->cause == FD_CAUSE_resolver_dnssec_broken) {
		doubt_validator(column);
	}
}

/* ---- where the zone's servers cannot be asked ------------------------------------------------ */

static bool want_unchecked(const struct column_cell *cell)
{
	return cell->judged && cell->signatures &&
	       cell->cause == FD_CAUSE_resolver_dnssec_broken;
}

static bool want_cut_off(const struct column_cell *cell)
{
	return cell->judged && cell->cause == FD_CAUSE_resolver_auth_path_broken;
}

static void blame_zone(struct column *column, bool (*want)(const struct column_cell *),
		       enum fd_cause cause)
{
	for (size_t i = 0; i < column->count; i++) {
		if (in_vote(&column->cells[i]) && want(&column->cells[i])) {
			cell_mark(column, &column->cells[i], cause);
		}
	}
}

/* What was found at other cells may be at the bottom of all: the zone was not asked. */
static void add_causes_of_cells(struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (cell->row || !cell->judged || cell->cause == FD_CAUSE_ok) {
			continue;
		}
		/* With checking disabled there were some to check: they may be the zone's fault. */
		if (cell->cause == FD_CAUSE_resolver_dnssec_broken && cell->signatures) {
			finding_alternative(column->finding, FD_CAUSE_dnssec_bogus);
		}
		finding_alternative(column->finding, cell->cause);
	}
}

/*
 * All who fail are the site's own, and fail each time, as servers of which some are dead do not make them; and none of the site's own has
 * it. What they share is the site's way out.
 */
static bool fails_inside(const struct column *column)
{
	bool answered = false, often = false;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell)) {
			continue;
		}
		if (want_cut_off(cell) != (column_role(column, cell) == FD_ROLE_LOCAL)) {
			return false;
		}
		often = often || cell->often > 0;
		answered = answered || kind_answered(cell->kind);
	}
	return answered && often;
}

/*
 * Several independent resolvers fail alike, and others answer, perhaps of their caches: it is more likely one zone than all of
 * their ways to it.
 */
void blame_alike(struct column *column)
{
	if (column_witnesses(column, want_unchecked) >= 2) {
		blame_zone(column, want_unchecked, FD_CAUSE_dnssec_bogus);
	} else if (column_witnesses(column, want_cut_off) >= 2 && !fails_inside(column)) {
		blame_zone(column, want_cut_off, FD_CAUSE_auth_partial_outage);
	}
}

void conclude_blind(struct column *column)
{
	blame_alike(column);
	conclude_from_cells(column, FD_POSSIBLE);
	struct finding *finding = column->finding;
	add_causes_of_cells(column);
	if (finding->cause == FD_CAUSE_dnssec_bogus ||
	    finding->cause == FD_CAUSE_resolver_dnssec_broken) {
		finding_alternative(finding, FD_CAUSE_dnssec_inconsistent);
		finding_alternative(finding, FD_CAUSE_dnssec_bogus);
		finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	} else {
		finding_alternative(finding, FD_CAUSE_auth_timeout);
		finding_alternative(finding, FD_CAUSE_auth_servfail);
		finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	}
	finding_alternative(finding, FD_CAUSE_auth_partial_outage);
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
}

const char *why_unasked(const struct fd_diagnosis *diagnosis)
{
	switch (diagnosis->host.direct) {
	case DIRECT_FORBIDDEN:
		return diagnosis->config.no_direct
			       ? "the zone's servers were not asked: it was not allowed (--no-direct)"
			       : "the zone's servers were not asked: there is no root to begin at";
	case DIRECT_SILENT:
		return "the zone's servers were not asked: no root answers this host";
	case DIRECT_INTERCEPTED:
		return "the zone's servers were not asked: somebody answers in their place";
	case DIRECT_UNKNOWN:
	case DIRECT_WORKS:
		break;
	}
	return "the zone's servers were not asked: it did not come to that";
}

static const char *what_would_show(const struct fd_diagnosis *diagnosis)
{
	if (diagnosis->denied && diagnosis->ended) {
		return "The run was ended before all was asked: run it again with more time, or "
		       "run fleetdig diagnose for these names alone.";
	}
	if (diagnosis->denied) {
		return fd_cause_facts(FD_CAUSE_budget)->action;
	}
	if (diagnosis->host.direct == DIRECT_FORBIDDEN) {
		return "Ask a second, independent resolver too, or let this host ask root and zone "
		       "servers (without --no-direct).";
	}
	if (diagnosis->host.direct != DIRECT_WORKS) {
		return "Ask a second, independent resolver too, or look from a host whose "
		       "questions get to the zones' own servers: from here they do not.";
	}
	return fd_cause_facts(FD_CAUSE_budget)->action;
}

void say_unshown(struct column *column)
{
	struct finding *finding = column->finding;

	/* Unless a rule knew better. */
	if (finding->action == fd_cause_facts(FD_CAUSE_budget)->action) {
		finding->action = what_would_show(column->diagnosis);
	}
}

static bool is_kept(const struct column_cell *cell)
{
	return in_vote(cell) && cell->judged &&
	       (cell->cause == FD_CAUSE_resolver_stale_cache ||
		cell->cause == FD_CAUSE_resolver_stale_negative_cache);
}

void say_when_over(struct column *column)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct region *texts = &diagnosis->texts;
	int64_t now_s = diagnosis->config.wall_time_s;
	uint32_t longest = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (is_kept(cell) && cell->cell->ttl > longest) {
			longest = cell->cell->ttl;
		}
	}
	/* Unless a rule knew better. */
	if (longest == 0 || now_s <= 0 ||
	    finding->action != fd_cause_facts(finding->cause)->action ||
	    (finding->cause != FD_CAUSE_resolver_stale_cache &&
	     finding->cause != FD_CAUSE_resolver_stale_negative_cache)) {
		return;
	}
	finding->action = region_printf(
		texts,
		"Wait until its time has run out (in %s: %s), or flush %s from the resolver's cache.",
		text_span(texts, longest), text_date(texts, now_s + longest, longest),
		text_name(texts, &column->name));
}
