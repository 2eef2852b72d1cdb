/* SPDX-License-Identifier: MIT */
#include "core/channel.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "core/limits.h"

int channel_init(struct channel *channel)
{
	channel->filling = channel->spare = NULL;
	channel->held = channel->owned = 0;
	atomic_init(&channel->sent, NULL);
	atomic_init(&channel->returned, NULL);
	atomic_init(&channel->asleep, false);
	atomic_init(&channel->closed, false);
	return sem_init(&channel->wake, 0, 0) < 0 ? -errno : 0;
}

static void free_all(struct chunk *chunk)
{
	while (chunk != NULL) {
		struct chunk *next = chunk->next;
		free(chunk);
		chunk = next;
	}
}

void channel_finish(struct channel *channel)
{
	free_all(channel->filling);
	free_all(channel->spare);
	free_all(atomic_exchange(&channel->sent, NULL));
	free_all(atomic_exchange(&channel->returned, NULL));
	sem_destroy(&channel->wake);
}

/* Puts a chunk on top of a stack that the other side empties as a whole: so a pointer never comes back unseen (no ABA). */
static struct chunk *push(_Atomic(struct chunk *) *stack, struct chunk *chunk)
{
	struct chunk *top = atomic_load_explicit(stack, memory_order_relaxed);

	do {
		chunk->next = top;
	} while (!atomic_compare_exchange_weak(stack, &top, chunk));
	return top;
}

/* ---- the producer --------------------------------------------------------------------------- */

/* What was given back becomes spare, but for outsized chunks, and those that only a stall had needed. */
static void reclaim(struct channel *channel)
{
	struct chunk *list =
		atomic_exchange_explicit(&channel->returned, NULL, memory_order_acquire);
	struct chunk **link = &list;

	while (*link != NULL) {
		struct chunk *chunk = *link;
		assert(channel->held >= chunk->size);
		channel->held -= chunk->size;
		if (chunk->size == CHANNEL_CHUNK && channel->owned <= CHANNEL_HELD_MAX) {
			link = &chunk->next;
		} else {
			*link = chunk->next;
			channel->owned -= chunk->size;
			free(chunk);
		}
	}
	*link = channel->spare;
	channel->spare = list;
}

static struct chunk *fresh(struct channel *channel, size_t length)
{
	size_t size = length > CHANNEL_CHUNK ? length : (size_t)CHANNEL_CHUNK;

	if (channel->spare == NULL) {
		reclaim(channel);
	}
	struct chunk *chunk = channel->spare;
	if (chunk != NULL && size == CHANNEL_CHUNK) {
		channel->spare = chunk->next;
	} else {
		chunk = malloc(sizeof(*chunk) + size);
		if (chunk == NULL) {
			return NULL;
		}
		chunk->size = size;
		channel->owned += size;
	}
	chunk->next = NULL;
	chunk->length = 0;
	channel->held += size;
	return chunk;
}

void *channel_put(struct channel *channel, size_t length)
{
	assert(length % CHANNEL_ALIGN == 0);
	if (channel->filling != NULL &&
	    channel->filling->size - channel->filling->length < length) {
		channel_send(channel);
	}
	if (channel->filling == NULL) {
		channel->filling = fresh(channel, length);
		if (channel->filling == NULL) {
			return NULL;
		}
	}
	void *room = channel->filling->octets + channel->filling->length;
	channel->filling->length += length;
	return room;
}

static void wake_up(struct channel *channel)
{
	if (atomic_exchange(&channel->asleep, false)) {
		sem_post(&channel->wake);
	}
}

void channel_send(struct channel *channel)
{
	if (channel->filling != NULL) {
		struct chunk *before = push(&channel->sent, channel->filling);
		channel->filling = NULL;
		if (before == NULL) { /* else somebody has been woken for that one */
			wake_up(channel);
		}
	}
}

size_t channel_held(struct channel *channel)
{
	if (atomic_load_explicit(&channel->returned, memory_order_relaxed) != NULL) {
		reclaim(channel);
	}
	return channel->held;
}

bool channel_has_unsent(const struct channel *channel)
{
	return channel->filling != NULL;
}

bool channel_is_idle(const struct channel *channel)
{
	return atomic_load_explicit(&channel->asleep, memory_order_relaxed);
}

void channel_close(struct channel *channel)
{
	channel_send(channel);
	atomic_store(&channel->closed, true);
	wake_up(channel);
}

/* ---- the consumer --------------------------------------------------------------------------- */

struct chunk *channel_take(struct channel *channel)
{
	struct chunk *newest = atomic_exchange(&channel->sent, NULL), *oldest = NULL;

	while (newest != NULL) {
		struct chunk *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

void channel_give_back(struct channel *channel, struct chunk *chunk)
{
	push(&channel->returned, chunk);
}

static bool has_ended(struct channel *channel)
{
	bool closed =
		atomic_load(&channel->closed); /* before what was sent last is looked at */

	return closed && atomic_load(&channel->sent) == NULL;
}

bool channel_wait(struct channel *channel)
{
	atomic_store(&channel->asleep, true);
	bool needed = atomic_load(&channel->sent) == NULL && !atomic_load(&channel->closed);
	/* Whoever cleared the flag in the meantime has posted, or is about to. */
	if (needed || !atomic_exchange(&channel->asleep, false)) {
		while (sem_wait(&channel->wake) < 0 && errno == EINTR) {
		}
	}
	return !has_ended(channel);
}
