/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Servers that know nothing of their zone's apex, or that somebody else has bought: what the seventh lab taught. */

#define HEALTHY WORLD RESOLVERS

/* ---- neighbours --------------------------------------------------------------------------------- */

/* A past bug: the sums over the hashes of addresses as near as these were the same. */
Test(apex, zones_on_neighbouring_servers_are_not_one)
{
	static const char *const names[] = { "www.one.net A", "www.two.net A" };
	struct play play;

	play_run(&play,
		 HEALTHY "server ns1.one.net. 198.101.12.1 silent\n"
			 "server ns2.one.net. 198.102.12.1 silent\n"
			 "zone one.net. at ns1.one.net.,ns2.one.net.\n"
			 "server ns1.two.net. 198.101.13.1 silent\n"
			 "server ns2.two.net. 198.102.13.1 silent\n"
			 "zone two.net. at ns1.two.net.,ns2.two.net.\n",
		 INVENTORY(AT_ALL, "\"www.one.net\", \"www.two.net\", " GOOD_NAMES),
		 &(struct play_options) { 0 });
	for (size_t i = 0; i < 2; i++) {
		const struct fd_verdict *verdict = play_find(&play, names[i]);
		cr_expect_eq(verdict->cause, FD_CAUSE_auth_timeout);
		cr_expect_eq(strstr(verdict->summary, "2 zones"), NULL, "%s", verdict->summary);
	}
	play_finish(&play);
}
