/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <fleetdig/wire.h>

#include "store/store.h"

/* One name's past. */

static const char past_sql[] =
	"SELECT q.name, q.qtype, q.\"group\", q.owner, s.vantage, s.inventory, '' AS resolver, v.since, v.until, v.severity,"
	" '' AS status, v.locus, v.cause, '' AS answers, v.summary, seen.first_seen, seen.last_good, 0 AS cells, s.id AS series"
	" FROM verdict v JOIN question q ON q.id = v.question JOIN series s ON s.id = v.series"
	" JOIN seen ON seen.name = q.name AND seen.qtype = q.qtype AND seen.vantage = s.vantage AND seen.inventory = s.inventory"
	" WHERE q.name = ?1"
	" UNION ALL "
	"SELECT q.name, q.qtype, q.\"group\", q.owner, s.vantage, s.inventory, r.resolver, c.since, c.until, '', c.status, c.locus,"
	" c.cause, c.answers, '', '', '', r.id, s.id"
	" FROM cell c JOIN question q ON q.id = c.question JOIN series s ON s.id = c.series JOIN resolver r ON r.id = c.resolver"
	" WHERE q.name = ?1"
	" ORDER BY series, qtype, cells, since";

int fd_store_history(struct fd_store *store, const char *name, void *context,
		     int (*hear)(void *context, const struct fd_past *past))
{
	sqlite3_stmt *row = NULL;
	int r = store_prepare(store, past_sql, &row);
	int step = SQLITE_DONE;

	if (r == 0) {
		store_text(row, 1, name);
	}
	while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
		struct fd_past past = {
			.name = store_column(row, 0),
			.qtype = store_column(row, 1),
			.group = store_column(row, 2),
			.owner = store_column(row, 3),
			.vantage = store_column(row, 4),
			.inventory = store_column(row, 5),
			.resolver = store_column(row, 6),
			.since = store_column(row, 7),
			.until = store_column(row, 8),
			.severity = store_column(row, 9),
			.status = store_column(row, 10),
			.locus = store_column(row, 11),
			.cause = store_column(row, 12),
			.answers = store_column(row, 13),
			.summary = store_column(row, 14),
			.first_seen = store_column(row, 15),
			.last_good = store_column(row, 16),
		};
		r = hear(context, &past);
	}
	r = r < 0 ? r : store_result(store, step);
	sqlite3_finalize(row);
	return r;
}
