/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "engine/core.h"

/** The probe's timer fired: time for the next try, or the patience after the last one is over. */
static void expire_probe(struct core *core, uint32_t index, int64_t now_ns)
{
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];
	bool tcp = (probe->bits & PROBE_TCP) != 0;

	assert((probe->bits & PROBE_OPEN) != 0 && probe->queue == QUEUE_NONE);
	if (probe->kept != NULL || tcp) {
		/* The grace of a header-only reply is over, or TCP did not answer. */
		core_end_silent(core, index, FD_TIMED_OUT, 0, now_ns);
		return;
	}
	if (server->reach == REACH_SUSPECT || server->reach == REACH_CONFIRMING) {
		wheel_arm(&core->table.wheel, index, now_ns + REACH_HOLD_NS);
		return;
	}
	if (!core->stopping && !server->quarantined && core_may_retry(core, probe)) {
		queue_push(&core->table, &server->queues, QUEUE_AGAIN, index);
		core_kick(core, server);
		return;
	}
	if (now_ns < core->table.tries[probe->tries].sent_ns + probe->timeout_ns) {
		core_arm_last(core, index);
		return;
	}
	core_end_silent(core, index, FD_TIMED_OUT, 0, now_ns);
}

void core_expire(struct core *core, int64_t now_ns)
{
	uint32_t item = WHEEL_NONE;

	/* Whatever these arm lies in a later tick, so both loops end. */
	while ((item = wheel_pop(&core->table.wheel, now_ns)) != WHEEL_NONE) {
		expire_probe(core, item, now_ns);
	}
	while ((item = wheel_pop(&core->server_wheel, now_ns)) != WHEEL_NONE) {
		core_kick(core, core->servers[item]);
	}
	core_sweep_quarantine(core, now_ns);
}
