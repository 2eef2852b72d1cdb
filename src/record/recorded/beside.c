/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fleetdig/recorded.h>

#include "core/region.h"

/* Runs of the same questions, side by side: one inventory, in which each run's resolvers are others. */

struct fd_beside {
	struct fd_inventory inventory; /* first: what is given out */
	struct region region;
	const struct fd_recorded *const *runs;
	const char *const *labels;
	size_t count;
};

static bool asks(const struct fd_recorded *run, size_t question)
{
	return run->asked[question / 64] >> (question % 64) & 1;
}

/* ---- whether they are the same questions ---------------------------------------------------------- */

static int refuse(const struct fd_beside *beside, size_t run, const char *what,
		  struct fd_errors *errors)
{
	fd_errors_add(
		errors,
		"the runs from %s and from %s have other %s, expected the same names, types "
		"and groups, seen from several places",
		beside->labels[0], beside->labels[run], what);
	return -EINVAL;
}

static bool same_name(const struct fd_inventory *a, const struct fd_inventory *b, size_t index)
{
	const struct fd_question *left = &a->questions[index], *right = &b->questions[index];
	uint8_t length, other_length;
	const uint8_t *wire = fd_inventory_qname(a, left, &length);
	const uint8_t *other = fd_inventory_qname(b, right, &other_length);

	return left->qtype == right->qtype && left->group == right->group &&
	       left->terms == right->terms && length == other_length &&
	       memcmp(wire, other, length) == 0;
}

static int check(const struct fd_beside *beside, size_t run, struct fd_errors *errors)
{
	const struct fd_recorded *first = beside->runs[0], *other = beside->runs[run];
	const struct fd_inventory *a = first->inventory, *b = other->inventory;

	if (a->question_count != b->question_count) {
		return refuse(beside, run, "questions", errors);
	}
	if (a->group_count != b->group_count || a->terms_count != b->terms_count) {
		return refuse(beside, run, "groups or expectations", errors);
	}
	for (size_t i = 0; i < a->group_count; i++) {
		if (strcmp(a->groups[i].id, b->groups[i].id) != 0) {
			return refuse(beside, run, "groups", errors);
		}
	}
	for (size_t i = 0; i < a->question_count; i++) {
		if (asks(first, i) && asks(other, i) && !same_name(a, b, i)) {
			return refuse(beside, run, "questions", errors);
		}
	}
	return 0;
}

/* ---- resolvers -------------------------------------------------------------------------------- */

static int put_resolvers(struct fd_beside *beside, size_t run, uint32_t first)
{
	const struct fd_inventory *from = beside->runs[run]->inventory;
	struct region *region = &beside->region;

	for (size_t i = 0; i < from->resolver_count; i++) {
		struct fd_resolver *to = &beside->inventory.resolvers[first + i];
		char id[512];
		*to = from->resolvers[i];
		int length =
			snprintf(id, sizeof(id), "%.250s@%.250s", to->id, beside->labels[run]);
		to->id = region_text(region, id, (size_t)length);
		to->forwards_to = region_copy(region, to->forwards_to,
					      to->forwards_to_count * sizeof(uint32_t));
		if (to->id == NULL || to->forwards_to == NULL) {
			return -ENOMEM;
		}
		for (size_t j = 0; j < to->forwards_to_count; j++) {
			to->forwards_to[j] += first;
		}
	}
	return 0;
}

static int join_resolvers(struct fd_beside *beside)
{
	size_t total = 0;
	uint32_t first = 0;
	int r = 0;

	for (size_t i = 0; i < beside->count; i++) {
		total += beside->runs[i]->inventory->resolver_count;
	}
	beside->inventory.resolver_count = total;
	beside->inventory.resolvers =
		region_array(&beside->region, total, sizeof(*beside->inventory.resolvers));
	if (beside->inventory.resolvers == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < beside->count && r == 0; i++) {
		r = put_resolvers(beside, i, first);
		first += (uint32_t)beside->runs[i]->inventory->resolver_count;
	}
	return r;
}

