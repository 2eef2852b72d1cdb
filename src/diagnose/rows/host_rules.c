/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "diagnose/common/state.h"
#include "diagnose/common/text.h"
#include "diagnose/rows/host_acquit.h"
#include "diagnose/rows/rows.h"

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

struct view {
	struct fd_diagnosis *diagnosis;
	struct finding *finding;
	/* resolvers that were asked anything, by how they do */
	size_t asked, silent, port, alive, remote, remote_alive;
	size_t outside, outside_silent, outside_witnesses; /* of role public */
	size_t site, site_resolving;			   /* of roles local and isp */
	size_t unresolving;				   /* alive, cannot resolve */
	size_t witnesses;
	bool no_route; /* some errno says that packets do not even leave */
	bool rejected; /* the roots' own ports seem closed: who says so is near by */
};

static bool resolves(const struct row *row)
{
	return row->healthy && row_alive(row);
}

static bool cannot_leave(const struct fact *fact)
{
	return fact != NULL && error_of_network(fact->observation.error);
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
	bool alive = row_alive(row);

	if (row->canaries.first == NULL && row->asked == 0) {
		return;
	}
	view->asked++;
	view->alive += alive;
	view->silent += !alive && row->finding.cause == FD_CAUSE_resolver_timeout;
	view->port += row->finding.cause == FD_CAUSE_resolver_port_unreachable;
	view->witnesses += row->witness == resolver;
	view->no_route = view->no_route || cannot_leave(row->canaries.first);
	if (!is_loopback(&of->endpoint)) {
		view->remote++;
		view->remote_alive +=
			alive || (!view->rejected &&
				  (row->port_unreachable > 0 ||
				   row->finding.cause == FD_CAUSE_resolver_port_unreachable));
	}
	if (of->role == FD_ROLE_PUBLIC) {
		view->outside++;
		view->outside_witnesses += row->witness == resolver;
		view->outside_silent +=
			!alive && row->finding.cause == FD_CAUSE_resolver_timeout;
	} else {
		view->site++;
		view->site_resolving += resolves(row);
	}
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
static void show_roots(const struct view *view)
{
	const struct host *host = &view->diagnosis->host;

	for (size_t i = 0; i < host->root_count; i++) {
		finding_fact(view->diagnosis, view->finding, host->roots[i],
			     meaning_of_root(&host->roots[i]->observation));
	}
}

static void show_firsts(const struct view *view, const char *means)
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
	enum direct direct = view->diagnosis->host.direct;
	bool none = view->remote > 0 ? view->remote_alive == 0 && view->site_resolving == 0
				     : view->asked > 0 && view->silent == view->asked;
	size_t remote = view->remote > 0 ? view->remote : view->asked;
	bool roots_silent = direct == DIRECT_SILENT;

	if (!none || direct == DIRECT_WORKS || direct == DIRECT_INTERCEPTED ||
	    (!roots_silent && remote < 2)) {
		return false;
	}
	bool told = view->no_route || view->rejected;
	bool likely = told || (view->witnesses >= 2 && roots_silent);
	finding_set(view->finding, FD_CAUSE_local_network_down, FD_ROLE_LOCAL,
		    told && roots_silent ? FD_CONFIRMED
		    : likely		 ? FD_LIKELY
					 : FD_POSSIBLE);
	show_firsts(view, "no resolver answers");
	show_roots(view);
	view->finding->summary = region_printf(
		&view->diagnosis->texts,
		"Nothing gets through from this host: none of %zu %s%s answers, over UDP or TCP.",
		remote, remote == 1 ? "resolver" : "resolvers",
		roots_silent ? " and no root server" : "");
	if (view->rejected) {
		finding_table(
			view->finding, "port unreachable, even from the root servers",
			"they do not close their port: a packet filter here or on the way "
			"out rejects DNS");
	}
	if (!told) {
		finding_alternative(view->finding, FD_CAUSE_resolver_timeout);
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
	show_roots(view);
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
	show_roots(view);
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

static bool rule_edns(const struct view *view)
{
	const struct fd_diagnosis *diagnosis = view->diagnosis;
	size_t broken = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		broken += row->finding.cause == FD_CAUSE_resolver_edns_broken &&
			  saw_nothing(&row->canaries.first->observation);
	}
	if (broken < 2 || broken != view->asked || view->witnesses < 2) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_path_drops_edns, FD_ROLE_LOCAL, FD_CONFIRMED);
	show_firsts(view, "with EDNS: silence");
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count && r < NAMED_MAX; r++) {
		finding_fact(view->diagnosis, view->finding, diagnosis->rows[r].canaries.plain,
			     "without EDNS: answered");
	}
	view->finding->summary = region_printf(
		&view->diagnosis->texts,
		"All %zu resolvers are silent to queries with EDNS and answer without: something "
		"on this site's path drops them.",
		broken);
	view->diagnosis->host.wide = true;
	return true;
}

