/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "play.h"
#include "worlds.h"

/* Verdicts about names, everything else being well. */

#define HEALTHY WORLD RESOLVERS

Test(names, well)
{
	PLAY(HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
	     "www.pay.example A: ok none ok confirmed | ",
	     "www.shop.net A: ok none ok confirmed | ", "office: ok none ok confirmed",
	     "eight: ok none ok confirmed", "host: ok none ok confirmed");
}

Test(names, absent_ones_are_negative)
{
	PLAY(HEALTHY,
	     INVENTORY(AT_ALL,
		       "\"nope.pay.example\", \"www.nobody.example\", \"www.nobody.net\","
		       "{\"name\": \"www.pay.example\", \"types\": [\"AAAA\"]},"
		       "\"www.nosuchtld\", \"alias.pay.example\""),
	     "nope.pay.example A: negative authoritative name_does_not_exist",
	     "www.nobody.example A: negative authoritative domain_not_registered",
	     "www.nobody.net A: negative authoritative domain_not_registered confirmed",
	     "www.pay.example AAAA: negative authoritative no_data",
	     "www.nosuchtld A: negative local tld_does_not_exist",
	     "alias.pay.example A: ok none ok confirmed | ");
}

Test(names, the_only_resolver_is_checked_against_the_zone)
{
	PLAY(HEALTHY, INVENTORY(AT_OFFICE, "\"nope.shop.net\", \"www.nobody.net\""),
	     "nope.shop.net A: negative authoritative name_does_not_exist confirmed",
	     "www.nobody.net A: negative authoritative domain_not_registered confirmed");
}

Test(names, a_dangling_alias_is_not_a_missing_name)
{
	PLAY(HEALTHY, INVENTORY(AT_ALL, "\"gone.shop.net\", \"gone.pay.example\""),
	     "gone.shop.net A: failure authoritative cname_dangling",
	     "gone.pay.example A: failure authoritative cname_dangling");
}

#define ALL_FOUR(cause)                                                             \
	" | office=" cause "/authoritative isp=" cause "/authoritative nine=" cause \
	"/authoritative eight=" cause "/authoritative"

Test(names, whose_servers_are_bad)
{
	PLAY(HEALTHY "server ns1.mute.net. 198.18.30.1 silent\n"
		     "server ns2.mute.net. 198.18.30.2 silent\n"
		     "zone mute.net. at ns1.mute.net.,ns2.mute.net.\n"
		     "server ns1.shut.net. 198.18.31.1 closed\n"
		     "zone shut.net. at ns1.shut.net.\n"
		     "server ns1.lame.net. 198.18.32.1 lame=refused\n"
		     "server ns2.lame.net. 198.18.32.2 lame=upward\n"
		     "zone lame.net. at ns1.lame.net.,ns2.lame.net.\n"
		     "server ns1.sick.net. 198.18.33.1 servfail\n"
		     "zone sick.net. at ns1.sick.net.\n"
		     "server ns1.noaa.net. 198.18.34.1 lame=no-aa\n"
		     "zone noaa.net. at ns1.noaa.net.\n",
	     INVENTORY(AT_ALL, "\"www.mute.net\", \"a.b.mute.net\", \"www.shut.net\","
			       "\"www.lame.net\", \"www.sick.net\", " GOOD_NAMES),
	     "www.mute.net A: failure authoritative auth_timeout confirmed" ALL_FOUR(
		     "auth_timeout"),
	     "a.b.mute.net A: failure authoritative auth_timeout confirmed",
	     "www.shut.net A: failure authoritative auth_port_unreachable confirmed",
	     "www.lame.net A: failure authoritative auth_lame confirmed",
	     "www.sick.net A: failure authoritative auth_servfail confirmed",
	     "office: ok none ok", "www.pay.example A: ok none ok confirmed | ");
}

