/* SPDX-License-Identifier: MIT */
#include "cli/outputs.h"

#include <assert.h>
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/files_apart.h"
#include "cli/progress.h"

bool color_wanted(const struct options *options, FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");

	if (no_color != NULL && no_color[0] != '\0') {
		return false;
	}
	if (options->color != COLOR_AUTO) {
		return options->color == COLOR_ALWAYS;
	}
	const char *term = getenv("TERM");
	return isatty(fileno(stream)) && term != NULL && strcmp(term, "dumb") != 0;
}

unsigned terminal_width(FILE *stream)
{
	struct winsize size;

	if (!isatty(fileno(stream))) {
		return 0;
	}
	if (ioctl(fileno(stream), TIOCGWINSZ, &size) < 0 || size.ws_col == 0) {
		return 80;
	}
	return size.ws_col;
}

/* An error number says of a database that it is one in words of a drive. */
static const char *problem(int error)
{
	switch (-error) {
	case EMEDIUMTYPE:
		return "it is there, and no history of this fleetdig; give another file";
	case EBUSY:
		return "another process has it locked, for more than 30 s";
	case ESPIPE:
		return "this format needs a file (FORMAT:FILE)";
	case EEXIST:
		return "this run is in it already";
	default:
		return strerror(-error);
	}
}

static int open_one(struct outputs *outputs, const struct output *output,
		    const struct options *options, const struct fd_inventory *inventory)
{
	struct fd_sink_config config = {
		.inventory = inventory,
		.records = output->records != FD_RECORDS_DEFAULT ? output->records
								 : options->records,
		.keep_runs = options->keep_runs,
		.keep_s = options->keep_s,
		.measurements = options->measurements,
		.comparisons = options->comparisons,
		.color = output_is_standard(output) ? color_wanted(options, stdout)
						    : options->color == COLOR_ALWAYS,
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.width = output_is_standard(output) ? terminal_width(stdout) : 0,
	};

	int r = fd_sink_open(&outputs->sinks[outputs->count], output->format, output->path,
			     config);
	if (r < 0) {
		fprintf(stderr, "fleetdig: cannot write %s to %s: %s\n", output->format,
			output_is_standard(output) ? "standard output" : output->path,
			problem(r));
		return r;
	}
	const struct fd_sink *sink = outputs->sinks[outputs->count++];
	outputs->take_results |= fd_sink_takes(sink, FD_RECORD_RESULT, false);
	outputs->take_anomalies |= fd_sink_takes(sink, FD_RECORD_RESULT, true);
	outputs->take_sent |= strcmp(output->format, "pcap") == 0;
	outputs->take_probes |= fd_sink_takes(sink, FD_RECORD_PROBE, true);
	return 0;
}

int outputs_open(struct outputs *outputs, const struct options *options,
		 const struct fd_inventory *inventory)
{
	struct output standard = { .path = NULL };
	int r = files_apart_of_inventory(options, inventory);

	*outputs = (struct outputs) { 0 };
	if (r < 0) {
		return r;
	}
	/* A capture on standard output has it for itself. */
	bool taken = options->pcap.path != NULL && output_is_standard(&options->pcap);
	if (options->output_count == 0 && !taken) {
		snprintf(standard.format, sizeof(standard.format), "%s",
			 isatty(STDOUT_FILENO) ? "table" : "ndjson");
		r = open_one(outputs, &standard, options, inventory);
	}
	for (size_t i = 0; i < options->output_count && r == 0; i++) {
		r = open_one(outputs, &options->outputs[i], options, inventory);
	}
	if (r == 0 && options->pcap.path != NULL) {
		r = open_one(outputs, &options->pcap, options, inventory);
	}
	if (r < 0) {
		outputs_close(outputs);
	}
	return r;
}

static bool any_left(const struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++) {
		if (!outputs->broken[i]) {
			return true;
		}
	}
	return false;
}

static void complain(struct outputs *outputs, size_t i, int error)
{
	bool quiet = error == -EPIPE &&
		     strcmp(fd_sink_path(outputs->sinks[i]), "standard output") == 0;

	outputs->failed = true;
	outputs->broken[i] = true;
	if (!quiet) { /* the reader of a pipe left: nobody is there to be told */
		progress_clear();
		fprintf(stderr, "fleetdig: writing to %s failed: %s%s\n",
			fd_sink_path(outputs->sinks[i]), problem(error),
			any_left(outputs) ? "; what is known goes to the other outputs" : "");
	}
}

void outputs_write(struct outputs *outputs, const struct fd_record *record)
{
	assert(outputs->writer == NULL);
	for (size_t i = 0; i < outputs->count; i++) {
		if (outputs->broken[i]) {
			continue;
		}
		int r = fd_sink_write(outputs->sinks[i], record);
		if (r < 0) {
			complain(outputs, i, r);
		}
	}
}

int outputs_start(struct outputs *outputs)
{
	if (!outputs->take_results && !outputs->take_anomalies && !outputs->take_probes) {
		return 0;
	}
	int r = fd_writer_create(&outputs->writer, outputs->sinks, outputs->count);
	if (r < 0) {
		fprintf(stderr, "fleetdig: cannot start the thread that writes: %s\n",
			strerror(-r));
	}
	return r;
}

bool outputs_take_result(const struct outputs *outputs, bool anomaly)
{
	return outputs->take_results || (anomaly && outputs->take_anomalies);
}

size_t outputs_room(struct outputs *outputs, size_t open)
{
	return outputs->writer == NULL ? SIZE_MAX : fd_writer_room(outputs->writer, open);
}

void outputs_put(struct outputs *outputs, const struct fd_record *record)
{
	if (outputs->writer != NULL) {
		(void)fd_writer_put(outputs->writer,
				    record); /* outputs_tend() sees its error */
	}
}

void outputs_tend(struct outputs *outputs, int64_t now_ns)
{
	if (outputs->writer == NULL) {
		return;
	}
	fd_writer_tend(outputs->writer, now_ns);
	for (size_t i = 0; i < outputs->count; i++) {
		int r = fd_writer_error(outputs->writer, i);
		if (r < 0 && !outputs->broken[i]) {
			complain(outputs, i, r);
		}
	}
}

void outputs_drain(struct outputs *outputs)
{
	if (outputs->writer == NULL) {
		return;
	}
	outputs_tend(outputs, 0);
	fd_writer_finish(outputs->writer);
	outputs->writer = NULL;
	for (size_t i = 0; i < outputs->count; i++) {
		int r = fd_sink_flush(outputs->sinks[i]);
		if (r < 0 && !outputs->broken[i]) {
			complain(outputs, i, r);
		}
	}
}

void outputs_close(struct outputs *outputs)
{
	outputs_drain(outputs);
	for (size_t i = 0; i < outputs->count; i++) {
		char path[4096];
		snprintf(path, sizeof(path), "%s", fd_sink_path(outputs->sinks[i]));
		int r = fd_sink_close(outputs->sinks[i]);
		bool quiet = r == -EPIPE && strcmp(path, "standard output") == 0;
		if (r < 0 && !outputs->broken[i]) {
			outputs->failed = true;
			if (!quiet) {
				fprintf(stderr, "fleetdig: writing to %s failed: %s\n", path,
					problem(r));
			}
		}
	}
	outputs->count = 0;
}
