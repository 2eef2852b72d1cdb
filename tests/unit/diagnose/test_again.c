/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* What fails once and answers when it is asked again, and what does not: nobody is blamed for a moment. */

#define HEALTHY WORLD RESOLVERS

static const uint8_t office[4] = { 10, 1, 0, 53 };

static bool asks_for(const uint8_t *query, size_t length, const char *text,
		     struct fd_message *asked)
{
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, text), 0);
	return fd_message_parse(asked, query, length) == 0 &&
	       fd_name_equal(&asked->qname, &name);
}

static struct fd_reply reply_of(const struct fd_message *asked, uint16_t flags, bool referral,
				uint8_t *buffer)
{
	struct fd_builder builder;
	struct fd_name zone, ns;

	cr_assert_eq(fd_name_parse(&zone, "example"), 0);
	cr_assert_eq(fd_name_parse(&ns, "ns1.nic.example"), 0);
	reply_begin(&builder, asked, flags, buffer);
	if (referral) {
		fd_builder_record(&builder, FD_SECTION_AUTHORITY, &zone, FD_TYPE_NS, 300,
				  ns.wire, ns.length);
	}
	return reply_end(&builder);
}

static unsigned asked_times;

/* Knot Resolver with a cold cache, asked for an apex while names below it are asked. */
static bool refers_once(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, office) || !asks_for(query, length, "www.pay.example", &asked) ||
	    asked_times++ > 0) {
		return false;
	}
	*ret_reply = reply_of(&asked, FD_FLAG_RA | FD_FLAG_RD, true, buffer);
	return true;
}

static bool fails_once(const struct fd_endpoint *server, enum fd_proto proto,
		       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		       uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, office) || !asks_for(query, length, "www.pay.example", &asked) ||
	    asked_times++ > 0) {
		return false;
	}
	*ret_reply = reply_of(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, false, buffer);
	return true;
}

