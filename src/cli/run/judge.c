/* SPDX-License-Identifier: MIT */
#include "cli/run/judge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"

struct judge {
	const struct options *options;
	struct judged *runs;
	size_t count;
	const struct fd_inventory *inventory; /* of all */
	struct fd_inventory *beside;	      /* the same, where there are several */
	struct fd_vantages *vantages;
	struct outputs *outputs;
	struct fd_summary_record summary;
	bool fail_on_matched;
	uint32_t first; /* number of the first resolver of the run at hand */
};

/* ---- loading ---------------------------------------------------------------------------------- */

void say_unended(const struct fd_recorded *recorded, const char *label)
{
	if (recorded->cut_short || !recorded->has_summary) {
		fprintf(stderr,
			"fleetdig: %s: an incomplete run: it ends without a summary; what is there is used\n",
			label);
	}
}

/* Whoever reads verdicts must know when they stand on less than was asked. */
static void say_what_is_missing(const struct judged *judged, size_t missing)
{
	const struct fd_recorded *recorded = judged->recorded;

	say_unended(recorded, judged->label);
	if (recorded->cells != recorded->run.cells) {
		fprintf(stderr,
			"fleetdig: %s: holds %llu of %llu results; verdicts need them all (sweep "
			"--records=all)\n",
			judged->label, (unsigned long long)recorded->cells,
			(unsigned long long)recorded->run.cells);
	}
	if (missing > 0) {
		fprintf(stderr,
			"fleetdig: %s: %zu follow-ups that this version asks were not asked then; they "
			"show nothing\n",
			judged->label, missing);
	}
	if (recorded->unknown > 0) {
		fprintf(stderr, "fleetdig: %s: %llu records of unknown types passed over\n",
			judged->label, (unsigned long long)recorded->unknown);
	}
}

/* 0 or -errno, then after a message where it says more than that. */
static int diagnose(struct judged *judged, const struct options *options)
{
	size_t missing;

	if (judged->recorded->run.vantages > 1) {
		fprintf(stderr,
			"fleetdig: %s: compares several vantage points: give the runs that it "
			"was merged from to fleetdig merge\n",
			judged->label);
		return -EINVAL;
	}
	int r = fd_recorded_diagnose(judged->recorded, &judged->diagnosis, &missing);
	if (r == 0 && !options->quiet) {
		say_what_is_missing(judged, missing);
	}
	return r;
}

enum exit_status judged_load(struct judged *judged, const struct options *options)
{
	struct fd_errors errors = { 0 };

	int r = fd_recorded_join(&judged->own, judged->paths, judged->path_count, &errors);
	print_errors(&errors);
	fd_errors_finish(&errors);
	judged->recorded = judged->own;
	if (r < 0) {
		return EXIT_USAGE;
	}
	r = diagnose(judged, options);
	if (r < 0 && r != -EINVAL) {
		fprintf(stderr, "fleetdig: %s: %s\n", judged->label, strerror(-r));
	}
	return r == 0 ? EXIT_OK : r == -EINVAL ? EXIT_USAGE : EXIT_HOST;
}

void judged_finish(struct judged *judged)
{
	fd_diagnosis_destroy(judged->diagnosis);
	fd_recorded_destroy(judged->own);
}

/* ---- results and probes, as they were ---------------------------------------------------------- */

static int hear(void *context, const struct fd_inventory *inventory,
		const struct fd_record *record)
{
	struct judge *judge = context;

	if (record->kind == FD_RECORD_RESULT) {
		struct fd_result_record result = *record->result;
		result.resolver += judge->first;
		outputs_write(judge->outputs, &(struct fd_record) { .kind = FD_RECORD_RESULT,
								    .result = &result });
	} else if (record->kind == FD_RECORD_LIBRARY) {
		outputs_write(judge->outputs, record);
	} else if (record->kind == FD_RECORD_PROBE) {
		struct fd_probe_record probe = *record->probe;
		struct fd_wish wish = *probe.wish;
		probe.wish = &wish;
		wish.resolver += wish.resolver == FD_NO_INDEX ? 0 : judge->first;
		outputs_write(judge->outputs,
			      &(struct fd_record) { .kind = FD_RECORD_PROBE, .probe = &probe });
	}
	return 0;
}

static int end(void *context, const struct fd_recorded *recorded)
{
	return 0;
}

