# SPDX-License-Identifier: MIT
"""The stages of changes: what is seen at each by one to four resolvers, most of whom see the same."""

import dataclasses
import functools
import re
import signal
import time

import net
import wire
from faults import drop_all, drop_edns, drop_tcp, lose_six, losing, no_six, once
from model import FAILS, OK, Look, Question, Situation, Truth, authoritative, either, exits, fine, local, negative, truth, upstream, words

from . import resolvers as of
from . import signing as keys
from .questions import ALIASES, DNSSEC, GOOD, MAYBE, NEGATIVE, QUESTIONS, SERVERS, named
from .resolvers import ROOMY
from .zones import MOVED_FROM, MOVED_TO

EVERYBODY = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS + of.ABSENT_RESOLVERS}
IDS = tuple(EVERYBODY)
MEM = ("mem-u", "mem-b", "mem-r")


def pick(ids):
    return [EVERYBODY[wanted] for wanted in ids.split()]


def in_crowd(question, resolvers):
    """What is true of a good name where some resolver alone fails it: that resolver's fault is all that can be said of the name."""
    faults = {resolver.id: resolver.cells(question) for resolver in resolvers if resolver.cells is not None and resolver.cells(question)}
    if not faults or "ok" not in question.truth.cause:
        return question
    blame = dataclasses.replace(functools.reduce(Truth.or_else, faults.values()), severity=words("degraded|info"))
    if any("ok" in fault.cause for fault in faults.values()) or question.truth != OK:
        blame = blame.or_else(question.truth)
    if len(faults) == len([resolver for resolver in resolvers if resolver.row is None]):
        blame = dataclasses.replace(blame, severity=blame.severity | words("failure"))
    return dataclasses.replace(question, truth=blame, cells={resolver.id: question.truth for resolver in resolvers} | question.cells)


def at(name, about, questions, ids, status=(0, 1), seconds=80, **more):
    room = pick(ids)
    rows = [resolver.row for resolver in room if resolver.row is not None]
    changed = []
    for question in questions:
        if rows and len(rows) == len(room):  # Nobody else is asked. Several that fail each in its own way show nothing.
            differ = [truth("failure", "undetermined", "contradiction|" + "|".join(cause for one in rows for cause in one.cause))] if len(rows) > 1 and len(set(rows)) > 1 else []
            question = dataclasses.replace(question, truth=functools.reduce(Truth.or_else, rows + differ), cells={})
        elif all(not resolver.validates for resolver in room if resolver.row is None) and any(cause.startswith("dnssec") for cause in question.truth.cause):
            question = dataclasses.replace(question, truth=question.truth.or_else(OK if question.unchecked == "NOERROR" else negative("no_data|name_does_not_exist")))
        changed.append(in_crowd(question, room))
    return Situation(name, about, changed, room, exits(*status), seconds=seconds, network=more.pop("network", day), **more)


def each(name, about, questions, *rooms, most=2, **more):
    """A lab has room for 255 sites; what others see is here to be turned on."""
    rooms = rooms[:most]
    return [at(name + (f"-{number}" if number else ""), about + (", to others" if number else ""), questions, room, **more) for number, room in enumerate(rooms)]


def taken_for(what, questions, **more):
    return [dataclasses.replace(question, truth=what, **more) for question in questions]


# --- the day of the changes ---


def remember(ids, *questions):
    """Who has seen them before a change."""
    wire.ask([wire.Query(resolver.address, *question.split(), timeout=4.0, tries=3, dnssec=True) for question in questions for resolver in pick(ids)])


def wait(what, condition):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{what} does not change")


def reload(lab, process):
    server = next(entry for entry in lab.authorities if entry.name == process)
    server.process.send_signal(signal.SIGHUP)
    return server.addresses[:2]


def edit_zone(lab, name, change, process):
    """Another content of a zone, which a mark shows."""
    path = lab.builder.path(lab.zone(name))
    text = re.sub(r" (20261\d{5}) ", lambda serial: f" {int(serial[1]) + 1} ", change(path.read_text()), count=1)
    path.write_text(text + f"_day.{name}. TXT changed\n")
    queries = [wire.Query(address, f"_day.{name}", "TXT", rd=False) for address in reload(lab, process)]
    wait(name, lambda: all(reply.answers for reply in wire.ask(queries)))


def signatures(addresses, name):
    return [str(sorted(str(record) for record in reply.answers)) + reply.status for reply in wire.ask([wire.Query(address, name, "RRSIG", rd=False, tcp=True) for address in addresses])]


def publish(lab, name, text, process):
    addresses = next(entry for entry in lab.authorities if entry.name == process).addresses[:2]
    before = signatures(addresses, name)
    lab.builder.path(lab.zone(name)).write_text(text)
    reload(lab, process)
    wait(name, lambda: all(old != new for old, new in zip(before, signatures(addresses, name))))


def later(text):
    return re.sub(r" (20261\d{5}) ", lambda serial: f" {int(serial[1]) + 1} ", text, count=1)


def six_pairs(lab):
    """The way out over IPv6 of one resolver leads nowhere."""
    resolver = EVERYBODY["six-cut"]
    source = lab.place_of_resolver(resolver, lab.everybody.index(resolver))[1]
    targets = {entry.address for zone in lab.zones for entry in zone.ns if ":" in entry.address}
    net.fill_set("broken_path6", *[f"{source} . {target}" for target in sorted(targets)])


def move(text, *names):
    """The registry names the new provider for them."""
    lines = [line for line in text.splitlines() if not any(line.startswith((f"{name}.rhone. NS", f"ns1.{name}.rhone.", f"ns2.{name}.rhone.")) for name in names)]
    return "\n".join([*lines, *[f"{name}.rhone. NS ns{n}.dnsnew.luberon." for name in names for n in (1, 2)], ""])


@once
def day(lab):
    six_pairs(lab)
    for id_ in ("way-u", "way-b"):
        net.fill_set("broken_path", *[f"{EVERYBODY[id_].address} . {lab.zone(zone).ns[0].address}" for zone in ("oneway.luberon", "lagway.luberon")])
    mem = " ".join(MEM)
    remember(mem, "www.moved.rhone A", "moved.rhone NS", "www.moved-off.rhone A", "moved-off.rhone NS", "www.moved-past.rhone A", "moved-past.rhone NS", "new.launch.rhone A",
             "x.wildy.launch.rhone A", "v4.launch.rhone AAAA", "www.data.rhone A", "gone.data.rhone A", "data.rhone MX", "www.past.rhone A", "gone.past.rhone A", "www.guest.luberon A",
             "www.guest.ventoux A", "dns1.dnsmov.rhone A", "dns2.dnsmov.rhone A", "www.held.rhone A", "www.unsign.durance A", "unsign.durance DS", "unsign.durance DNSKEY", "www.kskfast.durance A",
             "kskfast.durance DS", "www.fresh.rhone A", "www.sub.cut.rhone A", "sub.cut.rhone NS")
    remember("mem-m", "www.data.rhone A", "data.rhone MX", "www.moved.rhone A", "new.launch.rhone A", "www.held.rhone A")
    remember("keep-u", "www.fade.rhone A", "www.held.rhone A")
    edit_zone(lab, "launch.rhone", lambda text: text + "new A 177.20.133.77\n*.wildy A 177.20.133.78\nv4 AAAA 2a0d:177:133::4\n", "dyn")
    for name, number in (("data.rhone", 134), ("past.rhone", 135)):
        edit_zone(lab, name, lambda text, number=number: text.replace(f"www A 177.20.{number}.80", f"www A 177.20.{number}.180").replace(f"gone A 177.20.{number}.66\n", "").replace(
            "@ MX 10 mail", "@ MX 10 api"), "dyn")
    edit_zone(lab, "dnsmov.rhone", lambda text: text.replace(MOVED_FROM[0], MOVED_TO[0]).replace(MOVED_FROM[1], MOVED_TO[1]), "dyn")

    def registry(text):
        lines = [line for line in move(text, "moved", "moved-off", "moved-past").splitlines() if not line.startswith("held.rhone.")]
        return "\n".join([*lines, "fresh.rhone. NS ns1.dnsnew.luberon.", "fresh.rhone. NS ns2.dnsnew.luberon.", ""])
    edit_zone(lab, "rhone", registry, "reg-dyn")
    edit_zone(lab, "cut.rhone", lambda text: "".join(line + "\n" for line in text.splitlines() if "sub.cut.rhone." not in line) + "www.sub A 177.20.181.80\napi.sub A 177.20.181.81\n", "dyn")
    builder = lab.builder
    bare, fast = lab.zone("unsign.durance"), lab.zone("kskfast.durance")
    bare.ds = "none"
    publish(lab, bare.name, later(keys.naked(builder.path(bare).read_text())), "dyn")
    key = keys.new_key("kskfast.durance.")
    builder.ds[fast.name] = builder.ds_of_key(key)
    publish(lab, fast.name, keys.sign(later(builder.path(fast).read_text()), [key]), "dyn")
    top = lab.zone("durance")
    builder.write_text(top)
    builder.path(top).write_text(later(builder.path(top).read_text()))
    builder.sign(top)
    publish(lab, top.name, builder.path(top).read_text(), "reg-sec")
    bare.signed = ""
    off = [entry.address for name in ("moved-off.rhone", "moved-past.rhone", "fade.rhone", "sub.cut.rhone") for entry in lab.zone(name).ns]
    net.fill_set("silent4", *off, *MOVED_FROM)
    time.sleep(3.2)  # What lives for two seconds is forgotten.


