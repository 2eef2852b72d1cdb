# SPDX-License-Identifier: MIT
"""The sweeps of the internet of wrong suspects: small sites, each as it is, and once more with something wrong at the host."""

import dataclasses
import functools
import re
import signal
import time

import net
import wire
from faults import drop_edns, losing, no_six, once
from model import FAILS, OK, Look, Situation, Truth, authoritative, either, exits, local, truth, upstream, words

from . import resolvers as of
from .questions import ALIASES, DNSSEC, QUESTIONS, REGISTRY, SERVERS, VIEWS, named
from .zones import CLOSED_ACCOUNT

ROOMY = FAILS + "|info"
BY_ID = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
MIXED = truth(FAILS, "undetermined", "contradiction|budget|own_loss")
QUESTION_TRUTH = {question.key: question.truth for question in QUESTIONS}


def pick(ids):
    return [BY_ID[wanted] for wanted in ids.split()]


# --- what is true of a name at these resolvers ---


def cell_fault(question, resolver):
    specific = resolver.cells(question) if resolver.cells is not None else None
    return specific or question.cells.get(resolver.id)


def in_room(question, room):
    """Where some alone fail it, their fault is all that can be said of the name."""
    rows = [resolver.row for resolver in room if resolver.row is not None]
    rest = [resolver for resolver in room if resolver.row is None]
    if not rest:
        blame = dataclasses.replace(functools.reduce(Truth.or_else, rows), severity=words(FAILS))
        blame = blame.or_else(MIXED) if len(set(rows)) > 1 else blame
        return dataclasses.replace(question, truth=blame, cells={})
    faults = [fault for fault in (cell_fault(question, resolver) for resolver in rest) if fault is not None and fault != OK]
    cells = {resolver.id: OK for resolver in rest} | question.cells if question.truth == OK else question.cells
    if not any(resolver.validates for resolver in rest) and question.unchecked and question.unchecked != question.seen:
        # Where nobody looks at signatures, there is no reason to do so either.
        return dataclasses.replace(question, truth=OK.or_else(question.truth), cells={})
    if len(faults) == len(rest) and not question.truth.severity & {"ok"}:
        # Two faults at once, of which one hides the other.
        return dataclasses.replace(question, truth=either(question.truth, *(dataclasses.replace(fault, severity=words(FAILS)) for fault in faults)))
    if not faults or not question.truth.severity & {"ok"}:
        return dataclasses.replace(question, cells=cells)
    blame = functools.reduce(Truth.or_else, faults)
    extra = blame.severity & words("negative")
    everybody = len(faults) == len(rest)
    blame = dataclasses.replace(blame, severity=words(FAILS + "|info" if everybody else "degraded|info") | extra)
    if everybody and of.NO_WAY in blame.cause and len(rest) > 1:
        # Whether it is their ways, or servers that refuse all of them, nobody can know.
        blame = blame.or_else(MIXED)
    if question.truth != OK or any("ok" in fault.cause for fault in faults):
        blame = blame.or_else(question.truth)
    return dataclasses.replace(question, truth=blame, cells=cells)


def loosened(base):
    """Where nobody answers, what is right of the name is right of each cell."""
    def wrap(resolver):
        def cells(question):
            found = cell_fault(question, resolver)
            return found.or_else(truths[question.key]) if found is not None and question.key in truths else found
        return dataclasses.replace(resolver, cells=cells) if resolver.row is None else resolver
    rest = [resolver for resolver in base.resolvers if resolver.row is None]
    truths = {question.key: question.truth for question in base.questions if all(cell_fault(question, resolver) not in (None, OK) for resolver in rest)}
    return dataclasses.replace(base, resolvers=[wrap(resolver) for resolver in base.resolvers])


# --- where servers themselves cannot be asked ---

GUESS = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS).or_else(MIXED)
OWN_WAY = truth(FAILS, "local|upstream", "resolver_auth_path_broken|recursion_path_broken")
DELEGATED = upstream("tld_unreachable|tld_lame|delegation_ns_unresolvable|delegation_inconsistent", FAILS)
SHOWN = ("dnssec_", "parent_dnssec", "name_does", "domain_not", "no_data", "cname_")


def blind(question, room):
    """What resolvers say of it is all there is. That it cannot be told is right, and to accuse who is well is not."""
    causes = question.truth.cause - {"ok"}
    if not causes or all(cause.startswith(SHOWN) for cause in causes):
        return question
    answered = [resolver for resolver in room if resolver.row is None and cell_fault(question, resolver) in (None, OK)]
    if "delegation_inconsistent" in causes:
        # Only the servers above could say which of them is behind.
        extra = [truth(ROOMY, "undetermined", "contradiction|budget"), truth(ROOMY, "local|upstream", "resolver_auth_path_broken|resolver_stale_negative_cache")]
        if "cay" in question.name:
            extra.append(authoritative("dnssec_bogus|dnssec_ds_mismatch|dnssec_inconsistent", ROOMY))
        cells = {resolver.id: either(question.truth, OK, *extra) for resolver in room}
        return dataclasses.replace(question, truth=either(question.truth, *extra), cells=question.cells | cells)
    if answered and "ok" in QUESTION_TRUTH[question.key].cause:
        return question
    more = [MIXED, OWN_WAY]
    if "ok" not in QUESTION_TRUTH[question.key].cause:
        more.append(GUESS)
    if "upstream" in question.truth.locus:
        more.append(DELEGATED)
    return dataclasses.replace(question, truth=either(question.truth, *more))


# --- sites ---


def site(name, about, questions, ids, status=(0, 1), seconds=70, **more):
    room = pick(ids)
    questions = list({question.key: question for question in questions}.values())
    base = Situation(name, about, [in_room(question, room) for question in questions], room, exits(*status), seconds=seconds, **more)
    return loosened(base)


