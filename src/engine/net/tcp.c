/* SPDX-License-Identifier: MIT */
#include "engine/net/tcp.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "engine/net/sockets_limits.h"
#include "engine/net/tcp_connection.h"

struct tcp_server {
	struct fd_server_config config;
	uint32_t index;
	struct tcp_connection *connections;
	unsigned count;
	/* Some servers close after so many answers, often after one: a connection is not given more queries. */
	unsigned answers_max;
	struct fd_endpoint local; /* of the connection made last; family 0: none was */
	struct tcp_queue backlog; /* waits for room on a connection */
};

struct tcp {
	struct pending *pending;
	struct tcp_patience patience;
	int epoll_fd;
	int watched_fd;		     /* somebody else's */
	struct tcp_server **servers; /* by index; NULL until used */
	uint32_t server_count;
	struct tcp_connection *dirty; /* have something to write */
	struct tcp_connection *over;  /* to be buried */
	int64_t deadline_ns;	      /* nothing takes too long before */
	uint8_t *scratch;
};

int tcp_create(struct tcp **ret_tcp, struct pending *pending,
	       const struct tcp_patience *patience)
{
	struct tcp *tcp = malloc(sizeof(*tcp));

	if (tcp == NULL) {
		return -ENOMEM;
	}
	*tcp = (struct tcp) {
		.pending = pending,
		.patience = *patience,
		.epoll_fd = epoll_create1(EPOLL_CLOEXEC),
		.deadline_ns = INT64_MAX,
		.scratch = malloc(TCP_SCRATCH),
	};
	if (tcp->epoll_fd < 0 || tcp->scratch == NULL) {
		int r = tcp->scratch == NULL ? -ENOMEM : -errno;
		tcp_destroy(tcp);
		return r;
	}
	*ret_tcp = tcp;
	return 0;
}

static void empty_queue(struct tcp_queue *queue)
{
	while (queue->first != NULL) {
		free(tcp_queue_pop(queue));
	}
}

static void destroy_server(struct tcp_server *server)
{
	struct tcp_connection *connection = server->connections;

	while (connection != NULL) {
		struct tcp_connection *next = connection->next;
		empty_queue(&connection->unsent);
		empty_queue(&connection->unanswered);
		tcp_connection_destroy(connection);
		connection = next;
	}
	empty_queue(&server->backlog);
	free(server);
}

void tcp_destroy(struct tcp *tcp)
{
	if (tcp == NULL) {
		return;
	}
	for (uint32_t i = 0; i < tcp->server_count; i++) {
		if (tcp->servers[i] != NULL) {
			destroy_server(tcp->servers[i]);
		}
	}
	free(tcp->servers);
	free(tcp->scratch);
	if (tcp->epoll_fd >= 0) {
		close(tcp->epoll_fd);
	}
	free(tcp);
}

int tcp_local(const struct tcp *tcp, uint32_t server, uint16_t port,
	      struct fd_endpoint *ret_local)
{
	if (server >= tcp->server_count || tcp->servers[server] == NULL ||
	    tcp->servers[server]->local.family == 0 || port == 0) {
		return -ENOENT;
	}
	*ret_local = tcp->servers[server]->local;
	ret_local->port = port;
	return 0;
}

int tcp_descriptor(const struct tcp *tcp)
{
	return tcp->epoll_fd;
}

