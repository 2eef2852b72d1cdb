/* SPDX-License-Identifier: MIT */
#include "sink/gather.h"
#include "sink/sinks.h"

/* Every record as a line of JSON. */

static int ndjson_open(void *state, const struct fd_sink_config *config)
{
	return gather_open(state, config, FD_FORM_LINES);
}

/* What comes once is seen at once. */
static int ndjson_write(void *state, const struct fd_record *record)
{
	bool rare = record->kind == FD_RECORD_RUN || record->kind == FD_RECORD_SUMMARY;
	int r = gather_record(state, record);

	return rare ? gather_flush(state) : r;
}

static int ndjson_flush(void *state)
{
	return gather_flush(state);
}

static int ndjson_close(void *state)
{
	return gather_close(state);
}

const struct fd_sink_ops ndjson_sink = {
	.name = "ndjson",
	.records = FD_RECORDS_ALL,
	.state_size = sizeof(struct gather),
	.open = ndjson_open,
	.write = ndjson_write,
	.flush = ndjson_flush,
	.close = ndjson_close,
};
