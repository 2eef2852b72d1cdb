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

/* ---- names that the zone does not have ------------------------------------------------------------ */

static bool is_denied(const struct fact *fact)
{
	const struct fd_observation *saw = &fact->observation;

	return kind_negative(observation_kind(saw)) && (saw->header_flags & FD_FLAG_AA) != 0 &&
	       (saw->flags & FD_CELL_SOA) != 0;
}

/* A good server of the zone has no address of that name. *ret_fact: its word. */
static enum answer is_denied_there(struct fd_diagnosis *diagnosis,
				   const struct fd_endpoint *server, const struct fd_name *ns,
				   const struct fact **ret_fact)
{
	for (unsigned i = 0; i < FAMILIES; i++) {
		struct fd_wish wish = cut_wish(diagnosis, server, ns, address_families[i].type);
		const struct fact *fact = ask_insistently(diagnosis, &wish);
		if (fact == NULL) {
			return PENDING;
		}
		if (!is_denied(fact)) {
			return NO;
		}
		*ret_fact = fact;
		if (fact->observation.status == FD_NXDOMAIN) {
			break;
		}
	}
	return YES;
}

/* One after the other: the first that has an address ends it. */
static enum answer all_denied(struct fd_diagnosis *diagnosis, const struct cut *cut,
			      const struct fact **ret_fact)
{
	const struct fd_endpoint *server = NULL;

	for (size_t i = 0; server == NULL && i < cut->server_count; i++) {
		if (cut_server_state(diagnosis, cut, i) == SERVER_GOOD) {
			server = &cut->servers[i].endpoint;
		}
	}
	if (server == NULL || cut->ns_count == 0) {
		return NO;
	}
	for (size_t i = 0; i < cut->ns_count; i++) {
		enum answer denied =
			fd_name_under(&cut->ns[i], &cut->zone)
				? is_denied_there(diagnosis, server, &cut->ns[i], ret_fact)
				: NO;
		if (denied != YES) {
			return denied;
		}
	}
	return YES;
}

/*
 * The parent has glue for the zone's servers, and these deny their own names. Who goes by the glue has an answer; who looks their addresses
 * up, as a resolver may (RFC 9471, RFC 2181 5.4.1), has none any more.
 */
enum answer judge_ns_denied(struct column *column, const struct walk *walk)
{
	struct fd_diagnosis *diagnosis = column->diagnosis;
	struct finding *finding = column->finding;
	const struct cut *cut = walk->cut;
	const struct fact *denial = NULL;

	if (cut == NULL || cut->parent == NULL || walk->final_count == 0 ||
	    diagnosis->host.finding.cause == FD_CAUSE_local_packet_loss ||
	    column_first(column, want_servfail) == NULL) {
		return NO;
	}
	enum answer denied = all_denied(diagnosis, cut, &denial);
	if (denied != YES) {
		return denied;
	}
	finding_set(finding, FD_CAUSE_delegation_ns_unresolvable, FD_ROLE_PUBLIC, FD_LIKELY);
	column_show(column, want_servfail, "this resolver looks its servers up");
	finding_fact(diagnosis, finding, cut->referral, "the parent names these servers");
	finding_fact(diagnosis, finding, denial, "and the zone itself has no such name");
	finding->summary = region_printf(
		&diagnosis->texts,
		"%s fails wherever the parent's glue is not enough: the servers of %s have no "
		"addresses in the zone itself.",
		column->label, text_name(&diagnosis->texts, &cut->zone));
	finding->action = region_printf(
		&diagnosis->texts,
		"The operator of %s: put address records for its name servers into the zone, the same "
		"as the glue, or name other servers.",
		text_name(&diagnosis->texts, &cut->zone));
	finding_alternative(finding, FD_CAUSE_delegation_glue_mismatch);
	finding_alternative(finding, FD_CAUSE_resolver_auth_path_broken);
	column_mark(column, want_servfail, finding->cause);
	column_weigh(column);
	return YES;
}
