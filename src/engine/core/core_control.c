/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "engine/core/core.h"

/** Congestion control, and what it does to probes: those that were turned down wait for its judgement. */

/** FNV-1a of the name without its first label: enough to see whether trouble keeps to one zone. */
static uint32_t zone_mark(const struct probe *probe)
{
	uint32_t hash = 2166136261U;

	for (unsigned i = probe->qname[0] + 1U; i < probe->qname_length; i++) {
		hash = (hash ^ probe->qname[i]) * 16777619U;
	}
	return hash ^ hash >> 16;
}

static void count_lost(struct core *core, struct server *server, const struct try *try)
{
	unsigned lost = 0;

	for (uint32_t at = try->older; at != TABLE_NONE; at = core->table.tries[at].older) {
		const struct try *older = &core->table.tries[at];
		if (!older->answered && older->slot != TCP_SLOT) {
			control_lost(&server->control, older->sent_ns);
			lost++;
		}
	}
	loss_answered(&server->loss, lost);
}

void core_learn(struct core *core, struct server *server, const struct try *try, int64_t rtt_ns,
		enum lesson lesson)
{
	const struct probe *probe = table_probe(&core->table, try->probe);
	struct control *control = &server->control;

	if (lesson == LESSON_TURNED_DOWN) {
		control_over(control, try->sent_ns, zone_mark(probe), probe->turned_down > 0);
		return;
	}
	if (lesson == LESSON_FAILED) {
		return;
	}
	count_lost(core, server, try);
	if (control_minds_zone(control)) {
		control_zone(control, zone_mark(probe));
	}
	control_good(control, try->sent_ns, rtt_ns, probe->turned_down > 0);
}

/* ---- questions that were turned down ------------------------------------------------------- */

static bool is_suspected(const struct control *control)
{
	return control->kind == TROUBLE_OVER && control->state == CONTROL_SUSPECT;
}

bool core_may_doubt(const struct core *core, const struct probe *probe)
{
	const struct server *server = core->servers[probe->server];
	const struct control *control = &server->control;
	bool limited = control->limit_qps > 0 || is_suspected(control);
	unsigned most = limited ? TURNED_DOWN_LIMITED : TURNED_DOWN_MAX;
	bool more = probe->retries == FD_RETRIES_AUTO ? probe->turned_down < most
						      : probe->sent <= probe->retries;

	return server->feed && !server->fixed && server->accepted >= TURNED_DOWN_FROM &&
	       !core->stopping && !server->quarantined && (probe->bits & PROBE_TCP) == 0 &&
	       more && control_doubts(control);
}

/* While a limit is felt for, the first ones must not use up their tries: they wait until it is found, or there is none. */
static bool is_spent(const struct control *control, const struct probe *probe)
{
	return control->limit_qps == 0 && probe->turned_down >= TURNED_DOWN_MAX;
}

bool core_doubt(struct core *core, uint32_t index)
{
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];
	const struct control *control = &server->control;

	assert(probe->kept != NULL);
	probe->turned_down++;
	/* Slowly enough already; else they wait until that is so. */
	bool at_once = control->kind == TROUBLE_OVER &&
		       (is_suspected(control) || control->qps > 0) && !is_spent(control, probe);
	probe->bits |= PROBE_DOUBTED;
	wheel_disarm(&core->table.wheel, index);
	queue_remove(&core->table, &server->queues, index);
	queue_push(&core->table, &server->queues, at_once ? QUEUE_AGAIN : QUEUE_DOUBT, index);
	core_kick(core, server);
	return true;
}

static void ask_again(struct core *core, struct server *server)
{
	const struct queue *doubt = &server->queues.kinds[QUEUE_DOUBT];

	for (uint32_t left = doubt->count; left > 0; left--) {
		uint32_t index = doubt->head;
		bool spent = is_spent(&server->control, table_probe(&core->table, index));
		queue_remove(&core->table, &server->queues, index);
		queue_push(&core->table, &server->queues, spent ? QUEUE_DOUBT : QUEUE_AGAIN,
			   index);
	}
}

