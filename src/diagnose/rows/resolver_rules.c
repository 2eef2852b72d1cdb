/* SPDX-License-Identifier: MIT */
#include "diagnose/rows/resolver_view.h"
#include "diagnose/rows/rows.h"

/*
 * What is wrong with a resolver as a whole, from its canaries and its row. The first rule that applies names the cause;
 * none: healthy. No rule speaks of a resolver that answers names, unless the fault shows in the answers.
 */

enum { /* EDE codes as bits (RFC 8914) */
	EDE_NOT_READY = 14,
	EDE_NOT_AUTHORITATIVE = 20,
	EDE_NO_REACHABLE_AUTHORITY = 22,
	EDE_NETWORK_ERROR = 23,
};

#define EDE_BIT(code) ((uint64_t)1 << (code))
#define EDE_FORWARDING                                                  \
	(EDE_BIT(EDE_NOT_READY) | EDE_BIT(EDE_NO_REACHABLE_AUTHORITY) | \
	 EDE_BIT(EDE_NETWORK_ERROR))

static bool has_ede(const struct view *view, uint64_t codes)
{
	const struct fact *const facts[] = { view->canaries->first, view->canaries->absent };

	for (size_t i = 0; i < sizeof(facts) / sizeof((facts)[0]); i++) {
		if (facts[i] != NULL && saw_ede(&facts[i]->observation, codes)) {
			return true;
		}
	}
	uint32_t code = view->row->ede_first;
	return code < 64 && (codes >> code & 1) != 0;
}

/* ---- rules --------------------------------------------------------------------------------- */

static bool rule_died(const struct view *view)
{
	const struct canaries *c = view->canaries;

	if (!fact_silent(c->again) || !fact_silent(c->again_tcp) ||
	    loss_everywhere(view->diagnosis)) {
		return false; /* where all lose, a few silent tries are no death */
	}
	view_conclude(view, FD_CAUSE_resolver_timeout, FD_LIKELY);
	view_show(view, c->first, "it answered when the run began");
	if (c->during_answered + c->during_silent > 0) {
		finding_table(
			view->finding,
			region_printf(&view->diagnosis->texts,
				      "canaries while the run lasted: %u answered, then %u got "
				      "nothing",
				      c->during_answered, c->during_silent),
			"it shows when");
	}
	view_show(view, c->again, "after the bulk it is silent over UDP");
	view_show(view, c->again_tcp, "and over TCP");
	view_show_row(view);
	view_say(view, "stopped answering during the run");
	finding_alternative(view->finding, FD_CAUSE_resolver_rate_limited);
	return true;
}

/* ICMP is rate-limited: one is enough, whichever question it answered, and a TCP reset says the same. */
static bool rule_port_unreachable(const struct view *view)
{
	const struct canaries *c = view->canaries;
	bool udp = row_refused(view->row);

	if (row_alive(view->row) || (!udp && !fact_refused(c->tcp))) {
		return false;
	}
	bool told = c->first != NULL && error_of_network(c->first->observation.error);
	view_conclude(view, FD_CAUSE_resolver_port_unreachable, udp ? FD_CONFIRMED : FD_LIKELY);
	view_show(view, c->first,
		  fact_refused(c->first) ? "its host says that nothing listens on this port"
		  : told		 ? "somebody on the way does not let it through"
					 : "nothing comes back; ICMP errors are rate-limited");
	view_show(view, c->tcp,
		  fact_refused(c->tcp) ? "its host says that nothing listens over TCP"
				       : "nor anything over TCP");
	view_show_row(view);
	view_say(view,
		 udp ? "does not listen: its host rejects DNS queries with port unreachable"
		     : "refuses TCP, and over UDP nothing comes back: it does not listen, or "
		       "something in between rejects DNS queries");
	if (!udp) {
		finding_alternative(view->finding, FD_CAUSE_resolver_timeout);
	}
	/* Somebody near by may say that in everybody's name. */
	if (!udp && view->diagnosis->host.direct != DIRECT_WORKS) {
		finding_alternative(view->finding, FD_CAUSE_egress_port53_blocked);
	}
	return true;
}

