/* SPDX-License-Identifier: MIT */
#include <strings.h>

#include "diagnose/common/aliases.h"
#include "diagnose/common/lint.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/rules.h"

/* The name, or this type of it, is not there, and everybody says so. A true negative answer is never a failure. */

#define EDE_POLICY                                                \
	((uint64_t)1 << EDE_FORGED | (uint64_t)1 << EDE_BLOCKED | \
	 (uint64_t)1 << EDE_CENSORED | (uint64_t)1 << EDE_FILTERED)

struct denial { /* what the negative answers say, taken together */
	bool nxdomain;
	bool has_soa;
	struct fd_name zone; /* owner of the SOA */
	unsigned aliases;
	struct fd_name end; /* the name that is denied */
	bool secure;
	bool policy; /* some EDE says that it is one */
	bool bare;   /* some of them have no SOA */
	bool proved; /* the servers of the zone say the same */
	bool beside; /* `zone` is of no use outside: who denies the name serves others of it */
};

static void read_denial(struct denial *denial, const struct fd_observation *saw, uint16_t qtype)
{
	struct fd_soa soa;
	struct fd_name end;
	unsigned aliases;

	denial->secure = denial->secure || (saw->header_flags & FD_FLAG_AD) != 0;
	denial->policy = denial->policy || saw->policy_zone || saw_ede(saw, EDE_POLICY);
	if (saw->message == NULL || !saw->message->has_question || denial->has_soa) {
		return;
	}
	if (aliases_follow(saw->message, qtype, &end, &aliases) != ALIASES_LOOP) {
		unsigned made = aliases_synthesized(saw->message);
		denial->end = end;
		denial->aliases = aliases > made ? aliases - made : 0;
	}
	if (fd_message_soa(saw->message, FD_SECTION_AUTHORITY, &soa) &&
	    fd_name_under(&denial->end, &soa.owner)) {
		denial->has_soa = true;
		denial->zone = soa.owner;
	}
}

static void read_denials(const struct column *column, struct denial *ret)
{
	*ret = (struct denial) { .nxdomain = column->nxdomain > 0, .end = column->name };
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		struct fd_observation saw;
		struct fd_message message;
		if (!in_vote(cell) || !kind_negative(cell->kind) ||
		    (ret->nxdomain && cell->kind != KIND_NXDOMAIN)) {
			continue;
		}
		column_observe(column, cell, &saw, &message);
		ret->bare = ret->bare || (saw.flags & FD_CELL_SOA) == 0;
		read_denial(ret, &saw, column->qtype);
	}
}

static void read_walk(struct denial *denial, const struct walk *walk, uint16_t qtype)
{
	denial->nxdomain = walk->end == WALK_NXDOMAIN;
	denial->proved = true;
	for (size_t i = 0; i < walk->final_count; i++) {
		read_denial(denial, &walk->finals[i]->observation, qtype);
	}
	if (walk->aliases > 0) {
		denial->aliases = walk->aliases - walk->synthesized;
		denial->end = walk->name;
	}
	if (!denial->has_soa && walk->cut != NULL) {
		denial->has_soa = true;
		denial->zone = walk->cut->zone;
	}
}

/* Somebody serves this reserved name here after all: then it is a name like any other. Looked for once. */
static bool served_here(struct fd_diagnosis *diagnosis, unsigned index,
			const struct fd_name *zone)
{
	uint32_t bit = UINT32_C(1) << index;

	for (uint32_t q = 0;
	     (diagnosis->special_known & bit) == 0 && (diagnosis->special_served & bit) == 0 &&
	     q < diagnosis->inventory->question_count;
	     q++) {
		struct fd_name other = question_name(diagnosis, q);
		if (fd_name_under(&other, zone) && question_resolves(diagnosis, q)) {
			diagnosis->special_served |= bit;
		}
	}
	diagnosis->special_known |= bit;
	return (diagnosis->special_served & bit) != 0;
}

static bool is_special(struct fd_diagnosis *diagnosis, const struct fd_name *name)
{
	struct fd_name reserved;
	unsigned index = lint_special_use(name, &reserved);

	return index != LINT_NOT_SPECIAL && !served_here(diagnosis, index, &reserved);
}

