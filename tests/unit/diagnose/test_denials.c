/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Denials that are not what they seem, promises, and limits that speak: what the fourth lab taught. */

#define HEALTHY WORLD RESOLVERS

static const uint8_t office[4] = { 10, 1, 0, 53 }, isp[4] = { 198, 51, 100, 53 },
		     nine[4] = { 203, 0, 113, 53 }, good[4] = { 198, 18, 61, 1 },
		     stranger[4] = { 198, 18, 62, 1 };

/* ---- servers that are named for a zone and hold another one ------------------------------------- */

#define HALF_NET                                                 \
	"server ns1.half.net. 198.18.61.1\n"                     \
	"server ns2.half.net. 198.18.62.1\n"                     \
	"zone half.net. at ns1.half.net.,ns2.half.net.\n	www A " \
	"198.19.9.1\n"

/* The second has nothing but an old copy of the parent: NXDOMAIN, with AA. The office met it. */
static bool second_denies(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "half.net") ||
	    (!is_at(server, stranger) && !is_at(server, office))) {
		return false;
	}
	unsigned flags = is_at(server, office) ? FD_FLAG_RA | FD_FLAG_RD : FD_FLAG_AA;
	*ret_reply = reply_bare(&asked, flags | FD_NXDOMAIN, buffer);
	return true;
}

Test(denials, who_met_a_server_of_another_zone_has_made_nothing_up)
{
	PLAY_WITH({ .override = second_denies }, HEALTHY HALF_NET,
		  INVENTORY(AT_ALL, "\"www.half.net\", " GOOD_NAMES), "office: ok none ok",
		  "www.half.net A: degraded authoritative auth_partial_lame confirmed | "
		  "office=auth_partial_lame/authoritative");
}

/* Both have only that: the domain is registered all the same. */
static bool all_deny(const struct fd_endpoint *server, enum fd_proto proto,
		     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "half.net") ||
	    (server->address[0] == 198 && server->address[1] == 18 && !is_at(server, good) &&
	     !is_at(server, stranger))) {
		return false;
	}
	bool theirs = is_at(server, good) || is_at(server, stranger);
	*ret_reply = reply_bare(
		&asked, (theirs ? FD_FLAG_AA : FD_FLAG_RA | FD_FLAG_RD) | FD_NXDOMAIN, buffer);
	return true;
}

Test(denials, a_domain_that_is_delegated_is_registered)
{
	PLAY_WITH({ .override = all_deny }, HEALTHY HALF_NET,
		  INVENTORY(AT_ALL, "\"www.half.net\", " GOOD_NAMES),
		  "www.half.net A: failure authoritative auth_lame confirmed");
}

/* The office makes an empty answer of what it was referred to; another one fails. */
static bool empty_or_failed(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "half.net")) {
		return false;
	}
	unsigned rcode =
		is_at(server, office) || is_at(server, nine) ? FD_NOERROR : FD_SERVFAIL;
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | rcode, buffer);
	return true;
}

Test(denials, an_empty_answer_without_soa_is_no_word_against_a_failure)
{
	const struct play_options blind = { .override = empty_or_failed, .no_direct = true };

	play_check(HEALTHY HALF_NET, INVENTORY(AT_ALL, "\"www.half.net\", " GOOD_NAMES), &blind,
		   PLAY_LINES("www.half.net A: failure undetermined contradiction possible"),
		   __func__);
}

/* ---- made up for browsers only ------------------------------------------------------------------ */

static bool office_sells_www(const struct fd_endpoint *server, enum fd_proto proto,
			     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			     uint8_t *buffer)
{
	static const uint8_t address[4] = { 198, 51, 100, 99 };
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0 ||
	    memcmp(asked.qname.wire, "\3www", 4) != 0 || asked.qtype != FD_TYPE_A ||
	    is_under(&asked, "www.pay.example") || is_under(&asked, "www.shop.net")) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 60, address, 4);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(denials, addresses_made_up_for_www_alone_are_made_up)
{
	PLAY_WITH(
		{ .override = office_sells_www }, HEALTHY,
		INVENTORY(AT_ALL, "\"www.nobody.net\", \"ftp.nobody.net\", " GOOD_NAMES),
		"office: failure local resolver_nxdomain_rewrite likely",
		"www.nobody.net A: negative authoritative domain_not_registered | "
		"office=resolver_nxdomain_rewrite/local isp=domain_not_registered/authoritative "
		"nine=domain_not_registered/authoritative eight=domain_not_registered/authoritative",
		"ftp.nobody.net A: negative authoritative domain_not_registered");
}

