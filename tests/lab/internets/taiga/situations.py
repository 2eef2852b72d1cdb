# SPDX-License-Identifier: MIT
"""The sweeps of the ninth internet: what may befall a host, at each kind of site; and one fault beside another."""

import dataclasses
import signal
import time

import net
import wire
from faults import drop_edns, losing
from model import (FAILS, OK, Look, Question, Situation, absent, authoritative, by_name, dead, either, exits, fine, local, maybe,
                   negative, truth, upstream)

from . import resolvers as of
from .questions import BROKEN, GOOD, LOCAL_NAMES, NEGATIVE, ONE_SIDED, QUESTIONS, REGISTRIES


def pick(*ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS}
    return [by_id[wanted] for wanted in ids]


def named(*names):
    return by_name(QUESTIONS, *names)


def believed(what, *names):
    return [dataclasses.replace(question, truth=what, cells={}) for question in named(*names)]


WEB = of.WEB
HEALTHY = of.HEALTHY
FEW = named("www.kedr.bor", "www.sosna.ural", "www.el.tuva", "www.osina.sib", "long.kedr.bor", "v6.kedr.bor AAAA")
ABSENT = named("nope.kedr.bor", "www.nikto.tuva", "v4.pihta.bor")
BAD = named("www.gar.sib", "www.otkaz.bor", "www.pul.sib", "www.vchera.ural", "www.les.amur", "www.les.ob", "www.les.yana")

# --- what can be told where the servers themselves cannot be asked ---

UNSEEN = truth(FAILS, "undetermined", "contradiction|budget|own_loss")
GUESS = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS)
DECIDED = ("ok", "dnssec_", "parent_dnssec_bogus", "name_does_not_exist", "domain_not_registered", "no_data", "cname_", "auth_nxdomain",
    "auth_inconsistent")


def blind(question):
    causes = question.truth.cause
    if question.truth == OK or all(cause.startswith(DECIDED) for cause in causes - {"ok"}):
        return unlooked(question)
    if "tld_unreachable" in causes or "tld_lame" in causes:
        return dataclasses.replace(question, truth=either(question.truth, upstream("tld_unreachable|tld_lame", FAILS), UNSEEN))
    if "ok" in causes:  # Some resolvers have it, and some do not.
        return dataclasses.replace(question, truth=either(question.truth, GUESS, UNSEEN, ONE_WAY))
    return dataclasses.replace(question, truth=either(question.truth, GUESS, UNSEEN))


