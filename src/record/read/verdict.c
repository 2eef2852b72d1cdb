/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "record/read/read.h"

/* Verdicts: of questions, of resolvers, of the host. */

static void read_alternatives(struct reading *reading, const char *name, json_t *value,
			      void *to)
{
	struct fd_verdict *verdict = to;

	for (size_t i = 0; i < json_array_size(value); i++) {
		json_t *item = json_array_get(value, i);
		if (!json_is_string(item) ||
		    verdict->alternative_count == FD_ALTERNATIVES_MAX) {
			reading_expected(reading, name, "a few causes", item);
			return;
		}
		read_cause(reading, name, item,
			   &verdict->alternatives[verdict->alternative_count++]);
	}
}

static void read_notes(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_verdict *verdict = to;

	for (size_t i = 0; i < json_array_size(value); i++) {
		json_t *item = json_array_get(value, i);
		if (!json_is_string(item) || verdict->note_count == FD_NOTES_MAX) {
			reading_expected(reading, name, "a few texts", item);
			return;
		}
		verdict->notes[verdict->note_count++] = json_string_value(item);
	}
}

/* Objects of one form: *ret_count of them, each `size` octets; NULL with an error told, or none. */
static void *read_objects(struct reading *reading, const char *name, json_t *value,
			  const struct read_field *fields, size_t field_count, size_t size)
{
	size_t count = json_array_size(value);
	uint8_t *items = count == 0 ? NULL : reading_keep(reading, count, size);

	for (size_t i = 0; items != NULL && i < count; i++) {
		json_t *item = json_array_get(value, i);
		if (!json_is_object(item)) {
			reading_expected(reading, name, "objects", item);
			return NULL;
		}
		reading_fields(reading, fields, field_count, item, items + i * size);
	}
	return items;
}

static void read_evidence(struct reading *reading, const char *name, json_t *value, void *to)
{
#define EVIDENCE(member)                                        \
	{                                                       \
		.name = #member, .kind = FIELD_TEXT,            \
		.offset = offsetof(struct fd_evidence, member), \
	}
	static const struct read_field fields[] = { EVIDENCE(probe), EVIDENCE(saw),
						    EVIDENCE(means) };
#undef EVIDENCE
	struct fd_verdict *verdict = to;

	verdict->evidence =
		read_objects(reading, name, value, fields, 3, sizeof(struct fd_evidence));
	verdict->evidence_count = verdict->evidence == NULL ? 0 : json_array_size(value);
}

static void read_cells(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct read_field fields[] = {
		READ(cell, "resolver", TEXT, resolver, NULL),
		READ(cell, "locus", TEXT, locus, read_locus),
		READ(cell, "cause", TEXT, cause, read_cause),
	};
	struct fd_verdict_in *verdict = to;

	verdict->cells =
		read_objects(reading, name, value, fields, 3, sizeof(struct fd_cell_in));
	verdict->cell_count = verdict->cells == NULL ? 0 : json_array_size(value);
}

/* What every verdict has, as members of struct fd_<record>_in. */
#define JUDGED(record)                                                                 \
	READ(record, "severity", TEXT, verdict.severity, read_severity),               \
		READ(record, "locus", TEXT, verdict.locus, read_locus),                \
		READ(record, "cause", TEXT, verdict.cause, read_cause),                \
		READ(record, "confidence", TEXT, verdict.confidence, read_confidence), \
		READ(record, "alternatives", LIST, verdict, read_alternatives),        \
		READ(record, "evidence", LIST, verdict, read_evidence),                \
		READ(record, "notes", LIST, verdict, read_notes),                      \
		READ(record, "action", TEXT, verdict.action, NULL),                    \
		READ(record, "summary", TEXT, verdict.summary, NULL)

static const struct read_field verdict_fields[] = {
	READ(verdict, "name", TEXT, name, read_name),
	READ(verdict, "qtype", TEXT, qtype, read_type_word),
	READ(verdict, "group", TEXT, group, NULL),
	READ_NULL(verdict, "owner", TEXT, owner, NULL),
	JUDGED(verdict),
	{ .name = "cells", .kind = FIELD_LIST, .read = read_cells },
	READ(verdict, "dnssec", TEXT, verdict.dnssec, read_dnssec),
};

