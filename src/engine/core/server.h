/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_SERVER_H
#define ENGINE_CORE_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/engine.h>

#include "engine/core/control.h"
#include "engine/core/limits.h"
#include "engine/core/pace.h"
#include "engine/core/table.h"
#include "engine/core/tries.h"

/** What the engine knows of one server. The state here; what follows from it for probes is core's. */

/** ICMP errors speak of the destination: fine → suspect → confirming → down, and back to fine on any reply. */
enum reach {
	REACH_FINE,
	REACH_SUSPECT,	  /* an error named an open probe: nothing is sent until `reach_ns` */
	REACH_CONFIRMING, /* one query is out to confirm it, awaited until `reach_ns` */
	REACH_DOWN	  /* confirmed; another try may be made at `reach_ns` */
};

/** Tries of ended probes, so that their replies can be told from forged ones. A ring that grows to its limit. */
struct recent {
	uint32_t *keys; /* id, slot and whether it was answered */
	uint32_t capacity, count, next;
};

struct server {
	uint32_t index;
	uint32_t next_ready; /* in core's list of servers that may have something to send */
	bool ready;
	bool feed;
	bool fixed;   /* measured: nothing adapts to it */
	bool replied; /* ever */
	bool silent;  /* the canary's word */
	bool quarantined;
	bool echoes_case; /* a reply came in the random case of its query */

	struct queues queues;
	uint32_t queued;	 /* probes never sent */
	uint32_t open;		 /* probes sent and not ended */
	uint32_t open_probation; /* of these, asked in quarantine */
	uint32_t patient;	 /* of these, waiting in vain, most likely */
	uint64_t accepted;	 /* probes, ever */
	struct pace pace;
	int64_t paced_ns; /* when something was to leave that pacing held back; INT64_MAX: nothing was */
	struct window window;
	struct rtt rtt;
	struct loss loss;
	struct control control;

	int64_t last_reply_ns;
	int64_t last_active_ns;		       /* anything sent, received or ended */
	int64_t silent_since_ns;	       /* the first question since the last reply */
	uint32_t unanswered[QUARANTINE_NAMES]; /* hashes of different names asked since then */
	uint32_t unanswered_count;
	int64_t mute_from_ns, mute_until_ns; /* when it last answered nobody, though asked */
	int64_t probation_ns, probation_wait_ns;

	enum reach reach;
	int reach_error;
	int64_t reach_ns;
	uint16_t reach_slot, reach_id; /* the try that was named, or the confirming one */
	int64_t pause_ns;	       /* our own send queue was full: nothing before then */

	struct recent recent;
	struct fd_server_stats stats;
	uint64_t over, over_servfail; /* tries that were turned down; of them, with SERVFAIL */
	uint16_t open_at[PORT_SLOTS]; /* tries open on each port */
};

/** 0 or -ENOMEM. */
int server_create(struct server **ret_server, uint32_t index,
		  const struct fd_server_config *config);
void server_destroy(struct server *server);

/** How long after a try was sent it is known whether it was lost: the next one has been answered by then. */
int64_t server_evidence_ns(const struct server *server);
/** How long a sample's tries are awaited before it is judged: where some names take very long, others need not wait for them. */
int64_t server_judging_ns(const struct server *server);

/** How many more probes may be open there. */
uint32_t server_window(const struct server *server);

/** A try was opened, or closed, on this port slot (or TCP_SLOT). */
void server_opened(struct server *server, uint16_t slot);
void server_closed(struct server *server, uint16_t slot);

void recent_add(struct recent *recent, uint16_t slot, uint16_t id, bool answered);
enum recent_found {
	RECENT_UNKNOWN,
	RECENT_UNANSWERED,
	RECENT_ANSWERED
};
enum recent_found recent_find(const struct recent *recent, uint16_t slot, uint16_t id);

/** A question went there: for the count of different names without an answer. */
void server_asked(struct server *server, const struct probe *probe, int64_t now_ns);
/** Anything believable came from there. */
void server_alive(struct server *server, int64_t now_ns);

/** When (or since when) the silence is long enough for quarantine, or INT64_MAX: other conditions are missing. */
int64_t server_quarantine_ns(const struct server *server);
void server_quarantine(struct server *server, int64_t now_ns);
/** A probation question goes out: the next one is due later. */
void server_probation(struct server *server, int64_t now_ns);

#endif
