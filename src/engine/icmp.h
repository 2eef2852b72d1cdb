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

/**
 * What to do about a packet that send(2) refused with `error` (positive). The refusal may be about an earlier packet:
 * the error queue is read, and when that explains it this one is sent again, once. What does not go becomes an
 * EVENT_SEND_ERROR.
 */
void icmp_resend(struct sockets *sockets, uint32_t port, struct pending *pending,
		 const struct clock *clock, const struct packet *packet, int error);

#endif
