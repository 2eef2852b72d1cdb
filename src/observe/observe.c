/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include <fleetdig/observation.h>

enum {
	CHAIN_MAX = 16
}; /* CNAMEs followed in one answer; resolvers stop at 8 to 17 */

void fd_status_text(char text[FD_NUMBER_TEXT_MAX], uint8_t status, uint16_t rcode)
{
	static const char *const words[] = {
		[FD_STATUS_TIMEOUT] = "TIMEOUT",     [FD_STATUS_UNREACHABLE] = "UNREACHABLE",
		[FD_STATUS_MALFORMED] = "MALFORMED", [FD_STATUS_ERROR] = "ERROR",
		[FD_STATUS_NOT_ASKED] = "NOT_ASKED", [FD_STATUS_PENDING] = "PENDING",
	};

	if (status < FD_STATUS_RCODE_OTHER) {
		fd_rcode_text(text, status);
	} else if (status == FD_STATUS_RCODE_OTHER) {
		fd_rcode_text(text, rcode);
	} else {
		assert(status <= FD_STATUS_PENDING);
		snprintf(text, FD_NUMBER_TEXT_MAX, "%s", words[status]);
	}
}

void fd_status_counted_text(char text[FD_NUMBER_TEXT_MAX], uint8_t status)
{
	if (status == FD_STATUS_RCODE_OTHER) {
		snprintf(text, FD_NUMBER_TEXT_MAX, "RCODE_OTHER");
	} else {
		fd_status_text(text, status, status);
	}
}

const char *fd_reason_text(enum fd_reason reason)
{
	static const char *const words[] = {
		[FD_REASON_NONE] = "",
		[FD_REASON_QUARANTINE] = "quarantine",
		[FD_REASON_DEADLINE] = "deadline",
		[FD_REASON_INTERRUPTED] = "interrupted",
		[FD_REASON_BUDGET] = "budget",
	};
	return words[reason];
}

static uint8_t status_of_ending(enum fd_ending ending)
{
	switch (ending) {
	case FD_TIMED_OUT:
		return FD_STATUS_TIMEOUT;
	case FD_UNREACHABLE:
		return FD_STATUS_UNREACHABLE;
	case FD_FAILED:
		return FD_STATUS_ERROR;
	case FD_NOT_ASKED:
		return FD_STATUS_NOT_ASKED;
	case FD_ANSWERED:
		break;
	}
	return FD_STATUS_MALFORMED;
}

static uint64_t digest_record(const struct fd_message *message,
			      const struct fd_record_view *record)
{
	uint8_t bytes[2048];

	if (record->type == FD_TYPE_A || record->type == FD_TYPE_AAAA) {
		/* Nothing in it is a name: it is canonical as it stands. */
		return XXH3_64bits_withSeed(message->wire + record->rdata_offset,
					    record->rdata_length, record->type);
	}
	int length = fd_rdata_canonical(bytes, sizeof(bytes), message, record);
	if (length < 0) { /* longer than any address or name: as it stands on the wire */
		return XXH3_64bits_withSeed(message->wire + record->rdata_offset,
					    record->rdata_length, record->type);
	}
	return XXH3_64bits_withSeed(bytes, (size_t)length, record->type);
}

/*
 * One pass over ANSWER: the digest of the set, the least TTL, and whether there are aliases. True when a record is plainly
 * the answer: what was asked, at the name that was asked for.
 */
static bool read_answers(struct fd_observation *observation, const struct fd_message *message,
			 uint16_t qtype)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	uint32_t ttl = UINT32_MAX;
	bool direct = false;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type == FD_TYPE_RRSIG) {
			continue;
		}
		observation->digest += digest_record(message, &record);
		ttl = record.ttl < ttl ? record.ttl : ttl;
		if (record.type == FD_TYPE_CNAME || record.type == FD_TYPE_DNAME) {
			observation->flags |= FD_CELL_CNAME;
		}
		direct = direct || (record.type == qtype && message->has_question &&
				    (observation->flags & FD_CELL_CNAME) == 0 &&
				    fd_name_equal(&record.owner, &message->qname));
	}
	observation->ttl = ttl == UINT32_MAX ? 0 : ttl;
	return direct;
}

enum step {
	STEP_ANSWER,
	STEP_ALIAS,
	STEP_END
};

/* From `name`, within ANSWER: the type asked, or the alias that leads on. */
static enum step follow(const struct fd_message *message, struct fd_name *name, uint16_t qtype)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (!fd_name_equal(&record.owner, name)) {
			continue;
		}
		if (record.type == qtype ||
		    (qtype == FD_TYPE_ANY && record.type != FD_TYPE_RRSIG)) {
			return STEP_ANSWER;
		}
		struct fd_name target;
		if (record.type == FD_TYPE_CNAME &&
		    fd_record_target(message, &record, &target) == 0) {
			*name = target;
			return STEP_ALIAS;
		}
	}
	return STEP_END;
}

