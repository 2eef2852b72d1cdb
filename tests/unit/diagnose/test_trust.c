/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* What validators hold from before, and what they will not give even unchecked. */

static const uint8_t office[4] = { 10, 1, 0, 53 }, second_parent[4] = { 198, 18, 11, 1 };

#define OLD_NAMES "\"www.old.example\", " GOOD_NAMES
#define OLD(how)                                \
	"server ns1.old.example. 198.18.97.1\n" \
	"zone old.example. at ns1.old.example. " how "\n	www A 198.19.97.1\n"

/* ---- who could not validate a zone's keys gives nothing unchecked either --------------------------- */

/* That of the zone, with checking disabled or without. */
static bool gives_nothing(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_at(server, office) || fd_message_parse(&asked, query, length) != 0 ||
	    !(is_under(&asked, "old.example") || is_under(&asked, "low.bad"))) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
	return true;
}

Test(trust, a_flaw_that_is_seen_explains_who_gives_nothing)
{
	PLAY_WITH({ .override = gives_nothing }, WORLD OFFICE OLD("signed bogus=expired"),
		  INVENTORY(AT_OFFICE, OLD_NAMES),
		  "www.old.example A: failure authoritative dnssec_signature_expired likely");
	/* Where it does not say that it checks, it may all the same; where somebody says that it does not, there is another reason. */
	PLAY_WITH({ .override = gives_nothing },
		  WORLD "resolver office 10.1.0.53\n" OLD("signed bogus=expired"),
		  INVENTORY(AT_OFFICE, OLD_NAMES),
		  "www.old.example A: failure authoritative dnssec_signature_expired possible");
	PLAY_WITH({ .override = gives_nothing },
		  WORLD "resolver office 10.1.0.53\n" OLD("signed bogus=expired"),
		  INVENTORY("\"resolvers\": [{\"id\": \"office\", \"address\": \"10.1.0.53\", "
			    "\"role\": \"local\", \"validates\": false}],",
			    OLD_NAMES),
		  "www.old.example A: failure upstream resolver_auth_path_broken");
	/* Nor is it the zone's where nothing is wrong with that. */
	PLAY_WITH({ .override = gives_nothing }, WORLD OFFICE OLD("signed"),
		  INVENTORY(AT_OFFICE, OLD_NAMES),
		  "www.old.example A: failure upstream resolver_auth_path_broken");
}

/* A top-level domain whose signatures are wrong fails what is not signed too: nobody can prove that it is not. */
Test(trust, nothing_below_a_bogus_registry_is_well)
{
	PLAY_WITH({ .override = gives_nothing },
		  WORLD OFFICE "server ns1.nic.bad. 198.18.14.1\n"
			       "zone bad. at ns1.nic.bad. signed bogus=signature\n"
			       "server ns1.low.bad. 198.18.45.1\n"
			       "zone low.bad. at ns1.low.bad.\n	www A 198.19.45.1\n",
		  INVENTORY(AT_OFFICE, "\"www.low.bad\", " GOOD_NAMES),
		  "www.low.bad A: failure upstream parent_dnssec_bogus likely");
}

/* Unseen, another validator gives it unchecked. */
Test(trust, one_that_gives_nothing_is_not_the_only_one_to_ask)
{
	play_check(WORLD OFFICE
		   "resolver isp 198.51.100.53 validating no-ede\n"
		   "resolver nine 203.0.113.53 validating no-ede\n"
		   "resolver eight 192.0.2.53 validating no-ede\n" OLD("bogus=unsigned"),
		   INVENTORY(AT_ALL, OLD_NAMES),
		   &(struct play_options) { .override = gives_nothing, .no_direct = true },
		   PLAY_LINES("www.old.example A: failure authoritative "
			      "dnssec_zone_unsigned_with_ds"),
		   __func__);
}

/* It fails the zone as long as it checks; unchecked it gives no signatures that could be looked at. */
static bool fails_what_is_well(const struct fd_endpoint *server, enum fd_proto proto,
			       const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			       uint8_t *buffer)
{
	static const uint8_t address[4] = { 198, 19, 97, 1 };
	struct fd_builder builder;
	struct fd_message asked;

	if (!is_about(server, office, query, length, "old.example", &asked)) {
		return false;
	}
	bool off = (asked.flags & FD_FLAG_CD) != 0;
	if (off && asked.qtype != FD_TYPE_A) {
		return false;
	}
	reply_begin(&builder, &asked,
		    FD_FLAG_RD | FD_FLAG_RA | (off ? FD_NOERROR : FD_SERVFAIL), buffer);
	if (off) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300,
				  address, 4);
	}
	*ret_reply = reply_end(&builder);
	return true;
}

