/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern const char store_schema[], store_measured[];

enum {
	APPLICATION_ID =
		0x666c6469, /* "fldi": what file(1) and a careless hand can tell it by */
	SCHEMA = 1,
	BUSY_MS = 30000, /* another run is writing its night: that is a matter of seconds */
};

int store_result(struct fd_store *store, int result)
{
	if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) {
		return 0;
	}
	snprintf(store->why, sizeof(store->why), "%s",
		 store->db != NULL ? sqlite3_errmsg(store->db) : sqlite3_errstr(result));
	switch (result & 0xff) {
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_SCHEMA:
		return -EMEDIUMTYPE;
	case SQLITE_CONSTRAINT:
		return -EEXIST; /* this run is there already */
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return -EACCES;
	case SQLITE_CANTOPEN:
		return store->db != NULL && sqlite3_system_errno(store->db) != 0
			       ? -sqlite3_system_errno(store->db)
			       : -ENOENT;
	default:
		return -EIO;
	}
}

int store_run_sql(struct fd_store *store, const char *sql)
{
	return store_result(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

int store_prepare(struct fd_store *store, const char *sql, sqlite3_stmt **ret_statement)
{
	return store_result(store,
			    sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
					       ret_statement, NULL));
}

int store_step(struct fd_store *store, sqlite3_stmt *statement)
{
	int r = store_result(store, sqlite3_step(statement));

	sqlite3_reset(statement);
	return r;
}

void store_text(sqlite3_stmt *statement, int at, const char *text)
{
	sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

const char *store_column(sqlite3_stmt *statement, int at)
{
	const unsigned char *text = sqlite3_column_text(statement, at);

	return text == NULL ? "" : (const char *)text;
}

void store_time(char text[32], int64_t us)
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	size_t length = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + length, 32 - length, ".%06uZ", (unsigned)(us % 1000000));
}

static int pragma(struct fd_store *store, const char *name, int64_t *ret_value)
{
	char sql[64];
	sqlite3_stmt *statement = NULL;

	snprintf(sql, sizeof(sql), "PRAGMA %s", name);
	int r = store_prepare(store, sql, &statement);
	if (r == 0) {
		r = store_result(store, sqlite3_step(statement));
		*ret_value = sqlite3_column_int64(statement, 0);
	}
	sqlite3_finalize(statement);
	return r;
}

static int count_tables(struct fd_store *store, int64_t *ret_count)
{
	sqlite3_stmt *statement = NULL;
	int r = store_prepare(store, "SELECT count(*) FROM sqlite_schema", &statement);

	if (r == 0) {
		r = store_result(store, sqlite3_step(statement));
		*ret_count = sqlite3_column_int64(statement, 0);
	}
	sqlite3_finalize(statement);
	return r;
}

/* Two runs may come upon the empty file at once: who is second finds the first one's tables. */
static int make_schema(struct fd_store *store)
{
	char sql[96];
	int64_t tables = 0;
	int r = store_run_sql(store, "BEGIN IMMEDIATE");

	r = r < 0 ? r : count_tables(store, &tables);
	if (r == 0 && tables == 0) {
		snprintf(sql, sizeof(sql),
			 "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID,
			 SCHEMA);
		r = store_run_sql(store, sql);
		r = r < 0 ? r : store_run_sql(store, store_schema);
		r = r < 0 ? r : store_run_sql(store, store_measured);
	}
	if (r < 0) {
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
		return r;
	}
	return store_run_sql(store, "COMMIT");
}

/** Somebody else's database is not touched. */
static int check_kind(struct fd_store *store, enum fd_store_mode mode)
{
	int64_t id = 0, version = 0, tables = 0;
	int r = count_tables(store, &tables);

	if (r == 0 && tables == 0 && mode == FD_STORE_WRITE) {
		r = store_run_sql(
			store, "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL");
		r = r < 0 ? r : make_schema(store);
	}
	r = r < 0 ? r : pragma(store, "application_id", &id);
	r = r < 0 ? r : pragma(store, "user_version", &version);
	if (r == 0 && (id != APPLICATION_ID || version != SCHEMA)) {
		snprintf(store->why, sizeof(store->why), "%s",
			 id != APPLICATION_ID ? "not a history of fleetdig"
					      : "made by another version of fleetdig");
		return -EMEDIUMTYPE;
	}
	/* An older one may be without the tables that came later. */
	return r == 0 && mode == FD_STORE_WRITE ? store_run_sql(store, store_measured) : r;
}

/* Of a file system that cannot be written, SQLite says that the file is not there. */
static bool is_read_only(const char *path)
{
	char folder[4096];
	const char *slash = strrchr(path, '/');

	snprintf(folder, sizeof(folder), "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
		 slash == NULL ? "." : path);
	return access(folder, W_OK) < 0 && errno == EROFS;
}

static int open_database(struct fd_store *store, const char *path, enum fd_store_mode mode)
{
	int flags = mode == FD_STORE_READ ? SQLITE_OPEN_READWRITE
					  : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

	if (mode == FD_STORE_READ && path != NULL && access(path, R_OK) < 0) {
		return -errno; /* SQLite would only say that it cannot be opened */
	}
	if (mode == FD_STORE_WRITE && path != NULL && is_read_only(path)) {
		return -EROFS;
	}
	int r = store_result(
		store, sqlite3_open_v2(path != NULL ? path : "", &store->db, flags, NULL));
	if (r < 0) {
		return r;
	}
	sqlite3_busy_timeout(store->db, BUSY_MS);
	r = check_kind(store, mode);
	r = r < 0 ? r
		  : store_run_sql(store,
				  "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; "
				  "PRAGMA temp_store = FILE");
	return r < 0 ? r : store_add_functions(store);
}

int fd_store_open(struct fd_store **ret_store, const char *path, enum fd_store_mode mode)
{
	struct fd_store *store = calloc(1, sizeof(*store));

	assert(path != NULL || mode == FD_STORE_WRITE);
	if (store == NULL) {
		return -ENOMEM;
	}
	int r = open_database(store, path, mode);
	if (r < 0) {
		fd_store_close(store);
		return r;
	}
	*ret_store = store;
	return 0;
}

void fd_store_close(struct fd_store *store)
{
	if (store == NULL) {
		return;
	}
	for (unsigned i = 0; i < STORE_STATEMENTS; i++) {
		sqlite3_finalize(store->statements[i]);
	}
	sqlite3_close(store->db);
	free(store);
}

const char *fd_store_why(const struct fd_store *store)
{
	return store->why;
}
