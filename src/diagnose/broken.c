/* SPDX-License-Identifier: MIT */
#include "diagnose/column.h"
#include "diagnose/lint.h"

/*
 * Nobody who is well answers. The zone is looked at directly, if this host can; then DNSSEC; then, where servers are good
 * and resolvers were merely slow, one of them is asked with all patience.
 */

/* ---- a zone without a good server ----------------------------------------------------------- */

static size_t tested(const struct tally *tally)
{
	return tally->total - tally->by_state[SERVER_UNKNOWN];
}

static enum server_state most_common(const struct tally *tally)
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

static const char *words_of_state(enum server_state state, size_t count)
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

static const char *list_servers(struct fd_diagnosis *diagnosis, const struct cut *cut,
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

static void show_servers(struct fd_diagnosis *diagnosis, struct finding *finding,
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
		if (fact != NULL) {
			finding_fact(diagnosis, finding, fact,
				     means[cut_server_state(diagnosis, cut, i)]);
			shown++;
		}
	}
}

/* One variable changed at one server: TCP, and no EDNS. */
struct experiment {
	const struct fact *tcp, *plain;
};

static bool experiment_good(const struct fact *fact)
{
	return fact != NULL && saw_answer(&fact->observation);
}

static enum answer try_variants(struct column *column, const struct walk *walk,
				struct experiment *ret)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	const struct cut *cut = walk->cut;
	size_t at = 0;

	*ret = (struct experiment) { NULL, NULL };
	while (at < cut->server_count &&
	       cut_server_state(diagnosis, cut, at) != SERVER_SILENT &&
	       cut_server_state(diagnosis, cut, at) != SERVER_ODD) {
		at++;
	}
	if (at == cut->server_count) {
		return NO;
	}
	struct fd_wish wish =
		cut_wish(diagnosis, &cut->servers[at].endpoint, &cut->zone, FD_TYPE_SOA);
	if (wish.flags & FD_QUERY_EDNS) {
		struct fd_wish plain = wish;
		plain.flags = 0;
		plain.purpose = FD_PURPOSE_PLAIN;
		ret->plain = ask(diagnosis, &plain);
		if (ret->plain == NULL) {
			/* not yet: but TCP goes out with it */
			wish.proto = FD_TCP;
			wish.purpose = FD_PURPOSE_TCP;
			(void)ask(diagnosis, &wish);
			return PENDING;
		}
	}
	wish.proto = FD_TCP;
	wish.purpose = FD_PURPOSE_TCP;
	ret->tcp = ask(diagnosis, &wish);
	return ret->tcp == NULL ? PENDING : YES;
}

static enum fd_cause cause_of_zone(const struct walk *walk, const struct experiment *tried)
{
	bool registry = lint_registry(&walk->cut->zone);
	enum server_state state = most_common(&walk->tally);

	if (!registry && experiment_good(tried->plain)) {
		return FD_CAUSE_auth_edns_intolerant;
	}
	if (!registry && experiment_good(tried->tcp)) {
		return FD_CAUSE_auth_udp_blocked;
	}
	if (!registry && state == SERVER_ODD) {
		return FD_CAUSE_auth_servfail;
	}
	return cause_of_state(state, registry);
}

/* "because both servers of pay.example (192.0.2.1, 192.0.2.2) do not answer" */
static const char *because(struct fd_diagnosis *diagnosis, const struct walk *walk)
{
	enum server_state state = most_common(&walk->tally);
	size_t count = walk->tally.by_state[state];
	bool all = count == tested(&walk->tally);
	const char *how_many = count == 1   ? "the only server"
			       : count == 2 ? "both servers"
					    : NULL;

	if (how_many == NULL || !all) {
		how_many = arena_printf(&diagnosis->texts, "%zu of %zu servers", count,
					tested(&walk->tally));
	}
	if (count > 2 && all) {
		how_many = arena_printf(&diagnosis->texts, "all %zu servers", count);
	}
	return arena_printf(&diagnosis->texts, "because %s of %s (%s) %s%s", how_many,
			    text_name(&diagnosis->texts, &walk->cut->zone),
			    list_servers(diagnosis, walk->cut, state),
			    words_of_state(state, count),
			    all ? "" : " and the others fail in other ways");
}

