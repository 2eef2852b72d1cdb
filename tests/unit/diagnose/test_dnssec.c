/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "overrides.h"
#include "play.h"
#include "worlds.h"

/* What exactly is wrong with a zone's DNSSEC data: the made DNS signs for real, and breaks what its description says. */

#define HEALTHY WORLD RESOLVERS
#define NO_ANCHORS                                                    \
	"{\"fleetdig\": 1, \"trust_anchors\": []," ROOTS_KNOWN AT_ALL \
	"\"groups\": [{\"id\": \"g\", \"names\": ["
#define OTHER_ANCHOR                                                                       \
	"{\"fleetdig\": 1, \"trust_anchors\": [\". DS 20326 8 2 "                          \
	"E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\"]," ROOTS_KNOWN \
		AT_ALL "\"groups\": [{\"id\": \"g\", \"names\": ["
#define END "]}]}"

enum {
	FOLLOW_UPS_MAX = 40 /* for all names of a row, those of other faults included */
};

struct row {
	const char *world;     /* added to the healthy one */
	const char *inventory; /* NULL: the name, and good ones, at all resolvers */
	const char *what;      /* "www.old.example A" */
	const char *verdict;
	const char *says;  /* in the summary */
	const char *shows; /* in some evidence; NULL: not looked at */
	enum fd_dnssec dnssec;
	struct play_options options;
};

static bool evidence_has(const struct fd_verdict *verdict, const char *text)
{
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		const struct fd_evidence *step = &verdict->evidence[i];
		if (strstr(step->probe, text) != NULL || strstr(step->saw, text) != NULL ||
		    strstr(step->means, text) != NULL) {
			return true;
		}
	}
	return false;
}

static bool check_verdict(struct play *play, const struct row *row, const char *where)
{
	const struct fd_verdict *verdict = play_find(play, row->what);
	const char *got = play_verdict(play, row->what);
	bool same = strncmp(got, row->verdict, strlen(row->verdict)) == 0;
	bool said = strstr(verdict->summary, row->says) != NULL;
	bool shown = row->shows == NULL || evidence_has(verdict, row->shows);

	cr_expect(same, "%s: %s\n     got: %s\nexpected: %s", where, row->what, got,
		  row->verdict);
	cr_expect(said, "%s: %s\n     got: %s\nexpected: ...%s...", where, row->what,
		  verdict->summary, row->says);
	cr_expect(shown, "%s: %s: no evidence has: %s", where, row->what, row->shows);
	cr_expect_eq(verdict->dnssec, row->dnssec, "%s: %s: dnssec %s", where, row->what,
		     fd_dnssec_text(verdict->dnssec));
	return same && said && shown;
}

static void check_row(const struct row *row, const char *where)
{
	char world[8192], inventory[4096], name[256];
	struct play play;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(row->what, " "), row->what);
	snprintf(world, sizeof(world), "%s%s", HEALTHY, row->world);
	snprintf(inventory, sizeof(inventory), INVENTORY(AT_ALL, "\"%s\", " GOOD_NAMES), name);
	play_run(&play, world, row->inventory == NULL ? inventory : row->inventory,
		 &row->options);
	bool good = check_verdict(&play, row, where);
	uint32_t used = fd_diagnosis_followups(play.diagnosis);
	cr_expect_leq(used, FOLLOW_UPS_MAX, "%s: %s: %u follow-ups", where, row->what, used);
	if (!good || getenv("PLAY_PRINT") != NULL) {
		play_print(&play);
	}
	play_finish(&play);
}

static void check_rows(const struct row *rows, size_t count, const char *where)
{
	for (size_t i = 0; i < count; i++) {
		check_row(&rows[i], where);
	}
}

#define ROWS(...)                                                                     \
	check_rows((const struct row[]) { __VA_ARGS__ },                              \
		   sizeof((const struct row[]) { __VA_ARGS__ }) / sizeof(struct row), \
		   __func__)

#define OLD(how)                                                      \
	"server ns1.old.example. 198.18.40.1\n"                       \
	"server ns2.old.example. 198.18.40.2\n"                       \
	"zone old.example. at ns1.old.example.,ns2.old.example. " how \
	"\n	www A 198.19.40.1\n"

