/* SPDX-License-Identifier: MIT */
#include <fleetdig/store.h>

#include "sink/sinks.h"

/* The history: see store.h. A database is no stream, so the sink opens its file itself. */

struct sqlite {
	struct fd_sink_config config;
	struct fd_store *store;
};

static int sqlite_open(void *state, const struct fd_sink_config *config)
{
	struct sqlite *sqlite = state;

	sqlite->config = *config;
	return fd_store_open(&sqlite->store, config->path, FD_STORE_WRITE);
}

static int sqlite_write(void *state, const struct fd_record *record)
{
	struct sqlite *sqlite = state;
	int r = fd_store_take(sqlite->store, sqlite->config.inventory, record);

	if (r == 0 && record->kind == FD_RECORD_SUMMARY &&
	    (sqlite->config.keep_runs > 0 || sqlite->config.keep_s > 0)) {
		r = fd_store_keep(sqlite->store, sqlite->config.keep_runs,
				  sqlite->config.keep_s);
	}
	return r;
}

static int sqlite_close(void *state)
{
	struct sqlite *sqlite = state;

	fd_store_close(sqlite->store);
	return 0;
}

const struct fd_sink_ops sqlite_sink = {
	.name = "sqlite",
	.records = FD_RECORDS_ALL,
	.ignored = FD_SINK_KIND(FD_RECORD_PROBE),
	.own_file = true,
	.state_size = sizeof(struct sqlite),
	.open = sqlite_open,
	.write = sqlite_write,
	.close = sqlite_close,
};
