/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Causes of the taxonomy that no other test here brings about, each in a world that has nothing else wrong. */

#define HEALTHY WORLD RESOLVERS
#define THREE	WORLD ISP NINE EIGHT

Test(causes, of_the_name_alone)
{
	PLAY(HEALTHY, INVENTORY(AT_ALL, "\"intranet\", \"printer.local\", " GOOD_NAMES),
	     "intranet A: negative local short_name",
	     "printer.local A: negative local special_use_name");
	/* What answers everything shows of no name that somebody serves it. */
	PLAY(THREE "resolver office 10.1.0.53 captive=192.0.2.251\n",
	     INVENTORY(AT_ALL, "\"printer.local\", \"scanner.local\", " GOOD_NAMES),
	     "printer.local A: negative local special_use_name");
}

Test(causes, a_server_that_drops_one_type)
{
	PLAY(HEALTHY "server ns1.drop.net. 198.18.30.1 drops-type=AAAA\n"
		     "zone drop.net. at ns1.drop.net.\n	www A 198.19.30.1\n",
	     INVENTORY(
		     AT_ALL,
		     "{\"name\": \"www.drop.net\", \"types\": [\"A\", \"AAAA\"]}, " GOOD_NAMES),
	     "www.drop.net AAAA: failure authoritative auth_qtype_dropped confirmed",
	     "www.drop.net A: ok none ok confirmed");
}

Test(causes, a_server_that_does_not_implement_one_type)
{
	PLAY(HEALTHY "server ns1.old.net. 198.18.30.1 notimp-type=AAAA\n"
		     "zone old.net. at ns1.old.net.\n	www A 198.19.30.1\n",
	     INVENTORY(
		     AT_ALL,
		     "{\"name\": \"www.old.net\", \"types\": [\"A\", \"AAAA\"]}, " GOOD_NAMES),
	     "www.old.net AAAA: failure authoritative auth_qtype_unsupported confirmed",
	     "www.old.net A: ok none ok confirmed");
}

Test(causes, half_of_the_servers_are_silent_and_one_resolver_meets_them)
{
	PLAY_UNSTEADY(THREE
		      "resolver office 10.1.0.53 cannot-reach=ns2.half.net.\n"
		      "server ns1.half.net. 198.18.60.1 silent\n"
		      "server ns2.half.net. 198.18.60.2\n"
		      "zone half.net. at ns1.half.net.,ns2.half.net.\n	www A 198.19.60.1\n",
		      INVENTORY(AT_ALL, "\"www.half.net\", " GOOD_NAMES),
		      "www.half.net A: degraded authoritative auth_partial_outage likely | "
		      "office=auth_partial_outage/authoritative");
}

Test(causes, half_of_the_servers_are_lame_and_one_resolver_meets_them)
{
	PLAY_UNSTEADY(THREE
		      "resolver office 10.1.0.53 cannot-reach=ns2.half.net.\n"
		      "server ns1.half.net. 198.18.60.1 lame=refused\n"
		      "server ns2.half.net. 198.18.60.2\n"
		      "zone half.net. at ns1.half.net.,ns2.half.net.\n	www A 198.19.60.1\n",
		      INVENTORY(AT_ALL, "\"www.half.net\", " GOOD_NAMES),
		      "www.half.net A: degraded authoritative auth_partial_lame likely | "
		      "office=auth_partial_lame/authoritative");
}

Test(causes, name_servers_that_have_no_address)
{
	PLAY(HEALTHY "server ns1.nic.org. 198.18.15.1\nzone org. at ns1.nic.org.\n"
		     "	home NS ns1.nowhere.net.\n	home NS ns2.nowhere.net.\n",
	     INVENTORY(AT_ALL, "\"www.home.org\", " GOOD_NAMES),
	     "www.home.org A: failure upstream delegation_ns_unresolvable confirmed");
	/* Who has an address for every name cannot be asked for theirs: the zone they are in can. */
	PLAY(WORLD "resolver office 10.1.0.53 rewrite=192.0.2.250\n"
		   "server ns1.nic.org. 198.18.15.1\nzone org. at ns1.nic.org.\n"
		   "	home NS ns1.nowhere.net.\n	home NS ns2.nowhere.net.\n",
	     INVENTORY(AT_OFFICE, "\"www.home.org\", " GOOD_NAMES),
	     "www.home.org A: failure upstream delegation_ns_unresolvable confirmed");
}

