# SPDX-License-Identifier: MIT
"""The names, and the truth about each as a senior operator would state it from what can be seen."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, empty, fine, maybe, negative, truth, upstream


def named(*names):
    return by_name(QUESTIONS, *names)


def large(name):
    return fine(name, "TXT", seen="TRUNCATED", direct="TRUNCATED +aa")


GOOD = [
    fine("www.canopy.vine"), fine("www.canopy.vine", "AAAA"), fine("canopy.vine", "MX"), fine("canopy.vine", "TXT"), fine("canopy.vine", "SOA"), fine("svc03.canopy.vine"),
    fine("svc17.canopy.vine"), fine("v6.canopy.vine", "AAAA"), fine("_sip._tcp.canopy.vine", "SRV"), fine("x1.apps.canopy.vine"), fine("chain.canopy.vine"),
    fine("www.river.fern"), fine("river.fern", "MX"), fine("api.river.fern"), fine("x2.apps.river.fern"), fine("www.toucan.moss"), fine("mail.toucan.moss"),
    fine("rr.toucan.moss"), fine("nas.toucan.moss"), fine("cam.toucan.moss"), fine("both.toucan.moss"), fine("wide.toucan.moss", "TXT"),
    fine("www.shop.palm"), fine("shop.palm", "MX"), fine("x3.any.shop.palm"), fine("www.shop.palm", "AAAA"), fine("rr.shop.palm"),
    fine("www.partner.palm"), fine("new.partner.palm"), fine("mail.partner.palm"), fine("www.vendor.moss"), fine("api.vendor.moss"), fine("vendor.moss", "MX"),
    fine("www.plain.vine"), fine("80.1.50.181.in-addr.arpa", "PTR"), fine("www.flip.vine"), large("huge.canopy.vine"), large("huge.shop.palm"), large("huge.river.fern"),
]
LISTED = [fine(f"{word}.ads.palm") for word in ("nx", "empty", "null", "page", "drop", "tcp", "walled", "ref", "spy.track", "ok.track")] + [fine("pixel.canopy.vine"), fine("www.ads.palm")]
# Odd, and well.
ODD = [
    fine("www.geo.moss"), fine("cdn.geo.moss"), fine("cdn.canopy.vine"), fine("www.zero.palm"), fine("zero.palm", "MX"), fine("www.lower.moss"), fine("www.lower.moss", "AAAA"),
    fine("www.shield.moss", direct="TRUNCATED"), fine("shield.moss", "MX", direct="TRUNCATED"), fine("api.shield.moss", direct="TRUNCATED"),
    fine("www.sixth.vine"), fine("sixth.vine", "MX"),
]
# Addresses of IPv6 are shown to some networks alone.
SIX_FOR_SOME = Question("six.geo.moss", "AAAA", OK.or_else(negative("no_data")).or_else(truth("info|degraded", "none|authoritative", "split_horizon|auth_inconsistent_data")),
                        seen="NOERROR|NODATA")

DENIES_ENT = authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", FAILS + "|info")
ENT = [maybe(f"{host}.ent.noent.moss", DENIES_ENT, "NOERROR +aa", seen="NOERROR|NXDOMAIN|FAIL") for host in ("www", "api")]

NEGATIVE = [
    absent("nope.canopy.vine", direct="NXDOMAIN +aa"), absent("nope.river.fern", "MX", direct="NXDOMAIN +aa"), absent("nope.shop.palm", direct="NXDOMAIN +aa"),
    absent("nope.toucan.moss"), absent("www.nobody-at-all.palm", cause="domain_not_registered"), absent("www.nobody-at-all.vine", cause="domain_not_registered"),
    absent("9.9.50.181.in-addr.arpa", "PTR"), empty("v4.canopy.vine", "AAAA"), empty("www.shop.palm", "MX"), empty("v6.river.fern", "A"), empty("x4.apps.canopy.vine", "AAAA"),
    empty("v4.shop.palm", "AAAA"),
]
# Networks of nobody: resolvers deny them themselves (AS112), or have it from the registry.
LOCAL_SERVED = [absent(f"{name}.in-addr.arpa", "PTR", truth=negative("name_does_not_exist").or_else(truth("negative|info|failure", "local", "special_use_name")),
                       seen="NXDOMAIN|NODATA") for name in ("9.1.168.192", "7.5.140.10", "1.0.16.172")]

DANGLING = authoritative("cname_dangling", "negative|degraded|failure")
SERVERS = [
    dead("www.dead.moss", "auth_timeout", "TIMEOUT"), dead("dead.moss", "auth_timeout", "TIMEOUT", "MX"), dead("www.sunk.vine", "auth_timeout", "TIMEOUT"),
    dead("www.refuse.palm", "auth_lame", "REFUSED"), dead("jobs.canopy.vine", "auth_lame", "NOERROR +aa"), dead("www.lost.fern", "auth_servfail", "SERVFAIL"),
    maybe("www.half.moss", authoritative("auth_partial_outage|auth_partial_lame", "degraded|info"), "NOERROR +aa; TIMEOUT; REFUSED"),
    Question("blog.canopy.vine", "A", DANGLING, seen="NXDOMAIN"), Question("www.nsgone.moss", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("www.two.palm", "A", authoritative("auth_inconsistent_data", "degraded|info"), direct="NOERROR +aa"),
    Question("www.swamp.bog", "A", upstream("tld_unreachable"), seen="FAIL"),
]
DNSSEC = [
    bogus("www.old.vine", "dnssec_signature_expired"), bogus("old.vine", "dnssec_signature_expired", "MX"), bogus("www.wrong.fern", "dnssec_ds_mismatch"),
    bogus("www.naked.vine", "dnssec_zone_unsigned_with_ds"), bogus("api.flip.vine"), bogus("www.early.vine", "dnssec_signature_not_yet_valid"),
]
MISSED = authoritative("dnssec_denial_missing", FAILS)
UNPROVEN = [bogus("nope.deny.fern", "", truth=MISSED, unchecked="NXDOMAIN", direct="NXDOMAIN +aa", cells=dict.fromkeys(
    ("isp-u", "cd-d", "forget", "cond-m", "bare-b"), OK.or_else(negative("name_does_not_exist")).or_else(MISSED)))]

QUESTIONS = GOOD + LISTED + ODD + [SIX_FOR_SOME] + ENT + NEGATIVE + LOCAL_SERVED + SERVERS + DNSSEC + UNPROVEN
