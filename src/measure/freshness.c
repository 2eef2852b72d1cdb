/* SPDX-License-Identifier: MIT */
#include <fleetdig/measure.h>

#include "measure/limits.h"

const char *fd_cached_text(enum fd_cached cached)
{
	static const char *const words[] = {
		[FD_CACHED_ALL] = "all",
		[FD_CACHED_HIT] = "hit",
		[FD_CACHED_MISS] = "miss",
		[FD_CACHED_UNKNOWN] = "unknown",
	};
	return words[cached];
}

/* More than was ever seen: fetched since then, or (at the first sight) nothing to compare with. */
static enum fd_cached see_more(struct fd_freshness *freshness, uint32_t ttl, int64_t at_ns,
			       bool unique)
{
	bool first = !freshness->seen;

	*freshness = (struct fd_freshness) { .fetched_ns = at_ns, .most = ttl, .seen = true };
	return first && !unique ? FD_CACHED_UNKNOWN : FD_CACHED_MISS;
}

enum fd_cached fd_freshness_learn(struct fd_freshness *freshness, uint32_t ttl, int64_t at_ns,
				  bool unique)
{
	if (!freshness->seen || ttl > freshness->most) {
		return see_more(freshness, ttl, at_ns, unique);
	}
	if (ttl < freshness->most) {
		return FD_CACHED_HIT; /* only a cache hands out less than the whole */
	}
	if (unique) {
		return FD_CACHED_MISS;
	}
	if (ttl == 0 || at_ns - freshness->fetched_ns < TTL_TOLD_NS) {
		return FD_CACHED_UNKNOWN;
	}
	freshness->fetched_ns = at_ns;
	return FD_CACHED_MISS;
}
