/* SPDX-License-Identifier: MIT */
#include "diagnose/question/bogus/parts.h"

/*
 * A signature is out of its time by this host's clock, and by that of who fails. A validator keeps nothing beyond the end of its signature
 * (RFC 4035 5.3.3): one that says AD of the very same signature goes by another clock, and it is open whose is wrong.
 */

enum {
	LENIENCY_S = 86400, /* so much some allow for clocks that differ (seen: Unbound) */
};

/* It is the flawed set that has to be accepted: another one, kept from before, may be good for longer. */
static struct fd_wish dated_wish(const struct column *column, uint32_t resolver,
				 const struct flaw *flaw)
{
	bool proof = flaw->type == FD_TYPE_NSEC || flaw->type == FD_TYPE_NSEC3;
	struct fd_wish wish = wish_resolver(column->diagnosis, resolver, FD_PURPOSE_DNSSEC,
					    proof ? &column->name : &flaw->owner,
					    proof ? column->qtype : flaw->type);

	if (wish.flags & FD_QUERY_EDNS) {
		wish.flags |= FD_QUERY_DO;
	}
	return wish;
}

/* With AD, and with no signature that is in its time here, be it by another day. */
static bool accepts(const struct column *column, const struct fact *fact,
		    const struct flaw *flaw)
{
	const struct fd_observation *saw = &fact->observation;
	const enum fd_section sections[] = { FD_SECTION_ANSWER, FD_SECTION_AUTHORITY };
	enum kind kind = observation_kind(saw);

	if ((kind != KIND_POSITIVE && !kind_negative(kind)) || saw->message == NULL ||
	    (saw->flags & FD_CELL_AD) == 0) {
		return false;
	}
	for (size_t i = 0; i < 2; i++) {
		const struct dnssec_rrset rrset = { .message = saw->message,
						    .section = sections[i],
						    .owner = flaw->owner,
						    .type = flaw->type };
		struct dnssec_signature signature;
		if (dnssec_signature(&rrset, &signature)) {
			return !dnssec_in_time(&rrset, column->diagnosis->config.wall_time_s,
					       LENIENCY_S);
		}
	}
	return false;
}

/*
 * Who validates says AD to those who have asked for it (RFC 6840 5.8); one that says it to all has it from nobody, and accepts nothing
 * (seen: balancers that set it in each reply).
 */
static enum answer ask_accepting(const struct column *column, uint32_t resolver,
				 const struct flaw *flaw, const struct fact **ret_fact)
{
	struct fd_wish wish = dated_wish(column, resolver, flaw);
	const struct fact *fact = ask_insistently(column->diagnosis, &wish);

	if (fact == NULL) {
		return PENDING;
	}
	if (!accepts(column, fact, flaw)) {
		return NO;
	}
	wish.flags &= (uint8_t) ~(FD_QUERY_AD | FD_QUERY_DO);
	const struct fact *bare = ask_insistently(column->diagnosis, &wish);
	if (bare == NULL) {
		return PENDING;
	}
	*ret_fact = fact;
	return saw_reply(&bare->observation) && (bare->observation.flags & FD_CELL_AD) == 0
		       ? YES
		       : NO;
}

static bool is_same_witness(const struct column *column, size_t a, size_t b)
{
	const struct row *rows = column->diagnosis->rows;

	return rows[column->cells[a].resolver].witness ==
	       rows[column->cells[b].resolver].witness;
}

/* It answers, with AD, and is not behind one that fails, or that was asked. */
static bool is_independent(const struct column *column, size_t index)
{
	const struct column_cell *cell = &column->cells[index];

	if (!in_vote(cell) || (cell->kind != KIND_POSITIVE && !kind_negative(cell->kind)) ||
	    (cell->cell->flags & FD_CELL_AD) == 0) {
		return false;
	}
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *other = &column->cells[i];
		bool before = i < index && kind_answered(other->kind) &&
			      (other->cell->flags & FD_CELL_AD) != 0;
		if (in_vote(other) && (before || kind_failed(other->kind)) &&
		    is_same_witness(column, i, index)) {
			return false;
		}
	}
	return true;
}

