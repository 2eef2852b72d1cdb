/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>

#include "record/read/read.h"

/* Results and probes: what was asked, and how it ended. */

static void read_status(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct {
		const char *word;
		enum fd_status status;
	} words[] = {
		{ "TIMEOUT", FD_STATUS_TIMEOUT },     { "UNREACHABLE", FD_STATUS_UNREACHABLE },
		{ "MALFORMED", FD_STATUS_MALFORMED }, { "ERROR", FD_STATUS_ERROR },
		{ "NOT_ASKED", FD_STATUS_NOT_ASKED },
	};
	uint16_t rcode;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(json_string_value(value), words[i].word) == 0) {
			*(uint8_t *)to = (uint8_t)words[i].status;
			return;
		}
	}
	if (fd_rcode_parse(&rcode, json_string_value(value)) < 0) {
		reading_expected(reading, name, "a status such as NOERROR or TIMEOUT", value);
		return;
	}
	*(uint8_t *)to =
		rcode < FD_STATUS_RCODE_OTHER ? (uint8_t)rcode : (uint8_t)FD_STATUS_RCODE_OTHER;
}

static void read_reason(struct reading *reading, const char *name, json_t *value, void *to)
{
	for (int i = 0; i <= FD_REASON_BUDGET; i++) {
		if (strcmp(json_string_value(value), fd_reason_text((enum fd_reason)i)) == 0) {
			*(uint8_t *)to = (uint8_t)i;
			return;
		}
	}
	reading_expected(reading, name, "why it was not asked", value);
}

static void read_number(struct reading *reading, const char *name, json_t *value, void *to)
{
	json_int_t number = json_integer_value(value);

	if (number < 0 || number > 4095) {
		reading_expected(reading, name, "a number from 0 to 4095", value);
		return;
	}
	*(int *)to = (int)number;
}

static void read_rtt(struct reading *reading, const char *name, json_t *value, void *to)
{
	int64_t ns = 0;

	read_microseconds(reading, name, value, &ns);
	*(int64_t *)to = ns / 1000;
}

static void read_proto(struct reading *reading, const char *name, json_t *value, void *to)
{
	bool tcp = strcmp(json_string_value(value), "tcp") == 0;

	if (!tcp && strcmp(json_string_value(value), "udp") != 0) {
		reading_expected(reading, name, "udp or tcp", value);
	}
	*(uint8_t *)to = tcp ? FD_TCP : FD_UDP;
}

struct flag_word {
	const char *word;
	uint16_t flag;
};

static uint16_t read_flag_list(struct reading *reading, const char *name, json_t *value,
			       const struct flag_word *words)
{
	uint16_t flags = 0;

	for (size_t i = 0; i < json_array_size(value); i++) {
		json_t *item = json_array_get(value, i);
		const char *text = json_is_string(item) ? json_string_value(item) : "";
		size_t k = 0;
		while (words[k].word != NULL && strcmp(text, words[k].word) != 0) {
			k++;
		}
		if (words[k].word == NULL) {
			reading_expected(reading, name, "flags that are known here", item);
			return 0;
		}
		flags |= words[k].flag;
	}
	return flags;
}

static void read_flags(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct flag_word words[] = {
		{ "aa", FD_FLAG_AA }, { "tc", FD_FLAG_TC }, { "rd", FD_FLAG_RD },
		{ "ra", FD_FLAG_RA }, { "ad", FD_FLAG_AD }, { "cd", FD_FLAG_CD },
		{ NULL, 0 },
	};
	*(uint16_t *)to = read_flag_list(reading, name, value, words);
}

/* What results and probes have in common, as members of struct fd_<record>_in. */
#define OBSERVED(record)                                                           \
	READ(record, "status", TEXT, observed.status, read_status),                \
		READ_IF(record, "reason", TEXT, observed.reason, read_reason),     \
		READ_IF(record, "errno", UNSIGNED, observed.error, read_number),   \
		READ_NULL(record, "rcode", UNSIGNED, observed.rcode, read_number), \
		READ(record, "flags", LIST, observed.header_flags, read_flags),    \
		READ_NULL(record, "rtt_us", UNSIGNED, observed.rtt_us, read_rtt),  \
		READ(record, "tries", UNSIGNED, observed.tries, read_u8),          \
		READ(record, "proto", TEXT, observed.proto, read_proto),           \
		READ(record, "ts", TIME, observed.ts_us, NULL)

/* ---- results ------------------------------------------------------------------------------- */

static void read_answer_type(struct reading *reading, const char *name, json_t *value, void *to)
{
	/* Servers put anything into an answer, types that cannot be asked for too: those are 0. */
	(void)fd_type_parse(to, json_string_value(value));
}

