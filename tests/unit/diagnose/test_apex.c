/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Servers that know nothing of their zone's apex, or that somebody else has bought: what the seventh lab taught. */

#define HEALTHY WORLD RESOLVERS

static const uint8_t office[] = { 10, 1, 0, 53 };

/* ---- balancers ---------------------------------------------------------------------------------- */

static unsigned apex_flags; /* what they say of the apex */
static bool apex_of_parent; /* and with the parent's SOA */

static bool is_name(const struct fd_message *asked, const char *text)
{
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, text), 0);
	return fd_name_equal(&asked->qname, &name);
}

static void add_soa(struct fd_builder *builder, const char *zone)
{
	static const uint8_t soa[] = { 0, 0,  0,  0, 0,	 4,   0, 0, 28, 32, 0,
				       0, 14, 16, 0, 18, 117, 0, 0, 0,	0,  60 };
	struct fd_name owner;

	cr_assert_eq(fd_name_parse(&owner, zone), 0);
	fd_builder_record(builder, FD_SECTION_AUTHORITY, &owner, FD_TYPE_SOA, 60, soa,
			  sizeof(soa));
}

static bool is_balancer(const struct fd_endpoint *server)
{
	return server->family == 4 && server->address[0] == 198 && server->address[1] == 18 &&
	       server->address[2] >= 41 && server->address[2] <= 42;
}

/* SERVFAIL for pay, of which resolvers make SERVFAIL; an address for www. */
static bool balancers_reply(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	struct fd_message asked;
	struct fd_builder builder;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "lb.net")) {
		return false;
	}
	bool resolver = server->address[1] != 18;
	if (is_name(&asked, "pay.lb.net") && (resolver || is_balancer(server))) {
		bool denies = apex_of_parent && !resolver;
		reply_begin(&builder, &asked, denies ? FD_FLAG_AA | FD_NXDOMAIN : FD_SERVFAIL,
			    buffer);
		if (denies) {
			add_soa(&builder, "net");
		}
		*ret_reply = reply_end(&builder);
		return true;
	}
	if (!is_balancer(server) || !is_name(&asked, "lb.net")) {
		return false;
	}
	reply_begin(&builder, &asked, apex_flags, buffer);
	if (apex_of_parent) {
		add_soa(&builder, "net");
	}
	*ret_reply = reply_end(&builder);
	return true;
}

#define BALANCED                                    \
	"server ns1.lb.net. 198.18.41.1\n"          \
	"server ns2.lb.net. 198.18.42.1\n"          \
	"zone lb.net. at ns1.lb.net.,ns2.lb.net.\n" \
	"	www A 198.19.9.1\n	pay A 198.19.9.2\n"

Test(apex, a_balancer_that_does_not_know_it_is_not_lame)
{
	static const unsigned flags[] = { FD_FLAG_AA, FD_REFUSED, FD_FLAG_AA | FD_NXDOMAIN };

	apex_of_parent = false;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		apex_flags = flags[i];
		PLAY_WITH({ .override = balancers_reply }, HEALTHY BALANCED,
			  INVENTORY(AT_ALL, "\"pay.lb.net\", \"www.lb.net\"," GOOD_NAMES),
			  "pay.lb.net A: failure authoritative auth_servfail confirmed",
			  "www.lb.net A: ok none ok");
	}
}

/* An old copy of the parent denies it too, and serves nothing of it. */
Test(apex, a_copy_of_the_parent_is_lame)
{
	static const unsigned flags[] = { FD_FLAG_AA, FD_FLAG_AA | FD_NXDOMAIN };

	apex_of_parent = true;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		apex_flags = flags[i];
		PLAY_WITH({ .override = balancers_reply }, HEALTHY BALANCED,
			  INVENTORY(AT_ALL, "\"pay.lb.net\"," GOOD_NAMES),
			  "pay.lb.net A: failure authoritative auth_lame confirmed");
	}
}

/* Of all but A they say one thing, or nothing; AAAA they drop, of which resolvers make SERVFAIL. One resolver fails pay by itself. */
static unsigned apex_says;

