/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Silent with EDNS, and not without: a server that dislikes EDNS, or one that loses datagrams, or long ones, and had luck. */

#define DUST                                 \
	"server ns1.dust.net. 198.18.50.1\n" \
	"server ns2.dust.net. 198.18.50.2\n" \
	"zone dust.net. at ns1.dust.net.,ns2.dust.net.\n	www A 198.19.50.1\n"
#define AT_THREE                                                                 \
	"\"resolvers\": ["                                                       \
	"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"}," \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"},"  \
	"{\"id\": \"eight\", \"address\": \"192.0.2.53\", \"role\": \"public\"}],"
#define NAMES INVENTORY(AT_ALL, "\"www.dust.net\", " GOOD_NAMES)

enum {
	FIRST_LOST = 3 /* all tries of one question */
};

static const uint8_t lossy[4] = { 198, 18, 50, 1 }, dead[4] = { 198, 18, 50, 2 };
static const uint8_t ns1_net[4] = { 198, 18, 12, 1 };
static const uint8_t isp[4] = { 198, 51, 100, 53 }, eight[4] = { 192, 0, 2, 53 };
static unsigned with_edns, without; /* datagrams that the lossy one was sent */
static unsigned above;		    /* and a server of the zone above */

enum reply_to { /* what the lossy one does with a datagram */
	LOST,
	ANSWERED
};

struct manner {
	bool all_fail; /* no resolver has an answer */
	bool tcp;
	bool half;	     /* of those with EDNS every other one is lost */
	unsigned edns_lost;  /* and so many, the first ones */
	unsigned plain_lost; /* and without, from the second on */
	bool above_too;	     /* every other one to a server above, but for the first two */
};

/* The other server is dead. */
static bool dusty(const struct manner *manner, const struct fd_endpoint *server,
		  enum fd_proto proto, const struct fd_message *asked,
		  struct fd_reply *ret_reply, uint8_t *buffer)
{
	bool well = is_at(server, isp) || is_at(server, eight);

	if (is_at(server, ns1_net) && manner->above_too) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return ++above > 2 && above % 2 == 1;
	}
	if (!is_under(asked, "dust.net")) {
		return false;
	}
	if (server->address[1] != 18 || server->address[0] != 198) {
		if (well && !manner->all_fail) {
			return false;
		}
		*ret_reply = reply_bare(asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
		return true;
	}
	enum reply_to to = ANSWERED;
	if (is_at(server, dead) || (is_at(server, lossy) && proto == FD_TCP && !manner->tcp)) {
		to = LOST;
	} else if (is_at(server, lossy) && proto == FD_UDP && asked->edns.present) {
		bool odd = manner->half && with_edns % 2 == 0;
		to = with_edns++ < manner->edns_lost || odd ? LOST : ANSWERED;
	} else if (is_at(server, lossy) && proto == FD_UDP) {
		without++;
		to = without > 1 && without <= 1 + manner->plain_lost ? LOST : ANSWERED;
	}
	if (to == LOST) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	}
	return to == LOST;
}

#define MANNER(name, ...)                                                             \
	static bool name(const struct fd_endpoint *server, enum fd_proto proto,       \
			 const uint8_t *query, size_t length, struct fd_reply *reply, \
			 uint8_t *buffer)                                             \
	{                                                                             \
		static const struct manner manner = { __VA_ARGS__ };                  \
		struct fd_message asked;                                              \
		return fd_message_parse(&asked, query, length) == 0 &&                \
		       dusty(&manner, server, proto, &asked, reply, buffer);          \
	}

#define EVER 10000u

MANNER(once_lost, .tcp = true, .edns_lost = FIRST_LOST)
MANNER(some_lost, .half = true, .tcp = true, .edns_lost = FIRST_LOST)
MANNER(some_lost_without_tcp, .half = true, .edns_lost = FIRST_LOST)
MANNER(some_lost_everywhere, .half = true, .all_fail = true, .tcp = true,
       .edns_lost = FIRST_LOST)
MANNER(some_lost_above_too, .half = true, .all_fail = true, .tcp = true,
       .edns_lost = FIRST_LOST, .above_too = true)
