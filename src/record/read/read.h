/* SPDX-License-Identifier: MIT */
#ifndef RECORD_READ_READ_H
#define RECORD_READ_READ_H

#include <jansson.h>

#include <fleetdig/record_read.h>

#include "record/fields.h"

/**
 * Reading: one table a record type, of the fields that are used and what becomes of each. Names and kinds are those of the
 * writer's tables (fields.h); a test holds the two together.
 */

struct kept; /* memory that lasts until the next line */

struct reading {
	struct fd_errors *errors;
	const char *path;
	uint64_t line;
	const char *type; /* of the record at hand */
	struct kept *kept;
	int error; /* -EINVAL or -ENOMEM; sticky within a record */
};

struct read_field {
	const char *name;
	enum field_kind kind;
	bool optional; /* may be absent: what was added after the first version, or depends */
	bool nullable; /* may be null: then it stays as it was prepared */
	size_t offset; /* in the record's struct */
	/* Turns the value, which is of its kind and not null; NULL: by kind. `to` is at the offset. */
	void (*read)(struct reading *reading, const char *name, json_t *value, void *to);
};

struct read_type {
	const char *name;
	enum fd_record_kind kind;
	const struct read_field *fields;
	size_t field_count;
};

/** All types, by kind. */
extern const struct read_type *const read_types[];
extern const struct read_type run_read_type, result_read_type, probe_read_type,
	verdict_read_type, resolver_read_type, host_read_type, summary_read_type,
	library_read_type, measurement_read_type, comparison_read_type;

/** Zeroed memory until the next line; NULL (and the error set) when there is none. */
void *reading_keep(struct reading *reading, size_t count, size_t size);
/** An object of counts, by word; NULL (and the error set) when it is none. */
const struct fd_count_in *reading_counts(struct reading *reading, const char *name,
					 json_t *value, size_t *ret_count);
/** Says what was expected; the first mistake of a record is the one that is told. */
void reading_expected(struct reading *reading, const char *name, const char *expected,
		      const json_t *found);

/** Walks a table over an object: the members of a record, or of an object within one. */
void reading_fields(struct reading *reading, const struct read_field *fields, size_t count,
		    json_t *object, void *record);

/* Ways to turn a value (values.c). */
void read_name(struct reading *reading, const char *name, json_t *value, void *to);
void read_type_word(struct reading *reading, const char *name, json_t *value, void *to);
void read_role(struct reading *reading, const char *name, json_t *value, void *to);
void read_severity(struct reading *reading, const char *name, json_t *value, void *to);
void read_locus(struct reading *reading, const char *name, json_t *value, void *to);
void read_cause(struct reading *reading, const char *name, json_t *value, void *to);
void read_confidence(struct reading *reading, const char *name, json_t *value, void *to);
void read_dnssec(struct reading *reading, const char *name, json_t *value, void *to);
void read_hex64(struct reading *reading, const char *name, json_t *value, void *to);
void read_u8(struct reading *reading, const char *name, json_t *value, void *to);
void read_u16(struct reading *reading, const char *name, json_t *value, void *to);
void read_u32(struct reading *reading, const char *name, json_t *value, void *to);
void read_microseconds(struct reading *reading, const char *name, json_t *value, void *to);
/** A list of [LOW, COUNT] into a struct fd_buckets_in. */
void read_buckets(struct reading *reading, const char *name, json_t *value, void *to);
/** The same kinds of value whatever the record: text, count, real, truth, time, octets. */
void read_by_kind(struct reading *reading, const struct read_field *field, json_t *value,
		  void *to);

#define READ(record, text, what, member, how)                                       \
	{                                                                           \
		.name = (text), .kind = FIELD_##what,                               \
		.offset = offsetof(struct fd_##record##_in, member), .read = (how), \
	}
#define READ_IF(record, text, what, member, how)                                    \
	{                                                                           \
		.name = (text), .kind = FIELD_##what, .optional = true,             \
		.offset = offsetof(struct fd_##record##_in, member), .read = (how), \
	}
#define READ_NULL(record, text, what, member, how)                                  \
	{                                                                           \
		.name = (text), .kind = FIELD_##what, .nullable = true,             \
		.offset = offsetof(struct fd_##record##_in, member), .read = (how), \
	}
#define READ_TYPE(text, number, table)                               \
	{                                                            \
		.name = (text), .kind = (number), .fields = (table), \
		.field_count = sizeof(table) / sizeof((table)[0])    \
	}

#endif
