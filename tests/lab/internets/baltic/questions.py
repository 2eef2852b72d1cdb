# SPDX-License-Identifier: MIT
"""The names of the sixth internet, and the truth about each as the operator who knows the set-up would state it."""

from model import FAILS, OK, Question, absent, authoritative, bogus, dead, empty, fine, maybe, negative, truth, upstream

from .resolvers import HUSHED, RESOLVERS


UNCHECKED = [resolver.id for resolver in RESOLVERS if not resolver.validates]


def bogus_denial(name, what, qtype="A", status="NXDOMAIN", **more):
    """Who does not validate is right to deny it; and, where it is so `seen`, who does not look closely."""
    trusting = UNCHECKED
    if "|" in more.get("seen", ""):
        trusting = [resolver.id for resolver in RESOLVERS if resolver.healthy]
        what = what.or_else(negative("name_does_not_exist" if status == "NXDOMAIN" else "no_data"))
    return bogus(name, "", qtype, truth=what, unchecked=status, direct=more.pop("direct", f"{status} +aa"),
                 cells={resolver: OK.or_else(what) for resolver in trusting}, **more)


GOOD = [
    fine("www.pood.ee", asked="WWW.Pood.EE"), fine("www.pood.ee", "AAAA"), fine("pood.ee", "HTTPS"), fine("uudised.pood.ee"), fine("c1.pood.ee"),
    fine("www.sadam.balt"), fine("mitu.sadam.balt"), fine("_imaps._tcp.sadam.balt", "SRV"), fine("sygav.tyhi.sadam.balt"),
    fine("www.ajaleht.lv"), fine("ajaleht.lv", "TXT"), fine("www.ulikool.ee"), fine("x.y.apps.ulikool.ee"), fine("kuus.ulikool.ee", "AAAA"),
    fine("suur.ulikool.ee", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), fine("paks.ulikool.ee", "TXT", seen="NOERROR|TRUNCATED"),
    fine("www.cdn.balt"), fine("api.cdn.balt"), fine("www.kuus.lv"), fine("www.vaba.ee"), fine("a.apps.vaba.ee"),
    fine("www.saared.ee"), fine("a.apps.saared.ee"), fine("www.kroon.ee"), fine("www.kahekeelne.ee"), fine("kahekeelne.ee", "MX"),
    fine("www.kaja.lv", asked="www.KAJA.lv"), fine("post.kaja.lv"), fine("www.mull.lv"), fine("mull.lv", "MX"),
    fine("www.veeb.balt"), fine("www.kaubik.ee"), fine("api.post.lv"), fine("www.poolik.ee"),
]
# Well, and one provider cannot have them, or has something else.
ONE_SIDED = [
    fine("www.embargo.lv"), fine("embargo.lv", "MX"), fine("www.vaikne.lv"), fine("www.katki.lv"), fine("www.tuhi.lv"), fine("www.vanem.lv"),
    fine("uus.vanem.lv"),
    fine("www.pank.ee"), fine("login.pank.ee"), fine("pank.ee", "MX"), *[fine(name) for name in HUSHED],
]

NEGATIVE = [
    absent("nope.pood.ee", direct="NXDOMAIN +aa"), absent("nope.ajaleht.lv", direct="NXDOMAIN +aa"),
    absent("nope.ulikool.ee", "TXT", direct="NXDOMAIN +aa"),
    absent("nope.saared.ee", direct="NXDOMAIN +aa"), absent("nope.vaba.ee"), absent("nope.kroon.ee"), absent("nope.kuus.lv"),
    absent("nope.mull.lv"), absent("nope.kaja.lv"), absent("nope.pank.ee", direct="NXDOMAIN +aa"),
    absent("www.vabanimi.ee", cause="domain_not_registered"), absent("www.vabanimi.lv", cause="domain_not_registered"),
    absent("www.vabanimi.balt", cause="domain_not_registered"),
    empty("neli.pood.ee", "AAAA", direct="NODATA +aa"), empty("kuus.saared.ee", "A", direct="NODATA +aa"), empty("tyhi.sadam.balt", "A"),
    empty("www.kahekeelne.ee", "HTTPS"), empty("www.cdn.balt", "CAA"),
]

