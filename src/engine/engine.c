/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/engine.h>

#include "engine/backend.h"
#include "engine/core/core.h"
#include "engine/core/limits.h"
#include "engine/net/clock.h"
#include "engine/threads.h"
#include "engine/worker.h"

enum {
	REASON_MAX = 512,
	FEATURES_MAX = 64,
	/* Batches sent before the network is listened to again: back-pressure never stops receiving. */
	BATCHES_MAX = 4,
};

struct fd_engine {
	struct threads
		*threads; /* NULL: this is an engine itself; else nothing below is used */
	struct core core;
	const struct backend *backend;
	void *network;
	uint64_t stalls;
	int64_t seen_ns; /* what came until then has been taken */
	uint64_t lost;	 /* replies, by this side, when last looked at */
	int64_t lost_check_ns;
	char reason[REASON_MAX];
	char features[FEATURES_MAX];
	struct packet packets[BACKEND_BATCH];
	struct event events[BACKEND_BATCH];
};

/* ---- which backend ------------------------------------------------------------------------- */

#ifdef FD_WITH_URING
static const struct backend *const uring = &backend_uring;
#else
static const struct backend *const uring = NULL;
#endif

static int open_backend(struct fd_engine *engine, const struct backend *backend,
			const struct fd_engine_config *config)
{
	engine->backend = backend;
	return backend->open(&engine->network, config, engine->reason, sizeof(engine->reason));
}

/** io_uring is refused here: by a policy, by an old kernel. Anything else is an error and no reason to fall back. */
static bool is_refusal(int error)
{
	return error == -EPERM || error == -ENOSYS || error == -EACCES || error == -EINVAL;
}

static int open_automatic(struct fd_engine *engine, const struct fd_engine_config *config)
{
	if (uring == NULL) {
		(void)snprintf(engine->reason, sizeof(engine->reason),
			       "this build has no io_uring backend: epoll is used");
		return open_backend(engine, &backend_epoll, config);
	}
	int error = open_backend(engine, uring, config);
	if (!is_refusal(error)) {
		return error;
	}
	/* The backend appended its own words to why io_uring was refused. */
	char own[REASON_MAX] = "";
	int opened = open_backend(engine, &backend_epoll, config);
	memcpy(own, engine->reason, sizeof(own));
	(void)snprintf(engine->reason, sizeof(engine->reason),
		       "io_uring is refused here (%s): epoll is used%s%.400s",
		       strerrordesc_np(-error), own[0] != '\0' ? "; " : "", own);
	return opened;
}

static int open_kind(struct fd_engine *engine, const struct fd_engine_config *config)
{
	switch (config->kind) {
	case FD_ENGINE_URING:
		return uring == NULL ? -ENOSYS : open_backend(engine, uring, config);
	case FD_ENGINE_EPOLL:
		return open_backend(engine, &backend_epoll, config);
	case FD_ENGINE_SIM:
		return open_backend(engine, &backend_sim, config);
	case FD_ENGINE_AUTO:
		return open_automatic(engine, config);
	default:
		return -EINVAL;
	}
}

/** Writes the words for what the backend found to work. */
static void name_features(struct fd_engine *engine, unsigned features)
{
	static const struct {
		unsigned feature;
		const char *word;
	} words[] = {
		{ BACKEND_GSO, "gso" },
		{ BACKEND_GRO, "gro" },
		{ BACKEND_STAMPS, "timestamps" },
		{ BACKEND_SEND_STAMPS, "send_timestamps" },
	};
	size_t used = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if ((features & words[i].feature) != 0) {
			int length = snprintf(engine->features + used, FEATURES_MAX - used,
					      "%s%s", used > 0 ? " " : "", words[i].word);
			assert(length > 0 && used + (size_t)length < FEATURES_MAX);
			used += (size_t)length;
		}
	}
}

static int open_engine(struct fd_engine *engine, const struct fd_engine_config *config)
{
	struct backend_stats below = { 0 };

	int error = open_kind(engine, config);
	if (error != 0) {
		return error;
	}
	error = core_init(&engine->core, config, fd_engine_now(engine));
	if (error != 0) {
		engine->backend->close(engine->network);
		return error;
	}
	engine->seen_ns = fd_engine_now(engine);
	(void)engine->backend->now(engine->network, &below);
	/* The descriptors are all threads' together. */
	core_set_network(&engine->core,
			 config->threads > 1 ? below.sockets / config->threads : below.sockets,
			 below.receive_capacity);
	name_features(engine, below.features);
	return 0;
}