/* Their addresses are those of web servers, which the aliases lead to in their own zone. */
Test(causes, name_servers_that_are_aliases)
{
	PLAY(HEALTHY "server ns1.nic.org. 198.18.15.1\nzone org. at ns1.nic.org.\n"
		     "	home NS blog.far.net.\n"
		     "server ns1.far.net. 198.18.98.1\nzone far.net. at ns1.far.net.\n"
		     "	blog CNAME www\n	www A 198.18.99.9\n",
	     INVENTORY(AT_ALL, "\"www.home.org\", " GOOD_NAMES),
	     "www.home.org A: failure upstream delegation_ns_unresolvable");
}

/* It remembers where a name server was: what is there now says nothing of the zone. */
static bool has_old_address(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 }, old[4] = { 198, 18, 99, 9 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (is_about(server, office, query, length, "home.org", &asked)) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
		return true;
	}
	if (!is_about(server, office, query, length, "ns1.far.net", &asked) ||
	    asked.qtype != FD_TYPE_A) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300, old, 4);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(causes, a_resolver_that_does_not_know_where_a_name_server_is)
{
	const char *world =
		WORLD OFFICE "server ns1.nic.org. 198.18.15.1\nzone org. at ns1.nic.org.\n"
			     "server ns1.far.net. 198.18.98.1\nzone far.net. at ns1.far.net.\n"
			     "zone home.org. at ns1.far.net.\n	www A 198.19.98.1\n";

	PLAY_WITH({ .override = has_old_address }, world,
		  INVENTORY(AT_OFFICE, "\"www.home.org\", " GOOD_NAMES),
		  "www.home.org A: failure upstream resolver_auth_path_broken possible");
	/* Nor is one of two servers dead that is asked where it never was. */
	world = WORLD OFFICE
		"server ns1.nic.org. 198.18.15.1\nzone org. at ns1.nic.org.\n"
		"server ns1.far.net. 198.18.98.1\nzone far.net. at ns1.far.net.\n"
		"server ns1.home.org. 198.18.98.2\n"
		"zone home.org. at ns1.home.org.,ns1.far.net.\n	www A 198.19.98.1\n";
	PLAY_WITH({ .override = has_old_address }, world,
		  INVENTORY(AT_OFFICE, "\"www.home.org\", " GOOD_NAMES),
		  "www.home.org A: failure upstream resolver_auth_path_broken possible");
}

/* Each is found through the other, and a resolver that starts anywhere finds neither. */
Test(causes, delegations_that_lead_in_circles)
{
	PLAY_UNSTEADY(
		HEALTHY
		"server ns1.nic.org. 198.18.15.1\nzone org. at ns1.nic.org.\n"
		"	ring NS ns1.wheel.info.\n	ring NS ns2.wheel.info.\n"
		"	self NS ns1.self.org.\n"
		"	half NS ns1.wheel.info.\n	half NS ns1.nowhere.net.\n"
		"	lost NS ns1.mute.info.\n"
		"server ns1.nic.info. 198.18.16.1\nzone info. at ns1.nic.info.\n"
		"	wheel NS ns1.ring.org.\n"
		"server ns1.mute.info. 198.18.31.1 silent\nzone mute.info. at ns1.mute.info.\n",
		INVENTORY(AT_ALL, "\"www.ring.org\", \"a.b.wheel.info\", \"www.self.org\","
				  "\"www.half.org\", \"www.lost.org\", " GOOD_NAMES),
		"www.ring.org A: failure upstream delegation_cyclic confirmed",
		"a.b.wheel.info A: failure upstream delegation_cyclic confirmed",
		"www.self.org A: failure upstream delegation_cyclic confirmed",
		"www.half.org A: failure upstream delegation_cyclic confirmed",
		/* Its only server has an address, as glue of the zone it is in: that server is what is dead. */
		"www.lost.org A: failure authoritative auth_timeout confirmed");
}

Test(causes, roots_that_nobody_reaches)
{
	PLAY("everyone attempt=200ms patience=600ms\n" ZONES
	     "server a.roots. 198.18.0.4 silent\nserver b.roots. 198.18.1.4 silent\n"
	     "zone . at a.roots.,b.roots. signed\n" RESOLVERS,
	     INVENTORY(AT_ALL, GOOD_NAMES), "host: failure upstream root_unreachable likely",
	     "www.pay.example A: failure upstream root_unreachable likely");
}

