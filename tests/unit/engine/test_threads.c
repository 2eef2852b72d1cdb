/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fleetdig/engine.h>
#include <fleetdig/wire.h>

#include "engine/core/limits.h"

/** Engines in several threads, over loopback: the same in every respect but speed. */

enum {
	SERVERS = 5,
	SILENT = SERVERS - 1, /* this one never answers */
	NAMES = 3000,
	PROBES = SERVERS * NAMES,
	PATIENCE_S = 60,
};

/* ---- who answers ---------------------------------------------------------------------------- */

static struct {
	int fds[SERVERS];
	uint16_t ports[SERVERS];
	atomic_bool over;
	pthread_t thread;
} world;

/* A query is its own answer, but for one bit. */
static void answer_one(int fd)
{
	uint8_t bytes[4096];
	struct sockaddr_in client;
	socklen_t length = sizeof(client);
	ssize_t size = recvfrom(fd, bytes, sizeof(bytes), MSG_DONTWAIT,
				(struct sockaddr *)&client, &length);

	if (size > 12) {
		bytes[2] |= 0x80;
		(void)sendto(fd, bytes, (size_t)size, 0, (struct sockaddr *)&client, length);
	}
}

static void *serve(void *unused)
{
	struct pollfd polled[SERVERS];

	while (!atomic_load(&world.over)) {
		for (unsigned i = 0; i < SERVERS; i++) {
			polled[i] = (struct pollfd) { .fd = i == SILENT ? -1 : world.fds[i],
						      .events = POLLIN };
		}
		(void)poll(polled, SERVERS, 50);
		for (unsigned i = 0; i < SERVERS; i++) {
			for (int j = 0; (polled[i].revents & POLLIN) != 0 && j < 64; j++) {
				answer_one(world.fds[i]);
			}
		}
	}
	return unused;
}

