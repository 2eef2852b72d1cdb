/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "play.h"
#include "worlds.h"

/* What holds whatever is missing: an end, and no false accusation. */

#define FAULTS                                                                               \
	"server ns1.mute.net. 198.18.30.1 silent\nserver ns2.mute.net. 198.18.30.2 silent\n" \
	"zone mute.net. at ns1.mute.net.,ns2.mute.net.\n"                                    \
	"server ns1.lame.net. 198.18.32.1 lame=refused\nzone lame.net. at ns1.lame.net.\n"   \
	"server ns1.nic.dark. 198.18.14.1 silent\nzone dark. at ns1.nic.dark.\n"             \
	"server ns1.old.example. 198.18.40.1\n"                                              \
	"zone old.example. at ns1.old.example. bogus=expired\n	www A 198.19.40.1\n"          \
	"server ns1.shy.net. 198.18.30.9 resolvers-only\n"                                   \
	"zone shy.net. at ns1.shy.net.\n	www A 198.19.30.1\n"

#define NAMES                                                                                         \
	"\"www.mute.net\", \"www.lame.net\", \"www.one.dark\", \"www.old.example\", \"www.shy.net\"," \
	"\"nope.pay.example\", \"gone.shop.net\", \"nobody.example\", " GOOD_NAMES

static const char world[] = WORLD RESOLVERS FAULTS;
static const char inventory[] = INVENTORY(AT_ALL, NAMES);

static const char *const answered[] = { "www.pay.example A", "www.shop.net A",
					"www.shy.net A" };

static void check_answered_are_ok(struct play *play, uint64_t seed)
{
	for (size_t i = 0; i < sizeof(answered) / sizeof(answered[0]); i++) {
		const struct fd_verdict *verdict = play_find(play, answered[i]);
		cr_expect_eq(verdict->cause, FD_CAUSE_ok, "seed %llu: %s: %s",
			     (unsigned long long)seed, answered[i],
			     play_verdict(play, answered[i]));
	}
}

/* Every verdict that is not well shows something, says what to do, and admits what it did not rule out. */
static void check_shape(const struct fd_verdict *verdict, const char *what)
{
	cr_expect_gt(strlen(verdict->summary), 0u, "%s: a summary", what);
	cr_expect_gt(strlen(verdict->action), 0u, "%s: an action", what);
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		cr_expect_gt(strlen(verdict->evidence[i].saw), 0u);
		cr_expect_gt(strlen(verdict->evidence[i].means), 0u);
	}
	if (verdict->cause == FD_CAUSE_ok) {
		return;
	}
	cr_expect_gt(verdict->evidence_count, 0u, "%s: evidence", what);
	if (verdict->confidence == FD_POSSIBLE) {
		cr_expect_gt(verdict->alternative_count, 0u, "%s (%s): possible, and what else",
			     what, fd_cause_text(verdict->cause));
	}
}

static void check_all_shapes(struct play *play)
{
	for (uint32_t q = 0; q < play->inventory->question_count; q++) {
		char what[32];
		snprintf(what, sizeof(what), "question %u", q);
		check_shape(fd_diagnosis_question(play->diagnosis, q), what);
	}
	for (uint32_t r = 0; r < play->inventory->resolver_count; r++) {
		check_shape(fd_diagnosis_resolver(play->diagnosis, r),
			    play->inventory->resolvers[r].id);
	}
	check_shape(fd_diagnosis_host(play->diagnosis), "host");
}

Test(properties, any_budget_ends_and_accuses_nobody_falsely)
{
	for (uint32_t budget = 1; budget < 90; budget += 1 + budget / 6) {
		struct play play;
		play_run(&play, world, inventory,
			 &(struct play_options) { .budget = budget, .seed = budget });
		cr_expect_leq(fd_diagnosis_followups(play.diagnosis), budget);
		check_answered_are_ok(&play, budget);
		check_all_shapes(&play);
		play_finish(&play);
	}
}

Test(properties, lost_follow_ups_weaken_and_never_invert)
{
	for (uint64_t seed = 0; seed < 40; seed++) {
		struct play play;
		play_run(&play, world, inventory,
			 &(struct play_options) { .lose = 10 + (unsigned)seed * 2,
						  .shuffle = true,
						  .seed = seed });
		check_answered_are_ok(&play, seed);
		check_all_shapes(&play);
		const struct fd_verdict *dark = play_find(&play, "www.one.dark A");
		cr_expect_neq(dark->cause, FD_CAUSE_ok);
		cr_expect(dark->locus != FD_LOCUS_AUTHORITATIVE ||
				  dark->confidence == FD_POSSIBLE,
			  "seed %llu: a dead TLD is not its names' fault: %s",
			  (unsigned long long)seed, play_verdict(&play, "www.one.dark A"));
		play_finish(&play);
	}
}

Test(properties, the_order_of_answers_does_not_matter)
{
	char first[16][256];

	for (uint64_t seed = 0; seed < 8; seed++) {
		struct play play;
		play_run(&play, world, inventory,
			 &(struct play_options) { .shuffle = seed > 0, .seed = seed });
		for (uint32_t q = 0; q < play.inventory->question_count; q++) {
			const struct fd_verdict *v = fd_diagnosis_question(play.diagnosis, q);
			char text[256];
			snprintf(text, sizeof(text), "%s %s %s", fd_locus_text(v->locus),
				 fd_cause_text(v->cause), fd_confidence_text(v->confidence));
			if (seed == 0) {
				snprintf(first[q], sizeof(first[q]), "%s", text);
			}
			cr_expect_str_eq(text, first[q], "question %u, seed %llu", q,
					 (unsigned long long)seed);
		}
		play_finish(&play);
	}
}

Test(properties, without_follow_ups_nothing_is_confirmed_against_a_zone)
{
	struct play play;

	play_run(&play, world, inventory, &(struct play_options) { .no_drill = true });
	cr_expect_eq(fd_diagnosis_followups(play.diagnosis), 0u);
	const char *const broken[] = { "www.mute.net A", "www.lame.net A", "www.one.dark A" };
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		cr_expect_eq(play_find(&play, broken[i])->confidence, FD_POSSIBLE);
	}
	check_answered_are_ok(&play, 0);
	play_finish(&play);
}

Test(properties, a_thousand_names_of_a_dead_zone_are_one_walk)
{
	static char names[65536];
	size_t length = 0;
	struct play few, many;

	for (unsigned i = 0; i < 1000; i++) {
		length += (size_t)snprintf(names + length, sizeof(names) - length,
					   "\"n%u.mute.net\",", i);
	}
	static char text[70000];
	snprintf(text, sizeof(text), "%s%s%s",
		 "{\"fleetdig\": 1," AUTHORITIES AT_ALL
		 "\"groups\": [{\"id\": \"g\", \"names\": [",
		 names, "\"www.pay.example\"]}]}");
	play_run(&few, world, INVENTORY(AT_ALL, "\"n1.mute.net\", \"www.pay.example\""),
		 &(struct play_options) { 0 });
	play_run(&many, world, text, &(struct play_options) { 0 });
	cr_expect_eq(fd_diagnosis_followups(few.diagnosis),
		     fd_diagnosis_followups(many.diagnosis));
	cr_expect_leq(fd_diagnosis_followups(few.diagnosis), 13u, "cheap enough: %u",
		      fd_diagnosis_followups(few.diagnosis));
	play_finish(&few);
	play_finish(&many);
}
