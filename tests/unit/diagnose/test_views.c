/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Views of one name, and what a company's own boxes do to it: what the labs of the company and of the public internet taught. */

#define HEALTHY WORLD RESOLVERS
#define BRANCH	"resolver branch 10.2.0.53 validating\n"
#define WIKI	"zone corp.example. at office undelegated\n	wiki A 10.20.0.5\n"
#define AT_SITE                                                                    \
	"\"resolvers\": ["                                                         \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"   \
	"{\"id\": \"branch\", \"address\": \"10.2.0.53\", \"role\": \"local\"},"   \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}," \
	"{\"id\": \"eight\", \"address\": \"192.0.2.53\", \"role\": \"public\"}],"
#define CORP "\"zones\": [{\"name\": \"corp.example\", \"internal\": true}],"

static const uint8_t office[4] = { 10, 1, 0, 53 }, branch[4] = { 10, 2, 0, 53 };

/* ---- inside ------------------------------------------------------------------------------------- */

static bool branch_has_no_way(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, branch, query, length, "corp.example", &asked)) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

/* That strangers deny it makes no second view of a failure. */
Test(views, who_is_inside_and_fails_has_no_view_of_his_own)
{
	PLAY_WITH({ .override = branch_has_no_way }, WORLD NINE EIGHT OFFICE BRANCH WIKI,
		  INVENTORY(CORP AT_SITE, "\"wiki.corp.example\", " GOOD_NAMES),
		  "wiki.corp.example A: degraded upstream resolver_auth_path_broken likely | "
		  "branch=resolver_auth_path_broken/upstream nine=split_horizon/none "
		  "eight=split_horizon/none");
}

/* One of two inside has it as its own; that the other denies it too makes no old cache of either. */
Test(views, of_one_inside_and_not_of_another)
{
	PLAY(WORLD NINE EIGHT OFFICE BRANCH WIKI,
	     INVENTORY(AT_SITE, "\"wiki.corp.example\", " GOOD_NAMES),
	     "wiki.corp.example A: info none split_horizon likely | "
	     "branch=split_horizon/none nine=split_horizon/none eight=split_horizon/none");
	PLAY_WITH({ .no_direct = true }, WORLD NINE EIGHT OFFICE BRANCH WIKI,
		  INVENTORY(AT_SITE, "\"wiki.corp.example\", " GOOD_NAMES),
		  "wiki.corp.example A: info none split_horizon likely");
	/* What counts down is kept from before. */
	PLAY(WORLD NINE EIGHT OFFICE BRANCH
	     "remember office wiki.pay.example A 10.20.0.5 ttl=1h\n",
	     INVENTORY(AT_SITE, "\"wiki.pay.example\", " GOOD_NAMES),
	     "wiki.pay.example A: degraded local resolver_stale_cache possible");
}

#define PROMISED \
	"{\"name\": \"wiki.corp.example\", \"expect\": {\"answers\": [\"10.20.0.5\"]}}, "

/* What both of a site are to have, by the inventory's word, and one has. */
Test(views, a_promise_that_one_inside_keeps_and_another_breaks)
{
	static const char *const zones[] = { CORP, "" };

	for (size_t i = 0; i < 2; i++) {
		char inventory[2048];
		(void)snprintf(inventory, sizeof(inventory),
			       "{\"fleetdig\": 1,%s" AUTHORITIES AT_SITE
			       "\"groups\": [{\"id\": \"g\", \"names\": [" PROMISED GOOD_NAMES
			       "]}]}",
			       zones[i]);
		PLAY(WORLD NINE EIGHT OFFICE BRANCH WIKI, inventory,
		     "wiki.corp.example A: failure none expectation_unmet confirmed | "
		     "branch=expectation_unmet/none nine=expectation_unmet/none "
		     "eight=expectation_unmet/none");
	}
}

