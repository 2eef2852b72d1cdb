/* SPDX-License-Identifier: MIT */
#include "engine/net/pending.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct pending_event *pending_new(uint32_t length)
{
	struct pending_event *event = malloc(sizeof(*event) + length);

	if (event == NULL) {
		return NULL;
	}
	*event = (struct pending_event) {
		.event = { .length = length, .bytes = event->bytes },
	};
	return event;
}

void pending_push(struct pending *pending, struct pending_event *event)
{
	if (event == NULL) {
		pending->error = -ENOMEM;
		return;
	}
	event->next = NULL;
	if (pending->first == NULL) {
		pending->first = event;
	} else {
		pending->last->next = event;
	}
	pending->last = event;
}

void pending_push_copy(struct pending *pending, const struct event *event)
{
	struct pending_event *copy = pending_new(event->length);

	if (copy != NULL) {
		copy->event = *event;
		copy->event.bytes = copy->bytes;
		if (event->length > 0) {
			memcpy(copy->bytes, event->bytes, event->length);
		}
	}
	pending_push(pending, copy);
}

void pending_push_unsent(struct pending *pending, const struct packet *packet, int error,
			 int64_t at_ns)
{
	pending_push_copy(pending, &(struct event) {
					   .kind = packet->proto == FD_TCP ? EVENT_TCP_FAILED
									   : EVENT_SEND_ERROR,
					   .server = packet->server,
					   .slot = packet->proto == FD_TCP ? 0 : packet->slot,
					   .proto = packet->proto,
					   .error = error,
					   .length = packet->length,
					   .bytes = packet->bytes,
					   .at_ns = at_ns,
				   });
}

bool pending_empty(const struct pending *pending)
{
	return pending->first == NULL && pending->error == 0;
}

unsigned pending_take(struct pending *pending, struct event *ret_events, unsigned capacity)
{
	unsigned count = 0;

	while (count < capacity && pending->first != NULL) {
		struct pending_event *event = pending->first;
		pending->first = event->next;
		event->next = pending->taken;
		pending->taken = event;
		ret_events[count++] = event->event;
	}
	return count;
}

static void free_all(struct pending_event *event)
{
	while (event != NULL) {
		struct pending_event *next = event->next;
		free(event);
		event = next;
	}
}

void pending_release(struct pending *pending)
{
	free_all(pending->taken);
	pending->taken = NULL;
}

void pending_finish(struct pending *pending)
{
	free_all(pending->taken);
	free_all(pending->first);
	*pending = (struct pending) { 0 };
}
