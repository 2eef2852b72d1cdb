# SPDX-License-Identifier: MIT
"""Who resolves in the fourth internet, and what each does wrong."""

import dataclasses

from model import FAILS, OK, Look, Resolver, Truth, local, row, truth, upstream, words

from .zones import SILENT_FORWARDER

WEB = ("www.correo.zz", "A")
SIGNED = ("www.tienda.com.zz", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")

# Family protection: denied, refused, nulled, sent to a page.
FILTERED = ("apuestas.app.market", "casino.app.market", "loteria.app.market", "naipes.app.market")
FILTER = """
policy.add(policy.suffix(policy.DENY_MSG('no bets'), {todname('apuestas.app.market.')}))
policy.add(policy.suffix(policy.REFUSE, {todname('casino.app.market.')}))
policy.add(policy.suffix(policy.ANSWER({[kres.type.A] = {rdata = kres.str2ip('0.0.0.0'), ttl = 60}}), {todname('loteria.app.market.')}))
policy.add(policy.suffix(policy.ANSWER({[kres.type.A] = {rdata = kres.str2ip('81.65.9.9'), ttl = 60}}), {todname('naipes.app.market.')}))
"""
# What lies in the cloud, or needs somebody there: aliases into it, and servers named there.
IN_THE_CLOUD = ("circular.com.zz",)
THROUGH_THE_CLOUD = ("c1.cdn.cloud", "c4.correo.zz")


def filtered(question):
    return upstream("resolver_blocklist", "degraded|failure|info") if question.name in FILTERED else None


def cloudless(question):
    """The provider of this one forwards a whole TLD to a server that has been taken away."""
    name = question.name
    if not (name.endswith(".cloud") or name in THROUGH_THE_CLOUD or any(name.endswith(zone) for zone in IN_THE_CLOUD)):
        return None
    broken = upstream("resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable|tld_unreachable", FAILS)
    return broken if question.truth == OK else broken.or_else(question.truth)


def of_some(question):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    fault = cloudless(question) or remembers(question)
    if "ok" not in question.truth.cause or not fault:
        return question
    fault = Truth(words("degraded|info"), fault.locus, fault.cause)
    if question.truth != OK:  # Or what others may meet besides.
        return dataclasses.replace(question, truth=fault.or_else(question.truth))
    return dataclasses.replace(question, truth=fault, cells={resolver.id: OK for resolver in RESOLVERS})


def alone(question):
    """Where nobody else is asked, it is all that is known."""
    return dataclasses.replace(question, truth=cloudless(question))


def rewrites_web(question):
    """It lies to browsers only."""
    seen = question.seen.split("|")
    if "NXDOMAIN" not in seen or not question.name.startswith("www.") or question.qtype != "A":
        return None
    lie = upstream("resolver_nxdomain_rewrite", FAILS)
    return lie if len(seen) == 1 else lie.or_else(OK).or_else(question.truth)


def remembers(question):
    if question.qtype == "A" and question.name in ("www.correo.zz", "api.correo.zz"):
        return local("resolver_stale_cache", "degraded|failure|info")
    if question.name == "nuevo.correo.zz":
        return local("resolver_stale_negative_cache|resolver_stale_cache", "degraded|failure|info")
    return None


REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A and string.sub(dq.qname:toString(), 1, 4) == "www." then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "81.67.9.9", 30)
    return true
  end
  return false
