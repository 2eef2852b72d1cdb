/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

/* ---- answers that differ --------------------------------------------------------------------- */

static int differ(const char *old, const char *new)
{
	struct fd_store *store = NULL;
	sqlite3_stmt *statement = NULL;

	cr_assert_eq(fd_store_open(&store, NULL, FD_STORE_WRITE), 0);
	cr_assert_eq(store_prepare(store, "SELECT answers_differ(?1, ?2)", &statement), 0);
	store_text(statement, 1, old);
	store_text(statement, 2, new);
	cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
	int result = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	fd_store_close(store);
	return result;
}

Test(answers, what_is_a_change_and_what_is_rotation)
{
	static const struct {
		const char *old, *new;
		int differ;
	} rows[] = {
		{ "", "", 0 },
		{ "A 192.0.2.1", "A 192.0.2.1", 0 },
		{ "A 192.0.2.1", "A 192.0.2.2", 1 },
		{ "A 192.0.2.1", "A 192.0.2.10",
		  1 }, /* the beginning of another is not the same */
		{ "A 192.0.2.1; A 192.0.2.2", "A 192.0.2.2; A 192.0.2.3", 0 },
		{ "A 192.0.2.1; CNAME cdn.example.", "A 198.51.100.7; CNAME cdn.example.", 0 },
		{ "A 192.0.2.1; CNAME cdn.example.", "A 198.51.100.7; CNAME other.example.",
		  1 },
		{ "A 192.0.2.1", "", 1 },
		{ "", "A 192.0.2.1", 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(differ(rows[i].old, rows[i].new), rows[i].differ, "%s | %s",
			     rows[i].old, rows[i].new);
	}
}

/* ---- latencies that differ -------------------------------------------------------------------- */

enum {
	ANSWERS = 1000,
	PAIRS = 200
};

static uint64_t state;

static double uniform(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return ((double)(state >> 11) + 0.5) / 9007199254740992.0;
}

/** Log-normal, as latencies are. */
static double draw_us(double median_us)
{
	double normal = sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());

	return median_us * exp(0.6 * normal);
}

static void sample(struct fd_histogram *histogram, double median_us)
{
	for (int i = 0; i < ANSWERS; i++) {
		cr_assert_eq(fd_histogram_add(histogram, (uint64_t)draw_us(median_us)), 0);
	}
}

static char *text_of(const struct fd_histogram *histogram)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	fputc('[', stream);
	for (unsigned i = 0; i < FD_HISTOGRAM_BUCKETS; i++) {
		if (histogram->buckets[i] > 0) {
			fprintf(stream, "%s[%llu,%u]", ftell(stream) > 1 ? "," : "",
				(unsigned long long)fd_histogram_bucket_low(i),
				histogram->buckets[i]);
		}
	}
	fputc(']', stream);
	fclose(stream);
	return text;
}

static bool found(double old_us, double new_us)
{
	struct fd_histogram old = { 0 }, new = { 0 };

	sample(&old, old_us);
	sample(&new, new_us);
	char *old_text = text_of(&old), *new_text = text_of(&new);
	bool differs = store_latency_differs(
		&(struct store_latency) { old_text, old.count,
					  fd_histogram_quantile(&old, 0.5) },
		&(struct store_latency) { new_text, new.count,
					  fd_histogram_quantile(&new, 0.5) });
	free(old_text);
	free(new_text);
	fd_histogram_finish(&old);
	fd_histogram_finish(&new);
	return differs;
}

static int count_found(double old_us, double new_us)
{
	int count = 0;

	state = 1;
	for (int i = 0; i < PAIRS; i++) {
		count += found(old_us, new_us);
	}
	return count;
}

Test(latency, noise_is_no_change_and_a_change_is_found)
{
	cr_expect_eq(count_found(20000, 20000), 0, "equal runs");
	cr_expect_eq(count_found(20000, 23000), 0, "certain, and too small to matter");
	cr_expect_eq(count_found(300, 900), 0, "threefold, and nobody waits for it");
	cr_expect_eq(count_found(20000, 40000), PAIRS, "twice as slow");
	cr_expect_eq(count_found(40000, 20000), PAIRS, "twice as fast");
}

Test(latency, few_answers_prove_nothing)
{
	struct store_latency old = { "[[1000,5]]", 5, 1000 }, new = { "[[90000,5]]", 5, 90000 };

	cr_expect_not(store_latency_differs(&old, &new));
}

Test(latency, a_text_that_is_no_histogram_ends)
{
	static const char *const texts[] = {
		"",	    "[",       "[[",
		"[[1",	    "[[1,",    "[[1,2",
		"nonsense", "[[1,x]]", "[[99999999999999999999,1]]"
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct store_latency old = { texts[i], 1000, 1000 },
				     new = { "[[90000,1000]]", 1000, 90000 };
		(void)store_latency_differs(&old, &new);
		(void)store_latency_differs(&new, &old);
	}
}

/* ---- which run ------------------------------------------------------------------------------- */

Test(runs, an_empty_history_has_none)
{
	struct fd_store *store = NULL;
	struct fd_store_run run;

	cr_assert_eq(fd_store_open(&store, NULL, FD_STORE_WRITE), 0);
	cr_expect_eq(fd_store_find_run(store, NULL, 0, &run), -ENOENT);
	cr_expect_eq(fd_store_find_run(store, "last-good", 7, &run), -ENOENT);
	cr_expect_eq(fd_store_find_run(store, "1", 0, &run), -ENOENT);
	cr_expect_eq(fd_store_find_run(store, "2026", 0, &run), -ENOENT);
	fd_store_close(store);
	cr_expect_eq(fd_store_open(&store, "/nowhere/at/all.db", FD_STORE_READ), -ENOENT);
}
