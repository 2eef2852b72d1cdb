/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/bench/bench.h"

/* What has come so far, on stderr: drawn over itself on a terminal, a line now and then in a log. */

enum {
	LINES_MAX = 12,
	ID_COLUMNS = 20, /* a line fits 80 columns */
	DRAW_NS = 250 * 1000 * 1000,
};
static const int64_t log_ns = INT64_C(5) * 1000 * 1000 * 1000;

static enum progress_mode mode(const struct bench *bench)
{
	if (bench->options->quiet) {
		return PROGRESS_NONE;
	}
	if (bench->options->progress != PROGRESS_AUTO) {
		return bench->options->progress;
	}
	return isatty(STDERR_FILENO) ? PROGRESS_AUTO : PROGRESS_NONE;
}

void bench_clear(struct bench *bench)
{
	for (; bench->shown_lines > 0; bench->shown_lines--) {
		fprintf(stderr, "\x1b[A\r\x1b[K");
	}
}

void bench_note(struct bench *bench, const char *text)
{
	bench_clear(bench);
	if (!bench->options->quiet) {
		fprintf(stderr, "fleetdig: %s\n", text);
	}
}

/* Over all that were asked, as everywhere: what is unanswered is slower than any answer. */
static void draw_quantile(const struct bench *bench, const struct fd_tally *tally, double q)
{
	char text[24] = "-";
	int64_t ns;

	if (fd_tally_quantile(tally, q, &ns)) {
		snprintf(text, sizeof(text), "%.*f ms", ns < 10000000 ? 2 : 0,
			 (double)ns / 1e6);
	} else if (tally->unanswered > 0) {
		snprintf(text, sizeof(text), ">%.0f ms", (double)bench->timeout_ns / 1e6);
	}
	fprintf(stderr, "  p%.0f %8s", q * 100, text);
}

static const char *phase_of(const struct bench *bench, int64_t now_ns)
{
	if (!bench->sending) {
		return "awaiting the last answers";
	}
	return now_ns < bench->count_from_ns ? "warming up" : "measuring";
}

static void draw_target(const struct bench *bench, const struct target *target)
{
	const struct fd_tally *tally =
		bench->load == FD_LOAD_RAMP ? &target->step : &target->total;

	fprintf(stderr, "  %-*.*s", ID_COLUMNS, ID_COLUMNS,
		bench->inventory->resolvers[target->resolver].id);
	if (target->asked_qps > 0) {
		fprintf(stderr, " %6.0f/s", target->asked_qps);
	}
	fprintf(stderr, " %7" PRIu64 " %6.2f %% lost", tally->answered,
		fd_tally_loss(tally) * 100);
	draw_quantile(bench, tally, 0.5);
	draw_quantile(bench, tally, 0.99);
}

static void draw(struct bench *bench, enum progress_mode how, int64_t now_ns)
{
	double elapsed_s = (double)(now_ns - bench->started_ns) / 1e9;
	uint32_t first = bench->only == FD_NO_INDEX ? 0 : bench->only;
	uint32_t end = bench->only == FD_NO_INDEX ? bench->target_count : bench->only + 1;

	bench_clear(bench);
	fprintf(stderr, "bench: %s, %.1f s, ", phase_of(bench, now_ns), elapsed_s);
	if (bench->sending && bench->load != FD_LOAD_RAMP && bench->end_ns > now_ns) {
		fprintf(stderr, "%.0f s to go, ", (double)(bench->end_ns - now_ns) / 1e9);
	}
	fprintf(stderr, "%" PRIu64 " on their way", bench->open);
	if (bench->stalls.count > 0) {
		fprintf(stderr, ", this side stalled %" PRIu64 " time%s", bench->stalls.count,
			bench->stalls.count == 1 ? "" : "s");
	}
	fprintf(stderr, "\n");
	unsigned lines = 1;
	for (uint32_t i = first; i < end && lines < LINES_MAX; i++) {
		draw_target(bench, &bench->targets[i]);
		fprintf(stderr, "\n");
		lines++;
	}
	bench->shown_lines = how == PROGRESS_AUTO ? lines : 0;
}

static void write_json(const struct bench *bench, int64_t now_ns)
{
	for (uint32_t i = 0; i < bench->target_count; i++) {
		const struct target *target = &bench->targets[i];
		const struct fd_tally *tally =
			bench->load == FD_LOAD_RAMP ? &target->step : &target->total;
		fprintf(stderr,
			"{\"type\":\"progress\",\"phase\":\"%s\",\"resolver\":%u,\"answered\":%" PRIu64
			",\"unanswered\":%" PRIu64 ",\"elapsed_s\":%.3f}\n",
			phase_of(bench, now_ns), target->resolver, tally->answered,
			tally->unanswered, (double)(now_ns - bench->started_ns) / 1e9);
	}
}

void bench_show(struct bench *bench)
{
	enum progress_mode how = mode(bench);
	int64_t now_ns = fd_engine_now(bench->engine);

	if (how == PROGRESS_NONE ||
	    now_ns - bench->shown_ns < (how == PROGRESS_AUTO ? DRAW_NS : log_ns)) {
		return;
	}
	bench->shown_ns = now_ns;
	if (how == PROGRESS_JSON) {
		write_json(bench, now_ns);
	} else {
		draw(bench, how, now_ns);
	}
}
