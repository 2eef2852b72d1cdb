/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/backend.h"
#include "engine/clock.h"
#include "engine/sockets_limits.h"
#include "test_backend_responder.h"

/** What backend.h promises, of each backend that does real I/O, against a responder on loopback. */

#define SECOND INT64_C(1000000000)
/* For what must come: far more than it takes. */
#define PATIENCE (20 * SECOND)
/* For what must not come. */
#define MOMENT (SECOND / 5)

enum {
	SLOTS = 16,
	SERVER = 3, /* not the first: indexes are the engine's */
};

static const struct backend *const backends[] = {
	&backend_epoll,
#ifdef FD_WITH_URING
	&backend_uring,
#endif
};

static struct criterion_test_params each_backend(void)
{
	static int indexes[] = { 0, 1 };

	return cr_make_param_array(int, indexes, sizeof(backends) / sizeof(backends[0]));
}

#define BACKEND_TEST(name)                                    \
	static void name(struct rig *rig);                    \
	ParameterizedTestParameters(backend, name)            \
	{                                                     \
		return each_backend();                        \
	}                                                     \
	ParameterizedTest(const int *index, backend, name)    \
	{                                                     \
		struct rig *rig = rig_open(backends[*index]); \
		name(rig);                                    \
		rig_close(rig);                               \
	}                                                     \
	static void name(struct rig *rig)

/* A backend with a responder, and everything it said. */
struct rig {
	const struct backend *backend;
	void *network;
	struct responder responder;
	struct event *events; /* bytes are copies */
	unsigned count, capacity;
	unsigned counts[EVENT_TCP_FAILED + 1]; /* of each kind */
	unsigned wait_capacity;
	bool started;
};

static struct rig *rig_open(const struct backend *backend)
{
	static const struct fd_engine_config config = { .timeout_ns = SECOND };
	struct rig *rig = calloc(1, sizeof(*rig));
	char reason[256] = "";

	rig->backend = backend;
	rig->wait_capacity = BACKEND_BATCH;
	int r = backend->open(&rig->network, &config, reason, sizeof(reason));
	if (r == -EPERM || r == -ENOSYS || r == -EACCES) {
		cr_skip_test("%s: %s", backend->name, reason);
	}
	cr_assert_eq(r, 0, "%s: %s (%s)", backend->name, strerror(-r), reason);
	return rig;
}

static void rig_forget(struct rig *rig)
{
	for (unsigned i = 0; i < rig->count; i++) {
		free((void *)(uintptr_t)rig->events[i].bytes);
	}
	rig->count = 0;
	memset(rig->counts, 0, sizeof(rig->counts));
}

static void rig_close(struct rig *rig)
{
	rig->backend->close(rig->network);
	if (rig->started) {
		responder_stop(&rig->responder);
	}
	rig_forget(rig);
	free(rig->events);
	free(rig);
}

static void add_server(struct rig *rig, uint32_t server, const char *address, uint16_t port)
{
	struct fd_server_config config = { 0 };

	cr_assert_eq(fd_endpoint_parse(&config.endpoint, address, 53), 0);
	config.endpoint.port = port;
	cr_assert_eq(rig->backend->add_server(rig->network, server, &config, SLOTS), 0);
}

static void start(struct rig *rig, const char *address, enum responder_mode mode)
{
	if (!responder_start(&rig->responder, address, mode)) {
		cr_skip_test("no %s here", address);
	}
	rig->started = true;
	add_server(rig, SERVER, address, rig->responder.port);
}

/* A port that was free a moment ago, and that nothing listens on. */
static uint16_t closed_port(const char *address)
{
	struct responder responder;

	if (!responder_start(&responder, address, RESPONDER_ANSWERS)) {
		cr_skip_test("no %s here", address);
	}
	responder_stop(&responder);
	return responder.port;
}

struct want {
	uint32_t server;
	unsigned slot, id, length, copies;
	uint8_t proto; /* enum fd_proto */
};

static void make_query(uint8_t query[QUERY_LENGTH], const struct want *want)
{
	memset(query, 0, QUERY_LENGTH);
	put16(query + AT_ID, want->id);
	put16(query + AT_SLOT, want->slot);
	put16(query + AT_SERVER, want->server);
	put16(query + AT_LENGTH, want->length);
	put16(query + AT_COPIES, want->copies);
}

