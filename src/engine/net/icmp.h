/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_ICMP_H
#define ENGINE_NET_ICMP_H

#include <stdbool.h>

#include "engine/net/clock.h"
#include "engine/net/pending.h"
#include "engine/net/sockets.h"

/**
 * Reads an entry of the error queue of a socket: an ICMP error that speaks of the destination becomes an EVENT_ICMP, a
 * transmit stamp an EVENT_SENT. False when there is none.
 */
bool icmp_read(struct sockets *sockets, uint32_t port, struct pending *pending,
	       const struct clock *clock);

/** Reads until it is empty. Returns the number of entries that were read, stamps apart. */
unsigned icmp_drain(struct sockets *sockets, uint32_t port, struct pending *pending,
		    const struct clock *clock);

#endif
