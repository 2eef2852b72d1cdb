# SPDX-License-Identifier: MIT
"""The sweeps of the internet of twins."""

import dataclasses
import functools
import re
import signal
import time

import net
import wire
from faults import drop_tcp, falls, lose_six, losing, no_six, once
from model import FAILS, OK, Question, Situation, Truth, absent, authoritative, empty, exits, fine, local, maybe, negative, truth, upstream, words

from ..steppe import signer
from . import resolvers as of
from .questions import (ANSWERS, ANSWERS_BAD, CHAINS, CHAINS_BAD, DELEGATED, DELEGATED_BAD, EMPTY, EMPTY_BAD, FIFTH, FIFTH_BAD, FOURS, FOURTH, FOURTH_BAD, GOOD, HABITS, HABITS_BAD, KEYS,
                        KEYS_BAD, KEYS_HALF, LENIENT_DATES, LISTED_NAMES, LOCAL_NAMES, NEGATIVE, ROOT, SAME_PLACE, SECOND, SECOND_BAD, STRANGE, THIRD, THIRD_BAD, TWICE, TYPES,
                        TYPES_BAD, WILD_TLD, named)
from .resolvers import NO_WAY, ROOMY, STALE


def pick(ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
    return [by_id[wanted] for wanted in ids.split()]


MIXED = truth(FAILS, "undetermined", "contradiction|budget|own_loss")


def in_room(question, room):
    """What is true of a name at these resolvers: how bad it is follows from who answers, and where some alone fail it, their fault is all that can be said of it."""
    working = [resolver for resolver in room if resolver.row is None]
    if not working:
        blame = dataclasses.replace(functools.reduce(Truth.or_else, (resolver.row for resolver in room)), severity=words(FAILS))
        return dataclasses.replace(question, truth=blame.or_else(MIXED) if len(room) > 1 else blame, cells={})
    if question.unchecked and question.unchecked != question.seen:
        return dataclasses.replace(question, truth=as_checked(question, working), cells=unproven(question, working))
    faults = [fault for fault in (resolver.cells(question) for resolver in working if resolver.cells is not None and (resolver.id != "portal-d" or len(working) == 1)) if fault]
    if not faults or "ok" not in question.truth.cause:
        return question
    blame = functools.reduce(Truth.or_else, faults)
    blame = dataclasses.replace(blame, severity=words("degraded|info"))
    if question.truth != OK or any("ok" in fault.cause for fault in faults):
        blame = blame.or_else(question.truth)
    if len(faults) == len(working):
        blame = dataclasses.replace(blame, severity=blame.severity | words("failure"))
    cells = {resolver.id: OK for resolver in room} if question.truth == OK else {}
    return dataclasses.replace(question, truth=blame, cells=cells | question.cells)


ALLOWS_FOR_CLOCKS = ("croft-u", "croft-m", "pub-u", "root-u", "ecs-u", "curt-u", "hops-d")


def believes(resolver, question):
    if question.name.endswith(LENIENT_DATES) and resolver.id in ALLOWS_FOR_CLOCKS:
        return True
    return not resolver.validates or resolver.id == "nta-b" and question.name.endswith(of.NEGATIVE_ANCHORS)


def as_checked(question, working):
    """A bogus name is lost where all look at signatures, and half lost where some do not."""
    if question.name.endswith("shatrap.bell"):  # Some look at the SHA-1 all the same.
        return dataclasses.replace(question.truth, severity=words(FAILS)).or_else(OK)
    plain = OK if question.unchecked == "NOERROR" else negative("name_does_not_exist|no_data")
    trusting = [resolver for resolver in working if believes(resolver, question)]
    if len(trusting) == len(working):
        return plain.or_else(dataclasses.replace(question.truth, severity=words("degraded|info")))
    return dataclasses.replace(question.truth, severity=words("degraded" if trusting else "failure"))


def unproven(question, working):
    """Who does not validate takes a denial for what it says."""
    if question.unchecked == "NOERROR":
        return question.cells
    return question.cells | {resolver.id: OK.or_else(negative("no_data|name_does_not_exist")).or_else(question.truth) for resolver in working if believes(resolver, question)}


def at(name, about, questions, ids, status=(0, 1), seconds=80, **more):
    room = pick(ids) if isinstance(ids, str) else list(ids)
    questions = list({question.key: question for question in questions}.values())
    return Situation(name, about, [in_room(question, room) for question in questions], room, exits(*status), seconds=seconds, **more)


# --- where nobody's servers may be asked ---

GUESS = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS).or_else(MIXED)
DELEGATION = upstream("delegation_cyclic|delegation_ns_unresolvable|delegation_ns_private_address|delegation_glue_wrong|delegation_inconsistent|tld_unreachable|tld_lame", FAILS)
OWN_WAY = truth(FAILS, "local|upstream", "resolver_auth_path_broken")
SHOWN = ("dnssec_", "cname_dangling", "cname_loop", "no_data", "name_does", "domain_not", "special", "parent_dnssec")


def unseen(question, alone=False):
    """What resolvers say is all there is. Of one alone, its own way to the servers is as good a guess."""
    causes = question.truth.cause - {"ok"}
    if not causes or all(cause.startswith(SHOWN) for cause in causes):
        return question
    guess = GUESS.or_else(DELEGATION) if "upstream" in question.truth.locus else GUESS
    if "auth_tcp_blocked" in causes or "auth_edns_intolerant" in causes:
        guess = guess.or_else(truth(FAILS, "authoritative", "auth_tcp_blocked|auth_edns_intolerant"))
    if "NXDOMAIN" in question.seen:
        guess = guess.or_else(negative("name_does_not_exist"))
    if "ok" in question.truth.cause:
        guess = guess.or_else(OWN_WAY)
    return dataclasses.replace(question, truth=question.truth.or_else(guess).or_else(OWN_WAY if alone else guess))


# --- what changes ---


def edit_zone(lab, name, change, question):
    """Another content of a zone at a server that is running, and the wait until it shows."""
    path = lab.builder.path(lab.zone(name))
    path.write_text(re.sub(r" (20261\d{5}) ", lambda serial: f" {int(serial[1]) + 1} ", change(path.read_text()), count=1))
    process = next(entry for entry in lab.authorities if entry.name == "dyn")
    process.process.send_signal(signal.SIGHUP)
    for _ in range(100):
        if all(reply.answers for reply in wire.ask([wire.Query(address, question, rd=False) for address in process.addresses[:2]])):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{name} does not change")


def remember(questions, ids):
    wire.ask([wire.Query(resolver.address, *question.split(), timeout=3.0, tries=2) for question in questions for resolver in pick(ids)])


def move(lab):
    """A host moves, and one is added. Two caches have the old address and the old denial."""
    remember(["www.move.gorse A", "new.move.gorse A", "shop.move.gorse A"], "keep-k keep-u")
    edit_zone(lab, "move.gorse", lambda text: text.replace("www A 151.200.160.80", "www A 151.200.160.180").replace(
        "shop CNAME www.nobody-there", "shop CNAME www.shop1") + "new A 151.200.160.99\n", "new.move.gorse")


def ebb(lab):
    """A zone falls silent. One goes on with what it had; the same one knew another zone as well, which stays."""
    remember([f"{host}.{zone} A" for host in ("www", "mail", "api") for zone in ("ebb.gorse", "flow.gorse")], "serve-u")
    time.sleep(1.3)
    falls("ebb.gorse")(lab, None)


MOVED = truth("degraded|info", "local|upstream", "resolver_stale_cache")
MOVED_NO = truth("degraded|info", "local|upstream", STALE)
KEEPERS = ("keep-k", "keep-u")
CHANGED = [Question("www.move.gorse", "A", MOVED, cells=dict.fromkeys(KEEPERS, MOVED)), Question("new.move.gorse", "A", MOVED_NO, cells=dict.fromkeys(KEEPERS, MOVED_NO)),
           fine("mail.move.gorse", direct="")]