/* Sends `count` queries like the one wanted, with ids and slots counting up from it, in one batch. */
static void ask(struct rig *rig, unsigned count, const struct want *want)
{
	static uint8_t queries[BACKEND_BATCH][QUERY_LENGTH];
	struct packet packets[BACKEND_BATCH];

	cr_assert_leq(count, BACKEND_BATCH);
	for (unsigned i = 0; i < count; i++) {
		struct want one = *want;
		one.id += i;
		one.slot = (want->slot + i) % SLOTS;
		make_query(queries[i], &one);
		packets[i] = (struct packet) {
			.server = one.server,
			.slot = (uint16_t)one.slot,
			.proto = one.proto,
			.length = QUERY_LENGTH,
			.bytes = queries[i],
		};
	}
	cr_assert_eq(rig->backend->send(rig->network, packets, count), 0);
	/* The backend keeps what it needs. */
	memset(queries, 0xDD, sizeof(queries));
}

static void keep(struct rig *rig, const struct event *event)
{
	if (rig->count == rig->capacity) {
		rig->capacity = rig->capacity == 0 ? 1024 : 2 * rig->capacity;
		rig->events = reallocarray(rig->events, rig->capacity, sizeof(*rig->events));
	}
	struct event *kept = &rig->events[rig->count++];
	uint8_t *bytes = malloc(event->length + 1);
	memcpy(bytes, event->bytes, event->length);
	*kept = *event;
	kept->bytes = bytes;
	rig->counts[event->kind]++;
}

/* Waits until there are `count` events of a kind, or for as long as `patience_ns`. */
static void await(struct rig *rig, enum event_kind kind, unsigned count, int64_t patience_ns)
{
	int64_t deadline_ns = clock_now() + patience_ns;
	struct event events[BACKEND_BATCH];

	while (rig->counts[kind] < count && clock_now() < deadline_ns) {
		int got = rig->backend->wait(rig->network, deadline_ns, events,
					     rig->wait_capacity);
		cr_assert_geq(got, 0, "wait: %s", strerror(-got));
		cr_assert_leq((unsigned)got, rig->wait_capacity);
		for (int i = 0; i < got; i++) {
			keep(rig, &events[i]);
		}
	}
}

static void await_replies(struct rig *rig, unsigned count)
{
	await(rig, EVENT_MESSAGE, count, PATIENCE);
	cr_assert_eq(rig->counts[EVENT_MESSAGE], count, "%u of %u replies",
		     rig->counts[EVENT_MESSAGE], count);
	cr_assert_eq(rig->count, count, "and %u other events", rig->count - count);
}

/* The ids of the events are first...first + count - 1, each once. */
static void check_ids(const struct rig *rig, unsigned first, unsigned count)
{
	bool *seen = calloc(count, sizeof(*seen));

	cr_assert_eq(rig->count, count);
	for (unsigned i = 0; i < rig->count; i++) {
		unsigned id = get16(rig->events[i].bytes) - first;
		cr_assert_lt(id, count, "an id that was not asked");
		cr_assert(!seen[id], "id %u twice", id);
		seen[id] = true;
	}
	free(seen);
}

/* UDP. */

BACKEND_TEST(replies_come_on_the_slot_of_their_query)
{
	static const unsigned sizes[] = { 1, 2, 15, 16, 17, 64, 255, 256 };

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int64_t before_ns = rig->backend->now(rig->network, NULL);
		ask(rig, sizes[i], &(struct want) { SERVER, .id = 0x4000 });
		await_replies(rig, sizes[i]);
		int64_t after_ns = rig->backend->now(rig->network, NULL);
		check_ids(rig, 0x4000, sizes[i]);
		for (unsigned j = 0; j < rig->count; j++) {
			const struct event *event = &rig->events[j];
			cr_assert_eq(event->server, SERVER);
			cr_assert_eq(event->proto, FD_UDP);
			cr_assert_eq(event->length, QUERY_LENGTH);
			cr_assert_eq(event->slot, get16(event->bytes + AT_SLOT));
			cr_assert(event->bytes[AT_FLAGS] & 0x80);
			cr_assert_geq(event->at_ns, before_ns, "received before it was sent");
			cr_assert_leq(event->at_ns, after_ns, "received in the future");
		}
		rig_forget(rig);
	}
}

