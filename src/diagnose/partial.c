/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "diagnose/column.h"

/* Some resolvers answer, some of the healthy ones fail: the zone where half of it is broken, else each resolver by itself. */

enum {
	EDE_BLOCKED = 15,
	EDE_CENSORED = 16,
	EDE_FILTERED = 17,
	EDE_PROHIBITED = 18,
	TCP_REPEAT = 3, /* the number of the first repeat over TCP, and how many there are */
	TCP_TRIES = 3,
	CONTROL_REPEAT = 4, /* after CD=1, and once more; lower numbers were before */
	CONTROL_ROUNDS = 2,
};

static bool says_policy(const struct fd_cell *cell)
{
	return cell->ede == EDE_BLOCKED || cell->ede == EDE_CENSORED ||
	       cell->ede == EDE_FILTERED || cell->ede == EDE_PROHIBITED;
}

/* ---- one cell ------------------------------------------------------------------------------ */

/* Packets get lost there; else what takes long is the resolver itself, or its way to the zone's servers. */
static enum fd_cause slow_or_lossy(const struct row *row)
{
	return row->finding.cause == FD_CAUSE_resolver_packet_loss
		       ? FD_CAUSE_resolver_packet_loss
		       : FD_CAUSE_resolver_slow;
}

/*
 * Without checking there is NOERROR with nothing in it, where others have a private address: it was taken out, and what was
 * left does not validate.
 */
static enum answer judge_stripped_cell(struct column *column, struct column_cell *cell,
				       const struct fact *unchecked)
{
	const struct fact *positive;

	if (!ask_positive(column, &positive)) {
		return PENDING;
	}
	enum answer guarded = check_guarded(column, cell->resolver, positive);
	if (guarded != YES) {
		return guarded;
	}
	finding_cell(column->diagnosis, column->finding, column->question, cell->resolver,
		     "fails here, answered elsewhere");
	finding_fact(column->diagnosis, column->finding, unchecked,
		     "with checking disabled nothing is left of the answer");
	finding_fact(column->diagnosis, column->finding, positive,
		     "others have a private address: it is taken out here");
	cell_mark(column, cell, FD_CAUSE_resolver_rebind_protection);
	return YES;
}

/* There is a signature in it: something that can be broken. */
static bool is_signed(const struct fact *fact)
{
	struct fd_cursor cursor = { 0 };
	struct fd_record_view record;
	bool found = false;

	while (!found && fact->observation.message != NULL &&
	       fd_message_next(fact->observation.message, &cursor, &record)) {
		found = record.type == FD_TYPE_RRSIG;
	}
	return found;
}

/*
 * CD=1 was another moment too. The control is that without it, and nothing else changed, it still fails; and where there is
 * no signature to check, that both are so again: who fails now and then looks just like that, one time in four. NO: it is not
 * checking; or it recovered.
 */
static enum answer check_control(struct column *column, struct column_cell *cell,
				 const struct fd_wish *unchecked_wish,
				 const struct fact *unchecked)
{
	struct fd_wish wish = *unchecked_wish;
	cell->signatures = is_signed(unchecked);
	unsigned rounds = cell->signatures ? 1 : CONTROL_ROUNDS;

	wish.delay_ns = AGAIN_NS;
	for (unsigned round = 0; round < rounds; round++) {
		wish.repeat = (uint16_t)(CONTROL_REPEAT + round);
		wish.flags |= FD_QUERY_CD;
		wish.purpose = FD_PURPOSE_CHECKING_OFF;
		const struct fact *off = round == 0 ? unchecked : ask(column->diagnosis, &wish);
		wish.flags &= (uint8_t)~FD_QUERY_CD;
		wish.purpose = FD_PURPOSE_REPEAT;
		const struct fact *on = ask(column->diagnosis, &wish);
		if (off == NULL || on == NULL) {
			return PENDING;
		}
		if (kind_answered(observation_kind(&on->observation))) {
			cell_recover(column, cell, on);
			return NO;
		}
		if (off->observation.status != FD_NOERROR) {
			return NO;
		}
	}
	return YES;
}

