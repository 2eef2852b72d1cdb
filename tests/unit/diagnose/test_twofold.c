/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "play.h"
#include "worlds.h"

/* Two faults at once, one of a zone and one of a resolver: each is found as it is found alone. */

static const struct {
	const char *what, *first, *second, *zone;
} zones[] = {
	{ "well", "", "", "" },
	{ "silent", "silent", "silent", "" },
	{ "closed", "closed", "closed", "" },
	{ "refusing", "lame=refused", "lame=refused", "" },
	{ "upward", "lame=upward", "lame=upward", "" },
	{ "failing", "lame=servfail", "lame=servfail", "" },
	{ "half silent", "silent", "", "" },
	{ "half lame", "lame=refused", "", "" },
	{ "without UDP", "udp=silent", "udp=silent", "" },
	{ "against EDNS", "edns=formerr", "edns=formerr", "" },
	{ "dropping EDNS", "edns=silent", "edns=silent", "" },
	{ "dropping A", "drops-type=A", "drops-type=A", "" },
	{ "without A", "notimp-type=A", "notimp-type=A", "" },
	{ "denying A", "nxdomain-type=A", "nxdomain-type=A", "" },
	{ "cut short", "truncates tcp=closed", "truncates tcp=closed", "" },
	{ "slow", "delay=700ms", "delay=700ms", "" },
	{ "undelegated", "", "", "undelegated" },
	{ "expired", "", "", "signed bogus=expired" },
	{ "early", "", "", "signed bogus=future" },
	{ "rekeyed", "", "", "signed bogus=ds-mismatch" },
	{ "private", "resolvers-only", "resolvers-only", "" },
};

static const struct {
	const char *what, *words, *more;
} resolvers[] = {
	{ "well", "validating", "" },
	{ "without validation", "", "" },
	{ "silent", "silent", "" },
	{ "closed", "closed", "" },
	{ "refusing", "refused", "" },
	{ "failing", "servfail", "" },
	{ "odd", "formerr", "" },
	{ "unable", "notimp", "" },
	{ "not recursive", "no-recursion", "" },
	{ "slow", "delay=600ms", "" },
	{ "wrong clock", "validating clock-wrong", "" },
	{ "wrong anchor", "validating anchor-wrong", "" },
	{ "rewriting", "rewrite=192.0.2.250", "" },
	{ "captive", "captive=192.0.2.251", "" },
	{ "guarding", "rebind-protection", "" },
	{ "without EDNS", "edns=formerr", "" },
	{ "dropping EDNS", "edns=silent", "" },
	{ "without TCP", "tcp=closed", "" },
	{ "stranded", "forward=10.99.99.99", "" },
	{ "blocking", "", "block office www.ill.example nxdomain\n" },
	{ "refusing names", "", "block office www.ill.example refused\n" },
	{ "cut off", "cannot-reach=ns1.ill.example.,ns2.ill.example.", "" },
	{ "old", "", "remember office www.ill.example A 198.19.66.66\n" },
};

#define RESOLVERS_COUNT (sizeof(resolvers) / sizeof(resolvers[0]))

static void run_both(struct play *play, size_t z, size_t r, bool no_direct)
{
	char world[8192];

	snprintf(
		world, sizeof(world),
		WORLD ISP NINE EIGHT
		"server ns1.ill.example. 198.18.90.1 %s\nserver ns2.ill.example. 198.18.91.1 %s\n"
		"zone ill.example. at ns1.ill.example.,ns2.ill.example. %s\n	www A 198.19.90.1\n"
		"resolver office 10.1.0.53 %s\n%s",
		zones[z].first, zones[z].second, zones[z].zone, resolvers[r].words,
		resolvers[r].more);
	play_run(play, world, INVENTORY(AT_ALL, "\"www.ill.example\", " GOOD_NAMES),
		 &(struct play_options) { .no_direct = no_direct });
}

#define NAME "www.ill.example A"

static bool says(const struct fd_verdict *verdict, enum fd_cause cause)
{
	bool found = verdict->cause == cause;

	for (size_t i = 0; i < verdict->alternative_count; i++) {
		found = found || verdict->alternatives[i] == cause;
	}
	return found;
}

static enum fd_cause cell_cause(struct play *play, uint32_t resolver)
{
	const struct fd_verdict *verdict = play_find(play, NAME);

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
	const struct fd_verdict *verdict = play_find(both, NAME);

	return says(verdict, play_find(zone, NAME)->cause) ||
	       says(verdict, play_find(resolver, NAME)->cause) ||
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
					cause == play_find(both, NAME)->cause);
			fair = fair &&
			       fd_diagnosis_resolver(both->diagnosis, r)->cause == FD_CAUSE_ok;
		}
	}
	return fair;
}

static bool same_cause(struct play *one, struct play *other, const char *what)
{
	return play_find(one, what)->cause == play_find(other, what)->cause;
}

static void check_both(size_t z, size_t r, struct play *zone, struct play *resolver,
		       bool no_direct)
{
	struct play both;

	run_both(&both, z, r, no_direct);
	/* What everybody else denies, and it does not, shows that it makes answers up. */
	bool row = same_cause(&both, resolver, "office") ||
		   play_find(&both, "office")->cause == FD_CAUSE_resolver_nxdomain_rewrite;
	bool fair = name_explained(zone, resolver, &both) && others_acquitted(zone, &both) &&
		    row && same_cause(&both, resolver, "www.pay.example A") &&
		    same_cause(&both, resolver, "www.shop.net A");
	cr_expect(fair, "a zone that is %s, and a resolver that is %s%s", zones[z].what,
		  resolvers[r].what, no_direct ? ", without asking servers" : "");
	if (!fair) {
		play_print(&both);
	}
	play_finish(&both);
}

static void check_all(bool no_direct)
{
	static struct play alone[RESOLVERS_COUNT];

	for (size_t r = 0; r < RESOLVERS_COUNT; r++) {
		run_both(&alone[r], 0, r, no_direct);
	}
	for (size_t z = 0; z < sizeof(zones) / sizeof(zones[0]); z++) {
		struct play zone;
		run_both(&zone, z, 0, no_direct);
		for (size_t r = 0; r < RESOLVERS_COUNT; r++) {
			check_both(z, r, &zone, &alone[r], no_direct);
		}
		play_finish(&zone);
	}
	for (size_t r = 0; r < RESOLVERS_COUNT; r++) {
		play_finish(&alone[r]);
	}
}

Test(twofold, a_zones_fault_and_a_resolvers)
{
	check_all(false);
}

Test(twofold, a_zones_fault_and_a_resolvers_without_asking_servers)
{
	check_all(true);
}
