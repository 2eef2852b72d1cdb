/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Pictures that look like something else. Named after what they taught. */

#define HEALTHY WORLD RESOLVERS
#define THREE	WORLD ISP NINE EIGHT

Test(traps, servers_that_drop_the_probe_serve_every_resolver)
{
	PLAY(HEALTHY "server ns1.shy.net. 198.18.30.1 resolvers-only\n"
		     "zone shy.net. at ns1.shy.net.\n	www A 198.19.30.1\n",
	     INVENTORY(AT_ALL, "\"www.shy.net\", \"nope.shy.net\", " GOOD_NAMES),
	     "www.shy.net A: ok none ok confirmed | ",
	     "nope.shy.net A: negative authoritative name_does_not_exist likely");
}

Test(traps, servers_that_drop_the_probe_are_not_blamed_for_one_resolver)
{
	PLAY(THREE "server ns1.shy.net. 198.18.30.1 resolvers-only\n"
		   "zone shy.net. at ns1.shy.net.\n	www A 198.19.30.1\n"
		   "resolver office 10.1.0.53 cannot-reach=ns1.shy.net.\n",
	     INVENTORY(AT_ALL, "\"www.shy.net\", " GOOD_NAMES),
	     "www.shy.net A: degraded upstream resolver_auth_path_broken possible | "
	     "office=resolver_auth_path_broken/upstream");
}

Test(traps, a_closed_port_53_weakens_what_is_said_of_a_broken_zone)
{
	PLAY("everyone attempt=200ms patience=600ms\n" ZONES
	     "server a.roots. 198.18.0.4 resolvers-only\n"
	     "server b.roots. 198.18.1.4 resolvers-only\n"
	     "zone . at a.roots.,b.roots. signed\n" RESOLVERS
	     "server ns1.mute.net. 198.18.31.1 silent\nzone mute.net. at ns1.mute.net.\n",
	     INVENTORY(AT_ALL, "\"www.mute.net\", " GOOD_NAMES),
	     "www.mute.net A: failure authoritative auth_timeout possible", "host: ok");
}

Test(traps, a_silent_zone_looks_like_a_silent_resolver)
{
	PLAY(WORLD "resolver office 10.1.0.53 patience=60s attempt=20s\n"
		   "server ns1.mute.net. 198.18.31.1 silent\n"
		   "zone mute.net. at ns1.mute.net.\n",
	     INVENTORY(AT_OFFICE,
		       "\"a.mute.net\", \"b.mute.net\", \"c.mute.net\", \"d.mute.net\""),
	     "office: ok none ok",
	     "a.mute.net A: failure authoritative auth_timeout confirmed");
}

#define RELAY_AND(more)                                                              \
	"\"resolvers\": [{\"id\": \"relay\", \"address\": \"10.6.0.53\", \"role\": " \
	"\"local\", \"forwards_to\": [\"isp\"]}," more                               \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}],"
#define AS_LOCAL  "{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"
#define AS_PUBLIC "{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"},"

Test(traps, a_forwarder_and_its_target_are_one_witness)
{
	PLAY(WORLD OFFICE
	     "resolver isp 198.51.100.53 cannot-reach=ns1.shop.net.,ns2.shop.net.\n"
	     "resolver relay 10.6.0.53 forward=isp\n",
	     INVENTORY(RELAY_AND(AS_LOCAL), GOOD_NAMES),
	     "www.shop.net A: degraded upstream resolver_auth_path_broken", "relay: ok none ok",
	     "isp: ok none ok");
}

Test(traps, ede_3_on_a_servfail_means_nothing)
{
	PLAY(WORLD ISP NINE EIGHT "resolver office 10.1.0.53 serve-stale\n"
				  "server ns1.mute.net. 198.18.31.1 silent\n"
				  "zone mute.net. at ns1.mute.net.\n",
	     INVENTORY(AT_ALL, "\"www.mute.net\", " GOOD_NAMES),
	     "www.mute.net A: failure authoritative auth_timeout confirmed");
}

