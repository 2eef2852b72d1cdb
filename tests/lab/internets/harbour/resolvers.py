# SPDX-License-Identifier: MIT
"""Who resolves in this internet: sites that forward to each other, providers, public services; and what each does wrong."""

from model import OK, Look, Resolver, local, row, truth, upstream

from .zones import SILENT_FORWARDER

WEB = ("www.harbor.north", "A")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN", ("chaos",))
BLOCKED = {  # name -> what the filtering resolvers do with it
    "ads.quay.south": "always_nxdomain",
    "tracker.quay.south": "always_nodata",
    "sinkme.quay.south": "always_null",
    "refuseme.quay.south": "always_refuse",
}
WALLED = "garden.quay.south"
PRIVATE = {"vault.harbor.north", "intra.quay.south"}
ONLY_SIX = "six.north"


def filtered(cause_of):
    """The cells of a resolver that filters some names."""
    def cells(question):
        blocked = question.name in BLOCKED or question.name == WALLED
        return cause_of("resolver_blocklist", "degraded|failure|info") if blocked else None
    return cells


def rebinds(cause_of):
    def cells(question):
        return cause_of("resolver_rebind_protection", "degraded|failure|info") if question.name in PRIVATE else None
    return cells


def without_six(question):
    """It has no way to IPv6: what is served there alone fails."""
    if question.name.endswith(ONLY_SIX):
        return upstream("resolver_auth_path_broken", "degraded|failure")
    return None


FILTER = "\n".join(f'    local-zone: "{name}" {kind}' for name, kind in BLOCKED.items()) + f"""
    local-zone: "{WALLED}" redirect
    local-data: "{WALLED} 60 CNAME blocked.isp.example.invalid."
"""
RPZ = "$TTL 60\n$ORIGIN filter.\n@ SOA ns.filter. hostmaster.filter. 7 60 60 60 60\n@ NS ns.filter.\n" + "".join(
    f"{name} CNAME {'*.' if kind == 'always_nodata' else '.' if kind == 'always_nxdomain' else 'rpz-drop.'}\n"
    for name, kind in BLOCKED.items() if kind in ("always_nxdomain", "always_nodata"))


def rpz_blocked(question):
    if BLOCKED.get(question.name) in ("always_nxdomain", "always_nodata"):
        return upstream("resolver_blocklist", "degraded|failure|info")
    return None


HALF = OK.or_else(upstream("resolver_blocklist", "info|degraded|failure"))
REBIND = OK.or_else(local("resolver_rebind_protection", "info|degraded|failure"))