/* The files were read before: what goes wrong now is that they have changed, or memory. */
static void write_results(struct judge *judge)
{
	const struct fd_recorded_listener listener = { .context = judge,
						       .hear = hear,
						       .end = end };
	struct fd_errors errors = { 0 };

	judge->first = 0;
	for (size_t i = 0; i < judge->count; i++) {
		for (size_t j = 0; j < judge->runs[i].path_count; j++) {
			struct fd_recorded *again = NULL;
			if (strcmp(judge->runs[i].paths[j], "-") == 0) {
				(void)lseek(STDIN_FILENO, 0, SEEK_SET);
			}
			if (fd_recorded_tell(&again, judge->runs[i].paths[j], &listener,
					     &errors) < 0) {
				judge->outputs->failed = true;
			}
			fd_recorded_destroy(again);
		}
		judge->first += (uint32_t)judge->runs[i].recorded->inventory->resolver_count;
	}
	print_errors(&errors);
	fd_errors_finish(&errors);
}

/* ---- conclusions ------------------------------------------------------------------------------ */

static void consider(struct judge *judge, const struct fd_verdict *verdict)
{
	judge->fail_on_matched =
		judge->fail_on_matched || fail_on_matches(&judge->options->fail_on, verdict);
}

static void write_questions(struct judge *judge)
{
	for (uint32_t i = 0; i < judge->inventory->question_count; i++) {
		struct fd_verdict_record record = {
			.question = i, .verdict = fd_vantages_question(judge->vantages, i)
		};
		if (record.verdict == NULL) {
			continue;
		}
		judge->summary.by_severity[record.verdict->severity]++;
		judge->summary.by_locus[record.verdict->locus]++;
		judge->summary.by_cause[record.verdict->cause]++;
		consider(judge, record.verdict);
		outputs_write(judge->outputs, &(struct fd_record) { .kind = FD_RECORD_VERDICT,
								    .verdict = &record });
	}
}

static void write_resolver(struct judge *judge, size_t run, uint32_t resolver)
{
	const struct fd_recorded_resolver *of = &judge->runs[run].recorded->resolvers[resolver];
	struct fd_resolver_record record = {
		.resolver = judge->first + resolver,
		.verdict = fd_vantages_resolver(judge->vantages, run, resolver),
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

	consider(judge, record.verdict);
	outputs_write(judge->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_RESOLVER, .resolver = &record });
}

static void write_resolvers(struct judge *judge)
{
	judge->first = 0;
	for (size_t i = 0; i < judge->count; i++) {
		uint32_t count = (uint32_t)judge->runs[i].recorded->inventory->resolver_count;
		for (uint32_t j = 0; j < count; j++) {
			write_resolver(judge, i, j);
		}
		judge->first += count;
	}
}

static void add_host(struct fd_host_record *host, const struct fd_host_record *other)
{
	host->socket_drops += other->socket_drops;
	host->send_errors += other->send_errors;
	host->buffer_exhausted += other->buffer_exhausted;
	host->ring_overflow += other->ring_overflow;
	host->late += other->late;
	host->duplicate += other->duplicate;
	host->rejected += other->rejected;
	host->stalls += other->stalls;
	host->clock_steps += other->clock_steps;
}

static void write_host(struct judge *judge)
{
	struct fd_host_record record = judge->runs[0].recorded->host;

	for (size_t i = 1; i < judge->count; i++) {
		add_host(&record, &judge->runs[i].recorded->host);
	}
	record.verdict = fd_vantages_host(judge->vantages);
	consider(judge, record.verdict);
	outputs_write(judge->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_HOST, .host = &record });
}

static bool is_complete(const struct judge *judge)
{
	bool complete = true;

	for (size_t i = 0; i < judge->count; i++) {
		const struct fd_recorded *recorded = judge->runs[i].recorded;
		complete = complete && !judge->runs[i].shards_missing &&
			   recorded->has_summary && recorded->summary.complete &&
			   !recorded->cut_short && recorded->cells == recorded->run.cells;
	}
	return complete;
}

/* In the order of precedence that the contract gives. */
static enum exit_status status_of(const struct judge *judge)
{
	uint64_t errors = 0, cells = 0;
	bool anything_came = false;

	for (size_t i = 0; i < judge->count; i++) {
		const struct fd_recorded *recorded = judge->runs[i].recorded;
		errors += recorded->errors;
		cells += recorded->run.cells;
		anything_came = anything_came || recorded->anything_came;
	}
	if (errors * 100 > cells || judge->summary.by_cause[FD_CAUSE_own_loss] * 100 > cells) {
		return EXIT_HOST;
	}
	if (!is_complete(judge) || judge->outputs->failed) {
		return EXIT_INCOMPLETE;
	}
	if (!anything_came) {
		return EXIT_NOTHING_CAME;
	}
	return judge->fail_on_matched ? EXIT_FAIL_ON : EXIT_OK;
}

