/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "sink/ticket/ticket.h"

/* What a reply shows, on a line. All of it is escaped where it is printed. */

void ticket_flags(char text[24], const struct fd_observation *observation)
{
	static const struct {
		uint16_t flag;
		const char *word;
	} words[] = { { FD_FLAG_AA, "aa" },
		      { FD_FLAG_TC, "tc" },
		      { FD_FLAG_RA, "ra" },
		      { FD_FLAG_AD, "ad" } };
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (observation->header_flags & words[i].flag) {
			if (length > 0) {
				text[length++] = ' ';
			}
			memcpy(text + length, words[i].word, 3);
			length += 2;
		}
	}
}

static void add_record(struct words *words, const struct fd_message *message,
		       const struct fd_record_view *record)
{
	char type[FD_NUMBER_TEXT_MAX], data[TICKET_DATA_MAX];

	(void)fd_rdata_text(data, sizeof(data), message, record); /* what does not fit is cut */
	fd_type_text(type, record->type);
	words_add(words, "%s%s %s", words->length > 0 ? ", " : "", type, data);
}

static void add_answers(struct words *words, const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	unsigned shown = 0, beyond = 0;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type == FD_TYPE_RRSIG) {
			continue;
		}
		if (shown < TICKET_ANSWERS_MAX) {
			add_record(words, message, &record);
			shown++;
		} else {
			beyond++;
		}
	}
	if (beyond > 0) {
		words_add(words, " and %u more", beyond);
	}
}

static void add_soa(struct words *words, const struct fd_message *message)
{
	char text[FD_NAME_TEXT_MAX];
	struct fd_soa soa;

	if (fd_message_soa(message, FD_SECTION_AUTHORITY, &soa)) {
		fd_name_text(text, &soa.owner);
		words_add(words, "%snothing, says SOA %.255s serial %u",
			  words->length > 0 ? "; " : "", text, soa.serial);
	}
}

static void add_failure(struct words *words, const struct fd_observation *observation)
{
	const char *reason = strerrordesc_np(observation->error);

	switch (observation->status) {
	case FD_STATUS_TIMEOUT:
		words_add(words, "no answer after %u %s", observation->tries,
			  observation->tries == 1 ? "try" : "tries");
		break;
	case FD_STATUS_UNREACHABLE:
	case FD_STATUS_ERROR:
		words_add(words, "%s%s",
			  observation->status == FD_STATUS_ERROR ? "could not ask: " : "",
			  observation->error == ECONNREFUSED ? "port closed"
			  : reason == NULL		     ? "no reason given"
							     : reason);
		break;
	case FD_STATUS_NOT_ASKED:
		words_add(words, "not asked: %s",
			  fd_reason_text((enum fd_reason)observation->reason));
		break;
	case FD_STATUS_MALFORMED:
		words_add(words, "unreadable reply");
		break;
	default:
		break;
	}
}

void ticket_answer(struct words *words, const struct fd_observation *observation)
{
	if (observation->message == NULL) {
		add_failure(words, observation);
		return;
	}
	add_answers(words, observation->message);
	if ((observation->flags & FD_CELL_ANSWER) == 0) {
		add_soa(words, observation->message);
	}
}

void ticket_recorded_answer(struct words *words, const struct fd_answer_in *answers,
			    size_t count)
{
	unsigned shown = 0, beyond = 0;

	for (size_t i = 0; i < count; i++) {
		char type[FD_NUMBER_TEXT_MAX];
		if (answers[i].type == FD_TYPE_RRSIG) {
			continue;
		}
		if (shown == TICKET_ANSWERS_MAX) {
			beyond++;
			continue;
		}
		fd_type_text(type, answers[i].type);
		words_add(words, "%s%s %.*s", shown++ > 0 ? ", " : "", type,
			  TICKET_DATA_MAX - 1, answers[i].data);
	}
	if (beyond > 0) {
		words_add(words, " and %u more", beyond);
	}
}

static void add_edes(struct words *words, const struct fd_message *message)
{
	const uint8_t *data;
	uint16_t option, length;
	size_t offset = 0;

	while (message->edns.present &&
	       fd_edns_next(&message->edns, &offset, &option, &data, &length)) {
		if (option != FD_OPTION_EDE || length < 2) {
			continue;
		}
		uint16_t code = (uint16_t)(data[0] << 8 | data[1]);
		const char *known = fd_ede_text(code);
		words_add(words, "%sEDE %u", words->length > 0 ? "; " : "", code);
		if (known != NULL) {
			words_add(words, " %s", known);
		}
		if (length > 2) {
			words_add(words, ": \"%.*s\"", (int)(length - 2),
				  (const char *)data + 2);
		}
	}
}

void ticket_remark(struct words *words, const struct fd_observation *observation,
		   const char *expect)
{
	if (observation->message != NULL) {
		add_edes(words, observation->message);
	}
	if (expect != NULL && strcmp(expect, "met") != 0) {
		words_add(words, "%snot as expected: %s", words->length > 0 ? "; " : "",
			  expect);
	}
}

/* A referral: which servers it names. */
static bool add_referral(struct words *words, const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	char text[FD_NAME_TEXT_MAX];
	struct fd_name target;
	unsigned shown = 0;

	if (message->counts[1] > 0 || (message->flags & FD_FLAG_AA) != 0) {
		return false;
	}
	while (fd_message_next(message, &cursor, &record)) {
		if (record.section != FD_SECTION_AUTHORITY || record.type != FD_TYPE_NS ||
		    fd_record_target(message, &record, &target) < 0) {
			continue;
		}
		if (shown == 0) {
			fd_name_text(text, &record.owner);
			words_add(words, ", delegates %.255s to", text);
		}
		fd_name_text(text, &target);
		words_add(words, "%s %.255s", shown == 0 ? "" : ",", text);
		shown++;
	}
	return shown > 0;
}

void ticket_saw(struct words *words, const struct fd_wish *wish,
		const struct fd_observation *observation)
{
	char status[FD_NUMBER_TEXT_MAX], flags[24], rtt[WORDS_MAX];
	struct words answer = { .length = 0 };

	if (!fd_status_is_rcode(observation->status)) {
		add_failure(words, observation);
		return;
	}
	fd_status_text(status, observation->status,
		       observation->rcode < 0 ? 0 : (uint16_t)observation->rcode);
	ticket_flags(flags, observation);
	words_duration(rtt, (uint64_t)(observation->rtt_ns / 1000));
	words_add(words, "%s%s%s in %s", status, flags[0] == '\0' ? "" : " ", flags, rtt);
	if (observation->message == NULL ||
	    (observation->status == FD_NOERROR && add_referral(words, observation->message))) {
		return;
	}
	ticket_answer(&answer, observation);
	ticket_remark(&answer, observation, NULL);
	if (answer.length > 0) {
		words_add(words, ": %.700s", answer.text);
	}
}
