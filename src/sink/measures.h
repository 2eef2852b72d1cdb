/* SPDX-License-Identifier: MIT */
#ifndef SINK_MEASURES_H
#define SINK_MEASURES_H

#include <fleetdig/record.h>

#include "sink/page.h"

/** The page of a benchmark: what was stated of each resolver, as a table with small histograms, then in words. */

struct measure_row;

struct measures {
	struct measure_row *rows; /* as they came; owned */
	size_t count, capacity;
};

/** Copies what the page needs. 0 or -ENOMEM. */
int measures_add(struct measures *measures, const struct fd_measurement_record *record);
void measures_finish(struct measures *measures);
void measures_print(struct page *page, const struct measures *measures,
		    const struct fd_inventory *inventory);

#endif