# --- what is true of what caches remember ---

STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
HELD = truth(ROOMY, "local|upstream", "resolver_stale_cache|resolver_dnssec_broken|resolver_auth_path_broken")
LOST_OLD = truth(ROOMY, "local|upstream", "resolver_stale_cache|resolver_auth_path_broken|resolver_slow")
ORDER = authoritative("dnssec_zone_unsigned_with_ds|dnssec_ds_mismatch|dnssec_bogus|dnssec_inconsistent", FAILS)
UNMET = truth("failure", "none", "expectation_unmet")


def remembered(name, what, qtype="A", by=MEM, others=OK, **more):
    return Question(name, qtype, what, cells=dict.fromkeys(IDS, others) | dict.fromkeys(by, what), **more)


def alone(questions):
    """Nobody else is asked: the servers say otherwise."""
    return [dataclasses.replace(question, truth=dataclasses.replace(question.truth, severity=question.truth.severity | words("failure"))) for question in questions]


MOVED = [remembered("www.moved.rhone", STALE), remembered("api.moved.rhone", STALE.or_else(OK))]
MOVED_OFF = [remembered("www.moved-off.rhone", STALE), remembered("api.moved-off.rhone", LOST_OLD.or_else(OK))]
MOVED_PAST = [fine("www.moved-past.rhone", direct=""), fine("api.moved-past.rhone", direct="")]
LAUNCHED = [remembered("new.launch.rhone", STALE_NO), remembered("x.wildy.launch.rhone", STALE_NO), remembered("v4.launch.rhone", STALE_NO, "AAAA"), fine("www.launch.rhone", direct="")]
GONE = negative("name_does_not_exist")
DATA = [remembered("www.data.rhone", STALE), remembered("data.rhone", STALE, "MX"),
        remembered("gone.data.rhone", STALE.or_else(GONE), others=GONE.or_else(OK)), fine("api.data.rhone", direct="")]
DATA[2].cells |= dict.fromkeys(MEM, STALE.or_else(OK))
PAST = [fine("www.past.rhone", direct=""), fine("past.rhone", "MX", direct=""), Question("gone.past.rhone", "A", GONE)]
GUESTS = [remembered(f"api.guest.{tld}", LOST_OLD.or_else(OK)) for tld in ("luberon", "ventoux")] + [fine("www.guest.luberon", direct="")]
DROPPED = negative("domain_not_registered|name_does_not_exist").or_else(upstream("delegation_missing", FAILS))
LET_GO = [Question("www.held.rhone", "A", DROPPED.or_else(STALE), cells=dict.fromkeys(MEM + ("keep-u",), OK.or_else(STALE)))]
LET_GO_KNOWN = [dataclasses.replace(LET_GO[0], truth=upstream("delegation_missing", FAILS))]
LISTED = ({"name": "held.rhone", "ns": ["ns1.dnsnew.luberon", "ns2.dnsnew.luberon"]}, {"name": "lapsed.luberon", "ns": ["ns1.dnsnew.luberon", "ns2.dnsnew.luberon"]})
FADED = [Question("www.fade.rhone", "A", authoritative("auth_timeout", FAILS), cells={"keep-u": OK.or_else(truth(ROOMY, "local", "resolver_stale_cache")).or_else(authoritative("auth_timeout", FAILS))}),
         Question("api.fade.rhone", "A", authoritative("auth_timeout"))]
UNSIGNED = [remembered("api.unsign.durance", either(HELD, ORDER, OK)), remembered("www.unsign.durance", either(HELD, ORDER, OK))]
FAST = [remembered("api.kskfast.durance", either(HELD, ORDER, OK)), remembered("www.kskfast.durance", either(HELD, ORDER, OK))]

# --- inside and outside ---

DECLARED = ({"name": "intra.cade.luberon", "internal": True},)
DECLARED_SPLIT = ({"name": "split.luberon", "internal": True},)
SPLIT = truth("info|ok", "none", "split_horizon|ok")
OUTSIDE = OK.or_else(SPLIT).or_else(negative("name_does_not_exist"))
INTRA = [Question(f"{host}.intra.cade.luberon", "A", SPLIT, cells=dict.fromkeys(IDS, OUTSIDE) | {"int-u": OK.or_else(SPLIT), "int-2": OK.or_else(SPLIT)}) for host in ("www", "api")]
# Two of one role, and one does not know: its forwarding was forgotten.
FORGOTTEN = truth("degraded|info|failure", "local|none", "split_horizon|resolver_auth_path_broken|forwarder_unreachable|resolver_stale_negative_cache|resolver_blocklist")
INTRA_FORGOTTEN = [dataclasses.replace(question, truth=FORGOTTEN, cells={"int-u": OK.or_else(SPLIT), "int-2": OK.or_else(SPLIT), "int-new": FORGOTTEN.or_else(OUTSIDE)}) for question in INTRA]
INTRA_PROMISED = [dataclasses.replace(question, truth=UNMET, expect={"answers": [f"10.70.119.{end}"]}, cells={"int-u": OK, "int-2": OK, "int-new": UNMET}) for question, end in zip(INTRA, ("80", "81"))]
INTRA_LONE = [dataclasses.replace(question, truth=negative("name_does_not_exist").or_else(SPLIT), cells={}) for question in INTRA]
TWO_FACED = [Question("www.split.luberon", "A", SPLIT, cells=dict.fromkeys(IDS, OK.or_else(SPLIT)))]
TWO_FACED_LONE = [Question("www.split.luberon", "A", OK.or_else(truth("info", "none", "split_horizon")))]


# --- promises ---

def promise(name, expect, what=OK, qtype="A", room="loc-u isp-r pub-k", **more):
    return Question(name, qtype, what, expect=expect, cells=dict.fromkeys(room.split(), what.or_else(OK)), **more)