/* For www of a domain directly below a registry it has a page, and for nothing deeper. */
static size_t sellers;

static bool some_sell_domains(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	static const uint8_t eight[4] = { 192, 0, 2, 53 };
	bool there = is_at(server, office) || (sellers > 1 && is_at(server, nine)) ||
		     (sellers > 1 && is_at(server, eight));
	struct fd_endpoint as_office = { .family = 4 };
	struct fd_message asked;

	if (!there || fd_message_parse(&asked, query, length) != 0 ||
	    fd_name_labels(&asked.qname) != 3) {
		return false;
	}
	memcpy(as_office.address, office, sizeof(office));
	return office_sells_www(&as_office, proto, query, length, ret_reply, buffer);
}

static bool says(const struct fd_verdict *verdict, enum fd_cause cause)
{
	for (size_t i = 0; i < verdict->alternative_count; i++) {
		if (verdict->alternatives[i] == cause) {
			return true;
		}
	}
	return false;
}

#define UNREGISTERED \
	INVENTORY(AT_ALL, "\"www.nobody.net\", \"www.nobody.example\", " GOOD_NAMES)

Test(denials, a_search_page_for_domains_alone_is_no_old_cache)
{
	const struct play_options options = { .override = some_sell_domains };
	struct play play;

	sellers = 1;
	PLAY_WITH(
		{ .override = some_sell_domains }, HEALTHY, UNREGISTERED,
		"office: failure local resolver_nxdomain_rewrite likely",
		"www.nobody.net A: negative authoritative domain_not_registered | "
		"office=resolver_nxdomain_rewrite/local isp=domain_not_registered/authoritative "
		"nine=domain_not_registered/authoritative eight=domain_not_registered/authoritative",
		"www.nobody.example A: negative authoritative domain_not_registered");
	/* Strangers with one and the same page: perhaps somebody on the way has it. */
	sellers = 3;
	play_run(&play, HEALTHY, UNREGISTERED, &options);
	cr_expect_str_eq(play_verdict(&play, "nine"),
			 "failure upstream resolver_nxdomain_rewrite likely");
	cr_expect(says(play_find(&play, "nine"), FD_CAUSE_dns_interception));
	cr_expect(says(play_find(&play, "office"), FD_CAUSE_dns_interception));
	cr_expect_str_eq(play_verdict(&play, "www.nobody.net A"),
			 "negative authoritative domain_not_registered confirmed");
	play_finish(&play);
}

/* An address that the zone's wildcard has for the random neighbour too is no page of the resolver's. */
static bool office_has_old_leaf(const struct fd_endpoint *server, enum fd_proto proto,
				const uint8_t *query, size_t length, struct fd_reply *ret_reply,
				uint8_t *buffer)
{
	static const uint8_t address[4] = { 198, 19, 70, 1 };
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_about(server, office, query, length, "www.leaf.wild.net", &asked)) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 60, address, 4);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(denials, a_wildcard_beside_the_name_makes_no_rewriter)
{
	PLAY_WITH({ .override = office_has_old_leaf },
		  HEALTHY "server ns1.wild.net. 198.18.70.1\nzone wild.net. at ns1.wild.net.\n"
			  "	* A 198.19.70.1\n	mail.leaf A 198.19.70.2\n",
		  INVENTORY(AT_ALL, "\"www.leaf.wild.net\", " GOOD_NAMES), "office: ok none ok",
		  "www.leaf.wild.net A: degraded local resolver_stale_cache possible");
}

/* ---- zones of the inside ------------------------------------------------------------------------ */

static bool office_lost_corp(const struct fd_endpoint *server, enum fd_proto proto,
			     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			     uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "corp.example")) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

