# SPDX-License-Identifier: MIT
"""The sweeps of the third internet."""

import dataclasses
import time

import net
import wire
from faults import cut_link, lose_six, losing, no_six
from model import OK, Look, Question, Situation, authoritative, dead, exits, fine, local, negative, row, truth

from . import resolvers as of
from .questions import BROKEN, DNSSEC, GOOD, HALVES, NEGATIVE, NEITHER, ODD, QUESTIONS
from .zones import FLEET


def pick(*ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS}
    return [by_id[wanted] for wanted in ids]


def named(questions, *names):
    return [question for question in questions if question.name in names]


HEALTHY = [resolver for resolver in of.RESOLVERS if resolver.healthy and resolver.cells is None]
FEW = named(GOOD, "www.bakery.skerry", "www.florist.fjord", "www.school.gov.fjord", "www.town.fjord", "www.isle.skerry", "www.lot.fjord")
NEEDS_TCP = Question("big.school.gov.fjord", "TXT", local("egress_tcp53_blocked", "failure|degraded"), seen="TRUNCATED")
SOME_ABSENT = named(NEGATIVE, "nope.florist.fjord", "www.vacant.skerry", "v6.town.fjord")
SOME_BAD = named(NEITHER + BROKEN + DNSSEC, "www.refuses-fails.skerry", "www.sunk.gov.fjord", "www.wreck.skerry", "www.overripe.fjord",
                 "www.rolled.fjord", "www.drydock.fjord", "www.rock.skerry", "www.shops.mist")
LATER = [dataclasses.replace(question, truth=authoritative("dnssec_signature_expired|dnssec_bogus", "failure|degraded"))
         if question.name == "www.overripe.fjord" else question for question in SOME_BAD]
# Where the zone's servers cannot be asked, only this much can be told of them.
GUESS = "auth_timeout|auth_servfail|auth_lame|auth_port_unreachable"
BLIND_BAD = [dataclasses.replace(question, truth=authoritative(GUESS)) for question in SOME_BAD
             if question.name in ("www.refuses-fails.skerry", "www.wreck.skerry", "www.drydock.fjord", "www.sunk.gov.fjord")]
# Half of the ring lies where only IPv6 leads.
UNSEEN = [dataclasses.replace(question, truth=question.truth.or_else(truth("failure", "undetermined", "budget|contradiction")))
          if question.name == "www.rock.skerry" else question for question in SOME_BAD]
SITE_DOWN = local("local_network_down")
WEB = of.WEB
TOWNHALL, OPEN = "192.168.7.53", "185.1.1.53"
INNER = "ip daddr { 192.168.0.0/16, 100.64.0.0/10 } accept; ip6 daddr { fd7a:7::/32, fd7a:8::/32, fd7a:64::/32, 2001:db8:ca::/48 } accept; "


# --- at the site ---


def drop_foreign(_lab, vantage):
    net.filter_uplink(vantage, INNER + "th dport 53 drop;")


def refuse_foreign(_lab, vantage):
    """A firewall that says no, by ICMP."""
    net.filter_uplink(vantage, INNER + "meta nfproto ipv4 th dport 53 reject with icmp type admin-prohibited; "
                      "meta nfproto ipv6 th dport 53 reject with icmpv6 type admin-prohibited;", "input")


def reset_tcp(_lab, vantage):
    net.filter_host(vantage, "type filter hook output priority 0; tcp dport 53 reject with tcp reset;")


def drop_port(_lab, vantage):
    net.filter_uplink(vantage, "th dport 53 drop;")


def intercept(_lab, vantage):
    net.redirect_uplink(vantage, "185.1.1.53", "th dport 53")


# --- in the network ---

KEPT = [fine("www.cached.heath", direct=""), fine("mail.cached.heath", direct="")]
GONE = [dataclasses.replace(question, truth=authoritative("auth_timeout", "failure|degraded")) for question in KEPT]


