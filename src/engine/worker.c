/* SPDX-License-Identifier: MIT */
#include "engine/worker.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "engine/core/limits.h"

enum {
	BROKEN_US = 1000
};

/* ---- the bell ------------------------------------------------------------------------------- */

void bell_listen(struct bell *bell)
{
	atomic_store(&bell->asleep, true);
}

void bell_ring(struct bell *bell)
{
	if (atomic_exchange(&bell->asleep, false)) {
		sem_post(&bell->rung);
	}
}

void bell_wait(struct bell *bell, int64_t until_ns)
{
	struct timespec ts = { until_ns / NS_PER_SEC, until_ns % NS_PER_SEC };

	/* EINTR ends it too: a signal is news. */
	(void)sem_clockwait(&bell->rung, CLOCK_MONOTONIC, &ts);
	atomic_store(&bell->asleep, false);
}

/* ---- reports, from the thread --------------------------------------------------------------- */

static uint32_t report_size(size_t octets)
{
	size_t size = sizeof(struct report) + octets;

	return (uint32_t)((size + CHANNEL_ALIGN - 1) / CHANNEL_ALIGN * CHANNEL_ALIGN);
}

/* Without memory for a report the engine is no engine any more: that itself needs none. */
static struct report *report(struct worker *worker, enum report_kind kind, size_t octets)
{
	uint32_t size = report_size(octets);
	struct report *put = channel_put(&worker->reports, size);

	if (put == NULL) {
		worker->broken = true;
		return NULL;
	}
	*put = (struct report) { .kind = kind, .size = size };
	worker->unsaid = true;
	return put;
}

static void send_reports(struct worker *worker)
{
	if (worker->unsaid) {
		worker->unsaid = false;
		channel_send(&worker->reports);
		bell_ring(worker->bell);
	}
}

static struct worker_server *server_of(struct worker *worker, uint32_t server)
{
	assert(server < worker->server_count);
	return &worker->servers[server];
}

static void hear_outcome(void *context, const struct fd_outcome *outcome)
{
	struct worker *worker = context;
	size_t length = outcome->reply != NULL ? outcome->reply_length : 0;
	struct report *put = report(worker, REPORT_OUTCOME, length);

	if (put != NULL) {
		put->outcome = *outcome;
		put->outcome.reply = NULL;
		if (length > 0) {
			memcpy(put->octets, outcome->reply, length);
		}
	}
}

/* Asked at every step: one report at a time, and a pause after nothing was to be had. */
static void hear_room(void *context, uint32_t server, uint32_t room)
{
	struct worker *worker = context;
	struct worker_server *own = server_of(worker, server);

	if (own->asked_for || own->again_ns > fd_engine_now(worker->engine)) {
		return;
	}
	struct report *put = report(worker, REPORT_ROOM, 0);
	if (put != NULL) {
		put->server = server;
		put->count = room;
		own->asked_for = true;
		send_reports(worker); /* the step goes on, and may sleep */
	}
}

/* With the last outcome, and now and then: who has heard of everything has the numbers that go with it. */
static void report_numbers(struct worker *worker)
{
	int64_t now_ns = fd_engine_now(worker->engine);
	bool idle = fd_engine_idle(worker->engine);

	if (now_ns < worker->numbers_ns && (!idle || !worker->busy)) {
		return;
	}
	worker->numbers_ns = now_ns + REPORT_EVERY_NS;
	worker->busy = !idle;
	for (uint32_t i = 0; i < worker->server_count; i++) {
		struct fd_server_stats stats;
		fd_engine_server_stats(worker->engine, i, &stats);
		struct report *put = report(worker, REPORT_SERVER, 0);
		if (put != NULL) {
			put->server = i;
			put->stats = stats;
		}
	}
	struct report *put = report(worker, REPORT_ENGINE, 0);
	if (put != NULL) {
		fd_engine_stats(worker->engine, &put->engine);
	}
}

