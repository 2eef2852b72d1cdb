/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/record_read.h>

#include "cli/commands.h"
#include "cli/run/judge.h"

/*
 * Shards of one run become that run; runs from several places are compared. Which is which is told by the runs themselves:
 * shards that complete each other are one run, whatever hosts they ran on; else those of one vantage point are.
 */

struct part {
	const char *path;
	struct fd_run_part run;
	char *run_id, *vantage, *host; /* its texts */
	bool placed;		       /* it is part of a run */
};

struct merge {
	struct part *parts; /* in the order of the runs that they make, and of their shards */
	size_t part_count;
	const char **paths; /* in the same order */
	struct judged *runs;
	size_t run_count;
	char *vantages; /* `fra, nyc` */
	char *run_id, *hosts;
	struct fd_run_part *told; /* for the run record */
};

/* ---- what there is ----------------------------------------------------------------------------- */

static char *copy(const char *text)
{
	return strdup(text != NULL && text[0] != '\0' ? text : "unknown");
}

/* The first record of a file says what it is. */
static int look_at(struct part *part)
{
	struct fd_record_reader *reader = NULL;
	struct fd_errors errors = { 0 };
	struct fd_record_in record;

	int r = fd_record_reader_open(&reader, part->path, 1u << FD_RECORD_RUN, &errors);
	r = r < 0 ? r : fd_record_read(reader, &record);
	if (r > 0) {
		const struct fd_run_record *run = &record.run.run;
		part->run_id = copy(run->run_id);
		part->vantage = copy(run->vantage);
		part->host = copy(run->host);
		part->run = (struct fd_run_part) { .run_id = part->run_id,
						   .vantage = part->vantage,
						   .host = part->host,
						   .shard_index = run->shard_index,
						   .shard_count = run->shard_count };
		if (part->run_id == NULL || part->vantage == NULL || part->host == NULL) {
			fd_errors_add(&errors, "%s: memory is short", part->path);
			r = -1;
		}
	} else if (r == 0) {
		fd_errors_add(&errors,
			      "%s: holds no run record, expected NDJSON as sweep -o ndjson "
			      "writes it",
			      part->path);
	}
	print_errors(&errors);
	fd_errors_finish(&errors);
	fd_record_reader_close(reader);
	return r > 0 ? 0 : -1;
}

static int look_at_all(struct merge *merge, const struct options *options)
{
	int r = 0;

	for (size_t i = 0; i < merge->part_count; i++) {
		merge->parts[i].path = options->operands[i];
		if (strcmp(options->operands[i], "-") == 0) {
			fprintf(stderr,
				"fleetdig: merge reads its runs twice: give files, not standard input\n");
			return -1;
		}
		r = look_at(&merge->parts[i]) < 0 ? -1 : r;
	}
	return r;
}

/* ---- which belong together --------------------------------------------------------------------- */

static int part_order(const void *left, const void *right)
{
	const struct part *a = left, *b = right;

	return (a->run.shard_index > b->run.shard_index) -
	       (a->run.shard_index < b->run.shard_index);
}

/* All are shards of as many, and none is there twice: they are one run. */
static bool are_one_run(const struct merge *merge)
{
	for (size_t i = 0; i < merge->part_count; i++) {
		const struct fd_run_part *run = &merge->parts[i].run;
		if (run->shard_count < 2 ||
		    run->shard_count != merge->parts[0].run.shard_count) {
			return false;
		}
		for (size_t j = 0; j < i; j++) {
			if (merge->parts[j].run.shard_index == run->shard_index) {
				return false;
			}
		}
	}
	return true;
}

static bool belongs(const struct part *part, const char *vantage)
{
	return !part->placed && (vantage == NULL || strcmp(part->run.vantage, vantage) == 0);
}

/* Sorted by shard, equal or missing ones are neighbours. */
static int check_run(const struct part *parts, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const struct part *a = &parts[i - 1], *b = &parts[i];
		if (a->run.shard_count != b->run.shard_count) {
			fprintf(stderr,
				"fleetdig: %s: is shard %u of %u, %s is shard %u of %u: shards of one "
				"run are dealt by the same number\n",
				b->path, b->run.shard_index, b->run.shard_count, a->path,
				a->run.shard_index, a->run.shard_count);
			return -1;
		}
		if (a->run.shard_index == b->run.shard_index) {
			fprintf(stderr,
				"fleetdig: %s: is shard %u of %u from %s, as %s is: give one of "
				"them (--vantage says where a run stands)\n",
				b->path, b->run.shard_index, b->run.shard_count, b->run.vantage,
				a->path);
			return -1;
		}
	}
	return 0;
}

/* Moves the parts of a run (of a vantage point; NULL: all) to `first` and those after it. */
static int make_run(struct merge *merge, size_t first, const char *vantage)
{
	struct judged *run = &merge->runs[merge->run_count++];
	size_t end = first;

	for (size_t i = first; i < merge->part_count; i++) {
		if (belongs(&merge->parts[i], vantage)) {
			struct part part = merge->parts[i];
			memmove(&merge->parts[end + 1], &merge->parts[end],
				(i - end) * sizeof(part));
			part.placed = true;
			merge->parts[end++] = part;
		}
	}
	qsort(&merge->parts[first], end - first, sizeof(*merge->parts), part_order);
	for (size_t i = first; i < end; i++) {
		merge->paths[i] = merge->parts[i].path;
	}
	*run = (struct judged) {
		.label = vantage,
		.paths = &merge->paths[first],
		.path_count = end - first,
		.shards_missing = merge->parts[first].run.shard_count > end - first,
	};
	return check_run(&merge->parts[first], end - first);
}

