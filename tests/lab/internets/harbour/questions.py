# SPDX-License-Identifier: MIT
"""The names, and the truth about each."""

from model import OK, Question, absent, authoritative, bogus, fine, local, negative, truth, upstream

from .resolvers import BLOCKED, PRIVATE, WALLED


def empty(name, qtype, **more):
    return Question(name, qtype, negative("no_data"), seen="NODATA", direct="NODATA +aa", **more)


def dead(name, cause, direct, qtype="A", **more):
    return Question(name, qtype, authoritative(cause), seen=more.pop("seen", "FAIL"), direct=direct, **more)


def maybe(name, cause, qtype="A", severity="degraded", **more):
    """Resolvers may or may not meet it; what is said must be this or nothing."""
    return Question(name, qtype, OK.or_else(authoritative(cause, severity)), seen=more.pop("seen", "NOERROR|FAIL"), **more)


GOOD = [
    fine("www.harbor.north"), fine("www.harbor.north", "AAAA"), fine("harbor.north", "MX"), fine("harbor.north", "TXT"),
    fine("harbor.north", "CAA"), fine("harbor.north", "NS"), fine("harbor.north", "SOA"), fine("api.harbor.north"),
    fine("a.b.c.deep.harbor.north"), fine("_ldap._tcp.harbor.north", "SRV"), fine("far.harbor.north"),
    fine("www.isle.north"), fine("one.apps.isle.north"), fine("leaf.of.hollow.isle.north"), fine("trio.isle.north"),
    fine("bulk.isle.north", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("www.ship.co.north"), fine("ship.co.north", "MX"), fine("two.apps.ship.co.north", "A"),
    fine("ship.co.north", "AAAA"), fine("trio.quay.south"), fine("www.quay.south"), fine("api.quay.south"),
    fine("www.dock.south"), fine("dock.south", "CAA"), fine("bulk.dock.south", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("www.glueless.south"), fine("www.island.north"),
    fine("www.xn--mnchen-3ya.south", asked="www.münchen.south"), fine("www.renamed.south"),
    fine("www.shy.south", direct="TIMEOUT"), fine("www.twokeys.north"),
    fine("5.1.7.44.in-addr.arpa", "PTR"), fine("post.onebad.north"), fine("www.drops-aaaa.south"),
    fine("www.few-types.south"), fine("gslb.denies.south"), fine("www.narrow.south"), fine("www.nonsec3.north"),
]

NEGATIVE = [
    absent("nope.harbor.north", direct="NXDOMAIN +aa"), absent("nope.isle.north", direct="NXDOMAIN +aa"),
    absent("nope.ship.co.north", "AAAA", direct="NXDOMAIN +aa"), absent("nope.quay.south", "MX", direct="NXDOMAIN +aa"),
    absent("nope.island.north"), absent("nope.shy.south", direct="TIMEOUT"),
    absent("9.9.7.44.in-addr.arpa", "PTR", direct="NXDOMAIN +aa"),
    absent("www.unknown.north", cause="domain_not_registered"), absent("www.unknown.south", cause="domain_not_registered"),
    absent("www.unknown.co.north", cause="domain_not_registered|name_does_not_exist"),
    empty("www.harbor.north", "MX"), empty("old.harbor.north", "AAAA"), empty("of.hollow.isle.north", "A"),
    empty("old.dock.south", "TXT"), empty("three.apps.quay.south", "AAAA"),
    Question("void.harbor.north", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
    Question("gone.quay.south", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
    absent("www.harbor.nosuch", truth=truth("negative|failure", "local", "tld_does_not_exist")),
    absent("www.harbor.north.quay.south", truth=truth("negative|failure", "local", "search_suffix_appended").or_else(
        negative("name_does_not_exist"))),
    absent("www.harbour.north", truth=negative("domain_not_registered").or_else(
        truth("negative|failure", "local", "name_typo"))),
    absent("intranet", truth=truth("negative|failure|info", "local", "short_name|tld_does_not_exist|search_suffix_appended"),
           seen="NXDOMAIN|NODATA"),
    absent("printer.home.arpa", truth=truth("negative|failure|info", "local", "special_use_name"), seen="NXDOMAIN|NODATA|FAIL"),
    Question("db.internal", "A", truth("negative|failure|info", "local", "special_use_name"), seen="NXDOMAIN"),
]

BROKEN = [
    dead("www.sleep.south", "auth_timeout", "TIMEOUT"), dead("sleep.south", "auth_timeout", "TIMEOUT", "MX"),
    dead("www.sleep.co.north", "auth_timeout", "TIMEOUT"),
    dead("asleep.harbor.north", "auth_timeout", "NOERROR +aa", seen="FAIL"),
    dead("www.gone.south", "auth_port_unreachable", "UNREACHABLE|TIMEOUT"),
    dead("www.lame.co.north", "auth_lame", "REFUSED"),
    dead("www.stuck.south", "auth_servfail", "SERVFAIL"), dead("post.stuck.south", "auth_servfail", "SERVFAIL", "AAAA"),
    dead("www.walled.south", "auth_timeout|auth_port_unreachable", "UNREACHABLE|TIMEOUT"),
    maybe("www.halfdead.north", "auth_partial_outage", direct="NOERROR +aa; TIMEOUT"),
    maybe("www.halflame.south", "auth_partial_lame|auth_partial_outage", direct="NOERROR +aa; REFUSED"),
    maybe("www.mismatch.north", "auth_partial_outage|auth_partial_lame"),
    maybe("www.lagging.south", "auth_inconsistent_data", severity="degraded|info"),
    # Where all resolvers happen upon the lagging server, the name is denied by its own zone everywhere: nobody asks further.
    Question("fresh.lagging.south", "A", authoritative("auth_inconsistent_existence", "degraded|failure").or_else(OK),
             seen="NOERROR|NXDOMAIN", direct="NOERROR +aa; NXDOMAIN +aa", milestone=False),
    Question("www.onehalf.south", "A", upstream("delegation_inconsistent", "degraded|failure").or_else(OK),
             seen="NOERROR|NXDOMAIN"),
    Question("www.aliasns.south", "A", upstream("delegation_ns_unresolvable", "degraded|failure"), seen="NOERROR|FAIL"),
    Question("www.nowhere.north", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("www.egg.south", "A", upstream("delegation_cyclic"), seen="FAIL"),
    Question("www.leaning.south", "A", upstream("delegation_ns_unresolvable").or_else(authoritative("auth_timeout")),
             seen="FAIL"),
    Question("www.strayglue.north", "A", upstream("delegation_glue_wrong|delegation_glue_mismatch"), seen="FAIL"),
    Question("www.unlisted.south", "A", negative("domain_not_registered").or_else(
        upstream("delegation_missing", "failure|negative")), seen="NXDOMAIN"),
    bogus("www.undone.north", "dnssec_zone_unsigned_with_ds"), bogus("www.strangeds.co.north", "dnssec_ds_mismatch"),
    bogus("www.overdue.co.north", "dnssec_signature_expired"), bogus("overdue.co.north", "dnssec_signature_expired", "MX"),
    bogus("www.early.north", "dnssec_signature_not_yet_valid"), bogus("api.onebad.north"),
    maybe("www.lapsed-once.north", "dnssec_inconsistent|dnssec_signature_expired", severity="degraded|failure"),
    Question("old.nonsec3.north", "AAAA", authoritative("dnssec_denial_missing", "failure|degraded"), seen="SERVFAIL",
             unchecked="NODATA", direct="NODATA +aa"),
    Question("www.under.ruin", "A", upstream("parent_dnssec_bogus", "failure|degraded"), seen="SERVFAIL",
             unchecked="NOERROR", direct="NOERROR +aa"),
    maybe("www.no-opt.south", "auth_edns_intolerant", severity="degraded|failure", direct="FORMERR"),
    Question("www.no-opt.north", "A", authoritative("auth_edns_intolerant|dnssec_rrsig_missing"), seen="SERVFAIL",
             unchecked="NOERROR|SERVFAIL", direct="FORMERR"),
    Question("www.drops-opt.south", "A", authoritative("auth_edns_intolerant|auth_timeout", "failure|degraded"),
             seen="NOERROR|FAIL", direct="TIMEOUT"),
    dead("www.drops-aaaa.south", "auth_qtype_dropped", "TIMEOUT", "AAAA"),
    Question("few-types.south", "CAA", authoritative("auth_qtype_unsupported", "failure|degraded"), seen="FAIL|NOTIMP",
             direct="NOTIMP"),
    Question("gslb.denies.south", "AAAA", authoritative("auth_nxdomain_for_existing_name", "failure|degraded|negative"),
             seen="NXDOMAIN|NODATA|FAIL", direct="NXDOMAIN"),
    maybe("host.empty.denies.south", "auth_nxdomain_for_existing_name", severity="degraded|failure",
          seen="NOERROR|NXDOMAIN|FAIL", direct="NOERROR +aa"),
    # Which of them meet the limit is chance, and what one resolver met cannot always be seen from elsewhere.
    *[maybe(f"{host}.limits.south", "auth_rate_limited", severity="degraded|failure", milestone=host == "www")
      for host in ("www", "post", "trio", "old", "dc1")],
    maybe("www.late.south", "auth_slow", severity="degraded|failure"),
    maybe("www.lossy.south", "auth_packet_loss|auth_partial_outage", severity="degraded|failure", milestone=False),
    Question("bulk.narrow.south", "TXT", authoritative("auth_tcp_blocked"), seen="FAIL"),
    Question("www.tcponly.south", "A", authoritative("auth_udp_blocked|auth_timeout", "failure|degraded"),
             seen="FAIL|NOERROR", direct="TIMEOUT", milestone=False),
    Question("ring.harbor.north", "A", authoritative("cname_loop", "failure|degraded|negative"), seen="FAIL|NOERROR"),
    Question("www.shops.west", "A", upstream("tld_unreachable"), seen="FAIL"),
    Question("mail.shops.west", "MX", upstream("tld_unreachable"), seen="FAIL"),
    Question("www.shops.east", "A", upstream("tld_lame|tld_unreachable"), seen="FAIL"),
]

# What some resolvers filter, and others have.
POLICED = [Question(name, "A", upstream("resolver_blocklist", "degraded|info"), seen="NOERROR", direct="NOERROR +aa")
           for name in [*BLOCKED, WALLED]]
INTERNAL = [Question(name, "A", local("resolver_rebind_protection", "degraded|info"), seen="NOERROR",
                     direct="NOERROR +aa") for name in sorted(PRIVATE)]
# Served over IPv6 alone, which one resolver cannot do.
SIX = [Question("www.six.north", "A", upstream("resolver_auth_path_broken", "degraded|info"), direct="NOERROR +aa")]

QUESTIONS = GOOD + NEGATIVE + BROKEN + POLICED + INTERNAL + SIX
