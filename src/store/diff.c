/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "store/store.h"

/*
 * Two runs side by side. The state at a run is the one that had begun by then and had not ended; so a question that was not
 * asked in it (another shard's) stands as it stood.
 */

#define AT(run) "since_run <= " run " AND (until_run IS NULL OR until_run > " run ")"

/* Both verdicts of every question: either side may be missing. */
#define VERDICTS                                                                                                                         \
	"WITH o AS (SELECT * FROM verdict WHERE series = :old_series AND " AT(                                                           \
		":old") "), "                                                                                                            \
			"n AS (SELECT * FROM verdict WHERE series = :new_series AND " AT(                                                \
				":new") "), "                                                                                            \
					"both AS (SELECT n.question, o.severity AS o_severity, o.locus AS o_locus, o.cause AS o_cause, " \
					"n.severity, n.locus, n.cause, n.since, n.summary, n.action "                                    \
					"FROM n LEFT JOIN o ON o.question = n.question) "

#define QUESTION_COLUMNS                                                                       \
	"SELECT q.name, q.qtype, q.\"group\", q.owner, '', o_severity, o_locus, o_cause, '', " \
	"severity, locus, cause, '', since, summary, action, 0, 0, 0, 0, 0 "                   \
	"FROM both JOIN question q ON q.id = both.question "

/* Changes run by run: whoever changes often among the last runs up to the new one. */
#define LAST_RUNS                                                                                            \
	"(SELECT id FROM run WHERE series = :new_series AND ended IS NOT NULL AND cells > 0 AND id <= :new " \
	"ORDER BY id DESC LIMIT 10)"

static const struct query {
	enum fd_change_kind kind;
	const char *sql;
} queries[] = {
	{ FD_CHANGE_NEW, VERDICTS QUESTION_COLUMNS
	  "WHERE severity = 'failure' AND o_severity IS NOT NULL AND o_severity <> 'failure' "
	  "ORDER BY cause, q.name, q.qtype" },
	{ FD_CHANGE_WORSE, VERDICTS QUESTION_COLUMNS
	  "WHERE severity IN ('degraded', 'negative') AND o_severity IN ('ok', 'info') "
	  "ORDER BY severity, cause, q.name, q.qtype" },
	{ FD_CHANGE_FIXED, VERDICTS QUESTION_COLUMNS
	  "WHERE (o_severity = 'failure' AND severity <> 'failure') "
	  "OR (o_severity IN ('degraded', 'negative') AND severity IN ('ok', 'info')) "
	  "ORDER BY severity IN ('degraded', 'negative'), q.name, q.qtype" },
	{ FD_CHANGE_STILL, VERDICTS QUESTION_COLUMNS
	  "WHERE severity = 'failure' AND o_severity = 'failure' ORDER BY cause, q.name, q.qtype" },
	{ FD_CHANGE_FLAPPING,
	  "SELECT q.name, q.qtype, q.\"group\", q.owner, '', '', '', '', '', v.severity, v.locus, v.cause, '', v.since,"
	  " v.summary, v.action, 0, 0, 0, 0,"
	  " (SELECT count(*) FROM verdict c WHERE c.series = v.series AND c.question = v.question"
	  "  AND c.since_run IN " LAST_RUNS
	  " AND c.since_run > (SELECT min(since_run) FROM verdict f"
	  "  WHERE f.series = v.series AND f.question = v.question)) AS changes"
	  " FROM verdict v JOIN question q ON q.id = v.question"
	  " WHERE v.series = :new_series AND " AT(
		  ":new") " AND changes >= 3 ORDER BY changes DESC, q.name, q.qtype" },
	{ FD_CHANGE_ANSWER,
	  "WITH o AS (SELECT * FROM cell WHERE series = :old_series AND " AT(
		  ":old") "), "
			  "n AS (SELECT * FROM cell WHERE series = :new_series AND " AT(
				  ":new") ") "
					  "SELECT q.name, q.qtype, q.\"group\", q.owner, r.resolver, '', o.locus, o.cause, o.answers, '', n.locus, n.cause,"
					  " n.answers, n.since, '', '', 0, 0, 0, 0, 0"
					  " FROM n JOIN o ON o.question = n.question AND o.resolver = n.resolver"
					  " JOIN question q ON q.id = n.question JOIN resolver r ON r.id = n.resolver"
					  " WHERE o.status = 'NOERROR' AND n.status = 'NOERROR' AND o.answers <> '' AND n.answers <> ''"
					  " AND answers_differ(o.answers, n.answers) ORDER BY q.name, q.qtype, r.id" },
	{ FD_CHANGE_RESOLVER,
	  "WITH o AS (SELECT * FROM resolver_verdict WHERE series = :old_series AND " AT(
		  ":old") "), "
			  "n AS (SELECT * FROM resolver_verdict WHERE series = :new_series AND " AT(
				  ":new") ") "
					  "SELECT '', '', '', '', r.resolver, o.severity, o.locus, o.cause, '', n.severity, n.locus, n.cause, '', n.since,"
					  " n.summary, n.action, 0, 0, 0, 0, 0"
					  " FROM n JOIN o ON o.resolver = n.resolver JOIN resolver r ON r.id = n.resolver"
					  " WHERE o.severity <> n.severity OR o.cause <> n.cause ORDER BY r.id" },
	{ FD_CHANGE_LATENCY,
	  "SELECT '', '', '', '', r.resolver, '', '', '', o.histogram, '', '', '', n.histogram, '', '', '',"
	  " o.p50_us, n.p50_us, o.p90_us, n.p90_us, o.count, n.count"
	  " FROM latency n JOIN latency o ON o.resolver = n.resolver AND o.run = :old"
	  " JOIN resolver r ON r.id = n.resolver WHERE n.run = :new AND :old_series IS NOT NULL"
	  " AND :new_series IS NOT NULL ORDER BY r.id" },
	{ FD_CHANGE_ADDED,
	  VERDICTS QUESTION_COLUMNS "WHERE o_severity IS NULL ORDER BY q.name, q.qtype" },
	{ FD_CHANGE_REMOVED,
	  "SELECT q.name, q.qtype, q.\"group\", q.owner, '', o.severity, o.locus, o.cause, '', '', '', '', '', '', '', '',"
	  " 0, 0, 0, 0, 0"
	  " FROM verdict o JOIN question q ON q.id = o.question WHERE o.series = :old_series AND " AT(":old") " AND NOT EXISTS (SELECT 1 FROM verdict n WHERE n.series = :new_series AND n.question = o.question AND " AT(
		  ":new") ") ORDER BY q.name, q.qtype" },
};