SHOP_NOW = Question("shop.move.gorse", "A", MOVED_NO, cells=dict.fromkeys(KEEPERS, MOVED_NO))
SHOP_ALONE = Question("shop.move.gorse", "A", truth(ROOMY, "local|upstream", STALE), cells={})
CHANGED_ALONE = [Question("www.move.gorse", "A", OK.or_else(MOVED)), Question("new.move.gorse", "A", truth(ROOMY, "local|upstream", STALE)), fine("mail.move.gorse", direct="")]
DEAD_NOW = authoritative("auth_timeout", FAILS)
EBBED = [Question(f"{host}.ebb.gorse", "A", DEAD_NOW, seen="FAIL", cells={"serve-u": OK.or_else(DEAD_NOW)}) for host in ("www", "mail", "api")]
EBBED_ALONE = [Question(f"{host}.ebb.gorse", "A", authoritative("auth_timeout", ROOMY).or_else(OK), seen="NOERROR") for host in ("www", "mail")]
FLOWS = [fine(f"{host}.flow.gorse") for host in ("www", "mail", "api")]

# --- the site ---

OURS = "ip daddr { 10.61.0.0/16, 81.0.0.0/8 } accept;"
EGRESS = local("egress_port53_blocked", ROOMY)
NO_TCP = local("egress_tcp53_blocked", FAILS)
LOST = local("local_packet_loss", ROOMY)
HURT = LOST.or_else(truth(ROOMY, "undetermined", "own_loss|budget|contradiction"))


def only_ours(_lab, vantage):
    net.filter_uplink(vantage, f"{OURS} th dport 53 drop;")


def no_four(_lab, vantage):
    net.run("ip", "-n", vantage.namespace, "route", "del", "default")


def narrow(_lab, vantage):
    """All of it arrives, and waits for its turn."""
    net.shape_link(vantage, "32kbit")


def thin(_lab, vantage):
    net.shape_link(vantage, "128kbit")


# --- promises ---

UNMET = truth("failure", "none", "expectation_unmet")
ROOM = "croft-u isp-r pub-b"


def promise(name, expect, what=OK, qtype="A", **more):
    return Question(name, qtype, what, expect=expect, cells={entry.id: what.or_else(OK) for entry in of.RESOLVERS + of.OTHERS}, **more)


NS = [f"ns{n}.croft.ling" for n in (1, 2, 3)]
KEPT = [
    promise("www.croft.ling", {"answers": ["151.200.1.80"], "match": "exact"}), promise("www.byre.gorse", {"answers": ["151.200.2.80", "151.200.2.81"], "match": "subset"}),
    promise("www.kin.gorse", {"cidr": "151.200.0.0/16"}), promise("www.croft.ling", {"cidr": "2a0c:200::/32"}, qtype="AAAA"), promise("k1.croft.ling", {"cname": "x.oldcroft.ling"}),
    promise("croft.ling", {"ns": NS}, qtype="SOA"), promise("long.ttl.gorse", {"min_ttl": 3600}), promise("nope.byre.gorse", {"rcode": "NXDOMAIN"},
            OK.or_else(negative("name_does_not_exist")), seen="NXDOMAIN"),
    promise("croft.ling", {"answers": ["10 mail.croft.ling."], "match": "exact"}, qtype="MX"), promise("www.pool.gorse", {"cidr": "151.200.19.0/24"}),
    promise("api.croft.ling", {"max_ms": 1900}), promise("vpn.listed.gorse", {"cidr": "10.0.0.0/8"}),
]
BROKEN = [
    promise("www.cairn.bell", {"answers": ["151.200.3.81"], "match": "exact"}, UNMET), promise("api.byre.gorse", {"answers": ["151.200.2.82", "151.200.2.83"], "match": "subset"}, UNMET),
    promise("mail.kin.gorse", {"cidr": "10.0.0.0/8"}, UNMET), promise("x.oldcroft.ling", {"cname": "y.byre.gorse"}, UNMET),
    promise("cairn.bell", {"ns": ["ns1.cairn.bell", "ns7.cairn.bell"]}, UNMET, "SOA"),
    promise("one.ttl.gorse", {"min_ttl": 3600}, UNMET), promise("nope.croft.ling", {"rcode": "NOERROR"}, UNMET.or_else(authoritative("name_does_not_exist", FAILS)), seen="NXDOMAIN"),
    promise("www.dale.croft.ling", {"rcode": "NXDOMAIN"}, UNMET),
    promise("www.refuse.gorse", {"answers": ["151.200.99.80"]}, authoritative("auth_lame"), seen="FAIL"),
    promise("www.kgone.bell", {"answers": ["151.200.63.80"]}, authoritative("dnssec_ds_mismatch"), seen="SERVFAIL", unchecked="NOERROR"),
]
# --- a site's own names ---

SPLIT = truth("info|ok", "none", "split_horizon|ok")
DECLARED = ({"name": "inner.croft.ling", "internal": True}, {"name": "desk.gorse", "internal": True})
STRANGER = OK.or_else(SPLIT).or_else(negative("name_does_not_exist"))
OUTSIDERS = ("pub-u", "isp-r", "pub-b")


def at_home(*names):
    return [Question(name, "A", SPLIT, cells=dict.fromkeys(OUTSIDERS, STRANGER) | {"home-u": OK.or_else(SPLIT)}) for name in names]


INNER = at_home("wiki.inner.croft.ling", "git.inner.croft.ling", "www.desk.gorse", "intern.desk.gorse")
# One of the site's resolvers does not know them: what the other says is meant.
UNTOLD = truth("degraded|info|failure", "local|none", "split_horizon|resolver_stale_negative_cache|resolver_stale_cache|resolver_auth_path_broken|resolver_blocklist")
LEAKING = [Question(f"{name}", "A", UNTOLD, cells={"leak-b": UNTOLD.or_else(negative("name_does_not_exist")).or_else(OK), "home-u": OK.or_else(SPLIT)} | dict.fromkeys(OUTSIDERS, STRANGER))
           for name in ("wiki.inner.croft.ling", "www.desk.gorse")]
LEAK_PROMISED = [Question("www.desk.gorse", "A", UNMET, expect={"cidr": "10.61.0.0/16"}, cells={"leak-b": UNMET, "home-u": OK}),
                 Question("www.byre.gorse", "A", OK, expect={"cidr": "151.200.0.0/16"})]
HOME_PROMISED = [dataclasses.replace(question, truth=OK, cells={}) for question in LEAK_PROMISED]

# --- lost at the registry, or never there ---

LISTED = ({"name": "forgot.ling", "ns": ["ns1.croft.ling", "ns2.croft.ling"]}, {"name": "nobody-there.ling", "ns": ["ns1.croft.ling", "ns2.croft.ling"]})
FORGOT = [Question("www.forgot.ling", "A", upstream("delegation_missing", FAILS), seen="NXDOMAIN")]
FORGOT_UNLISTED = [Question("www.forgot.ling", "A", negative("domain_not_registered").or_else(upstream("delegation_missing", "failure|negative")), seen="NXDOMAIN")]

# --- DNS64 ---

MADE = truth("ok|info", "none", "ok|split_horizon").or_else(negative("no_data"))
SIXES = [Question(f"v4.{zone}", "AAAA", MADE, seen="NODATA", cells={"nat-u": OK.or_else(negative("no_data")), "six-r": OK.or_else(negative("no_data"))}) for zone in
         ("byre.gorse", "croft.ling", "raw.croft.ling")]
SIXES_ALONE = [fine(f"v4.{zone}", "AAAA") for zone in ("byre.gorse", "croft.ling", "raw.croft.ling")]
REAL_SIX = named("www.croft.ling AAAA") + [fine("www.byre.gorse", "AAAA"), fine("v6.kin.gorse", "AAAA")]
SIX_HOST = OK.or_else(truth("info", "local", "local_network_down|egress_port53_blocked"))

