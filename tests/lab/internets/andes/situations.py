# SPDX-License-Identifier: MIT
"""The sweeps of the seventh internet: the fleet as a whole, and what small teams have in their inventories."""

import dataclasses
import functools

import net
from faults import drop_tcp
from model import FAILS, OK, Look, Question, Situation, Truth, absent, authoritative, exits, fine, local, maybe, negative, truth, upstream, words

from . import resolvers as of
from .questions import BROKEN, CHAINS, DNSSEC, GOOD, LBS, NEGATIVE, QUESTIONS, named
from .resolvers import NO_WAY


def pick(ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
    return [by_id[wanted] for wanted in ids.split()]


def in_crowd(question, resolvers):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    faults = {resolver.id: resolver.cells(question) for resolver in resolvers if resolver.cells is not None and resolver.cells(question)}
    if not faults or "ok" not in question.truth.cause:
        return question
    blame = dataclasses.replace(functools.reduce(Truth.or_else, faults.values()), severity=words("degraded|info"))
    if question.truth != OK or any("ok" in fault.cause for fault in faults.values()):
        blame = blame.or_else(question.truth)
    cells = {resolver.id: OK for resolver in resolvers} if question.truth == OK else {}
    return dataclasses.replace(question, truth=blame, cells=cells | question.cells)


def alone(question, resolver):
    """Where nobody else is asked, its fault is all that is known."""
    fault = pick(resolver)[0].cells(question)
    return dataclasses.replace(question, truth=fault) if fault else question


def small(name, about, questions, resolvers, status, seconds=90, **more):
    room = pick(resolvers)
    return Situation(name, about, [in_crowd(question, room) for question in questions], room, exits(*status), seconds=seconds, **more)


HEALTHY = [resolver for resolver in of.RESOLVERS if resolver.healthy and resolver.cells is None]
WEB = of.WEB
NO_FOUR = local("local_network_down|resolver_timeout|resolver_port_unreachable|egress_port53_blocked", FAILS + "|info")
REST = [resolver for resolver in of.RESOLVERS if resolver.id != "only"]
FEW = named("www.andes.io", "shop.andes.io", "www.andespay.com", "www.nube.net", "rr.doble.io", "nope.andes.io")

# --- the company's own names ---

SPLIT = truth("info|ok", "none", "split_horizon|ok")
STRANGER = OK.or_else(SPLIT).or_else(negative("name_does_not_exist"))
DECLARED = tuple({"name": zone, "internal": True} for zone in ("int.andes.io", "10.in-addr.arpa"))
WITH_SERVERS = ({"name": "int.andes.io", "internal": True, "ns": ["ns1.int.andes.io", "ns2.int.andes.io"]}, {"name": "10.in-addr.arpa", "internal": True})
STRANGERS = ("isp-one", "isp-six", "isp-knot", "pub-one", "pub-two", "pub-lax", "pub-strict")


def inside(name, qtype="A", what=SPLIT, **more):
    return Question(name, qtype, what, **more)


HALF_LAME = SPLIT.or_else(authoritative("auth_partial_lame", "degraded"))
INTERN = [
    inside("portal.int.andes.io"), inside("db.int.andes.io"), inside("mq.int.andes.io"), inside("_mysql._tcp.int.andes.io", "SRV"), inside("config.int.andes.io", "TXT"),
    inside("api.pay.int.andes.io"), inside("_grpc._tcp.pay.int.andes.io", "SRV"), inside("graph.obs.int.andes.io", what=HALF_LAME),
    inside("metrics.int.andes.io", what=HALF_LAME), inside("80.5.1.10.in-addr.arpa", "PTR"),
    inside("intranet.andes.io", what=SPLIT.or_else(authoritative("cname_dangling", "negative|degraded|info"))),
    absent("nope.int.andes.io"), absent("nope.pay.int.andes.io"),
    absent("db.int.andes.io.int.andes.io", truth=local("search_suffix_appended", "negative|failure|info").or_else(negative("name_does_not_exist"))),
]
# Known to those who ask the company's servers alone; what strangers say of it does not count.
LOST = truth(FAILS, "upstream|authoritative", NO_WAY + "|auth_timeout|auth_servfail|auth_port_unreachable|auth_lame|delegation_glue_wrong|delegation_ns_unresolvable")
LOST_HERE = LOST.or_else(local("resolver_auth_path_broken", FAILS))


def lost(*names):
    return [inside(*name.split(), what=LOST_HERE, cells={stranger: STRANGER for stranger in STRANGERS}) for name in names]


TEAMS = lost("model.ml.int.andes.io", "ui.batch.int.andes.io", "batch-ui.int.andes.io", "lake.data.int.andes.io", "_spark._tcp.ml.int.andes.io SRV")
# One of the site's resolvers has no way there.
TUNNEL = truth("degraded|info", "upstream|local", NO_WAY)
AT_EDGE = [inside(name, what=TUNNEL, cells={stranger: STRANGER for stranger in (*STRANGERS, "node-a")} | {"edge": TUNNEL.or_else(LOST)}) for name in (
    "portal.int.andes.io", "db.int.andes.io", "api.pay.int.andes.io")]
EDGE_ALONE = [inside(name, what=LOST_HERE) for name in ("portal.int.andes.io", "db.int.andes.io", "api.pay.int.andes.io")]

IN_CLUSTER = [inside(name) for name in of.CLUSTER_NAMES] + [inside("_grpc._tcp.api.pay.svc.cluster.local", "SRV")]
NOT_IN_CLUSTER = absent("redis.pay.svc.cluster.local", truth=local("special_use_name", "negative|failure|info").or_else(negative("name_does_not_exist")))
REFUSES = local("resolver_refused|resolver_not_recursive|resolver_blocklist", FAILS)
ONLY = dataclasses.replace(pick("only")[0], row=None, record=local("resolver_refused|resolver_not_recursive|resolver_blocklist", FAILS + "|info"),
                           cells=lambda question: None if question.name.endswith("cluster.local") else REFUSES)
OUTSIDE_THE_CLUSTER = [dataclasses.replace(question, truth=REFUSES) for question in named("www.andes.io", "www.nube.net")]

# --- promises ---

UNMET = truth("failure", "none", "expectation_unmet")
PROMISE_ROOM = "node-a isp-one pub-one pub-two"


def promise(name, expect, what=OK, qtype="A", **more):
    """Where a promise is broken, its cells may say so or not."""
    cells = {resolver: what.or_else(OK) for resolver in PROMISE_ROOM.split()} | more.pop("cells", {})
    return Question(name, qtype, what, expect=expect, cells=cells, **more)


PROMISES = [
    promise("www.andes.io", {"answers": ["146.50.1.80"], "match": "exact"}), promise("rr.andes.io", {"answers": ["146.50.1.11", "146.50.1.12", "146.50.1.13"],
        "match": "exact"}),
    promise("rr.doble.io", {"answers": ["146.50.9.11", "146.50.9.12"], "match": "subset"}, OK.or_else(UNMET)),
    promise("shop.andes.io", {"cname": "andes.tienda-saas.com"}), promise("static.andes.io", {"cidr": "146.50.3.0/24"}),
    # The plan was to leave this CDN.
    promise("static.andes.io", {"cname": "andes.cdn-dos.com"}, UNMET, "AAAA"),
    promise("geo.andes.io", {"cidr": "146.60.1.0/24"}), promise("andes.io", {"ns": ["ns1.andes.io", "ns2.andes.io", "ns3.andes.io"]}, OK, "NS"),
    # The name was taken out; the wildcard has it again.
    promise("retired.preview.andes.io", {"rcode": "NXDOMAIN"}, UNMET), promise("nope.andes.io", {"rcode": "NXDOMAIN"}, OK.or_else(negative("name_does_not_exist")),
        seen="NXDOMAIN"),
    # It was never put in.
    promise("new.andes.io", {"rcode": "NOERROR"}, UNMET.or_else(authoritative("name_does_not_exist", FAILS)), seen="NXDOMAIN"),
    promise("v4.nube.net", {"min_ttl": 3600}, UNMET), promise("andespay.com", {"ns": ["ns1.andespay.com", "ns9.andespay.com"]}, UNMET, "NS"),
    # Broken for a reason: the reason is what counts.
    promise("status.andes.io", {"answers": ["146.50.30.80"]}, authoritative("auth_timeout"), seen="FAIL"),
    promise("help.andes.io", {"answers": ["146.50.33.80"]}, authoritative("cname_dangling", FAILS).or_else(UNMET), seen="NXDOMAIN"),
    promise("www.finmal.io", {"answers": ["146.50.39.80"]}, authoritative("dnssec_signature_expired", FAILS), seen="SERVFAIL", unchecked="NOERROR"),
    promise("www.vendido.com", {"answers": ["146.50.44.80"], "match": "exact"}, UNMET.or_else(OK).or_else(authoritative("auth_inconsistent_data|auth_partial_lame", FAILS))
        .or_else(upstream("delegation_inconsistent", FAILS))),
]

# --- at the site, in the network ---


def six_only(_lab, vantage):
    """A host without IPv4 beyond its own link."""
    net.run("ip", "-n", vantage.namespace, "route", "del", "default")


def only_ours(_lab, vantage):
    """The company's firewall lets DNS out to nobody: its own resolvers are all there is."""
    net.filter_uplink(vantage, "ip daddr 10.0.0.0/8 accept; th dport 53 drop;")


def deny_edns(_lab, vantage):
    """Cluster network: what is longer than 512 octets never comes back over UDP."""
    net.filter_downlink(vantage, "udp sport 53 udp length > 520 drop;")


NO_TCP = local("egress_tcp53_blocked", FAILS)
BIG = [dataclasses.replace(question, truth=NO_TCP) for question in named("big.andes.io", "big.andespay.com")]
# Servers that can be seen over IPv4 alone, from where there is none.
UNSEEN = truth(FAILS, "undetermined", "contradiction|budget|own_loss")
BLIND = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable").or_else(UNSEEN)
SIX_BAD = [dataclasses.replace(question, truth=BLIND) for question in named("www.apagado.io", "www.papeles.com", "docs.andes.io")] + named("www.finmal.io", "andes.llaves.io")
BLIND_FEW = [dataclasses.replace(question, truth=BLIND) for question in named("status.andes.io", "www.papeles.com", "pay.pool.tramo.net")] + named("www.finmal.io")
PORTAL = local("resolver_captive_portal|resolver_nxdomain_rewrite", FAILS)
CAUGHT = [dataclasses.replace(question, truth=PORTAL) for question in named("www.andes.io", "www.nube.net", "nope.andes.io")]
LARGE = local("resolver_packet_loss|resolver_edns_broken|resolver_timeout|local_packet_loss|path_drops_edns", FAILS + "|info").or_else(OK)
MIDDLE = [Question(name, "TXT", LARGE) for name in ("mid.anuncios.net", "mid.nube.net", "mid.tramo.net")]
CAPPED = [dataclasses.replace(question, truth=question.truth.or_else(local(of.LIMITED, FAILS))) for question in named(
    "www.andes.io", "andes.io MX", "shop.andes.io", "static.andes.io", "www.andespay.com", "www.nube.net AAAA", "rr.doble.io", "www.doble.io", "vpn.andes.io",
    "www.lb-fail.tramo.net", "www.cdn-uno.com", "any.tienda-saas.com", "www.papeles.com")]
LIMITED_LAME = CAPPED[-1]
DEAD_PAIR = named("www.andes.io", "shop.andes.io", "status.andes.io")
MOVED = named("www.mudanza.com", "new.mudanza.com", "mail.mudanza.com", "www.cerrada.com", "www.andes.io")

# That what is answered is old cannot be seen unless somebody looks elsewhere.
ALONE_MOVED = [dataclasses.replace(q, truth=q.truth.or_else(OK)) if q.name == "www.mudanza.com" else q for q in (alone(question, "moved") for question in MOVED)]
NO_WAY_OUT = truth(FAILS, "upstream|local", "forwarder_unreachable|recursion_path_broken")
DUAL = [inside("api.pay.svc.cluster.local"), Question("api.pay.svc.cluster.local", "AAAA", negative("no_data").or_else(truth("info|negative|ok", "none|local",
    "split_horizon|ok|special_use_name"))), inside("portal.int.andes.io"), Question("portal.int.andes.io", "AAAA", negative("no_data").or_else(SPLIT)),
    *named("shop.andes.io", "any.tienda-saas.com AAAA", "www.andes.io AAAA")]
DUAL_OUT = [dataclasses.replace(q, cells={"isp-one": STRANGER}) if "int.andes" in q.name or "cluster" in q.name else q for q in DUAL]
NODE_LOST = [inside(name, what=LOST_HERE.or_else(truth(FAILS, "local|upstream", NO_WAY + "|resolver_timeout"))) for name in of.CLUSTER_NAMES]
DENIED_ALONE = [dataclasses.replace(q, truth=authoritative("auth_nxdomain_for_existing_name", FAILS)) for q in named("www.lb-deny.tramo.net A", "app2.andes.io A")]


APEXLESS = named(*[f"{host}.{zone}.tramo.net" for zone in ("bare", "shut", "void") for host in ("pay", "www")])
NOT_SERVED = [dataclasses.replace(q, truth=local("resolver_not_recursive|resolver_refused", FAILS)) for q in FEW[:3]]
MANY = [dataclasses.replace(fine(f"s{n:02}.preview.andes.io", direct=""), truth=OK.or_else(local(of.LIMITED, "degraded|info"))) for n in range(60)]
BOUGHT = authoritative("auth_inconsistent_data|auth_partial_lame", FAILS).or_else(upstream("delegation_inconsistent", FAILS))
SOLD = [maybe(f"{host}.vendido.com", BOUGHT, seen="NOERROR") for host in ("www", "mail", "v4", "rr")] + FEW[:2]


def deny_first(_lab):
    """Somebody asks for AAAA, and is denied; what is asked next of a cache is denied too."""
    import wire
    wire.ask([wire.Query("8.2.2.53", name, "AAAA") for name in ("www.lb-deny.tramo.net", "app2.andes.io")])


def unseen(situation):
    """What is answered and old may pass for well where nobody else is asked."""
    one = situation.resolvers[0]
    situation.resolvers[0] = dataclasses.replace(one, cells=lambda q: one.cells(q) and (one.cells(q).or_else(OK) if q.name == "www.mudanza.com" else one.cells(q)))
    return situation


def without_four(situation):
    situation.resolvers[0] = dataclasses.replace(situation.resolvers[0], row=NO_FOUR, record=None)
    return situation


# What a stranger denies of an internal zone is no word on it: who should know it is dead.
UNHEARD = [dataclasses.replace(INTERN[0], truth=local("resolver_timeout"), cells={"isp-one": OK.or_else(truth("info", "none", "split_horizon"))})]

SITUATIONS = [
    Situation("plain", "every name at every resolver", [in_crowd(question, of.RESOLVERS) for question in QUESTIONS], of.RESOLVERS, exits(1), seconds=150),
    Situation("plain-rest", "the same without the cluster's own resolver", [in_crowd(question, REST) for question in QUESTIONS], REST, exits(1), seconds=150),
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + NEGATIVE, HEALTHY, exits(0)),
    Situation("broken", "broken names at healthy resolvers", CHAINS + LBS + DNSSEC + BROKEN + FEW, HEALTHY, exits(1), seconds=120),
    small("promises", "what the inventory promises, and is kept or not", PROMISES, PROMISE_ROOM, (1,)),
    small("internal", "internal zones, declared, with a server that was never told of one", INTERN + FEW, "node-a node-b kube isp-one pub-one pub-two", (0,), zones=DECLARED),
    small("internal-plain", "internal names that nobody declared, at three", [q for q in INTERN if q.qtype != "PTR"][:7] + FEW[:2], "node-a isp-one pub-one", (0,)),
    small("teams", "teams' zones inside, delegated to what is no more", TEAMS + INTERN[:3] + FEW[:2], "node-a node-b pub-one", (1, 0), zones=DECLARED),
    small("teams-servers", "the same, where the inventory names the company's servers", TEAMS + INTERN[:3] + FEW[:2], "node-a node-b isp-one", (1, 0), zones=WITH_SERVERS),
    small("teams-one", "the same, at one resolver and undeclared", TEAMS + INTERN[:3] + FEW[:2], "node-a", (1,)),
    small("tunnel", "the tunnel to the company's servers is down at one of two, and nobody declared the zone", AT_EDGE + FEW[:2], "node-a edge pub-one", (0, 1)),
    small("edge-one", "the same, and no other resolver", EDGE_ALONE + FEW[:2], "edge", (1,)),
    small("cluster", "a pod: cluster names, internal and public ones, by the one resolver of the cluster", IN_CLUSTER + [NOT_IN_CLUSTER] + INTERN[:2] + FEW[:3] + named(
        "www.cdn-uno.com.default.svc.cluster.local", "shop.andes.io.svc.cluster.local"), "kube", (0,)),
    Situation("cluster-only", "a resolver that has the cluster's names and refuses others, alone", IN_CLUSTER + OUTSIDE_THE_CLUSTER, [ONLY], exits(1), seconds=60),
    Situation("cluster-both", "the same, beside one that has the others", IN_CLUSTER[:2] + FEW[:3], [ONLY, *pick("node-a")], exits(0, 1), seconds=60),
    small("cluster-misled", "a stub that was pointed at the cluster's resolver, and a public one", FEW[:3], "misled pub-two", (0, 1)),
    small("saas", "aliases to providers: dangling, dead, refused, failing, bogus, half", CHAINS + FEW[:2], "node-b isp-knot pub-two", (1,)),
    small("saas-one", "the same, at one resolver", CHAINS + FEW[:2], "isp-one", (1,), 120),
    small("lb-pair", "balancers that break types, and pools that are down", LBS + FEW[:2], "node-a pub-two", (1,), 120),
    small("lb-one", "the same, at one resolver", LBS, "isp-six", (1,), 120),
    small("dual-only", "one name, A and AAAA, behind a balancer that fails AAAA", named("app.andes.io", "app.andes.io AAAA"), "node-a isp-one", (0, 1)),
    small("signers", "two that sign, one of them wrongly", DNSSEC[2:5] + FEW[:2], "node-a isp-one pub-two", (0, 1)),
    small("lax-one", "bogus zones at a resolver that does not look", [dataclasses.replace(q, truth=OK.or_else(q.truth)) for q in DNSSEC[:2] + DNSSEC[5:]] + FEW[:2],
          "pub-lax", (0, 1)),
    small("moved", "conditional forwarding to the provider of yesterday, at one of three", MOVED, "moved node-a isp-one", (0, 1)),
    unseen(small("moved-one", "the same, and no other", ALONE_MOVED, "moved", (0, 1))),
    small("loop", "two forwarders that take each other for the way out", FEW[:4], "loop-a loop-b", (1, 9), truth=NO_WAY_OUT),
    small("loop-public", "the same, beside a public one", FEW[:4] + named("status.andes.io"), "loop-a loop-b pub-one", (1,)),
    small("half-dead", "one resolver of two is gone", DEAD_PAIR, "gone node-b", (1,)),
    small("half-dead-isp", "one resolver of two is gone, the other a stranger", [*UNHEARD, *FEW[:2]], "gone isp-one", (0, 1), zones=DECLARED),
    small("six-only", "a host without IPv4", FEW + SIX_BAD, "office-six isp-six pub-six", (1,), vantage=six_only, host=OK.or_else(truth("info", "local", "local_network_down")),
          proof=(Look(*WEB, "NOERROR", server="fd10:9::53"), Look(*WEB, "ERROR|UNREACHABLE", server="10.1.0.53"))),
    small("tcp-dropped", "TCP to port 53 is dropped", FEW + BIG, "node-a isp-one pub-two", (0, 1), vantage=drop_tcp, host=truth(FAILS, "local", "egress_tcp53_blocked"),
          record_truth=OK.or_else(local("egress_tcp53_blocked", FAILS)), proof=(Look(*WEB, "NOERROR", server="10.1.0.53"), Look(*WEB, "TIMEOUT", ("tcp",), "10.1.0.53"))),
    small("inside-only", "a site whose firewall lets no DNS out: two resolvers of its own", FEW[:3] + BLIND_FEW, "node-a node-b", (1,), vantage=only_ours,
          host=OK.or_else(local("egress_port53_blocked", "info|degraded"))),
    small("portal", "a hotel", CAUGHT, "portal", (0, 1, 9)),
    small("portal-pair", "a hotel, and a resolver of the company's", FEW[:3] + named("nope.andes.io"), "portal pub-two", (0, 1)),
    small("frag", "the only path's large datagrams get lost", MIDDLE + FEW[:2], "node-b", (0, 1), vantage=deny_edns),
    small("capped", "a resolver that lets eight questions a second pass, alone", CAPPED, "capped", (0, 1), chance=True),
    small("filtered", "held back by a provider, with a word of why, at the only resolver", [alone(q, "fw") for q in named("pixel.anuncios.net", "adm.andes.io", "www.anuncios.net")],
          "fw", (0, 1)),
    small("sold", "a name server in a domain that somebody else has bought", named("www.vendido.com", "mail.vendido.com", "www.huerfano.net") + FEW[:1], "isp-knot pub-one", (1,)),
    small("pods", "A and AAAA of what a pod asks, at the cluster's resolver", DUAL, "kube", (0,)),
    small("pods-out", "the same, beside a stranger, internal zones declared", DUAL_OUT, "kube isp-one", (0,), zones=DECLARED),
    small("nodelocal", "a cache on the node that has lost the cluster's own server", NODE_LOST + FEW[:2], "nodelocal", (1,)),
    small("nodelocal-pair", "the same, beside a public one", [dataclasses.replace(q, cells={"pub-two": STRANGER}) for q in NODE_LOST] + FEW[:2], "nodelocal pub-two", (0, 1)),
    small("denied-one", "a balancer denies AAAA, and its one client's resolver believes that of A", DENIED_ALONE, "pub-two", (0, 1), network=deny_first,
          proof=(Look("www.lb-deny.tramo.net", "A", "NXDOMAIN", server="8.2.2.53"),)),
    small("denied-pair", "the same, beside another", DENIED_ALONE, "pub-two node-a", (0, 1), network=deny_first),
    small("frag-pair", "large datagrams of one of two resolvers get lost", named("mid.anuncios.net TXT") + FEW[:2], "frag node-a", (0, 1)),
    small("frag-one", "large datagrams of the only resolver get lost", [dataclasses.replace(named("mid.anuncios.net TXT")[0], truth=upstream(
        "resolver_edns_broken|resolver_packet_loss|resolver_timeout|resolver_auth_path_broken", FAILS + "|info").or_else(OK))] + FEW[:2], "frag", (0, 1)),
    small("capped-many", "sixty names at a resolver that lets eight questions a second pass, alone", MANY, "capped", (0, 1), chance=True),
    small("capped-pair", "the same, beside another", MANY[:30], "capped isp-one", (0, 1), chance=True),
    without_four(small("six-mixed", "a host without IPv4 whose list has resolvers of both", FEW[:4] + named("www.finmal.io"), "node-a office-six pub-six", (0, 1), vantage=six_only,
          host=OK.or_else(truth("info|degraded", "local", "local_network_down")))),
    small("sold-four", "a name server in a domain that somebody else has bought, at four", SOLD, "isp-one pub-one node-b pub-two", (0, 1), chance=True),
    small("lb-apexless", "balancers that know nothing of their apex, and a pool that is down", APEXLESS, "node-a pub-two", (1,)),
    small("lb-apexless-one", "the same, at one", APEXLESS, "isp-one", (1,)),
    Situation("curt-only", "a balancer without SOA, at a resolver that refuses and one that is well", named("www.lb-curt.tramo.net AAAA", "www.lb-curt.tramo.net A", "www.andes.io"),
              [ONLY, *pick("node-a")], exits(0, 1), seconds=60),
    Situation("server-one", "the company's server in the place of a resolver, alone", INTERN[:3] + NOT_SERVED, pick("server-a"), exits(1), seconds=60),
    Situation("server-pair", "the same, beside a resolver", INTERN[:3] + FEW[:3], pick("server-a node-b"), exits(0, 1), seconds=60),
    small("teams-plain", "teams' zones inside that are no more, and nobody declared them", TEAMS + INTERN[:3] + FEW[:2], "node-a node-b pub-one", (0, 1)),
    small("intranet-out", "a public alias of an internal name, seen from outside, where that is declared", [Question("intranet.andes.io", "A", SPLIT.or_else(
        authoritative("cname_dangling", "info|negative")), seen="NXDOMAIN")] + FEW[:2], "isp-one", (0,), zones=DECLARED),
    small("one-name", "one name, one resolver: dead", named("www.apagado.io"), "pub-two", (1,)),
    small("one-dangling", "one name, one resolver: the alias leads to a domain that nobody has", named("track.andes.io"), "node-b", (0, 1)),
    small("one-nullified", "one name at a family filter", [dataclasses.replace(q, truth=upstream("resolver_blocklist", FAILS + "|info")) for q in named(of.NULLED)], "kids", (0, 1)),
]
