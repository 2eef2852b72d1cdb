# SPDX-License-Identifier: MIT
"""The sweeps of the company: the fleet as a whole, each accident for itself, and the small sites that ask the same names."""

import dataclasses
import functools
import re
import signal
import time

import net
import wire
from faults import drop_tcp, losing
from model import FAILS, OK, Look, Question, Situation, Truth, authoritative, empty, exits, fine, local, maybe, negative, truth
from model import upstream, words

from . import resolvers as of
from .questions import CHAINS, DNSSEC, ENT, FENCED, GOOD, LINT, MIGRATIONS, NEGATIVE, PATH, PRIVATE, QUESTIONS, SIX, named
from .resolvers import CORP, NO_WAY, STRANGER
from .zones import DESK, EDGE, PAY, PLAIN, WILD


def pick(ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
    return [by_id[wanted] for wanted in ids.split()]


def in_crowd(question, resolvers):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    faults = {resolver.id: resolver.cells(question) for resolver in resolvers if resolver.cells is not None and resolver.cells(question)}
    if not faults or "ok" not in question.truth.cause:
        return question
    whole = all(cause.startswith("resolver_tcp") for fault in faults.values() for cause in fault.cause)
    blame = dataclasses.replace(functools.reduce(Truth.or_else, faults.values()), severity=words("degraded|info"))
    if whole or question.truth != OK or any("ok" in fault.cause for fault in faults.values()):
        blame = blame.or_else(question.truth)
    if len(faults) == len([resolver for resolver in resolvers if resolver.row is None]):
        blame = dataclasses.replace(blame, severity=blame.severity | words("failure"))
    cells = {resolver.id: OK for resolver in resolvers} if question.truth == OK else {}
    return dataclasses.replace(question, truth=blame, cells=cells | question.cells)


def small(name, about, questions, resolvers, status, seconds=90, **more):
    room = pick(resolvers)
    return Situation(name, about, [in_crowd(question, room) for question in questions], room, exits(*status), seconds=seconds, **more)


def taken_for(what, *names, **more):
    """Where nobody else is asked, it is all that can be said."""
    return [dataclasses.replace(question, truth=what, **more) for question in named(*names)]


def or_else(what, questions):
    return [dataclasses.replace(question, truth=question.truth.or_else(what)) for question in questions]


HEALTHY = of.HEALTHY
WEB = of.WEB
FEW = named("www.oasis.com", "www.oasis.shop", "www.oasis-pay.com", "svc07w.oasis.com", "nope.oasis.com")
# Nothing is wrong with them for anybody.
CALM = [question for question in GOOD if question.truth == OK]

# --- the fleet ---

FLEET = [fine(f"svc{n:02}.oasis.com", direct="") for n in range(PLAIN)] + [fine(f"svc{n:02}w.oasis.com", direct="")
for n in range(EDGE)] + [
    fine(f"svc{n:02}d.oasis.com", direct="") for n in range(DESK)] + [fine(f"pay{n:02}.oasis-pay.com", direct="") for n in range(PAY)] + [
    fine(f"team{n:02}.oasis.shop", direct="") for n in range(WILD)]
PREVIEWS = [fine(f"pr{n:03}.apps.{zone}", direct="") for n in range(45) for zone in ("oasis.com", "oasis-pay.com", "oasis.shop",
    "newsalt.io")]
FLEET_MORE = [fine(f"svc{n:02}w.oasis.com", "AAAA", direct="") for n in range(EDGE)] + [empty(f"svc{n:02}.oasis.com", "AAAA")
    for n in range(PLAIN)]

MIXED = ("www.dead.net", "www.lame-target.net", "www.allexpired.net", "www.dsearly.com", "www.leftds.com", "www.expiredall.io",
"promo.oasis.com", "status.oasis.com",
         "billing.oasis.com", "www.nxhost.com", "nope.oasis.com", "www.never-was.com")
SITE = named("www.oasis.com", "www.oasis.com AAAA", "oasis.com MX", "svc07w.oasis.com", "svc11d.oasis.com", "pay03.oasis-pay.com",
    "anything.oasis.shop", "static.oasis.com",
             "long.oasis.com", "_sip._tcp.oasis.com", "80.1.90.151.in-addr.arpa", "nope.oasis.com", "v4.oasis.com AAAA", "b.ent.oasis.com",
                 "www.never-was.com")


def over_tcp(resolver):
    """Whose TCP is closed has nothing to say then."""
    row = truth(FAILS, "upstream", "resolver_tcp_blocked|resolver_timeout|resolver_port_unreachable") if resolver.id == "no-tcp" else None
    return dataclasses.replace(resolver, inventory={"proto": "tcp"}, cells=None, row=row, record=None)


# --- promises ---

UNMET = truth("failure", "none", "expectation_unmet")
PROMISE_ROOM = "core-1 core-2 isp-1 pub-a pub-b"


def promise(name, expect, what=OK, qtype="A", **more):
    """Where a promise is broken, its cells may say so or not."""
    cells = {resolver: what.or_else(OK) for resolver in PROMISE_ROOM.split()} | more.pop("cells", {})
    return Question(name, qtype, what, expect=expect, cells=cells, **more)


PROMISES = [
    promise("www.oasis.com", {"rcode": "NOERROR", "answers": ["151.90.1.80"], "match": "exact"}),
    promise("rr.oasis.com", {"answers": ["151.90.1.13", "151.90.1.11", "151.90.1.12"], "match": "exact"}),
    promise("rr.oasis-pay.com", {"answers": ["151.90.2.11", "151.90.2.12"], "match": "subset"}, OK.or_else(UNMET)),
    promise("rr.oasis.shop", {"answers": ["151.90.3.12", "151.90.3.99"], "match": "any"}),
    promise("rr.mailhub.net", {"answers": ["151.90.7.98", "151.90.7.99"], "match": "any"}, UNMET),
    promise("static.oasis.com", {"cidr": ["151.90.192.0/19", "151.90.5.99/32"]}), promise("www.roundabout.io", {"cidr": ["151.90.210.0/24",
        "151.90.211.0/24"]}),
    promise("help.oasis.com", {"cname": "oasis.cust.deskly.io"}), promise("svc01d.oasis.com", {"cname": "pod7.deskly.io"},
        OK.or_else(UNMET)),
    promise("svc02w.oasis.com", {"cname": "svc02w.oasis.othercdn.net"}, UNMET), promise("long.oasis.com", {"answers": ["151.90.3.80"]}),
    promise("oasis.com", {"ns": ["ns1.oasis.com", "ns2.oasis.com", "ns3.oasis.com"]}, OK, "NS"),
    promise("oasis-pay.com", {"ns": ["ns1.oasis-pay.com"]}, OK.or_else(UNMET), "NS"), promise("oasis.shop",
        {"ns": ["ns1.dnsco.net", "ns2.dnsco.net"]}, UNMET, "NS"),
    promise("svc03.oasis.com", {"ns": ["ns1.oasis.com", "ns2.oasis.com", "ns3.oasis.com"]}),
    promise("v4.oasis.com", {"min_ttl": 1, "max_ms": 20000}), promise("v4.oasis-pay.com", {"min_ttl": 7200}, UNMET),
    # Found parked by whoever reads the answer, and by nobody else.
    promise("www.parked.com", {"answers": ["151.90.99.80"]}, UNMET), promise("shop.parked.com", {"rcode": "NXDOMAIN"}, UNMET),
    promise("nope.oasis.com", {"rcode": "NXDOMAIN"}, OK.or_else(negative("name_does_not_exist")), seen="NXDOMAIN"),
    promise("nope.deskly.io", {"rcode": "NOERROR"}, UNMET.or_else(authoritative("name_does_not_exist", FAILS)), seen="NXDOMAIN"),
    promise("retired.oasis.shop", {"rcode": "NXDOMAIN"}, UNMET), promise("v4.oasis.shop", {"answers": ["2a05:3::4"]},
        UNMET.or_else(authoritative("no_data", FAILS)), "AAAA", seen="NODATA"),
    promise("oasis.com", {"answers": ["10 mail.oasis.com.", "20 in.mailhub.net."], "match": "exact"}, OK.or_else(UNMET), "MX"),
    # Broken for a reason: the reason is what counts.
    promise("status.oasis.com", {"answers": ["151.90.44.80"]}, authoritative("auth_timeout"), seen="FAIL"),
    promise("promo.oasis.com", {"rcode": "NOERROR"}, authoritative("cname_dangling", FAILS).or_else(UNMET), seen="NXDOMAIN"),
    promise("www.leftds.com", {"answers": ["151.90.65.80"]}, authoritative("dnssec_zone_unsigned_with_ds", FAILS), seen="SERVFAIL",
        unchecked="NOERROR"),
    promise("www.allexpired.net", {"answers": ["151.90.35.80"]}, authoritative("auth_servfail"), seen="FAIL"),
]
FAR_PROMISES = [Question(name, "A", OK.or_else(UNMET).or_else(of.SLOW), expect={"max_ms": 300},
    cells={r: OK.or_else(UNMET) for r in ("far", "pub-a")})
                for name in ("www.oasis.com", "svc05.oasis.com", "www.oasis.shop")]

PROMISED_ODD = [
    Question("mal-nx.adtrack.net", "A", upstream("resolver_blocklist", FAILS + "|info"), expect={"answers": ["151.90.16.100"]}, cells={
        r: OK for r in ("core-1", "pub-b")}),
    promise("www.lagging.io", {"answers": ["151.90.33.80"]}, OK.or_else(UNMET).or_else(authoritative("auth_inconsistent_data", FAILS +
        "|info"))),
    promise("www.oasis.shop", {"answers": ["151.90.3.80"]}),
]

# --- what caches remember, and what has changed since ---

STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")


def remembered(name, what, others=OK, qtype="A", by="mem-1 mem-2", **more):
    return Question(name, qtype, what, cells={**dict.fromkeys("core-1 core-2 isp-1 isp-2 pub-a pub-b pub-c".split(), others),
        **dict.fromkeys(by.split(), what)}, **more)


CACHED = [
    remembered("www.cached.dev", STALE), remembered("shop.cached.dev", STALE), remembered("fresh.cached.dev", STALE_NO),
        fine("mail.cached.dev", direct=""),
    remembered("gone.cached.dev", STALE.or_else(negative("name_does_not_exist")).or_else(authoritative("name_does_not_exist", "degraded")),
               negative("name_does_not_exist").or_else(OK)),
    remembered("cached.dev", STALE_NO, qtype="TXT"),
]
CACHED_PROMISED = [dataclasses.replace(CACHED[0], truth=STALE.or_else(UNMET).or_else(truth("failure", "local", "resolver_stale_cache")),
                                       expect={"answers": ["151.90.80.180"]}, cells={"mem-1": STALE.or_else(UNMET), "core-1": OK,
                                           "pub-b": OK}),
                   dataclasses.replace(CACHED[4], truth=CACHED[4].truth.or_else(UNMET).or_else(OK).or_else(truth("failure", "local",
                       "resolver_stale_cache")),
                                       expect={"rcode": "NXDOMAIN"}, cells={"mem-1": STALE.or_else(UNMET)})]
ALONE_STALE = truth("failure", "local|upstream", "resolver_stale_cache|resolver_stale_negative_cache")
TIMED_OUT = authoritative("auth_timeout|auth_partial_outage", FAILS)
FADING = [Question(f"{host}.fading.dev", "A", authoritative("auth_timeout", FAILS),
    cells={"keep": OK.or_else(TIMED_OUT).or_else(local("resolver_stale_cache"))})
          for host in ("www", "mail")]
LONG_LIFE = [Question(f"{host}.longlife.dev", "A", authoritative("auth_timeout", FAILS)) for host in ("www", "mail")]
DROPPED = [Question(f"{host}.dropped.dev", "A",
    negative("domain_not_registered|name_does_not_exist").or_else(upstream("delegation_missing", FAILS)).or_else(STALE),
                    cells={r: OK.or_else(STALE) for r in ("mem-1", "mem-2")}) for host in ("www", "mail")]
DROPPED_KNOWN = [dataclasses.replace(question, truth=upstream("delegation_missing", FAILS),
    cells={r: OK.or_else(STALE) for r in ("mem-1", "mem-2")})
                 for question in DROPPED]
ON_HOLD = [dataclasses.replace(question, truth=upstream("delegation_missing", FAILS)) for question in named("www.onhold.com")]
ON_HOLD += [Question("onhold.com", "MX", upstream("delegation_missing", FAILS))]
PROVIDER = ["ns1.dnsco.net", "ns2.dnsco.net"]
LAPSED = [remembered(f"{host}.lapsed.dev", STALE) for host in ("www", "mail")]
LAPSED_PROMISED = [dataclasses.replace(question, truth=STALE.or_else(UNMET), expect={"answers": ["151.90.84." + end]}, cells={})
                   for question, end in zip(LAPSED, ("80", "25"))]
LAPSED_CELLS = STALE.or_else(UNMET).or_else(OK)


# What was signed with a key that a cache has not got: it had the one before.
OLD_KEYS = truth(FAILS + "|info", "local|upstream", "resolver_stale_cache|resolver_dnssec_broken")
REKEYED = [remembered(f"{host}.rekeyed.com", OLD_KEYS) for host in ("mail", "api")] + [fine("www.rekeyed.com", direct="")]
# Two go where the zone was, until they find out.
EVACUATED = [remembered(f"{host}.evac.dev", OK.or_else(truth(FAILS + "|info", "local|upstream",
    "resolver_auth_path_broken|resolver_stale_cache")))
             for host in ("www", "mail")]
REFRESHED = [Question("www.refreshed.dev", "A", OK.or_else(STALE), cells={"keep": OK.or_else(STALE)}),
    fine("mail.refreshed.dev", direct="")]


def edit_zone(lab, name, change, server, question, shown, signed=False):
    """Another content of a zone at a server that is running, and the wait until it shows."""
    path = lab.builder.path(lab.zone(name))
    text = path.read_text()
    text = change(text)
    path.write_text(text if signed else re.sub(r" (20261\d{5}) ", lambda serial: f" {int(serial[1]) + 1} ", text, count=1))
    process = next(entry for entry in lab.authorities if entry.name == server)
    process.process.send_signal(signal.SIGHUP)
    queries = [wire.Query(address, question, rd=False) for address in process.addresses[:2]]
    for _ in range(100):
        if all(shown(reply) for reply in wire.ask(queries)):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{name} does not change")


def remember(questions, *resolvers):
    wire.ask([wire.Query(resolver.address, *question.split(), timeout=3.0, tries=2) for question in questions for resolver in resolvers])


def change_data(lab):
    one, two = pick("mem-1 mem-2")
    remember([f"{host}.cached.dev A" for host in ("www", "shop", "fresh", "gone", "mail")] + ["cached.dev TXT"], one, two)
    edit_zone(lab, "cached.dev", lambda text: text.replace("www A 151.90.80.80", "www A 151.90.80.180").replace("gone A 151.90.80.66\n", "")
              .replace("shop CNAME old", "shop CNAME cur") + "fresh A 151.90.80.77\n@ TXT \"v=spf1 -all\"\n", "dyn", "fresh.cached.dev",
                  lambda reply: reply.answers)


def fade(lab):
    remember([f"{host}.fading.dev A" for host in ("www", "mail")], *pick("keep"))
    time.sleep(3.2)
    net.fill_set("silent4", *[entry.address for entry in lab.zone("fading.dev").ns])


def outlive(lab):
    remember([f"{host}.longlife.dev A" for host in ("www", "mail")], *pick("mem-1 mem-2"))
    net.fill_set("silent4", *[entry.address for entry in lab.zone("longlife.dev").ns])


def drop_delegation(lab):
    """The registry takes a domain out."""
    remember([f"{host}.dropped.dev A" for host in ("www", "mail")], *pick("mem-1 mem-2"))
    edit_zone(lab, "dev", lambda text: "".join(line + "\n" for line in text.splitlines() if not line.startswith("dropped.dev.")),
              "reg-dev", "www.dropped.dev", lambda reply: reply.status == "NXDOMAIN")


def lapse(lab):
    """The registrar takes a domain that was not paid for to its own servers; the old ones go on."""
    remember([f"{host}.lapsed.dev A" for host in ("www", "mail")], *pick("mem-1 mem-2"))

    def change(text):
        lines = [line for line in text.splitlines() if not line.startswith(("lapsed.dev.", "ns1.lapsed.dev.", "ns2.lapsed.dev."))]
        return "\n".join([*lines, "lapsed.dev. NS ns1.parked.com.", "lapsed.dev. NS ns2.parked.com.", ""])
    edit_zone(lab, "dev", change, "reg-dev", "www.lapsed.dev", lambda reply: any("parked" in record[3] for record in reply.authority))
    time.sleep(3.2)


def change_key(lab):
    remember(["www.rekeyed.com A"], *pick("mem-1 mem-2"))
    later = lab.builder.path(lab.zone("rekeyed.com"), "later").read_text()
    edit_zone(lab, "rekeyed.com", lambda _text: later, "dyn", "mail.rekeyed.com",
              lambda reply: any(record[3].endswith(".125") for record in reply.answers), signed=True)


def evacuate(lab):
    """The registry learns where a zone has gone, and its old servers are switched off."""
    remember(["www.evac.dev A", "evac.dev NS"], *pick("mem-1 mem-2"))

    def change(text):
        lines = [line for line in text.splitlines() if not line.startswith(("evac.dev.", "ns1.evac.dev.", "ns2.evac.dev."))]
        return "\n".join([*lines, "evac.dev. NS ns1.dnsco.net.", "evac.dev. NS ns2.dnsco.net.", ""])
    edit_zone(lab, "dev", change, "reg-dev", "www.evac.dev", lambda reply: any("dnsco" in record[3] for record in reply.authority))
    net.fill_set("silent4", *[entry.address for entry in lab.zone("evac.dev").ns if entry.where == "parent"])


def refresh(lab):
    remember(["www.refreshed.dev A", "mail.refreshed.dev A"], *pick("keep"))
    edit_zone(lab, "refreshed.dev", lambda text: text.replace("151.90.87.80", "151.90.87.180"), "dyn", "www.refreshed.dev",
              lambda reply: any("180" in record[3] for record in reply.answers))
    time.sleep(3.2)


# --- the company's own names ---

DECLARED = ({"name": "corp.oasis.com", "internal": True},)
DECLARED_BOTH = (*DECLARED, {"name": "portal.oasis.com", "internal": True})
SPLIT = truth("info|ok", "none", "split_horizon|ok")
OUTSIDERS = ("isp-1", "pub-a", "pub-b", "core-2")
CORP_NAMES = [Question(name, "A", SPLIT, cells={outsider: STRANGER for outsider in OUTSIDERS}) for name in CORP]
PORTAL = [Question("portal.oasis.com", "A", SPLIT, cells={outsider: OK.or_else(SPLIT) for outsider in OUTSIDERS})]
CORP_OUT = [Question(name, "A", truth("degraded|info", "none|local", "split_horizon").or_else(SPLIT)
    .or_else(negative("name_does_not_exist")), cells={outsider: STRANGER for outsider in OUTSIDERS}) for name in CORP]
# The zone is declared internal and who knows it is not asked.
CORP_ASKED_OUTSIDE = [Question("wiki.corp.oasis.com", "A", negative("name_does_not_exist").or_else(SPLIT))]

# --- at the site, in the network ---


def only_ours(_lab, vantage):
    """The firewall lets DNS out to the company's resolvers alone."""
    net.filter_uplink(vantage, "ip daddr 10.0.0.0/8 accept; th dport 53 drop;")


NO_TCP = local("egress_tcp53_blocked", FAILS)
LARGE = named("big.oasis.com", "big.oasis.shop")
BLIND = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable").or_else(truth(FAILS, "undetermined",
    "contradiction|budget"))
