/* SPDX-License-Identifier: MIT */
#include "engine/net/tcp_connection.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine/net/sockets_limits.h"

void tcp_queue_push(struct tcp_queue *queue, struct tcp_query *query)
{
	query->next = NULL;
	if (queue->first == NULL) {
		queue->first = query;
	} else {
		queue->last->next = query;
	}
	queue->last = query;
	queue->count++;
}

struct tcp_query *tcp_queue_take(struct tcp_queue *queue, struct tcp_query *previous)
{
	struct tcp_query **link = previous == NULL ? &queue->first : &previous->next;
	struct tcp_query *query = *link;

	if (query == NULL) {
		return NULL;
	}
	*link = query->next;
	if (queue->last == query) {
		queue->last = previous;
	}
	query->next = NULL;
	queue->count--;
	return query;
}

struct tcp_query *tcp_queue_pop(struct tcp_queue *queue)
{
	return tcp_queue_take(queue, NULL);
}

/* Opening and closing. */

static int start_connect(int fd, const struct fd_server_config *config)
{
	struct sockaddr_storage address;
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (config->source.family != 0) {
		struct fd_endpoint source = config->source;
		source.port = 0;
		unsigned length = fd_endpoint_to_sockaddr(&address, &source);
		/* The port is chosen by connect(2), and may be shared by connections to other servers. */
		setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
		if (bind(fd, (const struct sockaddr *)&address, length) < 0) {
			return -errno;
		}
	}
	unsigned length = fd_endpoint_to_sockaddr(&address, &config->endpoint);
	if (connect(fd, (const struct sockaddr *)&address, length) < 0 &&
	    errno != EINPROGRESS) {
		return -errno;
	}
	return 0;
}

int tcp_connection_open(struct tcp_connection **ret_connection,
			const struct fd_server_config *config, int epoll_fd, int64_t now_ns)
{
	struct tcp_connection *connection = malloc(sizeof(*connection));
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT, .data.ptr = connection };
	int r;

	if (connection == NULL) {
		return -ENOMEM;
	}
	*connection = (struct tcp_connection) {
		.fd = socket(config->endpoint.family == 4 ? AF_INET : AF_INET6,
			     SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
		.epoll_fd = epoll_fd,
		.interest = event.events,
		.connecting = true,
		.opened_ns = now_ns,
		.heard_ns = now_ns,
	};
	if (connection->fd < 0) {
		r = -errno;
		goto fail;
	}
	r = start_connect(connection->fd, config);
	if (r < 0) {
		goto fail;
	}
	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) < 0) {
		r = -errno;
		goto fail;
	}
	*ret_connection = connection;
	return 0;
fail:
	tcp_connection_destroy(connection);
	return r;
}

void tcp_connection_destroy(struct tcp_connection *connection)
{
	if (connection == NULL) {
		return;
	}
	assert(tcp_connection_load(connection) == 0);
	if (connection->fd >= 0) {
		close(connection->fd);
	}
	free(connection->partial);
	free(connection);
}

void tcp_connection_end(struct tcp_connection *connection, int error)
{
	if (!connection->over) {
		connection->over = true;
		connection->error = error;
	}
}

/* Waits for room to write only while there is something to write. */
static void set_interest(struct tcp_connection *connection)
{
	uint32_t interest = EPOLLIN;

	if (connection->connecting || connection->blocked) {
		interest |= EPOLLOUT;
	}
	if (interest == connection->interest) {
		return;
	}
	struct epoll_event event = { .events = interest, .data.ptr = connection };
	if (epoll_ctl(connection->epoll_fd, EPOLL_CTL_MOD, connection->fd, &event) < 0) {
		tcp_connection_end(connection, errno);
	}
	connection->interest = interest;
}

static void note_local(struct tcp_connection *connection)
{
	struct sockaddr_storage sa = { 0 };
	socklen_t length = sizeof(sa);

	if (getsockname(connection->fd, (struct sockaddr *)&sa, &length) == 0) {
		fd_endpoint_from_sockaddr(&connection->local, &sa);
	}
}

void tcp_connection_finish_connect(struct tcp_connection *connection)
{
	int error = 0;
	socklen_t length = sizeof(error);

	assert(connection->connecting);
	if (getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) {
		error = errno;
	}
	if (error != 0) {
		tcp_connection_end(connection, error);
		return;
	}
	connection->connecting = false;
	note_local(connection);
	set_interest(connection);
}

/* Writing. */

