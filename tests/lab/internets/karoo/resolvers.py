# SPDX-License-Identifier: MIT
"""Who resolves in the thirteenth internet, and what each does wrong."""

import dataclasses

from model import FAILS, OK, Look, Resolver, local, negative, row, truth, upstream

from .zones import LOST_FORWARDER

WEB = ("www.winkel.klip", "A")
SIGNED = ("www.bank.veld", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
NO_WAY = "forwarder_unreachable|recursion_path_broken"

ISP_LIST = ("advertensie.winkel.klip", "dobbel.winkel.klip")  # Denied, and sent nowhere; without a word.
CHILD_LIST = ("virus.winkel.klip", "spioen.winkel.klip")  # Denied, with a word.
POLICY_LIST = ("roof.winkel.klip", "virus.winkel.klip")  # Denied by a policy zone, with EDE 15.
PRIVATE = ("kamera.winkel.klip", "rekenaar.winkel.klip", "spul.winkel.klip")
INSIDE = {"wiki.intern.myn.berg": "10.66.1.1", "git.intern.myn.berg": "10.66.1.2"}
STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
HIDDEN = upstream("resolver_blocklist", FAILS + "|info")
HIDDEN_BEHIND = truth(FAILS + "|info", "local|upstream", "resolver_blocklist")
PROTECTED = local("resolver_rebind_protection", FAILS + "|info")
LOST_WAY = upstream("resolver_auth_path_broken", FAILS)
NO_TCP = upstream("resolver_tcp_blocked", FAILS)
SPLIT = truth("info|ok", "none", "split_horizon|ok")
STRANGER = OK.or_else(SPLIT).or_else(negative("name_does_not_exist"))


def or_nothing(what):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(dataclasses.replace(what, severity=what.severity | {"info"}))


def by_list(names, what):
    return lambda question: what if question.name in names else None


def lost_way(question):
    return LOST_WAY if question.name.endswith(("trein.duin", "stasie.veld")) else None


def needs_tcp(question):
    return NO_TCP if "TRUNCATED" in question.seen else None


def remembers(question):
    return {"www.wissel.klip": STALE, "vars.wissel.klip": STALE_NO}.get(question.name)


def advertises(question):
    """Where nothing is, it shows an advertisement."""
    if "NXDOMAIN" not in (question.unchecked or question.seen).split("|"):
        return None
    lie = upstream("resolver_nxdomain_rewrite", FAILS)
    plain = question.qtype == "A" and question.seen == "NXDOMAIN" and "cname_dangling" not in question.truth.cause and "local" not in question.truth.locus
    return lie if plain else lie.or_else(OK).or_else(question.truth)


PORTAL = local("resolver_captive_portal|resolver_nxdomain_rewrite", FAILS)
SLOW = upstream("resolver_slow", FAILS + "|info")
LIMITED = upstream("resolver_rate_limited", FAILS + "|info")
LOSSY = upstream("resolver_packet_loss", FAILS + "|info")


def one_page(question):
    return PORTAL if question.qtype == "A" else PORTAL.or_else(OK).or_else(question.truth)


def sometimes(what):
    return {"record": what.or_else(OK) if what != SLOW else what, "cells": lambda question: OK.or_else(what).or_else(question.truth)}


def insider(question):
    return SPLIT.or_else(OK).or_else(truth("degraded", "local", "split_horizon")) if question.name in INSIDE else None


REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "192.96.60.80", 60)
    return true
  end
  return false
