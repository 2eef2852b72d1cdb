/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_TCP_CONNECTION_H
#define ENGINE_NET_TCP_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/net/pending.h"

/** One TCP connection: octets in and out. Which queries go where, and what becomes of them at its end, is tcp.c. */

enum {
	TCP_SCRATCH = 65536 + 2
}; /* octets read at once */

struct tcp_query {
	struct tcp_query *next;
	int64_t asked_ns;
	uint16_t length; /* of the message */
	bool again;	 /* was on a connection that ended without answering it */
	uint8_t frame[]; /* two octets of length, and the message */
};

struct tcp_queue {
	struct tcp_query *first, *last;
	unsigned count;
};

void tcp_queue_push(struct tcp_queue *queue, struct tcp_query *query);
struct tcp_query *tcp_queue_pop(struct tcp_queue *queue);
/** Takes out the query that follows `previous` (NULL: the first). */
struct tcp_query *tcp_queue_take(struct tcp_queue *queue, struct tcp_query *previous);

struct tcp_connection {
	struct tcp_connection *next; /* of the same server */
	struct tcp_connection *next_dirty, *next_over;
	struct tcp_server *server;
	uint32_t server_index;
	int fd;
	int epoll_fd;
	uint32_t interest; /* EPOLLIN, EPOLLOUT */
	bool connecting;
	bool blocked; /* the socket takes no more for now */
	bool dirty;   /* in the list of those with something to write */
	bool over;    /* nothing more will be read; `error` says why, 0: closed by the server */
	int error;
	int write_error; /* told by a write, whose answers may still be read */
	struct tcp_queue unsent, unanswered;
	size_t written; /* octets of the first unsent frame */
	unsigned taken, answered;
	int64_t opened_ns, heard_ns;
	struct fd_endpoint local; /* once connected */

	uint8_t header[2]; /* of the message being read */
	uint8_t header_length;
	struct pending_event *partial;
	uint32_t filled;
};

/** Starts to connect. 0 or -errno. */
int tcp_connection_open(struct tcp_connection **ret_connection,
			const struct fd_server_config *config, int epoll_fd, int64_t now_ns);

/** Closes; its queues must be empty. */
void tcp_connection_destroy(struct tcp_connection *connection);

/** After epoll said that the connection attempt ended: connected, or over. */
void tcp_connection_finish_connect(struct tcp_connection *connection);

/** Writes what is unsent, as far as it goes. */
void tcp_connection_write(struct tcp_connection *connection);

/** Reads what came; whole messages become events. True when there may be more. */
bool tcp_connection_read(struct tcp_connection *connection, struct pending *pending,
			 uint8_t scratch[TCP_SCRATCH], int64_t now_ns);

/** The first reason counts. */
void tcp_connection_end(struct tcp_connection *connection, int error);

static inline unsigned tcp_connection_load(const struct tcp_connection *connection)
{
	return connection->unsent.count + connection->unanswered.count;
}

#endif
