# SPDX-License-Identifier: MIT
"""The sweeps of the eighth internet."""

import dataclasses

import net
from faults import falls, losing
from model import FAILS, OK, Look, Question, Situation, authoritative, exits, fine, local, maybe, truth, upstream

from . import resolvers as of
from .questions import GOOD, NEGATIVE, ONE_SIDED, QUESTIONS
from .zones import HOSTER


def pick(*ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS}
    return [by_id[wanted] for wanted in ids]


def named(*names):
    return [next(question for question in QUESTIONS if question.name == name) for name in names]


HEALTHY = of.HEALTHY
WEB = of.WEB
FEW = named("www.banque.ml", "www.poste.bf", "www.sahelnet.africa", "www.univ.ml", "www.minefi.gouv.ml", "c1.banque.ml")
SOME_ABSENT = named("nope.banque.ml", "www.personne.africa", "quatre.banque.ml")
BIG = Question("gros.univ.ml", "TXT", local("egress_tcp53_blocked", FAILS), seen="TRUNCATED")
LOST_HERE = OK.or_else(local("local_packet_loss", FAILS + "|info"))
HURT = truth("degraded|info|failure", "local", "local_packet_loss").or_else(truth("degraded|info|failure", "undetermined", "own_loss|budget"))
SPOILT = local("local_packet_loss").or_else(truth("degraded", "undetermined", "own_loss|budget|contradiction"))


def hurt(questions):
    return [dataclasses.replace(question, truth=question.truth.or_else(HURT)) for question in questions]


def believed(what, *names):
    """Where nobody else is asked, it is all that is known."""
    return [dataclasses.replace(question, truth=what, cells={}) for question in named(*names)]


# --- at the site ---


def loses_quarter_in(_lab, vantage):
    net.filter_downlink(vantage, "meta l4proto ipv6-icmp accept; udp sport 53 numgen random mod 100 < 27 drop;")


def takes_public(_lab, vantage):
    """A provider takes what is for the well-known public resolvers to its own, which lies; all else it leaves alone."""
    net.redirect_uplink(vantage, "102.65.2.53", "ip daddr { 9.53.1.53, 9.53.2.53, 9.53.3.53 } udp dport 53")


def few_each(_lab, vantage):
    """A firewall that lets so many datagrams a second pass to each address."""
    net.filter_uplink(vantage, "udp dport 53 meter flows { ip daddr limit rate over 8/second burst 5 packets } drop;")


def no_four(_lab, vantage):
    """The line's IPv4 is down; there is one resolver of IPv6."""
    net.filter_uplink(vantage, "meta nfproto ipv4 drop;")


def six_hole_no_tcp(_lab, vantage):
    net.filter_uplink(vantage, "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; meta nfproto ipv6 drop; tcp dport 53 drop;")


# --- in the network ---


def hoster_down(_lab, _vantage):
    net.fill_set("flapping4", *HOSTER)


def hoster_up(_lab, _vantage):
    net.empty_set("flapping4")


def small(name, about, questions, resolvers, status, **more):
    return Situation(name, about, questions, pick(*resolvers), exits(*status), seconds=more.pop("seconds", 60), **more)


TD = [maybe(f"www.client{n}.td", upstream("tld_unreachable", FAILS), direct="NOERROR +aa") for n in range(8)]
SHOPS = [maybe(f"www.boutique{n}.bf", authoritative("auth_timeout|auth_packet_loss|auth_slow|auth_partial_outage", FAILS).or_else(
    truth(FAILS, "undetermined", "contradiction|budget|own_loss")), direct="NOERROR +aa") for n in range(8)]
