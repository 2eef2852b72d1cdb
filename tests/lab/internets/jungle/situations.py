# SPDX-License-Identifier: MIT
"""Small sites, each with something at its resolvers: alone, in pairs and threes, beside zones that are broken anyway, and with a host that is not well either."""

import dataclasses
import functools
import re
import signal
import time

import net
import wire
from faults import drop_edns, drop_tcp, falls, lose_six, losing, no_six, once
from model import FAILS, OK, Look, Question, Situation, Truth, authoritative, exits, fine, local, maybe, negative, truth, upstream, words

from . import resolvers as of
from .questions import DNSSEC, ENT, GOOD, LISTED, LOCAL_SERVED, NEGATIVE, ODD, SERVERS, SIX_FOR_SOME, UNPROVEN, named
from .resolvers import BLOCKED, CORP, LIE, NO_WAY, ROOMY, STRANGER


def pick(ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
    return [by_id[wanted] for wanted in ids.split()]


MIXED = truth(FAILS, "undetermined", "contradiction|budget|own_loss")


def in_room(question, room):
    """What is true of a name at these resolvers: where some alone fail it, their fault is all that can be said of it."""
    rows = [resolver.row for resolver in room if resolver.row is not None]
    if len(rows) == len(room):
        blame = dataclasses.replace(functools.reduce(Truth.or_else, rows), severity=words(FAILS))
        blame = blame.or_else(MIXED) if len(set(rows)) > 1 else blame
        return dataclasses.replace(question, truth=blame if question.truth == OK else blame.or_else(question.truth), cells={})
    faults = [fault for fault in (resolver.cells(question) for resolver in room if resolver.cells is not None and resolver.row is None) if fault]
    if not faults or "ok" not in question.truth.cause:
        return question
    blame = functools.reduce(Truth.or_else, faults)
    blame = dataclasses.replace(blame, severity=words("degraded|info") | blame.severity & words("negative"))
    if question.truth != OK or any("ok" in fault.cause for fault in faults):
        blame = blame.or_else(question.truth)
    if len(faults) == len(room) - len(rows):
        blame = dataclasses.replace(blame, severity=blame.severity | words("failure"))
    cells = {resolver.id: OK for resolver in room} if question.truth == OK else {}
    return dataclasses.replace(question, truth=blame, cells=cells | question.cells)


def lenient(resolver, names, what):
    """Of these names the facts at hand allow for this too."""
    def cells(question):
        found = resolver.cells(question) if resolver.cells is not None else None
        return (found or OK).or_else(what) if question.name in names else found
    return dataclasses.replace(resolver, cells=cells)


def small(name, about, questions, resolvers, status=(0, 1), seconds=90, allow=None, known=(), **more):
    room = [lenient(resolver, *allow) if allow else resolver for resolver in pick(resolvers)]
    questions = [in_room(question, room) for question in questions]
    # What a server that does not recurse knows itself.
    questions = [dataclasses.replace(question, truth=question.truth.or_else(OK)) if question.name in known else question for question in questions]
    return Situation(name, about, questions, room, exits(*status), seconds=seconds, **more)


def or_else(what, questions):
    return [dataclasses.replace(question, truth=question.truth.or_else(what)) for question in questions]


def taken_for(what, questions, **more):
    return [dataclasses.replace(question, truth=what, **more) for question in questions]


HEALTHY = of.HEALTHY
EVERYBODY = " ".join(entry.id for entry in HEALTHY)
FEW = named("www.canopy.vine", "canopy.vine MX", "svc03.canopy.vine", "www.river.fern", "www.shop.palm", "www.toucan.moss", "nope.canopy.vine")
BRIEF = named("www.canopy.vine", "www.shop.palm")
BAD = named("www.dead.moss", "www.refuse.palm", "www.lost.fern", "www.wrong.fern", "www.old.vine", "blog.canopy.vine")
SOME_BAD = named("www.dead.moss", "www.wrong.fern")
ABSENT = named("nope.shop.palm", "www.nobody-at-all.vine", "v4.canopy.vine AAAA")
SERVICES = [fine(f"svc{n:02}.canopy.vine", direct="") for n in range(24)]
MANY = [fine(f"m{n:02}.apps.{zone}", direct="") for n in range(10) for zone in ("canopy.vine", "river.fern", "vendor.moss", "partner.palm")]
BLIND = ("--no-direct",)

# --- where nobody's servers may be asked ---

GUESS = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS).or_else(MIXED)
DELEGATED = upstream("delegation_cyclic|delegation_ns_unresolvable|delegation_ns_private_address|delegation_glue_wrong|delegation_inconsistent|tld_unreachable|tld_lame", FAILS)


def unseen(question):
    """It is what resolvers say that counts, and the words that come with it."""
    causes = question.truth.cause
    if question.truth == OK or all(cause.startswith(("dnssec_", "cname_", "no_data", "name_does", "domain_not", "special", "resolver_")) for cause in causes):
        return question
    extra = GUESS.or_else(DELEGATED) if "upstream" in question.truth.locus else GUESS
    if "auth_inconsistent_data" in causes or "auth_partial_outage" in causes:
        extra = extra.or_else(OK).or_else(truth("degraded|info", "local|upstream", "resolver_stale_cache|resolver_stale_negative_cache|resolver_blocklist|" + NO_WAY))
    return dataclasses.replace(question, truth=question.truth.or_else(extra))


UNSEEN_BAD = [unseen(question) for question in BAD]

# --- what changes ---


def edit_zone(lab, name, change, server, question, shown):
    """Another content of a zone at a server that is running, and the wait until it shows."""
    path = lab.builder.path(lab.zone(name))
    path.write_text(re.sub(r" (20261\d{5}) ", lambda serial: f" {int(serial[1]) + 1} ", change(path.read_text()), count=1))
    process = next(entry for entry in lab.authorities if entry.name == server)
    process.process.send_signal(signal.SIGHUP)
    queries = [wire.Query(address, question, rd=False) for address in process.addresses[:2]]
    for _ in range(100):
        if all(shown(reply) for reply in wire.ask(queries)):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{name} does not change")


def remember(questions, resolvers):
    wire.ask([wire.Query(resolver.address, *question.split(), timeout=3.0, tries=2) for question in questions for resolver in pick(resolvers)])


