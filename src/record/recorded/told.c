/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record/recorded/recorded.h"

/* What was read, as the records that were written once: for sinks, which do not know that time has passed. */

int recorded_tell(struct recorded *recorded, const struct fd_record *record)
{
	if (recorded->listener == NULL) {
		return 0;
	}
	return recorded->listener->hear(recorded->listener->context, &recorded->inventory,
					record);
}

/* ---- questions by name ------------------------------------------------------------------------- */

/* A verdict names its question; results number theirs. */

static int order_of(const struct recorded *recorded, uint32_t question,
		    const struct fd_name *name, uint16_t qtype)
{
	const struct fd_question *of = &recorded->inventory.questions[question];
	uint8_t length;
	const uint8_t *wire = fd_inventory_qname(&recorded->inventory, of, &length);

	if (length != name->length) {
		return length < name->length ? -1 : 1;
	}
	int order = memcmp(wire, name->wire, length);
	return order != 0 ? order : (of->qtype > qtype) - (of->qtype < qtype);
}

static int questions_order(const void *left, const void *right, void *context)
{
	const struct recorded *recorded = context;
	const uint32_t *a = left, *b = right;
	const struct fd_question *of = &recorded->inventory.questions[*b];
	struct fd_name name;

	const uint8_t *wire = fd_inventory_qname(&recorded->inventory, of, &name.length);
	memcpy(name.wire, wire, name.length);
	return order_of(recorded, *a, &name, of->qtype);
}

static int make_by_name(struct recorded *recorded)
{
	size_t count = recorded->inventory.question_count;

	recorded->by_name = calloc(count + 1, sizeof(*recorded->by_name));
	if (recorded->by_name == NULL) {
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (recorded->public.asked[i / 64] >> (i % 64) & 1) {
			recorded->by_name[recorded->by_name_count++] = i;
		}
	}
	qsort_r(recorded->by_name, recorded->by_name_count, sizeof(*recorded->by_name),
		questions_order, recorded);
	return 0;
}

