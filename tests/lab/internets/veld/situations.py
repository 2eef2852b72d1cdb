# SPDX-License-Identifier: MIT
"""The sweeps of the veld: rooms of resolvers, handfuls of names, and now and then a fault of the site, all thrown. What is true of each
follows from what whoever stands there can see."""

import dataclasses
import random
import signal
import time

import net
import wire
from faults import cut_link, drop_edns, drop_tcp, lose_six, losing, no_six
from model import FAILS, OK, Look, Situation, Truth, authoritative, either, exits, local, negative, truth, upstream

from . import resolvers as of
from .questions import BROKEN, BY_KEY, CHANGED, GOOD, HOME, NEGATIVE, SORT, WAY, ancestors
from .zones import ADDRESSES, MOVED, NUMBER, PLOTS, TRAIN


NOTHING = Truth(frozenset(), frozenset(), frozenset())
UNSEEN = truth(FAILS, "undetermined", "contradiction|budget|own_loss")
GUESS = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS)
OWN_WAY = truth(FAILS, "local|upstream", "resolver_auth_path_broken")
DENIED = negative("name_does_not_exist|domain_not_registered")
STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache|resolver_stale_negative_cache")
UNMET = truth("failure", "none", "expectation_unmet")
LOST = local("local_packet_loss", FAILS + "|info")
HURT = either(LOST, truth(FAILS + "|info", "undetermined", "own_loss|budget|contradiction"))
EGRESS = local("egress_port53_blocked", FAILS + "|info")
NO_DNS = local("egress_port53_blocked|local_network_down", FAILS)
DOWN = local("local_network_down", FAILS)
NO_TCP = local("egress_tcp53_blocked", FAILS)
NO_EDNS = local("path_drops_edns", FAILS)
TAKEN = local("dns_interception", FAILS + "|info")
NO_SIX = truth(FAILS, "local|upstream", "local_network_down|egress_port53_blocked|resolver_timeout")
TCP_THERE = truth(FAILS, "local|upstream", "resolver_tcp_blocked")
BY_ID = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS}
LISTED = [plot for plot in PLOTS.values() if plot.server_fault == "undelegated"]


def has(throw, fault):
    """Whether who has this fault is in the room."""
    return fault in of.BY_FAULT and of.BY_FAULT[fault] in throw.working


@dataclasses.dataclass
class Throw:
    number: int
    kind: str
    room: list
    names: list
    direct: bool = True
    listed: bool = False  # the inventory knows the servers of domains that their registry has forgotten
    tcp: bool = True

    @property
    def working(self):
        return [entry for entry in self.room if entry.row is None]

    @property
    def witnesses(self):
        return len({of.WITNESS.get(entry.id, entry.id) for entry in self.working})

    @property
    def alone(self):
        return self.witnesses < 2


# --- what is true of a name in a room ---

def tight(room):
    """PowerDNS's recursor does not hand on what does not validate, not even to those who ask for that; nor does who asks it."""
    kinds = {of.WITNESS.get(entry.id, entry.id): entry for entry in room if entry.validates}
    return all(BY_ID[name].kind == "recursor" or entry.kind in ("dnsmasq", "dnsdist") for name, entry in kinds.items())


def blind(throw, question):
    """What resolvers say of it is all there is. At one alone, its own way to the servers is as good a guess."""
    what, sort = question.truth, SORT[question.key]
    if sort in ("good", "negative", "local", "dangling", "undelegated"):
        return what
    if sort == "bogus":
        return either(what, GUESS, UNSEEN, authoritative("dnssec_bogus", FAILS)) if tight(throw.working) else what
    if sort == "loop":
        return either(what, GUESS, UNSEEN)
    if "auth_edns_intolerant" in what.cause:  # BADVERS leaves some with an answer that is empty.
        what = either(what, negative("no_data"))
    maybe = [OWN_WAY] if throw.alone or "ok" in what.cause or what.severity & {"negative"} else []
    if sort == "half-bogus":
        return either(what, UNSEEN, GUESS, OWN_WAY, authoritative("dnssec_bogus", FAILS))
    if sort == "differ":
        return either(what, OK, DENIED, UNSEEN, OWN_WAY, STALE, GUESS)
    if sort == "type" and "auth_nxdomain_for_existing_name" in what.cause:
        return either(what, DENIED, negative("no_data"))
    if "ok" in what.cause:
        maybe = [*maybe, authoritative("auth_partial_outage|auth_packet_loss", "degraded")]
    if "delegation_inconsistent" in what.cause:  # Old caches would look the same.
        maybe = [*maybe, DENIED, STALE]
    if what.cause & {"tld_unreachable", "tld_lame"}:
        maybe = [*maybe, upstream("tld_unreachable|tld_lame", FAILS)]
    return either(what, GUESS, UNSEEN, *maybe)


