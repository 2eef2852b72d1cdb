/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/backend.h"
#include "engine/clock.h"
#include "engine/icmp.h"
#include "engine/pending.h"
#include "engine/sockets.h"
#include "engine/sockets_limits.h"
#include "engine/tcp.h"

/**
 * The backend that works everywhere: level-triggered epoll, sendmmsg(2) and recvmmsg(2). Datagrams are received into
 * one buffer for each event of a wait(), and handed over without a copy.
 */
enum {
	TCP_TOKEN = PORT_NONE
}; /* epoll's data for the descriptor of tcp.c; else a port */

struct control {
	alignas(struct cmsghdr) uint8_t bytes[SOCKETS_CONTROL];
};

struct epoll_network {
	struct sockets sockets;
	struct pending pending;
	struct clock clock;
	struct tcp *tcp;
	bool tcp_more; /* tcp_run() wants to be called again */
	bool coarse;   /* no epoll_pwait2(2): milliseconds */
	int epoll_fd;
	uint8_t *buffers; /* BACKEND_BATCH of SOCKETS_BUFFER */
	struct mmsghdr in[BACKEND_BATCH], out[BACKEND_BATCH];
	struct iovec in_parts[BACKEND_BATCH], out_parts[BACKEND_BATCH];
	struct control controls[BACKEND_BATCH];
};