/* One inside has a zone of its own, of a lower serial, and by it what is promised; the other has what strangers have. */
static bool office_has_its_own(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			       uint8_t *buffer)
{
	static const uint8_t address[4] = { 10, 20, 0, 5 };
	static const uint8_t soa[22] = { [21] = 60 };
	struct fd_message asked;
	struct fd_builder builder;

	(void)proto;
	if (!is_about(server, office, query, length, "shop.net", &asked)) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA, buffer);
	if (asked.qtype == FD_TYPE_SOA) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_SOA, 60,
				  soa, sizeof(soa));
	} else {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 60,
				  address, sizeof(address));
	}
	*ret_reply = reply_end(&builder);
	return true;
}

Test(views, who_keeps_the_promise_has_no_old_cache)
{
	PLAY_WITH(
		{ .override = office_has_its_own }, WORLD NINE EIGHT OFFICE BRANCH,
		INVENTORY(
			AT_SITE,
			"{\"name\": \"www.shop.net\", \"expect\": {\"answers\": [\"10.20.0.5\"]}}, "
			"\"www.pay.example\", \"api.pay.example\", \"mail.pay.example\""),
		"www.shop.net A: failure none expectation_unmet confirmed | "
		"branch=expectation_unmet/none nine=expectation_unmet/none "
		"eight=expectation_unmet/none");
}

/* The same, where nobody has marked the zone. */
static bool ml_has_no_way(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, branch, query, length, "corp.example", &asked) &&
	    !is_about(server, office, query, length, "corp.example", &asked)) {
		return false;
	}
	if (!is_under(&asked, "ml.int.corp.example") && !is_under(&asked, "ml.corp.example")) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

Test(views, what_strangers_deny_of_the_inside_is_not_absent)
{
	/* Beside it, below a zone that strangers do not know, is a name that is known inside only. */
	PLAY_WITH(
		{ .override = ml_has_no_way },
		WORLD NINE EIGHT OFFICE BRANCH "zone int.corp.example. at office undelegated\n"
					       "	wiki A 10.20.0.5\n",
		INVENTORY(AT_SITE, "\"wiki.int.corp.example\", \"ui.ml.int.corp.example\", "
				   "\"ui.ml.corp.example\", " GOOD_NAMES),
		"ui.ml.int.corp.example A: failure upstream resolver_auth_path_broken possible",
		"ui.ml.corp.example A: negative authoritative");
}

/* Who is inside has its A, and no AAAA; that strangers deny the name says nothing of the inside. */
Test(views, no_data_inside)
{
	PLAY(WORLD NINE EIGHT OFFICE BRANCH WIKI,
	     INVENTORY(
		     CORP AT_SITE,
		     "{\"name\": \"wiki.corp.example\", \"types\": [\"A\", \"AAAA\"]}, " GOOD_NAMES),
	     "wiki.corp.example AAAA: negative authoritative no_data likely | "
	     "office=no_data/authoritative branch=split_horizon/none nine=split_horizon/none "
	     "eight=split_horizon/none");
}

/* An alias to a name of the inside, asked outside. */
Test(views, an_alias_that_leads_inside)
{
	PLAY(WORLD NINE EIGHT OFFICE BRANCH
	     "server ns1.app.net. 198.18.31.1\n"
	     "zone app.net. at ns1.app.net.\n	www CNAME wiki.corp.example.\n",
	     INVENTORY(CORP AT_SITE, "\"www.app.net\", " GOOD_NAMES),
	     "www.app.net A: info none split_horizon likely");
}

/* The resolver that should know it is dead, and a stranger denies it. */
Test(views, who_should_know_it_is_dead)
{
	PLAY(WORLD NINE EIGHT "server gone. 10.1.0.53 silent\nserver gone2. 10.2.0.53 silent\n",
	     INVENTORY(CORP AT_SITE, "\"wiki.corp.example\", " GOOD_NAMES),
	     "wiki.corp.example A: failure local resolver_timeout likely | "
	     "office=resolver_timeout/local branch=resolver_timeout/local "
	     "nine=split_horizon/none eight=split_horizon/none");
}

