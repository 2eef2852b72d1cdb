# SPDX-License-Identifier: MIT
"""Who resolves for the veld: some of every kind that are well, and some with faults, as the dice have it."""

import dataclasses
import random

from model import FAILS, OK, Look, Resolver, local, row, truth, upstream

from .questions import HOME, SORT, WAY
from .zones import LOST_FORWARDER, MOVED, NUMBER, PLOTS, PROVIDERS, TRAIN

DICE = random.Random(f"resolvers {NUMBER}")
SOUND_ZONES = [plot for plot in PLOTS.values() if plot.number and plot.sound and plot not in (MOVED, TRAIN)]
PLAIN_ZONE = next(plot for plot in SOUND_ZONES if not plot.secure)
WEB = (f"www.{PLAIN_ZONE.name}", "A")
SIGNED = (f"www.{next(plot for plot in SOUND_ZONES if plot.secure).name}", "A")
GOOD_LOOK = Look(*WEB, "NOERROR +ra")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
TARGETS = [f"www.{plot.name}" for plot in SOUND_ZONES if plot is not PLAIN_ZONE and f"www.{plot.name}" != SIGNED[0] and ("www." + plot.name, "A") in SORT]
DICE.shuffle(TARGETS)
BLOCKED = tuple(TARGETS[:3])
PRIVATE_NAMES = tuple(f"{label}.{PROVIDERS[1].name}" for label in ("cam", "desk"))
STARRED = {"local": "local", "isp": "upstream", "public": "upstream"}
COUNT = {"local": 0, "isp": 0, "public": 0}


def place(role, kind):
    COUNT[role] += 1
    number = COUNT[role]
    six = kind in ("unbound", "named", "kresd", "recursor") and DICE.random() < 0.2
    form = {"local": ("10.30.{}.53", "fdce:{}::53"), "isp": ("154.70.{}.53", "2c0f:70:{}::53"), "public": ("156.8.{}.53", "2c0f:80:{}::53")}[role]
    return form[six].format(number)


def starred(role, causes, severity=FAILS + "|info"):
    return truth(severity, STARRED[role], causes)


def or_nothing(what):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(dataclasses.replace(what, severity=what.severity | {"info"}))


def by_list(names, what):
    return lambda question: what if question.name in names else None


def needs_tcp(question):
    return "TRUNCATED" in question.seen


REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "156.99.60.80", 60)
    return true
  end
  return false
