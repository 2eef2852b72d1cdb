/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* A signature that is over by this host's clock, and that validators accept all the same: some clock is wrong, and it may be this host's. */

#define THREE OFFICE "resolver isp 198.51.100.53 validating no-ede\n" NINE EIGHT
#define OLD(how)                                                      \
	"server ns1.old.example. 198.18.40.1\n"                       \
	"server ns2.old.example. 198.18.40.2\n"                       \
	"zone old.example. at ns1.old.example.,ns2.old.example. " how \
	"\n	www A 198.19.40.1\n"
#define OLD_NAMES "\"www.old.example\", " GOOD_NAMES

static struct fd_world *by_its_clock; /* what those have that accept it */
static bool isp_accepts, keys_accepted, brags;

enum {
	AT_THE_END = 1609459200, /* of what is expired, in the made DNS */
	FLAGS_LOW = 3,		 /* the octet of a header with AD and CD */
};

/* Nine, and perhaps the isp, say AD of what they have. */
static bool accepted(const struct fd_endpoint *server, enum fd_proto proto,
		     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	static const uint8_t nine[4] = { 203, 0, 113, 53 }, isp[4] = { 198, 51, 100, 53 };
	const struct fd_responder responder = fd_world_responder(by_its_clock);
	uint8_t unchecked[512];
	struct fd_message asked;

	if ((!is_at(server, nine) && !(is_at(server, isp) && isp_accepts)) ||
	    fd_message_parse(&asked, query, length) < 0 || !is_under(&asked, "old.example") ||
	    (asked.flags & FD_FLAG_CD) != 0 || length > sizeof(unchecked)) {
		return false;
	}
	if (asked.qtype == FD_TYPE_DNSKEY && !keys_accepted) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
		return true;
	}
	memcpy(unchecked, query, length);
	unchecked[FLAGS_LOW] |= FD_FLAG_CD;
	*ret_reply = responder.answer(responder.state, server, proto, unchecked, length, 0,
				      buffer, FD_MESSAGE_MAX);
	cr_assert_eq(ret_reply->kind, FD_REPLY_MESSAGE);
	buffer[FLAGS_LOW] &= (uint8_t)~FD_FLAG_CD;
	bool wanted = (asked.flags & FD_FLAG_AD) != 0 || asked.edns.do_bit;
	buffer[FLAGS_LOW] |= wanted || brags ? FD_FLAG_AD : 0;
	return true;
}

static void play_clocks(struct play *play, const char *world, const char *theirs,
			int64_t wall_time_s)
{
	struct fd_errors errors = { 0 };

	cr_assert_eq(fd_world_create(&by_its_clock, theirs, "theirs", &errors), 0);
	play_run(play, world, INVENTORY(AT_ALL, OLD_NAMES),
		 &(struct play_options) { .override = accepted, .wall_time_s = wall_time_s });
}

static void finish_clocks(struct play *play)
{
	play_finish(play);
	fd_world_destroy(by_its_clock);
}

static bool host_is_doubted(struct play *play)
{
	const struct fd_verdict *host = play_find(play, "host");

	cr_expect_eq(host->severity, FD_OK);
	return host->note_count > 0 &&
	       strcmp(host->notes[host->note_count - 1], "own_clock_wrong") == 0;
}

Test(clocks, no_date_is_held_against_a_zone_that_validators_accept)
{
	static const struct {
		const char *world, *theirs, *verdict;
		bool isp_too, keys, doubted, brags;
		int64_t wall_time_s;
	} rows[] = {
		/* One against one: nobody can tell. */
		{ WORLD RESOLVERS OLD("bogus=expired"), WORLD NINE OLD("bogus=expired"),
		  "degraded undetermined contradiction possible", false, true, false },
		/* One against two. */
		{ WORLD THREE OLD("bogus=expired"), WORLD NINE OLD("bogus=expired"),
		  "degraded authoritative dnssec_signature_expired likely", false, true,
		  false },
		/* Two against one. */
		{ WORLD THREE OLD("bogus=expired"), WORLD THREE OLD("bogus=expired"),
		  "degraded local resolver_dnssec_broken possible", true, true, true },
		/* So by an hour only: some are lenient. */
		{ WORLD THREE OLD("bogus=expired"), WORLD THREE OLD("bogus=expired"),
		  "degraded authoritative dnssec_signature_expired confirmed", true, true,
		  false, false, AT_THE_END + 3600 },
		/* They have it signed anew: that says nothing of the old signature. */
		{ WORLD THREE OLD("bogus=expired"), WORLD THREE OLD("signed"),
		  "degraded authoritative dnssec_signature_expired confirmed", true, true,
		  false },
		/* They say that they have validated it to those too who have not asked: it means nothing. */
		{ WORLD THREE OLD("bogus=expired"), WORLD THREE OLD("bogus=expired"),
		  "degraded authoritative dnssec_signature_expired confirmed", true, true,
		  false, true },
		/* They have kept the name, and fail its keys. */
		{ WORLD THREE OLD("bogus=expired"), WORLD THREE OLD("bogus=expired"),
		  "degraded authoritative dnssec_signature_expired confirmed", true, false,
		  false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct play play;
		isp_accepts = rows[i].isp_too;
		keys_accepted = rows[i].keys;
		brags = rows[i].brags;
		play_clocks(&play, rows[i].world, rows[i].theirs, rows[i].wall_time_s);
		const char *got = play_verdict(&play, "www.old.example A");
		cr_expect_str_eq(got, rows[i].verdict, "%zu: %s", i, got);
		cr_expect_eq(host_is_doubted(&play), rows[i].doubted, "%zu", i);
		finish_clocks(&play);
	}
}
