/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "responder.h"

enum {
	CONNECTIONS = 64, /* further ones wait in the backlog */
	BUFFER = 2 + QUERY_MOST,
};

struct connection {
	int fd; /* 0: free */
	size_t filled;
	uint8_t bytes[BUFFER];
};

static struct connection connections[CONNECTIONS];

/* Answers every whole message in the buffer; false: hang up. */
static bool answer_whole(struct connection *connection, struct settings *settings)
{
	uint8_t reply[2 + QUERY_MOST + ANSWER_GROWTH_MAX];

	while (connection->filled >= 2) {
		size_t length = (size_t)connection->bytes[0] << 8 | connection->bytes[1];
		if (length > QUERY_MOST) {
			return false;
		}
		if (connection->filled < 2 + length) {
			return true;
		}
		struct answer answer =
			answer_query(reply + 2, connection->bytes + 2, length, false);
		reply[0] = (uint8_t)(answer.length >> 8);
		reply[1] = (uint8_t)answer.length;
		if (answer.length == 0 || send(connection->fd, reply, 2 + answer.length,
					       MSG_NOSIGNAL) != (ssize_t)(2 + answer.length)) {
			return false;
		}
		__atomic_fetch_add(&settings->tcp_answered, 1, __ATOMIC_RELAXED);
		connection->filled -= 2 + length;
		memmove(connection->bytes, connection->bytes + 2 + length, connection->filled);
	}
	return true;
}

static void serve(struct connection *connection, struct settings *settings)
{
	ssize_t got = recv(connection->fd, connection->bytes + connection->filled,
			   BUFFER - connection->filled, MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	connection->filled += got > 0 ? (size_t)got : 0;
	if (got <= 0 || !answer_whole(connection, settings)) {
		close(connection->fd);
		*connection = (struct connection) { 0 };
	}
}

static void welcome(int listener)
{
	for (unsigned i = 0; i < CONNECTIONS; i++) {
		if (connections[i].fd == 0) {
			int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
			connections[i].fd = fd > 0 ? fd : 0;
			return;
		}
	}
}

static bool is_full(void)
{
	unsigned taken = 0;

	for (unsigned i = 0; i < CONNECTIONS; i++) {
		taken += connections[i].fd > 0;
	}
	return taken == CONNECTIONS;
}

static void *serve_all(void *argument)
{
	struct settings *settings = argument;
	struct pollfd polls[PORTS_MOST + CONNECTIONS];

	for (;;) {
		/* A negative descriptor is passed over by poll: a silent port, a free place. */
		for (unsigned i = 0; i < settings->port_count; i++) {
			const struct port *port = &settings->ports[i];
			polls[i].fd = port->silent || is_full() ? -1 : port->tcp_fd;
			polls[i].events = POLLIN;
		}
		struct pollfd *own = polls + settings->port_count;
		for (unsigned i = 0; i < CONNECTIONS; i++) {
			own[i].fd = connections[i].fd > 0 ? connections[i].fd : -1;
			own[i].events = POLLIN;
		}
		if (poll(polls, settings->port_count + CONNECTIONS, -1) < 0) {
			continue;
		}
		for (unsigned i = 0; i < CONNECTIONS; i++) {
			if (own[i].fd > 0 && own[i].revents != 0) {
				serve(&connections[i], settings);
			}
		}
		for (unsigned i = 0; i < settings->port_count; i++) {
			if (polls[i].fd >= 0 && polls[i].revents != 0) {
				welcome(polls[i].fd);
			}
		}
	}
	return NULL;
}

int tcp_start(struct settings *settings)
{
	pthread_t thread;
	sigset_t all, before;

	/* Signals belong to the main thread: they are to end its sleep. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int r = pthread_create(&thread, NULL, serve_all, settings);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r == 0) {
		pthread_detach(thread);
	}
	return -r;
}
