/* SPDX-License-Identifier: MIT */
#include "diagnose/common/aliases.h"
#include "diagnose/common/lint.h"
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/bogus/bogus.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/* Resolvers that are well contradict each other: some have the name, some deny it. Who is right is asked of the zone. */

enum {
	SHORT_S = 60, /* what is kept no longer has been looked up just now */
};

static bool want_odd(const struct column_cell *cell)
{
	return cell->sink || kind_negative(cell->kind);
}

static const struct fd_zone *declared_zone(const struct column *column)
{
	return fd_inventory_zone(column->diagnosis->inventory, &column->name);
}

/* ---- how a denial looks --------------------------------------------------------------------- */

static bool looks_made(const struct column *column, const struct column_cell *cell,
		       const struct walk *walk)
{
	struct fd_observation saw;
	struct fd_message message;
	struct fd_soa soa;

	column_observe(column, cell, &saw, &message);
	if (cell->sink || cell_changed(cell->cell)) {
		return true;
	}
	if ((saw.flags & FD_CELL_SOA) == 0) {
		return true;
	}
	if (saw.message == NULL || !fd_message_soa(saw.message, FD_SECTION_AUTHORITY, &soa)) {
		return false;
	}
	/* Of an alias it is the target that is denied. */
	struct fd_name end;
	unsigned aliases;
	if (walk->end == WALK_VOID &&
	    aliases_follow(saw.message, column->qtype, &end, &aliases) == ALIASES_END &&
	    aliases > 0) {
		return !fd_name_under(&end, &soa.owner);
	}
	/* There is no zone below the one that has the name: who carries its SOA has made it. */
	bool below = walk->end == WALK_ANSWER && walk->aliases == 0 &&
		     fd_name_under(&soa.owner, &walk->cut->zone) &&
		     !fd_name_equal(&soa.owner, &walk->cut->zone);
	return below || !fd_name_under(&column->name, &soa.owner);
}

/* ---- verdicts ------------------------------------------------------------------------------- */

/*
 * Of the parent's servers some delegate the zone and others deny it. What is said with AA is no delegation: that server has the zone
 * itself, and whether the parent delegates it does not show there; so it may have been loaded at some of the servers, and nowhere else.
 */
static enum answer judge_parents_differ(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	struct region *texts = &column->diagnosis->texts;
	const struct fact *referral = walk->disputed->referral;
	bool own = (referral->observation.header_flags & FD_FLAG_AA) != 0 &&
		   !lint_registry(&walk->disputed->parent->zone);

	finding_set(finding,
		    own ? FD_CAUSE_auth_inconsistent_existence
			: FD_CAUSE_delegation_inconsistent,
		    FD_ROLE_PUBLIC, own ? FD_LIKELY : FD_CONFIRMED);
	column_show(column, want_negative, "denied here, answered elsewhere");
	finding_fact(column->diagnosis, finding, referral,
		     own ? "one server of the zone above has the zone"
			 : "one server of the parent delegates the zone");
	finding_fact(column->diagnosis, finding, walk->disputed->denial,
		     "another one says that it does not exist");
	if (own) {
		finding_alternative(finding, FD_CAUSE_delegation_inconsistent);
	}
	finding->summary = region_printf(
		texts,
		own ? "%s exists or not, depending on which server of %s a resolver has met: some have "
		      "a zone of their own for it, and others deny it."
		    : "%s exists or not, depending on which server of the parent %s a resolver has met: "
		      "they disagree about the delegation.",
		column->label, text_name(texts, &walk->disputed->parent->zone));
	column_mark(column, want_negative, finding->cause);
	column_weigh(column);
	return YES;
}

/* Some denial comes from above the zone: the resolver has met a parent server that does not know it. */
static bool denied_above(const struct column *column, const struct cut *cut)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		struct fd_observation saw;
		struct fd_message message;
		struct fd_soa soa;
		if (!in_vote(cell) || cell->kind != KIND_NXDOMAIN) {
			continue;
		}
		column_observe(column, cell, &saw, &message);
		if (saw.message != NULL &&
		    fd_message_soa(saw.message, FD_SECTION_AUTHORITY, &soa) &&
		    fd_name_under(&cut->zone, &soa.owner) &&
		    !fd_name_equal(&cut->zone, &soa.owner)) {
			return true;
		}
	}
	return false;
}

