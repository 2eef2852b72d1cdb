/* SPDX-License-Identifier: MIT */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/store.h>

#include "cli/options.h"

/** Sections of a page: the kinds of changes, and of what is mended apart what is better and not well. */
enum {
	DIFF_BETTER = FD_CHANGE_KINDS,
	DIFF_SECTIONS
};

struct diff {
	struct fd_store *store;
	struct fd_store_run old, new;
	bool whole; /* both runs are complete */
	bool old_part,
		new_part; /* it does not hold all its verdicts: a question that is missing may have been asked */
	bool color, quiet;
	bool worse; /* at least one change counts for the exit status */
	uint64_t counts[DIFF_SECTIONS];
};

/** What is the matter with a history, in words; `store` NULL where it could not be opened. */
const char *history_problem(const struct fd_store *store, int error);

/** Writes the differences in the formats that were asked for. 0 or -errno. */
int diff_print(struct diff *diff, const struct options *options);

#endif
