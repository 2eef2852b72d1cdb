/* SPDX-License-Identifier: MIT */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/sink.h>

#include "cli/options.h"

/**
 * All the sinks of a run. A sink that fails is closed to further records; the others go on. While questions are asked,
 * results and probes go through a thread of their own: a slow sink stops the asking, never the receiving.
 */
struct outputs {
	struct fd_sink *sinks[OUTPUTS_MAX + 1];
	bool broken[OUTPUTS_MAX + 1];
	size_t count;
	bool failed; /* at least one: the run is incomplete */
	/* What at least one sink has a use for: what none has is not even made. */
	bool take_results, take_anomalies, take_probes;
	bool take_sent; /* a capture wants to know from where each question was asked */
	struct fd_writer *
		writer; /* between outputs_start() and outputs_drain(), if any of these is set */
};

/** Opens what the options name, or the default. 0, or -errno after a message on stderr. */
int outputs_open(struct outputs *outputs, const struct options *options,
		 const struct fd_inventory *inventory);
/** Writes a record here and now: not between outputs_start() and outputs_drain(). */
void outputs_write(struct outputs *outputs, const struct fd_record *record);

/** The asking begins. 0, or -errno after a message on stderr. */
int outputs_start(struct outputs *outputs);
bool outputs_take_result(const struct outputs *outputs, bool anomaly);
/** How many more may be asked while `open` questions are: no more than the results of which find room. */
size_t outputs_room(struct outputs *outputs, size_t open);
/** Hands over a RESULT or PROBE record; never waits. */
void outputs_put(struct outputs *outputs, const struct fd_record *record);
/** Once a turn: notices sinks that failed, and sees to it that records do not lie about. */
void outputs_tend(struct outputs *outputs, int64_t now_ns);
/** The asking is over: waits until all that was put is written. */
void outputs_drain(struct outputs *outputs);

void outputs_close(struct outputs *outputs);

/** Whether colours go to this stream: --color, NO_COLOR, and a terminal. */
bool color_wanted(const struct options *options, FILE *stream);
/** Columns of the terminal, 0 when the stream is none. */
unsigned terminal_width(FILE *stream);

#endif