/* ---- orders, to the thread ------------------------------------------------------------------ */

static int add_server(struct worker *worker, const struct fd_server_config *config)
{
	uint32_t index;

	if (worker->server_count == worker->server_capacity) {
		uint32_t capacity = worker->server_capacity * 2 + 16;
		struct worker_server *servers =
			reallocarray(worker->servers, capacity, sizeof(*servers));
		if (servers == NULL) {
			return -ENOMEM;
		}
		worker->servers = servers;
		worker->server_capacity = capacity;
	}
	int r = fd_engine_add_server(worker->engine, config, &index);
	if (r == 0) {
		assert(index == worker->server_count);
		worker->servers[worker->server_count++] = (struct worker_server) { 0 };
		worker->numbers_ns = 0;
	}
	return r;
}

/* The caller goes on at the moment of the post: nothing of the call is touched after. */
static void answer(struct worker *worker, struct call *call)
{
	if (call->config != NULL) {
		call->result = add_server(worker, call->config);
	} else {
		engine_set_part(worker->engine, call->total_qps, call->open_max);
		call->result = 0;
	}
	sem_post(&call->done);
}

static void submit(struct worker *worker, const struct fd_probe *probe)
{
	if (fd_engine_submit(worker->engine, probe) < 0) {
		struct fd_outcome outcome = { .token = probe->token,
					      .ending = FD_FAILED,
					      .error = ENOMEM,
					      .ended_ns = fd_engine_now(worker->engine) };
		hear_outcome(worker, &outcome);
	}
}

/* A server that nobody had anything for is asked for again ever later. */
static void fed(struct worker *worker, uint32_t server, uint32_t count)
{
	struct worker_server *own = server_of(worker, server);
	int64_t longer_ns =
		own->pause_ns < HUNGRY_LAST_NS / 2 ? own->pause_ns * 2 : HUNGRY_LAST_NS;

	own->asked_for = false;
	own->pause_ns = count > 0 ? 0 : own->pause_ns == 0 ? HUNGRY_FIRST_NS : longer_ns;
	own->again_ns = fd_engine_now(worker->engine) + own->pause_ns;
	worker->pause_ns = own->pause_ns > 0 && own->pause_ns < worker->pause_ns
				   ? own->pause_ns
				   : worker->pause_ns;
}

static void obey(struct worker *worker, const struct order *order)
{
	switch (order->kind) {
	case ORDER_PROBE:
		submit(worker, &order->probe);
		break;
	case ORDER_FED:
		fed(worker, order->server, order->count);
		break;
	case ORDER_CALL:
		answer(worker, order->call);
		break;
	case ORDER_SILENT:
		fd_engine_set_silent(worker->engine, order->server, order->count != 0);
		break;
	case ORDER_STOP:
		fd_engine_stop(worker->engine, (enum fd_reason)order->count);
		break;
	default:
		assert(false); /* There is no other kind. */
	}
}

static void take_orders(struct worker *worker)
{
	struct chunk *chunk = channel_take(&worker->orders);

	while (chunk != NULL) {
		struct chunk *next = chunk->next;
		const struct order *orders = (const struct order *)(const void *)chunk->octets;
		for (size_t i = 0; i < chunk->length / sizeof(*orders); i++) {
			obey(worker, &orders[i]);
		}
		channel_give_back(&worker->orders, chunk);
		chunk = next;
	}
}

/* ---- the thread ----------------------------------------------------------------------------- */

static void step(struct worker *worker)
{
	int64_t until_ns = fd_engine_now(worker->engine) + worker->pause_ns;

	worker->busy = worker->busy || !fd_engine_idle(worker->engine);
	worker->pause_ns = REPORT_EVERY_NS;
	int r = fd_engine_step(worker->engine, until_ns);
	report_numbers(worker);
	if (r < 0 || worker->broken) {
		struct report *put = report(worker, REPORT_BROKEN, 0);
		worker->broken = true;
		if (put != NULL) {
			put->error = r < 0 ? r : -ENOMEM;
		}
	}
}

