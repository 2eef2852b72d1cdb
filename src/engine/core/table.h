/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_TABLE_H
#define ENGINE_CORE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/probe.h>

#include "engine/core/wheel.h"

/**
 * Who is being asked what: a slab of probes, a slab of their open tries, and a hash from (server, slot, id) to the
 * try. Everything refers to everything by index, so both slabs may move when they grow: hold no pointer into them
 * across anything that may add a probe.
 */

enum {
	TABLE_NONE = UINT32_MAX
};

enum {
	TABLE_AHEAD = 32 /* most keys of table_prefetch() */
};

enum probe_bit {
	PROBE_USED = 1 << 0, /* the slot holds a probe */
	PROBE_OPEN = 1 << 1, /* sent at least once */
	PROBE_TCP = 1 << 2,  /* goes (or went on) over TCP */
	PROBE_KEEP_TRUNCATED = 1 << 3,
	PROBE_PROBATION = 1 << 4, /* a quarantined server's one question */
	PROBE_DROPPED =
		1 << 5, /* its last TCP connection was closed under it: asked once more */
	PROBE_RECASED = 1 << 6, /* on TCP because a reply over UDP did not echo the case */
	PROBE_DOUBTED = 1 << 7, /* what it keeps is an answer that turned it down */
	PROBE_PATIENT =
		1 << 8, /* its last try is out and overdue: nothing of it is on the way */
	PROBE_SPOILT = 1 << 9, /* this side lost replies while it waited: asked once more */
	PROBE_ALONE = 1 << 10, /* it is not one of a million that loss could hit */
	PROBE_FIRST = 1 << 11, /* quarantine does not hold it */
};

enum {
	QUEUE_LANES = 32 /* lengths that differ by as much share one */
};

/**
 * Where a probe that waits to be sent waits. UDP queues have a lane for each length of names, so that neighbours are of
 * one length.
 */
enum queue_kind {
	QUEUE_NONE,
	QUEUE_TCP,	 /* open, and goes on over TCP: after TC=1, or once more */
	QUEUE_TCP_FRESH, /* over TCP by wish, never sent */
	QUEUE_DOUBT, /* turned down, perhaps for asking too fast: nothing is sent until that is known */
	QUEUE_FIRST, /* further UDP tries of what goes before all others, quarantined or not */
	QUEUE_FIRST_FRESH,			 /* of the same, never sent */
	QUEUE_AGAIN,				 /* further UDP tries */
	QUEUE_FRESH = QUEUE_AGAIN + QUEUE_LANES, /* never sent */
	QUEUE_KINDS = QUEUE_FRESH + QUEUE_LANES
};

struct queue {
	uint32_t head, tail;
	uint32_t count;
};

struct queues {
	struct queue kinds[QUEUE_KINDS];
	uint32_t again, fresh; /* a bit for each lane that is not empty */
	unsigned lane;	       /* whose turn it is */
};

/** A reply that is not the last word: a truncated or a header-only one, or one that turned the question down. */
struct kept {
	int64_t sent_ns, rtt_ns;
	bool header_only;
	bool truncated;
	bool ambiguous;
	uint16_t length;
	uint8_t bytes[];
};

struct probe {
	struct timer timer; /* of the table's wheel */
	uint64_t token;
	const uint8_t *qname; /* borrowed */
	struct kept *kept;    /* owned, or NULL */
	int64_t timeout_ns;
	int64_t first_sent_ns;
	uint32_t server;
	uint32_t tries;	     /* newest first */
	uint32_t next, prev; /* in its queue; next also chains free slots */
	uint16_t qtype;
	uint8_t qname_length;
	uint8_t query_flags;
	int8_t retries;	     /* ≥ 0 or FD_RETRIES_AUTO */
	uint8_t sent;	     /* tries */
	uint8_t turned_down; /* of these, in doubt */
	uint8_t queue;	     /* enum queue_kind, plus the lane */
	uint16_t bits;	     /* enum probe_bit */
};
_Static_assert(sizeof(struct probe) <= 96, "a probe in flight is at most 96 octets");

struct
try {
	uint32_t hash_next; /* also chains free slots */
	uint32_t older;	    /* of the same probe */
	uint32_t probe;
	uint32_t server;
	uint16_t slot;
	uint16_t id;
	uint8_t number; /* 1 is the probe's first */
	bool answered;	/* by a truncated or a header-only reply: the next one is a duplicate */
	bool stamped;	/* sent_ns is the kernel's word */
	int64_t sent_ns;
};
_Static_assert(sizeof(struct try) <= 32, "a try is at most 32 octets");

struct table {
	struct wheel wheel;
	struct probe *probes;
	struct try *tries;
	uint32_t *heads; /* of hash chains */
	uint32_t probe_capacity, probe_free, probe_count;
	uint32_t try_capacity, try_free, try_count;
	uint32_t head_mask;
};

/** 0 or -ENOMEM. */
int table_init(struct table *table, int64_t now_ns);
void table_finish(struct table *table);

/** A zeroed probe slot, marked used; 0 or -ENOMEM. */
int table_add(struct table *table, uint32_t *ret_index);
/** Frees a slot that is in no queue; disarms it, closes its tries and drops what it kept. */
void table_remove(struct table *table, uint32_t index);

static inline struct probe *table_probe(const struct table *table, uint32_t index)
{
	return &table->probes[index];
}

/** Begins to fetch a probe from memory. */
static inline void table_fetch_probe(const struct table *table, uint32_t index)
{
	const char *probe = (const char *)&table->probes[index];

	__builtin_prefetch(probe, 1);
	__builtin_prefetch(probe + 64, 1);
}

/** The try that (server, slot, id) names, or NULL. */
struct try *table_find(const struct table *table, uint32_t server, uint16_t slot, uint16_t id);
struct table_key {
	uint32_t server;
	uint16_t slot, id;
};
/**
 * Begins to fetch from memory the tries that these keys probably name, and their probes, whose indices are given back;
 * TABLE_NONE where nothing is near.
 */
void table_prefetch(const struct table *table, const struct table_key *keys, unsigned count,
		    uint32_t ret_probes[TABLE_AHEAD]);
/** Opens the probe's next try. 0, -EEXIST (the id is taken there) or -ENOMEM. */
int table_open(struct table *table, uint32_t index, uint16_t slot, uint16_t id, int64_t now_ns);
/** Takes back the newest try of a probe: it was not sent after all. */
void table_close_newest(struct table *table, uint32_t index);

void queues_init(struct queues *queues);
/** Every probe is in at most one queue, and says in which. */
void queue_push(struct table *table, struct queues *queues, enum queue_kind kind,
		uint32_t index);
void queue_remove(struct table *table, struct queues *queues, uint32_t index);
/** Begins to fetch the probes behind this one: they were queued long ago, and come back while this one is sent. */
void queue_fetch_behind(const struct table *table, uint32_t index);
/** The next probe for a further try, and the next that was never sent, lane by lane; or TABLE_NONE. */
uint32_t queues_again(const struct queues *queues);
uint32_t queues_fresh(const struct queues *queues);
/** The next lane has its turn. */
void queues_turn(struct queues *queues);

#endif