def strained(throw):
    """What may befall any name where nobody but these is asked."""
    if not {entry.id for entry in throw.working} <= of.SOFT:
        return NOTHING
    return either(OK, HURT, *[of.starred(entry.role, "|".join(entry.record.cause - {"ok"})) for entry in throw.working])


def of_rows(throw, question):
    """Nobody is well: what is wrong with all of them, and what can be seen of the name in spite of that."""
    faults = [entry.row for entry in throw.room]
    common = frozenset.intersection(*[what.cause for what in faults])
    what = either(*faults)
    if not common or not frozenset.intersection(*[one.locus for one in faults]):
        mixed = truth("failure", "undetermined", "contradiction|budget|own_loss")
        what = either(mixed, what) if common else mixed
        # Differing ones of one locus: that much is known.
        what = either(what, *faults) if frozenset.intersection(*[one.locus for one in faults]) else what
    if not throw.direct and {entry.id.partition("-")[2] for entry in throw.room} <= {"mute", "closed", "cutoff"}:
        what = either(what, NO_DNS)
    if SORT[question.key] == "local":
        return either(what, question.truth)
    return what if question.truth == OK else either(what, question.truth)


def policies(throw, question):
    """Who among those that are well has a fault of this name alone."""
    found = [(entry, entry.cells(question)) for entry in throw.working if entry.cells is not None and entry.id not in of.SOFT]
    return [(entry, what) for entry, what in found if what is not None]


def of_policy(throw, question, found):
    """One resolver's fault is all that can be said of a good name; of what nobody else answers, more or less may be seen."""
    faults = either(*[what for _entry, what in found])
    clean = [entry for entry in throw.working if entry not in [one for one, _what in found]]
    home = TRAIN if TRAIN in WAY.get(question.key, []) else HOME.get(question.key)
    if clean:
        what = dataclasses.replace(faults, severity=frozenset({"degraded", "info"}))
        if "TRUNCATED" in question.seen:  # A fault of the resolver as a whole, which one name shows.
            what = what.or_else(OK)
        if not throw.direct and home is MOVED:
            what = either(what, OK, authoritative("auth_inconsistent_data|auth_inconsistent_existence", "degraded|info"))
        if not throw.direct and home is TRAIN:
            what = either(what, UNSEEN) if len(throw.working) < 3 else what
        return what
    what = dataclasses.replace(faults, severity=frozenset({"failure", "degraded", "info"}))
    if throw.direct:
        return what
    if "TRUNCATED" in question.seen:
        return either(what, NO_TCP)
    if home is TRAIN:
        return either(what, GUESS, UNSEEN)
    return either(what, OK, DENIED, negative("no_data"), UNSEEN)


def decide(throw, question):
    """The question with what is true of it here."""
    sort, what = SORT[question.key], question.truth
    ids = [entry.id for entry in throw.room]
    if sort == "undelegated" and throw.listed:  # The names of its servers lie within it: nobody can ask them.
        what = either(what, upstream("delegation_missing", FAILS))
    question = dataclasses.replace(question, truth=what)
    if not throw.working:
        return dataclasses.replace(question, truth=of_rows(throw, question))
    found = policies(throw, question)
    if found and what == OK:
        return dataclasses.replace(question, truth=either(of_policy(throw, question, found), strained(throw)), cells={entry: OK for entry in ids})
    cells = {}
    if not throw.direct:
        what = blind(throw, question)
    if sort in ("bogus", "half-bogus"):
        what, cells = of_validators(throw, question, what)
    if sort == "differ" and throw.witnesses < 4:
        what = either(what, OK, DENIED)  # Those that are asked may happen to agree.
    if has(throw, "tcpless") and ("auth_tcp_blocked" in what.cause or "TRUNCATED" in question.seen):
        what = either(what, TCP_THERE)
        cells |= {of.BY_FAULT["tcpless"].id: either(what, TCP_THERE)}
    if has(throw, "adverts") and len(throw.working) == 1 and of.BY_FAULT["adverts"].cells(question) is not None:
        what = either(what, OK, truth(FAILS + "|info", "local|upstream", "resolver_nxdomain_rewrite"))
    return dataclasses.replace(question, truth=either(what, strained(throw)), cells=cells)