/* A zone of the operator's own is no registry, however short its name. */
static bool is_registry(const struct fd_diagnosis *diagnosis, const struct fd_name *zone)
{
	const struct fd_zone *declared = fd_inventory_zone(diagnosis->inventory, zone);

	return lint_registry(zone) &&
	       (declared == NULL || !fd_name_equal(&declared->name, zone));
}

static enum fd_cause cause_of(struct fd_diagnosis *diagnosis, const struct denial *denial)
{
	const struct fd_name *name = &denial->end;

	if (!denial->nxdomain) {
		return FD_CAUSE_no_data;
	}
	if (denial->aliases > 0) {
		return FD_CAUSE_cname_dangling;
	}
	if (is_special(diagnosis, name)) {
		return FD_CAUSE_special_use_name;
	}
	if (lint_short(name)) {
		return FD_CAUSE_short_name;
	}
	if (denial->beside) {
		return FD_CAUSE_name_does_not_exist;
	}
	if (denial->has_soa && fd_name_labels(&denial->zone) == 0) {
		return FD_CAUSE_tld_does_not_exist;
	}
	return denial->has_soa && is_registry(diagnosis, &denial->zone)
		       ? FD_CAUSE_domain_not_registered
		       : FD_CAUSE_name_does_not_exist;
}

/*
 * The root knows nothing of its top-level domain, and who denies it without a word of a zone answers other names there: so the
 * zone is his own, and the root's word is none on it.
 */
static void look_beside(const struct column *column, struct denial *denial)
{
	struct fd_name zone;

	if (!denial->nxdomain || !denial->proved || denial->aliases > 0 || !denial->has_soa ||
	    fd_name_labels(&denial->zone) > 0 || !served_beside(column, &zone)) {
		return;
	}
	denial->beside = true;
	denial->zone = zone;
}

/*
 * A search list has been at work, or a letter is wrong. Of a name that could be nobody's the first alone is worth a word; and what
 * was meant need not be among the inventory's names, so it is asked for. PENDING, or YES with OK for neither.
 */
static enum answer find_relative(const struct column *column, const struct denial *denial,
				 enum fd_cause plain, enum fd_cause *ret_relative,
				 struct fd_name *ret_meant)
{
	bool absent = plain == FD_CAUSE_domain_not_registered ||
		      plain == FD_CAUSE_name_does_not_exist;

	*ret_relative = FD_CAUSE_ok;
	if (!absent && plain != FD_CAUSE_tld_does_not_exist &&
	    plain != FD_CAUSE_special_use_name) {
		return YES;
	}
	enum fd_cause relative = relative_cause(column, ret_meant);
	*ret_relative =
		absent || relative == FD_CAUSE_search_suffix_appended ? relative : FD_CAUSE_ok;
	if (!denial->beside || *ret_relative != FD_CAUSE_ok) {
		return YES;
	}
	enum answer meant = ask_without(column, &denial->zone, ret_meant);
	*ret_relative = meant == YES ? FD_CAUSE_search_suffix_appended : FD_CAUSE_ok;
	return meant == PENDING ? PENDING : YES;
}

/* ---- words --------------------------------------------------------------------------------- */

/* A denial without an SOA (RFC 2308 section 2.2) does not say whose it is. */
static void show_denials(struct column *column, const char *whose)
{
	for (size_t i = 0, shown = 0; i < column->count && shown < 3; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_negative(cell->kind)) {
			bool says = (cell->cell->flags & FD_CELL_SOA) != 0;
			cell_show(column, cell,
				  says ? whose : "denied, and no SOA says whose word that is");
			shown++;
		}
	}
}

static void say_unregistered(struct column *column, const struct denial *denial)
{
	struct region *texts = &column->diagnosis->texts;
	struct fd_name domain;

	fd_name_suffix(&domain, &denial->end, fd_name_labels(&denial->zone) + 1);
	const char *text = text_name(texts, &domain);
	column->finding->summary =
		region_printf(texts, "%s does not exist: %s is not registered in %s.",
			      column->label, text, text_name(texts, &denial->zone));
	column->finding->action = region_printf(
		texts,
		"Check the spelling and the registration of %s: register or renew it, or take the "
		"name out of the inventory.",
		text);
	const struct fd_zone *declared =
		fd_inventory_zone(column->diagnosis->inventory, &denial->end);
	if (declared != NULL && fd_name_under(&declared->name, &domain)) {
		finding_alternative(column->finding, FD_CAUSE_delegation_missing);
	}
}

