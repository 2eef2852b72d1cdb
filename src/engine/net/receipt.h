/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_RECEIPT_H
#define ENGINE_NET_RECEIPT_H

#include <stdint.h>
#include <sys/socket.h>

#include "engine/backend.h"
#include "engine/net/clock.h"
#include "engine/net/sockets.h"

/** What recvmsg(2) gave: a datagram, or several of one flow that the kernel joined (UDP_GRO). */
struct receipt {
	uint32_t port;
	uint32_t length; /* octets not yet handed over */
	const uint8_t *bytes;
	/* From here on: set by receipt_read(). */
	uint32_t server;
	uint16_t slot;	  /* of the port, should its socket be gone when this is handed over */
	uint32_t segment; /* length of each datagram; the last may be shorter */
	int64_t at_ns;	  /* of all of them */
};

/**
 * Reads the control data: when it was received, how it is to be split, and what the kernel dropped meanwhile, which
 * is counted.
 */
void receipt_read(struct receipt *receipt, struct sockets *sockets, struct msghdr *header,
		  const struct clock *clock);

/** The number of datagrams. */
static inline uint32_t receipt_datagrams(const struct receipt *receipt)
{
	return receipt->length <= receipt->segment
		       ? 1
		       : (receipt->length - 1) / receipt->segment + 1;
}

/**
 * Hands over datagrams as events, at most `capacity` (≥ 1); returns their number, at least 1. With `length` above 0
 * thereafter, there are more: call again.
 */
unsigned receipt_split(struct receipt *receipt, const struct sockets *sockets,
		       struct event *events, unsigned capacity);

#endif
