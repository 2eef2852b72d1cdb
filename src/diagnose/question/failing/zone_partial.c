/* SPDX-License-Identifier: MIT */
#include "diagnose/common/lint.h"
#include "diagnose/direct/glue.h"
#include "diagnose/question/failing/zone.h"
#include "diagnose/question/rules.h"

/* A zone some of whose servers are good. */

/* Silent, and asked in another way they answer: they are up, and large datagrams, or those with EDNS, do not get through. */
static void blame_way_of_asking(struct column *column, const struct walk *walk,
				const struct experiment *tried)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const char *zone = text_name(&diagnosis->texts, &walk->cut->zone);
	const char *servers = zone_list_servers(diagnosis, walk->cut, SERVER_SILENT);

	finding->alternative_count = 0;
	finding_set(finding, zone_cause(walk, tried), FD_ROLE_PUBLIC, FD_LIKELY);
	experiment_show(column, tried);
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	finding_alternative(finding, FD_CAUSE_auth_udp_blocked);
	finding_alternative(finding, FD_CAUSE_auth_edns_intolerant);
	finding_alternative(finding, FD_CAUSE_auth_partial_outage);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s failed at %zu of %zu resolvers: of the servers of %s (%s) some are silent, and "
		"answer when they are asked %s.",
		column->label, column->failed + column->recovered,
		column->failed + column_answers(column), zone, servers,
		experiment_good(tried->plain) ? "without EDNS, for short replies" : "over TCP");
	finding->action = region_printf(&diagnosis->texts, "The operator of %s (%s): %s", zone,
					servers, fd_cause_facts(finding->cause)->action);
}

enum answer judge_zone_partial(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct tally tally;

	if (walk->cut == NULL || walk->cut->parent == NULL) {
		return NO;
	}
	enum answer apart = judge_parents_apart(column, walk);
	if (apart != NO) {
		return apart;
	}
	if (!cut_health_all(diagnosis, walk->cut, &tally) ||
	    !cut_settle(diagnosis, walk->cut) || !cut_check_servers(diagnosis, walk->cut) ||
	    !cut_health_all(diagnosis, walk->cut, &tally)) {
		return PENDING;
	}
	size_t bad = tally_tested(&tally) - tally.by_state[SERVER_GOOD];
	struct glue glue;
	if (bad == 0 || tally.by_state[SERVER_GOOD] == 0) {
		return NO;
	}
	if (glue_check_partial(diagnosis, walk->cut, &glue) == PENDING) {
		return PENDING;
	}
	struct experiment tried = { NULL };
	if (tally.by_state[SERVER_SILENT] > 0 && glue.cause == FD_CAUSE_ok &&
	    !lint_registry(&walk->cut->zone) &&
	    experiment_try(diagnosis, walk->cut, &tried) == PENDING) {
		return PENDING;
	}
	enum answer large = experiment_alive(&tried) ? large_get_here(diagnosis) : YES;
	if (large != YES) {
		return large;
	}
	enum server_state state = tally_most_common(&tally);
	bool lame = state == SERVER_LAME || state == SERVER_SERVFAIL || state == SERVER_ODD;
	finding_set(finding, lame ? FD_CAUSE_auth_partial_lame : FD_CAUSE_auth_partial_outage,
		    FD_ROLE_PUBLIC, FD_LIKELY);
	column_show(column, want_failed, "this resolver fails");
	zone_show_servers(diagnosis, finding, walk->cut);
	column->blamed = walk->cut;
	const char *zone = text_name(&diagnosis->texts, &walk->cut->zone);
	const char *servers = zone_list_servers(diagnosis, walk->cut, state);
	const char *where =
		column->failed + column->recovered == 0
			? "is answered, and yet, seen from here,"
			: region_printf(&diagnosis->texts, "failed at %zu of %zu resolvers:",
					column->failed + column->recovered,
					column->failed + column_answers(column));
	finding->summary = region_printf(&diagnosis->texts,
					 "%s %s %zu of %zu server addresses of %s (%s) %s.",
					 column->label, where, bad, tally_tested(&tally), zone,
					 servers, zone_words_of_state(state, bad));
	finding->action = region_printf(&diagnosis->texts, "The operator of %s (%s): %s", zone,
					servers, fd_cause_facts(finding->cause)->action);
	if (column->failed + column->recovered > 0) {
		finding_alternative(finding, lame ? FD_CAUSE_auth_partial_outage
						  : FD_CAUSE_auth_partial_lame);
		finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	}
	/* No server that is lame or gone makes a resolver refuse, but for those that pass on what they are told. */
	if (column->failed > 0 && column_witnesses(column, want_other_failure) == 0) {
		finding->confidence = FD_POSSIBLE;
		finding_alternative(finding, FD_CAUSE_resolver_blocklist);
	}
	if (glue.cause != FD_CAUSE_ok) {
		finding->alternative_count = 0;
		finding_set(finding, glue.cause, FD_ROLE_PUBLIC, glue.confidence);
		finding_alternative(finding, lame ? FD_CAUSE_auth_partial_lame
						  : FD_CAUSE_auth_partial_outage);
		glue_show(diagnosis, finding, &glue);
	} else if (experiment_alive(&tried)) {
		blame_way_of_asking(column, walk, &tried);
	}
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

bool column_watched(const struct column *column)
{
	const struct fd_diagnosis_config *config = &column->diagnosis->config;

	return config->deep && !config->no_drill && !config->no_direct &&
	       column->positive > 0 && column->failed == 0 && column_plain(column);
}

/* Resolvers get round a server that is bad; whoever asks about a few names, with all patience, is told of it. */
enum answer rule_watched(struct column *column)
{
	struct walk walk;

	if (!column_watched(column)) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	return walk.end == WALK_ANSWER ? judge_zone_partial(column, &walk) : NO;
}
