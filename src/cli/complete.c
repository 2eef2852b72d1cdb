/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/describe.h"

/** Completions for three shells, from the tables that parse. The texts in them are ours: no quotes but where escaped here. */

/* ---- bash ---------------------------------------------------------------------------------- */

static void bash_command(FILE *stream, const struct subcommand *command)
{
	size_t count;
	const struct option_row *rows = options_rows(&count);

	fprintf(stream, "\t%s) options='--help", command->name);
	for (size_t i = 0; i < count; i++) {
		if ((rows[i].commands & command->bit) != 0) {
			fprintf(stream, " --%s%s", rows[i].name,
				rows[i].argument != NULL ? "=" : "");
		}
	}
	fprintf(stream, "'");
	if (argument_kind(command->operands) == ARGUMENT_WORDS) {
		fprintf(stream, " operands='");
		argument_words(stream, command->operands, " ");
		fprintf(stream, "'");
	}
	fprintf(stream, " ;;\n");
}

static void bash_argument(FILE *stream, const struct option_row *row)
{
	enum argument_kind kind = argument_kind(row->argument);

	if (row->letter != 0) {
		fprintf(stream, "\t-%c | --%s) ", row->letter, row->name);
	} else {
		fprintf(stream, "\t--%s) ", row->name);
	}
	switch (kind) {
	case ARGUMENT_WORDS:
	case ARGUMENT_LIST:
		fprintf(stream, "_fleetdig_%s '", kind == ARGUMENT_LIST ? "list" : "words");
		argument_words(stream, row->argument, " ");
		fprintf(stream, "'; return ;;\n");
		return;
	case ARGUMENT_FILE:
		fprintf(stream, "compopt -o default; return ;;\n");
		return;
	case ARGUMENT_NONE:
	case ARGUMENT_FREE:
	default:
		fprintf(stream, "return ;;\n");
		return;
	}
}

void complete_bash(FILE *stream)
{
	size_t count, command_count;
	const struct option_row *rows = options_rows(&count);
	const struct subcommand *commands = subcommand_rows(&command_count);

	fprintf(stream,
		"# bash completion for fleetdig\n"
		"_fleetdig_words()\n{\n"
		"\tCOMPREPLY=($(compgen -W \"$1\" -- \"$cur\"))\n}\n"
		"_fleetdig_list()\n{\n"
		"\tlocal before=\n"
		"\t[[ $cur == *,* ]] && before=${cur%%,*},\n"
		"\tCOMPREPLY=($(compgen -P \"$before\" -W \"$1\" -- \"${cur##*,}\"))\n"
		"\tcompopt -o nospace\n}\n"
		"_fleetdig()\n{\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} options= operands=\n"
		"\tCOMPREPLY=()\n"
		"\t# --option=word comes as three words\n"
		"\t[[ $cur == = ]] && cur=\n"
		"\t[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
		"\tif [[ $COMP_CWORD == 1 ]]; then\n\t\t_fleetdig_words '--help --version");
	for (size_t i = 0; i < command_count; i++) {
		fprintf(stream, " %s", commands[i].name);
	}
	fprintf(stream, "'\n\t\treturn\n\tfi\n\tcase $prev in\n");
	for (size_t i = 0; i < count; i++) {
		if (rows[i].argument != NULL) {
			bash_argument(stream, &rows[i]);
		}
	}
	fprintf(stream, "\tesac\n\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < command_count; i++) {
		bash_command(stream, &commands[i]);
	}
	fprintf(stream, "\tesac\n"
			"\tif [[ $cur == -* ]]; then\n"
			"\t\t_fleetdig_words \"$options\"\n"
			"\t\t[[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace\n"
			"\telif [[ $operands ]]; then\n"
			"\t\t_fleetdig_words \"$operands\"\n"
			"\telse\n"
			"\t\tcompopt -o default\n"
			"\tfi\n}\n"
			"complete -F _fleetdig fleetdig\n");
}

/* ---- zsh ----------------------------------------------------------------------------------- */

/** Inside '...[HELP]...': colons and brackets mean something to _arguments, quotes to the shell. */
static void put_zsh(FILE *stream, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			fprintf(stream, "'\\''");
			continue;
		}
		if (strchr("[]:\\", *text) != NULL) {
			fputc('\\', stream);
		}
		fputc(*text, stream);
	}
}

static void zsh_argument(FILE *stream, const char *argument)
{
	enum argument_kind kind = argument_kind(argument);

	fprintf(stream, ":");
	put_zsh(stream, argument);
	fprintf(stream, ":");
	switch (kind) {
	case ARGUMENT_WORDS:
		fprintf(stream, "(");
		argument_words(stream, argument, " ");
		fprintf(stream, ")");
		return;
	case ARGUMENT_LIST:
		fprintf(stream, "_values -s , word ");
		argument_words(stream, argument, " ");
		return;
	case ARGUMENT_FILE:
		fprintf(stream, "_files");
		return;
	case ARGUMENT_NONE:
	case ARGUMENT_FREE:
	default:
		fprintf(stream, " ");
		return;
	}
}

