/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>

#include "engine/core/core.h"
#include "engine/core/letters.h"
#include "engine/core/octets.h"

/*
 * What comes back about a query and is no reply: ICMP errors, sends and connections that failed, the kernel's word when it
 * left.
 */

/** The open try whose query these bytes are, perhaps cut short; the id at least is there. */
static struct try *find_query(const struct core *core, const struct event *event)
{
	uint16_t slot = event->proto == FD_TCP ? TCP_SLOT : event->slot;

	if (event->length < 2) {
		return NULL;
	}
	struct try *try = table_find(&core->table, event->server, slot, read_u16(event->bytes));
	if (try == NULL || event->length <= HEADER_LENGTH) {
		return try;
	}
	const struct probe *probe = table_probe(&core->table, try->probe);
	size_t quoted = event->length - HEADER_LENGTH;
	size_t length = quoted < probe->qname_length ? quoted : probe->qname_length;
	const uint8_t *name = event->bytes + HEADER_LENGTH;
	if (!letters_equal(name, probe->qname, length)) {
		return NULL;
	}
	if (quoted >= probe->qname_length + 2U &&
	    read_u16(name + probe->qname_length) != probe->qtype) {
		return NULL;
	}
	return try;
}

/** An error about the destination. `try`: what it named, or NULL when the socket alone vouches for it. */
static void suspect(struct core *core, struct server *server, const struct try *try,
		    const struct event *event, int64_t now_ns)
{
	switch (server->reach) {
	case REACH_FINE:
		server->reach = REACH_SUSPECT;
		server->reach_error = event->error;
		server->reach_ns = now_ns + REACH_PAUSE_NS;
		server->reach_slot = try != NULL ? try->slot : TCP_SLOT;
		server->reach_id = try != NULL ? try->id : 0;
		core_kick(core, server);
		break;
	case REACH_CONFIRMING:
		/* An error about an earlier query is old news; only the confirming one's decides. */
		if (try == NULL ||
		    (try->slot == server->reach_slot && try->id == server->reach_id)) {
			server->reach_error = event->error;
			core_down(core, server, now_ns);
		}
		break;
	case REACH_SUSPECT:
	case REACH_DOWN:
	default:
		break;
	}
}

static void take_icmp(struct core *core, struct server *server, const struct event *event,
		      int64_t now_ns)
{
	const struct try *try = find_query(core, event);
	bool vouched = event->length < 2 && server->open > 0;

	if (try == NULL && !vouched) {
		server->stats.rejected++;
		core->stats.rejected++;
		return;
	}
	suspect(core, server, try, event, now_ns);
}

void core_tcp_failed(struct core *core, uint32_t index, int error, int64_t now_ns)
{
	struct probe *probe = table_probe(&core->table, index);
	struct server *server = core->servers[probe->server];
	bool dropped = error == ECONNRESET || error == EPIPE || error == ECONNABORTED;

	if (dropped && (probe->bits & PROBE_DROPPED) == 0 && probe->queue == QUEUE_NONE &&
	    !core->stopping) {
		/* A server may close an idle connection just as it is used again (RFC 7766 6.2.4). */
		probe->bits |= PROBE_DROPPED;
		wheel_disarm(&core->table.wheel, index);
		queue_push(&core->table, &server->queues, QUEUE_TCP, index);
		core_kick(core, server);
		return;
	}
	if ((probe->bits & PROBE_RECASED) != 0 && !server->echoes_case && !core->stopping) {
		/* No TCP there to ask for the truth: plain case it is. */
		server->stats.plain_case = true;
		probe->bits &= (uint16_t) ~(PROBE_TCP | PROBE_RECASED);
		wheel_disarm(&core->table.wheel, index);
		queue_push(&core->table, &server->queues, QUEUE_AGAIN, index);
		core_kick(core, server);
		return;
	}
	switch (error) {
	case ETIMEDOUT:
		core_end_silent(core, index, FD_TIMED_OUT, 0, now_ns);
		break;
	case ECONNREFUSED:
	case ECONNRESET:
	case ECONNABORTED:
	case EPIPE:
	case EHOSTUNREACH:
	case ENETUNREACH:
	case ENETDOWN:
	case EPERM:
	case EACCES:
		core_end_silent(core, index, FD_UNREACHABLE, error, now_ns);
		break;
	default:
		core_end_silent(core, index, FD_FAILED, error, now_ns);
		break;
	}
}

