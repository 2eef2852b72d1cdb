/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/question/failing/failing.h"
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

/*
 * A name below the top-level domain that nobody has, of a resolver that fails the name: all it takes is that some server of that lives,
 * and it is in no cache, as the domain's own SOA may be.
 */
static bool ask_registry(const struct column *column, const struct fact **ret_fact)
{
	struct fd_name registry;

	*ret_fact = NULL;
	if (fd_name_labels(&column->name) < 2) {
		return true;
	}
	fd_name_suffix(&registry, &column->name, 1);
	uint32_t witness = FD_NO_INDEX;
	bool known = true, lives = false;
	for (size_t i = 0, asked = 0; i < column->count && asked < WITNESSES_LIKELY; i++) {
		const struct column_cell *cell = &column->cells[i];
		uint32_t own = column->diagnosis->rows[cell->resolver].witness;
		struct fd_wish wish;
		if (!in_vote(cell) || !kind_failed(cell->kind) || own == witness) {
			continue;
		}
		if (!wish_absent_below(column, cell->resolver, &registry, &wish)) {
			return true;
		}
		wish.purpose = FD_PURPOSE_PATIENCE;
		wish.timeout_ns = PATIENCE_NS;
		const struct fact *fact = ask_insistently(column->diagnosis, &wish);
		known = known && fact != NULL;
		witness = own;
		asked++;
		/* That one of them has no way there shows nothing, where another has. */
		if (fact != NULL && !lives) {
			lives = kind_answered(observation_kind(&fact->observation));
			*ret_fact = fact;
		}
	}
	return known;
}

enum answer judge_blind(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	bool told;
	bool silent = any_silent(column, &told);
	size_t witnesses = column_witnesses(column, want_failed);
	bool enough = witnesses >= 2 && walk->end == WALK_VOID;
	enum fd_cause guess = silent || told ? FD_CAUSE_auth_timeout : FD_CAUSE_auth_servfail;
	const struct fact *registry = NULL;

	if (enough && !ask_registry(column, &registry)) {
		return PENDING;
	}
	registry = registry == NULL || saw_no_try(&registry->observation) ? NULL : registry;
	bool registry_dead = registry != NULL && (registry->observation.status == FD_SERVFAIL ||
						  saw_nothing(&registry->observation));
	finding_set(finding,
		    !enough	    ? FD_CAUSE_budget
		    : registry_dead ? FD_CAUSE_tld_unreachable
				    : guess,
		    FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	finding_fact(column->diagnosis, finding, registry,
		     registry_dead
			     ? "nor does anything else below its top-level domain come there"
			     : "its top-level domain answers there");
	finding_table(
		finding,
		walk->foreign != NULL
			? "the zone's servers were not asked: none of them has an address that "
			  "this host can reach"
		: walk->shut != NULL
			? region_printf(&column->diagnosis->texts,
					"the zone's servers were not asked: those of %s do not "
					"answer this host, and they answer resolvers",
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
	finding_alternative(finding, registry == NULL || registry_dead
					     ? FD_CAUSE_tld_unreachable
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
	column_mark(column, want_failed, finding->cause);
	return YES;
}

/* A name of the zone that nobody has, which is in no cache, is denied there by the zone's own word, whether it validates or not. */
static enum answer zone_lives(const struct column *column, uint32_t resolver,
			      const struct fd_name *zone)
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
	const struct fd_observation *saw = &fact->observation;
	return kind_negative(observation_kind(saw)) && saw->message != NULL &&
			       fd_message_soa(saw->message, FD_SECTION_AUTHORITY, &soa) &&
			       fd_name_equal(&soa.owner, zone)
		       ? YES
		       : NO;
}

/* When the run began, a name that no cache has was denied there by the zone's own word, told just then and not kept (RFC 8198). */
static bool zone_lived(const struct fd_diagnosis *diagnosis, uint32_t resolver,
		       const struct fd_name *zone)
{
	const struct fact *absent = diagnosis->rows[resolver].canaries.absent;
	struct fd_soa soa;

	if (absent == NULL || absent->observation.message == NULL ||
	    !kind_negative(observation_kind(&absent->observation))) {
		return false;
	}
	return fd_message_soa(absent->observation.message, FD_SECTION_AUTHORITY, &soa) &&
	       fd_name_equal(&soa.owner, zone) && (uint64_t)soa.ttl + FRESH_S >= soa.minimum;
}

enum answer check_shut(struct column *column, struct walk *walk)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	uint32_t witness = FD_NO_INDEX;
	size_t asked = 0;

	const struct tally *tally = &walk->tally;
	size_t unheard = tally->by_state[SERVER_SILENT] + tally->by_state[SERVER_PORT];
	if (walk->end != WALK_ZONE_BAD || walk->cut->parent == NULL) {
		return NO;
	}
	/* Who refuses says what it says to everybody, as far as is known; a registry that refused everybody would be missed by more. */
	unheard += lint_registry(&walk->cut->zone) ? tally->by_state[SERVER_LAME] : 0;
	if (unheard < tally->total) {
		return NO;
	}
	/* All who fail get there; or one did, beyond doubt: others may have no way of their own. */
	bool all = true, lived = false;
	for (size_t i = 0; i < column->count && all; i++) {
		const struct column_cell *cell = &column->cells[i];
		uint32_t own = diagnosis->rows[cell->resolver].witness;
		if (!in_vote(cell) || !kind_failed(cell->kind) || own == witness ||
		    asked == WITNESSES_LIKELY) {
			continue;
		}
		enum answer lives = zone_lives(column, cell->resolver, &walk->cut->zone);
		if (lives == PENDING) {
			return PENDING;
		}
		all = lives == YES;
		witness = own;
		asked++;
	}
	for (size_t i = 0; i < column->count && !lived; i++) {
		const struct column_cell *cell = &column->cells[i];
		lived = in_vote(cell) &&
			zone_lived(diagnosis, cell->resolver, &walk->cut->zone);
	}
	if (!lived && (asked == 0 || !all)) {
		return NO;
	}
	walk->shut = walk->cut;
	walk->cut = NULL;
	walk->end = WALK_VOID;
	return YES;
}
