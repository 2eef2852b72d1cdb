/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_ICMP_H
#define ENGINE_ICMP_H

#include "engine/clock.h"
#include "engine/pending.h"
#include "engine/sockets.h"

/**
 * Reads the error queue of a socket until it is empty: each ICMP error that speaks of the destination becomes an
 * EVENT_ICMP. Returns the number of entries read, of any kind.
 */
unsigned icmp_drain(struct sockets *sockets, uint32_t port, struct pending *pending,
		    const struct clock *clock);

#endif
