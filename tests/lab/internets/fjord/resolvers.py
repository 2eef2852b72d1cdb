# SPDX-License-Identifier: MIT
"""Who resolves in the third internet, and what each does wrong."""

import dataclasses

from model import OK, Look, Resolver, local, row, truth, upstream

from .zones import SILENT_FORWARDER, SILENT_FORWARDER6

WEB = ("www.bakery.skerry", "A")
SIGNED = ("www.florist.fjord", "A")
GOOD = Look(*WEB, "NOERROR +ra")
PROMOS = {"promo.bakery.skerry": 16, "bets.bakery.skerry": 15}  # Blocked, and said so by EDE.
ADVERTS = {"adserver.bakery.skerry", "malware.bakery.skerry"}  # Blocked, and not said.
HOME = {"nas.bakery.skerry", "switch.bakery.skerry"}
# What one provider has no way to: the second hosting company and those on its servers alone.
CUT_ZONES = ("isle.skerry", "school.gov.fjord")


def blocks(names, cause_of):
    def cells(question):
        return cause_of("resolver_blocklist", "degraded|failure|info") if question.name in names else None
    return cells


def absent(question):
    return question.seen == "NXDOMAIN"


def rewrites(question):
    return upstream("resolver_nxdomain_rewrite", "degraded|failure") if absent(question) and question.qtype == "A" else None


def no_aaaa(question):
    """The vocabulary has no cause of its own for a resolver that swallows a type."""
    if question.qtype != "AAAA":
        return None
    return local("resolver_timeout|resolver_packet_loss|resolver_auth_path_broken|resolver_blocklist", "degraded|failure")


def no_mail(question):
    if question.qtype != "MX":
        return None
    return upstream("resolver_edns_broken|resolver_refused|resolver_blocklist|resolver_not_recursive", "degraded|failure")


def rebinds(question):
    return local("resolver_rebind_protection", "degraded|failure|info") if question.name in HOME else None


def cut_off(question):
    below = any(question.name == zone or question.name.endswith("." + zone) for zone in CUT_ZONES)
    through = question.name in ("c1.bakery.skerry", "void.florist.fjord")  # aliases that lead there
    return upstream("resolver_auth_path_broken", "degraded|failure") if below or through else None


def refused_by_picky(question):
    """Its own limit there, or an access list: what it is cannot be seen from elsewhere unless it answers now and then."""
    if question.name.endswith("odd-picky.skerry"):
        return OK.or_else(truth("degraded|info", "upstream", "resolver_auth_path_broken")).or_else(
            truth("degraded|info", "authoritative", "auth_rate_limited"))
    return None


def needs_tcp(question):
    return upstream("resolver_tcp_blocked", "degraded|failure") if question.seen == "TRUNCATED" else None


def of_some(question):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    if question.truth != OK or not (cut_off(question) or needs_tcp(question)):
        return question
    one, other = cut_off(question), needs_tcp(question)
    return dataclasses.replace(question, truth=one.or_else(other) if one and other else one or other,
                               cells={resolver.id: OK for resolver in RESOLVERS})


RULES = [word for name, code in PROMOS.items() for word in ("--rule", f"{name}.,*,3:{code}")]
HUSH = [word for name in sorted(ADVERTS) for word in ("--rule", f"{name}.,*,{'0:soa' if name.startswith('ad') else '3'}")]
REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "62.200.1.1", 30)
    return true
  end
  return false
end
"""
STRIP = """
function postresolve(dq)
  for _, record in pairs(dq:getRecords()) do
    if record.type == pdns.A and (record:getContent():match("^10%.") or record:getContent():match("^192%.168%.")) then
      dq:setRecords({})
      return true
    end
  end
  return false
