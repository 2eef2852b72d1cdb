/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include "combine.h"
#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Ways out of a site that are closed, by dropping and by rejecting, at sites large and small; and what looks like that and is not. */

#define HEALTHY WORLD RESOLVERS
#define WELL	"www.pay.example A: ok none ok confirmed | "

#define AT_NINE            \
	"\"resolvers\": [" \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"
#define AT_OPERATOR                                                               \
	"\"resolvers\": ["                                                        \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"," \
	"\"operator\": \"one\"},"                                                 \
	"{\"id\": \"eight\", \"address\": \"192.0.2.53\", \"role\": \"public\","  \
	"\"operator\": \"one\"}],"
#define AT_ISP                                                                   \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}],"
#define AT_TWO_ISPS                                                              \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"},"  \
	"{\"id\": \"other\", \"address\": \"192.0.2.99\", \"role\": \"isp\"},"   \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"

#define AT_ISPS_ALONE                                                            \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"},"  \
	"{\"id\": \"other\", \"address\": \"192.0.2.99\", \"role\": \"isp\"}],"

static const uint8_t office[4] = { 10, 1, 0, 53 }, isp[4] = { 198, 51, 100, 53 },
		     nine[4] = { 203, 0, 113, 53 };

/* A server of zones. */
static bool is_server(const struct fd_endpoint *server)
{
	return server->family == 4 && server->address[0] == 198 && server->address[1] == 18;
}

static bool is_of_site(const struct fd_endpoint *server)
{
	return is_at(server, office) || is_at(server, isp);
}

/* The errno of it; 0: silence. */
static bool reject(struct fd_reply *ret_reply, int error)
{
	*ret_reply = (struct fd_reply) {
		.kind = error == 0 ? FD_REPLY_NONE : FD_REPLY_UNREACHABLE,
		.length = (size_t)error,
	};
	return true;
}

#define OVERRIDE(name)                                                                    \
	static bool name(const struct fd_endpoint *server, enum fd_proto proto,           \
			 const uint8_t *query, size_t length, struct fd_reply *ret_reply, \
			 uint8_t *buffer)

/* ---- port 53, rejected ------------------------------------------------------------------------ */

OVERRIDE(prohibits_strangers)
{
	return !is_of_site(server) &&
	       reject(ret_reply, proto == FD_TCP ? ECONNREFUSED : EHOSTUNREACH);
}

OVERRIDE(resets_strangers)
{
	return !is_of_site(server) && reject(ret_reply, proto == FD_TCP ? ECONNREFUSED : 0);
}

OVERRIDE(closes_strangers)
{
	return !is_of_site(server) && reject(ret_reply, ECONNREFUSED);
}

#define STRANGERS_CLOSED                                                                   \
	"host: failure local egress_port53_blocked likely",                                \
		"nine: failure local egress_port53_blocked likely",                        \
		"eight: failure local egress_port53_blocked likely", "office: ok none ok", \
		"isp: ok none ok",                                                         \
		WELL "nine=egress_port53_blocked/local eight=egress_port53_blocked/local"

Test(ways, port_53_rejected_instead_of_dropped)
{
	PLAY_WITH({ .override = prohibits_strangers }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  STRANGERS_CLOSED);
	PLAY_WITH({ .override = resets_strangers }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  STRANGERS_CLOSED);
	PLAY_WITH({ .override = closes_strangers }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  STRANGERS_CLOSED);
}

Test(ways, a_stranger_alone_is_rejected_as_the_roots_are)
{
	struct play play;
	struct play_options options = { .override = prohibits_strangers };

	PLAY_WITH({ .override = prohibits_strangers }, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES),
		  "host: failure local egress_port53_blocked likely",
		  "nine: failure local egress_port53_blocked likely",
		  "www.pay.example A: failure local egress_port53_blocked likely");
	PLAY_WITH({ .override = resets_strangers }, HEALTHY, INVENTORY(AT_OPERATOR, GOOD_NAMES),
		  "host: failure local egress_port53_blocked likely",
		  "www.pay.example A: failure local egress_port53_blocked likely");
	play_run(&play, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES), &options);
	cr_expect(combined_says(play_find(&play, "host"), FD_CAUSE_resolver_port_unreachable));
	cr_expect(combined_says(play_find(&play, "nine"), FD_CAUSE_resolver_port_unreachable));
	play_finish(&play);
}