BACKEND_TEST(each_slot_has_a_port_of_its_own_and_keeps_it)
{
	unsigned ports[SLOTS] = { 0 };

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (int round = 0; round < 2; round++) {
		ask(rig, SLOTS, &(struct want) { SERVER });
		await_replies(rig, SLOTS);
		for (unsigned i = 0; i < SLOTS; i++) {
			const struct event *event = &rig->events[i];
			unsigned port = get16(event->bytes + AT_PORT);
			cr_assert(ports[event->slot] == 0 || ports[event->slot] == port);
			ports[event->slot] = port;
		}
		rig_forget(rig);
	}
	for (unsigned i = 0; i < SLOTS; i++) {
		for (unsigned j = 0; j < i; j++) {
			cr_assert_neq(ports[i], ports[j]);
		}
	}
}

BACKEND_TEST(ipv6_answers_too)
{
	start(rig, "::1", RESPONDER_ANSWERS);
	ask(rig, SLOTS, &(struct want) { SERVER });
	await_replies(rig, SLOTS);
	check_ids(rig, 0, SLOTS);
}

BACKEND_TEST(thousands_in_flight_before_the_first_wait)
{
	enum {
		BATCHES = 20
	}; /* more than there are send and receive buffers */

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < BATCHES; i++) {
		ask(rig, BACKEND_BATCH, &(struct want) { SERVER, .id = i * BACKEND_BATCH });
	}
	await_replies(rig, BATCHES * BACKEND_BATCH);
	check_ids(rig, 0, BATCHES * BACKEND_BATCH);
}

BACKEND_TEST(a_run_to_one_slot_arrives_whole)
{
	struct packet packets[BACKEND_BATCH];
	static uint8_t queries[BACKEND_BATCH][QUERY_LENGTH];

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < BACKEND_BATCH; i++) {
		make_query(queries[i], &(struct want) { SERVER, .slot = 5, .id = i });
		packets[i] = (struct packet) { SERVER, 5, FD_UDP, QUERY_LENGTH, queries[i] };
	}
	cr_assert_eq(rig->backend->send(rig->network, packets, BACKEND_BATCH), 0);
	await_replies(rig, BACKEND_BATCH);
	check_ids(rig, 0, BACKEND_BATCH);
}

BACKEND_TEST(events_beyond_the_capacity_wait)
{
	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	rig->wait_capacity = 1;
	ask(rig, 100, &(struct want) { SERVER });
	await_replies(rig, 100);
	check_ids(rig, 0, 100);
}

BACKEND_TEST(a_wait_ends_in_time)
{
	struct event events[4];

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	cr_assert_eq(rig->backend->wait(rig->network, 0, events, 4), 0);
	int64_t until_ns = clock_now() + SECOND / 20;
	int calls = 0;
	while (clock_now() < until_ns) {
		cr_assert_eq(rig->backend->wait(rig->network, until_ns, events, 4), 0);
		calls++;
	}
	cr_assert_lt(calls, 10, "it slept instead of spinning");
}

BACKEND_TEST(replies_of_any_size_are_whole)
{
	static const unsigned lengths[] = { 40, 512, 1232, 4096, 9000, 65507 };
	enum {
		COUNT = sizeof(lengths) / sizeof(lengths[0])
	};

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < COUNT; i++) {
		ask(rig, 1, &(struct want) { SERVER, .length = lengths[i] });
		await_replies(rig, 1);
		cr_assert_eq(rig->events[0].length, lengths[i]);
		cr_assert_eq(rig->events[0].bytes[lengths[i] - 1], 0xA5);
		rig_forget(rig);
	}
}

BACKEND_TEST(other_sources_are_not_heard)
{
	start(rig, "127.0.0.1", RESPONDER_FORGES);
	ask(rig, 64, &(struct want) { SERVER });
	await_replies(rig, 64);
	for (unsigned i = 0; i < rig->count; i++) {
		cr_assert_eq(rig->events[i].bytes[QUERY_LENGTH - 1], 0xA5, "a forged reply");
	}
	await(rig, EVENT_MESSAGE, 65, MOMENT);
	cr_assert_eq(rig->count, 64);
}