# --- many names of few zones ---

SLIPPED = [fine(f"n{n:02}.w.slip.gorse", direct="") for n in range(14)]
UNSEEN = truth("degraded|info", "undetermined", "contradiction|budget|own_loss")
FLOOD = [maybe(f"n{n:02}.w.drop.gorse", authoritative("auth_rate_limited|auth_packet_loss|auth_timeout|auth_partial_outage|auth_slow", FAILS).or_else(UNSEEN)) for n in range(12)]
STEADY = [fine(f"s{n:02}.w.byre.gorse", direct="") for n in range(16)]

EVERYBODY = " ".join(entry.id for entry in of.HEALTHY)
FEW = named("www.croft.ling", "www.byre.gorse", "croft.ling MX", "www.dale.croft.ling", "nope.byre.gorse")
MORE = FEW + named("www.croft.ling AAAA", "www.nobody-there.gorse", "v4.croft.ling AAAA", "c1.croft.ling A", "x.w.fen.bell A", "croft.ling DNSKEY", "www.raw.mire.ling", "any.links.moor.ling")
BAD = named("www.hush.gorse", "www.refuse.gorse", "www.fail.ling", "www.lapse.ling", "www.kgone.bell", "www.ghost.bell", "m1.croft.ling")
FEW_BAD = named("www.hush.gorse", "www.kgone.bell")
BIG = named("big.cairn.bell TXT", "mid.croft.ling TXT")
LOOKS_BAD = named("2.0.0.127.listed.gorse", "zero.listed.gorse", "home.listed.gorse", "printer.listed.gorse")
BLIND = ("--no-direct",)


def as_taken(what, questions):
    return [dataclasses.replace(question, truth=what, cells={}) for question in questions]


def alone(ident, about, questions=None, **more):
    return at(f"alone-{ident}", about, questions or MORE, ident, (0,), **more)


