# SPDX-License-Identifier: MIT
"""The sweeps of the thirteenth internet: thrown with dice whose seeds are fixed. What is true of each follows from what was thrown."""

import dataclasses
import os
import random
import re
import signal
import time

import net
import wire
from faults import drop_edns, drop_tcp, lose_six, losing, no_six
from model import FAILS, OK, Look, Situation, Truth, authoritative, either, exits, local, negative, truth, upstream

from . import resolvers as of
from .questions import BROKEN, CHANGED, GOOD, INTERN, LOCAL_NAMES, NEGATIVE, ONE_SIDED
from .zones import ZONES


# --- words of truth ---

UNSEEN = truth(FAILS, "undetermined", "contradiction|budget|own_loss")
GUESS = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS)
OWN_WAY = truth(FAILS, "local|upstream", "resolver_auth_path_broken")
DENIED = negative("name_does_not_exist|domain_not_registered")
MIXED_UP = truth("failure", "undetermined", "contradiction|budget|own_loss")
UNMET = truth("failure", "none", "expectation_unmet")
LOST = local("local_packet_loss", FAILS + "|info")
HURT = either(LOST, truth(FAILS + "|info", "undetermined", "own_loss|budget|contradiction"))
EGRESS = local("egress_port53_blocked", FAILS + "|info")
NO_DNS = local("egress_port53_blocked|local_network_down", FAILS)
NO_TCP = local("egress_tcp53_blocked", FAILS)
NO_EDNS = local("path_drops_edns", FAILS)
TAKEN = local("dns_interception", FAILS + "|info")
NO_SIX = truth(FAILS, "local|upstream", "local_network_down|egress_port53_blocked|resolver_timeout")
SILENT_HOST = either(OK, NO_DNS)
SHOWN_BY_RESOLVERS = ("dnssec_", "parent_dnssec_bogus", "name_does_not_exist", "domain_not_registered", "no_data", "cname_", "auth_nxdomain",
                      "special_use_name", "short_name", "tld_does_not_exist", "name_typo")
DIFFERENT = ("auth_inconsistent_data", "auth_inconsistent_existence", "delegation_inconsistent")


def about(question, *prefixes):
    return any(cause.startswith(prefixes) for cause in question.truth.cause)


def blind(question, room, alone):
    """What resolvers say of it is all there is. At one alone, its own way to the servers is as good a guess."""
    what, causes = question.truth, question.truth.cause - {"ok"}
    if about(question, "auth_nxdomain_for_existing_name"):  # The caches of some deny all types of a name that was denied.
        return either(what, DENIED)
    if about(question, *DIFFERENT):  # An old cache would look the same.
        return either(what, OK, DENIED, UNSEEN, OWN_WAY, of.STALE, of.STALE_NO, GUESS)
    if about(question, "dnssec_inconsistent"):
        return either(what, UNSEEN, GUESS, OWN_WAY, authoritative("dnssec_bogus", FAILS))
    if about(question, "split_horizon"):
        return what
    if about(question, "cname_loop"):
        return either(what, GUESS, UNSEEN)
    if about(question, "dnssec_", "parent_dnssec_bogus"):
        # PowerDNS's recursor does not hand on what does not validate, not even to those who ask for that.
        tight = all(entry.kind == "dnsmasq" or of.WITNESS.get(entry.id, entry.id) in ("kabel", "vry-r", "beleid", "pad")
                    for entry in room if entry.validates)
        return either(what, GUESS, UNSEEN, authoritative("dnssec_bogus", FAILS)) if tight else what
    if not causes or all(cause.startswith(SHOWN_BY_RESOLVERS) for cause in causes):
        return what
    guesses = [what, GUESS, UNSEEN] + ([OWN_WAY] if alone or "ok" in what.cause else [])
    if causes & {"tld_unreachable", "tld_lame"}:
        guesses.append(upstream("tld_unreachable|tld_lame", FAILS))
    return either(*guesses)


AT_HOST = tuple(zone.name for zone in ZONES if any((entry.on or "").partition(":")[0] == "knot" for entry in zone.ns) or "knot" in zone.hidden)

# --- one throw ---


