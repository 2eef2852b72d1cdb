/* SPDX-License-Identifier: MIT */
#ifndef WORLD_SERVICE_H
#define WORLD_SERVICE_H

#include <pthread.h>
#include <stdbool.h>

#include <fleetdig/responder.h>
#include <fleetdig/world.h>

#include "world/delay.h"
#include "world/limits.h"

/** A world on sockets. serve.c starts and runs it, connection.c is its TCP. */
struct socket_of { /* one bound socket */
	int fd;
	enum fd_proto proto;
	struct fd_endpoint endpoint;
};

struct connection {
	int fd;		     /* -1: free */
	uint32_t generation; /* grows with every use, so that late replies miss */
	struct fd_endpoint endpoint;
	uint8_t *in; /* a length and a message */
	size_t in_length;
	uint8_t *out;
	size_t out_length, out_capacity;
};

enum { /* sources of events: the stop signal, then sockets, then connections */
	SOURCE_STOP = 0,
	SOURCE_SOCKETS = 1,
	SOURCE_CONNECTIONS = 1 << 20,
};

struct fd_world_service {
	struct fd_responder responder;
	int epoll;
	int stop; /* eventfd */
	pthread_t thread;
	bool has_thread;
	struct socket_of *sockets;
	size_t socket_count;
	struct delay_queue delays;
	struct connection connections[WORLD_CONNECTIONS_MAX];
	uint8_t reply[65535];
	uint8_t query[65535];
};

/** Watches an fd; 0 or -errno. */
int service_watch(struct fd_world_service *service, int fd, uint32_t source, uint32_t events);
int64_t service_now(void);

/** Takes a new connection of a listening socket. */
void connection_accept(struct fd_world_service *service, const struct socket_of *listener);
/** Reads what came, answers whole messages, writes what waits. */
void connection_event(struct fd_world_service *service, uint32_t index, uint32_t events);
/** Sends a reply with its length; the connection is closed when it cannot take it. */
void connection_send(struct fd_world_service *service, uint32_t index, const uint8_t *bytes,
		     size_t length);
void connection_close(struct connection *connection);

#endif
