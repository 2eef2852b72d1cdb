# SPDX-License-Identifier: MIT
"""Who resolves for the company, and what has happened to each."""

from model import FAILS, OK, Look, Resolver, local, negative, row, truth, upstream

from .zones import DEAD_LETTER, PARTNER_OLD, RACKED_OUT, SILENT_FORWARDER, TUNNEL

WEB = ("www.mesa.org", "A")
SIGNED = ("www.bank.org", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN", ("chaos",))
NO_WAY = "resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable"
BLOCKED = "resolver_blocklist"
CORP = ("wiki.corp.mesa.com", "git.corp.mesa.com", "ldap.corp.mesa.com")


def or_nothing(what, cause):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(what(cause, FAILS + "|info"))


def below(question, *zones):
    return any(question.name == zone or question.name.endswith("." + zone) for zone in zones)


def by_name(what, *names, chained=()):
    """A fault of these names; of what leads there by alias it may be said too."""
    def cells(question):
        if question.name in names:
            return what
        return what.or_else(OK).or_else(question.truth) if question.name in chained else None
    return cells


def conditional(what, zone):
    return lambda question: what if below(question, zone) else None


def stub(zone, address, word="stub"):
    return f'{word}-zone:\n    name: "{zone}"\n    {word}-addr: {address}\n'


HEALTHY = [
    Resolver("hq-a", "unbound", "10.70.1.53", "local", options={"ede": "yes"}, proof=[GOOD, SECURE]),
    Resolver("hq-b", "named", "10.70.2.53", "local", proof=[GOOD, SECURE]),
    Resolver("site", "dnsmasq", "10.71.0.53", "local", options={"forward": "10.70.1.53"}, inventory={"forwards_to": ["hq-a"]}, proof=[GOOD]),
    Resolver("isp-n", "recursor", "80.70.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-s", "unbound", "80.71.1.53", "isp", options={"validates": False, "ede": "no"}, validates=False, proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("pub-1", "unbound", "9.70.1.53", "public", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("pub-2", "kresd", "9.70.2.53", "public", proof=[GOOD]),
    Resolver("pub-3", "named", "9.70.3.53", "public", proof=[GOOD, SECURE]),
]
RESOLVERS = HEALTHY

# --- what remembers ---

WITNESSES = [
    Resolver("memo", "unbound", "10.72.1.53", "local", options={"ede": "no", "extra": "cache-max-ttl: 100000"}, proof=[GOOD]),
    Resolver("memo-isp", "named", "80.72.1.53", "isp", proof=[GOOD]),
]

# --- conditional forwarding that somebody forgot ---

PARTNER_LOST = truth(FAILS + "|info", "local|upstream", NO_WAY)
OLD_COPY = truth(FAILS + "|info", "local", "resolver_stale_cache|resolver_stale_negative_cache|split_horizon|resolver_auth_path_broken").or_else(truth("info", "none", "split_horizon"))
FORGOTTEN = [
    Resolver("cond-dead", "unbound", "10.73.1.53", "local", options={"ede": "no", "extra": stub("supplier.net", TUNNEL, "forward")},
             cells=conditional(PARTNER_LOST, "supplier.net"), record=or_nothing(lambda c, s: truth(s, "local|upstream", c), NO_WAY),
             proof=[GOOD, Look("www.supplier.net", "A", "FAIL")]),
    Resolver("cond-ref", "unbound", "10.73.2.53", "local", options={"ede": "yes", "extra": stub("vendor.net", "63.2.2.1")},
             cells=conditional(PARTNER_LOST, "vendor.net"), record=or_nothing(lambda c, s: truth(s, "local|upstream", c), NO_WAY),
             proof=[GOOD, Look("www.vendor.net", "A", "SERVFAIL")]),
    Resolver("cond-old", "unbound", "10.73.3.53", "local", options={"ede": "no", "extra": stub("partner.org", PARTNER_OLD)},
             cells=lambda question: OLD_COPY if question.name in ("www.partner.org", "new.partner.org", "api.partner.org") else None,
             record=or_nothing(lambda c, s: truth(s, "local|upstream", c), "resolver_stale_cache|resolver_stale_negative_cache|resolver_auth_path_broken"),
             proof=[GOOD, Look("www.partner.org", "A", "NOERROR"), Look("new.partner.org", "A", "NXDOMAIN")]),
]

# --- forwarders in chains ---

# Which of a pool answers is luck.
POOLED = truth(FAILS + "|info", "local|upstream|undetermined", "forwarder_unreachable|resolver_packet_loss|resolver_timeout|recursion_path_broken|resolver_slow|resolver_rate_limited|contradiction")
CHAINS = [
    Resolver("office-1", "dnsmasq", "10.74.1.53", "local", options={"forward": "10.70.1.53"}, proof=[GOOD]),
    Resolver("office-2", "dnsmasq", "10.74.2.53", "local", row("forwarder_unreachable|recursion_path_broken"), options={"forward": SILENT_FORWARDER},
             proof=[Look(*WEB, "TIMEOUT"), ALIVE]),
    # Its upstream has been taken out of its rack: the address is there, and nobody listens.
    Resolver("office-3", "named", "10.74.3.53", "local", row("forwarder_unreachable|recursion_path_broken"), options={"forward": RACKED_OUT, "validation": "no"},
             proof=[Look(*WEB, "SERVFAIL"), ALIVE]),
    Resolver("desk", "dnsdist", "10.74.4.53", "local", options={"forward": "10.71.0.53"}, proof=[GOOD]),
    # Two upstreams, one of them decommissioned; it notices and goes on.
    Resolver("twin", "dnsmasq", "10.74.5.53", "local", options={"forward": "10.70.2.53", "extra": f"server={SILENT_FORWARDER}@10.74.5.53\nall-servers"}, proof=[GOOD]),
    Resolver("pool", "dnsdist", "10.74.6.53", "local", options={"forward": "10.70.2.53",
        "extra": f"setServerPolicy(roundrobin)\nnewServer({{address='{SILENT_FORWARDER}:53'}}):setUp()"},
             cells=lambda question: OK.or_else(POOLED).or_else(question.truth), record=OK.or_else(POOLED)),
]

# --- DNS firewalls ---

RPZ = "$TTL 60\n$ORIGIN {0}.\n@ SOA ns.{0}. hostmaster.{0}. 7 60 60 60 60\n@ NS ns.{0}.\n"
# Other names of the same servers are answered there: the way is not broken. What says who it is: a foreign SOA (in ADDITIONAL, of BIND),
# AA in what a resolver answers (of Unbound), EDE (of PowerDNS), 0.0.0.0; of an address besides, it may be another view.
HELD_BACK = BLOCKED + "|resolver_timeout|resolver_packet_loss|split_horizon|resolver_stale_cache"
AT_BIND = "bad-nx bad-empty bad-page bad-drop"
FIRES = [
    Resolver("fire-b", "named", "9.71.1.53", "public", options={"extra": 'response-policy { zone "rpz.fire"; } break-dnssec yes;',
        "zones": 'zone "rpz.fire" { type primary; file "/run/lab/zones/rpz.fire.zone"; };\n'},
             cells=by_name(upstream(HELD_BACK, FAILS + "|info"),
                           *[f"{word}.tracker.net" for word in AT_BIND.split()], chained=("pixel.mesa.com", "bad-dead.tracker.net", "www.dead.net", "www.nobody-has-this.net")),
             record=or_nothing(upstream, BLOCKED + "|resolver_packet_loss"),
             proof=[GOOD, Look("bad-nx.tracker.net", "A", "NXDOMAIN"), Look("bad-empty.tracker.net", "A", "NODATA"), Look("bad-page.tracker.net", "A", "NOERROR"),
                    Look("bad-drop.tracker.net", "A", "TIMEOUT")]),
    Resolver("fire-u", "unbound", "80.73.1.53", "isp", options={"ede": "yes", "extra": """local-zone: "bad-nx.tracker.net" always_nxdomain
    local-zone: "bad-null.tracker.net" always_null
    local-zone: "bad-ref.tracker.net" always_refuse
    local-zone: "bad-drop.tracker.net" always_deny
    local-zone: "bad-page.tracker.net" redirect
    local-data: "bad-page.tracker.net 60 A 80.73.9.9\""""},
             cells=by_name(upstream(HELD_BACK, FAILS + "|info"),
                           *[f"bad-{word}.tracker.net" for word in ("nx", "null", "ref", "drop", "page")], chained=("pixel.mesa.com",)),
             record=or_nothing(upstream, BLOCKED + "|resolver_packet_loss|resolver_refused"),
             proof=[GOOD, Look("bad-nx.tracker.net", "A", "NXDOMAIN"), Look("bad-ref.tracker.net", "A", "REFUSED"), Look("bad-null.tracker.net", "A", "NOERROR")]),
    Resolver("fire-e", "recursor", "9.71.2.53", "public", options={
        "config": "rpzFile('one.zone', {policyName='malware', extendedErrorCode=15, extendedErrorExtra='listed'})\nrpzFile('two.zone', {policyName='own', extendedErrorCode=17})\n",
        "files": {"one.zone": RPZ.format("one") + "bad-nx.tracker.net CNAME .\nbad-empty.tracker.net CNAME *.\n", "two.zone": RPZ.format("two") +
                  "bad-page.tracker.net A 0.0.0.0\nbad-dead.tracker.net CNAME .\nmail.mesa.org CNAME .\n"
                  "www.stall.net CNAME .\nwww.orphaned.org CNAME *.\nwww.twicebad.net A 0.0.0.0\nwww.dsbad.org CNAME .\n"}},
             cells=by_name(upstream(BLOCKED, FAILS + "|info"), *[f"bad-{word}.tracker.net" for word in ("nx", "empty", "page")], "mail.mesa.org",
                           chained=("pixel.mesa.com", "bad-dead.tracker.net", "www.stall.net", "www.orphaned.org", "www.twicebad.net", "www.dsbad.org")), record=or_nothing(upstream, BLOCKED),
             proof=[GOOD, Look("bad-nx.tracker.net", "A", "NXDOMAIN ede=15"), Look("bad-page.tracker.net", "A", "NOERROR ede=17"), Look("mail.mesa.org", "A", "NXDOMAIN ede=17")]),
]

# --- those who lie, and those who see things another way ---

REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "80.74.9.9", 60)
    return true
  end
  return false
end
"""
LIE = upstream("resolver_nxdomain_rewrite", FAILS)


def searches(question):
    """Where nothing is, there is its search page."""
    return LIE.or_else(question.truth) if question.seen == "NXDOMAIN" and question.qtype == "A" else None


PORTAL = local("resolver_captive_portal|resolver_nxdomain_rewrite", FAILS)
INSIDE = "\n    ".join(['domain-insecure: "corp.mesa.com"']) + "\n" + stub("corp.mesa.com", "10.70.9.1")
LIARS = [
    Resolver("search", "recursor", "80.74.1.53", "isp", cells=searches, record=upstream("resolver_nxdomain_rewrite", FAILS + "|info"), validates=False,
             options={"validation": "off", "script": REWRITE}, proof=[GOOD, Look("nope.bank.org", "A", "NOERROR"), Look("nope.bank.org", "MX", "NXDOMAIN")]),
    Resolver("hotel", "dnsdist", "10.75.1.53", "local", row("resolver_captive_portal|resolver_nxdomain_rewrite"), options={"forward": "9.70.1.53",
        "extra": "addAction(QTypeRule(DNSQType.A), SpoofAction('10.75.1.1'))\naddAction(AllRule(), SpoofAction({}))"}, proof=[Look(*WEB, "NOERROR")]),
    Resolver("inner", "unbound", "10.70.3.53", "local", options={"ede": "no", "extra": INSIDE}, proof=[GOOD, Look("wiki.corp.mesa.com", "A", "NOERROR")]),
    # A laptop with two tunnels: the internal zone goes to one that is down.
    Resolver("laptop", "unbound", "10.75.2.53", "local", options={"ede": "no", "extra": 'domain-insecure: "corp.mesa.com"\n' + stub("corp.mesa.com", TUNNEL, "forward")},
             proof=[GOOD, Look("wiki.corp.mesa.com", "A", "FAIL")]),
    Resolver("nat64", "unbound", "fd07:64::53", "local", options={"ede": "no", "modules": "dns64 validator iterator", "extra": "dns64-prefix: 64:ff9b::/96"}, proof=[GOOD]),
    Resolver("six", "unbound", "2a07:99::53", "public", options={"ede": "no"}, proof=[GOOD]),
    # Asks in odd capitals.
    Resolver("caps", "unbound", "9.70.4.53", "public", options={"ede": "no", "extra": "use-caps-for-id: yes"}, proof=[GOOD, SECURE]),
    # Answers with what was asked for, and no more.
    Resolver("terse", "unbound", "9.70.5.53", "public", options={"ede": "no", "extra":
        "minimal-responses: yes\n    deny-any: yes\n    hide-identity: yes\n    hide-version: yes\n    cache-max-ttl: 5\n    aggressive-nsec: yes"}, proof=[GOOD, SECURE]),
]

# --- validators that are wrong ---

WRONG = [
    Resolver("clock", "unbound", "10.76.1.53", "local", row("resolver_dnssec_broken"), options={"ede": "yes", "under": ["faketime", "-f", "-2y"],
        "extra": f"do-not-query-address: {DEAD_LETTER}"},
             proof=[Look(*WEB, "SERVFAIL"), Look(*SIGNED, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("anchor", "unbound", "9.72.1.53", "public", row("resolver_dnssec_broken"), options={"ede": "no", "wrong_anchor": True,
        "extra": f"do-not-query-address: {DEAD_LETTER}"},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # Forwards to the one whose clock is off, and looks at nothing itself.
    Resolver("ward", "dnsmasq", "10.76.2.53", "local", truth(FAILS, "local|upstream", "resolver_dnssec_broken|forwarder_unreachable|recursion_path_broken"),
             options={"forward": "10.76.1.53"}, inventory={"forwards_to": ["clock"]}, proof=[Look(*WEB, "SERVFAIL")]),
]

# --- overworked ---


def sometimes(cause, role):
    what = truth(FAILS + "|info", "local" if role == "local" else "upstream", cause).or_else(truth("degraded", "undetermined", "contradiction|budget|own_loss"))
    return {"record": OK.or_else(what), "cells": lambda question: OK.or_else(what).or_else(question.truth)}


TIRED = [
    Resolver("reborn", "named", "10.77.1.53", "local", proof=[GOOD],
             **sometimes("resolver_timeout|resolver_packet_loss|resolver_port_unreachable|resolver_rate_limited|resolver_slow|recursion_path_broken", "local")),
    Resolver("limit-d", "dnsdist", "9.77.1.53", "public", options={"forward": "9.70.1.53", "extra": "addAction(MaxQPSIPRule(10), DropAction())"}, proof=[GOOD],
             **sometimes("resolver_rate_limited|resolver_packet_loss", "public")),
    Resolver("limit-r", "dnsdist", "80.77.2.53", "isp", options={"forward": "80.71.1.53", "extra": "addAction(MaxQPSIPRule(10), RCodeAction(DNSRCode.REFUSED))"}, validates=False,
             proof=[GOOD], **sometimes("resolver_rate_limited|resolver_refused", "isp")),
    # Dies while it is asked.
    Resolver("dying", "unbound", "10.77.4.53", "local", options={"ede": "no"}, proof=[GOOD], **sometimes("resolver_timeout|resolver_packet_loss", "local")),
    # Five recursions at a time, and no more.
    Resolver("full", "named", "80.77.3.53", "isp", options={"extra": "recursive-clients 6; clients-per-query 3; max-clients-per-query 3;"}, proof=[GOOD],
             **sometimes("resolver_rate_limited|resolver_packet_loss|resolver_slow|resolver_timeout|recursion_path_broken|resolver_auth_path_broken|forwarder_unreachable", "isp")),
]
OTHERS = WITNESSES + FORGOTTEN + CHAINS + FIRES + LIARS + WRONG + TIRED
ABSENT_RESOLVERS = [
    Resolver("gone", "", "10.78.1.53", "local", row("resolver_port_unreachable|resolver_timeout"), proof=[Look(*WEB, "UNREACHABLE")]),
    Resolver("mute", "", "80.78.1.53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]
STRANGER = OK.or_else(truth("info", "none", "split_horizon")).or_else(negative("name_does_not_exist"))