@dataclasses.dataclass
class Throw:
    """What the dice have shown."""

    number: int
    kind: str
    room: list
    names: list
    direct: bool = True
    declared: bool = False  # the inside zone
    listed: bool = False  # the servers of the domain that the registry has forgotten
    fault: str = ""

    @property
    def working(self):
        """Who is well as such. A portal answers, and nothing of what it says is true."""
        return [entry for entry in self.room if entry.row is None and entry.id != "poort"]

    @property
    def rows(self):
        return [entry for entry in self.room if entry.row is not None or entry.id == "poort"]

    @property
    def alone(self):
        return witnesses(self.working) < 2


def witnesses(room):
    return len({of.WITNESS.get(entry.id, entry.id) for entry in room})


SOFT = ("slak", "mandjie", "radio", "reklame", "binnehuis", "poort")


def policies(throw, question):
    """Who among those that are well has a fault of this name alone."""
    found = [(entry, entry.cells(question)) for entry in throw.working if entry.cells is not None and entry.id not in SOFT]
    return [(entry, what) for entry, what in found if what is not None and what != EGRESS]


def strained(throw):
    """What may befall any name where nobody but these is asked."""
    ids = {entry.id for entry in throw.working}
    if not ids <= {"slak", "mandjie", "radio"}:
        return OK
    return either(OK, *[what for name, what in (("slak", of.SLOW), ("mandjie", of.LIMITED), ("radio", either(of.LOSSY, HURT))) if name in ids])


def of_rows(throw, question):
    """Nobody is well: what is wrong with all of them, and what can be seen of the name in spite of that."""
    faults = [of.PORTAL if entry.id == "poort" else entry.row for entry in throw.rows]
    common = frozenset.intersection(*[what.cause for what in faults])
    what = either(*faults)
    if not common:
        what = either(MIXED_UP, what) if frozenset.intersection(*[entry.locus for entry in faults]) else MIXED_UP
    if not throw.direct:
        what = either(what, *[NO_DNS] * ({entry.id for entry in throw.rows} <= {"stom", "niks", "dooie"}))
    if any(entry.id == "poort" for entry in throw.rows) and question.qtype != "A":
        what = either(what, OK, negative("no_data"))
    if any(entry.id == "gasheer" for entry in throw.rows) and question.name.endswith(AT_HOST):  # Those zones it has itself.
        what = either(what, OK)
    return what if question.truth == OK else either(what, question.truth)


def of_policy(throw, question, found):
    """One resolver's fault is all that can be said of a good name; of what nobody else answers, more or less may be seen."""
    faults = either(*[what for _entry, what in found])
    clean = [entry for entry in throw.working if entry not in [one for one, _what in found]]
    tcp = of.needs_tcp(question) is not None
    if clean:
        what = dataclasses.replace(faults, severity=frozenset({"degraded", "info"}))
        if tcp:  # A fault of the resolver as a whole, which one name shows.
            what = what.or_else(OK)
        if not throw.direct and of.remembers(question) is not None:
            what = either(what, OK, authoritative("auth_inconsistent_data|auth_inconsistent_existence", "degraded|info"))
        if not throw.direct and of.lost_way(question) is not None and witnesses(clean) < 2:
            what = either(what, UNSEEN)
        return what
    what = dataclasses.replace(faults, severity=frozenset({"failure", "degraded", "info"}))
    if throw.direct:
        return what
    if tcp:
        return either(what, NO_TCP)
    if of.lost_way(question) is not None:
        return either(what, GUESS, UNSEEN)
    return either(what, OK, DENIED, negative("no_data"), of.HIDDEN_BEHIND, UNSEEN)


