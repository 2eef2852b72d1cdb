/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* Everybody answers, and not the same: what is no fault, what is, and how they differ. */

#define THREE WORLD ISP NINE EIGHT

/* Two servers of one zone with contents of their own; the office meets the second, everybody else the first. */
#define TWO(first, first_records, second, second_records)                    \
	"resolver office 10.1.0.53 cannot-reach=ns1.two.net.\n"              \
	"server ns1.two.net. 198.18.50.1\nserver ns2.two.net. 198.18.50.2\n" \
	"zone two.net. at ns1.two.net. " first "\n"                          \
	"	@ NS ns1.two.net.\n	@ NS ns2.two.net.\n"                           \
	"	ns1 A 198.18.50.1\n	ns2 A 198.18.50.2\n" first_records   \
	"zone two.net. at ns2.two.net. undelegated " second "\n"             \
	"	@ NS ns1.two.net.\n	@ NS ns2.two.net.\n"                           \
	"	ns1 A 198.18.50.1\n	ns2 A 198.18.50.2\n" second_records

static void expect_note(const char *world, const struct play_options *options,
			const char *question, const char *note)
{
	struct play play;

	play_run(&play, world, INVENTORY(AT_ALL, "\"www.two.net\", " GOOD_NAMES), options);
	const struct fd_verdict *verdict = play_find(&play, question);
	cr_expect_eq(verdict->severity, FD_OK, "%s", play_verdict(&play, question));
	cr_assert_eq(verdict->note_count, 1u, "%s: %s", note, verdict->summary);
	cr_expect_str_eq(verdict->notes[0], note);
	play_finish(&play);
}

static const char *alias_here;
static uint8_t address_here;