end
"""
RPZ = "$TTL 60\n$ORIGIN beleid.\n@ SOA ns.beleid. hostmaster.beleid. 7 60 60 60 60\n@ NS ns.beleid.\n" + "".join(
    f"{name} CNAME .\n" for name in POLICY_LIST)
PLAIN = {"ede": "no"}

HEALTHY = [
    Resolver("kantoor", "unbound", "10.20.1.53", "local", options=PLAIN, proof=[GOOD, SECURE]),
    Resolver("werf", "named", "fdca:2::53", "local", proof=[GOOD, SECURE]),
    Resolver("tak", "dnsmasq", "10.20.3.53", "local", options={"forward": "10.20.1.53"}, inventory={"forwards_to": ["kantoor"]}, proof=[GOOD]),
    # Nobody has said where this one asks.
    Resolver("stal", "dnsmasq", "10.20.4.53", "local", options={"forward": "196.11.1.53"}, proof=[GOOD]),
    Resolver("kabel", "recursor", "196.11.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("lyn", "kresd", "2a0c:196:2::53", "isp", proof=[GOOD]),
    Resolver("brug", "dnsdist", "196.13.3.53", "isp", options={"forward": "192.97.2.53"}, proof=[GOOD]),
    Resolver("oop-k", "kresd", "192.96.1.53", "public", inventory={"operator": "oop"}, proof=[GOOD]),
    Resolver("oop-u", "unbound", "192.97.2.53", "public", inventory={"operator": "oop"}, options=PLAIN, proof=[GOOD, SECURE]),
    Resolver("vry-n", "named", "192.98.3.53", "public", options={"validation": "no"}, validates=False, proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("vry-r", "recursor", "2a0c:192:4::53", "public", proof=[GOOD, SECURE]),
]

ROWS = [
    Resolver("slot", "unbound", "10.20.5.53", "local", row("resolver_refused"), options={"access": "refuse"}, proof=[Look(*WEB, "REFUSED ede=18")]),
    # A name server of somebody's zones, in the list of resolvers.
    Resolver("gasheer", "", "164.155.2.1", "isp", row("resolver_not_recursive|resolver_refused"), on_process_of="knot",
             proof=[Look("www.winkel.klip", "A", "REFUSED -ra"), Look("www.plaas.veld", "A", "NOERROR +aa -ra")]),
    Resolver("dooie", "dnsmasq", "10.20.6.53", "local", row(NO_WAY), options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("horlosie", "unbound", "192.101.5.53", "public", row("resolver_dnssec_broken"),
             options={"ede": "no", "under": ["faketime", "-f", "-4y"]}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("anker", "named", "196.15.5.53", "isp", row("resolver_dnssec_broken"), options={"wrong_anchor": True},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("ouman", "proxy", "10.20.7.53", "local", row("resolver_edns_broken"), options={"forward": "10.20.1.53", "flags":
             ["--rule", ".,+edns,1:bare"]}, proof=[Look(*WEB, "FORMERR"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("muur", "proxy", "10.20.11.53", "local", row("resolver_edns_broken"), options={"forward": "196.11.1.53", "flags":
             ["--rule", ".,+edns,drop"]}, proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("stom", "", "2a0c:196:9::53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("niks", "", "10.20.9.53", "local", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
    # Forwarders of the broken, of which nobody has said so.
    Resolver("agter", "dnsmasq", "10.20.12.53", "local", truth(FAILS, "local|upstream", "resolver_refused|resolver_not_recursive|" + NO_WAY),
             options={"forward": "10.20.5.53"}, proof=[Look(*WEB, "REFUSED"), ALIVE]),
    Resolver("wekker", "dnsmasq", "10.20.13.53", "local", row("resolver_dnssec_broken"),
             options={"forward": "192.101.5.53"}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
]

SOME = [
    Resolver("hek", "unbound", "196.16.6.53", "isp", cells=by_list(ISP_LIST, HIDDEN), record=or_nothing(HIDDEN), options={"ede": "no", "extra": f"""
    local-zone: "{ISP_LIST[0]}" always_nxdomain
    local-zone: "{ISP_LIST[1]}" always_null
