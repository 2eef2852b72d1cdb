/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_COMMON_FACTS_H
#define DIAGNOSE_COMMON_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/diagnosis.h>

#include "core/region.h"
#include "diagnose/common/limits.h"

/**
 * What is known besides the cells: question to a server → what it showed. A rule asks for a fact; an unknown one is
 * wished for once, and whoever waits for it is woken when it is learnt.
 */

struct job;

enum fact_state {
	FACT_WISHED, /* not yet given out */
	FACT_ASKED,  /* given out, not yet learnt */
	FACT_KNOWN,
};

struct waiter {
	struct job *job;
	struct waiter *next;
};

struct fact {
	struct fd_wish wish;
	struct fd_observation observation; /* with FACT_KNOWN */
	struct fd_message message;	   /* what observation.message points to */
	struct waiter *waiters;
	enum fact_state state;
	bool canary; /* outside the budget */
};

/** The first questions of a zone that one resolver failed and was asked again: they stand for the others. */
struct sample {
	struct sample *next; /* of another resolver */
	uint32_t resolver;
	uint32_t questions[AGAIN_SAMPLE];
	uint8_t protos[AGAIN_SAMPLE];
	size_t count;
};

/** Of a zone, or of a row where the zone is not known. */
struct asked_again {
	struct sample *first;
	size_t count; /* of questions, at all resolvers */
};

struct facts {
	struct region *memory;
	struct fact **list; /* by id */
	size_t count, capacity;
	uint32_t *slots; /* id + 1; a power of two of them */
	size_t slot_count;
	uint64_t *heard; /* hashes of servers that replied; 0: free; a power of two of them */
	size_t heard_count, heard_slots;
	size_t next_wish;   /* the first that may still be WISHED */
	size_t unknown;	    /* not yet KNOWN */
	uint32_t followups; /* wished for within the budget */
};

void facts_finish(struct facts *facts);

/** The fact of this key, whatever its state, or NULL. */
struct fact *facts_find(const struct facts *facts, const struct fd_wish *wish);
/** A new fact for a key that has none; NULL when memory ran out. */
struct fact *facts_add(struct facts *facts, const struct fd_wish *wish);
/** It will not be asked: known to be unknown. */
void facts_deny(struct facts *facts, struct fact *fact);
/** Copies the observation, reply included. */
void facts_learn(struct facts *facts, struct fact *fact,
		 const struct fd_observation *observation);
/** That server has replied to something. */
bool facts_heard(const struct facts *facts, const struct fd_endpoint *server);
/** Gives out what is wished for. */
size_t facts_take(struct facts *facts, struct fd_wish *ret_wishes, size_t capacity);

/* What an observation amounts to. */

static inline bool saw_reply(const struct fd_observation *observation)
{
	return fd_status_is_rcode(observation->status) ||
	       observation->status == FD_STATUS_MALFORMED;
}

/** An answer, or a denial: neither is a failure. */
static inline bool saw_data(const struct fd_observation *observation)
{
	return observation->status == FD_NOERROR || observation->status == FD_NXDOMAIN;
}

/** The network would not take it: no route, or this host's own filter. */
bool error_of_network(int error);

/** Silence, ICMP, or a network that would not take it. */
static inline bool saw_nothing(const struct fd_observation *observation)
{
	return observation->status == FD_STATUS_TIMEOUT ||
	       observation->status == FD_STATUS_UNREACHABLE ||
	       (observation->status == FD_STATUS_ERROR && error_of_network(observation->error));
}

/** Not asked, or this side could not. */
static inline bool saw_no_try(const struct fd_observation *observation)
{
	return !saw_reply(observation) && !saw_nothing(observation);
}

static inline bool saw_answer(const struct fd_observation *observation)
{
	return observation->status == FD_NOERROR && (observation->flags & FD_CELL_ANSWER) != 0;
}

/** One of the reply's Extended DNS Errors is in `codes` (bit n: code n, up to 63). */
bool saw_ede(const struct fd_observation *observation, uint64_t codes);

#endif
