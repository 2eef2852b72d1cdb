/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>

#include <fleetdig/wire.h>

#include "engine/core/core.h"
#include "engine/core/letters.h"
#include "engine/core/octets.h"

/** The packets of one core_collect(). */
struct batch {
	struct packet *packets;
	unsigned count, capacity;
	size_t used; /* octets of the arena */
	int64_t now_ns;
	uint16_t
		shape; /* of the queries that leave from `slot`: they are equally long; 0: draw one */
	uint16_t slot;
};

static void earlier(int64_t *at_ns, int64_t other_ns)
{
	*at_ns = other_ns < *at_ns ? other_ns : *at_ns;
}

/* ---- one query ----------------------------------------------------------------------------- */

/** How many ports the server has now: its share of the sockets, and few while little was asked. */
static uint32_t port_count(const struct core *core, const struct server *server)
{
	uint64_t grown = PORT_SLOTS_START + server->stats.sent / PORT_SLOTS_EVERY;
	uint32_t count = grown < PORT_SLOTS ? (uint32_t)grown : PORT_SLOTS;

	if (core->sockets > 0 && core->busy > 0) {
		uint32_t share = core->sockets / core->busy;
		count = share < count ? share : count;
	}
	return count > PORT_SLOTS_MIN ? count : PORT_SLOTS_MIN;
}

/** Any port with room in its receive buffer; failing that, the emptiest of those drawn. */
static uint16_t draw_port(struct core *core, const struct server *server)
{
	uint32_t count = port_count(core, server);
	uint16_t best = (uint16_t)(ids_draw(&core->ids) % count);

	for (unsigned draws = 1; draws < PORT_DRAWS_MAX; draws++) {
		if (server->open_at[best] < core->port_open) {
			break;
		}
		uint16_t other = (uint16_t)(ids_draw(&core->ids) % count);
		best = server->open_at[other] < server->open_at[best] ? other : best;
	}
	return best;
}

/*
 * Neighbours from one port and of one length are one message to the backends, so a burst draws its port once, and again
 * where the length changes or the port is full.
 */
static uint16_t slot_for(struct core *core, const struct probe *probe, struct batch *batch)
{
	const struct server *server = core->servers[probe->server];
	uint16_t shape = (uint16_t)(probe->query_flags << 8 | probe->qname_length);

	if ((probe->bits & PROBE_TCP) != 0) {
		return TCP_SLOT;
	}
	if (shape != batch->shape || server->open_at[batch->slot] >= core->port_open) {
		batch->shape = shape;
		batch->slot = draw_port(core, server);
	}
	return batch->slot;
}

static int open_try(struct core *core, uint32_t index, struct batch *batch)
{
	const struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];
	uint16_t slot = slot_for(core, probe, batch);
	int error = -EEXIST;

	for (unsigned draws = 0; draws < ID_DRAWS_MAX && error == -EEXIST; draws++) {
		uint16_t id = (uint16_t)ids_draw(&core->ids);
		error = table_open(&core->table, index, slot, id, batch->now_ns);
	}
	if (error == 0) {
		server_opened(server, slot);
	}
	return error;
}

static void mark_open(struct core *core, struct server *server, struct probe *probe,
		      int64_t now_ns)
{
	probe->bits |= PROBE_OPEN;
	probe->first_sent_ns = now_ns;
	assert(server->queued > 0 && core->queued > 0);
	server->queued--;
	core->queued--;
	server->open++;
	core->open++;
	if (server->quarantined) {
		probe->bits |= PROBE_PROBATION;
		server->open_probation++;
	}
}

static void arm_try(struct core *core, uint32_t index)
{
	struct probe *probe = table_probe(&core->table, index);
	const struct server *server = core->servers[probe->server];
	int64_t delay = probe->timeout_ns;

	core_set_patient(core, probe, false);
	if ((probe->bits & PROBE_TCP) == 0) {
		unsigned doublings =
			tries_doublings(&server->loss, probe->sent - probe->turned_down,
					core_names_at_risk(server, probe));
		delay = tries_delay(&server->rtt, doublings, probe->timeout_ns);
	}
	wheel_arm(&core->table.wheel, index, core->table.tries[probe->tries].sent_ns + delay);
}

static void render(struct core *core, const struct probe *probe, struct batch *batch)
{
	const struct try *try = &core->table.tries[probe->tries];
	bool tcp = try->slot == TCP_SLOT;
	uint8_t *out = core->arena + batch->used;
	size_t length = fd_query_render(out, try->id, probe->qname, probe->qname_length,
					probe->qtype, probe->query_flags);

	assert(length <= FD_QUERY_MAX);
	if (!tcp && core_mixes(core, core->servers[probe->server])) {
		letters_mix(out + HEADER_LENGTH, probe->qname_length, core_case(core, try));
	}
	batch->used += length;
	batch->packets[batch->count++] = (struct packet) {
		.server = probe->server,
		.slot = tcp ? 0 : try->slot,
		.proto = tcp ? FD_TCP : FD_UDP,
		.length = (uint16_t)length,
		.bytes = out,
	};
}

