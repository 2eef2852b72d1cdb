/* SPDX-License-Identifier: MIT */
#include "engine/core/core.h"

/* What becomes of the questions of a server that is not asked any more, for now or for good. */

/** Ends what is at the head of a queue, as often as there are probes now: callbacks may add more. */
static void flush(struct core *core, struct server *server, unsigned kind,
		  const struct fd_outcome *model)
{
	for (uint32_t left = server->queues.kinds[kind].count; left > 0; left--) {
		uint32_t index = server->queues.kinds[kind].head;
		if (index == TABLE_NONE) {
			return;
		}
		if ((table_probe(&core->table, index)->bits & PROBE_OPEN) != 0) {
			core_end_silent(core, index, FD_TIMED_OUT, 0, model->ended_ns);
			continue;
		}
		struct fd_outcome outcome =
			core_outcome(core, index, model->ending, model->ended_ns);
		outcome.reason = model->reason;
		outcome.error = model->error;
		core_end(core, index, &outcome);
	}
}

void core_flush_fresh(struct core *core, struct server *server, const struct fd_outcome *model)
{
	flush(core, server, QUEUE_FIRST, model);
	flush(core, server, QUEUE_FIRST_FRESH, model);
	for (unsigned lane = 0; lane < QUEUE_LANES; lane++) {
		flush(core, server, QUEUE_FRESH + lane, model);
	}
}

void core_freeze(struct core *core, struct server *server, int64_t now_ns)
{
	struct fd_outcome model = { .ended_ns = now_ns };
	uint32_t index = TABLE_NONE;

	flush(core, server, QUEUE_DOUBT, &model);
	while ((index = queues_again(&server->queues)) != TABLE_NONE) {
		queue_remove(&core->table, &server->queues, index);
		core_arm_last(core, index);
	}
}

void core_not_asked(struct core *core, struct server *server, enum fd_reason reason,
		    int64_t now_ns)
{
	struct fd_outcome model = { .ending = FD_NOT_ASKED,
				    .reason = reason,
				    .ended_ns = now_ns };

	core_flush_fresh(core, server, &model);
	flush(core, server, QUEUE_TCP, &model);
	flush(core, server, QUEUE_TCP_FRESH, &model);
}

void core_quarantine(struct core *core, struct server *server, int64_t now_ns)
{
	server_quarantine(server, now_ns);
	core->quarantined++;
	core->sweep_ns = now_ns + QUARANTINE_SWEEP_NS;
	core_freeze(core, server, now_ns);
}

/** What goes on at the servers that are not quarantined, and whether anything else is awaited. */
struct others {
	bool live; /* there is one that ever replied */
	bool busy;
	bool awaited; /* questions are open at quarantined servers, probation apart */
	int64_t active_ns;
};

static struct others look_at_others(const struct core *core)
{
	struct others others = { .active_ns = INT64_MIN };

	for (uint32_t i = 0; i < core->server_count; i++) {
		const struct server *server = core->servers[i];
		if (server->quarantined) {
			others.awaited |= server->open > server->open_probation;
			continue;
		}
		others.live |= server->replied;
		others.busy |= server->open + server->queued > 0;
		if (server->last_active_ns > others.active_ns) {
			others.active_ns = server->last_active_ns;
		}
	}
	return others;
}

void core_sweep_quarantine(struct core *core, int64_t now_ns)
{
	if (core->quarantined == 0 || now_ns < core->sweep_ns) {
		return;
	}
	core->sweep_ns = now_ns + QUARANTINE_SWEEP_NS;
	struct others others = look_at_others(core);
	bool leave = others.live ? now_ns - others.active_ns >= QUARANTINE_LEAVE_NS
				 : !others.awaited;
	if (others.busy || !leave) {
		return;
	}
	for (uint32_t i = 0; i < core->server_count; i++) {
		if (core->servers[i]->quarantined) {
			core_not_asked(core, core->servers[i], FD_REASON_QUARANTINE, now_ns);
		}
	}
}
