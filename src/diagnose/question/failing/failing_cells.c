/* SPDX-License-Identifier: MIT */
#include "diagnose/question/denied/denied.h"
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/* A cell that fails where others are answered: asked again, and with one thing changed at a time, to see whose fault it is. */

enum {
	TCP_REPEAT = 3, /* the number of the first repeat over TCP, and how many there are */
	TCP_TRIES = 3,
	UDP_REPEAT = 7,	    /* after TCP has answered */
	CONTROL_REPEAT = 4, /* after CD=1, and once more; lower numbers were before */
	CONTROL_ROUNDS = 2,
};

/* ---- one cell ------------------------------------------------------------------------------ */

/*
 * It comes late: packets get lost there; or the resolver takes long, where the zone's servers are known to be quick. Unseen it may be its way
 * to these.
 */
static enum fd_cause cause_of_late(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	enum fd_cause own = diagnosis->rows[resolver].finding.cause;

	if (own == FD_CAUSE_resolver_packet_loss) {
		return own;
	}
	return own == FD_CAUSE_resolver_slow || diagnosis->host.direct == DIRECT_WORKS
		       ? FD_CAUSE_resolver_slow
		       : FD_CAUSE_resolver_auth_path_broken;
}

/*
 * CD=1 was another moment too. The control is that without it, and nothing else changed, it still fails; and where there is
 * no signature to check, that both are so again: who fails now and then looks just like that, one time in four. NO: it is not
 * checking; or it recovered.
 */
static enum answer check_control(struct column *column, struct column_cell *cell,
				 const struct fact *unchecked)
{
	struct fd_wish wish = unchecked->wish;
	cell->signatures = message_signed(unchecked->observation.message);
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
		if (!saw_data(&off->observation)) {
			return NO;
		}
	}
	return YES;
}

static void show_often(const struct column *column, const struct column_cell *cell)
{
	if (cell->often > 0) {
		finding_table(column->finding,
			      region_printf(&column->diagnosis->texts,
					    "asked %u times more: %u fail", cell->often,
					    cell->often),
			      "it fails each time");
	}
}

static enum answer judge_servfail_cell(struct column *column, struct column_cell *cell)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fact *unchecked = resolver_validates(diagnosis, cell->resolver) == 0
					       ? NULL
					       : ask_unchecked(column, cell->resolver);
	if (unchecked == NULL && resolver_validates(diagnosis, cell->resolver) != 0) {
		return PENDING;
	}
	enum answer guarded = judge_private_cell(column, cell);
	if (guarded != NO) {
		return guarded;
	}
	bool came = unchecked != NULL && saw_data(&unchecked->observation);
	enum answer repaired = came ? check_control(column, cell, unchecked) : NO;
	if (repaired == PENDING || cell->recovered) {
		return repaired == PENDING ? PENDING : YES;
	}
	/* Of a zone's names those that were asked again: the others are like them. */
	if (cell->again != NULL) {
		enum answer often = ask_often(column, cell);
		if (often != NO) {
			return often;
		}
	}
	cell_show(column, cell, "fails here, answered elsewhere");
	finding_fact(diagnosis, column->finding, unchecked,
		     repaired == YES
			     ? "with checking disabled it is answered, but others validate it"
		     : came ? "with checking disabled it came once; asked again, it fails too"
			    : "and it is not DNSSEC: the same with checking disabled");
	show_often(column, cell);
	cell_mark(column, cell,
		  repaired == YES ? FD_CAUSE_resolver_dnssec_broken
				  : FD_CAUSE_resolver_auth_path_broken);
	return YES;
}

/*
 * Silent over UDP, however patiently it is asked: over TCP it may come all the same. Then the resolver has it, and the datagrams
 * do not get here: large ones get lost in tunnels, and where fragments are dropped. YES: so it is, and it is shown.
 */
