/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include <fleetdig/knowledge.h>

/*
 * The fixed facts of each cause: where its repair lies, how bad it is when nothing else is known, and what to do next.
 * A true negative answer is never a failure, whoever wrote the name wrong. What still answers, but badly, is
 * degraded. The rules may lower or raise a severity when they know more.
 */

#define FIXED(identifier, where, how_bad, what)                \
	[FD_CAUSE_##identifier] = { .locus = FD_LOCUS_##where, \
				    .severity = FD_##how_bad,  \
				    .action = (what) },
/* The resolver's own fault: local when the site runs it, upstream when somebody else does. */
#define BY_ROLE(identifier, how_bad, what)                      \
	[FD_CAUSE_##identifier] = { .locus = FD_LOCUS_UPSTREAM, \
				    .severity = FD_##how_bad,   \
				    .by_role = 1,               \
				    .action = (what) },

/* clang-format off */
static const struct fd_cause_facts facts[FD_CAUSE_COUNT] = {
FIXED(ok, NONE, OK, "Nothing to do for DNS; if the service still fails, look at routing, firewall, load balancer, the service itself and its certificate.")
FIXED(split_horizon, NONE, INFO, "Nothing to repair if this split is meant; if not, publish the same records inside and outside.")
FIXED(expectation_unmet, NONE, FAILURE, "Compare the answer with the inventory's expectation: correct the zone's records, or the expectation if the change was meant.")

FIXED(local_network_down, LOCAL, FAILURE, "Check this host's link, address, default route and firewall before anything else.")
FIXED(egress_port53_blocked, LOCAL, FAILURE, "Open UDP and TCP port 53 outward in this site's firewall, or use only the site's own resolvers.")
FIXED(egress_tcp53_blocked, LOCAL, DEGRADED, "Open TCP port 53 outward in this site's firewall: large and truncated answers need it.")
FIXED(path_drops_edns, LOCAL, FAILURE, "Find the firewall or NAT of this site that drops DNS messages with an OPT record, and turn its DNS inspection off.")
FIXED(dns_interception, LOCAL, FAILURE, "Find who answers in place of the servers asked: a transparent DNS proxy on this site's router or firewall, or of its provider.")
FIXED(local_packet_loss, LOCAL, DEGRADED, "Look for errors and full queues on this host's link and first hops; then measure again at a lower rate.")

BY_ROLE(resolver_port_unreachable, FAILURE, "Start the resolver's process, or make it listen on this address and port; then check the firewall that rejects it.")
BY_ROLE(resolver_timeout, FAILURE, "Check that the resolver's host is up, its process runs and the path to it is open; take it out of resolv.conf until it answers.")
BY_ROLE(resolver_refused, FAILURE, "Add this host's source address to the resolver's access list (allow-query, allow-recursion, access-control), or ask its operator to.")
BY_ROLE(resolver_not_recursive, FAILURE, "Do not use this server as a resolver: turn recursion on for this network, or take it out of the resolver list.")
BY_ROLE(resolver_packet_loss, DEGRADED, "Trace the path to this resolver and look at its receive queues; other resolvers are reached without loss.")
BY_ROLE(resolver_slow, DEGRADED, "Look at the resolver's load and the path to it: even answers from its cache are slow.")
BY_ROLE(resolver_rate_limited, DEGRADED, "Ask this resolver more slowly, or have its operator raise the limit for this source address.")
BY_ROLE(resolver_tcp_blocked, DEGRADED, "Open TCP port 53 at this resolver and its firewall: truncated answers cannot be completed.")
BY_ROLE(resolver_edns_broken, FAILURE, "Upgrade the resolver or take the middlebox in front of it away: it cannot handle EDNS.")
BY_ROLE(resolver_dnssec_broken, FAILURE, "Set the resolver's clock by NTP and renew its root trust anchor; until then its validation fails good zones.")
BY_ROLE(resolver_nxdomain_rewrite, FAILURE, "Turn off the resolver's redirection of names that do not exist, or use a resolver that does not rewrite.")
BY_ROLE(resolver_captive_portal, FAILURE, "Log in to the network's portal, or end the resolver's quarantine of this host: it gives every name the same address.")
BY_ROLE(resolver_blocklist, DEGRADED, "If the name should be reachable, have the resolver's operator take it off the blocklist or RPZ; else leave it so.")
BY_ROLE(resolver_rebind_protection, DEGRADED, "Exempt the zone from the resolver's rebind protection (private-domain, rebind-domain-ok) if its private addresses are meant.")
BY_ROLE(resolver_stale_cache, DEGRADED, "Wait until the TTL shown has run out, or flush this name from the resolver's cache.")
BY_ROLE(resolver_stale_negative_cache, DEGRADED, "Wait until the negative TTL shown has run out, or flush this name from the resolver's cache.")

FIXED(invalid_name, LOCAL, FAILURE, "Correct the name where it is configured: it cannot be asked in DNS.")
FIXED(short_name, LOCAL, NEGATIVE, "Use the fully qualified name: DNS is asked for exactly this label, without a search list.")
FIXED(search_suffix_appended, LOCAL, NEGATIVE, "Remove the appended search suffix: end the name with a dot, lower ndots, or shorten the search list.")
FIXED(special_use_name, LOCAL, NEGATIVE, "Do not expect public DNS to know this name: it is reserved and must be served inside the site.")
FIXED(tld_does_not_exist, LOCAL, NEGATIVE, "Correct the name's last label: no such top-level domain exists; an internal one needs an internal resolver.")
FIXED(name_typo, LOCAL, NEGATIVE, "Correct the spelling where the name is configured: a name one letter away resolves.")
FIXED(hosts_file_override, LOCAL, DEGRADED, "Remove the name's line from this host's /etc/hosts, or put the address there that DNS has.")
FIXED(search_list_expanded, LOCAL, DEGRADED, "Write the name that is meant in full, with a dot at its end, or shorten the search list of this host.")
FIXED(library_differs, LOCAL, FAILURE, "Compare this host's /etc/nsswitch.conf and /etc/resolv.conf with the resolvers it should ask; then the stub or cache in between.")

FIXED(forwarder_unreachable, UPSTREAM, FAILURE, "Check the forwarders this resolver is set to use, and the path to them; give it a second one or let it recurse by itself.")
FIXED(recursion_path_broken, UPSTREAM, FAILURE, "Restore this resolver's path to the root and TLD servers on UDP and TCP port 53: it lives on its cache only.")
FIXED(resolver_auth_path_broken, UPSTREAM, DEGRADED, "Trace from this resolver to the zone's servers: routing, a firewall, or the servers' access list or rate limit against it.")
FIXED(root_unreachable, UPSTREAM, FAILURE, "Check the path from here to the root servers; compare from another network before blaming the roots.")
FIXED(tld_unreachable, UPSTREAM, FAILURE, "Check the TLD's servers from another network and its registry's status page; only the registry can repair them.")
FIXED(tld_lame, UPSTREAM, FAILURE, "Report to the TLD's registry: servers the root names for it do not serve it.")
FIXED(parent_dnssec_bogus, UPSTREAM, FAILURE, "Report to the registry of the parent zone: its own signatures do not validate; every signed name below fails.")
FIXED(delegation_missing, UPSTREAM, FAILURE, "Have the registrar or the parent's operator restore the NS records: the zone's servers are ready, the parent does not name them.")
FIXED(delegation_inconsistent, UPSTREAM, DEGRADED, "Have the parent's operator bring its servers to the same serial: some name the zone, others do not.")
FIXED(delegation_ns_unresolvable, UPSTREAM, FAILURE, "Correct the NS records at the registrar: none of the server names given there has an address.")
FIXED(delegation_cyclic, UPSTREAM, FAILURE, "Add glue or an independent name server at the registrar: each server's address can only be found through the other.")
FIXED(delegation_glue_wrong, UPSTREAM, FAILURE, "Correct the glue addresses at the registrar: they are not the name servers' addresses.")
FIXED(delegation_glue_mismatch, UPSTREAM, DEGRADED, "Make the glue at the registrar and the zone's own A and AAAA records of its servers the same.")
FIXED(delegation_ns_private_address, UPSTREAM, FAILURE, "Replace the private addresses of the name servers at the registrar: nobody outside can reach them.")

FIXED(name_does_not_exist, AUTHORITATIVE, NEGATIVE, "Check the spelling; if the name should exist, add its record to the zone.")
FIXED(domain_not_registered, AUTHORITATIVE, NEGATIVE, "Check the spelling and the registration: register or renew the domain, or remove the name from the inventory.")
FIXED(no_data, AUTHORITATIVE, NEGATIVE, "Add a record of this type to the name if it should have one; other types of it may exist.")
FIXED(auth_timeout, AUTHORITATIVE, FAILURE, "Restore the zone's name servers: none of them answers, over UDP or TCP.")
FIXED(auth_port_unreachable, AUTHORITATIVE, FAILURE, "Start the name server process on the zone's servers: the hosts are up, nothing listens on port 53.")
FIXED(auth_lame, AUTHORITATIVE, FAILURE, "Load the zone on the servers it is delegated to, or correct the NS records at the registrar: they do not serve it.")
FIXED(auth_servfail, AUTHORITATIVE, FAILURE, "Read the logs of the zone's servers: the zone is expired, failed to load, or its back end is down.")
FIXED(auth_partial_outage, AUTHORITATIVE, DEGRADED, "Restore the silent name server or take it out of the delegation: part of all lookups is slow or fails.")
FIXED(auth_partial_lame, AUTHORITATIVE, DEGRADED, "Load the zone on the server that does not serve it, or take that server out of the NS records here and at the registrar.")
FIXED(auth_udp_blocked, AUTHORITATIVE, FAILURE, "Open UDP port 53 at the zone's servers: they answer over TCP only.")
FIXED(auth_tcp_blocked, AUTHORITATIVE, DEGRADED, "Open TCP port 53 at the zone's servers: large answers cannot be completed.")
FIXED(auth_edns_intolerant, AUTHORITATIVE, FAILURE, "Upgrade the zone's servers or the firewall in front of them: they fail queries with EDNS.")
FIXED(auth_qtype_unsupported, AUTHORITATIVE, FAILURE, "Upgrade the zone's servers or load balancer: they turn this type down (NOTIMP, REFUSED, FORMERR) and must answer NODATA.")
FIXED(auth_qtype_dropped, AUTHORITATIVE, FAILURE, "Upgrade the zone's servers or the firewall in front of them: they drop queries of this type and must answer NODATA.")
FIXED(auth_nxdomain_for_existing_name, AUTHORITATIVE, FAILURE, "Correct the zone's servers or load balancer: a name that has another type must be answered NODATA, not NXDOMAIN.")
FIXED(auth_rate_limited, AUTHORITATIVE, DEGRADED, "Raise the rate limit at the zone's servers for resolvers; ask them more slowly from here.")
FIXED(auth_slow, AUTHORITATIVE, DEGRADED, "Look at the load of the zone's servers and the path to them; add a nearer server.")
FIXED(auth_packet_loss, AUTHORITATIVE, DEGRADED, "Look for loss on the path to the zone's servers and for full receive queues on them.")
FIXED(auth_inconsistent_data, AUTHORITATIVE, DEGRADED, "Check zone transfers and SOA serials: the zone's servers give different answers.")
FIXED(auth_inconsistent_existence, AUTHORITATIVE, DEGRADED, "Check zone transfers and SOA serials: the name exists on some of the zone's servers only.")
FIXED(cname_dangling, AUTHORITATIVE, FAILURE, "Correct the CNAME or create its target: the name points to one that does not exist. Beware of takeover if the target's domain is free.")
FIXED(cname_loop, AUTHORITATIVE, FAILURE, "Break the CNAME loop in the zone: the chain never ends in an address.")
FIXED(dnssec_signature_expired, AUTHORITATIVE, FAILURE, "Sign the zone again and find out why the signer stopped; check the clock of the signing host.")
FIXED(dnssec_signature_not_yet_valid, AUTHORITATIVE, FAILURE, "Correct the signing host's clock and sign the zone again: its signatures begin in the future.")
FIXED(dnssec_ds_mismatch, AUTHORITATIVE, FAILURE, "Publish at the registrar the DS of a key that is in the zone, or remove the DS until it is.")
FIXED(dnssec_dnskey_missing, AUTHORITATIVE, FAILURE, "Publish the zone's DNSKEY records again: the zone is signed, its keys are not served.")
FIXED(dnssec_zone_unsigned_with_ds, AUTHORITATIVE, FAILURE, "Sign the zone, or remove the DS at the registrar: the parent says it is signed and it is not.")
FIXED(dnssec_rrsig_missing, AUTHORITATIVE, FAILURE, "Sign the zone again completely: this record set has no signature.")
FIXED(dnssec_denial_missing, AUTHORITATIVE, FAILURE, "Rebuild the zone's NSEC or NSEC3 chain: its negative answers carry no proof.")
FIXED(dnssec_inconsistent, AUTHORITATIVE, DEGRADED, "Bring the zone's servers to the same signed version: some serve keys or signatures that others do not.")
FIXED(dnssec_bogus, AUTHORITATIVE, FAILURE, "Check the zone's chain of trust (delv, dnsviz) and sign it again: its signatures do not validate.")

FIXED(own_loss, UNDETERMINED, FAILURE, "Measure again at a lower rate (-Q, -c): this host lost packets itself, so nothing is shown about the others.")
FIXED(budget, UNDETERMINED, FAILURE, "Run again with a larger --drill-budget, or run fleetdig diagnose for these names alone.")
FIXED(contradiction, UNDETERMINED, FAILURE, "Read the evidence, which contradicts itself, and run fleetdig diagnose for this name in a minute: something may be changing.")
};
/* clang-format on */

const struct fd_cause_facts *fd_cause_facts(enum fd_cause cause)
{
	assert((int)cause >= 0 && cause < FD_CAUSE_COUNT);
	assert(facts[cause].action != NULL);
	return &facts[cause];
}
