/* SPDX-License-Identifier: MIT */
#ifndef WORLD_CACHE_H
#define WORLD_CACHE_H

#include "world/response.h"

/**
 * What a resolver remembers: whole responses, and the referrals it has seen, in a fixed number of slots. An entry's time
 * begins when its answer was there (`since_ns`), which may be ahead of now: who asks meanwhile waits for the same answer,
 * as a resolver joins equal questions.
 */
enum cache_kind {
	CACHE_ANSWER,
	CACHE_ANSWER_CD, /* a forwarder passes CD on: another answer */
	CACHE_REFERRAL,	 /* the cut itself, type NS */
};

struct cache_key {
	const struct fd_name *name;
	uint16_t type;
	enum cache_kind kind;
};

struct cache;
int cache_create(struct cache **ret_cache, uint32_t slots);
void cache_destroy(struct cache *cache);

/** Copies the entry, TTLs counted down, the wait for it in `delay_ns`. False when there is none in force. */
bool cache_find(const struct cache *cache, struct cache_key key, int64_t now_ns,
		struct response *ret_response);
/** Like cache_find() for an entry whose time is over: TTLs are 30 (RFC 8767 4). */
bool cache_find_stale(const struct cache *cache, struct cache_key key,
		      struct response *ret_response);
/** Keeps a copy until `since_ns` + `lifetime_ns`. Forgets quietly when memory ran out. */
void cache_store(struct cache *cache, struct cache_key key, const struct response *response,
		 int64_t since_ns, int64_t lifetime_ns);

#endif
