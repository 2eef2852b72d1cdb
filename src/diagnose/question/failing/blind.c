/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/failing/registry.h"
#include "diagnose/question/failing/zone.h"
#include "diagnose/question/rules.h"

/* Nobody answers, and the zone could not be looked at: what resolvers show of it. */

static bool any_silent(const struct column *column, bool *ret_unreachable_authority)
{
	bool silent = false;

	*ret_unreachable_authority = false;
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell)) {
			continue;
		}
		silent = silent || cell->kind == KIND_SILENT;
		if (cell->cell->ede == 22 || cell->cell->ede == 23) {
			*ret_unreachable_authority = true;
		}
	}
	return silent;
}

enum answer judge_blind(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	bool told;
	bool silent = any_silent(column, &told);
	size_t witnesses = column_witnesses(column, want_failed);
	bool enough = witnesses >= 2 && walk->end == WALK_VOID;
	enum fd_cause guess = silent || told ? FD_CAUSE_auth_timeout : FD_CAUSE_auth_servfail;
	struct registry registry = { .lives = NULL };

	if (enough && !registry_check(column, &walk->name, &registry)) {
		return PENDING;
	}
	bool registry_dead = registry.lives == NULL && registry.dead != NULL;
	/* Who does not get there either is no witness on what is below. */
	size_t lost = registry.lives == NULL ? 0 : registry.lost_count;
	enough = enough && (lost == 0 || witnesses - lost >= 2) &&
		 (!registry_dead || registry.kept == NULL);
	finding_set(finding,
		    !enough	    ? FD_CAUSE_budget
		    : registry_dead ? FD_CAUSE_tld_unreachable
				    : guess,
		    FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	finding_fact(column->diagnosis, finding, registry.lives,
		     "its top-level domain answers there");
	finding_fact(column->diagnosis, finding, registry.lives == NULL ? registry.kept : NULL,
		     "its top-level domain answers there, or did some time ago");
	finding_fact(column->diagnosis, finding, registry.dead,
		     "nor does anything else below its top-level domain come there");
	finding_table(
		finding,
		walk->foreign != NULL
			? "the zone's servers were not asked: none of them has an address that "
			  "this host can reach"
		: walk->shut != NULL
			? region_printf(
				  &column->diagnosis->texts,
				  walk->taken
					  ? "the zone's servers were not asked: who answers "
					    "in the name of those of %s offers recursion, as "
					    "they do not"
					  : "the zone's servers were not asked: those of %s "
					    "do not answer this host, and they answer "
					    "resolvers",
				  text_name(&column->diagnosis->texts, &walk->shut->zone))
		: walk->end == WALK_VOID ? why_unasked(column->diagnosis)
		: column->diagnosis->ended
			? "the zone's servers were not asked: the run was ended first"
			: "the zone's servers were not asked: no follow-ups were left",
		"nothing is shown about them");
	if (walk->foreign != NULL) {
		finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	}
	finding_alternative(finding, guess);
	/* Servers that are silent, and servers that fail, look alike behind a resolver: it is a matter of its patience. */
	finding_alternative(finding,
			    silent || told ? FD_CAUSE_auth_servfail : FD_CAUSE_auth_timeout);
	finding_alternative(finding, FD_CAUSE_auth_lame);
	finding_alternative(finding, registry.lives == NULL ? FD_CAUSE_tld_unreachable
							    : FD_CAUSE_auth_port_unreachable);
	finding_alternative(finding, FD_CAUSE_delegation_ns_unresolvable);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		enough ? "%s fails at %zu independent resolvers that are otherwise well; its "
			 "servers could not be asked from here."
		: witnesses == 1
			? "%s fails at %zu resolver that is otherwise well; what would show why was "
			  "not asked."
			: "%s fails at %zu resolvers that are otherwise well; what would show why "
			  "was not asked.",
		column->label, witnesses);
	say_one_family(column, walk);
	if (lost > 0) {
		registry_mark_lost(column, &registry);
	}
	column_mark(column, want_failed, finding->cause);
	return YES;
}

/*
 * A name of the zone that nobody has, which is in no cache, is denied there by the zone's own word, whether it validates or not. *ret_fresh: and
 * the word is no older than the question, as one is that was made of what is kept (RFC 8198).
 */
static enum answer zone_lives(const struct column *column, uint32_t resolver,
			      const struct fd_name *zone, bool *ret_fresh)
{
	struct fd_wish wish;
	struct fd_soa soa;

	if (!wish_absent_below(column, resolver, zone, &wish)) {
		return NO;
	}
	wish.flags |= FD_QUERY_CD;
	const struct fact *fact = ask_insistently(column->diagnosis, &wish);
	if (fact == NULL) {
		return PENDING;
	}
	if (!denied_for_zone(fact, zone, &soa)) {
		return NO;
	}
	*ret_fresh = *ret_fresh || soa_is_fresh(&soa);
	return YES;
}

