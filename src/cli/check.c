/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <fleetdig/plan.h>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/run/run.h"
#include "core/text.h"

/** What all of it comes to. */
struct load {
	uint64_t probes;
	uint64_t qps; /* of all ceilings together */
	double seconds;
	bool unlimited; /* some resolver has no ceiling */
};

static void add_load(struct load *load, uint64_t probes, uint32_t qps)
{
	double seconds = qps > 0 ? (double)probes / qps : 0;

	load->probes += probes;
	load->qps += qps;
	load->unlimited = load->unlimited || (qps == 0 && probes > 0);
	load->seconds = seconds > load->seconds ? seconds : load->seconds;
}

/** Of the columns that hold texts: as wide as the longest. */
struct widths {
	int id, address;
};

static struct widths widths_of(const struct fd_inventory *inventory)
{
	struct widths widths = { .id = (int)strlen("resolver"),
				 .address = (int)strlen("address") };
	char address[FD_ENDPOINT_TEXT_MAX];

	for (size_t i = 0; i < inventory->resolver_count; i++) {
		int id = (int)strlen(inventory->resolvers[i].id);
		fd_endpoint_text(address, &inventory->resolvers[i].endpoint);
		int length = (int)strlen(address);
		widths.id = id > widths.id ? id : widths.id;
		widths.address = length > widths.address ? length : widths.address;
	}
	return widths;
}

static void print_row(const struct widths *widths, const char *const texts[3],
		      const char *const numbers[3])
{
	printf("  %-*s  %-6s  %-*s  %10s  %11s  %s\n", widths->id, texts[0], texts[1],
	       widths->address, texts[2], numbers[0], numbers[1], numbers[2]);
}

static void print_load(const struct options *options, const struct widths *widths,
		       const struct load *load)
{
	bool all = options->qps > 0 && (load->unlimited || options->qps < load->qps);
	uint64_t qps = all ? options->qps : load->qps;
	double seconds = all ? (double)load->probes / options->qps : 0;

	seconds = seconds > load->seconds ? seconds : load->seconds;
	char probes[TEXT_GROUPED_SIZE], time[48] = "as fast as they answer",
					rate[32] = "no ceiling";
	text_grouped(probes, load->probes);
	if (!load->unlimited || all) {
		snprintf(rate, sizeof(rate), "%llu q/s", (unsigned long long)qps);
		snprintf(time, sizeof(time), "%.1f s", seconds);
	}
	print_row(widths, (const char *[]) { "in all", "", "" },
		  (const char *[]) { probes, rate, time });
}

static void print_resolver(const struct options *options, const struct widths *widths,
			   const struct fd_inventory *inventory, uint32_t index, uint64_t cells)
{
	const struct fd_resolver *resolver = &inventory->resolvers[index];
	char probes[TEXT_GROUPED_SIZE], address[FD_ENDPOINT_TEXT_MAX],
		time[48] = "as fast as it answers", rate[32] = "no ceiling";
	uint32_t qps = run_qps(options, inventory, resolver);

	fd_endpoint_text(address, &resolver->endpoint);
	if (qps > 0) {
		snprintf(rate, sizeof(rate), "%u q/s", qps);
		snprintf(time, sizeof(time), "%.1f s", (double)cells / qps);
	}
	text_grouped(probes, cells);
	print_row(widths,
		  (const char *[]) { resolver->id, fd_role_text(resolver->role), address },
		  (const char *[]) { probes, rate, time });
}

static void print_count(const char *before, uint64_t count, const char *noun)
{
	char number[TEXT_GROUPED_SIZE];

	text_grouped(number, count);
	printf("%s%s %s%s", before, number, noun, count == 1 ? "" : "s");
}

static void print_counts(const struct fd_inventory *inventory, uint64_t probes)
{
	printf("%s is sound", inventory->source);
	print_count(": ", inventory->name_count, "name");
	print_count(", ", inventory->question_count, "question");
	print_count(", ", inventory->resolver_count, "resolver");
	print_count(", ", probes, "probe");
	if (inventory->duplicates > 0) {
		print_count("; merged ", inventory->duplicates, "duplicate question");
	}
	if (inventory->left_out > 0) {
		print_count("; ", inventory->left_out, "question");
		printf(" left out: -r took away whom to ask");
	}
}

int command_check(const struct options *options)
{
	struct fd_inventory *inventory = load_inventory(options);
	struct fd_plan *plan = NULL;
	struct load load = { 0 };

	if (inventory == NULL) {
		return EXIT_USAGE;
	}
	if (fd_plan_create(&plan, inventory, options->seed, options->shard) < 0) {
		fprintf(stderr, "fleetdig: out of memory\n");
		fd_inventory_destroy(inventory);
		return EXIT_HOST;
	}
	print_counts(inventory, fd_plan_cells(plan));
	struct widths widths = widths_of(inventory);
	printf("\n\n");
	print_row(&widths, (const char *[]) { "resolver", "role", "address" },
		  (const char *[]) { "probes", "ceiling", "takes at least" });
	for (uint32_t i = 0; i < inventory->resolver_count; i++) {
		uint64_t cells = fd_plan_cells_of(plan, i);
		print_resolver(options, &widths, inventory, i, cells);
		add_load(&load, cells, run_qps(options, inventory, &inventory->resolvers[i]));
	}
	print_load(options, &widths, &load);
	putchar('\n');
	help_text(stdout,
		  "Besides these: 4 to 9 canary queries a resolver, more while a long run "
		  "lasts, and follow-ups for what fails; further tries too count towards "
		  "the ceilings.");
	fd_plan_destroy(plan);
	fd_inventory_destroy(inventory);
	return EXIT_OK;
}