static bool rule_timeout(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;
	bool silent = fact_silent(c->first) || (c->first == NULL && row->silent > 0);

	if (!silent || row_alive(row)) {
		return false;
	}
	/* A process that lives behind a dead forwarder answers what needs no recursion: asked, it has not. */
	bool full = fact_silent(c->tcp) && fact_silent(c->version);
	view_conclude(view, FD_CAUSE_resolver_timeout,
		      full && view->control ? FD_CONFIRMED : FD_POSSIBLE);
	view_show(view, c->first, "the canary gets nothing over UDP");
	view_show(view, c->tcp, "nor over TCP");
	view_show(view, c->version, "not even what needs no recursion is answered");
	view_show_row(view);
	view_say(view, "answers nothing at all, over UDP or TCP");
	if (c->version != NULL && saw_no_try(&c->version->observation)) {
		finding_alternative(view->finding, FD_CAUSE_forwarder_unreachable);
	}
	if (view->finding->confidence < FD_CONFIRMED) {
		finding_alternative(view->finding, FD_CAUSE_local_network_down);
		finding_alternative(view->finding, FD_CAUSE_egress_port53_blocked);
	}
	return true;
}

/* Alive over TCP alone: something takes its UDP away. */
static bool rule_udp_silent(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;

	if (!fact_silent(c->first) || !canary_good(c->tcp) || canary_good(c->plain) ||
	    fact_replied(c->version) || fact_replied(c->absent) || row->answered > 0) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_timeout, FD_POSSIBLE);
	view_show(view, c->first, "nothing over UDP");
	view_show(view, c->tcp, "over TCP it answers: UDP is lost on the way or dropped there");
	view_show_row(view);
	view_say(view, "answers over TCP only; its UDP is dropped");
	finding_alternative(view->finding, FD_CAUSE_resolver_packet_loss);
	return true;
}

static bool rule_edns(const struct view *view)
{
	const struct canaries *c = view->canaries;
	bool odd = fact_silent(c->first) || fact_is(c->first, FD_FORMERR) ||
		   fact_is(c->first, FD_NOTIMP) || fact_is(c->first, FD_STATUS_MALFORMED) ||
		   fact_is(c->first, FD_BADVERS) || fact_is(c->first, FD_BADCOOKIE);

	/* With EDNS it answers by now: it stood still when it was asked first. */
	if (!odd || !canary_good(c->plain) || view->row->answered > 0 ||
	    canary_good(c->again)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_edns_broken, FD_CONFIRMED);
	view_show(view, c->first, "with EDNS the canary fails");
	view_show(view, c->plain, "the same without EDNS is answered: EDNS is what breaks it");
	view_show_row(view);
	view_say(view, "fails every query that carries EDNS, and answers without it");
	if (fact_silent(c->first) && !view->control) {
		finding_alternative(view->finding, FD_CAUSE_path_drops_edns);
	}
	return true;
}

/* It cuts even the canary short, and does not give the rest. */
static bool rule_tcp(const struct view *view)
{
	const struct canaries *c = view->canaries;

	if (!fact_is(c->first, FD_NOERROR) || !fact_silent(c->tcp) ||
	    (c->first->observation.flags & FD_CELL_TC) == 0 || view->row->answered > 0) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_tcp_blocked, FD_CONFIRMED);
	view_show(view, c->first,
		  "the answer is cut short (tc): the rest is to be had over TCP");
	view_show(view, c->tcp, "which does not answer");
	view_show_row(view);
	view_say(view, "cuts its answers short and does not answer over TCP");
	return true;
}

/*
 * Answers of zones of its own: AA, and no recursion on offer. Who refuses the root and a random name alike may offer it all the same:
 * the name server of a cluster, which has the cluster's names and was given nobody to ask for others.
 */
