/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_OBSERVATION_H
#define FLEETDIG_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fleetdig/probe.h>
#include <fleetdig/wire.h>

/**
 * The hinge: left of it code makes observations, right of it code only reads them. An observation is what one probe
 * showed, without any judgement.
 */

enum fd_status {		    /* 0..23 are the RCODEs of that number */
	FD_STATUS_RCODE_OTHER = 24, /* an RCODE above 23: see `rcode` */
	FD_STATUS_TIMEOUT,
	FD_STATUS_UNREACHABLE,
	FD_STATUS_MALFORMED, /* a reply to our question that does not parse */
	FD_STATUS_ERROR,     /* our side could not ask: `error` */
	FD_STATUS_NOT_ASKED, /* `reason` */
	FD_STATUS_PENDING,   /* not yet known; never in a record */
};

static inline bool fd_status_is_rcode(uint8_t status)
{
	return status <= FD_STATUS_RCODE_OTHER;
}
/** `NXDOMAIN`, `TIMEOUT`, `RCODE25`…: what the records say. */
void fd_status_text(char text[FD_NUMBER_TEXT_MAX], uint8_t status, uint16_t rcode);
/** The same of a count by status, in which RCODEs above 23 are together: `RCODE_OTHER`. */
void fd_status_counted_text(char text[FD_NUMBER_TEXT_MAX], uint8_t status);
const char *fd_reason_text(enum fd_reason reason); /* "quarantine", …; "" for none */

enum fd_cell_flag {
	FD_CELL_AA = 1 << 0,
	FD_CELL_TC = 1 << 1,
	FD_CELL_RA = 1 << 2,
	FD_CELL_AD = 1 << 3,
	FD_CELL_ANSWER =
		1
		<< 4, /* NOERROR with at least one record of the type asked (at the end of its chain) */
	FD_CELL_SOA = 1 << 5, /* an SOA in AUTHORITY: `digest` is of its owner and serial */
	FD_CELL_HEADER_ONLY = 1 << 6, /* the 12-octet kind of refusal */
	FD_CELL_CNAME = 1 << 7,	      /* a CNAME or DNAME in ANSWER */
};

enum {
	FD_CELL_TRIES = 0x3f,
	FD_CELL_UNMET = 0x40,
	FD_CELL_TCP = 0x80
}; /* fd_cell.tries */

enum {
	FD_EDE_MAX = 4,
	FD_EDE_NONE = 0xff
};

struct fd_observation {
	uint8_t status; /* enum fd_status */
	uint8_t flags;	/* enum fd_cell_flag */
	uint8_t tries;
	uint8_t proto;	/* enum fd_proto */
	uint8_t reason; /* enum fd_reason */
	uint8_t ede_count;
	uint8_t try_answered; /* of the tries, from 1; 0: none, or not told */
	uint16_t ede[FD_EDE_MAX];
	bool unmet; /* a stated expectation was not met (fd_expect_met(); the caller sets it) */
	bool policy_zone; /* an SOA in ADDITIONAL, of no zone that the name is in: a response policy zone's (RPZ) */
	int rcode;	       /* -1: none */
	uint16_t header_flags; /* enum fd_header_flag */
	int error;	       /* errno */
	int64_t rtt_ns;
	int64_t sent_ns;
	uint32_t ttl; /* least TTL of the answer, or of the negative SOA */
	uint64_t
		digest; /* order-free, of the answer set (types and canonical RDATA), or of the SOA's owner and serial */
	const struct fd_message *message; /* parsed reply, NULL without one; borrowed */
	const uint8_t *wire;		  /* reply octets, NULL without; borrowed */
	uint16_t wire_length;
};

/**
 * Reads an outcome. `message` is storage for the parsed reply; the observation points into it and into outcome->reply, so it
 * lives as long as both.
 */
void fd_observe(struct fd_observation *ret_observation, struct fd_message *message,
		const struct fd_outcome *outcome, uint16_t qtype);