enum answer judge_lost_datagram(struct column *column, struct column_cell *cell,
				const struct fact *patient)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_wish asked = column_wish(column, cell->resolver);
	struct fd_wish wish = wish_over_tcp(&asked);

	const struct fact *tcp = ask_insistently(diagnosis, &wish);
	if (tcp == NULL) {
		return PENDING;
	}
	if (!kind_answered(observation_kind(&tcp->observation))) {
		return NO;
	}
	/* It may have found the answer in the meantime: then it comes over UDP too. */
	wish = asked;
	wish.repeat = UDP_REPEAT;
	const struct fact *udp = ask_insistently(diagnosis, &wish);
	if (udp == NULL) {
		return PENDING;
	}
	if (kind_answered(observation_kind(&udp->observation))) {
		cell_recover(column, cell, udp);
		return YES;
	}
	wish = wish_plain(&asked);
	const struct fact *plain = ask_insistently(diagnosis, &wish);
	if (plain == NULL) {
		return PENDING;
	}
	cell_show(column, cell, "silent here, answered elsewhere");
	finding_fact(diagnosis, column->finding, patient, "and again, with more patience");
	finding_fact(diagnosis, column->finding, tcp,
		     "over TCP it comes: only the datagram gets lost");
	finding_fact(diagnosis, column->finding, udp, "and after that, over UDP");
	bool small = saw_reply(&plain->observation);
	finding_fact(diagnosis, column->finding, plain,
		     small ? "and without EDNS, which allows for large ones, there is a reply"
			   : "without EDNS there is none either");
	finding_alternative(column->finding, small ? FD_CAUSE_resolver_packet_loss
						   : FD_CAUSE_resolver_edns_broken);
	cell_mark(column, cell,
		  small ? FD_CAUSE_resolver_edns_broken : FD_CAUSE_resolver_packet_loss);
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
	cell_hear(column, cell, patient);
	if (cell->spoke) {
		return judge_servfail_cell(column, cell);
	}
	/* It loses whatever it is asked: its own record says so, and the name is for others to judge. */
	if (lossy && column_answers(column) > 0) {
		cell_leave_out(column, cell);
		return YES;
	}
	bool ours = column->diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss;
	if (!came && !lossy && !ours) {
		enum answer lost = judge_lost_datagram(column, cell, patient);
		if (lost != NO) {
			return lost;
		}
	}
	finding_cell(column->diagnosis, column->finding, column->question, cell->resolver,
		     "silent here, answered elsewhere");
	finding_fact(column->diagnosis, column->finding, patient,
		     came ? "asked again with more patience, it comes"
			  : "and again, with more patience");
	/* What this host's own link loses it cannot hold against anybody. */
	if (ours) {
		finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
	}
	cell_mark(column, cell,
		  ours	 ? FD_CAUSE_local_packet_loss
		  : came ? cause_of_late(column->diagnosis, cell->resolver)
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

static bool want_cut_outside(const struct column_cell *cell)
{
	return cell->kind == KIND_CUT;
}

/*
 * TCP reaches the site's own resolvers and no stranger, a root included: then it is the site's firewall, and not several
 * resolvers at once.
 */
static bool tcp_stays_inside(const struct column *column, const struct column_cell *cell)
{
	const struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fact *root = diagnosis->host.root_tcp;

	if (root == NULL || !saw_nothing(&root->observation) ||
	    column_role(column, cell) == FD_ROLE_LOCAL ||
	    column_witnesses(column, want_cut_outside) < 2) {
		return false;
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		const struct fact *tcp = row->canaries.tcp;
		bool works = row->over_tcp > 0 || (tcp != NULL && saw_reply(&tcp->observation));
		if (works && diagnosis->inventory->resolvers[r].role != FD_ROLE_LOCAL) {
			return false;
		}
	}
	return true;
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
			struct fd_wish wish = column_wish(column, cell->resolver);
			wish = wish_over_tcp(&wish);
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
	enum fd_cause theirs = lossy				? own
			       : tcp_stays_inside(column, cell) ? FD_CAUSE_egress_tcp53_blocked
								: FD_CAUSE_resolver_tcp_blocked;
	cell_mark(column, cell, ours ? host : theirs);
	return YES;
}

/* Who refuses by a list refuses each time; of one of several servers behind one address that is not so. */
static enum answer judge_refused_cell(struct column *column, struct column_cell *cell)
{
	if (cell->again != NULL) {
		enum answer often = ask_often(column, cell);
		if (often != NO) {
			return often;
		}
	}
	cell_show(column, cell, "refused here, answered elsewhere");
	show_often(column, cell);
	cell_mark(column, cell, FD_CAUSE_resolver_blocklist);
	if (!cell_withheld(cell->cell)) {
		/* What it forwards the zone to may refuse it, and that is passed on. */
		finding_alternative(column->finding, FD_CAUSE_resolver_auth_path_broken);
	}
	return YES;
}

/* FORMERR, NOTIMP, what cannot be read: is it EDNS, or the datagram? */
static enum answer judge_odd_cell(struct column *column, struct column_cell *cell)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fd_wish asked = column_wish(column, cell->resolver);
	const struct fd_wish without = wish_plain(&asked), over_tcp = wish_over_tcp(&asked);
	const struct fact *plain = ask_insistently(diagnosis, &without);
	const struct fact *tcp = ask_insistently(diagnosis, &over_tcp);

	if (plain == NULL || tcp == NULL) {
		return PENDING;
	}
	bool bare = kind_answered(observation_kind(&plain->observation));
	bool whole = kind_answered(observation_kind(&tcp->observation));
	cell_show(column, cell, "only this name, only here");
	finding_fact(diagnosis, column->finding, plain,
		     bare ? "without EDNS it is answered" : "the same without EDNS");
	finding_fact(diagnosis, column->finding, tcp,
		     whole ? "over TCP it is answered" : "the same over TCP");
	/* Some pass on what the zone's servers say to EDNS. */
	if (bare) {
		finding_alternative(column->finding, FD_CAUSE_auth_edns_intolerant);
	}
	cell_mark(column, cell,
		  bare ? FD_CAUSE_resolver_edns_broken : FD_CAUSE_resolver_auth_path_broken);
	return YES;
}

