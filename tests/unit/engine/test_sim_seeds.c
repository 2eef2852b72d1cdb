/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>

#include "rig.h"

/**
 * Properties that hold in any network: each seed makes one, with its servers, its names and its misfortunes. A seed that
 * fails is named and can be played again: FLEETDIG_FIRST_SEED=n FLEETDIG_SEEDS=1.
 */

static uint64_t draw(uint64_t *state, uint64_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*state >> 33) % below;
}

/** None of it in two networks of three, else up to `most`. */
static double some(uint64_t *state, double most)
{
	double share = (double)draw(state, 1000) / 1000 * most;

	return draw(state, 3) == 0 ? share : 0;
}

struct network {
	unsigned servers;
	bool must_answer; /* every UDP probe, given enough retries */
	uint32_t qps[RIG_SERVERS];
};

static void make_sim(struct rig *rig, uint64_t *state)
{
	rig->sim.seed = rig->config.seed = draw(state, UINT32_MAX);
	rig->sim.delay_ns = (int64_t)draw(state, 100) * MS / 2;
	rig->sim.jitter_ns = (int64_t)draw(state, 3) * (int64_t)draw(state, 50) * MS;
	rig->sim.loss = some(state, 0.6);
	rig->sim.duplicate = some(state, 1);
	rig->sim.reorder = some(state, 1);
	rig->sim.forge = some(state, 1);
	rig->sim.corrupt = some(state, 0.5);
}

static struct network make_servers(struct rig *rig, uint64_t *state)
{
	/* The first ones answer every question in the end. */
	static const enum manner manners[] = { GOOD,	       TRUNCATING, UDP_ONLY, CURT,
					       FIRST_LOST,     SLOW_ODD,   TCP_MUTE, GOOD,
					       CURT_THEN_GOOD, HALF,	   SILENT,   CLOSED,
					       WAKING,	       SLEEPING,   CLOSING,  OPENING };
	enum {
		ANSWERING = 9
	};
	struct network network = { .servers = 1 + (unsigned)draw(state, 4) };
	uint64_t kinds = draw(state, 2) == 0 ? ANSWERING : ROWS(manners);

	network.must_answer =
		kinds == ANSWERING && rig->config.retries > 0 && rig->sim.loss < 0.4;
	for (unsigned i = 0; i < network.servers; i++) {
		enum manner manner = manners[draw(state, kinds)];
		struct fd_server_config config = {
			.qps = draw(state, 2) == 0 ? 0 : 20 + (uint32_t)draw(state, 3000),
			.open_max = draw(state, 3) == 0 ? 1 + (uint32_t)draw(state, 40) : 0,
			.feed = true,
		};
		network.qps[i] = config.qps;
		rig_server(rig, manner, config);
		rig->servers[i].wakes_ns = SEC + (int64_t)draw(state, 8000) * MS;
		if (draw(state, 3) == 0) {
			fd_engine_set_silent(rig->engine, i, true);
		}
	}
	return network;
}

/** Half of a server's names by hand, some in special ways; the other half through on_room(). */
static void give_names(struct rig *rig, const struct network *network, uint64_t *state)
{
	for (unsigned i = 0; i < network->servers; i++) {
		uint64_t names = draw(state, 25);
		for (uint64_t j = 0; j < names; j++) {
			rig_ask(rig, i,
				(struct fd_probe) { .retries = FD_RETRIES_DEFAULT,
						    .proto = draw(state, 8) == 0 ? FD_TCP
										 : FD_UDP,
						    .keep_truncated = draw(state, 8) == 0,
						    .first = draw(state, 8) == 0 });
		}
		rig_feed(rig, i, 0, draw(state, 25));
	}
}

static void check_answer(const struct rig *rig, uint64_t token, uint64_t seed)
{
	const struct result *result = &rig->results[token];
	bool garbled = rig->sim.corrupt > 0;

	/* Whatever was changed on the way: an answer never is another question's. */
	cr_assert(result->spelled == (int64_t)token || result->spelled < 0,
		  "seed %" PRIu64 ": %" PRIu64 " got the answer of %" PRId64, seed, token,
		  result->spelled);
	if (!garbled) {
		/* Nothing but a forged reply says NXDOMAIN here. */
		cr_assert(result->rcode == FD_NOERROR || result->rcode == FD_REFUSED,
			  "seed %" PRIu64, seed);
		bool data = result->rcode == FD_NOERROR && !result->truncated;
		cr_assert_eq(result->spelled == (int64_t)token, data, "seed %" PRIu64, seed);
		cr_assert_eq(result->outcome.header_only, result->rcode == FD_REFUSED,
			     "seed %" PRIu64, seed);
	}
}

