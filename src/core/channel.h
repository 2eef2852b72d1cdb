/* SPDX-License-Identifier: MIT */
#ifndef CORE_CHANNEL_H
#define CORE_CHANNEL_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * Octets from one thread to another, in order, without locks. The producer fills chunks and hands them over whole; the
 * consumer gives them back, and the last to come back is the next to be filled, so that a consumer who keeps up costs a
 * few chunks of cache, not a whole ring. Putting never waits: the producer looks at channel_held() before it asks for
 * more, and what it asked for already always finds room.
 */

enum {
	CHANNEL_ALIGN = 16
};

struct chunk {
	struct chunk *next;
	size_t size, length; /* of octets */
	_Alignas(CHANNEL_ALIGN) unsigned char octets[];
};

struct channel {
	/* The producer's. */
	struct chunk *filling; /* NULL: none */
	struct chunk *spare;
	size_t held;  /* octets of all chunks but the spare ones */
	size_t owned; /* octets of all chunks */
	/* Between the two: the newest first. Each on a line of its own, for both sides write them. */
	_Alignas(64) _Atomic(struct chunk *) sent;
	_Alignas(64) _Atomic(struct chunk *) returned;
	_Alignas(64) atomic_bool asleep; /* the consumer waits for `wake`, or is about to */
	atomic_bool closed;
	sem_t wake;
};

/** 0 or -errno. */
int channel_init(struct channel *channel);
/** Frees every chunk; the consumer has ended, or never was. */
void channel_finish(struct channel *channel);

/* ---- the producer --------------------------------------------------------------------------- */

/** Room for `length` octets (a multiple of CHANNEL_ALIGN), aligned, that go with the chunk being filled; NULL without memory. */
void *channel_put(struct channel *channel, size_t length);
/** Hands over what was put. */
void channel_send(struct channel *channel);
/** Octets on their way: put, and not given back by the consumer. */
size_t channel_held(struct channel *channel);
/** Something was put and not handed over. */
bool channel_has_unsent(const struct channel *channel);
/** The consumer has nothing to do. */
bool channel_is_idle(const struct channel *channel);
/** Hands over the rest: the consumer ends after it. */
void channel_close(struct channel *channel);

/* ---- the consumer --------------------------------------------------------------------------- */

/** All that was handed over, as a list in order, or NULL. */
struct chunk *channel_take(struct channel *channel);
void channel_give_back(struct channel *channel, struct chunk *chunk);
/** Sleeps until there is something to take; false when there never will be. */
bool channel_wait(struct channel *channel);

#endif
