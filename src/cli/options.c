/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <string.h>

#include <fleetdig/error.h>

#include "cli/describe.h"
#include "cli/help.h"
#include "cli/option_readers.h"

enum {
	SWEEPING = COMMAND_SWEEP | COMMAND_DEMO | COMMAND_DIAGNOSE,
	DIAGNOSING = SWEEPING | COMMAND_COMPARE,
	ASKING = DIAGNOSING | COMMAND_BENCH,
	NAMING = COMMAND_SWEEP | COMMAND_CHECK | COMMAND_DIAGNOSE | COMMAND_BENCH |
		 COMMAND_COMPARE,
	RETRYING = DIAGNOSING | COMMAND_CHECK,
	JUDGING = DIAGNOSING | COMMAND_REPLAY | COMMAND_MERGE | COMMAND_REPORT,
	PLANNING = ASKING | COMMAND_CHECK,
	CONCLUDING = ASKING | COMMAND_REPLAY | COMMAND_MERGE,
	WRITING = CONCLUDING | COMMAND_REPORT,
	EVERY = PLANNING | WRITING | COMMAND_EXPLAIN,
	VERSION = 255,
	LONG_ONLY = 256, /* getopt values of options without a letter start here */
};

static const struct option_row rows[] = {
	{ "resolver", 'r', "ADDR[#PORT][=ROLE]", NAMING, option_read_resolver,
	  "a resolver, repeatable; @FILE holds one a line (default: the inventory's, else resolv.conf)" },
	{ "type", 't', "A,AAAA,...", NAMING, option_read_types,
	  "types to ask for names that state none" },
	{ "output", 'o', "FORMAT[:FILE]", WRITING, option_read_output,
	  "ndjson, csv, table, ticket, html, metrics or sqlite, repeatable; - is stdout (default: table on a terminal, else "
	  "ndjson; of diagnose: ticket; of report: html)" },
	{ "output", 'o', "FORMAT[:FILE]", COMMAND_DIFF, option_read_diff_output,
	  "table, markdown or ndjson, repeatable; - is stdout (default: table)" },
	{ "db", 0, "FILE", COMMAND_HISTORY, option_read_history,
	  "the history to look into: what sweep -o sqlite:FILE wrote (default history.db)" },
	{ "keep", 0, "N|DAYSd", CONCLUDING | COMMAND_REPORT, option_read_keep,
	  "with -o sqlite: forget all but the last N runs, or all but so many days" },
	{ "records", 0, "all|anomalies|verdicts", JUDGING, option_read_records,
	  "how much goes out (default: all to ndjson and csv, anomalies to the rest; of replay: verdicts to ndjson)" },
	{ "pcap", 0, "FILE", SWEEPING, option_read_pcap,
	  "a capture of the queries and replies behind anomalies, of canaries and follow-ups" },
	{ "pcap-all", 0, "FILE", SWEEPING, option_read_pcap_all,
	  "the same, of everything asked" },
	{ "qps", 'Q', "N", PLANNING, option_read_qps,
	  "hard ceiling on everything sent, a second" },
	{ "qps-per-resolver", 0, "N", PLANNING, option_read_qps_per_resolver,
	  "hard ceiling for each resolver (default 1000; 0 lifts it)" },
	{ "concurrency", 'c', "N", DIAGNOSING, option_read_concurrency,
	  "most queries in flight (default automatic)" },
	{ "concurrency", 'c', "N", COMMAND_BENCH, option_read_concurrency,
	  "with --rate the most that may be open at a resolver; without it a closed loop of so many" },
	{ "timeout", 0, "DUR", PLANNING, option_read_timeout,
	  "how long an answer is awaited after the last try (default 2s)" },
	{ "retries", 0, "N|auto", RETRYING, option_read_retries,
	  "tries after the first (default auto)" },
	{ "patience", 0, "DUR", DIAGNOSING, option_read_patience,
	  "how long one patient follow-up waits (default 15s)" },
	{ "deadline", 0, "DUR", DIAGNOSING, option_read_deadline,
	  "stop asking after this long" },
	{ "engine", 0, "auto|uring|epoll", ASKING, option_read_engine,
	  "how packets move (default auto)" },
	{ "no-gso", 0, NULL, DIAGNOSING, option_read_no_gso,
	  "send each query as a packet of its own (no UDP_SEGMENT)" },
	{ "no-gro", 0, NULL, DIAGNOSING, option_read_no_gro,
	  "take each reply as it comes (no UDP_GRO)" },
	{ "0x20", 0, NULL, DIAGNOSING, option_read_0x20,
	  "random case in names; who does not echo it is asked over TCP, then without" },
	{ "no-drill", 0, NULL, DIAGNOSING, option_read_no_drill,
	  "no follow-ups: judge by the table alone" },
	{ "drill-budget", 0, "N", DIAGNOSING, option_read_drill_budget,
	  "most follow-ups (default: 2 % of the cells, at least 2000)" },
	{ "no-direct", 0, NULL, DIAGNOSING, option_read_no_direct,
	  "ask only the resolvers named: no root, no authoritative server" },
	{ "host-view", 0, NULL, ASKING, option_read_host_view,
	  "compare every name with what this host's library says (default: names marked local)" },
	{ "no-host-view", 0, NULL, ASKING, option_read_no_host_view,
	  "leave the library alone" },
	{ "no-edns", 0, NULL, ASKING, option_read_no_edns, "send bulk queries without EDNS" },
	{ "shard", 0, "I/N|auto", RETRYING, option_read_shard,
	  "this machine's part of the names, numbered from 0; auto or auto/N takes I from an "
	  "indexed Job or a Slurm array" },
	{ "vantage", 0, "ID", ASKING, option_read_vantage,
	  "where this run stands (default: host name)" },
	{ "fail-on", 0, "WORDS", JUDGING, option_read_fail_on,
	  "what makes the exit status 1: severities, loci, causes, expect, with commas between; or never "
	  "(default failure,expect)" },
	{ "seed", 0, "N", PLANNING, option_read_seed, "repeat an order of asking" },
	{ "threads", 0, "N", DIAGNOSING, option_read_threads,
	  "engine threads; each has its part of the resolvers, of -Q and of -c (default 1)" },
	{ "progress", 0, "auto|plain|json|none", ASKING, option_read_progress,
	  "progress on stderr" },
	{ "color", 0, "auto|always|never", EVERY | COMMAND_DIFF | COMMAND_HISTORY,
	  option_read_color, "colours (NO_COLOR wins)" },
	{ "quiet", 'q', NULL, WRITING, option_read_quiet, "errors only on stderr" },
	{ "verbose", 'v', NULL, ASKING, option_read_verbose, "say more on stderr" },
	{ "rate", 0, "N", COMMAND_BENCH, option_read_rate,
	  "queries a second to each resolver, whoever answers (default 100; of --ramp: the first step)" },
	{ "rate", 0, "N", COMMAND_COMPARE, option_read_rate,
	  "names a second, each asked of every resolver (default 50)" },
	{ "groups", 0, "NAME=ID+ID,...", COMMAND_COMPARE, option_read_groups,
	  "what is compared (default: roles, and of one role the resolvers)" },
	{ "margin", 0, "DUR", COMMAND_COMPARE, option_read_margin,
	  "latencies no farther apart are no difference (default 500us, or 5 % if that is more)" },
	{ "arrivals", 0, "constant|poisson", COMMAND_BENCH, option_read_arrivals,
	  "evenly spaced, or each at random (default constant)" },
	{ "ramp", 0, NULL, COMMAND_BENCH, option_read_ramp,
	  "raise the rate until loss or latency breaks, one resolver after another (lift the ceiling with "
	  "--qps-per-resolver 0)" },
	{ "duration", 0, "DUR", COMMAND_BENCH, option_read_duration,
	  "how long is measured (default 10s; a ramp ends by itself)" },
	{ "warm-up", 0, "DUR", COMMAND_BENCH, option_read_warm_up,
	  "the same load before, which is not counted (default 1s)" },
	{ "cache", 0, "mix|hit|miss", COMMAND_BENCH, option_read_cache,
	  "names as they are, asked before, or never asked before (default mix)" },
	{ "miss-zone", 0, "ZONE", COMMAND_BENCH, option_read_miss_zone,
	  "where names never asked before are made: any label under it is asked" },
	{ "hold", 0, NULL, COMMAND_DEMO, option_read_hold,
	  "keep the demo's servers up until Ctrl-C, to repeat the dig lines" },
};

