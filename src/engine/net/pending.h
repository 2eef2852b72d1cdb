/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NET_PENDING_H
#define ENGINE_NET_PENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/backend.h"

/**
 * Events that cannot be handed over where they arise: TCP messages, ICMP errors, sends that failed. Each owns its
 * octets, which stay valid from pending_take() to the next pending_release(). First in, first out.
 */
struct pending_event {
	struct pending_event *next;
	struct event event; /* bytes and length set by pending_new() */
	uint8_t bytes[];
};

struct pending {
	struct pending_event *first, *last;
	struct pending_event *taken;
	int error; /* sticky: −ENOMEM once an event was lost */
};

/** An event of `length` octets, not yet queued. NULL when memory ran out. Release with pending_push() or free(). */
struct pending_event *pending_new(uint32_t length);

/** Queues an event; takes it over. NULL counts as one lost. */
void pending_push(struct pending *pending, struct pending_event *event);

/** Queues a copy of an event and of its octets. */
void pending_push_copy(struct pending *pending, const struct event *event);

/** Queues that a packet could not be sent. `error` is positive. */
void pending_push_unsent(struct pending *pending, const struct packet *packet, int error,
			 int64_t at_ns);

bool pending_empty(const struct pending *pending);

/** Hands over up to `capacity` events; returns their number. */
unsigned pending_take(struct pending *pending, struct event *ret_events, unsigned capacity);

/** Frees what was handed over. */
void pending_release(struct pending *pending);

/** Frees everything; takes a zeroed queue. */
void pending_finish(struct pending *pending);

#endif
