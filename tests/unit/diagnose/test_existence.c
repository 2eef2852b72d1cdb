/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Some have the name and some deny it: servers behind one address, registries that do not agree, what is below a denied name. */

#define HEALTHY WORLD RESOLVERS

static const uint8_t office[4] = { 10, 1, 0, 53 }, nine[4] = { 203, 0, 113, 53 },
		     good[4] = { 198, 18, 61, 1 }, stranger[4] = { 198, 18, 62, 1 };

/* ---- several servers behind one address ---------------------------------------------------------- */

#define ANY_NET                             \
	"server ns1.any.net. 198.18.61.1\n" \
	"zone any.net. at ns1.any.net.\n	www A 198.19.9.1\n"

/* That it does not exist, by a version of that zone that its server, here, does not hold. */
static uint32_t denial_ttl =
	60; /* of the sixty seconds for which it may be kept, those that are left */

static struct fd_reply deny_by(const char *whose, const struct fd_message *asked,
			       unsigned flags, uint8_t *buffer)
{
	static const uint8_t soa[22] = { [5] = 7 /* the serial */, [21] = 60 };
	struct fd_name zone;
	struct fd_builder builder;

	cr_assert_eq(fd_name_parse(&zone, whose), 0);
	reply_begin(&builder, asked, flags, buffer);
	fd_builder_record(&builder,
			  asked->qtype == FD_TYPE_SOA && (flags & FD_FLAG_AA) != 0
				  ? FD_SECTION_ANSWER
				  : FD_SECTION_AUTHORITY,
			  &zone, FD_TYPE_SOA, denial_ttl, soa, sizeof(soa));
	return reply_end(&builder);
}

static struct lagging {
	bool two;	/* resolvers, and not the office alone */
	bool kept;	/* in their caches: what is new to them comes from the other */
	bool moved;	/* its servers have, and who meets old ones has not heard of it */
	bool seen_here; /* every other SOA */
	unsigned asked; /* for that */
} lagging;

/* Behind the address of any.net's server is one that lags, and some meet that. */
static bool one_lags(const struct fd_endpoint *server, enum fd_proto proto,
		     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	struct fd_message asked;
	bool meets = is_at(server, office) || (lagging.two && is_at(server, nine));

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "any.net")) {
		return false;
	}
	if (is_at(server, good)) {
		bool old = asked.qtype == FD_TYPE_SOA && lagging.seen_here &&
			   lagging.asked++ % 2 == 1;
		*ret_reply = deny_by("any.net", &asked, FD_FLAG_AA, buffer);
		return old;
	}
	bool server_name = memcmp(asked.qname.wire, "\3ns1", 4) == 0;
	bool www = memcmp(asked.qname.wire, "\3www", 4) == 0;
	*ret_reply = deny_by("any.net", &asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_NXDOMAIN,
			     buffer);
	return meets && asked.qtype == FD_TYPE_A && (www || !lagging.kept) &&
	       (!server_name || lagging.moved);
}

static void play_lagging(struct lagging how, const char *verdict, const char *where)
{
	const struct play_options options = { .override = one_lags, .unsteady = true };

	lagging = how;
	play_check(HEALTHY ANY_NET, INVENTORY(AT_ALL, "\"www.any.net\", " GOOD_NAMES), &options,
		   PLAY_LINES("office: ok none ok", verdict), where);
}

Test(existence, who_meets_a_server_that_lags_has_kept_nothing)
{
	play_lagging(
		(struct lagging) { .two = true },
		"www.any.net A: degraded authoritative auth_inconsistent_existence likely | "
		"office=auth_inconsistent_existence/authoritative "
		"nine=auth_inconsistent_existence/authoritative",
		__func__);
}

Test(existence, one_address_that_holds_two_versions_is_inconsistent)
{
	play_lagging(
		(struct lagging) { .seen_here = true, .kept = true },
		"www.any.net A: degraded authoritative auth_inconsistent_existence confirmed | "
		"office=auth_inconsistent_existence/authoritative",
		__func__);
}

