/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>

#include <fleetdig/measure.h>

#define SECOND INT64_C(1000000000)

static struct fd_schedule make(bool poisson, double qps, uint32_t ceiling, uint64_t seed)
{
	struct fd_schedule_config config = { .poisson = poisson,
					     .qps = qps,
					     .ceiling = ceiling,
					     .start_ns = 7 * SECOND,
					     .seed = seed };
	struct fd_schedule schedule;

	cr_assert_eq(fd_schedule_init(&schedule, &config), 0);
	return schedule;
}

static unsigned count_until(struct fd_schedule *schedule, int64_t end_ns)
{
	unsigned count = 0;

	for (; schedule->due_ns < end_ns; count++) {
		fd_schedule_pass(schedule);
	}
	return count;
}

Test(schedule, a_constant_rate_is_kept_to_the_query_for_an_hour)
{
	for (uint64_t seed = 0; seed < 8; seed++) {
		struct fd_schedule schedule = make(false, 333, 0, seed);
		unsigned count = count_until(&schedule, (7 + 3600) * SECOND);
		cr_assert(count >= 333 * 3600 - 1 && count <= 333 * 3600 + 1, "%u", count);
		fd_schedule_finish(&schedule);
	}
}

Test(schedule, constant_gaps_are_equal)
{
	struct fd_schedule schedule = make(false, 4000, 0, 5);
	int64_t before_ns = schedule.due_ns;

	cr_assert_geq(before_ns, 7 * SECOND);
	for (unsigned i = 0; i < 10000; i++) {
		fd_schedule_pass(&schedule);
		cr_assert_leq(llabs(schedule.due_ns - before_ns - 250000), 1);
		before_ns = schedule.due_ns;
	}
	fd_schedule_finish(&schedule);
}

/* Of an exponential distribution the mean is the deviation, and 1 − 1/e of all are below it. */
Test(schedule, poisson_gaps_are_exponential)
{
	struct fd_schedule schedule = make(true, 1000, 0, 11);
	int64_t before_ns = schedule.due_ns;
	double sum = 0, squares = 0;
	unsigned below = 0;
	enum {
		GAPS = 100000
	};

	for (unsigned i = 0; i < GAPS; i++) {
		fd_schedule_pass(&schedule);
		double gap = (double)(schedule.due_ns - before_ns) / 1e6;
		before_ns = schedule.due_ns;
		sum += gap;
		squares += gap * gap;
		below += gap < 1;
	}
	double mean = sum / GAPS;
	cr_assert_float_eq(mean, 1, 0.01, "%f", mean);
	cr_assert_float_eq(sqrt(squares / GAPS - mean * mean), 1, 0.02);
	cr_assert_float_eq(below / (double)GAPS, 1 - exp(-1), 0.01);
	fd_schedule_finish(&schedule);
}

Test(schedule, no_second_of_a_random_load_sees_more_than_the_ceiling)
{
	enum {
		CEILING = 200,
		QUERIES = 20000
	};
	static int64_t times[QUERIES];
	struct fd_schedule schedule = make(true, CEILING, CEILING, 3);

	for (unsigned i = 0; i < QUERIES; i++) {
		times[i] = schedule.due_ns;
		fd_schedule_pass(&schedule);
		cr_assert(i == 0 || times[i] >= times[i - 1]);
		cr_assert(i < CEILING || times[i] - times[i - CEILING] >= SECOND, "at %u", i);
	}
	fd_schedule_finish(&schedule);
}

Test(schedule, follows_from_its_seed)
{
	struct fd_schedule one = make(true, 50, 0, 9), same = make(true, 50, 0, 9),
			   other = make(true, 50, 0, 10);
	unsigned differ = 0;

	for (unsigned i = 0; i < 100; i++) {
		cr_assert_eq(one.due_ns, same.due_ns);
		differ += one.due_ns != other.due_ns;
		fd_schedule_pass(&one);
		fd_schedule_pass(&same);
		fd_schedule_pass(&other);
	}
	cr_assert_geq(differ, 99);
}

Test(stalls, only_what_is_late_enough_is_one)
{
	struct fd_stalls stalls = { 0 };

	cr_assert_not(fd_stalls_note(&stalls, 100, 90));
	cr_assert_not(fd_stalls_note(&stalls, 100, 100 + FD_STALL_NS));
	cr_assert(fd_stalls_note(&stalls, 1 * SECOND, 3 * SECOND));
	cr_assert(fd_stalls_note(&stalls, 5 * SECOND, 6 * SECOND));
	cr_assert_eq(stalls.count, 2);
	cr_assert_eq(stalls.total_ns, 3 * SECOND);
	cr_assert_eq(stalls.longest_ns, 2 * SECOND);
	cr_assert(fd_stalls_touch(&stalls, 0, 1 * SECOND + 1, 0));
	cr_assert(fd_stalls_touch(&stalls, 2 * SECOND, 2 * SECOND + 1, 0));
	cr_assert(fd_stalls_touch(&stalls, 0, 9 * SECOND, 0));
	cr_assert_not(fd_stalls_touch(&stalls, 3 * SECOND, 5 * SECOND, 0));
	cr_assert_not(fd_stalls_touch(&stalls, 6 * SECOND, 9 * SECOND, 0));
	cr_assert_not(fd_stalls_touch(&stalls, 5 * SECOND, 9 * SECOND, 2 * SECOND),
		      "too short");
}