/* Where roots may not be asked, several outside that are all silent must do. */
static bool is_outside_silent(const struct view *view)
{
	enum direct direct = view->diagnosis->host.direct;
	bool shown = direct == DIRECT_SILENT ||
		     (direct == DIRECT_FORBIDDEN && view->outside_witnesses >= 2);

	return shown && view->site_resolving > 0 && view->outside_silent == view->outside;
}

static bool rule_egress(const struct view *view)
{
	bool forbidden = view->diagnosis->host.direct == DIRECT_FORBIDDEN;

	if (!is_outside_silent(view)) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_egress_port53_blocked, FD_ROLE_LOCAL,
		    view->outside_witnesses >= (forbidden ? WITNESSES_LIKELY : 2)
			    ? FD_LIKELY
			    : FD_POSSIBLE);
	show_roots(view);
	finding_alternative(view->finding, FD_CAUSE_root_unreachable);
	if (view->outside == 0) {
		view->finding->severity = FD_INFO;
		view->finding->summary =
			"Port 53 seems to be closed outward; the site's own resolvers work, but "
			"nothing can be asked directly, which weakens what can be shown.";
		return true;
	}
	show_firsts(view, "the site's own resolvers answer, those outside do not");
	finding_alternative(view->finding, FD_CAUSE_resolver_timeout);
	view->finding->summary = region_printf(
		&view->diagnosis->texts,
		forbidden
			? "Port 53 seems to be closed outward: the site's own resolvers work, "
			  "none of %zu outside answers; no root server was asked."
			: "Port 53 is closed outward: the site's own resolvers work, none of "
			  "%zu outside and no root server answers.",
		view->outside);
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
	show_roots(view);
	show_firsts(view, "and no resolver can resolve the root's SOA");
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

/* UDP is fine, and nobody's TCP answers: not one server's fault. */
static bool rule_tcp(const struct view *view)
{
	const struct fd_diagnosis *diagnosis = view->diagnosis;
	const struct fact *root = diagnosis->host.root_tcp;
	size_t silent = root != NULL && saw_nothing(&root->observation);
	bool answered = root != NULL && saw_reply(&root->observation);

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		const struct fact *tcp = row->canaries.tcp;
		answered = answered || row->over_tcp > 0 ||
			   (tcp != NULL && saw_reply(&tcp->observation));
		silent += tcp != NULL && saw_nothing(&tcp->observation) && row->witness == r &&
			  canary_good(row->canaries.first);
	}
	if (answered || silent < 2) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_egress_tcp53_blocked, FD_ROLE_LOCAL,
		    silent > TCP_SAMPLE ? FD_CONFIRMED : FD_LIKELY);
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		if (row->canaries.tcp != NULL && canary_good(row->canaries.first)) {
			finding_fact(view->diagnosis, view->finding, row->canaries.first,
				     "answered over UDP");
			finding_fact(view->diagnosis, view->finding, row->canaries.tcp,
				     "the same over TCP is not");
		}
	}
	finding_fact(view->diagnosis, view->finding, root, "nor does a root server answer TCP");
	finding_alternative(view->finding, FD_CAUSE_resolver_tcp_blocked);
	view->finding->summary = region_printf(
		&view->diagnosis->texts,
		"TCP to port 53 gets through to nobody from here: %zu servers that answer over UDP "
		"do not over TCP.",
		silent);
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

/* What was asked over one family: resolvers, independent ones, roots; and what of it answered. */
struct family {
	uint8_t number;
	size_t resolvers, witnesses, roots, alive;
};