static enum answer judge_cell(struct column *column, struct column_cell *cell)
{
	if (cell_withheld(cell->cell)) {
		enum answer guarded = judge_private_cell(column, cell);
		if (guarded != NO) {
			return guarded;
		}
		cell_show(column, cell, "this resolver says that it is policy");
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
	return cell->kind == KIND_REFUSED ? judge_refused_cell(column, cell)
					  : judge_odd_cell(column, cell);
}

/* What a server of the zone said to the question itself. */
static const char *walk_means(const struct fact *fact)
{
	enum kind kind = observation_kind(&fact->observation);

	return kind == KIND_NXDOMAIN || kind == KIND_NODATA ? "the zone's own server denies it"
	       : kind_answered(kind) || kind == KIND_CUT    ? "the zone's own server answers"
							    : "the zone's own server fails too";
}

static bool want_cut_off(const struct column_cell *cell)
{
	return cell->judged && cell->cause == FD_CAUSE_resolver_auth_path_broken;
}

enum answer judge_cut_cells(struct column *column, const struct walk *walk)
{
	if (walk->end != WALK_ANSWER || column->cut == 0 || column->cut < column->failed) {
		return NO;
	}
	if (judge_failing_cells(column, walk) == PENDING) {
		return PENDING;
	}
	if (column->failed == 0) {
		return NO;
	}
	conclude_from_cells(column, column_witnesses(column, want_failed) >= 2 ? FD_LIKELY
									       : FD_POSSIBLE);
	finding_alternative(column->finding, FD_CAUSE_resolver_tcp_blocked);
	finding_alternative(column->finding, FD_CAUSE_egress_tcp53_blocked);
	return YES;
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
	/* Before it is their way to the zone's servers: who told them where these are? */
	if (answer == YES && column_witnesses(column, want_cut_off) > 0 &&
	    excuse_misled(column, walk, want_cut_off) == PENDING) {
		return PENDING;
	}
	if (answer == YES && column_witnesses(column, want_cut_off) > 0) {
		excuse_crowded(column, walk, want_cut_off);
	}
	if (answer == YES) {
		excuse_strict(column, walk, want_cut_off);
	}
	if (answer == YES && excuse_reached(column, walk, want_cut_off) == PENDING) {
		return PENDING;
	}
	for (size_t i = 0; answer == YES && i < walk->final_count && i < 2; i++) {
		finding_fact(column->diagnosis, column->finding, walk->finals[i],
			     walk_means(walk->finals[i]));
	}
	return answer;
}