static uint64_t of_its_own(const struct view *view)
{
	return fact_is(view->canaries->first, FD_REFUSED) &&
			       fact_is(view->canaries->absent, FD_REFUSED)
		       ? view->row->with_aa
		       : view->row->authoritative;
}

static bool refuses_all(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;
	uint64_t own = of_its_own(view);
	bool canary =
		fact_is(c->first, FD_REFUSED) || (c->first == NULL && row->refused >= ROW_MIN);

	return canary && row->answered == own &&
	       nearly_all(row->refused + row->referrals + own + row->silent, row->asked) &&
	       (row->asked > 0 || fact_is(c->absent, FD_REFUSED));
}

static bool rule_not_recursive(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;
	uint64_t own = of_its_own(view);
	bool offers = row->with_aa > row->authoritative;
	bool referral = fact_is(c->first, FD_NOERROR) &&
			(c->first->observation.flags & FD_CELL_RA) == 0 &&
			(row->referrals > 0 || !canary_good(c->first));
	bool refuses = refuses_all(view) && (has_ede(view, EDE_BIT(EDE_NOT_AUTHORITATIVE)) ||
					     own > 0 || row->referrals > 0);

	if (row->answered > own || (!referral && !refuses)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_not_recursive, offers ? FD_LIKELY : FD_CONFIRMED);
	view_show(
		view, c->first,
		referral ? "it refers elsewhere instead of resolving, and offers no recursion"
		: offers
			? "even the canary is refused, and what it answers are zones of its own"
			: "it serves its own zones only, and offers no recursion");
	view_show_row(view);
	view_say(view,
		 offers ? "answers for zones of its own and refuses all else: it does not "
			  "resolve for this host"
			: "does not recurse: it is an authoritative server, not a resolver");
	if (offers) {
		finding_alternative(view->finding, FD_CAUSE_resolver_refused);
	}
	return true;
}

static bool rule_refused(const struct view *view)
{
	const struct canaries *c = view->canaries;

	if (!refuses_all(view) || has_ede(view, EDE_FORWARDING)) {
		return false;
	}
	bool certain = has_ede(view, EDE_BIT(EDE_PROHIBITED)) ||
		       (c->first != NULL && (c->first->observation.flags & FD_CELL_RA) != 0);
	view_conclude(view, FD_CAUSE_resolver_refused, certain ? FD_CONFIRMED : FD_LIKELY);
	view_show(view, c->first, "even the canary is refused");
	view_show_row(view);
	view_say(view, "refuses every query from this host");
	if (!certain) {
		finding_alternative(view->finding, FD_CAUSE_resolver_not_recursive);
	}
	return true;
}

static bool rule_dnssec(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;

	/* What it has of its own it answers all the same; and by luck it may have failed but once. */
	bool all = row->answered == 0 || row->elsewhere_failed * 10 >= row->elsewhere * 9;
	bool most = row->elsewhere_failed >= ROW_MIN &&
		    row->elsewhere_failed * 2 >= row->elsewhere &&
		    fact_is(c->absent, FD_SERVFAIL);

	if (!fact_is(c->first, FD_SERVFAIL) || !canary_good(c->unchecked) || (!all && !most)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_dnssec_broken, all ? FD_CONFIRMED : FD_LIKELY);
	view_show(view, c->first, "the root's own SOA fails");
	view_show(view, c->unchecked,
		  "with checking disabled it is answered: validation itself is broken here");
	view_show_row(view);
	view_say(view,
		 "fails every validation (clock or trust anchor); without checking it answers");
	if (!all) {
		finding_alternative(view->finding, FD_CAUSE_recursion_path_broken);
	}
	return true;
}

/* A declared forwarder that is itself dead: nothing is left to guess. */
static bool forwarder_dead(const struct view *view)
{
	for (size_t i = 0; i < view->of->forwards_to_count; i++) {
		const struct row *row = &view->diagnosis->rows[view->of->forwards_to[i]];
		if (row_alive(row) || row->canaries.first == NULL) {
			return false;
		}
	}
	return view->of->forwards_to_count > 0;
}

