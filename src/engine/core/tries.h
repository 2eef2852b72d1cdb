/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_CORE_TRIES_H
#define ENGINE_CORE_TRIES_H

#include <stdbool.h>
#include <stdint.h>

/**
 * When to ask again, and how often: what a server's answers so far say about it (design, section Tries).
 * Values without a clock.
 */

enum {
	RTT_BINS = 88 /* four to an octave, from 16 µs on */
};

struct rtt {
	int64_t srtt_ns, rttvar_ns; /* RFC 6298; 0 without a sample */
	int64_t p99_ns;
	uint32_t count;	    /* in the bins */
	uint32_t until_p99; /* samples until it is worked out again */
	uint16_t bins[RTT_BINS];
};

/** The RTT of a first try. Each try has its own id, so it is exact even when others were open (Karn). */
void rtt_sample(struct rtt *rtt, int64_t rtt_ns);
/** RFC 6298, without its floor of a second; the initial value without a sample. */
int64_t rtt_rto(const struct rtt *rtt);

/** How long a try is awaited before the next: doubled so often, at most `timeout_ns`. */
int64_t tries_delay(const struct rtt *rtt, unsigned doublings, int64_t timeout_ns);

struct loss {
	uint32_t lost, delivered; /* tries of answered probes, lately */
};

/** A probe was answered, and so many tries before that one were lost. */
void loss_answered(struct loss *loss, unsigned lost);

/**
 * How often the delay doubles after `sent` tries: once a try, but for those that loss alone would explain. Waiting longer does
 * not help against chance; it helps who is slow.
 */
unsigned tries_doublings(const struct loss *loss, unsigned sent, uint64_t names);

/**
 * How many tries a probe may have at a server, of which `sent` are used up. `retries` as in struct fd_probe, resolved
 * (≥ 0 or FD_RETRIES_AUTO); `names` is how many the measured loss could still hit; `alive`: it answers others.
 */
unsigned tries_allowed(const struct loss *loss, int retries, unsigned sent, uint64_t names,
		       bool alive);

#endif
