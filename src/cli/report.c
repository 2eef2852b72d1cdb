/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <fleetdig/recorded.h>

#include "cli/commands.h"
#include "cli/option_readers.h"
#include "cli/run/judge.h"
#include "cli/run/run.h"

/* A recorded run as it was, verdicts included, told to the sinks again: a page of it, by default. */

struct report {
	const struct options *options;
	struct outputs outputs;
	bool opened, judged;
	struct fd_summary_record summary; /* of what was told, where the run has none */
};

static void count_verdict(struct fd_summary_record *summary, const struct fd_verdict *verdict)
{
	summary->by_severity[verdict->severity]++;
	summary->by_locus[verdict->locus]++;
	summary->by_cause[verdict->cause]++;
}

static int hear(void *context, const struct fd_inventory *inventory,
		const struct fd_record *record)
{
	struct report *report = context;

	if (!report->opened) {
		int r = outputs_open(&report->outputs, report->options, inventory);
		if (r < 0) {
			return r;
		}
		report->opened = true;
	}
	report->judged |= record->kind == FD_RECORD_VERDICT ||
			  record->kind == FD_RECORD_RESOLVER ||
			  record->kind == FD_RECORD_MEASUREMENT;
	if (record->kind == FD_RECORD_VERDICT) {
		count_verdict(&report->summary, record->verdict->verdict);
	}
	outputs_write(&report->outputs, record);
	return 0;
}

/*
 * Verdicts come at the end of a run. One that was killed has none, and they are made of what is there; or it has some, and lacks the
 * summary.
 */
static int end(void *context, const struct fd_recorded *recorded)
{
	struct report *report = context;
	int r = 0;

	if (recorded != NULL && !report->judged) {
		r = judge_one(report->options, recorded, report->options->operands[0],
			      &report->outputs);
	} else if (recorded != NULL && !recorded->has_summary) {
		if (!report->options->quiet) {
			say_unended(recorded, report->options->operands[0]);
		}
		outputs_write(&report->outputs,
			      &(struct fd_record) { .kind = FD_RECORD_SUMMARY,
						    .summary = &report->summary });
	}
	outputs_close(&report->outputs);
	return r;
}

/* Formats that hold more of a plain answer than a record read back does would write less than was recorded. */
static int check_outputs(struct options *options)
{
	if (options->output_count == 0) {
		if (isatty(STDOUT_FILENO)) {
			fprintf(stderr,
				"fleetdig: a page is not for a terminal: give -o html:FILE, or -o table\n");
			return -1;
		}
		char why[256];
		if (option_read_output(options, "html", why) < 0) {
			fprintf(stderr, "fleetdig: report: %s\n", why);
			return -1;
		}
	}
	for (size_t i = 0; i < options->output_count; i++) {
		const char *format = options->outputs[i].format;
		if (strcmp(format, "ndjson") == 0 || strcmp(format, "csv") == 0) {
			fprintf(stderr,
				"fleetdig: --output: report does not write %s: the run has it in full "
				"already\n",
				format);
			return -1;
		}
	}
	return 0;
}

int command_report(const struct options *options)
{
	static struct options own; /* too large for the stack */
	struct report report = { .options = &own };
	const struct fd_recorded_listener listener = { .context = &report,
						       .hear = hear,
						       .end = end };
	struct fd_recorded *recorded = NULL;
	struct fd_errors errors = { 0 };

	own = *options;
	if (options->operand_count != 1) {
		fprintf(stderr,
			"fleetdig: report takes one run: a file that sweep -o ndjson:FILE wrote, or - "
			"for standard input\n");
		return EXIT_USAGE;
	}
	if (check_outputs(&own) < 0) {
		return EXIT_USAGE;
	}
	int r = fd_recorded_tell(&recorded, options->operands[0], &listener, &errors);
	if (r < 0) {
		print_errors(&errors);
	}
	fd_errors_finish(&errors);
	fd_recorded_destroy(recorded);
	return r < 0 ? EXIT_USAGE : report.outputs.failed ? EXIT_INCOMPLETE : EXIT_OK;
}
