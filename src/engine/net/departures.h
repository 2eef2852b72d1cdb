/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_DEPARTURES_H
#define ENGINE_NET_DEPARTURES_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/backend.h"
#include "engine/net/clock.h"
#include "engine/net/pending.h"
#include "engine/net/sockets.h"
#include "engine/net/sockets_limits.h"

/**
 * When queries left, by the kernel's word: software transmit stamps, taken where the driver passes a packet to its device
 * and told on the socket's error queue. The kernel numbers what a socket sends, so every query must be a message of its own
 * (no UDP_SEGMENT). Most stamps are there when send(2) returns, and are read then: nobody is woken for them.
 */
struct departures {		       /* of one socket */
	uint32_t next;		       /* the number that the kernel gives to the next query */
	uint32_t told;		       /* all below are told, or given up */
	bool ever;		       /* it has told one */
	bool listed;		       /* among the sockets' `departing` */
	uint16_t ids[DEPARTURES_KEPT]; /* of the last queries, by number */
};

/** Asks for stamps on a new socket. Without, its queries have the time at which they were handed over. */
void departures_start(struct port *port);
/** No more: what it sends from now on cannot be numbered, since the kernel may or may not have counted one that failed. */
void departures_stop(struct sockets *sockets, uint32_t index);
/** Call before these are sent, one message each. */
void departures_note(struct port *port, const struct packet *packets, unsigned count);
/** An entry of the error queue: the query of that number left then. It becomes an EVENT_SENT. */
void departures_tell(struct sockets *sockets, uint32_t index, uint32_t number, int64_t at_ns,
		     struct pending *pending);
/** Reads the stamps of what this socket just sent; the clock has just been woken. */
void departures_take(struct sockets *sockets, uint32_t index, struct pending *pending,
		     const struct clock *clock);
/** The same of all sockets whose stamps were not there yet. */
void departures_take_late(struct sockets *sockets, struct pending *pending,
			  const struct clock *clock);

#endif
