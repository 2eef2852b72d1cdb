/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "record/read/read.h"

/* From JSON to values. Words are the ones that the writer writes, so each is looked up among the writer's own. */

enum {
	RCODE_MOST = 4095
};

void read_name(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (fd_name_parse(to, json_string_value(value)) < 0) {
		reading_expected(reading, name, "a domain name", value);
	}
}

void read_type_word(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (fd_type_parse(to, json_string_value(value)) < 0) {
		reading_expected(reading, name, "a record type such as A or TYPE65280", value);
	}
}

/* Words and their numbers, which are those of an enumeration. */
struct words {
	const char *(*text_of)(int number);
	int most;
	const char *expected;
};

static void read_word(struct reading *reading, const char *name, json_t *value,
		      const struct words *words, unsigned *to)
{
	for (int i = 0; i <= words->most; i++) {
		if (strcmp(json_string_value(value), words->text_of(i)) == 0) {
			*to = (unsigned)i;
			return;
		}
	}
	reading_expected(reading, name, words->expected, value);
}

static const char *role_text(int number)
{
	return fd_role_text((enum fd_role)number);
}

static const char *severity_text(int number)
{
	return fd_severity_text((enum fd_severity)number);
}

static const char *locus_text(int number)
{
	return fd_locus_text((enum fd_locus)number);
}

static const char *confidence_text(int number)
{
	return fd_confidence_text((enum fd_confidence)number);
}

static const char *dnssec_text(int number)
{
	return fd_dnssec_text((enum fd_dnssec)number);
}

void read_role(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct words words = { role_text, FD_ROLE_PUBLIC, "local, isp or public" };

	read_word(reading, name, value, &words, to);
}

void read_severity(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct words words = { severity_text, FD_FAILURE, "a severity" };

	read_word(reading, name, value, &words, to);
}

void read_locus(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct words words = { locus_text, FD_LOCUS_UNDETERMINED, "a locus" };

	read_word(reading, name, value, &words, to);
}

void read_confidence(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct words words = { confidence_text, FD_CONFIRMED, "a confidence" };

	read_word(reading, name, value, &words, to);
}

void read_dnssec(struct reading *reading, const char *name, json_t *value, void *to)
{
	static const struct words words = { dnssec_text, FD_DNSSEC_BOGUS, "a state of DNSSEC" };

	read_word(reading, name, value, &words, to);
}

void read_cause(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (fd_cause_parse(to, json_string_value(value)) < 0) {
		reading_expected(reading, name, "a cause that this version knows", value);
	}
}

void read_hex64(struct reading *reading, const char *name, json_t *value, void *to)
{
	const char *text = json_string_value(value);
	uint64_t number = 0;
	size_t length = strlen(text);

	for (size_t i = 0; i < length && i < 16; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit = strchr(digits, text[i]);
		if (digit == NULL) {
			length = 0;
			break;
		}
		number = number << 4 | (uint64_t)(digit - digits);
	}
	if (length != 16) {
		reading_expected(reading, name, "16 hexadecimal digits", value);
		return;
	}
	*(uint64_t *)to = number;
}

static bool read_count(struct reading *reading, const char *name, json_t *value, uint64_t most)
{
	json_int_t number = json_integer_value(value);

	if (number < 0 || (uint64_t)number > most) {
		char expected[48];
		snprintf(expected, sizeof(expected), "a number from 0 to %llu",
			 (unsigned long long)most);
		reading_expected(reading, name, expected, value);
		return false;
	}
	return true;
}

void read_u8(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (read_count(reading, name, value, UINT8_MAX)) {
		*(uint8_t *)to = (uint8_t)json_integer_value(value);
	}
}

void read_u16(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (read_count(reading, name, value, UINT16_MAX)) {
		*(uint16_t *)to = (uint16_t)json_integer_value(value);
	}
}

void read_u32(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (read_count(reading, name, value, UINT32_MAX)) {
		*(uint32_t *)to = (uint32_t)json_integer_value(value);
	}
}

/* Microseconds in the record, nanoseconds here. */
void read_microseconds(struct reading *reading, const char *name, json_t *value, void *to)
{
	if (read_count(reading, name, value, INT64_MAX / 1000)) {
		*(int64_t *)to = json_integer_value(value) * 1000;
	}
}

/* ---- times --------------------------------------------------------------------------------- */

static bool digits_at(const char *text, size_t at, size_t count, int64_t *ret_number)
{
	int64_t number = 0;

	for (size_t i = at; i < at + count; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		number = number * 10 + (text[i] - '0');
	}
	*ret_number = number;
	return true;
}

