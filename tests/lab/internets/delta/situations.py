# SPDX-License-Identifier: MIT
"""The sweeps of the fifth internet: the company as a whole, what may befall it, and its small sites."""

import dataclasses
import functools
import signal
import threading
import time

import net
import wire
from model import FAILS, OK, Look, Question, Situation, Truth, absent, authoritative, dead, exits, fine, local, maybe, negative, truth, upstream, words

from . import resolvers as of
from .questions import BROKEN, DNSSEC, GOOD, NEGATIVE, ODD, QUESTIONS, named
from .resolvers import NO_WAY


def pick(*ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS}
    return [by_id[wanted] for wanted in ids]


def in_crowd(question):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    faults = {resolver.id: resolver.cells(question) for resolver in of.RESOLVERS if resolver.cells is not None and resolver.cells(question)}
    if not faults or "ok" not in question.truth.cause:
        return question
    blame = functools.reduce(Truth.or_else, faults.values())
    blame = dataclasses.replace(blame, severity=words("degraded|info"))
    # What is wrong with most names at one resolver, or with a whole type, may be said of the resolver instead.
    what = blame.or_else(question.truth) if question.truth != OK or set(faults) <= {"fourless", "appliance"} else blame
    cells = {resolver.id: OK for resolver in of.RESOLVERS} if question.truth == OK else {}
    return dataclasses.replace(question, truth=what, cells=cells | question.cells)


def declared_chain():
    targets = {"till": ["office"], "office": ["provider"], "provider": []}
    return [dataclasses.replace(resolver, inventory={"forwards_to": targets[resolver.id]} if targets[resolver.id] else {})
        for resolver in of.CHAIN[:3]]


def alone(question, resolver):
    """Where nobody else is asked, its fault is all that is known."""
    fault = next(entry for entry in of.RESOLVERS if entry.id == resolver).cells(question)
    return dataclasses.replace(question, truth=fault) if fault else question


HEALTHY = [resolver for resolver in of.RESOLVERS if resolver.healthy and resolver.cells is None]
CLEAR = [q for q in NEGATIVE if q.truth.severity == {"negative"} and q.truth.cause <= {"name_does_not_exist", "domain_not_registered", "no_data"}]
FEW = named("www.partner.works", "www.bank.tools", "www.saas.inc", "www.kunde.inc", "www.post.tools", "nope.partner.works")
WEB = of.WEB

# --- a company's own names ---

DECLARED = tuple({"name": zone, "internal": True} for zone in ("norda.inc", "ad.norda.inc", "k8s.norda.inc", "10.in-addr.arpa"))
WITH_SERVERS = ({"name": "ad.norda.inc", "internal": True, "ns": ["ns1.ad.norda.inc", "ns2.ad.norda.inc"]},)
SPLIT = truth("info|ok", "none", "split_horizon|ok")
STRANGER = OK.or_else(SPLIT).or_else(negative("name_does_not_exist"))


def inside(name, qtype="A", what=SPLIT, **more):
    return Question(name, qtype, what, **more)


INTERN = [
    inside("dc1.ad.norda.inc"), inside("web.ad.norda.inc"), inside("_ldap._tcp.dc.ad.norda.inc", "SRV"), inside("_kerberos._udp.ad.norda.inc", "SRV"),
    inside("pay.shop.svc.k8s.norda.inc"), inside("_grpc._tcp.pay.shop.svc.k8s.norda.inc", "SRV"), inside("10.1.10.10.in-addr.arpa", "PTR"),
    inside("wiki.norda.inc"), inside("www.norda.inc"), fine("mail.norda.inc", direct=""),
    # A public alias of an internal name.
    inside("intranet.norda.inc", what=SPLIT.or_else(authoritative("cname_dangling", "negative|degraded|info"))),
    absent("nope.ad.norda.inc"), absent("nope.norda.inc"),
    absent("www.bank.tools.shop.svc.k8s.norda.inc", truth=local("search_suffix_appended",
        "negative|failure").or_else(negative("name_does_not_exist"))),
]
UNDECLARED = [question for question in INTERN if question.name in ("dc1.ad.norda.inc", "wiki.norda.inc", "www.norda.inc", "mail.norda.inc",
    "nope.norda.inc",
                                                                   "pay.shop.svc.k8s.norda.inc")]
