/* SPDX-License-Identifier: MIT */
#ifndef WORLD_DELAY_H
#define WORLD_DELAY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/** A reply that waits for its time. */
struct delayed {
	int64_t due_ns;
	uint64_t order;	 /* among equals, first come first served */
	uint32_t source; /* the socket or connection it leaves by */
	uint32_t generation;
	struct sockaddr_storage peer; /* UDP */
	socklen_t peer_length;
	size_t length;
	uint8_t bytes[];
};

/** A heap by due time, in a fixed space. Initialise with delay_queue_init(). */
struct delay_queue {
	struct delayed **items;
	size_t count;
	uint64_t next_order;
};

/** 0 or -ENOMEM. */
int delay_queue_init(struct delay_queue *queue);
void delay_queue_finish(struct delay_queue *queue);
/** A new element of this length, not yet queued; NULL when the queue is full or memory ran out. */
struct delayed *delay_make(const struct delay_queue *queue, const uint8_t *bytes,
			   size_t length);
void delay_push(struct delay_queue *queue, struct delayed *delayed);
/** The first one if it is due (the caller frees it), or NULL. */
struct delayed *delay_pop(struct delay_queue *queue, int64_t now_ns);
/** INT64_MAX when empty. */
int64_t delay_next_ns(const struct delay_queue *queue);

#endif
