# SPDX-License-Identifier: MIT
"""Who resolves in the eleventh internet, and what each does wrong."""

import dataclasses

from model import FAILS, OK, Look, Resolver, Truth, local, row, truth, upstream, words

from .zones import LOST_FORWARDER

WEB = ("www.duka.punda", "A")
SIGNED = ("www.shule.tembo", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
NO_WAY = "forwarder_unreachable|recursion_path_broken"

ISP_LIST = ("matangazo.duka.punda", "kamari.duka.punda", "michezo.duka.punda")  # Denied, sent nowhere, sent to a page.
PUBLIC_LIST = ("dawa.duka.punda",)  # Denied, and said so by EDE.
WITHHELD = ISP_LIST + PUBLIC_LIST
PRIVATE = ("kamera.duka.punda", "kabati.duka.punda")


def or_nothing(what):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(what(FAILS + "|info"))


def withholds(names):
    def cells(question):
        if question.name not in names:
            return None
        return ELSEWHERE if question.name == ISP_LIST[2] else upstream("resolver_blocklist", FAILS + "|info")
    return cells


# Sent to a page: a wrong address shows against everybody else's, and what made it less so.
ELSEWHERE = upstream("resolver_blocklist|resolver_nxdomain_rewrite|resolver_captive_portal|resolver_stale_cache", FAILS + "|info")


def rebinds(question):
    return local("resolver_rebind_protection", FAILS + "|info") if question.name in PRIVATE else None


def lost_way(question):
    return upstream("resolver_auth_path_broken", FAILS) if question.name.endswith(("pwani.kifaru", "pwani.simba")) else None


def needs_tcp(question):
    return upstream("resolver_tcp_blocked", FAILS) if "TRUNCATED" in question.seen else None


def advertises(question):
    """Where nothing is, it shows an advertisement."""
    if "NXDOMAIN" not in (question.unchecked or question.seen).split("|"):
        return None
    lie = upstream("resolver_nxdomain_rewrite", FAILS)
    plain = question.qtype == "A" and question.seen == "NXDOMAIN" and "cname_dangling" not in question.truth.cause
    return lie if plain else lie.or_else(OK).or_else(question.truth)


PORTAL = local("resolver_captive_portal|resolver_nxdomain_rewrite", FAILS)


def one_page(question):
    return PORTAL if question.qtype == "A" else PORTAL.or_else(OK).or_else(question.truth)


def crawls(question):
    return OK.or_else(upstream("resolver_slow", FAILS + "|info")).or_else(question.truth)


KINDS = (withholds(ISP_LIST), withholds(PUBLIC_LIST), rebinds, lost_way, needs_tcp)


def of_some(question, resolvers=None):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    if question.truth != OK:
        return question
    room = resolvers or RESOLVERS
    faults = [fault for fault in (resolver.cells(question) for resolver in room if resolver.cells not in (None, one_page, crawls, advertises)
                                  and resolver.row is None) if fault is not None and "ok" not in fault.cause]
    if not faults:
        return question
    fault = Truth(words("degraded|info"), faults[0].locus, faults[0].cause)
    if needs_tcp(question):  # A fault of the resolver as a whole, which one name shows.
        fault = fault.or_else(OK)
    return dataclasses.replace(question, truth=fault, cells={resolver.id: OK for resolver in room} | question.cells)


HEALTHY = [
    Resolver("ofisi", "unbound", "172.20.1.53", "local", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("ghala", "named", "fdab:2::53", "local", proof=[GOOD, SECURE]),
    Resolver("tawi", "dnsmasq", "172.20.3.53", "local", options={"forward": "172.20.1.53"}, inventory={"forwards_to": ["ofisi"]}, proof=[GOOD]),
    Resolver("simu", "recursor", "41.1.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("kebo", "kresd", "2c0f:41:2::53", "isp", proof=[GOOD]),
    Resolver("daraja", "dnsdist", "41.3.3.53", "isp", options={"forward": "105.2.2.53"}, proof=[GOOD]),
    Resolver("wazi-k", "kresd", "105.1.1.53", "public", inventory={"operator": "wazi"}, proof=[GOOD]),
    Resolver("wazi-u", "unbound", "105.2.2.53", "public", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("huru-n", "named", "105.3.3.53", "public", options={"validation": "no"}, validates=False,
             proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("huru-r", "recursor", "2c0f:105:4::53", "public", proof=[GOOD, SECURE]),
]

REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "105.6.6.80", 60)
    return true
  end
  return false
end
"""

RESOLVERS = HEALTHY + [
    Resolver("kufuli", "unbound", "172.20.5.53", "local", row("resolver_refused"), options={"access": "refuse"},
             proof=[Look(*WEB, "REFUSED ede=18")]),
    # A name server of somebody's zones, in the list of resolvers.
    Resolver("mwenyeji", "", "102.10.2.1", "isp", row("resolver_not_recursive|resolver_refused"), on_process_of="knot",
             proof=[Look("www.duka.punda", "A", "REFUSED -ra"), Look("www.soko.simba", "A", "NOERROR +aa -ra")]),
    Resolver("kisiki", "dnsmasq", "172.20.6.53", "local", row(NO_WAY), options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("saa", "unbound", "105.5.5.53", "public", row("resolver_dnssec_broken"), options={"ede": "no", "under": ["faketime", "-f", "-5y"]},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("nanga", "named", "41.5.5.53", "isp", row("resolver_dnssec_broken"), options={"wrong_anchor": True},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("mzee", "proxy", "172.20.7.53", "local", row("resolver_edns_broken"), options={"forward": "172.20.1.53", "flags":
             ["--rule", ".,+edns,1:bare"]}, proof=[Look(*WEB, "FORMERR"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("bango", "recursor", "105.6.6.53", "public", cells=advertises, validates=False,
             record=upstream("resolver_nxdomain_rewrite", FAILS + "|info"), options={"validation": "off", "script": REWRITE},
             proof=[GOOD, Look("hakuna.duka.punda", "A", "NOERROR"), Look("hakuna.soko.simba", "A", "NOERROR")]),
    Resolver("kichujio", "unbound", "41.6.6.53", "isp", cells=withholds(ISP_LIST),
             record=or_nothing(lambda severity: upstream("resolver_blocklist", severity)), options={"ede": "no", "extra": f"""
    local-zone: "{ISP_LIST[0]}" always_nxdomain
    local-zone: "{ISP_LIST[1]}" always_null
    local-zone: "{ISP_LIST[2]}" redirect
    local-data: "{ISP_LIST[2]} 60 A 41.6.6.80"
"""}, proof=[GOOD, Look(ISP_LIST[0], "A", "NXDOMAIN"), Look(ISP_LIST[1], "A", "NOERROR"), Look(ISP_LIST[2], "A", "NOERROR")]),
    Resolver("mlezi", "kresd", "105.7.7.53", "public", cells=withholds(PUBLIC_LIST),
             record=or_nothing(lambda severity: upstream("resolver_blocklist", severity)), options={
                 "extra": "policy.add(policy.suffix(policy.DENY_MSG('imezuiwa'), {todname('" + PUBLIC_LIST[0] + ".')}))"},
             proof=[GOOD, Look(PUBLIC_LIST[0], "A", "NXDOMAIN")]),
    Resolver("ulinzi", "dnsmasq", "172.20.8.53", "local", cells=rebinds,
             record=or_nothing(lambda severity: local("resolver_rebind_protection", severity)),
             options={"forward": "105.1.1.53", "extra": "stop-dns-rebind"}, proof=[GOOD, Look(PRIVATE[0], "A", "NODATA|REFUSED|NXDOMAIN")]),
    Resolver("njia", "recursor", "105.8.8.53", "public", cells=lost_way,
             record=or_nothing(lambda severity: upstream("resolver_auth_path_broken", severity)), proof=[GOOD]),
    Resolver("shimo", "", "2c0f:41:9::53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("tupu", "", "172.20.9.53", "local", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
    Resolver("uzi", "unbound", "105.9.9.53", "public", cells=needs_tcp, fault="no_tcp",
             record=or_nothing(lambda severity: upstream("resolver_tcp_blocked", severity)), options={"ede": "no"},
             proof=[GOOD, Look(*WEB, "TIMEOUT|CLOSED", ("tcp",))]),
    Resolver("lango", "dnsmasq", "172.20.10.53", "local", cells=one_page, record=local("resolver_captive_portal|resolver_nxdomain_rewrite", FAILS),
             options={"forward": "105.1.1.53", "extra": "address=/#/172.20.10.80"},
             proof=[Look(*WEB, "NOERROR"), Look("hakuna.duka.punda", "A", "NOERROR")]),
    Resolver("konokono", "proxy", "41.7.7.53", "isp", cells=crawls, record=upstream("resolver_slow", FAILS + "|info"),
             options={"forward": "41.1.1.53", "flags": ["--delay", "0.8"]}, proof=[GOOD]),
]


def sometimes(cause, role="local"):
    what = truth(FAILS + "|info", "local" if role == "local" else "upstream", cause)
    return {"record": what, "cells": lambda question: OK.or_else(what).or_else(question.truth)}


TWIN = [Resolver("wazi-k2", "kresd", "105.1.2.53", "public", inventory={"operator": "wazi"}, proof=[GOOD])]
LARDER = [Resolver("pipa", "unbound", "172.21.1.53", "local", options={"ede": "yes",
    "extra": "serve-expired: yes\n    serve-expired-ttl: 3600\n    serve-expired-client-timeout: 300\n    serve-expired-reply-ttl: 7"}, proof=[GOOD])]
STRAINED = [
    Resolver("mizani", "dnsdist", "105.20.1.53", "public", options={"forward": "105.2.2.53", "extra":
             "addAction(MaxQPSIPRule(12), RCodeAction(DNSRCode.REFUSED))"}, **sometimes("resolver_rate_limited", "public")),
    Resolver("redio", "kresd", "41.20.1.53", "isp", fault="half_lost", **sometimes("resolver_packet_loss", "isp")),
]
KEEPERS = [Resolver("ghalani", "unbound", "41.21.1.53", "isp", options={"ede": "no"}, proof=[GOOD]),
           Resolver("nakala", "dnsmasq", "172.21.3.53", "local", options={"forward": "41.21.1.53"}, inventory={"forwards_to": ["ghalani"]},
                    proof=[GOOD])]
CUT_OFF = [Resolver("kata-u", "unbound", "172.22.1.53", "local", options={"ede": "no"}), Resolver("kata-n", "named", "41.22.1.53", "isp"),
           Resolver("kata-k", "kresd", "105.22.1.53", "public")]
LEARNED = [Resolver("msomi", "unbound", "172.22.5.53", "local", options={"ede": "no"})]
CHAIN = [Resolver("kichwa", "dnsmasq", "41.23.1.53", "isp", row(NO_WAY), options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "TIMEOUT"), ALIVE]),
         Resolver("mkia", "dnsmasq", "172.23.1.53", "local", truth(FAILS, "upstream", NO_WAY), options={"forward": "41.23.1.53"},
                  inventory={"forwards_to": ["kichwa"]}, proof=[Look(*WEB, "TIMEOUT"), ALIVE])]
INSIDE = [Resolver("nyumba", "unbound", "172.23.3.53", "local", options={"ede": "no", "extra": """
    local-zone: "ndani.benki.simba." static
    local-data: "wiki.ndani.benki.simba. 300 A 10.50.9.1"
    local-data: "git.ndani.benki.simba. 300 A 10.50.9.2"
    local-zone: "www.chai.simba." redirect
    local-data: "www.chai.simba. 300 A 10.50.9.3"
"""}, proof=[GOOD, Look("wiki.ndani.benki.simba", "A", "NOERROR")])]
# Without a way over IPv6; very slow; another that has learnt, and cannot any more.
MORE = [Resolver("mlima", "unbound", "172.24.1.53", "local", options={"ede": "no"}, proof=[GOOD]),
        Resolver("zito", "proxy", "172.24.2.53", "local", options={"forward": "172.20.1.53", "flags": ["--delay", "1.4"]}, **sometimes("resolver_slow")),
        Resolver("msomi2", "named", "41.24.1.53", "isp")]
OTHERS = MORE + TWIN + LARDER + STRAINED + KEEPERS + CUT_OFF + LEARNED + CHAIN + INSIDE
ABSENT_RESOLVERS = []