# The zone's last server is gone, and those who could not know it anyway deny it.
MSDCS = truth("failure|degraded", "upstream|authoritative", NO_WAY + "|auth_timeout|auth_servfail")
MSDCS_DOWN = [inside(f"_ldap._tcp.{what}._msdcs.ad.norda.inc", "SRV", MSDCS, cells={name: STRANGER for name in ("isp", "pub-one", "pub-two")})
              for what in ("dc", "pdc")]
NOT_THERE = truth("degraded|info", "upstream|local", NO_WAY)
LOST = truth(FAILS, "upstream|local", NO_WAY).or_else(authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS))


def with_attic(question):
    """At one depot that remembers and one that does not."""
    fault = next(resolver for resolver in of.RESOLVERS if resolver.id == "attic").cells(question)
    return dataclasses.replace(question, truth=fault, cells={"clamp": OK}) if fault else question


def lost_at(resolver, *questions, what=NOT_THERE):
    """Internal names that one of the site's resolvers alone cannot find."""
    cells = {entry.id: STRANGER for entry in of.RESOLVERS} | {resolver: NOT_THERE.or_else(LOST)}
    return [inside(*question.split(), what=what, cells=cells) for question in questions]


OUTSIDE = [inside(name, what=truth("info|degraded", "none|local", "split_horizon|resolver_stale_negative_cache|resolver_auth_path_broken"), cells={
    "outsider": STRANGER.or_else(local("resolver_stale_negative_cache|resolver_auth_path_broken"))}) for name in ("dc1.ad.norda.inc",
    "web.ad.norda.inc")]
# Signed outside, and its copy inside is not: one resolver of the site says it is bogus.
NAIVE = truth("degraded", "local|upstream", "resolver_dnssec_broken|resolver_auth_path_broken")
NAIVE_NAMES = [Question(name, "A", NAIVE, cells={"naive": NAIVE}) for name in ("www.norda.tools", "mail.norda.tools")]
NAIVE_ALONE = [dataclasses.replace(question, truth=dataclasses.replace(NAIVE, severity=words(FAILS))) for question in NAIVE_NAMES]
# One of two controllers replicates no more.
LAG = truth("degraded", "local|authoritative|undetermined",
            "resolver_stale_cache|resolver_stale_negative_cache|auth_inconsistent_data|auth_inconsistent_existence|contradiction")
LAGGING = [inside("web.ad.norda.inc", what=LAG.or_else(truth("info", "none", "split_horizon")), cells={"tarry": LAG.or_else(OK).or_else(SPLIT)}),
           inside("neu.ad.norda.inc", what=LAG, cells={"tarry": LAG} | {name: STRANGER for name in ("hq", "pub-one", "isp")}),
           inside("dc1.ad.norda.inc")]
CLUSTER = [inside("mysql.shop.svc.cluster.local"), inside("kubernetes.default.svc.cluster.local"), inside("nas.home.arpa"), inside("dc1.firma.corp"),
           Question("www.tot.works", "A", authoritative("auth_timeout", "degraded").or_else(truth("info", "none", "split_horizon")),
           cells={"coredns": OK.or_else(SPLIT)}),
           absent("redis.shop.svc.cluster.local", truth=local("special_use_name|tld_does_not_exist",
               "negative|failure|info").or_else(negative("name_does_not_exist")))]

# --- in the network ---


def addresses(lab, zone):
    return [entry.address for entry in lab.zone(zone).ns]


def cut_provider(lab):
    """The provider's way to one hosting company, and only that."""
    for server in ("185.12.0.1", "185.11.1.1"):
        net.fill_set("broken_path", f"62.30.1.53 . {server}")


def cut_rival(lab):
    """The rival's way to one registry."""
    rival = pick("rival")[0]
    place = lab.place_of_resolver(rival, lab.everybody.index(rival))
    for address in addresses(lab, "tools"):
        six = ":" in address
        net.fill_set("broken_path6" if six else "broken_path", f"{place[six]} . {address}")