def of_validators(throw, question, what):
    """Of what does not validate only those who validate know; the others have an answer."""
    lax = [entry for entry in throw.working if not entry.validates]
    plain = {"NXDOMAIN": negative("name_does_not_exist"), "NODATA": negative("no_data")}.get(question.unchecked, OK)
    cells = {entry.id: either(OK, plain, what) if plain != OK else OK for entry in lax}
    if SORT[question.key] == "half-bogus":
        return either(what, plain), cells
    if len(lax) == len(throw.working):
        return either(plain, *[what] * throw.direct), cells
    if lax and not throw.direct and tight(throw.working):  # Nobody shows that it is DNSSEC; what the others say may stand.
        return either(what, plain, OWN_WAY), cells
    sure = [entry for entry in throw.working if entry.id not in of.SOFT]
    if lax and all(entry.id in of.SOFT for entry in lax):
        return what, cells
    if not lax and sure:
        return dataclasses.replace(what, severity=frozenset({"failure"})), cells
    # Who loses or refuses at times may have had nothing of it.
    strict = any(entry.validates for entry in sure)
    return (dataclasses.replace(what, severity=frozenset({"degraded"})) if strict and plain == OK else either(what, plain)), cells


# --- what the dice are thrown for ---

SOUND_IDS = [entry.id for entry in of.HEALTHY]
ROW_IDS = [entry.id for entry in of.ROWS]
CHOOSY_IDS = [entry.id for entry in of.CHOOSY]
BIG = [question for question in GOOD if question.seen == "TRUNCATED"]


def throw_room(dice, size, sound=1, faulty=0.3, choosy=0.4, among=None):
    pool = [name for name in SOUND_IDS if among is None or among(BY_ID[name])]
    ids = dice.sample(pool, min(sound, len(pool)))
    for _ in range(60):
        if len(ids) >= size:
            break
        luck = dice.random()
        shelf = ROW_IDS if luck < faulty else CHOOSY_IDS if luck < faulty + choosy else SOUND_IDS
        shelf = [name for name in shelf if name not in ids and (among is None or among(BY_ID[name]))]
        ids += [dice.choice(shelf)] if shelf else []
    dice.shuffle(ids)
    return [BY_ID[name] for name in ids]


