/* SPDX-License-Identifier: MIT */
#ifndef RECORD_FIELDS_H
#define RECORD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include <fleetdig/record.h>

#include "record/line.h"

/**
 * The field tables: one a record type, in the order of the contract. Whatever writes or reads records walks them, so that a
 * field's name, kind and place are said once.
 */

enum field_kind {
	FIELD_TEXT,	/* string, or null */
	FIELD_UNSIGNED, /* integer */
	FIELD_REAL,	/* number */
	FIELD_BOOL,
	FIELD_TIME,   /* RFC 3339 string; microseconds since the epoch in memory */
	FIELD_OCTETS, /* base64 string, or null */
	FIELD_LIST,
	FIELD_OBJECT, /* or null */
};

/** What alone a result's field depends on: then its text is made once for each, and put in from there. */
enum field_of {
	OF_RECORD, /* on all of it */
	OF_RESOLVER,
	OF_GROUP, /* of the question */
	OF_STATUS,
};

/** The name asked for, once it stands in the line (at `start`, without quotes): most answers have it too. */
struct asked {
	const uint8_t *wire;
	uint8_t wire_length;
	size_t start, length;
};

/** What a field's value is taken from. */
struct source {
	const struct fd_inventory *inventory;
	const struct fd_record *record;
	struct asked *asked; /* of results */
};

enum {
	FIELD_KEY_SIZE = 24 /* a fixed number of octets is copied faster than the right one */
};

struct field {
	const char *name;
	char key[FIELD_KEY_SIZE]; /* `,"name":`, ready to be put */
	size_t key_length;
	enum field_kind kind;
	enum field_of of;
	size_t offset; /* of a plain member of the record's struct, where `write` is NULL */
	bool (*present)(const struct source *source); /* NULL: always there */
	void (*write)(struct fd_line *line, const struct source *source);
	/* As one cell of a table, where `write` makes a list of it. A list without is left out of tables. */
	void (*flat)(struct fd_line *line, const struct source *source);
};

struct record_type {
	const char *name; /* the value of `type` */
	size_t name_length;
	const struct field *fields;
	size_t field_count;
};

extern const struct record_type run_record_type, result_record_type, probe_record_type,
	verdict_record_type, resolver_record_type, host_record_type, summary_record_type,
	library_record_type, measurement_record_type, comparison_record_type;

#define FIELD_KEY(text) .name = (text), .key = ",\"" text "\":", .key_length = sizeof(text) + 3
/** A member of struct fd_<record>_record that goes out as it is. */
#define PLAIN(record, text, what, member)                                                \
	{                                                                                \
		FIELD_KEY(text), .kind = FIELD_##what,                                   \
				 .offset = offsetof(struct fd_##record##_record, member) \
	}
/** A value that a function writes. */
#define MADE(text, what, function)                                          \
	{                                                                   \
		FIELD_KEY(text), .kind = FIELD_##what, .write = (function), \
	}
/** The same, which depends on less than the whole record. */
#define MADE_OF(what_of, text, what, function)                             \
	{                                                                  \
		FIELD_KEY(text), .kind = FIELD_##what, .of = OF_##what_of, \
				 .write = (function),                      \
	}
/** A list, and its form as one cell. */
#define LISTED(text, function, flat_function)                             \
	{                                                                 \
		FIELD_KEY(text), .kind = FIELD_LIST, .write = (function), \
				 .flat = (flat_function),                 \
	}
/** The same as MADE, only where a predicate holds. */
#define MADE_IF(text, what, function, predicate)                            \
	{                                                                   \
		FIELD_KEY(text), .kind = FIELD_##what, .write = (function), \
				 .present = (predicate),                    \
	}
#define RECORD_TYPE(text, table)                                                    \
	{                                                                           \
		.name = (text), .name_length = sizeof(text) - 1, .fields = (table), \
		.field_count = sizeof(table) / sizeof((table)[0])                   \
	}

/** By enum fd_record_kind. */
extern const struct record_type *const record_types[];

/** A record's beginning and end; what write_begin() returns is for write_end(), which returns 0 or -ENOMEM. */
size_t write_begin(struct fd_line *line, enum fd_form form, const struct record_type *type);
int write_end(struct fd_line *line, size_t before);
/** In between, some of its fields, in the form that was begun. */
void write_fields(struct fd_line *line, const struct source *source, const struct field *fields,
		  size_t count);

/* What several record types have in common. */

void write_verdict_severity(struct fd_line *line, const struct source *source);
void write_verdict_locus(struct fd_line *line, const struct source *source);
void write_verdict_cause(struct fd_line *line, const struct source *source);
void write_verdict_confidence(struct fd_line *line, const struct source *source);
void write_verdict_alternatives(struct fd_line *line, const struct source *source);
void write_verdict_cells(struct fd_line *line, const struct source *source);
void write_verdict_evidence(struct fd_line *line, const struct source *source);
void write_verdict_dnssec(struct fd_line *line, const struct source *source);
void write_verdict_notes(struct fd_line *line, const struct source *source);
void write_verdict_action(struct fd_line *line, const struct source *source);
void write_verdict_summary(struct fd_line *line, const struct source *source);
void write_verdict_affected(struct fd_line *line, const struct source *source);

void write_observed_status(struct fd_line *line, const struct source *source);
void write_observed_reason(struct fd_line *line, const struct source *source);
void write_observed_errno(struct fd_line *line, const struct source *source);
void write_observed_error(struct fd_line *line, const struct source *source);
void write_observed_rcode(struct fd_line *line, const struct source *source);
void write_observed_flags(struct fd_line *line, const struct source *source);
void flat_observed_flags(struct fd_line *line, const struct source *source);
void write_observed_rtt(struct fd_line *line, const struct source *source);
void write_observed_tries(struct fd_line *line, const struct source *source);
void write_observed_proto(struct fd_line *line, const struct source *source);
bool has_observed_reason(const struct source *source);
bool has_observed_errno(const struct source *source);

/** `{"NOERROR":12,...}`: those that occurred; by enum fd_status, may be NULL. */
void write_counts_of_statuses(struct fd_line *line, const uint64_t *counts);
/** [least value of the bucket, count]: histograms of the same fleetdig are merged by adding equal buckets. */
void write_buckets(struct fd_line *line, const struct fd_histogram *histogram);
void write_question_name(struct fd_line *line, uint32_t question, const struct source *source);
void write_inventory_document(struct fd_line *line, const struct source *source);
void write_type(struct fd_line *line, uint16_t type);

#endif
