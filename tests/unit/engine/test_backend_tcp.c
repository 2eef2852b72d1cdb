/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "engine/net/clock.h"
#include "engine/net/sockets_limits.h"
#include "test_backend_rig.h"

/** What backend.h promises of TCP, of each backend that does real I/O, against a responder on loopback. */

BACKEND_TEST(tcp_answers)
{
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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
	rig_start(rig, "::1", RESPONDER_ANSWERS);
	ask(rig, 20, &(struct want) { SERVER, .id = 7, .proto = FD_TCP });
	await_replies(rig, 20);
	check_ids(rig, 7, 20);
}

BACKEND_TEST(tcp_connections_are_few_and_used_again)
{
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < 8; i++) {
		ask(rig, 256, &(struct want) { SERVER, .id = i * 256, .proto = FD_TCP });
	}
	await_replies(rig, 2048);
	check_ids(rig, 0, 2048);
	cr_assert_leq(atomic_load(&rig->responder.most_open), TCP_CONNECTIONS_MAX);
}

BACKEND_TEST(tcp_works_with_a_server_that_closes_after_each_answer)
{
	rig_start(rig, "127.0.0.1", RESPONDER_CLOSES);
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
	rig_start(rig, "127.0.0.1", RESPONDER_HANGS_UP);
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
	rig_refuse(rig, "127.0.0.1");
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
	rig_start(rig, "127.0.0.1", RESPONDER_DRIPS);
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
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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

	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
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
	rig_start(rig, "127.0.0.1", RESPONDER_HOLDS);
	ask(rig, 30, &(struct want) { SERVER, .proto = FD_TCP });
	await(rig, EVENT_MESSAGE, 1, MOMENT);
	cr_assert_eq(rig->count, 0, "a probe's patience is not up to the backend");
}

BACKEND_TEST(udp_and_tcp_at_once)
{
	rig_start(rig, "127.0.0.1", RESPONDER_ANSWERS);
	for (unsigned i = 0; i < 20; i++) {
		ask(rig, 50, &(struct want) { SERVER, .id = i * 100 });
		ask(rig, 50, &(struct want) { SERVER, .id = i * 100 + 50, .proto = FD_TCP });
	}
	await_replies(rig, 2000);
	check_ids(rig, 0, 2000);
}
