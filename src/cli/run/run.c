/* SPDX-License-Identifier: MIT */
#include "cli/run/run.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/identity.h"
#include "cli/interrupt.h"
#include "cli/progress.h"

static const int64_t second_ns = INT64_C(1000) * 1000 * 1000;

enum {
	DEFAULT_QPS = 1000,  /* whoever the resolver is: most are shared with somebody */
	BUDGET_LEAST = 2000, /* some dozens of broken zones, whatever the size of the table */
	BUDGET_MOST = 20000,
	BUDGET_SHARE = 50, /* one follow-up for this many cells: 2 % */
};

int64_t run_wall_us(const struct run *run, int64_t monotonic_ns)
{
	return monotonic_ns / 1000 + run->wall_offset_us;
}

int64_t run_timeout(const struct run *run)
{
	if (run->options->timeout_ns != 0) {
		return run->options->timeout_ns;
	}
	return run->inventory->timeout_ns != 0 ? run->inventory->timeout_ns : 2 * second_ns;
}

static int64_t patience_of(const struct run *run)
{
	return run->options->patience_ns != 0 ? run->options->patience_ns
					      : run->inventory->patience_ns;
}

static int retries_of(const struct run *run)
{
	if (run->options->retries != FD_RETRIES_DEFAULT) {
		return run->options->retries;
	}
	return run->inventory->retries != FD_RETRIES_DEFAULT ? run->inventory->retries
							     : FD_RETRIES_AUTO;
}

/* A resolver's own ceiling stands, unless the command line is lower; ceilings are shared by all shards. */
uint32_t run_qps(const struct options *options, const struct fd_inventory *inventory,
		 const struct fd_resolver *resolver)
{
	int64_t qps = options->qps_per_resolver;

	if (qps < 0) {
		qps = inventory->qps >= 0 ? inventory->qps : DEFAULT_QPS;
	}
	if (resolver->qps > 0 &&
	    (qps == 0 || resolver->qps < qps || options->qps_per_resolver < 0)) {
		qps = resolver->qps;
	}
	if (resolver->qps == 0 && options->qps_per_resolver < 0) {
		qps = 0;
	}
	if (qps > 0 && options->shard.count > 1) {
		qps = qps / options->shard.count > 0 ? qps / options->shard.count : 1;
	}
	return (uint32_t)qps;
}

static uint32_t budget_of(const struct run *run)
{
	uint64_t budget = run->cells / BUDGET_SHARE;

	if (run->options->drill_budget >= 0) {
		return (uint32_t)run->options->drill_budget;
	}
	budget = budget < BUDGET_LEAST ? BUDGET_LEAST : budget;
	return (uint32_t)(budget > BUDGET_MOST ? BUDGET_MOST : budget);
}

static int make_shard_mask(struct run *run)
{
	size_t words = run->inventory->question_count / 64 + 1;

	if (run->options->shard.count <= 1) {
		return 0;
	}
	run->shard_mask = calloc(words, sizeof(*run->shard_mask));
	if (run->shard_mask == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < run->inventory->question_count; i++) {
		for (uint32_t j = 0; j < run->inventory->resolver_count; j++) {
			uint64_t bit = fd_plan_has(run->plan, i, j);
			run->shard_mask[i / 64] |= bit << (i % 64);
		}
	}
	return 0;
}

/* A resolver stays with one thread, so more threads than resolvers would have nothing to do. */
static uint32_t threads_of(const struct run *run)
{
	size_t resolvers = run->inventory->resolver_count;

	return run->options->threads < resolvers ? run->options->threads : (uint32_t)resolvers;
}

