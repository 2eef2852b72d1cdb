/* SPDX-License-Identifier: MIT */
#include "engine/uring.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "engine/icmp.h"

/*
 * The io_uring backend: each socket has one multishot receive that takes its buffers from a ring shared by all;
 * sends, receives and the wait are one system call for each wait(). The ring is created and used by one thread.
 */

/* Sending. */

static struct packet packet_of(const struct uring_send *send)
{
	return (struct packet) {
		.server = send->server,
		.slot = send->slot,
		.proto = FD_UDP,
		.length = send->length,
		.bytes = send->bytes,
	};
}

/* For what does not fit: a query of unusual length, or more in flight than there are buffers. */
static void send_directly(struct uring_network *network, uint32_t port,
			  const struct packet *packet)
{
	ssize_t sent = send(network->sockets.ports[port].fd, packet->bytes, packet->length,
			    MSG_DONTWAIT | MSG_NOSIGNAL);

	if (sent < 0) {
		icmp_resend(&network->sockets, port, &network->pending, &network->clock, packet,
			    errno);
	}
}

static void send_datagram(struct uring_network *network, uint32_t port,
			  const struct packet *packet)
{
	uint32_t index = network->free_send;
	struct io_uring_sqe *sqe = NULL;

	if (packet->length <= URING_SEND_MAX && index != PORT_NONE) {
		sqe = uring_sqe(network);
	}
	if (sqe == NULL) {
		send_directly(network, port, packet);
		return;
	}
	struct uring_send *send = &network->sends[index];
	network->free_send = send->next_free;
	network->ports[port].requests++;
	send->server = packet->server;
	send->slot = packet->slot;
	send->port = port;
	send->length = packet->length;
	memcpy(send->bytes, packet->bytes, packet->length);
	/* Without MSG_DONTWAIT a full socket buffer would hold the query back instead of saying so. */
	io_uring_prep_send(sqe, uring_descriptor(network, port), send->bytes, send->length,
			   MSG_DONTWAIT | MSG_NOSIGNAL);
	if (network->fixed_files) {
		sqe->flags |= IOSQE_FIXED_FILE;
	}
	sqe->user_data = uring_data(URING_SEND, index);
}

static void send_datagrams(struct uring_network *network, const struct packet *packets,
			   unsigned count)
{
	int64_t now_ns = clock_now();
	uint32_t port;
	int r = sockets_port(&network->sockets, packets, now_ns, &port);

	for (unsigned i = 0; i < count; i++) {
		if (r < 0) {
			pending_push_unsent(&network->pending, &packets[i], -r, now_ns);
			continue;
		}
		sockets_sent(&network->sockets, port, &packets[i]);
		send_datagram(network, port, &packets[i]);
		network->unanswered++;
	}
}

