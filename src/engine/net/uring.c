/* SPDX-License-Identifier: MIT */
#include "engine/net/uring.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "engine/net/departures.h"
#include "engine/net/icmp.h"

/*
 * The io_uring backend: each socket has one multishot receive that takes its buffers from a ring shared by all, and a
 * wait() is one system call. The ring is created and used by one thread.
 */

/* Completions. */

/* The receives that ended find more buffers when they are armed again; without more to give that is told. */
static void grow_buffers(struct uring_network *network)
{
	struct uring_buffers *buffers = &network->buffers;

	if (buffers->given == URING_BUFFERS) {
		network->buffer_exhausted += !buffers->grown;
	} else if (!buffers->grown) {
		uring_give_buffers(network, buffers->given);
	}
	buffers->grown = true;
}

/* A receive ended without a datagram. */
static void complete_failed_receive(struct uring_network *network, uint32_t index, int error)
{
	struct uring_port *port = &network->ports[index];

	if (error == ENOBUFS) {
		grow_buffers(network);
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

/* Makes the network's receipt of a buffer. False when there is nothing to hand over. */
static bool take_receipt(struct uring_network *network, uint32_t index, uint16_t buffer,
			 int result)
{
	struct receipt *receipt = &network->receipt;
	struct io_uring_recvmsg_out *out = io_uring_recvmsg_validate(
		uring_buffer(network, buffer), result, &network->receive_header);

	assert(out != NULL && receipt->length == 0);
	struct msghdr control = {
		.msg_control = io_uring_recvmsg_name(out),
		.msg_controllen = out->controllen,
	};
	receipt->port = index;
	receipt->bytes = io_uring_recvmsg_payload(out, &network->receive_header);
	receipt->length =
		io_uring_recvmsg_payload_length(out, result, &network->receive_header);
	receipt_read(receipt, &network->sockets, &control, &network->clock);
	sockets_heard(&network->sockets, index, receipt_datagrams(receipt));
	network->receipt_buffer = buffer;
	network->ports[index].failures = 0;
	if ((out->flags & MSG_TRUNC) != 0) {
		network->truncated++;
		receipt->length = 0;
		uring_return_buffer(network, buffer);
		return false;
	}
	return true;
}

/* Its buffer is lent until the next wait() that finds it handed over whole. */
static unsigned hand_over(struct uring_network *network, struct event *events,
			  unsigned capacity)
{
	unsigned count = receipt_split(&network->receipt, &network->sockets, events, capacity);

	if (network->receipt.length == 0) {
		assert(network->lent_count < BACKEND_BATCH);
		network->lent[network->lent_count++] = network->receipt_buffer;
	}
	return count;
}

/* Returns the number of events it made. */
static unsigned complete_receive(struct uring_network *network, const struct io_uring_cqe *cqe,
				 struct event *events, unsigned capacity)
{
	uint32_t index = (uint32_t)cqe->user_data;
	struct uring_port *port = &network->ports[index];
	uint16_t buffer = (uint16_t)(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
	bool filled = (cqe->flags & IORING_CQE_F_BUFFER) != 0;
	unsigned count = 0;

	if (cqe->res >= 0 && filled) {
		if (take_receipt(network, index, buffer, cqe->res)) {
			count = hand_over(network, events, capacity);
		}
	} else {
		if (filled) {
			uring_return_buffer(network, buffer);
		}
		complete_failed_receive(network, index, -cqe->res);
	}
	if ((cqe->flags & IORING_CQE_F_MORE) == 0) {
		assert(port->receiving);
		port->receiving = false;
		if (port->leaving) {
			uring_close_port(network, index);
		} else {
			uring_queue_rearm(network, index);
		}
	}
	return count;
}

static unsigned complete(struct uring_network *network, const struct io_uring_cqe *cqe,
			 struct event *events, unsigned capacity)
{
	switch ((enum uring_request)(cqe->user_data >> 32)) {
	case URING_RECEIVE:
		return complete_receive(network, cqe, events, capacity);
	case URING_TCP:
		network->tcp_due = true;
		network->tcp_watched = (cqe->flags & IORING_CQE_F_MORE) != 0;
		break;
	case URING_SEND: /* its failure was seen when it was submitted */
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

	if (network->sockets.departing_count > 0) {
		departures_take_late(&network->sockets, &network->pending, &network->clock);
		count = pending_take(&network->pending, events, capacity);
	}
	if (network->receipt.length > 0 && capacity > count) {
		count += hand_over(network, &events[count], capacity - count);
	}
	for (unsigned i = 0; i < URING_COMPLETIONS / BACKEND_BATCH; i++) {
		unsigned seen = 0;
		unsigned ready = io_uring_peek_batch_cqe(&network->ring, cqes, BACKEND_BATCH);
		while (seen < ready && count < capacity) {
			count +=
				complete(network, cqes[seen], &events[count], capacity - count);
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

/* Submits what was prepared, and takes what is there. */
static int submit(struct uring_network *network)
{
	return forgive(io_uring_submit_and_get_events(&network->ring));
}

/* Submits what was prepared, and sleeps until so many completions came. */
static int sleep_until(struct uring_network *network, int64_t until_ns, unsigned completions)
{
	int64_t left_ns = until_ns - clock_now();
	struct io_uring_cqe *cqe;

	if (left_ns <= 0) {
		return submit(network);
	}
	struct __kernel_timespec ts = { left_ns / 1000000000, left_ns % 1000000000 };
	return forgive(
		io_uring_submit_and_wait_timeout(&network->ring, &cqe, completions, &ts, NULL));
}

/* Something to hand over that did not come as a datagram. */
static bool has_news(const struct uring_network *network)
{
	return !pending_empty(&network->pending) || network->tcp_due;
}

static int64_t wait_end(const struct uring_network *network, int64_t until_ns)
{
	int64_t deadline_ns = tcp_deadline(network->tcp);

	return until_ns < deadline_ns ? until_ns : deadline_ns;
}

/*
 * How many completions are worth waiting for. One wakes for a socket, however many replies it holds, so sockets are
 * counted: half of those with an answer to come.
 */
static unsigned wanted_completions(const struct uring_network *network)
{
	unsigned wanted = network->sockets.awaited / 2;

	if (!sockets_loaded(&network->sockets) || wanted == 0) {
		return 1;
	}
	return wanted < URING_WAIT_MAX ? wanted : URING_WAIT_MAX;
}

/* One system call, unless under load nothing at all comes: then the first completion ends the wait. */
static int sleep_and_harvest(struct uring_network *network, int64_t until_ns,
			     struct event *events, unsigned capacity)
{
	unsigned wanted = wanted_completions(network);
	int64_t batch_ns = clock_now() + SOCKETS_BATCH_NS;
	bool batched = sockets_loaded(&network->sockets) && batch_ns < until_ns;
	int r = sleep_until(network, batched ? batch_ns : until_ns, wanted);

	clock_wake(&network->clock);
	unsigned count = r < 0 ? 0 : harvest(network, events, capacity);
	if (r == 0 && batched && count == 0 && !has_news(network)) {
		sockets_silence(&network->sockets);
		uring_rearm(network);
		r = sleep_until(network, until_ns, 1);
		clock_wake(&network->clock);
		count = r < 0 ? 0 : harvest(network, events, capacity);
	}
	return r < 0 ? r : (int)count;
}

/* What is there already: nobody sleeps while something can be handed over. */
static int harvest_ready(struct uring_network *network, struct event *events, unsigned capacity)
{
	bool due = io_uring_sq_ready(&network->ring) > 0 || has_news(network);
	int r = due ? submit(network) : 0;

	clock_wake(&network->clock);
	return r < 0 ? r : (int)harvest(network, events, capacity);
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
	network->buffers.grown = false;
	uring_rearm(network);
	watch_tcp(network);
	network->ring_overflow += io_uring_cq_has_overflow(&network->ring);
	bool ready = network->receipt.length > 0 || io_uring_cq_ready(&network->ring) > 0 ||
		     has_news(network);
	unsigned count = pending_take(&network->pending, events, capacity);
	int r = ready ? harvest_ready(network, events + count, capacity - count)
		      : sleep_and_harvest(network, wait_end(network, until_ns), events,
					  capacity);
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
	free(network);
}

static int make_tables(struct uring_network *network)
{
	uint32_t ports = network->sockets.limit;

	network->ports = calloc(ports, sizeof(*network->ports));
	network->rearm = calloc(ports, sizeof(*network->rearm));
	return network->ports == NULL || network->rearm == NULL ? -ENOMEM : 0;
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
	if (r == 0 && config->wake_fd > 0) {
		r = tcp_watch(network->tcp, config->wake_fd);
	}
	if (r < 0) {
		close_network(network);
		return r;
	}
	clock_start(&network->clock);
	sockets_settle(&network->sockets, config, reason, reason_size);
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
			.truncated = network->truncated,
			.clock_steps = network->clock.steps,
		};
		sockets_report(&network->sockets, ret_stats);
	}
	return now_ns;
}

static int local(void *context, const struct fd_outcome *outcome, struct fd_endpoint *ret_local)
{
	const struct uring_network *network = context;

	return outcome->proto == FD_TCP
		       ? tcp_local(network->tcp, outcome->server, outcome->slot, ret_local)
		       : sockets_local(&network->sockets, outcome->server, outcome->slot,
				       ret_local);
}

const struct backend backend_uring = {
	.name = "uring",
	.open = open_network,
	.close = close_network,
	.add_server = add_server,
	.send = uring_send,
	.wait = wait_events,
	.now = now,
	.local = local,
};
