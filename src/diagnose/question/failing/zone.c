/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/zone.h"

#include "diagnose/common/lint.h"
#include "diagnose/direct/glue.h"
#include "diagnose/direct/host_canary.h"

/* What is wrong with a zone whose servers were looked at directly, and none of them is good. */

size_t tally_tested(const struct tally *tally)
{
	return tally->total - tally->by_state[SERVER_UNKNOWN];
}

enum server_state tally_most_common(const struct tally *tally)
{
	enum server_state best = SERVER_SILENT;

	for (int state = SERVER_SILENT; state < SERVER_STATES; state++) {
		if (tally->by_state[state] > tally->by_state[best]) {
			best = (enum server_state)state;
		}
	}
	return best;
}

static enum fd_cause cause_of_state(enum server_state state, bool registry)
{
	static const struct {
		enum fd_cause zone, registry;
	} causes[SERVER_STATES] = {
		[SERVER_UNKNOWN] = { FD_CAUSE_budget, FD_CAUSE_budget },
		[SERVER_GOOD] = { FD_CAUSE_ok, FD_CAUSE_ok },
		[SERVER_SILENT] = { FD_CAUSE_auth_timeout, FD_CAUSE_tld_unreachable },
		[SERVER_PORT] = { FD_CAUSE_auth_port_unreachable, FD_CAUSE_tld_unreachable },
		[SERVER_LAME] = { FD_CAUSE_auth_lame, FD_CAUSE_tld_lame },
		[SERVER_SERVFAIL] = { FD_CAUSE_auth_servfail, FD_CAUSE_tld_unreachable },
		[SERVER_ODD] = { FD_CAUSE_auth_edns_intolerant, FD_CAUSE_tld_unreachable },
	};
	return registry ? causes[state].registry : causes[state].zone;
}

const char *zone_words_of_state(enum server_state state, size_t count)
{
	static const struct {
		const char *one, *many;
	} words[SERVER_STATES] = {
		[SERVER_UNKNOWN] = { "could not be asked", "could not be asked" },
		[SERVER_GOOD] = { "answers well", "answer well" },
		[SERVER_SILENT] = { "does not answer", "do not answer" },
		[SERVER_PORT] = { "rejects DNS queries (port unreachable)",
				  "reject DNS queries (port unreachable)" },
		[SERVER_LAME] = { "does not serve it (refused or not authoritative)",
				  "do not serve it (refused or not authoritative)" },
		[SERVER_SERVFAIL] = { "answers SERVFAIL", "answer SERVFAIL" },
		[SERVER_ODD] = { "answers with an error", "answer with an error" },
	};
	return count == 1 ? words[state].one : words[state].many;
}

const char *zone_list_servers(struct fd_diagnosis *diagnosis, const struct cut *cut,
			      enum server_state state)
{
	const struct fd_endpoint *endpoints[ADDRESSES_PER_CUT];
	size_t count = 0;

	for (size_t i = 0; i < cut->server_count; i++) {
		if (cut_server_state(diagnosis, cut, i) == state) {
			endpoints[count++] = &cut->servers[i].endpoint;
		}
	}
	return text_endpoints(&diagnosis->texts, endpoints, count);
}

void zone_show_servers(struct fd_diagnosis *diagnosis, struct finding *finding,
		       const struct cut *cut)
{
	static const char *const means[SERVER_STATES] = {
		[SERVER_UNKNOWN] = "",
		[SERVER_GOOD] = "this server of the zone is well",
		[SERVER_SILENT] = "this server of the zone is silent",
		[SERVER_PORT] = "nothing listens on this server of the zone",
		[SERVER_LAME] = "this server is named for the zone and does not serve it",
		[SERVER_SERVFAIL] = "this server has the zone and cannot serve it",
		[SERVER_ODD] = "this server of the zone fails the query",
	};
	finding_fact(diagnosis, finding, cut->referral, "the parent delegates the zone there");
	for (size_t i = 0, shown = 0; i < cut->server_count && shown < 6; i++) {
		const struct fact *fact = cut_server_fact(diagnosis, cut, i);
		if (fact == NULL) {
			continue;
		}
		enum server_state state = cut_server_state(diagnosis, cut, i);
		uint8_t status = fact->observation.status;
		finding_fact(diagnosis, finding, fact,
			     cut_server_apexless(diagnosis, cut, i)
				     ? "this server knows nothing of the zone's apex"
			     : state == SERVER_PORT && status == FD_STATUS_TIMEOUT
				     ? "this server of the zone is silent; TCP says why"
			     : state == SERVER_SILENT && status == FD_STATUS_UNREACHABLE
				     ? "this server of the zone cannot be reached"
				     : means[state]);
		shown++;
	}
}

