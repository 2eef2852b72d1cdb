/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <fleetdig/world.h>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/run/run.h"

/** The whole tool against a made DNS on loopback: no network, no root. inventories/demo.json is what it asks. */

extern const char demo_inventory_text[]; /* made from inventories/demo.json */

enum {
	FIRST_PORT =
		5300, /* the one in inventories/demo.json; the next ones when it is taken */
	PORTS_TRIED = 20,
};

static struct fd_inventory *load_demo(void)
{
	struct fd_inventory *inventory = NULL;
	struct fd_errors errors = { 0 };
	struct fd_inventory_request request = {
		.file = "inventories/demo.json",
		.text = demo_inventory_text,
		.text_length = strlen(demo_inventory_text),
	};

	if (fd_inventory_load(&inventory, &request, &errors) < 0) {
		print_errors(&errors);
	}
	fd_errors_finish(&errors);
	return inventory;
}

static void move_to_port(struct fd_inventory *inventory, uint16_t port)
{
	for (size_t i = 0; i < inventory->resolver_count; i++) {
		inventory->resolvers[i].endpoint.port = port;
	}
	for (size_t i = 0; i < inventory->root_count; i++) {
		inventory->roots[i].endpoint.port = port;
	}
	inventory->authority_port = port;
}

/* The first free port; 0 after messages when there is none. */
static uint16_t serve(struct fd_world_service **ret_service, struct fd_world *world)
{
	for (unsigned port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) {
		struct fd_errors errors = { 0 };
		int r = fd_world_serve(ret_service, world, (uint16_t)port, &errors);
		if (r != 0 && (r != -EADDRINUSE || port + 1 == FIRST_PORT + PORTS_TRIED)) {
			print_errors(&errors);
			fd_errors_finish(&errors);
			return 0;
		}
		fd_errors_finish(&errors);
		if (r == 0) {
			return (uint16_t)port;
		}
	}
	return 0;
}

static void hold(uint16_t port)
{
	fprintf(stderr,
		"\nfleetdig: the demo's servers stay up on port %u: repeat any dig line; Ctrl-C ends it\n",
		port);
	while (interrupt_count() == 0) {
		struct timespec pause = { .tv_nsec = 100000000 };
		nanosleep(&pause, NULL);
	}
}

/* The demo is there to be looked at, also through a pipe; and its servers are our own, so no ceiling. */
static struct options *demo_options(const struct options *options)
{
	struct options *demo = malloc(sizeof(*demo));

	if (demo == NULL) {
		return NULL;
	}
	*demo = *options;
	demo->no_host_view = !options->host_view; /* its names are of another world */
	if (demo->output_count == 0) {
		demo->outputs[demo->output_count++] = (struct output) { .format = "table" };
	}
	demo->qps_per_resolver = demo->qps_per_resolver < 0 ? 0 : demo->qps_per_resolver;
	return demo;
}

static int run_demo(const struct options *options, struct fd_inventory *inventory,
		    struct fd_world *world)
{
	struct fd_world_service *service;
	struct options *demo = demo_options(options);
	uint16_t port = demo != NULL ? serve(&service, world) : 0;
	int status = EXIT_HOST;

	if (port != 0) {
		move_to_port(inventory, port);
		status = run_inventory(demo, inventory);
		if (options->hold) {
			hold(port);
		}
		fd_world_service_stop(service);
	}
	free(demo);
	/* Faults are what a demo is for: finding them is no failure of this command, unless asked for by --fail-on. */
	return status == EXIT_FAIL_ON && !options->fail_on_given ? EXIT_OK : status;
}

int command_demo(const struct options *options)
{
	struct fd_inventory *inventory = load_demo();
	struct fd_world *world = NULL;
	struct fd_errors errors = { 0 };
	int status = EXIT_HOST;

	if (options->operand_count > 0) {
		fprintf(stderr,
			"fleetdig: demo asks its own names; to ask yours: fleetdig sweep %s\n",
			options->operands[0]);
		status = EXIT_USAGE;
	} else if (inventory != NULL) {
		if (fd_world_create(&world, fd_world_demo(), "demo", &errors) < 0) {
			print_errors(&errors);
		} else {
			status = run_demo(options, inventory, world);
		}
	}
	fd_errors_finish(&errors);
	fd_world_destroy(world);
	fd_inventory_destroy(inventory);
	return status;
}
