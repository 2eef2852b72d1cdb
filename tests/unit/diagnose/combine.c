/* SPDX-License-Identifier: MIT */
#include "combine.h"

#include <stdio.h>

#include "worlds.h"

const struct combined_zone combined_zones[COMBINED_ZONES] = {
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

const struct combined_resolver combined_resolvers[COMBINED_RESOLVERS] = {
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

#define OFFICE_AND_ISP                                                           \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}],"
#define NAMES "\"www.ill.example\", " GOOD_NAMES

static const char *const inventories[] = {
	[SITE_LONE] = INVENTORY(AT_OFFICE, NAMES),
	[SITE_PAIR] = INVENTORY(OFFICE_AND_ISP, NAMES),
	[SITE_FULL] = INVENTORY(AT_ALL, NAMES),
};

void combine(struct play *play, enum site site, size_t z, size_t r,
	     const struct play_options *options)
{
	const struct combined_zone *zone = &combined_zones[z];
	const struct combined_resolver *resolver = &combined_resolvers[r];
	char world[8192];

	snprintf(
		world, sizeof(world),
		WORLD ISP NINE EIGHT
		"server ns1.ill.example. 198.18.90.1 %s\nserver ns2.ill.example. 198.18.91.1 %s\n"
		"zone ill.example. at ns1.ill.example.,ns2.ill.example. %s\n	www A 198.19.90.1\n"
		"resolver office 10.1.0.53 %s\n%s",
		zone->first, zone->second, zone->zone, resolver->words, resolver->more);
	play_run(play, world, inventories[site], options);
}

void alone_play(struct alone *alone, enum site site, const struct play_options *options)
{
	for (size_t z = 0; z < COMBINED_ZONES; z++) {
		combine(&alone->zones[z], site, z, 0, options);
	}
	for (size_t r = 0; r < COMBINED_RESOLVERS; r++) {
		combine(&alone->resolvers[r], site, 0, r, options);
	}
}

void alone_finish(struct alone *alone)
{
	for (size_t z = 0; z < COMBINED_ZONES; z++) {
		play_finish(&alone->zones[z]);
	}
	for (size_t r = 0; r < COMBINED_RESOLVERS; r++) {
		play_finish(&alone->resolvers[r]);
	}
}

bool combined_says(const struct fd_verdict *verdict, enum fd_cause cause)
{
	bool found = verdict->cause == cause;

	for (size_t i = 0; i < verdict->alternative_count; i++) {
		found = found || verdict->alternatives[i] == cause;
	}
	return found;
}

bool combined_same(struct play *one, struct play *other, const char *what)
{
	return play_find(one, what)->cause == play_find(other, what)->cause;
}
