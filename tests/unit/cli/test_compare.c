/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/error.h>
#include <fleetdig/wire.h>

#include "cli/compare/pairs.h"
#include "draws.h"

/**
 * `fleetdig compare` as it is, from its questions to its verdicts, over a made network: two resolvers that take what the name
 * takes, where it is not in their cache, and a time of their own; the second one perhaps a little more.
 */

#define MS INT64_C(1000000)

enum {
	NAMES = 1000,
	COMPARISONS = 200,
	WANTED = 190,
	TTL_S = 300,
	ANSWER_MAX = 512,
};

struct made {
	uint64_t random;
	int64_t shift_ns;      /* of the second */
	double zone_ns[NAMES]; /* what fetching a name takes, whoever does */
	int64_t fetched_ns[2][NAMES];
};

/* n123.example: 123; −1 for what is none of the names. */
static int number_of(const struct fd_name *name)
{
	int number = -1;
	char text[FD_NAME_TEXT_MAX];

	fd_name_text(text, name);
	return sscanf(text, "n%d.", &number) == 1 && number < NAMES ? number : -1;
}

static struct fd_reply answer(void *state, const struct fd_endpoint *server,
			      enum fd_proto proto, const uint8_t *query, size_t query_length,
			      int64_t now_ns, uint8_t *buffer, size_t size)
{
	static const uint8_t address[4] = { 192, 0, 2, 1 };
	struct made *made = state;
	int which = server->address[3] - 1;
	struct fd_builder builder;
	struct fd_message message;
	double delay_ns = draw_delay_ns(&made->random);

	cr_assert_eq(fd_message_parse(&message, query, query_length), 0);
	fd_builder_init(&builder, buffer, size, message.id, FD_FLAG_QR | FD_FLAG_RA);
	fd_builder_question(&builder, &message.qname, message.qtype, message.qclass);
	int number = number_of(&message.qname);
	if (number >= 0) {
		int64_t *fetched_ns = &made->fetched_ns[which][number];
		bool cached = *fetched_ns != 0;
		delay_ns += cached ? 0 : made->zone_ns[number];
		*fetched_ns = cached ? *fetched_ns : now_ns;
		uint32_t age_s = (uint32_t)((now_ns - *fetched_ns) / 1000000000);
		fd_builder_record(&builder, FD_SECTION_ANSWER, &message.qname, FD_TYPE_A,
				  TTL_S - age_s, address, sizeof(address));
	}
	return (struct fd_reply) { .kind = FD_REPLY_MESSAGE,
				   .delay_ns = (int64_t)delay_ns +
					       (which == 1 ? made->shift_ns : 0),
				   .length = (size_t)fd_builder_finish(&builder) };
}

static struct fd_inventory *load(void)
{
	static char text[NAMES * 20];
	static const char *const resolvers[] = { "192.0.2.1=isp", "192.0.2.2=public" };
	struct fd_inventory *inventory = NULL;
	struct fd_errors errors = { 0 };
	size_t length = 0;

	for (int i = 0; i < NAMES; i++) {
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "n%d.example\n", i);
	}
	struct fd_inventory_request request = { .file = "names",
						.text = text,
						.text_length = length,
						.resolvers = resolvers,
						.resolver_count = 2 };
	cr_assert_eq(fd_inventory_load(&inventory, &request, &errors), 0);
	return inventory;
}

/* One whole comparison. What it comes to, cold and warm. */
static void play(const struct fd_inventory *inventory, uint64_t seed, int64_t shift_ns,
		 struct compared_pair *ret_compared)
{
	static struct made made;
	const struct fd_responder responder = { &made, answer };
	const struct fd_sim_config sim = { .responder = &responder,
					   .seed = seed,
					   .delay_ns = MS,
					   .jitter_ns = MS / 5,
					   .loss = 0.01 };
	static const struct options options = { .quiet = true,
						.qps_per_resolver = 0,
						.margin_ns = -1 };
	struct compare compare = { .options = &options, .inventory = inventory, .sim = &sim };
	static struct run run; /* too large for the stack, as ever */
	struct pairing pairing = { .first = 0, .second = 1 };

	run.options = &options;
	run.inventory = inventory;
	run.seed = seed;
	memset(&made, 0, sizeof(made));
	made.random = seed * 7919 + 1;
	made.shift_ns = shift_ns;
	for (int i = 0; i < NAMES; i++) {
		made.zone_ns[i] = 2e6 * exp(0.8 * draw_normal(&made.random));
	}
	int r = compare_make_groups(&compare);
	r = r < 0 ? r : compare_make_cells(&compare);
	r = r < 0 ? r : compare_ask(&compare, &run);
	r = r < 0 ? r : compare_collect(&compare, &pairing);
	r = r < 0 ? r : compare_pairs(&compare, &pairing, 1);
	cr_assert_eq(r, 0);
	*ret_compared = pairing.compared;
	compare_forget(&pairing);
	compare_finish(&compare);
}

static bool claims_a_winner(const struct compared_pair *compared, enum ask ask)
{
	enum fd_difference verdict = compared->paired[ask].verdict;

	return verdict == FD_DIFFERENCE_FIRST || verdict == FD_DIFFERENCE_SECOND;
}

Test(compare, of_identical_resolvers_none_wins)
{
	struct fd_inventory *inventory = load();
	struct compared_pair compared;
	unsigned quiet = 0, told = 0;

	for (uint64_t seed = 1; seed <= COMPARISONS; seed++) {
		play(inventory, seed, 0, &compared);
		quiet += !claims_a_winner(&compared, ASK_COLD) &&
			 !claims_a_winner(&compared, ASK_WARM);
		told += compared.paired[ASK_COLD].verdict == FD_DIFFERENCE_NONE;
	}
	cr_assert_geq(quiet, WANTED);
	cr_assert_geq(told, COMPARISONS / 10, "it is also said that there is no difference");
	fd_inventory_destroy(inventory);
}

Test(compare, a_shift_of_a_millisecond_is_found)
{
	struct fd_inventory *inventory = load();
	struct compared_pair compared;
	unsigned cold = 0, warm = 0, covered = 0;

	for (uint64_t seed = 1; seed <= COMPARISONS; seed++) {
		play(inventory, seed, MS, &compared);
		cold += compared.paired[ASK_COLD].verdict == FD_DIFFERENCE_FIRST;
		warm += compared.paired[ASK_WARM].verdict == FD_DIFFERENCE_FIRST;
		covered += compared.paired[ASK_COLD].low_ns <= 1e6 &&
			   compared.paired[ASK_COLD].high_ns >= 1e6;
	}
	cr_assert_geq(cold, WANTED);
	cr_assert_geq(warm, WANTED);
	cr_assert_geq(covered, WANTED, "the interval holds the truth");
	fd_inventory_destroy(inventory);
}

Test(compare, what_was_lost_or_not_cached_is_no_pair)
{
	struct fd_inventory *inventory = load();
	struct compared_pair compared;

	play(inventory, 1, 0, &compared);
	/*
	 * Of a hundred questions two are lost on the way, and a pair has two: what was lost at first is no latency. What was
	 * merely slow, and was repeated for it, is one, so that no more than these are missing.
	 */
	cr_assert(compared.paired[ASK_COLD].pairs > NAMES * 94 / 100 &&
		  compared.paired[ASK_COLD].pairs < NAMES);
	cr_assert(compared.paired[ASK_WARM].pairs > NAMES * 9 / 10 &&
		  compared.paired[ASK_WARM].pairs < NAMES);
	fd_inventory_destroy(inventory);
}
