/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <fleetdig/error.h>

#include "cli/commands.h"
#include "cli/describe.h"
#include "cli/files_apart.h"
#include "cli/help.h"
#include "cli/run/run.h"
#include "cli/version.h"

static const struct subcommand subcommands[] = {
	{ "sweep", COMMAND_SWEEP, command_sweep, "[INVENTORY | NAME...]",
	  "ask every name of every resolver, diagnose, write records" },
	{ "diagnose", COMMAND_DIAGNOSE, command_diagnose, "[INVENTORY] NAME...",
	  "the same, deep, for a few names: text for a ticket" },
	{ "check", COMMAND_CHECK, command_check, "INVENTORY",
	  "validate; print the plan: probes per resolver, rate, time" },
	{ "explain", COMMAND_EXPLAIN, command_explain, "[WORD...]",
	  "what an RCODE, EDE code or cause means, and what to do about it" },
	{ "bench", COMMAND_BENCH, command_bench, "[INVENTORY | NAME...]",
	  "measure resolver latency and capacity under a stated load" },
	{ "compare", COMMAND_COMPARE, command_compare, "[INVENTORY | NAME...]",
	  "group against group (isp, public ...): answers, failures, latency" },
	{ "replay", COMMAND_REPLAY, command_replay, "RUN",
	  "recompute the verdicts of a recorded run, without a network" },
	{ "report", COMMAND_REPORT, command_report, "RUN",
	  "a recorded run as one self-contained HTML page" },
	{ "merge", COMMAND_MERGE, command_merge, "RUN...",
	  "join shards, and compare vantage points, of recorded runs" },
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
	char left[64];

	fprintf(stream, "fleetdig: dig for a whole fleet, with a verdict\n\n");
	for (size_t i = 0; i < SUBCOMMANDS; i++) {
		snprintf(left, sizeof(left), "%s %s", subcommands[i].name,
			 subcommands[i].operands);
		help_row(stream, left, subcommands[i].help);
	}
	help_text(stream, "");
	help_text(stream,
		  "For a start: fleetdig demo, fleetdig sweep www.example.com, fleetdig sweep "
		  "hosts.txt, fleetdig diagnose www.example.com");
	help_text(stream, "fleetdig COMMAND --help lists a command's options.");
	help_text(stream, "Exit status: 0 fine, 1 --fail-on matched, 2 usage, 3 incomplete, "
			  "4 this host could not measure, 9 nothing came at all.");
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

static const struct subcommand *find_subcommand(const char *word)
{
	for (size_t i = 0; i < SUBCOMMANDS; i++) {
		if (strcmp(word, subcommands[i].name) == 0) {
			return &subcommands[i];
		}
	}
	return NULL;
}

static void print_command_help(const struct subcommand *subcommand)
{
	printf("fleetdig %s %s\n", subcommand->name, subcommand->operands);
	help_text(stdout, subcommand->help);
	putchar('\n');
	options_help(stdout, subcommand->bit);
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
	if (r == OPTIONS_HELP) {
		print_command_help(subcommand);
		return EXIT_OK;
	}
	if (r == OPTIONS_VERSION) {
		version_print();
		return EXIT_OK;
	}
	return files_apart(&options) < 0 ? EXIT_USAGE : subcommand->run(&options);
}

/* `fleetdig help` and `fleetdig help COMMAND`. */
static int help(int argc, char **argv)
{
	if (argc < 3) {
		print_help(stdout);
		return EXIT_OK;
	}
	const struct subcommand *subcommand = find_subcommand(argv[2]);
	if (subcommand == NULL) {
		return unknown_command(argv[2]);
	}
	print_command_help(subcommand);
	return EXIT_OK;
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

static int dispatch(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (is_one_of(argv[1], "--help", "-h", "help")) {
		return help(argc, argv);
	}
	if (is_one_of(argv[1], "--version", "-V", "version")) {
		version_print();
		return EXIT_OK;
	}
	const struct subcommand *subcommand = find_subcommand(argv[1]);
	return subcommand != NULL ? run_subcommand(subcommand, argc - 1, argv + 1)
				  : unknown_command(argv[1]);
}

/* Else the first sockets would have the numbers of streams that are closed, and records would be written into them. */
static void hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
			/* Opened the wrong way round: use of it fails, as it would have. */
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
		}
	}
}

/* What stdio still holds counts too: help into a full disk is no success. */
static int flushed(int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && ferror(stdout) == 0) {
		return status;
	}
	if (status != EXIT_OK && status != EXIT_FAIL_ON) {
		return status;
	}
	if (errno != EPIPE) {
		/* Of a write before the last one nobody kept the reason. */
		fprintf(stderr, "fleetdig: writing to standard output failed%s%s\n",
			errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
	}
	return EXIT_INCOMPLETE;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);      /* a reader that left is an error of write(2) */
	(void)setlocale(LC_CTYPE, ""); /* what the terminal can show; numbers stay as in C */
	hold_standard_streams();
	return flushed(dispatch(argc, argv));
}
