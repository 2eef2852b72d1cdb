/* SPDX-License-Identifier: MIT */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H

#include <stddef.h>
#include <stdio.h>

#include "cli/option_readers.h"

/**
 * The command line as data: the two tables that parse it (main.c, options.c), for all that describes it: help, completions,
 * the man page.
 */

struct option_row {
	const char *name;
	char letter;
	const char *argument; /* NULL: takes none */
	unsigned commands;
	option_reader *read;
	const char *help;
};

struct subcommand {
	const char *name;
	enum command bit;
	int (*run)(const struct options *options);
	const char *operands;
	const char *help;
};

const struct option_row *options_rows(size_t *ret_count);
const struct subcommand *subcommand_rows(size_t *ret_count);

/** What an option's argument, or a command's operands, can be: enough for a shell to offer something. */
enum argument_kind {
	ARGUMENT_NONE,
	ARGUMENT_FREE,	/* a number, an address: nothing to offer */
	ARGUMENT_WORDS, /* one of a few: argument_words() */
	ARGUMENT_LIST,	/* several of them, with commas between */
	ARGUMENT_FILE,
};
enum argument_kind argument_kind(const char *argument);
/** Prints the words an argument is chosen from, with `between` between them. */
void argument_words(FILE *stream, const char *argument, const char *between);

/* complete.c */
void complete_bash(FILE *stream);
void complete_zsh(FILE *stream);
void complete_fish(FILE *stream);

#endif
