# SPDX-License-Identifier: MIT
"""The on-call's nights: each a small sweep of names at some resolvers, before and after keys, caches and registries moved."""

import dataclasses
import re
import signal
import time

import net
import wire
from faults import once
from model import FAILS, OK, Look, Question, Situation, Truth, authoritative, dead, either, exits, fine, local, negative, truth, upstream

from . import resolvers as of
from . import signer
from .questions import CAST, GOOD, KAZ_NOBODY, LED_TO_BOGUS, NEGATIVE, ODD, ONE_SET, OUT, PARENTS, ROLLS, SOME, named

EVERYBODY = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
ALL_HEALTHY = " ".join(resolver.id for resolver in of.HEALTHY)
VALIDATORS = "desk-u desk-b isp-r pub-u pub-k"
NOT_LOOKING = "isp-n isp-k"
MEMORIES = "mem-u mem-b mem-r mem-k"
IDS = tuple(EVERYBODY)


def pick(ids):
    return [EVERYBODY[wanted] for wanted in ids.split()]


def small(name, about, questions, ids, status=(1,), seconds=90, **more):
    return Situation(name, about, list(questions), pick(ids), exits(*status), seconds=seconds, **more)


def taken_for(what, questions, cells=None):
    return [dataclasses.replace(question, truth=what, cells=cells or {}) for question in questions]


def or_else(what, questions):
    return [dataclasses.replace(question, truth=question.truth.or_else(what)) for question in questions]


def lax(questions):
    """Where nobody looks at signatures, all that is seen is answers; a denial is a denial."""
    more = {"NXDOMAIN": negative("name_does_not_exist|domain_not_registered"), "NODATA": negative("no_data")}
    return [dataclasses.replace(question, truth=either(question.truth, more.get(question.unchecked, OK))) for question in questions]


FALLBACK = authoritative("dnssec_bogus", FAILS)
GUESS = either(authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS), truth(FAILS, "undetermined", "contradiction|budget"))
ONE_WAY = truth("degraded|info", "local|upstream", "resolver_auth_path_broken|resolver_stale_cache|resolver_dnssec_broken")


def blind(questions):
    """Where servers may not be asked: what resolvers say with checking disabled is all there is."""
    changed = []
    for question in questions:
        causes = question.truth.cause
        if any(cause.startswith("auth_") for cause in causes) and "ok" not in causes:
            question = dataclasses.replace(question, truth=either(question.truth, GUESS))
        elif "ok" in causes and question.truth.faulty is False and len(causes) > 1:
            question = dataclasses.replace(question, truth=either(question.truth, ONE_WAY))
        elif any(cause.startswith(("dnssec_", "parent_")) for cause in causes):
            question = dataclasses.replace(question, truth=either(question.truth, FALLBACK) if "authoritative" in question.truth.locus else question.truth)
        changed.append(question)
    return changed


TWO = named("www.plain.net", "www.bank.org")
FEW = TWO + named("www.herd.step", "steppe.com MX", "nope.steppe.com")
KEYS = ROLLS + LED_TO_BOGUS
ALL_BROKEN = KEYS + ONE_SET + SOME + PARENTS + OUT

# --- what happens to the net before it is asked ---


def remember(ids, *questions):
    wire.ask([wire.Query(resolver.address, *question.split(), timeout=4.0, tries=3, dnssec=True) for question in questions for resolver in pick(ids)])


def signatures(queries):
    return [sorted(str(record) for record in reply.answers) for reply in wire.ask(queries)]


def publish(lab, name, text):
    """Another content of a signed zone at who serves it, and the wait until the SOA of all its addresses is signed anew."""
    zone = lab.zone(name)
    process = next(entry for entry in lab.authorities if entry.name == zone.ns[0].on)
    queries = [wire.Query(address, name, "RRSIG", rd=False, tcp=True) for address in process.addresses[:2]]
    before = signatures(queries)
    lab.builder.path(zone).write_text(text)
    process.process.send_signal(signal.SIGHUP)
    for _ in range(200):
        if all(old != new for old, new in zip(before, signatures(queries))):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{name} does not change")