Test(again, a_referral_of_a_cold_cache_is_no_blocklist)
{
	asked_times = 0;
	PLAY_WITH({ .override = refers_once }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.pay.example A: ok none ok likely | ", "office: ok none ok");
	asked_times = 0;
	PLAY_WITH({ .override = refers_once }, HEALTHY, INVENTORY(AT_OFFICE, GOOD_NAMES),
		  "www.pay.example A: ok none ok likely | ");
}

Test(again, a_servfail_of_a_cold_cache_is_no_broken_validation)
{
	asked_times = 0;
	PLAY_WITH({ .override = fails_once }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.pay.example A: ok none ok likely | ", "office: ok none ok");
	/* Nor is it the zone's, where that resolver is the only one. */
	asked_times = 0;
	PLAY_WITH({ .override = fails_once }, HEALTHY, INVENTORY(AT_OFFICE, GOOD_NAMES),
		  "www.pay.example A: ok none ok likely | ");
}

/* And what others say is judged as if it had not failed. */
Test(again, a_failure_once_hides_nothing)
{
	asked_times = 0;
	PLAY_WITH({ .override = fails_once },
		  HEALTHY "block nine www.pay.example 203.0.113.9\n"
			  "block nine api.pay.example 203.0.113.9\n",
		  INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.pay.example A: degraded upstream resolver_blocklist");
	asked_times = 0;
	PLAY_WITH({ .override = fails_once }, HEALTHY,
		  INVENTORY(AT_ALL, "{\"name\": \"www.pay.example\", \"expect\": "
				    "{\"answers\": [\"10.0.0.5\"]}}, \"api.pay.example\""),
		  "www.pay.example A: failure none expectation_unmet");
}

enum {
	ALL_TRIES = 3 /* of one asking, where nothing comes */
};

static bool silent_at_first(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, office) || !asks_for(query, length, "www.in.net", &asked) ||
	    asked_times++ >= ALL_TRIES) {
		return false;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return true;
}

/* Nor what it says itself: what came the second time may be what is wrong, beside one that fails for good. */
Test(again, what_comes_the_second_time_is_judged)
{
	asked_times = 0;
	PLAY_WITH({ .override = silent_at_first },
		  WORLD "server ns1.in.net. 198.18.24.1\n"
			"zone in.net. at ns1.in.net.\n"
			"	www A 10.9.8.7\n" ISP NINE
			"resolver office 10.1.0.53 rebind-protection\n"
			"resolver eight 192.0.2.53\n"
			"block eight www.in.net refused\n",
		  INVENTORY(AT_ALL, GOOD_NAMES ", \"www.in.net\""),
		  "www.in.net A: degraded local resolver_rebind_protection | "
		  "office=resolver_rebind_protection/local "
		  "eight=resolver_blocklist/upstream");
}

Test(again, what_fails_twice_is_blamed)
{
	PLAY(WORLD ISP NINE EIGHT
	     "resolver office 10.1.0.53 cannot-reach=ns1.shop.net.,ns2.shop.net.\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "www.shop.net A: degraded upstream resolver_auth_path_broken likely | "
	     "office=resolver_auth_path_broken/upstream");
}

/* ---- cut short ------------------------------------------------------------------------------ */

/* Whoever is asked for this name: TC=1, no answer, and no TCP. */
static bool cut_everywhere(const struct fd_endpoint *server, enum fd_proto proto,
			   const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			   uint8_t *buffer)
{
	struct fd_message asked;

	if (!asks_for(query, length, "www.shop.net", &asked) || asked.qtype != FD_TYPE_A) {
		return false;
	}
	bool direct = server->address[0] == 198 && server->address[1] == 18;
	*ret_reply = proto == FD_UDP
			     ? reply_of(&asked, FD_FLAG_TC | (direct ? FD_FLAG_AA : FD_FLAG_RA),
					false, buffer)
			     : (struct fd_reply) { .kind = FD_REPLY_NONE };
	return true;
}

/* The servers cut it short; a resolver makes NODATA of that. */
static bool nodata_of_cut(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;
	bool direct = server->address[0] == 198 && server->address[1] == 18;

	if (direct) {
		return cut_everywhere(server, proto, query, length, ret_reply, buffer);
	}
	if (!asks_for(query, length, "www.shop.net", &asked)) {
		return false;
	}
	*ret_reply = reply_of(&asked, FD_FLAG_RA | FD_FLAG_RD, false, buffer);
	return true;
}

Test(again, tc_without_tcp_is_never_nodata)
{
	PLAY_WITH({ .override = cut_everywhere }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.shop.net A: failure authoritative auth_tcp_blocked confirmed");
	PLAY_WITH({ .override = cut_everywhere }, HEALTHY, INVENTORY(AT_OFFICE, GOOD_NAMES),
		  "www.shop.net A: failure authoritative auth_tcp_blocked confirmed");
	PLAY_WITH({ .override = nodata_of_cut }, HEALTHY, INVENTORY(AT_OFFICE, GOOD_NAMES),
		  "www.shop.net A: negative authoritative no_data possible");
}

/* ---- roots ---------------------------------------------------------------------------------- */

static uint16_t root_flags;

static bool answers_as_root(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	struct fd_message asked;
	bool root = server->address[0] == 198 && server->address[1] == 18 &&
		    server->address[3] == 4;

	if (!root || !asks_for(query, length, ".", &asked)) {
		return false;
	}
	*ret_reply = reply_of(&asked, root_flags, false, buffer);
	return true;
}

Test(again, whoever_answers_for_the_root_and_recurses_is_no_root)
{
	static const uint16_t flags[] = { FD_FLAG_RA | FD_NXDOMAIN, FD_FLAG_RA | FD_REFUSED,
					  FD_FLAG_RA | FD_SERVFAIL, FD_FLAG_RA, FD_NXDOMAIN };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		root_flags = flags[i];
		PLAY_WITH({ .override = answers_as_root }, HEALTHY,
			  INVENTORY(AT_ALL, GOOD_NAMES),
			  "host: failure local dns_interception possible",
			  "www.pay.example A: ok none ok confirmed | ");
	}
}

static bool first_root_is_silent(const struct fd_endpoint *server, enum fd_proto proto,
				 const uint8_t *query, size_t length,
				 struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t first[4] = { 198, 18, 0, 4 };

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return is_at(server, first);
}

Test(again, a_silent_root_is_not_called_a_real_one)
{
	struct play play;

	play_run(&play, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		 &(struct play_options) { .override = first_root_is_silent });
	const struct fd_verdict *host = play_find(&play, "host");
	for (size_t i = 0; i < host->evidence_count; i++) {
		bool silent = strncmp(host->evidence[i].saw, "no answer", 9) == 0;
		cr_expect_eq(silent, strstr(host->evidence[i].means, "a real root") == NULL,
			     "%s => %s", host->evidence[i].saw, host->evidence[i].means);
	}
	play_finish(&play);
}

/* ---- a rewriter beside a blocklist ------------------------------------------------------------ */

#define AT_ISP_AND_NINE                                                         \
	"\"resolvers\": ["                                                      \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}," \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"

Test(again, a_rewriter_is_right_where_the_only_other_one_blocks)
{
	PLAY(WORLD NINE "resolver isp 198.51.100.53 rewrite-all=198.51.100.99\n"
			"block nine ads.shop.net nxdomain\n",
	     INVENTORY(AT_ISP_AND_NINE, "\"ads.shop.net\", " GOOD_NAMES),
	     "ads.shop.net A: degraded upstream resolver_blocklist likely | "
	     "nine=resolver_blocklist/upstream");
}

/* ---- datagrams lost on the way to the servers -------------------------------------------------- */

/* The isp manages by TCP; the others do not try. */
static bool isp_manages(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	static const uint8_t address[4] = { 198, 19, 70, 1 };
	struct fd_builder builder;
	struct fd_message asked;

	if (is_at(server, office) || (server->address[0] == 198 && server->address[1] == 18) ||
	    !asks_for(query, length, "www.tcp.net", &asked)) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300, address,
			  sizeof(address));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(again, a_zone_that_answers_over_tcp_only_is_no_resolvers_path)
{
	PLAY_WITH({ .override = isp_manages },
		  HEALTHY "server ns1.tcp.net. 198.18.70.1 udp=silent\n"
			  "zone tcp.net. at ns1.tcp.net.\n	www A 198.19.70.1\n",
		  INVENTORY(AT_ALL, "\"www.tcp.net\", " GOOD_NAMES),
		  "www.tcp.net A: degraded authoritative auth_udp_blocked");
}

/* ---- this host's TCP, and what it loses ------------------------------------------------------- */

Test(again, nobodys_tcp_answers_is_this_sites_firewall)
{
	PLAY("everyone attempt=200ms patience=600ms tcp=silent\n"
	     "server a.roots. 198.18.0.4\nserver b.roots. 198.18.1.4\n"
	     "zone . at a.roots.,b.roots. signed\n" ZONES RESOLVERS,
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "host: degraded local egress_tcp53_blocked confirmed", "office: ok none ok",
	     "www.pay.example A: ok none ok confirmed | ");
	PLAY_WITH({ .override = cut_everywhere },
		  "everyone attempt=200ms patience=600ms tcp=silent\n"
		  "server a.roots. 198.18.0.4\nserver b.roots. 198.18.1.4\n"
		  "zone . at a.roots.,b.roots. signed\n" ZONES RESOLVERS,
		  INVENTORY(AT_ALL, GOOD_NAMES),
		  "host: degraded local egress_tcp53_blocked confirmed",
		  "www.shop.net A: failure local egress_tcp53_blocked");
}

Test(again, one_resolvers_tcp_is_no_firewall_of_ours)
{
	PLAY(WORLD ISP NINE EIGHT "resolver office 10.1.0.53 tcp=silent\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "host: ok none ok confirmed", "office: ok none ok");
}

#define AT_THREE                                                                 \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"},"  \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"
#define MANY_NAMES                                                                            \
	"\"www.pay.example\", \"api.pay.example\", \"mail.pay.example\", \"db.pay.example\"," \
	"\"web.pay.example\", \"www.shop.net\", \"ads.shop.net\", \"alias.pay.example\","     \
	"{\"name\": \"pay.example\", \"types\": [\"SOA\", \"NS\"]},"                          \
	"{\"name\": \"shop.net\", \"types\": [\"SOA\", \"NS\"]}"

Test(again, loss_at_everybody_alike_is_this_hosts)
{
	PLAY_UNSTEADY(WORLD "resolver office 10.1.0.53 validating loss=30\n"
			    "resolver isp 198.51.100.53 loss=30\n"
			    "resolver nine 203.0.113.53 validating loss=30\n"
			    "resolver eight 192.0.2.53 loss=30\n",
		      INVENTORY(AT_ALL, MANY_NAMES),
		      "host: degraded local local_packet_loss likely", "office: ok none ok",
		      "eight: ok none ok", "www.pay.example A: ok none ok",
		      "www.shop.net A: ok none ok");
}

Test(again, loss_at_one_resolver_is_the_way_there)
{
	PLAY_UNSTEADY(WORLD ISP NINE EIGHT "resolver office 10.1.0.53 validating loss=40\n",
		      INVENTORY(AT_ALL, MANY_NAMES),
		      "office: degraded local resolver_packet_loss confirmed",
		      "host: ok none ok", "isp: ok none ok");
}

/* Whatever it swallows: its record says so, and the names are for the others to judge. */
Test(again, loss_at_one_resolver_is_no_names_fault)
{
	static const char *const names[] = { "www.pay.example A", "api.pay.example A",
					     "mail.pay.example A", "www.shop.net A" };

	for (uint64_t seed = 1; seed <= 150; seed++) {
		const struct play_options options = { .unsteady = true, .seed = seed };
		struct play play;
		play_run(&play, WORLD ISP NINE "resolver office 10.1.0.53 validating loss=60\n",
			 INVENTORY(AT_THREE, MANY_NAMES), &options);
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			const struct fd_verdict *verdict = play_find(&play, names[i]);
			cr_expect_eq(verdict->severity, FD_OK, "seed %lu: %s %s: %s",
				     (unsigned long)seed, names[i],
				     play_verdict(&play, names[i]), verdict->summary);
		}
		play_finish(&play);
	}
}

/* ---- names beside other names ------------------------------------------------------------------ */

Test(again, a_domain_that_its_servers_serve_is_not_unregistered)
{
	PLAY(HEALTHY "server ns1.lost.net. 198.18.81.1\n"
		     "zone lost.net. at ns1.shop.net. undelegated\n	www A 198.19.81.1\n",
	     INVENTORY("\"zones\": [{\"name\": \"lost.net\", \"ns\": [\"ns1.shop.net\"]},"
		       "{\"name\": \"gone.net\", \"ns\": [\"ns1.shop.net\"]}]," AT_ALL,
		       "\"www.lost.net\", \"www.gone.net\", " GOOD_NAMES),
	     "www.lost.net A: failure upstream delegation_missing confirmed",
	     "www.gone.net A: negative authoritative domain_not_registered");
}

Test(again, a_search_list_is_told_from_a_missing_name)
{
	PLAY(HEALTHY,
	     INVENTORY(AT_ALL,
		       "\"www.pay.example.shop.net\", \"nope.pay.example.shop.net\","
		       "\"www.pay.example.corp.net\", \"mial.pay.example\", " GOOD_NAMES),
	     "www.pay.example.shop.net A: negative local search_suffix_appended",
	     "www.pay.example.corp.net A: negative local search_suffix_appended",
	     "nope.pay.example.shop.net A: negative authoritative name_does_not_exist",
	     "mial.pay.example A: negative authoritative name_does_not_exist");
	struct play play;
	play_run(&play, HEALTHY, INVENTORY(AT_ALL, "\"mial.pay.example\", " GOOD_NAMES),
		 &(struct play_options) { 0 });
	const struct fd_verdict *typo = play_find(&play, "mial.pay.example A");
	cr_expect_eq(typo->alternative_count, 1u);
	cr_expect_eq(typo->alternatives[0], FD_CAUSE_name_typo);
	play_finish(&play);
}

/* ---- limits ---------------------------------------------------------------------------------- */

Test(again, what_is_refused_for_its_rate_is_not_blocked)
{
	PLAY_UNSTEADY(WORLD ISP NINE EIGHT "resolver office 10.1.0.53 validating rate=6\n",
		      INVENTORY(AT_ALL, MANY_NAMES),
		      "office: degraded local resolver_rate_limited likely", "isp: ok none ok",
		      "shop.net NS: ok none ok confirmed");
}

#define AT_TWO                                                                   \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}],"

static bool refuses_at_first(const struct fd_endpoint *server, enum fd_proto proto,
			     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			     uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0 ||
	    asked.qtype == FD_TYPE_SOA || asked_times++ >= 8) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_REFUSED, buffer);
	return true;
}

