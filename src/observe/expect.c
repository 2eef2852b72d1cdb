/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <fleetdig/expect.h>

enum {
	ANSWERS_MAX = 64,
	TEXT_MAX = 512
};

/* The records of the type asked, as text; what an owner compares with. */
struct answers {
	size_t count;
	bool too_many;
	char texts[ANSWERS_MAX][TEXT_MAX];
};

static void read_texts(struct answers *answers, const struct fd_message *message, uint16_t type)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	answers->count = 0;
	answers->too_many = false;
	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type != type) {
			continue;
		}
		if (answers->count == ANSWERS_MAX) {
			answers->too_many = true;
			return;
		}
		if (fd_rdata_text(answers->texts[answers->count], TEXT_MAX, message, &record) >=
		    0) {
			answers->count++;
		}
	}
}

/* Names are written with or without the last dot, addresses in any of their forms. */
static bool same_text(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b);
	uint8_t a_address[16], b_address[16];

	if (inet_pton(AF_INET6, a, a_address) == 1 && inet_pton(AF_INET6, b, b_address) == 1) {
		return memcmp(a_address, b_address, 16) == 0;
	}
	a_length -= a_length > 1 && a[a_length - 1] == '.';
	b_length -= b_length > 1 && b[b_length - 1] == '.';
	return a_length == b_length && strncasecmp(a, b, a_length) == 0;
}

static bool listed(const char *text, char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (same_text(text, list[i])) {
			return true;
		}
	}
	return false;
}

static bool seen(const struct answers *answers, const char *text)
{
	for (size_t i = 0; i < answers->count; i++) {
		if (same_text(answers->texts[i], text)) {
			return true;
		}
	}
	return false;
}

/* The first of what was expected, for a message. */
static const char *first_of(char *const *list, size_t count, char text[TEXT_MAX])
{
	snprintf(text, TEXT_MAX, count > 1 ? "%.200s (or %zu more)" : "%.200s", list[0],
		 count - 1);
	return text;
}

/* An address of the other family: what the name's A records are to be says nothing of its AAAA records. */
static bool of_other_family(const char *text, uint16_t qtype)
{
	uint8_t address[16];

	return (qtype == FD_TYPE_A && inet_pton(AF_INET6, text, address) == 1) ||
	       (qtype == FD_TYPE_AAAA && inet_pton(AF_INET, text, address) == 1);
}

/* EXACT: the sets are equal; SUBSET: nothing came that is not listed; ANY: at least one listed came. */
static bool answers_met(const struct fd_expect *expect, const struct answers *answers,
			uint16_t qtype, char why[FD_EXPECT_WHY_MAX])
{
	size_t known = 0;
	char wanted[TEXT_MAX];

	first_of(expect->answers, expect->answer_count, wanted);
	for (size_t i = 0; i < answers->count; i++) {
		bool is_listed =
			listed(answers->texts[i], expect->answers, expect->answer_count);
		if (!is_listed && expect->match != FD_EXPECT_ANY) {
			snprintf(why, FD_EXPECT_WHY_MAX, "answers: expected %.230s, got %.200s",
				 wanted, answers->texts[i]);
			return false;
		}
		known += is_listed;
	}
	if (known == 0 || answers->too_many) {
		snprintf(why, FD_EXPECT_WHY_MAX, "answers: expected %.230s, got %.200s", wanted,
			 answers->count == 0 ? "none" : answers->texts[0]);
		return false;
	}
	for (size_t i = 0; expect->match == FD_EXPECT_EXACT && i < expect->answer_count; i++) {
		if (!of_other_family(expect->answers[i], qtype) &&
		    !seen(answers, expect->answers[i])) {
			snprintf(why, FD_EXPECT_WHY_MAX,
				 "answers: expected %.200s too, which is missing",
				 expect->answers[i]);
			return false;
		}
	}
	return true;
}

