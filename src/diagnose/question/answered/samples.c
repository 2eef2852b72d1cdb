/* SPDX-License-Identifier: MIT */
#include "diagnose/question/answered/samples.h"

#include <string.h>

#include "diagnose/common/aliases.h"
#include "diagnose/question/answered/answered.h"

/* Answers that differ, and in what way: what is compared are the records themselves. */

enum answer samples_take(struct column *column, struct samples *ret)
{
	enum answer answer = YES;

	*ret = (struct samples) { .count = 0 };
	for (size_t i = 0; i < column->count && ret->count < VARIETIES_MAX; i++) {
		const struct column_cell *cell = &column->cells[i];
		bool known = !in_vote(cell) || cell->kind != KIND_POSITIVE;
		for (size_t j = 0; !known && j < ret->count; j++) {
			known = ret->answers[j].cell->cell->digest == cell->cell->digest;
		}
		if (known) {
			continue;
		}
		struct fd_wish wish = column_wish(column, cell->resolver);
		const struct fact *fact = ask_insistently(column->diagnosis, &wish);
		answer = fact == NULL ? PENDING : answer;
		ret->answers[ret->count++] =
			(struct sample_answer) { .cell = cell, .fact = fact };
	}
	return answer;
}

bool samples_read(const struct column *column, struct samples *samples)
{
	for (size_t i = 0; i < samples->count; i++) {
		struct sample_answer *answer = &samples->answers[i];
		const struct fd_observation *saw = &answer->fact->observation;
		if (!saw_answer(saw) || saw->message == NULL || !saw->message->has_question ||
		    aliases_follow(saw->message, column->qtype, &answer->end,
				   &answer->aliases) != ALIASES_ANSWER) {
			return false;
		}
	}
	return samples->count > 1;
}

static bool holds(const struct fd_message *message, const struct fd_message *other,
		  const struct fd_record_view *wanted)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type == wanted->type &&
		    record.rdata_length == wanted->rdata_length &&
		    memcmp(message->wire + record.rdata_offset,
			   other->wire + wanted->rdata_offset, record.rdata_length) == 0) {
			return true;
		}
	}
	return false;
}

struct overlap {
	size_t common, alone;
};

/* Records of the type asked in `a`, by whether they are in `b`. */
static struct overlap compare_sets(const struct fact *a, const struct fact *b, uint16_t qtype)
{
	const struct fd_message *message = a->observation.message;
	struct overlap overlap = { 0 };
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type == qtype) {
			bool common = holds(b->observation.message, message, &record);
			overlap.common += common;
			overlap.alone += !common;
		}
	}
	return overlap;
}

bool answers_share(const struct fact *a, const struct fact *b, uint16_t qtype)
{
	return compare_sets(a, b, qtype).common > 0;
}

static enum variety compare(const struct sample_answer *a, const struct sample_answer *b,
			    uint16_t qtype)
{
	struct overlap one = compare_sets(a->fact, b->fact, qtype);
	struct overlap other = compare_sets(b->fact, a->fact, qtype);

	if (one.alone + other.alone == 0) {
		return VARIETY_SET;
	}
	if (a->aliases > 0 && b->aliases > 0 && fd_name_equal(&a->end, &b->end)) {
		return VARIETY_TERMINAL;
	}
	if (one.common > 0) {
		return VARIETY_OVERLAP;
	}
	return a->aliases + b->aliases > 0 ? VARIETY_ALIASES : VARIETY_DIFFERENT;
}

enum variety samples_classify(const struct samples *samples, uint16_t qtype)
{
	enum variety worst = VARIETY_ROTATES;

	for (size_t i = 0; i < samples->count; i++) {
		const struct sample_answer *answer = &samples->answers[i];
		if (answer->cell->cell->digest != (uint32_t)answer->fact->observation.digest) {
			return VARIETY_ROTATES;
		}
		for (size_t j = 0; j < i; j++) {
			enum variety pair = compare(&samples->answers[j], answer, qtype);
			worst = pair > worst ? pair : worst;
		}
	}
	return worst;
}
