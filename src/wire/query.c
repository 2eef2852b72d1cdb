/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "wire/edns.h"
#include "wire/name.h"

static uint16_t query_class(unsigned flags)
{
	return (flags & FD_QUERY_CH) != 0 ? FD_CLASS_CH : FD_CLASS_IN;
}

/* A client's half of a cookie (RFC 7873), and a subnet for documentation (RFC 7871): what comes back tells who knows them. */
static size_t render_extras(uint8_t *out)
{
	static const uint8_t extras[] = {
		0, FD_OPTION_COOKIE, 0, 8, 'f', 'l', 'e', 'e', 't', 'd', 'i', 'g', /* */
		0, FD_OPTION_ECS,    0, 7, 0,	1,   24,  0,   192, 0,	 2, /* 192.0.2.0/24 */
	};

	memcpy(out, extras, sizeof(extras));
	return sizeof(extras);
}

static size_t render_edns(uint8_t *out, unsigned flags)
{
	size_t length = WIRE_OPT_SIZE;

	memset(out, 0, WIRE_OPT_SIZE);
	wire_store16(out + 1, FD_TYPE_OPT);
	wire_store16(out + 3, FD_UDP_SIZE);
	if ((flags & FD_QUERY_DO) != 0) {
		wire_store16(out + 7, WIRE_OPT_DO);
	}
	if ((flags & FD_QUERY_NSID) != 0) {
		wire_store16(out + length, FD_OPTION_NSID);
		wire_store16(out + length + 2, 0);
		length += WIRE_OPTION_SIZE;
	}
	if ((flags & FD_QUERY_EXTRAS) != 0) {
		length += render_extras(out + length);
	}
	wire_store16(out + 9, (uint16_t)(length - WIRE_OPT_SIZE));
	return length;
}

size_t fd_query_render(uint8_t out[FD_QUERY_MAX], uint16_t id, const uint8_t *name,
		       size_t name_length, uint16_t type, unsigned flags)
{
	uint16_t header_flags = 0;
	size_t length = WIRE_HEADER_SIZE;

	assert(name_length >= 1 && name_length <= FD_NAME_MAX);
	assert(name[name_length - 1] == 0);
	header_flags |= (flags & FD_QUERY_RD) != 0 ? FD_FLAG_RD : 0;
	header_flags |= (flags & FD_QUERY_AD) != 0 ? FD_FLAG_AD : 0;
	header_flags |= (flags & FD_QUERY_CD) != 0 ? FD_FLAG_CD : 0;
	memset(out, 0, WIRE_HEADER_SIZE);
	wire_store16(out, id);
	wire_store16(out + 2, header_flags);
	wire_store16(out + 4, 1);
	memcpy(out + length, name, name_length);
	length += name_length;
	wire_store16(out + length, type);
	wire_store16(out + length + 2, query_class(flags));
	length += WIRE_QUESTION_FIXED;
	if ((flags & FD_QUERY_EDNS) != 0) {
		wire_store16(out + 10, 1);
		length += render_edns(out + length, flags);
	}
	return length;
}

/*
 * The RCODEs a reply without a question may carry: what servers say that would not, or could
 * not, read the query that far.
 */
static bool header_only_rcode(uint16_t rcode)
{
	return rcode == FD_FORMERR || rcode == FD_SERVFAIL || rcode == FD_NOTIMP ||
	       rcode == FD_REFUSED || rcode == FD_BADVERS;
}

static bool is_header_only(const uint8_t *reply, size_t length)
{
	uint16_t rcode = wire_load16(reply + 2) & WIRE_RCODE_MASK;
	uint16_t additional = wire_load16(reply + 10);

	/* QDCOUNT, ANCOUNT and NSCOUNT. */
	if (wire_load16(reply + 4) != 0 || wire_load32(reply + 6) != 0) {
		return false;
	}
	if (additional == 1) {
		struct wire_reader reader = { .wire = reply,
					      .offset = WIRE_HEADER_SIZE,
					      .end = length };
		struct fd_edns edns;
		uint8_t rcode_high;

		wire_read_opt(&reader, &edns, &rcode_high);
		if (reader.error != 0 || wire_left(&reader) != 0) {
			return false;
		}
		rcode |= (uint16_t)(rcode_high << 4);
	} else if (additional != 0 || length != WIRE_HEADER_SIZE) {
		return false;
	}
	return header_only_rcode(rcode);
}

/* The question's octets as sent; a compressed name has nothing before it to point at. */
static bool has_question(const uint8_t *reply, size_t length, const uint8_t *name,
			 size_t name_length, const uint8_t fixed[WIRE_QUESTION_FIXED])
{
	const uint8_t *question = reply + WIRE_HEADER_SIZE;

	return wire_load16(reply + 4) == 1 &&
	       length >= WIRE_HEADER_SIZE + name_length + WIRE_QUESTION_FIXED &&
	       memcmp(question + name_length, fixed, WIRE_QUESTION_FIXED) == 0 &&
	       wire_octets_equal(question, name, name_length);
}

enum fd_match fd_reply_match(const uint8_t *reply, size_t length, const uint8_t *name,
			     size_t name_length, uint16_t type, unsigned flags)
{
	uint8_t fixed[WIRE_QUESTION_FIXED];

	if (length < WIRE_HEADER_SIZE) {
		return FD_MATCH_NO;
	}
	/* A reply, and its opcode QUERY, which is 0. */
	if ((wire_load16(reply + 2) & (FD_FLAG_QR | WIRE_OPCODE_MASK)) != FD_FLAG_QR) {
		return FD_MATCH_NO;
	}
	wire_store16(fixed, type);
	wire_store16(fixed + 2, query_class(flags));
	if (has_question(reply, length, name, name_length, fixed)) {
		return FD_MATCH_FULL;
	}
	return is_header_only(reply, length) ? FD_MATCH_HEADER_ONLY : FD_MATCH_NO;
}
