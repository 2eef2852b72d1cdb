/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/direct/glue.h"
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/bogus/bogus.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/* Some resolvers answer, some of the healthy ones fail: the zone where half of it is broken, else each resolver by itself. */

/*
 * NOERROR with nothing in it and no SOA is what some make of a zone whose servers refer to themselves (seen: Unbound), and a denial
 * without one is a blocklist's. Where others fail, and the servers cannot be asked, it is no word on the name: RFC 2308 2.2 would
 * have it with an SOA.
 */
static bool bare_only(const struct column *column)
{
	size_t bare = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		bare += in_vote(cell) && kind_negative(cell->kind) &&
			(cell->cell->flags & FD_CELL_SOA) == 0 &&
			cell->cell->ede == FD_EDE_NONE;
	}
	return column->positive + column->stale == 0 && bare > 0 &&
	       bare == column->nodata + column->nxdomain;
}

static void conclude_bare(struct column *column)
{
	finding_set(column->finding, FD_CAUSE_contradiction, FD_ROLE_LOCAL, FD_POSSIBLE);
	bool denied = column->nxdomain > 0;
	column_show(column, want_negative,
		    denied ? "denied, and no SOA to say by whom"
			   : "nothing, and no SOA to say that this is all");
	finding_alternative(column->finding, FD_CAUSE_auth_lame);
	finding_alternative(column->finding, FD_CAUSE_auth_servfail);
	finding_alternative(column->finding, FD_CAUSE_auth_timeout);
	finding_alternative(column->finding,
			    denied ? FD_CAUSE_name_does_not_exist : FD_CAUSE_no_data);
	finding_alternative(column->finding, FD_CAUSE_resolver_blocklist);
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails at some resolvers and %s others, without the zone's SOA; its servers could "
		"not be asked from here.",
		column->label, denied ? "is denied by" : "comes empty from");
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell)) {
			cell_mark(column, cell, FD_CAUSE_contradiction);
		}
	}
}

/* Nobody who may know the name has it. */
static void conclude_inside(struct column *column, const struct fd_name *zone)
{
	const struct fd_zone *declared =
		fd_inventory_zone(column->diagnosis->inventory, &column->name);
	bool sure = declared != NULL && declared->internal;
	struct fd_name reserved;
	bool special = lint_special_use(&column->name, &reserved) != LINT_NOT_SPECIAL;

	conclude_from_cells(column, sure ? FD_LIKELY : FD_POSSIBLE);
	column->finding->severity = FD_FAILURE;
	finding_alternative(column->finding, FD_CAUSE_auth_timeout);
	finding_alternative(column->finding, FD_CAUSE_auth_servfail);
	if (!sure) {
		finding_alternative(column->finding, special ? FD_CAUSE_special_use_name
						     : column->nxdomain > 0
							     ? FD_CAUSE_name_does_not_exist
							     : FD_CAUSE_no_data);
	}
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails at the resolver that should know it: %s %s, and what others deny does not "
		"count.",
		column->label, text_name(&column->diagnosis->texts, zone),
		sure	  ? "is marked internal"
		: special ? "is reserved for names of the inside"
			  : "has names that are known inside only");
	column_mark(column, want_negative, FD_CAUSE_split_horizon);
}

static bool has_bad_end(const struct walk *walk)
{
	return walk->end == WALK_ZONE_BAD || walk_unaddressed(walk);
}

/*
 * The zone's servers look dead from here, and yet somebody answers: from its cache, or because they serve resolvers and
 * drop this host. A name that cannot be in any cache tells. YES: nobody gets anything from them.
 */
static enum answer check_cached(struct column *column, const struct walk *walk)
{
	enum answer answer = YES;
	const struct fact *facts[WITNESSES_LIKELY] = { NULL };
	size_t count = 0;

	for (size_t i = 0; i < column->count && count < WITNESSES_LIKELY; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !kind_answered(cell->kind)) {
			continue;
		}
		if (!ask_absent_below(column, cell->resolver, &walk->cut->zone,
				      &facts[count++])) {
			answer = PENDING;
		}
	}
	if (answer == PENDING) {
		return PENDING;
	}
	for (size_t i = 0; i < count; i++) {
		bool failed =
			facts[i] != NULL && (facts[i]->observation.status == FD_SERVFAIL ||
					     saw_nothing(&facts[i]->observation));
		if (!failed) {
			return NO;
		}
	}
	for (size_t i = 0; i < count; i++) {
		finding_fact(
			column->diagnosis, column->finding, facts[i],
			"who answers does so from its cache: another name of the zone fails");
	}
	return YES;
}

/* Denials that carry an SOA: without one, of a zone whose servers are dead, they are made by who gives them. */
static size_t count_denials(const struct column *column)
{
	size_t count = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		count += in_vote(cell) && kind_negative(cell->kind) &&
			 (cell->cell->flags & FD_CELL_SOA) != 0;
	}
	return count;
}

