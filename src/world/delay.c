/* SPDX-License-Identifier: MIT */
#include "world/delay.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "world/limits.h"

int delay_queue_init(struct delay_queue *queue)
{
	*queue = (struct delay_queue) { 0 };
	queue->items = calloc(WORLD_DELAYED_MAX, sizeof(struct delayed *));
	return queue->items == NULL ? -ENOMEM : 0;
}

void delay_queue_finish(struct delay_queue *queue)
{
	for (size_t i = 0; i < queue->count; i++) {
		free(queue->items[i]);
	}
	free(queue->items);
	*queue = (struct delay_queue) { 0 };
}

struct delayed *delay_make(const struct delay_queue *queue, const uint8_t *bytes, size_t length)
{
	if (queue->count == WORLD_DELAYED_MAX) {
		return NULL;
	}
	struct delayed *delayed = calloc(1, sizeof(*delayed) + length);
	if (delayed != NULL) {
		delayed->length = length;
		memcpy(delayed->bytes, bytes, length);
	}
	return delayed;
}

static bool is_before(const struct delayed *a, const struct delayed *b)
{
	return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

void delay_push(struct delay_queue *queue, struct delayed *delayed)
{
	size_t i = queue->count++;

	delayed->order = queue->next_order++;
	for (; i > 0 && is_before(delayed, queue->items[(i - 1) / 2]); i = (i - 1) / 2) {
		queue->items[i] = queue->items[(i - 1) / 2];
	}
	queue->items[i] = delayed;
}

struct delayed *delay_pop(struct delay_queue *queue, int64_t now_ns)
{
	if (queue->count == 0 || queue->items[0]->due_ns > now_ns) {
		return NULL;
	}
	struct delayed *first = queue->items[0];
	struct delayed *last = queue->items[--queue->count];
	size_t i = 0;
	for (size_t child = 1; child < queue->count; child = 2 * i + 1) {
		bool right = child + 1 < queue->count &&
			     is_before(queue->items[child + 1], queue->items[child]);
		child += right ? 1 : 0;
		if (!is_before(queue->items[child], last)) {
			break;
		}
		queue->items[i] = queue->items[child];
		i = child;
	}
	queue->items[i] = last;
	return first;
}

int64_t delay_next_ns(const struct delay_queue *queue)
{
	return queue->count == 0 ? INT64_MAX : queue->items[0]->due_ns;
}
