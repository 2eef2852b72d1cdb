# SPDX-License-Identifier: MIT
"""The sweeps of the eleventh internet."""

import dataclasses
import signal
import time

import net
import wire
from faults import cut_link, drop_edns, drop_tcp, lose_six, losing, no_six
from model import (FAILS, OK, Look, Question, Situation, absent, authoritative, by_name, dead, either, exits, fine, local, maybe,
                   negative, truth, upstream)

from . import resolvers as of
from .questions import GOOD, LOCAL_NAMES, NEGATIVE, ONE_SIDED, QUESTIONS


def pick(ids):
    by_id = {entry.id: entry for entry in of.RESOLVERS + of.OTHERS}
    return [by_id[wanted] for wanted in ids.split()]


def named(*names):
    return by_name(QUESTIONS, *names)


def believed(what, *names):
    return [dataclasses.replace(question, truth=what, cells={}) for question in named(*names)]


WEB = of.WEB
HEALTHY = of.HEALTHY
FEW = named("www.soko.simba", "www.habari.twiga", "www.duka.punda", "bei.co.punda MX", "80.1.60.196.in-addr.arpa PTR", "six.soko.simba AAAA")
ABSENT = named("hakuna.soko.simba", "www.hakuna.punda", "four.benki.simba AAAA")
BAD = named("www.kimya.punda", "www.kataa.punda", "www.homa.kifaru", "www.jana.simba", "www.ufunguo.tembo", "www.msitu.fisi", "www.msitu.nyoka")
# One for each cause that has a zone.
CORE = named(
    "www.kimya.punda", "hali.soko.simba", "www.mlango.simba", "www.kataa.punda", "www.juu.kifaru", "www.homa.kifaru", "www.nusu.punda",
    "www.robo.simba", "big.kamba.simba TXT", "www.zamani.punda", "aina.punda CAA", "_ldap._tcp.aina.punda SRV", "gslb.aina.punda AAAA",
    "potea.soko.simba", "duara1.duka.punda", "www.gundi.punda", "www.sanaa.kifaru", "www.bubu.punda", "www.zama.kifaru", "www.ndani.punda", "www.haina.twiga", "www.duara.simba", "www.sahau.simba",
    "www.msitu.fisi", "www.msitu.mamba", "www.msitu.kobe", "www.msitu.nyoka", "www.mzazi.twiga", "www.jana.simba", "www.mwisho.twiga",
    "www.kesho.twiga", "www.ufunguo.tembo", "www.bilafunguo.twiga", "www.uchi.gov.tembo", "www.saini.simba", "four.hapana.tembo AAAA",
    "doa.simba MX", "www.oza.tembo")

# --- what can be told where the servers themselves cannot be asked ---

UNSEEN = truth(FAILS, "undetermined", "contradiction|budget|own_loss")
GUESS = authoritative("auth_timeout|auth_servfail|auth_lame|auth_port_unreachable", FAILS)
OWN_WAY = truth(FAILS, "local|upstream", "resolver_auth_path_broken")
SHOWN_BY_RESOLVERS = ("dnssec_", "parent_dnssec_bogus", "name_does_not_exist", "domain_not_registered", "no_data", "cname_", "auth_nxdomain")


def blind(question, alone=False):
    """What resolvers say of it is all there is. At one alone, its own way to the servers is as good a guess."""
    causes = question.truth.cause - {"ok"}
    if "auth_nxdomain_for_existing_name" in causes:  # The caches of some deny all types of a name that was denied.
        return dataclasses.replace(question, truth=question.truth.or_else(negative("name_does_not_exist")))
    if not causes or all(cause.startswith(SHOWN_BY_RESOLVERS) for cause in causes):
        return question
    guesses = [question.truth, GUESS, UNSEEN] + ([OWN_WAY] if alone or "ok" in question.truth.cause else [])
    if causes & {"tld_unreachable", "tld_lame"}:
        guesses.append(upstream("tld_unreachable|tld_lame", FAILS))
    return dataclasses.replace(question, truth=either(*guesses))


# --- sites ---


@dataclasses.dataclass(frozen=True)
class Site:
    name: str
    resolvers: tuple
    direct: bool = True

    @property
    def options(self):
        return () if self.direct else ("--no-direct",)


def site(name, ids, direct=True):
    return Site(name, tuple(pick(ids)), direct)


FLEET = Site("fleet", tuple(HEALTHY))
LONE_LOCAL, LONE_PUBLIC, LONE_STUB = site("lone-local", "ofisi"), site("lone-public", "wazi-k"), site("lone-stub", "tawi")
LONE_BIND = site("lone-bind", "ghala")
PAIR_LOCAL, PAIR_PUBLIC = site("pair-local", "ofisi ghala"), site("pair-public", "wazi-u huru-r")
TWINS = site("twins", "wazi-k wazi-k2")
TRIO, QUAD = site("trio", "tawi simu wazi-k"), site("quad", "ofisi simu wazi-k huru-n")
BLIND_LONE, BLIND_TRIO, BLIND_QUAD = site("blind-lone", "wazi-k", False), site("blind-trio", "tawi simu wazi-k", False), site(
    "blind-quad", "ofisi simu wazi-u huru-n", False)
BLIND_PAIR = site("blind-pair", "wazi-u huru-r", False)


def at(place, name, about, questions, fault=None, status=(1,), **more):
    if not place.direct and not more.pop("told", False):
        questions = [blind(question, len(place.resolvers) == 1) for question in questions]
    return Situation(f"{name}-{place.name}", about, [of.of_some(question, place.resolvers) for question in questions], list(place.resolvers),
                     exits(*status), vantage=fault, options=place.options + more.pop("options", ()), seconds=more.pop("seconds", 90), **more)


