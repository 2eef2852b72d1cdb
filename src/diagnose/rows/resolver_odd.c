/* SPDX-License-Identifier: MIT */
#include "diagnose/common/cells.h"
#include "diagnose/rows/resolver_view.h"
#include "diagnose/rows/types.h"

/* Resolvers that answer, and in no way that a resolver should: with strange RCODEs, without some type, or not at all. */

/*
 * Whatever it is asked, with EDNS and without, it says what is not said to queries: not my zone, not implemented, an RCODE of
 * updates or of signed messages. The word is odd and the meaning is not: it does not resolve for this host.
 */
bool resolver_rule_turned_away(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;
	uint8_t status = c->first == NULL ? FD_STATUS_PENDING : c->first->observation.status;
	bool odd = fd_status_is_rcode(status) && status != FD_NOERROR &&
		   status != FD_SERVFAIL && status != FD_NXDOMAIN && status != FD_REFUSED;

	if (!odd || row->answered > 0 || !nearly_all(row->odd, row->asked) ||
	    fact_resolved(c->absent) || (c->plain != NULL && !fact_is(c->plain, status))) {
		return false;
	}
	bool foreign = status == FD_NOTAUTH || status == FD_NOTZONE || status == FD_NOTIMP;
	enum fd_cause cause = foreign		     ? FD_CAUSE_resolver_not_recursive
			      : status == FD_FORMERR ? FD_CAUSE_resolver_edns_broken
						     : FD_CAUSE_resolver_refused;
	view_conclude(view, cause, FD_LIKELY);
	view_show(view, c->first, "even the canary gets an RCODE that queries do not get");
	view_show(view, c->plain, "and the same without EDNS");
	view_show_row(view);
	view_say(view,
		 foreign ? "answers every query as if it were for somebody else's zone or "
			   "service: it does not resolve"
			 : "turns every query away, with an RCODE that queries do not get");
	finding_alternative(view->finding, FD_CAUSE_resolver_refused);
	finding_alternative(view->finding, FD_CAUSE_resolver_not_recursive);
	finding_alternative(view->finding, FD_CAUSE_resolver_edns_broken);
	return true;
}

/* The root exists. Who denies even that, and has an address for nobody, denies whatever it is asked. */
bool resolver_rule_denies_all(const struct view *view)
{
	const struct fact *first = view->canaries->first, *absent = view->canaries->absent;

	if (first == NULL || view->of->has_canary || first->observation.message == NULL ||
	    !kind_negative(observation_kind(&first->observation)) || canary_good(absent) ||
	    view->row->positive > 0 || (first->observation.flags & FD_CELL_RA) == 0) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_blocklist, FD_CONFIRMED);
	view->finding->severity = FD_FAILURE;
	view_show(view, first, "it denies even the root's SOA, which is always there");
	view_show_row(view);
	view_say(view, "denies whatever it is asked, the root itself included");
	finding_alternative(view->finding, FD_CAUSE_resolver_captive_portal);
	finding_alternative(view->finding, FD_CAUSE_resolver_refused);
	finding_alternative(view->finding, FD_CAUSE_resolver_not_recursive);
	return true;
}

static const struct type_row *broken_type(const struct row *row)
{
	for (size_t i = 0; i < row->type_count; i++) {
		if (row->types[i].broken) {
			return &row->types[i];
		}
	}
	return NULL;
}

/* One type, whatever the name: silence, or a refusal, while all else is answered. */
bool resolver_rule_type(const struct view *view)
{
	const struct type_row *type = broken_type(view->row);

	if (type == NULL) {
		return false;
	}
	struct region *texts = &view->diagnosis->texts;
	view_conclude(view, type_cause(type), FD_CONFIRMED);
	view->finding->severity = FD_DEGRADED;
	view_show(view, view->canaries->first, "the root's SOA is answered");
	view_show(view, type->control, "of the same name, this type is not");
	view_show_row(view);
	view_say(view, region_printf(texts, "answers no question of type %s, and the others",
				     text_type(texts, type->qtype)));
	finding_alternative(view->finding, FD_CAUSE_resolver_blocklist);
	finding_alternative(view->finding, type_cause(type) == FD_CAUSE_resolver_refused
						   ? FD_CAUSE_resolver_not_recursive
						   : FD_CAUSE_resolver_packet_loss);
	return true;
}

/* It fails whatever it is asked, and no cause of the vocabulary fits: the row is left out all the same. */
bool resolver_rule_useless(const struct view *view)
{
	const struct canaries *c = view->canaries;
	const struct row *row = view->row;

	if (row->answered > 0 || row->elsewhere < ROW_MIN ||
	    row->elsewhere_failed < row->elsewhere || canary_good(c->first) ||
	    fact_resolved(c->absent)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_contradiction, FD_POSSIBLE);
	view_show(view, c->first, "the canary fails");
	view_show(view, c->plain, "and so does its plainest form");
	view_show_row(view);
	view_say(view, "fails everything it is asked, names and canaries alike");
	finding_alternative(view->finding, FD_CAUSE_resolver_edns_broken);
	finding_alternative(view->finding, FD_CAUSE_resolver_not_recursive);
	finding_alternative(view->finding, FD_CAUSE_forwarder_unreachable);
	return true;
}
