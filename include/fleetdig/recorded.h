/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_RECORDED_H
#define FLEETDIG_RECORDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/diagnosis.h>
#include <fleetdig/error.h>
#include <fleetdig/inventory.h>
#include <fleetdig/library.h>
#include <fleetdig/observation.h>
#include <fleetdig/record.h>

/**
 * A run, rebuilt from its records: the inventory as it was used, the table of cells, and what every probe showed. It is all
 * that a diagnosis reads, so that verdicts can be made again without a network.
 */

struct fd_recorded_resolver {
	uint64_t sent, lost, late, bulk_sent,
		bulk_lost; /* as its record tells; 0 without one */
	uint64_t limit_qps, turned_down;
	uint64_t case_mismatches;
	uint64_t answered;
	uint64_t statuses[FD_STATUS_PENDING];
	struct fd_histogram latency;
};

struct fd_recorded {
	struct fd_run_record
		run; /* `options` included; of parts that were joined, their sums */
	const struct fd_inventory *inventory;
	struct fd_matrix *matrix;
	uint64_t *asked;    /* a bit per question that has results */
	uint64_t cells;	    /* results read; run.cells is how many there were */
	uint64_t errors;    /* … of which this host could not ask */
	bool anything_came; /* at least one reply, of any resolver */
	struct fd_recorded_resolver *resolvers; /* by index */
	size_t probe_count;
	struct fd_host_record host;	  /* its verdict is NULL */
	const struct fd_library *library; /* NULL: the host's library was not asked */
	bool has_summary;
	struct fd_summary_record summary;
	bool cut_short;	  /* the last line is half a line: the run was killed */
	uint64_t unknown; /* records of types that this version does not know */
};

/**
 * Reads a whole run from a file, or from standard input for "-". 0, or -errno with messages in `errors`: not a run, more
 * than one run, or one that does not hold what is needed.
 */
int fd_recorded_load(struct fd_recorded **ret_recorded, const char *path,
		     struct fd_errors *errors);
/**
 * The same of one run that was asked in parts (--shard): as if one machine had asked it all. What is of one machine (host,
 * engine, options) is the first part's. -EINVAL also where the parts are not of one inventory and the same resolvers.
 */
int fd_recorded_join(struct fd_recorded **ret_recorded, const char *const *paths, size_t count,
		     struct fd_errors *errors);
void fd_recorded_destroy(struct fd_recorded *recorded);

/**
 * One inventory for runs of the same questions that were made at several places: their resolvers stand side by side, in the
 * order of the runs, as ID@LABEL. Borrows from the runs. 0, -EINVAL with a message (not the same questions), or -ENOMEM.
 */
int fd_recorded_beside(struct fd_inventory **ret_inventory,
		       const struct fd_recorded *const *runs, const char *const *labels,
		       size_t count, struct fd_errors *errors);
void fd_recorded_beside_destroy(struct fd_inventory *inventory);

/** Who listens to a run while it is read. */
struct fd_recorded_listener {
	void *context;
	/** A record, as it was written, verdicts included; the first is the run. 0, or -errno: the reading ends. */
	int (*hear)(void *context, const struct fd_inventory *inventory,
		    const struct fd_record *record);
	/**
	 * There are no more: all of the run, or NULL when the reading failed. The inventory that was heard of still lives,
	 * and then for the last time. 0 or -errno, which fd_recorded_tell() returns.
	 */
	int (*end)(void *context, const struct fd_recorded *recorded);
};

/**
 * The same as fd_recorded_load(), told record by record. The inventory's names become known with the results, so that it is
 * whole when this returns, and lives as long as *ret_recorded.
 */
int fd_recorded_tell(struct fd_recorded **ret_recorded, const char *path,
		     const struct fd_recorded_listener *listener, struct fd_errors *errors);

/**
 * The diagnosis of the run, done: every wish is answered from the records, in their order. *ret_missing counts the wishes
 * that the run did not ask: they show nothing, as if the budget had been used up. 0 or -ENOMEM. The diagnosis borrows from
 * `recorded`: destroy it first.
 */
int fd_recorded_diagnose(const struct fd_recorded *recorded,
			 struct fd_diagnosis **ret_diagnosis, size_t *ret_missing);

#endif