def scrub(lab):
    """Who protects that zone from attacks takes the company for one."""
    for resolver in ("10.20.1.53", "10.20.2.53"):
        net.fill_set("broken_path", *[f"{resolver} . {server}" for server in addresses(lab, "abwehr.works")])


STORED = [fine("www.vorrat.works", direct=""), fine("mail.vorrat.works", direct="")]
EMPTY = [dataclasses.replace(question, truth=authoritative("auth_timeout", FAILS)) for question in STORED]


def fall_silent(lab):
    """A cache fills, a zone's servers fall silent, and everybody's time runs out. The cache does not say that it goes on with what it had."""
    lab.warm(STORED, of.PANTRY)
    net.fill_set("silent4", *addresses(lab, "vorrat.works"))
    time.sleep(2.5)
    wire.ask([wire.Query(of.PANTRY[0].address, question.name) for question in STORED])


def keep_reloading(lab):
    """A zone is loaded every second with another serial and the same data; its secondary never hears of it."""
    path = lab.builder.path(lab.zone("churn.works"))
    text = path.read_text()
    process = next(server for server in lab.authorities if server.name == "churn").process

    def reload_often():
        serial = 2026112901
        while process.poll() is None:
            path.write_text(text.replace(" 2026110101 ", f" {serial} ", 1))
            process.send_signal(signal.SIGHUP)
            serial += 1
            time.sleep(1.0)

    threading.Thread(target=reload_often, daemon=True).start()


AWAY = authoritative("auth_timeout|auth_partial_outage|auth_packet_loss|auth_slow|auth_rate_limited|auth_servfail", FAILS)
MAINTAINED = [maybe(f"{host}.wartung.works", AWAY) for host in ("www", "mail", "v4", "a.app")]
CHURNED = [Question(f"{host}.churn.works", "A", OK.or_else(truth("info", "authoritative", "auth_inconsistent_data"))) for host in ("www", "mail")]


def tunnel_eats_large(_lab, vantage):
    """What comes from headquarters comes through a tunnel, in which large datagrams get lost."""
    net.filter_downlink(vantage, "ip saddr 10.20.1.53 udp sport 53 udp length > 700 drop;")


RESTLESS = [dataclasses.replace(question, truth=question.truth.or_else(truth("degraded|info", "local", of.AWAY_CAUSES)), cells={
    name: question.truth for name in ("hq", "isp", "pub-two")}) for question in GOOD[:20] + FEW[-1:]]
LARGE = local("resolver_packet_loss|resolver_edns_broken|resolver_timeout|local_packet_loss", "degraded|info").or_else(OK)
NO_BANK = upstream(NO_WAY, "degraded")
BANKING = [Question(*name.split(), NO_BANK, cells={"pub-one": OK, "pub-two": OK}) for name in ("www.bank.tools A", "bank.tools MX")]
ALONE_BANKING = [dataclasses.replace(question, truth=upstream(NO_WAY, FAILS)) for question in BANKING[:2]]
WITHOUT_BANK = [question for question in FEW if not question.name.endswith("bank.tools")]
SCRUBBED = [Question("www.abwehr.works", "A", upstream(NO_WAY, "degraded"), cells={
    name: upstream(NO_WAY).or_else(local("resolver_auth_path_broken")) for name in ("hq", "hq-two")})]

# --- promises of the inventory ---

UNMET = truth("failure", "none", "expectation_unmet")
PROMISE_ROOM = ("hq", "isp", "pub-one", "pub-two", "clamp", "firewall")


def promise(name, expect, what=OK, qtype="A", **more):
    """Where a promise is broken, its cells may say so or not."""
    cells = {resolver: what.or_else(OK) for resolver in PROMISE_ROOM} | more.pop("cells", {})
    return Question(name, qtype, what, expect=expect, cells=cells, **more)


