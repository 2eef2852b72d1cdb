/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/host_canary.h"
#include "diagnose/question/failing/failing.h"

/*
 * A zone whose servers have IPv6 addresses only: who has no IPv6 fails it, and is well for all others. So may this host be the
 * one that cannot look; then nothing is shown, and no budget would help.
 */

static const char *family_name(uint8_t family)
{
	return family == 6 ? "IPv6" : "IPv4";
}

/* Servers with IPv4 addresses only are the rule, and worth saying only where this host cannot ask them. */
static const struct cut *one_family(const struct fd_diagnosis *diagnosis,
				    const struct walk *walk, uint8_t *ret_family)
{
	const struct cut *cut = walk->cut;

	if (walk->foreign != NULL) {
		*ret_family = host_has_family(diagnosis, 4) ? 6 : 4;
		return walk->foreign;
	}
	if (cut == NULL || cut->parent == NULL || cut->server_count == 0 || cut->untested > 0) {
		return NULL;
	}
	for (size_t i = 0; i < cut->server_count; i++) {
		if (cut->servers[i].endpoint.family != 6) {
			return NULL;
		}
	}
	*ret_family = 6;
	return cut;
}

/* Who is asked over that family has it. */
static bool may_lack(const struct column *column, uint8_t family)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_failed(cell->kind) &&
		    column->diagnosis->inventory->resolvers[cell->resolver].endpoint.family ==
			    family) {
			return false;
		}
	}
	return true;
}

static void say_unasked(struct column *column, const char *zone, const char *family)
{
	struct region *texts = &column->diagnosis->texts;
	struct finding *finding = column->finding;

	finding_fact(column->diagnosis, finding, column->diagnosis->host.other_family,
		     region_printf(texts, "nobody is heard over %s from here", family));
	finding->summary = region_printf(
		texts,
		"%s fails at %zu of %zu resolvers; the servers of its zone (%s) have %s addresses "
		"only, which this host cannot ask%s.",
		column->label, column->failed, column->failed + column_answers(column), zone,
		family,
		finding->cause == FD_CAUSE_resolver_auth_path_broken ||
				finding->cause == FD_CAUSE_budget
			? ": perhaps who fails has none either"
			: "");
	finding->action = region_printf(
		texts,
		"Look from a host that has %s, or ask a resolver that has it; the zone's owner "
		"reaches everybody with addresses of both families.",
		family);
}

void say_one_family(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct region *texts = &diagnosis->texts;
	struct finding *finding = column->finding;
	bool path = finding->cause == FD_CAUSE_resolver_auth_path_broken ||
		    finding->cause == FD_CAUSE_contradiction;
	uint8_t number;

	const struct cut *cut = one_family(diagnosis, walk, &number);
	if (cut == NULL) {
		return;
	}
	const char *zone = text_name(texts, &cut->zone), *family = family_name(number);
	finding_fact(diagnosis, finding, cut->referral,
		     region_printf(texts, "its servers have %s addresses only", family));
	if (walk->foreign != NULL) {
		say_unasked(column, zone, family);
	} else if (path && may_lack(column, number)) {
		finding->summary = region_printf(
			texts,
			"%s Zone %s has %s servers only, and who fails seems to have no %s.",
			finding->summary, zone, family, family);
		finding->action = region_printf(
			texts,
			"Ask the resolver's operator whether it has %s; the zone's owner reaches "
			"everybody with a server that has addresses of both families.",
			family);
	}
}
