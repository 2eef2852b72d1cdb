/* SPDX-License-Identifier: MIT */
#ifndef WORLD_LIMITS_H
#define WORLD_LIMITS_H

/** Limits of the made DNS that are not fixed by the protocol, each with its reason. */

enum {
	/* Addresses of one host: v4 and v6 in a few networks. */
	WORLD_ADDRESSES_MAX = 8,
	/* Words on one line of a description; a TXT record of many strings is the longest. */
	WORLD_WORDS_MAX = 80,
	/* Octets of one record's data: a TXT of a few strings. */
	WORLD_RDATA_MAX = 4096,
	/* Hosts named in one list (`at`, `forward=`, `cannot-reach=`): a TLD has 13. */
	WORLD_LIST_MAX = 16,
	/* Records of one response, and octets of their owners and data: fills a TCP reply of some size. */
	WORLD_ITEMS_MAX = 128,
	WORLD_ARENA_MAX = 24576,
	/* Extended errors one response carries. */
	WORLD_EDE_MAX = 3,
	/* Links of a CNAME chain a server or resolver follows (BIND and Unbound: 11 to 17). */
	WORLD_CHAIN_MAX = 12,
	/* Referrals followed for one name: a name has at most 127 labels, real ones cross three or four cuts. */
	WORLD_REFERRALS_MAX = 24,
	/* Resolutions inside each other: forwarders of forwarders, addresses of name servers without glue. */
	WORLD_DEPTH_MAX = 6,
	/* Questions one client query may cost inside the world. Ends delegation loops. */
	WORLD_WORK_MAX = 200,
	/* Addresses tried for one zone cut. */
	WORLD_CUT_ADDRESSES_MAX = 16,
	/* Entries of a resolver's cache unless `cache=` says otherwise, and the most it may say. */
	WORLD_CACHE_DEFAULT = 4096,
	WORLD_CACHE_MAX = 1 << 20,
	/* Neighbouring slots an entry may use; the one that expires first gives way. */
	WORLD_CACHE_WAYS = 4,
	/* Sockets, connections and delayed replies of a served world: a demo, not a name server. */
	WORLD_CONNECTIONS_MAX = 128,
	WORLD_DELAYED_MAX = 65536,
	/* Events and datagrams handled between two looks at the clock. */
	WORLD_EVENTS_MAX = 64,
	WORLD_BURST_MAX = 64,
	/* A TCP client that does not read loses its connection when this much waits for it. */
	WORLD_TCP_BACKLOG_MAX = 4 * 65537,
};

#endif
