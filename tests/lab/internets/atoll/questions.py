# SPDX-License-Identifier: MIT
"""The names of the internet of wrong suspects, and what is true of each where resolvers are well."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, empty, fine, maybe, negative, truth, upstream

from .resolvers import CUT, HEALTHY, MEMORY, NO_WAY, POLICIES, VALIDATORS, WAYS, place

EVERYBODY = HEALTHY + CUT + VALIDATORS + POLICIES + WAYS + MEMORY
ROOMY = FAILS + "|info"


def named(*names):
    return by_name(QUESTIONS, *names)


def follows(name, **more):
    return fine(name, direct="", **more)


def of_roles(what, *roles):
    """What is true of these roles' cells; `what` is a function of the role."""
    return {resolver.id: what(resolver.role) for resolver in EVERYBODY if resolver.role in roles and resolver.row is None}


GOOD = [
    fine("www.isle.reef"), fine("isle.reef", "MX"), fine("api.isle.reef"), fine("www.isle.reef", "AAAA"), fine("www.dune.lagoon"), fine("x.app.dune.lagoon"), fine("www.surf.shoal"),
    fine("surf.shoal", "TXT"), fine("www.gull.lagoon"), fine("www.crab.reef"), fine("_sip._tcp.crab.reef", "SRV"), fine("www.dnshost.lagoon"), fine("www.tern.lagoon"),
    fine("mail.tern.lagoon"), fine("www.tern.reef"), fine("www.quay.lagoon"), fine("mail.quay.lagoon"), fine("www.pier.reef"), fine("pier.reef", "MX"), fine("www.mole.shoal"),
    fine("api.mole.shoal"), fine("www.half-quay.lagoon"), fine("www.new.reef"), fine("new.reef", "MX"), fine("www.dawn.shoal"), fine("www.dusk.reef"), fine("dusk.reef", "TXT"),
    fine("www.eve.shoal"), fine("www.six.reef"), fine("www.palm.buoy"), fine("www.long.reef"), fine("long.reef", "MX"), fine("www.broad.shoal"), fine("www.twin.reef"),
    fine("www.tcponly.lagoon", direct="TRUNCATED"), fine("www.lower.lagoon"), fine("wide.isle.reef", "TXT", direct="NOERROR|TRUNCATED +aa"), fine("wide.dune.lagoon", "TXT"),
    fine("huge.isle.reef", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"), fine("huge.dune.lagoon", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("www.calm.motu"), fine("www.egg.cay"), follows("toquay.isle.reef"), follows("totern.isle.reef"), follows("tonew.isle.reef"), follows("tosix.isle.reef"),
    fine("www.shy.reef", direct="TIMEOUT"), fine("www.left.lagoon", direct="REFUSED"), fine("www.right.lagoon", direct="NXDOMAIN +aa"), fine("mail.right.lagoon", direct="NXDOMAIN +aa"),
    fine("www.mute.lagoon", direct="TIMEOUT"), fine("www.cargo.drift", direct="", seen="NOERROR|FAIL"), fine("api.cargo.drift", direct="", seen="NOERROR|FAIL"),
]


def barred(role):
    return truth(FAILS, f"{place(role)}|authoritative", NO_WAY + "|auth_partial_lame|auth_lame|auth_partial_outage|auth_timeout")


def denied(_role):
    """Some networks are told that there is nothing."""
    return truth(ROOMY + "|negative", "authoritative|none", "auth_inconsistent_existence|auth_nxdomain_for_existing_name|split_horizon")


def private(_role):
    return upstream("delegation_ns_private_address", ROOMY)


NOBODY_MAY = truth("failure", "authoritative|undetermined", "auth_lame|auth_servfail|auth_timeout|auth_rate_limited|auth_partial_lame|contradiction")
VIEWS = [
    fine("www.club.lagoon", seen="NOERROR|FAIL|REFUSED", cells=of_roles(barred, "isp", "public")), fine("mail.club.lagoon", seen="NOERROR|FAIL|REFUSED", cells=of_roles(barred, "isp", "public")),
    fine("www.guild.lagoon", seen="NOERROR|NXDOMAIN", cells=of_roles(denied, "local", "isp")), fine("www.gate.lagoon", seen="NOERROR|FAIL", cells=of_roles(barred, "isp")),
    Question("www.moat.lagoon", "A", NOBODY_MAY, seen="FAIL|REFUSED", direct="NOERROR +aa"),
    fine("www.private.lagoon", seen="NOERROR|FAIL", cells=of_roles(private, "isp", "public")),
    maybe("www.part-private.lagoon", upstream("delegation_ns_private_address|delegation_glue_wrong", "degraded|info"), "NOERROR +aa"),
]
SPLIT_REGISTRY = upstream("delegation_inconsistent", ROOMY)
REGISTRY = [
    maybe("www.fresh.motu", SPLIT_REGISTRY, "NOERROR +aa", seen="NOERROR|NXDOMAIN"), maybe("www.moved.motu", SPLIT_REGISTRY, "NOERROR +aa"),
    maybe("www.nest.cay", SPLIT_REGISTRY.or_else(authoritative("dnssec_ds_mismatch|dnssec_inconsistent", ROOMY)), "NOERROR +aa"),
]
NEGATIVE = [
    absent("none.isle.reef", direct="NXDOMAIN +aa"), absent("none.dune.lagoon", direct="NXDOMAIN +aa"), absent("www.never-was.lagoon", cause="domain_not_registered"),
    absent("www.never-was.reef", cause="domain_not_registered"), empty("v4.isle.reef", "AAAA", direct="NODATA +aa"), absent("none.quay.lagoon", direct="NXDOMAIN +aa"),
    absent("www.never-was.shoal", cause="domain_not_registered"),
]
NO_NAME = upstream("delegation_ns_unresolvable")
DEP = truth("failure", "upstream|authoritative", "delegation_ns_unresolvable|tld_unreachable|auth_timeout")
SERVERS = [
    dead("www.sunk.lagoon", "auth_timeout", "TIMEOUT"), dead("www.sunk.reef", "auth_timeout", "TIMEOUT"), dead("www.sunk.shoal", "auth_timeout", "TIMEOUT"),
    dead("www.lame.lagoon", "auth_lame", "REFUSED"), dead("www.lame.reef", "auth_lame", "REFUSED"), dead("www.lost.shoal", "auth_servfail", "SERVFAIL"),
    maybe("www.half.lagoon", authoritative("auth_partial_outage|auth_partial_lame", "degraded|info"), "NOERROR +aa; TIMEOUT; REFUSED"),
    Question("www.ghost.lagoon", "A", NO_NAME, seen="FAIL"), Question("www.swamp.wreck", "A", upstream("tld_unreachable"), seen="FAIL"),
    Question("www.dep.lagoon", "A", DEP, seen="FAIL"), Question("www.dep.reef", "A", DEP, seen="FAIL"),
    maybe("www.dep.shoal", truth(ROOMY, "upstream|authoritative", "delegation_ns_unresolvable|dnssec_signature_expired"), ""),
    maybe("www.deaf.lagoon", authoritative("auth_edns_intolerant", ROOMY)),
    dead("huge.notcp.lagoon", "auth_tcp_blocked", "TRUNCATED +aa", "TXT", severity=FAILS, seen="FAIL|TRUNCATED"), fine("www.notcp.lagoon"),
    dead("www.dim.buoy", "auth_timeout", "TIMEOUT"), dead("www.lame6.buoy", "auth_lame", "REFUSED"), dead("www.sunk6.reef", "auth_timeout", "TIMEOUT"),
    maybe("www.two.lagoon", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa"),
    maybe("deep.mid.gap.lagoon", authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", ROOMY), seen="NOERROR|NXDOMAIN"), fine("www.gap.lagoon"),
    dead("www.salt.drift", "auth_timeout", severity=FAILS, seen="FAIL|NOERROR"), dead("www.brine.drift", "auth_timeout", severity=FAILS, seen="FAIL|NOERROR"),
]
DNSSEC = [
    bogus("www.rust.reef", "dnssec_signature_expired"), bogus("rust.reef", "dnssec_signature_expired", "MX"), bogus("www.false.shoal", "dnssec_ds_mismatch"),
    bogus("www.bare.reef", "dnssec_zone_unsigned_with_ds"), bogus("api.flip.reef", "dnssec_bogus"), fine("www.flip.reef"), bogus("www.early.shoal", "dnssec_signature_not_yet_valid"),
    bogus("www.weed.kelp", "", truth=upstream("parent_dnssec_bogus", FAILS)),
]
ALIASES = [
    dead("tosunk.isle.reef", "auth_timeout"), bogus("torust.isle.reef", "dnssec_signature_expired", direct=""), Question("toghost.isle.reef", "A", NO_NAME, seen="FAIL"),
    Question("towreck.isle.reef", "A", upstream("tld_unreachable"), seen="FAIL"), dead("tolame.isle.reef", "auth_lame"),
    Question("tonone.isle.reef", "A", authoritative("cname_dangling", FAILS + "|negative"), seen="NXDOMAIN"), bogus("tofalse.isle.reef", "dnssec_ds_mismatch", direct=""),
    bogus("toflip.isle.reef", "dnssec_bogus", direct="", seen="FAIL"), dead("tohalf.isle.reef", "auth_timeout"),
]
QUESTIONS = GOOD + VIEWS + REGISTRY + NEGATIVE + SERVERS + DNSSEC + ALIASES
