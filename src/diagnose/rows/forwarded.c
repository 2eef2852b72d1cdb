/* SPDX-License-Identifier: MIT */
#include "diagnose/common/text.h"
#include "diagnose/rows/rows.h"

/*
 * A forwarder passes on what it is told, so that it and whom it asks show one fault twice. That is to be mended where it is made,
 * and the forwarder's own operator has nothing to do about it.
 */

enum {
	FORWARD_DEPTH = 4 /* forwarders of forwarders */
};

/* Seen through a forwarder as at the resolver itself; other faults are of the path to it, or of its own process. */
static bool is_passed_on(enum fd_cause cause)
{
	return cause == FD_CAUSE_resolver_dnssec_broken ||
	       cause == FD_CAUSE_resolver_nxdomain_rewrite ||
	       cause == FD_CAUSE_resolver_captive_portal ||
	       cause == FD_CAUSE_recursion_path_broken ||
	       cause == FD_CAUSE_forwarder_unreachable;
}

/* One of those it asks, where all of them have the same fault; NULL else. */
static const struct row *same_fault(const struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	const struct fd_resolver *forwarder = &diagnosis->inventory->resolvers[resolver];
	const struct row *rows = diagnosis->rows, *found = NULL;

	for (size_t i = 0; i < forwarder->forwards_to_count; i++) {
		found = &rows[forwarder->forwards_to[i]];
		if (found->finding.cause != rows[resolver].finding.cause) {
			return NULL;
		}
	}
	return found;
}

static bool follow(struct fd_diagnosis *diagnosis, uint32_t resolver)
{
	struct finding *finding = &diagnosis->rows[resolver].finding;
	const struct row *target = same_fault(diagnosis, resolver);

	if (!is_passed_on(finding->cause) || target == NULL ||
	    target->finding.locus == finding->locus) {
		return false;
	}
	uint32_t culprit = (uint32_t)(target - diagnosis->rows);
	finding->locus = target->finding.locus;
	finding->summary = region_printf(
		&diagnosis->texts, "%s passes on what %s, to which it forwards, does: %s.",
		resolver_label(diagnosis, resolver), resolver_label(diagnosis, culprit),
		fd_cause_text(finding->cause));
	finding->action =
		region_printf(&diagnosis->texts, "At %s: %s",
			      resolver_label(diagnosis, culprit), target->finding.action);
	return true;
}

void forwarded_judge(struct fd_diagnosis *diagnosis)
{
	bool more = true;

	for (unsigned turn = 0; more && turn < FORWARD_DEPTH; turn++) {
		more = false;
		for (uint32_t r = 0; r < diagnosis->inventory->resolver_count; r++) {
			more = follow(diagnosis, r) || more;
		}
	}
}