/** What waits in vain and may be asked after all is. Rare, so a walk through the table will do. */
static void end_patience(struct core *core, struct server *server)
{
	for (uint32_t i = 0; server->patient > 0 && i < core->table.probe_capacity; i++) {
		struct probe *probe = table_probe(&core->table, i);
		if (probe->server == server->index && (probe->bits & PROBE_PATIENT) != 0 &&
		    probe->queue == QUEUE_NONE && core_may_retry(core, probe)) {
			core_set_patient(core, probe, false);
			wheel_disarm(&core->table.wheel, i);
			queue_push(&core->table, &server->queues, QUEUE_AGAIN, i);
		}
	}
	core_kick(core, server);
}

void core_speaks_again(struct core *core, struct server *server, int64_t now_ns)
{
	bool mute = server->replied && server->unanswered_count == QUARANTINE_NAMES &&
		    now_ns - server->silent_since_ns > server_evidence_ns(server);

	if (mute && !core->stopping && !server->quarantined) {
		server->mute_from_ns = server->last_reply_ns - rtt_rto(&server->rtt);
		server->mute_until_ns = now_ns;
		end_patience(core, server);
	}
}

/**
 * The first answers stand, of those that wait now (callbacks may add more), but not yet of what was asked since the sample
 * that was judged: that is the next one's to judge.
 */
static void let_stand(struct core *core, struct server *server, int64_t now_ns)
{
	const struct queue *doubt = &server->queues.kinds[QUEUE_DOUBT];

	for (uint32_t left = doubt->count; left > 0 && doubt->head != TABLE_NONE; left--) {
		const struct probe *probe = table_probe(&core->table, doubt->head);
		if (probe->kept->sent_ns >= server->control.sample.from_ns) {
			return;
		}
		core_end_silent(core, doubt->head, FD_ANSWERED, 0, now_ns);
	}
}

/** Also those that were to be asked again. Rare, so a walk through the table will do. */
static void let_all_stand(struct core *core, struct server *server, int64_t now_ns)
{
	for (uint32_t i = 0; i < core->table.probe_capacity; i++) {
		const struct probe *probe = table_probe(&core->table, i);
		if (probe->server == server->index && (probe->bits & PROBE_DOUBTED) != 0 &&
		    probe->queue != QUEUE_NONE) {
			core_end_silent(core, i, FD_ANSWERED, 0, now_ns);
		}
	}
}

/** How long a question stays open at the server: a round trip, and the waits for what is usually lost. */
static int64_t stay_ns(const struct server *server)
{
	const struct control *control = &server->control;
	int64_t rtt_ns = control->usual_rtt_ns;
	double share = control->usual[TROUBLE_LOST] < 0.9 ? control->usual[TROUBLE_LOST] : 0.9;
	double lost = share / (1 - share);

	if (rtt_ns == INT64_MAX) {
		return 0;
	}
	return rtt_ns + (int64_t)(lost * (double)tries_delay(&server->rtt, 0, NS_PER_SEC));
}

void core_control(struct core *core, struct server *server, int64_t now_ns)
{
	struct control *control = &server->control;
	enum control_news news = NEWS_NONE;

	if (server->fixed) {
		return;
	}
	news = control_turn(control, now_ns, server_judging_ns(server));

	if (news == NEWS_NONE) {
		window_fit(&server->window, stay_ns(server));
		return;
	}
	pace_limit(&server->pace, control->qps);
	window_fit(&server->window, stay_ns(server));
	switch (news) {
	case NEWS_SUSPECTED:
		ask_again(core, server);
		if (control_blames_rate(control)) {
			end_patience(core, server);
		}
		break;
	case NEWS_POLICY:
		let_all_stand(core, server, now_ns);
		break;
	case NEWS_PATH:
		ask_again(core, server);
		core_kick(core, server);
		break;
	case NEWS_QUEUE:
		window_shrink(&server->window);
		let_stand(core, server, now_ns);
		break;
	case NEWS_CALM:
		let_stand(core, server, now_ns);
		break;
	case NEWS_LIMIT:
		ask_again(core, server);
		core_kick(core, server);
		break;
	case NEWS_NONE:
	case NEWS_SLOWER:
	default:
		break;
	}
}