BACKEND_TEST(the_source_address_is_the_one_asked_for)
{
	struct fd_server_config config = { 0 };

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	fd_endpoint_parse(&config.endpoint, "127.0.0.1", rig->responder.port);
	fd_endpoint_parse(&config.source, "127.0.0.7", 0);
	cr_assert_eq(rig->backend->add_server(rig->network, 9, &config, SLOTS), 0);
	ask(rig, 2, &(struct want) { 9 });
	await_replies(rig, 2);
	cr_assert_arr_eq(rig->events[0].bytes + AT_ADDRESS, "\x7f\0\0\x07", 4);
	cr_assert_neq(get16(rig->events[0].bytes + AT_PORT), 53);
}

/* Loss. */

BACKEND_TEST(what_the_kernel_drops_is_counted)
{
	enum {
		COPIES = 8000
	}; /* each takes 2,310 octets of a receive buffer of 2 MiB */
	struct backend_stats stats = { 0 };

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	/* Sent before the flood, so that the socket is there while nobody waits. */
	ask(rig, 1, &(struct want) { SERVER });
	await_replies(rig, 1);
	rig_forget(rig);
	ask(rig, 1, &(struct want) { SERVER, .length = 1200, .copies = COPIES });
	await(rig, EVENT_MESSAGE, 1, PATIENCE);
	usleep(300000);
	int64_t deadline_ns = clock_now() + PATIENCE;
	do {
		await(rig, EVENT_MESSAGE, COPIES, MOMENT);
		rig->backend->now(rig->network, &stats);
	} while (rig->count + stats.socket_drops < COPIES && clock_now() < deadline_ns);
	cr_assert_gt(stats.socket_drops, 0);
	cr_assert_eq(rig->count + stats.socket_drops, COPIES);
}

/* Errors. */

static void check_refusals(struct rig *rig, const char *address)
{
	add_server(rig, SERVER, address, closed_port(address));
	/* Two on each slot: the second send finds the error of the first, and must go all the same. */
	ask(rig, 2 * SLOTS, &(struct want) { SERVER, .id = 0x1234 });
	await(rig, EVENT_ICMP, 2 * SLOTS, SECOND);
	cr_assert_gt(rig->counts[EVENT_ICMP], SLOTS, "not even on loopback all of them");
	cr_assert_eq(rig->count, rig->counts[EVENT_ICMP], "no other event");
	for (unsigned i = 0; i < rig->count; i++) {
		const struct event *event = &rig->events[i];
		cr_assert_eq(event->error, ECONNREFUSED);
		cr_assert_eq(event->server, SERVER);
		cr_assert_geq(event->length, 16);
		cr_assert_eq(event->slot, get16(event->bytes + AT_SLOT));
		cr_assert_lt(get16(event->bytes + AT_ID) - 0x1234, 2 * SLOTS);
		cr_assert_gt(event->at_ns, 0);
		cr_assert_leq(event->at_ns, clock_now());
	}
}

BACKEND_TEST(a_closed_port_is_told_by_icmp)
{
	check_refusals(rig, "127.0.0.1");
}

BACKEND_TEST(a_closed_port_is_told_by_icmp6)
{
	check_refusals(rig, "::1");
}

