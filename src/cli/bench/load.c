/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "cli/bench/bench.h"
#include "cli/interrupt.h"

/*
 * The load. Questions leave when they are due, whoever answers: what is late by our own doing is told apart from what is
 * slow (the pacing error), and of what was due while this side was not running all but the last never leaves.
 */

enum {
	LOOK_NS = 100 * 1000 *
		  1000, /* signals and the live view are looked at this often at least */
	FIRST_FLIGHTS = 1024,
	LABEL_DIGITS = 16,
	LABEL = 1 + LABEL_DIGITS, /* of a unique name: `x` and digits */
	DRAIN_GRACE_NS = 500 * 1000 * 1000,
	STALL_LONG_NS = 100 * 1000 * 1000, /* receive buffers may run over */
	UNREACHABLE_NS =
		100 * 1000 * 1000, /* a closed loop does not spin where nobody listens */
};

/* ---- flights ------------------------------------------------------------------------------- */

static int grow_flights(struct bench *bench)
{
	uint32_t before = bench->flight_capacity;
	uint32_t capacity = before == 0 ? FIRST_FLIGHTS : before * 2;

	if (capacity > FLIGHTS_MAX) {
		return -ENOBUFS;
	}
	struct flight *flights = reallocarray(bench->flights, capacity, sizeof(*flights));
	if (flights == NULL) {
		return -ENOMEM;
	}
	bench->flights = flights;
	for (uint32_t i = before; i < capacity; i++) {
		flights[i].next_free = i + 1 < capacity ? i + 1 : bench->free_flight;
	}
	bench->free_flight = before;
	bench->flight_capacity = capacity;
	return 0;
}

int bench_reserve_names(struct bench *bench)
{
	bench->name_size = LABEL + 1U + bench->zone.length;
	/* The engine borrows names until their questions end, so they must not move; only pages that are used cost. */
	void *names = mmap(NULL, FLIGHTS_MAX * bench->name_size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (names == MAP_FAILED) {
		return -errno;
	}
	bench->names = names;
	return 0;
}

void bench_finish_flights(struct bench *bench)
{
	if (bench->names != NULL) {
		munmap(bench->names, FLIGHTS_MAX * bench->name_size);
	}
	free(bench->flights);
}

/* ---- one question ---------------------------------------------------------------------------- */

static uint64_t mix(uint64_t value)
{
	value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
	return value ^ value >> 31;
}

/* A label that nobody asked for before: a bijection of a counter, from a seed that no other run has. */
static void make_unique(struct bench *bench, uint32_t flight, struct fd_probe *probe)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *name = bench->names + (size_t)flight * bench->name_size;
	uint64_t value = mix(bench->labels++);

	*name++ = LABEL;
	*name++ = 'x';
	for (int i = 0; i < LABEL_DIGITS; i++) {
		*name++ = (uint8_t)digits[value >> (4 * i) & 15];
	}
	memcpy(name, bench->zone.wire, bench->zone.length);
	probe->qname = name - LABEL - 1;
	probe->qname_length = (uint8_t)bench->name_size;
}

static bool wants_unique(const struct bench *bench, struct target *target)
{
	switch (bench->options->bench.cache) {
	case CACHE_MISS:
		return true;
	case CACHE_HIT:
		return false;
	case CACHE_MIX:
	default:
		return bench->has_zone && target->turn++ % 2 == 1;
	}
}

/* The next question of the order that is for this resolver; there is one. */
static uint32_t next_question(const struct bench *bench, struct target *target)
{
	const struct fd_inventory *inventory = bench->inventory;

	for (;;) {
		uint32_t question = bench->order[target->cursor];
		target->cursor =
			target->cursor + 1 < inventory->question_count ? target->cursor + 1 : 0;
		if (fd_inventory_asks(inventory, &inventory->questions[question],
				      target->resolver)) {
			return question;
		}
	}
}

static void name_question(struct bench *bench, struct target *target, uint32_t index,
			  struct fd_probe *probe)
{
	struct flight *flight = &bench->flights[index];
	const struct fd_question *question;

	flight->unique = wants_unique(bench, target);
	flight->question = next_question(bench, target);
	question = &bench->inventory->questions[flight->question];
	flight->qtype = question->qtype;
	if (flight->unique) {
		make_unique(bench, index, probe);
	} else {
		probe->qname =
			fd_inventory_qname(bench->inventory, question, &probe->qname_length);
	}
	probe->qtype = flight->qtype;
}

