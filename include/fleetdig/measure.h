/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_MEASURE_H
#define FLEETDIG_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/observation.h>

/**
 * Measuring resolvers, without I/O and without a clock: when to send, what the answers come to, where the knee lies. All
 * times are arguments, monotonic nanoseconds.
 */

/* ---- when to send -------------------------------------------------------------------------- */

enum fd_load {
	FD_LOAD_CONSTANT, /* open loop: evenly spaced */
	FD_LOAD_POISSON,  /* open loop: each at random, independent of the others */
	FD_LOAD_CLOSED,	  /* as many open as stated; the next leaves when one ends */
	FD_LOAD_RAMP,	  /* open loops, one after another, to find the knee */
};
const char *fd_load_text(enum fd_load load); /* "constant", … */

/** The intended send times of an open load. They follow from rate, start and seed alone, whoever answers. */
struct fd_schedule {
	bool poisson;
	double interval_ns;
	int64_t start_ns;
	double at; /* since the start; of the one that is due next */
	int64_t due_ns;
	uint64_t count; /* passed */
	uint64_t random;
	int64_t *recent; /* with a ceiling and random times: the last ones, a ring */
	uint32_t ceiling;
};

struct fd_schedule_config {
	bool poisson;
	double qps; /* > 0 */
	uint32_t
		ceiling; /* no second sees more than this; 0: none. The rate must not be above it */
	int64_t start_ns;
	uint64_t seed;
};

/** 0 or -ENOMEM. */
int fd_schedule_init(struct fd_schedule *ret_schedule, const struct fd_schedule_config *config);
void fd_schedule_finish(struct fd_schedule *schedule);
/** The one at `due_ns` has left, or never will: on to the next. */
void fd_schedule_pass(struct fd_schedule *schedule);

/**
 * When this side was not running. What it should have sent meanwhile is not sent (a burst afterwards would measure nothing
 * and might break a ceiling), and silence that falls into it says nothing about a resolver.
 */
enum {
	FD_STALLS_KEPT = 64
};
#define FD_STALL_NS INT64_C(10000000) /* later than this at a wake-up is a stall, not a delay */

struct fd_stalls {
	uint64_t count;
	int64_t total_ns, longest_ns;
	struct {
		int64_t from_ns, until_ns;
	} last[FD_STALLS_KEPT]; /* a ring */
};

/** It should have looked at the clock at `planned_ns` and does so now. True for a stall, which is noted. */
bool fd_stalls_note(struct fd_stalls *stalls, int64_t planned_ns, int64_t now_ns);
/** A stall of the last ones, at least so long, overlaps this time. */
bool fd_stalls_touch(const struct fd_stalls *stalls, int64_t from_ns, int64_t until_ns,
		     int64_t least_ns);

/* ---- what the answers come to -------------------------------------------------------------- */

/** What became of some queries. Latency is counted from when a query was to leave, RTT from when it left. */
struct fd_tally {
	uint64_t answered;
	uint64_t unanswered; /* timed out, or unreachable */
	uint64_t spoilt;     /* this side could not ask, or was not running: of neither kind */
	uint64_t stamped;    /* of the answered: the kernel said when they left */
	uint64_t statuses[FD_STATUS_PENDING];
	struct fd_histogram latency, rtt; /* of the answered, in nanoseconds */
};

struct fd_sample {
	uint8_t status; /* enum fd_status */
	bool spoilt;
	bool stamped;				   /* sent_ns is the kernel's word */
	int64_t intended_ns, sent_ns, received_ns; /* received: of the answered */
};

/** 0 or -ENOMEM: then a latency is missing from the quantiles. */
int fd_tally_add(struct fd_tally *tally, const struct fd_sample *sample);
int fd_tally_merge(struct fd_tally *tally, const struct fd_tally *other);
void fd_tally_clear(struct fd_tally *tally);
void fd_tally_finish(struct fd_tally *tally);
/**
 * A quantile over all that were asked, a question without an answer being slower than any with one. False when it falls
 * among those, or nothing was asked: then it is beyond the timeout, or nothing.
 */
bool fd_tally_quantile(const struct fd_tally *tally, double q, int64_t *ret_ns);
/** The same of round trips: what this side was late is not in them. */
bool fd_tally_rtt_quantile(const struct fd_tally *tally, double q, int64_t *ret_ns);
/** Unanswered ÷ asked; 0 when nothing was. */
double fd_tally_loss(const struct fd_tally *tally);

