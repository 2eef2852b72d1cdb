/* SPDX-License-Identifier: MIT */
#include "engine/core/core.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include <fleetdig/wire.h>

enum {
	FIRST_SERVERS = 16
};

int core_init(struct core *core, const struct fd_engine_config *config, int64_t now_ns)
{
	if (config->timeout_ns <= 0 || config->on_outcome == NULL ||
	    (config->retries < 0 && config->retries != FD_RETRIES_AUTO) ||
	    config->retries > INT8_MAX) {
		return -EINVAL;
	}
	*core = (struct core) {
		.config = *config,
		.ready_head = TABLE_NONE,
		.ready_tail = TABLE_NONE,
		.open_max = config->concurrency > 0 ? config->concurrency : OPEN_TOTAL_DEFAULT,
		.port_open = PORT_OPEN_MAX,
		.own_loss_ns = INT64_MIN,
	};
	pace_init(&core->pace, config->total_qps);
	wheel_init(&core->server_wheel, sizeof(struct timer), now_ns);
	int error = ids_init(&core->ids, config->kind == FD_ENGINE_SIM, config->seed);
	if (error != 0) {
		return error;
	}
	error = table_init(&core->table, now_ns);
	if (error != 0) {
		return error;
	}
	core->case_key = (uint64_t)ids_draw(&core->ids) << 32 | ids_draw(&core->ids);
	core->arena = malloc((size_t)BACKEND_BATCH * FD_QUERY_MAX);
	core->recased = config->mix_case ? malloc(FD_MESSAGE_MAX) : NULL;
	if (core->arena == NULL || (config->mix_case && core->recased == NULL)) {
		core_finish(core);
		return -ENOMEM;
	}
	return 0;
}

void core_finish(struct core *core)
{
	for (uint32_t i = 0; i < core->server_count; i++) {
		server_destroy(core->servers[i]);
	}
	free(core->servers);
	free(core->server_timers);
	free(core->arena);
	free(core->recased);
	table_finish(&core->table);
	*core = (struct core) { 0 };
}

void core_set_network(struct core *core, uint32_t sockets, uint32_t receive_capacity)
{
	core->sockets = sockets;
	core->port_open = PORT_OPEN_MAX;
	if (receive_capacity > 0 && receive_capacity < PORT_OPEN_MAX) {
		core->port_open = receive_capacity;
	}
}

static int grow_servers(struct core *core)
{
	uint32_t capacity =
		core->server_capacity == 0 ? FIRST_SERVERS : core->server_capacity * 2;
	struct server **servers =
		reallocarray(core->servers, capacity, sizeof(struct server *));

	if (servers == NULL) {
		return -ENOMEM;
	}
	core->servers = servers;
	struct timer *timers = reallocarray(core->server_timers, capacity, sizeof(*timers));
	if (timers == NULL) {
		return -ENOMEM;
	}
	core->server_timers = timers;
	wheel_rebase(&core->server_wheel, timers);
	core->server_capacity = capacity;
	return 0;
}

int core_add_server(struct core *core, const struct fd_server_config *config,
		    uint32_t *ret_server)
{
	assert(!config->fixed || config->open_max > 0);
	if (core->server_count == core->server_capacity) {
		int error = grow_servers(core);
		if (error != 0) {
			return error;
		}
	}
	uint32_t index = core->server_count;
	int error = server_create(&core->servers[index], index, config);
	if (error != 0) {
		return error;
	}
	core->server_timers[index] = (struct timer) { 0 };
	core->server_count++;
	*ret_server = index;
	return 0;
}

void core_forget_server(struct core *core)
{
	assert(core->server_count > 0);
	struct server *last = core->servers[core->server_count - 1];

	assert(last->accepted == 0 && !last->ready);
	server_destroy(last);
	core->server_count--;
}

void core_kick(struct core *core, struct server *server)
{
	core->blocked_ns = 0;
	if (server->ready) {
		return;
	}
	server->ready = true;
	server->next_ready = TABLE_NONE;
	if (core->ready_tail == TABLE_NONE) {
		core->ready_head = server->index;
	} else {
		core->servers[core->ready_tail]->next_ready = server->index;
	}
	core->ready_tail = server->index;
	core->ready_count++;
}

enum queue_kind core_unsent_queue(const struct probe *probe)
{
	return (probe->bits & PROBE_TCP) != 0	  ? QUEUE_TCP_FRESH
	       : (probe->bits & PROBE_FIRST) != 0 ? QUEUE_FIRST_FRESH
						  : QUEUE_FRESH;
}