def small(name, about, questions, ids, status, **more):
    room = pick(ids)
    return Situation(name, about, [of.of_some(question, room) for question in questions], room, exits(*status),
                     seconds=more.pop("seconds", 60), **more)


def broken(place, questions=None, **more):
    return at(place, "broken", "one name for each cause", (CORE if questions is None else questions) + FEW + ABSENT, seconds=150, **more)


# --- no network ---

DOWN = local("local_network_down")
DOWN_ROWS = either(DOWN, truth(FAILS + "|ok|info", "none|local|upstream", "ok|resolver_timeout|resolver_port_unreachable"))


def no_route(_lab, vantage):
    for family in ("-4", "-6"):
        net.run("ip", "-n", vantage.namespace, family, "route", "del", "default")


def drop_everything(_lab, vantage):
    net.filter_uplink(vantage, "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; drop;")


def down(place, fault, name="down"):
    return at(place, name, "no network", FEW + BAD[:4], fault, (9,), host=DOWN, truth=DOWN, cell_truth=DOWN, record_truth=DOWN_ROWS, seconds=45)


# --- port 53 ---

OURS = "ip daddr { 172.20.0.0/16, 41.0.0.0/8 } accept; ip6 daddr { fdab::/16, 2c0f:41::/32 } accept;"
REJECT = ("tcp dport 53 reject with tcp reset; meta nfproto ipv4 udp dport 53 reject with icmp type admin-prohibited; "
          "meta nfproto ipv6 udp dport 53 reject with icmpv6 type admin-prohibited;")
EGRESS = local("egress_port53_blocked", FAILS + "|info")
NO_DNS = local("egress_port53_blocked|local_network_down", FAILS)


def drop53(open_to=""):
    return lambda _lab, vantage: net.filter_uplink(vantage, f"{open_to} th dport 53 drop;")


def reject53(open_to=""):
    return lambda _lab, vantage: net.filter_uplink(vantage, f"{open_to} {REJECT}", "input")


def blocked(place, name, fault, host=EGRESS, blame=EGRESS):
    return at(place, name, "port 53 is closed to strangers", [blind(question) for question in FEW + ABSENT + BAD], fault, host=host,
              excuse=blame, record_truth=either(OK, blame))


def all_blocked(place, name, fault):
    return at(place, name, "port 53 is closed, and all resolvers are strangers", FEW + BAD[:4], fault, (9,), host=NO_DNS, truth=NO_DNS,
              cell_truth=NO_DNS, record_truth=either(NO_DNS, DOWN_ROWS), seconds=60)


# --- TCP, EDNS ---

NO_TCP = local("egress_tcp53_blocked", FAILS)
BIG = [dataclasses.replace(question, truth=NO_TCP, cells={}) for question in named("big.soko.simba")]


def reset_tcp(_lab, vantage):
    net.filter_uplink(vantage, "tcp dport 53 reject with tcp reset;", "input")


def tcp(place, fault):
    # That servers do not hear TCP, who has none cannot see.
    deaf = [dataclasses.replace(question, truth=either(question.truth, GUESS, NO_TCP, UNSEEN)) for question in named("big.kamba.simba")]
    found = at(place, "tcp", "TCP to port 53 is closed", FEW + BAD + deaf, fault, host=NO_TCP,
               record_truth=either(OK, local("egress_tcp53_blocked", FAILS + "|info")))
    return dataclasses.replace(found, questions=found.questions + BIG)


EDNS = local("path_drops_edns", FAILS)
EDNS_NAMES = [dataclasses.replace(question, truth=EDNS) for question in FEW] + [
    dataclasses.replace(question, truth=either(question.truth, EDNS), cells={}) for question in ABSENT + BAD]
EDNS_CELLS = either(EDNS, GUESS, *[question.truth for question in ABSENT + BAD])


def edns(place):
    return at(place, "edns", "the path drops EDNS", EDNS_NAMES, drop_edns, host=EDNS, cell_truth=EDNS_CELLS, record_truth=either(OK, EDNS), proof=(
        Look(*WEB, "TIMEOUT", (), place.resolvers[0].address), Look(*WEB, "NOERROR", ("noedns",), place.resolvers[0].address)))


# --- interception ---

TAKEN = local("dns_interception", FAILS + "|info")
ROOT_BY_HAND = Look(".", "NS", "NOERROR|REFUSED -aa +ra", ("norec",), "198.97.2.4")
ALL_RESOLVERS = ", ".join(resolver.address for resolver in of.RESOLVERS + of.OTHERS if ":" not in resolver.address)
TAKEN_FEW = [dataclasses.replace(question, truth=either(OK, TAKEN), cells={}) for question in FEW]
TAKEN_BAD = [dataclasses.replace(blind(question, True), unchecked="") for question in ABSENT + BAD]
# PowerDNS's recursor does not hand on what does not validate, even to those who ask for that.
OPAQUE = [dataclasses.replace(question, truth=either(question.truth, GUESS, UNSEEN)) if "dnssec" in " ".join(question.truth.cause) else question
          for question in TAKEN_BAD]


def take(target, match="th dport 53"):
    return lambda _lab, vantage: net.redirect_uplink(vantage, target, match)


def taken(place, about, fault, host=TAKEN, name="taken", questions=None):
    return at(place, name, about, TAKEN_FEW + TAKEN_BAD if questions is None else questions, fault, host=host, record_truth=either(OK, TAKEN),
              proof=(ROOT_BY_HAND,))


