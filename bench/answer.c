/* SPDX-License-Identifier: MIT */
#include "answer.h"

#include <string.h>

enum {
	HEADER_SIZE = 12,
	LABEL_MOST = 63,
	NAME_MOST = 255,
	OPT_SIZE = 11,
	TYPE_A = 1,
	TYPE_SOA = 6,
	TYPE_OPT = 41,
	CLASS_IN = 1,
	RCODE_NXDOMAIN = 3,
	RCODE_NOTIMP = 4,
	RCODE_REFUSED = 5,
	CANARY_DIGITS = 16,
	TTL_S = 300,
};

struct question {
	size_t end;	   /* of the question section */
	size_t last_label; /* offset of the last label's length octet; of the root for the root */
	uint16_t type, class;
	bool has_opt, is_root;
};

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint8_t *put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return at + 2;
}

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	return put16(put16(at, value >> 16), value & 0xFFFF);
}

static bool read_question(struct question *question, const uint8_t *query, size_t length)
{
	size_t at = HEADER_SIZE;

	*question = (struct question) { .last_label = at, .is_root = query[at] == 0 };
	while (at < length && query[at] != 0) {
		if (query[at] > LABEL_MOST || at - HEADER_SIZE > NAME_MOST) {
			return false;
		}
		question->last_label = at;
		at += query[at] + 1u;
	}
	if (at + 5 > length) {
		return false;
	}
	question->end = at + 5;
	question->type = get16(query + at + 1);
	question->class = get16(query + at + 3);
	question->has_opt = question->end + OPT_SIZE <= length && query[question->end] == 0 &&
			    get16(query + question->end + 1) == TYPE_OPT;
	return true;
}

/* Eight octets at a time; letters are folded by one OR, which is good enough for a made address. */
static uint32_t hash_name(const uint8_t *name, size_t length)
{
	uint64_t hash = length;

	for (size_t at = 0; at < length; at += 8) {
		uint64_t word = 0;
		if (at + 8 <= length) {
			memcpy(&word, name + at, 8);
		} else {
			memcpy(&word, name + at, length - at);
		}
		hash = (hash ^ (word | 0x2020202020202020u)) * 0x9E3779B97F4A7C15u;
		hash ^= hash >> 32;
	}
	return (uint32_t)hash;
}

static bool is_canary(const uint8_t *label)
{
	if (label[0] != CANARY_DIGITS + 1 || (label[1] | 0x20) != 'x') {
		return false;
	}
	for (int i = 2; i < CANARY_DIGITS + 2; i++) {
		uint8_t c = label[i] | 0x20;
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
			return false;
		}
	}
	return true;
}

static bool is_absent(const uint8_t *label)
{
	bool nx = label[0] >= 3 && (label[1] | 0x20) == 'n' && (label[2] | 0x20) == 'x' &&
		  label[3] == '-';
	return nx || is_canary(label);
}

/* An SOA whose owner is at `owner` of this message: the root, or the top-level domain of the question. */
static uint8_t *put_soa(uint8_t *at, size_t owner)
{
	at = put16(at, 0xC000u | (unsigned)owner);
	at = put16(at, TYPE_SOA);
	at = put16(at, CLASS_IN);
	at = put32(at, TTL_S);
	at = put16(at, 22);
	*at++ = 0; /* MNAME and RNAME: the root */
	*at++ = 0;
	for (int i = 0; i < 5; i++) {
		at = put32(at, TTL_S);
	}
	return at;
}

static uint8_t *put_address(uint8_t *at, uint32_t hash)
{
	at = put16(at, 0xC000u | HEADER_SIZE);
	at = put16(at, TYPE_A);
	at = put16(at, CLASS_IN);
	at = put32(at, TTL_S);
	at = put16(at, 4);
	return put32(at, 198u << 24 | 18u << 16 | (hash & 0x1FFFF));
}

/* Extended RCODE 0, version 0, no options; DO as in the query. */
static uint8_t *put_opt(uint8_t *at, const uint8_t *asked)
{
	*at++ = 0;
	at = put16(at, TYPE_OPT);
	at = put16(at, 1232);
	at = put32(at, (uint32_t)(asked[7] & 0x80) << 8);
	return put16(at, 0);
}

static unsigned rcode_of(const struct question *question, const uint8_t *query, bool refuse)
{
	if ((query[2] & 0x78) != 0) {
		return RCODE_NOTIMP;
	}
	if (refuse || question->class != CLASS_IN) {
		return RCODE_REFUSED;
	}
	return is_absent(query + HEADER_SIZE) ? RCODE_NXDOMAIN : 0;
}

struct answer answer_query(uint8_t *reply, const uint8_t *query, size_t length, bool refuse)
{
	struct question question;
	unsigned answers = 0, authority = 0;

	if (length < QUERY_LEAST || length > QUERY_MOST || (query[2] & 0x80) != 0 ||
	    get16(query + 4) != 1 || !read_question(&question, query, length)) {
		return (struct answer) { 0 };
	}
	unsigned rcode = rcode_of(&question, query, refuse);
	memcpy(reply, query, question.end);
	reply[2] = 0x80 | (query[2] & 0x79);			/* QR, opcode and RD as asked */
	reply[3] = (uint8_t)(0x80 | (query[3] & 0x10) | rcode); /* RA, CD as asked */
	uint8_t *at = reply + question.end;
	if (rcode == 0 && question.type == TYPE_A && !question.is_root) {
		at = put_address(
			at, hash_name(query + HEADER_SIZE, question.end - HEADER_SIZE - 5));
		answers = 1;
	} else if (rcode == 0 || rcode == RCODE_NXDOMAIN) {
		at = put_soa(at, question.last_label);
		answers = rcode == 0 && question.is_root && question.type == TYPE_SOA;
		authority = !answers;
	}
	if (question.has_opt) {
		at = put_opt(at, query + question.end);
	}
	put16(reply + 6, answers);
	put16(reply + 8, authority);
	put16(reply + 10, question.has_opt);
	return (struct answer) {
		.length = (size_t)(at - reply),
		.bulk = question.type == TYPE_A && !question.is_root &&
			!is_canary(query + HEADER_SIZE),
	};
}