BACKEND_TEST(a_socket_works_again_after_an_error)
{
	uint16_t port = closed_port("127.0.0.1");
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(port) };
	uint8_t query[QUERY_LENGTH];

	add_server(rig, SERVER, "127.0.0.1", port);
	ask(rig, 1, &(struct want) { SERVER });
	await(rig, EVENT_ICMP, 1, PATIENCE);
	cr_assert_eq(rig->counts[EVENT_ICMP], 1);
	/* Now somebody answers there. */
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	cr_assert_eq(bind(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	rig_forget(rig);
	struct event event;
	ask(rig, 1, &(struct want) { SERVER });
	rig->backend->wait(rig->network, 0, &event, 1);
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	cr_assert_eq(recvfrom(fd, query, sizeof(query), 0, (struct sockaddr *)&from, &length),
		     QUERY_LENGTH);
	sendto(fd, query, sizeof(query), 0, (struct sockaddr *)&from, length);
	await_replies(rig, 1);
	close(fd);
}

BACKEND_TEST(a_packet_that_cannot_go_comes_back)
{
	struct fd_server_config config = { 0 };

	/* Not an address of this machine: bind(2) says no. */
	fd_endpoint_parse(&config.endpoint, "127.0.0.1", 5353);
	fd_endpoint_parse(&config.source, "192.0.2.7", 0);
	cr_assert_eq(rig->backend->add_server(rig->network, SERVER, &config, SLOTS), 0);
	ask(rig, 5, &(struct want) { SERVER, .id = 70 });
	await(rig, EVENT_SEND_ERROR, 5, PATIENCE);
	check_ids(rig, 70, 5);
	for (unsigned i = 0; i < 5; i++) {
		cr_assert_eq(rig->events[i].error, EADDRNOTAVAIL);
		cr_assert_eq(rig->events[i].slot, get16(rig->events[i].bytes + AT_SLOT));
		cr_assert_eq(rig->events[i].length, QUERY_LENGTH);
	}
}

BACKEND_TEST(a_packet_too_long_for_udp_comes_back_and_its_neighbours_go)
{
	static uint8_t long_query[65535], query[QUERY_LENGTH];

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	make_query(query, &(struct want) { SERVER, .id = 1 });
	struct packet packets[] = {
		{ SERVER, 0, FD_UDP, sizeof(query), query },
		{ SERVER, 0, FD_UDP, sizeof(long_query), long_query },
		{ SERVER, 0, FD_UDP, sizeof(query), query },
	};
	cr_assert_eq(rig->backend->send(rig->network, packets, 3), 0);
	await(rig, EVENT_MESSAGE, 2, PATIENCE);
	await(rig, EVENT_SEND_ERROR, 1, PATIENCE);
	cr_assert_eq(rig->counts[EVENT_MESSAGE], 2);
	cr_assert_eq(rig->counts[EVENT_SEND_ERROR], 1);
	for (unsigned i = 0; i < rig->count; i++) {
		const struct event *event = &rig->events[i];
		cr_assert(event->kind == EVENT_MESSAGE ||
			  (event->error == EMSGSIZE && event->length == sizeof(long_query)));
	}
}

BACKEND_TEST(a_query_longer_than_a_send_buffer_goes)
{
	static uint8_t query[URING_SEND_MAX + 100];

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	make_query(query, &(struct want) { SERVER, .id = 1 });
	struct packet packet = { SERVER, 0, FD_UDP, sizeof(query), query };
	cr_assert_eq(rig->backend->send(rig->network, &packet, 1), 0);
	await_replies(rig, 1);
	cr_assert_eq(rig->events[0].length, sizeof(query));
}

/* TCP. */

BACKEND_TEST(tcp_answers)
{
	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	ask(rig, 1, &(struct want) { SERVER, .id = 7, .proto = FD_TCP });
	await_replies(rig, 1);
	check_ids(rig, 7, 1);
	cr_assert_eq(rig->events[0].proto, FD_TCP);
	cr_assert_eq(rig->events[0].server, SERVER);
	cr_assert_eq(rig->events[0].length, QUERY_LENGTH);
	cr_assert_leq(rig->events[0].at_ns, clock_now());
}

BACKEND_TEST(tcp_answers_over_ipv6)
{
	start(rig, "::1", RESPONDER_ANSWERS);
	ask(rig, 20, &(struct want) { SERVER, .id = 7, .proto = FD_TCP });
	await_replies(rig, 20);
	check_ids(rig, 7, 20);
}

BACKEND_TEST(tcp_connections_are_few_and_used_again)
{
	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned round = 0; round < 5; round++) {
		ask(rig, 100, &(struct want) { SERVER, .id = 500, .proto = FD_TCP });
		await_replies(rig, 100);
		check_ids(rig, 500, 100);
		rig_forget(rig);
	}
	cr_assert_leq(atomic_load(&rig->responder.accepted), TCP_CONNECTIONS_MAX);
}

