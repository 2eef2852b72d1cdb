/* SPDX-License-Identifier: MIT */
#include "world/resolver.h"

#include <string.h>

#include "world/cache.h"

enum {
	TRIES_UNDER_LOSS = 3
};

static const int64_t second_ns = 1000000000;
/* Serve-stale gives up on the servers after this long (RFC 8767 5). */
static const int64_t stale_wait_ns = 1800000000;

static bool list_has(const struct host_list *list, const struct host *host)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->hosts[i] == host) {
			return true;
		}
	}
	return false;
}

static bool dislikes_edns(const struct response *reply)
{
	return reply->rcode == FD_FORMERR || reply->rcode == FD_NOTIMP ||
	       reply->rcode == FD_BADVERS;
}

/* One question, one reply or one wait. */
static bool ask_once(struct fd_world *world, const struct host *host, struct host *server,
		     struct ask *ask, int64_t *elapsed_ns, struct response *reply)
{
	int64_t start_ns = ask->now_ns;

	if (world->work >= WORLD_WORK_MAX) {
		return false;
	}
	world->work++;
	if (server == NULL) {
		reply->kind = FD_REPLY_UNREACHABLE;
		*elapsed_ns += world->hop_ns;
		return false;
	}
	if (list_has(&host->cannot_reach, server)) {
		reply->kind = FD_REPLY_NONE;
		*elapsed_ns += host->attempt_ns;
		return false;
	}
	ask->now_ns += *elapsed_ns;
	host_respond(world, server, ask, reply);
	ask->now_ns = start_ns;
	bool in_time = reply->kind == FD_REPLY_MESSAGE && reply->delay_ns <= host->patience_ns;
	if (in_time) {
		*elapsed_ns += world->hop_ns + reply->delay_ns;
	} else if (reply->kind == FD_REPLY_UNREACHABLE) {
		*elapsed_ns += world->hop_ns;
	} else {
		*elapsed_ns += host->attempt_ns;
	}
	return in_time;
}

bool resolver_ask(struct fd_world *world, const struct host *host, struct host *server,
		  const struct ask *ask, int64_t *elapsed_ns, struct response *reply)
{
	struct ask own = *ask;
	unsigned tries = server != NULL && server->loss > 0 ? TRIES_UNDER_LOSS : 1;
	bool came = false;

	reply->kind = FD_REPLY_UNREACHABLE;
	for (unsigned i = 0; i < tries && !came; i++) {
		came = ask_once(world, host, server, &own, elapsed_ns, reply);
	}
	if (came && dislikes_edns(reply)) {
		own.edns = own.do_bit = false;
		came = ask_once(world, host, server, &own, elapsed_ns, reply);
	}
	if (came && reply->tc) {
		own.proto = FD_TCP;
		came = ask_once(world, host, server, &own, elapsed_ns, reply);
	}
	return came;
}

void resolver_fail(const struct host *host, struct response *result, int64_t delay_ns,
		   uint16_t ede)
{
	response_reset(result, FD_SERVFAIL);
	response_ede(result, ede);
	result->ra = true;
	result->delay_ns = delay_ns < host->patience_ns ? delay_ns : host->patience_ns;
}

void resolver_forward(struct fd_world *world, struct host *host, const struct ask *ask,
		      struct response *result)
{
	struct response *reply = &world->frames[ask->depth].reply;
	int64_t elapsed_ns = 0;
	bool silent = false;
	struct ask up = *ask;

	up.from = host;
	up.rd = up.edns = up.do_bit = true;
	up.proto = FD_UDP;
	up.depth++;
	for (size_t i = 0; i < host->forward.count && elapsed_ns < host->patience_ns; i++) {
		if (!resolver_ask(world, host, host->forward.hosts[i], &up, &elapsed_ns,
				  reply)) {
			silent |= reply->kind != FD_REPLY_UNREACHABLE;
			continue;
		}
		if (reply->rcode == FD_SERVFAIL || reply->rcode == FD_REFUSED) {
			continue;
		}
		response_reset(result, reply->rcode);
		for (unsigned k = 0; k < reply->item_count; k++) {
			response_add_item(result, reply, &reply->items[k], 0);
		}
		response_merge_trust(result, reply->security, reply->bogus);
		result->delay_ns = elapsed_ns;
		return;
	}
	resolver_fail(host, result, silent ? host->patience_ns : elapsed_ns, 22);
}

