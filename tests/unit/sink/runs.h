/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SINK_RUNS_H
#define TESTS_SINK_RUNS_H

#include <fleetdig/sink.h>

#include "fixture.h"

/** Whole runs of made records, for sinks to print. */

/** Everything is answered; two names do not exist. */
void run_healthy(struct fd_sink *sink, struct fixture *fixture);
/** A fault of each locus, negatives, a split horizon, many names, owners, hostile texts. */
void run_broken(struct fd_sink *sink, struct fixture *fixture);
/** This host has no network: nothing is blamed on others. Stopped early. */
void run_cut_off(struct fd_sink *sink, struct fixture *fixture);

/** How the runs write; asserts success unless a test says otherwise. */
extern void (*runs_put)(struct fd_sink *, const struct fd_record *);

#endif
