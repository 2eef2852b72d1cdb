/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_SINK_H
#define FLEETDIG_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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
	FILE *stream;	  /* owned by who opened it: fd_sink_open(); NULL with own_file */
	const char *path; /* set by fd_sink_open(): the file; NULL: standard output */
	enum fd_records records; /* resolved: never DEFAULT inside a sink */
	bool comparisons;	 /* of compare: likewise for each comparison */
	bool measurements;	 /* of a benchmark: what a table for programs has a row for */
	bool color;
	bool utf8;	    /* the reader's character set is UTF-8, else ASCII */
	unsigned width;	    /* columns of the terminal; 0: not a terminal */
	uint32_t keep_runs; /* a history forgets what is older than so many runs … */
	int64_t keep_s;	    /* … or seconds; 0: it forgets nothing */
};

struct fd_sink_ops {
	const char *name;	 /* "ndjson", "table" */
	enum fd_records records; /* default for this format */
	/* FD_SINK_KIND() of the records of which it takes also the plain ones, if only anomalies go out: in few octets each. */
	unsigned condensed;
	unsigned ignored; /* FD_SINK_KIND() of the records that write() makes nothing of */
	bool own_file;	  /* it opens `path` itself; standard output is no place for it */
	bool replaces; /* a file is written beside, and put in place of the old one when the summary is in it */
	size_t state_size; /* zeroed before open() */
	int (*open)(void *state, const struct fd_sink_config *config);
	/** 0 or -errno (EPIPE, ENOSPC): the caller stops asking. */
	int (*write)(void *state, const struct fd_record *record);
	/** Lets go of what it holds back for a larger write; 0 or -errno. NULL: it holds nothing, or all to the end. */
	int (*flush)(void *state);
	/** Everything out; 0 or -errno. Called once, also after a failed write. */
	int (*close)(void *state);
};

#define FD_SINK_KIND(kind) (1U << (kind))

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
/** Lets the reader see what was written so far. 0 or -errno. */
int fd_sink_flush(struct fd_sink *sink);
/** Whether a record of this kind would go out at all; `anomaly` as in fd_result_record (and a verdict that is not ok). */
bool fd_sink_takes(const struct fd_sink *sink, enum fd_record_kind kind, bool anomaly);
/** Flushes, closes and frees; the first error of its life, or 0. Takes NULL. */
int fd_sink_close(struct fd_sink *sink);
const char *fd_sink_path(
	const struct fd_sink *sink); /* for messages: the file, or "standard output" */

/**
 * A thread that writes, so that the one that receives never waits for a disk or a reader. Results and probes are copied in,
 * octets and all, and formatted and written there. The sinks are borrowed, and nobody else touches them until
 * fd_writer_finish() has returned. All functions are called by one thread.
 */
struct fd_writer;

/** At least one sink, all of one inventory. 0 or -errno (ENOMEM, EAGAIN: no more threads). */
int fd_writer_create(struct fd_writer **ret_writer, struct fd_sink *const *sinks, size_t count);
/**
 * How many more probes may be asked while `open` are: each is reserved room for what results took on average. Their results
 * are always taken, however long. 0 as long as the sinks lag behind, or once memory was short.
 */
size_t fd_writer_room(struct fd_writer *writer, size_t open);
/** Takes a RESULT or PROBE record; never waits. 0, or -ENOMEM: then and ever after nothing is taken. */
int fd_writer_put(struct fd_writer *writer, const struct fd_record *record);
/** To be called now and then: hands over a few records that nothing followed. */
void fd_writer_tend(struct fd_writer *writer, int64_t now_ns);
/** The sink's first error, 0 as long as all is well. What the others are given goes on. */
int fd_writer_error(const struct fd_writer *writer, size_t sink);
/** Waits until everything is written, ends the thread, frees. Takes NULL. */
void fd_writer_finish(struct fd_writer *writer);

struct fd_topic;
/** What `explain` says of a topic, wrapped to `width` columns (0: 100). ASCII; errors stay in the stream's error flag. */
void fd_explain_print(FILE *stream, const struct fd_topic *topic, unsigned width, bool color);

#endif
