# SPDX-License-Identifier: MIT
"""Who resolves in the internet of keys: those that validate, those that do not, and those that do it wrongly or remember too well."""

from model import FAILS, OK, Look, Resolver, row, truth

from .zones import DEAD_FORWARDER

WEB = ("www.plain.net", "A")
SIGNED = ("www.bank.org", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
LAX = Look(*SIGNED, "NOERROR -ad")
NO_WAY = "forwarder_unreachable|recursion_path_broken"
BROKEN = "resolver_dnssec_broken"


def anchor(*names):
    return "\n".join(f'trust-anchor-file: "/run/lab/zones/{name}"' for name in names)


HEALTHY = [
    Resolver("desk-u", "unbound", "10.60.1.53", "local", options={"ede": "yes"}, proof=[GOOD, SECURE]),
    Resolver("desk-b", "named", "10.60.2.53", "local", proof=[GOOD, SECURE]),
    Resolver("branch", "dnsmasq", "10.60.3.53", "local", options={"forward": "10.60.1.53"}, inventory={"forwards_to": ["desk-u"]}, proof=[GOOD]),
    Resolver("isp-r", "recursor", "92.60.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-n", "unbound", "92.60.2.53", "isp", options={"validates": False, "ede": "no"}, validates=False, proof=[GOOD, LAX]),
    # A validator without an anchor validates nothing.
    Resolver("isp-k", "kresd", "92.61.3.53", "isp", options={"extra": "trust_anchors.remove('.')"}, validates=False, proof=[GOOD, LAX]),
    Resolver("pub-u", "unbound", "9.60.1.53", "public", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("pub-k", "kresd", "9.61.2.53", "public", proof=[GOOD]),
    Resolver("pub-b", "named", "9.62.3.53", "public", proof=[GOOD, SECURE]),
    Resolver("pub-d", "dnsdist", "9.62.3.54", "public", options={"forward": "9.62.3.53"}, inventory={"forwards_to": ["pub-b"]}, proof=[GOOD]),
]
RESOLVERS = HEALTHY

# What remembers.
MEMORIES = [
    Resolver("mem-u", "unbound", "10.62.1.53", "local", options={"ede": "no", "extra": "cache-max-ttl: 100000"}, proof=[GOOD]),
    Resolver("mem-b", "named", "92.62.2.53", "isp", proof=[GOOD]),
    Resolver("mem-r", "recursor", "92.63.3.53", "isp", proof=[GOOD]),
    Resolver("mem-k", "kresd", "9.63.4.53", "public", proof=[GOOD]),
    Resolver("mem-n", "unbound", "10.62.5.53", "local", options={"validates": False, "ede": "no", "extra": "cache-max-ttl: 100000"}, validates=False,
          proof=[GOOD]),
    # They answer with what has run out where nobody else answers.
    Resolver("stale-u", "unbound", "10.62.6.53", "local", options={"ede": "yes", "extra": "serve-expired: yes\n    serve-expired-client-timeout: 1800\n"
                                                                   "    ede-serve-expired: yes"}, proof=[GOOD]),
    Resolver("stale-b", "named", "92.64.7.53", "isp", options={"extra": "stale-cache-enable yes; stale-answer-enable yes; stale-answer-client-timeout 1000; "
                                                               "stale-refresh-time 600;"}, proof=[GOOD]),
]

# What validates wrongly.
WRONG = [
    # A virtual machine that woke up in another decade.
    Resolver("clock", "unbound", "10.63.1.53", "local", row(BROKEN), options={"ede": "no", "under": ["faketime", "-f", "+14y"]},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # An image from before the root's key was rolled.
    Resolver("oldkey", "named", "92.65.1.53", "isp", row(BROKEN), options={"wrong_anchor": True}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR",
          ("cd",))]),
    # Passes on everything but DO, and what was put behind it.
    Resolver("strip", "proxy", "10.63.3.53", "local", options={"forward": "92.60.1.53", "flags": ["--rule", ".,+do,no-sigs"]},
             inventory={"forwards_to": ["isp-r"]}, proof=[GOOD, Look(*SIGNED, "NOERROR")]),
    Resolver("behind", "named", "10.63.4.53", "local", truth(FAILS, "local|upstream", BROKEN + "|" + NO_WAY), options={"forward": "10.63.3.53"},
             inventory={"forwards_to": ["strip"]}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # Was told not to look at some, while their operators repair them.
    Resolver("nta", "unbound", "10.63.5.53", "local", options={"ede": "no", "extra": 'domain-insecure: "newds.org"\n    domain-insecure: "kaz"'},
             proof=[GOOD, SECURE, Look("www.newds.org", "A", "NOERROR"), Look("www.expired.step", "A", "SERVFAIL"), Look("www.bank.kaz", "A", "NOERROR")]),
    # Know the keys of islands, or think so.
    Resolver("isle-u", "unbound", "10.63.6.53", "local", options={"ede": "no", "extra": anchor("isle.anchor", "sunk.anchor")}, proof=[
        GOOD, Look("www.isle.net", "A", "NOERROR +ad"), Look("www.sunk.net", "A", "SERVFAIL"), Look("www.sunk.net", "A", "NOERROR", ("cd",))],
        record=OK.or_else(truth("degraded|info", "local", BROKEN))),
    Resolver("isle-old", "unbound", "10.63.7.53", "local", options={"ede": "no", "extra": anchor("isle.wrong.anchor")}, proof=[
        GOOD, Look("www.isle.net", "A", "SERVFAIL"), Look("www.isle.net", "A", "NOERROR", ("cd",))],
        record=OK.or_else(truth(FAILS + "|info", "local", BROKEN))),
    # Stands where the anycast cloud's other site is near.
    Resolver("pub-far", "unbound", "9.64.4.53", "public", options={"ede": "no"}, proof=[
        GOOD, SECURE, Look("www.cast.org", "A", "SERVFAIL"), Look("www.cast.org", "A", "NOERROR", ("cd",))],
        record=OK.or_else(truth("degraded|info", "upstream", "resolver_auth_path_broken|" + BROKEN))),
]
ROWS = [
    Resolver("refuser", "unbound", "92.66.1.53", "isp", row("resolver_refused|resolver_not_recursive"), options={"access": "refuse", "ede": "no"},
             proof=[Look(*WEB, "REFUSED")]),
    Resolver("orphan", "dnsmasq", "10.64.2.53", "local", row(NO_WAY), options={"forward": DEAD_FORWARDER}, proof=[Look(*WEB, "TIMEOUT")]),
]
OTHERS = MEMORIES + WRONG + ROWS
ABSENT_RESOLVERS = [
    Resolver("moved-out", "", "9.66.1.53", "public", row("resolver_timeout|resolver_port_unreachable"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]
