/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/glue.h"
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/denied/denied.h"

/*
 * One address and several servers behind it, of which one lags: instances of an anycast, or a balancer's. From here one of them is
 * seen, or now this one and now that; a resolver sees another, and what it says looks like something that it has kept.
 * What nobody can have kept tells: a random name, denied by a version of the zone that no server shows here.
 */

enum {
	COPIES_REPEAT = 620, /* its number among the repeats of the SOA */
	COPIES_TRIES = 3,
	COPIES_SPACING_NS = 300000000, /* and from another port each */
	COPIES_RESOLVERS = 4,
	COPIES_SERVERS = 4, /* whose addresses it is asked for */
};

static bool known_serial(const struct versions *versions, uint32_t serial)
{
	for (size_t v = 0; v < versions->count; v++) {
		if (versions->soa[v] != NULL && versions->serial[v] == serial) {
			return true;
		}
	}
	return false;
}

/* Of the denial's SOA, where that is the zone's. */
static bool denied_serial(const struct fd_observation *saw, const struct cut *cut,
			  uint32_t *ret_serial)
{
	struct fd_soa soa;

	if (saw->message == NULL || !fd_message_soa(saw->message, FD_SECTION_AUTHORITY, &soa) ||
	    !fd_name_equal(&soa.owner, &cut->zone)) {
		return false;
	}
	*ret_serial = soa.serial;
	return true;
}

/* ---- seen from here ---------------------------------------------------------------------------- */

/* One address, asked for the zone's SOA some times more: *ret_other is of another version than the first. */
static enum answer ask_copies(struct fd_diagnosis *diagnosis, const struct cut *cut,
			      const struct fact *first, const struct fact **ret_other)
{
	enum answer answer = NO;
	uint32_t serial, other;

	if (!serial_of(first, FD_SECTION_ANSWER, &serial)) {
		return NO;
	}
	for (unsigned i = 0; i < COPIES_TRIES; i++) {
		struct fd_wish wish =
			cut_wish(diagnosis, &first->wish.server, &cut->zone, FD_TYPE_SOA);
		wish.repeat = (uint16_t)(COPIES_REPEAT + i);
		wish.delay_ns = (int64_t)i * COPIES_SPACING_NS;
		const struct fact *fact = ask(diagnosis, &wish);
		if (fact == NULL) {
			answer = PENDING;
		} else if (serial_of(fact, FD_SECTION_ANSWER, &other) && other != serial) {
			*ret_other = fact;
			return YES;
		}
	}
	return answer;
}

static enum answer check_addresses(struct column *column, const struct walk *walk,
				   const struct versions *versions)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	enum answer answer = NO;

	for (size_t v = 0; v < versions->count; v++) {
		const struct fact *other = NULL, *first = versions->soa[v];
		enum answer one =
			first == NULL ? NO : ask_copies(diagnosis, walk->cut, first, &other);
		if (one == YES) {
			finding_set(column->finding, FD_CAUSE_auth_inconsistent_existence,
				    FD_ROLE_PUBLIC, FD_CONFIRMED);
			column_show(column, want_negative, "denied here, answered elsewhere");
			finding_fact(diagnosis, column->finding, first,
				     "this address holds one version of the zone");
			finding_fact(
				diagnosis, column->finding, other,
				"and a moment later another one: several servers are behind it");
			return YES;
		}
		answer = one == PENDING ? PENDING : answer;
	}
	return answer;
}

/* ---- seen from resolvers ------------------------------------------------------------------------ */

/*
 * What this resolver gets today is of a version that is none of these. Who checks signatures may have made the denial of others that it
 * has kept (RFC 8198).
 */
static enum answer gets_other(const struct column *column, const struct column_cell *cell,
			      const struct cut *cut, const struct versions *versions,
			      const struct fact **ret_fact)
{
	struct fd_observation saw;
	struct fd_message message;
	const struct fact *fresh;
	uint32_t serial, now;

	column_observe(column, cell, &saw, &message);
	if (!denied_serial(&saw, cut, &serial) || known_serial(versions, serial)) {
		return NO;
	}
	if (!ask_absent_below(column, cell->resolver, &cut->zone, &fresh)) {
		return PENDING;
	}
	if (fresh == NULL || fresh->observation.status != FD_NXDOMAIN ||
	    (fresh->observation.flags & FD_CELL_AD) != 0 ||
	    !denied_serial(&fresh->observation, cut, &now) || now != serial) {
		return NO;
	}
	*ret_fact = fresh;
	return YES;
}