def drift(lab):
    """A service has moved: some remember where it was, some because they were told to remember longer than they should."""
    remember(["www.drift.moss A"], "keep-k keep-b")
    remember(["api.drift.moss A", "old.drift.moss A"], "keep-k keep-m")
    remember(["new.drift.moss A"], "keep-b keep-k")
    edit_zone(lab, "drift.moss", lambda text: re.sub(r"(?m)^old .*\n", "", text).replace("181.50.60.80", "181.50.60.180").replace("181.50.60.81", "181.50.60.181") + "new A 181.50.60.99\n",
              "dyn", "new.drift.moss", lambda reply: reply.answers)
    time.sleep(2.5)


def ebb(lab):
    """A zone falls silent; some go on with what they had."""
    for name in ("www.ebb.moss", "mail.ebb.moss", "api.ebb.moss"):
        remember([f"{name} A"], "serve-u serve-b serve-m")
    time.sleep(1.2)
    falls("ebb.moss")(lab, None)


STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
NO_ONE = negative("name_does_not_exist")


def remembered(name, what, by, others=OK):
    return Question(name, "A", what, cells=dict.fromkeys("camp-u camp-b hut isp-r isp-u pub-k pub-u pub-b keep-k keep-b keep-m".split(), others) | dict.fromkeys(by.split(), what))


DRIFTED = [remembered("www.drift.moss", STALE, "keep-k keep-b"), remembered("api.drift.moss", STALE, "keep-k keep-m"), remembered("new.drift.moss", STALE_NO, "keep-b keep-k"),
           remembered("old.drift.moss", STALE.or_else(NO_ONE).or_else(authoritative("name_does_not_exist", "degraded")), "keep-k keep-m", NO_ONE.or_else(OK)), fine("mail.drift.moss", direct="")]
ALONE = truth(ROOMY, "local|upstream", of.STALE)
DRIFTED_ALONE = [Question("www.drift.moss", "A", ALONE.or_else(OK)), Question("api.drift.moss", "A", ALONE.or_else(OK)), Question("new.drift.moss", "A", ALONE), Question("mail.drift.moss", "A", OK)]
UNMET = truth("failure", "none", "expectation_unmet")
DRIFT_PROMISED = [Question("www.drift.moss", "A", UNMET.or_else(truth(FAILS, "local", of.STALE)), expect={"answers": ["181.50.60.180"]}, cells={"keep-k": UNMET.or_else(ALONE)}),
                  Question("mail.drift.moss", "A", OK, expect={"answers": ["181.50.60.25"]})]
EBBED = [Question(f"{host}.ebb.moss", "A", authoritative("auth_timeout", FAILS), cells=dict.fromkeys(("serve-u", "serve-b", "serve-m"), OK.or_else(authoritative("auth_timeout", FAILS))))
         for host in ("www", "mail", "api")]
EBBED_ALONE = [Question(f"{host}.ebb.moss", "A", authoritative("auth_timeout", ROOMY).or_else(OK)) for host in ("www", "mail")]
ON_ICE = [fine("rr.ebb.moss", direct="")]
# It was never asked for before, and nobody can have it.
EBBED_NEW = [Question("v4.ebb.moss", "A", authoritative("auth_timeout"))]

# --- firewalls, alone ---


DENIED = [fine(f"{word}.ads.palm", direct="") for word in ("nx", "empty", "null", "spy.track", "ok.track", "tcp")]
PAGES = [fine(f"{word}.ads.palm", direct="") for word in ("page", "walled")]
DROPPED = [fine("drop.ads.palm", direct="")]
# Where one alone answers, nobody has a reason to doubt an address, unless the resolver itself gives one.
UNDOUBTED = ("page.ads.palm", "walled.ads.palm")
BLIND_DENIED = named("nx.ads.palm", "spy.track.ads.palm", "empty.ads.palm")
DEAD_AND_LISTED = named("www.dead.moss", "www.nobody-at-all.palm")

# --- what is made up, or taken away ---

SIX = [fine("www.canopy.vine", "AAAA"), fine("www.shop.palm", "AAAA"), fine("v6.canopy.vine", "AAAA")]
MADE = truth("ok|info|degraded", "none", "ok|split_horizon")
NAT = [Question(f"{name} ".split()[0], "AAAA", MADE.or_else(negative("no_data")), cells=dict.fromkeys(("camp-b", "pub-b"), negative("no_data").or_else(OK))) for name in
       ("v4.shop.palm", "v4.canopy.vine", "svc03.canopy.vine")] + [Question("nope.shop.palm", "AAAA", negative("name_does_not_exist"))]
PRIVATE = named("nas.toucan.moss", "cam.toucan.moss", "both.toucan.moss")
BIG = named("huge.canopy.vine TXT", "huge.shop.palm TXT")
SHIELDED = named("www.shield.moss", "shield.moss MX", "api.shield.moss")
PARTNERS = named("www.partner.palm", "mail.partner.palm", "new.partner.palm")
VENDORS = named("www.vendor.moss", "api.vendor.moss", "vendor.moss MX")
LOST_ALL = truth("failure", "local|upstream", NO_WAY)
ABSENT_ALONE = [Question(name, "A", LIE, seen="NXDOMAIN") for name in ("nope.shop.palm", "nope.toucan.moss", "www.nobody-at-all.palm")]
STRICT_ENT = ENT
# Who does not like it says so, or gives little (RFC 8482): that is its way, and nobody's fault.
SAID_NO = OK.or_else(truth("info", "none|upstream", "ok|resolver_blocklist|resolver_refused"))
ANYTHING = [Question(name, "ANY", SAID_NO, cells={"terse-u": SAID_NO}) for name in ("canopy.vine", "shop.palm")]
# Two answers, of which few resolvers may have met one alone.
MET_ONE = or_else(OK, named("www.two.palm"))
FEW_SERVERS = [question for question in SERVERS if question.name != "www.two.palm"] + MET_ONE

# --- inside ---

SPLIT = truth("info|ok", "none", "split_horizon|ok")
DECLARED = ({"name": "corp.canopy.vine", "internal": True},)
OUTSIDERS = tuple(entry.id for entry in HEALTHY)
INTERN = [Question(name, "A", SPLIT, cells=dict.fromkeys(OUTSIDERS, STRANGER)) for name in CORP]
POINTER = Question("1.60.140.10.in-addr.arpa", "PTR", SPLIT.or_else(NO_ONE).or_else(truth("info|degraded", "none|local", "split_horizon|special_use_name")),
                   cells=dict.fromkeys(OUTSIDERS, STRANGER.or_else(truth("info|negative", "local", "special_use_name"))))