/** Sends the probe's next query. False when that cannot be now, for lack of memory: it stays where it is. */
static bool send_try(struct core *core, uint32_t index, struct batch *batch)
{
	struct server *server = core->servers[table_probe(&core->table, index)->server];

	assert(batch->count < batch->capacity);
	queue_fetch_behind(&core->table, index);
	if (open_try(core, index, batch) != 0) {
		server->pause_ns = batch->now_ns + SEND_PAUSE_NS;
		return false;
	}
	struct probe *probe = table_probe(&core->table, index);
	queue_remove(&core->table, &server->queues, index);
	if ((probe->bits & PROBE_OPEN) == 0) {
		mark_open(core, server, probe, batch->now_ns);
	}
	probe->sent++;
	server->stats.sent++;
	core->stats.sent++;
	server_asked(server, probe, batch->now_ns);
	arm_try(core, index);
	render(core, probe, batch);
	if ((probe->bits & PROBE_TCP) == 0) {
		control_sent(&server->control, batch->now_ns, probe->sent == 1);
	}
	pace_spend(&server->pace, batch->now_ns, 1);
	pace_spend(&core->pace, batch->now_ns, 1);
	return true;
}

/* ---- which query --------------------------------------------------------------------------- */

/** Half of what the receive buffers hold, so that a port with room is soon drawn. */
static bool ports_have_room(const struct core *core, const struct server *server)
{
	return server->open < (uint64_t)port_count(core, server) * core->port_open / 2;
}

static bool may_open(const struct core *core, const struct server *server)
{
	return core->open < core->open_max && server_window(server) > 0 &&
	       ports_have_room(core, server);
}

static uint32_t pick_tcp(const struct core *core, const struct server *server)
{
	const struct queue *kinds = server->queues.kinds;

	if (kinds[QUEUE_TCP].head != TABLE_NONE) {
		return kinds[QUEUE_TCP].head;
	}
	return may_open(core, server) ? kinds[QUEUE_TCP_FRESH].head : TABLE_NONE;
}

/** The server's window does not hold it; the ceiling of all does. */
static uint32_t pick_first(const struct core *core, const struct server *server)
{
	const struct queue *kinds = server->queues.kinds;

	if (kinds[QUEUE_FIRST].head != TABLE_NONE) {
		return kinds[QUEUE_FIRST].head;
	}
	return core->open < core->open_max ? kinds[QUEUE_FIRST_FRESH].head : TABLE_NONE;
}

/** One question at a time; over TCP when there is no other. */
static uint32_t pick_probation(const struct server *server, int64_t now_ns)
{
	const struct queue *kinds = server->queues.kinds;

	if (now_ns < server->probation_ns) {
		return TABLE_NONE;
	}
	uint32_t fresh = queues_fresh(&server->queues);
	if (fresh != TABLE_NONE) {
		return fresh;
	}
	uint32_t tcp = kinds[QUEUE_TCP].head;
	return tcp != TABLE_NONE ? tcp : kinds[QUEUE_TCP_FRESH].head;
}

/** The next probe to send a query for, or TABLE_NONE: nothing may go, pacing apart. */
static uint32_t pick(const struct core *core, const struct server *server, int64_t now_ns)
{
	bool fine = server->reach == REACH_FINE;

	if (core->stopping || now_ns < server->pause_ns) {
		return TABLE_NONE;
	}
	uint32_t first = fine ? pick_first(core, server) : TABLE_NONE;
	if (first != TABLE_NONE) {
		return first;
	}
	if (server->quarantined) {
		return fine ? pick_probation(server, now_ns) : TABLE_NONE;
	}
	if (fine && server->queues.again != 0) {
		return queues_again(&server->queues);
	}
	uint32_t tcp = pick_tcp(core, server);
	if (tcp != TABLE_NONE) {
		return tcp;
	}
	return fine && may_open(core, server) ? queues_fresh(&server->queues) : TABLE_NONE;
}

/** How many queries pacing lets go there now. Notes what everything waits for when that is the ceiling of all. */
static uint32_t allowance(struct core *core, const struct server *server,
			  const struct batch *batch)
{
	unsigned room = batch->capacity - batch->count;
	uint32_t wanted =
		pace_allow(&server->pace, batch->now_ns, room < BURST_MAX ? room : BURST_MAX);
	uint32_t allowed = pace_allow(&core->pace, batch->now_ns, wanted);

	if (wanted > 0 && allowed == 0) {
		earlier(&core->blocked_ns, pace_next(&core->pace));
	}
	return allowed;
}

