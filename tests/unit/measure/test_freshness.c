/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <fleetdig/measure.h>

#define MS INT64_C(1000000)

/* One name at one resolver, ask by ask: what its TTL tells. */
Test(freshness, is_told_by_the_ttl)
{
	static const struct {
		int at_ms;
		uint32_t ttl;
		enum fd_cached cached;
		const char *why;
	} rows[] = {
		{ 0, 300, FD_CACHED_UNKNOWN, "the first ask has nothing to compare with" },
		{ 10, 300, FD_CACHED_UNKNOWN, "within a second no TTL counts down" },
		{ 1500, 299, FD_CACHED_HIT, "counted down" },
		{ 1600, 299, FD_CACHED_HIT, "less than the whole is a cache's" },
		{ 3000, 300, FD_CACHED_MISS, "the whole again, long after it was fetched" },
		{ 3200, 300, FD_CACHED_UNKNOWN, "within a second of that" },
		{ 9000, 294, FD_CACHED_HIT, "counted down from there" },
		{ 310000, 300, FD_CACHED_MISS, "expired, and fetched" },
		{ 311500, 600, FD_CACHED_MISS, "the zone raised it: it was fetched" },
		{ 311600, 300, FD_CACHED_HIT, "another cache behind the same address" },
		{ 320000, 0, FD_CACHED_HIT, "counted down to nothing" },
	};
	struct fd_freshness freshness = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum fd_cached got =
			fd_freshness_learn(&freshness, rows[i].ttl, rows[i].at_ms * MS, false);
		cr_assert_eq(got, rows[i].cached, "at %d ms: %s, not %s: %s", rows[i].at_ms,
			     fd_cached_text(rows[i].cached), fd_cached_text(got), rows[i].why);
	}
}

Test(freshness, a_ttl_of_nothing_tells_nothing)
{
	struct fd_freshness freshness = { 0 };

	for (int i = 0; i < 5; i++) {
		cr_assert_eq(fd_freshness_learn(&freshness, 0, i * 2000 * MS, false),
			     FD_CACHED_UNKNOWN);
	}
}

Test(freshness, a_name_never_asked_before_is_no_hit_unless_a_cached_proof_made_its_answer)
{
	static const struct {
		uint32_t ttl;
		enum fd_cached cached;
	} rows[] = {
		{ 60, FD_CACHED_MISS },
		{ 60, FD_CACHED_MISS },
		{ 58, FD_CACHED_HIT },
		{ 60, FD_CACHED_MISS },
	};
	struct fd_freshness zone = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_assert_eq(fd_freshness_learn(&zone, rows[i].ttl, (int64_t)i * MS, true),
			     rows[i].cached, "row %zu", i);
	}
}