SITUATIONS = [
    at("well", "what is well at all", GOOD + NEGATIVE + TYPES, EVERYBODY, (0,), 100),
    at("well-odd", "what looks odd and is well", EMPTY + CHAINS + WILD_TLD + SAME_PLACE[:4], "croft-b croft-m isp-k pub-u six-r", (0,), 100),
    at("well-odder", "answers by place and by turns, strange addresses, strange servers", ANSWERS + HABITS[:-1] + LISTED_NAMES, "croft-u isp-r pub-k pub-b lax-u", (0,), 100),
    at("well-keys", "keys in every phase, and what nobody can check", KEYS + STRANGE, "croft-b isp-r isp-k pub-u lax-u", (0,), 110),
    at("well-ways", "delegations that are odd and lead where they should", DELEGATED + FOURS[:1] + GOOD[:6], "croft-u croft-b isp-r pub-k six-r", (0,), 100),
    at("well-blind", "odd things, where servers may not be asked", EMPTY[::2] + KEYS[::2] + ANSWERS[::2] + CHAINS[::2] + DELEGATED[::2] + NEGATIVE, "isp-k pub-b", (0,), 100, options=BLIND),
    at("well-plain", "odd things, asked without EDNS", EMPTY[::3] + KEYS[::3] + ANSWERS[::3] + HABITS[:-1:3] + NEGATIVE[:4], "croft-u pub-k lax-u", (0,), 100, options=("--no-edns",)),
    at("well-habits", "resolvers with habits", MORE, "root-u tc-d bare-p lower-p twice-p hops-d curt-u ecs-u", (0,), 100),
    at("well-habits-2", "more of those", MORE, "far-d port-d mind-d forget-r serve-u nta-b home-u pub-b", (0,), 100),
    alone("root-u", "one with its own copy of the root"), alone("tc-d", "one that says all over TCP"), alone("bare-p", "one that leaves EDNS out"),
    alone("lower-p", "one that writes small letters"), alone("twice-p", "one that says all twice"), alone("hops-d", "a balancer before a router before a resolver"),
    alone("curt-u", "one that says little"), alone("far-d", "one far away"), alone("port-d", "one at another port"), alone("lax-u", "one that checks nothing", KEYS + STRANGE),
    alone("isp-k", "one alone, and odd things", EMPTY + CHAINS + WILD_TLD + SAME_PLACE), alone("croft-m", "a router alone, and odd things", ANSWERS + HABITS[:-1]),

    at("types-lone", "services, and servers that fail some types", TYPES + TYPES_BAD, "pub-k", (1,)),
    at("types-trio", "the same, at three", TYPES + TYPES_BAD, "croft-b isp-r pub-u", (1,)),
    at("empty-lone", "what is not there, proved and unproved", EMPTY + EMPTY_BAD, "croft-u", (1,)),
    at("empty-bind", "the same, at another", EMPTY + EMPTY_BAD, "pub-b", (1,)),
    at("empty-half", "the same, at one that looks and one that does not", EMPTY + EMPTY_BAD, "lax-u pub-k"),
    at("empty-five", "the same, at five", EMPTY[::2] + EMPTY_BAD, "croft-u croft-b croft-m isp-r pub-u", (1,)),
    at("chains-lone", "aliases, good and bad", CHAINS + CHAINS_BAD, "pub-b", (1,)),
    at("chains-five", "the same, at five", CHAINS + CHAINS_BAD, "croft-u croft-b isp-k pub-b lax-u", (1,)),
    at("chains-lax", "the same, at one that looks at nothing", CHAINS + CHAINS_BAD, "lax-u", (1,)),
    at("keys-lone", "keys that change, at the right time and at the wrong one", KEYS + KEYS_BAD, "pub-u", (1,), 100),
    at("keys-pair", "the same, at two", KEYS + KEYS_BAD, "isp-r croft-b", (1,), 100),
    at("keys-half", "the same, beside one that does not look", KEYS[::2] + KEYS_BAD, "lax-u croft-u", (0, 1), 100),
    at("keys-lax", "the same, where none looks", KEYS[::2] + KEYS_BAD, "lax-u forget-r", (0, 1), 100),
    at("keys-nta", "two zones are bogus, and one resolver is told to believe them", KEYS_BAD[:10] + FEW, "nta-b"),
    at("keys-nta-pair", "the same, beside one that was not told", KEYS_BAD + FEW, "nta-b pub-b"),
    at("keys-blind", "the same, where servers may not be asked", KEYS[::2] + KEYS_BAD, "croft-u pub-k", (1,), 100, options=BLIND),
    at("signers", "two who sign one zone, together and apart", KEYS_HALF + named("www.duo.ling") + FEW, "croft-u croft-b isp-r isp-k pub-k lax-u", chance=True),
    at("signers-lone", "the same, at one", KEYS_HALF + named("www.duo.ling") + FEW, "pub-u", chance=True),
    at("ways-lone", "delegations that are odd, and those that lead nowhere", DELEGATED + DELEGATED_BAD, "pub-u", (1,), 110),
    at("ways-trio", "the same, at three", DELEGATED + DELEGATED_BAD, "croft-b isp-r pub-k", (1,), 110),
    at("ways-eight", "the same, at eight", DELEGATED_BAD + FEW, "croft-u croft-b croft-m isp-r isp-k pub-u pub-k six-r", (1,), 110),
    at("ways-blind", "the same, where servers may not be asked", DELEGATED[::2] + [unseen(question) for question in DELEGATED_BAD], "croft-u pub-b", (1,), 110, options=BLIND),
    at("fours-lone", "one of four servers is bad", FOURS + named("www.quad.gorse"), "croft-b", (1,), chance=True),
    at("fours-trio", "the same, at three", FOURS + named("www.quad.gorse"), "croft-u isp-k pub-b", (1,), chance=True),
    at("fours-eight", "the same, at eight", FOURS + FEW, "croft-u croft-b croft-m isp-r isp-k pub-u pub-k pub-b", (1,), chance=True),
    at("servers-lone", "servers with habits, good and bad", HABITS + HABITS_BAD, "croft-b", (1,), 120, chance=True),
    at("servers-unbound", "the same, at another", HABITS + HABITS_BAD, "pub-u", (1,), 120, chance=True),
    at("servers-trio", "the same, at three", HABITS + HABITS_BAD, "croft-u isp-r pub-k", (1,), 120, chance=True),
    at("answers-eight", "answers that differ, and why", ANSWERS + ANSWERS_BAD, "croft-u croft-b isp-r isp-k pub-u pub-k pub-b lax-u", (0, 1), chance=True),
    at("answers-lone", "the same, at one", ANSWERS[:8] + ANSWERS_BAD[:1] + ANSWERS_BAD[2:] + [dataclasses.replace(
       ANSWERS_BAD[1], truth=ANSWERS_BAD[1].truth.or_else(negative("name_does_not_exist")))], "isp-k", (0, 1), chance=True),

    at("broom", "a registry that denies nothing", WILD_TLD + named("www.hut.broom", "www.shop2.broom", "nope.byre.gorse", "www.nobody-there.gorse", "nope.croft.ling"), "croft-u isp-k pub-b", (0,)),
    at("broom-lone", "the same, at one that checks nothing", WILD_TLD + named("www.hut.broom", "www.shop2.broom"), "lax-u", (0,)),
    at("broom-search", "a registry and a resolver that deny nothing", WILD_TLD + named("www.hut.broom", "nope.byre.gorse", "www.nobody-there.gorse", "nope.croft.ling") + FEW[:4],
       "search-r pub-u croft-b"),
    at("search-lone", "one that denies nothing, alone", as_taken(upstream("resolver_nxdomain_rewrite", FAILS), named("nope.byre.gorse", "nope.croft.ling", "www.nobody-there.gorse")) + FEW[:4],
       "search-r", (0, 1)),
    at("same-place", "all pages lie at one address", SAME_PLACE, "croft-b isp-r pub-k", (0,)),
    at("same-place-lone", "the same, at one", SAME_PLACE, "isp-r", (0,)),
    at("portal-lone", "a portal gives one address for everything", as_taken(upstream("resolver_captive_portal", FAILS), named("www.croft.ling A", "www.byre.gorse", "www.cairn.bell",
       "www.kin.gorse", "nope.byre.gorse", "www.stall.co.ling")), "portal-d", (0, 1)),
    at("portal-pair", "the same, beside another, and pages that do lie at one address", SAME_PLACE[:4] + named(
       "www.croft.ling A", "www.byre.gorse", "www.cairn.bell", "croft.ling MX", "nope.byre.gorse"),
       "portal-d pub-b"),
    at("filters", "filters, one of which says so, and addresses that only look like theirs", LISTED_NAMES + LOOKS_BAD + FEW, "deny-r deny-u pub-u"),
    at("filters-lone", "one that says so, alone", as_taken(upstream("resolver_blocklist", ROOMY), LISTED_NAMES) + LOOKS_BAD + FEW, "deny-r"),
    at("filters-none", "the same names, where nobody filters", LISTED_NAMES + LOOKS_BAD + FEW, "croft-m isp-r pub-k", (0,)),

    at("tcp", "two that say all over TCP, and one's does not pass", FEW + BIG, "tc-d tcwall-d pub-u"),
    at("tcp-lone", "the one whose does not, alone", FEW[:4], "tcwall-d", (1, 9)),
    at("edns", "one that leaves EDNS out, two that choke on it", FEW + FEW_BAD, "bare-p edrop-p ferr-p pub-b", (1,)),
    at("edns-lone", "one that drops it, alone", FEW[:4], "edrop-p", (1, 9)),
    at("edns-lone-2", "one that says FORMERR, alone", FEW, "ferr-p", (1, 9)),
    at("six-zones", "zones on IPv6, and a resolver without", named("www.six.ling", "www.hut.peat", "www.sixx.bell", "www.hut.turf", "www.sixhalf.gorse") + FEW, "four-u pub-u isp-k", (1,)),
    at("six-zones-lone", "the same, at that one alone", as_taken(upstream(NO_WAY, FAILS), named("www.six.ling", "www.hut.peat")) + FEW, "four-u"),
    at("four-site", "a site without IPv6", named("www.six.ling", "www.hut.peat") + MORE, "croft-u isp-r pub-b", (0,), vantage=no_six, host=SIX_HOST),
    at("six-site", "a site without IPv4, with DNS64", SIXES + REAL_SIX + FEW + named("www.six.ling"), "nat-u six-r", (0,), vantage=no_four, host=SIX_HOST),
    at("six-site-lone", "the same, with the one alone", SIXES_ALONE + REAL_SIX + FEW, "nat-u", (0,), vantage=no_four, host=SIX_HOST),
    at("six-site-bad", "the same, and zones are broken", [unseen(question) for question in named("www.hush.gorse", "www.kgone.bell", "www.refuse.gorse")] + REAL_SIX, "nat-u six-r", (1,),
       vantage=no_four, host=SIX_HOST),

    at("moved", "a host has moved, and two remember; answers by place beside it", CHANGED + named("www.geo.gorse", "www.pool.gorse") + FEW, "keep-k keep-u pub-u pub-b", network=once(move)),
    at("moved-lone", "the same, at one that remembers", CHANGED_ALONE + FEW, "keep-k", network=once(move)),
    at("moved-new", "the same, where nobody does", as_taken(OK, CHANGED) + FEW, "pub-u isp-r croft-b", (0,), network=once(move)),
    at("ebbed", "a zone is silent, and one still has it", EBBED + FLOWS + FEW, "serve-u pub-k isp-r", network=once(ebb)),
    at("ebbed-lone", "the same, at that one", EBBED_ALONE + FLOWS + FEW, "serve-u", network=once(ebb)),
    at("inner", "a site's own names, declared", INNER + FEW, "home-u pub-u isp-r", (0,), zones=DECLARED),
    at("inner-plain", "the same, and nobody declared them", INNER + FEW, "home-u pub-u isp-r", (0,)),
    at("leaking", "the same, and one of the site's own does not know them", LEAKING + FEW, "home-u leak-b pub-b", zones=DECLARED),
    at("leaking-promised", "what the site promises of its own names, kept by one", LEAK_PROMISED, "home-u leak-b", (1,), zones=DECLARED),
    at("home-promised", "the same, where it is kept", HOME_PROMISED, "home-u", (0,), zones=DECLARED),
    at("kept", "promises that are kept", KEPT, ROOM, (0,)),
    at("kept-far", "the same, over a long way", KEPT, "far-d tc-d", (0,)),
    at("broken", "promises that are not", BROKEN, ROOM, (1,)),
    at("late", "promises about time, kept and not", [promise("www.kin.gorse", {"max_ms": 1900}), promise("www.byre.gorse", {"max_ms": 100}, UNMET)], "far-d", (1,)),
    at("forgot", "a delegation was lost, and a domain lapsed; the inventory has servers of both", FORGOT + named("www.nobody-there.ling") + FEW, "croft-u isp-r pub-k", zones=LISTED),
    at("forgot-lone", "the same, at one", FORGOT + named("www.nobody-there.ling") + FEW, "pub-b", zones=LISTED),
    at("forgot-plain", "the same, and the inventory knows nothing", FORGOT_UNLISTED + named("www.nobody-there.ling") + FEW, "pub-b isp-k", (0, 1)),
    at("special", "names that are nobody's", LOCAL_NAMES + FEW, "croft-b isp-r pub-u", (0, 1)),
    at("special-lone", "the same, at one", LOCAL_NAMES + FEW, "pub-k", (0, 1)),

    at("narrow", "a line so thin that all waits", MORE + FEW_BAD, "croft-u isp-k pub-b", (1,), 120, vantage=narrow),
    at("narrow-well", "the same, and all is well", MORE + ANSWERS[:8], "croft-u isp-k pub-b", (0,), 120, vantage=narrow),
    at("thin", "a thin line", MORE + BIG, "croft-b isp-r", (0,), 120, vantage=thin),
    at("slow", "one far away, one overworked, one near", FEW, "far-d slow-p pub-u", (0, 1)),
    at("lossy", "one of twelve datagrams is lost at the site", [dataclasses.replace(question, truth=question.truth.or_else(HURT)) for question in FEW + FEW_BAD], "croft-u isp-r pub-k", (0, 1, 4),
       100, vantage=losing(8, 0), host=OK.or_else(LOST), excuse=HURT, record_truth=OK.or_else(LOST).or_else(truth(FAILS, "local|upstream", "resolver_packet_loss")), chance=True),
    at("rates", "two that mind the rate, each in its way", STEADY + FEW, "mind-d flood-d pub-b", chance=True),
    at("rates-lone", "the one that asks for TCP, alone", STEADY + FEW, "mind-d", (0,), chance=True),
    at("floods", "servers that mind the rate, each in its way", SLIPPED + FLOOD + FEW, "croft-b isp-r pub-k", chance=True),
    at("floods-lone", "the one that slips, at one", SLIPPED + FEW, "pub-u", (0,), chance=True),
    at("fence", "nobody but the site's and the provider's resolvers can be asked", [unseen(question) for question in FEW + NEGATIVE[:4] + BAD], "croft-u isp-r pub-u", (1,), vantage=only_ours,
       host=EGRESS, excuse=EGRESS, record_truth=OK.or_else(EGRESS)),
    at("fence-inside", "the same, and nobody else is meant to be", [unseen(question) for question in FEW + NEGATIVE[:4]], "croft-u isp-r", (0,), vantage=only_ours, host=OK.or_else(local(
       "egress_port53_blocked", "info"))),
    at("notcp", "TCP is closed at the site", FEW + FEW_BAD + [dataclasses.replace(question, truth=question.truth.or_else(NO_TCP), cells={}) for question in named("mid.croft.ling TXT")] +
       as_taken(NO_TCP, named("big.cairn.bell TXT")), "croft-u isp-r pub-k", (1,), vantage=drop_tcp, host=NO_TCP, record_truth=OK.or_else(local("egress_tcp53_blocked", ROOMY))),
    at("wrong-three", "a clock, an anchor, an ACL, and one that works", FEW + KEYS_BAD[:5] + KEYS[:4], "clock-u anchor-b acl-u pub-u", (1,)),
    at("wrong-clock", "signatures that have lapsed, and a clock that has", named("www.lapse.ling", "www.early.bell", "www.left.bell", "www.soon.ling", "www.fresh.bell") + FEW,
       "clock-u croft-b", (1,)),
    at("wrong-anchor-lone", "one with a wrong anchor, alone", FEW[:4], "anchor-b", (1, 9)),
    at("gone", "two are gone, one has lost its forwarder, one works; a zone is dead", FEW + FEW_BAD, "mute shut hops-m pub-k", (1,)),
    at("gone-all", "a silent one alone", FEW[:4], "mute", (1, 9), truth=truth("failure", "local|upstream|undetermined", "resolver_timeout|local_network_down|contradiction|egress_port53_blocked"),
       cell_truth=truth("failure", "local|upstream|undetermined", "resolver_timeout|local_network_down|contradiction|egress_port53_blocked"),
       record_truth=truth("failure", "local|upstream|undetermined", "resolver_timeout|local_network_down|contradiction|egress_port53_blocked"),
       host=OK.or_else(local("local_network_down|egress_port53_blocked", ROOMY))),
]