static enum answer judge_servfail_cell(struct column *column, struct column_cell *cell)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct fd_wish wish = cell_wish(diagnosis, column->question, cell->resolver);

	wish.purpose = FD_PURPOSE_CHECKING_OFF;
	wish.flags |= FD_QUERY_CD | FD_QUERY_DO;
	const struct fact *unchecked = resolver_validates(diagnosis, cell->resolver) == 0
					       ? NULL
					       : ask(diagnosis, &wish);
	if (unchecked == NULL && resolver_validates(diagnosis, cell->resolver) != 0) {
		return PENDING;
	}
	bool came = unchecked != NULL && unchecked->observation.status == FD_NOERROR;
	if (came && !saw_answer(&unchecked->observation)) {
		enum answer stripped = judge_stripped_cell(column, cell, unchecked);
		if (stripped != NO) {
			return stripped;
		}
	}
	enum answer repaired = came ? check_control(column, cell, &wish, unchecked) : NO;
	if (repaired == PENDING || cell->recovered) {
		return repaired == PENDING ? PENDING : YES;
	}
	cell_show(column, cell, "fails here, answered elsewhere");
	finding_fact(diagnosis, column->finding, unchecked,
		     repaired == YES
			     ? "with checking disabled it is answered, but others validate it"
		     : came ? "with checking disabled it came once; asked again, it fails too"
			    : "and it is not DNSSEC: the same with checking disabled");
	cell_mark(column, cell,
		  repaired == YES ? FD_CAUSE_resolver_dnssec_broken
				  : FD_CAUSE_resolver_auth_path_broken);
	return YES;
}

static enum answer judge_silent_cell(struct column *column, struct column_cell *cell)
{
	const struct fact *patient = ask_patiently(column, cell->resolver);

	if (patient == NULL) {
		return PENDING;
	}
	bool came = kind_answered(observation_kind(&patient->observation));
	bool lossy = column->diagnosis->rows[cell->resolver].finding.cause ==
		     FD_CAUSE_resolver_packet_loss;
	if (came && !lossy && patient->observation.rtt_ns < SLOW_NS) {
		cell_recover(column, cell, patient);
		return YES;
	}
	cell_hear(cell, patient);
	if (cell->spoke) {
		return judge_servfail_cell(column, cell);
	}
	finding_cell(column->diagnosis, column->finding, column->question, cell->resolver,
		     "silent here, answered elsewhere");
	finding_fact(column->diagnosis, column->finding, patient,
		     came ? "asked again with more patience, it comes"
			  : "and again, with more patience");
	cell_mark(column, cell,
		  came ? slow_or_lossy(&column->diagnosis->rows[cell->resolver])
		       : FD_CAUSE_resolver_auth_path_broken);
	return YES;
}

/* This resolver's TCP has answered something. */
static bool tcp_works(const struct column *column, const struct column_cell *cell)
{
	const struct row *row = &column->diagnosis->rows[cell->resolver];
	const struct fact *tcp = row->canaries.tcp;

	return row->over_tcp > 0 || (tcp != NULL && saw_reply(&tcp->observation));
}

/* Its datagram says that the answer is longer; is it TCP, or was that one connection unlucky? */
static enum answer judge_cut_cell(struct column *column, struct column_cell *cell)
{
	enum fd_cause host = column->diagnosis->host.finding.cause;
	enum fd_cause own = column->diagnosis->rows[cell->resolver].finding.cause;
	bool lossy = host == FD_CAUSE_local_packet_loss || own == FD_CAUSE_resolver_packet_loss;
	const struct fact *tcp = NULL;

	/* Where TCP is known to work, or datagrams get lost, one connection shows little. */
	if (lossy || tcp_works(column, cell)) {
		for (unsigned i = 0; i < TCP_TRIES; i++) {
			struct fd_wish wish =
				cell_wish(column->diagnosis, column->question, cell->resolver);
			wish.proto = FD_TCP;
			wish.purpose = FD_PURPOSE_TCP;
			wish.repeat = (uint16_t)(TCP_REPEAT + i);
			tcp = ask(column->diagnosis, &wish);
			if (tcp == NULL) {
				return PENDING;
			}
			if (kind_answered(observation_kind(&tcp->observation))) {
				cell_recover(column, cell, tcp);
				return YES;
			}
		}
	}
	finding_cell(column->diagnosis, column->finding, column->question, cell->resolver,
		     "the answer is cut short, and TCP did not give the rest");
	finding_fact(column->diagnosis, column->finding, cell->again, "and TCP fails again");
	bool ours = host == FD_CAUSE_egress_tcp53_blocked || host == FD_CAUSE_local_packet_loss;
	enum fd_cause theirs = lossy ? own : FD_CAUSE_resolver_tcp_blocked;
	cell_mark(column, cell, ours ? host : theirs);
	return YES;
}