/* A firewall says no to everything, over TCP too, in words that a host says too whose router is gone. */
OVERRIDE(prohibits_all)
{
	return reject(ret_reply, EHOSTUNREACH);
}

Test(ways, a_network_that_is_forbidden_may_be_a_port)
{
	struct play play;
	struct play_options options = { .override = prohibits_all };

	PLAY_WITH({ .override = prohibits_all }, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES),
		  "host: failure local local_network_down likely");
	play_run(&play, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES), &options);
	cr_expect(combined_says(play_find(&play, "host"), FD_CAUSE_egress_port53_blocked));
	play_finish(&play);
}

/* One resolver's host rejects us; roots are well, or dropped: and so in another way. */
OVERRIDE(nine_prohibits)
{
	return is_at(server, nine) &&
	       reject(ret_reply, proto == FD_TCP ? ECONNREFUSED : EHOSTUNREACH);
}

OVERRIDE(nine_resets_roots_are_dropped)
{
	return (is_at(server, nine) || is_server(server)) &&
	       reject(ret_reply, is_at(server, nine) && proto == FD_TCP ? ECONNREFUSED : 0);
}

Test(ways, one_resolver_that_rejects_does_so_itself)
{
	PLAY_WITH({ .override = nine_prohibits }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "host: ok none ok confirmed",
		  "nine: failure upstream resolver_port_unreachable likely",
		  WELL "nine=resolver_port_unreachable/upstream");
	PLAY_WITH({ .override = nine_prohibits }, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES),
		  "host: ok none ok confirmed",
		  "nine: failure upstream resolver_port_unreachable likely");
}

Test(ways, what_is_rejected_where_roots_are_dropped_may_be_its_own_host)
{
	struct play play;
	struct play_options options = { .override = nine_resets_roots_are_dropped };

	PLAY_WITH({ .override = nine_resets_roots_are_dropped }, HEALTHY,
		  INVENTORY(AT_ALL, GOOD_NAMES), "host: ok none ok",
		  "nine: failure upstream resolver_port_unreachable likely");
	PLAY_WITH({ .override = nine_resets_roots_are_dropped }, HEALTHY,
		  INVENTORY(AT_NINE, GOOD_NAMES), "host: ok none ok possible",
		  "nine: failure upstream resolver_port_unreachable likely");
	play_run(&play, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES), &options);
	cr_expect(combined_says(play_find(&play, "nine"), FD_CAUSE_egress_port53_blocked));
	play_finish(&play);
}

/* ---- the provider's resolvers behind it --------------------------------------------------------- */

OVERRIDE(drops_all_but_office)
{
	return !is_at(server, office) && reject(ret_reply, 0);
}

OVERRIDE(prohibits_all_but_office)
{
	return !is_at(server, office) &&
	       reject(ret_reply, proto == FD_TCP ? ECONNREFUSED : EACCES);
}

#define OFFICE_ALONE                                                                     \
	"host: failure local egress_port53_blocked likely",                              \
		"isp: failure local egress_port53_blocked likely", "office: ok none ok", \
		WELL "isp=egress_port53_blocked/local nine=egress_port53_blocked/local " \
		     "eight=egress_port53_blocked/local"

Test(ways, a_provider_behind_a_closed_port_53_is_a_stranger_too)
{
	PLAY_WITH({ .override = drops_all_but_office }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  OFFICE_ALONE);
	PLAY_WITH({ .override = prohibits_all_but_office }, HEALTHY,
		  INVENTORY(AT_ALL, GOOD_NAMES), OFFICE_ALONE);
}