DENIED = truth("negative", "authoritative", "name_does_not_exist|domain_not_registered")
EGRESS = local("egress_port53_blocked", ROOMY)
NO_TCP = local("egress_tcp53_blocked", ROOMY)
EDNS = local("path_drops_edns", FAILS)
LOSS = local("local_packet_loss", ROOMY)
HURT = either(LOSS, truth(ROOMY, "undetermined", "own_loss|budget|contradiction"), truth(ROOMY, "local|upstream", "resolver_packet_loss"))
TAKEN = local("dns_interception", ROOMY)
SIX = local("local_network_down", "info|degraded")


def reset_tcp(_lab, vantage):
    net.filter_uplink(vantage, "tcp dport 53 reject with tcp reset;", "input")


def only_resolvers(_lab, vantage):
    mine = ", ".join(resolver.address for resolver in BY_ID.values() if ":" not in resolver.address)
    net.filter_uplink(vantage, f"ip daddr {{ {mine} }} accept; ip6 daddr 2a0c:194::/32 accept; th dport 53 drop;")


def only_ours(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr { 10.60.0.0/14, 193.0.0.0/8 } accept; th dport 53 drop;")


def without_six(base):
    questions = [blind(question, base.resolvers) if question.name.endswith((".buoy", "six.reef", "sunk6.reef", "tosix.isle.reef")) else question for question in base.questions]
    return dataclasses.replace(base, questions=questions, vantage=no_six, host=either(OK, SIX))


def with_reset(base):
    def changed(question):
        if "TRUNCATED" in question.seen or "tcponly" in question.name:
            # Whose TCP it is cannot be told by who has none.
            return dataclasses.replace(question, truth=either(NO_TCP, MIXED, question.truth) if "tcponly" not in question.name or "ok" not in question.truth.cause else question.truth, cells={})
        return question
    return dataclasses.replace(base, questions=[changed(question) for question in base.questions], vantage=reset_tcp, host=either(OK, NO_TCP), record_truth=None,
                               excuse=NO_TCP if any("TRUNCATED" in question.seen for question in base.questions) else None)


def with_fence(base):
    """All resolvers can be asked, and no server."""
    return dataclasses.replace(base, questions=[blind(question, base.resolvers) for question in base.questions], vantage=only_resolvers, host=either(OK, EGRESS))


def with_moat(base):
    """The site's and the provider's resolvers can be asked, and nobody else."""
    reached = [resolver for resolver in base.resolvers if resolver.role != "public"]
    originals = [dataclasses.replace(question, truth=QUESTION_TRUTH[question.key]) for question in base.questions]
    questions = [blind(in_room(question, reached) if reached else dataclasses.replace(question, truth=EGRESS), reached) for question in originals]
    # A delegation that nobody can look at.
    questions = [dataclasses.replace(question, truth=either(question.truth, DENIED if "guild" in question.name else OWN_WAY),
                 cells=question.cells | {resolver.id: either(question.truth, question.cells.get(resolver.id, OK), DENIED if "guild" in question.name else OWN_WAY) for resolver in reached})
                 if question.name in ("www.private.lagoon", "www.guild.lagoon") else question for question in questions]
    if reached and not any(resolver.validates and resolver.id != "nta-u" for resolver in reached):
        # Who was told not to check answers all of it, and no server can be asked.
        questions = [dataclasses.replace(question, truth=OK.or_else(question.truth)) if any(cause.startswith("dnssec_") for cause in question.truth.cause) else question
                     for question in questions]
    questions = [dataclasses.replace(question, cells=question.cells | {resolver.id: EGRESS for resolver in base.resolvers if resolver not in reached}) for question in questions]
    room = [resolver if resolver in reached else dataclasses.replace(resolver, row=EGRESS, cells=None, record=either(OK, EGRESS)) for resolver in base.resolvers]
    return dataclasses.replace(base, questions=questions, resolvers=room, vantage=only_ours, host=either(EGRESS, OK) if len(reached) == len(room) else EGRESS)


def with_edns(base):
    questions = [dataclasses.replace(question, truth=EDNS if question.truth == OK else either(EDNS, question.truth)) for question in base.questions]
    cells = functools.reduce(Truth.or_else, [EDNS, *[question.truth for question in base.questions if question.truth != OK]])
    return dataclasses.replace(base, questions=questions, cell_truth=cells, vantage=drop_edns, host=EDNS, record_truth=either(OK, EDNS, truth(ROOMY, "local|upstream",
                               "resolver_dnssec_broken|resolver_auth_path_broken|forwarder_unreachable|resolver_refused|resolver_blocklist")))


def with_loss(base):
    return dataclasses.replace(base, vantage=losing(3, 3), host=either(OK, LOSS), excuse=HURT, chance=True, seconds=base.seconds + 60,
                               exit_status=base.exit_status | {4})


WAYS = {"no6": (without_six, "the host has no IPv6"), "rst": (with_reset, "TCP is reset at the site"), "fence": (with_fence, "no server can be asked"),
        "moat": (with_moat, "only the near resolvers can be asked"), "edns": (with_edns, "the path drops EDNS"), "loss": (with_loss, "the link loses a little")}


def also(base, *ways):
    """The same site, as it is and with a fault of the host's."""
    yield base
    for way in ways:
        change, about = WAYS[way]
        yield dataclasses.replace(loosened(change(base)), name=f"{base.name}-{way}", about=f"{base.about}; {about}")


# --- what befalls the network ---


def cut(lab, ids, *zones):
    """The ways from resolvers to the servers of zones."""
    for resolver in pick(ids):
        places = lab.place_of_resolver(resolver, lab.everybody.index(resolver))
        for address in {entry.address for zone in zones for entry in lab.zone(zone).ns}:
            six = ":" in address
            net.fill_set("broken_path6" if six else "broken_path", f"{places[six]} . {address}")


@once
def lose_harbor(lab):
    cut(lab, " ".join(of.CUT_IDS), "pier.reef")


@once
def lose_shoal(lab):
    cut(lab, "cut-t", "shoal")


@once
def lose_front(lab):
    cut(lab, "cut-f", "left.lagoon")


@once
def lag_behind(lab):
    for zone in ("motu", "cay"):
        cut_to = next(entry.address for entry in lab.zone(zone).ns if entry.load == "yes")
        net.fill_set("broken_path", f"{BY_ID['lag-r'].address} . {cut_to}")


@once
def lose_long(_lab):
    address = BY_ID["short-b"].address
    net.run(*net.in_namespace(net.NET, "nft", "-f", "-"), text=f"table inet short {{\nchain only {{\ntype filter hook input priority 0; "
            f"ip daddr {address} udp sport 53 udp length > 620 drop;\n}}\n}}\n")


@once
def no_way_inside(lab):
    """The site's own servers: nobody outside has a way to them."""
    cut(lab, " ".join(resolver.id for resolver in BY_ID.values() if resolver.role != "local" and resolver.kind), "private.lagoon")


def edit_zone(lab, name, change, server, question, shown):
    path = lab.builder.path(lab.zone(name))
    path.write_text(change(path.read_text()).replace(" 2026110101 ", " 2026112501 ", 1))
    process = next(entry for entry in lab.authorities if entry.name == server)
    process.process.send_signal(signal.SIGHUP)
    queries = [wire.Query(address, question, rd=False) for address in process.addresses[:2]]
    for _ in range(100):
        if all(shown(reply) for reply in wire.ask(queries)):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{name} does not change")


@once
def move_cargo(lab):
    """A zone moves; its old servers are switched off the same day, and one resolver remembers them."""
    lab.warm(named("www.cargo.drift"), pick("keep-b"))

    def change(text):
        return re.sub(r"(?m)^ns2\.cargo\.drift\. A .*", "ns2.cargo.drift. A 196.21.1.1", re.sub(r"(?m)^ns1\.cargo\.drift\. A .*", "ns1.cargo.drift. A 196.20.1.1", text))
    edit_zone(lab, "drift", change, "reg-m", "www.cargo.drift", lambda _reply: True)
    time.sleep(2.0)
    net.fill_set("silent4", *[entry.address for entry in lab.zone("cargo.drift").ns])


@once
def go_stale(lab):
    """One resolver has a name in its cache when the zone's servers fall silent."""
    lab.warm(named("www.salt.drift"), pick("stale-u"))
    for zone in ("salt.drift", "brine.drift"):
        net.fill_set("silent4", *[entry.address for entry in lab.zone(zone).ns])
    time.sleep(1.5)


# --- groups of names ---

# --- what takes questions away at the site ---

RESOLVER_PLACES = ", ".join(resolver.address for resolver in BY_ID.values() if ":" not in resolver.address)


def taken(target, match):
    return lambda _lab, vantage: net.redirect_uplink(vantage, target, match + " th dport 53")


FEW = named("www.isle.reef", "www.gull.lagoon", "www.surf.shoal", "none.dune.lagoon")
HARBOR = named("www.quay.lagoon", "mail.quay.lagoon", "www.pier.reef", "pier.reef MX", "www.mole.shoal", "www.half-quay.lagoon", "none.quay.lagoon", "toquay.isle.reef")
HARBOR = [question for question in HARBOR if question.name != "none.quay.lagoon"]
TIMES = named("www.new.reef", "new.reef MX", "www.dawn.shoal", "www.dusk.reef", "www.eve.shoal", "www.early.shoal", "www.rust.reef", "tonew.isle.reef")
REEF = named("api.isle.reef", "isle.reef MX", "www.crab.reef", "www.tern.reef", "www.dune.lagoon", "www.surf.shoal", "www.weed.kelp", "www.rust.reef")
TERNS = named("www.tern.lagoon", "mail.tern.lagoon", "www.tern.reef", "www.dnshost.lagoon", "totern.isle.reef", "www.never-was.lagoon")
SHOAL = named("www.surf.shoal", "surf.shoal TXT", "www.eve.shoal", "www.broad.shoal", "www.false.shoal", "www.swamp.wreck")
LAGOON = named("www.dune.lagoon", "x.app.dune.lagoon", "www.tern.lagoon", "www.sunk.lagoon", "www.lame.lagoon", "www.crab.reef")
SIXES = named("www.six.reef", "www.palm.buoy", "tosix.isle.reef", "www.dim.buoy")
BIG = named("huge.isle.reef", "huge.dune.lagoon", "wide.isle.reef", "wide.dune.lagoon", "www.tcponly.lagoon", "huge.notcp.lagoon", "www.notcp.lagoon")
LONG = named("www.long.reef", "long.reef MX", "www.broad.shoal", "www.bare.reef")
SHY = named("www.left.lagoon", "www.right.lagoon", "mail.right.lagoon", "www.mute.lagoon", "www.shy.reef")
DEPS = named("www.dep.lagoon", "www.dep.reef", "www.dep.shoal", "www.sunk.lagoon", "www.swamp.wreck", "www.rust.reef")
DEAD = named("www.sunk.lagoon", "www.sunk.reef", "www.sunk.shoal", "www.swamp.wreck")
BOGUS = named("www.rust.reef", "www.false.shoal", "www.bare.reef", "www.early.shoal", "api.flip.reef")
GAPS = named("deep.mid.gap.lagoon", "www.gap.lagoon", "www.twin.reef", "www.lower.lagoon", "www.moved.motu")
CARGO = named("www.cargo.drift", "api.cargo.drift", "www.calm.motu")
STALE = named("www.salt.drift", "www.brine.drift")

SITUATIONS = [
    *also(site("cut-lone", "one resolver without a way to a company", HARBOR + named("www.sunk.lagoon") + FEW, "cut-u", network=lose_harbor), "no6", "fence", "edns"),
    *also(site("cut-pair", "two resolvers of a site, both behind the firewall that blocks it", HARBOR + FEW, "cut-u cut-b", network=lose_harbor), "rst", "loss"),
    *also(site("cut-trio", "the same, beside a public one", HARBOR + named("www.lame.lagoon") + FEW, "cut-u cut-b pub-u", network=lose_harbor), "moat"),
    site("cut-routers", "two routers ask one resolver without a way; a third asks another", HARBOR + FEW, "fwd-1 fwd-2 fwd-3", network=lose_harbor),
    site("cut-six", "six of eight cannot reach what is well", HARBOR + named("www.sunk.reef") + FEW, "cut-u cut-b cut-r cut-k fwd-1 fwd-2 pub-b pub-lax", network=lose_harbor, seconds=90),
    site("cut-four", "four resolvers, of which none can", HARBOR[:4] + FEW, "cut-u cut-b cut-r cut-k", network=lose_harbor),
    *also(site("past-lone", "a clock six days behind, and signatures of today", TIMES + FEW, "past-u"), "fence", "no6"),
    *also(site("clocks", "one clock behind and one ahead: each fails other zones", TIMES + FEW, "past-u future-u"), "rst"),
    site("future-lax", "the one validator of three has a clock ahead", TIMES + FEW, "future-u isp-lax pub-lax"),
    *also(site("anchor-lone", "a wrong anchor for a TLD", REEF, "anchor-u"), "loss"),
    site("anchor-pair", "the same, beside one with a wrong anchor for all", REEF + FEW, "anchor-u anchor-b"),
    site("anchor-trio", "the same, beside two that are well", REEF + FEW, "anchor-u pub-k home-b"),
    *also(site("spared", "two broken zones that one resolver was told not to check", BOGUS + named("torust.isle.reef", "tofalse.isle.reef") + FEW, "nta-u pub-u"), "moat"),
    site("spared-lax", "the same, with two that never check, and one that does", BOGUS + FEW, "nta-u isp-lax pub-lax home-b"),
]

# --- a second part ---


def allowing_some(what, zones, base):
    """The same of some zones' names, and of their cells."""
    def hit(question):
        return question.name.endswith(zones)

    def wrap(resolver):
        def cells(question):
            found = cell_fault(question, resolver)
            return found.or_else(what) if found not in (None, OK) and hit(question) else found
        return dataclasses.replace(resolver, cells=cells)
    questions = [dataclasses.replace(question, truth=question.truth.or_else(what)) if hit(question) else question for question in base.questions]
    return dataclasses.replace(base, questions=questions, resolvers=[wrap(resolver) for resolver in base.resolvers])


def or_also(what, questions, *names):
    return [dataclasses.replace(question, truth=question.truth.or_else(what)) if not names or question.name in names else question for question in questions]


VIEW_NAMES = VIEWS + named("www.left.lagoon", "www.right.lagoon")
LONE_VIEWS = or_also(truth(FAILS, "local|upstream", "resolver_auth_path_broken"), VIEWS, "www.moat.lagoon")
# To one resolver alone what it was told of a copy looks like something old.
LONE_GUILD = DENIED.or_else(truth(FAILS, "local|upstream", "resolver_stale_negative_cache"))
UNSEEN_DENIAL = or_also(DENIED, REGISTRY, "www.fresh.motu") + named("www.calm.motu", "www.egg.cay")
CROSSED = ALIASES + named("totern.isle.reef", "tonew.isle.reef", "toquay.isle.reef")
STALE_ANSWER = truth(ROOMY, "local|upstream", "resolver_stale_cache")
SERVED_STALE = or_also(OK.or_else(truth("info|degraded", "none|upstream", "ok|resolver_stale_cache")), STALE, "www.salt.drift")

HEALTHY_THREE = pick("home-b isp-r pub-u")

SITUATIONS += [
    # One policy, one bad stub, one bad way each.
    *also(site("strict-lone", "a resolver that takes every rule to the letter", GAPS + FEW, "strict-u"), "no6"),
    site("strict-trio", "the same, beside two that do not", GAPS + FEW, "strict-u home-u pub-k"),
    *also(site("rpz-lone", "a policy against two servers, whatever they serve", TERNS + FEW, "rpz-b"), "rst"),
    site("rpz-trio", "the same, beside others", TERNS + FEW, "rpz-b home-b pub-u"),
    *also(site("tld-denied", "a TLD that one resolver denies", SHOAL + named("www.never-was.shoal") + FEW, "tld-u"), "loss"),
    site("tld-denied-pair", "the same, beside one that does not", SHOAL + named("www.never-was.shoal", "tofalse.isle.reef") + FEW, "tld-u pub-k"),
    *also(site("refuse-lone", "REFUSED, for two zones alone", HARBOR[:3] + named("isle.reef MX", "www.lame.reef") + FEW, "refuse-d"), "fence"),
    site("refuse-trio", "the same, beside a resolver that refuses all", HARBOR[:3] + named("isle.reef MX", "www.lame.reef") + FEW, "refuse-d acl-u pub-b"),
    *also(site("stub-lone", "a stub zone that leads nowhere, for the names of others' servers", TERNS + FEW, "stub-u"), "edns"),
    site("stub-trio", "the same, beside others", TERNS + named("www.ghost.lagoon") + FEW, "stub-u isp-r pub-k"),
    *also(site("tld-forward", "a TLD is forwarded to a closed port, another is dead", SHOAL + FEW, "tld-b"), "fence"),
    site("tld-forward-trio", "the same, beside others", SHOAL + FEW, "tld-b home-u pub-b"),
    *also(site("lag-forward", "a TLD is sent to servers that know nothing of it", LAGOON + named("tolame.isle.reef", "toquay.isle.reef"), "lag-k"), "no6"),
    site("lag-forward-trio", "the same, beside others", LAGOON + named("tolame.isle.reef", "toquay.isle.reef"), "lag-k home-b isp-lax"),
    *also(site("wrong-target", "a router asks the wrong server for a TLD", REEF + FEW, "wrong-m"), "rst"),
    site("wrong-target-pair", "the same, beside one that is well", REEF + FEW, "wrong-m pub-u"),
    *also(site("four-lone", "a resolver without IPv6, and zones that are on it", SIXES + FEW, "four-u"), "no6"),
    *also(site("four-pair", "the same, beside one that has it", SIXES + FEW, "four-u home-u"), "no6"),
    site("six-fine", "a host without IPv6, and resolvers that have it", SIXES[:3] + FEW, "home-u pub-k isp-r", vantage=no_six, host=either(OK, SIX)),
    *also(site("notcp-lone", "a resolver that may not ask over TCP", BIG + FEW, "notcp-u"), "rst"),
    site("notcp-trio", "the same, beside others", BIG + FEW, "notcp-u pub-u home-b"),
    *also(site("short-lone", "long replies do not reach a resolver, and it may not ask over TCP", LONG + named("wide.isle.reef", "api.flip.reef") + FEW, "short-b", network=lose_long), "fence"),
    site("short-trio", "the same, beside one that does not check and one that does", LONG + named("wide.isle.reef", "api.flip.reef") + FEW, "short-b isp-lax pub-u", network=lose_long),

    # Servers that tell each another story.
    *also(site("registry-lag", "the one of two registry servers that a resolver can reach has not heard", UNSEEN_DENIAL + FEW, "lag-r", network=lag_behind), "no6"),
    site("registry-pair", "the same, beside one that reaches both", REGISTRY + named("www.calm.motu", "www.egg.cay") + FEW, "lag-r home-u", network=lag_behind, chance=True),
    site("registry-five", "the same, beside four", REGISTRY + named("www.calm.motu", "www.egg.cay") + FEW, "lag-r home-b isp-r pub-k pub-u", network=lag_behind, chance=True),
    *also(allowing_some(LONE_GUILD, "guild.lagoon", site("views-home", "servers that answer by who asks, seen by the site's own", LONE_VIEWS + FEW, "home-u",
                                                 network=no_way_inside)), "loss"),
    allowing_some(LONE_GUILD, "guild.lagoon", site("views-isp", "the same, seen by a provider's", LONE_VIEWS + FEW, "isp-r", network=no_way_inside)),
    site("views-public", "the same, seen by a public one", LONE_VIEWS + FEW, "pub-k", network=no_way_inside),
    *also(site("views-trio", "the same, by one of each", VIEW_NAMES + FEW, "home-b isp-r pub-u", network=no_way_inside), "moat"),
    site("views-eight", "the same, by eight", VIEW_NAMES + FEW, "home-u home-b isp-r isp-lax pub-k pub-u pub-b six-u", network=no_way_inside, seconds=90),
    *also(site("shy", "servers that will not have the prober, in five ways", SHY + FEW, "home-u pub-k"), "no6"),
    site("shy-cut", "the same, and a resolver that has no way to some", SHY + named("www.sunk.lagoon", "www.lame.lagoon") + FEW, "cut-f pub-u isp-r", network=lose_front),
    site("shy-cut-two", "the same, beside one alone", SHY + FEW, "cut-f pub-b", network=lose_front),

    # Names of servers, names of names.
    *also(site("deps-lone", "zones that are well, under servers' names that are not", DEPS + FEW, "home-u"), "fence"),
    site("deps-trio", "the same, at three", DEPS + FEW, "home-b isp-r pub-k"),
    site("deps-lax", "the same, where some do not check", DEPS + FEW, "isp-lax pub-lax"),
    *also(site("crossed-lone", "aliases from good zones to bad ones and back", CROSSED + FEW, "home-b"), "rst"),
    site("crossed-trio", "the same, at three", CROSSED + FEW, "pub-k isp-r pub-u"),
    site("crossed-denied", "the same, at one that denies a TLD and one without a way", CROSSED + FEW, "tld-u cut-b", network=lose_harbor),
    site("crossed-lax", "the same, beside those that do not check", CROSSED + FEW, "isp-lax pub-lax home-u"),

    # Nothing but bad names.
    *also(site("all-dead", "four names, each of a zone that is silent", DEAD, "home-u", (1,)), "no6"),
    site("all-dead-router", "the same, at a router and the resolver it asks", DEAD, "home-m home-u", (1,)),
    *also(site("all-bogus", "five names, each bogus for a reason of its own", BOGUS, "home-b"), "rst"),
    site("all-bogus-lax", "the same, beside two that do not look", BOGUS, "home-b isp-lax pub-lax"),
    site("all-harbor", "names of one company alone, at one without a way", HARBOR[:4], "cut-u", network=lose_harbor),
    site("all-reef", "names of one TLD alone, at one with a wrong anchor for it", named("www.isle.reef", "api.isle.reef", "www.crab.reef", "www.tern.reef"), "anchor-u"),
    site("all-six", "names on IPv6 alone, at one without it", SIXES[:3], "four-u"),
    site("all-lame", "two names of lame zones, at a resolver that refuses and one that does not", named("www.lame.lagoon", "www.lame.reef"), "acl-u isp-r"),

    # Two faults.
    *also(site("dead-forwarders", "two routers with one dead target, and what is dead anyway", DEAD + FEW, "dead-1 dead-2 home-b"), "moat"),
    site("dead-cut", "a router with a dead target, beside a resolver without a way", HARBOR[:4] + FEW, "dead-1 cut-u", network=lose_harbor),
    site("mute-dead", "a silent resolver, silent zones", DEAD + FEW, "mute pub-u isp-r"),
    site("edns-deaf", "a router that drops EDNS, beside servers that drop what asks for signatures", named("www.deaf.lagoon") + FEW, "edns-p pub-k isp-r"),
    site("deaf-lone", "the same servers, at one", named("www.deaf.lagoon") + FEW, "home-u"),
    *also(site("pool", "a pool of two, of which one has no way to a company", HARBOR + FEW, "pool-d pub-b", network=lose_harbor, chance=True), "rst"),
    # What alone is seen may be ever so old: nobody has a reason to doubt it.
    *also(allowing_some(OK, "www.cargo.drift", site("cargo-lone", "a zone has moved, and one remembers where it was", CARGO + FEW, "keep-b", network=move_cargo, seconds=200)), "no6"),
    site("cargo-trio", "the same, beside others", CARGO + FEW, "keep-b isp-r pub-k", network=move_cargo, seconds=199),
    site("stale-lone", "servers fall silent, and one resolver goes on with what it had", SERVED_STALE + FEW, "stale-u", network=go_stale, seconds=198),
    site("stale-trio", "the same, beside others", STALE + FEW, "stale-u home-b pub-u", network=go_stale, seconds=197),

    # Somebody answers in another's place.
    site("taken-one", "what is asked of one public resolver goes to the provider's, which does not check", BOGUS + FEW, "home-b pub-u", vantage=taken("193.11.1.53", "ip daddr 194.2.1.53"),
         host=either(OK, TAKEN)),
    site("taken-servers", "what is asked of servers goes to a resolver that fails all", BOGUS[:3] + [blind(question, HEALTHY_THREE) for question in named("www.sunk.lagoon", "www.lame.lagoon",
         "www.ghost.lagoon")] + FEW, "home-b isp-r pub-u", vantage=taken("193.14.1.53", f"ip daddr != {{ {RESOLVER_PLACES} }}"), host=either(TAKEN, OK)),
    site("taken-harbor", "what is asked of one company's servers goes to others, who refuse", HARBOR + FEW, "cut-u pub-u", vantage=taken(CLOSED_ACCOUNT, "ip daddr { 196.50.1.1, 196.51.1.1 }"),
         network=lose_harbor, host=either(OK, TAKEN)),
    site("taken-harbor-well", "the same, and resolvers know nothing of it", HARBOR + named("www.lame.lagoon") + FEW, "home-b isp-r pub-u",
         vantage=taken(CLOSED_ACCOUNT, "ip daddr { 196.50.1.1, 196.51.1.1 }"), host=either(OK, TAKEN)),
]

# --- a third part, around what the second had found, and what it had not tried ---

BLIND = ("--no-direct",)
PRIVATE = named("www.private.lagoon", "www.part-private.lagoon")
DEAD_SIXES = named("www.dim.buoy", "www.lame6.buoy", "www.sunk6.reef", "www.palm.buoy", "www.six.reef")
TCP_NAMES = named("www.tcponly.lagoon", "huge.dune.lagoon", "huge.notcp.lagoon", "www.notcp.lagoon")
NOBODY = either(EGRESS, local("local_network_down", FAILS))
EDNS_WAY = local("path_drops_edns", ROOMY)
SILENT = truth(FAILS, "upstream", "resolver_timeout")
NO_EDNS_HERE = truth(FAILS, "local|upstream", "path_drops_edns|resolver_edns_broken")


def unseen(base):
    """The same, and the program is told not to ask servers."""
    return dataclasses.replace(base, questions=[blind(question, base.resolvers) for question in base.questions], options=BLIND)


WAYS["unseen"] = (unseen, "servers are not asked")


def chain_of(*events):
    def network(lab):
        for event in events:
            event(lab)
    return network


def unseen_named(base):
    return dataclasses.replace(loosened(unseen(base)), name=f"{base.name}-unseen", about=f"{base.name}, and servers are not asked")


def drop_long(_lab, vantage):
    """Long replies of servers are lost at the site; those of resolvers are not."""
    net.filter_downlink(vantage, f"ip saddr {{ {RESOLVER_PLACES} }} accept; udp sport 53 udp length > 400 drop;")


def drop_edns_of(match):
    return lambda _lab, vantage: net.filter_uplink(vantage, match + " udp dport 53 @th,144,16 != 0 drop;")


def drop_at(match):
    return lambda _lab, vantage: net.filter_uplink(vantage, match + " th dport 53 drop;")


def refuse_at(match):
    return lambda _lab, vantage: net.filter_uplink(vantage, match + " th dport 53 reject with icmp type admin-prohibited;", "input")


def or_blind(ids, questions):
    return [blind(question, pick(ids)) for question in questions]


def allowing(what, base):
    """Of what fails this may be said too."""
    return loosened(dataclasses.replace(base, questions=[dataclasses.replace(question, truth=question.truth.or_else(what)) if question.truth.severity & {"failure"} else question
                                                         for question in base.questions]))


def cells_of(base, resolver, what):
    """One resolver of the room whose every cell has this fault, for the sake of the site."""
    room = [dataclasses.replace(entry, row=what, cells=None, record=what.or_else(OK)) if entry.id == resolver else entry for entry in base.resolvers]
    return dataclasses.replace(base, resolvers=room)


HARBOR_SERVERS = "ip daddr { 196.50.1.1, 196.51.1.1 }"
THIRD = [
    *also(site("private-isp", "servers on the site's own addresses, named to the world; seen by a provider", PRIVATE + FEW, "isp-r", network=no_way_inside), "unseen"),
    site("private-pub", "the same, by two public ones", PRIVATE + FEW, "pub-k pub-b", network=no_way_inside),
    *also(site("private-both", "the same, by the site's and a public one", PRIVATE + named("www.quay.lagoon", "www.sunk.lagoon") + FEW, "cut-u pub-u",
               network=chain_of(no_way_inside, lose_harbor)), "loss"),
    site("private-home", "the same, by the site's two", PRIVATE + FEW, "home-u home-b", network=no_way_inside),
    *also(site("sixes-trio", "zones on IPv6 alone, of which some are dead and some are well", DEAD_SIXES + FEW, "home-u pub-k isp-r"), "no6", "unseen"),
    *also(site("sixes-lone", "the same, at one", DEAD_SIXES + FEW, "home-b"), "no6"),
    *also(site("sixes-mixed", "the same, beside one without IPv6", DEAD_SIXES + FEW, "four-u isp-r pub-b"), "no6"),
    *also(site("tcp-trio", "zones that need TCP, beside a resolver that has none", TCP_NAMES + FEW, "notcp-u home-b pub-k"), "rst", "unseen"),
    *also(site("tcp-short", "the same, at one that gets no long replies either", TCP_NAMES + LONG + FEW, "short-b", network=lose_long), "rst"),
    *also(site("tcp-well", "the same, at one that is well", TCP_NAMES + FEW, "pub-u"), "rst"),
    *also(site("shoal-lone", "a provider's resolver has lost the way to a TLD, and another TLD is dead", SHOAL + FEW, "cut-t", network=lose_shoal), "fence", "no6"),
    *also(site("shoal-trio", "the same, beside others", SHOAL + FEW, "cut-t home-u pub-k", network=lose_shoal), "unseen"),
    site("shoal-three-ways", "a TLD is denied here, lost there, and forwarded to nobody", SHOAL + FEW, "tld-u cut-t tld-b", network=lose_shoal),
    site("shoal-three-one", "the same, beside one that is well", SHOAL + FEW, "tld-u cut-t tld-b pub-b", network=lose_shoal),
    *also(site("guild-trio", "an empty copy of a zone for some networks", named("www.guild.lagoon", "mail.right.lagoon", "www.club.lagoon", "none.isle.reef") + FEW, "home-b isp-r pub-u"), "unseen"),
    *[unseen_named(base) for base in (
        site("cut-pair", "", HARBOR + FEW, "cut-u cut-b", network=lose_harbor), site("cut-trio", "", HARBOR + FEW, "cut-u cut-b pub-u", network=lose_harbor),
        site("anchor-trio", "", REEF + FEW, "anchor-u pub-k home-b"), site("crossed-trio", "", CROSSED + FEW, "pub-k isp-r pub-u"), site("deps-trio", "", DEPS + FEW, "home-b isp-r pub-k"),
        site("registry-five", "", REGISTRY + FEW, "lag-r home-b isp-r pub-k pub-u", network=lag_behind, chance=True), site("clocks", "", TIMES + FEW, "past-u future-u"),
        site("spared", "", BOGUS + FEW, "nta-u pub-u"), site("pool", "", HARBOR[:4] + FEW, "pool-d pub-b", network=lose_harbor, chance=True))],
    # The prober's own clock.
    site("own-ahead", "the prober's clock is three weeks ahead, and resolvers' are right", TIMES + FEW, "home-u pub-k", under=("faketime", "-f", "+20d")),
    # Whose clock is wrong, this side's and that resolver's or the others', nobody can tell; that others validate it shows.
    allowing_some(truth(ROOMY, "undetermined", "contradiction"), ("dusk.reef", "eve.shoal"), site("own-ahead-two", "the same, and one resolver's is as wrong", TIMES + FEW, "future-u pub-k isp-lax",
                  under=("faketime", "-f", "+20d"))),
    allowing_some(truth(ROOMY, "undetermined", "contradiction"), ("new.reef", "dawn.shoal", "tonew.isle.reef"), site("own-behind",
                  "the prober's clock is six days behind, one resolver's too", TIMES + FEW, "past-u home-b pub-u", under=("faketime", "-f", "-6d"))),
    # Something on the site's way to servers, or to one resolver.
    site("way-long", "long replies of servers are lost at the site, and a resolver has no way to a company", LONG + named("www.pier.reef", "www.mole.shoal", "api.flip.reef", "www.rust.reef") + FEW,
         "cut-b pub-u", network=lose_harbor, vantage=drop_long, host=either(OK, truth(ROOMY, "local", "path_drops_edns|local_packet_loss"))),
    allowing(MIXED, site("way-long-lone", "the same, at the one", LONG + named("www.pier.reef", "www.mole.shoal", "api.flip.reef", "www.rust.reef") + FEW, "cut-b",
             network=lose_harbor, vantage=drop_long, host=either(OK, truth(ROOMY, "local", "path_drops_edns|local_packet_loss")))),
    site("way-edns", "queries with EDNS do not leave for servers, and a resolver has no way to a company", HARBOR + or_blind("cut-u pub-u", named("www.lame.lagoon")) + named("www.rust.reef") + FEW,
         "cut-u pub-u", network=lose_harbor, vantage=drop_edns_of(f"ip daddr {{ {RESOLVER_PLACES} }} accept;"), host=either(OK, EDNS_WAY)),
    allowing(either(EDNS, MIXED), site("way-edns-lone", "the same, at the one", HARBOR[:4] + FEW, "cut-u", network=lose_harbor, vantage=drop_edns_of(
             f"ip daddr {{ {RESOLVER_PLACES} }} accept;"), host=either(OK, EDNS_WAY))),
    cells_of(site("edns-one", "queries with EDNS do not leave for one resolver", FEW + DEAD[:2], "home-u pub-u isp-r", vantage=drop_edns_of("ip daddr != 194.2.1.53 accept;")), "pub-u", NO_EDNS_HERE),
    cells_of(site("drop-one", "one resolver is closed to the site, and a zone is silent", FEW + DEAD[:2], "home-u pub-u isp-r", vantage=drop_at("ip daddr 194.2.1.53")), "pub-u",
             truth(FAILS, "local|upstream", "resolver_timeout|egress_port53_blocked")),
    cells_of(site("prohibit-one", "one resolver is forbidden to the site by a router, and a zone is lame", FEW + named("www.lame.lagoon"), "home-u pub-u isp-r",
                  vantage=refuse_at("ip daddr 194.2.1.53")), "pub-u", truth(FAILS, "local|upstream", "resolver_port_unreachable|resolver_timeout|egress_port53_blocked")),
    site("drop-harbor", "the site cannot reach a company's servers, and resolvers can", HARBOR + named("www.sunk.shoal", "www.lame.lagoon") + FEW, "home-u pub-u isp-r",
         vantage=drop_at(HARBOR_SERVERS)),
    site("drop-harbor-cut", "the site and one of its resolvers cannot reach them, and another can", HARBOR + named("www.sunk.shoal") + FEW, "cut-u pub-u",
         vantage=drop_at(HARBOR_SERVERS), network=lose_harbor),
    site("drop-roots", "the site cannot reach the roots, and a resolver has no way to a company", HARBOR + or_blind("cut-u pub-u", named("www.sunk.reef")) + named("www.false.shoal") + FEW,
         "cut-u pub-u",
         vantage=drop_at("ip daddr { 195.60.1.4, 195.60.2.4 }"), network=lose_harbor, host=either(OK, EGRESS)),
    site("taken-denied", "what is asked of servers goes to a resolver that denies a TLD", or_blind("home-b pub-u", SHOAL + named("www.lost.shoal")) + FEW, "tld-u home-b pub-u",
         vantage=taken("10.60.16.53", f"ip daddr != {{ {RESOLVER_PLACES} }}"), host=either(TAKEN, OK)),
    site("taken-registry", "what is asked of a TLD's servers goes to a server that knows nothing of it", SHOAL + FEW, "home-b pub-u",
         vantage=taken(CLOSED_ACCOUNT, "ip daddr { 195.63.1.1, 195.62.2.1 }"),
         host=either(OK, TAKEN)),
    site("taken-registry-cut", "the same, beside a resolver without a way to that TLD", SHOAL + FEW, "cut-t pub-u", vantage=taken(CLOSED_ACCOUNT, "ip daddr { 195.63.1.1, 195.62.2.1 }"),
         network=lose_shoal, host=either(OK, TAKEN)),
    site("public-only", "nobody but public resolvers, and port 53 is closed to all of them", FEW, "pub-k pub-u", (1, 9), vantage=only_ours, host=NOBODY,
         truth=NOBODY.or_else(SILENT), cell_truth=NOBODY.or_else(SILENT), record_truth=either(OK, NOBODY, SILENT)),
]
SITUATIONS += THIRD

# --- what must show, once the network is as a situation has it ---


def at(resolver, name, shows, *flags):
    return Look(name, "A", shows, flags, BY_ID[resolver].address)


PROOFS = {
    "cut-four": tuple(at(resolver, f"proof.{zone}", "FAIL") for resolver in of.CUT_IDS for zone in of.HARBOR) + tuple(
        at(resolver, "www.half-quay.lagoon", "NOERROR") for resolver in of.CUT_IDS),
    "short-trio": (at("short-b", "api.long.reef", "FAIL"), at("short-b", "api.broad.shoal", "FAIL"), at("short-b", "www.surf.shoal", "NOERROR +ad")),
    "registry-lag": (at("lag-r", "www.fresh.motu", "NXDOMAIN"), at("lag-r", "www.moved.motu", "FAIL"), at("lag-r", "www.nest.cay", "SERVFAIL"), at("lag-r", "www.egg.cay", "NOERROR")),
    "views-eight": (at("isp-r", "www.club.lagoon", "FAIL"), at("home-u", "www.guild.lagoon", "NXDOMAIN"), at("pub-u", "www.guild.lagoon", "NOERROR"),
                    at("pub-u", "mail.private.lagoon", "FAIL"), at("home-u", "mail.private.lagoon", "NOERROR")),
    "shy-cut": (at("cut-f", "www.left.lagoon", "FAIL"), at("cut-f", "www.right.lagoon", "FAIL"), at("pub-u", "www.left.lagoon", "NOERROR")),
    "cargo-trio": (at("keep-b", "api.cargo.drift", "FAIL"), at("tld-u", "mail.cargo.drift", "NOERROR")),
    "stale-trio": (at("stale-u", "www.salt.drift", "NOERROR"), at("home-b", "mail.brine.drift", "FAIL")),
    "wrong-target": (at("wrong-m", "www.crab.reef", "REFUSED"), at("wrong-m", "www.surf.shoal", "NOERROR")),
    "lag-forward": (at("lag-k", "www.dune.lagoon", "FAIL|REFUSED"), at("lag-k", "www.crab.reef", "NOERROR")),
    "notcp-lone": (at("notcp-u", "www.tcponly.lagoon", "FAIL"), at("notcp-u", "www.isle.reef", "NOERROR")),
}
for situation in SITUATIONS:
    situation.proof = PROOFS.get(situation.name, ())