static void run(struct worker *worker)
{
	while (!atomic_load(&worker->dismissed)) {
		atomic_store(&worker->listening, true);
		/* What is ordered from here on ends the step early. */
		take_orders(worker);
		if (!worker->broken) {
			step(worker);
		} else {
			usleep(BROKEN_US); /* Nothing but its dismissal is still to come. */
		}
		atomic_store(&worker->listening, false);
		send_reports(worker);
	}
}

static void *work(void *argument)
{
	struct worker *worker = argument;

	/* Here, because a ring belongs to the thread that makes it. */
	worker->start_error = fd_engine_create(&worker->engine, &worker->config);
	bool started = worker->start_error == 0;
	sem_post(&worker->started);
	if (started) {
		run(worker);
	}
	fd_engine_destroy(worker->engine);
	free(worker->servers);
	return NULL;
}

/* ---- the other side ------------------------------------------------------------------------- */

static int open_wake(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (fd == 0) { /* standard input is closed: 0 means none here */
		fd = fcntl(0, F_DUPFD_CLOEXEC, 3);
		close(0);
	}
	return fd < 0 ? -errno : fd;
}

/* Signals are for the thread that was there before. */
static int create_thread(struct worker *worker)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int error = pthread_create(&worker->thread, NULL, work, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -error;
}

int worker_start(struct worker *worker, const struct fd_engine_config *config,
		 struct bell *bell)
{
	*worker = (struct worker) { .config = *config, .bell = bell };
	worker->pause_ns = REPORT_EVERY_NS;
	worker->config.context = worker;
	worker->config.on_outcome = hear_outcome;
	worker->config.on_room = config->on_room != NULL ? hear_room : NULL;
	worker->config.on_soon = NULL; /* what it fetches would be another core's */
	atomic_init(&worker->listening, false);
	worker->wake_fd = open_wake();
	if (worker->wake_fd < 0) {
		return worker->wake_fd;
	}
	worker->config.wake_fd = worker->wake_fd;
	int r = channel_init(&worker->orders);
	if (r < 0) {
		close(worker->wake_fd);
		return r;
	}
	r = channel_init(&worker->reports);
	if (r < 0) {
		channel_finish(&worker->orders);
		close(worker->wake_fd);
		return r;
	}
	sem_init(&worker->started, 0, 0); /* cannot fail: not shared, and 0 is no large value */
	r = create_thread(worker);
	worker->running = r == 0;
	worker->ready = true;
	while (r == 0 && sem_wait(&worker->started) < 0 && errno == EINTR) {
	}
	return r < 0 ? r : worker->start_error;
}

void worker_end(struct worker *worker)
{
	if (!worker->ready) {
		return;
	}
	if (worker->running) {
		/* Also where there is no memory left for an order. */
		atomic_store(&worker->dismissed, true);
		worker_send(worker);
		pthread_join(worker->thread, NULL);
	}
	channel_finish(&worker->orders);
	channel_finish(&worker->reports);
	sem_destroy(&worker->started);
	close(worker->wake_fd);
}

int worker_order(struct worker *worker, const struct order *order)
{
	_Static_assert(sizeof(*order) % CHANNEL_ALIGN == 0, "orders stand side by side");
	struct order *put = channel_put(&worker->orders, sizeof(*put));

	if (put == NULL) {
		return -ENOMEM;
	}
	*put = *order;
	return 0;
}

void worker_send(struct worker *worker)
{
	static const uint64_t one = 1;

	channel_send(&worker->orders);
	if (atomic_exchange(&worker->listening, false)) {
		/* It can only fail when it need not be written: the count stands high. */
		ssize_t written = write(worker->wake_fd, &one, sizeof(one));
		(void)written;
	}
}