/* What was asked, and how long that took, is as it was; what follows from it is made again. */
static void write_summary(struct judge *judge)
{
	struct fd_summary_record *summary = &judge->summary;

	for (size_t i = 0; i < judge->count; i++) {
		const struct fd_summary_record *of = &judge->runs[i].recorded->summary;
		summary->followups += fd_diagnosis_followups(judge->runs[i].diagnosis);
		summary->queries += of->queries;
		summary->qps += of->qps;
		summary->elapsed_s =
			of->elapsed_s > summary->elapsed_s ? of->elapsed_s : summary->elapsed_s;
	}
	summary->complete = is_complete(judge);
	summary->exit_status = status_of(judge);
	outputs_write(judge->outputs,
		      &(struct fd_record) { .kind = FD_RECORD_SUMMARY, .summary = summary });
}

static enum exit_status conclude(struct judge *judge)
{
	write_questions(judge);
	write_resolvers(judge);
	write_host(judge);
	write_summary(judge);
	return (enum exit_status)judge->summary.exit_status;
}

static enum exit_status write_all(struct judge *judge, const struct fd_run_record *run)
{
	const struct fd_record record = { .kind = FD_RECORD_RUN,
					  .run = run != NULL ? run
							     : &judge->runs[0].recorded->run };

	if (outputs_open(judge->outputs, judge->options, judge->inventory) < 0) {
		return EXIT_USAGE;
	}
	outputs_write(judge->outputs, &record);
	if (judge->outputs->take_results || judge->outputs->take_anomalies ||
	    judge->outputs->take_probes) {
		write_results(judge);
	}
	enum exit_status status = conclude(judge);
	outputs_close(judge->outputs);
	return judge->outputs->failed ? EXIT_INCOMPLETE : status;
}

/* ---- one inventory, one comparison ------------------------------------------------------------- */

static enum exit_status put_beside(struct judge *judge)
{
	const struct fd_recorded **runs = calloc(judge->count, sizeof(struct fd_recorded *));
	const char **labels = calloc(judge->count, sizeof(char *));
	struct fd_errors errors = { 0 };
	int r = runs == NULL || labels == NULL ? -1 : 0;

	for (size_t i = 0; r == 0 && i < judge->count; i++) {
		runs[i] = judge->runs[i].recorded;
		labels[i] = judge->runs[i].label;
	}
	r = r < 0 ? r : fd_recorded_beside(&judge->beside, runs, labels, judge->count, &errors);
	print_errors(&errors);
	fd_errors_finish(&errors);
	free(runs);
	free(labels);
	judge->inventory = judge->beside;
	return r < 0 ? EXIT_USAGE : EXIT_OK;
}

static int compare_places(struct judge *judge)
{
	struct fd_vantage *views = calloc(judge->count, sizeof(*views));
	uint32_t first = 0;

	if (views == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < judge->count; i++) {
		const struct judged *run = &judge->runs[i];
		views[i] = (struct fd_vantage) {
			.id = run->label,
			.diagnosis = run->diagnosis,
			.inventory = run->recorded->inventory,
			.matrix = run->recorded->matrix,
			.asked = run->recorded->asked,
			.first_resolver = first,
		};
		first += (uint32_t)run->recorded->inventory->resolver_count;
	}
	int r = fd_vantages_create(&judge->vantages, views, judge->count);
	free(views);
	return r;
}

enum exit_status judge(const struct options *options, struct judged *runs, size_t count,
		       const struct fd_run_record *run)
{
	struct outputs outputs;
	struct judge judge = {
		.options = options, .runs = runs, .count = count, .outputs = &outputs
	};
	enum exit_status status = EXIT_OK;

	judge.inventory = runs[0].recorded->inventory;
	if (count > 1) {
		status = put_beside(&judge);
	}
	if (status == EXIT_OK && compare_places(&judge) < 0) {
		fprintf(stderr, "fleetdig: memory is short\n");
		status = EXIT_HOST;
	}
	if (status == EXIT_OK) {
		status = write_all(&judge, run);
	}
	fd_vantages_destroy(judge.vantages);
	fd_recorded_beside_destroy(judge.beside);
	return status;
}

int judge_one(const struct options *options, const struct fd_recorded *recorded,
	      const char *label, struct outputs *outputs)
{
	struct judged run = { .label = label, .recorded = recorded };
	struct judge judge = {
		.options = options, .runs = &run, .count = 1, .outputs = outputs
	};

	judge.inventory = recorded->inventory;
	int r = diagnose(&run, options);
	r = r < 0 ? r : compare_places(&judge);
	if (r == 0) {
		(void)conclude(&judge);
	}
	fd_vantages_destroy(judge.vantages);
	judged_finish(&run);
	return r;
}
