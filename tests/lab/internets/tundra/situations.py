# SPDX-License-Identifier: MIT
"""The incidents, each as small sweeps: of who suffered, of who stood by, and of who had to repair it."""

import dataclasses
import re
import signal
import time

import net
import wire
from faults import lose_six, losing, once
from model import (FAILS, OK, Look, Question, Situation, absent, authoritative, bogus, dead, either, exits, fine, local, negative,
                   truth, upstream, words)

from . import resolvers as of
from .questions import (APPLIANCES, ATTACKED, DNSSEC, EMPTIED, FORMERR, GOOD, KEYTAG, LINT, NEGATIVE, ODD, REGISTRIES, ROLLS, SEARCHED, SERVERS, SITE_FINDER,
      named)
from .zones import GIANT

EVERYBODY = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
ALL_HEALTHY = " ".join(resolver.id for resolver in of.HEALTHY)
WEB = of.WEB


def pick(ids):
    return [EVERYBODY[wanted] for wanted in ids.split()]


def seat(question, room):
    """What is true of a good name where some of those asked fail it by themselves: their fault is all that can be said of the name."""
    faults = {resolver.id: resolver.cells(question) for resolver in room if resolver.cells is not None and resolver.cells(question)}
    if not faults or question.truth.faulty or question.cells:
        return question
    sound = [resolver for resolver in room if resolver.row is None and resolver.id not in faults]
    blame = either(*faults.values())
    severity = words("degraded|info" + ("" if sound else "|failure")) | (blame.severity & words("ok|negative"))
    blame = dataclasses.replace(blame, severity=severity)
    if question.truth != OK or "ok" in blame.cause:
        blame = blame.or_else(question.truth)
    cells = {resolver.id: question.truth.or_else(OK) for resolver in room} if question.truth.severity & {"ok", "negative"} else {}
    return dataclasses.replace(question, truth=blame, cells=cells)


def small(name, about, questions, ids, status=(1,), seconds=90, **more):
    room = pick(ids)
    return Situation(name, about, [seat(question, room) for question in questions], room, exits(*status), seconds=seconds, **more)


def taken_for(what, questions, **more):
    return [dataclasses.replace(question, truth=what, cells={}, **more) for question in questions]


def or_else(what, questions):
    return [dataclasses.replace(question, truth=question.truth.or_else(what)) for question in questions]


UNSEEN = truth(FAILS, "undetermined", "contradiction|budget|own_loss")
GUESS = either(authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS), UNSEEN)
DELEGATED = upstream("delegation_ns_unresolvable|delegation_cyclic|delegation_glue_wrong|delegation_inconsistent|tld_unreachable|tld_lame", FAILS)
DENIAL = negative("name_does_not_exist|no_data")
ONE_WAY = truth("degraded|info", "local|upstream", "resolver_auth_path_broken|resolver_stale_cache|resolver_stale_negative_cache")


def blind(question):
    """Where nobody's servers may be asked, what resolvers say is all that is known, and the guesses that fit it."""
    causes = question.truth.cause
    if question.truth == OK or all(cause.startswith(("dnssec_", "parent_dnssec", "cname_", "no_data", "name_does", "domain_not")) for cause in causes):
        return question
    more = [GUESS] + ([DELEGATED] if "upstream" in question.truth.locus else []) + ([OK,
          ONE_WAY] if "ok" in causes or "delegation_inconsistent" in causes else [])
    more += [ONE_WAY, DENIAL] if causes & {"auth_inconsistent_existence", "auth_inconsistent_data"} else []
    return dataclasses.replace(question, truth=either(question.truth, *more))


FEW = named("www.tundra.com", "www.tundra.org", "www.bank.org", "tundra.com MX", "nope.tundra.com")
TWO = FEW[1:3]
SERVICES = [fine(f"s{n:02}.apps.{zone}", direct="") for n in range(10) for zone in ("tundra.com", "tundra.org", "bank.org", "cloudhost.net")]
UNMET = truth("failure", "none", "expectation_unmet")

# --- what happens to the net before it is asked ---


def remember(questions, ids):
    wire.ask([wire.Query(resolver.address, *question.split(), timeout=3.0, tries=3) for question in questions for resolver in pick(ids)])


@once
def withdraw(_lab):
    """The routes to all of the giant's servers are gone: two with word from the router, two without."""
    for address in GIANT[:2]:
        net.run("ip", "-n", net.NET, "address", "del", f"{address}/32", "dev", "lo")
    net.fill_set("silent4", *GIANT[2:])


def publish(lab, zone, text, server, question, shown):
    """Another content of a zone at a server that is running, and the wait until it shows."""
    lab.builder.path(zone).write_text(text)
    process = next(entry for entry in lab.authorities if entry.name == server)
    process.process.send_signal(signal.SIGHUP)
    queries = [wire.Query(address, *question.split(), rd=False) for address in process.addresses[:2]]
    for _ in range(200):
        if all(shown(reply) for reply in wire.ask(queries)):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{zone.name} does not change")


