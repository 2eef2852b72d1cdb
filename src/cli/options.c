/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/error.h>
#include <fleetdig/inventory.h>
#include <fleetdig/wire.h>

enum {
	ASKING = COMMAND_SWEEP | COMMAND_DEMO,
	PLANNING = COMMAND_SWEEP | COMMAND_CHECK | COMMAND_DEMO,
	EVERY = COMMAND_SWEEP | COMMAND_CHECK | COMMAND_DEMO | COMMAND_EXPLAIN,
	LONG_ONLY = 256, /* getopt values of options without a letter start here */
};

/* Reads one argument into the options; 0, or -EINVAL with a reason in `why`. */
typedef int reader(struct options *options, const char *argument, char why[256]);

struct row {
	const char *name;
	char letter;
	const char *argument; /* NULL: takes none */
	unsigned commands;
	reader *read;
	const char *help;
};

static int read_resolver(struct options *options, const char *argument, char why[256])
{
	if (options->resolver_count == OPERANDS_ONE_LINE) {
		snprintf(why, 256, "more than %d resolvers: put them in a file and give @FILE",
			 OPERANDS_ONE_LINE);
		return -EINVAL;
	}
	options->resolvers[options->resolver_count++] = argument;
	return 0;
}

static int read_types(struct options *options, const char *argument, char why[256])
{
	char word[FD_NUMBER_TEXT_MAX];

	while (*argument != '\0') {
		size_t length = strcspn(argument, ",");
		snprintf(word, sizeof(word), "%.*s",
			 (int)(length < sizeof(word) ? length : sizeof(word) - 1), argument);
		if (options->type_count == TYPES_MAX) {
			snprintf(why, 256, "more than %d types", TYPES_MAX);
			return -EINVAL;
		}
		if (fd_type_parse(&options->types[options->type_count], word) < 0) {
			const char *meant = fd_did_you_mean(word, fd_type_names());
			snprintf(why, 256,
				 "\"%s\" is not a record type that can be asked%s%s%s", word,
				 meant ? "; did you mean "
				       : " (A, AAAA, MX, TXT, TYPE65280 ...)",
				 meant ? meant : "", meant ? "?" : "");
			return -EINVAL;
		}
		options->type_count++;
		argument += length;
		argument += *argument == ',';
	}
	return 0;
}

static int read_output(struct options *options, const char *argument, char why[256])
{
	size_t length = strcspn(argument, ":");
	struct output output = { .path = argument[length] == ':' ? argument + length + 1
								 : NULL };
	const char *const *formats = fd_sink_formats();

	snprintf(output.format, sizeof(output.format), "%.*s", (int)(length > 15 ? 15 : length),
		 argument);
	for (size_t i = 0; formats[i] != NULL; i++) {
		if (strcmp(formats[i], output.format) == 0 &&
		    options->output_count < OUTPUTS_MAX) {
			options->outputs[options->output_count++] = output;
			return 0;
		}
	}
	const char *meant = fd_did_you_mean(output.format, formats);
	int at = snprintf(why, 256, "\"%s\" is not an output format; there are", output.format);
	for (size_t i = 0; formats[i] != NULL && at < 200; i++) {
		at += snprintf(why + at, 256 - (size_t)at, " %s", formats[i]);
	}
	snprintf(why + at, 256 - (size_t)at, "%s%s%s", meant ? "; did you mean " : "",
		 meant ? meant : "", meant ? "?" : "");
	return -EINVAL;
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

static int read_records(struct options *options, const char *argument, char why[256])
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

static int read_qps(struct options *options, const char *argument, char why[256])
{
	return read_u32(&options->qps, argument, UINT32_MAX, why);
}

static int read_qps_per_resolver(struct options *options, const char *argument, char why[256])
{
	uint32_t number = 0;
	int r = read_u32(&number, argument, UINT32_MAX, why);
	options->qps_per_resolver = number;
	return r;
}

static int read_concurrency(struct options *options, const char *argument, char why[256])
{
	return read_u32(&options->concurrency, argument, 1 << 24, why);
}

static int read_threads(struct options *options, const char *argument, char why[256])
{
	int r = read_u32(&options->threads, argument, 256, why);
	if (r == 0 && options->threads != 1) {
		snprintf(why, 256, "one engine thread is all there is today: --threads 1");
		return -EINVAL;
	}
	return r;
}

static int read_duration(int64_t *ret_ns, const char *argument, char why[256])
{
	if (fd_duration_parse(ret_ns, argument) < 0 || *ret_ns <= 0) {
		snprintf(why, 256,
			 "\"%.40s\" is not a duration with a unit, such as 300ms, 2s or 5m",
			 argument);
		return -EINVAL;
	}
	return 0;
}

static int read_timeout(struct options *options, const char *argument, char why[256])
{
	return read_duration(&options->timeout_ns, argument, why);
}

static int read_patience(struct options *options, const char *argument, char why[256])
{
	return read_duration(&options->patience_ns, argument, why);
}

static int read_deadline(struct options *options, const char *argument, char why[256])
{
	return read_duration(&options->deadline_ns, argument, why);
}

static int read_retries(struct options *options, const char *argument, char why[256])
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

static int read_engine(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "auto", "uring", "epoll", NULL };
	int word = read_word(argument, words, why);
	options->engine =
		word < 0 ? FD_ENGINE_AUTO : (enum fd_engine_kind)(FD_ENGINE_AUTO + word);
	return word < 0 ? word : 0;
}

