/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/run/judge.h"

/* The verdicts of a recorded run, made again by the diagnosis of today: no network, and the same on every machine. */

int command_replay(const struct options *options)
{
	struct judged run = { .path_count = 1 };

	if (options->operand_count != 1) {
		fprintf(stderr,
			"fleetdig: replay takes one run: a file that sweep -o ndjson:FILE "
			"wrote, or - for standard input\n");
		return EXIT_USAGE;
	}
	run.paths = options->operands;
	run.label = options->operands[0];
	enum exit_status status = judged_load(&run, options);
	if (status == EXIT_OK) {
		status = judge(options, &run, 1, NULL, false);
	}
	judged_finish(&run);
	return status;
}
