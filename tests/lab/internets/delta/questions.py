# SPDX-License-Identifier: MIT
"""The names of the fifth internet, and the truth about each as the operator who knows the set-up would state it."""

from model import FAILS, OK, Question, absent, authoritative, bogus, dead, empty, fine, local, maybe, negative, truth, upstream

from .resolvers import DENIED, PHISH, RESOLVERS, SUNK, THROUGH_DENIED, UNREGISTERED


def named(*names):
    return [next(question for question in QUESTIONS if question.name == name) for name in names]


MADE = {"nat64": OK}  # DNS64 makes addresses of IPv6, as it should.

GOOD = [
    fine("www.partner.works"), fine("partner.works", "MX"), fine("partner.works", "TXT"), fine("www.partner.works", "AAAA"),
    fine("shop.partner.works"),
    fine("wide.partner.works", "TXT"), fine("www.bank.tools"), fine("bank.tools", "HTTPS"), fine("_sip._tcp.bank.tools", "SRV"),
        fine("a.app.bank.tools"),
    fine("bank.tools", "SOA"), fine("huge.bank.tools", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("www.saas.inc"), fine("saas.inc", "TXT"), fine("v6.saas.inc", "AAAA"), fine("www.kunde.inc"), fine("api.kunde.inc"), fine("www.post.tools"),
    fine("post.tools", "MX"), fine("www.sechs.tools"), fine("www.lager.works"), fine("www.preise.works"), fine("mail.preise.works"),
        fine("neu.preise.works"),
    # The registry answers for what nobody has registered.
    fine("www.laden.cheap"), fine("www.niemand.cheap"),
    fine("www.gslb.works"), fine("www.nosoa.works"), fine("80.20.10.62.in-addr.arpa", "PTR"), fine("www.abgelaufen.cheap"),
    # Each server knows its half of the world; from outside it may be a copy that was forgotten.
    maybe("www.geo.works", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa", seen="NOERROR"),
]
# An alias where a zone begins: whether SOA and NS can be had is another matter.
ODD = [
    fine("marke.works"), fine("www.marke.works", seen="NOERROR|FAIL"),
    Question("marke.works", "MX", negative("no_data").or_else(OK), seen="NOERROR|NODATA|FAIL"),
]

NEGATIVE = [
    absent("nope.partner.works", direct="NXDOMAIN +aa"), absent("nope.bank.tools", "AAAA", direct="NXDOMAIN +aa"),
    absent("_ldap._tcp.partner.works", "SRV", direct="NXDOMAIN +aa"), absent("wpad.post.tools", direct="NXDOMAIN +aa"),
    absent("_dmarc.saas.inc", "TXT", direct="NXDOMAIN +aa"), absent("nope.gslb.works"), absent("99.20.10.62.in-addr.arpa", "PTR"),
    absent("www.frei.inc", cause="domain_not_registered"), absent("www.frei.tools", cause="domain_not_registered"),
    absent("www.frei.works", cause="domain_not_registered"), 
    # What a firewall answers for it may be told of the name, too.
    absent(UNREGISTERED, truth=negative("domain_not_registered").or_else(truth("degraded|info", "local",
        "resolver_blocklist|resolver_nxdomain_rewrite"))),
    empty("v4.partner.works", "AAAA", seen="NODATA|NOERROR", cells=MADE), empty("v6.bank.tools", "A"), empty("_tcp.bank.tools", "A"),
    empty("mail.kunde.inc", "MX"), empty("v4.nosoa.works", "AAAA", direct="NODATA +aa", seen="NODATA|NOERROR|FAIL", cells=MADE),
    absent("www.partner.works.saas.inc", truth=local("search_suffix_appended", "negative|failure").or_else(negative("name_does_not_exist"))),
    absent("kubernetes.default.svc", truth=local("tld_does_not_exist|name_typo", "negative|failure")),
    absent("printer.lan", truth=local("tld_does_not_exist|special_use_name|name_typo", "negative|failure|info")),
    absent("fileserver", truth=local("short_name|tld_does_not_exist", "negative|failure|info")),
    absent("router.home.arpa", truth=local("special_use_name", "negative|failure|info").or_else(negative("name_does_not_exist"))),
    Question("nowhere.partner.works", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
]

PARTLY = authoritative("auth_partial_outage|auth_partial_lame", "degraded")
BROKEN = [
    dead("www.tot.works", "auth_timeout", "TIMEOUT"), dead("grave.partner.works", "auth_timeout", "NOERROR +aa"),
    maybe("www.halbtot.inc", PARTLY, "NOERROR +aa; UNREACHABLE|TIMEOUT; REFUSED"),
    dead("www.kaputt.inc", "auth_servfail|auth_timeout", "SERVFAIL; TIMEOUT"),
    maybe("www.halbzug.works", authoritative("auth_partial_lame", "degraded").or_else(upstream("delegation_inconsistent|delegation_glue_mismatch",
        "degraded"))),
    maybe("www.halbneu.works", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa", seen="NOERROR"),
    # Two servers are well, and the third cannot be found.
    maybe("www.vergessen.inc", upstream("delegation_ns_unresolvable", "degraded|info").or_else(authoritative("auth_partial_outage|auth_partial_lame",
        "degraded|info"))),
    maybe("huge.brief.works", authoritative("auth_tcp_blocked|auth_partial_outage", "degraded"), "TRUNCATED +aa", "TXT", seen="TRUNCATED|FAIL"),
    maybe("www.halbsechs.works", authoritative("auth_qtype_dropped|auth_partial_outage", "degraded"), "NOERROR +aa; TIMEOUT", "AAAA"),
    maybe("www.halbsechs.works", authoritative("auth_partial_outage", "degraded"), "NOERROR +aa"),
    # Answered by everybody but those whom the zone's servers turn away, the prober among them.
    Question("www.klub.inc", "A", upstream("resolver_auth_path_broken", "degraded").or_else(authoritative("auth_lame|auth_partial_lame", "degraded")),
             seen="NOERROR|FAIL", direct="REFUSED", cells={resolver.id: OK.or_else(upstream("resolver_auth_path_broken")).or_else(
                 authoritative("auth_lame|auth_partial_lame")).or_else(local("resolver_auth_path_broken")) for resolver in RESOLVERS
                 if resolver.address.startswith("10.")}),
]

# Where one server is silent besides, validators go on trying it, and are silent themselves, with CD=1 too.
DNSSEC = [
    bogus("www.waechter.tools", "dnssec_ds_mismatch", direct="NOERROR +aa; TIMEOUT", seen="FAIL", unchecked="NOERROR|FAIL"),
    maybe("www.nachzug.tools", authoritative("dnssec_inconsistent|dnssec_signature_expired", FAILS), "NOERROR +aa"),
    maybe("www.halbschluessel.tools", authoritative("dnssec_inconsistent|dnssec_ds_mismatch|dnssec_dnskey_missing|dnssec_bogus", FAILS),
        "NOERROR +aa"),
    bogus("www.ungezeichnet.tools", "dnssec_zone_unsigned_with_ds", direct="NOERROR +aa; TIMEOUT", seen="FAIL", unchecked="NOERROR|FAIL"),
    bogus("www.frist.inc", "dnssec_signature_expired", direct="NOERROR +aa"), bogus("frist.inc", "dnssec_signature_expired", "MX"),
]

BLOCKED_AT = {DENIED: "local", SUNK: "local|upstream", PHISH: "upstream", THROUGH_DENIED: "local"}
POLICED = [Question(name, "A", truth("degraded|info", locus, "resolver_blocklist"), direct="NOERROR +aa") for name, locus in BLOCKED_AT.items()]

QUESTIONS = GOOD + ODD + NEGATIVE + BROKEN + DNSSEC + POLICED