static int watch(struct epoll_network *network, int fd, uint32_t token)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = token };

	return epoll_ctl(network->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int attach(void *owner, uint32_t port)
{
	struct epoll_network *network = owner;

	return watch(network, network->sockets.ports[port].fd, port);
}

static bool detach(void *owner, uint32_t port)
{
	return true; /* close(2) takes it out of the epoll set */
}

static void close_network(void *context)
{
	struct epoll_network *network = context;

	if (network == NULL) {
		return;
	}
	tcp_destroy(network->tcp);
	sockets_finish(&network->sockets);
	pending_finish(&network->pending);
	if (network->epoll_fd >= 0) {
		close(network->epoll_fd);
	}
	if (network->buffers != NULL) {
		munmap(network->buffers, (size_t)BACKEND_BATCH * SOCKETS_BUFFER);
	}
	free(network);
}

/* What does not change from one recvmmsg(2) to the next. */
static void prepare_headers(struct epoll_network *network)
{
	for (size_t i = 0; i < BACKEND_BATCH; i++) {
		network->in_parts[i] = (struct iovec) {
			.iov_base = network->buffers + i * SOCKETS_BUFFER,
			.iov_len = SOCKETS_BUFFER,
		};
		network->in[i].msg_hdr = (struct msghdr) {
			.msg_iov = &network->in_parts[i],
			.msg_iovlen = 1,
			.msg_control = network->controls[i].bytes,
		};
		network->out[i].msg_hdr = (struct msghdr) {
			.msg_iov = &network->out_parts[i],
			.msg_iovlen = 1,
		};
	}
}

static int open_network(void **ret_network, const struct fd_engine_config *config, char *reason,
			size_t reason_size)
{
	static const struct tcp_patience patience = { TCP_CONNECT_NS, TCP_ANSWER_NS,
						      TCP_IDLE_NS };
	struct epoll_network *network = calloc(1, sizeof(*network));
	int r;

	if (network == NULL) {
		return -ENOMEM;
	}
	struct sockets_owner owner = { network, attach, detach };
	network->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (network->epoll_fd < 0) {
		r = -errno;
		goto fail;
	}
	network->buffers = sockets_map((size_t)BACKEND_BATCH * SOCKETS_BUFFER);
	if (network->buffers == NULL) {
		r = -ENOMEM;
		goto fail;
	}
	prepare_headers(network);
	r = sockets_init(&network->sockets, &owner, false);
	if (r < 0) {
		goto fail;
	}
	r = tcp_create(&network->tcp, &network->pending, &patience);
	if (r < 0) {
		goto fail;
	}
	r = watch(network, tcp_descriptor(network->tcp), TCP_TOKEN);
	if (r < 0) {
		goto fail;
	}
	clock_start(&network->clock);
	sockets_describe(reason, reason_size);
	*ret_network = network;
	return 0;
fail:
	close_network(network);
	return r;
}

static int add_server(void *context, uint32_t server, const struct fd_server_config *config,
		      uint16_t slots)
{
	struct epoll_network *network = context;

	return sockets_add_server(&network->sockets, server, config, slots);
}

/* Sending. */

static void report_unsent(struct epoll_network *network, const struct packet *packets,
			  unsigned count, int error)
{
	for (unsigned i = 0; i < count; i++) {
		pending_push_unsent(&network->pending, &packets[i], error, clock_now());
	}
}

/* sendmmsg(2) only reads, but shares its types with recvmmsg(2). */
static struct iovec part_of(const struct packet *packet)
{
	union {
		const uint8_t *read;
		void *written;
	} bytes = { packet->bytes };

	return (struct iovec) { .iov_base = bytes.written, .iov_len = packet->length };
}

/* Sends up to a batch of packets that go the same way. */
static void send_datagrams(struct epoll_network *network, const struct packet *packets,
			   unsigned count)
{
	uint32_t port;
	unsigned sent = 0;
	int r = sockets_port(&network->sockets, packets, clock_now(), &port);

	if (r < 0) {
		report_unsent(network, packets, count, -r);
		return;
	}
	for (unsigned i = 0; i < count; i++) {
		network->out_parts[i] = part_of(&packets[i]);
		sockets_sent(&network->sockets, port, &packets[i]);
	}
	int fd = network->sockets.ports[port].fd;
	while (sent < count) {
		r = sendmmsg(fd, network->out + sent, count - sent,
			     MSG_DONTWAIT | MSG_NOSIGNAL);
		if (r >= 0) {
			sent += (unsigned)r;
		} else if (errno != EINTR) {
			icmp_resend(&network->sockets, port, &network->pending, &network->clock,
				    &packets[sent], errno);
			sent++;
		}
	}
}

static int send_packets(void *context, const struct packet *packets, unsigned count)
{
	struct epoll_network *network = context;
	unsigned run;

	for (unsigned i = 0; i < count; i += run) {
		const struct packet *first = &packets[i];
		run = sockets_run(first, count - i);
		if (run > BACKEND_BATCH) {
			run = BACKEND_BATCH;
		}
		if (first->proto == FD_UDP) {
			send_datagrams(network, first, run);
			continue;
		}
		for (unsigned j = 0; j < run; j++) {
			tcp_submit(network->tcp, &first[j],
				   &network->sockets.servers[first->server].config,
				   clock_now());
		}
	}
	tcp_flush(network->tcp, clock_now());
	return network->pending.error;
}

/* Receiving. */

/* Takes up to `capacity` datagrams of a socket, into the buffers from `at` on. */
static unsigned receive(struct epoll_network *network, uint32_t port, struct event *events,
			unsigned at, unsigned capacity)
{
	struct mmsghdr *in = network->in + at;
	const struct port *socket = &network->sockets.ports[port];
	int count;

	for (unsigned i = 0; i < capacity; i++) {
		in[i].msg_hdr.msg_controllen = SOCKETS_CONTROL;
	}
	do {
		count = recvmmsg(socket->fd, in, capacity, MSG_DONTWAIT, NULL);
	} while (count < 0 && errno == EINTR);
	if (count < 0) {
		/* An ICMP error, or nothing came; what else waits is reported again. */
		icmp_drain(&network->sockets, port, &network->pending, &network->clock);
		return 0;
	}
	for (int i = 0; i < count; i++) {
		const uint8_t *bytes = in[i].msg_hdr.msg_iov->iov_base;
		events[i] = (struct event) {
			.kind = EVENT_MESSAGE,
			.server = socket->server,
			.slot = sockets_slot(&network->sockets, port, bytes, in[i].msg_len),
			.proto = FD_UDP,
			.length = in[i].msg_len,
			.bytes = bytes,
			.at_ns = sockets_receipt(&network->sockets, port, &in[i].msg_hdr,
						 &network->clock),
		};
	}
	return (unsigned)count;
}

static int wait_ready(struct epoll_network *network, struct epoll_event *ready, int capacity,
		      int64_t sleep_ns)
{
	if (!network->coarse) {
		struct timespec ts = { sleep_ns / 1000000000, sleep_ns % 1000000000 };
		int count = epoll_pwait2(network->epoll_fd, ready, capacity, &ts, NULL);
		if (count >= 0 || (errno != ENOSYS && errno != EPERM)) {
			return count < 0 ? -errno : count;
		}
		network->coarse = true; /* before Linux 5.11, or a filter */
	}
	int64_t sleep_ms = sleep_ns / 1000000 + (sleep_ns % 1000000 != 0);
	int count = epoll_wait(network->epoll_fd, ready, capacity,
			       sleep_ms < 60000 ? (int)sleep_ms : 60000);
	return count < 0 ? -errno : count;
}

static int64_t sleep_time(const struct epoll_network *network, int64_t until_ns)
{
	int64_t deadline_ns = tcp_deadline(network->tcp);
	int64_t now_ns = clock_now();

	if (!pending_empty(&network->pending) || network->tcp_more) {
		return 0;
	}
	if (until_ns > deadline_ns) {
		until_ns = deadline_ns;
	}
	return until_ns > now_ns ? until_ns - now_ns : 0;
}

static int wait_events(void *context, int64_t until_ns, struct event *events, unsigned capacity)
{
	struct epoll_network *network = context;
	struct epoll_event ready[EPOLL_READY_MAX];

	assert(capacity > 0);
	if (capacity > BACKEND_BATCH) {
		capacity = BACKEND_BATCH;
	}
	pending_release(&network->pending);
	int ready_max = capacity < EPOLL_READY_MAX ? (int)capacity : EPOLL_READY_MAX;
	int ready_count = wait_ready(network, ready, ready_max, sleep_time(network, until_ns));
	if (ready_count < 0 && ready_count != -EINTR) {
		return ready_count;
	}
	clock_wake(&network->clock);
	unsigned count = pending_take(&network->pending, events, capacity);
	bool tcp_due = network->tcp_more || network->clock.now_ns >= tcp_deadline(network->tcp);
	for (int i = 0; i < ready_count; i++) {
		uint32_t port = ready[i].data.u32;
		if (port == TCP_TOKEN) {
			tcp_due = true;
			continue;
		}
		if (ready[i].events & EPOLLERR) {
			icmp_drain(&network->sockets, port, &network->pending, &network->clock);
		}
		/* Everybody's fair share of the room, so that busy sockets do not starve others. */
		unsigned share = (capacity - count) / (unsigned)(ready_count - i);
		if ((ready[i].events & EPOLLIN) && share > 0) {
			count += receive(network, port, events + count, count, share);
		}
	}
	if (tcp_due) {
		network->tcp_more = tcp_run(network->tcp, network->clock.now_ns);
	}
	count += pending_take(&network->pending, events + count, capacity - count);
	return network->pending.error < 0 ? network->pending.error : (int)count;
}

static int64_t now(void *context, struct backend_stats *ret_stats)
{
	struct epoll_network *network = context;
	int64_t now_ns = clock_now();

	if (ret_stats != NULL) {
		*ret_stats = (struct backend_stats) {
			.socket_drops = sockets_drops(&network->sockets, now_ns),
			.clock_steps = network->clock.steps,
		};
	}
	return now_ns;
}

const struct backend backend_epoll = {
	.name = "epoll",
	.open = open_network,
	.close = close_network,
	.add_server = add_server,
	.send = send_packets,
	.wait = wait_events,
	.now = now,
};