PROMISES = [
    promise("www.partner.works", {"rcode": "NOERROR", "answers": ["185.50.1.80"], "match": "exact"}), promise("api.kunde.inc",
    {"cname": "www.kunde.inc"}),
    promise("nope.partner.works", {"rcode": "NXDOMAIN"}, OK.or_else(negative("name_does_not_exist")), seen="NXDOMAIN"),
    # The new copy is ready, and nobody is sent there yet.
    promise("www.umzug.works", {"answers": ["185.50.35.80"]}, UNMET), promise("umzug.works", {"ns": ["ns1.neu.inc", "ns2.neu.inc"]}, UNMET, "NS"),
    # A domain that was not paid for.
    promise("www.abgelaufen.cheap", {"answers": ["185.50.19.80"]}, UNMET),
    # Promised, and one resolver makes all lives short.
    promise("v4.bank.tools", {"min_ttl": 60}, UNMET, cells={name: OK for name in PROMISE_ROOM if name != "clamp"}),
    promise("www.gslb.works", {"cidr": "185.60.1.0/24"}), promise("www.gslb.works", {"answers": ["2a0c:10::80"]}, OK, "AAAA"),
    # Broken for a reason: the reason is what counts.
    promise("www.halbneu.works", {"answers": ["185.50.37.80"]}, OK.or_else(authoritative("auth_inconsistent_data", FAILS + "|info"))),
    Question(of.DENIED, "A", local("resolver_blocklist", "degraded|failure|info"), expect={"answers": ["185.50.4.90"]}),
    Question("www.frist.inc", "A", authoritative("dnssec_signature_expired", FAILS), seen="SERVFAIL", unchecked="NOERROR",
        expect={"answers": ["185.50.43.80"]}),
    dead("www.tot.works", "auth_timeout", expect={"answers": ["185.50.30.80"]},
        cells={"firewall": local("resolver_blocklist").or_else(authoritative("auth_timeout"))}),
]

# --- small sites ---

NO_ANY = upstream("resolver_blocklist|resolver_refused|resolver_auth_path_broken", "degraded|info")
ANY_TYPE = [Question("partner.works", "ANY", OK.or_else(NO_ANY), cells={"pub-two": OK.or_else(NO_ANY)})]
TYPES = [fine("www.partner.works"), fine("www.partner.works", "AAAA"), fine("_sip._tcp.bank.tools", "SRV")]
EMPTIED = [dataclasses.replace(alone(fine(name, "AAAA"), "soho"), cells={"nat64": OK, "isp": OK}) for name in ("www.partner.works", "v6.saas.inc")]
MADE = [Question(name, "AAAA", OK.or_else(truth("info", "none|local", "ok|resolver_rebind_protection|split_horizon"))) for name in (
    "v4.partner.works", "mail.bank.tools")]
NO_TOOLS = upstream(NO_WAY + "|tld_unreachable", FAILS)
TOOLS = [Question(name, "A", OK.or_else(upstream(NO_WAY + "|tld_unreachable", "degraded")), cells={"pub-one": OK, "isp": OK, "rival": NO_TOOLS})
         for name in ("www.bank.tools", "www.post.tools", "www.sechs.tools")]
# What the copy inside lacks, the world has.
MISSING = truth(FAILS + "|info", "local|none", "resolver_stale_negative_cache|resolver_blocklist|split_horizon")
SHOP = Question("shop.norda.inc", "A", MISSING, cells={"isp": OK, "pub-one": OK})
NAIVE_PAIR = [dataclasses.replace(question, cells={}) for question in NAIVE_ALONE]
NAIVE_HQ = [dataclasses.replace(question, cells={"hq": OK}) for question in NAIVE_ALONE]
NAIVE_LAX = [dataclasses.replace(question, truth=NAIVE, cells={"pub-lax": OK}) for question in NAIVE_ALONE]
NOT_KNOWN = inside("dc1.ad.norda.inc", what=negative("name_does_not_exist").or_else(truth("degraded|negative", "local|upstream", NO_WAY)),
    cells={"astray": LOST})
# Three in a row and nobody else: that they are one witness can be known where it is declared.
BANK_ALONE = [dataclasses.replace(question, cells={}) for question in ALONE_BANKING]
BANK_UNSURE = [dataclasses.replace(question, truth=question.truth.or_else(truth("failure", "undetermined", "contradiction")))
    for question in BANK_ALONE]
SUNK_ALONE = Question(of.SUNK, "A", truth("degraded|info", "local|none", "resolver_blocklist|split_horizon"))
DEAD_BLOCKED = [dataclasses.replace(question, truth=question.truth.or_else(local("resolver_blocklist", FAILS + "|info")))
    for question in named("www.tot.works")]
