/* SPDX-License-Identifier: MIT */
#include "engine/threads.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/limits.h"
#include "engine/net/clock.h"
#include "engine/worker.h"

enum {
	REASON_MAX = 512,
	FEATURES_MAX = 64,
};

struct threads {
	struct fd_engine_config config;
	struct bell bell;
	struct worker *workers;
	uint32_t worker_count;
	struct fd_server_stats *servers; /* as reported, by the caller's indexes */
	uint32_t server_count, server_capacity;
	uint64_t open;	/* probes ordered that have not ended */
	uint64_t ended; /* outcomes */
	bool stopped;
	int error; /* of a thread that broke */
	const char *name;
	char reason[REASON_MAX];
	char features[FEATURES_MAX];
};

static struct worker *worker_of(const struct threads *threads, uint32_t server)
{
	return &threads->workers[server % threads->worker_count];
}

/* Servers that are this thread's: they are dealt in turn. */
static uint32_t servers_of(const struct threads *threads, uint32_t worker)
{
	uint32_t count = threads->worker_count;

	return threads->server_count / count + (worker < threads->server_count % count);
}

/* This thread's part of a ceiling that holds for all together: one, and of the rest by its servers. 0 is none. */
static uint32_t part_of(const struct threads *threads, uint32_t ceiling, uint32_t worker)
{
	uint64_t count = threads->worker_count, all = threads->server_count, before = 0;

	if (ceiling == 0) {
		return 0;
	}
	assert(ceiling >= count);
	uint64_t rest = ceiling - count;
	if (all == 0) {
		return (uint32_t)(1 + rest / count);
	}
	for (uint32_t i = 0; i < worker; i++) {
		before += servers_of(threads, i);
	}
	uint64_t upto = before + servers_of(threads, worker);
	return (uint32_t)(1 + rest * upto / all - rest * before / all);
}

static uint32_t open_most(const struct threads *threads)
{
	return threads->config.concurrency > 0 ? threads->config.concurrency
					       : OPEN_TOTAL_DEFAULT;
}

static uint32_t thread_count(const struct fd_engine_config *config)
{
	uint32_t count = config->threads < THREADS_MAX ? config->threads : THREADS_MAX;

	/* Each must have a share of what is a ceiling for all. */
	count = config->total_qps > 0 && config->total_qps < count ? config->total_qps : count;
	return config->concurrency > 0 && config->concurrency < count ? config->concurrency
								      : count;
}

static void keep_words(struct threads *threads)
{
	const struct fd_engine *first = threads->workers[0].engine;

	threads->name = fd_engine_name(first);
	(void)snprintf(threads->reason, sizeof(threads->reason), "%s", fd_engine_reason(first));
	(void)snprintf(threads->features, sizeof(threads->features), "%s",
		       fd_engine_features(first));
}

int threads_create(struct threads **ret_threads, const struct fd_engine_config *config)
{
	struct threads *threads = calloc(1, sizeof(*threads));
	uint32_t count = thread_count(config);
	int r = 0;

	if (threads == NULL) {
		return -ENOMEM;
	}
	threads->config = *config;
	threads->worker_count = count;
	atomic_init(&threads->bell.asleep, false);
	sem_init(&threads->bell.rung, 0, 0);
	threads->workers =
		aligned_alloc(_Alignof(struct worker), count * sizeof(*threads->workers));
	if (threads->workers == NULL) {
		threads_destroy(threads);
		return -ENOMEM;
	}
	memset(threads->workers, 0, count * sizeof(*threads->workers));
	for (uint32_t i = 0; i < count && r == 0; i++) {
		struct fd_engine_config part = *config;
		part.threads = count;
		part.total_qps = part_of(threads, config->total_qps, i);
		part.concurrency = part_of(threads, open_most(threads), i);
		threads->workers[i].total_qps = part.total_qps;
		threads->workers[i].open_max = part.concurrency;
		r = worker_start(&threads->workers[i], &part, &threads->bell);
	}
	if (r < 0) {
		threads_destroy(threads);
		return r;
	}
	keep_words(threads);
	*ret_threads = threads;
	return 0;
}

