/* SPDX-License-Identifier: MIT */
#include "cli/compare/ask.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/interrupt.h"
#include "cli/progress.h"

/*
 * The paired pass. Time is cut into slots; in each, one name is asked the first time and another, whose turn was a while ago,
 * the second time, of every resolver, in random order: whatever drifts in the network or here hits all alike.
 */

static const int64_t second_ns = INT64_C(1000) * 1000 * 1000;

enum {
	RATE = 50,	      /* names a second */
	WARM_AFTER_MS = 1500, /* the second ask: a TTL has counted down by then */
	LOOK_MS = 100,
	OPEN_MOST = 1 << 16,
};

struct turn { /* one question of one resolver in a slot */
	int64_t at_ns;
	uint32_t question, resolver;
	enum ask ask;
};

static uint64_t draw(struct asking *asking)
{
	uint64_t z = asking->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* ---- what comes --------------------------------------------------------------------------------- */

/*
 * A latency counts when the first try was answered, however long that took and however often it was repeated meanwhile: a lost
 * packet is loss, not slowness, and what is slow must not be left out for being repeated.
 */
static void note_cell(struct asking *asking, struct asked_cell *cell, enum ask ask,
		      const struct fd_outcome *outcome,
		      const struct fd_observation *observation)
{
	bool counts = observation->wire != NULL && outcome->try_answered == 1 &&
		      (observation->status == FD_NOERROR || observation->status == FD_NXDOMAIN);
	enum fd_cached cached = FD_CACHED_UNKNOWN;

	if (counts) {
		cached = fd_freshness_learn(&cell->freshness, observation->ttl,
					    outcome->sent_ns, false);
	}
	if (ask == ASK_WARM && counts && cached != FD_CACHED_HIT) {
		asking->compare->unproven++;
		return;
	}
	if (counts) {
		cell->latency_ns[ask] = (double)outcome->rtt_ns;
	}
}

static void on_outcome(void *context, const struct fd_outcome *outcome)
{
	struct asking *asking = context;
	struct compare *compare = asking->compare;
	const struct fd_inventory *inventory = compare->inventory;
	struct fd_observation observation;
	struct fd_message message;

	asking->open--;
	if ((outcome->token & FEATURE_TOKEN) != 0) {
		compare_hear_feature(asking, outcome);
		return;
	}
	uint64_t cell = outcome->token / ASKS;
	enum ask ask = (enum ask)(outcome->token % ASKS);
	uint32_t question = (uint32_t)(cell / inventory->resolver_count);
	uint32_t resolver = (uint32_t)(cell % inventory->resolver_count);
	uint16_t qtype = inventory->questions[question].qtype;

	fd_observe(&observation, &message, outcome, qtype);
	if (ask == ASK_COLD) {
		fd_sketch(&compare->cells[cell].sketch, &observation, qtype);
		compare_hear_by_the_way(asking, resolver, &observation);
	}
	note_cell(asking, &compare->cells[cell], ask, outcome, &observation);
}

/* ---- what goes ------------------------------------------------------------------------------------- */

int compare_submit(struct asking *asking, const struct fd_probe *probe)
{
	int r = fd_engine_submit(asking->engine, probe);

	asking->open += r == 0;
	return r;
}

static int take_turn(struct asking *asking, const struct turn *turn)
{
	const struct fd_inventory *inventory = asking->compare->inventory;
	const struct fd_question *question = &inventory->questions[turn->question];
	uint64_t cell = (uint64_t)turn->question * inventory->resolver_count + turn->resolver;
	struct fd_probe probe = {
		.token = cell * ASKS + turn->ask,
		.server = turn->resolver,
		.qtype = question->qtype,
		.flags = asking->compare->options->no_edns
				 ? FD_QUERY_BULK & ~(FD_QUERY_EDNS | FD_QUERY_NSID)
				 : FD_QUERY_BULK,
		.proto = (uint8_t)inventory->resolvers[turn->resolver].proto,
		.retries = FD_RETRIES_DEFAULT,
	};

	probe.qname = fd_inventory_qname(inventory, question, &probe.qname_length);
	return compare_submit(asking, &probe);
}

static int compare_turns(const void *a, const void *b)
{
	const struct turn *left = a, *right = b;

	return (left->at_ns > right->at_ns) - (left->at_ns < right->at_ns);
}

static void add_turns(struct asking *asking, int64_t start_ns, int64_t slot_ns,
		      uint32_t question, enum ask ask)
{
	const struct fd_inventory *inventory = asking->compare->inventory;

	for (uint32_t i = 0; i < inventory->resolver_count; i++) {
		if (!compare_has(asking->compare, i) ||
		    !fd_inventory_asks(inventory, &inventory->questions[question], i)) {
			continue;
		}
		asking->turns[asking->turn_count++] = (struct turn) {
			.at_ns = start_ns + (int64_t)(draw(asking) % (uint64_t)slot_ns),
			.question = question,
			.resolver = i,
			.ask = ask,
		};
	}
}

static void watch(struct compare *compare, struct run *run)
{
	if (interrupt_count() > 0 && !compare->stopped) {
		compare->stopped = true;
		progress_say(run, "interrupted: what was asked so far is compared");
	}
}

static int play_slot(struct asking *asking, struct run *run, int64_t end_ns)
{
	qsort(asking->turns, asking->turn_count, sizeof(*asking->turns), compare_turns);
	asking->next_turn = 0;
	for (;;) {
		int64_t now_ns = fd_engine_now(asking->engine);
		while (asking->next_turn < asking->turn_count &&
		       asking->turns[asking->next_turn].at_ns <= now_ns) {
			int r = take_turn(asking, &asking->turns[asking->next_turn++]);
			if (r < 0) {
				return r;
			}
		}
		if (asking->next_turn == asking->turn_count && now_ns >= end_ns) {
			return 0;
		}
		int64_t until_ns = asking->next_turn < asking->turn_count
					   ? asking->turns[asking->next_turn].at_ns
					   : end_ns;
		int r = fd_engine_step(asking->engine, until_ns);
		if (r < 0) {
			return r;
		}
		watch(asking->compare, run);
	}
}

int compare_drain(struct asking *asking)
{
	int r = 0;

	while (r == 0 && asking->open > 0) {
		r = fd_engine_step(asking->engine,
				   fd_engine_now(asking->engine) + second_ns / 10);
	}
	return r;
}

/* The lowest ceiling holds for all, or the pairs would part: each slot asks everybody twice. */
static double slots_a_second(const struct compare *compare)
{
	const struct options *options = compare->options;
	const struct fd_inventory *inventory = compare->inventory;
	double rate = options->bench.rate > 0 ? options->bench.rate : RATE;

	for (size_t i = 0; i < inventory->resolver_count; i++) {
		uint32_t ceiling =
			compare_has(compare, (uint32_t)i)
				? run_qps(options, inventory, &inventory->resolvers[i])
				: 0;
		rate = ceiling > 0 ? fmin(rate, ceiling / 2.0) : rate;
	}
	if (options->qps > 0) {
		rate = fmin(rate, options->qps / (2.0 * (double)inventory->resolver_count));
	}
	return rate;
}

static int ask_pairs(struct asking *asking, struct run *run)
{
	const struct fd_inventory *inventory = asking->compare->inventory;
	double rate = slots_a_second(asking->compare);
	int64_t slot_ns = (int64_t)(1e9 / rate);
	size_t count = inventory->question_count;
	size_t lag = (size_t)(rate * WARM_AFTER_MS / 1000) + 1;
	int64_t start_ns = fd_engine_now(asking->engine);
	int r = 0;

	for (size_t slot = 0; slot < count + lag && r == 0 && !asking->compare->stopped;
	     slot++) {
		int64_t at_ns = start_ns + (int64_t)slot * slot_ns;
		asking->turn_count = 0;
		if (slot < count) {
			add_turns(asking, at_ns, slot_ns, asking->order[slot], ASK_COLD);
		}
		if (slot >= lag) {
			add_turns(asking, at_ns, slot_ns, asking->order[slot - lag], ASK_WARM);
		}
		r = play_slot(asking, run, at_ns + slot_ns);
	}
	return r < 0 ? r : compare_drain(asking);
}

/* ---- all of it ------------------------------------------------------------------------------------------- */

static int open_engine(struct asking *asking, const struct run *run)
{
	const struct options *options = asking->compare->options;
	const struct fd_inventory *inventory = asking->compare->inventory;
	struct fd_engine_config config = {
		.kind = asking->compare->sim != NULL ? FD_ENGINE_SIM : options->engine,
		.sim = asking->compare->sim,
		.concurrency = OPEN_MOST,
		.timeout_ns = run_timeout(run),
		.retries = FD_RETRIES_AUTO,
		.no_gso = true,
		.no_gro = true,
		.stamp_sends = true, /* round trips begin when the kernel says that they do */
		.context = asking,
		.on_outcome = on_outcome,
	};
	int r = fd_engine_create(&asking->engine, &config);

	for (size_t i = 0; i < inventory->resolver_count && r == 0; i++) {
		struct fd_server_config server = {
			.endpoint = inventory->resolvers[i].endpoint,
			.source = inventory->resolvers[i].source,
			.qps = run_qps(options, inventory, &inventory->resolvers[i]),
			.open_max = OPEN_MOST,
			.fixed = true,
		};
		uint32_t index;
		r = fd_engine_add_server(asking->engine, &server, &index);
	}
	return r;
}

static int make_tables(struct asking *asking)
{
	const struct fd_inventory *inventory = asking->compare->inventory;
	size_t count = inventory->question_count;

	asking->order = calloc(count, sizeof(*asking->order));
	asking->turns = calloc(2 * inventory->resolver_count, sizeof(*asking->turns));
	asking->features = calloc(inventory->resolver_count, sizeof(*asking->features));
	if (asking->order == NULL || asking->turns == NULL || asking->features == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t other = (uint32_t)(draw(asking) % (i + 1U));
		asking->order[i] = asking->order[other];
		asking->order[other] = i;
	}
	return 0;
}

int compare_ask(struct compare *compare, struct run *run)
{
	struct asking asking = { .compare = compare, .random = run->seed };
	int r = make_tables(&asking);

	r = r < 0 ? r : open_engine(&asking, run);
	if (r == 0) {
		progress_say(run, "asking every name twice of all, in random order");
	}
	r = r < 0 ? r : ask_pairs(&asking, run);
	r = r < 0 || compare->stopped ? r : compare_ask_features(&asking);
	if (r < 0) {
		fprintf(stderr, "fleetdig: the pairs could not be asked: %s\n", strerror(-r));
	}
	fd_engine_destroy(asking.engine);
	free(asking.order);
	free(asking.turns);
	free(asking.features);
	return r;
}