static bool rule_forwarder(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;
	bool failed = fact_is(c->first, FD_SERVFAIL) || fact_silent(c->first) ||
		      (refuses_all(view) && has_ede(view, EDE_FORWARDING));

	if (!failed || !row_alive(row) || row->answered > 0 || fact_resolved(c->absent) ||
	    canary_good(c->unchecked) || canary_good(c->tcp) || canary_good(c->plain)) {
		return false;
	}
	bool dead = forwarder_dead(view);
	view_conclude(view, FD_CAUSE_forwarder_unreachable,
		      dead	      ? FD_CONFIRMED
		      : view->control ? FD_LIKELY
				      : FD_POSSIBLE);
	view_show(view, c->first, "even the root's SOA cannot be resolved");
	view_show(view, c->unchecked, "and it is not DNSSEC: the same with checking disabled");
	if (fact_replied(c->version)) {
		view_show(view, c->version, "the resolver itself lives and answers at once");
	} else if (fact_replied(c->unrecursed)) {
		view_show(view, c->unrecursed,
			  "without recursion it answers: its process lives");
	}
	view_show_row(view);
	view_say(view,
		 "lives, but cannot resolve anything: what it forwards to does not answer");
	if (!dead) {
		finding_alternative(view->finding, FD_CAUSE_recursion_path_broken);
	}
	return true;
}

static bool rule_recursion(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;
	bool absent_failed = fact_is(c->absent, FD_SERVFAIL) || fact_silent(c->absent);
	bool first_failed = fact_is(c->first, FD_SERVFAIL) || fact_silent(c->first);
	bool broke_down = fact_is(c->again, FD_SERVFAIL); /* during the run */
	bool alone = row_alone(view->diagnosis, view->resolver) ||
		     row_barren(view->diagnosis, view->resolver);
	uint64_t failed = alone ? row->silent + row->servfail : row->elsewhere_failed;
	uint64_t asked = alone ? row->asked : row->elsewhere;

	if ((!absent_failed && !broke_down) || failed < ROW_MIN || !row_alive(row) ||
	    (!broke_down && failed * 2 < asked)) {
		return false;
	}
	/* The roots are there, and it does not get even their own SOA, nor anything that is new to it. */
	bool rootless = first_failed && absent_failed;
	bool direct = view->diagnosis->host.direct == DIRECT_WORKS;
	bool seen = c->elsewhere != NULL || (direct && rootless);
	if (alone && !broke_down && !seen) {
		return false; /* one top-level domain, or everybody's roots: nobody else shows which */
	}
	if (half_shown(row) || (!broke_down && fact_resolved(c->elsewhere))) {
		return false; /* half of a pool; or one top-level domain is not to be had, and others are */
	}
	view_conclude(view, FD_CAUSE_recursion_path_broken,
		      failed >= ROW_LIKELY && !alone ? FD_LIKELY : FD_POSSIBLE);
	view_show(view, c->first,
		  first_failed ? "the root's SOA cannot be resolved"
			       : "the root's SOA is cached");
	view_show(view, c->absent,
		  absent_failed ? "a name it cannot have in its cache fails"
				: "when the run began it could look up names");
	view_show(view, c->elsewhere, "and so does one below another top-level domain");
	if (broke_down) {
		view_show(view, c->again, "after the bulk even the root's SOA fails");
	}
	view_show_row(view);
	view_say(
		view,
		broke_down
			? "lost its way to other servers during the run: what it would have to "
			  "look up fails"
			: "answers from its cache only: what it would have to look up fails");
	finding_alternative(view->finding, FD_CAUSE_forwarder_unreachable);
	finding_alternative(view->finding, FD_CAUSE_resolver_auth_path_broken);
	if (alone && !direct) {
		finding_alternative(view->finding, FD_CAUSE_root_unreachable);
	}
	return true;
}

