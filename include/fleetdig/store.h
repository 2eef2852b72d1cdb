/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_STORE_H
#define FLEETDIG_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/change.h>
#include <fleetdig/inventory.h>
#include <fleetdig/record.h>

/**
 * The history of runs, in an SQLite database: for each question and resolver what was seen, since when and until when, so that
 * a night on which nothing changed adds next to nothing. A run is put in whole when its summary comes, in one transaction: one
 * that is killed leaves its row, without an end, and nothing else. src/store/schema.sql is the contract with who queries it.
 */
struct fd_store;

enum fd_store_mode {
	FD_STORE_READ,	/* it must exist */
	FD_STORE_WRITE, /* made where it does not */
};

/**
 * `path` NULL: a temporary one, to compare runs in. 0, or -errno: ENOENT, EMEDIUMTYPE (a file of another kind, or of a later
 * schema), EBUSY (locked for 30 s), ENOSPC, EIO, EACCES, ENOMEM. All functions return these.
 */
int fd_store_open(struct fd_store **ret_store, const char *path, enum fd_store_mode mode);
void fd_store_close(struct fd_store *store);
/** What SQLite said of the last error; "" for none. */
const char *fd_store_why(const struct fd_store *store);

/**
 * Takes the records of one run, as they come: the run first, the summary last. Probes are passed over. 0 or -errno. What an
 * incomplete run did not ask changes nothing.
 */
int fd_store_take(struct fd_store *store, const struct fd_inventory *inventory,
		  const struct fd_record *record);

/** Forgets what is past: keep the last `runs` of each series (0: all), and those of the last `seconds` (0: all). 0 or -errno. */
int fd_store_keep(struct fd_store *store, uint32_t runs, int64_t seconds);

/* ---- looking back -------------------------------------------------------------------------- */

/** Texts hold until the next call for the same store. */
struct fd_store_run {
	int64_t id, series;
	char run_id[48], started[32], vantage[256], inventory[256], hash[24];
	bool ended, complete;
	uint32_t shard_count;
	uint64_t questions, cells, failures;
};

/**
 * Finds a run. `spec` NULL or "last": the newest that ended; "last-good": the newest complete one before `before` (an id) without
 * failures, or failing that the newest complete one before it; a number: that id; else the run's own name (run_id) or
 * the beginning of one. 0, -ENOENT (none), -EEXIST (several begin so), or another -errno.
 */
int fd_store_find_run(struct fd_store *store, const char *spec, int64_t before,
		      struct fd_store_run *ret_run);

enum {
	FD_FLAPPING_RUNS = 10,	 /* looked back on */
	FD_FLAPPING_CHANGES = 3, /* at least so many changes there */
};

struct fd_change_listener {
	void *context;
	int (*hear)(void *context, const struct fd_change *change); /* 0, or -errno: the end */
};

/**
 * All differences between two runs, kind by kind in the order of the enumeration, names in order of the alphabet; of what failed and
 * does not any more, what is well comes before what is only better. 0 or -errno.
 *
 * A latency changed when the medians differ by more than 1 ms and by half, over at least 200 answers each, and a rank test (Mann-Whitney, over the histograms)
 * finds such a difference in fewer than one of 10,000 pairs of equal runs.
 */
int fd_store_diff(struct fd_store *store, const struct fd_store_run *old,
		  const struct fd_store_run *new, const struct fd_change_listener *listener);

/** One stretch of a question's past: its verdict, or (`resolver` not "") what a resolver said. */
struct fd_past {
	const char *name, *qtype, *group, *owner, *vantage, *inventory;
	const char *resolver;
	const char *since, *until; /* "": to this day */
	const char *severity, *status, *locus, *cause, *answers, *summary;
	const char *first_seen, *last_good; /* "": never; "now" */
};
/** Verdicts first, each followed by the cells of its question; 0 (also where nothing is known of the name) or -errno. */
int fd_store_history(struct fd_store *store, const char *name, void *context,
		     int (*hear)(void *context, const struct fd_past *past));

#endif
