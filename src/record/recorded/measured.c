/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/measure.h>

#include "record/recorded/recorded.h"

/* What a benchmark or a comparison stated, as the records that were written once: for sinks. */

static uint64_t ns_of(double us)
{
	return us > 0 ? (uint64_t)(us * 1000 + 0.5) : 0;
}

int recorded_remake(struct fd_histogram *histogram, const struct fd_buckets_in *buckets,
		    uint64_t least, uint64_t most)
{
	int r = 0;

	for (size_t i = 0; i < buckets->count && r == 0; i++) {
		r = fd_histogram_add_many(histogram, buckets->list[i].low,
					  (uint32_t)buckets->list[i].count);
	}
	if (r == 0 && histogram->count > 0 && most > 0) {
		histogram->min = least;
		histogram->max = most;
	}
	return r;
}

void recorded_count_statuses(uint64_t counts[FD_STATUS_PENDING],
			     const struct fd_count_in *statuses, size_t status_count)
{
	char text[FD_NUMBER_TEXT_MAX];

	for (size_t i = 0; i < status_count; i++) {
		for (int status = 0; status < FD_STATUS_PENDING; status++) {
			fd_status_counted_text(text, (uint8_t)status);
			if (strcmp(statuses[i].word, text) == 0) {
				counts[status] = statuses[i].count;
			}
		}
	}
}

static int remake_tally(struct fd_tally *tally, struct fd_histogram *pacing,
			const struct fd_measurement_in *in)
{
	*tally = (struct fd_tally) { .answered = in->answered,
				     .unanswered = in->unanswered,
				     .spoilt = in->spoilt,
				     .stamped = in->sent_stamped };
	recorded_count_statuses(tally->statuses, in->statuses, in->status_count);
	int r = recorded_remake(&tally->latency, &in->latency, ns_of(in->answered_min_us),
				ns_of(in->answered_max_us));
	if (tally->latency.count > 0) {
		tally->latency.sum = ns_of(in->answered_mean_us * (double)tally->latency.count);
	}
	r = r < 0 ? r
		  : recorded_remake(&tally->rtt, &in->rtt, ns_of(in->rtt_min_us),
				    ns_of(in->rtt_max_us));
	return r < 0 ? r : recorded_remake(pacing, &in->pacing, 0, ns_of(in->pacing_max_us));
}

int recorded_tell_measurement(struct recorded *recorded, const struct fd_measurement_in *in)
{
	uint32_t resolver = id_index_find(&recorded->resolver_ids, in->id);
	struct fd_tally tally = { 0 };
	struct fd_histogram pacing = { 0 };

	if (recorded->listener == NULL || resolver == FD_NO_INDEX) {
		return 0;
	}
	const struct fd_measurement_record record = {
		.statement = in->statement,
		.resolver = resolver,
		.load = in->load,
		.qtype = in->qtype,
		.cached = in->cached,
		.started_us = in->started_us,
		.duration_s = in->duration_s,
		.asked_qps = in->asked_qps,
		.sent_qps = in->sent_qps,
		.held = in->held,
		.limit = in->limit,
		.concurrency = in->concurrency,
		.sent = in->sent,
		.skipped = in->skipped,
		.tally = &tally,
		.timeout_us = in->timeout_us,
		.pacing = &pacing,
		.stalls = in->stalls,
		.stalled_us = in->stalled_us,
		.silent_from_us = in->silent_from_us,
		.silent_until_us = in->silent_until_us,
		.silent_queries = in->silent_queries,
		.knee_qps = in->knee_qps,
		.broke_qps = in->broke_qps,
		.broke_by = in->broke_by,
		.summary = in->summary,
		.own_side = in->own_side,
	};
	int r = remake_tally(&tally, &pacing, in);
	r = r < 0 ? r
		  : recorded_tell(recorded, &(struct fd_record) { .kind = FD_RECORD_MEASUREMENT,
								  .measurement = &record });
	fd_tally_finish(&tally);
	fd_histogram_finish(&pacing);
	return r;
}

/* ---- comparisons ------------------------------------------------------------------------------- */

static void count_causes(uint64_t counts[FD_CAUSE_COUNT], const struct fd_comparison_in *in)
{
	for (size_t i = 0; i < in->cause_count; i++) {
		for (int cause = 0; cause < FD_CAUSE_COUNT; cause++) {
			if (strcmp(in->causes[i].word, fd_cause_text((enum fd_cause)cause)) ==
			    0) {
				counts[cause] = in->causes[i].count;
			}
		}
	}
}

/* The relation that a word names; FD_RELATIONS for none. */
static int relation_of(const char *word)
{
	int relation = 0;

	while (relation < FD_RELATIONS &&
	       strcmp(word, fd_relation_text((enum fd_relation)relation)) != 0) {
		relation++;
	}
	return relation;
}

static size_t take_examples(struct recorded *recorded, const struct fd_comparison_in *in,
			    struct fd_example *examples)
{
	size_t count = 0;

	for (size_t i = 0; i < in->example_count; i++) {
		const struct fd_example_in *example = &in->examples[i];
		int relation = relation_of(example->class);
		struct fd_name name;
		if (relation == FD_RELATIONS || fd_name_parse(&name, example->name) != 0) {
			continue;
		}
		uint32_t question = recorded_find_question(recorded, &name, example->qtype);
		if (question != FD_NO_INDEX) {
			examples[count++] =
				(struct fd_example) { question, (enum fd_relation)relation };
		}
	}
	return count;
}

int recorded_tell_comparison(struct recorded *recorded, const struct fd_comparison_in *in)
{
	const struct fd_paired paired = {
		.pairs = in->pairs,
		.first_faster = in->first_faster,
		.second_faster = in->second_faster,
		.difference_ns = in->difference_us * 1000,
		.low_ns = in->low_us * 1000,
		.high_ns = in->high_us * 1000,
		.margin_ns = in->margin_us * 1000,
		.confidence = in->confidence,
		.verdict = in->verdict,
		.more = in->more_needed,
	};
	uint64_t causes[FD_CAUSE_COUNT] = { 0 }, relations[FD_RELATIONS + 1] = { 0 };
	struct fd_example *examples = NULL;

	if (recorded->listener == NULL) {
		return 0;
	}
	if (in->example_count > 0) {
		examples = calloc(in->example_count, sizeof(*examples));
		if (examples == NULL) {
			return -ENOMEM;
		}
	}
	count_causes(causes, in);
	for (size_t i = 0; i < in->class_count; i++) {
		relations[relation_of(in->classes[i].word)] = in->classes[i].count;
	}
	const struct fd_comparison_record record = {
		.statement = in->statement,
		.first = in->first,
		.second = in->second,
		.ask = in->ask,
		.paired = &paired,
		.relations = relations,
		.examples = examples,
		.example_count = take_examples(recorded, in, examples),
		.causes = causes,
		.questions = in->questions,
		.failed = in->failed,
		.features = in->features,
		.feature_count = in->feature_count,
		.summary = in->summary,
	};
	int r = recorded_tell(recorded, &(struct fd_record) { .kind = FD_RECORD_COMPARISON,
							      .comparison = &record });
	free(examples);
	return r;
}
