/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* The addresses of name servers: what the parent gives, what their own zones say, and who tells. */

#define HEALTHY WORLD RESOLVERS

#define ORG                                     \
	"server ns1.nic.org. 198.18.15.1\n"     \
	"server ns1.shift.org. 198.18.80.1\n"   \
	"server ns2.shift.org. 198.18.80.2\n"   \
	"server trap.org. 198.18.99.1 silent\n" \
	"zone shift.org. at "

Test(glue, glue_that_differs_from_the_zones_own_address)
{
	/* One of two: the other one knows better. */
	PLAY_UNSTEADY(WORLD ISP NINE EIGHT
		      "resolver office 10.1.0.53 cannot-reach=ns2.shift.org.\n" ORG
		      "ns1.shift.org.,ns2.shift.org.\n	www A 198.19.80.1\n"
		      "zone org. at ns1.nic.org.\n	ns1.shift A 198.18.99.1\n",
		      INVENTORY(AT_ALL, "\"www.shift.org\", " GOOD_NAMES),
		      "www.shift.org A: degraded upstream delegation_glue_mismatch confirmed | "
		      "office=delegation_glue_mismatch/upstream");
	/* The only one: a resolver still has its address. */
	PLAY_UNSTEADY(HEALTHY ORG "ns1.shift.org.\n	www A 198.19.80.1\n"
				  "zone org. at ns1.nic.org.\n	ns1.shift A 198.18.99.1\n"
				  "remember isp ns1.shift.org A 198.18.80.1 ttl=1h\n",
		      INVENTORY(AT_ALL, "\"www.shift.org\", " GOOD_NAMES),
		      "www.shift.org A: failure upstream delegation_glue_wrong confirmed");
	PLAY_UNSTEADY(HEALTHY ORG "ns1.shift.org.\n	www A 198.19.80.1\n"
				  "zone org. at ns1.nic.org.\n	ns1.shift A 10.9.9.1\n",
		      INVENTORY(AT_ALL, "\"www.shift.org\", " GOOD_NAMES),
		      "www.shift.org A: failure upstream delegation_ns_private_address likely");
}

#define INNER                               \
	"server ns1.nic.org. 198.18.15.1\n" \
	"server ns1.inner.org. 10.9.9.1\n"  \
	"zone org. at ns1.nic.org.\n"       \
	"zone inner.org. at ns1.inner.org.\n	www A 198.19.80.1\n"
#define NO_WAY " cannot-reach=ns1.inner.org.\n"

/* This host is inside, where they lead somewhere. */
Test(glue, private_addresses_that_lead_somewhere_here)
{
	PLAY(WORLD OFFICE "resolver isp 198.51.100.53" NO_WAY
			  "resolver nine 203.0.113.53" NO_WAY
			  "resolver eight 192.0.2.53" NO_WAY INNER,
	     INVENTORY(AT_ALL, "\"www.inner.org\", " GOOD_NAMES),
	     "www.inner.org A: degraded upstream delegation_ns_private_address likely | "
	     "isp=delegation_ns_private_address/upstream "
	     "nine=delegation_ns_private_address/upstream "
	     "eight=delegation_ns_private_address/upstream");
	/* One outside gets there: then it is not that. */
	PLAY(WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53" NO_WAY INNER,
	     INVENTORY(AT_ALL, "\"www.inner.org\", " GOOD_NAMES),
	     "www.inner.org A: degraded upstream resolver_auth_path_broken likely");
}

/* No router knows the way to these networks. */
static bool unrouted(const struct fd_endpoint *server, enum fd_proto proto,
		     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	static const uint8_t networks[][3] = { { 198, 18, 99 }, { 198, 18, 97 } };

	for (size_t i = 0; i < 2; i++) {
		if (server->family == 4 && memcmp(server->address, networks[i], 3) == 0) {
			*ret_reply = (struct fd_reply) { .kind = FD_REPLY_UNREACHABLE,
							 .length = ENETUNREACH };
			return true;
		}
	}
	return false;
}