CLOCK = local("resolver_dnssec_broken", FAILS)
ISLAND = upstream("resolver_dnssec_broken", FAILS)
NO_SIX = upstream("resolver_auth_path_broken", FAILS)
LAW = upstream("resolver_blocklist", FAILS + "|info")
LIE = upstream("resolver_nxdomain_rewrite", FAILS)
TAKEN = local("dns_interception", FAILS + "|info")
# An operator who sees three strangers tell the same lie may say either.
LIED = upstream("resolver_nxdomain_rewrite", FAILS + "|info").or_else(TAKEN)
FOUR_DOWN = local("local_network_down", FAILS + "|info")
WILD = [fine(f"n{n:02}.guichet.sahelnet.africa", direct="") for n in range(24)]
ANCHORS = [dataclasses.replace(q, truth=upstream("resolver_dnssec_broken", FAILS)) for q in FEW + named("nope.banque.ml")]

SITUATIONS = [
    Situation("plain", "every name at every resolver", [of.of_some(question) for question in QUESTIONS], of.RESOLVERS, exits(1), seconds=200),
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found",
              GOOD + ONE_SIDED + [q for q in NEGATIVE if "cname_dangling" not in q.truth.cause] + named("nope.iter.ml"), HEALTHY, exits(0), seconds=90),
    Situation("td-sinks", "a TLD falls silent while a small fleet is asked", TD + FEW, pick("noc", "fai-b", "pub-2"), exits(0, 1),
              during=((1.2, falls("td")),), options=("-Q", "15"), seconds=190, chance=True),
    Situation("hoster-back", "a hosting company is gone at first, and comes back", SHOPS + FEW, pick("noc", "fai-a", "fai-b", "pub-1"), exits(0, 1),
              during=((0.0, hoster_down), (4.0, hoster_up)), seconds=180, chance=True),

    small("last-one", "of four resolvers one is alive, and some names are bad",
          FEW + SOME_ABSENT + named("www.mort.bf", "www.hier.ml"), ["muet", "ferme", "fai-c1", "noc"], (1,), seconds=90),
    small("dead-and-lossy", "one of two resolvers is dead and the line loses an eighth", hurt(FEW + named("nope.banque.ml")), ["muet", "noc"], (0, 1, 4),
          host=LOST_HERE, vantage=losing(6, 6), excuse=SPOILT, chance=True, seconds=90),
    small("lossy-lone", "a quarter of what comes in is lost, at one resolver", hurt(FEW + SOME_ABSENT), ["fai-b"], (0, 1, 4), chance=True,
          host=LOST_HERE, vantage=loses_quarter_in, excuse=SPOILT.or_else(upstream("resolver_packet_loss", FAILS + "|info")),
          record_truth=LOST_HERE.or_else(upstream("resolver_packet_loss", FAILS + "|info")), seconds=90),
    small("taken", "a provider takes what is for public resolvers to its own, which lies of what is not registered",
          FEW + [dataclasses.replace(q, truth=q.truth.or_else(LIED)) for q in named("www.personne.ml", "www.libre.bf", "nope.poste.bf")],
          ["noc", "pub-1", "pub-2", "pub-lax"], (0, 1), host=OK.or_else(TAKEN), vantage=takes_public, seconds=90,
          record_truth=OK.or_else(LIED), cell_truth=OK.or_else(LIED).or_else(named("nope.poste.bf")[0].truth).or_else(named("www.libre.bf")[0].truth),
          proof=(Look("www.libre.bf", "A", "NOERROR", server="9.53.1.53"), Look("www.libre.bf", "A", "NXDOMAIN", server="10.40.1.53"))),
    small("few-each", "a firewall passes eight datagrams a second to each address", hurt(WILD + FEW + SOME_ABSENT), ["noc", "fai-a", "fai-b", "pub-1"],
          (0, 1, 4), host=LOST_HERE, vantage=few_each, excuse=SPOILT, record_truth=LOST_HERE, chance=True, seconds=120),
    small("four-down", "IPv4 is down; of three resolvers the one of IPv6 answers", FEW + SOME_ABSENT, ["noc", "pub-1", "noc6"], (0, 1),
          host=OK.or_else(FOUR_DOWN), vantage=no_four, record_truth=OK.or_else(FOUR_DOWN).or_else(truth(
              FAILS, "local|upstream", "resolver_timeout|egress_port53_blocked")),
          cell_truth=OK.or_else(FOUR_DOWN).or_else(truth(FAILS, "local|upstream", "resolver_timeout|egress_port53_blocked")).or_else(
              named("nope.banque.ml")[0].truth).or_else(named("www.personne.africa")[0].truth).or_else(named("quatre.banque.ml")[0].truth), seconds=90),
    small("six-hole-no-tcp", "IPv6 leads nowhere and TCP to port 53 is dropped", FEW + [BIG] + named("www.six.ml", "www.mort.bf"),
          ["noc", "fai-b", "pub-1"], (1,), host=OK.or_else(local("local_network_down|egress_tcp53_blocked", FAILS + "|info")), vantage=six_hole_no_tcp,
          record_truth=OK.or_else(local("egress_tcp53_blocked", FAILS + "|info")), seconds=90),
    small("satellite", "a site all of whose resolvers are far away", FEW + SOME_ABSENT, ["sat-noc", "sat-fai", "sat-pub"], (0, 1), seconds=90),
    small("wrong-anchor", "a provider's two validators have a wrong root key; one public resolver beside them", FEW + SOME_ABSENT + named("www.hier.ml"),
          ["fai-c1", "fai-c2", "pub-1"], (1,), seconds=90),
    small("wrong-anchor-only", "the same, and nobody else", ANCHORS, ["fai-c1", "fai-c2"], (1, 9), seconds=90),
    small("one-clock-week", "a resolver a week behind, and names signed since", believed(CLOCK, "www.frais.ml") + FEW[:2], ["horloge"], (1,)),
    small("two-clock-week", "the same, beside a good one", [dataclasses.replace(of.of_some(q), cells={"noc": OK}) for q in named("www.frais.ml")] + named("www.hier.ml") + FEW[:3],
          ["horloge", "noc"], (0, 1)),
    small("one-island", "a provider with an old key of one zone, alone", believed(ISLAND, "www.ilot.ml") + FEW[:2], ["ilote"], (1,)),
    small("two-island", "the same, beside another provider", [dataclasses.replace(of.of_some(q), cells={"fai-b": OK}) for q in named("www.ilot.ml")]
          + FEW[:3], ["ilote", "fai-b"], (0, 1)),
    small("one-v4", "a provider without IPv6, and a zone that has nothing else", believed(NO_SIX.or_else(authoritative("auth_timeout", FAILS)),
          "www.six.ml") + FEW[:2], ["v4seul"], (1,)),
    small("three-v4", "the same, beside others", [dataclasses.replace(of.of_some(q), cells={"noc": OK, "pub-2": OK}) for q in named("www.six.ml")],
          ["v4seul", "noc", "pub-2"], (0, 1)),
    small("one-censor", "a regulator's list, alone", believed(LAW, *of.CENSORED) + FEW[:1], ["censeur"], (0, 1)),
    small("two-censors", "two providers under one law", believed(LAW, of.PAGED, of.FORBIDDEN) + FEW[:1], ["censeur", "censeur-bis"], (0, 1)),
    small("last-censor", "the only one of three that is alive keeps to a list", believed(LAW, of.PAGED, of.FORBIDDEN, of.EMPTIED) + FEW[:2],
          ["muet", "ferme", "censeur"], (0, 1), seconds=90),
    small("lossy-bad", "a third of all datagrams is lost, and some zones are half dead", hurt(FEW + SOME_ABSENT + named("www.vieux.ne", "www.commerce.bf",
          "www.muet.ne", "www.mort.bf", "www.hier.ml", "www.nu.gouv.ml", "www.lame.ne", "www.guichets.bf")), ["noc", "fai-b", "pub-2"], (0, 1, 4),
          host=LOST_HERE, vantage=losing(18, 18), excuse=SPOILT, record_truth=LOST_HERE, chance=True, seconds=150),
    small("one-search", "a provider with a search page, alone", believed(LIE.or_else(OK), "www.libre.bf") + named("nope.poste.bf") + FEW[:2],
          ["fai-b-search"], (0, 1), cell_truth=OK.or_else(LIE).or_else(named("nope.poste.bf")[0].truth)),
    small("three-search", "the same, beside others", [of.of_some(q) for q in named("www.libre.bf", "www.personne.ml", "www.personne.africa")]
          + named("nope.poste.bf") + FEW[:2], ["fai-b-search", "noc", "pub-1"], (0, 1)),
    small("one-pool", "a pool of which one half refuses, alone", FEW + SOME_ABSENT, ["fai-a-pool"], (0, 1), chance=True),
    small("two-pool", "the same, beside a good one", FEW + SOME_ABSENT, ["fai-a-pool", "noc"], (0, 1), chance=True),
    small("old-registry", "what one of three servers of a registry has not heard of", named("www.nouveau.bf", "www.demenage.bf", "www.sante.gouv.bf",
          "www.zinder.edu.ne", "www.poste.bf"), ["noc", "fai-a", "fai-b", "pub-1", "pub-2"], (0, 1), seconds=90),
    small("one-old-registry", "the same at one resolver", named("www.nouveau.bf", "www.sante.gouv.bf", "www.zinder.edu.ne"), ["fai-a"], (0, 1)),
    small("parked", "half of a zone's servers belong to a domainer", [dataclasses.replace(q, truth=q.truth.or_else(OK)) for q in named("www.parque.bf", "parque.bf", "nope.parque.bf")],
          ["noc", "fai-a", "fai-b", "pub-1"], (0, 1)),
    small("parked-seen", "the same, at more resolvers", [dataclasses.replace(q, truth=q.truth.or_else(OK))
          for q in named("www.parque.bf", "nope.parque.bf")], ["noc", "noc6", "fai-a", "fai-b", "pub-2", "censeur", "fai-b-search"], (0, 1)),
    small("half-copied", "a zone half of which was transferred", named("ronde.moitie.bf", "www.sous.moitie.bf", "www.moitie.bf"),
          ["noc", "fai-b", "pub-1"], (0, 1)),
    small("vault", "no TCP and nothing large, in a signed zone", named("www.coffre.ml", "coffre.ml"), ["noc", "pub-lax"], (0, 1), seconds=90),
    small("all-vault", "the same, at those who validate", named("www.coffre.ml"), ["noc", "fai-a", "fai-b", "pub-2"], (1,), seconds=90),
    small("one-vault", "the same, at one resolver", named("www.coffre.ml", "nope.silo.ml"), ["fai-b"], (1,), seconds=90),
    small("schools", "a zone that cannot prove what is not signed below it", named("www.ecole.commune.ml", "quatre.commune.ml", "www.commune.ml"),
          ["noc", "fai-b", "pub-lax"], (0, 1)),
    small("mobile", "a site of IPv6 alone with DNS64", [fine("www.banque.ml"), fine("www.poste.bf", "AAAA"), Question("quatre.poste.bf", "AAAA", OK),
          Question("www.mort.bf", "AAAA", authoritative("auth_timeout|auth_port_unreachable"), seen="FAIL"),
          Question("www.hier.ml", "AAAA", authoritative("dnssec_signature_expired"), seen="SERVFAIL")], ["mobile64"], (1,)),
    small("dead-upstream", "a forwarder whose provider is gone, beside the provider's silent resolver", FEW[:3] + named("www.mort.bf", "nope.banque.ml"),
          ["relais", "muet", "pub-1"], (1,)),
    small("one-slow", "servers that take two and a half seconds, at one resolver", named("www.lent.bf") + FEW[:2], ["fai-b"], (0, 1)),
    small("one-no-edns", "one server drops EDNS, the other dislikes it, at one resolver", named("www.muet.ne") + FEW[:2], ["pub-2"], (0, 1)),
    small("one-dust", "one of two servers is gone, the other loses half, at one resolver", named("www.poussiere.bf", "quatre.poussiere.bf") + FEW[:2],
          ["noc"], (0, 1), chance=True),
    small("one-ne", "a registry one of whose three servers refuses, at one resolver", named("www.vieux.ne", "www.personne.ne", "www.renomme.ne"),
          ["fai-b"], (0,)),
]
