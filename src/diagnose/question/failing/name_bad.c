/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/failing.h"

/* The zone's servers are good, and fail this very question: for its type, or because what they say is too large to get here. */

/* They serve the zone, so what they refuse is the type: servers of few types refuse the others (RFC 8906 3.1.2). */
static enum fd_cause cause_of_final(const struct fd_observation *saw, uint16_t qtype)
{
	switch (saw->status) {
	case FD_STATUS_TIMEOUT:
	case FD_STATUS_UNREACHABLE:
		return FD_CAUSE_auth_qtype_dropped;
	case FD_NOTIMP:
	case FD_FORMERR:
		return FD_CAUSE_auth_qtype_unsupported;
	case FD_REFUSED:
		return qtype == FD_TYPE_A ? FD_CAUSE_auth_lame
					  : FD_CAUSE_auth_qtype_unsupported;
	case FD_NOTAUTH:
	case FD_NXDOMAIN:
	case FD_NOERROR: /* and not authoritative */
		return FD_CAUSE_auth_lame;
	default:
		return FD_CAUSE_auth_servfail;
	}
}

/* The same question of the same server with one thing changed: without EDNS, which allows for large replies; and over TCP. */
struct smaller {
	const struct fact *plain, *tcp;
};

static bool ask_smaller(struct fd_diagnosis *diagnosis, const struct fact *final,
			struct smaller *ret)
{
	struct fd_wish plain = wish_plain(&final->wish), tcp = wish_over_tcp(&final->wish);

	ret->plain = ask_insistently(diagnosis, &plain);
	ret->tcp = ask_insistently(diagnosis, &tcp);
	return ret->plain != NULL && ret->tcp != NULL;
}

/* Of a type that is dropped neither comes. */
static void say_too_large(struct column *column, const struct walk *walk,
			  const struct smaller *smaller)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct fact *root = diagnosis->host.root_tcp;
	bool plain = saw_reply(&smaller->plain->observation);
	bool tcp = saw_reply(&smaller->tcp->observation);
	bool ours = !tcp && (root == NULL || !saw_reply(&root->observation));
	bool shut = !tcp && !ours;

	/* Other questions with EDNS they do answer: it is not EDNS. */
	finding_set(finding, shut ? FD_CAUSE_auth_tcp_blocked : FD_CAUSE_auth_udp_blocked,
		    FD_ROLE_PUBLIC, FD_LIKELY);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	finding_fact(diagnosis, finding, walk->finals[0], "its server is silent about it");
	finding_fact(diagnosis, finding, smaller->plain,
		     plain ? "without EDNS, which allows for large replies, one comes"
			   : "without EDNS too");
	finding_fact(diagnosis, finding, smaller->tcp,
		     tcp ? "and over TCP it comes in full" : "and over TCP it does not come");
	finding_alternative(finding, FD_CAUSE_auth_udp_blocked);
	if (ours) {
		finding_alternative(finding, FD_CAUSE_egress_tcp53_blocked);
	}
	if (plain) {
		finding_alternative(finding, FD_CAUSE_auth_edns_intolerant);
	}
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	finding_alternative(finding, FD_CAUSE_auth_qtype_dropped);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails because large replies of the servers of %s get lost over UDP: %s.",
		column->label, text_name(&diagnosis->texts, &walk->cut->zone),
		!tcp	? "what is smaller arrives, and over TCP nothing comes"
		: plain ? "what is smaller, or comes over TCP, arrives"
			: "what comes over TCP arrives");
	finding->action = region_printf(
		&diagnosis->texts,
		"The operator of %s: let long datagrams and fragments out of the firewall before its "
		"servers, or have them send no datagram longer than 1232 octets%s.",
		text_name(&diagnosis->texts, &walk->cut->zone),
		tcp ? "" : "; and open TCP port 53");
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
}

enum answer judge_too_large(struct column *column, const struct walk *walk)
{
	struct smaller smaller;

	if (walk->end != WALK_NAME_BAD ||
	    cause_of_final(&walk->finals[0]->observation, column->qtype) !=
		    FD_CAUSE_auth_qtype_dropped) {
		return NO;
	}
	if (!ask_smaller(column->diagnosis, walk->finals[0], &smaller)) {
		return PENDING;
	}
	if (!saw_reply(&smaller.plain->observation) && !saw_reply(&smaller.tcp->observation)) {
		return NO;
	}
	say_too_large(column, walk, &smaller);
	return YES;
}

enum answer judge_name_bad(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	enum fd_cause cause = cause_of_final(&walk->finals[0]->observation, column->qtype);
	enum answer large = judge_too_large(column, walk);

	if (large != NO) {
		return large;
	}
	finding_set(finding, cause, FD_ROLE_PUBLIC,
		    walk->failed == walk->final_count ? FD_CONFIRMED : FD_LIKELY);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	zone_show_servers(diagnosis, finding, walk->cut);
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(diagnosis, finding, walk->finals[i],
			     "the zone's own server fails this very question");
	}
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails%s because the servers of %s fail this question; they answer others.",
		column->label, column_witnesses(column, want_answered) > 0 ? "" : " everywhere",
		text_name(&diagnosis->texts, &walk->cut->zone));
	if (cause == FD_CAUSE_auth_servfail) { /* the zone is loaded: they answer for it */
		finding->action = region_printf(
			&diagnosis->texts,
			"The operator of %s: its servers have the zone, and fail this name and type: look at "
			"the back end behind them, and at their logs.",
			text_name(&diagnosis->texts, &walk->cut->zone));
	}
	finding_alternative(finding, FD_CAUSE_auth_timeout);
	finding_alternative(finding, FD_CAUSE_auth_servfail);
	column_mark(column, want_failed, finding->cause);
	return YES;
}
