/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <fleetdig/recorded.h>

#include "cli/commands.h"
#include "cli/run.h"

/* The verdicts of a recorded run, made again by the diagnosis of today: no network, and the same on every machine. */

struct replay {
	const struct options *options;
	const struct fd_recorded *recorded;
	struct fd_diagnosis *diagnosis;
	struct outputs *outputs;
	struct fd_summary_record summary;
	bool fail_on_matched;
};

static void consider(struct replay *replay, const struct fd_verdict *verdict)
{
	replay->fail_on_matched =
		replay->fail_on_matched || fail_on_matches(&replay->options->fail_on, verdict);
}

static void write_questions(struct replay *replay)
{
	const struct fd_recorded *recorded = replay->recorded;

	for (uint32_t i = 0; i < recorded->inventory->question_count; i++) {
		if ((recorded->asked[i / 64] >> (i % 64) & 1) == 0) {
			continue;
		}
		struct fd_verdict_record record = {
			.question = i, .verdict = fd_diagnosis_question(replay->diagnosis, i)
		};
		replay->summary.by_severity[record.verdict->severity]++;
		replay->summary.by_locus[record.verdict->locus]++;
		replay->summary.by_cause[record.verdict->cause]++;
		consider(replay, record.verdict);
		outputs_write(replay->outputs, &(struct fd_record) { .kind = FD_RECORD_VERDICT,
								     .verdict = &record });
	}
}

static void write_resolvers(struct replay *replay)
{
	for (uint32_t i = 0; i < replay->recorded->inventory->resolver_count; i++) {
		const struct fd_recorded_resolver *of = &replay->recorded->resolvers[i];
		struct fd_resolver_record record = {
			.resolver = i,
			.verdict = fd_diagnosis_resolver(replay->diagnosis, i),
			.sent = of->sent,
			.answered = of->answered,
			.lost = of->lost,
			.late = of->late,
			.bulk_sent = of->bulk_sent,
			.bulk_lost = of->bulk_lost,
			.limit_qps = of->limit_qps,
			.turned_down = of->turned_down,
			.case_mismatches = of->case_mismatches,
			.status_counts = of->statuses,
			.latency = &of->latency,
		};
		consider(replay, record.verdict);
		outputs_write(replay->outputs, &(struct fd_record) { .kind = FD_RECORD_RESOLVER,
								     .resolver = &record });
	}
}

static void write_host(struct replay *replay)
{
	struct fd_host_record record = replay->recorded->host;

	record.verdict = fd_diagnosis_host(replay->diagnosis);
	consider(replay, record.verdict);
	outputs_write(replay->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_HOST, .host = &record });
}

static bool is_complete(const struct fd_recorded *recorded)
{
	return recorded->has_summary && recorded->summary.complete && !recorded->cut_short &&
	       recorded->cells == recorded->run.cells;
}

/* In the order of precedence that the contract gives. */
static enum exit_status status_of(const struct replay *replay)
{
	const struct fd_recorded *recorded = replay->recorded;

	if (recorded->errors * 100 > recorded->run.cells ||
	    replay->summary.by_cause[FD_CAUSE_own_loss] * 100 > recorded->run.cells) {
		return EXIT_HOST;
	}
	if (!is_complete(recorded) || replay->outputs->failed) {
		return EXIT_INCOMPLETE;
	}
	if (!recorded->anything_came) {
		return EXIT_NOTHING_CAME;
	}
	return replay->fail_on_matched ? EXIT_FAIL_ON : EXIT_OK;
}

/* What was asked, and how long that took, is as it was; what follows from it is made again. */
static void write_summary(struct replay *replay)
{
	const struct fd_recorded *recorded = replay->recorded;
	struct fd_summary_record *summary = &replay->summary;

	summary->followups = fd_diagnosis_followups(replay->diagnosis);
	summary->elapsed_s = recorded->summary.elapsed_s;
	summary->queries = recorded->summary.queries;
	summary->qps = recorded->summary.qps;
	summary->complete = is_complete(recorded);
	summary->exit_status = status_of(replay);
	outputs_write(replay->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_SUMMARY, .summary = summary });
}

/* Whoever reads verdicts must know when they stand on less than was asked. */
static void say_what_is_missing(const struct replay *replay, size_t missing)
{
	const char *path = replay->options->operands[0];
	const struct fd_recorded *recorded = replay->recorded;

	if (replay->options->quiet) {
		return;
	}
	if (recorded->cut_short || !recorded->has_summary) {
		fprintf(stderr,
			"fleetdig: %s: an incomplete run: it ends without a summary; what is there is used\n",
			path);
	}
	if (recorded->cells != recorded->run.cells) {
		fprintf(stderr,
			"fleetdig: %s: holds %llu of %llu results; verdicts need them all (sweep "
			"--records=all)\n",
			path, (unsigned long long)recorded->cells,
			(unsigned long long)recorded->run.cells);
	}
	if (missing > 0) {
		fprintf(stderr,
			"fleetdig: %s: %zu follow-ups that this version asks were not asked then; they "
			"show nothing\n",
			path, missing);
	}
	if (recorded->unknown > 0) {
		fprintf(stderr, "fleetdig: %s: %llu records of unknown types passed over\n",
			path, (unsigned long long)recorded->unknown);
	}
}

int replay_judge(const struct options *options, const struct fd_recorded *recorded,
		 struct outputs *outputs, enum exit_status *ret_status)
{
	struct replay replay = { .options = options, .recorded = recorded, .outputs = outputs };
	size_t missing;

	int r = fd_recorded_diagnose(recorded, &replay.diagnosis, &missing);
	if (r == 0) {
		say_what_is_missing(&replay, missing);
		write_questions(&replay);
		write_resolvers(&replay);
		write_host(&replay);
		write_summary(&replay);
		*ret_status = (enum exit_status)replay.summary.exit_status;
	}
	fd_diagnosis_destroy(replay.diagnosis);
	return r;
}

static enum exit_status conclude(const struct options *options,
				 const struct fd_recorded *recorded)
{
	struct outputs outputs;
	enum exit_status status = EXIT_HOST;

	if (outputs_open(&outputs, options, recorded->inventory) < 0) {
		return EXIT_USAGE;
	}
	outputs_write(&outputs,
		      &(struct fd_record) { .kind = FD_RECORD_RUN, .run = &recorded->run });
	int r = replay_judge(options, recorded, &outputs, &status);
	if (r < 0) {
		fprintf(stderr, "fleetdig: %s: %s\n", options->operands[0], strerror(-r));
	}
	outputs_close(&outputs);
	return r == 0 && outputs.failed ? EXIT_INCOMPLETE : status;
}

static struct fd_recorded *load(const char *path)
{
	struct fd_recorded *recorded = NULL;
	struct fd_errors errors = { 0 };

	if (fd_recorded_load(&recorded, path, &errors) < 0) {
		print_errors(&errors);
	}
	fd_errors_finish(&errors);
	return recorded;
}

int command_replay(const struct options *options)
{
	if (options->operand_count != 1) {
		fprintf(stderr,
			"fleetdig: replay takes one run: a file that sweep -o ndjson:FILE "
			"wrote, or - for standard input\n");
		return EXIT_USAGE;
	}
	struct fd_recorded *recorded = load(options->operands[0]);
	if (recorded == NULL) {
		return EXIT_USAGE;
	}
	enum exit_status status = conclude(options, recorded);
	fd_recorded_destroy(recorded);
	return status;
}
