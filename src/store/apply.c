/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "store/store.h"

/*
 * From the temporary tables into the history, in one transaction. :run, :series and :at are this run, its series and its
 * beginning. A state that is as it was stays as it is; another one ends it.
 */

static const char *const steps[] = {
	"INSERT OR IGNORE INTO question (name, qtype) SELECT name, qtype FROM temp.new_question",
	"UPDATE temp.new_question SET id = (SELECT question.id FROM question"
	" WHERE question.name = new_question.name AND question.qtype = new_question.qtype)",
	/* Below they are looked for by id, for each cell of the history once. */
	"CREATE INDEX temp.new_question_id ON new_question (id)",
	"UPDATE question SET \"group\" = n.\"group\", owner = n.owner FROM temp.new_question n"
	" WHERE n.id = question.id"
	" AND (question.\"group\" IS NOT n.\"group\" OR question.owner IS NOT n.owner)",
	"INSERT OR IGNORE INTO resolver (resolver, address, role)"
	" SELECT resolver, address, role FROM temp.new_resolver",
	"UPDATE resolver SET address = n.address, role = n.role FROM temp.new_resolver n"
	" WHERE n.resolver = resolver.resolver",
	"UPDATE temp.new_resolver SET id = (SELECT resolver.id FROM resolver"
	" WHERE resolver.resolver = new_resolver.resolver)",
	"CREATE INDEX temp.new_resolver_id ON new_resolver (id)",

	/* What a resolver said. What was not asked says nothing. */
	"CREATE TEMP TABLE cell_now AS SELECT q.id AS question, r.id AS resolver, c.status, c.answers, c.locus, c.cause"
	" FROM temp.new_cell c JOIN temp.new_question q ON q.idx = c.question"
	" JOIN temp.new_resolver r ON r.idx = c.resolver WHERE c.status <> 'NOT_ASKED'",
	"CREATE UNIQUE INDEX temp.cell_now_key ON cell_now (question, resolver)",
	"UPDATE cell SET until_run = :run, until = :at FROM temp.cell_now n"
	" WHERE cell.series = :series AND cell.question = n.question AND cell.resolver = n.resolver"
	" AND cell.until_run IS NULL AND (cell.status <> n.status OR cell.locus <> n.locus"
	" OR cell.cause <> n.cause OR answers_differ(cell.answers, n.answers))",
	"INSERT INTO cell SELECT :series, question, resolver, :run, :at, NULL, NULL, status, answers, locus, cause"
	" FROM temp.cell_now n WHERE NOT EXISTS (SELECT 1 FROM cell WHERE cell.series = :series"
	" AND cell.question = n.question AND cell.resolver = n.resolver AND cell.until_run IS NULL)",

	/* Verdicts, but of questions of which part was not asked: they stand on less than the others. */
	"CREATE TEMP TABLE verdict_now AS SELECT q.id AS question, v.severity, v.locus, v.cause, v.confidence, v.summary, v.action"
	" FROM temp.new_verdict v JOIN temp.new_question q ON q.idx = v.question"
	" WHERE NOT EXISTS (SELECT 1 FROM temp.new_cell c WHERE c.question = v.question AND c.status = 'NOT_ASKED')",
	"CREATE UNIQUE INDEX temp.verdict_now_key ON verdict_now (question)",
	"UPDATE verdict SET until_run = :run, until = :at FROM temp.verdict_now n"
	" WHERE verdict.series = :series AND verdict.question = n.question AND verdict.until_run IS NULL"
	" AND (verdict.severity <> n.severity OR verdict.locus <> n.locus OR verdict.cause <> n.cause)",
	"INSERT INTO verdict SELECT :series, question, :run, :at, NULL, NULL, severity, locus, cause, confidence, summary, action"
	" FROM temp.verdict_now n WHERE NOT EXISTS (SELECT 1 FROM verdict WHERE verdict.series = :series"
	" AND verdict.question = n.question AND verdict.until_run IS NULL)",

	"UPDATE resolver_verdict SET until_run = :run, until = :at"
	" FROM temp.new_resolver_verdict n JOIN temp.new_resolver r ON r.idx = n.resolver"
	" WHERE resolver_verdict.series = :series AND resolver_verdict.resolver = r.id"
	" AND resolver_verdict.until_run IS NULL AND (resolver_verdict.severity <> n.severity"
	" OR resolver_verdict.locus <> n.locus OR resolver_verdict.cause <> n.cause)",
	"INSERT INTO resolver_verdict SELECT :series, r.id, :run, :at, NULL, NULL, n.severity, n.locus, n.cause, n.summary, n.action"
	" FROM temp.new_resolver_verdict n JOIN temp.new_resolver r ON r.idx = n.resolver"
	" WHERE NOT EXISTS (SELECT 1 FROM resolver_verdict o WHERE o.series = :series AND o.resolver = r.id"
	" AND o.until_run IS NULL)",
	"INSERT INTO latency SELECT :run, r.id, l.count, l.p50_us, l.p90_us, l.p99_us, l.histogram"
	" FROM temp.new_latency l JOIN temp.new_resolver r ON r.idx = l.resolver",

	"INSERT INTO measurement SELECT :run, m.place, r.id, m.statement, m.qtype, m.cache, m.load, m.asked_qps, m.sent_qps,"
	" m.held, m.answered, m.unanswered, m.p50_us, m.p90_us, m.p99_us, m.knee_qps, m.summary, m.record"
	" FROM temp.new_measurement m JOIN temp.new_resolver r ON r.idx = m.resolver",
	"INSERT INTO comparison SELECT :run, place, statement, first, second, ask, pairs, difference_us, low_us, high_us,"
	" verdict, summary, record FROM temp.new_comparison",
};