/** How late something left that pacing had held back: the error of our own pacing. */
static void note_lateness(struct core *core, struct server *server, int64_t now_ns)
{
	struct fd_engine_stats *stats = &core->stats;

	if (now_ns >= server->paced_ns) {
		int64_t late_ns = now_ns - server->paced_ns;
		stats->paced++;
		stats->pace_late_ns += late_ns;
		stats->pace_late_max_ns =
			late_ns > stats->pace_late_max_ns ? late_ns : stats->pace_late_max_ns;
	}
	server->paced_ns = INT64_MAX;
}

static unsigned send_burst(struct core *core, struct server *server, struct batch *batch)
{
	uint32_t allowed = allowance(core, server, batch);
	unsigned sent = 0;

	batch->shape = 0;
	queues_turn(&server->queues);
	while (sent < allowed) {
		uint32_t index = pick(core, server, batch->now_ns);
		if (index == TABLE_NONE || !send_try(core, index, batch)) {
			break;
		}
		sent++;
		if (server->quarantined) {
			server_probation(server, batch->now_ns);
		}
	}
	if (sent > 0) {
		note_lateness(core, server, batch->now_ns);
	}
	return sent;
}

/* ---- states of a server ------------------------------------------------------------------- */

/** Any probe that waits for a UDP reply of the server. Rare, so a walk through the table will do. */
static uint32_t any_open(const struct core *core, const struct server *server)
{
	for (uint32_t i = 0; server->open > 0 && i < core->table.probe_capacity; i++) {
		const struct probe *probe = table_probe(&core->table, i);
		if (probe->server == server->index &&
		    (probe->bits & (PROBE_OPEN | PROBE_TCP)) == PROBE_OPEN) {
			return i;
		}
	}
	return TABLE_NONE;
}

void core_down(struct core *core, struct server *server, int64_t now_ns)
{
	server->reach = REACH_DOWN;
	server->reach_ns = now_ns + REACH_AGAIN_NS;
	for (uint32_t i = 0; i < core->table.probe_capacity; i++) {
		const struct probe *probe = table_probe(&core->table, i);
		if (probe->server == server->index &&
		    (probe->bits & (PROBE_OPEN | PROBE_TCP)) == PROBE_OPEN) {
			core_end_silent(core, i, FD_UNREACHABLE, server->reach_error, now_ns);
		}
	}
	core_kick(core, server);
}

/** The probe to confirm with: the one the error named, else one that has not been asked, else any. */
static uint32_t confirming_probe(const struct core *core, const struct server *server)
{
	const struct try *named = NULL;

	if (server->reach_slot != TCP_SLOT) {
		named = table_find(&core->table, server->index, server->reach_slot,
				   server->reach_id);
	}
	if (named != NULL && (table_probe(&core->table, named->probe)->bits & PROBE_TCP) == 0) {
		return named->probe;
	}
	uint32_t first = server->queues.kinds[QUEUE_FIRST_FRESH].head;
	uint32_t fresh = first != TABLE_NONE ? first : queues_fresh(&server->queues);
	return fresh != TABLE_NONE ? fresh : any_open(core, server);
}

/** The one query that decides whether an ICMP error spoke the truth. It is not held against the probe's retries. */
static void confirm(struct core *core, struct server *server, struct batch *batch)
{
	uint32_t index = confirming_probe(core, server);

	if (index == TABLE_NONE) {
		server->reach = REACH_FINE; /* Nobody is left to ask for. */
		return;
	}
	batch->shape = 0;
	if (!send_try(core, index, batch)) {
		server->reach_ns = server->pause_ns;
		return;
	}
	const struct probe *probe = table_probe(&core->table, index);
	const struct try *try = &core->table.tries[probe->tries];
	int64_t patience =
		probe->timeout_ns < REACH_PATIENCE_NS ? probe->timeout_ns : REACH_PATIENCE_NS;
	server->reach = REACH_CONFIRMING;
	server->reach_slot = try->slot;
	server->reach_id = try->id;
	server->reach_ns = batch->now_ns + patience;
}

static void settle_reach(struct core *core, struct server *server, struct batch *batch)
{
	int64_t now_ns = batch->now_ns;

	if (server->reach == REACH_CONFIRMING && now_ns >= server->reach_ns) {
		core_down(core, server, now_ns);
	}
	if (server->reach == REACH_DOWN && now_ns >= server->reach_ns &&
	    (server->queues.fresh != 0 || server->queues.kinds[QUEUE_FIRST_FRESH].count > 0)) {
		server->reach = REACH_SUSPECT;
		server->reach_slot = TCP_SLOT; /* Names no UDP try. */
	}
	if (server->reach == REACH_DOWN) {
		struct fd_outcome model = { .ending = FD_UNREACHABLE,
					    .error = server->reach_error,
					    .ended_ns = now_ns };
		core_flush_fresh(core, server, &model);
	}
	if (server->reach == REACH_SUSPECT && now_ns >= server->reach_ns &&
	    allowance(core, server, batch) > 0) {
		confirm(core, server, batch);
	}
}

