# SPDX-License-Identifier: MIT
"""Who resolves in the eighth internet, and what each does wrong."""

import dataclasses

from model import FAILS, OK, Look, Resolver, Truth, local, row, truth, upstream, words

from .zones import DEAD_UPSTREAM, SAFE, WEEK_AGO

WEB = ("www.poste.bf", "A")
SIGNED = ("www.banque.ml", "A")
GOOD = Look(*WEB, "NOERROR +ra")
SECURE = Look(*SIGNED, "NOERROR +ad")

PAGE = "102.66.9.9"
# To the regulator's page and said so, denied and said so, and made empty without a word.
PAGED, FORBIDDEN, EMPTIED = "jeux.sahelnet.africa", "opposition.sahelnet.africa", "radio.sahelnet.africa"
CENSORED = (PAGED, FORBIDDEN, EMPTIED)
FRESH = ("frais.ml", "iter.ml")
SEARCH = "102.65.9.9"


def below(name, *zones):
    return any(name == zone or name.endswith("." + zone) for zone in zones)


def censors(question):
    return upstream("resolver_blocklist", FAILS + "|info") if question.name in CENSORED else None


def behind(question):
    """Its clock is a week behind: what was signed since is not valid yet, and what has expired since still is."""
    if below(question.name, *FRESH):
        return local("resolver_dnssec_broken", FAILS)
    return OK if below(question.name, "hier.ml") else None


def island(question):
    """Somebody configured the zone's key there, years ago."""
    return upstream("resolver_dnssec_broken", FAILS) if below(question.name, "ilot.ml") else None


def no_six(question):
    return upstream("resolver_auth_path_broken", FAILS) if below(question.name, "six.ml") else None


def forgets_sha1(question):
    return OK if below(question.name, "vieux-mort.ne") else None


def searches(question):
    """Domains that are not registered lead browsers to its search page: what it takes for such, too."""
    if question.qtype != "A" or not question.name.startswith("www.") or question.name.count(".") != 2 or "NXDOMAIN" not in question.seen:
        return None
    lie = upstream("resolver_nxdomain_rewrite", FAILS)
    return lie if question.seen == "NXDOMAIN" else lie.or_else(OK).or_else(question.truth)


def half_refused(question):
    """Or what the good half shows, like everybody."""
    return OK.or_else(upstream(SOMETIMES, FAILS + "|info")).or_else(question.truth)


SPECIFIC = (censors, behind, island, no_six)


def of_some(question):
    """What is true of a good name where one resolver alone fails it: that resolver's fault is all that can be said of the name."""
    if searches(question) and question.seen == "NXDOMAIN":  # The domain is not there, and one says that it is: either may be told of the name.
        return dataclasses.replace(question, truth=question.truth.or_else(upstream("resolver_nxdomain_rewrite", "degraded|info")))
    fault = next((what for what in (kind(question) for kind in SPECIFIC) if what is not None and what != OK), None)
    if fault is None:
        return question
    fault = Truth(words("degraded|info"), fault.locus, fault.cause)
    if question.truth != OK:
        return dataclasses.replace(question, truth=fault.or_else(question.truth))
    return dataclasses.replace(question, truth=fault, cells={resolver.id: OK for resolver in RESOLVERS})


REWRITE = f"""
function nxdomain(dq)
  if dq.qtype == pdns.A and dq.qname:countLabels() == 3 and dq.qname:toString():match("^www%.") then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "{SEARCH}", 30)
    return true
  end
  return false
end
"""
RPZ = "$TTL 60\n$ORIGIN loi.\n@ SOA ns.loi. a.loi. 7 60 60 60 60\n@ NS ns.loi.\n"
LAW = RPZ + f"{PAGED} A {PAGE}\n{FORBIDDEN} CNAME .\n"
HUSH = RPZ.replace("loi", "tu") + f"{EMPTIED} CNAME *.\n"
# The half that refuses is a server behind it that cannot resolve, too.
SOMETIMES = "forwarder_unreachable|resolver_refused|resolver_rate_limited|resolver_not_recursive|resolver_packet_loss"

HEALTHY = [
    Resolver("noc", "unbound", "10.40.1.53", "local", proof=[GOOD, SECURE]),
    Resolver("noc6", "kresd", "fd40:2::53", "local", proof=[GOOD]),
    Resolver("bureau", "dnsmasq", "10.40.3.53", "local", options={"forward": "10.40.1.53"}, inventory={"forwards_to": ["noc"]}, proof=[GOOD]),
    Resolver("fai-a", "recursor", "102.64.1.53", "isp", proof=[GOOD, SECURE]),
    Resolver("fai-b", "named", "102.65.1.53", "isp", cells=forgets_sha1, options={"extra": 'disable-algorithms "." { RSASHA1; };'},
             proof=[GOOD, SECURE, Look("www.vieux.ne", "A", "NOERROR -ad")]),
    Resolver("pub-1", "unbound", "9.53.1.53", "public", options={"ede": "no"}, proof=[GOOD, SECURE]),
    Resolver("pub-2", "kresd", "9.53.2.53", "public", proof=[GOOD]),
    Resolver("pub-lax", "named", "9.53.3.53", "public", options={"validation": "no"}, validates=False, proof=[GOOD, Look(*SIGNED, "NOERROR -ad")]),
]

