/* SPDX-License-Identifier: MIT */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include <stdbool.h>

#include <fleetdig/sink.h>

#include "cli/options.h"

/** All the sinks of a run. A sink that fails is closed to further records; the others go on. */
struct outputs {
	struct fd_sink *sinks[OUTPUTS_MAX];
	bool broken[OUTPUTS_MAX];
	size_t count;
	bool failed; /* at least one: the run is incomplete */
};

/** Opens what the options name, or the default. 0, or -errno after a message on stderr. */
int outputs_open(struct outputs *outputs, const struct options *options,
		 const struct fd_inventory *inventory);
void outputs_write(struct outputs *outputs, const struct fd_record *record);
void outputs_close(struct outputs *outputs);

/** Whether colours go to this stream: --color, NO_COLOR, and a terminal. */
bool color_wanted(const struct options *options, FILE *stream);
/** Columns of the terminal, 0 when the stream is none. */
unsigned terminal_width(FILE *stream);

#endif
