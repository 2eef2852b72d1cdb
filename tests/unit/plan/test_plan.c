/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/plan.h>

enum {
	RESOLVERS = 3
};

/* `count` names of type A and AAAA at three resolvers. */
static struct fd_inventory *inventory_of(unsigned count)
{
	static const char *const resolvers[RESOLVERS] = { "192.0.2.1", "192.0.2.2",
							  "192.0.2.3" };
	static const uint16_t types[] = { FD_TYPE_A, FD_TYPE_AAAA };
	char(*texts)[24] = calloc(count, sizeof(*texts));
	const char **names = calloc(count, sizeof(*names));
	struct fd_inventory *inventory;
	struct fd_errors errors = { 0 };

	for (unsigned i = 0; i < count; i++) {
		snprintf(texts[i], sizeof(texts[i]), "n%u.example", i);
		names[i] = texts[i];
	}
	struct fd_inventory_request request = { .names = names,
						.name_count = count,
						.resolvers = resolvers,
						.resolver_count = RESOLVERS,
						.types = types,
						.type_count = 2 };
	cr_assert_eq(fd_inventory_load(&inventory, &request, &errors), 0);
	cr_assert_eq(inventory->question_count, 2 * (size_t)count);
	free(texts);
	free(names);
	return inventory;
}

static struct fd_plan *plan_of(const struct fd_inventory *inventory, uint64_t seed,
			       struct fd_shard shard)
{
	struct fd_plan *plan;
	cr_assert_eq(fd_plan_create(&plan, inventory, seed, shard), 0);
	return plan;
}

/* From some thousands of questions on whole blocks are drawn; the last one is short. */
static const unsigned sizes[] = { 1, 2, 3, 7, 8, 9, 100, 1000, 4097, 9001, 20003 };

Test(plan, every_cell_comes_exactly_once)
{
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct fd_inventory *inventory = inventory_of(sizes[i]);
		struct fd_plan *plan = plan_of(inventory, 42, (struct fd_shard) { 0 });
		for (uint32_t resolver = 0; resolver < RESOLVERS; resolver++) {
			uint8_t *seen = calloc(inventory->question_count, 1);
			uint32_t question;
			size_t count = 0;
			while (fd_plan_next(plan, resolver, &question)) {
				cr_assert_lt(question, inventory->question_count);
				cr_assert_eq(seen[question]++, 0, "question %u twice",
					     question);
				count++;
			}
			cr_assert_eq(count, inventory->question_count);
			cr_assert_eq(count, fd_plan_cells_of(plan, resolver));
			free(seen);
		}
		cr_assert_eq(fd_plan_cells(plan), RESOLVERS * inventory->question_count);
		fd_plan_destroy(plan);
		fd_inventory_destroy(inventory);
	}
}

static void order_of(uint32_t *order, const struct fd_inventory *inventory, uint64_t seed,
		     uint32_t resolver)
{
	struct fd_plan *plan = plan_of(inventory, seed, (struct fd_shard) { 0 });
	while (fd_plan_next(plan, resolver, order)) {
		order++;
	}
	fd_plan_destroy(plan);
}

Test(plan, the_order_is_of_the_seed_and_the_resolver)
{
	struct fd_inventory *inventory = inventory_of(500);
	static uint32_t a[1000], b[1000], c[1000], d[1000];
	order_of(a, inventory, 1, 0);
	order_of(b, inventory, 1, 0);
	order_of(c, inventory, 2, 0);
	order_of(d, inventory, 1, 1);
	cr_assert_arr_eq(a, b, sizeof(a));
	cr_assert_arr_neq(a, c, sizeof(a));
	cr_assert_arr_neq(a, d, sizeof(a));
	size_t neighbours = 0;
	for (size_t i = 1; i < 1000; i++) {
		neighbours += a[i] == a[i - 1] + 1;
	}
	cr_assert_lt(neighbours, 20, "a shuffle, not a walk");
	fd_inventory_destroy(inventory);
}