def later(text):
    return re.sub(r" (20261\d{5}) ", lambda serial: f" {int(serial[1]) + 1} ", text, count=1)


@once
def years(lab):
    """Caches are filled; then keys are rolled, signatures run out, names are made and moved, and servers go silent."""
    holders = f"{MEMORIES} mem-n"
    remember(holders, "www.roll.mon A", "roll.mon DS", "www.zskroll.mon A", "zskroll.mon DNSKEY", "www.signed.mon A", "signed.mon DS", "www.lapse.mon A",
             "lapse.mon MX", "_443._tcp.www.lapse.mon TLSA", "new.launch.mon A", "_25._tcp.new.launch.mon TLSA", "www.moving.mon A", "moving.mon MX",
             "moving.mon TXT", "www.outage.com A", "outage.com MX")
    remember("stale-u stale-b", "www.outage.com A", "outage.com MX", "www.roll.mon A", "www.lapse.mon A")
    builder, text = lab.builder, {}
    for name in ("roll.mon", "zskroll.mon", "signed.mon", "lapse.mon", "launch.mon", "moving.mon"):
        text[name] = later(builder.path(lab.zone(name)).read_text())
    key = signer.new_key("roll.mon.")
    builder.ds["roll.mon"] = builder.ds_of_key(key)
    text["roll.mon"] = signer.sign(text["roll.mon"], [key])
    old = signer.signing(text["zskroll.mon"])
    text["zskroll.mon"] = signer.sign(text["zskroll.mon"], [one for one in old if signer.is_ksk(one)] + [signer.new_key("zskroll.mon.", ksk=False)])
    lab.zone("signed.mon").ds = "right"
    builder.ds["signed.mon"] = builder.ds_of_key(builder.key_of["signed.mon"])
    text["lapse.mon"] = signer.sign(text["lapse.mon"], signer.signing(text["lapse.mon"]), dates=signer.LAST_MONTH)
    made = "new.launch.mon. 300 IN A 194.110.64.77\n_25._tcp.new.launch.mon. 300 IN TLSA 3 1 1 " + "ef" * 32 + "\n"
    text["launch.mon"] = signer.sign(text["launch.mon"] + made, signer.signing(text["launch.mon"]))
    moved = text["moving.mon"].replace("194.110.65.80", "194.110.65.180").replace("v=spf1 mx -all", "v=spf1 a mx -all")
    moved = re.sub(r"(\sMX\s+10) mail\.", r"\1 api.", moved)
    text["moving.mon"] = signer.sign(moved, signer.signing(moved))
    text["signed.mon"] = signer.sign(text["signed.mon"], signer.signing(text["signed.mon"]))
    for name, content in text.items():
        publish(lab, name, content)
    registry = lab.zone("mon")
    builder.write_text(registry)
    builder.path(registry).write_text(later(builder.path(registry).read_text()))
    builder.sign(registry)
    publish(lab, "mon", builder.path(registry).read_text())
    for entry in lab.zone("outage.com").ns:
        net.fill_set("silent4", entry.address)
    time.sleep(3.0)  # What lives for two seconds is forgotten.


# --- what caches make of it ---

BY = tuple(MEMORIES.split())
HELD = "resolver_stale_cache|resolver_dnssec_broken"
ROLLED = authoritative("dnssec_ds_mismatch|dnssec_bogus|dnssec_inconsistent|dnssec_dnskey_missing|dnssec_rrsig_missing", "degraded|failure")
# The resolver holds what nobody publishes any more; the operator of the zone has brought it about.
OLD_KEYS = either(truth("degraded|info", "local|upstream", HELD), ROLLED)
OLD_KEYS_ALONE = either(truth(FAILS, "local|upstream", HELD), ROLLED)
STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
ALONE = truth(FAILS + "|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")


def remembered(name, what, qtype="A", by=BY + ("mem-n",), others=OK):
    return Question(name, qtype, what, cells=dict.fromkeys(IDS, others) | dict.fromkeys(by, what))