/* It may have a copy of its own. */
Test(existence, one_resolver_alone_does_not_show_that_a_server_lags)
{
	play_lagging((struct lagging) { .two = false },
		     "www.any.net A: degraded local resolver_stale_negative_cache possible | "
		     "office=resolver_stale_negative_cache/local",
		     __func__);
}

Test(existence, who_asks_the_servers_of_before_is_behind)
{
	play_lagging((struct lagging) { .two = true, .moved = true },
		     "www.any.net A: degraded local resolver_stale_negative_cache likely | "
		     "office=resolver_stale_negative_cache/local "
		     "nine=resolver_stale_negative_cache/upstream",
		     __func__);
}

Test(existence, what_is_kept_is_the_caches)
{
	play_lagging((struct lagging) { .two = true, .kept = true },
		     "www.any.net A: degraded local resolver_stale_negative_cache likely | "
		     "office=resolver_stale_negative_cache/local "
		     "nine=resolver_stale_negative_cache/upstream",
		     __func__);
}

/* ---- a type that is denied for all ---------------------------------------------------------------- */

/* The balancer denies AAAA by an SOA of its own make, and the office has believed that of all types. */
static bool balanced(const struct fd_endpoint *server, enum fd_proto proto,
		     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	struct fd_message asked;
	bool here = is_at(server, office);

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "www.lb.net") ||
	    !(here || (is_at(server, good) && asked.qtype == FD_TYPE_AAAA))) {
		return false;
	}
	*ret_reply = deny_by(
		"www.lb.net", &asked,
		(here ? FD_FLAG_RA | FD_FLAG_RD : FD_FLAG_AA) | (unsigned)FD_NXDOMAIN, buffer);
	return true;
}

#define BALANCER                           \
	"server ns1.lb.net. 198.18.61.1\n" \
	"zone lb.net. at ns1.lb.net. serial=9\n	www A 198.19.30.1\n"
#define BALANCED_NAMES "{\"name\": \"www.lb.net\", \"types\": [\"A\", \"AAAA\"]}, " GOOD_NAMES

Test(existence, a_denial_of_the_balancers_make_is_its_own)
{
	PLAY_WITH(
		{ .override = balanced }, HEALTHY BALANCER, INVENTORY(AT_ALL, BALANCED_NAMES),
		"www.lb.net A: degraded authoritative auth_nxdomain_for_existing_name confirmed");
	PLAY_WITH(
		{ .override = balanced }, WORLD OFFICE BALANCER,
		INVENTORY(AT_OFFICE, BALANCED_NAMES),
		"www.lb.net A: failure authoritative auth_nxdomain_for_existing_name confirmed",
		"www.lb.net AAAA: failure authoritative auth_nxdomain_for_existing_name confirmed");
}

/* ---- what is below a name that does not exist ----------------------------------------------------- */

#define NO_MAIL                                             \
	"server ns1.lb.net. 198.18.30.1 nxdomain-type=MX\n" \
	"zone lb.net. at ns1.lb.net.\n	www A 198.19.30.1\n" \
	"	mail A 198.19.30.2\n"
#define NO_MAIL_NAMES                                                       \
	INVENTORY(AT_ALL, "{\"name\": \"lb.net\", \"types\": [\"MX\"]}, "   \
			  "{\"name\": \"x.lb.net\", \"types\": [\"MX\"]}, " \
			  "\"www.lb.net\", " GOOD_NAMES)

Test(existence, what_has_a_name_below_it_exists)
{
	PLAY(HEALTHY NO_MAIL, NO_MAIL_NAMES,
	     "lb.net MX: failure authoritative auth_nxdomain_for_existing_name confirmed",
	     "x.lb.net MX: negative authoritative name_does_not_exist",
	     "www.lb.net A: ok none ok confirmed");
}

/* Nobody asks for anything else of it. */
Test(existence, a_zone_has_a_name)
{
	PLAY(HEALTHY NO_MAIL,
	     INVENTORY(AT_ALL, "{\"name\": \"lb.net\", \"types\": [\"MX\"]}, " GOOD_NAMES),
	     "lb.net MX: failure authoritative auth_nxdomain_for_existing_name confirmed");
}

