/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

/*
 * A run while it goes on: its row, and all else in temporary tables of this connection, which die with it. Questions and
 * resolvers are numbered as in the inventory of the run there.
 */

static const char incoming[] =
	"CREATE TEMP TABLE new_question (idx INTEGER PRIMARY KEY, name TEXT, qtype TEXT, \"group\" TEXT, owner TEXT, id INTEGER);"
	"CREATE TEMP TABLE new_resolver (idx INTEGER PRIMARY KEY, resolver TEXT, address TEXT, role TEXT, id INTEGER);"
	"CREATE TEMP TABLE new_cell (question INTEGER, resolver INTEGER, status TEXT, answers TEXT,"
	" locus TEXT DEFAULT 'none', cause TEXT DEFAULT 'ok', PRIMARY KEY (question, resolver)) WITHOUT ROWID;"
	"CREATE TEMP TABLE new_verdict (question INTEGER PRIMARY KEY, severity TEXT, locus TEXT, cause TEXT,"
	" confidence TEXT, summary TEXT, action TEXT);"
	"CREATE TEMP TABLE new_resolver_verdict (resolver INTEGER PRIMARY KEY, severity TEXT, locus TEXT, cause TEXT,"
	" summary TEXT, action TEXT);"
	"CREATE TEMP TABLE new_latency (resolver INTEGER PRIMARY KEY, count INTEGER, p50_us INTEGER, p90_us INTEGER,"
	" p99_us INTEGER, histogram TEXT);"
	"CREATE TEMP TABLE new_measurement (place INTEGER PRIMARY KEY, resolver INTEGER, statement TEXT, qtype TEXT, cache TEXT,"
	" load TEXT, asked_qps REAL, sent_qps REAL, held INTEGER, answered INTEGER, unanswered INTEGER, p50_us REAL, p90_us REAL,"
	" p99_us REAL, knee_qps REAL, summary TEXT, record TEXT);"
	"CREATE TEMP TABLE new_comparison (place INTEGER PRIMARY KEY, statement TEXT, first TEXT, second TEXT, ask TEXT,"
	" pairs INTEGER, difference_us REAL, low_us REAL, high_us REAL, verdict TEXT, summary TEXT, record TEXT);";

static const char no_incoming[] = "DROP TABLE IF EXISTS temp.new_question;"
				  "DROP TABLE IF EXISTS temp.new_resolver;"
				  "DROP TABLE IF EXISTS temp.new_cell;"
				  "DROP TABLE IF EXISTS temp.new_verdict;"
				  "DROP TABLE IF EXISTS temp.new_resolver_verdict;"
				  "DROP TABLE IF EXISTS temp.new_latency;"
				  "DROP TABLE IF EXISTS temp.new_measurement;"
				  "DROP TABLE IF EXISTS temp.new_comparison;";

static const char *const statements[STORE_STATEMENTS] = {
	[ADD_QUESTION] =
		"INSERT OR IGNORE INTO temp.new_question VALUES (?1, ?2, ?3, ?4, ?5, NULL)",
	[ADD_RESOLVER] =
		"INSERT OR IGNORE INTO temp.new_resolver VALUES (?1, ?2, ?3, ?4, NULL)",
	[ADD_CELL] =
		"INSERT OR REPLACE INTO temp.new_cell (question, resolver, status, answers) VALUES (?1, ?2, ?3, ?4)",
	[JUDGE_CELL] =
		"UPDATE temp.new_cell SET locus = ?3, cause = ?4 WHERE question = ?1 AND resolver = ?2",
	[ADD_VERDICT] =
		"INSERT OR REPLACE INTO temp.new_verdict VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[ADD_RESOLVER_VERDICT] =
		"INSERT OR REPLACE INTO temp.new_resolver_verdict VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[ADD_LATENCY] =
		"INSERT OR REPLACE INTO temp.new_latency VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[ADD_MEASUREMENT] =
		"INSERT INTO temp.new_measurement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
	[ADD_COMPARISON] =
		"INSERT INTO temp.new_comparison VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
};

