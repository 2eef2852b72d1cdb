# SPDX-License-Identifier: MIT
"""The names of the fourth internet, and the truth about each as the operator who knows the set-up would state it."""

from model import FAILS, OK, Question, absent, authoritative, bogus, dead, empty, fine, maybe, negative, truth, upstream

from .resolvers import FILTERED, RESOLVERS
from .zones import LONGEST, NEARLY

UNCHECKED = [resolver.id for resolver in RESOLVERS if not resolver.validates]


def bogus_denial(name, what):
    """Who does not validate is right to deny it."""
    return bogus(name, "", truth=what, unchecked="NXDOMAIN", direct="NXDOMAIN +aa", cells={resolver: OK.or_else(what) for resolver in UNCHECKED})


GOOD = [
    fine("www.correo.zz", asked="WWW.Correo.ZZ"), fine("correo.zz", "MX"), fine(f"{LONGEST}.correo.zz"), fine(f"{NEARLY}.correo.zz"),
    fine("juan\\.perez.correo.zz"), fine("nuevo.correo.zz"), fine("_dmarc.correo.zz", "TXT"),
    fine("www.tienda.com.zz"), fine("www.tienda.com.zz", "AAAA"), fine("tienda.com.zz", "HTTPS"), fine("tienda.com.zz", "CAA"),
    fine("sel._domainkey.tienda.com.zz", "TXT"), fine("cualquiera.apps.tienda.com.zz"), fine("tienda.com.zz", "NS"), fine("par.tienda.com.zz"),
    fine("www.uni.edu.zz"), fine("_sip._udp.uni.edu.zz", "SRV"), fine("api.uni.edu.zz"), fine("gordo.uni.edu.zz", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("www.salud.gob.zz"), fine("salud.gob.zz", "SOA"), fine("www.lab.salud.gob.zz"), fine("www.sec.salud.gob.zz"), fine("x.apps.sec.salud.gob.zz"),
    fine("www.app.market"), fine("solo6.app.market", "AAAA"), fine("www.cdn.cloud"), fine("rebajas.marca.cdn.cloud"), fine("c1.cdn.cloud"),
    fine("gordo.cdn.cloud", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), fine("www.xn--e1afmkfd.xn--90a3ac", asked="www.пример.срб"),
    fine("www.viajera.market"), fine("www.mutua.com.zz"), fine("www.sur.ww"), fine("www.timida.market", direct="TIMEOUT"),
    fine("70.2.0.77.in-addr.arpa", "PTR"), fine("1.2.0.77.in-addr.arpa", "PTR"), fine("com.zz", "SOA"), fine("com.zz", "NS"),
    fine("registro.zz"), fine("www.rrl.zz"), fine("www.cortada.zz", direct="TRUNCATED"),
    fine("www.correo-malo.com.zz"), fine("www.sin-https.cloud"), fine("www.niega-https.cloud"), fine("www.rehusa-caa.cloud"),
    fine("www.falla-aaaa.cloud"), fine("www.grupo.cloud"), fine("www.mutua.market"),
]

# An alias of a name without the type: the alias is all that is answered.
EMPTY_END = {resolver.id: OK.or_else(negative("no_data")) for resolver in RESOLVERS if resolver.healthy}

NEGATIVE = [
    absent("nope.correo.zz", direct="NXDOMAIN +aa"), absent("autodiscover.tienda.com.zz", direct="NXDOMAIN +aa"),
    absent("nope.uni.edu.zz", "TXT", direct="NXDOMAIN +aa"), absent("nope.salud.gob.zz", direct="NXDOMAIN +aa"),
    absent("nope.lab.salud.gob.zz", "AAAA", direct="NXDOMAIN +aa"), absent("nope.app.market", direct="NXDOMAIN +aa"),
    absent("_dmarc.nope.cdn.cloud", "TXT", direct="NXDOMAIN +aa"), absent("www.nope.viajera.market"), absent("nope.timida.market", direct="TIMEOUT"),
    absent("www.vaciada.cloud", direct="NXDOMAIN +aa"), absent("9.2.0.77.in-addr.arpa", "PTR", direct="NXDOMAIN +aa"),
    absent("www.sinregistro.zz", cause="domain_not_registered"), absent("www.sinregistro.market", cause="domain_not_registered"),
    absent("www.sinregistro.cloud", cause="domain_not_registered"),
    *[absent(f"www.sinregistro.{level}.zz", cause="domain_not_registered|name_does_not_exist") for level in ("com", "edu")],
    # Not where the proof is missing (see sinprueba).
    absent("www.nadie.gob.zz", cause="domain_not_registered|name_does_not_exist"),
    absent("www.tienda.con.zz", truth=negative("domain_not_registered|name_does_not_exist").or_else(truth("negative|failure", "local", "name_typo"))),
    absent("www.tienda.com.zx", truth=truth("negative|failure", "local", "tld_does_not_exist|name_typo")),
    absent("solo4.tienda.com.zz.uni.edu.zz", truth=truth("negative|failure", "local", "search_suffix_appended").or_else(negative("name_does_not_exist"))),
    absent("5.8.16.172.in-addr.arpa", "PTR", truth=truth("negative|failure|info", "local", "special_use_name").or_else(
        negative("name_does_not_exist|domain_not_registered"))),
    empty("solo4.tienda.com.zz", "AAAA", direct="NODATA +aa"), empty("alias4.uni.edu.zz", "AAAA", seen="NOERROR", cells=EMPTY_END), empty("www.correo.zz", "HTTPS", direct="NODATA +aa"),
    empty("www.app.market", "HTTPS"), empty("apps.salud.gob.zz", "A"), empty("edu.zz", "A", direct="NODATA +aa"), empty("gob.zz", "A"),
    empty("lab.salud.gob.zz", "SRV"), empty("x.apps.cdn.cloud", "AAAA"),
    Question("algo.nada.cdn.cloud", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
    Question("fuera.cdn.cloud", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
    Question("71.2.0.77.in-addr.arpa", "PTR", authoritative("cname_dangling|name_does_not_exist", "negative|failure|degraded"), seen="NXDOMAIN"),
]

BROKEN = [
    dead("www.hundida.zz", "auth_timeout", "TIMEOUT"), dead("hundida.zz", "auth_timeout", "TIMEOUT", "MX"), dead("tia.rota.cdn.cloud", "auth_timeout", "NOERROR +aa"),
    dead("www.cerrada.com.zz", "auth_port_unreachable|auth_timeout", "UNREACHABLE|TIMEOUT"),
    dead("www.rechazo.market", "auth_lame", "REFUSED"), dead("www.caducada.com.zz", "auth_servfail", "SERVFAIL"),
    # Unbound makes NODATA of a referral from a zone to itself.
    dead("www.olvidada.salud.gob.zz", "auth_lame", "REFERRAL -aa", severity=FAILS, seen="FAIL|NODATA"),
    maybe("www.filial.salud.gob.zz", authoritative("auth_partial_lame", "degraded"), "NOERROR +aa; REFERRAL -aa", seen="NOERROR|FAIL|NODATA"),
    Question("www.antigua.com.zz", "A", authoritative("auth_lame|auth_nxdomain_for_existing_name", "failure|degraded|negative"), seen="NXDOMAIN|FAIL|NODATA", direct="NXDOMAIN +aa"),
    maybe("www.media-antigua.com.zz", authoritative("auth_partial_lame|auth_inconsistent_existence|auth_nxdomain_for_existing_name", FAILS),
          "NOERROR +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN|FAIL|NODATA"),
    maybe("www.media-vacia.cloud", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), "NOERROR +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.media-aparcada.market", authoritative("auth_inconsistent_data|auth_partial_lame", "degraded|info|failure"), "NOERROR +aa; NOERROR +aa"),
    maybe("www.ventas.grupo.cloud", upstream("delegation_missing|delegation_inconsistent", FAILS).or_else(
        authoritative("auth_inconsistent_existence", FAILS)), "NOERROR +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.media-lenta.cloud", authoritative("auth_slow|auth_partial_outage", "degraded"), "NOERROR +aa; TIMEOUT"),
    maybe("www.media-sorda.cloud", authoritative("auth_edns_intolerant|auth_partial_outage", "degraded"), "NOERROR +aa; TIMEOUT"),
    dead("sin-https.cloud", "auth_qtype_dropped", "TIMEOUT", "HTTPS", severity=FAILS),
    Question("niega-https.cloud", "HTTPS", authoritative("auth_nxdomain_for_existing_name", "failure|degraded|negative"), seen="NXDOMAIN|NODATA|FAIL", direct="NXDOMAIN"),
    dead("rehusa-caa.cloud", "auth_qtype_unsupported|auth_qtype_dropped", "REFUSED", "CAA", severity=FAILS),
    dead("www.falla-aaaa.cloud", "auth_qtype_unsupported|auth_servfail", "SERVFAIL", "AAAA", severity=FAILS),
    dead("www.truncada.zz", "auth_tcp_blocked", "TRUNCATED"),
    maybe("www.socios.market", upstream("resolver_auth_path_broken", "degraded").or_else(authoritative("auth_lame|auth_partial_lame", "degraded"))),
    # Nobody can be asked where its servers are: the TLD of their names is gone.
    Question("www.apoyada.com.zz", "A", upstream("delegation_ns_unresolvable|tld_unreachable"), seen="FAIL"),
    Question("www.anillo.kk", "A", upstream("tld_unreachable"), seen="FAIL"),
    maybe("www.hija-rota.cloud", authoritative("auth_timeout|auth_port_unreachable|auth_partial_outage", FAILS).or_else(
        upstream("delegation_inconsistent|delegation_glue_mismatch", "degraded"))),
    Question("www.espiral.cloud", "A", upstream("delegation_cyclic"), seen="FAIL"),
    Question("www.anulada.zz", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("ombligo.cdn.cloud", "A", authoritative("cname_loop", "failure|degraded|negative"), seen="FAIL|NOERROR"),
]

# The registry of the second level: not the names' own fault.
REGISTRY = upstream("parent_dnssec_bogus", FAILS)
EITHER = REGISTRY.or_else(authoritative("dnssec_signature_expired", FAILS))
DNSSEC = [
    *[bogus(f"www.{name}.org.zz", "", truth=EITHER) for name in ("uno", "dos", "tres")],
    bogus_denial("nope.tres.org.zz", EITHER),
    bogus("www.dsvencido.com.zz", "", truth=REGISTRY), bogus("dsvencido.com.zz", "", "MX", truth=REGISTRY),
    bogus("www.sinprueba.gob.zz", "", truth=upstream("parent_dnssec_bogus|dnssec_denial_missing", FAILS)),
    bogus("www.vencida.market", "dnssec_signature_expired"), bogus("www.otra-clave.gob.zz", "dnssec_ds_mismatch"),
    bogus("www.desfirmada.com.zz", "dnssec_zone_unsigned_with_ds"), bogus("correo-malo.com.zz", "dnssec_bogus", "MX"),
    bogus_denial("nope.negada.market", authoritative("dnssec_bogus", FAILS)),
    # Asked beside the one above, a Knot Resolver now and then fails it too.
    maybe("www.negada.market", authoritative("dnssec_bogus", FAILS), "NOERROR +aa"),
    # Its servers' addresses cannot be trusted; some resolvers do not mind.
    maybe("www.apoyo-vencido.com.zz", upstream("delegation_ns_unresolvable", FAILS).or_else(authoritative("dnssec_signature_expired", FAILS))),
]

POLICED = [Question(name, "A", upstream("resolver_blocklist", "degraded|info"), seen="NOERROR", direct="NOERROR +aa") for name in FILTERED]

QUESTIONS = GOOD + NEGATIVE + BROKEN + DNSSEC + POLICED