int core_submit(struct core *core, const struct fd_probe *request)
{
	uint32_t index = TABLE_NONE;

	assert(request->server < core->server_count);
	assert(request->qname != NULL && request->qname_length > 0);
	assert(request->retries >= FD_RETRIES_DEFAULT);
	int error = table_add(&core->table, &index);
	if (error != 0) {
		return error;
	}
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[request->server];
	probe->token = request->token;
	probe->qname = request->qname;
	probe->qname_length = request->qname_length;
	probe->qtype = request->qtype;
	probe->query_flags = request->flags;
	probe->server = request->server;
	probe->retries = request->retries;
	if (request->retries == FD_RETRIES_DEFAULT) {
		probe->retries = (int8_t)core->config.retries;
	}
	probe->timeout_ns =
		request->timeout_ns > 0 ? request->timeout_ns : core->config.timeout_ns;
	if (request->alone) {
		probe->bits |= PROBE_ALONE;
	}
	if (request->keep_truncated) {
		probe->bits |= PROBE_KEEP_TRUNCATED;
	}
	if (request->first) {
		probe->bits |= PROBE_FIRST;
	}
	if (request->proto == FD_TCP) {
		probe->bits |= PROBE_TCP;
	}
	queue_push(&core->table, &server->queues, core_unsent_queue(probe), index);
	core->busy += server->open + server->queued == 0;
	server->accepted++;
	server->queued++;
	core->queued++;
	core_kick(core, server);
	return 0;
}

bool core_mixes(const struct core *core, const struct server *server)
{
	return core->config.mix_case && !server->stats.plain_case;
}

uint64_t core_case(const struct core *core, const struct try *try)
{
	uint64_t key = (uint64_t)try->server << 32 | (uint32_t)try->slot << 16 | try->id;

	return core->case_key ^ key * UINT64_C(0x9E3779B97F4A7C15);
}

/** Which of the tries it was: the one sent then. */
static void name_try(const struct core *core, const struct probe *probe,
		     struct fd_outcome *outcome)
{
	for (uint32_t at = probe->tries; at != TABLE_NONE; at = core->table.tries[at].older) {
		const struct try *try = &core->table.tries[at];
		if (try->sent_ns == outcome->sent_ns) {
			outcome->id = try->id;
			outcome->slot = try->slot;
			outcome->try_answered =
				outcome->ending == FD_ANSWERED ? try->number : 0;
		}
	}
}

struct fd_outcome core_outcome(const struct core *core, uint32_t index, enum fd_ending ending,
			       int64_t now_ns)
{
	const struct probe *probe = table_probe(&core->table, index);
	bool tcp = (probe->bits & PROBE_TCP) != 0;

	if (probe->tries != TABLE_NONE) {
		tcp = core->table.tries[probe->tries].slot == TCP_SLOT;
	}
	struct fd_outcome outcome = {
		.token = probe->token,
		.ending = ending,
		.proto = tcp ? FD_TCP : FD_UDP,
		.tries = probe->sent,
		.server = probe->server,
		.sent_ns = probe->first_sent_ns,
		.ended_ns = now_ns,
	};
	name_try(core, probe, &outcome);
	return outcome;
}

/** Remembers the tries of a probe that ends, and counts those that were lost. */
static void retire_tries(struct core *core, struct server *server, const struct probe *probe,
			 enum fd_ending ending)
{
	bool count = ending == FD_ANSWERED || ending == FD_TIMED_OUT;
	uint32_t at = probe->tries;

	while (at != TABLE_NONE) {
		const struct try *try = &core->table.tries[at];
		server_closed(server, try->slot);
		recent_add(&server->recent, try->slot, try->id, try->answered);
		if (count && try->slot != TCP_SLOT && !try->answered) {
			server->stats.lost++;
		}
		at = try->older;
	}
}

void core_end(struct core *core, uint32_t index, const struct fd_outcome *outcome)
{
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];
	struct kept *kept = probe->kept; /* the outcome may speak of its bytes */

	assert((probe->bits & PROBE_USED) != 0);
	queue_remove(&core->table, &server->queues, index);
	if ((probe->bits & PROBE_OPEN) != 0) {
		assert(server->open > 0 && core->open > 0);
		server->open--;
		core->open--;
		server->open_probation -= (probe->bits & PROBE_PROBATION) != 0;
		core_set_patient(core, probe, false);
		server->last_active_ns = outcome->ended_ns;
	} else {
		assert(server->queued > 0 && core->queued > 0);
		server->queued--;
		core->queued--;
	}
	core->busy -= server->open + server->queued == 0;
	retire_tries(core, server, probe, outcome->ending);
	server->stats.answered += outcome->ending == FD_ANSWERED;
	server->stats.timed_out += outcome->ending == FD_TIMED_OUT;
	probe->kept = NULL;
	table_remove(&core->table, index);
	core->ended++;
	core->blocked_ns = 0;
	if (server->queued > 0) {
		core_kick(core, server);
	}
	core->config.on_outcome(core->config.context, outcome);
	free(kept);
}

void core_end_silent(struct core *core, uint32_t index, enum fd_ending ending, int error,
		     int64_t now_ns)
{
	const struct kept *kept = table_probe(&core->table, index)->kept;
	struct fd_outcome outcome = core_outcome(core, index, ending, now_ns);

	outcome.error = error;
	if (kept != NULL) {
		outcome.ending = FD_ANSWERED;
		outcome.error = 0;
		outcome.proto = FD_UDP;
		outcome.header_only = kept->header_only;
		outcome.tcp_failed = kept->truncated;
		outcome.ambiguous = kept->ambiguous;
		outcome.reply = kept->bytes;
		outcome.reply_length = kept->length;
		outcome.sent_ns = kept->sent_ns;
		outcome.rtt_ns = kept->rtt_ns;
		name_try(core, table_probe(&core->table, index), &outcome);
	}
	core_end(core, index, &outcome);
}

