/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/pages.h"
#include "engine/backend.h"
#include "engine/net/burst.h"
#include "engine/net/clock.h"
#include "engine/net/departures.h"
#include "engine/net/icmp.h"
#include "engine/net/pending.h"
#include "engine/net/receipt.h"
#include "engine/net/sockets.h"
#include "engine/net/sockets_limits.h"
#include "engine/net/tcp.h"

/**
 * The backend that works everywhere: level-triggered epoll, sendmmsg(2) and recvmmsg(2). Datagrams are received into
 * a buffer for each message, which may be many of them (UDP_GRO), and handed over without a copy.
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
	struct bursts out;

	/* Receiving: receipt i is what buffer i holds. From `first` to `end` they are not handed over yet. */
	uint8_t *buffers; /* EPOLL_BUFFERS of SOCKETS_BUFFER */
	struct receipt receipts[EPOLL_BUFFERS];
	unsigned first, end;
	struct mmsghdr in[EPOLL_BUFFERS];
	struct iovec in_parts[EPOLL_BUFFERS];
	struct control controls[EPOLL_BUFFERS];
	uint64_t truncated;
	bool more;	/* the last wait() left something */
	int64_t nap_ns; /* under load */
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
		munmap(network->buffers, (size_t)EPOLL_BUFFERS * SOCKETS_BUFFER);
	}
	free(network);
}