BACKEND_TEST(tcp_queries_beyond_all_connections_wait_their_turn)
{
	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < 8; i++) {
		ask(rig, 256, &(struct want) { SERVER, .id = i * 256, .proto = FD_TCP });
	}
	await_replies(rig, 2048);
	check_ids(rig, 0, 2048);
	cr_assert_leq(atomic_load(&rig->responder.most_open), TCP_CONNECTIONS_MAX);
}

BACKEND_TEST(tcp_works_with_a_server_that_closes_after_each_answer)
{
	start(rig, "127.0.0.1", RESPONDER_CLOSES);
	ask(rig, 100, &(struct want) { SERVER, .id = 9, .proto = FD_TCP });
	await_replies(rig, 100);
	check_ids(rig, 9, 100);
	rig_forget(rig);
	ask(rig, 100, &(struct want) { SERVER, .id = 9, .proto = FD_TCP });
	await_replies(rig, 100);
	check_ids(rig, 9, 100);
	cr_assert_leq(atomic_load(&rig->responder.most_open), TCP_CONNECTIONS_MAX);
}

BACKEND_TEST(tcp_fails_at_a_server_that_closes_before_any_answer)
{
	start(rig, "127.0.0.1", RESPONDER_HANGS_UP);
	ask(rig, 10, &(struct want) { SERVER, .id = 9, .proto = FD_TCP });
	await(rig, EVENT_TCP_FAILED, 10, PATIENCE);
	check_ids(rig, 9, 10);
	for (unsigned i = 0; i < rig->count; i++) {
		int error = rig->events[i].error;
		cr_assert(error == EPIPE || error == ECONNRESET, "%s", strerror(error));
	}
	cr_assert_leq(atomic_load(&rig->responder.accepted), 20, "each is asked twice at most");
}

BACKEND_TEST(tcp_refused)
{
	add_server(rig, SERVER, "127.0.0.1", closed_port("127.0.0.1"));
	ask(rig, 100, &(struct want) { SERVER, .id = 0x77, .proto = FD_TCP });
	await(rig, EVENT_TCP_FAILED, 100, PATIENCE);
	check_ids(rig, 0x77, 100);
	for (unsigned i = 0; i < rig->count; i++) {
		cr_assert_eq(rig->events[i].error, ECONNREFUSED);
		cr_assert_eq(rig->events[i].proto, FD_TCP);
		cr_assert_eq(rig->events[i].length, QUERY_LENGTH);
	}
}

BACKEND_TEST(tcp_frames_come_in_any_pieces)
{
	start(rig, "127.0.0.1", RESPONDER_DRIPS);
	ask(rig, 20, &(struct want) { SERVER, .id = 1, .length = 300, .proto = FD_TCP });
	await_replies(rig, 20);
	check_ids(rig, 1, 20);
	for (unsigned i = 0; i < rig->count; i++) {
		cr_assert_eq(rig->events[i].length, 300);
		cr_assert_eq(rig->events[i].bytes[299], 0xA5);
	}
}

BACKEND_TEST(tcp_messages_of_65535_octets)
{
	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	ask(rig, 20, &(struct want) { SERVER, .id = 1, .length = 65535, .proto = FD_TCP });
	await_replies(rig, 20);
	check_ids(rig, 1, 20);
	for (unsigned i = 0; i < rig->count; i++) {
		cr_assert_eq(rig->events[i].length, 65535);
		cr_assert_eq(rig->events[i].bytes[65534], 0xA5);
	}
}

BACKEND_TEST(tcp_queries_of_65535_octets)
{
	static uint8_t query[65535];
	struct packet packets[64];

	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	make_query(query, &(struct want) { SERVER, .id = 0x0303 });
	for (unsigned i = 0; i < 64; i++) {
		packets[i] = (struct packet) { SERVER, 0, FD_TCP, sizeof(query), query };
	}
	cr_assert_eq(rig->backend->send(rig->network, packets, 64), 0);
	await_replies(rig, 64);
	for (unsigned i = 0; i < 64; i++) {
		cr_assert_eq(rig->events[i].length, 65535);
	}
}

