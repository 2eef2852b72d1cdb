/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "diagnose/direct/host_canary.h"
#include "diagnose/rows/host_view.h"

/* What is wrong with this host or its site, from all resolvers and the roots together. */

static bool is_loopback(const struct fd_endpoint *endpoint)
{
	static const struct fd_endpoint v6 = { .family = 6, .address = { [15] = 1 } };

	if (endpoint->family == 4) {
		return endpoint->address[0] == 127;
	}
	for (size_t i = 0; i < sizeof(v6.address); i++) {
		if (endpoint->address[i] != v6.address[i]) {
			return false;
		}
	}
	return true;
}

static bool resolves(const struct row *row)
{
	return row->healthy && row_alive(row);
}

/* The errors of a firewall, here or on the way; those of a host that does not answer its router are the same. */
static bool error_forbids(int error)
{
	return error == EPERM || error == EACCES || error == EHOSTUNREACH || error == EHOSTDOWN;
}

/* It lives, and whatever it has not in its cache fails, names and canary alike. */
static bool on_its_cache(const struct row *row)
{
	const struct fact *absent = row->canaries.absent;
	bool failed = absent != NULL && (absent->observation.status == FD_SERVFAIL ||
					 saw_nothing(&absent->observation));

	return row_alive(row) && failed && row->asked > 0 && row->answered == 0;
}

static void look_at(struct view *view, uint32_t resolver)
{
	const struct fd_resolver *of = &view->diagnosis->inventory->resolvers[resolver];
	const struct row *row = &view->diagnosis->rows[resolver];
	const struct fact *first = row->canaries.first;
	struct side *side = &view->sides[of->role];
	bool alive = row_alive(row), shut = host_shuts(view->diagnosis, row);
	bool port = row->finding.cause == FD_CAUSE_resolver_port_unreachable;

	if (first == NULL && row->asked == 0) {
		return;
	}
	int error = first == NULL ? 0 : first->observation.error;
	bool forbids = error_forbids(error);
	view->forbidden = view->forbidden || forbids;
	view->no_route = view->no_route || (error_of_network(error) && !forbids);
	view->asked++;
	view->alive += alive;
	view->resolving += resolves(row);
	view->silent += !alive && row->finding.cause == FD_CAUSE_resolver_timeout;
	view->port += port;
	view->witnesses += row->witness == resolver;
	if (!is_loopback(&of->endpoint)) {
		view->remote++;
		view->remote_alive += alive || (port && !shut);
	}
	side->asked++;
	side->witnesses += row->witness == resolver;
	side->alive += alive;
	side->resolving += resolves(row);
	side->shut += shut;
	view->unresolving += row->finding.cause == FD_CAUSE_forwarder_unreachable ||
			     row->finding.cause == FD_CAUSE_recursion_path_broken ||
			     (!row->wide && on_its_cache(row));
}

static const char *meaning_of_root(const struct fd_observation *saw)
{
	bool authoritative = (saw->header_flags & FD_FLAG_AA) != 0;
	bool recursive = (saw->header_flags & FD_FLAG_RA) != 0;

	if (saw_nothing(saw)) {
		return "this root server was not heard";
	}
	if (!saw_reply(saw)) {
		return "this root server could not be asked";
	}
	return saw_answer(saw) && authoritative && !recursive
		       ? "a real root server: direct evidence of this run counts"
		       : "not a root server's answer: it would be authoritative (aa), and offer "
			 "no recursion (no ra)";
}

/* Each with what it showed itself. */
void view_show_roots(const struct view *view)
{
	const struct host *host = &view->diagnosis->host;

	for (size_t i = 0; i < host->root_count; i++) {
		finding_fact(view->diagnosis, view->finding, host->roots[i],
			     meaning_of_root(&host->roots[i]->observation));
	}
}

void view_show_firsts(const struct view *view, const char *means)
{
	const struct fd_diagnosis *diagnosis = view->diagnosis;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count && r < NAMED_MAX; r++) {
		finding_fact(view->diagnosis, view->finding, diagnosis->rows[r].canaries.first,
			     means);
	}
}

/*
 * Nothing that is not on this very host answers anything. A resolver at a loopback address needs no network to say
 * SERVFAIL, so it proves nothing; where all are loopback, they count like any other.
 */
