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

/* Where nobody's TCP answers, no resolver's is to blame. */
static bool explains(enum fd_cause host, enum fd_cause own)
{
	return host == FD_CAUSE_egress_tcp53_blocked && own == FD_CAUSE_resolver_tcp_blocked;
}

void host_acquit_like(struct fd_diagnosis *diagnosis, enum fd_cause host)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		struct row *row = &diagnosis->rows[r];
		if (explains(host, row->finding.cause)) {
			finding_set(&row->finding, host, FD_ROLE_LOCAL,
				    diagnosis->host.finding.confidence);
			row->finding.summary = region_printf(
				&diagnosis->texts, "%s cuts its answers short: %s",
				resolver_label(diagnosis, r), diagnosis->host.finding.summary);
		}
	}
}

void host_acquit(struct fd_diagnosis *diagnosis, enum fd_cause host, bool outside_only)
{
	for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
		const struct row *row = &diagnosis->rows[r];
		bool outside = diagnosis->inventory->resolvers[r].role == FD_ROLE_PUBLIC;
		enum fd_cause own = row->finding.cause;
		if (!row->wide || (outside_only && !outside) ||
		    (own == FD_CAUSE_resolver_port_unreachable && !diagnosis->host.rejected)) {
			continue;
		}
		acquit_row(diagnosis, r, host);
	}
}