/* What is no more in the inventory ends without a successor. Only a run of all of it can tell. */
static const char *const removals[] = {
	"UPDATE cell SET until_run = :run, until = :at WHERE series = :series AND until_run IS NULL"
	" AND NOT EXISTS (SELECT 1 FROM temp.new_cell c JOIN temp.new_question q ON q.idx = c.question"
	" JOIN temp.new_resolver r ON r.idx = c.resolver WHERE q.id = cell.question AND r.id = cell.resolver)",
	"UPDATE verdict SET until_run = :run, until = :at WHERE series = :series AND until_run IS NULL"
	" AND NOT EXISTS (SELECT 1 FROM temp.new_question q WHERE q.id = verdict.question)",
	"UPDATE resolver_verdict SET until_run = :run, until = :at WHERE series = :series AND until_run IS NULL"
	" AND NOT EXISTS (SELECT 1 FROM temp.new_resolver r WHERE r.id = resolver_verdict.resolver)",
};

static int run_step(struct fd_store *store, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int r = store_prepare(store, sql, &statement);

	if (r == 0) {
		sqlite3_bind_int64(statement, sqlite3_bind_parameter_index(statement, ":run"),
				   store->run);
		sqlite3_bind_int64(statement,
				   sqlite3_bind_parameter_index(statement, ":series"),
				   store->series);
		int at = sqlite3_bind_parameter_index(statement, ":at");
		if (at > 0) {
			store_text(statement, at, store->started);
		}
		r = store_step(store, statement);
	}
	sqlite3_finalize(statement);
	return r;
}

static int end_run(struct fd_store *store, const struct fd_summary_record *summary)
{
	sqlite3_stmt *statement = NULL;
	char now[32];
	struct timespec ts;
	int r = store_prepare(
		store,
		"UPDATE run SET ended = ?2, complete = ?3, queries = ?4, elapsed_s = ?5, exit_status = ?6,"
		" ok = ?7, info = ?8, negative = ?9, degraded = ?10, failure = ?11, host_severity = ?12,"
		" host_cause = ?13 WHERE id = ?1",
		&statement);

	if (r == 0) {
		clock_gettime(CLOCK_REALTIME, &ts);
		store_time(now, (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000);
		sqlite3_bind_int64(statement, 1, store->run);
		store_text(statement, 2, now);
		sqlite3_bind_int(statement, 3, summary->complete);
		sqlite3_bind_int64(statement, 4, (sqlite3_int64)summary->queries);
		sqlite3_bind_double(statement, 5, summary->elapsed_s);
		sqlite3_bind_int(statement, 6, summary->exit_status);
		for (int i = FD_OK; i <= FD_FAILURE; i++) {
			sqlite3_bind_int64(statement, 7 + i,
					   (sqlite3_int64)summary->by_severity[i]);
		}
		store_text(statement, 12, store->host_severity);
		store_text(statement, 13, store->host_cause);
		r = store_step(store, statement);
	}
	sqlite3_finalize(statement);
	return r;
}

static int apply_all(struct fd_store *store, const struct fd_summary_record *summary)
{
	int r = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && r == 0; i++) {
		r = run_step(store, steps[i]);
	}
	for (size_t i = 0; i < sizeof(removals) / sizeof(removals[0]) && r == 0; i++) {
		if (store->whole && summary->complete) {
			r = run_step(store, removals[i]);
		}
	}
	return r < 0 ? r : end_run(store, summary);
}