BLIND_BAD = [dataclasses.replace(question, truth=BLIND) for question in named("www.dead.net", "jobs.oasis.com",
    "www.allexpired.net")] + named(
    "www.expiredall.io", "www.dsearly.com")
LOSS = local("local_packet_loss", FAILS + "|info").or_else(truth("degraded|info|failure", "undetermined", "own_loss|budget"))
LIMITED = authoritative("auth_rate_limited|auth_packet_loss|auth_partial_lame|auth_lame", FAILS)
THROTTLED = [maybe(f"t{n:02}.apps.throttled.net", LIMITED) for n in range(30)]
SICK_POOL = truth(FAILS, "local|upstream|undetermined", of.POOLED)
POOLED_FEW = [fine(f"pl{n:02}.apps.oasis.shop", direct="") for n in range(12)] + FEW
POOLED_ALONE = or_else(SICK_POOL, POOLED_FEW)
NON_VALIDATING = [dataclasses.replace(question, truth=OK.or_else(question.truth)) for question in named(
    "www.dsearly.com", "www.zskgone.com", "www.leftds.com", "mxbad.com MX", "www.expiredall.io")]
HIDDEN = OK.or_else(truth(FAILS + "|info", "upstream", "resolver_blocklist"))
BLOCKED = truth(FAILS + "|info", "upstream", "resolver_blocklist")
MALWARE = named(*[f"mal-{word}.adtrack.net" for word in ("nx", "soa", "null", "ref", "empty", "page", "all", "loop")], "ads.oasis.com",
    "absent-mal.adtrack.net")
