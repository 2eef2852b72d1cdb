/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagnose/question/denied/denied.h"
#include "diagnose/question/rules.h"

/* Answers that hold private addresses: known inside only, or taken out by resolvers that guard against rebinding. */

bool ask_positive(const struct column *column, const struct fact **ret_fact)
{
	*ret_fact = NULL;
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want_positive(cell)) {
			struct fd_wish wish = column_wish(column, cell->resolver);
			*ret_fact = ask_insistently(column->diagnosis, &wish);
			return *ret_fact != NULL;
		}
	}
	return true;
}

/* Reserved for examples (RFC 5737, RFC 3849): rebind protection takes them out too (seen: dnsmasq). */
static bool is_documentation(const struct fd_endpoint *endpoint)
{
	static const struct {
		uint8_t family, length, octets[4];
	} ranges[] = {
		{ 4, 3, { 192, 0, 2 } },
		{ 4, 3, { 198, 51, 100 } },
		{ 4, 3, { 203, 0, 113 } },
		{ 6, 4, { 0x20, 0x01, 0x0d, 0xb8 } },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (endpoint->family == ranges[i].family &&
		    memcmp(endpoint->address, ranges[i].octets, ranges[i].length) == 0) {
			return true;
		}
	}
	return false;
}

static bool has_address(const struct fact *fact, bool (*want)(const struct fd_endpoint *))
{
	const struct fd_message *message = fact->observation.message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && fd_message_next(message, &cursor, &record) &&
	       record.section == FD_SECTION_ANSWER) {
		bool v4 = record.type == FD_TYPE_A && record.rdata_length == 4;
		bool v6 = record.type == FD_TYPE_AAAA && record.rdata_length == 16;
		struct fd_endpoint endpoint = { .family = v4 ? 4 : 6 };
		if (!v4 && !v6) {
			continue;
		}
		memcpy(endpoint.address, message->wire + record.rdata_offset,
		       record.rdata_length);
		if (want(&endpoint)) {
			return true;
		}
	}
	return false;
}

bool fact_private(const struct fact *fact)
{
	return has_address(fact, fd_endpoint_is_private);
}

bool fact_guarded(const struct fact *fact)
{
	return fact_private(fact) || has_address(fact, is_documentation);
}

/*
 * Whoever gives such addresses for other names does not guard against them: in a network that is private altogether, what is
 * missing from one answer is missing for another reason. A few of its answers are asked for again, to be read.
 */
static enum answer passes_others(const struct column *column, uint32_t resolver)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_inventory *inventory = diagnosis->inventory;
	enum answer answer = NO;

	for (uint32_t q = 0, seen = 0; q < inventory->question_count && seen < REBIND_SAMPLE;
	     q++) {
		const struct fd_cell *cell = cell_of(diagnosis, q, resolver);
		if (inventory->questions[q].qtype != column->qtype || cell == NULL ||
		    cell_kind(cell) != KIND_POSITIVE || !question_in_run(diagnosis, q)) {
			continue;
		}
		struct fd_wish wish = cell_wish(diagnosis, q, resolver);
		const struct fact *fact = ask_insistently(column->diagnosis, &wish);
		seen++;
		if (fact == NULL) {
			answer = answer == YES ? YES : PENDING;
		} else if (fact_guarded(fact)) {
			answer = YES;
		}
	}
	return answer;
}

enum answer check_guarded(const struct column *column, uint32_t resolver,
			  const struct fact *positive)
{
	if (positive == NULL || !fact_guarded(positive)) {
		return NO;
	}
	enum answer passes = passes_others(column, resolver);
	return passes == PENDING ? PENDING : passes == YES ? NO : YES;
}

/* ---- cells that fail --------------------------------------------------------------------------- */

/*
 * How it fails who has taken an address out. Some refuse then, and say that they do not want to (seen: Knot Resolver, EDE 18); or,
 * where they validate, what is left does not, and without checking it is empty (seen: Unbound).
 */
static enum answer fails_emptied(const struct column *column, const struct column_cell *cell)
{
	if (cell->kind == KIND_REFUSED) {
		return cell_withheld(cell->cell) ? YES : NO;
	}
	if (cell->kind != KIND_SERVFAIL ||
	    resolver_validates(column->diagnosis, cell->resolver) == 0) {
		return NO;
	}
	const struct fact *unchecked = ask_unchecked(column, cell->resolver);
	if (unchecked == NULL) {
		return PENDING;
	}
	return unchecked->observation.status == FD_NOERROR &&
			       !saw_answer(&unchecked->observation)
		       ? YES
		       : NO;
}

static enum answer explains_failure(const struct column *column, const struct column_cell *cell,
				    const struct fact *positive)
{
	enum answer emptied = fails_emptied(column, cell);

	return emptied == YES ? check_guarded(column, cell->resolver, positive) : emptied;
}

static void mark_guarded(struct column *column, struct column_cell *cell,
			 const struct fact *positive)
{
	bool refused = cell->kind == KIND_REFUSED;

	cell_show(column, cell, refused ? "refused here" : "fails here");
	if (!refused) {
		finding_fact(column->diagnosis, column->finding,
			     ask_unchecked(column, cell->resolver),
			     "with checking disabled nothing is left of the answer");
	}
	finding_fact(column->diagnosis, column->finding, positive,
		     "there is a private address: it is taken out here");
	finding_alternative(column->finding, refused ? FD_CAUSE_resolver_blocklist
						     : FD_CAUSE_resolver_auth_path_broken);
	cell_mark(column, cell, FD_CAUSE_resolver_rebind_protection);
}

enum answer judge_private_cell(struct column *column, struct column_cell *cell)
{
	enum answer emptied = fails_emptied(column, cell);
	const struct fact *positive;

	if (emptied != YES) {
		return emptied;
	}
	if (!ask_positive(column, &positive)) {
		return PENDING;
	}
	enum answer explained = check_guarded(column, cell->resolver, positive);
	if (explained == YES) {
		mark_guarded(column, cell, positive);
	}
	return explained;
}

static bool is_open(const struct column_cell *cell)
{
	return in_vote(cell) && kind_failed(cell->kind) && !cell->judged;
}

enum answer judge_all_private(struct column *column, const struct walk *walk)
{
	if (walk->end != WALK_ANSWER || !fact_guarded(walk->finals[0])) {
		return NO;
	}
	const struct fact *positive = walk->finals[0];
	for (size_t i = 0; i < column->count; i++) {
		enum answer explained =
			is_open(&column->cells[i])
				? explains_failure(column, &column->cells[i], positive)
				: YES;
		if (explained != YES) {
			return explained;
		}
	}
	for (size_t i = 0; i < column->count; i++) {
		if (is_open(&column->cells[i])) {
			mark_guarded(column, &column->cells[i], positive);
		}
	}
	conclude_from_cells(column, FD_LIKELY);
	return YES;
}