Test(existence, and_so_it_does_where_its_servers_may_not_be_asked)
{
	PLAY_WITH({ .no_direct = true }, HEALTHY NO_MAIL, NO_MAIL_NAMES,
		  "lb.net MX: failure authoritative auth_nxdomain_for_existing_name likely",
		  "x.lb.net MX: negative authoritative name_does_not_exist");
	PLAY_WITH({ .no_direct = true }, HEALTHY NO_MAIL,
		  INVENTORY(AT_OFFICE, "{\"name\": \"lb.net\", \"types\": [\"MX\"]}, "
				       "\"www.lb.net\", " GOOD_NAMES),
		  "lb.net MX: failure authoritative auth_nxdomain_for_existing_name possible");
}

/* ---- who says that there is no such domain --------------------------------------------------------- */

static bool nine_denies_too;

static bool registry_denies(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "any.net") ||
	    (!is_at(server, office) && !(nine_denies_too && is_at(server, nine)))) {
		return false;
	}
	*ret_reply =
		deny_by("net", &asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_NXDOMAIN, buffer);
	return true;
}

Test(existence, what_two_have_from_the_registry_convicts_no_cache_unseen)
{
	const struct play_options blind = { .override = registry_denies, .no_direct = true };
	const char *inventory = INVENTORY(AT_ALL, "\"www.any.net\", " GOOD_NAMES);

	nine_denies_too = true;
	denial_ttl = 30;
	play_check(HEALTHY ANY_NET, inventory, &blind,
		   PLAY_LINES("www.any.net A: degraded undetermined contradiction possible"),
		   __func__);
	/* They were told just now: some server of the registry says so. */
	denial_ttl = 60;
	play_check(
		HEALTHY ANY_NET, inventory, &blind,
		PLAY_LINES(
			"www.any.net A: degraded upstream delegation_inconsistent possible | "
			"office=delegation_inconsistent/upstream "
			"nine=delegation_inconsistent/upstream"),
		__func__);
	nine_denies_too = false;
	play_check(HEALTHY ANY_NET, inventory, &blind,
		   PLAY_LINES("www.any.net A: degraded local resolver_stale_negative_cache"),
		   __func__);
}

/* Its servers go by who asks: two networks have no such name, in the same version of the zone. */
static uint8_t asker_serial;

static bool denied_by_network(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	uint8_t soa[22] = { [5] = asker_serial, [21] = 60 };
	struct fd_message asked;
	struct fd_builder builder;
	struct fd_name zone;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "www.any.net") ||
	    asked.qtype != FD_TYPE_A || (!is_at(server, office) && !is_at(server, nine))) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&zone, "any.net"), 0);
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_NXDOMAIN, buffer);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_SOA, denial_ttl, soa,
			  sizeof(soa));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(existence, what_two_were_told_just_now_is_in_no_cache)
{
	const struct play_options options = { .override = denied_by_network };
	const char *inventory = INVENTORY(AT_ALL, "\"www.any.net\", " GOOD_NAMES);
	const char *world =
		HEALTHY "server ns1.any.net. 198.18.61.1\n"
			"zone any.net. at ns1.any.net. serial=9\n	www A 198.19.9.1\n";

	asker_serial = 9;
	play_check(world, inventory, &options,
		   PLAY_LINES("www.any.net A: degraded authoritative "
			      "auth_inconsistent_existence likely | "
			      "office=auth_inconsistent_existence/authoritative "
			      "nine=auth_inconsistent_existence/authoritative"),
		   __func__);
	denial_ttl = 20; /* kept for a while */
	play_check(world, inventory, &options,
		   PLAY_LINES("www.any.net A: degraded local resolver_stale_negative_cache"),
		   __func__);
	denial_ttl = 60;
}

