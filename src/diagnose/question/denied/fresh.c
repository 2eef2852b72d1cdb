/* SPDX-License-Identifier: MIT */
#include "diagnose/common/aliases.h"
#include "diagnose/question/answered/answered.h"
#include "diagnose/question/bogus/bogus.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"

/*
 * Some have the name, and others deny it. What a resolver has kept grows old: a denial whose time to
 * live has only just begun (RFC 2308 section 5) is what it has been told now. Where several that have nothing to do with each other
 * were told so in the name of one zone, it is servers that do not agree, or that go by who asks.
 */

/* In the name of this zone, and not kept from before. */
static bool denied_now(const struct column *column, const struct column_cell *cell,
		       struct fd_soa *ret_soa)
{
	struct fd_observation saw;
	struct fd_message message;
	struct fd_name end;
	unsigned aliases;

	if (!in_vote(cell) || !kind_negative(cell->kind) || cell_changed(cell->cell)) {
		return false;
	}
	column_observe(column, cell, &saw, &message);
	return saw.message != NULL && !saw.policy_zone &&
	       fd_message_soa(saw.message, FD_SECTION_AUTHORITY, ret_soa) &&
	       aliases_follow(saw.message, column->qtype, &end, &aliases) != ALIASES_LOOP &&
	       fd_name_under(&end, &ret_soa->owner) && soa_is_fresh(ret_soa);
}

/* The first of two witnesses of one zone's denial. */
static const struct column_cell *find_pair(const struct column *column, struct fd_soa *ret_soa)
{
	const struct row *rows = column->diagnosis->rows;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!denied_now(column, cell, ret_soa)) {
			continue;
		}
		for (size_t j = i + 1; j < column->count; j++) {
			const struct column_cell *other = &column->cells[j];
			struct fd_soa soa;
			if (rows[other->resolver].witness != rows[cell->resolver].witness &&
			    denied_now(column, other, &soa) &&
			    fd_name_equal(&soa.owner, &ret_soa->owner) &&
			    fd_name_equal(&soa.mname, &ret_soa->mname)) {
				return cell;
			}
		}
	}
	return NULL;
}

/* YES: for who has the name it is in a zone below the one that denies it. */
static enum answer is_delegated(struct column *column, const struct fact *positive,
				const struct fd_name *denier)
{
	struct fd_name end;
	unsigned aliases;
	struct fd_soa soa;

	if (positive == NULL || positive->observation.message == NULL ||
	    aliases_follow(positive->observation.message, column->qtype, &end, &aliases) ==
		    ALIASES_LOOP) {
		return NO;
	}
	struct fd_wish wish = positive->wish;
	wish.qname = end;
	wish.qtype = FD_TYPE_SOA;
	const struct fact *fact = ask_insistently(column->diagnosis, &wish);
	if (fact == NULL) {
		return PENDING;
	}
	const struct fd_message *message = fact->observation.message;
	bool known = message != NULL && (fd_message_soa(message, FD_SECTION_ANSWER, &soa) ||
					 fd_message_soa(message, FD_SECTION_AUTHORITY, &soa));
	return known && fd_name_under(&soa.owner, denier) && !fd_name_equal(&soa.owner, denier)
		       ? YES
		       : NO;
}

/* ---- where the zone's servers have it -------------------------------------------------------- */

/* By the version of the zone that its servers hold: what is kept from before is of an older one. */
static bool denied_by_this(const struct column *column, const struct column_cell *cell,
			   const struct walk *walk, struct fd_soa *ret_soa)
{
	uint32_t serial;

	if (!denied_now(column, cell, ret_soa) ||
	    !fd_name_equal(&ret_soa->owner, &walk->cut->zone)) {
		return false;
	}
	for (size_t i = 0; i < walk->cut->server_count; i++) {
		const struct fact *fact = cut_server_fact(column->diagnosis, walk->cut, i);
		if (fact != NULL && serial_of(fact, FD_SECTION_ANSWER, &serial) &&
		    serial == ret_soa->serial) {
			return true;
		}
	}
	return false;
}