static struct interval *interval_of(struct bench *bench, struct target *target,
				    int64_t intended_ns)
{
	if (target->intervals == NULL || intended_ns < bench->count_from_ns) {
		return NULL;
	}
	uint64_t second = (uint64_t)(intended_ns - bench->count_from_ns) / 1000000000;
	if (second < target->first_interval || second >= target->first_interval + INTERVALS) {
		return NULL;
	}
	struct interval *interval = &target->intervals[second % INTERVALS];
	interval->used = true;
	return interval;
}

/* Latency counts from `intended_ns`, the pacing error from `due_ns`. False when there is no room for it, now. */
static bool ask(struct bench *bench, struct target *target, int64_t intended_ns, int64_t due_ns)
{
	uint32_t index = FD_NO_INDEX;

	if (bench->free_flight == FD_NO_INDEX && grow_flights(bench) < 0) {
		return false;
	}
	index = bench->free_flight;
	struct flight *flight = &bench->flights[index];
	bench->free_flight = flight->next_free;
	*flight = (struct flight) {
		.intended_ns = intended_ns,
		.due_ns = due_ns,
		.target = (uint32_t)(target - bench->targets),
		.mark = bench->mark,
		.waited = target->waiting,
		.counted = due_ns >= bench->count_from_ns,
	};
	struct fd_probe probe = {
		.token = index,
		.server = flight->target,
		.flags = bench->options->no_edns
				 ? FD_QUERY_BULK & ~(FD_QUERY_EDNS | FD_QUERY_NSID)
				 : FD_QUERY_BULK & ~FD_QUERY_NSID,
		.proto = (uint8_t)bench->inventory->resolvers[target->resolver].proto,
		.retries = 0,
		.keep_truncated = true,
	};
	name_question(bench, target, index, &probe);
	if (fd_engine_submit(bench->engine, &probe) < 0) {
		flight->next_free = bench->free_flight;
		bench->free_flight = index;
		return false;
	}
	target->open++;
	bench->open++;
	return true;
}

/* ---- one answer ------------------------------------------------------------------------------- */

static enum fd_cached learn_freshness(struct target *target, const struct flight *flight,
				      const struct fd_observation *observation, int64_t at_ns)
{
	bool negative = observation->status == FD_NXDOMAIN ||
			(observation->status == FD_NOERROR &&
			 (observation->flags & FD_CELL_ANSWER) == 0);
	bool told = observation->status == FD_NOERROR || observation->status == FD_NXDOMAIN;

	if (!told || (negative && (observation->flags & FD_CELL_SOA) == 0)) {
		return FD_CACHED_UNKNOWN;
	}
	struct fd_freshness *freshness =
		flight->unique ? &target->zone : &target->freshness[flight->question];
	return fd_freshness_learn(freshness, observation->ttl, at_ns, flight->unique);
}

static void tally(struct bench *bench, struct target *target, const struct flight *flight,
		  const struct fd_sample *sample, enum fd_cached cached)
{
	struct interval *interval = interval_of(bench, target, flight->due_ns);
	int64_t late_ns = sample->sent_ns - flight->due_ns;
	bool ours = flight->left && !flight->waited && late_ns >= 0;

	/* Without memory for a histogram a latency is missing from the quantiles, nothing else. */
	if (bench->load == FD_LOAD_RAMP) {
		(void)fd_tally_add(&target->step, sample);
		(void)(ours && fd_histogram_add(&target->step_pacing, (uint64_t)late_ns));
		return;
	}
	(void)fd_tally_add(&target->total, sample);
	(void)fd_tally_add(&target->cached[cached], sample);
	for (size_t i = 0; i < bench->type_count && bench->type_count > 1; i++) {
		if (bench->types[i] == flight->qtype) {
			(void)fd_tally_add(&target->types[i], sample);
		}
	}
	if (interval != NULL) {
		(void)fd_tally_add(&interval->tally, sample);
		interval->sent++;
	}
	(void)(ours && fd_histogram_add(&target->pacing, (uint64_t)late_ns));
	target->sent++;
	if (sample->spoilt) {
		return;
	}
	if (sample->status == FD_STATUS_TIMEOUT || sample->status == FD_STATUS_UNREACHABLE) {
		fd_silence_unanswered(&target->silence, sample->sent_ns);
	} else {
		fd_silence_answered(&target->silence, sample->sent_ns);
	}
}

