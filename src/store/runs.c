/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

/* Which run is meant. One without cells only measured: it has no states that another could be held against. */

#define RUN_COLUMNS                                                                              \
	"SELECT run.id, run.series, run.run_id, run.started, series.vantage, series.inventory, " \
	"run.inventory_hash, run.ended IS NOT NULL, run.complete, run.shard, run.questions, "    \
	"run.cells, run.failure FROM run JOIN series ON series.id = run.series "

static void take_run(sqlite3_stmt *statement, struct fd_store_run *ret_run)
{
	const char *shard = store_column(statement, 9);
	const char *slash = strchr(shard, '/');

	*ret_run = (struct fd_store_run) {
		.id = sqlite3_column_int64(statement, 0),
		.series = sqlite3_column_int64(statement, 1),
		.ended = sqlite3_column_int(statement, 7) != 0,
		.complete = sqlite3_column_int(statement, 8) != 0,
		.shard_count = slash != NULL ? (uint32_t)strtoul(slash + 1, NULL, 10) : 1,
		.questions = (uint64_t)sqlite3_column_int64(statement, 10),
		.cells = (uint64_t)sqlite3_column_int64(statement, 11),
		.failures = (uint64_t)sqlite3_column_int64(statement, 12),
	};
	snprintf(ret_run->run_id, sizeof(ret_run->run_id), "%s", store_column(statement, 2));
	snprintf(ret_run->started, sizeof(ret_run->started), "%s", store_column(statement, 3));
	snprintf(ret_run->vantage, sizeof(ret_run->vantage), "%s", store_column(statement, 4));
	snprintf(ret_run->inventory, sizeof(ret_run->inventory), "%s",
		 store_column(statement, 5));
	snprintf(ret_run->hash, sizeof(ret_run->hash), "%s", store_column(statement, 6));
}

/** The first row of a query with up to two parameters; -EEXIST where `unique` and there is another. */
static int first_run(struct fd_store *store, const char *sql, const char *text, int64_t number,
		     struct fd_store_run *ret_run)
{
	sqlite3_stmt *statement = NULL;
	int r = store_prepare(store, sql, &statement);

	if (r < 0) {
		return r;
	}
	store_text(statement, 1, text);
	sqlite3_bind_int64(statement, 2, number);
	int step = sqlite3_step(statement);
	if (step == SQLITE_ROW) {
		take_run(statement, ret_run);
		bool another = sqlite3_step(statement) == SQLITE_ROW;
		r = another && text[0] != '\0' && strcmp(text, ret_run->run_id) != 0 ? -EEXIST
										     : 0;
	} else {
		r = step == SQLITE_DONE ? -ENOENT : store_result(store, step);
	}
	sqlite3_finalize(statement);
	return r;
}

static bool is_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits < 10 && text[digits] == '\0';
}

int fd_store_find_run(struct fd_store *store, const char *spec, int64_t before,
		      struct fd_store_run *ret_run)
{
	if (spec == NULL || strcmp(spec, "last") == 0) {
		return first_run(
			store,
			RUN_COLUMNS
			"WHERE ended IS NOT NULL AND cells > 0 AND ?1 = '' AND (?2 = 0 OR run.id < ?2) "
			"ORDER BY run.id DESC",
			"", before, ret_run);
	}
	if (strcmp(spec, "last-good") == 0) {
		static const char good[] = RUN_COLUMNS
			"WHERE complete AND cells > 0 AND ?1 = '' AND run.id < ?2 AND run.series = (SELECT series "
			"FROM run WHERE id = ?2) ORDER BY run.failure > 0, run.id DESC";
		return first_run(store, good, "", before, ret_run);
	}
	if (is_number(spec)) {
		return first_run(store, RUN_COLUMNS "WHERE ?1 = '' AND run.id = ?2", "",
				 strtoll(spec, NULL, 10), ret_run);
	}
	return first_run(store,
			 RUN_COLUMNS "WHERE substr(run_id, 1, length(?1)) = ?1 AND ?2 = 0 "
				     "ORDER BY run_id = ?1 DESC",
			 spec, 0, ret_run);
}