/* By several that have nothing to do with each other: one alone may have a clock, or a copy, of its own. */
static bool several_denied(const struct column *column, const struct walk *walk)
{
	const struct row *rows = column->diagnosis->rows;
	uint32_t witness = FD_NO_INDEX;
	struct fd_soa soa;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (denied_by_this(column, cell, walk, &soa)) {
			if (witness != FD_NO_INDEX && witness != rows[cell->resolver].witness) {
				return true;
			}
			witness = rows[cell->resolver].witness;
		}
	}
	return false;
}

/* Its servers answer this host, and have just denied it to others: they go by who asks, or some that stand behind their addresses do. */
static enum answer judge_by_asker(struct column *column, const struct walk *walk,
				  const struct fact *positive)
{
	struct finding *finding = column->finding;
	struct fd_soa soa;

	if (!several_denied(column, walk)) {
		return NO;
	}
	/* Who fails does so for the zone's signatures, where it is that. */
	enum answer bogus = column->failed > 0 ? judge_dnssec(column, walk) : NO;
	if (bogus != NO) {
		return bogus == YES ? judge_denials(column, walk, positive) : PENDING;
	}
	if (judge_failing_cells(column, walk) == PENDING) {
		return PENDING;
	}
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (denied_by_this(column, cell, walk, &soa)) {
			cell_show(
				column, cell,
				"denied just now, by the version of the zone that its servers hold");
			cell_mark(column, cell, FD_CAUSE_auth_inconsistent_existence);
		}
	}
	if (judge_denials(column, walk, positive) == PENDING) {
		return PENDING;
	}
	finding_set(finding, FD_CAUSE_auth_inconsistent_existence, FD_ROLE_PUBLIC, FD_LIKELY);
	for (size_t i = 0; i < walk->final_count && i < 2; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "the zone's own server answers");
	}
	finding_alternative(finding, FD_CAUSE_split_horizon);
	finding_alternative(finding, FD_CAUSE_resolver_stale_negative_cache);
	column_weigh(column);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s: the servers of zone %s answer this host, and have just denied the name to several "
		"resolvers: they seem to go by who asks.",
		column->label, text_name(&column->diagnosis->texts, &walk->cut->zone));
	return YES;
}

/* ---- where nobody can be asked --------------------------------------------------------------- */

enum answer judge_fresh(struct column *column, const struct walk *walk,
			const struct fact *positive)
{
	struct finding *finding = column->finding;
	struct region *texts = &column->diagnosis->texts;
	struct fd_soa soa;

	if (walk->end == WALK_ANSWER && walk->aliases == 0) {
		return judge_by_asker(column, walk, positive);
	}
	if (walk->end != WALK_VOID || find_pair(column, &soa) == NULL) {
		return NO;
	}
	enum answer delegated = is_delegated(column, positive, &soa.owner);
	if (judge_failing_cells(column, walk) == PENDING || delegated == PENDING) {
		return PENDING;
	}
	const char *zone = text_name(texts, &soa.owner);
	finding_set(finding,
		    delegated == YES ? FD_CAUSE_delegation_inconsistent
				     : FD_CAUSE_auth_inconsistent_existence,
		    FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_negative,
		    "denied here, and it cannot have kept that for long");
	column_show(column, want_positive, "answered here");
	finding_alternative(finding, FD_CAUSE_auth_inconsistent_existence);
	finding_alternative(finding, FD_CAUSE_delegation_inconsistent);
	finding_alternative(finding, FD_CAUSE_resolver_stale_negative_cache);
	finding_alternative(finding, FD_CAUSE_split_horizon);
	finding->summary = region_printf(
		texts,
		"%s is answered by some resolvers; others, independent of each other, have just been "
		"told in the name of zone %s that it is not there: its servers do not seem to agree.",
		column->label, zone);
	column_mark(column, want_negative, finding->cause);
	column_weigh(column);
	return YES;
}