enum answer compare_parents(struct column *column, struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct cut *cut = walk->cut;
	enum answer answer = YES;

	if (cut == NULL || cut->parent == NULL || !denied_above(column, cut)) {
		return NO;
	}
	for (size_t i = 0; i < cut->parent->server_count; i++) {
		const struct fact *fact = cut_ask_parent(diagnosis, cut, i, FD_TYPE_NS);
		if (fact == NULL) {
			answer = PENDING;
		} else if (fact->observation.status == FD_NXDOMAIN &&
			   (fact->observation.header_flags & FD_FLAG_AA) != 0) {
			cut_compare(diagnosis, cut, fact);
			walk->disputed = cut;
		}
	}
	return answer;
}

static enum answer judge_servers_differ(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	enum fd_cause cause = FD_CAUSE_auth_inconsistent_existence;
	struct versions versions;

	/* A transfer may be under way: some seconds later it is over. */
	enum answer still = versions_differ_still(column, walk, &versions);
	if (still != YES) {
		return still;
	}
	finding_set(finding, cause, FD_ROLE_PUBLIC, FD_CONFIRMED);
	column_show(column, want_negative, "denied here, answered elsewhere");
	for (size_t i = 0; i < walk->final_count && i < 4; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "the zone's servers do not agree");
	}
	if (versions.serials_differ) {
		versions_show(column, &versions);
	}
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s exists on some servers of zone %s only%s; no resolver is at fault.",
		column->label, text_name(&column->diagnosis->texts, &walk->cut->zone),
		versions.serials_differ ? region_printf(&column->diagnosis->texts, " (%s)",
							versions_text(column, &versions))
					: "");
	column_mark(column, want_negative, cause);
	column_weigh(column);
	return YES;
}

static bool want_holdout(const struct column_cell *cell)
{
	return want_positive(cell) && !cell->judged;
}

/* The address that another name gets there too, and not elsewhere: that of a page that says so. */
static void mark_blocked(struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want_holdout(cell) && shared_with_another(column, cell)) {
			cell_mark(column, cell, FD_CAUSE_resolver_blocklist);
		}
	}
}

/* What they hold is what a server says that is named for the zone, whether or not it knows it: nobody has made it up. */
static enum answer judge_served_holdout(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	const struct fact *fact = NULL;
	enum answer answer = NO;

	for (size_t i = 0; answer != YES && i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want_positive(cell)) {
			enum answer one =
				answer_served(column, walk, cell->cell->digest, &fact);
			answer = one == NO ? answer : one;
		}
	}
	if (answer != YES) {
		return answer;
	}
	finding_set(finding, FD_CAUSE_auth_inconsistent_existence, FD_ROLE_PUBLIC, FD_LIKELY);
	column_show(column, want_positive, "answered here");
	finding_fact(column->diagnosis, finding, fact,
		     "a server that is named for the zone says so");
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "and another one denies it");
	}
	finding_alternative(finding, FD_CAUSE_auth_partial_lame);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s exists on some servers of zone %s only; no resolver is at fault.",
		column->label, text_name(&column->diagnosis->texts, &walk->cut->zone));
	column_mark(column, want_negative, finding->cause);
	column_weigh(column);
	return YES;
}

/*
 * A type that the zone's servers do not have for this host, and that some resolvers give, for so short a time that none of them can have
 * kept it for long: it is given to some networks and not to others.
 */
static bool judge_by_place(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;

	if (walk->end != WALK_NODATA || walk->aliases > 0) {
		return false;
	}
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && want_holdout(cell) && cell->cell->ttl > SHORT_S) {
			return false;
		}
	}
	finding_set(finding, FD_CAUSE_split_horizon, FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_holdout, "answered here, for a short time only");
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "the zone's own server has none for this host");
	}
	finding_alternative(finding, FD_CAUSE_resolver_stale_cache);
	finding_alternative(finding, FD_CAUSE_auth_inconsistent_existence);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is there for some resolvers and not for others, nor for this host: its zone seems to "
		"give it to some networks alone.",
		column->label);
	return true;
}