static void say_zone_bad(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct cut *cut = walk->cut;
	bool answered =
		column->positive + column->stale + column->nodata + column->nxdomain > 0;

	finding->summary = arena_printf(
		&diagnosis->texts, "%s fails %s %s; the parent and the resolvers are fine.",
		column->label, answered ? "wherever it is not cached" : "everywhere",
		because(diagnosis, walk));
	finding->action = arena_printf(&diagnosis->texts, "The operator of %s (%s): %s",
				       text_name(&diagnosis->texts, &cut->zone),
				       list_servers(diagnosis, cut, most_common(&walk->tally)),
				       fd_cause_facts(finding->cause)->action);
}

enum answer judge_zone_bad(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct experiment tried = { NULL, NULL };
	bool registry = lint_registry(&walk->cut->zone);

	if (!registry && try_variants(column, walk, &tried) == PENDING) {
		return PENDING;
	}
	bool complete = walk->tally.by_state[SERVER_UNKNOWN] == 0 && walk->cut->untested == 0;
	finding_set(finding, cause_of_zone(walk, &tried), FD_ROLE_PUBLIC,
		    complete ? FD_CONFIRMED : FD_LIKELY);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	show_servers(diagnosis, finding, walk->cut);
	finding_fact(diagnosis, finding, tried.plain,
		     experiment_good(tried.plain) ? "without EDNS it answers"
						  : "the same without EDNS");
	finding_fact(diagnosis, finding, tried.tcp,
		     experiment_good(tried.tcp) ? "over TCP it answers" : "the same over TCP");
	for (int state = SERVER_SILENT; state < SERVER_STATES; state++) {
		if (walk->tally.by_state[state] > 0) {
			finding_alternative(finding,
					    cause_of_state((enum server_state)state, registry));
		}
	}
	if (finding->cause == FD_CAUSE_auth_edns_intolerant ||
	    finding->cause == FD_CAUSE_auth_udp_blocked) {
		finding->alternative_count = 0;
	}
	say_zone_bad(column, walk);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

/* ---- a zone some of whose servers are good -------------------------------------------------- */

enum answer judge_zone_partial(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	struct tally tally;

	if (walk->cut == NULL || walk->cut->parent == NULL) {
		return NO;
	}
	if (!cut_health_all(diagnosis, walk->cut, &tally)) {
		return PENDING;
	}
	size_t bad = tested(&tally) - tally.by_state[SERVER_GOOD];
	if (bad == 0 || tally.by_state[SERVER_GOOD] == 0) {
		return NO;
	}
	enum server_state state = most_common(&tally);
	bool lame = state == SERVER_LAME || state == SERVER_SERVFAIL || state == SERVER_ODD;
	finding_set(finding, lame ? FD_CAUSE_auth_partial_lame : FD_CAUSE_auth_partial_outage,
		    FD_ROLE_PUBLIC, FD_LIKELY);
	column_show(column, want_failed, "this resolver fails");
	show_servers(diagnosis, finding, walk->cut);
	const char *zone = text_name(&diagnosis->texts, &walk->cut->zone);
	const char *servers = list_servers(diagnosis, walk->cut, state);
	finding->summary = arena_printf(
		&diagnosis->texts,
		"%s fails at %zu of %zu resolvers: %zu of %zu server addresses of %s (%s) %s.",
		column->label, column->failed,
		column->failed + column->positive + column->stale + column->nodata +
			column->nxdomain,
		bad, tested(&tally), zone, servers, words_of_state(state, bad));
	finding->action = arena_printf(&diagnosis->texts, "The operator of %s (%s): %s", zone,
				       servers, fd_cause_facts(finding->cause)->action);
	finding_alternative(finding,
			    lame ? FD_CAUSE_auth_partial_outage : FD_CAUSE_auth_partial_lame);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

/* ---- good servers, bad name ----------------------------------------------------------------- */

static enum fd_cause cause_of_final(const struct fd_observation *saw)
{
	switch (saw->status) {
	case FD_STATUS_TIMEOUT:
	case FD_STATUS_UNREACHABLE:
		return FD_CAUSE_auth_qtype_dropped;
	case FD_NOTIMP:
	case FD_FORMERR:
		return FD_CAUSE_auth_qtype_unsupported;
	case FD_REFUSED:
	case FD_NOTAUTH:
	case FD_NOERROR: /* and not authoritative */
		return FD_CAUSE_auth_lame;
	default:
		return FD_CAUSE_auth_servfail;
	}
}

static enum answer judge_name_bad(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;

	finding_set(finding, cause_of_final(&walk->finals[0]->observation), FD_ROLE_PUBLIC,
		    walk->failed == walk->final_count ? FD_CONFIRMED : FD_LIKELY);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	show_servers(diagnosis, finding, walk->cut);
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(diagnosis, finding, walk->finals[i],
			     "the zone's own server fails this very question");
	}
	finding->summary = arena_printf(
		&diagnosis->texts,
		"%s fails everywhere because the servers of %s fail this question; they answer "
		"others.",
		column->label, text_name(&diagnosis->texts, &walk->cut->zone));
	finding_alternative(finding, FD_CAUSE_auth_timeout);
	finding_alternative(finding, FD_CAUSE_auth_servfail);
	column_mark(column, want_failed, finding->cause);
	return YES;
}

static enum answer judge_loop(struct column *column, const struct walk *walk)
{
	finding_set(column->finding, FD_CAUSE_cname_loop, FD_ROLE_PUBLIC, FD_CONFIRMED);
	column_show(column, want_failed, "no resolver comes to an end");
	for (size_t i = 0; i < walk->final_count && i < 2; i++) {
		finding_fact(column->diagnosis, column->finding, walk->finals[i],
			     "the alias leads back into the chain");
	}
	column->finding->summary = arena_printf(&column->diagnosis->texts,
						"%s is an alias whose chain never ends: it "
						"leads back into itself.",
						column->label);
	column_mark(column, want_failed, FD_CAUSE_cname_loop);
	return YES;
}

static enum answer judge_no_address(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;

	finding_set(column->finding, FD_CAUSE_delegation_ns_unresolvable, FD_ROLE_PUBLIC,
		    FD_CONFIRMED);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	finding_fact(diagnosis, column->finding, walk->cut->referral,
		     "the parent names these servers, and gives no address");
	column->finding->summary = arena_printf(
		&diagnosis->texts,
		"%s fails everywhere because none of the %zu name servers of %s has an address.",
		column->label, walk->cut->ns_count,
		text_name(&diagnosis->texts, &walk->cut->zone));
	column_mark(column, want_failed, FD_CAUSE_delegation_ns_unresolvable);
	return YES;
}

/* ---- without direct evidence ---------------------------------------------------------------- */

static bool any_silent(const struct column *column, bool *ret_unreachable_authority)
{
	bool silent = false;

	*ret_unreachable_authority = false;
	for (size_t i = 0; i < column->count; i++) {
		const struct column_cell *cell = &column->cells[i];
		if (!in_vote(cell)) {
			continue;
		}
		silent = silent || cell->kind == KIND_SILENT;
		if (cell->cell->ede == 22 || cell->cell->ede == 23) {
			*ret_unreachable_authority = true;
		}
	}
	return silent;
}

/*
 * Several independent resolvers fail alike, and the zone could not be looked at: where it lies is likely, what it is remains a
 * guess. One resolver alone shows nothing.
 */
static enum answer judge_blind(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	bool told;
	bool silent = any_silent(column, &told);
	size_t witnesses = column_witnesses(column, want_failed);
	bool enough = witnesses >= 2 && walk->end == WALK_VOID;
	enum fd_cause guess = silent || told ? FD_CAUSE_auth_timeout : FD_CAUSE_auth_servfail;

	finding_set(finding, enough ? guess : FD_CAUSE_budget, FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	finding_table(
		finding,
		walk->end == WALK_VOID
			? "the zone's servers were not asked: direct probing does not work "
			  "from here, or was not allowed"
			: "the zone's servers were not asked: no follow-ups were left",
		"nothing is shown about them");
	finding_alternative(finding, guess);
	finding_alternative(finding, FD_CAUSE_auth_lame);
	finding_alternative(finding, FD_CAUSE_tld_unreachable);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding->summary = arena_printf(
		&column->diagnosis->texts,
		enough ? "%s fails at %zu independent resolvers that are otherwise well; its "
			 "servers could not be asked from here."
		       : "%s fails at %zu resolver that is otherwise well; what would show why "
			 "was not asked.",
		column->label, witnesses);
	column_mark(column, want_failed, finding->cause);
	return YES;
}

/* ---- everything is well, and yet ------------------------------------------------------------ */

static struct column_cell *first_silent(struct column *column)
{
	for (size_t i = 0; i < column->count; i++) {
		struct column_cell *cell = &column->cells[i];
		if (in_vote(cell) && cell->kind == KIND_SILENT) {
			return cell;
		}
	}
	return NULL;
}

static enum answer judge_slow(struct column *column, const struct fact *patient)
{
	struct finding *finding = column->finding;

	finding_set(finding, FD_CAUSE_auth_slow, FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_failed, "no answer in time");
	finding_fact(column->diagnosis, finding, patient, "asked with more patience, it comes");
	finding_alternative(finding, FD_CAUSE_resolver_slow);
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding->summary =
		arena_printf(&column->diagnosis->texts,
			     "%s is answered, but not in the time given: resolving it is slow.",
			     column->label);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

static enum answer judge_contradiction(struct column *column, const struct walk *walk)
{
	struct finding *finding = column->finding;
	bool one = column_witnesses(column, want_failed) < 2;

	finding_set(finding, one ? FD_CAUSE_resolver_auth_path_broken : FD_CAUSE_contradiction,
		    FD_ROLE_PUBLIC, FD_POSSIBLE);
	column_show(column, want_failed, "no answer from a resolver that is otherwise well");
	for (size_t i = 0; i < walk->final_count && i < 3; i++) {
		finding_fact(column->diagnosis, finding, walk->finals[i],
			     "asked directly, the zone's server answers");
	}
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	finding_alternative(finding, FD_CAUSE_auth_rate_limited);
	finding_alternative(finding, FD_CAUSE_auth_packet_loss);
	finding->summary = arena_printf(
		&column->diagnosis->texts,
		"%s fails at %s, while the servers of its zone (%s) answer this host directly.",
		column->label, one ? "the only witness" : "every resolver",
		text_name(&column->diagnosis->texts, &walk->cut->zone));
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}

static enum answer judge_good_zone(struct column *column, const struct walk *walk)
{
	struct column_cell *silent = first_silent(column);

	enum answer answer = judge_dnssec(column, walk);
	if (answer != NO) {
		return answer;
	}
	if (walk->end == WALK_NAME_BAD) {
		return judge_name_bad(column, walk);
	}
	answer = judge_zone_partial(column, walk);
	if (answer != NO) {
		return answer;
	}
	if (silent != NULL) {
		const struct fact *patient = ask_patiently(column, silent->resolver);
		if (patient == NULL) {
			return PENDING;
		}
		if (patient->observation.status == FD_NOERROR ||
		    patient->observation.status == FD_NXDOMAIN) {
			return judge_slow(column, patient);
		}
	}
	return judge_contradiction(column, walk);
}

enum answer rule_broken(struct column *column)
{
	struct walk walk;
	enum answer answer;

	if (column->failed == 0 ||
	    column->positive + column->stale + column->nodata + column->nxdomain > 0) {
		return NO;
	}
	if (!walk_run(column->diagnosis, &column->name, column->qtype, &walk)) {
		return PENDING;
	}
	switch (walk.end) {
	case WALK_ZONE_BAD:
		return judge_zone_bad(column, &walk);
	case WALK_NO_ADDRESS:
		return judge_no_address(column, &walk);
	case WALK_ALIAS_LOOP:
		return judge_loop(column, &walk);
	case WALK_VOID:
	case WALK_UNKNOWN:
		answer = judge_dnssec(column, &walk);
		return answer != NO ? answer : judge_blind(column, &walk);
	case WALK_ANSWER:
	case WALK_NODATA:
	case WALK_NXDOMAIN:
	case WALK_NAME_BAD:
		break;
	}
	return judge_good_zone(column, &walk);
}