enum fd_cause zone_cause(const struct walk *walk, const struct experiment *tried)
{
	bool registry = lint_registry(&walk->cut->zone);
	enum server_state state = tally_most_common(&walk->tally);

	if (!registry && tried->intolerant) {
		return FD_CAUSE_auth_edns_intolerant;
	}
	if (!registry && experiment_tcp_good(tried)) {
		return FD_CAUSE_auth_udp_blocked;
	}
	if (!registry && experiment_good(tried->plain)) {
		return FD_CAUSE_auth_packet_loss; /* it came once, and not always */
	}
	if (!registry && state == SERVER_ODD) {
		return FD_CAUSE_auth_servfail;
	}
	return cause_of_state(state, registry);
}

/* "because both servers of pay.example (192.0.2.1, 192.0.2.2) do not answer" */
static const char *because(struct fd_diagnosis *diagnosis, const struct walk *walk,
			   enum fd_cause cause)
{
	enum server_state state = tally_most_common(&walk->tally);
	size_t count = walk->tally.by_state[state];
	bool all = count == tally_tested(&walk->tally);
	const char *how_many = count == 1   ? "the only server"
			       : count == 2 ? "both servers"
					    : NULL;

	if (how_many == NULL || !all) {
		how_many = region_printf(&diagnosis->texts, "%zu of %zu servers", count,
					 tally_tested(&walk->tally));
	}
	if (count > 2 && all) {
		how_many = region_printf(&diagnosis->texts, "all %zu servers", count);
	}
	/* Asked in another way, they do. */
	const char *way = state != SERVER_SILENT		   ? ""
			  : cause == FD_CAUSE_auth_udp_blocked	   ? " over UDP"
			  : cause == FD_CAUSE_auth_edns_intolerant ? " with EDNS"
								   : "";
	return region_printf(&diagnosis->texts, "because %s of %s (%s) %s%s%s", how_many,
			     text_name(&diagnosis->texts, &walk->cut->zone),
			     zone_list_servers(diagnosis, walk->cut, state),
			     zone_words_of_state(state, count), way,
			     all ? "" : " and the others fail in other ways");
}

/* Where, of all resolvers: some have it in their cache, some ask in the way that these servers like. */
static const char *where_bad(enum fd_cause cause, bool answered)
{
	if (!answered) {
		return "everywhere";
	}
	return cause == FD_CAUSE_auth_edns_intolerant ? "where nobody asks again without EDNS"
	       : cause == FD_CAUSE_auth_udp_blocked   ? "where nobody asks again over TCP"
						      : "wherever it is not cached";
}

static void say_zone_bad(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct cut *cut = walk->cut;
	bool answered = column_answers(column) > 0;

	finding->summary = region_printf(
		&diagnosis->texts, "%s fails %s %s; the parent and the resolvers are fine.",
		column->label, where_bad(finding->cause, answered),
		because(diagnosis, walk, finding->cause));
	finding->action = region_printf(
		&diagnosis->texts, "The operator of %s (%s): %s",
		text_name(&diagnosis->texts, &cut->zone),
		zone_list_servers(diagnosis, cut, tally_most_common(&walk->tally)),
		fd_cause_facts(finding->cause)->action);
}

/* No TCP leaves this host: who is silent over UDP could not be asked in another way. */
static bool asked_one_way(const struct column *column)
{
	const struct fact *root = column->diagnosis->host.root_tcp;

	return root != NULL && saw_nothing(&root->observation);
}

/* What else it can be: the other ways in which servers fail, and glue that leads elsewhere. */
static void add_alternatives(struct column *column, const struct walk *walk,
			     const struct experiment *tried)
{
	struct finding *finding = column->finding;
	const struct cut *cut = walk->cut;
	bool registry = lint_registry(&cut->zone);

	/* Without EDNS a reply is shorter too. */
	if (experiment_good(tried->plain) && !tried->intolerant) {
		finding_alternative(finding, FD_CAUSE_auth_packet_loss);
		finding_alternative(finding, FD_CAUSE_auth_edns_intolerant);
	}
	if (finding->cause == FD_CAUSE_auth_edns_intolerant ||
	    finding->cause == FD_CAUSE_auth_udp_blocked) {
		return;
	}
	if (finding->cause == FD_CAUSE_auth_timeout && asked_one_way(column)) {
		finding->confidence = FD_LIKELY;
		finding_alternative(finding, FD_CAUSE_auth_udp_blocked);
		if (host_resets_tcp(column->diagnosis)) {
			finding_alternative(finding, FD_CAUSE_auth_port_unreachable);
		}
	}
	for (int state = SERVER_SILENT; state < SERVER_STATES; state++) {
		if (walk->tally.by_state[state] > 0) {
			finding_alternative(finding,
					    cause_of_state((enum server_state)state, registry));
		}
	}
	for (size_t i = 0; i < tried->count; i++) {
		if (saw_no_try(&tried->tcp[i]->observation)) {
			finding_alternative(finding, FD_CAUSE_auth_port_unreachable);
			finding_alternative(finding, FD_CAUSE_auth_udp_blocked);
		}
	}
	bool glue = cut->ns_count > 0;
	for (size_t i = 0; i < cut->ns_count; i++) {
		glue = glue && fd_name_under(&cut->ns[i], &cut->zone);
	}
	if (glue && !registry && tally_most_common(&walk->tally) == SERVER_SILENT) {
		finding_alternative(finding, FD_CAUSE_delegation_glue_wrong);
	}
}