static int open_engine(struct run *run)
{
	struct fd_engine_config config = {
		.kind = run->options->engine,
		.concurrency = run->options->concurrency,
		.timeout_ns = run_timeout(run),
		.retries = retries_of(run),
		.total_qps = run->options->qps,
		.no_gso = run->options->no_gso,
		.no_gro = run->options->no_gro,
		.mix_case = run->options->mix_case,
		.threads = threads_of(run),
		.context = run,
		.on_outcome = run_on_outcome,
		.on_room = run_on_room,
		.on_soon = run_on_soon,
	};

	int r = fd_engine_create(&run->engine, &config);
	if (r < 0) {
		fprintf(stderr,
			"fleetdig: this host cannot send: the %s engine does not start: %s\n",
			run->options->engine == FD_ENGINE_URING ? "io_uring" : "network",
			strerror(-r));
		return r;
	}
	for (size_t i = 0; i < run->inventory->resolver_count && r == 0; i++) {
		const struct fd_resolver *resolver = &run->inventory->resolvers[i];
		struct fd_server_config server = {
			.endpoint = resolver->endpoint,
			.source = resolver->source,
			.qps = run_qps(run->options, run->inventory, resolver),
			.feed = true,
		};
		uint32_t index;
		r = fd_engine_add_server(run->engine, &server, &index);
	}
	if (r < 0) {
		fprintf(stderr, "fleetdig: this host cannot reach its resolvers: %s\n",
			strerror(-r));
	} else if (fd_engine_reason(run->engine)[0] != '\0') {
		progress_say(run, fd_engine_reason(run->engine));
	}
	return r;
}

static int open_diagnosis(struct run *run)
{
	struct fd_diagnosis_config config = {
		.inventory = run->inventory,
		.matrix = run->matrix,
		.budget = run->options->no_drill ? 0 : budget_of(run),
		.no_drill = run->options->no_drill,
		.no_direct = run->options->no_direct,
		.no_edns = run->options->no_edns,
		.deep = run->options->deep,
		.timeout_ns = run_timeout(run),
		.patience_ns = patience_of(run),
		.wall_time_s = run->started_us / 1000000,
		.seed = run->seed,
		.await_library = run_library_awaited(run),
		.shard_mask = run->shard_mask,
	};
	return fd_diagnosis_create(&run->diagnosis, &config);
}

static int open_tables(struct run *run)
{
	size_t resolvers = run->inventory->resolver_count;
	int r = fd_plan_create(&run->plan, run->inventory, run->seed, run->options->shard);

	r = r < 0 ? r : make_shard_mask(run);
	r = r < 0 ? r
		  : fd_matrix_create(&run->matrix, run->inventory->question_count, resolvers);
	r = r < 0 ? r : follow_ups_create(&run->follow_ups, run);
	run->tallies = calloc(resolvers, sizeof(*run->tallies));
	run->fed = calloc(resolvers, sizeof(*run->fed));
	if (r == 0 && (run->tallies == NULL || run->fed == NULL)) {
		r = -ENOMEM;
	}
	if (r == 0) {
		run->cells = fd_plan_cells(run->plan);
		r = run_library_start(run);
		r = r < 0 ? r : open_diagnosis(run);
	}
	if (r < 0) {
		fprintf(stderr, "fleetdig: %s\n", strerror(-r));
	}
	return r;
}

/* The options in force, as `name=value`: what shapes the verdicts must be among them, for replay. */
enum {
	IN_FORCE = 16
};

struct in_force {
	char texts[IN_FORCE][48];
	const char *list[IN_FORCE + 1];
	size_t count;
};

static void put_option(struct in_force *in_force, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void put_option(struct in_force *in_force, const char *name, const char *format, ...)
{
	char *text = in_force->texts[in_force->count];
	size_t size = sizeof(in_force->texts[0]);
	va_list arguments;

	assert(in_force->count < IN_FORCE);
	int length = snprintf(text, size, "%s=", name);
	va_start(arguments, format);
	vsnprintf(text + length, size - (size_t)length, format, arguments);
	va_end(arguments);
	in_force->list[in_force->count++] = text;
	in_force->list[in_force->count] = NULL;
}

static void list_options(const struct run *run, struct in_force *in_force)
{
	const struct options *options = run->options;
	const struct {
		const char *name;
		bool set;
	} switches[] = {
		{ "no-gso", options->no_gso },	     { "no-gro", options->no_gro },
		{ "0x20", options->mix_case },	     { "no-drill", options->no_drill },
		{ "no-direct", options->no_direct }, { "no-edns", options->no_edns },
		{ "deep", options->deep },
	};

	put_option(in_force, "timeout", "%" PRId64 "us", run_timeout(run) / 1000);
	put_option(in_force, "retries", retries_of(run) < 0 ? "auto" : "%d", retries_of(run));
	put_option(in_force, "threads", "%u", threads_of(run));
	put_option(in_force, "qps-per-resolver", "%" PRId64,
		   options->qps_per_resolver < 0 ? DEFAULT_QPS : options->qps_per_resolver);
	put_option(in_force, "drill-budget", "%u", options->no_drill ? 0 : budget_of(run));
	if (patience_of(run) != 0) {
		put_option(in_force, "patience", "%" PRId64 "us", patience_of(run) / 1000);
	}
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		if (switches[i].set) {
			put_option(in_force, switches[i].name, "1");
		}
	}
}