def held(name, qtype):
    """Knot Resolver gives some of what it had looked at before, and fails the rest."""
    question = remembered(name, OLD_KEYS, qtype, BY)
    question.cells["mem-k"] = either(OLD_KEYS, OK)
    return question


ROLL = [held(name, qtype) for name, qtype in (("www.roll.mon", "A"), ("api.roll.mon", "A"), ("roll.mon", "MX"))]
ZSK = [held(name, qtype) for name, qtype in (("www.zskroll.mon", "A"), ("api.zskroll.mon", "A"), ("zskroll.mon", "CAA"))]
NEW_SIGNED = [fine("www.signed.mon", direct=""), fine("api.signed.mon", direct=""), fine("signed.mon", "MX", direct="")]
LAPSED = authoritative("dnssec_signature_expired", FAILS)
LAPSE = [Question("www.lapse.mon", "A", LAPSED), Question("lapse.mon", "MX", LAPSED), Question("_443._tcp.www.lapse.mon", "TLSA", LAPSED),
         Question("api.lapse.mon", "A", LAPSED)]
LAUNCH = [remembered("new.launch.mon", STALE_NO), remembered("_25._tcp.new.launch.mon", STALE_NO, "TLSA"), fine("www.launch.mon", direct="")]
MOVED = [remembered("www.moving.mon", STALE), remembered("moving.mon", STALE, "MX"), remembered("moving.mon", STALE, "TXT"), fine("mail.moving.mon", direct="")]
SILENT = authoritative("auth_timeout", FAILS)
SERVED = [Question("www.outage.com", "A", SILENT), Question("outage.com", "MX", SILENT)]
NOT_SERVED = [Question("api.outage.com", "A", SILENT, seen="FAIL")]
SERVED_ALONE = [Question(question.name, question.qtype, either(SILENT, OK, truth("info|degraded", "local|upstream|none", "resolver_stale_cache|ok")))
                for question in SERVED]
CALM = [fine("www.calm.mon", direct=""), fine("calm.mon", "MX", direct="")]

# --- anchors, clocks and places ---

ASTRAY = either(upstream("resolver_auth_path_broken|resolver_stale_cache|resolver_dnssec_broken", "degraded|info"),
                authoritative("dnssec_inconsistent|dnssec_zone_unsigned_with_ds|dnssec_rrsig_missing|dnssec_bogus|dnssec_dnskey_missing", "degraded|info"))
ASTRAY_ALONE = Truth(ASTRAY.severity | {"failure"}, ASTRAY.locus, ASTRAY.cause)


def seen_by(who, what, questions, **more):
    return [dataclasses.replace(question, truth=what, cells=dict.fromkeys(IDS, OK) | {who: what}, **more) for question in questions]


ANCHOR = local("resolver_dnssec_broken", "degraded|info")
ANCHOR_ALONE = local("resolver_dnssec_broken", FAILS)
ISLE = named("www.isle.net", "isle.net MX")
# Its signatures have run out, which concerns only who has been given its key.
SUNK = either(authoritative("dnssec_signature_expired|dnssec_bogus", FAILS), local("resolver_dnssec_broken", FAILS))
CLOCK_ALONE = local("resolver_dnssec_broken", FAILS)
OLDKEY_ALONE = upstream("resolver_dnssec_broken", FAILS)
BEHIND_ALONE = truth(FAILS, "local|upstream", "resolver_dnssec_broken|" + of.NO_WAY)
NO_TRUST = named("www.newds.org", "newds.org MX", "www.bank.kaz", "www.shop.kaz")

# --- beside faults of the site ---