Test(ways, a_provider_that_is_rejected_as_the_roots_are)
{
	PLAY_WITH({ .override = prohibits_all_but_office }, HEALTHY,
		  INVENTORY(AT_ISP, GOOD_NAMES),
		  "host: failure local egress_port53_blocked possible",
		  "isp: failure local egress_port53_blocked", "office: ok none ok",
		  WELL "isp=egress_port53_blocked/local");
}

/* It may be dead, and the roots behind a closed port: that is not ruled out. */
Test(ways, a_provider_that_is_silent_as_the_roots_are)
{
	const struct play_options options = { .override = drops_all_but_office };
	struct play play;

	PLAY_WITH({ .override = drops_all_but_office }, HEALTHY, INVENTORY(AT_ISP, GOOD_NAMES),
		  "host: failure local egress_port53_blocked possible",
		  "isp: failure local egress_port53_blocked", "office: ok none ok",
		  WELL "isp=egress_port53_blocked/local");
	play_run(&play, HEALTHY, INVENTORY(AT_ISP, GOOD_NAMES), &options);
	cr_expect(combined_says(play_find(&play, "host"), FD_CAUSE_resolver_timeout));
	play_finish(&play);
}

/* Nor do independent providers die at once. */
Test(ways, two_silent_providers_are_behind_a_closed_port_53)
{
	PLAY_WITH({ .override = drops_all_but_office }, HEALTHY "resolver other 192.0.2.99\n",
		  INVENTORY(AT_ISPS_ALONE, GOOD_NAMES),
		  "host: failure local egress_port53_blocked likely",
		  "isp: failure local egress_port53_blocked",
		  "other: failure local egress_port53_blocked", "office: ok none ok",
		  WELL "isp=egress_port53_blocked/local other=egress_port53_blocked/local");
}

OVERRIDE(lets_isp_through)
{
	return !is_of_site(server) && reject(ret_reply, 0);
}

/* Another provider's resolver is let through: then it may be dead by itself. */
Test(ways, a_silent_provider_behind_a_closed_port_53_may_be_dead)
{
	struct play play;
	struct play_options options = { .override = lets_isp_through };

	PLAY_WITH({ .override = lets_isp_through }, HEALTHY "resolver other 192.0.2.99\n",
		  INVENTORY(AT_TWO_ISPS, GOOD_NAMES), "isp: ok none ok",
		  "other: failure upstream resolver_timeout likely",
		  "nine: failure local egress_port53_blocked");
	play_run(&play, HEALTHY "resolver other 192.0.2.99\n",
		 INVENTORY(AT_TWO_ISPS, GOOD_NAMES), &options);
	cr_expect(combined_says(play_find(&play, "other"), FD_CAUSE_egress_port53_blocked));
	play_finish(&play);
}

/* Rejected in the way in which the roots are, it is rejected by who rejects those. */
Test(ways, one_provider_of_two_that_is_rejected_as_the_roots_are)
{
	PLAY_WITH({ .override = prohibits_strangers }, HEALTHY "resolver other 192.0.2.99\n",
		  INVENTORY(AT_ISPS_ALONE, GOOD_NAMES),
		  "host: info local egress_port53_blocked", "isp: ok none ok",
		  "other: failure local egress_port53_blocked",
		  WELL "other=egress_port53_blocked/local");
	PLAY_WITH({ .override = prohibits_strangers }, HEALTHY "resolver other 192.0.2.99\n",
		  INVENTORY(AT_TWO_ISPS, GOOD_NAMES),
		  "host: failure local egress_port53_blocked", "isp: ok none ok",
		  "other: failure local egress_port53_blocked");
}

/* ---- EDNS ---------------------------------------------------------------------------------------- */

static bool has_edns(enum fd_proto proto, const uint8_t *query, size_t length)
{
	struct fd_message asked;

	return proto == FD_UDP && fd_message_parse(&asked, query, length) == 0 &&
	       asked.counts[3] > 0;
}

OVERRIDE(drops_edns)
{
	return has_edns(proto, query, length) && reject(ret_reply, 0);
}

OVERRIDE(drops_edns_to_strangers)
{
	return !is_of_site(server) && has_edns(proto, query, length) && reject(ret_reply, 0);
}