# --- loss ---

LOST = local("local_packet_loss", FAILS + "|info")
HURT = either(LOST, truth(FAILS + "|info", "undetermined", "own_loss|budget|contradiction"))


def hurt(questions):
    return [dataclasses.replace(question, truth=either(question.truth, HURT)) for question in questions]


def loss(place, out, back):
    rows = either(OK, LOST) if len(place.resolvers) > 2 else either(OK, LOST, truth(FAILS + "|info", "local|upstream", "resolver_packet_loss"))
    return at(place, "loss", "three of ten datagrams are lost", hurt(FEW + ABSENT + BAD), losing(out, back), (0, 1, 4), chance=True, excuse=HURT,
              host=LOST, record_truth=rows, seconds=150)


# --- roots and registries ---

NO_ROOT = upstream("root_unreachable|recursion_path_broken|forwarder_unreachable")


def cut_roots(lab, vantage):
    own = [entry.address for entry in lab.zone(".").ns]
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


def rootless(place, fault=cut_roots, host=upstream("root_unreachable", FAILS), **more):
    return at(place, "roots", "no root can be reached", FEW + BAD[:4], fault, (1, 9), host=host, truth=NO_ROOT, cell_truth=NO_ROOT,
              network=cut_resolvers, record_truth=truth(FAILS, "upstream", "root_unreachable|recursion_path_broken|forwarder_unreachable"), **more)


def lose_the_company(lab):
    part(lab, pick("njia")[0], "pwani.kifaru")


TOPS = (".", "simba", "twiga", "tembo", "punda", "kifaru", "co.punda")
KNOWN = named("www.soko.simba", "www.duka.punda")
FORGOTTEN = named("www.habari.twiga", "www.shule.tembo", "80.1.60.196.in-addr.arpa PTR")
NO_WAY_UP = truth(FAILS, "local|upstream", "recursion_path_broken|forwarder_unreachable|resolver_auth_path_broken")


def learn(lab):
    lab.warm(KNOWN, of.LEARNED)
    part(lab, of.LEARNED[0], *TOPS)


def knows(question):
    return OK if question in KNOWN else either(NO_WAY_UP, OK)


MSOMI = [dataclasses.replace(of.LEARNED[0], cells=knows, record=upstream("recursion_path_broken|forwarder_unreachable", FAILS + "|info"))]
STILL = [fine("www.mto.swala", direct=""), fine("mail.mto.swala", direct="")]
GONE_DARK = [Question(name, "A", upstream("tld_unreachable"), seen="FAIL") for name in ("www.ziwa.swala", "www.hakuna.swala")]


def sink_swala(lab):
    lab.warm(STILL, pick("ofisi simu wazi-k wazi-u huru-n ghala"))
    for entry in lab.zone("swala").ns:
        net.fill_set("silent4", entry.address)


# --- what caches keep ---

STALE = truth("degraded|info", "local|upstream", "resolver_stale_cache")
STALE_NO = truth("degraded|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache")
CHANGED = [Question("www.hamia.punda", "A", STALE, cells={keeper: STALE for keeper in ("ghalani", "nakala")}),
           Question("mpya.hamia.punda", "A", STALE_NO, cells={keeper: STALE_NO for keeper in ("ghalani", "nakala")}),
           fine("mail.hamia.punda", direct="")]
CHANGED_ALONE = [dataclasses.replace(question, truth=either(OK, truth(FAILS + "|info", "local|upstream", "resolver_stale_cache")), cells={})
                 for question in (CHANGED[0], CHANGED[2])] + [dataclasses.replace(CHANGED[1], cells={}, truth=truth(
                     FAILS + "|info", "local|upstream", "resolver_stale_negative_cache|resolver_stale_cache"))]


def change(lab):
    """Two caches learn a zone; then its owner changes an address and adds a name."""
    keeper = pick("nakala")
    lab.warm([CHANGED[0], CHANGED[2]], keeper)
    wire.ask([wire.Query(keeper[0].address, "mpya.hamia.punda", timeout=3.0)])
    path = lab.builder.path(lab.zone("hamia.punda"))
    text = path.read_text().replace(" 2026110101 ", " 2026112901 ", 1).replace("www A 196.60.17.80", "www A 196.60.17.180")
    path.write_text(text + "mpya A 196.60.17.77\n")
    next(server for server in lab.authorities if server.name == "knot").process.send_signal(signal.SIGHUP)
    query = wire.Query(lab.zone("hamia.punda").ns[0].address, "mpya.hamia.punda", rd=False)
    for _ in range(100):
        if wire.ask([query])[0].status == "NOERROR":
            return
        time.sleep(0.05)
    raise RuntimeError("hamia.punda does not change")


STORED = [Question("www.akiba.punda", "A", authoritative("auth_timeout", FAILS), cells={"pipa": either(OK, authoritative("auth_timeout"))}),
          dead("mail.akiba.punda", "auth_timeout")]


def fall_silent(lab):
    lab.warm(STORED[:1], of.LARDER)
    net.fill_set("silent4", *[entry.address for entry in lab.zone("akiba.punda").ns])
    time.sleep(2.2)


# --- a site's own names, promises ---

SPLIT = truth("info|ok", "none", "split_horizon|ok")
DECLARED = ({"name": "ndani.benki.simba", "internal": True}, {"name": "chai.simba", "internal": True})
OWN = [Question(f"{host}.ndani.benki.simba", "A", SPLIT, cells={stranger: either(OK, SPLIT, negative("name_does_not_exist"))
    for stranger in ("wazi-u", "simu", "wazi-k")}) for host in ("wiki", "git")] + [
    Question("www.chai.simba", "A", SPLIT), absent("hakuna.ndani.benki.simba")]
