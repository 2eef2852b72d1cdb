/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_RECORD_H
#define FLEETDIG_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/comparison.h>
#include <fleetdig/diagnosis.h>
#include <fleetdig/inventory.h>
#include <fleetdig/library.h>
#include <fleetdig/measure.h>
#include <fleetdig/observation.h>
#include <fleetdig/verdict.h>

/**
 * The records of a run, as values. Their names and fields are the contract; one field table (src/record/) writes and reads
 * them as NDJSON. All pointers are borrowed for the duration of a call. Wall-clock times are microseconds since the epoch.
 */

enum {
	FD_RECORD_SCHEMA = 1
};

/** One of the runs that were merged. */
struct fd_run_part {
	const char *run_id, *vantage, *host;
	uint32_t shard_index, shard_count;
};

struct fd_run_record {
	const char *run_id;
	int64_t started_us;
	const char *version;
	const char *engine;	   /* "uring", "epoll", "sim" */
	const char *engine_reason; /* "" when nothing to say */
	const char *
		engine_features; /* what of the kernel it uses, as probed at start; "" unknown */
	const char *host;
	const char *vantage;
	uint64_t seed;
	uint32_t shard_index, shard_count;
	const char *inventory; /* where it was read from */
	uint64_t inventory_hash;
	uint64_t names, questions, resolvers, cells, duplicates;
	const char *const *options; /* `name=value`, NULL-terminated: those in force */
	/* Of what fleetdig merge wrote: */
	const struct fd_run_part *parts;
	size_t part_count; /* 0: nothing was merged */
	uint64_t
		vantages; /* more than one: resolvers are ID@VANTAGE, and verdicts compare places */
};

/** A record of an answer, in words: as it was recorded. */
struct fd_answer_in {
	const char *name;
	uint16_t type;
	uint32_t ttl;
	const char *data;
};

/** The try behind a result or a probe, for captures. Family 0: not sent, or nobody asked for it. */
struct fd_sent {
	struct fd_endpoint source;
	int64_t wall_ns;
	uint16_t id;
	uint8_t query_flags; /* enum fd_query_flag */
};

struct fd_result_record {
	uint32_t question;
	uint32_t resolver;
	const struct fd_observation *observation;
	int64_t ts_us;
	const char *expect; /* "met", what failed, or NULL where nothing is expected */
	struct fd_sent sent;
	bool anomaly; /* not a plain positive answer: the wire octets go out too */
	/* Of a recorded plain answer, whose octets are not kept: its records. Else NULL. */
	const struct fd_answer_in *answers;
	size_t answer_count;
	const char *nsid;
};

struct fd_probe_record {
	const struct fd_wish *wish;
	const struct fd_observation *observation;
	int64_t ts_us;
	struct fd_sent sent;
};

struct fd_verdict_record {
	uint32_t question;
	const struct fd_verdict *verdict;
};

struct fd_resolver_record {
	uint32_t resolver;
	const struct fd_verdict *verdict;
	uint64_t sent, answered, lost, late;
	uint64_t bulk_sent,
		bulk_lost; /* of these, when the bulk was over: the diagnosis looks at them */
	uint64_t
		limit_qps; /* queries a second that a limit there allows, as found in the bulk; 0: none found */
	uint64_t
		turned_down; /* replies REFUSED, SERVFAIL or TC for asking too fast: asked again */
	uint64_t case_mismatches; /* replies that did not echo the case of the name (0x20) */
	const uint64_t *status_counts; /* by enum fd_status, FD_STATUS_PENDING entries */
	const struct fd_histogram *latency;
};

struct fd_host_record {
	const struct fd_verdict *verdict;
	uint64_t socket_drops, send_errors, buffer_exhausted, ring_overflow, late, duplicate,
		rejected, stalls, clock_steps;
	uint64_t pacing_late_mean_us, pacing_late_max_us; /* how late paced queries left */
};

struct fd_library_record {
	const struct fd_library *library; /* how it is set up */
	const struct fd_library_answer *answer;
};

struct fd_summary_record {
	uint64_t by_severity[FD_FAILURE + 1];
	uint64_t by_locus[FD_LOCUS_UNDETERMINED + 1];
	uint64_t by_cause[FD_CAUSE_COUNT];
	uint64_t followups;
	double elapsed_s;
	uint64_t queries;
	double qps;
	bool complete;
	int exit_status;
};

enum fd_statement {	    /* what a measurement speaks of; all of them of one resolver */
	FD_STATES_TOTAL,    /* everything that was measured */
	FD_STATES_TYPE,	    /* of that, one query type */
	FD_STATES_CACHE,    /* of that, what came from its cache, or did not */
	FD_STATES_INTERVAL, /* one second of it */
	FD_STATES_STEP,	    /* of a ramp */
	FD_STATES_KNEE,	    /* the last step that held, and what broke it above */
};
const char *fd_statement_text(enum fd_statement statement); /* "total", … */