/*
 * A stall is no word about a resolver: the receive buffers may have run over in a long one, and a reply may have been there
 * when this side found that it had waited long enough. A kernel's stamp stands, however late it is read.
 */
static bool is_spoilt(const struct bench *bench, const struct fd_outcome *outcome)
{
	const struct fd_stalls *stalls = &bench->stalls;

	if (stalls->count == 0 ||
	    (outcome->ending != FD_ANSWERED && outcome->ending != FD_TIMED_OUT)) {
		return false; /* that nobody listens there is a fact, whoever slept */
	}
	if (outcome->ending == FD_ANSWERED) {
		bool stamped = bench->stamped && outcome->proto == FD_UDP;
		return !stamped &&
		       fd_stalls_touch(stalls, outcome->sent_ns, outcome->ended_ns, 0);
	}
	int64_t deadline_ns = outcome->sent_ns + bench->timeout_ns;
	return fd_stalls_touch(stalls, deadline_ns, outcome->ended_ns, 0) ||
	       fd_stalls_touch(stalls, outcome->sent_ns, deadline_ns, STALL_LONG_NS);
}

void bench_on_outcome(void *context, const struct fd_outcome *outcome)
{
	struct bench *bench = context;
	uint32_t index = (uint32_t)outcome->token;
	struct flight *flight = &bench->flights[index];
	struct target *target = &bench->targets[flight->target];
	struct fd_observation observation;
	struct fd_message message;

	fd_observe(&observation, &message, outcome, flight->qtype);
	struct fd_sample sample = {
		.status = observation.status,
		.spoilt = is_spoilt(bench, outcome),
		.stamped = outcome->sent_stamped,
		.intended_ns = flight->intended_ns,
		.sent_ns = outcome->sent_ns != 0 ? outcome->sent_ns : flight->intended_ns,
		.received_ns = outcome->sent_ns + outcome->rtt_ns,
	};
	enum fd_cached cached = FD_CACHED_UNKNOWN;
	flight->left = outcome->sent_ns != 0;
	if (bench->load == FD_LOAD_CLOSED) {
		sample.intended_ns = sample.sent_ns; /* nothing else is intended */
	}
	if (outcome->ending == FD_UNREACHABLE) {
		target->resume_ns = outcome->ended_ns + UNREACHABLE_NS;
	}
	if (observation.wire != NULL) {
		bench->anything_came = true;
		cached = learn_freshness(target, flight, &observation, sample.received_ns);
	}
	if (flight->counted && flight->mark == bench->mark) {
		tally(bench, target, flight, &sample, cached);
	}
	target->open--;
	bench->open--;
	flight->next_free = bench->free_flight;
	bench->free_flight = index;
}

/* ---- the load ---------------------------------------------------------------------------------- */

int bench_schedule(struct bench *bench, uint32_t target, double qps, int64_t start_ns)
{
	struct target *of = &bench->targets[target];
	struct fd_schedule_config config = {
		.poisson = bench->options->bench.poisson,
		.qps = qps,
		.ceiling = of->ceiling,
		.start_ns = start_ns,
		.seed = mix(bench->seed + UINT64_C(1000003) * (target + 1U) + bench->mark),
	};

	if (of->scheduled) {
		fd_schedule_finish(&of->schedule);
	}
	int r = fd_schedule_init(&of->schedule, &config);
	of->scheduled = r == 0;
	return r;
}

static bool is_due_to_count(const struct bench *bench, int64_t due_ns)
{
	return due_ns >= bench->count_from_ns;
}

static void skip(struct bench *bench, struct target *target, int64_t due_ns)
{
	struct interval *interval = interval_of(bench, target, due_ns);

	target->skipped += is_due_to_count(bench, due_ns);
	if (interval != NULL) {
		interval->skipped++;
	}
}

/*
 * After a stall, or where this side does not keep up, of all that was due only the last leaves, and counts from now: more of
 * them would be a burst. How late it is goes into the pacing error.
 */
static void catch_up(struct bench *bench, struct target *target, int64_t now_ns)
{
	struct fd_schedule *schedule = &target->schedule;
	int64_t last_ns = schedule->due_ns;

	fd_schedule_pass(schedule);
	while (schedule->due_ns <= now_ns && schedule->due_ns < bench->end_ns) {
		skip(bench, target, last_ns);
		last_ns = schedule->due_ns;
		fd_schedule_pass(schedule);
	}
	if (!ask(bench, target, now_ns, last_ns)) {
		skip(bench, target, last_ns);
	}
}

