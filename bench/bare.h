/* SPDX-License-Identifier: MIT */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The limit: what is left when a prober does nothing but draw an id, render a query from a template, send, receive
 * and look the id up. No names, no retries, no timers, no pacing, no records. Engines are measured against it.
 */

enum {
	BARE_PORTS_MOST = 256,
	BARE_BURST_MOST = 64,
	BARE_WINDOW_MOST =
		32768,	 /* half the ids of one socket, so that drawing one ends soon */
	BARE_QUERY = 55, /* header 12, name 24, type and class 4, OPT with an empty NSID 15 */
	BARE_STALL_MS = 300, /* nothing came for so long: what is open is lost */
};

struct bare {
	/* settings */
	uint64_t count;
	unsigned window, burst, wait_nr;
	int64_t timeout_ns;
	bool gso, gro, stamps;
	unsigned ports;
	int fds[BARE_PORTS_MOST]; /* connected */

	/* state */
	uint64_t random, sent, matched, lost, stray, send_errors, exhausted, messages_in;
	unsigned open;
	int64_t last_ns; /* of the latest reply */
	uint64_t open_ids[BARE_PORTS_MOST][65536 / 64];
};

int64_t bare_now_ns(void);

/** How many queries may leave now in one message: a burst, the rest, or 0. */
unsigned bare_room(const struct bare *bare);

/** Renders `count` queries of BARE_QUERY octets one behind the other, and opens them at a port, which it returns. */
unsigned bare_render(struct bare *bare, uint8_t *bytes, unsigned count);

/** Matches the replies in one message of `segment`-sized pieces. */
void bare_take(struct bare *bare, unsigned port, const uint8_t *bytes, size_t length,
	       size_t segment);

/** Over: everything matched or lost. Also gives up what is open after a stall. */
bool bare_over(struct bare *bare);

/** Both run until bare_over(). 0 or -errno. */
int bare_run_uring(struct bare *bare);
int bare_run_mmsg(struct bare *bare);

#endif
