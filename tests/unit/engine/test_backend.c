/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/net/clock.h"
#include "engine/net/sockets_limits.h"
#include "test_backend_rig.h"

/** What backend.h promises of UDP, of each backend that does real I/O, against a responder on loopback. */

/* UDP. */

BACKEND_TEST(replies_come_on_the_slot_of_their_query)
{
	static const unsigned sizes[] = { 1, 2, 15, 16, 17, 64, 255, 256 };

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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

/* When each query left, by the kernel: told before its reply, and once. */
static void stamps(struct rig *rig, const char *address)
{
	rig->config.stamp_sends = rig->config.no_gso = true;
	rig_reopen(rig);
	rig_start(rig, address, RESPONDER_ANSWERS);
	for (unsigned round = 0; round < 3; round++) {
		bool told[2 * SLOTS] = { false };
		int64_t before_ns = rig->backend->now(rig->network, NULL);
		ask(rig, 2 * SLOTS, &(struct want) { SERVER, .id = 0x4000 });
		await(rig, EVENT_MESSAGE, 2 * SLOTS, PATIENCE);
		for (unsigned i = 0; i < rig->count; i++) {
			const struct event *event = &rig->events[i];
			unsigned which = get16(event->bytes) - 0x4000U;
			cr_assert_lt(which, 2 * SLOTS);
			cr_assert(event->slot == which % SLOTS && event->server == SERVER);
			cr_assert_eq(told[which], event->kind == EVENT_MESSAGE);
			told[which] = true;
			cr_assert_geq(event->at_ns, before_ns);
		}
		cr_assert_eq(rig->counts[EVENT_SENT], 2 * SLOTS);
		cr_assert_eq(rig->counts[EVENT_MESSAGE], 2 * SLOTS);
		rig_forget(rig);
	}
}

BACKEND_TEST(the_kernel_says_when_queries_left)
{
	stamps(rig, "127.0.0.1");
}

BACKEND_TEST(the_kernel_says_so_over_ipv6)
{
	stamps(rig, "::1");
}

BACKEND_TEST(a_socket_that_failed_to_send_goes_on_without_stamps)
{
	rig->config.stamp_sends = rig->config.no_gso = true;
	rig_reopen(rig);
	rig_refuse(rig, "127.0.0.1");
	for (unsigned i = 0; i < 4; i++) {
		ask(rig, 1, &(struct want) { SERVER, .id = 0x4000 + i });
		await(rig, EVENT_ICMP, i + 1, PATIENCE);
	}
	for (unsigned i = 0; i < rig->count; i++) {
		const struct event *event = &rig->events[i];
		cr_assert(event->kind == EVENT_SENT || event->kind == EVENT_ICMP);
		cr_assert_geq(get16(event->bytes), 0x4000);
	}
	cr_assert_geq(rig->counts[EVENT_SENT], 1, "the first left");
}

BACKEND_TEST(ipv6_answers_too)
{
	rig_start(rig, "::1", RESPONDER_ANSWERS);
	ask(rig, SLOTS, &(struct want) { SERVER });
	await_replies(rig, SLOTS);
	check_ids(rig, 0, SLOTS);
}

BACKEND_TEST(thousands_in_flight_before_the_first_wait)
{
	enum {
		BATCHES = 20
	}; /* more than there are send and receive buffers */

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	rig->wait_capacity = 1;
	ask(rig, 100, &(struct want) { SERVER });
	await_replies(rig, 100);
	check_ids(rig, 0, 100);
}

BACKEND_TEST(a_wait_ends_in_time)
{
	struct event events[4];

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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
	rig_start(rig, "127.0.0.1", RESPONDER_FORGES);
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

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	fd_endpoint_parse(&config.endpoint, "127.0.0.1", rig->responder.port);
	fd_endpoint_parse(&config.source, "127.0.0.7", 0);
	cr_assert_eq(rig->backend->add_server(rig->network, 9, &config, SLOTS), 0);
	ask(rig, 2, &(struct want) { 9 });
	await_replies(rig, 2);
	ask(rig, 1, &(struct want) { 9, .proto = FD_TCP });
	await_replies(rig, 3);
	for (unsigned i = 0; i < 3; i++) {
		cr_assert_arr_eq(rig->events[i].bytes + AT_ADDRESS, "\x7f\0\0\x07", 4);
		cr_assert_neq(get16(rig->events[i].bytes + AT_PORT), 0);
	}
}

/* Loss. */

BACKEND_TEST(what_the_kernel_drops_is_counted)
{
	enum {
		COPIES = 8000
	}; /* each takes 2,310 octets of a receive buffer of 2 MiB */
	struct backend_stats stats = { 0 };

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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
	/* The next datagram tells the same, and it is not counted twice. */
	uint64_t drops = stats.socket_drops;
	rig_forget(rig);
	ask(rig, 1, &(struct want) { SERVER });
	await_replies(rig, 1);
	rig->backend->now(rig->network, &stats);
	cr_assert_eq(stats.socket_drops, drops);
}

BACKEND_TEST(more_replies_than_there_are_buffers)
{
	enum {
		OTHER = 5,
		SOCKETS = 128, /* each gives 32 replies before the next has its turn */
		COPIES = 60,   /* a default receive buffer holds them */
	};
	static uint8_t queries[SOCKETS][QUERY_LENGTH];
	struct fd_server_config config = { 0 };
	struct packet packets[SOCKETS];
	struct backend_stats stats;

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	fd_endpoint_parse(&config.endpoint, "127.0.0.1", rig->responder.port);
	cr_assert_eq(rig->backend->add_server(rig->network, OTHER, &config, SOCKETS), 0);
	for (unsigned i = 0; i < SOCKETS; i++) {
		make_query(queries[i],
			   &(struct want) { OTHER, .slot = i, .id = i, .copies = COPIES });
		packets[i] = (struct packet) { OTHER, (uint16_t)i, FD_UDP, QUERY_LENGTH,
					       queries[i] };
	}
	cr_assert_eq(rig->backend->send(rig->network, packets, SOCKETS), 0);
	/* Looks away while they come. */
	usleep(500000);
	await(rig, EVENT_MESSAGE, SOCKETS * COPIES, PATIENCE);
	rig->backend->now(rig->network, &stats);
	cr_assert_eq(stats.socket_drops, 0);
	cr_assert_eq(rig->count, SOCKETS * COPIES, "running out of buffers loses nothing");
}

/* Errors. */

static void check_refusals(struct rig *rig, const char *address)
{
	rig_refuse(rig, address);
	/* Two on each slot: the second send finds the error of the first, and must go all the same. */
	ask(rig, 2 * SLOTS, &(struct want) { SERVER, .id = 0x1234 });
	await(rig, EVENT_ICMP, 2 * SLOTS, SECOND);
	cr_assert_gt(rig->counts[EVENT_ICMP], SLOTS, "not even on loopback all of them");
	for (unsigned i = 0; i < rig->count; i++) {
		cr_assert_eq(rig->events[i].kind, EVENT_ICMP, "%s",
			     strerror(rig->events[i].error));
	}
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
	rig_refuse(rig, "127.0.0.1");
	ask(rig, 1, &(struct want) { SERVER });
	await(rig, EVENT_ICMP, 1, PATIENCE);
	cr_assert_eq(rig->counts[EVENT_ICMP], 1);
	rig_forget(rig);
	cr_assert(responder_admit(&rig->responder, RESPONDER_ANSWERS));
	ask(rig, 1, &(struct want) { SERVER });
	await_replies(rig, 1);
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

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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

BACKEND_TEST(a_query_longer_than_any_question_goes)
{
	static uint8_t query[2000];

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	make_query(query, &(struct want) { SERVER, .id = 1 });
	struct packet packet = { SERVER, 0, FD_UDP, sizeof(query), query };
	cr_assert_eq(rig->backend->send(rig->network, &packet, 1), 0);
	await_replies(rig, 1);
	cr_assert_eq(rig->events[0].length, sizeof(query));
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
	rig_open(rig);
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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

	rig_start(rig, "127.0.0.1", RESPONDER_HOLDS);
	backend->close(rig->network);
	unsigned before = open_descriptors();
	for (int i = 0; i < 3; i++) {
		rig_open(rig);
		rig_add_server(rig, SERVER, "127.0.0.1", rig->responder.port);
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
	unsigned after = open_descriptors();
	while (after != before && clock_now() < deadline_ns) {
		usleep(1000);
		after = open_descriptors();
	}
	cr_assert_eq(after, before);
	rig_open(rig);
}
