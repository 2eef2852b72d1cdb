/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/wire.h>

#include "engine/core/core.h"
#include "engine/core/letters.h"
#include "engine/core/octets.h"

static bool is_truncated(const struct event *event)
{
	return (read_u16(event->bytes + 2) & FD_FLAG_TC) != 0;
}

/** Something believable came from the server: whatever was held back goes on. */
static void note_alive(struct core *core, struct server *server, int64_t now_ns)
{
	bool held = server->quarantined || server->reach != REACH_FINE;

	assert(!server->quarantined || core->quarantined > 0);
	core->quarantined -= server->quarantined;
	core_speaks_again(core, server, now_ns);
	server_alive(server, now_ns);
	if (held) {
		core_kick(core, server);
	}
}

/** A reply to no open try: to one of lately, or nobody's. */
static void take_stray(struct core *core, struct server *server, uint16_t slot, uint16_t id,
		       int64_t now_ns)
{
	switch (recent_find(&server->recent, slot, id)) {
	case RECENT_ANSWERED:
		server->stats.duplicate++;
		core->stats.duplicate++;
		break;
	case RECENT_UNANSWERED:
		server->stats.late++;
		core->stats.late++;
		control_found(&server->control);
		server->loss.lost -= server->loss.lost > 0;
		note_alive(core, server, now_ns);
		break;
	case RECENT_UNKNOWN:
	default:
		server->stats.rejected++;
		core->stats.rejected++;
		break;
	}
}

static int64_t rtt_of(const struct try *try, const struct event *event)
{
	return event->at_ns > try->sent_ns ? event->at_ns - try->sent_ns : 0;
}

/** What a try's first reply teaches about the server. */
static void learn(struct core *core, struct server *server, const struct try *try,
		  const struct event *event, bool turned_down)
{
	bool failed = (event->bytes[3] & 0x0f) == FD_SERVFAIL;

	if (try->slot == TCP_SLOT) {
		return;
	}
	if (try->number == 1) {
		rtt_sample(&server->rtt, rtt_of(try, event));
	}
	if (turned_down) {
		server->over++;
		server->over_servfail += failed;
	}
	core_learn(core, server, try, rtt_of(try, event),
		   turned_down ? LESSON_TURNED_DOWN
		   : failed    ? LESSON_FAILED
			       : LESSON_ANSWERED);
	window_answered(&server->window);
}

/** Keeps a reply that a better one may replace. False without memory. */
static bool keep(struct probe *probe, const struct try *try, const struct event *event,
		 enum fd_match match)
{
	assert(probe->kept == NULL && event->length <= UINT16_MAX);
	struct kept *kept = malloc(sizeof(*kept) + event->length);

	if (kept == NULL) {
		return false;
	}
	*kept = (struct kept) {
		.sent_ns = try->sent_ns,
		.rtt_ns = rtt_of(try, event),
		.header_only = match == FD_MATCH_HEADER_ONLY,
		.truncated = match == FD_MATCH_FULL && is_truncated(event),
		.ambiguous = probe->sent > 1,
		.length = (uint16_t)event->length,
	};
	memcpy(kept->bytes, event->bytes, event->length);
	probe->kept = kept;
	return true;
}

static struct fd_outcome reply_outcome(const struct core *core, const struct try *try,
				       const struct event *event, int64_t now_ns)
{
	struct fd_outcome outcome = core_outcome(core, try->probe, FD_ANSWERED, now_ns);

	outcome.proto = try->slot == TCP_SLOT ? FD_TCP : FD_UDP;
	outcome.ambiguous = table_probe(&core->table, try->probe)->sent > 1;
	outcome.reply = event->bytes;
	outcome.reply_length = (uint16_t)event->length;
	outcome.id = try->id;
	outcome.slot = try->slot == TCP_SLOT ? event->slot : try->slot;
	outcome.sent_ns = try->sent_ns;
	outcome.sent_stamped = try->stamped;
	outcome.try_answered = try->number;
	outcome.rtt_ns = rtt_of(try, event);
	return outcome;
}

/** A header-only reply is an outcome, but yields to a full one that comes within the grace (or the try). */
static void take_header(struct core *core, const struct try *try, const struct event *event,
			int64_t now_ns)
{
	uint32_t index = try->probe;
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];
	bool tcp = try->slot == TCP_SLOT;

	if (probe->kept != NULL) {
		if (tcp) {
			core_end_silent(core, index, FD_ANSWERED, 0, now_ns);
		}
		return;
	}
	if (tcp || !keep(probe, try, event, FD_MATCH_HEADER_ONLY)) {
		struct fd_outcome outcome = reply_outcome(core, try, event, now_ns);
		outcome.header_only = true;
		core_end(core, index, &outcome);
		return;
	}
	queue_remove(&core->table, &server->queues, index);
	int64_t grace = rtt_rto(&server->rtt);
	grace = grace < HEADER_GRACE_NS ? grace : HEADER_GRACE_NS;
	if (now_ns + grace < wheel_when(&core->table.wheel, index)) {
		wheel_arm(&core->table.wheel, index, now_ns + grace);
	}
}