# Where resolvers differ, and the servers cannot be asked who is right; or where all agree, and nobody has a reason to look.
ONE_WAY = truth("degraded", "local|upstream", "resolver_auth_path_broken")
DIFFER = truth("degraded", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
AGREED = {"www.raz.sib": OK, "fresh.dva.sib": either(OK, negative("name_does_not_exist")), "v4.nemoy.ural": either(negative("no_data"), OK)}


def agreed(question):
    """At few resolvers, which happen to agree, or do not look at signatures; a BIND makes its own proof of a denial from another."""
    what = AGREED.get(question.name)
    if what is None:
        return question
    # Nor can those be told from the one that does not find the proof it wants.
    alone = local("resolver_dnssec_broken").or_else(upstream("resolver_dnssec_broken"))
    cells = {resolver.id: either(question.truth, what, OK, alone) for resolver in HEALTHY} if question.name == "v4.nemoy.ural" else {}
    return dataclasses.replace(question, truth=either(question.truth, what), cells=question.cells | cells)


def unlooked(question):
    return dataclasses.replace(question, truth=either(question.truth, DIFFER)) if question.name in ("www.raz.sib",
        "fresh.dva.sib") else question


# --- sites ---


@dataclasses.dataclass(frozen=True)
class Site:
    name: str
    resolvers: tuple
    options: tuple = ()
    six: bool = False  # without IPv4
    zones: bool = True  # the servers of zones can be asked


FLEET = Site("fleet", tuple(HEALTHY))
LOCALS = Site("locals", tuple(pick("zimovye", "izba", "filial")))
LONE = Site("lone", tuple(pick("otkr-k")))
SIX = Site("six", tuple(pick("izba", "kabel", "vol-r")), six=True, zones=False)
PAIR = Site("pair", tuple(pick("otkr-u", "otkr-u2")))
BLIND = Site("blind", tuple(pick("zimovye", "telekom", "vol-n")), options=("--no-direct",), zones=False)
SITES = (FLEET, LOCALS, LONE, SIX, PAIR, BLIND)


def no_four(vantage):
    net.run("ip", "-n", vantage.namespace, "-4", "route", "del", "default")


def of_site(site, questions):
    if site.zones:
        return questions
    # Registries have addresses of IPv6, most zones have none.
    return [question if site.six and any("tld_" in cause for cause in question.truth.cause) else blind(question) for question in questions]


def at(site, name, about, questions, fault=None, status=(1,), **more):
    def at_vantage(lab, vantage):
        if site.six:
            no_four(vantage)
        if fault is not None:
            fault(lab, vantage)
    return Situation(f"{name}-{site.name}", about, of_site(site, questions), list(site.resolvers), exits(*status), vantage=at_vantage,
                     options=site.options + more.pop("options", ()), seconds=more.pop("seconds", 90), **more)


def small(name, about, questions, resolvers, status, **more):
    room = pick(*resolvers.split())
    return Situation(name, about, [of.of_some(question, room) for question in questions], room, exits(*status),
        seconds=more.pop("seconds", 90), **more)


# --- no network ---

SITE_DOWN = local("local_network_down")


def route(kind):
    """The host's own table says no: prohibit is EACCES, unreachable is EHOSTUNREACH."""
    def fault(_lab, vantage):
        for family in ("-4", "-6"):
            net.run("ip", "-n", vantage.namespace, family, "route", "replace", kind, "default", "metric", "1")
            if "via" in net.run("ip", "-n", vantage.namespace, family, "route", "show", "default"):
                net.run("ip", "-n", vantage.namespace, family, "route", "del", "default", "via",
                        f"10.99.{vantage.index}.1" if family == "-4" else f"fd00:99:{vantage.index}::1")
    return fault


def no_address(_lab, vantage):
    net.run("ip", "-n", vantage.namespace, "address", "flush", "dev", "eth0")


def cut(_lab, vantage):
    net.cut_link(vantage)


def drop_everything(_lab, vantage):
    net.filter_uplink(vantage, "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; drop;")


def down(site, fault):
    return at(site, "down", "no network", FEW + BAD[:4], fault, (9,), host=SITE_DOWN, truth=SITE_DOWN, cell_truth=SITE_DOWN,
              record_truth=either(SITE_DOWN, truth(FAILS + "|ok|info", "none|local|upstream", "ok|resolver_timeout")), seconds=45)


# --- port 53 ---

OURS = "ip daddr { 10.60.0.0/16, 77.0.0.0/8 } accept; ip6 daddr { fd60::/16, 2a0f:77::/32 } accept;"
ONLY_OURS = "ip daddr 10.60.0.0/16 accept; ip6 daddr fd60::/16 accept;"
REJECT = ("tcp dport 53 reject with tcp reset; meta nfproto ipv4 udp dport 53 reject with icmp type admin-prohibited; "
          "meta nfproto ipv6 udp dport 53 reject with icmpv6 type admin-prohibited;")
EGRESS = local("egress_port53_blocked", FAILS + "|info")
NO_DNS = local("egress_port53_blocked|local_network_down", FAILS)


def drop53(open_to=""):
    return lambda _lab, vantage: net.filter_uplink(vantage, f"{open_to} th dport 53 drop;")


def reject53(open_to=""):
    return lambda _lab, vantage: net.filter_uplink(vantage, f"{open_to} {REJECT}", "input")


def blocked(site, name, fault, host=EGRESS, **more):
    """The site's and the provider's resolvers work."""
    # One silent stranger among three, and nobody else was asked: it may be its own fault.
    maybe_its_own = truth(FAILS, "upstream", "resolver_timeout|resolver_port_unreachable")
    blame = either(EGRESS, maybe_its_own) if "--no-direct" in site.options else EGRESS
    return at(site, name, "port 53 is closed to strangers", [blind(question) for question in FEW + ABSENT + BAD], fault, host=host,
              excuse=blame, record_truth=either(OK, blame), **more)


def all_blocked(site, name, fault):
    anything = either(NO_DNS, truth(FAILS + "|ok|info", "none|local|upstream", "ok|resolver_timeout|resolver_port_unreachable"))
    return at(site, name, "port 53 is closed, and all resolvers are strangers", FEW + BAD[:4], fault, (9,), host=NO_DNS, truth=NO_DNS,
        cell_truth=NO_DNS,
              record_truth=anything, seconds=60)


# --- TCP, EDNS ---

NO_TCP = local("egress_tcp53_blocked", FAILS)
BIG = [dataclasses.replace(question, truth=NO_TCP) for question in named("big.kedr.bor")]
BIG_DEAF = [dataclasses.replace(question, truth=either(question.truth, GUESS, NO_TCP)) for question in named("big.tih.bor")]


def no_tcp(how):
    return lambda _lab, vantage: net.filter_uplink(vantage, f"tcp dport 53 {how};", "input" if "reject" in how else "prerouting")


def tcp(site, how):
    return at(site, "tcp", "TCP to port 53 is closed", FEW + BIG + BIG_DEAF + BAD, no_tcp(how), host=NO_TCP,
        record_truth=either(OK, NO_TCP, local(
        "egress_tcp53_blocked", "info")), proof=() if site.six else (Look(*WEB, "TIMEOUT|UNREACHABLE", ("tcp",), site.resolvers[0].address),
            ))


EDNS = local("path_drops_edns", FAILS)
IN_EDNS = [dataclasses.replace(question, truth=EDNS) for question in FEW] + [
    dataclasses.replace(question, truth=either(question.truth, EDNS), cells={}) for question in ABSENT + BAD]
EDNS_CELLS = either(EDNS, *[question.truth for question in ABSENT + BAD], GUESS)


def edns(site):
    return at(site, "edns", "the path drops EDNS", IN_EDNS, drop_edns, host=EDNS, cell_truth=EDNS_CELLS, record_truth=either(OK, EDNS),
        proof=() if site.six else (
        Look(*WEB, "TIMEOUT", (), site.resolvers[0].address), Look(*WEB, "NOERROR", ("noedns",), site.resolvers[0].address)))


# --- interception ---

TAKEN = local("dns_interception", FAILS + "|info")
ALL_RESOLVERS = ", ".join(resolver.address for resolver in of.RESOLVERS + of.OTHERS if ":" not in resolver.address)


def take(target, match="th dport 53"):
    return lambda _lab, vantage: net.redirect_uplink(vantage, target, match)


def take_six(_lab, vantage):
    net.run(*net.in_namespace(net.NET, "nft", "-f", "-"), text=f"table ip6 redirect_{vantage.index} {{\nchain only {{\n"
            "type nat hook prerouting "
            f"priority dstnat; iifname \"to-{vantage.index}\" th dport 53 dnat to 2a0f:77:2::53\n}}\n}}\n")


def taken(site, name, about, questions, fault, host=TAKEN, **more):
    return at(site, name, about, questions, fault, host=host, record_truth=more.pop("record_truth", either(OK, TAKEN)), **more)


ROOT_BY_HAND = Look(".", "NS", "NOERROR -aa +ra", ("norec",), "199.30.1.4")
TAKEN_FEW = [dataclasses.replace(question, truth=either(OK, TAKEN), cells={}) for question in FEW]
# Whoever answers for all of them validates.
TAKEN_BAD = [dataclasses.replace(blind(question), unchecked="") for question in ABSENT + BAD]
# Who answers for everybody does not hand on what does not validate, even to those who ask for that; or does not look at all.
OPAQUE = [dataclasses.replace(question, truth=either(question.truth, GUESS)) if question.name == "www.vchera.ural" else question
    for question in TAKEN_BAD]
LAX = [dataclasses.replace(question, truth=either(question.truth, OK)) for question in TAKEN_BAD[-4:]]
LIE = upstream("resolver_nxdomain_rewrite", FAILS + "|info")
LIED = either(LIE, TAKEN)
PAGE = truth(FAILS, "local|upstream", "dns_interception|resolver_captive_portal|resolver_nxdomain_rewrite")
# A root server that fails and says neither AA nor RA: somebody else, or so it seems.
BOX = truth("failure", "local|upstream", "dns_interception|forwarder_unreachable|recursion_path_broken|root_unreachable")
BOX_ROW = truth(FAILS, "local|upstream", "dns_interception|forwarder_unreachable|recursion_path_broken")

# --- loss ---

LOST = local("local_packet_loss", FAILS + "|info")
HURT = either(LOST, truth(FAILS + "|info", "undetermined", "own_loss|budget|contradiction"))


def hurt(questions):
    return [dataclasses.replace(question, truth=either(question.truth, HURT)) for question in questions]


def loss(site, out, back):
    sure = site in (FLEET, LOCALS)
    return at(site, "loss", "three of ten datagrams are lost", hurt(FEW + ABSENT + BAD), losing(out, back), (0, 1, 4), chance=True,
        excuse=HURT,
              host=local("local_packet_loss", FAILS) if sure else either(OK, LOST),
              record_truth=either(OK, LOST, truth(FAILS + "|info", "local|upstream", "resolver_packet_loss") if not sure else LOST),
                  seconds=200)


# --- roots and registries ---

NO_ROOT = upstream("root_unreachable|recursion_path_broken|forwarder_unreachable")


def cut_roots(lab, vantage):
    own = [entry.address for entry in lab.zones[0].ns]
    net.filter_uplink(vantage, "; ".join(f"{'ip6' if ':' in a else 'ip'} daddr {a} drop" for a in own) + ";")


def part(lab, resolver, *zones):
    """The ways from a resolver to the servers of these zones."""
    places = lab.place_of_resolver(resolver, lab.everybody.index(resolver))
    for address in {entry.address for zone in zones for entry in lab.zone(zone).ns}:
        six = ":" in address
        net.fill_set("broken_path6" if six else "broken_path", f"{places[six]} . {address}")


def cut_resolvers(lab):
    for resolver in of.CUT_OFF:
        part(lab, resolver, ".")


def rootless(site, fault=cut_roots, host=upstream("root_unreachable", FAILS), **more):
    return at(site, "roots", "no root can be reached", FEW + BAD[:4], fault, (1, 9), host=host, truth=NO_ROOT, cell_truth=NO_ROOT,
        network=cut_resolvers,
              record_truth=truth(FAILS, "upstream", "root_unreachable|recursion_path_broken|forwarder_unreachable"), **more)


# What it knows goes on.
ALL_TOPS = (".", "bor", "ural", "tuva", "sib", "gov.ural")
KNOWN = named("www.kedr.bor", "www.osina.sib", "www.sosna.ural")
NO_WAY_UP = local("resolver_auth_path_broken", FAILS).or_else(upstream(
    "recursion_path_broken|forwarder_unreachable|resolver_auth_path_broken", FAILS))


def learn(lab):
    lab.warm(KNOWN, of.LEARNED)
    part(lab, of.LEARNED[0], *ALL_TOPS)


def knows(question):
    return OK if question in KNOWN else either(NO_WAY_UP, OK)


LEARNED = [dataclasses.replace(pick("uchen")[0], cells=knows, record=upstream("recursion_path_broken|forwarder_unreachable",
    FAILS + "|info"))]
LEARNED_ALONE = KNOWN + [dataclasses.replace(question, truth=upstream(
    "recursion_path_broken|forwarder_unreachable|resolver_auth_path_broken"))
                         for question in named("www.pihta.bor", "www.lipa.sib", "nope.el.tuva")]

# Where the zone is, is known for a while.
STILL = [fine("www.reka.lena", direct=""), fine("mail.reka.lena", direct=""), maybe("v4.reka.lena", upstream("tld_unreachable"))]
GONE_DARK = [Question(name, "A", upstream("tld_unreachable"), seen="FAIL") for name in ("www.bereg.lena", "www.nikto.lena")]
ABOUT_LENA = [resolver for resolver in HEALTHY if resolver.id in ("zimovye", "telekom", "otkr-k", "vol-n", "kabel")]


def lena_sinks(lab):
    lab.warm(STILL[:2], ABOUT_LENA)
    net.fill_set("silent4", *[entry.address for entry in lab.zone("lena").ns])


# --- what caches keep ---

STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
CHANGED = [Question("www.novosel.sib", "A", STALE, cells={keeper: STALE for keeper in ("pamyat", "kopiya")}),
           Question("new.novosel.sib", "A", STALE_NO, cells={keeper: STALE_NO for keeper in ("pamyat", "kopiya")}),
           fine("mail.novosel.sib", direct="")]
# That what is answered is old, nobody has a reason to ask.
CHANGED_ALONE = [dataclasses.replace(question, truth=either(question.truth,
    truth(FAILS, "local|upstream", "resolver_stale_cache|resolver_stale_negative_cache"), OK), cells={})
                 for question in CHANGED]


def change(lab):
    """Two caches learn a zone; then its owner changes an address and adds a name."""
    keeper = pick("kopiya")
    lab.warm([CHANGED[0], CHANGED[2]], keeper)
    wire.ask([wire.Query(keeper[0].address, "new.novosel.sib", timeout=3.0)])
    path = lab.builder.path(lab.zone("novosel.sib"))
    text = path.read_text().replace(" 2026110101 ", " 2026112801 ", 1).replace("www A 178.50.17.80", "www A 178.50.17.180")
    path.write_text(text + "new A 178.50.17.77\n")
    next(server for server in lab.authorities if server.name == "bind").process.send_signal(signal.SIGHUP)
    query = wire.Query(lab.zone("novosel.sib").ns[0].address, "new.novosel.sib", rd=False)
    for _ in range(100):
        if wire.ask([query])[0].status == "NOERROR":
            return
        time.sleep(0.05)
    raise RuntimeError("novosel.sib does not change")


STORED = [Question("www.zapas.sib", "A", authoritative("auth_timeout", FAILS),
    cells={"kladovka": either(OK, authoritative("auth_timeout"))}),
          dead("mail.zapas.sib", "auth_timeout")]


def fall_silent(lab):
    lab.warm([STORED[0]], of.LARDER)
    net.fill_set("silent4", *[entry.address for entry in lab.zone("zapas.sib").ns])
    time.sleep(2.2)


# --- a site's own names, promises, limits ---

SPLIT = truth("info|ok", "none", "split_horizon|ok")
DECLARED = ({"name": "dvor.pihta.bor", "internal": True}, {"name": "iva.bor", "internal": True})
STRANGERS = ("otkr-u", "telekom", "vol-n")
OWN = [Question(f"{host}.dvor.pihta.bor", "A", SPLIT, cells={stranger: either(OK, SPLIT, negative("name_does_not_exist"))
    for stranger in STRANGERS})
       for host in ("wiki", "git")] + [Question("www.iva.bor", "A", SPLIT), absent("nope.dvor.pihta.bor")]
LISTED = ({"name": "nedel.bor", "ns": ["ns1.kedr.bor", "ns2.kedr.bor"]},)
LOST_DELEGATION = believed(upstream("delegation_missing", FAILS), "www.nedel.bor")

UNMET = truth("failure", "none", "expectation_unmet")
PROMISE_ROOM = "zimovye telekom otkr-k"


def promise(name, expect, what=OK, qtype="A", **more):
    """Where a promise is broken, its cells may say so or not."""
    cells = {resolver: what.or_else(OK) for resolver in PROMISE_ROOM.split()} | more.pop("cells", {})
    return Question(name, qtype, what, expect=expect, cells=cells, **more)


PROMISES = [
    promise("www.kedr.bor", {"rcode": "NOERROR", "answers": ["178.50.1.80"], "match": "exact"}),
        promise("api.el.tuva", {"cname": "www.el.tuva"}),
    promise("www.sosna.ural", {"answers": ["178.50.3.81"]}, UNMET), promise("ring.osina.sib",
        {"answers": ["178.50.5.10"], "match": "exact"}, UNMET),
    promise("www.karta.sib", {"cidr": "178.60.0.0/15"}), promise("www.lipa.sib", {"cidr": "10.0.0.0/8"}, UNMET),
    promise("nope.kedr.bor", {"rcode": "NXDOMAIN"}, OK.or_else(negative("name_does_not_exist")), seen="NXDOMAIN"),
    promise("nope.el.tuva", {"rcode": "NOERROR"}, UNMET.or_else(authoritative("name_does_not_exist", FAILS)), seen="NXDOMAIN"),
    promise("kedr.bor", {"min_ttl": 3600}, UNMET, "MX"), promise("www.gar.sib", {"answers": ["178.50.30.80"]},
        authoritative("auth_timeout"), seen="FAIL"),
    promise("www.vchera.ural", {"answers": ["178.50.60.80"]}, authoritative("dnssec_signature_expired", FAILS), seen="SERVFAIL",
        unchecked="NOERROR"),
]

FLOOD = [fine(f"n{n:02}.app.pihta.bor", direct="") for n in range(40)]
QUOTA = [maybe(f"n{n:02}.app.kvota.sib", either(authoritative(
    "auth_rate_limited|auth_packet_loss|auth_timeout|auth_partial_outage|auth_slow", FAILS),
    UNSEEN)) for n in range(20)]
REFUSES = upstream("resolver_refused|resolver_not_recursive", FAILS)
CLOCK = local("resolver_dnssec_broken", FAILS)
NO_EDNS = upstream("resolver_edns_broken", FAILS)
STRANDED = upstream("forwarder_unreachable|recursion_path_broken", FAILS)
CHAINED = upstream("resolver_dnssec_broken|forwarder_unreachable|recursion_path_broken", FAILS)
LOST_WAY = upstream("resolver_auth_path_broken", FAILS)
TOLD = believed(either(LIE, OK), "nope.osina.sib", "www.nikto.bor", "nope.kedr.bor")
BROKEN_SLOW = {"seconds": 170}
SOME_AGREE = [agreed(question) for question in BROKEN]

SITUATIONS = [
    Situation("plain", "every name at every resolver", [of.of_some(question) for question in QUESTIONS], of.RESOLVERS, exits(1),
        seconds=250),
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + ONE_SIDED + NEGATIVE, HEALTHY,
        exits(0), seconds=90),
    at(FLEET, "tlds", "registries that are silent, lame, failing, bogus", REGISTRIES + FEW, **BROKEN_SLOW),
    *[at(site, "tlds", "the same", REGISTRIES + FEW, seconds=120) for site in SITES[1:]],
    *[at(site, "broken", "broken names", SOME_AGREE + FEW, **BROKEN_SLOW) for site in SITES[1:]],
    small("broken-bind", "broken names, at one resolver of another make", SOME_AGREE, "kabel", (1,), **BROKEN_SLOW),
    small("broken-recursor", "the same", SOME_AGREE, "telekom", (1,), **BROKEN_SLOW),
    small("broken-lax", "bogus names where nobody looks", [dataclasses.replace(q, truth=either(OK, q.truth)) if q.unchecked == "NOERROR"
        else q
          for q in named("www.vchera.ural", "www.drugoy.bor", "www.golaya.gov.ural", "www.bezp.bor", "www.gar.sib", "www.les.yana")] + FEW,
              "vol-n vol-r", (0, 1)),

    down(FLEET, route("prohibit")), down(LOCALS, cut), down(LONE, route("unreachable")), down(SIX, drop_everything), down(PAIR, no_address),
        down(BLIND, cut),
    blocked(FLEET, "block", drop53(OURS)), blocked(LOCALS, "block", drop53(ONLY_OURS),
        either(OK, truth("info", "local", "egress_port53_blocked"))),
    blocked(SIX, "block", drop53(ONLY_OURS)), blocked(BLIND, "block", drop53(OURS), either(OK, EGRESS)),
    all_blocked(LONE, "block", drop53()), all_blocked(PAIR, "block", drop53()),
    blocked(FLEET, "reject", reject53(OURS)), blocked(LOCALS, "reject", reject53(ONLY_OURS),
        either(OK, truth("info", "local", "egress_port53_blocked"))),
    blocked(SIX, "reject", reject53(ONLY_OURS)), blocked(BLIND, "reject", reject53(OURS), either(OK, EGRESS)),
    all_blocked(LONE, "reject", reject53()), all_blocked(PAIR, "reject", reject53()),
    *[tcp(site, how) for site, how in ((FLEET, "drop"), (LOCALS, "reject with tcp reset"), (LONE, "drop"), (SIX, "drop"),
        (PAIR, "reject with tcp reset"),
                                       (BLIND, "drop"))],
    *[edns(site) for site in SITES],

    taken(FLEET, "taken", "all of IPv4's port 53 goes to a resolver of the provider", TAKEN_FEW + TAKEN_BAD, take("77.1.1.53"),
        proof=(ROOT_BY_HAND,)),
    taken(FLEET, "taken-direct", "all but what goes to resolvers", FEW + TAKEN_BAD,
        take("77.1.1.53", f"ip daddr != {{ {ALL_RESOLVERS} }} th dport 53"),
          proof=(ROOT_BY_HAND, Look(*WEB, "NOERROR +ra", server="91.1.1.53"))),
    taken(LOCALS, "taken", "all but what stays inside", FEW + TAKEN_BAD, take("77.3.3.53", "ip daddr != 10.60.0.0/16 th dport 53")),
    taken(LONE, "taken", "the only resolver's questions go elsewhere", TAKEN_FEW + TAKEN_BAD, take("77.3.3.53")),
    taken(SIX, "taken", "all of IPv6's port 53 goes to a resolver of the provider", TAKEN_FEW + TAKEN_BAD, take_six),
    taken(BLIND, "taken", "the same, and nothing but resolvers is asked", TAKEN_FEW + OPAQUE, take("77.1.1.53"), either(OK, TAKEN)),
    taken(PAIR, "taken", "to one that lies", TAKEN_FEW + believed(either(LIED, OK), "nope.osina.sib", "www.nikto.bor",
        "nope.kedr.bor") + LAX,
          take(of.LYING_BOX), record_truth=either(OK, LIED, local("resolver_nxdomain_rewrite", FAILS)), status=(0, 1), excuse=LIED),
    taken(PAIR, "taken-broken", "to one that fails", FEW, take(of.BROKEN_BOX), either(OK, TAKEN), status=(1, 9), truth=BOX,
        cell_truth=BOX_ROW,
        record_truth=either(OK, BOX_ROW)),
    taken(LONE, "taken-portal", "to a page", named("www.kedr.bor", "www.sosna.ural", "nope.osina.sib", "www.nikto.bor"),
        take(of.PORTAL_BOX), either(TAKEN, PAGE),
          status=(1, 9), truth=PAGE, cell_truth=PAGE, record_truth=either(OK, PAGE)),

    loss(FLEET, 30, 0), loss(LOCALS, 0, 30), loss(LONE, 0, 30), loss(SIX, 30, 0), loss(PAIR, 16, 16), loss(BLIND, 30, 0),

    rootless(Site("trio", tuple(pick("cut-u", "cut-k", "cut-r"))), proof=(Look(*WEB, "FAIL", server="77.22.1.53"),)),
    rootless(Site("lone", tuple(pick("cut-k"))), host=either(OK, upstream("root_unreachable", FAILS))),
    rootless(Site("locals", tuple(pick("cut-u", "cut-6")))),
    rootless(Site("six", tuple(pick("cut-6")), six=True), host=either(OK, upstream("root_unreachable", FAILS))),
    rootless(Site("blind", tuple(pick("cut-u", "cut-k", "cut-r")), options=("--no-direct",)), fault=None,
             host=either(OK, upstream("root_unreachable", FAILS))),
    Situation("learned", "a resolver that cannot reach the roots any more, beside others",
        FEW + named("www.pihta.bor", "www.lipa.sib", "nope.el.tuva"),
              LEARNED + pick("otkr-k", "telekom"), exits(0, 1), network=learn, seconds=240),
    Situation("learned-lone", "the same, alone", LEARNED_ALONE, LEARNED, exits(1), network=learn, seconds=239),
    Situation("lena", "a TLD falls silent, and some is known", STILL + GONE_DARK + FEW, ABOUT_LENA, exits(1), network=lena_sinks,
        seconds=180),
    Situation("lena-lone", "the same, at one resolver", STILL + GONE_DARK, pick("otkr-k"), exits(1), network=lena_sinks, seconds=120),
    Situation("lena-blind", "the same, without a look of one's own", STILL + [blind(q) for q in GONE_DARK], pick("telekom", "vol-n"),
        exits(1), network=lena_sinks,
              options=("--no-direct",), seconds=120),

    small("names-lone", "names that are wrong by themselves, at one resolver", LOCAL_NAMES + FEW, "otkr-k", (0, 1)),
    small("names-blind", "the same, without a look of one's own", LOCAL_NAMES + FEW, "zimovye telekom", (0, 1), options=("--no-direct",)),
    small("chain", "a forwarder and its target fail for one reason, beside a good one", FEW + BAD, "golova hvost otkr-k", (1,)),
    small("chain-alone", "the same, and nobody else", believed(CHAINED, "www.kedr.bor", "www.osina.sib", "www.sosna.ural"), "golova hvost",
        (1, 9)),
    small("refused", "one that refuses, beside lame zones", FEW + named("www.otkaz.bor", "www.vverh.sib", "nope.kedr.bor"), "vahter otkr-u",
        (1,)),
    small("refused-lone", "the same, alone", believed(REFUSES, "www.kedr.bor", "www.otkaz.bor", "www.osina.sib"), "vahter", (1, 9)),
    small("archive-lone", "a name server in the place of a resolver, alone",
        believed(REFUSES, "www.lipa.sib", "mail.olha.bor", "www.bereza.gov.ural"),
          "arhiv", (1, 9)),
    small("clock", "a clock years ahead, beside one that does not look, and zones that have expired",
        # Nobody is left who could notice.
        FEW + believed(either(OK, authoritative("dnssec_signature_expired|dnssec_ds_mismatch", FAILS)), "www.vchera.ural",
            "www.drugoy.bor"),
        "kukushka vol-n", (0, 1)),
    small("clock-lone", "the same, alone", believed(CLOCK, "www.kedr.bor", "www.osina.sib", "nope.kedr.bor") + [dataclasses.replace(
        q, truth=either(q.truth, CLOCK)) for q in named("www.vchera.ural")], "kukushka", (1, 9)),
    small("portal", "a page, beside a good one, and a dead zone", FEW + named("www.gar.sib", "nope.osina.sib"), "portal otkr-u", (1,)),
    small("old-edns", "one that knows no EDNS, beside a zone that drops it", FEW + named("www.ndo.sib", "www.gar.sib", "www.star.sib"),
        "antik otkr-k", (1,)),
    small("old-edns-lone", "the same, alone", believed(NO_EDNS, "www.kedr.bor", "www.osina.sib", "nope.kedr.bor"), "antik", (1, 9)),
    small("stranded", "two without a way, for different reasons", believed(STRANDED, "www.kedr.bor", "www.osina.sib", "www.gar.sib"),
        "tupik balans", (1, 9)),
    small("stranded-lone", "one of them", believed(STRANDED, "www.kedr.bor", "www.osina.sib"), "balans", (1, 9)),
    small("half-tcp", "one without TCP, and a zone without", FEW + named("big.kedr.bor", "big.tih.bor"), "kanat otkr-k", (1,)),
    small("half-tcp-lone", "the same, alone", FEW + believed(upstream("resolver_tcp_blocked", FAILS), "big.kedr.bor"), "kanat", (0, 1)),
    small("bogus-way", "one that was told not to ask a hosting company, beside a dead zone",
        FEW + named("www.olha.sib", "mail.olha.bor", "www.gar.sib"),
          "okolo otkr-u", (1,)),
    small("bogus-way-lone", "the same, alone", FEW + believed(LOST_WAY, "www.olha.sib", "mail.olha.bor"), "okolo", (1,)),
    small("liar", "one that shows advertisements, beside a good one", FEW + NEGATIVE[:8], "reklama otkr-u", (0, 1)),
    small("liar-lone", "the same, alone", FEW[:3] + TOLD, "reklama", (0, 1), truth=None),
    small("withheld-lone", "one that withholds, alone", FEW[:3] + believed(upstream("resolver_blocklist", FAILS + "|info"), *of.WITHHELD),
        "filtr", (0, 1)),
    small("private-lone", "one that protects from private addresses, alone",
        FEW[:3] + believed(local("resolver_rebind_protection", FAILS + "|info"),
          *of.PRIVATE), "naves", (0, 1)),
    small("private", "the same, beside a good one", FEW[:3] + named(*of.PRIVATE), "naves otkr-k", (0, 1)),
    small("strained", "a limit, a loss and a delay", FLOOD + named("www.gar.sib", "nope.kedr.bor"), "mera reshet ulitka otkr-u", (1,),
        chance=True, seconds=150),
    small("lossy-lone", "one that loses half, alone, and a dead zone", hurt(FEW) + hurt(named("www.gar.sib")), "reshet", (0, 1),
        chance=True),
    small("quota", "a zone whose servers mind the rate", QUOTA + FEW, "zimovye telekom otkr-k vol-n", (0, 1), chance=True, seconds=120),
    small("changed", "a zone has changed; a cache, and one before it, remember", CHANGED + FEW, "kopiya pamyat otkr-u vol-n", (0, 1),
        network=change, seconds=230),
    small("changed-lone", "the same, alone", CHANGED_ALONE, "kopiya", (0, 1), network=change, seconds=229),
    small("larder", "a zone falls silent, and one serves what it had", STORED + FEW, "kladovka otkr-k", (1,), network=fall_silent,
        seconds=160),
    small("larder-lone", "the same, alone", [dataclasses.replace(STORED[0], truth=either(OK, STORED[0].truth))] + STORED[1:] + FEW,
        "kladovka", (1,), network=fall_silent, seconds=120),
    small("unlisted", "a delegation was lost, and the inventory knows the servers", LOST_DELEGATION + FEW + named("www.nikto.bor"),
        "otkr-u telekom vol-n", (1,),
          zones=LISTED),
    small("unlisted-lone", "the same, at one resolver", LOST_DELEGATION + FEW, "otkr-k", (1,), zones=LISTED),
    small("own", "names of the site, declared", OWN + FEW, "dvor otkr-u telekom", (0,), zones=DECLARED),
    small("own-plain", "the same, and nobody declared them", OWN + FEW, "dvor otkr-u telekom", (0,)),
    small("promises", "what the inventory promises, and is kept or not", PROMISES, PROMISE_ROOM, (1,)),
    small("few-follow-ups", "four questions more, and no further", [dataclasses.replace(blind(q), truth=either(blind(q).truth, UNSEEN))
        for q in BAD] + FEW,
          "zimovye telekom otkr-k", (1,), options=("--drill-budget", "4")),
    small("no-follow-ups", "no questions more at all", [dataclasses.replace(q,
        truth=either(q.truth, GUESS, UNSEEN, authoritative("dnssec_bogus", FAILS),
          upstream("tld_unreachable|tld_lame|parent_dnssec_bogus", FAILS))) for q in BAD] + FEW, "zimovye telekom otkr-k", (1,),
              options=("--no-drill",)),
]
