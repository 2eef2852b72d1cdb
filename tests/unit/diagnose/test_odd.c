/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/knowledge.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Resolvers and servers of odd habits, and sites half of which is lost: what the third lab taught. */

#define HEALTHY WORLD RESOLVERS
#define THREE	WORLD ISP NINE EIGHT
#define WELL	"www.pay.example A: ok none ok confirmed"

/* ---- RCODEs that queries do not get ----------------------------------------------------------- */

static const uint8_t office[4] = { 10, 1, 0, 53 }, shop[4] = { 198, 18, 22, 1 },
		     shop_too[4] = { 198, 18, 23, 1 };
static int odd_rcode;

/* RCODEs above 15 put their upper bits into an OPT. */
static struct fd_reply reply_odd(const uint8_t *query, size_t length, uint8_t *buffer)
{
	static const struct fd_name root = { .length = 1, .wire = { 0 } };
	struct fd_message asked;
	struct fd_builder builder;

	cr_assert_eq(fd_message_parse(&asked, query, length), 0);
	reply_begin(&builder, &asked, (odd_rcode & 15), buffer);
	if (odd_rcode > 15) {
		fd_builder_record(&builder, FD_SECTION_ADDITIONAL, &root, FD_TYPE_OPT,
				  (uint32_t)(odd_rcode >> 4) << 24, NULL, 0);
	}
	return reply_end(&builder);
}

static bool office_is_odd(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	if (!is_at(server, office)) {
		return false;
	}
	*ret_reply = reply_odd(query, length, buffer);
	return true;
}

/* The zone's servers have that RCODE for everything; resolvers make SERVFAIL of it. */
static bool shop_is_odd(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_name zone;
	int rcode = odd_rcode;

	cr_assert_eq(fd_name_parse(&zone, "shop.net"), 0);
	if (fd_message_parse(&asked, query, length) != 0 ||
	    !fd_name_under(&asked.qname, &zone) || server->address[1] == 18) {
		bool own = is_at(server, shop) || is_at(server, shop_too);
		if (own) {
			*ret_reply = reply_odd(query, length, buffer);
		}
		return own;
	}
	odd_rcode = FD_SERVFAIL;
	*ret_reply = reply_odd(query, length, buffer);
	odd_rcode = rcode;
	return true;
}

/* An RCODE: what a resolver is that gives it to everything, and a zone whose servers do. */
static const struct row {
	int rcode;
	const char *word;
	const char *resolver, *zone;
} rows[] = {
	{ FD_FORMERR, NULL, "resolver_edns_broken", "auth_servfail" },
	{ FD_NOTIMP, NULL, "resolver_not_recursive", "auth_servfail" },
	{ FD_YXDOMAIN, "YXDOMAIN", "resolver_refused", "auth_servfail" },
	{ FD_YXRRSET, "YXRRSET", "resolver_refused", "auth_servfail" },
	{ FD_NXRRSET, "NXRRSET", "resolver_refused", "auth_servfail" },
	{ FD_NOTAUTH, "NOTAUTH", "resolver_not_recursive", "auth_lame" },
	{ FD_NOTZONE, "NOTZONE", "resolver_not_recursive", "auth_servfail" },
	{ FD_DSOTYPENI, "DSOTYPENI", "resolver_refused", "auth_servfail" },
	{ FD_BADVERS, "BADVERS", "resolver_refused", "auth_servfail" },
	{ FD_BADKEY, "BADKEY", "resolver_refused", "auth_servfail" },
	{ FD_BADTIME, "BADTIME", "resolver_refused", "auth_servfail" },
	{ FD_BADMODE, "BADMODE", "resolver_refused", "auth_servfail" },
	{ FD_BADNAME, "BADNAME", "resolver_refused", "auth_servfail" },
	{ FD_BADALG, "BADALG", "resolver_refused", "auth_servfail" },
	{ FD_BADTRUNC, "BADTRUNC", "resolver_refused", "auth_servfail" },
	{ FD_BADCOOKIE, "BADCOOKIE", "resolver_refused", "auth_servfail" },
};

