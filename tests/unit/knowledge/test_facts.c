/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include <fleetdig/knowledge.h>

static bool one_sentence(const char *text)
{
	size_t length = strlen(text);

	return length > 20 && text[0] >= 'A' && text[0] <= 'Z' && text[length - 1] == '.' &&
	       strchr(text, '\n') == NULL && strchr(text, '\t') == NULL;
}

Test(facts, every_cause_has_an_action)
{
	for (int i = 0; i < FD_CAUSE_COUNT; i++) {
		const struct fd_cause_facts *facts = fd_cause_facts((enum fd_cause)i);
		cr_assert(one_sentence(facts->action), "%s: %s",
			  fd_cause_text((enum fd_cause)i), facts->action);
	}
}

/* Where the repair lies follows from the family of the cause: the taxonomy's rows. */
Test(facts, locus_by_family)
{
	static const struct row {
		enum fd_cause first, last;
		enum fd_locus locus;
		int by_role;
	} rows[] = {
		{ FD_CAUSE_ok, FD_CAUSE_expectation_unmet, FD_LOCUS_NONE, 0 },
		{ FD_CAUSE_local_network_down, FD_CAUSE_local_packet_loss, FD_LOCUS_LOCAL, 0 },
		{ FD_CAUSE_resolver_port_unreachable, FD_CAUSE_resolver_stale_negative_cache,
		  FD_LOCUS_UPSTREAM, 1 },
		{ FD_CAUSE_invalid_name, FD_CAUSE_library_differs, FD_LOCUS_LOCAL, 0 },
		{ FD_CAUSE_forwarder_unreachable, FD_CAUSE_delegation_ns_private_address,
		  FD_LOCUS_UPSTREAM, 0 },
		{ FD_CAUSE_name_does_not_exist, FD_CAUSE_dnssec_bogus, FD_LOCUS_AUTHORITATIVE,
		  0 },
		{ FD_CAUSE_own_loss, FD_CAUSE_contradiction, FD_LOCUS_UNDETERMINED, 0 },
	};
	int next = 0;

	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		cr_assert_eq((int)rows[r].first, next, "rows cover every cause");
		for (int i = (int)rows[r].first; i <= (int)rows[r].last; i++) {
			const struct fd_cause_facts *facts = fd_cause_facts((enum fd_cause)i);
			cr_expect_eq(facts->locus, rows[r].locus, "%s",
				     fd_cause_text((enum fd_cause)i));
			cr_expect_eq(facts->by_role, rows[r].by_role, "%s",
				     fd_cause_text((enum fd_cause)i));
		}
		next = (int)rows[r].last + 1;
	}
	cr_assert_eq(next, FD_CAUSE_COUNT);
}

/* All others are failures. */
static const struct {
	enum fd_cause cause;
	enum fd_severity severity;
} milder[] = {
	{ FD_CAUSE_ok, FD_OK },
	{ FD_CAUSE_split_horizon, FD_INFO },
	{ FD_CAUSE_name_does_not_exist, FD_NEGATIVE },
	{ FD_CAUSE_domain_not_registered, FD_NEGATIVE },
	{ FD_CAUSE_no_data, FD_NEGATIVE },
	{ FD_CAUSE_short_name, FD_NEGATIVE },
	{ FD_CAUSE_search_suffix_appended, FD_NEGATIVE },
	{ FD_CAUSE_special_use_name, FD_NEGATIVE },
	{ FD_CAUSE_tld_does_not_exist, FD_NEGATIVE },
	{ FD_CAUSE_name_typo, FD_NEGATIVE },
	{ FD_CAUSE_hosts_file_override, FD_DEGRADED },
	{ FD_CAUSE_search_list_expanded, FD_DEGRADED },
	{ FD_CAUSE_egress_tcp53_blocked, FD_DEGRADED },
	{ FD_CAUSE_local_packet_loss, FD_DEGRADED },
	{ FD_CAUSE_resolver_packet_loss, FD_DEGRADED },
	{ FD_CAUSE_resolver_slow, FD_DEGRADED },
	{ FD_CAUSE_resolver_rate_limited, FD_DEGRADED },
	{ FD_CAUSE_resolver_tcp_blocked, FD_DEGRADED },
	{ FD_CAUSE_resolver_blocklist, FD_DEGRADED },
	{ FD_CAUSE_resolver_rebind_protection, FD_DEGRADED },
	{ FD_CAUSE_resolver_stale_cache, FD_DEGRADED },
	{ FD_CAUSE_resolver_stale_negative_cache, FD_DEGRADED },
	{ FD_CAUSE_resolver_auth_path_broken, FD_DEGRADED },
	{ FD_CAUSE_delegation_inconsistent, FD_DEGRADED },
	{ FD_CAUSE_delegation_glue_mismatch, FD_DEGRADED },
	{ FD_CAUSE_auth_partial_outage, FD_DEGRADED },
	{ FD_CAUSE_auth_partial_lame, FD_DEGRADED },
	{ FD_CAUSE_auth_tcp_blocked, FD_DEGRADED },
	{ FD_CAUSE_auth_rate_limited, FD_DEGRADED },
	{ FD_CAUSE_auth_slow, FD_DEGRADED },
	{ FD_CAUSE_auth_packet_loss, FD_DEGRADED },
	{ FD_CAUSE_auth_inconsistent_data, FD_DEGRADED },
	{ FD_CAUSE_auth_inconsistent_existence, FD_DEGRADED },
	{ FD_CAUSE_dnssec_inconsistent, FD_DEGRADED },
};

Test(facts, default_severities)
{
	for (int i = 0; i < FD_CAUSE_COUNT; i++) {
		enum fd_severity expected = FD_FAILURE;
		for (size_t m = 0; m < sizeof(milder) / sizeof(milder[0]); m++) {
			if ((int)milder[m].cause == i) {
				expected = milder[m].severity;
			}
		}
		cr_expect_eq(fd_cause_facts((enum fd_cause)i)->severity, expected, "%s",
			     fd_cause_text((enum fd_cause)i));
	}
}
