/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/vantages.h>

#include "play.h"
#include "worlds.h"

/* The same names, asked from places that do not see the same world. */

enum {
	PLACES_MAX = 3
};

static const char *const ids[PLACES_MAX] = { "fra", "nyc", "sin" };

struct places {
	struct play plays[PLACES_MAX];
	struct fd_vantage views[PLACES_MAX];
	uint64_t asked[PLACES_MAX];
	struct fd_vantages *vantages;
	size_t count;
};

static void open_places(struct places *places, const char *inventory, const char *const *worlds)
{
	uint32_t first = 0;

	*places = (struct places) { 0 };
	while (worlds[places->count] != NULL) {
		size_t i = places->count++;
		struct play *play = &places->plays[i];
		play_run(play, worlds[i], inventory, &(struct play_options) { 0 });
		cr_assert_leq(play->inventory->question_count, 64);
		places->asked[i] = UINT64_MAX;
		places->views[i] = (struct fd_vantage) {
			.id = ids[i],
			.diagnosis = play->diagnosis,
			.inventory = play->inventory,
			.matrix = play->matrix,
			.asked = &places->asked[i],
			.first_resolver = first,
		};
		first += (uint32_t)play->inventory->resolver_count;
	}
	cr_assert_eq(fd_vantages_create(&places->vantages, places->views, places->count), 0);
}

static void close_places(struct places *places)
{
	cr_assert_eq(fd_vantages_error(places->vantages), 0);
	fd_vantages_destroy(places->vantages);
	for (size_t i = 0; i < places->count; i++) {
		play_finish(&places->plays[i]);
	}
}

static const char *tell(const struct fd_verdict *verdict)
{
	static char text[2048];
	size_t length = (size_t)snprintf(
		text, sizeof(text), "%s %s %s %s", fd_severity_text(verdict->severity),
		fd_locus_text(verdict->locus), fd_cause_text(verdict->cause),
		fd_confidence_text(verdict->confidence));

	for (size_t i = 0; i < verdict->cell_count; i++) {
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%u=%s",
					   i == 0 ? " | " : " ", verdict->cells[i].resolver,
					   fd_locus_text(verdict->cells[i].locus));
	}
	for (size_t i = 0; i < verdict->note_count; i++) {
		length += (size_t)snprintf(text + length, sizeof(text) - length, " (%s)",
					   verdict->notes[i]);
	}
	return text;
}

/* The first name of the inventory, and a resolver of the second place. */
#define FIRST(inventory, expected, ...)                                                       \
	do {                                                                                  \
		struct places places;                                                         \
		open_places(&places, inventory, PLAY_LINES(__VA_ARGS__));                     \
		cr_expect_str_eq(tell(fd_vantages_question(places.vantages, 0)), (expected)); \
		close_places(&places);                                                        \
	} while (0)
#define RESOLVER(number, expected, ...)                                                       \
	do {                                                                                  \
		struct places places;                                                         \
		open_places(&places, INVENTORY(AT_ALL, GOOD_NAMES), PLAY_LINES(__VA_ARGS__)); \
		cr_expect_str_eq(tell(fd_vantages_resolver(places.vantages, 1, (number))),    \
				 (expected));                                                 \
		close_places(&places);                                                        \
	} while (0)

#define OTHERS	   ISP NINE EIGHT
#define HALL	   INVENTORY(AT_ALL, "\"www.hall.net\", " GOOD_NAMES)
#define ZONE(more) "server ns1.hall.net. 198.18.60.1" more "\nzone hall.net. at ns1.hall.net.\n"
#define NAME	   "	www A 198.19.60.1\n"
#define WELL	   WORLD RESOLVERS ZONE("") NAME
#define SILENT	   WORLD RESOLVERS ZONE(" silent") NAME
#define LAME	   WORLD RESOLVERS ZONE(" lame=refused") NAME
#define ABSENT	   WORLD RESOLVERS ZONE("")

Test(vantages, one_is_passed_through)
{
	FIRST(HALL, "ok none ok confirmed", WELL);
	FIRST(HALL,
	      "failure authoritative auth_timeout confirmed | 0=authoritative 1=authoritative "
	      "2=authoritative 3=authoritative",
	      SILENT);
}

Test(vantages, what_is_well_everywhere_is_well)
{
	FIRST(HALL, "ok none ok confirmed", WELL, WELL);
}

Test(vantages, what_fails_everywhere_alike_stays_what_it_is)
{
	FIRST(HALL,
	      "failure authoritative auth_timeout confirmed | 0=authoritative 1=authoritative "
	      "2=authoritative 3=authoritative 4=authoritative 5=authoritative "
	      "6=authoritative 7=authoritative (seen from fra, nyc)",
	      SILENT, SILENT);
}

