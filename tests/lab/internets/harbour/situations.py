# SPDX-License-Identifier: MIT
"""The sweeps: which names at which resolvers, and what is wrong at the site or in the network."""

import dataclasses
import signal
import time

import net
import wire
from faults import drop_edns, drop_tcp, losing
from model import OK, Question, Situation, authoritative, exits, fine, local, row, truth, upstream

from . import resolvers as of
from .questions import BROKEN, GOOD, NEGATIVE, QUESTIONS, dead
from .zones import FLEETS


def pick(*ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS}
    return [by_id[wanted] for wanted in ids]


def named(questions, *names):
    return [question for question in questions if question.name in names]


COUNTED = [resolver for resolver in of.RESOLVERS if resolver.milestone]
HEALTHY = [resolver for resolver in COUNTED if resolver.healthy and resolver.cells is None and resolver.id != "stripper"]
FEW = named(GOOD, "www.harbor.north", "www.isle.north", "www.quay.south", "ship.co.north", "www.dock.south", "harbor.north")
SOME_BAD = named(BROKEN, "www.sleep.south", "www.lame.co.north", "www.stuck.south", "www.gone.south",
                 "www.overdue.co.north", "www.strangeds.co.north", "www.shops.west", "www.nowhere.north")
ABSENT = [question for question in NEGATIVE if "cname_dangling" not in question.truth.cause]
SOME_ABSENT = named(NEGATIVE, "nope.harbor.north", "www.unknown.south", "old.dock.south")
# By a wrong clock no date can be judged.
UNDATED = [dataclasses.replace(question, truth=authoritative("dnssec_signature_expired|dnssec_bogus", "failure|degraded"))
           if question.name == "www.overdue.co.north" else question for question in SOME_BAD]
# Where the zone's servers cannot be asked, only this much can be told of them.
GUESS = "auth_timeout|auth_servfail|auth_lame|auth_port_unreachable"
BLIND_BAD = [dataclasses.replace(question, truth=authoritative(GUESS)) if "auth_" in "".join(question.truth.cause) else question
             for question in SOME_BAD if question.name != "www.nowhere.north"]
SITE_DOWN = local("local_network_down")
STRANDED = upstream("forwarder_unreachable|recursion_path_broken")
WEB = of.WEB


# --- what is wrong at the site ---


def no_route(_lab, vantage):
    net.run("ip", "-n", vantage.namespace, "route", "del", "default")
    net.run("ip", "-n", vantage.namespace, "-6", "route", "del", "default")


def forbid_port(_lab, vantage):
    """The host's own firewall drops what goes to port 53: sends fail with EPERM."""
    net.filter_host(vantage, "type filter hook output priority 0; th dport 53 drop;")


def reject_port(_lab, vantage):
    """The host's own firewall rejects it: port unreachable, from nobody."""
    net.filter_host(vantage, "type filter hook output priority 0; th dport 53 reject;")


def reject_foreign(_lab, vantage):
    """The site's firewall lets its own resolvers and the provider's through, and rejects the rest."""
    net.filter_uplink(vantage, "ip daddr { 10.20.0.0/16, 10.30.0.0/16 } accept; ip6 daddr fd00:20::/32 accept; "
                      "meta nfproto ipv4 th dport 53 drop; meta nfproto ipv6 th dport 53 drop;")


def drop_large(_lab, vantage):
    """Replies above 600 octets are lost on the way back, as fragments often are."""
    net.filter_downlink(vantage, "udp sport 53 udp length > 608 drop;")


def intercept(_lab, vantage):
    net.redirect_uplink(vantage, "10.30.1.53", "th dport 53")


def show_portal(_lab, vantage):
    net.redirect_uplink(vantage, of.PORTAL.address, "th dport 53")


def only_six(_lab, vantage):
    net.run("ip", "-n", vantage.namespace, "-4", "route", "del", "default")


def cut_roots(lab, vantage):
    own = [entry.address for entry in lab.zones[0].ns]
    net.filter_uplink(vantage, "; ".join(f"{'ip6' if ':' in a else 'ip'} daddr {a} drop" for a in own) + ";")


# --- what happens in the network ---


def cut_resolvers(lab):
    """The ways from three resolvers to the roots."""
    for resolver in of.CUT_OFF:
        place4, place6 = lab.place_of_resolver(resolver, lab.everybody.index(resolver))
        for entry in lab.zones[0].ns:
            six = ":" in entry.address
            net.fill_set("broken_path6" if six else "broken_path", f"{place6 if six else place4} . {entry.address}")


EBB = [fine("www.pilot.ebb", direct=""), fine("post.pilot.ebb", direct="")]
EBB_DOWN = [Question("www.tide.ebb", "A", upstream("tld_unreachable"), seen="FAIL"),
            Question("api.tide.ebb", "A", upstream("tld_unreachable"), seen="FAIL")]


def take_ebb_down(lab):
    lab.warm(EBB, HEALTHY)
    for entry in lab.zone("ebb").ns:
        net.fill_set("silent4", entry.address)


