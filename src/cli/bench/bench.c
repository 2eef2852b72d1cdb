/* SPDX-License-Identifier: MIT */
#include "cli/bench/bench.h"

#include <assert.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/run/run.h"

/* fleetdig bench: from options to loads, and from loads to an exit status. */

static const int64_t second_ns = INT64_C(1000) * 1000 * 1000;

enum {
	RATE = 100, /* queries a second and resolver, when nobody says otherwise */
	DURATION_S = 10,
	PRIME_QPS = 1000,      /* to fill a cache, where no ceiling is lower */
	PRIME_PAUSE_MS = 1200, /* until TTLs have counted down */
	/*
	 * A sleep may end so much late, and a sleep and a wake cost as much: within this span before a question is due the clock
	 * is watched instead. Finer timers than that need no tick of the engine, for nothing is sent by its pacing.
	 */
	SPIN_NS = 60 * 1000,
	SLICE_NS = 100 * 1000,
};

/* ---- what is asked for ------------------------------------------------------------------------- */

static bool is_sound(const struct options *options)
{
	const struct bench_options *bench = &options->bench;
	const char *why = NULL;

	if (bench->cache == CACHE_MISS && bench->miss_zone == NULL) {
		why = "--cache miss needs --miss-zone ZONE: a zone in which names that nobody asked "
		      "before can be made, such as one with a wildcard";
	} else if (bench->cache == CACHE_HIT && bench->miss_zone != NULL) {
		why = "--cache hit asks names that were asked before; --miss-zone is for mix and miss";
	} else if (bench->ramp && bench->duration_ns != 0) {
		why = "a ramp ends by itself: --ramp and --duration do not go together";
	} else if (bench->ramp && options->concurrency > 0) {
		why = "a ramp is an open loop: --ramp and --concurrency do not go together";
	} else if (bench->poisson && options->concurrency > 0 && bench->rate == 0) {
		why = "a closed loop has no arrivals: --arrivals needs --rate beside --concurrency";
	}
	if (why != NULL) {
		fprintf(stderr, "fleetdig: %s\n", why);
	}
	return why == NULL;
}

static enum fd_load load_of(const struct options *options)
{
	if (options->bench.ramp) {
		return FD_LOAD_RAMP;
	}
	if (options->concurrency > 0 && options->bench.rate == 0) {
		return FD_LOAD_CLOSED;
	}
	return options->bench.poisson ? FD_LOAD_POISSON : FD_LOAD_CONSTANT;
}

/* What each resolver's load may not exceed: its own ceiling, and its part of that of all. */
static uint32_t ceiling_of(const struct bench *bench, const struct fd_resolver *resolver)
{
	const struct options *options = bench->options;
	uint32_t own = run_qps(options, bench->inventory, resolver);
	uint32_t part = options->qps / (bench->load == FD_LOAD_RAMP ? 1 : bench->target_count);

	if (options->qps == 0) {
		return own;
	}
	part = part > 0 ? part : 1;
	return own == 0 || part < own ? part : own;
}

static void set_rate(struct bench *bench, struct target *target)
{
	double wanted = bench->options->bench.rate > 0 ? bench->options->bench.rate : RATE;

	target->ceiling = ceiling_of(bench, &bench->inventory->resolvers[target->resolver]);
	target->asked_qps = wanted;
	if (target->ceiling > 0 && wanted > target->ceiling) {
		target->asked_qps = target->ceiling;
		target->limit = "ceiling";
	}
}

/* ---- making and unmaking -------------------------------------------------------------------------- */

static bool asks_anything(const struct bench *bench, uint32_t resolver)
{
	for (size_t i = 0; i < bench->inventory->question_count; i++) {
		if (fd_inventory_asks(bench->inventory, &bench->inventory->questions[i],
				      resolver)) {
			return true;
		}
	}
	return false;
}

