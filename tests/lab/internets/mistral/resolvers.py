# SPDX-License-Identifier: MIT
"""Who resolves: those that nobody touched, those that remember, and those that were replaced, moved or told something new."""

from model import FAILS, OK, Look, Resolver, row, truth, upstream

from .zones import INSIDE, LOST_FORWARDER, OLD_ROOT

WEB = ("www.cade.luberon", "A")
SIGNED = ("www.mas.ventoux", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
UNCHECKED = Look(*SIGNED, "NOERROR -ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
ROOMY = FAILS + "|info"
NO_WAY = "resolver_auth_path_broken"
NO_FORWARDER = truth("failure|degraded", "upstream|local", "forwarder_unreachable|recursion_path_broken")
PLAIN = {"ede": "no"}


def below(question, *zones):
    return any(question.name == zone or question.name.endswith("." + zone) for zone in zones)


def place(role):
    return "local" if role == "local" else "upstream"


def own(role, cause, severity=FAILS):
    return truth(severity, place(role), cause)


def partly(id_, kind, address, role, cause, zones, names=(), severity=ROOMY, locus="", **more):
    what = truth(severity, locus or place(role), cause)

    def cells(question):
        if question.name in names or below(question, *zones):
            return what if question.truth.severity & {"ok", "info"} else what.or_else(question.truth)
        return None
    return Resolver(id_, kind, address, role, cells=more.pop("cells", cells), record=OK.or_else(truth(ROOMY, locus or place(role), cause)), proof=more.pop("proof", [GOOD]), **more)


HEALTHY = [
    Resolver("loc-u", "unbound", "10.70.1.53", "local", options=PLAIN, proof=[GOOD, SECURE]),
    Resolver("loc-b", "named", "10.71.1.53", "local", proof=[GOOD, SECURE]),
    Resolver("loc-k", "kresd", "10.72.1.53", "local", proof=[GOOD]),
    Resolver("loc-m", "dnsmasq", "10.73.1.53", "local", options={"forward": "88.1.1.53"}, inventory={"forwards_to": ["isp-r"]}, proof=[GOOD]),
    Resolver("isp-r", "recursor", "88.1.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-u", "unbound", "88.2.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-n", "named", "88.3.1.53", "isp", options={"validation": "no"}, validates=False, proof=[GOOD, UNCHECKED]),
    Resolver("pub-u", "unbound", "94.1.1.53", "public", options=PLAIN, proof=[GOOD, SECURE]),
    Resolver("pub-far", "unbound", "94.2.1.53", "public", proof=[GOOD, SECURE]),
    Resolver("pub-k", "kresd", "94.3.1.53", "public", proof=[GOOD]),
    Resolver("pub-b", "named", "94.4.1.53", "public", proof=[GOOD, SECURE]),
    Resolver("pub-n", "unbound", "94.5.1.53", "public", options=PLAIN | {"validates": False}, validates=False, proof=[GOOD, UNCHECKED]),
    Resolver("six-u", "unbound", "2a0d:94::53", "public", proof=[GOOD, SECURE]),
    Resolver("six-b", "named", "2a0d:88::53", "isp", proof=[GOOD, SECURE]),
]
# They were asked before the changes.
MEMORY = [
    Resolver("mem-u", "unbound", "10.74.1.53", "local", options=PLAIN, proof=[GOOD]),
    Resolver("mem-b", "named", "88.4.1.53", "isp", proof=[GOOD]),
    Resolver("mem-r", "recursor", "94.6.1.53", "public", proof=[GOOD]),
    Resolver("keep-u", "unbound", "10.74.2.53", "local", options={"extra": "serve-expired: yes\n    serve-expired-ttl: 86400\n    ede-serve-expired: yes"}, proof=[GOOD]),
]
STUB = f'domain-insecure: "intra.cade.luberon"\nstub-zone:\n    name: "intra.cade.luberon"\n    stub-addr: {INSIDE}\n'
VIEW = f'stub-zone:\n    name: "split.luberon"\n    stub-addr: {INSIDE}\n'
RPZ = ("$TTL 60\n$ORIGIN rpz.\n@ SOA ns.rpz. hostmaster.rpz. 7 60 60 60 60\n@ NS ns.rpz.\napi.cade.luberon CNAME .\napi.thym.ventoux CNAME *.\nmail.cade.luberon A 94.7.9.9\n")


def listed(question):
    if question.name in ("api.cade.luberon", "api.thym.ventoux", "mail.cade.luberon") and question.qtype == "A":
        # An address alone may be an answer by place.
        if question.expect:
            return upstream("resolver_blocklist", ROOMY).or_else(truth("failure", "none", "expectation_unmet"))
        return upstream("resolver_blocklist", ROOMY).or_else(OK) if question.name.startswith("mail.") else upstream("resolver_blocklist", ROOMY)
    return None


def six_cut(question):
    return upstream(NO_WAY, ROOMY) if below(question, "six-only.luberon") else None


REPLACED = [
    # New, and the forwarder's list of customers does not have them.
    Resolver("acl-isp", "unbound", "88.5.1.53", "isp", row("resolver_refused"), options={"access": "refuse"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("new-acl-u", "unbound", "10.75.1.53", "local", NO_FORWARDER, options=PLAIN | {"forward": "88.5.1.53"}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("new-acl-m", "dnsmasq", "10.75.2.53", "local", truth("failure|degraded", "upstream|local", "forwarder_unreachable|resolver_refused|recursion_path_broken|resolver_not_recursive"),
             options={"forward": "88.5.1.53"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("new-fwd-b", "named", "10.75.3.53", "local", NO_FORWARDER, options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("new-refuse", "unbound", "10.75.4.53", "local", row("resolver_refused|resolver_not_recursive"), options=PLAIN | {"access": "refuse"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("new-authonly", "named", "10.75.5.53", "local", row("resolver_not_recursive|resolver_refused"), options={"recursion": "no"}, proof=[Look(*WEB, "REFUSED|REFERRAL")]),
    # With another anchor, without any, with hints of long ago, and with some of these.
    Resolver("new-anchor", "unbound", "10.75.6.53", "local", row("resolver_dnssec_broken"), options={"wrong_anchor": True}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("new-anchor-b", "named", "88.6.1.53", "isp", row("resolver_dnssec_broken"), options={"wrong_anchor": True}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("new-lax", "unbound", "10.75.7.53", "local", options=PLAIN | {"validates": False}, validates=False, proof=[GOOD, UNCHECKED]),
    Resolver("new-hints", "unbound", "10.75.8.53", "local", truth("failure|degraded", "upstream|local", "recursion_path_broken|root_unreachable|forwarder_unreachable"), options=PLAIN | {
        "own_hints": f". 3600000 NS a.old.\na.old. 3600000 A {OLD_ROOT}\n"}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("new-hints-some", "unbound", "10.75.9.53", "local", options=PLAIN | {
        "own_hints": f". 3600000 NS a.old.\n. 3600000 NS b.roots.\na.old. 3600000 A {OLD_ROOT}\nb.roots. 3600000 A 191.1.2.1\n"}, proof=[GOOD]),
    Resolver("clock-u", "unbound", "88.7.1.53", "isp", row("resolver_dnssec_broken"), options={"under": ["faketime", "-f", "-400d"]}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # The one before knew the internal zone, and the new one was not told.
    Resolver("int-u", "unbound", "10.76.1.53", "local", options=PLAIN | {"extra": STUB + VIEW}, proof=[GOOD, Look("www.intra.cade.luberon", "A", "NOERROR"), Look("www.split.luberon", "A", "NOERROR")]),
    Resolver("int-2", "unbound", "10.76.3.53", "local", options=PLAIN | {"extra": STUB + VIEW}, proof=[GOOD, Look("www.intra.cade.luberon", "A", "NOERROR")]),
    Resolver("int-new", "named", "10.77.1.53", "local", proof=[GOOD, Look("www.intra.cade.luberon", "A", "NXDOMAIN")]),
    # The old one: off, or its machine without the service.
    Resolver("off-mute", "", "10.78.1.53", "local", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("off-closed", "", "10.78.2.53", "local", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
]
CHANGED = [
    Resolver("rpz-r", "recursor", "94.7.1.53", "public", cells=listed, record=OK.or_else(upstream("resolver_blocklist", ROOMY)),
             options={"files": {"rpz.zone": RPZ}, "config": "rpzFile('rpz.zone', {policyName='new'})\n"}, proof=[GOOD, Look("api.cade.luberon", "A", "NXDOMAIN")]),
    Resolver("nat-u", "unbound", "10.79.1.53", "local", options=PLAIN | {"modules": "dns64 validator iterator", "extra": "dns64-prefix: 64:ff9b::/96"},
             proof=[GOOD, Look("v4.cade.luberon", "AAAA", "NOERROR")]),
    # Its machine got an IPv6 address, and no way out over it.
    Resolver("six-cut", "named", "88.8.1.53", "isp", cells=six_cut, record=OK.or_else(upstream(NO_WAY, ROOMY)), proof=[GOOD]),
    # A new firewall before it: no TCP to it, none from it; large datagrams get lost; a limit.
    Resolver("fw-notcp", "unbound", "10.79.2.53", "local", fault="no_tcp", options=PLAIN, record=OK.or_else(own("local", "resolver_tcp_blocked", ROOMY)), cells=lambda question: own(
        "local", "resolver_tcp_blocked", ROOMY) if question.name.startswith("big.") else None, proof=[GOOD, Look(*WEB, "TIMEOUT", ("tcp",))]),
    Resolver("fw-from", "unbound", "88.9.1.53", "isp", fault="no_tcp_from", options=PLAIN, record=OK.or_else(own("isp", NO_WAY + "|resolver_tcp_blocked", ROOMY)), cells=lambda question: own(
        "isp", NO_WAY + "|resolver_tcp_blocked", ROOMY) if question.name.startswith("big.") else None, proof=[GOOD, Look("big.cade.luberon", "TXT", "FAIL")]),
    Resolver("fw-limit", "dnsdist", "94.8.1.53", "public", options={"forward": "94.1.1.53", "extra": "addAction(MaxQPSIPRule(10), RCodeAction(DNSRCode.REFUSED))"},
             record=OK.or_else(upstream("resolver_rate_limited|resolver_refused", ROOMY)), cells=lambda question: OK.or_else(upstream("resolver_rate_limited|resolver_refused", ROOMY)), proof=[]),
    Resolver("fw-drop", "dnsdist", "94.9.1.53", "public", options={"forward": "94.1.1.53", "extra": "addAction(MaxQPSIPRule(10), DropAction())"},
             record=OK.or_else(upstream("resolver_rate_limited|resolver_packet_loss|resolver_timeout", ROOMY)),
             cells=lambda question: OK.or_else(upstream("resolver_rate_limited|resolver_packet_loss|resolver_timeout", ROOMY)), proof=[]),
    Resolver("fw-edns", "proxy", "10.79.3.53", "local", options={"forward": "88.1.1.53", "flags": ["--rule", ".,+edns,drop"]}, inventory={"forwards_to": ["isp-r"]},
             row=row("resolver_edns_broken"), proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("noedns",))]),
    # A balancer before a pair, one of which was never told its trust anchor's successor.
    Resolver("pool", "dnsdist", "10.79.4.53", "local", options={"forward": "10.70.1.53", "extra": "setServerPolicy(roundrobin)\nnewServer({address='10.75.6.53:53'}):setUp()"},
             record=OK.or_else(truth(ROOMY, "local|upstream|undetermined", "resolver_dnssec_broken|forwarder_unreachable|resolver_packet_loss|recursion_path_broken|contradiction")),
             cells=lambda question: OK.or_else(question.truth).or_else(truth(ROOMY, "local|upstream|undetermined",
                 "resolver_dnssec_broken|forwarder_unreachable|resolver_packet_loss|recursion_path_broken|contradiction")), proof=[]),
]
SECOND = [
    Resolver("acl-known", "unbound", "10.75.10.53", "local", NO_FORWARDER, options=PLAIN | {"forward": "88.5.1.53"}, inventory={"forwards_to": ["acl-isp"]}, proof=[Look(*WEB, "FAIL")]),
    # The zone inside is an unsigned copy of a signed one: one resolver was told not to check it, the new one was not.
    Resolver("int-naked", "unbound", "10.76.4.53", "local", options=PLAIN | {"extra": f'domain-insecure: "splitsec.ventoux"\nstub-zone:\n    name: "splitsec.ventoux"\n    stub-addr: {INSIDE}\n'},
             proof=[GOOD, Look("www.splitsec.ventoux", "A", "NOERROR")]),
    Resolver("int-strict", "unbound", "10.76.5.53", "local", options=PLAIN | {"extra": f'stub-zone:\n    name: "splitsec.ventoux"\n    stub-addr: {INSIDE}\n'},
             proof=[GOOD, Look("www.splitsec.ventoux", "A", "SERVFAIL")]),
    Resolver("rst-u", "unbound", "10.79.5.53", "local", options=PLAIN, proof=[GOOD]),
    Resolver("way-u", "unbound", "10.79.6.53", "local", options=PLAIN, proof=[GOOD]),
    Resolver("way-b", "named", "88.10.1.53", "isp", proof=[GOOD]),
]
RESOLVERS = HEALTHY + REPLACED[:15] + CHANGED
LOOPED = truth("failure|degraded", "upstream|local", "forwarder_unreachable|recursion_path_broken|resolver_timeout")
SECOND += [
    # It has what it had, and so has who it asks.
    Resolver("mem-m", "dnsmasq", "10.74.3.53", "local", options={"forward": "94.6.1.53"}, inventory={"forwards_to": ["mem-r"]}, proof=[GOOD]),
    # Each asks the other.
    Resolver("loop-a", "unbound", "10.75.11.53", "local", LOOPED, options=PLAIN | {"forward": "10.75.12.53"}, proof=[Look(*WEB, "FAIL")]),
    Resolver("loop-b", "unbound", "10.75.12.53", "local", LOOPED, options=PLAIN | {"forward": "10.75.11.53"}, proof=[Look(*WEB, "FAIL")]),
    # Its hints name a server that is there and knows nothing of the root.
    Resolver("hints-lame", "unbound", "10.75.13.53", "local", truth("failure|degraded", "upstream|local", "recursion_path_broken|root_unreachable|forwarder_unreachable"), options=PLAIN | {
        "own_hints": ". 3600000 NS a.old.\na.old. 3600000 A 186.43.1.1\n"}, proof=[Look(*WEB, "FAIL")]),
]
OTHERS = MEMORY + SECOND
ABSENT_RESOLVERS = REPLACED[15:]
