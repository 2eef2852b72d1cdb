/* SPDX-License-Identifier: MIT */
#include "record/recorded/recorded.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A whole run, a record at a time. */

static void take_resolver(struct recorded *recorded, const struct fd_resolver_in *in)
{
	uint32_t index = id_index_find(&recorded->resolver_ids, in->id);

	if (index != FD_NO_INDEX) {
		struct fd_recorded_resolver *resolver = &recorded->public.resolvers[index];
		resolver->sent += in->sent;
		resolver->lost += in->lost;
		resolver->late += in->late;
		resolver->bulk_sent += in->bulk_sent;
		resolver->bulk_lost += in->bulk_lost;
		resolver->case_mismatches += in->case_mismatches;
		if (in->limit_qps > 0) {
			resolver->limit_qps = in->limit_qps;
		}
		resolver->turned_down += in->turned_down;
	}
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void take_host(struct recorded *recorded, const struct fd_host_record *in)
{
	struct fd_host_record *host = &recorded->public.host;

	host->socket_drops += in->socket_drops;
	host->send_errors += in->send_errors;
	host->buffer_exhausted += in->buffer_exhausted;
	host->ring_overflow += in->ring_overflow;
	host->late += in->late;
	host->duplicate += in->duplicate;
	host->rejected += in->rejected;
	host->stalls += in->stalls;
	host->clock_steps += in->clock_steps;
	host->pacing_late_mean_us = larger(host->pacing_late_mean_us, in->pacing_late_mean_us);
	host->pacing_late_max_us = larger(host->pacing_late_max_us, in->pacing_late_max_us);
}

/* Parts are asked at the same time: they lasted as long as the longest, and are whole when all are. */
static void take_summary(struct recorded *recorded, const struct fd_summary_record *in)
{
	struct fd_summary_record *summary = &recorded->public.summary;
	const struct fd_summary_record before = *summary;

	*summary = *in;
	recorded->summary_count++;
	if (recorded->summary_count > 1) {
		summary->followups += before.followups;
		summary->queries += before.queries;
		summary->qps += before.qps;
		summary->complete = summary->complete && before.complete;
		summary->elapsed_s =
			in->elapsed_s > before.elapsed_s ? in->elapsed_s : before.elapsed_s;
	}
	recorded->public.has_summary = recorded->summary_count == recorded->part_count;
}

static int take_run(struct recorded *recorded, const struct fd_run_in *run)
{
	if (recorded->in_run) {
		fd_errors_add(recorded->errors,
			      "%s: holds more than one run, expected one: give each by itself",
			      recorded->path);
		return -EINVAL;
	}
	recorded->in_run = true;
	if (recorded->base != NULL) {
		return recorded_take_part(recorded, run);
	}
	int r = recorded_take_run(recorded, run);
	return r < 0 ? r
		     : recorded_tell(recorded,
				     &(struct fd_record) { .kind = FD_RECORD_RUN,
							   .run = &recorded->public.run });
}

/* A run comes first, and its summary last: what follows is there twice, or of another run, and would be counted in. */
static int check_place(const struct recorded *recorded, const struct fd_record_in *record)
{
	if (record->kind == FD_RECORD_RUN) {
		return 0;
	}
	if (!recorded->in_run) {
		fd_errors_add(recorded->errors,
			      "%s:%llu: is before any run record, expected a run first",
			      recorded->path, (unsigned long long)record->line);
		return -EINVAL;
	}
	if (recorded->ended > 0) {
		fd_errors_add(
			recorded->errors,
			"%s:%llu: is after the summary (line %llu), expected that to be the "
			"last record of a run: keep the lines up to it",
			recorded->path, (unsigned long long)record->line,
			(unsigned long long)recorded->ended);
		return -EINVAL;
	}
	return 0;
}

static int take(struct recorded *recorded, const struct fd_record_in *record)
{
	int r = check_place(recorded, record);

	if (r < 0) {
		return r;
	}
	switch (record->kind) {
	case FD_RECORD_RUN:
		return take_run(recorded, &record->run);
	case FD_RECORD_RESULT:
		return recorded_take_result(recorded, &record->result, record->line);
	case FD_RECORD_PROBE:
		return recorded_take_probe(recorded, &record->probe);
	case FD_RECORD_RESOLVER:
		take_resolver(recorded, &record->resolver);
		return recorded_tell_resolver(recorded, &record->resolver);
	case FD_RECORD_HOST:
		take_host(recorded, &record->host.counters);
		return recorded_tell_host(recorded, &record->host);
	case FD_RECORD_SUMMARY:
		recorded->ended = record->line;
		take_summary(recorded, &record->summary);
		return 0; /* told when nothing has come after it */
	case FD_RECORD_LIBRARY:
		return recorded_take_library(recorded, &record->library);
	case FD_RECORD_VERDICT:
		return recorded_tell_verdict(recorded, &record->verdict);
	case FD_RECORD_MEASUREMENT:
		return recorded_tell_measurement(recorded, &record->measurement);
	case FD_RECORD_COMPARISON:
		return recorded_tell_comparison(recorded, &record->comparison);
	}
	return 0;
}

static int take_all(struct recorded *recorded, struct fd_record_reader *reader)
{
	struct fd_record_in record;
	int r;

	while ((r = fd_record_read(reader, &record)) > 0) {
		r = take(recorded, &record);
		if (r < 0) {
			break;
		}
		if (recorded->ended > 0) { /* whatever comes now is one too many */
			fd_record_reader_want(reader, FD_RECORD_KINDS_ALL);
		}
	}
	if (r == 0 && !recorded->in_run) {
		fd_errors_add(recorded->errors,
			      "%s: holds no run record, expected NDJSON as sweep -o ndjson "
			      "writes it",
			      recorded->path);
		r = -EINVAL;
	}
	if (r == 0 && recorded->ended > 0) {
		r = recorded_tell(recorded,
				  &(struct fd_record) { .kind = FD_RECORD_SUMMARY,
							.summary = &recorded->public.summary });
	}
	recorded->public.cut_short |= fd_record_reader_cut_short(reader);
	recorded->public.unknown += fd_record_reader_unknown(reader);
	return r;
}

static int read_file(struct recorded *recorded, const char *path)
{
	/* Verdicts are for listeners: whoever judges again has no use for them. */
	const unsigned kinds = FD_RECORD_KINDS_ALL &
			       ~(recorded->listener == NULL ? 1u << FD_RECORD_VERDICT : 0u);
	struct fd_record_reader *reader = NULL;

	recorded->path = strcmp(path, "-") == 0 ? "standard input" : path;
	recorded->in_run = false;
	recorded->ended = 0;
	int r = fd_record_reader_open(&reader, path, kinds, recorded->errors);
	r = r < 0 ? r : take_all(recorded, reader);
	fd_record_reader_close(reader);
	return r;
}

static void settle(struct recorded *recorded)
{
	recorded_library_sort(recorded);
	recorded->judged = recorded->inventory;
	if (recorded->canary_zone.length > 0 && !recorded->judged.has_canary_absent) {
		recorded->judged.has_canary_absent = true;
		recorded->judged.canary_absent_under = recorded->canary_zone;
	}
}

static int read_files(struct fd_recorded **ret_recorded, const char *const *paths, size_t count,
		      const struct fd_recorded_listener *listener, struct fd_errors *errors)
{
	struct recorded *recorded = calloc(1, sizeof(*recorded));
	size_t before = errors->count + errors->dropped;
	int r = 0;

	assert(count > 0);
	if (recorded == NULL) {
		return -ENOMEM;
	}
	recorded->errors = errors;
	recorded->listener = listener;
	recorded->first_path = paths[0];
	recorded->part_count = count;
	for (size_t i = 0; i < count && r == 0; i++) {
		r = read_file(recorded, paths[i]);
	}
	settle(recorded);
	if (listener != NULL) {
		int ended = listener->end(listener->context, r < 0 ? NULL : &recorded->public);
		r = r < 0 ? r : ended;
	}
	if (r < 0) {
		if (errors->count + errors->dropped == before) {
			fd_errors_add(errors, "%s: %s", recorded->path, strerror(-r));
		}
		fd_recorded_destroy(&recorded->public);
		return r;
	}
	*ret_recorded = &recorded->public;
	return 0;
}

int fd_recorded_load(struct fd_recorded **ret_recorded, const char *path,
		     struct fd_errors *errors)
{
	return read_files(ret_recorded, &path, 1, NULL, errors);
}

int fd_recorded_join(struct fd_recorded **ret_recorded, const char *const *paths, size_t count,
		     struct fd_errors *errors)
{
	return read_files(ret_recorded, paths, count, NULL, errors);
}

int fd_recorded_tell(struct fd_recorded **ret_recorded, const char *path,
		     const struct fd_recorded_listener *listener, struct fd_errors *errors)
{
	return read_files(ret_recorded, &path, 1, listener, errors);
}

void fd_recorded_destroy(struct fd_recorded *recorded)
{
	struct recorded *whole = (struct recorded *)recorded;

	if (recorded == NULL) {
		return;
	}
	for (size_t i = 0; recorded->resolvers != NULL && i < whole->inventory.resolver_count;
	     i++) {
		fd_histogram_finish(&recorded->resolvers[i].latency);
	}
	free(recorded->resolvers);
	free(recorded->asked);
	free(whole->by_name);
	free(whole->cells);
	free(whole->library_answers);
	fd_matrix_destroy(recorded->matrix);
	recorded_facts_finish(whole);
	recorded_inventory_finish(whole);
	free(whole);
}
