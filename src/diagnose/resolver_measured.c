/* SPDX-License-Identifier: MIT */
#include "diagnose/resolver_view.h"

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

/* It refuses nothing and says nothing: what comes too fast is dropped. */
bool resolver_rule_burst(const struct view *view)
{
	const struct row *row = view->row;

	if (!burst_dropped(row) || loss_everywhere(view->diagnosis)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_rate_limited, FD_CONFIRMED);
	view_show(view, view->canaries->first, "an answer that is surely cached");
	finding_table(
		view->finding,
		region_printf(&view->diagnosis->texts,
			      "asked %u times more, ten times a second: %u needed a second try",
			      row->loss.asked, row->loss.lost),
		"hardly any datagram gets lost on the way");
	finding_table(view->finding,
		      region_printf(&view->diagnosis->texts,
				    "asked %u times in one burst: %u were dropped; in another "
				    "one, later, %u of %u",
				    row->burst.asked, row->burst.lost, row->burst_again.lost,
				    row->burst_again.asked),
		      "only what comes too fast is");
	view_show_row(view);
	view_say(view, "drops what is asked too fast, and answers the same asked slowly");
	return true;
}

bool resolver_rule_loss(const struct view *view)
{
	const struct loss *loss = &view->row->loss, *more = &view->row->more;

	if (!loss_here(view->diagnosis, view->resolver)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_packet_loss, FD_CONFIRMED);
	view_show(view, view->canaries->first, "an answer that is surely cached");
	finding_table(
		view->finding,
		region_printf(&view->diagnosis->texts,
			      "asked %u times more, %u of them needed a second try",
			      loss->asked + more->asked, loss->lost + more->lost),
		"datagrams get lost on the way to this resolver, and hardly any on others'");
	view_say(view, "loses datagrams: answers that are cached need several tries");
	/* One that allows but a few questions a second drops even these. */
	finding_alternative(view->finding, FD_CAUSE_resolver_rate_limited);
	return true;
}

/* Its cache, which needs nobody else, is slow; and it is not the way out of here, for another one is quick. */
bool resolver_rule_slow(const struct view *view)
{
	uint32_t other;

	if (!slow_here(view->diagnosis, view->resolver, &other)) {
		return false;
	}
	view_conclude(view, FD_CAUSE_resolver_slow, FD_LIKELY);
	view_show(view, view->row->slow,
		  "the quickest of several answers that are surely cached");
	view_show(view, quicker_canary(&view->diagnosis->rows[other]),
		  "another resolver answers the same at once");
	view_say(view, "is slow even with what it has in its cache");
	finding_alternative(view->finding, FD_CAUSE_resolver_packet_loss);
	return true;
}
