/* SPDX-License-Identifier: MIT */
#include "diagnose/common/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/text.h"
#include "diagnose/common/facts.h"

/* Appends, and never beyond the end: what does not fit is cut. */
struct line {
	char text[TEXT_MAX];
	size_t length;
};

static void add(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct line *line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line->length =
		text_append(line->text, sizeof(line->text), line->length, format, arguments);
	va_end(arguments);
}

const char *text_name(struct region *region, const struct fd_name *name)
{
	char text[FD_NAME_TEXT_MAX];

	fd_name_text(text, name);
	return region_printf(region, "%s", text);
}

const char *text_endpoint(struct region *region, const struct fd_endpoint *endpoint)
{
	char text[FD_ENDPOINT_TEXT_MAX];

	fd_endpoint_text(text, endpoint);
	return region_printf(region, "%s", text);
}

const char *text_type(struct region *region, uint16_t type)
{
	char text[FD_NUMBER_TEXT_MAX];

	fd_type_text(text, type);
	return region_printf(region, "%s", text);
}

/* A name that a shell, or dig itself, could take for something else is quoted and named by -q. */
static void add_name(struct line *line, const struct fd_name *name)
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	char text[FD_NAME_TEXT_MAX];

	fd_name_text(text, name);
	if (text[strspn(text, harmless)] == '\0' && text[0] != '-') {
		add(line, " %s", text);
		return;
	}
	add(line, " -q '");
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\'') {
			add(line, "\\039");
		} else {
			add(line, "%c", *c);
		}
	}
	add(line, "'");
}

const char *text_dig(struct region *region, const struct fd_wish *wish)
{
	struct line line = { 0 };
	char address[FD_ENDPOINT_TEXT_MAX];
	char type[FD_NUMBER_TEXT_MAX];

	fd_endpoint_address_text(address, &wish->server);
	fd_type_text(type, wish->qtype);
	add(&line, "dig @%s", address);
	if (wish->server.port != 53) {
		add(&line, " -p %u", (unsigned)wish->server.port);
	}
	add(&line, "%s", wish->proto == FD_TCP ? " +tcp" : "");
	add(&line, "%s", wish->flags & FD_QUERY_RD ? "" : " +norecurse");
	add(&line, "%s", wish->flags & FD_QUERY_CD ? " +cd" : "");
	if ((wish->flags & FD_QUERY_EDNS) == 0) {
		add(&line, " +noedns");
	} else if (wish->flags & FD_QUERY_DO) {
		add(&line, " +dnssec");
	}
	add(&line, "%s",
	    wish->flags & FD_QUERY_EXTRAS ? " +cookie=666c656574646967 +subnet=192.0.2.0/24"
					  : "");
	if (wish->timeout_ns > 0) {
		add(&line, " +time=%lld", (long long)(wish->timeout_ns / 1000000000));
	}
	add(&line, "%s", wish->flags & FD_QUERY_CH ? " -c CH" : "");
	add_name(&line, &wish->qname);
	add(&line, " %s", type);
	return region_printf(region, "%s", line.text);
}

const char *text_probe(struct region *region, const struct fd_wish *wish,
		       const struct fd_observation *observation)
{
	const char *dig = text_dig(region, wish);
	bool cut = observation->proto == FD_UDP && (observation->flags & FD_CELL_TC) != 0;

	return cut ? region_printf(region, "%s +ignore", dig) : dig;
}

static void add_duration(struct line *line, int64_t ns)
{
	if (ns < 1000000) {
		add(line, " in %lld us", (long long)(ns / 1000));
	} else if (ns < (int64_t)10 * 1000000000) {
		add(line, " in %lld ms", (long long)(ns / 1000000));
	} else {
		add(line, " in %lld s", (long long)(ns / 1000000000));
	}
}

/* The text of an EDE is whatever a server likes to write. */
static void add_remark(struct line *line, const uint8_t *text, size_t length)
{
	size_t kept = length < REMARK_MAX ? length : (size_t)REMARK_MAX;

	if (kept == 0) {
		return;
	}
	add(line, " \"");
	for (size_t i = 0; i < kept; i++) {
		bool plain = text[i] >= 0x20 && text[i] < 0x7f && text[i] != '"';
		add(line, "%c", plain ? (char)text[i] : '?');
	}
	add(line, "\"%s", kept < length ? "..." : "");
}

static void add_edes(struct line *line, const struct fd_message *message)
{
	size_t offset = 0;
	unsigned count = 0;
	uint16_t code, length;
	const uint8_t *data;

	while (count < FD_EDE_MAX &&
	       fd_edns_next(&message->edns, &offset, &code, &data, &length)) {
		if (code != FD_OPTION_EDE || length < 2) {
			continue;
		}
		uint16_t number = (uint16_t)(data[0] << 8 | data[1]);
		const char *known = fd_ede_text(number);
		add(line, ", EDE %u", (unsigned)number);
		if (known != NULL) {
			add(line, " (%s)", known);
		}
		add_remark(line, data + 2, (size_t)length - 2);
		count++;
	}
}

static void add_answers(struct line *line, const struct fd_message *message, uint16_t qtype)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	unsigned shown = 0;

	while (shown < NAMED_MAX && fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		char type[FD_NUMBER_TEXT_MAX];
		char data[REMARK_MAX];
		if (record.type != qtype && record.type != FD_TYPE_CNAME) {
			continue;
		}
		if (fd_rdata_text(data, sizeof(data), message, &record) < 0) {
			snprintf(data, sizeof(data), "(long)");
		}
		fd_type_text(type, record.type);
		add(line, "%s %s %s", shown == 0 ? ":" : ",", type, data);
		shown++;
	}
}