/* A balancer that denies the whole name for AAAA: the office has heard that first. */
static bool denies_other_type(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "www.any.net") ||
	    (asked.qtype != FD_TYPE_AAAA && !is_at(server, office))) {
		return false;
	}
	*ret_reply = deny_by("www.any.net", &asked,
			     FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_NXDOMAIN, buffer);
	return true;
}

Test(existence, who_denies_a_type_of_a_name_that_it_has_convicts_no_cache_unseen)
{
	const struct play_options blind = { .override = denies_other_type, .no_direct = true };

	play_check(HEALTHY ANY_NET, INVENTORY(AT_ALL, "\"www.any.net\", " GOOD_NAMES), &blind,
		   PLAY_LINES("www.any.net A: degraded authoritative "
			      "auth_nxdomain_for_existing_name possible | "
			      "office=auth_nxdomain_for_existing_name/authoritative"),
		   __func__);
}

#define AL_NET                             \
	"server ns1.al.net. 198.18.63.1\n" \
	"zone al.net. at ns1.al.net.\n	www CNAME www.any.net.\n"

static const char *target_kept = "www.any.net", *target_zone = "net";

/* Two follow the alias, and are told by the registry that its target's domain does not exist. */
static bool target_denied(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	static const uint8_t soa[22] = { [5] = 7, [21] = 60 };
	struct fd_message asked;
	struct fd_builder builder;
	struct fd_name target, zone;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "www.al.net") ||
	    (!is_at(server, office) && !is_at(server, nine))) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&target, target_kept), 0);
	cr_assert_eq(fd_name_parse(&zone, target_zone), 0);
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_NXDOMAIN, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_CNAME, 60,
			  target.wire, target.length);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_SOA, denial_ttl, soa,
			  sizeof(soa));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(existence, a_target_that_is_denied_by_the_zone_above_it_is_on_no_list)
{
	const struct play_options blind = { .override = target_denied, .no_direct = true };
	const char *inventory = INVENTORY(AT_ALL, "\"www.al.net\", " GOOD_NAMES);

	play_check(
		HEALTHY ANY_NET AL_NET, inventory, &blind,
		PLAY_LINES("www.al.net A: degraded upstream delegation_inconsistent possible | "
			   "office=delegation_inconsistent/upstream "
			   "nine=delegation_inconsistent/upstream"),
		__func__);
}

/* They follow the alias that there was before: what it leads to is rightly denied. */
Test(existence, an_old_alias_to_what_is_gone_is_kept_and_the_denial_is_not)
{
	const struct play_options options = { .override = target_denied };
	const char *inventory = INVENTORY(AT_ALL, "\"www.al.net\", " GOOD_NAMES);

	target_kept = "gone.net";
	play_check(HEALTHY ANY_NET AL_NET, inventory, &options,
		   PLAY_LINES("www.al.net A: degraded local resolver_stale_cache likely | "
			      "office=resolver_stale_cache/local "
			      "nine=resolver_stale_cache/upstream"),
		   __func__);
	/* In another branch, by an SOA that is not above the name: a list may answer like that. */
	target_kept = "gone.example";
	target_zone = "example";
	play_check(HEALTHY ANY_NET AL_NET, inventory, &options,
		   PLAY_LINES("www.al.net A: degraded local resolver_stale_cache possible | "
			      "office=resolver_stale_cache/local "
			      "nine=resolver_stale_cache/upstream"),
		   __func__);
}

/* ---- denials beside what is looked at anyway ------------------------------------------------------ */

#define TWO_NET                                             \
	"server ns1.any.net. 198.18.61.1 nxdomain-type=A\n" \
	"server ns2.any.net. 198.18.62.1\n"                 \
	"zone any.net. at ns1.any.net.,ns2.any.net.\n"      \
	"	www A 198.19.9.1\n	fresh A 198.19.9.2\n"
#define ABSENT_NAMES                                                                       \
	"\"a.shop.net\", \"b.shop.net\", \"c.shop.net\", \"d.shop.net\", \"e.shop.net\", " \
	"\"f.shop.net\", \"g.shop.net\", \"h.shop.net\", \"i.shop.net\", \"j.shop.net\", "