end
"""
RPZ = "$TTL 60\n$ORIGIN policy.\n@ SOA ns.policy. h.policy. 7 60 60 60 60\n@ NS ns.policy.\n" + "".join(f"{name} CNAME .\n" for name in BLOCKED)

# --- those that are well ---

WITNESS = {}
HEALTHY = []
KIND_OF = {"unbound": {"options": {"ede": "no"}}, "named": {}, "kresd": {}, "recursor": {}}


def throw_healthy():
    kinds = list(KIND_OF)
    DICE.shuffle(kinds)
    roles = ["local", "isp", "public", DICE.choice(["local", "public"])]
    for number, (kind, role) in enumerate(zip(kinds, roles), 1):
        proof = [GOOD_LOOK] + ([Look(*SIGNED, "NOERROR +ad")] if kind != "kresd" else [])
        HEALTHY.append(Resolver(f"{role[:3]}-{kind[:3]}{number}", kind, place(role, kind), role, proof=proof, **KIND_OF[kind]))
    lax = DICE.choice(["recursor", "unbound", "named"])
    role = DICE.choice(["local", "isp", "public"])
    options = {"recursor": {"validation": "off"}, "unbound": {"validates": False, "ede": "no"}, "named": {"validation": "no"}}[lax]
    HEALTHY.append(Resolver(f"{role[:3]}-lax", lax, place(role, lax), role, validates=False, options=options, proof=[Look(*SIGNED, "NOERROR -ad")]))
    for kind, role in (("dnsmasq", "local"), ("dnsdist", DICE.choice(["local", "isp"]))):
        target = DICE.choice([entry for entry in HEALTHY if ":" not in entry.address and entry.kind not in ("dnsmasq", "dnsdist")])
        said = {"forwards_to": [target.id]} if DICE.random() < 0.5 else {}
        entry = Resolver(f"{role[:3]}-{kind}", kind, place(role, kind), role, validates=target.validates, options={"forward": target.address},
                         inventory=said, proof=[GOOD_LOOK])
        WITNESS[entry.id] = target.id
        HEALTHY.append(entry)


throw_healthy()
FOUR = [entry for entry in HEALTHY if ":" not in entry.address and entry.kind not in ("dnsmasq", "dnsdist")]


def whom(name):
    """Whom a forwarder of this name asks."""
    target = DICE.choice(FOUR)
    WITNESS[name] = target.id
    return target


# --- those that fail whatever they are asked ---

def make_row(fault, role):
    ident = f"{role[:3]}-{fault}"
    if fault == "mute":
        return Resolver(ident, "", place(role, ""), role, row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")])
    if fault == "closed":
        return Resolver(ident, "", place(role, ""), role, row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")])
    if fault == "acl":
        ede = DICE.choice(["yes", "no"])
        causes = "resolver_refused" if ede == "yes" else "resolver_refused|resolver_not_recursive"
        return Resolver(ident, "unbound", place(role, ""), role, row(causes), options={"access": "refuse", "ede": ede}, proof=[Look(*WEB, "REFUSED")])
    if fault == "norec":
        return Resolver(ident, "named", place(role, ""), role, row("resolver_refused|resolver_not_recursive"), options={"recursion": "no"},
                        proof=[Look(*WEB, "REFUSED -ra")])
    if fault == "cutoff":
        kind = DICE.choice(["dnsmasq", "unbound", "named"])
        return Resolver(ident, kind, place(role, ""), role, truth(FAILS, "upstream", "forwarder_unreachable|recursion_path_broken"),
                        options={"forward": LOST_FORWARDER, "ede": "no"}, proof=[Look(*WEB, "FAIL"), ALIVE])
    if fault == "anchor":
        kind = DICE.choice(["unbound", "named"])
        return Resolver(ident, kind, place(role, ""), role, row("resolver_dnssec_broken"), options={"wrong_anchor": True, "ede": "no"},
                        proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))])
    if fault == "clock":
        return Resolver(ident, "unbound", place(role, ""), role, row("resolver_dnssec_broken"), options={"ede": "no", "under": ["faketime", "-f", "-4y"]},
                        proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))])
    rule = DICE.choice([".,+edns,1:bare", ".,+edns,drop", ".,+edns,4"])
    return Resolver(ident, "proxy", place(role, ""), role, row("resolver_edns_broken"), options={"forward": whom(ident).address, "flags": ["--rule", rule]},
                    proof=[Look(*WEB, "FORMERR|TIMEOUT|NOTIMP"), Look(*WEB, "NOERROR", ("noedns",))])


# --- those with a fault of some names ---

def advertises(role):
    def cells(question):
        """Where nothing is, it shows an advertisement."""
        if "NXDOMAIN" not in (question.unchecked or question.seen).split("|") or HOME.get(question.key) is MOVED:
            return None
        lie = starred(role, "resolver_nxdomain_rewrite", FAILS)
        plain = question.qtype == "A" and question.seen == "NXDOMAIN" and SORT[question.key] == "negative"
        return lie if plain else lie.or_else(OK).or_else(question.truth)
    return cells


def make_choosy(fault, role):
    ident = f"{role[:3]}-{fault}"
    if fault == "blocks":
        what = starred(role, "resolver_blocklist")
        kind, options, look = DICE.choice([
            ("unbound", {"ede": "no", "extra": "\n    ".join(f'local-zone: "{name}" always_nxdomain' for name in BLOCKED)}, "NXDOMAIN"),
            ("unbound", {"ede": "no", "extra": "\n    ".join(f'local-zone: "{name}" always_null' for name in BLOCKED)}, "NOERROR"),
            ("kresd", {"extra": "policy.add(policy.suffix(policy.DENY, {" + ", ".join(f"todname('{name}.')" for name in BLOCKED) + "}))"}, "NXDOMAIN"),
            ("recursor", {"config": "rpzFile('policy.zone', {policyName='policy', extendedErrorCode=15})\n", "files": {"policy.zone": RPZ}},
             "NXDOMAIN ede=15")])
        return Resolver(ident, kind, place(role, ""), role, cells=by_list(BLOCKED, what), record=or_nothing(what), options=options,
                        proof=[GOOD_LOOK, Look(BLOCKED[0], "A", look)])
    if fault == "adverts":
        return Resolver(ident, "recursor", place(role, ""), role, cells=advertises(role), validates=False, record=starred(role, "resolver_nxdomain_rewrite"),
                        options={"validation": "off", "script": REWRITE}, proof=[GOOD_LOOK, Look(f"zz.{PLAIN_ZONE.name}", "A", "NOERROR")])
    if fault == "stale":
        what = truth("degraded|info", STARRED[role], "resolver_stale_cache")
        gone = truth("degraded|info", STARRED[role], "resolver_stale_negative_cache|resolver_stale_cache")
        return Resolver(ident, "named", place(role, ""), role, record=or_nothing(what.or_else(gone)), proof=[GOOD_LOOK],
                        cells=lambda question: {f"www.{MOVED.name}": what, f"vars.{MOVED.name}": gone}.get(question.name))
    if fault == "lost":
        what = upstream("resolver_auth_path_broken", FAILS)
        return Resolver(ident, DICE.choice(["recursor", "named"]), place(role, ""), role, record=or_nothing(what), proof=[GOOD_LOOK],
                        cells=lambda question: what if TRAIN in WAY.get(question.key, []) else None)
    if fault == "rebind":
        what = starred(role, "resolver_rebind_protection")
        kind, options = DICE.choice([("dnsmasq", {"forward": whom(ident).address, "extra": "stop-dns-rebind"}), ("unbound", {
            "ede": "no", "extra": "private-address: 10.0.0.0/8\n    private-address: 192.168.0.0/16"})])
        validates = kind == "unbound" or next(other for other in HEALTHY if other.id == WITNESS[ident]).validates
        if kind == "unbound":
            WITNESS.pop(ident)
        return Resolver(ident, kind, place(role, ""), role, cells=by_list(PRIVATE_NAMES, what), record=or_nothing(what), options=options, validates=validates,
                        proof=[GOOD_LOOK, Look(PRIVATE_NAMES[0], "A", "NODATA|REFUSED|NXDOMAIN|SERVFAIL")])
    if fault == "tcpless":
        what = starred(role, "resolver_tcp_blocked", FAILS)
        return Resolver(ident, "unbound", place(role, ""), role, fault="no_tcp", options={"ede": "no"}, record=or_nothing(what),
                        cells=lambda question: None if not needs_tcp(question) else what if question.seen == "TRUNCATED" and "ok" in question.truth.cause
                        else what.or_else(question.truth).or_else(OK), proof=[GOOD_LOOK, Look(*WEB, "TIMEOUT|CLOSED", ("tcp",))])
    severe = {"slow": ("resolver_slow", "proxy"), "lossy": ("resolver_packet_loss", "unbound"), "limited": ("resolver_rate_limited", "dnsdist")}[fault]
    what = starred(role, severe[0])
    options = {"slow": {"flags": ["--delay", "0.9"]}, "lossy": {"ede": "no"},
               "limited": {"extra": "addAction(MaxQPSIPRule(10), RCodeAction(DNSRCode.REFUSED))"}}[fault]
    validates = True
    if fault != "lossy":
        target = whom(ident)
        options["forward"], validates = target.address, target.validates
    return Resolver(ident, severe[1], place(role, ""), role, fault="half_lost" if fault == "lossy" else "", options=options, validates=validates,
                    record=what.or_else(OK) if fault != "slow" else what, cells=lambda question: OK.or_else(what).or_else(question.truth),
                    proof=[] if fault == "lossy" else [GOOD_LOOK])


ROW_FAULTS = ["mute", "closed", "acl", "norec", "cutoff", "anchor", "clock", "noedns"]
CHOOSY_FAULTS = ["blocks", "adverts", "stale", "lost", "tcpless", "rebind", "slow", "lossy", "limited"]
SOFT_FAULTS = ("slow", "lossy", "limited")
ROLES = ["local", "isp", "public"]
ROWS = [make_row(fault, DICE.choice(ROLES)) for fault in DICE.sample(ROW_FAULTS, 3)]
CHOOSY = [make_choosy(fault, DICE.choice(ROLES)) for fault in DICE.sample(CHOOSY_FAULTS[:6], 4) + DICE.sample(SOFT_FAULTS, 1)]
BY_FAULT = {entry.id.partition("-")[2]: entry for entry in ROWS + CHOOSY}
SOFT = {entry.id for name, entry in BY_FAULT.items() if name in SOFT_FAULTS}
for entry in ROWS + CHOOSY:  # A forwarder that says so.
    if entry.id in WITNESS and DICE.random() < 0.3:
        entry.inventory["forwards_to"] = [WITNESS[entry.id]]
for entry in CHOOSY:
    if entry.kind != "proxy":
        continue
    entry.validates = next(other.validates for other in HEALTHY if other.id == WITNESS[entry.id])

RESOLVERS = HEALTHY + ROWS + [entry for entry in CHOOSY if entry.id not in SOFT]
OTHERS = [entry for entry in CHOOSY if entry.id in SOFT]
ABSENT_RESOLVERS = []
