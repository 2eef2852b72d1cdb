/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/core/limits.h"
#include "engine/core/random.h"
#include "engine/core/wheel.h"

enum {
	ITEMS = 500
};

#define START (17 * NS_PER_SEC + 123456)

struct item {
	struct timer timer;
	int64_t at_ns; /* −1: not armed */
};

static struct item items[ITEMS];
static struct wheel wheel;

static void setup(void)
{
	for (unsigned i = 0; i < ITEMS; i++) {
		items[i] = (struct item) { .at_ns = -1 };
	}
	wheel_init(&wheel, sizeof(struct item), START);
	wheel_rebase(&wheel, items);
}

TestSuite(wheel, .init = setup);

Test(wheel, fires_never_early_and_at_most_a_tick_late)
{
	/* clang-format off */
	static const int64_t distances_ns[] = {
		0, 1, NS_PER_MS - 1, NS_PER_MS, NS_PER_MS + 1, 255 * NS_PER_MS, 256 * NS_PER_MS, 257 * NS_PER_MS,
		511 * NS_PER_MS, 512 * NS_PER_MS, NS_PER_SEC, 65535 * NS_PER_MS, 65536 * NS_PER_MS, 65537 * NS_PER_MS,
		100 * NS_PER_SEC, 3600 * NS_PER_SEC, (INT64_C(1) << 24) * NS_PER_MS, NS_PER_SEC * 3600 * 20,
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(distances_ns) / sizeof(distances_ns[0]); i++) {
		setup();
		int64_t at_ns = START + distances_ns[i];
		wheel_arm(&wheel, 3, at_ns);
		int64_t now_ns = START;
		while (wheel_pop(&wheel, now_ns) == WHEEL_NONE) {
			int64_t next_ns = wheel_deadline(&wheel);
			cr_assert_neq(next_ns, INT64_MAX, "row %zu", i);
			cr_assert_gt(next_ns, now_ns, "row %zu", i);
			now_ns = next_ns;
		}
		cr_assert_geq(now_ns, at_ns, "row %zu", i);
		cr_assert_leq(now_ns, at_ns + WHEEL_TICK_NS, "row %zu: %ld late", i,
			      now_ns - at_ns);
		cr_assert_eq(wheel_deadline(&wheel), INT64_MAX);
		cr_assert_eq(wheel_when(&wheel, 3), INT64_MAX);
	}
}

Test(wheel, an_item_armed_again_fires_once_at_its_new_time)
{
	wheel_arm(&wheel, 1, START + 10 * NS_PER_MS);
	wheel_arm(&wheel, 1, START + 900 * NS_PER_MS);
	cr_assert_eq(wheel_pop(&wheel, START + 500 * NS_PER_MS), WHEEL_NONE);
	cr_assert_eq(wheel_pop(&wheel, START + NS_PER_SEC), 1);
	cr_assert_eq(wheel_pop(&wheel, START + 9 * NS_PER_SEC), WHEEL_NONE);
}

Test(wheel, what_is_due_together_can_be_disarmed_by_the_first)
{
	for (uint32_t i = 0; i < 5; i++) {
		wheel_arm(&wheel, i, START + 5 * NS_PER_MS);
	}
	uint32_t first = wheel_pop(&wheel, START + 7 * NS_PER_MS);
	cr_assert_lt(first, 5);
	for (uint32_t i = 0; i < 5; i++) {
		wheel_disarm(&wheel, i);
	}
	cr_assert_eq(wheel_pop(&wheel, START + 7 * NS_PER_MS), WHEEL_NONE);
	cr_assert_eq(wheel_deadline(&wheel), INT64_MAX);
}

Test(wheel, an_item_that_arms_itself_for_now_waits_for_the_next_tick)
{
	int64_t now_ns = START + 50 * NS_PER_MS;

	wheel_arm(&wheel, 0, START);
	cr_assert_eq(wheel_pop(&wheel, now_ns), 0);
	wheel_arm(&wheel, 0, START);
	/* Its tick is the one after the first firing; whoever pops until nothing is due comes to an end. */
	unsigned fired = 0;
	while (wheel_pop(&wheel, now_ns) != WHEEL_NONE) {
		wheel_arm(&wheel, 0, START);
		cr_assert_lt(fired++, 60);
	}
}

Test(wheel, the_array_may_move)
{
	struct item *moved = malloc(sizeof(items));

	cr_assert_not_null(moved);
	wheel_arm(&wheel, 7, START + NS_PER_SEC);
	wheel_arm(&wheel, 8, START + NS_PER_SEC);
	for (unsigned i = 0; i < ITEMS; i++) {
		moved[i] = items[i];
		items[i].timer.place = UINT16_MAX;
	}
	wheel_rebase(&wheel, moved);
	wheel_disarm(&wheel, 7);
	cr_assert_eq(wheel_pop(&wheel, START + 2 * NS_PER_SEC), 8);
	cr_assert_eq(wheel_pop(&wheel, START + 2 * NS_PER_SEC), WHEEL_NONE);
	free(moved);
}

/** What a plain array of deadlines says is due, the wheel says too, whatever was armed, disarmed and slept through. */
Test(wheel, agrees_with_a_plain_array)
{
	struct rng rng;
	int64_t now_ns = START;

	rng_init(&rng, 42);
	for (unsigned round = 0; round < 20000; round++) {
		uint32_t item = (uint32_t)rng_below(&rng, ITEMS);
		if (rng_chance(&rng, 0.3)) {
			wheel_disarm(&wheel, item);
			items[item].at_ns = -1;
		} else {
			uint64_t reach = UINT64_C(1) << rng_below(&rng, 45);
			items[item].at_ns = now_ns + (int64_t)rng_below(&rng, reach);
			wheel_arm(&wheel, item, items[item].at_ns);
		}
		if (rng_chance(&rng, 0.7)) {
			continue;
		}
		now_ns += (int64_t)rng_below(&rng, UINT64_C(1) << rng_below(&rng, 40));
		uint32_t due = WHEEL_NONE;
		while ((due = wheel_pop(&wheel, now_ns)) != WHEEL_NONE) {
			cr_assert_neq(items[due].at_ns, -1, "%u was not armed", due);
			cr_assert_leq(items[due].at_ns, now_ns, "%u fired early", due);
			items[due].at_ns = -1;
		}
		for (unsigned i = 0; i < ITEMS; i++) {
			int64_t at_ns = items[i].at_ns;
			cr_assert(at_ns < 0 || at_ns > now_ns - 2 * WHEEL_TICK_NS,
				  "%u did not fire", i);
		}
	}
}
