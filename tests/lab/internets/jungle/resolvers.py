# SPDX-License-Identifier: MIT
"""Who resolves, on every kind of server there is, and what each does wrong or in its own way."""

from model import FAILS, OK, Look, Resolver, local, negative, row, truth, upstream

from .zones import CLOSED_FORWARDER, LOST_FORWARDER, LOST_TUNNEL, OLD_ROOT, PARTNER_OLD, REFUSING

WEB = ("www.shop.palm", "A")
SIGNED = ("www.river.fern", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
UNCHECKED = Look(*SIGNED, "NOERROR -ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
BROKEN_WEB, CHECKED_OFF = Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))
NO_WAY = "resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable"
BLOCKED = "resolver_blocklist"
# Of a page in place of an address: that it is wrong shows against everybody else's, and what made it less so.
ELSEWHERE = BLOCKED + "|resolver_nxdomain_rewrite|resolver_captive_portal|resolver_stale_cache|split_horizon"
HUSHED = BLOCKED + "|resolver_timeout|resolver_packet_loss|resolver_auth_path_broken|resolver_rate_limited"
CORP = ("wiki.corp.canopy.vine", "git.corp.canopy.vine", "ldap.corp.canopy.vine")
ROOMY = FAILS + "|info"
OTHER_ANCHOR = ". DS 4711 8 2 " + "AB" * 32
NETWORK = "/run/lab/zones/rpz.list.zone"


def below(question, *zones):
    return any(question.name == zone or question.name.endswith("." + zone) for zone in zones)


def or_nothing(role, cause):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(truth(ROOMY, "local" if role == "local" else "upstream", cause))


def at_zone(what, *zones):
    return lambda question: what if below(question, *zones) else None


def several(*functions):
    def cells(question):
        return next((found for found in (function(question) for function in functions) if found is not None), None)
    return cells


def policy(role, denied=(), elsewhere=(), hushed=(), chained=("pixel.canopy.vine",), gone=("www.dead.moss", "www.nobody-at-all.palm")):
    """A DNS firewall: what it denies, sends elsewhere, and drops."""
    locus = "local" if role == "local" else "upstream"

    def cells(question):
        bare = question.name.removesuffix(".ads.palm")
        # What is asked behind an alias, and what is broken anyway.
        if question.name in chained or question.name in gone:
            return truth(ROOMY, locus, BLOCKED).or_else(OK).or_else(question.truth)
        if question.name == bare:
            return None
        for names, causes in ((denied, BLOCKED), (elsewhere, ELSEWHERE), (hushed, HUSHED)):
            if bare in names:
                return truth(ROOMY, locus + "|none" if "split" in causes else locus, causes)
        return None
    return cells


def stub(zone, address, word="stub", more=""):
    return f'{word}-zone:\n    name: "{zone}"\n    {word}-addr: {address}\n{more}'


