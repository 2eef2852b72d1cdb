/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/rules.h"

/*
 * One resolver alone was asked, and it answers: nobody contradicts it but the zone's servers. Where these have something else, its SOA of
 * the zone, or when its answer was signed, may show that it is from before; an answer that merely differs is one by place.
 */

enum {
	STEADY_REPEAT = 662, /* its number among the repeats of a question */
};

bool column_lone(const struct column *column)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_name name = question_name(diagnosis, column->question);
	const struct fd_zone *declared = fd_inventory_zone(diagnosis->inventory, &name);

	return column->positive > 0 && column_plain(column) && column->sinks == 0 &&
	       column_witnesses(column, want_positive) == 1 &&
	       diagnosis->host.direct == DIRECT_WORKS && !diagnosis->config.no_drill &&
	       (declared == NULL || !declared->internal);
}

/* A copy for the inside has an SOA of its own making: what is old was once the zone's. */
static bool same_origin(const struct versions *versions, const struct fact *held)
{
	struct fd_soa own, other;
	bool same = held->observation.message != NULL &&
		    fd_message_soa(held->observation.message, FD_SECTION_ANSWER, &own);

	for (size_t v = 0; same && v < versions->count; v++) {
		same = versions->soa[v] != NULL &&
		       fd_message_soa(versions->soa[v]->observation.message, FD_SECTION_ANSWER,
				      &other) &&
		       fd_name_equal(&own.mname, &other.mname);
	}
	return same && versions->count > 0;
}

/* YES: nothing of the zone's has it, and its resolver sees that zone. */
static enum answer is_from_before(struct column *column, const struct column_cell *cell,
				  const struct walk *walk, const struct versions *versions)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_wish asked = column_wish(column, cell->resolver);
	const struct fd_wish origin = wish_resolver(
		diagnosis, cell->resolver, FD_PURPOSE_REPEAT, &walk->cut->zone, FD_TYPE_SOA);
	const struct fact *served, *held = ask_insistently(diagnosis, &asked);
	enum answer answer = answer_served(column, walk, cell->cell->digest, &served);

	if (held == NULL || answer == PENDING) {
		return PENDING;
	}
	if (answer == YES || fact_private(held) ||
	    (uint32_t)held->observation.digest != cell->cell->digest) {
		return NO;
	}
	for (size_t v = 0; v < versions->count; v++) {
		if (answers_share(held, versions->answer[v], column->qtype)) {
			return NO; /* of a pool it may be another part */
		}
	}
	const struct fact *soa = ask_insistently(diagnosis, &origin);
	if (soa == NULL) {
		return PENDING;
	}
	return same_origin(versions, soa) ? YES : NO;
}

/* Asked once more, its server says the same: it does not give now one answer, now another. */
static enum answer is_steady(struct column *column, const struct versions *versions)
{
	struct fd_wish wish = versions->answer[0]->wish;

	wish.repeat = STEADY_REPEAT;
	wish.delay_ns = MOMENT_NS;
	const struct fact *again = ask_insistently(column->diagnosis, &wish);
	if (again == NULL) {
		return PENDING;
	}
	return again->observation.digest == versions->answer[0]->observation.digest ? YES : NO;
}

/* By place, or from before: nothing tells which, and nothing is wrong until it is shown. */
static void conclude_apart(struct column *column, const struct versions *versions)
{
	finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL, FD_LIKELY);
	column_show(column, want_positive, "what this resolver answers");
	finding_fact(column->diagnosis, column->finding, versions->answer[0],
		     "what the zone's own server answers to this host");
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is answered, and not as the zone's own servers answer this host: as where a zone "
		"answers by place; a cache that still holds an older answer looks the same.",
		column->label);
}

enum answer rule_lone_old(struct column *column)
{
	struct versions versions = { .count = 0 };
	bool guess = false;
	struct walk walk;

	if (!column_lone(column)) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	if (walk.end != WALK_ANSWER || walk.aliases > 0 || walk.cut->parent == NULL) {
		return NO;
	}
	enum answer answer = versions_check(column, &walk, &versions);
	if (answer != NO || versions.serials == 0 || versions.answers_differ) {
		return answer == PENDING ? PENDING : NO;
	}
	const struct column_cell *cell = column_first(column, want_positive);
	if (cell == NULL) {
		return NO;
	}
	answer = is_from_before(column, cell, &walk, &versions);
	if (answer != YES) {
		return answer;
	}
	answer = is_steady(column, &versions);
	if (answer != YES) {
		return answer;
	}
	const struct answers_seen seen = { .digests = &cell->cell->digest, .count = 1 };
	answer = find_stale(column, &seen, &versions, &walk, &guess);
	if (answer == PENDING) {
		return PENDING;
	}
	if (answer == NO) {
		conclude_apart(column, &versions);
		return YES;
	}
	for (size_t i = 0; i < walk.final_count && i < 2; i++) {
		finding_fact(column->diagnosis, column->finding, walk.finals[i],
			     "what the zone's own server answers");
	}
	conclude_from_cells(column, FD_POSSIBLE); /* nobody else has the newer one */
	column->finding->severity = FD_DEGRADED;
	finding_alternative(column->finding, FD_CAUSE_split_horizon);
	return YES;
}