static void zsh_option(FILE *stream, const struct option_row *row)
{
	const char *equals = row->argument != NULL ? "=" : "";

	fprintf(stream, "\t\t\t'*--%s%s[", row->name, equals);
	put_zsh(stream, row->help);
	fprintf(stream, "]");
	if (row->argument != NULL) {
		zsh_argument(stream, row->argument);
	}
	fprintf(stream, "' \\\n");
	if (row->letter != 0) {
		fprintf(stream, "\t\t\t'*-%c%s[", row->letter,
			row->argument != NULL ? "+" : "");
		put_zsh(stream, row->help);
		fprintf(stream, "]");
		if (row->argument != NULL) {
			zsh_argument(stream, row->argument);
		}
		fprintf(stream, "' \\\n");
	}
}

void complete_zsh(FILE *stream)
{
	size_t count, command_count;
	const struct option_row *rows = options_rows(&count);
	const struct subcommand *commands = subcommand_rows(&command_count);

	fprintf(stream, "#compdef fleetdig\n"
			"_fleetdig()\n{\n"
			"\tlocal -a commands=(\n");
	for (size_t i = 0; i < command_count; i++) {
		fprintf(stream, "\t\t'%s:", commands[i].name);
		put_zsh(stream, commands[i].help);
		fprintf(stream, "'\n");
	}
	fprintf(stream, "\t)\n"
			"\tif (( CURRENT == 2 )); then\n"
			"\t\t_describe command commands\n"
			"\t\treturn\n"
			"\tfi\n"
			"\tlocal command=$words[2]\n"
			"\tshift words\n"
			"\t(( CURRENT-- ))\n"
			"\tcase $command in\n");
	for (size_t i = 0; i < command_count; i++) {
		fprintf(stream, "\t%s)\n\t\t_arguments -s -S \\\n", commands[i].name);
		for (size_t j = 0; j < count; j++) {
			if ((rows[j].commands & commands[i].bit) != 0) {
				zsh_option(stream, &rows[j]);
			}
		}
		fprintf(stream,
			"\t\t\t'(-h --help)'{-h,--help}'[the options of this command]'");
		if (argument_kind(commands[i].operands) != ARGUMENT_NONE) {
			fprintf(stream, " \\\n\t\t\t'*");
			zsh_argument(stream, commands[i].operands);
			fprintf(stream, "'");
		}
		fprintf(stream, "\n\t\t;;\n");
	}
	fprintf(stream, "\tesac\n}\n_fleetdig \"$@\"\n");
}

/* ---- fish ---------------------------------------------------------------------------------- */

static void put_fish(FILE *stream, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\') {
			fputc('\\', stream);
		}
		fputc(*text, stream);
	}
}

static void fish_argument(FILE *stream, const char *argument)
{
	switch (argument_kind(argument)) {
	case ARGUMENT_WORDS:
	case ARGUMENT_LIST:
		fprintf(stream, " -x -a '");
		argument_words(stream, argument, " ");
		fprintf(stream, "'");
		return;
	case ARGUMENT_FILE:
		fprintf(stream, " -r -F");
		return;
	case ARGUMENT_FREE:
		fprintf(stream, " -x");
		return;
	case ARGUMENT_NONE:
	default:
		return;
	}
}

static void fish_option(FILE *stream, const struct option_row *row)
{
	size_t count;
	const struct subcommand *commands = subcommand_rows(&count);

	fprintf(stream, "complete -c fleetdig -n '__fish_seen_subcommand_from");
	for (size_t i = 0; i < count; i++) {
		if ((row->commands & commands[i].bit) != 0) {
			fprintf(stream, " %s", commands[i].name);
		}
	}
	fprintf(stream, "' -l %s", row->name);
	if (row->letter != 0) {
		fprintf(stream, " -s %c", row->letter);
	}
	fish_argument(stream, row->argument);
	fprintf(stream, " -d '");
	put_fish(stream, row->help);
	fprintf(stream, "'\n");
}

void complete_fish(FILE *stream)
{
	size_t count, command_count;
	const struct option_row *rows = options_rows(&count);
	const struct subcommand *commands = subcommand_rows(&command_count);

	for (size_t i = 0; i < command_count; i++) {
		fprintf(stream, "complete -c fleetdig -n __fish_use_subcommand -f -a %s -d '",
			commands[i].name);
		put_fish(stream, commands[i].help);
		fprintf(stream, "'\n");
		if (argument_kind(commands[i].operands) == ARGUMENT_WORDS) {
			fprintf(stream,
				"complete -c fleetdig -n '__fish_seen_subcommand_from %s' -f -a '",
				commands[i].name);
			argument_words(stream, commands[i].operands, " ");
			fprintf(stream, "'\n");
		}
	}
	for (size_t i = 0; i < count; i++) {
		fish_option(stream, &rows[i]);
	}
}
