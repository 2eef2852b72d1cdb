/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "record/recorded.h"

/*
 * The shards of one inventory, read one after the other into one run. A question is whole in one of them, and has the same
 * number in all, so cells need no care; what is counted is added up.
 */

enum {
	SHARDS_MAX = 65536
};

/** Whether it is a part of what was read first, and a part that is not there yet. */
static int check_part(struct recorded *recorded, const struct fd_run_record *part)
{
	const struct fd_run_record *whole = &recorded->public.run;

	if (part->inventory_hash != whole->inventory_hash ||
	    part->questions != whole->questions || part->resolvers != whole->resolvers) {
		fd_errors_add(recorded->errors,
			      "%s: run: inventory_hash: is %016" PRIx64 ", expected %016" PRIx64
			      ": only shards of one inventory can be joined",
			      recorded->path, part->inventory_hash, whole->inventory_hash);
		return -EINVAL;
	}
	if (strcmp(part->vantage, whole->vantage) != 0 && part->shard_count <= 1) {
		fd_errors_add(
			recorded->errors,
			"%s: run: vantage: is another whole run, seen from elsewhere: fleetdig diff "
			"compares the two",
			recorded->path);
		return -EINVAL;
	}
	if (part->shard_count != recorded->shard_count || part->shard_index >= SHARDS_MAX) {
		fd_errors_add(recorded->errors,
			      "%s: run: shard: is %u/%u, expected a part of %u", recorded->path,
			      part->shard_index, part->shard_count, recorded->shard_count);
		return -EINVAL;
	}
	return 0;
}

/** Notes that the shard is there. 0, or -errno after a message where it was there before. */
static int note_shard(struct recorded *recorded, uint32_t index)
{
	uint64_t bit = UINT64_C(1) << (index % 64);

	if (recorded->shards == NULL) {
		recorded->shards = calloc(SHARDS_MAX / 64, sizeof(uint64_t));
	}
	if (recorded->shards == NULL) {
		return -ENOMEM;
	}
	if (recorded->shards[index / 64] & bit) {
		fd_errors_add(recorded->errors,
			      "%s: run: shard: %u was read before, expected each once",
			      recorded->path, index);
		return -EINVAL;
	}
	recorded->shards[index / 64] |= bit;
	recorded->public.missing_shards--;
	return 0;
}

int recorded_join_first(struct recorded *recorded)
{
	struct fd_run_record *run = &recorded->public.run;

	recorded->shard_count = run->shard_count > 0 ? run->shard_count : 1;
	if (recorded->shard_count > SHARDS_MAX || run->shard_index >= recorded->shard_count) {
		fd_errors_add(recorded->errors, "%s: run: shard: is %u/%u, expected at most %d",
			      recorded->path, run->shard_index, run->shard_count, SHARDS_MAX);
		return -EINVAL;
	}
	recorded->public.missing_shards = recorded->shard_count;
	int r = note_shard(recorded, run->shard_index);
	run->shard_index = 0;
	run->shard_count = 1;
	return r;
}

int recorded_join_run(struct recorded *recorded, const struct fd_run_record *part)
{
	struct fd_run_record *run = &recorded->public.run;
	int r = check_part(recorded, part);

	r = r < 0 ? r : note_shard(recorded, part->shard_index);
	if (r == 0) {
		run->cells += part->cells;
		run->started_us =
			part->started_us < run->started_us ? part->started_us : run->started_us;
	}
	return r;
}

void recorded_join_host(struct fd_host_record *host, const struct fd_host_record *part)
{
	host->socket_drops += part->socket_drops;
	host->send_errors += part->send_errors;
	host->buffer_exhausted += part->buffer_exhausted;
	host->ring_overflow += part->ring_overflow;
	host->late += part->late;
	host->duplicate += part->duplicate;
	host->rejected += part->rejected;
	host->stalls += part->stalls;
	host->clock_steps += part->clock_steps;
}

void recorded_join_summary(struct fd_summary_record *summary,
			   const struct fd_summary_record *part, bool first)
{
	summary->queries += part->queries;
	summary->qps += part->qps;
	summary->elapsed_s =
		part->elapsed_s > summary->elapsed_s ? part->elapsed_s : summary->elapsed_s;
	summary->complete = part->complete && (first || summary->complete);
}