PROMISES = [
    promise("www.moved-same.luberon", {"answers": ["177.20.10.80"], "match": "exact"}), promise("moved-same.luberon", {"ns": ["ns1.dnsnew.luberon", "ns2.dnsnew.luberon"]}, OK, "NS"),
    promise("moved-kept.luberon", {"ns": ["ns1.dnsold.luberon", "ns2.dnsold.luberon"]}, UNMET, "NS"), promise("www.ttl.luberon", {"min_ttl": 3600}, UNMET.or_else(OK).or_else(authoritative(
        "auth_inconsistent_data", ROOMY))), promise("v4.mas.ventoux", {"min_ttl": 3600}, UNMET), promise("www.wild.ventoux", {"cidr": "177.20.0.0/16"}),
    promise("x.wild.ventoux", {"rcode": "NXDOMAIN"}, UNMET), promise("shop.mas.ventoux", {"cname": "mas.edge.cdn.ventoux"}), promise("api.thym.ventoux", {"cidr": "10.0.0.0/8"}, UNMET),
    promise("none.mas.ventoux", {"rcode": "NXDOMAIN"}, OK.or_else(negative("name_does_not_exist")), seen="NXDOMAIN"),
    promise("www.empty-new.luberon", {"answers": ["177.20.19.80"]}, UNMET.or_else(authoritative("name_does_not_exist", FAILS)), seen="NXDOMAIN"),
    promise("mxgone.luberon", {"answers": ["v=spf1 mx -all"], "match": "any"}, UNMET.or_else(authoritative("no_data", FAILS)), "TXT", seen="NODATA"),
    promise("www.hold.luberon", {"answers": ["177.20.117.80"]}, UNMET), promise("hold.luberon", {"ns": ["ns1.dnsnew.luberon"]}, UNMET, "NS"),
]
PROMISED_BROKEN = [
    promise("www.off-closed.luberon", {"answers": ["177.20.13.80"]}, authoritative("auth_lame"), seen="FAIL"), promise("www.newkey.ventoux", {"answers": ["177.20.20.80"]}, authoritative(
        "dnssec_ds_mismatch", FAILS), seen="SERVFAIL", unchecked="NOERROR"), promise("www.half-old.luberon", {"answers": ["177.20.14.80"]}, OK.or_else(UNMET).or_else(authoritative(
            "auth_inconsistent_data", ROOMY))), promise("promo.mas.ventoux", {"rcode": "NOERROR"}, authoritative("cname_dangling", FAILS).or_else(UNMET), seen="NXDOMAIN"),
]
RPZ_PROMISED = [promise("mail.cade.luberon", {"answers": ["177.20.2.25"]}, truth("failure|degraded", "upstream|none", "resolver_blocklist|expectation_unmet"), room="rpz-r"), promise(
    "www.cade.luberon", {"answers": ["177.20.2.80"]}, room="rpz-r")]
RPZ_PROMISED[0].cells |= {"loc-u": OK, "pub-u": OK}
RPZ_ALL = UNMET.or_else(upstream("resolver_blocklist", ROOMY))

# --- at the site, and meanwhile ---

TWO = named("www.mas.ventoux", "www.cade.luberon")
FEW = named("www.mas.ventoux", "www.cade.luberon", "thym.ventoux HTTPS", "none.mas.ventoux")
CALM = [question for question in GOOD if question.truth == OK and question.direct.startswith("NOERROR +aa") and not question.name.startswith(("big.", "www.shy", "www.frag", "www.lb", "www.half"))]
TAKEN = local("dns_interception", FAILS + "|info")


def intercept(*targets, to="10.70.1.53"):
    def vantage(_lab, place):
        addresses = ", ".join(EVERYBODY[target].address for target in targets)
        net.redirect_uplink(place, to, f"ip daddr {{ {addresses} }} udp dport 53")
    return vantage


def intercept_all(_lab, vantage):
    net.redirect_uplink(vantage, "88.1.1.53", "ip daddr != 10.0.0.0/8 th dport 53")