end
"""
HALF = OK.or_else(upstream("resolver_blocklist", "info|degraded|failure"))

RESOLVERS = [
    Resolver("townhall", "unbound", "192.168.7.53", "local", options={"extra": "qname-minimisation-strict: no", "listen": ["fd7a:7::53"]},
             proof=[GOOD, Look(*SIGNED, "NOERROR +ad")]),
    Resolver("harbourmaster", "kresd", "fd7a:8::53", "local", proof=[GOOD]),
    Resolver("library", "dnsmasq", "192.168.9.53", "local", options={"forward": "192.168.7.53"}, proof=[GOOD]),
    Resolver("telco", "recursor", "100.64.3.53", "isp", cells=refused_by_picky,
             record=OK.or_else(upstream("resolver_auth_path_broken", "info|degraded|failure")), proof=[GOOD]),
    Resolver("cable", "named", "2001:db8:ca::53", "isp", proof=[GOOD, Look(*SIGNED, "NOERROR +ad")]),
    Resolver("open-one", "unbound", "185.1.1.53", "public", options={"ede": "no"}, proof=[GOOD, Look(*SIGNED, "NOERROR +ad")]),
    Resolver("open-two", "kresd", "185.2.2.53", "public", proof=[GOOD]),
    Resolver("open-lax", "recursor", "2001:db8:1a::53", "public", options={"validation": "off"}, validates=False,
             proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("stub", "dnsdist", "185.4.4.53", "public", options={"forward": "185.1.1.53"}, proof=[GOOD]),
    # Makes addresses of IPv6 for names that have none: as it should.
    Resolver("nat64", "unbound", "fd7a:64::53", "local",
             options={"modules": "dns64 validator iterator", "extra": "dns64-prefix: 64:ff9b::/96"}, proof=[GOOD]),

    Resolver("guesthouse", "unbound", "192.168.20.53", "local", row("resolver_refused"), options={"access": "refuse"},
             proof=[Look(*WEB, "REFUSED ede=18")]),
    # Turned away by name, all of it.
    Resolver("registrar", "proxy", "185.20.1.53", "public", row("resolver_refused|resolver_not_recursive"),
             options={"forward": "185.1.1.53", "flags": ["--rule", ".,*,9"]}, proof=[Look(*WEB, "9")]),
    Resolver("guardian", "proxy", "100.65.1.53", "isp", cells=blocks(PROMOS, upstream), record=HALF,
             options={"forward": "185.1.1.53", "flags": RULES},
             proof=[GOOD, *[Look(name, "A", f"NXDOMAIN ede={code}") for name, code in PROMOS.items()]]),
    Resolver("hush", "proxy", "100.66.1.53", "isp", cells=blocks(ADVERTS, upstream), record=HALF,
             options={"forward": "185.2.2.53", "flags": HUSH},
             proof=[GOOD, Look("adserver.bakery.skerry", "A", "NODATA"), Look("malware.bakery.skerry", "A", "NXDOMAIN")]),
    Resolver("helpful", "recursor", "100.67.1.53", "isp", cells=rewrites, validates=False,
             record=upstream("resolver_nxdomain_rewrite", "failure|degraded"), options={"validation": "off", "script": REWRITE},
             proof=[GOOD, Look("nope.florist.fjord", "A", "NOERROR")]),
    Resolver("oldwall", "proxy", "192.168.21.53", "local", cells=no_aaaa, record=no_aaaa(type("AAAA", (), {"qtype": "AAAA"})).or_else(OK),
             options={"forward": "192.168.7.53", "flags": ["--rule", ".,28,drop"]}, proof=[GOOD, Look("www.bakery.skerry", "AAAA", "TIMEOUT")]),
    Resolver("nomail", "proxy", "100.68.1.53", "isp", cells=no_mail, record=no_mail(type("MX", (), {"qtype": "MX"})).or_else(OK),
             options={"forward": "185.1.1.53", "flags": ["--rule", ".,15,4"]}, proof=[GOOD, Look("bakery.skerry", "MX", "NOTIMP")]),
    Resolver("antique", "proxy", "192.168.22.53", "local", row("resolver_edns_broken"),
             options={"forward": "192.168.7.53", "flags": ["--rule", ".,+edns,1"]},
             proof=[Look(*WEB, "FORMERR"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("versions", "proxy", "185.21.1.53", "public", row("resolver_edns_broken"),
             options={"forward": "185.1.1.53", "flags": ["--rule", ".,+edns,16"]},
             proof=[Look(*WEB, "BADVERS"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("deafmute", "proxy", "185.22.1.53", "public", row("resolver_edns_broken"),
             options={"forward": "185.1.1.53", "flags": ["--rule", ".,+edns,drop"]},
             proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("future", "unbound", "185.23.1.53", "public", row("resolver_dnssec_broken"), options={"extra": 'val-override-date: "20450101000000"'},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("orphan", "dnsmasq", "192.168.23.53", "local", row("forwarder_unreachable"), options={"forward": SILENT_FORWARDER},
             proof=[Look(*WEB, "TIMEOUT"), Look("version.bind", "TXT", "NOERROR|REFUSED", ("chaos",))]),
    Resolver("orphan-six", "unbound", "fd7a:26::53", "local", row("forwarder_unreachable"), options={"forward": SILENT_FORWARDER6},
             proof=[Look(*WEB, "FAIL"), Look("version.bind", "TXT", "NOERROR|REFUSED", ("chaos",))]),
    Resolver("cliff", "unbound", "100.69.1.53", "isp", cells=needs_tcp, fault="tcp_reset",
             record=OK.or_else(upstream("resolver_tcp_blocked", "degraded|info")), proof=[GOOD, Look(*WEB, "UNREACHABLE", ("tcp",))]),
    Resolver("patched", "recursor", "192.168.24.53", "local", cells=rebinds, record=OK.or_else(local("resolver_rebind_protection", "info|degraded|failure")),
             options={"script": STRIP}, proof=[GOOD, Look("nas.bakery.skerry", "A", "NODATA")]),
    Resolver("cut", "unbound", "100.70.1.53", "isp", cells=cut_off,
             options={"extra": "do-not-query-address: 45.21.3.1\n    do-not-query-address: fd7a:18:3::1"}, record=OK.or_else(upstream("resolver_auth_path_broken", "info|degraded|failure")),
             proof=[GOOD, Look("www.isle.skerry", "A", "FAIL")]),
    Resolver("sloth", "proxy", "100.71.1.53", "isp", record=upstream("resolver_slow", "degraded|info|failure"),
             cells=lambda question: OK.or_else(upstream("resolver_slow", "degraded|info")) if question.truth == OK else None,
             options={"forward": "185.1.1.53", "flags": ["--delay", "0.9"]}, proof=[GOOD]),
    Resolver("empty-house", "", "192.168.25.53", "local", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
    Resolver("black-hole", "", "2001:db8:b0::53", "public", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]

# Met in one situation each. Limits and loss first.
THROTTLES = [
    Resolver("turnstile", "dnsdist", "185.30.1.53", "public",
             options={"forward": "185.1.1.53", "extra": "addAction(MaxQPSIPRule(20), DropAction())"},
             record=upstream("resolver_rate_limited", "degraded|info|failure"),
             cells=lambda _question: OK.or_else(upstream("resolver_rate_limited", "degraded|info"))),
    Resolver("bouncer", "dnsdist", "fd7a:31::53", "local",
             options={"forward": "185.1.1.53", "extra": "addAction(MaxQPSIPRule(20), RCodeAction(DNSRCode.REFUSED))"},
             record=local("resolver_rate_limited", "degraded|info|failure"),
             cells=lambda _question: OK.or_else(local("resolver_rate_limited", "degraded|info"))),
    Resolver("radio", "unbound", "100.72.1.53", "isp", fault="fifth_lost",
             record=upstream("resolver_packet_loss", "degraded|info|failure"),
             cells=lambda _question: OK.or_else(upstream("resolver_packet_loss", "degraded|info"))),
]
# Goes on with what it had when servers fall silent, and says so.
KEEPER = [Resolver("larder", "unbound", "192.168.32.53", "local",
                   options={"extra": "serve-expired: yes\n    serve-expired-ttl: 3600\n    serve-expired-client-timeout: 300\n    serve-expired-reply-ttl: 5"})]
# Knows a zone of the town that nobody else does.
BASTION = [Resolver("bastion", "unbound", "192.168.33.53", "local", options={"extra": """
    local-zone: "intern.town.fjord" static
    local-data: "wiki.intern.town.fjord 300 A 192.168.50.1"
    local-data: "git.intern.town.fjord 300 A 192.168.50.2"
    local-zone: "www.shop.heath" redirect
    local-data: "www.shop.heath 300 A 192.168.50.3"
"""})]
OTHERS = THROTTLES + KEEPER + BASTION
ABSENT_RESOLVERS = []