static int make_runs(struct merge *merge)
{
	size_t first = 0;

	if (are_one_run(merge)) {
		int r = make_run(merge, 0, NULL);
		merge->runs[0].label = merge->parts[0].run.vantage;
		return r;
	}
	while (first < merge->part_count) {
		if (make_run(merge, first, merge->parts[first].run.vantage) < 0) {
			return -1;
		}
		first += merge->runs[merge->run_count - 1].path_count;
	}
	return 0;
}

/* ---- what was joined --------------------------------------------------------------------------- */

static void say(const struct merge *merge)
{
	size_t first = 0;

	for (size_t i = 0; i < merge->run_count; i++) {
		const struct judged *run = &merge->runs[i];
		const struct fd_run_part *part = &merge->parts[first].run;
		uint32_t count = part->shard_count;
		if (count < 2) {
			fprintf(stderr, "fleetdig: %s: the run %s\n", run->label, part->run_id);
		} else {
			fprintf(stderr, "fleetdig: %s: %zu of %u shards of one run\n",
				run->label, run->path_count, count);
		}
		for (uint32_t j = 0, at = 0; run->shards_missing && j < count; j++) {
			if (at < run->path_count &&
			    merge->parts[first + at].run.shard_index == j) {
				at++;
			} else {
				fprintf(stderr, "fleetdig: %s: shard %u of %u is missing\n",
					run->label, j, count);
			}
		}
		first += run->path_count;
	}
	if (merge->run_count > 1) {
		fprintf(stderr,
			"fleetdig: %zu vantage points are compared; resolvers are ID@VANTAGE\n",
			merge->run_count);
	}
}

/* Appends to a list in words, once. */
static int add_word(char **list, const char *word)
{
	char *longer;
	const char *at = *list == NULL ? NULL : strstr(*list, word);
	size_t length = strlen(word);

	if (at != NULL && (at == *list || at[-1] == ' ') &&
	    (at[length] == ',' || at[length] == '\0')) {
		return 0;
	}
	if (asprintf(&longer, "%s%s%s", *list == NULL ? "" : *list, *list == NULL ? "" : ", ",
		     word) < 0) {
		return -1;
	}
	free(*list);
	*list = longer;
	return 0;
}

/* The run record of them all. */
static int describe(struct merge *merge, struct fd_run_record *ret_run)
{
	struct fd_run_record run = merge->runs[0].recorded->run;

	for (size_t i = 0; i < merge->part_count; i++) {
		merge->told[i] = merge->parts[i].run;
		if (add_word(&merge->vantages, merge->told[i].vantage) < 0 ||
		    add_word(&merge->hosts, merge->told[i].host) < 0) {
			return -1;
		}
	}
	for (size_t i = 1; i < merge->run_count; i++) {
		const struct fd_recorded *other = merge->runs[i].recorded;
		run.cells += other->run.cells;
		run.resolvers += other->inventory->resolver_count;
		run.started_us = other->run.started_us < run.started_us ? other->run.started_us
									: run.started_us;
	}
	if (asprintf(&merge->run_id, "%s+%zu", merge->told[0].run_id, merge->part_count - 1) <
	    0) {
		merge->run_id = NULL;
		return -1;
	}
	run.run_id = merge->run_id;
	run.vantage = merge->vantages;
	run.host = merge->hosts;
	run.shard_index = 0;
	run.shard_count = 1;
	run.parts = merge->told;
	run.part_count = merge->part_count;
	run.vantages = merge->run_count;
	*ret_run = run;
	return 0;
}

/* ---- the command ------------------------------------------------------------------------------- */

static enum exit_status merge_all(struct merge *merge, const struct options *options)
{
	struct fd_run_record run;

	if (look_at_all(merge, options) < 0 || make_runs(merge) < 0) {
		return EXIT_USAGE;
	}
	if (!options->quiet) {
		say(merge);
	}
	for (size_t i = 0; i < merge->run_count; i++) {
		enum exit_status status = judged_load(&merge->runs[i], options);
		if (status != EXIT_OK) {
			return status;
		}
	}
	if (describe(merge, &run) < 0) {
		fprintf(stderr, "fleetdig: memory is short\n");
		return EXIT_HOST;
	}
	return judge(options, merge->runs, merge->run_count, &run);
}

static void merge_finish(struct merge *merge)
{
	for (size_t i = 0; merge->runs != NULL && i < merge->run_count; i++) {
		judged_finish(&merge->runs[i]);
	}
	for (size_t i = 0; merge->parts != NULL && i < merge->part_count; i++) {
		free(merge->parts[i].run_id);
		free(merge->parts[i].vantage);
		free(merge->parts[i].host);
	}
	free(merge->vantages);
	free(merge->hosts);
	free(merge->run_id);
	free(merge->told);
	free(merge->runs);
	free(merge->paths);
	free(merge->parts);
}

int command_merge(const struct options *options)
{
	size_t count = options->operand_count;
	struct merge merge = { .part_count = count };

	if (count == 0) {
		fprintf(stderr,
			"fleetdig: merge takes runs: files that sweep -o ndjson:FILE wrote, of "
			"several shards or vantage points\n");
		return EXIT_USAGE;
	}
	merge.parts = calloc(count, sizeof(*merge.parts));
	merge.paths = calloc(count, sizeof(*merge.paths));
	merge.runs = calloc(count, sizeof(*merge.runs));
	merge.told = calloc(count, sizeof(*merge.told));
	enum exit_status status = EXIT_HOST;
	if (merge.parts == NULL || merge.paths == NULL || merge.runs == NULL ||
	    merge.told == NULL) {
		fprintf(stderr, "fleetdig: memory is short\n");
	} else {
		status = merge_all(&merge, options);
	}
	merge_finish(&merge);
	return status;
}