OVERRIDE(drops_edns_to_nine)
{
	return is_at(server, nine) && has_edns(proto, query, length) && reject(ret_reply, 0);
}

OVERRIDE(drops_edns_to_nine_and_roots)
{
	return (is_server(server) || (is_at(server, nine) && has_edns(proto, query, length))) &&
	       reject(ret_reply, 0);
}

Test(ways, roots_show_that_the_path_drops_edns)
{
	PLAY_WITH({ .override = drops_edns }, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES),
		  "host: failure local path_drops_edns confirmed",
		  "nine: failure local path_drops_edns confirmed",
		  "www.pay.example A: failure local path_drops_edns");
	PLAY_WITH({ .override = drops_edns }, HEALTHY, INVENTORY(AT_OPERATOR, GOOD_NAMES),
		  "host: failure local path_drops_edns confirmed",
		  "www.pay.example A: failure local path_drops_edns");
	PLAY_WITH({ .override = drops_edns_to_strangers }, HEALTHY,
		  INVENTORY(AT_ALL, GOOD_NAMES),
		  "host: degraded local path_drops_edns confirmed",
		  "nine: failure local path_drops_edns", "office: ok none ok",
		  WELL "nine=path_drops_edns/local eight=path_drops_edns/local");
}

Test(ways, one_resolver_that_drops_edns_does_so_itself)
{
	struct play play;
	struct play_options options = { .override = drops_edns_to_nine_and_roots };

	PLAY_WITH({ .override = drops_edns_to_nine }, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES),
		  "host: ok none ok confirmed",
		  "nine: failure upstream resolver_edns_broken confirmed");
	PLAY_WITH({ .override = drops_edns_to_nine_and_roots }, HEALTHY,
		  INVENTORY(AT_NINE, GOOD_NAMES), "host: ok none ok",
		  "nine: failure upstream resolver_edns_broken likely");
	play_run(&play, HEALTHY, INVENTORY(AT_NINE, GOOD_NAMES), &options);
	cr_expect(combined_says(play_find(&play, "nine"), FD_CAUSE_path_drops_edns));
	play_finish(&play);
}

static unsigned left; /* of what gets lost */

OVERRIDE(loses_the_first_of_roots)
{
	bool lost = left > 0 && is_server(server) && has_edns(proto, query, length);

	left -= lost;
	return lost && reject(ret_reply, 0);
}

Test(ways, a_moment_of_silence_is_no_path_that_drops_edns)
{
	struct play play;
	struct play_options options = { .override = loses_the_first_of_roots };

	left = 6; /* three tries at each root */
	play_run(&play, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES), &options);
	cr_expect_eq(play_find(&play, "host")->cause, FD_CAUSE_ok, "%s",
		     play_verdict(&play, "host"));
	play_finish(&play);
}

/* ---- TCP ------------------------------------------------------------------------------------------ */

#define SILENT_ZONE(words)                             \
	"server ns1.mute.net. 198.18.95.1 " words "\n" \
	"server ns2.mute.net. 198.18.96.1 " words "\n" \
	"zone mute.net. at ns1.mute.net.,ns2.mute.net.\n	www A 198.19.95.1\n"

OVERRIDE(resets_tcp)
{
	return proto == FD_TCP && reject(ret_reply, ECONNREFUSED);
}

/* The site drops it to everybody; and yet this server says something. */
OVERRIDE(drops_tcp_of_others)
{
	return proto == FD_TCP && !(is_server(server) && server->address[2] >= 95) &&
	       reject(ret_reply, 0);
}

Test(ways, a_reset_from_this_site_is_no_word_of_a_server)
{
	PLAY_WITH({ .override = resets_tcp }, HEALTHY SILENT_ZONE("silent"),
		  INVENTORY(AT_ALL, "\"www.mute.net\", " GOOD_NAMES),
		  "host: degraded local egress_tcp53_blocked",
		  "www.mute.net A: failure authoritative auth_timeout likely");
	PLAY_WITH({ .override = resets_tcp }, HEALTHY SILENT_ZONE("silent"),
		  INVENTORY(AT_OPERATOR, "\"www.mute.net\", " GOOD_NAMES),
		  "www.mute.net A: failure authoritative auth_timeout likely");
}