def later(text):
    return re.sub(r" (20261\d{5}) ", lambda serial: f" {int(serial[1]) + 1} ", text, count=1)


@once
def news(lab):
    """Memories are asked; then DNSSEC is rolled back, a domain put on hold, another registered, and a name made."""
    remember(["www.slick.sla A", "api.slick.sla A", "slick.sla DS", "slick.sla MX", "www.zoomy.live A", "zoomy.live MX", "www.launch.live A",
          "mail.launch.live A", "green.start.live A",
              "www.start.live A"], "memo-u memo-b")
    sla, live, slick, start = (lab.zone(name) for name in ("sla", "live", "slick.sla", "start.live"))
    slick.ds = "none"
    lab.builder.write_text(sla)
    lab.builder.path(sla).write_text(later(lab.builder.path(sla).read_text()))
    lab.builder.sign(sla)
    publish(lab, sla, lab.builder.path(sla).read_text(), "reg-c", "slick.sla DS", lambda reply: not reply.answers)
    bare = re.sub(r"^\S+\s.*\sIN\s+(RRSIG|NSEC|DNSKEY)\s+.*\n", "", lab.builder.path(slick).read_text(), flags=re.MULTILINE)
    publish(lab, slick, bare, "dyn", "slick.sla DNSKEY", lambda reply: not reply.answers)
    lab.zone("zoomy.live").delegated, lab.zone("launch.live").delegated = False, True
    lab.builder.write_text(live)
    publish(lab, live, later(lab.builder.path(live).read_text()), "reg-c", "www.zoomy.live A", lambda reply: reply.status == "NXDOMAIN")
    text = later(lab.builder.path(start).read_text()).replace("www A 195.88.75.80", "www A 195.88.75.180") + "green A 195.88.75.77\n"
    publish(lab, start, text, "dyn", "green.start.live A", lambda reply: reply.answers)
    time.sleep(2.5)  # What lives for two seconds is forgotten.


# --- giants ---

OUT = authoritative("auth_timeout|auth_port_unreachable")
# Its second domain's servers are named in the first, which nobody finds any more.
OUT_TOO = either(OUT, upstream("delegation_ns_unresolvable"))
GIANTS = [dead("www.facegram.com", "auth_timeout|auth_port_unreachable"), dead("facegram.com", "auth_timeout|auth_port_unreachable", qtype="MX"),
          Question("www.fgcdn.net", "A", OUT_TOO, seen="FAIL"), dead("login.tundra.com", "auth_timeout|auth_port_unreachable")]
SHOPS = [dead(f"shop{n:02}.boutiq.com", "auth_timeout|auth_port_unreachable") for n in range(40)]
GIANT_DOWN = Look("www.facegram.com", "A", "SERVFAIL|TIMEOUT", server="9.20.1.53")

# --- registries ---

HELD = [Question("www.zoomy.live", "A", upstream("delegation_missing", FAILS)), Question("zoomy.live", "MX", upstream("delegation_missing", FAILS))]
HELD_UNKNOWN = [absent("www.zoomy.live", cause="domain_not_registered"), absent("zoomy.live", "MX", cause="domain_not_registered")]
TRUNCATED_KNOWN = [Question("www.delta.ded", "A", upstream("delegation_missing", FAILS), seen="NXDOMAIN"), Question("delta.ded", "MX",
      upstream("delegation_missing", FAILS), seen="NXDOMAIN")]
KNOWN = ({"name": "zoomy.live", "ns": ["ns1.cloudreg.live", "ns2.cloudreg.live"]}, {"name": "delta.ded", "ns": ["ns1.cloudhost.net"]})
KNOWN_LIVE = KNOWN[:1]
STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
ROOM = ALL_HEALTHY.split()
MEMORY = ("memo-u", "memo-b")


def remembered(name, what, others=OK, qtype="A", by=MEMORY):
    return Question(name, qtype, what, cells=dict.fromkeys(ROOM, others) | dict.fromkeys(by, what))


# On hold: who remembers answers well, and who does not says what the registry says.
HELD_HALF = [Question(name, qtype, either(negative("domain_not_registered|name_does_not_exist"), upstream("delegation_missing", FAILS), STALE),
                      cells=dict.fromkeys(MEMORY, either(OK, STALE))) for name, qtype in (("www.zoomy.live", "A"), ("zoomy.live", "MX"))]
LAUNCHED = [remembered("www.launch.live", STALE_NO), remembered("mail.launch.live", STALE_NO), remembered("launch.live", either(OK, STALE_NO), qtype="MX")]
STARTED = [remembered("green.start.live", STALE_NO), remembered("www.start.live", STALE), fine("mail.start.live", direct="")]
ALONE = truth(FAILS + "|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")

# --- DNSSEC taken back too early ---

# It holds a DS that nobody publishes any more: old data in a cache, which the zone's operator has brought upon himself.
TOO_EARLY = either(truth("degraded|info", "local|upstream", "resolver_stale_cache|resolver_dnssec_broken"), authoritative(
    "dnssec_zone_unsigned_with_ds|dnssec_bogus|dnssec_rrsig_missing|dnssec_dnskey_missing|dnssec_inconsistent", "degraded"))