static void settle(struct core *core, struct server *server, struct batch *batch)
{
	if (core->stopping) {
		core_freeze(core, server, batch->now_ns);
		core_not_asked(core, server, core->stop_reason, batch->now_ns);
		server->reach = server->reach == REACH_SUSPECT ? REACH_FINE : server->reach;
	}
	if (server->quarantined) {
		core_freeze(core, server, batch->now_ns);
	}
	core_control(core, server, batch->now_ns);
	if (server->reach != REACH_FINE) {
		settle_reach(core, server, batch);
	}
	if (!core->stopping && server_quarantine_ns(server) <= batch->now_ns) {
		core_quarantine(core, server, batch->now_ns);
	}
}

/** When the server needs its next turn, should nothing happen. */
static int64_t wake_ns(const struct core *core, struct server *server, int64_t now_ns)
{
	int64_t at_ns = INT64_MAX;

	server->paced_ns = INT64_MAX;

	if (!core->stopping && server->pause_ns > now_ns) {
		at_ns = server->pause_ns;
	} else if (pick(core, server, now_ns) != TABLE_NONE) {
		at_ns = pace_next(&server->pace);
		server->paced_ns = at_ns > now_ns ? at_ns : INT64_MAX;
	}
	if (server->reach == REACH_SUSPECT || server->reach == REACH_CONFIRMING) {
		earlier(&at_ns, server->reach_ns);
	}
	if (server->quarantined && server->queued > 0 && server->probation_ns > now_ns) {
		earlier(&at_ns, server->probation_ns);
	}
	if (!core->stopping) {
		earlier(&at_ns, server_quarantine_ns(server));
	}
	if (server->open > 0) {
		earlier(&at_ns, control_due_ns(&server->control, server_judging_ns(server)));
	}
	return at_ns;
}

/** It could go on at once, were there room in the batch, below the ceiling of all, or among the open. */
static bool has_more(const struct core *core, const struct server *server, int64_t now_ns)
{
	bool held = server->quarantined && server->queues.kinds[QUEUE_FIRST_FRESH].count == 0;

	if (core->stopping || held) {
		return false;
	}
	if (core->open >= core->open_max && server->queued > 0) {
		return true; /* Any probe's end makes room, at any server. */
	}
	return pick(core, server, now_ns) != TABLE_NONE &&
	       pace_allow(&server->pace, now_ns, 1) > 0;
}

/** One server's turn. True when it wants another one without being woken. */
static bool take_turn(struct core *core, struct server *server, struct batch *batch)
{
	settle(core, server, batch);
	if (batch->count < batch->capacity) {
		send_burst(core, server, batch);
		window_used(&server->window, server->open);
	}
	int64_t at_ns = wake_ns(core, server, batch->now_ns);
	if (at_ns == INT64_MAX) {
		wheel_disarm(&core->server_wheel, server->index);
	} else {
		wheel_arm(&core->server_wheel, server->index, at_ns > 0 ? at_ns : 0);
	}
	return has_more(core, server, batch->now_ns);
}

static struct server *next_ready(struct core *core)
{
	struct server *server = core->servers[core->ready_head];

	core->ready_head = server->next_ready;
	if (core->ready_head == TABLE_NONE) {
		core->ready_tail = TABLE_NONE;
	}
	core->ready_count--;
	server->ready = false;
	return server;
}

unsigned core_collect(struct core *core, int64_t now_ns, struct packet *packets,
		      unsigned capacity)
{
	struct batch batch = { .packets = packets,
			       .capacity = capacity < BACKEND_BATCH ? capacity : BACKEND_BATCH,
			       .now_ns = now_ns };
	int64_t blocked_ns = INT64_MAX;
	uint32_t turns;
	unsigned before;

	/* Round after round, so that a batch is one system call for the bursts of a single server too. */
	do {
		before = batch.count;
		for (turns = core->ready_count; turns > 0 && batch.count < batch.capacity;
		     turns--) {
			struct server *server = next_ready(core);
			core->blocked_ns = INT64_MAX;
			bool more = take_turn(core, server, &batch);
			earlier(&blocked_ns, core->blocked_ns);
			if (more) {
				core_kick(core, server);
			}
		}
	} while (batch.count > before && batch.count < batch.capacity);
	/* After progress, or with turns left, there may be more at once; else only what was noted is waited for. */
	core->blocked_ns = batch.count > 0 || turns > 0 ? 0 : blocked_ns;
	return batch.count;
}