Test(names, below_a_dead_tld)
{
	PLAY(HEALTHY "server ns1.nic.dark. 198.18.14.1 silent\n"
		     "server ns2.nic.dark. 198.18.14.2 silent\n"
		     "zone dark. at ns1.nic.dark.,ns2.nic.dark.\n"
		     "server ns1.nic.dim. 198.18.15.1 lame=refused\n"
		     "zone dim. at ns1.nic.dim.\n",
	     INVENTORY(AT_ALL,
		       "\"www.one.dark\", \"www.two.dark\", \"www.three.dim\", " GOOD_NAMES),
	     "www.one.dark A: failure upstream tld_unreachable confirmed",
	     "www.two.dark A: failure upstream tld_unreachable confirmed",
	     "www.three.dim A: failure upstream tld_lame confirmed");
}

Test(names, in_a_bogus_zone)
{
	PLAY(HEALTHY
	     "server ns1.old.example. 198.18.40.1\n"
	     "zone old.example. at ns1.old.example. bogus=expired\n	www A 198.19.40.1\n"
	     "server ns1.ds.example. 198.18.41.1\n"
	     "zone ds.example. at ns1.ds.example. bogus=ds-mismatch\n	www A 198.19.41.1\n",
	     INVENTORY(AT_ALL, "\"www.old.example\", \"www.ds.example\", " GOOD_NAMES),
	     "www.old.example A: degraded authoritative dnssec_signature_expired confirmed | "
	     "office=dnssec_signature_expired/authoritative "
	     "nine=dnssec_signature_expired/authoritative",
	     "www.ds.example A: degraded authoritative dnssec_ds_mismatch confirmed",
	     "www.pay.example A: ok none ok confirmed | ");
}

Test(names, expectations)
{
	PLAY(HEALTHY,
	     INVENTORY(
		     AT_ALL,
		     "{\"name\": \"nope.pay.example\", \"expect\": {\"rcode\": \"NXDOMAIN\"}},"
		     "{\"name\": \"gone2.pay.example\", \"expect\": {\"rcode\": \"NOERROR\"}},"
		     "{\"name\": \"www.pay.example\", \"expect\": {\"answers\": [\"198.19.1.1\"]}},"
		     "{\"name\": \"api.pay.example\", \"expect\": {\"answers\": [\"10.0.0.5\"]}}"),
	     "nope.pay.example A: ok none ok confirmed | ",
	     "gone2.pay.example A: failure none expectation_unmet",
	     "www.pay.example A: ok none ok confirmed | ",
	     "api.pay.example A: failure none expectation_unmet confirmed");
}

Test(names, without_glue)
{
	PLAY(HEALTHY
	     "zone hosted.example. at ns1.shop.net.,ns2.shop.net.\n	www A 198.19.50.1\n"
	     "server ns1.far.net. 198.18.51.1 silent\n"
	     "server ns2.far.net. 198.18.51.2 silent\n"
	     "zone far.net. at ns1.shop.net.\n"
	     "zone away.example. at ns1.far.net.,ns2.far.net.\n	www A 198.19.51.1\n",
	     INVENTORY(AT_ALL, "\"www.hosted.example\", \"www.away.example\", " GOOD_NAMES),
	     "www.hosted.example A: ok none ok confirmed | ",
	     "www.away.example A: failure authoritative auth_timeout confirmed");
}

Test(names, one_server_of_two_is_dead)
{
	PLAY_UNSTEADY(HEALTHY
		      "server ns1.half.net. 198.18.60.1 silent\n"
		      "server ns2.half.net. 198.18.60.2\n"
		      "zone half.net. at ns1.half.net.,ns2.half.net.\n	www A 198.19.60.1\n",
		      INVENTORY(AT_ALL, "\"www.half.net\", " GOOD_NAMES),
		      "www.half.net A: ok none ok");
}