def only_inside(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr 10.0.0.0/8 accept; meta l4proto ipv6-icmp accept; th dport 53 drop;")


def only_resolvers(_lab, vantage):
    """Resolvers may be asked, and nobody else."""
    net.filter_uplink(vantage, "ip daddr { 10.0.0.0/8, 88.0.0.0/8, 94.0.0.0/8 } accept; meta l4proto ipv6-icmp accept; ip6 daddr { 2a0d:94::53, 2a0d:88::53 } accept; th dport 53 drop;")


def reject_outside(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr != 10.0.0.0/8 th dport 53 reject with icmpx type admin-prohibited;", hook="forward")


def drop_large(_lab, vantage):
    net.filter_downlink(vantage, "udp sport 53 udp length > 520 drop;")


def limited(_lab, vantage):
    net.filter_uplink(vantage, "udp dport 53 limit rate over 25/second burst 5 packets drop;")


def mend(_lab, vantage):
    net.open_uplink(vantage)


BLIND = either(authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable|dnssec_bogus", FAILS), truth(FAILS, "undetermined", "contradiction|budget"))


def blind(questions):
    """Where servers may not be asked: what resolvers say is all there is."""
    return [dataclasses.replace(question, truth=either(question.truth, BLIND) if question.truth.faulty else either(question.truth, OK)) for question in questions]


BLOCKED = truth("failure|degraded|info", "local", "egress_port53_blocked")
SHORT_DOWN = either(OK, local("local_network_down|local_packet_loss|resolver_timeout|resolver_packet_loss", ROOMY), truth(ROOMY, "undetermined", "own_loss|budget|contradiction"), truth(
    ROOMY, "upstream", "resolver_timeout|resolver_packet_loss"))
HOST_DOWN = OK.or_else(local("local_network_down|local_packet_loss", ROOMY)).or_else(truth(ROOMY, "undetermined", "own_loss"))
ANY_EXIT = (0, 1, 3, 4, 9)
MANY = [fine(f"n{n:02}.app.thym.ventoux", direct="") for n in range(30)] + [fine(f"n{n:02}.app.cade.luberon", direct="") for n in range(30)]
MIXED = named("www.off-silent.luberon", "www.off-closed.luberon", "www.newkey.ventoux", "promo.mas.ventoux")
BOTH = "loc-u pub-u"


def settled(questions):
    return [dataclasses.replace(question, cells={}) for question in questions]


V4_ONLY = "loc-u isp-u"
NAT = [Question("v4.cade.luberon", "AAAA", either(negative("no_data"), OK, truth("info", "none|local", "ok|split_horizon")), cells=dict.fromkeys(IDS, OK.or_else(negative("no_data")))), fine(
    "www.mas.ventoux", "AAAA"), fine("www.cade.luberon"), Question("v4.thym.ventoux", "AAAA", either(negative("no_data"), OK, truth("info", "none|local", "ok|split_horizon")),
    cells=dict.fromkeys(IDS, OK.or_else(negative("no_data"))))]
LIMIT_MANY = [dataclasses.replace(question, truth=OK) for question in MANY[:36]]
PATH_AT = truth("degraded|info", "upstream", of.NO_WAY)


def walled(ids, alone_=False):
    """The zone's firewall shuts out one resolver: who is to repair it cannot be seen from here."""
    what = truth(FAILS if alone_ else "degraded|info", "upstream|authoritative", of.NO_WAY + "|auth_partial_lame|auth_lame|auth_timeout|auth_partial_outage")
    return [Question(f"www.{zone}.luberon", "A", what, cells=dict.fromkeys(ids.split(), OK) | {"isp-u": dataclasses.replace(what, severity=words(ROOMY))}) for zone in ("wall", "wallref")]


ANYCAST = [Question(f"{host}.anycast.luberon", "A", either(OK, STALE, STALE_NO, authoritative("auth_inconsistent_data|auth_inconsistent_existence", ROOMY)), cells={
    "pub-far": either(OK, STALE, STALE_NO, authoritative("auth_inconsistent_data|auth_inconsistent_existence", ROOMY))}) for host in ("www", "new")] + [fine("mail.anycast.luberon", direct="",
    cells={"pub-far": either(OK, STALE, authoritative("auth_inconsistent_data", ROOMY))})]
ANYCAST[2].truth = ANYCAST[0].truth
HOST_TWO = [dataclasses.replace(named("www.dele.host.luberon")[0])]
PROVIDER_OK = named("www.moved-same.luberon", "moved-same.luberon MX", "www.moved-kept.luberon", "tomoved.mas.ventoux")
KEYS_OK = named("www.signed-nods.ventoux", "www.half-nods.ventoux", "www.cds-delete.ventoux", "www.ksk1.ventoux", "www.ksk2.ventoux", "www.ksk3.ventoux", "www.alg1.ventoux", "www.alg2.ventoux",
                "www.zsk1.ventoux", "www.salted.ventoux", "www.pair.ventoux", "mail.pair.ventoux")
HALVES = named("www.half-old.luberon", "www.half-closed.luberon", "www.half-silent.luberon")
HALF_SIGNED = named("www.half-ds.ventoux", "www.half-unsigned.ventoux", "www.renewed-some.ventoux", "www.kskhalf.ventoux")
SIGNERS = named("www.pair-one-ds.ventoux", "www.strangers.ventoux")
KSK_BAD = named("www.ksknew.ventoux", "www.kskquiet.ventoux", "www.algds.ventoux", "www.algnone.ventoux")
ZSK_BAD = named("www.zskunseen.ventoux", "www.zskgone.ventoux")
EXPIRED = named("www.renewed-none.ventoux", "renewed-none.ventoux MX", "none.renewed-half.ventoux", "v4.renewed-half.ventoux AAAA", "www.renewed-half.ventoux")
GLUE = named("www.glue-one.luberon", "www.glue-both.luberon", "www.glue-live.luberon", "www.child-old.luberon")
SIX = named("www.six-nowhere.luberon", "www.six-lame.ventoux", "www.six-good.ventoux", "www.six-only.luberon")
BOXES = named("www.lbdrop.luberon A", "www.lbdrop.luberon AAAA", "www.lbdrop.luberon HTTPS", "www.lbnot.luberon A", "www.lbnot.luberon HTTPS", "www.lbnx.luberon A", "www.lbnx.luberon AAAA",
              "www.lbref.luberon AAAA", "www.lbgood.luberon")
SECONDARIES = named("www.stopped.luberon", "www.stopped-all.luberon", "www.unloaded.ventoux", "www.behind.luberon", "www.behind.ventoux")
SERIALS = named("www.serial.luberon", "www.serial-same.luberon", "www.ttl.luberon")
SUBS = named("www.host.luberon", "www.dele.host.luberon", "www.dele.host2.luberon", "www.host2.luberon", "www.dele.host3.ventoux", "www.host3.ventoux", "www.dele.host4.luberon", "www.host4.luberon")
REVERSE = named("25.2.20.177.in-addr.arpa", "80.1.20.177.in-addr.arpa", "25.3.20.177.in-addr.arpa", "80.4.20.177.in-addr.arpa", "25.5.20.177.in-addr.arpa")
CDN = named("shop.mas.ventoux", "promo.mas.ventoux", "old.mas.ventoux", "lapse.mas.ventoux", "cdnoff.mas.ventoux", "toksk.mas.ventoux")
MAIL = named("mxhalf.luberon MX", "mxgone.luberon TXT", "mail.mxgone.luberon", "www.mxgone.luberon")
ABSENCES = [question for question in NEGATIVE if question.qtype != "PTR"]
ANCHOR_NAMES = TWO + named("www.newkey.ventoux")
TCP_NAMES = named("big.notcp.luberon", "big.halftcp.luberon", "www.notcp.luberon", "big.cade.luberon")
EDNS_NAMES = named("www.edns.luberon", "www.edns.ventoux", "www.formerr.luberon")
SHY = named("www.shy.ventoux", "www.shun.luberon")
PARKED_UNKNOWN = named("www.hold.luberon", "www.lapsed.luberon")
LAPSED_KNOWN = [dataclasses.replace(question, truth=upstream("delegation_missing", FAILS)) for question in named("www.lapsed.luberon")]
LIMITED_ZONE = [Question(f"n{n}.app.rrl.luberon", "A", OK.or_else(authoritative("auth_rate_limited|auth_packet_loss|auth_partial_outage|auth_timeout|auth_slow", ROOMY)).or_else(truth(
    ROOMY, "undetermined", "budget|contradiction"))) for n in range(10)]

NAKED_INSIDE = truth(ROOMY, "local|none", "resolver_dnssec_broken|split_horizon|resolver_auth_path_broken|resolver_stale_cache")
NAKED = [Question("www.splitsec.ventoux", "A", NAKED_INSIDE, cells=dict.fromkeys(IDS, OK.or_else(SPLIT)) | {"int-strict": NAKED_INSIDE})]
NAKED_RIGHT = [Question("www.splitsec.ventoux", "A", SPLIT, cells=dict.fromkeys(IDS, OK.or_else(SPLIT)))]
NAKED_LONE = [Question("www.splitsec.ventoux", "A", truth(FAILS, "local|upstream", "resolver_dnssec_broken|resolver_auth_path_broken|resolver_stale_cache"))]
FRESH = [remembered("www.fresh.rhone", STALE_NO), fine("www.calm.crau", direct="")]
FRESH_KNOWN = ({"name": "fresh.rhone", "ns": ["ns1.dnsnew.luberon", "ns2.dnsnew.luberon"]},)
ONE_WAY = truth("degraded|info", "local|upstream|authoritative", of.NO_WAY + "|auth_partial_lame|auth_partial_outage")
WAY = [Question("www.oneway.luberon", "A", ONE_WAY, cells=dict.fromkeys(IDS, OK.or_else(ONE_WAY)) | dict.fromkeys(("way-u", "way-b"), dataclasses.replace(ONE_WAY, severity=words(ROOMY)))),
       Question("www.lagway.luberon", "A", either(OK, STALE, authoritative("auth_inconsistent_data", SOFT := "degraded|info")), cells=dict.fromkeys(IDS, either(OK, STALE, authoritative(
           "auth_inconsistent_data", SOFT))))]
WAY_ALONE = [dataclasses.replace(WAY[0], truth=dataclasses.replace(ONE_WAY, severity=words(FAILS))), WAY[1]]
LIFE = [Question(name, "A", OK, expect={"min_ttl": ttl}) for name, ttl in (("www.cade.luberon", 300), ("api.data.rhone", 86400))]


def warm_life(lab):
    """Who promised that a record lives for so long gets what is left of it from a cache."""
    day(lab)
    remember("pub-b loc-u", "www.cade.luberon A", "api.data.rhone A")
    time.sleep(2.2)


NS_PROMISED = [Question("moved.rhone", "NS", either(UNMET, truth("failure|degraded", "local|upstream", "resolver_stale_cache")), expect={"ns": ["ns1.dnsnew.luberon", "ns2.dnsnew.luberon"]}, cells={
    "mem-u": either(UNMET, STALE), "pub-u": OK})]
def expecting(what, question, expect, **more):
    return dataclasses.replace(question, truth=what, expect=expect, cells={resolver: either(cell, what) if cell != OK else cell for resolver, cell in question.cells.items()}, **more)


OLD_OR_UNMET = either(UNMET, truth(FAILS, "local|upstream", "resolver_stale_cache"))
DATA_PROMISED = [expecting(OLD_OR_UNMET, DATA[0], {"answers": ["177.20.134.180"]}), expecting(OLD_OR_UNMET, DATA[1], {"answers": ["10 api.data.rhone."]}), expecting(either(OLD_OR_UNMET), Question(
    "gone.data.rhone", "A", GONE, cells=dict.fromkeys(IDS, either(GONE, OK)) | dict.fromkeys(MEM, OLD_OR_UNMET)), {"rcode": "NXDOMAIN"})]
LAUNCH_PROMISED = [expecting(either(UNMET, truth(FAILS, "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")), LAUNCHED[0], {"answers": ["177.20.133.77"]})]
MEM_M = [remembered("www.data.rhone", STALE, by=(*MEM, "mem-m")), remembered("data.rhone", STALE, "MX", by=(*MEM, "mem-m")), remembered("www.moved.rhone", STALE, by=(*MEM, "mem-m")), remembered(
    "new.launch.rhone", STALE_NO, by=(*MEM, "mem-m"))]
GIVEN_UP = [remembered("api.sub.cut.rhone", LOST_OLD.or_else(OK)), remembered("www.sub.cut.rhone", STALE)]
# A face for inside alone, and the world sees it or does not.
LEAK = [Question("www.split.luberon", "A", UNMET, expect={"rcode": "NXDOMAIN"}, cells={"pub-u": UNMET, "loc-u": UNMET})]
SPLIT_PROMISED = [Question("www.split.luberon", "A", UNMET, expect={"cidr": "10.70.0.0/16"}, cells={"int-u": OK, "int-new": UNMET, "pub-u": UNMET})]
SPLIT_KEPT = [Question("www.split.luberon", "A", OK.or_else(SPLIT), expect={"answers": ["10.70.120.80", "177.20.120.80"], "match": "any"}, cells=dict.fromkeys(IDS, OK.or_else(SPLIT)))]
INTRA_PROMISED_THREE = [dataclasses.replace(question, cells=question.cells | {"pub-u": UNMET}) for question in INTRA_PROMISED]


def tcp_inside_only(_lab, vantage):
    net.filter_uplink(vantage, "ip daddr 10.0.0.0/8 accept; tcp dport 53 drop;")


def intercept_servers(_lab, vantage):
    """Whoever is asked is answered by the provider's, but for the resolvers that are known."""
    net.redirect_uplink(vantage, "88.1.1.53", "ip daddr != { 10.0.0.0/8, 88.0.0.0/8, 94.0.0.0/8 } th dport 53")


TCP_OUT = local("egress_tcp53_blocked", ROOMY)
BIG_OUT = [Question(name, "TXT", OK.or_else(TCP_OUT), cells={"loc-u": OK, "pub-u": TCP_OUT, "pub-k": TCP_OUT}, seen="TRUNCATED") for name in ("big.cade.luberon", "big.mas.ventoux")]
BIG_OUT_ONLY = [dataclasses.replace(question, truth=TCP_OUT) for question in BIG_OUT]
MIDST = [Question(f"{host}.midst.rhone", "A", either(OK, STALE, STALE_NO, authoritative("auth_inconsistent_data", "degraded|info")), cells=dict.fromkeys(IDS, either(OK, STALE, authoritative(
    "auth_inconsistent_data", ROOMY)))) for host in ("www", "api", "mail", *[f"n{n}.app" for n in range(8)])] + MANY[:40]


def turn(lab, _vantage):
    """The whole zone is renumbered."""
    path = lab.builder.path(lab.zone("midst.rhone"))
    path.write_text(path.read_text().replace("177.20.167", "177.21.167").replace(" 2026110101 ", " 2026110102 "))
    reload(lab, "dyn")


def off(zone):
    def event(lab, _vantage):
        net.fill_set("flapping4", *[entry.address for entry in lab.zone(zone).ns])
    return event


def on(_lab, _vantage):
    net.empty_set("flapping4")


def rst_off(_lab, _vantage):
    net.run(*net.in_namespace(net.NET, "nft", "add", "element", "inet", "lab", "prohibited4", "{ 10.79.5.53 }"))


def rst_on(_lab, _vantage):
    net.run(*net.in_namespace(net.NET, "nft", "delete", "element", "inet", "lab", "prohibited4", "{ 10.79.5.53 }"))


AWAY = authoritative("auth_timeout|auth_packet_loss|auth_partial_outage|auth_slow|auth_servfail|auth_rate_limited", ROOMY)
MAINTAINED = [Question(f"n{n}.app.maint.luberon", "A", either(OK, AWAY), cells=dict.fromkeys(IDS, either(OK, AWAY))) for n in range(16)] + MANY[:30]
RESTARTED_ROW = either(OK, local("resolver_timeout|resolver_packet_loss|resolver_port_unreachable|resolver_rate_limited", ROOMY))
RESTARTED = [dataclasses.replace(question, truth=RESTARTED_ROW, cells={"rst-u": RESTARTED_ROW, "pub-u": OK}) for question in MANY[:50]]

SITUATIONS = [
    Situation("plain", "good names and absent ones at everybody whom nobody touched", GOOD + NEGATIVE, of.HEALTHY, exits(0), seconds=200, network=day),
    # From one provider to another.
    *each("provider-right", "moved in the right order; the old go on, with the same or with what was", PROVIDER_OK, "loc-u", "isp-r pub-k", "pub-n"),
    *each("provider-early", "the old were switched off, or closed the account, before the parent was told", named("www.off-silent.luberon", "www.off-closed.luberon", "www.cade.luberon"),
          "loc-b", "loc-u pub-k", "isp-n pub-u loc-m isp-r"),
    *each("provider-half", "the parent was told of one alone", HALVES, "loc-u", "loc-b pub-k", "isp-r pub-u six-b"),
    *each("provider-copied", "in the copy stand the old servers, off or with what was", named("www.ns-copied.luberon", "www.ns-back.luberon"), "loc-b", "loc-u isp-r", "pub-b isp-n pub-k"),
    *each("provider-empty", "the new have the zone and nothing in it", named("www.empty-new.luberon", "empty-new.luberon MX"), "pub-u", "loc-u isp-r"),
    *each("moved-within", "caches hold the old servers, which go on with what was", MOVED, "mem-u pub-u", "mem-b mem-r loc-u"),
    *each("moved-within-alone", "the same, and nobody else is asked", alone([dataclasses.replace(question, truth=question.truth.or_else(OK), cells=dict.fromkeys(
        MEM, STALE.or_else(OK))) for question in MOVED]), "mem-u", "mem-b"),
    *each("moved-off", "caches hold the old servers, which were switched off at once", MOVED_OFF, "mem-u pub-u", "mem-b mem-r loc-u isp-n"),
    *each("moved-past", "the same, and what caches held has run out", MOVED_PAST, "mem-u", "mem-b mem-r", "mem-u mem-r pub-k"),
    *each("signed-move", "a signed zone went to who signs by another key, or not", named("www.newkey.ventoux", "newkey.ventoux MX", "www.nokey.ventoux"), "loc-u", "isp-r pub-n", "isp-n"),
    *each("signers", "two signers: the DS of one alone; or neither knows the other", SIGNERS + named("www.pair.ventoux", "mail.pair.ventoux"), "loc-u", "loc-b pub-k", "isp-r pub-u pub-n"),
    # Keys.
    *each("keys-right", "keys, signatures and DS, each at a stage that is allowed", KEYS_OK, "loc-u", "loc-k isp-r", "pub-b"),
    *each("ksk-early", "the DS was changed before its key, or its algorithm, signed", KSK_BAD, "loc-u", "isp-r pub-k", "isp-n pub-b"),
    *each("zsk-early", "the ZSK was changed in one step", ZSK_BAD, "loc-b", "pub-u isp-r", "pub-n loc-k"),
    *each("half-signed", "one of two or three servers is not signed, has other keys, or signatures of before", HALF_SIGNED, "loc-u", "isp-r", "loc-b pub-k", "pub-n pub-u isp-r six-u"),
    *each("expired", "signatures were not renewed, or not those of denials", EXPIRED, "loc-u", "isp-r pub-n", "isp-n"),
    *each("unsign-first", "the signatures went before the DS", named("www.unsign-first.ventoux", "www.cds-delete.ventoux"), "loc-k", "loc-u isp-n"),
    *each("unsign-fast", "DS and signatures went in one hour, and caches hold the DS", UNSIGNED, "mem-u pub-u", "mem-b", "mem-r loc-u"),
    *each("ksk-fast", "a KSK and its DS were exchanged in one hour", FAST, "mem-u pub-u", "mem-u", "mem-b mem-r loc-b"),
    # Servers.
    *each("glue", "renumbered: what the parent, the zone, or both still say", GLUE + named("www.glue-all.luberon"), "loc-u", "loc-b pub-k", "isp-r"),
    *each("hosts", "the names of servers were taken away, all or one", named("www.hostless.luberon", "www.half-hostless.luberon"), "loc-u", "isp-r pub-b"),
    *each("guests", "a hosting company was renumbered, and caches hold its old addresses", GUESTS, "mem-u pub-u", "mem-b loc-u", "mem-r pub-k"),
    *each("six", "IPv6 was added to servers: to nowhere, to one that was not told, as it should be", SIX, "loc-u", "six-u isp-r", "pub-k"),
    *each("six-dark", "a zone on IPv6 alone, and that is off", named("www.six-dark.luberon", "www.six-only.luberon"), "loc-b", "pub-u isp-r"),
    *each("six-cut", "one resolver has IPv6 and no way out over it", named("www.six-only.luberon", "www.six-good.ventoux", "www.mas.ventoux"), "six-cut", "six-cut loc-u", "six-cut pub-k isp-r"),
    *each("boxes", "boxes before servers, which know few types", BOXES, "loc-u", "isp-r pub-u", "loc-b isp-u pub-b"),
    *each("anycast", "one site of an anycast lags, and one resolver's way leads there", ANYCAST, "pub-far", "pub-far loc-u", "pub-far loc-u isp-r"),
    *each("secondaries", "secondaries that stopped: valid, expired, never loaded", SECONDARIES, "loc-u", "isp-r pub-k", "pub-b"),
    *each("serials", "serials that went backwards, lives that were shortened at one", SERIALS, "loc-u", "isp-r pub-b loc-k"),
    *each("fw-tcp", "the zone's firewall closes TCP", TCP_NAMES, "loc-u", "isp-r pub-b"),
    *each("fw-edns", "the zone's firewall drops EDNS", EDNS_NAMES, "loc-u", "isp-r pub-b", "pub-k"),
    *each("fw-large", "the zone's firewall drops large datagrams, or all", named("mid.frag.luberon", "www.frag.luberon", "www.noudp.luberon"), "loc-u", "isp-r pub-b"),
    *each("fw-shy", "the zone's firewall shuts the prober out alone", SHY, "loc-u", "isp-r pub-k"),
    at("fw-wall", "the zone's firewall shuts one resolver out", walled("loc-u isp-u") + TWO, "loc-u isp-u"),
    at("fw-wall-four", "the same, beside more", walled("loc-u isp-u pub-k isp-r") + TWO, "loc-u isp-u pub-k isp-r"),
    at("fw-wall-alone", "the same, and nobody else is asked", walled("isp-u", True) + TWO, "isp-u"),
    *each("rrl", "a limit on the rate was set at the zone's servers", LIMITED_ZONE, "loc-u", "isp-r pub-u", chance=True),
    # Contents.
    *each("launch", "names were asked for before they were made", LAUNCHED, "mem-u pub-u", "mem-b mem-r loc-u"),
    *each("launch-alone", "the same, and nobody else is asked", alone(LAUNCHED[:3]) + LAUNCHED[3:], "mem-u", "mem-b"),
    *each("data", "data were changed within their lives", DATA, "mem-u pub-u", "mem-b mem-r loc-u"),
    *each("data-alone", "the same, and nobody else is asked", alone([dataclasses.replace(question, truth=question.truth.or_else(OK), cells=question.cells | dict.fromkeys(MEM, STALE.or_else(OK))) for question in DATA[:2]]) + settled(taken_for(either(truth(ROOMY, "local|upstream", "resolver_stale_cache"), GONE, OK), DATA[2:3])) + DATA[3:],
          "mem-u", "mem-r"),
    *each("data-past", "the same, and lives were shortened before", PAST, "mem-u", "mem-b mem-r"),
    *each("subs", "subdomains got servers of their own", SUBS, "loc-u", "isp-r pub-k", "pub-b loc-u isp-n"),
    *each("reverse", "reverse zones were moved", REVERSE, "loc-u", "isp-r pub-k"),
    *each("cdn", "aliases to a CDN: added, its target taken away, the CDN left, gone", CDN, "loc-u", "isp-r pub-k", "pub-n"),
    *each("mail", "mail, telephony and texts were moved", MAIL, "loc-b", "isp-r pub-u"),
    *each("absent", "what was not there before the change either", ABSENCES, "loc-u", "isp-r pub-k", "isp-n"),
    # Domains.
    *each("lapsed", "on hold: taken out, or parked", PARKED_UNKNOWN, "loc-u", "pub-k isp-r"),
    *each("lapsed-known", "the same, and the inventory has the servers", LAPSED_KNOWN + LET_GO_KNOWN, "loc-u", "mem-u pub-u", zones=LISTED),
    *each("let-go", "taken out while caches hold it", LET_GO, "mem-u pub-u", "mem-b mem-r loc-u"),
    *each("let-go-alone", "the same, and nobody else is asked", [dataclasses.replace(LET_GO[0], truth=LET_GO[0].truth.or_else(OK))], "mem-b", "keep-u"),
    *each("fade", "servers went away; one resolver serves what it had", FADED, "keep-u pub-u", "loc-u"),
    at("fade-alone", "the same, and nobody else is asked", [dataclasses.replace(FADED[0], truth=FADED[0].truth.or_else(OK)), FADED[1]], "keep-u"),
    # Resolvers.
    *each("new-acl", "a new forwarder, and who it asks does not know it", FEW, "new-acl-u", "new-acl-u loc-u", "new-acl-m pub-u", "new-acl-m", "new-acl-u acl-isp"),
    *each("new-fwd", "a new forwarder that asks where nobody is", FEW + MIXED[:2], "new-fwd-b", "new-fwd-b isp-r"),
    *each("new-refuse", "a new resolver whose list does not have this host; one that does not recurse", FEW, "new-refuse", "new-refuse pub-k", "new-authonly", "new-authonly loc-u"),
    *each("new-anchor", "a new resolver with an old anchor, a wrong clock", ANCHOR_NAMES, "new-anchor", "new-anchor pub-u", "clock-u", "new-anchor-b new-anchor loc-u", "clock-u new-anchor"),
    *each("new-lax", "a new resolver without an anchor", FEW + named("www.newkey.ventoux"), "new-lax", "new-lax loc-u"),
    *each("new-hints", "a new resolver with hints of long ago, and one that has some", FEW, "new-hints", "new-hints isp-r", "new-hints-some", "new-hints-some new-hints"),
    *each("old-off", "the old resolver is off, and the inventory still has it", FEW + MIXED[:1], "off-mute loc-u", "off-closed loc-u", "off-mute off-closed pub-k"),
    at("int-right", "an internal zone, declared, at who knows it and at others", INTRA + TWO, "int-u pub-u", zones=DECLARED),
    at("int-right-lone", "the same at who knows it", settled(INTRA), "int-u", zones=DECLARED),
    at("int-forgotten", "the new resolver of the site was not told of the internal zone", INTRA_FORGOTTEN + TWO, "int-u int-new", zones=DECLARED),
    at("int-forgotten-three", "the same, beside two that know it", INTRA_FORGOTTEN + TWO, "int-u int-2 int-new", zones=DECLARED),
    at("int-promised", "the same, and the inventory says what is to come", INTRA_PROMISED + TWO, "int-u int-new", zones=DECLARED),
    at("int-lone", "the new one alone", INTRA_LONE + TWO, "int-new", zones=DECLARED),
    at("split", "another face of a zone inside", TWO_FACED + TWO, "int-u pub-u", zones=DECLARED_SPLIT),
    at("split-untold", "the same, and the inventory does not say so", TWO_FACED + TWO, "int-u pub-u isp-r"),
    at("split-lone", "the face inside, and nobody else is asked", TWO_FACED_LONE + TWO, "int-u"),
    *each("rpz", "a list of one public resolver catches names anew", named("api.cade.luberon", "api.thym.ventoux", "mail.cade.luberon", "www.cade.luberon"), "rpz-r", "rpz-r loc-u", "rpz-r loc-b pub-u"),
    at("rpz-promised", "the same, and the inventory says what is to come", RPZ_PROMISED, "rpz-r loc-u pub-u"),
    *each("dns64", "one resolver makes addresses of IPv6", NAT, "nat-u", "nat-u loc-u", "nat-u isp-r pub-k"),
    *each("fw-resolver", "a firewall before one resolver: no TCP to it, or none from it", named("big.cade.luberon", "big.mas.ventoux", "www.cade.luberon"), "fw-notcp", "fw-notcp pub-u", "fw-from", "fw-from loc-u"),
    *each("fw-resolver-edns", "a firewall before one resolver drops EDNS", FEW, "fw-edns", "fw-edns pub-u", "fw-edns isp-r"),
    *each("fw-limit", "a limit was set at one resolver", LIMIT_MANY, "fw-limit loc-u", "fw-drop loc-u", "fw-limit", chance=True),
    *each("pool", "a balancer before two, one of which distrusts all", MANY[:6] + TWO, "pool loc-b", chance=True),
    # Promises.
    at("promises", "what the inventory promises, and a change kept or broke", PROMISES, "loc-u isp-r pub-k", (1,)),
    at("promises-lone", "the same at one", PROMISES, "pub-k", (1,)),
    at("promises-broken", "promises that are broken for a reason", PROMISED_BROKEN, "loc-u isp-r", (1,)),
    # The site.
    at("site-tcp", "the site's firewall closes TCP", FEW + taken_for(local("egress_tcp53_blocked", FAILS), named("big.cade.luberon", "big.mas.ventoux")), BOTH, host=truth(FAILS + "|info", "local", "egress_tcp53_blocked"), vantage=drop_tcp,
       truth=None, record_truth=OK.or_else(local("egress_tcp53_blocked", ROOMY)), cell_truth=either(OK, local("egress_tcp53_blocked", ROOMY), negative("name_does_not_exist"))),
    at("site-port", "the site's firewall lets its own resolvers ask, and nobody else", FEW, "loc-u loc-b pub-u", host=BLOCKED, vantage=only_inside,
       cell_truth=either(OK, BLOCKED, negative("name_does_not_exist")), record_truth=OK.or_else(BLOCKED)),
    at("site-port-broken", "the same, and a zone is broken besides", FEW + blind(MIXED), "loc-u loc-b pub-u", host=BLOCKED, vantage=only_inside, record_truth=OK.or_else(BLOCKED), excuse=BLOCKED),
    at("site-port-inside", "the same, and only its own are asked", FEW + blind(MIXED), "loc-u loc-b", host=truth("info|ok", "local|none", "egress_port53_blocked|ok"), vantage=only_inside),
    at("site-blind", "resolvers may be asked, and servers not", FEW + blind(MIXED + HALVES + KSK_BAD), "loc-u isp-r pub-k", host=truth("info|ok|degraded", "local|none|undetermined", "egress_port53_blocked|ok"),
       vantage=only_resolvers),
    at("site-edns", "the site's firewall drops EDNS", FEW, BOTH, host=local("path_drops_edns"), vantage=drop_edns, truth=local("path_drops_edns"), cell_truth=local("path_drops_edns"),
       record_truth=OK.or_else(local("path_drops_edns"))),
    at("site-large", "the site's firewall drops large datagrams", FEW + named("big.cade.luberon"), BOTH, host=OK.or_else(local("local_packet_loss|path_drops_edns", ROOMY)), vantage=drop_large,
       record_truth=OK.or_else(truth(ROOMY, "local|upstream", "resolver_packet_loss|local_packet_loss|resolver_edns_broken"))),
    at("site-limit", "the site's firewall lets so many a second pass", LIMIT_MANY, "loc-u pub-u", ANY_EXIT, host=OK.or_else(local("local_packet_loss|resolver_rate_limited", ROOMY)), vantage=limited, chance=True,
       truth=OK.or_else(local("local_packet_loss|resolver_packet_loss|resolver_rate_limited", ROOMY)).or_else(truth(ROOMY, "undetermined", "own_loss|budget")), seconds=120,
       record_truth=OK.or_else(truth(ROOMY, "local|upstream", "local_packet_loss|resolver_packet_loss|resolver_rate_limited")), cell_truth=SHORT_DOWN.or_else(truth(ROOMY, "local|upstream", "resolver_rate_limited"))),
    at("site-six", "the site's IPv6 leads nowhere", FEW + named("www.six-only.luberon"), "loc-u pub-u six-u", host=OK.or_else(local("local_network_down", ROOMY)), vantage=lose_six,
       record_truth=OK.or_else(truth(ROOMY, "local|upstream", "local_network_down|resolver_timeout")), cell_truth=either(OK, negative("name_does_not_exist"), truth(
           ROOMY, "local|upstream", "local_network_down|resolver_timeout"))),
    at("site-no-six", "the site has no IPv6, and the inventory has such a resolver", FEW + named("www.six-only.luberon"), "loc-u six-u", host=OK.or_else(local("local_network_down", ROOMY)), vantage=no_six,
       record_truth=OK.or_else(truth(ROOMY, "local|upstream", "local_network_down|resolver_timeout|resolver_port_unreachable")), cell_truth=either(OK, negative("name_does_not_exist"), truth(
           ROOMY, "local|upstream", "local_network_down|resolver_timeout|resolver_port_unreachable"))),
    at("site-taken", "a new router answers for one public resolver", FEW + named("www.newkey.ventoux"), "pub-u loc-k", host=OK.or_else(TAKEN), vantage=intercept("pub-u", "pub-k"),
       record_truth=OK.or_else(TAKEN)),
    at("site-taken-all", "a new router answers for all the world", FEW + blind(MIXED[:2]), "pub-u loc-u", host=TAKEN, vantage=intercept_all, record_truth=OK.or_else(TAKEN), cell_truth=either(
        OK, TAKEN, BLIND, negative("name_does_not_exist"))),
    at("site-cut", "the site is cut off for a while in the midst", MANY, "loc-u pub-u", ANY_EXIT, host=HOST_DOWN, options=("-Q", "30"), during=((1.5, drop_all), (5.0, mend)), truth=SHORT_DOWN,
       cell_truth=SHORT_DOWN, record_truth=SHORT_DOWN, chance=True, seconds=150),
    at("site-cut-end", "the site is cut off in the midst, and stays so", MANY, "loc-u pub-u", ANY_EXIT, host=HOST_DOWN, options=("-Q", "30"), during=((1.5, drop_all),), truth=SHORT_DOWN,
       cell_truth=SHORT_DOWN, record_truth=SHORT_DOWN, chance=True, seconds=150),
    at("site-lossy", "the site's line loses one of ten", CALM[:16] + MIXED, "loc-u isp-r pub-u", host=OK.or_else(local("local_packet_loss", ROOMY)), vantage=losing(10, 10), chance=True,
       record_truth=OK.or_else(local("local_packet_loss", ROOMY)), seconds=150),
    # Harder ones.
    *each("registry-lag", "one of a registry's two servers has not heard of today's changes", named("www.new.crau", "www.moved.crau", "www.calm.crau"), "loc-u", "isp-r pub-k", "pub-b loc-k isp-u"),
    *each("registry-keys", "the same, of DS", named("www.rolled.sorgue", "www.signed.sorgue", "www.calm.sorgue"), "loc-u", "isp-r pub-b", "pub-n pub-u"),
    *each("edns-signed", "firewalls that drop or refuse EDNS, before signed zones", named("www.edns.ventoux", "www.formerr.ventoux"), "isp-r", "isp-r pub-b", "loc-u isp-r", "pub-k loc-b", "isp-r isp-n", most=3),
    *each("edns-one", "one of two servers got such a firewall", named("www.ednsone.ventoux", "www.ednsone.luberon"), "loc-u", "isp-r", "pub-b pub-k"),
    *each("sigs-stripped", "boxes that give no signatures, before both, before one", named("www.nosigs.ventoux", "www.sigsone.ventoux"), "loc-u", "isp-r pub-n", "pub-k pub-b"),
    *each("long-keys", "key sets that grew, behind firewalls that were not told", named("www.keytcp.ventoux", "www.keyfrag.ventoux"), "loc-u", "isp-r", "pub-b pub-k", "isp-n loc-u"),
    *each("half-empty", "one of two loaded an empty zone", named("www.half-empty.luberon"), "loc-u", "isp-r pub-b loc-k"),
    *each("ahead", "the clock of one signer runs ahead", named("www.ahead.ventoux"), "loc-u", "isp-r pub-k"),
    *each("subs-signed", "a signed subdomain, of which one parent's server has not heard", named("www.dele.host5.ventoux", "www.host5.ventoux"), "loc-u", "isp-r pub-k", "pub-b pub-n"),
    at("split-naked", "an unsigned copy inside, and the new resolver checks it", NAKED + TWO, "int-strict pub-u"),
    at("split-naked-three", "the same, beside one that was told", NAKED + TWO, "int-strict int-naked pub-u"),
    at("split-naked-lone", "the same, and nobody else is asked", NAKED_LONE + TWO, "int-strict"),
    at("split-naked-right", "one that was told, and one outside", NAKED_RIGHT + TWO, "int-naked pub-u"),
    *each("fresh", "a domain was asked for before it was registered", FRESH, "mem-u pub-u", "mem-b mem-r loc-u"),
    at("fresh-alone", "the same, and nobody else is asked", alone(FRESH[:1]), "mem-u"),
    at("fresh-known", "the same, and the inventory has the servers", alone(FRESH[:1]), "mem-u", zones=FRESH_KNOWN),
    *each("way", "one resolver has lost the way to the good one of two", WAY + TWO, "way-u pub-u", "way-b loc-u isp-r"),
    *each("way-alone", "the same, and nobody else is asked", WAY_ALONE + TWO, "way-u", "way-b"),
    *each("life", "promised lives, seen from caches", LIFE, "pub-b", "pub-b loc-u", network=warm_life),
    at("ns-promised", "the new servers are promised, and a cache has the old", NS_PROMISED, "mem-u pub-u"),
    at("acl-known", "a new forwarder, and who it asks, which the inventory says, does not know it", FEW, "acl-known acl-isp", (1,)),
    at("acl-known-three", "the same, beside another", FEW, "acl-known acl-isp pub-k"),
    *each("let-go-known", "taken out while caches hold it, and the inventory has the servers", LET_GO_KNOWN, "mem-b pub-k", "mem-r", "mem-u mem-b loc-u", zones=LISTED, most=3),
    at("midst", "a zone is renumbered while it is asked for", MIDST, "loc-u pub-k", options=("-Q", "40"), during=((1.2, turn),), chance=True, seconds=120),
    at("maint", "a zone's servers are restarted while it is asked for", MAINTAINED, "isp-u pub-b", options=("-Q", "40"), during=((0.8, off("maint.luberon")), (4.5, on)), chance=True, seconds=120),
    at("restart", "a resolver is restarted while it is asked", RESTARTED, "rst-u pub-u", options=("-Q", "40"), during=((0.8, rst_off), (2.6, rst_on)), chance=True, seconds=120,
       record_truth=RESTARTED_ROW),
    *each("zero", "lives were shortened to nothing", named("www.ttlzero.luberon"), "loc-u", "isp-r pub-k"),
    # Promises and caches, insides and outsides.
    at("data-one-of-three", "one cache of three holds what was", DATA[:2], "mem-u loc-u pub-u"),
    at("data-two-of-four", "two of four", DATA[:2], "mem-u mem-b loc-u pub-u"),
    *each("data-forwarder", "a forwarder and who it asks hold what was", MEM_M, "mem-m mem-r loc-u", "mem-m pub-u"),
    at("data-forwarder-alone", "the same, and nobody else is asked", alone([dataclasses.replace(question, truth=question.truth.or_else(OK)) for question in MEM_M[:3]] + MEM_M[3:]), "mem-m mem-r"),
    *each("data-promised", "the new data are promised, and caches hold what was", DATA_PROMISED, "mem-u pub-u", "mem-b mem-r loc-u", "mem-u"),
    *each("launch-promised", "the same of a new name", LAUNCH_PROMISED, "mem-u pub-u", "mem-r"),
    *each("given-up", "a subdomain went back into its parent, and caches hold its servers", GIVEN_UP, "mem-u pub-u", "mem-b loc-u", "mem-r pub-k"),
    at("leak", "an internal zone that the world must not see, and sees", LEAK + TWO, "loc-u pub-u", (1,), zones=DECLARED_SPLIT),
    at("split-promised", "the face inside is promised to all, and one has the other", SPLIT_PROMISED + TWO, "int-u int-new", (1,), zones=DECLARED_SPLIT),
    at("split-promised-out", "the same, and it is outside", SPLIT_PROMISED + TWO, "int-u pub-u", (1,), zones=DECLARED_SPLIT),
    at("split-promised-untold", "the same, and the zone is not declared", SPLIT_PROMISED + TWO, "int-u int-new", (1,)),
    at("split-kept", "either face is promised", SPLIT_KEPT + TWO, "int-u pub-u", zones=DECLARED_SPLIT),
    at("int-promised-three", "an internal name is promised, and two of three do not know it", INTRA_PROMISED_THREE, "int-u int-new pub-u", (1,), zones=DECLARED),
    at("int-promised-untold", "the same, and the zone is not declared", INTRA_PROMISED, "int-u int-new", (1,)),
    at("int-forgotten-untold", "an internal zone that is not declared, and one of two does not know it", INTRA_FORGOTTEN + TWO, "int-u int-new"),
    *each("loop", "two forwarders that ask each other", FEW, "loop-a loop-b", "loop-a pub-u", "loop-a loop-b isp-r"),
    *each("hints-lame", "hints that name somebody who knows nothing of the root", FEW, "hints-lame", "hints-lame pub-u"),
    at("site-tcp-out", "the site's firewall closes TCP outwards", FEW + BIG_OUT, "loc-u pub-u", host=OK.or_else(TCP_OUT), vantage=tcp_inside_only, record_truth=OK.or_else(TCP_OUT)),
    at("site-tcp-out-two", "the same, and two outside are asked", FEW + BIG_OUT_ONLY, "pub-u pub-k", host=TCP_OUT, vantage=tcp_inside_only, record_truth=OK.or_else(TCP_OUT)),
    at("site-taken-servers", "a new router answers for all servers, and not for resolvers", FEW + blind(MIXED[:2]) + named("www.newkey.ventoux"), "loc-u pub-u", host=TAKEN, vantage=intercept_servers,
       record_truth=OK.or_else(TAKEN)),
]
