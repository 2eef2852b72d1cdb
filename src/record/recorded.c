/* SPDX-License-Identifier: MIT */
#include "record/recorded.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A whole run, a record at a time. */

static void take_resolver(struct recorded *recorded, const struct fd_resolver_in *in)
{
	uint32_t index = id_index_find(&recorded->resolver_ids, in->id);

	if (index != FD_NO_INDEX) {
		struct fd_recorded_resolver *resolver = &recorded->public.resolvers[index];
		resolver->sent = in->sent;
		resolver->lost = in->lost;
		resolver->late = in->late;
		resolver->bulk_sent = in->bulk_sent;
		resolver->bulk_lost = in->bulk_lost;
		resolver->case_mismatches = in->case_mismatches;
		resolver->limit_qps = in->limit_qps;
		resolver->turned_down = in->turned_down;
	}
}

static int take(struct recorded *recorded, const struct fd_record_in *record)
{
	if (record->kind != FD_RECORD_RUN && recorded->base == NULL) {
		fd_errors_add(recorded->errors,
			      "%s:%llu: is before any run record, expected a run first",
			      recorded->path, (unsigned long long)record->line);
		return -EINVAL;
	}
	int r = 0;
	switch (record->kind) {
	case FD_RECORD_RUN:
		r = recorded_take_run(recorded, &record->run);
		return r < 0 ? r
			     : recorded_tell(recorded, &(struct fd_record) {
							       .kind = FD_RECORD_RUN,
							       .run = &recorded->public.run });
	case FD_RECORD_RESULT:
		return recorded_take_result(recorded, &record->result, record->line);
	case FD_RECORD_PROBE:
		return recorded_take_probe(recorded, &record->probe);
	case FD_RECORD_RESOLVER:
		take_resolver(recorded, &record->resolver);
		return recorded_tell_resolver(recorded, &record->resolver);
	case FD_RECORD_HOST:
		recorded->public.host = record->host.counters;
		return recorded_tell_host(recorded, &record->host);
	case FD_RECORD_SUMMARY:
		recorded->public.summary = record->summary;
		recorded->public.has_summary = true;
		return recorded_tell(recorded,
				     &(struct fd_record) { .kind = FD_RECORD_SUMMARY,
							   .summary = &record->summary });
	case FD_RECORD_LIBRARY:
		return recorded_take_library(recorded, &record->library);
	case FD_RECORD_VERDICT:
		return recorded_tell_verdict(recorded, &record->verdict);
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
	}
	if (r == 0 && recorded->base == NULL) {
		fd_errors_add(recorded->errors,
			      "%s: holds no run record, expected NDJSON as sweep -o ndjson "
			      "writes it",
			      recorded->path);
		r = -EINVAL;
	}
	recorded_library_sort(recorded);
	recorded->judged = recorded->inventory;
	if (recorded->canary_zone.length > 0 && !recorded->judged.has_canary_absent) {
		recorded->judged.has_canary_absent = true;
		recorded->judged.canary_absent_under = recorded->canary_zone;
	}
	recorded->public.cut_short = fd_record_reader_cut_short(reader);
	recorded->public.unknown = fd_record_reader_unknown(reader);
	return r;
}

int fd_recorded_load(struct fd_recorded **ret_recorded, const char *path,
		     struct fd_errors *errors)
{
	return fd_recorded_tell(ret_recorded, path, NULL, errors);
}

int fd_recorded_tell(struct fd_recorded **ret_recorded, const char *path,
		     const struct fd_recorded_listener *listener, struct fd_errors *errors)
{
	/* Verdicts are for listeners: whoever judges again has no use for them. */
	const unsigned kinds =
		FD_RECORD_KINDS_ALL & ~(listener == NULL ? 1u << FD_RECORD_VERDICT : 0u);
	struct recorded *recorded = calloc(1, sizeof(*recorded));
	struct fd_record_reader *reader = NULL;
	size_t before = errors->count + errors->dropped;

	if (recorded == NULL) {
		return -ENOMEM;
	}
	recorded->path = strcmp(path, "-") == 0 ? "standard input" : path;
	recorded->errors = errors;
	recorded->listener = listener;
	int r = fd_record_reader_open(&reader, path, kinds, errors);
	r = r < 0 ? r : take_all(recorded, reader);
	fd_record_reader_close(reader);
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
