/* SPDX-License-Identifier: MIT */
#include "diagnose/rows/host_view.h"

/* Ways out of this site that are closed: for EDNS, to port 53, over one family of addresses, over TCP. */

/* ---- EDNS ------------------------------------------------------------------------------------ */

static void show_edns(const struct view *view)
{
	const struct fd_diagnosis *diagnosis = view->diagnosis;
	const struct host *host = &diagnosis->host;

	for (size_t i = 0; host->loses_edns && i < host->root_count && i < ROOT_SAMPLE; i++) {
		finding_fact(view->diagnosis, view->finding, host->roots[i],
			     "with EDNS this root server is not heard");
		finding_fact(view->diagnosis, view->finding, host->plain_roots[i],
			     "the same without EDNS");
	}
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count && r < NAMED_MAX; r++) {
		const struct canaries *c = &diagnosis->rows[r].canaries;
		if (row_loses_edns(&diagnosis->rows[r])) {
			finding_fact(view->diagnosis, view->finding, c->first,
				     "with EDNS: silence");
			finding_fact(view->diagnosis, view->finding, c->plain,
				     "without EDNS: answered");
		}
	}
}

static const char *summary_of_edns(const struct view *view, size_t broken)
{
	struct region *texts = &view->diagnosis->texts;
	bool roots = view->diagnosis->host.loses_edns;

	if (broken == 0) {
		return "The root servers are silent to queries with EDNS and answer without: "
		       "something on this site's path out drops them. Its resolvers work.";
	}
	return region_printf(
		texts,
		"%zu of %zu resolvers%s are silent to queries with EDNS and answer without: "
		"something on this site's path drops them.",
		broken, view->asked, roots ? ", and the root servers," : "");
}

/*
 * One resolver that drops EDNS does so itself; if root servers do too, who have nothing to do with it, the path does. Where
 * they may not be asked, that all of several do must do.
 */
bool host_rule_edns(const struct view *view)
{
	struct fd_diagnosis *diagnosis = view->diagnosis;
	size_t broken = 0;

	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		broken += row_loses_edns(&diagnosis->rows[r]);
	}
	bool all = broken == view->asked;
	bool several = broken >= 2 && all && view->witnesses >= 2;
	if (!several && !diagnosis->host.loses_edns) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_path_drops_edns, FD_ROLE_LOCAL, FD_CONFIRMED);
	if (view->resolving > 0) {
		view->finding->severity = broken > 0 ? FD_DEGRADED : FD_INFO;
	}
	show_edns(view);
	view->finding->summary = summary_of_edns(view, broken);
	diagnosis->host.wide = broken > 0 && all;
	return true;
}

/* ---- port 53 --------------------------------------------------------------------------------- */

/* The roots do not close their ports: somebody here, or on the way out, rejects what goes to them. */
static bool rejects(const struct view *view)
{
	return view->diagnosis->host.rejected || view->diagnosis->host.resets;
}

/*
 * A provider's resolvers are let through, or they are strangers too: then they are as silent as the roots, all of them. That one is
 * dead where the roots are behind a closed port is the rarer thing, and is not ruled out.
 */
static bool isp_outside(const struct view *view)
{
	const struct side *isp = &view->sides[FD_ROLE_ISP];

	return view->diagnosis->host.direct == DIRECT_SILENT && isp->asked > 0 &&
	       isp->shut == isp->asked;
}

static struct side look_outside(const struct view *view)
{
	struct side outside = view->sides[FD_ROLE_PUBLIC];

	if (isp_outside(view)) {
		outside.asked += view->sides[FD_ROLE_ISP].asked;
		outside.shut += view->sides[FD_ROLE_ISP].shut;
		outside.witnesses += view->sides[FD_ROLE_ISP].witnesses;
	}
	return outside;
}

bool view_strangers_rejected(const struct view *view)
{
	return view->diagnosis->host.direct == DIRECT_SILENT && rejects(view) &&
	       view->asked > 0 && view->sides[FD_ROLE_LOCAL].asked == 0 && view->alive == 0 &&
	       view->sides[FD_ROLE_ISP].shut + view->sides[FD_ROLE_PUBLIC].shut == view->asked;
}

/* Where roots may not be asked, several outside that are all silent must do. */
static bool is_outside_silent(const struct view *view, const struct side *outside)
{
	enum direct direct = view->diagnosis->host.direct;
	bool shown = direct == DIRECT_SILENT ||
		     (direct == DIRECT_FORBIDDEN && outside->witnesses >= 2);
	size_t resolving =
		view->sides[FD_ROLE_LOCAL].resolving + view->sides[FD_ROLE_ISP].resolving;

	return shown && resolving > 0 && outside->shut == outside->asked;
}