RESOLVERS = HEALTHY + [
    # Two of a pool, one of which was never told who its customers are.
    Resolver("fai-a-pool", "dnsdist", "102.64.2.53", "isp", cells=half_refused,
             record=upstream(SOMETIMES, FAILS + "|info"),
             options={"forward": "102.64.1.53", "extra": "setServerPolicy(roundrobin)\nnewServer({address='102.64.3.53:53'}):setUp()"}),
    Resolver("fai-b-search", "recursor", "102.65.2.53", "isp", cells=searches, validates=False,
             record=OK.or_else(upstream("resolver_nxdomain_rewrite", FAILS + "|info")), options={"validation": "off", "script": REWRITE},
             proof=[GOOD, Look("www.libre.bf", "A", "NOERROR"), Look("nope.poste.bf", "A", "NXDOMAIN")]),
    Resolver("censeur", "recursor", "102.66.1.53", "isp", cells=censors, record=OK.or_else(upstream("resolver_blocklist", FAILS + "|info")),
             options={"config": "rpzFile('loi.zone', {policyName='loi', extendedErrorCode=16})\nrpzFile('tu.zone', {policyName='tu'})\n",
                      "files": {"loi.zone": LAW, "tu.zone": HUSH}},
             proof=[GOOD, Look(PAGED, "A", "NOERROR ede=16"), Look(FORBIDDEN, "A", "NXDOMAIN ede=16"), Look(EMPTIED, "A", "NODATA")]),
    Resolver("horloge", "unbound", "10.40.4.53", "local", cells=behind, record=OK.or_else(local("resolver_dnssec_broken", FAILS + "|info")),
             options={"extra": f'val-override-date: "{WEEK_AGO}"'},
             proof=[GOOD, SECURE, Look("www.frais.ml", "A", "SERVFAIL"), Look("www.frais.ml", "A", "NOERROR", ("cd",)),
                    Look("www.hier.ml", "A", "NOERROR +ad")]),
    Resolver("ilote", "unbound", "102.67.1.53", "isp", cells=island, record=OK.or_else(upstream("resolver_dnssec_broken", FAILS + "|info")),
             options={"extra": f'trust-anchor: "ilot.ml. DS 4711 13 2 {"AB" * 32}"'},
             proof=[GOOD, SECURE, Look("www.ilot.ml", "A", "SERVFAIL"), Look("www.ilot.ml", "A", "NOERROR", ("cd",))]),
    Resolver("v4seul", "unbound", "102.68.1.53", "isp", cells=no_six, record=OK.or_else(upstream("resolver_auth_path_broken", FAILS + "|info")),
             options={"extra": "do-ip6: no"}, proof=[GOOD, Look("www.six.ml", "A", "SERVFAIL")]),
    Resolver("muet", "", "102.69.1.53", "isp", row("resolver_timeout"), fault="silent", proof=[Look(*WEB, "TIMEOUT")]),
    Resolver("ferme", "", "10.40.5.53", "local", row("resolver_port_unreachable"), proof=[Look(*WEB, "UNREACHABLE")]),
]

REFUSER = Resolver("fai-a-membre", "unbound", "102.64.3.53", "isp", row("resolver_refused"), options={"access": "refuse", "ede": "no"},
                   proof=[Look(*WEB, "REFUSED")])


def far(name, address, forward, role):
    """Behind a satellite."""
    slow = truth("degraded|info|failure", "local" if role == "local" else "upstream", "resolver_slow")
    return Resolver(name, "proxy", address, role, options={"forward": forward, "flags": ["--delay", "0.7"]},
                    record=OK.or_else(slow), cells=lambda question: OK.or_else(slow).or_else(question.truth))


SATELLITE = [far("sat-noc", "10.41.1.53", "10.40.1.53", "local"), far("sat-fai", "102.64.9.53", "102.64.1.53", "isp"),
             far("sat-pub", "9.53.9.53", "9.53.2.53", "public")]
# One provider's two validators have a root key that is not the root's.
WRONG = [Resolver(f"fai-c{n}", "unbound", f"102.70.{n}.53", "isp", row("resolver_dnssec_broken"), options={"wrong_anchor": True},
                  proof=[Look(*WEB, "SERVFAIL"), Look(*WEB, "NOERROR", ("cd",))]) for n in (1, 2)]
MOBILE = [Resolver("mobile64", "unbound", "fd40:64::53", "local",
                   options={"modules": "dns64 validator iterator", "extra": "dns64-prefix: 64:ff9b::/96"}, proof=[GOOD])]
# A forwarder of the site that goes to a dead provider first, and helps itself after a while.
PATIENT = [Resolver("relais", "dnsmasq", "10.40.6.53", "local", row("forwarder_unreachable"), options={"forward": DEAD_UPSTREAM})]
CENSOR = [Resolver("censeur-bis", "recursor", "102.66.2.53", "isp", cells=censors, record=OK.or_else(upstream("resolver_blocklist", FAILS + "|info")),
                  options={"config": "rpzFile('loi.zone', {policyName='loi', extendedErrorCode=16})\n", "files": {"loi.zone": LAW}}, proof=[GOOD])]
OTHERS = CENSOR + [REFUSER] + SATELLITE + WRONG + MOBILE + PATIENT
# No resolvers: the bank's firewall, which has two faults at once.
ABSENT_RESOLVERS = [Resolver(f"coffre-{n}", "", address, "public", fault="no_tcp") for n, address in enumerate(SAFE)]