static void add_authority(struct line *line, const struct fd_message *message)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	char text[FD_NAME_TEXT_MAX];
	struct fd_soa soa;

	if (fd_message_soa(message, FD_SECTION_AUTHORITY, &soa)) {
		fd_name_text(text, &soa.owner);
		add(line, ", SOA of %.200s (serial %u)", text, soa.serial);
		return;
	}
	if (fd_message_soa(message, FD_SECTION_ADDITIONAL, &soa)) {
		fd_name_text(text, &soa.owner);
		add(line, ", SOA of %.200s in ADDITIONAL", text);
		return;
	}
	if (message->counts[1] > 0 || (message->flags & FD_FLAG_AA) != 0) {
		return; /* its NS records are no referral */
	}
	while (fd_message_next(message, &cursor, &record)) {
		if (record.section == FD_SECTION_AUTHORITY && record.type == FD_TYPE_NS) {
			fd_name_text(text, &record.owner);
			add(line, ", referral to %.200s", text);
			return;
		}
	}
}

static void add_reply(struct line *line, const struct fd_observation *observation,
		      uint16_t qtype)
{
	static const struct {
		uint16_t flag;
		const char *word;
	} words[] = { { FD_FLAG_AA, " aa" }, { FD_FLAG_TC, " tc" }, { FD_FLAG_AD, " ad" } };
	char status[FD_NUMBER_TEXT_MAX];

	fd_status_text(status, observation->status,
		       observation->rcode < 0 ? 0 : (uint16_t)observation->rcode);
	add(line, "%s", status);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (observation->header_flags & words[i].flag) {
			add(line, "%s", words[i].word);
		}
	}
	add_duration(line, observation->rtt_ns);
	if (observation->tries > 1) {
		add(line, " (%u tries)", observation->tries);
	}
	if (observation->flags & FD_CELL_HEADER_ONLY) {
		add(line, " (header only)");
	}
	if (observation->message != NULL) {
		add_answers(line, observation->message, qtype);
		add_authority(line, observation->message);
		add_edes(line, observation->message);
	}
}

static void add_unreachable(struct line *line, int error)
{
	const char *words = strerrordesc_np(error);

	if (error == ECONNREFUSED) {
		add(line, "port unreachable (ICMP), or connection refused");
	} else {
		add(line, "unreachable (%s)", words == NULL ? "no reason given" : words);
	}
}

const char *text_saw(struct region *region, const struct fd_observation *observation,
		     uint16_t qtype)
{
	struct line line = { 0 };
	unsigned tries = observation->tries == 0 ? 1 : observation->tries;

	if (observation->status == FD_STATUS_TIMEOUT) {
		add(&line, "no answer (%u %s)", tries, tries == 1 ? "try" : "tries");
	} else if (observation->status == FD_STATUS_UNREACHABLE) {
		add_unreachable(&line, observation->error);
	} else if (observation->status == FD_STATUS_NOT_ASKED) {
		add(&line, "not asked (%s)",
		    fd_reason_text((enum fd_reason)observation->reason));
	} else if (observation->status == FD_STATUS_ERROR) {
		const char *words = strerrordesc_np(observation->error);
		add(&line, "this host could not ask (%s)", words == NULL ? "error" : words);
	} else {
		add_reply(&line, observation, qtype);
	}
	return region_printf(region, "%s", line.text);
}

const char *text_endpoints(struct region *region, const struct fd_endpoint *const *endpoints,
			   size_t count)
{
	struct line line = { 0 };
	size_t named = count <= NAMED_MAX ? count : NAMED_MAX - 1;
	char text[FD_ENDPOINT_TEXT_MAX];

	for (size_t i = 0; i < named; i++) {
		fd_endpoint_text(text, endpoints[i]);
		add(&line, "%s%s", i == 0 ? "" : ", ", text);
	}
	if (count > named) {
		add(&line, " and %zu more", count - named);
	}
	return region_printf(region, "%s", line.text);
}

const char *text_names(struct region *region, const struct fd_name *names, size_t count)
{
	size_t named = count <= NAMED_MAX ? count : NAMED_MAX - 1;
	const char *list = "";

	for (size_t i = 0; i < named; i++) {
		list = region_printf(region, "%s%s%s", list, i == 0 ? "" : ", ",
				     text_name(region, &names[i]));
	}
	return count > named ? region_printf(region, "%s and %zu more", list, count - named)
			     : list;
}

/* ---- times ----------------------------------------------------------------------------------- */

enum {
	MINUTE = 60,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR,
};

const char *text_span(struct region *region, int64_t seconds)
{
	static const struct {
		int64_t size;
		const char *word;
	} units[] = { { DAY, "days" }, { HOUR, "hours" }, { MINUTE, "minutes" } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (seconds >= 2 * units[i].size) {
			return region_printf(region, "%lld %s",
					     (long long)(seconds / units[i].size),
					     units[i].word);
		}
	}
	return region_printf(region, "%lld s", (long long)seconds);
}

const char *text_date(struct region *region, int64_t date_s, int64_t away_s)
{
	char text[64];
	time_t date = (time_t)date_s;
	struct tm parts;

	if (gmtime_r(&date, &parts) == NULL) {
		return "at no date";
	}
	strftime(text, sizeof(text),
		 away_s < 2 * (int64_t)DAY ? "%Y-%m-%d %H:%M UTC" : "%Y-%m-%d", &parts);
	return region_printf(region, "%s", text);
}
