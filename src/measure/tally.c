/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <math.h>

#include <fleetdig/measure.h>

#include "measure/limits.h"

static uint64_t since(int64_t from_ns, int64_t to_ns)
{
	return to_ns > from_ns ? (uint64_t)(to_ns - from_ns) : 0;
}

static bool is_unanswered(uint8_t status)
{
	return status == FD_STATUS_TIMEOUT || status == FD_STATUS_UNREACHABLE;
}

int fd_tally_add(struct fd_tally *tally, const struct fd_sample *sample)
{
	assert(sample->status < FD_STATUS_PENDING);
	if (sample->spoilt || sample->status == FD_STATUS_ERROR ||
	    sample->status == FD_STATUS_NOT_ASKED) {
		tally->spoilt++;
		return 0;
	}
	tally->statuses[sample->status]++;
	if (is_unanswered(sample->status)) {
		tally->unanswered++;
		return 0;
	}
	tally->answered++;
	tally->stamped += sample->stamped;
	int r = fd_histogram_add(&tally->latency,
				 since(sample->intended_ns, sample->received_ns));
	return r < 0 ? r
		     : fd_histogram_add(&tally->rtt,
					since(sample->sent_ns, sample->received_ns));
}

int fd_tally_merge(struct fd_tally *tally, const struct fd_tally *other)
{
	tally->answered += other->answered;
	tally->unanswered += other->unanswered;
	tally->spoilt += other->spoilt;
	tally->stamped += other->stamped;
	for (unsigned i = 0; i < FD_STATUS_PENDING; i++) {
		tally->statuses[i] += other->statuses[i];
	}
	int r = fd_histogram_merge(&tally->latency, &other->latency);
	return r < 0 ? r : fd_histogram_merge(&tally->rtt, &other->rtt);
}

void fd_tally_clear(struct fd_tally *tally)
{
	struct fd_tally clear = { .latency = tally->latency, .rtt = tally->rtt };

	fd_histogram_clear(&clear.latency);
	fd_histogram_clear(&clear.rtt);
	*tally = clear;
}

void fd_tally_finish(struct fd_tally *tally)
{
	fd_histogram_finish(&tally->latency);
	fd_histogram_finish(&tally->rtt);
}

static bool quantile_of(const struct fd_tally *tally, const struct fd_histogram *histogram,
			double q, int64_t *ret_ns)
{
	uint64_t answered = histogram->count;
	uint64_t all = answered + tally->unanswered;
	double rank = ceil(q * (double)all);

	if (answered == 0 || rank > (double)answered) {
		return false;
	}
	*ret_ns = (int64_t)fd_histogram_quantile(histogram, rank / (double)answered);
	return true;
}

bool fd_tally_quantile(const struct fd_tally *tally, double q, int64_t *ret_ns)
{
	return quantile_of(tally, &tally->latency, q, ret_ns);
}

bool fd_tally_rtt_quantile(const struct fd_tally *tally, double q, int64_t *ret_ns)
{
	return quantile_of(tally, &tally->rtt, q, ret_ns);
}

double fd_tally_loss(const struct fd_tally *tally)
{
	uint64_t all = tally->answered + tally->unanswered;

	return all == 0 ? 0 : (double)tally->unanswered / (double)all;
}

/* ---- silence ------------------------------------------------------------------------------- */

void fd_silence_init(struct fd_silence *silence)
{
	*silence = (struct fd_silence) { .last_ns = INT64_MIN };
}

bool fd_silence_lasts(const struct fd_silence *silence)
{
	return silence->queries >= SILENCE_QUERIES ||
	       (silence->queries >= SILENCE_FEW &&
		silence->to_ns - silence->from_ns >= SILENCE_LONG_NS);
}

void fd_silence_answered(struct fd_silence *silence, int64_t sent_ns)
{
	silence->last_ns = sent_ns > silence->last_ns ? sent_ns : silence->last_ns;
	if (silence->queries == 0 || sent_ns < silence->from_ns) {
		return; /* sent before the silence began: it was slow, no more */
	}
	if (fd_silence_lasts(silence) &&
	    sent_ns - silence->from_ns >= silence->longest_to_ns - silence->longest_from_ns) {
		silence->longest_from_ns = silence->from_ns;
		silence->longest_to_ns = sent_ns;
		silence->longest_queries = silence->queries;
	}
	silence->queries = 0;
}

/* Timeouts come long after answers to what was sent later: then the silence they were in is over. */
void fd_silence_unanswered(struct fd_silence *silence, int64_t sent_ns)
{
	if (sent_ns < silence->last_ns) {
		silence->longest_queries += silence->longest_queries > 0 &&
					    sent_ns >= silence->longest_from_ns &&
					    sent_ns < silence->longest_to_ns;
		return;
	}
	if (silence->queries == 0) {
		silence->from_ns = silence->to_ns = sent_ns;
	}
	silence->from_ns = sent_ns < silence->from_ns ? sent_ns : silence->from_ns;
	silence->to_ns = sent_ns > silence->to_ns ? sent_ns : silence->to_ns;
	silence->queries++;
}
