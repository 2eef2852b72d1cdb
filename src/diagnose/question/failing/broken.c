/* SPDX-License-Identifier: MIT */
#include "diagnose/question/bogus/bogus.h"
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/*
 * Nobody who is well answers. The zone is looked at directly, if this host can; then DNSSEC; then, where servers are good
 * and resolvers were merely slow, one of them is asked with all patience.
 */

enum {
	HEAR_REPEAT = 600 /* its number among the repeats: all others are below */
};

/* ---- everything is well, and yet ------------------------------------------------------------ */

static bool want_silent(const struct column_cell *cell)
{
	return cell->kind == KIND_SILENT;
}

static enum answer judge_slow(struct column *column, const struct fact *patient)
{
	struct finding *finding = column->finding;

	finding_set(finding, FD_CAUSE_auth_slow, FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_failed, "no answer in time");
	finding_fact(column->diagnosis, finding, patient, "asked with more patience, it comes");
	finding_alternative(finding, FD_CAUSE_resolver_slow);
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is answered, but not in the time given: resolving it is slow.",
		column->label);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

/* They say so themselves: it is policy, or they refuse. Nobody else need be at fault. */
static bool all_unwilling(const struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_failed(cell->kind) && cell->kind != KIND_REFUSED &&
		    !cell_withheld(cell->cell)) {
			return false;
		}
	}
	return true;
}

/* A zone that fails makes a resolver fail, and not refuse, unless it only passes on what it is told. */
static void doubt_refusals(struct column *column)
{
	struct finding *finding = column->finding;

	finding->confidence =
		finding->confidence == FD_CONFIRMED ? FD_LIKELY : finding->confidence;
	finding_alternative(finding, FD_CAUSE_resolver_blocklist);
}

static enum answer judge_contradiction(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	bool one = column_witnesses(column, want_failed) < 2;
	bool unwilling = all_unwilling(column);
	enum fd_cause alone =
		unwilling ? FD_CAUSE_resolver_blocklist : FD_CAUSE_resolver_auth_path_broken;
	struct column_cell *first = column_first(column, want_failed);

	if (first == NULL) {
		return NO; /* who failed has recovered meanwhile: that makes another table */
	}
	/* Who refuses by a list refuses each time. */
	if (one && first->kind == KIND_REFUSED && first->again != NULL) {
		enum answer often = ask_often(column, first);
		if (often != NO) {
			return often;
		}
	}
	/* Silent for this name, and not for another one of the zone: it drops the name. */
	const struct fact *fresh;
	enum answer beside = one && first->kind == KIND_SILENT
				     ? has_beside(column, first->resolver, walk, &fresh)
				     : NO;
	if (beside == PENDING) {
		return PENDING;
	}
	if (beside == YES) {
		alone = FD_CAUSE_resolver_blocklist;
		finding_fact(column->diagnosis, finding, fresh,
			     "another name of the zone is answered there");
	}
	finding_set(finding, one ? alone : FD_CAUSE_contradiction, column_role(column, first),
		    FD_POSSIBLE);
	column_show(column, want_failed,
		    unwilling ? "a resolver that is otherwise well does not want to answer it"
			      : "no answer from a resolver that is otherwise well");
	if (unwilling) {
		finding_alternative(finding, FD_CAUSE_resolver_blocklist);
		finding_alternative(finding, FD_CAUSE_resolver_refused);
	}
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "asked directly, the zone's server answers");
	}
	if (walk->cut->found != NULL) {
		/* Who cannot find its servers fails too, whatever keeps him from it. */
		finding_fact(
			column->diagnosis, finding, walk->cut->found,
			"no resolver asked gives an address of the zone's servers; this is one");
		finding_alternative(finding, FD_CAUSE_delegation_ns_unresolvable);
		finding_alternative(finding, FD_CAUSE_dnssec_bogus);
	}
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding_alternative(finding, FD_CAUSE_auth_rate_limited);
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails at %s, while the servers of its zone (%s) answer this host directly.",
		column->label, one ? "the only witness" : "every resolver",
		text_name(&column->diagnosis->texts, &walk->cut->zone));
	column_mark(column, want_failed, finding->cause);
	say_one_family(column, walk);
	column_weigh(column);
	return YES;
}

/* This host's own TCP got through to somebody outside: what reaches the site's own resolvers need not get out. */
static bool has_used_tcp(const struct fd_diagnosis *diagnosis)
{
	for (size_t i = 0; i < diagnosis->facts.count; i++) {
		const struct fact *fact = diagnosis->facts.list[i];
		uint32_t r = fact->wish.resolver;
		bool outside = r == FD_NO_INDEX ||
			       diagnosis->inventory->resolvers[r].role != FD_ROLE_LOCAL;
		if (outside && fact->state == FACT_KNOWN && saw_reply(&fact->observation) &&
		    fact->observation.proto == FD_TCP &&
		    (fact->observation.flags & FD_CELL_TC) == 0) {
			return true;
		}
	}
	return false;
}

