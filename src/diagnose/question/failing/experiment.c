/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/host_canary.h"
#include "diagnose/question/failing/zone.h"

/* Servers of a zone that are silent, or fail, asked in another way: one variable is changed at a time. */

enum {
	EDNS_REPEAT = 640 /* its number among the repeats of a zone's SOA */
};

bool experiment_good(const struct fact *fact)
{
	return fact != NULL && saw_answer(&fact->observation);
}

bool experiment_tcp_good(const struct experiment *tried)
{
	for (size_t i = 0; i < tried->count; i++) {
		if (experiment_good(tried->tcp[i])) {
			return true;
		}
	}
	return false;
}

bool experiment_tcp_good_all(const struct experiment *tried)
{
	size_t good = 0;

	for (size_t i = 0; i < tried->count; i++) {
		good += experiment_good(tried->tcp[i]);
	}
	return good > 0 && good == tried->count;
}

bool experiment_alive(const struct experiment *tried)
{
	return experiment_good(tried->plain) || experiment_tcp_good(tried);
}

/* Servers of these kinds may only dislike how they were asked. */
static bool may_differ(enum server_state state)
{
	return state == SERVER_SILENT || state == SERVER_ODD;
}

/* It has answered something that was asked with EDNS: of whatever it loses, EDNS is not the reason. */
static bool edns_answered(const struct fd_diagnosis *diagnosis,
			  const struct fd_endpoint *server)
{
	for (size_t i = 0; i < diagnosis->facts.count; i++) {
		const struct fact *fact = diagnosis->facts.list[i];
		if (fact->state == FACT_KNOWN && (fact->wish.flags & FD_QUERY_EDNS) != 0 &&
		    saw_data(&fact->observation) &&
		    fd_endpoint_equal(&fact->wish.server, server)) {
			return true;
		}
	}
	return false;
}

/*
 * Silent with EDNS, and without it there is an answer: one of two datagrams that a server loses looks just like that. So both are asked
 * once more, at another moment. YES: known, whatever it is.
 */
static enum answer try_edns(struct fd_diagnosis *diagnosis, const struct fd_wish *wish,
			    struct experiment *tried)
{
	if (!experiment_good(tried->plain) || edns_answered(diagnosis, &wish->server)) {
		return YES;
	}
	struct fd_wish edns = *wish;
	edns.repeat = EDNS_REPEAT;
	edns.purpose = FD_PURPOSE_REPEAT;
	edns.delay_ns = MOMENT_NS;
	struct fd_wish plain = wish_plain(&edns);
	tried->edns_again = ask(diagnosis, &edns);
	tried->plain_again = ask(diagnosis, &plain);
	if (tried->edns_again == NULL || tried->plain_again == NULL) {
		return PENDING;
	}
	tried->intolerant = saw_nothing(&tried->edns_again->observation) &&
			    experiment_good(tried->plain_again) &&
			    !edns_answered(diagnosis, &wish->server);
	return YES;
}

enum answer experiment_try(struct fd_diagnosis *diagnosis, const struct cut *cut,
			   struct experiment *ret)
{
	bool known = true;

	*ret = (struct experiment) { NULL };
	for (size_t i = 0; i < cut->server_count && ret->count < NAMED_MAX; i++) {
		const struct fact *fact = cut_server_fact(diagnosis, cut, i);
		/* PORT may be what TCP made of a silent one: ask the same again, or forget what is known. */
		bool silent = fact != NULL && fact->observation.status == FD_STATUS_TIMEOUT;
		if (!silent && !may_differ(cut_server_state(diagnosis, cut, i))) {
			continue;
		}
		struct fd_wish wish =
			cut_wish(diagnosis, &cut->servers[i].endpoint, &cut->zone, FD_TYPE_SOA);
		struct fd_wish plain = wish_plain(&wish), tcp = wish_over_tcp(&wish);
		ret->tcp[ret->count] = ask_insistently(diagnosis, &tcp);
		known = known && ret->tcp[ret->count] != NULL;
		bool first = ret->count++ == 0 && (wish.flags & FD_QUERY_EDNS) != 0;
		if (!first) {
			continue;
		}
		ret->plain = ask_insistently(diagnosis, &plain);
		/* It says FORMERR, or the like, to EDNS: that is no loss. */
		ret->intolerant = !silent && experiment_good(ret->plain);
		known = known && ret->plain != NULL &&
			(!silent ||
			 (ret->tcp[0] != NULL && try_edns(diagnosis, &wish, ret) == YES));
	}
	return known ? YES : PENDING;
}

void experiment_show(struct column *column, const struct experiment *tried)
{
	finding_fact(column->diagnosis, column->finding, tried->plain,
		     experiment_good(tried->plain) ? "without EDNS it answers"
						   : "the same without EDNS");
	if (tried->edns_again != NULL && tried->plain_again != NULL) {
		finding_fact(column->diagnosis, column->finding, tried->edns_again,
			     saw_nothing(&tried->edns_again->observation)
				     ? "asked once more with EDNS it is silent"
				     : "asked once more with EDNS");
		finding_fact(column->diagnosis, column->finding, tried->plain_again,
			     experiment_good(tried->plain_again)
				     ? "and once more without it answers"
				     : "and once more without");
	}
	for (size_t i = 0; i < tried->count && i < 2; i++) {
		const struct fact *tcp = tried->tcp[i];
		finding_fact(
			column->diagnosis, column->finding, tcp,
			experiment_good(tcp) ? "over TCP it answers"
			: fact_refused(tcp) && host_resets_tcp(column->diagnosis)
				? "TCP from here is refused whoever is asked, root servers too"
			: fact_refused(tcp)
				? "nothing listens there; its ICMP errors are rate-limited"
			: tcp->observation.status == FD_STATUS_UNREACHABLE
				? "nor can it be reached over TCP"
				: "the same over TCP");
	}
}