/* The registry knows nothing of a zone that its own servers serve. */
static void say_missing(struct column *column, const struct denial *denial,
			const struct fact *served)
{
	struct region *texts = &column->diagnosis->texts;
	const char *zone = text_name(texts, &served->wish.qname);

	finding_set(column->finding, FD_CAUSE_delegation_missing, FD_ROLE_PUBLIC, FD_CONFIRMED);
	show_denials(column, "denied by the parent whose SOA it carries");
	finding_fact(column->diagnosis, column->finding, served,
		     "the server that the inventory names serves the zone");
	column->finding->summary = region_printf(
		texts,
		"%s does not exist for %s, whose parent %s does not delegate it; its own server "
		"has the zone.",
		column->label, zone, text_name(texts, &denial->zone));
	column_mark(column, want_negative, FD_CAUSE_delegation_missing);
}

/* One letter away from a name that resolves: a hint, and no more. */
static void hint_typo(struct column *column, const struct fd_name *meant)
{
	struct region *texts = &column->diagnosis->texts;

	finding_alternative(column->finding, FD_CAUSE_name_typo);
	column->finding->summary =
		region_printf(texts, "%s %s, one letter away, resolves.",
			      column->finding->summary, text_name(texts, meant));
}

static void say_suffixed(struct column *column, const struct fd_name *meant)
{
	struct region *texts = &column->diagnosis->texts;

	column->finding->summary = region_printf(
		texts,
		"%s does not exist; without its last labels it is %s, which resolves: a search "
		"list has been at work.",
		column->label, text_name(texts, meant));
}

static void say_absent_beside(struct column *column, const struct denial *denial)
{
	struct region *texts = &column->diagnosis->texts;
	const char *zone = text_name(texts, &denial->zone);

	column->finding->summary = region_printf(
		texts, "%s does not exist where other names below %s are served: here alone.",
		column->label, zone);
	column->finding->action = region_printf(
		texts,
		"Check the spelling; if the name should exist, add it where those "
		"below %s are kept.",
		zone);
}

static void say(struct column *column, const struct denial *denial, enum fd_cause cause)
{
	struct region *texts = &column->diagnosis->texts;
	struct finding *finding = column->finding;
	/* A denial without an SOA (RFC 2308 section 2.2) does not say whose it is. */
	const char *zone = denial->has_soa ? text_name(texts, &denial->zone) : "";
	const char *end = text_name(texts, &denial->end);

	if (cause == FD_CAUSE_no_data) {
		finding->summary = region_printf(
			texts,
			denial->has_soa
				? "%s has no records of this type; the name exists in zone %s."
				: "%s has no records of this type; the answers name no zone.",
			column->label, zone);
	} else if (cause == FD_CAUSE_cname_dangling) {
		finding->summary = region_printf(
			texts,
			denial->has_soa
				? "%s is an alias to %s, which does not exist (zone %s)."
				: "%s is an alias to %s, which does not exist.",
			column->label, end, zone);
		finding->action = region_printf(
			texts,
			"Correct the CNAME or create %s; whoever can register that target takes "
			"the name over.",
			end);
	} else if (cause == FD_CAUSE_domain_not_registered) {
		say_unregistered(column, denial);
	} else if (denial->beside) {
		say_absent_beside(column, denial);
	} else if (cause == FD_CAUSE_name_does_not_exist) {
		finding->summary = region_printf(
			texts,
			denial->has_soa ? "%s does not exist in zone %s."
					: "%s does not exist; the denials name no zone.",
			column->label, zone);
		finding->action = region_printf(
			texts,
			denial->has_soa
				? "Check the spelling; if the name should exist, add its "
				  "record to zone %s."
				: "Check the spelling; if the name should exist, add its "
				  "record to its zone.",
			zone);
	} else {
		finding->summary = region_printf(texts, "%s does not exist in DNS (%s).",
						 column->label, fd_cause_text(cause));
	}
}

/* ---- judging ------------------------------------------------------------------------------- */

void apply_expectation(struct column *column)
{
	struct finding *finding = column->finding;

	if (column->unmet == 0 || finding->severity == FD_FAILURE) {
		return;
	}
	enum fd_cause cause = finding->cause;
	const char *summary = finding->summary;
	finding_set(finding, FD_CAUSE_expectation_unmet, FD_ROLE_LOCAL, finding->confidence);
	finding_alternative(finding, cause);
	finding->summary =
		region_printf(&column->diagnosis->texts, "Expected otherwise: %s", summary);
}

