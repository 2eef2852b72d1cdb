/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/expect.h>

#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/run/run.h"

enum {
	/* Signals and progress are looked at this often at least. */
	STEP_NS = 100 * 1000 * 1000,
	/* And whether there is room for results again: what is on its way lasts longer, however fast it is written. */
	HELD_UP_NS = 10 * 1000 * 1000,
};

/* Canaries while the bulk runs: after 5 s, then twice as long each time, up to a minute. */
#define CANARIES_FIRST_NS INT64_C(5000000000)
#define CANARIES_MOST_NS  INT64_C(60000000000)

struct fd_sent run_sent(const struct run *run, const struct fd_outcome *outcome,
			uint8_t query_flags)
{
	struct fd_sent sent = { .id = outcome->id, .query_flags = query_flags };

	if (!run->outputs.take_sent ||
	    fd_engine_local(run->engine, outcome, &sent.source) < 0) {
		return (struct fd_sent) { 0 };
	}
	sent.wall_ns = outcome->sent_ns + run->wall_offset_us * 1000;
	return sent;
}

static uint8_t bulk_flags(const struct run *run)
{
	unsigned flags = run->options->no_edns
				 ? FD_QUERY_BULK & ~(FD_QUERY_EDNS | FD_QUERY_NSID)
				 : FD_QUERY_BULK;
	return (uint8_t)flags;
}

static void put_cell(struct run *run, uint32_t question, uint32_t resolver,
		     struct fd_observation *observation, const struct fd_outcome *outcome)
{
	int64_t at_ns = outcome->sent_ns != 0 ? outcome->sent_ns : outcome->ended_ns;
	const struct fd_question *q = &run->inventory->questions[question];
	const struct fd_expect *expect = fd_inventory_expect(run->inventory, q);
	struct tally *tally = &run->tallies[resolver];
	char why[FD_EXPECT_WHY_MAX];

	if (expect != NULL && observation->status != FD_STATUS_NOT_ASKED) {
		observation->unmet = !fd_expect_met(expect, observation, q->qtype, why);
	}
	fd_matrix_set(run->matrix, question, resolver, observation);
	tally->statuses[observation->status]++;
	run->errors += observation->status == FD_STATUS_ERROR;
	if (observation->wire != NULL) {
		int64_t rtt_us = observation->rtt_ns / 1000;
		tally->answered++;
		run->anything_came = true;
		/* Without memory for the histogram a latency is missing from the quantiles, nothing else. */
		(void)fd_histogram_add(&tally->latency,
				       rtt_us > UINT32_MAX ? UINT32_MAX : (uint32_t)rtt_us);
	}
	run->ended++;
	bool anomaly = !fd_observation_is_plain(observation);
	if (!outputs_take_result(&run->outputs, anomaly)) {
		return;
	}
	struct fd_result_record result = {
		.question = question,
		.resolver = resolver,
		.observation = observation,
		.ts_us = run_wall_us(run, at_ns),
		.expect = expect == NULL || observation->status == FD_STATUS_NOT_ASKED ? NULL
			  : observation->unmet					       ? why
										       : "met",
		.sent = run_sent(run, outcome, bulk_flags(run)),
		.anomaly = anomaly,
	};
	outputs_put(&run->outputs,
		    &(struct fd_record) { .kind = FD_RECORD_RESULT, .result = &result });
}

static void put_unasked(struct run *run, uint32_t question, uint32_t resolver,
			struct fd_observation *observation)
{
	const struct fd_outcome outcome = { .ending = FD_NOT_ASKED,
					    .ended_ns = fd_engine_now(run->engine) };

	put_cell(run, question, resolver, observation, &outcome);
}

static void take_cell(struct run *run, const struct fd_outcome *outcome)
{
	uint32_t question = (uint32_t)outcome->token;
	uint32_t resolver = (uint32_t)(outcome->token >> 32);
	struct fd_observation observation;
	struct fd_message message;

	fd_observe(&observation, &message, outcome, run->inventory->questions[question].qtype);
	put_cell(run, question, resolver, &observation, outcome);
	run->open--;
}

void run_on_outcome(void *context, const struct fd_outcome *outcome)
{
	struct run *run = context;

	if (outcome->token & FOLLOW_UP_TOKEN) {
		follow_ups_take(run->follow_ups, outcome);
	} else {
		take_cell(run, outcome);
	}
}

void run_on_soon(void *context, uint64_t token)
{
	const struct run *run = context;
	uint32_t question = (uint32_t)token, resolver = (uint32_t)(token >> 32);

	if ((token & FOLLOW_UP_TOKEN) == 0) {
		__builtin_prefetch(&run->inventory->questions[question]);
		__builtin_prefetch(fd_matrix_cell(run->matrix, question, resolver), 1);
	}
}

void run_on_room(void *context, uint32_t server, uint32_t room)
{
	struct run *run = context;
	size_t places = outputs_room(&run->outputs, run->open);
	uint32_t question;

	if (places < room) {
		room = (uint32_t)places;
		run->held_up = true;
	}
	while (room-- > 0 && !run->stopped && !run->closed && !run->fed[server]) {
		if (!fd_plan_next(run->plan, server, &question)) {
			run->fed[server] = true;
			return;
		}
		const struct fd_question *q = &run->inventory->questions[question];
		struct fd_probe probe = {
			.token = (uint64_t)server << 32 | question,
			.server = server,
			.qtype = q->qtype,
			.flags = bulk_flags(run),
			.proto = (uint8_t)run->inventory->resolvers[server].proto,
			.retries = FD_RETRIES_DEFAULT,
		};
		probe.qname = fd_inventory_qname(run->inventory, q, &probe.qname_length);
		if (fd_engine_submit(run->engine, &probe) < 0) {
			struct fd_observation observation = { .status = FD_STATUS_ERROR,
							      .rcode = -1,
							      .error = ENOMEM };
			put_unasked(run, question, server, &observation);
			continue;
		}
		run->open++;
	}
}

