/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "combine.h"

/* Two faults at once, one of a zone and one of a resolver: each is found as it is found alone. */

static enum fd_cause cell_cause(struct play *play, uint32_t resolver)
{
	const struct fd_verdict *verdict = play_find(play, COMBINED_NAME);

	for (size_t i = 0; i < verdict->cell_count; i++) {
		if (verdict->cells[i].resolver == resolver) {
			return verdict->cells[i].cause;
		}
	}
	return FD_CAUSE_ok;
}

/* Of the two causes one is said, or not ruled out; or it is a guess, and says so. */
static bool name_explained(struct play *zone, struct play *resolver, struct play *both)
{
	const struct fd_verdict *verdict = play_find(both, COMBINED_NAME);

	return combined_says(verdict, play_find(zone, COMBINED_NAME)->cause) ||
	       combined_says(verdict, play_find(resolver, COMBINED_NAME)->cause) ||
	       verdict->confidence == FD_POSSIBLE;
}

/* The other resolvers are well: what fails there is the zone's. */
static bool others_acquitted(struct play *zone, struct play *both)
{
	bool fair = true;

	for (uint32_t r = 0; r < both->inventory->resolver_count; r++) {
		enum fd_cause cause = cell_cause(both, r);
		if (strcmp(both->inventory->resolvers[r].id, "office") != 0) {
			fair = fair && (cause == FD_CAUSE_ok || cause == cell_cause(zone, r) ||
					cause == play_find(both, COMBINED_NAME)->cause);
			fair = fair &&
			       fd_diagnosis_resolver(both->diagnosis, r)->cause == FD_CAUSE_ok;
		}
	}
	return fair;
}

/* What everybody else denies, and it does not, shows that it makes answers up. */
static bool row_kept(struct play *both, struct play *resolver)
{
	return combined_same(both, resolver, "office") ||
	       play_find(both, "office")->cause == FD_CAUSE_resolver_nxdomain_rewrite;
}

static void check_both(size_t z, size_t r, struct play *zone, struct play *resolver,
		       bool no_direct)
{
	struct play both;

	combine(&both, SITE_FULL, z, r, &(struct play_options) { .no_direct = no_direct });
	bool fair = name_explained(zone, resolver, &both) && others_acquitted(zone, &both) &&
		    row_kept(&both, resolver) &&
		    combined_same(&both, resolver, "www.pay.example A") &&
		    combined_same(&both, resolver, "www.shop.net A");
	cr_expect(fair, "a zone that is %s, and a resolver that is %s%s",
		  combined_zones[z].what, combined_resolvers[r].what,
		  no_direct ? ", without asking servers" : "");
	if (!fair) {
		play_print(&both);
	}
	play_finish(&both);
}

static void check_all(bool no_direct)
{
	static struct alone alone;

	alone_play(&alone, SITE_FULL, &(struct play_options) { .no_direct = no_direct });
	for (size_t z = 0; z < COMBINED_ZONES; z++) {
		for (size_t r = 0; r < COMBINED_RESOLVERS; r++) {
			check_both(z, r, &alone.zones[z], &alone.resolvers[r], no_direct);
		}
	}
	alone_finish(&alone);
}

Test(twofold, a_zones_fault_and_a_resolvers)
{
	check_all(false);
}

Test(twofold, a_zones_fault_and_a_resolvers_without_asking_servers)
{
	check_all(true);
}

/* ---- where few are asked ----------------------------------------------------------------------- */

/* The only resolver does not reach servers that fail this host too, though they serve others: who knows those? */
static bool past_knowing(enum site site, size_t z, size_t r)
{
	static const char *const hostile[] = { "against EDNS", "private" };

	if (site != SITE_LONE || strcmp(combined_resolvers[r].what, "cut off") != 0) {
		return false;
	}
	return strcmp(combined_zones[z].what, hostile[0]) == 0 ||
	       strcmp(combined_zones[z].what, hostile[1]) == 0;
}

/* Little is shown then, and so little may be said: of the two causes one, or a guess. */
static void check_few(enum site site, size_t z, size_t r, bool no_direct, struct play *zone,
		      struct play *resolver)
{
	struct play both;

	combine(&both, site, z, r, &(struct play_options) { .no_direct = no_direct });
	bool explained = name_explained(zone, resolver, &both) || past_knowing(site, z, r);
	bool fair = explained && row_kept(&both, resolver) &&
		    combined_same(&both, resolver, "host") &&
		    combined_same(&both, resolver, "www.pay.example A") &&
		    combined_same(&both, resolver, "www.shop.net A") &&
		    (site == SITE_LONE || combined_same(&both, resolver, "isp"));
	cr_expect(fair, "%s%s: a zone that is %s, and a resolver that is %s",
		  site == SITE_LONE ? "alone" : "one of two",
		  no_direct ? ", without asking servers" : "", combined_zones[z].what,
		  combined_resolvers[r].what);
	if (!fair) {
		play_print(&both);
	}
	play_finish(&both);
}

static void check_sites(bool no_direct)
{
	static struct alone alone;

	for (enum site site = SITE_LONE; site <= SITE_PAIR; site++) {
		alone_play(&alone, site, &(struct play_options) { .no_direct = no_direct });
		for (size_t z = 0; z < COMBINED_ZONES; z++) {
			for (size_t r = 0; r < COMBINED_RESOLVERS; r++) {
				check_few(site, z, r, no_direct, &alone.zones[z],
					  &alone.resolvers[r]);
			}
		}
		alone_finish(&alone);
	}
}

Test(twofold, where_one_or_two_are_asked)
{
	check_sites(false);
}

Test(twofold, where_one_or_two_are_asked_and_no_servers)
{
	check_sites(true);
}
