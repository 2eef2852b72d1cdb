/* SPDX-License-Identifier: MIT */
#ifndef SINK_PASSED_H
#define SINK_PASSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sink/frame.h"

/**
 * Messages in the order in which they passed. Questions become known when they have ended, the fast ones of a second before the
 * slow ones of the second before it; so each waits for a while, or until too many do, for what passed before it. Zeroed means
 * empty.
 */

struct passed {
	int64_t wall_ns;
	struct frame_path path; /* of the question, whichever way the message went */
	bool tcp, reply;
	size_t length; /* of octets */
	const uint8_t *octets;
};

struct passed_queue {
	struct passed_place **places; /* a heap: the earliest is first */
	size_t count, capacity;
	size_t octets; /* that they take */
	uint64_t added;
	int64_t newest_ns;
};

/** Copies the message. 0 or -ENOMEM. */
int passed_add(struct passed_queue *queue, const struct passed *passed);
/** The earliest, if it has waited long enough or, when `all` is set, in any case; it holds until the next call. NULL: none. */
const struct passed *passed_next(const struct passed_queue *queue, bool all);
/** Takes that one away. */
void passed_drop(struct passed_queue *queue);
void passed_finish(struct passed_queue *queue);

#endif