def forget(lab):
    """A larder fills; then the zone's servers fall silent, and everybody's time runs out."""
    lab.warm(KEPT, of.KEEPER)
    for entry in lab.zone("cached.heath").ns:
        net.fill_set("silent4", entry.address)
    time.sleep(2.5)
    wire.ask([wire.Query(of.KEEPER[0].address, question.name) for question in KEPT])


FLOOD = [fine(f"n{number:02}.flood.heath", direct="") for number in range(100)]
SPLIT = truth("info|ok", "none", "split_horizon|ok")
INTERN = [Question("wiki.intern.town.fjord", "A", SPLIT), Question("git.intern.town.fjord", "A", SPLIT),
          Question("www.shop.heath", "A", SPLIT)]


def units(zone, count):
    return [f"unit{number:03}.{zone.name}" for number in range(count)]


SOUND_UNITS = [fine(name, direct="") for zone in FLEET[:3] for name in units(zone, 200)]
SOLD_UNITS = [dead(name, "auth_lame") for zone in FLEET[3:6] for name in units(zone, 150)]
FOUR = pick("townhall", "cable", "open-two", "open-one")
SIX = {resolver.id for resolver in of.RESOLVERS if ":" in resolver.address}


def without_six(resolver):
    """A copy of it as it looks where IPv6 leads nowhere."""
    if ":" not in resolver.address:
        return resolver
    return dataclasses.replace(resolver, row=local("local_network_down|resolver_timeout|egress_port53_blocked", "failure|degraded"), record=None)


EVERYBODY = exits(1)

