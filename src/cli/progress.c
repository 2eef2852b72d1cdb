/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/run/run.h"

enum {
	TERMINAL_NS = 200 * 1000 * 1000,
	ETA_AFTER_S = 1, /* before, a rate says nothing */
	WIDTH_LEAST = 10,
};
static const int64_t log_ns = INT64_C(5) * 1000 * 1000 * 1000;

struct progress {
	enum progress_mode mode;
	int64_t shown_ns, sampled_ns;
	uint64_t sent;
	double rate;
	struct sample {
		uint64_t done;
		double rate;
	} * samples; /* by resolver */
};

/* ---- whether, and how ---------------------------------------------------------------------------- */

/* Records that stream to the same terminal would be torn apart. */
static bool shares_terminal(const struct run *run)
{
	bool streams = false;

	for (size_t i = 0; i < run->options->output_count; i++) {
		const struct output *output = &run->options->outputs[i];
		bool standard = output->path == NULL || strcmp(output->path, "-") == 0;
		streams = streams || (standard && (strcmp(output->format, "ndjson") == 0 ||
						   strcmp(output->format, "csv") == 0));
	}
	return streams && isatty(STDOUT_FILENO);
}

static enum progress_mode mode_of(const struct run *run)
{
	const char *term = getenv("TERM");

	if (run->options->quiet) {
		return PROGRESS_NONE;
	}
	if (run->options->progress != PROGRESS_AUTO) {
		return run->options->progress;
	}
	if (!isatty(STDERR_FILENO) || shares_terminal(run)) {
		return PROGRESS_NONE;
	}
	return term == NULL || strcmp(term, "dumb") == 0 ? PROGRESS_PLAIN : PROGRESS_AUTO;
}

struct progress *progress_create(const struct run *run)
{
	enum progress_mode mode = mode_of(run);
	struct progress *progress = mode == PROGRESS_NONE ? NULL : calloc(1, sizeof(*progress));

	if (progress == NULL) {
		return NULL;
	}
	progress->mode = mode;
	progress->samples = calloc(run->inventory->resolver_count, sizeof(*progress->samples));
	if (progress->samples == NULL) {
		free(progress);
		return NULL;
	}
	return progress;
}

void progress_destroy(struct progress *progress)
{
	if (progress != NULL) {
		free(progress->samples);
	}
	free(progress);
}

/* ---- the state of the run ------------------------------------------------------------------------- */

bool progress_is_fine(uint8_t status)
{
	return status == FD_NOERROR || status == FD_NXDOMAIN;
}

static uint64_t done_of(const struct tally *tally)
{
	uint64_t done = 0;

	for (int i = 0; i < FD_STATUS_PENDING; i++) {
		done += tally->statuses[i];
	}
	return done;
}

/* A new rate counts for a third: what is shown is calm, and follows within a second. */
static double smooth(double before, double now)
{
	return before == 0 ? now : before + (now - before) / 3;
}

static void sample(struct progress *progress, const struct run *run, uint64_t sent,
		   int64_t now_ns)
{
	int64_t since_ns = progress->sampled_ns != 0 ? progress->sampled_ns : run->started_ns;
	double seconds = (double)(now_ns - since_ns) / 1e9;

	if (seconds <= 0) {
		return;
	}
	progress->rate = smooth(progress->rate, (double)(sent - progress->sent) / seconds);
	progress->sent = sent;
	progress->sampled_ns = now_ns;
	for (size_t i = 0; i < run->inventory->resolver_count; i++) {
		struct sample *of = &progress->samples[i];
		uint64_t done = done_of(&run->tallies[i]);
		of->rate = smooth(of->rate, (double)(done - of->done) / seconds);
		of->done = done;
	}
}

static void count_statuses(struct state *state, const struct run *run)
{
	for (int i = 0; i < FD_STATUS_PENDING; i++) {
		uint8_t status = (uint8_t)i;
		uint64_t count = 0;
		size_t at = state->status_count;
		for (size_t j = 0; j < run->inventory->resolver_count; j++) {
			count += run->tallies[j].statuses[status];
		}
		*(progress_is_fine(status) ? &state->answered : &state->failed) += count;
		while (at > 0 && state->statuses[at - 1].count < count) {
			if (at < STATUSES_SHOWN) {
				state->statuses[at] = state->statuses[at - 1];
			}
			at--;
		}
		if (count > 0 && at < STATUSES_SHOWN) {
			state->statuses[at] = (struct status_count) { status, count };
			state->status_count += state->status_count < STATUSES_SHOWN;
		}
	}
}

static void take_failures(struct health *health, const struct tally *tally)
{
	uint64_t failed = 0, most = 0;

	for (int i = 0; i < FD_STATUS_PENDING; i++) {
		uint8_t status = (uint8_t)i;
		if (progress_is_fine(status)) {
			continue;
		}
		failed += tally->statuses[status];
		if (tally->statuses[status] > most) {
			most = tally->statuses[status];
			health->failing = status;
		}
	}
	health->failed = health->done == 0 ? 0 : (double)failed / (double)health->done;
}

