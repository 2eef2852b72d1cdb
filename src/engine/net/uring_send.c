/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>

#include "engine/net/uring.h"

/*
 * Sends run to their end inside the submission: with MSG_DONTWAIT the kernel neither parks nor defers them. So there
 * is one submission a batch, nothing is copied, and only failures have completions, which are looked at on the spot.
 */

static void prepare_burst(struct uring_network *network, unsigned index)
{
	const struct burst *burst = &network->bursts.bursts[index];
	struct io_uring_sqe *sqe = uring_sqe(network);

	if (sqe == NULL) {
		burst_send(&network->bursts, index, &network->sockets, &network->pending,
			   &network->clock);
		return;
	}
	int fd = uring_descriptor(network, burst->port);
	if (burst->count > 1) {
		io_uring_prep_sendmsg(sqe, fd, &network->bursts.messages[index].msg_hdr,
				      MSG_DONTWAIT | MSG_NOSIGNAL);
	} else {
		io_uring_prep_send(sqe, fd, burst->packets->bytes, burst->packets->length,
				   MSG_DONTWAIT | MSG_NOSIGNAL);
	}
	sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
	if (network->fixed_files) {
		sqe->flags |= IOSQE_FIXED_FILE;
	}
	sqe->user_data = uring_data(URING_SEND, index);
}

/* The kernel takes no submissions now: what it has not taken goes by system call. */
static void withdraw(struct uring_network *network)
{
	struct io_uring_sq *sq = &network->ring.sq;
	unsigned count = io_uring_sq_ready(&network->ring);

	for (unsigned i = sq->sqe_tail - count; i != sq->sqe_tail; i++) {
		struct io_uring_sqe *sqe = &sq->sqes[i & sq->ring_mask];
		uint32_t index = (uint32_t)sqe->user_data;
		if (sqe->user_data >> 32 != URING_SEND) {
			continue;
		}
		io_uring_prep_nop(sqe);
		sqe->user_data = uring_data(URING_CANCEL, 0);
		burst_send(&network->bursts, index, &network->sockets, &network->pending,
			   &network->clock);
	}
}

/* Completions since `from`; those that are not of sends wait for their turn. */
static void take_failures(struct uring_network *network, unsigned from)
{
	const struct io_uring_cq *cq = &network->ring.cq;
	unsigned to = io_uring_smp_load_acquire(cq->ktail);

	for (unsigned i = from; i != to; i++) {
		const struct io_uring_cqe *cqe = &cq->cqes[i & cq->ring_mask];
		if (cqe->user_data >> 32 == URING_SEND && cqe->res < 0) {
			burst_resend(&network->bursts, (uint32_t)cqe->user_data,
				     &network->sockets, &network->pending, &network->clock,
				     -cqe->res);
		}
	}
}

static void send_prepared(struct uring_network *network)
{
	unsigned from = io_uring_smp_load_acquire(network->ring.cq.ktail);

	for (unsigned i = 0; i < network->bursts.count; i++) {
		prepare_burst(network, i);
	}
	for (int i = 0; i < URING_SUBMIT_TRIES && io_uring_sq_ready(&network->ring) > 0; i++) {
		io_uring_submit(&network->ring);
	}
	if (io_uring_sq_ready(&network->ring) > 0) {
		withdraw(network);
	}
	take_failures(network, from);
	bursts_departed(&network->bursts, &network->sockets, &network->pending,
			&network->clock);
	bursts_clear(&network->bursts);
}

/* Cuts packets that go the same way into messages. */
static void prepare_datagrams(struct uring_network *network, const struct packet *packets,
			      unsigned count, int64_t now_ns)
{
	uint32_t port;
	int r = sockets_port(&network->sockets, packets, now_ns, &port);

	for (unsigned i = 0; r < 0 && i < count; i++) {
		pending_push_unsent(&network->pending, &packets[i], -r, now_ns);
	}
	if (r == 0) {
		sockets_sent(&network->sockets, port, packets, count);
		bursts_add(&network->bursts, &network->sockets, port, packets, count);
	}
}

static void send_batch(struct uring_network *network, const struct packet *packets,
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
	if (network->bursts.count > 0) {
		send_prepared(network);
	}
}

int uring_send(void *context, const struct packet *packets, unsigned count)
{
	struct uring_network *network = context;
	int64_t now_ns = clock_now();

	for (unsigned i = 0; i < count; i += BACKEND_BATCH) {
		unsigned left = count - i;
		send_batch(network, &packets[i], left < BACKEND_BATCH ? left : BACKEND_BATCH,
			   now_ns);
	}
	tcp_flush(network->tcp, now_ns);
	return network->pending.error;
}
