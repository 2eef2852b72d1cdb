# SPDX-License-Identifier: MIT
"""Who resolves in the sixth internet, and what each does wrong."""

import dataclasses

from model import FAILS, OK, Look, Resolver, Truth, row, truth, upstream, words

WEB = ("www.ajaleht.lv", "A")
SIGNED = ("www.pood.ee", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")

# Blocked by silence, by failure, and by failure that says so.
HUSHED = ("kasiino.pood.ee", "panus.pood.ee", "loto.pood.ee")
HIJACKED = "pank.ee"
BARRED = ("embargo.lv", "vaikne.lv", "katki.lv")
DENIED, OLD = "tuhi.lv", "vanem.lv"


def below(name, zones):
    return any(name == zone or name.endswith("." + zone) for zone in zones)


def barred(question):
    """What the servers make of this provider's questions."""
    if below(question.name, BARRED):
        return upstream("resolver_auth_path_broken", FAILS + "|info")
    if below(question.name, (DENIED,)):
        # An answer of theirs, or of this resolver's own making: who made it cannot be seen from elsewhere.
        return upstream("resolver_auth_path_broken|resolver_blocklist|resolver_stale_negative_cache", FAILS + "|info").or_else(
            truth(FAILS + "|info", "authoritative", "auth_inconsistent_existence"))
    if question.name == f"uus.{OLD}":
        return upstream("resolver_stale_negative_cache", FAILS + "|info").or_else(truth(FAILS + "|info", "authoritative",
                                                                                        "auth_inconsistent_existence"))
    if question.name == f"www.{OLD}":  # It lives for three seconds: no cache can still have it, whenever it is asked.
        return upstream("resolver_auth_path_broken", FAILS + "|info").or_else(truth(FAILS + "|info", "authoritative", "auth_inconsistent_data"))
    return None


def hijacks(question):
    """All of a bank's zone is sent to an address of somebody's."""
    if not below(question.name, (HIJACKED,)):
        return None
    lie = upstream("resolver_blocklist|resolver_captive_portal|resolver_nxdomain_rewrite", FAILS + "|info")
    return lie.or_else(upstream("resolver_stale_negative_cache")) if question.qtype != "A" else lie


def hushes(question):
    """A filter that does not answer looks like a bad way to somewhere; what is certain is that it is this resolver's."""
    if question.name not in HUSHED:
        return None
    return upstream("resolver_blocklist|resolver_auth_path_broken|resolver_packet_loss|resolver_timeout|resolver_rate_limited", FAILS + "|info")


def no_six(question):
    """Some providers hide IPv6 addresses from who asks over IPv4."""
    if question.qtype != "AAAA" or not question.seen.startswith(("NOERROR", "SERVFAIL")):
        return None
    hidden = upstream("resolver_blocklist|resolver_rebind_protection|resolver_stale_negative_cache", FAILS + "|info")
    return hidden if question.truth == OK else hidden.or_else(question.truth)


def exempts(question):
    """It was told not to validate one broken zone."""
    return OK if below(question.name, ("enneaeg.lv",)) else None


def now_and_then(question):
    late = OK.or_else(upstream("resolver_slow", "degraded|info"))
    return late if question.truth == OK else late.or_else(question.truth) if "ok" in question.truth.cause else None


def of_some(question):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    fault = barred(question) or hijacks(question) or hushes(question) or no_six(question)
    if "ok" not in question.truth.cause or not fault:
        return question
    fault = Truth(words("degraded|info"), fault.locus, fault.cause)
    if question.truth != OK:  # Or what others may meet besides.
        return dataclasses.replace(question, truth=fault.or_else(question.truth))
    return dataclasses.replace(question, truth=fault, cells={resolver.id: OK for resolver in RESOLVERS})


def rules(*rules):
    return [word for rule in rules for word in ("--rule", rule)]


HEALTHY = [
    Resolver("kontor", "unbound", "10.33.1.53", "local", proof=[GOOD, SECURE]),
    Resolver("ladu", "dnsmasq", "10.33.2.53", "local", options={"forward": "10.33.1.53"}, inventory={"forwards_to": ["kontor"]}, proof=[GOOD]),
    # A cheap router: it takes EDNS off, and does all else as it should.
    Resolver("ruuter", "proxy", "10.33.3.53", "local", options={"forward": "185.50.1.53", "flags": ["--no-edns"]}, proof=[GOOD]),
    Resolver("sild", "kresd", "fdba:33::53", "local", proof=[GOOD]),
    Resolver("baltik", "unbound", "84.20.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("laine", "recursor", "84.20.2.53", "isp", proof=[GOOD]),
    Resolver("merinet", "named", "2a11:20::53", "isp", proof=[GOOD, SECURE]),
    Resolver("quad", "unbound", "185.50.1.53", "public", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("pilv", "kresd", "185.50.2.53", "public", proof=[GOOD]),
    Resolver("avatud", "named", "185.50.3.53", "public", options={"validation": "no"}, validates=False, proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
]

RESOLVERS = HEALTHY + [
    Resolver("piiratud", "unbound", "84.21.1.53", "isp", cells=barred,
             record=OK.or_else(upstream("resolver_auth_path_broken", "info|degraded|failure")),
             proof=[GOOD, Look("www.embargo.lv", "A", "SERVFAIL"), Look("www.vaikne.lv", "A", "FAIL"), Look("www.katki.lv", "A", "SERVFAIL"),
                    Look("www.tuhi.lv", "A", "NXDOMAIN"), Look("uus.vanem.lv", "A", "NXDOMAIN")]),
    Resolver("kaaper", "unbound", "84.22.1.53", "isp", cells=hijacks,
             record=OK.or_else(upstream("resolver_blocklist|resolver_captive_portal|resolver_nxdomain_rewrite", "info|degraded")),
             options={"extra": 'local-zone: "pank.ee" redirect\n    local-data: "pank.ee 60 A 84.99.9.9"'},
             proof=[GOOD, Look("nope.pank.ee", "A", "NOERROR"), Look("pank.ee", "MX", "NODATA")]),
    Resolver("nelja", "proxy", "84.23.1.53", "isp", cells=no_six, record=OK.or_else(upstream("resolver_blocklist", "info|degraded|failure")),
             options={"forward": "185.50.1.53", "flags": rules(".,28,0")}, proof=[GOOD, Look("www.pood.ee", "AAAA", "NODATA")]),
    Resolver("vaikija", "proxy", "185.51.1.53", "public", cells=hushes,
             record=OK.or_else(upstream("resolver_blocklist|resolver_auth_path_broken|resolver_packet_loss", "info|degraded|failure")),
             options={"forward": "185.50.2.53", "flags": rules(f"={HUSHED[0]}.,*,drop", f"={HUSHED[1]}.,*,2", f"={HUSHED[2]}.,*,2:15")},
             proof=[GOOD, Look(HUSHED[0], "A", "TIMEOUT"), Look(HUSHED[1], "A", "SERVFAIL"), Look(HUSHED[2], "A", "SERVFAIL ede=15")]),
    # It validates, and asks through a router that takes the signatures away.
    Resolver("tulemyyr", "unbound", "10.33.4.53", "local", row("resolver_dnssec_broken"), options={"forward": "10.33.3.53"},
             proof=[Look(*WEB, "FAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # Datagrams come back, and from where nobody asked; over TCP all is well.
    Resolver("valeport", "proxy", "84.24.1.53", "isp", row("resolver_timeout|resolver_packet_loss|resolver_port_unreachable"),
             options={"forward": "185.50.1.53", "flags": rules(".,*,wrong-port"), "mute": True},
             proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("tcp",))]),
    Resolver("kahe-otsaga", "proxy", "185.52.1.53", "public", row("resolver_timeout|resolver_packet_loss|resolver_port_unreachable"),
             options={"forward": "185.50.1.53", "flags": rules(".,*,other-address"), "mute": True, "listen": ["185.52.2.53"]},
             proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("tcp",))]),
    # What it says is right; what comes before it is not.
    Resolver("sodi", "proxy", "185.53.1.53", "public",
             options={"forward": "185.50.1.53", "flags": rules(".,*,junk-id/3", ".,*,junk-question/3", ".,*,twice/2", ".,*,junk-port/2",
                                                               ".,*,lower")}, proof=[GOOD]),
    Resolver("hiline", "proxy", "84.25.1.53", "isp", cells=now_and_then, record=OK.or_else(upstream("resolver_slow", "info|degraded|failure")),
             options={"forward": "185.50.1.53", "flags": rules(".,*,late:2.7/6")}, proof=[GOOD]),
    Resolver("erand", "unbound", "185.54.1.53", "public", cells=exempts, options={"extra": 'domain-insecure: "enneaeg.lv"'},
             proof=[GOOD, SECURE, Look("www.enneaeg.lv", "A", "NOERROR -ad")]),
    Resolver("tumm", "", "185.55.1.53", "public", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]

# Every other question goes to one that validates, the rest to one that does not.
MIXED = [Resolver("segu", "dnsdist", "84.26.1.53", "isp", options={
    "forward": "185.50.1.53", "extra": "setServerPolicy(roundrobin)\nnewServer({address='185.50.3.53:53'}):setUp()"})]
# A provider whose lines are down, and a site that forwards there.
DOWN = [
    Resolver("pohja-uks", "", "84.30.1.53", "isp", row("resolver_timeout"), fault="silent"),
    Resolver("pohja-kaks", "", "84.30.2.53", "isp", row("resolver_timeout"), fault="silent"),
]
TIED = [Resolver("soltuv", "dnsmasq", "10.33.5.53", "local", row("forwarder_unreachable"), options={"forward": "84.30.1.53"},
                 inventory={"forwards_to": ["pohja-uks"]})]
OTHERS = MIXED + TIED
ABSENT_RESOLVERS = DOWN
