/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_COMPARISON_H
#define FLEETDIG_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/observation.h>

/**
 * Comparing groups of resolvers on the same names, without I/O: paired differences of latency, and how answers relate. A name
 * that both groups answered is a pair; what both share (a slow zone, a busy moment) cancels out.
 */

/* ---- latency ------------------------------------------------------------------------------- */

enum fd_difference {
	FD_DIFFERENCE_UNTOLD, /* not enough pairs: see `more` */
	FD_DIFFERENCE_NONE,   /* the interval lies within the margin */
	FD_DIFFERENCE_FIRST,  /* the first group is faster */
	FD_DIFFERENCE_SECOND,
};
const char *fd_difference_text(
	enum fd_difference difference); /* "not_enough_data", "none", "first_faster", … */

struct fd_paired { /* what pairs of latencies come to; nanoseconds, second − first */
	uint64_t pairs;
	uint64_t first_faster, second_faster; /* names, by more than the margin */
	double difference_ns; /* Hodges and Lehmann: the median of all means of two differences */
	double low_ns, high_ns; /* its interval at `confidence` */
	double confidence; /* 0.99, and more where several pairs of groups are looked at (Holm) */
	double margin_ns; /* what counts as no difference: max(stated time, stated share of the median) */
	double p; /* Wilcoxon's signed ranks, two-sided */
	enum fd_difference verdict;
	uint64_t
		more; /* names that would be needed besides, with UNTOLD; 0: not to be told from so few */
};

struct fd_margin {
	double time_ns; /* 0.5 ms unless stated otherwise */
	double share;	/* 5 % */
};

/**
 * `first` and `second` are `count` latencies each, of the same names in the same order. 0 or -ENOMEM. The verdict is as if this
 * were the only comparison: fd_paired_holm() sees to several.
 */
int fd_paired_compare(struct fd_paired *ret_paired, const double *first, const double *second,
		      size_t count, const struct fd_margin *margin);
/**
 * Of several comparisons the one with the least p is held to 1 − 0.01 ÷ their number, the next to 1 − 0.01 ÷ (number − 1)...,
 * until one shows no difference: those after it are held to the same. 0 or -ENOMEM.
 */
int fd_paired_holm(struct fd_paired *paired, size_t count, const double *const *firsts,
		   const double *const *seconds);

/* ---- answers --------------------------------------------------------------------------------- */

enum {
	FD_SKETCH_DATA = 8
};

/** As much of an answer as comparing takes. */
struct fd_sketch {
	uint8_t status; /* enum fd_status */
	bool data;	/* records of the type asked */
	bool sink; /* an address that leads nowhere, or home: 0.0.0.0, ::, loopback, private */
	bool denied;	 /* refused, or an EDE that speaks of blocking (15, 16, 17) */
	uint8_t count;	 /* of records; more than FD_SKETCH_DATA are not kept */
	uint64_t digest; /* of the whole set */
	uint64_t target; /* of the name at the end of its aliases; 0: no alias */
	uint32_t data_hash[FD_SKETCH_DATA];
	uint32_t network
		[FD_SKETCH_DATA]; /* /16 of IPv4, /32 of IPv6 addresses; 0: not an address */
};

enum fd_relation {
	FD_RELATION_SAME,
	FD_RELATION_SUBSET, /* one has part of the other's records */
	FD_RELATION_CDN, /* other records, same end of aliases, or a network in common, or some of the records */
	FD_RELATION_DIFFERENT,
	FD_RELATION_FILTERED, /* one says data, the other denies or leads nowhere */
	FD_RELATION_REWRITTEN, /* one says NXDOMAIN, and the other's data is what it gives to all such */
	FD_RELATION_ABSENT, /* NXDOMAIN against data */
	FD_RELATION_FAILED, /* one answered, the other failed */
	FD_RELATION_BOTH_FAILED,
};
enum {
	FD_RELATIONS = FD_RELATION_BOTH_FAILED + 1
};
const char *fd_relation_text(enum fd_relation relation); /* "same", "subset", "cdn_like", … */

void fd_sketch(struct fd_sketch *ret_sketch, const struct fd_observation *observation,
	       uint16_t qtype);
/** It gave an answer, be it that there is none. */
bool fd_sketch_answered(const struct fd_sketch *sketch);

/** `rewrites`: what is known of each: it answers with data where nothing exists. */
enum fd_relation fd_relate(const struct fd_sketch *first, const struct fd_sketch *second,
			   bool first_rewrites, bool second_rewrites);

#endif