/* The office gives an alias, and an address of its own; everybody else `edge.two.net` and 198.19.60.1. */
static bool aliases(const struct fd_endpoint *server, enum fd_proto proto, const uint8_t *query,
		    size_t length, struct fd_reply *ret_reply, uint8_t *buffer)
{
	bool here = server->address[0] == 10;
	const uint8_t address[4] = { 198, 19, 60, here ? address_here : 1 };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name name, alias;

	cr_assert_eq(fd_name_parse(&name, "www.shop.net"), 0);
	cr_assert_eq(fd_name_parse(&alias, here ? alias_here : "edge.two.net"), 0);
	if (proto != FD_UDP || fd_message_parse(&asked, query, length) < 0 ||
	    !fd_name_equal(&asked.qname, &name)) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &name, FD_TYPE_CNAME, 60, alias.wire,
			  alias.length);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &alias, FD_TYPE_A, 60, address,
			  sizeof(address));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(variety, of_aliases_is_no_fault)
{
	static const struct {
		const char *alias, *note;
		uint8_t address;
	} rows[] = {
		{ "edge.two.net", "answers_same_cname_terminal", 2 },
		{ "other.two.net", "answers_same_set", 1 },
		{ "other.two.net", "answers_differ", 2 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		alias_here = rows[i].alias;
		address_here = rows[i].address;
		expect_note(THREE OFFICE, &(struct play_options) { .override = aliases },
			    "www.shop.net A", rows[i].note);
	}
}

#define TWO_NAMES INVENTORY(AT_ALL, "\"www.two.net\", " GOOD_NAMES)

Test(variety, servers_that_are_out_of_step)
{
	PLAY(THREE TWO("serial=9", "	www A 198.19.50.1\n", "serial=7",
		       "	www A 198.19.50.2\n"),
	     TWO_NAMES,
	     "www.two.net A: degraded authoritative auth_inconsistent_data confirmed | ",
	     "office: ok none ok", "www.pay.example A: ok none ok confirmed | ");
}

Test(variety, a_name_that_only_the_newer_version_has)
{
	struct play play;

	play_run(&play, THREE TWO("serial=9", "	www A 198.19.50.1\n", "serial=7", ""),
		 TWO_NAMES, &(struct play_options) { 0 });
	cr_expect_str_eq(play_verdict(&play, "www.two.net A"),
			 "degraded authoritative auth_inconsistent_existence confirmed");
	cr_expect_str_eq(play_cells(&play, "www.two.net A"),
			 "office=auth_inconsistent_existence/authoritative");
	const char *summary = play_find(&play, "www.two.net A")->summary;
	cr_expect_neq(strstr(summary, "(serials 7 and 9)"), NULL, "%s", summary);
	play_finish(&play);
}

Test(variety, that_is_no_fault)
{
	expect_note(THREE TWO("", "	www A 198.19.50.1\n", "", "	www A 198.19.50.2\n"),
		    &(struct play_options) { 0 }, "www.two.net A", "answers_differ");
	expect_note(THREE TWO("", "	www A 198.19.50.1\n	www A 198.19.50.2\n", "",
			      "	www A 198.19.50.2\n	www A 198.19.50.3\n"),
		    &(struct play_options) { 0 }, "www.two.net A", "answers_overlap");
	/* Serials differ where each server makes its own; what they say is the same. */
	PLAY(THREE TWO("serial=9", "	www A 198.19.50.1\n", "serial=7",
		       "	www A 198.19.50.1\n"),
	     TWO_NAMES, "www.two.net A: ok none ok confirmed | ");
}

/* TTLs count down: the answer is the same. */
Test(variety, a_ttl_is_none)
{
	PLAY(THREE OFFICE "remember office www.shop.net A 198.19.2.1 ttl=7s\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "www.shop.net A: ok none ok confirmed | ");
}

static bool one_more_each_time(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			       uint8_t *buffer)
{
	static uint8_t last;
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name name;

	cr_assert_eq(fd_name_parse(&name, "www.shop.net"), 0);
	if (proto != FD_UDP || fd_message_parse(&asked, query, length) < 0 ||
	    !fd_name_equal(&asked.qname, &name)) {
		return false;
	}
	const uint8_t address[4] = { 198, 19, 77, ++last };
	reply_begin(&builder, &asked, FD_FLAG_RA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 1, address,
			  sizeof(address));
	*ret_reply = reply_end(&builder);
	return server->family == 4;
}

Test(variety, of_one_resolver_alone_is_a_rotation)
{
	struct play play;

	play_run(&play, THREE OFFICE, INVENTORY(AT_ALL, GOOD_NAMES),
		 &(struct play_options) { .override = one_more_each_time });
	const struct fd_verdict *verdict = play_find(&play, "www.shop.net A");
	cr_expect_eq(verdict->severity, FD_OK);
	cr_assert_eq(verdict->note_count, 1u);
	cr_expect_str_eq(verdict->notes[0], "answers_rotate");
	play_finish(&play);
}

Test(variety, a_private_address_inside_is_a_view)
{
	PLAY(THREE OFFICE "zone corp.example. at office undelegated\n	wiki A 10.20.0.5\n"
			  "server ns1.corp.example. 198.18.53.1\n"
			  "zone corp.example. at ns1.corp.example.\n	wiki A 198.19.53.1\n",
	     INVENTORY(AT_ALL, "\"wiki.corp.example\", " GOOD_NAMES),
	     "wiki.corp.example A: info none split_horizon");
}

#define MOVED                                                              \
	"server ns1.moved.net. 198.18.54.1\n"                              \
	"zone moved.net. at ns1.moved.net. serial=9\n	www A 198.19.54.1\n" \
	"remember office www.moved.net A 198.19.54.99 ttl=1h\n"

Test(variety, an_old_answer_is_shown_by_an_old_serial)
{
	PLAY(THREE OFFICE MOVED
	     "remember office moved.net SOA ns1.moved.net. root.moved.net. 5 7200 3600 1209600 60 ttl=1h\n",
	     INVENTORY(AT_ALL, "\"www.moved.net\", " GOOD_NAMES),
	     "www.moved.net A: degraded local resolver_stale_cache likely | "
	     "office=resolver_stale_cache/local");
	/* Whoever else gives the same has it from then too. */
	PLAY(THREE OFFICE MOVED
	     "remember office moved.net SOA ns1.moved.net. root.moved.net. 5 7200 3600 1209600 60 ttl=1h\n"
	     "remember nine www.moved.net A 198.19.54.99 ttl=1h\n",
	     INVENTORY(AT_ALL, "\"www.moved.net\", " GOOD_NAMES),
	     "www.moved.net A: degraded local resolver_stale_cache likely | "
	     "office=resolver_stale_cache/local nine=resolver_stale_cache/upstream");
	/* Or by an old delegation. */
	PLAY(THREE OFFICE MOVED "remember office moved.net NS ns1.before.net. ttl=1h\n",
	     INVENTORY(AT_ALL, "\"www.moved.net\", " GOOD_NAMES),
	     "www.moved.net A: degraded local resolver_stale_cache likely | "
	     "office=resolver_stale_cache/local");
	/* Without either it is a guess, and by so much that it will be kept so long. */
	PLAY(THREE OFFICE MOVED, INVENTORY(AT_ALL, "\"www.moved.net\", " GOOD_NAMES),
	     "www.moved.net A: degraded local resolver_stale_cache possible | "
	     "office=resolver_stale_cache/local");
}

/* What a cache holds, and when its time is over, is what its operator wants to know. */
Test(variety, an_old_answer_is_told_with_its_end)
{
	struct play play;
	struct play_options options = { 0 };

	play_run(&play, THREE OFFICE MOVED, INVENTORY(AT_ALL, "\"www.moved.net\", " GOOD_NAMES),
		 &options);
	const struct fd_verdict *verdict = play_find(&play, "www.moved.net A");
	cr_expect_not_null(strstr(verdict->action, "run out (in 59 minutes: 20"), "%s",
			   verdict->action);
	bool held = false;
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		held = held || (strstr(verdict->evidence[i].saw, "198.19.54.99") != NULL &&
				strstr(verdict->evidence[i].means, "59 minutes more") != NULL);
	}
	cr_expect(held);
	play_finish(&play);
}

/* Addresses take turns; of mail servers one that only a cache has is old. */
Test(variety, mail_servers_do_not_take_turns)
{
	PLAY(THREE OFFICE
	     "server ns1.moved.net. 198.18.54.1\n"
	     "zone moved.net. at ns1.moved.net. serial=9\n"
	     "	@ MX 10 api.moved.net.\n	@ MX 20 mail2.moved.net.\n"
	     "remember office moved.net MX 10 mail.moved.net. ttl=1h\n"
	     "remember office moved.net MX 20 mail2.moved.net. ttl=1h\n"
	     "remember office moved.net SOA ns1.moved.net. root.moved.net. 5 7200 3600 1209600 60 ttl=1h\n",
	     INVENTORY(AT_ALL, "{\"name\": \"moved.net\", \"types\": [\"MX\"]}, " GOOD_NAMES),
	     "moved.net MX: degraded local resolver_stale_cache likely | "
	     "office=resolver_stale_cache/local");
}

static struct {
	bool as_new;  /* it was signed when the zone's answer was */
	bool own_soa; /* the zone's SOA was signed for these resolvers alone */
	bool each;    /* the zone's server signs each reply anew */
	uint32_t replies;
} signer;

enum {
	SIGNED = 1577836800
}; /* when the made DNS signs */

static void add_signature(struct fd_builder *builder, const struct fd_message *asked,
			  uint32_t inception, uint8_t octet)
{
	uint8_t rdata[18 + 15 + 8] = { 0, (uint8_t)asked->qtype, 15, 3 };
	const uint32_t fields[] = { 300, UINT32_MAX / 2, inception };
	struct fd_name zone;

	for (size_t i = 0; i < sizeof(fields); i++) {
		rdata[4 + i] = (uint8_t)(fields[i / 4] >> (24 - i % 4 * 8));
	}
	cr_assert_eq(fd_name_parse(&zone, "moved.example"), 0);
	memcpy(rdata + 18, zone.wire, zone.length);
	rdata[sizeof(rdata) - 1] = octet;
	fd_builder_record(builder, FD_SECTION_ANSWER, &asked->qname, FD_TYPE_RRSIG, 300, rdata,
			  sizeof(rdata));
}

/* All but eight have www from before. */
static bool signed_before(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	static const uint8_t eight[4] = { 192, 0, 2, 53 }, own[4] = { 198, 18, 54, 1 };
	static const uint8_t old[4] = { 198, 19, 54, 99 }, new[4] = { 198, 19, 54, 1 };
	bool direct = is_at(server, own);
	struct fd_builder builder;
	struct fd_message asked;

	if (is_at(server, eight) || fd_message_parse(&asked, query, length) < 0 ||
	    !is_under(&asked, "moved.example") || (direct && !signer.each)) {
		return false;
	}
	bool soa = asked.qtype == FD_TYPE_SOA && signer.own_soa && !direct;
	if (!soa && (asked.qtype != FD_TYPE_A || !is_under(&asked, "www.moved.example"))) {
		return false;
	}
	reply_begin(&builder, &asked, direct ? FD_FLAG_AA : FD_FLAG_RD | FD_FLAG_RA, buffer);
	if (soa) {
		static const uint8_t rdata[] = { 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 0,
						 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 60 };
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_SOA, 300,
				  rdata, sizeof(rdata));
	} else {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300,
				  direct ? new : old, sizeof(old));
	}
	add_signature(&builder, &asked,
		      direct	      ? SIGNED + ++signer.replies
		      : signer.as_new ? SIGNED
				      : SIGNED - 60,
		      soa);
	*ret_reply = reply_end(&builder);
	return true;
}