static bool has_note(const struct fd_verdict *verdict, const char *word)
{
	for (size_t i = 0; i < verdict->note_count; i++) {
		if (strncmp(verdict->notes[i], word, strlen(word)) == 0 &&
		    verdict->notes[i][strlen(word)] == ':') {
			return true;
		}
	}
	return false;
}

Test(odd, rcodes_of_a_resolver)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		char verdict[80], cell[120];
		odd_rcode = row->rcode;
		snprintf(verdict, sizeof(verdict), "office: failure local %s likely",
			 row->resolver);
		snprintf(cell, sizeof(cell), WELL " | office=%s/local", row->resolver);
		PLAY_WITH({ .override = office_is_odd }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
			  verdict, cell, "host: ok none ok");
	}
}

Test(odd, rcodes_of_a_zone)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		char verdict[80];
		odd_rcode = row->rcode;
		snprintf(verdict, sizeof(verdict),
			 "www.shop.net A: failure authoritative %s confirmed", row->zone);
		PLAY_WITH({ .override = shop_is_odd }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
			  verdict, WELL " | ", "office: ok none ok");
	}
}

static bool for_one_name(const struct fd_endpoint *server, enum fd_proto proto,
			 const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			 uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, "www.shop.net"), 0);
	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0 ||
	    !fd_name_equal(&asked.qname, &name)) {
		return false;
	}
	*ret_reply = reply_odd(query, length, buffer);
	return true;
}

/* Where one cell alone has it, the verdict says what it means. */
Test(odd, rcodes_are_noted)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct play_options options = { .override = for_one_name };
		struct play play;
		odd_rcode = rows[i].rcode;
		play_run(&play, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES), &options);
		const struct fd_verdict *verdict = play_find(&play, "www.shop.net A");
		cr_expect_eq(verdict->severity, FD_DEGRADED, "%d", odd_rcode);
		cr_expect_eq(verdict->locus, FD_LOCUS_UPSTREAM, "%d", odd_rcode);
		if (rows[i].word == NULL) {
			cr_expect_eq(verdict->note_count, 0);
		} else {
			cr_expect(has_note(verdict, rows[i].word), "%s", rows[i].word);
		}
		play_finish(&play);
	}
}

/* ---- denials of everything --------------------------------------------------------------------- */

/* NOERROR or NXDOMAIN without anything in it, whatever is asked. */
static bool office_denies(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA | odd_rcode, buffer);
	*ret_reply = reply_end(&builder);
	return true;
}

#define DEAD_ZONE                                   \
	"server ns1.dead.net. 198.18.41.1 silent\n" \
	"zone dead.net. at ns1.dead.net.\n	www A 198.19.9.1\n"

/* What it denies is no word on a zone that is dead. */
Test(odd, who_denies_even_the_root_has_no_vote)
{
	static const int rcodes[] = { FD_NOERROR, FD_NXDOMAIN };

	for (size_t i = 0; i < 2; i++) {
		odd_rcode = rcodes[i];
		PLAY_WITH({ .override = office_denies }, HEALTHY DEAD_ZONE,
			  INVENTORY(AT_ALL, "\"www.dead.net\", " GOOD_NAMES),
			  "office: failure local resolver_blocklist confirmed",
			  WELL " | office=resolver_blocklist/local",
			  "www.dead.net A: failure authoritative auth_timeout confirmed");
	}
}

static bool office_blocks_dead(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			       uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_name zone;

	cr_assert_eq(fd_name_parse(&zone, "dead.net"), 0);
	odd_rcode = FD_NXDOMAIN;
	return fd_message_parse(&asked, query, length) == 0 &&
	       fd_name_under(&asked.qname, &zone) &&
	       office_denies(server, proto, query, length, ret_reply, buffer);
}

/* Nor is what a blocklist says of one name. */
Test(odd, a_made_denial_hides_no_dead_zone)
{
	PLAY_WITH({ .override = office_blocks_dead }, HEALTHY DEAD_ZONE,
		  INVENTORY(AT_ALL, "\"www.dead.net\", " GOOD_NAMES), "office: ok none ok",
		  "www.dead.net A: degraded authoritative auth_timeout confirmed");
}