static void forget_statements(struct fd_store *store)
{
	for (unsigned i = 0; i < STORE_STATEMENTS; i++) {
		sqlite3_finalize(store->statements[i]);
		store->statements[i] = NULL;
	}
}

static int prepare_all(struct fd_store *store)
{
	int r = 0;

	for (unsigned i = 0; i < STORE_STATEMENTS && r == 0; i++) {
		r = store_prepare(store, statements[i], &store->statements[i]);
	}
	return r;
}

/* ---- the run's row ------------------------------------------------------------------------- */

static int find_series(struct fd_store *store, const struct fd_run_record *run)
{
	sqlite3_stmt *add = NULL, *find = NULL;
	int r = store_prepare(
		store, "INSERT OR IGNORE INTO series (vantage, inventory) VALUES (?1, ?2)",
		&add);

	r = r < 0 ? r
		  : store_prepare(store,
				  "SELECT id FROM series WHERE vantage = ?1 AND inventory = ?2",
				  &find);
	if (r == 0) {
		store_text(add, 1, run->vantage);
		store_text(add, 2, run->inventory);
		r = store_step(store, add);
	}
	if (r == 0) {
		store_text(find, 1, run->vantage);
		store_text(find, 2, run->inventory);
		r = store_result(store, sqlite3_step(find));
		store->series = sqlite3_column_int64(find, 0);
	}
	sqlite3_finalize(add);
	sqlite3_finalize(find);
	return r;
}