static struct family look_at_family(const struct fd_diagnosis *diagnosis, uint8_t number)
{
	const struct host *host = &diagnosis->host;
	struct family family = { .number = number };

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		bool asked = row->canaries.first != NULL || row->asked > 0;
		if (diagnosis->inventory->resolvers[r].endpoint.family != number || !asked) {
			continue;
		}
		family.resolvers++;
		family.witnesses += row->witness == r;
		family.alive += row_alive(row) || row->port_unreachable > 0 ||
				row->finding.cause == FD_CAUSE_resolver_port_unreachable;
	}
	for (size_t i = 0; i < host->root_count; i++) {
		const struct fd_observation *saw = &host->roots[i]->observation;
		bool own = host->roots[i]->wish.server.family == number;
		family.roots += own && !saw_no_try(saw);
		family.alive += own && saw_reply(saw);
	}
	return family;
}

/* Its resolvers are silent, and so are the roots: it is the way out of here, and not so many servers at once. */
static bool family_lost(const struct family *lost, const struct family *other)
{
	return lost->resolvers > 0 && lost->alive == 0 && other->alive > 0 &&
	       (lost->roots > 0 || lost->witnesses >= WITNESSES_LIKELY);
}

static bool lost_family(const struct fd_diagnosis *diagnosis, struct family *ret_family)
{
	const struct family four = look_at_family(diagnosis, 4),
			    six = look_at_family(diagnosis, 6);

	*ret_family = family_lost(&six, &four) ? six : four;
	return family_lost(&six, &four) || family_lost(&four, &six);
}

static bool rule_family(const struct view *view)
{
	struct fd_diagnosis *diagnosis = view->diagnosis;
	struct family lost;

	if (!lost_family(diagnosis, &lost)) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_local_network_down, FD_ROLE_LOCAL, FD_LIKELY);
	view->finding->severity = FD_DEGRADED;
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		if (diagnosis->inventory->resolvers[r].endpoint.family == lost.number) {
			finding_fact(diagnosis, view->finding,
				     diagnosis->rows[r].canaries.first,
				     "no resolver of this family answers");
		}
	}
	show_roots(view);
	finding_alternative(view->finding, FD_CAUSE_resolver_timeout);
	view->finding->summary = region_printf(
		&diagnosis->texts,
		"Nothing gets through from this host over IPv%u: none of %zu resolvers%s answers; "
		"over the other family they do.",
		lost.number, lost.resolvers, lost.roots > 0 ? " and no root server" : "");
	host_acquit_family(diagnosis, lost.number);
	return true;
}

static const struct rule {
	enum fd_cause cause;
	bool (*applies)(const struct view *view);
} rules[] = {
	{ FD_CAUSE_local_network_down, rule_network_down },
	{ FD_CAUSE_dns_interception, rule_portal },
	{ FD_CAUSE_dns_interception, rule_interception },
	{ FD_CAUSE_path_drops_edns, rule_edns },
	{ FD_CAUSE_root_unreachable, rule_root },
	{ FD_CAUSE_egress_port53_blocked, rule_egress },
	{ FD_CAUSE_local_network_down, rule_family },
	{ FD_CAUSE_egress_tcp53_blocked, rule_tcp },
	{ FD_CAUSE_local_packet_loss, rule_loss },
};

/* Root servers listen, so it is not they who say that nothing does. */
static bool roots_refuse(const struct host *host)
{
	for (size_t i = 0; i < host->root_count; i++) {
		const struct fd_observation *saw = &host->roots[i]->observation;
		if (saw->status == FD_STATUS_UNREACHABLE && saw->error == ECONNREFUSED) {
			return host->direct == DIRECT_SILENT;
		}
	}
	return false;
}

void host_judge(struct fd_diagnosis *diagnosis)
{
	struct host *host = &diagnosis->host;
	struct view view = { .diagnosis = diagnosis, .finding = &host->finding };

	host->finding = (struct finding) { 0 };
	host->rejected = view.rejected = roots_refuse(host);
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		look_at(&view, r);
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (rules[i].applies(&view)) {
			if (host->wide) {
				host_acquit(diagnosis, rules[i].cause, false);
			} else if (rules[i].cause == FD_CAUSE_egress_port53_blocked) {
				host_acquit(diagnosis, rules[i].cause, true);
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
	show_roots(&view);
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
