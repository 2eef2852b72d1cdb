/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/progress.h"
#include "cli/run/run.h"

/* The host's own view: begun before anything is asked, and waited for a little after the rest. */

/*
 * A library that asks a dead server takes 10 s to say so (two tries of 5 s), and is asked twice: what is not known then would
 * not tell more.
 */
static const int64_t wait_ns = INT64_C(12) * 1000 * 1000 * 1000;

int run_library_start(struct run *run)
{
	const struct fd_host_view_config config = {
		.all = run->options->host_view,
		.mask = run->shard_mask,
	};
	size_t left_out = 0;
	char text[96];

	if (run->options->no_host_view) {
		return 0;
	}
	int r = fd_host_view_start(&run->host_view, &left_out, run->inventory, &config);
	if (r < 0) {
		fprintf(stderr, "fleetdig: cannot ask this host's library: %s\n", strerror(-r));
		return r;
	}
	if (left_out > 0) {
		snprintf(text, sizeof(text),
			 "this host's library is asked for the first questions only: %zu left "
			 "out",
			 left_out);
		progress_say(run, text);
	}
	return 0;
}

bool run_library_awaited(const struct run *run)
{
	return run->host_view != NULL;
}

void run_library_tend(struct run *run)
{
	int64_t now_ns = fd_engine_now(run->engine);

	if (run->host_view == NULL || run->library != NULL || !run->table_ready) {
		return;
	}
	if (run->library_due_ns == 0) {
		run->library_due_ns = now_ns + wait_ns;
	}
	if (fd_host_view_done(run->host_view) || now_ns >= run->library_due_ns ||
	    run->stopped) {
		run->library = fd_host_view_end(run->host_view);
		fd_diagnosis_set_library(run->diagnosis, run->library);
	}
}

void run_library_write(struct run *run)
{
	for (size_t i = 0; run->library != NULL && i < run->library->count; i++) {
		const struct fd_library_record record = { .library = run->library,
							  .answer = &run->library->answers[i] };
		outputs_write(&run->outputs, &(struct fd_record) { .kind = FD_RECORD_LIBRARY,
								   .library = &record });
	}
}