# --- a second wave, written after the first run ---


def come_and_go(lab):
    """At a registry: one domain is given up, one is new. Two resolvers have asked for both before."""
    remember(["www.leaves.tarn A", "www.comes.tarn A"], "deaf-u deaf-k")
    edit_zone(lab, "tarn", lambda text: re.sub(r"(?m)^(\S+\.)?leaves\.tarn\. .*\n", "", text) + "comes.tarn. NS ns1.byre.gorse.\ncomes.tarn. NS ns2.byre.gorse.\nshown.tarn. A 151.200.193.1\n",
              "shown.tarn")


def wall_up(lab):
    """Neither long datagrams nor TCP."""
    net.fill_set("no_tcp4", *{entry.address for entry in lab.zone("narrower.gorse").ns})


def away(lab, _vantage):
    net.fill_set("flapping4", *{entry.address for entry in lab.zone("flap.gorse").ns})


def back(_lab, _vantage):
    net.empty_set("flapping4")


def sends(ident, number):
    def event(lab, _vantage):
        next(server for server in lab.recursives if server.name == ident).process.send_signal(number)
    return event


LEFT = negative("domain_not_registered|name_does_not_exist").or_else(truth("degraded|info", "local|upstream", "resolver_stale_cache|delegation_missing|delegation_inconsistent"))
CAME = truth("degraded|info", "local|upstream", STALE)
DEAF = ("deaf-u", "deaf-k")
REGISTERED = [Question("www.leaves.tarn", "A", LEFT, seen="NXDOMAIN", cells=dict.fromkeys(DEAF, LEFT.or_else(OK))), Question("www.comes.tarn", "A", CAME, cells=dict.fromkeys(DEAF, CAME)),
              fine("www.stays.tarn", direct="")]
REGISTERED_ALONE = [Question("www.leaves.tarn", "A", LEFT.or_else(OK)), Question("www.comes.tarn", "A", truth(ROOMY, "local|upstream", STALE)), fine("www.stays.tarn", direct="")]
REGISTERED_NEW = [Question("www.leaves.tarn", "A", negative("domain_not_registered"), seen="NXDOMAIN"), fine("www.comes.tarn", direct=""), fine("www.stays.tarn", direct="")]
WALLED = [Question("mid.narrower.gorse", "TXT", authoritative("auth_tcp_blocked|auth_udp_blocked|auth_timeout|auth_edns_intolerant|auth_packet_loss"), seen="FAIL"),
          fine("www.narrower.gorse", direct="")]
FLAPS = [fine(f"f{n:02}.w.flap.gorse", direct="") for n in range(16)]
BLINKED = [maybe(question.name, truth("degraded|failure|info", "authoritative|undetermined",
           "auth_timeout|auth_packet_loss|auth_partial_outage|auth_slow|contradiction|budget|own_loss"))
           for question in FLAPS]