"""}, proof=[GOOD, Look(ISP_LIST[0], "A", "NXDOMAIN"), Look(ISP_LIST[1], "A", "NOERROR")]),
    Resolver("hekkie", "dnsmasq", "10.20.14.53", "local", cells=by_list(ISP_LIST, HIDDEN_BEHIND), record=or_nothing(HIDDEN_BEHIND),
             options={"forward": "196.16.6.53"}, proof=[GOOD, Look(ISP_LIST[0], "A", "NXDOMAIN")]),
    Resolver("wagter", "kresd", "192.102.7.53", "public", cells=by_list(CHILD_LIST, HIDDEN), record=or_nothing(HIDDEN), options={
        "extra": "policy.add(policy.suffix(policy.DENY_MSG('geblok'), {" + ", ".join(f"todname('{name}.')" for name in CHILD_LIST) + "}))"},
             proof=[GOOD, Look(CHILD_LIST[0], "A", "NXDOMAIN")]),
    Resolver("beleid", "recursor", "192.103.7.53", "public", cells=by_list(POLICY_LIST, HIDDEN), record=or_nothing(HIDDEN), options={
        "config": "rpzFile('beleid.zone', {policyName='beleid', extendedErrorCode=15})\n", "files": {"beleid.zone": RPZ}},
             proof=[GOOD, Look(POLICY_LIST[0], "A", "NXDOMAIN ede=15")]),
    Resolver("skild", "dnsmasq", "10.20.8.53", "local", cells=by_list(PRIVATE, PROTECTED), record=or_nothing(PROTECTED),
             options={"forward": "192.96.1.53", "extra": "stop-dns-rebind"}, proof=[GOOD, Look(PRIVATE[0], "A", "NODATA|REFUSED|NXDOMAIN")]),
    Resolver("skans", "unbound", "10.20.15.53", "local", cells=by_list(PRIVATE, PROTECTED), record=or_nothing(PROTECTED), options={
        "ede": "no", "extra": "private-address: 10.0.0.0/8\n    private-address: 172.16.0.0/12\n    private-address: 192.168.0.0/16"},
             proof=[GOOD, Look(PRIVATE[0], "A", "NODATA|SERVFAIL")]),
    Resolver("pad", "recursor", "192.104.8.53", "public", cells=lost_way, record=or_nothing(LOST_WAY), proof=[GOOD]),
    Resolver("draad", "unbound", "192.105.9.53", "public", cells=needs_tcp, fault="no_tcp", record=or_nothing(NO_TCP), options=PLAIN,
             proof=[GOOD, Look(*WEB, "TIMEOUT|CLOSED", ("tcp",))]),
    Resolver("kas", "named", "196.17.1.53", "isp", cells=remembers, record=or_nothing(STALE.or_else(STALE_NO)), proof=[GOOD]),
    Resolver("kassie", "dnsmasq", "10.20.16.53", "local", cells=remembers, record=or_nothing(STALE.or_else(STALE_NO)),
             options={"forward": "196.17.1.53"}, inventory={"forwards_to": ["kas"]}, proof=[GOOD]),
    Resolver("binnehuis", "unbound", "10.20.17.53", "local", cells=insider, options={"ede": "no", "extra": "\n    ".join(
        ['local-zone: "intern.myn.berg" static', *[f'local-data: "{name} 300 A {address}"' for name, address in INSIDE.items()]])},
             proof=[GOOD, *[Look(name, "A", "NOERROR") for name in INSIDE]]),
    Resolver("reklame", "recursor", "192.106.6.53", "public", cells=advertises, validates=False, record=upstream("resolver_nxdomain_rewrite", FAILS + "|info"),
             options={"validation": "off", "script": REWRITE}, proof=[GOOD, Look("niks.winkel.klip", "A", "NOERROR"), Look("niks.plaas.veld", "A", "NOERROR")]),
    Resolver("poort", "dnsmasq", "10.20.10.53", "local", cells=one_page, record=PORTAL, options={"forward": "192.96.1.53",
             "extra": "address=/#/10.20.10.80"}, proof=[Look(*WEB, "NOERROR"), Look("niks.winkel.klip", "A", "NOERROR")]),
    Resolver("slak", "proxy", "196.18.7.53", "isp", options={"forward": "196.11.1.53", "flags": ["--delay", "0.9"]}, proof=[GOOD], **sometimes(SLOW)),
]
STRAINED = [
    Resolver("mandjie", "dnsdist", "192.107.1.53", "public", options={"forward": "192.97.2.53", "extra":
             "addAction(MaxQPSIPRule(10), RCodeAction(DNSRCode.REFUSED))"}, **sometimes(LIMITED)),
    Resolver("radio", "kresd", "196.19.1.53", "isp", fault="half_lost", **sometimes(LOSSY)),
]

# Whose clock it is that is wrong, its own or that of whom it asks, nobody outside can see.
ROWS[-1].row = ROWS[-1].record = truth(FAILS, "local|upstream", "resolver_dnssec_broken")

RESOLVERS = HEALTHY + ROWS + SOME
OTHERS = STRAINED
ABSENT_RESOLVERS = []
# Who asks whom, and who belongs to whom: one witness each.
WITNESS = {"tak": "kantoor", "ouman": "kantoor", "stal": "kabel", "muur": "kabel", "slak": "kabel", "brug": "oop", "oop-k": "oop", "oop-u": "oop",
           "skild": "oop", "poort": "oop", "mandjie": "oop", "hekkie": "hek", "kassie": "kas"}
