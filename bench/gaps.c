/* SPDX-License-Identifier: MIT */
#include "gaps.h"

#include <stdio.h>
#include <stdlib.h>

void gaps_add(struct gaps *gaps, int64_t stamp_ns)
{
	int64_t since_ns = stamp_ns - gaps->last_ns;
	bool first = gaps->last_ns == 0;

	gaps->last_ns = stamp_ns;
	if (!first && since_ns <= gaps->apart_ns) {
		return;
	}
	int64_t gap = (stamp_ns - gaps->start_ns) / 100;
	gaps->start_ns = stamp_ns;
	if (!first && gaps->count < GAPS_MOST && gap >= 0) {
		gaps->us10[gaps->count++] = gap > UINT32_MAX ? UINT32_MAX : (uint32_t)gap;
	}
}

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	return (left > right) - (left < right);
}

void gaps_print(struct gaps *gaps)
{
	static const struct {
		const char *name;
		unsigned permille;
	} rows[] = {
		{ "p10", 100 }, { "p50", 500 }, { "p90", 900 }, { "p99", 990 }, { "max", 1000 }
	};
	unsigned half = gaps->count / 2, count = gaps->count - half;

	if (count == 0) {
		return;
	}
	qsort(gaps->us10 + half, count, sizeof(gaps->us10[0]), compare);
	printf(",\"gaps\":{\"count\":%u", count);
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned at = (unsigned)((uint64_t)(count - 1) * rows[i].permille / 1000);
		printf(",\"%s_us\":%.1f", rows[i].name, gaps->us10[half + at] / 10.0);
	}
	printf("}");
}
