/* SPDX-License-Identifier: MIT */
#include "diagnose/rows/host_acquit.h"

#include "diagnose/common/cells.h"
#include "diagnose/common/text.h"

/* The host is guilty of what this resolver was found to be. */
static void acquit_row(struct fd_diagnosis *diagnosis, uint32_t resolver, enum fd_cause host)
{
	struct finding *finding = &diagnosis->rows[resolver].finding;
	enum fd_cause own = finding->cause;

	finding_set(finding, host, FD_ROLE_LOCAL, diagnosis->host.finding.confidence);
	finding->alternative_count = 0;
	finding_alternative(finding, own);
	finding->summary = region_printf(&diagnosis->texts, "%s gets no answer through: %s",
					 resolver_label(diagnosis, resolver),
					 diagnosis->host.finding.summary);
}

void host_acquit_family(struct fd_diagnosis *diagnosis, uint8_t number)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		if (diagnosis->inventory->resolvers[r].endpoint.family == number &&
		    diagnosis->rows[r].wide) {
			acquit_row(diagnosis, r, FD_CAUSE_local_network_down);
		}
	}
}

bool host_shuts(const struct fd_diagnosis *diagnosis, const struct row *row)
{
	const struct host *host = &diagnosis->host;
	enum fd_cause own = row->finding.cause;

	if (row_alive(row)) {
		return false;
	}
	/* What is rejected as the roots are is rejected by who rejects those; in another way, by its own host. */
	return own == FD_CAUSE_resolver_timeout ||
	       (own == FD_CAUSE_resolver_port_unreachable &&
		(host->rejected || (host->resets && !row_refused(row))));
}

bool row_loses_edns(const struct row *row)
{
	return row->finding.cause == FD_CAUSE_resolver_edns_broken &&
	       saw_nothing(&row->canaries.first->observation);
}

/* Where nobody's TCP answers, no resolver's is to blame; and so it is with EDNS. NULL: that it does not explain. */
static const char *explained(enum fd_cause host, const struct row *row)
{
	if (host == FD_CAUSE_egress_tcp53_blocked &&
	    row->finding.cause == FD_CAUSE_resolver_tcp_blocked) {
		return "cuts its answers short";
	}
	return host == FD_CAUSE_path_drops_edns && row_loses_edns(row)
		       ? "answers only without EDNS"
		       : NULL;
}

void host_acquit_like(struct fd_diagnosis *diagnosis, enum fd_cause host)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		struct row *row = &diagnosis->rows[r];
		const char *what = explained(host, row);
		if (what != NULL) {
			finding_set(&row->finding, host, FD_ROLE_LOCAL,
				    diagnosis->host.finding.confidence);
			row->finding.summary = region_printf(&diagnosis->texts, "%s %s: %s",
							     resolver_label(diagnosis, r), what,
							     diagnosis->host.finding.summary);
		}
	}
}

void host_acquit(struct fd_diagnosis *diagnosis, enum fd_cause host, enum fd_role from)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		bool own_port = row->finding.cause == FD_CAUSE_resolver_port_unreachable &&
				!host_shuts(diagnosis, row);
		if (row->wide && diagnosis->inventory->resolvers[r].role >= from && !own_port) {
			acquit_row(diagnosis, r, host);
		}
	}
}

void host_doubt(struct fd_diagnosis *diagnosis, enum fd_role role, enum fd_confidence most)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		struct finding *finding = &diagnosis->rows[r].finding;
		if (diagnosis->inventory->resolvers[r].role != role ||
		    !host_shuts(diagnosis, row)) {
			continue;
		}
		if (finding->cause == FD_CAUSE_resolver_port_unreachable) {
			acquit_row(diagnosis, r, diagnosis->host.finding.cause);
			continue;
		}
		finding->confidence = finding->confidence < most ? finding->confidence : most;
		finding_alternative(finding, diagnosis->host.finding.cause);
	}
}
