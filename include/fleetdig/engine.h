/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_ENGINE_H
#define FLEETDIG_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/endpoint.h>
#include <fleetdig/probe.h>
#include <fleetdig/responder.h>

/**
 * The engine asks: probes in, exactly one outcome each out, paced per server. It owns sockets, ids, tries, timers
 * and matching. It is used by one thread, whatever threads it has itself; callbacks come from inside fd_engine_step().
 */
struct fd_engine;

enum fd_engine_kind {
	FD_ENGINE_AUTO,
	FD_ENGINE_URING,
	FD_ENGINE_EPOLL,
	FD_ENGINE_SIM
};

/** The made network of the `sim` backend: a virtual clock and what happens to each datagram, all from one seed. */
struct fd_sim_config {
	const struct fd_responder *responder; /* who answers */
	uint64_t seed;
	int64_t delay_ns;  /* one way */
	int64_t jitter_ns; /* uniform, added each way */
	double loss;	   /* 0..1 each way */
	double duplicate;  /* share of replies sent twice */
	double reorder;	   /* share of replies held back by one more delay */
	double forge; /* share of queries answered first by a forged reply (wrong id, question or source) */
	double corrupt; /* share of replies with octets changed */
};

struct fd_engine_config {
	enum fd_engine_kind kind; /* AUTO: uring, or epoll where io_uring is refused */
	uint32_t concurrency;	  /* most probes in flight; 0: automatic */
	int64_t timeout_ns;	  /* awaited after the last try */
	int retries;		  /* ≥ 0, or FD_RETRIES_AUTO */
	uint32_t total_qps;	  /* hard ceiling on everything sent; 0: none */
	/**
	 * Above 1, servers are dealt out to so many threads, one server always to the same; callbacks still come from inside
	 * fd_engine_step(), in its thread. The simulation has one clock, and one thread.
	 */
	uint32_t threads;
	int wake_fd; /* an eventfd that ends fd_engine_step() early: the engine's own, between its threads; else 0 */
	uint64_t seed;	     /* only the simulation's ids and ports come from it */
	bool no_gso, no_gro; /* do without UDP_SEGMENT, without UDP_GRO */
	/**
	 * The kernel is asked when each UDP query left, where its device says: for measuring, since it costs a system call or
	 * two a query. Needs `no_gso`.
	 */
	bool stamp_sends;
	/**
	 * 0x20: names leave in random case and replies over UDP must echo it. One that does not is not believed: its probe
	 * goes on over TCP, which nobody can forge blindly. A server that never echoed is asked in plain case after a few.
	 */
	bool mix_case;
	const struct fd_sim_config *sim; /* with FD_ENGINE_SIM */
	void *context;			 /* for the callbacks */
	/** Exactly once per accepted probe. May call fd_engine_submit(). */
	void (*on_outcome)(void *context, const struct fd_outcome *outcome);
	/**
	 * The server can take `room` more probes now: submit up to that many, or none. NULL when everything is submitted by
	 * hand. Asked again at later steps while room remains, so it needs no state about earlier calls.
	 */
	void (*on_room)(void *context, uint32_t server, uint32_t room);
	/**
	 * A reply has come that may end the probe with this token, and is judged soon: time to begin fetching from memory
	 * what on_outcome() will touch. Nothing else, and no promise; may be NULL.
	 */
	void (*on_soon)(void *context, uint64_t token);
};

struct fd_server_config {
	struct fd_endpoint endpoint;
	struct fd_endpoint source; /* zeroed: the kernel's choice */
	uint32_t qps; /* hard ceiling on everything sent there, retries included; 0: none */
	uint32_t open_max; /* most questions open there; 0: automatic */
	bool feed;	   /* ask on_room() for this server */
	/**
	 * It is being measured, so nothing adapts to it: no congestion control, no caution before its first reply. What is
	 * submitted leaves at once, up to `open_max` (which is needed) and the ceilings.
	 */
	bool fixed;
};

/** 0, or -errno: FD_ENGINE_URING never falls back; AUTO falls back on EPERM ENOSYS EACCES EINVAL only. */
int fd_engine_create(struct fd_engine **ret_engine, const struct fd_engine_config *config);
void fd_engine_destroy(struct fd_engine *engine);