Test(causes, a_resolver_that_lives_on_its_cache)
{
	PLAY_UNSTEADY(
		THREE "resolver office 10.1.0.53 cannot-reach=a.roots.,b.roots.\n"
		      "remember office www.pay.example A 198.19.1.1 ttl=1h\n"
		      "remember office api.pay.example A 198.19.1.2 ttl=1h\n",
		INVENTORY(AT_ALL, GOOD_NAMES),
		"office: failure upstream recursion_path_broken possible",
		"www.pay.example A: ok none ok confirmed | ",
		"www.shop.net A: ok none ok confirmed | office=recursion_path_broken/upstream");
}

Test(causes, a_path_that_drops_edns)
{
	PLAY("everyone attempt=200ms patience=600ms\n"
	     "server a.roots. 198.18.0.4\nserver b.roots. 198.18.1.4\n"
	     "zone . at a.roots.,b.roots. signed\n" ZONES
	     "resolver office 10.1.0.53 edns=silent\nresolver isp 198.51.100.53 edns=silent\n"
	     "resolver nine 203.0.113.53 edns=silent\nresolver eight 192.0.2.53 edns=silent\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "host: failure local path_drops_edns confirmed",
	     "www.pay.example A: failure local path_drops_edns");
}

/* The zone has dropped the name; somebody still has it in his cache. */
Test(causes, an_answer_that_the_zone_has_dropped)
{
	PLAY(HEALTHY "remember office gone2.pay.example A 198.19.1.77 ttl=1h\n",
	     INVENTORY(AT_ALL, "\"gone2.pay.example\", " GOOD_NAMES),
	     "gone2.pay.example A: degraded local resolver_stale_cache");
}

