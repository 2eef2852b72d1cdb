/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Everybody fails, and this host may not ask the zone's servers: what resolvers alone can tell. */

#define HEALTHY WORLD RESOLVERS
#define AT_TWO                                                                   \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"

/* ---- the top-level domain ----------------------------------------------------------------------- */

#define DARK(how)                                     \
	"server ns1.nic.dark. 198.18.14.1 " how "\n"  \
	"server ns2.nic.dark. 198.18.14.2 " how "\n"  \
	"zone dark. at ns1.nic.dark.,ns2.nic.dark.\n" \
	"server ns1.one.dark. 198.18.43.1 silent\n"   \
	"zone one.dark. at ns1.one.dark.\n	www A 198.19.43.1\n"
#define CUT_OFF_OFFICE \
	"resolver office 10.1.0.53 validating cannot-reach=ns1.nic.dark.,ns2.nic.dark.\n"
#define LOSSY(how)                                        \
	"resolver office 10.1.0.53 validating loss=30\n"  \
	"resolver isp 198.51.100.53 loss=30\n"            \
	"resolver nine 203.0.113.53 validating loss=30\n" \
	"resolver eight 192.0.2.53 loss=30\n" how
#define NAMES                                                                              \
	"\"www.one.dark\", \"alias.pay.example\", {\"name\": \"pay.example\", \"types\": " \
	"[\"SOA\", \"NS\"]}, {\"name\": \"shop.net\", \"types\": [\"SOA\", \"NS\"]}, "     \
	"\"ads.shop.net\", " GOOD_NAMES

/* Its SOA is in every cache. */
static bool remembers_dark(const struct fd_endpoint *server, enum fd_proto proto,
			   const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			   uint8_t *buffer)
{
	static const uint8_t rdata[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0,
					 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (server->address[0] == 198 && server->address[1] == 18) {
		return false;
	}
	if (fd_message_parse(&asked, query, length) < 0 || asked.qtype != FD_TYPE_SOA ||
	    !is_under(&asked, "dark")) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_SOA, 300, rdata,
			  sizeof(rdata));
	*ret_reply = reply_end(&builder);
	return true;
}

static void play_unseen(const char *world, bool steady, const char *line)
{
	const struct play_options options = { .override = remembers_dark,
					      .no_direct = true,
					      .unsteady = !steady };

	play_check(world, INVENTORY(AT_ALL, NAMES), &options, PLAY_LINES(line), __func__);
}

Test(unseen, a_top_level_domain_that_lives_in_caches_only)
{
	play_unseen(HEALTHY DARK("silent"), true,
		    "www.one.dark A: failure upstream tld_unreachable possible");
	play_unseen(HEALTHY DARK("lame=servfail"), true,
		    "www.one.dark A: failure upstream tld_unreachable possible");
	/* It lives: the zone below it is dead. */
	play_unseen(HEALTHY DARK(""), true,
		    "www.one.dark A: failure authoritative auth_timeout possible");
}

Test(unseen, a_top_level_domain_behind_a_link_that_loses_much)
{
	play_unseen(WORLD LOSSY(DARK("lame=servfail")), false,
		    "www.one.dark A: failure upstream tld_unreachable possible");
	play_unseen(WORLD LOSSY(DARK("silent")), false,
		    "www.one.dark A: failure upstream tld_unreachable possible");
	play_unseen(WORLD LOSSY(DARK("")), false,
		    "www.one.dark A: failure authoritative auth_timeout possible");
}

/* One has no way to the domain, as who has no IPv6 to servers that have nothing else; others get there. */
Test(unseen, a_top_level_domain_that_one_has_no_way_to)
{
	const char *world = WORLD ISP NINE EIGHT CUT_OFF_OFFICE DARK("");

	PLAY_WITH({ .no_direct = true }, world,
		  INVENTORY(AT_ALL, "\"www.one.dark\", " GOOD_NAMES),
		  "www.one.dark A: failure authoritative auth_timeout possible | "
		  "office=resolver_auth_path_broken/upstream isp=auth_timeout/authoritative "
		  "nine=auth_timeout/authoritative eight=auth_timeout/authoritative");
	/* The other one is the only witness on what is below; what it loses makes it none. */
	const struct play_options options = { .no_direct = true, .unsteady = true };
	play_check(
		world, INVENTORY(AT_TWO, "\"www.one.dark\", " GOOD_NAMES), &options,
		PLAY_LINES(
			"www.one.dark A: failure undetermined budget possible | "
			"office=resolver_auth_path_broken/upstream nine=budget/undetermined"),
		__func__);
}