end
"""

RESOLVERS = [
    Resolver("oficina", "unbound", "172.16.8.53", "local", proof=[GOOD, SECURE]),
    Resolver("sucursal", "dnsmasq", "172.16.9.53", "local", options={"forward": "172.16.8.53"}, inventory={"forwards_to": ["oficina"]}, proof=[GOOD]),
    Resolver("planta", "kresd", "fdcc:10::53", "local", proof=[GOOD]),
    Resolver("telered", "recursor", "81.64.1.53", "isp", proof=[GOOD]),
    Resolver("fibra", "unbound", "2a0e:81::53", "isp", proof=[GOOD, SECURE]),
    Resolver("movil", "named", "81.66.1.53", "isp", options={"validation": "no"}, validates=False, proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
    Resolver("libre-uno", "unbound", "194.1.1.53", "public", proof=[GOOD, SECURE]),
    Resolver("libre-dos", "kresd", "194.2.2.53", "public", proof=[GOOD]),
    Resolver("libre-tres", "named", "194.3.3.53", "public", proof=[GOOD, SECURE]),

    Resolver("cerrado", "named", "194.4.4.53", "public", row("resolver_refused|resolver_not_recursive"), options={"recursion": "no"},
             proof=[Look(*WEB, "REFUSED -ra")]),
    # Its forwarder lives, and turns it away.
    Resolver("contable", "kresd", "172.16.10.53", "local", row("forwarder_unreachable|recursion_path_broken"),
             options={"extra": "policy.add(policy.all(policy.FORWARD('194.4.4.53')))"}, proof=[Look(*WEB, "SERVFAIL")]),
    Resolver("ancla", "named", "81.69.1.53", "isp", row("resolver_dnssec_broken"), options={"wrong_anchor": True},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    # A router whose clock starts in the year it was built.
    Resolver("reloj", "unbound", "172.16.11.53", "local", row("resolver_dnssec_broken"), options={"under": ["faketime", "-f", "-12y"]},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("tapia", "", "81.70.1.53", "isp", row("resolver_port_unreachable|resolver_timeout"), fault="prohibited",
             proof=[Look(*WEB, "UNREACHABLE")]),
    # Datagrams to it get lost, all of them; TCP it answers.
    Resolver("solo-tcp", "unbound", "194.5.5.53", "public", row("resolver_timeout|resolver_packet_loss|resolver_port_unreachable"), fault="no_udp",
             options={"mute": True},
             proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "NOERROR", ("tcp",))]),
    Resolver("baldio", "", "2a0e:83::53", "isp", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
    # A load balancer and no server behind it: it takes everything, and gives nothing back.
    Resolver("balanza", "dnsdist", "172.16.12.53", "local",
             truth("failure|degraded", "local|upstream", "resolver_timeout|forwarder_unreachable"),
             options={"forward": SILENT_FORWARDER, "mute": True}, proof=[Look(*WEB, "TIMEOUT")]),

    Resolver("familia", "kresd", "194.6.6.53", "public", cells=filtered, record=OK.or_else(upstream("resolver_blocklist", "info|degraded|failure")),
             options={"extra": FILTER}, proof=[GOOD, Look(FILTERED[0], "A", "NXDOMAIN"), Look(FILTERED[1], "A", "REFUSED"), Look(FILTERED[2], "A", "NOERROR")]),
    Resolver("amable", "recursor", "81.67.1.53", "isp", cells=rewrites_web, validates=False,
             record=OK.or_else(upstream("resolver_nxdomain_rewrite", "failure|degraded|info")), options={"validation": "off", "script": REWRITE},
             proof=[GOOD, Look("www.sinregistro.zz", "A", "NOERROR"), Look("nope.correo.zz", "A", "NXDOMAIN")]),
    Resolver("sin-nube", "unbound", "81.68.1.53", "isp", cells=cloudless,
             record=OK.or_else(upstream("resolver_auth_path_broken|recursion_path_broken|forwarder_unreachable", "info|degraded|failure")),
             options={"extra": f'forward-zone:\n    name: "cloud"\n    forward-addr: {SILENT_FORWARDER}\n'},
             proof=[GOOD, Look("www.cdn.cloud", "A", "FAIL")]),
    # Somebody told it by hand where the zone is; that was three years ago.
    Resolver("memorioso", "unbound", "172.16.13.53", "local", cells=remembers,
             record=OK.or_else(local("resolver_stale_cache|resolver_stale_negative_cache", "info|degraded|failure")),
             options={"extra": 'stub-zone:\n    name: "correo.zz"\n    stub-addr: 151.4.0.1\n'},
             proof=[GOOD, SECURE, Look("nuevo.correo.zz", "A", "NXDOMAIN")]),
]

# A pool of two, one of which is gone: every other question is lost.
POOLS = [
    Resolver("pool-mudo", "dnsdist", "194.7.7.53", "public", options={
        "forward": "194.1.1.53", "extra": f"setServerPolicy(roundrobin)\nnewServer({{address='{SILENT_FORWARDER}:53'}}):setUp()"},
             record=upstream("resolver_packet_loss|forwarder_unreachable", "degraded|info|failure"),
             cells=lambda _question: OK.or_else(upstream("resolver_packet_loss|forwarder_unreachable", "degraded|info"))),
    # One of its two answers, and has lost its own way out: SERVFAIL, every other time.
    Resolver("pool-cojo", "dnsdist", "81.71.1.53", "isp", options={
        "forward": "194.1.1.53", "extra": "setServerPolicy(roundrobin)\nnewServer({address='172.16.10.53:53'}):setUp()"},
             record=OK.or_else(upstream("forwarder_unreachable|recursion_path_broken|resolver_packet_loss|contradiction", "degraded|info|failure")),
             cells=lambda _question: OK.or_else(truth("degraded", "upstream|undetermined", "forwarder_unreachable|recursion_path_broken|contradiction"))),
]
LIMITS = [
    Resolver("grifo", "dnsdist", "194.8.8.53", "public", options={
        "forward": "194.1.1.53", "extra": "addAction(MaxQPSIPRule(15), RCodeAction(DNSRCode.SERVFAIL))"},
             record=upstream("resolver_rate_limited", "degraded|info|failure"),
             cells=lambda _question: OK.or_else(upstream("resolver_rate_limited", "degraded|info"))),
    # Above its rate it asks for TCP, and answers there: nobody is hurt.
    Resolver("embudo", "dnsdist", "81.72.1.53", "isp", options={
        "forward": "194.1.1.53", "extra": "addAction(MaxQPSIPRule(15), TCAction())"},
             record=OK.or_else(upstream("resolver_rate_limited", "degraded|info")), cells=lambda _question: OK),
]
INSIDE = [
    Resolver("sede", "unbound", "172.16.20.53", "local", options={"extra": """
    local-zone: "corp.tienda.com.zz" static
    local-data: "wiki.corp.tienda.com.zz 300 A 172.16.30.1"
    local-data: "git.corp.tienda.com.zz 300 A 172.16.30.2"
"""}),
    # The servers of the site's own zone are down, and only it knows where they were.
    Resolver("sede-rota", "unbound", "172.16.21.53", "local", options={"extra": f"""
    domain-insecure: "corp.tienda.com.zz"
stub-zone:
    name: "corp.tienda.com.zz"
    stub-addr: {SILENT_FORWARDER}
"""}),
]
# Asked before a zone moved.
WITNESSES = [Resolver("memoria", "unbound", "172.16.22.53", "local"), Resolver("recuerdo", "named", "81.73.1.53", "isp")]
ABSENT_RESOLVERS = [
    Resolver("mudo-uno", "", "172.16.40.53", "local", row("resolver_timeout"), fault="silent"),
    Resolver("mudo-dos", "", "81.74.1.53", "isp", row("resolver_timeout"), fault="silent"),
]
OTHERS = POOLS + LIMITS + INSIDE + WITNESSES
