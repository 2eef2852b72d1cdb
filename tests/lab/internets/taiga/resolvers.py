# SPDX-License-Identifier: MIT
"""Who resolves in the ninth internet, and what each does wrong."""

import dataclasses

from model import FAILS, OK, Look, Resolver, Truth, local, row, truth, upstream, words

from .zones import HOSTING, PROHIBITED

WEB = ("www.osina.sib", "A")
SIGNED = ("www.sosna.ural", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
NO_WAY = "forwarder_unreachable|recursion_path_broken"

WITHHELD = ("ads.osina.sib", "bets.osina.sib", "dice.osina.sib")  # Denied, emptied, sent to the asker himself.
PRIVATE = ("nas.osina.sib", "printer.osina.sib")


def or_nothing(what):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(what(FAILS + "|info"))


def withholds(question):
    return upstream("resolver_blocklist", FAILS + "|info") if question.name in WITHHELD else None


def rebinds(question):
    if question.name.endswith("skit.sib"):  # Its servers' addresses are such.
        return local("resolver_rebind_protection", FAILS + "|info").or_else(question.truth)
    return local("resolver_rebind_protection", FAILS + "|info") if question.name in PRIVATE else None


def avoids(question):
    return upstream("resolver_auth_path_broken", FAILS) if question.name.endswith(("olha.sib", "olha.bor")) else None


def needs_tcp(question):
    return upstream("resolver_tcp_blocked", FAILS) if "TRUNCATED" in question.seen else None


def advertises(question):
    """Where nothing is, it shows an advertisement."""
    if "NXDOMAIN" not in question.seen.split("|"):
        return None
    lie = upstream("resolver_nxdomain_rewrite", FAILS)
    return lie if question.qtype == "A" and question.seen == "NXDOMAIN" and "cname_dangling" not in question.truth.cause else lie.or_else(
        OK).or_else(question.truth)


PORTAL = upstream("resolver_captive_portal|resolver_nxdomain_rewrite", FAILS)


def one_page(question):
    return PORTAL if question.qtype == "A" else PORTAL.or_else(OK).or_else(question.truth)


def of_some(question, resolvers=None):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    fault = next((what for what in (kind(question) for kind in (withholds, rebinds, avoids, needs_tcp)) if what is not None), None)
    if fault is None or question.truth != OK:
        return question
    cells = {resolver.id: OK for resolver in resolvers or RESOLVERS}
    fault = Truth(words("degraded|info"), fault.locus, fault.cause)
    if needs_tcp(question):  # A fault of the resolver as a whole, which one name shows.
        fault = fault.or_else(OK)
    return dataclasses.replace(question, truth=fault, cells=cells | question.cells)


HEALTHY = [
    Resolver("zimovye", "unbound", "10.60.1.53", "local", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("izba", "kresd", "fd60:2::53", "local", proof=[GOOD]),
    Resolver("filial", "dnsmasq", "10.60.3.53", "local", options={"forward": "10.60.1.53"}, inventory={"forwards_to": ["zimovye"]},
        proof=[GOOD]),
    Resolver("telekom", "recursor", "77.1.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("kabel", "named", "2a0f:77:2::53", "isp", proof=[GOOD, SECURE]),
    Resolver("sputnik", "dnsdist", "77.3.3.53", "isp", options={"forward": "91.1.1.53"}, proof=[GOOD]),
    Resolver("otkr-u", "unbound", "91.1.1.53", "public", options={"ede": "no"}, inventory={"operator": "otkr"}, proof=[GOOD, SECURE]),
    Resolver("otkr-k", "kresd", "91.2.2.53", "public", proof=[GOOD]),
    Resolver("vol-n", "named", "91.3.3.53", "public", options={"validation": "no"}, validates=False,
        proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("vol-r", "recursor", "2a0f:91::53", "public", options={"validation": "off"}, validates=False,
        proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
]

RESOLVERS = HEALTHY + [
    Resolver("vahter", "kresd", "91.4.4.53", "public", row("resolver_refused|resolver_not_recursive"), options={
        "extra": "policy.add(policy.all(policy.REFUSE))"}, proof=[Look(*WEB, "REFUSED")]),
    # A name server of somebody's zones, in the list of resolvers.
    Resolver("arhiv", "", "45.10.2.1", "isp", row("resolver_not_recursive|resolver_refused"), on_process_of="knot",
             proof=[Look("www.lipa.sib", "A", "REFUSED -ra"), Look(*WEB, "NOERROR +aa -ra")]),
    Resolver("tupik", "unbound", "10.60.5.53", "local", row(NO_WAY), options={"forward": PROHIBITED, "ede": "no"},
             proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("balans", "dnsdist", "77.4.4.53", "isp", row(NO_WAY), options={
        "forward": "77.1.1.53", "extra": "getServer(0):setDown()\nsetServFailWhenNoServer(true)"}, proof=[Look(*WEB, "SERVFAIL")]),
    Resolver("yakor", "kresd", "91.5.5.53", "public", row("resolver_dnssec_broken"), options={
        "extra": f"trust_anchors.remove('.')\ntrust_anchors.add('. DS 4711 13 2 {'AB' * 32}')"},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("kukushka", "unbound", "10.60.6.53", "local", row("resolver_dnssec_broken"),
        options={"ede": "no", "under": ["faketime", "-f", "+13y"]},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("antik", "dnsdist", "77.5.5.53", "isp", row("resolver_edns_broken"), options={"forward": "77.1.1.53", "extra":
        "addAction(RecordsTypeCountRule(DNSSection.Additional, DNSQType.OPT, 1, 1), RCodeAction(DNSRCode.NOTIMP))"},
             proof=[Look(*WEB, "NOTIMP"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("reklama", "named", "91.6.6.53", "public", cells=advertises, validates=False,
        record=upstream("resolver_nxdomain_rewrite", FAILS + "|info"),
             options={"validation": "no", "extra": 'nxdomain-redirect "reklama.sib";'},
             proof=[GOOD, Look("nope.osina.sib", "A", "NOERROR"), Look("nope.kedr.bor", "A", "NOERROR")]),
    Resolver("filtr", "named", "77.6.6.53", "isp", cells=withholds, record=or_nothing(lambda severity: upstream("resolver_blocklist",
        severity)), options={
        "extra": 'response-policy { zone "rpz.filtr"; };', "zones": 'zone "rpz.filtr" { type secondary; primaries { 45.12.1.1; }; };\n'},
             proof=[GOOD, Look(WITHHELD[0], "A", "NXDOMAIN"), Look(WITHHELD[1], "A", "NODATA"), Look(WITHHELD[2], "A", "NOERROR")]),
    Resolver("naves", "kresd", "10.60.7.53", "local", cells=rebinds, record=or_nothing(lambda severity: local("resolver_rebind_protection",
        severity)),
             options={"extra": "modules.load('rebinding < iterate')"},
                 proof=[GOOD, Look(PRIVATE[0], "A", "REFUSED|NODATA|NXDOMAIN|SERVFAIL")]),
    Resolver("okolo", "named", "91.7.7.53", "public", cells=avoids, record=or_nothing(lambda severity: upstream("resolver_auth_path_broken",
        severity)),
             options={"zones": "".join(f"server {address} {{ bogus yes; }};\n" for address in HOSTING)},
                 proof=[GOOD, Look("www.olha.sib", "A", "FAIL")]),
    Resolver("glubina", "", "2a0f:77:9::53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("pusto", "", "10.60.8.53", "local", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
    Resolver("kanat", "dnsdist", "77.7.7.53", "isp", cells=needs_tcp, record=or_nothing(lambda severity: upstream("resolver_tcp_blocked",
        severity)),
             options={"forward": "91.2.2.53", "extra": "addAction(TCPRule(true), DropAction())"},
                 proof=[GOOD, Look(*WEB, "TIMEOUT|CLOSED", ("tcp",))]),
    Resolver("portal", "dnsmasq", "91.8.8.53", "public", cells=one_page,
        record=upstream("resolver_captive_portal|resolver_nxdomain_rewrite", FAILS),
             options={"forward": "91.2.2.53", "extra": "address=/#/91.8.8.1"},
                 proof=[Look(*WEB, "NOERROR"), Look("nope.osina.sib", "A", "NOERROR")]),
]


def sometimes(cause, role="local"):
    what = truth(FAILS + "|info", "local" if role == "local" else "upstream", cause)
    return {"record": OK.or_else(what), "cells": lambda question: OK.or_else(what).or_else(question.truth)}


TWIN = [Resolver("otkr-u2", "unbound", "91.1.2.53", "public", options={"ede": "no"}, inventory={"operator": "otkr"}, proof=[GOOD, SECURE])]
# Keeps answers when servers fall silent, and says so; and says so of what it never had, too.
LARDER = [Resolver("kladovka", "unbound", "10.61.1.53", "local", options={
    "extra": "serve-expired: yes\n    serve-expired-ttl: 3600\n    serve-expired-client-timeout: 400\n    serve-expired-reply-ttl: 5"},
        proof=[GOOD])]
STRAINED = [
    Resolver("mera", "named", "91.20.1.53", "public", options={"extra": "rate-limit { all-per-second 12; slip 0; window 2; };"},
             **sometimes("resolver_rate_limited", "public")),
    Resolver("reshet", "kresd", "77.20.1.53", "isp", fault="half_lost", **sometimes("resolver_packet_loss", "isp")),
    Resolver("ulitka", "proxy", "10.61.2.53", "local", options={"forward": "77.1.1.53", "flags": ["--delay", "0.5"]},
        **sometimes("resolver_slow")),
]
# Asked before a zone changed: a cache, and a cache before it.
KEEPERS = [Resolver("pamyat", "kresd", "77.21.1.53", "isp", proof=[GOOD]),
           Resolver("kopiya", "dnsmasq", "10.61.3.53", "local", options={"forward": "77.21.1.53"}, inventory={"forwards_to": ["pamyat"]},
               proof=[GOOD])]
# No way to the roots, and nothing learnt before; and one that has learnt.
CUT_OFF = [Resolver("cut-u", "unbound", "10.62.1.53", "local", options={"ede": "no"}), Resolver("cut-k", "kresd", "77.22.1.53", "isp"),
           Resolver("cut-r", "recursor", "91.22.1.53", "public"), Resolver("cut-6", "unbound", "fd62::53", "local", options={"ede": "no"})]
LEARNED = [Resolver("uchen", "named", "10.62.5.53", "local")]
# Two that fail for one reason.
CHAIN = [Resolver("golova", "kresd", "77.23.1.53", "isp", row("resolver_dnssec_broken"), options={
    "extra": f"trust_anchors.remove('.')\ntrust_anchors.add('. DS 4711 13 2 {'CD' * 32}')"}, proof=[Look(*WEB, "SERVFAIL")]),
         Resolver("hvost", "dnsmasq", "10.63.1.53", "local", truth(FAILS, "upstream",
             "forwarder_unreachable|resolver_dnssec_broken|recursion_path_broken"),
                  options={"forward": "77.23.1.53"}, inventory={"forwards_to": ["golova"]}, proof=[Look(*WEB, "SERVFAIL")])]
INSIDE = [Resolver("dvor", "dnsmasq", "10.63.3.53", "local", options={
    "forward": "91.2.2.53", "extra": "host-record=wiki.dvor.pihta.bor,10.64.9.1\nhost-record=git.dvor.pihta.bor,10.64.9.2\n"
    "local=/dvor.pihta.bor/\nhost-record=www.iva.bor,10.64.9.3"}, proof=[GOOD, Look("wiki.dvor.pihta.bor", "A", "NOERROR")])]
# Answers every question with a failure: what a site's provider took all of DNS to.
BROKEN_BOX = "77.4.4.53"
LYING_BOX = "91.6.6.53"
PORTAL_BOX = "91.8.8.53"
OTHERS = TWIN + LARDER + STRAINED + KEEPERS + CUT_OFF + LEARNED + CHAIN + INSIDE
ABSENT_RESOLVERS = []