static bool one_parent_denies(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	static const uint8_t second[4] = { 198, 18, 13, 1 }, third[4] = { 198, 18, 17, 3 },
			     office[4] = { 10, 1, 0, 53 };
	static const uint8_t soa[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0,
				       0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name zone, parent;

	cr_assert_eq(fd_name_parse(&zone, "two.net"), 0);
	cr_assert_eq(fd_name_parse(&parent, "net"), 0);
	bool denies = memcmp(server->address, second, sizeof(second)) == 0 ||
		      memcmp(server->address, third, sizeof(third)) == 0;
	bool believes = memcmp(server->address, office, sizeof(office)) == 0;
	if (proto != FD_UDP || (!denies && !believes) ||
	    fd_message_parse(&asked, query, length) < 0 ||
	    !fd_name_under(&asked.qname, &zone)) {
		return false;
	}
	reply_begin(&builder, &asked, (denies ? FD_FLAG_AA : FD_FLAG_RA) | FD_NXDOMAIN, buffer);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &parent, FD_TYPE_SOA, 300, soa,
			  sizeof(soa));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(causes, parents_that_do_not_agree)
{
	PLAY_WITH({ .override = one_parent_denies },
		  ROOTS
		  "server ns1.nic.example. 198.18.10.1\n"
		  "server ns2.nic.example. 198.18.11.1\n"
		  "zone example. at ns1.nic.example.,ns2.nic.example. signed\n"
		  "server ns1.nic.net. 198.18.12.1\n"
		  "server ns2.nic.net. 198.18.13.1 nxdomain-type=A\n"
		  "zone net. at ns1.nic.net.,ns2.nic.net.\n"
		  "server ns1.two.net. 198.18.50.1\n"
		  "zone two.net. at ns1.two.net.\n	www A 198.19.50.1\n" ISP NINE EIGHT
		  "resolver office 10.1.0.53 cannot-reach=ns1.nic.net.\n",
		  INVENTORY(AT_ALL, "\"www.two.net\""),
		  "www.two.net A: degraded upstream delegation_inconsistent confirmed | "
		  "office=delegation_inconsistent/upstream");
	/* The third of three: whoever goes down asks two. */
	PLAY_WITH({ .override = one_parent_denies },
		  ROOTS "server ns1.nic.net. 198.18.17.1\nserver ns2.nic.net. 198.18.17.2\n"
			"server ns3.nic.net. 198.18.17.3\n"
			"zone net. at ns1.nic.net.,ns2.nic.net.,ns3.nic.net.\n" RESOLVERS
			"server ns1.two.net. 198.18.50.1\n"
			"zone two.net. at ns1.two.net.\n	www A 198.19.50.1\n",
		  INVENTORY(AT_ALL, "\"www.two.net\""),
		  "www.two.net A: degraded upstream delegation_inconsistent confirmed");
	/* And where the only resolver has met it. */
	PLAY_WITH({ .override = one_parent_denies },
		  ROOTS "server ns1.nic.net. 198.18.17.1\nserver ns2.nic.net. 198.18.17.2\n"
			"server ns3.nic.net. 198.18.17.3\n"
			"zone net. at ns1.nic.net.,ns2.nic.net.,ns3.nic.net.\n" RESOLVERS
			"server ns1.two.net. 198.18.50.1\n"
			"zone two.net. at ns1.two.net.\n	www A 198.19.50.1\n",
		  INVENTORY(AT_OFFICE, "\"www.two.net\", \"net\""),
		  "www.two.net A: failure upstream delegation_inconsistent confirmed");
}

/* One server of net still delegates two.net to those who had it before; whoever of `misled` is asked has met that one. */
static const uint8_t *old_parent;
static size_t misled;
static bool without_glue;
static const char *old_name = "ns1.old.net", *second_name;

static void reply_old_delegation(struct fd_builder *builder)
{
	static const uint8_t address[] = { 198, 18, 60, 1 };
	struct fd_name zone, ns, other;

	cr_assert_eq(fd_name_parse(&zone, "two.net"), 0);
	cr_assert_eq(fd_name_parse(&ns, old_name), 0);
	cr_assert_eq(fd_name_parse(&other, second_name == NULL ? "." : second_name), 0);
	fd_builder_record(builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_NS, 300, ns.wire,
			  ns.length);
	if (second_name != NULL) {
		fd_builder_record(builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_NS, 300,
				  other.wire, other.length);
	}
	if (!without_glue) {
		fd_builder_record(builder, FD_SECTION_ADDITIONAL, &ns, FD_TYPE_A, 300, address,
				  sizeof(address));
	}
	if (second_name != NULL) {
		fd_builder_record(builder, FD_SECTION_ADDITIONAL, &other, FD_TYPE_A, 300,
				  address, sizeof(address));
	}
}

static bool one_parent_is_old(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	static const uint8_t resolvers[][4] = {
		{ 10, 1, 0, 53 }, { 203, 0, 113, 53 }, { 198, 51, 100, 53 }, { 192, 0, 2, 53 }
	};
	struct fd_builder builder;
	struct fd_message asked;

	for (size_t i = 0; i < misled; i++) {
		if (is_about(server, resolvers[i], query, length, "two.net", &asked)) {
			*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL,
						buffer);
			return true;
		}
	}
	if (!is_about(server, old_parent, query, length, "two.net", &asked)) {
		return false;
	}
	reply_begin(&builder, &asked, 0, buffer);
	reply_old_delegation(&builder);
	*ret_reply = reply_end(&builder);
	return true;
}

#define THREE_PARENTS                                                        \
	"server ns1.nic.net. 198.18.17.1\nserver ns2.nic.net. 198.18.17.2\n" \
	"server ns3.nic.net. 198.18.17.3\n"                                  \
	"zone net. at ns1.nic.net.,ns2.nic.net.,ns3.nic.net.\n"              \
	"server ns1.two.net. 198.18.50.1\n"                                  \
	"zone two.net. at ns1.two.net.\n	www A 198.19.50.1\n	api A 198.19.50.2\n"
#define OLD_SERVER "server ns1.old.net. 198.18.60.1\nzone old.net. at ns1.old.net.\n"

