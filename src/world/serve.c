/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "world/service.h"

int64_t service_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

int service_watch(struct fd_world_service *service, int fd, uint32_t source, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.u32 = source };

	return epoll_ctl(service->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static void send_datagram(const struct socket_of *bound, const uint8_t *bytes, size_t length,
			  const struct sockaddr_storage *peer, socklen_t peer_length)
{
	/* What the peer's or our buffer cannot take is lost, as on any network. */
	(void)sendto(bound->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL,
		     (const struct sockaddr *)peer, peer_length);
}

static void send_delayed(struct fd_world_service *service, const struct delayed *delayed)
{
	if (delayed->source < SOURCE_CONNECTIONS) {
		send_datagram(&service->sockets[delayed->source - SOURCE_SOCKETS],
			      delayed->bytes, delayed->length, &delayed->peer,
			      delayed->peer_length);
		return;
	}
	uint32_t index = delayed->source - SOURCE_CONNECTIONS;
	if (service->connections[index].fd >= 0 &&
	    service->connections[index].generation == delayed->generation) {
		connection_send(service, index, delayed->bytes, delayed->length);
	}
}

static void send_due(struct fd_world_service *service)
{
	int64_t now_ns = service_now();
	struct delayed *delayed;

	while ((delayed = delay_pop(&service->delays, now_ns)) != NULL) {
		send_delayed(service, delayed);
		free(delayed);
	}
}

/* One datagram. False when none is there. */
static bool take_datagram(struct fd_world_service *service, uint32_t source)
{
	const struct socket_of *bound = &service->sockets[source - SOURCE_SOCKETS];
	struct sockaddr_storage peer;
	socklen_t peer_length = sizeof(peer);
	ssize_t got = recvfrom(bound->fd, service->query, sizeof(service->query), MSG_DONTWAIT,
			       (struct sockaddr *)&peer, &peer_length);

	if (got < 0) {
		return false;
	}
	int64_t now_ns = service_now();
	struct fd_reply reply = service->responder.answer(
		service->responder.state, &bound->endpoint, FD_UDP, service->query, (size_t)got,
		now_ns, service->reply, sizeof(service->reply));
	if (reply.kind != FD_REPLY_MESSAGE) {
		return true;
	}
	if (reply.delay_ns == 0) {
		send_datagram(bound, service->reply, reply.length, &peer, peer_length);
		return true;
	}
	struct delayed *delayed = delay_make(&service->delays, service->reply, reply.length);
	if (delayed != NULL) {
		delayed->due_ns = now_ns + reply.delay_ns;
		delayed->source = source;
		delayed->peer = peer;
		delayed->peer_length = peer_length;
		delay_push(&service->delays, delayed);
	}
	return true;
}

static void handle(struct fd_world_service *service, const struct epoll_event *event)
{
	uint32_t source = event->data.u32;

	if (source >= SOURCE_CONNECTIONS) {
		connection_event(service, source - SOURCE_CONNECTIONS, event->events);
		return;
	}
	const struct socket_of *bound = &service->sockets[source - SOURCE_SOCKETS];
	if (bound->proto == FD_TCP) {
		connection_accept(service, bound);
		return;
	}
	for (unsigned i = 0; i < WORLD_BURST_MAX && take_datagram(service, source); i++) {
		/* The bound keeps one busy address from starving the others. */
	}
}

static int wait_ms(const struct fd_world_service *service)
{
	int64_t next_ns = delay_next_ns(&service->delays);
	int64_t now_ns = service_now();

	if (next_ns == INT64_MAX) {
		return -1;
	}
	int64_t ms = next_ns <= now_ns ? 0 : (next_ns - now_ns + 999999) / 1000000;
	return ms > 60000 ? 60000 : (int)ms;
}

static void *run(void *argument)
{
	struct fd_world_service *service = argument;
	struct epoll_event events[WORLD_EVENTS_MAX];

	for (;;) {
		int count =
			epoll_wait(service->epoll, events, WORLD_EVENTS_MAX, wait_ms(service));
		if (count < 0 && errno != EINTR) {
			return NULL;
		}
		send_due(service);
		for (int i = 0; i < count; i++) {
			if (events[i].data.u32 == SOURCE_STOP) {
				return NULL;
			}
			handle(service, &events[i]);
		}
	}
}

static int set_options(int fd, const struct fd_endpoint *endpoint, enum fd_proto proto)
{
	const int on = 1, room = 4 << 20;

	/* A burst of questions waits in the socket; what the kernel grants is enough. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (endpoint->family == 6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0) {
		return -errno;
	}
	/* Connections of an earlier run may linger; for UDP it would let two bind one port. */
	if (proto == FD_TCP && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0) {
		return -errno;
	}
	return 0;
}

static int bind_socket(int fd, const struct fd_endpoint *endpoint, enum fd_proto proto)
{
	struct sockaddr_storage address;
	unsigned length = fd_endpoint_to_sockaddr(&address, endpoint);
	int r = set_options(fd, endpoint, proto);

	if (r < 0) {
		return r;
	}
	if (bind(fd, (const struct sockaddr *)&address, length) < 0 ||
	    (proto == FD_TCP && listen(fd, WORLD_CONNECTIONS_MAX) < 0)) {
		return -errno;
	}
	return 0;
}

static int open_socket(struct fd_world_service *service, const struct fd_endpoint *endpoint,
		       enum fd_proto proto, struct fd_errors *errors)
{
	int type = proto == FD_UDP ? SOCK_DGRAM : SOCK_STREAM;
	int fd = socket(endpoint->family == 4 ? AF_INET : AF_INET6,
			type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int r = fd < 0 ? -errno : bind_socket(fd, endpoint, proto);
	char text[FD_ENDPOINT_TEXT_MAX];

	if (r == 0) {
		size_t index = service->socket_count;
		r = service_watch(service, fd, (uint32_t)(SOURCE_SOCKETS + index), EPOLLIN);
	}
	if (r < 0) {
		fd_endpoint_address_text(text, endpoint);
		fd_errors_add(errors, "cannot listen on %s port %u (%s): %s", text,
			      endpoint->port, proto == FD_UDP ? "UDP" : "TCP", strerror(-r));
		if (fd >= 0) {
			close(fd);
		}
		return r;
	}
	service->sockets[service->socket_count++] =
		(struct socket_of) { .fd = fd, .proto = proto, .endpoint = *endpoint };
	return 0;
}

static int open_sockets(struct fd_world_service *service, const struct fd_world *world,
			uint16_t port, struct fd_errors *errors)
{
	size_t count = fd_world_server_count(world);
	int r = 0;

	service->sockets = calloc(count == 0 ? 1 : 2 * count, sizeof(*service->sockets));
	if (service->sockets == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count && r == 0; i++) {
		struct fd_world_server server = fd_world_server(world, i);
		server.endpoint.port = port;
		if (!server.udp_closed) {
			r = open_socket(service, &server.endpoint, FD_UDP, errors);
		}
		if (r == 0 && !server.tcp_closed) {
			r = open_socket(service, &server.endpoint, FD_TCP, errors);
		}
	}
	return r;
}

static int start(struct fd_world_service *service, const struct fd_world *world, uint16_t port,
		 struct fd_errors *errors)
{
	service->epoll = epoll_create1(EPOLL_CLOEXEC);
	service->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (service->epoll < 0 || service->stop < 0) {
		return -errno;
	}
	int r = delay_queue_init(&service->delays);
	if (r == 0) {
		r = service_watch(service, service->stop, SOURCE_STOP, EPOLLIN);
	}
	if (r == 0) {
		r = open_sockets(service, world, port, errors);
	}
	if (r == 0) {
		r = -pthread_create(&service->thread, NULL, run, service);
		service->has_thread = r == 0;
	}
	return r;
}

int fd_world_serve(struct fd_world_service **ret_service, struct fd_world *world, uint16_t port,
		   struct fd_errors *errors)
{
	struct fd_world_service *service = calloc(1, sizeof(*service));

	if (service == NULL) {
		return -ENOMEM;
	}
	service->epoll = service->stop = -1;
	service->responder = fd_world_responder(world);
	for (size_t i = 0; i < WORLD_CONNECTIONS_MAX; i++) {
		service->connections[i].fd = -1;
	}
	int r = start(service, world, port, errors);
	if (r < 0) {
		if (errors->count == 0) {
			fd_errors_add(errors, "cannot serve the made DNS: %s", strerror(-r));
		}
		fd_world_service_stop(service);
		return r;
	}
	*ret_service = service;
	return 0;
}

void fd_world_service_stop(struct fd_world_service *service)
{
	if (service == NULL) {
		return;
	}
	if (service->has_thread) {
		const uint64_t one = 1;
		/* An eventfd that counts from 0 takes this; the thread ends at its next look. */
		ssize_t written = write(service->stop, &one, sizeof(one));
		(void)written;
		pthread_join(service->thread, NULL);
	}
	for (size_t i = 0; i < WORLD_CONNECTIONS_MAX; i++) {
		connection_close(&service->connections[i]);
	}
	for (size_t i = 0; i < service->socket_count; i++) {
		close(service->sockets[i].fd);
	}
	if (service->stop >= 0) {
		close(service->stop);
	}
	if (service->epoll >= 0) {
		close(service->epoll);
	}
	delay_queue_finish(&service->delays);
	free(service->sockets);
	free(service);
}
