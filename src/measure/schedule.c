/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include <fleetdig/measure.h>

#include "measure/limits.h"

const char *fd_load_text(enum fd_load load)
{
	static const char *const words[] = {
		[FD_LOAD_CONSTANT] = "constant",
		[FD_LOAD_POISSON] = "poisson",
		[FD_LOAD_CLOSED] = "closed",
		[FD_LOAD_RAMP] = "ramp",
	};
	return words[load];
}

/* SplitMix64: enough for arrivals, and a seed is all its state. */
static double draw(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return ((double)(z >> 11) + 0.5) * 0x1p-53;
}

/* A random time may come too soon after the one `ceiling` places before it: then it waits for that second to be over. */
static void settle(struct fd_schedule *schedule)
{
	schedule->due_ns = schedule->start_ns + (int64_t)schedule->at;
	if (schedule->recent == NULL) {
		return;
	}
	int64_t *slot = &schedule->recent[schedule->count % schedule->ceiling];
	if (schedule->count >= schedule->ceiling && schedule->due_ns < *slot + NS_PER_SEC) {
		schedule->due_ns = *slot + NS_PER_SEC;
		schedule->at = (double)(schedule->due_ns - schedule->start_ns);
	}
	*slot = schedule->due_ns;
}

int fd_schedule_init(struct fd_schedule *ret_schedule, const struct fd_schedule_config *config)
{
	struct fd_schedule schedule = {
		.poisson = config->poisson,
		.interval_ns = (double)NS_PER_SEC / config->qps,
		.start_ns = config->start_ns,
		.random = config->seed,
		.ceiling = config->ceiling,
	};

	assert(config->qps > 0);
	assert(config->ceiling == 0 || config->qps <= config->ceiling);
	if (config->poisson && config->ceiling > 0) {
		schedule.recent = calloc(config->ceiling, sizeof(*schedule.recent));
		if (schedule.recent == NULL) {
			return -ENOMEM;
		}
	}
	/* Where in its interval a load begins is random too, or all resolvers would be asked at the same moments. */
	schedule.at = schedule.interval_ns *
		      (config->poisson ? -log(draw(&schedule.random)) : draw(&schedule.random));
	settle(&schedule);
	*ret_schedule = schedule;
	return 0;
}

void fd_schedule_finish(struct fd_schedule *schedule)
{
	free(schedule->recent);
	schedule->recent = NULL;
}

void fd_schedule_pass(struct fd_schedule *schedule)
{
	schedule->count++;
	schedule->at +=
		schedule->interval_ns * (schedule->poisson ? -log(draw(&schedule->random)) : 1);
	settle(schedule);
}

bool fd_stalls_note(struct fd_stalls *stalls, int64_t planned_ns, int64_t now_ns)
{
	int64_t late_ns = now_ns - planned_ns;

	if (late_ns <= FD_STALL_NS) {
		return false;
	}
	stalls->last[stalls->count % FD_STALLS_KEPT].from_ns = planned_ns;
	stalls->last[stalls->count % FD_STALLS_KEPT].until_ns = now_ns;
	stalls->count++;
	stalls->total_ns += late_ns;
	stalls->longest_ns = late_ns > stalls->longest_ns ? late_ns : stalls->longest_ns;
	return true;
}

bool fd_stalls_touch(const struct fd_stalls *stalls, int64_t from_ns, int64_t until_ns,
		     int64_t least_ns)
{
	uint64_t kept = stalls->count < FD_STALLS_KEPT ? stalls->count : FD_STALLS_KEPT;

	for (uint64_t i = 0; i < kept; i++) {
		int64_t began_ns = stalls->last[i].from_ns, ended_ns = stalls->last[i].until_ns;
		if (ended_ns - began_ns >= least_ns && began_ns < until_ns &&
		    from_ns < ended_ns) {
			return true;
		}
	}
	return false;
}