/* ---- one type of record ----------------------------------------------------------------------- */

#define BOTH_TYPES                                                       \
	"{\"name\": \"www.pay.example\", \"types\": [\"A\", \"AAAA\"]}," \
	"{\"name\": \"api.pay.example\", \"types\": [\"A\", \"AAAA\"]}," \
	"{\"name\": \"www.shop.net\", \"types\": [\"A\", \"AAAA\", \"MX\"]}"

Test(odd, a_resolver_that_drops_a_type)
{
	PLAY(THREE "resolver office 10.1.0.53 drops-type=AAAA\n", INVENTORY(AT_ALL, BOTH_TYPES),
	     "office: degraded local resolver_timeout confirmed",
	     "www.pay.example A: ok none ok confirmed | ",
	     "www.pay.example AAAA: negative authoritative no_data confirmed | "
	     "office=resolver_timeout/local isp=no_data/authoritative "
	     "nine=no_data/authoritative eight=no_data/authoritative");
}

Test(odd, a_resolver_that_does_not_know_a_type)
{
	PLAY_UNSTEADY(WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53 notimp-type=MX\n",
		      INVENTORY(AT_ALL, BOTH_TYPES),
		      "isp: degraded upstream resolver_refused confirmed",
		      "www.shop.net A: ok none ok confirmed | ",
		      "www.shop.net MX: negative authoritative no_data");
}

/* A zone that drops the type drops it for everybody, and no resolver is at fault. */
Test(odd, a_zone_that_drops_a_type_is_no_resolvers_fault)
{
	PLAY(HEALTHY "server ns1.mute.net. 198.18.32.1 drops-type=AAAA\n"
		     "zone mute.net. at ns1.mute.net.\n	www A 198.19.32.1\n",
	     INVENTORY(AT_ALL, "{\"name\": \"www.mute.net\", \"types\": [\"A\", \"AAAA\"]},"
			       "\"www.shop.net\""),
	     "office: ok none ok", "isp: ok none ok",
	     "www.mute.net AAAA: failure authoritative auth_qtype_dropped confirmed");
}

/* ---- DNS64 ------------------------------------------------------------------------------------ */

/* The AAAA that a resolver makes of 198.19.1.1 and 198.19.1.2. */
static bool office_makes(const struct fd_endpoint *server, enum fd_proto proto,
			 const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			 uint8_t *buffer)
{
	static const uint8_t made[16] = { 0, 0x64, 0xff, 0x9b, [12] = 198, 19, 1, 1 };
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0 ||
	    asked.qtype != FD_TYPE_AAAA || fd_name_labels(&asked.qname) == 0) {
		return false;
	}
	uint8_t address[16];
	memcpy(address, made, sizeof(made));
	address[15] = asked.qname.wire[1] == 'w' ? 1 : 2;
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_AAAA, 60, address,
			  16);
	*ret_reply = reply_end(&builder);
	return true;
}

#define TWO_OF_BOTH                                                      \
	"{\"name\": \"www.pay.example\", \"types\": [\"A\", \"AAAA\"]}," \
	"{\"name\": \"api.pay.example\", \"types\": [\"A\", \"AAAA\"]}," GOOD_NAMES

Test(odd, what_dns64_makes_is_neither_stale_nor_a_rewrite)
{
	PLAY_WITH({ .override = office_makes }, HEALTHY, INVENTORY(AT_ALL, TWO_OF_BOTH),
		  "office: ok none ok",
		  "www.pay.example AAAA: negative authoritative no_data confirmed | "
		  "isp=no_data/authoritative nine=no_data/authoritative "
		  "eight=no_data/authoritative",
		  "api.pay.example AAAA: negative authoritative no_data");
}

/* ---- limits that say nothing ------------------------------------------------------------------- */

#define MANY_NAMES                                                                        \
	"\"a1.pay.example\", \"a2.pay.example\", \"a3.pay.example\", \"a4.pay.example\"," \
	"\"a5.pay.example\", \"a6.pay.example\", \"a7.pay.example\", \"a8.pay.example\"," GOOD_NAMES

static unsigned burst_asked;
static int64_t burst_from;