/** 0 or -errno (ENOMEM, EMFILE, EINVAL). Indexes count up from 0. */
int fd_engine_add_server(struct fd_engine *engine, const struct fd_server_config *config,
			 uint32_t *ret_server);

/** Queues one probe; its outcome will come. 0, or -ENOMEM. */
int fd_engine_submit(struct fd_engine *engine, const struct fd_probe *probe);

/**
 * From which address and port the outcome's try was asked. To be called from on_outcome(), since sockets come and go. 0, or
 * -ENOENT: not known (nothing was sent, the socket is gone, or there is none, as in the simulation).
 */
int fd_engine_local(const struct fd_engine *engine, const struct fd_outcome *outcome,
		    struct fd_endpoint *ret_local);

/**
 * Sends what is due, receives, fires timers, calls back; returns at the latest at `until_ns` (monotonic) or when
 * something ended. 0, or -errno when the engine itself broke.
 */
int fd_engine_step(struct fd_engine *engine, int64_t until_ns);

/** The engine's clock: monotonic, or the simulation's. */
int64_t fd_engine_now(const struct fd_engine *engine);
/** Nothing queued, nothing open. (on_room() may still have more to give.) */
bool fd_engine_idle(const struct fd_engine *engine);

/** Nothing new is sent from now on: what is queued ends NOT_ASKED for this reason, what is open is awaited. */
void fd_engine_stop(struct fd_engine *engine, enum fd_reason reason);

/**
 * The canary's word about a server: it was silent over UDP and TCP. The engine quarantines a server only when that
 * stands, no reply came for 2 s, and at least 16 questions of different names are unanswered there.
 */
void fd_engine_set_silent(struct fd_engine *engine, uint32_t server, bool silent);
bool fd_engine_quarantined(const struct fd_engine *engine, uint32_t server);

struct fd_server_stats {
	uint64_t sent;	    /* queries, all tries, UDP and TCP */
	uint64_t answered;  /* probes */
	uint64_t timed_out; /* probes */
	uint64_t lost; /* UDP tries without an answer whose probe was answered or timed out */
	uint64_t late; /* replies after their probe had ended */
	uint64_t duplicate;
	uint64_t rejected;    /* not believed: id, port, question or form */
	uint64_t truncated;   /* TC=1 replies */
	uint64_t recased;     /* of the rejected: right but for the case of the name */
	bool plain_case;      /* with mix_case: it does not echo it, and is asked without */
	uint64_t turned_down; /* replies REFUSED, SERVFAIL or TC for asking too fast */
	double limit_qps;     /* a limit on the rate that was found; 0: none */
	/** Most were turned down with SERVFAIL: it had too much to look up, which is no limit that somebody set. */
	bool overwhelmed;
	uint32_t suspicions; /* how often one was suspected */
	int64_t srtt_ns;
	int64_t rto_ns;
	uint32_t in_flight;
	bool quarantined;
};
void fd_engine_server_stats(const struct fd_engine *engine, uint32_t server,
			    struct fd_server_stats *ret_stats);

/** What this side did and lost itself. */
struct fd_engine_stats {
	uint64_t sent;
	uint64_t received;
	uint64_t send_errors;
	uint64_t socket_drops;	   /* SO_RXQ_OVFL over all sockets */
	uint64_t buffer_exhausted; /* ENOBUFS of the receive ring */
	uint64_t ring_overflow;
	uint64_t
		cut_short; /* replies the kernel gave only in part: not believed, asked again */
	uint64_t late;
	uint64_t duplicate;
	uint64_t rejected;
	uint64_t stalls; /* wake-ups more than 50 ms late */
	uint64_t paced;	 /* times that something left which pacing had held back */
	int64_t pace_late_ns, pace_late_max_ns; /* by how much too late: sum, and most */
	uint64_t clock_steps;
	uint32_t in_flight;
	uint32_t queued;
};
void fd_engine_stats(const struct fd_engine *engine, struct fd_engine_stats *ret_stats);

/** Which backend runs, and why: "uring", "epoll"…; reason is a sentence for the run record, "" when nothing to say. */
const char *fd_engine_name(const struct fd_engine *engine);
const char *fd_engine_reason(const struct fd_engine *engine);
/** What the backend found to work and uses, words with a space between: "gso gro timestamps"; "" for none. */
const char *fd_engine_features(const struct fd_engine *engine);

#endif