/*
 * It asks the servers that are asked here: not those of before, whose names or addresses it still has. Where it cannot be seen it may not
 * be so.
 */
static enum answer asks_same(struct column *column, uint32_t resolver, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct cut *cut = walk->cut;
	enum answer old = holds_old_delegation(column, resolver, walk);
	enum answer answer = old == PENDING ? PENDING : old == YES ? NO : YES;

	for (size_t i = 0; answer != NO && i < cut->server_count && i < COPIES_SERVERS; i++) {
		const struct cut_server *server = &cut->servers[i];
		struct fd_endpoint other;
		const struct fd_wish wish = wish_resolver(
			diagnosis, resolver, FD_PURPOSE_ADDRESS, &cut->ns[server->ns],
			server->endpoint.family == 6 ? FD_TYPE_AAAA : FD_TYPE_A);
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		if (fact == NULL) {
			answer = PENDING;
		} else if (fact_names_address(fact, &server->endpoint, &other) != 1) {
			answer = NO;
		}
	}
	return answer;
}

/* Two of them that are independent do not both hold an old copy of their own. */
static enum answer check_resolvers(struct column *column, const struct walk *walk,
				   const struct versions *versions, bool *ret_one)
{
	const struct fact *shown[COPIES_RESOLVERS];
	uint32_t witness = 0;
	size_t asked = 0, count = 0;
	bool two = false;
	enum answer answer = NO;

	for (size_t i = 0; i < column->count && asked < COPIES_RESOLVERS; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !want_negative(cell)) {
			continue;
		}
		asked++;
		enum answer one = gets_other(column, cell, walk->cut, versions, &shown[count]);
		answer = one == PENDING ? PENDING : answer;
		if (one == YES) {
			one = asks_same(column, cell->resolver, walk);
			answer = one == PENDING ? PENDING : answer;
		}
		if (one == YES) {
			uint32_t own = column->diagnosis->rows[cell->resolver].witness;
			two = two || (count > 0 && own != witness);
			witness = own;
			count++;
		}
	}
	*ret_one = count > 0;
	if (answer == PENDING || !two) {
		return answer;
	}
	finding_set(column->finding, FD_CAUSE_auth_inconsistent_existence, FD_ROLE_PUBLIC,
		    FD_LIKELY);
	column_show(column, want_negative, "denied here, answered elsewhere");
	for (size_t i = 0; i < count && i < 2; i++) {
		finding_fact(
			column->diagnosis, column->finding, shown[i],
			"what it cannot have kept is of the older version too: so it gets it "
			"from the zone's servers");
	}
	finding_fact(column->diagnosis, column->finding, walk->finals[0],
		     "and here they hold another one");
	finding_alternative(column->finding, FD_CAUSE_resolver_stale_negative_cache);
	return YES;
}

/* ---- the rule --------------------------------------------------------------------------------- */

/* Somebody's denial is of this zone: who makes one up, or asks another zone, shows nothing of its servers. */
static bool denied_by_zone(const struct column *column, const struct cut *cut)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		struct fd_observation saw;
		struct fd_message message;
		uint32_t serial;
		if (in_vote(cell) && want_negative(cell)) {
			column_observe(column, cell, &saw, &message);
			if (denied_serial(&saw, cut, &serial)) {
				return true;
			}
		}
	}
	return false;
}

enum answer judge_copies(struct column *column, const struct walk *walk, bool *ret_one)
{
	struct region *texts = &column->diagnosis->texts;
	struct versions versions;

	*ret_one = false;
	if (walk->cut == NULL || walk->cut->parent == NULL || walk->final_count == 0 ||
	    !denied_by_zone(column, walk->cut)) {
		return NO;
	}
	if (versions_check(column, walk, &versions) == PENDING) {
		return PENDING;
	}
	if (versions.serials == 0 || versions.serials_differ) {
		return NO;
	}
	enum answer answer = check_addresses(column, walk, &versions);
	if (answer == NO) {
		answer = check_resolvers(column, walk, &versions, ret_one);
	}
	if (answer != YES) {
		return answer;
	}
	column->finding->summary = region_printf(
		texts,
		"%s exists or not, depending on which of the servers behind one address of zone %s a "
		"resolver has met: they do not hold the same version; no resolver is at fault.",
		column->label, text_name(texts, &walk->cut->zone));
	column_mark(column, want_negative, column->finding->cause);
	column_weigh(column);
	return YES;
}