LISTED = ({"name": "sahau.simba", "ns": ["ns1.soko.simba", "ns2.soko.simba"]},)
FORGOT = believed(upstream("delegation_missing", FAILS), "www.sahau.simba")

UNMET = truth("failure", "none", "expectation_unmet")
ROOM = "ofisi simu wazi-k"


def promise(name, expect, what=OK, qtype="A", **more):
    return Question(name, qtype, what, expect=expect, cells={resolver: what.or_else(OK) for resolver in ROOM.split()}, **more)


PROMISES = [
    promise("www.soko.simba", {"rcode": "NOERROR", "answers": ["196.60.1.80"], "match": "exact"}),
    promise("api.duka.punda", {"cname": "www.duka.punda"}), promise("api.habari.twiga", {"cname": "mail.habari.twiga"}, UNMET),
    promise("www.shule.tembo", {"answers": ["196.60.4.81"]}, UNMET),
    promise("pool.duka.punda", {"answers": ["196.60.5.10", "196.60.5.13", "196.60.5.12", "196.60.5.11"], "match": "exact"}),
    promise("pool.habari.twiga", {"answers": ["196.60.3.10"], "match": "exact"}, UNMET),
    promise("pool.benki.simba", {"answers": ["196.60.2.11", "196.60.2.99"], "match": "any"}),
    promise("www.ramani.punda", {"cidr": "197.30.0.0/15"}), promise("www.sita.punda", {"cidr": "10.0.0.0/8"}, UNMET),
    promise("hakuna.soko.simba", {"rcode": "NXDOMAIN"}, OK.or_else(negative("name_does_not_exist")), seen="NXDOMAIN"),
    promise("hakuna.duka.punda", {"rcode": "NOERROR"}, UNMET.or_else(authoritative("name_does_not_exist", FAILS)), seen="NXDOMAIN"),
    promise("four.benki.simba", {"answers": ["2c0f::1"]}, UNMET.or_else(authoritative("no_data", FAILS)), "AAAA", seen="NODATA"),
    promise("www.bei.co.punda", {"min_ttl": 7200}, UNMET),
    promise("www.kimya.punda", {"answers": ["196.60.30.80"]}, authoritative("auth_timeout"), seen="FAIL"),
    promise("www.jana.simba", {"answers": ["196.60.60.80"]}, authoritative("dnssec_signature_expired", FAILS), seen="SERVFAIL", unchecked="NOERROR"),
]
PROMISES_ALONE = [dataclasses.replace(question, cells={"wazi-k": question.cells["wazi-k"]}) for question in PROMISES]

# --- a thousand names ---


def hosts(zone, first, last):
    return [f"pc{n:03}.{zone}" for n in range(first, last)]


WELL = [f"kundi{n}.{top}" for n, top in ((1, "punda"), (2, "twiga"), (3, "kifaru"), (4, "co.punda"))]
HALF = [fine(name, direct="") for zone in WELL for name in hosts(zone, 0, 125)]
HALF += [dead(name, "auth_timeout") for name in hosts("fungu1.punda", 0, 125)]
HALF += [dead(name, "dnssec_ds_mismatch", seen="SERVFAIL") for name in hosts("fungu2.simba", 0, 125)]
HALF += [dead(name, "auth_lame") for name in hosts("fungu3.kifaru", 0, 125)]
HALF += [Question(name, "A", upstream("tld_unreachable"), seen="FAIL") for name in [f"pc{n:03}.z{n % 40}.fisi" for n in range(125)]]
PERCENT = [fine(name, direct="") for zone in WELL for name in hosts(zone, 0, 248)][:990]
PERCENT += [dead(name, "auth_timeout") for name in hosts("fungu1.punda", 200, 204)]
PERCENT += [dead(name, "dnssec_ds_mismatch", seen="SERVFAIL") for name in hosts("fungu2.simba", 200, 203)]
PERCENT += [dead(name, "auth_lame") for name in hosts("fungu3.kifaru", 200, 203)]

# --- one resolver, and nothing beside it ---

FLOOD = [fine(f"n{n:02}.tovuti.duka.punda", direct="") for n in range(40)]
SLOW = either(OK, upstream("resolver_slow", FAILS + "|info"))
REFUSED = local("resolver_refused", FAILS)
NOT_RECURSIVE = upstream("resolver_not_recursive|resolver_refused", FAILS)
STRANDED = upstream("forwarder_unreachable|recursion_path_broken", FAILS)
UNVALIDATED = [dataclasses.replace(question, truth=either(OK, question.truth), cells={}) for question in named(
    "www.jana.simba", "www.ufunguo.tembo", "www.bilafunguo.twiga", "www.saini.simba", "www.msitu.nyoka")]

# At few resolvers, which happen to agree: nobody has a reason to look.
DENIED = negative("name_does_not_exist|domain_not_registered")
HABITS = named("www.polepole.punda", "www.tone.kifaru", "www.kikomo.punda", "www.bila.punda", "www.nusugundi.simba", "www.mojawapo.twiga",
               "www.gombo.kifaru") + [dataclasses.replace(question, truth=either(question.truth, OK, DENIED)) for question in named(
                   "mpya.tatu.kifaru", "www.mpya.kifaru")] + [dataclasses.replace(question, truth=either(question.truth, OK))
                                                             for question in named("www.mbili.punda")]