/* All resolvers meet the first server for one name, and the office does for the other. */
static bool met_first(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "any.net") ||
	    is_at(server, good) || is_at(server, stranger)) {
		return false;
	}
	bool fresh = memcmp(asked.qname.wire, "\5fresh", 6) == 0;
	bool www = memcmp(asked.qname.wire, "\3www", 4) == 0;
	*ret_reply = deny_by("any.net", &asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_NXDOMAIN,
			     buffer);
	return fresh || (www && is_at(server, office));
}

Test(existence, of_a_zone_that_is_asked_anyway_are_looked_at)
{
	PLAY_WITH(
		{ .override = met_first }, HEALTHY TWO_NET,
		INVENTORY(AT_ALL,
			  ABSENT_NAMES "\"www.any.net\", \"fresh.any.net\", " GOOD_NAMES),
		"www.any.net A: degraded authoritative auth_inconsistent_existence confirmed",
		"fresh.any.net A: failure authoritative auth_inconsistent_existence confirmed",
		"j.shop.net A: negative authoritative name_does_not_exist");
}

static bool denies_mail(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "any.net") ||
	    asked.qtype != FD_TYPE_MX || is_at(server, office) || is_at(server, good)) {
		return false;
	}
	*ret_reply =
		deny_by("net", &asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_NXDOMAIN, buffer);
	return true;
}

/* Strangers who have another name of the domain are no strangers to it. */
Test(existence, what_is_known_inside_only_is_no_view_where_strangers_know_the_domain)
{
	const struct play_options blind = { .override = denies_mail, .no_direct = true };

	play_check(HEALTHY ANY_NET "	@ MX 10 www\n",
		   INVENTORY(AT_ALL, "{\"name\": \"any.net\", \"types\": [\"MX\"]}, "
				     "\"www.any.net\", " GOOD_NAMES),
		   &blind,
		   PLAY_LINES("any.net MX: degraded upstream delegation_inconsistent possible",
			      "www.any.net A: ok none ok"),
		   __func__);
}

/* ---- a zone that one of the servers above it has loaded ----------------------------------------------- */

#define BYRE                                                               \
	"server ns1.byre.net. 198.18.64.1\n"                               \
	"server ns2.byre.net. 198.18.65.1\n"                               \
	"zone byre.net. at ns1.byre.net.,ns2.byre.net.\n	a A 198.19.8.1\n" \
	"zone lane.byre.net. at ns1.byre.net. undelegated\n	www A 198.19.8.2\n"

/* Nobody has delegated it: it is the servers of one operator that differ, and no registry's. */
Test(existence, a_zone_that_is_loaded_and_not_delegated)
{
	PLAY(WORLD "resolver office 10.1.0.53 validating cannot-reach=ns1.byre.net.\n"
		   "resolver isp 198.51.100.53 cannot-reach=ns2.byre.net.\n"
		   "resolver nine 203.0.113.53 cannot-reach=ns2.byre.net.\n"
		   "resolver eight 192.0.2.53 cannot-reach=ns2.byre.net.\n" BYRE,
	     INVENTORY(AT_ALL, "\"www.lane.byre.net\", " GOOD_NAMES),
	     "www.lane.byre.net A: degraded authoritative auth_inconsistent_existence likely | "
	     "office=auth_inconsistent_existence/authoritative");
}

/* ---- an absence that is promised ------------------------------------------------------------------------ */

/* A filter that is asked whether it filters: who does not is the one that is not as expected. */
Test(existence, an_absence_that_is_promised_and_not_kept_everywhere)
{
	PLAY(HEALTHY "block office ads.shop.net nxdomain\n",
	     INVENTORY(AT_ALL, "{\"name\": \"ads.shop.net\", \"expect\": {\"rcode\": "
			       "\"NXDOMAIN\"}}, " GOOD_NAMES),
	     "ads.shop.net A: failure none expectation_unmet confirmed | "
	     "isp=expectation_unmet/none nine=expectation_unmet/none "
	     "eight=expectation_unmet/none");
}
