/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_CORE_H
#define ENGINE_CORE_CORE_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/engine.h>

#include "engine/backend.h"
#include "engine/core/random.h"
#include "engine/core/server.h"
#include "engine/core/table.h"

/**
 * The engine without its network: time and bytes come in as arguments, packets and outcomes go out. A caller goes
 * round: core_expire, core_feed, core_collect (until it gives nothing) and send, wait until core_deadline, core_take
 * for each event. Outcomes are called back from core_expire, core_collect and core_take.
 */
struct core {
	struct fd_engine_config config;
	struct table table;

	struct server **servers;
	struct timer *server_timers; /* one each: when it next needs a turn */
	uint32_t server_count, server_capacity;
	struct wheel server_wheel;
	uint32_t ready_head, ready_tail,
		ready_count; /* servers that may have something to send */

	struct pace pace; /* of everything */
	uint32_t open, queued, open_max;
	uint32_t busy;	     /* servers with anything open or queued */
	uint32_t sockets;    /* that the network can have */
	uint32_t port_open;  /* most queries open on one port: what its receive buffer holds */
	int64_t blocked_ns;  /* what is ready waits for this, and for that alone */
	bool fed_full;	     /* the last feeding gave some server as much as one gives */
	uint64_t ended;	     /* outcomes so far */
	int64_t own_loss_ns; /* when this side was last seen to lose replies */
	bool stopping;
	enum fd_reason stop_reason;
	uint32_t quarantined; /* servers */
	int64_t sweep_ns;     /* when they are looked at next */

	struct ids ids;
	uint64_t case_key; /* what the case of names follows from */
	uint8_t *recased;  /* with mix_case: a reply with the case of its name put back */
	uint8_t *arena;	   /* the queries of one batch, back to back */
	struct fd_engine_stats stats;
};

/** The config's numbers are resolved and kept. 0, or -errno (EINVAL, ENOMEM, or no randomness). */
int core_init(struct core *core, const struct fd_engine_config *config, int64_t now_ns);
void core_finish(struct core *core);

/** What the network can do: sockets, and replies that one of them holds; 0: no matter. Before the first query. */
void core_set_network(struct core *core, uint32_t sockets, uint32_t receive_capacity);

/** 0 or -ENOMEM. */
int core_add_server(struct core *core, const struct fd_server_config *config,
		    uint32_t *ret_server);
/** Takes back the server added last, before it was used: the network would not have it. */
void core_forget_server(struct core *core);
/** 0 or -ENOMEM. */
int core_submit(struct core *core, const struct fd_probe *request);
void core_stop(struct core *core, enum fd_reason reason);
/** Its part of what holds for several together, from now on. `total_qps` 0: no ceiling, as before. */
void core_set_part(struct core *core, uint32_t total_qps, uint32_t open_max);
void core_set_silent(struct core *core, uint32_t server, bool silent);

/** This side lost replies lately: what times out may be its own fault, and windows are halved. */
void core_own_loss(struct core *core, int64_t now_ns);

/** Fires the timers that are due; those of probes only up to `seen_ns`: what arrived until then has been taken. */
void core_expire(struct core *core, int64_t now_ns, int64_t seen_ns);
/** Asks on_room() for more where there is room. */
void core_feed(struct core *core);
/**
 * Fills in what may be sent now, at most `capacity` (≤ BACKEND_BATCH) packets, those of one server side by side. Their
 * bytes are valid until the next call. Returns how many.
 */
unsigned core_collect(struct core *core, int64_t now_ns, struct packet *packets,
		      unsigned capacity);
void core_take(struct core *core, int64_t now_ns, const struct event *event);
/** The same for many, which costs less. */
void core_take_all(struct core *core, int64_t now_ns, const struct event *events,
		   unsigned count);
/** When there is something to do again even if nothing arrives; INT64_MAX: never. */
int64_t core_deadline(const struct core *core);