static int send_packets(void *context, const struct packet *packets, unsigned count)
{
	struct uring_network *network = context;
	unsigned run;

	for (unsigned i = 0; i < count; i += run) {
		const struct packet *first = &packets[i];
		run = sockets_run(first, count - i);
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

/* Completions. */

static void end_request(struct uring_network *network, uint32_t index)
{
	struct uring_port *port = &network->ports[index];

	assert(port->requests > 0);
	port->requests--;
	if (port->leaving && port->requests == 0) {
		uring_close_port(network, index);
	}
}

static void complete_send(struct uring_network *network, uint32_t index, int result)
{
	struct uring_send *send = &network->sends[index];

	if (result < 0) {
		struct packet packet = packet_of(send);
		icmp_resend(&network->sockets, send->port, &network->pending, &network->clock,
			    &packet, -result);
	}
	end_request(network, send->port);
	send->next_free = network->free_send;
	network->free_send = index;
}

/* A receive ended without a datagram. */
static void complete_failed_receive(struct uring_network *network, uint32_t index, int error)
{
	struct uring_port *port = &network->ports[index];

	if (error == ENOBUFS) {
		network->buffer_exhausted++;
		return;
	}
	if (error == ECANCELED || port->leaving) {
		return;
	}
	icmp_drain(&network->sockets, index, &network->pending, &network->clock);
	/* An ICMP error for each query is in order; a socket that only fails is not. */
	if (error != ECONNREFUSED && ++port->failures >= URING_FAILURES_MAX) {
		sockets_abandon(&network->sockets, index);
	}
}

static void complete_datagram(struct uring_network *network, uint32_t index, uint16_t buffer,
			      int result, struct event *ret_event)
{
	uint8_t *bytes = uring_buffer(network, buffer);
	const struct port *socket = &network->sockets.ports[index];
	struct io_uring_recvmsg_out *out =
		io_uring_recvmsg_validate(bytes, result, &network->receive_header);

	assert(out != NULL);
	struct msghdr control = {
		.msg_control = io_uring_recvmsg_name(out),
		.msg_controllen = out->controllen,
	};
	const uint8_t *payload = io_uring_recvmsg_payload(out, &network->receive_header);
	uint32_t length =
		io_uring_recvmsg_payload_length(out, result, &network->receive_header);
	*ret_event = (struct event) {
		.kind = EVENT_MESSAGE,
		.server = socket->server,
		.slot = sockets_slot(&network->sockets, index, payload, length),
		.proto = FD_UDP,
		.length = length,
		.bytes = payload,
		.at_ns = sockets_receipt(&network->sockets, index, &control, &network->clock),
	};
	network->lent[network->lent_count++] = buffer;
	network->ports[index].failures = 0;
	network->unanswered -= network->unanswered > 0;
}

/* Returns the number of events it made: 0 or 1. */
static unsigned complete_receive(struct uring_network *network, const struct io_uring_cqe *cqe,
				 struct event *ret_event)
{
	uint32_t index = (uint32_t)cqe->user_data;
	struct uring_port *port = &network->ports[index];
	unsigned count = 0;

	if (cqe->res >= 0 && (cqe->flags & IORING_CQE_F_BUFFER)) {
		uint16_t buffer = (uint16_t)(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
		complete_datagram(network, index, buffer, cqe->res, ret_event);
		count = 1;
	} else {
		if (cqe->flags & IORING_CQE_F_BUFFER) {
			uring_return_buffer(network,
					    (uint16_t)(cqe->flags >> IORING_CQE_BUFFER_SHIFT));
		}
		complete_failed_receive(network, index, -cqe->res);
	}
	if (!(cqe->flags & IORING_CQE_F_MORE)) {
		port->receiving = false;
		if (!port->leaving) {
			uring_queue_rearm(network, index);
		}
		end_request(network, index);
	}
	return count;
}

static unsigned complete(struct uring_network *network, const struct io_uring_cqe *cqe,
			 struct event *ret_event)
{
	switch ((enum uring_request)(cqe->user_data >> 32)) {
	case URING_RECEIVE:
		return complete_receive(network, cqe, ret_event);
	case URING_SEND:
		complete_send(network, (uint32_t)cqe->user_data, cqe->res);
		break;
	case URING_TCP:
		network->tcp_due = true;
		network->tcp_watched = (cqe->flags & IORING_CQE_F_MORE) != 0;
		break;
	case URING_CANCEL:
		break;
	}
	return 0;
}

/* Takes completions until the events are full; the rest wait in the queue, with their buffers. */
static unsigned harvest(struct uring_network *network, struct event *events, unsigned capacity)
{
	struct io_uring_cqe *cqes[BACKEND_BATCH];
	unsigned count = 0;

	for (unsigned i = 0; i < URING_COMPLETIONS / BACKEND_BATCH; i++) {
		unsigned seen = 0;
		unsigned ready = io_uring_peek_batch_cqe(&network->ring, cqes, BACKEND_BATCH);
		while (seen < ready && count < capacity) {
			count += complete(network, cqes[seen], &events[count]);
			seen++;
		}
		io_uring_cq_advance(&network->ring, seen);
		if (ready == 0 || count == capacity) {
			break;
		}
	}
	return count;
}

/* Waiting. */

static void watch_tcp(struct uring_network *network)
{
	struct io_uring_sqe *sqe;

	if (network->tcp_watched || (sqe = uring_sqe(network)) == NULL) {
		return;
	}
	io_uring_prep_poll_multishot(sqe, tcp_descriptor(network->tcp), POLLIN);
	sqe->user_data = uring_data(URING_TCP, 0);
	network->tcp_watched = true;
}

/* A full completion queue (EBUSY) and a want of memory (EAGAIN) pass when completions are taken. */
static int forgive(int r)
{
	bool passing = r == -ETIME || r == -EINTR || r == -EBUSY || r == -EAGAIN;

	return r < 0 && !passing ? r : 0;
}

/* Sends what was prepared, and takes what is there. */
static int submit(struct uring_network *network)
{
	if (io_uring_cq_has_overflow(&network->ring)) {
		network->ring_overflow++;
	}
	int r = io_uring_submit_and_get_events(&network->ring);
	clock_wake(&network->clock);
	return forgive(r);
}

/* Sleeps until so many completions came. */
static int sleep_until(struct uring_network *network, int64_t until_ns, unsigned completions)
{
	int64_t left_ns = until_ns - clock_now();
	struct io_uring_cqe *cqe;

	if (left_ns <= 0) {
		return 0;
	}
	/* What ended in this pass must be heard again. */
	uring_rearm(network);
	struct __kernel_timespec ts = { left_ns / 1000000000, left_ns % 1000000000 };
	int r = io_uring_submit_and_wait_timeout(&network->ring, &cqe, completions, &ts, NULL);
	clock_wake(&network->clock);
	return forgive(r);
}

/* Something to hand over that did not come as a datagram. */
static bool has_news(const struct uring_network *network)
{
	return !pending_empty(&network->pending) || network->tcp_due;
}

static int64_t wait_end(const struct uring_network *network, int64_t until_ns)
{
	int64_t deadline_ns = tcp_deadline(network->tcp);

	if (has_news(network)) {
		return 0;
	}
	return until_ns < deadline_ns ? until_ns : deadline_ns;
}

/* How many replies are worth waiting for: a wake-up costs as much as ten queries. */
static unsigned wanted_replies(const struct uring_network *network)
{
	if (network->unanswered < URING_LOADED) {
		return 1;
	}
	unsigned wanted = network->unanswered / 4;
	return wanted < URING_WAIT_MAX ? wanted : URING_WAIT_MAX;
}

/*
 * The sends complete while they are submitted, so that a failure is seen before there is any sleep. Under load, many
 * replies are worth a short wait; without, or when that brought nothing, the first ends it.
 */
static int sleep_and_harvest(struct uring_network *network, int64_t until_ns,
			     struct event *events, unsigned capacity)
{
	unsigned wanted = wanted_replies(network);
	int r = submit(network);
	unsigned count = r < 0 ? 0 : harvest(network, events, capacity);

	wanted = wanted < capacity ? wanted : capacity;
	if (r < 0 || count >= wanted || has_news(network)) {
		return r < 0 ? r : (int)count;
	}
	if (wanted > 1) {
		int64_t batch_ns = clock_now() + URING_BATCH_NS;
		r = sleep_until(network, until_ns < batch_ns ? until_ns : batch_ns,
				wanted - count);
		count += harvest(network, events + count, capacity - count);
		if (count < wanted) {
			/* Fewer are coming than thought. */
			network->unanswered /= 2;
		}
	}
	if (r == 0 && count == 0 && !has_news(network)) {
		r = sleep_until(network, until_ns, 1);
		count = harvest(network, events, capacity);
	}
	return r < 0 ? r : (int)count;
}

static int wait_events(void *context, int64_t until_ns, struct event *events, unsigned capacity)
{
	struct uring_network *network = context;

	assert(capacity > 0);
	if (capacity > BACKEND_BATCH) {
		capacity = BACKEND_BATCH;
	}
	pending_release(&network->pending);
	uring_return_lent(network);
	uring_rearm(network);
	watch_tcp(network);
	until_ns = wait_end(network, until_ns);
	unsigned count = pending_take(&network->pending, events, capacity);
	int r = sleep_and_harvest(network, until_ns, events + count, capacity - count);
	if (r < 0) {
		return r;
	}
	count += (unsigned)r;
	if (network->tcp_due || network->clock.now_ns >= tcp_deadline(network->tcp)) {
		network->tcp_due = tcp_run(network->tcp, network->clock.now_ns);
	}
	count += pending_take(&network->pending, events + count, capacity - count);
	return network->pending.error < 0 ? network->pending.error : (int)count;
}

/* Opening. */

static void close_network(void *context)
{
	struct uring_network *network = context;

	if (network == NULL) {
		return;
	}
	uring_teardown(network);
	tcp_destroy(network->tcp);
	sockets_finish(&network->sockets);
	pending_finish(&network->pending);
	free(network->ports);
	free(network->rearm);
	free(network->sends);
	free(network);
}

static int make_tables(struct uring_network *network)
{
	uint32_t ports = network->sockets.limit;

	network->ports = calloc(ports, sizeof(*network->ports));
	network->rearm = calloc(ports, sizeof(*network->rearm));
	network->sends = calloc(URING_SENDS, sizeof(*network->sends));
	if (network->ports == NULL || network->rearm == NULL || network->sends == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < URING_SENDS; i++) {
		network->sends[i].next_free = i + 1 < URING_SENDS ? i + 1 : PORT_NONE;
	}
	return 0;
}

static int open_network(void **ret_network, const struct fd_engine_config *config, char *reason,
			size_t reason_size)
{
	static const struct tcp_patience patience = { TCP_CONNECT_NS, TCP_ANSWER_NS,
						      TCP_IDLE_NS };
	struct uring_network *network = calloc(1, sizeof(*network));

	if (network == NULL) {
		return -ENOMEM;
	}
	struct sockets_owner owner = { network, uring_attach, uring_detach };
	/* Blocking: on others a receive that finds nothing ends with EAGAIN instead of waiting. */
	int r = sockets_init(&network->sockets, &owner, true);
	if (r == 0) {
		r = make_tables(network);
	}
	if (r == 0) {
		r = uring_setup(network, reason, reason_size);
	}
	if (r == 0) {
		r = tcp_create(&network->tcp, &network->pending, &patience);
	}
	if (r < 0) {
		close_network(network);
		return r;
	}
	clock_start(&network->clock);
	sockets_describe(reason, reason_size);
	*ret_network = network;
	return 0;
}

static int add_server(void *context, uint32_t server, const struct fd_server_config *config,
		      uint16_t slots)
{
	struct uring_network *network = context;

	return sockets_add_server(&network->sockets, server, config, slots);
}

static int64_t now(void *context, struct backend_stats *ret_stats)
{
	struct uring_network *network = context;
	int64_t now_ns = clock_now();

	if (ret_stats != NULL) {
		*ret_stats = (struct backend_stats) {
			.socket_drops = sockets_drops(&network->sockets, now_ns),
			.buffer_exhausted = network->buffer_exhausted,
			.ring_overflow = network->ring_overflow,
			.clock_steps = network->clock.steps,
		};
	}
	return now_ns;
}

const struct backend backend_uring = {
	.name = "uring",
	.open = open_network,
	.close = close_network,
	.add_server = add_server,
	.send = send_packets,
	.wait = wait_events,
	.now = now,
};
