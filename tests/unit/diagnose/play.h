/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DIAGNOSE_PLAY_H
#define TESTS_DIAGNOSE_PLAY_H

#include <stdbool.h>
#include <stdint.h>

#include <fleetdig/diagnosis.h>
#include <fleetdig/responder.h>
#include <fleetdig/world.h>

enum {
	PLAY_NOW = 1795392000, /* 2026-11-23 */
	PLAY_RESOLVERS_MAX = 64
};

/** A whole run without an engine: a made world answers every cell and every wish, by function call. */

struct play {
	struct fd_inventory *inventory;
	struct fd_matrix *matrix;
	struct fd_diagnosis *diagnosis;
	struct fd_world *world;
	struct fd_responder responder;
	int64_t now_ns;
	int64_t wished_ns; /* when those that are being answered were wished for: their delays begin then */
	uint32_t asked;	   /* wishes answered */
	uint32_t canaries; /* of them, what resolvers were asked to know them */
	uint32_t
		canaries_before_last; /* and before the first of the last resolver's, once the table was whole */
	size_t last_count; /* wishes kept for the last */
	bool whole;	   /* the table */
	/* As the engine counts, of each resolver: queries of the table, and those that got nothing. */
	uint64_t sent[PLAY_RESOLVERS_MAX], lost[PLAY_RESOLVERS_MAX];
	uint32_t rounds; /* of wishes */
	uint64_t random;
};

struct play_options {
	uint32_t budget; /* 0: plenty */
	bool no_drill;
	bool no_direct;
	bool no_edns;
	bool deep;    /* as for a ticket: the zones of well names are looked at too */
	bool shuffle; /* answers come in any order */
	bool hasty;   /* the bulk is over before all canaries are */
	/* What is asked of this resolver, counted from one, is answered when there is nothing else to answer; 0: none. */
	uint32_t last_resolver;
	unsigned lose;	/* percent of follow-ups that end NOT_ASKED */
	bool lose_here; /* or rather, that this host could not ask */
	uint64_t seed;
	int64_t wall_time_s; /* 0: PLAY_NOW */
	uint32_t
		moment; /* the cell, counted from one, that fails in the bulk and never again */
	uint32_t moment_too;  /* and another one */
	bool moment_servfail; /* with SERVFAIL; else it is silent */
	/* What fails once there is a part of the picture: what is lost by chance, limited, or served by half a server set. */
	bool unsteady;
	/* Delays of what is wished for together begin together, as in a run: a burst is one. Else one after the other. */
	bool together;
	uint32_t lost_wish; /* this one, counted from one, gets nothing; 0: none */
	uint32_t
		error_from; /* this host cannot ask the questions from this one on; 0: it can */
	/** Sees each query before the world does; true when it answered by itself. Of FD_REPLY_UNREACHABLE the length is the errno, if any. */
	bool (*override)(const struct fd_endpoint *server, enum fd_proto proto,
			 const uint8_t *query, size_t length, struct fd_reply *ret_reply,
			 uint8_t *buffer);
};

/** Asks all cells, then all wishes, until done. Fails the test when it does not end. */
void play_run(struct play *play, const char *world, const char *inventory,
	      const struct play_options *options);
void play_finish(struct play *play);

/** `failure authoritative auth_timeout confirmed` of a question given as `NAME TYPE`, a resolver's id, or `host`. */
const char *play_verdict(struct play *play, const char *what);
/** `office=auth_timeout/authoritative isp=...`: what the verdict says of its cells, in the inventory's order. */
const char *play_cells(struct play *play, const char *question);
const struct fd_verdict *play_find(struct play *play, const char *what);
/** Prints everything, for a person who looks into a failed test. */
void play_print(struct play *play);

/**
 * One row: a verdict in that world; where that is steady, the same verdicts with one cell more that fails for a moment, and nobody
 * new accused with two of them, or with one follow-up lost. Lines are
 * `WHAT: SEVERITY LOCUS CAUSE [CONFIDENCE] [| CELLS]`.
 */
void play_check(const char *world, const char *inventory, const struct play_options *options,
		const char *const *lines, const char *where);

#define PLAY_LINES(...) ((const char *const[]) { __VA_ARGS__, NULL })
#define PLAY(world, inventory, ...)                                                         \
	play_check(world, inventory, &(struct play_options) { 0 }, PLAY_LINES(__VA_ARGS__), \
		   __func__)
#define PLAY_UNSTEADY(world, inventory, ...)                                      \
	play_check(world, inventory, &(struct play_options) { .unsteady = true }, \
		   PLAY_LINES(__VA_ARGS__), __func__)
#define PLAY_WITH(options, world, inventory, ...)                                            \
	play_check(world, inventory, &(struct play_options)options, PLAY_LINES(__VA_ARGS__), \
		   __func__)

#endif