/* What the provider's resolver does to everything, the site's only passes on. */
Test(traps, a_forwarder_is_no_second_culprit)
{
	PLAY(WORLD "resolver isp 198.51.100.53 validating anchor-wrong\n" NINE EIGHT
		   "resolver relay 10.6.0.53 forward=isp\n",
	     INVENTORY(RELAY_AND(AS_PUBLIC), GOOD_NAMES),
	     "relay: failure upstream resolver_dnssec_broken",
	     "isp: failure upstream resolver_dnssec_broken", "www.pay.example A: ok none ok");
	/* And nobody else. */
	PLAY(WORLD "resolver isp 198.51.100.53 validating anchor-wrong\n"
		   "resolver relay 10.6.0.53 forward=isp\n",
	     INVENTORY(RELAY_AND(""), GOOD_NAMES),
	     "relay: failure upstream resolver_dnssec_broken",
	     "www.pay.example A: failure upstream resolver_dnssec_broken");
	/* What is the forwarder's own stays there. */
	PLAY(WORLD ISP NINE "resolver relay 10.6.0.53 forward=isp rewrite=192.0.2.250\n",
	     INVENTORY(RELAY_AND(AS_PUBLIC), GOOD_NAMES), "isp: ok none ok");
}

Test(traps, a_stale_answer_does_not_acquit_the_zone)
{
	PLAY_UNSTEADY(WORLD ISP NINE EIGHT
		      "resolver office 10.1.0.53 serve-stale\n"
		      "server ns1.mute.net. 198.18.31.1 silent\n"
		      "zone mute.net. at ns1.mute.net.\n"
		      "remember office www.mute.net A 198.19.31.1 ttl=1s\n",
		      INVENTORY(AT_ALL, "\"www.pay.example\", \"www.mute.net\", " GOOD_NAMES),
		      "www.mute.net A: degraded authoritative auth_timeout confirmed");
}

Test(traps, a_cached_answer_does_not_acquit_the_zone)
{
	PLAY_UNSTEADY(HEALTHY "server ns1.mute.net. 198.18.31.1 silent\n"
			      "zone mute.net. at ns1.mute.net.\n"
			      "remember office www.mute.net A 198.19.31.1 ttl=1h\n",
		      INVENTORY(AT_ALL, "\"www.mute.net\", " GOOD_NAMES),
		      "www.mute.net A: degraded authoritative auth_timeout confirmed | "
		      "isp=auth_timeout/authoritative nine=auth_timeout/authoritative "
		      "eight=auth_timeout/authoritative");
}

Test(traps, a_resolver_that_does_not_validate_hides_a_bogus_zone)
{
	PLAY(HEALTHY
	     "server ns1.old.example. 198.18.40.1\n"
	     "zone old.example. at ns1.old.example. bogus=signature\n	www A 198.19.40.1\n",
	     INVENTORY(AT_ALL, "\"www.old.example\", " GOOD_NAMES),
	     "www.old.example A: degraded authoritative dnssec_bogus confirmed | "
	     "office=dnssec_bogus/authoritative nine=dnssec_bogus/authoritative");
}

Test(traps, a_wrong_clock_is_one_resolver_not_a_hundred_zones)
{
	PLAY(WORLD ISP NINE EIGHT "resolver office 10.1.0.53 validating clock-wrong\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: failure local resolver_dnssec_broken",
	     "www.shop.net A: ok none ok confirmed | office=resolver_dnssec_broken/local");
}

Test(traps, a_hijack_shows_only_against_who_says_nxdomain)
{
	PLAY(WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53 rewrite=198.51.100.99\n",
	     INVENTORY(AT_ALL, "\"nope.shop.net\", " GOOD_NAMES),
	     "nope.shop.net A: negative authoritative name_does_not_exist likely | "
	     "office=name_does_not_exist/authoritative isp=resolver_nxdomain_rewrite/upstream "
	     "nine=name_does_not_exist/authoritative eight=name_does_not_exist/authoritative",
	     "isp: failure upstream resolver_nxdomain_rewrite likely");
}

