/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ENGINE_RIG_H
#define TESTS_ENGINE_RIG_H

#include <fleetdig/engine.h>
#include <fleetdig/wire.h>

/**
 * An engine over the simulated network, with servers that behave as told and names that are numbers: the question
 * `n123.example AAAA` is answered with an address that spells 123, so that every answer can be held against its question.
 */

#define MS	    INT64_C(1000000)
#define SEC	    INT64_C(1000000000)

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

enum {
	RIG_SERVERS = 8,
};

enum manner {
	GOOD,	    /* answers everything */
	SILENT,	    /* answers nothing */
	CLOSED,	    /* nothing listens */
	REFUSING,   /* REFUSED, with the question */
	FAILING,    /* SERVFAIL, with the question */
	TRUNCATING, /* TC=1 over UDP, the answer over TCP */
	UDP_ONLY,   /* TC=1 over UDP, and TCP is refused */
	TCP_MUTE,   /* TC=1 over UDP, and TCP is silent */
	CURT,	    /* twelve octets of REFUSED */
	HALF,	    /* is silent about odd numbers */
	SLOW_ODD,   /* odd numbers take 300 ms */
	FIRST_LOST, /* does not see a name's first query */
	WAKING,	    /* silent until `wakes_ns` */
	SLEEPING,   /* good until `wakes_ns`, then silent */
	CLOSING,    /* good until `wakes_ns`, then closed */
	OPENING,    /* closed until `wakes_ns`, then good */
	LIMITING,   /* good up to its limit, beyond it as `limit` says */
	CHOOSY,	    /* refuses `choosy` of the names, whatever the rate */
	BREAKING,   /* good until `wakes_ns`, then SERVFAIL for everything */
	PAUSING,    /* good, but silent for `pause_ns` from `wakes_ns` on */
	RECURSING,  /* looks up what it is asked, and half of it is broken: as `outage` says */
	CURT_THEN_GOOD, /* the first query is refused in twelve octets, 1 ms later a retry would be answered */
};

struct limit {
	uint32_t qps;
	uint32_t burst;	   /* tokens it can save up; 0: it counts anew each second */
	enum manner above; /* CURT, REFUSING, FAILING, TRUNCATING or SILENT */
	double tokens;
	int64_t filled_ns;
};

/** A resolver in front of many broken zones. */
struct outage {
	bool caches;	      /* failures, for five seconds; else it tries anew */
	int64_t forgotten_ns; /* queries that wait longer are never answered; 0: all are */
};

struct server_log {
	enum manner manner;
	struct limit limit;
	struct outage outage;
	double choosy; /* share of names */
	int64_t pause_ns;
	uint64_t turned_down; /* queries */
	uint64_t late_turned_down,
		late_queries; /* of these, more than a second after the first */
	int64_t wakes_ns;
	int64_t delay_ns; /* service time */
	uint64_t queries, tcp_queries;
	int64_t last_query_ns;
	int64_t min_gap_ns;
	int64_t *arrivals_ns; /* all of them, in order */
	size_t arrival_count, arrival_capacity;
};

struct result {
	unsigned endings;	   /* must become 1 */
	struct fd_outcome outcome; /* without its reply */
	int64_t spelled;	   /* the number the answer spells; −1: none, −2: garbled */
	uint16_t rcode;
	bool truncated;
};

struct rig {
	struct fd_engine *engine;
	struct fd_engine_config config;
	struct fd_sim_config sim;
	struct fd_responder responder;
	struct server_log servers[RIG_SERVERS];
	uint32_t server_count;
	struct fd_name *names; /* by token, allocated up front */
	struct result *results;
	uint8_t *seen;	  /* names that were asked before, by number */
	int64_t *done_ns; /* when RECURSING knows it, by number */
	uint64_t capacity, submitted, ended;
	uint64_t feed_from[RIG_SERVERS],
		feed_to[RIG_SERVERS]; /* numbers on_room() has left to give */
	uint64_t fed_while_quarantined;
	uint64_t hash; /* of all outcomes in order */
	void (*on_outcome)(struct rig *rig, const struct fd_outcome *outcome);
	void *state; /* of that */
};

/** A quiet network: 10 ms each way. Change `config` and `sim` before rig_start(). */
void rig_init(struct rig *rig, uint64_t capacity);
void rig_start(struct rig *rig);
void rig_finish(struct rig *rig);

uint32_t rig_server(struct rig *rig, enum manner manner, struct fd_server_config config);
/** The next number is asked there; `template` may set proto, retries, timeout, keep_truncated. Returns its token. */
uint64_t rig_ask(struct rig *rig, uint32_t server, struct fd_probe template);
/** Numbers [from, to) are given by on_room(). */
void rig_feed(struct rig *rig, uint32_t server, uint64_t from, uint64_t to);
/** Steps until everything submitted has ended (fed servers: all was fed, or they are quarantined), or fails. */
void rig_run(struct rig *rig);
void rig_run_until(struct rig *rig, int64_t until_ns);

/** How often each ending occurred. */
uint64_t rig_count(const struct rig *rig, enum fd_ending ending);
/** The most queries the server saw in any window [t, t + span_ns). */
uint64_t rig_busiest(const struct rig *rig, uint32_t server, int64_t span_ns);
/** The most that all of them saw together. */
uint64_t rig_busiest_of_all(const struct rig *rig, int64_t span_ns);
struct fd_server_stats rig_stats(const struct rig *rig, uint32_t server);
/** FLEETDIG_SEEDS, or the given number. */
uint64_t rig_seeds(uint64_t otherwise);

#endif