int store_apply(struct fd_store *store, const struct fd_summary_record *summary)
{
	int r = store_run_sql(store, "DROP TABLE IF EXISTS temp.cell_now;"
				     "DROP TABLE IF EXISTS temp.verdict_now;"
				     "BEGIN IMMEDIATE");

	if (r < 0) {
		return r;
	}
	r = apply_all(store, summary);
	if (r < 0) {
		char why[sizeof(store->why)];
		snprintf(why, sizeof(why), "%s", store->why);
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
		snprintf(store->why, sizeof(store->why), "%s", why);
		return r;
	}
	return store_run_sql(store, "COMMIT");
}

/* ---- what is past -------------------------------------------------------------------------- */

static const char *const forgetting[] = {
	/* Runs that only measured (they have no cells) do not push out those that asked. */
	"CREATE TEMP TABLE kept AS SELECT id, series FROM ("
	" SELECT id, series, started, row_number() OVER (PARTITION BY series, cells = 0 ORDER BY id DESC) AS place FROM run)"
	" WHERE (?1 = 0 OR place <= ?1) AND (?2 = 0 OR place = 1 OR started >= ?3)",
	"DELETE FROM measurement WHERE run NOT IN (SELECT id FROM temp.kept)",
	"DELETE FROM comparison WHERE run NOT IN (SELECT id FROM temp.kept)",
	"DELETE FROM latency WHERE run NOT IN (SELECT id FROM temp.kept)",
	"DELETE FROM run WHERE id NOT IN (SELECT id FROM temp.kept)",
	"DELETE FROM cell WHERE until_run IS NOT NULL AND until_run <"
	" (SELECT min(id) FROM temp.kept WHERE kept.series = cell.series)",
	"DELETE FROM verdict WHERE until_run IS NOT NULL AND until_run <"
	" (SELECT min(id) FROM temp.kept WHERE kept.series = verdict.series)",
	"DELETE FROM resolver_verdict WHERE until_run IS NOT NULL AND until_run <"
	" (SELECT min(id) FROM temp.kept WHERE kept.series = resolver_verdict.series)",
	"DROP TABLE temp.kept",
};

int fd_store_keep(struct fd_store *store, uint32_t runs, int64_t seconds)
{
	char since[32];
	struct timespec ts;
	int r = store_run_sql(store, "DROP TABLE IF EXISTS temp.kept; BEGIN IMMEDIATE");

	clock_gettime(CLOCK_REALTIME, &ts);
	store_time(since, seconds < ts.tv_sec ? ((int64_t)ts.tv_sec - seconds) * 1000000 : 0);
	for (size_t i = 0; i < sizeof(forgetting) / sizeof(forgetting[0]) && r == 0; i++) {
		sqlite3_stmt *statement = NULL;
		r = store_prepare(store, forgetting[i], &statement);
		if (r == 0 && sqlite3_bind_parameter_count(statement) == 3) {
			sqlite3_bind_int64(statement, 1, runs);
			sqlite3_bind_int64(statement, 2, seconds);
			store_text(statement, 3, since);
		}
		r = r < 0 ? r : store_step(store, statement);
		sqlite3_finalize(statement);
	}
	if (r < 0) {
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
		return r;
	}
	r = store_run_sql(store, "COMMIT");
	return r < 0 ? r : store_run_sql(store, "PRAGMA incremental_vacuum");
}
