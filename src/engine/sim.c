/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/wire.h>

#include "engine/backend.h"
#include "engine/core/limits.h"
#include "engine/core/random.h"

/**
 * A made network: a virtual clock that jumps from event to event, and a responder for its servers. Everything that
 * happens follows from one seed, so a run that went wrong can be had again.
 */

enum sim_kind {
	SIM_QUERY,   /* arrives at the server */
	SIM_DELIVER, /* an event arrives here */
};

/** Something under way, with its octets behind it. */
struct parcel {
	enum sim_kind kind;
	struct event event; /* of a query: server, slot, proto, bytes */
	uint8_t bytes[];
};

struct due { /* ordered by time, then by when it was sent */
	int64_t at_ns;
	uint64_t sequence;
	struct parcel *parcel;
};

struct sim_server {
	struct fd_endpoint endpoint;
	uint16_t slots;
	int64_t tcp_out_ns, tcp_back_ns; /* TCP keeps its order: nothing arrives before these */
	uint8_t *asked; /* with forgery: a bit for each (slot, id) that a query went out with */
};

struct sim {
	struct fd_sim_config config;
	struct rng rng;
	int64_t clock_ns;
	uint64_t sequence;
	struct due *heap;
	size_t count, capacity;
	struct sim_server *servers;
	uint32_t server_count;
	struct parcel **delivered; /* by the last wait(): freed by the next */
	size_t delivered_count, delivered_capacity;
	uint8_t *buffer; /* of FD_MESSAGE_MAX octets, for the responder */
};

/* ---- the heap ------------------------------------------------------------------------------ */

static bool before(const struct due *a, const struct due *b)
{
	return a->at_ns != b->at_ns ? a->at_ns < b->at_ns : a->sequence < b->sequence;
}

static void swap(struct due *a, struct due *b)
{
	struct due kept = *a;
	*a = *b;
	*b = kept;
}