def decide(throw, question):
    """The question with what is true of it here."""
    cells, what = dict(question.cells), question.truth
    ids = [entry.id for entry in throw.room]
    if question.name == "www.vergeet.veld" and throw.listed:
        what = upstream("delegation_missing", "failure") if throw.direct else either(what, upstream("delegation_missing", FAILS))
    if question in INTERN and "binnehuis" in ids:
        what = of.SPLIT if throw.declared else either(of.SPLIT, truth("degraded|info", "none|local", "split_horizon"), DENIED)
        cells |= {entry: of.STRANGER for entry in ids if entry != "binnehuis"}
        if throw.alone:
            what = either(what, OK)
    elif question in INTERN and throw.declared:
        what = either(what, of.SPLIT, *[entry.row for entry in throw.rows if entry.role == "local" and entry.row is not None])
    question = dataclasses.replace(question, truth=what, cells=cells)
    if not throw.working:
        return dataclasses.replace(question, truth=of_rows(throw, question))
    found = policies(throw, question)
    if found and question.truth == OK:
        return dataclasses.replace(question, truth=either(of_policy(throw, question, found), strained_truth(throw)),
                                   cells={entry: OK for entry in ids} | question.cells)
    if not throw.direct or throw.fault in ("drop53", "reject53", "taken"):
        what = blind(question, throw.working, throw.alone)
    if about(question, "auth_tcp_blocked") and {entry.id for entry in throw.working} == {"draad"}:
        what = either(what, of.NO_TCP)
    if about(question, "auth_rate_limited"):  # Resolvers may meet the limit that this site does not.
        what = either(what, UNSEEN, *[OWN_WAY] * throw.alone)
    # Its servers have IPv6 alone: where nobody else is met over IPv6, nothing shows that this host has it.
    if "stil6" in question.name and (throw.fault == "no IPv6" or not any(":" in entry.address for entry in throw.working)):
        what = either(what, GUESS, UNSEEN)
    if about(question, *DIFFERENT) and witnesses(throw.working) < 4 and "ok" not in what.cause:
        what = either(what, OK, DENIED) if "NXDOMAIN" in question.seen else either(what, OK)  # Those that are asked may happen to agree.
    if about(question, "dnssec_", "parent_dnssec") and not any(entry.validates for entry in throw.working):
        what = either(what, OK, DENIED if question.unchecked == "NXDOMAIN" else negative("no_data") if question.unchecked == "NODATA" else OK)
    if {entry.id for entry in throw.working} == {"reklame"} and of.advertises(question) is not None:
        what = either(what, OK, upstream("resolver_nxdomain_rewrite", FAILS + "|info"))
    return dataclasses.replace(question, truth=either(what, strained_truth(throw)))


def strained_truth(throw):
    """Nothing but what is true already, where somebody else is asked too."""
    what = strained(throw)
    return what if what != OK else Truth(frozenset(), frozenset(), frozenset())


# --- what the dice are thrown for ---

BY_ID = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS}
SOUND = [entry.id for entry in of.HEALTHY]
FAULTY = [entry.id for entry in of.ROWS]
CHOOSY = [entry.id for entry in of.SOME + of.STRAINED]
GROT = [question for question in ONE_SIDED if of.needs_tcp(question)]


def throw_room(dice, size, sound=1, faulty=0.35, choosy=0.45, among=None):
    """So many of those that are well, at least; the rest is luck."""
    pool = [name for name in SOUND if among is None or among(BY_ID[name])]
    ids = dice.sample(pool, min(sound, len(pool)))
    while len(ids) < size:
        luck = dice.random()
        shelf = FAULTY if luck < faulty else CHOOSY if luck < faulty + choosy else SOUND
        shelf = [name for name in shelf if name not in ids and (among is None or among(BY_ID[name]))]
        if not shelf:
            break
        ids.append(dice.choice(shelf))
    dice.shuffle(ids)
    return [BY_ID[name] for name in ids]


