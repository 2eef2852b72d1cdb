/* SPDX-License-Identifier: MIT */
#include "cli/option_readers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/error.h>
#include <fleetdig/inventory.h>
#include <fleetdig/wire.h>

enum {
	WAIT_MOST_H = 1, /* as inventories have it */
	RUN_MOST_H = 24 * 365,
};

int option_read_resolver(struct options *options, const char *argument, char why[256])
{
	if (options->resolver_count == OPERANDS_ONE_LINE) {
		snprintf(why, 256, "more than %d resolvers: put them in a file and give @FILE",
			 OPERANDS_ONE_LINE);
		return -EINVAL;
	}
	options->resolvers[options->resolver_count++] = argument;
	return 0;
}

static void explain_type(const char *word, char why[256])
{
	const char *unaskable = fd_type_unaskable(word);
	const char *meant = fd_did_you_mean(word, fd_type_names());
	int at = snprintf(why, 256, "\"%s\" is not a record type that can be asked", word);

	if (unaskable != NULL) {
		snprintf(why + at, 256 - (size_t)at, ": it is %s", unaskable);
	} else if (meant != NULL) {
		snprintf(why + at, 256 - (size_t)at, "; did you mean %s?", meant);
	} else {
		snprintf(why + at, 256 - (size_t)at, " (A, AAAA, MX, TXT, TYPE65280 ...)");
	}
}

int option_read_types(struct options *options, const char *argument, char why[256])
{
	char word[FD_NUMBER_TEXT_MAX];

	if (*argument == '\0') {
		snprintf(why, 256, "no type; expected one or more, such as A,AAAA");
		return -EINVAL;
	}
	while (*argument != '\0') {
		size_t length = strcspn(argument, ",");
		snprintf(word, sizeof(word), "%.*s",
			 (int)(length < sizeof(word) ? length : sizeof(word) - 1), argument);
		if (options->type_count == TYPES_MAX) {
			snprintf(why, 256, "more than %d types", TYPES_MAX);
			return -EINVAL;
		}
		if (fd_type_parse(&options->types[options->type_count], word) < 0) {
			explain_type(word, why);
			return -EINVAL;
		}
		options->type_count++;
		argument += length;
		argument += *argument == ',';
	}
	return 0;
}

int option_read_history(struct options *options, const char *argument, char why[256])
{
	if (*argument == '\0') {
		snprintf(why, 256, "names no file");
		return -EINVAL;
	}
	options->history = argument;
	return 0;
}

int option_read_keep(struct options *options, const char *argument, char why[256])
{
	char *end;
	unsigned long number = strtoul(argument, &end, 10);

	if (end == argument || number == 0 || number > 1000000 || argument[0] == '-' ||
	    (end[0] != '\0' && strcmp(end, "d") != 0)) {
		snprintf(why, 256,
			 "\"%.40s\" is neither a number of runs (30) nor of days (90d)",
			 argument);
		return -EINVAL;
	}
	options->keep_runs = end[0] == '\0' ? (uint32_t)number : 0;
	options->keep_s = end[0] == '\0' ? 0 : (int64_t)number * 86400;
	return 0;
}

/* One of some words; the index in `words`, or -EINVAL. */
static int read_word(const char *argument, const char *const *words, char why[256])
{
	int at = snprintf(why, 256, "\"%.40s\" is none of", argument);

	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(argument, words[i]) == 0) {
			return i;
		}
		at += snprintf(why + at, 256 - (size_t)at, " %s", words[i]);
	}
	return -EINVAL;
}

int option_read_records(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "all", "anomalies", "verdicts", NULL };
	int word = read_word(argument, words, why);
	options->records =
		word < 0 ? FD_RECORDS_DEFAULT : (enum fd_records)(FD_RECORDS_ALL + word);
	return word < 0 ? word : 0;
}