# What an operator sees who has one resolver: the words that come with it, and that the servers say otherwise.
SHIELD_ALONE = taken_for(BLOCKED, "mal-nx.adtrack.net", "mal-soa.adtrack.net", "mal-page.adtrack.net",
    "mal-all.adtrack.net") + taken_for(HIDDEN, "ads.oasis.com")
FAMILY_ALONE = taken_for(BLOCKED, *[f"mal-{word}.adtrack.net" for word in ("nx", "null", "empty", "all", "loop")]) + taken_for(
    truth(FAILS + "|info", "upstream", "resolver_blocklist|resolver_refused|resolver_not_recursive"), "mal-ref.adtrack.net")
REBOUND = local("resolver_rebind_protection", FAILS + "|info")
PRIVATE_ALONE = [dataclasses.replace(question, truth=REBOUND) for question in PRIVATE]
SIX_ALONE = [dataclasses.replace(question, truth=upstream("resolver_auth_path_broken", FAILS)) for question in SIX]
STRICT_ALONE = [dataclasses.replace(question, truth=question.truth.or_else(negative("name_does_not_exist"))) for question in ENT]
FENCE_ALONE = [dataclasses.replace(question, truth=PATH.or_else(authoritative("auth_lame|auth_partial_lame", FAILS)), cells={})
    for question in FENCED[:2]]
