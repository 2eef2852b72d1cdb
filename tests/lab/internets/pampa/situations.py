# SPDX-License-Identifier: MIT
"""The sweeps of the fourth internet. Most fleets are small: so are many of these."""

import dataclasses
import re
import signal
import time

import net
import wire
from faults import losing, no_six
from model import FAILS, OK, Look, Question, Situation, absent, authoritative, dead, exits, fine, local, negative, row, truth, upstream

from . import resolvers as of
from .questions import BROKEN, DNSSEC, GOOD, NEGATIVE, QUESTIONS
from .zones import HOSTED, LOST


def pick(*ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
    return [by_id[wanted] for wanted in ids]


def named(*names):
    return [next(question for question in QUESTIONS if question.name == name) for name in names]


HEALTHY = [resolver for resolver in of.RESOLVERS if resolver.healthy and resolver.cells is None]
ABSENT = [q for q in NEGATIVE if q.truth.severity == {"negative"} and q.truth.cause <= {"name_does_not_exist", "domain_not_registered", "no_data"}]
FEW = named("www.correo.zz", "www.tienda.com.zz", "www.uni.edu.zz", "www.salud.gob.zz", "www.app.market", "www.cdn.cloud", "c1.cdn.cloud")
SOME_ABSENT = named("nope.correo.zz", "autodiscover.tienda.com.zz", "www.sinregistro.market", "solo4.tienda.com.zz")
SOME_BAD = named("www.hundida.zz", "www.rechazo.market", "www.caducada.com.zz", "www.olvidada.salud.gob.zz", "www.vencida.market",
                 "www.otra-clave.gob.zz", "www.anulada.zz", "www.dsvencido.com.zz")
# Where the zone's servers cannot be asked, only this much can be told of them.
GUESS = "auth_timeout|auth_servfail|auth_lame|auth_port_unreachable"
BLIND_BAD = [dataclasses.replace(question, truth=authoritative(GUESS).or_else(truth(FAILS, "undetermined", "contradiction"))
                                 if "olvidada" in question.name else authoritative(GUESS)) for question in
             named("www.hundida.zz", "www.rechazo.market", "www.caducada.com.zz", "www.olvidada.salud.gob.zz")]
# Where one liar answers for everybody, nobody can see that a name does not exist.
TOLD = [dataclasses.replace(question, truth=question.truth.or_else(OK)) if question.name.startswith("www.") else question for question in SOME_ABSENT]
SITE_DOWN = local("local_network_down")
QUIET_BLOCK = OK.or_else(truth("info", "local", "egress_port53_blocked"))
WEB = of.WEB
OFFICE, FREE = "172.16.8.53", "194.1.1.53"


# --- at the site ---


def office_only(_lab, vantage):
    """What most companies do: port 53 is open to their own resolvers, and to nobody else."""
    net.filter_uplink(vantage, "ip daddr 172.16.0.0/16 accept; ip6 daddr fdcc::/16 accept; th dport 53 drop;")


def reject_all(_lab, vantage):
    """The router at the end of the contract: everything is prohibited."""
    net.filter_uplink(vantage, "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; "
                      "meta nfproto ipv4 reject with icmp type admin-prohibited; meta nfproto ipv6 reject with icmpv6 type admin-prohibited;", "input")


def thin_line(_lab, vantage):
    net.shape_link(vantage, "256kbit")


def lying_portal(_lab, vantage):
    """The provider takes all of port 53 to the one of its resolvers that lies."""
    net.redirect_uplink(vantage, "81.67.1.53", "th dport 53")


def tcp_to_strangers_closed(_lab, vantage):
    """UDP goes anywhere; TCP only to the office."""
    net.filter_uplink(vantage, "ip daddr 172.16.0.0/16 accept; ip6 daddr fdcc::/16 accept; tcp dport 53 drop;")


# --- in the network ---


EBB = [fine("www.delta.com.yy", direct=""), fine("solo4.delta.com.yy", direct="")]
EBB_DOWN = [Question(name, "A", upstream("tld_unreachable"), seen="FAIL") for name in ("www.estuario.yy", "solo4.estuario.yy", "www.nada.com.yy")]


def country_goes_dark(lab):
    """A country's servers fall silent, those of its second levels too: they are the same."""
    lab.warm(EBB, HEALTHY)
    for zone in ("yy", "com.yy"):
        for entry in lab.zone(zone).ns:
            net.fill_set("silent4", entry.address)


STALE = local("resolver_stale_cache", "degraded|info")
MOVED = [
    Question("www.mudanza.cloud", "A", STALE, cells={"memoria": STALE, "recuerdo": upstream("resolver_stale_cache", "degraded|info")}),
    Question("nuevo.mudanza.cloud", "A", local("resolver_stale_negative_cache|resolver_stale_cache", "degraded|info"), cells={
        "memoria": local("resolver_stale_negative_cache|resolver_stale_cache", "degraded|info"),
        "recuerdo": upstream("resolver_stale_negative_cache|resolver_stale_cache", "degraded|info")}),
    fine("correo.mudanza.cloud", direct=""),
]


def move(lab):
    """Two resolvers know where a zone was; then its parent learns where it is. The old servers go on, with what they had."""
    lab.warm([MOVED[0], MOVED[2]], of.WITNESSES)
    path = lab.builder.path(lab.zone("cloud"))
    text = path.read_text()
    for number in (1, 2):
        text = re.sub(rf"^mudanza\.cloud\. NS ns{number}\.casa-vieja\.market\.", f"mudanza.cloud. NS ns{number}.alojo.cloud.", text, flags=re.MULTILINE)
    path.write_text(text.replace(" 2026110101 ", " 2026110201 ", 1))
    server = next(server for server in lab.authorities if server.name == "cloud")
    server.process.send_signal(signal.SIGHUP)
    query = wire.Query(lab.zone("cloud").ns[0].address, "www.mudanza.cloud", rd=False)
    for _ in range(100):
        reply = wire.ask([query])[0]
        if any(record[1] == "NS" and "alojo" in record[3] for record in reply.authority):
            time.sleep(2.2)  # What the witnesses had of the zone's data is over; where it is they still know.
            return
        time.sleep(0.05)
    raise RuntimeError("mudanza.cloud does not move")


# --- promises of the inventory ---

UNMET = truth("failure", "none", "expectation_unmet")
KEPT = OK.or_else(truth("negative", "authoritative", "name_does_not_exist|no_data"))
PROMISE_ROOM = ("oficina", "sucursal", "memorioso", "telered", "libre-uno", "libre-dos", "movil")


def promise(name, expect, what=OK, qtype="A", **more):
    """Where a promise is broken, its cells may say so or not."""
    cells = {resolver: what.or_else(OK) for resolver in PROMISE_ROOM} | more.pop("cells", {})
    return Question(name, qtype, what, expect=expect, cells=cells, **more)


PROMISES = [
    promise("www.tienda.com.zz", {"rcode": "NOERROR", "answers": ["212.50.3.80"]}),
    promise("par.tienda.com.zz", {"answers": ["212.50.3.10", "212.50.3.11", "212.50.3.12"], "match": "exact"}),
    promise("par.uni.edu.zz", {"answers": ["212.50.4.10"], "match": "any"}),
    promise("api.uni.edu.zz", {"cname": "www.uni.edu.zz"}), promise("www.salud.gob.zz", {"cidr": ["212.50.5.0/24"], "max_ms": 20000}),
    promise("correo.zz", {"ns": ["ns1.correo.zz", "ns2.correo.zz"]}, qtype="NS"),
    promise("www.app.market", {"answers": ["212.50.8.81"]}, UNMET), promise("par.app.market", {"answers": ["212.50.8.10"], "match": "exact"}, UNMET),
    promise("api.cdn.cloud", {"cname": "otra.cdn.cloud"}, UNMET), promise("www.sec.salud.gob.zz", {"cidr": "10.0.0.0/8"}, UNMET),
    promise("www.cdn.cloud", {"rcode": "NXDOMAIN"}, UNMET), promise("tienda.com.zz", {"ns": ["ns1.otro.example"]}, UNMET, "NS"),
    # Who serves the zone, of names whose answers do not show it.
    promise("www.alojo.cloud", {"ns": ["ns1.alojo.cloud", "ns2.alojo.cloud"]}), promise("www.uni.edu.zz", {"ns": ["ns9.uni.edu.zz"]}, UNMET),
    promise("www.viajera.market", {"min_ttl": 3600}, UNMET), promise("www.sur.ww", {"max_ms": 20000, "min_ttl": 1}),
    promise("nope.correo.zz", {"rcode": "NXDOMAIN"}, KEPT, seen="NXDOMAIN"), promise("nope.cdn.cloud", {"rcode": "NXDOMAIN"}, KEPT, seen="NXDOMAIN"),
    promise("nope.app.market", {"rcode": "NOERROR"}, UNMET.or_else(truth("failure", "authoritative", "name_does_not_exist")), seen="NXDOMAIN"),
    promise("solo4.tienda.com.zz", {"answers": ["2a07:3::4"]}, UNMET.or_else(truth("failure", "authoritative", "no_data")), "AAAA", seen="NODATA"),
    # Promised, and broken for a reason: the reason is what counts.
    Question("www.hundida.zz", "A", authoritative("auth_timeout"), seen="FAIL", expect={"answers": ["212.50.30.80"]}),
    Question("www.vencida.market", "A", authoritative("dnssec_signature_expired", FAILS), seen="SERVFAIL", unchecked="NOERROR", expect={"answers": ["212.50.65.80"]}),
    # One resolver has what was true once.
    Question("www.correo.zz", "A", local("resolver_stale_cache", "degraded|failure"), expect={"answers": ["212.50.2.80"]}),
]


# --- a company's own names ---

INTERNAL = ({"name": "corp.tienda.com.zz", "internal": True},)
SPLIT = truth("info|ok", "none", "split_horizon|ok")
NOT_THERE = upstream("resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable", FAILS).or_else(authoritative("auth_timeout|auth_servfail", FAILS))
INTERN = [Question(f"{host}.corp.tienda.com.zz", "A", SPLIT) for host in ("wiki", "git")]
INTERN_DOWN = [dataclasses.replace(question, truth=NOT_THERE, cells={
    resolver: OK.or_else(SPLIT).or_else(negative("name_does_not_exist")) for resolver in ("telered", "libre-uno", "libre-dos")}) for question in INTERN]

# --- many names ---

HOSTED_WEBS = [fine(f"www.{zone.name}", direct="") for zone in HOSTED]
LOST_WEBS = [dead(f"www.{zone.name}", "auth_timeout") for zone in LOST]
# Scanners ask such things; a server that counts its denials answers every other one with TC.
GUESSES = [absent(f"host{number:02}.rrl.zz") for number in range(40)]
for question in GUESSES:  # Who lost both tries says SERVFAIL, and why cannot be seen from elsewhere.
    question.cells = {resolver.id: question.truth.or_else(OK).or_else(upstream("resolver_auth_path_broken")).or_else(local(
        "resolver_auth_path_broken")).or_else(authoritative("auth_rate_limited|auth_packet_loss")) for resolver in HEALTHY}
FLOOD = [fine(f"n{number:02}.apps.cdn.cloud", direct="") for number in range(80)]


def small(name, about, questions, resolvers, status, **more):
    return Situation(name, about, questions, pick(*resolvers), exits(*status), seconds=60, **more)


SIX = [resolver for resolver in HEALTHY if ":" in resolver.address]


def without_six(resolver):
    """As it looks from a host that has no IPv6."""
    if ":" not in resolver.address:
        return resolver
    return dataclasses.replace(resolver, record=None, row=truth("failure|degraded|info", "local", "local_network_down|resolver_timeout|resolver_port_unreachable"))


DEAF = truth("failure", "local", "resolver_timeout")

SITUATIONS = [
    Situation("plain", "every name at every resolver", [of.of_some(question) for question in QUESTIONS], of.RESOLVERS, exits(1), seconds=120),
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + ABSENT, HEALTHY, exits(0)),
    Situation("broken", "broken names at healthy resolvers, slowly too", BROKEN + DNSSEC + FEW, HEALTHY, exits(1), speeds=(100,), seconds=120),
    Situation("promises", "what the inventory promises, and is kept or not", PROMISES, pick(*PROMISE_ROOM), exits(1), seconds=90),

    small("one-good", "one name, one resolver", named("www.tienda.com.zz"), ["oficina"], (0,)),
    small("one-absent", "one name that does not exist", named("nope.correo.zz"), ["libre-uno"], (0,)),
    small("one-dead", "one name of a dead zone", named("www.hundida.zz"), ["telered"], (1,)),
    small("one-lame", "one name of a lame zone, at a forwarder", named("www.rechazo.market"), ["sucursal"], (1,)),
    small("one-bogus", "one name of an expired zone", named("www.vencida.market"), ["libre-tres"], (1,)),
    small("one-sided", "a resolver that has lost one TLD, alone", [of.alone(q) for q in named("www.cdn.cloud")], ["sin-nube"], (1,)),
    small("one-deaf", "one name, and a resolver that is silent", named("www.tienda.com.zz"), ["mudo-uno"], (1, 9), truth=DEAF, cell_truth=DEAF),
    small("one-stranded", "one name, and a resolver whose forwarder turns it away", named("www.tienda.com.zz"), ["contable"], (1, 9),
          truth=upstream("forwarder_unreachable|recursion_path_broken"), cell_truth=upstream("forwarder_unreachable|recursion_path_broken")),
    small("one-clock", "one name, and a resolver with a clock twelve years behind", named("www.tienda.com.zz"), ["reloj"], (1, 9),
          truth=local("resolver_dnssec_broken", FAILS), cell_truth=local("resolver_dnssec_broken")),
    small("three-two", "three good names at two resolvers, one of them silent", named("www.correo.zz", "www.salud.gob.zz", "www.app.market"),
          ["oficina", "mudo-dos"], (0, 1)),
    small("three-bad", "a good name, a dead one and an absent one at two resolvers", named("www.correo.zz", "www.hundida.zz", "nope.app.market"),
          ["planta", "telered"], (1,)),
    small("two-dead", "two names of one dead zone at the office and its forwarder", named("www.hundida.zz", "tia.rota.cdn.cloud"), ["oficina", "sucursal"], (1,)),
    small("one-wide", "one half-lame name at everybody's", named("www.filial.salud.gob.zz"), [r.id for r in HEALTHY], (0, 1)),

    Situation("pools", "pools of two of which one is gone", FLOOD[:40] + FEW, of.POOLS + pick("oficina", "telered", "libre-dos"), exits(0, 1), seconds=90, chance=True),
    Situation("limits", "limits that say SERVFAIL, and limits that say TCP", FLOOD + FEW, of.LIMITS + pick("oficina", "telered", "libre-dos"), exits(0, 1), seconds=90),
    Situation("guesses", "absent names of a zone whose servers limit denials", GUESSES + FEW, HEALTHY, exits(0, 1), seconds=90),
    Situation("hosted", "a hosting company's customers, half of them on servers that are gone", HOSTED_WEBS + LOST_WEBS,
              pick("oficina", "telered", "libre-uno", "libre-dos"), exits(1), seconds=120, follow_ups=0.5),
    Situation("internal", "a zone that one resolver knows, declared", INTERN + FEW, pick("sede", "telered", "libre-uno", "libre-dos"), exits(0), zones=INTERNAL),
    Situation("internal-down", "the same, and its servers are gone", INTERN_DOWN + FEW, pick("sede-rota", "telered", "libre-uno", "libre-dos"), exits(0, 1),
              zones=INTERNAL, seconds=90),
    Situation("moved", "a zone moved, and two resolvers still go where it was", MOVED + FEW, of.WITNESSES + pick("oficina", "telered", "libre-dos", "libre-tres"),
              exits(0, 1), network=move, seconds=90),
    Situation("country-dark", "a country's registry falls silent", EBB + EBB_DOWN + FEW, HEALTHY, exits(1), network=country_goes_dark, seconds=90),

    Situation("corporate", "port 53 is open to the office's resolvers only: as it should be", FEW + SOME_ABSENT, pick("oficina", "sucursal", "planta"),
              exits(0), QUIET_BLOCK, vantage=office_only, seconds=60,
              proof=(Look(*WEB, "NOERROR", server=OFFICE), Look(*WEB, "TIMEOUT", server=FREE), Look(".", "NS", "TIMEOUT", ("norec",), "193.3.0.4"))),
    Situation("corporate-bad", "the same, with zones that are broken", FEW + BLIND_BAD + SOME_ABSENT, pick("oficina", "sucursal", "planta"), exits(1),
              OK.or_else(truth("info|degraded|failure", "local", "egress_port53_blocked")), vantage=office_only, seconds=90),
    Situation("prohibited", "everything that leaves is rejected", FEW, HEALTHY, exits(9), SITE_DOWN, vantage=reject_all, truth=SITE_DOWN, cell_truth=SITE_DOWN,
              record_truth=SITE_DOWN.or_else(row("resolver_timeout|resolver_port_unreachable|ok")), seconds=45,
              proof=(Look(*WEB, "UNREACHABLE", server=OFFICE),)),
    Situation("strangers-tcp", "TCP to strangers is dropped", named("www.correo.zz", "www.tienda.com.zz", "gordo.cdn.cloud", "gordo.uni.edu.zz"),
              [r for r in HEALTHY if ":" not in r.address], exits(0, 1),
              OK.or_else(truth("failure|degraded|info", "local", "egress_tcp53_blocked|egress_port53_blocked")), vantage=tcp_to_strangers_closed,
              truth=OK.or_else(local("egress_tcp53_blocked", FAILS)),
              cell_truth=OK.or_else(local("egress_tcp53_blocked")),
              record_truth=OK.or_else(local("egress_tcp53_blocked", "failure|degraded|info")), seconds=60),
    Situation("lying", "the provider takes all of port 53 to a resolver of its own that lies", FEW + TOLD, [r for r in HEALTHY if ":" not in r.address],
              exits(0, 1), truth("degraded|failure|info", "local", "dns_interception"), vantage=lying_portal,
              record_truth=OK.or_else(local("dns_interception|resolver_nxdomain_rewrite", FAILS + "|info")).or_else(upstream("resolver_nxdomain_rewrite", FAILS)),
              cell_truth=OK.or_else(local("dns_interception|resolver_nxdomain_rewrite")).or_else(
                  upstream("resolver_nxdomain_rewrite")).or_else(negative("name_does_not_exist|domain_not_registered|no_data"))),
    Situation("loss-10", "the link loses a tenth, both ways", FEW + SOME_ABSENT + SOME_BAD, HEALTHY, exits(0, 1),
              OK.or_else(truth("degraded|failure|info", "local", "local_packet_loss")), vantage=losing(10, 10), seconds=150, chance=True,
              record_truth=OK.or_else(local("local_packet_loss", "degraded|failure"))),
    Situation("loss-40", "the link loses forty of a hundred that come in", FEW + SOME_ABSENT + SOME_BAD[:4], HEALTHY, exits(0, 1),
              truth("degraded|failure", "local", "local_packet_loss"), vantage=losing(0, 40), seconds=240, chance=True,
              record_truth=OK.or_else(local("local_packet_loss", "degraded|failure")),
              excuse=local("local_packet_loss").or_else(truth("degraded", "undetermined", "own_loss|budget|contradiction"))),
    Situation("thin", "a thin line with a deep buffer", FEW + SOME_ABSENT + FLOOD[:40], HEALTHY, exits(0),
              OK.or_else(truth("info|degraded", "local", "local_packet_loss")), vantage=thin_line, seconds=120),
    Situation("no-six", "a host without IPv6 that is given resolvers that have nothing else", FEW + SOME_ABSENT, [without_six(r) for r in HEALTHY], exits(0, 1),
              OK.or_else(truth("degraded|info|failure", "local", "local_network_down")), vantage=no_six, seconds=60),
]