/* With nobody to compare it is shown by asking slowly, and much at once. */
Test(again, what_the_only_resolver_refuses_for_its_rate_is_not_blocked)
{
	const struct play_options limited = { .unsteady = true, .together = true };

	play_check(WORLD "resolver office 10.1.0.53 validating rate=6\n",
		   INVENTORY(AT_OFFICE, MANY_NAMES), &limited,
		   PLAY_LINES("office: degraded local resolver_rate_limited confirmed",
			      "shop.net NS: degraded local resolver_rate_limited confirmed"),
		   __func__);
	/* And two of which each fails what the other fails. */
	play_check(WORLD "resolver office 10.1.0.53 validating rate=6\n"
			 "resolver isp 198.51.100.53 no-ede rate=6\n",
		   INVENTORY(AT_TWO, MANY_NAMES), &limited,
		   PLAY_LINES("office: degraded local resolver_rate_limited confirmed",
			      "isp: degraded upstream resolver_rate_limited likely"),
		   __func__);
	/* A bad moment looks like that, and a burst of what is cached does not meet it again. */
	asked_times = 0;
	const struct play_options options = { .override = refuses_at_first,
					      .unsteady = true,
					      .together = true };
	play_check(WORLD OFFICE, INVENTORY(AT_OFFICE, MANY_NAMES), &options,
		   PLAY_LINES("office: ok none ok", "www.pay.example A: ok none ok likely"),
		   __func__);
	/* Nor is what stays refused. */
	PLAY_UNSTEADY(WORLD "resolver office 10.1.0.53 validating no-ede\n"
			    "block office shop.net refused\n",
		      INVENTORY(AT_OFFICE, "\"a.shop.net\", \"b.shop.net\", \"c.shop.net\","
					   "\"d.shop.net\", \"e.shop.net\", " GOOD_NAMES),
		      "office: ok none ok",
		      "www.shop.net A: failure local resolver_blocklist possible");
}

