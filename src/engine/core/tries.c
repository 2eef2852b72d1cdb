/* SPDX-License-Identifier: MIT */
#include "engine/core/tries.h"

#include <assert.h>

#include <fleetdig/probe.h>

#include "engine/core/limits.h"

enum {
	/* Samples the 99th percentile speaks of: with half forgotten at this many, the last 500 to 1,000. */
	RTT_COUNT_MAX = 1024,
	/* It costs 88 additions, so not for each sample. */
	P99_EVERY = 32,
	/* A loss shows when the next try is answered: many more answers than come meanwhile must be remembered. */
	LOSS_COUNT_MAX = 65536,
};

/* Names that may stay unanswered by loss alone, of a whole run. */
#define LOSS_NAMES 0.01

static unsigned bin_of(int64_t rtt_ns)
{
	uint64_t units = (uint64_t)rtt_ns / (16 * NS_PER_US);

	if (units < 4) {
		return (unsigned)units;
	}
	unsigned octave = 63U - (unsigned)__builtin_clzll(units); /* ≥ 2 */
	unsigned bin = (octave - 1) * 4 + (unsigned)(units >> (octave - 2)) % 4;
	return bin < RTT_BINS ? bin : RTT_BINS - 1;
}

/** The upper edge of a bin. */
static int64_t bin_end(unsigned bin)
{
	uint64_t units = bin + 1;

	if (bin >= 4) {
		units = (uint64_t)(4 + bin % 4 + 1) << (bin / 4 - 1);
	}
	return (int64_t)units * 16 * NS_PER_US;
}

static void work_out_p99(struct rtt *rtt)
{
	uint32_t beyond = rtt->count / 100; /* samples that may be slower */
	uint32_t slower = 0;
	unsigned bin = RTT_BINS;

	while (bin > 0 && slower <= beyond) {
		bin--;
		slower += rtt->bins[bin];
	}
	rtt->p99_ns = bin_end(bin);
}

static void forget_half(struct rtt *rtt)
{
	rtt->count = 0;
	for (unsigned i = 0; i < RTT_BINS; i++) {
		rtt->bins[i] /= 2;
		rtt->count += rtt->bins[i];
	}
}

void rtt_sample(struct rtt *rtt, int64_t rtt_ns)
{
	assert(rtt_ns >= 0);
	if (rtt->srtt_ns == 0) {
		rtt->srtt_ns = rtt_ns > 0 ? rtt_ns : 1;
		rtt->rttvar_ns = rtt_ns / 2;
	} else {
		int64_t error = rtt_ns - rtt->srtt_ns;
		int64_t distance = error < 0 ? -error : error;
		rtt->rttvar_ns += (distance - rtt->rttvar_ns) / 4;
		rtt->srtt_ns += error / 8;
	}
	rtt->bins[bin_of(rtt_ns)]++;
	rtt->count++;
	if (rtt->count >= RTT_COUNT_MAX) {
		forget_half(rtt);
	}
	/* The slowest of a few samples is their p99: until there are a hundred, no sample may be missed. */
	if (rtt->until_p99 == 0 || rtt->count < 100) {
		work_out_p99(rtt);
		rtt->until_p99 = P99_EVERY;
	}
	rtt->until_p99--;
}

int64_t rtt_rto(const struct rtt *rtt)
{
	int64_t margin_ns =
		4 * rtt->rttvar_ns > RTO_GRAIN_NS ? 4 * rtt->rttvar_ns : RTO_GRAIN_NS;

	return rtt->srtt_ns == 0 ? RTO_INITIAL_NS : rtt->srtt_ns + margin_ns;
}

int64_t tries_delay(const struct rtt *rtt, unsigned doublings, int64_t timeout_ns)
{
	int64_t delay = rtt_rto(rtt);

	delay = delay > rtt->p99_ns ? delay : rtt->p99_ns;
	delay = delay > RESEND_MIN_NS ? delay : RESEND_MIN_NS;
	for (unsigned i = 0; i < doublings && delay < timeout_ns; i++) {
		delay *= 2;
	}
	return delay < timeout_ns ? delay : timeout_ns;
}

static double loss_share(const struct loss *loss)
{
	return loss->delivered == 0 ? 0 : (double)loss->lost / (loss->lost + loss->delivered);
}

unsigned tries_doublings(const struct loss *loss, unsigned sent, uint64_t names)
{
	double unlucky = (double)names;
	double share = loss_share(loss);
	unsigned by_loss = 0;

	while (by_loss + 1 < sent && unlucky * share >= 1) {
		unlucky *= share;
		by_loss++;
	}
	return sent > by_loss + 1 ? sent - 1 - by_loss : 0;
}

void loss_answered(struct loss *loss, unsigned lost)
{
	loss->lost += lost;
	loss->delivered++;
	if (loss->lost + loss->delivered >= LOSS_COUNT_MAX) {
		loss->lost /= 2;
		loss->delivered /= 2;
	}
}

unsigned tries_allowed(const struct loss *loss, int retries, unsigned sent, uint64_t names,
		       bool alive)
{
	if (retries != FD_RETRIES_AUTO) {
		assert(retries >= 0);
		return (unsigned)retries + 1;
	}
	if (sent < AUTO_TRIES) {
		return AUTO_TRIES;
	}
	if (sent >= AUTO_TRIES_MAX || !alive || loss->delivered == 0) {
		return sent;
	}
	double unlucky = (double)names;
	double share = loss_share(loss);
	for (unsigned i = 0; i < sent; i++) {
		unlucky *= share;
	}
	return unlucky > LOSS_NAMES ? sent + 1 : sent;
}