static int heap_push(struct sim *sim, int64_t at_ns, struct parcel *parcel)
{
	if (sim->count == sim->capacity) {
		size_t capacity = sim->capacity == 0 ? 256 : sim->capacity * 2;
		struct due *heap = reallocarray(sim->heap, capacity, sizeof(*heap));
		if (heap == NULL) {
			return -ENOMEM;
		}
		sim->heap = heap;
		sim->capacity = capacity;
	}
	size_t at = sim->count++;
	sim->heap[at] = (struct due) { at_ns, sim->sequence++, parcel };
	while (at > 0 && before(&sim->heap[at], &sim->heap[(at - 1) / 2])) {
		swap(&sim->heap[at], &sim->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	return 0;
}

static struct due heap_pop(struct sim *sim)
{
	assert(sim->count > 0);
	struct due top = sim->heap[0];
	size_t at = 0;

	sim->heap[0] = sim->heap[--sim->count];
	for (;;) {
		size_t child = 2 * at + 1;
		if (child + 1 < sim->count &&
		    before(&sim->heap[child + 1], &sim->heap[child])) {
			child++;
		}
		if (child >= sim->count || !before(&sim->heap[child], &sim->heap[at])) {
			return top;
		}
		swap(&sim->heap[at], &sim->heap[child]);
		at = child;
	}
}

/* ---- the way ------------------------------------------------------------------------------- */

/** Puts a copy of the octets on its way. */
static int post(struct sim *sim, enum sim_kind kind, int64_t at_ns, const struct event *model)
{
	struct parcel *parcel = malloc(sizeof(*parcel) + model->length);

	if (parcel == NULL) {
		return -ENOMEM;
	}
	parcel->kind = kind;
	parcel->event = *model;
	parcel->event.bytes = parcel->bytes;
	parcel->event.at_ns = at_ns;
	memcpy(parcel->bytes, model->bytes, model->length);
	int error = heap_push(sim, at_ns, parcel);
	if (error != 0) {
		free(parcel);
	}
	return error;
}

static int64_t way_ns(struct sim *sim)
{
	uint64_t jitter = rng_below(&sim->rng, (uint64_t)sim->config.jitter_ns + 1);

	return sim->config.delay_ns + (int64_t)jitter;
}

static int64_t later(int64_t a_ns, int64_t b_ns)
{
	return a_ns > b_ns ? a_ns : b_ns;
}

/** Whether any query ever went out with this id from this port; `mark` notes that one did. */
static bool was_asked(const struct sim_server *server, uint16_t slot, uint16_t id, bool mark)
{
	size_t bit = (size_t)slot << 16 | id;
	bool asked = (server->asked[bit / 8] >> (bit % 8) & 1) != 0;

	if (mark) {
		server->asked[bit / 8] |= (uint8_t)(1U << (bit % 8));
	}
	return asked;
}

static int post_query(struct sim *sim, const struct packet *packet)
{
	struct sim_server *server = &sim->servers[packet->server];
	struct event query = { .server = packet->server,
			       .slot = packet->slot,
			       .proto = packet->proto,
			       .length = packet->length,
			       .bytes = packet->bytes };
	bool lost = rng_chance(&sim->rng, sim->config.loss);
	int64_t at_ns = sim->clock_ns + way_ns(sim);

	assert(packet->server < sim->server_count && packet->slot < server->slots);
	if (packet->proto == FD_TCP) {
		at_ns = later(sim->clock_ns + sim->config.delay_ns, server->tcp_out_ns);
		server->tcp_out_ns = at_ns;
		return post(sim, SIM_QUERY, at_ns, &query);
	}
	if (server->asked != NULL) {
		uint16_t id = (uint16_t)(packet->bytes[0] << 8 | packet->bytes[1]);
		(void)was_asked(server, packet->slot, id, true);
	}
	if (lost) {
		return 0;
	}
	return post(sim, SIM_QUERY, at_ns, &query);
}

/** Changes the id, the question or the port of a copy of the query. */
static void spoil(struct sim *sim, struct event *forged, uint8_t *bytes)
{
	uint64_t draw = rng_next(&sim->rng);
	uint16_t slots = sim->servers[forged->server].slots;

	switch (draw % 3) {
	case 0:
		bytes[0] ^= (uint8_t)(draw >> 8);
		bytes[1] ^= (uint8_t)(draw >> 16);
		break;
	case 1: /* the name's first letter, or the root's type */
		bytes[bytes[12] > 0 ? 13 : 14] ^= 0x01;
		break;
	default:
		forged->slot = (uint16_t)((forged->slot + (draw >> 8) % slots) % slots);
		break;
	}
}

/** What somebody off the path could send who saw the query but not all of it: one thing is always wrong. */
static int post_forged(struct sim *sim, const struct event *query)
{
	const struct sim_server *server = &sim->servers[query->server];
	uint8_t bytes[FD_QUERY_MAX];
	struct event forged = *query;
	bool right_question = true;

	for (unsigned tries = 0; tries < 64; tries++) {
		forged = *query;
		memcpy(bytes, query->bytes, query->length);
		spoil(sim, &forged, bytes);
		right_question =
			memcmp(bytes + 12, query->bytes + 12, query->length - 12U) == 0;
		/* A guess must not be lucky: it could hit another try of the same probe. */
		if (!right_question ||
		    !was_asked(server, forged.slot, (uint16_t)(bytes[0] << 8 | bytes[1]),
			       false)) {
			break;
		}
	}
	forged.kind = EVENT_MESSAGE;
	forged.bytes = bytes;
	bytes[2] |= 0x80;
	bytes[3] = (uint8_t)((bytes[3] & 0xf0) | FD_NXDOMAIN);
	return post(sim, SIM_DELIVER, sim->clock_ns + sim->config.delay_ns, &forged);
}

static void corrupt(struct sim *sim, uint8_t *bytes, size_t length)
{
	for (uint64_t octets = 1 + rng_below(&sim->rng, 4); octets > 0 && length > 0;
	     octets--) {
		bytes[rng_below(&sim->rng, length)] ^= (uint8_t)(1 + rng_below(&sim->rng, 255));
	}
}

static int post_udp_reply(struct sim *sim, struct event *reply, int64_t leaves_ns)
{
	const struct fd_sim_config *config = &sim->config;
	bool lost = rng_chance(&sim->rng, config->loss);
	int64_t at_ns = leaves_ns + way_ns(sim);

	if (rng_chance(&sim->rng, config->reorder)) {
		at_ns += config->delay_ns;
	}
	if (rng_chance(&sim->rng, config->corrupt)) {
		corrupt(sim, sim->buffer, reply->length);
	}
	int error = lost ? 0 : post(sim, SIM_DELIVER, at_ns, reply);
	if (error == 0 && rng_chance(&sim->rng, config->duplicate)) {
		error = post(sim, SIM_DELIVER, leaves_ns + way_ns(sim), reply);
	}
	return error;
}

static int post_unreachable(struct sim *sim, const struct event *query)
{
	struct event event = *query; /* its octets are what the error quotes */
	int64_t at_ns = sim->clock_ns + way_ns(sim);
	bool lost = rng_chance(&sim->rng, sim->config.loss);
	bool tcp = query->proto == FD_TCP;

	event.kind = tcp ? EVENT_TCP_FAILED : EVENT_ICMP;
	event.error = ECONNREFUSED;
	return lost && !tcp ? 0 : post(sim, SIM_DELIVER, at_ns, &event);
}

/** A query has arrived at its server. */
static int arrive(struct sim *sim, const struct event *query)
{
	struct sim_server *server = &sim->servers[query->server];
	const struct fd_responder *responder = sim->config.responder;
	struct event event = *query;
	bool tcp = query->proto == FD_TCP;

	if (!tcp && rng_chance(&sim->rng, sim->config.forge)) {
		int error = post_forged(sim, query);
		if (error != 0) {
			return error;
		}
	}
	struct fd_reply reply = responder->answer(
		responder->state, &server->endpoint, (enum fd_proto)query->proto, query->bytes,
		query->length, sim->clock_ns, sim->buffer, FD_MESSAGE_MAX);
	assert(reply.length <= FD_MESSAGE_MAX && reply.delay_ns >= 0);
	int64_t leaves_ns = sim->clock_ns + reply.delay_ns;
	event.kind = EVENT_MESSAGE;
	event.bytes = sim->buffer;
	event.length = (uint32_t)reply.length;
	switch (reply.kind) {
	case FD_REPLY_MESSAGE:
		if (!tcp) {
			return post_udp_reply(sim, &event, leaves_ns);
		}
		server->tcp_back_ns =
			later(leaves_ns + sim->config.delay_ns, server->tcp_back_ns);
		return post(sim, SIM_DELIVER, server->tcp_back_ns, &event);
	case FD_REPLY_UNREACHABLE:
		return post_unreachable(sim, query);
	case FD_REPLY_NONE:
	default:
		return 0;
	}
}

/* ---- the backend --------------------------------------------------------------------------- */

static void close_sim(void *network)
{
	struct sim *sim = network;

	if (sim == NULL) {
		return;
	}
	for (size_t i = 0; i < sim->count; i++) {
		free(sim->heap[i].parcel);
	}
	for (size_t i = 0; i < sim->delivered_count; i++) {
		free(sim->delivered[i]);
	}
	for (uint32_t i = 0; i < sim->server_count; i++) {
		free(sim->servers[i].asked);
	}
	free(sim->heap);
	free(sim->delivered);
	free(sim->servers);
	free(sim->buffer);
	free(sim);
}

static int open_sim(void **ret_network, const struct fd_engine_config *config, char *reason,
		    size_t reason_size)
{
	if (config->sim == NULL || config->sim->responder == NULL ||
	    config->sim->delay_ns < 0 || config->sim->jitter_ns < 0) {
		return -EINVAL;
	}
	struct sim *sim = calloc(1, sizeof(*sim));
	if (sim == NULL) {
		return -ENOMEM;
	}
	sim->config = *config->sim;
	sim->clock_ns = NS_PER_SEC; /* so that no time is zero by accident */
	rng_init(&sim->rng, sim->config.seed);
	sim->buffer = malloc(FD_MESSAGE_MAX);
	if (sim->buffer == NULL) {
		close_sim(sim);
		return -ENOMEM;
	}
	*ret_network = sim;
	return 0;
}

static int add_server(void *network, uint32_t server, const struct fd_server_config *config,
		      uint16_t slots)
{
	struct sim *sim = network;
	struct sim_server *servers =
		reallocarray(sim->servers, server + (size_t)1, sizeof(*servers));

	assert(server == sim->server_count && slots > 1);
	if (servers == NULL) {
		return -ENOMEM;
	}
	sim->servers = servers;
	servers[server] = (struct sim_server) { .endpoint = config->endpoint, .slots = slots };
	if (sim->config.forge > 0) {
		servers[server].asked = calloc(slots, (UINT16_MAX + 1) / 8);
		if (servers[server].asked == NULL) {
			return -ENOMEM;
		}
	}
	sim->server_count = server + 1;
	return 0;
}

static int send_packets(void *network, const struct packet *packets, unsigned count)
{
	int error = 0;

	for (unsigned i = 0; i < count && error == 0; i++) {
		error = post_query(network, &packets[i]);
	}
	return error;
}

static int make_room(struct sim *sim, unsigned capacity)
{
	for (size_t i = 0; i < sim->delivered_count; i++) {
		free(sim->delivered[i]);
	}
	sim->delivered_count = 0;
	if (sim->delivered_capacity < capacity) {
		struct parcel **delivered =
			reallocarray(sim->delivered, capacity, sizeof(struct parcel *));
		if (delivered == NULL) {
			return -ENOMEM;
		}
		sim->delivered = delivered;
		sim->delivered_capacity = capacity;
	}
	return 0;
}

static int wait_events(void *network, int64_t until_ns, struct event *events, unsigned capacity)
{
	struct sim *sim = network;
	int64_t limit_ns = later(until_ns, sim->clock_ns);
	int error = make_room(sim, capacity);

	while (error == 0 && sim->count > 0 && sim->heap[0].at_ns <= limit_ns &&
	       sim->delivered_count < capacity) {
		struct due due = heap_pop(sim);
		sim->clock_ns = later(due.at_ns, sim->clock_ns);
		if (due.parcel->kind == SIM_QUERY) {
			error = arrive(sim, &due.parcel->event);
			free(due.parcel);
			continue;
		}
		/* Something came: what is due at the same moment comes with it. */
		limit_ns = sim->clock_ns;
		events[sim->delivered_count] = due.parcel->event;
		sim->delivered[sim->delivered_count++] = due.parcel;
	}
	if (error == 0 && sim->delivered_count == 0) {
		sim->clock_ns = limit_ns;
	}
	return error != 0 ? error : (int)sim->delivered_count;
}

static int64_t clock_now(void *network, struct backend_stats *ret_stats)
{
	const struct sim *sim = network;

	if (ret_stats != NULL) {
		*ret_stats = (struct backend_stats) { 0 };
	}
	return sim->clock_ns;
}

/* A made network has no sockets. */
static int no_local(void *network, const struct fd_outcome *outcome,
		    struct fd_endpoint *ret_local)
{
	return -ENOENT;
}

const struct backend backend_sim = {
	.name = "sim",
	.open = open_sim,
	.close = close_sim,
	.add_server = add_server,
	.send = send_packets,
	.wait = wait_events,
	.now = clock_now,
	.local = no_local,
};