static int read_drill_budget(struct options *options, const char *argument, char why[256])
{
	uint32_t number = 0;
	int r = read_u32(&number, argument, 1000000, why);
	options->drill_budget = number;
	return r;
}

static int read_no_drill(struct options *options, const char *argument, char why[256])
{
	options->no_drill = true;
	return 0;
}

static int read_no_direct(struct options *options, const char *argument, char why[256])
{
	options->no_direct = true;
	return 0;
}

static int read_no_edns(struct options *options, const char *argument, char why[256])
{
	options->no_edns = true;
	return 0;
}

/* `auto` takes the index of a Kubernetes indexed Job or of a Slurm array; how many there are is in the array's variables. */
static int read_shard_auto(struct options *options, char why[256])
{
	const char *slurm = getenv("SLURM_ARRAY_TASK_ID"),
		   *first = getenv("SLURM_ARRAY_TASK_MIN");
	const char *index = getenv("JOB_COMPLETION_INDEX");
	const char *count =
		getenv(index != NULL ? "JOB_COMPLETIONS" : "SLURM_ARRAY_TASK_COUNT");
	uint32_t base = 0;

	index = index != NULL ? index : slurm;
	if (index == NULL || count == NULL) {
		snprintf(why, 256,
			 "auto needs JOB_COMPLETION_INDEX and JOB_COMPLETIONS, or "
			 "SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT, in the environment");
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

static int read_shard(struct options *options, const char *argument, char why[256])
{
	char index[16];
	const char *slash = strchr(argument, '/');
	int r;

	if (strcmp(argument, "auto") == 0) {
		r = read_shard_auto(options, why);
	} else if (slash == NULL || slash - argument >= (ptrdiff_t)sizeof(index)) {
		r = -EINVAL;
		snprintf(why, 256, "\"%.40s\" is not I/N, such as 0/4, nor auto", argument);
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

static int read_vantage(struct options *options, const char *argument, char why[256])
{
	options->vantage = argument;
	return 0;
}

static int read_fail_on(struct options *options, const char *argument, char why[256])
{
#define CAUSE_WORD(identifier) #identifier,
	static const char *const words[] = {
		"failure", "degraded",	    "negative",	    "local", "upstream",
		"expect",  "authoritative", "undetermined", "never", FD_CAUSES(CAUSE_WORD) NULL
	};
#undef CAUSE_WORD
	char bad[64];

	options->fail_on_given = true;
	if (fail_on_parse(&options->fail_on, argument, bad) < 0) {
		const char *meant = fd_did_you_mean(bad, words);
		snprintf(why, 256, "\"%s\" is not a severity, locus or cause%s%s%s", bad,
			 meant ? "; did you mean "
			       : " (failure, degraded, negative, local, ..., expect, never)",
			 meant ? meant : "", meant ? "?" : "");
		return -EINVAL;
	}
	return 0;
}

static int read_seed(struct options *options, const char *argument, char why[256])
{
	options->has_seed = true;
	return read_number(&options->seed, argument, UINT64_MAX, why);
}

static int read_progress(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "auto", "plain", "json", "none", NULL };
	int word = read_word(argument, words, why);
	options->progress = word < 0 ? PROGRESS_AUTO : (enum progress)(PROGRESS_AUTO + word);
	return word < 0 ? word : 0;
}

static int read_color(struct options *options, const char *argument, char why[256])
{
	static const char *const words[] = { "auto", "always", "never", NULL };
	int word = read_word(argument, words, why);
	options->color = word < 0 ? COLOR_AUTO : (enum color)(COLOR_AUTO + word);
	return word < 0 ? word : 0;
}

static int read_quiet(struct options *options, const char *argument, char why[256])
{
	options->quiet = true;
	return 0;
}

static int read_verbose(struct options *options, const char *argument, char why[256])
{
	options->verbose = true;
	return 0;
}

static int read_hold(struct options *options, const char *argument, char why[256])
{
	options->hold = true;
	return 0;
}

static const struct row rows[] = {
	{ "resolver", 'r', "ADDR[#PORT][=ROLE]", COMMAND_SWEEP | COMMAND_CHECK, read_resolver,
	  "a resolver, repeatable; @FILE holds one a line (default: the inventory's, else resolv.conf)" },
	{ "type", 't', "A,AAAA,...", COMMAND_SWEEP | COMMAND_CHECK, read_types,
	  "types to ask for names that state none" },
	{ "output", 'o', "FORMAT[:FILE]", ASKING, read_output,
	  "ndjson or table, repeatable; - is stdout (default: table on a terminal, else ndjson)" },
	{ "records", 0, "all|anomalies|verdicts", ASKING, read_records, "how much goes out" },
	{ "qps", 'Q', "N", PLANNING, read_qps, "hard ceiling on everything sent, a second" },
	{ "qps-per-resolver", 0, "N", PLANNING, read_qps_per_resolver,
	  "hard ceiling for each resolver (default 1000; 0 lifts it)" },
	{ "concurrency", 'c', "N", ASKING, read_concurrency,
	  "most queries in flight (default automatic)" },
	{ "timeout", 0, "DUR", PLANNING, read_timeout,
	  "how long an answer is awaited after the last try (default 2s)" },
	{ "retries", 0, "N|auto", PLANNING, read_retries,
	  "tries after the first (default auto)" },
	{ "patience", 0, "DUR", ASKING, read_patience,
	  "how long one patient follow-up waits (default 15s)" },
	{ "deadline", 0, "DUR", ASKING, read_deadline, "stop asking after this long" },
	{ "engine", 0, "auto|uring|epoll", ASKING, read_engine,
	  "how packets move (default auto)" },
	{ "no-drill", 0, NULL, ASKING, read_no_drill,
	  "no follow-ups: judge by the table alone" },
	{ "drill-budget", 0, "N", ASKING, read_drill_budget,
	  "most follow-ups (default: 2 % of the cells, at least 200)" },
	{ "no-direct", 0, NULL, ASKING, read_no_direct,
	  "ask only the resolvers named: no root, no authoritative server" },
	{ "no-edns", 0, NULL, ASKING, read_no_edns, "send bulk queries without EDNS" },
	{ "shard", 0, "I/N|auto", PLANNING, read_shard,
	  "this machine's part of the names, numbered from 0" },
	{ "vantage", 0, "ID", ASKING, read_vantage,
	  "where this run stands (default: host name)" },
	{ "fail-on", 0, "WORDS", ASKING, read_fail_on,
	  "what makes the exit status 1 (default failure,expect)" },
	{ "seed", 0, "N", PLANNING, read_seed, "repeat an order of asking" },
	{ "threads", 0, "N", ASKING, read_threads, "engine threads (1 today)" },
	{ "progress", 0, "auto|plain|json|none", ASKING, read_progress, "progress on stderr" },
	{ "color", 0, "auto|always|never", EVERY, read_color, "colours (NO_COLOR wins)" },
	{ "quiet", 'q', NULL, ASKING, read_quiet, "errors only on stderr" },
	{ "verbose", 'v', NULL, ASKING, read_verbose, "say more on stderr" },
	{ "hold", 0, NULL, COMMAND_DEMO, read_hold,
	  "keep the demo's servers up until Ctrl-C, to repeat the dig lines" },
};

enum {
	ROWS = sizeof(rows) / sizeof(rows[0])
};

void options_help(FILE *stream, enum command command)
{
	for (size_t i = 0; i < ROWS; i++) {
		char left[64];
		if ((rows[i].commands & command) == 0) {
			continue;
		}
		int at = rows[i].letter != 0
				 ? snprintf(left, sizeof(left), "-%c, ", rows[i].letter)
				 : snprintf(left, sizeof(left), "    ");
		at += snprintf(left + at, sizeof(left) - (size_t)at, "--%s", rows[i].name);
		if (rows[i].argument != NULL) {
			snprintf(left + at, sizeof(left) - (size_t)at, " %s", rows[i].argument);
		}
		fprintf(stream, "  %-36s %s\n", left, rows[i].help);
	}
	fprintf(stream, "  %-36s %s\n", "-h, --help", "this text");
}

struct getopt_tables {
	struct option longs[ROWS + 2];
	char shorts[2 * ROWS + 8];
	const char *names[ROWS + 2];
};

static void make_getopt_tables(struct getopt_tables *tables, enum command command)
{
	size_t n = 0, at = 0;

	tables->shorts[at++] = ':';
	tables->shorts[at++] = 'h';
	tables->longs[n] = (struct option) { .name = "help", .val = 'h' };
	tables->names[n++] = "--help";
	for (size_t i = 0; i < ROWS; i++) {
		if ((rows[i].commands & command) == 0) {
			continue;
		}
		tables->longs[n] = (struct option) {
			.name = rows[i].name,
			.has_arg = rows[i].argument != NULL ? required_argument : no_argument,
			.val = (int)(LONG_ONLY + i),
		};
		tables->names[n++] = rows[i].name;
		if (rows[i].letter != 0) {
			tables->shorts[at++] = rows[i].letter;
			tables->shorts[at] = ':';
			at += rows[i].argument != NULL;
		}
	}
	tables->longs[n] = (struct option) { 0 };
	tables->names[n] = NULL;
	tables->shorts[at] = '\0';
}

static const struct row *row_of(int value)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (value == (int)(LONG_ONLY + i) ||
		    (rows[i].letter != 0 && value == rows[i].letter)) {
			return &rows[i];
		}
	}
	return NULL;
}

static int complain_unknown(const struct getopt_tables *tables, const char *word)
{
	if (word[0] == '-' && word[1] == '-') {
		char name[64];
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
		const char *meant = fd_did_you_mean(name, tables->names);
		fprintf(stderr, "fleetdig: unknown option --%s%s%s%s\n", name,
			meant ? "; did you mean --" : "", meant ? meant : "", meant ? "?" : "");
	} else {
		fprintf(stderr, "fleetdig: unknown option -%c\n", optopt);
	}
	return -EINVAL;
}

static int take(struct options *options, int value, const struct getopt_tables *tables,
		char **argv)
{
	char why[256] = "";

	if (value == ':') {
		const struct row *row = row_of(optopt);
		fprintf(stderr, "fleetdig: --%s needs %s\n", row != NULL ? row->name : "?",
			row != NULL ? row->argument : "an argument");
		return -EINVAL;
	}
	if (value == '?') {
		return complain_unknown(tables, argv[optind - 1]);
	}
	const struct row *row = row_of(value);
	assert(row != NULL);
	if (row->read(options, optarg, why) < 0) {
		fprintf(stderr, "fleetdig: --%s: %s\n", row->name, why);
		return -EINVAL;
	}
	return 0;
}

int options_parse(struct options *ret_options, enum command command, int argc, char **argv)
{
	static struct getopt_tables tables;
	char bad[64];
	int value;

	*ret_options = (struct options) {
		.qps_per_resolver = -1,
		.retries = FD_RETRIES_DEFAULT,
		.drill_budget = -1,
		.threads = 1,
	};
	int r = fail_on_parse(&ret_options->fail_on, "failure,expect", bad);
	assert(r == 0);
	make_getopt_tables(&tables, command);
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
		if (value == 'h') {
			return 1;
		}
		r = take(ret_options, value, &tables, argv);
		if (r < 0) {
			return r;
		}
	}
	ret_options->operands = (const char *const *)argv + optind;
	ret_options->operand_count = (size_t)(argc - optind);
	return 0;
}