MOVED = [
    Question("www.moved.south", "A", local("resolver_stale_cache", "degraded|info"), cells={
        "keeper": local("resolver_stale_cache", "degraded|info"),
        "hoarder": upstream("resolver_stale_cache", "degraded|info")}),
    Question("new.moved.south", "A", local("resolver_stale_negative_cache", "degraded|info"), cells={
        "hoarder": upstream("resolver_stale_negative_cache", "degraded|info")}),
    fine("post.moved.south", direct=""),
]


def move(lab):
    """Keepers learn a zone; then its owner changes an address and adds a name."""
    lab.warm(named(MOVED, "www.moved.south", "post.moved.south"), of.KEEPERS)
    wire.ask([wire.Query(keeper.address, "new.moved.south", timeout=3.0) for keeper in of.KEEPERS])
    path = lab.builder.path(lab.zone("moved.south"))
    text = path.read_text().replace(" 2026110101 ", " 2026112801 ", 1).replace("www A 44.16.11.80", "www A 44.16.11.180")
    path.write_text(text + "new A 44.16.11.77\n")
    server = next(server for server in lab.authorities if server.name == "gamma")
    server.process.send_signal(signal.SIGHUP)
    query = wire.Query(lab.zone("moved.south").ns[0].address, "new.moved.south", rd=False)
    for _ in range(100):
        if wire.ask([query])[0].status == "NOERROR":
            return
        time.sleep(0.05)
    raise RuntimeError("moved.south does not move")


# --- large inventories ---


def fleet(zone, count):
    return [f"host{number:03}.{zone.name}" for number in range(count)]


SOUND_HOSTS = [fine(name, direct="") for zone in FLEETS[:4] for name in fleet(zone, 250)]
BAD_CAUSES = ["auth_timeout", "auth_lame", "dnssec_signature_expired", "auth_servfail"]
BAD_HOSTS = [dead(name, cause, "") if not cause.startswith("dnssec") else dead(name, cause, "", seen="SERVFAIL")
             for zone, cause in zip(FLEETS[4:], BAD_CAUSES) for name in fleet(zone, 125)]
FOUR = pick("hq", "isp-two", "pub-one", "isp-one")

SPLIT = truth("info|ok", "none", "split_horizon|ok")
INSIDE_NAMES = [Question("app.corp.harbor.north", "A", SPLIT), Question("db.corp.harbor.north", "A", SPLIT)]