BACKEND_TEST(tcp_silence_is_not_an_event_yet)
{
	start(rig, "127.0.0.1", RESPONDER_HOLDS);
	ask(rig, 30, &(struct want) { SERVER, .proto = FD_TCP });
	await(rig, EVENT_MESSAGE, 1, MOMENT);
	cr_assert_eq(rig->count, 0, "a probe's patience is not up to the backend");
}

BACKEND_TEST(udp_and_tcp_at_once)
{
	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < 20; i++) {
		ask(rig, 50, &(struct want) { SERVER, .id = i * 100 });
		ask(rig, 50, &(struct want) { SERVER, .id = i * 100 + 50, .proto = FD_TCP });
	}
	await_replies(rig, 2000);
	check_ids(rig, 0, 2000);
}

/* Descriptors. */

static void limit_descriptors(rlim_t count)
{
	struct rlimit limit = { .rlim_cur = count, .rlim_max = count };

	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

BACKEND_TEST(slots_share_sockets_when_descriptors_run_out)
{
	enum {
		MANY = 250
	};
	struct packet packets[MANY];
	static uint8_t queries[MANY][QUERY_LENGTH];
	struct fd_server_config config = { 0 };
	const struct backend *backend = rig->backend;

	/* Opened under the limit: it is read once. */
	backend->close(rig->network);
	limit_descriptors(160);
	cr_assert_eq(backend->open(&rig->network, &(struct fd_engine_config) { 0 },
				   (char[1]) { 0 }, 1),
		     0);
	start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	fd_endpoint_parse(&config.endpoint, "127.0.0.1", rig->responder.port);
	cr_assert_eq(backend->add_server(rig->network, 5, &config, MANY), 0);
	for (int round = 0; round < 3; round++) {
		for (unsigned i = 0; i < MANY; i++) {
			make_query(queries[i],
				   &(struct want) { 5, .slot = i, .id = 0xf00 + i });
			packets[i] = (struct packet) { 5, (uint16_t)i, FD_UDP, QUERY_LENGTH,
						       queries[i] };
		}
		cr_assert_eq(backend->send(rig->network, packets, MANY), 0);
		await_replies(rig, MANY);
		for (unsigned i = 0; i < MANY; i++) {
			cr_assert_eq(rig->events[i].slot,
				     get16(rig->events[i].bytes + AT_SLOT));
		}
		rig_forget(rig);
	}
	/* A server without any socket finds none, and says so. */
	ask(rig, 1, &(struct want) { SERVER, .id = 4 });
	await(rig, EVENT_SEND_ERROR, 1, PATIENCE);
	cr_assert_eq(rig->counts[EVENT_SEND_ERROR], 1);
	cr_assert_eq(rig->events[0].error, EMFILE);
	/* TCP has descriptors left. */
	rig_forget(rig);
	ask(rig, 1, &(struct want) { SERVER, .id = 4, .proto = FD_TCP });
	await_replies(rig, 1);
}

static unsigned open_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned count = 0;

	while (readdir(directory) != NULL) {
		count++;
	}
	closedir(directory);
	return count;
}

BACKEND_TEST(close_leaves_nothing_open)
{
	const struct backend *backend = rig->backend;

	start(rig, "127.0.0.1", RESPONDER_HOLDS);
	backend->close(rig->network);
	unsigned before = open_descriptors();
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(backend->open(&rig->network, &(struct fd_engine_config) { 0 },
					   (char[1]) { 0 }, 1),
			     0);
		add_server(rig, SERVER, "127.0.0.1", rig->responder.port);
		/* With sends, replies, errors and TCP queries under way. */
		ask(rig, 64, &(struct want) { SERVER });
		ask(rig, 64, &(struct want) { SERVER, .proto = FD_TCP });
		await(rig, EVENT_MESSAGE, 1, PATIENCE);
		ask(rig, 64, &(struct want) { SERVER });
		backend->close(rig->network);
		rig_forget(rig);
	}
	/* The responder is of this process too, and hangs up in its own time. */
	int64_t deadline_ns = clock_now() + PATIENCE;
	while (open_descriptors() > before && clock_now() < deadline_ns) {
		usleep(1000);
	}
	cr_assert_eq(open_descriptors(), before);
	cr_assert_eq(backend->open(&rig->network, &(struct fd_engine_config) { 0 },
				   (char[1]) { 0 }, 1),
		     0);
}
