/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_RECORD_READ_H
#define FLEETDIG_RECORD_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/diagnosis.h>
#include <fleetdig/error.h>
#include <fleetdig/inventory.h>
#include <fleetdig/record.h>

/**
 * The records of a run, read back from NDJSON: a line at a time, as flat values. What a record says in words is in numbers
 * here; what was a place in an inventory is a text again. Fields that are not known are passed over, and record types that
 * are not known too (and counted): later versions may add both. All pointers hold until the next call for the same reader.
 */
struct fd_record_reader;

struct fd_octets {
	const uint8_t *octets; /* NULL: none */
	size_t length;
};

struct fd_run_in {
	struct fd_run_record run;
	const char *inventory_document; /* JSON text; NULL: not told */
};

/** How one question ended. */
struct fd_observed_in {
	uint8_t status; /* enum fd_status */
	uint8_t reason; /* enum fd_reason */
	uint8_t tries;
	uint8_t try_answered; /* 0: none, or not told */
	uint8_t proto;	      /* enum fd_proto */
	int rcode;	      /* -1: none */
	int error;	      /* errno */
	uint16_t header_flags;
	int64_t rtt_us; /* -1: no reply came */
	int64_t ts_us;
};

struct fd_ede_in {
	uint16_t code;
	const char *text;
};

struct fd_result_in {
	struct fd_name name;
	uint16_t qtype;
	const char *resolver, *address, *group;
	enum fd_role role;
	struct fd_observed_in observed;
	const struct fd_answer_in *answers;
	size_t answer_count;
	const struct fd_ede_in *ede;
	size_t ede_count;
	const char *nsid, *expect; /* NULL: none */
	uint64_t index;		   /* of the question */
	uint64_t terms;		   /* 0: none */
	uint64_t digest;	   /* 0: none */
	struct fd_octets wire;	   /* anomalies only */
};

struct fd_probe_in {
	struct fd_wish wish;  /* resolver and id are not set: see `resolver` */
	const char *resolver; /* its id, or NULL */
	struct fd_observed_in observed;
	struct fd_octets query, reply;
};

struct fd_cell_in {
	const char *resolver;
	enum fd_locus locus;
	enum fd_cause cause;
};

/** A verdict, of whatever; its `cells` are NULL, and in `cells` here. */
struct fd_verdict_in {
	struct fd_name name; /* questions only */
	uint16_t qtype;
	const char *group, *owner;
	struct fd_verdict verdict;
	const struct fd_cell_in *cells;
	size_t cell_count;
};

/** A histogram, in the unit of its record: fd_histogram_add_many() makes them one again. */
struct fd_buckets_in {
	const struct fd_bucket_in {
		uint64_t low, count;
	} * list;
	size_t count;
};

struct fd_count_in {
	const char *word;
	uint64_t count;
};

struct fd_resolver_in {
	const char *id, *address;
	enum fd_role role;
	struct fd_verdict verdict;
	uint64_t sent, answered, lost, late;
	uint64_t bulk_sent, bulk_lost;
	uint64_t limit_qps, turned_down;
	uint64_t case_mismatches;
	const struct fd_count_in *statuses;
	size_t status_count;
	struct fd_buckets_in latency; /* microseconds, as its ends and its mean */
	uint64_t latency_min, latency_max, latency_mean;
};

struct fd_host_in {
	struct fd_verdict verdict;
	struct fd_host_record counters; /* its verdict is NULL */
};

struct fd_library_in {
	struct fd_name name;
	uint16_t qtype;
	struct fd_library_answer answer;
	const char *nsswitch, *search, *nameservers;
};

/** Times of quantiles are microseconds; 0 where the record says null. */
struct fd_measurement_in {
	enum fd_statement statement;
	const char *id, *address;
	enum fd_role role;
	enum fd_load load;
	uint16_t qtype; /* 0: all */
	enum fd_cached cached;
	int64_t started_us;
	double duration_s, asked_qps, sent_qps, answered_qps;
	bool held;
	const char *limit; /* NULL: none */
	uint64_t concurrency, sent, answered, unanswered, spoilt, skipped, timeout_us;
	double loss_ratio;
	double latency_p50_us, latency_p90_us, latency_p95_us, latency_p99_us, latency_p999_us,
		latency_max_us;
	double answered_min_us, answered_mean_us, answered_p50_us, answered_p90_us,
		answered_p95_us, answered_p99_us, answered_p999_us, answered_max_us;
	double rtt_min_us, rtt_p50_us, rtt_p90_us, rtt_p95_us, rtt_p99_us, rtt_p999_us,
		rtt_max_us, pacing_p50_us, pacing_p99_us, pacing_max_us;
	uint64_t sent_stamped, stalls, stalled_us;
	int64_t silent_from_us, silent_until_us; /* 0: none, or to the end */
	uint64_t silent_queries;
	double knee_qps, broke_qps;
	const char *broke_by;
	const struct fd_count_in *statuses;
	size_t status_count;
	struct fd_buckets_in latency, rtt, pacing;
	const char *summary;
	const char *own_side; /* NULL: none */
};

struct fd_example_in {
	const char *class, *name;
	uint16_t qtype;
};

struct fd_comparison_in {
	enum fd_compared statement;
	const char *first, *second, *ask; /* NULL: none */
	uint64_t pairs, first_faster, second_faster, more_needed;
	double difference_us, low_us, high_us, confidence, margin_us;
	enum fd_difference verdict;
	uint64_t questions, failed;
	const struct fd_count_in *classes, *causes;
	size_t class_count, cause_count;
	const struct fd_example_in *examples;
	size_t example_count;
	const struct fd_feature *features;
	size_t feature_count;
	const char *summary;
};

struct fd_record_in {
	enum fd_record_kind kind;
	uint64_t line;
	union {
		struct fd_run_in run;
		struct fd_result_in result;
		struct fd_probe_in probe;
		struct fd_verdict_in verdict;
		struct fd_resolver_in resolver;
		struct fd_host_in host;
		struct fd_library_in library;
		struct fd_summary_record summary; /* by_cause counts what this version knows */
		struct fd_measurement_in measurement;
		struct fd_comparison_in comparison;
	};
};

enum {
	FD_RECORD_KINDS_ALL = 0x3ff
};

/**
 * Opens a file, or standard input for "-". `kinds` has a bit (1 << enum fd_record_kind) for each kind that is wanted: others
 * are passed over, mostly without being parsed. `errors` is borrowed until the close. 0 or -errno, with a message.
 */
int fd_record_reader_open(struct fd_record_reader **ret_reader, const char *path,
			  unsigned kinds, struct fd_errors *errors);

/**
 * The next record of a wanted kind. 1; 0 at the end; -EINVAL (not a record, or not of a schema that is known here), -EIO and
 * other errors of reading, -ENOMEM: then with a message `FILE:LINE: type: field: what, and what was expected`. A last line
 * without its newline that is no record is the mark of a run that was killed: the end, and fd_record_reader_cut_short().
 */
int fd_record_read(struct fd_record_reader *reader, struct fd_record_in *ret_record);

/** From here on other kinds are wanted. */
void fd_record_reader_want(struct fd_record_reader *reader, unsigned kinds);

bool fd_record_reader_cut_short(const struct fd_record_reader *reader);
/** Records of types that this version does not know. */
uint64_t fd_record_reader_unknown(const struct fd_record_reader *reader);
void fd_record_reader_close(struct fd_record_reader *reader);

#endif