Test(denials, what_strangers_deny_of_an_internal_zone_hides_no_failure)
{
	PLAY_WITH(
		{ .override = office_lost_corp }, HEALTHY,
		INVENTORY(
			"\"zones\": [{\"name\": \"corp.example\", \"internal\": true}]," AT_ALL,
			"\"wiki.corp.example\", " GOOD_NAMES),
		"wiki.corp.example A: failure upstream resolver_auth_path_broken likely");
}

/* ---- promises ------------------------------------------------------------------------------------ */

Test(denials, a_broken_promise_has_the_reason_that_is_known)
{
	PLAY(HEALTHY "server ns1.moved.net. 198.18.54.1\n"
		     "zone moved.net. at ns1.moved.net. serial=9\n	www A 198.19.54.1\n"
		     "remember office www.moved.net A 198.19.54.99 ttl=1h\n"
		     "remember office moved.net SOA ns1.moved.net. root.moved.net. 5 7200 3600 "
		     "1209600 60 ttl=1h\n",
	     INVENTORY(AT_ALL, "{\"name\": \"www.moved.net\", \"expect\": {\"answers\": "
			       "[\"198.19.54.1\"]}}, " GOOD_NAMES),
	     "www.moved.net A: failure local resolver_stale_cache | "
	     "office=resolver_stale_cache/local");
}

/* ---- servers ------------------------------------------------------------------------------------- */

static unsigned server_rcode;
static uint16_t server_qtype;

/* The zone's servers fail one type; resolvers make SERVFAIL of that. With an alias to itself in it where it is that. */
static bool servers_fail_type(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_builder builder;
	bool theirs = is_at(server, good) || is_at(server, stranger);

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "www.half.net") ||
	    asked.qtype != server_qtype || (!theirs && server->address[1] == 18)) {
		return false;
	}
	if (!theirs || server_rcode != FD_SERVFAIL) {
		unsigned rcode = theirs ? server_rcode : FD_SERVFAIL;
		*ret_reply = reply_bare(&asked, (theirs ? 0u : FD_FLAG_RA | FD_FLAG_RD) | rcode,
					buffer);
		return true;
	}
	reply_begin(&builder, &asked, FD_FLAG_AA | FD_SERVFAIL, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_CNAME, 60,
			  asked.qname.wire, asked.qname.length);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(denials, servers_that_refuse_a_type_are_not_lame)
{
	server_rcode = FD_REFUSED;
	server_qtype = FD_TYPE_TXT;
	PLAY_WITH(
		{ .override = servers_fail_type }, HEALTHY HALF_NET,
		INVENTORY(
			AT_ALL,
			"{\"name\": \"www.half.net\", \"types\": [\"A\", \"TXT\"]}, " GOOD_NAMES),
		"www.half.net TXT: failure authoritative auth_qtype_unsupported confirmed",
		"www.half.net A: ok none ok");
}

Test(denials, a_server_that_follows_the_loop_itself_shows_it)
{
	server_rcode = FD_SERVFAIL;
	server_qtype = FD_TYPE_A;
	PLAY_WITH({ .override = servers_fail_type }, HEALTHY HALF_NET,
		  INVENTORY(AT_ALL, "\"www.half.net\", " GOOD_NAMES),
		  "www.half.net A: failure authoritative cname_loop confirmed");
}

/* ---- TCP that only the site's own resolver gets --------------------------------------------------- */

static bool tcp_stays_inside(const struct fd_endpoint *server, enum fd_proto proto,
			     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			     uint8_t *buffer)
{
	struct fd_message asked;

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	if (is_at(server, office) || fd_message_parse(&asked, query, length) != 0) {
		return false;
	}
	if (proto == FD_TCP) {
		return true;
	}
	if (!is_under(&asked, "www.shop.net") || server->address[1] == 18) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_TC | FD_FLAG_RA | FD_FLAG_RD, buffer);
	return true;
}

