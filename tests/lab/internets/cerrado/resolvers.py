# SPDX-License-Identifier: MIT
"""Who resolves in the internet of name owners, and what each does wrong."""

import dataclasses

from model import FAILS, OK, Look, Resolver, Truth, local, row, truth, upstream, words

from .zones import LOST_FORWARDER

WEB = ("www.loja.buriti", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look("www.fazenda.com.ipe", "A", "NOERROR +ad")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN|SERVFAIL", ("chaos",))
NO_WAY = "forwarder_unreachable|recursion_path_broken"

WITHHELD = ("jogos.banco.buriti",)  # Denied by a provider.
FILTERED = ("bicho.banco.buriti",)  # Denied by a public one, which says so.
PRIVATE = ("camera.banco.buriti",)


def or_nothing(what):
    return OK.or_else(what)


def withholds(names):
    return lambda question: upstream("resolver_blocklist", FAILS + "|info") if question.name in names else None


def rebinds(question):
    return local("resolver_rebind_protection", FAILS + "|info") if question.name in PRIVATE else None


def lost_way(question):
    return upstream("resolver_auth_path_broken", FAILS) if question.name.endswith(("campo.pequi", "curral.ipe")) else None


def needs_tcp(question):
    return upstream("resolver_tcp_blocked", FAILS) if question.seen == "TRUNCATED" else None


def advertises(question):
    """Where nothing is, it shows an advertisement."""
    if "NXDOMAIN" not in (question.unchecked or question.seen).split("|"):
        return None
    lie = upstream("resolver_nxdomain_rewrite", FAILS)
    plain = question.qtype == "A" and question.seen == "NXDOMAIN" and "cname_dangling" not in question.truth.cause
    return lie if plain else lie.or_else(OK).or_else(question.truth)


def crawls(question):
    return OK.or_else(upstream("resolver_slow", FAILS + "|info")).or_else(question.truth)


def of_some(question, resolvers):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    if question.truth != OK:
        return question
    faults = [fault for fault in (resolver.cells(question) for resolver in resolvers if resolver.cells not in (None, crawls, advertises)
                                  and resolver.row is None) if fault is not None and "ok" not in fault.cause]
    if not faults:
        return question
    fault = Truth(words("degraded|info"), faults[0].locus, faults[0].cause)
    if needs_tcp(question):  # A fault of the resolver as a whole, which one name shows.
        fault = fault.or_else(OK)
    return dataclasses.replace(question, truth=fault, cells={resolver.id: OK for resolver in resolvers} | question.cells)


# Two hundred questions at once, half of which wait for dead servers.
ROOMY = "num-queries-per-thread: 4096\n    outgoing-range: 8192\n"

HEALTHY = [
    Resolver("sede", "unbound", "10.177.1.53", "local", options={"ede": "no", "extra": ROOMY}, proof=[GOOD, SECURE]),
    Resolver("filial", "named", "10.177.2.53", "local", proof=[GOOD, SECURE]),
    Resolver("sala", "dnsmasq", "10.177.3.53", "local", options={"forward": "10.177.1.53"}, inventory={"forwards_to": ["sede"]}, proof=[GOOD]),
    Resolver("via-r", "recursor", "189.1.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("via-k", "kresd", "189.2.2.53", "isp", proof=[GOOD]),
    Resolver("via-d", "dnsdist", "189.3.3.53", "isp", options={"forward": "179.1.1.53"}, proof=[GOOD]),
    Resolver("livre-u", "unbound", "179.1.1.53", "public", options={"ede": "no", "extra": ROOMY}, proof=[GOOD, SECURE]),
    Resolver("livre-k", "kresd", "179.2.2.53", "public", proof=[GOOD]),
    Resolver("aberto-n", "named", "179.3.3.53", "public", options={"validation": "no"}, validates=False, proof=[GOOD]),
    Resolver("aberto-r", "recursor", "2804:b0:4::53", "public", proof=[GOOD, SECURE]),
]

REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "179.6.6.80", 60)
    return true
  end
  return false
end
"""

FAULTY = [
    Resolver("trancado", "unbound", "10.177.5.53", "local", row("resolver_refused"), options={"access": "refuse"}, proof=[Look(*WEB, "REFUSED ede=18")]),
    Resolver("toco", "dnsmasq", "10.177.6.53", "local", row(NO_WAY), options={"forward": LOST_FORWARDER}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("velho", "proxy", "10.177.7.53", "local", row("resolver_edns_broken"), options={"forward": "10.177.1.53", "flags":
             ["--rule", ".,+edns,1:bare"]}, proof=[Look(*WEB, "FORMERR"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("guarda", "dnsmasq", "10.177.8.53", "local", cells=rebinds, record=or_nothing(local("resolver_rebind_protection", FAILS + "|info")),
             options={"forward": "179.1.1.53", "extra": "stop-dns-rebind"}, proof=[GOOD, Look(PRIVATE[0], "A", "NODATA|REFUSED|NXDOMAIN")]),
    # A name server of somebody's zones, in the list of resolvers.
    Resolver("engano", "", "177.10.2.1", "isp", row("resolver_not_recursive|resolver_refused"), on_process_of="host-k",
             proof=[Look("www.xn--feijo-dra.buriti", "A", "REFUSED -ra"), Look("www.fazenda.com.ipe", "A", "NOERROR +aa -ra")]),
    Resolver("surdo", "", "189.9.9.53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("peneira", "unbound", "189.6.6.53", "isp", cells=withholds(WITHHELD), record=or_nothing(upstream("resolver_blocklist", FAILS + "|info")),
             options={"ede": "no", "extra": ROOMY + f'    local-zone: "{WITHHELD[0]}" always_nxdomain\n'}, proof=[GOOD, Look(WITHHELD[0], "A", "NXDOMAIN")]),
    Resolver("anzol", "named", "189.5.5.53", "isp", row("resolver_dnssec_broken"), options={"wrong_anchor": True},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("relogio", "unbound", "179.5.5.53", "public", row("resolver_dnssec_broken"), options={"ede": "no", "under": ["faketime", "-f", "-5y"]},
             proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("censor", "kresd", "179.7.7.53", "public", cells=withholds(FILTERED), record=or_nothing(upstream("resolver_blocklist", FAILS + "|info")),
             options={"extra": "policy.add(policy.suffix(policy.DENY_MSG('bloqueado'), {todname('" + FILTERED[0] + ".')}))"},
             proof=[GOOD, Look(FILTERED[0], "A", "NXDOMAIN")]),
    Resolver("cartaz", "recursor", "179.6.6.53", "public", cells=advertises, validates=False, record=upstream("resolver_nxdomain_rewrite", FAILS + "|info"),
             options={"validation": "off", "script": REWRITE}, proof=[GOOD, Look("nada.banco.buriti", "A", "NOERROR")]),
    Resolver("rota", "recursor", "179.8.8.53", "public", cells=lost_way, record=or_nothing(upstream("resolver_auth_path_broken", FAILS + "|info")), proof=[GOOD]),
    Resolver("semtcp", "unbound", "179.9.9.53", "public", cells=needs_tcp, fault="no_tcp", record=or_nothing(upstream("resolver_tcp_blocked", FAILS + "|info")),
             options={"ede": "no", "extra": ROOMY}, proof=[GOOD, Look(*WEB, "TIMEOUT|CLOSED", ("tcp",))]),
    Resolver("lesma", "proxy", "189.7.7.53", "isp", cells=crawls, record=upstream("resolver_slow", FAILS + "|info"),
             options={"forward": "189.1.1.53", "flags": ["--delay", "0.8"]}, proof=[GOOD]),
    Resolver("terreno", "", "179.10.10.53", "public", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
]
RESOLVERS = HEALTHY + FAULTY

# Caches that remember; one that has the site's own names.
OTHERS = [
    Resolver("cofre", "unbound", "189.21.1.53", "isp", options={"ede": "no"}, proof=[GOOD]),
    Resolver("porao", "recursor", "10.177.21.53", "local", proof=[GOOD]),
    Resolver("casa", "unbound", "10.177.22.53", "local", options={"ede": "no", "extra":
             'domain-insecure: "interno.fazenda.com.ipe"\nstub-zone:\n    name: "interno.fazenda.com.ipe"\n    stub-addr: 10.177.9.1\n'}, proof=[GOOD]),
    Resolver("nono", "unbound", "179.22.1.53", "public", proof=[GOOD, SECURE]),
]
ABSENT_RESOLVERS = []