/* How long the cache may keep a result: its least TTL, that of failures, and the cap of the resolver. */
static int64_t lifetime(const struct host *host, const struct response *result)
{
	uint32_t ttl = UINT32_MAX;

	if (result->rcode != FD_NOERROR && result->rcode != FD_NXDOMAIN) {
		return host->servfail_ns;
	}
	for (unsigned i = 0; i < result->item_count; i++) {
		if (result->items[i].ttl < ttl) {
			ttl = result->items[i].ttl;
		}
	}
	if (result->item_count == 0) {
		/* A negative answer without SOA is not to be cached (RFC 2308 5). */
		return 0;
	}
	int64_t ttl_ns = ttl * second_ns;
	return ttl_ns < host->max_ttl_ns ? ttl_ns : host->max_ttl_ns;
}

static void cap_ttls(const struct host *host, struct response *result)
{
	uint32_t cap = (uint32_t)(host->max_ttl_ns / second_ns);

	for (unsigned i = 0; i < result->item_count; i++) {
		if (result->items[i].ttl > cap) {
			result->items[i].ttl = cap;
		}
	}
}

void resolver_lookup(struct fd_world *world, struct host *host, const struct ask *ask,
		     struct response *result)
{
	bool forwards = host->forward.count > 0;
	enum cache_kind kind = forwards && ask->cd ? CACHE_ANSWER_CD : CACHE_ANSWER;
	struct cache_key key = { &ask->qname, ask->qtype, kind };

	if (cache_find(host->cache, key, ask->now_ns, result)) {
		return;
	}
	if (forwards) {
		resolver_forward(world, host, ask, result);
	} else {
		resolver_iterate(world, host, ask, result);
	}
	int64_t delay_ns = result->delay_ns;
	if (result->rcode == FD_SERVFAIL && host->serve_stale &&
	    cache_find_stale(host->cache, key, result) && result->rcode != FD_SERVFAIL) {
		response_ede(result, result->rcode == FD_NXDOMAIN ? 19 : 3);
		result->delay_ns = delay_ns < stale_wait_ns ? delay_ns : stale_wait_ns;
		return;
	}
	cap_ttls(host, result);
	cache_store(host->cache, key, result, ask->now_ns + delay_ns, lifetime(host, result));
}

/* RD=0: the cache only. Without an entry, the way to the root is all there is to say. */
static void answer_from_cache(const struct fd_world *world, const struct host *host,
			      const struct ask *ask, struct response *response)
{
	if (cache_find(host->cache,
		       (struct cache_key) { &ask->qname, ask->qtype, CACHE_ANSWER },
		       ask->now_ns, response) &&
	    response->delay_ns == 0) {
		return;
	}
	response_reset(response, FD_NOERROR);
	if (host->forward.count == 0) {
		response_add_root_ns(world, response);
	}
}

void resolver_answer(struct fd_world *world, struct host *host, const struct ask *ask,
		     struct response *response)
{
	if (host->no_recursion) {
		response_reset(response, FD_REFUSED);
		response_ede(response, 20);
		return;
	}
	if (policy_before(host, ask, response)) {
		response->ra = true;
		return;
	}
	if (!ask->rd) {
		answer_from_cache(world, host, ask, response);
	} else if (ask->depth >= WORLD_DEPTH_MAX) {
		resolver_fail(host, response, 0, 0);
	} else {
		resolver_lookup(world, host, ask, response);
	}
	response->ra = true;
	policy_after(host, ask, response);
}
