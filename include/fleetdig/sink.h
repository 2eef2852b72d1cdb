/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_SINK_H
#define FLEETDIG_SINK_H

#include <stdbool.h>
#include <stdio.h>

#include <fleetdig/inventory.h>
#include <fleetdig/record.h>

/** Where records go. A sink is one const struct in one small file, and a row in the registry. */

enum fd_records {
	FD_RECORDS_DEFAULT,
	FD_RECORDS_ALL,
	FD_RECORDS_ANOMALIES,
	FD_RECORDS_VERDICTS
};

struct fd_sink_config {
	const struct fd_inventory *inventory;
	FILE *stream;		 /* owned by who opened it: fd_sink_open() */
	enum fd_records records; /* resolved: never DEFAULT inside a sink */
	bool color;
	bool utf8;	/* the reader's character set is UTF-8, else ASCII */
	unsigned width; /* columns of the terminal; 0: not a terminal */
};

struct fd_sink_ops {
	const char *name;	 /* "ndjson", "table" */
	enum fd_records records; /* default for this format */
	size_t state_size;	 /* zeroed before open() */
	int (*open)(void *state, const struct fd_sink_config *config);
	/** 0 or -errno (EPIPE, ENOSPC): the caller stops asking. */
	int (*write)(void *state, const struct fd_record *record);
	/** Everything out; 0 or -errno. Called once, also after a failed write. */
	int (*close)(void *state);
};

struct fd_sink;

/** NULL-terminated names of the formats. */
const char *const *fd_sink_formats(void);
/**
 * `format` is a name; `path` NULL or "-" is standard output. Files are created 0644, truncated. 0, -EINVAL (unknown format), or -errno of the
 * open.
 */
int fd_sink_open(struct fd_sink **ret_sink, const char *format, const char *path,
		 struct fd_sink_config config);
int fd_sink_write(struct fd_sink *sink, const struct fd_record *record);
/** Flushes, closes and frees; the first error of its life, or 0. Takes NULL. */
int fd_sink_close(struct fd_sink *sink);
const char *fd_sink_path(
	const struct fd_sink *sink); /* for messages: the file, or "standard output" */

struct fd_topic;
/** What `explain` says of a topic, wrapped to `width` columns (0: 100). ASCII; errors stay in the stream's error flag. */
void fd_explain_print(FILE *stream, const struct fd_topic *topic, unsigned width, bool color);

#endif
