/* SPDX-License-Identifier: MIT */
#ifndef CLI_RUN_RUN_H
#define CLI_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/diagnosis.h>
#include <fleetdig/engine.h>
#include <fleetdig/host_view.h>
#include <fleetdig/inventory.h>
#include <fleetdig/observation.h>
#include <fleetdig/plan.h>
#include <fleetdig/record.h>

#include "cli/identity.h"
#include "cli/options.h"
#include "cli/outputs.h"

/** One run of the pipe: everything sweep and demo share. */

enum exit_status {
	EXIT_OK = 0,
	EXIT_FAIL_ON = 1,
	EXIT_USAGE = 2,
	EXIT_INCOMPLETE = 3,
	EXIT_HOST = 4,
	EXIT_NOTHING_CAME = 9,
};

struct tally { /* of one resolver, over the bulk */
	uint64_t statuses[FD_STATUS_PENDING];
	uint64_t answered;
	uint64_t sent, lost;		 /* datagrams, when the bulk was over */
	uint64_t limit_qps, turned_down; /* likewise: a limit on the rate, 0 for none */
	struct fd_histogram latency;
};

struct follow_ups; /* wishes on their way (follow_ups.c) */

struct run_besides;

struct run {
	const struct run_besides *besides; /* NULL: nothing */
	const struct options *options;
	const struct fd_inventory *inventory;
	struct fd_plan *plan;
	struct fd_matrix *matrix;
	struct fd_diagnosis *diagnosis;
	struct fd_engine *engine;
	struct follow_ups *follow_ups;
	struct fd_host_view *host_view;	  /* NULL: the library is not asked */
	const struct fd_library *library; /* NULL: not known yet */
	int64_t library_due_ns;
	struct outputs outputs;
	struct tally *tallies;	     /* per resolver */
	bool *fed;		     /* per resolver: the plan has nothing more */
	uint64_t *shard_mask;	     /* a bit per question, with more than one shard */
	uint64_t cells, ended, open; /* of the bulk */
	uint64_t errors;	     /* cells this side could not ask */
	uint64_t seed;		     /* of the order, and of the canaries' labels */
	int64_t started_us;	     /* wall clock */
	int64_t started_ns, deadline_ns;
	int64_t canaries_ns,
		canaries_after_ns; /* when canaries are asked again, and how long after that */
	int64_t wall_offset_us;	   /* wall clock − monotonic */
	uint32_t closing; /* with `closed`: the question whose missing cells are next */
	bool closed;	  /* nobody is asked in bulk any more */
	bool held_up;	  /* the outputs lag behind: less was asked than could have been */
	bool table_ready;
	bool stopped;		   /* asked to stop: the result is incomplete */
	enum fd_reason reason;	   /* why */
	bool anything_came;	   /* at least one reply, of any resolver */
	struct progress *progress; /* NULL: nothing to show */
	char run_id[RUN_ID_SIZE];
	char host[HOST_SIZE];
	struct fd_summary_record summary;
	bool fail_on_matched;
};

/** What another command does besides, within a run. */
struct run_besides {
	void *context;
	int (*before)(void *context,
		      struct run *run); /* the run is recorded, nobody was asked; 0 or -errno */
	void (*after)(void *context,
		      struct run *run); /* verdicts, resolvers and host are written */
};

/** The same as run_inventory(), and what is done besides (NULL: nothing). */
int run_inventory_besides(const struct options *options, const struct fd_inventory *inventory,
			  const struct run_besides *besides);
int64_t run_timeout(const struct run *run);

/** The whole pipe over a loaded inventory; the exit status. Everything to say has been said when it returns. */
int run_inventory(const struct options *options, const struct fd_inventory *inventory);

/* ask.c: canaries, bulk and follow-ups, until nothing is left to ask. 0, or -errno when the engine broke. */
int run_ask(struct run *run);
/** The engine's callbacks; the context is the run. */
void run_on_outcome(void *context, const struct fd_outcome *outcome);
void run_on_room(void *context, uint32_t server, uint32_t room);
void run_on_soon(void *context, uint64_t token);

/* conclude.c: verdicts, resolvers, host and summary to the sinks. */
void run_conclude(struct run *run);

/* library.c: the host's own view. 0, or -errno after a message. */
int run_library_start(struct run *run);
bool run_library_awaited(const struct run *run);
/** Tells the diagnosis, once all is known or the time is over. */
void run_library_tend(struct run *run);
void run_library_write(struct run *run);

/** The ceiling that holds for a resolver: 0 none. */
uint32_t run_qps(const struct options *options, const struct fd_inventory *inventory,
		 const struct fd_resolver *resolver);

/** From where and how an outcome's question was asked; nothing where no output wants to know. */
struct fd_sent run_sent(const struct run *run, const struct fd_outcome *outcome,
			uint8_t query_flags);

/* Monotonic to wall clock. */
int64_t run_wall_us(const struct run *run, int64_t monotonic_ns);

/* follow_ups.c */
int follow_ups_create(struct follow_ups **ret_follow_ups, struct run *run);
void follow_ups_destroy(struct follow_ups *follow_ups);
/** Takes new wishes from the diagnosis and submits those that are due. 0 or -errno. */
int follow_ups_advance(struct follow_ups *follow_ups);
/** When the next waiting wish is due; INT64_MAX: none waits. */
int64_t follow_ups_due_ns(const struct follow_ups *follow_ups);
/** None waits, none is open. */
bool follow_ups_idle(const struct follow_ups *follow_ups);
/** An outcome whose token has FOLLOW_UP_TOKEN set. */
void follow_ups_take(struct follow_ups *follow_ups, const struct fd_outcome *outcome);

#define FOLLOW_UP_TOKEN (UINT64_C(1) << 63)

#endif