/* Of the roots, and what TCP to one of them came to. */
static void show_closed(const struct view *view)
{
	const struct host *host = &view->diagnosis->host;

	view_show_roots(view);
	for (size_t i = 0; i < host->root_count; i++) {
		if (fact_refused(host->tcp_roots[i])) {
			finding_fact(view->diagnosis, view->finding, host->tcp_roots[i],
				     "root servers listen: it is not they who reject this");
			return;
		}
	}
	if (!rejects(view)) {
		finding_alternative(view->finding, FD_CAUSE_root_unreachable);
	}
}

/* Nobody was asked who is of this site. */
static void conclude_strangers(const struct view *view)
{
	finding_set(view->finding, FD_CAUSE_egress_port53_blocked, FD_ROLE_LOCAL, FD_LIKELY);
	show_closed(view);
	view_show_firsts(view, "nor does this resolver answer");
	finding_alternative(view->finding, FD_CAUSE_local_network_down);
	finding_alternative(view->finding, FD_CAUSE_resolver_port_unreachable);
	finding_alternative(view->finding, FD_CAUSE_resolver_timeout);
	view->finding->summary = region_printf(
		&view->diagnosis->texts,
		"Port 53 is closed outward: a packet filter here or on the way out rejects DNS, to "
		"%zu %s and to the root servers alike.",
		view->asked, view->asked == 1 ? "resolver" : "resolvers");
	view->diagnosis->host.wide = true;
}

static const char *summary_of_egress(const struct view *view, size_t outside)
{
	if (outside == 0) {
		return "Port 53 seems to be closed outward; the site's own resolvers work, but "
		       "nothing can be asked directly, which weakens what can be shown.";
	}
	return region_printf(
		&view->diagnosis->texts,
		view->diagnosis->host.direct == DIRECT_FORBIDDEN
			? "Port 53 seems to be closed outward: the site's own resolvers work, "
			  "none of %zu outside answers; no root server was asked."
			: "Port 53 is closed outward: the site's own resolvers work, none of "
			  "%zu outside and no root server answers.",
		outside);
}

bool host_rule_egress(const struct view *view)
{
	struct fd_diagnosis *diagnosis = view->diagnosis;
	bool forbidden = diagnosis->host.direct == DIRECT_FORBIDDEN;
	const struct side outside = look_outside(view);

	if (view_strangers_rejected(view)) {
		conclude_strangers(view);
		return true;
	}
	if (!is_outside_silent(view, &outside)) {
		return false;
	}
	finding_set(view->finding, FD_CAUSE_egress_port53_blocked, FD_ROLE_LOCAL,
		    outside.witnesses >= (forbidden ? WITNESSES_LIKELY : 2) ? FD_LIKELY
									    : FD_POSSIBLE);
	show_closed(view);
	if (outside.asked == 0) {
		view->finding->severity = FD_INFO;
	} else {
		view_show_firsts(view, "the site's own resolvers answer, those outside do not");
		finding_alternative(view->finding, FD_CAUSE_resolver_timeout);
		if (view->port > 0) {
			finding_alternative(view->finding, FD_CAUSE_resolver_port_unreachable);
		}
	}
	view->finding->summary = summary_of_egress(view, outside.asked);
	host_acquit(diagnosis, FD_CAUSE_egress_port53_blocked,
		    isp_outside(view) ? FD_ROLE_ISP : FD_ROLE_PUBLIC);
	host_doubt(diagnosis, FD_ROLE_ISP,
		   view->sides[FD_ROLE_ISP].alive > 0 ? FD_LIKELY : FD_POSSIBLE);
	return true;
}

/* ---- TCP ------------------------------------------------------------------------------------- */

/* UDP is fine, and nobody's TCP answers: not one server's fault. */
bool host_rule_tcp(const struct view *view)
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

/* ---- a family of addresses --------------------------------------------------------------------- */

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

bool host_rule_family(const struct view *view)
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
	view_show_roots(view);
	finding_alternative(view->finding, FD_CAUSE_resolver_timeout);
	view->finding->summary = region_printf(
		&diagnosis->texts,
		"Nothing gets through from this host over IPv%u: none of %zu resolvers%s answers; "
		"over the other family they do.",
		lost.number, lost.resolvers, lost.roots > 0 ? " and no root server" : "");
	host_acquit_family(diagnosis, lost.number);
	return true;
}