static void note_written(struct tcp_connection *connection, size_t octets)
{
	connection->written += octets;
	while (connection->unsent.first != NULL) {
		size_t frame = (size_t)connection->unsent.first->length + 2;
		if (connection->written < frame) {
			return;
		}
		connection->written -= frame;
		tcp_queue_push(&connection->unanswered, tcp_queue_pop(&connection->unsent));
	}
	assert(connection->written == 0);
}

static ssize_t write_batch(struct tcp_connection *connection)
{
	struct iovec parts[TCP_WRITE_BATCH];
	struct msghdr header = { .msg_iov = parts };
	size_t skip = connection->written;

	for (struct tcp_query *query = connection->unsent.first;
	     query != NULL && header.msg_iovlen < TCP_WRITE_BATCH; query = query->next) {
		parts[header.msg_iovlen].iov_base = query->frame + skip;
		parts[header.msg_iovlen].iov_len = (size_t)query->length + 2 - skip;
		header.msg_iovlen++;
		skip = 0;
	}
	return sendmsg(connection->fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void tcp_connection_write(struct tcp_connection *connection)
{
	connection->blocked = false;
	while (connection->unsent.first != NULL && connection->write_error == 0) {
		ssize_t octets = write_batch(connection);
		if (octets >= 0) {
			note_written(connection, (size_t)octets);
			continue;
		}
		if (errno == EINTR) {
			continue;
		}
		if (errno == EAGAIN) {
			connection->blocked = true;
			break;
		}
		/* Answers may wait in the receive buffer: the end is noticed when reading. */
		connection->write_error = errno;
	}
	set_interest(connection);
}

/* Reading. */

/* The query with this id is answered; whether the rest of the reply fits is for the core to say. */
static void note_answer(struct tcp_connection *connection, const struct event *message)
{
	struct tcp_query *previous = NULL;
	struct tcp_query *query = connection->unanswered.first;

	if (message->length < 2) {
		return;
	}
	while (query != NULL &&
	       (query->length < 2 || memcmp(query->frame + 2, message->bytes, 2) != 0)) {
		previous = query;
		query = query->next;
	}
	if (query != NULL) {
		free(tcp_queue_take(&connection->unanswered, previous));
		connection->answered++;
	}
}

/* The length is known: makes room for the message. */
static void begin_message(struct tcp_connection *connection, int64_t now_ns)
{
	uint32_t length = (uint32_t)connection->header[0] << 8 | connection->header[1];

	connection->filled = 0;
	connection->partial = pending_new(length);
	if (connection->partial == NULL) {
		tcp_connection_end(connection, ENOMEM);
		return;
	}
	struct event *event = &connection->partial->event;
	event->kind = EVENT_MESSAGE;
	event->server = connection->server_index;
	event->slot = connection->local.port;
	event->proto = FD_TCP;
	event->at_ns = now_ns;
}

static void finish_message(struct tcp_connection *connection, struct pending *pending,
			   int64_t now_ns)
{
	struct pending_event *message = connection->partial;

	message->event.at_ns = now_ns;
	connection->partial = NULL;
	connection->header_length = 0;
	note_answer(connection, &message->event);
	pending_push(pending, message);
}

static void feed(struct tcp_connection *connection, struct pending *pending,
		 const uint8_t *bytes, size_t length, int64_t now_ns)
{
	size_t at = 0;

	while (at < length && !connection->over) {
		if (connection->header_length < 2) {
			connection->header[connection->header_length++] = bytes[at++];
			if (connection->header_length < 2) {
				continue;
			}
			begin_message(connection, now_ns);
			if (connection->over) {
				return;
			}
		}
		struct pending_event *message = connection->partial;
		size_t missing = message->event.length - connection->filled;
		size_t part = length - at < missing ? length - at : missing;
		memcpy(message->bytes + connection->filled, bytes + at, part);
		connection->filled += (uint32_t)part;
		at += part;
		if (part == missing) {
			finish_message(connection, pending, now_ns);
		}
	}
}

bool tcp_connection_read(struct tcp_connection *connection, struct pending *pending,
			 uint8_t scratch[TCP_SCRATCH], int64_t now_ns)
{
	for (int i = 0; i < TCP_READ_BATCH && !connection->over; i++) {
		ssize_t length = recv(connection->fd, scratch, TCP_SCRATCH, MSG_DONTWAIT);
		if (length > 0) {
			connection->heard_ns = now_ns;
			feed(connection, pending, scratch, (size_t)length, now_ns);
		} else if (length == 0) {
			tcp_connection_end(connection, connection->write_error);
		} else if (errno == EAGAIN) {
			return false;
		} else if (errno != EINTR) {
			tcp_connection_end(connection, errno);
		}
	}
	return !connection->over;
}