/* Names that do not exist get an address. It shows only against somebody who says NXDOMAIN. */
static const struct fact *honest_absent(const struct view *view)
{
	const struct fd_diagnosis *diagnosis = view->diagnosis;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->witness != view->row->witness &&
		    fact_is(row->canaries.absent, FD_NXDOMAIN)) {
			return row->canaries.absent;
		}
	}
	return NULL;
}

/*
 * Not only names that do not exist: whatever is asked, it is this one address. Who only makes up what is missing gives it too, as
 * long as he is asked for nothing else: so some of those names have one of their own, as others say, or the servers of their zones.
 */
static bool rule_captive(const struct view *view)
{
	const struct row *row = view->row;
	bool many = row->made_up >= ROW_MIN, compared = many && row->elsewhere > 0;
	bool absent = !compared && row->unowned > 0 && row->unowned == row->alike_count;

	if (!row->rewrites || row->own_answers > 0 || absent || (!many && row->taken == 0)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_captive_portal,
		      compared || row->taken >= ROW_MIN ? FD_CONFIRMED
		      : row->taken > 0			? FD_LIKELY
							: FD_POSSIBLE);
	view_show(view, view->canaries->absent, "a random name gets this address");
	finding_table(view->finding,
		      region_printf(&view->diagnosis->texts,
				    "%llu names get the same, and none another",
				    (unsigned long long)row->alike),
		      compared ? "independent resolvers give them addresses of their own"
		      : row->taken > 0 ? "those that exist, too"
				       : "there is no other resolver to compare with");
	view_show(view, row->taken_shown, "the zone's own server has another address");
	view_show(view, honest_absent(view),
		  "an independent resolver says that it does not exist");
	view_say(view, "gives every name the same address, like a captive portal");
	if (view->finding->confidence < FD_CONFIRMED) {
		finding_alternative(view->finding, FD_CAUSE_resolver_nxdomain_rewrite);
	}
	return true;
}

static bool rule_rewrite(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct fact *honest = honest_absent(view);

	if (!view->row->rewrites) {
		return false;
	}
	/* No name that exists was asked for: a portal gives that address to those too. */
	bool all = view->row->own_answers == 0 && view->row->alike > 0;
	bool proved = honest != NULL || view->row->rewrite_proved;
	view_conclude(view, FD_CAUSE_resolver_nxdomain_rewrite,
		      !proved ? FD_POSSIBLE
		      : all   ? FD_LIKELY
			      : FD_CONFIRMED);
	view_show(view, c->absent, "a random name that does not exist gets an address here");
	view_show(view, honest, "an independent resolver says that it does not exist");
	if (view->row->rewrite_proved) {
		finding_table(view->finding, "the zone's own servers answer NXDOMAIN",
			      "the name does not exist");
	}
	view_show_row(view);
	view_say(view, "answers names that do not exist with an address of its own");
	if (!proved) {
		finding_alternative(view->finding, FD_CAUSE_ok);
	}
	if (!proved || all) {
		finding_alternative(view->finding, FD_CAUSE_resolver_captive_portal);
	}
	return true;
}