/* Nothing of it is older than the zone's but when it was signed. */
Test(variety, an_old_answer_is_shown_by_an_old_signature)
{
#define RESIGNED                                          \
	RESOLVERS WORLD                                   \
		"server ns1.moved.example. 198.18.54.1\n" \
		"zone moved.example. at ns1.moved.example. serial=9 signed\n	www A 198.19.54.1\n"
#define RESIGNED_NAMES INVENTORY(AT_ALL, "\"www.moved.example\", " GOOD_NAMES)

	signer = (typeof(signer)) { 0 };
	PLAY_WITH({ .override = signed_before }, RESIGNED, RESIGNED_NAMES,
		  "www.moved.example A: degraded local resolver_stale_cache likely | "
		  "office=resolver_stale_cache/local isp=resolver_stale_cache/upstream "
		  "nine=resolver_stale_cache/upstream");
	/* Answered by place, from what was signed at once; by a copy of their own; by who signs each reply. */
	signer = (typeof(signer)) { .as_new = true };
	PLAY_WITH({ .override = signed_before }, RESIGNED, RESIGNED_NAMES,
		  "www.moved.example A: ok none ok likely | ");
	signer = (typeof(signer)) { .own_soa = true };
	PLAY_WITH({ .override = signed_before }, RESIGNED, RESIGNED_NAMES,
		  "www.moved.example A: ok none ok likely | ");
	signer = (typeof(signer)) { .each = true };
	PLAY_WITH({ .override = signed_before }, RESIGNED, RESIGNED_NAMES,
		  "www.moved.example A: ok none ok likely | ");
}