const struct read_type verdict_read_type =
	READ_TYPE("verdict", FD_RECORD_VERDICT, verdict_fields);

static void read_statuses(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_resolver_in *resolver = to;

	resolver->statuses = reading_counts(reading, name, value, &resolver->status_count);
}

/* Quantiles come from the histogram again; its ends say more than a bucket does. */
static void read_latency(struct reading *reading, const char *name, json_t *value, void *to)
{
#define LATENCY(text, member)                                      \
	{                                                          \
		.name = (text), .kind = FIELD_UNSIGNED,            \
		.offset = offsetof(struct fd_resolver_in, member), \
	}
	static const struct read_field fields[] = { LATENCY("min", latency_min),
						    LATENCY("max", latency_max),
						    LATENCY("mean", latency_mean) };
#undef LATENCY
	(void)name;
	reading_fields(reading, fields, sizeof(fields) / sizeof(fields[0]), value, to);
}

static const struct read_field resolver_fields[] = {
	READ(resolver, "id", TEXT, id, NULL),
	READ(resolver, "address", TEXT, address, NULL),
	READ(resolver, "role", TEXT, role, read_role),
	JUDGED(resolver),
	READ(resolver, "affected", UNSIGNED, verdict.affected, NULL),
	READ(resolver, "sent", UNSIGNED, sent, NULL),
	READ(resolver, "answered", UNSIGNED, answered, NULL),
	READ(resolver, "lost", UNSIGNED, lost, NULL),
	READ(resolver, "late", UNSIGNED, late, NULL),
	READ_IF(resolver, "bulk_sent", UNSIGNED, bulk_sent, NULL),
	READ_IF(resolver, "bulk_lost", UNSIGNED, bulk_lost, NULL),
	READ_IF(resolver, "limit_qps", UNSIGNED, limit_qps, NULL),
	READ_IF(resolver, "turned_down", UNSIGNED, turned_down, NULL),
	READ_IF(resolver, "case_mismatches", UNSIGNED, case_mismatches, NULL),
	{ .name = "status_counts",
	  .kind = FIELD_OBJECT,
	  .optional = true,
	  .read = read_statuses },
	{ .name = "latency",
	  .kind = FIELD_OBJECT,
	  .optional = true,
	  .nullable = true,
	  .read = read_latency },
	READ_IF(resolver, "histogram", LIST, latency, read_buckets),
};

const struct read_type resolver_read_type =
	READ_TYPE("resolver", FD_RECORD_RESOLVER, resolver_fields);

static const struct read_field host_fields[] = {
	JUDGED(host),
	READ(host, "affected", UNSIGNED, verdict.affected, NULL),
	READ(host, "socket_drops", UNSIGNED, counters.socket_drops, NULL),
	READ(host, "send_errors", UNSIGNED, counters.send_errors, NULL),
	READ(host, "buffer_exhausted", UNSIGNED, counters.buffer_exhausted, NULL),
	READ(host, "ring_overflow", UNSIGNED, counters.ring_overflow, NULL),
	READ(host, "late", UNSIGNED, counters.late, NULL),
	READ(host, "duplicate", UNSIGNED, counters.duplicate, NULL),
	READ(host, "rejected", UNSIGNED, counters.rejected, NULL),
	READ(host, "stalls", UNSIGNED, counters.stalls, NULL),
	READ_IF(host, "pacing_late_mean_us", UNSIGNED, counters.pacing_late_mean_us, NULL),
	READ_IF(host, "pacing_late_max_us", UNSIGNED, counters.pacing_late_max_us, NULL),
	READ(host, "clock_steps", UNSIGNED, counters.clock_steps, NULL),
};

const struct read_type host_read_type = READ_TYPE("host", FD_RECORD_HOST, host_fields);