Test(glue, that_no_router_knows)
{
	PLAY_WITH({ .override = unrouted },
		  HEALTHY
		  "server ns1.nic.org. 198.18.15.1\nserver ns1.lost.org. 198.18.99.1 silent\n"
		  "server ns2.lost.org. 198.18.99.2 silent\n"
		  "zone org. at ns1.nic.org.\n"
		  "zone lost.org. at ns1.lost.org.,ns2.lost.org.\n	www A 198.19.80.1\n",
		  INVENTORY(AT_ALL, "\"www.lost.org\", " GOOD_NAMES),
		  "www.lost.org A: failure upstream delegation_glue_wrong possible");
	/* In several networks: these are gone, and nobody has mistaken an address. */
	PLAY_WITH({ .override = unrouted },
		  HEALTHY
		  "server ns1.nic.org. 198.18.15.1\nserver ns1.lost.org. 198.18.99.1 silent\n"
		  "server ns2.lost.org. 198.18.97.1 silent\n"
		  "zone org. at ns1.nic.org.\n"
		  "zone lost.org. at ns1.lost.org.,ns2.lost.org.\n	www A 198.19.80.1\n",
		  INVENTORY(AT_ALL, "\"www.lost.org\", " GOOD_NAMES),
		  "www.lost.org A: failure authoritative auth_timeout confirmed");
}

/* ---- in a zone beside it ------------------------------------------------------------------------ */

/* The servers of site.org are named in hold.org, which is well; `glue` is what org has for them. */
#define SITE(glue)                                                              \
	"server ns1.nic.org. 198.18.15.1\n"                                     \
	"zone org. at ns1.nic.org.\n" glue "server ns1.hold.org. 198.18.81.1\n" \
	"server dns1.hold.org. 198.18.82.1\n"                                   \
	"server dns2.hold.org. 198.18.83.1\n"                                   \
	"zone hold.org. at ns1.hold.org.\n"                                     \
	"server other.shop.net. 198.18.98.1\n"                                  \
	"server trap.shop.net. 198.18.99.1 closed\n"                            \
	"zone site.org. at dns1.hold.org.,dns2.hold.org.\n	www A 198.19.82.1\n"
#define DEAD_GLUE "	dns1.hold A 198.18.98.1\n	dns2.hold A 198.18.99.1\n"

Test(glue, of_a_sibling_that_has_another_address)
{
	const char *names = INVENTORY(AT_ALL, "\"www.site.org\", " GOOD_NAMES);

	PLAY_UNSTEADY(HEALTHY SITE(DEAD_GLUE), names,
		      "www.site.org A: failure upstream delegation_glue_wrong confirmed");
	PLAY_UNSTEADY(WORLD OFFICE SITE(DEAD_GLUE),
		      INVENTORY(AT_OFFICE, "\"www.site.org\", " GOOD_NAMES),
		      "www.site.org A: failure upstream delegation_glue_wrong confirmed");
	/* One of two. */
	PLAY_UNSTEADY(WORLD ISP NINE EIGHT
		      "resolver office 10.1.0.53 cannot-reach=dns2.hold.org.\n" SITE(
			      "	dns1.hold A 198.18.99.1\n"),
		      names,
		      "www.site.org A: degraded upstream delegation_glue_mismatch confirmed | "
		      "office=delegation_glue_mismatch/upstream");
}

/* The glue is what their own zone has, or what that has leads nowhere either: then the servers are dead. */
Test(glue, of_a_sibling_that_is_not_to_blame)
{
	const char *names = INVENTORY(AT_ALL, "\"www.site.org\", " GOOD_NAMES);

	PLAY_UNSTEADY(
		HEALTHY SITE(
			"	site NS dns3.hold.org.\n") "server dns3.hold.org. 198.18.84.1 closed\n",
		names, "www.site.org A: failure authoritative auth_port_unreachable confirmed");
	PLAY_UNSTEADY(
		HEALTHY SITE(
			"	site NS dns4.hold.org.\n	dns4.hold A 198.18.99.1\n") "server dns4.hold.org. 198.18.85.1 lame=refused\n",
		names, "www.site.org A: failure authoritative auth_port_unreachable confirmed");
}

/* Eight has what the zone itself says; the zone's servers are not asked for it. */
static bool by_own_zone(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	static const uint8_t eight[4] = { 192, 0, 2, 53 }, address[4] = { 198, 19, 82, 1 };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name www;

	(void)proto;
	if (!is_about(server, eight, query, length, "site.org", &asked)) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&www, "www.site.org"), 0);
	bool known = fd_name_equal(&asked.qname, &www);
	reply_begin(&builder, &asked,
		    FD_FLAG_RA | FD_FLAG_RD | (known ? FD_NOERROR : FD_NXDOMAIN), buffer);
	if (known && asked.qtype == FD_TYPE_A) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &www, FD_TYPE_A, 300, address,
				  sizeof(address));
	}
	*ret_reply = reply_end(&builder);
	return true;
}

