/* SPDX-License-Identifier: MIT */
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"

/*
 * A zone of which several resolvers get some names and miss others, each of them other ones, while all else they are asked for
 * comes: no resolver's way is broken that carries half of what goes over it. The zone's servers lose questions, or allow only so
 * many a second, and the sweep itself asks for more.
 */

enum {
	CROWDED_NAMES = 5, /* of the zone, at least: fewer show nothing */
	CROWDED_SHARE = 3, /* so many times the share that is missed elsewhere */
};

struct part { /* of the questions about names in the zone that somebody who is well has an answer to */
	uint32_t asked, failed;
};

/* By resolver; and how many of these questions anybody misses who is well. */
static uint32_t count_parts(const struct fd_diagnosis *diagnosis, const struct fd_name *zone,
			    struct part *parts)
{
	const struct fd_inventory *inventory = diagnosis->inventory;
	uint32_t missed = 0;

	for (uint32_t q = 0; q < inventory->question_count; q++) {
		struct fd_name name = question_name(diagnosis, q);
		if (!fd_name_under(&name, zone) || !question_in_run(diagnosis, q) ||
		    !question_resolves(diagnosis, q)) {
			continue;
		}
		bool failed = false;
		for (uint32_t r = 0; r < inventory->resolver_count; r++) {
			const struct fd_cell *cell = cell_of(diagnosis, q, r);
			enum kind kind = cell == NULL ? KIND_UNKNOWN : cell_kind(cell);
			bool fails = kind == KIND_SERVFAIL || kind == KIND_SILENT;
			parts[r].asked += kind != KIND_UNKNOWN;
			parts[r].failed += fails;
			failed = failed || (fails && diagnosis->rows[r].healthy);
		}
		missed += failed;
	}
	return missed;
}

static bool has_some(const struct part *part)
{
	return part->asked > part->failed;
}

/* Some of the zone, and by far more than of all else. */
static bool misses_part(const struct row *row, const struct part *part)
{
	uint64_t failed =
		part->failed < row->elsewhere_failed ? part->failed : row->elsewhere_failed;
	uint64_t others = row->elsewhere > part->asked ? row->elsewhere - part->asked : 0;
	uint64_t missed = row->elsewhere_failed - failed;

	return part->failed > 0 && has_some(part) && part->asked >= CROWDED_NAMES &&
	       part->failed * (others + 1) > CROWDED_SHARE * missed * part->asked;
}

/* Only where two fail anything that others answer is it worth reading the table. */
static bool several_fail(const struct fd_diagnosis *diagnosis)
{
	unsigned witnesses = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		witnesses += row->healthy && row->witness == r && row->elsewhere_failed > 0;
	}
	return witnesses >= 2;
}

/* The resolvers that have some of the zone, where several of them miss some; NULL: there is no crowd. */
static const bool *look_at_zone(struct fd_diagnosis *diagnosis, const struct fd_name *zone)
{
	uint32_t count = (uint32_t)diagnosis->inventory->resolver_count;
	unsigned witnesses = 0;

	if (!several_fail(diagnosis)) {
		return NULL;
	}
	struct part *parts = region_array(&diagnosis->memory, count, sizeof(*parts));
	bool *some = region_array(&diagnosis->memory, count, sizeof(*some));
	if (parts == NULL || some == NULL) {
		return NULL;
	}
	uint32_t missed = count_parts(diagnosis, zone, parts), most = 0;
	for (uint32_t r = 0; r < count; r++) {
		const struct row *row = &diagnosis->rows[r];
		bool misses = row->healthy && row->witness == r && misses_part(row, &parts[r]);
		some[r] = has_some(&parts[r]);
		witnesses += misses;
		most = misses && parts[r].failed > most ? parts[r].failed : most;
	}
	/* What all of them miss is missed for what it is. */
	return witnesses >= 2 && missed > most ? some : NULL;
}

/* By resolver: has some of the zone, though the zone's servers do not take so many questions. NULL: they do. */
static const bool *find_crowd(struct fd_diagnosis *diagnosis, struct cut *cut)
{
	if (cut == NULL || cut->parent == NULL ||
	    diagnosis->inventory->question_count > RELATIVES_MAX) {
		return NULL;
	}
	if (!cut->crowd_known) {
		cut->crowd = look_at_zone(diagnosis, &cut->zone);
		cut->crowd_known = true;
	}
	return cut->crowd;
}

/* This host has felt it too: one of the zone's servers, which is good, refused, or dropped, a question that another one answers. */
static bool has_felt(const struct fd_diagnosis *diagnosis, const struct walk *walk)
{
	bool lossy = diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss;
	bool felt = false;

	for (size_t i = 0; i < walk->final_count; i++) {
		uint8_t status = walk->finals[i]->observation.status;
		felt = felt || status == FD_REFUSED || (!lossy && status == FD_STATUS_TIMEOUT);
	}
	return felt && walk->positive > 0;
}

void excuse_crowded(struct column *column, const struct walk *walk,
		    bool (*want)(const struct column_cell *))
{
	if (walk->end != WALK_ANSWER) {
		return;
	}
	const bool *crowd = find_crowd(column->diagnosis, walk->cut);
	bool felt = has_felt(column->diagnosis, walk);
	if (crowd == NULL && !felt) {
		return;
	}
	if (crowd != NULL) {
		finding_table(
			column->finding,
			"several resolvers have some names of this zone and miss others",
			"each misses other ones, and has all else: the zone's servers do not take "
			"so many questions, or lose some");
	}
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		/* Who has nothing of the zone has no way to it. */
		if (in_vote(cell) && want(cell) && (felt || crowd[cell->resolver])) {
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