Test(ways, a_reset_from_a_server_is_its_word)
{
	PLAY(HEALTHY SILENT_ZONE("udp=silent tcp=closed"),
	     INVENTORY(AT_ALL, "\"www.mute.net\", " GOOD_NAMES),
	     "www.mute.net A: failure authoritative auth_port_unreachable confirmed");
	PLAY_WITH({ .override = drops_tcp_of_others },
		  HEALTHY SILENT_ZONE("udp=silent tcp=closed"),
		  INVENTORY(AT_ALL, "\"www.mute.net\", " GOOD_NAMES),
		  "host: degraded local egress_tcp53_blocked",
		  "www.mute.net A: failure authoritative auth_port_unreachable");
}

#define CUT_ZONE                                                 \
	"server ns1.cut.net. 198.18.95.1 truncates tcp=silent\n" \
	"zone cut.net. at ns1.cut.net.\n	www A 198.19.95.1\n"
#define AT_NINE            \
	"\"resolvers\": [" \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"
#define AT_TWO_OF_SITE                                                           \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"other\", \"address\": \"192.0.2.53\", \"role\": \"local\"}],"

/* One of them has the answer, and says that it is longer. */
OVERRIDE(resets_tcp_and_isp_has_it)
{
	struct fd_message asked;

	if (proto == FD_UDP && is_about(server, isp, query, length, "cut.net", &asked)) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_FLAG_TC, buffer);
		return true;
	}
	return resets_tcp(server, proto, query, length, ret_reply, buffer);
}

/* This host's own TCP says nothing of the zone's; nor does one resolver alone, or several behind the same firewall. */
Test(ways, where_tcp_is_reset_a_zone_that_needs_it_is_not_shown_to_have_none)
{
	PLAY_WITH({ .override = resets_tcp }, HEALTHY CUT_ZONE,
		  INVENTORY(AT_NINE, "\"www.cut.net\", " GOOD_NAMES),
		  "www.cut.net A: failure undetermined budget possible");
	PLAY_WITH({ .override = resets_tcp }, HEALTHY CUT_ZONE,
		  INVENTORY(AT_OFFICE, "\"www.cut.net\", " GOOD_NAMES),
		  "www.cut.net A: failure local egress_tcp53_blocked possible");
	PLAY_WITH({ .override = resets_tcp }, HEALTHY CUT_ZONE,
		  INVENTORY(AT_TWO_OF_SITE, "\"www.cut.net\", " GOOD_NAMES),
		  "www.cut.net A: failure local egress_tcp53_blocked possible");
	PLAY_WITH({ .override = resets_tcp }, HEALTHY CUT_ZONE,
		  INVENTORY(AT_ALL, "\"www.cut.net\", " GOOD_NAMES),
		  "www.cut.net A: failure authoritative auth_tcp_blocked possible");
	PLAY_WITH({ .override = resets_tcp_and_isp_has_it }, HEALTHY CUT_ZONE,
		  INVENTORY(AT_ALL, "\"www.cut.net\", " GOOD_NAMES),
		  "www.cut.net A: failure local egress_tcp53_blocked possible | "
		  "office=egress_tcp53_blocked/local isp=egress_tcp53_blocked/local "
		  "nine=resolver_auth_path_broken/upstream "
		  "eight=resolver_auth_path_broken/upstream");
}

/* ---- where nobody can be asked directly ----------------------------------------------------------- */

#define EXPIRED                                 \
	"server ns1.old.example. 198.18.97.1\n" \
	"zone old.example. at ns1.old.example. signed bogus=expired\n	www A 198.19.97.1\n"

/* Two validators have their own queries answered by somebody who does not hand on what does not validate. */
OVERRIDE(site_is_opaque)
{
	struct fd_message asked;

	if (!is_of_site(server) || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "old.example")) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
	return true;
}