static void read_answers(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct read_field fields[] = {
		READ(answer, "name", TEXT, name, NULL),
		READ(answer, "type", TEXT, type, read_answer_type),
		READ(answer, "ttl", UNSIGNED, ttl, read_u32),
		READ(answer, "data", TEXT, data, NULL),
	};
	struct fd_result_in *result = to;
	size_t count = json_array_size(value);
	struct fd_answer_in *answers = reading_keep(reading, count, sizeof(*answers));

	for (size_t i = 0; answers != NULL && i < count; i++) {
		json_t *item = json_array_get(value, i);
		if (!json_is_object(item)) {
			reading_expected(reading, name, "objects", item);
			return;
		}
		reading_fields(reading, fields, sizeof(fields) / sizeof(fields[0]), item,
			       &answers[i]);
	}
	result->answers = answers;
	result->answer_count = answers == NULL ? 0 : count;
}

static void read_edes(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct read_field fields[] = {
		READ(ede, "code", UNSIGNED, code, read_u16),
		READ(ede, "text", TEXT, text, NULL),
	};
	struct fd_result_in *result = to;
	size_t count = json_array_size(value);

	if (count == 0) {
		return;
	}
	struct fd_ede_in *edes = reading_keep(reading, count, sizeof(*edes));
	for (size_t i = 0; edes != NULL && i < count; i++) {
		json_t *item = json_array_get(value, i);
		if (!json_is_object(item)) {
			reading_expected(reading, name, "objects", item);
			return;
		}
		reading_fields(reading, fields, sizeof(fields) / sizeof(fields[0]), item,
			       &edes[i]);
	}
	result->ede = edes;
	result->ede_count = edes == NULL ? 0 : count;
}

static const struct read_field result_fields[] = {
	READ(result, "name", TEXT, name, read_name),
	READ(result, "qtype", TEXT, qtype, read_type_word),
	READ(result, "resolver", TEXT, resolver, NULL),
	READ(result, "address", TEXT, address, NULL),
	READ(result, "role", TEXT, role, read_role),
	READ(result, "group", TEXT, group, NULL),
	OBSERVED(result),
	{ .name = "answers", .kind = FIELD_LIST, .read = read_answers },
	{ .name = "ede", .kind = FIELD_LIST, .read = read_edes },
	READ_NULL(result, "nsid", TEXT, nsid, NULL),
	READ_NULL(result, "expect", TEXT, expect, NULL),
	READ(result, "index", UNSIGNED, index, NULL),
	READ_IF(result, "terms", UNSIGNED, terms, NULL),
	READ_IF(result, "digest", TEXT, digest, read_hex64),
	READ_IF(result, "wire", OCTETS, wire, NULL),
};

const struct read_type result_read_type = READ_TYPE("result", FD_RECORD_RESULT, result_fields);

/* ---- probes -------------------------------------------------------------------------------- */

static void read_purpose(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (fd_purpose_parse(to, json_string_value(value)) < 0) {
		reading_expected(reading, name, "a purpose that this version knows", value);
	}
}

static void read_server(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (fd_endpoint_parse(to, json_string_value(value), 53) < 0) {
		reading_expected(reading, name, "an address of this host's families", value);
	}
}

static void read_asked_proto(struct reading *reading, const char *name, json_t *value, void *to)
{
	uint8_t proto;

	read_proto(reading, name, value, &proto);
	*(enum fd_proto *)to = (enum fd_proto)proto;
}

static void read_query_flags(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct flag_word words[] = {
		{ "rd", FD_QUERY_RD },
		{ "ad", FD_QUERY_AD },
		{ "cd", FD_QUERY_CD },
		{ "do", FD_QUERY_DO },
		{ "edns", FD_QUERY_EDNS },
		{ "nsid", FD_QUERY_NSID },
		{ "ch", FD_QUERY_CH },
		{ "options", FD_QUERY_EXTRAS },
		{ NULL, 0 },
	};
	*(uint8_t *)to = (uint8_t)read_flag_list(reading, name, value, words);
}

static const struct read_field probe_fields[] = {
	READ(probe, "purpose", TEXT, wish.purpose, read_purpose),
	READ(probe, "server", TEXT, wish.server, read_server),
	READ_NULL(probe, "resolver", TEXT, resolver, NULL),
	READ(probe, "qname", TEXT, wish.qname, read_name),
	READ(probe, "qtype", TEXT, wish.qtype, read_type_word),
	READ(probe, "query_flags", LIST, wish.flags, read_query_flags),
	READ(probe, "asked_proto", TEXT, wish.proto, read_asked_proto),
	READ(probe, "repeat", UNSIGNED, wish.repeat, read_u16),
	READ(probe, "timeout_us", UNSIGNED, wish.timeout_ns, read_microseconds),
	OBSERVED(probe),
	READ_IF(probe, "try_answered", UNSIGNED, observed.try_answered, read_u8),
	READ(probe, "wire_query", OCTETS, query, NULL),
	READ_NULL(probe, "wire_reply", OCTETS, reply, NULL),
};

const struct read_type probe_read_type = READ_TYPE("probe", FD_RECORD_PROBE, probe_fields);