VEILED = [question for question in SECOND if "veil" in question.name]
OWN = named("www.kin.gorse", "nope.kin.gorse", "v4.kin.gorse AAAA", "ads.kin.gorse", "zero.listed.gorse", "1.2.3.4.listed.gorse", "www.byre.gorse", "c1.croft.ling A", "e1.croft.ling")
HERD = named("www.herd.gorse", "calf.herd.gorse")
NAPPED = [fine(f"z{n:02}.w.byre.gorse", direct="") for n in range(20)]
DATES = named("www.soon.ling", "www.fresh.bell", "www.dawn.bell", "www.dusk.ling", "www.lapse.ling", "www.early.bell")
SITUATIONS += [
    at("x-well", "more that is well", SECOND + ROOT, "croft-u croft-b isp-r isp-k pub-u lax-u six-r", (0,), 100),
    at("x-well-lone", "the same, at one", SECOND + ROOT, "isp-r", (0,), 100),
    at("x-well-kresd", "the same, at another", SECOND + ROOT, "pub-k", (0, 1), 100),
    at("x-well-blind", "the same, where servers may not be asked", [question for question in SECOND if "nosoa" not in question.name] + ROOT, "croft-m pub-b", (0,), 100, options=BLIND),
    at("x-bad-lone", "more that is not", SECOND_BAD + VEILED + FEW, "pub-b", (1,), 100, chance=True),
    at("x-bad-trio", "the same, at three", SECOND_BAD + VEILED + FEW, "croft-u croft-b isp-r", (1,), 100, chance=True),
    at("x-bad-lax", "the same, at one that looks at nothing and one that does", SECOND_BAD + FEW, "lax-u pub-k", (1,), 100, chance=True),
    at("x-own", "one that has zones of its own", OWN, "own-b pub-u isp-k", (0, 1)),
    at("x-own-lone", "the same, alone", OWN, "own-b", (0, 1)),
    at("x-own-old", "one whose copy of a zone is old", HERD + FEW, "own-old-b pub-u isp-k"),
    at("x-own-fresh", "the same zone, where nobody has a copy", HERD + FEW, "croft-b pub-u", (0,)),
    at("x-biscuit", "one that wants cookies", MORE, "biscuit-b", (0,)),
    at("x-biscuit-pair", "the same, beside another", MORE, "biscuit-b croft-u", (0,)),
    at("x-pools", "pools of resolvers, all well", MORE, "pool-d pool-far-d pub-b", (0,)),
    at("x-pool-lone", "one alone", MORE, "pool-d", (0,)),
    at("x-pool-bad", "a pool of which one refuses, beside one that is well", FEW + STEADY, "pool-acl-d pool-d croft-u", chance=True),
    at("x-stream", "one that is asked over TCP, and has nothing else", MORE, "stream-u pub-k", (0,)),
    at("x-stream-lone", "the same, alone", MORE, "stream-u", (0,)),
    at("x-nap", "one pauses for a second and a half while it is asked", NAPPED + FEW, "nap-u croft-b pub-k", (0,), during=((0.4, sends("nap-u", signal.SIGSTOP)), (1.9, sends(
       "nap-u", signal.SIGCONT))), options=("-Q", "40"), chance=True),
    at("x-coma", "one stops while it is asked, for good", NAPPED + FEW, "coma-u croft-b pub-k", (0, 1), during=((0.4, sends("coma-u", signal.SIGSTOP)),), options=("-Q", "40"), chance=True),
    at("x-flap", "a zone is away for a second, and is back", BLINKED + FEW, "croft-u isp-r pub-b", (0, 1),
       during=((0.5, away), (1.6, back)), options=("-Q", "30"), chance=True),
    at("x-clocks", "clocks that are a little wrong, and signatures near their ends", DATES + FEW, "late-u early-u croft-b pub-k", (0, 1)),
    at("x-clock-late", "one that is late, alone", named("www.fresh.bell", "www.soon.ling", "www.lapse.ling") + FEW, "late-u", (1,)),
    at("x-clock-early", "one that is early, alone", named("www.soon.ling", "www.fresh.bell", "www.early.bell") + FEW, "early-u", (1,)),
    at("x-clock-early-pair", "the same, beside another", named("www.soon.ling", "www.fresh.bell") + FEW, "early-u pub-u", (0, 1)),
    at("x-clocks-right", "the same signatures, where clocks are right", DATES + FEW, "croft-b pub-b isp-r", (1,)),
    at("x-clocks-lenient", "the same, where some allow for clocks", DATES + FEW, "croft-u pub-b", (1,)),
    at("x-unsha", "one that does not know some algorithms", KEYS + STRANGE + named("www.cairn.bell", "www.shaold.bell", "www.shabig.bell"), "unsha-b croft-b", (0,)),
    at("x-unsha-lone", "the same, alone", STRANGE + named("www.cairn.bell", "www.kgone.bell"), "unsha-b", (1,)),
    at("x-deny", "filters that say so, in three ways", LISTED_NAMES + LOOKS_BAD + FEW, "deny-p deny-r pub-u"),
    at("x-deny-lone", "one of them, alone", as_taken(upstream("resolver_blocklist", ROOMY), LISTED_NAMES[:3]) + LOOKS_BAD + FEW, "deny-p"),
    at("x-registry", "a domain comes, a domain goes, and two have not heard", REGISTERED + FEW, "deaf-u deaf-k pub-b isp-r", (0, 1), network=once(come_and_go)),
    at("x-registry-lone", "the same, at one that has not", REGISTERED_ALONE + FEW, "deaf-k", (0, 1), network=once(come_and_go)),
    at("x-registry-new", "the same, where all have", REGISTERED_NEW + FEW, "pub-b isp-r croft-b", (0,), network=once(come_and_go)),
    at("x-walled", "servers that neither long datagrams nor TCP reach", WALLED + FEW, "croft-u isp-r pub-k", (1,), 120, network=once(wall_up)),
    at("x-walled-lone", "the same, at one", WALLED + FEW, "pub-b", (1,), 120, network=once(wall_up)),
    at("x-six-hole", "a site whose IPv6 leads nowhere", MORE + named("www.six.ling", "www.hut.peat", "www.veila.gorse"), "croft-b isp-k pub-u", (0,), vantage=lose_six, host=SIX_HOST),
    at("x-six-hole-bad", "the same, and zones are broken", [unseen(question) for question in named("www.sixx.bell")] + named("www.hush.gorse", "www.kgone.bell", "www.quado.bell") + FEW,
       "croft-b isp-k", (1,), vantage=lose_six, host=SIX_HOST),
]

# --- a third wave, written after the second run ---


def hurry(lab):
    """A zone's ZSK is exchanged at once, while two have the old one for a day."""
    remember(["www.quick.ling A", "quick.ling DNSKEY"], "quick-k quick-b")
    path, zone = lab.builder.path(lab.zone("quick.ling")), lab.zone("quick.ling")
    text = path.read_text()
    keys = [key for key in signer.signing(text) if signer.is_ksk(key)] + [signer.new_key("quick.ling.", ksk=False)]
    path.write_text(signer.sign(text.replace(" 2026110101 ", " 2026120101 ") + "fresh.quick.ling. 86400 IN A 151.200.218.99\n", keys))
    next(entry for entry in lab.authorities if entry.name == "dyn").process.send_signal(signal.SIGHUP)
    for _ in range(100):
        if all(reply.answers for reply in wire.ask([wire.Query(entry.address, "fresh.quick.ling", rd=False) for entry in zone.ns])):
            return
        time.sleep(0.05)
    raise RuntimeError("quick.ling does not change")


def small_only(_lab, vantage):
    """An old firewall that lets no long datagram of DNS in."""
    net.filter_downlink(vantage, "udp sport 53 udp length > 528 drop;")


HASTE = truth(ROOMY, "local|upstream", STALE + "|resolver_dnssec_broken").or_else(authoritative("dnssec_dnskey_missing|dnssec_bogus|dnssec_inconsistent|dnssec_signature_expired", ROOMY))
HASTY = [Question(f"{host}.quick.ling", "A", HASTE.or_else(OK), cells=dict.fromkeys(("quick-k", "quick-b"), HASTE.or_else(OK))) for host in ("api", "mail", "fresh")] + [
    fine("www.quick.ling", direct="")]