/* Those who still answer hold something old, or their own. */
static enum answer judge_holdouts(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;

	enum answer served = judge_served_holdout(column, walk);
	if (served != NO) {
		return served;
	}
	bool failing = judge_failing_cells(column, walk) == PENDING;
	if (find_rewriters(column, walk) == PENDING || failing) {
		return PENDING;
	}
	if (column_witnesses(column, want_holdout) == 0) {
		return judge_negative(column);
	}
	if (judge_by_place(column, walk)) {
		return YES;
	}
	column_show(column, want_holdout, "answered here");
	mark_blocked(column);
	column_mark(column, want_positive, FD_CAUSE_resolver_stale_cache);
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "the zone's own server denies it");
	}
	conclude_from_cells(column, FD_POSSIBLE);
	finding_alternative(finding, FD_CAUSE_split_horizon);
	finding_alternative(finding, FD_CAUSE_resolver_nxdomain_rewrite);
	finding_alternative(finding, FD_CAUSE_auth_inconsistent_existence);
	/* A registry that denies a domain may be what has changed. */
	if (walk->cut != NULL && lint_registry(&walk->cut->zone)) {
		finding_alternative(finding, FD_CAUSE_domain_not_registered);
		finding_alternative(finding, FD_CAUSE_delegation_missing);
	} else {
		finding_alternative(finding, FD_CAUSE_name_does_not_exist);
	}
	return YES;
}

enum answer judge_servers_split(struct column *column, const struct walk *walk)
{
	bool differ = walk->positive > 0 && walk->nxdomain + walk->nodata > 0;
	if (walk->disputed == NULL && !differ) {
		return NO;
	}
	enum answer answer = walk->disputed != NULL ? judge_parents_differ(column, walk)
						    : judge_servers_differ(column, walk);
	if (answer == YES && column->positive + column->stale == 0) {
		column->finding->severity = FD_FAILURE; /* nobody has it */
	}
	return answer;
}

/* An alias that the zone itself does not have. */
static bool aliased_elsewhere(const struct column_cell *cell, const struct walk *walk)
{
	if (walk->end != WALK_ANSWER || (cell->cell->flags & FD_CELL_CNAME) == 0) {
		return false;
	}
	for (size_t i = 0; i < walk->final_count; i++) {
		if ((walk->finals[i]->observation.flags & FD_CELL_CNAME) != 0) {
			return false;
		}
	}
	return walk->aliases == 0;
}

/* By an SOA that is not above the name: a policy may look like that. */
static void mark_old_alias(struct column *column, struct column_cell *cell,
			   const struct walk *walk)
{
	cell->guessed = looks_made(column, cell, walk);
	cell_mark(column, cell, FD_CAUSE_resolver_stale_cache);
	cell_show(column, cell,
		  "an alias that the zone does not have any more, to what does not exist: "
		  "perhaps cached from before");
	finding_alternative(column->finding, FD_CAUSE_resolver_stale_negative_cache);
	if (cell->guessed) {
		finding_alternative(column->finding, FD_CAUSE_resolver_blocklist);
	}
}

static enum answer judge_denial(struct column *column, struct column_cell *cell,
				const struct walk *walk, const struct fact *positive)
{
	if (has_old_alias(column, cell, walk)) {
		mark_old_alias(column, cell, walk);
		return YES;
	}
	bool alias = aliased_elsewhere(cell, walk);
	bool made = alias || looks_made(column, cell, walk);
	enum answer guarded = NO;
	enum fd_cause cause =
		made ? FD_CAUSE_resolver_blocklist : FD_CAUSE_resolver_stale_negative_cache;

	if (made && !alias && cell->kind == KIND_NODATA) {
		guarded = check_guarded(column, cell->resolver, positive);
	}
	if (guarded == PENDING) {
		return PENDING;
	}
	cell_mark(column, cell, guarded == YES ? FD_CAUSE_resolver_rebind_protection : cause);
	cell_show(column, cell,
		  cell->sink ? "an address that leads nowhere"
		  : alias    ? "an alias that the zone does not have: made by this resolver"
		  : guarded == YES ? "an address of this kind is taken out by this resolver"
		  : made ? "denied, and not with the zone's SOA: made by this resolver"
			 : "denied with the zone's SOA: perhaps cached from before");
	return YES;
}

enum answer judge_denials(struct column *column, const struct walk *walk,
			  const struct fact *positive)
{
	enum answer answer = YES;

	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && !cell->judged && want_odd(cell) &&
		    judge_denial(column, cell, walk, positive) == PENDING) {
			answer = PENDING;
		}
	}
	return answer;
}