def throw_names(dice, count, room):
    broken, without = dice.choice([(0.2, 0.1), (0.5, 0.15), (0.8, 0.1), (0.5, 0.3), (0.65, 0.0)])
    special = [question for entry in room if entry.cells is not None and entry.id not in of.SOFT for question in GOOD if entry.cells(question) is not None]
    chosen = []
    for question in dice.sample(special, min(len(special), dice.choice([1, 2, 3]), max(1, count // 2))):
        chosen += [question] if question not in chosen else []
    by_zone = {}
    for question in BROKEN:
        by_zone.setdefault(HOME[question.key].name, []).append(question)
    while len(chosen) < count:
        luck = dice.random()
        # A broken zone first, so that none is met more often for having more names.
        shelf = by_zone[dice.choice(sorted(by_zone))] if luck < broken else NEGATIVE if luck < broken + without else GOOD
        question = dice.choice(shelf)
        chosen += [question] if question not in chosen else []
    return chosen


def promise(dice, question):
    """Of some good names the inventory says what they are; sometimes it is mistaken."""
    plot = HOME.get(question.key)
    if question.truth != OK or question.qtype != "A" or not question.name.startswith("www.") or plot in (None, MOVED) or dice.random() > 0.2:
        return question
    kept = dice.random() < 0.5
    expect = dice.choice([{"answers": [f"105.8.{plot.number}.80"], "match": "exact"}, {"cidr": "105.8.0.0/16"}] if kept else
                         [{"answers": ["105.99.9.9"], "match": "exact"}, {"cidr": "10.0.0.0/8"}, {"rcode": "NXDOMAIN"}])
    if kept:
        return dataclasses.replace(question, expect=expect)
    return dataclasses.replace(question, expect=expect, truth=UNMET, cells={name: either(UNMET, OK) for name in BY_ID})


# --- what has changed in the network before anybody looks ---

PREPARED = set()


def prepare(lab):
    """A cache learns a zone, and its owner changes it; one resolver loses the way to a zone's servers. Once, whichever sweep is the first."""
    if id(lab) in PREPARED:
        return
    PREPARED.add(id(lab))
    if "stale" in of.BY_FAULT:
        keeper = of.BY_FAULT["stale"]
        wire.ask([wire.Query(keeper.address, f"{label}.{MOVED.name}", timeout=3.0, tries=2) for label in ("www", "mail", "vars")])
    path = lab.builder.path(MOVED.zone)
    text = path.read_text().replace(" 2026110101 ", " 2026112901 ", 1).replace(f"www A 105.8.{MOVED.number}.80", f"www A 105.8.{MOVED.number}.180")
    path.write_text(text + f"vars A 105.8.{MOVED.number}.77\n")
    next(server for server in lab.authorities if server.name == "moving").process.send_signal(signal.SIGHUP)
    query = wire.Query(MOVED.zone.ns[0].address, f"vars.{MOVED.name}", rd=False)
    for _ in range(100):
        if wire.ask([query])[0].status == "NOERROR":
            break
        time.sleep(0.05)
    else:
        raise RuntimeError(f"{MOVED.name} does not change")
    if "lost" in of.BY_FAULT:
        lost = of.BY_FAULT["lost"]
        source = lab.place_of_resolver(lost, lab.everybody.index(lost))[0]
        net.fill_set("broken_path", *[f"{source} . {entry.address}" for entry in TRAIN.zone.ns])


# --- from throws to situations ---

def may_say(room, *truths):
    return [dataclasses.replace(entry, record=either(entry.record, *truths)) for entry in room]


def status_of(questions, room, host, more=()):
    said = [question.truth for question in questions] + [entry.record for entry in room] + [host]
    certain = any(what.severity == {"failure"} for what in said)
    possible = any("failure" in what.severity for what in said)
    return exits(*([1] if certain else [0, 1] if possible else [0]), *more)


def doubtful(throw, entry):
    """Of who cannot be checked, nobody can tell what it withholds or remembers, unless its fault shows in what it says."""
    if throw.direct or entry.id in of.SOFT or entry.cells is None or entry.row is not None:
        return entry

    def cells(question):
        what = entry.cells(question)
        clean = [other for other in throw.working if other.cells is None or other.cells(question) is None]
        doubt = what is not None and (not clean or HOME.get(question.key) is MOVED)
        return either(what, OK, DENIED, negative("no_data"), *[NO_TCP] * ("TRUNCATED" in question.seen)) if doubt else what
    return dataclasses.replace(entry, cells=cells)


def situation(throw, questions, room, host=OK, more=(), chance=False, about="", **rest):
    room = [doubtful(throw, entry) for entry in room]
    soft = of.SOFT & {entry.id for entry in room}
    zones = [{"name": plot.name, "ns": [entry.host for entry in plot.zone.ns]} for plot in LISTED] if throw.listed else []
    words = f"{len(questions)} names at {' '.join(entry.id for entry in room)}" + (f": {about}" if about else "")
    return Situation(f"veld-{throw.number:02}-{throw.kind}", words, questions, room, status_of(questions, room, host, more), host, network=prepare,
                     options=rest.pop("options", () if throw.direct else ("--no-direct",)), zones=tuple(zones), seconds=rest.pop("seconds", 90),
                     chance=bool(chance or soft or not throw.direct), **rest)


def throw_dice(number, kind, room, dice, count=None, **more):
    count = count or dice.choice([3, 4, 6, 8, 10, 12, 16, 20])
    return Throw(number, kind, room, throw_names(dice, count, room), listed=dice.random() < 0.4, **more)


def plain(number, dice, kind="plain", direct=True):
    size = dice.choice([1, 1, 1, 2, 2, 3, 3, 4, 5])
    sound = 0 if size == 1 and dice.random() < 0.5 else 1
    room = throw_room(dice, size, sound, *((0.0, 1.0) if not sound else ()))
    throw = throw_dice(number, kind, room, dice, direct=direct)
    return situation(throw, [promise(dice, decide(throw, question)) for question in throw.names], room)


def blindfold(number, dice):
    return plain(number, dice, "blind", False)


def table(number, dice):
    """All that is broken and much that is not, at nearly everybody."""
    room = [entry for entry in of.HEALTHY + of.ROWS + of.CHOOSY if entry.id not in of.SOFT or dice.random() < 0.5]
    names = BROKEN + dice.sample(GOOD, min(len(GOOD), 40)) + dice.sample(NEGATIVE, min(len(NEGATIVE), 20)) + CHANGED + [BY_KEY[f"www.{TRAIN.name}", "A"]]
    throw = Throw(number, "table", room, list(dict.fromkeys(one.key for one in names)), number % 2 == 0, dice.random() < 0.5)
    throw.names = [BY_KEY[key] for key in throw.names]
    return situation(throw, [decide(throw, question) for question in throw.names], room, seconds=240)


def nobody(number, dice):
    ids = dice.sample(ROW_IDS, dice.choice([1, 1, 2]))
    throw = throw_dice(number, "nobody", [BY_ID[name] for name in ids], dice, dice.choice([2, 3, 6, 10]), direct=dice.random() < 0.7)
    return situation(throw, [decide(throw, question) for question in throw.names], throw.room, OK if throw.direct else either(OK, NO_DNS), more=[0, 1, 9])


def lossy(number, dice):
    room = [dataclasses.replace(entry, cells=lambda question: either(TCP_THERE, LOST) if of.needs_tcp(question) else None)
            if entry.id.endswith("-tcpless") else entry for entry in throw_room(dice, dice.choice([1, 2, 3, 4, 5]), 1, 0.2, 0.2)]
    throw = throw_dice(number, "loss", room, dice, dice.choice([6, 10, 16, 24]))
    few = throw.witnesses < 3
    questions = [dataclasses.replace(question, truth=either(question.truth, HURT, *[truth(FAILS + "|info", "local|upstream", "resolver_packet_loss")] * few))
                 for question in (decide(throw, question) for question in throw.names)]
    sure = len(questions) * len(throw.working) >= 40 and not few
    more = [truth(FAILS + "|info", "local|upstream", "resolver_packet_loss")] * few
    return situation(throw, questions, may_say(room, OK, LOST, *more), LOST if sure else either(OK, LOST), [0, 1, 4], True, "loss", excuse=HURT,
                     vantage=losing(*dice.choice([(30, 0), (0, 30), (16, 16)])))


OURS = "ip daddr 10.30.0.0/16 accept; ip6 daddr fdce::/16 accept;"
PROVIDERS = OURS + " ip daddr 154.70.0.0/16 accept; ip6 daddr 2c0f:70::/32 accept;"
REJECT = ("tcp dport 53 reject with tcp reset; meta nfproto ipv4 udp dport 53 reject with icmp type admin-prohibited; "
          "meta nfproto ipv6 udp dport 53 reject with icmpv6 type admin-prohibited;")


def block(way, open_to):
    if way == "drop":
        return lambda _lab, vantage: net.filter_uplink(vantage, f"{open_to} th dport 53 drop;")
    return lambda _lab, vantage: net.filter_uplink(vantage, f"{open_to} {REJECT}", "input")


def beyond(question):
    return either(EGRESS, OK, question.truth) if question.truth.locus == {"local"} and EGRESS.cause != question.truth.cause else EGRESS


def closed(number, dice):
    """Port 53 is closed to all but the site's own resolvers, or theirs and the provider's."""
    way, wide = dice.choice(["drop", "reject"]), dice.random() < 0.4
    inside = ("local", "isp") if wide else ("local",)
    room = throw_room(dice, dice.choice([1, 1, 2, 2, 3]), 1, 0.2, 0.2, lambda entry: entry.role == "local")
    room += [entry for entry in throw_room(dice, dice.choice([0, 1, 2, 3]), 0, 0.2, 0.2) if entry not in room]
    outside = {entry.id for entry in room if entry.role not in inside}
    seen = [dataclasses.replace(entry, row=None, cells=beyond, record=either(OK, EGRESS)) if entry.id in outside else entry for entry in room]
    throw = throw_dice(number, "closed", [entry for entry in room if entry.id not in outside], dice, dice.choice([4, 8, 12, 20]))
    throw.direct = False  # None of its own questions gets through.
    questions = [decide(throw, question) for question in throw.names]
    seen = [entry if entry.id in outside else doubtful(throw, entry) for entry in seen]
    throw.direct = True
    return situation(throw, questions, seen, EGRESS, chance=True, about=f"{way}, {' and '.join(inside)} open",
                     vantage=block(way, PROVIDERS if wide else OURS))


def shut(number, dice):
    """Port 53 is closed, and all resolvers are strangers."""
    room = throw_room(dice, dice.choice([1, 2, 3]), 1, 0.0, 0.3, lambda entry: entry.role == "public")
    throw = throw_dice(number, "shut", room, dice, dice.choice([3, 4, 8]))
    questions = [question for question in throw.names if SORT[question.key] != "local"] or GOOD[:2]
    record = either(NO_DNS, truth(FAILS + "|ok|info", "none|local|upstream", "ok|resolver_timeout|resolver_port_unreachable"))
    found = situation(throw, questions, room, NO_DNS, vantage=block(dice.choice(["drop", "reject"]), ""), truth=NO_DNS, cell_truth=NO_DNS, record_truth=record)
    return dataclasses.replace(found, exit_status=exits(9))


def unplugged(number, dice):
    room = throw_room(dice, dice.choice([1, 2, 4]), 1, 0.0, 0.0)
    throw = throw_dice(number, "down", room, dice, dice.choice([3, 4, 8]))
    questions = [question for question in throw.names if SORT[question.key] != "local"] or GOOD[:2]
    record = either(DOWN, truth(FAILS + "|ok|info", "none|local|upstream", "ok|resolver_timeout|resolver_port_unreachable"))
    found = situation(throw, questions, room, DOWN, vantage=cut_link, truth=DOWN, cell_truth=DOWN, record_truth=record)
    return dataclasses.replace(found, exit_status=exits(9))


def no_tcp(number, dice):
    room = throw_room(dice, dice.choice([1, 2, 3, 5]), 1, 0.25, 0.25)
    throw = throw_dice(number, "tcp", room, dice)
    if not any(question in BIG for question in throw.names):
        throw.names.append(dice.choice(BIG))
    many = throw.witnesses > 1
    questions = []
    for question in throw.names:
        decided = decide(throw, question)
        if question in BIG:
            decided = dataclasses.replace(question, truth=NO_TCP if many else either(NO_TCP, TCP_THERE))
        elif "TRUNCATED" in (question.unchecked or question.seen) or decided.truth.cause & {"auth_tcp_blocked", "auth_udp_blocked"}:
            # Who has no TCP cannot see what servers do of it, nor get what is long.
            decided = dataclasses.replace(decided, truth=either(decided.truth, GUESS, NO_TCP, UNSEEN))
        questions.append(decided)
    seen = [dataclasses.replace(entry, cells=lambda question: either(TCP_THERE, NO_TCP) if of.needs_tcp(question) else None)
            if entry.id == of.BY_FAULT.get("tcpless", entry).id and entry.fault == "no_tcp" else entry for entry in room]
    more = [local("egress_tcp53_blocked", FAILS + "|info")] + [truth(FAILS + "|info", "local|upstream", "resolver_tcp_blocked")] * (not many)
    return situation(throw, questions, may_say(seen, *more), NO_TCP if many else either(OK, NO_TCP), vantage=drop_tcp)


def no_edns(number, dice):
    room = throw_room(dice, dice.choice([1, 2, 3, 5]), 9, 0.0, 0.0)[:dice.choice([1, 2, 3, 5])]
    throw = throw_dice(number, "edns", room, dice)
    questions = [decide(throw, question) for question in throw.names]
    # A name that is judged before it is asked is none of this.
    questions = [dataclasses.replace(question, cells={}, truth=NO_EDNS if question.truth == OK else either(question.truth, NO_EDNS)) for question in questions]
    anything = either(NO_EDNS, GUESS, *[question.truth for question in questions])
    return situation(throw, questions, may_say(room, NO_EDNS), NO_EDNS, cell_truth=anything, vantage=drop_edns)


def taken(number, dice):
    """All of IPv4's port 53 goes to one resolver, which answers in everybody's place."""
    room = throw_room(dice, 9, 9, 0.0, 0.0)[:dice.choice([1, 2, 3, 5])]
    target = dice.choice(of.FOUR)
    room = [entry if ":" in entry.address else dataclasses.replace(entry, validates=target.validates) for entry in room]
    throw = throw_dice(number, "taken", room, dice, direct=False)
    questions = []
    for question in throw.names:
        decided, sort = decide(throw, question), SORT[question.key]
        if decided.truth == OK:
            decided = dataclasses.replace(decided, truth=either(OK, TAKEN), cells={})
        else:
            lax = [OK, *{"NXDOMAIN": [DENIED], "NODATA": [negative("no_data")]}.get(question.unchecked, [])] if sort in ("bogus", "half-bogus") and (
                not target.validates or not all(entry.validates for entry in room)) else []
            lax += [GUESS] * (target.kind == "recursor" and sort in ("bogus", "half-bogus"))
            ways = [OWN_WAY] if question in BROKEN and sort not in ("bogus", "loop", "dangling") else []
            severe = truth(FAILS, "undetermined", "contradiction") if sort in ("bogus", "half-bogus") else NOTHING
            widened = dataclasses.replace(decided.truth, severity=decided.truth.severity | ({"failure", "degraded"} if decided.truth.faulty else frozenset()))
            decided = dataclasses.replace(decided, truth=either(widened, severe, *lax, *ways), unchecked="", cells={})
        questions.append(decided)
    throw.direct = True
    return situation(throw, questions, may_say(room, TAKEN), TAKEN, chance=True, about=f"all goes to {target.id}",
                     vantage=lambda _lab, vantage: net.redirect_uplink(vantage, target.address, "th dport 53"))


def four_only(number, dice):
    """What goes out over IPv6 is lost, or there is no way for it."""
    room = throw_room(dice, dice.choice([2, 3, 4]), 1, 0.2, 0.2, lambda entry: ":" not in entry.address)
    six = [entry for entry in of.RESOLVERS if ":" in entry.address]
    room += [dice.choice(six)] if six and dice.random() < 0.7 else []
    seen = [dataclasses.replace(entry, row=NO_SIX, record=NO_SIX) if ":" in entry.address else entry for entry in room]
    throw = throw_dice(number, "four", seen, dice, dice.choice([6, 12, 20]))
    questions = []
    for question in throw.names:
        decided = decide(throw, question)
        plots = [HOME[question.key], *ancestors(HOME[question.key]), HOME[question.key].far] if question.key in HOME else []
        six_there = any(":" in address for plot in plots if plot for address in ADDRESSES[plot.name])
        if six_there and SORT[question.key] not in ("good", "negative", "local", "bogus"):
            decided = dataclasses.replace(decided, truth=either(decided.truth, blind(throw, decided)))
        questions.append(decided)
    host = either(OK, local("local_network_down|egress_port53_blocked", "degraded|info"))
    return situation(throw, questions, seen, host, chance=True, vantage=dice.choice([no_six, lose_six]))


KINDS = [(plain, 24), (blindfold, 12), (table, 2), (nobody, 4), (lossy, 4), (closed, 5), (shut, 2), (unplugged, 1), (no_tcp, 3), (no_edns, 2), (taken, 3),
         (four_only, 3)]
SITUATIONS = []
for make, times in KINDS:
    for _ in range(times):
        SITUATIONS.append(make(len(SITUATIONS) + 1, random.Random(f"{NUMBER} situation {len(SITUATIONS) + 1}")))

ROOT = PLOTS["."].zone.ns
SITUATIONS[0].proof = tuple(Look(name, "A", shows, (), of.BY_FAULT[fault].address) for fault, name, shows in (
    ("stale", f"vars.{MOVED.name}", "NXDOMAIN"), ("lost", f"four.{TRAIN.name}", "FAIL")) if fault in of.BY_FAULT)
for one in SITUATIONS:
    if one.name.endswith(("-closed", "-shut")):
        one.proof = (Look(".", "NS", "TIMEOUT|UNREACHABLE", ("norec",), "199.7.1.4"),)
    elif one.name.endswith("-taken"):
        one.proof = (Look(".", "NS", "NOERROR|REFUSED -aa +ra", ("norec",), "199.7.1.4"),)
    elif one.name.endswith("-edns"):
        one.proof = (Look(".", "SOA", "TIMEOUT", ("norec",), "199.7.1.4"), Look(".", "SOA", "NOERROR", ("norec", "noedns"), "199.7.1.4"))
    elif one.name.endswith("-tcp"):
        one.proof = (Look(".", "SOA", "TIMEOUT|CLOSED|UNREACHABLE", ("norec", "tcp"), "199.7.1.4"), Look(".", "SOA", "NOERROR", ("norec",), "199.7.1.4"))
