/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* One or two resolvers, and nobody else who shows what is true: the zone's servers do. */

static const uint8_t office[4] = { 10, 1, 0, 53 };

#define OFFICE_AND_ISP                                                           \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}],"

#define INNER                                                \
	"server ns1.inner.example. 198.18.33.1\n"            \
	"zone inner.example. at ns1.inner.example. signed\n" \
	"	nas A 10.9.0.1\n"

/* ---- rebind protection ------------------------------------------------------------------------ */

Test(lone, a_private_address_that_is_taken_out)
{
	PLAY(WORLD INNER "resolver office 10.1.0.53 rebind-protection\n",
	     INVENTORY(AT_OFFICE, "\"nas.inner.example\", " GOOD_NAMES),
	     "nas.inner.example A: failure local resolver_rebind_protection likely");
}

/* A validator takes it out, and what is left does not validate; without checking it is empty. */
static bool strips_and_validates(const struct fd_endpoint *server, enum fd_proto proto,
				 const uint8_t *query, size_t length,
				 struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, "nas.inner.example", &asked)) {
		return false;
	}
	bool off = (asked.flags & FD_FLAG_CD) != 0;
	*ret_reply = reply_bare(
		&asked, FD_FLAG_RD | FD_FLAG_RA | (off ? FD_NOERROR : FD_SERVFAIL), buffer);
	return true;
}

Test(lone, a_private_address_without_which_nothing_validates)
{
	PLAY_WITH({ .override = strips_and_validates }, WORLD OFFICE INNER,
		  INVENTORY(AT_OFFICE, "\"nas.inner.example\", " GOOD_NAMES),
		  "nas.inner.example A: failure local resolver_rebind_protection likely");
	/* An address that is public nobody takes out. */
	PLAY_WITH({ .override = strips_and_validates },
		  WORLD OFFICE "server ns1.inner.example. 198.18.33.1\n"
			       "zone inner.example. at ns1.inner.example. signed\n"
			       "	nas A 198.19.33.1\n",
		  INVENTORY(AT_OFFICE, "\"nas.inner.example\", " GOOD_NAMES),
		  "nas.inner.example A: failure upstream resolver_auth_path_broken likely");
}

/* Some refuse what has a private address (seen: Knot Resolver). */
Test(lone, a_private_address_that_is_refused)
{
	PLAY(WORLD OFFICE INNER "block office nas.inner.example refused ede=18\n",
	     INVENTORY(AT_OFFICE, "\"nas.inner.example\", " GOOD_NAMES),
	     "nas.inner.example A: failure local resolver_rebind_protection likely");
	PLAY(WORLD RESOLVERS INNER "block office nas.inner.example refused ede=18\n",
	     INVENTORY(AT_ALL, "\"nas.inner.example\", " GOOD_NAMES),
	     "nas.inner.example A: degraded local resolver_rebind_protection likely | "
	     "office=resolver_rebind_protection/local");
	/* Who gives others refuses this one for another reason. */
	PLAY(WORLD RESOLVERS INNER "	db A 10.9.0.2\n"
				   "block office nas.inner.example refused ede=18\n",
	     INVENTORY(AT_ALL, "\"nas.inner.example\", \"db.inner.example\", " GOOD_NAMES),
	     "nas.inner.example A: degraded local resolver_blocklist likely");
}

/* ---- given as its own --------------------------------------------------------------------------- */

#define PAGE \
	"server ns1.ads.net. 198.18.34.1\nzone ads.net. at ns1.ads.net.\n	www A 198.19.34.1\n"
#define OWN(whose, address) "zone www.ads.net. at " whose " undelegated\n @ A " address "\n"
#define PAGE_NAMES	    "\"www.ads.net\", " GOOD_NAMES
#define AT_ISP \
	"\"resolvers\": [{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}],"