/*
 * None of those that look dead from here speaks for the zone. Who refuses says what it says to everybody, as far as is known; a registry
 * that refused everybody, or failed, would be missed by more: it is looked at whatever is said in its name.
 */
static bool all_unheard(const struct walk *walk)
{
	const struct tally *tally = &walk->tally;
	size_t unheard = tally->by_state[SERVER_SILENT] + tally->by_state[SERVER_PORT];

	return lint_registry(&walk->cut->zone) || unheard >= tally->total;
}

/* A registry's servers recurse for nobody: who offers to, at all of their addresses, is somebody on the way. */
static bool is_taken(struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	size_t count = 0;

	for (size_t i = 0; lint_registry(&cut->zone) && i < cut->server_count; i++) {
		const struct fact *fact = cut_server_fact(diagnosis, cut, i);
		if (fact == NULL) {
			continue;
		}
		const struct fd_observation *saw = &fact->observation;
		if (!saw_reply(saw) || (saw->header_flags & FD_FLAG_AA) != 0 ||
		    (saw->header_flags & FD_FLAG_RA) == 0) {
			return false;
		}
		count++;
	}
	return count > 0;
}

/*
 * All who fail get there; or one does, beyond doubt: others may have no way of their own. Of a registry it is enough that one may: what is
 * then asked of resolvers tells more than what is said to this host in its name.
 */
static enum answer reached_by_resolvers(const struct column *column, const struct cut *cut)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	bool registry = lint_registry(&cut->zone);
	bool all = true, some = false, fresh = false, pending = false;
	uint32_t witness = FD_NO_INDEX;
	size_t asked = 0;

	for (size_t i = 0; i < column->count && asked < WITNESSES_LIKELY; i++) {
		const struct column_cell *cell = &column->cells[i];
		uint32_t own = diagnosis->rows[cell->resolver].witness;
		if (!in_vote(cell) || !kind_failed(cell->kind) || own == witness ||
		    ((pending || !all) && !registry)) {
			continue;
		}
		enum answer lives = zone_lives(column, cell->resolver, &cut->zone, &fresh);
		/* When the run began it may have been told so, and have it in its cache since. */
		fresh = fresh ||
			told_now(diagnosis->rows[cell->resolver].canaries.absent, &cut->zone);
		pending = pending || lives == PENDING;
		all = all && lives != NO;
		some = some || lives == YES;
		witness = own;
		asked++;
	}
	if (pending) {
		return PENDING;
	}
	return asked > 0 && (all || fresh || (registry && some)) ? YES : NO;
}

/* Its signatures are over, or not yet valid (RFC 8914 4.8, 4.9): who says so has had them, from servers that answer. */
static bool told_of_signatures(const struct column *column)
{
	const uint64_t codes =
		UINT64_C(1) << EDE_SIGNATURE_EXPIRED | UINT64_C(1) << EDE_SIGNATURE_EARLY;
	struct fd_observation saw;
	struct fd_message message;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_failed(cell->kind)) {
			column_observe(column, cell, &saw, &message);
			if (saw_ede(&saw, codes)) {
				return true;
			}
		}
	}
	return false;
}

/* They answer whoever asks without EDNS, this host too. */
static enum answer only_dislike_edns(struct column *column, const struct walk *walk)
{
	struct experiment tried;

	if (lint_registry(&walk->cut->zone) || walk->tally.by_state[SERVER_SILENT] == 0) {
		return NO;
	}
	if (experiment_try(column->diagnosis, walk->cut, &tried) == PENDING) {
		return PENDING;
	}
	return tried.intolerant ? YES : NO;
}

enum answer check_shut(struct column *column, struct walk *walk)
{
	if (walk->end != WALK_ZONE_BAD || walk->cut->parent == NULL || !all_unheard(walk)) {
		return NO;
	}
	enum answer dislike = only_dislike_edns(column, walk);
	if (dislike != NO) {
		return dislike == PENDING ? PENDING : NO;
	}
	bool taken = is_taken(column->diagnosis, walk->cut);
	enum answer answer = taken || told_of_signatures(column)
				     ? YES
				     : reached_by_resolvers(column, walk->cut);
	if (answer == YES) {
		walk->shut = walk->cut;
		walk->taken = taken;
		walk->cut = NULL;
		walk->end = WALK_VOID;
	}
	return answer;
}