void core_server_stats(const struct core *core, uint32_t server,
		       struct fd_server_stats *ret_stats);
void core_stats(const struct core *core, struct fd_engine_stats *ret_stats);

/* ---- among core's own files --------------------------------------------------------------- */

/** Gives the server a turn at the next core_collect(). */
void core_kick(struct core *core, struct server *server);
/** An outcome with everything filled in that does not depend on a reply. */
struct fd_outcome core_outcome(const struct core *core, uint32_t index, enum fd_ending ending,
			       int64_t now_ns);
/** Whether names leave in random case there, and the number that a try's case follows from. */
bool core_mixes(const struct core *core, const struct server *server);
uint64_t core_case(const struct core *core, const struct try *try);
/** Ends the probe: its slot is free, and then the caller hears of it. */
void core_end(struct core *core, uint32_t index, const struct fd_outcome *outcome);
/** Ends it without a reply; `error` for UNREACHABLE and FAILED. With a reply kept, that is the outcome. */
void core_end_silent(struct core *core, uint32_t index, enum fd_ending ending, int error,
		     int64_t now_ns);
/** The server is unreachable: so end all UDP probes that are open there. */
void core_down(struct core *core, struct server *server, int64_t now_ns);
/** Takes an event that is no message. */
void core_take_notice(struct core *core, struct server *server, const struct event *event,
		      int64_t now_ns);
/** A probe's TCP query will not be answered. */
void core_tcp_failed(struct core *core, uint32_t index, int error, int64_t now_ns);
/** Arms the timer for the end of the patience after the newest try; nothing more is sent for the probe. */
void core_arm_last(struct core *core, uint32_t index);
/** Whether the probe waits in vain, most likely: such ones take no room in the window. */
void core_set_patient(struct core *core, struct probe *probe, bool patient);
/** Runs the server's congestion control, and does what follows from it. */
void core_control(struct core *core, struct server *server, int64_t now_ns);
/** What a reply teaches about its server. */
enum lesson {
	LESSON_ANSWERED,
	/* It tried hard and could not find out: that shows nothing about the rate, nor about tries that were lost. */
	LESSON_FAILED,
	LESSON_TURNED_DOWN /* perhaps for the rate */
};
/** What an answered try, and the lost ones before it, teach about the rate. */
void core_learn(struct core *core, struct server *server, const struct try *try, int64_t rtt_ns,
		enum lesson lesson);
/**
 * The reply just kept turns the question down, and the rate may be why: the probe waits or is asked again, and this is
 * true. Else the probe ends as it would.
 */
bool core_doubt(struct core *core, uint32_t index);
/** Whether a reply that turns it down could be doubted at all. */
bool core_may_doubt(const struct core *core, const struct probe *probe);
/** A reply comes: if none did for a while, tries of that time say nothing about their names. */
void core_speaks_again(struct core *core, struct server *server, int64_t now_ns);
/** How many questions the loss of that server could hit: for its automatic retries. */
uint64_t core_names_at_risk(const struct server *server, const struct probe *probe);
/** The probe may have one more UDP try. */
bool core_may_retry(const struct core *core, const struct probe *probe);
/** Where a probe waits that has not been sent. */
enum queue_kind core_unsent_queue(const struct probe *probe);
/** Questions never sent there end with what `model` says. */
void core_flush_fresh(struct core *core, struct server *server, const struct fd_outcome *model);
/** Nothing is sent again there: tries that were due wait out their patience, and answers in doubt stand. */
void core_freeze(struct core *core, struct server *server, int64_t now_ns);
/** Questions never sent there are not asked, TCP ones included. */
void core_not_asked(struct core *core, struct server *server, enum fd_reason reason,
		    int64_t now_ns);
void core_quarantine(struct core *core, struct server *server, int64_t now_ns);
void core_sweep_quarantine(struct core *core, int64_t now_ns);

#endif
