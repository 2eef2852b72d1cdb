/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_LIMITS_H
#define ENGINE_CORE_LIMITS_H

#include <stdint.h>

/** Every limit of the engine that the protocol does not fix, with its reason. */

#define NS_PER_US  INT64_C(1000)
#define NS_PER_MS  INT64_C(1000000)
#define NS_PER_SEC INT64_C(1000000000)

/* A sleep and a wake cost 35 to 45 µs here: timers finer than this would cost more than the queries. */
#define WHEEL_TICK_NS (1 * NS_PER_MS)

enum {
	/*
	 * Kernel-chosen ports of a server, one drawn for each burst: with 256 and a 16-bit id there are 24 bits to guess.
	 * Descriptors are shared out among the busy servers, and each has a few; small runs open few.
	 */
	PORT_SLOTS = 256,
	PORT_SLOTS_MIN = 4,
	PORT_SLOTS_START = 16,
	/* Queries sent for each port beyond the first ones: opening one costs as much as some ten queries. */
	PORT_SLOTS_EVERY = 16,
	/* Half of the ids of a port stay free, so that drawing one takes two draws at most on average. */
	PORT_OPEN_MAX = 32768,
	/* Ports drawn in search of one whose receive buffer has room. */
	PORT_DRAWS_MAX = 8,
	/* Stands for "over TCP" where a port slot would be: TCP ids are unique per server. */
	TCP_SLOT = 0x7fff,

	/* Most questions open at a server that never replied: what a dead one may cost (decision 6). */
	OPEN_UNPROVEN = 64,
	/* Where a window is not halved any more, whatever this side loses. */
	OPEN_LEAST = 64,
	/* Where an adaptive window starts: the default receive buffer holds 256 small replies. */
	OPEN_START = 256,
	/* Most at a server nearby: an 8 MiB receive buffer holds 3,640 replies of 1,200 octets. */
	OPEN_SERVER_MAX = 2000,
	/* One far away has on its way what this rate sends in a round trip (and what is lost on it stays open longer). */
	OPEN_QPS = 400000,
	/* But no more than this: 4 MB of table. The receive buffers limit too, each port its own. */
	OPEN_FAR_MAX = 32768,
	/* All servers together, when the caller names no number: 4 MB of table. */
	OPEN_TOTAL_DEFAULT = 32768,

	/* Most probes asked of on_room() at once: enough for four bursts of 64. */
	ROOM_MAX = 256,
	/* Probes held beyond the window, so that a quarantined server has something to be asked. */
	FEED_RESERVE = 8,
	/*
	 * And so that neighbours of one length are found among them, where bursts leave: names of ten lengths fill
	 * messages. All servers together hold no more than the second number: 1 MB.
	 */
	FEED_DEPTH = 1024,
	FEED_DEPTH_ALL = 8192,
	/* Neighbours to one server before the next has its turn: one UDP_SEGMENT message. */
	BURST_MAX = 64,

	/* However much trouble a server has, it is asked this often a second: else nobody learns when that ends. */
	CONTROL_FLOOR_QPS = 50,
	/* And so often where it answers what it had turned down: that limit is lower yet. */
	CONTROL_LEAST_QPS = 5,
	/* Where nothing at all is answered the rate is no better reason than any other: until quarantine decides. */
	CONTROL_SILENT_QPS = 400,
	/* A question that is turned down while a limit on the rate is suspected or known is asked again, so often. */
	TURNED_DOWN_MAX = 8,
	/* And so often where a limit has been found: then it is answered one day. */
	TURNED_DOWN_LIMITED = 16,
	/* Runs of fewer questions are over before a rate could be found: there the first answer is the answer. */
	TURNED_DOWN_FROM = 32,

	/* Tries without a number given: three, and more only against measured loss (design, Tries). */
	AUTO_TRIES = 3,
	AUTO_TRIES_MAX = 16,
	/* Tries that a server missed while it was mute, or asked too fast, are made up for: up to so many in all. */
	MUTE_TRIES_MAX = 6,

	/* Ids drawn for one query before giving up: with 2,000 of a million in use, one is the rule. */
	ID_DRAWS_MAX = 64,
	/* Tries remembered after their probe ended, so that their replies count as late and not as forged. */
	RECENT_MIN = 64,
	RECENT_MAX = 4096,

	/* Replies in another case than asked, from a server that never echoed it, before it is asked in plain case. */
	RECASED_MAX = 3,

	/* More threads than this are more than the memory of any machine feeds. */
	THREADS_MAX = 64,

	/* Different names without an answer before a server may be called dead (decision 6). */
	QUARANTINE_NAMES = 16,
};

/* Resend timers: design, section Tries. */
#define RTO_INITIAL_NS (500 * NS_PER_MS)
#define RESEND_MIN_NS  (50 * NS_PER_MS)
/* RFC 6298's G: for so long either side may be without a processor, however steady the path. */
#define RTO_GRAIN_NS (25 * NS_PER_MS)
/* SERVFAIL that took so much longer than the quickest answer comes of trying, and not of a limit. */
#define TRIED_HARD_NS (500 * NS_PER_MS)
/* A sample is judged this long after its end, whatever is still awaited. */
#define JUDGING_MAX_NS (2 * NS_PER_SEC)
/* A header-only reply waits this long for a full one (or the RTO, if shorter). */
#define HEADER_GRACE_NS (50 * NS_PER_MS)

/*
 * How far behind its schedule a paced server may be and still catch up: a late wake-up must not cost rate. The
 * interval is stretched by as much, so that no second ever sees more than the ceiling.
 */
#define PACE_CREDIT_NS (4 * NS_PER_MS)
/* Above this rate queries leave in one burst a tick, below it one by one. */
#define PACE_SINGLE_QPS 1000
/* How far ahead of its schedule a paced server is fed. */
#define PACE_AHEAD_NS (10 * NS_PER_MS)

/* After an ICMP error: the pause before the one confirming query, and how long that is awaited. */
#define REACH_PAUSE_NS	  (100 * NS_PER_MS)
#define REACH_PATIENCE_NS (1 * NS_PER_SEC)
/* A server said to be unreachable is tried again with the next probe after this long. */
#define REACH_AGAIN_NS (5 * NS_PER_SEC)
/* While that goes on, resends look again this often. */
#define REACH_HOLD_NS (50 * NS_PER_MS)

/* Our own send queue was full (ENOBUFS, EAGAIN): the server's packets pause. */
#define SEND_PAUSE_NS	      (10 * NS_PER_MS)

#define QUARANTINE_SILENCE_NS (2 * NS_PER_SEC)
#define PROBATION_FIRST_NS    (250 * NS_PER_MS)
#define PROBATION_LAST_NS     (5 * NS_PER_SEC)
#define QUARANTINE_LEAVE_NS   (10 * NS_PER_SEC)
#define QUARANTINE_SWEEP_NS   (100 * NS_PER_MS)

/* Threads: how often they report their numbers, and how soon they ask again where nothing was to be had. */
#define REPORT_EVERY_NS (50 * NS_PER_MS)
#define HUNGRY_FIRST_NS (5 * NS_PER_MS)
#define HUNGRY_LAST_NS	(100 * NS_PER_MS)

/* Own losses are looked for this often: long before a try that one of them hit has timed out. */
#define OWN_LOSS_CHECK_NS (100 * NS_PER_MS)
/* A wait that returns this late means that this side was not running: counted, for the run record. */
#define STALL_NS (50 * NS_PER_MS)

#endif