/* Counts what the office is asked: canaries, and the rest. False: it is not asked. */
static bool count_asked(const struct fd_endpoint *server, const uint8_t *query, size_t length,
			bool *ret_canary)
{
	struct fd_message asked;

	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0) {
		return false;
	}
	*ret_canary = fd_name_labels(&asked.qname) == 0;
	burst_asked += *ret_canary;
	burst_from += !*ret_canary;
	return true;
}

/* The first few of those asked for one after the other are answered; those that come at once, not. */
static bool office_minds_bursts(const struct fd_endpoint *server, enum fd_proto proto,
				const uint8_t *query, size_t length, struct fd_reply *ret_reply,
				uint8_t *buffer)
{
	bool canary = false;

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	if (!count_asked(server, query, length, &canary)) {
		return false;
	}
	/*
	 * Canaries: the first, the one after the bulk, forty one by one; the bulk; then sixty at once, and again. The fifty of
	 * them that get nothing are tried three times.
	 */
	return canary ? burst_asked > 42 && (burst_asked - 43) % 160 >= 10 : burst_from > 3;
}

Test(odd, a_limit_that_drops_is_told_from_loss)
{
	burst_asked = 0;
	burst_from = 0;
	PLAY_WITH(
		{ .override = office_minds_bursts }, HEALTHY, INVENTORY(AT_ALL, MANY_NAMES),
		"office: degraded local resolver_rate_limited confirmed", "isp: ok none ok",
		"www.pay.example A: ok none ok confirmed | office=resolver_rate_limited/local");
}

/* Of what comes at once one of two goes to a server that is gone. */
static bool office_has_lost_a_server(const struct fd_endpoint *server, enum fd_proto proto,
				     const uint8_t *query, size_t length,
				     struct fd_reply *ret_reply, uint8_t *buffer)
{
	bool canary = false;

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	if (!count_asked(server, query, length, &canary)) {
		return false;
	}
	bool gone = (burst_asked * 2654435761U >> 16) % 2 == 1;
	return canary ? burst_asked > 42 && gone : burst_from > 3;
}

Test(odd, a_burst_lost_here_and_there_met_no_limit)
{
	burst_asked = 0;
	burst_from = 0;
	PLAY_WITH({ .override = office_has_lost_a_server }, HEALTHY,
		  INVENTORY(AT_ALL, MANY_NAMES),
		  "office: degraded local resolver_packet_loss likely", "isp: ok none ok");
}

/* Out for a moment while the bulk runs, and for another when the burst comes: all of it. */
static bool office_stands_still(const struct fd_endpoint *server, enum fd_proto proto,
				const uint8_t *query, size_t length, struct fd_reply *ret_reply,
				uint8_t *buffer)
{
	bool canary = false;

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	if (!count_asked(server, query, length, &canary)) {
		return false;
	}
	return canary ? burst_asked > 42 && burst_asked <= 102
		      : burst_from > 3 && burst_from <= 30;
}

Test(odd, a_resolver_that_stood_still_limits_nothing)
{
	burst_asked = 0;
	burst_from = 0;
	PLAY_WITH({ .override = office_stands_still }, HEALTHY, INVENTORY(AT_ALL, MANY_NAMES),
		  "office: ok none ok", "isp: ok none ok", "www.pay.example A: ok none ok | ");
	cr_assert_geq(burst_asked, 102);
}

/* ---- where the servers may not be asked ------------------------------------------------------- */

static const uint8_t isp[4] = { 198, 51, 100, 53 }, nine[4] = { 203, 0, 113, 53 };
static uint16_t shop_flags;

static bool is_about_shop(const uint8_t *query, size_t length, struct fd_message *ret_asked)
{
	static const struct fd_name zone = {
		.length = 10, .wire = { 4, 's', 'h', 'o', 'p', 3, 'n', 'e', 't', 0 }
	};

	return fd_message_parse(ret_asked, query, length) == 0 &&
	       fd_name_under(&ret_asked->qname, &zone);
}

static bool answers_with_flags(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			       uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_about_shop(query, length, &asked)) {
		return false;
	}
	if (proto == FD_TCP) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return true;
	}
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA | shop_flags, buffer);
	*ret_reply = reply_end(&builder);
	return true;
}

