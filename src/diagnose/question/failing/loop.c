/* SPDX-License-Identifier: MIT */
#include "diagnose/common/aliases.h"
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/* Aliases without an end: met by ourselves, or shown by who went round and gave up. */

enum answer judge_loop(struct column *column, const struct walk *walk,
		       enum fd_confidence confidence)
{
	finding_set(column->finding, FD_CAUSE_cname_loop, FD_ROLE_PUBLIC, confidence);
	column_show(column, want_failed, "no resolver comes to an end");
	for (size_t i = 0; i < walk->final_count && i < 2; i++) {
		finding_fact(column->diagnosis, column->finding, walk->finals[i],
			     walk->repeats ? "the alias leads back into the chain"
					   : "and the chain of aliases goes on");
	}
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		walk->repeats
			? "%s is an alias whose chain never ends: it leads back into itself."
			: "%s is an alias whose chain is longer than resolvers follow.",
		column->label);
	if (!walk->repeats) {
		column->finding->action =
			"Tell the name's owner: let the first alias point at the last name; many "
			"resolvers give up after some eight to sixteen aliases.";
	}
	column_mark(column, want_failed, FD_CAUSE_cname_loop);
	return YES;
}

/* What a resolver gives with its failure is the chain as far as it went: round, and back to where it was (seen: BIND). */
static struct column_cell *cell_in_circle(const struct column *column)
{
	struct fd_observation saw;
	struct fd_message message;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || cell->kind != KIND_SERVFAIL) {
			continue;
		}
		column_observe(column, cell, &saw, &message);
		if (saw.message != NULL && saw.message->has_question &&
		    aliases_repeat(saw.message, column->qtype)) {
			return cell;
		}
	}
	return NULL;
}

enum answer judge_loop_told(struct column *column, struct walk *walk)
{
	struct column_cell *cell = cell_in_circle(column);

	if (cell == NULL) {
		return NO;
	}
	bool several = column_witnesses(column, want_failed) >= 2;
	walk->repeats = true;
	judge_loop(column, walk, several ? FD_LIKELY : FD_POSSIBLE);
	cell_show(column, cell, "the aliases in its reply lead back into the chain");
	finding_alternative(column->finding, FD_CAUSE_auth_servfail);
	finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
	return YES;
}

/* NOERROR, and nothing but aliases, without the SOA that a denial has: who gives that has stopped on the way. */
static bool is_unfinished(const struct column_cell *cell)
{
	return cell->kind == KIND_NODATA && (cell->cell->flags & FD_CELL_CNAME) != 0 &&
	       (cell->cell->flags & FD_CELL_SOA) == 0;
}

enum answer rule_endless(struct column *column)
{
	struct walk walk;
	bool unfinished = column->nodata > 0 && column_answers(column) == column->nodata;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		unfinished = unfinished &&
			     (!in_vote(cell) || kind_failed(cell->kind) || is_unfinished(cell));
	}
	if (!unfinished) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	if (walk.end != WALK_ALIAS_LOOP) {
		return NO;
	}
	judge_loop(column, &walk, FD_CONFIRMED);
	column_show(column, want_negative, "here it ends amid the chain, without a denial");
	column_mark(column, want_negative, FD_CAUSE_cname_loop);
	return YES;
}

/* ---- asked for, alias by alias ------------------------------------------------------------------ */

/* Where the name leads, by the reply to a question for its CNAME. False: it is no alias, or nobody says. */
static bool alias_target(const struct fact *fact, struct fd_name *ret_target)
{
	const struct fd_message *message = fact->observation.message;
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;

	while (message != NULL && saw_answer(&fact->observation) &&
	       fd_message_next(message, &cursor, &record)) {
		if (record.section == FD_SECTION_ANSWER && record.type == FD_TYPE_CNAME &&
		    fd_name_equal(&record.owner, &fact->wish.qname)) {
			return fd_record_target(message, &record, ret_target) == 0;
		}
	}
	return false;
}

/* The first of those that fail it; NULL: enough names were asked for so. */
static const struct column_cell *who_may_know(const struct column *column, struct fd_wish *ret)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !want_failed(cell)) {
			continue;
		}
		*ret = wish_resolver(diagnosis, cell->resolver, FD_PURPOSE_REPEAT,
				     &column->name, FD_TYPE_CNAME);
		bool new = facts_find(&diagnosis->facts, ret) == NULL;
		if (new && diagnosis->aliases_asked == ALIASES_ASKED) {
			return NULL;
		}
		diagnosis->aliases_asked += new;
		return cell;
	}
	return NULL;
}

enum answer judge_loop_asked(struct column *column, struct walk *walk)
{
	struct fd_name seen[ALIASES_MAX + 1] = { column->name };
	const struct fact *fact = NULL;
	struct fd_wish wish;
	size_t count = 1;

	if (walk->end != WALK_VOID || who_may_know(column, &wish) == NULL) {
		return NO;
	}
	walk->repeats = false;
	while (!walk->repeats && count <= ALIASES_MAX) {
		wish.qname = seen[count - 1];
		fact = ask_insistently(column->diagnosis, &wish);
		if (fact == NULL) {
			return PENDING;
		}
		if (!alias_target(fact, &seen[count])) {
			return NO;
		}
		for (size_t i = 0; i < count; i++) {
			walk->repeats = walk->repeats || fd_name_equal(&seen[i], &seen[count]);
		}
		count++;
	}
	judge_loop(column, walk, FD_LIKELY);
	finding_fact(column->diagnosis, column->finding, fact,
		     walk->repeats
			     ? "asked for alias by alias, the chain leads back into itself"
			     : "and the chain of aliases goes on");
	return YES;
}
