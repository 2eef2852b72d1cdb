/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fleetdig/wire.h>

#include "support.h"

static const char served[] = "server a 127.53.200.1\n"
			     "server mute 127.53.200.2 silent\n"
			     "server shut 127.53.200.3 closed\n"
			     "server slow 127.53.200.4 delay=40ms\n"
			     "server udp 127.53.200.5 tcp=closed\n"
			     "zone . at a,mute,shut,slow,udp\n	www A 192.0.2.1\n";

struct run {
	struct fd_world *world;
	struct fd_world_service *service;
	uint16_t port;
};

/* On some port that is free on all the addresses. */
static struct run start(const char *text)
{
	struct run run = { .world = world_of(text) };
	int r = -EADDRINUSE;

	for (unsigned i = 0; i < 50 && r == -EADDRINUSE; i++) {
		struct fd_errors errors = { 0 };
		run.port = (uint16_t)(20000 + ((unsigned)getpid() * 37 + i * 101) % 10000);
		r = fd_world_serve(&run.service, run.world, run.port, &errors);
		fd_errors_finish(&errors);
	}
	cr_assert_eq(r, 0);
	return run;
}

static void stop(const struct run *run)
{
	fd_world_service_stop(run->service);
	fd_world_destroy(run->world);
}

static int connect_to(const struct run *run, const char *address, int type)
{
	struct fd_endpoint endpoint;
	struct sockaddr_storage sa;
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	cr_assert_geq(fd, 0);
	cr_assert_eq(fd_endpoint_parse(&endpoint, address, run->port), 0);
	unsigned length = fd_endpoint_to_sockaddr(&sa, &endpoint);
	if (connect(fd, (struct sockaddr *)&sa, length) < 0) {
		int error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

static size_t render(uint8_t query[FD_QUERY_MAX], uint16_t id)
{
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, "www"), 0);
	return fd_query_render(query, id, name.wire, name.length, FD_TYPE_A, FD_QUERY_BULK);
}

/* Octets that come within the time, or -errno. */
static ssize_t await(int fd, uint8_t *bytes, size_t size, int ms)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	if (poll(&wait, 1, ms) == 0) {
		return -ETIMEDOUT;
	}
	ssize_t got = recv(fd, bytes, size, 0);
	return got < 0 ? -errno : got;
}

static ssize_t ask_udp(const struct run *run, const char *address, int ms)
{
	uint8_t query[FD_QUERY_MAX], reply[1500];
	size_t length = render(query, 7);
	int fd = connect_to(run, address, SOCK_DGRAM);

	cr_assert_geq(fd, 0);
	cr_assert_eq(send(fd, query, length, 0), (ssize_t)length);
	ssize_t got = await(fd, reply, sizeof(reply), ms);
	close(fd);
	if (got > 0) {
		struct fd_message message;
		cr_assert_eq(fd_message_parse(&message, reply, (size_t)got), 0);
		cr_expect_eq(message.id, 7);
		cr_expect_eq(message.counts[1], 1);
	}
	return got;
}

Test(serve, udp_answers_delays_silence_and_closed_ports)
{
	struct run run = start(served);

	cr_expect_gt(ask_udp(&run, "127.53.200.1", 5000), 12);
	cr_expect_gt(ask_udp(&run, "127.53.200.4", 5000), 12);
	cr_expect_eq(ask_udp(&run, "127.53.200.2", 50), -ETIMEDOUT);
	cr_expect_eq(ask_udp(&run, "127.53.200.3", 5000), -ECONNREFUSED);
	stop(&run);
}

Test(serve, tcp_answers_pipelined_queries_in_pieces)
{
	struct run run = start(served);
	uint8_t stream[3 * (2 + FD_QUERY_MAX)], replies[4096];
	size_t length = 0, got = 0;
	unsigned messages = 0;

	for (uint16_t id = 1; id <= 3; id++) {
		size_t query = render(stream + length + 2, id);
		stream[length] = (uint8_t)(query >> 8);
		stream[length + 1] = (uint8_t)query;
		length += 2 + query;
	}
	int fd = connect_to(&run, "127.53.200.1", SOCK_STREAM);
	cr_assert_geq(fd, 0);
	for (size_t i = 0; i < length; i += 7) {
		size_t piece = length - i < 7 ? length - i : 7;
		cr_assert_eq(send(fd, stream + i, piece, 0), (ssize_t)piece);
	}
	for (size_t at = 0; messages < 3;) {
		ssize_t r = await(fd, replies + got, sizeof(replies) - got, 5000);
		cr_assert_gt(r, 0);
		got += (size_t)r;
		while (got - at >= 2 && got - at >= 2u + (replies[at] << 8 | replies[at + 1])) {
			struct fd_message message;
			size_t size = (size_t)(replies[at] << 8 | replies[at + 1]);
			cr_assert_eq(fd_message_parse(&message, replies + at + 2, size), 0);
			cr_expect_eq(message.id, ++messages);
			at += 2 + size;
		}
	}
	close(fd);
	cr_expect_eq(connect_to(&run, "127.53.200.3", SOCK_STREAM), -ECONNREFUSED);
	cr_expect_eq(connect_to(&run, "127.53.200.5", SOCK_STREAM), -ECONNREFUSED);
	stop(&run);
}

Test(serve, a_client_that_leaves_before_its_answer_harms_nobody)
{
	struct run run = start(served);
	uint8_t query[2 + FD_QUERY_MAX];
	size_t length = render(query + 2, 1);

	query[0] = 0;
	query[1] = (uint8_t)length;
	for (unsigned i = 0; i < 300; i++) {
		int fd = connect_to(&run, "127.53.200.4", SOCK_STREAM);
		cr_assert_geq(fd, 0);
		cr_assert_eq(send(fd, query, 2 + length, 0), (ssize_t)(2 + length));
		close(fd);
	}
	cr_expect_gt(ask_udp(&run, "127.53.200.4", 5000), 12);
	stop(&run);
}

Test(serve, a_taken_port_is_named)
{
	struct run run = start(served);
	struct fd_world *second = world_of(served);
	struct fd_world_service *service = NULL;
	struct fd_errors errors = { 0 };
	char expected[128];

	cr_expect_eq(fd_world_serve(&service, second, run.port, &errors), -EADDRINUSE);
	cr_expect_null(service);
	cr_assert_eq(errors.count, 1);
	snprintf(expected, sizeof(expected),
		 "cannot listen on 127.53.200.1 port %u (UDP): Address already in use",
		 run.port);
	cr_expect_str_eq(errors.messages[0], expected);
	fd_errors_finish(&errors);
	fd_world_destroy(second);
	/* The first one is unharmed, and the port is free again afterwards. */
	cr_expect_gt(ask_udp(&run, "127.53.200.1", 5000), 12);
	fd_world_service_stop(run.service);
	cr_assert_eq(fd_world_serve(&run.service, run.world, run.port, &errors), 0);
	cr_expect_gt(ask_udp(&run, "127.53.200.1", 5000), 12);
	stop(&run);
}

Test(serve, an_address_of_another_machine_is_named)
{
	struct fd_world *world = world_of("server a 192.0.2.1\nzone . at a\n");
	struct fd_world_service *service = NULL;
	struct fd_errors errors = { 0 };

	cr_expect_eq(fd_world_serve(&service, world, 20053, &errors), -EADDRNOTAVAIL);
	cr_assert_eq(errors.count, 1);
	cr_expect_str_eq(errors.messages[0], "cannot listen on 192.0.2.1 port 20053 (UDP): "
					     "Cannot assign requested address");
	fd_errors_finish(&errors);
	fd_world_destroy(world);
}