/** The longest time during which nothing sent was answered, and whether it lasted to the end. */
struct fd_silence {
	int64_t last_ns;	/* when the last answered query left; INT64_MIN: none did */
	int64_t from_ns, to_ns; /* the present silence: its first and last query */
	uint64_t queries;	/* 0: none */
	int64_t longest_from_ns, longest_to_ns;
	uint64_t longest_queries; /* 0: none worth a word */
};
void fd_silence_init(struct fd_silence *silence);
void fd_silence_answered(struct fd_silence *silence, int64_t sent_ns);
void fd_silence_unanswered(struct fd_silence *silence, int64_t sent_ns);
/** The present silence is long enough to say that it died. */
bool fd_silence_lasts(const struct fd_silence *silence);

/* ---- cache ----------------------------------------------------------------------------------- */

enum fd_cached {
	FD_CACHED_ALL, /* no matter */
	FD_CACHED_HIT, /* the TTL had counted down */
	FD_CACHED_MISS, /* a TTL that did not count down since it was fetched, or a name never asked before */
	FD_CACHED_UNKNOWN, /* the TTL cannot tell: the first ask, TTL 0, or within a second of being fetched */
};
enum {
	FD_CACHED_KINDS = FD_CACHED_UNKNOWN + 1
};
const char *fd_cached_text(enum fd_cached cached); /* "all", "hit", "miss", "unknown" */

/** What is known of one question's TTL at one resolver. Zeroed at first. */
struct fd_freshness {
	int64_t fetched_ns; /* when the full TTL was seen */
	uint32_t most;	    /* greatest TTL seen: the full one, as far as is known */
	bool seen;
};

/** Takes a reply with this TTL, and says where it came from. `unique`: the name was never asked before. */
enum fd_cached fd_freshness_learn(struct fd_freshness *freshness, uint32_t ttl, int64_t at_ns,
				  bool unique);

/* ---- the knee -------------------------------------------------------------------------------- */

/** Why a step is too much. */
enum fd_break {
	FD_BREAK_NONE,
	FD_BREAK_LOSS, /* more than 1 % without an answer, or refused that were not at lower rates */
	FD_BREAK_LATENCY, /* p99 more than 5 times that at a tenth of the load */
};
const char *fd_break_text(enum fd_break why); /* "loss", "latency"; "" for none */

struct fd_ramp_step {
	double qps;
	double press_qps; /* for this long before it: a rate known to be too much, so that no saved allowance flatters */
	int64_t press_ns, settle_ns; /* settle: at `qps`, not judged */
	int64_t settled_ns; /* a median above this: what pressing left is not drained yet; 0: no matter */
	int64_t judge_ns;
};

/** Of the queries that were due, so many must have been sent: the knee is not looked for any closer, and told as it was sent. */
#define FD_RAMP_HELD 0.96

struct fd_ramp_result {
	double achieved_qps; /* sent a second */
	bool held;	     /* this side sent what was asked for, by FD_RAMP_HELD */
	uint64_t asked, unanswered;
	uint64_t refused; /* REFUSED or SERVFAIL */
	bool has_p99;	  /* it does not lie among the unanswered */
	int64_t p99_ns;
};

enum {
	FD_RAMP_STEPS = 96
};

enum fd_ramp_end {
	FD_RAMP_GOES_ON,
	FD_RAMP_FOUND,	 /* the knee */
	FD_RAMP_CEILING, /* the most that may be sent does not break it */
	FD_RAMP_HOST,	 /* this side cannot send more */
	FD_RAMP_BELOW,	 /* the first rate is too much already */
};

struct fd_ramp {
	double first, most; /* most: 0 for none */
	double low,
		high; /* the highest good rate, the lowest that broke or was not to be sent; 0: none yet */
	double press;	 /* the first that broke, in climbing */
	double achieved; /* of the good one */
	double low_p99_ns,
		low_reference_ns; /* of the good one; and the p99 it is held against, 0: none */
	double loss, reference_ns,
		times;			/* of the step judged last: p99 ÷ reference, 0: none */
	enum fd_break why;		/* of `high`; none: this side could not send it */
	double broke_loss, broke_times; /* loss there, and its p99 ÷ reference (0: none) */
	bool refining;			/* between low and high */
	bool verified;			/* low was good in refining */
	unsigned broken, unheld;	/* times that the step broke, or was not held, so far */
	unsigned climbed;
	enum fd_ramp_end end;
	struct {
		double qps, refused;
		int64_t p99_ns;
	} good[FD_RAMP_STEPS];
	unsigned good_count;
	unsigned steps; /* taken */
	double at;	/* the present step's rate */
};

/** `first` > 0; `most` 0, or not below it. */
void fd_ramp_init(struct fd_ramp *ret_ramp, double first, double most);
/** The next step; false when it is over: see `end`. */
bool fd_ramp_next(struct fd_ramp *ramp, struct fd_ramp_step *ret_step);
/** What the step came to; why it broke, if it did. */
enum fd_break fd_ramp_learn(struct fd_ramp *ramp, const struct fd_ramp_result *result);

#endif
