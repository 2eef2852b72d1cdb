/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_URING_H
#define ENGINE_NET_URING_H

#include <liburing.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/backend.h"
#include "engine/net/burst.h"
#include "engine/net/clock.h"
#include "engine/net/pending.h"
#include "engine/net/receipt.h"
#include "engine/net/sockets.h"
#include "engine/net/sockets_limits.h"
#include "engine/net/tcp.h"

/**
 * Shared by uring.c (opening, waiting, receiving), uring_send.c, uring_ports.c (sockets) and uring_setup.c (what the
 * kernel can do).
 */

/** What a completion is about: the high half of its user data; the low half is an index. */
enum uring_request {
	URING_RECEIVE, /* a port */
	URING_SEND,    /* a burst of the batch that is being sent */
	URING_TCP,     /* tcp_descriptor() */
	URING_CANCEL,  /* its own success does not matter */
};

struct uring_port {	  /* beside each struct port */
	bool receiving;	  /* a completion that names this port is still to come */
	bool waiting;	  /* in `rearm` */
	bool leaving;	  /* given up: closed with its last completion */
	uint8_t failures; /* in a row */
};

/** Receive buffers that the kernel picks from: the ring, and the memory. */
struct uring_buffers {
	struct io_uring_buf_ring *ring;
	uint8_t *memory;
	unsigned given; /* so many of them are in use; the others were never touched */
	bool grown;	/* in this wait() */
};

struct uring_network {
	struct io_uring ring;
	bool has_ring;
	bool fixed_files; /* ports are registered files: index = port */
	struct uring_buffers buffers;
	struct msghdr receive_header; /* of every multishot receive */

	struct sockets sockets;
	struct pending pending;
	struct clock clock;
	struct tcp *tcp;
	bool tcp_watched; /* the multishot poll is armed */
	bool tcp_due;	  /* tcp_run() has something to do */

	struct uring_port *ports;
	uint32_t *rearm; /* ports whose receive ended */
	uint32_t rearm_count;
	struct bursts bursts; /* of one send() */

	struct receipt receipt; /* being handed over while its length is not 0 */
	uint16_t receipt_buffer;
	uint16_t lent[BACKEND_BATCH]; /* buffers that the caller may still read */
	unsigned lent_count;

	uint64_t buffer_exhausted;
	uint64_t ring_overflow;
	uint64_t truncated;
};

static inline uint64_t uring_data(enum uring_request request, uint32_t index)
{
	return (uint64_t)request << 32 | index;
}

static inline uint8_t *uring_buffer(const struct uring_network *network, uint32_t buffer)
{
	return network->buffers.memory + (size_t)buffer * SOCKETS_BUFFER;
}

/** A submission, after submitting the others if there is no room. NULL when the kernel takes none. */
struct io_uring_sqe *uring_sqe(struct uring_network *network);

/** Prepares a multishot receive on a descriptor or registered file. False when there was no room. */
bool uring_prepare_receive(struct uring_network *network, int fd, uint64_t data, bool fixed);

/** See backend.h. The octets are read before it returns. */
int uring_send(void *context, const struct packet *packets, unsigned count);

/** Gives so many more receive buffers to the kernel. */
void uring_give_buffers(struct uring_network *network, unsigned count);

/** Gives a receive buffer back to the kernel; all those the caller has read. */
void uring_return_buffer(struct uring_network *network, uint16_t buffer);
void uring_return_lent(struct uring_network *network);

/** What a request names a port by: a registered file or a descriptor. */
int uring_descriptor(const struct uring_network *network, uint32_t index);

/** The port's receive ended, or found no room: uring_rearm() sees to it. */
void uring_queue_rearm(struct uring_network *network, uint32_t index);
void uring_rearm(struct uring_network *network);

/** For struct sockets_owner. A port that receives leaves when its receive has ended: uring_close_port(). */
int uring_attach(void *owner, uint32_t index);
bool uring_detach(void *owner, uint32_t index);
void uring_close_port(struct uring_network *network, uint32_t index);

/**
 * Makes the ring and its buffers, and sees one datagram through them. 0 or -errno: -EPERM, -EACCES, -ENOSYS and
 * -EINVAL say that io_uring is not to be had here, and `reason` why.
 */
int uring_setup(struct uring_network *network, char *reason, size_t reason_size);

/** Takes a zeroed network. */
void uring_teardown(struct uring_network *network);

#endif
