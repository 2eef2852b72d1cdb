/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>

#include "record/fields.h"

/* What the host's library said of a name, and how it is set up: what `replay` needs to judge it again. */

static const struct fd_library_answer *answer(const struct source *source)
{
	return source->record->library->answer;
}

static uint16_t type_of(const struct source *source)
{
	return source->inventory->questions[answer(source)->question].qtype;
}

static void write_name(struct fd_line *line, const struct source *source)
{
	write_question_name(line, answer(source)->question, source);
}

static void write_qtype(struct fd_line *line, const struct source *source)
{
	write_type(line, type_of(source));
}

static void write_index(struct fd_line *line, const struct source *source)
{
	line_unsigned(line, answer(source)->question);
}

static void write_status(struct fd_line *line, const struct source *source)
{
	line_text(line, fd_library_status_text((enum fd_library_status)answer(source)->status));
}

static void write_absolute(struct fd_line *line, const struct source *source)
{
	line_text(line,
		  fd_library_status_text((enum fd_library_status)answer(source)->absolute));
}

static void put_addresses(struct fd_line *line, const struct source *source,
			  const uint8_t addresses[][16], size_t count)
{
	int family = type_of(source) == FD_TYPE_A ? AF_INET : AF_INET6;
	char text[INET6_ADDRSTRLEN];

	LINE_LITERAL(line, "[");
	for (size_t i = 0; i < count; i++) {
		line_comma(line);
		line_text(line, inet_ntop(family, addresses[i], text, sizeof(text)));
	}
	LINE_LITERAL(line, "]");
}

static void write_addresses(struct fd_line *line, const struct source *source)
{
	put_addresses(line, source, answer(source)->addresses, answer(source)->address_count);
}

static void write_hosts_file(struct fd_line *line, const struct source *source)
{
	put_addresses(line, source, answer(source)->hosts, answer(source)->hosts_count);
}

static void write_canonical(struct fd_line *line, const struct source *source)
{
	const char *canonical = answer(source)->canonical;

	line_text(line, canonical[0] == '\0' ? NULL : canonical);
}

static void write_own_name(struct fd_line *line, const struct source *source)
{
	line_bool(line, answer(source)->own_name);
}

static void write_elapsed(struct fd_line *line, const struct source *source)
{
	line_signed(line, answer(source)->elapsed_us);
}

static void write_ts(struct fd_line *line, const struct source *source)
{
	line_time(line, answer(source)->ts_us);
}

static void write_nsswitch(struct fd_line *line, const struct source *source)
{
	line_text(line, source->record->library->library->nsswitch);
}

static void write_search(struct fd_line *line, const struct source *source)
{
	line_text(line, source->record->library->library->search);
}

static void write_nameservers(struct fd_line *line, const struct source *source)
{
	line_text(line, source->record->library->library->nameservers);
}

static const struct field fields[] = {
	MADE("name", TEXT, write_name),
	MADE("qtype", TEXT, write_qtype),
	MADE("index", UNSIGNED, write_index),
	MADE("status", TEXT, write_status),
	MADE("addresses", LIST, write_addresses),
	MADE("canonical", TEXT, write_canonical),
	MADE("absolute", TEXT, write_absolute),
	MADE("hosts_file", LIST, write_hosts_file),
	MADE("own_name", BOOL, write_own_name),
	MADE("elapsed_us", UNSIGNED, write_elapsed),
	MADE("ts", TIME, write_ts),
	MADE("nsswitch", TEXT, write_nsswitch),
	MADE("search", TEXT, write_search),
	MADE("nameservers", TEXT, write_nameservers),
};

const struct record_type library_record_type = RECORD_TYPE("library", fields);