/* BADCOOKIE is "ask again" (RFC 7873 5.2.3), not a failure. */
static bool wants_cookie_once(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	struct fd_builder builder;
	struct fd_message asked;

	if (!is_at(server, office) || !asks_for(query, length, "www.pay.example", &asked) ||
	    asked_times++ > 0) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD | (FD_BADCOOKIE & 15), buffer);
	fd_builder_edns(&builder, 1232, false, FD_BADCOOKIE >> 4, NULL, 0);
	*ret_reply = reply_end(&builder);
	return true;
}

/* RFC 8482: nobody has to answer that. */
Test(again, any_is_not_for_everybody)
{
	PLAY(WORLD ISP NINE EIGHT "resolver office 10.1.0.53 notimp-type=ANY\n",
	     INVENTORY(
		     AT_ALL,
		     "{\"name\": \"www.shop.net\", \"types\": [\"A\", \"ANY\"]}, " GOOD_NAMES),
	     "www.shop.net ANY: ok none ok | ", "office: ok none ok");
	PLAY(WORLD "resolver office 10.1.0.53 notimp-type=ANY\n",
	     INVENTORY(
		     AT_OFFICE,
		     "{\"name\": \"www.shop.net\", \"types\": [\"A\", \"ANY\"]}, " GOOD_NAMES),
	     "www.shop.net ANY: ok none ok", "office: ok none ok");
}