/** Only what fails anew, or is worse than it was, is a reason to call somebody. */
static bool is_worse(const struct fd_change *change)
{
	switch (change->kind) {
	case FD_CHANGE_NEW:
	case FD_CHANGE_WORSE:
		return true;
	case FD_CHANGE_ADDED:
		return strcmp(change->severity, "failure") == 0;
	case FD_CHANGE_RESOLVER:
		return strcmp(change->severity, "failure") == 0 &&
		       strcmp(change->old_severity, "failure") != 0;
	case FD_CHANGE_LATENCY:
		return change->p50_us > change->old_p50_us;
	case FD_CHANGE_FIXED:
	case FD_CHANGE_STILL:
	case FD_CHANGE_FLAPPING:
	case FD_CHANGE_ANSWER:
	case FD_CHANGE_REMOVED:
	case FD_CHANGE_KINDS:
	default:
		return false;
	}
}

static struct fd_change change_of(enum fd_change_kind kind, sqlite3_stmt *row)
{
	struct fd_change change = {
		.kind = kind,
		.name = store_column(row, 0),
		.qtype = store_column(row, 1),
		.group = store_column(row, 2),
		.owner = store_column(row, 3),
		.resolver = store_column(row, 4),
		.old_severity = store_column(row, 5),
		.old_locus = store_column(row, 6),
		.old_cause = store_column(row, 7),
		.old_answer = store_column(row, 8),
		.severity = store_column(row, 9),
		.locus = store_column(row, 10),
		.cause = store_column(row, 11),
		.answer = store_column(row, 12),
		.since = store_column(row, 13),
		.summary = store_column(row, 14),
		.action = store_column(row, 15),
		.old_p50_us = (uint64_t)sqlite3_column_int64(row, 16),
		.p50_us = (uint64_t)sqlite3_column_int64(row, 17),
		.old_p90_us = (uint64_t)sqlite3_column_int64(row, 18),
		.p90_us = (uint64_t)sqlite3_column_int64(row, 19),
		.changes =
			kind == FD_CHANGE_FLAPPING ? (uint32_t)sqlite3_column_int(row, 20) : 0,
	};

	change.worse = is_worse(&change);
	return change;
}

static bool is_latency_change(struct fd_change *change, sqlite3_stmt *row)
{
	struct store_latency old = { change->old_answer,
				     (uint64_t)sqlite3_column_int64(row, 20),
				     change->old_p50_us };
	struct store_latency new = { change->answer, (uint64_t)sqlite3_column_int64(row, 21),
				     change->p50_us };

	change->old_answer = change->answer = "";
	return store_latency_differs(&old, &new);
}

static int ask(struct fd_store *store, const struct query *query,
	       const struct fd_store_run *old, const struct fd_store_run *new,
	       const struct fd_change_listener *listener)
{
	const struct {
		const char *name;
		int64_t value;
	} parameters[] = { { ":old", old->id },
			   { ":new", new->id },
			   { ":old_series", old->series },
			   { ":new_series", new->series } };
	sqlite3_stmt *row = NULL;
	int r = store_prepare(store, query->sql, &row);
	int step = SQLITE_DONE;

	for (size_t i = 0; i < 4 && r == 0; i++) {
		int at = sqlite3_bind_parameter_index(row, parameters[i].name);
		if (at > 0) {
			sqlite3_bind_int64(row, at, parameters[i].value);
		}
	}
	while (r == 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
		struct fd_change change = change_of(query->kind, row);
		if (query->kind != FD_CHANGE_LATENCY || is_latency_change(&change, row)) {
			r = listener->hear(listener->context, &change);
		}
	}
	r = r < 0 ? r : store_result(store, step);
	sqlite3_finalize(row);
	return r;
}

int fd_store_diff(struct fd_store *store, const struct fd_store_run *old,
		  const struct fd_store_run *new, const struct fd_change_listener *listener)
{
	/* One picture for all queries, whoever writes meanwhile. */
	int r = store_run_sql(store, "BEGIN");

	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]) && r == 0; i++) {
		r = ask(store, &queries[i], old, new, listener);
	}
	(void)sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
	return r;
}
