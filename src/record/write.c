/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "record/fields.h"

static const struct record_type *const record_types[] = {
	[FD_RECORD_RUN] = &run_record_type,
	[FD_RECORD_RESULT] = &result_record_type,
	[FD_RECORD_PROBE] = &probe_record_type,
	[FD_RECORD_VERDICT] = &verdict_record_type,
	[FD_RECORD_RESOLVER] = &resolver_record_type,
	[FD_RECORD_HOST] = &host_record_type,
	[FD_RECORD_SUMMARY] = &summary_record_type,
};

/* The pointer in the union, whichever it is. */
static const void *values_of(const struct fd_record *record)
{
	switch (record->kind) {
	case FD_RECORD_RUN:
		return record->run;
	case FD_RECORD_RESULT:
		return record->result;
	case FD_RECORD_PROBE:
		return record->probe;
	case FD_RECORD_VERDICT:
		return record->verdict;
	case FD_RECORD_RESOLVER:
		return record->resolver;
	case FD_RECORD_HOST:
		return record->host;
	case FD_RECORD_SUMMARY:
		return record->summary;
	}
	assert(false && "a kind of record that does not exist");
	return NULL;
}

static void write_plain(struct fd_line *line, const struct field *field, const void *values)
{
	const void *member = (const char *)values + field->offset;

	switch (field->kind) {
	case FIELD_TEXT:
		line_text(line, *(const char *const *)member);
		break;
	case FIELD_UNSIGNED:
		line_unsigned(line, *(const uint64_t *)member);
		break;
	case FIELD_REAL:
		line_fixed(line, *(const double *)member, 3);
		break;
	case FIELD_BOOL:
		line_bool(line, *(const bool *)member);
		break;
	case FIELD_TIME:
		line_time(line, *(const int64_t *)member);
		break;
	case FIELD_OCTETS:
	case FIELD_LIST:
	case FIELD_OBJECT:
		assert(false && "no member goes out as one of these");
	}
}

int fd_record_write(struct fd_line *line, const struct fd_inventory *inventory,
		    const struct fd_record *record)
{
	const struct source source = { .inventory = inventory, .record = record };
	size_t before = line->length;

	assert((size_t)record->kind < sizeof(record_types) / sizeof(record_types[0]));
	const struct record_type *type = record_types[record->kind];
	const void *values = values_of(record);
	LINE_LITERAL(line, "{\"type\":\"");
	line_put(line, type->name, strlen(type->name));
	LINE_LITERAL(line, "\"");
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		if (field->present != NULL && !field->present(&source)) {
			continue;
		}
		LINE_LITERAL(line, ",");
		line_put(line, field->key, field->key_length);
		if (field->write != NULL) {
			field->write(line, &source);
		} else {
			write_plain(line, field, values);
		}
	}
	LINE_LITERAL(line, "}\n");
	if (line->error != 0) {
		line->length = before;
	}
	return line->error;
}
