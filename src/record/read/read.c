/* SPDX-License-Identifier: MIT */
#include "record/read/read.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "record/limits.h"

/* Lines from a file, records from lines. Memory is one line, and what is made of it. */

const struct read_type *const read_types[] = {
	[FD_RECORD_RUN] = &run_read_type,
	[FD_RECORD_RESULT] = &result_read_type,
	[FD_RECORD_PROBE] = &probe_read_type,
	[FD_RECORD_VERDICT] = &verdict_read_type,
	[FD_RECORD_RESOLVER] = &resolver_read_type,
	[FD_RECORD_HOST] = &host_read_type,
	[FD_RECORD_SUMMARY] = &summary_read_type,
	[FD_RECORD_LIBRARY] = &library_read_type,
	[FD_RECORD_MEASUREMENT] = &measurement_read_type,
	[FD_RECORD_COMPARISON] = &comparison_read_type,
};

enum {
	TYPES = sizeof(read_types) / sizeof(read_types[0])
};

struct kept {
	struct kept *next;
	_Alignas(max_align_t) uint8_t octets[];
};

struct fd_record_reader {
	struct reading reading;
	char *path;
	int fd;
	unsigned kinds;
	char *buffer; /* [start, end) has been read and not yet used */
	size_t start, end, size;
	bool at_end;
	bool cut_short;
	uint64_t unknown;
	json_t *value; /* of the record given out last: texts point into it */
};

/* ---- what a record needs while it is looked at ------------------------------------------------ */

void *reading_keep(struct reading *reading, size_t count, size_t size)
{
	struct kept *kept = NULL;
	size_t octets;

	if (!__builtin_mul_overflow(count, size, &octets) &&
	    octets < SIZE_MAX - sizeof(*kept)) {
		kept = calloc(1, sizeof(*kept) + octets);
	}
	if (kept == NULL) {
		reading->error = -ENOMEM;
		return NULL;
	}
	kept->next = reading->kept;
	reading->kept = kept;
	return kept->octets;
}

static void forget(struct fd_record_reader *reader)
{
	struct kept *next;

	for (struct kept *kept = reader->reading.kept; kept != NULL; kept = next) {
		next = kept->next;
		free(kept);
	}
	reader->reading.kept = NULL;
	json_decref(reader->value);
	reader->value = NULL;
}

static const char *const kind_words[] = {
	[FIELD_TEXT] = "a text",   [FIELD_UNSIGNED] = "a whole number",
	[FIELD_REAL] = "a number", [FIELD_BOOL] = "true or false",
	[FIELD_TIME] = "a time",   [FIELD_OCTETS] = "octets in base64",
	[FIELD_LIST] = "a list",   [FIELD_OBJECT] = "an object",
};

static void describe(char *text, size_t size, const json_t *found)
{
	static const char *const words[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "a list",
		[JSON_INTEGER] = "a number", [JSON_REAL] = "a fraction",
		[JSON_TRUE] = "true",	     [JSON_FALSE] = "false",
		[JSON_NULL] = "null",
	};
	size_t length = 0;

	if (found == NULL) {
		snprintf(text, size, "is missing");
	} else if (json_is_integer(found)) {
		snprintf(text, size, "is %lld", (long long)json_integer_value(found));
	} else if (!json_is_string(found)) {
		snprintf(text, size, "is %s", words[json_typeof(found)]);
	} else {
		/* What a file says may be meant for the terminal of who reads the message. */
		length = (size_t)snprintf(text, size, "is \"");
		for (const char *c = json_string_value(found);
		     *c != '\0' && length + 2 < size && length < 44; c++) {
			text[length++] = (char)(*c >= 0x20 && *c < 0x7f ? *c : '?');
		}
		snprintf(text + length, size - length, "\"");
	}
}

void reading_expected(struct reading *reading, const char *name, const char *expected,
		      const json_t *found)
{
	char text[64];

	if (reading->error != 0) {
		return;
	}
	describe(text, sizeof(text), found);
	fd_errors_add(reading->errors, "%s:%llu: %s: %s: %s, expected %s", reading->path,
		      (unsigned long long)reading->line, reading->type, name, text, expected);
	reading->error = -EINVAL;
}

static bool is_of_kind(const json_t *value, enum field_kind kind)
{
	switch (kind) {
	case FIELD_TEXT:
	case FIELD_TIME:
	case FIELD_OCTETS:
		return json_is_string(value);
	case FIELD_UNSIGNED:
		return json_is_integer(value);
	case FIELD_REAL:
		return json_is_number(value);
	case FIELD_BOOL:
		return json_is_boolean(value);
	case FIELD_LIST:
		return json_is_array(value);
	case FIELD_OBJECT:
		return json_is_object(value);
	}
	return false;
}

