/* SPDX-License-Identifier: MIT */
#ifndef FLEETDIG_PROBE_H
#define FLEETDIG_PROBE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * What goes into the engine and what comes out: one question to one server, and how it ended. Plain values; neither
 * side knows inventories or verdicts. Times are monotonic nanoseconds.
 */

enum fd_proto {
	FD_UDP,
	FD_TCP
};

enum {
	FD_RETRIES_AUTO = -1,
	FD_RETRIES_DEFAULT = -2
};

struct fd_probe {
	uint64_t token;	 /* the caller's; comes back in the outcome */
	uint32_t server; /* index given by fd_engine_add_server() */
	uint16_t qtype;
	uint8_t flags; /* enum fd_query_flag */
	uint8_t proto; /* enum fd_proto; UDP turns to TCP by itself on TC=1 */
	const uint8_t
		*qname; /* uncompressed wire form; borrowed, must stay until the outcome */
	uint8_t qname_length;
	int8_t retries; /* tries after the first, FD_RETRIES_AUTO, or FD_RETRIES_DEFAULT (the engine's) */
	bool keep_truncated; /* do not go to TCP on TC=1 */
	bool first; /* goes before others, and is sent though the server is in quarantine: it shows how that is (UDP) */
	bool alone; /* with automatic retries: loss could hit this one question, not a million */
	int64_t timeout_ns; /* patience after the last try; 0: the engine's */
};

enum fd_ending {
	FD_ANSWERED,	/* a reply that matches (see `header_only`) */
	FD_TIMED_OUT,	/* nothing came */
	FD_UNREACHABLE, /* ICMP or the routing table said no: `error` */
	FD_FAILED,	/* our side could not ask: `error`; ENOBUFS: or lost what came, twice */
	FD_NOT_ASKED,	/* never sent: `reason` */
};

enum fd_reason { /* why never asked */
	FD_REASON_NONE,
	FD_REASON_QUARANTINE,
	FD_REASON_DEADLINE,
	FD_REASON_INTERRUPTED,
	FD_REASON_BUDGET,
};

struct fd_outcome {
	uint64_t token;
	enum fd_ending ending;
	enum fd_reason reason;
	int error;	      /* positive errno for UNREACHABLE and FAILED, else 0 */
	enum fd_proto proto;  /* what carried the answer, or the last try */
	uint8_t tries;	      /* queries sent for this probe, over any protocol */
	uint8_t try_answered; /* of these, from 1; 0: none */
	bool header_only;     /* FD_MATCH_HEADER_ONLY: an RCODE, never data */
	bool tcp_failed;      /* the answer is the truncated UDP one: TCP did not answer */
	bool ambiguous;	      /* more than one try was open: rtt_ns is an upper bound (Karn) */
	const uint8_t *
		reply; /* whole message; valid only during the callback; NULL unless ANSWERED */
	uint16_t reply_length;
	int64_t sent_ns;   /* the try that was answered, or the first */
	bool sent_stamped; /* that is the kernel's word: else when it was handed over */
	/* Of the same try: its id, and what fd_engine_local() finds the socket by. */
	uint16_t id, slot;
	uint32_t server;
	int64_t rtt_ns; /* kernel receive stamp − sent_ns, of the try answered; 0 unless ANSWERED */
	int64_t ended_ns;
};

#endif
