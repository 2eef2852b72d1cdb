/* SPDX-License-Identifier: MIT */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <fleetdig/engine.h>
#include <fleetdig/plan.h>
#include <fleetdig/sink.h>
#include <fleetdig/verdict.h>

/** What the command line says. One table (options.c) drives parsing, help, and later man page and completions. */

enum command {
	COMMAND_SWEEP = 1 << 0,
	COMMAND_CHECK = 1 << 1,
	COMMAND_EXPLAIN = 1 << 2,
	COMMAND_DEMO = 1 << 3,
	COMMAND_REPLAY = 1 << 4,
	COMMAND_DIAGNOSE = 1 << 5,
	COMMAND_REPORT = 1 << 6,
	COMMAND_DIFF = 1 << 10,
	COMMAND_HISTORY = 1 << 11,
	COMMAND_MERGE = 1 << 12,
	COMMAND_BENCH = 1 << 7,
	COMMAND_COMPARE = 1 << 8,
	COMMAND_COMPLETIONS = 1 << 15,
};

enum {
	OPERANDS_ONE_LINE = 4096, /* most -r and -t words: more belongs into a file */
	OUTPUTS_MAX = 16,
	TYPES_MAX = 64,
};

enum progress_mode {
	PROGRESS_AUTO,
	PROGRESS_PLAIN,
	PROGRESS_JSON,
	PROGRESS_NONE
};
enum color {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER
};

struct output {
	char format[16];
	const char *path;	 /* NULL or "-": standard output */
	enum fd_records records; /* DEFAULT: what --records says */
};

enum cache_mode {
	CACHE_MIX, /* the names as they are; with a zone for misses, every other name is one under it */
	CACHE_HIT,
	CACHE_MISS,
};

/** What bench is to do. */
struct bench_options {
	uint32_t rate; /* queries a second and resolver; of a ramp, its first; 0: not said */
	bool poisson, ramp;
	int64_t duration_ns, warmup_ns; /* 0, -1: not said */
	enum cache_mode cache;
	const char *miss_zone; /* NULL: not said */
};

/** What --fail-on asks for: a bit per severity, locus and cause. */
struct fail_on {
	uint32_t severities;
	uint32_t loci;
	uint64_t causes[(FD_CAUSE_COUNT + 63) / 64];
};

struct options {
	const char *resolvers[OPERANDS_ONE_LINE];
	size_t resolver_count;
	uint16_t types[TYPES_MAX];
	size_t type_count;
	struct output outputs[OUTPUTS_MAX];
	size_t output_count;
	enum fd_records records;
	struct output pcap; /* `path` NULL: no capture */
	uint32_t qps;
	int64_t qps_per_resolver; /* -1: not said */
	uint32_t concurrency;
	int64_t timeout_ns;  /* 0: not said */
	int64_t patience_ns; /* 0: not said */
	int64_t deadline_ns; /* 0: none */
	int retries;	     /* FD_RETRIES_DEFAULT: not said */
	enum fd_engine_kind engine;
	int64_t drill_budget; /* -1: not said */
	bool no_drill, no_direct, no_edns;
	bool no_gso, no_gro, mix_case;
	bool host_view, no_host_view;
	bool deep; /* no option: what diagnose does */
	struct fd_shard shard;
	const char *vantage;
	struct fail_on fail_on;
	bool fail_on_given;
	bool has_seed;
	uint64_t seed;
	uint32_t threads;
	enum progress_mode progress;
	enum color color;
	bool quiet, verbose;
	bool hold;
	const char *history; /* NULL: not said */
	uint32_t keep_runs;
	int64_t keep_s;
	struct bench_options bench;
	const char *groups; /* of compare; NULL: roles */
	int64_t margin_ns;  /* -1: not said */
	bool comparisons;   /* no option: what compare writes */
	bool measurements;  /* no option: what bench writes */
	const char *const *operands;
	size_t operand_count;
};

/** What is asked for instead of the command. */
enum {
	OPTIONS_HELP = 1,
	OPTIONS_VERSION,
};

/**
 * Parses argv after the command's word. 0; OPTIONS_HELP or OPTIONS_VERSION, to be printed by the caller; -EINVAL after a
 * message on stderr (usage error, exit 2).
 * `ret_options->operands` points into argv.
 */
int options_parse(struct options *ret_options, enum command command, int argc, char **argv);

/** The options of a command, aligned, for --help. */
void options_help(FILE *stream, enum command command);

/** Reads a --fail-on list; an unknown word is copied to `bad` and gives -EINVAL. */
int fail_on_parse(struct fail_on *ret_fail_on, const char *words, char bad[64]);
bool fail_on_matches(const struct fail_on *fail_on, const struct fd_verdict *verdict);

#endif