/* A name that is answered by place is given for minutes. */
Test(variety, what_is_kept_for_minutes_is_no_old_answer)
{
	PLAY(THREE OFFICE "server ns1.near.net. 198.18.54.1\n"
			  "zone near.net. at ns1.near.net. serial=9\n	www A 198.19.54.1\n"
			  "remember office www.near.net A 198.19.54.99 ttl=10m\n",
	     INVENTORY(AT_ALL, "\"www.near.net\", " GOOD_NAMES),
	     "www.near.net A: ok none ok likely | ");
}

/* It never runs out: somebody has told the resolver to say so, where it stands. */
static bool pinned(const struct fd_endpoint *server, enum fd_proto proto, const uint8_t *query,
		   size_t length, struct fd_reply *ret_reply, uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 }, told[4] = { 198, 19, 54, 99 };
	struct fd_builder builder;
	struct fd_message asked;

	if (!is_about(server, office, query, length, "www.moved.net", &asked) ||
	    asked.qtype != FD_TYPE_A) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 86400, told,
			  sizeof(told));
	*ret_reply = reply_end(&builder);
	return true;
}

Test(variety, what_a_resolver_was_told_is_no_old_answer)
{
	PLAY_WITH({ .override = pinned }, THREE OFFICE MOVED,
		  INVENTORY(AT_ALL, "\"www.moved.net\", " GOOD_NAMES),
		  "www.moved.net A: ok none ok likely | ");
}

static struct {
	const char *name, *target;
	uint32_t left; /* seconds that it will keep it */
} old_alias;

/* The alias has been changed; each time it is asked for the old one has less time left. */
static bool remembers_alias(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 }, old[4] = { 198, 19, 54, 2 };
	struct fd_builder builder;
	struct fd_message asked;
	struct fd_name target;

	if (!is_about(server, office, query, length, old_alias.name, &asked)) {
		return false;
	}
	cr_assert_eq(fd_name_parse(&target, old_alias.target), 0);
	old_alias.left--;
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_CNAME,
			  old_alias.left, target.wire, target.length);
	if (asked.qtype == FD_TYPE_A) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &target, FD_TYPE_A, 60, old,
				  sizeof(old));
	}
	*ret_reply = reply_end(&builder);
	return true;
}

