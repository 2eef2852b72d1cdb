/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/failing.h"

/*
 * Servers that answer now and then. What fails once shows nothing, so servers that did are asked three times more, a second
 * apart: who still loses questions, while the servers above lose none, loses them; who refused and now answers everything minds
 * the rate.
 */

enum {
	SPACED_REPEAT = 8, /* the number of the first spaced asking: the others are below */
	SPACED_TRIES = 3,
	CONTROL_TRIES =
		6, /* in the same time: by luck a link that loses a third passes three of four */
	LOST_LEAST = 2,	   /* of all that was asked */
	CONTROLS = 2,	   /* servers above that are asked as often */
	LATE_REPEAT = 620, /* a late reply, once more: its number among the repeats */
};

static const int64_t spacing_ns = INT64_C(1000000000);

struct tallied { /* of one server, or of several */
	unsigned asked, answered, lost, refused;
	const struct fact *example_lost, *example_refused, *example_answered;
};

/*
 * Its first datagram, or the reply to that, got lost. No loss: an answer that is cut short is asked for again, over TCP; and
 * a server that is slow is asked again before it has answered.
 */
static bool came_late(const struct fd_observation *saw)
{
	return saw_reply(saw) && saw->tries > 1 && saw->proto == FD_UDP &&
	       (saw->flags & FD_CELL_TC) == 0 && saw->rtt_ns < SLOW_SERVER_NS / 2;
}

static void count_fact(struct tallied *tallied, const struct fact *fact)
{
	if (fact == NULL || fact->state != FACT_KNOWN || saw_no_try(&fact->observation)) {
		return;
	}
	const struct fd_observation *saw = &fact->observation;
	bool lost = saw->status == FD_STATUS_TIMEOUT || came_late(saw);
	bool refused = saw->status == FD_REFUSED;
	bool answered = saw_reply(saw) && !refused;

	tallied->asked++;
	tallied->lost += lost;
	tallied->refused += refused;
	tallied->answered += answered;
	tallied->example_lost = lost ? fact : tallied->example_lost;
	tallied->example_refused = refused ? fact : tallied->example_refused;
	tallied->example_answered = answered && !lost ? fact : tallied->example_answered;
}

/* What this judgement knows of one server: its SOA, each time it was asked for. */
static void count_soa(struct fd_diagnosis *diagnosis, const struct cut *cut, size_t index,
		      struct tallied *ret)
{
	*ret = (struct tallied) { .asked = 0 };
	for (unsigned repeat = 0; repeat < SERVER_REPEATS; repeat++) {
		struct fd_wish wish = cut_wish(diagnosis, &cut->servers[index].endpoint,
					       &cut->zone, FD_TYPE_SOA);
		wish.repeat = (uint16_t)repeat;
		count_fact(ret, facts_find(&diagnosis->facts, &wish));
	}
}

/* The question itself at this server, where it was refused or came late though the zone's SOA is given. */
static const struct fact *odd_final(const struct walk *walk, size_t index)
{
	for (size_t i = 0; i < walk->final_count; i++) {
		const struct fact *fact = walk->finals[i];
		bool odd =
			fact->observation.status == FD_REFUSED || came_late(&fact->observation);
		if (odd && fd_endpoint_equal(&fact->wish.server,
					     &walk->cut->servers[index].endpoint)) {
			return fact;
		}
	}
	return NULL;
}

/* Above the zone nothing was lost: it is not the way from here to everybody. */
static bool control_clean(struct fd_diagnosis *diagnosis, const struct cut *cut)
{
	const struct host *host = &diagnosis->host;
	struct tallied above = { 0 };

	for (size_t i = 0; i < host->root_count; i++) {
		count_fact(&above, host->roots[i]);
	}
	for (const struct cut *at = cut->parent; at != NULL; at = at->parent) {
		for (size_t i = 0; i < at->server_count; i++) {
			count_fact(&above, cut_server_fact(diagnosis, at, i));
		}
	}
	return above.answered >= 2 && above.lost == 0 &&
	       host->finding.cause != FD_CAUSE_local_packet_loss;
}

/* The same question so many times more, in as many seconds as SPACED_TRIES. */
static enum answer ask_spaced(struct fd_diagnosis *diagnosis, const struct fd_wish *first,
			      unsigned tries, struct tallied *tallied)
{
	enum answer answer = YES;

	for (unsigned i = 0; i < tries; i++) {
		struct fd_wish wish = *first;
		wish.purpose = FD_PURPOSE_REPEAT;
		wish.repeat = (uint16_t)(SPACED_REPEAT + i);
		wish.delay_ns = (i + 1) * spacing_ns * SPACED_TRIES / tries;
		const struct fact *fact = ask(diagnosis, &wish);
		answer = fact == NULL ? PENDING : answer;
		count_fact(tallied, fact);
	}
	return answer;
}

