/* SPDX-License-Identifier: MIT */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <sqlite3.h>

#include <fleetdig/store.h>

/** A statement that is run once for each of many records. */
enum store_statement {
	ADD_QUESTION,
	ADD_RESOLVER,
	ADD_CELL,
	JUDGE_CELL,
	ADD_VERDICT,
	ADD_RESOLVER_VERDICT,
	ADD_LATENCY,
	ADD_MEASUREMENT,
	ADD_COMPARISON,
	STORE_STATEMENTS
};

struct fd_store {
	sqlite3 *db;
	char why[256];
	sqlite3_stmt *statements[STORE_STATEMENTS];
	int64_t run, series; /* the one that is taken; 0: none */
	bool whole; /* it is all of its inventory, not a shard; and asked for states at all */
	int64_t place; /* of the measurement or comparison taken last */
	char started[32];
	char host_severity[16], host_cause[40];
};

/** SQLite's result as -errno; the message is kept. */
int store_result(struct fd_store *store, int result);
int store_run_sql(struct fd_store *store, const char *sql);
int store_prepare(struct fd_store *store, const char *sql, sqlite3_stmt **ret_statement);
/** Steps a statement that gives nothing, and resets it. */
int store_step(struct fd_store *store, sqlite3_stmt *statement);
void store_text(sqlite3_stmt *statement, int at, const char *text);
/** A column's text, "" for NULL. */
const char *store_column(sqlite3_stmt *statement, int at);
/** RFC 3339 with microseconds. */
void store_time(char text[32], int64_t us);

/** The inventory's resolver is one of this run. */
int store_add_resolver(struct fd_store *store, const struct fd_inventory *inventory,
		       uint32_t index);

/* measured.c: what was measured or compared, into the tables of this connection. 0 or -errno. */
int store_add_measurement(struct fd_store *store, const struct fd_inventory *inventory,
			  const struct fd_record *record);
int store_add_comparison(struct fd_store *store, const struct fd_inventory *inventory,
			 const struct fd_record *record);

/* answers.c */
enum {
	ANSWERS_MAX =
		1024 /* octets of an answer that are kept; more is told apart by its digest */
};
/** The set of records of a reply: `TYPE data`, sorted, each once, with "; " between. "" for none. */
void store_answers(char text[ANSWERS_MAX], const struct fd_result_record *record);
/** Adds answers_differ(old, new) to the database: 1 where two sets have nothing in common and end in different aliases. */
int store_add_functions(struct fd_store *store);

/* apply.c */
/** Puts the run that was taken into the history. 0 or -errno; then nothing of it is there but its row. */
int store_apply(struct fd_store *store, const struct fd_summary_record *summary);

/* latency.c */
struct store_latency {
	const char *histogram; /* [[low,count],...] */
	uint64_t count, p50_us;
};
/** More than noise, and more than the margin. */
bool store_latency_differs(const struct store_latency *old, const struct store_latency *new);

#endif
