/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "record/fields.h"

/*
 * Results by the million. The field table is read once, and parted into runs of neighbours that depend on the same thing;
 * a run that depends on less than the whole result is written once for each resolver, group or status, by the very functions
 * that would write it each time.
 */

struct spot {
	size_t start, length;
};

/* Neighbouring fields that depend on the same, and what they come to for each of it (unless that is the record). */
struct step {
	enum field_of of;
	const struct field *fields;
	size_t field_count;
	struct spot *spots; /* into the formatter's text; owned */
	size_t spot_count;
};

struct fd_formatter {
	const struct fd_inventory *inventory;
	enum fd_form form;
	struct step *steps;
	size_t step_count;
	struct fd_line text;
};

static size_t count_of(const struct fd_inventory *inventory, enum field_of of)
{
	switch (of) {
	case OF_RESOLVER:
		return inventory->resolver_count;
	case OF_GROUP:
		return inventory->group_count;
	case OF_STATUS:
		return FD_STATUS_RCODE_OTHER; /* that one depends on the RCODE too, those above it are rare */
	case OF_RECORD:
		break;
	}
	return 0;
}

/* Writes the step's fields for the index-th resolver, group or status: of a result that is made up, and has nothing else. */
static void make_text(struct fd_formatter *formatter, const struct step *step, size_t index)
{
	struct fd_question question = {
		.group = step->of == OF_GROUP ? (uint16_t)index : (uint16_t)0,
	};
	struct fd_inventory inventory = *formatter->inventory;
	struct fd_observation observation = {
		.status = step->of == OF_STATUS ? (uint8_t)index : (uint8_t)0,
	};
	struct fd_result_record result = {
		.resolver = step->of == OF_RESOLVER ? (uint32_t)index : 0,
		.observation = &observation,
	};
	struct fd_record record = { .kind = FD_RECORD_RESULT, .result = &result };
	const struct source source = { .inventory = &inventory, .record = &record };

	inventory.questions = &question;
	inventory.question_count = 1;
	formatter->text.flat = formatter->form == FD_FORM_ROWS;
	write_fields(&formatter->text, &source, step->fields, step->field_count);
}

static int make_texts(struct fd_formatter *formatter, struct step *step)
{
	size_t count = count_of(formatter->inventory, step->of);

	if (count == 0) {
		return 0;
	}
	step->spots = calloc(count, sizeof(*step->spots));
	if (step->spots == NULL) {
		return -ENOMEM;
	}
	step->spot_count = count;
	for (size_t i = 0; i < count; i++) {
		size_t start = formatter->text.length;
		make_text(formatter, step, i);
		step->spots[i] = (struct spot) { .start = start,
						 .length = formatter->text.length - start };
	}
	return formatter->text.error;
}

static int make_steps(struct fd_formatter *formatter, const struct record_type *type)
{
	formatter->steps = calloc(type->field_count, sizeof(*formatter->steps));
	if (formatter->steps == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		if (i > 0 && field->of == field[-1].of) {
			formatter->steps[formatter->step_count - 1].field_count++;
		} else {
			formatter->steps[formatter->step_count++] = (struct step) {
				.of = field->of, .fields = field, .field_count = 1
			};
		}
	}
	int r = 0;
	for (size_t i = 0; i < formatter->step_count && r == 0; i++) {
		r = make_texts(formatter, &formatter->steps[i]);
	}
	return r;
}

int fd_formatter_create(struct fd_formatter **ret_formatter,
			const struct fd_inventory *inventory, enum fd_form form)
{
	struct fd_formatter *formatter = calloc(1, sizeof(*formatter));

	if (formatter == NULL) {
		return -ENOMEM;
	}
	formatter->inventory = inventory;
	formatter->form = form;
	int r = make_steps(formatter, &result_record_type);
	if (r < 0) {
		fd_formatter_destroy(formatter);
		return r;
	}
	*ret_formatter = formatter;
	return 0;
}

void fd_formatter_destroy(struct fd_formatter *formatter)
{
	if (formatter == NULL) {
		return;
	}
	for (size_t i = 0; i < formatter->step_count; i++) {
		free(formatter->steps[i].spots);
	}
	free(formatter->steps);
	fd_line_finish(&formatter->text);
	free(formatter);
}

static size_t index_of(const struct source *source, enum field_of of)
{
	const struct fd_result_record *result = source->record->result;

	switch (of) {
	case OF_RESOLVER:
		return result->resolver;
	case OF_GROUP:
		return source->inventory->questions[result->question].group;
	case OF_STATUS:
		return result->observation->status;
	case OF_RECORD:
		break;
	}
	return SIZE_MAX;
}

static int write_result(const struct fd_formatter *formatter, struct fd_line *line,
			const struct fd_record *record)
{
	struct asked asked;
	const struct source source = { .inventory = formatter->inventory,
				       .record = record,
				       .asked = &asked };
	size_t before = write_begin(line, formatter->form, &result_record_type);

	for (size_t i = 0; i < formatter->step_count; i++) {
		const struct step *step = &formatter->steps[i];
		size_t index = index_of(&source, step->of);
		if (index < step->spot_count) {
			line_put(line, formatter->text.text + step->spots[index].start,
				 step->spots[index].length);
		} else {
			write_fields(line, &source, step->fields, step->field_count);
		}
	}
	return write_end(line, before);
}

int fd_formatter_write(const struct fd_formatter *formatter, struct fd_line *line,
		       const struct fd_record *record)
{
	if (record->kind == FD_RECORD_RESULT) {
		return write_result(formatter, line, record);
	}
	return formatter->form == FD_FORM_LINES
		       ? fd_record_write(line, formatter->inventory, record)
		       : fd_record_write_row(line, formatter->inventory, record);
}
