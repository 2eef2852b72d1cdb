# SPDX-License-Identifier: MIT
"""The names of the ninth internet, and the truth about each as the operator who knows the set-up would state it."""

from model import FAILS, OK, Question, absent, authoritative, bogus, dead, empty, fine, local, maybe, negative, truth, upstream

from .resolvers import PRIVATE, RESOLVERS, WITHHELD

UNCHECKED = [resolver.id for resolver in RESOLVERS if not resolver.validates]

GOOD = [
    fine("www.kedr.bor"), fine("kedr.bor", "MX"), fine("long.kedr.bor"), fine("kedr.bor", "CAA"), fine("v6.kedr.bor", "AAAA"),
    fine("www.pihta.bor"), fine("pihta.bor", "TXT"), fine("x.app.pihta.bor"),
    fine("www.sosna.ural"), fine("sosna.ural", "MX"), fine("_sip._tcp.sosna.ural", "SRV"), fine("y.app.sosna.ural"),
    fine("www.el.tuva"), fine("below.an.empty.one.el.tuva"), fine("api.el.tuva"),
    fine("www.osina.sib"), fine("ring.osina.sib"), fine("osina.sib", "NS"), fine("www.lipa.sib"), fine("www.lipa.sib", "AAAA"),
    fine("www.bereza.gov.ural"), fine("www.iva.bor"), fine("www.kora.tuva"), fine("www.ryab.bor"), fine("tis.ural", "MX"),
    fine("www.moh.sib", direct="TIMEOUT"), fine("mail.moh.tuva", direct="TIMEOUT"), fine("www.karta.sib"), fine("karta.sib", "SOA"),
    fine("mail.chern.bor"), fine("www.vidy.sib"), fine("mail.pyatno.tuva"), fine("mail.zavtra.tuva"), fine("www.tih.bor"),
    fine("bezp.bor", "MX"),
]
# Well, and one resolver alone cannot have them, or has something else.
ONE_SIDED = [fine("big.kedr.bor", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), fine("www.olha.sib"), fine("mail.olha.bor"),
             *[fine(name) for name in WITHHELD + PRIVATE]]

TYPO = negative("domain_not_registered|name_does_not_exist").or_else(truth("negative|failure|info", "local", "name_typo"))
NEGATIVE = [
    absent("nope.kedr.bor", direct="NXDOMAIN +aa"), absent("nope.sosna.ural", "TXT", direct="NXDOMAIN +aa"),
        absent("nope.el.tuva", direct="NXDOMAIN +aa"),
    absent("nope.osina.sib", direct="NXDOMAIN +aa"), absent("nope.moh.sib", direct="TIMEOUT"),
    *[absent(f"www.nikto.{tld}", cause="domain_not_registered") for tld in ("bor", "tuva", "sib")],
    absent("www.nikto.gov.ural", cause="domain_not_registered|name_does_not_exist"),
    empty("v4.pihta.bor", "AAAA", direct="NODATA +aa"), empty("an.empty.one.el.tuva", "A"), empty("www.osina.sib", "SRV"),
        empty("z.app.sosna.ural", "AAAA"),
]
LOCAL_NAMES = [
    absent("server.local", truth=truth("negative|failure|info", "local", "special_use_name")),
    absent("nas.home.arpa", truth=truth("negative|failure|info", "local", "special_use_name")),
    absent("db.internal", truth=truth("negative|failure|info", "local", "special_use_name")),
    absent("zimovye", truth=truth("negative|failure|info", "local", "short_name|tld_does_not_exist")),
    absent("www.kedr.nosuch", truth=truth("negative|failure|info", "local", "tld_does_not_exist|name_typo")),
    absent("www.kedt.bor", truth=TYPO),
    absent("www.sosna.ural.osina.sib", truth=truth("negative|failure|info", "local",
        "search_suffix_appended").or_else(negative("name_does_not_exist"))),
]