static void start_world(void)
{
	int size = 4 << 20;

	for (unsigned i = 0; i < SERVERS; i++) {
		struct sockaddr_in address = { .sin_family = AF_INET,
					       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		socklen_t length = sizeof(address);
		world.fds[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		cr_assert_geq(world.fds[i], 0);
		setsockopt(world.fds[i], SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
		cr_assert_eq(bind(world.fds[i], (struct sockaddr *)&address, length), 0);
		cr_assert_eq(getsockname(world.fds[i], (struct sockaddr *)&address, &length),
			     0);
		world.ports[i] = ntohs(address.sin_port);
	}
	cr_assert_eq(pthread_create(&world.thread, NULL, serve, NULL), 0);
}

static void end_world(void)
{
	atomic_store(&world.over, true);
	pthread_join(world.thread, NULL);
	for (unsigned i = 0; i < SERVERS; i++) {
		close(world.fds[i]);
	}
}

TestSuite(threads, .init = start_world, .fini = end_world);

/* ---- who asks ------------------------------------------------------------------------------- */

struct asker {
	struct fd_engine *engine;
	uint32_t indexes[SERVERS];
	unsigned names, fed[SERVERS]; /* asked for each, and of these given */
	unsigned ended, again;	      /* outcomes; more probes to submit from inside them */
	uint8_t endings[2 * PROBES];  /* + 1 */
	int64_t sent_ns[2 * PROBES];
	pthread_t thread;
};

static struct asker asker;
static struct fd_name asked_names[NAMES];

static void submit(uint32_t server, uint32_t name, uint64_t token)
{
	struct fd_probe probe = { .token = token,
				  .server = server,
				  .qtype = FD_TYPE_A,
				  .flags = FD_QUERY_BULK,
				  .retries = FD_RETRIES_DEFAULT,
				  .qname = asked_names[name].wire,
				  .qname_length = asked_names[name].length };

	cr_assert_eq(fd_engine_submit(asker.engine, &probe), 0);
}

static void on_room(void *context, uint32_t server, uint32_t room)
{
	struct asker *own = context;

	cr_assert(pthread_equal(pthread_self(), own->thread), "in the caller's thread");
	for (; room > 0 && own->fed[server] < own->names; room--) {
		uint32_t name = own->fed[server]++;
		submit(server, name, server * NAMES + name);
	}
}

static void on_outcome(void *context, const struct fd_outcome *outcome)
{
	struct asker *own = context;
	uint64_t token = outcome->token % PROBES;

	cr_assert(pthread_equal(pthread_self(), own->thread));
	cr_assert_lt(outcome->token, 2 * PROBES);
	cr_assert_eq(own->endings[outcome->token], 0, "%lu ends twice", outcome->token);
	own->endings[outcome->token] = (uint8_t)(outcome->ending + 1);
	own->sent_ns[outcome->token] = outcome->sent_ns;
	own->ended++;
	if (outcome->ending == FD_ANSWERED) {
		const struct fd_name *name = &asked_names[token % NAMES];
		cr_assert_gt(outcome->reply_length, 12 + name->length);
		cr_assert_eq(memcmp(outcome->reply + 12, name->wire, name->length), 0);
	}
	if (own->again > 0 && outcome->token < PROBES) {
		own->again--;
		submit((uint32_t)(token / NAMES), (uint32_t)(token % NAMES), token + PROBES);
	}
}

static void start(uint32_t threads, unsigned names, struct fd_engine_config config)
{
	asker = (struct asker) { .names = names, .thread = pthread_self() };
	for (unsigned i = 0; i < NAMES; i++) {
		char text[32];
		snprintf(text, sizeof(text), "n%u.example", i);
		cr_assert_eq(fd_name_parse(&asked_names[i], text), 0);
	}
	config.threads = threads;
	config.retries = FD_RETRIES_AUTO; /* a busy machine loses datagrams on loopback too */
	config.context = &asker;
	config.on_outcome = on_outcome;
	config.on_room = on_room;
	config.timeout_ns = config.timeout_ns > 0 ? config.timeout_ns : 20 * NS_PER_SEC;
	cr_assert_eq(fd_engine_create(&asker.engine, &config), 0);
}

static void add_servers(unsigned count, uint32_t qps)
{
	for (unsigned i = 0; i < count; i++) {
		struct fd_server_config server = { .endpoint = { .family = 4,
								 .address = { 127, 0, 0, 1 },
								 .port = world.ports[i] },
						   .qps = qps,
						   .feed = true };
		cr_assert_eq(fd_engine_add_server(asker.engine, &server, &asker.indexes[i]), 0);
		cr_assert_eq(asker.indexes[i], i);
	}
}

static void await(unsigned count)
{
	int64_t end_ns = fd_engine_now(asker.engine) + PATIENCE_S * NS_PER_SEC;

	while (asker.ended < count) {
		int64_t now_ns = fd_engine_now(asker.engine);
		cr_assert_lt(now_ns, end_ns, "%u of %u", asker.ended, count);
		cr_assert_eq(fd_engine_step(asker.engine, now_ns + NS_PER_SEC / 10), 0);
	}
}

static const uint32_t counts[] = { 1, 2, 3, 8 };
static const enum fd_engine_kind kinds[] = { FD_ENGINE_AUTO, FD_ENGINE_EPOLL };

Test(threads, every_probe_ends_once_and_the_numbers_are_those_of_one_thread)
{
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			struct fd_engine_stats all;
			uint64_t sent = 0;
			start(counts[i], NAMES, (struct fd_engine_config) { .kind = kinds[k] });
			add_servers(SILENT, 0);
			asker.again = 500; /* submitted by hand, from inside outcomes */
			await(SILENT * NAMES + 500);
			cr_assert(fd_engine_idle(asker.engine));
			for (unsigned s = 0; s < SILENT; s++) {
				struct fd_server_stats stats;
				fd_engine_server_stats(asker.engine, s, &stats);
				sent += stats.sent;
				cr_assert_geq(stats.answered, NAMES, "%u threads", counts[i]);
				cr_assert_geq(stats.sent, stats.answered);
				cr_assert_eq(stats.timed_out, 0);
				cr_assert_not(fd_engine_quarantined(asker.engine, s));
			}
			fd_engine_stats(asker.engine, &all);
			cr_assert_eq(all.sent, sent);
			cr_assert_geq(all.received, SILENT * NAMES + 500);
			for (unsigned token = 0; token < SILENT * NAMES; token++) {
				cr_assert_eq(asker.endings[token], FD_ANSWERED + 1);
			}
			fd_engine_destroy(asker.engine);
		}
	}
}

Test(threads, a_server_can_be_added_while_others_are_asked)
{
	start(3, NAMES, (struct fd_engine_config) { .kind = FD_ENGINE_AUTO });
	add_servers(2, 0);
	await(100);
	struct fd_server_config config = {
		.endpoint = { .family = 4, .address = { 127, 0, 0, 1 }, .port = world.ports[2] }
	};
	uint32_t server;
	cr_assert_eq(fd_engine_add_server(asker.engine, &config, &server), 0);
	cr_assert_eq(server, 2);
	for (uint32_t i = 0; i < 50; i++) {
		submit(server, i, 2 * NAMES + i);
	}
	await(2 * NAMES + 50);
	config.endpoint.family = 5;
	cr_assert_eq(fd_engine_add_server(asker.engine, &config, &server), -EINVAL);
	fd_engine_destroy(asker.engine);
}

Test(threads, silence_ends_in_timeouts_and_stops_nobody)
{
	start(2, 20,
	      (struct fd_engine_config) { .kind = FD_ENGINE_AUTO,
					  .timeout_ns = 2 * NS_PER_SEC });
	add_servers(SERVERS, 0);
	await(SERVERS * 20);
	for (unsigned i = 0; i < 20; i++) {
		cr_assert_eq(asker.endings[SILENT * NAMES + i], FD_TIMED_OUT + 1);
		cr_assert_eq(asker.endings[i], FD_ANSWERED + 1);
	}
	fd_engine_destroy(asker.engine);
}

Test(threads, stopping_ends_what_waits_and_asks_for_no_more)
{
	start(3, NAMES,
	      (struct fd_engine_config) { .kind = FD_ENGINE_AUTO, .timeout_ns = NS_PER_SEC });
	add_servers(SERVERS, 100);
	await(10);
	fd_engine_stop(asker.engine, FD_REASON_DEADLINE);
	unsigned given = 0, not_asked = 0;
	for (unsigned i = 0; i < SERVERS; i++) {
		given += asker.fed[i];
	}
	await(given);
	cr_assert(fd_engine_idle(asker.engine));
	for (unsigned token = 0; token < PROBES; token++) {
		not_asked += asker.endings[token] == FD_NOT_ASKED + 1;
	}
	cr_assert_gt(not_asked, 0);
	fd_engine_destroy(asker.engine);
}

Test(threads, an_engine_can_be_ended_with_everything_in_flight)
{
	for (unsigned i = 0; i < 20; i++) {
		start(1 + i % 4, NAMES, (struct fd_engine_config) { .kind = kinds[i % 2] });
		if (i > 2) {
			add_servers(SERVERS, 0);
			(void)fd_engine_step(asker.engine, fd_engine_now(asker.engine) +
								   (int64_t)i * NS_PER_MS);
		}
		fd_engine_destroy(asker.engine);
	}
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

/* The ceiling of all holds over all threads together: no second sees more. */
static void share_a_ceiling(uint32_t thread_count)
{
	enum {
		CEILING = 200,
		EACH = 120
	};

	start(thread_count, EACH,
	      (struct fd_engine_config) { .kind = FD_ENGINE_AUTO, .total_qps = CEILING });
	add_servers(SILENT, 0);
	await(SILENT * EACH);
	static int64_t sent_ns[SILENT * EACH];
	for (unsigned i = 0; i < SILENT * EACH; i++) {
		sent_ns[i] = asker.sent_ns[i / EACH * NAMES + i % EACH];
	}
	qsort(sent_ns, SILENT * EACH, sizeof(sent_ns[0]), compare);
	for (unsigned i = CEILING; i < SILENT * EACH; i++) {
		cr_assert_gt(sent_ns[i] - sent_ns[i - CEILING], NS_PER_SEC,
			     "%u queries in %ld ns", CEILING + 1,
			     sent_ns[i] - sent_ns[i - CEILING]);
	}
	fd_engine_destroy(asker.engine);
}

Test(threads, the_ceiling_of_all_is_shared)
{
	share_a_ceiling(3);
}

/* One thread has two of the three, and twice the part: dealt anew with each server, and never more in all. */
Test(threads, the_ceiling_of_all_is_shared_by_servers)
{
	share_a_ceiling(2);
}

Test(threads, fewer_threads_where_each_would_have_no_share)
{
	start(8, 1, (struct fd_engine_config) { .kind = FD_ENGINE_AUTO, .total_qps = 2 });
	add_servers(2, 0);
	await(2);
	fd_engine_destroy(asker.engine);
}

Test(threads, what_does_not_start_is_an_error)
{
	struct fd_engine_config config = {
		.threads = 3, .kind = FD_ENGINE_AUTO, .timeout_ns = -1, .on_outcome = on_outcome
	};
	struct fd_engine *engine;

	cr_assert_eq(fd_engine_create(&engine, &config), -EINVAL);
}