def throw_names(dice, count, room):
    """Good ones, broken ones, absent ones, in shares of which the dice decide; and some that concern those who are asked."""
    broken, without = dice.choice([(0.1, 0.1), (0.4, 0.15), (0.75, 0.1), (0.4, 0.4), (0.0, 0.2), (0.55, 0.0)])
    special = [question for entry in room if entry.cells is not None and entry.id not in SOFT
               for question in ONE_SIDED + CHANGED if entry.cells(question) is not None]
    special += INTERN if any(entry.id == "binnehuis" for entry in room) else []
    chosen = dice.sample(special, min(len(special), dice.choice([1, 2, 3]), max(1, count // 2)))
    while len(chosen) < count:
        luck = dice.random()
        shelf = BROKEN if luck < broken else NEGATIVE + LOCAL_NAMES if luck < broken + without else GOOD + ONE_SIDED + CHANGED + INTERN[:1]
        question = dice.choice(shelf)
        if question not in chosen:
            chosen.append(question)
    return chosen


ADDRESS_OF_WWW = {zone.name: found[1] for zone in ZONES if (found := re.search(r"^www A (\S+)$", zone.text, re.MULTILINE))}
UNPROMISED = ("www.kaart.klip", "www.wissel.klip", "www.skuif.berg")


def promise(dice, question):
    """Of some good names the inventory says what they are; sometimes it is mistaken."""
    zone = question.name.removeprefix("www.")
    if question.truth != OK or question.qtype != "A" or question.name in UNPROMISED or zone not in ADDRESS_OF_WWW or dice.random() > 0.25:
        return question
    kept = dice.random() < 0.5
    expect = dice.choice([{"answers": [ADDRESS_OF_WWW[zone]], "match": "exact"}, {"cidr": "41.72.0.0/16"}] if kept else
                         [{"answers": ["41.99.9.9"], "match": "exact"}, {"cidr": "10.0.0.0/8"}, {"min_ttl": 90000}])
    if kept:
        return dataclasses.replace(question, expect=expect)
    return dataclasses.replace(question, expect=expect, truth=UNMET, cells={name: either(UNMET, OK) for name in BY_ID})


# --- what befalls sites ---

OURS = "ip daddr 10.20.0.0/16 accept; ip6 daddr fdca::/16 accept;"
PROVIDERS = OURS + " ip daddr 196.0.0.0/8 accept; ip6 daddr 2a0c:196::/32 accept;"
REJECT = ("tcp dport 53 reject with tcp reset; meta nfproto ipv4 udp dport 53 reject with icmp type admin-prohibited; "
          "meta nfproto ipv6 udp dport 53 reject with icmpv6 type admin-prohibited;")


def drop53(open_to):
    return lambda _lab, vantage: net.filter_uplink(vantage, f"{open_to} th dport 53 drop;")


def reject53(open_to):
    return lambda _lab, vantage: net.filter_uplink(vantage, f"{open_to} {REJECT}", "input")


def reset_tcp(_lab, vantage):
    net.filter_uplink(vantage, "tcp dport 53 reject with tcp reset;", "input")


def take(target):
    return lambda _lab, vantage: net.redirect_uplink(vantage, target, "th dport 53")


# --- what has changed in the network before anybody looks ---

PREPARED = set()


def prepare(lab):
    """Two caches learn a zone, and its owner changes it; one resolver loses the way to a company. Once, whichever sweep is the first."""
    if id(lab) in PREPARED:
        return
    PREPARED.add(id(lab))
    keeper, lost = BY_ID["kassie"], BY_ID["pad"]
    lab.warm([question for question in GOOD if question.name == "pos.wissel.klip"] + CHANGED[:1], [keeper])
    wire.ask([wire.Query(keeper.address, "vars.wissel.klip", timeout=3.0, tries=2)])
    path = lab.builder.path(lab.zone("wissel.klip"))
    text = path.read_text().replace(" 2026110101 ", " 2026112901 ", 1).replace("www A 41.72.27.80", "www A 41.72.27.180")
    path.write_text(text + "vars A 41.72.27.77\n")
    next(server for server in lab.authorities if server.name == "moving").process.send_signal(signal.SIGHUP)
    query = wire.Query(lab.zone("wissel.klip").ns[0].address, "vars.wissel.klip", rd=False)
    for _ in range(100):
        if wire.ask([query])[0].status == "NOERROR":
            break
        time.sleep(0.05)
    else:
        raise RuntimeError("wissel.klip does not change")
    places = lab.place_of_resolver(lost, lab.everybody.index(lost))
    net.fill_set("broken_path", *[f"{places[0]} . {entry.address}" for entry in lab.zone("trein.duin").ns])


# --- from throws to situations ---


def may_say(room, *truths):
    """The same resolvers; of each this may be said too."""
    return [dataclasses.replace(entry, record=either(entry.record, *truths)) for entry in room]


def status_of(questions, room, host, more=()):
    """1, where something fails for certain; 0, where nothing can; else either."""
    said = [question.truth for question in questions] + [entry.record for entry in room] + [host]
    certain = any(what.severity == {"failure"} for what in said)
    possible = any("failure" in what.severity for what in said)
    return exits(*([1] if certain else [0, 1] if possible else [0]), *more)


def doubtful(throw, entry):
    """Of who cannot be checked, nobody can tell what it withholds or remembers, unless its fault shows in what it says."""
    if throw.direct or entry.id in SOFT or entry.cells in (None, beyond):
        return entry

    def cells(question):
        what = entry.cells(question)
        clean = [other for other in throw.working if other.cells is None or other.cells(question) is None]
        doubt = what is not None and (not clean or of.remembers(question) is not None)
        return either(what, OK, DENIED, negative("no_data")) if doubt else what
    return dataclasses.replace(entry, cells=cells)


def situation(throw, questions, room, host=OK, more=(), chance=False, **rest):
    blind_to = dataclasses.replace(throw, direct=throw.direct and throw.kind != "closed")
    room = [doubtful(blind_to, entry) for entry in room]
    if {entry.id for entry in room} == {"gasheer"} and all(question.name.endswith(AT_HOST) for question in questions):
        rest["record_truth"] = room[0].record  # It may have had an answer for every question that it was asked.
    soft = {"mandjie", "radio"} & {entry.id for entry in room}
    zones = ([{"name": "intern.myn.berg", "internal": True}] if throw.declared else []) + (
        [{"name": "vergeet.veld", "ns": ["ns1.plaas.veld", "ns2.plaas.veld"]}] if throw.listed else [])
    about_it = f"{len(questions)} names at {' '.join(entry.id for entry in room)}" + (f": {throw.fault}" if throw.fault else "")
    return Situation(f"throw-{throw.number:02}-{throw.kind}", about_it, questions, room, status_of(questions, room, host, more), host, network=prepare,
                     options=() if throw.direct else ("--no-direct",), zones=tuple(zones), seconds=rest.pop("seconds", 90),
                     chance=bool(chance or soft or not throw.direct), **rest)


def throw_dice(number, kind, room, dice, count=None, **more):
    count = count or dice.choice([2, 3, 4, 6, 8, 10, 12, 16, 20, 30])
    names = throw_names(dice, count, room)
    return Throw(number, kind, room, names, declared=dice.random() < 0.5, listed=dice.random() < 0.4, **more)


def plain(number, dice, kind="plain", direct=True):
    size = dice.choice([1, 1, 2, 2, 3, 3, 4, 5, 6, 8])
    # One alone may be a choosy one.
    sound = 0 if size == 1 and dice.random() < 0.6 else 1
    room = throw_room(dice, size, sound, *((0.0, 1.0) if not sound else ()))
    throw = throw_dice(number, kind, room, dice, direct=direct)
    questions = [promise(dice, decide(throw, question)) for question in throw.names]
    return situation(throw, questions, room)


def blindfold(number, dice):
    return plain(number, dice, "blind", False)


def nobody(number, dice):
    """None of them is well."""
    ids = dice.sample(FAULTY + ["poort"] if number % 2 else FAULTY, dice.choice([1, 1, 2, 3]))
    ids = [name for name in ids if name != "poort" or len(ids) == 1] or ["slot"]
    throw = throw_dice(number, "nobody", [BY_ID[name] for name in ids], dice, dice.choice([2, 3, 6, 10]), direct=dice.random() < 0.7)
    questions = [decide(throw, question) for question in throw.names]
    host = OK if throw.direct else SILENT_HOST
    return situation(throw, questions, throw.room, host, more=[9])


def lossy(number, dice):
    room = throw_room(dice, dice.choice([1, 2, 3, 4, 5]), 1, 0.2, 0.2)
    throw = throw_dice(number, "loss", room, dice, dice.choice([6, 10, 16, 24, 30]), fault="loss")
    questions = [dataclasses.replace(question, truth=either(question.truth, HURT, *[of.LOSSY] * (witnesses(room) < 3)))
                 for question in (decide(throw, question) for question in throw.names)]
    # Of few questions too few are lost to tell why.
    sure = len(questions) * len(throw.working) >= 40 and witnesses(throw.working) >= 3
    share = dice.choice([(30, 0), (0, 30), (16, 16)])
    lossy_ones = [truth(FAILS + "|info", "local|upstream", "resolver_packet_loss")] * (witnesses(room) < 3)
    return situation(throw, questions, may_say(room, OK, LOST, *lossy_ones), LOST if sure else either(OK, LOST), more=[0, 1, 4],
                     chance=True, excuse=HURT, vantage=losing(*share))


def beyond(question):
    return either(EGRESS, OK, question.truth) if question.truth.locus == {"local"} and EGRESS.cause != question.truth.cause else EGRESS


def closed(number, dice):
    """Port 53 is closed to all but the site's own resolvers, or theirs and the provider's."""
    fault, wide = dice.choice(["drop53", "reject53"]), dice.random() < 0.4
    inside = ("local", "isp") if wide else ("local",)
    room = throw_room(dice, dice.choice([1, 1, 1, 2, 2, 3]), 1, 0.2, 0.2, lambda entry: entry.role == "local")
    room += [entry for entry in throw_room(dice, dice.choice([0, 1, 2, 3, 4]), 0, 0.2, 0.2) if entry not in room]
    # `gasheer` has the address of a zone's server: the filter does not know it for a provider's.
    outside = {entry.id for entry in room if entry.role not in inside or entry.id == "gasheer"}
    seen = [dataclasses.replace(entry, row=None, cells=beyond, record=either(OK, EGRESS)) if entry.id in outside else entry
            for entry in room]
    throw = throw_dice(number, "closed", [entry for entry in room if entry.id not in outside], dice, dice.choice([4, 8, 12, 20, 30]))
    throw.fault, throw.direct = fault, False  # None of its own questions gets through.
    questions = [decide(throw, question) for question in throw.names]
    throw.direct, throw.fault = True, f"{fault}, {' and '.join(inside)} open"
    site = (drop53 if fault == "drop53" else reject53)(PROVIDERS if wide else OURS)
    return situation(throw, questions, seen, EGRESS, chance=True, vantage=site)


def shut(number, dice):
    """Port 53 is closed, and all resolvers are strangers."""
    room = throw_room(dice, dice.choice([1, 2, 3]), 1, 0.0, 0.3, lambda entry: entry.role == "public")
    throw = throw_dice(number, "shut", room, dice, dice.choice([2, 4, 8]), fault=dice.choice(["drop53", "reject53"]))
    site = (drop53 if throw.fault == "drop53" else reject53)("")
    questions = [question for question in throw.names if question not in LOCAL_NAMES] or GOOD[:2]
    record = either(NO_DNS, truth(FAILS + "|ok|info", "none|local|upstream", "ok|resolver_timeout|resolver_port_unreachable"))
    found = situation(throw, questions, room, NO_DNS, vantage=site, truth=NO_DNS, cell_truth=NO_DNS, record_truth=record)
    return dataclasses.replace(found, exit_status=exits(9))


def no_tcp(number, dice):
    room = throw_room(dice, dice.choice([1, 2, 3, 5]), 1, 0.25, 0.25)
    throw = throw_dice(number, "tcp", room, dice, fault="tcp")
    if not any(question in GROT for question in throw.names):
        throw.names.append(dice.choice(GROT))
    blame = NO_TCP if witnesses(throw.working) > 1 else either(NO_TCP, truth(FAILS, "local|upstream", "resolver_tcp_blocked"))
    questions = []
    for question in throw.names:
        decided = decide(throw, question)
        if question in GROT:
            decided = dataclasses.replace(question, truth=blame)
        elif about(question, "auth_tcp_blocked", "auth_udp_blocked"):  # Who has no TCP cannot see what servers do of it.
            decided = dataclasses.replace(decided, truth=either(decided.truth, GUESS, NO_TCP, UNSEEN))
        questions.append(decided)
    seen = [dataclasses.replace(entry, cells=lambda question: either(of.NO_TCP, NO_TCP) if of.needs_tcp(question) else None)
            if entry.id == "draad" else entry for entry in room]
    more = [local("egress_tcp53_blocked", FAILS + "|info")] + ([] if witnesses(throw.working) > 1 else [truth(
        FAILS + "|info", "local|upstream", "resolver_tcp_blocked")])
    return situation(throw, questions, may_say(seen, *more), NO_TCP if witnesses(throw.working) > 1 else either(OK, NO_TCP),
                     vantage=dice.choice([drop_tcp, reset_tcp]))


def no_edns(number, dice):
    room = throw_room(dice, dice.choice([1, 2, 3, 5]), 9, 0.0, 0.0)[:dice.choice([1, 2, 3, 5])]
    throw = throw_dice(number, "edns", room, dice, fault="edns")
    questions = [decide(throw, question) for question in throw.names]
    # A name that is judged before it is asked is none of this.
    questions = [dataclasses.replace(question, cells={}, truth=NO_EDNS if question.truth == OK else either(question.truth, NO_EDNS))
                 for question in questions]
    anything = either(NO_EDNS, GUESS, *[question.truth for question in questions])
    return situation(throw, questions, may_say(room, NO_EDNS), NO_EDNS, cell_truth=anything, vantage=drop_edns)


def taken(number, dice):
    """All of IPv4's port 53 goes to one resolver, which answers in everybody's place."""
    room = throw_room(dice, 9, 9, 0.0, 0.0)[:dice.choice([1, 2, 3, 5])]
    target = dice.choice(["kantoor", "oop-u", "vry-n"])
    throw = throw_dice(number, "taken", room, dice, fault="taken")
    questions = []
    for question in throw.names:
        decided = decide(throw, question)
        if decided.truth == OK:
            decided = dataclasses.replace(decided, truth=either(OK, TAKEN), cells={})
        else:
            signed = about(question, "dnssec_", "parent_dnssec")
            lax = [OK, *{"NXDOMAIN": [DENIED], "NODATA": [negative("no_data")]}.get(question.unchecked, [])] if signed and target == "vry-n" else []
            ways = [OWN_WAY] if question in BROKEN and not signed and not about(question, "cname_") else []
            decided = dataclasses.replace(decided, truth=either(decided.truth, *lax, *ways), unchecked="")
        questions.append(decided)
    host = TAKEN
    return situation(throw, questions, may_say(room, TAKEN), host, chance=True, vantage=take(BY_ID[target].address))


def four_only(number, dice):
    """What goes out over IPv6 is lost, or there is no way for it."""
    room = throw_room(dice, dice.choice([2, 3, 4, 6]), 1, 0.2, 0.2, lambda entry: ":" not in entry.address)
    if dice.random() < 0.7:
        room.append(BY_ID[dice.choice(["werf", "lyn", "vry-r"])])
    seen = [dataclasses.replace(entry, row=NO_SIX, record=NO_SIX) if ":" in entry.address else entry for entry in room]
    throw = throw_dice(number, "four", seen, dice, dice.choice([6, 12, 20]), fault="no IPv6")
    questions = [decide(throw, question) for question in throw.names]
    host = either(OK, local("local_network_down|egress_port53_blocked", "degraded|info"))
    return situation(throw, questions, seen, host, chance=True, vantage=dice.choice([no_six, lose_six]))


KINDS = [(plain, 34), (blindfold, 13), (nobody, 8), (lossy, 6), (closed, 8), (shut, 3), (no_tcp, 4), (no_edns, 3), (taken, 4), (four_only, 4)]
DICE = int(os.environ.get("KAROO_DICE", "20261130"))  # Others may be thrown; those of the table are these.
SITUATIONS = []
for make, times in KINDS:
    for _ in range(times):
        SITUATIONS.append(make(len(SITUATIONS) + 1, random.Random(DICE + len(SITUATIONS) + 1)))

SITUATIONS[0].proof = (*[Look("vars.wissel.klip", "A", shows, (), BY_ID[name].address) for name, shows in (
    ("kassie", "NXDOMAIN"), ("kas", "NXDOMAIN"), ("kabel", "NOERROR"))], Look("vier.trein.duin", "A", "FAIL", (), BY_ID["pad"].address))
for one in SITUATIONS:
    if one.name.endswith(("-closed", "-shut")):
        one.proof = (Look(".", "NS", "TIMEOUT|UNREACHABLE", ("norec",), "199.80.1.4"),)
    elif one.name.endswith("-taken"):
        one.proof = (Look(".", "NS", "NOERROR|REFUSED -aa +ra", ("norec",), "199.80.1.4"),)
    elif one.name.endswith("-edns"):
        one.proof = (Look(".", "SOA", "TIMEOUT", ("norec",), "199.80.1.4"), Look(".", "SOA", "NOERROR", ("norec", "noedns"), "199.80.1.4"))
    elif one.name.endswith("-tcp"):
        one.proof = (Look(".", "SOA", "TIMEOUT|CLOSED|UNREACHABLE", ("norec", "tcp"), "199.80.1.4"), Look(".", "SOA", "NOERROR", ("norec",), "199.80.1.4"))