static enum answer judge_cell(struct column *column, struct column_cell *cell)
{
	if (says_policy(cell->cell)) {
		finding_cell(column->diagnosis, column->finding, column->question,
			     cell->resolver, "this resolver says that it is policy");
		cell_mark(column, cell, FD_CAUSE_resolver_blocklist);
		return YES;
	}
	if (cell->kind == KIND_SILENT) {
		return judge_silent_cell(column, cell);
	}
	if (cell->kind == KIND_SERVFAIL) {
		return judge_servfail_cell(column, cell);
	}
	if (cell->kind == KIND_CUT) {
		return judge_cut_cell(column, cell);
	}
	finding_cell(column->diagnosis, column->finding, column->question, cell->resolver,
		     "only this name, only here");
	cell_mark(column, cell,
		  cell->kind == KIND_REFUSED ? FD_CAUSE_resolver_blocklist
					     : FD_CAUSE_resolver_auth_path_broken);
	return YES;
}

/* What a server of the zone said to the question itself. */
static const char *walk_means(const struct fact *fact)
{
	enum kind kind = observation_kind(&fact->observation);

	return kind == KIND_NXDOMAIN || kind == KIND_NODATA ? "the zone's own server denies it"
	       : kind_answered(kind) || kind == KIND_CUT    ? "the zone's own server answers"
							    : "the zone's own server fails too";
}

/* ---- all failing cells ---------------------------------------------------------------------- */

enum answer judge_failing_cells(struct column *column, const struct walk *walk)
{
	enum answer answer = YES;

	if (ask_again(column, walk) == PENDING) {
		return PENDING;
	}
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && kind_failed(cell->kind) && !cell->judged &&
		    judge_cell(column, cell) == PENDING) {
			answer = PENDING; /* and go on: what is wanted goes out together */
		}
	}
	for (size_t i = 0; answer == YES && i < walk->final_count && i < 2; i++) {
		finding_fact(column->diagnosis, column->finding, walk->finals[i],
			     walk_means(walk->finals[i]));
	}
	return answer;
}

/* ---- the rule ------------------------------------------------------------------------------- */

/* The base on which failing cells stand out: an answer, or a denial. */
static enum answer judge_base(struct column *column)
{
	if (column->positive + column->stale > 0) {
		return NO;
	}
	return judge_negative(column);
}

static bool has_bad_end(const struct walk *walk)
{
	return walk->end == WALK_ZONE_BAD || walk_unaddressed(walk);
}

/*
 * The zone's servers look dead from here, and yet somebody answers: from its cache, or because they serve resolvers and
 * drop this host. A name that cannot be in any cache tells. YES: nobody gets anything from them.
 */
static enum answer check_cached(struct column *column, const struct walk *walk)
{
	enum answer answer = YES;
	const struct fact *facts[WITNESSES_LIKELY] = { NULL };
	size_t count = 0;

	for (size_t i = 0; i < column->count && count < WITNESSES_LIKELY; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell) || !kind_answered(cell->kind)) {
			continue;
		}
		if (!ask_absent_below(column, cell->resolver, &walk->cut->zone,
				      &facts[count++])) {
			answer = PENDING;
		}
	}
	if (answer == PENDING) {
		return PENDING;
	}
	for (size_t i = 0; i < count; i++) {
		bool failed =
			facts[i] != NULL && (facts[i]->observation.status == FD_SERVFAIL ||
					     saw_nothing(&facts[i]->observation));
		if (!failed) {
			return NO;
		}
	}
	for (size_t i = 0; i < count; i++) {
		finding_fact(
			column->diagnosis, column->finding, facts[i],
			"who answers does so from its cache: another name of the zone fails");
	}
	return YES;
}

/* Denials that carry an SOA: without one, of a zone whose servers are dead, they are made by who gives them. */
static size_t count_denials(const struct column *column)
{
	size_t count = 0;

	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		count += in_vote(cell) && kind_negative(cell->kind) &&
			 (cell->recovered || (cell->cell->flags & FD_CELL_SOA) != 0);
	}
	return count;
}