MANNER(one_came, .all_fail = true, .edns_lost = EVER, .plain_lost = EVER)
MANNER(edns_over_tcp, .all_fail = true, .tcp = true, .edns_lost = EVER)
MANNER(never_with_edns, .all_fail = true, .edns_lost = EVER)
MANNER(never_with_edns_for_some, .edns_lost = EVER)

/* The counts begin anew with each: nothing of it is steady. */
#define CHECK(manner, expected)                                                               \
	do {                                                                                  \
		with_edns = without = above = 0;                                              \
		play_check(WORLD DUST RESOLVERS, NAMES,                                       \
			   &(struct play_options) { .override = (manner), .unsteady = true }, \
			   PLAY_LINES(expected), __func__);                                   \
	} while (0)

Test(edns, one_lucky_datagram_without_it_is_no_dislike)
{
	CHECK(some_lost, "www.dust.net A: degraded authoritative auth_packet_loss likely");
	CHECK(some_lost_without_tcp,
	      "www.dust.net A: degraded authoritative auth_packet_loss likely");
	CHECK(some_lost_everywhere,
	      "www.dust.net A: failure authoritative auth_packet_loss likely");
	CHECK(once_lost, "www.dust.net A: degraded authoritative auth_packet_loss possible");
	CHECK(one_came, "www.dust.net A: failure authoritative auth_packet_loss possible");
}

/* What gets lost on the way to those above as well, asked as often, is no loss of the zone's. */
Test(edns, a_zone_is_not_lossy_where_those_above_lose_as_much)
{
	CHECK(some_lost_above_too,
	      "www.dust.net A: failure undetermined contradiction possible");
}

/* Who answers it over TCP knows EDNS: what is lost is longer. */
Test(edns, an_answer_with_it_over_tcp_is_no_dislike)
{
	CHECK(edns_over_tcp, "www.dust.net A: failure authoritative auth_udp_blocked");
}

Test(edns, silence_with_it_each_time_and_without_it_never)
{
	CHECK(never_with_edns,
	      "www.dust.net A: failure authoritative auth_edns_intolerant confirmed");
	CHECK(never_with_edns_for_some,
	      "www.dust.net A: degraded authoritative auth_edns_intolerant likely");
}

/* ---- what is too long ----------------------------------------------------------------------- */

#define WIDE                                                     \
	"server ns1.wide.net. 198.18.51.1\n"                     \
	"zone wide.net. at ns1.wide.net.\n	long A 198.19.51.1\n" \
	"	www A 198.19.51.2\n"