static bool has_answer(const struct fd_message *message, uint16_t qtype)
{
	struct fd_name name = message->qname;

	for (unsigned i = 0; i < CHAIN_MAX; i++) {
		enum step step = follow(message, &name, qtype);
		if (step != STEP_ALIAS) {
			return step == STEP_ANSWER;
		}
	}
	return false;
}

static void read_negative(struct fd_observation *observation, const struct fd_message *message)
{
	struct fd_soa soa;

	if (!fd_message_soa(message, FD_SECTION_AUTHORITY, &soa)) {
		return;
	}
	observation->flags |= FD_CELL_SOA;
	fd_name_lower(&soa.owner);
	observation->digest =
		XXH3_64bits_withSeed(soa.owner.wire, soa.owner.length, soa.serial);
	observation->ttl =
		soa.ttl < soa.minimum ? soa.ttl : soa.minimum; /* RFC 2308 section 5 */
}

/*
 * Who rewrites by a response policy zone adds the SOA of that (BIND, by default): so an answer that was made up tells itself from
 * the zone's.
 */
static void read_policy(struct fd_observation *observation, const struct fd_message *message)
{
	struct fd_soa soa;

	if (message->has_question &&
	    message->counts[FD_SECTION_ADDITIONAL] > (message->edns.present ? 1 : 0) &&
	    fd_message_soa(message, FD_SECTION_ADDITIONAL, &soa)) {
		observation->policy_zone = !fd_name_under(&message->qname, &soa.owner);
	}
}

static void read_ede(struct fd_observation *observation, const struct fd_message *message)
{
	size_t offset = 0;
	uint16_t code, length;
	const uint8_t *data;

	while (fd_edns_next(&message->edns, &offset, &code, &data, &length)) {
		if (code == FD_OPTION_EDE && length >= 2 &&
		    observation->ede_count < FD_EDE_MAX) {
			observation->ede[observation->ede_count++] =
				(uint16_t)(data[0] << 8 | data[1]);
		}
	}
}

uint8_t fd_cell_flags_of_header(uint16_t header)
{
	static const struct {
		uint16_t header;
		uint8_t cell;
	} rows[] = {
		{ FD_FLAG_AA, FD_CELL_AA },
		{ FD_FLAG_TC, FD_CELL_TC },
		{ FD_FLAG_RA, FD_CELL_RA },
		{ FD_FLAG_AD, FD_CELL_AD },
	};
	unsigned flags = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		flags |= header & rows[i].header ? rows[i].cell : 0u;
	}
	return (uint8_t)flags;
}

static void read_flags(struct fd_observation *observation, uint16_t header)
{
	observation->header_flags = header;
	observation->flags |= fd_cell_flags_of_header(header);
}

static void read_reply(struct fd_observation *observation, struct fd_message *message,
		       uint16_t qtype)
{
	observation->message = message;
	observation->rcode = message->rcode;
	observation->status = message->rcode < FD_STATUS_RCODE_OTHER
				      ? (uint8_t)message->rcode
				      : (uint8_t)FD_STATUS_RCODE_OTHER;
	read_flags(observation, message->flags);
	read_ede(observation, message);
	read_policy(observation, message);
	bool direct = read_answers(observation, message, qtype);
	if (message->rcode == FD_NOERROR && message->has_question &&
	    (direct || has_answer(message, qtype))) {
		observation->flags |= FD_CELL_ANSWER;
	} else {
		read_negative(observation, message);
	}
}

void fd_observe(struct fd_observation *ret_observation, struct fd_message *message,
		const struct fd_outcome *outcome, uint16_t qtype)
{
	*ret_observation = (struct fd_observation) {
		.status = status_of_ending(outcome->ending),
		.tries = outcome->tries,
		.try_answered = outcome->try_answered,
		.proto = (uint8_t)outcome->proto,
		.reason = (uint8_t)outcome->reason,
		.rcode = -1,
		.error = outcome->error,
		.rtt_ns = outcome->rtt_ns,
		.sent_ns = outcome->sent_ns,
	};
	if (outcome->ending != FD_ANSWERED) {
		return;
	}
	assert(outcome->reply != NULL);
	ret_observation->wire = outcome->reply;
	ret_observation->wire_length = outcome->reply_length;
	if (fd_message_parse(message, outcome->reply, outcome->reply_length) == 0) {
		read_reply(ret_observation, message, qtype);
	}
	if (outcome->header_only) {
		ret_observation->flags |= FD_CELL_HEADER_ONLY;
	}
}