Test(vantages, silence_at_one_place_is_local_there)
{
	FIRST(HALL,
	      "failure local auth_timeout likely | 4=local 5=local 6=local 7=local "
	      "(seen from nyc, not from fra)",
	      WELL, SILENT);
	FIRST(HALL,
	      "failure local auth_timeout likely | 0=local 1=local 2=local 3=local "
	      "(seen from fra, not from nyc, sin)",
	      SILENT, WELL, WELL);
}

Test(vantages, another_answer_at_one_place_is_possibly_local_there)
{
	FIRST(HALL,
	      "failure local auth_lame possible | 4=local 5=local 6=local 7=local "
	      "(seen from nyc, not from fra)",
	      WELL, LAME);
	FIRST(HALL,
	      "negative local name_does_not_exist possible | 4=local 5=local 6=local 7=local "
	      "(seen from nyc, not from fra)",
	      WELL, ABSENT);
}

Test(vantages, what_several_see_and_one_does_not_is_nobodys_own)
{
	FIRST(HALL,
	      "failure authoritative auth_timeout likely | 0=authoritative 1=authoritative "
	      "2=authoritative 3=authoritative 8=authoritative 9=authoritative "
	      "10=authoritative 11=authoritative (seen from fra, sin, not from nyc)",
	      SILENT, WELL, SILENT);
}

Test(vantages, other_causes_at_other_places_are_told)
{
	FIRST(HALL,
	      "failure authoritative auth_timeout confirmed | 0=authoritative 1=authoritative "
	      "2=authoritative 3=authoritative 4=authoritative 5=authoritative "
	      "6=authoritative 7=authoritative (seen from fra, nyc) "
	      "(from nyc: authoritative, auth_lame)",
	      SILENT, LAME);
}

/* Who can look from where it is well sees how, and what it was that failed where it is not. */
Test(vantages, the_control_is_the_first_of_the_evidence)
{
	struct places places;

	open_places(&places, HALL, PLAY_LINES(WELL, SILENT));
	const struct fd_verdict *there = fd_diagnosis_question(places.plays[1].diagnosis, 0);
	const struct fd_verdict *verdict = fd_vantages_question(places.vantages, 0);
	cr_assert_eq(verdict->evidence_count, there->evidence_count + 1);
	cr_expect_str_eq(verdict->evidence[0].probe, "dig @10.1.0.53 www.hall.net A");
	cr_expect_str_eq(verdict->evidence[0].saw, "an answer from fra");
	cr_expect_str_eq(verdict->evidence[1].saw, there->evidence[0].saw);
	cr_expect(strncmp(verdict->summary, "Only from nyc, and not from fra: ", 33) == 0, "%s",
		  verdict->summary);
	cr_expect(strstr(verdict->action, "firewall") != NULL, "%s", verdict->action);
	close_places(&places);
}

Test(vantages, a_public_resolver_silent_at_one_place_is_local_there)
{
	const char *silent = WORLD OFFICE ISP EIGHT "resolver nine 203.0.113.53 silent\n";

	RESOLVER(2, "failure local resolver_timeout likely (only from nyc: well from fra)",
		 WORLD RESOLVERS, silent);
	RESOLVER(2, "failure upstream resolver_timeout confirmed", silent, silent);
}

Test(vantages, a_resolver_that_answers_otherwise_stays_upstream)
{
	RESOLVER(
		2, "failure upstream resolver_refused confirmed (only from nyc: well from fra)",
		WORLD RESOLVERS, WORLD OFFICE ISP EIGHT "resolver nine 203.0.113.53 refused\n");
}

/* 10.1.0.53 is another machine at another place: nobody else can tell. */
Test(vantages, a_private_resolver_is_not_compared)
{
	RESOLVER(0, "failure local resolver_timeout confirmed", WORLD RESOLVERS,
		 WORLD OTHERS "resolver office 10.1.0.53 silent\n");
}

/* The cells of a resolver that is cut off are that place's own too. */
Test(vantages, cells_follow_their_resolver)
{
	FIRST(INVENTORY(AT_ALL, GOOD_NAMES), "ok none ok confirmed | 6=local", WORLD RESOLVERS,
	      WORLD OFFICE ISP EIGHT "resolver nine 203.0.113.53 silent\n");
}

Test(vantages, a_question_that_nobody_asked_has_no_verdict)
{
	struct places places;

	open_places(&places, HALL, PLAY_LINES(WELL, SILENT));
	places.asked[0] = 0;
	cr_expect_str_eq(tell(fd_vantages_question(places.vantages, 0)),
			 "failure authoritative auth_timeout confirmed | 4=authoritative "
			 "5=authoritative 6=authoritative 7=authoritative");
	places.asked[1] = 0;
	cr_expect_null(fd_vantages_question(places.vantages, 0));
	close_places(&places);
}