SITUATIONS = [
    Situation("plain", "every name at every resolver", [of.of_some(q) for q in QUESTIONS if q.milestone], of.RESOLVERS, EVERYBODY, seconds=120),
    Situation("healthy", "good names at healthy resolvers: nothing may be found", GOOD + [q for q in NEGATIVE if "cname_dangling" not in q.truth.cause
              and "tld_does_not_exist" not in q.truth.cause], HEALTHY, exits(0)),
    Situation("broken", "broken names at healthy resolvers, slowly too", HALVES + NEITHER + BROKEN + DNSSEC + ODD + FEW, HEALTHY,
              EVERYBODY, speeds=(100,), seconds=120),
    Situation("lone", "a site with one forwarder", FEW + SOME_BAD + SOME_ABSENT, pick("library"), EVERYBODY, seconds=90),
    Situation("lone-six", "a site with one resolver, over IPv6", FEW + SOME_BAD + SOME_ABSENT, pick("harbourmaster"), EVERYBODY, seconds=90),
    Situation("throttled", "limits by refusal and by drop, and a lossy way: which is which", FLOOD + FEW,
              of.THROTTLES + pick("townhall", "open-two", "cable"), exits(0, 1), seconds=90),
    Situation("larder", "one resolver lives on what it had", GONE + FEW, of.KEEPER + pick("townhall", "open-two", "cable", "open-one"),
              exits(0, 1), network=forget, seconds=90),
    Situation("bastion", "a zone that one resolver knows", INTERN + FEW, of.BASTION + pick("cable", "open-one", "open-two"), exits(0)),
    Situation("sold", "a thousand names, half of them at a company that no longer serves them", SOUND_UNITS + SOLD_UNITS, FOUR, EVERYBODY,
              follow_ups=0.25, seconds=90),
    Situation("link-down", "the link of the site is down", FEW, HEALTHY, exits(9), SITE_DOWN, vantage=cut_link, truth=SITE_DOWN,
              cell_truth=SITE_DOWN, record_truth=SITE_DOWN.or_else(row("resolver_timeout|ok")), seconds=30,
              proof=(Look(*WEB, "ERROR|UNREACHABLE", server=TOWNHALL),)),
    Situation("port-dropped", "nothing to port 53 leaves the site", FEW, HEALTHY, exits(9), SITE_DOWN, vantage=drop_port, truth=SITE_DOWN,
              cell_truth=SITE_DOWN, record_truth=SITE_DOWN.or_else(row("resolver_timeout|ok")), seconds=45,
              proof=(Look(*WEB, "TIMEOUT", server=TOWNHALL), Look(*WEB, "TIMEOUT", server=OPEN))),
    Situation("foreign-dropped", "only the site's and the provider's resolvers can be asked: silence", FEW + BLIND_BAD, HEALTHY, EVERYBODY,
              truth("failure|degraded|info", "local", "egress_port53_blocked"), vantage=drop_foreign, seconds=90,
              excuse=local("egress_port53_blocked", "failure|degraded|info"),
              record_truth=OK.or_else(local("egress_port53_blocked", "failure|degraded|info")),
              proof=(Look(*WEB, "NOERROR", server=TOWNHALL), Look(*WEB, "TIMEOUT", server=OPEN))),
    Situation("foreign-refused", "the same, and the firewall says so", FEW + BLIND_BAD, HEALTHY, EVERYBODY,
              truth("failure|degraded|info", "local", "egress_port53_blocked"), vantage=refuse_foreign, seconds=90,
              excuse=local("egress_port53_blocked", "failure|degraded|info"),
              record_truth=OK.or_else(local("egress_port53_blocked", "failure|degraded|info")),
              proof=(Look(*WEB, "NOERROR", server=TOWNHALL), Look(*WEB, "UNREACHABLE|TIMEOUT", server=OPEN))),
    Situation("tcp-reset", "the host's own filter resets TCP to port 53", FEW + [NEEDS_TCP], HEALTHY, exits(0, 1),
              truth("failure|degraded", "local", "egress_tcp53_blocked"), vantage=reset_tcp,
              record_truth=OK.or_else(local("egress_tcp53_blocked", "degraded|failure")),
              proof=(Look(*WEB, "NOERROR", server=TOWNHALL), Look(*WEB, "UNREACHABLE", ("tcp",), TOWNHALL))),
    Situation("intercepted", "one resolver answers whatever is asked over IPv4", FEW + SOME_ABSENT, [r for r in HEALTHY if ":" not in r.address],
              exits(0, 1), truth("degraded|failure|info", "local", "dns_interception"), vantage=intercept,
              record_truth=OK.or_else(local("dns_interception", "degraded|failure|info")),
              cell_truth=OK.or_else(local("dns_interception", "degraded|failure|info")).or_else(negative("name_does_not_exist|domain_not_registered|no_data")),
              proof=(Look("www.bakery.skerry", "A", "REFUSED +ra", ("norec",), "192.0.2.4"),)),
    Situation("lossy", "the link loses some thirty of a hundred datagrams, both ways", FEW + SOME_ABSENT + SOME_BAD, HEALTHY, exits(0, 1),
              truth("degraded|failure", "local", "local_packet_loss"), vantage=losing(15, 18), seconds=240, chance=True,
              record_truth=OK.or_else(local("local_packet_loss", "degraded|failure"))),
    Situation("no-six", "a host without IPv6: the program knows it before it asks", FEW + UNSEEN, [r for r in HEALTHY if ":" not in r.address],
              EVERYBODY, OK, vantage=no_six, seconds=90, proof=(Look(*WEB, "NOERROR", server=TOWNHALL),)),
    Situation("six-lost", "what leaves over IPv6 is never seen again", FEW + SOME_ABSENT, [without_six(r) for r in HEALTHY], exits(0, 1),
              OK.or_else(truth("degraded|info|failure", "local", "local_network_down|egress_port53_blocked")), vantage=lose_six, seconds=90,
              proof=(Look(*WEB, "NOERROR", server=TOWNHALL), Look(*WEB, "TIMEOUT", server="fd7a:8::53"))),
    Situation("clock-ahead", "this host's clock is twenty years ahead", FEW + LATER + SOME_ABSENT, HEALTHY, EVERYBODY,
              OK.or_else(local("dnssec_bogus", "info|degraded")), under=("faketime", "-f", "+20y"), seconds=90),
]
