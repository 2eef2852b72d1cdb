/* SPDX-License-Identifier: MIT */
#include "diagnose/rows/resolver_view.h"
#include "diagnose/rows/rows.h"

/* What is wrong with a resolver that answers: too fast asked, on a path that loses, too slowly. Shown by experiments (loss.c). */

bool resolver_rule_rate(const struct view *view)
{
	const struct row *row = view->row;

	if (row->refused_count < REFUSED_SAMPLE || row->refused_later < row->refused_count) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_rate_limited, FD_LIKELY);
	finding_cell(view->diagnosis, view->finding, row->refused_first[0], view->resolver,
		     "refused among many");
	finding_table(
		view->finding,
		region_printf(&view->diagnosis->texts,
			      "%u refused questions asked again, one a second: all answered",
			      row->refused_count),
		"only the rate is refused");
	view_show_row(view);
	view_say(view, "refuses what is asked too fast, and answers the same asked slowly");
	return true;
}

/* What stays turned down when asked slowly was not turned down for the rate: broken zones fail here as everywhere. */
static bool answered_in_the_end(const struct row *row)
{
	return (row->servfail + row->refused) * LIMIT_LEFT_SHARE <= row->answered;
}

bool resolver_rule_limit(const struct view *view)
{
	const struct row *row = view->row;

	if (row->limit_qps == 0 || row->turned_down < LIMIT_TURNED_DOWN ||
	    !answered_in_the_end(row)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_rate_limited, FD_LIKELY);
	finding_table(
		view->finding,
		region_printf(
			&view->diagnosis->texts,
			"%llu replies were REFUSED, SERVFAIL or truncated, until it was asked "
			"about %llu questions a second",
			(unsigned long long)row->turned_down,
			(unsigned long long)row->limit_qps),
		"only the rate is refused");
	view_show_row(view);
	view_say(view, "turns down what is asked too fast, and answers the same asked slowly");
	return true;
}

/* It says SERVFAIL, as if it could not: but it can, and what it fails it has in its cache. */
bool resolver_rule_turns_down(const struct view *view)
{
	const struct row *row = view->row;

	if (!limit_shown(row)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_rate_limited,
		      limit_doubtful(row) ? FD_LIKELY : FD_CONFIRMED);
	view_show(view, view->canaries->first, "an answer that is surely cached");
	finding_table(
		view->finding,
		region_printf(
			&view->diagnosis->texts,
			"asked for twice a second it is given %u times of %u; of %u asked for at "
			"once the first are given and %u turned down, and of another %u again %u",
			row->singly.asked - row->singly.lost, row->singly.asked,
			row->limit.asked, row->limit.lost, row->limit_again.asked,
			row->limit_again.lost),
		"only the rate is refused");
	if (limit_doubtful(row)) {
		finding_alternative(view->finding, FD_CAUSE_forwarder_unreachable);
	}
	view_show_row(view);
	view_say(view, "turns down what is asked too fast, and answers the same asked slowly");
	return true;
}

/*
 * The same cached answer now comes and now fails: two servers or more behind this address, and one has lost its way out, or turns
 * this host away.
 */
bool resolver_rule_half(const struct view *view)
{
	const struct row *row = view->row;
	bool refuses = row->refused > row->servfail;

	if (!half_shown(row)) {
		return false;
	}
	view_conclude(view,
		      refuses ? FD_CAUSE_resolver_refused : FD_CAUSE_forwarder_unreachable,
		      FD_LIKELY);
	view->finding->severity = FD_DEGRADED;
	view_show(view, view->canaries->first, "an answer that is surely cached");
	finding_table(
		view->finding,
		region_printf(&view->diagnosis->texts,
			      "asked %u times more, slowly and at once: %u of them failed",
			      row->singly.asked + row->limit.asked + row->limit_again.asked,
			      row->singly.lost + row->limit.lost + row->limit_again.lost),
		"now and then the same question fails");
	view_show_row(view);
	view_say(view,
		 refuses ? "refuses now and then what it answers at other times, whatever "
			   "the name: one of the servers behind it turns this host away"
			 : "fails now and then what it has in its cache: one of the servers "
			   "behind it cannot resolve");
	finding_alternative(view->finding, refuses ? FD_CAUSE_forwarder_unreachable
						   : FD_CAUSE_recursion_path_broken);
	finding_alternative(view->finding, FD_CAUSE_resolver_rate_limited);
	return true;
}

