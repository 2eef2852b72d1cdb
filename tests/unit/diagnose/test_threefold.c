/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "combine.h"
#include "overrides.h"

/* The host's own fault, beside one of a zone and one of a resolver: the host is found all the same, and nobody pays for it. */

typedef bool override(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer);

static bool inside(const struct fd_endpoint *server)
{
	return server->address[0] == 10;
}

static bool no_tcp(const struct fd_endpoint *server, enum fd_proto proto, const uint8_t *query,
		   size_t length, struct fd_reply *ret_reply, uint8_t *buffer)
{
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return proto == FD_TCP;
}

static bool drops_edns(const struct fd_endpoint *server, enum fd_proto proto,
		       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		       uint8_t *buffer)
{
	struct fd_message asked;

	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return fd_message_parse(&asked, query, length) == 0 && asked.edns.present;
}

/* Whoever is not of the site. */
static bool drops_outside(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return !inside(server);
}

static bool rejects_outside(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_UNREACHABLE };
	return !inside(server);
}

static bool is_down(const struct fd_endpoint *server, enum fd_proto proto, const uint8_t *query,
		    size_t length, struct fd_reply *ret_reply, uint8_t *buffer)
{
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return true;
}

/* A box on the way answers what leaves the site, whoever was meant, and has one address for everything. */
static bool intercepts(const struct fd_endpoint *server, enum fd_proto proto,
		       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		       uint8_t *buffer)
{
	static const uint8_t page[4] = { 192, 0, 2, 80 };
	struct fd_builder builder;
	struct fd_message asked;

	if (inside(server) || proto == FD_TCP || fd_message_parse(&asked, query, length) < 0) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA, buffer);
	if (asked.qtype == FD_TYPE_A) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 60,
				  page, sizeof(page));
	}
	*ret_reply = reply_end(&builder);
	return true;
}

static const struct {
	const char *what;
	override *override;
} hosts[] = {
	{ "has no TCP", no_tcp },
	{ "loses EDNS", drops_edns },
	{ "is alone, unheard", drops_outside },
	{ "is alone, rejected", rejects_outside },
	{ "has no network", is_down },
	{ "is intercepted", intercepts },
};

/* Of the three causes one is said, or not ruled out; or it is a guess, and says so. */
static bool name_explained(struct play *zone, struct play *resolver, struct play *host,
			   struct play *all)
{
	const struct fd_verdict *verdict = play_find(all, COMBINED_NAME);

	return combined_says(verdict, play_find(zone, COMBINED_NAME)->cause) ||
	       combined_says(verdict, play_find(resolver, COMBINED_NAME)->cause) ||
	       combined_says(verdict, play_find(host, COMBINED_NAME)->cause) ||
	       combined_says(verdict, play_find(host, "host")->cause) ||
	       verdict->confidence == FD_POSSIBLE;
}

static void check(size_t h, size_t z, size_t r, struct play *zone, struct play *resolver,
		  struct play *host)
{
	static const char *const same[] = {
		"host", "isp", "nine", "eight", "www.pay.example A", "www.shop.net A"
	};
	struct play all;

	combine(&all, SITE_FULL, z, r,
		&(struct play_options) { .override = hosts[h].override });
	bool fair = name_explained(zone, resolver, host, &all);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		fair = fair && combined_same(&all, host, same[i]);
	}
	cr_expect(fair, "a host that %s, a zone that is %s, and a resolver that is %s",
		  hosts[h].what, combined_zones[z].what, combined_resolvers[r].what);
	if (!fair) {
		play_print(&all);
	}
	play_finish(&all);
}

Test(threefold, a_hosts_fault_a_zones_and_a_resolvers)
{
	static struct alone alone;

	alone_play(&alone, SITE_FULL, &(struct play_options) { 0 });
	for (size_t h = 0; h < sizeof(hosts) / sizeof(hosts[0]); h++) {
		for (size_t r = 0; r < COMBINED_RESOLVERS; r++) {
			struct play host;
			combine(&host, SITE_FULL, 0, r,
				&(struct play_options) { .override = hosts[h].override });
			for (size_t z = 0; z < COMBINED_ZONES; z++) {
				check(h, z, r, &alone.zones[z], &alone.resolvers[r], &host);
			}
			play_finish(&host);
		}
	}
	alone_finish(&alone);
}
