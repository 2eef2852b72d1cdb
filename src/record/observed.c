/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "record/fields.h"

/* What results and probes have in common: how one question ended. */

static const struct fd_observation *observed(const struct source *source)
{
	assert(source->record->kind == FD_RECORD_RESULT ||
	       source->record->kind == FD_RECORD_PROBE);
	return source->record->kind == FD_RECORD_RESULT ? source->record->result->observation
							: source->record->probe->observation;
}

void write_observed_status(struct fd_line *line, const struct source *source)
{
	const struct fd_observation *observation = observed(source);
	char text[FD_NUMBER_TEXT_MAX];

	fd_status_text(text, observation->status,
		       observation->rcode < 0 ? 0 : (uint16_t)observation->rcode);
	line_text(line, text);
}

bool has_observed_reason(const struct source *source)
{
	return observed(source)->status == FD_STATUS_NOT_ASKED;
}

void write_observed_reason(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_reason_text((enum fd_reason)observed(source)->reason));
}

bool has_observed_errno(const struct source *source)
{
	uint8_t status = observed(source)->status;

	return status == FD_STATUS_ERROR || status == FD_STATUS_UNREACHABLE;
}

void write_observed_errno(struct fd_line *line, const struct source *source)
{
	line_signed(line, observed(source)->error);
}

void write_observed_error(struct fd_line *line, const struct source *source)
{
	line_text(line, strerrorname_np(observed(source)->error));
}

void write_observed_rcode(struct fd_line *line, const struct source *source)
{
	int rcode = observed(source)->rcode;

	if (rcode < 0) {
		line_null(line);
	} else {
		line_signed(line, rcode);
	}
}

static const struct flag {
	uint16_t flag;
	char text[6];
} flags[] = {
	{ FD_FLAG_AA, "\"aa\"," }, { FD_FLAG_TC, "\"tc\"," }, { FD_FLAG_RD, "\"rd\"," },
	{ FD_FLAG_RA, "\"ra\"," }, { FD_FLAG_AD, "\"ad\"," }, { FD_FLAG_CD, "\"cd\"," },
};

enum {
	FLAGS = sizeof(flags) / sizeof(flags[0])
};

/* Those of a reply; what else ended a question has none. */
static uint16_t flags_of(const struct fd_observation *observation)
{
	return fd_status_is_rcode(observation->status) ? observation->header_flags : 0;
}

void write_observed_flags(struct fd_line *line, const struct source *source)
{
	uint16_t set = flags_of(observed(source));
	char text[2 + sizeof(flags)] = "[";
	size_t length = 1;

	for (size_t i = 0; i < FLAGS; i++) {
		if (set & flags[i].flag) {
			memcpy(text + length, flags[i].text, 5);
			length += 5;
		}
	}
	length -= length > 1; /* the last comma */
	text[length++] = ']';
	line_put(line, text, length);
}

/* `rd ra` */
void flat_observed_flags(struct fd_line *line, const struct source *source)
{
	uint16_t set = flags_of(observed(source));
	const char *blank = "";

	for (size_t i = 0; i < FLAGS; i++) {
		if (set & flags[i].flag) {
			line_put(line, blank, strlen(blank));
			line_put(line, flags[i].text + 1, 2);
			blank = " ";
		}
	}
}

void write_observed_rtt(struct fd_line *line, const struct source *source)
{
	const struct fd_observation *observation = observed(source);

	/* What was read back from a record has its octets only where it is an anomaly. */
	if (observation->wire == NULL && !fd_status_is_rcode(observation->status)) {
		line_null(line);
	} else {
		line_signed(line, observation->rtt_ns / 1000);
	}
}

void write_observed_tries(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, observed(source)->tries);
}

void write_observed_proto(struct fd_line *line, const struct source *source)
{
	line_word(line, observed(source)->proto == FD_TCP ? "tcp" : "udp", 3);
}

void write_type(struct fd_line *line, uint16_t type)
{
	char text[FD_NUMBER_TEXT_MAX];

	if (type == FD_TYPE_A) { /* found at once: most are this or the other */
		line_word(line, "A", 1);
	} else if (type == FD_TYPE_AAAA) {
		line_word(line, "AAAA", 4);
	} else {
		fd_type_text(text, type);
		line_word(line, text, strlen(text));
	}
}

void write_question_name(struct fd_line *line, uint32_t question, const struct source *source)
{
	const struct fd_inventory *inventory = source->inventory;
	uint8_t length;

	assert(question < inventory->question_count);
	const uint8_t *wire =
		fd_inventory_qname(inventory, &inventory->questions[question], &length);
	line_wire_name(line, wire, length);
}
