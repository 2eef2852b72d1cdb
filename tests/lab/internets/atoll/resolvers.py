# SPDX-License-Identifier: MIT
"""Who resolves, and what each does that makes others look guilty."""

from model import FAILS, OK, Look, Resolver, row, truth, upstream

from .zones import CLOSED_ACCOUNT, CLOSED_FORWARDER, LOST_FORWARDER, LOST_STUB

WEB = ("www.gull.lagoon", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look("www.isle.reef", "A", "NOERROR +ad")
UNCHECKED = Look("www.isle.reef", "A", "NOERROR -ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
ROOMY = FAILS + "|info"
NO_WAY = "resolver_auth_path_broken"
ANY_WAY = NO_WAY + "|recursion_path_broken|forwarder_unreachable"
DISTRUST = "resolver_dnssec_broken"
BLOCKED = "resolver_blocklist"
HARBOR = ("quay.lagoon", "pier.reef", "mole.shoal")
TERNS = ("tern.lagoon", "tern.reef")


def below(question, *zones):
    return any(question.name == zone or question.name.endswith("." + zone) for zone in zones)


def place(role):
    return "local" if role == "local" else "upstream"


def own(role, cause, severity=FAILS):
    return truth(severity, place(role), cause)


def at_zones(what, *zones, names=()):
    """A fault of the resolver's at all names of these zones, and at aliases into them; of what is broken anyway either may be said."""
    def cells(question):
        if not below(question, *zones) and question.name not in names:
            return None
        return what if question.truth.severity & {"ok", "info"} and "negative" not in question.truth.severity else what.or_else(question.truth)
    return cells


def partly(id_, kind, address, role, cause, zones, names=(), locus="", **more):
    what = truth(FAILS, locus or place(role), cause)
    looks = more.pop("proof", [GOOD])
    return Resolver(id_, kind, address, role, cells=at_zones(what, *zones, names=names), record=OK.or_else(truth(ROOMY, what_locus(what), cause)), proof=looks, **more)


def what_locus(what):
    return "|".join(sorted(what.locus))


PLAIN = {"ede": "no"}
HEALTHY = [
    Resolver("home-u", "unbound", "10.60.1.53", "local", proof=[GOOD, SECURE]),
    Resolver("home-b", "named", "10.60.2.53", "local", proof=[GOOD, SECURE]),
    Resolver("home-m", "dnsmasq", "10.61.9.53", "local", options={"forward": "10.60.1.53"}, inventory={"forwards_to": ["home-u"]}, proof=[GOOD]),
    Resolver("isp-r", "recursor", "193.10.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-lax", "unbound", "193.11.1.53", "isp", options=PLAIN | {"validates": False}, validates=False, proof=[GOOD, UNCHECKED]),
    Resolver("pub-k", "kresd", "194.1.1.53", "public", proof=[GOOD]),
    Resolver("pub-u", "unbound", "194.2.1.53", "public", options=PLAIN, proof=[GOOD, SECURE]),
    Resolver("pub-b", "named", "194.3.1.53", "public", proof=[GOOD, SECURE]),
    Resolver("pub-lax", "named", "194.4.1.53", "public", options={"validation": "no"}, validates=False, proof=[GOOD, UNCHECKED]),
    Resolver("six-u", "unbound", "2a0c:194:5::53", "public", proof=[GOOD, SECURE]),
]

TO_HARBOR = ("toquay.isle.reef",)
CUT = [
    # Whether it is the site's firewall or somebody's farther on, nobody sees from here.
    partly("cut-u", "unbound", "10.60.11.53", "local", NO_WAY, HARBOR, TO_HARBOR, "local|upstream"),
    partly("cut-b", "named", "10.60.12.53", "local", NO_WAY, HARBOR, TO_HARBOR, "local|upstream"),
    partly("cut-r", "recursor", "193.12.1.53", "isp", NO_WAY, HARBOR, TO_HARBOR),
    partly("cut-k", "kresd", "194.12.1.53", "public", NO_WAY, HARBOR, TO_HARBOR),
    # One that has lost the way to the servers of a TLD.
    partly("cut-t", "named", "193.20.1.53", "isp", ANY_WAY, ("shoal",), ("tofalse.isle.reef",)),
    # One that has lost the way to a balancer.
    partly("cut-f", "unbound", "10.60.25.53", "local", NO_WAY, ("left.lagoon", "right.lagoon", "mute.lagoon", "gap.lagoon"), (), "local|upstream", options={"ede": "no"}),
    # Routers that ask the provider's, which is cut off; and one that does not. The inventory does not know whom they ask.
    partly("fwd-1", "dnsmasq", "10.60.13.53", "local", ANY_WAY, HARBOR, TO_HARBOR, "local|upstream", options={"forward": "193.12.1.53"}),
    partly("fwd-2", "dnsmasq", "10.61.13.53", "local", ANY_WAY, HARBOR, TO_HARBOR, "local|upstream", options={"forward": "193.12.1.53"}),
    Resolver("fwd-3", "dnsmasq", "10.62.13.53", "local", options={"forward": "194.2.1.53"}, proof=[GOOD]),
]
CUT_IDS = ("cut-u", "cut-b", "cut-r", "cut-k")

NEW, ENDING = ("new.reef", "dawn.shoal"), ("dusk.reef", "eve.shoal")
VALIDATORS = [
    partly("past-u", "unbound", "193.13.1.53", "isp", DISTRUST, NEW, ("tonew.isle.reef",), options={"under": ["faketime", "-f", "-6d"]},
           proof=[GOOD, SECURE, Look("www.new.reef", "A", "SERVFAIL"), Look("www.new.reef", "A", "NOERROR", ("cd",))]),
    partly("future-u", "unbound", "10.60.14.53", "local", DISTRUST, ENDING, options=PLAIN | {"under": ["faketime", "-f", "+20d"]},
           proof=[GOOD, SECURE, Look("www.dusk.reef", "A", "SERVFAIL"), Look("www.dusk.reef", "A", "NOERROR", ("cd",))]),
    # One more anchor, of a key that a TLD never had.
    partly("anchor-u", "unbound", "194.13.1.53", "public", DISTRUST, ("reef",), options=PLAIN | {"extra": 'trust-anchor: "reef. DS 4711 13 2 ' + "AB" * 32 + '"'},
           proof=[GOOD, Look("www.isle.reef", "A", "SERVFAIL"), Look("www.isle.reef", "A", "NOERROR", ("cd",)), Look("www.surf.shoal", "A", "NOERROR +ad")]),
    Resolver("anchor-b", "named", "193.14.1.53", "isp", row(DISTRUST), options={"wrong_anchor": True}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # Told not to check two zones.
    Resolver("nta-u", "unbound", "10.60.15.53", "local", options=PLAIN | {"extra": 'domain-insecure: "rust.reef"\n    domain-insecure: "false.shoal"'},
             cells=lambda q: OK if below(q, "rust.reef", "false.shoal") or q.name in ("torust.isle.reef", "tofalse.isle.reef") else None,
             proof=[GOOD, SECURE, Look("www.rust.reef", "A", "NOERROR"), Look("www.false.shoal", "A", "NOERROR")]),
]

GAP = truth(FAILS, "authoritative", "auth_nxdomain_for_existing_name|auth_inconsistent_existence")
# Keys of two algorithms are named above, and one signs: RFC 4035 forbids it to the zone, RFC 6840 tells resolvers not to mind.
ONE_OF_TWO = truth(ROOMY, "authoritative", "dnssec_bogus|dnssec_rrsig_missing|dnssec_inconsistent|dnssec_ds_mismatch")


def strict(question):
    if question.name == "deep.mid.gap.lagoon":
        return GAP.or_else(OK)  # Once it knows the name it does not ask for what is above.
    if below(question, "twin.reef"):
        return ONE_OF_TWO.or_else(own("isp", DISTRUST))
    return None


STUB_WAY = ANY_WAY
POLICIES = [
    Resolver("strict-u", "unbound", "193.15.1.53", "isp", options=PLAIN | {"extra": "qname-minimisation-strict: yes\n    harden-below-nxdomain: yes\n    harden-algo-downgrade: yes\n"
             "    use-caps-for-id: yes\n    harden-referral-path: yes\n    aggressive-nsec: yes"}, cells=strict, proof=[GOOD, SECURE, Look("deep.mid.gap.lagoon", "A", "NXDOMAIN"),
             Look("www.twin.reef", "A", "SERVFAIL")], record=OK.or_else(upstream(DISTRUST, ROOMY))),
    # Denies whatever is served by two servers it does not like.
    partly("rpz-b", "named", "193.16.1.53", "isp", BLOCKED, ("dnshost.lagoon", *TERNS), ("totern.isle.reef",), options={
           "extra": 'response-policy { zone "policy.list"; } break-dnssec yes qname-wait-recurse yes;', "zones": 'zone "policy.list" { type primary; file "/run/lab/zones/policy.list.zone"; };\n'},
           proof=[GOOD, Look("www.tern.lagoon", "A", "NXDOMAIN"), Look("www.tern.reef", "A", "NXDOMAIN")]),
    partly("tld-u", "unbound", "10.60.16.53", "local", BLOCKED, ("shoal",), ("tofalse.isle.reef",), options=PLAIN | {"extra": 'local-zone: "shoal." always_nxdomain'},
           proof=[GOOD, Look("www.surf.shoal", "A", "NXDOMAIN")]),
    partly("refuse-d", "dnsdist", "193.17.1.53", "isp", BLOCKED + "|resolver_refused|" + NO_WAY, ("quay.lagoon", "isle.reef"), options={"forward": "193.10.1.53", "extra":
           "addAction(makeRule({'quay.lagoon.', 'isle.reef.'}), RCodeAction(DNSRCode.REFUSED))"}, proof=[GOOD, Look("www.isle.reef", "A", "REFUSED")]),
    partly("stub-u", "unbound", "10.60.17.53", "local", STUB_WAY, ("dnshost.lagoon", *TERNS), ("totern.isle.reef",), "local|upstream", options=PLAIN | {"extra":
           f'stub-zone:\n    name: "dnshost.lagoon"\n    stub-addr: {LOST_STUB}\n'}, proof=[GOOD, Look("www.dnshost.lagoon", "A", "FAIL"), Look("www.tern.lagoon", "A", "FAIL")]),
    partly("tld-b", "named", "10.60.18.53", "local", STUB_WAY, ("shoal",), ("tofalse.isle.reef",), "local|upstream", options={
           "zones": f'zone "shoal" {{ type forward; forward only; forwarders {{ {CLOSED_FORWARDER}; }}; }};\n'}, proof=[GOOD, Look("www.surf.shoal", "A", "SERVFAIL")]),
    partly("lag-k", "kresd", "194.14.1.53", "public", STUB_WAY + "|resolver_refused|" + BLOCKED, ("lagoon",), options={  # not behind aliases
           "extra": f"policy.add(policy.suffix(policy.STUB('{CLOSED_ACCOUNT}'), {{todname('lagoon.')}}))"}, proof=[SECURE, Look(*WEB, "FAIL|REFUSED")]),
    partly("wrong-m", "dnsmasq", "10.60.19.53", "local", "resolver_refused|resolver_not_recursive|" + BLOCKED + "|" + ANY_WAY, ("reef",), (), "local|upstream",
           options={"forward": "193.10.1.53", "extra": f"server=/reef/{CLOSED_ACCOUNT}"}, proof=[GOOD, Look("www.isle.reef", "A", "REFUSED")]),
]

WIDE = ("huge.dune.lagoon",)  # of others the servers can be asked over IPv6
WAYS = [
    partly("four-u", "unbound", "194.15.1.53", "public", STUB_WAY, ("six.reef", "buoy"), ("tosix.isle.reef",), options=PLAIN | {"extra": "do-ip6: no"},
           proof=[GOOD, SECURE, Look("www.six.reef", "A", "SERVFAIL")]),
    partly("notcp-u", "unbound", "193.18.1.53", "isp", NO_WAY + "|resolver_tcp_blocked", ("tcponly.lagoon",), WIDE, options=PLAIN, fault="no_tcp_from",
           proof=[GOOD, SECURE, Look("www.tcponly.lagoon", "A", "FAIL")]),
    # Long replies of servers do not reach it, and it may not ask over TCP.
    partly("short-b", "named", "10.60.20.53", "local", NO_WAY + "|resolver_tcp_blocked|" + DISTRUST, ("long.reef", "broad.shoal", "tcponly.lagoon"),
           WIDE + ("wide.dune.lagoon",), "local|upstream", fault="no_tcp_from", proof=[GOOD, SECURE]),
    # To the one of two registry servers that has not heard, it has a way; to the other it has not.
    Resolver("lag-r", "recursor", "194.16.1.53", "public", cells=lambda q: DISAGREE if below(q, "fresh.motu", "moved.motu", "nest.cay") else None, proof=[GOOD],
             record=OK.or_else(truth(ROOMY, "upstream", NO_WAY))),
    Resolver("pool-d", "dnsdist", "194.17.1.53", "public", options={"forward": "194.2.1.53", "extra": "setServerPolicy(roundrobin)\nnewServer({address='194.12.1.53:53'}):setUp()"},
             cells=lambda q: OK.or_else(truth(ROOMY, "upstream", NO_WAY + "|resolver_packet_loss|resolver_timeout|resolver_slow")) if below(q, *HARBOR) or q.name in TO_HARBOR else None, proof=[GOOD],
             record=OK.or_else(truth(ROOMY, "upstream", NO_WAY + "|resolver_packet_loss|resolver_slow"))),
    Resolver("dead-1", "dnsmasq", "10.60.21.53", "local", row("forwarder_unreachable|recursion_path_broken"), options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "TIMEOUT"), ALIVE]),
    Resolver("dead-2", "dnsmasq", "10.61.21.53", "local", row("forwarder_unreachable|recursion_path_broken"), options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "TIMEOUT"), ALIVE]),
    Resolver("acl-u", "unbound", "10.60.22.53", "local", row("resolver_refused|resolver_not_recursive"), options={"access": "refuse"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("edns-p", "proxy", "10.60.23.53", "local", row("resolver_edns_broken"), options={"forward": "193.10.1.53", "flags": ["--rule", ".,+edns,drop"]},
             proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("noedns",))]),
]
DISAGREE = truth(FAILS + "|info", "upstream", "delegation_inconsistent")

OLD_ONES = truth(ROOMY, "local|upstream", "resolver_stale_cache|" + NO_WAY)
MEMORY = [
    # Remembers where a zone was.
    Resolver("keep-b", "named", "10.60.24.53", "local", cells=lambda q: OLD_ONES if below(q, "cargo.drift") else None, record=OK.or_else(OLD_ONES), proof=[GOOD]),
    Resolver("stale-u", "unbound", "193.19.1.53", "isp", options={"extra": "serve-expired: yes\n    serve-expired-ttl: 7200\n    serve-expired-client-timeout: 500\n    ede-serve-expired: yes"},
             proof=[GOOD, SECURE]),
]

RESOLVERS = HEALTHY
OTHERS = CUT + VALIDATORS + POLICIES + WAYS + MEMORY
ABSENT_RESOLVERS = [
    Resolver("mute", "", "194.98.1.53", "public", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]