HEALTHY = [
    Resolver("camp-u", "unbound", "10.140.1.53", "local", proof=[GOOD, SECURE]),
    Resolver("camp-b", "named", "10.140.2.53", "local", proof=[GOOD, SECURE]),
    Resolver("hut", "dnsmasq", "10.141.0.53", "local", options={"forward": "10.140.1.53"}, inventory={"forwards_to": ["camp-u"]}, proof=[GOOD]),
    Resolver("isp-r", "recursor", "187.20.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-u", "unbound", "187.21.1.53", "isp", options={"validates": False, "ede": "no"}, validates=False, proof=[GOOD, UNCHECKED]),
    Resolver("pub-k", "kresd", "189.20.1.53", "public", proof=[GOOD]),
    Resolver("pub-u", "unbound", "189.21.1.53", "public", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("pub-b", "named", "189.22.1.53", "public", proof=[GOOD, SECURE]),
]
RESOLVERS = HEALTHY

# --- who will not ---

CLOSED = [
    Resolver("acl-u", "unbound", "10.142.1.53", "local", row("resolver_refused|resolver_not_recursive"), options={"access": "refuse", "ede": "no"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("acl-k", "kresd", "187.30.1.53", "isp", row("resolver_refused|resolver_not_recursive"), options={"extra": "policy.add(policy.all(policy.REFUSE))"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("acl-d", "dnsdist", "189.30.1.53", "public", row("resolver_timeout|resolver_refused"), options={"forward": "189.21.1.53", "mute": True,
        "extra": "setACL({'189.30.1.0/24'})"}, proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("hole-b", "named", "10.142.3.53", "local", row("resolver_timeout|resolver_refused"), options={"extra": "blackhole { 10.99.0.0/16; };"}, proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("norec-b", "named", "10.142.2.53", "local", row("resolver_not_recursive|resolver_refused"), options={"recursion": "no"}, proof=[Look(*WEB, "REFUSED -ra")]),
    Resolver("server", "", "177.4.2.1", "public", row("resolver_not_recursive|resolver_refused"), on_process_of="host-p", proof=[
        Look("www.canopy.vine", "A", "REFUSED -ra"), Look("www.toucan.moss", "A", "NOERROR +aa -ra")]),
]

# --- who has lost the way ---

LOST = row("forwarder_unreachable|recursion_path_broken")
WAYLESS = [
    Resolver("hints-u", "unbound", "10.143.1.53", "local", LOST, options={"ede": "no", "validates": False, "own_hints": f". 3600000 NS old.roots.\nold.roots. 3600000 A {OLD_ROOT}\n"}, validates=False,
             proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("hints-k", "kresd", "187.31.1.53", "isp", LOST, options={"extra": f"hints.root({{['x.roots.'] = '{REFUSING}'}})"}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("fwd-b", "named", "10.143.2.53", "local", LOST, options={"forward": CLOSED_FORWARDER}, proof=[BROKEN_WEB, ALIVE]),
    Resolver("fwd-m", "dnsmasq", "10.143.3.53", "local", LOST, options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "TIMEOUT"), ALIVE]),
    # Forwards to a name server that is no resolver: what it is refused it passes on.
    Resolver("lame-m", "dnsmasq", "10.143.4.53", "local", row("resolver_refused|resolver_not_recursive|forwarder_unreachable").or_else(truth(FAILS, "upstream|local", "forwarder_unreachable")),
             options={"forward": REFUSING}, proof=[Look(*WEB, "REFUSED"), ALIVE]),
    Resolver("lame-r", "recursor", "187.31.2.53", "isp", LOST, options={"forward": REFUSING, "validation": "off"}, validates=False, proof=[BROKEN_WEB, ALIVE]),
    Resolver("dead-k", "kresd", "189.31.1.53", "public", LOST, options={"extra": f"policy.add(policy.all(policy.STUB('{LOST_FORWARDER}')))"}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    # Each asks the other.
    Resolver("ring-1", "unbound", "10.143.5.53", "local", LOST, options={"ede": "no", "validates": False, "forward": "10.143.6.53"}, validates=False, proof=[Look(*WEB, "FAIL")]),
    Resolver("ring-2", "unbound", "10.143.6.53", "local", LOST, options={"ede": "no", "validates": False, "forward": "10.143.5.53"}, validates=False, proof=[Look(*WEB, "FAIL")]),
]

# --- validators that are wrong ---

DISTRUST = row("resolver_dnssec_broken")
WRONG = [
    Resolver("clock-u", "unbound", "10.144.1.53", "local", DISTRUST, options={"ede": "no", "under": ["faketime", "-f", "+15y"]}, proof=[BROKEN_WEB, CHECKED_OFF]),
    Resolver("anchor-k", "kresd", "187.32.1.53", "isp", DISTRUST, options={"anchor": OTHER_ANCHOR}, proof=[BROKEN_WEB, CHECKED_OFF]),
    Resolver("anchor-r", "recursor", "189.32.1.53", "public", DISTRUST, options={"wrong_anchor": True}, proof=[BROKEN_WEB]),
    # Asks its servers without EDNS, and wonders where the signatures are.
    Resolver("bare-b", "named", "10.144.2.53", "local", DISTRUST, options={"zones": "server 0.0.0.0/0 { edns no; };\nserver ::/0 { edns no; };\n"}, proof=[BROKEN_WEB, CHECKED_OFF]),
    # Validates what a router passes on, which cuts EDNS off.
    Resolver("strip-u", "unbound", "10.144.3.53", "local", DISTRUST, options={"ede": "yes", "forward": "10.144.4.53"}, proof=[BROKEN_WEB, CHECKED_OFF]),
    Resolver("soho-p", "proxy", "10.144.4.53", "local", options={"forward": "187.21.1.53", "flags": ["--no-edns"]}, validates=False, proof=[GOOD]),
]

# --- DNS firewalls ---

RPZ = "$TTL 60\n$ORIGIN {0}.\n@ SOA ns.{0}. hostmaster.{0}. 7 60 60 60 60\n@ NS ns.{0}.\n"


def learnt(question):
    """What it has learnt behind an alias, a router forgets to deny."""
    return local(BLOCKED, ROOMY).or_else(OK) if question.name == "nx.ads.palm" else None


FIRES = [
    Resolver("rpz-b", "named", "189.33.1.53", "public", options={"extra": 'response-policy { zone "rpz.list"; } break-dnssec yes;',
        "zones": f'zone "rpz.list" {{ type primary; file "{NETWORK}"; }};\n'},
             cells=policy("public", ("nx", "empty", "null", "spy.track"), ("page", "walled"), ("drop",)), record=or_nothing("public", BLOCKED + "|resolver_packet_loss"),
             proof=[GOOD, Look("nx.ads.palm", "A", "NXDOMAIN"), Look("drop.ads.palm", "A", "TIMEOUT"), Look("tcp.ads.palm", "A", "TRUNCATED"), Look("ok.track.ads.palm", "A", "NOERROR")]),
    Resolver("rpz-u", "unbound", "187.33.1.53", "isp", options={"ede": "no", "modules": "respip validator iterator",
        "extra": f'rpz:\n    name: "rpz.list"\n    zonefile: "{NETWORK}"\n'},
             cells=policy("isp", ("nx", "empty", "null", "spy.track"), ("page", "walled"), ("drop",)), record=or_nothing("isp", BLOCKED + "|resolver_packet_loss"),
             proof=[GOOD, Look("nx.ads.palm", "A", "NXDOMAIN"), Look("empty.ads.palm", "A", "NODATA"), Look("drop.ads.palm", "A", "TIMEOUT"), Look("tcp.ads.palm", "A", "TRUNCATED")]),
    Resolver("guard-k", "kresd", "189.33.2.53", "public", options={"extra": f"policy.add(policy.rpz(policy.DENY, '{NETWORK}'))\nmodules.load('rebinding < iterate')"},
             cells=several(policy("public", ("nx", "empty", "null", "spy.track"), ("page",), ("drop",)),  # It makes no aliases.
                           lambda q: upstream("resolver_rebind_protection|" + BLOCKED, ROOMY) if q.name in ("nas.toucan.moss", "cam.toucan.moss", "both.toucan.moss") else None),
             record=or_nothing("public", BLOCKED + "|resolver_rebind_protection|resolver_packet_loss"), proof=[GOOD, Look("nx.ads.palm", "A", "NXDOMAIN"), Look("nas.toucan.moss", "A", "REFUSED|NODATA|NXDOMAIN|SERVFAIL")]),
    Resolver("rpz-r", "recursor", "189.33.3.53", "public", options={
        "config": "rpzFile('one.zone', {policyName='malware', extendedErrorCode=15, extendedErrorExtra='malware'})\nrpzFile('two.zone', {policyName='family', extendedErrorCode=17})\n",
        "files": {"one.zone": RPZ.format("one") + "nx.ads.palm CNAME .\nempty.ads.palm CNAME *.\nwww.dead.moss CNAME .\n", "two.zone": RPZ.format("two") + "page.ads.palm A 181.99.9.9\nnull.ads.palm A 0.0.0.0\n"
                  "drop.ads.palm CNAME rpz-drop.\n*.track.ads.palm CNAME .\nok.track.ads.palm CNAME rpz-passthru.\n"}},
             cells=policy("public", ("nx", "empty", "null", "spy.track", "page"), (), ("drop",)), record=or_nothing("public", BLOCKED + "|resolver_packet_loss"),
             proof=[GOOD, Look("nx.ads.palm", "A", "NXDOMAIN ede=15"), Look("page.ads.palm", "A", "NOERROR ede=17")]),
    # A router with lists of its own, and a dislike of private addresses.
    Resolver("router-m", "dnsmasq", "10.145.1.53", "local", options={"forward": "10.140.2.53", "extra":
        "stop-dns-rebind\naddress=/nx.ads.palm/\naddress=/null.ads.palm/#\naddress=/page.ads.palm/10.145.1.1"},
             cells=several(learnt, policy("local", ("null",), ("page",)), lambda q: local("resolver_rebind_protection|" + BLOCKED, ROOMY) if q.name in ("nas.toucan.moss", "cam.toucan.moss", "both.toucan.moss") else None),
             record=or_nothing("local", BLOCKED + "|resolver_rebind_protection"), proof=[GOOD, Look("nx.ads.palm", "A", "NXDOMAIN"), Look("nas.toucan.moss", "A", "NODATA|REFUSED|NXDOMAIN")]),
    Resolver("fire-d", "dnsdist", "187.33.2.53", "isp", options={"forward": "187.20.1.53", "extra": """addAction(QNameRule('nx.ads.palm.'), RCodeAction(DNSRCode.NXDOMAIN))
addAction(QNameRule('ref.ads.palm.'), RCodeAction(DNSRCode.REFUSED))
addAction(QNameRule('empty.ads.palm.'), SetNegativeAndSOAAction(false, 'ads.palm.', 60, 'ns.filter.', 'ops.filter.', 1, 60, 60, 60, 60))
addAction(QNameRule('page.ads.palm.'), SpoofAction('187.33.2.80'))
addAction(QNameRule('drop.ads.palm.'), DropAction())
addAction(AndRule({QNameRule('tcp.ads.palm.'), TCPRule(false)}), TCAction())"""},
             cells=several(lambda q: truth(ROOMY, "upstream|none", ELSEWHERE).or_else(OK) if q.name == "page.ads.palm" else None,  # As by place.
                           policy("isp", ("nx", "empty", "ref"), (), ("drop",), chained=())), record=or_nothing("isp", BLOCKED + "|resolver_packet_loss|resolver_refused"),
             proof=[GOOD, Look("nx.ads.palm", "A", "NXDOMAIN"), Look("ref.ads.palm", "A", "REFUSED"), Look("drop.ads.palm", "A", "TIMEOUT"), Look("tcp.ads.palm", "A", "TRUNCATED")]),
]

# --- who asks one of those, and does no wrong itself ---

WARDS = [
    Resolver("ward-m", "dnsmasq", "10.144.5.53", "local", truth(FAILS, "local|upstream", "resolver_dnssec_broken|forwarder_unreachable|recursion_path_broken"),
             options={"forward": "187.32.1.53"}, proof=[BROKEN_WEB, ALIVE]),
    Resolver("child-m", "dnsmasq", "10.145.5.53", "local", options={"forward": "189.33.3.53"}, inventory={"forwards_to": ["rpz-r"]},
             cells=several(lambda q: truth(ROOMY, "local|upstream", BLOCKED).or_else(OK) if q.name == "nx.ads.palm" else None,
                           lambda q: truth(ROOMY, "local|upstream|none", ELSEWHERE) if q.name == "page.ads.palm" else truth(ROOMY, "local|upstream", HUSHED) if q.name == "drop.ads.palm" else
                           truth(ROOMY, "local|upstream", BLOCKED) if q.name in ("empty.ads.palm", "null.ads.palm", "spy.track.ads.palm") else None),
             record=OK.or_else(truth(ROOMY, "local|upstream", BLOCKED + "|resolver_packet_loss")), proof=[GOOD, Look("empty.ads.palm", "A", "NODATA")]),
]

# --- private addresses and types ---

PRIVATE = ("nas.toucan.moss", "cam.toucan.moss", "both.toucan.moss")


def strips(role, *extra):
    what = truth(ROOMY, "local" if role == "local" else "upstream", "|".join(("resolver_rebind_protection", BLOCKED, *extra)))
    # Of two addresses it leaves one, or none.
    return lambda q: what.or_else(OK) if q.name == "both.toucan.moss" else what if q.name in PRIVATE else None


def no_six(role):
    what = truth(ROOMY, "local" if role == "local" else "upstream", BLOCKED + "|resolver_rebind_protection|resolver_stale_negative_cache")
    return lambda q: None if q.qtype != "AAAA" or not q.seen.startswith("NOERROR") else what if q.truth == OK else what.or_else(q.truth)


MADE = "dns64 validator iterator"
SHAPERS = [
    Resolver("rebind-u", "unbound", "10.145.2.53", "local", options={"ede": "no", "extra": "private-address: 10.0.0.0/8\n    private-address: 192.168.0.0/16"}, cells=strips("local"),
             record=or_nothing("local", "resolver_rebind_protection"), proof=[GOOD, Look("nas.toucan.moss", "A", "NODATA")]),
    Resolver("rebind-b", "named", "187.34.1.53", "isp", options={"extra": "deny-answer-addresses { 10.0.0.0/8; 192.168.0.0/16; };"}, cells=strips("isp", "resolver_auth_path_broken"),
             record=or_nothing("isp", "resolver_rebind_protection"), proof=[GOOD, Look("nas.toucan.moss", "A", "SERVFAIL")]),
    Resolver("four-m", "dnsmasq", "10.145.3.53", "local", options={"forward": "10.140.1.53", "extra": "filter-AAAA"}, cells=no_six("local"), record=or_nothing("local", BLOCKED),
             proof=[GOOD, Look("www.shop.palm", "AAAA", "NODATA")]),
    Resolver("nat-u", "unbound", "10.145.4.53", "local", options={"ede": "no", "modules": MADE, "extra": "dns64-prefix: 64:ff9b::/96"}, proof=[GOOD, Look("v4.shop.palm", "AAAA", "NOERROR")]),
    Resolver("nat-k", "kresd", "187.34.2.53", "isp", options={"extra": "modules.load('dns64')\ndns64.config('64:ff9b::')"}, proof=[GOOD, Look("v4.shop.palm", "AAAA", "NOERROR")]),
    # Its network has IPv6 alone, and its translator is broken.
    Resolver("six-k", "kresd", "187.34.3.53", "isp", options={"extra": "net.ipv4 = false"}, cells=lambda q: None if below(q, "canopy.vine", "sixth.vine") and not below(q, "jobs.canopy.vine", "blog.canopy.vine",
             "cdn.canopy.vine", "chain.canopy.vine", "pixel.canopy.vine") or q.name == "www.nobody-at-all.vine" else upstream(NO_WAY, ROOMY).or_else(q.truth if q.truth != OK else upstream(NO_WAY)),
             record=upstream(NO_WAY, ROOMY).or_else(OK), proof=[Look("www.canopy.vine", "A", "NOERROR"), Look(*WEB, "FAIL")]),
    # May not ask over TCP, where that is over IPv4.
    Resolver("notcp-u", "unbound", "189.34.1.53", "public", options={"ede": "no"}, fault="no_tcp_from", cells=lambda q: upstream(NO_WAY + "|resolver_tcp_blocked", ROOMY) if below(q, "shield.moss") or
             "TRUNCATED" in q.seen and q.name != "huge.canopy.vine" else OK.or_else(upstream(NO_WAY + "|resolver_slow", ROOMY)) if q.name == "huge.canopy.vine" else None, record=or_nothing("public", NO_WAY + "|resolver_tcp_blocked"), proof=[GOOD, Look("www.shield.moss", "A", "FAIL")]),
    # Small replies over UDP, and a firewall in front of its TCP.
    Resolver("small-b", "named", "187.34.4.53", "isp", options={"extra": "max-udp-size 512;"}, fault="no_tcp", cells=lambda q: upstream("resolver_tcp_blocked", ROOMY) if "TRUNCATED" in q.seen or
             q.name.startswith("wide.") else None, record=or_nothing("isp", "resolver_tcp_blocked"), proof=[GOOD, Look("wide.toucan.moss", "TXT", "TRUNCATED"), Look(*WEB, "TIMEOUT|CLOSED", ("tcp",))]),
    Resolver("strict-u", "unbound", "189.34.2.53", "public", options={"ede": "no", "extra": "qname-minimisation-strict: yes"}, proof=[GOOD, SECURE]),
]

# --- conditional forwarding that somebody forgot ---

PARTNER_LOST = truth(ROOMY, "local|upstream", NO_WAY)
OLD_COPY = truth(ROOMY, "local", "resolver_stale_cache|resolver_stale_negative_cache|split_horizon|resolver_auth_path_broken").or_else(truth("info", "none", "split_horizon"))
FORGOTTEN = [
    Resolver("cond-m", "dnsmasq", "10.146.1.53", "local", options={"forward": "187.21.1.53", "extra": f"server=/partner.palm/{LOST_TUNNEL}\nserver=/vendor.moss/{REFUSING}"}, validates=False,
             cells=lambda q: PARTNER_LOST if below(q, "partner.palm") else truth(ROOMY, "local|upstream", NO_WAY + "|resolver_refused|" + BLOCKED) if below(q, "vendor.moss") else None,
             record=or_nothing("local", NO_WAY), proof=[GOOD, Look("www.partner.palm", "A", "FAIL"), Look("www.vendor.moss", "A", "REFUSED")]),
    Resolver("cond-b", "named", "10.146.2.53", "local", options={"zones": f'zone "partner.palm" {{ type forward; forward only; forwarders {{ {CLOSED_FORWARDER}; }}; }};\n'
             f'zone "vendor.moss" {{ type forward; forward only; forwarders {{ {REFUSING}; }}; }};\n'}, cells=at_zone(PARTNER_LOST, "partner.palm", "vendor.moss"),
             record=or_nothing("local", NO_WAY), proof=[GOOD, Look("www.partner.palm", "A", "SERVFAIL"), Look("www.vendor.moss", "A", "SERVFAIL")]),
    Resolver("cond-k", "kresd", "10.146.3.53", "local", options={"extra": f"policy.add(policy.suffix(policy.STUB('{PARTNER_OLD}'), {{todname('partner.palm.')}}))"},
             cells=lambda q: OLD_COPY if q.name in ("www.partner.palm", "new.partner.palm", "mail.partner.palm") else None,
             record=or_nothing("local", "resolver_stale_cache|resolver_stale_negative_cache|resolver_auth_path_broken"), proof=[GOOD, Look("new.partner.palm", "A", "NXDOMAIN")]),
]

# --- what remembers ---

STALE = "resolver_stale_cache|resolver_stale_negative_cache"
MEMORY = [
    Resolver("keep-k", "kresd", "10.147.1.53", "local", options={"extra": "cache.min_ttl(3600)"}, proof=[GOOD], record=or_nothing("local", STALE)),
    Resolver("keep-m", "dnsmasq", "10.147.2.53", "local", options={"forward": "189.21.1.53", "extra": "min-cache-ttl=3600"}, proof=[GOOD], record=or_nothing("local", STALE)),
    Resolver("keep-b", "named", "187.35.1.53", "isp", proof=[GOOD], record=or_nothing("isp", STALE)),
    Resolver("serve-u", "unbound", "10.147.3.53", "local", options={"ede": "yes", "extra":
        "serve-expired: yes\n    serve-expired-ttl: 3600\n    serve-expired-client-timeout: 400\n    ede-serve-expired: yes"}, proof=[GOOD]),
    Resolver("serve-b", "named", "187.35.2.53", "isp", options={"extra":
        "stale-cache-enable yes; stale-answer-enable yes; stale-answer-client-timeout 0; max-stale-ttl 3600;"}, proof=[GOOD]),
    Resolver("serve-m", "dnsmasq", "10.147.4.53", "local", options={"forward": "189.22.1.53", "extra": "use-stale-cache=3600"}, proof=[GOOD]),
    # Forgets at once.
    Resolver("forget", "recursor", "187.35.3.53", "isp", options={"validation": "off", "extra": "max-cache-ttl=1\npacketcache-ttl=0"}, validates=False, proof=[GOOD]),
]

# --- odd, and well ---

SEARCH = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "187.36.9.9", 60)
    return true
  end
  return false
end
"""
LIE = upstream("resolver_nxdomain_rewrite", FAILS)


def searches(question):
    """Where nothing is, there is its search page."""
    return LIE.or_else(question.truth) if "NXDOMAIN" in (question.unchecked or question.seen) and question.qtype == "A" else None


def searches_unsigned(question):
    """What is proved it lets be."""
    return searches(question) if question.name.endswith((".moss", ".palm")) or question.name == "blog.canopy.vine" else None


HABITS = [
    Resolver("terse-u", "unbound", "189.36.1.53", "public", options={"ede": "no", "extra":
        "minimal-responses: yes\n    deny-any: yes\n    hide-identity: yes\n    hide-version: yes\n    cache-max-ttl: 4\n    aggressive-nsec: yes\n    use-caps-for-id: yes"}, proof=[GOOD, SECURE]),
    Resolver("nta-b", "named", "10.148.1.53", "local", options={"extra": 'validate-except { "old.vine"; "wrong.fern"; };'},
             proof=[GOOD, SECURE, Look("www.old.vine", "A", "NOERROR -ad")]),
    # Asks everybody not to check.
    Resolver("cd-d", "dnsdist", "189.36.2.53", "public", options={"forward": "189.21.1.53", "extra": "addAction(AllRule(), SetDisableValidationAction())"}, validates=False, proof=[GOOD]),
    # Its forwarder is not there any more, and it goes its own way.
    Resolver("first-b", "named", "10.148.2.53", "local", options={"extra": f"forward first; forwarders {{ {CLOSED_FORWARDER}; }};"}, proof=[GOOD, SECURE]),
    # A balancer before a router before a resolver.
    Resolver("third-d", "dnsdist", "10.148.3.53", "local", options={"forward": "10.141.0.53"}, proof=[GOOD]),
    Resolver("split-u", "unbound", "10.148.4.53", "local", options={"ede": "no", "extra": """private-domain: "corp.canopy.vine"
    domain-insecure: "corp.canopy.vine"
    local-zone: "140.10.in-addr.arpa." transparent
    local-data-ptr: "10.140.60.1 300 wiki.corp.canopy.vine"
""" + stub("corp.canopy.vine", "177.5.1.1")}, proof=[GOOD, Look(CORP[0], "A", "NOERROR"), Look("1.60.140.10.in-addr.arpa", "PTR", "NOERROR")]),
    Resolver("search-r", "recursor", "187.36.1.53", "isp", cells=searches, record=upstream("resolver_nxdomain_rewrite", ROOMY), validates=False,
             options={"validation": "off", "script": SEARCH}, proof=[GOOD, Look("nope.shop.palm", "A", "NOERROR"), Look("nope.canopy.vine", "A", "NOERROR")]),
    Resolver("search-b", "named", "187.36.2.53", "isp", cells=searches_unsigned, record=upstream("resolver_nxdomain_rewrite", ROOMY).or_else(OK),
             options={"zones": 'zone "." { type redirect; file "/run/lab/zones/search.list.page.zone"; };\n'}, proof=[GOOD, Look("nope.shop.palm", "A", "NOERROR"), Look("nope.canopy.vine", "A", "NXDOMAIN")]),
]

# --- overworked, slow, lossy, and pools ---


def sometimes(cause, role):
    what = truth(ROOMY, "local" if role == "local" else "upstream", cause).or_else(truth("degraded", "undetermined", "contradiction|budget|own_loss"))
    return {"record": OK.or_else(what), "cells": lambda question: OK.or_else(what).or_else(question.truth)}


def pool(*members):
    return "setServerPolicy(roundrobin)\n" + "\n".join(f"newServer({{address='{member}:53'}}):setUp()" for member in members)


HALF = "resolver_rate_limited|resolver_packet_loss|resolver_timeout|resolver_slow|"
TIRED = [
    Resolver("limit-u", "unbound", "187.37.1.53", "isp", options={"ede": "no", "extra": "ip-ratelimit: 12\n    ip-ratelimit-factor: 0"}, proof=[GOOD], **sometimes("resolver_rate_limited|resolver_packet_loss", "isp")),
    Resolver("limit-s", "dnsdist", "189.37.1.53", "public", options={"forward": "189.21.1.53", "extra": "addAction(MaxQPSIPRule(12), RCodeAction(DNSRCode.SERVFAIL))"}, proof=[GOOD],
             **sometimes("resolver_rate_limited|recursion_path_broken|resolver_auth_path_broken|forwarder_unreachable", "public")),
    Resolver("limit-t", "dnsdist", "189.37.2.53", "public", options={"forward": "189.21.1.53", "extra": "addAction(AndRule({MaxQPSIPRule(12), TCPRule(false)}), TCAction())"}, proof=[GOOD],
             **sometimes("resolver_rate_limited|resolver_slow", "public")),
    Resolver("limit-r", "dnsdist", "10.149.1.53", "local", options={"forward": "10.140.2.53", "extra": "addAction(MaxQPSIPRule(12), RCodeAction(DNSRCode.REFUSED))"}, proof=[GOOD],
             **sometimes("resolver_rate_limited|resolver_refused", "local")),
    Resolver("full-u", "unbound", "10.149.2.53", "local", options={"ede": "no", "extra": "num-queries-per-thread: 3\n    jostle-timeout: 3000"}, proof=[GOOD],
             **sometimes(HALF + NO_WAY, "local")),
    Resolver("pool-r", "dnsdist", "10.149.3.53", "local", options={"forward": "10.140.2.53", "extra": pool("187.30.1.53")}, **sometimes(HALF + "resolver_refused|" + NO_WAY, "local")),
    Resolver("pool-s", "dnsdist", "187.37.2.53", "isp", options={"forward": "187.20.1.53", "extra": pool("189.32.1.53")}, **sometimes(HALF + "resolver_dnssec_broken|" + NO_WAY, "isp")),
    Resolver("pool-n", "dnsdist", "189.37.3.53", "public", options={"forward": "189.21.1.53", "extra": pool("187.36.1.53")}, validates=False, proof=[GOOD],
             cells=lambda q: OK.or_else(q.truth).or_else(LIE) if "NXDOMAIN" in (q.unchecked or q.seen) and q.qtype == "A" else OK.or_else(q.truth) if q.unchecked else None,
             record=or_nothing("public", "resolver_nxdomain_rewrite|resolver_dnssec_broken")),
    Resolver("slow-d", "dnsdist", "10.149.4.53", "local", options={"forward": "10.140.2.53", "extra": "addAction(AllRule(), DelayAction(900))"}, proof=[GOOD], **sometimes("resolver_slow", "local")),
    Resolver("lossy-k", "kresd", "189.37.4.53", "public", fault="half_lost", **sometimes("resolver_packet_loss", "public")),
    # A router that drops what it does not understand.
    Resolver("edns-p", "proxy", "10.149.5.53", "local", row("resolver_edns_broken"), options={"forward": "10.140.2.53", "flags": ["--rule", ".,+edns,drop"]},
             proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("noedns",))]),
]

OTHERS = CLOSED[:5] + WAYLESS + WRONG + FIRES + WARDS + SHAPERS + FORGOTTEN + MEMORY + HABITS + TIRED
ABSENT_RESOLVERS = [
    CLOSED[5],
    Resolver("gone", "", "10.150.1.53", "local", row("resolver_port_unreachable|resolver_timeout"), proof=[Look(*WEB, "UNREACHABLE")]),
    Resolver("mute", "", "187.38.1.53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]
STRANGER = OK.or_else(truth("info", "none", "split_horizon")).or_else(negative("name_does_not_exist"))