Test(dnssec, each_fault_has_its_name_and_data)
{
	ROWS({ .world = OLD("bogus=expired"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_signature_expired confirmed",
	       .says = "RRSIG DNSKEY of old.example expired 2021-01-01, 2152 days ago; key ",
	       .shows = "+norecurse +dnssec old.example DNSKEY",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=future"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_signature_not_yet_valid confirmed",
	       .says = "RRSIG DNSKEY of old.example is not valid before 2037-01-01, in 3692 days",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=ds-mismatch"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_ds_mismatch confirmed",
	       .says = "/15/2 matches no DNSKEY: zone old.example has ",
	       .shows = "DS ",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=no-dnskey"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_dnskey_missing confirmed",
	       .says = "zone old.example is signed (DS ",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=unsigned"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_zone_unsigned_with_ds confirmed",
	       .says = "for old.example, and the zone is not signed",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=no-rrsig"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_rrsig_missing confirmed",
	       .says = "DNSKEY of old.example has no RRSIG",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=signature"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_bogus confirmed",
	       .says = "RRSIG DNSKEY of old.example does not verify with key ",
	       .shows = "so at all 2 servers",
	       .dnssec = FD_DNSSEC_BOGUS });
}

/* Trap 14: the zone is well, and only this record is not. */
Test(dnssec, one_record_set_is_broken)
{
	ROWS({ .world = OLD("bogus=expired bogus-owner=www.old.example."),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_signature_expired confirmed",
	       .says = "RRSIG A of www.old.example expired 2021-01-01",
	       .shows = "so at all 2 servers",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=no-rrsig bogus-owner=www.old.example."),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_rrsig_missing confirmed",
	       .says = "A of www.old.example has no RRSIG, though zone old.example is signed",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=signature bogus-owner=www.old.example."),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_bogus confirmed",
	       .says = "RRSIG A of www.old.example does not verify",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=no-denial bogus-owner=gone.old.example."),
	       .what = "gone.old.example A",
	       .verdict = "degraded authoritative dnssec_denial_missing confirmed",
	       .says = "zone old.example denies gone.old.example without NSEC",
	       .dnssec = FD_DNSSEC_BOGUS });
	PLAY(HEALTHY OLD(
		     "bogus=expired bogus-owner=www.old.example.") "	mail A 198.19.40.2\n",
	     INVENTORY(AT_ALL, "\"www.old.example\", \"mail.old.example\", " GOOD_NAMES),
	     "mail.old.example A: ok none ok confirmed | ");
}

/* It leads to a zone that is not signed, and to one that is well. */
Test(dnssec, an_alias_without_a_signature)
{
	const char *world = WORLD RESOLVERS OLD(
		"bogus=no-rrsig bogus-owner=go.old.example.") "	go CNAME www.shop.net.\n	in CNAME www.pay.example.\n";
	const char *lone = WORLD OFFICE OLD(
		"bogus=no-rrsig bogus-owner=go.old.example.") "	go CNAME www.shop.net.\n	in CNAME www.pay.example.\n";

	PLAY(world, INVENTORY(AT_ALL, "\"go.old.example\", \"in.old.example\", " GOOD_NAMES),
	     "go.old.example A: degraded authoritative dnssec_rrsig_missing confirmed",
	     "in.old.example A: ok none ok confirmed | ");
	PLAY(lone, INVENTORY(AT_OFFICE, "\"go.old.example\", " GOOD_NAMES),
	     "go.old.example A: failure authoritative dnssec_rrsig_missing confirmed");
	PLAY_WITH({ .no_direct = true }, lone,
		  INVENTORY(AT_OFFICE, "\"go.old.example\", " GOOD_NAMES),
		  "go.old.example A: failure authoritative dnssec_rrsig_missing");
}

Test(dnssec, the_zone_of_an_alias)
{
	ROWS({ .world = OLD("bogus=expired") "zone web.example. at ns1.pay.example. signed\n"
					     "	www CNAME www.old.example.\n",
	       .what = "www.web.example A",
	       .verdict = "degraded authoritative dnssec_signature_expired confirmed",
	       .says = "of old.example expired 2021-01-01",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=expired") "	to CNAME www.pay.example.\n",
	       .what = "to.old.example A",
	       .verdict = "degraded authoritative dnssec_signature_expired confirmed",
	       .says = "of old.example expired 2021-01-01",
	       .dnssec = FD_DNSSEC_BOGUS });
}

#define BAD_TLD                                     \
	"server ns1.nic.bad. 198.18.14.1\n"         \
	"zone bad. at ns1.nic.bad. bogus=expired\n" \
	"server ns1.fine.bad. 198.18.45.1\n"        \
	"zone fine.bad. at ns1.fine.bad. signed\n	www A 198.19.45.1\n"

Test(dnssec, what_breaks_at_the_parent_is_the_parents)
{
	ROWS({ .world = BAD_TLD,
	       .what = "www.fine.bad A",
	       .verdict = "degraded upstream parent_dnssec_bogus confirmed",
	       .says = "RRSIG DNSKEY of bad expired",
	       .dnssec = FD_DNSSEC_BOGUS },
	     /* The registry's signature over one delegation. */
	     { .world = "server ns1.nic.bad. 198.18.14.1\n"
			"zone bad. at ns1.nic.bad. bogus=signature bogus-owner=fine.bad.\n"
			"server ns1.fine.bad. 198.18.45.1\n"
			"zone fine.bad. at ns1.fine.bad. signed bogus=signature\n"
			"	www A 198.19.45.1\n",
	       .what = "www.fine.bad A",
	       .verdict = "degraded upstream parent_dnssec_bogus confirmed",
	       .says = "RRSIG DS of fine.bad does not verify with key ",
	       .dnssec = FD_DNSSEC_BOGUS });
}

Test(dnssec, good_zones_are_secure_or_insecure)
{
	struct play play;

	play_run(&play,
		 HEALTHY "server ns1.new.example. 198.18.46.1\n"
			 "zone new.example. at ns1.new.example. signed no-ds\n"
			 "	www A 198.19.46.1\n",
		 INVENTORY(AT_ALL, "\"www.new.example\", \"nope.shop.net\", "
				   "\"nope.pay.example\", " GOOD_NAMES),
		 &(struct play_options) { 0 });
	cr_expect_eq(play_find(&play, "www.pay.example A")->dnssec, FD_DNSSEC_SECURE);
	cr_expect_eq(play_find(&play, "nope.pay.example A")->dnssec, FD_DNSSEC_SECURE);
	cr_expect_eq(play_find(&play, "www.shop.net A")->dnssec, FD_DNSSEC_INSECURE);
	cr_expect_eq(play_find(&play, "nope.shop.net A")->dnssec, FD_DNSSEC_INSECURE);
	cr_expect_eq(play_find(&play, "www.new.example A")->dnssec, FD_DNSSEC_INSECURE);
	play_finish(&play);
	play_run(&play, WORLD EIGHT,
		 INVENTORY("\"resolvers\": [{\"id\": \"eight\", \"address\": \"192.0.2.53\"}],",
			   GOOD_NAMES),
		 &(struct play_options) { 0 });
	cr_expect_eq(play_find(&play, "www.pay.example A")->dnssec, FD_DNSSEC_UNVALIDATED);
	play_finish(&play);
}

/* By this host's clock the root's own signatures are over: it is the clock that is wrong. No date is held against a zone. */
Test(dnssec, a_wrong_clock_of_our_own_accuses_no_zone)
{
	static const int64_t late = 2130000000, early = 1000000000; /* 2037 and 2001 */

	ROWS({ .world = OLD("bogus=future"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_bogus",
	       .says = "old.example does not validate",
	       .shows = "this host's clock seems to be ahead",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = { .wall_time_s = late } },
	     { .world = OLD("bogus=expired"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_bogus",
	       .says = "old.example does not validate",
	       .shows = "this host's clock seems to be behind",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = { .wall_time_s = early } },
	     /* What needs no clock is still seen. */
	     { .world = OLD("bogus=ds-mismatch"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_ds_mismatch",
	       .says = "matches no DNSKEY",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = { .wall_time_s = late } });
}

Test(dnssec, a_wrong_clock_of_our_own_is_told_of_the_host)
{
	struct play play;

	play_run(&play, HEALTHY OLD("bogus=signature"),
		 INVENTORY(AT_ALL, "\"www.old.example\", " GOOD_NAMES),
		 &(struct play_options) { .wall_time_s = 1000000000 });
	const struct fd_verdict *host = play_find(&play, "host");
	cr_expect_str_eq(host->notes[host->note_count - 1], "own_clock_wrong");
	cr_expect(evidence_has(host, "RRSIG DNSKEY of . is not valid before 2020-01-01"));
	cr_expect_eq(host->severity, FD_OK);
	play_finish(&play);
	play_run(&play, HEALTHY OLD("bogus=signature"),
		 INVENTORY(AT_ALL, "\"www.old.example\", " GOOD_NAMES),
		 &(struct play_options) { 0 });
	cr_expect_eq(play_find(&play, "host")->note_count, 0u);
	play_finish(&play);
}

/* Without an anchor that holds, nothing is verified: dates, tags and presence may still explain, and no more than likely. */
Test(dnssec, an_anchor_that_does_not_match_makes_nothing_bogus)
{
	ROWS({ .world = OLD("bogus=signature"),
	       .inventory = OTHER_ANCHOR "\"www.old.example\", " GOOD_NAMES END,
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_bogus confirmed",
	       .says = "old.example does not validate",
	       .shows = "no trust anchor of this program matches the root's keys",
	       .dnssec = FD_DNSSEC_BOGUS },
	     { .world = OLD("bogus=expired"),
	       .inventory = NO_ANCHORS "\"www.old.example\", " GOOD_NAMES END,
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_signature_expired likely",
	       .says = "RRSIG DNSKEY of old.example expired 2021-01-01",
	       .shows = "this program has no trust anchor",
	       .dnssec = FD_DNSSEC_BOGUS });
	PLAY(HEALTHY, OTHER_ANCHOR GOOD_NAMES END, "www.pay.example A: ok none ok confirmed | ",
	     "www.shop.net A: ok none ok confirmed | ", "host: ok none ok");
}

/* One of two servers still has last year's signatures. Who meets it first fails, or not. */
Test(dnssec, servers_that_differ)
{
	PLAY(WORLD ISP NINE EIGHT
	     "server ns1.two.example. 198.18.47.1\n"
	     "server ns2.two.example. 198.18.47.2\n"
	     "zone two.example. at ns1.two.example. signed\n	www A 198.19.47.1\n"
	     "zone two.example. at ns2.two.example. bogus=expired\n	www A 198.19.47.1\n"
	     "resolver office 10.1.0.53 validating cannot-reach=ns1.two.example.\n",
	     INVENTORY(AT_ALL, "\"www.two.example\", " GOOD_NAMES),
	     "www.two.example A: degraded authoritative dnssec_inconsistent confirmed",
	     "office: ok none ok");
}

/* Validators that say SERVFAIL to what validates, until they are told not to check. */
static bool fail_validation(const char *below, bool also_nine, const struct fd_endpoint *server,
			    const struct fd_message *asked)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 }, nine[4] = { 203, 0, 113, 53 };
	struct fd_name zone;

	bool one = memcmp(server->address, office, 4) == 0 ||
		   (also_nine && memcmp(server->address, nine, 4) == 0);
	cr_assert_eq(fd_name_parse(&zone, below), 0);
	return one && (asked->flags & FD_FLAG_CD) == 0 && fd_name_under(&asked->qname, &zone);
}

static void say_servfail(const struct fd_message *asked, struct fd_reply *ret_reply,
			 uint8_t *buffer)
{
	struct fd_builder builder;

	reply_begin(&builder, asked, FD_FLAG_RA | FD_FLAG_RD | FD_SERVFAIL, buffer);
	*ret_reply = reply_end(&builder);
}

#define FAILING(name, below, also_nine)                                               \
	static bool name(const struct fd_endpoint *server, enum fd_proto proto,       \
			 const uint8_t *query, size_t length, struct fd_reply *reply, \
			 uint8_t *buffer)                                             \
	{                                                                             \
		struct fd_message asked;                                              \
		if (fd_message_parse(&asked, query, length) < 0 ||                    \
		    !fail_validation(below, also_nine, server, &asked)) {             \
			return false;                                                 \
		}                                                                     \
		say_servfail(&asked, reply, buffer);                                  \
		return true;                                                          \
	}

FAILING(office_fails_secure, "pay.example", false)
FAILING(office_fails_bad, "fine.bad", false)
FAILING(all_fail_secure, "pay.example", true)
FAILING(all_fail_insecure, "shop.net", true)

#define OTHERS "\"www.shop.net\", \"ads.shop.net\", \"ns1.nic.net\", \"ns2.nic.net\""

Test(dnssec, what_validates_here_is_not_blamed)
{
	/* Another validator has it: the one's own fault. */
	PLAY_WITH({ .override = office_fails_secure }, HEALTHY,
		  INVENTORY(AT_ALL, "\"www.pay.example\", " OTHERS),
		  "www.pay.example A: degraded local resolver_dnssec_broken possible | "
		  "office=resolver_dnssec_broken/local");
	/* All fail, and yet it is good: that is a contradiction, and no verdict. */
	PLAY_WITH({ .override = all_fail_secure }, HEALTHY,
		  INVENTORY(AT_ALL, "\"www.pay.example\", \"nope.pay.example\", " OTHERS),
		  "www.pay.example A: degraded undetermined contradiction possible",
		  "nope.pay.example A: degraded undetermined contradiction possible");
	play_check(
		HEALTHY,
		INVENTORY(AT_ALL, "\"www.pay.example\", \"nope.pay.example\", " OTHERS),
		&(struct play_options) { .override = all_fail_secure, .no_direct = true },
		PLAY_LINES("www.pay.example A: degraded undetermined contradiction possible",
			   "nope.pay.example A: degraded undetermined contradiction possible"),
		__func__);
}

/* One of the parent's servers has a copy without signatures: whoever meets it cannot validate what is below. */
Test(dnssec, an_unsigned_copy_of_the_parent)
{
	PLAY_WITH({ .override = office_fails_bad },
		  HEALTHY "server ns1.nic.bad. 198.18.14.1\n"
			  "server ns2.nic.bad. 198.18.14.2\n"
			  "zone bad. at ns1.nic.bad. signed\n"
			  "zone bad. at ns2.nic.bad. bogus=unsigned\n"
			  "server ns1.fine.bad. 198.18.45.1\n"
			  "zone fine.bad. at ns1.fine.bad. signed\n	www A 198.19.45.1\n",
		  INVENTORY(AT_ALL, "\"www.fine.bad\", " GOOD_NAMES),
		  "www.fine.bad A: degraded upstream parent_dnssec_bogus likely | "
		  "office=parent_dnssec_bogus/upstream",
		  "office: ok none ok");
}

/* The parent proves that there is no DS: a zone without one has no DNSSEC faults. */
Test(dnssec, an_insecure_zone_has_no_dnssec_faults)
{
	static const struct play_options options[] = {
		{ .override = all_fail_insecure },
		{ .override = all_fail_insecure, .no_direct = true },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		struct play play;
		play_run(&play, HEALTHY,
			 INVENTORY(AT_ALL, "\"www.shop.net\", \"www.pay.example\","
					   "\"api.pay.example\", \"db.pay.example\""),
			 &options[i]);
		const struct fd_verdict *verdict = play_find(&play, "www.shop.net A");
		cr_expect_neq(verdict->locus, FD_LOCUS_AUTHORITATIVE, "%zu: %s", i,
			      play_verdict(&play, "www.shop.net A"));
		cr_expect_neq(verdict->dnssec, FD_DNSSEC_BOGUS);
		play_finish(&play);
	}
}

/* This host has no IPv6, and who validates fails the apex, for a reason of his own: without checking he has it, and it is well signed. */
static bool loses_six(const struct fd_endpoint *server, enum fd_proto proto,
		      const uint8_t *query, size_t length, struct fd_reply *ret_reply,
		      uint8_t *buffer)
{
	static const uint8_t office[4] = { 10, 1, 0, 53 }, nine[4] = { 203, 0, 113, 53 };
	struct fd_message asked;
	bool ours = is_about(server, office, query, length, "six.example", &asked) ||
		    is_about(server, nine, query, length, "six.example", &asked);

	if (ours && asked.qtype == FD_TYPE_A && (asked.flags & FD_FLAG_CD) == 0) {
		*ret_reply = reply_bare(&asked, FD_FLAG_RD | FD_FLAG_RA | FD_SERVFAIL, buffer);
		return true;
	}
	*ret_reply = (struct fd_reply) { .kind = FD_REPLY_NONE };
	return server->family == 6;
}

/*
 * The zone's servers have addresses that this host cannot reach, and the parent's referral is the last word that the walk was given.
 * It denies nothing, so that it lacks no proof.
 */
Test(dnssec, a_referral_denies_nothing)
{
	PLAY_WITH({ .override = loses_six },
		  WORLD RESOLVERS "server ns1.six.example. 2001:db8:60::1\n"
				  "zone six.example. at ns1.six.example. signed\n"
				  "	@ A 198.19.60.1\n",
		  INVENTORY(AT_ALL, "\"six.example\", " GOOD_NAMES),
		  "six.example A: degraded undetermined contradiction possible");
}

/* The same through a resolver, where this host may not ask the servers itself. */
Test(dnssec, seen_through_a_resolver)
{
	const struct play_options blind = { .no_direct = true };

	ROWS({ .world = OLD("bogus=expired"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_signature_expired confirmed",
	       .says = "of old.example expired 2021-01-01, 2152 days ago",
	       .shows = "+cd +dnssec old.example DNSKEY",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = blind },
	     { .world = OLD("bogus=ds-mismatch"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_ds_mismatch confirmed",
	       .says = "matches no DNSKEY",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = blind },
	     { .world = OLD("bogus=no-dnskey"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_dnskey_missing confirmed",
	       .says = "serves no DNSKEY",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = blind },
	     { .world = OLD("bogus=unsigned"),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_zone_unsigned_with_ds confirmed",
	       .says = "the zone is not signed",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = blind },
	     { .world = OLD("bogus=signature bogus-owner=www.old.example."),
	       .what = "www.old.example A",
	       .verdict = "degraded authoritative dnssec_bogus confirmed",
	       .says = "RRSIG A of www.old.example does not verify",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = blind },
	     { .world = BAD_TLD,
	       .what = "www.fine.bad A",
	       .verdict = "degraded upstream parent_dnssec_bogus confirmed",
	       .says = "RRSIG DNSKEY of bad expired",
	       .dnssec = FD_DNSSEC_BOGUS,
	       .options = blind });
}

/* Broken on purpose, to see who validates: who answers it is the one who does not. */
Test(dnssec, a_negative_control)
{
#define CONTROL                                        \
	WORLD "server ns1.torn.example. 198.18.34.1\n" \
	      "zone torn.example. at ns1.torn.example. signed bogus=expired\n	www A 198.19.34.1\n"
#define CONTROL_NAMES(resolvers)                                                         \
	INVENTORY(resolvers, "{\"name\": \"www.torn.example\", \"expect\": {\"rcode\": " \
			     "\"SERVFAIL\"}}, " GOOD_NAMES)

	PLAY(CONTROL OFFICE NINE,
	     CONTROL_NAMES(
		     "\"resolvers\": ["
		     "{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"
		     "{\"id\": \"nine\", \"address\": \"203.0.113.53\", \"role\": \"public\"}],"),
	     "www.torn.example A: ok none ok confirmed | ");
	PLAY(CONTROL RESOLVERS, CONTROL_NAMES(AT_ALL),
	     "www.torn.example A: failure none expectation_unmet confirmed | "
	     "isp=expectation_unmet/none eight=expectation_unmet/none");
}