/* The zone's SOA, which it fails too, validates here. */
Test(trust, who_fails_a_zone_that_is_well_fails_its_names_for_no_flaw_of_theirs)
{
	PLAY_WITH({ .override = fails_what_is_well }, WORLD OFFICE OLD("signed"),
		  INVENTORY(AT_OFFICE, OLD_NAMES),
		  "www.old.example A: failure local resolver_dnssec_broken possible | "
		  "office=resolver_dnssec_broken/local");
}

/* Whoever asks a second time, with checking disabled, has an answer: servers that mind the rate look like that. */
static bool minds_the_rate(const struct fd_endpoint *server, enum fd_proto proto,
			   const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			   uint8_t *buffer)
{
	struct fd_message asked;
	bool resolver = server->address[0] != 198 || server->address[1] != 18;

	(void)proto;
	if (fd_message_parse(&asked, query, length) != 0) {
		return false;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	if (!resolver || asked.qtype == FD_TYPE_DS) {
		return asked.qtype == FD_TYPE_DS;
	}
	if (is_under(&asked, "limit.net") && asked.qtype == FD_TYPE_A &&
	    (asked.flags & FD_FLAG_CD) == 0) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
		return true;
	}
	return false;
}

Test(trust, where_nothing_is_signed_nothing_is_bogus)
{
	PLAY_WITH({ .override = minds_the_rate },
		  WORLD RESOLVERS "server ns1.limit.net. 198.18.98.1\n"
				  "zone limit.net. at ns1.limit.net.\n	www A 198.19.98.1\n",
		  INVENTORY(AT_ALL, "\"www.limit.net\", " GOOD_NAMES),
		  "www.limit.net A: failure undetermined contradiction possible");
}

/* ---- a DS that the parent has no more ------------------------------------------------------------- */

static bool parent_gives_it;

/* The office has kept one, and fails the zone by it as long as it checks. */
static bool keeps_ds(const struct fd_endpoint *server, enum fd_proto proto,
		     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		     uint8_t *buffer)
{
	static const uint8_t ds[36] = { 0x12, 0x67 /* the key's tag */, 15, 2, 7 };
	static const uint8_t signature[18 + 9 + 64] = {
		0, FD_TYPE_DS, 15, 2, [18] = 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e'
	};
	struct fd_builder builder;
	struct fd_message asked;

	if (fd_message_parse(&asked, query, length) != 0 || !is_under(&asked, "old.example")) {
		return false;
	}
	if (parent_gives_it && is_at(server, second_parent) && asked.qtype == FD_TYPE_DS) {
		reply_begin(&builder, &asked, FD_FLAG_AA, buffer);
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_DS, 1800,
				  ds, sizeof(ds));
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_RRSIG,
				  1800, signature, sizeof(signature));
		*ret_reply = reply_end(&builder);
		return true;
	}
	if (!is_at(server, office)) {
		return false;
	}
	bool off = (asked.flags & FD_FLAG_CD) != 0;
	if (off && asked.qtype != FD_TYPE_DS) {
		return false;
	}
	reply_begin(&builder, &asked,
		    FD_FLAG_RD | FD_FLAG_RA | (off ? FD_NOERROR : FD_SERVFAIL), buffer);
	if (off) {
		fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_DS, 1800,
				  ds, sizeof(ds));
	}
	*ret_reply = reply_end(&builder);
	return true;
}

Test(trust, an_old_ds_is_the_caches)
{
	static const char *const zones[] = { OLD(""), OLD("signed") };

	for (size_t i = 0; i < 2; i++) {
		char world[4096];
		(void)snprintf(world, sizeof(world), "%s%s", WORLD OFFICE, zones[i]);
		PLAY_WITH({ .override = keeps_ds }, world, INVENTORY(AT_OFFICE, OLD_NAMES),
			  "www.old.example A: failure local resolver_stale_cache confirmed | "
			  "office=resolver_stale_cache/local",
			  "office: ok none ok");
		(void)snprintf(world, sizeof(world), "%s%s", WORLD RESOLVERS, zones[i]);
		PLAY_WITH({ .override = keeps_ds }, world, INVENTORY(AT_ALL, OLD_NAMES),
			  "www.old.example A: degraded local resolver_stale_cache confirmed | "
			  "office=resolver_stale_cache/local");
	}
}

/* A server of the parent is behind the others. */
Test(trust, an_old_ds_that_the_parent_gives_is_the_parents)
{
	parent_gives_it = true;
	PLAY_WITH({ .override = keeps_ds }, WORLD RESOLVERS OLD("signed"),
		  INVENTORY(AT_ALL, OLD_NAMES),
		  "www.old.example A: degraded upstream delegation_inconsistent likely | "
		  "office=delegation_inconsistent/upstream",
		  "office: ok none ok");
}

