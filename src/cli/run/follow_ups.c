/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run/run.h"

/**
 * The diagnosis wishes, the engine asks: this stands between. Wishes wait here until they are due (spaced repeats, and the
 * politeness towards other people's authoritative servers), and servers met on walks become servers of the engine.
 */

enum {
	WISHES_AT_ONCE = 32,
	DIRECT_QPS = 10, /* to one authoritative address that is not our own */
	DIRECT_OPEN = 4,
	DIRECT_SPACING_NS = 10 * 1000 * 1000, /* 100 q/s over all of them */
	OWN_DIRECT_QPS = 100,		      /* to private and loopback addresses */
	OWN_DIRECT_OPEN = 16,
};

struct asked { /* a wish, waiting or open */
	struct fd_wish wish;
	int64_t due_ns;
};

struct known_server {
	struct fd_endpoint endpoint;
	uint32_t server;
};

struct follow_ups {
	struct run *run;
	struct asked **asked; /* by token; NULL: free */
	size_t count, capacity;
	size_t *free_slots;
	size_t free_count;
	size_t *waiting; /* slots not submitted yet, in order of due_ns */
	size_t waiting_count;
	size_t open;
	struct known_server *servers;
	size_t server_count, server_capacity;
	int64_t next_direct_ns;
};

int follow_ups_create(struct follow_ups **ret_follow_ups, struct run *run)
{
	struct follow_ups *follow_ups = calloc(1, sizeof(*follow_ups));
	if (follow_ups == NULL) {
		return -ENOMEM;
	}
	follow_ups->run = run;
	*ret_follow_ups = follow_ups;
	return 0;
}

void follow_ups_destroy(struct follow_ups *follow_ups)
{
	if (follow_ups == NULL) {
		return;
	}
	for (size_t i = 0; i < follow_ups->count; i++) {
		free(follow_ups->asked[i]);
	}
	free(follow_ups->asked);
	free(follow_ups->free_slots);
	free(follow_ups->waiting);
	free(follow_ups->servers);
	free(follow_ups);
}

static int grow(struct follow_ups *follow_ups)
{
	size_t capacity = follow_ups->capacity == 0 ? 64 : follow_ups->capacity * 2;
	struct asked **asked = realloc(follow_ups->asked, capacity * sizeof(struct asked *));
	if (asked != NULL) {
		follow_ups->asked = asked;
	}
	size_t *free_slots = realloc(follow_ups->free_slots, capacity * sizeof(*free_slots));
	if (free_slots != NULL) {
		follow_ups->free_slots = free_slots;
	}
	size_t *waiting = realloc(follow_ups->waiting, capacity * sizeof(*waiting));
	if (waiting != NULL) {
		follow_ups->waiting = waiting;
	}
	if (asked == NULL || free_slots == NULL || waiting == NULL) {
		return -ENOMEM;
	}
	follow_ups->capacity = capacity;
	return 0;
}

static int take_slot(struct follow_ups *follow_ups, size_t *ret_slot)
{
	if (follow_ups->free_count > 0) {
		*ret_slot = follow_ups->free_slots[--follow_ups->free_count];
		return 0;
	}
	if (follow_ups->count == follow_ups->capacity) {
		int r = grow(follow_ups);
		if (r < 0) {
			return r;
		}
	}
	*ret_slot = follow_ups->count++;
	return 0;
}

/* In order of due_ns; among equals the earlier stays first. */
static void put_waiting(struct follow_ups *follow_ups, size_t slot)
{
	size_t at = follow_ups->waiting_count++;
	int64_t due_ns = follow_ups->asked[slot]->due_ns;

	while (at > 0 && follow_ups->asked[follow_ups->waiting[at - 1]]->due_ns > due_ns) {
		follow_ups->waiting[at] = follow_ups->waiting[at - 1];
		at--;
	}
	follow_ups->waiting[at] = slot;
}

static bool is_polite(const struct fd_wish *wish)
{
	return wish->resolver == FD_NO_INDEX && !fd_endpoint_is_private(&wish->server);
}

static int accept_wish(struct follow_ups *follow_ups, const struct fd_wish *wish)
{
	struct asked *asked = malloc(sizeof(*asked));
	size_t slot;

	if (asked == NULL) {
		return -ENOMEM;
	}
	int r = take_slot(follow_ups, &slot);
	if (r < 0) {
		free(asked);
		return r;
	}
	*asked = (struct asked) { .wish = *wish };
	asked->due_ns = fd_engine_now(follow_ups->run->engine) + wish->delay_ns;
	if (is_polite(wish)) {
		if (asked->due_ns < follow_ups->next_direct_ns) {
			asked->due_ns = follow_ups->next_direct_ns;
		}
		follow_ups->next_direct_ns = asked->due_ns + DIRECT_SPACING_NS;
	}
	follow_ups->asked[slot] = asked;
	put_waiting(follow_ups, slot);
	return 0;
}

static int add_server(struct follow_ups *follow_ups, const struct fd_endpoint *endpoint,
		      uint32_t *ret_server)
{
	bool own = fd_endpoint_is_private(endpoint);
	struct fd_server_config config = {
		.endpoint = *endpoint,
		.qps = own ? OWN_DIRECT_QPS : DIRECT_QPS,
		.open_max = own ? OWN_DIRECT_OPEN : DIRECT_OPEN,
	};

	if (follow_ups->server_count == follow_ups->server_capacity) {
		size_t capacity =
			follow_ups->server_capacity == 0 ? 32 : follow_ups->server_capacity * 2;
		struct known_server *servers =
			realloc(follow_ups->servers, capacity * sizeof(*servers));
		if (servers == NULL) {
			return -ENOMEM;
		}
		follow_ups->servers = servers;
		follow_ups->server_capacity = capacity;
	}
	int r = fd_engine_add_server(follow_ups->run->engine, &config, ret_server);
	if (r == 0) {
		follow_ups->servers[follow_ups->server_count++] =
			(struct known_server) { .endpoint = *endpoint, .server = *ret_server };
	}
	return r;
}

