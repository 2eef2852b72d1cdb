/* SPDX-License-Identifier: MIT */
#ifndef SINK_METRICS_METRICS_H
#define SINK_METRICS_METRICS_H

#include <stdbool.h>
#include <stdio.h>

#include <fleetdig/inventory.h>
#include <fleetdig/record.h>

/** The text format of Prometheus, and what benchmarks and comparisons have to say in it (measures.c). */

struct metrics_out {
	FILE *stream;
	const struct fd_inventory *inventory;
};
void metrics_family(const struct metrics_out *out, const char *name, const char *type,
		    const char *help);
/** `NAME{inventory="..."`: two inventories on one host are two files, whose series must differ. Labels may follow. */
void metrics_begin(const struct metrics_out *out, const char *name);
void metrics_label(const struct metrics_out *out, const char *label, const char *value);

struct metrics_measured;   /* a resolver's whole, or its knee */
struct metrics_difference; /* a pair of groups */
struct metrics_measures {
	struct metrics_measured *measured; /* owned */
	struct metrics_difference *differences;
	size_t measured_count, difference_count;
};
/** 0 or -ENOMEM. What no gauge is for is passed over. */
int metrics_measures_add(struct metrics_measures *measures, const struct fd_record *record);
void metrics_measures_put(const struct metrics_measures *measures,
			  const struct metrics_out *out);
void metrics_measures_finish(struct metrics_measures *measures);

#endif
