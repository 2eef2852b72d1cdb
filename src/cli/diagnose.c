/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/run/run.h"

/*
 * A few names, in depth. `diagnose INVENTORY NAME...` asks these names as the inventory would: its resolvers, roots, zones and
 * expectations, and none of its other names.
 */

enum {
	FEW_NAMES =
		20 /* of a file without NAME: a ticket has a page for each, and each is walked */
};

struct picked {
	struct fd_inventory *whole; /* the file */
	struct fd_inventory *asked; /* the names of the command line, parsed */
	struct fd_inventory inventory;
	size_t capacity;
};

static void picked_finish(struct picked *picked)
{
	free(picked->inventory.questions);
	free(picked->inventory.groups);
	fd_inventory_destroy(picked->asked);
	fd_inventory_destroy(picked->whole);
}

static int load(struct fd_inventory **ret_inventory, const struct fd_inventory_request *request)
{
	struct fd_errors errors = { 0 };
	int r = fd_inventory_load(ret_inventory, request, &errors);

	if (r < 0) {
		print_errors(&errors);
	}
	fd_errors_finish(&errors);
	return r;
}

static bool same_name(const struct picked *picked, const struct fd_question *of_file,
		      const struct fd_question *asked)
{
	struct fd_name a, b;
	const uint8_t *wire_a = fd_inventory_qname(picked->whole, of_file, &a.length);
	const uint8_t *wire_b = fd_inventory_qname(picked->asked, asked, &b.length);

	if (a.length != b.length) {
		return false;
	}
	memcpy(a.wire, wire_a, a.length);
	memcpy(b.wire, wire_b, b.length);
	return fd_name_equal(&a, &b);
}

static int add_question(struct picked *picked, const struct fd_question *question)
{
	struct fd_inventory *inventory = &picked->inventory;

	if (inventory->question_count == picked->capacity) {
		size_t capacity = picked->capacity == 0 ? 16 : picked->capacity * 2;
		struct fd_question *questions = reallocarray(inventory->questions, capacity,
							     sizeof(*inventory->questions));
		if (questions == NULL) {
			return -ENOMEM;
		}
		inventory->questions = questions;
		picked->capacity = capacity;
	}
	assert(inventory->questions != NULL);
	inventory->questions[inventory->question_count++] = *question;
	return 0;
}

/* What the inventory asks of this name; with types on the command line, of those only what is expected. */
static int pick(struct picked *picked, const struct fd_question *asked, bool types_given)
{
	const struct fd_inventory *whole = picked->whole;
	uint16_t own_group = (uint16_t)whole->group_count;
	struct fd_question question = { .name = asked->name,
					.name_length = asked->name_length,
					.qtype = asked->qtype,
					.group = own_group };
	size_t found = 0;

	for (size_t i = 0; i < whole->question_count; i++) {
		const struct fd_question *of_file = &whole->questions[i];
		if ((types_given && of_file->qtype != asked->qtype) ||
		    !same_name(picked, of_file, asked)) {
			continue;
		}
		question.qtype = of_file->qtype;
		question.group = of_file->group;
		question.terms = of_file->terms;
		int r = add_question(picked, &question);
		if (r < 0) {
			return r;
		}
		found++;
	}
	return found > 0 ? 0 : add_question(picked, &question);
}

static int pick_all(struct picked *picked, bool types_given)
{
	static char own_id[] = "command line";
	struct fd_inventory *inventory = &picked->inventory;
	size_t groups = picked->whole->group_count;

	*inventory = *picked->whole;
	inventory->questions = NULL;
	inventory->question_count = 0;
	inventory->names = picked->asked->names;
	inventory->names_size = picked->asked->names_size;
	inventory->name_count = picked->asked->name_count;
	inventory->duplicates = picked->asked->duplicates;
	inventory->groups = calloc(groups + 1, sizeof(*inventory->groups));
	if (inventory->groups == NULL) {
		return -ENOMEM;
	}
	memcpy(inventory->groups, picked->whole->groups, groups * sizeof(*inventory->groups));
	inventory->groups[groups].id = own_id;
	inventory->group_count = groups + 1;
	for (size_t i = 0; i < picked->asked->question_count; i++) {
		int r = pick(picked, &picked->asked->questions[i], types_given);
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

static int diagnose_picked(const struct options *options)
{
	const struct fd_inventory_request file = {
		.file = options->operands[0],
		.resolvers = options->resolvers,
		.resolver_count = options->resolver_count,
		.types = options->types,
		.type_count = options->type_count,
	};
	const struct fd_inventory_request names = {
		.names = options->operands + 1,
		.name_count = options->operand_count - 1,
		.types = options->types,
		.type_count = options->type_count,
		.resolvers_optional = true,
	};
	struct picked picked = { .capacity = 0 };
	int status = EXIT_USAGE;

	if (load(&picked.whole, &file) == 0 && load(&picked.asked, &names) == 0) {
		if (pick_all(&picked, options->type_count > 0) == 0) {
			status = run_inventory(options, &picked.inventory);
		} else {
			fprintf(stderr, "fleetdig: %s\n", strerror(ENOMEM));
			status = EXIT_HOST;
		}
	}
	picked_finish(&picked);
	return status;
}

/* A file alone is a short list of names; who gives a fleet forgot to say of whom he asks. */
static int diagnose_file(const struct options *options)
{
	const char *path = options->operands[0];
	bool standard = strcmp(path, "-") == 0;
	int status = EXIT_USAGE;

	struct fd_inventory *inventory = load_inventory(options);
	if (inventory == NULL) {
		return EXIT_USAGE;
	}
	if (inventory->name_count > FEW_NAMES) {
		fprintf(stderr,
			"fleetdig: diagnose goes deep into a few names, and %s holds %zu (more than %d): say "
			"which (fleetdig diagnose %sNAME...), or ask all (fleetdig sweep %s)\n",
			standard ? "standard input" : path, inventory->name_count, FEW_NAMES,
			standard ? "" : "INVENTORY ", standard ? "-" : "INVENTORY");
	} else {
		status = run_inventory(options, inventory);
	}
	fd_inventory_destroy(inventory);
	return status;
}

int command_diagnose(const struct options *options)
{
	struct options *deep = malloc(sizeof(*deep));
	int status;

	if (deep == NULL) {
		fprintf(stderr, "fleetdig: %s\n", strerror(ENOMEM));
		return EXIT_HOST;
	}
	*deep = *options;
	deep->deep = true;
	if (deep->output_count == 0) {
		deep->outputs[deep->output_count++] = (struct output) { .format = "ticket" };
	}
	bool file = options->operand_count > 0 && operand_is_file(options->operands[0]);
	if (file && options->operand_count > 1) {
		status = diagnose_picked(deep);
	} else if (file) {
		status = diagnose_file(deep);
	} else {
		status = command_sweep(deep);
	}
	free(deep);
	return status;
}