/* It names the servers that all name, and has another address for them. */
Test(causes, one_parent_has_old_glue)
{
	static const uint8_t third[4] = { 198, 18, 17, 3 }, second[4] = { 198, 18, 17, 2 };
	const char *world = ROOTS THREE_PARENTS OLD_SERVER RESOLVERS;
	const char *at_all = INVENTORY(AT_ALL, "\"www.two.net\", \"api.two.net\"");
	const char *at_office =
		INVENTORY(AT_OFFICE, "\"www.two.net\", \"www.old.net\", \"ns1.old.net\"");

	old_name = "ns1.two.net";
	misled = 1;
	old_parent = third;
	PLAY_WITH({ .override = one_parent_is_old }, world, at_all,
		  "www.two.net A: degraded upstream delegation_inconsistent likely | "
		  "office=delegation_inconsistent/upstream",
		  "office: ok none ok");
	PLAY_WITH({ .override = one_parent_is_old }, world, at_office,
		  "www.two.net A: failure upstream delegation_inconsistent likely");
	/* Two names, and one old address for both. */
	second_name = "ns2.two.net";
	PLAY_WITH({ .override = one_parent_is_old }, world, at_all,
		  "www.two.net A: degraded upstream delegation_inconsistent likely | "
		  "office=delegation_inconsistent/upstream");
	/* Which has another one, as resolvers know. */
	PLAY_WITH({ .override = one_parent_is_old },
		  ROOTS THREE_PARENTS "	ns2 A 198.18.50.1\n" OLD_SERVER RESOLVERS, at_all,
		  "www.two.net A: degraded upstream delegation_inconsistent likely | "
		  "office=delegation_inconsistent/upstream");
	second_name = NULL;
	/* The way down goes by this one, also that of a name that is the zone's own. */
	old_parent = second;
	PLAY_WITH({ .override = one_parent_is_old }, world, at_all,
		  "www.two.net A: degraded upstream delegation_inconsistent likely | "
		  "office=delegation_inconsistent/upstream");
	PLAY_WITH({ .override = one_parent_is_old }, world,
		  INVENTORY(AT_ALL, "{\"name\": \"two.net\", \"types\": [\"SOA\"]}"),
		  "two.net SOA: degraded upstream delegation_inconsistent likely | "
		  "office=delegation_inconsistent/upstream");
}

Test(causes, one_parent_is_behind)
{
	static const uint8_t third[4] = { 198, 18, 17, 3 }, second[4] = { 198, 18, 17, 2 };
	const char *names = INVENTORY(AT_ALL, "\"www.two.net\", \"api.two.net\"");
	const char *world = ROOTS THREE_PARENTS OLD_SERVER RESOLVERS;

	/* The third of three, and the second, whom the way down goes by. */
	for (size_t i = 0; i < 2; i++) {
		old_parent = i == 0 ? third : second;
		misled = 1;
		PLAY_WITH({ .override = one_parent_is_old }, world, names,
			  "www.two.net A: degraded upstream delegation_inconsistent likely | "
			  "office=delegation_inconsistent/upstream",
			  "api.two.net A: degraded upstream delegation_inconsistent likely",
			  "office: ok none ok");
	}
	misled = 2;
	PLAY_WITH(
		{ .override = one_parent_is_old }, world, names,
		"www.two.net A: degraded upstream delegation_inconsistent likely | "
		"office=delegation_inconsistent/upstream nine=delegation_inconsistent/upstream");
	misled = 1;
	old_parent = third;
	PLAY_WITH({ .override = one_parent_is_old }, world,
		  INVENTORY(AT_OFFICE, "\"www.two.net\", \"www.old.net\", \"ns1.old.net\""),
		  "www.two.net A: failure upstream delegation_inconsistent likely");
	/* To a name whose zone is dead: nobody says whether it has an address. */
	without_glue = true;
	PLAY_WITH(
		{ .override = one_parent_is_old },
		ROOTS THREE_PARENTS
		"server ns1.old.net. 198.18.60.1 silent\nzone old.net. at ns1.old.net.\n" RESOLVERS,
		names,
		"www.two.net A: degraded upstream delegation_inconsistent likely | "
		"office=delegation_inconsistent/upstream");
	without_glue = false;
	/* All parents name the same, or the others serve the zone too: it is that resolver's way after all. */
	static const uint8_t nobody[4] = { 198, 18, 17, 9 };
	old_parent = nobody;
	PLAY_WITH({ .override = one_parent_is_old }, world, names,
		  "www.two.net A: degraded upstream resolver_auth_path_broken likely | "
		  "office=resolver_auth_path_broken/upstream");
	old_parent = third;
	PLAY_WITH({ .override = one_parent_is_old },
		  ROOTS "server ns1.nic.net. 198.18.17.1\nserver ns2.nic.net. 198.18.17.2\n"
			"server ns3.nic.net. 198.18.17.3\nserver ns1.two.net. 198.18.50.1\n"
			"server ns1.old.net. 198.18.60.1\n"
			"zone net. at ns1.nic.net.,ns2.nic.net.,ns3.nic.net.\n"
			"zone old.net. at ns1.old.net.\n"
			"zone two.net. at ns1.two.net.,ns1.old.net.\n	www A 198.19.50.1\n"
			"	api A 198.19.50.2\n" RESOLVERS,
		  names, "www.two.net A: degraded upstream resolver_auth_path_broken likely");
}