/* The servers have what no resolver gives. */
static enum answer judge_withheld(struct column *column, const struct walk *walk)
{
	if (judge_denials(column, walk, walk->finals[0]) == PENDING) {
		return PENDING;
	}
	for (size_t i = 0; i < walk->final_count && i < 2; i++) {
		finding_fact(column->diagnosis, column->finding, walk->finals[i],
			     "the zone's own server has it");
	}
	conclude_from_cells(column, FD_LIKELY);
	finding_alternative(column->finding, FD_CAUSE_resolver_stale_negative_cache);
	finding_alternative(column->finding, FD_CAUSE_resolver_blocklist);
	finding_alternative(column->finding, FD_CAUSE_split_horizon);
	column->finding->severity = FD_FAILURE;
	return YES;
}

static enum fd_confidence confidence_of(const struct column *column,
					const struct denial *denial)
{
	if (denial->beside) {
		return FD_LIKELY;
	}
	if (denial->proved || (denial->secure && denial->has_soa)) {
		return FD_CONFIRMED;
	}
	return column_witnesses(column, want_negative) >= 2 && denial->has_soa ? FD_LIKELY
									       : FD_POSSIBLE;
}

static bool needs_walk(const struct column *column, const struct denial *denial)
{
	bool mixed = column->nodata > 0 && column->nxdomain > 0;

	return mixed || denial->policy || denial->bare || !denial->has_soa ||
	       column_witnesses(column, want_negative) < 2;
}

/* Somebody answers in the roots' place, and no zone is named: it may be their word, and nobody else's. */
static bool says_interceptor(const struct column *column, const struct denial *denial)
{
	return !denial->proved && !denial->has_soa &&
	       column->diagnosis->host.direct == DIRECT_INTERCEPTED;
}

static void conclude_interceptor(struct column *column, enum fd_cause plain)
{
	struct finding *finding = column->finding;

	finding_set(finding, FD_CAUSE_dns_interception, FD_ROLE_LOCAL, FD_POSSIBLE);
	finding->severity = FD_DEGRADED;
	finding_alternative(finding, plain);
	finding_alternative(finding, FD_CAUSE_resolver_blocklist);
	show_denials(column, "denied, and no SOA says whose word that is");
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is denied, and the denials name no zone, where what answers at the roots' "
		"addresses is no root: what its zone says is not known.",
		column->label);
	column_mark(column, want_negative, FD_CAUSE_dns_interception);
}

/* Some servers deny the name altogether, some only its type. */
static bool existence_differs(struct column *column, const struct walk *walk)
{
	if (walk->nodata == 0 || walk->nxdomain == 0) {
		return false;
	}
	column_mark(column, want_negative, FD_CAUSE_auth_inconsistent_existence);
	finding_set(column->finding, FD_CAUSE_auth_inconsistent_existence, FD_ROLE_PUBLIC,
		    FD_CONFIRMED);
	for (size_t i = 0; i < walk->final_count && i < 4; i++) {
		finding_fact(column->diagnosis, column->finding, walk->finals[i],
			     "the zone's servers do not agree");
	}
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s: the servers of zone %s do not agree whether the name exists.",
		column->label, text_name(&column->diagnosis->texts, &walk->cut->zone));
	return true;
}

static enum answer judge_missing(struct column *column, const struct denial *denial,
				 enum fd_cause cause)
{
	struct fd_name domain;
	const struct fact *served;

	if (cause != FD_CAUSE_domain_not_registered) {
		return NO;
	}
	fd_name_suffix(&domain, &denial->end, fd_name_labels(&denial->zone) + 1);
	enum answer missing = check_missing(column, &domain, &served);
	if (missing == YES) {
		say_missing(column, denial, served);
	}
	return missing;
}