/* Who answers goes by the name servers' own addresses, and who fails by the glue that the parent has for them. */
static enum answer check_siblings(const struct column *column, const struct walk *walk)
{
	struct glue glue;

	return lint_registry(&walk->cut->zone)
		       ? NO
		       : glue_check_siblings(column->diagnosis, walk->cut, &glue);
}

/* No server of the zone is good, seen from here. Only expired or cached answers are left of it: then that may be said. */
static enum answer judge_unseen(struct column *column, struct walk *walk)
{
	size_t fresh = column->positive + count_denials(column);

	if (!has_bad_end(walk)) {
		return NO;
	}
	enum answer answer = fresh == 0 ? YES : check_cached(column, walk);
	if (answer == YES && walk_unaddressed(walk)) {
		return judge_unaddressed(column, walk);
	}
	if (answer != NO || walk->end != WALK_ZONE_BAD) {
		return answer == YES ? judge_zone_bad(column, walk) : answer;
	}
	if (column_witnesses(column, want_other_failure) == 0) {
		return NO; /* who cannot ask its servers fails, and does not refuse */
	}
	answer = judge_flaky_zone(column, walk);
	if (answer != NO) {
		return answer;
	}
	answer = check_variants(column, walk);
	answer = answer == NO ? check_siblings(column, walk) : answer;
	if (answer == YES) {
		answer = judge_zone_bad(column, walk);
		column->finding->confidence = FD_LIKELY;
		finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
	}
	return answer;
}

/* What the zone, its names or its servers may have to do with it. */
static enum answer judge_zone_side(struct column *column, const struct walk *walk)
{
	enum answer answer = judge_dnssec(column, walk);

	/* Who does not check signatures fails for another reason: perhaps it was a moment. */
	if (answer == YES && ask_unchecking_again(column, walk) == PENDING) {
		return PENDING;
	}
	/* Where only TCP to a resolver failed, the zone has nothing to do with it. */
	if (answer == NO && !has_bad_end(walk) && column->cut < column->failed) {
		answer = judge_intermittent(column, walk);
		if (answer == NO) {
			answer = judge_private(column, walk);
		}
		if (answer == NO) {
			answer = judge_ns_alias(column, walk);
		}
		if (answer == NO) {
			answer = judge_ns_denied(column, walk);
		}
		if (answer == NO) {
			answer = judge_zone_partial(column, walk);
		}
		if (answer == NO) {
			answer = judge_options(column, walk);
		}
	}
	if (answer == NO && !has_bad_end(walk)) {
		answer = judge_slow_servers(column, walk);
	}
	return answer == NO ? judge_bad_final(column, walk) : answer;
}

/* Nothing is wrong with the zone, or nothing can be seen of it: each failing cell for itself. */
static enum answer judge_resolvers_side(struct column *column, const struct walk *walk)
{
	if (judge_failing_cells(column, walk) == PENDING) {
		return PENDING;
	}
	if (column->failed == 0) {
		return NO;
	}
	if (mark_odd_answers(column, walk) == PENDING) {
		return PENDING;
	}
	if (walk->end == WALK_VOID && bare_only(column)) {
		conclude_bare(column);
		return YES;
	}
	struct fd_name zone;
	if (strangers_only(column, &zone)) {
		conclude_inside(column, &zone);
		return YES;
	}
	if (walk->end == WALK_VOID && column->positive + column->stale == 0) {
		blame_alike(column);
	}
	/* The base on which failing cells stand out: an answer, or a denial. */
	enum answer answer = column->positive + column->stale > 0 ? NO : judge_negative(column);
	if (answer != NO) {
		return answer;
	}
	if (walk->end == WALK_VOID) {
		conclude_blind(column);
		say_one_family(column, walk);
		return YES;
	}
	bool good_zone = walk->end == WALK_ANSWER || walk->end == WALK_NODATA ||
			 walk->end == WALK_NXDOMAIN;
	/* Where others failed for a moment it may be the zone that does now and then. */
	bool likely = good_zone && column_witnesses(column, want_answered) >= 2 &&
		      column->recovered == 0;
	conclude_from_cells(column, likely ? FD_LIKELY : FD_POSSIBLE);
	say_one_family(column, walk);
	if (!likely) {
		finding_alternative(column->finding, FD_CAUSE_auth_packet_loss);
		finding_alternative(column->finding, FD_CAUSE_auth_partial_outage);
	}
	return YES;
}

enum answer rule_partial(struct column *column)
{
	struct walk walk;

	if (column->failed == 0) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk) ||
	    hear_servers(column, &walk) == PENDING) {
		return PENDING;
	}
	enum answer answer = judge_lame_denial(column, &walk);
	if (answer == NO) {
		answer = judge_unseen(column, &walk);
	}
	if (answer != NO) {
		return answer;
	}
	answer = judge_zone_side(column, &walk);
	return answer != NO ? answer : judge_resolvers_side(column, &walk);
}