static struct health health_of(const struct progress *progress, const struct run *run,
			       uint32_t resolver)
{
	const struct sample *sample = &progress->samples[resolver];
	struct fd_server_stats stats;
	struct health health = {
		.resolver = resolver,
		.done = sample->done,
		.cells = fd_plan_cells_of(run->plan, resolver),
		.rate = sample->rate,
	};

	fd_engine_server_stats(run->engine, resolver, &stats);
	take_failures(&health, &run->tallies[resolver]);
	health.loss = stats.sent == 0 ? 0 : (double)stats.lost / (double)stats.sent;
	health.in_flight = stats.in_flight;
	health.quarantined = stats.quarantined;
	double left = health.cells == 0 ? 0 : 1 - (double)health.done / (double)health.cells;
	health.badness =
		(stats.quarantined ? 100 : 0) + 10 * (health.loss + health.failed) + left;
	return health;
}

/* The worst few, of however many; then in the order of the inventory, so that lines do not change places. */
static void find_worst(struct state *state, const struct progress *progress,
		       const struct run *run)
{
	for (uint32_t i = 0; i < run->inventory->resolver_count; i++) {
		struct health health = health_of(progress, run, i);
		size_t least = 0;
		if (!health.quarantined && health.rate > 0 && health.done < health.cells) {
			double left_s = (double)(health.cells - health.done) / health.rate;
			state->left_s = left_s > state->left_s ? left_s : state->left_s;
		}
		if (state->worst_count < RESOLVERS_SHOWN) {
			state->worst[state->worst_count++] = health;
			continue;
		}
		for (size_t j = 1; j < RESOLVERS_SHOWN; j++) {
			least = state->worst[j].badness < state->worst[least].badness ? j
										      : least;
		}
		if (health.badness > state->worst[least].badness) {
			memmove(&state->worst[least], &state->worst[least + 1],
				(RESOLVERS_SHOWN - 1 - least) * sizeof(health));
			state->worst[RESOLVERS_SHOWN - 1] = health;
		}
	}
}

static const char *phase_of(const struct run *run)
{
	if (run->table_ready) {
		return "follow-ups";
	}
	return run->ended == 0 ? "canaries" : "sweep";
}

static void look(struct progress *progress, const struct run *run, int64_t now_ns,
		 struct state *state)
{
	struct fd_engine_stats stats;

	fd_engine_stats(run->engine, &stats);
	sample(progress, run, stats.sent, now_ns);
	*state = (struct state) {
		.phase = phase_of(run),
		.done = run->ended,
		.cells = run->cells,
		.sent = stats.sent,
		.in_flight = stats.in_flight,
		.followups = fd_diagnosis_followups(run->diagnosis),
		.rate = progress->rate,
		.elapsed_s = (double)(now_ns - run->started_ns) / 1e9,
		.left_s = -1,
		.resolvers = run->inventory->resolver_count,
	};
	count_statuses(state, run);
	find_worst(state, progress, run);
	if (state->elapsed_s < ETA_AFTER_S || run->table_ready) {
		state->left_s = -1; /* nobody knows how many follow-ups there will be */
	}
}

/* ---- showing it ------------------------------------------------------------------------------------ */

static void draw(const struct state *state, const struct run *run)
{
	struct winsize size = { .ws_col = 80, .ws_row = 24 };
	struct screen screen = { .color = color_wanted(run->options, stderr),
				 .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 };

	/* Asked each time: terminals change their size. Some say 0 for "unknown". */
	(void)ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
	screen.width = size.ws_col == 0 ? 80 : size.ws_col;
	screen.height = size.ws_row == 0 ? 24 : size.ws_row;
	screen.width = screen.width < WIDTH_LEAST ? (unsigned)WIDTH_LEAST : screen.width;
	terminal_draw(state, run, &screen);
}

static void show(struct progress *progress, const struct run *run, struct state *state)
{
	switch (progress->mode) {
	case PROGRESS_AUTO:
		draw(state, run);
		break;
	case PROGRESS_PLAIN:
		log_plain(state, run);
		break;
	case PROGRESS_JSON:
		log_json(state, run);
		break;
	case PROGRESS_NONE:
		break;
	}
}

void progress_show(struct progress *progress, const struct run *run)
{
	struct state state;

	if (progress == NULL) {
		return;
	}
	int64_t now_ns = fd_engine_now(run->engine);
	int64_t last_ns = progress->shown_ns != 0 ? progress->shown_ns : run->started_ns;
	if (now_ns - last_ns < (progress->mode == PROGRESS_AUTO ? TERMINAL_NS : log_ns)) {
		return;
	}
	progress->shown_ns = now_ns;
	look(progress, run, now_ns, &state);
	show(progress, run, &state);
}

void progress_end(struct progress *progress, const struct run *run)
{
	struct state state;

	progress_clear();
	if (progress != NULL && progress->mode != PROGRESS_AUTO) {
		look(progress, run, fd_engine_now(run->engine), &state);
		state.phase = run->stopped ? "stopped" : "done";
		state.rate = state.elapsed_s > 0 ? (double)state.sent / state.elapsed_s : 0;
		show(progress, run, &state);
	}
}

void progress_say(const struct run *run, const char *text)
{
	progress_clear();
	if (!run->options->quiet) {
		fprintf(stderr, "fleetdig: %s\n", text);
	}
}