void reading_fields(struct reading *reading, const struct read_field *fields, size_t count,
		    json_t *object, void *record)
{
	for (size_t i = 0; i < count && reading->error == 0; i++) {
		const struct read_field *field = &fields[i];
		json_t *value = json_object_get(object, field->name);
		void *to = (uint8_t *)record + field->offset;
		if ((json_is_null(value) && field->nullable) ||
		    (value == NULL && field->optional)) {
			continue;
		}
		if (!is_of_kind(value, field->kind)) {
			reading_expected(reading, field->name, kind_words[field->kind], value);
		} else if (field->read != NULL) {
			field->read(reading, field->name, value, to);
		} else {
			read_by_kind(reading, field, value, to);
		}
	}
}

/* ---- lines --------------------------------------------------------------------------------- */

static int make_room(struct fd_record_reader *reader)
{
	if (reader->start > 0) {
		assert(reader->buffer != NULL);
		memmove(reader->buffer, reader->buffer + reader->start,
			reader->end - reader->start);
		reader->end -= reader->start;
		reader->start = 0;
	}
	if (reader->end < reader->size) {
		return 0;
	}
	size_t size = reader->size == 0 ? (size_t)READ_FIRST : reader->size * 2;
	if (size > READ_LINE_MAX) {
		fd_errors_add(reader->reading.errors,
			      "%s:%llu: longer than %d octets, expected a record of fleetdig",
			      reader->path, (unsigned long long)reader->reading.line + 1,
			      READ_LINE_MAX);
		return -EINVAL;
	}
	char *buffer = realloc(reader->buffer, size);
	if (buffer == NULL) {
		return -ENOMEM;
	}
	reader->buffer = buffer;
	reader->size = size;
	return 0;
}

static int fill(struct fd_record_reader *reader)
{
	ssize_t got;
	int r = make_room(reader);

	if (r < 0) {
		return r;
	}
	do {
		got = read(reader->fd, reader->buffer + reader->end,
			   reader->size - reader->end);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		int error = -errno;
		fd_errors_add(reader->reading.errors, "%s: cannot be read: %s", reader->path,
			      strerror(-error));
		return error;
	}
	reader->end += (size_t)got;
	reader->at_end = got == 0;
	return 0;
}

/* 1, a line without its newline; 0 at the end. *ret_whole: the newline was there. */
static int next_line(struct fd_record_reader *reader, const char **ret_line, size_t *ret_length,
		     bool *ret_whole)
{
	size_t searched = 0;

	for (;;) {
		size_t held = reader->end - reader->start;
		char *line = held == 0 ? NULL : reader->buffer + reader->start;
		char *newline = NULL;
		if (line != NULL && held > searched) {
			newline = memchr(line + searched, '\n', held - searched);
		}
		if (newline != NULL || (reader->at_end && held > 0)) {
			*ret_line = line;
			*ret_length = newline != NULL ? (size_t)(newline - line) : held;
			*ret_whole = newline != NULL;
			reader->start += *ret_length + *ret_whole;
			return 1;
		}
		if (reader->at_end) {
			return 0;
		}
		searched = held;
		int r = fill(reader);
		if (r < 0) {
			return r;
		}
	}
}

/* ---- records ------------------------------------------------------------------------------- */

static const struct read_type *find_type(const char *name, size_t length)
{
	for (size_t i = 0; i < TYPES; i++) {
		if (strlen(read_types[i]->name) == length &&
		    memcmp(read_types[i]->name, name, length) == 0) {
			return read_types[i];
		}
	}
	return NULL;
}

/* Our own lines begin with their type: what is not wanted need not be parsed. */
static bool is_unwanted(const struct fd_record_reader *reader, const char *line, size_t length)
{
	static const char start[] = "{\"type\":\"";
	const size_t before = sizeof(start) - 1;

	if (length <= before || memcmp(line, start, before) != 0 || line[length - 1] != '}') {
		return false;
	}
	const char *end = memchr(line + before, '"', length - before);
	const struct read_type *type =
		end == NULL ? NULL : find_type(line + before, (size_t)(end - line) - before);
	return type != NULL && (reader->kinds >> type->kind & 1) == 0;
}