/* A few questions to those above get through a lossy link by luck: some of them are asked as often as the zone's own. */
static enum answer control_holds(struct fd_diagnosis *diagnosis, const struct cut *above)
{
	enum answer answer = YES;
	size_t asked = 0;

	for (size_t i = 0; i < above->server_count && asked < CONTROLS; i++) {
		struct tallied one = { 0 };
		if (cut_server_state(diagnosis, above, i) != SERVER_GOOD) {
			continue;
		}
		asked++;
		const struct fd_wish wish = cut_wish(diagnosis, &above->servers[i].endpoint,
						     &above->zone, FD_TYPE_SOA);
		enum answer spaced = ask_spaced(diagnosis, &wish, CONTROL_TRIES, &one);
		if (one.lost > 0) {
			return NO;
		}
		answer = spaced == PENDING ? PENDING : answer;
	}
	return answer;
}

static void add(struct tallied *sum, const struct tallied *one)
{
	sum->asked += one->asked;
	sum->lost += one->lost;
	sum->refused += one->refused;
	sum->answered += one->answered;
	sum->example_lost = one->example_lost != NULL ? one->example_lost : sum->example_lost;
	sum->example_refused =
		one->example_refused != NULL ? one->example_refused : sum->example_refused;
	sum->example_answered =
		one->example_answered != NULL ? one->example_answered : sum->example_answered;
}

static void show(struct column *column, const struct tallied *sum)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;

	column_show(column, want_failed, "this resolver fails");
	finding_fact(diagnosis, finding, sum->example_refused, "refused at one moment");
	finding_fact(diagnosis, finding, sum->example_lost,
		     "at one moment it took more than one try, or nothing came");
	finding_fact(diagnosis, finding, sum->example_answered, "answered at another");
	finding_table(
		finding,
		region_printf(
			&diagnosis->texts,
			"the zone's servers were asked %u times: %u answered, %u refused, "
			"%u lost a datagram",
			sum->asked, sum->answered, sum->refused, sum->lost),
		"they are neither well nor dead");
}

static enum answer conclude(struct column *column, const struct walk *walk,
			    const struct tallied *sum)
{
	struct finding *finding = column->finding;
	const char *zone = text_name(&column->diagnosis->texts, &walk->cut->zone);
	bool rate = sum->refused > 0;
	bool once = !rate && sum->lost < LOST_LEAST;

	finding_set(finding, rate ? FD_CAUSE_auth_rate_limited : FD_CAUSE_auth_packet_loss,
		    FD_ROLE_PUBLIC, once ? FD_POSSIBLE : FD_LIKELY);
	show(column, sum);
	finding_alternative(finding,
			    rate ? FD_CAUSE_auth_packet_loss : FD_CAUSE_auth_rate_limited);
	finding_alternative(finding, FD_CAUSE_auth_partial_outage);
	finding_alternative(finding, FD_CAUSE_auth_partial_lame);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		rate ? "%s fails now and then because the servers of %s refuse some questions and "
		       "answer the same ones at another moment: a limit on the rate."
		     : "%s fails now and then because questions to the servers of %s get lost: %u of "
		       "%u needed another try or got nothing, while the servers above lose none.",
		column->label, zone, sum->lost, sum->asked);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

/* They answer now and then, and so do those above: how they are does not show from here. */
static void conclude_nothing(struct column *column, const struct walk *walk,
			     const struct tallied *sum)
{
	finding_set(column->finding, FD_CAUSE_contradiction, FD_ROLE_LOCAL, FD_POSSIBLE);
	show(column, sum);
	finding_alternative(column->finding, FD_CAUSE_local_packet_loss);
	finding_alternative(column->finding, FD_CAUSE_auth_packet_loss);
	column->finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s fails, and why does not show from here: questions to the servers of %s get lost, "
		"and so do those to the servers above.",
		column->label, text_name(&column->diagnosis->texts, &walk->cut->zone));
	column_mark(column, want_failed, column->finding->cause);
	column_weigh(column);
}

/* Alive, and not always. */
static bool flaky(const struct tallied *one)
{
	return one->answered > 0 && one->lost + one->refused > 0;
}

/* Some fail, others did so for a moment: what is behind it may be the zone, now and then. */
static bool has_moments(const struct column *column)
{
	return column->failed > 0 && column->recovered > 0;
}