FENCE_OUT = [dataclasses.replace(question, truth=OK, cells={}) for question in FENCED[:2]]
TCP_ALONE = [dataclasses.replace(question, truth=upstream("resolver_tcp_blocked", FAILS)) for question in LARGE]
MOVED_AWAY = ({"name": "forgotten.com", "ns": PROVIDER},)
FORGOTTEN = [dataclasses.replace(question,
    truth=authoritative("auth_lame").or_else(upstream("delegation_inconsistent|delegation_missing|delegation_glue_wrong", FAILS)))
             for question in named("www.forgotten.com", "forgotten.com MX")]
NOBODY = local("resolver_timeout|resolver_port_unreachable|local_network_down", FAILS)
PAIR_GONE = truth("failure", "local|undetermined|upstream",
    "resolver_timeout|resolver_port_unreachable|local_network_down|contradiction|egress_port53_blocked")
TYPES = [question for question in CALM if question.name in ("oasis.com", "tel.oasis.com", "_sip._tcp.oasis.com", "_dmarc.oasis.com",
    "80.1.90.151.in-addr.arpa")]
MONDAY = named("www.oasis.com", "svc11d.oasis.com", "mal-nx.adtrack.net", "www.dsearly.com", "www.dead.net", "promo.oasis.com",
    "nope.oasis.com",
               "www.lagging.io", "big.oasis.com TXT")