RESTED = [fine(f"{host}.quick.ling", direct="") for host in ("api", "mail", "fresh", "www")]
MINDED = authoritative("auth_rate_limited|auth_packet_loss|auth_timeout|auth_partial_outage|auth_partial_lame|auth_slow", FAILS).or_else(UNSEEN)
RATED = [maybe(f"r{n:02}.w.{zone}.gorse", MINDED) for zone in ("rq", "sq", "dq") for n in range(6)] + [fine(f"r{n:02}.w.tq.gorse", direct="") for n in range(6)]
CAPPED = OK.or_else(local("path_drops_edns|local_packet_loss|egress_tcp53_blocked", ROOMY)).or_else(truth(FAILS, "undetermined", "own_loss|budget|contradiction"))
# The keys do not fit into a datagram of that site.
NO_KEYS = [dataclasses.replace(question, truth=question.truth.or_else(authoritative("dnssec_bogus", FAILS))) for question in FEW_BAD]
ALL_DENY = [dataclasses.replace(question, truth=truth("failure|degraded|info", "local|upstream", of.BLOCKED), cells={}) for question in LISTED_NAMES[:3]]
SITUATIONS += [
    at("y-well", "still more that is well", THIRD, "croft-u croft-b isp-r isp-k pub-k lax-u", (0,), 100),
    at("y-well-lone", "the same, at one", THIRD, "croft-b", (0,), 100),
    at("y-well-kresd", "the same, at another", THIRD, "isp-k", (0,), 100),
    at("y-well-unbound", "the same, at another", THIRD, "pub-u", (0,), 100),
    at("y-bad-lone", "still more that is not", THIRD_BAD + FEW, "isp-r", (1,), 100, chance=True),
    at("y-bad-four", "the same, at four", THIRD_BAD + FEW, "croft-m croft-b pub-k lax-u", (1,), 100, chance=True),
    at("y-brag", "one that claims to look at signatures, beside one that does", KEYS_BAD[:9] + KEYS[:4] + FEW, "brag-d pub-b", (0, 1)),
    at("y-brag-lone", "the same, alone", KEYS_BAD[:9] + KEYS[:4] + FEW, "brag-d", (0, 1)),
    at("y-brag-many", "the same, beside three that do not claim it", KEYS_BAD[:9] + KEYS[:4] + FEW, "brag-d lax-u forget-r croft-b", (0, 1)),
    at("y-humble", "one that looks and does not say so", KEYS_BAD[:9] + KEYS[:4] + FEW, "humble-d", (1,)),
    at("y-humble-pair", "the same, beside one that claims to", KEYS_BAD[:9] + KEYS[:4] + FEW, "humble-d brag-d", (0, 1)),
    at("y-proud", "one that claims authority for all it says", MORE + named("www.nobody-there.ling", "e1.croft.ling", "zero.listed.gorse"), "proud-d", (0, 1)),
    at("y-proud-pair", "the same, beside another", MORE + named("www.nobody-there.ling", "e1.croft.ling", "zero.listed.gorse"), "proud-d pub-u", (0, 1)),
    at("y-bald", "one that denies without saying whose word it is", named("nope.byre.gorse", "nope.croft.ling", "www.nobody-there.gorse", "www.nobody-there.ling", "www.croft.ling", "www.byre.gorse") +
       LISTED_NAMES[:1], "bald-p pub-u croft-b", (0, 1)),
    at("y-bald-lone", "the same, alone", named("nope.byre.gorse", "nope.croft.ling", "www.nobody-there.gorse", "www.nobody-there.ling", "www.croft.ling", "www.byre.gorse") +
       as_taken(upstream("resolver_blocklist", ROOMY), LISTED_NAMES[:1]), "bald-p", (0, 1)),
    at("y-deny-most", "all but one deny some names", LISTED_NAMES + LOOKS_BAD + FEW, "deny-r deny-u deny-p pub-u"),
    at("y-deny-all", "all deny some names", ALL_DENY + LOOKS_BAD + FEW, "deny-r deny-u deny-p"),
    at("y-hasty", "a zone's keys changed too fast", HASTY + FEW, "quick-k quick-b pub-b isp-r", (0, 1), network=once(hurry)),
    at("y-hasty-after", "the same, where nobody had the old ones", RESTED + FEW, "pub-b isp-r croft-u", (0,), network=once(hurry)),
    at("y-rated", "servers that mind the rate, in four ways", RATED + FEW, "croft-u isp-r pub-k", (0, 1), chance=True),
    at("y-rated-lone", "the same, at one", RATED[::2] + FEW, "croft-b", (0, 1), chance=True),
    at("y-rated-five", "the same, at five", RATED + FEW, "croft-u croft-b isp-k pub-u pub-b", (0, 1), chance=True),
    at("y-shop", "an alias has moved away from what is gone, and two remember", [SHOP_NOW, *CHANGED, *FEW], "keep-k keep-u pub-u pub-b", network=once(move)),
    at("y-shop-lone", "the same, at one that remembers", [SHOP_ALONE, *FEW], "keep-u", network=once(move)),
    at("y-shop-new", "the same, where nobody does", [fine("shop.move.gorse", direct=""), *FEW], "pub-b croft-b", (0,), network=once(move)),
    at("y-small-site", "a site that lets no long datagrams in", as_taken(CAPPED, BIG) + KEYS[:6] + FEW + NO_KEYS, "croft-u isp-r pub-k", (0, 1), vantage=small_only,
       host=OK.or_else(local("path_drops_edns|local_packet_loss", ROOMY)), record_truth=OK.or_else(local("path_drops_edns|local_packet_loss", ROOMY))),
    at("y-small-site-lone", "the same, with one alone", as_taken(CAPPED, BIG) + KEYS[:6] + FEW, "pub-b", (0, 1), vantage=small_only,
       host=OK.or_else(local("path_drops_edns|local_packet_loss", ROOMY)), record_truth=OK.or_else(local("path_drops_edns|local_packet_loss", ROOMY))),
]

# --- a fourth wave, written after the third run ---

BOGUS = KEYS_BAD[:11]
ROUTED = BOGUS + KEYS[:3] + FEW
# What one's filter is meant to do.
MEANT = [Question(LISTED_NAMES[0].name, "A", OK.or_else(truth("info", "local|upstream|none", "resolver_blocklist|ok")), expect={"rcode": "NXDOMAIN"},
                  cells=dict.fromkeys(("deny-r", "deny-u"), OK.or_else(truth("info", "local|upstream", "resolver_blocklist")))), promise("www.kin.gorse", {"cidr": "151.200.0.0/16"})]
NOT_MEANT = [Question(LISTED_NAMES[0].name, "A", UNMET.or_else(truth("failure", "local|upstream", "resolver_blocklist")), expect={"rcode": "NXDOMAIN"}, cells={
             "deny-u": OK.or_else(truth(ROOMY, "local", "resolver_blocklist")), "pub-u": UNMET}), promise("www.kin.gorse", {"cidr": "151.200.0.0/16"})]
FLICKERS = [maybe(f"k{n:02}.w.flicker.gorse", authoritative("auth_timeout|auth_packet_loss|auth_partial_outage|auth_slow|auth_rate_limited", FAILS).or_else(UNSEEN)) for n in range(10)]
DROPS = [maybe(f"n{n:02}.w.dropsig.ling", authoritative("auth_rate_limited|auth_packet_loss|auth_timeout|auth_partial_outage|auth_slow", FAILS).or_else(UNSEEN)) for n in range(8)]
NO_SIX_HERE = truth("failure|degraded|info", "local", "local_network_down|egress_port53_blocked|resolver_timeout|resolver_port_unreachable")


def as_meant(ids):
    return [dataclasses.replace(resolver, cells=None) for resolver in pick(ids)]


def beyond(name, about, fault, ids, questions):
    """One of the resolvers is on IPv6, and the site's own IPv6 is what is wrong."""
    room = [dataclasses.replace(resolver, row=NO_SIX_HERE, record=NO_SIX_HERE) if ":" in resolver.address else resolver for resolver in pick(ids)]
    return Situation(name, about, [in_room(question, room) for question in questions], room, exits(0, 1), vantage=fault, host=OK.or_else(truth(ROOMY, "local",
                     "local_network_down|egress_port53_blocked")), seconds=90)