static bool two_fail_for_shop(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	return (is_at(server, isp) || is_at(server, nine)) &&
	       answers_with_flags(server, proto, query, length, ret_reply, buffer);
}

Test(odd, several_that_fail_alike_convict_no_way_of_theirs_unseen)
{
	const struct play_options blind = { .override = two_fail_for_shop, .no_direct = true };

	shop_flags = FD_SERVFAIL;
	play_check(HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES), &blind,
		   PLAY_LINES("www.shop.net A: degraded authoritative auth_partial_outage "
			      "possible | isp=auth_partial_outage/authoritative "
			      "nine=auth_partial_outage/authoritative"),
		   __func__);
}

Test(odd, what_needs_tcp_everywhere_convicts_no_zone_unseen)
{
	shop_flags = FD_FLAG_TC;
	play_check(HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		   &(struct play_options) { .override = answers_with_flags, .no_direct = true },
		   PLAY_LINES("www.shop.net A: failure upstream resolver_tcp_blocked possible"),
		   __func__);
}

/* ---- one family of addresses ------------------------------------------------------------------- */

#define BY_BOTH                                                                     \
	"\"resolvers\": ["                                                          \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"    \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"},"     \
	"{\"id\": \"six\", \"address\": \"2001:db8:1::53\", \"role\": \"public\"}," \
	"{\"id\": \"too\", \"address\": \"2001:db8:2::53\", \"role\": \"local\"}],"
#define SIX_RESOLVERS OFFICE ISP "resolver six 2001:db8:1::53\nresolver too 2001:db8:2::53\n"
#define SIX_ROOT                                                            \
	"\"roots\": [{\"name\": \"a.roots\", \"address\": \"198.18.0.4\"}," \
	"{\"name\": \"c.roots\", \"address\": \"2001:db8:53::4\"}],"
#define SIX_INVENTORY(resolvers)                      \
	"{\"fleetdig\": 1," ANCHOR SIX_ROOT resolvers \
	"\"groups\": [{\"id\": \"g\", \"names\": [" GOOD_NAMES "]}]}"
#define SIX_WORLD WORLD "server c.roots. 2001:db8:53::4\n" SIX_RESOLVERS

#define SIX_ZONE                                                                   \
	"server ns1.six.net. 2001:db8:60::1\nserver ns2.six.net. 2001:db8:61::1\n" \
	"zone six.net. at ns1.six.net.,ns2.six.net.\n	www A 198.19.60.1\n"
#define SIX_NAMES(resolvers)                          \
	"{\"fleetdig\": 1," ANCHOR SIX_ROOT resolvers \
	"\"groups\": [{\"id\": \"g\", \"names\": [\"www.six.net\", " GOOD_NAMES "]}]}"
#define NO_SIX "resolver office 10.1.0.53 cannot-reach=ns1.six.net.,ns2.six.net.\n"

static bool loses_six(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return server->family == 6;
}

static bool mentions(struct play *play, const char *question, const char *words)
{
	return strstr(play_find(play, question)->summary, words) != NULL;
}

/* No resolver of this host has an IPv6 address, so no root of that family was asked before. */
Test(odd, a_zone_of_the_other_family)
{
	static const char world[] =
		WORLD "server c.roots. 2001:db8:53::4\n" SIX_ZONE NO_SIX ISP NINE EIGHT;
	struct play play;

	PLAY(world, SIX_NAMES(AT_ALL),
	     "www.six.net A: degraded upstream resolver_auth_path_broken likely | "
	     "office=resolver_auth_path_broken/upstream",
	     "host: ok none ok", "office: ok none ok");
	PLAY(world, SIX_NAMES(AT_OFFICE),
	     "www.six.net A: failure upstream resolver_auth_path_broken possible",
	     "office: ok none ok");
	play_run(&play, world, SIX_NAMES(AT_OFFICE), &(struct play_options) { 0 });
	cr_expect(mentions(&play, "www.six.net A", "six.net has IPv6 servers only"));
	play_finish(&play);
	/* Where the zone has both families it is not that. */
	play_run(&play,
		 WORLD "server c.roots. 2001:db8:53::4\n"
		       "server ns1.six.net. 2001:db8:60::1,198.18.60.1\n"
		       "zone six.net. at ns1.six.net.\n	www A 198.19.60.1\n"
		       "resolver office 10.1.0.53 cannot-reach=ns1.six.net.\n" ISP NINE EIGHT,
		 SIX_NAMES(AT_ALL), &(struct play_options) { 0 });
	cr_expect_not(mentions(&play, "www.six.net A", "IPv6"));
	play_finish(&play);
}

Test(odd, a_zone_of_the_other_family_that_this_host_has_not)
{
	static const char world[] =
		WORLD "server c.roots. 2001:db8:53::4\n" SIX_ZONE NO_SIX ISP NINE EIGHT;
	const struct play_options options = { .override = loses_six };
	struct play play;

	play_check(world, SIX_NAMES(AT_OFFICE), &options,
		   PLAY_LINES("www.six.net A: failure undetermined budget possible",
			      "office: ok none ok", "host: ok none ok"),
		   __func__);
	play_run(&play, world, SIX_NAMES(AT_OFFICE), &options);
	cr_expect(mentions(&play, "www.six.net A",
			   "have IPv6 addresses only, which this host cannot ask"));
	cr_expect_null(strstr(play_find(&play, "www.six.net A")->action, "budget"));
	play_finish(&play);
	play_check(world, SIX_NAMES(AT_ALL), &options,
		   PLAY_LINES("www.six.net A: degraded upstream resolver_auth_path_broken "
			      "possible | office=resolver_auth_path_broken/upstream"),
		   __func__);
}

/* No root of that family is known: the zone's own servers show that it works, or those above it. */
Test(odd, a_zone_of_the_other_family_and_no_root_of_that)
{
	PLAY(WORLD SIX_ZONE NO_SIX ISP NINE EIGHT,
	     INVENTORY(AT_OFFICE, "\"www.six.net\", " GOOD_NAMES),
	     "www.six.net A: failure upstream resolver_auth_path_broken possible");
	PLAY(WORLD RESOLVERS "server ns1.nic.sixth. 198.18.16.1,2001:db8:62::1\n"
			     "zone sixth. at ns1.nic.sixth.\n"
			     "server ns1.mute.sixth. 2001:db8:60::1 silent\n"
			     "zone mute.sixth. at ns1.mute.sixth.\n	www A 198.19.60.1\n",
	     INVENTORY(AT_OFFICE, "\"www.mute.sixth\", " GOOD_NAMES),
	     "www.mute.sixth A: failure authoritative auth_timeout confirmed");
}

Test(odd, a_family_that_leads_nowhere_is_this_hosts)
{
	PLAY_WITH({ .override = loses_six }, SIX_WORLD, SIX_INVENTORY(BY_BOTH),
		  "host: degraded local local_network_down likely",
		  "six: failure local local_network_down likely",
		  "too: failure local local_network_down likely", "office: ok none ok",
		  WELL " | six=local_network_down/local too=local_network_down/local");
}

static bool loses_two(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return server->family == 6 && server->address[5] != 0x53;
}

/* A root that answers over it clears the family: the resolvers are dead. */
Test(odd, two_dead_resolvers_are_no_dead_family)
{
	PLAY_WITH({ .override = loses_two }, SIX_WORLD, SIX_INVENTORY(BY_BOTH),
		  "host: ok none ok", "six: failure upstream resolver_timeout",
		  "too: failure local resolver_timeout");
}

#define ALL_ROOTS                                                           \
	"\"roots\": [{\"name\": \"a.roots\", \"address\": \"198.18.0.4\"}," \
	"{\"name\": \"b.roots\", \"address\": \"198.18.1.4\"},"             \
	"{\"name\": \"c.roots\", \"address\": \"2001:db8:53::4\"}],"

/* Whoever is asked directly over IPv4 seems to refuse. */
static bool refuses_four(const struct fd_endpoint *server, enum fd_proto proto,
			 const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			 uint8_t *buffer)
{
	struct fd_message asked;

	if (server->family != 4 || server->address[0] != 198 || server->address[1] != 18 ||
	    fd_message_parse(&asked, query, length) != 0) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_REFUSED, buffer);
	return true;
}