static bool rule_network_down(const struct view *view)
{
	const struct host *host = &view->diagnosis->host;
	size_t resolving =
		view->sides[FD_ROLE_LOCAL].resolving + view->sides[FD_ROLE_ISP].resolving;
	bool none = view->remote > 0 ? view->remote_alive == 0 && resolving == 0
				     : view->asked > 0 && view->silent == view->asked;
	size_t remote = view->remote > 0 ? view->remote : view->asked;
	bool roots_silent = host->direct == DIRECT_SILENT;
	bool filtered = host->rejected || host->resets;

	if (!none || host->direct == DIRECT_WORKS || host->direct == DIRECT_INTERCEPTED ||
	    (!roots_silent && remote < 2) || view_strangers_rejected(view)) {
		return false;
	}
	bool told = view->no_route || filtered;
	bool likely = told || view->forbidden || (view->witnesses >= 2 && roots_silent);
	finding_set(view->finding, FD_CAUSE_local_network_down, FD_ROLE_LOCAL,
		    told && roots_silent ? FD_CONFIRMED
		    : likely		 ? FD_LIKELY
					 : FD_POSSIBLE);
	view_show_firsts(view, "no resolver answers");
	view_show_roots(view);
	view->finding->summary = region_printf(
		&view->diagnosis->texts,
		"Nothing gets through from this host: none of %zu %s%s answers, over UDP or TCP.",
		remote, remote == 1 ? "resolver" : "resolvers",
		roots_silent ? " and no root server" : "");
	if (filtered) {
		finding_table(
			view->finding,
			host->rejected ? "port unreachable, even from the root servers"
				       : "TCP is refused, even by the root servers",
			"they do not close their port: a packet filter here or on the way "
			"out rejects DNS");
	}
	if (!told && !view->forbidden) {
		finding_alternative(view->finding, FD_CAUSE_resolver_timeout);
	}
	if (!view->no_route) {
		finding_alternative(view->finding, FD_CAUSE_egress_port53_blocked);
	}
	view->diagnosis->host.wide = true;
	return true;
}

/* Every address asked for, and every random name, is one and the same wherever it is asked: a portal, before the log-in. */
static bool one_address_for_all(const struct fd_diagnosis *diagnosis)
{
	const struct row *first = NULL;
	uint64_t alike = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (!row_alive(row)) {
			continue;
		}
		first = first == NULL ? row : first;
		if (!row->rewrites || row->own_answers > 0 ||
		    row->rewrite_digest != first->rewrite_digest) {
			return false;
		}
		alike += row->alike;
	}
	return alike > 0;
}

/* Whatever anybody says there is the portal's word. */
static void void_everything(struct fd_diagnosis *diagnosis)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		diagnosis->rows[r].wide = true;
		diagnosis->rows[r].void_all = true;
		diagnosis->rows[r].healthy = false;
	}
	diagnosis->host.wide = true;
}

static bool rule_portal(const struct view *view)
{
	struct fd_diagnosis *diagnosis = view->diagnosis;

	if (diagnosis->host.direct != DIRECT_INTERCEPTED || !one_address_for_all(diagnosis)) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_dns_interception, FD_ROLE_LOCAL, FD_CONFIRMED);
	view->finding->severity = FD_FAILURE;
	finding_alternative(view->finding, FD_CAUSE_resolver_captive_portal);
	view_show_roots(view);
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count && r < NAMED_MAX; r++) {
		finding_fact(diagnosis, view->finding, diagnosis->rows[r].canaries.absent,
			     "a random name gets the same address as every other name");
	}
	view->finding->summary =
		"Whoever is asked, every name has one and the same address, and somebody answers "
		"in the root servers' place: this site is behind a captive portal.";
	void_everything(diagnosis);
	return true;
}

bool host_intercepted(const struct fd_diagnosis *diagnosis)
{
	const struct host *host = &diagnosis->host;
	bool sure = false;

	for (size_t i = 0; host->direct == DIRECT_INTERCEPTED && i < host->root_count; i++) {
		const struct fd_observation *saw = &host->roots[i]->observation;
		sure = sure || (saw_answer(saw) && (saw->header_flags & FD_FLAG_AA) == 0);
	}
	return sure;
}

static bool rule_interception(const struct view *view)
{
	if (view->diagnosis->host.direct != DIRECT_INTERCEPTED) {
		return false;
	}
	bool sure = host_intercepted(view->diagnosis);
	finding_set(view->finding, FD_CAUSE_dns_interception, FD_ROLE_LOCAL,
		    sure ? FD_CONFIRMED : FD_POSSIBLE);
	view_show_roots(view);
	view->finding->summary =
		sure ? "Somebody answers in the root servers' place: direct evidence of this run "
		       "is void."
		     : "What answers at the root servers' addresses does not behave like a root "
		       "server: direct evidence of this run is void.";
	if (!sure) {
		finding_alternative(view->finding, FD_CAUSE_egress_port53_blocked);
		finding_alternative(view->finding, FD_CAUSE_root_unreachable);
	}
	return true;
}

/* Over one family of addresses somebody refuses in the roots' place; over the other they answer. */
static bool rule_family_taken(const struct view *view)
{
	uint8_t family = host_family_taken(view->diagnosis);

	if (family == 0) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_dns_interception, FD_ROLE_LOCAL, FD_LIKELY);
	view->finding->severity = FD_DEGRADED;
	view_show_roots(view);
	finding_alternative(view->finding, FD_CAUSE_egress_port53_blocked);
	view->finding->summary = region_printf(
		&view->diagnosis->texts,
		"Over IPv%u somebody refuses what is asked of root servers, which refuse nobody: what "
		"this host asks of others over it, resolvers too, may never get there.",
		family);
	return true;
}

