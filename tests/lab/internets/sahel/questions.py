# SPDX-License-Identifier: MIT
"""The names of the eighth internet, and the truth about each as the operator who knows the set-up would state it."""

from model import FAILS, OK, Question, absent, authoritative, bogus, dead, empty, fine, maybe, negative, upstream

from .resolvers import CENSORED


PARTLY = "auth_partial_outage|auth_partial_lame"
GOOD = [
    fine("www.sahelnet.africa"), fine("ronde.sahelnet.africa"), fine("_sip._udp.sahelnet.africa", "SRV"), fine("profond.au.fond.sahelnet.africa"),
    fine("www.banque.ml"), fine("banque.ml", "MX"), fine("a.b.guichet.banque.ml"), fine("c1.banque.ml"), fine("actualites.banque.ml"),
    fine("www.minefi.gouv.ml"), fine("www.minefi.gouv.ml", "AAAA"), fine("minefi.gouv.ml", "TXT"),
    fine("www.univ.ml"), fine("gros.univ.ml", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), fine("extranet.univ.ml"),
    fine("www.poste.bf"), fine("poste.bf", "MX"), fine("www.cdn.africa"), fine("www.vieux.ne"), fine("a.guichet.vieux.ne"),
    fine("www.renomme.ne"), fine("a.guichet.renomme.ne"), fine("www.niamey.edu.ne"), fine("www.libre.ml"),
    fine("www.double.ml"), fine("www.culture.gouv.bf"), fine("www.heberg.africa"), fine("www.commune.ml"), fine("www.guichets.bf"),
    fine("www.moitie.bf"), fine("www.silo.ml"),
]
# Well, and one resolver alone cannot have them, or has something else.
ONE_SIDED = [
    fine("www.frais.ml"), fine("frais.ml", "MX"), fine("www.iter.ml"), fine("a.guichet.iter.ml"), fine("www.ilot.ml"), fine("ilot.ml", "MX"),
    fine("www.six.ml"), fine("courriel.six.ml"), *[fine(name) for name in CENSORED],
]
NEGATIVE = [
    absent("nope.banque.ml", direct="NXDOMAIN +aa"), absent("nope.poste.bf", direct="NXDOMAIN +aa"), absent("nope.univ.ml", "TXT"),
    absent("nope.vieux.ne"), absent("nope.minefi.gouv.ml"), absent("nope.renomme.ne"), absent("nope.libre.ml"),
    absent("www.personne.ml", cause="domain_not_registered"), absent("www.personne.africa", cause="domain_not_registered"),
    absent("www.personne.ne", cause="domain_not_registered"), absent("www.libre.bf", cause="domain_not_registered"),
    absent("www.personne.gouv.ml", cause="domain_not_registered|name_does_not_exist"),
    empty("quatre.banque.ml", "AAAA", direct="NODATA +aa"), empty("six.poste.bf", "A"), empty("au.fond.univ.ml", "A"), empty("www.cdn.africa", "CAA"),
    Question("fidelite.banque.ml", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
]
# Shown by iter.ml's servers with more iterations than resolvers care to count: they take it for unsigned.
COUNTED = [absent("nope.iter.ml")]

OLD_REGISTRY = upstream("delegation_inconsistent", FAILS)
TAKEN = authoritative("auth_inconsistent_data|auth_inconsistent_existence|auth_partial_lame|auth_lame", FAILS).or_else(
    upstream("delegation_inconsistent", FAILS))
LOST_BELOW = OLD_REGISTRY.or_else(authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS))
BROKEN = [
    *[maybe(name, OLD_REGISTRY, "NOERROR +aa", qtype, seen="NOERROR|NXDOMAIN") for name, qtype in (("www.nouveau.bf", "A"), ("nouveau.bf", "MX"))],
    maybe("www.demenage.bf", OLD_REGISTRY, "NOERROR +aa"),
    maybe("www.sante.gouv.bf", OLD_REGISTRY, "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.zinder.edu.ne", OLD_REGISTRY, "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.commerce.bf", upstream("delegation_ns_unresolvable", "degraded|info").or_else(authoritative(PARTLY, "degraded"))),
    Question("www.orphelin.ml", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("www.parque.bf", "A", TAKEN, seen="NOERROR", direct="NOERROR +aa"),
    Question("parque.bf", "MX", TAKEN.or_else(OK), seen="NOERROR|NODATA", direct="NODATA +aa; NOERROR +aa"),
    Question("nope.parque.bf", "A", TAKEN.or_else(negative("name_does_not_exist")), seen="NXDOMAIN|NOERROR", direct="NOERROR +aa; NXDOMAIN +aa"),
    maybe("www.mixte.bf", upstream("delegation_glue_wrong|delegation_glue_mismatch", "degraded|info").or_else(
        authoritative("auth_partial_outage", "degraded"))),
    Question("ronde.moitie.bf", "A", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), seen="NOERROR|NXDOMAIN",
             direct="NOERROR +aa; NXDOMAIN +aa"),
    Question("six.moitie.bf", "AAAA", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), seen="NOERROR|NXDOMAIN",
             direct="NOERROR +aa; NXDOMAIN +aa"),
    Question("www.sous.moitie.bf", "A", LOST_BELOW.or_else(OK), seen="NOERROR|NXDOMAIN", direct="NOERROR +aa"),
    maybe("www.muet.ne", authoritative("auth_edns_intolerant", FAILS), "TIMEOUT; FORMERR"),
    dead("www.guichets.bf", "auth_qtype_dropped", "TIMEOUT", "HTTPS", severity=FAILS),
    bogus("www.coffre.ml", "auth_tcp_blocked|auth_udp_blocked|auth_packet_loss", seen="FAIL", unchecked="NOERROR|FAIL", direct=""),
    bogus("coffre.ml", "auth_tcp_blocked|auth_udp_blocked|auth_packet_loss", "MX", seen="FAIL", unchecked="NOERROR|FAIL", direct=""),
    absent("nope.silo.ml", truth=negative("name_does_not_exist").or_else(
        authoritative("auth_udp_blocked|auth_edns_intolerant|auth_packet_loss", FAILS)), seen="NXDOMAIN|FAIL"),
    *[maybe(f"{host}.poussiere.bf", authoritative("auth_packet_loss|auth_timeout|auth_partial_outage", FAILS)) for host in ("www", "quatre")],
    maybe("www.lent.bf", authoritative("auth_slow|auth_timeout", FAILS)), maybe("quatre.lent.bf", authoritative("auth_slow|auth_timeout", FAILS)),
    dead("www.mort.bf", "auth_timeout|auth_port_unreachable"), dead("mort.bf", "auth_timeout|auth_port_unreachable", qtype="MX"),
    dead("www.lame.ne", "auth_lame|auth_timeout", "REFUSED; TIMEOUT"),
]