int fd_engine_create(struct fd_engine **ret_engine, const struct fd_engine_config *config)
{
	struct fd_engine *engine = calloc(1, sizeof(*engine));
	bool one_of_several = config->wake_fd > 0;

	if (engine == NULL) {
		return -ENOMEM;
	}
	int error = config->threads > 1 && !one_of_several && config->kind != FD_ENGINE_SIM
			    ? threads_create(&engine->threads, config)
			    : open_engine(engine, config);
	if (error != 0) {
		free(engine);
		return error;
	}
	*ret_engine = engine;
	return 0;
}

void fd_engine_destroy(struct fd_engine *engine)
{
	if (engine == NULL) {
		return;
	}
	if (engine->threads != NULL) {
		threads_destroy(engine->threads);
		free(engine);
		return;
	}
	engine->backend->close(engine->network);
	core_finish(&engine->core);
	free(engine);
}

int fd_engine_add_server(struct fd_engine *engine, const struct fd_server_config *config,
			 uint32_t *ret_server)
{
	uint32_t index = 0;

	if (config->endpoint.family != 4 && config->endpoint.family != 6) {
		return -EINVAL;
	}
	if (engine->threads != NULL) {
		return threads_add_server(engine->threads, config, ret_server);
	}
	int error = core_add_server(&engine->core, config, &index);
	if (error != 0) {
		return error;
	}
	error = engine->backend->add_server(engine->network, index, config, PORT_SLOTS);
	if (error != 0) {
		core_forget_server(&engine->core);
		return error;
	}
	*ret_server = index;
	return 0;
}

int fd_engine_submit(struct fd_engine *engine, const struct fd_probe *probe)
{
	if (engine->threads != NULL) {
		return threads_submit(engine->threads, probe);
	}
	return core_submit(&engine->core, probe);
}

int fd_engine_local(const struct fd_engine *engine, const struct fd_outcome *outcome,
		    struct fd_endpoint *ret_local)
{
	if (outcome->ending == FD_NOT_ASKED || outcome->tries == 0) {
		return -ENOENT;
	}
	return engine->backend->local(engine->network, outcome, ret_local);
}

/* ---- the loop ------------------------------------------------------------------------------ */

static int send_due(struct fd_engine *engine, int64_t now_ns)
{
	for (unsigned i = 0; i < BATCHES_MAX; i++) {
		unsigned count =
			core_collect(&engine->core, now_ns, engine->packets, BACKEND_BATCH);
		if (count == 0) {
			return 0;
		}
		int error = engine->backend->send(engine->network, engine->packets, count);
		if (error != 0) {
			return error;
		}
	}
	return 0;
}

/**
 * Up to when it is known what came: replies are read about in the order of their arrival, so what came after the oldest one
 * just read may lie there unread. No try is given up for lost whose reply does.
 */
static int64_t seen_until(const struct fd_engine *engine, unsigned count, int64_t now_ns)
{
	int64_t seen_ns = now_ns;

	for (unsigned i = 0; i < count; i++) {
		int64_t at_ns = engine->events[i].at_ns;
		seen_ns = at_ns < seen_ns ? at_ns : seen_ns;
	}
	return seen_ns > engine->seen_ns ? seen_ns : engine->seen_ns;
}

/** Returns how many events there were, or -errno. */
static int receive(struct fd_engine *engine, int64_t until_ns)
{
	int count =
		engine->backend->wait(engine->network, until_ns, engine->events, BACKEND_BATCH);
	int64_t now_ns = fd_engine_now(engine);

	if (count < 0) {
		return count;
	}
	if (engine->backend != &backend_sim && now_ns - until_ns > STALL_NS && count == 0) {
		engine->stalls++;
	}
	engine->seen_ns = seen_until(engine, (unsigned)count, now_ns);
	core_take_all(&engine->core, now_ns, engine->events, (unsigned)count);
	return count;
}

static void look_for_own_loss(struct fd_engine *engine, int64_t now_ns)
{
	struct backend_stats below = { 0 };

	if (now_ns < engine->lost_check_ns) {
		return;
	}
	engine->lost_check_ns = now_ns + OWN_LOSS_CHECK_NS;
	(void)engine->backend->now(engine->network, &below);
	if (below.socket_drops + below.ring_overflow > engine->lost) {
		engine->lost = below.socket_drops + below.ring_overflow;
		core_own_loss(&engine->core, now_ns);
	}
}