static bool boxes_reply(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "lb.net")) {
		return false;
	}
	bool resolver = server->address[1] != 18;
	if (resolver && (asked.qtype == FD_TYPE_AAAA ||
			 (is_name(&asked, "pay.lb.net") && is_at(server, office)))) {
		*ret_reply = reply_bare(&asked, FD_SERVFAIL | FD_FLAG_RA, buffer);
		return true;
	}
	if (!is_balancer(server) || asked.qtype == FD_TYPE_A) {
		return false;
	}
	*ret_reply = apex_says == 0 || asked.qtype == FD_TYPE_AAAA
			     ? (struct fd_reply) { .kind = FD_REPLY_NONE }
			     : reply_bare(&asked, apex_says, buffer);
	return true;
}

Test(apex, a_box_that_answers_a_and_nothing_else_is_not_dead)
{
	static const unsigned says[] = { FD_REFUSED, FD_NOTIMP, FD_SERVFAIL, FD_FORMERR, 0 };

	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++) {
		apex_says = says[i];
		PLAY_WITH(
			{ .override = boxes_reply }, HEALTHY BALANCED,
			INVENTORY(
				AT_ALL,
				"{\"name\":\"www.lb.net\",\"types\":[\"A\",\"AAAA\"]}, \"pay.lb.net\"," GOOD_NAMES),
			"www.lb.net AAAA: failure authoritative auth_qtype_dropped confirmed",
			"pay.lb.net A: degraded upstream resolver_auth_path_broken likely",
			"www.lb.net A: ok none ok");
	}
	/* Nobody has asked for A: of one that refuses its apex it is asked all the same. */
	apex_says = FD_REFUSED;
	PLAY_WITH({ .override = boxes_reply }, HEALTHY BALANCED,
		  INVENTORY(AT_ALL,
			    "{\"name\":\"www.lb.net\",\"types\":[\"AAAA\"]}, " GOOD_NAMES),
		  "www.lb.net AAAA: failure authoritative auth_qtype_dropped confirmed");
}

/* The SOA with its signatures is too long for the way to here, and one resolver has no way to the zone. */
static bool long_gets_lost(const struct fd_endpoint *server, enum fd_proto proto,
			   const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			   uint8_t *buffer)
{
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "lb.net")) {
		return false;
	}
	if (is_at(server, office)) {
		*ret_reply = reply_bare(&asked, FD_SERVFAIL | FD_FLAG_RA, buffer);
		return true;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return is_balancer(server) && asked.qtype == FD_TYPE_SOA && asked.edns.present &&
	       proto == FD_UDP;
}

Test(apex, a_long_soa_that_gets_lost_is_no_fault_of_the_zone)
{
	PLAY_WITH({ .override = long_gets_lost }, HEALTHY BALANCED,
		  INVENTORY(AT_ALL, "\"www.lb.net\", " GOOD_NAMES),
		  "www.lb.net A: degraded upstream resolver_auth_path_broken likely");
	PLAY_WITH({ .override = long_gets_lost }, HEALTHY BALANCED,
		  INVENTORY(AT_OFFICE, "\"www.lb.net\", " GOOD_NAMES),
		  "www.lb.net A: failure upstream resolver_auth_path_broken possible");
}

/* ---- neighbours --------------------------------------------------------------------------------- */

/* A past bug: the sums over the hashes of addresses as near as these were the same. */
Test(apex, zones_on_neighbouring_servers_are_not_one)
{
	static const char *const names[] = { "www.one.net A", "www.two.net A" };
	struct play play;

	play_run(&play,
		 HEALTHY "server ns1.one.net. 198.101.12.1 silent\n"
			 "server ns2.one.net. 198.102.12.1 silent\n"
			 "zone one.net. at ns1.one.net.,ns2.one.net.\n"
			 "server ns1.two.net. 198.101.13.1 silent\n"
			 "server ns2.two.net. 198.102.13.1 silent\n"
			 "zone two.net. at ns1.two.net.,ns2.two.net.\n",
		 INVENTORY(AT_ALL, "\"www.one.net\", \"www.two.net\", " GOOD_NAMES),
		 &(struct play_options) { 0 });
	for (size_t i = 0; i < 2; i++) {
		const struct fd_verdict *verdict = play_find(&play, names[i]);
		cr_expect_eq(verdict->cause, FD_CAUSE_auth_timeout);
		cr_expect_eq(strstr(verdict->summary, "2 zones"), NULL, "%s", verdict->summary);
	}
	play_finish(&play);
}