RESOLVERS = [
    Resolver("hq", "unbound", "10.20.1.53", "local", options={"listen": ["fd00:20::53", "10.77.0.1"]},
             proof=[Look(*WEB, "NOERROR +ad +ra")]),
    Resolver("lab-kresd", "kresd", "10.20.2.53", "local", proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("branch", "dnsmasq", "10.20.3.53", "local", options={"forward": "10.20.1.53"},
             inventory={"forwards_to": ["hq"]}, proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("kiosk", "dnsmasq", "10.20.4.53", "local", options={"forward": "10.20.3.53"},
             inventory={"forwards_to": ["branch"]}, proof=[Look(*WEB, "NOERROR +ra")]),
    # Declares nothing: the program must see for itself that it is no witness of its own.
    Resolver("router", "proxy", "10.20.5.53", "local", options={"forward": "10.30.1.53"},
             proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("isp-one", "named", "10.30.1.53", "isp", options={"listen": ["10.77.0.2"]}, proof=[Look(*WEB, "NOERROR +ad +ra")]),
    Resolver("isp-two", "recursor", "10.30.2.53", "isp", proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("pub-one", "unbound", "172.30.1.53", "public", options={"ede": "no", "listen": ["10.77.0.3"]},
             proof=[Look(*WEB, "NOERROR +ad +ra")]),
    Resolver("pub-six", "kresd", "fd00:53::53", "public", proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("pub-lax", "named", "172.30.3.53", "public", options={"validation": "no"}, validates=False,
             proof=[Look(*WEB, "NOERROR -ad +ra")]),
    Resolver("balanced", "dnsdist", "172.30.4.53", "public", options={"forward": "172.30.1.53"},
             inventory={"operator": "one"}, proof=[Look(*WEB, "NOERROR +ra")]),
    # One of its two forwarders is dead: slow now and then, and well.
    Resolver("half-fed", "dnsmasq", "10.20.6.53", "local",
             options={"forward": "10.30.2.53", "extra": f"server={SILENT_FORWARDER}@10.20.6.53\nall-servers"},
             proof=[Look(*WEB, "NOERROR +ra")]),

    Resolver("wrong-clock", "unbound", "10.20.7.53", "local", row("resolver_dnssec_broken"),
             options={"extra": 'val-override-date: "20200101000000"', "listen": ["10.77.0.4"]},
             proof=[Look(*WEB, "SERVFAIL"), Look("www.quay.south", "A", "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # A validator behind something that strips EDNS, and with it every signature.
    Resolver("starved", "unbound", "10.30.3.53", "isp", row("resolver_dnssec_broken"),
             options={"forward": "10.20.5.153"}, proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("stripper", "proxy", "10.20.5.153", "local", options={"forward": "10.30.1.53", "flags": ["--no-edns"]},
             proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("filter", "unbound", "172.30.5.53", "public", cells=filtered(upstream), record=HALF,
             options={"extra": FILTER}, proof=[Look("ads.quay.south", "A", "NXDOMAIN"), Look("sinkme.quay.south", "A", "NOERROR"),
                                               Look("refuseme.quay.south", "A", "REFUSED"), Look(*WEB, "NOERROR")]),
    Resolver("rpz", "recursor", "172.30.6.53", "public", cells=rpz_blocked, record=HALF,
             options={"config": "rpzFile('filter.zone', {policyName='malware'})\n", "files": {"filter.zone": RPZ}},
             proof=[Look("ads.quay.south", "A", "NXDOMAIN"), Look("tracker.quay.south", "A", "NODATA")]),
    Resolver("careful", "dnsmasq", "10.20.8.53", "local", cells=rebinds(local), record=REBIND,
             options={"forward": "10.30.1.53", "extra": "stop-dns-rebind"},
             proof=[Look("vault.harbor.north", "A", "NODATA|REFUSED"), Look(*WEB, "NOERROR")]),
    Resolver("guarded", "unbound", "10.20.9.53", "local", cells=rebinds(local), record=REBIND,
             options={"extra": "private-address: 10.0.0.0/8"},
             proof=[Look("vault.harbor.north", "A", "NODATA|SERVFAIL"), Look(*WEB, "NOERROR")]),
    Resolver("four-only", "unbound", "172.30.7.53", "public", cells=without_six, options={"extra": "do-ip6: no"},
             record=OK.or_else(upstream("resolver_auth_path_broken", "info|degraded|failure")),
             proof=[Look("www.six.north", "A", "FAIL"), Look(*WEB, "NOERROR")]),
    Resolver("fwd-dead", "recursor", "10.20.10.53", "local", row("forwarder_unreachable"),
             options={"forward": SILENT_FORWARDER, "listen": ["10.77.0.5"]}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("fwd-kresd", "kresd", "10.30.4.53", "isp", row("forwarder_unreachable"),
             options={"extra": f"policy.add(policy.all(policy.FORWARD('{SILENT_FORWARDER}')))"},
             proof=[Look(*WEB, "FAIL")]),
    # The forwarder lives, and does not know us (any more).
    Resolver("expelled", "named", "10.20.11.53", "local", row("forwarder_unreachable|recursion_path_broken"),
             options={"forward": "172.30.8.53", "validation": "no"}, proof=[Look(*WEB, "FAIL")]),
    Resolver("closed-club", "unbound", "172.30.8.53", "public", row("resolver_refused|resolver_not_recursive"),
             options={"access": "refuse"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("auth-only", "", "172.18.3.1", "public", row("resolver_refused|resolver_not_recursive"),
             on_process_of="beta", proof=[Look("www.quay.south", "A", "REFUSED")]),
    Resolver("dull", "proxy", "10.30.6.53", "isp", options={"forward": "172.30.1.53", "flags": ["--delay", "0.6"]},
             record=OK.or_else(truth("degraded|info", "upstream", "resolver_slow")),
             cells=lambda question: OK.or_else(upstream("resolver_slow", "degraded|info")) if question.truth == OK else None,
             milestone=False, proof=[Look(*WEB, "NOERROR")]),
    Resolver("vacant", "", "10.20.12.53", "local", row("resolver_port_unreachable"),
             proof=[Look(*WEB, "UNREACHABLE")]),
    Resolver("mute", "", "fd00:53:1::53", "public", row("resolver_timeout"), fault="silent",
             proof=[Look(*WEB, "TIMEOUT")]),
]

# Sites of their own, met in one situation each. First a site whose resolvers all share one subnet, as in a lab or a small
# office: other doors to processes above.
SUBNET = [
    Resolver("near-hq", "", "10.77.0.1", "local", on_process_of="hq"),
    Resolver("near-isp", "", "10.77.0.2", "local", on_process_of="isp-one"),
    Resolver("near-pub", "", "10.77.0.3", "local", on_process_of="pub-one"),
    Resolver("near-clock", "", "10.77.0.4", "local", row("resolver_dnssec_broken"), on_process_of="wrong-clock"),
    Resolver("near-dead", "", "10.77.0.5", "local", row("forwarder_unreachable"), on_process_of="fwd-dead"),
    Resolver("near-empty", "", "10.77.0.6", "local", row("resolver_port_unreachable")),
]
SIX_ONLY = [Resolver("hq-six", "", "fd00:20::53", "local", on_process_of="hq")]
# A chain of three whose end is dead.
CHAIN = [
    Resolver("leaf", "dnsmasq", "10.47.1.53", "local", row("forwarder_unreachable"), options={"forward": "10.47.2.53"},
             inventory={"forwards_to": ["trunk"]}),
    Resolver("trunk", "dnsmasq", "10.47.2.53", "local", row("forwarder_unreachable"), options={"forward": "10.47.3.53"},
             inventory={"forwards_to": ["sap"]}),
    Resolver("sap", "", "10.47.3.53", "isp", row("resolver_timeout"), fault="silent"),
]
# Knows an internal zone besides what everybody knows.
INSIDE = [
    Resolver("inside", "unbound", "10.48.1.53", "local", options={"extra": """
    local-zone: "corp.harbor.north" static
    local-data: "app.corp.harbor.north 300 A 10.40.1.1"
    local-data: "db.corp.harbor.north 300 A 10.40.1.2"
"""}),
]
# Keep what the rest of the world has forgotten; asked before the change.
KEEPERS = [
    Resolver("keeper", "unbound", "10.49.1.53", "local"), Resolver("hoarder", "named", "10.49.2.53", "isp"),
]
# No way to the roots.
CUT_OFF = [
    Resolver("cut-one", "unbound", "10.50.1.53", "local"), Resolver("cut-two", "named", "10.51.1.53", "isp"),
    Resolver("cut-three", "recursor", "172.30.20.53", "public"),
]
PORTAL = Resolver("portal", "dnsdist", "10.52.1.53", "isp", options={
    "forward": "10.30.1.53", "extra": "addAction(QTypeRule(DNSQType.A), SpoofAction('10.52.1.1'))\naddAction(AllRule(), SpoofAction({}))"})
OTHERS = CHAIN + INSIDE + KEEPERS + CUT_OFF + [PORTAL]
ABSENT_RESOLVERS = SUBNET + SIX_ONLY