static void write_run(struct run *run)
{
	struct in_force in_force = { .count = 0 };
	struct fd_run_record record = {
		.run_id = run->run_id,
		.started_us = run->started_us,
		.version = FLEETDIG_VERSION,
		.engine = fd_engine_name(run->engine),
		.engine_reason = fd_engine_reason(run->engine),
		.engine_features = fd_engine_features(run->engine),
		.host = run->host,
		.vantage = run->options->vantage != NULL ? run->options->vantage : run->host,
		.seed = run->seed,
		.shard_index = run->options->shard.index,
		.shard_count = run->options->shard.count > 1 ? run->options->shard.count : 1,
		.inventory = run->inventory->source,
		.inventory_hash = run->inventory->hash,
		.names = run->inventory->name_count,
		.questions = run->inventory->question_count,
		.resolvers = run->inventory->resolver_count,
		.cells = run->cells,
		.duplicates = run->inventory->duplicates,
		.options = in_force.list,
	};

	list_options(run, &in_force);
	outputs_write(&run->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &record });
}

static void close_run(struct run *run)
{
	fd_engine_destroy(run->engine);
	follow_ups_destroy(run->follow_ups);
	fd_diagnosis_destroy(run->diagnosis);
	fd_host_view_destroy(run->host_view);
	fd_matrix_destroy(run->matrix);
	fd_plan_destroy(run->plan);
	for (size_t i = 0; run->tallies != NULL && i < run->inventory->resolver_count; i++) {
		fd_histogram_finish(&run->tallies[i].latency);
	}
	progress_destroy(run->progress);
	free(run->tallies);
	free(run->fed);
	free(run->shard_mask);
}

static int ask_and_conclude(struct run *run)
{
	name_run(run->run_id, run->started_us);
	name_host(run->host);
	run->wall_offset_us = clock_us(CLOCK_REALTIME) - clock_us(CLOCK_MONOTONIC);
	run->started_ns = fd_engine_now(run->engine);
	if (run->options->deadline_ns != 0) {
		run->deadline_ns = run->started_ns + run->options->deadline_ns;
	}
	write_run(run);
	if (run->besides != NULL && run->besides->before(run->besides->context, run) < 0) {
		return EXIT_HOST;
	}
	if (outputs_start(&run->outputs) < 0) {
		return EXIT_HOST;
	}
	run->progress = progress_create(run);
	int r = run_ask(run);
	progress_end(run->progress, run);
	if (r < 0) {
		fprintf(stderr, "fleetdig: the engine broke: %s\n", strerror(-r));
		return EXIT_HOST;
	}
	run_conclude(run);
	return run->summary.exit_status;
}

/* Else a run that asks less than its inventory says would look like all of it. */
static void say_left_out(struct run *run)
{
	size_t count = run->inventory->left_out;
	char text[96];

	if (count > 0) {
		snprintf(text, sizeof(text),
			 "%zu question%s left out: -r took away whom to ask", count,
			 count == 1 ? "" : "s");
		progress_say(run, text);
	}
}

int run_inventory(const struct options *options, const struct fd_inventory *inventory)
{
	return run_inventory_besides(options, inventory, NULL);
}

int run_inventory_besides(const struct options *options, const struct fd_inventory *inventory,
			  const struct run_besides *besides)
{
	struct run run = {
		.besides = besides,
		.options = options,
		.inventory = inventory,
		.seed = options->has_seed ? options->seed : random_seed(),
		.started_us = clock_us(CLOCK_REALTIME),
	};
	int status = EXIT_HOST;

	interrupt_watch();
	if (outputs_open(&run.outputs, options, inventory) < 0) {
		return EXIT_USAGE; /* nothing was sent */
	}
	say_left_out(&run);
	if (open_tables(&run) == 0 && open_engine(&run) == 0) {
		status = ask_and_conclude(&run);
	}
	outputs_close(&run.outputs);
	close_run(&run);
	bool lost = run.outputs.failed && status != EXIT_HOST;
	return lost ? EXIT_INCOMPLETE : status;
}
