/* SPDX-License-Identifier: MIT */
#include "cli/describe.h"

#include <stdbool.h>
#include <string.h>

#include <fleetdig/knowledge.h>
#include <fleetdig/sink.h>

#include "cli/commands.h"
#include "cli/run/run.h"

/* ---- what arguments can be ---------------------------------------------------------------- */

static void put_word(FILE *stream, const char *word, const char *between, bool *first)
{
	fprintf(stream, "%s%s", *first ? "" : between, word);
	*first = false;
}

static void format_words(FILE *stream, const char *between, bool *first)
{
	for (const char *const *format = fd_sink_formats(); *format != NULL; format++) {
		put_word(stream, *format, between, first);
	}
}

static void topic_words(FILE *stream, const char *between, bool *first)
{
	for (const char *const *word = fd_topic_words(); *word != NULL; word++) {
		if (strchr(*word, ' ') == NULL) {
			put_word(stream, *word, between, first);
		}
	}
}

static void fail_on_words(FILE *stream, const char *between, bool *first)
{
	static const char *const severities[] = { "failure",  "degraded",      "negative",
						  "expect",   "undetermined",  "local",
						  "upstream", "authoritative", "never" };
	size_t count;
	const struct fd_topic *topics = fd_topics(&count);

	for (size_t i = 0; i < sizeof(severities) / sizeof(severities[0]); i++) {
		put_word(stream, severities[i], between, first);
	}
	for (size_t i = 0; i < count; i++) {
		if (topics[i].kind == FD_TOPIC_CAUSE) {
			put_word(stream, topics[i].word, between, first);
		}
	}
}

static void type_words(FILE *stream, const char *between, bool *first)
{
	static const char *const types[] = { "A",   "AAAA",  "CAA",  "CNAME", "DNSKEY",
					     "DS",  "HTTPS", "MX",   "NS",    "PTR",
					     "SOA", "SRV",   "SVCB", "TXT" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		put_word(stream, types[i], between, first);
	}
}

/** Arguments and operands whose words come from elsewhere than from themselves. */
static const struct known {
	const char *argument;
	enum argument_kind kind;
	void (*words)(FILE *stream, const char *between, bool *first);
} known[] = {
	{ "FORMAT[:FILE]", ARGUMENT_WORDS, format_words },
	{ "[WORD...]", ARGUMENT_WORDS, topic_words },
	{ "WORDS", ARGUMENT_LIST, fail_on_words },
	{ "A,AAAA,...", ARGUMENT_LIST, type_words },
};

static const struct known *find_known(const char *argument)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(argument, known[i].argument) == 0) {
			return &known[i];
		}
	}
	return NULL;
}

/** `auto|uring|epoll`: the table says it all. A part in capitals stands for something. */
static bool is_choice(const char *argument)
{
	return strchr(argument, '|') != NULL &&
	       strspn(argument, "abcdefghijklmnopqrstuvwxyz0123456789-|") == strlen(argument);
}

enum argument_kind argument_kind(const char *argument)
{
	static const char *const files[] = { "FILE", "INVENTORY", "RUN", "OLD" };

	if (argument == NULL || argument[0] == '\0') {
		return ARGUMENT_NONE;
	}
	if (find_known(argument) != NULL) {
		return find_known(argument)->kind;
	}
	if (is_choice(argument)) {
		return ARGUMENT_WORDS;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (strstr(argument, files[i]) != NULL) {
			return ARGUMENT_FILE;
		}
	}
	return ARGUMENT_FREE;
}

void argument_words(FILE *stream, const char *argument, const char *between)
{
	const struct known *source = find_known(argument);
	bool first = true;

	if (source != NULL) {
		source->words(stream, between, &first);
		return;
	}
	for (const char *word = argument; *word != '\0';) {
		size_t length = strcspn(word, "|");
		fprintf(stream, "%s%.*s", first ? "" : between, (int)length, word);
		first = false;
		word += length + (word[length] == '|');
	}
}

/* ---- the man page's middle, for scdoc ------------------------------------------------------ */

static void put_scdoc(FILE *stream, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("*_\\<>#~.[]|-", *text) != NULL) {
			fputc('\\', stream);
		}
		fputc(*text, stream);
	}
}

static void scdoc_commands(FILE *stream)
{
	size_t count;
	const struct subcommand *commands = subcommand_rows(&count);

	fprintf(stream, "# COMMANDS\n\n");
	for (size_t i = 0; i < count; i++) {
		fprintf(stream, "*fleetdig %s* ", commands[i].name);
		put_scdoc(stream, commands[i].operands);
		fprintf(stream, "\n\t");
		put_scdoc(stream, commands[i].help);
		fprintf(stream, "\n\n");
	}
}

static void scdoc_options(FILE *stream)
{
	size_t count, command_count;
	const struct option_row *rows = options_rows(&count);
	const struct subcommand *commands = subcommand_rows(&command_count);

	fprintf(stream, "# OPTIONS\n\n");
	for (size_t i = 0; i < count; i++) {
		if (rows[i].letter != 0) {
			fprintf(stream, "*-%c*, ", rows[i].letter);
		}
		fprintf(stream, "*--%s* ", rows[i].name);
		put_scdoc(stream, rows[i].argument != NULL ? rows[i].argument : "");
		fprintf(stream, "\n\t");
		put_scdoc(stream, rows[i].help);
		fprintf(stream, "\\. (");
		bool first = true;
		for (size_t j = 0; j < command_count; j++) {
			if ((rows[i].commands & commands[j].bit) != 0) {
				put_word(stream, commands[j].name, ", ", &first);
			}
		}
		fprintf(stream, ")\n\n");
	}
	fprintf(stream, "*-h*, *--help*\n\tThe options of a command\\.\n\n");
}

static void scdoc_all(FILE *stream)
{
	scdoc_commands(stream);
	scdoc_options(stream);
}

int command_completions(const struct options *options)
{
	static const struct {
		const char *word;
		void (*print)(FILE *stream);
	} forms[] = {
		{ "bash", complete_bash },
		{ "zsh", complete_zsh },
		{ "fish", complete_fish },
		{ "scdoc", scdoc_all }, /* for the man page; not offered to people */
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]) && options->operand_count == 1;
	     i++) {
		if (strcmp(options->operands[0], forms[i].word) == 0) {
			forms[i].print(stdout);
			return EXIT_OK;
		}
	}
	fprintf(stderr, "fleetdig: completions: give one of bash, zsh, fish\n");
	return EXIT_USAGE;
}
