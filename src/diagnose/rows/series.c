/* SPDX-License-Identifier: MIT */
#include "diagnose/rows/series.h"

#include "diagnose/rows/rows.h"

enum {
	MIXED_TIMES = 3, /* so many times what passed between is no less than what did not */
	MIXED_FIRST = 8, /* and fewer were answered before that */
	BURST_LATER_NS = 2000000000,
};

const struct series first_burst = { BURST_REPEAT, BURST_TRIES, BURST_LATER_NS, 0 };
const struct series second_burst = { BURST_REPEAT + BURST_TRIES, BURST_TRIES, BURST_LATER_NS,
				     0 };

struct asked asked_of(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	return (struct asked) { .wish = canary_wish(diagnosis, resolver),
				.first = diagnosis->rows[resolver].canaries.first };
}

const struct fact *series_ask(struct fd_diagnosis *diagnosis, const struct asked *asked,
			      const struct series *series, unsigned i)
{
	struct fd_wish wish = asked->wish;

	wish.repeat = (uint16_t)(series->repeat + i);
	wish.delay_ns = series->from_ns + (int64_t)i * series->spacing_ns;
	return ask_canary(diagnosis, &wish);
}

void series_count_passed(struct loss *loss, bool lost, bool cut_short)
{
	loss->first += !lost && loss->lost == 0;
	loss->passed += !lost && loss->lost > 0 && !cut_short;
}

bool series_mixed(const struct loss *burst)
{
	return burst->first < MIXED_FIRST && burst->passed * MIXED_TIMES >= burst->lost;
}
