/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* What a resolver makes on purpose: by its own word, or as its own; and what looks like it and is not. */

enum way {
	AS_OWN = 1 << 0,    /* AA, though it looks things up for others */
	SAYS_SO = 1 << 1,   /* EDE 17 */
	BY_LIST = 1 << 2,   /* with the SOA of a policy zone */
	BY_ALIAS = 1 << 3,  /* the page has a name of its own */
	DENIES = 1 << 4,    /* no page: there is no such name */
	LETS_PASS = 1 << 5, /* no page: what the zone has */
	GIVES = 1 << 6,	    /* the page, and no word of what it is */
};

static struct {
	unsigned office, isp, nine, eight;
} ways; /* by which each of them gives ads.shop.net */

static unsigned way_of(const struct fd_endpoint *server)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 }, isp[4] = { 198, 51, 100, 53 };
	static const uint8_t nine[4] = { 203, 0, 113, 53 }, eight[4] = { 192, 0, 2, 53 };

	return is_at(server, office)  ? ways.office
	       : is_at(server, isp)   ? ways.isp
	       : is_at(server, nine)  ? ways.nine
	       : is_at(server, eight) ? ways.eight
				      : 0;
}

static void reply_page(struct fd_builder *builder, const struct fd_name *qname, unsigned way)
{
	static const uint8_t page[4] = { 192, 0, 2, 99 }, real[4] = { 198, 19, 2, 9 };
	struct fd_name owner = *qname;

	if ((way & BY_ALIAS) != 0) {
		cr_assert_eq(fd_name_parse(&owner, "page.fire"), 0);
		fd_builder_record(builder, FD_SECTION_ANSWER, qname, FD_TYPE_CNAME, 60,
				  owner.wire, owner.length);
	}
	fd_builder_record(builder, FD_SECTION_ANSWER, &owner, FD_TYPE_A, 60,
			  (way & LETS_PASS) != 0 ? real : page, 4);
}

static bool makes(const struct fd_endpoint *server, enum fd_proto proto, const uint8_t *query,
		  size_t length, struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t soa[22] = { [5] = 1, [21] = 60 };
	static const uint8_t filtered[] = { 0, FD_OPTION_EDE, 0, 2, 0, 17 };
	unsigned way = way_of(server);
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name zone;

	(void)proto;
	if (way == 0 || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "ads.shop.net")) {
		return false;
	}
	unsigned flags = FD_FLAG_RD | FD_FLAG_RA;
	flags |= (way & AS_OWN) != 0 ? (unsigned)FD_FLAG_AA : 0;
	flags |= (way & DENIES) != 0 ? (unsigned)FD_NXDOMAIN : 0;
	reply_begin(&builder, &asked, flags, buffer);
	if ((way & DENIES) == 0 && asked.qtype == FD_TYPE_A) {
		reply_page(&builder, &asked.qname, way);
	}
	if ((way & BY_LIST) != 0) {
		cr_assert_eq(fd_name_parse(&zone, "rpz.fire"), 0);
		fd_builder_record(&builder, FD_SECTION_ADDITIONAL, &zone, FD_TYPE_SOA, 60, soa,
				  sizeof(soa));
	}
	if ((way & SAYS_SO) != 0) {
		fd_builder_edns(&builder, 1232, false, 0, filtered, sizeof(filtered));
	}
	*ret_reply = reply_end(&builder);
	return true;
}

/* Where the zone's servers may not be asked. */
#define PLAY_BLIND(how, world, inventory, ...)                                      \
	play_check(world, inventory,                                                \
		   &(struct play_options) { .override = (how), .no_direct = true }, \
		   PLAY_LINES(__VA_ARGS__), __func__)

#define ADS "\"ads.shop.net\", " GOOD_NAMES
#define AT_TWO                                                                  \
	"\"resolvers\": ["                                                      \
	"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}," \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"
#define AT_NINE            \
	"\"resolvers\": [" \
	"{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"

Test(policy, a_denial_by_a_list_where_nobody_else_may_be_asked)
{
	ways.office = DENIES | BY_LIST;
	PLAY_BLIND(makes, WORLD OFFICE, INVENTORY(AT_OFFICE, ADS),
		   "ads.shop.net A: degraded local resolver_blocklist likely | "
		   "office=resolver_blocklist/local");
}

/* One says it, the other one gives it as its own. */
Test(policy, two_that_agree)
{
	ways.isp = AS_OWN | GIVES;
	ways.nine = SAYS_SO | GIVES;
	PLAY_WITH({ .override = makes }, WORLD ISP NINE, INVENTORY(AT_TWO, ADS),
		  "ads.shop.net A: failure upstream resolver_blocklist likely | "
		  "isp=resolver_blocklist/upstream nine=resolver_blocklist/upstream");
}

/* A list that lets it pass is said too (seen: PowerDNS). */
Test(policy, what_the_zone_has_is_no_page)
{
	ways.nine = SAYS_SO | LETS_PASS;
	PLAY_WITH({ .override = makes }, WORLD NINE, INVENTORY(AT_NINE, ADS),
		  "ads.shop.net A: ok none ok confirmed | ");
	ways.nine = SAYS_SO | GIVES;
	PLAY_WITH({ .override = makes }, WORLD NINE, INVENTORY(AT_NINE, ADS),
		  "ads.shop.net A: degraded upstream resolver_blocklist likely | "
		  "nine=resolver_blocklist/upstream");
}