static void stop(struct run *run, enum fd_reason reason)
{
	if (!run->stopped) {
		run->stopped = true;
		run->reason = reason;
		fd_engine_stop(run->engine, reason);
	}
}

static void ask_canaries(struct run *run)
{
	int64_t now_ns = fd_engine_now(run->engine);

	if (run->canaries_ns == 0) {
		run->canaries_after_ns = CANARIES_FIRST_NS;
		run->canaries_ns = now_ns + run->canaries_after_ns;
	}
	if (now_ns < run->canaries_ns || run->stopped || run->table_ready) {
		return;
	}
	fd_diagnosis_canaries(run->diagnosis);
	run->canaries_after_ns *= 2;
	run->canaries_after_ns = run->canaries_after_ns < CANARIES_MOST_NS
					 ? run->canaries_after_ns
					 : CANARIES_MOST_NS;
	run->canaries_ns = now_ns + run->canaries_after_ns;
}

static void watch(struct run *run)
{
	outputs_tend(&run->outputs, fd_engine_now(run->engine));
	if (interrupt_count() > 0 && !run->stopped) {
		stop(run, FD_REASON_INTERRUPTED);
		progress_say(
			run,
			"interrupted: waiting for what is in flight, then writing what is known");
	}
	if (run->deadline_ns != 0 && fd_engine_now(run->engine) >= run->deadline_ns) {
		stop(run, FD_REASON_DEADLINE);
	}
	if (run->outputs.failed) {
		stop(run, FD_REASON_INTERRUPTED);
	}
}

static bool bulk_is_over(const struct run *run)
{
	if (run->open > 0 || run->closed) {
		return run->closed;
	}
	for (uint32_t i = 0; i < run->inventory->resolver_count && !run->stopped; i++) {
		if (!run->fed[i] && !fd_engine_quarantined(run->engine, i)) {
			return false;
		}
	}
	return true;
}

static void close_question(struct run *run, uint32_t question)
{
	for (uint32_t i = 0; i < run->inventory->resolver_count; i++) {
		struct fd_observation never = {
			.status = FD_STATUS_NOT_ASKED,
			.rcode = -1,
			.reason = (uint8_t)(run->stopped ? run->reason : FD_REASON_QUARANTINE),
		};
		if (fd_matrix_cell(run->matrix, question, i)->status == FD_STATUS_PENDING &&
		    fd_plan_has(run->plan, question, i)) {
			put_unasked(run, question, i, &never);
		}
	}
}

/*
 * What the plan holds and nobody was asked: the resolver is quarantined, or the run was stopped. That can be millions of
 * results at once, so a slow output makes it a matter of several turns. True when done.
 */
static bool close_bulk(struct run *run)
{
	run->closed = true;
	while (run->ended < run->cells && run->closing < run->inventory->question_count) {
		if (outputs_room(&run->outputs, 0) == 0) {
			run->held_up = true;
			return false;
		}
		close_question(run, run->closing++);
	}
	for (uint32_t i = 0; i < run->inventory->resolver_count; i++) {
		struct fd_server_stats stats;
		fd_engine_server_stats(run->engine, i, &stats);
		run->tallies[i].sent = stats.sent;
		run->tallies[i].lost = stats.lost;
		run->tallies[i].limit_qps =
			stats.overwhelmed ? 0 : (uint64_t)(stats.limit_qps + 0.5);
		run->tallies[i].turned_down = stats.turned_down;
		fd_diagnosis_set_loss(run->diagnosis, i, stats.sent, stats.lost);
		fd_diagnosis_set_limit(run->diagnosis, i, run->tallies[i].limit_qps,
				       stats.turned_down);
	}
	run->table_ready = true;
	fd_diagnosis_table_ready(run->diagnosis);
	return true;
}

static bool is_finished(const struct run *run)
{
	return run->table_ready && follow_ups_idle(run->follow_ups) &&
	       fd_diagnosis_done(run->diagnosis);
}

/* When to look up from receiving at the latest. What is due has to wait for outputs that lag behind. */
static int64_t until_ns(const struct run *run)
{
	int64_t now_ns = fd_engine_now(run->engine);
	int64_t due_ns = follow_ups_due_ns(run->follow_ups);

	if (run->held_up) {
		return now_ns + HELD_UP_NS;
	}
	return due_ns < now_ns + STEP_NS ? due_ns : now_ns + STEP_NS;
}

int run_ask(struct run *run)
{
	for (;;) {
		run->held_up = false;
		watch(run);
		ask_canaries(run);
		int r = follow_ups_advance(run->follow_ups);
		if (r < 0) {
			return r;
		}
		if (!run->table_ready && bulk_is_over(run) && close_bulk(run)) {
			continue;
		}
		run_library_tend(run);
		if (is_finished(run)) {
			return 0;
		}
		r = fd_engine_step(run->engine, until_ns(run));
		if (r < 0) {
			return r;
		}
		progress_show(run->progress, run);
	}
}