/** The probe goes on over TCP. */
static void turn_to_tcp(struct core *core, uint32_t index)
{
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];

	probe->bits |= PROBE_TCP;
	wheel_disarm(&core->table.wheel, index);
	queue_remove(&core->table, &server->queues, index);
	queue_push(&core->table, &server->queues, QUEUE_TCP, index);
	core_kick(core, server);
}

/** TC=1: the whole answer is fetched over TCP, and this one kept in case that fails. */
static void take_truncated(struct core *core, const struct try *try, const struct event *event,
			   int64_t now_ns)
{
	uint32_t index = try->probe;
	struct probe *probe = table_probe(&core->table, index);

	if ((probe->bits & PROBE_TCP) != 0) {
		return; /* Another try's reply says the same: TCP is on its way. */
	}
	free(probe->kept); /* a header-only reply, or one that turned it down */
	probe->kept = NULL;
	probe->bits &= (uint16_t)~PROBE_DOUBTED;
	if (core->stopping || !keep(probe, try, event, FD_MATCH_FULL)) {
		struct fd_outcome outcome = reply_outcome(core, try, event, now_ns);
		outcome.tcp_failed = true;
		core_end(core, index, &outcome);
		return;
	}
	turn_to_tcp(core, index);
}

/**
 * A reply that asks our question in another case: forged, or of a server that does not echo it. TCP tells, and a server
 * that never echoed any is asked in plain case from then on.
 */
static void take_recased(struct core *core, struct server *server, const struct try *try)
{
	struct probe *probe = table_probe(&core->table, try->probe);

	server->stats.recased++;
	server->stats.rejected++;
	core->stats.rejected++;
	if (!server->echoes_case && server->stats.recased >= RECASED_MAX) {
		server->stats.plain_case = true;
	}
	if ((probe->bits & PROBE_TCP) == 0 && !core->stopping) {
		probe->bits |= PROBE_RECASED;
		turn_to_tcp(core, try->probe);
	}
}

/** How long the probe had been asking when this came: since its first try, or the first after it was turned down. */
static int64_t waited_ns(const struct core *core, const struct try *try,
			 const struct event *event)
{
	const struct try *first = try;

	while (first->older != TABLE_NONE && !core->table.tries[first->older].answered) {
		first = &core->table.tries[first->older];
	}
	return rtt_of(first, event);
}

/** REFUSED and SERVFAIL may mean "not so fast". But not where it was tried for long: turning down takes no time. */
static bool turns_down(const struct core *core, const struct server *server,
		       const struct try *try, const struct event *event)
{
	unsigned rcode = event->bytes[3] & 0x0f;
	int64_t usual_ns = server->control.usual_rtt_ns;

	if (try->slot == TCP_SLOT || (rcode != FD_REFUSED && rcode != FD_SERVFAIL)) {
		return false;
	}
	return rcode == FD_REFUSED || usual_ns == INT64_MAX ||
	       waited_ns(core, try, event) - usual_ns < TRIED_HARD_NS;
}

/** True when the probe is dealt with: it is asked again sometime, or its first answer stands. */
static bool take_refusal(struct core *core, const struct try *try, enum fd_match match,
			 const struct event *event, int64_t now_ns)
{
	uint32_t index = try->probe;
	struct probe *probe = table_probe(&core->table, index);

	if (core_may_doubt(core, probe)) {
		if (probe->kept == NULL && !keep(probe, try, event, match)) {
			return false;
		}
		return core_doubt(core, index);
	}
	if ((probe->bits & PROBE_DOUBTED) == 0) {
		return false;
	}
	core_end_silent(core, index, FD_ANSWERED, 0, now_ns);
	return true;
}