/* The SOA is that of the zone itself: an older copy, which lacks the name. */
static bool branch_lags(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	static const uint8_t soa[] = { 0, 0,  0,  0, 0,	 4,   0, 0, 28, 32, 0,
				       0, 14, 16, 0, 18, 117, 0, 0, 0,	0,  60 };
	struct fd_message asked;
	struct fd_builder builder;
	struct fd_name zone;

	if (!is_about(server, branch, query, length, "corp.example", &asked)) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&zone, "corp.example"), 0);
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | FD_NXDOMAIN, buffer);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_SOA, 60, soa,
			  sizeof(soa));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(views, who_has_the_zone_and_lacks_the_name_is_behind)
{
	PLAY_WITH({ .override = branch_lags }, WORLD NINE EIGHT OFFICE BRANCH WIKI,
		  INVENTORY(CORP AT_SITE, "\"wiki.corp.example\", " GOOD_NAMES),
		  "wiki.corp.example A: degraded local resolver_stale_negative_cache likely | "
		  "branch=resolver_stale_negative_cache/local nine=split_horizon/none "
		  "eight=split_horizon/none");
}

/* Another resolver of the site does not have it, and nobody's cache is stale. */
Test(views, reserved_names_are_everybodys_own)
{
	PLAY(WORLD NINE EIGHT OFFICE BRANCH
	     "zone home.arpa. at office undelegated\n	nas A 10.20.0.9\n",
	     INVENTORY(AT_SITE, "\"nas.home.arpa\", " GOOD_NAMES),
	     "nas.home.arpa A: info none split_horizon");
}

/* ---- boxes -------------------------------------------------------------------------------------- */

/* NXDOMAIN, and EDE 15. */
static bool office_blocks(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	static const uint8_t blocked[] = { 0, 15, 0, 2, 0, 15 };
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_about(server, office, query, length, "dead.net", &asked)) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | FD_NXDOMAIN, buffer);
	fd_builder_edns(&builder, 1232, false, 0, blocked, sizeof(blocked));
	*ret_reply = reply_end(&builder);
	return true;
}

#define DEAD_ZONE                                   \
	"server ns1.dead.net. 198.18.41.1 silent\n" \
	"zone dead.net. at ns1.dead.net.\n	www A 198.19.9.1\n"

Test(views, a_blocklist_does_not_answer_for_a_dead_zone)
{
	PLAY_WITH({ .override = office_blocks }, HEALTHY DEAD_ZONE,
		  INVENTORY(AT_ALL, "\"www.dead.net\", " GOOD_NAMES), "office: ok none ok",
		  "www.dead.net A: failure authoritative auth_timeout confirmed | "
		  "office=resolver_blocklist/local isp=auth_timeout/authoritative "
		  "nine=auth_timeout/authoritative eight=auth_timeout/authoritative");
	/* And where nobody else is asked, it is all that is known. */
	PLAY_WITH({ .override = office_blocks }, WORLD OFFICE DEAD_ZONE,
		  INVENTORY(AT_OFFICE, "\"www.dead.net\", " GOOD_NAMES),
		  "www.dead.net A: degraded local resolver_blocklist likely");
}

Test(views, a_type_that_the_only_resolver_drops)
{
	PLAY(WORLD "resolver office 10.1.0.53 drops-type=AAAA\n",
	     INVENTORY(AT_OFFICE,
		       "{\"name\": \"www.pay.example\", \"types\": [\"A\", \"AAAA\"]},"
		       "\"www.shop.net\""),
	     "office: degraded local resolver_timeout confirmed",
	     "www.pay.example A: ok none ok confirmed");
}

static bool office_refuses_ads(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			       uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, "ads.shop.net", &asked)) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_REFUSED, buffer);
	return true;
}

