/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "record/fields.h"

static const struct fd_question *question(const struct source *source)
{
	return &source->inventory->questions[source->record->result->question];
}

static const struct fd_resolver *resolver(const struct source *source)
{
	assert(source->record->result->resolver < source->inventory->resolver_count);
	return &source->inventory->resolvers[source->record->result->resolver];
}

static const struct fd_observation *observation(const struct source *source)
{
	return source->record->result->observation;
}

static void write_name(struct fd_line *line, const struct source *source)
{
	struct asked *asked = source->asked;
	size_t quote = line->flat ? 0 : 1;

	asked->wire =
		fd_inventory_qname(source->inventory, question(source), &asked->wire_length);
	asked->start = line->length + quote;
	line_wire_name(line, asked->wire, asked->wire_length);
	asked->length = line->length - quote - asked->start;
}

static void write_qtype(struct fd_line *line, const struct source *source)
{
	write_type(line, question(source)->qtype);
}

static void write_resolver(struct fd_line *line, const struct source *source)
{
	line_text(line, resolver(source)->id);
}

static void write_address(struct fd_line *line, const struct source *source)
{
	char text[FD_ENDPOINT_TEXT_MAX];

	fd_endpoint_address_text(text, &resolver(source)->endpoint);
	line_text(line, text);
}

static void write_role(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_role_text(resolver(source)->role));
}

static void write_group(struct fd_line *line, const struct source *source)
{
	assert(question(source)->group < source->inventory->group_count);
	line_text(line, source->inventory->groups[question(source)->group].id);
}

/* Almost always the name asked for, which stands in the line already. */
static void put_owner(struct fd_line *line, const struct source *source,
		      const struct fd_name *owner)
{
	const struct asked *asked = source->asked;

	if (line->error != 0 || owner->length != asked->wire_length ||
	    memcmp(owner->wire, asked->wire, owner->length) != 0) {
		line_name(line, owner);
	} else if (line_has_room(line, asked->length + 2)) {
		LINE_LITERAL(line, "\"");
		memcpy(line->text + line->length, line->text + asked->start, asked->length);
		line->length += asked->length;
		LINE_LITERAL(line, "\"");
	}
}

static bool next_answer(const struct fd_message *message, struct fd_cursor *cursor,
			struct fd_record_view *record)
{
	return message != NULL && cursor->index < message->counts[FD_SECTION_ANSWER] &&
	       fd_message_next(message, cursor, record) && record->section == FD_SECTION_ANSWER;
}

/* A plain answer that was read back has no octets any more, only its words. */
static void put_recorded_answers(struct fd_line *line, const struct fd_result_record *result)
{
	bool has_octets = result->observation->message != NULL;

	for (size_t i = 0; !has_octets && i < result->answer_count; i++) {
		const struct fd_answer_in *answer = &result->answers[i];
		line_comma(line);
		LINE_LITERAL(line, "{\"name\":");
		line_text(line, answer->name);
		LINE_LITERAL(line, ",\"type\":");
		write_type(line, answer->type);
		LINE_LITERAL(line, ",\"ttl\":");
		line_unsigned(line, answer->ttl);
		LINE_LITERAL(line, ",\"data\":");
		line_text(line, answer->data);
		LINE_LITERAL(line, "}");
	}
}