/** Those of enum fd_cell_flag that stand in a reply's header: AA, TC, RA, AD. */
uint8_t fd_cell_flags_of_header(uint16_t header);

/** NOERROR with the records asked for, as expected and nothing remarked: what needs no octets kept. */
bool fd_observation_is_plain(const struct fd_observation *observation);

/** 16 bytes kept per question × resolver. */
struct fd_cell {
	uint32_t digest;
	uint32_t rtt_us; /* saturating */
	uint8_t status;
	uint8_t flags;
	uint8_t ede;	   /* first EDE code, FD_EDE_NONE, saturating at 254 */
	uint8_t tries;	   /* low 6 bits; FD_CELL_UNMET, FD_CELL_TCP */
	uint32_t ttl : 31; /* no more is allowed: RFC 2181 section 8 */
	uint32_t policy_zone : 1;
};

/** What of an observation is kept for every cell. */
struct fd_cell fd_cell_compact(const struct fd_observation *observation);

/** The table of all cells, and the wire octets of the anomalous ones within a limit. */
struct fd_matrix {
	size_t question_count;
	size_t resolver_count;
	struct fd_cell *cells; /* [question * resolver_count + resolver] */
	struct details *details;
};

int fd_matrix_create(struct fd_matrix **ret_matrix, size_t question_count,
		     size_t resolver_count);
void fd_matrix_destroy(struct fd_matrix *matrix);

static inline struct fd_cell *fd_matrix_cell(const struct fd_matrix *matrix, size_t question,
					     size_t resolver)
{
	return &matrix->cells[question * matrix->resolver_count + resolver];
}

/** Stores the compact form; keeps the reply octets (and errno, reason) when the cell is not a plain positive answer. */
void fd_matrix_set(struct fd_matrix *matrix, size_t question, size_t resolver,
		   const struct fd_observation *observation);

/** What was kept of an anomalous cell: false when nothing was (a plain cell, or the limit was reached). */
struct fd_detail {
	const uint8_t *wire; /* NULL: no reply */
	uint16_t wire_length;
	uint8_t reason;
	int error;
	int64_t sent_ns;
};
bool fd_matrix_detail(const struct fd_matrix *matrix, size_t question, size_t resolver,
		      struct fd_detail *ret_detail);

/**
 * Log-linear histogram of values of one unit (microseconds in the records of a sweep, nanoseconds where latency is what is
 * measured), exactly mergeable (add the buckets): values below 256 have a bucket of their own, above that each power of two
 * has 128, so a bucket's midpoint is within 0.4 % of every value in it. The last bucket takes all from 2^42 on: 73 minutes
 * of nanoseconds.
 */
enum {
	FD_HISTOGRAM_BUCKETS = 256 + 34 * 128
};

struct fd_histogram {
	uint64_t count;
	uint64_t sum;
	uint64_t min, max;
	uint32_t *
		buckets; /* FD_HISTOGRAM_BUCKETS of them; owned, made at first use, NULL before */
};

/** 0 or -ENOMEM. */
int fd_histogram_add(struct fd_histogram *histogram, uint64_t value);
/** The same value so many times: a bucket's least value puts what a record says back into that bucket. */
int fd_histogram_add_many(struct fd_histogram *histogram, uint64_t value, uint32_t count);
/** Adds `other` to `histogram`. 0 or -ENOMEM. */
int fd_histogram_merge(struct fd_histogram *histogram, const struct fd_histogram *other);
/** Nearest rank: the least value with at least q × count values at or below it (midpoint of its bucket). 0 when empty. */
uint64_t fd_histogram_quantile(const struct fd_histogram *histogram, double q);
/** The least value that falls into this bucket. */
uint64_t fd_histogram_bucket_low(unsigned bucket);
/** Empties it, and keeps the memory of its buckets. */
void fd_histogram_clear(struct fd_histogram *histogram);
void fd_histogram_finish(struct fd_histogram *histogram);

#endif
