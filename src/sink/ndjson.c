/* SPDX-License-Identifier: MIT */
#include "sink/limits.h"
#include "sink/sinks.h"

struct ndjson {
	struct fd_sink_config config;
	struct fd_formatter *formatter;
	struct fd_line lines; /* whole ones, not yet written */
	int error;
};

static int ndjson_open(void *state, const struct fd_sink_config *config)
{
	struct ndjson *ndjson = state;

	ndjson->config = *config;
	return fd_formatter_create(&ndjson->formatter, config->inventory, FD_FORM_LINES);
}

static int flush(struct ndjson *ndjson)
{
	ndjson->error =
		sink_put(ndjson->config.stream, ndjson->lines.text, ndjson->lines.length);
	ndjson->lines.length = 0;
	return ndjson->error;
}

/* Results come by the million and wait for each other; what comes once is seen at once. */
static bool is_rare(const struct fd_record *record)
{
	return record->kind == FD_RECORD_RUN || record->kind == FD_RECORD_SUMMARY;
}

static int ndjson_write(void *state, const struct fd_record *record)
{
	struct ndjson *ndjson = state;

	if (ndjson->error < 0) {
		return ndjson->error;
	}
	int r = fd_formatter_write(ndjson->formatter, &ndjson->lines, record);
	if (r < 0) {
		ndjson->error = r;
		return r;
	}
	return ndjson->lines.length >= NDJSON_BUFFER || is_rare(record) ? flush(ndjson) : 0;
}

static int ndjson_flush(void *state)
{
	struct ndjson *ndjson = state;

	return ndjson->error == 0 && ndjson->lines.length > 0 ? flush(ndjson) : ndjson->error;
}

static int ndjson_close(void *state)
{
	struct ndjson *ndjson = state;
	int r = ndjson_flush(state);

	fd_line_finish(&ndjson->lines);
	fd_formatter_destroy(ndjson->formatter);
	return r;
}

const struct fd_sink_ops ndjson_sink = {
	.name = "ndjson",
	.records = FD_RECORDS_ALL,
	.state_size = sizeof(struct ndjson),
	.open = ndjson_open,
	.write = ndjson_write,
	.flush = ndjson_flush,
	.close = ndjson_close,
};