def own_alone(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr 10.60.0.0/16 accept; th dport 53 drop;")


CROWD = [fine(f"h{n:03}.dyn.{zone}", direct="") for n in range(20) for zone in ("steppe.com", "bank.org", "plain.net", "ed.org", "herd.step")]
CROWD_BROKEN = [question for n in range(6) for question in (
    Question(f"h{n}.dyn.newds.org", "A", authoritative("dnssec_ds_mismatch", FAILS)), Question(f"h{n}.dyn.expired.step", "A", LAPSED),
    Question(f"h{n}.dyn.shop.kaz", "A", upstream("parent_dnssec_bogus", FAILS)), dead(f"h{n}.dyn.dead.org", "auth_timeout"))]


def look(name, qtype, shows, who):
    return Look(name, qtype, shows, server=EVERYBODY[who].address)


SITUATIONS = [
    # Nothing is wrong.
    small("calm", "good names of many types, and absent ones, at all healthy resolvers", GOOD + NEGATIVE, ALL_HEALTHY, (0,)),
    small("calm-unbound", "the same, at one", GOOD + NEGATIVE, "pub-u", (0,)),
    small("calm-lax", "the same, where nobody validates", GOOD + NEGATIVE, NOT_LOOKING, (0,)),
    small("odd", "many keys, standby keys, CDS, opt-out, islands, DS nobody knows, long chains", ODD, ALL_HEALTHY, (0,)),
    small("odd-kresd", "the same, at one", ODD, "pub-k", (0,)),
    small("odd-bind", "the same, at one", ODD, "desk-b", (0,)),
    small("odd-blind", "the same, where servers may not be asked", ODD, "isp-r pub-u", (0,), options=("--no-direct",)),
    small("odd-strip", "the same, at who passes on no signatures", ODD + NEGATIVE[:5], "strip", (0,)),

    # Keys and signatures.
    small("keys", "keys rolled at the wrong moment, at all", KEYS + FEW, ALL_HEALTHY, (0, 1)),
    small("keys-validators", "the same, where everybody validates", KEYS + FEW, VALIDATORS),
    small("keys-lax", "the same, where nobody does", lax(KEYS) + FEW, NOT_LOOKING, (0, 1)),
    small("keys-unbound", "the same, at one", KEYS + TWO, "pub-u"),
    small("keys-kresd", "the same, at one", KEYS + TWO, "pub-k"),
    small("keys-recursor", "the same, at one", KEYS + TWO, "isp-r"),
    small("keys-bind", "the same, at one", KEYS + TWO, "desk-b"),
    small("keys-stub", "the same, at a forwarder", KEYS[:10] + TWO, "branch"),
    small("keys-balancer", "the same, at a balancer", KEYS[6:] + TWO, "pub-d"),
    small("keys-blind", "the same, where servers may not be asked", blind(KEYS) + FEW, "desk-u isp-r pub-b", options=("--no-direct",)),
    small("keys-blind-lax", "the same, beside one who does not look", blind(KEYS) + FEW, "desk-b isp-n", (0, 1), options=("--no-direct",)),
    small("keys-blind-one", "the same, at one, where servers may not be asked", blind(KEYS) + TWO, "pub-k", options=("--no-direct",)),
    small("sets", "one RRset's signatures, the SOA's, the denials'", ONE_SET + FEW, ALL_HEALTHY, (0, 1)),
    small("sets-validators", "the same, where everybody validates", ONE_SET + FEW, "desk-u desk-b isp-r pub-k"),
    small("sets-unbound", "the same, at one", ONE_SET + TWO, "pub-u"),
    small("sets-bind", "the same, at one", ONE_SET + TWO, "pub-b"),
    small("sets-recursor", "the same, at one", ONE_SET + TWO, "isp-r"),
    small("sets-lax", "the same, where nobody looks", lax(ONE_SET) + TWO, "isp-k", (0, 1)),
    small("sets-blind", "the same, where servers may not be asked", blind(ONE_SET) + TWO, "desk-b pub-u isp-n", (0, 1), options=("--no-direct",)),
    small("some", "one server of several lags, is not signed, or lacks the other provider's keys", SOME + FEW, ALL_HEALTHY, (0, 1), chance=True),
    small("some-validators", "the same, at three that validate", SOME + TWO, "desk-b pub-u pub-k", (0, 1), chance=True),
    small("some-one", "the same, at one", SOME + TWO, "isp-r", (0, 1), chance=True),
    small("some-blind", "the same, where servers may not be asked", blind(SOME) + TWO, "desk-u isp-r", (0, 1), chance=True, options=("--no-direct",)),

    # Registries.
    small("registries", "a top-level domain, a proof of it, and a registry of the second level do not validate", PARENTS + [KAZ_NOBODY] + FEW, ALL_HEALTHY,
          (0, 1)),
    small("registries-validators", "the same, where everybody validates", PARENTS + [KAZ_NOBODY] + FEW, VALIDATORS),
    small("registries-unbound", "the same, at one", PARENTS + TWO, "desk-u"),
    small("registries-bind", "the same, at one", PARENTS + TWO, "pub-b"),
    small("registries-blind", "the same, where servers may not be asked", blind(PARENTS) + TWO, "desk-b pub-u", options=("--no-direct",)),
    small("registries-blind-lax", "the same, beside one who does not look", blind(PARENTS) + TWO, "isp-r isp-n", (0, 1), options=("--no-direct",)),
    small("registries-nta", "somebody has been told not to look at some", NO_TRUST + named("www.expired.step") + FEW, "nta desk-b pub-u", (0, 1)),
    small("registries-nta-one", "that one alone", [dataclasses.replace(question, truth=either(question.truth, OK)) for question in NO_TRUST] + TWO + named(
        "www.expired.step"), "nta"),

    # Caches.
    small("rolled", "the KSK, its DS and a ZSK were exchanged too fast, and caches hold the old", ROLL + ZSK + CALM + TWO, f"{MEMORIES} desk-u pub-b isp-n",
          (0, 1), 280, network=years, chance=True),
    small("rolled-pair", "the same, at one that holds and one that does not", ROLL + ZSK + TWO, "mem-b pub-u", (0, 1), 280, network=years, chance=True),
    small("rolled-one", "the same, at one that holds", taken_for(OLD_KEYS_ALONE, ROLL + ZSK) + CALM + TWO, "mem-u", (0, 1), 279, network=years, chance=True),
    small("rolled-fresh", "the same, and nobody holds anything: all is well", taken_for(OK, ROLL + ZSK) + NEW_SIGNED + CALM, "desk-u desk-b isp-r pub-k", (0,),
          network=years),
    small("new-signed", "signed since this morning, and some believe that it is not: all is well", NEW_SIGNED + CALM, f"{MEMORIES} pub-u desk-b", (0,), 270,
          network=years),
    small("lapsed", "signatures have run out, and some still hold what is good", LAPSE + TWO, f"{MEMORIES} pub-u desk-b isp-n", (0, 1), 270, network=years,
          proof=(
        look("www.lapse.mon", "A", "SERVFAIL", "pub-u"), look("www.lapse.mon", "A", "NOERROR", "mem-u"), look("api.lapse.mon", "A", "SERVFAIL", "mem-u"))),
    small("lapsed-fresh", "the same, where nobody holds it", LAPSE + TWO, "desk-u pub-k", (1,), 90, network=years),
    small("lapsed-held", "the same, at one that holds some", or_else(OK, LAPSE[:3]) + LAPSE[3:] + TWO, "mem-b", (1,), 270, network=years),
    small("launch", "a name was asked for before it was made, in a signed zone", LAUNCH + TWO, f"{MEMORIES} mem-n desk-u pub-b", (0, 1), 270,
          network=years, proof=tuple(
        look("new.launch.mon", "A", "NXDOMAIN", who) for who in ("mem-u", "mem-b", "mem-r", "mem-n")) + (look("new.launch.mon", "A", "NOERROR", "pub-b"),)),
    small("launch-one", "the same, at one that remembers", taken_for(ALONE, LAUNCH[:2]) + LAUNCH[2:] + TWO, "mem-b", (0, 1), 270, network=years),
    small("moved", "an address, the mail and its policy were moved, and caches hold the old", MOVED + TWO, f"{MEMORIES} mem-n desk-b pub-u", (0, 1), 270,
          network=years,
          proof=(look("moving.mon", "MX", "NOERROR", "mem-u"),)),
    small("moved-pair", "the same, at one of each", MOVED + TWO, "mem-r pub-b", (0, 1), 270, network=years),
    small("moved-few", "the same, where none that remembers has kept the SOA", MOVED + TWO, "mem-u mem-b mem-n desk-b pub-u", (0, 1), 270, network=years),
    small("moved-two", "the same, at one of those", MOVED + TWO, "mem-u pub-b", (0, 1), 270, network=years),
    # Nothing has failed and nobody says otherwise: what is old may well be taken for what is.
    small("moved-one", "the same, at one that remembers, and nobody else", taken_for(either(ALONE, OK), MOVED[:3]) + MOVED[3:] + TWO, "mem-u", (0, 1), 270,
          network=years),
    small("outage", "a zone's servers are out; two serve what has run out", SERVED + NOT_SERVED + TWO, "stale-u stale-b desk-u pub-k", (1,), 150, network=years,
          proof=(look("www.outage.com", "A", "NOERROR", "stale-u"), look("www.outage.com", "A", "FAIL", "pub-u"))),
    small("outage-one", "the same, at one of those", SERVED_ALONE + NOT_SERVED + TWO, "stale-u", (1,), 150, network=years),

    # Clocks, anchors and places.
    small("clock", "a resolver of another decade, beside broken keys", FEW + named("www.newds.org", "www.expired.step"), "clock desk-b pub-u"),
    small("clock-one", "that one alone", taken_for(CLOCK_ALONE, TWO + named("www.herd.step", "www.newds.org")), "clock", (1, 9)),
    small("oldkey", "a provider's root key is old, and another does not validate", FEW + named("www.early.com", "www.bank.kaz"), "oldkey isp-n pub-u"),
    small("oldkey-lax", "the same, beside one that does not validate and nobody else", FEW + or_else(OK, named("www.early.com")), "oldkey isp-n"),
    small("oldkey-one", "that one alone", taken_for(OLDKEY_ALONE, TWO + named("www.ed.org", "www.bare.org")), "oldkey", (1, 9)),
    small("behind", "a validator behind who strips DO", FEW + named("www.keygone.com"), "behind strip pub-b"),
    small("behind-one", "that one alone", taken_for(BEHIND_ALONE, TWO + named("www.herd.step")), "behind", (1, 9)),
    small("isles", "an island's key, right at one and wrong at another", seen_by("isle-old", ANCHOR, ISLE) + TWO, "isle-u isle-old desk-b pub-u", (0, 1)),
    small("isles-one", "the wrong one alone", taken_for(ANCHOR_ALONE, ISLE) + TWO, "isle-old"),
    small("isles-sunk", "an island's signatures have run out, which one knows", seen_by("isle-u", SUNK, named("www.sunk.net")) + ISLE + TWO,
          "isle-u isp-r pub-k", (0, 1)),
    small("cast", "one site of an anycast pair is not signed", seen_by("pub-far", ASTRAY, CAST) + FEW, "pub-far desk-u isp-r pub-b", (0, 1)),
    small("cast-one", "from that side alone", taken_for(ASTRAY_ALONE, CAST) + TWO, "pub-far"),
    small("cast-fine", "from the other sides", CAST + TWO, "desk-b pub-k isp-n", (0,)),

    # Beside other faults.
    small("rows", "some resolvers are out, and some zones bogus", FEW + named("www.newds.org", "www.bare.org", "www.shop.kaz") + OUT,
          "refuser orphan moved-out desk-u pub-k"),
    small("rows-lax", "some are out, and who is left does not look", FEW + or_else(OK, named("www.newds.org", "www.bare.org")), "refuser isp-n"),
    small("out", "dead servers beside bogus zones", OUT + named("www.newds.org", "go.plain.net") + FEW, "desk-u isp-r pub-k"),
    small("walled", "the site may ask its own resolvers alone", blind(named("www.newds.org", "www.expired.step", "www.shop.kaz", "mxbare.com MX",
          "www.bare.org")) + FEW,
          "desk-u desk-b", (1,), vantage=own_alone, host=either(OK, local("egress_port53_blocked", "info|degraded"))),
    small("crowd", "a hundred good names, and some of four broken zones", CROWD + CROWD_BROKEN, f"{VALIDATORS} isp-n", (1,), 120),
]
