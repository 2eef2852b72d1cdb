# SPDX-License-Identifier: MIT
"""The names of the eleventh internet, and the truth about each as a senior operator would state it."""

from model import FAILS, OK, Question, absent, authoritative, bogus, dead, empty, fine, maybe, negative, truth, upstream

from .resolvers import PRIVATE, RESOLVERS, WITHHELD

UNCHECKED = [resolver.id for resolver in RESOLVERS if not resolver.validates]

GOOD = [
    fine("www.soko.simba"), fine("soko.simba", "SOA"), fine("soko.simba", "CAA"), fine("six.soko.simba", "AAAA"), fine("ndefu.soko.simba"),
    fine("www.benki.simba"), fine("benki.simba", "MX"), fine("m1.tovuti.benki.simba"),
    fine("www.habari.twiga"), fine("habari.twiga", "HTTPS"), fine("habari.twiga", "NS"), fine("a.b.c.habari.twiga"),
    fine("www.shule.tembo"), fine("_ldap._tcp.shule.tembo", "SRV"), fine("shule.tembo", "TXT"),
    fine("www.duka.punda"), fine("pool.duka.punda"), fine("api.duka.punda", "AAAA"),
    fine("www.sita.punda"), fine("bei.co.punda", "MX"), fine("www.wizara.gov.tembo"), fine("m2.tovuti.wizara.gov.tembo"),
    fine("80.1.60.196.in-addr.arpa", "PTR"), fine("www.chai.simba"), fine("www.kahawa.kifaru"), fine("www.jina.twiga"), fine("www.siri.twiga"),
    fine("www.haya.punda", direct="TIMEOUT"), fine("www.haya.twiga", direct="TIMEOUT"),
    fine("www.ramani.punda"), fine("cdn.ramani.punda"), fine("www.aina.punda"), fine("www.doa.simba"), fine("saini.simba", "MX"),
    fine("mail.mwisho.twiga"), fine("www.kamba.simba"), fine("www.hapana.tembo"),
]
# Well, and one resolver alone cannot have them, or has something else.
ONE_SIDED = [fine("big.soko.simba", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), fine("www.pwani.kifaru"), fine("mail.pwani.simba"),
             *[fine(name) for name in WITHHELD + PRIVATE]]

NEGATIVE = [
    absent("hakuna.soko.simba", direct="NXDOMAIN +aa"), absent("hakuna.benki.simba", "MX", direct="NXDOMAIN +aa"),
    absent("hakuna.habari.twiga", "AAAA", direct="NXDOMAIN +aa"), absent("hakuna.duka.punda", direct="NXDOMAIN +aa"),
    absent("hakuna.haya.punda", direct="TIMEOUT"), absent("9.9.60.196.in-addr.arpa", "PTR", direct="NXDOMAIN +aa"),
    *[absent(f"www.hakuna.{tld}", cause="domain_not_registered") for tld in ("simba", "tembo", "punda")],
    absent("www.hakuna.co.punda", cause="domain_not_registered|name_does_not_exist"),
    empty("four.benki.simba", "AAAA", direct="NODATA +aa"), empty("b.c.habari.twiga", "A"), empty("www.duka.punda", "MX"),
    empty("m3.tovuti.shule.tembo", "AAAA"),
]
WRONG = "negative|failure|info"
LOCAL_NAMES = [
    absent("printa.local", truth=truth(WRONG, "local", "special_use_name")),
    absent("ruta.home.arpa", truth=truth(WRONG, "local", "special_use_name")),
    absent("api.internal", truth=truth(WRONG, "local", "special_use_name")),
    absent("ofisi", truth=truth(WRONG, "local", "short_name|tld_does_not_exist")),
    absent("www.soko.simbaa", truth=truth(WRONG, "local", "tld_does_not_exist|name_typo")),
    absent("www.sooko.simba", truth=negative("domain_not_registered|name_does_not_exist").or_else(truth(WRONG, "local", "name_typo"))),
    absent("www.habari.twiga.duka.punda", truth=truth(WRONG, "local", "search_suffix_appended").or_else(negative("name_does_not_exist"))),
]

