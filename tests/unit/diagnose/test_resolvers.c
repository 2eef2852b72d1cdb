/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Verdicts about resolvers and the host: the names are well, and stay well. */

#define OTHERS		 ISP NINE EIGHT
#define WELL		 "www.pay.example A: ok none ok confirmed"
#define OFFICE_IS(cause) " | office=" cause

Test(resolvers, that_do_not_listen)
{
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 closed\n", INVENTORY(AT_ALL, GOOD_NAMES),
	     "office: failure local resolver_port_unreachable confirmed",
	     WELL OFFICE_IS("resolver_port_unreachable/local"), "host: ok none ok",
	     "isp: ok none ok");
}

Test(resolvers, that_are_silent)
{
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 silent\n", INVENTORY(AT_ALL, GOOD_NAMES),
	     "office: failure local resolver_timeout confirmed",
	     WELL OFFICE_IS("resolver_timeout/local"), "host: ok none ok");
}

Test(resolvers, that_refuse)
{
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 refused\n", INVENTORY(AT_ALL, GOOD_NAMES),
	     "office: failure local resolver_refused",
	     WELL OFFICE_IS("resolver_refused/local"));
}

Test(resolvers, whose_refusal_is_a_header_only)
{
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 refused-header\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: failure local resolver_refused",
	     WELL OFFICE_IS("resolver_refused/local"));
}

Test(resolvers, that_are_public_refuse_upstream)
{
	PLAY(WORLD OFFICE ISP EIGHT "resolver nine 203.0.113.53 refused\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "nine: failure upstream resolver_refused",
	     WELL " | nine=resolver_refused/upstream");
}

Test(resolvers, that_do_not_recurse)
{
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 no-recursion\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: failure local resolver_not_recursive",
	     WELL OFFICE_IS("resolver_not_recursive/local"));
}

Test(resolvers, that_are_authoritative_servers)
{
	PLAY(WORLD OTHERS "server office 10.1.0.53\n"
			  "zone inside.example. at office undelegated\n	www A 10.0.0.1\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: failure local resolver_",
	     "isp: ok none ok");
}

Test(resolvers, whose_forwarder_is_dead)
{
	PLAY(WORLD OTHERS "resolver hub 10.9.0.53 silent\n"
			  "resolver office 10.1.0.53 forward=hub\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: failure upstream forwarder_unreachable",
	     WELL OFFICE_IS("forwarder_unreachable/upstream"));
}

Test(resolvers, whose_forwarder_is_dead_and_that_wait_for_it_silently)
{
	PLAY(WORLD OTHERS "resolver hub 10.9.0.53 silent\n"
			  "resolver office 10.1.0.53 forward=hub patience=30s attempt=9s\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: failure upstream forwarder_unreachable",
	     WELL OFFICE_IS("forwarder_unreachable/upstream"));
}

Test(resolvers, that_rewrite)
{
	PLAY(WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53 rewrite-all=198.51.100.99\n",
	     INVENTORY(AT_ALL, "\"nope.pay.example\", \"nope.shop.net\", " GOOD_NAMES),
	     "isp: failure upstream resolver_nxdomain_rewrite confirmed",
	     "nope.pay.example A: negative authoritative name_does_not_exist",
	     "nope.shop.net A: negative authoritative name_does_not_exist confirmed | "
	     "office=name_does_not_exist/authoritative isp=resolver_nxdomain_rewrite/upstream "
	     "nine=name_does_not_exist/authoritative eight=name_does_not_exist/authoritative",
	     WELL " | ");
}

Test(resolvers, that_rewrite_and_are_the_only_one)
{
	PLAY(WORLD "resolver office 10.1.0.53 rewrite-all=198.51.100.99\n",
	     INVENTORY(AT_OFFICE, "\"nope.pay.example\", " GOOD_NAMES),
	     "office: failure local resolver_nxdomain_rewrite confirmed",
	     "nope.pay.example A: failure local resolver_nxdomain_rewrite", WELL " | ");
}

/* And answers over TCP: the second try has lost nothing. */
Test(resolvers, that_cut_every_answer_short)
{
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 truncates\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: ok none ok", WELL " | ");
	PLAY(WORLD "resolver office 10.1.0.53 truncates\n", INVENTORY(AT_OFFICE, GOOD_NAMES),
	     "office: ok none ok", WELL " | ");
}