static void show_bursts(const struct view *view, const char *shows)
{
	const struct row *row = view->row;

	view_show(view, view->canaries->first, "an answer that is surely cached");
	finding_table(
		view->finding,
		region_printf(&view->diagnosis->texts,
			      "asked %u times more, ten times a second: %u needed a second try",
			      row->loss.asked, row->loss.lost),
		"asked one by one hardly any gets lost");
	finding_table(view->finding,
		      region_printf(&view->diagnosis->texts,
				    "asked %u times in one burst: %u were dropped; in another "
				    "one, later, %u of %u",
				    row->burst.asked, row->burst.lost, row->burst_again.lost,
				    row->burst_again.asked),
		      shows);
	view_show_row(view);
}

/* It refuses nothing and says nothing: what comes too fast is dropped. */
bool resolver_rule_burst(const struct view *view)
{
	if (!burst_dropped(view->row) || burst_mixed(view->row) ||
	    loss_everywhere(view->diagnosis)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_rate_limited,
		      burst_doubtful(view->row) ? FD_LIKELY : FD_CONFIRMED);
	show_bursts(view, "only what comes too fast is");
	view_say(view, "drops what is asked too fast, and answers the same asked slowly");
	if (burst_doubtful(view->row)) {
		finding_alternative(view->finding, FD_CAUSE_resolver_packet_loss);
	}
	return true;
}

bool resolver_rule_mixed(const struct view *view)
{
	if (!burst_dropped(view->row) || !burst_mixed(view->row) ||
	    loss_everywhere(view->diagnosis)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_packet_loss, FD_LIKELY);
	show_bursts(view, "lost and answered took turns, where a limit answers the first and "
			  "drops the rest");
	view_say(view,
		 "loses much of what comes at once, here and there: one of several servers "
		 "behind it is gone, or the way there loses");
	finding_alternative(view->finding, FD_CAUSE_forwarder_unreachable);
	finding_alternative(view->finding, FD_CAUSE_resolver_rate_limited);
	return true;
}

bool resolver_rule_loss(const struct view *view)
{
	const struct loss *loss = &view->row->loss, *more = &view->row->more;

	bool unplaced = loss_unplaced(view->diagnosis, view->resolver);
	if (!unplaced && !loss_here(view->diagnosis, view->resolver)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_packet_loss,
		      unplaced ? FD_POSSIBLE : FD_CONFIRMED);
	view_show(view, view->canaries->first, "an answer that is surely cached");
	finding_table(
		view->finding,
		region_printf(&view->diagnosis->texts,
			      "asked %u times more, %u of them needed a second try, at %u "
			      "moments",
			      loss->asked + more->asked, loss->lost + more->lost,
			      loss->times + more->times),
		unplaced
			? "datagrams get lost: on the way to this resolver, or from here to anybody"
		: view->diagnosis->host.root_loss.asked > 0
			? "datagrams get lost on the way to this resolver, and hardly any on that to a "
			  "root server, asked as often"
			: "datagrams get lost on the way to this resolver, and hardly any on others'");
	view_say(view, "loses datagrams: answers that are cached need several tries");
	if (unplaced) {
		finding_alternative(view->finding, FD_CAUSE_local_packet_loss);
	}
	/* One that allows but a few questions a second drops even these. */
	finding_alternative(view->finding, FD_CAUSE_resolver_rate_limited);
	return true;
}

/* Its cache, which needs nobody else, is slow; and it is not the way out of here, for another one is quick. */
bool resolver_rule_slow(const struct view *view)
{
	const struct fact *other;

	if (!slow_here(view->diagnosis, view->resolver, &other)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_slow, FD_LIKELY);
	view_show(view, view->row->slow,
		  "the quickest of several answers that are surely cached");
	view_show(view, other,
		  other->wish.resolver == FD_NO_INDEX
			  ? "a root server answers at once: it is not the way out of here"
			  : "another resolver answers the same at once");
	view_say(view, "is slow even with what it has in its cache");
	finding_alternative(view->finding, FD_CAUSE_resolver_packet_loss);
	return true;
}
