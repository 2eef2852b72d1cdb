/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "world/service.h"

/* DNS over TCP (RFC 7766): pipelined queries, replies in the order they are ready. */

enum {
	IN_SIZE = 2 + 65535
};

void connection_close(struct connection *connection)
{
	if (connection->fd < 0) {
		return;
	}
	close(connection->fd);
	free(connection->in);
	free(connection->out);
	*connection =
		(struct connection) { .fd = -1, .generation = connection->generation + 1 };
}

void connection_accept(struct fd_world_service *service, const struct socket_of *listener)
{
	int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	uint32_t index = 0;

	if (fd < 0) {
		return;
	}
	while (index < WORLD_CONNECTIONS_MAX && service->connections[index].fd >= 0) {
		index++;
	}
	uint8_t *in = malloc(IN_SIZE);
	if (index == WORLD_CONNECTIONS_MAX || in == NULL ||
	    service_watch(service, fd, SOURCE_CONNECTIONS + index, EPOLLIN) < 0) {
		free(in);
		close(fd);
		return;
	}
	service->connections[index].fd = fd;
	service->connections[index].in = in;
	service->connections[index].endpoint = listener->endpoint;
}

static void watch_for_room(struct fd_world_service *service, uint32_t index, bool wanted)
{
	struct epoll_event event = { .events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN,
				     .data.u32 = SOURCE_CONNECTIONS + index };

	epoll_ctl(service->epoll, EPOLL_CTL_MOD, service->connections[index].fd, &event);
}

static void flush(struct fd_world_service *service, uint32_t index)
{
	struct connection *connection = &service->connections[index];
	ssize_t sent =
		send(connection->fd, connection->out, connection->out_length, MSG_NOSIGNAL);

	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		connection_close(connection);
		return;
	}
	if (sent > 0) {
		connection->out_length -= (size_t)sent;
		memmove(connection->out, connection->out + sent, connection->out_length);
	}
	watch_for_room(service, index, connection->out_length > 0);
}

static bool reserve(struct connection *connection, size_t length)
{
	size_t needed = connection->out_length + length;

	if (needed <= connection->out_capacity) {
		return true;
	}
	if (needed > WORLD_TCP_BACKLOG_MAX) {
		return false;
	}
	uint8_t *out = realloc(connection->out, needed);
	if (out == NULL) {
		return false;
	}
	connection->out = out;
	connection->out_capacity = needed;
	return true;
}

void connection_send(struct fd_world_service *service, uint32_t index, const uint8_t *bytes,
		     size_t length)
{
	struct connection *connection = &service->connections[index];

	if (!reserve(connection, 2 + length)) {
		connection_close(connection);
		return;
	}
	uint8_t *out = connection->out + connection->out_length;
	out[0] = (uint8_t)(length >> 8);
	out[1] = (uint8_t)length;
	memcpy(out + 2, bytes, length);
	connection->out_length += 2 + length;
	flush(service, index);
}

/* Answers now or later. The connection may be closed afterwards. */
static void answer(struct fd_world_service *service, uint32_t index, const uint8_t *query,
		   size_t length)
{
	const struct connection *connection = &service->connections[index];
	int64_t now_ns = service_now();
	struct fd_reply reply = service->responder.answer(
		service->responder.state, &connection->endpoint, FD_TCP, query, length, now_ns,
		service->reply, sizeof(service->reply));

	if (reply.kind != FD_REPLY_MESSAGE) {
		return;
	}
	if (reply.delay_ns == 0) {
		connection_send(service, index, service->reply, reply.length);
		return;
	}
	struct delayed *delayed = delay_make(&service->delays, service->reply, reply.length);
	if (delayed != NULL) {
		delayed->due_ns = now_ns + reply.delay_ns;
		delayed->source = SOURCE_CONNECTIONS + index;
		delayed->generation = connection->generation;
		delay_push(&service->delays, delayed);
	}
}

/* Every whole message in the buffer. */
static void take_messages(struct fd_world_service *service, uint32_t index)
{
	struct connection *connection = &service->connections[index];
	uint32_t generation = connection->generation;

	while (connection->in_length >= 2) {
		size_t length = (size_t)(connection->in[0] << 8 | connection->in[1]);
		if (connection->in_length < 2 + length) {
			return;
		}
		memcpy(service->query, connection->in + 2, length);
		connection->in_length -= 2 + length;
		memmove(connection->in, connection->in + 2 + length, connection->in_length);
		answer(service, index, service->query, length);
		if (connection->generation != generation) {
			return;
		}
	}
}

void connection_event(struct fd_world_service *service, uint32_t index, uint32_t events)
{
	struct connection *connection = &service->connections[index];

	if (connection->fd < 0) {
		return;
	}
	if ((events & EPOLLOUT) != 0 && connection->out_length > 0) {
		flush(service, index);
	}
	if ((events & ~(uint32_t)EPOLLOUT) == 0 || connection->fd < 0) {
		return;
	}
	ssize_t got = recv(connection->fd, connection->in + connection->in_length,
			   IN_SIZE - connection->in_length, 0);
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
		connection_close(connection);
		return;
	}
	if (got > 0) {
		connection->in_length += (size_t)got;
		take_messages(service, index);
	}
}
