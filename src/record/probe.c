/* SPDX-License-Identifier: MIT */
#include "record/fields.h"

/* A follow-up, with all that is needed to make the same verdict of it again without a network. */

static const struct fd_wish *wish(const struct source *source)
{
	return source->record->probe->wish;
}

static void write_purpose(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_purpose_text(wish(source)->purpose));
}

static void write_server(struct fd_line *line, const struct source *source)
{
	char text[FD_ENDPOINT_TEXT_MAX];

	fd_endpoint_text(text, &wish(source)->server);
	line_text(line, text);
}

static void write_resolver(struct fd_line *line, const struct source *source)
{
	uint32_t resolver = wish(source)->resolver;

	line_text(line, resolver < source->inventory->resolver_count
				? source->inventory->resolvers[resolver].id
				: NULL);
}

/* As one would type it: `version.bind CH TXT`. */
static void write_question(struct fd_line *line, const struct source *source)
{
	char type[FD_NUMBER_TEXT_MAX];

	line_name(line, &wish(source)->qname);
	if (line->error == 0) {
		line->length--; /* the closing quote: the string goes on */
	}
	if (wish(source)->flags & FD_QUERY_CH) {
		LINE_LITERAL(line, " CH");
	}
	fd_type_text(type, wish(source)->qtype);
	LINE_LITERAL(line, " ");
	line_put(line, type, strlen(type));
	LINE_LITERAL(line, "\"");
}

static void write_qname(struct fd_line *line, const struct source *source)
{
	line_name(line, &wish(source)->qname);
}

static void write_qtype(struct fd_line *line, const struct source *source)
{
	write_type(line, wish(source)->qtype);
}

static void write_query_flags(struct fd_line *line, const struct source *source)
{
	static const struct {
		uint8_t flag;
		const char *text;
	} flags[] = {
		{ FD_QUERY_RD, "rd" },	   { FD_QUERY_AD, "ad" },
		{ FD_QUERY_CD, "cd" },	   { FD_QUERY_DO, "do" },
		{ FD_QUERY_EDNS, "edns" }, { FD_QUERY_NSID, "nsid" },
		{ FD_QUERY_CH, "ch" },	   { FD_QUERY_EXTRAS, "options" },
	};

	LINE_LITERAL(line, "[");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (wish(source)->flags & flags[i].flag) {
			line_comma(line);
			line_text(line, flags[i].text);
		}
	}
	LINE_LITERAL(line, "]");
}

/* What was asked, which is not always what carried the answer: TC=1 moves a question to TCP. */
static void write_asked_proto(struct fd_line *line, const struct source *source)
{
	line_text(line, wish(source)->proto == FD_TCP ? "tcp" : "udp");
}

static void write_repeat(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, wish(source)->repeat);
}

static bool has_try_answered(const struct source *source)
{
	return source->record->probe->observation->try_answered > 0;
}

static void write_try_answered(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, source->record->probe->observation->try_answered);
}

static void write_timeout(struct fd_line *line, const struct source *source)
{
	line_signed(line, wish(source)->timeout_ns / 1000);
}

static void write_query(struct fd_line *line, const struct source *source)
{
	uint8_t query[FD_QUERY_MAX];
	size_t length =
		fd_query_render(query, 0, wish(source)->qname.wire, wish(source)->qname.length,
				wish(source)->qtype, wish(source)->flags);

	line_base64(line, query, length);
}

static void write_reply(struct fd_line *line, const struct source *source)
{
	const struct fd_observation *observation = source->record->probe->observation;

	if (observation->wire == NULL) {
		LINE_LITERAL(line, "null");
	} else {
		line_base64(line, observation->wire, observation->wire_length);
	}
}

static const struct field fields[] = {
	MADE("purpose", TEXT, write_purpose),
	MADE("server", TEXT, write_server),
	MADE("resolver", TEXT, write_resolver),
	MADE("question", TEXT, write_question),
	MADE("qname", TEXT, write_qname),
	MADE("qtype", TEXT, write_qtype),
	MADE("query_flags", LIST, write_query_flags),
	MADE("asked_proto", TEXT, write_asked_proto),
	MADE("repeat", UNSIGNED, write_repeat),
	MADE("timeout_us", UNSIGNED, write_timeout),
	MADE("status", TEXT, write_observed_status),
	MADE_IF("reason", TEXT, write_observed_reason, has_observed_reason),
	MADE_IF("errno", UNSIGNED, write_observed_errno, has_observed_errno),
	MADE_IF("error", TEXT, write_observed_error, has_observed_errno),
	MADE("rcode", UNSIGNED, write_observed_rcode),
	MADE("flags", LIST, write_observed_flags),
	MADE("rtt_us", UNSIGNED, write_observed_rtt),
	MADE("tries", UNSIGNED, write_observed_tries),
	MADE_IF("try_answered", UNSIGNED, write_try_answered, has_try_answered),
	MADE("proto", TEXT, write_observed_proto),
	PLAIN(probe, "ts", TIME, ts_us),
	MADE("wire_query", OCTETS, write_query),
	MADE("wire_reply", OCTETS, write_reply),
};

const struct record_type probe_record_type = RECORD_TYPE("probe", fields);
