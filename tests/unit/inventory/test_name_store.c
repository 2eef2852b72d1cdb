/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "inventory/name_store.h"

static struct fd_name name_of(const char *text)
{
	struct fd_name name;
	cr_assert_eq(fd_name_parse(&name, text), 0);
	return name;
}

static void add(struct name_store *store, const char *text, const uint16_t *types,
		size_t type_count, uint16_t group)
{
	struct fd_name name = name_of(text);
	struct scope scope = { .types = types, .type_count = type_count, .group = group };
	cr_assert_eq(name_store_add(store, &name, &scope), 0);
}

static const uint16_t a_only[] = { FD_TYPE_A };
static const uint16_t a_mx[] = { FD_TYPE_A, FD_TYPE_MX };

Test(name_store, octets_are_shared_and_the_first_question_stays)
{
	struct name_store store = { 0 };

	add(&store, "a.example", a_only, 1, 1);
	add(&store, "b.example", a_only, 1, 1);
	add(&store, "A.Example", a_mx, 2, 2);
	add(&store, "a.example", a_mx, 2, 3);
	cr_expect_eq(store.name_count, 2);
	cr_expect_eq(store.names_size, 22);
	cr_expect_eq(store.question_count, 3);
	cr_expect_eq(store.duplicates, 3);
	cr_expect_eq(store.questions[0].group, 1);
	cr_expect_eq(store.questions[2].name, 0);
	cr_expect_eq(store.questions[2].qtype, FD_TYPE_MX);
	cr_expect_eq(store.questions[2].group, 2);
	name_store_finish(&store);
}

/* A name is told from its own parts and prefixes, also when the stored one is the last of the block. */
Test(name_store, names_that_begin_alike)
{
	static const char *const names[] = { "a",  "a.b",   "a.b.c",   ".",  "b",
					     "ab", "a\\.b", "a\\000b", "b.a" };
	struct name_store store = { 0 };

	for (unsigned round = 0; round < 2; round++) {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			add(&store, names[i], a_only, 1, 0);
		}
	}
	cr_expect_eq(store.name_count, sizeof(names) / sizeof(names[0]));
	cr_expect_eq(store.duplicates, sizeof(names) / sizeof(names[0]));
	name_store_finish(&store);
}

/* Through several growths of every table: each name and type once, found again after. */
Test(name_store, many_names_and_types)
{
	enum {
		NAMES = 20000,
		LATER = 300
	};
	struct name_store store = { 0 };
	char text[64];

	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < NAMES; i++) {
			snprintf(text, sizeof(text), round == 0 ? "n%u.example" : "N%u.EXAMPLE",
				 i);
			add(&store, text, a_mx, 2, 0);
		}
	}
	cr_expect_eq(store.name_count, NAMES);
	cr_expect_eq(store.question_count, NAMES * 2);
	cr_expect_eq(store.duplicates, NAMES * 2);
	for (unsigned round = 0; round < 2; round++) {
		for (uint16_t type = 1000; type < 1000 + LATER; type++) {
			add(&store, "n7.example", &type, 1, 0);
			add(&store, "n8.example", &type, 1, 0);
		}
	}
	cr_expect_eq(store.question_count, NAMES * 2 + LATER * 2);
	cr_expect_eq(store.duplicates, NAMES * 2 + LATER * 2);
	name_store_seal(&store);
	cr_expect_null(store.tags);
	cr_expect_eq(store.questions[7 * 2].name, store.questions[NAMES * 2].name);
	name_store_finish(&store);
}

/* In batches, and with room made beforehand or not: the same store. */
Test(name_store, batches_make_the_same_store)
{
	enum {
		NAMES = 5000
	};
	struct scope scope = { .types = a_mx, .type_count = 2 };
	struct name_store plain = { 0 };

	for (unsigned i = 0; i < NAMES; i++) {
		char text[64];
		snprintf(text, sizeof(text), "n%u.example", i % (NAMES - 700));
		add(&plain, text, a_mx, 2, 0);
	}
	for (unsigned expected = 0; expected <= 2 * NAMES; expected += NAMES) {
		struct name_store store = { 0 };
		struct name_batch batch = { .count = 0 };
		if (expected > 0) {
			cr_assert_eq(name_store_expect(&store, expected / 3, expected, 1000),
				     0);
		}
		for (unsigned i = 0; i < NAMES; i++) {
			char text[64];
			snprintf(text, sizeof(text), "n%u.example", i % (NAMES - 700));
			batch.names[batch.count++] = name_of(text);
			if (batch.count == NAME_BATCH || i + 1 == NAMES) {
				cr_assert_eq(name_store_add_all(&store, &batch, &scope), 0);
				cr_assert_eq(batch.count, 0);
			}
		}
		cr_assert_eq(store.question_count, plain.question_count);
		cr_assert_eq(store.duplicates, plain.duplicates);
		cr_assert_eq(store.names_size, plain.names_size);
		cr_assert_eq(memcmp(store.names, plain.names, plain.names_size), 0);
		for (size_t i = 0; i < plain.question_count; i++) {
			const struct fd_question *one = &store.questions[i];
			const struct fd_question *other = &plain.questions[i];
			cr_assert(one->name == other->name && one->qtype == other->qtype &&
					  one->group == other->group &&
					  one->terms == other->terms &&
					  one->name_length == other->name_length,
				  "question %zu", i);
		}
		name_store_seal(&store);
		name_store_finish(&store);
	}
	name_store_finish(&plain);
}

Test(name_store, left_out_is_only_counted)
{
	struct name_store store = { 0 };
	struct fd_name name = name_of("a.example");
	struct scope scope = { .types = a_mx, .type_count = 2, .left_out = true };

	cr_assert_eq(name_store_add(&store, &name, &scope), 0);
	cr_expect_eq(store.left_out, 2);
	cr_expect_eq(store.question_count, 0);
	name_store_finish(&store);
}