/** A believed reply to an open try. */
static void take_reply(struct core *core, struct try *try, enum fd_match match,
		       const struct event *event, int64_t now_ns)
{
	const struct probe *probe = table_probe(&core->table, try->probe);
	struct server *server = core->servers[probe->server];
	bool truncated = match == FD_MATCH_FULL && try->slot != TCP_SLOT && is_truncated(event);
	bool final = match == FD_MATCH_FULL &&
		     (!truncated || (probe->bits & PROBE_KEEP_TRUNCATED) != 0);

	bool refusal = (match == FD_MATCH_HEADER_ONLY || final) &&
		       turns_down(core, server, try, event);
	bool better = (final && !(refusal && (probe->bits & PROBE_DOUBTED) != 0)) ||
		      (truncated && probe->kept != NULL && probe->kept->header_only);

	note_alive(core, server, now_ns);
	if (try->answered && !better) {
		server->stats.duplicate++;
		core->stats.duplicate++;
		return;
	}
	if (!try->answered) {
		try->answered = true;
		learn(core, server, try, event, refusal || truncated);
	}
	server->stats.truncated += truncated;
	if (refusal && take_refusal(core, try, match, event, now_ns)) {
		return;
	}
	if (match == FD_MATCH_HEADER_ONLY) {
		take_header(core, try, event, now_ns);
	} else if (final) {
		struct fd_outcome outcome = reply_outcome(core, try, event, now_ns);
		core_end(core, try->probe, &outcome);
	} else {
		take_truncated(core, try, event, now_ns);
	}
}

/** A reply that must echo the case of its query. It is passed on in the case that we were given: the other was ours alone. */
static void take_cased(struct core *core, struct server *server, struct try *try,
		       const struct event *event, int64_t now_ns)
{
	const struct probe *probe = table_probe(&core->table, try->probe);
	struct event plain = *event;
	bool kept = letters_kept(event->bytes + HEADER_LENGTH, probe->qname,
				 probe->qname_length, core_case(core, try));

	server->echoes_case |= kept && letters_have_capitals(event->bytes + HEADER_LENGTH,
							     probe->qname_length);
	if (!kept && core_mixes(core, server)) {
		take_recased(core, server, try);
		return;
	}
	memcpy(core->recased, event->bytes, event->length);
	memcpy(core->recased + HEADER_LENGTH, probe->qname, probe->qname_length);
	plain.bytes = core->recased;
	take_reply(core, try, FD_MATCH_FULL, &plain, now_ns);
}

static void take_message(struct core *core, struct server *server, const struct event *event,
			 int64_t now_ns)
{
	enum fd_match match = FD_MATCH_NO;
	uint16_t slot = event->proto == FD_TCP ? TCP_SLOT : event->slot;
	struct try *try = NULL;

	core->stats.received++;
	if (event->length >= HEADER_LENGTH && event->length <= FD_MESSAGE_MAX) {
		uint16_t id = read_u16(event->bytes);
		try = table_find(&core->table, server->index, slot, id);
		if (try == NULL) {
			take_stray(core, server, slot, id, now_ns);
			return;
		}
		const struct probe *probe = table_probe(&core->table, try->probe);
		match = fd_reply_match(event->bytes, event->length, probe->qname,
				       probe->qname_length, probe->qtype, probe->query_flags);
	}
	if (match == FD_MATCH_NO) {
		server->stats.rejected++;
		core->stats.rejected++;
		return;
	}
	if (match == FD_MATCH_FULL && slot != TCP_SLOT && core->config.mix_case) {
		take_cased(core, server, try, event, now_ns);
		return;
	}
	take_reply(core, try, match, event, now_ns);
}

void core_take(struct core *core, int64_t now_ns, const struct event *event)
{
	assert(event->server < core->server_count);
	struct server *server = core->servers[event->server];

	if (event->kind == EVENT_MESSAGE) {
		take_message(core, server, event, now_ns);
	} else {
		core_take_notice(core, server, event, now_ns);
	}
}

/** A reply touches a try and a probe that have not been looked at since they were sent. */
static void look_ahead(const struct core *core, const struct event *events, unsigned count)
{
	struct table_key keys[TABLE_AHEAD];
	uint32_t probes[TABLE_AHEAD];
	unsigned known = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct event *event = &events[i];
		if (event->kind == EVENT_MESSAGE && event->length >= HEADER_LENGTH) {
			keys[known++] = (struct table_key) {
				.server = event->server,
				.slot = event->proto == FD_TCP ? TCP_SLOT : event->slot,
				.id = read_u16(event->bytes),
			};
		}
	}
	table_prefetch(&core->table, keys, known, probes);
	for (unsigned i = 0; i < known; i++) {
		if (probes[i] == TABLE_NONE) {
			continue;
		}
		const struct probe *probe = table_probe(&core->table, probes[i]);
		__builtin_prefetch(probe->qname);
		if (core->config.on_soon != NULL) {
			core->config.on_soon(core->config.context, probe->token);
		}
	}
}

void core_take_all(struct core *core, int64_t now_ns, const struct event *events,
		   unsigned count)
{
	for (unsigned i = 0; i < count; i += TABLE_AHEAD) {
		unsigned part = count - i < TABLE_AHEAD ? count - i : TABLE_AHEAD;
		if (part > 1) {
			look_ahead(core, events + i, part);
		}
		for (unsigned j = 0; j < part; j++) {
			core_take(core, now_ns, &events[i + j]);
		}
	}
}