/** The newest query of a probe never left: as if it had not been sent, and once more a little later. */
static void unsend(struct core *core, struct server *server, const struct try *try,
		   int64_t now_ns)
{
	uint32_t index = try->probe;
	struct probe *probe = table_probe(&core->table, index);

	server->pause_ns = now_ns + SEND_PAUSE_NS;
	core_kick(core, server);
	if (try != &core->table.tries[probe->tries] || probe->queue != QUEUE_NONE) {
		return; /* An older one: the newer is on its way. */
	}
	if (server->reach == REACH_CONFIRMING && try->slot == server->reach_slot &&
	    try->id == server->reach_id) {
		server->reach = REACH_SUSPECT;
		server->reach_ns = server->pause_ns;
	}
	bool tcp = try->slot == TCP_SLOT;
	server_closed(server, try->slot);
	table_close_newest(&core->table, index);
	wheel_disarm(&core->table.wheel, index);
	assert(probe->sent > 0 && core->stats.sent > 0);
	probe->sent--;
	server->stats.sent--;
	core->stats.sent--;
	if (probe->sent == 0) {
		server->open_probation -= (probe->bits & PROBE_PROBATION) != 0;
		probe->bits &= (uint16_t) ~(PROBE_OPEN | PROBE_PROBATION);
		server->open--;
		core->open--;
		server->queued++;
		core->queued++;
		queue_push(&core->table, &server->queues, core_unsent_queue(probe), index);
	} else if (probe->kept != NULL && probe->kept->header_only) {
		wheel_arm(&core->table.wheel, index, now_ns);
	} else {
		queue_push(&core->table, &server->queues, tcp ? QUEUE_TCP : QUEUE_AGAIN, index);
	}
}

static void take_send_error(struct core *core, struct server *server, const struct event *event,
			    int64_t now_ns)
{
	struct try *try = find_query(core, event);

	core->stats.send_errors++;
	if (try == NULL) {
		return; /* Its probe has ended. */
	}
	switch (event->error) {
	case ENOBUFS:
	case ENOMEM:
	case EAGAIN:
		unsend(core, server, try, now_ns);
		break;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case ENETDOWN:
	case EPERM:
	case EACCES:
	case ECONNREFUSED: /* an ICMP error that a connected socket reports at the next send */
		if (try->slot == TCP_SLOT) {
			core_tcp_failed(core, try->probe, event->error, now_ns);
		} else {
			suspect(core, server, try, event, now_ns);
		}
		break;
	default:
		core_end_silent(core, try->probe, FD_FAILED, event->error, now_ns);
		break;
	}
}

/** The kernel says when a query left: later than it was handed over, never earlier. */
static void take_sent(struct core *core, const struct event *event)
{
	struct try *try = find_query(core, event);

	if (try == NULL || event->at_ns < try->sent_ns) {
		return;
	}
	struct probe *probe = table_probe(&core->table, try->probe);
	if (probe->first_sent_ns == try->sent_ns) {
		probe->first_sent_ns = event->at_ns;
	}
	try->sent_ns = event->at_ns;
	try->stamped = true;
}

void core_take_notice(struct core *core, struct server *server, const struct event *event,
		      int64_t now_ns)
{
	const struct try *try = NULL;

	switch (event->kind) {
	case EVENT_ICMP:
		take_icmp(core, server, event, now_ns);
		break;
	case EVENT_SEND_ERROR:
		take_send_error(core, server, event, now_ns);
		break;
	case EVENT_SENT:
		take_sent(core, event);
		break;
	case EVENT_TCP_FAILED:
		try = find_query(core, event);
		if (try != NULL) {
			core_tcp_failed(core, try->probe, event->error, now_ns);
		}
		break;
	case EVENT_MESSAGE:
	default:
		assert(false); /* Backends make no other kind. */
	}
}