/* Some resolvers go by the glue, others by what the zone of the servers' names says. */
Test(glue, of_a_sibling_that_some_resolvers_do_not_need)
{
	const char *names = INVENTORY(AT_ALL, "\"www.site.org\", " GOOD_NAMES);

	PLAY_WITH({ .override = by_own_zone }, HEALTHY SITE(DEAD_GLUE), names,
		  "www.site.org A: degraded upstream delegation_glue_wrong likely | "
		  "office=delegation_glue_wrong/upstream isp=delegation_glue_wrong/upstream "
		  "nine=delegation_glue_wrong/upstream");
	PLAY_WITH(
		{ .override = by_own_zone },
		HEALTHY SITE(
			"	site NS dns3.hold.org.\n") "server dns3.hold.org. 198.18.84.1 closed\n",
		names, "www.site.org A: degraded upstream resolver_auth_path_broken possible");
}

/* ---- none at all -------------------------------------------------------------------------------- */

#define FAR                                 \
	"server ns1.nic.org. 198.18.15.1\n" \
	"zone org. at ns1.nic.org.\n"       \
	"server ns1.far.org. 198.18.86.1\n" \
	"zone far.org. at ns1.far.org.\n"   \
	"zone away.net. at ns1.far.org.\n	www A 198.19.86.1\n"

/* The only resolver does not get to the servers of the zone that the name server is named in. */
Test(glue, of_servers_that_the_resolver_does_not_find)
{
	struct play play;
	const char *world = WORLD FAR "resolver office 10.1.0.53 cannot-reach=ns1.far.org.\n";
	const char *names = INVENTORY(AT_OFFICE, "\"www.away.net\", " GOOD_NAMES);

	PLAY(world, names,
	     "www.away.net A: failure upstream resolver_auth_path_broken possible",
	     "office: ok none ok");
	play_run(&play, world, names, &(struct play_options) { 0 });
	const struct fd_verdict *away = play_find(&play, "www.away.net A");
	cr_expect_neq(strstr(away->summary, "answer this host directly"), NULL, "%s",
		      away->summary);
	play_finish(&play);
}

/* Without checking it does. */
static bool distrusts_far(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 };
	struct fd_message asked;

	(void)proto;
	if ((!is_about(server, office, query, length, "far.org", &asked) &&
	     !is_about(server, office, query, length, "away.net", &asked)) ||
	    (asked.flags & FD_FLAG_CD) != 0) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

/* It may have its reasons: whose signatures do not validate is not used, and the resolver is well. */
Test(glue, of_servers_that_the_resolver_does_not_want_to_find)
{
	struct play play;

	play_run(&play, WORLD FAR OFFICE, INVENTORY(AT_OFFICE, "\"www.away.net\", " GOOD_NAMES),
		 &(struct play_options) { .override = distrusts_far });
	const struct fd_verdict *away = play_find(&play, "www.away.net A");
	bool listed = false;
	for (size_t i = 0; i < away->alternative_count; i++) {
		listed = listed || away->alternatives[i] == FD_CAUSE_dnssec_bogus;
	}
	cr_expect(listed && away->confidence == FD_POSSIBLE, "%s",
		  play_verdict(&play, "www.away.net A"));
	play_finish(&play);
}

/* ---- servers that the zone itself does not know ----------------------------------------------------- */

/* Its servers deny their own names; the office looks these up, and gives up. */
static bool denies_its_servers(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			       uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 }, own[4] = { 198, 18, 81, 1 };
	static const uint8_t soa[22] = { [21] = 60 };
	struct fd_message asked;
	struct fd_builder builder;
	struct fd_name zone;

	(void)proto;
	if (is_about(server, office, query, length, "bare.net", &asked)) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
		return true;
	}
	if (!is_about(server, own, query, length, "ns1.bare.net", &asked)) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&zone, "bare.net"), 0);
	reply_begin(&builder, &asked, FD_FLAG_AA | FD_NXDOMAIN, buffer);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_SOA, 60, soa,
			  sizeof(soa));
	*ret_reply = reply_end(&builder);
	return true;
}

#define BARE                                 \
	"server ns1.bare.net. 198.18.81.1\n" \
	"zone bare.net. at ns1.bare.net.\n	www A 198.19.81.1\n"

Test(glue, servers_that_the_zone_does_not_know)
{
	PLAY_WITH({ .override = denies_its_servers }, HEALTHY BARE,
		  INVENTORY(AT_ALL, "\"www.bare.net\", " GOOD_NAMES),
		  "www.bare.net A: degraded upstream delegation_ns_unresolvable likely | "
		  "office=delegation_ns_unresolvable/upstream");
}
