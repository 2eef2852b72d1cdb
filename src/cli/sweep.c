/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/run/run.h"

void print_errors(const struct fd_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++) {
		fprintf(stderr, "fleetdig: %s\n", errors->messages[i]);
	}
	if (errors->dropped > 0) {
		fprintf(stderr, "fleetdig: ... and %zu more\n", errors->dropped);
	}
}

static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);
	return length > end_length && strcmp(text + length - end_length, end) == 0;
}

/* What nobody means as a name. A URL is no file either: as a name it is told what it lacks. */
static bool looks_like_file(const char *operand)
{
	bool path = strchr(operand, '/') != NULL && strstr(operand, "://") == NULL;

	return strcmp(operand, "-") == 0 || path || ends_in(operand, ".json") ||
	       ends_in(operand, ".txt") || ends_in(operand, ".csv");
}

/* What is an inventory and what is a name: the contract of the command line. A folder may be called as a domain is. */
bool operand_is_file(const char *operand)
{
	struct stat status;

	return looks_like_file(operand) ||
	       (stat(operand, &status) == 0 && !S_ISDIR(status.st_mode));
}

/* Several operands are names: a file among them was meant otherwise, and is never asked as a name. */
static bool names_are_names(const struct options *options)
{
	for (size_t i = 0; i < options->operand_count; i++) {
		if (looks_like_file(options->operands[i])) {
			fprintf(stderr,
				"fleetdig: %s is no name: give one inventory alone, or names\n",
				options->operands[i]);
			return false;
		}
	}
	return true;
}

static bool wants_stdin_twice(const struct options *options)
{
	unsigned count = options->operand_count == 1 && strcmp(options->operands[0], "-") == 0;

	for (size_t i = 0; i < options->resolver_count; i++) {
		count += strcmp(options->resolvers[i], "@-") == 0;
	}
	if (count > 1) {
		fprintf(stderr, "fleetdig: standard input can be read once: it is either the "
				"names or resolvers (-r @-)\n");
	}
	return count > 1;
}

struct fd_inventory *load_inventory(const struct options *options)
{
	struct fd_inventory *inventory = NULL;
	struct fd_errors errors = { 0 };
	struct fd_inventory_request request = {
		.resolvers = options->resolvers,
		.resolver_count = options->resolver_count,
		.types = options->types,
		.type_count = options->type_count,
	};

	if (options->operand_count == 0) {
		fprintf(stderr,
			"fleetdig: nothing to ask: give an inventory, - for standard input, or names\n");
		return NULL;
	}
	if (wants_stdin_twice(options)) {
		return NULL;
	}
	if (options->operand_count == 1 && operand_is_file(options->operands[0])) {
		request.file = options->operands[0];
	} else if (!names_are_names(options)) {
		return NULL;
	} else {
		request.names = options->operands;
		request.name_count = options->operand_count;
	}
	if (fd_inventory_load(&inventory, &request, &errors) < 0) {
		print_errors(&errors);
	}
	fd_errors_finish(&errors);
	return inventory;
}

int command_sweep(const struct options *options)
{
	struct fd_inventory *inventory = load_inventory(options);
	if (inventory == NULL) {
		return EXIT_USAGE;
	}
	int status = run_inventory(options, inventory);
	fd_inventory_destroy(inventory);
	return status;
}