BELOW = upstream("parent_dnssec_bogus", FAILS).or_else(authoritative("dnssec_denial_missing", FAILS))
UNSIGNED = "dnssec_zone_unsigned_with_ds"
DNSSEC = [
    maybe("www.ksk.ne", authoritative("dnssec_inconsistent|dnssec_signature_expired", FAILS), "NOERROR +aa"),
    bogus("www.nu.gouv.ml", UNSIGNED, seen="FAIL", unchecked="NOERROR|FAIL", direct="NOERROR +aa; TIMEOUT"),
    bogus("portail.banque.ml", UNSIGNED, seen="FAIL", unchecked="NOERROR|FAIL"),
    bogus("www.vieux-mort.ne", "dnssec_signature_expired"), bogus("www.hier.ml", "dnssec_signature_expired"),
    bogus("hier.ml", "dnssec_signature_expired", "MX"),
    bogus("www.ecole.commune.ml", "", truth=BELOW),
    bogus("quatre.commune.ml", "dnssec_denial_missing", "AAAA", unchecked="NODATA", direct="NODATA +aa",
          cells={"pub-lax": OK.or_else(negative("no_data")).or_else(authoritative("dnssec_denial_missing")),
                 "fai-b-search": OK.or_else(negative("no_data")).or_else(authoritative("dnssec_denial_missing"))}),
]

QUESTIONS = GOOD + ONE_SIDED + NEGATIVE + COUNTED + BROKEN + DNSSEC