SITUATIONS = [
    Situation("plain", "every name at every resolver", [in_crowd(question, of.RESOLVERS) for question in QUESTIONS], of.RESOLVERS,
        exits(1), seconds=240),
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + PRIVATE + SIX + NEGATIVE, HEALTHY,
        exits(0), seconds=120),
    Situation("broken", "broken names at healthy resolvers", CHAINS + MIGRATIONS + ENT + DNSSEC + FEW, HEALTHY, exits(1), seconds=200),
    Situation("fleet", "a hundred and twenty services and what is built on them, and nothing is wrong", FLEET + PREVIEWS, HEALTHY,
        exits(0), seconds=150,
              speeds=(100,), follow_ups=0.1),
    Situation("fleet-types", "the same services for IPv6, which most do not have", FLEET_MORE + FLEET[:40], HEALTHY, exits(0), seconds=100,
        follow_ups=0.05),
    Situation("fleet-mixed", "the same services, and a dozen names that are broken", FLEET + named(*MIXED), HEALTHY[:6], exits(1),
        seconds=150, follow_ups=0.6),
    small("site-one", "a small site and its own resolver", SITE, "core-1", (0,)),
    small("site-two", "the same names, at a resolver of its own and the provider's", SITE, "core-1 isp-1", (0,)),
    small("site-three", "the same names, at a branch office's, the provider's and a public one", SITE, "branch isp-2 pub-b", (0,)),
    Situation("by-tcp", "asked over TCP alone, and one resolver whose TCP is closed", FEW, [over_tcp(one)
        for one in pick("core-1 pub-a no-tcp")], exits(0, 1), seconds=90),
    small("promises", "what the inventory promises, and is kept or not", PROMISES, PROMISE_ROOM, (1,)),
    small("promised-filtered", "a promise that a filter breaks, and one that a secondary breaks", PROMISED_ODD, "shield core-1 pub-b",
        (0, 1), chance=True),
    small("lint", "what a list of names that has grown for years holds", LINT + FEW, "core-1 isp-1 pub-b", (0, 1)),
    small("lint-one", "the same, at one resolver", LINT + FEW, "branch", (0, 1)),
    small("promises-far", "a promise of speed, and a resolver that is far away", FAR_PROMISES, "far pub-a", (0, 1)),

    small("cached", "data have changed, and two caches have not heard", CACHED + FEW, "mem-1 mem-2 core-1 isp-1 pub-b", (0, 1),
    network=change_data, proof=(
        Look("www.cached.dev", "A", "NOERROR", server="10.34.1.53"), Look("fresh.cached.dev", "A", "NXDOMAIN", server="10.34.1.53"),
        Look("gone.cached.dev", "A", "NOERROR", server="84.121.1.53"), Look("gone.cached.dev", "A", "NXDOMAIN", server="10.30.1.53"))),
    small("cached-pair", "the same, at one that remembers and another", CACHED + FEW[:2], "mem-1 pub-a", (0, 1)),
    small("cached-one", "the same, and no other resolver",
        [dataclasses.replace(question, truth=question.truth.or_else(OK).or_else(ALONE_STALE), cells={})
        for question in CACHED], "mem-2", (0, 1)),
    small("cached-promised", "the same, where the inventory says what is true now", CACHED_PROMISED + FEW[:1], "mem-1 core-1 pub-b",
        (0, 1)),
    small("fading", "a zone's servers fall silent; one resolver says what it had, and that it is old", FADING + FEW,
        "keep core-2 isp-1 pub-b", (0, 1),
          network=fade, proof=(Look("www.fading.dev", "A", "NOERROR ede=3", server="10.34.2.53"),
              Look("www.fading.dev", "A", "FAIL", server="84.116.1.53"))),
    small("fading-one", "the same, and that one alone",
        [dataclasses.replace(question, truth=question.truth.or_else(OK).or_else(truth("info|degraded", "local",
        "resolver_stale_cache"))) for question in FADING] + FEW[:2], "keep", (0, 1)),
    small("longlife", "a zone's servers fall silent, and two caches have a day yet", LONG_LIFE + FEW, "mem-1 mem-2 core-2 pub-b", (0, 1),
        network=outlive,
          proof=(Look("www.longlife.dev", "A", "NOERROR", server="10.34.1.53"), Look("www.longlife.dev", "A", "FAIL",
              server="84.116.1.53"))),
    small("dropped", "a registry has taken a domain out; two caches go on", DROPPED + FEW[:3], "mem-1 mem-2 core-1 isp-1 pub-b", (0, 1),
        network=drop_delegation,
          proof=(Look("www.dropped.dev", "A", "NOERROR", server="10.34.1.53"), Look("www.dropped.dev", "A", "NXDOMAIN",
              server="84.116.1.53"))),
    small("dropped-known", "the same, where the inventory names its servers", DROPPED_KNOWN + FEW[:3], "core-1 isp-1 pub-b", (0, 1),
          zones=({"name": "dropped.dev", "ns": PROVIDER},)),
    small("onhold", "a domain that is on hold, and its servers are known", ON_HOLD + FEW[:2], "core-1 isp-1 pub-a", (0, 1), zones=(
        {"name": "onhold.com", "ns": PROVIDER},)),
    small("onhold-one", "the same, at one resolver", ON_HOLD, "branch", (0, 1), zones=({"name": "onhold.com", "ns": PROVIDER},)),
    small("lapsed", "a domain was not paid for and is parked; two caches have the old servers", LAPSED + FEW[:3],
        "mem-1 mem-2 core-1 isp-1 pub-b", (0, 1),
          network=lapse, proof=(Look("www.lapsed.dev", "A", "NOERROR", server="10.34.1.53"),
              Look("www.lapsed.dev", "A", "NOERROR", server="84.116.1.53"))),
    small("lapsed-promised", "the same, where the inventory knows better", LAPSED_PROMISED + FEW[:2], "mem-1 core-1 pub-b", (1, 0),
        cell_truth=LAPSED_CELLS),
    small("lapsed-parked", "the same, where nobody remembers", [dataclasses.replace(question, truth=UNMET,
        cells={r: OK.or_else(UNMET) for r in (
        "core-1", "isp-1", "pub-b")}) for question in LAPSED_PROMISED], "core-1 isp-1 pub-b", (1,)),

    small("rekeyed", "the key of a zone's data was changed in one step, and two validators have the old one", REKEYED + FEW[:3],
    "mem-1 mem-2 core-1 isp-1 pub-b",
          (0, 1), network=change_key, proof=(Look("mail.rekeyed.com", "A", "SERVFAIL", server="10.34.1.53"),
              Look("mail.rekeyed.com", "A", "SERVFAIL", server="84.121.1.53"),
          Look("mail.rekeyed.com", "A", "NOERROR", server="84.116.1.53"))),
    small("rekeyed-pair", "the same, at one that has the old key and one that does not validate", REKEYED + FEW[:2], "mem-1 isp-2", (0, 1)),
    small("evacuated", "a zone has gone and its old servers are off; two caches go there first", EVACUATED + FEW[:3],
        "mem-1 mem-2 core-1 isp-1 pub-b", (0, 1),
          network=evacuate, chance=True),
    small("refreshed", "data have changed, and one says at first what it had, and that it is old", REFRESHED + FEW[:2],
        "keep core-1 isp-1", (0,), network=refresh,
          chance=True),
    small("filters-chain", "an office that forwards to a filter product, the product, and another",
        [q for q in MALWARE if q.name != "ads.oasis.com"] + FEW[:2],
        "office-f family core-1", (0, 1)),
    small("filters", "three filter products beside three that filter nothing", MALWARE + FEW, "shield family kinder core-1 isp-1 pub-b",
    (0, 1)),
    small("filters-most", "three filter products and one resolver that filters nothing", MALWARE + FEW[:2], "shield family kinder pub-b",
        (0, 1)),
    small("filters-pair", "a filter product and the company's resolver", MALWARE, "family core-2", (0, 1)),
    small("filters-agree", "two filter products and nobody else", taken_for(BLOCKED, "mal-nx.adtrack.net", "mal-all.adtrack.net", cells={
        r: BLOCKED for r in ("shield", "family")}) + FEW[:2] + named("absent-mal.adtrack.net"), "shield family", (0, 1)),
    Situation("shield-one", "a filter that says why, alone", SHIELD_ALONE + or_else(BLOCKED, named("absent-mal.adtrack.net")) + FEW[:1],
        pick("shield"),
        exits(0, 1), seconds=60),
    Situation("family-one", "a filter that does not say why, alone", FAMILY_ALONE + FEW[:1], pick("family"), exits(0, 1), seconds=60),
    small("filtered-broken", "a filter, and names that are broken anyway", named("mal-dead.adtrack.net", "mal-bogus.adtrack.net",
        "mal-nx.adtrack.net") + FEW[:1],
          "shield core-1 isp-1", (1,)),

    small("rebind", "private addresses by public names, at two that will not have it", PRIVATE + FEW, "branch-2 wary core-2 pub-b", (0, 1)),
    small("rebind-pair", "the same, at a branch office and its forwarder", PRIVATE + FEW[:2], "branch-2 core-1", (0, 1)),
    Situation("rebind-one", "the same, at the branch office alone", PRIVATE_ALONE + FEW[:2], pick("branch-2"), exits(0, 1), seconds=60),
    Situation("wary-one", "the same, at a validator", PRIVATE_ALONE + FEW[:2], pick("wary"), exits(0, 1), seconds=60),
    small("private-fine", "private addresses by public names, and nobody minds", PRIVATE + FEW[:2], "core-1 isp-1 pub-b", (0,)),
    small("split", "the company's internal names, declared", CORP_NAMES + PORTAL + FEW, "inside isp-1 pub-a pub-b", (0,),
        zones=DECLARED_BOTH),
    small("split-undeclared", "the same, undeclared", CORP_OUT + [dataclasses.replace(question,
        truth=question.truth.or_else(truth("info|degraded", "local|none",
        "split_horizon|resolver_stale_cache|resolver_blocklist"))) for question in PORTAL] + FEW[:2], "inside isp-1 pub-a", (0,)),
    small("split-outside", "an internal name, asked outside", CORP_ASKED_OUTSIDE + FEW[:2], "isp-1 pub-a", (0,), zones=DECLARED),
    small("split-one", "the company's names at the one resolver that knows them", [Question(name, "A", SPLIT) for name in CORP] + PORTAL +
        FEW[:2], "inside", (0,)),

    small("pool", "a balancer before three resolvers, of which one takes everything for bogus", POOLED_FEW, "pool core-2 isp-1", (0, 1),
    chance=True),
    small("pool-bogus", "the same, and names that are bogus", POOLED_FEW[:6] + named("www.dsearly.com", "www.expiredall.io",
        "www.dead.net"), "pool core-2 isp-2", (1,),
          chance=True),
    small("pool-one", "the same balancer, alone", POOLED_ALONE, "pool", (0, 1, 9), chance=True),
    small("pool-half", "a provider's pool, half of it silent, beside two", POOLED_FEW, "pool-half core-1 pub-b", (0, 1), chance=True),
    small("pool-bad", "who validates wrongly, and one that validates rightly", FEW + named("www.dsearly.com"), "pool-bad core-1", (1,)),

    small("tcp-one", "large answers at the one resolver whose TCP is closed", TCP_ALONE + FEW[:2], "no-tcp", (0, 1)),
    small("tcp-pair", "the same, beside another", LARGE + FEW[:2], "no-tcp pub-a", (0, 1)),
    small("tcp-site", "TCP to port 53 is dropped by the site", [dataclasses.replace(question, truth=NO_TCP) for question in LARGE] + FEW,
        "core-1 isp-1 pub-b", (0, 1),
          vantage=drop_tcp, host=truth(FAILS, "local", "egress_tcp53_blocked"), record_truth=OK.or_else(NO_TCP)),
    small("tcp-servers", "large answers of a zone whose servers have TCP closed", named("big.notcp.net", "www.notcp.net",
        "big.halftcp.net") + LARGE[:1],
          "core-1 isp-2 pub-b", (1,)),
    small("tcp-servers-one", "the same, at one resolver", named("big.notcp.net", "www.notcp.net"), "pub-a", (1,)),
    small("six", "name servers of IPv6 alone, and a resolver without", SIX + FEW[:2], "v4only core-1 pub-b", (0, 1)),
    Situation("six-one", "the same, alone", SIX_ALONE + FEW[:2], pick("v4only"), exits(1), seconds=60),
    small("ent", "what lies between is denied, and one resolver believes that", ENT + named("www.hollow.net") + FEW[:2],
        "strict core-1 pub-b isp-1", (0, 1), chance=True),
    Situation("ent-one", "the same, alone", STRICT_ALONE + FEW[:1], pick("strict"), exits(0, 1), seconds=60),
    small("fence", "servers that will not answer one provider, or one resolver of the company's", FENCED[:2] + FEW[:2],
        "core-1 core-2 isp-1 isp-2 pub-a", (0, 1)),
    small("fence-pair", "the same, at two", FENCED[:2] + FEW[:2], "core-2 isp-2", (0, 1)),
    small("fence-one", "the same provider alone", FENCE_ALONE[:1] + FEW[:2], "isp-2", (1,)),
    small("wall-one", "the same resolver alone", FENCE_ALONE[1:2] + FEW[:2], "core-2", (1,)),
    small("embargo", "servers that refuse a part of the world, or do not answer it nor us", FENCED[2:] + FEW[:2],
        "core-1 isp-1 isp-2 pub-a pub-b", (0, 1)),
    small("embargo-pair", "the same, at two", FENCED[2:] + FEW[:2], "isp-1 pub-a", (0, 1)),
    small("fence-not", "the same zones from where they answer", FENCE_OUT + FEW[:2], "core-1 isp-1 pub-a", (0,)),
    small("throttled", "servers that answer five questions a second of each who asks", THROTTLED + FEW, "core-1 isp-1 pub-b pub-six",
        (0, 1), seconds=180, chance=True),

    small("dnssec-pair", "keys rolled wrongly, at one who validates and one who does not", DNSSEC + FEW[:2], "core-1 isp-2", (0, 1), 120),
    small("dnssec-one", "the same, at one who validates", DNSSEC + FEW[:2], "pub-c", (1,), 120),
    small("dnssec-knot", "the same, at another", DNSSEC + CHAINS[:4] + FEW[:2], "pub-b", (1,), 120),
    small("dnssec-lax", "bogus zones at one who does not validate", NON_VALIDATING + FEW[:2], "isp-2", (0, 1)),
    small("rolled-right", "keys rolled rightly, at three", named("www.algoroll.net", "nope.algoroll.net", "www.two-ds.com",
        "nope.two-ds.com", "www.new-alg.net",
        "nope.newsalt.io", "zulu.newsalt.io MX", "www.newsalt.io"), "core-2 pub-a pub-b", (0,)),
    small("moves-one", "migrations half done, at one resolver", MIGRATIONS + FEW[:1], "isp-1", (1,), 120),
    small("moves-pair", "the same, at two", MIGRATIONS + FEW[:1], "core-2 pub-a", (1,), 120),
    small("moves-three", "the same, at three", MIGRATIONS + FEW[:1], "branch isp-2 pub-b", (1,), 120),
    small("forgotten", "the parent was not told, and the inventory knows the servers", FORGOTTEN + FEW[:2], "core-1 isp-1 pub-b", (1,),
        zones=MOVED_AWAY),
    small("lagging-trio", "a secondary that lags, at three", named("www.lagging.io", "new.lagging.io", "mail.lagging.io") + FEW[:1],
        "core-1 isp-1 pub-a", (0, 1), chance=True),
    small("chains-one", "aliases into what is broken, at one resolver", CHAINS + FEW[:1], "core-2", (1,), 120),
    small("chains-pair", "the same, at two", CHAINS + FEW[:1], "core-1 isp-1", (1,), 120),
    small("geo", "addresses by place, by turn and by weight", named("static.oasis.com", "web.edge.fastcdn.net", "turn.oasis.com",
        "www.roundabout.io", "abc.roundabout.io",
        "svc07w.oasis.com", "rr.oasis.com"), "core-1 isp-1 pub-b", (0,)),
    small("geo-pair", "the same, at two", named("static.oasis.com", "turn.oasis.com", "abc.roundabout.io", "web.edge.fastcdn.net"),
        "isp-2 pub-a", (0,)),
    small("types-one", "every type of one zone, at one resolver", TYPES, "branch", (0,)),
    small("types-pair", "the same, at two", TYPES, "isp-2 pub-c", (0,)),
    small("apex", "an apex that is an alias for who wants an address", [fine("oasis-mall.shop", direct=""), fine("www.oasis-mall.shop"),
        fine("oasis-mall.shop", "AAAA", seen="NOERROR|NODATA",
        direct="")], "core-1 core-2 isp-1 pub-b", (0,)),

    small("two-gone", "two resolvers, and neither is there", FEW[:3], "gone mute", (1, 9), truth=PAIR_GONE, cell_truth=NOBODY,
          record_truth=NOBODY),
    small("one-gone", "of two resolvers one is gone", FEW + named("www.dead.net", "www.dsearly.com"), "gone isp-1", (1,)),
    small("monday", "a filter, a dead provider, and the company's resolver", MONDAY, "shield dead-isp core-1", (1,)),
    small("monday-six", "the same at six", MONDAY, "shield dead-isp core-1 no-tcp v4only isp-2", (1,)),
    Situation("monday-one", "the same, at the filter alone", [dataclasses.replace(question, truth=BLOCKED)
        if question.name == "mal-nx.adtrack.net" else question
        for question in MONDAY], pick("shield"), exits(1), seconds=90),
    small("monday-site", "the same, at the company's resolver alone", MONDAY, "core-1", (1,)),
    small("monday-branch", "the same, at a branch office's and its forwarder", MONDAY, "branch core-1", (1,)),
    small("monday-two", "the same, at a resolver that does not validate and one without IPv6", MONDAY, "isp-2 v4only", (1,)),
    small("egress", "the firewall lets DNS out to the company's resolvers alone", FEW + BLIND_BAD, "core-1 core-2", (1,), vantage=only_ours,
          host=OK.or_else(local("egress_port53_blocked", "info|degraded"))),
    small("egress-public", "the same, and public resolvers in the inventory", FEW[:3], "core-1 pub-a pub-b", (0, 1), vantage=only_ours,
          host=truth("info|degraded|failure", "local", "egress_port53_blocked"),
              cell_truth=OK.or_else(local("egress_port53_blocked")).or_else(upstream("resolver_timeout")),
          record_truth=OK.or_else(local("egress_port53_blocked", FAILS + "|info")).or_else(upstream("resolver_timeout", FAILS))),
    small("loss", "the line loses an eighth, both ways", or_else(LOSS, FEW + named("www.dead.net", "www.dsearly.com", "promo.oasis.com")),
        "core-1 isp-1 pub-b", (0, 1, 4), 180,
          vantage=losing(12, 12), host=OK.or_else(local("local_packet_loss", FAILS + "|info")), chance=True,
          record_truth=OK.or_else(local("local_packet_loss", FAILS + "|info")).or_else(truth(FAILS, "local|upstream",
              "resolver_packet_loss")),
          excuse=local("local_packet_loss").or_else(truth("degraded", "undetermined", "own_loss|budget|contradiction"))),
]
