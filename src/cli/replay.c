/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/option_readers.h"
#include "cli/run/judge.h"

/* The verdicts of a recorded run, made again by the diagnosis of today: no network, and the same on every machine. */

/*
 * Records hold what is made again: results and probes are in the run already, and only --records asks for them. Other formats
 * say what they say of a run with its results.
 */
static int choose_outputs(struct options *options)
{
	char why[256];

	if (options->output_count == 0 &&
	    option_read_output(options, isatty(STDOUT_FILENO) ? "table" : "ndjson", why) < 0) {
		fprintf(stderr, "fleetdig: replay: %s\n", why);
		return -EINVAL;
	}
	for (size_t i = 0; i < options->output_count; i++) {
		struct output *output = &options->outputs[i];
		if (strcmp(output->format, "ndjson") == 0 &&
		    output->records == FD_RECORDS_DEFAULT) {
			output->records = options->records != FD_RECORDS_DEFAULT
						  ? options->records
						  : FD_RECORDS_VERDICTS;
		}
	}
	return 0;
}

static bool takes_results(const struct options *options)
{
	bool takes = false;

	for (size_t i = 0; i < options->output_count; i++) {
		const struct output *output = &options->outputs[i];
		enum fd_records records = output->records != FD_RECORDS_DEFAULT
						  ? output->records
						  : options->records;
		takes |= records != FD_RECORDS_VERDICTS &&
			 strcmp(output->format, "table") != 0 &&
			 strcmp(output->format, "metrics") != 0;
	}
	return takes;
}

/* Results are read a second time: of a pipe, from a copy that takes the place of standard input. */
static int keep_standard_input(void)
{
	char buffer[8192];
	size_t count;

	if (lseek(STDIN_FILENO, 0, SEEK_CUR) == 0) {
		return 0;
	}
	FILE *copy = tmpfile();
	if (copy == NULL) {
		return -errno;
	}
	while ((count = fread(buffer, 1, sizeof(buffer), stdin)) > 0 &&
	       fwrite(buffer, 1, count, copy) == count) {
	}
	int r = ferror(stdin) || ferror(copy) || fflush(copy) != 0 ||
				dup2(fileno(copy), STDIN_FILENO) < 0 ||
				lseek(STDIN_FILENO, 0, SEEK_SET) < 0
			? -errno
			: 0;
	fclose(copy);
	return r;
}

int command_replay(const struct options *options)
{
	static struct options own; /* too large for the stack */
	struct judged run = { .path_count = 1 };

	own = *options;
	if (options->operand_count != 1) {
		fprintf(stderr,
			"fleetdig: replay takes one run: a file that sweep -o ndjson:FILE "
			"wrote, or - for standard input\n");
		return EXIT_USAGE;
	}
	if (choose_outputs(&own) < 0) {
		return EXIT_USAGE;
	}
	int r = strcmp(options->operands[0], "-") == 0 && takes_results(&own)
			? keep_standard_input()
			: 0;
	if (r < 0) {
		fprintf(stderr, "fleetdig: standard input cannot be kept in a file: %s\n",
			strerror(-r));
		return EXIT_USAGE;
	}
	run.paths = own.operands;
	run.label = own.operands[0];
	enum exit_status status = judged_load(&run, &own);
	if (status == EXIT_OK) {
		status = judge(&own, &run, 1, NULL);
	}
	judged_finish(&run);
	return status;
}