Test(ways, who_says_dnssec_is_asked_for_the_proof)
{
	play_check(
		WORLD EXPIRED OFFICE NINE EIGHT "resolver isp 198.51.100.53 validating\n",
		INVENTORY(AT_ALL, "\"www.old.example\", " GOOD_NAMES),
		&(struct play_options) { .override = site_is_opaque, .no_direct = true },
		PLAY_LINES(
			"www.old.example A: degraded authoritative dnssec_signature_expired"),
		__func__);
}

/* Nobody says so: who does not check has what does not validate. */
Test(ways, what_one_has_that_does_not_check_is_looked_at)
{
	play_check(
		WORLD EXPIRED OFFICE EIGHT "resolver isp 198.51.100.53 validating\n"
					   "resolver nine 203.0.113.53 validating no-ede\n",
		INVENTORY(AT_ALL, "\"www.old.example\", " GOOD_NAMES),
		&(struct play_options) { .override = site_is_opaque, .no_direct = true },
		PLAY_LINES(
			"www.old.example A: degraded authoritative dnssec_signature_expired likely"),
		__func__);
}

/* ---- a link that loses --------------------------------------------------------------------------- */

#define LOSES	      " loss=35\n"
#define ONE_GOOD_NAME "\"www.pay.example\""
#define MANY_BROKEN                                                                        \
	"\"a.lame.net\", \"b.lame.net\", \"c.lame.net\", \"d.lame.net\", \"e.lame.net\", " \
	"\"f.lame.net\", \"g.lame.net\", \"h.lame.net\", \"i.lame.net\", \"j.lame.net\", "

/* What fails everywhere is no excuse for what got lost: it failed at once when it was asked for again. */
Test(ways, a_link_that_loses_shows_by_names_that_fail_too)
{
	PLAY_UNSTEADY(ROOTS ZONES
		      "server ns1.lame.net. 198.18.95.1 lame=refused\n"
		      "zone lame.net. at ns1.lame.net.\n	www A 198.19.95.1\n"
		      "resolver office 10.1.0.53" LOSES "resolver isp 198.51.100.53" LOSES
		      "resolver nine 203.0.113.53" LOSES "resolver eight 192.0.2.53" LOSES,
		      INVENTORY(AT_ALL, MANY_BROKEN ONE_GOOD_NAME),
		      "host: degraded local local_packet_loss likely");
}

/* Each loses too little to be suspected of it by itself. */
Test(ways, a_link_that_loses_shows_by_what_all_lose_together)
{
	PLAY_UNSTEADY(ROOTS ZONES "server ns1.lame.net. 198.18.95.1 lame=refused\n"
				  "zone lame.net. at ns1.lame.net.\n	www A 198.19.95.1\n"
				  "resolver office 10.1.0.53"
				  " loss=30\n"
				  "resolver isp 198.51.100.53"
				  " loss=30\n"
				  "resolver nine 203.0.113.53"
				  " loss=30\n"
				  "resolver eight 192.0.2.53"
				  " loss=30\n",
		      INVENTORY(AT_ALL, "\"a.lame.net\", \"b.lame.net\", " ONE_GOOD_NAME),
		      "host: degraded local local_packet_loss likely");
}

/* Nobody believes it, and that is why it fails: that its servers lose a datagram now and then explains nothing. */
Test(ways, a_bogus_zone_whose_servers_lose_some_is_bogus)
{
	PLAY_UNSTEADY(
		WORLD
		"server ns1.bog.example. 198.18.96.1 loss=40\n"
		"server ns2.bog.example. 198.18.97.1 loss=40\n"
		"zone bog.example. at ns1.bog.example.,ns2.bog.example. bogus=ds-mismatch\n"
		"	www A 198.19.96.1\n"
		"resolver office 10.1.0.53 validating\n"
		"resolver nine 203.0.113.53 validating\n"
		"resolver isp 198.51.100.53 validating\n"
		"resolver eight 192.0.2.53 validating\n",
		INVENTORY(AT_ALL, "\"www.bog.example\", " GOOD_NAMES),
		"www.bog.example A: failure authoritative dnssec_ds_mismatch");
}