/* Pages, beside denials and addresses that lead nowhere: an address that no server of the zone has, and that shows itself as made. */
static void mark_pages(struct column *column, const struct walk *walk)
{
	for (size_t i = 0; walk->end == WALK_ANSWER && i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || cell->judged || cell->sink ||
		    cell->kind != KIND_POSITIVE) {
			continue;
		}
		bool served = false;
		for (size_t f = 0; f < walk->final_count; f++) {
			served = served || (uint32_t)walk->finals[f]->observation.digest ==
						   cell->cell->digest;
		}
		const char *made = served ? NULL : shown_as_made(column, cell);
		if (made != NULL) {
			cell_show(column, cell, made);
			cell_mark(column, cell, FD_CAUSE_resolver_blocklist);
		}
	}
}

/* `copy`: what one of them denies is of an old version of the zone, and not from its cache. */
static enum answer judge_liars(struct column *column, const struct walk *walk,
			       const struct fact *positive, bool copy)
{
	bool known = walk->end == WALK_ANSWER;
	enum answer bogus = column->failed > 0 ? judge_dnssec(column, walk) : NO;

	/* Who fails does so for the zone's signatures, whatever else is denied by whom. */
	if (bogus != NO) {
		return bogus == YES ? judge_denials(column, walk, positive) : PENDING;
	}
	if (judge_failing_cells(column, walk) == PENDING ||
	    judge_denials(column, walk, positive) == PENDING) {
		return PENDING;
	}
	mark_pages(column, walk);
	if (!known) {
		finding_fact(column->diagnosis, column->finding, positive,
			     "another resolver has it");
	}
	bool two = column_witnesses(column, want_positive) >= 2;
	conclude_from_cells(column, (known || two) && !copy ? FD_LIKELY : FD_POSSIBLE);
	if (!known || copy) {
		finding_alternative(column->finding, FD_CAUSE_resolver_stale_negative_cache);
		finding_alternative(column->finding, FD_CAUSE_auth_inconsistent_existence);
		finding_alternative(column->finding, FD_CAUSE_split_horizon);
	}
	if (!known) {
		finding_alternative(column->finding, FD_CAUSE_delegation_inconsistent);
	}
	return YES;
}

enum answer rule_divergent(struct column *column)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_zone *declared = declared_zone(column);
	size_t odd = column->nodata + column->nxdomain + column->sinks;
	struct walk walk;

	if (column->positive + column->stale <= column->sinks || odd == 0) {
		return NO;
	}
	if (declared != NULL && declared->internal && column->sinks == 0) {
		return judge_split(column, &declared->name, "its zone is marked internal");
	}
	const struct fact *positive;
	bool asked = ask_positive(column, &positive);
	bool walked = walk_settled(diagnosis, &column->name, column->qtype, &walk);
	if (!walked || !asked) {
		return PENDING;
	}
	if (walk.positive > 0 && walk.nxdomain + walk.nodata > 0) {
		enum answer differ = judge_servers_differ(column, &walk);
		if (differ != NO) {
			return differ;
		}
	}
	bool copy = false;
	enum answer denied = judge_lame_denial(column, &walk);
	if (denied == NO) {
		denied = judge_copies(column, &walk, &copy);
	}
	if (denied == NO) {
		denied = judge_denied_beside(column, &walk);
	}
	if (denied != NO) {
		return denied;
	}
	const char *why;
	if (split_shown(column, &walk, positive, &why)) {
		return judge_split(column, NULL, why);
	}
	if (walk.disputed == NULL && compare_parents(column, &walk) == PENDING) {
		return PENDING;
	}
	if (walk.disputed != NULL) {
		return judge_parents_differ(column, &walk);
	}
	if ((walk.end == WALK_NXDOMAIN || walk.end == WALK_NODATA) && column->sinks == 0) {
		return judge_holdouts(column, &walk);
	}
	enum answer unsettled = judge_contrary(column, &walk, positive);
	if (unsettled == NO) {
		unsettled = judge_fresh(column, &walk, positive);
	}
	if (unsettled == NO) {
		unsettled = judge_unsettled(column, &walk);
	}
	return unsettled == NO ? judge_liars(column, &walk, positive, copy) : unsettled;
}