PARTLY = "auth_partial_outage|auth_partial_lame"
DANGLING = authoritative("cname_dangling", FAILS + "|negative")
GLUE = upstream("delegation_glue_wrong|delegation_glue_mismatch", FAILS + "|info")
OLD_REGISTRY = upstream("delegation_inconsistent", FAILS)
AUTH = [
    dead("www.gar.sib", "auth_timeout", "TIMEOUT"), dead("status.kedr.bor", "auth_timeout", "NOERROR +aa"),
    dead("www.pepel.bor", "auth_timeout", "TIMEOUT"), dead("pepel.bor", "auth_timeout", "TIMEOUT", "MX"),
    dead("www.zamok.ural", "auth_port_unreachable", "UNREACHABLE"),
    dead("www.otkaz.bor", "auth_lame", "REFUSED; 9|NOTAUTH; REFUSED"),
        dead("www.vverh.sib", "auth_lame", "REFERRAL -aa; REFERRAL -aa; REFUSED"),
    dead("www.pul.sib", "auth_servfail", "SERVFAIL"), dead("pul.sib", "auth_servfail", "SERVFAIL", "MX"),
    maybe("www.triplet.bor", authoritative("auth_partial_outage", "degraded"), "NOERROR +aa; UNREACHABLE; TIMEOUT"),
    maybe("www.chuzh.ural", authoritative(PARTLY, "degraded"), "NOERROR +aa; REFUSED; SERVFAIL"),
    # Who asks over TCP after silence has it.
    maybe("www.gluh.sib", authoritative("auth_udp_blocked", FAILS), "TIMEOUT"),
    dead("big.tih.bor", "auth_tcp_blocked", "TRUNCATED", "TXT"),
    dead("www.ndo.sib", "auth_edns_intolerant", "NOERROR +aa", severity=FAILS, unchecked="NOERROR|FAIL"),
    maybe("www.star.sib", authoritative("auth_edns_intolerant", FAILS), "NOTIMP"),
    dead("vidy.sib", "auth_qtype_unsupported", "NOTIMP", "CAA", severity=FAILS, seen="FAIL|NOTIMP"),
    dead("_sip._tcp.vidy.sib", "auth_qtype_dropped", "TIMEOUT", "SRV", severity=FAILS),
    Question("vidy.sib", "MX", authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative"), seen="NXDOMAIN|NODATA",
        direct="NXDOMAIN +aa"),
    maybe("www.kvota.sib", authoritative("auth_rate_limited|auth_packet_loss", FAILS)),
    maybe("www.medved.sib", authoritative("auth_slow", FAILS + "|info")),
    maybe("www.purga.bor", authoritative("auth_packet_loss|auth_timeout|auth_partial_outage", FAILS)),
    Question("www.raz.sib", "A", authoritative("auth_inconsistent_data", "degraded|info"), seen="NOERROR", direct="NOERROR +aa"),
    maybe("ring.raz.sib", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa", seen="NOERROR"),
    Question("fresh.dva.sib", "A", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), seen="NOERROR|NXDOMAIN",
             direct="NXDOMAIN +aa; NXDOMAIN +aa; NOERROR +aa"),
    Question("lost.kedr.bor", "A", DANGLING, seen="NXDOMAIN"), Question("away.kedr.bor", "A", DANGLING, seen="NXDOMAIN"),
    Question("gone.osina.sib", "A", DANGLING, seen="NXDOMAIN"),
    Question("ring2.pihta.bor", "A", authoritative("cname_loop", FAILS + "|negative"), seen="FAIL|NOERROR"),
]
PARENTS = [
    maybe("www.kley.bor", GLUE, "NOERROR +aa"),
    maybe("www.pol.bor", GLUE.or_else(authoritative("auth_partial_outage", "degraded|info")), "NOERROR +aa"),
    Question("www.skit.sib", "A", upstream("delegation_ns_private_address"), seen="FAIL", direct="NOERROR +aa"),
    Question("www.bezdom.tuva", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("www.krug1.bor", "A", upstream("delegation_cyclic"), seen="FAIL"),
    Question("www.krug3.sib", "A", upstream("delegation_cyclic"), seen="FAIL"),
    maybe("www.spor.sib", OLD_REGISTRY, "NOERROR +aa"),
    maybe("www.molod.sib", OLD_REGISTRY, "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    # Nothing tells it from a domain that nobody has.
    Question("www.nedel.bor", "A", negative("domain_not_registered").or_else(upstream("delegation_missing", "failure|negative")),
        seen="NXDOMAIN"),
]
REGISTRIES = [
    Question("www.les.amur", "A", upstream("tld_unreachable"), seen="FAIL"),
        Question("www.nikto.amur", "A", upstream("tld_unreachable"), seen="FAIL"),
    Question("www.les.ob", "A", upstream("tld_lame"), seen="FAIL"), Question("mail.nikto.ob", "A", upstream("tld_lame"), seen="FAIL"),
    Question("www.les.chuna", "A", upstream("tld_lame|tld_unreachable"), seen="FAIL"),
    bogus("www.les.yana", "", truth=upstream("parent_dnssec_bogus", FAILS)),
        bogus("pole.yana", "", "MX", truth=upstream("parent_dnssec_bogus", FAILS)),
]
UNSIGNED = "dnssec_zone_unsigned_with_ds"
MISSED = authoritative("dnssec_denial_missing", FAILS)
DNSSEC = [
    bogus("www.vchera.ural", "dnssec_signature_expired"), bogus("login.osina.sib", "dnssec_signature_expired"),
    bogus("www.kluch.bor", "dnssec_signature_expired"), bogus("www.zavtra.tuva", "dnssec_signature_not_yet_valid"),
    bogus("www.drugoy.bor", "dnssec_ds_mismatch"), bogus("www.bezkl.tuva", "dnssec_dnskey_missing"), bogus("www.golaya.gov.ural", UNSIGNED),
    bogus("www.bezp.bor", "dnssec_rrsig_missing"),
    bogus("v4.nemoy.ural", "", "AAAA", truth=MISSED, unchecked="NODATA", direct="NODATA +aa", cells={
        resolver: OK.or_else(negative("no_data")).or_else(MISSED) for resolver in UNCHECKED}),
    # Who asks for its servers' other addresses may stumble over that.
    maybe("www.nemoy.ural", MISSED, "NOERROR +aa"),
    maybe("www.odin.bor", authoritative("dnssec_inconsistent", FAILS), "NOERROR +aa"),
    bogus("pyatno.tuva", "dnssec_bogus", "MX"), bogus("www.gnil.bor", "dnssec_bogus"), bogus("gnil.bor", "dnssec_bogus", "MX"),
    bogus("www.vethiy.ural", "", truth=upstream("parent_dnssec_bogus", FAILS)),
]

BROKEN = AUTH + PARENTS + REGISTRIES + DNSSEC
QUESTIONS = GOOD + ONE_SIDED + NEGATIVE + LOCAL_NAMES + BROKEN