Test(names, that_lead_in_circles)
{
	PLAY(HEALTHY
	     "server ns1.ring.net. 198.18.61.1\n"
	     "zone ring.net. at ns1.ring.net.\n	www CNAME ring\n	ring CNAME www\n",
	     INVENTORY(AT_ALL, "\"www.ring.net\", " GOOD_NAMES),
	     "www.ring.net A: failure authoritative cname_loop");
}

Test(names, whose_servers_dislike_how_they_are_asked)
{
	PLAY(HEALTHY "server ns1.tcp.net. 198.18.70.1 udp=silent\n"
		     "zone tcp.net. at ns1.tcp.net.\n	www A 198.19.70.1\n"
		     "server ns1.plain.net. 198.18.71.1 edns=silent\n"
		     "zone plain.net. at ns1.plain.net.\n	www A 198.19.71.1\n"
		     "server ns1.cut.net. 198.18.72.1 truncates tcp=silent\n"
		     "zone cut.net. at ns1.cut.net.\n	www A 198.19.72.1\n",
	     INVENTORY(AT_ALL,
		       "\"www.tcp.net\", \"www.plain.net\", \"www.cut.net\", " GOOD_NAMES),
	     "www.tcp.net A: failure authoritative auth_udp_blocked confirmed",
	     "www.plain.net A: failure authoritative auth_edns_intolerant confirmed",
	     "www.cut.net A: failure authoritative auth_tcp_blocked confirmed");
}