#define LOSSY_PARENTS(lost)                                                                    \
	"everyone attempt=200ms patience=600ms\n"                                              \
	"server a.roots. 198.18.0.4 loss=" lost "\nserver b.roots. 198.18.1.4 loss=" lost "\n" \
	"zone . at a.roots.,b.roots. signed\n"                                                 \
	"server ns1.nic.net. 198.18.17.1 loss=" lost                                           \
	"\nserver ns2.nic.net. 198.18.17.2 loss=" lost "\n"                                    \
	"zone net. at ns1.nic.net.,ns2.nic.net.\n"                                             \
	"server ns1.two.net. 198.18.50.1 loss=" lost "\n"                                      \
	"zone two.net. at ns1.two.net.\n	www A 198.19.50.1\n"                                  \
	"server ns1.old.net. 198.18.60.1 silent\nzone old.net. at ns1.old.net.\n"              \
	"resolver office 10.1.0.53 validating loss=" lost "\n"
#define LOSSY_OTHERS(lost)                                                                     \
	"resolver isp 198.51.100.53 loss=" lost "\nresolver nine 203.0.113.53 loss=" lost "\n" \
	"resolver eight 192.0.2.53 loss=" lost "\n"
#define LOSSY_NAMES                                                         \
	"\"www.two.net\", \"a1.net\", \"a2.net\", \"a3.net\", \"a4.net\", " \
	"\"a5.net\", \"a6.net\""

/* Of so many links that lose, those on which the zone, or its servers, are accused. */
static unsigned count_accused(const char *world, const char *inventory, unsigned links)
{
	static const uint8_t second[4] = { 198, 18, 17, 2 };
	unsigned accused = 0;

	old_parent = second;
	without_glue = true;
	for (unsigned seed = 1; seed <= links; seed++) {
		const struct play_options options = { .override = one_parent_is_old,
						      .unsteady = true,
						      .seed = seed };
		struct play play;
		play_run(&play, world, inventory, &options);
		accused += play_find(&play, "www.two.net A")->locus == FD_LOCUS_AUTHORITATIVE;
		play_finish(&play);
	}
	without_glue = false;
	return accused;
}

/* What the way down goes by may be the one that is behind alone: 28 of 200 where only that is asked. */
Test(causes, one_parent_is_behind_and_the_other_is_not_heard)
{
	misled = 4;
	unsigned accused = count_accused(LOSSY_PARENTS("70") LOSSY_OTHERS("70"),
					 INVENTORY(AT_ALL, LOSSY_NAMES), 200);
	cr_expect_leq(accused, 18u, "%u of 200", accused);
}

/* A few questions to the servers above get through by luck: 12 of 200 where these are asked no more often than the zone's. */
Test(causes, what_everybody_loses_is_seldom_held_against_a_zone)
{
	misled = 1;
	unsigned accused =
		count_accused(LOSSY_PARENTS("30"), INVENTORY(AT_OFFICE, LOSSY_NAMES), 200);
	cr_expect_leq(accused, 4u, "%u of 200", accused);
}

Test(causes, a_type_that_denies_the_name)
{
	PLAY(HEALTHY "server ns1.lb.net. 198.18.30.1 nxdomain-type=AAAA\n"
		     "zone lb.net. at ns1.lb.net.\n	www A 198.19.30.1\n",
	     INVENTORY(AT_ALL,
		       "{\"name\": \"www.lb.net\", \"types\": [\"AAAA\", \"A\"]},"
		       "{\"name\": \"no.lb.net\", \"types\": [\"AAAA\", \"A\"]}, " GOOD_NAMES),
	     "www.lb.net AAAA: failure authoritative auth_nxdomain_for_existing_name confirmed",
	     "www.lb.net A: ok none ok confirmed",
	     "no.lb.net AAAA: negative authoritative name_does_not_exist");
}

Test(causes, what_this_host_could_not_ask_is_nobodys_fault)
{
	PLAY_WITH({ .error_from = 4 }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.shop.net A: failure undetermined own_loss possible",
		  "www.pay.example A: ok none ok confirmed | ", "office: ok none ok");
}

