/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* A zone whose record sets are signed well, and which has other signatures beside those: not everybody who validates lets them pass. */

#define OLD                                                               \
	"server ns1.old.example. 198.18.40.1\n"                           \
	"server ns2.old.example. 198.18.40.2\n"                           \
	"zone old.example. at ns1.old.example.,ns2.old.example. signed\n" \
	"	www A 198.19.40.1\n"
#define OLD_NAMES "\"www.old.example\", " GOOD_NAMES

enum {
	RRSIG_EXPIRATION = 8, /* RFC 4034 3.1 */
	RRSIG_INCEPTION = 12,
	RRSIG_SIGNATURE = 40,
};

static struct fd_world *honest;
static enum {
	STRAY_NONE,
	STRAY_OVER,
	STRAY_EARLY,
	STRAY_WRONG
} stray;
static bool nine_fails;

/* The same signature once more, after itself: and out of its time, or not right. */
static void add_stray(uint8_t *reply, size_t *length)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	struct fd_message message;
	size_t begin = 0;

	cr_assert_eq(fd_message_parse(&message, reply, *length), 0);
	while (fd_message_next(&message, &cursor, &record) && record.type != FD_TYPE_RRSIG) {
		begin = record.rdata_offset + record.rdata_length;
	}
	if (begin == 0 || record.type != FD_TYPE_RRSIG || record.section != FD_SECTION_ANSWER ||
	    stray == STRAY_NONE) {
		return;
	}
	size_t end = record.rdata_offset + record.rdata_length;
	memmove(reply + end + (end - begin), reply + end, *length - end);
	memcpy(reply + end, reply + begin, end - begin);
	*length += end - begin;
	reply[7]++; /* the records of the answer */
	uint8_t *rdata = reply + record.rdata_offset;
	if (stray == STRAY_OVER) {
		memset(rdata + RRSIG_EXPIRATION, 0x60, 4);
	} else if (stray == STRAY_EARLY) {
		memset(rdata + RRSIG_INCEPTION, 0x7c, 4);
		memset(rdata + RRSIG_EXPIRATION, 0x7d, 4);
	} else {
		rdata[RRSIG_SIGNATURE] ^= 1;
	}
}

/* The office, and perhaps nine, fails the zone until it is told not to check. */
static bool minds_strays(const struct fd_endpoint *server, enum fd_proto proto,
			 const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			 uint8_t *buffer)
{
	static const uint8_t nine[4] = { 203, 0, 113, 53 }, office[4] = { 10, 1, 0, 53 };
	const struct fd_responder responder = fd_world_responder(honest);
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) < 0 || !is_under(&asked, "old.example")) {
		return false;
	}
	bool fails = is_at(server, office) || (is_at(server, nine) && nine_fails);
	if (fails && (asked.flags & FD_FLAG_CD) == 0) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
		return true;
	}
	if (server->address[0] != 198 || server->address[1] != 18 || server->address[2] != 40) {
		return false;
	}
	*ret_reply = responder.answer(responder.state, server, proto, query, length, 0, buffer,
				      FD_MESSAGE_MAX);
	add_stray(buffer, &ret_reply->length);
	return true;
}

static void play_strays(const char *inventory, const char *verdict)
{
	struct fd_errors errors = { 0 };
	char line[128];

	cr_assert_eq(fd_world_create(&honest, WORLD OLD, "honest", &errors), 0);
	snprintf(line, sizeof(line), "www.old.example A: %s", verdict);
	PLAY_WITH({ .override = minds_strays }, WORLD RESOLVERS OLD, inventory, line,
		  "office: ok none ok");
	fd_world_destroy(honest);
}

Test(strays, explain_who_fails_what_others_validate)
{
	const char *all = INVENTORY(AT_ALL, OLD_NAMES);

	stray = STRAY_OVER;
	play_strays(all, "degraded authoritative dnssec_signature_expired possible");
	stray = STRAY_EARLY;
	play_strays(all, "degraded authoritative dnssec_signature_not_yet_valid possible");
	stray = STRAY_WRONG;
	play_strays(all, "degraded authoritative dnssec_bogus possible");
	stray = STRAY_NONE;
	play_strays(all, "degraded local resolver_dnssec_broken possible");
}

Test(strays, explain_who_fails_where_nobody_validates)
{
	stray = STRAY_OVER;
	play_strays(INVENTORY(AT_OFFICE, OLD_NAMES),
		    "failure authoritative dnssec_signature_expired possible");
	nine_fails = true;
	play_strays(INVENTORY(AT_ALL, OLD_NAMES),
		    "degraded authoritative dnssec_signature_expired likely");
	stray = STRAY_NONE;
	play_strays(INVENTORY(AT_ALL, OLD_NAMES),
		    "degraded undetermined contradiction possible");
}