/* No root refuses; and what is told of zones over that family is nobody's word. */
Test(odd, roots_of_one_family_that_refuse_are_somebody_elses)
{
	PLAY_WITH({ .override = refuses_four },
		  "everyone attempt=200ms patience=600ms\n"
		  "server a.roots. 198.18.0.4\nserver b.roots. 198.18.1.4\n"
		  "server c.roots. 2001:db8:53::4\n"
		  "zone . at a.roots.,b.roots.,c.roots. signed\n" ZONES SIX_RESOLVERS
		  "server ns1.dead.net. 198.18.41.1 silent\n"
		  "zone dead.net. at ns1.dead.net.\n	www A 198.19.9.1\n",
		  "{\"fleetdig\": 1," ANCHOR ALL_ROOTS BY_BOTH
		  "\"groups\": [{\"id\": \"g\", \"names\": [\"www.dead.net\"," GOOD_NAMES
		  "]}]}",
		  "host: degraded local dns_interception likely", WELL " | ");
	PLAY_WITH({ .override = refuses_four }, WORLD RESOLVERS, INVENTORY(AT_ALL, GOOD_NAMES),
		  "host: failure local dns_interception possible",
		  "www.pay.example A: ok none ok");
}

/* A past bug: a walk began while roots of the other family were still waited for. */
Test(odd, walks_begin_when_all_roots_were_heard)
{
	PLAY_WITH({ .hasty = true },
		  SIX_WORLD "server ns1.dead.net. 198.18.41.1 silent\n"
			    "zone dead.net. at ns1.dead.net.\n	www A 198.19.9.1\n",
		  "{\"fleetdig\": 1," ANCHOR SIX_ROOT BY_BOTH
		  "\"groups\": [{\"id\": \"g\", \"names\": [\"www.dead.net\"," GOOD_NAMES
		  "]}]}",
		  "www.dead.net A: failure authoritative auth_timeout confirmed",
		  "host: ok none ok", WELL " | ");
}

