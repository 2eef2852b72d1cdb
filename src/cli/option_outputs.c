/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/error.h>

#include "cli/option_readers.h"

/* Options that say what is written, and where to. */

/* FORMAT:FILE. The length of FORMAT, or -EINVAL. */
static int split_output(struct output *ret_output, const char *argument, char why[256])
{
	size_t length = strcspn(argument, ":");

	*ret_output = (struct output) { .path = NULL };
	if (argument[length] == ':') {
		ret_output->path = argument + length + 1;
		if (*ret_output->path == '\0') {
			snprintf(
				why, 256,
				"\"%.40s\" names no file; expected FORMAT:FILE, or - for standard "
				"output",
				argument);
			return -EINVAL;
		}
	}
	return (int)length;
}

int option_read_output(struct options *options, const char *argument, char why[256])
{
	struct output output;
	int length = split_output(&output, argument, why);
	const char *const *formats = fd_sink_formats();

	if (length < 0) {
		return length;
	}
	snprintf(output.format, sizeof(output.format), "%.*s", length > 15 ? 15 : length,
		 argument);
	for (size_t i = 0; formats[i] != NULL; i++) {
		if (strcmp(formats[i], output.format) == 0 &&
		    options->output_count < OUTPUTS_MAX) {
			options->outputs[options->output_count++] = output;
			return 0;
		}
	}
#ifndef FD_WITH_REPORT
	if (strcmp(output.format, "html") == 0) {
		snprintf(why, 256,
			 "this fleetdig was built without the HTML report (-Dreport=disabled)");
		return -EINVAL;
	}
#endif
	const char *meant = fd_did_you_mean(output.format, formats);
	int at = snprintf(why, 256, "\"%s\" is not an output format; there are", output.format);
	for (size_t i = 0; formats[i] != NULL && at < 200; i++) {
		at += snprintf(why + at, 256 - (size_t)at, " %s", formats[i]);
	}
	snprintf(why + at, 256 - (size_t)at, "%s%s%s", meant ? "; did you mean " : "",
		 meant ? meant : "", meant ? "?" : "");
	return -EINVAL;
}

int option_read_diff_output(struct options *options, const char *argument, char why[256])
{
	static const char *const formats[] = { "table", "markdown", "ndjson" };
	struct output output;
	int length = split_output(&output, argument, why);

	if (length < 0) {
		return length;
	}
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strlen(formats[i]) == (size_t)length &&
		    strncmp(argument, formats[i], (size_t)length) == 0 &&
		    options->output_count < OUTPUTS_MAX) {
			snprintf(output.format, sizeof(output.format), "%s", formats[i]);
			options->outputs[options->output_count++] = output;
			return 0;
		}
	}
	snprintf(why, 256, "\"%.40s\" is no format of diff; there are table, markdown, ndjson",
		 argument);
	return -EINVAL;
}

int option_read_pcap(struct options *options, const char *argument, char why[256])
{
	if (argument[0] == '\0' || options->pcap.path != NULL) {
		snprintf(
			why, 256, "%s",
			argument[0] == '\0'
				? "needs a file, or - for standard output"
				: "a run makes one capture, and one is asked for already (--pcap-all "
				  "holds all that --pcap does)");
		return -EINVAL;
	}
	options->pcap = (struct output) { .format = "pcap",
					  .path = argument,
					  .records = FD_RECORDS_ANOMALIES };
	return 0;
}

int option_read_pcap_all(struct options *options, const char *argument, char why[256])
{
	int r = option_read_pcap(options, argument, why);

	options->pcap.records = FD_RECORDS_ALL;
	return r;
}
