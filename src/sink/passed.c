/* SPDX-License-Identifier: MIT */
#include "sink/passed.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sink/limits.h"

struct passed_place {
	struct passed passed; /* its octets lie behind */
	uint64_t number;      /* of those of one time the one that came first is first */
	uint8_t octets[];
};

static bool is_before(const struct passed_place *a, const struct passed_place *b)
{
	return a->passed.wall_ns != b->passed.wall_ns ? a->passed.wall_ns < b->passed.wall_ns
						      : a->number < b->number;
}

static size_t octets_of(const struct passed_place *place)
{
	return sizeof(*place) + place->passed.length;
}

static int grow(struct passed_queue *queue)
{
	size_t capacity = queue->capacity == 0 ? (size_t)PASSED_FIRST : queue->capacity * 2;
	struct passed_place **places =
		reallocarray(queue->places, capacity, sizeof(struct passed_place *));

	if (places == NULL) {
		return -ENOMEM;
	}
	queue->places = places;
	queue->capacity = capacity;
	return 0;
}

int passed_add(struct passed_queue *queue, const struct passed *passed)
{
	if (queue->count == queue->capacity && grow(queue) < 0) {
		return -ENOMEM;
	}
	struct passed_place *place = malloc(sizeof(*place) + passed->length);
	if (place == NULL) {
		return -ENOMEM;
	}
	place->passed = *passed;
	place->passed.octets = place->octets;
	place->number = queue->added++;
	memcpy(place->octets, passed->octets, passed->length);
	queue->octets += octets_of(place);
	if (queue->added == 1 || passed->wall_ns > queue->newest_ns) {
		queue->newest_ns = passed->wall_ns;
	}
	size_t at = queue->count++;
	while (at > 0 && is_before(place, queue->places[(at - 1) / 2])) {
		queue->places[at] = queue->places[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	queue->places[at] = place;
	return 0;
}

const struct passed *passed_next(const struct passed_queue *queue, bool all)
{
	if (queue->count == 0) {
		return NULL;
	}
	const struct passed *first = &queue->places[0]->passed;
	bool due = all || queue->octets > PASSED_OCTETS_MAX ||
		   queue->newest_ns - first->wall_ns > (int64_t)PASSED_WAIT_S * 1000000000;
	return due ? first : NULL;
}

void passed_drop(struct passed_queue *queue)
{
	assert(queue->count > 0);
	struct passed_place *last = queue->places[--queue->count];
	size_t at = 0, below;

	queue->octets -= octets_of(queue->places[0]);
	free(queue->places[0]);
	while ((below = at * 2 + 1) < queue->count) {
		below += below + 1 < queue->count &&
			 is_before(queue->places[below + 1], queue->places[below]);
		if (!is_before(queue->places[below], last)) {
			break;
		}
		queue->places[at] = queue->places[below];
		at = below;
	}
	queue->places[at] = last; /* where it was the only one, nobody looks there */
}

void passed_finish(struct passed_queue *queue)
{
	while (queue->count > 0) {
		passed_drop(queue);
	}
	free(queue->places);
	*queue = (struct passed_queue) { 0 };
}