Test(denials, a_firewall_that_lets_no_tcp_out_is_not_three_resolvers)
{
	PLAY_WITH({ .override = tcp_stays_inside }, HEALTHY, INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.shop.net A: degraded local egress_tcp53_blocked");
}

/* ---- resolvers that say SERVFAIL and could answer ------------------------------------------------- */

#define MANY_NAMES                                                                \
	GOOD_NAMES ", \"alias.pay.example\", \"ads.shop.net\", \"ns1.shop.net\"," \
		   "\"ns2.shop.net\""

static unsigned asked_root, asked_names, names_first = 3;
static int turned_down_by = FD_SERVFAIL;

/* What is asked of the canary one by one is answered: the two, and ten. What comes at once is turned down. */
static bool isp_minds_rate(const struct fd_endpoint *server, enum fd_proto proto,
			   const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			   uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, isp) || fd_message_parse(&asked, query, length) != 0) {
		return false;
	}
	bool root = fd_name_labels(&asked.qname) == 0;
	asked_root += root;
	asked_names += !root;
	bool down = root ? asked_root > 12 && (asked_root - 13) % 60 >= 15
			 : asked_names > names_first;
	if (down) {
		*ret_reply =
			reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | turned_down_by, buffer);
	}
	return down;
}

Test(denials, a_limit_that_says_servfail_is_no_broken_way)
{
	asked_root = asked_names = 0;
	PLAY_WITH({ .override = isp_minds_rate }, HEALTHY, INVENTORY(AT_ALL, MANY_NAMES),
		  "isp: degraded upstream resolver_rate_limited confirmed",
		  "www.shop.net A: ok none ok | isp=resolver_rate_limited/upstream");
}

/* The bulk came so fast that all of it was turned down: the canary, asked before, was not. */
Test(denials, a_limit_that_nothing_of_the_bulk_gets_through)
{
	const struct play_options options = { .override = isp_minds_rate, .no_direct = true };

	asked_root = asked_names = names_first = 0;
	turned_down_by = FD_REFUSED;
	play_check(
		HEALTHY, INVENTORY(AT_ALL, MANY_NAMES), &options,
		PLAY_LINES("isp: degraded upstream resolver_rate_limited confirmed",
			   "www.shop.net A: ok none ok | isp=resolver_rate_limited/upstream"),
		__func__);
}

/* Every other question goes to a server that has lost its way out. */
static bool nine_is_half_dead(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			      uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, nine) || fd_message_parse(&asked, query, length) != 0 ||
	    ++asked_names % 2 == 1) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

Test(denials, half_a_pool_that_is_dead_is_no_names_fault)
{
	asked_names = 0;
	PLAY_WITH({ .override = nine_is_half_dead }, HEALTHY, INVENTORY(AT_ALL, MANY_NAMES),
		  "nine: degraded upstream forwarder_unreachable likely",
		  "www.pay.example A: ok none ok", "www.shop.net A: ok none ok",
		  "db.pay.example A: ok none ok");
}

/* ---- of one type, and heard for another --------------------------------------------------------- */

#define BALANCER                                              \
	"server ns1.lb.net. 198.18.30.1 nxdomain-type=AAAA\n" \
	"zone lb.net. at ns1.lb.net.\n	www A 198.19.30.1\n"

/* It asked for AAAA first, and believes that there is nothing of the name (RFC 8020). */
static bool office_heard_it_first(const struct fd_endpoint *server, enum fd_proto proto,
				  const uint8_t *query, size_t length,
				  struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, "www.lb.net", &asked)) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_NXDOMAIN, buffer);
	return true;
}

Test(denials, who_heard_the_denial_of_another_type_is_not_the_one_who_made_it)
{
	PLAY_WITH(
		{ .override = office_heard_it_first }, HEALTHY BALANCER,
		INVENTORY(AT_ALL, "\"www.lb.net\", " GOOD_NAMES),
		"www.lb.net A: degraded authoritative auth_nxdomain_for_existing_name confirmed | "
		"office=auth_nxdomain_for_existing_name/authoritative",
		"office: ok none ok");
}

/* It has asked for the A before, and knows that the name is there. */
static bool office_knows_better(const struct fd_endpoint *server, enum fd_proto proto,
				const uint8_t *query, size_t length, struct fd_reply *ret_reply,
				uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, "www.lb.net", &asked) ||
	    asked.qtype != FD_TYPE_AAAA) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
	return true;
}