SITUATIONS += [
    at("z-well", "again more that is well", FOURTH, "croft-u croft-b isp-r isp-k pub-k lax-u six-r", (0,), 100),
    at("z-well-lone", "the same, at one", FOURTH, "pub-k", (0,), 100),
    at("z-bad", "again more that is not, and a box that is resolver and server", FOURTH_BAD + FEW, "box croft-u isp-r pub-b", (1,), 100, chance=True),
    at("z-bad-bind", "the same, at one", FOURTH_BAD + FEW, "croft-b", (1,), 100, chance=True),
    at("z-bad-kresd", "the same, at another", FOURTH_BAD + FEW, "isp-k", (1,), 100, chance=True),
    at("z-router", "a router that does not hand on who looked at signatures", ROUTED, "router-d", (1,)),
    at("z-router-k", "another", ROUTED, "router-k-d", (1,)),
    at("z-router-two", "two of them", ROUTED, "router-d router-k-d", (1,)),
    at("z-router-parent", "one, beside what it asks", ROUTED, "router-d croft-u", (1,)),
    at("z-router-lax", "one, beside one that does not look", ROUTED, "router-k-d lax-u"),
    at("z-router-wild", "one, beside one that does and one that does not", ROUTED, "router-k-d pub-u lax-u"),
    at("z-router-blind", "one, where servers may not be asked", ROUTED, "router-d", (1,), options=BLIND),
    at("z-router-blind-lax", "the same, beside one that does not look", ROUTED, "router-k-d lax-u", options=BLIND),
    at("z-stiff", "one that does not hand on the wish not to look, either", ROUTED, "stiff-d", (1,)),
    at("z-stiff-lax", "the same, beside one that does not look", ROUTED, "stiff-d lax-u"),
    at("z-stiff-pair", "the same, beside one that looks", ROUTED, "stiff-d pub-b", (1,)),
    at("z-tc", "who asks for TCP now and then", MORE, "tc-edns-p tc-a-p tc-third-p pub-b", (0,)),
    *[at(f"z-tc-{ident}", "one of them, alone", MORE, ident, (0,)) for ident in ("tc-edns-p", "tc-a-p", "tc-third-p")],
    at("z-twice-bind", "signatures that have run out beside good ones, at one that minds them", TWICE + KEYS[:4] + FEW, "croft-b", (0, 1)),
    at("z-twice-pair", "the same, beside one that does not", TWICE + KEYS[:4] + FEW, "pub-b pub-u", (0, 1)),
    at("z-twice-none", "the same, where nobody minds", as_taken(OK, TWICE) + KEYS[:4] + FEW, "croft-u isp-r", (0,)),
    at("z-drops", "servers of a signed zone that drop above a rate", DROPS + FEW, "croft-b isp-r pub-u", (0, 1), chance=True),
    at("z-drops-lone", "the same, at one", DROPS + FEW, "pub-b", (0, 1), chance=True),
    at("z-flicker", "servers that come and go", FLICKERS + FEW, "croft-u isp-r pub-k", (0, 1), chance=True, options=("-Q", "20")),
    at("z-flap", "a resolver that comes and goes", STEADY + FEW, "flap-p pub-b", (0, 1), chance=True, options=("-Q", "20")),
    at("z-meant", "filters that do as they are meant to", MEANT, as_meant("deny-r deny-u"), (0,)),
    at("z-meant-not", "one that does, and one that should", NOT_MEANT, as_meant("deny-u pub-u"), (1,)),
    at("z-late-one", "a promise about time, kept by one of two", [promise("www.byre.gorse", {"max_ms": 120}, UNMET), promise("www.kin.gorse", {"max_ms": 1900})], "far-d pub-u", (1,)),
    beyond("z-no-six", "a site without IPv6, and a resolver on it", no_six, "croft-u six-r pub-b", FEW),
    beyond("z-six-hole", "a site whose IPv6 leads nowhere, and a resolver on it", lose_six, "croft-u six-r pub-b", FEW),
]

# --- a fifth wave, written after the fourth run ---

LOOKED_AT = truth("ok|info|failure", "none|authoritative", "ok|dnssec_ds_mismatch")
# Whether resolvers look at signatures: a name that must fail.
MUST_FAIL = [Question("www.kgone.bell", "A", LOOKED_AT, seen="SERVFAIL", unchecked="SERVFAIL", expect={"rcode": "SERVFAIL"}, cells=dict.fromkeys(("pub-b", "croft-u"), LOOKED_AT)),
             promise("www.croft.ling", {"rcode": "NOERROR"})]
MUST_FAIL_NOT = [Question("www.kgone.bell", "A", UNMET.or_else(authoritative("dnssec_ds_mismatch")), expect={"rcode": "SERVFAIL"}, cells={
                 "lax-u": UNMET, "pub-b": OK.or_else(authoritative("dnssec_ds_mismatch", FAILS))}), promise("www.croft.ling", {"rcode": "NOERROR"})]
NOBODY_LOOKS = [Question("www.kgone.bell", "A", UNMET, expect={"rcode": "SERVFAIL"}, cells={"lax-u": UNMET})]
# Promises that some keep, where what the others have is somebody's fault, or nobody's.
HALF_KEPT = [Question("www.geo.gorse", "A", UNMET, expect={"answers": ["151.200.17.80"]}, cells={"croft-u": OK, "pub-u": UNMET, "deny-r": UNMET}),
             Question("www.behind.gorse", "A", OK.or_else(UNMET).or_else(authoritative("auth_inconsistent_data", FAILS)), expect={"answers": ["151.200.20.80"]}, cells=dict.fromkeys(
                 ("croft-u", "pub-u"), OK.or_else(UNMET).or_else(authoritative("auth_inconsistent_data", FAILS)))),
             Question("page.kin.gorse", "A", UNMET.or_else(truth("failure", "upstream", of.BLOCKS)), expect={"answers": ["151.200.6.63"]}, cells={
                 "deny-r": UNMET.or_else(truth(ROOMY, "upstream", of.BLOCKS)), "croft-u": OK, "pub-u": OK}),
             promise("www.kin.gorse", {"answers": ["151.200.6.80"]})]
SITUATIONS += [
    at("w-well", "what is well in the fifth wave", FIFTH, EVERYBODY, (0,)),
    at("w-bad", "what is not", FIFTH_BAD + FEW, "croft-u croft-b isp-r isp-k lax-u", (1,), 110),
    *[at(f"w-bad-{ident}", "the same, at one", FIFTH_BAD + FEW, ident, (1,), 110) for ident in ("pub-u", "pub-b", "pub-k", "isp-r")],
    at("w-noroot", "two who will not be asked about the root", MORE, "noroot-d rootless-d pub-k", (0,)),
    at("w-noroot-lone", "one of them, alone", MORE, "noroot-d", (0,)),
    at("w-rootless-lone", "the other", MORE, "rootless-d", (0,)),
    at("w-noroot-bad", "one of them, beside broken zones", FEW + BAD, "noroot-d", (1,)),
    at("w-do", "four who do not like DO, or options", MORE, "do-p do-ferr-p opt-p opt-ferr-p pub-k", (0, 1)),
    *[at(f"w-{ident}", "one of them, alone", MORE, ident, (0, 1, 9) if "opt" in ident else (0,)) for ident in ("do-p", "do-ferr-p", "opt-p", "opt-ferr-p")],
    at("w-do-bad", "one of them, and zones that are broken", FEW + BAD, "do-p", (1,)),
    at("w-must-fail", "a name that must fail, and does", MUST_FAIL, "pub-b croft-u", (0, 1)),
    at("w-must-fail-not", "the same, and at one it does not", MUST_FAIL_NOT, "lax-u pub-b", (1,)),
    at("w-nobody-looks", "the same, at that one alone", NOBODY_LOOKS, "lax-u", (1,)),
    at("w-half-kept", "promises that some keep", HALF_KEPT, as_meant("croft-u pub-u deny-r"), (1,), chance=True),
]

# --- a sixth, written after the fifth run ---

SITUATIONS += [
    *[at(f"v-{ident}", "a forwarder of the usual kind, whose target looks at signatures", ROUTED, ident, (0, 1)) for ident in ("fwd-u", "fwd-n", "fwd-r")],
    at("v-two", "two of them", ROUTED, "fwd-u fwd-r", (1,)),
    at("v-lax", "one of them, beside one that does not look", ROUTED, "fwd-r lax-u", (0, 1)),
    at("v-pair", "one of them, beside one that does", ROUTED, "fwd-u croft-b", (1,)),
    at("v-well", "the same, and all is well", KEYS + STRANGE[:8] + FEW, "fwd-u fwd-n fwd-r", (0,)),
]
