/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "diagnose/common/lint.h"
#include "diagnose/question/denied/denied.h"

/*
 * A name that does not exist, beside the inventory's other names: a search list has appended a suffix to one of them, or one
 * of them was meant and misspelt. Only names that demonstrably resolve count as meant. Or who denies it serves its neighbours.
 */

bool question_resolves(const struct fd_diagnosis *diagnosis, uint32_t question)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct fd_cell *cell = question_in_run(diagnosis, question)
						     ? cell_of(diagnosis, question, r)
						     : NULL;
		if (cell != NULL && cell_kind(cell) == KIND_POSITIVE &&
		    diagnosis->rows[r].healthy && !diagnosis->rows[r].rewrites) {
			return true;
		}
	}
	return false;
}

/* `name` is `other` with more labels behind it: www.pay.example.corp.example beside www.pay.example. */
static bool appended(const struct fd_name *name, const struct fd_name *other)
{
	unsigned labels = fd_name_labels(other);

	if (labels < 2 || other->length >= name->length) {
		return false;
	}
	struct fd_name front = { .length = other->length };
	for (size_t i = 0; i + 1 < other->length; i++) {
		front.wire[i] = name->wire[i];
	}
	front.wire[other->length - 1] = 0;
	/* Its last label ends where the other's does, or the octets do not match. */
	return fd_name_equal(&front, other);
}

static uint8_t lower(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet + ('a' - 'A')) : octet;
}

/* One octet more, less, other, or two swapped; the length octets of labels follow. */
static bool one_edit(const uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length)
{
	size_t front = 0, back = 0;
	size_t least = a_length < b_length ? a_length : b_length;
	size_t most = a_length < b_length ? b_length : a_length;

	if (most - least > 1) {
		return false;
	}
	while (front < least && lower(a[front]) == lower(b[front])) {
		front++;
	}
	while (back < least - front &&
	       lower(a[a_length - 1 - back]) == lower(b[b_length - 1 - back])) {
		back++;
	}
	size_t middle = most - front - back;
	if (most != least) {
		return middle == 1;
	}
	return middle == 1 || (middle == 2 && lower(a[front]) == lower(b[front + 1]) &&
			       lower(a[front + 1]) == lower(b[front]));
}

/* Exactly one label differs, by one edit, and is long enough for that to be a slip. */
static bool misspelt(const struct fd_name *name, const struct fd_name *other)
{
	const uint8_t *a = name->wire, *b = other->wire;
	unsigned differing = 0;

	if (fd_name_labels(name) != fd_name_labels(other)) {
		return false;
	}
	while (a[0] != 0 && b[0] != 0) {
		bool same = a[0] == b[0];
		for (size_t i = 1; same && i <= a[0]; i++) {
			same = lower(a[i]) == lower(b[i]);
		}
		if (!same) {
			bool slip = a[0] >= TYPO_LABEL && b[0] >= TYPO_LABEL &&
				    one_edit(a + 1, a[0], b + 1, b[0]);
			if (!slip || ++differing > 1) {
				return false;
			}
		}
		a += a[0] + 1;
		b += b[0] + 1;
	}
	return differing == 1;
}

/* Numbered names are neighbours, not slips: web1 and web2. */
static bool numbered(const struct fd_name *name, const struct fd_name *other)
{
	const struct fd_name *const both[] = { name, other };

	for (size_t n = 0; n < 2; n++) {
		for (size_t i = 0; i < both[n]->length; i++) {
			if (both[n]->wire[i] >= '0' && both[n]->wire[i] <= '9') {
				return true;
			}
		}
	}
	return false;
}

enum fd_cause relative_cause(const struct column *column, struct fd_name *ret_meant)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;
	enum fd_cause cause = FD_CAUSE_ok;

	if (count > RELATIVES_MAX) {
		return FD_CAUSE_ok;
	}
	for (uint32_t q = 0; q < count; q++) {
		struct fd_name other = question_name(diagnosis, q);
		bool suffixed = appended(&column->name, &other);
		bool typo = !suffixed && cause == FD_CAUSE_ok &&
			    misspelt(&column->name, &other) && !numbered(&column->name, &other);
		if ((!suffixed && !typo) || !question_resolves(diagnosis, q)) {
			continue;
		}
		*ret_meant = other;
		if (suffixed) {
			return FD_CAUSE_search_suffix_appended;
		}
		cause = FD_CAUSE_name_typo;
	}
	return cause;
}

unsigned labels_shared(const struct fd_name *name, const struct fd_name *other)
{
	unsigned labels = fd_name_labels(name), shared = 0;
	struct fd_name suffix;

	while (shared + 1 < labels) {
		fd_name_suffix(&suffix, name, shared + 1);
		if (!fd_name_under(other, &suffix)) {
			break;
		}
		shared++;
	}
	return shared;
}

/* It denies the name, and does not say whose word that is. */
static bool denies_bare(const struct column_cell *cell)
{
	return in_vote(cell) && cell->kind == KIND_NXDOMAIN &&
	       (cell->cell->flags & FD_CELL_SOA) == 0;
}

/* Some resolver that denies the name, and does not say whose word that is, has an answer to that question. */
static bool denier_answers(const struct column *column, uint32_t question)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		const struct fd_cell *other =
			cell_of(column->diagnosis, question, cell->resolver);
		if (denies_bare(cell) && other != NULL && cell_kind(other) == KIND_POSITIVE &&
		    !column->diagnosis->rows[cell->resolver].rewrites) {
			return true;
		}
	}
	return false;
}

bool served_beside(const struct column *column, struct fd_name *ret_zone)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	uint32_t count = (uint32_t)diagnosis->inventory->question_count;
	unsigned least = 0;

	for (uint32_t q = 0; count <= RELATIVES_MAX && q < count; q++) {
		struct fd_name other = question_name(diagnosis, q);
		unsigned shared = labels_shared(&column->name, &other);
		if (shared > 0 && (least == 0 || shared < least) &&
		    question_in_run(diagnosis, q) && denier_answers(column, q)) {
			least = shared;
		}
	}
	if (least > 0) {
		fd_name_suffix(ret_zone, &column->name, least);
	}
	return least > 0;
}

/* The first labels of it. */
static struct fd_name front_of(const struct fd_name *name, unsigned labels)
{
	struct fd_name front = *name;
	size_t end = 0;

	while (labels-- > 0) {
		end += (size_t)name->wire[end] + 1;
	}
	front.wire[end] = 0;
	front.length = (uint8_t)(end + 1);
	return front;
}

static const struct fact *ask_front(const struct column *column, const struct fd_name *front)
{
	size_t i = 0;

	while (i < column->count && !denies_bare(&column->cells[i])) {
		i++;
	}
	assert(i < column->count);
	struct fd_wish wish = wish_resolver(column->diagnosis, column->cells[i].resolver,
					    FD_PURPOSE_REPEAT, front, column->qtype);
	return ask(column->diagnosis, &wish);
}

/* Of a cluster's names two labels before the zone are a service and its space: no search list has made them. */
enum answer ask_without(const struct column *column, const struct fd_name *zone,
			struct fd_name *ret_meant)
{
	unsigned labels = fd_name_labels(&column->name) - fd_name_labels(zone);
	enum answer answer = NO;

	for (unsigned more = 0; more < 2 && labels >= 3; more++) {
		struct fd_name front = front_of(&column->name, labels - more);
		const struct fact *fact = ask_front(column, &front);
		if (fact == NULL) {
			answer = PENDING;
		} else if (answer != PENDING && saw_answer(&fact->observation)) {
			*ret_meant = front;
			return YES;
		}
	}
	return answer;
}
