/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "record/read/read.h"

/* What a run says of itself: at its start, and in its summary. */

static void read_schema(struct reading *reading, const char *name, json_t *value, void *to)
{
	json_int_t schema = json_integer_value(value);

	if (schema > FD_RECORD_SCHEMA) {
		reading_expected(reading, name, "1: a later fleetdig wrote this", value);
	} else if (schema != FD_RECORD_SCHEMA) {
		reading_expected(reading, name,
				 "1, the only schema there is: no fleetdig wrote this", value);
	}
}

static void read_shard(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_run_in *run = to;
	char *end = NULL;
	const char *text = json_string_value(value);
	unsigned long index = strtoul(text, &end, 10), count = 0;

	if (end != text && *end == '/') {
		text = end + 1;
		count = strtoul(text, &end, 10);
	}
	if (*end != '\0' || end == text || index >= count || count > UINT32_MAX) {
		reading_expected(reading, name, "I/N", value);
		return;
	}
	run->run.shard_index = (uint32_t)index;
	run->run.shard_count = (uint32_t)count;
}

static void read_options(struct reading *reading, const char *name, json_t *value, void *to)
{
	size_t count = json_array_size(value);
	const char **texts = reading_keep(reading, count + 1, sizeof(char *));

	for (size_t i = 0; texts != NULL && i < count; i++) {
		json_t *item = json_array_get(value, i);
		if (!json_is_string(item)) {
			reading_expected(reading, name, "texts", item);
			return;
		}
		texts[i] = json_string_value(item);
	}
	*(const char *const **)to = texts;
}

static void read_document(struct reading *reading, const char *name, json_t *value, void *to)
{
	size_t length = json_dumpb(value, NULL, 0, JSON_COMPACT);
	char *text = reading_keep(reading, length + 1, 1);

	if (text != NULL) {
		json_dumpb(value, text, length, JSON_COMPACT);
	}
	*(const char **)to = text;
}

static const struct read_field run_fields[] = {
	READ(run, "schema", UNSIGNED, run, read_schema),
	READ(run, "run_id", TEXT, run.run_id, NULL),
	READ(run, "started", TIME, run.started_us, NULL),
	READ(run, "version", TEXT, run.version, NULL),
	READ(run, "engine", TEXT, run.engine, NULL),
	READ_NULL(run, "engine_reason", TEXT, run.engine_reason, NULL),
	READ_IF(run, "engine_features", TEXT, run.engine_features, NULL),
	READ_NULL(run, "host", TEXT, run.host, NULL),
	READ_NULL(run, "vantage", TEXT, run.vantage, NULL),
	READ(run, "seed", UNSIGNED, run.seed, NULL),
	READ(run, "shard", TEXT, run, read_shard),
	READ_NULL(run, "inventory", TEXT, run.inventory, NULL),
	READ(run, "inventory_hash", TEXT, run.inventory_hash, read_hex64),
	READ(run, "names", UNSIGNED, run.names, NULL),
	READ(run, "questions", UNSIGNED, run.questions, NULL),
	READ(run, "resolvers", UNSIGNED, run.resolvers, NULL),
	READ(run, "cells", UNSIGNED, run.cells, NULL),
	READ(run, "duplicates", UNSIGNED, run.duplicates, NULL),
	READ(run, "options", LIST, run.options, read_options),
	READ_IF(run, "vantages", UNSIGNED, run.vantages, NULL),
	READ_IF(run, "inventory_document", OBJECT, inventory_document, read_document),
};

const struct read_type run_read_type = READ_TYPE("run", FD_RECORD_RUN, run_fields);

/* ---- summary ------------------------------------------------------------------------------- */

/* Counts by word: what this version does not know is not counted. */
#define READ_COUNTS(function, type, parse)                                                    \
	static void function(struct reading *reading, const char *name, json_t *value,        \
			     void *to)                                                        \
	{                                                                                     \
		const char *key;                                                              \
		json_t *count;                                                                \
		enum type word;                                                               \
		json_object_foreach(value, key, count)                                        \
		{                                                                             \
			if (parse(&word, key) == 0 && json_integer_value(count) >= 0) {       \
				((uint64_t *)to)[word] = (uint64_t)json_integer_value(count); \
			}                                                                     \
		}                                                                             \
	}

READ_COUNTS(read_by_severity, fd_severity, fd_severity_parse)
READ_COUNTS(read_by_locus, fd_locus, fd_locus_parse)
READ_COUNTS(read_by_cause, fd_cause, fd_cause_parse)

static void read_exit_status(struct reading *reading, const char *name, json_t *value, void *to)
{
	*(int *)to = (int)json_integer_value(value);
}

#define SUMMARY(text, what, member, how)                                             \
	{                                                                            \
		.name = (text), .kind = FIELD_##what,                                \
		.offset = offsetof(struct fd_summary_record, member), .read = (how), \
	}

static const struct read_field summary_fields[] = {
	SUMMARY("by_severity", OBJECT, by_severity, read_by_severity),
	SUMMARY("by_locus", OBJECT, by_locus, read_by_locus),
	SUMMARY("by_cause", OBJECT, by_cause, read_by_cause),
	SUMMARY("followups", UNSIGNED, followups, NULL),
	SUMMARY("elapsed_s", REAL, elapsed_s, NULL),
	SUMMARY("queries", UNSIGNED, queries, NULL),
	SUMMARY("qps", REAL, qps, NULL),
	SUMMARY("complete", BOOL, complete, NULL),
	SUMMARY("exit_status", UNSIGNED, exit_status, read_exit_status),
};

const struct read_type summary_read_type =
	READ_TYPE("summary", FD_RECORD_SUMMARY, summary_fields);