#define RENAMED                                                         \
	"server ns1.moved.net. 198.18.54.1\n"                           \
	"zone moved.net. at ns1.moved.net. serial=9\n	shop CNAME new\n" \
	"	new A 198.19.54.1\n	old A 198.19.54.2\n"

Test(variety, an_old_alias)
{
	old_alias.name = "shop.moved.net";
	old_alias.target = "old.moved.net";
	old_alias.left = 86400;
	PLAY_WITH({ .override = remembers_alias }, THREE OFFICE RENAMED,
		  INVENTORY(AT_ALL, "\"shop.moved.net\", " GOOD_NAMES),
		  "shop.moved.net A: degraded local resolver_stale_cache possible | "
		  "office=resolver_stale_cache/local");
}

#define LED                                                                 \
	"server ns1.led.net. 198.18.55.1\n"                                 \
	"zone led.net. at ns1.led.net. serial=9\n	www CNAME new.far.net.\n" \
	"server ns1.far.net. 198.18.55.2\n"                                 \
	"zone far.net. at ns1.far.net.\n"                                   \
	"	new A 198.19.54.1\n	old A 198.19.54.2\n"
#define LED_NAMES INVENTORY(AT_ALL, "\"www.led.net\", " GOOD_NAMES)

/* It leads to another zone, which is as it was. */
Test(variety, an_old_alias_to_elsewhere)
{
	old_alias.name = "www.led.net";
	old_alias.target = "old.far.net";
	old_alias.left = 86400;
	PLAY_WITH({ .override = remembers_alias }, THREE OFFICE LED, LED_NAMES,
		  "www.led.net A: degraded local resolver_stale_cache possible | "
		  "office=resolver_stale_cache/local");
	PLAY_WITH(
		{ .override = remembers_alias },
		THREE OFFICE LED
		"remember office led.net SOA ns1.led.net. root.led.net. 5 7200 3600 1209600 60 ttl=1h\n",
		LED_NAMES,
		"www.led.net A: degraded local resolver_stale_cache likely | "
		"office=resolver_stale_cache/local");
	/* By place, and given for minutes. */
	old_alias.left = 300;
	PLAY_WITH({ .override = remembers_alias }, THREE OFFICE LED, LED_NAMES,
		  "www.led.net A: ok none ok likely | ");
}

/* ---- now and then ---------------------------------------------------------------------------- */

Test(variety, servers_that_lose_questions)
{
	PLAY_UNSTEADY(
		THREE
		"resolver office 10.1.0.53 cannot-reach=ns1.lossy.net.\n"
		"server ns1.lossy.net. 198.18.55.1 loss=60\n"
		"server ns2.lossy.net. 198.18.55.2 loss=60\n"
		"zone lossy.net. at ns1.lossy.net.,ns2.lossy.net.\n	www A 198.19.55.1\n",
		INVENTORY(AT_ALL, "\"www.lossy.net\", " GOOD_NAMES),
		"www.lossy.net A: degraded authoritative auth_packet_loss likely");
}

/* Neither lame nor bogus: CD=1 and the servers are asked at other moments too. */
Test(variety, servers_that_mind_the_rate)
{
	struct play play;
	bool named = false;

	play_run(&play,
		 THREE OFFICE
		 "server ns1.rate.net. 198.18.56.1 rate=3\n"
		 "zone rate.net. at ns1.rate.net.\n	www A 198.19.56.1\n"
		 "	a A 198.19.56.2\n	b A 198.19.56.3\n	c A 198.19.56.4\n",
		 INVENTORY(AT_ALL, "\"www.rate.net\", \"a.rate.net\", \"b.rate.net\","
				   "\"c.rate.net\", " GOOD_NAMES),
		 &(struct play_options) { 0 });
	static const char *const names[] = { "www.rate.net A", "a.rate.net A", "b.rate.net A",
					     "c.rate.net A" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		enum fd_cause cause = play_find(&play, names[i])->cause;
		named = named || cause == FD_CAUSE_auth_rate_limited;
		cr_expect(cause == FD_CAUSE_auth_rate_limited || cause == FD_CAUSE_ok, "%s: %s",
			  names[i], play_verdict(&play, names[i]));
	}
	cr_expect(named, "some were refused directly, and answered later");
	play_finish(&play);
}

