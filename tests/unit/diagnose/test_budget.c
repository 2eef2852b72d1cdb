/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "worlds.h"

/* What follow-ups cost: counted, in made worlds of thousands of names. */

struct text {
	char *text;
	size_t length, capacity;
};

__attribute__((format(printf, 2, 3))) static void append(struct text *text, const char *format,
							 ...)
{
	va_list arguments;

	if (text->capacity - text->length < 1024) {
		text->capacity = text->capacity * 2 + 4096;
		text->text = realloc(text->text, text->capacity);
		cr_assert_neq(text->text, NULL);
	}
	va_start(arguments, format);
	text->length += (size_t)vsnprintf(text->text + text->length,
					  text->capacity - text->length, format, arguments);
	va_end(arguments);
}

static void begin_inventory(struct text *inventory, const char *resolvers)
{
	append(inventory,
	       "{\"fleetdig\": 1," AUTHORITIES "%s\"groups\": [{\"id\": \"g\", \"names\": [",
	       resolvers);
}

static void end_inventory(struct text *inventory)
{
	append(inventory, "\"www.pay.example\"]}]}");
}

/* ZONES with a wildcard, so that there are as many good names as one likes. */
#define GOOD_ZONE                            \
	"server ns1.good.net. 198.18.90.1\n" \
	"zone good.net. at ns1.good.net.\n	* A 198.19.90.1\n"

/* Zone number `n`, broken in the way of its number. */
static void add_broken_zone(struct text *world, unsigned n)
{
	static const char *const faults[] = { "silent", "closed", "lame=refused", "servfail",
					      "lame=upward" };
	size_t fault = n % 6;

	append(world,
	       "server ns1.b%u.net. 198.18.%u.%u %s\nserver ns2.b%u.net. 198.18.%u.%u %s\n", n,
	       100 + n / 100, 1 + n % 100, fault < 5 ? faults[fault] : "", n, 150 + n / 100,
	       1 + n % 100, fault < 5 ? faults[fault] : "");
	if (fault < 5) {
		append(world,
		       "zone b%u.net. at ns1.b%u.net.,ns2.b%u.net.\n	* A 198.19.9.9\n", n, n,
		       n);
	} else {
		append(world,
		       "zone b%u.example. at ns1.b%u.net.,ns2.b%u.net. bogus=expired\n"
		       "	* A 198.19.9.9\n",
		       n, n, n);
	}
}

static void add_names(struct text *inventory, unsigned zone, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		append(inventory, "\"n%u.b%u.%s\",", i, zone, zone % 6 < 5 ? "net" : "example");
	}
}

static void add_good_names(struct text *inventory, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		append(inventory, "\"n%u.good.net\",", i);
	}
}

struct cost {
	uint32_t followups, cells, rounds, failures, undetermined;
};

static struct cost play_cost_within(struct text *world, struct text *inventory, uint32_t budget)
{
	struct play play;
	struct cost cost = { 0 };

	play_run(&play, world->text, inventory->text,
		 &(struct play_options) { .budget = budget });
	for (uint32_t q = 0; q < play.inventory->question_count; q++) {
		const struct fd_verdict *verdict = fd_diagnosis_question(play.diagnosis, q);
		cost.failures += verdict->severity >= FD_DEGRADED;
		cost.undetermined += verdict->locus == FD_LOCUS_UNDETERMINED;
	}
	cost.followups = fd_diagnosis_followups(play.diagnosis);
	cost.rounds = play.rounds;
	cost.cells =
		(uint32_t)(play.inventory->question_count * play.inventory->resolver_count);
	play_finish(&play);
	free(world->text);
	free(inventory->text);
	return cost;
}

static struct cost play_cost(struct text *world, struct text *inventory)
{
	return play_cost_within(world, inventory, 0);
}

static struct cost play_zones(unsigned broken, unsigned names, unsigned good)
{
	struct text world = { 0 }, inventory = { 0 };

	append(&world, "%s", WORLD RESOLVERS GOOD_ZONE);
	begin_inventory(&inventory, AT_ALL);
	for (unsigned n = 0; n < broken; n++) {
		add_broken_zone(&world, n);
		add_names(&inventory, n, names);
	}
	add_good_names(&inventory, good);
	end_inventory(&inventory);
	return play_cost(&world, &inventory);
}

Test(budget, half_of_a_table_broken_costs_a_quarter_on_top_at_most)
{
	struct cost cost = play_zones(50, 10, 500);

	cr_expect_eq(cost.failures, 500u, "%u", cost.failures);
	cr_expect_eq(cost.undetermined, 0u);
	cr_expect_leq(cost.followups * 4, cost.cells, "%u follow-ups on %u cells",
		      cost.followups, cost.cells);
}

Test(budget, one_name_in_a_hundred_broken_costs_a_fiftieth_on_top_at_most)
{
	struct cost cost = play_zones(10, 2, 1980);

	cr_expect_eq(cost.failures, 20u, "%u", cost.failures);
	cr_expect_eq(cost.undetermined, 0u);
	cr_expect_leq(cost.followups * 50, cost.cells, "%u follow-ups on %u cells",
		      cost.followups, cost.cells);
}