Test(views, what_the_only_resolver_refuses_is_its_own_will)
{
	PLAY_WITH({ .override = office_refuses_ads }, WORLD OFFICE,
		  INVENTORY(AT_OFFICE, "\"ads.shop.net\", " GOOD_NAMES),
		  "ads.shop.net A: failure local resolver_blocklist possible | "
		  "office=resolver_blocklist/local");
}

/* Large datagrams of one resolver get lost; over TCP, and without EDNS, there is a reply. */
static bool office_tunnel(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	if (proto == FD_TCP ||
	    !is_about(server, office, query, length, "ads.shop.net", &asked)) {
		return false;
	}
	if (asked.edns.present) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return true;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_FLAG_TC, buffer);
	return true;
}

Test(views, a_datagram_that_gets_lost_is_no_broken_path_to_the_zone)
{
	PLAY_WITH({ .override = office_tunnel }, HEALTHY,
		  INVENTORY(AT_ALL, "\"ads.shop.net\", " GOOD_NAMES),
		  "ads.shop.net A: degraded local resolver_edns_broken | "
		  "office=resolver_edns_broken/local");
	PLAY_WITH({ .override = office_tunnel }, WORLD OFFICE,
		  INVENTORY(AT_OFFICE, "\"ads.shop.net\", " GOOD_NAMES),
		  "ads.shop.net A: failure local resolver_edns_broken");
}

/* ---- servers that know too much ------------------------------------------------------------------ */

/* It serves the alias' target too, as any hosting company's; but the target's zone is delegated elsewhere. */
static bool shop_knows_dead(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t one[4] = { 198, 18, 22, 1 }, address[4] = { 198, 19, 9, 1 };
	static const uint8_t target[] = "\3www\4dead\3net";
	struct fd_message asked;
	struct fd_builder builder;
	struct fd_name name;

	if (!is_about(server, one, query, length, "grave.shop.net", &asked) ||
	    asked.qtype != FD_TYPE_A) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&name, "www.dead.net"), 0);
	reply_begin(&builder, &asked, FD_FLAG_AA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_CNAME, 60, target,
			  sizeof(target));
	fd_builder_record(&builder, FD_SECTION_ANSWER, &name, FD_TYPE_A, 60, address, 4);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(views, nobody_speaks_for_the_zone_that_an_alias_leads_to)
{
	PLAY_WITH({ .override = shop_knows_dead },
		  WORLD "	grave CNAME www.dead.net.\n" DEAD_ZONE RESOLVERS,
		  INVENTORY(AT_ALL, "\"grave.shop.net\", " GOOD_NAMES),
		  "grave.shop.net A: failure authoritative auth_timeout confirmed");
}

/* ---- what dies meanwhile, and what is too large ------------------------------------------------- */

#define MANY                                                 \
	"server ns1.many.net. 198.18.63.1\n"                 \
	"zone many.net. at ns1.many.net.\n	a A 198.19.6.1\n" \
	"	b A 198.19.6.2\n	c A 198.19.6.3\n	d A 198.19.6.4\n"
#define MANY_NAMES "\"a.many.net\", \"b.many.net\", \"c.many.net\", \"d.many.net\","

static const uint8_t net_one[4] = { 198, 18, 12, 1 }, net_two[4] = { 198, 18, 13, 1 };

/* The servers of net. are gone. The office was asked last; the others have their answers from before, and nothing new. */
static bool net_is_gone(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	struct fd_message asked;

	if (is_at(server, net_one) || is_at(server, net_two)) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return true;
	}
	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "net") ||
	    server->address[1] == 18 || (!is_at(server, office) && asked.qname.wire[0] == 1)) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