Test(traps, one_formerr_resolver_is_not_a_hundred_names)
{
	PLAY(WORLD ISP NINE EIGHT "resolver office 10.1.0.53 formerr\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "www.pay.example A: ok none ok");
}

Test(traps, an_interceptor_voids_direct_evidence)
{
	PLAY("everyone attempt=200ms patience=600ms\n" ZONES
	     "server a.roots. 198.18.0.4 intercepted-by=isp\n"
	     "server b.roots. 198.18.1.4 intercepted-by=isp\n"
	     "zone . at a.roots.,b.roots. signed\n" RESOLVERS
	     "server ns1.mute.net. 198.18.31.1 silent\nzone mute.net. at ns1.mute.net.\n",
	     INVENTORY(AT_ALL, "\"www.mute.net\", " GOOD_NAMES),
	     "host: failure local dns_interception confirmed",
	     "www.mute.net A: failure authoritative auth_timeout possible",
	     "www.pay.example A: ok none ok likely", "office: ok none ok likely");
}

/* Nobody knows whose word a denial is that names no zone, where somebody answers in everybody's place. */
Test(traps, an_interceptors_denial_is_not_the_zones)
{
	PLAY("everyone attempt=200ms patience=600ms\n" ZONES
	     "server a.roots. 198.18.0.4 intercepted-by=isp\n"
	     "server b.roots. 198.18.1.4 intercepted-by=isp\n"
	     "zone . at a.roots.,b.roots. signed\n" RESOLVERS
	     "block office www.pay.example nxdomain\nblock isp www.pay.example nxdomain\n"
	     "block nine www.pay.example nxdomain\nblock eight www.pay.example nxdomain\n",
	     INVENTORY(AT_ALL, "\"nope.shop.net\", " GOOD_NAMES),
	     "host: failure local dns_interception confirmed",
	     "www.pay.example A: degraded local dns_interception possible",
	     "nope.shop.net A: negative authoritative name_does_not_exist");
}

Test(traps, servers_that_disagree_are_no_resolvers_fault)
{
	PLAY(WORLD ISP NINE EIGHT
	     "server ns1.two.net. 198.18.50.1 nxdomain-type=A\n"
	     "server ns2.two.net. 198.18.50.2\n"
	     "zone two.net. at ns1.two.net.,ns2.two.net.\n	www A 198.19.50.1\n"
	     "resolver office 10.1.0.53 cannot-reach=ns1.two.net.\n",
	     INVENTORY(AT_ALL, "\"www.two.net\", " GOOD_NAMES),
	     "www.two.net A: degraded authoritative auth_inconsistent_existence confirmed",
	     "isp: ok none ok");
	/* Nor is the name absent where all of them have met the one that denies it. */
	PLAY(WORLD RESOLVERS
	     "server ns1.two.net. 198.18.50.1 nxdomain-type=A\n"
	     "server ns2.two.net. 198.18.50.2\n"
	     "zone two.net. at ns1.two.net.,ns2.two.net.\n	www A 198.19.50.1\n",
	     INVENTORY(AT_ALL, "\"www.two.net\", \"nope.two.net\", " GOOD_NAMES),
	     "www.two.net A: failure authoritative auth_inconsistent_existence confirmed",
	     "nope.two.net A: negative authoritative name_does_not_exist confirmed");
}

Test(traps, one_bogus_record_does_not_smear_its_zone)
{
	PLAY(HEALTHY
	     "server ns1.one.example. 198.18.41.1\n"
	     "zone one.example. at ns1.one.example. bogus=signature bogus-owner=www.one.example.\n"
	     "	www A 198.19.41.1\n	mail A 198.19.41.2\n",
	     INVENTORY(AT_ALL, "\"www.one.example\", \"mail.one.example\", " GOOD_NAMES),
	     "www.one.example A: degraded authoritative dnssec_bogus",
	     "mail.one.example A: ok none ok confirmed | ");
}

Test(traps, a_private_address_withheld_is_rebind_protection)
{
	PLAY(WORLD ISP NINE EIGHT "resolver office 10.1.0.53 rebind-protection\n"
				  "server ns1.in.net. 198.18.52.1\n"
				  "zone in.net. at ns1.in.net.\n	www A 10.0.0.7\n",
	     INVENTORY(AT_ALL, "\"www.in.net\", " GOOD_NAMES),
	     "www.in.net A: degraded local resolver_rebind_protection | "
	     "office=resolver_rebind_protection/local");
}

Test(traps, internal_names_are_not_missing_outside)
{
	PLAY(WORLD ISP NINE EIGHT OFFICE
	     "zone corp.example. at office undelegated\n	wiki A 10.20.0.5\n",
	     INVENTORY("\"zones\": [{\"name\": \"corp.example\", \"internal\": true}]," AT_ALL,
		       "\"wiki.corp.example\", " GOOD_NAMES),
	     "wiki.corp.example A: info none split_horizon");
	PLAY(WORLD ISP NINE EIGHT OFFICE
	     "zone corp.example. at office undelegated\n	wiki A 10.20.0.5\n",
	     INVENTORY(AT_ALL, "\"wiki.corp.example\", " GOOD_NAMES),
	     "wiki.corp.example A: info none split_horizon");
}

Test(traps, one_resolver_alone_does_not_convict_a_zone_unseen)
{
	PLAY_WITH({ .no_direct = true },
		  WORLD OFFICE "server ns1.mute.net. 198.18.31.1 silent\n"
			       "zone mute.net. at ns1.mute.net.\n",
		  INVENTORY(AT_OFFICE, "\"www.mute.net\", " GOOD_NAMES),
		  "www.mute.net A: failure undetermined budget possible");
}

/* One name's answer is longer than a datagram at the office, whose TCP is dead. */
static bool cut_short(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name large;

	cr_assert_eq(fd_name_parse(&large, "www.shop.net"), 0);
	if (memcmp(server->address, office, sizeof(office)) != 0 ||
	    fd_message_parse(&asked, query, length) < 0 ||
	    !fd_name_equal(&asked.qname, &large)) {
		return false;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	if (proto == FD_UDP) {
		reply_begin(&builder, &asked, FD_FLAG_TC | FD_FLAG_RA | FD_FLAG_RD, buffer);
		*ret_reply = reply_end(&builder);
	}
	return true;
}

Test(traps, a_truncated_answer_is_not_a_denial)
{
	PLAY_WITH({ .override = cut_short }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.shop.net A: degraded local resolver_tcp_blocked likely | "
		  "office=resolver_tcp_blocked/local",
		  "office: ok none ok");
	PLAY(THREE "resolver office 10.1.0.53 truncates tcp=silent\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "office: degraded local resolver_tcp_blocked confirmed",
	     "www.shop.net A: ok none ok confirmed | office=resolver_tcp_blocked/local");
}

Test(traps, a_portal_gives_one_address_and_nodata_for_everything_else)
{
	PLAY(WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53 captive=198.51.100.1\n",
	     INVENTORY(AT_ALL, "{\"name\": \"shop.net\", \"types\": [\"NS\"]}," GOOD_NAMES),
	     "isp: failure upstream resolver_captive_portal confirmed",
	     "shop.net NS: ok none ok confirmed | isp=resolver_captive_portal/upstream",
	     "www.pay.example A: ok none ok confirmed | isp=resolver_captive_portal/upstream");
}

Test(traps, the_nxdomain_of_a_dangling_alias_belongs_to_its_target)
{
	PLAY(HEALTHY, INVENTORY(AT_ALL, "\"gone.pay.example\", " GOOD_NAMES),
	     "gone.pay.example A: failure authoritative cname_dangling");
}

Test(traps, a_true_denial_is_no_failure)
{
	PLAY(HEALTHY,
	     INVENTORY(AT_ALL, "\"nope.pay.example\", \"www.nobody.net\","
			       "{\"name\": \"www.shop.net\", \"types\": [\"A\", \"AAAA\"]}"),
	     "nope.pay.example A: negative authoritative name_does_not_exist",
	     "www.nobody.net A: negative authoritative domain_not_registered",
	     "www.shop.net AAAA: negative authoritative no_data",
	     "www.shop.net A: ok none ok confirmed | ");
}

/* An access list, no recursion, a limit on the rate, and servers that do not serve the zone: that one shows directly only. */
Test(traps, refused_means_four_things)
{
	PLAY_UNSTEADY(
		WORLD EIGHT
		"resolver office 10.1.0.53 refused\n"
		"resolver isp 198.51.100.53 no-recursion\n"
		"resolver nine 203.0.113.53 rate=6\n"
		"server ns1.lame.net. 198.18.32.1 lame=refused\nzone lame.net. at ns1.lame.net.\n",
		INVENTORY(
			AT_ALL,
			"\"www.lame.net\", \"ads.shop.net\", \"alias.pay.example\","
			"{\"name\": \"pay.example\", \"types\": [\"SOA\", \"NS\"]}," GOOD_NAMES),
		"office: failure local resolver_refused",
		"isp: failure upstream resolver_not_recursive",
		"nine: degraded upstream resolver_rate_limited likely", "eight: ok none ok",
		"www.lame.net A: failure authoritative auth_lame confirmed",
		"web.pay.example A: ok none ok");
}

/* Two addresses of a load balancer, one here and one there. */
Test(traps, legitimate_divergence_is_no_fault)
{
	PLAY(THREE
	     "resolver office 10.1.0.53 cannot-reach=ns1.cdn.net.\n"
	     "server ns1.cdn.net. 198.18.50.1\nserver ns2.cdn.net. 198.18.50.2\n"
	     "zone cdn.net. at ns1.cdn.net.\n	@ NS ns1.cdn.net.\n	@ NS ns2.cdn.net.\n"
	     "	ns1 A 198.18.50.1\n	ns2 A 198.18.50.2\n	www A 198.19.50.1\n"
	     "zone cdn.net. at ns2.cdn.net. undelegated\n	www A 198.19.50.2\n",
	     INVENTORY(AT_ALL, "\"www.cdn.net\", " GOOD_NAMES),
	     "www.cdn.net A: ok none ok likely | ");
}
