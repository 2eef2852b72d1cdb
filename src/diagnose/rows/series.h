/* SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_ROWS_SERIES_H
#define DIAGNOSE_ROWS_SERIES_H

#include "diagnose/common/cells.h"

/** One answer that is surely cached, asked for again and again: what the experiments with losses and limits have in common. */

struct series {
	uint16_t repeat; /* the number of the first */
	unsigned count;
	int64_t from_ns, spacing_ns; /* spacing 0: a burst */
};

/** The numbers of the first of each among the repeats of a canary; those below are of the bulk. */
enum {
	RATE_REPEAT = 8,
	LOSS_REPEAT = 16,
	BURST_REPEAT = 256, /* above those while the bulk ran; twice BURST_TRIES */
	MORE_REPEAT = 384,
	SLOW_REPEAT = 512,
	LIMIT_REPEAT = 1024,
	ROOT_REPEAT = 1280, /* of a root: nobody else's */
};

/**
 * The same two for all that bursts show: what is dropped of them, and what is turned down. The second tells a limit from a moment
 * in which the resolver stood still.
 */
extern const struct series first_burst, second_burst;

/** Who is asked for it, and what came the first time. */
struct asked {
	struct fd_wish wish;
	const struct fact *first;
};

struct asked asked_of(const struct fd_diagnosis *diagnosis, uint32_t resolver);
/** The `i`th of the series; NULL while it is awaited. */
const struct fact *series_ask(struct fd_diagnosis *diagnosis, const struct asked *asked,
			      const struct series *series, unsigned i);
/** Before one more is counted as lost. */
void series_count_passed(struct loss *loss, bool lost, bool cut_short);
/**
 * A limit lets the first through, and then hardly any, or so many as its rate allows. Where what comes and what does not take
 * turns from the start, each is dealt to one of several servers, or lost by chance.
 */
bool series_mixed(const struct loss *burst);

#endif