void core_stop(struct core *core, enum fd_reason reason)
{
	if (core->stopping) {
		return; /* The first reason stands. */
	}
	core->stopping = true;
	core->stop_reason = reason;
	for (uint32_t i = 0; i < core->server_count; i++) {
		core_kick(core, core->servers[i]);
	}
}

void core_own_loss(struct core *core, int64_t now_ns)
{
	core->own_loss_ns = now_ns;
	for (uint32_t i = 0; i < core->server_count; i++) {
		window_halve(&core->servers[i]->window);
	}
}

void core_set_part(struct core *core, uint32_t total_qps, uint32_t open_max)
{
	assert((total_qps == 0) == (core->pace.least_ns == 0));
	if (total_qps > 0) {
		pace_ceiling(&core->pace, total_qps);
	}
	core->open_max = open_max;
}

void core_set_silent(struct core *core, uint32_t server, bool silent)
{
	assert(server < core->server_count);
	core->servers[server]->silent = silent;
	core_kick(core, core->servers[server]);
}

/** Probes held beyond those that may be sent at once. */
static uint32_t feed_reserve(const struct core *core, const struct server *server)
{
	uint32_t depth = FEED_DEPTH_ALL / (core->busy > 0 ? core->busy : 1);

	if (!pace_bursts(&server->pace) || !pace_bursts(&core->pace)) {
		return FEED_RESERVE;
	}
	depth = depth < FEED_DEPTH ? depth : FEED_DEPTH;
	return depth > FEED_RESERVE ? depth : FEED_RESERVE;
}

/** How many probes a server's queue can take now. */
static uint32_t room_of(const struct core *core, const struct server *server)
{
	uint32_t total = core->open < core->open_max ? core->open_max - core->open : 0;
	uint32_t wanted = server_window(server);

	if (server->quarantined) {
		return 0;
	}
	if (server->reach == REACH_DOWN) {
		wanted = ROOM_MAX; /* They end at once. */
	} else {
		uint32_t ahead = pace_ahead(&server->pace, PACE_AHEAD_NS);
		uint32_t all = pace_ahead(&core->pace, PACE_AHEAD_NS);
		wanted = wanted < ahead ? wanted : ahead;
		wanted = wanted < all ? wanted : all;
		wanted = wanted < total ? wanted : total;
	}
	wanted += feed_reserve(core, server);
	wanted = wanted > server->queued ? wanted - server->queued : 0;
	return wanted < ROOM_MAX ? wanted : ROOM_MAX;
}

void core_feed(struct core *core)
{
	core->fed_full = false;
	if (core->config.on_room == NULL) {
		return;
	}
	/* A callback may add servers and submit; it may also stop the engine. */
	for (uint32_t i = 0; i < core->server_count && !core->stopping; i++) {
		struct server *server = core->servers[i];
		uint32_t room = server->feed ? room_of(core, server) : 0;
		uint32_t before = server->queued;
		if (room > 0) {
			core->config.on_room(core->config.context, i, room);
		}
		core->fed_full = core->fed_full || server->queued >= before + ROOM_MAX;
	}
}

int64_t core_deadline(const struct core *core)
{
	int64_t probes = wheel_deadline(&core->table.wheel);
	int64_t servers = wheel_deadline(&core->server_wheel);
	int64_t deadline = probes < servers ? probes : servers;

	if (core->ready_count > 0 && core->blocked_ns < deadline) {
		deadline = core->blocked_ns;
	}
	/* There was more than one feeding gives, and there may be room for it. */
	if (core->fed_full) {
		deadline = 0;
	}
	if (core->quarantined > 0 && core->queued > 0 && core->sweep_ns < deadline) {
		deadline = core->sweep_ns;
	}
	return deadline;
}

void core_server_stats(const struct core *core, uint32_t server,
		       struct fd_server_stats *ret_stats)
{
	assert(server < core->server_count);
	const struct server *asked = core->servers[server];

	*ret_stats = asked->stats;
	ret_stats->srtt_ns = asked->rtt.srtt_ns;
	ret_stats->rto_ns = rtt_rto(&asked->rtt);
	ret_stats->turned_down = asked->control.turned_down;
	ret_stats->limit_qps = asked->control.limit_qps;
	ret_stats->overwhelmed = asked->over_servfail * 2 > asked->over;
	ret_stats->suspicions = asked->control.suspicions;
	ret_stats->in_flight = asked->open;
	ret_stats->quarantined = asked->quarantined;
}

void core_stats(const struct core *core, struct fd_engine_stats *ret_stats)
{
	*ret_stats = core->stats;
	ret_stats->in_flight = core->open;
	ret_stats->queued = core->queued;
}
