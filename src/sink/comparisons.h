/* SPDX-License-Identifier: MIT */
#ifndef SINK_COMPARISONS_H
#define SINK_COMPARISONS_H

#include <fleetdig/record.h>

#include "sink/page.h"

/** The part of the page that says how groups of resolvers compare. */

struct comparison_row;

struct comparisons {
	struct comparison_row *rows; /* as they came; owned */
	size_t count, capacity;
};

/** Copies what the page needs. 0 or -ENOMEM. */
int comparisons_add(struct comparisons *comparisons, const struct fd_comparison_record *record);
void comparisons_finish(struct comparisons *comparisons);
void comparisons_print(struct page *page, const struct comparisons *comparisons,
		       const struct fd_inventory *inventory);

#endif
