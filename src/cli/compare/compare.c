/* SPDX-License-Identifier: MIT */
#include "cli/compare/compare.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"

/*
 * First the pairs, while caches are as they are; then a sweep, which finds out about what failed and by whose fault; then
 * what it comes to. The sweep's records come out as ever.
 */

static int ask_before(void *context, struct run *run)
{
	return compare_ask(context, run);
}

static void conclude_after(void *context, struct run *run)
{
	compare_conclude(context, run);
}

int compare_make_cells(struct compare *compare)
{
	const struct fd_inventory *inventory = compare->inventory;
	size_t count = inventory->question_count * inventory->resolver_count;

	compare->cells = calloc(count, sizeof(*compare->cells));
	compare->features = calloc(inventory->resolver_count, sizeof(*compare->features));
	if (compare->cells == NULL || compare->features == NULL) {
		fprintf(stderr, "fleetdig: %s\n", strerror(ENOMEM));
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		compare->cells[i].sketch.status = FD_STATUS_PENDING;
		compare->cells[i].latency_ns[ASK_COLD] = (double)NAN;
		compare->cells[i].latency_ns[ASK_WARM] = (double)NAN;
	}
	return 0;
}

void compare_finish(struct compare *compare)
{
	compare_finish_groups(compare);
	free(compare->cells);
	free(compare->features);
}

static int compare_inventory(const struct options *options,
			     const struct fd_inventory *inventory)
{
	struct compare compare = { .options = options, .inventory = inventory };
	struct run_besides besides = { &compare, ask_before, conclude_after };
	int status = EXIT_USAGE;

	int r = compare_make_groups(&compare);
	if (r == 0 && compare_make_cells(&compare) == 0) {
		status = run_inventory_besides(options, inventory, &besides);
	} else if (r == 0 || r == -ENOMEM) {
		status = EXIT_HOST;
	}
	compare_finish(&compare);
	return status;
}

int command_compare(const struct options *options)
{
	static struct options own;
	struct fd_inventory *inventory = load_inventory(options);

	if (inventory == NULL) {
		return EXIT_USAGE;
	}
	own = *options;
	own.comparisons = true;
	int status = compare_inventory(&own, inventory);
	fd_inventory_destroy(inventory);
	return status;
}