static int read_number(uint64_t *ret_number, const char *argument, uint64_t most, char why[256])
{
	char *end;

	errno = 0;
	unsigned long long number = strtoull(argument, &end, 10);
	if (*argument < '0' || *argument > '9' || *end != '\0' || errno != 0 || number > most) {
		snprintf(why, 256, "\"%.40s\" is not a whole number from 0 to %llu", argument,
			 (unsigned long long)most);
		return -EINVAL;
	}
	*ret_number = number;
	return 0;
}

static int read_u32(uint32_t *ret_number, const char *argument, uint32_t most, char why[256])
{
	uint64_t number;
	int r = read_number(&number, argument, most, why);
	if (r == 0) {
		*ret_number = (uint32_t)number;
	}
	return r;
}

int option_read_qps(struct options *options, const char *argument, char why[256])
{
	return read_u32(&options->qps, argument, UINT32_MAX, why);
}

int option_read_qps_per_resolver(struct options *options, const char *argument, char why[256])
{
	uint32_t number = 0;
	int r = read_u32(&number, argument, UINT32_MAX, why);
	options->qps_per_resolver = number;
	return r;
}

int option_read_concurrency(struct options *options, const char *argument, char why[256])
{
	return read_u32(&options->concurrency, argument, 1 << 24, why);
}

int option_read_threads(struct options *options, const char *argument, char why[256])
{
	int r = read_u32(&options->threads, argument, 256, why);
	if (r == 0 && options->threads < 1) {
		snprintf(why, 256, "nobody can ask with no thread at all: 1 or more");
		return -EINVAL;
	}
	return r;
}

static int read_duration(int64_t *ret_ns, const char *argument, int64_t most_h, char why[256])
{
	int r = fd_duration_parse(ret_ns, argument);

	if (r == 0 && *ret_ns <= 0) {
		snprintf(why, 256, "\"%.40s\" is no time at all: more than 0", argument);
		return -EINVAL;
	}
	if (r < 0) {
		snprintf(why, 256,
			 "\"%.40s\" is not a duration with a unit, such as 300ms, 2s or 5m",
			 argument);
		return -EINVAL;
	}
	if (*ret_ns > most_h * 3600 * 1000000000) {
		snprintf(why, 256, "\"%.40s\" is too long: at most %lldh", argument,
			 (long long)most_h);
		return -EINVAL;
	}
	return 0;
}

int option_read_timeout(struct options *options, const char *argument, char why[256])
{
	return read_duration(&options->timeout_ns, argument, WAIT_MOST_H, why);
}

int option_read_patience(struct options *options, const char *argument, char why[256])
{
	return read_duration(&options->patience_ns, argument, WAIT_MOST_H, why);
}

int option_read_deadline(struct options *options, const char *argument, char why[256])
{
	return read_duration(&options->deadline_ns, argument, RUN_MOST_H, why);
}

int option_read_retries(struct options *options, const char *argument, char why[256])
{
	uint32_t number = 0;

	if (strcmp(argument, "auto") == 0) {
		options->retries = FD_RETRIES_AUTO;
		return 0;
	}
	int r = read_u32(&number, argument, 15, why);
	if (r < 0) {
		strncat(why, ", or auto", 255 - strlen(why));
	}
	options->retries = (int)number;
	return r;
}

int option_read_engine(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "auto", "uring", "epoll", NULL };
	int word = read_word(argument, words, why);
	options->engine =
		word < 0 ? FD_ENGINE_AUTO : (enum fd_engine_kind)(FD_ENGINE_AUTO + word);
	return word < 0 ? word : 0;
}

int option_read_drill_budget(struct options *options, const char *argument, char why[256])
{
	uint32_t number = 0;
	int r = read_u32(&number, argument, 1000000, why);
	options->drill_budget = number;
	return r;
}

int option_read_no_gso(struct options *options, const char *argument, char why[256])
{
	options->no_gso = true;
	return 0;
}

int option_read_no_gro(struct options *options, const char *argument, char why[256])
{
	options->no_gro = true;
	return 0;
}

int option_read_0x20(struct options *options, const char *argument, char why[256])
{
	options->mix_case = true;
	return 0;
}