PARTLY = "auth_partial_outage|auth_partial_lame"
# One of the three servers of a TLD is well: some wait, nobody is denied.
THIRD = upstream("tld_unreachable|tld_lame", "degraded")
DENIED_BY_THIRD = THIRD.or_else(authoritative(PARTLY, "degraded"))
LAME_LEVEL = upstream("delegation_inconsistent|tld_lame|tld_unreachable", "degraded").or_else(authoritative("auth_partial_lame", "degraded"))
BROKEN = [
    maybe("www.lahe.aland", THIRD), absent("nope.lahe.aland", truth=negative("name_does_not_exist").or_else(THIRD), seen="NXDOMAIN|FAIL"),
    absent("www.vabanimi.aland", truth=negative("domain_not_registered").or_else(DENIED_BY_THIRD), seen="NXDOMAIN|FAIL"),
    # Unbound makes NODATA of a referral from a zone to itself.
    *[maybe(name, LAME_LEVEL, "NOERROR +aa", qtype, seen="NOERROR|NODATA|FAIL") for name, qtype in (("www.arst.pri.ee", "A"), ("arst.pri.ee", "MX"))],
    absent("www.vabanimi.pri.ee", truth=negative("domain_not_registered|name_does_not_exist").or_else(LAME_LEVEL), seen="NXDOMAIN|NODATA|FAIL"),
    maybe("paks.paks.lv", authoritative("auth_udp_blocked|auth_edns_intolerant|auth_packet_loss", FAILS), "TIMEOUT", "TXT",
          seen="NOERROR|FAIL|TRUNCATED"),
    # Its servers answer public resolvers, and nobody else: not this host either.
    Question("www.klubi.lv", "A", truth("degraded", "authoritative|upstream", "auth_lame|auth_partial_lame"), seen="NOERROR|FAIL",
             direct="REFUSED"),
    fine("www.paks.lv"), maybe("www.hakkija.lv", authoritative("auth_slow", "degraded|info")),
    *[maybe(f"{host}.rynnak.lv", authoritative("auth_packet_loss|auth_partial_outage|auth_timeout", FAILS)) for host in ("www", "post", "mitu")],
    Question("www.ip-ns.lv", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    maybe("www.poolnimi.lv", upstream("delegation_ns_unresolvable", "degraded|info").or_else(authoritative(PARTLY, "degraded"))),
    maybe("www.nelik.lv", authoritative("auth_inconsistent_existence|auth_inconsistent_data|" + PARTLY, FAILS),
          "NOERROR +aa; NXDOMAIN +aa; SERVFAIL; TIMEOUT", seen="NOERROR|NXDOMAIN|FAIL"),
    maybe("post.lv", authoritative("auth_qtype_unsupported|auth_servfail|" + PARTLY, FAILS), "NOERROR +aa; SERVFAIL", "MX"),
    maybe("www.iidne.lv", authoritative("auth_edns_intolerant", FAILS), "FORMERR"),
    maybe("www.rist.lv", authoritative("auth_udp_blocked|auth_partial_outage", "degraded"), "TIMEOUT; NOERROR +aa"),
    maybe("suur.rist.lv", authoritative("auth_udp_blocked|auth_tcp_blocked|auth_partial_outage", FAILS), "TIMEOUT; TRUNCATED +aa", "TXT",
          seen="NOERROR|FAIL|TRUNCATED"),
    dead("www.kaks6.lv", "auth_lame|auth_timeout", "REFUSED; TIMEOUT"),
    # Knot Resolver asks again over TCP.
    dead("www.eksinud.lv", "auth_timeout|auth_udp_blocked", "TIMEOUT", severity=FAILS, seen="NOERROR|FAIL"),
    maybe("www.kahtlane.lv", upstream("resolver_auth_path_broken", "degraded").or_else(authoritative("auth_packet_loss", "degraded"))),
    dead("www.hall.lv", "auth_timeout", "TIMEOUT"), dead("www.koduleht.lv", "auth_timeout", "TIMEOUT"),
    dead("koduleht.lv", "auth_timeout", "TIMEOUT", "MX"),
    dead("www.klient00.ee", "auth_servfail|auth_timeout"), maybe("www.kahe0.ee", authoritative("auth_servfail|auth_timeout|" + PARTLY, "degraded")),
    # More aliases in a row than resolvers follow. The vocabulary has no word for it; a loop it is not.
    Question("l1.ajaleht.lv", "A", truth(FAILS, "authoritative|undetermined", "contradiction|budget"), seen="NOERROR|FAIL"),
]

# What hangs below a zone whose chain is broken: the parent's fault.
BELOW = upstream("parent_dnssec_bogus", FAILS).or_else(authoritative("dnssec_ds_mismatch", FAILS))
DENIAL = authoritative("dnssec_bogus", FAILS)
UNSIGNED_COPY = upstream("parent_dnssec_bogus|delegation_inconsistent|dnssec_inconsistent", FAILS)
DNSSEC = [
    bogus("www.enneaeg.lv", "dnssec_bogus|dnssec_rrsig_missing|dnssec_ds_mismatch"),
    bogus("enneaeg.lv", "dnssec_bogus|dnssec_rrsig_missing|dnssec_ds_mismatch", "MX"),
    bogus("www.mets.ee", "dnssec_ds_mismatch"), bogus("www.puu.mets.ee", "", truth=BELOW), bogus_denial("nope.puu.mets.ee", BELOW),
    # PowerDNS Recursor does not look at the signature of every DNSKEY RRset.
    bogus("www.votmed.ee", "dnssec_bogus", seen="SERVFAIL|NOERROR"), bogus("viga.pood.ee", "dnssec_bogus", seen="SERVFAIL|NOERROR"),
    *[bogus(name, "auth_tcp_blocked", qtype, seen="FAIL", unchecked="NOERROR|FAIL") for name, qtype in (("www.rasv.ee", "A"), ("rasv.ee", "MX"))],
    # BIND gives up at the first key of a tag that does not fit, PowerDNS Recursor at the signature of the NS records.
    *[maybe(name, authoritative("dnssec_bogus|dnssec_inconsistent", "degraded").or_else(truth("degraded", "undetermined", "contradiction")),
            "NOERROR +aa", qtype)
      for name, qtype in (("www.teisik.ee", "A"), ("www.teisik.ee", "AAAA"))],
    *[maybe(name, authoritative("dnssec_bogus", "degraded"), "NOERROR +aa", qtype) for name, qtype in (("www.taevas.ee", "A"), ("taevas.ee", "MX"))],
    maybe("nope.poolik.ee", negative("name_does_not_exist").or_else(authoritative("dnssec_inconsistent|dnssec_denial_missing", FAILS)),
          seen="NXDOMAIN|SERVFAIL"),
    maybe("www.kell.lv", authoritative("dnssec_inconsistent|dnssec_signature_not_yet_valid", FAILS), "NOERROR +aa"),
    fine("www.kell.lv", "AAAA"),
    # The silent half may take a resolver longer than anybody waits.
    *[bogus(name, "dnssec_signature_expired", direct=direct, seen="FAIL", unchecked="NOERROR|FAIL") for name, direct in (
        ("www.kolinud.ee", "NOERROR +aa"), ("api.kolinud.ee", "NOERROR +aa"), ("www.aegunud.lv", "NOERROR +aa; TIMEOUT"))],
    bogus_denial("nope.uhekordne.ee", DENIAL, seen="SERVFAIL|NXDOMAIN"),
    bogus_denial("www.uhekordne.ee", DENIAL, "CAA", "NODATA", seen="SERVFAIL|NODATA"),
    bogus("taevas.ee", "dnssec_bogus", "NS", unchecked="NOERROR|SERVFAIL"), maybe("www.uhekordne.ee", DENIAL, "NOERROR +aa"),
    bogus("www.kaubik.ee", "dnssec_bogus", "AAAA"),
    # One server of the TLD has an unsigned copy: a validator may meet it.
    *[maybe(name, UNSIGNED_COPY) for name in ("www.tugev.lt", "www.vaba.lt")],
    absent("www.vabanimi.lt", truth=negative("domain_not_registered").or_else(UNSIGNED_COPY), seen="NXDOMAIN|SERVFAIL"),
]

QUESTIONS = GOOD + ONE_SIDED + NEGATIVE + BROKEN + DNSSEC