/* What the zone's servers say of it. A denial that is like any other is believed, unless they do not agree. */
static enum answer judge_at_servers(struct column *column, struct denial *denial,
				    struct walk *walk, bool doubtful)
{
	if (existence_differs(column, walk)) {
		return YES;
	}
	/* Before a denial of the parent's is said to be from before: do its servers agree? */
	if (doubtful && walk->end == WALK_ANSWER && walk->disputed == NULL &&
	    compare_parents(column, walk) == PENDING) {
		return PENDING;
	}
	enum answer answer = judge_servers_split(column, walk);
	if (answer == NO && doubtful) {
		answer = judge_lame_denial(column, walk);
	}
	if (answer == NO && doubtful) {
		answer = judge_emptied(column, walk);
	}
	if (answer == NO && doubtful) {
		answer = judge_denied_beside(column, walk);
	}
	if (answer != NO) {
		return answer;
	}
	if (doubtful && walk->end == WALK_ANSWER) {
		return judge_withheld(column, walk);
	}
	if (walk->end == WALK_NXDOMAIN && column->nodata > 0) {
		answer = judge_denied_type(column,
					   true); /* some have met its other type first */
	}
	if (answer == NO) {
		answer = judge_inside_nodata(column, walk);
	}
	if (answer != NO) {
		apply_expectation(column);
		return answer;
	}
	bool same = walk->end == (denial->nxdomain ? WALK_NXDOMAIN : WALK_NODATA);
	if (same || (doubtful && (walk->end == WALK_NXDOMAIN || walk->end == WALK_NODATA))) {
		read_walk(denial, walk, column->qtype);
	}
	return NO;
}

enum answer judge_negative(struct column *column)
{
	struct finding *finding = column->finding;
	struct denial denial;
	struct walk walk = { .end = WALK_VOID };

	read_denials(column, &denial);
	bool doubtful = needs_walk(column, &denial);
	if (doubtful || column->look) {
		if (!walk_settled(column->diagnosis, &column->name, column->qtype, &walk)) {
			return PENDING;
		}
		enum answer servers = judge_at_servers(column, &denial, &walk, doubtful);
		if (servers != NO) {
			return servers;
		}
	}
	if (denial.policy && !denial.proved && all_changed(column)) {
		return judge_blocked(column);
	}
	look_beside(column, &denial);
	enum fd_cause cause = cause_of(column->diagnosis, &denial);
	enum answer missing = cause == FD_CAUSE_cname_dangling
				      ? judge_leads_inside(column, &denial.end)
				      : judge_missing(column, &denial, cause);
	if (missing != NO) {
		return missing;
	}
	if (cause == FD_CAUSE_name_does_not_exist || cause == FD_CAUSE_cname_dangling) {
		missing = judge_denied_type(column, cause == FD_CAUSE_cname_dangling);
	}
	if (missing != NO) {
		return missing;
	}
	struct fd_name meant;
	enum fd_cause plain = cause, relative;
	if (find_relative(column, &denial, plain, &relative, &meant) == PENDING) {
		return PENDING;
	}
	if (relative == FD_CAUSE_ok && says_interceptor(column, &denial)) {
		conclude_interceptor(column, plain);
		apply_expectation(column);
		return YES;
	}
	cause = relative == FD_CAUSE_search_suffix_appended ? relative : cause;
	finding_set(finding, cause, FD_ROLE_LOCAL, confidence_of(column, &denial));
	show_denials(column, "denied by the zone whose SOA it carries");
	for (size_t i = 0; denial.proved && i < walk.final_count && i < 2; i++) {
		finding_fact(column->diagnosis, finding, walk.finals[i],
			     denial.beside ? "outside there is no such top-level domain"
					   : "the zone's own server says the same");
	}
	if (finding->confidence == FD_POSSIBLE) {
		finding_alternative(finding, FD_CAUSE_resolver_blocklist);
		finding_alternative(finding, FD_CAUSE_resolver_stale_negative_cache);
	}
	say(column, &denial, plain);
	if (relative == FD_CAUSE_name_typo) {
		hint_typo(column, &meant);
	} else if (relative != FD_CAUSE_ok) {
		say_suffixed(column, &meant);
		finding_alternative(finding, plain);
		finding->action = fd_cause_facts(cause)->action;
	}
	column_mark(column, want_negative, cause);
	apply_expectation(column);
	return YES;
}

enum answer rule_negative(struct column *column)
{
	if (column->positive + column->stale + column->failed > 0 ||
	    column->nodata + column->nxdomain == 0) {
		return NO;
	}
	enum answer unheard = judge_unheard(column);
	return unheard == NO ? judge_negative(column) : unheard;
}