static bool bits_equal(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a, b, whole) != 0) {
		return false;
	}
	return rest == 0 || ((a[whole] ^ b[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
}

/* `cidr` was validated when the inventory was read. */
static bool in_cidr(const char *text, const char *cidr)
{
	char network[64];
	uint8_t a[16], b[16];
	const char *slash = strchr(cidr, '/');
	size_t length = slash == NULL ? strlen(cidr) : (size_t)(slash - cidr);

	if (length >= sizeof(network)) {
		return false;
	}
	memcpy(network, cidr, length);
	network[length] = '\0';
	int family = strchr(network, ':') != NULL ? AF_INET6 : AF_INET;
	if (inet_pton(family, network, a) != 1 || inet_pton(family, text, b) != 1) {
		return false;
	}
	unsigned most = family == AF_INET6 ? 128 : 32;
	unsigned bits = slash == NULL ? most : (unsigned)strtoul(slash + 1, NULL, 10);
	return bits <= most && bits_equal(a, b, bits);
}

static bool cidrs_met(const struct fd_expect *expect, const struct answers *answers,
		      char why[FD_EXPECT_WHY_MAX])
{
	char wanted[TEXT_MAX];

	first_of(expect->cidrs, expect->cidr_count, wanted);
	if (answers->count == 0) {
		snprintf(why, FD_EXPECT_WHY_MAX,
			 "cidr: expected an address in %.230s, got none", wanted);
		return false;
	}
	for (size_t i = 0; i < answers->count; i++) {
		bool inside = false;
		for (size_t j = 0; j < expect->cidr_count && !inside; j++) {
			inside = in_cidr(answers->texts[i], expect->cidrs[j]);
		}
		if (!inside) {
			snprintf(why, FD_EXPECT_WHY_MAX,
				 "cidr: expected an address in %.230s, got %.100s", wanted,
				 answers->texts[i]);
			return false;
		}
	}
	return true;
}

static bool cname_met(const struct fd_expect *expect, const struct fd_message *message,
		      char why[FD_EXPECT_WHY_MAX])
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_name target;
	char wanted[FD_NAME_TEXT_MAX], got[FD_NAME_TEXT_MAX] = "no alias";

	while (fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		if (record.type != FD_TYPE_CNAME ||
		    fd_record_target(message, &record, &target) < 0) {
			continue;
		}
		if (fd_name_equal(&target, &expect->cname)) {
			return true;
		}
		fd_name_text(got, &target);
	}
	fd_name_text(wanted, &expect->cname);
	snprintf(why, FD_EXPECT_WHY_MAX, "cname: expected %.230s, got %.230s", wanted, got);
	return false;
}

static bool rcode_met(const struct fd_expect *expect, const struct fd_observation *observation,
		      char why[FD_EXPECT_WHY_MAX])
{
	char got[FD_NUMBER_TEXT_MAX], wanted[FD_NUMBER_TEXT_MAX];
	bool wants_data =
		expect->answer_count > 0 || expect->cidr_count > 0 || expect->has_cname;
	int rcode = expect->rcode < 0 && wants_data ? FD_NOERROR : expect->rcode;

	if (rcode < 0 ? observation->rcode >= 0 : observation->rcode == rcode) {
		return true;
	}
	fd_status_text(got, observation->status,
		       (uint16_t)(observation->rcode < 0 ? 0 : observation->rcode));
	if (rcode < 0) {
		snprintf(why, FD_EXPECT_WHY_MAX, "rcode: expected an answer, got %s", got);
	} else {
		fd_rcode_text(wanted, (uint16_t)rcode);
		snprintf(why, FD_EXPECT_WHY_MAX, "rcode: expected %s, got %s", wanted, got);
	}
	return false;
}

static bool ns_met(const struct fd_expect *expect, const struct answers *answers,
		   char why[FD_EXPECT_WHY_MAX])
{
	char wanted[FD_NAME_TEXT_MAX];

	for (size_t i = 0; i < expect->ns_count; i++) {
		fd_name_text(wanted, &expect->ns[i]);
		if (!seen(answers, wanted)) {
			snprintf(why, FD_EXPECT_WHY_MAX, "ns: expected %.230s too, got %.200s",
				 wanted, answers->count == 0 ? "none" : answers->texts[0]);
			return false;
		}
	}
	return true;
}

static bool numbers_met(const struct fd_expect *expect,
			const struct fd_observation *observation, char why[FD_EXPECT_WHY_MAX])
{
	int64_t ms = observation->rtt_ns / 1000000;

	if (expect->max_ms > 0 && observation->rtt_ns > (int64_t)expect->max_ms * 1000000) {
		snprintf(why, FD_EXPECT_WHY_MAX, "max_ms: took %lld ms, expected at most %u",
			 (long long)ms, expect->max_ms);
		return false;
	}
	if (expect->min_ttl > 0 && (observation->flags & FD_CELL_ANSWER) &&
	    observation->ttl < expect->min_ttl) {
		snprintf(why, FD_EXPECT_WHY_MAX, "min_ttl: TTL is %u, expected at least %u",
			 observation->ttl, expect->min_ttl);
		return false;
	}
	return true;
}

static bool records_met(const struct fd_expect *expect, const struct fd_message *message,
			uint16_t qtype, char why[FD_EXPECT_WHY_MAX])
{
	static _Thread_local struct answers answers;

	read_texts(&answers, message, qtype);
	if (expect->answer_count > 0 && !answers_met(expect, &answers, qtype, why)) {
		return false;
	}
	if (expect->cidr_count > 0 && !cidrs_met(expect, &answers, why)) {
		return false;
	}
	if (expect->ns_count > 0 && qtype == FD_TYPE_NS && !ns_met(expect, &answers, why)) {
		return false;
	}
	return !expect->has_cname || cname_met(expect, message, why);
}

bool fd_expect_met(const struct fd_expect *expect, const struct fd_observation *observation,
		   uint16_t qtype, char why[FD_EXPECT_WHY_MAX])
{
	why[0] = '\0';
	if (!rcode_met(expect, observation, why)) {
		return false;
	}
	bool wants_records = expect->answer_count > 0 || expect->cidr_count > 0 ||
			     expect->ns_count > 0 || expect->has_cname;
	if (wants_records && observation->message != NULL &&
	    !records_met(expect, observation->message, qtype, why)) {
		return false;
	}
	return numbers_met(expect, observation, why);
}