static int make_target(struct bench *bench, uint32_t resolver)
{
	struct target *target = &bench->targets[bench->target_count++];

	target->resolver = resolver;
	fd_silence_init(&target->silence);
	target->freshness =
		calloc(bench->inventory->question_count, sizeof(*target->freshness));
	if (bench->inventory->resolver_count <= INTERVAL_TARGETS_MAX &&
	    bench->load != FD_LOAD_RAMP) {
		target->intervals = calloc(INTERVALS, sizeof(*target->intervals));
		if (target->intervals == NULL) {
			return -ENOMEM;
		}
	}
	return target->freshness == NULL ? -ENOMEM : 0;
}

static int make_targets(struct bench *bench)
{
	size_t count = bench->inventory->resolver_count;
	int r = 0;

	bench->targets = calloc(count, sizeof(*bench->targets));
	if (bench->targets == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < count && r == 0; i++) {
		if (asks_anything(bench, i)) {
			r = make_target(bench, i);
		}
	}
	for (uint32_t i = 0; i < bench->target_count; i++) {
		set_rate(bench, &bench->targets[i]);
	}
	return r;
}

/* Fisher and Yates, from the seed: which names neighbour which repeats. */
static int make_order(struct bench *bench)
{
	size_t count = bench->inventory->question_count;
	uint64_t state = bench->seed;

	bench->order = calloc(count, sizeof(*bench->order));
	if (bench->order == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < count; i++) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		uint32_t other = (uint32_t)((state >> 33) % (i + 1U));
		bench->order[i] = bench->order[other];
		bench->order[other] = i;
	}
	return 0;
}

static void list_types(struct bench *bench)
{
	for (size_t i = 0; i < bench->inventory->question_count; i++) {
		uint16_t type = bench->inventory->questions[i].qtype;
		size_t at = 0;
		while (at < bench->type_count && bench->types[at] != type) {
			at++;
		}
		if (at == bench->type_count && at < BENCH_TYPES) {
			bench->types[bench->type_count++] = type;
		}
	}
}

static int open_engine(struct bench *bench)
{
	struct fd_engine_config config = {
		.kind = bench->options->engine,
		.concurrency = FLIGHTS_MAX,
		.timeout_ns = bench->timeout_ns,
		.no_gso =
			true, /* questions leave when they are due, not with their neighbours */
		.no_gro = true,	     /* and each reply has a stamp of its own */
		.stamp_sends = true, /* round trips begin when the kernel says that they do */
		.context = bench,
		.on_outcome = bench_on_outcome,
	};

	int r = fd_engine_create(&bench->engine, &config);
	for (uint32_t i = 0; i < bench->target_count && r == 0; i++) {
		const struct target *target = &bench->targets[i];
		const struct fd_resolver *resolver =
			&bench->inventory->resolvers[target->resolver];
		struct fd_server_config server = {
			.endpoint = resolver->endpoint,
			.source = resolver->source,
			/* An open load keeps below its ceiling by its schedule; a closed one knows no rate. */
			.qps = bench->load == FD_LOAD_CLOSED ? target->ceiling : 0,
			.open_max = FLIGHTS_MAX,
			.fixed = true,
		};
		uint32_t index;
		r = fd_engine_add_server(bench->engine, &server, &index);
	}
	if (r < 0) {
		fprintf(stderr, "fleetdig: this host cannot send: %s\n", strerror(-r));
		return r;
	}
	bench->stamped = strstr(fd_engine_features(bench->engine), "timestamps") != NULL;
	bench->spin_ns = SPIN_NS;
	if (fd_engine_reason(bench->engine)[0] != '\0') {
		bench_note(bench, fd_engine_reason(bench->engine));
	}
	return 0;
}

/*
 * A sleep ends when it should, and short slices (Linux 6.12) bring this thread to a busy processor soon after. What is refused
 * or ignored shows in the pacing error.
 */