QUOTA = [maybe(f"n{n:02}.tovuti.kikomo.punda", either(authoritative("auth_rate_limited|auth_packet_loss|auth_timeout|auth_partial_outage|auth_slow",
         FAILS), UNSEEN)) for n in range(20)]

# --- IPv6 ---

SIX_LOST = truth(FAILS, "local|upstream", "local_network_down|egress_port53_blocked|resolver_timeout")


def without_six(resolver):
    return dataclasses.replace(resolver, row=SIX_LOST, record=SIX_LOST) if ":" in resolver.address else resolver


SIX_ZONES = named("www.sita.punda")
SIX_DEAD = [blind(question) for question in named("www.kimya6.simba AAAA")]
SIX_HOST = either(OK, truth(FAILS + "|info", "local", "local_network_down|egress_port53_blocked"))


def six(name, about, ids, fault, lost=True):
    room = [without_six(resolver) for resolver in pick(ids)] if lost else pick(ids)
    return Situation(f"six-{name}", about, FEW + ABSENT + BAD + SIX_ZONES + SIX_DEAD, room, exits(0, 1), SIX_HOST, vantage=fault, seconds=100)


SITUATIONS = [
    Situation("plain", "every name at every resolver", [of.of_some(question) for question in QUESTIONS], of.RESOLVERS, exits(1), seconds=250,
              network=lose_the_company),
    Situation("healthy", "good names and absent ones at healthy resolvers: nothing may be found", GOOD + ONE_SIDED + NEGATIVE, HEALTHY, exits(0)),
    Situation("paced", "the same verdicts at a hundred queries a second", CORE + FEW + ABSENT, pick("ofisi simu wazi-k wazi-u huru-n"), exits(1),
              speeds=(100,), seconds=150),
    *[broken(place) for place in (LONE_LOCAL, LONE_PUBLIC, LONE_STUB, LONE_BIND, PAIR_LOCAL, PAIR_PUBLIC, TRIO, QUAD)],
    *[broken(place) for place in (BLIND_LONE, BLIND_PAIR, BLIND_TRIO, BLIND_QUAD)],
    small("lax", "bogus names where nobody looks at signatures", UNVALIDATED + FEW + named("www.kimya.punda"), "huru-n", (1,)),
    small("names-lone", "names that are wrong by themselves", LOCAL_NAMES + FEW, "wazi-k", (0, 1)),
    at(BLIND_PAIR, "names", "the same, without a look of one's own", LOCAL_NAMES + FEW, status=(0, 1)),

    down(FLEET, cut_link), down(LONE_PUBLIC, no_route), down(PAIR_LOCAL, drop_everything), down(BLIND_TRIO, no_route),
    blocked(FLEET, "block", drop53(OURS)), blocked(QUAD, "block", drop53(OURS)),
    blocked(BLIND_QUAD, "block", drop53(OURS), either(OK, EGRESS), either(EGRESS, upstream("resolver_timeout", FAILS))),
    all_blocked(PAIR_PUBLIC, "block", drop53()), all_blocked(LONE_PUBLIC, "block", drop53()),
    blocked(FLEET, "reject", reject53(OURS)), blocked(TRIO, "reject", reject53(OURS)), all_blocked(TWINS, "reject", reject53()),
    blocked(LONE_LOCAL, "block", drop53(OURS), either(OK, truth("info", "local", "egress_port53_blocked"))),
    tcp(FLEET, drop_tcp), tcp(LONE_LOCAL, reset_tcp), tcp(QUAD, drop_tcp),
    edns(FLEET), edns(LONE_PUBLIC), edns(BLIND_PAIR),
    taken(FLEET, "all of IPv4's port 53 goes to a resolver of the provider", take("41.1.1.53")),
    taken(PAIR_PUBLIC, "the same, at two public resolvers", take("41.1.1.53"), questions=TAKEN_FEW + OPAQUE),
    taken(LONE_PUBLIC, "the same, at one", take("41.1.1.53"), questions=TAKEN_FEW + OPAQUE),
    taken(QUAD, "all but what goes to resolvers", take("41.3.3.53", f"ip daddr != {{ {ALL_RESOLVERS} }} th dport 53"), name="taken-direct",
          questions=FEW + TAKEN_BAD),
    loss(FLEET, 30, 0), loss(QUAD, 0, 30), loss(LONE_PUBLIC, 16, 16),
    rootless(site("three", "kata-u kata-n kata-k"), proof=(Look(*WEB, "FAIL", server="105.22.1.53"),)),
    rootless(site("one", "kata-n"), host=either(OK, upstream("root_unreachable", FAILS))),
    rootless(site("two-blind", "kata-u kata-k", False), fault=None, host=either(OK, upstream("root_unreachable", FAILS)), told=True),
    small("swala", "a TLD falls silent", STILL + GONE_DARK + FEW, "ofisi simu wazi-k wazi-u huru-n", (1,), network=sink_swala, seconds=190),
    small("swala-lone", "the same, at one resolver", STILL + GONE_DARK, "ghala", (1,), network=sink_swala, seconds=180),
    at(site("blind", "wazi-u huru-n", False), "swala", "the same, without a look of one's own", STILL + GONE_DARK, network=sink_swala, seconds=180),
    six("gone", "a host without IPv6, at resolvers over IPv4", "ofisi simu wazi-k huru-n", no_six, lost=False),
    six("lost", "what leaves over IPv6 is never seen again", "ofisi ghala simu kebo wazi-k huru-r", lose_six),
    six("lost-pair", "the same, at one resolver of each family", "ofisi huru-r", lose_six),
    six("no-route-trio", "resolvers over IPv6, and no way there", "ofisi kebo wazi-u", no_six),

    small("learned", "a resolver that cannot reach root and registries any more, beside others", KNOWN + FORGOTTEN, "", (0, 1), network=learn,
          seconds=240),
    small("learned-lone", "the same, alone", KNOWN + [dataclasses.replace(question, truth=upstream(
        "recursion_path_broken|forwarder_unreachable")) for question in FORGOTTEN], "", (1,), network=learn, seconds=239),
    small("chain", "a forwarder and its target fail for one reason, beside a good one", FEW + BAD, "kichwa mkia wazi-k", (1,)),
    small("chain-alone", "the same, and nobody else", believed(STRANDED, "www.soko.simba", "www.duka.punda", "www.habari.twiga"), "kichwa mkia",
          (1, 9)),
    small("forwarder-lone", "a forwarder without its target, alone", believed(STRANDED, "www.soko.simba", "www.duka.punda"), "kisiki", (1, 9)),
    small("refused-lone", "one that refuses, alone", believed(REFUSED, "www.soko.simba", "www.kataa.punda", "www.duka.punda"), "kufuli", (1, 9)),
    small("refused-pair", "the same, beside a good one", FEW + named("www.kataa.punda", "hakuna.soko.simba"), "kufuli wazi-u", (1,)),
    small("not-recursive-lone", "a name server in the place of a resolver", believed(NOT_RECURSIVE, "www.duka.punda", "www.shule.tembo",
          "www.kahawa.kifaru"), "mwenyeji", (1, 9)),
    small("clock-lone", "a clock years behind, alone", believed(upstream("resolver_dnssec_broken", FAILS), "www.soko.simba", "www.duka.punda",
          "hakuna.soko.simba"), "saa", (1, 9)),
    small("anchor-lone", "a wrong trust anchor, alone", believed(upstream("resolver_dnssec_broken", FAILS), "www.soko.simba", "www.duka.punda"),
          "nanga", (1, 9)),
    small("edns-lone", "one that knows no EDNS, alone", believed(local("resolver_edns_broken", FAILS), "www.soko.simba", "www.duka.punda",
          "hakuna.soko.simba"), "mzee", (1, 9)),
    small("edns-pair", "the same, beside a good one and a zone that drops it", FEW + named("www.zama.kifaru", "www.zamani.punda", "www.kimya.punda"),
          "mzee wazi-k", (1,)),
    small("tcp-lone", "one without TCP, alone", FEW + believed(upstream("resolver_tcp_blocked", FAILS), "big.soko.simba"), "uzi", (0, 1)),
    small("tcp-pair", "the same, beside a good one, and a zone without", FEW + named("big.soko.simba", "big.kamba.simba"), "uzi wazi-k", (1,)),
    small("rewrite-lone", "advertisements, alone", FEW[:3] + believed(either(OK, upstream("resolver_nxdomain_rewrite", FAILS + "|info")),
          "hakuna.soko.simba", "hakuna.duka.punda", "www.hakuna.punda"), "bango", (0, 1)),
    small("rewrite-pair", "the same, beside a good one", FEW + NEGATIVE[:9], "bango wazi-u", (0, 1)),
    small("portal-lone", "a page for everything, alone", [dataclasses.replace(question, truth=of.PORTAL) for question in named(
        "www.soko.simba", "www.habari.twiga", "hakuna.duka.punda", "www.hakuna.punda")], "lango", (1, 9)),
    small("portal-pair", "the same, beside a good one, and a dead zone", FEW + named("www.kimya.punda", "hakuna.duka.punda"), "lango wazi-u", (1,)),
    small("filter-lone", "one that withholds, alone", FEW[:3] + believed(upstream("resolver_blocklist", FAILS + "|info"),
          *of.ISP_LIST[:2]) + believed(either(OK, of.ELSEWHERE), of.ISP_LIST[2]), "kichujio",
          (0, 1)),
    small("filter-pair", "two that withhold different things", FEW[:3] + named(*of.WITHHELD), "kichujio mlezi", (0, 1)),
    small("rebind-lone", "one that protects from private addresses, alone", FEW[:3] + believed(local("resolver_rebind_protection", FAILS + "|info"),
          *of.PRIVATE), "ulinzi", (0, 1)),
    small("rebind-pair", "the same, beside a good one", FEW[:3] + named(*of.PRIVATE), "ulinzi wazi-k", (0, 1)),
    small("way-lone", "one that has lost the way to a company's servers, alone", FEW + believed(upstream("resolver_auth_path_broken", FAILS),
          "www.pwani.kifaru", "mail.pwani.simba"), "njia", (1,), network=lose_the_company),
    small("way-pair", "the same, beside a good one, and a dead zone", FEW + named("www.pwani.kifaru", "mail.pwani.simba", "www.kimya.punda"),
          "njia wazi-u", (1,), network=lose_the_company),
    small("slow-lone", "one that is slow, alone", [dataclasses.replace(question, truth=SLOW) for question in FEW], "konokono", (0, 1)),
    small("dead-lone", "one that is silent, alone, and the roots can be asked", believed(upstream("resolver_timeout", FAILS), "www.soko.simba",
          "www.kimya.punda", "www.duka.punda"), "shimo", (1, 9)),
    small("empty-lone", "a host without a resolver, alone", believed(local("resolver_port_unreachable", FAILS), "www.soko.simba", "www.duka.punda"),
          "tupu", (1, 9)),
    small("strained", "a limit and a loss beside good ones", FLOOD + named("www.kimya.punda", "hakuna.soko.simba"), "mizani redio wazi-u ofisi",
          (0, 1), chance=True, seconds=120),
    small("limit-lone", "a limit, alone", [dataclasses.replace(question, truth=either(OK, upstream("resolver_rate_limited", FAILS + "|info")))
          for question in FLOOD], "mizani", (0, 1), chance=True),
    small("lossy-lone", "one that loses half, alone", [dataclasses.replace(question, truth=either(OK, HURT, upstream(
        "resolver_packet_loss", FAILS + "|info"))) for question in FEW + FLOOD[:10]], "redio", (0, 1), chance=True),
    small("changed", "a zone has changed; a cache, and one before it, remember", CHANGED + FEW, "nakala ghalani wazi-k huru-n", (0, 1),
          network=change, seconds=230),
    small("changed-lone", "the same, alone", CHANGED_ALONE, "nakala", (0, 1), network=change, seconds=229),
    small("larder", "a zone falls silent, and one serves what it had", STORED + FEW, "pipa wazi-k simu", (1,), network=fall_silent, seconds=160),
    small("larder-lone", "the same, alone", [dataclasses.replace(STORED[0], truth=either(OK, STORED[0].truth))] + STORED[1:] + FEW, "pipa", (1,),
          network=fall_silent, seconds=120),
    small("unlisted", "a delegation was lost, and the inventory knows the servers", FORGOT + FEW + named("www.hakuna.simba"), "wazi-u simu huru-n",
          (1,), zones=LISTED),
    small("unlisted-lone", "the same, at one resolver", FORGOT + FEW, "ghala", (1,), zones=LISTED),
    small("own", "names of the site, declared", OWN + FEW, "nyumba wazi-u simu", (0,), zones=DECLARED),
    small("own-plain", "the same, and nobody declared them", OWN + FEW, "nyumba wazi-u simu wazi-k", (0,)),
    small("promises", "what the inventory promises, and is kept or not", PROMISES, ROOM, (1,)),
    small("promises-lone", "the same, at one resolver", PROMISES_ALONE, "wazi-k", (1,)),
    small("geo", "answers by place, round robin, caches that count down: nothing is wrong", named("www.ramani.punda", "cdn.ramani.punda",
          "pool.duka.punda", "api.duka.punda AAAA", "habari.twiga NS", "www.jina.twiga") + [fine("pool.habari.twiga", direct="")],
          "ofisi ghala tawi simu daraja wazi-k huru-n", (0,)),
    small("geo-pair", "the same, at two", named("www.ramani.punda", "cdn.ramani.punda", "pool.duka.punda"), "simu wazi-u", (0,)),
    small("quota", "a zone whose servers mind the rate", QUOTA + FEW, "ofisi simu wazi-k huru-n", (0, 1), chance=True, seconds=120),
    *[small(f"habits-{name}", "servers that are slow, lossy, mean with answers, or differ", HABITS + FEW, ids, (0, 1), chance=True, seconds=100)
      for name, ids in (("trio", "ofisi simu wazi-k"), ("lone", "ghala"))],
    small("half", "a thousand names, half of them broken", HALF, "ofisi simu wazi-k wazi-u", (1,), follow_ups=0.25, seconds=150),
    small("percent", "a thousand names, ten of them broken", PERCENT, "ofisi simu wazi-k wazi-u", (1,), follow_ups=0.02, seconds=110),
]

