# SPDX-License-Identifier: MIT
"""What has happened tonight: each incident for itself, at the few resolvers that somebody would look at."""

import dataclasses
import functools
import re
import signal
import subprocess
import time

import net
import wire
from faults import drop_tcp, falls, lose_six, losing
from model import FAILS, OK, Look, Question, Situation, Truth, absent, authoritative, bogus, dead, empty, exits, fine, local, maybe, negative, truth, upstream, words

from . import resolvers as of
from .questions import (BAD, DNSSEC, FIREWALLED, GOOD, LINT, NEGATIVE, ODD, QUESTIONS, REGISTRIES, REVERSE, SERVERS, SLUGGISH, TWOFACE, TYPES, VENDOR_DOWN, named)
from .resolvers import BLOCKED, CORP, NO_WAY, STRANGER


def pick(ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
    return [by_id[wanted] for wanted in ids.split()]


def in_crowd(question, resolvers):
    """What is true of a good name where some resolvers alone fail it: their fault is all that can be said of the name."""
    faults = {resolver.id: resolver.cells(question) for resolver in resolvers if resolver.cells is not None and resolver.cells(question)}
    if not faults or "ok" not in question.truth.cause:
        return question
    blame = dataclasses.replace(functools.reduce(Truth.or_else, faults.values()), severity=words("degraded|info"))
    if question.truth != OK or any("ok" in fault.cause for fault in faults.values()):
        blame = blame.or_else(question.truth)
    if len(faults) == len([resolver for resolver in resolvers if resolver.row is None]):
        blame = dataclasses.replace(blame, severity=blame.severity | words("failure"))
    cells = {resolver.id: OK for resolver in resolvers} if question.truth == OK else {}
    return dataclasses.replace(question, truth=blame, cells=cells | question.cells)


def used_to_it(resolvers, event=None):
    """A letter of the root is silent: who has been up for a minute knows, and who has not may be slow once."""
    def network(lab):
        warm = lab.__dict__.setdefault("warm_ones", set())
        cold = [one for one in resolvers if one.id not in warm and one.healthy]
        warm.update(one.id for one in cold)
        for name in (".", "www.mesa.org", "www.bank.org"):
            wire.ask([wire.Query(one.address, name, "SOA" if name == "." else "A", timeout=5.0, tries=3) for one in cold])
        if event is not None:
            event(lab)
    return network


def small(name, about, questions, resolvers, status=(0, 1), seconds=90, **more):
    room = pick(resolvers)
    more["network"] = used_to_it(room, more.get("network"))
    return Situation(name, about, [in_crowd(question, room) for question in questions], room, exits(*status), seconds=seconds, **more)


def or_else(what, questions):
    return [dataclasses.replace(question, truth=question.truth.or_else(what)) for question in questions]


def taken_for(what, questions, **more):
    return [dataclasses.replace(question, truth=what, **more) for question in questions]


HEALTHY = of.HEALTHY
WEB = of.WEB
FEW = named("www.mesa.com", "www.mesa.org", "www.bank.org", "mesa.com MX", "svc03.mesa.com", "nope.mesa.com")
BRIEF = FEW[1:3]
OTHERS = [question for question in FEW if not question.name.startswith("svc")]
ALL_DAY = [question for question in GOOD if question.truth == OK]
SERVICES = [fine(f"svc{n:02}.mesa.com", direct="") for n in range(24)]
UNMET = truth("failure", "none", "expectation_unmet")

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


def without(*owners):
    return lambda text: "".join(line + "\n" for line in text.splitlines() if not line.startswith(tuple(f"{owner} " for owner in owners)))


def sell(lab):
    """The registrar's page takes a domain over; the old provider goes on, and nobody is sent there."""
    remember(["www.bistro.live A", "mail.bistro.live A", "bistro.live MX"], "memo memo-isp")
    edit_zone(lab, "live", lambda text: without("bistro.live.")(text) + "bistro.live. NS ns1.parked.org.\nbistro.live. NS ns2.parked.org.\n", "reg-live",
              "www.bistro.live", lambda reply: any("parked" in record[3] for record in reply.authority))


def expire(lab):
    """Not paid for: the registry has taken it out."""
    remember(["www.faded.live A", "mail.faded.live A"], "memo memo-isp")
    edit_zone(lab, "live", without("faded.live."), "reg-live", "www.faded.live", lambda reply: reply.status == "NXDOMAIN")


def deploy(lab):
    """Asked for a minute too early; then the name is made, and another is taken away."""
    remember(["green.fresh.live A", "_acme-challenge.fresh.live TXT"], "memo")
    remember(["old.fresh.live A", "www.fresh.live A"], "memo-isp")
    edit_zone(lab, "fresh.live", lambda text: without("old")(text).replace("www A 45.77.63.80", "www A 45.77.63.180") +
              'green A 45.77.63.77\n_acme-challenge TXT "token"\n', "dyn", "green.fresh.live", lambda reply: reply.answers)


STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
ROOM = "hq-a hq-b isp-n isp-s pub-1 pub-2 pub-3".split()


def remembered(name, what, others=OK, qtype="A", by="memo memo-isp"):
    return Question(name, qtype, what, cells=dict.fromkeys(ROOM, others) | dict.fromkeys(by.split(), what))


SOLD = [remembered("www.bistro.live", STALE), remembered("mail.bistro.live", STALE),
        remembered("bistro.live", STALE.or_else(truth("degraded|info", "local|upstream", BLOCKED + "|resolver_stale_negative_cache")).or_else(negative("no_data")), OK.or_else(negative("no_data")), "MX")]
SOLD_NOW = [Question("www.bistro.live", "A", UNMET, expect={"answers": ["45.77.61.80"]}), Question("bistro.live", "NS", UNMET, expect={"ns": ["ns1.old-registrar.net", "ns2.old-registrar.net"]}),
            Question("bistro.live", "MX", UNMET.or_else(authoritative("no_data", FAILS)), expect={"answers": ["10 mail.bistro.live."]}), Question("api.bistro.live", "A", OK)]
SOLD_NOW = [dataclasses.replace(question, cells=dict.fromkeys(ROOM, question.truth.or_else(OK))) for question in SOLD_NOW]
OLD_PROVIDER = ["ns1.old-registrar.net", "ns2.old-registrar.net"]
GONE = negative("domain_not_registered|name_does_not_exist")
FADED = [Question(f"{host}.faded.live", "A", GONE.or_else(upstream("delegation_missing", FAILS)).or_else(STALE), cells=dict.fromkeys(("memo", "memo-isp"), OK.or_else(STALE)))
         for host in ("www", "mail")]
FADED_KNOWN = [Question("www.faded.live", "A", upstream("delegation_missing", FAILS)), Question("faded.live", "MX", upstream("delegation_missing", FAILS))]
FRESH = [remembered("green.fresh.live", STALE_NO, by="memo"), remembered("_acme-challenge.fresh.live", STALE_NO, qtype="TXT", by="memo"), remembered("www.fresh.live", STALE, by="memo-isp"),
         remembered("old.fresh.live", STALE.or_else(negative("name_does_not_exist")).or_else(authoritative("name_does_not_exist", "degraded")), negative("name_does_not_exist").or_else(OK), by="memo-isp"),
         fine("mail.fresh.live", direct="")]
ALONE_STALE = truth("failure|degraded", "local|upstream", "resolver_stale_cache|resolver_stale_negative_cache")
FRESH_ALONE = [Question("green.fresh.live", "A", ALONE_STALE.or_else(STALE).or_else(negative("name_does_not_exist"))), Question("mail.fresh.live", "A", OK)]

# --- servers, seen by few ---

BOTH = named("cdn00.mesa.com", "jobs.mesa.com")
BLIND = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable").or_else(truth(FAILS, "undetermined", "contradiction|budget|own_loss"))
DELEGATED = upstream("delegation_cyclic|delegation_ns_unresolvable|delegation_ns_private_address|delegation_glue_wrong|delegation_inconsistent|tld_unreachable|tld_lame", FAILS)
ONE_WAY = truth("degraded|info", "local|upstream", NO_WAY)
DIFFER = truth("degraded", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")


def unseen(question):
    """Where nobody's servers may be asked, it is what resolvers say that counts, and the words that come with it."""
    causes = question.truth.cause
    if question.truth == OK or all(cause.startswith(("dnssec_", "cname_", "no_data", "name_does", "domain_not")) for cause in causes):
        return question
    if "auth_inconsistent_existence" in causes:  # All may have met the one that denies it, and then nothing says otherwise.
        question = dataclasses.replace(question, truth=question.truth.or_else(negative("name_does_not_exist")))
    extra = BLIND.or_else(DELEGATED if question.truth.locus & {"upstream"} else BLIND)
    return dataclasses.replace(question, truth=question.truth.or_else(extra).or_else(OK.or_else(ONE_WAY).or_else(DIFFER) if "ok" in causes else extra))


# --- types ---

TYPED_BAD = or_else(truth(FAILS, "authoritative", "auth_servfail|auth_qtype_dropped|auth_qtype_unsupported|auth_timeout|auth_lame"), TYPES[2:6])

# --- firewalls and such ---

TRACKED = [question for question in BAD if question.name.startswith("bad-") and question.truth == OK] + named("bad-page.tracker.net")
B_ALONE = taken_for(truth(FAILS + "|info", "upstream", BLOCKED), named("bad-nx.tracker.net", "bad-empty.tracker.net", "bad-page.tracker.net")) + taken_for(
    truth(FAILS + "|info", "upstream", BLOCKED + "|resolver_timeout|resolver_packet_loss"), named("bad-drop.tracker.net")) + named("bad-ref.tracker.net")
U_ALONE = taken_for(truth(FAILS + "|info", "upstream", BLOCKED), named("bad-nx.tracker.net", "bad-null.tracker.net", "bad-page.tracker.net")) + taken_for(
    truth(FAILS + "|info", "upstream", BLOCKED + "|resolver_refused|resolver_not_recursive"), named("bad-ref.tracker.net"))
# Listed or not, nobody answers it: what a firewall denies is no answer.
DEAD_AND_LISTED = named("bad-dead.tracker.net", "www.dead.net")
LIE = upstream("resolver_nxdomain_rewrite", FAILS + "|info")
SEARCHED = named("nope.bank.org A", "www.never-there.com", "blog.mesa.com", "nope.bank.org MX", "v6.bank.org", "www.dead.net")
PORTAL = truth(FAILS, "local|upstream", "dns_interception|resolver_captive_portal|resolver_nxdomain_rewrite")


def lead_to_hotel(_lab, vantage):
    net.redirect_uplink(vantage, "10.75.1.53", "th dport 53")


# --- the company's own names ---

SPLIT = truth("info|ok", "none", "split_horizon|ok")
DECLARED = ({"name": "corp.mesa.com", "internal": True},)
OUTSIDERS = ("isp-n", "pub-1", "pub-2", "pub-3")
INTERN = [Question(name, "A", SPLIT, cells=dict.fromkeys(OUTSIDERS, STRANGER)) for name in CORP] + [
    Question("_ldap._tcp.corp.mesa.com", "SRV", SPLIT, cells=dict.fromkeys(OUTSIDERS, STRANGER))]
LEAKED = [Question(name, "A", negative("name_does_not_exist").or_else(SPLIT)) for name in CORP[:2]]
UNTOLD = [dataclasses.replace(question, truth=SPLIT.or_else(negative("name_does_not_exist"))) for question in INTERN[:3]]
TUNNEL_DOWN = truth(FAILS, "upstream|local|authoritative", NO_WAY + "|auth_timeout")
TUNNELLED = [Question(name, "A", TUNNEL_DOWN.or_else(truth("degraded|info", "local|upstream", NO_WAY)), cells=dict.fromkeys(OUTSIDERS, STRANGER) | {"inner": SPLIT}) for name in CORP]
TUNNELLED_ONLY = [Question(name, "A", TUNNEL_DOWN, cells=dict.fromkeys(OUTSIDERS, STRANGER)) for name in CORP]

# --- at the site ---


def tunnel_eats_large(_lab, vantage):
    """Strangers' answers come through a tunnel in which large datagrams get lost."""
    net.filter_downlink(vantage, "ip saddr { 9.0.0.0/8, 80.0.0.0/8 } udp sport 53 udp length > 560 drop;")


def only_ours(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr 10.0.0.0/8 accept; th dport 53 drop;")


MTU = truth("degraded|info", "local|upstream", "resolver_packet_loss|resolver_edns_broken|resolver_timeout|local_packet_loss|path_drops_edns|resolver_tcp_blocked").or_else(OK)
LARGE = [Question(f"wide.{zone}", "TXT", MTU, cells=dict.fromkeys(("hq-a", "hq-b"), OK)) for zone in ("mesa.com", "mesa.org", "mailhub.net", "partner.org")]
NO_TCP = local("egress_tcp53_blocked", FAILS)
LOSS = local("local_packet_loss", FAILS + "|info").or_else(truth("degraded|info|failure", "undetermined", "own_loss|budget"))
LOSSY = local("local_packet_loss", FAILS)
ON_LOSS = OK.or_else(local("local_packet_loss", FAILS + "|info")).or_else(truth(FAILS, "local|upstream", "resolver_packet_loss"))
IN_LOSS = dict(excuse=local("local_packet_loss").or_else(truth("degraded", "undetermined", "own_loss|budget|contradiction")), record_truth=ON_LOSS, chance=True)
LOST_BAD = or_else(LOSS, named("www.dead.net", "jobs.mesa.com", "www.dated.com", "www.dsbad.org", "blog.mesa.com"))
BLIND_BAD = [dataclasses.replace(question, truth=BLIND) for question in named("www.dead.net", "www.stall.net", "www.orphaned.org")] + named("www.dated.com", "www.leftover.org")
NOBODY_SIX = truth(FAILS, "local|upstream", "resolver_timeout|local_network_down|resolver_auth_path_broken")


def process_of(lab, name):
    return next(server for server in lab.recursives if server.name == name)


def restart(lab, _vantage):
    """Somebody restarts it, and it takes two seconds."""
    server = process_of(lab, "reborn")
    old = server.process
    old.send_signal(signal.SIGKILL)
    old.wait()
    time.sleep(1.5)
    server.process = subprocess.Popen(old.args, cwd=lab.directory / "reborn", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      start_new_session=True)


SUNK = [maybe(f"t{n:02}.apps.sinking.net", authoritative("auth_timeout|auth_partial_outage|auth_packet_loss", FAILS).or_else(truth(FAILS, "undetermined", "contradiction|budget|own_loss")))
        for n in range(24)]
LIMITED = [maybe(f"t{n:02}.apps.stingy.net", authoritative("auth_rate_limited|auth_packet_loss|auth_partial_outage|auth_timeout", FAILS)) for n in range(16)]
BUSY = [fine(f"b{n:02}.apps.{zone}", direct="") for n in range(12) for zone in ("mesa.com", "bank.org", "partner.org")]
BUSY_ALONE = of.TIRED[1].cells(FEW[0])


def dies(_lab, _vantage):
    net.fill_set("silent4", "10.77.4.53")


LISTED_BROKEN = named("www.stall.net", "www.orphaned.org", "www.twicebad.net")
PAGE_ALONE = truth(FAILS + "|info", "upstream", BLOCKED + "|resolver_stale_cache|split_horizon")
NARROW_ALONE = FIREWALLED + named("www.fwtcp.com", "huge.fwtcp.com")
PAIR_GONE = truth("failure", "local|undetermined|upstream", "resolver_timeout|resolver_port_unreachable|local_network_down|contradiction|egress_port53_blocked|forwarder_unreachable")
NO_FORWARDER = truth(FAILS, "upstream", "forwarder_unreachable|recursion_path_broken")
TWO_FORWARDERS = named("cdn01.mesa.com", "jobs.mesa.com", "www.dated.com")
CLOCK_ALONE = local("resolver_dnssec_broken", FAILS)
SUPPLIED = named("www.supplier.net") + [fine("supplier.net", "MX", direct=""), fine("api.supplier.net", direct="")]
VENDED = named("www.vendor.net") + [fine("vendor.net", "MX", direct="")]
PARTNERED = named("www.partner.org") + [fine("new.partner.org", direct=""), fine("api.partner.org", direct=""), fine("wide.partner.org", "TXT", direct="")]
LOST_SUPPLIER = truth("failure", "local|upstream", NO_WAY)
MADE = OK.or_else(truth("info", "none|local", "ok|resolver_rebind_protection|split_horizon"))
NAT = [Question("v4.mesa.com", "AAAA", MADE.or_else(negative("no_data"))), Question("nope.mesa.com", "AAAA", negative("name_does_not_exist")), Question("www.dead.net", "AAAA", authoritative("auth_timeout"))]
VIEW_ALONE = [dataclasses.replace(TWOFACE[0], cells={}), dataclasses.replace(TWOFACE[1], truth=TWOFACE[1].truth.or_else(negative("name_does_not_exist")).or_else(
    truth("failure", "upstream|authoritative", "resolver_blocklist|resolver_stale_negative_cache|auth_nxdomain_for_existing_name|auth_inconsistent_existence")), cells={}), TWOFACE[2]]
WELL = ODD + SLUGGISH
PROMISED = [
    Question("www.vanity.com", "A", OK, expect={"answers": ["45.77.20.80"]}), Question("rr.mesa.com", "A", OK, expect={"answers": ["45.77.1.12", "45.77.1.11"], "match": "exact"}),
    Question("img02.mesa.com", "A", OK, expect={"cidr": "45.77.4.0/24", "cname": "img02.mesa.swift.org"}), Question("app.geo.net", "A", OK, expect={"cidr": "45.78.9.0/24"}),
    Question("logn.mesa.org", "A", UNMET, expect={"rcode": "NXDOMAIN"}), Question("cdn02.mesa.com", "A", authoritative("auth_timeout"), seen="FAIL", expect={"rcode": "NOERROR"}),
    Question("www.leftover.org", "A", authoritative("dnssec_zone_unsigned_with_ds", FAILS), seen="SERVFAIL", unchecked="NOERROR", expect={"answers": ["45.77.32.80"]}),
    Question("www.parked.org", "A", UNMET, expect={"answers": ["45.77.99.80"]}),
]
PROMISED = [dataclasses.replace(question, cells=dict.fromkeys(ROOM, question.truth.or_else(OK))) if question.truth in (OK, UNMET) else question for question in PROMISED]

SITUATIONS = [
    # Nothing is wrong.
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found", ALL_DAY + NEGATIVE, HEALTHY, exits(0), network=used_to_it(HEALTHY)),
    small("odd", "set-ups that look odd and are well", WELL, "hq-a isp-n pub-1 pub-2 pub-3", (0,), 120),
    small("odd-one", "the same at one resolver", WELL, "pub-3", (0,), 120),
    small("odd-dnsmasq", "the same at a forwarder of a forwarder, alone", WELL, "desk", (0,), 120),
    small("odd-blind", "the same, where servers may not be asked", WELL, "hq-b pub-1", (0,), 120, options=("--no-direct",)),
    small("odd-resolvers", "resolvers that ask in odd capitals, say little, remember nothing, or have two upstreams of which one is gone", ALL_DAY[:16] + ODD + NEGATIVE[:6],
          "caps terse twin desk six hq-b", (0,), 120),
    small("quiet-night", "a small site of a typical kind", named("www.mesa.com", "mesa.com MX", "logn.mesa.org", "img02.mesa.com", "long.mesa.com", "nope.mesa.com", "www.short.net"), "site pub-2", (0,), 60),
    small("promises", "what the inventory promises, and is kept or not", PROMISED, "hq-a isp-n pub-2", (1,)),

    # All that is broken, at once.
    Situation("broken", "every broken zone at healthy resolvers", SERVERS + DNSSEC + REGISTRIES + REVERSE + FEW, HEALTHY, exits(1), seconds=200, network=used_to_it(HEALTHY)),
    Situation("broken-blind", "the same, where servers may not be asked", [unseen(q) for q in SERVERS + DNSSEC + REGISTRIES + REVERSE] + FEW, pick("hq-a hq-b isp-n pub-2"), exits(1), seconds=200,
              options=("--no-direct",), network=used_to_it(HEALTHY)),
    small("broken-one", "the same, at one resolver", SERVERS + DNSSEC[:8] + REGISTRIES[:4] + REVERSE + FEW, "hq-b", (1,), 150),

    # Registrars and registries.
    small("sold", "a registrar's parking page has taken a domain over; two caches remember", SOLD + FEW[:4], "memo memo-isp hq-a isp-n pub-2", network=sell, proof=(
        Look("www.bistro.live", "A", "NOERROR", server="10.72.1.53"), Look("www.bistro.live", "A", "NOERROR", server="9.70.2.53"), Look("bistro.live", "MX", "NODATA", server="9.70.2.53"))),
    small("sold-promised", "the same, where nobody remembers but the inventory", SOLD_NOW + BRIEF, "hq-a isp-n pub-1", (1,)),
    small("sold-one", "the same, at one resolver", SOLD_NOW, "pub-2", (1,)),
    small("expired", "a domain was not paid for; two caches go on; and a supplier is down besides", FADED + BOTH + FEW[:3], "memo memo-isp hq-b pub-1", (0, 1), network=expire, proof=(
        Look("www.faded.live", "A", "NOERROR", server="10.72.1.53"), Look("www.faded.live", "A", "NXDOMAIN", server="9.70.1.53"))),
    small("expired-known", "the same, where the inventory names its servers", FADED_KNOWN + BRIEF, "hq-a isp-s pub-1", (1,), zones=({"name": "faded.live", "ns": OLD_PROVIDER},)),
    small("expired-one", "the same, at one resolver, and a name that does not exist anyway", FADED_KNOWN + named("www.never-there.com"), "isp-n", (1,), zones=({"name": "faded.live", "ns": OLD_PROVIDER},)),
    small("deployed", "a name was asked for before it was made, and one was taken away", FRESH + BRIEF, "memo memo-isp hq-a pub-1", seconds=300, network=deploy, proof=(
        Look("green.fresh.live", "A", "NXDOMAIN", server="10.72.1.53"), Look("green.fresh.live", "A", "NOERROR", server="9.70.1.53"), Look("old.fresh.live", "A", "NOERROR", server="80.72.1.53"))),
    small("deployed-one", "the same, at the one that remembers", FRESH_ALONE + BRIEF, "memo", (0, 1), 299),
    small("registries", "registries: one server silent, one lame, one behind, all silent, all lame", REGISTRIES + named("www.alpha.app", "alpha.app MX", "www.beta.shop", "www.gamma.work", "nope.alpha.app"),
          "hq-a isp-n pub-2", (1,), 120),
    small("registries-one", "the same, at one resolver", REGISTRIES[:4] + named("www.alpha.app", "www.beta.shop", "www.gamma.work", "www.never-there.shop"), "pub-1", (1,), 120),

    # Servers.
    small("vendor", "a CDN is down, and half of the company's aliases lead there", VENDOR_DOWN + SERVICES[:8] + named("img02.mesa.com", "img05.mesa.com", "x9.mesa.edge.fastnet.net", "www.fastnet.net") + OTHERS,
          "hq-a isp-n pub-1 pub-3", (1,), 150),
    small("vendor-one", "the same, at the site's forwarder alone", VENDOR_DOWN[:8] + named("img02.mesa.com", "www.mesa.com", "jobs.mesa.com"), "site", (1,), 150),
    small("vendor-office", "the same, and two offices have lost their upstream besides", VENDOR_DOWN[:4] + TWO_FORWARDERS[1:] + FEW, "office-1 office-2 office-3 pub-2", (1,), 150),
    small("secondaries", "a hidden primary moved: secondaries that expired, that lag, and one that has not noticed yet", named("www.quad.net", "api.quad.net", "new.quad.net", "www.orphaned.org", "orphaned.org",
        "www.orphans.net") + BRIEF, "hq-a hq-b isp-s pub-2", (1,), 120),
    small("left-behind", "a DS was left behind, keys were rolled at one of three, signatures ran out at another", DNSSEC + BRIEF, "hq-a isp-s pub-2", (0, 1), 120),
    small("left-behind-lax", "the same, at one who validates behind a forwarder and one who does not", DNSSEC[:4] + DNSSEC[6:] + BRIEF, "site isp-s", (0, 1), 120),
    small("narrow", "a firewall was changed: large datagrams are lost in front of one company's servers, TCP in front of another's", FIREWALLED + named("www.fwtcp.com", "huge.fwtcp.com") + BRIEF,
          "hq-a hq-b isp-n pub-2", (0, 1), 150, chance=True),
    small("narrow-one", "the same, at one resolver", NARROW_ALONE + BRIEF, "hq-a", (0, 1), 150, chance=True),
    small("narrow-lax", "the same, at one that needs no signatures, and one that does", NARROW_ALONE + BRIEF, "isp-s hq-b", (0, 1), 150, chance=True),
    small("lame", "old glue, private addresses, one server named twice, servers without a domain, circles", SERVERS[-10:] + BRIEF, "hq-a isp-s pub-3", (1,), 120),
    small("types", "an appliance that was brought in for A and AAAA", TYPES + BRIEF, "hq-a isp-n pub-1 pub-3", (1,), 120),
    small("types-one", "the same, at one resolver", TYPES[:2] + TYPED_BAD + BRIEF, "pub-2", (1,), 120),
    small("reverse", "a part of a network is the company's own to name, and its servers do not know", REVERSE + named("1.7.195.in-addr.arpa", "130.7.195.in-addr.arpa", "9.7.195.in-addr.arpa"), "hq-a isp-n pub-2", (0, 1)),
    small("faces", "a zone that shows one provider what is meant for the office", TWOFACE + BRIEF, "hq-a isp-n pub-1 pub-2"),
    small("faces-one", "the same provider alone", VIEW_ALONE + BRIEF, "isp-n"),
    small("stingy", "servers that answer four questions a second, and a vendor that is down", LIMITED + BOTH + FEW, "hq-a isp-n pub-2", (0, 1), 180, chance=True),
    small("sinking", "a zone falls silent while it is asked for", SUNK + FEW, "hq-a isp-n pub-1 pub-2", (0, 1), 180, chance=True, options=("-Q", "30"), during=((1.5, falls("sinking.net")),)),

    # Resolvers.
    small("clock", "a resolver's clock is two years behind, and a zone has really expired", named("www.dated.com", "dated.com MX", "www.dsbad.org") + FEW, "clock hq-b isp-n pub-1", (1,)),
    small("clock-chain", "the same, and one that forwards there, and one good one", named("www.dated.com", "www.dead.net") + FEW, "clock ward pub-2", (1,)),
    small("clock-one", "the clock alone", taken_for(CLOCK_ALONE, named("www.dated.com", "www.mesa.com", "www.mesa.org", "mesa.com MX")), "clock", (1, 9)),
    small("anchor", "a public resolver's trust anchor is outdated, and so is one zone's DS", named("www.dsbad.org", "www.leftover.org") + FEW, "anchor isp-s pub-3", (1,)),
    small("supplier", "conditional forwarding into a tunnel that is gone, and a vendor that is down", SUPPLIED + BOTH + FEW, "cond-dead hq-b pub-1", (1,)),
    small("supplier-one", "the same resolver alone", taken_for(LOST_SUPPLIER, SUPPLIED) + BRIEF, "cond-dead", (1,)),
    small("vendor-stub", "a stub zone to who has closed the account", VENDED + BRIEF, "cond-ref isp-n", (0, 1)),
    small("vendor-stub-one", "the same resolver alone", taken_for(LOST_SUPPLIER, VENDED) + BRIEF, "cond-ref", (1,)),
    small("partner", "a stub zone to where a partner was, who goes on with what he had", PARTNERED + BRIEF, "cond-old hq-a pub-3", (0, 1)),
    small("offices", "two of three offices have lost their upstream, and a zone is bogus", FEW + named("www.dsbad.org", "www.quad.net"), "office-1 office-2 office-3 hq-a pub-3", (1,)),
    small("office-pair", "an office without upstream beside a public resolver", FEW + named("www.dead.net"), "office-2 pub-3", (1,)),
    small("office-one", "the same office alone", taken_for(NO_FORWARDER, FEW), "office-3", (1, 9)),
    small("stubs", "a stub that asks a forwarder that asks a resolver, and nobody else; a vendor is down", FEW + BOTH + named("www.dated.com"), "desk site hq-a", (1,), 120),
    small("pool", "a balancer one of whose two upstreams is gone, and a bogus zone", SERVICES[:10] + named("www.dsbad.org") + BRIEF, "pool hq-a pub-1", (0, 1), chance=True),
    small("nobody", "one that is not there and one that is silent", BRIEF, "gone mute", (1, 9), truth=PAIR_GONE, cell_truth=PAIR_GONE, record_truth=PAIR_GONE),
    small("third", "the first two of three are gone, and so is the vendor", BRIEF + BOTH[:1], "gone mute pub-2", (1,)),

    # Those who know better.
    small("fires", "three DNS firewalls of three kinds beside two resolvers", TRACKED + named("pixel.mesa.com", "bad-dead.tracker.net", "mail.mesa.org", "www.nobody-has-this.net") + FEW[:4], "fire-b fire-u fire-e hq-a pub-2", (0, 1), 120),
    small("fires-pair", "two firewalls, and nobody else", [q for q in TRACKED if q.name.startswith(("bad-empty", "bad-null", "bad-ref"))] + named("mail.mesa.org") + BRIEF, "fire-u fire-e", (0, 1)),
    small("fire-b", "the firewall that gives no reason, alone", B_ALONE + BRIEF, "fire-b", (0, 1)),
    small("fire-u", "another of that kind, alone", U_ALONE + BRIEF, "fire-u", (0, 1)),
    small("fire-dead", "what is listed is dead besides", DEAD_AND_LISTED + named("bad-nx.tracker.net", "www.dsbad.org") + BRIEF, "fire-b isp-s", (1,)),
    small("fire-broken", "what is listed is lame, expired or bogus besides", LISTED_BROKEN + named("www.dsbad.org", "bad-nx.tracker.net") + BRIEF, "fire-e hq-a pub-1", (1,)),
    small("fire-broken-pair", "the same, at the firewall and one other", LISTED_BROKEN + BRIEF, "fire-e pub-3", (1,)),
    small("fire-page", "a page in place of a site, at a resolver that says it knows best", named("bad-page.tracker.net") + BRIEF, "fire-u hq-a pub-1", (0, 1)),
    small("search", "a provider's search page for what does not exist, and names that are broken", SEARCHED + BRIEF, "search hq-a pub-1", (1,)),
    small("search-one", "the same provider alone", taken_for(LIE, named("nope.bank.org", "www.never-there.com")) + BRIEF, "search", (0, 1)),
    small("hotel", "a hotel's portal beside a public resolver", BRIEF + named("mesa.com MX", "nope.mesa.com", "www.dead.net"), "hotel pub-1", (0, 1)),
    Situation("hotel-all", "whoever is asked, the portal answers", FEW[:3], pick("hq-a isp-n pub-1"), exits(0, 1, 9), PORTAL, vantage=lead_to_hotel, truth=PORTAL, cell_truth=PORTAL.or_else(OK), record_truth=PORTAL,
              seconds=60),
    small("split", "internal names, declared, at a resolver that knows them and two that do not", INTERN + BRIEF, "inner isp-n pub-1", (0,), zones=DECLARED),
    small("split-untold", "the same, undeclared", UNTOLD + BRIEF, "inner pub-2 isp-n", (0,)),
    small("leak", "the laptop is at home: internal names go to strangers alone", LEAKED + BRIEF, "isp-n pub-1", (0,), zones=DECLARED),
    small("tunnel-down", "the tunnel is down for one of two that should know", TUNNELLED + BRIEF, "laptop inner pub-1", (0, 1), zones=DECLARED),
    small("tunnel-only", "the tunnel is down, and strangers deny", TUNNELLED_ONLY + BRIEF + named("www.dated.com"), "laptop pub-1 pub-2", (1,), zones=DECLARED),
    small("nat64", "a site of IPv6 with DNS64, and a dead zone", NAT + BRIEF + named("www.mesa.com AAAA"), "nat64", (1,)),
    small("nat64-pair", "the same beside one that makes nothing up", NAT + BRIEF, "nat64 pub-1", (1,)),

    # The site.
    small("six-down", "the site's IPv6 leads nowhere; a zone lives there alone", named("www.v6net.com", "www.mesa.com", "www.dsbad.org") + BRIEF, "hq-a isp-n pub-1", (1,), vantage=lose_six,
          host=OK.or_else(truth("info|degraded", "local", "local_network_down"))),
    Situation("six-resolver", "the same, and a resolver of IPv6 in the inventory", FEW, [dataclasses.replace(one, row=NOBODY_SIX, record=NOBODY_SIX) if one.id == "six" else one for one in pick("hq-a six pub-3")],
              exits(0, 1), OK.or_else(truth("info|degraded|failure", "local", "local_network_down")), vantage=lose_six, seconds=60),
    small("mtu", "large answers of strangers get lost in a tunnel", LARGE + FEW, "hq-a isp-n pub-1", (0, 1), vantage=tunnel_eats_large),
    small("egress", "the firewall lets DNS out to the company's resolvers alone, and zones are broken", FEW + BLIND_BAD, "hq-a hq-b", (1,), vantage=only_ours,
          host=OK.or_else(local("egress_port53_blocked", "info|degraded"))),
    small("no-tcp", "the site drops TCP, and one zone answers by TCP alone", named("www.scrubbed.net", "api.scrubbed.net") + taken_for(NO_TCP, named("huge.bank.org")) + FEW, "hq-a isp-n pub-1", (0, 1),
          vantage=drop_tcp, host=NO_TCP, record_truth=OK.or_else(NO_TCP)),
    small("loss", "the line loses thirty of a hundred, and zones are broken", FEW + LOST_BAD, "hq-a isp-n pub-1", (0, 1, 4), 240, vantage=losing(30), host=LOSSY, **IN_LOSS),
    small("loss-both", "it loses a quarter both ways, and a resolver has lost its upstream", FEW + LOST_BAD[:2], "hq-b office-3 pub-2", (0, 1, 4), 240, vantage=losing(25, 25), host=LOSSY,
          excuse=IN_LOSS["excuse"], chance=True, record_truth=ON_LOSS.or_else(NO_FORWARDER)),
    small("loss-again", "thirty of a hundred are lost, and bogus zones and lame ones at one and another", FEW[:4] + LOST_BAD[1:4], "hq-a pub-1", (0, 1, 4), 240, vantage=losing(30), host=LOSSY, **IN_LOSS),
    small("loss-more", "forty of a hundred are lost, and a bogus zone", FEW[:4] + LOST_BAD[2:4], "hq-b isp-n pub-1", (0, 1, 4), 240, vantage=losing(40), host=LOSSY, **IN_LOSS),
    small("dying", "a resolver goes away for good in the middle, and a vendor is down", SERVICES + OTHERS + BOTH[1:], "dying hq-b pub-1", (1,), 150, chance=True, options=("-Q", "30"), during=((1.2, dies),)),
    small("reborn", "a resolver is restarted in the middle", SERVICES + OTHERS, "reborn hq-b pub-1", (0, 1), 120, chance=True, options=("-Q", "30"), during=((1.2, restart),)),
    small("full", "a resolver that takes six recursions at a time, and dead zones", BUSY + VENDOR_DOWN[:12], "full hq-a pub-1", (1,), 150, chance=True),
    small("limits", "two that limit how often one may ask, and zones are broken", SERVICES + named("www.dead.net", "jobs.mesa.com", "www.dsbad.org"), "limit-d limit-r hq-a pub-3", (1,), 180, chance=True),
    small("limit-one", "a limit, alone, and a vendor that is down", or_else(BUSY_ALONE, SERVICES[:16]) + or_else(BUSY_ALONE, BOTH), "limit-d", (1, 0), 180, chance=True),
    small("lint", "what a list of names that has grown for years holds", LINT + FEW, "hq-a isp-n pub-1", (0, 1)),
    small("lint-one", "the same, at a stub", LINT + BRIEF, "desk", (0, 1)),
]
