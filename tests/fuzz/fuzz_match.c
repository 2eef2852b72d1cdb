/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include <fleetdig/wire.h>

#include "fuzz.h"

struct question {
	struct fd_name name;
	uint16_t type;
	unsigned flags;
};

static bool same_question(const struct fd_message *message, const struct question *question)
{
	uint16_t class = (question->flags & FD_QUERY_CH) != 0 ? FD_CLASS_CH : FD_CLASS_IN;

	return message->has_question && fd_name_equal(&message->qname, &question->name) &&
	       message->qtype == question->type && message->qclass == class;
}

static bool is_reply(const struct fd_message *message)
{
	return (message->flags & 0xf800) == FD_FLAG_QR;
}

/* What the quick match says of a sound message is what its parts say. */
static void check(enum fd_match match, const struct fd_message *message,
		  const struct question *question)
{
	bool full = is_reply(message) && same_question(message, question);

	assert((match == FD_MATCH_FULL) == full);
	if (match == FD_MATCH_HEADER_ONLY) {
		assert(is_reply(message) && !message->has_question);
		assert(message->counts[1] == 0 && message->counts[2] == 0);
		assert(message->counts[3] == (message->edns.present ? 1 : 0));
		assert(message->rcode != FD_NOERROR && message->rcode != FD_NXDOMAIN);
	}
}

/* Flags, the question's name and type, and then the reply; without a reply, our own query. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct question question;
	struct fd_message message;
	uint8_t query[FD_QUERY_MAX];

	if (size < 3 || fd_name_from_wire(&question.name, data + 3, size - 3) != 0) {
		return 0;
	}
	const uint8_t *reply = data + 3 + question.name.length;
	size_t length = size - 3 - question.name.length;
	question.flags = data[0];
	question.type = (uint16_t)(data[1] << 8 | data[2]);
	enum fd_match match =
		fd_reply_match(reply, length, question.name.wire, question.name.length,
			       question.type, question.flags);
	if (fd_message_parse(&message, reply, length) == 0) {
		check(match, &message, &question);
	} else {
		assert(match != FD_MATCH_HEADER_ONLY);
	}

	length = fd_query_render(query, 1, question.name.wire, question.name.length,
				 question.type, question.flags);
	assert(fd_message_parse(&message, query, length) == 0);
	assert(same_question(&message, &question));
	query[2] |= 0x80;
	assert(fd_reply_match(query, length, question.name.wire, question.name.length,
			      question.type, question.flags) == FD_MATCH_FULL);
	return 0;
}
