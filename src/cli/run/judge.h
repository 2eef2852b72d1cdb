/* SPDX-License-Identifier: MIT */
#ifndef CLI_RUN_JUDGE_H
#define CLI_RUN_JUDGE_H

#include <fleetdig/recorded.h>
#include <fleetdig/vantages.h>

#include "cli/run/run.h"

/** Recorded runs, judged again: what replay and merge share. */

/** One run, whole or of several shards: seen from one place. */
struct judged {
	const char *label; /* for messages, and for the resolvers' ids */
	const char *const *paths;
	size_t path_count;
	bool shards_missing;
	const struct fd_recorded *recorded;
	struct fd_recorded *own; /* the same, where it is to be destroyed */
	struct fd_diagnosis *diagnosis;
};

/** Reads and diagnoses; says what is missing, unless quiet. 0, or an exit status after messages. */
enum exit_status judged_load(struct judged *judged, const struct options *options);
void judged_finish(struct judged *judged);

/**
 * Writes the records of runs that are loaded: as `run`, if it is not NULL, else as the first says; with more than one, their
 * places are compared. Results and probes, where an output takes them, are read again from the files (- is rewound). The exit
 * status.
 */
enum exit_status judge(const struct options *options, struct judged *runs, size_t count,
		       const struct fd_run_record *run);

/** Verdicts of one run and what follows from them, to outputs that are open. 0 or -errno. */
int judge_one(const struct options *options, const struct fd_recorded *recorded,
	      const char *label, struct outputs *outputs);

/** On standard error, where the run lacks its end. */
void say_unended(const struct fd_recorded *recorded, const char *label);

#endif