int option_read_no_drill(struct options *options, const char *argument, char why[256])
{
	options->no_drill = true;
	return 0;
}

int option_read_no_direct(struct options *options, const char *argument, char why[256])
{
	options->no_direct = true;
	return 0;
}

int option_read_host_view(struct options *options, const char *argument, char why[256])
{
	options->host_view = true;
	return 0;
}

int option_read_no_host_view(struct options *options, const char *argument, char why[256])
{
	options->no_host_view = true;
	return 0;
}

int option_read_no_edns(struct options *options, const char *argument, char why[256])
{
	options->no_edns = true;
	return 0;
}

/*
 * `auto` takes the index of a Kubernetes indexed Job or of a Slurm array. How many there are is in the array's variables;
 * a Job has none for that: there it is `auto/N`.
 */
static int read_shard_auto(struct options *options, const char *given_count, char why[256])
{
	const char *slurm = getenv("SLURM_ARRAY_TASK_ID"),
		   *first = getenv("SLURM_ARRAY_TASK_MIN");
	const char *index = getenv("JOB_COMPLETION_INDEX");
	const char *count =
		given_count != NULL
			? given_count
			: getenv(index != NULL ? "JOB_COMPLETIONS" : "SLURM_ARRAY_TASK_COUNT");
	uint32_t base = 0;

	index = index != NULL ? index : slurm;
	if (index == NULL || count == NULL) {
		snprintf(
			why, 256,
			"auto needs JOB_COMPLETION_INDEX or SLURM_ARRAY_TASK_ID in the environment, "
			"and how many there are: auto/N, JOB_COMPLETIONS or SLURM_ARRAY_TASK_COUNT");
		return -EINVAL;
	}
	if (read_u32(&options->shard.index, index, UINT32_MAX, why) < 0 ||
	    read_u32(&options->shard.count, count, UINT32_MAX, why) < 0 ||
	    (index == slurm && first != NULL && read_u32(&base, first, UINT32_MAX, why) < 0)) {
		return -EINVAL;
	}
	options->shard.index -= base <= options->shard.index ? base : 0;
	return 0;
}

int option_read_shard(struct options *options, const char *argument, char why[256])
{
	char index[16];
	const char *slash = strchr(argument, '/');
	int r;

	if (strcmp(argument, "auto") == 0) {
		r = read_shard_auto(options, NULL, why);
	} else if (strncmp(argument, "auto/", 5) == 0) {
		r = read_shard_auto(options, argument + 5, why);
	} else if (slash == NULL || slash - argument >= (ptrdiff_t)sizeof(index)) {
		r = -EINVAL;
		snprintf(why, 256, "\"%.40s\" is not I/N, such as 0/4, nor auto or auto/N",
			 argument);
	} else {
		snprintf(index, sizeof(index), "%.*s", (int)(slash - argument), argument);
		r = read_u32(&options->shard.index, index, UINT32_MAX, why);
		r = r < 0 ? r : read_u32(&options->shard.count, slash + 1, UINT32_MAX, why);
	}
	if (r == 0 && options->shard.index >= options->shard.count) {
		snprintf(why, 256, "shard %u of %u: shards are numbered from 0",
			 options->shard.index, options->shard.count);
		return -EINVAL;
	}
	return r;
}

int option_read_vantage(struct options *options, const char *argument, char why[256])
{
	if (*argument == '\0') {
		snprintf(why, 256, "no place; expected a word such as the site's name");
		return -EINVAL;
	}
	options->vantage = argument;
	return 0;
}