static void write_answers(struct fd_line *line, const struct source *source)
{
	const struct fd_message *message = observation(source)->message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	LINE_LITERAL(line, "[");
	put_recorded_answers(line, source->record->result);
	while (next_answer(message, &cursor, &record)) {
		line_comma(line);
		LINE_LITERAL(line, "{\"name\":");
		put_owner(line, source, &record.owner);
		LINE_LITERAL(line, ",\"type\":");
		write_type(line, record.type);
		LINE_LITERAL(line, ",\"ttl\":");
		line_unsigned(line, record.ttl);
		LINE_LITERAL(line, ",\"data\":");
		line_rdata(line, message, &record);
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

static void flat_recorded_answers(struct fd_line *line, const struct fd_result_record *result)
{
	bool has_octets = result->observation->message != NULL;
	size_t before = line->length;

	for (size_t i = 0; !has_octets && i < result->answer_count; i++) {
		const struct fd_answer_in *answer = &result->answers[i];
		line_separate(line, before);
		line_unsigned(line, answer->ttl);
		LINE_LITERAL(line, " ");
		write_type(line, answer->type);
		LINE_LITERAL(line, " ");
		line_text(line, answer->data);
	}
}

/* `60 CNAME web.example.; 300 A 192.0.2.1`: the chain from the name asked for, in the order of the reply. */
static void flat_answers(struct fd_line *line, const struct source *source)
{
	const struct fd_message *message = observation(source)->message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	size_t before = line->length;

	flat_recorded_answers(line, source->record->result);
	while (next_answer(message, &cursor, &record)) {
		line_separate(line, before);
		line_unsigned(line, record.ttl);
		LINE_LITERAL(line, " ");
		write_type(line, record.type);
		LINE_LITERAL(line, " ");
		line_rdata(line, message, &record);
	}
}

struct ede {
	uint16_t code;
	const uint8_t *text;
	size_t length;
};

static bool next_ede(const struct fd_message *message, size_t *offset, struct ede *ret_ede)
{
	const uint8_t *data;
	uint16_t option, length;

	while (message != NULL && message->edns.present &&
	       fd_edns_next(&message->edns, offset, &option, &data, &length)) {
		if (option != FD_OPTION_EDE || length < 2) {
			continue;
		}
		*ret_ede = (struct ede) { (uint16_t)(data[0] << 8 | data[1]), data + 2,
					  (size_t)length - 2 };
		/* RFC 8914 2: the text is not terminated by contract, but some servers do it. */
		ret_ede->length -= ret_ede->length > 0 && data[length - 1] == 0;
		return true;
	}
	return false;
}

static void write_ede(struct fd_line *line, const struct source *source)
{
	size_t offset = 0;
	struct ede ede;

	LINE_LITERAL(line, "[");
	while (next_ede(observation(source)->message, &offset, &ede)) {
		line_comma(line);
		LINE_LITERAL(line, "{\"code\":");
		line_unsigned(line, ede.code);
		LINE_LITERAL(line, ",\"text\":");
		line_octets(line, ede.text, ede.length);
		LINE_LITERAL(line, "}");
	}
	LINE_LITERAL(line, "]");
}

/* `22 at delegation example.; 23` */
static void flat_ede(struct fd_line *line, const struct source *source)
{
	size_t offset = 0, before = line->length;
	struct ede ede;

	while (next_ede(observation(source)->message, &offset, &ede)) {
		line_separate(line, before);
		line_unsigned(line, ede.code);
		if (ede.length > 0) {
			LINE_LITERAL(line, " ");
			line_octets(line, ede.text, ede.length);
		}
	}
}

static bool is_printable(const uint8_t *octets, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (octets[i] < 0x20 || octets[i] > 0x7e) {
			return false;
		}
	}
	return true;
}

/* Most operators write a host name; the others get their octets as 0x… */
static void put_nsid(struct fd_line *line, const uint8_t *octets, size_t length)
{
	static const char hex[] = "0123456789abcdef";

	if (is_printable(octets, length)) {
		line_octets(line, octets, length);
		return;
	}
	line_quote(line);
	LINE_LITERAL(line, "0x");
	for (size_t i = 0; i < length; i++) {
		char pair[2] = { hex[octets[i] >> 4], hex[octets[i] & 15] };
		line_put(line, pair, sizeof(pair));
	}
	line_quote(line);
}

static void write_nsid(struct fd_line *line, const struct source *source)
{
	const struct fd_message *message = observation(source)->message;
	const uint8_t *data;
	uint16_t option, length;
	size_t offset = 0;

	if (message == NULL) {
		line_text(line,
			  source->record->result->nsid); /* as it was read back, or none */
		return;
	}
	while (message->edns.present &&
	       fd_edns_next(&message->edns, &offset, &option, &data, &length)) {
		if (option == FD_OPTION_NSID && length > 0) {
			put_nsid(line, data, length);
			return;
		}
	}
	line_null(line);
}

/* The number of the question in its inventory: what puts the cells of a run back into their order. */
static void write_index(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, source->record->result->question);
}

static bool has_terms(const struct source *source)
{
	return question(source)->terms != 0;
}

static void write_terms(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, question(source)->terms);
}

static bool has_digest(const struct source *source)
{
	return observation(source)->digest != 0;
}

static void write_digest(struct fd_line *line, const struct source *source)
{
	line_hex64(line, observation(source)->digest);
}

static bool has_wire(const struct source *source)
{
	return source->record->result->anomaly && observation(source)->wire != NULL;
}

static void write_wire(struct fd_line *line, const struct source *source)
{
	line_base64(line, observation(source)->wire, observation(source)->wire_length);
}

static const struct field fields[] = {
	MADE("name", TEXT, write_name),
	MADE("qtype", TEXT, write_qtype),
	MADE_OF(RESOLVER, "resolver", TEXT, write_resolver),
	MADE_OF(RESOLVER, "address", TEXT, write_address),
	MADE_OF(RESOLVER, "role", TEXT, write_role),
	MADE_OF(GROUP, "group", TEXT, write_group),
	MADE_OF(STATUS, "status", TEXT, write_observed_status),
	MADE_IF("reason", TEXT, write_observed_reason, has_observed_reason),
	MADE_IF("errno", UNSIGNED, write_observed_errno, has_observed_errno),
	MADE_IF("error", TEXT, write_observed_error, has_observed_errno),
	MADE("rcode", UNSIGNED, write_observed_rcode),
	LISTED("flags", write_observed_flags, flat_observed_flags),
	MADE("rtt_us", UNSIGNED, write_observed_rtt),
	MADE("tries", UNSIGNED, write_observed_tries),
	MADE("proto", TEXT, write_observed_proto),
	PLAIN(result, "ts", TIME, ts_us),
	LISTED("answers", write_answers, flat_answers),
	LISTED("ede", write_ede, flat_ede),
	MADE("nsid", TEXT, write_nsid),
	PLAIN(result, "expect", TEXT, expect),
	MADE("index", UNSIGNED, write_index),
	MADE_IF("terms", UNSIGNED, write_terms, has_terms),
	MADE_IF("digest", TEXT, write_digest, has_digest),
	MADE_IF("wire", OCTETS, write_wire, has_wire),
};

const struct record_type result_record_type = RECORD_TYPE("result", fields);