static int add_run(struct fd_store *store, const struct fd_run_record *run)
{
	sqlite3_stmt *statement = NULL;
	char shard[32], hash[24];
	int r = store_prepare(
		store,
		"INSERT INTO run (series, run_id, started, shard, version, engine, inventory_hash,"
		" questions, cells) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		&statement);

	if (r == 0) {
		snprintf(shard, sizeof(shard), "%u/%u", run->shard_index, run->shard_count);
		snprintf(hash, sizeof(hash), "%016" PRIx64, run->inventory_hash);
		sqlite3_bind_int64(statement, 1, store->series);
		store_text(statement, 2, run->run_id);
		store_text(statement, 3, store->started);
		store_text(statement, 4, shard);
		store_text(statement, 5, run->version);
		store_text(statement, 6, run->engine);
		store_text(statement, 7, hash);
		sqlite3_bind_int64(statement, 8, (sqlite3_int64)run->questions);
		sqlite3_bind_int64(statement, 9, (sqlite3_int64)run->cells);
		r = store_step(store, statement);
		store->run = sqlite3_last_insert_rowid(store->db);
	}
	sqlite3_finalize(statement);
	return r;
}

static int begin(struct fd_store *store, const struct fd_run_record *run)
{
	assert(store->run == 0);
	store_time(store->started, run->started_us);
	store->whole = run->shard_count <= 1 && run->cells > 0;
	store->place = 0;
	int r = store_run_sql(store, "BEGIN IMMEDIATE");
	r = r < 0 ? r : find_series(store, run);
	r = r < 0 ? r : add_run(store, run);
	if (r < 0) {
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
		store->run = 0;
		return r;
	}
	r = store_run_sql(store, "COMMIT");
	r = r < 0 ? r : store_run_sql(store, no_incoming);
	r = r < 0 ? r : store_run_sql(store, incoming);
	r = r < 0 ? r : prepare_all(store);
	return r < 0 ? r : store_run_sql(store, "SAVEPOINT incoming");
}

/* ---- its records --------------------------------------------------------------------------- */

static int add_question(struct fd_store *store, const struct fd_inventory *inventory,
			uint32_t index)
{
	const struct fd_question *question = &inventory->questions[index];
	const struct fd_group *group = &inventory->groups[question->group];
	sqlite3_stmt *statement = store->statements[ADD_QUESTION];
	char name_text[FD_NAME_TEXT_MAX], type[FD_NUMBER_TEXT_MAX];
	struct fd_name name;

	const uint8_t *wire = fd_inventory_qname(inventory, question, &name.length);
	memcpy(name.wire, wire, name.length);
	fd_name_lower(&name);
	(void)fd_name_text(name_text, &name);
	fd_type_text(type, question->qtype);
	sqlite3_bind_int64(statement, 1, index);
	store_text(statement, 2, name_text);
	store_text(statement, 3, type);
	store_text(statement, 4, group->id);
	if (group->owner != NULL) {
		store_text(statement, 5, group->owner);
	} else {
		sqlite3_bind_null(statement, 5);
	}
	return store_step(store, statement);
}

int store_add_resolver(struct fd_store *store, const struct fd_inventory *inventory,
		       uint32_t index)
{
	const struct fd_resolver *resolver = &inventory->resolvers[index];
	sqlite3_stmt *statement = store->statements[ADD_RESOLVER];
	char address[FD_ENDPOINT_TEXT_MAX];

	fd_endpoint_text(address, &resolver->endpoint);
	sqlite3_bind_int64(statement, 1, index);
	store_text(statement, 2, resolver->id);
	store_text(statement, 3, address);
	store_text(statement, 4, fd_role_text(resolver->role));
	return store_step(store, statement);
}

static int add_result(struct fd_store *store, const struct fd_result_record *record)
{
	sqlite3_stmt *statement = store->statements[ADD_CELL];
	char status[FD_NUMBER_TEXT_MAX], answers[ANSWERS_MAX];
	const struct fd_observation *observation = record->observation;

	fd_status_text(status, observation->status, (uint16_t)observation->rcode);
	store_answers(answers, record);
	sqlite3_bind_int64(statement, 1, record->question);
	sqlite3_bind_int64(statement, 2, record->resolver);
	store_text(statement, 3, status);
	store_text(statement, 4, answers);
	return store_step(store, statement);
}

static int judge_cells(struct fd_store *store, uint32_t question,
		       const struct fd_verdict *verdict)
{
	sqlite3_stmt *statement = store->statements[JUDGE_CELL];
	int r = 0;

	for (size_t i = 0; i < verdict->cell_count && r == 0; i++) {
		sqlite3_bind_int64(statement, 1, question);
		sqlite3_bind_int64(statement, 2, verdict->cells[i].resolver);
		store_text(statement, 3, fd_locus_text(verdict->cells[i].locus));
		store_text(statement, 4, fd_cause_text(verdict->cells[i].cause));
		r = store_step(store, statement);
	}
	return r;
}

static int add_verdict(struct fd_store *store, const struct fd_inventory *inventory,
		       const struct fd_verdict_record *record)
{
	sqlite3_stmt *statement = store->statements[ADD_VERDICT];
	const struct fd_verdict *verdict = record->verdict;
	int r = add_question(store, inventory, record->question);

	if (r < 0) {
		return r;
	}
	sqlite3_bind_int64(statement, 1, record->question);
	store_text(statement, 2, fd_severity_text(verdict->severity));
	store_text(statement, 3, fd_locus_text(verdict->locus));
	store_text(statement, 4, fd_cause_text(verdict->cause));
	store_text(statement, 5, fd_confidence_text(verdict->confidence));
	store_text(statement, 6, verdict->summary != NULL ? verdict->summary : "");
	store_text(statement, 7, verdict->action != NULL ? verdict->action : "");
	r = store_step(store, statement);
	return r < 0 ? r : judge_cells(store, record->question, verdict);
}

/** `[[low,count],...]`, as the records have it. NULL when memory ran out. */
static char *histogram_text(const struct fd_histogram *histogram)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL) {
		return NULL;
	}
	const char *between = "";
	fputc('[', stream);
	for (unsigned i = 0; i < FD_HISTOGRAM_BUCKETS; i++) {
		if (histogram->buckets[i] > 0) {
			fprintf(stream, "%s[%" PRIu64 ",%u]", between,
				fd_histogram_bucket_low(i), histogram->buckets[i]);
			between = ",";
		}
	}
	fputc(']', stream);
	return fclose(stream) == 0 ? text : NULL;
}