/* ---- aliases in a circle ------------------------------------------------------------------------ */

static bool back_to_start;

/* The chain comes with the failure: round, or as far as a server that fails. */
static bool fails_with_its_chain(const struct fd_endpoint *server, enum fd_proto proto,
				 const uint8_t *query, size_t length,
				 struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t isp[4] = { 198, 51, 100, 53 };
	static const char *const chain[] = { "one.ring.net", "two.ring.net", "one.ring.net" };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name names[3];

	(void)proto;
	if (!is_about(server, isp, query, length, "one.ring.net", &asked) ||
	    asked.qtype != FD_TYPE_A) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	for (size_t i = 0; i < 3; i++) {
		cr_assert_eq(fd_name_parse(&names[i], chain[i]), 0);
	}
	for (size_t i = 0; i + 1 < (back_to_start ? 3 : 2); i++) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &names[i], FD_TYPE_CNAME, 300,
				  names[i + 1].wire, names[i + 1].length);
	}
	*ret_reply = reply_end(&builder);
	return true;
}

#define RING "server ns1.ring.net. 198.18.61.1 lame=servfail\nzone ring.net. at ns1.ring.net.\n"

Test(unseen, aliases_that_a_failing_resolver_shows_to_lead_in_circles)
{
	const struct play_options options = { .override = fails_with_its_chain,
					      .no_direct = true };
	const char *names = INVENTORY(AT_ALL, "\"one.ring.net\", " GOOD_NAMES);

	back_to_start = true;
	play_check(HEALTHY RING, names, &options,
		   PLAY_LINES("one.ring.net A: failure authoritative cname_loop likely"),
		   __func__);
	back_to_start = false;
	play_check(HEALTHY RING, names, &options,
		   PLAY_LINES("one.ring.net A: failure authoritative auth_timeout possible"),
		   __func__);
}

/* Where no resolver shows how far it went, one is asked alias by alias. */
Test(unseen, aliases_that_are_asked_for_one_by_one)
{
	PLAY_WITH({ .no_direct = true },
		  HEALTHY "server ns1.ring.net. 198.18.61.1\n"
			  "zone ring.net. at ns1.ring.net.\n"
			  "	www CNAME two\n	two CNAME three\n	three CNAME www\n",
		  INVENTORY(AT_ALL, "\"www.ring.net\", " GOOD_NAMES),
		  "www.ring.net A: failure authoritative cname_loop likely");
}

/* ---- a denial that was not validated ------------------------------------------------------------- */

#define TORN(fault)                              \
	"server ns1.torn.example. 198.18.62.1\n" \
	"zone torn.example. at ns1.torn.example. signed " fault "\n	www A 198.19.62.1\n"

static unsigned proved; /* FD_FLAG_AD, or 0 */

/* The office checks signatures, and passes on what it could not validate (seen: BIND); others fail it. */
static bool office_passes_on_a_denial(const struct fd_endpoint *server, enum fd_proto proto,
				      const uint8_t *query, size_t length,
				      struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 };
	static const uint8_t rdata[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0,
					 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name zone;

	(void)proto;
	if (!is_about(server, office, query, length, "absent.torn.example", &asked)) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&zone, "torn.example"), 0);
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | proved | FD_NXDOMAIN, buffer);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_SOA, 300, rdata,
			  sizeof(rdata));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(unseen, a_denial_that_was_not_validated_acquits_no_zone)
{
	const struct play_options options = { .override = office_passes_on_a_denial,
					      .no_direct = true };
	const char *names = INVENTORY(AT_ALL, "\"absent.torn.example\", " GOOD_NAMES);

	proved = 0;
	play_check(HEALTHY TORN("bogus=expired"), names, &options,
		   PLAY_LINES("absent.torn.example A: degraded authoritative "
			      "dnssec_signature_expired confirmed | "
			      "nine=dnssec_signature_expired/authoritative"),
		   __func__);
	/* With AD it was: then one validator has a fault of its own. */
	proved = FD_FLAG_AD;
	play_check(HEALTHY TORN("bogus=expired"), names, &options,
		   PLAY_LINES("absent.torn.example A: negative authoritative "
			      "name_does_not_exist"),
		   __func__);
}

