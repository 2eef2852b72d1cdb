/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "diagnose/question/bogus/parts.h"
#include "diagnose/question/rules.h"

/*
 * A DS that the parent has no more: taken back because its keys were wrong, or exchanged before its time was over. Who has kept it
 * fails the zone until it runs out; who looks today is well. Unless a server of the parent, behind the others, still gives it: then
 * that one is at fault.
 */

static bool set_holds(const struct dnssec_ds_set *set, const struct dnssec_ds *ds)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct dnssec_ds *other = &set->list[i];
		if (other->tag == ds->tag && other->algorithm == ds->algorithm &&
		    other->digest_type == ds->digest_type &&
		    other->digest_length == ds->digest_length &&
		    memcmp(other->digest, ds->digest, ds->digest_length) == 0) {
			return true;
		}
	}
	return false;
}

static void read_ds(struct dnssec_ds_set *set, const struct fact *fact,
		    const struct fd_name *zone)
{
	const struct fd_message *message = fact->observation.message;

	*set = (struct dnssec_ds_set) { 0 };
	if (message != NULL && dnssec_ds_read(set, message, FD_SECTION_ANSWER, zone) == 0) {
		(void)dnssec_ds_read(set, message, FD_SECTION_AUTHORITY, zone);
	}
}

/* None of what it holds is the parent's: YES, and *ret_fact shows it. */
static enum answer holds_old(struct column *column, uint32_t resolver, const struct link *link,
			     const struct dnssec_ds_set *now, const struct fact **ret_fact)
{
	struct fd_wish wish =
		unchecked_wish(column->diagnosis, resolver, &link->zone, FD_TYPE_DS);
	const struct fact *fact = ask_insistently(column->diagnosis, &wish);
	struct dnssec_ds_set held;

	if (fact == NULL) {
		return PENDING;
	}
	read_ds(&held, fact, &link->zone);
	for (size_t i = 0; i < held.count; i++) {
		if (set_holds(now, &held.list[i])) {
			return NO;
		}
	}
	*ret_fact = fact;
	return held.count > 0 ? YES : NO;
}

/* A server of the parent that still gives one of these: *ret_fact. */
static enum answer given_still(struct fd_diagnosis *diagnosis, const struct cut *cut,
			       const struct dnssec_ds_set *held, const struct fact **ret_fact)
{
	enum answer answer = NO;

	for (size_t i = 0; i < cut->parent->server_count; i++) {
		const struct fact *fact = cut_ask_parent(diagnosis, cut, i, FD_TYPE_DS);
		struct dnssec_ds_set given;
		if (fact == NULL) {
			answer = PENDING;
			continue;
		}
		read_ds(&given, fact, &cut->zone);
		for (size_t d = 0; d < given.count; d++) {
			if (set_holds(held, &given.list[d])) {
				*ret_fact = fact;
				return YES;
			}
		}
	}
	return answer;
}

static void conclude_given(struct column *column, const struct link *link,
			   const struct fact *held, const struct fact *given)
{
	struct region *texts = &column->diagnosis->texts;
	struct finding *finding = column->finding;
	const char *server = text_endpoint(texts, &given->wish.server);
	const char *zone = text_name(texts, &link->zone);
	struct dnssec_ds_set set;

	read_ds(&set, given, &link->zone);
	finding_set(finding, FD_CAUSE_delegation_inconsistent, FD_ROLE_PUBLIC, FD_LIKELY);
	finding->dnssec = FD_DNSSEC_BOGUS;
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(column->diagnosis, finding, held, "the resolver holds this DS");
	finding_fact(column->diagnosis, finding, given,
		     "a server of the parent gives the same one");
	finding_fact(column->diagnosis, finding, link->ds_fact, "another one does not have it");
	finding_alternative(finding, FD_CAUSE_dnssec_ds_mismatch);
	finding_alternative(finding, FD_CAUSE_resolver_stale_cache);
	finding->summary = region_printf(
		texts,
		"%s fails at validators that have met a server of the parent (%s) with a DS of %s (%s) that "
		"its others do not have.",
		column->label, server, zone, text_ds(column->diagnosis, &set));
	finding->action = region_printf(
		texts,
		"Tell the registry, or the operator of the zone above %s: bring %s to the same version "
		"as its others.",
		zone, server);
	column_mark(column, want_servfail, FD_CAUSE_delegation_inconsistent);
	column_weigh(column);
}

