# SPDX-License-Identifier: MIT
"""Who resolves for the company, and what each does wrong."""

from model import FAILS, OK, Look, Resolver, local, negative, row, truth, upstream

from .zones import SILENT_FORWARDER

WEB = ("www.oasis.shop", "A")
SIGNED = ("www.oasis-pay.com", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")

PAGE = "151.95.9.9"
NO_WAY = "resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable"
BLOCKED = "resolver_blocklist"
PRIVATE = {"nas.oasis.com": True, "printer.oasis.com": True}  # In a signed zone.
CORP = {"wiki.corp.oasis.com": "10.30.60.1", "git.corp.oasis.com": "10.30.60.2", "ldap.corp.oasis.com": "10.30.60.3"}


def or_nothing(what, cause):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(what(cause, FAILS + "|info"))


def below(question, *zones):
    return any(question.name == zone or question.name.endswith("." + zone) for zone in zones)


def by_name(what, cause, *names, chained=()):
    """A fault of these names; of what leads there by alias it may be said too."""
    def cells(question):
        if question.name in names:
            return what(cause, FAILS + "|info")
        if question.name in chained:
            return what(cause, FAILS + "|info").or_else(OK).or_else(question.truth)
        return None
    return cells


def no_large(question):
    if question.qtype != "TXT" or not question.name.startswith("big."):
        return None
    blocked = upstream("resolver_tcp_blocked", FAILS)
    return blocked if question.truth == OK else blocked.or_else(question.truth)


def no_six(question):
    if below(question, "v6net.io") or question.name == "six.oasis.com":
        broken = upstream("resolver_auth_path_broken", FAILS)
        return broken if question.truth == OK else broken.or_else(question.truth)
    return None


def rebind(question):
    if question.name in PRIVATE and question.qtype == "A":
        return local("resolver_rebind_protection", FAILS + "|info")
    return None


def strict(question):
    """To the letter: below a name that is denied there is nothing."""
    if question.name in ("a.b.ent.hollow.net", "_sip._tcp.hollow.net", "events.oasis.com"):
        return OK.or_else(question.truth)
    return None


def one_in_three(question):
    """A member of the pool takes everything for bogus; what it says of this name, the next says not."""
    return OK.or_else(question.truth).or_else(truth(FAILS + "|info", "local|upstream|undetermined", POOLED))


POOLED = "resolver_dnssec_broken|forwarder_unreachable|recursion_path_broken|resolver_packet_loss|contradiction"
RPZ = "$TTL 60\n$ORIGIN {0}.\n@ SOA ns.{0}. hostmaster.{0}. 7 60 60 60 60\n@ NS ns.{0}.\n"
SHIELD_FILES = {
    "malware.zone": RPZ.format("malware") +
        "mal-nx.adtrack.net CNAME .\nmal-all.adtrack.net CNAME .\nmal-dead.adtrack.net CNAME .\nabsent-mal.adtrack.net CNAME .\n",
    "ads.zone": RPZ.format("ads") + "mal-soa.adtrack.net CNAME .\n",
    "court.zone": RPZ.format("court") + f"mal-page.adtrack.net A {PAGE}\n",
}
SHIELD = """
rpzFile('malware.zone', {policyName='malware', extendedErrorCode=15, extendedErrorExtra='malware'})
rpzFile('ads.zone', {policyName='ads', extendedErrorCode=17, includeSOA=true})
rpzFile('court.zone', {policyName='court', extendedErrorCode=16, extendedErrorExtra='by order'})
"""
FAMILY = "\n    ".join(['local-zone: "mal-nx.adtrack.net" always_nxdomain', 'local-zone: "mal-null.adtrack.net" always_null',
    'local-zone: "mal-ref.adtrack.net" always_refuse', 'local-zone: "mal-empty.adtrack.net" always_nodata',
        'local-zone: "mal-all.adtrack.net" always_null',
    'local-zone: "mal-loop.adtrack.net" redirect', 'local-data: "mal-loop.adtrack.net 60 A 127.0.0.1"'])
KINDER = f"""
policy.add(policy.suffix(policy.DENY_MSG('no adverts'), {{todname('mal-all.adtrack.net.'), todname('mal-nx.adtrack.net.')}}))
policy.add(policy.suffix(policy.REFUSE, {{todname('mal-soa.adtrack.net.')}}))
policy.add(policy.suffix(policy.ANSWER({{[kres.type.A] = {{rdata = kres.str2ip('{PAGE}'), ttl = 60}}}}),
    {{todname('mal-null.adtrack.net.')}}))
"""
AT_SHIELD = by_name(upstream, BLOCKED, *[f"mal-{word}.adtrack.net" for word in ("nx", "soa", "page", "all")],
    chained=("ads.oasis.com", "mal-dead.adtrack.net",
    "absent-mal.adtrack.net"))
AT_FAMILY = by_name(upstream, BLOCKED, *[f"mal-{word}.adtrack.net" for word in ("nx", "null", "ref", "empty", "all", "loop")])
# Another address than everybody's may be an answer by place, for all that can be seen.
AT_KINDER = by_name(upstream, BLOCKED, *[f"mal-{word}.adtrack.net" for word in ("all", "nx", "soa")], chained=("mal-null.adtrack.net",))
INSIDE = "\n    ".join(['local-zone: "corp.oasis.com" static', *[f'local-data: "{name} 300 A {address}"' for name, address in CORP.items()],
    'local-data: "portal.oasis.com 300 A 10.30.60.90"'])

HEALTHY = [
    Resolver("core-1", "unbound", "10.30.1.53", "local", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("core-2", "named", "10.30.2.53", "local", proof=[GOOD, SECURE]),
    Resolver("branch", "dnsmasq", "10.31.0.53", "local", options={"forward": "10.30.1.53"}, inventory={"forwards_to": ["core-1"]},
        proof=[GOOD]),
    Resolver("isp-1", "recursor", "84.116.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-2", "named", "84.117.1.53", "isp", options={"validation": "no"}, validates=False,
        proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("pub-a", "unbound", "9.30.1.53", "public", options={"ede": "no", "extra": "aggressive-nsec: yes"}, proof=[GOOD, SECURE]),
    Resolver("pub-b", "kresd", "9.30.2.53", "public", proof=[GOOD]),
    Resolver("pub-c", "recursor", "9.30.3.53", "public", proof=[GOOD, SECURE]),
    Resolver("pub-six", "unbound", "2620:30::53", "public", options={"ede": "no"}, proof=[GOOD, SECURE]),
]

RESOLVERS = HEALTHY + [
    Resolver("shield", "recursor", "9.31.1.53", "public", cells=AT_SHIELD, record=or_nothing(upstream, BLOCKED),
             options={"config": SHIELD, "files": SHIELD_FILES}, proof=[GOOD, Look("mal-nx.adtrack.net", "A", "NXDOMAIN ede=15"),
                 Look("mal-soa.adtrack.net", "A", "NXDOMAIN ede=17"), Look("mal-page.adtrack.net", "A", "NOERROR ede=16")]),
    Resolver("family", "unbound", "9.32.1.53", "public", cells=AT_FAMILY, record=or_nothing(upstream, BLOCKED),
        options={"ede": "no", "extra": FAMILY}, proof=[
        GOOD, Look("mal-nx.adtrack.net", "A", "NXDOMAIN"), Look("mal-null.adtrack.net", "A", "NOERROR"),
            Look("mal-ref.adtrack.net", "A", "REFUSED"),
        Look("mal-empty.adtrack.net", "A", "NODATA")]),
    Resolver("kinder", "kresd", "84.119.2.53", "isp", cells=AT_KINDER, record=or_nothing(upstream, BLOCKED), options={"extra": KINDER},
             proof=[GOOD, Look("mal-all.adtrack.net", "A", "NXDOMAIN"), Look("mal-soa.adtrack.net", "A", "REFUSED")]),
    Resolver("branch-2", "dnsmasq", "10.32.0.53", "local", cells=rebind, record=or_nothing(local, "resolver_rebind_protection"),
             options={"forward": "10.30.1.53", "extra": "stop-dns-rebind"}, inventory={"forwards_to": ["core-1"]},
             proof=[GOOD, Look("nas.oasis.com", "A", "NODATA|REFUSED|NXDOMAIN")]),
    Resolver("v4only", "unbound", "84.118.1.53", "isp", cells=no_six, record=or_nothing(upstream, "resolver_auth_path_broken"),
             options={"ede": "no", "extra": "do-ip6: no"}, proof=[GOOD, Look("www.v6net.io", "A", "SERVFAIL")]),
    Resolver("strict", "unbound", "9.30.4.53", "public", cells=strict, options={
        "ede": "no", "extra": "qname-minimisation-strict: yes\n    harden-below-nxdomain: yes"}, proof=[GOOD, SECURE]),
    Resolver("no-tcp", "unbound", "84.119.1.53", "isp", cells=no_large, fault="no_tcp", options={"ede": "no"},
        record=or_nothing(upstream, "resolver_tcp_blocked"),
             proof=[GOOD, SECURE, Look("big.oasis.shop", "TXT", "TRUNCATED"), Look(*WEB, "TIMEOUT", ("tcp",))]),
    Resolver("dead-isp", "", "84.120.1.53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]

POOL = [
    Resolver("pool", "dnsdist", "10.30.9.53", "local", cells=one_in_three, record=OK.or_else(truth(FAILS + "|info",
        "local|upstream|undetermined", POOLED)), options={
        "forward": "10.30.1.53", "extra": "setServerPolicy(roundrobin)\nnewServer({address='10.30.2.53:53'}):setUp()\n"
        "newServer({address='10.30.9.54:53'}):setUp()"}),
    Resolver("pool-bad", "unbound", "10.30.9.54", "local", row("resolver_dnssec_broken"), options={"ede": "no", "wrong_anchor": True},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
]
WITNESSES = [
    Resolver("mem-1", "unbound", "10.34.1.53", "local", options={"ede": "no", "extra": "cache-max-ttl: 100000"}, proof=[GOOD]),
    Resolver("mem-2", "named", "84.121.1.53", "isp", proof=[GOOD]),
    Resolver("keep", "unbound", "10.34.2.53", "local", options={"ede": "yes", "extra":
        "serve-expired: yes\n    serve-expired-ttl: 86400\n    ede-serve-expired: yes"}, proof=[GOOD]),
]
REBIND = [Resolver("wary", "unbound", "10.33.0.53", "local", cells=rebind, record=or_nothing(local, "resolver_rebind_protection"),
                   options={"ede": "no", "extra": "private-address: 10.0.0.0/8\n    private-address: 192.168.0.0/16"},
                   proof=[GOOD, Look("nas.oasis.com", "A", "SERVFAIL|NODATA")])]
INNER = [Resolver("inside", "unbound", "10.30.5.53", "local", options={"ede": "no", "extra": INSIDE},
                  proof=[GOOD, Look("wiki.corp.oasis.com", "A", "NOERROR"), Look("portal.oasis.com", "A", "NOERROR")])]
SLOW = truth("degraded|info|failure", "upstream", "resolver_slow")
FAR = [Resolver("far", "proxy", "84.122.1.53", "isp", options={"forward": "84.116.1.53", "flags": ["--delay", "0.6"]},
    record=OK.or_else(SLOW),
                cells=lambda question: OK.or_else(SLOW).or_else(question.truth))]
# One of two of a pool is a machine whose own way out is closed; it says so at once.
LAME_POOL = [Resolver("pool-half", "dnsdist", "84.123.1.53", "isp",
    record=OK.or_else(upstream("resolver_refused|forwarder_unreachable|resolver_packet_loss|"
    "resolver_rate_limited|resolver_not_recursive", FAILS + "|info")), cells=lambda question: OK.or_else(question.truth).or_else(upstream(
        "resolver_refused|forwarder_unreachable|resolver_packet_loss|resolver_rate_limited|resolver_not_recursive", FAILS + "|info")),
            options={
            "forward": "84.116.1.53", "extra": f"setServerPolicy(roundrobin)\nnewServer({{address='{SILENT_FORWARDER}:53'}}):setUp()"})]
ABSENT_RESOLVERS = [
    Resolver("gone", "", "10.35.0.53", "local", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
    Resolver("mute", "", "10.36.0.53", "local", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]
# An office whose forwarder goes to a filter product.
OFFICE = [Resolver("office-f", "dnsmasq", "10.37.0.53", "local", options={"forward": "9.32.1.53"}, inventory={"forwards_to": ["family"]},
                   cells=lambda question: AT_FAMILY(question) and truth(FAILS + "|info", "local|upstream", BLOCKED),
                   record=OK.or_else(truth(FAILS + "|info", "local|upstream", BLOCKED)), proof=[GOOD,
                       Look("mal-nx.adtrack.net", "A", "NXDOMAIN")])]
OTHERS = OFFICE + POOL + WITNESSES + REBIND + INNER + FAR + LAME_POOL
STRANGER = OK.or_else(truth("info", "none", "split_horizon")).or_else(negative("name_does_not_exist"))
