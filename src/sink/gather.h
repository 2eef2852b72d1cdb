/* SPDX-License-Identifier: MIT */
#ifndef SINK_GATHER_H
#define SINK_GATHER_H

#include <fleetdig/sink.h>

/**
 * Lines that go out many at a time, as NDJSON and CSV have in common: results come by the million and wait for each other.
 * The first error stays.
 */
struct gather {
	struct fd_sink_config config;
	struct fd_formatter *formatter;
	struct fd_line lines; /* whole ones, not yet written */
	int error;
};

/** 0 or -ENOMEM; gather_close() is for what was opened. */
int gather_open(struct gather *gather, const struct fd_sink_config *config, enum fd_form form);
/* 0 or -errno, each. */
int gather_record(struct gather *gather, const struct fd_record *record);
int gather_header(struct gather *gather, enum fd_record_kind kind);
int gather_flush(struct gather *gather);
int gather_close(struct gather *gather);

#endif
