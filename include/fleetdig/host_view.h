/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_HOST_VIEW_H
#define FLEETDIG_HOST_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/inventory.h>
#include <fleetdig/library.h>

/**
 * Asks the host's library. A process of its own does it, many names at a time: the library blocks, loads what nsswitch names,
 * and may crash or never come back, none of which is to touch the run.
 */
struct fd_host_view;

struct fd_host_view_config {
	/**
	 * Every name; else those marked local: limited to resolvers of role local, or in an internal zone. These only where the
	 * library asks a resolver that this run asks too, since else the two say nothing about each other.
	 */
	bool all;
	const uint64_t *mask; /* NULL; else a bit per question that is part of this run */
};

/**
 * Starts it. 0 with *ret_view NULL: there is nothing to ask. Else -errno. To be called before the process has other threads.
 * *ret_left_out counts questions beyond the limit.
 */
int fd_host_view_start(struct fd_host_view **ret_view, size_t *ret_left_out,
		       const struct fd_inventory *inventory,
		       const struct fd_host_view_config *config);

/** All names have been asked (or the process is gone). Never waits. */
bool fd_host_view_done(struct fd_host_view *view);

/** Ends the process; what is not known by now stays so. The result lives as long as the view. */
const struct fd_library *fd_host_view_end(struct fd_host_view *view);

void fd_host_view_destroy(struct fd_host_view *view);

#endif