Test(lone, a_page_given_as_its_own)
{
	PLAY(WORLD ISP PAGE OWN("isp", "198.19.99.9"), INVENTORY(AT_ISP, PAGE_NAMES),
	     "www.ads.net A: failure upstream resolver_blocklist possible | "
	     "isp=resolver_blocklist/upstream",
	     "www.shop.net A: ok none ok confirmed | ", "isp: ok none ok");
	/* However many there are. */
	PLAY(WORLD ISP PAGE OWN("isp", "198.19.99.9") "zone shop.net. at isp undelegated\n"
						      " www A 198.19.2.1\n ads A 198.19.2.9\n",
	     INVENTORY(
		     AT_ISP,
		     "\"www.ads.net\", \"www.shop.net\", \"ads.shop.net\", \"www.pay.example\""),
	     "www.ads.net A: failure upstream resolver_blocklist possible | "
	     "isp=resolver_blocklist/upstream",
	     "www.shop.net A: ok none ok confirmed | ");
	/* Of a customer whose servers say the same, or of a site's own inside. */
	PLAY(WORLD ISP PAGE OWN("isp", "198.19.34.1"), INVENTORY(AT_ISP, PAGE_NAMES),
	     "www.ads.net A: ok none ok confirmed | ");
	PLAY(WORLD OFFICE PAGE OWN("office", "198.19.99.9"), INVENTORY(AT_OFFICE, PAGE_NAMES),
	     "www.ads.net A: ok none ok likely | ");
	/* One of some addresses that all servers have. */
	PLAY(WORLD ISP PAGE "	www A 198.19.34.2\n" OWN("isp", "198.19.34.2"),
	     INVENTORY(AT_ISP, PAGE_NAMES), "www.ads.net A: ok none ok confirmed | ");
}

/* ---- a cache without a way out ----------------------------------------------------------------- */

#define STRANDED                                                                        \
	"resolver office 10.1.0.53 cannot-reach=a.roots.,b.roots.,ns1.nic.example.,"    \
	"ns2.nic.example.,ns1.nic.net.,ns2.nic.net.,ns1.pay.example.,ns2.pay.example.," \
	"ns1.shop.net.,ns2.shop.net.\n"                                                 \
	"remember office . SOA a.roots. hostmaster. 1 7200 3600 1209600 60 ttl=1h\n"    \
	"remember office www.pay.example A 198.19.1.1 ttl=1h\n"                         \
	"remember office www.shop.net A 198.19.2.1 ttl=1h\n"

Test(lone, what_is_in_the_cache_goes_on)
{
	PLAY(WORLD STRANDED, INVENTORY(AT_OFFICE, GOOD_NAMES),
	     "office: failure upstream recursion_path_broken possible",
	     "www.pay.example A: ok none ok",
	     "mail.pay.example A: failure upstream recursion_path_broken");
	/* Nor are its types at fault, which none but a root could tell of. */
	PLAY_WITH({ .no_direct = true }, WORLD STRANDED,
		  INVENTORY(AT_OFFICE, "\"1.1.19.198.in-addr.arpa\", " GOOD_NAMES),
		  "office: failure upstream recursion_path_broken possible",
		  "mail.pay.example A: failure upstream recursion_path_broken");
	PLAY_WITH(
		{ .no_direct = true }, WORLD STRANDED,
		INVENTORY(AT_OFFICE,
			  "{\"name\": \"web.pay.example\", \"types\": [\"MX\"]}, " GOOD_NAMES),
		"office: failure upstream recursion_path_broken possible",
		"web.pay.example MX: failure upstream recursion_path_broken");
	/* One top-level domain only may be that domain's own matter. */
	PLAY(WORLD "resolver office 10.1.0.53 cannot-reach=ns1.nic.example.,ns2.nic.example.\n",
	     INVENTORY(AT_OFFICE, GOOD_NAMES), "office: ok none ok",
	     "www.shop.net A: ok none ok confirmed");
}

/* ---- filters ---------------------------------------------------------------------------------- */

