/* SPDX-License-Identifier: MIT */
#include "diagnose/question/rules.h"

/*
 * A zone of which several resolvers get some names and miss others, each of them other ones, while all else they are asked for
 * comes: no resolver's way is broken that carries half of what goes it. The zone's servers lose questions, or allow only so
 * many a second, and the sweep itself asks for more.
 */

enum {
	CROWDED_NAMES = 5, /* of the zone, at least: fewer show nothing */
	CROWDED_SHARE = 3, /* so many times the share that is missed elsewhere */
};

struct part {
	uint64_t asked, failed;
};

/* Somebody who is well has an answer: what nobody has shows nothing of one resolver. */
static bool answered_by_somebody(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = cell_of(diagnosis, question, r);
		if (cell != NULL && diagnosis->rows[r].healthy &&
		    kind_answered(cell_kind(cell))) {
			return true;
		}
	}
	return false;
}

/* Of the questions about names in the zone that can be answered. */
static struct part count_part(const struct fd_diagnosis *diagnosis, uint32_t resolver,
			      const struct fd_name *zone)
{
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;
	struct part part = { 0 };

	for (uint32_t q = 0; q < count; q++) {
		struct fd_name name = question_name(diagnosis, q);
		const struct fd_cell *cell = cell_of(diagnosis, q, resolver);
		enum kind kind = cell == NULL ? KIND_UNKNOWN : cell_kind(cell);
		if (!question_in_run(diagnosis, q) || !fd_name_under(&name, zone) ||
		    kind == KIND_UNKNOWN || !answered_by_somebody(diagnosis, q)) {
			continue;
		}
		part.asked++;
		part.failed += kind == KIND_SERVFAIL || kind == KIND_SILENT;
	}
	return part;
}

/* Some of the zone, and by far more than of all else. */
static bool misses_part(const struct row *row, const struct part *part)
{
	uint64_t failed =
		part->failed < row->elsewhere_failed ? part->failed : row->elsewhere_failed;
	uint64_t others = row->elsewhere > part->asked ? row->elsewhere - part->asked : 0;
	uint64_t missed = row->elsewhere_failed - failed;

	return part->failed > 0 && part->asked > part->failed &&
	       part->failed * (others + 1) > CROWDED_SHARE * missed * part->asked;
}

static bool look_at_zone(const struct fd_diagnosis *diagnosis, const struct fd_name *zone)
{
	uint32_t count = (uint32_t)diagnosis->inventory->resolver_count;
	unsigned witnesses = 0;

	for (uint32_t r = 0; r < count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (!row->healthy || row->witness != r) {
			continue;
		}
		struct part part = count_part(diagnosis, r, zone);
		witnesses += part.asked >= CROWDED_NAMES && misses_part(row, &part);
	}
	return witnesses >= 2;
}

bool zone_crowded(const struct fd_diagnosis *diagnosis, struct cut *cut)
{
	if (cut == NULL || cut->parent == NULL ||
	    diagnosis->inventory->question_count > RELATIVES_MAX) {
		return false;
	}
	if (!cut->crowd_known) {
		cut->crowded = look_at_zone(diagnosis, &cut->zone);
		cut->crowd_known = true;
	}
	return cut->crowded;
}

/* This host has felt it too: one of the zone's servers, which is good, refused a question that another one answers. */
static bool has_refused(const struct walk *walk)
{
	bool refused = false;

	for (size_t i = 0; i < walk->final_count; i++) {
		refused = refused || walk->finals[i]->observation.status == FD_REFUSED;
	}
	return refused && walk->positive > 0;
}

/* Who has nothing of the zone has no way to it. */
static bool has_part(const struct fd_diagnosis *diagnosis, uint32_t resolver,
		     const struct cut *cut)
{
	struct part part = count_part(diagnosis, resolver, &cut->zone);

	return part.asked > part.failed;
}

void excuse_crowded(struct column *column, const struct walk *walk,
		    bool (*want)(const struct column_cell *))
{
	bool crowded = zone_crowded(column->diagnosis, walk->cut);
	bool refused = has_refused(walk);

	if (walk->end != WALK_ANSWER || (!crowded && !refused)) {
		return;
	}
	if (crowded) {
		finding_table(
			column->finding,
			"several resolvers have some names of this zone and miss others",
			"each misses other ones, and has all else: the zone's servers do not take "
			"so many questions, or lose some");
	}
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want(cell) &&
		    (refused || has_part(column->diagnosis, cell->resolver, walk->cut))) {
			cell_mark(column, cell, FD_CAUSE_auth_rate_limited);
		}
	}
}

void say_crowded(struct column *column)
{
	struct finding *finding = column->finding;

	finding->confidence = FD_POSSIBLE;
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	finding_alternative(finding, FD_CAUSE_auth_partial_lame);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails at some resolvers and not at others, and its zone's servers answer now and "
		"then: they limit the rate of questions, or lose some.",
		column->label);
}
