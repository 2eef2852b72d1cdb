/* SPDX-License-Identifier: MIT */
#include "diagnose/direct/host_canary.h"
#include "diagnose/question/failing/failing.h"
#include "diagnose/question/rules.h"

/* Datagrams that do not get here, though what they say was said: seen where the same comes over TCP. */

static bool is_large_datagram(const struct fact *fact)
{
	const struct fd_observation *saw = &fact->observation;

	return fact->state == FACT_KNOWN && saw_reply(saw) && saw->proto == FD_UDP &&
	       saw->message != NULL && saw->message->length > PLAIN_OCTETS;
}

enum answer large_get_here(struct fd_diagnosis *diagnosis)
{
	const struct fact *root = host_real_root(diagnosis);

	for (size_t i = 0; i < diagnosis->facts.count; i++) {
		if (is_large_datagram(diagnosis->facts.list[i])) {
			return YES;
		}
	}
	if (root == NULL) {
		return YES;
	}
	/* A root's keys, with their signatures, are long enough; where they are not signed, nothing is shown. */
	struct fd_wish wish = root->wish;
	wish.qtype = FD_TYPE_DNSKEY;
	wish.flags |= FD_QUERY_EDNS | FD_QUERY_DO;
	wish.purpose = FD_PURPOSE_REPEAT;
	const struct fact *keys = ask_insistently(diagnosis, &wish);
	if (keys == NULL) {
		return PENDING;
	}
	return saw_nothing(&keys->observation) ? NO : YES;
}

static bool want_lost(const struct column_cell *cell)
{
	return cell->judged && (cell->cause == FD_CAUSE_resolver_edns_broken ||
				cell->cause == FD_CAUSE_resolver_packet_loss);
}

/* Two ways lose the same, the resolvers' and the servers': what they have in common is this host's. */
static void say_lost_here(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	enum fd_cause own = finding->cause;
	enum fd_cause here = own == FD_CAUSE_resolver_edns_broken ? FD_CAUSE_path_drops_edns
								  : FD_CAUSE_local_packet_loss;

	finding_fact(diagnosis, finding, walk->finals[0],
		     "what the zone's server says does not get here either");
	if (column_witnesses(column, want_lost) < column_witnesses(column, want_failed)) {
		return;
	}
	finding_set(finding, here, FD_ROLE_LOCAL, FD_LIKELY);
	finding_alternative(finding, own);
	finding_alternative(finding, FD_CAUSE_local_packet_loss);
	for (size_t i = 0; i < column->count; i++) {
		if (in_vote(&column->cells[i]) && want_lost(&column->cells[i])) {
			cell_mark(column, &column->cells[i], here);
		}
	}
	column_weigh(column);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails because large datagrams get lost on the way to this host, from resolvers and "
		"from servers alike; over TCP it comes.",
		column->label);
	finding->action =
		"Let fragments and datagrams above 512 octets through this site's firewalls and tunnels "
		"(look at the MTU), or have this host ask over TCP (resolv.conf: options use-vc).";
}

/* The resolvers have it, and their datagrams do not get here. */
enum answer judge_lost_datagrams(struct column *column, const struct walk *walk,
				 struct column_cell *silent, const struct fact *patient)
{
	bool ours = column->diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss;
	enum answer answer = ours ? NO : judge_lost_datagram(column, silent, patient);

	if (answer == YES && silent->recovered) {
		return NO; /* that makes another table */
	}
	if (answer == YES) {
		answer = judge_failing_cells(column, walk);
	}
	if (answer == YES) {
		conclude_from_cells(column, FD_LIKELY);
	}
	return answer;
}

/*
 * The zone's servers are silent about this one question, and so is whoever was asked. Before that is held against them, somebody is
 * asked over TCP: who has the answer was given it by them.
 */
enum answer judge_lost_here(struct column *column, const struct walk *walk,
			    struct column_cell *silent)
{
	if (walk->end != WALK_NAME_BAD || silent == NULL ||
	    !saw_nothing(&walk->finals[0]->observation)) {
		return NO;
	}
	const struct fact *patient = ask_patiently(column, silent->resolver);
	if (patient == NULL) {
		return PENDING;
	}
	if (!saw_nothing(&patient->observation)) {
		return NO;
	}
	enum answer answer = judge_lost_datagrams(column, walk, silent, patient);
	if (answer == YES && column->failed > 0) {
		say_lost_here(column, walk);
	}
	return answer;
}
