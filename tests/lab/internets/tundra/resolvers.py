# SPDX-License-Identifier: MIT
"""Who resolves in the internet of history, and what has happened to each."""

from model import FAILS, OK, Look, Resolver, local, row, truth, upstream

from .zones import DEAD_FORWARDER, GONE_MEMBER, TUNNEL

WEB = ("www.tundra.org", "A")
SIGNED = ("www.bank.org", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
NO_WAY = "forwarder_unreachable|recursion_path_broken"
CLUSTER = ("db.prod.svc.cluster.local", "queue.prod.svc.cluster.local")
INNER = ("wiki.corp.tundra.com", "git.corp.tundra.com", "ldap.corp.tundra.com")


def below(question, *zones):
    return any(question.name == zone or question.name.endswith("." + zone) for zone in zones)


def or_nothing(what):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(what)


HEALTHY = [
    Resolver("hq-u", "unbound", "10.20.1.53", "local", options={"ede": "yes"}, proof=[GOOD, SECURE]),
    Resolver("hq-b", "named", "10.20.2.53", "local", proof=[GOOD, SECURE]),
    Resolver("branch", "dnsmasq", "10.20.3.53", "local", options={"forward": "10.20.1.53"}, inventory={"forwards_to": ["hq-u"]}, proof=[GOOD]),
    Resolver("tele-r", "recursor", "92.20.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("tele-n", "unbound", "92.20.2.53", "isp", options={"validates": False, "ede": "no"}, validates=False, proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("open-u", "unbound", "9.20.1.53", "public", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("open-k", "kresd", "9.20.2.53", "public", proof=[GOOD]),
    Resolver("open-b", "named", "9.20.3.53", "public", proof=[GOOD, SECURE]),
]
RESOLVERS = HEALTHY

# --- what remembers ---

MEMORIES = [
    Resolver("memo-u", "unbound", "10.21.1.53", "local", options={"ede": "yes", "extra": "cache-max-ttl: 100000"}, proof=[GOOD]),
    Resolver("memo-b", "named", "92.21.2.53", "isp", proof=[GOOD]),
]

# --- whom the network leads elsewhere ---

# An answer that no server gives to anybody else: stale, another view, or made by somebody on the way.
ELSEWHERE = "resolver_stale_cache|resolver_stale_negative_cache|split_horizon|resolver_auth_path_broken|resolver_blocklist|resolver_nxdomain_rewrite|auth_inconsistent_data"
LEFT_OUT = truth(FAILS + "|info", "upstream|none|authoritative", ELSEWHERE + "|auth_inconsistent_existence")
LED_ASTRAY = truth(FAILS + "|info", "upstream|none|authoritative", ELSEWHERE)
TURNED_AWAY = upstream("resolver_auth_path_broken", FAILS + "|info")


def far(question):
    # Another address alone may be meant.
    if question.name in ("www.anycast.com", "mail.anycast.com") and question.qtype == "A":
        return LEFT_OUT.or_else(OK)
    return LEFT_OUT if question.name == "new.anycast.com" else None


def astray(question):
    if question.name == "www.etherwallet.com" and question.qtype == "A":
        return LED_ASTRAY.or_else(OK)
    return TURNED_AWAY if below(question, "etherwallet.com") else None


LED = [
    Resolver("open-far", "unbound", "9.20.4.53", "public", options={"ede": "no"}, cells=far, record=or_nothing(LEFT_OUT), proof=[GOOD, Look("new.anycast.com",
          "A", "NXDOMAIN")]),
    Resolver("open-hij", "named", "9.20.5.53", "public", cells=astray, record=or_nothing(truth(FAILS + "|info", "upstream", ELSEWHERE)),
             proof=[GOOD, Look("www.etherwallet.com", "A", "NOERROR"), Look("mail.etherwallet.com", "A", "SERVFAIL")]),
]

# --- validators that are wrong ---

STALE_ROOT = """auth-zone:
    name: "."
    zonefile: "/run/lab/zones/root.stale.zone"
    for-downstream: no
    for-upstream: yes
    fallback-enabled: no
"""
WRONG = [
    # Its copy of the root is months old, and the signatures in it have run out.
    Resolver("rootcopy", "unbound", "9.21.1.53", "public", row("resolver_dnssec_broken"), options={"ede": "yes", "extra": STALE_ROOT},
             proof=[Look(*WEB, "SERVFAIL"), Look(*SIGNED, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # The root's key was rolled, and nobody told it.
    Resolver("oldkey", "named", "92.22.1.53", "isp", row("resolver_dnssec_broken"), options={"wrong_anchor": True},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # A board without a battery: it is 2016 there.
    Resolver("battery", "unbound", "10.22.2.53", "local", row("resolver_dnssec_broken"), options={"ede": "no", "under": ["faketime", "-f", "-10y"]},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # A router that passes on what it understands; and a validator that was put behind it.
    Resolver("router", "proxy", "10.22.3.53", "local", options={"forward": "92.20.1.53", "flags": ["--no-edns"]}, inventory={"forwards_to": ["tele-r"]},
             proof=[GOOD, Look(*SIGNED, "NOERROR")]),
    Resolver("behind", "unbound", "10.22.4.53", "local", truth(FAILS, "local|upstream", "resolver_dnssec_broken|" + NO_WAY), options={"ede": "no",
          "forward": "10.22.3.53"},
             inventory={"forwards_to": ["router"]}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
]

# --- firewalls and search pages ---

BLUNDER = "$TTL 60\n$ORIGIN feed.\n@ SOA ns.feed. hostmaster.feed. 7 60 60 60 60\n@ NS ns.feed.\n*.mailer.net CNAME .\nmailer.net CNAME .\nwww.nomail.org CNAME *.\n"
BLOCK = upstream("resolver_blocklist", FAILS + "|info")


def blundered(question):
    if below(question, "mailer.net") or question.name == "www.nomail.org":
        return BLOCK
    # What leads there by an alias is withheld too.
    return BLOCK if question.name == "shop.tundra.com" or question.name.startswith("shop.eu.") else None


PAGE = upstream("resolver_nxdomain_rewrite", FAILS)
SEARCH = """
function nxdomain(dq)
  if dq.qtype == pdns.A or dq.qtype == pdns.AAAA then
    dq.rcode = 0
    dq:addAnswer(dq.qtype, dq.qtype == pdns.A and "92.24.9.9" or "2a0c:92::9", 60)
    return true
  end
  return false
end
"""


def searches(question):
    return PAGE.or_else(question.truth) if question.seen == "NXDOMAIN" and question.qtype in ("A", "AAAA") else None


# The wildcard of a registry was not to everybody's liking: who answers only what is delegated there.
UNWILD = truth("degraded|info|ok", "upstream|none",
      "resolver_blocklist|resolver_stale_negative_cache|split_horizon|resolver_nxdomain_rewrite|resolver_auth_path_broken|ok").or_else(
    truth("degraded|info", "authoritative", "auth_inconsistent_existence"))


def patched(question):
    return UNWILD if question.name.endswith(".wild") and not below(question, "real.wild") else None


PORTAL = local("resolver_captive_portal|resolver_nxdomain_rewrite", FAILS)
CENSORS = [
    Resolver("shield-e", "recursor", "9.23.1.53", "public", cells=blundered, record=or_nothing(BLOCK), options={
        "config": "rpzFile('feed.zone', {policyName='feed', extendedErrorCode=15})\n", "files": {"feed.zone": BLUNDER}},
             proof=[GOOD, Look("www.mailer.net", "A", "NXDOMAIN ede=15"), Look("www.nomail.org", "A", "NODATA ede=15"), Look("shop.tundra.com", "A",
                   "NXDOMAIN")]),
    Resolver("shield-b", "named", "92.23.2.53", "isp", cells=blundered, record=or_nothing(BLOCK), options={
        "extra": 'response-policy { zone "rpz.blunder"; } break-dnssec yes;',
              "zones": 'zone "rpz.blunder" { type primary; file "/run/lab/zones/rpz.blunder.zone"; };\n'},
             proof=[GOOD, Look("www.mailer.net", "A", "NXDOMAIN"), Look("www.nomail.org", "A", "NODATA"), Look("shop.tundra.com", "A", "NXDOMAIN")]),
    Resolver("search", "recursor", "92.24.1.53", "isp", cells=searches, record=upstream("resolver_nxdomain_rewrite", FAILS + "|info"), validates=False,
             options={"validation": "off", "script": SEARCH}, proof=[GOOD, Look("nope.bank.org", "A", "NOERROR"), Look("nope.bank.org", "MX", "NXDOMAIN")]),
    Resolver("patched", "named", "92.24.2.53", "isp", cells=patched, record=or_nothing(truth(FAILS + "|info", "upstream",
          "resolver_blocklist|resolver_nxdomain_rewrite")),
             options={"zones": 'zone "wild" { type delegation-only; };\n'}, proof=[GOOD, Look("www.never.wild", "A", "NXDOMAIN"), Look("www.real.wild", "A",
                   "NOERROR")]),
    Resolver("portal", "dnsmasq", "10.24.3.53", "local", row("resolver_captive_portal|resolver_nxdomain_rewrite"), options={
        "forward": "9.20.1.53", "extra": "address=/#/10.24.3.1"}, proof=[Look(*WEB, "NOERROR"), Look("nope.bank.org", "A", "NOERROR")]),
]

# --- inside ---


def stub(zone, address, word="stub"):
    return f'{word}-zone:\n    name: "{zone}"\n    {word}-addr: {address}\n'


INSIDE = [
    Resolver("corp", "unbound", "10.25.1.53", "local", options={"ede": "no", "extra": 'domain-insecure: "corp.tundra.com"\n' + stub("corp.tundra.com",
          "10.20.9.1")},
             proof=[GOOD, Look(INNER[0], "A", "NOERROR")]),
    Resolver("cluster", "unbound", "10.25.2.53", "local", options={"ede": "no", "extra": 'local-zone: "cluster.local." static\n' + "".join(
        f'    local-data: "{name}. 5 A 10.25.9.{at}"\n' for at, name in enumerate(CLUSTER, 1))}, proof=[GOOD, Look(CLUSTER[0], "A", "NOERROR")]),
    Resolver("tunnelled", "unbound", "10.25.3.53", "local", options={"ede": "no", "extra": 'domain-insecure: "corp.tundra.com"\n' + stub("corp.tundra.com",
          TUNNEL, "forward")},
             proof=[GOOD, Look(INNER[0], "A", "FAIL")]),
    Resolver("nat64", "unbound", "fd0c:64::53", "local", options={"ede": "no", "modules": "dns64 validator iterator", "extra": "dns64-prefix: 64:ff9b::/96"},
          proof=[GOOD]),
    Resolver("six", "kresd", "2a0c:99::53", "public", proof=[GOOD]),
    Resolver("orphan", "dnsmasq", "10.25.4.53", "local", row(NO_WAY), options={"forward": DEAD_FORWARDER}, proof=[Look(*WEB, "TIMEOUT"), ALIVE]),
]

# --- overworked ---


def sometimes(cause, role):
    what = truth(FAILS + "|info", "local|upstream" if role == "local" else "upstream", cause).or_else(truth("degraded", "undetermined",
          "contradiction|budget|own_loss"))
    return {"record": OK.or_else(what), "cells": lambda question: OK.or_else(what).or_else(question.truth)}


TIRED = [
    # Three members, of which one is gone; whose turn it is is luck.
    Resolver("pool", "dnsdist", "10.26.1.53", "local", options={"forward": "10.20.2.53", "extra":
        f"setServerPolicy(roundrobin)\nnewServer({{address='10.20.1.53:53', source='10.26.1.53'}}):setUp()\nnewServer({{address='{GONE_MEMBER}:53', source='10.26.1.53'}}):setUp()"},
             **sometimes(NO_WAY + "|resolver_packet_loss|resolver_timeout|resolver_slow|resolver_rate_limited", "local")),
    Resolver("quota", "dnsdist", "92.26.2.53", "isp", options={"forward": "92.20.2.53",
          "extra": "addAction(MaxQPSIPRule(15), RCodeAction(DNSRCode.REFUSED))"}, validates=False, proof=[GOOD],
             **sometimes("resolver_rate_limited|resolver_refused", "isp")),
    # A network's own resolver, to which each machine may send so many packets a second.
    Resolver("vpc", "unbound", "10.26.3.53", "local", options={"ede": "no"}, proof=[GOOD], **sometimes("resolver_rate_limited|resolver_packet_loss", "local")),
]
OTHERS = MEMORIES + LED + WRONG + CENSORS + INSIDE + TIRED
OPERATOR_GONE = row("resolver_timeout|resolver_port_unreachable")
ABSENT_RESOLVERS = [
    # July 2025: somebody withdrew the routes of a public resolver.
    Resolver("ones-a", "", "9.30.1.1", "public", OPERATOR_GONE, fault="silent", inventory={"operator": "ones"}, proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("ones-b", "", "9.31.1.1", "public", OPERATOR_GONE, fault="silent", inventory={"operator": "ones"}, proof=[Look(*WEB, "TIMEOUT")]),
]