Test(resolvers, that_cannot_validate)
{
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 validating clock-wrong\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "office: failure local resolver_dnssec_broken confirmed",
	     WELL OFFICE_IS("resolver_dnssec_broken/local"));
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 validating anchor-wrong\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "office: failure local resolver_dnssec_broken confirmed");
	/* What it has of its own it answers all the same. */
	PLAY_UNSTEADY(WORLD OTHERS "resolver office 10.1.0.53 validating clock-wrong\n"
				   "block office web.pay.example nxdomain\n",
		      INVENTORY(AT_ALL, GOOD_NAMES),
		      "office: failure local resolver_dnssec_broken likely",
		      WELL OFFICE_IS("resolver_dnssec_broken/local"));
}

Test(resolvers, that_block)
{
	PLAY(WORLD RESOLVERS "block nine ads.shop.net nxdomain\n",
	     INVENTORY(AT_ALL, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: degraded upstream resolver_blocklist likely | "
	     "nine=resolver_blocklist/upstream",
	     "nine: ok none ok", WELL " | ");
	PLAY(WORLD RESOLVERS "block office ads.shop.net 0.0.0.0\n",
	     INVENTORY(AT_ALL, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: degraded local resolver_blocklist likely | "
	     "office=resolver_blocklist/local");
	PLAY(WORLD RESOLVERS "block office ads.shop.net refused ede=15\n",
	     INVENTORY(AT_ALL, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: degraded local resolver_blocklist likely | "
	     "office=resolver_blocklist/local");
}

#define NOWHERE "server ns1.nowhere.net. 198.18.44.1\nzone nowhere.net. at ns1.nowhere.net.\n"

Test(resolvers, that_block_and_are_the_only_one)
{
	PLAY(WORLD OFFICE "block office ads.shop.net 0.0.0.0\n",
	     INVENTORY(AT_OFFICE, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: failure local resolver_blocklist likely | "
	     "office=resolver_blocklist/local",
	     "office: ok none ok", WELL);
	/* All of them, and so nobody has it. */
	PLAY(WORLD RESOLVERS "block office ads.shop.net 0.0.0.0\n"
			     "block isp ads.shop.net 0.0.0.0\nblock nine ads.shop.net 0.0.0.0\n"
			     "block eight ads.shop.net 0.0.0.0\n",
	     INVENTORY(AT_ALL, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: failure local resolver_blocklist likely");
	/* Not seen, not blamed. */
	PLAY_WITH({ .no_direct = true }, WORLD OFFICE "block office ads.shop.net 0.0.0.0\n",
		  INVENTORY(AT_OFFICE, "\"ads.shop.net\", " GOOD_NAMES),
		  "ads.shop.net A: ok none ok confirmed");
}

Test(resolvers, that_give_what_a_zone_really_has)
{
	PLAY(WORLD OFFICE NOWHERE "	www A 0.0.0.0\n	six AAAA ::\n",
	     INVENTORY(AT_OFFICE,
		       "\"www.nowhere.net\", "
		       "{\"name\": \"six.nowhere.net\", \"types\": [\"AAAA\"]}, " GOOD_NAMES),
	     "www.nowhere.net A: ok none ok confirmed",
	     "six.nowhere.net AAAA: ok none ok confirmed");
	/* A zone that nobody but those inside can see. */
	PLAY(WORLD OFFICE "block office ads.shop.net 0.0.0.0\n",
	     INVENTORY("\"zones\": [{\"name\": \"shop.net\", \"internal\": true}]," AT_OFFICE,
		       "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: ok none ok");
}

Test(resolvers, that_remember_an_old_denial)
{
	PLAY(WORLD RESOLVERS "remember office www.shop.net A nxdomain ttl=1h serial=1\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "www.shop.net A: degraded local resolver_stale_negative_cache likely | "
	     "office=resolver_stale_negative_cache/local");
}

Test(resolvers, that_choke_on_edns)
{
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 edns=formerr\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "office: failure local resolver_edns_broken confirmed",
	     WELL OFFICE_IS("resolver_edns_broken/local"));
	PLAY(WORLD OTHERS "resolver office 10.1.0.53 edns=silent\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "office: failure local resolver_edns_broken confirmed");
}

Test(resolvers, all_silent_and_the_roots_too)
{
	PLAY("server a.roots. 198.18.0.4 silent\nserver b.roots. 198.18.1.4 silent\n"
	     "zone . at a.roots.,b.roots.\n"
	     "resolver office 10.1.0.53 silent\nresolver isp 198.51.100.53 silent\n"
	     "resolver nine 203.0.113.53 silent\nresolver eight 192.0.2.53 silent\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "host: failure local local_network_down likely",
	     "www.pay.example A: failure local local_network_down likely | "
	     "office=local_network_down/local isp=local_network_down/local "
	     "nine=local_network_down/local eight=local_network_down/local",
	     "nine: failure local local_network_down");
}

Test(resolvers, all_silent_while_the_roots_answer)
{
	PLAY(WORLD "resolver office 10.1.0.53 silent\n", INVENTORY(AT_OFFICE, GOOD_NAMES),
	     "host: ok none ok", "office: failure local resolver_timeout confirmed",
	     "www.pay.example A: failure local resolver_timeout");
}

Test(resolvers, outside_unreachable_behind_a_closed_port_53)
{
	PLAY("everyone attempt=200ms patience=600ms\n" ZONES
	     "server a.roots. 198.18.0.4 resolvers-only\n"
	     "server b.roots. 198.18.1.4 resolvers-only\n"
	     "zone . at a.roots.,b.roots. signed\n" OFFICE ISP
	     "resolver nine 203.0.113.53 silent\nresolver eight 192.0.2.53 silent\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "host: failure local egress_port53_blocked likely",
	     "nine: failure local egress_port53_blocked", "office: ok none ok",
	     WELL " | nine=egress_port53_blocked/local eight=egress_port53_blocked/local");
}

/* The roots may not be asked: that all of several outside are silent must do. */
Test(resolvers, outside_unreachable_and_nobody_else_to_ask)
{
	PLAY_WITH({ .no_direct = true },
		  WORLD
		  "resolver nine 203.0.113.53 silent\nresolver eight 192.0.2.53 silent\n" OFFICE
			  ISP,
		  INVENTORY(AT_ALL, GOOD_NAMES),
		  "host: failure local egress_port53_blocked possible",
		  "nine: failure local egress_port53_blocked", "office: ok none ok",
		  WELL " | nine=egress_port53_blocked/local eight=egress_port53_blocked/local");
	PLAY_WITH({ .no_direct = true },
		  WORLD "resolver nine 203.0.113.53 silent\n" OFFICE ISP EIGHT,
		  INVENTORY(AT_ALL, GOOD_NAMES), "host: ok none ok likely",
		  "nine: failure upstream resolver_timeout");
}

Test(resolvers, that_differ_as_the_only_witnesses)
{
	PLAY(WORLD "resolver office 10.1.0.53 closed\nresolver isp 198.51.100.53 refused\n"
		   "resolver nine 203.0.113.53 closed\nresolver eight 192.0.2.53 closed\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "www.pay.example A: failure undetermined contradiction possible");
}

Test(resolvers, that_all_do_not_listen)
{
	PLAY(WORLD "resolver office 10.1.0.53 closed\n", INVENTORY(AT_OFFICE, GOOD_NAMES),
	     "www.pay.example A: failure local resolver_port_unreachable", "host: ok none ok");
}

Test(resolvers, that_are_captive)
{
	PLAY(WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53 captive=198.51.100.1\n",
	     INVENTORY(AT_ALL,
		       "\"nope.pay.example\", {\"name\": \"pay.example\", \"types\": [\"MX\"]},"
		       "\"web2.pay.example\", " GOOD_NAMES),
	     "isp: failure upstream resolver_captive_portal confirmed",
	     WELL " | isp=resolver_captive_portal/upstream",
	     "nope.pay.example A: negative authoritative name_does_not_exist",
	     "pay.example MX: negative authoritative no_data");
}

#define NET_AAAA "{\"name\": \"www.shop.net\", \"types\": [\"AAAA\"]}"

Test(resolvers, that_are_captive_and_the_only_one)
{
	PLAY(WORLD "resolver office 10.1.0.53 captive=10.8.0.1\n",
	     INVENTORY(AT_OFFICE, "\"nope.pay.example\", \"www.pay.example\", " NET_AAAA),
	     "office: failure local resolver_captive_portal likely",
	     "nope.pay.example A: failure local resolver_captive_portal likely",
	     "www.pay.example A: failure local resolver_captive_portal likely",
	     "www.shop.net AAAA: failure local resolver_captive_portal likely");
	PLAY(WORLD "resolver office 10.1.0.53 captive=10.8.0.1\n",
	     INVENTORY(AT_OFFICE, GOOD_NAMES),
	     "office: failure local resolver_captive_portal confirmed");
	/* Another resolver, which knows one of two names. */
	PLAY(WORLD EIGHT "resolver office 10.1.0.53 captive=10.8.0.1\n",
	     INVENTORY(
		     "\"resolvers\": ["
		     "{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"
		     "{\"id\": \"eight\", \"address\": \"192.0.2.53\", \"role\": \"public\"}],",
		     "\"nope.pay.example\", \"www.pay.example\", " NET_AAAA),
	     "office: failure local resolver_captive_portal likely", "eight: ok none ok",
	     "www.pay.example A: ok none ok confirmed | office=resolver_captive_portal/local");
}

/* Of names that all do not exist it cannot be told: who rewrites is not said to be a portal, nor is that ruled out. */
Test(resolvers, that_are_asked_for_absent_names_alone)
{
	struct play play;

	PLAY(WORLD "resolver office 10.1.0.53 rewrite-all=198.51.100.99\n",
	     INVENTORY(AT_OFFICE, "\"nope.pay.example\", \"nope.shop.net\", "
				  "\"nope2.pay.example\", \"nope3.pay.example\""),
	     "office: failure local resolver_nxdomain_rewrite likely",
	     "nope.pay.example A: failure local resolver_nxdomain_rewrite likely");
	play_run(&play, WORLD "resolver office 10.1.0.53 captive=10.8.0.1\n",
		 INVENTORY(AT_OFFICE, "\"nope.pay.example\""), &(struct play_options) { 0 });
	const struct fd_verdict *verdict = play_find(&play, "office");
	cr_assert_eq(verdict->cause, FD_CAUSE_resolver_nxdomain_rewrite);
	cr_assert_eq(verdict->alternative_count, 1);
	cr_assert_eq(verdict->alternatives[0], FD_CAUSE_resolver_captive_portal);
	play_finish(&play);
}

Test(resolvers, that_rewrite_are_right_about_names_that_another_blocks)
{
	PLAY(WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53 rewrite-all=198.51.100.99\n"
				     "block nine ads.shop.net nxdomain\n",
	     INVENTORY(AT_ALL, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: degraded upstream resolver_blocklist likely | "
	     "nine=resolver_blocklist/upstream");
}

/* One will not have what a registry gives for all that nobody has, and denies it (BIND: delegation-only). */
static bool delegation_only(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t eight[4] = { 192, 0, 2, 53 };
	struct fd_message asked;

	if (!is_about(server, eight, query, length, "wild", &asked) ||
	    asked.qtype == FD_TYPE_SOA) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_NXDOMAIN, buffer);
	return true;
}

Test(resolvers, that_pass_on_a_registrys_wildcard)
{
	PLAY_WITH({ .override = delegation_only },
		  WORLD RESOLVERS "server ns1.nic.wild. 198.18.16.1\n"
				  "zone wild. at ns1.nic.wild.\n	* A 198.19.64.64\n",
		  "{\"fleetdig\": 1, \"canaries\": {\"absent_under\": \"wild\"}," AUTHORITIES
			  AT_ALL
		  "\"groups\": [{\"id\": \"g\", \"names\": [\"www.never.wild\", " GOOD_NAMES
		  "]}]}",
		  "office: ok none ok", "isp: ok none ok", "nine: ok none ok",
		  "www.never.wild A: degraded upstream resolver_blocklist likely | "
		  "eight=resolver_blocklist/upstream");
}