/* One name's answer is longer than what gets through; no resolver has it. */
static bool too_long(bool tcp, const struct fd_endpoint *server, enum fd_proto proto,
		     const struct fd_message *asked, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	static const uint8_t wide[4] = { 198, 18, 51, 1 };
	bool here = is_at(server, wide);

	if ((here && proto == FD_TCP && tcp) || !is_under(asked, "long.wide.net")) {
		return false;
	}
	if (!here && server->address[0] == 198 && server->address[1] == 18) {
		return false;
	}
	*ret_reply = here && (proto == FD_TCP || asked->edns.present)
			     ? (struct fd_reply) { .kind = FD_REPLY_NONE }
		     : here ? reply_bare(asked, FD_FLAG_AA | FD_FLAG_TC, buffer)
			    : reply_bare(asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	return true;
}

static bool over_tcp_it_comes(const struct fd_endpoint *server, enum fd_proto proto,
			      const uint8_t *query, size_t length, struct fd_reply *reply,
			      uint8_t *buffer)
{
	struct fd_message asked;

	return fd_message_parse(&asked, query, length) == 0 &&
	       too_long(true, server, proto, &asked, reply, buffer);
}

static bool over_tcp_nothing_comes(const struct fd_endpoint *server, enum fd_proto proto,
				   const uint8_t *query, size_t length, struct fd_reply *reply,
				   uint8_t *buffer)
{
	struct fd_message asked;

	return fd_message_parse(&asked, query, length) == 0 &&
	       too_long(false, server, proto, &asked, reply, buffer);
}

static void check_said(const struct play_options *options, const char *verdict,
		       const char *said, const char *unsaid)
{
	struct play play;

	play_run(&play, WORLD WIDE RESOLVERS,
		 INVENTORY(AT_ALL, "\"long.wide.net\", \"www.wide.net\", " GOOD_NAMES),
		 options);
	const char *got = play_verdict(&play, "long.wide.net A");
	const char *summary = play_find(&play, "long.wide.net A")->summary;
	cr_expect_str_eq(got, verdict, "%s", got);
	cr_expect_not_null(strstr(summary, said), "%s", summary);
	cr_expect_null(strstr(summary, unsaid), "%s", summary);
	play_finish(&play);
}

/* Its zone's SOA they give with EDNS: that is not what they dislike. */
Test(edns, what_is_too_long_for_a_datagram)
{
	check_said(&(struct play_options) { .override = over_tcp_it_comes },
		   "failure authoritative auth_udp_blocked likely",
		   "or comes over TCP, arrives", "nothing comes");
	check_said(&(struct play_options) { .override = over_tcp_nothing_comes },
		   "failure authoritative auth_tcp_blocked likely", "over TCP nothing comes",
		   "or comes over TCP");
}

/* All but one of the resolvers find the way round. */
static bool one_resolver_waits(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *reply,
			       uint8_t *buffer)
{
	static const uint8_t good[4] = { 198, 19, 51, 1 };
	struct fd_builder builder;
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 ||
	    !too_long(true, server, proto, &asked, reply, buffer)) {
		return false;
	}
	if (is_at(server, isp) || is_at(server, eight)) {
		reply_begin(&builder, &asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300,
				  good, 4);
		*reply = reply_end(&builder);
	}
	return true;
}

Test(edns, what_is_too_long_is_no_broken_way_of_one_resolver)
{
	PLAY_WITH({ .override = one_resolver_waits },
		  WORLD WIDE "resolver office 10.1.0.53\n" ISP EIGHT,
		  INVENTORY(AT_THREE, "\"long.wide.net\", \"www.wide.net\", " GOOD_NAMES),
		  "long.wide.net A: degraded authoritative auth_udp_blocked likely | "
		  "office=auth_udp_blocked/authoritative");
}

/* ---- some servers only ------------------------------------------------------------------------ */

/* One server is well; the other one answers nothing that is asked with EDNS, and everything over TCP. */
static bool one_dislikes(const struct fd_endpoint *server, enum fd_proto proto,
			 const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			 uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "dust.net")) {
		return false;
	}
	if (is_at(server, isp) || is_at(server, eight)) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
		return true;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return is_at(server, lossy) && proto == FD_UDP && asked.edns.present;
}

Test(edns, who_is_asked_in_another_way_and_answers_is_not_out)
{
	PLAY_WITH({ .override = one_dislikes }, WORLD DUST RESOLVERS, NAMES,
		  "www.dust.net A: degraded authoritative auth_udp_blocked likely");
}

/* The same, and a root's keys, which are long, come over TCP alone: then it is this site that loses what is long. */
static bool long_ones_get_lost(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			       uint8_t *buffer)
{
	struct fd_message asked;
	bool direct = server->address[0] == 198 && server->address[1] == 18;
	int parsed = fd_message_parse(&asked, query, length);

	if (parsed == 0 && direct && proto == FD_UDP && asked.qtype == FD_TYPE_DNSKEY) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
		return true;
	}
	return one_dislikes(server, proto, query, length, ret_reply, buffer);
}

Test(edns, what_is_long_and_never_gets_here_is_not_held_against_a_zone)
{
	struct play play;
	const struct play_options options = { .override = long_ones_get_lost };

	play_run(&play, WORLD DUST RESOLVERS, NAMES, &options);
	const struct fd_verdict *verdict = play_find(&play, "www.dust.net A");
	cr_expect_neq(verdict->locus, FD_LOCUS_AUTHORITATIVE, "%s", verdict->summary);
	play_finish(&play);
}