enum {
	ROWS = sizeof(rows) / sizeof(rows[0])
};

const struct option_row *options_rows(size_t *ret_count)
{
	*ret_count = ROWS;
	return rows;
}

void options_help(FILE *stream, enum command command)
{
	for (size_t i = 0; i < ROWS; i++) {
		char left[64];
		if ((rows[i].commands & command) == 0) {
			continue;
		}
		char letter[] = { '-', rows[i].letter, ',', ' ', '\0' };
		snprintf(left, sizeof(left), "%s--%s%s%s",
			 rows[i].letter != 0 ? letter : "    ", rows[i].name,
			 rows[i].argument != NULL ? " " : "",
			 rows[i].argument != NULL ? rows[i].argument : "");
		help_row(stream, left, rows[i].help);
	}
	help_row(stream, "-h, --help", "this text");
	help_row(stream, "    --version", "version, engines and outputs of this program");
}

struct getopt_tables {
	struct option longs[ROWS + 3];
	char shorts[2 * ROWS + 8];
	const char *names[ROWS + 3];
	unsigned command;
};

static void make_getopt_tables(struct getopt_tables *tables, enum command command)
{
	size_t n = 0, at = 0;

	tables->command = command;
	tables->shorts[at++] = ':';
	tables->shorts[at++] = 'h';
	tables->longs[n] = (struct option) { .name = "help", .val = 'h' };
	tables->names[n++] = "help";
	tables->longs[n] = (struct option) { .name = "version", .val = VERSION };
	tables->names[n++] = "version";
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

static const struct option_row *row_of(const struct getopt_tables *tables, int value)
{
	for (size_t i = 0; i < ROWS; i++) {
		if ((rows[i].commands & tables->command) != 0 &&
		    (value == (int)(LONG_ONLY + i) ||
		     (rows[i].letter != 0 && value == rows[i].letter))) {
			return &rows[i];
		}
	}
	return NULL;
}

/* getopt says the same of an option that is none, of a beginning of several, and of a value where there is to be none. */
static const char *other_beginning(const struct getopt_tables *tables, const char *name,
				   const char *first)
{
	for (size_t i = 0; tables->names[i] != NULL; i++) {
		if (tables->names[i] != first &&
		    strncmp(tables->names[i], name, strlen(name)) == 0) {
			return tables->names[i];
		}
	}
	return NULL;
}

static int complain_unknown(const struct getopt_tables *tables, const char *word)
{
	if (word[0] == '-' && word[1] == '-') {
		char name[64];
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
		const char *one = other_beginning(tables, name, NULL);
		const char *another = one == NULL ? NULL : other_beginning(tables, name, one);
		if (one != NULL && another != NULL && strcmp(one, name) != 0) {
			fprintf(stderr,
				"fleetdig: --%s may be --%s or --%s: write more of it\n", name,
				one, another);
			return -EINVAL;
		}
		if (one != NULL && strchr(word, '=') != NULL) {
			fprintf(stderr, "fleetdig: --%s takes no value\n", one);
			return -EINVAL;
		}
		const char *meant = fd_did_you_mean(name, tables->names);
		fprintf(stderr, "fleetdig: unknown option --%s%s%s%s\n", name,
			meant ? "; did you mean --" : "", meant ? meant : "", meant ? "?" : "");
	} else {
		fprintf(stderr, "fleetdig: unknown option -%c%s\n", optopt,
			optopt == 'x' ? "; the name of an address is asked for with -t PTR and "
					"its name under in-addr.arpa or ip6.arpa"
				      : "");
	}
	return -EINVAL;
}

static int take(struct options *options, int value, const struct getopt_tables *tables,
		char **argv)
{
	char why[256] = "";

	if (value == ':') {
		const struct option_row *row = row_of(tables, optopt);
		fprintf(stderr, "fleetdig: --%s needs %s\n", row != NULL ? row->name : "?",
			row != NULL ? row->argument : "an argument");
		return -EINVAL;
	}
	if (value == '?') {
		return complain_unknown(tables, argv[optind - 1]);
	}
	const struct option_row *row = row_of(tables, value);
	assert(row != NULL);
	if (row->read(options, optarg, why) < 0) {
		fprintf(stderr, "fleetdig: --%s: %s\n", row->name, why);
		return -EINVAL;
	}
	return 0;
}

/* What is asked for in vain is a mistake, and better known before than after the run. */
static int check_keep(const struct options *options)
{
	bool fine = options->keep_runs == 0 && options->keep_s == 0;

	for (size_t i = 0; i < options->output_count; i++) {
		fine = fine || strcmp(options->outputs[i].format, "sqlite") == 0;
	}
	if (fine) {
		return 0;
	}
	fprintf(stderr, "fleetdig: --keep drops old runs of a history, and none is written: "
			"give one (-o sqlite:FILE)\n");
	return -EINVAL;
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
		.bench.warmup_ns = -1,
		.margin_ns = -1,
	};
	int r = fail_on_parse(&ret_options->fail_on, "failure,expect", bad);
	assert(r == 0);
	make_getopt_tables(&tables, command);
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
		if (value == 'h' || value == VERSION) {
			return value == 'h' ? OPTIONS_HELP : OPTIONS_VERSION;
		}
		r = take(ret_options, value, &tables, argv);
		if (r < 0) {
			return r;
		}
	}
	ret_options->operands = (const char *const *)argv + optind;
	ret_options->operand_count = (size_t)(argc - optind);
	return check_keep(ret_options);
}