/* The kernel limits ICMP errors: of two closed ports, one can look silent. TCP tells. */
static bool silent_over_udp(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t closed[4] = { 198, 18, 31, 2 };

	if (proto != FD_UDP || memcmp(server->address, closed, sizeof(closed)) != 0) {
		return false;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return true;
}

Test(names, whose_closed_ports_send_no_icmp)
{
	PLAY_WITH({ .override = silent_over_udp },
		  HEALTHY "server ns1.shut.net. 198.18.31.2 closed\n"
			  "zone shut.net. at ns1.shut.net.\n",
		  INVENTORY(AT_ALL, "\"www.shut.net\", " GOOD_NAMES),
		  "www.shut.net A: failure authoritative auth_port_unreachable confirmed");
}

/* ---- who serves the zone, where the owner has said so ------------------------------------------- */

#define SERVED_BY(ns)                                                 \
	"{\"name\": \"www.pay.example\", \"expect\": {\"ns\": [\"" ns \
	"\"]}}, \"api.pay.example\""

Test(names, a_zone_served_by_others_than_expected_is_a_broken_promise)
{
	PLAY(HEALTHY, INVENTORY(AT_ALL, SERVED_BY("ns9.pay.example")),
	     "www.pay.example A: failure none expectation_unmet confirmed | ");
}

Test(names, a_zone_served_as_expected_is_well)
{
	PLAY(HEALTHY, INVENTORY(AT_ALL, SERVED_BY("NS2.pay.example")),
	     "www.pay.example A: ok none ok confirmed | ");
}

/* Of its apex too, which the servers above would answer for, and of a registry's. */
Test(names, the_servers_of_an_apex_are_its_own)
{
	PLAY(HEALTHY "server ns1.apex.net. 198.18.31.3\nserver ns2.apex.net. 198.18.31.4\n"
		     "zone apex.net. at ns1.apex.net.,ns2.apex.net.\n	@ A 198.19.31.1\n",
	     INVENTORY(AT_ALL,
		       "{\"name\": \"apex.net\", \"expect\": {\"ns\": [\"ns2.apex.net\"]}},"
		       "{\"name\": \"net\", \"types\": [\"SOA\"],"
		       " \"expect\": {\"ns\": [\"ns1.nic.net\"]}},"
		       "{\"name\": \"shop.net\", \"types\": [\"SOA\"],"
		       " \"expect\": {\"ns\": [\"ns1.nic.net\"]}}"),
	     "apex.net A: ok none ok confirmed | ", "net SOA: ok none ok confirmed | ",
	     "shop.net SOA: failure none expectation_unmet confirmed | ");
}

Test(names, who_serves_a_zone_is_not_known_where_its_servers_may_not_be_asked)
{
	PLAY_WITH({ .no_direct = true }, HEALTHY,
		  INVENTORY(AT_ALL, SERVED_BY("ns9.pay.example")),
		  "www.pay.example A: ok none ok");
}

/* ---- a few names, for a ticket -------------------------------------------------------------------- */

#define HALF(fault)                                               \
	HEALTHY "server ns1.half.net. 198.18.31.5\n"              \
		"server ns2.half.net. 198.18.31.6 " fault "\n"    \
		"zone half.net. at ns1.half.net.,ns2.half.net.\n" \
		"	www A 198.19.31.5\n"
#define HALF_NAMES INVENTORY(AT_ALL, "\"www.half.net\", " GOOD_NAMES)

/* Resolvers get round it; who asks for a ticket is told. */
Test(names, a_bad_server_beside_a_good_one_is_told_in_a_ticket)
{
	PLAY_WITH({ .deep = true }, HALF("silent"), HALF_NAMES,
		  "www.half.net A: degraded authoritative auth_partial_outage likely | ",
		  "www.pay.example A: ok none ok confirmed | ");
	PLAY_WITH({ .deep = true }, HALF("refused"), HALF_NAMES,
		  "www.half.net A: degraded authoritative auth_partial_lame likely | ");
	PLAY(HALF("silent"), HALF_NAMES, "www.half.net A: ok none ok confirmed | ");
	PLAY_WITH({ .deep = true }, HALF(""), HALF_NAMES,
		  "www.half.net A: ok none ok confirmed | ");
}

static bool has_note(struct play *play, const char *what, enum fd_note note)
{
	const struct fd_verdict *verdict = play_find(play, what);
	bool found = false;

	for (size_t i = 0; i < verdict->note_count; i++) {
		found = found || strcmp(verdict->notes[i], fd_note_text(note)) == 0;
	}
	return found;
}

/* What is no fault is remarked there too. */
Test(names, practices_are_notes_of_a_ticket)
{
	struct play play;
	struct play_options options = { .deep = true };
	const char *world =
		HEALTHY "server ns1.lone.net. 198.18.31.5\n"
			"zone lone.net. at ns1.lone.net. ttl=5s\n	www A 198.19.31.5\n"
			"server ns1.near.net. 198.18.32.5\nserver ns2.near.net. 198.18.32.6\n"
			"zone near.net. at ns1.near.net.,ns2.near.net. ttl=168h\n"
			"	www A 198.19.31.6\n";
	const char *inventory =
		INVENTORY(AT_ALL, "\"www.lone.net\", \"www.near.net\", " GOOD_NAMES);

	play_run(&play, world, inventory, &options);
	cr_expect(has_note(&play, "www.lone.net A", FD_NOTE_one_server));
	cr_expect(has_note(&play, "www.lone.net A", FD_NOTE_ttl_short));
	cr_expect(has_note(&play, "www.near.net A", FD_NOTE_one_network));
	cr_expect(has_note(&play, "www.near.net A", FD_NOTE_ttl_long));
	cr_expect_eq(play_find(&play, "www.pay.example A")->note_count, 0u);
	cr_expect_eq(play_find(&play, "host")->note_count, 0u);
	cr_expect_str_eq(play_verdict(&play, "www.near.net A"), "ok none ok confirmed");
	play_finish(&play);
	options.deep = false;
	play_run(&play, world, inventory, &options);
	cr_expect_eq(play_find(&play, "www.near.net A")->note_count, 0u);
	play_finish(&play);
	play_run(&play, world, INVENTORY(AT_OFFICE, GOOD_NAMES), &options);
	cr_expect(has_note(&play, "host", FD_NOTE_one_resolver));
	play_finish(&play);
}