static bool rule_root(const struct view *view)
{
	if (view->diagnosis->host.direct != DIRECT_SILENT || view->unresolving == 0 ||
	    view->unresolving + view->silent + view->port != view->asked ||
	    view->witnesses < 2 || view->unresolving < 2) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_root_unreachable, FD_ROLE_LOCAL,
		    view->witnesses >= WITNESSES_LIKELY ? FD_LIKELY : FD_POSSIBLE);
	view_show_roots(view);
	view_show_firsts(view, "and no resolver can resolve the root's SOA");
	finding_alternative(view->finding, FD_CAUSE_egress_port53_blocked);
	finding_alternative(view->finding, FD_CAUSE_forwarder_unreachable);
	view->finding->summary =
		"The root servers are unreachable, from here and from every resolver.";
	for (uint32_t r = 0; r < view->diagnosis->inventory->resolver_count; r++) {
		struct row *row = &view->diagnosis->rows[r];
		row->wide = row->wide || on_its_cache(row);
	}
	view->diagnosis->host.wide = true;
	return true;
}

static bool rule_loss(const struct view *view)
{
	const struct fd_diagnosis *diagnosis = view->diagnosis;
	unsigned asked = 0, lost = 0;

	if (!loss_everywhere(diagnosis)) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_local_packet_loss, FD_ROLE_LOCAL, FD_LIKELY);
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct loss *loss = &diagnosis->rows[r].loss;
		asked += loss->asked;
		lost += loss->lost;
		if (loss->asked > 0) {
			finding_table(view->finding,
				      region_printf(&view->diagnosis->texts,
						    "%s: %u of %u cached answers needed a "
						    "second try",
						    resolver_label(view->diagnosis, r),
						    loss->lost, loss->asked),
				      "datagrams get lost, whatever is asked");
		}
	}
	bool many = loss_of_many(diagnosis);
	if (many) {
		finding_alternative(view->finding, FD_CAUSE_resolver_packet_loss);
	}
	view->finding->summary = region_printf(
		&view->diagnosis->texts,
		"This host loses datagrams on the way to %s: of %u questions whose answers are "
		"cached, %u needed a second try.",
		many ? "many resolvers at once, as where a packet filter allows so many new "
		       "flows a second"
		     : "every resolver alike",
		asked, lost);
	return true;
}

static const struct rule {
	enum fd_cause cause;
	bool (*applies)(const struct view *view);
} rules[] = {
	{ FD_CAUSE_local_network_down, rule_network_down },
	{ FD_CAUSE_dns_interception, rule_portal },
	{ FD_CAUSE_dns_interception, rule_interception },
	{ FD_CAUSE_dns_interception, rule_family_taken },
	{ FD_CAUSE_path_drops_edns, host_rule_edns },
	{ FD_CAUSE_root_unreachable, rule_root },
	{ FD_CAUSE_egress_port53_blocked, host_rule_egress },
	{ FD_CAUSE_local_network_down, host_rule_family },
	{ FD_CAUSE_egress_tcp53_blocked, host_rule_tcp },
	{ FD_CAUSE_local_packet_loss, rule_loss },
};

void host_judge(struct fd_diagnosis *diagnosis)
{
	struct host *host = &diagnosis->host;
	struct view view = { .diagnosis = diagnosis, .finding = &host->finding };

	host->finding = (struct finding) { 0 };
	if (diagnosis->inventory->resolver_count == 1) {
		finding_note(&host->finding, fd_note_text(FD_NOTE_one_resolver));
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		look_at(&view, r);
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (rules[i].applies(&view)) {
			if (host->wide) {
				host_acquit(diagnosis, rules[i].cause, FD_ROLE_LOCAL);
			}
			host_acquit_like(diagnosis, rules[i].cause);
			return;
		}
	}
	bool unheard = view.alive == 0 && host->direct != DIRECT_WORKS;
	finding_set(&host->finding, FD_CAUSE_ok, FD_ROLE_LOCAL,
		    host->direct == DIRECT_WORKS ? FD_CONFIRMED
		    : unheard			 ? FD_POSSIBLE
						 : FD_LIKELY);
	view_show_roots(&view);
	host->finding.summary =
		unheard && host->direct == DIRECT_FORBIDDEN
			? "Nothing is shown against this host, and nothing for it: no resolver "
			  "answered, and no root server was asked."
		: unheard
			? "Nothing is shown against this host, and nothing for it: no resolver "
			  "answered, and no root server was heard."
		: host->direct == DIRECT_SILENT
			? "This host can ask its resolvers; no root server was heard."
		: host->direct == DIRECT_FORBIDDEN
			? "This host can ask its resolvers; no root server was asked."
			: "This host can ask.";
}