# --- a second wave, written after the first run, around what it had found ---

KIWANJA = [maybe("www.kiwanja.kifaru", upstream("delegation_inconsistent", FAILS), "NOERROR +aa"),
           maybe("kiwanja.kifaru", upstream("delegation_inconsistent", FAILS), "NOERROR +aa", "MX")] + named("www.gombo.kifaru", "www.mpya.kifaru")
KIWANJA[3] = dataclasses.replace(KIWANJA[3], truth=either(KIWANJA[3].truth, DENIED))
LOOP = named("duara1.duka.punda")
LOSSY = upstream("resolver_packet_loss", FAILS + "|info")
MLIMA = [dataclasses.replace(of.MORE[0], cells=lambda q: OWN_WAY if q.name == "www.sita.punda" else None,
                             record=either(OK, OWN_WAY))]
MSOMI2 = [dataclasses.replace(of.MORE[2], cells=knows, record=upstream("recursion_path_broken|forwarder_unreachable", FAILS + "|info"))]
LEARNED_TRUTH = [dataclasses.replace(question, truth=upstream("recursion_path_broken|forwarder_unreachable")) for question in FORGOTTEN]


def learn_more(lab):
    lab.warm(KNOWN, [of.MORE[2]])
    part(lab, of.MORE[2], *TOPS)


