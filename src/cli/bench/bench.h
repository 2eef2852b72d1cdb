/* SPDX-License-Identifier: MIT */
#ifndef CLI_BENCH_BENCH_H
#define CLI_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/engine.h>
#include <fleetdig/inventory.h>
#include <fleetdig/measure.h>
#include <fleetdig/record.h>

#include "cli/identity.h"
#include "cli/options.h"
#include "cli/outputs.h"

/** One benchmark: loads are laid on resolvers, and what comes back is stated. */

enum {
	BENCH_TYPES = TYPES_MAX,
	/* Seconds that are open at once: those within the timeout, and what is beyond is told in the totals alone. */
	INTERVALS = 16,
	/* With more resolvers than this, seconds are not told one by one: each takes 37 kB. */
	INTERVAL_TARGETS_MAX = 64,
	/* Questions on their way, of all resolvers: 5 s of 200,000 a second. */
	FLIGHTS_MAX = 1 << 20,
};

struct flight {		     /* a question on its way */
	int64_t intended_ns; /* latency counts from then */
	int64_t due_ns;	     /* by the schedule */
	uint32_t target;
	uint32_t question;
	uint32_t next_free;
	uint16_t qtype;
	uint16_t mark; /* of the step it belongs to */
	bool waited;   /* for room among the open: no fault of this side's clock */
	bool counted;  /* not of a warm-up */
	bool left;     /* a query was sent for it: none is where nobody listens */
	bool unique;   /* its name was never asked before */
};

struct interval {
	struct fd_tally tally;
	uint64_t sent, skipped;
	bool used;
};

struct target { /* a resolver, and the load on it */
	uint32_t resolver;
	struct fd_schedule schedule;
	bool scheduled;
	uint32_t cursor; /* in the order of questions */
	uint32_t open;
	uint64_t turn;	   /* questions so far: every other one may be unique */
	bool waiting;	   /* what is due finds no room among the open */
	int64_t resume_ns; /* it was unreachable: a closed loop waits */
	uint32_t ceiling;  /* of queries a second; 0: none */
	double asked_qps;
	const char *limit;
	uint64_t sent, skipped,
		held_back; /* of what is counted; held_back: by the most that may be open */
	struct fd_tally total, types[BENCH_TYPES], cached[FD_CACHED_KINDS];
	struct fd_tally step; /* of a ramp */
	struct fd_histogram pacing, step_pacing;
	struct fd_silence silence;
	struct fd_freshness *freshness; /* by question */
	struct fd_freshness zone;	/* of unique names */
	struct interval *intervals;	/* INTERVALS of them, or NULL */
	uint64_t first_interval;	/* the oldest that is open */
};

struct bench {
	const struct options *options;
	const struct fd_inventory *inventory;
	struct fd_engine *engine;
	struct outputs outputs;
	struct target *targets;
	uint32_t target_count;
	uint16_t types[BENCH_TYPES];
	size_t type_count;
	uint32_t *order; /* of the questions; shuffled */
	struct flight *flights;
	uint8_t *
		names; /* of unique questions: `name_size` octets a flight; NULL where there are none */
	size_t name_size;
	uint32_t flight_capacity, free_flight;
	struct fd_name zone; /* for misses */
	bool has_zone;
	enum fd_load load;
	uint64_t labels; /* of unique names: a counter that begins at random */
	uint64_t seed;
	uint64_t open;
	bool stamped; /* the kernel says when a reply came */
	int64_t spin_ns;
	int64_t timeout_ns;

	/* the present phase */
	bool sending;
	int64_t count_from_ns, end_ns;
	uint16_t mark;
	uint32_t only; /* this target alone; FD_NO_INDEX: all */
	int64_t planned_ns, looked_ns;
	struct fd_stalls stalls;
	bool stalled; /* in this turn */

	bool stopped; /* asked to, or an output failed */
	bool anything_came;
	int64_t started_us, started_ns, wall_offset_us;
	int64_t counted_ns; /* how long was measured */
	int64_t shown_ns;
	unsigned shown_lines;
	char run_id[RUN_ID_SIZE];
	char host[HOST_SIZE];
};

/* load.c */

/** The engine's callback; the context is the bench. */
void bench_on_outcome(void *context, const struct fd_outcome *outcome);
/** Lays the load that is set up (schedules, or `concurrency` open) on the targets until `end_ns`. 0 or -errno. */
int bench_run_load(struct bench *bench);
/** Waits for what is on its way. 0 or -errno. */
int bench_drain(struct bench *bench);
/** A schedule for a target from `start_ns` on. 0 or -ENOMEM. */
int bench_schedule(struct bench *bench, uint32_t target, double qps, int64_t start_ns);
/** Room for names that nobody asked before. 0 or -errno. */
int bench_reserve_names(struct bench *bench);
void bench_finish_flights(struct bench *bench);

/* ramp.c: every resolver's ramp, and its records. 0 or -errno. */
int bench_ramp(struct bench *bench);

/* report.c */
int64_t bench_wall_us(const struct bench *bench, int64_t monotonic_ns);
/** The second that is oldest and over, as a record, where there is one; all of them with `flush`. */
void bench_tell_intervals(struct bench *bench, struct target *target, int64_t now_ns,
			  bool flush);
void bench_tell_totals(struct bench *bench);
struct fd_measurement_record bench_record(const struct bench *bench,
					  const struct target *target);
void bench_tell(struct bench *bench, const struct fd_measurement_record *record);

/* words.c: sentences of what was stated. */
enum {
	BENCH_WORDS = 768
};
struct fd_ramp;
void bench_say_total(char text[BENCH_WORDS], const struct bench *bench,
		     const struct target *target, const struct fd_measurement_record *record);
/** What this side contributed; false: nothing is to be said. */
bool bench_say_own_side(char text[BENCH_WORDS], const struct fd_measurement_record *record);
void bench_say_step(char text[BENCH_WORDS], const struct bench *bench,
		    const struct target *target, const struct fd_measurement_record *record);
void bench_say_knee(char text[BENCH_WORDS], const struct bench *bench,
		    const struct target *target, const struct fd_ramp *ramp);

/* live.c: a view on stderr, where that is wanted. */
void bench_show(struct bench *bench);
void bench_clear(struct bench *bench);
void bench_note(struct bench *bench, const char *text);

#endif