Test(views, a_top_level_domain_that_dies_is_no_resolvers_recursion)
{
	const struct play_options options = { .override = net_is_gone, .unsteady = true };

	play_check(WORLD MANY RESOLVERS,
		   INVENTORY(AT_ALL, MANY_NAMES "\"www.pay.example\", \"api.pay.example\""),
		   &options,
		   PLAY_LINES("office: ok none ok", "www.pay.example A: ok none ok confirmed",
			      "a.many.net A: degraded upstream tld_unreachable"),
		   __func__);
}

static const uint8_t pay_one[4] = { 198, 18, 20, 1 }, pay_two[4] = { 198, 18, 21, 1 };

/* The keys of the zone do not fit a datagram, and TCP gives none: who validates fails it, and with CD=1 does not. */
static bool keys_need_tcp(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	static const uint8_t nine[4] = { 203, 0, 113, 53 };
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "pay.example")) {
		return false;
	}
	bool keys = asked.qtype == FD_TYPE_DNSKEY;
	if (keys && (is_at(server, pay_one) || is_at(server, pay_two))) {
		*ret_reply = proto == FD_TCP
				     ? (struct fd_reply) { .kind = FD_REPLY_NONE }
				     : reply_bare(&asked, FD_FLAG_AA | FD_FLAG_TC, buffer);
		return true;
	}
	bool validator = is_at(server, office) || is_at(server, nine);
	if (!validator || (asked.flags & FD_FLAG_CD) != 0) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

Test(views, keys_that_tcp_does_not_give_are_not_bogus)
{
	PLAY_WITH({ .override = keys_need_tcp }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.pay.example A: degraded authoritative auth_tcp_blocked likely");
}

/* With checking disabled it is a denial: data too, and not "the same". */
static bool office_fails_denials(const struct fd_endpoint *server, enum fd_proto proto,
				 const uint8_t *query, size_t length,
				 struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, "nope.pay.example", &asked) ||
	    (asked.flags & FD_FLAG_CD) != 0) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

Test(views, a_denial_without_checking_is_no_failure)
{
	PLAY_WITH(
		{ .override = office_fails_denials }, HEALTHY,
		INVENTORY(AT_ALL, "\"nope.pay.example\", " GOOD_NAMES),
		"nope.pay.example A: negative authoritative name_does_not_exist | "
		"office=resolver_dnssec_broken/local isp=name_does_not_exist/authoritative "
		"nine=name_does_not_exist/authoritative eight=name_does_not_exist/authoritative");
}

/* ---- by its own word ---------------------------------------------------------------------------- */

static bool office_has_a_page(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	static const uint8_t page[4] = { 10, 9, 9, 9 }, censored[6] = { 0, 15, 0, 2, 0, 16 };
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_about(server, office, query, length, "ads.shop.net", &asked)) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 60, page,
			  sizeof(page));
	fd_builder_edns(&builder, 1232, false, 0, censored, sizeof(censored));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(views, an_answer_that_is_policy_by_its_own_word)
{
	PLAY_WITH({ .override = office_has_a_page }, HEALTHY,
		  INVENTORY(AT_OFFICE, "\"ads.shop.net\", " GOOD_NAMES),
		  "ads.shop.net A: degraded local resolver_blocklist likely",
		  "www.shop.net A: ok none ok confirmed", "office: ok none ok");
}

/* ---- names of a cluster -------------------------------------------------------------------------- */

/* It has two names below cluster.local, and denies the others without an SOA, as small forwarders do. */
static bool office_has_a_cluster(const struct fd_endpoint *server, enum fd_proto proto,
				 const uint8_t *query, size_t length,
				 struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t address[] = { 10, 96, 1, 1 };
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_about(server, office, query, length, "cluster.local", &asked)) {
		return false;
	}
	bool known = is_under(&asked, "api.pay.svc.cluster.local") ||
		     is_under(&asked, "mysql.shop.svc.cluster.local");
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | (known ? 0 : FD_NXDOMAIN),
		    buffer);
	if (known) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 5,
				  address, sizeof(address));
	}
	*ret_reply = reply_end(&builder);
	return true;
}