Test(again, badcookie_is_no_failure)
{
	asked_times = 0;
	PLAY_WITH({ .override = wants_cookie_once }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.pay.example A: ok none ok likely | ");
}

/* ---- failures that are kept ----------------------------------------------------------------------- */

static const uint8_t nine[4] = { 203, 0, 113, 53 };
static const uint8_t shop_server[4] = { 198, 18, 22, 1 };
static unsigned nine_asked, shop_asked;
static bool office_gets_nothing, nine_is_well, shop_loses;

/* The office keeps a failure; nine had one too, for a moment. A server of the zone loses every other question, but not the first ones. */
static bool kept_failures(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "shop.net")) {
		return false;
	}
	if (is_at(server, shop_server)) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return shop_loses && ++shop_asked > 3 && shop_asked % 2 == 0;
	}
	bool www = memcmp(asked.qname.wire, "\3www", 4) == 0;
	bool moment = is_at(server, nine) && www && !nine_is_well && nine_asked++ == 0;
	bool kept = is_at(server, office) && (www || office_gets_nothing);
	*ret_reply =
		reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_SERVFAIL, buffer);
	return moment || kept;
}

static void play_kept(const char *verdict, const char *where)
{
	const struct play_options options = { .override = kept_failures, .unsteady = true };

	nine_asked = shop_asked = 0;
	play_check(HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES), &options,
		   PLAY_LINES("office: ok none ok", verdict), where);
}