static void ask_for_wake_ups(void)
{
	struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t runtime_ns, deadline_ns, period_ns;
	} slices = { .size = 48, .policy = SCHED_OTHER, .runtime_ns = SLICE_NS };

	(void)prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
	if (sched_getscheduler(0) != SCHED_OTHER) {
		return; /* somebody chose better for it */
	}
	slices.nice = getpriority(PRIO_PROCESS, 0);
	(void)syscall(SYS_sched_setattr, 0, &slices, 0U);
}

static int open_bench(struct bench *bench)
{
	const char *zone = bench->options->bench.miss_zone;
	char why[256];
	int r = make_targets(bench);

	r = r < 0 ? r : make_order(bench);
	if (r == 0 && zone != NULL) {
		bench->has_zone = true;
		r = fd_inventory_name(&bench->zone, zone, why);
		assert(r != -EINVAL); /* seen to be one when it was read */
		r = r < 0 ? r : bench_reserve_names(bench);
	}
	if (r < 0) {
		fprintf(stderr, "fleetdig: %s\n", strerror(-r));
		return r;
	}
	list_types(bench);
	ask_for_wake_ups();
	return open_engine(bench);
}

static void close_target(struct target *target)
{
	for (size_t i = 0; i < BENCH_TYPES; i++) {
		fd_tally_finish(&target->types[i]);
	}
	for (int i = 0; i < FD_CACHED_KINDS; i++) {
		fd_tally_finish(&target->cached[i]);
	}
	for (size_t i = 0; target->intervals != NULL && i < INTERVALS; i++) {
		fd_tally_finish(&target->intervals[i].tally);
	}
	fd_tally_finish(&target->total);
	fd_tally_finish(&target->step);
	fd_histogram_finish(&target->pacing);
	fd_histogram_finish(&target->step_pacing);
	if (target->scheduled) {
		fd_schedule_finish(&target->schedule);
	}
	free(target->freshness);
	free(target->intervals);
}

static void close_bench(struct bench *bench)
{
	fd_engine_destroy(bench->engine);
	for (uint32_t i = 0; i < bench->target_count; i++) {
		close_target(&bench->targets[i]);
	}
	bench_finish_flights(bench);
	free(bench->targets);
	free(bench->order);
}

/* ---- what is done ----------------------------------------------------------------------------------- */

/* Asks each question once, uncounted, so that caches hold it; and lets its TTL count down. */
static int prime(struct bench *bench)
{
	int64_t start_ns = fd_engine_now(bench->engine);
	int64_t end_ns = start_ns;
	int r = 0;

	bench_note(bench, "asking each name once before, to fill the caches");
	for (uint32_t i = 0; i < bench->target_count && r == 0; i++) {
		struct target *target = &bench->targets[i];
		double qps = target->ceiling > 0 && target->ceiling < PRIME_QPS
				     ? target->ceiling
				     : PRIME_QPS;
		double span_s = (double)bench->inventory->question_count / qps;
		int64_t until_ns = start_ns + (int64_t)(span_s * 1e9);
		end_ns = until_ns > end_ns ? until_ns : end_ns;
		r = bench_schedule(bench, i, qps, start_ns);
	}
	bench->count_from_ns = INT64_MAX;
	bench->end_ns = end_ns;
	r = r < 0 ? r : bench_run_load(bench);
	r = r < 0 ? r : bench_drain(bench);
	int64_t until_ns = fd_engine_now(bench->engine) + INT64_C(1000000) * PRIME_PAUSE_MS;
	while (r == 0 && !bench->stopped && fd_engine_now(bench->engine) < until_ns) {
		r = fd_engine_step(bench->engine, until_ns);
	}
	return r;
}