/* Neighbours of the list share a window, but what follows upon what is not the list's order, nor everybody's. */
Test(plan, neighbours_are_near_and_in_an_order_of_each_resolver)
{
	enum {
		NAMES = 20000,
		QUESTIONS = 2 * NAMES,
		WINDOW = 4096
	};
	struct fd_inventory *inventory = inventory_of(NAMES);
	static uint32_t order[2][QUESTIONS], place[QUESTIONS];
	size_t near = 0, adjacent = 0, equal = 0;

	order_of(order[0], inventory, 1, 0);
	order_of(order[1], inventory, 1, 1);
	for (uint32_t i = 0; i < QUESTIONS; i++) {
		place[order[0][i]] = i;
		equal += order[0][i] == order[1][i];
	}
	for (uint32_t i = 1; i < QUESTIONS; i++) {
		uint32_t a = place[i - 1], b = place[i], apart = a > b ? a - b : b - a;
		near += apart < WINDOW;
		adjacent += apart == 1;
	}
	cr_expect_gt(near, QUESTIONS * 9 / 10, "%zu", near);
	cr_expect_lt(adjacent, QUESTIONS / 100, "%zu", adjacent);
	cr_expect_lt(equal, QUESTIONS / 100, "%zu", equal);
	fd_inventory_destroy(inventory);
}

Test(plan, shards_part_the_names_and_keep_rows_whole)
{
	enum {
		SHARDS = 4,
		NAMES = 400
	};
	struct fd_inventory *inventory = inventory_of(NAMES);
	uint8_t owner[2 * NAMES];
	uint64_t cells = 0;

	memset(owner, 0xff, sizeof(owner));
	for (uint32_t shard = 0; shard < SHARDS; shard++) {
		struct fd_plan *plan =
			plan_of(inventory, 9, (struct fd_shard) { shard, SHARDS });
		uint32_t question;
		while (fd_plan_next(plan, 0, &question)) {
			cr_assert_eq(owner[question], 0xff, "question %u in two shards",
				     question);
			owner[question] = (uint8_t)shard;
			cr_assert(fd_plan_has(plan, question, 2), "the row is whole");
		}
		uint64_t part = fd_plan_cells(plan);
		cr_assert_gt(part, RESOLVERS * 2 * NAMES / SHARDS / 2, "roughly even");
		cells += part;
		fd_plan_destroy(plan);
	}
	cr_assert_eq(cells, RESOLVERS * 2 * NAMES);
	for (size_t i = 0; i < 2 * NAMES; i += 2) {
		cr_assert_eq(owner[i], owner[i + 1], "A and AAAA of a name stay together");
	}
	fd_inventory_destroy(inventory);
}

/* How many of each name's neighbours are of its length: bursts are made of those. */
static double mean_run(struct fd_plan *plan, const struct fd_inventory *inventory,
		       uint32_t resolver, unsigned *ret_longest)
{
	unsigned runs = 0, count = 0, run = 0;
	uint32_t question;
	uint8_t last = 0, length = 0;

	*ret_longest = 0;
	while (fd_plan_next(plan, resolver, &question)) {
		(void)fd_inventory_qname(inventory, &inventory->questions[question], &length);
		runs += length != last;
		run = length != last ? 1 : run + 1;
		*ret_longest = run > *ret_longest ? run : *ret_longest;
		last = length;
		count++;
	}
	return runs > 0 ? (double)count / runs : 0;
}

Test(plan, names_of_one_length_come_together)
{
	/* n0 to n39999: five lengths. */
	struct fd_inventory *inventory = inventory_of(40000);
	struct fd_plan *plan = plan_of(inventory, 5, (struct fd_shard) { 0 });

	for (uint32_t resolver = 0; resolver < RESOLVERS; resolver++) {
		unsigned longest;
		double mean = mean_run(plan, inventory, resolver, &longest);
		cr_assert_geq(mean, 50, "resolver %u: %f", resolver, mean);
		cr_assert_geq(longest, 64);
	}
	fd_plan_destroy(plan);
	fd_inventory_destroy(inventory);
}

Test(plan, a_window_is_a_shuffle_too)
{
	enum {
		COUNT = 9000
	};
	struct fd_inventory *inventory = inventory_of(COUNT);
	struct fd_plan *plan = plan_of(inventory, 6, (struct fd_shard) { 0 });
	uint32_t last = 0, question;
	size_t neighbours = 0, early = 0;

	for (unsigned i = 0; fd_plan_next(plan, 0, &question); i++) {
		neighbours += question == last + 1;
		early += i < 2048 && question < COUNT;
		last = question;
	}
	cr_assert_lt(neighbours, COUNT / 100, "%zu", neighbours);
	cr_assert(early > 2048 * 4 / 10 && early < 2048 * 6 / 10, "%zu of the first half early",
		  early);
	fd_plan_destroy(plan);
	fd_inventory_destroy(inventory);
}
