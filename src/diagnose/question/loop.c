/* SPDX-License-Identifier: MIT */
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
		    chain_repeats(saw.message, column->qtype)) {
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