int option_read_fail_on(struct options *options, const char *argument, char why[256])
{
#define CAUSE_WORD(identifier) #identifier,
	static const char *const words[] = {
		"failure", "degraded",	    "negative",	    "local", "upstream",
		"expect",  "authoritative", "undetermined", "never", FD_CAUSES(CAUSE_WORD) NULL
	};
#undef CAUSE_WORD
	char bad[64];

	if (*argument == '\0') {
		snprintf(why, 256, "no word; expected failure, expect, ..., or never");
		return -EINVAL;
	}
	options->fail_on_given = true;
	int r = fail_on_parse(&options->fail_on, argument, bad);
	if (r < 0 && strcmp(bad, "never") == 0) {
		snprintf(why, 256, "never goes with no other word");
		return -EINVAL;
	}
	if (r < 0) {
		const char *meant = fd_did_you_mean(bad, words);
		snprintf(why, 256, "\"%s\" is not a severity, locus or cause%s%s%s", bad,
			 meant ? "; did you mean "
			       : " (failure, degraded, negative, local, ..., expect, never)",
			 meant ? meant : "", meant ? "?" : "");
		return -EINVAL;
	}
	return 0;
}

int option_read_seed(struct options *options, const char *argument, char why[256])
{
	options->has_seed = true;
	/* So that every reader of JSON reads it back from the run record as it was. */
	return read_number(&options->seed, argument, (UINT64_C(1) << 53) - 1, why);
}

int option_read_progress(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "auto", "plain", "json", "none", NULL };
	int word = read_word(argument, words, why);
	options->progress =
		word < 0 ? PROGRESS_AUTO : (enum progress_mode)(PROGRESS_AUTO + word);
	return word < 0 ? word : 0;
}

int option_read_color(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "auto", "always", "never", NULL };
	int word = read_word(argument, words, why);
	options->color = word < 0 ? COLOR_AUTO : (enum color)(COLOR_AUTO + word);
	return word < 0 ? word : 0;
}

int option_read_quiet(struct options *options, const char *argument, char why[256])
{
	options->quiet = true;
	return 0;
}

int option_read_verbose(struct options *options, const char *argument, char why[256])
{
	options->verbose = true;
	return 0;
}

int option_read_hold(struct options *options, const char *argument, char why[256])
{
	options->hold = true;
	return 0;
}

int option_read_rate(struct options *options, const char *argument, char why[256])
{
	int r = read_u32(&options->bench.rate, argument, 100000000, why);

	if (r == 0 && options->bench.rate == 0) {
		snprintf(why, 256, "a rate of 0 measures nothing: at least 1");
		return -EINVAL;
	}
	return r;
}

int option_read_arrivals(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "constant", "poisson", NULL };
	int word = read_word(argument, words, why);
	options->bench.poisson = word == 1;
	return word < 0 ? word : 0;
}

int option_read_ramp(struct options *options, const char *argument, char why[256])
{
	options->bench.ramp = true;
	return 0;
}

int option_read_duration(struct options *options, const char *argument, char why[256])
{
	return read_duration(&options->bench.duration_ns, argument, RUN_MOST_H, why);
}

int option_read_warm_up(struct options *options, const char *argument, char why[256])
{
	if (strcmp(argument, "0") == 0) {
		options->bench.warmup_ns = 0;
		return 0;
	}
	return read_duration(&options->bench.warmup_ns, argument, RUN_MOST_H, why);
}

int option_read_cache(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "mix", "hit", "miss", NULL };
	int word = read_word(argument, words, why);
	options->bench.cache = word < 0 ? CACHE_MIX : (enum cache_mode)((int)CACHE_MIX + word);
	return word < 0 ? word : 0;
}

int option_read_miss_zone(struct options *options, const char *argument, char why[256])
{
	struct fd_name name;

	int r = fd_inventory_name(&name, argument, why);
	if (r < 0) {
		return r;
	}
	options->bench.miss_zone = argument;
	return 0;
}

int option_read_groups(struct options *options, const char *argument, char why[256])
{
	if (*argument == '\0') {
		snprintf(why, 256, "no group; expected NAME=ID+ID,... or ID,ID,...");
		return -EINVAL;
	}
	options->groups = argument;
	return 0;
}

int option_read_margin(struct options *options, const char *argument, char why[256])
{
	return read_duration(&options->margin_ns, argument, WAIT_MOST_H, why);
}
