/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <fleetdig/comparison.h>

#include "store/store.h"

/* What bench and compare state: a few columns to ask by, and the record itself, from which all else can be asked. */

static int bind_record(struct fd_store *store, sqlite3_stmt *statement, int at,
		       const struct fd_inventory *inventory, const struct fd_record *record)
{
	struct fd_line line = { 0 };
	int r = fd_record_write(&line, inventory, record);

	if (r == 0) { /* without the newline */
		r = store_result(store,
				 sqlite3_bind_text(statement, at, line.text,
						   (int)line.length - 1, SQLITE_TRANSIENT));
	}
	fd_line_finish(&line);
	return r;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	if (text != NULL) {
		store_text(statement, at, text);
	} else {
		sqlite3_bind_null(statement, at);
	}
}

/* Nought says that there is none. */
static void bind_positive(sqlite3_stmt *statement, int at, double number)
{
	if (number > 0) {
		sqlite3_bind_double(statement, at, number);
	} else {
		sqlite3_bind_null(statement, at);
	}
}

static void bind_quantile(sqlite3_stmt *statement, int at, const struct fd_tally *tally,
			  double q)
{
	int64_t ns;

	if (fd_tally_quantile(tally, q, &ns)) {
		sqlite3_bind_double(statement, at, (double)ns / 1000);
	} else {
		sqlite3_bind_null(statement, at);
	}
}

int store_add_measurement(struct fd_store *store, const struct fd_inventory *inventory,
			  const struct fd_record *record)
{
	const struct fd_measurement_record *measured = record->measurement;
	sqlite3_stmt *statement = store->statements[ADD_MEASUREMENT];
	char type[FD_NUMBER_TEXT_MAX];

	if (measured->statement == FD_STATES_INTERVAL) {
		return 0; /* seconds are for programs that read records */
	}
	int r = store_add_resolver(store, inventory, measured->resolver);
	if (r < 0) {
		return r;
	}
	fd_type_text(type, measured->qtype);
	sqlite3_bind_int64(statement, 1, ++store->place);
	sqlite3_bind_int64(statement, 2, measured->resolver);
	store_text(statement, 3, fd_statement_text(measured->statement));
	bind_text(statement, 4, measured->qtype != 0 ? type : NULL);
	store_text(statement, 5, fd_cached_text(measured->cached));
	store_text(statement, 6, fd_load_text(measured->load));
	bind_positive(statement, 7, measured->asked_qps);
	sqlite3_bind_double(statement, 8, measured->sent_qps);
	sqlite3_bind_int(statement, 9, measured->held);
	sqlite3_bind_int64(statement, 10, (sqlite3_int64)measured->tally->answered);
	sqlite3_bind_int64(statement, 11, (sqlite3_int64)measured->tally->unanswered);
	bind_quantile(statement, 12, measured->tally, 0.5);
	bind_quantile(statement, 13, measured->tally, 0.9);
	bind_quantile(statement, 14, measured->tally, 0.99);
	bind_positive(statement, 15, measured->knee_qps);
	store_text(statement, 16, measured->summary);
	r = bind_record(store, statement, 17, inventory, record);
	return r < 0 ? r : store_step(store, statement);
}

int store_add_comparison(struct fd_store *store, const struct fd_inventory *inventory,
			 const struct fd_record *record)
{
	const struct fd_comparison_record *compared = record->comparison;
	const struct fd_paired *paired =
		compared->statement == FD_COMPARED_LATENCY ? compared->paired : NULL;
	sqlite3_stmt *statement = store->statements[ADD_COMPARISON];

	sqlite3_clear_bindings(statement); /* only latencies have numbers */
	sqlite3_bind_int64(statement, 1, ++store->place);
	store_text(statement, 2, fd_compared_text(compared->statement));
	store_text(statement, 3, compared->first);
	bind_text(statement, 4, compared->second);
	bind_text(statement, 5, compared->ask);
	if (paired != NULL) {
		sqlite3_bind_int64(statement, 6, (sqlite3_int64)paired->pairs);
		store_text(statement, 10, fd_difference_text(paired->verdict));
	}
	if (paired != NULL && paired->pairs > 0) {
		sqlite3_bind_double(statement, 7, paired->difference_ns / 1000);
		sqlite3_bind_double(statement, 8, paired->low_ns / 1000);
		sqlite3_bind_double(statement, 9, paired->high_ns / 1000);
	}
	store_text(statement, 11, compared->summary);
	int r = bind_record(store, statement, 12, inventory, record);
	return r < 0 ? r : store_step(store, statement);
}