/* What is due leaves. What the most that may be open keeps back waits, and its wait counts. */
static void feed_open(struct bench *bench, struct target *target, int64_t now_ns)
{
	struct fd_schedule *schedule = &target->schedule;
	uint32_t most = bench->options->concurrency;

	while (schedule->due_ns <= now_ns && schedule->due_ns < bench->end_ns) {
		bool full = most > 0 && target->open >= most;
		bool late = bench->stalled || now_ns - schedule->due_ns > FD_STALL_NS;
		if (late && !full && !target->waiting) {
			catch_up(bench, target, now_ns);
			continue;
		}
		if (full || !ask(bench, target, schedule->due_ns, schedule->due_ns)) {
			target->held_back += !target->waiting;
			target->waiting = true;
			return;
		}
		fd_schedule_pass(schedule);
	}
	target->waiting = false;
}

static void feed_closed(struct bench *bench, struct target *target, int64_t now_ns)
{
	while (target->open < bench->options->concurrency && now_ns < bench->end_ns &&
	       now_ns >= target->resume_ns && ask(bench, target, now_ns, now_ns)) {
	}
}

/* When the next question is due, of all targets; INT64_MAX: none. */
static int64_t feed(struct bench *bench, int64_t now_ns)
{
	int64_t next_ns = INT64_MAX;

	for (uint32_t i = 0; i < bench->target_count && bench->sending; i++) {
		struct target *target = &bench->targets[i];
		if (bench->only != FD_NO_INDEX && bench->only != i) {
			continue;
		}
		if (bench->load == FD_LOAD_CLOSED) {
			feed_closed(bench, target, now_ns);
			continue;
		}
		feed_open(bench, target, now_ns);
		if (!target->waiting && target->schedule.due_ns < bench->end_ns &&
		    target->schedule.due_ns < next_ns) {
			next_ns = target->schedule.due_ns;
		}
	}
	return next_ns;
}

static void watch(struct bench *bench)
{
	if (interrupt_count() > 0 && !bench->stopped) {
		bench->stopped = true;
		bench_note(bench, "interrupted: waiting for what is on its way, then stating "
				  "what is known");
	}
	bench->stopped |= bench->outputs.failed;
	bench->sending &= !bench->stopped;
}

/* One turn: what is due leaves, what comes is taken. Sleeps until shortly before the next is due, and then no more. */
static int turn(struct bench *bench)
{
	int64_t now_ns = fd_engine_now(bench->engine);

	bench->stalled = bench->planned_ns != 0 &&
			 fd_stalls_note(&bench->stalls, bench->planned_ns, now_ns);
	int64_t next_ns = feed(bench, now_ns);
	int64_t until_ns = now_ns + LOOK_NS;
	until_ns = next_ns < until_ns ? next_ns - bench->spin_ns : until_ns;
	until_ns = bench->sending && bench->end_ns < until_ns ? bench->end_ns : until_ns;
	until_ns = until_ns > now_ns ? until_ns : now_ns;
	bench->planned_ns = until_ns;
	int r = fd_engine_step(bench->engine, until_ns);
	if (r < 0) {
		return r;
	}
	now_ns = fd_engine_now(bench->engine);
	if (now_ns - bench->looked_ns >= LOOK_NS) {
		bench->looked_ns = now_ns;
		watch(bench);
		for (uint32_t i = 0; i < bench->target_count; i++) {
			bench_tell_intervals(bench, &bench->targets[i], now_ns, false);
		}
		bench_show(bench);
	}
	return 0;
}

int bench_run_load(struct bench *bench)
{
	int r = 0;

	bench->planned_ns = 0;
	bench->sending = !bench->stopped;
	while (r == 0 && bench->sending && fd_engine_now(bench->engine) < bench->end_ns) {
		r = turn(bench);
	}
	bench->sending = false;
	return r;
}

int bench_drain(struct bench *bench)
{
	int64_t end_ns = fd_engine_now(bench->engine) + bench->timeout_ns + DRAIN_GRACE_NS;
	int r = 0;

	bench->planned_ns = 0;
	while (r == 0 && bench->open > 0 && fd_engine_now(bench->engine) < end_ns) {
		r = turn(bench);
	}
	return r;
}