static void check_counts(const struct rig *rig, const struct network *network, uint64_t seed)
{
	uint64_t sent = 0, answered = 0, timed_out = 0;
	struct fd_engine_stats stats;

	fd_engine_stats(rig->engine, &stats);
	for (unsigned i = 0; i < network->servers; i++) {
		struct fd_server_stats server = rig_stats(rig, i);
		cr_assert_eq(server.in_flight, 0);
		sent += server.sent;
		answered += server.answered;
		timed_out += server.timed_out;
		/* Without loss and jitter, what arrives is spaced as it was sent. */
		if (network->qps[i] > 0 && rig->sim.jitter_ns == 0) {
			cr_assert_leq(rig_busiest(rig, i, SEC), network->qps[i],
				      "seed %" PRIu64 ": %" PRIu64 " > %u", seed,
				      rig_busiest(rig, i, SEC), network->qps[i]);
		}
	}
	if (rig->config.total_qps > 0 && rig->sim.jitter_ns == 0) {
		cr_assert_leq(rig_busiest_of_all(rig, SEC), rig->config.total_qps,
			      "seed %" PRIu64, seed);
	}
	cr_assert_eq(stats.sent, sent);
	cr_assert_eq(stats.in_flight + stats.queued, 0);
	cr_assert_eq(answered, rig_count(rig, FD_ANSWERED));
	cr_assert_eq(timed_out, rig_count(rig, FD_TIMED_OUT));
}

static void check_all(const struct rig *rig, const struct network *network, uint64_t seed)
{
	for (uint64_t i = 0; i < rig->submitted; i++) {
		const struct fd_outcome *outcome = &rig->results[i].outcome;
		if (outcome->ending == FD_ANSWERED) {
			check_answer(rig, i, seed);
		} else if (network->must_answer) {
			cr_assert_eq(outcome->proto, FD_TCP,
				     "seed %" PRIu64 ": %" PRIu64 " has no answer", seed, i);
		}
	}
	check_counts(rig, network, seed);
}

static uint64_t play(uint64_t seed)
{
	uint64_t state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	struct rig rig;

	rig_init(&rig, 200);
	make_sim(&rig, &state);
	rig.config.retries = draw(&state, 2) == 0 ? 60 : FD_RETRIES_AUTO;
	rig.config.total_qps = draw(&state, 4) == 0 ? 50 + (uint32_t)draw(&state, 1000) : 0;
	rig.config.concurrency = draw(&state, 4) == 0 ? 1 + (uint32_t)draw(&state, 50) : 0;
	rig_start(&rig);
	struct network network = make_servers(&rig, &state);
	give_names(&rig, &network, &state);
	if (draw(&state, 8) == 0) {
		network.must_answer = false;
		rig_run_until(&rig, SEC + (int64_t)draw(&state, 2000) * MS);
		fd_engine_stop(rig.engine, FD_REASON_INTERRUPTED);
		for (unsigned i = 0; i < network.servers; i++) {
			rig_feed(&rig, i, 0, 0);
		}
	}
	rig_run(&rig);
	check_all(&rig, &network, seed);
	uint64_t hash = rig.hash;
	rig_finish(&rig);
	return hash;
}

Test(seeds, every_network_is_survived)
{
	const char *text = getenv("FLEETDIG_FIRST_SEED");
	uint64_t first = text != NULL ? strtoull(text, NULL, 10) : 1;
	uint64_t count = rig_seeds(2000);

	for (uint64_t seed = first; seed < first + count; seed++) {
		uint64_t hash = play(seed);
		if (seed % 50 == 0) {
			cr_assert_eq(play(seed), hash, "seed %" PRIu64 " cannot be replayed",
				     seed);
		}
	}
}
