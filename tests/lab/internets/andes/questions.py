# SPDX-License-Identifier: MIT
"""The names of the seventh internet, and the truth about each as the operator who knows the set-up would state it."""

from model import FAILS, OK, Question, absent, authoritative, by_name, dead, empty, fine, local, maybe, truth, upstream

from .resolvers import ADVERTS, NULLED, RESOLVERS


def bogus(name, cause, qtype="A", **more):
    return Question(name, qtype, authoritative(cause, FAILS), seen=more.pop("seen", "SERVFAIL"), unchecked=more.pop("unchecked", "NOERROR"), **more)


def named(*names):
    return by_name(QUESTIONS, *names)


DANGLING = authoritative("cname_dangling", "negative|degraded|failure")
OUR_SERIALS = authoritative("auth_inconsistent_data", "info")

# Who shows the alias alone may be said to have answered.
EVERYBODY = [resolver.id for resolver in RESOLVERS if resolver.row is None]


def alias_shown(question):
    question.cells = {resolver: OK.or_else(question.truth) for resolver in EVERYBODY}
    return question


GOOD = [
    fine("www.andes.io"), fine("www.andes.io", "AAAA"), fine("www.andes.io", "HTTPS"), fine("andes.io", "MX"), fine("andes.io", "CAA"), fine("andes.io", "TXT"),
    fine("_grpc._tcp.andes.io", "SRV"), fine("rr.andes.io"), fine("vpn.andes.io"), fine("big.andes.io", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("x.preview.andes.io"), fine("b.a.preview.andes.io"),
    # At somebody else's, by alias.
    fine("shop.andes.io"), fine("static.andes.io"), fine("static.andes.io", "AAAA"), fine("deep.andes.io"), fine("geo.andes.io"),
    fine("app3.andes.io"), fine("app4.andes.io"), fine("media.andes.io"),
    fine("www.andes-viejo.com"), fine("rr.andes-viejo.com"), fine("_grpc._tcp.andes-viejo.com", "SRV"), fine("shop.andes-viejo.com"),
    fine("www.andespay.com"), fine("new.andespay.com"), fine("promo.andespay.com", "AAAA"), fine("big.andespay.com", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("www.cdn-uno.com"), fine("www.nube.net", "AAAA"), fine("www.nube.com", "HTTPS"), fine("any.tienda-saas.com"), fine("www.anuncios.net"), fine("mid.anuncios.net", "TXT"),
    # Serials and lives of their own; the data are the same.
    fine("www.doble.io"), fine("rr.doble.io"), fine("doble.io", "MX"),
    # Another address for each who asks; or now and then.
    fine("www.geo.tramo.net"), fine("www.turn.tramo.net"), fine("www.lb-curt.tramo.net"), fine("www.apex.tramo.net"),
    fine("80.1.50.146.in-addr.arpa", "PTR"),
    # What is broken beside them does not matter.
    # A resolver may stumble over the addresses of its name servers.
    *[maybe(name, authoritative("auth_servfail", "degraded")) for name in ("www.lb-fail.tramo.net", "app.andes.io")], fine("www.lb-old.tramo.net"), fine("www.lb-refuse.tramo.net"), fine("www.lb-mute.tramo.net"), fine("www.pool.tramo.net"),
    fine("www.aliasmal.com"), fine("www.httpsmal.com"), fine("www.mudanza.com"), fine("mail.mudanza.com"), fine("new.mudanza.com"), fine("www.cerrada.com"),
]

NEGATIVE = [
    absent("nope.andes.io", direct="NXDOMAIN +aa"), absent("nope.andespay.com", "TXT", direct="NXDOMAIN +aa"), absent("_dmarc.nube.net", "TXT", direct="NXDOMAIN +aa"),
    absent("_https._tcp.andes.io", "SRV", direct="NXDOMAIN +aa"), absent("nope.andes-viejo.com"), absent("nope.doble.io"),
    absent("99.1.50.146.in-addr.arpa", "PTR"),
    absent("www.libre-ya.com", cause="domain_not_registered"), absent("www.libre-ya.net", cause="domain_not_registered"),
    absent("www.libre-ya.io", "HTTPS", cause="domain_not_registered"),
    # The wildcard does not reach beside nor below what exists.
    empty("a.preview.andes.io", "A"), absent("x.a.preview.andes.io"),
    empty("x.preview.andes.io", "AAAA"), empty("v4.andes.io", "AAAA"), empty("_tcp.andes.io", "A"), empty("mail.nube.net", "HTTPS"),
    empty("www.andespay.com", "CAA"), empty("any.tienda-saas.com", "AAAA"),
    empty("www.lb-curt.tramo.net", "AAAA", seen="NODATA|FAIL"), alias_shown(empty("app3.andes.io", "HTTPS", seen="NODATA|NOERROR|FAIL")),
]

CHAINS = [
    Question("help.andes.io", "A", DANGLING, seen="NXDOMAIN"), Question("track.andes.io", "A", DANGLING, seen="NXDOMAIN"),
    *[alias_shown(Question("old-shop.andes.io", qtype, DANGLING, seen="NXDOMAIN|NOERROR")) for qtype in ("A", "AAAA")],
    dead("status.andes.io", "auth_timeout", "NOERROR +aa"), dead("docs.andes.io", "auth_lame", "NOERROR +aa"), dead("events.andes.io", "auth_servfail", "NOERROR +aa"),
    dead("events.andes.io", "auth_servfail", "NOERROR +aa", "HTTPS"), dead("broken.andes.io", "auth_timeout|auth_port_unreachable", "NOERROR +aa"),
    bogus("login.andes.io", "dnssec_zone_unsigned_with_ds", direct="NOERROR +aa"),
    dead("checkout.andes.io", "auth_servfail", "NOERROR +aa"),
    maybe("cart.andes.io", authoritative("auth_partial_outage|auth_servfail", "degraded"), "NOERROR +aa"),
]

NO_TYPE = "auth_servfail|auth_qtype_unsupported"
LBS = [
    dead("www.lb-fail.tramo.net", NO_TYPE, "SERVFAIL", "AAAA", severity=FAILS), dead("app.andes.io", NO_TYPE, "NOERROR +aa", "AAAA", severity=FAILS),
    Question("www.lb-deny.tramo.net", "AAAA", authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative"), seen="NXDOMAIN|NODATA", direct="NXDOMAIN +aa"),
    alias_shown(Question("app2.andes.io", "AAAA", authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative"), seen="NXDOMAIN|NOERROR")),
    maybe("www.lb-deny.tramo.net", authoritative("auth_nxdomain_for_existing_name", FAILS), "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    maybe("app2.andes.io", authoritative("auth_nxdomain_for_existing_name", FAILS), seen="NOERROR|NXDOMAIN"),
    *[dead(name, "auth_qtype_unsupported", "NOTIMP", qtype, severity=FAILS, seen="FAIL|NOTIMP") for name, qtype in (
        ("www.lb-old.tramo.net", "HTTPS"), ("_grpc._tcp.lb-old.tramo.net", "SRV"), ("lb-old.tramo.net", "CAA"))],
    dead("www.lb-refuse.tramo.net", "auth_qtype_unsupported|auth_lame", "REFUSED", "AAAA", severity=FAILS, seen="FAIL|REFUSED"),
    dead("app4.andes.io", "auth_qtype_unsupported|auth_lame", "NOERROR +aa", "AAAA", severity=FAILS, seen="FAIL|REFUSED"),
    dead("www.lb-mute.tramo.net", "auth_qtype_dropped", "TIMEOUT", "HTTPS", severity=FAILS),
    dead("pay.pool.tramo.net", "auth_servfail", "SERVFAIL"), empty("pay.pool.tramo.net", "AAAA"),
    maybe("pay.site.tramo.net", authoritative("auth_partial_outage|auth_servfail", "degraded"), "NOERROR +aa; SERVFAIL"),
    maybe("pay.drain.tramo.net", authoritative("auth_inconsistent_existence|auth_nxdomain_for_existing_name", FAILS), "NOERROR +aa; NXDOMAIN +aa",
          seen="NOERROR|NXDOMAIN"),
    maybe("app.eu.between.tramo.net", authoritative("auth_nxdomain_for_existing_name", FAILS), "NOERROR +aa", seen="NOERROR|NXDOMAIN|FAIL"),
    *[dead(f"pay.{zone}.tramo.net", "auth_servfail", "SERVFAIL") for zone in ("bare", "shut", "void")],
    *[fine(f"www.{zone}.tramo.net") for zone in ("bare", "shut", "void")],
    maybe("www.lb-lame.tramo.net", authoritative("auth_partial_lame", "degraded"), "NOERROR +aa; REFUSED; NOERROR +aa; REFUSED"),
]

DNSSEC = [
    bogus("andes.llaves.io", "dnssec_zone_unsigned_with_ds", direct="NOERROR +aa"), bogus("www.llaves.io", "dnssec_zone_unsigned_with_ds", "HTTPS"),
    maybe("www.dosfirmas.com", authoritative("dnssec_inconsistent|dnssec_ds_mismatch", FAILS), "NOERROR +aa"),
    maybe("_grpc._tcp.dosfirmas.com", authoritative("dnssec_inconsistent|dnssec_ds_mismatch", FAILS), "NOERROR +aa", "SRV"),
    maybe("www.tresfirmas.io", authoritative("dnssec_inconsistent|dnssec_signature_expired", FAILS), "NOERROR +aa"),
    bogus("api.aliasmal.com", "dnssec_signature_expired"), bogus("api.aliasmal.com", "dnssec_signature_expired", "AAAA"),
    bogus("www.httpsmal.com", "dnssec_bogus", "HTTPS"), bogus("www.finmal.io", "dnssec_signature_expired"),
]

BROKEN = [
    dead("www.apagado.io", "auth_timeout", "TIMEOUT"), dead("www.papeles.com", "auth_lame", "REFUSED"), dead("eventos.net", "auth_servfail", "SERVFAIL", "MX"),
    dead("www.estado.net", "auth_timeout", "TIMEOUT", "AAAA"),
    maybe("new.mitad.net", authoritative("auth_inconsistent_existence", FAILS), "NOERROR +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.mitad.net", authoritative("auth_inconsistent_data|auth_inconsistent_existence", "degraded|info"), "NOERROR +aa", seen="NOERROR"),
    maybe("www.mudado.com", authoritative("auth_partial_lame", "degraded").or_else(upstream("delegation_inconsistent|delegation_glue_mismatch", "degraded|info"))),
    maybe("www.vendido.com", authoritative("auth_inconsistent_data|auth_partial_lame", FAILS).or_else(upstream("delegation_inconsistent", FAILS)),
          "NOERROR +aa", seen="NOERROR"),
    maybe("mail.vendido.com", authoritative("auth_inconsistent_data|auth_partial_lame", FAILS).or_else(upstream("delegation_inconsistent", FAILS)),
          "NOERROR +aa", seen="NOERROR"),
    Question("www.huerfano.net", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
]

POLICED = [Question(name, "A", truth("degraded|info", "upstream", "resolver_blocklist"), direct="NOERROR +aa") for name in (*ADVERTS, NULLED)]

# Made by a resolver's search list.
SEARCHED = [
    absent("www.cdn-uno.com.default.svc.cluster.local", truth=local("search_suffix_appended|special_use_name", "negative|failure|info"), seen="NXDOMAIN"),
    absent("shop.andes.io.svc.cluster.local", truth=local("search_suffix_appended|special_use_name", "negative|failure|info"), seen="NXDOMAIN"),
]

QUESTIONS = GOOD + NEGATIVE + CHAINS + LBS + DNSSEC + BROKEN + POLICED + SEARCHED