static void conclude_old(struct column *column, const struct link *link,
			 const struct fact *held, const struct fact *unchecked)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	bool repaired = unchecked != NULL && saw_data(&unchecked->observation);
	const char *zone = text_name(&diagnosis->texts, &link->zone);
	struct dnssec_ds_set set;

	read_ds(&set, held, &link->zone);
	column_show(column, want_servfail, "fails where it is validated");
	finding_seen(diagnosis, finding, held,
		     region_printf(&diagnosis->texts, "DS %s, for %u s more",
				   text_ds(diagnosis, &set), held->observation.ttl),
		     "the resolver holds this");
	finding_fact(diagnosis, finding, link->ds_fact, "the parent does not have it any more");
	if (repaired) {
		finding_fact(diagnosis, finding, unchecked,
			     "with checking disabled it is answered: only that is in the way");
	}
	conclude_from_cells(column, repaired ? FD_CONFIRMED : FD_LIKELY);
	finding->dnssec = FD_DNSSEC_BOGUS;
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	finding_alternative(finding, FD_CAUSE_dnssec_ds_mismatch);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails where it is validated by a DS of %s that was kept and that the parent has "
		"no more; whoever looks it up today is not hindered.",
		column->label, zone);
	finding->action = region_printf(
		&diagnosis->texts,
		"Flush %s, its DS too, from the caches of these resolvers, or wait %u s. The zone's "
		"operator: keep the old keys until the time of the old DS is over.",
		zone, held->observation.ttl);
}

enum answer judge_old_ds(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fact *held = NULL, *one = NULL;
	const struct column_cell *first = NULL;
	enum answer answer = YES;
	struct dnssec_ds_set now;

	if (walk->final_count == 0 || walk->cut == NULL || walk->cut->parent == NULL) {
		return NO;
	}
	struct link *link = link_of_cut(diagnosis, walk->cut);
	enum trust trust = link == NULL ? TRUST_UNKNOWN : link_trust(diagnosis, link);
	if (trust != TRUST_SECURE && trust != TRUST_INSECURE) {
		return trust == TRUST_PENDING ? PENDING : NO;
	}
	if (link->ds_fact == NULL || !saw_data(&link->ds_fact->observation)) {
		return NO;
	}
	read_ds(&now, link->ds_fact, &link->zone);
	for (size_t i = 0; i < column->count && answer != NO; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !want_servfail(cell)) {
			continue;
		}
		enum answer old = resolver_validates(diagnosis, cell->resolver) == 0
					  ? NO
					  : holds_old(column, cell->resolver, link, &now, &one);
		answer = old == YES ? answer : old;
		if (old == YES && first == NULL) {
			first = cell;
			held = one;
		}
	}
	if (answer != YES || first == NULL) {
		return answer == PENDING ? PENDING : NO;
	}
	const struct fact *given = NULL;
	struct dnssec_ds_set old;
	read_ds(&old, held, &link->zone);
	enum answer still = given_still(diagnosis, walk->cut, &old, &given);
	if (still == YES) {
		conclude_given(column, link, held, given);
		return YES;
	}
	const struct fact *unchecked = ask_unchecked(column, first->resolver);
	if (still == PENDING || unchecked == NULL) {
		return PENDING;
	}
	column_mark(column, want_servfail, FD_CAUSE_resolver_stale_cache);
	conclude_old(column, link, held, unchecked);
	return YES;
}
