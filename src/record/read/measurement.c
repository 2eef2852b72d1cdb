/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "record/read/read.h"

/* What a benchmark stated. */

/* Words of a small vocabulary: `text` gives that of each number below `count`. */
/* NOLINTBEGIN(bugprone-macro-parentheses): a function's and a type's names stand alone. */
#define READ_WORDS(function, type, count, text, expected)                                \
	static void function(struct reading *reading, const char *name, json_t *value,   \
			     void *to)                                                   \
	{                                                                                \
		for (int i = 0; i < (count); i++) {                                      \
			if (strcmp(text((enum type)i), json_string_value(value)) == 0) { \
				*(enum type *)to = (enum type)i;                         \
				return;                                                  \
			}                                                                \
		}                                                                        \
		reading_expected(reading, name, expected, value);                        \
	}
/* NOLINTEND(bugprone-macro-parentheses) */

READ_WORDS(read_statement, fd_statement, FD_STATES_KNEE + 1, fd_statement_text,
	   "total, type, cache, interval, step or knee")
READ_WORDS(read_load, fd_load, FD_LOAD_RAMP + 1, fd_load_text,
	   "constant, poisson, closed or ramp")
READ_WORDS(read_cached, fd_cached, FD_CACHED_KINDS, fd_cached_text, "all, hit, miss or unknown")

static void read_statuses(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_measurement_in *measurement = to;

	measurement->statuses =
		reading_counts(reading, name, value, &measurement->status_count);
}

#define WORD(text, how) READ(measurement, #text, TEXT, text, how)
#define COUNT(text)	READ(measurement, #text, UNSIGNED, text, NULL)
#define NUMBER(text)	READ(measurement, #text, REAL, text, NULL)
#define MAYBE(text)	READ_NULL(measurement, #text, REAL, text, NULL)
/* Records of older versions have fewer. */
#define HISTOGRAM(text, member)                                                            \
	{                                                                                  \
		.name = (text), .kind = FIELD_LIST, .optional = true,                      \
		.offset = offsetof(struct fd_measurement_in, member), .read = read_buckets \
	}
#define KNEE(text)                                                                     \
	{                                                                              \
		.name = #text, .kind = FIELD_REAL, .optional = true, .nullable = true, \
		.offset = offsetof(struct fd_measurement_in, text),                    \
	}

static const struct read_field fields[] = {
	WORD(statement, read_statement),
	WORD(id, NULL),
	WORD(address, NULL),
	WORD(role, read_role),
	WORD(load, read_load),
	READ_NULL(measurement, "qtype", TEXT, qtype, read_type_word),
	READ(measurement, "cache", TEXT, cached, read_cached),
	READ(measurement, "started", TIME, started_us, NULL),
	NUMBER(duration_s),
	MAYBE(asked_qps),
	NUMBER(sent_qps),
	NUMBER(answered_qps),
	READ(measurement, "held", BOOL, held, NULL),
	READ_NULL(measurement, "limit", TEXT, limit, NULL),
	COUNT(concurrency),
	COUNT(sent),
	COUNT(answered),
	COUNT(unanswered),
	COUNT(spoilt),
	COUNT(skipped),
	NUMBER(loss_ratio),
	{ .name = "status_counts", .kind = FIELD_OBJECT, .read = read_statuses },
	COUNT(timeout_us),
	MAYBE(latency_p50_us),
	MAYBE(latency_p90_us),
	MAYBE(latency_p95_us),
	MAYBE(latency_p99_us),
	MAYBE(latency_p999_us),
	MAYBE(latency_max_us),
	MAYBE(answered_min_us),
	MAYBE(answered_mean_us),
	MAYBE(answered_p50_us),
	MAYBE(answered_p90_us),
	MAYBE(answered_p95_us),
	MAYBE(answered_p99_us),
	MAYBE(answered_p999_us),
	MAYBE(answered_max_us),
	KNEE(rtt_min_us),
	MAYBE(rtt_p50_us),
	MAYBE(rtt_p90_us),
	MAYBE(rtt_p95_us),
	MAYBE(rtt_p99_us),
	MAYBE(rtt_p999_us),
	MAYBE(rtt_max_us),
	MAYBE(pacing_p50_us),
	MAYBE(pacing_p99_us),
	MAYBE(pacing_max_us),
	{ .name = "sent_stamped",
	  .kind = FIELD_UNSIGNED,
	  .optional = true,
	  .offset = offsetof(struct fd_measurement_in, sent_stamped) },
	COUNT(stalls),
	COUNT(stalled_us),
	READ_NULL(measurement, "silent_from", TIME, silent_from_us, NULL),
	READ_NULL(measurement, "silent_until", TIME, silent_until_us, NULL),
	COUNT(silent_queries),
	KNEE(knee_qps),
	KNEE(broke_qps),
	READ_NULL(measurement, "broke_by", TEXT, broke_by, NULL),
	HISTOGRAM("histogram_ns", latency),
	HISTOGRAM("rtt_histogram_ns", rtt),
	HISTOGRAM("pacing_histogram_ns", pacing),
	READ(measurement, "summary", TEXT, summary, NULL),
	{ .name = "own_side",
	  .kind = FIELD_TEXT,
	  .optional = true,
	  .nullable = true,
	  .offset = offsetof(struct fd_measurement_in, own_side) },
};

const struct read_type measurement_read_type =
	READ_TYPE("measurement", FD_RECORD_MEASUREMENT, fields);