DANGLING = authoritative("cname_dangling", FAILS + "|negative")
GLUE = upstream("delegation_glue_wrong|delegation_glue_mismatch", FAILS + "|info")
REGISTRY_DIFFERS = upstream("delegation_inconsistent", FAILS)
AUTH = [
    dead("www.kimya.punda", "auth_timeout", "TIMEOUT"), dead("kimya.punda", "auth_timeout", "TIMEOUT", "MX"),
    dead("hali.soko.simba", "auth_timeout", "NOERROR +aa"), dead("www.kimya6.simba", "auth_timeout", "TIMEOUT", "AAAA"),
    dead("www.mlango.simba", "auth_port_unreachable", "UNREACHABLE"),
    dead("www.kataa.punda", "auth_lame", "REFUSED"), dead("www.juu.kifaru", "auth_lame", "REFERRAL -aa"),
    maybe("www.bila.punda", authoritative("auth_lame", FAILS), "NOERROR -aa"),
    dead("www.homa.kifaru", "auth_servfail", "SERVFAIL"), dead("homa.kifaru", "auth_servfail", "SERVFAIL", "MX"),
    maybe("www.nusu.punda", authoritative("auth_partial_outage", "degraded"), "NOERROR +aa; TIMEOUT; UNREACHABLE; TIMEOUT; TIMEOUT"),
    maybe("www.robo.simba", authoritative("auth_partial_lame|auth_partial_outage", "degraded"), "NOERROR +aa; REFUSED; SERVFAIL"),
    # Who asks over TCP after silence has it, sooner or later.
    maybe("www.bubu.punda", authoritative("auth_udp_blocked", FAILS), "TIMEOUT"),
    dead("big.kamba.simba", "auth_tcp_blocked", "TRUNCATED", "TXT"),
    maybe("www.zamani.punda", authoritative("auth_edns_intolerant", FAILS), "FORMERR"),
    dead("www.zama.kifaru", "auth_edns_intolerant", "TIMEOUT", severity=FAILS),
    dead("aina.punda", "auth_qtype_unsupported", "NOTIMP", "CAA", severity=FAILS, seen="FAIL|NOTIMP"),
    dead("_ldap._tcp.aina.punda", "auth_qtype_dropped", "TIMEOUT", "SRV", severity=FAILS),
    Question("gslb.aina.punda", "AAAA", authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative"), seen="NXDOMAIN|NODATA",
             direct="NXDOMAIN +aa"),
    maybe("www.kikomo.punda", authoritative("auth_rate_limited|auth_packet_loss", FAILS)),
    maybe("www.polepole.punda", authoritative("auth_slow", FAILS + "|info")),
    maybe("www.tone.kifaru", authoritative("auth_packet_loss|auth_timeout|auth_partial_outage", FAILS)),
    Question("www.mbili.punda", "A", authoritative("auth_inconsistent_data", "degraded|info"), seen="NOERROR", direct="NOERROR +aa"),
    maybe("mpya.tatu.kifaru", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), seen="NOERROR|NXDOMAIN",
          direct="NOERROR +aa; NXDOMAIN +aa; NOERROR +aa"),
    Question("potea.soko.simba", "A", DANGLING, seen="NXDOMAIN"), Question("nje.soko.simba", "A", DANGLING, seen="NXDOMAIN"),
    Question("duara1.duka.punda", "A", authoritative("cname_loop", FAILS + "|negative"), seen="FAIL|NOERROR"),
]
PARENTS = [
    # Its servers' names lie in it: whether they are elsewhere, or dead, nobody outside can know.
    Question("www.gundi.punda", "A", GLUE.or_else(authoritative("auth_timeout", FAILS)), seen="FAIL", direct="NOERROR +aa"),
    # By names in another zone, of which the registry has old addresses.
    maybe("www.sanaa.kifaru", GLUE, "NOERROR +aa"),
    maybe("www.nusugundi.simba", GLUE.or_else(authoritative("auth_partial_outage", "degraded|info")), "NOERROR +aa"),
    Question("www.ndani.punda", "A", upstream("delegation_ns_private_address"), seen="FAIL", direct="NOERROR +aa"),
    Question("www.haina.twiga", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("www.duara.simba", "A", upstream("delegation_cyclic"), seen="FAIL"),
    maybe("www.gombo.kifaru", REGISTRY_DIFFERS, "NOERROR +aa"),
    maybe("www.mpya.kifaru", REGISTRY_DIFFERS, "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    # Nothing tells it from a domain that nobody has.
    Question("www.sahau.simba", "A", negative("domain_not_registered").or_else(upstream("delegation_missing", "failure|negative")),
             seen="NXDOMAIN"),
]
REGISTRIES = [
    Question("www.msitu.fisi", "A", upstream("tld_unreachable"), seen="FAIL"), Question("mail.nani.fisi", "MX", upstream("tld_unreachable"), seen="FAIL"),
    Question("www.msitu.mamba", "A", upstream("tld_lame"), seen="FAIL"),
    Question("www.msitu.kobe", "A", upstream("tld_lame|tld_unreachable"), seen="FAIL"),
    bogus("www.msitu.nyoka", "", truth=upstream("parent_dnssec_bogus", FAILS)),
    bogus("www.mzazi.twiga", "", truth=upstream("parent_dnssec_bogus", FAILS)),
    # A registry of the second level: somebody's zone, and the parent of the next.
    bogus("www.chuo.ac.tembo", "", truth=upstream("parent_dnssec_bogus", FAILS).or_else(authoritative("dnssec_ds_mismatch", FAILS))),
]
MISSED = authoritative("dnssec_denial_missing", FAILS)
UNPROVEN = {resolver: OK.or_else(negative("no_data|name_does_not_exist")).or_else(MISSED) for resolver in UNCHECKED}
DNSSEC = [
    bogus("www.jana.simba", "dnssec_signature_expired"), bogus("jana.simba", "dnssec_signature_expired", "TXT"),
    bogus("ingia.duka.punda", "dnssec_signature_expired"), bogus("www.mwisho.twiga", "dnssec_signature_expired"),
    bogus("www.kesho.twiga", "dnssec_signature_not_yet_valid"), bogus("www.ufunguo.tembo", "dnssec_ds_mismatch"),
    bogus("www.bilafunguo.twiga", "dnssec_dnskey_missing"), bogus("www.uchi.gov.tembo", "dnssec_zone_unsigned_with_ds"),
    bogus("www.saini.simba", "dnssec_rrsig_missing"),
    bogus("four.hapana.tembo", "", "AAAA", truth=MISSED, unchecked="NODATA", direct="NODATA +aa", cells=UNPROVEN),
    bogus("hakuna.hapana.tembo", "", truth=MISSED, unchecked="NXDOMAIN", direct="NXDOMAIN +aa", cells=UNPROVEN),
    maybe("www.mojawapo.twiga", authoritative("dnssec_inconsistent", FAILS), "NOERROR +aa"),
    bogus("doa.simba", "dnssec_bogus", "MX"), bogus("www.oza.tembo", "dnssec_bogus"),
]

BROKEN = AUTH + PARENTS + REGISTRIES + DNSSEC
QUESTIONS = GOOD + ONE_SIDED + NEGATIVE + LOCAL_NAMES + BROKEN