Test(again, a_failure_that_is_kept_is_no_broken_way)
{
	office_gets_nothing = nine_is_well = false;
	play_kept("www.shop.net A: degraded authoritative auth_packet_loss possible | "
		  "office=auth_packet_loss/authoritative",
		  __func__);
	/* It has nothing else of the zone either. */
	office_gets_nothing = true;
	play_kept("www.shop.net A: degraded upstream resolver_auth_path_broken", __func__);
	/* Nor do all questions to the zone's servers get through. */
	shop_loses = true;
	play_kept("www.shop.net A: degraded authoritative auth_packet_loss likely | "
		  "office=auth_packet_loss/authoritative",
		  __func__);
	shop_loses = false;
	/* Nobody else had any trouble. */
	office_gets_nothing = false;
	nine_is_well = true;
	play_kept("www.shop.net A: degraded upstream resolver_auth_path_broken", __func__);
}

/* The office says nothing of one name, and has others of its zone. */
static bool drops_www(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	struct fd_message asked;

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return is_at(server, office) && fd_message_parse(&asked, query, length) == 0 &&
	       (is_under(&asked, "www.shop.net") || is_under(&asked, "www.cut.net"));
}

Test(again, a_name_that_is_dropped_is_no_broken_way)
{
	PLAY_WITH({ .override = drops_www }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "office: ok none ok",
		  "www.shop.net A: degraded local resolver_blocklist possible | "
		  "office=resolver_blocklist/local");
}

/* It takes TCP to get it from its zone, and what is short comes without. */
Test(again, a_name_that_needs_tcp_is_not_dropped)
{
	PLAY_WITH({ .override = drops_www },
		  HEALTHY "server ns1.cut.net. 198.18.72.1 truncates\n"
			  "zone cut.net. at ns1.cut.net.\n	www A 198.19.72.1\n",
		  INVENTORY(AT_ALL, "\"www.cut.net\", " GOOD_NAMES),
		  "www.cut.net A: degraded upstream resolver_auth_path_broken");
}

Test(again, a_name_that_the_only_resolver_drops)
{
	PLAY_WITH({ .override = drops_www }, HEALTHY, INVENTORY(AT_OFFICE, GOOD_NAMES),
		  "office: ok none ok",
		  "www.shop.net A: failure local resolver_blocklist possible");
}

static bool found_by_now;

/* It looks for the answer all the while, and has it when it is asked over TCP. */
static bool finds_it_late(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "www.shop.net")) {
		return false;
	}
	found_by_now = found_by_now || proto == FD_TCP;
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return !found_by_now;
}

Test(again, what_comes_over_tcp_may_come_over_udp_by_then)
{
	const struct play_options options = { .override = finds_it_late, .unsteady = true };

	found_by_now = false;
	play_check(HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES), &options,
		   PLAY_LINES("www.shop.net A: ok none ok", "office: ok none ok"), __func__);
	found_by_now = false;
	play_check(HEALTHY, INVENTORY(AT_OFFICE, GOOD_NAMES), &options,
		   PLAY_LINES("www.shop.net A: ok none ok"), __func__);
}

/* Nothing of two.net comes to the office; nine failed its name for a moment. */
static bool alias_not_reached(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "two.net")) {
		return false;
	}
	bool moment = is_at(server, nine) && nine_asked++ == 0;
	*ret_reply =
		reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | (unsigned)FD_SERVFAIL, buffer);
	return moment || is_at(server, office);
}

/* That it gets to where the alias leads shows nothing of where the alias is. */
Test(again, the_zone_at_an_aliass_end_excuses_nothing)
{
	const struct play_options options = { .override = alias_not_reached, .unsteady = true };

	nine_asked = 0;
	play_check(HEALTHY "server ns1.two.net. 198.18.98.1\n"
			   "zone two.net. at ns1.two.net.\n	www CNAME www.shop.net.\n",
		   INVENTORY(AT_ALL, "\"www.two.net\", " GOOD_NAMES), &options,
		   PLAY_LINES("www.two.net A: degraded upstream resolver_auth_path_broken"),
		   __func__);
}