/* ---- something of his own -------------------------------------------------------------------------- */

/* It checks what nobody signs: by an anchor that it has for the zone. */
static bool has_an_anchor(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, "old.example", &asked) ||
	    (asked.flags & FD_FLAG_CD) != 0) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
	return true;
}

Test(trust, who_checks_what_is_not_signed_does_so_by_something_of_his_own)
{
	PLAY_WITH({ .override = has_an_anchor }, WORLD OFFICE OLD(""),
		  INVENTORY(AT_OFFICE, OLD_NAMES),
		  "www.old.example A: failure local resolver_dnssec_broken possible | "
		  "office=resolver_dnssec_broken/local");
}

/* ---- a validator that is silent ------------------------------------------------------------------ */

/* One server is dead, and what the other has does not validate: the office looks for a better one, and says nothing. */
static bool office_looks_for_a_better_one(const struct fd_endpoint *server, enum fd_proto proto,
					  const uint8_t *query, size_t length,
					  struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_message asked;

	(void)proto;
	(void)buffer;
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return is_about(server, office, query, length, "torn.example", &asked) &&
	       (asked.flags & FD_FLAG_CD) == 0;
}

Test(trust, half_an_outage_hides_no_bogus_zone)
{
	PLAY_WITH(
		{ .override = office_looks_for_a_better_one },
		WORLD OFFICE
		"server ns1.torn.example. 198.18.63.1\nserver ns2.torn.example. 198.18.63.2 closed\n"
		"zone torn.example. at ns1.torn.example.,ns2.torn.example. signed bogus=expired\n"
		"	www A 198.19.63.1\n",
		INVENTORY(AT_OFFICE, "\"www.torn.example\", " GOOD_NAMES),
		"www.torn.example A: failure authoritative dnssec_signature_expired likely");
	/* Signed well, it is the outage. */
	PLAY_WITH(
		{ .override = office_looks_for_a_better_one },
		WORLD OFFICE
		"server ns1.torn.example. 198.18.63.1\nserver ns2.torn.example. 198.18.63.2 closed\n"
		"zone torn.example. at ns1.torn.example.,ns2.torn.example. signed\n"
		"	www A 198.19.63.1\n",
		INVENTORY(AT_OFFICE, "\"www.torn.example\", " GOOD_NAMES),
		"www.torn.example A: failure authoritative auth_partial_outage likely");
}

/* ---- one late reply ------------------------------------------------------------------------------ */

static const uint8_t late_server[4] = { 198, 18, 64, 1 };
static unsigned late_asked;

/* The first reply about the name itself is late, and resolvers fail for a reason of their own. */
static bool late_once(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	static const uint8_t address[4] = { 198, 19, 64, 1 };
	struct fd_builder builder;
	struct fd_message asked;

	(void)proto;
	if (fd_message_parse(&asked, query, length) < 0 || !is_under(&asked, "www.late.net")) {
		return false;
	}
	if (!is_at(server, late_server)) {
		bool direct = server->address[0] == 198 && server->address[1] == 18;
		if (!direct) {
			*ret_reply = reply_bare(&asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL,
						buffer);
		}
		return !direct;
	}
	if (asked.qtype != FD_TYPE_A || late_asked++ > 0) {
		return false;
	}
	reply_begin(&builder, &asked, FD_FLAG_AA, buffer);
	fd_builder_record(&builder, FD_SECTION_ANSWER, &asked.qname, FD_TYPE_A, 300, address,
			  sizeof(address));
	*ret_reply = reply_end(&builder);
	ret_reply->delay_ns = INT64_C(900000000);
	return true;
}

Test(trust, one_late_reply_makes_no_slow_server)
{
	struct play play;
	const struct play_options options = { .override = late_once };

	late_asked = 0;
	play_run(&play,
		 ROOTS ZONES RESOLVERS
		 "server ns1.late.net. 198.18.64.1\n"
		 "zone late.net. at ns1.late.net.\n	www A 198.19.64.1\n",
		 INVENTORY(AT_ALL, "\"www.late.net\", " GOOD_NAMES), &options);
	const struct fd_verdict *verdict = play_find(&play, "www.late.net A");
	cr_expect_neq(verdict->cause, FD_CAUSE_auth_slow, "%s",
		      play_verdict(&play, "www.late.net A"));
	cr_expect_gt(late_asked, 1u);
	play_finish(&play);
}

/* ---- names of name servers that do not validate ------------------------------------------------------ */

