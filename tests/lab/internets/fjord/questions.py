# SPDX-License-Identifier: MIT
"""The names of the third internet, and the truth about each as whoever broke it would state it."""

from model import FAILS, OK, Question, absent, authoritative, bogus, dead, empty, fine, local, maybe, negative, truth, upstream

from .resolvers import ADVERTS, HOME, PROMOS
from .zones import BAKERY_REVERSED, LABELS, LONG


def partly(name, causes="auth_partial_outage|auth_partial_lame", direct=""):
    return maybe(name, authoritative(causes, "degraded"), direct)


GOOD = [
    fine("www.bakery.skerry"), fine("bakery.skerry", "MX"), fine("bakery.skerry", "TXT"), fine("www.bakery.skerry", "AAAA"),
    fine("www.florist.fjord"), fine("mail.florist.fjord", "AAAA"), fine("florist.fjord", "NS"), fine("florist.fjord", "SOA"),
    fine("a.tenant.florist.fjord"), fine("deep.in.the.empty.florist.fjord"), fine("_https._tcp.florist.fjord", "SRV"),
    fine("blog.bakery.skerry"), fine("c1.bakery.skerry"), fine("c1.bakery.skerry", "AAAA"),
    fine("www.school.gov.fjord"), fine(f"{LABELS}.school.gov.fjord"), fine("shard.school.gov.fjord"), fine("www.isle.skerry"),
    fine("www.town.fjord"), fine("x.y.z.tenant.town.fjord"), fine("v6.six.gov.fjord", "AAAA"), fine("www.six.gov.fjord"),
    fine("www.lot.fjord"), fine("www.strange-algorithm.fjord"), fine("www.renamed.fjord"), fine("blog.renamed.fjord"),
    fine("www.shop.heath"), fine("www.walls.skerry", direct="TIMEOUT"),
    fine(BAKERY_REVERSED, "PTR"), fine("big.school.gov.fjord", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("big.town.fjord", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), fine("www.south-host.fjord"),
    fine("mail.half-bogus.gov.fjord"), fine("www.half-bogus.gov.fjord"), fine("www.old-denial.fjord"), fine("www.unproven.fjord"),
    fine("www.odd-notimp.skerry"), fine("www.odd-drops.skerry"), fine("www.odd-ent.skerry"),
]

NEGATIVE = [
    absent("nope.bakery.skerry", direct="NXDOMAIN +aa"), absent("nope.florist.fjord", direct="NXDOMAIN +aa"),
    absent("nope.school.gov.fjord", "TXT", direct="NXDOMAIN +aa"), absent("nope.town.fjord", direct="NXDOMAIN +aa"), absent("nope.lot.fjord"),
    absent("nope.walls.skerry", direct="TIMEOUT"), absent("nope.renamed.fjord"),
    absent("www.vacant.fjord", cause="domain_not_registered"), absent("www.vacant.skerry", cause="domain_not_registered"),
    absent("www.vacant.gov.fjord", cause="domain_not_registered|name_does_not_exist"),
    empty("v4.bakery.skerry", "TXT"), empty("in.the.empty.florist.fjord", "A"), empty("the.empty.school.gov.fjord", "TXT"),
    empty("v6.town.fjord", "A"), empty("a.tenant.bakery.skerry", "TXT"), empty("www.isle.skerry", "TXT"),
    # What dns64 makes of it is not what is there.
    empty("v4.florist.fjord", "AAAA", seen="NODATA|NOERROR"),
    Question("void.florist.fjord", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
    absent("www.bakery.skery", truth=truth("negative|failure", "local", "tld_does_not_exist|name_typo")),
]

HALVES = [
    partly("www.half-refuses.skerry", "auth_partial_lame", "NOERROR +aa; REFUSED"), partly("www.half-upward.skerry", "auth_partial_lame"),
    # Resolvers take answers without AA where there is an answer.
    partly("www.half-cached.skerry", "auth_partial_lame", "NOERROR +aa; NOERROR -aa"),
    partly("www.half-fails.skerry", direct="NOERROR +aa; SERVFAIL"), partly("www.half-silent.skerry", "auth_partial_outage", "NOERROR +aa; TIMEOUT"),
    partly("www.half-closed.skerry", "auth_partial_outage", "NOERROR +aa; UNREACHABLE|TIMEOUT"),
    maybe("www.half-old.skerry", authoritative("auth_inconsistent_data", "degraded|info")),
    partly("www.mostly-dead.skerry"), partly("www.both.skerry", "auth_partial_outage"),
]
NEITHER = [
    dead("www.refuses-silent.skerry", "auth_lame|auth_timeout", "REFUSED; TIMEOUT"),
    dead("www.fails-silent.skerry", "auth_servfail|auth_timeout", "SERVFAIL; TIMEOUT"),
    dead("www.refuses-fails.skerry", "auth_lame|auth_servfail", "REFUSED; SERVFAIL"),
    dead("www.closed-silent.skerry", "auth_port_unreachable|auth_timeout", "UNREACHABLE|TIMEOUT; TIMEOUT"),
    dead("www.upward-refuses.skerry", "auth_lame", "REFERRAL -aa; REFUSED"),
    dead("www.closed-refuses.skerry", "auth_lame|auth_port_unreachable", "UNREACHABLE|TIMEOUT; REFUSED"),
]

BROKEN = [
    dead("wrecked.bakery.skerry", "auth_timeout", "NOERROR +aa"), dead("www.wreck.skerry", "auth_timeout", "TIMEOUT"),
    dead("wreck.skerry", "auth_timeout", "TIMEOUT", "MX"),
    # Its servers are fine: their names lie in the wreck.
    Question("www.orchard.skerry", "A", upstream("delegation_ns_unresolvable").or_else(authoritative("auth_timeout")), seen="FAIL"),
    maybe("www.garden.skerry", upstream("delegation_ns_unresolvable", "degraded").or_else(authoritative("auth_timeout|auth_partial_outage", "degraded"))),
    dead("www.sunk.gov.fjord", "auth_servfail", "SERVFAIL"), dead("mail.sunk.gov.fjord", "auth_servfail", "SERVFAIL", "AAAA"),
    dead("www.rejecting.skerry", "auth_timeout|auth_port_unreachable", "UNREACHABLE|TIMEOUT|ERROR"),
    dead("www.drydock.fjord", "auth_port_unreachable", "UNREACHABLE|TIMEOUT"),
    dead("www.oldset.skerry", "auth_timeout|auth_port_unreachable"),
    # A silent address that nobody else knows the name of: the server, or the glue.
    Question("www.misled.skerry", "A", upstream("delegation_glue_wrong").or_else(authoritative("auth_timeout")), seen="FAIL"),
    maybe("www.half-misled.skerry", upstream("delegation_glue_wrong|delegation_glue_mismatch", "degraded|info").or_else(
        authoritative("auth_partial_outage", "degraded"))),
    maybe("www.stranger.skerry", upstream("delegation_glue_wrong|delegation_glue_mismatch", "degraded|info").or_else(
        authoritative("auth_partial_lame", "degraded"))),
    Question("www.decoy.skerry", "A", upstream("delegation_glue_wrong").or_else(authoritative("auth_lame")), seen="FAIL"),
    Question("www.loopback.skerry", "A", upstream("delegation_ns_private_address"), seen="FAIL"),
    Question("www.inside.fjord", "A", upstream("delegation_ns_private_address"), seen="FAIL"),
    maybe("www.half-inside.skerry", upstream("delegation_ns_private_address|delegation_glue_mismatch|delegation_glue_wrong", "degraded|info").or_else(
        authoritative("auth_partial_outage", "degraded"))),
    Question("www.rock.skerry", "A", upstream("delegation_cyclic"), seen="FAIL"),
    Question("www.scissors.gov.fjord", "A", upstream("delegation_cyclic"), seen="FAIL"),
    Question("www.nowhere.fjord", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("www.nickname.skerry", "A", upstream("delegation_ns_unresolvable", FAILS).or_else(OK), seen="NOERROR|FAIL"),
    Question("www.unlisted.skerry", "A", negative("domain_not_registered"), seen="NXDOMAIN"),
    Question("www.shops.tarn", "A", upstream("tld_unreachable|tld_lame"), seen="FAIL"),
    Question("www.shops.mist", "A", upstream("tld_lame|tld_unreachable"), seen="FAIL"),
    Question("www.lodger.moor", "A", upstream("parent_dnssec_bogus", FAILS), seen="SERVFAIL", unchecked="NOERROR"),
    Question("big.tcpless.fjord", "TXT", authoritative("auth_tcp_blocked"), seen="FAIL"), fine("www.tcpless.fjord"),
    Question("www.udpless.skerry", "A", authoritative("auth_udp_blocked|auth_timeout", FAILS), seen="FAIL|NOERROR", direct="TIMEOUT"),
    maybe("www.leaky.skerry", authoritative("auth_packet_loss", FAILS)),
    Question("ring1.florist.fjord", "A", authoritative("cname_loop", "failure|degraded|negative"), seen="FAIL|NOERROR"),
    # The DNAME makes a name that is too long: nothing below this one can be.
    Question(f"{LONG}.toolong.skerry", "A", authoritative("name_does_not_exist|auth_servfail|contradiction", "failure|degraded|negative"),
             seen="6|FAIL|NXDOMAIN|NOERROR"),
]

DNSSEC = [
    bogus("www.overripe.fjord", "dnssec_signature_expired"), bogus("overripe.fjord", "dnssec_signature_expired", "MX"),
    bogus("rotten.florist.fjord", "dnssec_signature_expired"),
    maybe("www.one-stale.fjord", authoritative("dnssec_inconsistent|dnssec_signature_expired", FAILS), "NOERROR +aa"),
    maybe("www.one-naked.fjord", authoritative("dnssec_inconsistent|dnssec_rrsig_missing|dnssec_zone_unsigned_with_ds", FAILS), "NOERROR +aa"),
    bogus("www.rolled.fjord", "dnssec_ds_mismatch"), bogus("www.keyless.fjord", "dnssec_ds_mismatch"),
    bogus("www.lost-zsk.fjord", "dnssec_bogus|dnssec_dnskey_missing"),
    # A resolver that makes addresses makes one of a denial nobody proved, too.
    bogus("v4.unproven.fjord", "dnssec_denial_missing", "AAAA", seen="SERVFAIL|NOERROR", unchecked="NODATA", direct="NODATA +aa"),
    # An answer by wildcard has to prove that there was nothing better.
    bogus("any.tenant.unproven.fjord", "dnssec_denial_missing"),
    # PowerDNS Recursor does not look at the signature of a DNSKEY RRset whose only key the DS names.
    bogus("www.old-keys.fjord", "dnssec_signature_expired", seen="SERVFAIL|NOERROR"),
    bogus("v4.old-denial.fjord", "dnssec_signature_expired", "AAAA", seen="SERVFAIL|NOERROR", unchecked="NODATA", direct="NODATA +aa"),
    bogus("www.half-bogus.gov.fjord", "dnssec_bogus", "AAAA"), bogus("www.naked.gov.fjord", "dnssec_zone_unsigned_with_ds"),
    bogus("www.early.fjord", "dnssec_signature_not_yet_valid"), bogus("www.no-sigs.fjord", "dnssec_rrsig_missing", "AAAA"),
    fine("www.no-sigs.fjord"), bogus("www.odd-do.fjord", "dnssec_rrsig_missing|auth_edns_intolerant", direct="", unchecked="NOERROR|SERVFAIL"),
]

ODD = [
    maybe("www.odd-noaa.skerry", authoritative("auth_lame", FAILS), "NOERROR -aa"),
    dead("www.odd-notauth.skerry", "auth_lame|auth_servfail", "9"), dead("www.odd-yxdomain.skerry", "auth_servfail|auth_lame", "6", seen="FAIL|6"),
    maybe("www.odd-badvers.skerry", authoritative("auth_edns_intolerant", FAILS), "BADVERS", seen="NOERROR|NODATA|FAIL"),
    maybe("www.odd-badcookie.skerry", authoritative("auth_edns_intolerant|auth_servfail|auth_rate_limited", FAILS), "BADCOOKIE"),
    dead("odd-notimp.skerry", "auth_qtype_unsupported", "NOTIMP", "MX", severity=FAILS, seen="FAIL|NOTIMP"),
    dead("odd-notimp.skerry", "auth_qtype_unsupported", "NOTIMP", "TXT", severity=FAILS, seen="FAIL|NOTIMP"),
    dead("_https._tcp.odd-drops.skerry", "auth_qtype_dropped", "TIMEOUT", "SRV"),
    maybe("host.ent.odd-ent.skerry", authoritative("auth_nxdomain_for_existing_name", FAILS), seen="NOERROR|NXDOMAIN|FAIL"),
    maybe("www.odd-slow.skerry", authoritative("auth_slow", FAILS), seen="NOERROR|FAIL"),
    Question("www.odd-picky.skerry", "A", OK), Question("mail.odd-picky.skerry", "A", OK),
    *[maybe(f"{host}.odd-crowded.skerry", authoritative("auth_rate_limited|auth_packet_loss", FAILS)) for host in ("www", "mail", "v4")],
]
for question in ODD:
    if "odd-picky" in question.name:  # Well, but for one provider that may be refused there.
        question.truth = OK.or_else(upstream("resolver_auth_path_broken", "degraded|info")).or_else(authoritative("auth_rate_limited", "degraded|info"))

POLICED = [Question(name, "A", upstream("resolver_blocklist", "degraded|info"), seen="NOERROR", direct="NOERROR +aa")
           for name in sorted([*PROMOS, *ADVERTS])]
INTERNAL = [Question(name, "A", local("resolver_rebind_protection", "degraded|info"), seen="NOERROR", direct="NOERROR +aa") for name in sorted(HOME)]

QUESTIONS = GOOD + NEGATIVE + HALVES + NEITHER + BROKEN + DNSSEC + ODD + POLICED + INTERNAL