static void prepare(struct fd_record_in *record, const struct read_type *type, uint64_t line)
{
	*record = (struct fd_record_in) { .kind = type->kind, .line = line };
	if (type->kind == FD_RECORD_RESULT) {
		record->result.observed.rtt_us = -1;
		record->result.observed.rcode = -1;
	} else if (type->kind == FD_RECORD_PROBE) {
		record->probe.observed.rtt_us = -1;
		record->probe.observed.rcode = -1;
	}
}

/* 1: a record; 0: none that is wanted. */
static int read_value(struct fd_record_reader *reader, json_t *value,
		      struct fd_record_in *ret_record)
{
	struct reading *reading = &reader->reading;
	const json_t *name = json_object_get(value, "type");
	struct fd_record_in record;

	reading->type = "record";
	reading->error = 0;
	if (!json_is_string(name)) {
		reading_expected(reading, "type", "the type of the record", name);
		return reading->error;
	}
	const struct read_type *type =
		find_type(json_string_value(name), json_string_length(name));
	reader->unknown += type == NULL;
	if (type == NULL || (reader->kinds >> type->kind & 1) == 0) {
		return 0;
	}
	reading->type = type->name;
	prepare(&record, type, reading->line);
	reading_fields(reading, type->fields, type->field_count, value, &record.run);
	if (reading->error == 0) {
		*ret_record = record;
	}
	return reading->error == 0 ? 1 : reading->error;
}

static int parse_line(struct fd_record_reader *reader, const char *line, size_t length,
		      bool whole)
{
	json_error_t error;

	reader->value = json_loadb(line, length, 0, &error);
	if (json_is_object(reader->value)) {
		return 1;
	}
	if (!whole) {
		reader->cut_short = true;
		return 0;
	}
	fd_errors_add(reader->reading.errors, "%s:%llu: %s, expected a record: a JSON object",
		      reader->path, (unsigned long long)reader->reading.line,
		      reader->value == NULL ? "is not JSON" : "is no object");
	return -EINVAL;
}

int fd_record_read(struct fd_record_reader *reader, struct fd_record_in *ret_record)
{
	const char *line;
	size_t length;
	bool whole;
	int r;

	for (;;) {
		forget(reader);
		r = next_line(reader, &line, &length, &whole);
		if (r <= 0) {
			break;
		}
		reader->reading.line++;
		if (length == 0 || is_unwanted(reader, line, length)) {
			continue;
		}
		r = parse_line(reader, line, length, whole);
		if (r == 0) {
			break; /* cut short */
		}
		r = r < 0 ? r : read_value(reader, reader->value, ret_record);
		if (r != 0) {
			break;
		}
	}
	if (r == -ENOMEM) {
		fd_errors_add(reader->reading.errors, "%s:%llu: %s", reader->path,
			      (unsigned long long)reader->reading.line, strerror(ENOMEM));
	}
	return r;
}

/* ---- life ---------------------------------------------------------------------------------- */

int fd_record_reader_open(struct fd_record_reader **ret_reader, const char *path,
			  unsigned kinds, struct fd_errors *errors)
{
	bool standard = strcmp(path, "-") == 0;
	struct fd_record_reader *reader = calloc(1, sizeof(*reader));
	char *copy = strdup(standard ? "standard input" : path);
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int error = fd < 0 ? -errno : 0;

	if (reader == NULL || copy == NULL || fd < 0) {
		fd_errors_add(errors, "%s: cannot be read: %s", path,
			      strerror(error == 0 ? ENOMEM : -error));
		free(reader);
		free(copy);
		if (fd > STDIN_FILENO) {
			close(fd);
		}
		return error == 0 ? -ENOMEM : error;
	}
	*reader = (struct fd_record_reader) {
		.reading = { .errors = errors, .path = copy },
		.path = copy,
		.fd = fd,
		.kinds = kinds,
	};
	*ret_reader = reader;
	return 0;
}

void fd_record_reader_want(struct fd_record_reader *reader, unsigned kinds)
{
	reader->kinds = kinds;
}

bool fd_record_reader_cut_short(const struct fd_record_reader *reader)
{
	return reader->cut_short;
}

uint64_t fd_record_reader_unknown(const struct fd_record_reader *reader)
{
	return reader->unknown;
}

void fd_record_reader_close(struct fd_record_reader *reader)
{
	if (reader == NULL) {
		return;
	}
	forget(reader);
	if (reader->fd != STDIN_FILENO) {
		close(reader->fd);
	}
	free(reader->buffer);
	free(reader->path);
	free(reader);
}