/* Something did not go as it should: worth asking more. A dead server looks like one that loses a lot. */
static bool any_odd(const struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	bool found = has_moments(column);

	for (size_t i = 0; !found && i < walk->cut->server_count; i++) {
		struct tallied one;
		count_soa(diagnosis, walk->cut, i, &one);
		found = one.lost + one.refused > 0 || odd_final(walk, i) != NULL;
	}
	return found;
}

/* YES: this server was asked more; *ret says how often it answered. NO: there is nothing odd about it. */
static enum answer measure_server(const struct column *column, const struct walk *walk,
				  size_t index, struct tallied *ret)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct fact *final = odd_final(walk, index);
	struct fd_wish wish;

	if (final != NULL) {
		*ret = (struct tallied) { .asked = 0 };
		count_fact(ret, final);
		wish = final->wish;
	} else {
		count_soa(diagnosis, walk->cut, index, ret);
		wish = cut_wish(diagnosis, &walk->cut->servers[index].endpoint,
				&walk->cut->zone, FD_TYPE_SOA);
	}
	bool odd = ret->lost + ret->refused > 0;
	if (!odd && !has_moments(column)) {
		return NO;
	}
	/* By luck the few questions so far may all have got through. */
	return ask_spaced(diagnosis, &wish, odd ? SPACED_TRIES : CONTROL_TRIES, ret);
}

enum answer judge_intermittent(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct tallied sum = { 0 };
	bool pending = false;
	size_t asked = 0;

	if (walk->cut == NULL || walk->cut->parent == NULL ||
	    !control_clean(diagnosis, walk->cut) || !any_odd(column, walk)) {
		return NO;
	}
	for (size_t i = 0; i < walk->cut->server_count && asked < NAMED_MAX; i++) {
		struct tallied one;
		enum answer answer = measure_server(column, walk, i, &one);
		asked += answer != NO;
		pending = pending || answer == PENDING;
		if (answer == YES && flaky(&one)) {
			add(&sum, &one);
		}
	}
	if (pending) {
		return PENDING;
	}
	/* Where none answered at first, all tries of one question may be all that is lost: they are neither dead nor well. */
	unsigned least = walk->end == WALK_ZONE_BAD ? 1 : LOST_LEAST;
	if (sum.refused == 0 && sum.lost < least) {
		return NO;
	}
	enum answer control =
		sum.refused > 0 ? YES : control_holds(diagnosis, walk->cut->parent);
	if (control == NO && walk->end == WALK_ZONE_BAD) {
		conclude_nothing(column, walk, &sum);
		return YES;
	}
	return control == YES ? conclude(column, walk, &sum) : control;
}

/* ---- slow ------------------------------------------------------------------------------------ */

static bool took_long(const struct fact *fact)
{
	return saw_reply(&fact->observation) && fact->observation.rtt_ns >= SLOW_SERVER_NS;
}

/* One late reply is a lost datagram, or a moment: at another one they are all late again. */
static enum answer late_again(struct fd_diagnosis *diagnosis, const struct walk *walk)
{
	enum answer answer = YES;

	for (size_t i = 0; i < walk->final_count; i++) {
		struct fd_wish wish = walk->finals[i]->wish;
		wish.purpose = FD_PURPOSE_REPEAT;
		wish.repeat = LATE_REPEAT;
		wish.delay_ns = MOMENT_NS;
		const struct fact *again = took_long(walk->finals[i])
						   ? ask_insistently(diagnosis, &wish)
						   : walk->finals[i];
		if (again == NULL) {
			answer = answer == YES ? PENDING : answer;
		} else if (saw_reply(&again->observation) && !took_long(again)) {
			answer = NO;
		}
	}
	return answer;
}

enum answer judge_slow_servers(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	size_t slow = 0, servers = 0;

	for (size_t i = 0; i < walk->final_count; i++) {
		servers += saw_reply(&walk->finals[i]->observation);
		slow += took_long(walk->finals[i]);
	}
	if (servers == 0 || slow < servers || column->failed == 0) {
		return NO;
	}
	enum answer again = late_again(column->diagnosis, walk);
	if (again != YES) {
		return again;
	}
	finding_set(finding, FD_CAUSE_auth_slow, FD_ROLE_PUBLIC,
		    servers > 1 ? FD_CONFIRMED : FD_LIKELY);
	column_show(column, want_failed, "no answer in time");
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "asked directly, the zone's server answers late");
	}
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	finding->summary = region_printf(
		&column->diagnosis->texts,
		"%s is not answered in time because every server of %s takes long to answer.",
		column->label, text_name(&column->diagnosis->texts, &walk->cut->zone));
	column_mark(column, want_failed, FD_CAUSE_auth_slow);
	column_weigh(column);
	return YES;
}