static int find_server(struct follow_ups *follow_ups, const struct fd_wish *wish,
		       uint32_t *ret_server)
{
	if (wish->resolver != FD_NO_INDEX) {
		*ret_server = wish->resolver;
		return 0;
	}
	for (size_t i = 0; i < follow_ups->server_count; i++) {
		if (fd_endpoint_equal(&follow_ups->servers[i].endpoint, &wish->server)) {
			*ret_server = follow_ups->servers[i].server;
			return 0;
		}
	}
	return add_server(follow_ups, &wish->server, ret_server);
}

static int submit(struct follow_ups *follow_ups, size_t slot)
{
	const struct fd_wish *wish = &follow_ups->asked[slot]->wish;
	uint32_t server;

	int r = find_server(follow_ups, wish, &server);
	if (r < 0) {
		return r;
	}
	struct fd_probe probe = {
		.token = FOLLOW_UP_TOKEN | slot,
		.server = server,
		.qtype = wish->qtype,
		.flags = wish->flags,
		.proto = (uint8_t)wish->proto,
		.qname = wish->qname.wire,
		.qname_length = wish->qname.length,
		.retries = wish->purpose == FD_PURPOSE_PATIENCE ? 1 : FD_RETRIES_DEFAULT,
		.timeout_ns = wish->timeout_ns,
		.first = wish->canary && wish->resolver != FD_NO_INDEX,
		/* A resolver that waits for dead servers is silent for good; canaries have to get through. */
		.alone = wish->purpose == FD_PURPOSE_ADDRESS,
	};
	follow_ups->open++;
	return fd_engine_submit(follow_ups->run->engine, &probe);
}

/* A slow reader of the records is waited for here too. */
static bool has_room(struct follow_ups *follow_ups)
{
	struct run *run = follow_ups->run;
	bool room = outputs_room(&run->outputs, run->open + follow_ups->open) > 0;

	run->held_up = run->held_up || !room;
	return room;
}

int follow_ups_advance(struct follow_ups *follow_ups)
{
	struct fd_wish wishes[WISHES_AT_ONCE];
	size_t count, done = 0;
	int r;

	while ((count = fd_diagnosis_wishes(follow_ups->run->diagnosis, wishes,
					    WISHES_AT_ONCE)) > 0) {
		for (size_t i = 0; i < count; i++) {
			r = accept_wish(follow_ups, &wishes[i]);
			if (r < 0) {
				return r;
			}
		}
	}
	int64_t now_ns = fd_engine_now(follow_ups->run->engine);
	while (done < follow_ups->waiting_count && has_room(follow_ups) &&
	       (follow_ups->run->stopped ||
		follow_ups->asked[follow_ups->waiting[done]]->due_ns <= now_ns)) {
		r = submit(follow_ups, follow_ups->waiting[done]);
		if (r < 0) {
			return r;
		}
		done++;
	}
	follow_ups->waiting_count -= done;
	memmove(follow_ups->waiting, follow_ups->waiting + done,
		follow_ups->waiting_count * sizeof(*follow_ups->waiting));
	return 0;
}

int64_t follow_ups_due_ns(const struct follow_ups *follow_ups)
{
	return follow_ups->waiting_count > 0 ? follow_ups->asked[follow_ups->waiting[0]]->due_ns
					     : INT64_MAX;
}

bool follow_ups_idle(const struct follow_ups *follow_ups)
{
	return follow_ups->waiting_count == 0 && follow_ups->open == 0;
}

void follow_ups_take(struct follow_ups *follow_ups, const struct fd_outcome *outcome)
{
	struct run *run = follow_ups->run;
	size_t slot = (size_t)(outcome->token & ~FOLLOW_UP_TOKEN);
	struct asked *asked = follow_ups->asked[slot];
	struct fd_observation observation;
	struct fd_message message;

	assert(asked != NULL);
	assert(follow_ups->open > 0);
	fd_observe(&observation, &message, outcome, asked->wish.qtype);
	/* What the root servers say to us directly is not an answer of any resolver. */
	run->anything_came |=
		outcome->ending == FD_ANSWERED && asked->wish.resolver != FD_NO_INDEX;
	struct fd_probe_record probe = {
		.wish = &asked->wish,
		.observation = &observation,
		.ts_us = run_wall_us(run, outcome->sent_ns != 0 ? outcome->sent_ns
								: outcome->ended_ns),
		.sent = run_sent(run, outcome, asked->wish.flags),
	};
	if (run->outputs.take_probes) {
		outputs_put(&run->outputs,
			    &(struct fd_record) { .kind = FD_RECORD_PROBE, .probe = &probe });
	}
	fd_diagnosis_learn(run->diagnosis, asked->wish.id, &observation);
	if (asked->wish.resolver != FD_NO_INDEX) {
		bool silent =
			fd_diagnosis_resolver_silent(run->diagnosis, asked->wish.resolver);
		fd_engine_set_silent(run->engine, asked->wish.resolver, silent);
	}
	free(asked);
	follow_ups->asked[slot] = NULL;
	follow_ups->free_slots[follow_ups->free_count++] = slot;
	follow_ups->open--;
}