/* ---- names and zones --------------------------------------------------------------------------- */

Test(odd, a_name_below_a_dname_is_absent_and_dangles_not)
{
	PLAY(HEALTHY "zone moved.net. at ns1.shop.net.,ns2.shop.net.\n	@ DNAME shop.net.\n",
	     INVENTORY(AT_ALL,
		       "\"nope.moved.net\", \"gone.moved.net\", \"www.moved.net\"," GOOD_NAMES),
	     "nope.moved.net A: negative authoritative name_does_not_exist",
	     "gone.moved.net A: failure authoritative cname_dangling",
	     "www.moved.net A: ok none ok");
}

/* Where servers of that block answer for other zones, a private address says nothing. */
Test(odd, private_addresses_of_an_internet_that_uses_them)
{
	PLAY(HEALTHY
	     "server ns1.dead.net. 10.7.0.1 silent\nzone dead.net. at ns1.dead.net.\n	www A 198.19.9.1\n",
	     INVENTORY(AT_ALL, "\"www.dead.net\", " GOOD_NAMES),
	     "www.dead.net A: failure upstream delegation_ns_private_address likely");
	PLAY_UNSTEADY(
		HEALTHY
		"server ns1.dead.net. 10.7.0.1 silent\nzone dead.net. at ns1.dead.net.\n	www A 198.19.9.1\n"
		"server ns1.half.net. 10.8.0.1\nserver ns2.half.net. 198.18.40.1 lame=servfail\n"
		"zone half.net. at ns1.half.net.,ns2.half.net.\n	www A 198.19.10.1\n"
		"server ns1.alive.net. 10.9.0.1 notimp-type=TXT\nzone alive.net. at ns1.alive.net.\n	www A 198.19.11.1\n",
		INVENTORY(AT_ALL, "{\"name\": \"www.alive.net\", \"types\": [\"TXT\"]},"
				  "\"www.dead.net\", " GOOD_NAMES),
		"www.dead.net A: failure authoritative auth_timeout");
}