Test(denials, a_denial_for_one_type_is_no_view_of_strangers)
{
	PLAY_WITH(
		{ .override = office_knows_better }, HEALTHY BALANCER,
		INVENTORY(AT_ALL,
			  "{\"name\": \"www.lb.net\", \"types\": [\"AAAA\"]}, " GOOD_NAMES),
		"www.lb.net AAAA: failure authoritative auth_nxdomain_for_existing_name confirmed");
}

Test(denials, an_alias_to_a_name_that_is_denied_for_one_type_does_not_dangle)
{
	PLAY(HEALTHY BALANCER "server ns1.app.net. 198.18.31.1\n"
			      "zone app.net. at ns1.app.net.\n	www CNAME www.lb.net.\n"
			      "	old CNAME gone.lb.net.\n",
	     INVENTORY(AT_ALL,
		       "{\"name\": \"www.app.net\", \"types\": [\"AAAA\"]},"
		       "{\"name\": \"old.app.net\", \"types\": [\"AAAA\"]}, " GOOD_NAMES),
	     "www.app.net AAAA: failure authoritative auth_nxdomain_for_existing_name confirmed",
	     "old.app.net AAAA: failure authoritative cname_dangling");
}

/* ---- a denial as nobody should make it ------------------------------------------------------------ */

/* Of AAAA its servers have nothing: no AA, no SOA. The office takes that for a failure. */
static bool bare_aaaa(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	static const uint8_t strict[4] = { 10, 1, 0, 53 };
	struct fd_message asked;
	bool own = server->address[0] == 198 && server->address[1] == 18;

	if (fd_message_parse(&asked, query, length) != 0 || asked.qtype != FD_TYPE_AAAA ||
	    !is_under(&asked, "www.shop.net")) {
		return false;
	}
	*ret_reply = reply_bare(&asked,
				(own ? 0u : (unsigned)FD_FLAG_RD | FD_FLAG_RA) |
					(is_at(server, strict) ? FD_SERVFAIL : FD_NOERROR),
				buffer);
	return true;
}

Test(denials, who_is_strict_about_a_bare_one_is_not_at_fault)
{
	PLAY_WITH({ .override = bare_aaaa }, HEALTHY,
		  INVENTORY(AT_ALL,
			    "{\"name\": \"www.shop.net\", \"types\": [\"A\", \"AAAA\"]}, "
			    "\"www.pay.example\", \"api.pay.example\", \"db.pay.example\""),
		  "www.shop.net AAAA: negative authoritative no_data possible | "
		  "office=auth_lame/authoritative isp=no_data/authoritative "
		  "nine=no_data/authoritative eight=no_data/authoritative",
		  "www.shop.net A: ok none ok");
}

/* It is made longer by each step (a DNAME to a name below itself): some give up, and one hands over what it has. */
#define ENDLESS                                                                  \
	"server ns1.rope.net. 198.18.97.1\n"                                     \
	"zone rope.net. at ns1.rope.net.\n"                                      \
	"	a0 CNAME a1\n	a1 CNAME a2\n	a2 CNAME a3\n	a3 CNAME a4\n	a4 CNAME a5\n" \
	"	a5 CNAME a6\n	a6 CNAME a7\n	a7 CNAME a8\n	a8 CNAME a9\n	a9 CNAME b0\n" \
	"	b0 CNAME b1\n	b1 CNAME b2\n	b2 CNAME a0\n"

static bool isp_hands_over_aliases(const struct fd_endpoint *server, enum fd_proto proto,
				   const uint8_t *query, size_t length,
				   struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_builder builder;
	struct fd_name next;

	(void)proto;
	if (!is_about(server, isp, query, length, "rope.net", &asked)) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA, buffer);
	cr_assert_eq(fd_name_parse(&next, "a1.rope.net"), 0);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_CNAME, 60,
			  next.wire, next.length);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(denials, aliases_without_an_end_are_no_denial)
{
	PLAY_WITH({ .override = isp_hands_over_aliases }, HEALTHY ENDLESS,
		  INVENTORY(AT_ALL, "\"a0.rope.net\", " GOOD_NAMES),
		  "a0.rope.net A: failure authoritative cname_loop confirmed");
}
