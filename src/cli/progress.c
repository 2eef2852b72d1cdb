/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/run.h"

enum {
	TERMINAL_NS = 200 * 1000 * 1000,
};
static const int64_t log_ns = INT64_C(5) * 1000 * 1000 * 1000;

static enum progress mode(const struct run *run)
{
	if (run->options->quiet) {
		return PROGRESS_NONE;
	}
	if (run->options->progress != PROGRESS_AUTO) {
		return run->options->progress;
	}
	return isatty(STDERR_FILENO) ? PROGRESS_AUTO : PROGRESS_NONE;
}

void progress_show(struct run *run)
{
	enum progress how = mode(run);
	int64_t now_ns = fd_engine_now(run->engine);
	struct fd_engine_stats stats;
	double elapsed_s = (double)(now_ns - run->started_ns) / 1e9;

	if (how == PROGRESS_NONE ||
	    now_ns - run->progress_ns < (how == PROGRESS_AUTO ? TERMINAL_NS : log_ns)) {
		return;
	}
	run->progress_ns = now_ns;
	fd_engine_stats(run->engine, &stats);
	const char *phase = run->table_ready ? "follow-ups" : "sweep";
	double rate = elapsed_s > 0 ? (double)stats.sent / elapsed_s : 0;
	if (how == PROGRESS_JSON) {
		fprintf(stderr,
			"{\"type\":\"progress\",\"phase\":\"%s\",\"done\":%llu,\"cells\":%llu,\"sent\":%llu,"
			"\"in_flight\":%u,\"elapsed_s\":%.3f}\n",
			phase, (unsigned long long)run->ended, (unsigned long long)run->cells,
			(unsigned long long)stats.sent, stats.in_flight, elapsed_s);
	} else {
		fprintf(stderr,
			"%s%s: %llu of %llu cells, %llu queries (%.0f/s), %u in flight, %u follow-ups%s",
			how == PROGRESS_AUTO ? "\r\033[K" : "", phase,
			(unsigned long long)run->ended, (unsigned long long)run->cells,
			(unsigned long long)stats.sent, rate, stats.in_flight,
			fd_diagnosis_followups(run->diagnosis),
			how == PROGRESS_AUTO ? "" : "\n");
	}
}

void progress_clear(struct run *run)
{
	if (mode(run) == PROGRESS_AUTO && run->progress_ns != 0) {
		fprintf(stderr, "\r\033[K");
	}
}

void progress_say(struct run *run, const char *text)
{
	progress_clear(run);
	if (!run->options->quiet) {
		fprintf(stderr, "fleetdig: %s\n", text);
	}
}