UNTOLD = [dataclasses.replace(question, truth=SPLIT.or_else(NO_ONE)) for question in INTERN]

# --- the host ---

REJECT = ("tcp dport 53 reject with tcp reset; meta nfproto ipv4 udp dport 53 reject with icmp type admin-prohibited; "
          "meta nfproto ipv6 udp dport 53 reject with icmpv6 type admin-prohibited;")
EGRESS = local("egress_port53_blocked", ROOMY)
NO_TCP = local("egress_tcp53_blocked", FAILS)
EDNS = local("path_drops_edns", FAILS)
EDNS_HERE = local("path_drops_edns|resolver_edns_broken", FAILS)
TAKEN = local("dns_interception", ROOMY)
LOSSY = local("local_packet_loss", ROOMY)
HURT = LOSSY.or_else(truth(ROOMY, "undetermined", "own_loss|budget|contradiction"))
ON_LOSS = OK.or_else(LOSSY).or_else(truth(FAILS, "local|upstream", "resolver_packet_loss"))


def only_ours(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr 10.0.0.0/8 accept; th dport 53 drop;")


def reject_others(_lab, vantage):
    net.filter_uplink(vantage, f"ip daddr {{ 10.0.0.0/8, 187.0.0.0/8 }} accept; {REJECT}", "input")


def no_servers(_lab, vantage):
    """Resolvers may be asked, whoever runs them, and nobody's servers."""
    net.filter_uplink(vantage, "ip daddr { 177.0.0.0/8, 179.0.0.0/8 } th dport 53 drop; ip6 daddr 2804::/16 th dport 53 drop;")


def reset_tcp(_lab, vantage):
    net.filter_uplink(vantage, "tcp dport 53 reject with tcp reset;", "input")


def take(match="ip daddr != 10.0.0.0/8 th dport 53"):
    return lambda _lab, vantage: net.redirect_uplink(vantage, "187.21.1.53", match)


def hurt(questions):
    return or_else(HURT, questions)


IN_LOSS = dict(excuse=HURT, record_truth=ON_LOSS, chance=True)
BLIND_EGRESS = [dataclasses.replace(question, truth=question.truth.or_else(EGRESS)) for question in UNSEEN_BAD]
EDNS_NAMES = taken_for(EDNS, FEW[:6], cells={}) + [dataclasses.replace(question, truth=question.truth.or_else(EDNS), cells={}) for question in SOME_BAD]
EDNS_CELLS = EDNS.or_else(GUESS).or_else(authoritative("dnssec_ds_mismatch"))
SINKING = [maybe(f"t{n:02}.apps.fall.palm", authoritative("auth_timeout|auth_partial_outage|auth_packet_loss", FAILS).or_else(MIXED)) for n in range(20)]
SIX_HOST = OK.or_else(truth(ROOMY, "local", "local_network_down|egress_port53_blocked"))
PAIR_GONE = truth("failure", "local|undetermined|upstream", "resolver_timeout|resolver_port_unreachable|local_network_down|contradiction|egress_port53_blocked|forwarder_unreachable")
TIRED_ALONE = {entry.id: entry.cells(FEW[0]) for entry in of.TIRED if entry.cells is not None}


SITUATIONS = [
    # All well, or odd.
    Situation("well", "all that is well, and odd, at eight resolvers", GOOD + ODD + [SIX_FOR_SOME] + NEGATIVE + LOCAL_SERVED, HEALTHY, exits(0), seconds=200),
    small("well-ten", "the same at twelve, of which some have habits", GOOD[:30] + ODD + NEGATIVE[:6], "camp-u camp-b hut isp-r isp-u pub-k pub-b terse-u cd-d first-b third-d forget", (0,), 200),
    small("well-k", "one resolver alone", GOOD[:24] + ODD + NEGATIVE + LOCAL_SERVED, "pub-k", (0,), 120),
    small("well-third", "a balancer before a router before a resolver, alone", GOOD[:24] + ODD + NEGATIVE[:8], "third-d", (0,), 120),
    small("well-blind", "two, where servers may not be asked", GOOD[:24] + ODD + NEGATIVE, "isp-r pub-b", (0,), 120, options=BLIND),
    small("habits", "resolvers that say little, ask in odd capitals, forget at once, check nothing, or have no forwarder any more", FEW + ODD + ABSENT, "terse-u cd-d forget first-b", (0,), 120),
    small("anything", "ANY, where some say little", ANYTHING + BRIEF, "terse-u camp-b isp-r", (0,)),
    small("lax", "bogus zones at one that was told to believe them, at one that checks nothing, and at one that does", DNSSEC + UNPROVEN + FEW[:4], "nta-b cd-d pub-b"),
    small("lax-one", "the same at the one that was told to believe two", or_else(OK, DNSSEC[:3]) + DNSSEC[3:] + BRIEF, "nta-b"),
    small("geo", "answers by place, at four places", named("www.geo.moss", "cdn.geo.moss", "cdn.canopy.vine", "rr.shop.palm", "www.zero.palm") + [SIX_FOR_SOME], "camp-b isp-u pub-k pub-b", (0, 1)),

    # Broken zones, and nobody else's fault.
    Situation("broken", "all that is broken, at eight", SERVERS + DNSSEC + UNPROVEN + FEW, HEALTHY, exits(1), seconds=200),
    small("broken-one", "the same at one", FEW_SERVERS + DNSSEC + BRIEF, "pub-b", (1,), 120),
    small("broken-two", "the same at a router and one that checks nothing", FEW_SERVERS + DNSSEC[:4] + BRIEF, "hut isp-u", (1,), 120),
    small("broken-blind", "the same at three, where servers may not be asked", [unseen(question) for question in SERVERS + DNSSEC] + BRIEF, "camp-u pub-k isp-r", (1,), 120, options=BLIND),
    small("sinking", "a zone falls silent while it is asked for, beside one who refuses", SINKING + FEW, "acl-u camp-b pub-k isp-r", (0, 1), 150, chance=True, options=("-Q", "30"),
          during=((1.5, falls("fall.palm")),)),

    # Who will not.
    small("closed", "six that do not recurse for us, each in its way, beside two good ones; zones are broken", FEW + BAD, "acl-u acl-k acl-d hole-b norec-b server camp-b pub-u", (1,), 120),
    small("acl-one", "one that refuses, alone", FEW[:4], "acl-u", (1, 9)),
    small("acl-k-blind", "another that refuses, where servers may not be asked", FEW[:4], "acl-k", (1, 9), options=BLIND),
    small("acl-pair", "one that refuses beside a good one, and broken zones", FEW + BAD, "acl-k pub-b", (1,)),
    small("norec-one", "a name server in place of the resolver", FEW[:4], "norec-b", (1, 9)),
    small("norec-pair", "two name servers in place of resolvers", FEW[:3] + named("www.toucan.moss"), "norec-b server", (1, 9), known=("www.toucan.moss",)),
    small("silent-acl", "two that drop what is not theirs", FEW[:3], "hole-b acl-d", (1, 9), truth=PAIR_GONE.or_else(truth(FAILS, "local|upstream", "resolver_refused")),
          cell_truth=PAIR_GONE.or_else(truth(FAILS, "local|upstream", "resolver_refused")), record_truth=PAIR_GONE.or_else(truth(FAILS, "local|upstream", "resolver_refused"))),
    small("hole-pair", "one that drops what is not its own beside a public one, and a dead zone", FEW[:4] + SOME_BAD, "hole-b pub-k", (1,)),
    small("third", "the first two of three are gone, and so is a zone", BRIEF + SOME_BAD, "gone mute pub-b", (1,)),

    # Who has lost the way.
    small("wayless", "seven that have lost the way, beside two good ones, and zones are broken", FEW[:5] + SOME_BAD, "hints-u hints-k fwd-b fwd-m lame-m lame-r dead-k camp-u pub-b", (1,), 150),
    *[small(f"wayless-{name}", f"{name} alone", FEW[:3], name, (1, 9)) for name in ("hints-u", "hints-k", "fwd-b", "fwd-m", "lame-m", "lame-r", "dead-k")],
    small("wayless-blind", "wrong hints, where servers may not be asked", FEW[:4], "hints-k", (1, 9), options=BLIND),
    small("offices", "two offices without an upstream, one with, and broken zones", FEW + BAD, "fwd-b fwd-m hut", (1,), 120),
    small("ring", "two that ask each other, beside one that does not, and a dead zone", FEW[:4] + SOME_BAD, "ring-1 ring-2 pub-b", (1,), 120),
    small("ring-alone", "two that ask each other, and nobody else", FEW[:3], "ring-1 ring-2", (1, 9), 120),
    small("first", "one that goes its own way when its forwarder is gone, and one that does not", FEW + SOME_BAD, "first-b fwd-b", (1,)),

    # Trust.
    small("trust", "five whose trust is misplaced, two that are well, and zones that are really bogus", FEW + DNSSEC, "clock-u anchor-k anchor-r bare-b strip-u camp-u isp-u", (1,), 150),
    *[small(f"trust-{name}", f"{name} alone", FEW[:4], name, (1, 9)) for name in ("clock-u", "anchor-k", "anchor-r", "bare-b", "strip-u")],
    small("trust-blind", "a clock that is off, where servers may not be asked", FEW[:3], "clock-u", (1, 9), options=BLIND),
    small("trust-pair", "an old anchor beside one that checks nothing, and bogus zones that nobody else looks at", FEW[:5] + or_else(OK, DNSSEC[:4]), "anchor-r isp-u", (0, 1)),
    small("trust-trio", "two wrong validators outvote a good one", FEW[:5] + DNSSEC[:4] + SERVERS[3:5], "clock-u anchor-k pub-b", (1,)),
    small("strip-pair", "one validates what the other's router has cut", FEW[:5] + SERVERS[:1], "strip-u soho-p", (1,)),

    # DNS firewalls.
    small("fires", "six DNS firewalls of six kinds beside two resolvers", LISTED + FEW[:4] + DEAD_AND_LISTED, "rpz-b rpz-u guard-k rpz-r router-m fire-d camp-b pub-u", (0, 1), 150),
    *[small(f"fire-{name}", f"{name} alone", DENIED + PAGES + DROPPED + BRIEF, name, (0, 1), allow=None if name == "rpz-b" else (UNDOUBTED[name == "rpz-r":], OK))
      for name in ("rpz-b", "rpz-u", "guard-k", "rpz-r")],
    small("fire-router", "a router's lists, alone", named("nx.ads.palm", "null.ads.palm", "page.ads.palm", "ref.ads.palm") + BRIEF, "router-m", (0, 1),
          allow=(UNDOUBTED, OK)),
    small("fire-balancer", "a balancer's lists, alone", named("nx.ads.palm", "empty.ads.palm", "ref.ads.palm", "page.ads.palm", "drop.ads.palm", "tcp.ads.palm") + BRIEF, "fire-d", (0, 1),
          allow=(UNDOUBTED, OK)),
    small("fire-blind", "what a firewall denies, where nobody else can be asked", BLIND_DENIED + BRIEF, "rpz-b", (0, 1), options=BLIND),
    small("fire-pair", "two firewalls that agree in part", DENIED + PAGES[:1] + BRIEF, "rpz-u rpz-r", (0, 1)),
    small("fire-broken", "what is listed is dead or nobody's besides; and bogus zones", or_else(truth(FAILS + "|negative", "upstream", BLOCKED), DEAD_AND_LISTED) + DENIED[:2] + DNSSEC[:3], "rpz-b isp-u", (0, 1)),
    small("fire-broken-three", "the same beside two that list nothing", DEAD_AND_LISTED + DENIED + DNSSEC[:3], "rpz-u camp-u pub-k", (0, 1)),
    small("fire-tcp", "what may be had over TCP alone, where TCP is closed", taken_for(NO_TCP.or_else(truth(FAILS, "upstream", "resolver_tcp_blocked")), named("tcp.ads.palm"), cells={
        "rpz-u": NO_TCP.or_else(truth(FAILS, "upstream", "resolver_tcp_blocked")), "pub-b": OK}) + taken_for(NO_TCP, BIG[:1], cells={}) + FEW, "rpz-u pub-b", (0, 1), vantage=drop_tcp, host=NO_TCP,
          record_truth=OK.or_else(NO_TCP).or_else(truth(ROOMY, "upstream", BLOCKED))),

    # Private addresses, types, families, transports.
    small("rebind", "four that keep private addresses back, and one that does not", PRIVATE + FEW[:5], "rebind-u rebind-b router-m guard-k pub-u"),
    small("rebind-u", "one of them alone", PRIVATE[:2] + BRIEF + named("www.toucan.moss"), "rebind-u"),
    small("rebind-b", "another, alone", PRIVATE[:2] + BRIEF + named("www.toucan.moss"), "rebind-b"),
    small("rebind-pair", "a router beside a public one; a zone is lame", PRIVATE + BRIEF + named("www.refuse.palm", "jobs.canopy.vine"), "router-m pub-b", (1,)),
    small("four", "a router that hides IPv6, beside one that does not", SIX + BRIEF + named("v4.canopy.vine AAAA"), "four-m isp-r"),
    small("four-one", "the router alone", SIX + BRIEF, "four-m"),
    small("nat", "two that make addresses of IPv6, and one that does not", NAT + SIX + BRIEF + named("www.dead.moss"), "nat-u nat-k camp-b", (1,)),
    small("nat-one", "one that makes addresses, alone", NAT + SIX + BRIEF, "nat-u", (0,)),
    small("six-only", "a provider whose resolver has IPv6 alone", FEW + named("www.sixth.vine", "www.dead.moss"), "six-k pub-u camp-b", (1,), 120),
    small("six-only-one", "the same, alone", taken_for(upstream(NO_WAY, FAILS), named("www.shop.palm", "www.toucan.moss", "www.river.fern")) + named("www.canopy.vine", "www.sixth.vine"), "six-k", (1,), 120),
    small("no-tcp-up", "one that may not ask over TCP", SHIELDED + BIG + named("huge.river.fern") + FEW, "notcp-u camp-b isp-r"),
    small("no-tcp-up-one", "the same, alone", taken_for(upstream(NO_WAY + "|resolver_tcp_blocked", FAILS), SHIELDED) + FEW, "notcp-u"),
    small("small", "small replies, and TCP closed in front of it", BIG + named("wide.toucan.moss TXT") + FEW, "small-b pub-k camp-u"),
    small("small-one", "the same, alone", BIG + named("wide.toucan.moss TXT") + FEW, "small-b"),
    small("strict", "one that is strict about every label, before servers that deny empty ones", STRICT_ENT + BRIEF, "strict-u camp-u pub-b isp-r", (0, 1)),
    small("strict-one", "the same, alone", or_else(NO_ONE, STRICT_ENT) + BRIEF, "strict-u", (0, 1)),

    # Conditional forwarding.
    small("cond", "three that forward two companies' zones to where they were, beside one that does not; zones are broken", PARTNERS + VENDORS + BRIEF + SOME_BAD, "cond-m cond-b cond-k pub-u", (1,), 120),
    small("cond-m", "a router's forwarding, alone", taken_for(LOST_ALL, PARTNERS) + taken_for(truth("failure", "local|upstream", NO_WAY + "|resolver_refused|" + BLOCKED), VENDORS) + BRIEF, "cond-m", (1,)),
    small("cond-b", "another's, alone", taken_for(LOST_ALL, PARTNERS + VENDORS) + BRIEF, "cond-b", (1,)),
    small("cond-k", "one that asks where the zone was", or_else(OK.or_else(truth("failure", "local", of.STALE + "|resolver_auth_path_broken")), PARTNERS) + BRIEF, "cond-k", (0, 1)),
    small("cond-pair", "forwarding into a tunnel that is gone, beside a provider; and a dead zone", PARTNERS + BRIEF + SOME_BAD, "cond-m isp-r", (1,)),

    # What remembers.
    small("drift", "a service has moved, and three remember where it was", DRIFTED + BRIEF, "keep-k keep-b keep-m camp-u pub-k", (0, 1), 300, network=once(drift), proof=(
        Look("api.drift.moss", "A", "NOERROR", server="10.147.1.53"), Look("new.drift.moss", "A", "NXDOMAIN", server="187.35.1.53"), Look("new.drift.moss", "A", "NOERROR", server="189.20.1.53"))),
    small("drift-one", "the same at one that remembers", DRIFTED_ALONE + BRIEF, "keep-k", (0, 1), 299, network=once(drift)),
    small("drift-promised", "the same, and the inventory knows better", DRIFT_PROMISED + BRIEF, "keep-k camp-u pub-b", (0, 1), 298, network=once(drift)),
    small("ebb", "a zone falls silent, and three serve what they had", EBBED + EBBED_NEW + FEW, "serve-u serve-b serve-m camp-b isp-r", (0, 1), 160, network=once(ebb)),
    *[small(f"ebb-{name}", f"the same, {name} alone", EBBED_ALONE + EBBED_NEW + BRIEF, name, (0, 1), 158, network=once(ebb)) for name in ("serve-u", "serve-b", "serve-m")],

    # Search pages.
    small("search", "two providers' search pages beside two good resolvers, and broken zones", ABSENT + named("nope.toucan.moss", "www.nobody-at-all.palm", "blog.canopy.vine", "www.dead.moss") + FEW,
          "search-r search-b pub-u camp-b", (1,)),
    small("search-r", "one of them, alone", ABSENT_ALONE + BRIEF, "search-r", (0, 1)),
    small("search-b", "the other, alone", ABSENT_ALONE + BRIEF, "search-b", (0, 1)),
    small("search-pair", "one of them beside a router", ABSENT + BRIEF + SOME_BAD, "search-r hut", (1,)),
    small("pool-search", "a pool of which one member has a search page", ABSENT + named("nope.toucan.moss") + FEW, "pool-n camp-u pub-k", (0, 1), chance=True),

    # Overworked, slow, lossy, half.
    small("limits", "four that limit how often one may ask, each in its way, and broken zones", SERVICES + SOME_BAD, "limit-u limit-s limit-t limit-r camp-b pub-k", (0, 1), 200, chance=True),
    *[small(f"{name}-one", f"{name} alone", or_else(TIRED_ALONE[name], SERVICES[:16] + SOME_BAD), name, (0, 1), 180, chance=True) for name in ("limit-u", "limit-s", "limit-t", "limit-r")],
    small("full", "one that takes three questions at a time, and dead zones", MANY + SERVERS[:3], "full-u pub-b isp-r", (0, 1), 180, chance=True),
    small("pool-r", "a pool of which one member refuses", SERVICES[10:20] + FEW + SOME_BAD, "pool-r camp-u pub-k", (0, 1), 120, chance=True),
    small("pool-r-one", "the same, alone", or_else(TIRED_ALONE["pool-r"], SERVICES[:10]), "pool-r", (0, 1), 120, chance=True),
    small("pool-s", "a pool of which one member trusts nobody", SERVICES[10:20] + FEW + SOME_BAD, "pool-s camp-u pub-k", (0, 1), 120, chance=True),
    small("pool-s-one", "the same, alone", or_else(TIRED_ALONE["pool-s"], SERVICES[:10]), "pool-s", (0, 1), 120, chance=True),
    small("slow", "one that takes its time, beside a good one", FEW + SOME_BAD, "slow-d pub-u", (0, 1)),
    small("slow-one", "the same, alone", or_else(TIRED_ALONE["slow-d"], FEW), "slow-d", (0, 1)),
    small("lossy", "one that loses half, beside two good ones, and broken zones", FEW + BAD, "lossy-k camp-b pub-b", (0, 1), 150, chance=True),
    small("edns-router", "a router that drops EDNS, beside one that does not", FEW + SOME_BAD, "edns-p camp-b", (1,)),
    small("edns-router-one", "the same, alone", taken_for(EDNS_HERE, FEW[:4], cells={}), "edns-p", (0, 1), cell_truth=EDNS_HERE, record_truth=OK.or_else(EDNS_HERE), host=OK.or_else(EDNS)),

    # Inside and outside.
    small("split", "internal names, declared, at one that knows them and two that do not", INTERN + [POINTER] + BRIEF, "split-u isp-r pub-k", (0,), zones=DECLARED),
    small("split-untold", "the same, undeclared", UNTOLD + BRIEF, "split-u pub-b isp-u", (0,)),
    small("leak", "internal names at strangers alone", [Question(name, "A", NO_ONE.or_else(SPLIT)) for name in CORP] + BRIEF, "isp-u pub-b", (0,), zones=DECLARED),

    # The site is not well either.
    small("fenced", "the site's own resolvers may be asked, and nobody else; one refuses; zones are broken", FEW + BLIND_EGRESS, "camp-u camp-b acl-u", (1,), 120, vantage=only_ours,
          host=OK.or_else(EGRESS)),
    small("fenced-lost", "the same, and the site's router has lost its upstream", FEW[:4], "fwd-m", (1, 9), vantage=only_ours, host=OK.or_else(EGRESS)),
    small("fenced-mixed", "the same, with public resolvers in the list, that are rejected", FEW + BLIND_EGRESS, "camp-b isp-r pub-u pub-b", (1,), 120, vantage=reject_others, host=EGRESS, excuse=EGRESS,
          record_truth=OK.or_else(EGRESS)),
    small("no-servers", "resolvers may be asked, and nobody's servers", FEW + UNSEEN_BAD, "camp-u pub-k isp-r", (1,), 120, vantage=no_servers, host=OK.or_else(EGRESS)),
    small("no-servers-fires", "the same, at two firewalls and one that is none", DENIED + BRIEF + UNSEEN_BAD[3:], "rpz-b rpz-u pub-u", (0, 1), 120, vantage=no_servers, host=OK.or_else(EGRESS)),
    small("taken", "what goes to strangers is led to the provider", or_else(TAKEN, FEW), "camp-b pub-k pub-b", (0, 1), vantage=take(), host=TAKEN, record_truth=OK.or_else(TAKEN),
          cell_truth=OK.or_else(TAKEN).or_else(NO_ONE)),
    small("tcp-reset", "the site resets TCP; a resolver refuses besides", taken_for(NO_TCP, BIG, cells={}) + FEW + SOME_BAD, "acl-u camp-b pub-b", (1,), vantage=reset_tcp, host=NO_TCP),
    Situation("edns", "the path drops EDNS, and zones are broken", EDNS_NAMES, pick("camp-u isp-r pub-b"), exits(1), EDNS, vantage=drop_edns, cell_truth=EDNS_CELLS, record_truth=OK.or_else(EDNS), seconds=90),
    small("loss-10", "one of ten is lost; zones are broken", hurt(FEW + SOME_BAD), "camp-b isp-r pub-k", (0, 1, 4), 150, vantage=losing(10), host=OK.or_else(LOSSY), **IN_LOSS),
    small("loss-20", "two of ten, and a router has lost its upstream", hurt(FEW + SOME_BAD), "camp-u fwd-b pub-b", (0, 1, 4), 150, vantage=losing(20), host=OK.or_else(LOSSY), excuse=HURT, chance=True,
          record_truth=ON_LOSS.or_else(of.LOST)),
    small("loss-30", "three of ten, and a firewall's lists", hurt(DENIED[:3] + FEW), "rpz-b camp-u isp-r", (0, 1, 4), 200, vantage=losing(30), host=LOSSY, excuse=HURT, chance=True,
          record_truth=ON_LOSS.or_else(truth(ROOMY, "upstream", BLOCKED))),
    small("six-lost", "IPv6 leads nowhere, and one validator trusts nobody", FEW + named("www.sixth.vine", "www.dead.moss", "www.old.vine"), "anchor-k camp-u pub-b", (1,), vantage=lose_six, host=SIX_HOST),
    small("no-six", "a site without IPv6, and a zone that has nothing else", FEW + named("www.sixth.vine", "www.sunk.vine"), "hut isp-u", (1,), vantage=no_six, host=SIX_HOST),
    small("nobody", "one that is not there and one that is silent", BRIEF, "gone mute", (1, 9), truth=PAIR_GONE, cell_truth=PAIR_GONE, record_truth=PAIR_GONE),
]

LISTS = named("nx.ads.palm", "empty.ads.palm", "spy.track.ads.palm", "ok.track.ads.palm", "www.ads.palm")
BLIND_ALL = [unseen(question) for question in SERVERS[:6] + DNSSEC[:4]]
TCP_OR_SMALL = NO_TCP.or_else(truth(FAILS, "upstream", "resolver_tcp_blocked"))

# Written after the first run, at what was weak in it.
SITUATIONS += [
    small("x-drop", "three that drop a name, and one that does not", DROPPED + LISTS, "rpz-b rpz-u rpz-r camp-b"),
    small("x-drop-pair", "one that drops a name, beside one that does not", DROPPED + named("www.ads.palm") + BRIEF, "fire-d pub-b"),
    small("x-drop-one", "the same, alone, and a dead zone", DROPPED + named("www.ads.palm", "www.dead.moss") + BRIEF, "fire-d"),
    small("x-page", "one that leads elsewhere, beside two that do not", named("page.ads.palm", "www.ads.palm") + BRIEF, "fire-d camp-b pub-u", allow=(UNDOUBTED, OK)),
    small("x-page-pair", "the same beside one", named("page.ads.palm", "www.ads.palm") + BRIEF, "rpz-u pub-b"),
    small("x-page-two", "two that lead to the same page, one of which says so, beside two that do not", named("page.ads.palm", "walled.ads.palm", "www.ads.palm") + BRIEF, "rpz-u rpz-r camp-b pub-k"),
    small("x-page-promised", "the inventory knows where it should lead", [Question("page.ads.palm", "A", UNMET.or_else(truth(FAILS, "upstream", of.ELSEWHERE)), expect={"answers": ["181.50.5.103"]},
          cells={}), Question("www.ads.palm", "A", OK, expect={"cidr": "181.50.5.0/24"})], "fire-d", (1,), allow=(UNDOUBTED, UNMET)),
    small("x-walled", "an alias of a firewall's own, beside two that have none", named("walled.ads.palm", "www.ads.palm", "ok.track.ads.palm") + BRIEF, "rpz-u pub-k camp-b"),
    small("x-pass", "what a list lets pass, at the one that has the list, and at another", named("ok.track.ads.palm", "spy.track.ads.palm", "tcp.ads.palm") + BRIEF, "rpz-r pub-b"),
    small("x-pass-blind", "the same, alone, where servers may not be asked", or_else(truth(ROOMY, "upstream", BLOCKED), named("ok.track.ads.palm")) + BRIEF, "rpz-r", options=BLIND,
          allow=(["ok.track.ads.palm"], truth(ROOMY, "upstream", BLOCKED))),
    small("x-six", "addresses of IPv6 for one provider's customers, at two of its resolvers and three others", [SIX_FOR_SOME] + SIX + BRIEF, "isp-r isp-u camp-u pub-k pub-b"),
    small("x-six-pair", "the same at one and one", [SIX_FOR_SOME] + SIX[:2] + BRIEF, "isp-r pub-b"),
    small("x-six-one", "the same at one that is shown them", [SIX_FOR_SOME] + BRIEF, "isp-u", (0,)),
    small("x-dangling", "a search page for what hangs in the air, beside one that has none", named("blog.canopy.vine", "nope.shop.palm", "nope.canopy.vine") + BRIEF, "search-b pub-k"),
    small("x-dangling-r", "the same at the other provider", named("blog.canopy.vine", "nope.shop.palm", "nope.canopy.vine") + BRIEF, "search-r camp-b"),
    small("x-search-blind", "a search page, alone, where servers may not be asked", ABSENT_ALONE + BRIEF, "search-r", options=BLIND),
    small("x-big", "large answers at one that may not ask over TCP, alone", taken_for(upstream(NO_WAY + "|resolver_tcp_blocked", FAILS), named("huge.shop.palm TXT", "huge.river.fern TXT")) + BRIEF +
          named("www.river.fern"), "notcp-u", (1,)),
    small("x-big-pair", "the same beside one that may", named("huge.shop.palm TXT", "huge.river.fern TXT", "www.shield.moss") + BRIEF, "notcp-u pub-b"),
    small("x-wards", "an old anchor, a router that asks it, and one that is well", FEW[:5] + DNSSEC[:4], "ward-m anchor-k pub-b", (1,)),
    small("x-ward-one", "the router alone", FEW[:4], "ward-m", (1, 9)),
    small("x-child", "a firewall, a router that asks it, and one that is well", DENIED + PAGES[:1] + DROPPED + BRIEF, "child-m rpz-r camp-b"),
    small("x-eleven", "eleven, of which six fail, each in its way, and zones are broken", FEW + BAD + ABSENT + DNSSEC[3:5], "acl-u fwd-b clock-u hints-k edns-p mute camp-b isp-r pub-k pub-u hut", (1,), 150),
    small("x-eleven-blind", "the same, where servers may not be asked", FEW + UNSEEN_BAD + ABSENT, "acl-u fwd-b clock-u hints-k mute norec-b camp-b isp-r pub-k pub-u", (1,), 150, options=BLIND),
    small("x-lax", "two that check nothing, and bogus zones", or_else(OK, DNSSEC[:4]) + BRIEF + SERVERS[:2], "isp-u cd-d", (0, 1)),
    small("x-taken-fire", "what goes to strangers is led to a firewall", or_else(TAKEN.or_else(truth(ROOMY, "upstream|local", BLOCKED)), LISTS[:2]) + or_else(TAKEN, BRIEF), "pub-k pub-b",
          vantage=lambda _lab, vantage: net.redirect_uplink(vantage, "187.33.1.53", "th dport 53"), host=TAKEN, cell_truth=OK.or_else(TAKEN).or_else(truth(ROOMY, "upstream", BLOCKED)).or_else(
              negative("name_does_not_exist|no_data")), record_truth=OK.or_else(TAKEN).or_else(truth(ROOMY, "upstream", BLOCKED))),
    small("x-tcp-small", "TCP closed at the site, and in front of one that sends little", taken_for(TCP_OR_SMALL, BIG + named("wide.toucan.moss TXT"), cells={"small-b": TCP_OR_SMALL}) + FEW, "small-b pub-k",
          vantage=drop_tcp, host=NO_TCP, cell_truth=TCP_OR_SMALL.or_else(OK).or_else(NO_ONE), record_truth=OK.or_else(TCP_OR_SMALL)),
    small("x-loss-drop", "one of five is lost, and a firewall drops a name", hurt(DROPPED + LISTS[:3] + BRIEF), "rpz-b camp-u pub-k", (0, 1, 4), 200, vantage=losing(20), host=OK.or_else(LOSSY), excuse=HURT,
          chance=True, record_truth=ON_LOSS.or_else(truth(ROOMY, "upstream", BLOCKED))),
    small("x-lossy-refuses", "one that loses half, one that refuses, one that is well; a zone is dead", FEW + SOME_BAD, "lossy-k acl-k camp-b", (1,), 150, chance=True),
    small("x-rebind-blind", "private addresses kept back, where servers may not be asked", or_else(negative("no_data").or_else(OK), PRIVATE[:2]) + BRIEF, "rebind-u", options=BLIND,
          allow=([question.name for question in PRIVATE], negative("no_data"))),
    small("x-four-blind", "IPv6 hidden, where servers may not be asked", or_else(negative("no_data"), SIX) + BRIEF, "four-m", options=BLIND, allow=([question.name for question in SIX], negative("no_data"))),
    small("x-nat-blind", "addresses of IPv6 made up, where servers may not be asked", NAT + BRIEF, "nat-k", (0,), options=BLIND),
    small("x-keep-pair", "one that remembers longer than it should, beside one that does not", [DRIFTED[1], DRIFTED[4]] + BRIEF, "keep-m pub-k", (0, 1), 297, network=once(drift)),
    small("x-lost-pair", "two without an upstream, each in its way", FEW[:4], "fwd-b dead-k", (1, 9)),
    small("x-limit-dead", "one that refuses who asks too often, and dead zones", SERVICES + SERVERS[:4], "limit-r pub-b", (0, 1), 180, chance=True),
]

SEARCHED = named("blog.canopy.vine", "nope.shop.palm", "nope.toucan.moss", "nope.canopy.vine")
# Two fail it, and its servers do not: by policy, by a way that is closed to both, or by what the servers do to both.
BOTH_FAIL = truth(FAILS, "undetermined", "contradiction")
# One has it and one has not, and nobody can be asked which is right.
DISAGREE = truth("degraded|info", "upstream", "resolver_stale_cache|resolver_stale_negative_cache|split_horizon").or_else(authoritative("auth_inconsistent_existence", "degraded|info"))
POLICY_OR_NONE = negative("name_does_not_exist|no_data")

SITUATIONS += [
    *[small(f"y-blind-{name}", f"what {name} denies, where nobody else can be asked", BLIND_DENIED + BRIEF, name, (0, 1), options=BLIND,
            allow=None if name == "rpz-r" else ([question.name for question in BLIND_DENIED], POLICY_OR_NONE)) for name in ("rpz-u", "guard-k", "rpz-r")],
    small("y-drop-two", "two of four drop a name, and have all others", DROPPED + named("www.ads.palm", "ok.track.ads.palm", "ref.ads.palm"), "rpz-b rpz-u pub-b pub-k"),
    small("y-drop-both", "both drop it, and nobody else can be asked but its servers", DROPPED + named("www.ads.palm", "ok.track.ads.palm"), "rpz-b rpz-u", allow=(["drop.ads.palm"], BOTH_FAIL)),
    small("y-refuse", "one refuses a name, two do not; a zone is lame", named("ref.ads.palm", "www.ads.palm", "www.refuse.palm") + BRIEF, "fire-d camp-b pub-k", (1,)),
    small("y-liars", "three with search pages, and one without", SEARCHED + BRIEF, "search-r search-b pool-n pub-u", chance=True),
    small("y-dangling-lone", "what hangs in the air, at a search page alone", [dataclasses.replace(SEARCHED[0], truth=SEARCHED[0].truth.or_else(LIE).or_else(OK))] + BRIEF, "search-b"),
    small("y-anything", "ANY, at the one that will not, alone", [dataclasses.replace(question, truth=question.truth.or_else(truth(ROOMY, "upstream", "resolver_blocklist|resolver_refused")), cells={
        "terse-u": SAID_NO.or_else(truth(ROOMY, "upstream", "resolver_blocklist|resolver_refused"))}) for question in ANYTHING] + BRIEF, "terse-u"),
    small("y-geo-blind", "answers by place, where servers may not be asked", or_else(DISAGREE, [SIX_FOR_SOME]) + named("www.geo.moss", "cdn.geo.moss") + BRIEF, "isp-r pub-b", options=BLIND),
    small("y-nat-six", "addresses of IPv6 made up, at a site that has nothing else to go by, and a dead zone", NAT + SERVERS[:1] + BRIEF, "nat-k", (1,)),
    small("y-nat-blind-u", "the same by another, where servers may not be asked", NAT + BRIEF, "nat-u", (0,), options=BLIND),
    small("y-fenced-trust", "strangers are closed, and a clock is off", FEW[:5] + BLIND_EGRESS[3:5], "clock-u camp-u", (1,), vantage=only_ours, host=OK.or_else(EGRESS)),
    small("y-fenced-ring", "strangers are rejected, and the site's router has lost its upstream", FEW[:5] + BLIND_EGRESS[:2], "fwd-b isp-r pub-u", (1,), vantage=reject_others, host=EGRESS, excuse=EGRESS,
          record_truth=OK.or_else(EGRESS).or_else(of.LOST)),
    small("y-loss-trust", "one of five is lost, and an anchor is old", hurt(FEW + DNSSEC[:2]), "anchor-r camp-b pub-k", (0, 1, 4), 200, vantage=losing(20), host=OK.or_else(LOSSY), excuse=HURT, chance=True,
          record_truth=ON_LOSS.or_else(of.DISTRUST).or_else(upstream("resolver_dnssec_broken", FAILS))),
    small("y-no-servers-cond", "nobody's servers may be asked, and a router forwards to where nobody is", PARTNERS + BRIEF + UNSEEN_BAD[:1], "cond-b pub-b", (1,), vantage=no_servers, host=OK.or_else(EGRESS)),
    small("y-reset-small", "TCP is reset at the site; one may not ask over TCP", taken_for(NO_TCP, BIG[:1], cells={}) + SHIELDED + FEW[:4], "notcp-u camp-b", vantage=reset_tcp, host=NO_TCP, allow=(["huge.canopy.vine"], NO_TCP),
          excuse=NO_TCP, record_truth=OK.or_else(NO_TCP).or_else(truth(ROOMY, "upstream", NO_WAY + "|resolver_tcp_blocked"))),
    small("y-trust-both", "two whose trust is misplaced, and nobody else", FEW[:4], "anchor-k anchor-r", (1, 9)),
    small("y-cond-both", "two that forward a zone to where it was, and nobody else", PARTNERS[:2] + BRIEF, "cond-m cond-b", (1,), allow=([question.name for question in PARTNERS], BOTH_FAIL)),
    small("y-serve-lists", "an old answer, a list, and a dead zone", EBBED_NEW + EBBED[:2] + named("www.dead.moss", "nx.ads.palm"), "serve-b rpz-u camp-b", (0, 1), 157, network=once(ebb)),
]
