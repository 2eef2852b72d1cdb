/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sink/limits.h"
#include "sink/passed.h"

static const int64_t second = 1000000000;

static void add(struct passed_queue *queue, int64_t wall_ns, const char *text)
{
	cr_assert_eq(passed_add(queue, &(struct passed) { .wall_ns = wall_ns,
							  .length = strlen(text),
							  .octets = (const uint8_t *)text }),
		     0);
}

/* All that is due, a letter a message. */
static void expect_next(struct passed_queue *queue, bool all, const char *letters)
{
	const struct passed *passed;
	char seen[64] = "";
	size_t count = 0;

	while ((passed = passed_next(queue, all)) != NULL && count < sizeof(seen) - 1) {
		seen[count++] = (char)passed->octets[0];
		passed_drop(queue);
	}
	cr_expect_str_eq(seen, letters);
}

Test(passed, what_passed_first_comes_first)
{
	struct passed_queue queue = { 0 };

	add(&queue, 5, "e");
	add(&queue, 1, "a");
	add(&queue, 3, "c");
	add(&queue, 3, "d"); /* of one time, as they came */
	add(&queue, 2, "b");
	expect_next(&queue, false, "");
	expect_next(&queue, true, "abcde");
	cr_expect(queue.count == 0 && queue.octets == 0);
	passed_finish(&queue);
}

Test(passed, nobody_waits_longer_than_he_must)
{
	struct passed_queue queue = { 0 };

	add(&queue, 2 * second, "b");
	add(&queue, 1 * second, "a");
	add(&queue, (1 + PASSED_WAIT_S) * second, "d");
	expect_next(&queue, false, "");
	add(&queue, (2 + PASSED_WAIT_S) * second, "e");
	expect_next(&queue, false, "a");
	add(&queue, 0, "z"); /* too late for its place */
	expect_next(&queue, false, "z");
	add(&queue, 3 * second, "c");
	expect_next(&queue, true, "bcde");
	passed_finish(&queue);
}

Test(passed, memory_has_an_end)
{
	static char text[32 * 1024];
	struct passed_queue queue = { 0 };
	int64_t last = -1;
	size_t count = 0;

	memset(text, 'x', sizeof(text) - 1);
	srandom(7);
	for (int i = 0; i < 3 * PASSED_OCTETS_MAX / (int)sizeof(text); i++) {
		add(&queue, i * 1000 + random() % 900000, text);
		for (const struct passed *next; (next = passed_next(&queue, false)) != NULL;
		     count++) {
			cr_expect_geq(next->wall_ns, last);
			last = next->wall_ns;
			passed_drop(&queue);
		}
		cr_assert_leq(queue.octets, PASSED_OCTETS_MAX);
	}
	cr_expect_gt(count, 1000);
	passed_finish(&queue);
	cr_expect(queue.count == 0 && queue.places == NULL);
}
