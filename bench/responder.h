/* SPDX-License-Identifier: MIT */
#ifndef BENCH_RESPONDER_H
#define BENCH_RESPONDER_H

#include <stdint.h>

#include "gaps.h"
#include "port.h"

struct settings {
	struct fate fate;
	struct port ports[PORTS_MOST];
	unsigned port_count;
	int core;	 /* -1: any */
	int64_t spin_ns; /* asking the empty sockets again for so long before sleeping */
	struct gaps gaps;
	uint64_t tcp_answered;
};

/** Fills the settings from the command line and moves to the core; prints and exits on what it cannot read. */
void settings_read(struct settings *settings, int argc, char **argv);

/** Starts the thread that answers over TCP on all ports that are not silent. 0 or -errno. */
int tcp_start(struct settings *settings);

/** Prints the counts as one line of JSON. */
void report_print(struct settings *settings, uint64_t line_overflowed);

#endif