/* ---- large datagrams ---------------------------------------------------------------------------- */

/* What shop.net says of TXT is large, and nothing large gets here: with EDNS there is silence, without it comes. */
static bool loses_large(const struct fd_endpoint *server, enum fd_proto proto,
			const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			uint8_t *buffer)
{
	struct fd_message asked;

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return fd_message_parse(&asked, query, length) == 0 && is_under(&asked, "shop.net") &&
	       asked.qtype == FD_TYPE_TXT && proto == FD_UDP && asked.counts[3] > 0;
}

/* Who has got it from the servers, and gives it over TCP, was served by them. */
Test(apex, large_datagrams_lost_here_accuse_no_zone)
{
	PLAY_WITH({ .override = loses_large },
		  WORLD OFFICE ISP "zone large.shop.net. at ns1.shop.net.,ns2.shop.net.\n"
				   "	mid TXT \"a long text\"\n",
		  INVENTORY("\"resolvers\": [{\"id\": \"office\", \"address\": \"10.1.0.53\","
			    "\"role\": \"local\"}],",
			    "{\"name\": \"mid.large.shop.net\", \"types\": [\"TXT\"]},"
			    "\"www.pay.example\", \"api.pay.example\", \"www.shop.net\""),
		  "mid.large.shop.net TXT: failure local path_drops_edns likely | "
		  "office=path_drops_edns/local");
}

/* ---- sold --------------------------------------------------------------------------------------- */

static const uint8_t grabber[4] = { 198, 18, 44, 1 }, isp[4] = { 198, 51, 100, 53 };
static unsigned grabber_apex;

/* The grabber gives one address for every name, and so does whoever has met it. */
static bool grabber_replies(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t page[4] = { 198, 18, 44, 1 };
	struct fd_message asked;
	struct fd_builder builder;
	bool theirs = is_at(server, grabber);

	if ((!theirs && !is_at(server, isp)) || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "sold.net") || (!theirs && asked.qtype != FD_TYPE_A)) {
		return false;
	}
	bool about = asked.qtype == FD_TYPE_A;
	reply_begin(&builder, &asked,
		    !theirs ? FD_FLAG_RD | FD_FLAG_RA
		    : about ? FD_FLAG_AA
			    : grabber_apex,
		    buffer);
	if (about) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 60,
				  page, 4);
	}
	*ret_reply = reply_end(&builder);
	return true;
}

#define SOLD                                              \
	"server ns1.sold.net. 198.18.43.1\n"              \
	"server ns2.sold.net. 198.18.44.1\n"              \
	"zone sold.net. at ns1.sold.net.,ns2.sold.net.\n" \
	"	www A 198.19.9.1\n	mail A 198.19.9.2\n	ftp A 198.19.9.3\n"

Test(apex, a_server_that_is_somebody_elses_makes_no_blocklist)
{
	static const unsigned flags[] = { FD_FLAG_AA, FD_REFUSED, 0 };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		grabber_apex = flags[i];
		PLAY_WITH(
			{ .override = grabber_replies }, HEALTHY SOLD,
			INVENTORY(AT_ALL, "\"www.sold.net\", \"mail.sold.net\","
					  "\"ftp.sold.net\"," GOOD_NAMES),
			"isp: ok none ok",
			"www.sold.net A: degraded authoritative auth_inconsistent_data likely",
			"mail.sold.net A: degraded authoritative auth_inconsistent_data");
	}
}

/* A name that the zone denies: there is no rewriting either. */
Test(apex, nor_a_rewrite)
{
	static const unsigned flags[] = { FD_FLAG_AA, FD_REFUSED, 0 };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		grabber_apex = flags[i];
		PLAY_WITH({ .override = grabber_replies }, HEALTHY SOLD,
			  INVENTORY(AT_ALL, "\"nope.sold.net\"," GOOD_NAMES), "isp: ok none ok",
			  "nope.sold.net A: degraded authoritative "
			  "auth_inconsistent_existence");
	}
}
