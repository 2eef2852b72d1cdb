# SPDX-License-Identifier: MIT
"""The names of the thirteenth internet, and the truth about each as a senior operator would state it."""

import ipaddress

from model import FAILS, OK, Question, absent, authoritative, bogus, dead, empty, fine, maybe, negative, truth, upstream

from .resolvers import CHILD_LIST, INSIDE, ISP_LIST, POLICY_LIST, PRIVATE, RESOLVERS

UNCHECKED = [resolver.id for resolver in RESOLVERS if not resolver.validates]
SIX_PTR = ipaddress.ip_address("2a0c:72:1::6").reverse_pointer

GOOD = [
    fine("www.plaas.veld"), fine("plaas.veld", "SOA"), fine("plaas.veld", "CAA"), fine("ses.plaas.veld", "AAAA"), fine("reeks.plaas.veld"),
    fine("drie.plaas.veld"), fine("www.skool.berg"), fine("skool.berg", "MX"), fine("d1.kamp.skool.berg"), fine("tak.skool.berg", "AAAA"),
    fine("www.winkel.klip"), fine("kring.winkel.klip"), fine("alias.winkel.klip"), fine("winkel.klip", "TXT"),
    fine("www.krant.vlei"), fine("krant.vlei", "HTTPS"), fine("krant.vlei", "NS"), fine("x.y.z.krant.vlei"),
    fine("www.bank.veld"), fine("_sip._udp.bank.veld", "SRV"), fine("d2.kamp.bank.veld"), fine("www.sesvoet.klip"), fine("pos.sesvoet.klip"),
    fine("www.pos.co.klip"), fine("pos.co.klip", "MX"), fine("www.raad.org.vlei"), fine("kring.raad.org.vlei"), fine("www.kliniek.veld"),
    fine("www.koerier.duin", "AAAA"), fine("www.skaam.klip", direct="TIMEOUT"), fine("www.skaam.berg", direct="TIMEOUT"),
    fine("www.wolk.vlei"), fine("e3.kamp.rand.wolk.vlei"), fine("www.kaart.klip"), fine("www.skuif.berg"), fine("d3.kamp.skuif.berg"),
    fine("www.raaisel.veld"), fine("www.dubbel.berg"), fine("enigiets.oral.berg"), fine("nog.iets.oral.berg", "MX"), fine("vas.oral.berg"),
    fine("www.diep.vlei"), fine("www.dieper.diep.vlei"), fine("www.diepste.dieper.diep.vlei"), fine("www.xn--bre-fma.klip"), fine("www.meer.duin"),
    fine("80.1.72.41.in-addr.arpa", "PTR"), fine(SIX_PTR, "PTR"), fine("www.myn.berg"), fine("pos.wissel.klip"),
    # Well, in zones where something else is not.
    fine("www.tipe.klip"), fine("www.vrot.veld"), fine("naakt.veld", "MX"), fine("pos.gister.berg"), fine("www.geentcp.veld"), fine("www.ontken.vlei"),
]
# Well, and one resolver alone cannot have them, or has something else.
ONE_SIDED = [
    *[fine(f"groot.{zone}", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa") for zone in ("plaas.veld", "winkel.klip", "skool.berg")],
    fine("www.trein.duin"), fine("trein.duin", "MX"), fine("pos.stasie.veld"),
    *[fine(name) for name in sorted({*ISP_LIST, *CHILD_LIST, *POLICY_LIST, *PRIVATE})],
]
NEGATIVE = [
    absent("niks.plaas.veld", direct="NXDOMAIN +aa"), absent("niks.skool.berg", "MX", direct="NXDOMAIN +aa"),
    absent("niks.krant.vlei", "AAAA", direct="NXDOMAIN +aa"), absent("niks.winkel.klip", direct="NXDOMAIN +aa"),
    absent("niks.skaam.klip", direct="TIMEOUT"), absent("9.9.72.41.in-addr.arpa", "PTR", direct="NXDOMAIN +aa"), absent("niks.diepste.dieper.diep.vlei"),
    *[absent(f"www.niemand.{tld}", cause="domain_not_registered") for tld in ("veld", "berg", "klip", "vlei")],
    absent("www.niemand.co.klip", cause="domain_not_registered|name_does_not_exist"),
    empty("vier.skool.berg", "AAAA", direct="NODATA +aa"), empty("y.z.krant.vlei", "A"), empty("www.winkel.klip", "MX"),
    empty("ses.bank.veld", "A"), empty("d5.kamp.bank.veld", "AAAA"), empty("iets.oral.berg", "TXT", direct="NODATA +aa"),
]
WRONG = "negative|failure|info"
LOCAL_NAMES = [
    absent("drukker.local", truth=truth(WRONG, "local", "special_use_name")), absent("roeteerder.home.arpa", truth=truth(WRONG, "local", "special_use_name")),
    absent("stelsel.internal", truth=truth(WRONG, "local", "special_use_name")),
    absent("kantoor", truth=truth(WRONG, "local", "short_name|tld_does_not_exist")),
    absent("www.plaas.veldt", truth=truth(WRONG, "local", "tld_does_not_exist|name_typo")),
]

DANGLING = authoritative("cname_dangling", FAILS + "|negative")
GLUE = upstream("delegation_glue_wrong|delegation_glue_mismatch", FAILS + "|info")
REGISTRY_DIFFERS = upstream("delegation_inconsistent", FAILS)
AUTH = [
    dead("www.stil.klip", "auth_timeout", "TIMEOUT"), dead("stil.klip", "auth_timeout", "TIMEOUT", "MX"), dead("www.binne.stil.klip", "auth_timeout"),
    dead("stukkend.plaas.veld", "auth_timeout", "NOERROR +aa"), dead("www.stil6.veld", "auth_timeout", "TIMEOUT", "AAAA"),
    dead("www.toe.berg", "auth_port_unreachable", "UNREACHABLE"), dead("www.verbode.klip", "auth_port_unreachable|auth_timeout", "UNREACHABLE|TIMEOUT"),
    dead("www.weier.duin", "auth_lame", "REFUSED"), dead("weier.duin", "auth_lame", "REFUSED", "TXT"), dead("www.terug.klip", "auth_lame", "REFERRAL -aa"),
    maybe("www.sonder.klip", authoritative("auth_lame", FAILS), "NOERROR -aa"), dead("www.siek.veld", "auth_servfail", "SERVFAIL"),
    # One is silent, and the other refuses.
    dead("www.allerlei.duin", "auth_lame|auth_timeout|auth_partial_lame|auth_partial_outage", "TIMEOUT; REFUSED", severity=FAILS),
    maybe("www.half.klip", authoritative("auth_partial_outage", "degraded"), "NOERROR +aa; TIMEOUT; UNREACHABLE"),
    maybe("www.halflam.berg", authoritative("auth_partial_lame", "degraded"), "NOERROR +aa; REFUSED; REFUSED"),
    maybe("www.geenudp.klip", authoritative("auth_udp_blocked", FAILS), "TIMEOUT"), dead("groot.geentcp.veld", "auth_tcp_blocked", "TRUNCATED", "TXT"),
    maybe("www.oud.klip", authoritative("auth_edns_intolerant", FAILS), "FORMERR"),
    dead("www.oudste.duin", "auth_edns_intolerant", "TIMEOUT", severity=FAILS),
    dead("tipe.klip", "auth_qtype_unsupported", "NOTIMP", "CAA", severity=FAILS, seen="FAIL|NOTIMP"),
    dead("_sip._udp.tipe.klip", "auth_qtype_dropped", "TIMEOUT", "SRV", severity=FAILS),
    Question("gids.tipe.klip", "AAAA", authoritative("auth_nxdomain_for_existing_name", FAILS + "|negative"), seen="NXDOMAIN|NODATA",
             direct="NXDOMAIN +aa"),
    maybe("www.kwota.klip", authoritative("auth_rate_limited|auth_packet_loss", FAILS)),
    maybe("www.traag.duin", authoritative("auth_slow", FAILS + "|info")),
    maybe("www.lek.klip", authoritative("auth_packet_loss|auth_timeout|auth_partial_outage", FAILS)),
    Question("www.twis.klip", "A", authoritative("auth_inconsistent_data", "degraded|info").or_else(OK), direct="NOERROR +aa"),
    maybe("vars.skep.duin", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), seen="NOERROR|NXDOMAIN",
          direct="NOERROR +aa; NXDOMAIN +aa"),
    Question("los.plaas.veld", "A", DANGLING, seen="NXDOMAIN"), Question("leegloop.plaas.veld", "A", DANGLING, seen="NXDOMAIN"),
    Question("kringloop.plaas.veld", "A", authoritative("cname_loop", FAILS + "|negative"), seen="FAIL|NOERROR"),
]
PARENTS = [
    Question("www.verhuis.klip", "A", GLUE.or_else(authoritative("auth_timeout", FAILS)), seen="FAIL", direct="NOERROR +aa"),
    maybe("www.lym.berg", GLUE.or_else(authoritative("auth_partial_outage", "degraded|info")), "NOERROR +aa"),
    Question("www.binne.klip", "A", upstream("delegation_ns_private_address"), seen="FAIL", direct="NOERROR +aa"),
    Question("www.soek.veld", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("www.rondom.veld", "A", upstream("delegation_cyclic"), seen="FAIL"), Question("www.rondom.klip", "A", upstream("delegation_cyclic"), seen="FAIL"),
    maybe("www.anders.stof", REGISTRY_DIFFERS, "NOERROR +aa"), maybe("www.nuut.stof", REGISTRY_DIFFERS, "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    # Nothing tells it from a domain that nobody has, unless somebody has noted its servers.
    Question("www.vergeet.veld", "A", negative("domain_not_registered").or_else(upstream("delegation_missing", "failure|negative")), seen="NXDOMAIN"),
]
REGISTRIES = [
    Question("www.plaas.nag", "A", upstream("tld_unreachable"), seen="FAIL"), Question("iets.nag", "MX", upstream("tld_unreachable"), seen="FAIL"),
    Question("www.plaas.leeg", "A", upstream("tld_lame"), seen="FAIL"),
    Question("www.plaas.siektes", "A", upstream("tld_lame|tld_unreachable"), seen="FAIL"),
    bogus("www.huis.krom", "", truth=upstream("parent_dnssec_bogus", FAILS)), bogus("www.ouers.vlei", "", truth=upstream("parent_dnssec_bogus", FAILS)),
    bogus("www.kind.edu.vlei", "", truth=upstream("parent_dnssec_bogus", FAILS).or_else(authoritative("dnssec_ds_mismatch", FAILS))),
]
MISSED = authoritative("dnssec_denial_missing", FAILS)
UNPROVEN = {resolver: OK.or_else(negative("no_data|name_does_not_exist")).or_else(MISSED) for resolver in UNCHECKED}
DNSSEC = [
    bogus("www.verby.veld", "dnssec_signature_expired"), bogus("verby.veld", "dnssec_signature_expired", "TXT"),
    bogus("slegte.plaas.veld", "dnssec_signature_expired"), bogus("www.gister.berg", "dnssec_signature_expired"),
    bogus("www.vroeg.berg", "dnssec_signature_not_yet_valid"), bogus("www.vals.vlei", "dnssec_ds_mismatch"), bogus("vals.vlei", "dnssec_ds_mismatch", "MX"),
    bogus("www.sleutel.veld", "dnssec_dnskey_missing"), bogus("www.kaal.org.vlei", "dnssec_zone_unsigned_with_ds"),
    bogus("www.naakt.veld", "dnssec_rrsig_missing"),
    bogus("vier.ontken.vlei", "", "AAAA", truth=MISSED, unchecked="NODATA", direct="NODATA +aa", cells=UNPROVEN),
    bogus("niks.ontken.vlei", "", truth=MISSED, unchecked="NXDOMAIN", direct="NXDOMAIN +aa", cells=UNPROVEN),
    maybe("www.gemeng.berg", authoritative("dnssec_inconsistent", FAILS), "NOERROR +aa"),
    bogus("vrot.veld", "dnssec_bogus", "MX"), bogus("www.vrotter.berg", "dnssec_bogus"),
]
CHANGED = [Question(name, "A", OK, seen="NOERROR|NXDOMAIN") for name in ("www.wissel.klip", "vars.wissel.klip")]
INTERN = [absent(name) for name in INSIDE]

BROKEN = AUTH + PARENTS + REGISTRIES + DNSSEC
QUESTIONS = GOOD + ONE_SIDED + NEGATIVE + LOCAL_NAMES + BROKEN + INTERN
