/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "record/fields.h"

const struct record_type *const record_types[] = {
	[FD_RECORD_RUN] = &run_record_type,
	[FD_RECORD_RESULT] = &result_record_type,
	[FD_RECORD_PROBE] = &probe_record_type,
	[FD_RECORD_VERDICT] = &verdict_record_type,
	[FD_RECORD_RESOLVER] = &resolver_record_type,
	[FD_RECORD_HOST] = &host_record_type,
	[FD_RECORD_SUMMARY] = &summary_record_type,
	[FD_RECORD_LIBRARY] = &library_record_type,
	[FD_RECORD_MEASUREMENT] = &measurement_record_type,
	[FD_RECORD_COMPARISON] = &comparison_record_type,
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
	case FD_RECORD_LIBRARY:
		return record->library;
	case FD_RECORD_MEASUREMENT:
		return record->measurement;
	case FD_RECORD_COMPARISON:
		return record->comparison;
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

static void write_value(struct fd_line *line, const struct source *source,
			const struct field *field)
{
	if (field->write == NULL) {
		write_plain(line, field, values_of(source->record));
	} else {
		field->write(line, source);
	}
}

/* ---- lines of JSON -------------------------------------------------------------------------- */

static void write_member(struct fd_line *line, const struct source *source,
			 const struct field *field)
{
	if (field->present != NULL && !field->present(source)) {
		return;
	}
	if (line_has_room(line, sizeof(field->key))) {
		memcpy(line->text + line->length, field->key, sizeof(field->key));
		line->length += field->key_length;
	}
	write_value(line, source, field);
}

/* ---- rows of a table ------------------------------------------------------------------------ */

static bool has_cell(const struct field *field)
{
	bool is_list = field->kind == FIELD_LIST || field->kind == FIELD_OBJECT;

	/* Octets are for replay, which reads JSON; and their base64 may begin with what a table must not. */
	return field->kind != FIELD_OCTETS && (!is_list || field->flat != NULL);
}

/*
 * Quotes what is in the cell that begins at `start` (RFC 4180 2), and puts an apostrophe before what a spreadsheet would
 * take for a formula: a name or a text of a server may begin with anything.
 */
static void seal_cell(struct fd_line *line, size_t start)
{
	size_t length = line->length - start, quotes = 0;

	if (line->error != 0 || length == 0) {
		return;
	}
	const char *cell = line->text + start;
	bool formula = strchr("=+-@", cell[0]) != NULL, special = false;
	for (size_t i = 0; i < length; i++) {
		quotes += cell[i] == '"';
		special |= cell[i] == ',' || cell[i] == '"';
	}
	size_t extra = formula + (special ? quotes + 2 : 0);
	if (extra == 0 || !line_has_room(line, extra)) {
		return;
	}
	char *from = line->text + line->length, *first = line->text + start;
	char *to = from + extra;
	line->length += extra;
	if (special) {
		*--to = '"';
	}
	while (from > first) { /* backwards, for it grows in place */
		char c = *--from;
		*--to = c;
		if (c == '"') {
			*--to = '"';
		}
	}
	if (formula) {
		*--to = '\'';
	}
	if (special) {
		*--to = '"';
	}
}

static void write_cell(struct fd_line *line, const struct source *source,
		       const struct field *field)
{
	size_t start = line->length;

	if (field->present != NULL && !field->present(source)) {
		return;
	}
	if (field->flat != NULL) {
		field->flat(line, source);
	} else {
		write_value(line, source, field);
	}
	if (field->kind == FIELD_TEXT || field->kind == FIELD_LIST) {
		seal_cell(line, start);
	}
}

/* ---- both ----------------------------------------------------------------------------------- */

void write_fields(struct fd_line *line, const struct source *source, const struct field *fields,
		  size_t count)
{
	if (!line->flat) {
		for (size_t i = 0; i < count; i++) {
			write_member(line, source, &fields[i]);
		}
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (has_cell(&fields[i])) {
			write_cell(line, source, &fields[i]);
			LINE_LITERAL(line, ",");
		}
	}
}

size_t write_begin(struct fd_line *line, enum fd_form form, const struct record_type *type)
{
	size_t before = line->length;

	line->flat = form == FD_FORM_ROWS;
	if (!line->flat) {
		LINE_LITERAL(line, "{\"type\":\"");
		line_put(line, type->name, type->name_length);
		LINE_LITERAL(line, "\"");
	}
	return before;
}

int write_end(struct fd_line *line, size_t before)
{
	if (!line->flat) {
		LINE_LITERAL(line, "}\n");
	} else if (line->length > before) {
		line->length--; /* the last comma */
		LINE_LITERAL(line, "\r\n");
	}
	line->flat = false;
	if (line->error != 0) {
		line->length = before;
	}
	return line->error;
}

static int write_record(struct fd_line *line, const struct fd_inventory *inventory,
			const struct fd_record *record, enum fd_form form)
{
	struct asked asked;
	const struct source source = { .inventory = inventory,
				       .record = record,
				       .asked = &asked };

	assert((size_t)record->kind < sizeof(record_types) / sizeof(record_types[0]));
	const struct record_type *type = record_types[record->kind];
	size_t before = write_begin(line, form, type);
	write_fields(line, &source, type->fields, type->field_count);
	return write_end(line, before);
}

int fd_record_write(struct fd_line *line, const struct fd_inventory *inventory,
		    const struct fd_record *record)
{
	return write_record(line, inventory, record, FD_FORM_LINES);
}

int fd_record_write_row(struct fd_line *line, const struct fd_inventory *inventory,
			const struct fd_record *record)
{
	return write_record(line, inventory, record, FD_FORM_ROWS);
}

int fd_record_write_header(struct fd_line *line, enum fd_record_kind kind)
{
	const struct record_type *type = record_types[kind];
	size_t before = write_begin(line, FD_FORM_ROWS, type);

	for (size_t i = 0; i < type->field_count; i++) {
		if (has_cell(&type->fields[i])) {
			line_put(line, type->fields[i].name, strlen(type->fields[i].name));
			LINE_LITERAL(line, ",");
		}
	}
	return write_end(line, before);
}