static int lay_load(struct bench *bench)
{
	const struct bench_options *options = &bench->options->bench;
	int64_t warmup_ns = options->warmup_ns >= 0 ? options->warmup_ns : second_ns;
	int64_t duration_ns =
		options->duration_ns > 0 ? options->duration_ns : DURATION_S * second_ns;
	int r = options->cache == CACHE_HIT ? prime(bench) : 0;
	int64_t start_ns = fd_engine_now(bench->engine);

	bench->mark++;
	for (uint32_t i = 0; i < bench->target_count && r == 0; i++) {
		if (bench->load != FD_LOAD_CLOSED) {
			r = bench_schedule(bench, i, bench->targets[i].asked_qps, start_ns);
		}
	}
	bench->stalls = (struct fd_stalls) { 0 };
	bench->count_from_ns = start_ns + warmup_ns;
	bench->end_ns = bench->count_from_ns + duration_ns;
	r = r < 0 ? r : bench_run_load(bench);
	int64_t now_ns = fd_engine_now(bench->engine);
	bench->end_ns = now_ns < bench->end_ns ? now_ns : bench->end_ns;
	bench->counted_ns =
		bench->end_ns > bench->count_from_ns ? bench->end_ns - bench->count_from_ns : 0;
	return r < 0 ? r : bench_drain(bench);
}

/* ---- records of the whole ------------------------------------------------------------------------------- */

static void write_run(struct bench *bench)
{
	const struct options *options = bench->options;
	char rate[48], cache[32], timeout[48], arrivals[32];
	static const char *const caches[] = { "mix", "hit", "miss" };
	const char *in_force[] = { rate, arrivals, cache, timeout, NULL };
	struct fd_run_record record = {
		.run_id = bench->run_id,
		.started_us = bench->started_us,
		.version = FLEETDIG_VERSION,
		.engine = fd_engine_name(bench->engine),
		.engine_reason = fd_engine_reason(bench->engine),
		.engine_features = fd_engine_features(bench->engine),
		.host = bench->host,
		.vantage = options->vantage != NULL ? options->vantage : bench->host,
		.seed = bench->seed,
		.shard_count = 1,
		.inventory = bench->inventory->source,
		.inventory_hash = bench->inventory->hash,
		.names = bench->inventory->name_count,
		.questions = bench->inventory->question_count,
		.resolvers = bench->target_count,
		.duplicates = bench->inventory->duplicates,
		.options = in_force,
	};

	if (bench->load == FD_LOAD_CLOSED) {
		snprintf(rate, sizeof(rate), "concurrency=%u", options->concurrency);
	} else {
		snprintf(rate, sizeof(rate), "%s=%u",
			 bench->load == FD_LOAD_RAMP ? "first_rate" : "rate",
			 options->bench.rate > 0 ? options->bench.rate : RATE);
	}
	snprintf(arrivals, sizeof(arrivals), "load=%s", fd_load_text(bench->load));
	snprintf(cache, sizeof(cache), "cache=%s", caches[options->bench.cache]);
	snprintf(timeout, sizeof(timeout), "timeout=%lldus",
		 (long long)(bench->timeout_ns / 1000));
	outputs_write(&bench->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &record });
}

static void write_host(struct bench *bench, const struct fd_engine_stats *stats)
{
	bool lost = stats->socket_drops + stats->buffer_exhausted + stats->ring_overflow > 0;
	struct fd_verdict verdict = {
		.severity = lost ? FD_DEGRADED : FD_OK,
		.locus = lost ? FD_LOCUS_LOCAL : FD_LOCUS_NONE,
		.cause = lost ? FD_CAUSE_own_loss : FD_CAUSE_ok,
		.confidence = FD_CONFIRMED,
		.summary =
			lost ? "This host dropped replies at its own receive buffers: part of what "
			       "counts as unanswered is its own loss."
			     : "This host lost nothing itself.",
		.action = lost ? "Measure at a lower rate, or raise net.core.rmem_max." : "",
	};
	struct fd_host_record record = {
		.verdict = &verdict,
		.socket_drops = stats->socket_drops,
		.send_errors = stats->send_errors,
		.buffer_exhausted = stats->buffer_exhausted,
		.ring_overflow = stats->ring_overflow,
		.late = stats->late,
		.duplicate = stats->duplicate,
		.rejected = stats->rejected,
		.stalls = bench->stalls.count,
		.clock_steps = stats->clock_steps,
	};

	outputs_write(&bench->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_HOST, .host = &record });
}