Test(policy, a_page_with_a_name_of_its_own)
{
	ways.nine = BY_LIST | BY_ALIAS;
	PLAY_WITH({ .override = makes }, WORLD RESOLVERS, INVENTORY(AT_ALL, ADS),
		  "ads.shop.net A: degraded upstream resolver_blocklist likely | "
		  "nine=resolver_blocklist/upstream");
	ways.nine = AS_OWN | BY_ALIAS;
	PLAY_WITH({ .override = makes }, WORLD RESOLVERS, INVENTORY(AT_ALL, ADS),
		  "ads.shop.net A: degraded upstream resolver_blocklist likely | "
		  "nine=resolver_blocklist/upstream");
}

/* Another one gives the very same. */
Test(policy, one_page_is_like_the_other)
{
	ways.nine = SAYS_SO | GIVES;
	ways.isp = GIVES;
	PLAY_WITH({ .override = makes }, WORLD RESOLVERS, INVENTORY(AT_ALL, ADS),
		  "ads.shop.net A: degraded upstream resolver_blocklist likely | "
		  "isp=resolver_blocklist/upstream nine=resolver_blocklist/upstream");
}

/* ---- an alias to what is not there --------------------------------------------------------------- */

/* The alias is proved, and what it leads to is not: that alone gets an address. */
Test(policy, a_rewriter_of_what_an_alias_leads_to_has_no_old_cache)
{
	PLAY(WORLD OFFICE NINE EIGHT "resolver isp 198.51.100.53 rewrite=192.0.2.250\n",
	     INVENTORY(AT_ALL, "\"gone.pay.example\", " GOOD_NAMES),
	     "gone.pay.example A: failure authoritative cname_dangling likely | "
	     "office=cname_dangling/authoritative isp=resolver_nxdomain_rewrite/upstream "
	     "nine=cname_dangling/authoritative eight=cname_dangling/authoritative");
}

/* ---- a name that is dropped ----------------------------------------------------------------------- */

#define BIG                                    \
	"server ns1.big.net. 198.18.33.1\n"    \
	"zone big.net. at ns1.big.net.\n"      \
	"	a A 198.19.33.1\n	b A 198.19.33.2\n" \
	"	c A 198.19.33.3\n	d A 198.19.33.4\n" \
	"	e A 198.19.33.5\n	ads A 198.19.33.6\n"
#define BIG_NAMES \
	"\"a.big.net\", \"b.big.net\", \"c.big.net\", \"d.big.net\", \"e.big.net\", \"ads.big.net\", "

/* Three of four drop it, and have all else of its zone. */
static bool drops(const struct fd_endpoint *server, enum fd_proto proto, const uint8_t *query,
		  size_t length, struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_message asked;

	(void)proto;
	(void)buffer;
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return fd_message_parse(&asked, query, length) == 0 &&
	       is_under(&asked, "ads.big.net") && way_of(server) != 0;
}

Test(policy, a_name_that_several_drop_is_no_limit_of_its_zone)
{
	ways.office = ways.isp = ways.nine = GIVES;
	PLAY_WITH({ .override = drops }, WORLD RESOLVERS BIG,
		  INVENTORY(AT_ALL, BIG_NAMES GOOD_NAMES),
		  "ads.big.net A: degraded local resolver_blocklist possible");
}

/* ---- made, and by no list ------------------------------------------------------------------------- */

/* DNS64, and it says that it is made (EDE 4). */
static bool makes_six(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	static const uint8_t made[16] = { 0, 0x64, 0xff, 0x9b, [12] = 198, 19, 2, 9 };
	static const uint8_t forged[] = { 0, FD_OPTION_EDE, 0, 2, 0, 4 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (way_of(server) == 0 || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "ads.shop.net") || asked.qtype != FD_TYPE_AAAA) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_AAAA, 60, made,
			  sizeof(made));
	fd_builder_edns(&builder, 1232, false, 0, forged, sizeof(forged));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(policy, what_dns64_makes_is_no_page)
{
	ways.nine = GIVES;
	PLAY_BLIND(makes_six, WORLD NINE,
		   INVENTORY(AT_NINE, "{\"name\": \"ads.shop.net\", \"types\": [\"A\", "
				      "\"AAAA\"]}, " GOOD_NAMES),
		   "ads.shop.net AAAA: ok none ok", "nine: ok none ok");
}

/* ---- to some networks alone ------------------------------------------------------------------------ */

static uint32_t six_ttl;

/* An AAAA that the zone's servers do not have for others. */
static bool has_six(const struct fd_endpoint *server, enum fd_proto proto, const uint8_t *query,
		    size_t length, struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t address[16] = { 0x20, 1, 0xd, 0xb8, [15] = 6 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (way_of(server) == 0 || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "ads.shop.net") || asked.qtype != FD_TYPE_AAAA) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_AAAA, six_ttl,
			  address, sizeof(address));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(policy, what_is_kept_for_seconds_is_no_old_cache)
{
	const char *names = INVENTORY(
		AT_ALL,
		"{\"name\": \"ads.shop.net\", \"types\": [\"A\", \"AAAA\"]}, " GOOD_NAMES);

	ways.isp = GIVES;
	six_ttl = 20;
	PLAY_WITH({ .override = has_six }, WORLD RESOLVERS, names,
		  "ads.shop.net AAAA: info none split_horizon possible");
	six_ttl = 900;
	PLAY_WITH({ .override = has_six }, WORLD RESOLVERS, names,
		  "ads.shop.net AAAA: degraded upstream resolver_stale_cache possible | "
		  "isp=resolver_stale_cache/upstream");
}