void threads_destroy(struct threads *threads)
{
	for (uint32_t i = 0; threads->workers != NULL && i < threads->worker_count; i++) {
		worker_end(&threads->workers[i]);
	}
	sem_destroy(&threads->bell.rung);
	free(threads->workers);
	free(threads->servers);
	free(threads);
}

/* ---- orders --------------------------------------------------------------------------------- */

static int reserve_server(struct threads *threads)
{
	if (threads->server_count < threads->server_capacity) {
		return 0;
	}
	uint32_t capacity = threads->server_capacity * 2 + 16;
	struct fd_server_stats *servers =
		reallocarray(threads->servers, capacity, sizeof(*servers));
	if (servers == NULL) {
		return -ENOMEM;
	}
	threads->servers = servers;
	threads->server_capacity = capacity;
	return 0;
}

static int call_worker(struct worker *worker, struct call *call)
{
	sem_init(&call->done, 0, 0);
	int r = worker_order(worker, &(struct order) { .kind = ORDER_CALL, .call = call });
	if (r == 0) {
		worker_send(worker);
		while (sem_wait(&call->done) < 0 && errno == EINTR) {
		}
		r = call->result;
	}
	sem_destroy(&call->done);
	return r;
}

static int give_part(struct threads *threads, uint32_t index, bool lower)
{
	struct worker *worker = &threads->workers[index];
	struct call call = { .total_qps = part_of(threads, threads->config.total_qps, index),
			     .open_max = part_of(threads, open_most(threads), index) };
	bool less = call.total_qps < worker->total_qps || call.open_max < worker->open_max;
	bool same = call.total_qps == worker->total_qps && call.open_max == worker->open_max;

	if (same || less != lower) {
		return 0;
	}
	worker->total_qps = call.total_qps;
	worker->open_max = call.open_max;
	return call_worker(worker, &call);
}

/* Who has more of the servers has more of what holds for all. First some have less, then others more: never more in all. */
static int deal_parts(struct threads *threads)
{
	bool limited = threads->config.total_qps > 0 || threads->config.concurrency > 0;
	int r = 0;

	for (uint32_t i = 0; limited && i < 2 * threads->worker_count && r == 0; i++) {
		r = give_part(threads, i % threads->worker_count, i < threads->worker_count);
	}
	return r;
}

int threads_add_server(struct threads *threads, const struct fd_server_config *config,
		       uint32_t *ret_server)
{
	struct call call = { .config = config };
	int r = reserve_server(threads);

	r = r < 0 ? r : call_worker(worker_of(threads, threads->server_count), &call);
	if (r == 0) {
		*ret_server = threads->server_count++;
		threads->servers[*ret_server] = (struct fd_server_stats) { 0 };
		r = deal_parts(threads);
	}
	return r;
}

/* Sent by the next threads_step(), together with others. */
int threads_submit(struct threads *threads, const struct fd_probe *probe)
{
	struct order order = { .kind = ORDER_PROBE, .probe = *probe };

	assert(probe->server < threads->server_count);
	order.probe.server = probe->server / threads->worker_count;
	int r = worker_order(worker_of(threads, probe->server), &order);
	threads->open += r == 0;
	return r;
}

void threads_stop(struct threads *threads, enum fd_reason reason)
{
	struct order order = { .kind = ORDER_STOP, .count = reason };

	for (uint32_t i = 0; i < threads->worker_count && !threads->stopped; i++) {
		int r = worker_order(&threads->workers[i], &order);
		threads->error = r < 0 ? r : threads->error;
	}
	threads->stopped = true;
}

void threads_set_silent(struct threads *threads, uint32_t server, bool silent)
{
	struct order order = { .kind = ORDER_SILENT,
			       .server = server / threads->worker_count,
			       .count = silent };
	int r = worker_order(worker_of(threads, server), &order);

	threads->error = r < 0 ? r : threads->error;
}

/* ---- reports -------------------------------------------------------------------------------- */

static void take_outcome(struct threads *threads, const struct report *report)
{
	struct fd_outcome outcome = report->outcome;

	if (outcome.reply_length > 0) {
		outcome.reply = report->octets;
	}
	assert(threads->open > 0);
	threads->open--;
	threads->ended++;
	threads->config.on_outcome(threads->config.context, &outcome);
}