Test(lone, an_address_of_the_host_itself)
{
	PLAY(WORLD OFFICE "block office ads.shop.net 127.0.0.1\n",
	     INVENTORY(AT_OFFICE, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: failure local resolver_blocklist likely");
	/* And where the zone has it so. */
	PLAY(WORLD OFFICE "server ns1.self.net. 198.18.33.1\n"
			  "zone self.net. at ns1.self.net.\n	www A 127.0.0.1\n",
	     INVENTORY(AT_OFFICE, "\"www.self.net\", " GOOD_NAMES),
	     "www.self.net A: ok none ok confirmed");
}

Test(lone, two_filters_of_two_kinds)
{
	PLAY(WORLD OFFICE ISP "block office ads.shop.net 0.0.0.0\n"
			      "block isp ads.shop.net nxdomain\n",
	     INVENTORY(OFFICE_AND_ISP, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: failure local resolver_blocklist likely | "
	     "office=resolver_blocklist/local isp=resolver_blocklist/upstream");
	/* A name that nobody has, and a page for it. */
	PLAY(WORLD OFFICE ISP "block office nope.shop.net 0.0.0.0\n",
	     INVENTORY(OFFICE_AND_ISP, "\"nope.shop.net\", " GOOD_NAMES),
	     "nope.shop.net A: negative authoritative name_does_not_exist");
}

/* ---- TCP -------------------------------------------------------------------------------------- */

/* What it has is longer than a datagram, and over TCP nothing comes. */
static bool cuts_one_name(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	if (memcmp(server->address, office, 4) == 0 && proto == FD_TCP) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return true;
	}
	if (!is_about(server, office, query, length, "www.shop.net", &asked)) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_FLAG_TC, buffer);
	return true;
}

Test(lone, an_answer_that_needs_the_resolvers_tcp)
{
	PLAY_WITH({ .override = cuts_one_name }, WORLD OFFICE, INVENTORY(AT_OFFICE, GOOD_NAMES),
		  "www.shop.net A: failure local resolver_tcp_blocked possible",
		  "www.pay.example A: ok none ok confirmed");
}

/* ---- a zone that does not take so many questions ---------------------------------------------- */

#define CROWD                                  \
	"server ns1.crowd.net. 198.18.33.1\n"  \
	"zone crowd.net. at ns1.crowd.net.\n"  \
	"	a A 198.19.33.1\n	b A 198.19.33.2\n" \
	"	c A 198.19.33.3\n	d A 198.19.33.4\n" \
	"	e A 198.19.33.5\n	f A 198.19.33.6\n"
#define CROWD_NAMES                                                                            \
	"\"a.crowd.net\", \"b.crowd.net\", \"c.crowd.net\", \"d.crowd.net\", \"e.crowd.net\"," \
	"\"f.crowd.net\", "

/* Which of them it has missed it does not look up again: failures are cached. */
static bool misses(const struct fd_endpoint *server, const uint8_t address[4],
		   const uint8_t *query, size_t length, const char *first, const char *second,
		   struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, address, query, length, "crowd.net", &asked) ||
	    (!is_under(&asked, first) && !is_under(&asked, second))) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
	return true;
}

static bool one_misses(const struct fd_endpoint *server, enum fd_proto proto,
		       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		       uint8_t *buffer)
{
	return misses(server, office, query, length, "a.crowd.net", "b.crowd.net", ret_reply,
		      buffer);
}

static bool two_miss(const struct fd_endpoint *server, enum fd_proto proto,
		     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	static const uint8_t eight[4] = { 192, 0, 2, 53 };

	return one_misses(server, proto, query, length, ret_reply, buffer) ||
	       misses(server, eight, query, length, "c.crowd.net", "d.crowd.net", ret_reply,
		      buffer);
}

Test(lone, names_that_several_resolvers_miss_each_others)
{
	PLAY_WITH({ .override = two_miss }, WORLD RESOLVERS CROWD,
		  INVENTORY(AT_ALL, CROWD_NAMES GOOD_NAMES),
		  "a.crowd.net A: degraded authoritative auth_rate_limited possible | "
		  "office=auth_rate_limited/authoritative",
		  "c.crowd.net A: degraded authoritative auth_rate_limited possible",
		  "e.crowd.net A: ok none ok confirmed", "office: ok none ok");
	/* Who has nothing of it does not get there; and what nobody has shows nothing. */
	PLAY_WITH({ .override = two_miss },
		  WORLD
		  "resolver isp 198.51.100.53 no-ede cannot-reach=ns1.crowd.net.\n" OFFICE NINE
			  EIGHT CROWD,
		  INVENTORY(AT_ALL, CROWD_NAMES GOOD_NAMES),
		  "e.crowd.net A: degraded upstream resolver_auth_path_broken likely | "
		  "isp=resolver_auth_path_broken/upstream");
	PLAY(WORLD "resolver office 10.1.0.53 validating cannot-reach=ns1.crowd.net.\n" ISP NINE
		     EIGHT CROWD "server ns1.lame.crowd.net. 198.18.34.1 lame=servfail\n"
		   "zone lame.crowd.net. at ns1.lame.crowd.net.\n",
	     INVENTORY(
		     AT_ALL,
		     "\"www.lame.crowd.net\", \"api.lame.crowd.net\", " CROWD_NAMES GOOD_NAMES),
	     "a.crowd.net A: degraded upstream resolver_auth_path_broken likely");
	/* One alone that misses some has its own reasons. */
	PLAY_WITH({ .override = one_misses }, WORLD RESOLVERS CROWD,
		  INVENTORY(AT_ALL, CROWD_NAMES GOOD_NAMES),
		  "a.crowd.net A: degraded upstream resolver_auth_path_broken likely",
		  "e.crowd.net A: ok none ok confirmed");
}