int tcp_watch(struct tcp *tcp, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

	tcp->watched_fd = fd;
	return epoll_ctl(tcp->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

/* It has done its work by being readable. */
static void hear_watched(const struct tcp *tcp)
{
	uint64_t count;

	while (read(tcp->watched_fd, &count, sizeof(count)) < 0 && errno == EINTR) {
	}
}

int64_t tcp_deadline(const struct tcp *tcp)
{
	return tcp->deadline_ns;
}

static void lower_deadline(struct tcp *tcp, int64_t at_ns)
{
	if (at_ns < tcp->deadline_ns) {
		tcp->deadline_ns = at_ns;
	}
}

static struct tcp_server *find_server(struct tcp *tcp, uint32_t index,
				      const struct fd_server_config *config)
{
	if (index >= tcp->server_count) {
		size_t count = (size_t)index + 1 + index / 2;
		struct tcp_server **servers =
			reallocarray(tcp->servers, count, sizeof(struct tcp_server *));
		if (servers == NULL) {
			return NULL;
		}
		for (size_t i = tcp->server_count; i < count; i++) {
			servers[i] = NULL;
		}
		tcp->servers = servers;
		tcp->server_count = (uint32_t)count;
	}
	if (tcp->servers[index] == NULL) {
		struct tcp_server *server = malloc(sizeof(*server));
		if (server == NULL) {
			return NULL;
		}
		*server = (struct tcp_server) {
			.config = *config,
			.index = index,
			.answers_max = UINT_MAX,
		};
		tcp->servers[index] = server;
	}
	return tcp->servers[index];
}

/* Takes the query over: it will not be answered. */
static void fail_query(struct tcp *tcp, const struct tcp_server *server,
		       struct tcp_query *query, int error, int64_t now_ns)
{
	pending_push_copy(tcp->pending, &(struct event) {
						.kind = EVENT_TCP_FAILED,
						.server = server->index,
						.proto = FD_TCP,
						.error = error,
						.length = query->length,
						.bytes = query->frame + 2,
						.at_ns = now_ns,
					});
	free(query);
}

/* Placing queries on connections. */

static bool takes_more(const struct tcp_server *server, const struct tcp_connection *connection)
{
	return !connection->over && connection->write_error == 0 &&
	       connection->taken < server->answers_max &&
	       tcp_connection_load(connection) < TCP_PIPELINE_MAX;
}

static struct tcp_connection *least_loaded(const struct tcp_server *server)
{
	struct tcp_connection *best = NULL;

	for (struct tcp_connection *c = server->connections; c != NULL; c = c->next) {
		if (takes_more(server, c) &&
		    (best == NULL || tcp_connection_load(c) < tcp_connection_load(best))) {
			best = c;
		}
	}
	return best;
}

static int open_connection(struct tcp *tcp, struct tcp_server *server, int64_t now_ns,
			   struct tcp_connection **ret_connection)
{
	struct tcp_connection *connection = NULL;
	int r = tcp_connection_open(&connection, &server->config, tcp->epoll_fd, now_ns);

	if (r < 0) {
		return r;
	}
	connection->server = server;
	connection->server_index = server->index;
	connection->next = server->connections;
	server->connections = connection;
	server->count++;
	lower_deadline(tcp, now_ns + tcp->patience.connect_ns);
	*ret_connection = connection;
	return 0;
}

static void mark_dirty(struct tcp *tcp, struct tcp_connection *connection)
{
	if (!connection->dirty) {
		connection->dirty = true;
		connection->next_dirty = tcp->dirty;
		tcp->dirty = connection;
	}
}

/*
 * Gives the query to a connection, a new one when that spares it a queue. Returns 0, -EAGAIN when it must wait for
 * a connection to have room, or why it cannot be asked. Takes the query over only on 0.
 */
static int place(struct tcp *tcp, struct tcp_server *server, struct tcp_query *query,
		 int64_t now_ns)
{
	struct tcp_connection *best = least_loaded(server);

	if (server->count < TCP_CONNECTIONS_MAX &&
	    (best == NULL || tcp_connection_load(best) >= TCP_SPREAD)) {
		int r = open_connection(tcp, server, now_ns, &best);
		if (r < 0 && server->count == 0) {
			return r;
		}
	}
	if (best == NULL) {
		return -EAGAIN;
	}
	tcp_queue_push(&best->unsent, query);
	best->taken++;
	mark_dirty(tcp, best);
	return 0;
}

/* Moves the backlog on, as far as there is room. */
static void advance(struct tcp *tcp, struct tcp_server *server, int64_t now_ns)
{
	while (server->backlog.first != NULL) {
		struct tcp_query *query = tcp_queue_pop(&server->backlog);
		int r = place(tcp, server, query, now_ns);
		if (r == -EAGAIN) {
			query->next = server->backlog.first;
			server->backlog.first = query;
			if (server->backlog.last == NULL) {
				server->backlog.last = query;
			}
			server->backlog.count++;
			break;
		}
		if (r < 0) {
			fail_query(tcp, server, query, -r, now_ns);
		}
	}
}

void tcp_submit(struct tcp *tcp, const struct packet *packet,
		const struct fd_server_config *config, int64_t now_ns)
{
	struct tcp_server *server = find_server(tcp, packet->server, config);
	struct tcp_query *query = malloc(sizeof(*query) + 2 + packet->length);

	if (server == NULL || query == NULL) {
		pending_push_unsent(tcp->pending, packet, ENOMEM, now_ns);
		free(query);
		return;
	}
	*query = (struct tcp_query) { .asked_ns = now_ns, .length = packet->length };
	query->frame[0] = (uint8_t)(packet->length >> 8);
	query->frame[1] = (uint8_t)packet->length;
	memcpy(query->frame + 2, packet->bytes, packet->length);
	lower_deadline(tcp, now_ns + tcp->patience.answer_ns);
	tcp_queue_push(&server->backlog, query);
	advance(tcp, server, now_ns);
}

/* The end of a connection. */

/* A connection that ended while it was in order says nothing about its other queries: they are asked again, once. */
static bool may_ask_again(const struct tcp *tcp, const struct tcp_connection *connection,
			  const struct tcp_query *query, int64_t now_ns)
{
	if (query->again || now_ns - query->asked_ns >= tcp->patience.answer_ns) {
		return false;
	}
	switch (connection->error) {
	case 0:
		return true;
	case ECONNRESET:
	case EPIPE:
		/* A server that closes with queries unread resets the connection. */
		return connection->answered > 0;
	case ETIMEDOUT:
		return !connection->connecting;
	default:
		return false;
	}
}

static void end_queries(struct tcp *tcp, struct tcp_connection *connection,
			struct tcp_queue *queue, int64_t now_ns)
{
	struct tcp_server *server = connection->server;

	while (queue->first != NULL) {
		struct tcp_query *query = tcp_queue_pop(queue);
		if (may_ask_again(tcp, connection, query, now_ns)) {
			query->again = true;
			tcp_queue_push(&server->backlog, query);
		} else {
			int error = connection->error == 0 ? EPIPE : connection->error;
			fail_query(tcp, server, query, error, now_ns);
		}
	}
}

static void unlink_connection(struct tcp_server *server,
			      const struct tcp_connection *connection)
{
	struct tcp_connection **link = &server->connections;

	while (*link != connection) {
		link = &(*link)->next;
	}
	*link = connection->next;
	server->count--;
}

static void bury(struct tcp *tcp, struct tcp_connection *connection, int64_t now_ns)
{
	struct tcp_server *server = connection->server;
	bool refused = connection->connecting;
	int error = connection->error;

	assert(!connection->dirty);
	unlink_connection(server, connection);
	if (connection->answered > 0 && tcp_connection_load(connection) > 0 &&
	    error != ETIMEDOUT && connection->answered < server->answers_max) {
		server->answers_max = connection->answered;
	}
	end_queries(tcp, connection, &connection->unanswered, now_ns);
	end_queries(tcp, connection, &connection->unsent, now_ns);
	tcp_connection_destroy(connection);
	while (refused && server->count == 0 && server->backlog.first != NULL) {
		fail_query(tcp, server, tcp_queue_pop(&server->backlog), error, now_ns);
	}
	advance(tcp, server, now_ns);
}

static void note_over(struct tcp *tcp, struct tcp_connection *connection)
{
	connection->next_over = tcp->over;
	tcp->over = connection;
}

static void end(struct tcp *tcp, struct tcp_connection *connection, int error)
{
	if (!connection->over) {
		tcp_connection_end(connection, error);
		note_over(tcp, connection);
	}
}

static void write_dirty(struct tcp *tcp)
{
	while (tcp->dirty != NULL) {
		struct tcp_connection *connection = tcp->dirty;
		tcp->dirty = connection->next_dirty;
		connection->dirty = false;
		if (connection->over || connection->connecting) {
			continue;
		}
		tcp_connection_write(connection);
		if (connection->over) {
			note_over(tcp, connection);
		}
	}
}

/* Writes and buries until nothing is left to do; it ends since a query is asked again only once. */
void tcp_flush(struct tcp *tcp, int64_t now_ns)
{
	while (tcp->dirty != NULL || tcp->over != NULL) {
		write_dirty(tcp);
		struct tcp_connection *connection = tcp->over;
		if (connection != NULL) {
			tcp->over = connection->next_over;
			bury(tcp, connection, now_ns);
		}
	}
}

/* What took too long. */

static void expire_queue(struct tcp *tcp, const struct tcp_server *server,
			 struct tcp_queue *queue, struct tcp_query *previous, int64_t now_ns)
{
	struct tcp_query *query = previous == NULL ? queue->first : previous->next;

	while (query != NULL) {
		struct tcp_query *next = query->next;
		if (now_ns - query->asked_ns >= tcp->patience.answer_ns) {
			tcp_queue_take(queue, previous);
			fail_query(tcp, server, query, ETIMEDOUT, now_ns);
		} else {
			lower_deadline(tcp, query->asked_ns + tcp->patience.answer_ns);
			previous = query;
		}
		query = next;
	}
}

/* A query expired and nothing at all was heard since it was asked: then its connection is dead. */
static bool is_silent(const struct tcp *tcp, const struct tcp_connection *connection,
		      int64_t now_ns)
{
	const struct tcp_query *oldest = connection->unanswered.first;

	if (oldest == NULL) {
		oldest = connection->unsent.first;
	}
	return oldest != NULL && now_ns - oldest->asked_ns >= tcp->patience.answer_ns &&
	       connection->heard_ns <= oldest->asked_ns;
}

static void expire_connection(struct tcp *tcp, struct tcp_connection *connection,
			      int64_t now_ns)
{
	const struct tcp_patience *patience = &tcp->patience;

	if (connection->connecting) {
		if (now_ns - connection->opened_ns >= patience->connect_ns) {
			end(tcp, connection, ETIMEDOUT);
		} else {
			lower_deadline(tcp, connection->opened_ns + patience->connect_ns);
		}
		return;
	}
	if (is_silent(tcp, connection, now_ns)) {
		end(tcp, connection, ETIMEDOUT);
		return;
	}
	/* The rest of a frame that is partly written must follow. */
	struct tcp_query *partly = connection->written > 0 ? connection->unsent.first : NULL;
	expire_queue(tcp, connection->server, &connection->unsent, partly, now_ns);
	expire_queue(tcp, connection->server, &connection->unanswered, NULL, now_ns);
	if (tcp_connection_load(connection) > 0) {
		return;
	}
	if (now_ns - connection->heard_ns >= patience->idle_ns) {
		end(tcp, connection, 0);
	} else {
		lower_deadline(tcp, connection->heard_ns + patience->idle_ns);
	}
}

static void expire(struct tcp *tcp, int64_t now_ns)
{
	tcp->deadline_ns = INT64_MAX;
	for (uint32_t i = 0; i < tcp->server_count; i++) {
		struct tcp_server *server = tcp->servers[i];
		if (server == NULL) {
			continue;
		}
		expire_queue(tcp, server, &server->backlog, NULL, now_ns);
		for (struct tcp_connection *c = server->connections; c != NULL; c = c->next) {
			if (!c->over) {
				expire_connection(tcp, c, now_ns);
			}
		}
	}
}

/* Events. */

static bool handle(struct tcp *tcp, struct tcp_connection *connection, uint32_t events,
		   int64_t now_ns)
{
	struct tcp_server *server = connection->server;
	bool more = false;

	if (connection->over) {
		return false;
	}
	if (connection->connecting) {
		tcp_connection_finish_connect(connection);
		if (connection->local.family != 0) {
			connection->server->local = connection->local;
		}
		/* An answer may be there already, and would not be announced twice. */
		more = true;
	} else if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
		more = tcp_connection_read(connection, tcp->pending, tcp->scratch, now_ns);
	}
	/* The server is about to close it; closing first leaves room for the next. */
	if (connection->taken >= server->answers_max && tcp_connection_load(connection) == 0) {
		tcp_connection_end(connection, 0);
	}
	if (connection->over) {
		note_over(tcp, connection);
		return false;
	}
	if (tcp_connection_load(connection) == 0) {
		lower_deadline(tcp, connection->heard_ns + tcp->patience.idle_ns);
	}
	if (connection->unsent.first != NULL) {
		mark_dirty(tcp, connection);
	}
	advance(tcp, server, now_ns);
	return more;
}

bool tcp_run(struct tcp *tcp, int64_t now_ns)
{
	struct epoll_event ready[TCP_READY_MAX];
	int count = epoll_wait(tcp->epoll_fd, ready, TCP_READY_MAX, 0);
	bool more = count == TCP_READY_MAX;

	for (int i = 0; i < count; i++) {
		if (ready[i].data.ptr == NULL) {
			hear_watched(tcp);
			continue;
		}
		more |= handle(tcp, ready[i].data.ptr, ready[i].events, now_ns);
	}
	if (now_ns >= tcp->deadline_ns) {
		expire(tcp, now_ns);
	}
	tcp_flush(tcp, now_ns);
	return more;
}