/* Half of a zone's servers have signatures that are over: whoever meets these fails, and there are several of them. */
static bool half_validate(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	static const uint8_t nine[4] = { 203, 0, 113, 53 }, isp[4] = { 198, 51, 100, 53 };
	struct fd_message asked;

	(void)proto;
	if ((!is_at(server, nine) && !is_at(server, isp)) ||
	    fd_message_parse(&asked, query, length) < 0 || !is_under(&asked, "torn.example") ||
	    (asked.flags & FD_FLAG_CD) != 0) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

Test(unseen, several_validators_that_fail_alike_are_not_all_broken)
{
	const struct play_options options = { .override = half_validate, .no_direct = true };

	play_check(
		WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53 validating\n" TORN(""),
		INVENTORY(AT_ALL, "\"absent.torn.example\", " GOOD_NAMES), &options,
		PLAY_LINES(
			"absent.torn.example A: negative authoritative "
			"name_does_not_exist confirmed | office=name_does_not_exist/authoritative "
			"isp=dnssec_bogus/authoritative nine=dnssec_bogus/authoritative "
			"eight=name_does_not_exist/authoritative"),
		__func__);
}

/* ---- excepted from validation where it is answered ------------------------------------------------ */

static bool nine_is_wrong, office_vouches;

/* The office validates, and not this zone: an anchor says that it is not to be (RFC 7646). */
static bool office_excepts_it(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	static const uint8_t nine[4] = { 203, 0, 113, 53 }, office[4] = { 10, 1, 0, 53 };
	static const uint8_t address[4] = { 198, 19, 62, 1 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (fd_message_parse(&asked, query, length) < 0 || !is_under(&asked, "torn.example") ||
	    (asked.flags & FD_FLAG_CD) != 0) {
		return false;
	}
	if (is_at(server, nine) && nine_is_wrong) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
		return true;
	}
	if (!is_at(server, office) || asked.qtype != FD_TYPE_A) {
		return false;
	}
	reply_begin(&builder, &asked,
		    FD_FLAG_RA | FD_FLAG_RD | (office_vouches ? FD_FLAG_AD : 0), buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300, address,
			  sizeof(address));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(unseen, who_excepts_a_zone_from_validation_does_not_acquit_it)
{
	static const struct {
		const char *how, *verdict;
		bool wrong, vouched;
	} rows[] = {
		{ "bogus=ds-mismatch", "degraded authoritative dnssec_ds_mismatch likely",
		  false, false },
		{ "bogus=expired", "degraded authoritative dnssec_signature_expired likely",
		  false, false },
		{ "bogus=signature", "degraded upstream resolver_dnssec_broken possible", false,
		  true },
		{ "", "degraded upstream resolver_dnssec_broken possible", true, false },
	};
	const struct play_options options = { .override = office_excepts_it,
					      .no_direct = true };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char world[4096], line[128];
		nine_is_wrong = rows[i].wrong;
		office_vouches = rows[i].vouched;
		snprintf(world, sizeof(world), HEALTHY TORN("%s"), rows[i].how);
		snprintf(line, sizeof(line), "www.torn.example A: %s", rows[i].verdict);
		play_check(world, INVENTORY(AT_ALL, "\"www.torn.example\", " GOOD_NAMES),
			   &options, PLAY_LINES(line), rows[i].how);
	}
}

/* ---- made from a wildcard, and not proved --------------------------------------------------------- */

static uint8_t signed_labels;

/* Every resolver fails the name, and gives it unchecked: signed, by so many labels. */
static bool unproved(const struct fd_endpoint *server, enum fd_proto proto,
		     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	static const uint8_t address[4] = { 198, 19, 62, 9 };
	uint8_t rdata[18 + 14 + 8] = { 0, FD_TYPE_A, 15, signed_labels, 0, 0, 1, 44, 0x7f };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name zone;

	(void)proto;
	if ((server->address[0] == 198 && server->address[1] == 18) ||
	    fd_message_parse(&asked, query, length) < 0 ||
	    !is_under(&asked, "x.wild.torn.example")) {
		return false;
	}
	if ((asked.flags & FD_FLAG_CD) == 0 || asked.qtype != FD_TYPE_A) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
		return true;
	}
	cr_assert_eq(fd_name_parse(&zone, "torn.example"), 0);
	memcpy(rdata + 18, zone.wire, zone.length);
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300, address,
			  sizeof(address));
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_RRSIG, 300, rdata,
			  sizeof(rdata));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(unseen, a_wildcard_that_is_not_proved_may_be_what_is_wrong)
{
	const struct play_options options = { .override = unproved, .no_direct = true };

	for (uint8_t labels = 3; labels <= 4; labels++) {
		struct play play;
		bool found = false;
		signed_labels = labels;
		play_run(&play, HEALTHY TORN(""),
			 INVENTORY(AT_ALL, "\"x.wild.torn.example\", " GOOD_NAMES), &options);
		const struct fd_verdict *verdict = play_find(&play, "x.wild.torn.example A");
		cr_expect_eq(verdict->locus, FD_LOCUS_AUTHORITATIVE);
		for (size_t i = 0; i < verdict->alternative_count; i++) {
			found = found ||
				verdict->alternatives[i] == FD_CAUSE_dnssec_denial_missing;
		}
		cr_expect_eq(found, labels == 3, "%u: %s", labels,
			     play_verdict(&play, "x.wild.torn.example A"));
		play_finish(&play);
	}
}