/* And one of the zone's servers drops it when this host asks. */
static bool one_misses_what_is_dropped(const struct fd_endpoint *server, enum fd_proto proto,
				       const uint8_t *query, size_t length,
				       struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t second[4] = { 198, 18, 34, 2 };
	struct fd_message asked;

	if (is_about(server, second, query, length, "a.crowd.net", &asked)) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return true;
	}
	return one_misses(server, proto, query, length, ret_reply, buffer);
}

Test(lone, what_the_zone_drops_here_too_shows_no_broken_way)
{
	PLAY_WITH({ .override = one_misses_what_is_dropped },
		  WORLD RESOLVERS "server ns1.crowd.net. 198.18.33.1\n"
				  "server ns2.crowd.net. 198.18.34.2\n"
				  "zone crowd.net. at ns1.crowd.net.,ns2.crowd.net.\n"
				  "	a A 198.19.33.1\n	b A 198.19.33.2\n",
		  INVENTORY(AT_ALL, "\"a.crowd.net\", \"b.crowd.net\", " GOOD_NAMES),
		  "a.crowd.net A: degraded authoritative auth_rate_limited possible",
		  "b.crowd.net A: degraded upstream resolver_auth_path_broken likely");
}

/* ---- a root in place of other resolvers ----------------------------------------------------------- */

#define LOSSY_ROOTS                               \
	"everyone attempt=200ms patience=600ms\n" \
	"server a.roots. 198.18.0.4 loss=30\n"    \
	"server b.roots. 198.18.1.4 loss=30\n"    \
	"zone . at a.roots.,b.roots. signed\n" ZONES
#define LONE_NAMES                                                               \
	INVENTORY(AT_OFFICE,                                                     \
		  "\"a1.pay.example\", \"a2.pay.example\", \"a3.pay.example\", " \
		  "\"a4.pay.example\", \"a5.pay.example\", \"a6.pay.example\", " GOOD_NAMES)

Test(lone, what_gets_lost_between_here_and_the_only_resolver)
{
	PLAY_UNSTEADY(WORLD "resolver office 10.1.0.53 loss=30\n", LONE_NAMES,
		      "office: degraded local resolver_packet_loss confirmed",
		      "host: ok none ok");
	PLAY_UNSTEADY(LOSSY_ROOTS "resolver office 10.1.0.53 loss=30\n", LONE_NAMES,
		      "host: degraded local local_packet_loss likely");
	const struct play_options blind = { .no_direct = true, .unsteady = true };
	play_check(WORLD "resolver office 10.1.0.53 loss=30\n", LONE_NAMES, &blind,
		   PLAY_LINES("office: degraded local resolver_packet_loss possible"),
		   __func__);
}

Test(lone, a_slow_one_beside_quick_roots)
{
	PLAY(WORLD "resolver office 10.1.0.53 delay=800ms\n", LONE_NAMES,
	     "office: degraded local resolver_slow likely", "host: ok none ok");
}

/* It has lost the roots and all registries, and goes on with the servers that it knows. */
static bool knows_pay_only(const struct fd_endpoint *server, enum fd_proto proto,
			   const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			   uint8_t *buffer)
{
	struct fd_message asked;

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return is_at(server, office) && fd_message_parse(&asked, query, length) == 0 &&
	       !is_under(&asked, "pay.example") && !is_under(&asked, "version.bind");
}

Test(lone, one_that_has_lost_the_roots)
{
	PLAY_WITH({ .override = knows_pay_only }, WORLD RESOLVERS,
		  INVENTORY(AT_OFFICE,
			    "\"www.pay.example\", \"api.pay.example\", \"www.shop.net\", "
			    "\"ads.shop.net\", \"www.nic.net\""),
		  "office: failure upstream recursion_path_broken possible");
}

/* Nothing but the root's SOA, which it has kept. */
static bool knows_nothing(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	(void)proto;
	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0 ||
	    asked.qname.length == 1 || is_under(&asked, "version.bind")) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
	return true;
}

