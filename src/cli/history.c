/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <fleetdig/inventory.h>
#include <fleetdig/store.h>
#include <fleetdig/wire.h>

#include "cli/commands.h"
#include "cli/diff.h"
#include "cli/outputs.h"
#include "cli/run/run.h"
#include "core/text.h"

/* What a history holds of one name: first seen, last good, and every change. */

static const char default_path[] = "history.db";

struct telling {
	char qtype[FD_NUMBER_TEXT_MAX], vantage[256], inventory[256], resolver[256];
	bool color;
	unsigned told;
};

static void put(const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		char out[TEXT_ESCAPE_MAX];
		size_t used;
		fwrite(out, 1, text_escape(TEXT_TERMINAL, text, length, out, &used), stdout);
		text += used;
		length -= used;
	}
}

static void put_time(const char *time)
{
	if (strlen(time) >= 19) {
		printf("%.10s %.5s", time, time + 11);
	} else {
		printf("%-16s", time);
	}
}

static void put_heading(struct telling *telling, const struct fd_past *past)
{
	const char *on = telling->color ? "\033[1m" : "",
		   *off = telling->color ? "\033[0m" : "";

	printf("%s%s", telling->told > 0 ? "\n" : "", on);
	put(past->name);
	printf(" %s%s", past->qtype, off);
	if (past->owner[0] != '\0') {
		printf("  (");
		put(past->group);
		printf(", ");
		put(past->owner);
		printf(")");
	}
	printf("\nseen from ");
	put(past->vantage);
	printf(", ");
	put(past->inventory);
	printf("; first seen ");
	put_time(past->first_seen);
	printf("; last good: ");
	if (past->last_good[0] == '\0') {
		printf("never");
	} else if (strcmp(past->last_good, "now") == 0) {
		printf("now");
	} else {
		printf("before ");
		put_time(past->last_good);
	}
	putchar('\n');
	snprintf(telling->qtype, sizeof(telling->qtype), "%s", past->qtype);
	snprintf(telling->vantage, sizeof(telling->vantage), "%s", past->vantage);
	snprintf(telling->inventory, sizeof(telling->inventory), "%s", past->inventory);
	telling->resolver[0] = '\0';
}

static void put_span(const struct fd_past *past)
{
	printf("  ");
	put_time(past->since);
	printf("  to  ");
	if (past->until[0] == '\0') {
		printf("%-16s", "this day");
	} else {
		put_time(past->until);
	}
	printf("  ");
}

static int hear(void *context, const struct fd_past *past)
{
	struct telling *telling = context;
	bool verdict = past->resolver[0] == '\0';

	if (telling->told == 0 || strcmp(telling->qtype, past->qtype) != 0 ||
	    strcmp(telling->vantage, past->vantage) != 0 ||
	    strcmp(telling->inventory, past->inventory) != 0) {
		put_heading(telling, past);
	}
	telling->told++;
	if (!verdict && strcmp(telling->resolver, past->resolver) != 0) {
		snprintf(telling->resolver, sizeof(telling->resolver), "%s", past->resolver);
		printf(" at ");
		put(past->resolver);
		putchar('\n');
	}
	put_span(past);
	printf("%s", verdict ? past->severity : past->status);
	if (strcmp(past->cause, "ok") != 0) {
		printf("  %s (%s)", past->cause, past->locus);
	}
	if (past->answers[0] != '\0') {
		printf("  ");
		put(past->answers);
	}
	putchar('\n');
	if (verdict && past->summary[0] != '\0' && strcmp(past->severity, "ok") != 0) {
		printf("      ");
		put(past->summary);
		putchar('\n');
	}
	return 0;
}

/** As the history has it: lower case, no trailing dot. */
static int name_of(const char *operand, char text[FD_NAME_TEXT_MAX])
{
	struct fd_name name;
	char why[256];
	int r = fd_inventory_name(&name, operand, why);

	if (r < 0) {
		fprintf(stderr, "fleetdig: history: %s\n", why);
		return r;
	}
	fd_name_lower(&name);
	(void)fd_name_text(text, &name);
	return 0;
}

int command_history(const struct options *options)
{
	struct telling telling = { .color = color_wanted(options, stdout) };
	const char *path = options->history != NULL ? options->history : default_path;
	struct fd_store *store = NULL;
	char name[FD_NAME_TEXT_MAX];

	if (options->operand_count != 1) {
		fprintf(stderr,
			"fleetdig: history takes one name, and --db FILE (default %s)\n",
			default_path);
		return EXIT_USAGE;
	}
	if (name_of(options->operands[0], name) < 0) {
		return EXIT_USAGE;
	}
	int r = fd_store_open(&store, path, FD_STORE_READ);
	if (r < 0) {
		fprintf(stderr, "fleetdig: %s: %s\n", path, history_problem(NULL, r));
		return EXIT_USAGE;
	}
	r = fd_store_history(store, name, &telling, hear);
	if (r < 0) {
		fprintf(stderr, "fleetdig: %s: %s\n", path, history_problem(store, r));
	} else if (telling.told == 0) {
		fprintf(stderr, "fleetdig: %s: holds nothing of %s\n", path, name);
	}
	fd_store_close(store);
	return r < 0 ? EXIT_INCOMPLETE : telling.told == 0 ? EXIT_FAIL_ON : EXIT_OK;
}