Test(variety, servers_that_are_slow)
{
	PLAY_UNSTEADY(THREE
		      "resolver office 10.1.0.53 validating attempt=3s patience=9s\n"
		      "server ns1.late.net. 198.18.57.1 delay=700ms\n"
		      "server ns2.late.net. 198.18.57.2 delay=700ms\n"
		      "zone late.net. at ns1.late.net.,ns2.late.net.\n	www A 198.19.57.1\n",
		      INVENTORY(AT_ALL, "\"www.late.net\", " GOOD_NAMES),
		      "www.late.net A: degraded authoritative auth_slow confirmed",
		      "office: ok none ok");
}

Test(variety, a_resolver_whose_cache_is_slow)
{
	PLAY(THREE "resolver office 10.1.0.53 validating delay=600ms\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: degraded local resolver_slow likely",
	     "www.pay.example A: ok none ok confirmed | ", "isp: ok none ok");
	/* All are: it is far from here to everywhere. */
	PLAY("everyone attempt=200ms patience=600ms\n" ZONES
	     "server a.roots. 198.18.0.4\nserver b.roots. 198.18.1.4\n"
	     "zone . at a.roots.,b.roots. signed\n"
	     "resolver office 10.1.0.53 delay=600ms\nresolver isp 198.51.100.53 delay=620ms\n"
	     "resolver nine 203.0.113.53 delay=610ms\nresolver eight 192.0.2.53 delay=640ms\n",
	     INVENTORY(AT_ALL, GOOD_NAMES), "office: ok none ok", "isp: ok none ok");
}

/* ---- pages ---------------------------------------------------------------------------------------- */

static const uint8_t office_at[4] = { 10, 1, 0, 53 }, nine_at[4] = { 203, 0, 113, 53 };

static struct page {
	const uint8_t *at; /* who gives it */
	bool own;	   /* as its own */
	bool by_policy;	   /* with the SOA of a policy zone */
	bool denies;	   /* no page: there is no such name */
} page;

/* For ads.shop.net, an address that no server of its zone has. */
static bool gives_page(const struct fd_endpoint *server, enum fd_proto proto,
		       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		       uint8_t *buffer)
{
	static const uint8_t address[4] = { 192, 0, 2, 99 }, soa[22] = { [5] = 1, [21] = 60 };
	struct fd_message asked;
	struct fd_builder builder;
	struct fd_name zone;

	if (!is_at(server, page.at) || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "ads.shop.net")) {
		return false;
	}
	unsigned flags = FD_FLAG_RD | FD_FLAG_RA | (page.own ? FD_FLAG_AA : 0u) |
			 (page.denies ? (unsigned)FD_NXDOMAIN : 0u);
	cr_assert_eq(fd_name_parse(&zone, "rpz.fire"), 0);
	reply_begin(&builder, &asked, flags, buffer);
	if (!page.denies && asked.qtype == FD_TYPE_A) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 60,
				  address, 4);
	}
	if (page.by_policy) {
		fd_builder_record(&builder, FD_SECTION_ADDITIONAL, &zone, FD_TYPE_SOA, 60, soa,
				  sizeof(soa));
	}
	*ret_reply = reply_end(&builder);
	return true;
}

static void play_page(struct page how, const char *world, const char *resolvers,
		      const char *verdict, const char *where)
{
	const struct play_options options = { .override = gives_page };
	char inventory[2048];

	(void)snprintf(inventory, sizeof(inventory),
		       "{\"fleetdig\": 1," AUTHORITIES "%s\"groups\": [{\"id\": \"g\", "
		       "\"names\": [\"ads.shop.net\", " GOOD_NAMES "]}]}",
		       resolvers);
	page = how;
	play_check(world, inventory, &options, PLAY_LINES(verdict), where);
}

Test(variety, a_page_by_policy_shows_itself)
{
	const struct page policy = { .at = nine_at, .by_policy = true };

	play_page(policy, WORLD RESOLVERS, AT_ALL,
		  "ads.shop.net A: degraded upstream resolver_blocklist likely | "
		  "nine=resolver_blocklist/upstream",
		  __func__);
	const struct page alone = { .at = office_at, .by_policy = true };
	play_page(alone, WORLD RESOLVERS, AT_OFFICE,
		  "ads.shop.net A: degraded local resolver_blocklist", __func__);
}