/* What does not change from one recvmmsg(2) to the next. */
static void prepare_headers(struct epoll_network *network)
{
	for (size_t i = 0; i < EPOLL_BUFFERS; i++) {
		network->in_parts[i] = (struct iovec) {
			.iov_base = network->buffers + i * SOCKETS_BUFFER,
			.iov_len = SOCKETS_BUFFER,
		};
		network->in[i].msg_hdr = (struct msghdr) {
			.msg_iov = &network->in_parts[i],
			.msg_iovlen = 1,
			.msg_control = network->controls[i].bytes,
			.msg_controllen = SOCKETS_CONTROL,
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
	network->buffers = pages_map((size_t)EPOLL_BUFFERS * SOCKETS_BUFFER);
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
	if (config->wake_fd > 0) {
		r = tcp_watch(network->tcp, config->wake_fd);
		if (r < 0) {
			goto fail;
		}
	}
	r = watch(network, tcp_descriptor(network->tcp), TCP_TOKEN);
	if (r < 0) {
		goto fail;
	}
	network->nap_ns = EPOLL_NAP_NS;
	clock_start(&network->clock);
	sockets_settle(&network->sockets, config, reason, reason_size);
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

/* Cuts packets that go the same way into messages. */
static void prepare_datagrams(struct epoll_network *network, const struct packet *packets,
			      unsigned count, int64_t now_ns)
{
	uint32_t port;
	int r = sockets_port(&network->sockets, packets, now_ns, &port);

	if (r < 0) {
		report_unsent(network, packets, count, -r);
		return;
	}
	sockets_sent(&network->sockets, port, packets, count);
	bursts_add(&network->out, &network->sockets, port, packets, count);
}

/* The number of messages from here on that leave by one port. */
static unsigned same_port(const struct bursts *out, unsigned from)
{
	unsigned count = 1;

	while (from + count < out->count &&
	       out->bursts[from + count].port == out->bursts[from].port) {
		count++;
	}
	return count;
}

static void send_prepared(struct epoll_network *network)
{
	struct bursts *out = &network->out;
	unsigned at = 0;

	while (at < out->count) {
		int fd = network->sockets.ports[out->bursts[at].port].fd;
		int r = sendmmsg(fd, &out->messages[at], same_port(out, at),
				 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (r >= 0) {
			at += (unsigned)r;
		} else if (errno != EINTR) {
			burst_resend(out, at, &network->sockets, &network->pending,
				     &network->clock, errno);
			at++;
		}
	}
	bursts_departed(out, &network->sockets, &network->pending, &network->clock);
	bursts_clear(out);
}

static void send_batch(struct epoll_network *network, const struct packet *packets,
		       unsigned count, int64_t now_ns)
{
	unsigned run;

	for (unsigned i = 0; i < count; i += run) {
		const struct packet *first = &packets[i];
		run = sockets_run(first, count - i);
		if (first->proto == FD_UDP) {
			prepare_datagrams(network, first, run, now_ns);
			continue;
		}
		for (unsigned j = 0; j < run; j++) {
			tcp_submit(network->tcp, &first[j],
				   &network->sockets.servers[first->server].config, now_ns);
		}
	}
	send_prepared(network);
}

static int send_packets(void *context, const struct packet *packets, unsigned count)
{
	struct epoll_network *network = context;
	int64_t now_ns = clock_now();

	for (unsigned i = 0; i < count; i += BACKEND_BATCH) {
		unsigned left = count - i;
		send_batch(network, &packets[i], left < BACKEND_BATCH ? left : BACKEND_BATCH,
			   now_ns);
	}
	tcp_flush(network->tcp, now_ns);
	return network->pending.error;
}

/* Receiving. */

/* Takes note of what recvmmsg(2) put into a buffer. */
static void note_receipt(struct epoll_network *network, uint32_t port, unsigned buffer)
{
	struct mmsghdr *in = &network->in[buffer];
	struct receipt *receipt = &network->receipts[buffer];

	receipt->port = port;
	receipt->bytes = in->msg_hdr.msg_iov->iov_base;
	receipt->length = in->msg_len;
	receipt_read(receipt, &network->sockets, &in->msg_hdr, &network->clock);
	sockets_heard(&network->sockets, port, receipt_datagrams(receipt));
	in->msg_hdr.msg_controllen = SOCKETS_CONTROL;
	if ((in->msg_hdr.msg_flags & MSG_TRUNC) != 0) {
		network->truncated++;
		receipt->port = PORT_NONE;
	}
}

/* Takes up to `most` messages of a socket, into the free buffers. */
static void receive(struct epoll_network *network, uint32_t port, unsigned most)
{
	unsigned room = EPOLL_BUFFERS - network->end;
	struct mmsghdr *in = network->in + network->end;
	int fd = network->sockets.ports[port].fd;
	int count;

	do {
		count = recvmmsg(fd, in, most < room ? most : room, MSG_DONTWAIT, NULL);
	} while (count < 0 && errno == EINTR);
	if (count < 0) {
		/* An ICMP error, or nothing came; what else waits is reported again. */
		icmp_drain(&network->sockets, port, &network->pending, &network->clock);
		return;
	}
	for (int i = 0; i < count; i++) {
		note_receipt(network, port, network->end++);
	}
}

/* Makes events of what was received. */
static unsigned hand_over(struct epoll_network *network, struct event *events,
			  unsigned capacity)
{
	unsigned count = 0;

	while (network->first < network->end && count < capacity) {
		struct receipt *receipt = &network->receipts[network->first];
		if (receipt->port != PORT_NONE) {
			count += receipt_split(receipt, &network->sockets, events + count,
					       capacity - count);
		}
		network->first += receipt->port == PORT_NONE || receipt->length == 0;
	}
	return count;
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

/* How long wait() may sleep. */
static int64_t sleep_end(const struct epoll_network *network, int64_t until_ns)
{
	int64_t deadline_ns = tcp_deadline(network->tcp);

	if (network->first < network->end || !pending_empty(&network->pending) ||
	    network->tcp_more) {
		return 0;
	}
	return until_ns < deadline_ns ? until_ns : deadline_ns;
}

/*
 * Under load the first reply is not worth a wake-up: sleeps while they gather. False when that was not done. Level
 * triggers cannot wait for a number of replies, so the length of the nap follows what the last ones brought.
 */
static bool nap(const struct epoll_network *network, int64_t until_ns)
{
	int64_t now_ns = clock_now();
	int64_t end_ns = now_ns + network->nap_ns;

	end_ns = until_ns < end_ns ? until_ns : end_ns;
	if (!sockets_loaded(&network->sockets) || network->more || end_ns <= now_ns) {
		return false;
	}
	struct timespec ts = { end_ns / 1000000000, end_ns % 1000000000 };
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
	return true;
}

/* Half of what was awaited should come in one nap. */
static void tune_nap(struct epoll_network *network, uint32_t awaited)
{
	uint32_t left = network->sockets.awaited;

	if (left == 0 && network->nap_ns > EPOLL_NAP_NS) {
		network->nap_ns /= 2;
	} else if (left > awaited / 2 && network->nap_ns < SOCKETS_BATCH_NS) {
		network->nap_ns *= 2;
	}
}

/* Sleeps until something is ready; returns how much, or -errno. */
static int sleep_until(struct epoll_network *network, int64_t until_ns,
		       struct epoll_event *ready, int capacity)
{
	bool napped = nap(network, until_ns);

	if (napped) {
		int count = wait_ready(network, ready, capacity, 0);
		if (count != 0) {
			return count;
		}
		sockets_silence(&network->sockets);
	}
	int64_t left_ns = until_ns - clock_now();
	return wait_ready(network, ready, capacity, left_ns > 0 ? left_ns : 0);
}

/* Reads the sockets that are ready, and TCP. */
static void take_ready(struct epoll_network *network, const struct epoll_event *ready,
		       int count, unsigned capacity)
{
	uint32_t awaited = network->sockets.awaited;
	bool tcp_due = network->tcp_more || network->clock.now_ns >= tcp_deadline(network->tcp);
	unsigned before = network->end;

	for (int i = 0; i < count; i++) {
		uint32_t port = ready[i].data.u32;
		if (port == TCP_TOKEN) {
			tcp_due = true;
			continue;
		}
		if (ready[i].events & EPOLLERR) {
			icmp_drain(&network->sockets, port, &network->pending, &network->clock);
		}
		/* Everybody's fair share of the room, so that busy sockets do not starve others. */
		unsigned taken = network->end - before;
		unsigned left = taken < capacity ? capacity - taken : 0;
		unsigned share = (left + (unsigned)(count - i) - 1) / (unsigned)(count - i);
		if ((ready[i].events & EPOLLIN) && share > 0 && network->end < EPOLL_BUFFERS) {
			receive(network, port, share);
		}
	}
	if (network->end > before) {
		tune_nap(network, awaited);
	}
	if (tcp_due) {
		network->tcp_more = tcp_run(network->tcp, network->clock.now_ns);
	}
}

static int wait_events(void *context, int64_t until_ns, struct event *events, unsigned capacity)
{
	struct epoll_network *network = context;
	struct epoll_event ready[EPOLL_READY_MAX];

	assert(capacity > 0);
	pending_release(&network->pending);
	if (network->first == network->end) {
		/* The caller has read them all: the buffers are free. */
		network->first = network->end = 0;
	}
	until_ns = sleep_end(network, until_ns);
	unsigned count = hand_over(network, events, capacity);
	if (count < capacity) {
		int ready_count = sleep_until(network, until_ns, ready, EPOLL_READY_MAX);
		if (ready_count < 0 && ready_count != -EINTR) {
			return ready_count;
		}
		clock_wake(&network->clock);
		departures_take_late(&network->sockets, &network->pending, &network->clock);
		count += pending_take(&network->pending, events + count, capacity - count);
		take_ready(network, ready, ready_count, capacity - count);
		count += hand_over(network, events + count, capacity - count);
		count += pending_take(&network->pending, events + count, capacity - count);
		network->more = ready_count == EPOLL_READY_MAX;
	}
	network->more |= count == capacity;
	return network->pending.error < 0 ? network->pending.error : (int)count;
}

static int64_t now(void *context, struct backend_stats *ret_stats)
{
	struct epoll_network *network = context;
	int64_t now_ns = clock_now();

	if (ret_stats != NULL) {
		*ret_stats = (struct backend_stats) {
			.socket_drops = sockets_drops(&network->sockets, now_ns),
			.truncated = network->truncated,
			.clock_steps = network->clock.steps,
		};
		sockets_report(&network->sockets, ret_stats);
	}
	return now_ns;
}

static int local(void *context, const struct fd_outcome *outcome, struct fd_endpoint *ret_local)
{
	const struct epoll_network *network = context;

	return outcome->proto == FD_TCP
		       ? tcp_local(network->tcp, outcome->server, outcome->slot, ret_local)
		       : sockets_local(&network->sockets, outcome->server, outcome->slot,
				       ret_local);
}

const struct backend backend_epoll = {
	.name = "epoll",
	.open = open_network,
	.close = close_network,
	.add_server = add_server,
	.send = send_packets,
	.wait = wait_events,
	.now = now,
	.local = local,
};