static int add_latency(struct fd_store *store, const struct fd_resolver_record *record)
{
	sqlite3_stmt *statement = store->statements[ADD_LATENCY];
	const struct fd_histogram *latency = record->latency;

	if (latency == NULL || latency->count == 0) {
		return 0;
	}
	char *text = histogram_text(latency);
	if (text == NULL) {
		return -ENOMEM;
	}
	sqlite3_bind_int64(statement, 1, record->resolver);
	sqlite3_bind_int64(statement, 2, (sqlite3_int64)latency->count);
	sqlite3_bind_int64(statement, 3, (sqlite3_int64)fd_histogram_quantile(latency, 0.5));
	sqlite3_bind_int64(statement, 4, (sqlite3_int64)fd_histogram_quantile(latency, 0.9));
	sqlite3_bind_int64(statement, 5, (sqlite3_int64)fd_histogram_quantile(latency, 0.99));
	store_text(statement, 6, text);
	free(text);
	return store_step(store, statement);
}

static int add_resolver_record(struct fd_store *store, const struct fd_inventory *inventory,
			       const struct fd_resolver_record *record)
{
	sqlite3_stmt *statement = store->statements[ADD_RESOLVER_VERDICT];
	const struct fd_verdict *verdict = record->verdict;
	int r = store_add_resolver(store, inventory, record->resolver);

	if (r < 0) {
		return r;
	}
	sqlite3_bind_int64(statement, 1, record->resolver);
	store_text(statement, 2, fd_severity_text(verdict->severity));
	store_text(statement, 3, fd_locus_text(verdict->locus));
	store_text(statement, 4, fd_cause_text(verdict->cause));
	store_text(statement, 5, verdict->summary != NULL ? verdict->summary : "");
	store_text(statement, 6, verdict->action != NULL ? verdict->action : "");
	r = store_step(store, statement);
	return r < 0 ? r : add_latency(store, record);
}

static int conclude(struct fd_store *store, const struct fd_summary_record *summary)
{
	forget_statements(store);
	int r = store_run_sql(store, "RELEASE incoming");
	r = r < 0 ? r : store_apply(store, summary);
	store->run = 0;
	int dropped = store_run_sql(store, no_incoming);
	return r < 0 ? r : dropped;
}

int fd_store_take(struct fd_store *store, const struct fd_inventory *inventory,
		  const struct fd_record *record)
{
	if (record->kind == FD_RECORD_RUN) {
		return begin(store, record->run);
	}
	assert(store->run != 0 && "the run comes first");
	switch ((int)record->kind) {
	case FD_RECORD_RESULT:
		return add_result(store, record->result);
	case FD_RECORD_VERDICT:
		return add_verdict(store, inventory, record->verdict);
	case FD_RECORD_RESOLVER:
		return add_resolver_record(store, inventory, record->resolver);
	case FD_RECORD_HOST:
		snprintf(store->host_severity, sizeof(store->host_severity), "%s",
			 fd_severity_text(record->host->verdict->severity));
		snprintf(store->host_cause, sizeof(store->host_cause), "%s",
			 fd_cause_text(record->host->verdict->cause));
		return 0;
	case FD_RECORD_MEASUREMENT:
		return store_add_measurement(store, inventory, record);
	case FD_RECORD_COMPARISON:
		return store_add_comparison(store, inventory, record);
	case FD_RECORD_SUMMARY:
		return conclude(store, record->summary);
	default:
		return 0;
	}
}