/* The same, asked of a root when nothing shows it yet. */
static enum answer check_tcp(struct fd_diagnosis *diagnosis)
{
	if (has_used_tcp(diagnosis)) {
		return YES;
	}
	struct fd_wish wish = wish_over_tcp(&diagnosis->host.roots[0]->wish);
	const struct fact *fact = ask(diagnosis, &wish);
	if (fact == NULL) {
		return PENDING;
	}
	return saw_reply(&fact->observation) ? YES : NO;
}

static bool all_truncated(const struct walk *walk)
{
	size_t truncated = 0;

	for (size_t i = 0; i < walk->final_count; i++) {
		truncated += (walk->finals[i]->observation.flags & FD_CELL_TC) != 0;
	}
	return truncated > 0 && truncated == walk->final_count;
}

/* The answer does not fit a datagram, and TCP does not give it: at the servers, or from here to anybody. */
static enum answer judge_truncated(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	const char *zone = text_name(&column->diagnosis->texts, &walk->cut->zone);

	if (!all_truncated(walk)) {
		return NO;
	}
	bool blocked = column->diagnosis->host.finding.cause == FD_CAUSE_egress_tcp53_blocked;
	enum answer tcp = blocked ? NO : check_tcp(column->diagnosis);
	if (tcp == PENDING) {
		return PENDING;
	}
	if (tcp == NO) {
		judge_without_tcp(column, walk);
		return YES;
	}
	finding_set(finding, FD_CAUSE_auth_tcp_blocked, FD_ROLE_PUBLIC, FD_CONFIRMED);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "the answer is cut short (tc), and TCP does not give the rest");
	}
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails because its answer needs TCP, and the servers of %s do not answer over "
		"TCP.",
		column->label, zone);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

/*
 * Every resolver has an answer, and it is longer than a datagram: the zone is well, as far as can be seen without asking its
 * servers, and TCP is in the way, from here or at the resolvers.
 */
static enum answer judge_cut_short(struct column *column)
{
	struct finding *finding = column->finding;
	bool known = column->diagnosis->host.finding.cause == FD_CAUSE_egress_tcp53_blocked;

	if (column->cut == 0 || column->cut < column->failed) {
		return NO;
	}
	bool works = !known && has_used_tcp(column->diagnosis);
	finding_set(finding,
		    works ? FD_CAUSE_resolver_tcp_blocked : FD_CAUSE_egress_tcp53_blocked,
		    FD_ROLE_PUBLIC, known ? FD_LIKELY : FD_POSSIBLE);
	column_show(column, want_failed,
		    "the answer is cut short (tc), and TCP does not give the rest");
	finding_alternative(finding, FD_CAUSE_egress_tcp53_blocked);
	finding_alternative(finding, FD_CAUSE_resolver_tcp_blocked);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		works ? "%s fails because its answer needs TCP, and the resolvers do not give it "
			"over TCP."
		      : "%s fails because its answer needs TCP, and TCP gets through to nobody "
			"from here.",
		column->label);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

/* A denial that is not authoritative is no good answer, and no failure. */
static bool all_finals_fail(const struct walk *walk)
{
	bool fail = walk->final_count > 0;

	for (size_t i = 0; i < walk->final_count; i++) {
		uint8_t status = walk->finals[i]->observation.status;
		fail = fail && status != FD_NOERROR && status != FD_NXDOMAIN;
	}
	return fail;
}

enum answer judge_bad_final(struct column *column, const struct walk *walk)
{
	bool bad = walk->end == WALK_NAME_BAD && all_finals_fail(walk);
	/* TCP to the site's own resolvers is no sign that it gets out of here. */
	const struct fact *root = column->diagnosis->host.root_tcp;
	bool cut = walk->end == WALK_CUT && root != NULL && saw_reply(&root->observation);
	enum answer answer = NO;

	if (bad) {
		/* One alone is no word against the servers, but for what does not get here either. */
		answer = column_witnesses(column, want_failed) >= 2
				 ? judge_name_bad(column, walk)
				 : judge_too_large(column, walk);
	} else if (column_witnesses(column, want_failed) >= 2 && cut) {
		answer = judge_truncated(column, walk);
	}
	if (answer == YES) {
		column->finding->confidence = FD_LIKELY;
		finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
		column_weigh(column);
	}
	return answer;
}

static enum answer judge_good_zone(struct column *column, const struct walk *walk)
{
	struct column_cell *silent = column_first(column, want_silent);
	enum answer answer = NO;