/* ---- half way --------------------------------------------------------------------------------- */

static bool office_failed, fails_silently;

/* The office is well until it has been asked for mail.pay.example. */
static bool fails_half_way(const struct fd_endpoint *server, enum fd_proto proto,
			   const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			   uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name last;

	cr_assert_eq(fd_name_parse(&last, "mail.pay.example"), 0);
	if (memcmp(server->address, office, sizeof(office)) != 0 ||
	    fd_message_parse(&asked, query, length) < 0) {
		return false;
	}
	if (!office_failed) {
		office_failed = fd_name_equal(&asked.qname, &last);
		return false;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	if (!fails_silently && proto == FD_UDP) {
		reply_begin(&builder, &asked, FD_FLAG_RA | FD_SERVFAIL, buffer);
		*ret_reply = reply_end(&builder);
	}
	return true;
}

Test(causes, a_resolver_that_dies_half_way)
{
	struct play play;

	office_failed = false;
	fails_silently = true;
	play_run(&play, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		 &(struct play_options) { .override = fails_half_way });
	cr_expect_str_eq(play_verdict(&play, "office"),
			 "failure local resolver_timeout likely");
	cr_expect_str_eq(play_cells(&play, "www.pay.example A"), "", "asked before");
	cr_expect_str_eq(play_cells(&play, "www.shop.net A"), "office=resolver_timeout/local");
	cr_expect_str_eq(play_verdict(&play, "www.shop.net A"), "ok none ok confirmed");
	const struct fd_verdict *office = play_find(&play, "office");
	bool told = false;
	for (size_t i = 0; i < office->evidence_count; i++) {
		told = told || strcmp(office->evidence[i].saw,
				      "canaries while the run lasted: 0 answered, then 1 got "
				      "nothing") == 0;
	}
	cr_expect(told, "the canary of half way is among the evidence");
	play_finish(&play);
}

Test(causes, a_resolver_that_loses_its_way_half_way)
{
	office_failed = fails_silently = false;
	PLAY_WITH(
		{ .override = fails_half_way }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		"office: failure upstream recursion_path_broken possible",
		"www.pay.example A: ok none ok confirmed | ",
		"www.shop.net A: ok none ok confirmed | office=recursion_path_broken/upstream");
}

/* ---- one outage, many zones ----------------------------------------------------------------- */

/* After the label, word for word the same. */
static const char *after_label(const struct fd_verdict *verdict)
{
	const char *rest = strstr(verdict->summary, " A ");

	cr_assert_neq(rest, NULL, "%s", verdict->summary);
	return rest;
}

Test(causes, zones_with_the_same_dead_servers_are_one_finding)
{
	struct play play;

	play_run(
		&play,
		HEALTHY
		"server ns1.host.net. 198.18.30.1 silent\n"
		"server ns2.host.net. 198.18.30.2 silent\n"
		"zone host.net. at ns1.host.net.,ns2.host.net.\n"
		"zone one.net. at ns1.host.net.,ns2.host.net.\n"
		"zone two.net. at ns1.host.net.,ns2.host.net.\n"
		"server ns1.alone.net. 198.18.31.1 silent\nzone alone.net. at ns1.alone.net.\n",
		INVENTORY(AT_ALL, "\"www.one.net\", \"www.two.net\", \"www.host.net\","
				  "\"mail.two.net\", \"www.alone.net\", " GOOD_NAMES),
		&(struct play_options) { 0 });
	static const char *const names[] = { "www.one.net A", "www.two.net A", "www.host.net A",
					     "mail.two.net A" };
	const char *first = after_label(play_find(&play, names[0]));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct fd_verdict *verdict = play_find(&play, names[i]);
		cr_expect_eq(verdict->cause, FD_CAUSE_auth_timeout);
		cr_expect_str_eq(after_label(verdict), first);
		cr_expect_str_eq(verdict->evidence[verdict->evidence_count - 1].saw,
				 "4 of 5 failing questions, in 3 zones, have the same servers: "
				 "198.18.30.1, 198.18.30.2");
	}
	const struct fd_verdict *alone = play_find(&play, "www.alone.net A");
	cr_expect_eq(strstr(alone->summary, "zones"), NULL, "%s", alone->summary);
	play_finish(&play);
}