/* Days from 1970 to a date, by years that begin in March: leap days come last in them. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t shifted = month > 2 ? month - 3 : month + 9;
	int64_t of = month > 2 ? year : year - 1;

	return of * 365 + of / 4 - of / 100 + of / 400 + (153 * shifted + 2) / 5 + day - 1 -
	       719468;
}

/* `2026-11-23T07:53:52.920374Z`, as we write it and not otherwise. */
static bool read_time(const char *text, int64_t *ret_us)
{
	static const char form[] = "0000-00-00T00:00:00.000000Z";
	static const uint8_t places[7][2] = { { 0, 4 },	 { 5, 2 },  { 8, 2 }, { 11, 2 },
					      { 14, 2 }, { 17, 2 }, { 20, 6 } };
	int64_t parts[7];

	if (strlen(text) != sizeof(form) - 1) {
		return false;
	}
	for (size_t i = 0; i < sizeof(form) - 1; i++) {
		if (form[i] != '0' && text[i] != form[i]) {
			return false;
		}
	}
	for (size_t i = 0; i < 7; i++) {
		if (!digits_at(text, places[i][0], places[i][1], &parts[i])) {
			return false;
		}
	}
	if (parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31 || parts[3] > 23 ||
	    parts[4] > 59 || parts[5] > 60) {
		return false;
	}
	int64_t seconds = days_of(parts[0], parts[1], parts[2]) * 86400 + parts[3] * 3600 +
			  parts[4] * 60 + parts[5];
	if (seconds < 0 || seconds > INT64_MAX / 1000000000 - 1) {
		return false; /* in nanoseconds it would not fit */
	}
	*ret_us = seconds * 1000000 + parts[6];
	return true;
}

/* ---- octets -------------------------------------------------------------------------------- */

static int sextet(char c)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? -1 : (int)(at - alphabet);
}

static void read_octets(struct reading *reading, const char *name, json_t *value,
			struct fd_octets *to)
{
	const char *text = json_string_value(value);
	size_t length = json_string_length(value), count = 0;
	uint8_t *octets = reading_keep(reading, length / 4 * 3 + 1, 1);

	if (octets == NULL) {
		return;
	}
	bool sound = length % 4 == 0;
	for (size_t i = 0; sound && i < length; i += 4) {
		bool last = i + 4 == length;
		unsigned pad = last && text[i + 3] == '=' ? 1 + (text[i + 2] == '=') : 0;
		uint32_t bits = 0;
		for (unsigned k = 0; k < 4; k++) {
			int six = k < 4 - pad ? sextet(text[i + k]) : 0;
			sound = sound && six >= 0;
			bits = bits << 6 | (uint32_t)(six & 63);
		}
		for (unsigned k = 0; k < 3 - pad; k++) {
			octets[count++] = (uint8_t)(bits >> (16 - 8 * k));
		}
	}
	if (!sound || count > FD_MESSAGE_MAX) {
		reading_expected(reading, name, "a DNS message in base64", value);
		return;
	}
	*to = (struct fd_octets) { .octets = octets, .length = count };
}

void read_by_kind(struct reading *reading, const struct read_field *field, json_t *value,
		  void *to)
{
	switch (field->kind) {
	case FIELD_TEXT:
		*(const char **)to = json_string_value(value);
		break;
	case FIELD_UNSIGNED:
		if (read_count(reading, field->name, value, INT64_MAX)) {
			*(uint64_t *)to = (uint64_t)json_integer_value(value);
		}
		break;
	case FIELD_REAL:
		*(double *)to = json_number_value(value);
		break;
	case FIELD_BOOL:
		*(bool *)to = json_is_true(value);
		break;
	case FIELD_TIME:
		if (!read_time(json_string_value(value), to)) {
			reading_expected(reading, field->name,
					 "a time such as 2026-11-23T07:53:52.000000Z", value);
		}
		break;
	case FIELD_OCTETS:
		read_octets(reading, field->name, value, to);
		break;
	case FIELD_LIST:
	case FIELD_OBJECT:
		assert(false && "lists and objects have functions of their own");
	}
}

const struct fd_count_in *reading_counts(struct reading *reading, const char *name,
					 json_t *value, size_t *ret_count)
{
	struct fd_count_in *counts =
		reading_keep(reading, json_object_size(value), sizeof(*counts));
	const char *word;
	json_t *count;

	if (counts == NULL) {
		return NULL;
	}
	json_object_foreach(value, word, count)
	{
		if (!json_is_integer(count) || json_integer_value(count) < 0) {
			reading_expected(reading, name, "counts", count);
			return NULL;
		}
		counts[*ret_count].word = word;
		counts[(*ret_count)++].count = (uint64_t)json_integer_value(count);
	}
	return counts;
}

static bool read_bucket(json_t *item, struct fd_bucket_in *ret_bucket)
{
	json_t *low = json_array_get(item, 0), *count = json_array_get(item, 1);

	if (!json_is_integer(low) || !json_is_integer(count) || json_integer_value(low) < 0 ||
	    json_integer_value(count) <= 0 || json_integer_value(count) > UINT32_MAX) {
		return false;
	}
	ret_bucket->low = (uint64_t)json_integer_value(low);
	ret_bucket->count = (uint64_t)json_integer_value(count);
	return true;
}

void read_buckets(struct reading *reading, const char *name, json_t *value, void *to)
{
	struct fd_buckets_in *histogram = to;
	size_t count = json_array_size(value);
	struct fd_bucket_in *buckets = reading_keep(reading, count, sizeof(*buckets));

	for (size_t i = 0; buckets != NULL && i < count; i++) {
		json_t *item = json_array_get(value, i);
		if (!read_bucket(item, &buckets[i])) {
			reading_expected(reading, name, "pairs of a latency and a count", item);
			return;
		}
	}
	histogram->list = buckets;
	histogram->count = buckets == NULL ? 0 : count;
}