def six_less(lab):
    part(lab, of.MORE[0], "sita.punda")


def drop_53_but_ours(_lab, vantage):
    net.filter_uplink(vantage, f"{OURS} th dport 53 drop;")


MIXED_UP = truth("failure", "undetermined", "contradiction|budget|own_loss")
BOX = truth(FAILS, "local|upstream", "dns_interception|resolver_refused|resolver_not_recursive|forwarder_unreachable|recursion_path_broken")
MS = [promise("www.soko.simba", {"max_ms": 1800}), promise("www.duka.punda", {"max_ms": 300}, UNMET),
      promise("pool.habari.twiga", {"answers": ["196.60.3.10", "196.60.3.11", "196.60.3.12", "196.60.3.13", "196.60.3.99"], "match": "subset"})]
MS = [dataclasses.replace(question, cells={"konokono": either(question.truth, SLOW)}, truth=either(question.truth, SLOW) if question.truth == OK
                          else question.truth) for question in MS]

SITUATIONS += [
    broken(site("lone-recursor", "simu")), broken(site("five", "ghala daraja kebo wazi-u huru-r")),
    *[at(place, "x-registry", "a registry of which one server is behind", KIWANJA + FEW, status=(0, 1), chance=True)
      for place in (FLEET, QUAD, LONE_BIND, LONE_PUBLIC)],
    *[at(site(f"blind-{ids}", ids, False), "x-loop", "aliases in a ring, and nobody but a resolver to ask", LOOP + FEW, status=(0, 1))
      for ids in ("ofisi", "simu")],
    small("x-lossy-pair", "one that loses half, beside a good one", FEW + FLOOD[:20], "redio wazi-u", (0, 1), chance=True),
    small("x-slow-trio", "one that is very slow, beside good ones", FEW + named("www.kimya.punda"), "zito wazi-u simu", (0, 1)),
    small("x-slow-promise", "promised times, at one that is slow", MS, "konokono", (1,)),
    small("x-six-less", "a resolver without IPv6, beside others", FEW + [dataclasses.replace(SIX_ZONES[0], truth=truth(
        "degraded|info", "local|upstream", "resolver_auth_path_broken"), cells={"wazi-u": OK, "simu": OK})], "", (0, 1), network=six_less),
    small("x-six-less-lone", "the same, alone", FEW + [dataclasses.replace(SIX_ZONES[0], truth=OWN_WAY)], "",
          (1,), network=six_less),
    small("x-learned-lone", "another that has learnt, and cannot any more", KNOWN + LEARNED_TRUTH, "", (1,), network=learn_more, seconds=238),
    small("x-learned-blind", "the same, without a look of one's own", KNOWN + [dataclasses.replace(question, truth=either(
        question.truth, UNSEEN, GUESS, NO_WAY_UP, upstream("tld_unreachable", FAILS))) for question in LEARNED_TRUTH], "", (1,), network=learn_more,
          seconds=237, options=("--no-direct",)),
    small("x-all-bad", "three resolvers, none of which works, each for a reason of its own", [dataclasses.replace(question, truth=MIXED_UP, cells={})
          for question in named("www.soko.simba", "www.duka.punda", "www.habari.twiga")], "kufuli kisiki saa", (1, 9)),
    small("x-block-mixed", "port 53 is closed to strangers, and the site's own forwarder has lost its target", FEW, "kisiki simu wazi-k", (1,),
          vantage=drop_53_but_ours, host=EGRESS, excuse=EGRESS, record_truth=either(OK, EGRESS, upstream(of.NO_WAY, FAILS))),
    at(LONE_STUB, "x-edns", "the path drops EDNS", EDNS_NAMES, drop_edns, host=EDNS, cell_truth=EDNS_CELLS, record_truth=either(OK, EDNS)),
    at(site("blind-local", "ofisi", False), "x-tcp", "TCP is closed, and one resolver only is asked", FEW + [dataclasses.replace(BIG[0], truth=local(
        "egress_tcp53_blocked|resolver_tcp_blocked", FAILS))], drop_tcp, (0, 1), host=either(OK, NO_TCP), record_truth=either(OK, local(
            "egress_tcp53_blocked|resolver_tcp_blocked", FAILS + "|info")), told=True),
    at(PAIR_PUBLIC, "x-taken-refused", "all of IPv4's port 53 goes to one that refuses", [dataclasses.replace(question, truth=either(OK, truth(
        FAILS + "|info", "local|upstream", "dns_interception|resolver_refused")), cells={}) for question in FEW], take("172.20.5.53"), (0, 1, 9),
       host=TAKEN, record_truth=either(OK, BOX)),
    at(site("two-4", "wazi-u wazi-k"), "x-taken-refused", "the same, and nobody has IPv6", FEW, take("172.20.5.53"), (1, 9), host=either(
        TAKEN, truth(FAILS, "local|upstream", "dns_interception")), truth=BOX, cell_truth=BOX, record_truth=either(OK, BOX)),
    at(TRIO, "x-loss-some", "one of ten datagrams is lost", hurt(FEW + ABSENT + BAD), losing(10, 0), (0, 1, 4), chance=True, excuse=HURT,
       host=either(OK, LOST), record_truth=either(OK, LOST), seconds=100),
    # Root, registries and zones lose as the resolver does: that shows at any site, where they can be asked.
    *[dataclasses.replace(loss(place, 30, 0), name=f"x-loss-{place.name}") for place in (PAIR_LOCAL, LONE_BIND)],
]

for found in SITUATIONS:
    if found.name == "x-six-less":
        found.resolvers = MLIMA + pick("wazi-u simu")
    elif found.name == "x-six-less-lone":
        found.resolvers = list(MLIMA)
    elif found.name == "filter-lone":  # Nobody has a reason to doubt an address, but that it comes with AA.
        found.resolvers = [dataclasses.replace(found.resolvers[0], cells=lambda question: either(OK, of.ELSEWHERE) if question.name == of.ISP_LIST[2]
                                               else of.withholds(of.ISP_LIST)(question))]
    elif found.name == "strained":  # A burst is one packet to the filter: all of it may pass.
        found.resolvers = [dataclasses.replace(entry, record=either(OK, entry.record)) if entry.id == "redio" else entry for entry in found.resolvers]
    elif found.name.startswith("x-learned"):
        found.resolvers = list(MSOMI2)
    if found.name == "learned":
        found.resolvers = MSOMI + pick("wazi-k simu")
    elif found.name == "learned-lone":
        found.resolvers = list(MSOMI)
