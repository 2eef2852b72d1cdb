/* SPDX-License-Identifier: MIT */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <fleetdig/error.h>

#include "cli/commands.h"
#include "cli/describe.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "cli/version.h"

static const struct subcommand subcommands[] = {
	{ "sweep", COMMAND_SWEEP, command_sweep, "[INVENTORY | NAME...]",
	  "ask every name of every resolver, diagnose, write records" },
	{ "explain", COMMAND_EXPLAIN, command_explain, "[WORD...]",
	  "what an RCODE, EDE code or cause means, and what to do about it" },
	{ "check", COMMAND_CHECK, command_check, "INVENTORY",
	  "validate; print the plan: probes per resolver, rate, time" },
	{ "diagnose", COMMAND_DIAGNOSE, command_diagnose, "[INVENTORY] NAME...",
	  "the same, deep, for a few names: text for a ticket" },
	{ "bench", COMMAND_BENCH, command_bench, "[INVENTORY | NAME...]",
	  "measure resolver latency and capacity under a stated load" },
	{ "compare", COMMAND_COMPARE, command_compare, "[INVENTORY | NAME...]",
	  "group against group (isp, public ...): answers, failures, latency" },
	{ "replay", COMMAND_REPLAY, command_replay, "RUN",
	  "recompute the verdicts of a recorded run, without a network" },
	{ "merge", COMMAND_MERGE, command_merge, "RUN...",
	  "join shards, and compare vantage points, of recorded runs" },
	{ "report", COMMAND_REPORT, command_report, "RUN",
	  "a recorded run as one self-contained HTML page" },
	{ "diff", COMMAND_DIFF, command_diff, "OLD NEW | HISTORY",
	  "what changed between two runs, or since the last good one" },
	{ "history", COMMAND_HISTORY, command_history, "NAME",
	  "first seen, last good, and every change, from a history" },
	{ "demo", COMMAND_DEMO, command_demo, "",
	  "the whole tool against an embedded private DNS on loopback" },
	{ "completions", COMMAND_COMPLETIONS, command_completions, "bash|zsh|fish",
	  "what completes fleetdig's words in your shell" },
};

enum {
	SUBCOMMANDS = sizeof(subcommands) / sizeof(subcommands[0])
};

const struct subcommand *subcommand_rows(size_t *ret_count)
{
	*ret_count = SUBCOMMANDS;
	return subcommands;
}

static void print_help(FILE *stream)
{
	fprintf(stream, "fleetdig: dig for a whole fleet, with a verdict\n\n");
	for (size_t i = 0; i < SUBCOMMANDS; i++) {
		fprintf(stream, "  fleetdig %-11s %-22s %s\n", subcommands[i].name,
			subcommands[i].operands, subcommands[i].help);
	}
	fprintf(stream,
		"\nfleetdig COMMAND --help lists a command's options.\n"
		"Exit status: 0 fine, 1 --fail-on matched, 2 usage, 3 incomplete, 4 this host could not measure, "
		"9 nothing came at all.\n");
}

static int unknown_command(const char *word)
{
	const char *names[SUBCOMMANDS + 1] = { 0 };

	for (size_t i = 0; i < SUBCOMMANDS; i++) {
		names[i] = subcommands[i].name;
	}
	const char *meant = fd_did_you_mean(word, names);
	fprintf(stderr, "fleetdig: there is no command \"%s\"%s%s%s\n", word,
		meant ? "; did you mean " : "", meant ? meant : "; fleetdig --help lists them",
		meant ? "?" : "");
	return EXIT_USAGE;
}

static int run_subcommand(const struct subcommand *subcommand, int argc, char **argv)
{
	static struct options options;
	int r = options_parse(&options, subcommand->bit, argc, argv);

	if (r < 0) {
		fprintf(stderr, "fleetdig: \"fleetdig %s --help\" lists the options\n",
			subcommand->name);
		return EXIT_USAGE;
	}
	if (r > 0) {
		printf("fleetdig %s %s\n%s.\n\n", subcommand->name, subcommand->operands,
		       subcommand->help);
		options_help(stdout, subcommand->bit);
		return EXIT_OK;
	}
	return subcommand->run(&options);
}

int main(int argc, char **argv)
{
	interrupt_watch();
	(void)setlocale(LC_CTYPE, ""); /* what the terminal can show; numbers stay as in C */
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return EXIT_OK;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		version_print();
		return EXIT_OK;
	}
	for (size_t i = 0; i < SUBCOMMANDS; i++) {
		if (strcmp(argv[1], subcommands[i].name) == 0) {
			return run_subcommand(&subcommands[i], argc - 1, argv + 1);
		}
	}
	return unknown_command(argv[1]);
}