Test(lone, one_that_resolves_nothing_is_not_well)
{
	const struct play_options options = { .no_direct = true, .override = knows_nothing };

	play_check(
		WORLD RESOLVERS,
		INVENTORY(AT_OFFICE,
			  "\"www.pay.example\", \"api.pay.example\", \"www.shop.net\""),
		&options,
		PLAY_LINES("office: failure upstream recursion_path_broken possible",
			   "www.shop.net A: failure upstream recursion_path_broken possible"),
		__func__);
	/* One top-level domain that is dead looks the same. */
	play_check(WORLD RESOLVERS,
		   INVENTORY(AT_OFFICE, "\"www.shop.net\", \"ads.shop.net\", \"www.nic.net\""),
		   &options,
		   PLAY_LINES("office: ok none ok",
			      "www.shop.net A: failure undetermined budget possible"),
		   __func__);
}

/* And the provider's has not even that. */
static bool nobody_knows(const struct fd_endpoint *server, enum fd_proto proto,
			 const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			 uint8_t *buffer)
{
	static const uint8_t isp[4] = { 198, 51, 100, 53 };
	struct fd_message asked;

	if (is_at(server, isp) && fd_message_parse(&asked, query, length) == 0) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
		return true;
	}
	return knows_nothing(server, proto, query, length, ret_reply, buffer);
}

Test(lone, two_that_have_no_way_out_are_one_matter)
{
	const struct play_options options = { .no_direct = true, .override = nobody_knows };

	play_check(
		WORLD RESOLVERS,
		INVENTORY("\"resolvers\": ["
			  "{\"id\": \"office\", \"address\": \"10.1.0.53\"},"
			  "{\"id\": \"isp\", \"address\": \"198.51.100.53\"}],",
			  "\"www.pay.example\", \"api.pay.example\", \"www.shop.net\""),
		&options,
		PLAY_LINES("office: failure upstream recursion_path_broken possible",
			   "isp: failure upstream forwarder_unreachable likely",
			   "www.shop.net A: failure upstream recursion_path_broken possible"),
		__func__);
}

/* ---- old answers, and nobody else to tell ---------------------------------------------------------- */

#define MOVED                                                              \
	"server ns1.moved.net. 198.18.54.1\n"                              \
	"zone moved.net. at ns1.moved.net. serial=9\n	www A 198.19.54.1\n" \
	"remember office www.moved.net A 198.19.54.99 ttl=5m\n"

Test(lone, an_old_answer_is_held_against_the_zone)
{
	PLAY(WORLD OFFICE MOVED
	     "remember office moved.net SOA ns1.moved.net. root.moved.net. 5 7200 3600 1209600 60 ttl=1h\n",
	     INVENTORY(AT_OFFICE, "\"www.moved.net\", " GOOD_NAMES),
	     "www.moved.net A: degraded local resolver_stale_cache possible | "
	     "office=resolver_stale_cache/local");
	/* By place; and by a copy for the inside, whose SOA names another origin. */
	PLAY(WORLD OFFICE MOVED, INVENTORY(AT_OFFICE, "\"www.moved.net\", " GOOD_NAMES),
	     "www.moved.net A: ok none ok likely | ");
	PLAY(WORLD OFFICE MOVED
	     "remember office moved.net SOA ns.inside.net. root.moved.net. 5 7200 3600 1209600 60 ttl=1h\n",
	     INVENTORY(AT_OFFICE, "\"www.moved.net\", " GOOD_NAMES),
	     "www.moved.net A: ok none ok confirmed | ");
}

static unsigned turns;

/* The zone's server gives another address each time. */
static bool gives_now_one_now_another(const struct fd_endpoint *server, enum fd_proto proto,
				      const uint8_t *query, size_t length,
				      struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t own[4] = { 198, 18, 54, 1 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (!is_about(server, own, query, length, "www.moved.net", &asked) ||
	    asked.qtype != FD_TYPE_A) {
		return false;
	}
	const uint8_t address[4] = { 198, 19, 54, (uint8_t)(++turns % 90) };
	reply_begin(&builder, &asked, FD_FLAG_AA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300, address,
			  sizeof(address));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(lone, an_answer_that_changes_each_time_is_not_old)
{
	PLAY_WITH(
		{ .override = gives_now_one_now_another },
		WORLD OFFICE MOVED
		"remember office moved.net SOA ns1.moved.net. root.moved.net. 5 7200 3600 1209600 60 ttl=1h\n",
		INVENTORY(AT_OFFICE, "\"www.moved.net\", " GOOD_NAMES),
		"www.moved.net A: ok none ok confirmed | ");
}