/* The servers may be well: it is the parent that leads elsewhere. */
static void blame_glue(struct column *column, const struct walk *walk, const struct glue *glue)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	enum fd_cause own = finding->cause;
	const char *zone = text_name(&diagnosis->texts, &walk->cut->zone);

	finding->alternative_count = 0;
	finding_set(finding, glue->cause, FD_ROLE_PUBLIC, glue->confidence);
	finding_alternative(finding, own);
	glue_show(diagnosis, finding, glue);
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails because the addresses that the parent publishes for the servers of %s "
		"(%s) lead nowhere%s.",
		column->label, zone,
		zone_list_servers(diagnosis, walk->cut, tally_most_common(&walk->tally)),
		glue->confidence == FD_CONFIRMED ? "; the zone is served elsewhere" : "");
}

enum answer zone_bad_ahead(struct fd_diagnosis *diagnosis, const struct walk *walk)
{
	struct experiment tried;
	struct tally tally;
	struct glue glue;

	if (lint_registry(&walk->cut->zone)) {
		return YES;
	}
	bool tried_all = experiment_try(diagnosis, walk->cut, &tried) == YES;
	bool known = cut_health_all(diagnosis, walk->cut, &tally);
	bool checked = glue_check(diagnosis, walk->cut, &glue) != PENDING;

	return tried_all && known && checked ? YES : PENDING;
}

/* On a link that loses much, the servers that say something are the ones that something is known of. */
static void discount_silence(struct tally *tally)
{
	size_t silent = tally->by_state[SERVER_SILENT];

	if (silent < tally_tested(tally)) {
		tally->by_state[SERVER_UNKNOWN] += silent;
		tally->by_state[SERVER_SILENT] = 0;
	}
}

enum answer judge_zone_bad(struct column *column, struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct experiment tried = { NULL };

	struct glue glue = { .cause = FD_CAUSE_ok };
	if (!lint_registry(&walk->cut->zone)) {
		bool tried_all = experiment_try(diagnosis, walk->cut, &tried) == YES;
		bool known = cut_health_all(diagnosis, walk->cut, &walk->tally);
		if (glue_check(diagnosis, walk->cut, &glue) == PENDING || !tried_all ||
		    !known) {
			return PENDING;
		}
	}
	/* Who lives, and answers the same question now and then, loses it: how it was asked was another moment. */
	enum answer flaky = experiment_alive(&tried) ? judge_intermittent(column, walk) : NO;
	if (flaky != NO) {
		return flaky;
	}
	if (diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss) {
		discount_silence(&walk->tally);
	}
	bool complete = walk->tally.by_state[SERVER_UNKNOWN] == 0 && walk->cut->untested == 0;
	enum fd_cause cause = zone_cause(walk, &tried);
	finding_set(finding, cause, FD_ROLE_PUBLIC,
		    cause == FD_CAUSE_auth_packet_loss ? FD_POSSIBLE
		    : complete			       ? FD_CONFIRMED
						       : FD_LIKELY);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	zone_show_servers(diagnosis, finding, walk->cut);
	experiment_show(column, &tried);
	add_alternatives(column, walk, &tried);
	say_zone_bad(column, walk);
	column->blamed = walk->cut;
	bool variant = experiment_good(tried.plain) || experiment_tcp_good(&tried);
	if (glue.cause != FD_CAUSE_ok && !variant) {
		blame_glue(column, walk, &glue);
	}
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

enum answer check_variants(struct column *column, const struct walk *walk)
{
	struct experiment tried;

	if (lint_registry(&walk->cut->zone)) {
		return NO;
	}
	if (experiment_try(column->diagnosis, walk->cut, &tried) == PENDING) {
		return PENDING;
	}
	return experiment_tcp_good_all(&tried) || tried.intolerant ? YES : NO;
}

enum answer judge_flaky_zone(struct column *column, const struct walk *walk)
{
	struct experiment tried;

	if (lint_registry(&walk->cut->zone)) {
		return NO;
	}
	if (experiment_try(column->diagnosis, walk->cut, &tried) == PENDING) {
		return PENDING;
	}
	return experiment_alive(&tried) ? judge_intermittent(column, walk) : NO;
}