Test(variety, what_a_resolver_gives_as_its_own_it_has_made)
{
	const struct page stranger = { .at = nine_at, .own = true };

	play_page(stranger, WORLD RESOLVERS, AT_ALL,
		  "ads.shop.net A: degraded upstream resolver_blocklist likely | "
		  "nine=resolver_blocklist/upstream",
		  __func__);
	/* Of this site it may be meant so. */
	const struct page inside = { .at = office_at, .own = true };
	play_page(inside, WORLD RESOLVERS, AT_ALL, "ads.shop.net A: info none split_horizon",
		  __func__);
}

#define DEAD_SHOP                                                                               \
	ROOTS "server ns1.nic.net. 198.18.12.1\nserver ns2.nic.net. 198.18.13.1\n"              \
	      "zone net. at ns1.nic.net.,ns2.nic.net.\n"                                        \
	      "server ns1.nic.example. 198.18.10.1\nzone example. at ns1.nic.example. signed\n" \
	      "server ns1.pay.example. 198.18.20.1\n"                                           \
	      "zone pay.example. at ns1.pay.example. signed\n"                                  \
	      "	www A 198.19.1.1\n	api A 198.19.1.2\n	mail A 198.19.1.3\n"                      \
	      "	db A 198.19.1.4\n	web A 198.19.1.5\n"                                           \
	      "server ns1.shop.net. 198.18.22.1 silent\nzone shop.net. at ns1.shop.net.\n"

/* It makes no half of an outage of a whole one. */
Test(variety, who_denies_by_policy_has_no_word_on_a_dead_zone)
{
	const struct page policy = { .at = nine_at, .by_policy = true, .denies = true };
	const struct page own = { .at = nine_at, .own = true, .denies = true };

	play_page(policy, DEAD_SHOP RESOLVERS, AT_ALL,
		  "ads.shop.net A: failure authoritative auth_timeout confirmed", __func__);
	play_page(own, DEAD_SHOP RESOLVERS, AT_ALL,
		  "ads.shop.net A: failure authoritative auth_timeout confirmed", __func__);
}

/* One has an address that leads nowhere, and another one a page. */
static bool sinks_and_pages(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	static const uint8_t nowhere[4] = { 0, 0, 0, 0 };
	struct fd_message asked;
	struct fd_builder builder;

	if (!is_at(server, office_at) || fd_message_parse(&asked, query, length) != 0 ||
	    !is_under(&asked, "ads.shop.net") || asked.qtype != FD_TYPE_A) {
		return gives_page(server, proto, query, length, ret_reply, buffer);
	}
	reply_begin(&builder, &asked, FD_FLAG_RD | FD_FLAG_RA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 60, nowhere, 4);
	*ret_reply = reply_end(&builder);
	return true;
}

Test(variety, a_page_beside_an_address_that_leads_nowhere)
{
	const struct play_options options = { .override = sinks_and_pages };

	page = (struct page) { .at = nine_at, .own = true };
	play_check(
		WORLD RESOLVERS, INVENTORY(AT_ALL, "\"ads.shop.net\", " GOOD_NAMES), &options,
		PLAY_LINES("ads.shop.net A: degraded local resolver_blocklist likely | "
			   "office=resolver_blocklist/local nine=resolver_blocklist/upstream"),
		__func__);
}

/* One cannot get to the zone, another has a page for its names: each is told. */
Test(variety, a_page_beside_a_broken_way)
{
	PLAY("resolver office 10.1.0.53 validating cannot-reach=ns1.shop.net.,ns2.shop.net.\n" WORLD
		     ISP NINE EIGHT "block nine www.shop.net 198.19.250.9\n"
	     "block nine www.pay.example 198.19.250.9\n",
	     INVENTORY(AT_ALL, GOOD_NAMES),
	     "www.shop.net A: degraded upstream resolver_auth_path_broken likely | "
	     "office=resolver_auth_path_broken/upstream nine=resolver_blocklist/upstream");
}

/* What is no more than a guess stays one beside a failure. */
Test(variety, an_old_answer_beside_a_broken_way)
{
	PLAY(WORLD OFFICE ISP EIGHT
	     "resolver nine 203.0.113.53 validating cannot-reach=ns1.moved.net.\n" MOVED,
	     INVENTORY(AT_ALL, "\"www.moved.net\", " GOOD_NAMES),
	     "www.moved.net A: degraded local resolver_stale_cache possible | "
	     "office=resolver_stale_cache/local nine=resolver_auth_path_broken/upstream");
}
