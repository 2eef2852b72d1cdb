/* SPDX-License-Identifier: MIT */
#include "diagnose/question/failing/failing.h"

/*
 * An NS record must not name an alias (RFC 2181 10.3). Some resolvers follow it all the same, others take the server for one
 * without an address.
 */
enum answer judge_ns_alias(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct cut *cut = walk->cut;

	if (cut == NULL || cut->alias == NULL || cut->alias_count < cut->ns_count) {
		return NO;
	}
	finding_set(finding, FD_CAUSE_delegation_ns_unresolvable, FD_ROLE_PUBLIC, FD_LIKELY);
	column_show(column, want_failed, "this resolver does not follow it");
	finding_fact(diagnosis, finding, cut->referral, "the parent names these servers");
	finding_fact(diagnosis, finding, cut->alias,
		     "which is an alias: an NS record must not name one");
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails wherever the rules are kept: every name server of %s is an alias (CNAME), "
		"which an NS record must not name.",
		column->label, text_name(&diagnosis->texts, &cut->zone));
	finding->action = region_printf(
		&diagnosis->texts,
		"The operator of %s: name the servers by their own names in the NS records, at the "
		"registrar and in the zone.",
		text_name(&diagnosis->texts, &cut->zone));
	finding_alternative(finding, walk->end == WALK_ZONE_BAD
					     ? FD_CAUSE_auth_timeout
					     : FD_CAUSE_resolver_auth_path_broken);
	column_mark(column, want_failed, finding->cause);
	column_weigh(column);
	return YES;
}
