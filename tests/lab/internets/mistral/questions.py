# SPDX-License-Identifier: MIT
"""The names, and what is true of each where resolvers are well."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, either, empty, fine, maybe, negative, truth, upstream

ROOMY = FAILS + "|info"
SOFT = "degraded|info"


def named(*names):
    return by_name(QUESTIONS, *names)


def follows(name, qtype="A", **more):
    return fine(name, qtype, direct="", **more)


GOOD = [
    fine("www.mas.ventoux"), fine("mas.ventoux", "MX"), fine("www.mas.ventoux", "AAAA"), fine("www.cade.luberon"), fine("_sip._tcp.cade.luberon", "SRV"), fine("api.cade.luberon"),
    fine("mail.cade.luberon"), fine("www.thym.ventoux"), fine("thym.ventoux", "HTTPS"), fine("api.thym.ventoux"), fine("x.app.thym.ventoux"), fine("v4.cade.luberon"), follows("shop.mas.ventoux"),
    fine("www.stays.luberon"), fine("www.vise.camargue"), fine("big.cade.luberon", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("big.mas.ventoux", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), fine("www.calm.durance"), follows("www.split.luberon"),
    # Moved as it should be.
    fine("www.moved-same.luberon"), fine("moved-same.luberon", "MX"), fine("www.moved-kept.luberon"), follows("tomoved.mas.ventoux"), fine("www.pair.ventoux"), fine("mail.pair.ventoux"),
    # Keys, step by step.
    fine("www.signed-nods.ventoux"), fine("www.half-nods.ventoux"), fine("www.cds-delete.ventoux"), fine("www.ksk1.ventoux"), fine("www.ksk2.ventoux"), fine("www.ksk3.ventoux"),
    fine("www.alg1.ventoux"), fine("www.alg2.ventoux"), fine("www.zsk1.ventoux"), fine("www.salted.ventoux"), fine("www.renewed-half.ventoux"),
    # Places.
    fine("www.glue-live.luberon"), fine("www.six-good.ventoux"), fine("www.six-only.luberon"), fine("www.lbgood.luberon"), fine("www.notcp.luberon"), fine("www.halftcp.luberon"), fine("www.frag.luberon"),
    fine("www.shy.ventoux", direct="TIMEOUT"), fine("www.shun.luberon", direct="REFUSED"), fine("www.lbnot.luberon"),
    # Contents.
    fine("www.ttl.luberon"), fine("x.wild.ventoux"), fine("www.dele.host2.luberon"), fine("www.host2.luberon"), fine("www.host.luberon"), fine("www.host3.ventoux"), fine("www.host4.luberon"),
    follows("25.2.20.177.in-addr.arpa", "PTR"), fine("80.1.20.177.in-addr.arpa", "PTR"), fine("www.mxgone.luberon"), fine("www.wild.ventoux"),
]
SERIALS = authoritative("auth_inconsistent_data", "info|degraded")
BEHIND = authoritative("auth_inconsistent_data|auth_inconsistent_existence", SOFT)
PARTLY = authoritative("auth_partial_outage|auth_partial_lame", SOFT)
MAYBE_GLUE = upstream("delegation_glue_wrong|delegation_glue_mismatch", SOFT).or_else(authoritative("auth_partial_outage", SOFT))
NO_NAME = upstream("delegation_ns_unresolvable")
MAYBE = [
    maybe("www.serial-same.luberon", authoritative("auth_inconsistent_data", "info"), "NOERROR +aa"),
    maybe("www.half-old.luberon", BEHIND), maybe("www.half-closed.luberon", PARTLY), maybe("www.half-silent.luberon", PARTLY),
    maybe("www.ns-copied.luberon", authoritative("auth_partial_outage|auth_timeout", ROOMY).or_else(upstream("delegation_inconsistent|delegation_glue_mismatch|delegation_glue_wrong", SOFT))),
    maybe("www.ns-back.luberon", BEHIND.or_else(upstream("delegation_inconsistent|delegation_glue_mismatch", SOFT))),
    maybe("www.glue-one.luberon", MAYBE_GLUE), maybe("www.glue-both.luberon", MAYBE_GLUE), maybe("www.child-old.luberon", authoritative("auth_timeout|auth_partial_outage", ROOMY).or_else(
        upstream("delegation_glue_wrong|delegation_glue_mismatch", ROOMY))),
    maybe("www.half-hostless.luberon", upstream("delegation_ns_unresolvable", SOFT)),
    maybe("www.six-nowhere.luberon", PARTLY), maybe("www.six-lame.ventoux", PARTLY),
    maybe("www.serial.luberon", BEHIND), maybe("www.behind.luberon", BEHIND), maybe("www.behind.ventoux", BEHIND), maybe("www.stopped.luberon", authoritative(
        "auth_partial_lame|auth_partial_outage", SOFT)), maybe("www.unloaded.ventoux", authoritative("auth_partial_lame|auth_partial_outage", SOFT)),
    maybe("mxhalf.luberon", BEHIND, qtype="MX"),
    maybe("www.dele.host4.luberon", authoritative("auth_partial_lame|auth_partial_outage", ROOMY), seen="NOERROR|FAIL|NODATA"), maybe("www.rrl.luberon", authoritative("auth_rate_limited|auth_packet_loss|auth_partial_outage|auth_timeout", ROOMY)),
    # Resolvers that validate meet the half that is not good, and go on to the other.
    maybe("www.renewed-some.ventoux", authoritative("dnssec_signature_expired|dnssec_inconsistent", ROOMY)),
    maybe("www.half-ds.ventoux", authoritative("dnssec_inconsistent|dnssec_zone_unsigned_with_ds|dnssec_rrsig_missing|dnssec_dnskey_missing", ROOMY)),
    maybe("www.half-unsigned.ventoux", authoritative("dnssec_inconsistent|dnssec_zone_unsigned_with_ds|dnssec_rrsig_missing|dnssec_dnskey_missing", ROOMY)),
    maybe("www.kskhalf.ventoux", authoritative("dnssec_inconsistent|dnssec_ds_mismatch|dnssec_bogus", ROOMY)),
    maybe("www.pair-one-ds.ventoux", authoritative("dnssec_inconsistent|dnssec_ds_mismatch|dnssec_bogus", ROOMY)),
    maybe("www.strangers.ventoux", authoritative("dnssec_inconsistent|dnssec_bogus|dnssec_dnskey_missing|dnssec_ds_mismatch", ROOMY)),
]
NEGATIVE = [
    absent("none.mas.ventoux", direct="NXDOMAIN +aa"), absent("none.cade.luberon", direct="NXDOMAIN +aa"), empty("v4.mas.ventoux", "AAAA", direct="NODATA +aa"),
    empty("v4.cade.luberon", "AAAA", direct="NODATA +aa"), absent("www.nobody-has.luberon", cause="domain_not_registered"), absent("none.moved-same.luberon"), empty("mxgone.luberon", "TXT"),
    absent("mail.mxgone.luberon"), absent("80.4.20.177.in-addr.arpa", "PTR"), absent("www.lapsed.luberon", truth=negative("domain_not_registered").or_else(upstream("delegation_missing", "failure|negative"))),
    empty("v4.thym.ventoux", "AAAA"),
]
SERVERS = [
    dead("www.off-silent.luberon", "auth_timeout", "TIMEOUT"), dead("www.off-closed.luberon", "auth_lame", "REFUSED"),
    Question("www.glue-all.luberon", "A", upstream("delegation_glue_wrong|delegation_glue_mismatch").or_else(authoritative("auth_timeout")), seen="FAIL"),
    Question("www.hostless.luberon", "A", NO_NAME, seen="FAIL"), dead("www.six-dark.luberon", "auth_timeout", "TIMEOUT"),
    dead("big.notcp.luberon", "auth_tcp_blocked", "TRUNCATED +aa", "TXT", severity=FAILS, seen="FAIL|TRUNCATED"),
    maybe("big.halftcp.luberon", authoritative("auth_tcp_blocked|auth_partial_outage", ROOMY), qtype="TXT", seen="TRUNCATED|FAIL"),
    maybe("mid.frag.luberon", authoritative("auth_udp_blocked|auth_packet_loss|auth_partial_outage|auth_edns_intolerant|auth_tcp_blocked|auth_timeout", ROOMY).or_else(truth(
        ROOMY, "local", "local_packet_loss|path_drops_edns")), qtype="TXT"),
    dead("www.stopped-all.luberon", "auth_servfail", "SERVFAIL"),
    maybe("www.edns.luberon", authoritative("auth_edns_intolerant", ROOMY), seen="NOERROR|FAIL"), maybe("www.edns.ventoux", authoritative("auth_edns_intolerant", ROOMY), seen="NOERROR|FAIL"),
    maybe("www.formerr.luberon", authoritative("auth_edns_intolerant", ROOMY), seen="NOERROR|FAIL"),
    dead("www.lbdrop.luberon", "auth_qtype_dropped", "", "AAAA"), dead("www.lbdrop.luberon", "auth_qtype_dropped", "", "HTTPS"), dead("www.lbnot.luberon", "auth_qtype_unsupported", "", "HTTPS"),
    Question("www.lbnx.luberon", "AAAA", authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", ROOMY), seen="NXDOMAIN|NODATA|FAIL"), fine("www.lbnx.luberon"),
    dead("www.lbref.luberon", "auth_qtype_unsupported|auth_lame|auth_qtype_dropped", "", "AAAA"), fine("www.lbdrop.luberon"),
    maybe("www.noudp.luberon", authoritative("auth_udp_blocked|auth_timeout", ROOMY), seen="NOERROR|FAIL"),
    dead("www.dele.host3.ventoux", "auth_lame", "REFUSED"), dead("25.3.20.177.in-addr.arpa", "auth_lame", "", "PTR"),
    maybe("www.dele.host.luberon", BEHIND.or_else(upstream("delegation_inconsistent", SOFT))),
]
PROMISED_EMPTY = [
    absent("www.empty-new.luberon", direct="NXDOMAIN +aa"), fine("empty-new.luberon", "MX"),
]
NOT_LOOKING = dict.fromkeys(("isp-n", "pub-n", "new-lax"), OK.or_else(negative("no_data|name_does_not_exist")))
DNSSEC = [
    bogus("www.newkey.ventoux", "dnssec_ds_mismatch"), bogus("www.nokey.ventoux", "dnssec_zone_unsigned_with_ds"), bogus("www.unsign-first.ventoux", "dnssec_zone_unsigned_with_ds"),
    bogus("www.ksknew.ventoux", "dnssec_ds_mismatch"), bogus("www.kskquiet.ventoux", "dnssec_ds_mismatch|dnssec_rrsig_missing|dnssec_bogus"), bogus(
        "www.algds.ventoux", "dnssec_ds_mismatch|dnssec_rrsig_missing|dnssec_bogus"), bogus("www.algnone.ventoux", "dnssec_ds_mismatch"), bogus(
        "www.zskunseen.ventoux", "dnssec_dnskey_missing|dnssec_bogus|dnssec_inconsistent"), bogus("www.zskgone.ventoux", "dnssec_dnskey_missing|dnssec_bogus|dnssec_inconsistent"),
    bogus("www.renewed-none.ventoux", "dnssec_signature_expired"), bogus("none.renewed-half.ventoux", "dnssec_signature_expired", unchecked="NXDOMAIN", direct="NXDOMAIN +aa", cells=NOT_LOOKING),
    bogus("v4.renewed-half.ventoux", "dnssec_signature_expired", "AAAA", unchecked="NODATA", direct="NODATA +aa", cells=NOT_LOOKING), bogus("renewed-none.ventoux", "dnssec_signature_expired", "MX"),
    bogus("newkey.ventoux", "dnssec_ds_mismatch", "MX"),
]
LAGGING = upstream("delegation_inconsistent", ROOMY)
EDNS = authoritative("auth_edns_intolerant", ROOMY)
NO_SIGS = "dnssec_rrsig_missing|dnssec_inconsistent|dnssec_bogus|dnssec_dnskey_missing|dnssec_zone_unsigned_with_ds"
SECOND = [
    maybe("www.new.crau", LAGGING, seen="NOERROR|NXDOMAIN"), maybe("www.moved.crau", LAGGING.or_else(authoritative("auth_partial_lame", SOFT)), ""), fine("www.calm.crau"), maybe(
        "www.rolled.sorgue", LAGGING.or_else(authoritative("dnssec_ds_mismatch|dnssec_inconsistent", ROOMY)), seen="NOERROR|SERVFAIL"), maybe("www.signed.sorgue", LAGGING.or_else(authoritative(
        "dnssec_inconsistent", SOFT))), fine("www.calm.sorgue"), maybe("www.ednsone.ventoux", EDNS.or_else(authoritative("auth_partial_outage", ROOMY))), maybe("www.ednsone.luberon", EDNS.or_else(authoritative(
        "auth_partial_outage", ROOMY))), maybe("www.formerr.ventoux", EDNS), bogus("www.nosigs.ventoux", NO_SIGS), maybe("www.sigsone.ventoux", authoritative(NO_SIGS, ROOMY)),
    maybe("www.keytcp.ventoux", authoritative("auth_tcp_blocked", ROOMY), "NOERROR +aa"), maybe("www.keyfrag.ventoux", authoritative("auth_udp_blocked|auth_tcp_blocked|auth_packet_loss|auth_edns_intolerant", ROOMY),
        ""), maybe("www.half-empty.luberon", authoritative("auth_inconsistent_existence|auth_inconsistent_data", ROOMY), "NOERROR +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    fine("www.splitsec.ventoux"), maybe("www.ahead.ventoux", authoritative("dnssec_signature_not_yet_valid|dnssec_inconsistent", ROOMY)), fine("www.ttlzero.luberon"),
    maybe("www.oneway.luberon", PARTLY), maybe("www.lagway.luberon", BEHIND), maybe("www.dele.host5.ventoux", BEHIND.or_else(upstream("delegation_inconsistent", ROOMY)).or_else(
        authoritative("dnssec_inconsistent|auth_inconsistent_data", ROOMY))), fine("www.host5.ventoux"),
]
DANGLING = authoritative("cname_dangling", FAILS + "|negative")
ALIASES = [
    follows("promo.mas.ventoux", seen="NXDOMAIN"), dead("old.mas.ventoux", "auth_lame"), Question("lapse.mas.ventoux", "A", DANGLING, seen="NXDOMAIN"), dead("cdnoff.mas.ventoux", "auth_timeout"),
    bogus("toksk.mas.ventoux", "dnssec_ds_mismatch", direct=""), Question("25.5.20.177.in-addr.arpa", "PTR", DANGLING, seen="NXDOMAIN"),
]
ALIASES[0].truth = DANGLING
PARKED = [follows("www.hold.luberon"), follows("hold.luberon")]
QUESTIONS = GOOD + MAYBE + NEGATIVE + SERVERS + PROMISED_EMPTY + DNSSEC + ALIASES + PARKED + SECOND
