/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>

#include "engine/net/uring.h"

/* The sockets of the io_uring backend: each has one multishot receive, armed again when it ends. */

struct io_uring_sqe *uring_sqe(struct uring_network *network)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&network->ring);

	if (sqe == NULL && io_uring_submit(&network->ring) >= 0) {
		sqe = io_uring_get_sqe(&network->ring);
	}
	return sqe;
}

void uring_return_buffer(struct uring_network *network, uint16_t buffer)
{
	io_uring_buf_ring_add(network->buffers.ring, uring_buffer(network, buffer),
			      SOCKETS_BUFFER, buffer, io_uring_buf_ring_mask(URING_BUFFERS), 0);
	io_uring_buf_ring_advance(network->buffers.ring, 1);
}

void uring_give_buffers(struct uring_network *network, unsigned count)
{
	struct uring_buffers *buffers = &network->buffers;

	assert(buffers->given + count <= URING_BUFFERS);
	for (unsigned i = 0; i < count; i++) {
		uring_return_buffer(network, (uint16_t)buffers->given++);
	}
}

void uring_return_lent(struct uring_network *network)
{
	for (unsigned i = 0; i < network->lent_count; i++) {
		uring_return_buffer(network, network->lent[i]);
	}
	network->lent_count = 0;
}

bool uring_prepare_receive(struct uring_network *network, int fd, uint64_t data, bool fixed)
{
	struct io_uring_sqe *sqe = uring_sqe(network);

	if (sqe == NULL) {
		return false;
	}
	/* Connected sockets: the source is known, so no room for a name. */
	network->receive_header = (struct msghdr) { .msg_controllen = SOCKETS_CONTROL };
	io_uring_prep_recvmsg_multishot(sqe, fd, &network->receive_header, 0);
	sqe->flags |= IOSQE_BUFFER_SELECT;
	if (fixed) {
		sqe->flags |= IOSQE_FIXED_FILE;
	}
	sqe->buf_group = 0;
	sqe->user_data = data;
	return true;
}

void uring_queue_rearm(struct uring_network *network, uint32_t index)
{
	struct uring_port *port = &network->ports[index];

	if (!port->waiting) {
		port->waiting = true;
		network->rearm[network->rearm_count++] = index;
	}
}

int uring_descriptor(const struct uring_network *network, uint32_t index)
{
	return network->fixed_files ? (int)index : network->sockets.ports[index].fd;
}

static void unregister(struct uring_network *network, uint32_t index)
{
	int none = -1;

	if (network->fixed_files) {
		io_uring_register_files_update(&network->ring, index, &none, 1);
	}
}

void uring_close_port(struct uring_network *network, uint32_t index)
{
	unregister(network, index);
	sockets_close(&network->sockets, index);
}

/* Asks for the end of a receive, whose last completion closes the socket. */
static bool cancel_receive(struct uring_network *network, uint32_t index)
{
	struct io_uring_sqe *sqe = uring_sqe(network);

	if (sqe == NULL) {
		return false;
	}
	io_uring_prep_cancel64(sqe, uring_data(URING_RECEIVE, index), 0);
	sqe->user_data = uring_data(URING_CANCEL, index);
	return true;
}

static bool start_receive(struct uring_network *network, uint32_t index)
{
	struct uring_port *port = &network->ports[index];

	assert(!port->receiving);
	if (!uring_prepare_receive(network, uring_descriptor(network, index),
				   uring_data(URING_RECEIVE, index), network->fixed_files)) {
		return false;
	}
	port->receiving = true;
	return true;
}

/* Arms again what ended, and repeats what found no room. */
void uring_rearm(struct uring_network *network)
{
	uint32_t count = network->rearm_count;

	/* While most buffers wait in the completion queue, a receive would only end again. */
	if (io_uring_cq_ready(&network->ring) > network->buffers.given / 2) {
		return;
	}
	network->rearm_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t index = network->rearm[i];
		struct uring_port *port = &network->ports[index];
		port->waiting = false;
		bool done = true;
		if (port->leaving) {
			done = !port->receiving || cancel_receive(network, index);
		} else if (network->sockets.ports[index].fd >= 0 && !port->receiving) {
			done = start_receive(network, index);
		}
		if (!done) {
			uring_queue_rearm(network, index);
		}
	}
}

int uring_attach(void *owner, uint32_t index)
{
	struct uring_network *network = owner;
	struct uring_port *port = &network->ports[index];

	if (network->fixed_files) {
		int r = io_uring_register_files_update(&network->ring, index,
						       &network->sockets.ports[index].fd, 1);
		if (r != 1) {
			return r < 0 ? r : -ENFILE;
		}
	}
	*port = (struct uring_port) { .waiting = port->waiting };
	if (!start_receive(network, index)) {
		uring_queue_rearm(network, index);
	}
	return 0;
}

bool uring_detach(void *owner, uint32_t index)
{
	struct uring_network *network = owner;
	struct uring_port *port = &network->ports[index];

	if (port->receiving) {
		port->leaving = true;
		if (!cancel_receive(network, index)) {
			uring_queue_rearm(network, index);
		}
		return false;
	}
	unregister(network, index);
	return true;
}