/* No server of the zone is good, seen from here. Only expired or cached answers are left of it: then that may be said. */
static enum answer judge_unseen(struct column *column, struct walk *walk)
{
	size_t fresh = column->positive + count_denials(column);

	if (!has_bad_end(walk)) {
		return NO;
	}
	enum answer answer = fresh == 0 ? YES : check_cached(column, walk);
	if (answer == YES && walk_unaddressed(walk)) {
		return judge_unaddressed(column, walk);
	}
	if (answer != NO || walk->end != WALK_ZONE_BAD) {
		return answer == YES ? judge_zone_bad(column, walk) : answer;
	}
	answer = check_variants(column, walk);
	if (answer == YES) {
		answer = judge_zone_bad(column, walk);
		column->finding->confidence = FD_LIKELY;
	}
	return answer;
}

/* It was a moment's failure; half a dead server set explains it, and is worth saying. */
static enum answer judge_recovery(struct column *column, const struct walk *walk)
{
	enum answer answer = has_bad_end(walk) ? NO : judge_intermittent(column, walk);

	if (answer == NO && !has_bad_end(walk)) {
		answer = judge_zone_partial(column, walk);
	}
	return answer == NO ? judge_recovered(column) : answer;
}

/*
 * One alone may have been unlucky, or had too much to do: where others answer it is asked again before the zone's servers are
 * asked for the name. Thousands of names that failed once cost one question each.
 */
static enum answer check_unlucky(struct column *column)
{
	struct walk walk;

	if (column_witnesses(column, want_failed) != 1 || column->positive == 0) {
		return NO;
	}
	enum answer answer = walk_to_zone(column->diagnosis, &column->name, &walk);
	if (answer == YES) {
		answer = ask_again(column, &walk);
	}
	if (answer != PENDING && column->failed == 0) {
		return judge_recovery(column, &walk);
	}
	return answer == PENDING ? PENDING : NO;
}

/* What the zone, its names or its servers may have to do with it. */
static enum answer judge_zone_side(struct column *column, const struct walk *walk)
{
	enum answer answer = judge_dnssec(column, walk);

	/* Where only TCP to a resolver failed, the zone has nothing to do with it. */
	if (answer == NO && !has_bad_end(walk) && column->cut < column->failed) {
		answer = judge_intermittent(column, walk);
		if (answer == NO) {
			answer = judge_ns_alias(column, walk);
		}
		if (answer == NO) {
			answer = judge_zone_partial(column, walk);
		}
	}
	return answer == NO && !has_bad_end(walk) ? judge_slow_servers(column, walk) : answer;
}

/* Nothing is wrong with the zone, or nothing can be seen of it: each failing cell for itself. */
static enum answer judge_resolvers_side(struct column *column, const struct walk *walk)
{
	if (judge_failing_cells(column, walk) == PENDING) {
		return PENDING;
	}
	if (column->failed == 0) {
		return judge_recovery(column, walk);
	}
	enum answer answer = judge_base(column);
	if (answer != NO) {
		return answer;
	}
	if (walk->end == WALK_VOID) {
		conclude_blind(column);
		return YES;
	}
	bool good_zone = walk->end == WALK_ANSWER || walk->end == WALK_NODATA ||
			 walk->end == WALK_NXDOMAIN;
	bool likely = good_zone && column_witnesses(column, want_answered) >= 2;
	conclude_from_cells(column, likely ? FD_LIKELY : FD_POSSIBLE);
	if (!likely) {
		finding_alternative(column->finding, FD_CAUSE_auth_packet_loss);
		finding_alternative(column->finding, FD_CAUSE_auth_partial_outage);
	}
	return YES;
}

enum answer rule_partial(struct column *column)
{
	struct walk walk;

	if (column->failed == 0) {
		return NO;
	}
	enum answer unlucky = check_unlucky(column);
	if (unlucky != NO) {
		return unlucky;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	enum answer answer = judge_unseen(column, &walk);
	if (answer != NO) {
		return answer;
	}
	/* One alone may have been unlucky; several fail for a reason. */
	if (column_witnesses(column, want_failed) == 1) {
		answer = ask_again(column, &walk);
		if (answer == PENDING) {
			return PENDING;
		}
		if (column->failed == 0) {
			return judge_recovery(column, &walk);
		}
	}
	answer = judge_zone_side(column, &walk);
	return answer != NO ? answer : judge_resolvers_side(column, &walk);
}