static bool fails_unless_unchecked(const struct fd_endpoint *server, const char *zone,
				   const uint8_t *query, size_t length,
				   struct fd_reply *ret_reply, uint8_t *buffer)
{
	struct fd_message asked;

	if (!is_about(server, office, query, length, zone, &asked) ||
	    (asked.flags & FD_FLAG_CD) != 0) {
		return false;
	}
	*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
	return true;
}

/* Who validates the addresses of name servers too never gets to the zone. */
static bool validates_hosts(const struct fd_endpoint *server, enum fd_proto proto,
			    const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			    uint8_t *buffer)
{
	return fails_unless_unchecked(server, "guest.net", query, length, ret_reply, buffer);
}

#define GUEST(how)                                                 \
	"server ns1.host.example. 198.18.98.1\n"                   \
	"zone host.example. at ns1.host.example. signed " how "\n" \
	"zone guest.net. at ns1.host.example.\n	www A 198.19.98.1\n"

Test(trust, hosts_that_do_not_validate)
{
	PLAY_WITH({ .override = validates_hosts }, WORLD RESOLVERS GUEST("bogus=expired"),
		  INVENTORY(AT_ALL, "\"www.guest.net\", \"nope.guest.net\", " GOOD_NAMES),
		  "www.guest.net A: degraded authoritative dnssec_signature_expired likely | "
		  "office=dnssec_signature_expired/authoritative",
		  "nope.guest.net A: degraded authoritative dnssec_signature_expired likely",
		  "office: ok none ok");
	PLAY_WITH({ .override = validates_hosts }, WORLD OFFICE GUEST("bogus=expired"),
		  INVENTORY(AT_OFFICE, "\"www.guest.net\", " GOOD_NAMES),
		  "www.guest.net A: failure authoritative dnssec_signature_expired likely");
	/* Nothing is wrong there: then it is the resolver's own. */
	PLAY_WITH({ .override = validates_hosts }, WORLD RESOLVERS GUEST(""),
		  INVENTORY(AT_ALL, "\"www.guest.net\", " GOOD_NAMES),
		  "www.guest.net A: degraded local resolver_dnssec_broken possible");
}

/* ---- what is between a zone and a name ---------------------------------------------------------------- */

/* Who looks for a zone at each label wants it proved that there is none. */
static bool looks_between(const struct fd_endpoint *server, enum fd_proto proto,
			  const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			  uint8_t *buffer)
{
	return fails_unless_unchecked(server, "deep.empty.old.example", query, length,
				      ret_reply, buffer);
}

#define DEEP	   "	deep.empty A 198.19.97.2\n"
#define DEEP_NAMES "\"deep.empty.old.example\", " GOOD_NAMES

Test(trust, a_label_between_that_nothing_proves_to_be_no_zone)
{
	PLAY_WITH({ .override = looks_between },
		  WORLD RESOLVERS OLD("signed bogus=no-denial") DEEP,
		  INVENTORY(AT_ALL, DEEP_NAMES),
		  "deep.empty.old.example A: degraded authoritative dnssec_denial_missing",
		  "office: ok none ok");
	PLAY_WITH({ .override = looks_between },
		  WORLD OFFICE OLD("signed bogus=no-denial") DEEP,
		  INVENTORY(AT_OFFICE, DEEP_NAMES),
		  "deep.empty.old.example A: failure authoritative dnssec_denial_missing");
	/* Proved, it is the resolver's own. */
	PLAY_WITH({ .override = looks_between }, WORLD RESOLVERS OLD("signed") DEEP,
		  INVENTORY(AT_ALL, DEEP_NAMES),
		  "deep.empty.old.example A: degraded local resolver_dnssec_broken possible");
}

/* ---- who validates, and has that word taken away ------------------------------------------------------- */

static bool validates_unsaid(const struct fd_endpoint *server, enum fd_proto proto,
			     const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			     uint8_t *buffer)
{
	return fails_unless_unchecked(server, "old.example", query, length, ret_reply, buffer);
}

Test(trust, who_validates_and_does_not_say_so)
{
	PLAY_WITH({ .override = validates_unsaid },
		  WORLD "resolver office 10.1.0.53\n" OLD("signed bogus=expired"),
		  INVENTORY(AT_OFFICE, OLD_NAMES),
		  "www.old.example A: failure authoritative dnssec_signature_expired");
	/* Another one, which does not, has it. */
	PLAY_WITH({ .override = validates_unsaid },
		  WORLD
		  "resolver office 10.1.0.53\n" ISP NINE EIGHT OLD("signed bogus=expired"),
		  INVENTORY(AT_ALL, OLD_NAMES),
		  "www.old.example A: degraded authoritative dnssec_signature_expired");
}