static void put_limit(uint64_t *bits, size_t at, const struct fd_inventory *from,
		      const struct fd_terms *terms)
{
	for (size_t i = 0; i < from->resolver_count; i++, at++) {
		if (terms->resolvers == NULL || terms->resolvers[i / 64] >> (i % 64) & 1) {
			bits[at / 64] |= UINT64_C(1) << (at % 64);
		}
	}
}

/* Who is asked a question is said by a bit per resolver: each run's bits stand where its resolvers do. */
static int join_terms(struct fd_beside *beside)
{
	size_t count = beside->inventory.terms_count;
	size_t words = beside->inventory.resolver_count / 64 + 1;
	struct fd_terms *terms = region_array(&beside->region, count, sizeof(*terms));
	uint64_t *bits = region_array(&beside->region, count * words, sizeof(*bits));

	if (terms == NULL || bits == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		terms[i].expect = beside->runs[0]->inventory->terms[i].expect;
		terms[i].resolvers = bits + i * words;
		for (size_t j = 0; j < beside->count; j++) {
			const struct fd_inventory *from = beside->runs[j]->inventory;
			put_limit(terms[i].resolvers, at, from, &from->terms[i]);
			at += from->resolver_count;
		}
	}
	beside->inventory.terms = terms;
	return 0;
}

/* ---- names ------------------------------------------------------------------------------------ */

static int join_names(struct fd_beside *beside)
{
	struct fd_inventory *inventory = &beside->inventory;
	size_t total = 0, count = inventory->question_count;

	for (size_t i = 0; i < beside->count; i++) {
		total += beside->runs[i]->inventory->names_size;
	}
	if (total > UINT32_MAX) {
		return -ENOMEM;
	}
	inventory->names = region_array(&beside->region, total, 1);
	inventory->questions =
		region_array(&beside->region, count, sizeof(*inventory->questions));
	if (inventory->names == NULL || inventory->questions == NULL) {
		return -ENOMEM;
	}
	inventory->names_size = 0;
	/* The first that asked a question says its name; so that the first of all wins, it comes last. */
	for (size_t i = beside->count; i-- > 0;) {
		const struct fd_recorded *run = beside->runs[i];
		const struct fd_inventory *from = run->inventory;
		uint32_t before = (uint32_t)inventory->names_size;
		memcpy(inventory->names + before, from->names, from->names_size);
		inventory->names_size += from->names_size;
		for (size_t j = 0; j < count; j++) {
			if (asks(run, j) || i == beside->count - 1) {
				inventory->questions[j] = from->questions[j];
				inventory->questions[j].name += before;
			}
		}
	}
	return 0;
}

/* ---- life ------------------------------------------------------------------------------------- */

int fd_recorded_beside(struct fd_inventory **ret_inventory,
		       const struct fd_recorded *const *runs, const char *const *labels,
		       size_t count, struct fd_errors *errors)
{
	struct fd_beside *beside = calloc(1, sizeof(*beside));
	int r = 0;

	if (beside == NULL) {
		return -ENOMEM;
	}
	beside->inventory = *runs[0]->inventory;
	beside->runs = runs;
	beside->labels = labels;
	beside->count = count;
	for (size_t i = 1; i < count && r == 0; i++) {
		r = check(beside, i, errors);
	}
	r = r < 0 ? r : join_resolvers(beside);
	r = r < 0 ? r : join_terms(beside);
	r = r < 0 ? r : join_names(beside);
	if (r < 0) {
		if (r == -ENOMEM) {
			fd_errors_add(errors, "%s", strerror(ENOMEM));
		}
		fd_recorded_beside_destroy(&beside->inventory);
		return r;
	}
	*ret_inventory = &beside->inventory;
	return 0;
}

void fd_recorded_beside_destroy(struct fd_inventory *inventory)
{
	struct fd_beside *beside = (struct fd_beside *)inventory;

	if (beside != NULL) {
		region_finish(&beside->region);
		free(beside);
	}
}
