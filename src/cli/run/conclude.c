/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "cli/progress.h"
#include "cli/run/run.h"

static void count(struct run *run, const struct fd_verdict *verdict)
{
	run->summary.by_severity[verdict->severity]++;
	run->summary.by_locus[verdict->locus]++;
	run->summary.by_cause[verdict->cause]++;
}

static void consider(struct run *run, const struct fd_verdict *verdict)
{
	run->fail_on_matched =
		run->fail_on_matched || fail_on_matches(&run->options->fail_on, verdict);
}

static bool is_planned(const struct run *run, uint32_t question)
{
	for (uint32_t i = 0; i < run->inventory->resolver_count; i++) {
		if (fd_plan_has(run->plan, question, i)) {
			return true;
		}
	}
	return false;
}

static void write_questions(struct run *run)
{
	for (uint32_t i = 0; i < run->inventory->question_count; i++) {
		if (!is_planned(run, i)) {
			continue;
		}
		struct fd_verdict_record record = {
			.question = i, .verdict = fd_diagnosis_question(run->diagnosis, i)
		};
		count(run, record.verdict);
		consider(run, record.verdict);
		outputs_write(&run->outputs, &(struct fd_record) { .kind = FD_RECORD_VERDICT,
								   .verdict = &record });
	}
}

/* Whoever asks for 0x20 must hear where it could not be had. */
static void say_recased(struct run *run, uint32_t resolver, const struct fd_server_stats *stats)
{
	const char *id = run->inventory->resolvers[resolver].id;
	char text[384];

	if (stats->recased == 0) {
		return;
	}
	snprintf(text, sizeof(text),
		 "%.200s %s the case of names (--0x20): %" PRIu64
		 " replies were not believed, and asked for again %s",
		 id, stats->plain_case ? "does not echo" : "did not always echo",
		 stats->recased, stats->plain_case ? "over TCP or in plain case" : "over TCP");
	progress_say(run, text);
}

static void write_resolvers(struct run *run)
{
	for (uint32_t i = 0; i < run->inventory->resolver_count; i++) {
		struct fd_server_stats stats;
		fd_engine_server_stats(run->engine, i, &stats);
		struct fd_resolver_record record = {
			.resolver = i,
			.verdict = fd_diagnosis_resolver(run->diagnosis, i),
			.sent = stats.sent,
			.answered = run->tallies[i].answered,
			.lost = stats.lost,
			.late = stats.late,
			.bulk_sent = run->tallies[i].sent,
			.bulk_lost = run->tallies[i].lost,
			.limit_qps = run->tallies[i].limit_qps,
			.turned_down = run->tallies[i].turned_down,
			.case_mismatches = stats.recased,
			.status_counts = run->tallies[i].statuses,
			.latency = &run->tallies[i].latency,
		};
		say_recased(run, i, &stats);
		consider(run, record.verdict);
		outputs_write(&run->outputs, &(struct fd_record) { .kind = FD_RECORD_RESOLVER,
								   .resolver = &record });
	}
}

static void write_host(struct run *run)
{
	struct fd_engine_stats stats;

	fd_engine_stats(run->engine, &stats);
	struct fd_host_record record = {
		.verdict = fd_diagnosis_host(run->diagnosis),
		.socket_drops = stats.socket_drops,
		.send_errors = stats.send_errors,
		.buffer_exhausted = stats.buffer_exhausted,
		.ring_overflow = stats.ring_overflow,
		.late = stats.late,
		.duplicate = stats.duplicate,
		.rejected = stats.rejected,
		.stalls = stats.stalls,
		.pacing_late_mean_us =
			stats.paced > 0 ? (uint64_t)stats.pace_late_ns / stats.paced / 1000 : 0,
		.pacing_late_max_us = (uint64_t)stats.pace_late_max_ns / 1000,
		.clock_steps = stats.clock_steps,
	};
	consider(run, record.verdict);
	outputs_write(&run->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_HOST, .host = &record });
	run->summary.queries = stats.sent;
}

/* In the order of precedence that the contract gives. */
static enum exit_status status(const struct run *run)
{
	if (run->errors * 100 > run->cells ||
	    run->summary.by_cause[FD_CAUSE_own_loss] * 100 > run->cells) {
		return EXIT_HOST;
	}
	if (run->stopped || run->outputs.failed) {
		return EXIT_INCOMPLETE;
	}
	if (!run->anything_came) {
		return EXIT_NOTHING_CAME;
	}
	return run->fail_on_matched ? EXIT_FAIL_ON : EXIT_OK;
}

void run_conclude(struct run *run)
{
	outputs_drain(&run->outputs);
	run_library_write(run);
	write_questions(run);
	write_resolvers(run);
	write_host(run);
	if (run->besides != NULL) {
		run->besides->after(run->besides->context, run);
	}
	struct fd_summary_record *summary = &run->summary;
	summary->followups = fd_diagnosis_followups(run->diagnosis);
	summary->elapsed_s = (double)(fd_engine_now(run->engine) - run->started_ns) / 1e9;
	summary->qps =
		summary->elapsed_s > 0 ? (double)summary->queries / summary->elapsed_s : 0;
	summary->complete = !run->stopped && !run->outputs.failed;
	summary->exit_status = status(run);
	outputs_write(&run->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_SUMMARY, .summary = summary });
}
