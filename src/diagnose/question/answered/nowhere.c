/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/rules.h"

/*
 * 0.0.0.0, :: or an address of the host itself, and nobody has another answer: what filters give for what they block, and few
 * zones for anything. Their servers tell. Only where they have an address of their own has it been changed.
 */

static bool want_sink(const struct column_cell *cell)
{
	return cell->sink;
}

/* Each of the zone's servers has an address, and none of them leads nowhere. */
static bool has_another(const struct fd_diagnosis *diagnosis, const struct walk *walk)
{
	if (walk->end != WALK_ANSWER || walk->positive < walk->final_count) {
		return false;
	}
	for (size_t i = 0; i < walk->final_count; i++) {
		uint32_t digest = (uint32_t)walk->finals[i]->observation.digest;
		for (size_t s = 0; s < 4; s++) {
			if (digest == diagnosis->sinkholes[s]) {
				return false;
			}
		}
	}
	return true;
}

static void show_servers(struct column *column, const struct walk *walk, const char *means)
{
	for (size_t i = 0; i < walk->final_count && i < 2; i++) {
		finding_fact(column->diagnosis, column->finding, walk->finals[i], means);
	}
}

static enum answer judge_nowhere(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;

	column_mark(column, want_sink, FD_CAUSE_resolver_blocklist);
	column_show(column, want_sink, "an address that leads nowhere");
	show_servers(column, walk, "the zone's own server has another one");
	conclude_from_cells(column, FD_LIKELY);
	finding->severity = FD_FAILURE; /* nobody gives the real one */
	finding_alternative(finding, FD_CAUSE_split_horizon);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is answered with an address that leads nowhere; the servers of its zone (%s) "
		"have another one.",
		column->label, text_name(&column->diagnosis->texts, &walk->cut->zone));
	return YES;
}

/* Nothing is shown against it: it is the zone's own word, or that could not be had. */
static enum answer judge_as_it_is(struct column *column, const struct walk *walk)
{
	bool same = walk->end == WALK_ANSWER;

	finding_set(column->finding, FD_CAUSE_ok, FD_ROLE_LOCAL,
		    same ? FD_CONFIRMED : FD_POSSIBLE);
	column_show(column, want_sink, "an address that leads nowhere");
	if (same) {
		show_servers(column, walk, "the zone's own server says the same");
	}
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		same ? "%s is answered with an address that leads nowhere, as its zone has it."
		     : "%s is answered with an address that leads nowhere; its zone has no "
		       "other that could be seen.",
		column->label);
	return YES;
}

/* Some filters give such an address, others deny the name, and nobody has a real one. */
static enum answer judge_sunk(struct column *column, const struct walk *walk)
{
	bool other = has_another(column->diagnosis, walk);

	if (walk->end == WALK_NXDOMAIN || walk->end == WALK_NODATA) {
		column_mark(column, want_sink, FD_CAUSE_resolver_blocklist);
		return judge_negative(column);
	}
	if (judge_denials(column, walk, other ? walk->finals[0] : NULL) == PENDING) {
		return PENDING;
	}
	if (other) {
		show_servers(column, walk, "the zone's own server has another one");
	}
	conclude_from_cells(column, other ? FD_LIKELY : FD_POSSIBLE);
	column->finding->severity = FD_FAILURE;
	finding_alternative(column->finding, FD_CAUSE_split_horizon);
	if (!other) {
		finding_alternative(column->finding, FD_CAUSE_name_does_not_exist);
	}
	return YES;
}

static bool is_sunk(const struct column *column)
{
	return column->sinks > 0 && column->sinks == column->positive && column->stale == 0 &&
	       column->failed == 0 && column->nodata + column->nxdomain > 0;
}

enum answer rule_nowhere(struct column *column)
{
	const struct fd_zone *declared =
		fd_inventory_zone(column->diagnosis->inventory, &column->name);
	bool ours = declared != NULL && declared->internal; /* strangers have no word on it */
	struct walk walk = { .end = WALK_VOID };

	if (!column_nowhere(column) && !is_sunk(column)) {
		return NO;
	}
	if (!ours && !walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	if (is_sunk(column)) {
		return judge_sunk(column, &walk);
	}
	return has_another(column->diagnosis, &walk) ? judge_nowhere(column, &walk)
						     : judge_as_it_is(column, &walk);
}