static const struct rule {
	bool (*applies)(const struct view *view);
	enum fd_cause cause; /* what it is about; the finding may carry a nearer one */
	bool wide;	     /* its failing cells are explained */
	bool empty;	     /* and so is whatever it answers */
} rules[] = {
	{ rule_died, FD_CAUSE_resolver_timeout, true, false },
	{ rule_port_unreachable, FD_CAUSE_resolver_port_unreachable, true, false },
	{ rule_timeout, FD_CAUSE_resolver_timeout, true, false },
	{ rule_edns, FD_CAUSE_resolver_edns_broken, true, false },
	{ rule_udp_silent, FD_CAUSE_resolver_timeout, true, false },
	{ rule_tcp, FD_CAUSE_resolver_tcp_blocked, true, false },
	{ rule_not_recursive, FD_CAUSE_resolver_not_recursive, true, false },
	{ rule_refused, FD_CAUSE_resolver_refused, true, false },
	{ resolver_rule_turned_away, FD_CAUSE_resolver_not_recursive, true, false },
	{ resolver_rule_denies_all, FD_CAUSE_resolver_blocklist, true, true },
	{ rule_dnssec, FD_CAUSE_resolver_dnssec_broken, true, false },
	{ rule_forwarder, FD_CAUSE_forwarder_unreachable, true, false },
	{ rule_recursion, FD_CAUSE_recursion_path_broken, true, false },
	{ rule_captive, FD_CAUSE_resolver_captive_portal, true, false },
	{ rule_rewrite, FD_CAUSE_resolver_nxdomain_rewrite, false, false },
	{ resolver_rule_half, FD_CAUSE_forwarder_unreachable, true, false },
	{ resolver_rule_rate, FD_CAUSE_resolver_rate_limited, true, false },
	{ resolver_rule_turns_down, FD_CAUSE_resolver_rate_limited, true, false },
	{ resolver_rule_burst, FD_CAUSE_resolver_rate_limited, true, false },
	{ resolver_rule_limit, FD_CAUSE_resolver_rate_limited, false, false },
	{ resolver_rule_mixed, FD_CAUSE_resolver_packet_loss, false, false },
	{ resolver_rule_loss, FD_CAUSE_resolver_packet_loss, false, false },
	{ resolver_rule_slow, FD_CAUSE_resolver_slow, false, false },
	{ resolver_rule_type, FD_CAUSE_resolver_timeout, false, false },
	{ resolver_rule_useless, FD_CAUSE_contradiction, true, false },
};

/* ---- judging ------------------------------------------------------------------------------- */

/* This host demonstrably gets answers from somebody who has nothing to do with this resolver. */
static bool control_passed(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	if (diagnosis->host.direct == DIRECT_WORKS) {
		return true;
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->witness != diagnosis->rows[resolver].witness && row_alive(row)) {
			return true;
		}
	}
	return false;
}

static void judge_healthy(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;
	bool failed = c->first != NULL && !canary_good(c->first) &&
		      !saw_no_try(&c->first->observation);

	bool intercepted = host_intercepted(view->diagnosis);
	enum fd_confidence sure = intercepted ? FD_LIKELY : FD_CONFIRMED;
	finding_set(view->finding, FD_CAUSE_ok, view->of->role,
		    canary_good(c->first) || row->answered > 0 ? sure : FD_POSSIBLE);
	if (failed && row->answered > 0) {
		finding_note(view->finding, fd_note_text(FD_NOTE_canary_failed));
		view_show(
			view, c->first,
			"the canary fails, but names are answered: it may serve internal names only");
	} else {
		view_show(view, c->first, "the canary is answered");
	}
	if (row->answered > 0 && row->elsewhere_failed > 0) {
		view_show_row(view);
	}
	view_say(view, failed && row->answered == 0
			       ? "fails its canary; nothing else is known of it"
		       : intercepted ? "resolves; or somebody else does in its place"
				     : "resolves");
	if (intercepted) {
		finding_alternative(view->finding, FD_CAUSE_dns_interception);
	}
}

void resolver_judge(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct row *row = &diagnosis->rows[resolver];
	const struct view view = {
		.diagnosis = diagnosis,
		.resolver = resolver,
		.of = &diagnosis->inventory->resolvers[resolver],
		.row = row,
		.canaries = &row->canaries,
		.finding = &row->finding,
		.control = control_passed(diagnosis, resolver),
	};

	row->finding = (struct finding) { 0 };
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (rules[i].applies(&view)) {
			row->wide = rules[i].wide;
			row->healthy = !rules[i].wide ||
				       row->finding.cause == FD_CAUSE_resolver_rate_limited;
			row->void_all = rules[i].empty ||
					row->finding.cause == FD_CAUSE_resolver_captive_portal;
			return;
		}
	}
	row->healthy = true;
	judge_healthy(&view);
}
