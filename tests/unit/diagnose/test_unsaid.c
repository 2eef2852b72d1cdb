/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include <fleetdig/knowledge.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* What is not known is not said. */

static struct play play;

static const struct fd_verdict *verdict_of(const char *world, const char *inventory,
					   const struct play_options *options, const char *what)
{
	play_run(&play, world, inventory, options);
	return play_find(&play, what);
}

Test(unsaid, a_host_that_heard_nothing_is_not_praised)
{
	const struct fd_verdict *host = verdict_of(
		WORLD "resolver office 10.1.0.53 silent\n", INVENTORY(AT_OFFICE, GOOD_NAMES),
		&(struct play_options) { .no_direct = true }, "host");

	cr_expect_eq(host->cause, FD_CAUSE_ok);
	cr_expect_eq(host->confidence, FD_POSSIBLE);
	cr_expect_eq(strncmp(host->summary, "Nothing is shown", 16), 0, "%s", host->summary);
	play_finish(&play);
}

/* Not the budget ran out: nobody may be asked. */
Test(unsaid, what_would_help_without_direct_probing_is_another_witness)
{
	const struct fd_verdict *verdict =
		verdict_of(WORLD "server ns1.nic.dark. 198.18.14.1 silent\n"
				 "server ns2.nic.dark. 198.18.14.2 silent\n"
				 "zone dark. at ns1.nic.dark.,ns2.nic.dark.\n" OFFICE,
			   INVENTORY(AT_OFFICE, GOOD_NAMES ", \"www.pay.dark\""),
			   &(struct play_options) { .no_direct = true }, "www.pay.dark A");

	cr_expect_eq(verdict->locus, FD_LOCUS_UNDETERMINED);
	cr_expect_not_null(strstr(verdict->action, "--no-direct"), "%s", verdict->action);
	play_finish(&play);
}

/* Nor where no root answers this host. */
static bool strangers_are_silent(const struct fd_endpoint *server, enum fd_proto proto,
				 const uint8_t *query, size_t length,
				 struct fd_reply *ret_reply, uint8_t *buffer)
{
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return server->address[0] != 10;
}

Test(unsaid, what_would_help_behind_a_closed_port_is_another_witness)
{
	const struct fd_verdict *verdict = verdict_of(
		WORLD "server ns1.dark.net. 198.18.14.1 silent\n"
		      "zone dark.net. at ns1.dark.net.\n" OFFICE,
		INVENTORY(AT_OFFICE, GOOD_NAMES ", \"www.dark.net\""),
		&(struct play_options) { .override = strangers_are_silent }, "www.dark.net A");

	cr_expect_eq(verdict->cause, FD_CAUSE_budget);
	cr_expect_not_null(strstr(verdict->action, "second, independent"), "%s",
			   verdict->action);
	cr_expect_null(strstr(verdict->action, "--drill-budget"), "%s", verdict->action);
	cr_expect_not_null(strstr(verdict->evidence[verdict->evidence_count - 1].saw,
				  "no root answers this host"));
	play_finish(&play);
}

/* Too little was asked to accuse anybody; that others answer is known all the same. */
Test(unsaid, what_somebody_answers_is_no_failure_without_a_budget)
{
	const struct fd_verdict *verdict =
		verdict_of(WORLD RESOLVERS "server ns1.torn.example. 198.18.14.1\n"
					   "zone torn.example. at ns1.torn.example. signed "
					   "bogus=expired\n	www A 198.19.14.1\n",
			   INVENTORY(AT_ALL, GOOD_NAMES ", \"www.torn.example\""),
			   &(struct play_options) { .budget = 1 }, "www.torn.example A");

	cr_expect_eq(verdict->cause, FD_CAUSE_budget);
	cr_expect_eq(verdict->severity, FD_DEGRADED);
	play_finish(&play);
}

/* Whether the run was over, or this host could not ask: what a rule had no facts for accuses nobody. */
Test(unsaid, what_could_not_be_asked_accuses_nobody)
{
	for (int here = 0; here < 2; here++) {
		const struct fd_verdict *verdict = verdict_of(
			WORLD RESOLVERS "server ns1.torn.example. 198.18.14.1\n"
					"zone torn.example. at ns1.torn.example. signed "
					"bogus=expired\n	www A 198.19.14.1\n",
			INVENTORY(AT_ALL, GOOD_NAMES ", \"www.torn.example\""),
			&(struct play_options) { .lose = 100, .lose_here = here == 1 },
			"www.torn.example A");
		cr_expect_eq(verdict->cause, FD_CAUSE_budget, "%d: %s", here,
			     fd_cause_text(verdict->cause));
		cr_expect_eq(strstr(verdict->action, "The run was ended") != NULL, here == 0,
			     "%s", verdict->action);
		play_finish(&play);
	}
}

/* RFC 2308 section 2.2: a denial need not have an SOA. */
static bool all_deny_barely(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, "bare.shop.net"), 0);
	if (fd_message_parse(&asked, query, length) != 0 ||
	    !fd_name_equal(&asked.qname, &name)) {
		return false;
	}
	struct fd_builder builder;
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_NXDOMAIN, buffer);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(unsaid, a_zone_that_no_denial_names_is_not_named)
{
	const struct fd_verdict *verdict = verdict_of(
		WORLD RESOLVERS, INVENTORY(AT_ALL, GOOD_NAMES ", \"bare.shop.net\""),
		&(struct play_options) { .override = all_deny_barely, .no_direct = true },
		"bare.shop.net A");

	cr_expect_eq(verdict->cause, FD_CAUSE_name_does_not_exist);
	cr_expect_null(strstr(verdict->summary, "unknown"), "%s", verdict->summary);
	cr_expect_null(strstr(verdict->action, "unknown"), "%s", verdict->action);
	play_finish(&play);
}