SITUATIONS = [
    Situation("plain", "every name at every resolver", [q for q in QUESTIONS if q.milestone], COUNTED, exits(1), seconds=120),
    Situation("healthy", "good names at healthy resolvers: nothing may be found", GOOD + ABSENT, HEALTHY, exits(0)),
    Situation("broken", "broken names at healthy resolvers, slowly too", [q for q in BROKEN if q.milestone] + FEW, HEALTHY,
              exits(1), speeds=(100,), seconds=120),
    Situation("lone", "a site with one resolver", FEW + SOME_BAD + SOME_ABSENT, pick("hq"), exits(1), seconds=90),
    Situation("lone-forwarder", "a site whose one resolver forwards", FEW + SOME_BAD + SOME_ABSENT, pick("router"), exits(1),
              seconds=90),
    Situation("locals", "a site that asks its own resolvers only", FEW + SOME_BAD + SOME_ABSENT,
              pick("hq", "lab-kresd", "branch", "kiosk"), exits(1), seconds=90),
    Situation("chain-down", "three forwarders in a row, the last one dead", FEW + SOME_ABSENT,
              of.CHAIN + pick("pub-one", "isp-one"), exits(1)),
    Situation("stranded", "every resolver of the site has lost its forwarder", FEW, pick("fwd-dead", "fwd-kresd", "expelled"),
              exits(1, 9), truth=STRANDED, cell_truth=STRANDED, record_truth=STRANDED),
    Situation("subnet", "all resolvers in one subnet", FEW + SOME_BAD + SOME_ABSENT, of.SUBNET, exits(1), seconds=90),
    Situation("six-only", "a host without IPv4", FEW + named(SOME_BAD, "www.overdue.co.north", "www.strangeds.co.north"),
              of.SIX_ONLY + pick("pub-six"), exits(1), vantage=only_six),
    Situation("inside", "a zone that only the site's resolver knows, not declared", FEW + INSIDE_NAMES,
              of.INSIDE + pick("isp-one", "pub-one", "pub-six"), exits(0)),
    Situation("inside-declared", "the same, declared", FEW + INSIDE_NAMES, of.INSIDE + pick("isp-one", "pub-one", "pub-six"),
              exits(0), zones=({"name": "corp.harbor.north", "internal": True},)),
    Situation("moved", "caches hold what has changed", MOVED + FEW, of.KEEPERS + pick("pub-one", "pub-lax", "isp-two"),
              exits(0, 1), network=move),
    Situation("delegated-once", "a zone declared with its servers, which the parent has forgotten",
              [Question("www.unlisted.south", "A", upstream("delegation_missing", "failure|degraded|negative"))] + FEW,
              pick("hq", "isp-one", "pub-one"), exits(0, 1),
              zones=({"name": "unlisted.south", "ns": ["ns1.harbor.north", "ns2.isle.north"]},)),
    Situation("half-broken", "a thousand names, half of them broken", SOUND_HOSTS[::2] + BAD_HOSTS, FOUR, exits(1),
              follow_ups=0.25, seconds=120),
    Situation("few-broken", "a thousand names, ten of them broken", SOUND_HOSTS + [
        dead(f"host{n:03}.{zone.name}", cause, "") for zone, cause in zip(FLEETS[4:], BAD_CAUSES) for n in (2, 3, 5)[:3 if cause == "auth_lame" else 2]], FOUR,
              exits(1), follow_ups=0.02, seconds=90),
    Situation("no-route", "the host has no route to anywhere", FEW, HEALTHY, exits(9), SITE_DOWN, vantage=no_route,
              truth=SITE_DOWN, cell_truth=SITE_DOWN, record_truth=SITE_DOWN.or_else(row("resolver_timeout|ok")), seconds=30),
    Situation("port-forbidden", "the host's own filter drops its queries", FEW, HEALTHY, exits(9), SITE_DOWN,
              vantage=forbid_port, truth=SITE_DOWN, cell_truth=SITE_DOWN, seconds=30,
              record_truth=SITE_DOWN.or_else(row("resolver_timeout|ok"))),
    Situation("port-rejected", "the host's own filter rejects its queries", FEW, HEALTHY, exits(9), SITE_DOWN,
              vantage=reject_port, truth=SITE_DOWN, cell_truth=SITE_DOWN, seconds=30,
              record_truth=SITE_DOWN.or_else(row("resolver_timeout|ok"))),
    Situation("foreign-blocked", "only the site's and the provider's resolvers can be asked",
              FEW + BLIND_BAD, HEALTHY, exits(1),
              truth("failure|degraded|info", "local", "egress_port53_blocked"), vantage=reject_foreign, seconds=90,
              excuse=local("egress_port53_blocked", "failure|degraded|info"),
              record_truth=OK.or_else(local("egress_port53_blocked", "failure|degraded|info"))),
    Situation("tcp-blocked", "TCP to port 53 is dropped", FEW, HEALTHY, exits(0, 1),
              truth("failure|degraded", "local", "egress_tcp53_blocked"), vantage=drop_tcp,
              record_truth=OK.or_else(local("egress_tcp53_blocked", "degraded|failure"))),
    Situation("edns-dropped", "the path drops EDNS", FEW, HEALTHY, exits(1), local("path_drops_edns"), vantage=drop_edns,
              truth=local("path_drops_edns"), cell_truth=local("path_drops_edns"),
              record_truth=OK.or_else(local("path_drops_edns"))),
    Situation("large-dropped", "large replies get lost", FEW + SOME_BAD + SOME_ABSENT, HEALTHY, exits(1), vantage=drop_large,
              seconds=90),
    Situation("lossy", "the link loses three of ten datagrams", FEW + SOME_ABSENT + SOME_BAD, HEALTHY, exits(0, 1),
              truth("degraded|failure", "local", "local_packet_loss"), vantage=losing(30), seconds=240, chance=True,
              record_truth=OK.or_else(local("local_packet_loss", "degraded|failure"))),
    Situation("intercepted", "one resolver answers for everybody, local ones included", FEW, HEALTHY, exits(0, 1),
              truth("degraded|failure|info", "local", "dns_interception"), vantage=intercept, truth=OK,
              record_truth=OK.or_else(local("dns_interception", "degraded|failure|info")),
              cell_truth=OK.or_else(local("dns_interception", "degraded|failure|info"))),
    Situation("captive", "a portal answers everything", FEW, [r for r in HEALTHY if ":" not in r.address], exits(0, 1, 9),
              truth("degraded|failure", "local", "dns_interception|resolver_captive_portal"), vantage=show_portal,
              truth=truth("failure|degraded", "local", "dns_interception|resolver_captive_portal"),
              record_truth=truth("failure|degraded", "local|upstream", "dns_interception|resolver_captive_portal"),
              cell_truth=truth("failure|degraded", "local|upstream", "dns_interception|resolver_captive_portal")),
    Situation("roots-cut", "nobody reaches a root", FEW, of.CUT_OFF, exits(1, 9),
              upstream("root_unreachable", "failure|degraded"), network=cut_resolvers, vantage=cut_roots,
              truth=upstream("root_unreachable|recursion_path_broken|forwarder_unreachable"),
              cell_truth=upstream("root_unreachable|recursion_path_broken|forwarder_unreachable"),
              record_truth=upstream("root_unreachable|recursion_path_broken|forwarder_unreachable", "failure|degraded")),
    Situation("ebb-down", "a TLD falls silent", EBB + EBB_DOWN + FEW, HEALTHY, exits(1), network=take_ebb_down, seconds=90),
    Situation("clock-behind", "this host's clock is two years behind", FEW + UNDATED + SOME_ABSENT, HEALTHY, exits(1),
              OK.or_else(local("dnssec_bogus", "info|degraded")), under=("faketime", "-f", "-2y"), seconds=90),
]