/* Whatever is submitted in the callback comes before the word that this is all. */
static void take_room(struct threads *threads, struct worker *worker, uint32_t server,
		      const struct report *report)
{
	uint64_t before = threads->open;

	if (!threads->stopped) {
		threads->config.on_room(threads->config.context, server, report->count);
	}
	struct order order = { .kind = ORDER_FED,
			       .server = report->server,
			       .count = (uint32_t)(threads->open - before) };
	int r = worker_order(worker, &order);
	threads->error = r < 0 ? r : threads->error;
}

static void take_report(struct threads *threads, uint32_t index, const struct report *report)
{
	struct worker *worker = &threads->workers[index];
	uint32_t server = report->server * threads->worker_count + index;

	switch (report->kind) {
	case REPORT_OUTCOME:
		take_outcome(threads, report);
		break;
	case REPORT_ROOM:
		take_room(threads, worker, server, report);
		break;
	case REPORT_SERVER:
		threads->servers[server] = report->stats;
		break;
	case REPORT_ENGINE:
		worker->stats = report->engine;
		break;
	case REPORT_BROKEN:
		threads->error = report->error;
		break;
	}
}

/* True when there were any. */
static bool take_reports(struct threads *threads, uint32_t index)
{
	struct worker *worker = &threads->workers[index];
	struct chunk *chunk = channel_take(&worker->reports);
	bool any = chunk != NULL;

	while (chunk != NULL) {
		struct chunk *next = chunk->next;
		for (size_t at = 0; at < chunk->length;) {
			const struct report *report =
				(const struct report *)(const void *)(chunk->octets + at);
			take_report(threads, index, report);
			at += report->size;
		}
		channel_give_back(&worker->reports, chunk);
		chunk = next;
	}
	return any;
}

static bool take_all(struct threads *threads)
{
	bool any = false;

	for (uint32_t i = 0; i < threads->worker_count; i++) {
		if (channel_has_unsent(&threads->workers[i].orders)) {
			worker_send(&threads->workers[i]);
		}
		if (take_reports(threads, i)) {
			any = true;
			/* What the callbacks ordered must not wait for the others' reports. */
			worker_send(&threads->workers[i]);
		}
	}
	return any;
}

int threads_step(struct threads *threads, int64_t until_ns)
{
	uint64_t ended = threads->ended;

	while (threads->error == 0) {
		bell_listen(&threads->bell);
		bool any = take_all(threads);
		if (threads->ended != ended || clock_now() >= until_ns) {
			break;
		}
		if (!any) {
			bell_wait(&threads->bell, until_ns);
		}
	}
	return threads->error;
}

bool threads_idle(const struct threads *threads)
{
	return threads->open == 0;
}

const struct fd_server_stats *threads_server_stats(const struct threads *threads,
						   uint32_t server)
{
	assert(server < threads->server_count);
	return &threads->servers[server];
}

static void add_stats(struct fd_engine_stats *sum, const struct fd_engine_stats *part)
{
	sum->sent += part->sent;
	sum->received += part->received;
	sum->send_errors += part->send_errors;
	sum->socket_drops += part->socket_drops;
	sum->buffer_exhausted += part->buffer_exhausted;
	sum->ring_overflow += part->ring_overflow;
	sum->cut_short += part->cut_short;
	sum->late += part->late;
	sum->duplicate += part->duplicate;
	sum->rejected += part->rejected;
	sum->stalls += part->stalls;
	sum->clock_steps += part->clock_steps;
	sum->in_flight += part->in_flight;
	sum->queued += part->queued;
}

void threads_stats(const struct threads *threads, struct fd_engine_stats *ret_stats)
{
	*ret_stats = (struct fd_engine_stats) { 0 };
	for (uint32_t i = 0; i < threads->worker_count; i++) {
		add_stats(ret_stats, &threads->workers[i].stats);
	}
}

const char *threads_name(const struct threads *threads)
{
	return threads->name;
}

const char *threads_reason(const struct threads *threads)
{
	return threads->reason;
}

const char *threads_features(const struct threads *threads)
{
	return threads->features;
}