LARGE_ALONE = [Question("wide.partner.works", "TXT", dataclasses.replace(LARGE, severity=words(FAILS + "|info|ok")))]
CURT = [Question(of.DENIED, "A", local("resolver_blocklist|resolver_refused|resolver_not_recursive", FAILS + "|info"))]
VIEWS = [Question(f"{host}.view.works", "A", OK.or_else(truth("info", "none", "split_horizon"))) for host in ("www", "mail")]
PROMISED_INSIDE = [dataclasses.replace(INTERN[0], expect={"answers": ["10.10.1.10"]})]
TYPES_INSIDE = [question for question in INTERN if question.name in ("dc1.ad.norda.inc", "_ldap._tcp.dc.ad.norda.inc", "10.1.10.10.in-addr.arpa")]
OUTSIDE_ALONE = [inside("dc1.ad.norda.inc", what=negative("name_does_not_exist").or_else(SPLIT))]
NAIVE_DECLARED = ({"name": "norda.tools", "internal": True},)


def small(name, about, questions, resolvers, status, seconds=90, **more):
    return Situation(name, about, questions, pick(*resolvers.split()), exits(*status), seconds=seconds, **more)


def sole(resolver, *names):
    return [alone(question, resolver) for question in named(*names)]


SITUATIONS = [
    Situation("plain", "every name at every resolver", [in_crowd(question) for question in QUESTIONS], of.RESOLVERS, exits(1), seconds=120),
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + CLEAR, HEALTHY, exits(0)),
    Situation("broken", "broken names at healthy resolvers", ODD + BROKEN + DNSSEC + FEW, HEALTHY, exits(1), seconds=120),
    Situation("promises", "what the inventory promises, and is kept or not", PROMISES, pick(*PROMISE_ROOM), exits(1), seconds=90),
    Situation("internal", "internal zones, declared", INTERN + FEW, pick("hq", "hq-two", "branch", "isp", "pub-one", "pub-two"), exits(0),
        zones=DECLARED),
    small("undeclared", "internal names that nobody declared", UNDECLARED + FEW, "hq branch isp pub-one", (0,)),
    small("msdcs", "an internal zone whose last server is gone", MSDCS_DOWN + FEW, "hq isp pub-one pub-two", (1, 0), zones=DECLARED),
    small("vpn", "conditional forwarding into a tunnel that is down, at one of two resolvers", FEW + lost_at(
        "vpn", "dc1.ad.norda.inc", "_ldap._tcp.ad.norda.inc SRV", "web.ad.norda.inc", "pay.shop.svc.k8s.norda.inc"), "hq vpn pub-one isp", (0, 1),
        zones=DECLARED),
    small("astray", "conditional forwarding to somebody else's server", FEW + lost_at("astray", "dc1.ad.norda.inc", "_gc._tcp.ad.norda.inc SRV",
        "files.ad.norda.inc"),
          "hq astray pub-two", (0, 1), zones=DECLARED),
    small("outsider", "a resolver of the site that was never told of the internal zone", FEW + OUTSIDE, "hq outsider pub-one", (0, 1),
        zones=DECLARED),
    small("naive", "a zone signed outside and not inside", FEW + NAIVE_NAMES, "naive isp pub-one pub-two", (0, 1)),
    small("replication", "two resolvers of a site ask two controllers that differ", FEW + LAGGING, "hq tarry pub-one isp", (0, 1),
        zones=WITH_SERVERS),
    small("cluster", "a cluster's own names, at its own resolver and others", FEW + CLUSTER, "coredns hq pub-one", (0, 1)),
    small("chain", "three in a row, undeclared, the last of which cannot reach one zone", WITHOUT_BANK + BANKING,
        "till office provider pub-one pub-two", (0, 1),
          network=cut_provider, proof=(Look("www.bank.tools", "A", "FAIL", server="10.22.1.53"), Look(*WEB, "NOERROR", server="10.22.1.53"))),
    small("scrubbed", "a zone's servers drop what comes from one company", FEW + SCRUBBED, "hq hq-two pub-one", (0, 1), network=scrub,
          proof=(Look("www.abwehr.works", "A", "FAIL", server="10.20.1.53"), Look("www.abwehr.works", "A", "NOERROR", server="9.1.1.53"))),
    small("pantry", "one resolver lives on what it had, and does not say so", FEW + EMPTY, "pantry hq isp pub-one", (0, 1), network=fall_silent,
          proof=(Look("www.vorrat.works", "A", "NOERROR", server="10.23.1.53"), Look("www.vorrat.works", "A", "FAIL", server="9.1.1.53"))),
    Situation("maintenance", "servers that come and go, and a zone that is loaded all the time", FEW + MAINTAINED + CHURNED, pick("hq", "isp",
        "pub-one", "pub-two", "isp-six"),
              exits(0, 1), network=keep_reloading, options=("-Q", "12"), chance=True, seconds=120),
    Situation("restless", "a resolver that is restarted again and again", RESTLESS, pick("restless", "hq", "isp", "pub-two"), exits(0, 1),
        options=("-Q", "12"),
              chance=True, seconds=120),
    small("tunnel", "large answers of one resolver get lost", FEW + [Question(name, "TXT", LARGE)
        for name in ("wide.partner.works", "wide.kunde.inc")], "hq isp pub-one",
          (0, 1), vantage=tunnel_eats_large, proof=(Look("wide.partner.works", "TXT", "TIMEOUT", server="10.20.1.53"), Look("wide.partner.works",
          "TXT", "NOERROR", ("tcp",), "10.20.1.53"), Look(*WEB, "NOERROR",
          server="10.20.1.53"))),

    small("wild-one", "a name of a registry that answers everything", named("www.laden.cheap"), "branch", (0,)),
    small("wild-three", "two such names at three", named("www.laden.cheap", "www.niemand.cheap"), "branch isp pub-one", (0,)),
    small("any", "ANY, which some answer with little and some not at all", ANY_TYPE + FEW[:2], "hq-two isp pub-one pub-two", (0,)),
    small("views", "a zone that shows the company another face", FEW[:2] + VIEWS, "hq hq-two isp pub-one", (0,)),
    small("rival", "a provider that cannot reach one registry", TOOLS + named("www.partner.works", "www.saas.inc"), "rival isp pub-one", (0, 1),
        network=cut_rival),
    small("missing-inside", "the copy inside lacks a new name", FEW[:2] + [SHOP], "hq isp pub-one", (0, 1)),
    small("promised-inside", "an internal name's promise is kept where it is known", FEW[:1] + PROMISED_INSIDE, "hq isp pub-one", (0,),
        zones=DECLARED),
    small("vpn-undeclared", "the tunnel is down for one of two, and nobody declared the zone", FEW[:2] + lost_at(
        "vpn", "dc1.ad.norda.inc", "web.ad.norda.inc"), "hq vpn pub-one isp", (0, 1)),
    small("astray-undeclared", "a name that does not exist, and one resolver that cannot say so", FEW[:2] + [NOT_KNOWN], "astray pub-two isp", (0,
        1)),
    small("undeclared-types", "internal names without an address, that nobody declared", FEW[:2] + TYPES_INSIDE, "hq branch isp pub-one", (0,)),
    small("cluster-apart", "a cluster's own names, at its own resolver and strangers", CLUSTER[:4], "coredns isp pub-one", (0, 1)),
    small("trio-chain", "three in a row, undeclared, and nobody else", BANK_UNSURE + WITHOUT_BANK[:2], "till office provider", (1,), 200,
        network=cut_provider),
    Situation("chain-declared", "the same, declared", BANK_ALONE + WITHOUT_BANK[:2], declared_chain(), exits(1), network=cut_provider, seconds=200),
    small("trio-nat64", "DNS64, and a router that takes AAAA away", FEW[1:2] + EMPTIED + named("v4.partner.works", "v4.nosoa.works"),
        "nat64 soho isp", (0, 1)),
    small("trio-sunk", "an address of the firewall's own among true ones", FEW[:2] + [SUNK_ALONE], "firewall hq pub-one", (0, 1)),

    small("pair-attic", "a depot whose own copy of a zone is old, and another beside it", [with_attic(question) for question in named(
        "www.preise.works", "neu.preise.works", "mail.preise.works")], "attic clamp", (0, 1)),
    small("pair-naive", "the resolver that thinks a zone is bogus, and one that forwards to it", NAIVE_PAIR + FEW[:2], "naive desk", (1,)),
    small("pair-naive-hq", "one resolver trusts the copy inside, the other does not", FEW[:2] + NAIVE_HQ, "naive hq", (0, 1)),
    small("pair-lax", "the resolver that thinks a zone is bogus, and one that does not validate", NAIVE_LAX + FEW[:2], "naive pub-lax", (0, 1)),
    small("pair-vpn", "internal names, and the tunnel is down for one of two resolvers", FEW[:3] + lost_at(
        "vpn", "dc1.ad.norda.inc", "web.ad.norda.inc"), "hq vpn", (0, 1), zones=DECLARED),
    small("pair-blocked", "a dead zone, blocked besides at the site's firewall", FEW[:2] + named(*of.DEAD_BESIDES), "firewall isp", (1,)),
    small("pair-nat64", "DNS64 beside a resolver without", FEW[1:3] + named("v4.partner.works", "v4.nosoa.works"), "nat64 isp", (0,)),
    small("two-dead", "everything at once: no forwarder, a dead zone, a half one", named("www.tot.works", "www.kaputt.inc", "www.partner.works"),
        "outpost isp", (1,)),

    small("one-chain", "a till, and no more", ALONE_BANKING + WITHOUT_BANK[:2], "till", (1,), network=cut_provider),
    small("one-firewall", "a site behind its DNS firewall", sole("firewall", "www.partner.works", "www.frei.inc", of.DENIED, of.THROUGH_DENIED),
        "firewall", (0, 1)),
    small("firewall-dead", "a dead zone, seen through the firewall alone", FEW[:1] + DEAD_BLOCKED, "firewall", (0, 1)),
    small("one-curt", "a resolver that says no to one name, alone", FEW[:1] + CURT, "curt", (0, 1)),
    small("one-appliance", "a site behind an appliance that knows three types", named("www.partner.works", "www.bank.tools") + [
        alone(fine("bank.tools", "HTTPS"), "appliance"), alone(fine("partner.works", "TXT"), "appliance")], "appliance", (0, 1)),
    small("one-soho", "a small office whose router filters types", [alone(question, "soho") for question in TYPES] + FEW[1:3], "soho", (0, 1)),
    small("one-nat64", "a site of IPv6 alone", named("www.partner.works", "nope.partner.works") + MADE, "nat64", (0,)),
    small("one-fourless", "a provider that has lost IPv4", sole("fourless", "www.partner.works", "www.saas.inc", "www.kunde.inc", "www.sechs.tools"),
        "fourless", (1,)),
    small("one-rival", "a provider that cannot reach one registry", [dataclasses.replace(question, truth=NO_TOOLS) for question in TOOLS[:2]] + named(
        "www.partner.works", "www.saas.inc"), "rival", (1,), network=cut_rival),
    small("one-depot", "a depot whose own copy of a zone has expired", sole("depot", "www.lager.works", "www.bank.tools"), "depot", (0, 1)),
    small("one-attic", "a depot whose own copy of a zone is old", sole("attic", "neu.preise.works", "mail.preise.works"), "attic", (0, 1)),
    small("one-missing", "the copy inside lacks a new name", FEW[:2] + [SHOP], "hq", (0, 1)),
    small("one-tunnel", "large answers of the only resolver get lost", FEW[:2] + LARGE_ALONE, "hq", (0, 1), vantage=tunnel_eats_large),
    small("one-naive", "the resolver that thinks a zone is bogus", NAIVE_ALONE + FEW[:2], "naive", (1,)),
    small("naive-declared", "the same, where the zone is known to be internal", NAIVE_ALONE + FEW[:2], "naive", (1,), zones=NAIVE_DECLARED),
    small("one-astray", "internal names at a resolver that forwards them to a stranger", lost_at(
        "astray", "dc1.ad.norda.inc", "files.ad.norda.inc", what=LOST) + FEW[:2], "astray", (1,), zones=DECLARED),
    small("one-outside", "an internal name, asked outside", OUTSIDE_ALONE + FEW[:1], "pub-one", (0,), zones=DECLARED),
]
