/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/bench/bench.h"

/* From tallies to records. */

static const int64_t second_ns = INT64_C(1000) * 1000 * 1000;
/* A second is over when its last question's timeout is, and a moment more for what was late. */
static const int64_t grace_ns = INT64_C(250) * 1000 * 1000;

int64_t bench_wall_us(const struct bench *bench, int64_t monotonic_ns)
{
	return monotonic_ns / 1000 + bench->wall_offset_us;
}

void bench_tell(struct bench *bench, const struct fd_measurement_record *record)
{
	outputs_write(&bench->outputs, &(struct fd_record) { .kind = FD_RECORD_MEASUREMENT,
							     .measurement = record });
}

struct fd_measurement_record bench_record(const struct bench *bench,
					  const struct target *target)
{
	return (struct fd_measurement_record) {
		.resolver = target->resolver,
		.load = bench->load,
		.started_us = bench_wall_us(bench, bench->count_from_ns),
		.concurrency = bench->options->concurrency,
		.timeout_us = (uint64_t)bench->timeout_ns / 1000,
		.held = true,
		.summary = "",
	};
}

/* ---- second by second ------------------------------------------------------------------------ */

static void tell_interval(struct bench *bench, const struct target *target,
			  const struct interval *interval, int64_t start_ns)
{
	struct fd_measurement_record record = bench_record(bench, target);
	int64_t left_ns = bench->end_ns - start_ns;

	record.statement = FD_STATES_INTERVAL;
	record.started_us = bench_wall_us(bench, start_ns);
	record.duration_s = left_ns < second_ns ? (double)left_ns / 1e9 : 1;
	record.asked_qps = target->asked_qps;
	record.sent = interval->sent;
	record.sent_qps = (double)interval->sent / record.duration_s;
	record.skipped = interval->skipped;
	record.held = interval->skipped * 100 <= interval->sent + interval->skipped;
	record.limit = record.held ? NULL : "host";
	record.tally = &interval->tally;
	bench_tell(bench, &record);
}

void bench_tell_intervals(struct bench *bench, struct target *target, int64_t now_ns,
			  bool flush)
{
	if (target->intervals == NULL || bench->count_from_ns == INT64_MAX) {
		return;
	}
	for (;;) {
		int64_t start_ns =
			bench->count_from_ns + (int64_t)target->first_interval * second_ns;
		bool over = now_ns >= start_ns + second_ns + bench->timeout_ns + grace_ns;
		if ((!over && !flush) || start_ns >= bench->end_ns || start_ns > now_ns) {
			return;
		}
		struct interval *interval =
			&target->intervals[target->first_interval % INTERVALS];
		if (interval->used) {
			tell_interval(bench, target, interval, start_ns);
		}
		fd_tally_clear(&interval->tally);
		*interval = (struct interval) { .tally = interval->tally };
		target->first_interval++;
	}
}

/* ---- totals ------------------------------------------------------------------------------------ */

static void fill_silence(struct fd_measurement_record *record, const struct bench *bench,
			 const struct fd_silence *silence)
{
	if (fd_silence_lasts(silence)) {
		record->silent_from_us = bench_wall_us(bench, silence->from_ns);
		record->silent_queries = silence->queries;
	} else if (silence->longest_queries > 0) {
		record->silent_from_us = bench_wall_us(bench, silence->longest_from_ns);
		record->silent_until_us = bench_wall_us(bench, silence->longest_to_ns);
		record->silent_queries = silence->longest_queries;
	}
}

/* All of it was sent but what was skipped; in a closed loop nothing was promised. */
static struct fd_measurement_record total_of(const struct bench *bench,
					     const struct target *target)
{
	struct fd_measurement_record record = bench_record(bench, target);

	record.statement = FD_STATES_TOTAL;
	record.duration_s = (double)bench->counted_ns / 1e9;
	record.asked_qps = bench->load == FD_LOAD_CLOSED ? 0 : target->asked_qps;
	record.sent = target->sent;
	record.sent_qps = record.duration_s > 0 ? (double)target->sent / record.duration_s : 0;
	record.skipped = target->skipped;
	record.held = target->skipped * 100 <= target->sent + target->skipped;
	record.limit = !record.held	       ? "host"
		       : target->held_back > 0 ? "concurrency"
					       : target->limit;
	record.tally = &target->total;
	record.pacing = bench->load == FD_LOAD_CLOSED ? NULL : &target->pacing;
	record.stalls = bench->stalls.count;
	record.stalled_us = (uint64_t)bench->stalls.total_ns / 1000;
	fill_silence(&record, bench, &target->silence);
	return record;
}

/* Of the whole, where there is more than one part. */
static void tell_part(struct bench *bench, const struct target *target,
		      const struct fd_tally *tally, struct fd_measurement_record record)
{
	if (tally->answered + tally->unanswered + tally->spoilt == 0) {
		return;
	}
	(void)target;
	record.tally = tally;
	record.asked_qps = 0;
	record.sent = tally->answered + tally->unanswered + tally->spoilt;
	record.sent_qps = record.duration_s > 0 ? (double)record.sent / record.duration_s : 0;
	record.skipped = 0;
	record.pacing = NULL;
	record.stalls = record.stalled_us = 0;
	record.silent_from_us = record.silent_until_us = 0;
	record.silent_queries = 0;
	record.summary = "";
	record.own_side = NULL;
	bench_tell(bench, &record);
}

static void tell_total(struct bench *bench, struct target *target)
{
	struct fd_measurement_record record = total_of(bench, target);
	char summary[BENCH_WORDS], own_side[BENCH_WORDS];
	/* Where no TTL told anything, there is nothing to tell apart. */
	bool told = target->cached[FD_CACHED_HIT].answered +
			    target->cached[FD_CACHED_MISS].answered >
		    0;

	bench_say_total(summary, bench, target, &record);
	record.summary = summary;
	record.own_side = bench_say_own_side(own_side, &record) ? own_side : NULL;
	bench_tell(bench, &record);
	record.statement = FD_STATES_TYPE;
	for (size_t i = 0; i < bench->type_count; i++) {
		record.qtype = bench->types[i];
		tell_part(bench, target, &target->types[i], record);
	}
	record.statement = FD_STATES_CACHE;
	record.qtype = 0;
	for (int i = FD_CACHED_HIT; told && i < FD_CACHED_KINDS; i++) {
		record.cached = (enum fd_cached)i;
		tell_part(bench, target, &target->cached[i], record);
	}
}

void bench_tell_totals(struct bench *bench)
{
	for (uint32_t i = 0; i < bench->target_count; i++) {
		bench_tell_intervals(bench, &bench->targets[i], fd_engine_now(bench->engine),
				     true);
		tell_total(bench, &bench->targets[i]);
	}
}