	if (column_witnesses(column, want_failed) == 1) {
		answer = ask_again(column, walk);
	}
	if (answer == YES) {
		return NO;
	}
	if (answer == NO) {
		answer = judge_cut_cells(column, walk);
	}
	if (answer == NO) {
		answer = judge_all_private(column, walk);
	}
	/* Who fails at once, and not for want of an answer, may not believe it: a lost datagram now and then is no reason for that. */
	if (answer == NO && silent == NULL) {
		answer = judge_dnssec(column, walk);
	}
	if (answer == NO) {
		answer = judge_intermittent(column, walk);
	}
	if (answer == NO && silent != NULL) {
		answer = judge_slow_servers(column, walk);
	}
	if (answer == NO && silent != NULL) {
		answer = judge_dnssec(column, walk);
	}
	/* Not silent, but with SERVFAIL: they gave up sooner. */
	if (answer == NO && silent == NULL) {
		answer = judge_slow_servers(column, walk);
	}
	if (answer != NO) {
		return answer;
	}
	answer = judge_lost_here(column, walk, silent);
	if (answer != NO || (silent != NULL && silent->recovered)) {
		return answer;
	}
	if (walk->end == WALK_NAME_BAD) {
		return judge_name_bad(column, walk);
	}
	answer = judge_truncated(column, walk);
	if (answer == NO) {
		answer = judge_private(column, walk);
	}
	if (answer == NO) {
		answer = judge_ns_alias(column, walk);
	}
	if (answer == NO) {
		answer = judge_ns_denied(column, walk);
	}
	if (answer == NO) {
		answer = judge_zone_partial(column, walk);
	}
	if (answer == NO) {
		answer = judge_options(column, walk);
	}
	if (answer != NO) {
		return answer;
	}
	if (silent != NULL) {
		const struct fact *patient = ask_patiently(column, silent->resolver);
		if (patient == NULL) {
			return PENDING;
		}
		bool came = kind_answered(observation_kind(&patient->observation));
		if (came && patient->observation.rtt_ns >= SLOW_NS) {
			return judge_slow(column, patient);
		}
		if (came) {
			cell_recover(column, silent, patient);
			return NO;
		}
		answer = judge_lost_datagrams(column, walk, silent, patient);
		if (answer != NO || silent->recovered) {
			return answer;
		}
	}
	answer = ask_again(column, walk);
	if (answer != NO) {
		return answer == YES ? NO : PENDING; /* who recovered makes another table */
	}
	answer = all_unwilling(column) ? NO : judge_parents(column, walk);
	return answer != NO ? answer : judge_contradiction(column, walk);
}

/*
 * On a link that loses much, silence is often the link's. Who was silent is asked again until that means something: one that has
 * an answer makes the difference between a zone that fails and one that fails where it is validated.
 */
static enum answer hear_silent(struct column *column)
{
	enum answer answer = NO;

	if (column->diagnosis->host.finding.cause != FD_CAUSE_local_packet_loss) {
		return NO;
	}
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || cell->kind != KIND_SILENT) {
			continue;
		}
		struct fd_wish wish = column_wish(column, cell->resolver);
		wish.repeat = HEAR_REPEAT;
		const struct fact *fact = ask_insistently(column->diagnosis, &wish);
		if (fact == NULL) {
			answer = PENDING;
		} else if (kind_answered(observation_kind(&fact->observation))) {
			cell_recover(column, cell, fact);
			answer = answer == PENDING ? PENDING : YES;
		}
	}
	return answer;
}

/* On such a link the way down may have been shown by one server of the parent alone, and that one be behind: all are asked. */
static enum answer judge_heard_parents(struct column *column, const struct walk *walk)
{
	bool lossy = column->diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss;
	bool gone = walk->end == WALK_ZONE_BAD || walk_unaddressed(walk);

	return lossy && gone ? judge_parents(column, walk) : NO;
}

enum answer rule_broken(struct column *column)
{
	struct walk walk;
	enum answer answer;

	if (column->failed == 0 || column_answers(column) > 0) {
		return NO;
	}
	answer = hear_silent(column);
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk) ||
	    answer == PENDING) {
		return PENDING;
	}
	if (answer == YES) {
		return NO;
	}
	answer = judge_heard_parents(column, &walk);
	if (answer == NO) {
		answer = judge_unaddressed(column, &walk);
	}
	if (answer != NO) {
		return answer;
	}
	if (hear_servers(column, &walk) == PENDING || check_shut(column, &walk) == PENDING) {
		return PENDING;
	}
	switch (walk.end) {
	case WALK_ZONE_BAD:
		answer = judge_ns_alias(column, &walk);
		answer = answer != NO ? answer : judge_zone_bad(column, &walk);
		if (answer == YES && all_unwilling(column)) {
			doubt_refusals(column);
		}
		return answer;
	case WALK_ALIAS_LOOP:
		return judge_loop(column, &walk, FD_CONFIRMED);
	case WALK_VOID:
	case WALK_UNKNOWN:
	case WALK_NO_ADDRESS:
		answer = judge_loop_told(column, &walk);
		if (answer == NO) {
			answer = judge_cut_short(column);
		}
		if (answer == NO) {
			answer = ask_again(column, &walk);
		}
		if (answer == NO) {
			answer = judge_dnssec(column, &walk);
		}
		if (answer == NO) {
			answer = judge_loop_asked(column, &walk);
		}
		return answer != NO ? answer : judge_blind(column, &walk);
	case WALK_ANSWER:
	case WALK_NODATA:
	case WALK_NXDOMAIN:
	case WALK_CUT:
	case WALK_NAME_BAD:
		break;
	}
	return judge_good_zone(column, &walk);
}