/* ---- late ---------------------------------------------------------------------------------------- */

/* One name comes from the office after three seconds: what it has in its cache is quick. */
static bool office_is_late_for_one(const struct fd_endpoint *server, enum fd_proto proto,
				   const uint8_t *query, size_t length,
				   struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 }, address[4] = { 198, 19, 2, 1 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (!is_about(server, office, query, length, "www.shop.net", &asked) ||
	    asked.qtype != FD_TYPE_A) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300, address,
			  sizeof(address));
	*ret_reply = reply_end(&builder);
	ret_reply->delay_ns = INT64_C(3000000000);
	return true;
}

Test(unseen, who_is_late_for_one_zone_is_not_slow)
{
	const struct play_options options = { .override = office_is_late_for_one,
					      .no_direct = true };

	play_check(
		HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES), &options,
		PLAY_LINES(
			"www.shop.net A: degraded upstream resolver_auth_path_broken possible | "
			"office=resolver_auth_path_broken/upstream",
			"office: ok none ok"),
		__func__);
}

/* ---- a registry that does not answer this host --------------------------------------------------- */

static enum {
	SILENCE,
	REFUSED,
	REFUSED_RA,
	SERVFAIL_RA,
	SAYS_COUNT
} registry_says;

/* Resolvers it answers: they ask as members of the world do, and this host by the override. */
static bool registry_shuts_us_out(const struct fd_endpoint *server, enum fd_proto proto,
				  const uint8_t *query, size_t length,
				  struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const unsigned flags[SAYS_COUNT] = { [REFUSED] = FD_REFUSED,
						    [REFUSED_RA] = FD_REFUSED | FD_FLAG_RA,
						    [SERVFAIL_RA] = FD_SERVFAIL | FD_FLAG_RA };
	struct fd_message asked;

	(void)proto;
	cr_assert_eq(fd_message_parse(&asked, query, length), 0);
	*ret_reply = registry_says == SILENCE
			     ? (struct fd_reply) { .kind = FD_REPLY_NONE }
			     : reply_bare(&asked, flags[registry_says], buffer);
	return server->address[0] == 198 && server->address[1] == 18 &&
	       server->address[2] == 14;
}

Test(unseen, a_registry_that_answers_resolvers_is_not_dead)
{
	const char *world = HEALTHY DARK("");

	for (registry_says = SILENCE; registry_says <= SERVFAIL_RA; registry_says++) {
		PLAY_WITH({ .override = registry_shuts_us_out }, world,
			  INVENTORY(AT_ALL, "\"www.one.dark\", " GOOD_NAMES),
			  "www.one.dark A: failure authoritative auth_timeout possible");
		PLAY_WITH({ .override = registry_shuts_us_out }, world,
			  INVENTORY(AT_OFFICE, "\"www.one.dark\", " GOOD_NAMES),
			  "www.one.dark A: failure undetermined budget possible");
		/* The first has no way there, and others have. */
		PLAY_WITH({ .override = registry_shuts_us_out },
			  WORLD ISP NINE EIGHT CUT_OFF_OFFICE DARK(""),
			  INVENTORY(AT_ALL, "\"www.one.dark\", " GOOD_NAMES),
			  "www.one.dark A: failure authoritative auth_timeout possible");
	}
}

/* One of two has no way to it, and to this host somebody answers in its name, or nobody. */
Test(unseen, a_registry_that_answers_one_of_two_is_not_dead)
{
	for (registry_says = SILENCE; registry_says <= SERVFAIL_RA; registry_says++) {
		PLAY_WITH({ .override = registry_shuts_us_out },
			  WORLD NINE CUT_OFF_OFFICE DARK(""),
			  INVENTORY(AT_TWO, "\"www.one.dark\", " GOOD_NAMES),
			  "www.one.dark A: failure undetermined budget possible | "
			  "office=resolver_auth_path_broken/upstream nine=budget/undetermined");
	}
}