/* More of them than of those that fail are as good as all. */
static enum answer count_accepting(const struct column *column, const struct flaw *flaw,
				   size_t enough, size_t *ret_count, const struct fact **ret)
{
	*ret_count = 0;
	for (size_t i = 0; i < column->count && *ret_count < enough; i++) {
		if (!is_independent(column, i)) {
			continue;
		}
		const struct fact *fact = NULL;
		enum answer answer =
			ask_accepting(column, column->cells[i].resolver, flaw, &fact);
		if (answer == PENDING) {
			return PENDING;
		}
		if (answer == YES) {
			*ret = (*ret_count)++ == 0 ? fact : *ret;
		}
	}
	return *ret_count > 0 ? YES : NO;
}

/* Of the clocks that are known, more are against this host's. */
static void tell_clock(struct column *column, const struct flaw *flaw, const struct fact *fact)
{
	struct dnssec_table *table = column->diagnosis->dnssec;

	finding_note(column->finding, fd_note_text(FD_NOTE_own_clock_wrong));
	if (!table->clock_wrong) {
		table->clock_wrong = true;
		table->clock_fact = fact;
		table->clock_saw = flaw->what;
		table->clock_means =
			"by this host's clock; validators accept that signature, and "
			"theirs differ from it";
	}
}

static void conclude_clocks(struct column *column, const struct column_cell *at,
			    const struct flaw *flaw, const struct fact *accepted, bool most)
{
	struct finding *finding = column->finding;

	finding_set(finding, most ? FD_CAUSE_resolver_dnssec_broken : FD_CAUSE_contradiction,
		    column_role(column, at), FD_POSSIBLE);
	finding_alternative(finding, FD_CAUSE_resolver_dnssec_broken);
	finding_alternative(finding, flaw->cause);
	finding_seen(column->diagnosis, finding, flaw->fact, flaw->what,
		     "so by this host's clock, and by that of who fails");
	finding_fact(column->diagnosis, finding, accepted,
		     "it is accepted there, with that signature: by this one's it holds");
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails at %s where it is validated, and by this host's clock too its signatures "
		"are out of their time (%s); %s: some of these clocks are wrong.",
		column->label, resolver_label(column->diagnosis, at->resolver), flaw->what,
		most ? "more validators accept them than fail"
		     : "as many validators accept them");
	finding->action = "Compare the clocks of this host and of the resolvers with the time "
			  "(NTP), and set those that are wrong; then ask again.";
}

enum answer judge_clocks(struct column *column, const struct column_cell *at,
			 const struct fact *unchecked, const struct showing *showing,
			 size_t *ret_accept)
{
	const struct flaw *flaw = &showing->flaw;
	size_t fail = column_witnesses(column, want_servfail);
	const struct fact *accepted = NULL;

	*ret_accept = 0;
	if ((flaw->state != DNSSEC_EXPIRED && flaw->state != DNSSEC_EARLY) ||
	    showing->flawed < showing->views || at->kind != KIND_SERVFAIL) {
		return NO;
	}
	enum answer answer = count_accepting(column, flaw, fail + 1, ret_accept, &accepted);
	if (answer != YES || *ret_accept < fail) {
		return answer == PENDING ? PENDING : NO;
	}
	enum answer still = still_fails(column, at);
	if (still != YES) {
		return still;
	}
	bool most = *ret_accept > fail;
	column_show(column, want_servfail, "fails where it is validated");
	finding_fact(column->diagnosis, column->finding, unchecked,
		     "with checking disabled it is answered: only DNSSEC is in the way");
	conclude_clocks(column, at, flaw, accepted, most);
	if (most) {
		tell_clock(column, flaw, accepted);
	}
	return YES;
}
