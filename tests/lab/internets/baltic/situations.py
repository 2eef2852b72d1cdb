# SPDX-License-Identifier: MIT
"""The sweeps of the sixth internet."""

import dataclasses

import net
from faults import drop_all, falls, lose_six, losing
from model import FAILS, OK, Look, Question, Situation, authoritative, bogus, dead, exits, fine, local, maybe, negative, truth, upstream

from . import resolvers as of
from .questions import BROKEN, DNSSEC, GOOD, NEGATIVE, ONE_SIDED, PARTLY, QUESTIONS
from .zones import CAREFUL, CLIENTS


def pick(*ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
    return [by_id[wanted] for wanted in ids]


def named(*names):
    return [next(question for question in QUESTIONS if question.name == name) for name in names]


HEALTHY = of.HEALTHY
WEB = of.WEB
FEW = named("www.pood.ee", "www.ajaleht.lv", "www.sadam.balt", "www.ulikool.ee", "www.kroon.ee", "c1.pood.ee")
SOME_ABSENT = named("nope.pood.ee", "www.vabanimi.balt", "neli.pood.ee")
SOME_BAD = named("www.koduleht.lv", "www.kaks6.lv", "www.enneaeg.lv", "www.mets.ee", "www.aegunud.lv", "www.ip-ns.lv", "www.klient00.ee")
FLOOD = [fine(f"n{number:02}.apps.sadam.balt", direct="") for number in range(40)]
LOST_HERE = OK.or_else(local("local_packet_loss", FAILS + "|info"))
# What the loss may make of a name of which too little came back.
HURT = truth("degraded|info", "local", "local_packet_loss").or_else(truth("degraded|info", "undetermined", "own_loss"))
SPOILT = local("local_packet_loss").or_else(truth("degraded", "undetermined", "own_loss|budget|contradiction"))
# Where the zone's servers cannot be asked, only this much can be told of them.
UNSEEN = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable").or_else(truth(FAILS, "undetermined", "contradiction|budget"))


# --- at the site ---


def take_datagrams(_lab, vantage):
    """A provider takes what is sent over UDP and IPv4 to strangers to a good resolver of its own. TCP and IPv6 it leaves alone."""
    net.redirect_uplink(vantage, "84.20.1.53", "ip daddr != { 10.33.0.0/16, 84.20.0.0/16 } udp dport 53")


def few_flows(_lab, vantage):
    """A firewall that lets so many new flows a second through, whoever they are to."""
    net.filter_uplink(vantage, "udp dport 53 limit rate over 40/second burst 30 packets drop;")


def mend(_lab, vantage):
    net.open_uplink(vantage)


# --- in the network, while it is asked ---


def fog_lifts(_lab, _vantage):
    net.empty_set("flapping4")


SEA = [maybe(f"www.meri{n:02}.sea", upstream("tld_unreachable", FAILS)) for n in range(24)]
LAKE = [maybe(f"www.jarv{n:02}.lake", upstream("tld_unreachable", FAILS)) for n in range(10)]
OWN = [maybe(f"n{n:02}.apps.ripp.lv", authoritative("auth_timeout", FAILS)) for n in range(24)]
DEAD_FLEET = [dead(f"n{n:02}.apps.koduleht.lv", "auth_timeout") for n in range(10)]
SWAMP = [Question(f"www.soo{n:02}.swamp", "A", upstream("tld_unreachable"), seen="FAIL") for n in range(10)]
OWN_BARRED = [of.of_some(fine(f"n{n:02}.apps.embargo.lv", direct="")) for n in range(12)]
HARD = named("www.pood.ee", "nope.pood.ee", "www.rasv.ee", "paks.paks.lv", "l1.ajaleht.lv", "www.puu.mets.ee", "www.enneaeg.lv", "nope.uhekordne.ee",
             "www.kaks6.lv", "www.hall.lv", "www.klient00.ee", "www.kahe0.ee", "www.nelik.lv", "www.eksinud.lv", "www.teisik.ee", "www.kolinud.ee")
# What is over when it is looked into: the TLD, or nothing that can be named. Not the zone, and no resolver.
OVER = upstream("tld_unreachable", FAILS).or_else(truth(FAILS, "undetermined", "contradiction|own_loss|budget"))
FOG = [maybe(f"www.udu{n:02}.fog", OVER) for n in range(16)]
FLAPPING = tuple((start + shift, event) for start in range(1, 40, 5) for shift, event in ((0.5, falls("fog", "flapping4")), (3.5, fog_lifts)))

HOSTED = [dead(f"www.{zone.name}", "auth_servfail|auth_timeout") for zone in CLIENTS]
SPREAD = [maybe(f"www.{zone.name}", authoritative("auth_servfail|auth_timeout|" + PARTLY, "degraded")) for zone in CAREFUL]
UNDER_FIRE = [maybe(f"a{n:02}.apps.rynnak.lv", authoritative("auth_packet_loss|auth_partial_outage|auth_timeout", FAILS)) for n in range(16)]


def small(name, about, questions, resolvers, status, **more):
    return Situation(name, about, questions, pick(*resolvers), exits(*status), seconds=60, **more)


def believed(question, what):
    return [dataclasses.replace(question, truth=what, cells={})]


def hurt(questions):
    return [dataclasses.replace(question, truth=question.truth.or_else(HURT)) for question in questions]


BARRED = upstream("resolver_auth_path_broken", FAILS)
LIED = upstream("resolver_blocklist|resolver_captive_portal|resolver_nxdomain_rewrite", FAILS + "|info")
STRIPPED = local("resolver_dnssec_broken", FAILS)
# Or asked over TCP, and answered.
ASTRAY = OK.or_else(upstream("resolver_timeout|resolver_packet_loss|resolver_port_unreachable", FAILS))

SITUATIONS = [
    Situation("plain", "every name at every resolver", [of.of_some(question) for question in QUESTIONS], of.RESOLVERS, exits(1), seconds=200),
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + ONE_SIDED + NEGATIVE, HEALTHY, exits(0),
              seconds=90),
    Situation("broken", "broken names at healthy resolvers", BROKEN + DNSSEC + FEW,
              pick("kontor", "sild", "baltik", "laine", "merinet", "quad", "avatud"), exits(1), seconds=150),
    Situation("sea-sinks", "a TLD falls silent half way through", SEA + FEW, pick("kontor", "baltik", "laine", "quad", "pilv"), exits(0, 1),
              during=((1.8, falls("sea")),), options=("-Q", "40"), seconds=250, chance=True),
    Situation("lake-dries", "the same, of a TLD of few among many", LAKE + FLOOD[:24] + FEW, pick("kontor", "baltik", "merinet", "quad", "pilv"),
              exits(0, 1),
              during=((1.8, falls("lake")),), options=("-Q", "40"), seconds=245, chance=True),
    Situation("fog", "a TLD comes and goes", FOG + FEW, pick("kontor", "baltik", "merinet", "quad", "pilv"), exits(0, 1), during=FLAPPING,
              options=("-Q", "30"),
              seconds=240, chance=True),
    Situation("own-sinks", "all of a fleet lies in one zone, which falls silent half way through", OWN,
              pick("kontor", "baltik", "merinet", "quad", "pilv"), exits(0, 1),
              during=((1.5, falls("ripp.lv")),), options=("-Q", "40"), seconds=230, chance=True),
    Situation("own-dead", "all of a fleet lies in one dead zone", DEAD_FLEET, pick("kontor", "baltik", "laine", "quad"), exits(1), seconds=90),
    Situation("swamp", "all of a fleet lies in one dead TLD", SWAMP, pick("kontor", "baltik", "laine", "quad"), exits(1), seconds=90),
    Situation("own-bogus", "all of a fleet lies in one bogus zone", [bogus(f"n{n:02}.apps.mets.ee", "dnssec_ds_mismatch") for n in range(10)],
              pick("kontor", "laine"),
              exits(1), seconds=60),
    Situation("own-barred", "all of a fleet lies in one zone, whose servers refuse one provider", OWN_BARRED, pick("piiratud", "baltik", "quad"),
              exits(0, 1), seconds=60),
    Situation("lone-fire", "a site with one resolver, and sixty of a hundred datagrams to the servers are lost", UNDER_FIRE, pick("laine"),
              exits(0, 1), seconds=90, chance=True),
    Situation("lone-swamp", "a site with one resolver, and all its names in one dead TLD", SWAMP, pick("laine"), exits(1), seconds=60),
    Situation("lone", "a site with one resolver", HARD, pick("kontor"), exits(1), seconds=100),
    Situation("lone-bind", "the same, with another", [q for q in HARD if "teisik" not in q.name], pick("merinet"), exits(1), seconds=100),
    Situation("hoster", "a hosting company is down: one server silent, the other without its data", HOSTED + SPREAD + FEW,
              pick("kontor", "laine", "quad", "merinet"), exits(1), seconds=120, follow_ups=1.5, chance=True),
    Situation("under-fire", "sixty of a hundred datagrams to one server set are lost", UNDER_FIRE + FEW, HEALTHY, exits(0, 1), seconds=150,
              chance=True),
    Situation("provider-down", "a provider is gone, with its resolvers and who forwards there",
              FEW + SOME_ABSENT + named("www.koduleht.lv", "www.mets.ee"),
              of.DOWN + of.TIED + pick("kontor", "quad", "pilv"), exits(1), seconds=90),
    Situation("half-taken", "UDP over IPv4 to strangers is taken to a good resolver", FEW + SOME_ABSENT, HEALTHY, exits(0, 1),
              truth("degraded|failure|info", "local", "dns_interception"), vantage=take_datagrams, seconds=90,
              record_truth=OK.or_else(local("dns_interception", FAILS + "|info")), cell_truth=OK.or_else(local("dns_interception")).or_else(
                  negative("name_does_not_exist|domain_not_registered|no_data")),
              proof=(Look(".", "SOA", "REFUSED +ra", ("norec",), "199.7.2.4"), Look(".", "SOA", "NOERROR +aa", ("norec", "tcp"), "199.7.2.4"))),
    Situation("six-gone", "IPv6 leads nowhere, and two zones are served there alone",
              FEW + named("www.kuus.lv", "nope.kuus.lv") + believed(named("www.hall.lv")[0], UNSEEN),
              [r for r in HEALTHY if ":" not in r.address], exits(1), OK.or_else(truth("info|degraded", "local", "local_network_down")),
              vantage=lose_six, seconds=90),
    Situation("few-flows", "a firewall passes forty new flows a second", hurt(FLOOD + FEW + SOME_ABSENT), HEALTHY, exits(0, 1, 4), LOST_HERE,
              vantage=few_flows, record_truth=LOST_HERE, excuse=SPOILT, seconds=150, chance=True),
    Situation("lossy-and-dead", "a fifth of what leaves is lost, one resolver is dead, and so are some zones", FEW + SOME_ABSENT + SOME_BAD,
              HEALTHY + pick("tumm"), exits(1), OK.or_else(local("local_packet_loss", FAILS + "|info")), vantage=losing(20), seconds=200, chance=True,
              excuse=SPOILT),
    Situation("hiccup", "the line is down for four seconds while it is asked", hurt(FLOOD[:30] + FEW),
              pick("kontor", "ladu", "baltik", "quad", "pilv"), exits(0, 1, 4),
              OK.or_else(local("local_packet_loss|local_network_down", FAILS + "|info")), during=((1.5, drop_all), (5.5, mend)), options=("-Q", "40"),
              record_truth=LOST_HERE, excuse=SPOILT, seconds=120, chance=True),
    Situation("mixed-pool", "a pool of which one half validates",
              FEW + named("www.enneaeg.lv", "www.mets.ee", "www.aegunud.lv", "www.kaubik.ee") + SOME_ABSENT,
              of.MIXED + pick("kontor", "laine", "pilv"), exits(0, 1), seconds=90, chance=True),

    small("first-two-dead", "a resolv.conf of three: silent, from the wrong address, well", named("www.pood.ee"), ["tumm", "kahe-otsaga", "kontor"],
          (0, 1)),
    small("one-stripped", "a validator behind a router that takes signatures away, alone", named("www.pood.ee", "www.ajaleht.lv"), ["tulemyyr"],
          (1, 9),
          truth=STRIPPED, cell_truth=STRIPPED),
    small("one-hijacked", "a bank, at a provider that sends it elsewhere", believed(named("www.pank.ee")[0], LIED), ["kaaper"], (0, 1),
          milestone=False),
    small("one-barred", "servers that refuse the only resolver there is", believed(named("www.embargo.lv")[0], BARRED), ["piiratud"], (1,)),
    small("one-astray", "the only resolver answers from another port", believed(named("www.pood.ee")[0], ASTRAY), ["valeport"], (0, 1, 9),
          cell_truth=ASTRAY),
    small("two-sides", "denied by the servers to one provider, answered to the other", [of.of_some(q) for q in named("www.tuhi.lv", "www.vanem.lv")],
          ["piiratud", "baltik"], (0, 1)),
]
