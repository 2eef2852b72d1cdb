# SPDX-License-Identifier: MIT
"""Who resolves in the fifth internet, and what each does wrong."""

from model import FAILS, OK, Look, Resolver, local, row, truth, upstream

from .zones import CLOSED_FORWARDER, DC, DC_TWO, SILENT_FORWARDER

WEB = ("www.partner.works", "A")
SIGNED = ("www.bank.tools", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
NO_WAY = "resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable"

# What the DNS firewall and the provider's sinkhole hold back.
DENIED, SUNK, PHISH, UNREGISTERED = "ads.kunde.inc", "malware.kunde.inc", "phish.bank.tools", "c2.weg.inc"
THROUGH_DENIED = "stats.partner.works"  # an alias
DEAD_BESIDES = ("www.tot.works", "grave.partner.works")
# All their servers have IPv6.
OVER_SIX = ("saas.inc", "sechs.tools")


def firewalled(question):
    if question.name in (DENIED, SUNK, THROUGH_DENIED):
        # A private address may as well be another view of the name.
        blocked = local("resolver_blocklist", "degraded|failure|info")
        return blocked.or_else(truth("info", "none", "split_horizon")) if question.name == SUNK else blocked
    if question.name == UNREGISTERED:
        return local("resolver_blocklist|resolver_nxdomain_rewrite", "degraded|failure|info")
    return local("resolver_blocklist").or_else(question.truth) if question.name in DEAD_BESIDES else None


def sunk(question):
    return upstream("resolver_blocklist", "degraded|failure|info") if question.name in (SUNK, PHISH) else None


def filters_types(question):
    """The vocabulary has no cause of its own for it."""
    if question.qtype == "HTTPS":
        return local("resolver_timeout|resolver_packet_loss|resolver_auth_path_broken|resolver_blocklist", FAILS)
    return local("resolver_refused|resolver_blocklist|resolver_not_recursive|resolver_edns_broken", FAILS) if question.qtype == "TXT" else None


def empties_types(question):
    if question.qtype not in ("AAAA", "SRV", "SOA"):
        return None
    blocked = local("resolver_blocklist", "degraded|failure|info")
    return blocked if question.seen == "NOERROR" else blocked.or_else(OK).or_else(question.truth)


def fourless(question):
    """It has lost IPv4: the registry of `works` has nothing else, nor have most zones."""
    name, tld = question.name, question.name.rpartition(".")[2]
    above = question.truth.cause <= {"domain_not_registered"} and tld in ("inc", "tools") or tld not in ("inc", "tools", "works", "cheap", "arpa")
    if above or name.endswith(OVER_SIX) or "special_use_name" in question.truth.cause or name in OVER_SIX:
        return None
    broken = upstream(NO_WAY + "|tld_unreachable", FAILS)
    return broken.or_else(question.truth) if question.truth.faulty else broken


def expired_here(question):
    return truth(FAILS, "local|upstream", NO_WAY) if question.name.endswith("lager.works") else None


def remembers(question):
    if question.qtype == "A" and question.name in ("www.preise.works", "api.preise.works"):
        return local("resolver_stale_cache", "degraded|failure|info")
    return local("resolver_stale_negative_cache|resolver_stale_cache", "degraded|failure|info") if question.name == "neu.preise.works" else None


def or_nothing(what):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(what(FAILS + "|info"))


def stub(zone, address, word="stub"):
    return f'{word}-zone:\n    name: "{zone}"\n    {word}-addr: {address}\n'


def forwards(*zones):
    return "".join(f'zone "{zone}" {{ type forward; forward only; forwarders {{ {DC}; }}; }};\n' for zone in zones)


OWN_ZONES = ("norda.inc", "norda.tools", "ad.norda.inc", "k8s.norda.inc", "10.in-addr.arpa")
TRUSTED = 'domain-insecure: "norda.tools"\n    domain-insecure: "10.in-addr.arpa"\n    local-zone: "10.in-addr.arpa." nodefault\n'
RPZ = "$TTL 60\n$ORIGIN {0}.\n@ SOA ns.{0}. hostmaster.{0}. 7 60 60 60 60\n@ NS ns.{0}.\n"
FIREWALL = {"told.zone": RPZ.format("told") + f"{DENIED} CNAME .\n{DEAD_BESIDES[0]} CNAME .\n",
            "quiet.zone": RPZ.format("quiet") + f"{SUNK} A 10.20.9.9\n{UNREGISTERED} A 10.20.9.9\n"}
SINKHOLE = "".join(f'\n    local-zone: "{name}" redirect\n    local-data: "{name} 60 A 62.10.66.6"' for name in (SUNK, PHISH))

RESOLVERS = [
    Resolver("hq", "unbound", "10.20.1.53", "local", options={"extra": TRUSTED + "".join(stub(zone, DC) for zone in OWN_ZONES)}, proof=[
        GOOD, SECURE, Look("dc1.ad.norda.inc", "A", "NOERROR"), Look("www.norda.tools", "A", "NOERROR -ad"),
        Look("10.1.10.10.in-addr.arpa", "PTR", "NOERROR"), Look("intranet.norda.inc", "A", "NOERROR"), Look("_ldap._tcp.dc._msdcs.ad.norda.inc", "SRV", "FAIL")]),
    Resolver("hq-two", "named", "10.20.2.53", "local", options={
        "extra": 'validate-except { "10.in-addr.arpa"; "norda.tools"; };', "zones": forwards(*OWN_ZONES)}, proof=[
        GOOD, SECURE, Look("dc1.ad.norda.inc", "A", "NOERROR"), Look("wiki.norda.inc", "A", "NOERROR"),
        Look("10.1.10.10.in-addr.arpa", "PTR", "NOERROR")]),
    Resolver("branch", "dnsmasq", "10.30.1.53", "local", options={"forward": "10.20.1.53"}, inventory={"forwards_to": ["hq"]}, proof=[GOOD]),
    # Three in a row, and nobody wrote it down.
    Resolver("kiosk", "dnsmasq", "10.30.2.53", "local", options={"forward": "10.30.1.53"}, proof=[GOOD]),
    Resolver("isp", "recursor", "62.10.1.53", "isp", proof=[GOOD]),
    Resolver("isp-six", "unbound", "2a0f:10::53", "isp", proof=[GOOD, SECURE]),
    Resolver("pub-one", "unbound", "9.1.1.53", "public", options={"ede": "no", "extra": "aggressive-nsec: yes"}, proof=[GOOD, SECURE]),
    Resolver("pub-two", "kresd", "9.2.2.53", "public", proof=[GOOD]),
    Resolver("pub-lax", "recursor", "9.3.3.53", "public", options={"validation": "off"}, validates=False, proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    # No time to live of more than some seconds: as it should be.
    Resolver("clamp", "unbound", "10.20.3.53", "local", options={"extra": "cache-max-ttl: 20\n    cache-max-negative-ttl: 5"}, proof=[GOOD, SECURE]),
    Resolver("nat64", "unbound", "fd0a:64::53", "local", options={"modules": "dns64 validator iterator", "extra": "dns64-prefix: 64:ff9b::/96"},
             proof=[GOOD, Look("v4.partner.works", "AAAA", "NOERROR")]),

    Resolver("firewall", "recursor", "10.20.4.53", "local", cells=firewalled,
             record=or_nothing(lambda severity: local("resolver_blocklist", severity)),
             options={"config": "rpzFile('told.zone', {policyName='told', extendedErrorCode=15})\nrpzFile('quiet.zone', {policyName='quiet'})\n",
             "files": FIREWALL},
             proof=[GOOD, Look(DENIED, "A", "NXDOMAIN ede=15"), Look(SUNK, "A", "NOERROR"), Look(UNREGISTERED, "A", "NOERROR"),
                    Look(THROUGH_DENIED, "A", "NXDOMAIN"), Look(DEAD_BESIDES[0], "A", "NXDOMAIN ede=15")]),
    Resolver("sinkhole", "unbound", "62.11.1.53", "isp", cells=sunk, record=or_nothing(lambda severity: upstream("resolver_blocklist", severity)),
             options={"extra": SINKHOLE}, proof=[GOOD, Look(PHISH, "A", "NOERROR -ad")]),
    Resolver("appliance", "proxy", "10.30.3.53", "local", cells=filters_types,
             record=or_nothing(lambda severity: local(
                 "resolver_refused|resolver_timeout|resolver_packet_loss|resolver_auth_path_broken|resolver_blocklist", severity)),
             options={"forward": "10.20.1.53", "flags": ["--rule", ".,65,drop", "--rule", ".,255,4", "--rule", ".,16,5"]},
             proof=[GOOD, Look("partner.works", "HTTPS", "TIMEOUT"), Look("partner.works", "TXT", "REFUSED")]),
    # A small office: its filter for old Windows takes SOA and SRV away, and another AAAA.
    Resolver("soho", "dnsmasq", "10.40.1.53", "local", cells=empties_types, record=or_nothing(lambda severity: local("resolver_blocklist", severity)),
             options={"forward": "62.10.1.53", "extra": "filterwin2k\nfilter-AAAA\nbogus-priv"},
             proof=[GOOD, Look("www.partner.works", "AAAA", "NODATA"), Look("_sip._tcp.bank.tools", "SRV", "NODATA"), Look(".", "SOA", "NODATA")]),
    Resolver("fourless", "unbound", "62.20.1.53", "isp", cells=fourless, record=or_nothing(lambda severity: upstream(NO_WAY, severity)),
             options={"extra": "do-not-query-address: 0.0.0.0/0"},
             proof=[Look("www.saas.inc", "A", "NOERROR +ad"), Look(*WEB, "SERVFAIL"), Look(*SIGNED, "SERVFAIL")]),
    # A secondary of one zone, whose primary has not been reached for weeks.
    Resolver("depot", "named", "10.50.1.53", "local", cells=expired_here, record=OK.or_else(truth(FAILS + "|info", "local|upstream", NO_WAY)),
             options={"zones": 'zone "lager.works" { type secondary; primaries { 127.0.0.3 port 9; }; };\n'},
             proof=[GOOD, SECURE, Look("www.lager.works", "A", "SERVFAIL")]),
    # And one that somebody once made a primary, by hand.
    Resolver("attic", "named", "10.50.2.53", "local", cells=remembers,
             record=or_nothing(lambda severity: local("resolver_stale_cache|resolver_stale_negative_cache", severity)),
             options={"zones": 'zone "preise.works" { type primary; file "/run/lab/zones/preise.works.alt.zone"; };\n'},
             proof=[GOOD, SECURE, Look("www.preise.works", "A", "NOERROR +aa"), Look("neu.preise.works", "A", "NXDOMAIN +aa")]),
    Resolver("outpost", "dnsmasq", "10.40.2.53", "local", row("forwarder_unreachable"), options={"forward": SILENT_FORWARDER},
        proof=[Look(*WEB, "TIMEOUT")]),
]

# Met in one situation each. Conditional forwarding to who is dead, closed, somebody else, or behind.
CONDITIONAL = [
    Resolver("vpn", "unbound", "10.21.1.53", "local", options={
        "extra": stub("ad.norda.inc", SILENT_FORWARDER, "forward") + stub("k8s.norda.inc", CLOSED_FORWARDER, "forward")},
             proof=[GOOD, Look("dc1.ad.norda.inc", "A", "FAIL"), Look("pay.shop.svc.k8s.norda.inc", "A", "FAIL")]),
    Resolver("astray", "unbound", "10.21.2.53", "local", options={"extra": stub("ad.norda.inc", "185.12.0.1", "forward")},
             proof=[GOOD, Look("dc1.ad.norda.inc", "A", "SERVFAIL")]),
    Resolver("outsider", "unbound", "10.21.3.53", "local", proof=[GOOD, Look("dc1.ad.norda.inc", "A", "NXDOMAIN")]),
    Resolver("naive", "unbound", "10.21.4.53", "local", options={"extra": stub("norda.tools", DC)}, proof=[
        SECURE, Look("www.norda.tools", "A", "SERVFAIL"), Look("www.norda.tools", "A", "NOERROR", ("cd",))]),
    # Says no to some names, and to nothing else.
    Resolver("curt", "unbound", "10.21.8.53", "local", options={"ede": "no", "extra": f'local-zone: "{DENIED}" always_refuse'}, proof=[GOOD,
        Look(DENIED, "A", "REFUSED")],
             cells=lambda question: local("resolver_blocklist|resolver_refused|resolver_not_recursive", FAILS + "|info")
             if question.name == DENIED else None,
             record=or_nothing(lambda severity: local("resolver_blocklist|resolver_refused", severity))),
    Resolver("desk", "dnsmasq", "10.21.7.53", "local", options={"forward": "10.21.4.53"}),
    Resolver("tarry", "unbound", "10.21.5.53", "local", options={"extra": stub("ad.norda.inc", DC_TWO)}, proof=[
        GOOD, Look("web.ad.norda.inc", "A", "NOERROR"), Look("neu.ad.norda.inc", "A", "NXDOMAIN")]),
    Resolver("coredns", "unbound", "10.21.6.53", "local", options={"extra": """local-zone: "cluster.local." static
    local-data: "mysql.shop.svc.cluster.local 30 A 10.96.2.1"
    local-data: "kubernetes.default.svc.cluster.local 30 A 10.96.0.1"
    local-data: "nas.home.arpa 300 A 192.168.1.5"
    local-zone: "firma.corp." static
    local-data: "dc1.firma.corp 300 A 10.30.9.1"
    local-zone: "www.tot.works." redirect
    local-data: "www.tot.works 300 A 10.10.30.80"
"""}, proof=[GOOD, Look("mysql.shop.svc.cluster.local", "A", "NOERROR")]),
]
# Shops ask the office, the office asks its provider, and the provider cannot reach one bank.
CHAIN = [
    Resolver("till", "dnsmasq", "10.22.1.53", "local", options={"forward": "10.22.2.53"}),
    Resolver("office", "unbound", "10.22.2.53", "local", options={"forward": "62.30.1.53", "ede": "no"}),
    Resolver("provider", "unbound", "62.30.1.53", "isp"),
    # Another one, without a way to one registry.
    Resolver("rival", "unbound", "62.31.1.53", "isp", record=or_nothing(lambda severity: upstream(NO_WAY + "|tld_unreachable", severity))),
]
PANTRY = [Resolver("pantry", "unbound", "10.23.1.53", "local", options={"ede": "no", "extra": """serve-expired: yes
    serve-expired-ttl: 3600
    serve-expired-client-timeout: 300
    serve-expired-reply-ttl: 30
"""})]
AWAY_CAUSES = "resolver_timeout|resolver_packet_loss|resolver_rate_limited|resolver_tcp_blocked"
# Somebody restarts it again and again.
COMES_AND_GOES = [Resolver("restless", "proxy", "10.24.1.53", "local", options={"forward": "9.1.1.53", "flags": ["--flap", "3,3"], "mute": True},
                           record=or_nothing(lambda severity: local(AWAY_CAUSES, severity)),
                           cells=lambda question: OK.or_else(local(AWAY_CAUSES)).or_else(question.truth))]
OTHERS = CONDITIONAL + CHAIN + PANTRY + COMES_AND_GOES