SLICK = [remembered("www.slick.sla", TOO_EARLY), remembered("api.slick.sla", TOO_EARLY), remembered("slick.sla", TOO_EARLY, qtype="MX")]
EARLY_ALONE = either(truth(FAILS, "local|upstream", "resolver_stale_cache|resolver_dnssec_broken"), authoritative(
    "dnssec_zone_unsigned_with_ds|dnssec_bogus|dnssec_rrsig_missing|dnssec_dnskey_missing|dnssec_inconsistent", FAILS))

# --- whoever stands between ---


def to_portal(_lab, vantage):
    net.redirect_uplink(vantage, "10.24.3.53", "th dport 53")


def table_full(_lab, vantage):
    """The firewall has no room for new flows; those it knows go on."""
    net.filter_uplink(vantage, "th dport 53 ct state new limit rate over 10/second burst 5 packets drop;")


def vpc_limit(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr 10.26.3.53 limit rate over 60/second burst 40 packets drop;")


def small_packets(_lab, vantage):
    """An old firewall: no DNS answer has more than 512 octets."""
    net.filter_downlink(vantage, "udp sport 53 udp length > 520 drop;")


def ours_only(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr 10.0.0.0/8 accept; th dport 53 drop;")


PORTAL = truth(FAILS, "local|upstream", "dns_interception|resolver_captive_portal|resolver_nxdomain_rewrite")
LOSSY = local("local_packet_loss", FAILS)
LOST = either(OK, LOSSY, local("local_packet_loss", "info"), truth(FAILS + "|info", "local|upstream",
      "resolver_packet_loss|resolver_rate_limited|resolver_timeout"), UNSEEN)
IN_LOSS = dict(excuse=either(LOSSY, truth(FAILS, "local|upstream", "resolver_packet_loss|resolver_timeout"), UNSEEN), record_truth=LOST, chance=True)
# Large answers are lost to all, with EDNS; without, they are cut, and come over TCP.
SMALL_ONLY = either(local("path_drops_edns|local_packet_loss", FAILS + "|info"), OK)
MIDS = [Question(f"mid.{zone}", "TXT", SMALL_ONLY) for zone in ("tundra.com", "tundra.org", "cloudhost.net", "mailer.net")]
NO_WAY_OUT = truth("failure", "local|upstream|undetermined",
      "resolver_timeout|resolver_port_unreachable|local_network_down|contradiction|egress_port53_blocked")

# --- inside ---

SPLIT = truth("info|ok", "none", "split_horizon|ok")
DECLARED = ({"name": "corp.tundra.com", "internal": True},)
STRANGER = either(SPLIT, negative("name_does_not_exist"))
OUTSIDERS = ("tele-r", "tele-n", "open-u", "open-k", "open-b")
INTERN = [Question(name, "A", SPLIT, cells=dict.fromkeys(OUTSIDERS, STRANGER)) for name in of.INNER]
UNDECLARED = [dataclasses.replace(question, truth=either(SPLIT, negative("name_does_not_exist"))) for question in INTERN]
LEAKED = [Question(name, "A", STRANGER) for name in of.INNER[:2]]
TUNNEL = truth(FAILS, "upstream|local|authoritative", "resolver_auth_path_broken|" + of.NO_WAY + "|auth_timeout")
TUNNELLED = [Question(name, "A", TUNNEL, cells=dict.fromkeys(OUTSIDERS, STRANGER)) for name in of.INNER[:2]]
IN_CLUSTER = [Question(name, "A", SPLIT) for name in of.CLUSTER]
# Names that are only there, asked of who is elsewhere besides.
CLUSTER_MIXED = [Question(name, "A", either(SPLIT, truth(BAD, "local", "special_use_name|tld_does_not_exist")), cells=dict.fromkeys(ROOM, either(
    STRANGER, truth(BAD, "local", "special_use_name|tld_does_not_exist")))) for BAD in ("negative|info|failure",) for name in of.CLUSTER]
NAT = [Question("v4.tundra.com", "AAAA", either(OK, truth("info", "none|local", "split_horizon|ok|resolver_rebind_protection"), negative("no_data"))),
       Question("www.softmicro.com", "AAAA", authoritative("auth_timeout")), absent("nope.tundra.com", "AAAA")]

# --- those who know better ---

BLUNDERED = named("www.mailer.net", "mailer.net MX", "shop.tundra.com", "www.nomail.org")
BLUNDERED_ALONE = taken_for(of.BLOCK, BLUNDERED)
UNWILD_ALONE = [dataclasses.replace(question, truth=either(of.UNWILD, negative("domain_not_registered|name_does_not_exist"), OK),
      cells={}) for question in SITE_FINDER[:3]]
PAGES = taken_for(either(upstream("resolver_nxdomain_rewrite", FAILS + "|info"), OK), named("nope.bank.org", "www.never-there.com"))
HIJACK_ALONE = [dataclasses.replace(question, truth=either(of.LED_ASTRAY, OK), cells={}) for question in named("www.etherwallet.com")] + taken_for(
    either(of.TURNED_AWAY, upstream(of.NO_WAY, FAILS)), named("mail.etherwallet.com"))

# --- validators ---

BROKEN_KEYS = "resolver_dnssec_broken"
KEYS_ALONE = upstream(BROKEN_KEYS, FAILS)
NO_BATTERY = local(BROKEN_KEYS, FAILS)
EVERYTHING_BEHIND = truth(FAILS, "local|upstream", BROKEN_KEYS + "|" + of.NO_WAY)
LAX = [dataclasses.replace(question, truth=question.truth.or_else(OK)) for question in DNSSEC if question.unchecked == "NOERROR"]

# --- expectations ---

PROMISED = [
    Question("www.parked.com", "A", UNMET, expect={"answers": ["195.88.99.80"]}), Question("parked.com", "MX", either(UNMET, authoritative("no_data", FAILS)),
          expect={"answers": ["10 mail.parked.com."]}),
    Question("dynamo.us-east.amazonia.com", "A", either(UNMET, authoritative("no_data", FAILS)), expect={"answers": ["195.88.19.71"]}),
    Question("gogle.wild", "A", UNMET, expect={"rcode": "NXDOMAIN"}), Question("www.tundra.com", "A", OK, expect={"answers": ["195.88.1.80"]}),
    Question("www.softmicro.com", "A", authoritative("auth_timeout"), seen="FAIL", expect={"rcode": "NOERROR"}),
    Question("nope.tundra.com", "A", OK.or_else(negative("name_does_not_exist")), seen="NXDOMAIN", expect={"rcode": "NXDOMAIN"}),
]
PROMISED = [dataclasses.replace(question, cells=dict.fromkeys(ROOM,
      question.truth.or_else(OK))) for question in PROMISED if question.seen != "FAIL"] + [PROMISED[5]]

# --- many ---

SPARE = [Question(f"t{n:02}.apps.sparing.net", "A", either(OK, authoritative("auth_rate_limited|auth_packet_loss|auth_partial_outage|auth_timeout",
      FAILS + "|info")), seen="NOERROR|FAIL")
         for n in range(16)]
SOUND_ZONES = ("tundra.com", "tundra.org", "bank.org", "cloudhost.net", "mailer.net")


def crowd(count, broken):
    """So many good names, with a broken one for every so many."""
    for n in range(count):
        made = broken(n)
        yield made if made is not None else fine(f"n{n:03}.apps.{SOUND_ZONES[n % 5]}", direct="")


CAUSES = (
    lambda n: dead(f"n{n:03}.apps.softmicro.com", "auth_timeout"), lambda n: dead(f"n{n:03}.apps.closed.com", "auth_lame"),
          lambda n: dead(f"n{n:03}.apps.akamy.com", "auth_servfail"),
    lambda n: bogus(f"n{n:03}.apps.stopped.org", "dnssec_signature_expired"), lambda n: bogus(f"n{n:03}.apps.agency.org", "dnssec_ds_mismatch"),
    lambda n: bogus(f"n{n:03}.apps.transfer.com", "dnssec_zone_unsigned_with_ds"), lambda n: bogus(f"n{n:03}.apps.shop.nzz",
          truth=upstream("parent_dnssec_bogus", FAILS)),
    lambda n: Question(f"n{n:03}.apps.volvo.sve", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"), lambda n: absent(f"n{n:03}.bank.org"),
    lambda n: dead(f"n{n:03}.shop.stores.facegram.com", "auth_timeout|auth_port_unreachable"), lambda n: bogus(f"n{n:03}.apps.pochta.ruz",
          truth=upstream("parent_dnssec_bogus", FAILS)),
    lambda n: absent(f"www.n{n:03}-gone.com", cause="domain_not_registered"), lambda n: bogus(f"n{n:03}.apps.early.com", "dnssec_signature_not_yet_valid"),
)
HALF = list(crowd(1000, lambda n: CAUSES[n // 2 % len(CAUSES)](n) if n % 2 else None))
PERCENT = list(crowd(1000, lambda n: {50: CAUSES[0], 150: CAUSES[0], 250: CAUSES[3], 350: CAUSES[3], 450: CAUSES[1], 550: CAUSES[1], 650: CAUSES[5],
      750: CAUSES[5],
                                      850: CAUSES[7], 950: CAUSES[7]}.get(n, lambda n: None)(n)))


def denied(questions):
    """What a forwarder makes of a denial, or what is believed where the servers may not be asked."""
    return [dataclasses.replace(question, truth=either(question.truth, DENIAL)) if "shopping.com" in question.name else question for question in questions]


ALL_BROKEN = SERVERS + APPLIANCES + REGISTRIES + ROLLS + DNSSEC
AT_STUB = denied(ALL_BROKEN)

SITUATIONS = [
    # Nothing is wrong.
    small("quiet", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + NEGATIVE, ALL_HEALTHY, (0,)),
    small("customs", "what looks odd and is well", ODD + FORMERR, "hq-u hq-b tele-r tele-n six", (0,), 100),
    small("customs-one", "the same, at one", ODD + FORMERR, "open-b", (0,), 100),
    small("customs-blind", "the same, where servers may not be asked", ODD, "hq-u open-k", (0,), options=("--no-direct",)),
    small("router", "a router that knows no EDNS, and the one it asks", GOOD[:14] + NEGATIVE[:6], "router tele-r", (0,)),
    small("router-one", "the same router alone", GOOD[:8] + NEGATIVE[:3] + DNSSEC[:1], "router", (0, 1)),
    small("sitefinder", "a registry that answers for whatever nobody has", SITE_FINDER + named("www.real.wild", "real.wild MX") + FEW,
          "hq-u tele-r open-k open-b", (0,)),
    small("sitefinder-only", "the same, and nothing else is asked", SITE_FINDER + named("www.real.wild"), "hq-b tele-r open-u", (0,)),
    small("sitefinder-one", "the same, at one", SITE_FINDER + named("www.real.wild"), "open-k", (0,)),
    small("sitefinder-patched", "the same, and one provider will not have it", SITE_FINDER[:3] + named("www.real.wild") + TWO, "patched hq-u open-k", (0, 1)),
    small("sitefinder-patched-one", "that provider alone", UNWILD_ALONE + named("www.real.wild") + TWO, "patched", (0, 1)),
    small("emptied", "a region has lost its one record: there is a name, and no address", EMPTIED + FEW, "hq-u tele-r open-k", (0,)),
    small("emptied-one", "the same, at one", EMPTIED + TWO, "open-b", (0,)),
    small("promises", "what the inventory promises, in the face of parking, search pages and lost records", PROMISED, "hq-u tele-r open-k"),

    # All that is broken, at once.
    small("museum", "every broken name at healthy resolvers", ALL_BROKEN + FEW, ALL_HEALTHY, seconds=200),
    small("museum-one", "the same, at one", ALL_BROKEN + FEW, "hq-b", seconds=170),
    small("museum-stub", "the same, at a forwarder", AT_STUB + FEW, "branch", seconds=170),
    small("museum-blind", "the same, where servers may not be asked", [blind(question) for question in AT_STUB] + FEW, "hq-u tele-r open-k", seconds=170,
          options=("--no-direct",)),

    small("keytag", "two keys with one tag", KEYTAG + TWO, "hq-u hq-b tele-r open-k", (0, 1), chance=True, milestone=False),

    # Giants.
    small("giant-operator", "the routes to a giant's servers are withdrawn", GIANTS + FEW, "hq-u tele-r open-k", network=withdraw, proof=(GIANT_DOWN,)),
    small("giant-shops", "who sells there: forty aliases", SHOPS + named("www.boutiq.com") + FEW, "hq-b open-u open-b", network=withdraw, seconds=120),
    small("giant-shops-blind", "the same, where servers may not be asked", [blind(question) for question in SHOPS[:12]] + FEW, "tele-r open-k",
          network=withdraw, seconds=120, options=("--no-direct",)),
    small("giant-one", "a bystander with one resolver, and somebody else's old outage", GIANTS + SHOPS[:4] + named("www.softmicro.com",
          "jobs.tundra.com") + TWO, "open-k", network=withdraw),
    small("router-room", "four servers behind one router, and a brand that moved there by DNAME", named("www.softmicro.com", "softmicro.com MX",
          "jobs.tundra.com", "www.deadbrand.com") + FEW, "hq-u tele-n open-b"),
    small("attacked", "a provider under attack: two of four are gone, two answer half", ATTACKED + FEW, "hq-u tele-r open-k open-b", (0, 1), 150, chance=True),
    small("attacked-one", "the same, at one", ATTACKED[:3] + TWO, "open-u", (0, 1), 150, chance=True),
    small("attacked-blind", "the same, where servers may not be asked", or_else(either(GUESS, ONE_WAY), ATTACKED[:3]) + TWO, "hq-b tele-r", (0, 1), 150,
          chance=True, options=("--no-direct",)),
    small("servfail-all", "a provider's update: every server fails", named("www.akamy.com", "akamy.com MX") + FEW, "hq-b tele-r open-u"),
    small("public-gone", "a public resolver's routes are withdrawn; the site has another", FEW + named("www.agency.org"), "ones-a ones-b hq-u open-k"),
    small("public-gone-only", "the same, and the site has no other", taken_for(NO_WAY_OUT, TWO), "ones-a ones-b", (1, 9), truth=NO_WAY_OUT,
          cell_truth=NO_WAY_OUT, record_truth=NO_WAY_OUT),
    small("public-gone-third", "the same, with a provider that does not validate, and a bogus zone", FEW + or_else(OK,
          named("www.stopped.org")) + named("www.closed.com"), "ones-a ones-b tele-n"),

    # Registries.
    small("no-dot", "a country's zone without its dots", REGISTRIES[:4] + FEW, "hq-u tele-r open-k"),
    small("no-dot-one", "the same, at one", REGISTRIES[:4] + TWO, "open-b"),
    small("no-dot-blind", "the same, where servers may not be asked", [blind(question) for question in REGISTRIES[:4]] + TWO, "hq-b open-u",
          options=("--no-direct",)),
    small("truncated", "half of a registry's servers have half of a zone", REGISTRIES[4:8] + named("www.alfa.den", "www.beta.ded") + TWO, ALL_HEALTHY, (0, 1)),
    small("truncated-one", "the same, at one", REGISTRIES[4:8] + named("www.alfa.den", "www.beta.ded"), "open-k", (0, 1)),
    small("truncated-known", "all of them, and the inventory knows the servers", TRUNCATED_KNOWN + named("www.beta.ded") + TWO, "hq-u tele-r open-b",
          zones=KNOWN[1:]),
    small("truncated-known-one", "the same, at one", TRUNCATED_KNOWN + named("www.beta.ded"), "tele-r", zones=KNOWN[1:]),
    small("key-roll", "two countries rolled their keys", ROLLS + FEW, "hq-u tele-r open-k open-b"),
    small("key-roll-lax", "the same, beside one who does not look", ROLLS + named("www.agency.org") + TWO, "hq-b tele-n", (0, 1)),
    small("key-roll-one", "the same, at one", ROLLS + TWO, "tele-r"),
    small("key-roll-stub", "the same, at a forwarder", ROLLS[:4] + TWO, "branch"),
    small("hold", "a domain put on hold by mistake; two caches go on", HELD_HALF + FEW[:3], "memo-u memo-b hq-u open-k", (0, 1), 280, network=news, proof=(
        Look("www.zoomy.live", "A", "NOERROR", server="10.21.1.53"), Look("www.zoomy.live", "A", "NOERROR", server="92.21.2.53"), Look("www.zoomy.live", "A",
              "NXDOMAIN", server="9.20.2.53"))),
    small("hold-known", "the same, where nobody remembers but the inventory", HELD + TWO, "hq-u tele-r open-k", network=news, zones=KNOWN_LIVE),
    small("hold-unknown", "the same, and nobody knows that it ever was", HELD_UNKNOWN + TWO, "hq-b tele-n open-u", (0,), network=news),
    small("hold-one", "the operator, at one", HELD + TWO, "open-b", network=news, zones=KNOWN_LIVE),
    small("registered", "a domain was asked for before it was registered", LAUNCHED + TWO, "memo-u memo-b hq-u open-k", (0, 1), 280, network=news, proof=(
        Look("www.launch.live", "A", "NXDOMAIN", server="10.21.1.53"), Look("www.launch.live", "A", "NXDOMAIN", server="92.21.2.53"), Look("www.launch.live",
              "A", "NOERROR", server="9.20.2.53"))),
    small("registered-one", "the same, at one that remembers", taken_for(either(ALONE, negative("domain_not_registered")), LAUNCHED[:2]) + TWO, "memo-b", (0,
          1), 270, network=news),
    small("launch", "a name was asked for before it was made, and a negative answer lives for a day", STARTED + TWO, "memo-u memo-b tele-r open-u", (0, 1),
          280, network=news, proof=(
        Look("green.start.live", "A", "NXDOMAIN", server="10.21.1.53"), Look("green.start.live", "A", "NOERROR", server="9.20.2.53"))),
    small("launch-one", "the same, at one that remembers", taken_for(ALONE, STARTED[:1]) + taken_for(either(ALONE, OK), STARTED[1:2]) + TWO, "memo-u", (0, 1),
          270, network=news),

    # DNSSEC.
    small("rollback-early", "DNSSEC was taken back, and some still hold the DS", SLICK + [fine("www.calm.sla", direct="")] + TWO,
          "memo-u memo-b hq-u open-k tele-n", (0, 1), 285, network=news, proof=(
        Look("www.slick.sla", "A", "SERVFAIL", server="10.21.1.53"), Look("www.slick.sla", "A", "SERVFAIL", server="92.21.2.53"), Look("www.slick.sla", "A",
              "NOERROR", server="9.20.2.53"))),
    small("rollback-early-pair", "the same, at one that holds it and one that never knew", SLICK[:2] + TWO, "memo-b open-b", (0, 1), 285, network=news),
    small("rollback-early-one", "the same, at one that holds it", taken_for(EARLY_ALONE, SLICK[:2]) + [fine("www.calm.sla", direct="")] + TWO, "memo-u", (1,),
          284, network=news),
    small("agency", "a bogus agency, and the provider that looks beside two that do not", named("www.agency.org", "agency.org MX") + FEW,
          "tele-r tele-n search"),
    small("agency-one", "the provider alone", named("www.agency.org", "agency.org MX") + FEW, "tele-r"),
    small("agency-blind", "the provider beside one that does not look, and servers may not be asked", named("www.agency.org", "agency.org MX",
          "www.stopped.org") + FEW, "tele-r tele-n", (0, 1), options=("--no-direct",)),
    small("pipeline", "signatures run out at one of four, and elsewhere everywhere", DNSSEC + FEW, "hq-u hq-b tele-n open-k", (0, 1)),
    small("pipeline-one", "the same, at one", DNSSEC + TWO, "open-u"),
    small("pipeline-lax", "the same, where nobody looks", LAX + TWO, "tele-n", (0, 1)),
    small("rootcopy", "a public resolver's copy of the root has run out", FEW + named("www.real.wild", "www.agency.org"), "rootcopy hq-u tele-r"),
    small("rootcopy-pair", "the same beside one good one", FEW, "rootcopy open-k"),
    small("rootcopy-one", "the same, alone", taken_for(KEYS_ALONE, named("www.tundra.com", "www.tundra.org", "www.bank.org", "www.real.wild")), "rootcopy",
          (1, 9)),
    small("oldkey", "the root's key was rolled, and one provider did not notice", FEW + named("www.early.com", "www.transfer.com"), "oldkey hq-u open-b"),
    small("oldkey-one", "the same, alone", taken_for(KEYS_ALONE, named("www.tundra.com", "www.tundra.org", "www.agency.org")), "oldkey", (1, 9)),
    small("battery", "it is 2016 at one of the site's, and signatures of another have run out", FEW + named("www.stopped.org"), "battery hq-b open-k"),
    small("battery-one", "the same, alone", taken_for(NO_BATTERY, named("www.tundra.com", "www.tundra.org", "www.bank.org")), "battery", (1, 9)),
    small("behind", "a validator was put behind a router that strips what it needs", FEW, "behind router open-u"),
    small("behind-one", "the same, alone", taken_for(EVERYTHING_BEHIND, FEW[:3]), "behind", (1, 9)),

    # Servers.
    small("widowed", "the primary died a month ago", named("www.widow.org", "widow.org MX", "www.akamy.com", "www.lameyear.net") + FEW,
          "hq-u tele-r open-k open-b"),
    small("widowed-only", "the same, and nothing is out altogether", named("www.widow.org", "widow.org MX", "www.lameyear.net") + FEW, "hq-b tele-n open-u",
          (0, 1)),
    small("backwards", "a serial went backwards, and secondaries keep what they have", named("www.rollback.com", "launch.rollback.com") + FEW, ALL_HEALTHY,
          (0, 1)),
    small("backwards-one", "the same, at one", named("www.rollback.com", "launch.rollback.com") + TWO, "open-u", (0, 1)),
    small("taken-over", "one of two name servers' domain has lapsed, and its buyer answers", named("www.victim.org", "victim.org MX") + FEW, ALL_HEALTHY, (0,
          1)),
    small("taken-over-one", "the same, at one", named("www.victim.org", "victim.org MX") + TWO, "open-k", (0, 1)),
    small("moved", "glue was left behind by a move", named("www.moved.com", "www.halfglue.org", "promo.tundra.com") + FEW, "hq-u tele-r open-k open-b", (0, 1)),
    small("anycast", "one site of an anycast cloud was left out of an update", named("www.anycast.com", "new.anycast.com") + FEW,
          "open-far hq-u tele-r open-k", (0, 1)),
    small("hijack", "one network is led to other servers, which answer one name and refuse the rest", named("www.etherwallet.com",
          "mail.etherwallet.com") + FEW, "open-hij hq-u tele-r open-k", (0, 1)),
    small("hijack-pair", "the same beside one", named("www.etherwallet.com", "mail.etherwallet.com") + TWO, "open-hij open-u", (0, 1)),
    small("hijack-one", "the same, alone", HIJACK_ALONE + TWO, "open-hij", (0, 1)),
    small("appliances", "balancers and firewalls that know some types, sizes and flags", APPLIANCES + FEW, "hq-u tele-r open-k open-b", (0, 1), 120),
    small("appliances-one", "the same, at one", APPLIANCES + TWO, "open-u", (0, 1), 120),
    small("sparing", "servers that answer three questions a second of each who asks", SPARE + FEW, "hq-u tele-r open-k", (0, 1), 150, chance=True),

    # Those who know better.
    small("blunder", "a feed names a mail provider, and two firewalls believe it", BLUNDERED + FEW, "shield-e shield-b hq-u open-k", (0, 1)),
    small("blunder-pair", "one firewall beside one resolver", BLUNDERED + TWO, "shield-b open-b", (0, 1)),
    small("blunder-e", "the firewall that says so, alone", BLUNDERED_ALONE + TWO, "shield-e", (0, 1)),
    small("blunder-b", "the firewall that does not, alone", BLUNDERED_ALONE + TWO, "shield-b", (0, 1)),
    small("search", "a provider's search page, a registry's, and a name that is lame", named("nope.bank.org", "www.never-there.com", "nope.bank.org MX",
          "www.closed.com", "www.never.wild") + TWO, "search hq-b open-u"),
    small("search-one", "the provider alone", PAGES + TWO, "search", (0, 1)),
    small("hotel", "a portal beside a public resolver", FEW + named("www.softmicro.com"), "portal open-b"),
    small("hotel-all", "whoever is asked, the portal answers", taken_for(PORTAL, named("www.tundra.com", "www.bank.org", "nope.bank.org")),
          "hq-u open-k open-b", (0, 1, 9), host=PORTAL, vantage=to_portal,
          truth=PORTAL, cell_truth=PORTAL.or_else(OK), record_truth=PORTAL.or_else(OK)),

    # The company's own.
    small("split", "internal names, declared, where they are known and where they are not", INTERN + TWO, "corp tele-r open-k", (0,), zones=DECLARED),
    small("split-plain", "the same, undeclared", UNDECLARED + TWO, "corp tele-n open-b", (0,)),
    small("forgotten", "the tunnel is up, and its resolver was not set", LEAKED + TWO, "tele-r open-u", (0,), zones=DECLARED),
    small("tunnel", "the tunnel is down, and strangers deny", TUNNELLED + TWO + named("www.agency.org"), "tunnelled open-u tele-r", zones=DECLARED),
    small("tunnel-one", "the same, at the laptop's alone", taken_for(TUNNEL, INTERN[:2]) + TWO, "tunnelled", zones=DECLARED),
    small("cluster", "a cluster: its own names, and what its search list makes of others", IN_CLUSTER + SEARCHED + FEW, "cluster", (0, 1)),
    small("cluster-mixed", "the same beside others", CLUSTER_MIXED + SEARCHED + FEW, "cluster hq-u open-k", (0, 1)),
    small("nat64", "a network of IPv6 with DNS64", NAT + TWO + named("www.tundra.com AAAA"), "nat64"),
    small("nat64-pair", "the same, beside one who makes nothing up", NAT + TWO, "nat64 open-b"),
    small("orphan", "an office whose upstream is gone, and a bogus zone", FEW + named("www.agency.org", "www.closed.com"), "orphan hq-b open-k"),
    small("lint", "a list that has grown for years", LINT + FEW, "hq-u tele-r open-k", (0, 1)),

    # The site.
    small("six-gone", "IPv6 leads nowhere, and nobody noticed; one zone lives there alone", named("www.sixonly.org", "www.tundra.com",
          "www.agency.org") + TWO, "hq-u tele-r open-k", vantage=lose_six,
          host=either(OK, truth("info|degraded", "local", "local_network_down"))),
    small("egress", "DNS may go to the company's resolvers alone; some names are broken", FEW + [dataclasses.replace(question, truth=either(question.truth,
          GUESS)) for question in named(
        "www.closed.com", "www.akamy.com", "www.softmicro.com")] + named("www.agency.org", "www.transfer.com"), "hq-u hq-b", vantage=ours_only,
          host=either(OK, local("egress_port53_blocked", "info|degraded"))),
    small("small-packets", "the site's firewall lets no answer above 512 octets pass", MIDS + FEW, "hq-u tele-r open-k", (0, 1), vantage=small_packets,
          host=either(OK, local("path_drops_edns|local_packet_loss", FAILS + "|info")), record_truth=either(OK, local("path_drops_edns|local_packet_loss",
                FAILS + "|info")), chance=True),
    small("conntrack", "the firewall's table of flows is full", SERVICES[:16] + FEW, "hq-u tele-r open-k", (0, 1, 4), 150, vantage=table_full, host=either(OK,
          LOSSY), truth=either(LOST, DENIAL), **IN_LOSS, milestone=False),
    small("hurt", "the line loses a quarter, and zones are bogus and lame", FEW + or_else(either(LOSSY, UNSEEN), named("www.agency.org", "www.closed.com")),
          "hq-b tele-r open-u", (1, 4), 200, vantage=losing(15, 12),
          host=LOSSY, **IN_LOSS),
    small("vpc", "a network lets each machine send its resolver so many packets a second", [fine(f"v{n:03}.apps.{SOUND_ZONES[n % 5]}",
          direct="") for n in range(250)] + named("www.agency.org"), "vpc open-u",
          (0, 1), 150, vantage=vpc_limit, chance=True),
    small("quota", "a provider that refuses above fifteen a second", SERVICES + named("www.closed.com", "www.softmicro.com"), "quota hq-u open-k",
          seconds=150, chance=True),
    small("pool", "an office pool of three, one of which was taken away", SERVICES[:16] + named("www.agency.org"), "pool hq-u open-k", (0, 1), 120,
          chance=True),

    # Many.
    small("half", "a thousand names, half of them broken, of thirteen causes", HALF, "hq-u tele-r open-k open-b", network=withdraw, seconds=240,
          follow_ups=0.25),
    small("percent", "a thousand names, ten of them broken", PERCENT, "hq-u tele-r open-k open-b", seconds=150, follow_ups=0.02),
]
