/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>

#include "engine/core/core.h"

/** All tries went to a server that answered nobody, or that is asked too fast. */
static bool was_mute(const struct core *core, const struct server *server,
		     const struct probe *probe)
{
	bool mute = probe->first_sent_ns >= server->mute_from_ns &&
		    core->table.tries[probe->tries].sent_ns <= server->mute_until_ns;

	return mute || control_blames_rate(&server->control);
}

uint64_t core_names_at_risk(const struct server *server, const struct probe *probe)
{
	return (probe->bits & PROBE_ALONE) != 0 ? 1 : server->accepted;
}

bool core_may_retry(const struct core *core, const struct probe *probe)
{
	const struct server *server = core->servers[probe->server];
	bool alive = server->last_reply_ns >= probe->first_sent_ns;
	unsigned spent = probe->sent;

	if (probe->retries == FD_RETRIES_AUTO) {
		spent -= probe->turned_down;
		if (spent < MUTE_TRIES_MAX && was_mute(core, server, probe)) {
			return true; /* It is not the name that is silent. */
		}
	}
	return spent < tries_allowed(&server->loss, probe->retries, spent,
				     core_names_at_risk(server, probe), alive);
}

void core_set_patient(struct core *core, struct probe *probe, bool patient)
{
	struct server *server = core->servers[probe->server];
	bool was = (probe->bits & PROBE_PATIENT) != 0;

	server->patient += patient;
	server->patient -= was;
	probe->bits = (uint16_t)(patient ? probe->bits | PROBE_PATIENT
					 : probe->bits & ~PROBE_PATIENT);
}

void core_arm_last(struct core *core, uint32_t index)
{
	struct probe *probe = table_probe(&core->table, index);

	assert(probe->tries != TABLE_NONE);
	core_set_patient(core, probe, true);
	int64_t sent_ns = core->table.tries[probe->tries].sent_ns;
	wheel_arm(&core->table.wheel, index, sent_ns + probe->timeout_ns);
}

/** It waited in vain, perhaps for a reply that this side lost: then it is asked once more. True when it is. */
static bool ask_spoilt_again(struct core *core, uint32_t index)
{
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];

	if (core->own_loss_ns < probe->first_sent_ns || (probe->bits & PROBE_SPOILT) != 0 ||
	    core->stopping || server->quarantined) {
		return false;
	}
	probe->bits |= PROBE_SPOILT;
	core_set_patient(core, probe, false);
	queue_push(&core->table, &server->queues, QUEUE_AGAIN, index);
	core_kick(core, server);
	return true;
}

static void time_out(struct core *core, uint32_t index, int64_t now_ns)
{
	const struct probe *probe = table_probe(&core->table, index);
	bool spoilt = (probe->bits & PROBE_SPOILT) != 0 &&
		      core->own_loss_ns >= core->table.tries[probe->tries].sent_ns;

	if (spoilt) {
		core_end_silent(core, index, FD_FAILED, ENOBUFS, now_ns);
	} else {
		core_end_silent(core, index, FD_TIMED_OUT, 0, now_ns);
	}
}

/** The probe's timer fired: time for the next try, or the patience after the last one is over. */
static void expire_probe(struct core *core, uint32_t index, int64_t now_ns)
{
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];
	bool tcp = (probe->bits & PROBE_TCP) != 0;
	bool first = (probe->bits & PROBE_FIRST) != 0;

	assert((probe->bits & PROBE_OPEN) != 0 && probe->queue == QUEUE_NONE);
	if ((probe->kept != NULL && (probe->bits & PROBE_DOUBTED) == 0) || tcp) {
		/* The grace of a header-only reply is over, or TCP did not answer. */
		core_end_silent(core, index, FD_TIMED_OUT, 0, now_ns);
		return;
	}
	if (server->reach == REACH_SUSPECT || server->reach == REACH_CONFIRMING) {
		wheel_arm(&core->table.wheel, index, now_ns + REACH_HOLD_NS);
		return;
	}
	if (!core->stopping && (!server->quarantined || first) && core_may_retry(core, probe)) {
		core_set_patient(core, probe, false);
		queue_push(&core->table, &server->queues, first ? QUEUE_FIRST : QUEUE_AGAIN,
			   index);
		core_kick(core, server);
		return;
	}
	if (now_ns < core->table.tries[probe->tries].sent_ns + probe->timeout_ns) {
		core_arm_last(core, index);
		return;
	}
	if (!ask_spoilt_again(core, index)) {
		time_out(core, index, now_ns);
	}
}

void core_expire(struct core *core, int64_t now_ns, int64_t seen_ns)
{
	uint32_t item = WHEEL_NONE;

	/* Whatever these arm lies in a later tick, so both loops end. */
	while ((item = wheel_pop(&core->table.wheel, seen_ns)) != WHEEL_NONE) {
		expire_probe(core, item, now_ns);
	}
	while ((item = wheel_pop(&core->server_wheel, now_ns)) != WHEEL_NONE) {
		core_kick(core, core->servers[item]);
	}
	core_sweep_quarantine(core, now_ns);
}