/* One name, at one resolver, and only with EDNS: FORMERR. */
static bool office_dislikes_edns_for_one(const struct fd_endpoint *server, enum fd_proto proto,
					 const uint8_t *query, size_t length,
					 struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 };
	struct fd_message asked;

	if (!is_about(server, office, query, length, "www.shop.net", &asked) ||
	    !asked.edns.present) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_FORMERR, buffer);
	return true;
}

Test(edns, that_one_resolver_dislikes_for_one_name)
{
	PLAY_WITH({ .override = office_dislikes_edns_for_one }, WORLD RESOLVERS,
		  INVENTORY(AT_ALL, GOOD_NAMES),
		  "www.shop.net A: degraded local resolver_edns_broken likely | "
		  "office=resolver_edns_broken/local");
}

/* The servers say BADVERS to EDNS, and the resolvers make nothing of it (seen: Unbound). */
static bool badvers_makes_nothing(const struct fd_endpoint *server, enum fd_proto proto,
				  const uint8_t *query, size_t length,
				  struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (fd_message_parse(&asked, query, length) < 0 || !is_under(&asked, "dust.net")) {
		return false;
	}
	if (server->address[0] != 198 || server->address[1] != 18) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD, buffer);
		return true;
	}
	if ((!is_at(server, lossy) && !is_at(server, dead)) || !asked.edns.present) {
		return false;
	}
	reply_begin(&builder, &asked, FD_BADVERS & 15, buffer);
	fd_builder_edns(&builder, 1232, false, FD_BADVERS >> 4, NULL, 0);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(edns, an_empty_answer_is_no_denial_where_the_servers_dislike_edns)
{
	PLAY_WITH({ .override = badvers_makes_nothing }, WORLD DUST RESOLVERS, NAMES,
		  "www.dust.net A: failure authoritative auth_edns_intolerant confirmed");
}

/* ---- options ------------------------------------------------------------------------------------ */

static enum {
	OPTIONS_DROPPED,
	OPTIONS_REFUSED,
	OPTIONS_BADCOOKIE,
	OPTIONS_COOKIE
} with_options;

/* The servers do not answer what carries an option; two of the resolvers send a cookie with each question. */
static bool dislike_options(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t cookie[4 + 16] = { 0, FD_OPTION_COOKIE, 0, 16 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (fd_message_parse(&asked, query, length) < 0 || !is_under(&asked, "dust.net")) {
		return false;
	}
	if (server->address[0] != 198 || server->address[1] != 18) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
		return !is_at(server, isp) && !is_at(server, eight);
	}
	if (with_options == OPTIONS_DROPPED) {
		*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	} else if (with_options == OPTIONS_REFUSED) {
		*ret_reply = reply_bare(&asked, FD_REFUSED, buffer);
	} else { /* with the server's half of the cookie, or without */
		reply_begin(&builder, &asked, FD_BADCOOKIE & 15, buffer);
		fd_builder_edns(&builder, 1232, false, FD_BADCOOKIE >> 4, cookie,
				with_options == OPTIONS_COOKIE ? sizeof(cookie) : 0);
		*ret_reply = reply_end(&builder);
	}
	return asked.edns.options_length > 0;
}

Test(edns, options_that_servers_dislike)
{
	for (with_options = OPTIONS_DROPPED; with_options < OPTIONS_COOKIE; with_options++) {
		PLAY_WITH(
			{ .override = dislike_options }, WORLD DUST RESOLVERS, NAMES,
			"www.dust.net A: degraded authoritative auth_edns_intolerant likely | "
			"office=auth_edns_intolerant/authoritative "
			"nine=auth_edns_intolerant/authoritative",
			"office: ok none ok");
		PLAY_WITH({ .override = dislike_options }, WORLD DUST OFFICE,
			  INVENTORY(AT_OFFICE, "\"www.dust.net\", " GOOD_NAMES),
			  "www.dust.net A: failure authoritative auth_edns_intolerant likely");
	}
	/* Who gives the other half of the cookie wants it back, and no more. */
	with_options = OPTIONS_COOKIE;
	PLAY_WITH({ .override = dislike_options }, WORLD DUST RESOLVERS, NAMES,
		  "www.dust.net A: degraded upstream resolver_auth_path_broken");
}
