# SPDX-License-Identifier: MIT
"""Who resolves in the seventh internet, and what each does wrong."""

from model import FAILS, OK, Look, Resolver, local, row, truth, upstream

from .zones import DC_A, DC_B, SILENT_FORWARDER

WEB = ("www.anuncios.net", "A")
SIGNED = ("www.andes.io", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")
NO_WAY = "resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable"

ADVERTS = ("pixel.anuncios.net", "adm.andes.io")  # Held back by name, wherever an alias leads there.
NULLED = "pixel2.anuncios.net"
OWN_ZONES = ("int.andes.io", "10.in-addr.arpa")
OLD_PROVIDER = "205.3.0.1"


def or_nothing(what):
    """Of a resolver that does so to some names: its record may say so or not."""
    return OK.or_else(what(FAILS + "|info"))


def held_back(question):
    return upstream("resolver_blocklist", FAILS + "|info") if question.name in ADVERTS else None


def nulled(question):
    return upstream("resolver_blocklist", FAILS + "|info") if question.name == NULLED and question.qtype == "A" else None


def loses_large(question):
    """What is longer than a tunnel carries: no cause of the vocabulary is its own. Who asks again over TCP gets it."""
    if question.qtype == "TXT" and question.name.startswith("mid."):
        return OK.or_else(upstream("resolver_edns_broken|resolver_packet_loss|resolver_timeout|resolver_auth_path_broken", FAILS + "|info"))
    return None


def left_behind(question):
    """Conditional forwarding to the provider of yesterday, who goes on with what he had, or has closed the account."""
    if question.name == "new.mudanza.com":
        return local("resolver_stale_negative_cache|resolver_stale_cache", FAILS + "|info")
    if question.name in ("www.mudanza.com", "api.mudanza.com") and question.qtype == "A":
        return local("resolver_stale_cache", FAILS + "|info")
    if question.name.endswith("cerrada.com"):
        return truth(FAILS, "local|upstream", NO_WAY + "|resolver_refused|resolver_not_recursive|resolver_blocklist")
    return None


def strict(question):
    """To the letter: what lies below a name that does not exist, does not exist."""
    return OK.or_else(question.truth) if "between.tramo.net" in question.name else None


def stubs(*addresses):
    return "".join(f'stub-zone:\n    name: "{zone}"\n' + "".join(f"    stub-addr: {address}\n" for address in addresses) for zone in OWN_ZONES)


TRUSTED = 'domain-insecure: "int.andes.io"\n    domain-insecure: "10.in-addr.arpa"\n    local-zone: "10.in-addr.arpa." nodefault\n'
CLUSTER_NAMES = {"mysql.shop.svc.cluster.local": "10.96.1.1", "api.pay.svc.cluster.local": "10.96.1.2", "kubernetes.default.svc.cluster.local": "10.96.0.1"}
CLUSTER = 'local-zone: "cluster.local." static\n' + "".join(f'    local-data: "{name} 5 A {address}"\n' for name, address in CLUSTER_NAMES.items()) + (
    '    local-data: "_grpc._tcp.api.pay.svc.cluster.local 5 SRV 0 10 9000 api.pay.svc.cluster.local."\n')
HOSTS = "local=/cluster.local/\n" + "".join(f"host-record={name},{address}\n" for name, address in CLUSTER_NAMES.items()) + (
    "srv-host=_grpc._tcp.api.pay.svc.cluster.local,api.pay.svc.cluster.local,9000,0,10\n")
RPZ = "$TTL 60\n$ORIGIN adverts.\n@ SOA ns.adverts. hostmaster.adverts. 7 60 60 60 60\n@ NS ns.adverts.\npixel.anuncios.net CNAME *.\n"

RESOLVERS = [
    Resolver("node-a", "unbound", "10.1.0.53", "local", options={"extra": TRUSTED + stubs(DC_A, DC_B)}, proof=[
        GOOD, SECURE, Look("portal.int.andes.io", "A", "NOERROR"), Look("api.pay.int.andes.io", "A", "NOERROR"), Look("graph.obs.int.andes.io", "A", "NOERROR|NODATA"),
        Look("80.5.1.10.in-addr.arpa", "PTR", "NOERROR"), Look("intranet.andes.io", "A", "NOERROR"), Look("model.ml.int.andes.io", "A", "FAIL"),
        Look("ui.batch.int.andes.io", "A", "FAIL"), Look("lake.data.int.andes.io", "A", "FAIL")]),
    Resolver("node-b", "named", "10.2.0.53", "local", options={
        "extra": 'validate-except { "int.andes.io"; "10.in-addr.arpa"; };',
        "zones": "".join(f'zone "{zone}" {{ type static-stub; server-addresses {{ {DC_B if zone.startswith("int") else DC_A}; }}; }};\n' for zone in OWN_ZONES)}, proof=[
        GOOD, SECURE, Look("portal.int.andes.io", "A", "NOERROR"), Look("api.pay.int.andes.io", "A", "NOERROR"), Look("80.5.1.10.in-addr.arpa", "PTR", "NOERROR"),
        Look("model.ml.int.andes.io", "A", "FAIL"), Look("lake.data.int.andes.io", "A", "FAIL")]),
    Resolver("kube", "dnsmasq", "10.3.0.10", "local", options={"forward": "10.1.0.53", "extra": HOSTS}, inventory={"forwards_to": ["node-a"]}, proof=[
        GOOD, Look("api.pay.svc.cluster.local", "A", "NOERROR"), Look("nope.pay.svc.cluster.local", "A", "NXDOMAIN"), Look("portal.int.andes.io", "A", "NOERROR")]),
    Resolver("isp-one", "recursor", "80.1.1.53", "isp", proof=[GOOD, Look("portal.int.andes.io", "A", "NXDOMAIN")]),
    Resolver("isp-six", "unbound", "2a01:80::53", "isp", proof=[GOOD, SECURE]),
    Resolver("isp-knot", "kresd", "80.2.2.53", "isp", proof=[GOOD]),
    Resolver("pub-one", "unbound", "8.1.1.53", "public", options={"ede": "no", "extra": "aggressive-nsec: yes\n    use-caps-for-id: yes"}, proof=[GOOD, SECURE]),
    Resolver("pub-two", "named", "8.2.2.53", "public", proof=[GOOD, SECURE]),
    Resolver("pub-lax", "recursor", "8.3.3.53", "public", options={"validation": "off"}, validates=False, proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("pub-strict", "unbound", "8.4.4.53", "public", cells=strict, options={
        "extra": "qname-minimisation-strict: yes\n    harden-below-nxdomain: yes\n    harden-referral-path: no"}, proof=[GOOD, SECURE]),

    # Names of the cluster, and no other.
    Resolver("only", "unbound", "10.3.0.11", "local", row("resolver_refused|resolver_not_recursive"), options={
        "extra": 'local-zone: "." refuse\n    ' + CLUSTER}, proof=[Look(*WEB, "REFUSED"), Look("api.pay.svc.cluster.local", "A", "NOERROR")]),
    Resolver("fw", "recursor", "80.3.3.53", "isp", cells=held_back, record=or_nothing(lambda severity: upstream("resolver_blocklist", severity)),
             options={"config": "rpzFile('adverts.zone', {policyName='adverts', extendedErrorCode=17, extendedErrorExtra='adverts'})\n",
                      "files": {"adverts.zone": RPZ}}, proof=[GOOD, Look(ADVERTS[0], "A", "NODATA ede=17"), Look(ADVERTS[1], "A", "NODATA|NOERROR ede=17")]),
    Resolver("kids", "unbound", "8.5.5.53", "public", cells=nulled, record=or_nothing(lambda severity: upstream("resolver_blocklist", severity)),
             options={"extra": f'local-zone: "{NULLED}" always_null'}, proof=[GOOD, Look(NULLED, "A", "NOERROR"), Look("media.andes.io", "A", "NOERROR")]),
    Resolver("frag", "unbound", "8.6.6.53", "public", cells=loses_large, fault="no_large",
             record=or_nothing(lambda severity: upstream("resolver_edns_broken|resolver_packet_loss", severity)),
             proof=[GOOD, Look("mid.anuncios.net", "TXT", "TIMEOUT"), Look("mid.anuncios.net", "TXT", "NOERROR", ("tcp",))]),
    # Each takes the other for the way out.
    Resolver("loop-a", "dnsmasq", "10.4.0.53", "local", truth(FAILS, "upstream|local", "forwarder_unreachable|recursion_path_broken"),
             options={"forward": "10.4.1.53"}, proof=[Look(*WEB, "TIMEOUT|REFUSED|SERVFAIL"), Look("version.bind", "TXT", "NOERROR", ("chaos",))]),
    Resolver("loop-b", "dnsmasq", "10.4.1.53", "local", truth(FAILS, "upstream|local", "forwarder_unreachable|recursion_path_broken"),
             options={"forward": "10.4.0.53"}, proof=[Look(*WEB, "TIMEOUT|REFUSED|SERVFAIL")]),
    Resolver("moved", "dnsmasq", "10.5.0.53", "local", cells=left_behind,
             record=OK.or_else(truth(FAILS + "|info", "local|upstream", "resolver_stale_cache|resolver_stale_negative_cache|" + NO_WAY)),
             options={"forward": "10.1.0.53", "extra": f"server=/mudanza.com/{OLD_PROVIDER}\nserver=/cerrada.com/{OLD_PROVIDER}"},
             proof=[GOOD, Look("www.mudanza.com", "A", "NOERROR"), Look("new.mudanza.com", "A", "NXDOMAIN"), Look("www.cerrada.com", "A", "REFUSED|SERVFAIL")]),
    Resolver("gone", "", "10.6.0.53", "local", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
]

LIMITED = "resolver_rate_limited"
# Met in one situation each.
OTHERS = [
    # So many questions a second, and no more.
    Resolver("capped", "dnsdist", "10.7.0.53", "local", options={"forward": "10.1.0.53", "extra": "addAction(MaxQPSIPRule(8), RCodeAction(DNSRCode.REFUSED))"},
             record=OK.or_else(local(LIMITED, FAILS + "|info")), cells=lambda question: OK.or_else(local(LIMITED, FAILS)).or_else(question.truth)),
    # A hotel.
    Resolver("portal", "dnsdist", "10.8.0.53", "local", row("resolver_captive_portal|resolver_nxdomain_rewrite"), options={"forward": "10.1.0.53", "extra":
        "addAction(QTypeRule(DNSQType.A), SpoofAction('10.8.0.1', {ra=true, ttl=1}))\naddAction(QTypeRule(DNSQType.AAAA), RCodeAction(DNSRCode.NOERROR, {ra=true}))"},
             proof=[Look(*WEB, "NOERROR")]),
    Resolver("office-six", "unbound", "fd10:9::53", "local", proof=[GOOD, SECURE]),
    Resolver("pub-six", "kresd", "2a04:6::53", "public", proof=[GOOD]),
    # The tunnel to the data centre, whose servers know the company's zones, is down: at this one alone.
    Resolver("edge", "unbound", "10.9.0.53", "local", options={"extra": TRUSTED + stubs(SILENT_FORWARDER)},
             proof=[GOOD, Look("portal.int.andes.io", "A", "FAIL")]),
    # A cache on each node, whose way to the cluster's own server is gone.
    Resolver("nodelocal", "unbound", "10.3.0.12", "local", options={"extra": 'domain-insecure: "local"\n    local-zone: "local." nodefault\n'
        f'forward-zone:\n    name: "cluster.local"\n    forward-addr: {SILENT_FORWARDER}\n'}, proof=[GOOD, Look("api.pay.svc.cluster.local", "A", "FAIL")]),
    # Forwards to a resolver that has no names but a cluster's.
    Resolver("misled", "dnsmasq", "10.9.1.53", "local", row("resolver_refused|resolver_not_recursive|forwarder_unreachable|recursion_path_broken"),
             options={"forward": "10.3.0.11"}, proof=[Look(*WEB, "REFUSED|SERVFAIL")]),
]
OTHERS[-1].row = OTHERS[-1].record = truth(FAILS, "local|upstream", "resolver_refused|resolver_not_recursive|forwarder_unreachable|recursion_path_broken")
# Written into a list of resolvers, and none: the company's own server answers for its zones and refuses the rest.
ABSENT_RESOLVERS = [Resolver("server-a", "", DC_A, "local", cells=lambda question: None if question.name.endswith("int.andes.io") else local(
    "resolver_not_recursive|resolver_refused", FAILS), record=local("resolver_not_recursive|resolver_refused", FAILS + "|info"), proof=[
        Look(*WEB, "REFUSED -ra"), Look("portal.int.andes.io", "A", "NOERROR +aa -ra")])]