/* More than one in a hundred not sent, or spoilt, by this side: then it could not measure what was asked for. */
static bool host_failed(const struct bench *bench)
{
	uint64_t own = 0, all = 0;

	for (uint32_t i = 0; i < bench->target_count; i++) {
		const struct target *target = &bench->targets[i];
		own += target->skipped + target->total.spoilt;
		all += target->skipped + target->sent;
	}
	return bench->load != FD_LOAD_RAMP && own * 100 > all;
}

static int conclude(struct bench *bench)
{
	struct fd_engine_stats stats;
	struct fd_summary_record summary = { .complete = !bench->stopped &&
							 !bench->outputs.failed };

	if (bench->load != FD_LOAD_RAMP) {
		bench_tell_totals(bench);
	}
	fd_engine_stats(bench->engine, &stats);
	write_host(bench, &stats);
	summary.elapsed_s = (double)(fd_engine_now(bench->engine) - bench->started_ns) / 1e9;
	summary.queries = stats.sent;
	summary.qps = summary.elapsed_s > 0 ? (double)summary.queries / summary.elapsed_s : 0;
	summary.exit_status = host_failed(bench)      ? EXIT_HOST
			      : !summary.complete     ? EXIT_INCOMPLETE
			      : !bench->anything_came ? EXIT_NOTHING_CAME
						      : EXIT_OK;
	outputs_write(&bench->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_SUMMARY, .summary = &summary });
	return summary.exit_status;
}

static int measure(struct bench *bench)
{
	name_run(bench->run_id, bench->started_us);
	name_host(bench->host);
	bench->wall_offset_us = clock_us(CLOCK_REALTIME) - clock_us(CLOCK_MONOTONIC);
	bench->started_ns = fd_engine_now(bench->engine);
	write_run(bench);
	int r = bench->load == FD_LOAD_RAMP ? bench_ramp(bench) : lay_load(bench);
	bench_clear(bench);
	if (r < 0) {
		fprintf(stderr, "fleetdig: the engine broke: %s\n", strerror(-r));
		return EXIT_HOST;
	}
	return conclude(bench);
}

static int64_t timeout_of(const struct options *options, const struct fd_inventory *inventory)
{
	if (options->timeout_ns != 0) {
		return options->timeout_ns;
	}
	return inventory->timeout_ns != 0 ? inventory->timeout_ns : 2 * second_ns;
}

static int bench_inventory(const struct options *options, const struct fd_inventory *inventory)
{
	struct bench bench = {
		.options = options,
		.inventory = inventory,
		.load = load_of(options),
		.free_flight = FD_NO_INDEX,
		.only = FD_NO_INDEX,
		.seed = options->has_seed ? options->seed : random_seed(),
		.labels = random_u64(),
		.timeout_ns = timeout_of(options, inventory),
		.started_us = clock_us(CLOCK_REALTIME),
	};
	int status = EXIT_HOST;

	interrupt_watch();
	if (outputs_open(&bench.outputs, options, inventory) < 0) {
		return EXIT_USAGE; /* nothing was sent */
	}
	if (open_bench(&bench) == 0) {
		status = measure(&bench);
	}
	outputs_close(&bench.outputs);
	close_bench(&bench);
	return bench.outputs.failed && status != EXIT_HOST ? EXIT_INCOMPLETE : status;
}

int command_bench(const struct options *options)
{
	static struct options own;
	struct fd_inventory *inventory;

	if (!is_sound(options)) {
		return EXIT_USAGE;
	}
	own = *options;
	own.measurements = true;
	if (own.operand_count == 0 && own.bench.miss_zone != NULL) {
		own.operands = &own.bench.miss_zone; /* its names are made */
		own.operand_count = 1;
		own.bench.cache = CACHE_MISS;
	}
	inventory = load_inventory(&own);
	if (inventory == NULL) {
		return EXIT_USAGE;
	}
	int status = bench_inventory(&own, inventory);
	fd_inventory_destroy(inventory);
	return status;
}