int fd_engine_step(struct fd_engine *engine, int64_t until_ns)
{
	struct core *core = &engine->core;
	uint64_t ended = core->ended;
	int64_t now_ns = fd_engine_now(engine);

	if (engine->threads != NULL) {
		return threads_step(engine->threads, until_ns);
	}
	do {
		look_for_own_loss(engine, now_ns);
		core_expire(core, now_ns, engine->seen_ns);
		core_feed(core);
		int error = send_due(engine, now_ns);
		if (error != 0) {
			return error;
		}
		int64_t wait_ns = core_deadline(core);
		wait_ns = wait_ns < until_ns ? wait_ns : until_ns;
		if (core->ended != ended) {
			wait_ns = now_ns;
		} else if (wait_ns == INT64_MAX) {
			return 0; /* Nothing will ever happen, and nobody said how long to wait for it. */
		}
		int count = receive(engine, wait_ns > now_ns ? wait_ns : now_ns);
		if (count < 0 || (count == 0 && core->config.wake_fd > 0)) {
			return count; /* Perhaps it was woken: its thread will see. */
		}
		now_ns = fd_engine_now(engine);
	} while (core->ended == ended && now_ns < until_ns);
	return 0;
}

int64_t fd_engine_now(const struct fd_engine *engine)
{
	if (engine->threads != NULL) {
		return clock_now();
	}
	return engine->backend->now(engine->network, NULL);
}

bool fd_engine_idle(const struct fd_engine *engine)
{
	if (engine->threads != NULL) {
		return threads_idle(engine->threads);
	}
	return engine->core.open == 0 && engine->core.queued == 0;
}

void fd_engine_stop(struct fd_engine *engine, enum fd_reason reason)
{
	if (engine->threads != NULL) {
		threads_stop(engine->threads, reason);
		return;
	}
	core_stop(&engine->core, reason);
}

/* ---- what it says of itself ---------------------------------------------------------------- */

void engine_set_part(struct fd_engine *engine, uint32_t total_qps, uint32_t open_max)
{
	assert(engine->threads == NULL);
	core_set_part(&engine->core, total_qps, open_max);
}

void fd_engine_set_silent(struct fd_engine *engine, uint32_t server, bool silent)
{
	if (engine->threads != NULL) {
		threads_set_silent(engine->threads, server, silent);
		return;
	}
	core_set_silent(&engine->core, server, silent);
}

bool fd_engine_quarantined(const struct fd_engine *engine, uint32_t server)
{
	if (engine->threads != NULL) {
		return threads_server_stats(engine->threads, server)->quarantined;
	}
	assert(server < engine->core.server_count);
	return engine->core.servers[server]->quarantined;
}

void fd_engine_server_stats(const struct fd_engine *engine, uint32_t server,
			    struct fd_server_stats *ret_stats)
{
	if (engine->threads != NULL) {
		*ret_stats = *threads_server_stats(engine->threads, server);
		return;
	}
	core_server_stats(&engine->core, server, ret_stats);
}

void fd_engine_stats(const struct fd_engine *engine, struct fd_engine_stats *ret_stats)
{
	struct backend_stats below = { 0 };

	if (engine->threads != NULL) {
		threads_stats(engine->threads, ret_stats);
		return;
	}
	core_stats(&engine->core, ret_stats);
	(void)engine->backend->now(engine->network, &below);
	ret_stats->socket_drops = below.socket_drops;
	ret_stats->buffer_exhausted = below.buffer_exhausted;
	ret_stats->ring_overflow = below.ring_overflow;
	ret_stats->cut_short = below.truncated;
	ret_stats->clock_steps = below.clock_steps;
	ret_stats->stalls = engine->stalls;
}

const char *fd_engine_name(const struct fd_engine *engine)
{
	if (engine->threads != NULL) {
		return threads_name(engine->threads);
	}
	return engine->backend->name;
}

const char *fd_engine_reason(const struct fd_engine *engine)
{
	if (engine->threads != NULL) {
		return threads_reason(engine->threads);
	}
	return engine->reason;
}

const char *fd_engine_features(const struct fd_engine *engine)
{
	if (engine->threads != NULL) {
		return threads_features(engine->threads);
	}
	return engine->features;
}