struct fd_measurement_record {
	enum fd_statement statement;
	uint32_t resolver;
	enum fd_load load;
	uint16_t qtype; /* 0: all */
	enum fd_cached cached;
	int64_t started_us;
	double duration_s;
	double asked_qps; /* 0: a closed loop, or a part of a whole */
	double sent_qps;
	bool held; /* this side sent what was asked for */
	const char *
		limit; /* "ceiling", "host", "concurrency": why less was sent or asked; NULL: nothing */
	uint64_t concurrency; /* most open at once; 0: no limit stated */
	uint64_t sent;
	uint64_t
		skipped; /* were to leave while this side stalled, or lagged behind: never sent */
	const struct fd_tally *tally;
	uint64_t timeout_us;
	const struct fd_histogram
		*pacing; /* how late they left, in nanoseconds; NULL: not known of a part */
	uint64_t stalls, stalled_us;		 /* of this side */
	int64_t silent_from_us, silent_until_us; /* 0: none; until 0: to the end */
	uint64_t silent_queries;
	double knee_qps, broke_qps; /* 0: not found */
	const char *broke_by;	    /* "loss", "latency"; NULL */
	const char *summary;	    /* of the resolver */
	const char *own_side;	    /* of this host: pacing error, stalls; NULL: nothing */
};

enum fd_compared {	      /* what a comparison speaks of */
	FD_COMPARED_LATENCY,  /* two groups, first or second asks */
	FD_COMPARED_ANSWERS,  /* two groups */
	FD_COMPARED_FAILURES, /* a group's failures, by what the diagnosis found */
	FD_COMPARED_FEATURES, /* of a resolver */
	FD_COMPARED_SUMMARY,  /* two groups, in a sentence */
};
const char *fd_compared_text(enum fd_compared statement); /* "latency", … */

struct fd_comparison_record {
	enum fd_compared statement;
	const char *first,
		*second; /* groups; of FAILURES a group, of FEATURES a resolver, and second NULL */
	const char *ask;		/* of LATENCY: "cold", "warm"; else NULL */
	const struct fd_paired *paired; /* of LATENCY */
	const uint64_t *relations;	/* of ANSWERS: by enum fd_relation */
	const struct fd_example {
		uint32_t question;
		enum fd_relation relation;
	} * examples; /* some that differ */
	size_t example_count;
	const uint64_t *causes; /* of FAILURES: FD_CAUSE_COUNT of them */
	uint64_t questions;	/* that were looked at */
	uint64_t failed;
	const struct fd_feature {
		const char *name, *value;
	} * features;
	size_t feature_count;
	const char *summary;
};

enum fd_record_kind {
	FD_RECORD_RUN,
	FD_RECORD_RESULT,
	FD_RECORD_PROBE,
	FD_RECORD_VERDICT,
	FD_RECORD_RESOLVER,
	FD_RECORD_HOST,
	FD_RECORD_SUMMARY,
	FD_RECORD_LIBRARY,
	FD_RECORD_MEASUREMENT,
	FD_RECORD_COMPARISON,
};

struct fd_record {
	enum fd_record_kind kind;
	union {
		const struct fd_run_record *run;
		const struct fd_result_record *result;
		const struct fd_probe_record *probe;
		const struct fd_verdict_record *verdict;
		const struct fd_resolver_record *resolver;
		const struct fd_host_record *host;
		const struct fd_summary_record *summary;
		const struct fd_library_record *library;
		const struct fd_measurement_record *measurement;
		const struct fd_comparison_record *comparison;
	};
};

/** A growing octet buffer for one line. Initialise `= { 0 }`. */
struct fd_line {
	char *text; /* owned; not NUL-terminated by contract */
	size_t length, size;
	int error; /* -ENOMEM, sticky */
	bool flat; /* the record library's own: cells are written, not JSON */
};
void fd_line_finish(struct fd_line *line);

/** Appends the record as one JSON object and a newline. 0 or -ENOMEM. */
int fd_record_write(struct fd_line *line, const struct fd_inventory *inventory,
		    const struct fd_record *record);

/**
 * Appends the record as a row of a table (CSV, RFC 4180): a cell for each field of its JSON form, in that order, and empty where
 * that is absent or null. Lists are one cell, their items joined by "; " (flags by blanks):
 *   answers       TTL TYPE DATA; ...        in the order of the reply, owners left out
 *   ede           CODE TEXT; ...
 *   cells         RESOLVER=LOCUS/CAUSE; ...
 *   evidence      PROBE => SAW => MEANS; ...
 * Octets (wire) have no cell. Text is escaped as for a terminal (\xNN, \u{N}), so a row is a line; a cell that begins with
 * one of = + - @ is preceded by an apostrophe, so that no spreadsheet takes it for a formula. 0 or -ENOMEM.
 */
int fd_record_write_row(struct fd_line *line, const struct fd_inventory *inventory,
			const struct fd_record *record);
/** Appends the names of these cells. 0 or -ENOMEM. */
int fd_record_write_header(struct fd_line *line, enum fd_record_kind kind);

enum fd_form {
	FD_FORM_LINES, /* fd_record_write() */
	FD_FORM_ROWS,  /* fd_record_write_row() */
};

/**
 * Writes what these functions write, octet for octet, and results several times as fast: what they have in common (resolvers,
 * groups, statuses) is made once. Borrows the inventory. One thread at a time.
 */
struct fd_formatter;
int fd_formatter_create(struct fd_formatter **ret_formatter,
			const struct fd_inventory *inventory, enum fd_form form);
void fd_formatter_destroy(struct fd_formatter *formatter);
/** 0 or -ENOMEM. */
int fd_formatter_write(const struct fd_formatter *formatter, struct fd_line *line,
		       const struct fd_record *record);

#endif