/* That the root knows no such top-level domain is no word on a name that is served here alone. */
Test(views, a_denial_beside_names_that_are_served_here_alone)
{
	PLAY_WITH({ .override = office_has_a_cluster }, WORLD OFFICE,
		  INVENTORY(AT_OFFICE,
			    "\"api.pay.svc.cluster.local\", \"mysql.shop.svc.cluster.local\","
			    "\"redis.pay.svc.cluster.local\", " GOOD_NAMES),
		  "api.pay.svc.cluster.local A: ok none ok confirmed",
		  "redis.pay.svc.cluster.local A: negative authoritative name_does_not_exist "
		  "likely | office=name_does_not_exist/authoritative");
	/* With none of them it is what it looks like. */
	PLAY_WITH(
		{ .override = office_has_a_cluster }, WORLD OFFICE,
		INVENTORY(AT_OFFICE, "\"redis.pay.svc.cluster.locals\", " GOOD_NAMES),
		"redis.pay.svc.cluster.locals A: negative local tld_does_not_exist confirmed");
}

Test(views, a_search_list_makes_names_that_could_be_nobodys)
{
	PLAY_WITH({ .override = office_has_a_cluster }, WORLD OFFICE,
		  INVENTORY(AT_OFFICE, "\"api.pay.svc.cluster.local\", "
				       "\"www.pay.example.svc.cluster.local\", " GOOD_NAMES),
		  "www.pay.example.svc.cluster.local A: negative local search_suffix_appended");
	/* What was meant is not on the list. */
	PLAY_WITH(
		{ .override = office_has_a_cluster }, WORLD OFFICE,
		INVENTORY(AT_OFFICE,
			  "\"api.pay.svc.cluster.local\", \"mysql.shop.svc.cluster.local\","
			  "\"www.shop.net.default.svc.cluster.local\", "
			  "\"www.shop.net.svc.cluster.local\", \"www.pay.example\""),
		"www.shop.net.default.svc.cluster.local A: negative local "
		"search_suffix_appended likely",
		"www.shop.net.svc.cluster.local A: negative local search_suffix_appended likely");
	PLAY(WORLD OFFICE,
	     INVENTORY(AT_OFFICE,
		       "\"www.pay.example.corp\", \"www.pay.example.home.arpa\", " GOOD_NAMES),
	     "www.pay.example.corp A: negative local search_suffix_appended confirmed",
	     "www.pay.example.home.arpa A: negative local search_suffix_appended");
}

/* ---- the way out that a site's resolvers share --------------------------------------------------------- */

#define FAR \
	"server ns1.far.net. 198.18.71.1\nzone far.net. at ns1.far.net.\n	www A 198.19.71.1\n"
#define NO_WAY " validating cannot-reach=ns1.far.net.\n"

/* Unseen: all of the site's own fail it, each time, and who is outside has it. */
Test(views, what_all_inside_fail_and_nobody_outside)
{
	PLAY_WITH(
		{ .no_direct = true },
		WORLD NINE EIGHT "resolver office 10.1.0.53" NO_WAY
				 "resolver branch 10.2.0.53" NO_WAY FAR,
		INVENTORY(AT_SITE, "\"www.far.net\", " GOOD_NAMES),
		"www.far.net A: degraded upstream resolver_auth_path_broken possible | "
		"office=resolver_auth_path_broken/upstream branch=resolver_auth_path_broken/upstream");
	/* One outside fails too: more likely the zone. */
	PLAY_WITH({ .no_direct = true },
		  WORLD EIGHT "resolver office 10.1.0.53" NO_WAY
			      "resolver branch 10.2.0.53" NO_WAY
			      "resolver nine 203.0.113.53" NO_WAY FAR,
		  INVENTORY(AT_SITE, "\"www.far.net\", " GOOD_NAMES),
		  "www.far.net A: degraded authoritative auth_partial_outage possible");
}
