/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Resolvers that refuse most of what they are asked, and answer the rest. */

#define HEALTHY WORLD RESOLVERS
#define PODS	"\"web.pods.internal\", \"db.pods.internal\", "

static const uint8_t office[4] = { 10, 1, 0, 53 };

/* The name server of a cluster: it has the cluster's names, and was given nobody to ask for others. It offers recursion all the same. */
static bool knows_pods_only(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, ".", &asked)) {
		return false;
	}
	*ret_reply = reply_bare(
		&asked,
		FD_FLAG_AA | FD_FLAG_RA | FD_FLAG_RD |
			(is_under(&asked, "pods.internal") ? FD_NXDOMAIN : FD_REFUSED),
		buffer);
	return true;
}

Test(refusals, who_has_names_of_its_own_and_refuses_the_rest_is_no_resolver)
{
	PLAY_WITH(
		{ .override = knows_pods_only }, HEALTHY, INVENTORY(AT_ALL, PODS GOOD_NAMES),
		"office: failure local resolver_not_recursive likely",
		"www.pay.example A: ok none ok confirmed | office=resolver_not_recursive/local",
		"www.shop.net A: ok none ok confirmed");
}

/* Two servers behind one address, of which one turns this host away. Which of them is met is the load balancer's choice. */
static uint32_t dice;

static bool refuser_is_met(void)
{
	dice = dice * 1664525 + 1013904223;
	return dice >> 31 != 0;
}

static bool turns_away_at_times(const struct fd_endpoint *server, enum fd_proto proto,
				const uint8_t *query, size_t length, struct fd_reply *ret_reply,
				uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, ".", &asked) || !refuser_is_met()) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_REFUSED, buffer);
	return true;
}

Test(refusals, a_pool_of_which_one_refuses)
{
	dice = 1;
	PLAY_WITH({ .override = turns_away_at_times }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "office: degraded local resolver_refused likely",
		  "www.pay.example A: ok none ok confirmed",
		  "www.shop.net A: ok none ok confirmed");
}

/* The one that refuses says that it does so on purpose, is met by most of the bulk and by the first canary, and later by chance. */
static unsigned roots_asked, names_asked;

static bool turns_away_at_first(const struct fd_endpoint *server, enum fd_proto proto,
				const uint8_t *query, size_t length, struct fd_reply *ret_reply,
				uint8_t *buffer)
{
	static const uint8_t prohibited[] = { 0, FD_OPTION_EDE, 0, 2, 0, 18 };
	struct fd_builder builder;
	struct fd_message asked;

	if (!is_about(server, office, query, length, ".", &asked)) {
		return false;
	}
	bool root = fd_name_labels(&asked.qname) == 0;
	unsigned before = root ? roots_asked++ : names_asked++;
	if (root ? before != 0 && before != 9 : before >= 5) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_REFUSED, buffer);
	fd_builder_edns(&builder, 1232, false, 0, prohibited, sizeof(prohibited));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(refusals, a_pool_whose_refusals_look_like_a_list)
{
	const struct play_options options = { .override = turns_away_at_first,
					      .unsteady = true };

	roots_asked = names_asked = 0;
	play_check(HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES), &options,
		   PLAY_LINES("office: degraded local resolver_refused likely",
			      "www.pay.example A: ok none ok confirmed"),
		   __func__);
}

/* Not so who never gives anything, however mildly its own fault is rated. */
static bool cuts_short(const struct fd_endpoint *server, enum fd_proto proto,
		       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		       uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, ".", &asked)) {
		return false;
	}
	*ret_reply = proto == FD_TCP ? (struct fd_reply) { .kind = FD_REPLY_NONE }
				     : reply_bare(&asked, FD_FLAG_RA | FD_FLAG_TC, buffer);
	return true;
}

Test(refusals, what_the_only_resolver_never_gives_is_a_failure)
{
	PLAY_WITH({ .override = cuts_short }, HEALTHY, INVENTORY(AT_OFFICE, GOOD_NAMES),
		  "office: degraded local resolver_tcp_blocked confirmed",
		  "www.pay.example A: failure local resolver_tcp_blocked confirmed");
}

/* Everybody says that there is no MX: who says by policy that there is nothing at all has no word on that. */
Test(refusals, a_blocklist_does_not_outvote_a_zone)
{
	static const bool directs[] = { false, true };

	for (size_t i = 0; i < 2; i++) {
		const struct play_options options = { .no_direct = directs[i] };
		play_check(
			HEALTHY "block nine shop.net nxdomain ede=15\n",
			INVENTORY(AT_ALL, "{\"name\": \"www.shop.net\", \"types\": [\"MX\"]}, "
					  "\"www.pay.example\", \"api.pay.example\""),
			&options,
			PLAY_LINES(
				"www.shop.net MX: negative authoritative no_data | "
				"office=no_data/authoritative isp=no_data/authoritative "
				"nine=resolver_blocklist/upstream eight=no_data/authoritative"),
			__func__);
	}
}

/* TCP reaches the office, but for this one name; and nobody outside. */
static bool cuts_www_short(const struct fd_endpoint *server, enum fd_proto proto,
			   const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			   uint8_t *buffer)
{
	struct fd_message asked;
	bool parsed = fd_message_parse(&asked, query, length) == 0;
	bool www = parsed && is_under(&asked, "www.shop.net") && asked.qtype == FD_TYPE_A;

	if (proto == FD_TCP && (www || !is_at(server, office))) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return true;
	}
	bool serves = server->address[0] == 198 && server->address[1] == 18;
	if (!www || (serves && server->address[2] != 22 && server->address[2] != 23)) {
		return false;
	}
	*ret_reply = reply_bare(
		&asked, (serves ? FD_FLAG_AA : FD_FLAG_RA | FD_FLAG_RD) | FD_FLAG_TC, buffer);
	return true;
}

Test(refusals, tcp_that_reaches_the_site_alone_is_not_held_against_a_zone)
{
	struct play play;
	const struct play_options options = { .override = cuts_www_short };

	play_run(&play, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES), &options);
	const struct fd_verdict *verdict = play_find(&play, "www.shop.net A");
	cr_expect_neq(verdict->locus, FD_LOCUS_AUTHORITATIVE, "%s: %s",
		      play_verdict(&play, "www.shop.net A"), verdict->summary);
	play_finish(&play);
}
