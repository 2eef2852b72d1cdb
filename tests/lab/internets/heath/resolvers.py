# SPDX-License-Identifier: MIT
"""Who resolves in the internet of twins: each habit once as it may be, and once as it hurts."""

from model import FAILS, OK, Look, Resolver, row, truth, upstream

from .zones import BOX, LOST_FORWARDER

WEB = ("www.byre.gorse", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look("www.croft.ling", "A", "NOERROR +ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
NO_WAY = "resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable"
ROOMY = FAILS + "|info"
BLOCKED = "resolver_blocklist"
STALE = "resolver_stale_cache|resolver_stale_negative_cache"


def or_nothing(role, cause):
    return OK.or_else(truth(ROOMY, "local" if role == "local" else "upstream", cause))


def of_names(what, *names):
    return lambda question: what if question.name in names else None


def below(question, *zones):
    return any(question.name == zone or question.name.endswith("." + zone) for zone in zones)


# Hundreds of questions at once, half of which wait for dead servers.
WIDE = "num-queries-per-thread: 4096\n    outgoing-range: 8192\n    "


def unbound(ident, address, role, extra="", ede="no", options=None, **more):
    return Resolver(ident, "unbound", address, role, options={"ede": ede, "extra": WIDE + extra} | (options or {}), **more)


HEALTHY = [
    unbound("croft-u", "10.61.1.53", "local", ede="yes", proof=[GOOD, SECURE]),
    Resolver("croft-b", "named", "10.61.2.53", "local", proof=[GOOD, SECURE]),
    Resolver("croft-m", "dnsmasq", "10.61.3.53", "local", options={"forward": "10.61.1.53"}, inventory={"forwards_to": ["croft-u"]}, proof=[GOOD]),
    Resolver("isp-r", "recursor", "81.20.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-k", "kresd", "81.20.2.53", "isp", proof=[GOOD]),
    unbound("pub-u", "93.1.1.53", "public", proof=[GOOD, SECURE]),
    Resolver("pub-k", "kresd", "93.2.2.53", "public", proof=[GOOD]),
    Resolver("pub-b", "named", "93.3.3.53", "public", proof=[GOOD, SECURE]),
    unbound("lax-u", "93.4.4.53", "public", options={"validates": False}, validates=False, proof=[GOOD, Look("www.croft.ling", "A", "NOERROR -ad")]),
    Resolver("six-r", "recursor", "2a0c:5::53", "public", proof=[GOOD, SECURE]),
]
RESOLVERS = HEALTHY

ROOT_COPY = 'auth-zone:\n    name: "."\n    zonefile: "/run/lab/zones/root.zone"\n    for-upstream: yes\n    for-downstream: no\n'
NEGATIVE_ANCHORS = ("lapse.ling", "kgone.bell")  # Zones that one resolver is told to believe.

# Odd, and well.
HABITS = [
    # Has a copy of the root of its own (RFC 8806).
    unbound("root-u", "10.61.4.53", "local", ROOT_COPY, proof=[GOOD, SECURE]),
    Resolver("tc-d", "dnsdist", "81.21.1.53", "isp", options={"forward": "81.20.1.53", "extra": "addAction(TCPRule(false), TCAction())"}, proof=[
        Look(*WEB, "TRUNCATED"), Look(*WEB, "NOERROR", ("tcp",))]),
    # A router that knows nothing of EDNS, and leaves it out; one that writes everything in small letters, one that says everything twice.
    Resolver("bare-p", "proxy", "10.61.5.53", "local", options={"forward": "81.20.1.53", "flags": ["--no-edns"]}, proof=[GOOD]),
    Resolver("lower-p", "proxy", "10.61.6.53", "local", options={"forward": "93.3.3.53", "flags": ["--rule", ".,*,lower"]}, proof=[GOOD]),
    Resolver("twice-p", "proxy", "81.21.2.53", "isp", options={"forward": "81.20.2.53", "flags": ["--rule", ".,*,twice"]}, proof=[GOOD]),
    Resolver("hops-d", "dnsdist", "10.61.7.53", "local", options={"forward": "10.61.3.53"}, proof=[GOOD]),
    Resolver("nta-b", "named", "10.61.8.53", "local", options={"extra": 'validate-except { "lapse.ling"; "kgone.bell"; };'},
             proof=[GOOD, SECURE, Look("www.lapse.ling", "A", "NOERROR -ad")]),
    unbound("nat-u", "2a0c:61::53", "local", "dns64-prefix: 64:ff9b::/96", options={"modules": "dns64 validator iterator"},
             proof=[GOOD, Look("v4.byre.gorse", "AAAA", "NOERROR")]),
    unbound("ecs-u", "93.5.5.53", "public", 'client-subnet-zone: "."\n    client-subnet-always-forward: yes\n    max-client-subnet-ipv4: 24\n',
            options={"modules": "subnetcache validator iterator"}, proof=[GOOD, SECURE]),
    unbound("curt-u", "93.6.6.53", "public", "minimal-responses: yes\n    deny-any: yes\n    hide-identity: yes\n    hide-version: yes\n    use-caps-for-id: yes\n"
            "    aggressive-nsec: yes\n    qname-minimisation-strict: yes\n    cache-max-ttl: 5\n", proof=[GOOD, SECURE]),
    # Far away.
    Resolver("far-d", "dnsdist", "81.21.3.53", "isp", options={"forward": "81.20.1.53", "extra": "addAction(AllRule(), DelayAction(250))"}, proof=[GOOD],
             cells=lambda question: OK.or_else(upstream("resolver_slow", "info")).or_else(question.truth), record=OK.or_else(upstream("resolver_slow", "info"))),
    unbound("serve-u", "10.61.9.53", "local", "serve-expired: yes\n    serve-expired-ttl: 3600\n    serve-expired-client-timeout: 500\n    ede-serve-expired: yes", ede="yes",
            proof=[GOOD]),
    # Minds the rate by asking for TCP.
    Resolver("mind-d", "dnsdist", "93.7.7.53", "public", options={"forward": "93.1.1.53", "extra": "addAction(AndRule({MaxQPSIPRule(8), TCPRule(false)}), TCAction())"}, proof=[GOOD]),
    Resolver("port-d", "dnsdist", "10.61.10.53", "local", options={"forward": "10.61.2.53", "extra": "addLocal('10.61.10.53:5353')"}, inventory={"port": 5353}, proof=[GOOD]),
    Resolver("forget-r", "recursor", "81.21.4.53", "isp", options={"validation": "off", "extra": "max-cache-ttl=1\npacketcache-ttl=0"}, validates=False, proof=[GOOD]),
    unbound("home-u", "10.61.11.53", "local", 'domain-insecure: "inner.croft.ling"\nstub-zone:\n    name: "inner.croft.ling"\n    stub-addr: 10.61.90.1\n'
            'stub-zone:\n    name: "desk.gorse"\n    stub-addr: 10.61.90.1\n', proof=[
            GOOD, SECURE, Look("wiki.inner.croft.ling", "A", "NOERROR"), Look("www.desk.gorse", "A", "NOERROR")]),
]

# The same, and it hurts.
REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "151.90.9.9", 60)
    return true
  end
  return false
end
"""
RPZ = f"""$TTL 60
$ORIGIN deny.
@ SOA ns.deny. hostmaster.deny. 7 60 60 60 60
@ NS ns.deny.
ads.kin.gorse CNAME .
track.kin.gorse CNAME *.
null.kin.gorse A 0.0.0.0
page.kin.gorse A 81.22.1.80
"""
LISTED = ("ads.kin.gorse", "track.kin.gorse", "null.kin.gorse", "page.kin.gorse")
BLOCKS = BLOCKED + "|resolver_nxdomain_rewrite|resolver_captive_portal|resolver_stale_cache"


def blocks(role):
    locus = "local" if role == "local" else "upstream"

    def cells(question):
        if question.name not in LISTED:
            return None
        return truth(ROOMY, locus, BLOCKS if question.name.startswith("page") else BLOCKED)
    return cells


def lies(question):
    """Where nothing is, it shows its page, to those who ask for an address."""
    lie = upstream("resolver_nxdomain_rewrite", FAILS)
    if question.qtype != "A" or "NXDOMAIN" not in (question.unchecked or question.seen).split("|"):
        return None
    return lie if question.seen == "NXDOMAIN" and "cname_dangling" not in question.truth.cause else lie.or_else(OK).or_else(question.truth)


def four_alone(question):
    if below(question, "six.ling", "hut.peat") or question.name.endswith(".peat") or question.name == "peat":
        return upstream(NO_WAY, FAILS)
    return None


PORTAL = upstream("resolver_captive_portal", FAILS)
HURT = [
    Resolver("deny-r", "recursor", "81.22.1.53", "isp", cells=blocks("isp"), record=or_nothing("isp", BLOCKED), options={
             "config": "rpzFile('deny.zone', {policyName='malware', extendedErrorCode=15, extendedErrorExtra='malware'})\n", "files": {"deny.zone": RPZ}},
             proof=[GOOD, Look(LISTED[0], "A", "NXDOMAIN ede=15"), Look("www.kin.gorse", "A", "NOERROR")]),
    unbound("deny-u", "10.61.20.53", "local",
            f'local-zone: "{LISTED[0]}" always_nxdomain\n    local-zone: "{LISTED[1]}" always_nodata\n    local-zone: "{LISTED[2]}" redirect\n    local-data: "{LISTED[2]} A 0.0.0.0"\n'
            f'    local-zone: "{LISTED[3]}" redirect\n    local-data: "{LISTED[3]} A 81.22.1.80"\n', cells=blocks("local"), record=or_nothing("local", BLOCKED),
            proof=[GOOD, Look(LISTED[0], "A", "NXDOMAIN")]),
    Resolver("search-r", "recursor", "81.22.2.53", "isp", cells=lies, validates=False, record=upstream("resolver_nxdomain_rewrite", ROOMY),
             options={"validation": "off", "script": REWRITE}, proof=[GOOD, Look("nope.byre.gorse", "A", "NOERROR")]),
    Resolver("portal-d", "dnsdist", "81.22.3.53", "isp", cells=lambda question: PORTAL if question.qtype == "A" else PORTAL.or_else(OK),
             record=upstream("resolver_captive_portal", FAILS), validates=False, options={"forward": "81.20.1.53", "extra":
             "addAction(QTypeRule(DNSQType.A), SpoofAction('81.22.3.80'))"}, proof=[GOOD]),
    Resolver("tcwall-d", "dnsdist", "81.22.4.53", "isp", row("resolver_tcp_blocked"), fault="no_tcp", options={"forward": "81.20.1.53", "extra":
             "addAction(TCPRule(false), TCAction())"}, proof=[Look(*WEB, "TRUNCATED"), Look(*WEB, "TIMEOUT|CLOSED", ("tcp",))]),
    Resolver("edrop-p", "proxy", "10.61.21.53", "local", row("resolver_edns_broken"), options={"forward": "10.61.2.53", "flags": ["--rule", ".,+edns,drop"]},
             proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("ferr-p", "proxy", "10.61.22.53", "local", row("resolver_edns_broken"), options={"forward": "10.61.2.53", "flags": ["--rule", ".,+edns,1:bare"]},
             proof=[Look(*WEB, "FORMERR"), Look(*WEB, "NOERROR", ("noedns",))]),
    unbound("four-u", "81.22.5.53", "isp", "do-ip6: no", cells=four_alone, record=or_nothing("isp", NO_WAY),
             proof=[GOOD, Look("www.six.ling", "A", "FAIL")]),
    unbound("clock-u", "93.8.8.53", "public", row=row("resolver_dnssec_broken"), options={"under": ["faketime", "-f", "-2y"]},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("anchor-b", "named", "10.61.23.53", "local", row("resolver_dnssec_broken"), options={"wrong_anchor": True},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    unbound("acl-u", "81.22.6.53", "isp", row=row("resolver_refused|resolver_not_recursive"), options={"access": "refuse"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("hops-m", "dnsmasq", "10.61.24.53", "local", row("forwarder_unreachable|recursion_path_broken"), options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("slow-p", "proxy", "81.22.7.53", "isp", options={"forward": "81.20.1.53", "flags": ["--delay", "0.9"]}, proof=[GOOD],
             cells=lambda question: OK.or_else(upstream("resolver_slow", ROOMY)).or_else(question.truth), record=upstream("resolver_slow", ROOMY)),
    Resolver("flood-d", "dnsdist", "93.9.9.53", "public", options={"forward": "93.1.1.53", "extra": "addAction(MaxQPSIPRule(5), RCodeAction(DNSRCode.REFUSED))"}, proof=[GOOD],
             cells=lambda question: OK.or_else(upstream("resolver_rate_limited|resolver_refused", ROOMY)).or_else(question.truth).or_else(
                 truth("degraded", "undetermined", "contradiction|budget|own_loss")),
             record=or_nothing("public", "resolver_rate_limited|resolver_refused")),
    Resolver("keep-k", "kresd", "10.61.25.53", "local", proof=[GOOD], record=or_nothing("local", STALE)),
    unbound("keep-u", "81.22.8.53", "isp", proof=[GOOD], record=or_nothing("isp", STALE)),
    # Does not know the site's own zones, though it is the site's.
    Resolver("leak-b", "named", "10.61.26.53", "local", proof=[GOOD, SECURE, Look("wiki.inner.croft.ling", "A", "NXDOMAIN")]),
]
KIN = 'zone "{0}" {{ type primary; file "/run/lab/zones/{1}.zone"; }};\n'
POLICY = ["--rule", f"{LISTED[0]}.,*,5:15", "--rule", f"{LISTED[1]}.,*,3:16", "--rule", f"{LISTED[2]}.,*,0:17", "--rule", f"{LISTED[3]}.,*,2:15"]


def pool(*members):
    return "setServerPolicy(roundrobin)\n" + "\n".join(f"newServer({{address='{member}:53'}}):setUp()" for member in members)


def off(zone):
    """Its clock is wrong by so little that one zone alone shows it."""
    what = truth(FAILS, "local", "resolver_dnssec_broken")
    return {"cells": lambda question: what if below(question, zone) else None, "record": or_nothing("local", "resolver_dnssec_broken")}


def old_copy(question):
    return truth(ROOMY, "local", STALE + "|split_horizon|" + BLOCKED) if question.name in ("www.herd.gorse", "calf.herd.gorse") else None


STRICT = "val-sig-skew-min: 0\n    val-sig-skew-max: 0\n"
# Written after the first run.
SECOND = [
    # It has a zone itself, and recurses for the rest; another's copy is an old one.
    Resolver("own-b", "named", "10.61.30.53", "local", options={"zones": KIN.format("kin.gorse", "kin.gorse") + KIN.format("listed.gorse", "listed.gorse")}, proof=[
             GOOD, SECURE, Look("nope.kin.gorse", "A", "NXDOMAIN +aa +ra")]),
    Resolver("own-old-b", "named", "10.61.31.53", "local", options={"zones": KIN.format("herd.gorse", "herd.gorse.old")}, cells=old_copy,
             record=or_nothing("local", STALE + "|" + BLOCKED), proof=[GOOD, Look("calf.herd.gorse", "A", "NXDOMAIN +aa")]),
    Resolver("biscuit-b", "named", "93.11.1.53", "public", options={"extra": "require-server-cookie yes;"}, proof=[GOOD]),
    Resolver("pool-d", "dnsdist", "81.23.1.53", "isp", options={"forward": "93.3.3.53", "extra": pool("93.1.1.53", "81.20.2.53")}, proof=[GOOD]),
    Resolver("pool-far-d", "dnsdist", "81.23.2.53", "isp", options={"forward": "93.3.3.53", "extra": pool("81.21.3.53")}, proof=[GOOD],
             cells=lambda question: OK.or_else(upstream("resolver_slow", "info")).or_else(question.truth), record=OK.or_else(upstream("resolver_slow", "info"))),
    Resolver("pool-acl-d", "dnsdist", "81.23.3.53", "isp", options={"forward": "93.3.3.53", "extra": pool("81.22.6.53")},
             cells=lambda question: OK.or_else(upstream("resolver_refused|resolver_rate_limited|resolver_packet_loss|" + NO_WAY, ROOMY)).or_else(question.truth),
             record=or_nothing("isp", "resolver_refused|resolver_rate_limited|resolver_packet_loss|" + NO_WAY)),
    unbound("stream-u", "81.23.4.53", "isp", options={"mute": True}, fault="no_udp", inventory={"proto": "tcp"}, proof=[Look(*WEB, "NOERROR", ("tcp",)), Look(*WEB, "TIMEOUT")]),
    unbound("nap-u", "81.23.5.53", "isp", proof=[GOOD]),
    unbound("coma-u", "93.11.2.53", "public", cells=lambda question: OK.or_else(upstream("resolver_timeout|resolver_packet_loss|resolver_slow", FAILS)).or_else(question.truth),
            record=upstream("resolver_timeout|resolver_packet_loss", ROOMY), proof=[GOOD]),
    unbound("late-u", "10.61.32.53", "local", STRICT, options={"under": ["faketime", "-f", "-40m"]}, proof=[GOOD, SECURE, Look("www.fresh.bell", "A", "SERVFAIL")], **off("fresh.bell")),
    unbound("early-u", "10.61.33.53", "local", STRICT, options={"under": ["faketime", "-f", "+5h"]}, proof=[GOOD, SECURE, Look("www.soon.ling", "A", "SERVFAIL")], **off("soon.ling")),
    Resolver("unsha-b", "named", "93.11.3.53", "public", options={"extra": 'disable-algorithms "." { NSEC3RSASHA1; RSASHA1; ED25519; };'}, proof=[
             GOOD, SECURE, Look("www.cairn.bell", "A", "NOERROR -ad")]),
    Resolver("deny-p", "proxy", "93.11.4.53", "public", cells=blocks("public"), record=or_nothing("public", BLOCKED), options={"forward": "93.3.3.53", "flags": POLICY},
             proof=[GOOD, Look(LISTED[0], "A", "REFUSED ede=15"), Look(LISTED[1], "A", "NXDOMAIN ede=16"), Look(LISTED[2], "A", "NODATA ede=17")]),
    # What came and went at a registry, it has not heard.
    unbound("deaf-u", "81.23.6.53", "isp", record=or_nothing("isp", STALE), proof=[GOOD]),
    Resolver("deaf-k", "kresd", "10.61.34.53", "local", record=or_nothing("local", STALE), proof=[GOOD]),
]
BALD = ("nope.byre.gorse", "nope.croft.ling", "www.nobody-there.gorse", "www.nobody-there.ling", LISTED[0])


def header(words):
    return f"addResponseAction(AllRule(), LuaResponseAction(function(dr) dr.dh:{words} return DNSResponseAction.None, '' end))"


# Written after the second.
THIRD = [
    # Says that it has looked, and has not; says nothing of it, and has; claims authority for everything.
    Resolver("brag-d", "dnsdist", "81.24.1.53", "isp", validates=False, options={"forward": "93.4.4.53", "extra": header("setAD(true)")}, proof=[
             GOOD, Look("www.byre.gorse", "A", "NOERROR +ad"), Look("www.lapse.ling", "A", "NOERROR +ad")]),
    Resolver("humble-d", "dnsdist", "81.24.2.53", "isp", options={"forward": "93.3.3.53", "extra": header("setAD(false)")}, proof=[GOOD, Look("www.croft.ling", "A", "NOERROR -ad"), Look(
             "www.kgone.bell", "A", "NOERROR", ("cd",))]),
    Resolver("proud-d", "dnsdist", "10.61.40.53", "local", options={"forward": "93.3.3.53", "extra": header("setAA(true)")}, proof=[GOOD, Look("www.croft.ling", "A", "NOERROR +aa")]),
    # What is not there it denies without a word of whose denial it is; and one name that is.
    Resolver("bald-p", "proxy", "81.24.3.53", "isp", options={"forward": "93.3.3.53", "flags": [word for name in BALD for word in ("--rule", f"{name}.,*,3")]},
             cells=lambda question: upstream(BLOCKED, ROOMY) if question.name == LISTED[0] else None, record=or_nothing("isp", BLOCKED), proof=[GOOD, Look(LISTED[0], "A", "NXDOMAIN")]),
    Resolver("quick-k", "kresd", "10.61.41.53", "local", record=or_nothing("local", STALE + "|resolver_dnssec_broken"), proof=[GOOD]),
    Resolver("quick-b", "named", "81.24.4.53", "isp", record=or_nothing("isp", STALE + "|resolver_dnssec_broken"), proof=[GOOD]),
]
PASSED = Look("www.kgone.bell", "A", "NOERROR", ("cd",))
CLEARED = "addAction(AllRule(), LuaAction(function(dq) dq.dh:setCD(false) return DNSAction.None, '' end))\n"
# Written after the third.
FOURTH = [
    # As routers are: what it asks looks at signatures, and it does not hand on the flag that says so; nor, one of them, the wish not to look.
    Resolver("router-d", "dnsdist", "10.61.50.53", "local", options={"forward": "10.61.1.53", "extra": header("setAD(false)")}, inventory={"forwards_to": ["croft-u"]}, proof=[
             GOOD, Look("www.croft.ling", "A", "NOERROR -ad"), PASSED]),
    Resolver("router-k-d", "dnsdist", "10.61.51.53", "local", options={"forward": "93.2.2.53", "extra": header("setAD(false)")}, proof=[GOOD, Look("www.croft.ling", "A", "NOERROR -ad"), PASSED]),
    Resolver("stiff-d", "dnsdist", "10.61.52.53", "local", options={"forward": "93.1.1.53", "extra": CLEARED + header("setAD(false)")}, proof=[
             GOOD, Look("www.kgone.bell", "A", "SERVFAIL", ("cd",))]),
    Resolver("flap-p", "proxy", "81.25.1.53", "isp", options={"forward": "93.3.3.53", "mute": True, "flags": ["--flap", "2,1.2"]},
             cells=lambda question: OK.or_else(upstream("resolver_packet_loss|resolver_timeout|resolver_rate_limited|resolver_slow", ROOMY)).or_else(question.truth),
             record=or_nothing("isp", "resolver_packet_loss|resolver_timeout|resolver_rate_limited|resolver_slow")),
    # Asks for TCP where EDNS is in the question; where the question is for A.
    Resolver("tc-edns-p", "proxy", "81.25.2.53", "isp", options={"forward": "93.3.3.53", "flags": ["--rule", ".,+edns,tc"]}, proof=[Look(*WEB, "TRUNCATED"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("tc-a-p", "proxy", "10.61.53.53", "local", options={"forward": "81.20.1.53", "flags": ["--rule", ".,1,tc"]}, proof=[Look(*WEB, "TRUNCATED"), Look(*WEB, "NOERROR", ("tcp",))]),
    Resolver("tc-third-p", "proxy", "93.12.1.53", "public", options={"forward": "93.1.1.53", "flags": ["--rule", ".,*,tc/3"]}),
]


def or_edns(role):
    """What it does not like, people's own questions do not have."""
    what = truth(ROOMY, "local" if role == "local" else "upstream", "resolver_edns_broken|resolver_dnssec_broken")
    return {"record": OK.or_else(what), "cells": lambda question: OK.or_else(what).or_else(question.truth)}


# Written after the fourth.
FIFTH = [
    # Who will not be asked about the root; who does not like DO, or options.
    Resolver("noroot-d", "dnsdist", "81.26.1.53", "isp", options={"forward": "93.3.3.53", "extra": "addAction(QNameRule('.'), RCodeAction(DNSRCode.REFUSED))"}, proof=[
             GOOD, Look(".", "SOA", "REFUSED")]),
    Resolver("rootless-d", "dnsdist", "10.61.60.53", "local", options={"forward": "93.1.1.53", "extra": "addAction(QNameRule('.'), DropAction())"}, proof=[GOOD, Look(".", "SOA", "TIMEOUT")]),
    Resolver("do-p", "proxy", "81.26.2.53", "isp", options={"forward": "93.3.3.53", "flags": ["--rule", ".,+do,drop"]}, proof=[GOOD], **or_edns("isp")),
    Resolver("do-ferr-p", "proxy", "10.61.61.53", "local", options={"forward": "93.3.3.53", "flags": ["--rule", ".,+do,1:bare"]}, proof=[GOOD], **or_edns("local")),
    Resolver("opt-p", "proxy", "81.26.3.53", "isp", options={"forward": "93.1.1.53", "flags": ["--rule", ".,+option,drop"]}, proof=[GOOD], **or_edns("isp")),
    Resolver("opt-ferr-p", "proxy", "10.61.62.53", "local", options={"forward": "93.1.1.53", "flags": ["--rule", ".,+option,1:bare"]}, proof=[GOOD], **or_edns("local")),
]
LOST_SIGN = [GOOD, Look("www.croft.ling", "A", "NOERROR -ad"), Look("www.kgone.bell", "A", "SERVFAIL")]
# Forwarders of the usual kinds, which do not look at signatures themselves; what they ask does. One asks it not to.
SIXTH = [
    unbound("fwd-u", "10.61.70.53", "local", options={"validates": False, "forward": "93.3.3.53"}, proof=LOST_SIGN),
    Resolver("fwd-n", "named", "10.61.71.53", "local", options={"validation": "no", "forward": "93.1.1.53"}, validates=False, proof=[GOOD, Look("www.kgone.bell", "A", "NOERROR -ad")]),
    Resolver("fwd-r", "recursor", "81.27.1.53", "isp", options={"validation": "off", "forward": "93.3.3.53"}, proof=LOST_SIGN),
]
OTHERS = HABITS + HURT + SECOND + THIRD + FOURTH + FIFTH + SIXTH
ABSENT_RESOLVERS = [
    Resolver("box", "", BOX, "isp", row("resolver_timeout"), fault="silent", on_process_of="box-b", proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("mute", "", "81.22.9.53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("shut", "", "10.61.27.53", "local", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
]
