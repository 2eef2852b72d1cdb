/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/engine.h>

#include "core/channel.h"

/** One engine and its thread, as seen from both sides. Servers have the worker's own indexes here. */

enum order_kind {
	ORDER_PROBE,
	ORDER_FED,  /* what was to be had for a room report has been ordered: `count` probes */
	ORDER_CALL, /* the caller waits: see struct call */
	ORDER_SILENT, /* `count` is whether */
	ORDER_STOP,   /* `count` is the reason */
};

struct order {
	enum order_kind kind;
	uint32_t server;
	uint32_t count;
	struct call *call;
	struct fd_probe probe;
};

/** A server to be added, or another part of what holds for all, by a caller who waits for it. */
struct call {
	const struct fd_server_config *config; /* NULL: the part */
	uint32_t total_qps, open_max;
	int result;
	sem_t done;
};

enum report_kind {
	REPORT_OUTCOME, /* the reply's octets follow */
	REPORT_ROOM,	/* `count` more probes could be taken for the server */
	REPORT_SERVER,	/* its numbers */
	REPORT_ENGINE,	/* all numbers */
	REPORT_BROKEN,	/* `error`: the engine of this thread is of no more use */
};

struct report {
	enum report_kind kind;
	uint32_t size; /* of all of it, a multiple of CHANNEL_ALIGN */
	uint32_t server;
	uint32_t count;
	int error;
	union {
		struct fd_outcome outcome;
		struct fd_server_stats stats;
		struct fd_engine_stats engine;
	};
	uint8_t octets[]; /* of the reply */
};

/** What wakes whoever uses the engine. */
struct bell {
	sem_t rung;
	atomic_bool asleep;
};

struct worker_server {
	bool asked_for;	  /* a report of room is out */
	int64_t pause_ns; /* nothing was to be had: asked for again after this long */
	int64_t again_ns;
};

struct worker {
	/* The thread's own. */
	struct fd_engine_config config;
	struct fd_engine *engine;
	struct worker_server *servers;
	uint32_t server_count, server_capacity;
	bool broken;
	bool unsaid;	    /* reports that were put and not sent */
	bool busy;	    /* since the numbers were reported */
	int64_t numbers_ns; /* when they are reported again */
	int64_t pause_ns;   /* the longest that a step may take */
	/* Between the two. */
	struct channel orders, reports;
	atomic_bool listening; /* it is about to sleep, or does */
	atomic_bool dismissed;
	int wake_fd;
	struct bell *bell;
	sem_t started;
	int start_error;
	/* The other side's. */
	pthread_t thread;
	bool ready, running;
	uint32_t total_qps, open_max; /* its part */
	struct fd_engine_stats stats;
};

/** engine.c: this engine's part of what holds for several together, from now on; see core_set_part(). */
void engine_set_part(struct fd_engine *engine, uint32_t total_qps, uint32_t open_max);

/** Starts the thread, and waits until its engine is there. 0 or -errno, of the engine's start too. */
int worker_start(struct worker *worker, const struct fd_engine_config *config,
		 struct bell *bell);
/** Ends it. Takes a zeroed worker. */
void worker_end(struct worker *worker);

/** Puts an order, without sending it. 0 or -ENOMEM. */
int worker_order(struct worker *worker, const struct order *order);
/** Sends what was put. */
void worker_send(struct worker *worker);

/** Sleeps until the bell is rung, or until then. The caller has looked at everything since bell_listen(). */
void bell_listen(struct bell *bell);
void bell_wait(struct bell *bell, int64_t until_ns);
void bell_ring(struct bell *bell);

#endif