Test(unseen, who_offers_recursion_is_no_registry)
{
	for (registry_says = REFUSED; registry_says <= SERVFAIL_RA; registry_says++) {
		PLAY_WITH({ .override = registry_shuts_us_out }, WORLD CUT_OFF_OFFICE DARK(""),
			  INVENTORY(AT_OFFICE, "\"www.one.dark\", " GOOD_NAMES),
			  registry_says == REFUSED
				  ? "www.one.dark A: failure upstream tld_lame confirmed"
				  : "www.one.dark A: failure undetermined budget possible");
	}
}

/* The other one makes its denial of what it has kept (RFC 8198): that the registry lives is not shown, nor that it is dead. */
static bool registry_is_remembered(const struct fd_endpoint *server, enum fd_proto proto,
				   const uint8_t *query, size_t length,
				   struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t nine[4] = { 203, 0, 113, 53 };
	static const uint8_t rdata[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0,
					 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 44 };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name zone;

	if (!is_about(server, nine, query, length, "dark", &asked)) {
		return registry_shuts_us_out(server, proto, query, length, ret_reply, buffer);
	}
	if (is_under(&asked, "one.dark")) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&zone, "dark"), 0);
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | FD_NXDOMAIN, buffer);
	fd_builder_record(&builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_SOA, 100, rdata,
			  sizeof(rdata));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(unseen, a_registry_that_may_be_in_a_cache_is_not_accused)
{
	registry_says = REFUSED;
	PLAY_WITH({ .override = registry_is_remembered }, WORLD NINE CUT_OFF_OFFICE DARK(""),
		  INVENTORY(AT_TWO, "\"www.one.dark\", " GOOD_NAMES),
		  "www.one.dark A: failure undetermined budget possible");
}

#define OLD(how)                                          \
	"server ns1.old.example. 198.18.97.1\n"           \
	"zone old.example. at ns1.old.example. " how "\n" \
	"	www A 198.19.97.1\n"

/* The same of a zone: its names fail because they do not validate, as who does not check them shows. */
static bool zone_shuts_us_out(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	(void)proto;
	(void)query;
	(void)length;
	(void)buffer;
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return server->address[0] == 198 && server->address[1] == 18 &&
	       server->address[2] == 97;
}

Test(unseen, a_zone_that_answers_resolvers_is_not_silent)
{
	PLAY_WITH({ .override = zone_shuts_us_out },
		  WORLD OFFICE NINE OLD("signed bogus=expired"),
		  INVENTORY(AT_TWO, "\"www.old.example\", " GOOD_NAMES),
		  "www.old.example A: failure authoritative dnssec_signature_expired");
}

/* One of them takes these servers for dead, and another one says that it has had a signature from them. */
static bool office_gives_up(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 };
	struct fd_message asked;

	if (is_about(server, office, query, length, "old.example", &asked)) {
		*ret_reply = reply_bare(&asked, FD_SERVFAIL | FD_FLAG_RA | FD_FLAG_RD, buffer);
		return true;
	}
	return zone_shuts_us_out(server, proto, query, length, ret_reply, buffer);
}

Test(unseen, who_tells_of_a_signature_has_heard_the_zone)
{
	PLAY_WITH({ .override = office_gives_up },
		  WORLD OFFICE NINE OLD("signed bogus=expired"),
		  INVENTORY(AT_TWO, "\"www.old.example\", " GOOD_NAMES),
		  "www.old.example A: failure authoritative dnssec_signature_expired");
}

/* They drop what comes with EDNS. Who asks again without it has no signatures, and fails what it is to validate. */
static bool drops_edns(const struct fd_endpoint *server, enum fd_proto proto,
		       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		       uint8_t *buffer)
{
	static const uint8_t zone[4] = { 198, 18, 97, 1 };
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0) {
		return false;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	if (is_at(server, zone)) {
		return proto == FD_TCP || asked.edns.present;
	}
	if (server->address[1] != 18 && is_under(&asked, "www.old.example") &&
	    (asked.flags & FD_FLAG_CD) == 0) {
		*ret_reply = reply_bare(&asked, FD_SERVFAIL | FD_FLAG_RA | FD_FLAG_RD, buffer);
		return true;
	}
	return false;
}

Test(unseen, servers_that_only_dislike_edns_can_be_asked)
{
	PLAY_WITH({ .override = drops_edns }, WORLD OFFICE NINE OLD("signed"),
		  INVENTORY(AT_TWO, "\"www.old.example\", " GOOD_NAMES),
		  "www.old.example A: failure authoritative auth_edns_intolerant confirmed");
}