/* Answers that differ, at every name: looked at for a few, said of the others. */
Test(budget, names_that_everybody_answers_differently_cost_little)
{
	struct text world = { 0 }, inventory = { 0 };

	append(&world, "%s",
	       WORLD ISP NINE EIGHT
	       "resolver office 10.1.0.53 cannot-reach=ns1.cdn.net.\n"
	       "server ns1.cdn.net. 198.18.91.1\nserver ns2.cdn.net. 198.18.91.2\n"
	       "zone cdn.net. at ns1.cdn.net.\n	@ NS ns1.cdn.net.\n	@ NS ns2.cdn.net.\n"
	       "	ns1 A 198.18.91.1\n	ns2 A 198.18.91.2\n	* A 198.19.91.1\n"
	       "zone cdn.net. at ns2.cdn.net. undelegated\n	* A 198.19.91.2\n");
	begin_inventory(&inventory, AT_ALL);
	for (unsigned i = 0; i < 2000; i++) {
		append(&inventory, "\"n%u.cdn.net\",", i);
	}
	end_inventory(&inventory);
	struct cost cost = play_cost(&world, &inventory);
	cr_expect_eq(cost.failures, 0u, "%u", cost.failures);
	cr_expect_leq(cost.followups * 50, cost.cells, "%u follow-ups on %u cells",
		      cost.followups, cost.cells);
}

/* One resolver alone, so that what it answers is held against the zones' servers too; that waits for what fails. */
Test(budget, what_fails_goes_before_what_is_worth_a_look)
{
	struct text world = { 0 }, inventory = { 0 };

	append(&world, "%s", WORLD OFFICE);
	begin_inventory(&inventory, AT_OFFICE);
	for (unsigned n = 0; n < 20; n++) {
		append(&world,
		       "server ns1.w%u.net. 198.18.92.%u\nzone w%u.net. at ns1.w%u.net.\n"
		       "	* A 198.19.92.1\n",
		       n, n + 1, n, n);
		append(&inventory, "\"www.w%u.net\",", n);
	}
	add_broken_zone(&world, 2);
	add_names(&inventory, 2, 1);
	end_inventory(&inventory);
	struct cost cost = play_cost_within(&world, &inventory, 40);
	cr_expect_eq(cost.failures, 1u, "%u", cost.failures);
	cr_expect_eq(cost.undetermined, 0u);
}

static struct cost play_dark(unsigned names)
{
	struct text world = { 0 }, inventory = { 0 };

	append(&world, "%s",
	       WORLD OFFICE ISP "server ns1.nic.dark. 198.18.14.1 silent\n"
				"server ns2.nic.dark. 198.18.14.2 silent\n"
				"zone dark. at ns1.nic.dark.,ns2.nic.dark.\n");
	begin_inventory(
		&inventory,
		"\"resolvers\": ["
		"{\"id\": \"office\", \"address\": \"10.1.0.53\", \"role\": \"local\"},"
		"{\"id\": \"isp\", \"address\": \"198.51.100.53\", \"role\": \"isp\"}],");
	for (unsigned i = 0; i < names; i++) {
		append(&inventory, "\"www.n%u.dark\",", i);
	}
	end_inventory(&inventory);
	return play_cost(&world, &inventory);
}

Test(budget, ten_thousand_names_of_a_dead_tld_are_one_walk)
{
	struct cost one = play_dark(1), many = play_dark(10000);

	cr_expect_eq(one.failures, 1u);
	cr_expect_eq(many.failures, 10000u, "%u", many.failures);
	cr_expect_eq(many.followups, one.followups, "%u, and %u for one", many.followups,
		     one.followups);
}

/* Follow-ups that do not need each other go out together: sixty zones are waited for as long as six, one of each kind. */
Test(budget, broken_zones_are_not_waited_for_one_by_one)
{
	struct cost few = play_zones(6, 2, 10), many = play_zones(60, 2, 10);

	cr_expect_leq(many.rounds, few.rounds + 2, "%u rounds, and %u for few", many.rounds,
		      few.rounds);
}

/* Resolvers that look for a server that is not there say nothing in time. */
#define PATIENT                                     \
	"everyone attempt=2s patience=60s\n"        \
	"server ns1.mute.net. 198.18.91.1 silent\n" \
	"zone mute.net. at ns1.mute.net.\n	* A 198.19.90.1\n"

static void ask_for_silence(struct play *play, const char *resolvers,
			    const struct play_options *options)
{
	struct text inventory = { 0 };

	begin_inventory(&inventory, AT_ALL);
	add_good_names(&inventory, 30);
	for (unsigned i = 0; i < 10; i++) {
		append(&inventory, "\"n%u.mute.net\",", i);
	}
	end_inventory(&inventory);
	char world[8192];
	(void)snprintf(world, sizeof(world), "%s%s", WORLD GOOD_ZONE PATIENT, resolvers);
	play_run(play, world, inventory.text, options);
	free(inventory.text);
}

Test(budget, silent_servers_make_no_resolver_a_suspect_of_losing)
{
	struct play play;

	ask_for_silence(&play, RESOLVERS, &(struct play_options) { 0 });
	cr_expect_geq(play.lost[0], 30u, "%u", (unsigned)play.lost[0]);
	cr_expect_str_eq(play_verdict(&play, "n3.mute.net A"),
			 "failure authoritative auth_timeout confirmed");
	cr_expect_leq(play.canaries, 30u, "%u canaries", play.canaries);
	play_finish(&play);
}

/* The office has to be asked in many ways until it is known how dead it is; the provider's losses are measured meanwhile. */
Test(budget, the_others_do_not_wait_for_a_dead_resolver)
{
	const struct play_options options = { .hasty = true, .last_resolver = 1 };
	struct play play;

	ask_for_silence(&play,
			"resolver office 10.1.0.53 silent\n"
			"resolver isp 198.51.100.53 no-ede loss=30\n" NINE EIGHT,
			&options);
	cr_expect_str_eq(play_verdict(&play, "office"),
			 "failure local resolver_timeout confirmed");
	cr_expect_str_eq(play_verdict(&play, "isp"),
			 "degraded upstream resolver_packet_loss confirmed");
	cr_expect_geq(play.canaries_before_last, 40u, "%u", play.canaries_before_last);
	play_finish(&play);
}