uint32_t recorded_find_question(struct recorded *recorded, const struct fd_name *name,
				uint16_t qtype)
{
	if (recorded->by_name == NULL && make_by_name(recorded) < 0) {
		return FD_NO_INDEX;
	}
	size_t low = 0, high = recorded->by_name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = order_of(recorded, recorded->by_name[middle], name, qtype);
		if (order == 0) {
			return recorded->by_name[middle];
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return FD_NO_INDEX;
}

/* ---- records ----------------------------------------------------------------------------------- */

int recorded_tell_result(struct recorded *recorded, const struct fd_result_in *result,
			 uint32_t question, uint32_t resolver,
			 const struct fd_observation *observation)
{
	const struct fd_result_record record = {
		.question = question,
		.resolver = resolver,
		.observation = observation,
		.ts_us = result->observed.ts_us,
		.expect = result->expect,
		.anomaly = !fd_observation_is_plain(observation),
		.answers = result->answers,
		.answer_count = result->answer_count,
		.nsid = result->nsid,
	};

	return recorded_tell(
		recorded, &(struct fd_record) { .kind = FD_RECORD_RESULT, .result = &record });
}

int recorded_tell_probe(struct recorded *recorded, const struct fd_probe_in *probe,
			const struct fd_wish *wish)
{
	struct fd_observation observation;
	struct fd_message message;

	if (recorded->listener == NULL) {
		return 0;
	}
	recorded_observe(&probe->observed, &probe->reply, wish->qtype, &observation, &message);
	const struct fd_probe_record record = {
		.wish = wish,
		.observation = &observation,
		.ts_us = probe->observed.ts_us,
	};
	return recorded_tell(recorded,
			     &(struct fd_record) { .kind = FD_RECORD_PROBE, .probe = &record });
}

/* The cells, with resolvers as indexes; those of resolvers that are none are left out. */
static int take_cells(struct recorded *recorded, const struct fd_verdict_in *in,
		      size_t *ret_count)
{
	size_t count = 0;

	if (in->cell_count > recorded->cell_capacity) {
		struct fd_cell_verdict *cells =
			reallocarray(recorded->cells, in->cell_count, sizeof(*cells));
		if (cells == NULL) {
			return -ENOMEM;
		}
		recorded->cells = cells;
		recorded->cell_capacity = in->cell_count;
	}
	for (size_t i = 0; i < in->cell_count; i++) {
		uint32_t resolver =
			id_index_find(&recorded->resolver_ids, in->cells[i].resolver);
		if (resolver != FD_NO_INDEX) {
			recorded->cells[count++] =
				(struct fd_cell_verdict) { .resolver = resolver,
							   .locus = in->cells[i].locus,
							   .cause = in->cells[i].cause };
		}
	}
	*ret_count = count;
	return 0;
}

int recorded_tell_verdict(struct recorded *recorded, const struct fd_verdict_in *in)
{
	struct fd_verdict verdict = in->verdict;
	uint32_t question = recorded_find_question(recorded, &in->name, in->qtype);
	int r = 0;

	if (question == FD_NO_INDEX) { /* of a run with --records */
		r = recorded_judged_question(recorded, in, &question);
	}
	if (r < 0 || question == FD_NO_INDEX) {
		return r;
	}
	const struct fd_verdict_record record = { .question = question, .verdict = &verdict };
	r = take_cells(recorded, in, &verdict.cell_count);
	verdict.cells = recorded->cells;
	return r < 0 ? r
		     : recorded_tell(recorded, &(struct fd_record) { .kind = FD_RECORD_VERDICT,
								     .verdict = &record });
}

/* What the results would have come to. */
static int remake_tally(const struct fd_resolver_in *in, uint64_t statuses[FD_STATUS_PENDING],
			struct fd_histogram *latency)
{
	recorded_count_statuses(statuses, in->statuses, in->status_count);
	int r = recorded_remake(latency, &in->latency, in->latency_min, in->latency_max);

	if (r == 0 && latency->count > 0 && in->latency_max > 0) {
		latency->sum = in->latency_mean * latency->count;
	}
	return r;
}

int recorded_tell_resolver(struct recorded *recorded, const struct fd_resolver_in *in)
{
	uint32_t index = id_index_find(&recorded->resolver_ids, in->id);

	if (index == FD_NO_INDEX) {
		return 0;
	}
	const struct fd_recorded_resolver *of = &recorded->public.resolvers[index];
	uint64_t statuses[FD_STATUS_PENDING] = { 0 };
	struct fd_histogram latency = { 0 };
	/* Of a run with --records the results do not tell. */
	bool limited =
		in->status_count > 0 && recorded->public.cells < recorded->public.run.cells;
	int r = limited ? remake_tally(in, statuses, &latency) : 0;

	const struct fd_resolver_record record = {
		.resolver = index,
		.verdict = &in->verdict,
		.sent = in->sent,
		.answered = in->answered,
		.lost = in->lost,
		.late = in->late,
		.bulk_sent = in->bulk_sent,
		.bulk_lost = in->bulk_lost,
		.limit_qps = in->limit_qps,
		.turned_down = in->turned_down,
		.status_counts = limited ? statuses : of->statuses,
		.latency = limited ? &latency : &of->latency,
	};
	r = r < 0 ? r
		  : recorded_tell(recorded, &(struct fd_record) { .kind = FD_RECORD_RESOLVER,
								  .resolver = &record });
	fd_histogram_finish(&latency);
	return r;
}

int recorded_tell_host(struct recorded *recorded, const struct fd_host_in *in)
{
	struct fd_host_record record = in->counters;

	record.verdict = &in->verdict;
	return recorded_tell(recorded,
			     &(struct fd_record) { .kind = FD_RECORD_HOST, .host = &record });
}
