# SPDX-License-Identifier: MIT
"""The names of the internet of twins. Of each pair the first is well, however odd, and the second is not."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, empty, fine, maybe, negative, truth, upstream

from .resolvers import OTHERS, RESOLVERS, ROOMY

PARTLY = "auth_partial_outage|auth_partial_lame"
LAME = "auth_lame"


def named(*names):
    return by_name(QUESTIONS, *names)


def follows(name, qtype="A", **more):
    """An alias, of which a server that has only the first half shows only that."""
    return fine(name, qtype, direct=more.pop("direct", ""), **more)


def partly(name, cause, direct="", **more):
    return maybe(name, authoritative(cause, "degraded|info"), direct, **more)


GOOD = [
    fine("www.croft.ling"), fine("www.croft.ling", "AAAA"), fine("croft.ling", "MX"), fine("croft.ling", "SOA"), fine("croft.ling", "NS"), fine("croft.ling", "DS", direct=""),
    fine("croft.ling", "DNSKEY", direct="NOERROR|TRUNCATED +aa"), fine("www.byre.gorse"), fine("www.cairn.bell"), fine("www.dale.croft.ling"), fine("www.raw.croft.ling"),
    fine("www.kin.gorse"), fine("www.stall.co.ling"), fine("80.1.200.151.in-addr.arpa", "PTR"),
]
NEGATIVE = [
    absent("nope.croft.ling", direct="NXDOMAIN +aa"), absent("nope.byre.gorse", direct="NXDOMAIN +aa"), absent("nope.dale.croft.ling", "MX", direct="NXDOMAIN +aa"),
    absent("www.nobody-there.gorse", cause="domain_not_registered"), absent("www.nobody-there.ling", cause="domain_not_registered"),
    absent("www.nobody-there.bell", cause="domain_not_registered"), absent("www.nobody-there.co.ling", cause="domain_not_registered|name_does_not_exist"),
    empty("v4.croft.ling", "AAAA", direct="NODATA +aa"), empty("v6.byre.gorse", "A", direct="NODATA +aa"), empty("www.raw.croft.ling", "MX", direct="NODATA +aa"),
    empty("byre.gorse", "DS", direct=""),
]
# --- types ---
TYPES = [
    fine("croft.ling", "CAA"), fine("croft.ling", "HTTPS"), fine("croft.ling", "TXT"), fine("_sip._tcp.croft.ling", "SRV"), fine("_443._tcp.www.croft.ling", "TLSA"),
    fine("_dns.byre.gorse", "SVCB"), fine("tel.byre.gorse", "NAPTR"), fine("oldcroft.ling", "MX"), empty("mail.byre.gorse", "HTTPS"), empty("www.cairn.bell", "CAA"),
    fine("www.xn--slvhede-q1a.gorse", asked="www.sølvhede.gorse"), fine("xn--blbr-roah.xn--slvhede-q1a.gorse", asked="blåbær.sølvhede.gorse"),
    follows("80.2.200.151.in-addr.arpa", "PTR"),
]
TYPES_BAD = [
    fine("www.typex.gorse"), fine("typex.gorse", "MX"),
    dead("typex.gorse", "auth_qtype_unsupported|auth_servfail|auth_qtype_dropped", "SERVFAIL", "HTTPS", severity=FAILS, seen="FAIL"),
    dead("typex.gorse", "auth_qtype_unsupported", "NOTIMP", "CAA", severity=FAILS, seen="FAIL|NOTIMP"),
    dead("_443._tcp.www.typex.gorse", "auth_qtype_dropped|auth_timeout", "TIMEOUT", "TLSA", severity=FAILS),
    dead("_sip._tcp.typex.gorse", "auth_lame|auth_qtype_unsupported|auth_qtype_dropped", "REFUSED", "SRV", severity=FAILS, seen="FAIL|REFUSED"),
    Question("v6.typex.gorse", "AAAA", authoritative("auth_nxdomain_for_existing_name|name_does_not_exist", FAILS + "|negative"), seen="NXDOMAIN|NODATA|FAIL", direct="NXDOMAIN +aa"),
    dead("80.9.200.151.in-addr.arpa", LAME, "", "PTR"),
    Question("1.2.200.151.in-addr.arpa", "PTR", negative("name_does_not_exist"), seen="NXDOMAIN"),
]
# --- names that are not there, in every way there is ---
EMPTY = [
    fine("x.w.moor.ling"), empty("w.moor.ling", "A"), empty("b.c.moor.ling", "A"), empty("c.moor.ling", "A"), fine("a.b.c.moor.ling"), empty("x.w.moor.ling", "MX"),
    absent("x.b.c.moor.ling"), follows("any.links.moor.ling"), fine("x.w.fen.bell"), empty("b.c.fen.bell", "A"), empty("x.w.fen.bell", "AAAA"), absent("nope.fen.bell"),
    follows("any.links.fen.bell"), fine("www.raw.mire.ling"), fine("www.safe.mire.ling"), absent("nope.mire.ling"), empty("raw.mire.ling", "DS"), fine("x.y.w.mire.ling"),
    absent("nope.raw.mire.ling"), fine("a.b.c.byre.gorse"), empty("b.c.byre.gorse", "A"), fine("x.w.byre.gorse"),
]
UNPROVED = authoritative("dnssec_denial_missing|dnssec_bogus", FAILS)
OPENING = UNPROVED.or_else(upstream("parent_dnssec_bogus", FAILS))
# Who makes use of the proofs of a name below may not believe in what is above it.
HOLLOW = authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", FAILS + "|negative")
EMPTY_BAD = [
    fine("www.bog.ling"), bogus("x.w.bog.ling", "", truth=UNPROVED), bogus("v4.bog.ling", "", "AAAA", truth=UNPROVED, unchecked="NODATA", direct="NODATA +aa"),
    bogus("nope.bog.ling", "", truth=UNPROVED, unchecked="NXDOMAIN", direct="NXDOMAIN +aa"), bogus("any.links.bog.ling", "", truth=UNPROVED, direct=""),
    fine("www.slough.bell"), bogus("nope.slough.bell", "", truth=UNPROVED, unchecked="NXDOMAIN", direct=""), bogus("b.c.slough.bell", "", truth=UNPROVED, unchecked="NODATA", direct=""),
    fine("www.quag.bell"), bogus("x.w.quag.bell", "dnssec_bogus"), fine("www.swamp.ling"), bogus("www.raw.swamp.ling", "", truth=OPENING), fine("www.safe.swamp.ling"),
    fine("www.hollow.gorse"), maybe("a.b.c.hollow.gorse", HOLLOW, "NOERROR +aa", seen="NOERROR|NXDOMAIN"),
]
# --- aliases ---
CHAINS = [
    follows("c1.croft.ling"), follows("c1.croft.ling", "AAAA"), follows("x.oldcroft.ling"), follows("www.oldcroft.ling"), follows("k1.croft.ling"),
    absent("nope.oldcroft.ling", truth=negative("name_does_not_exist").or_else(authoritative("cname_dangling", "negative|info"))),
    # An alias is an answer, too.
    empty("u1.croft.ling", "AAAA", seen="NODATA|NOERROR", cells={resolver.id: OK.or_else(negative("no_data")) for resolver in RESOLVERS + OTHERS}),
]
DANGLING = authoritative("cname_dangling", FAILS + "|negative")
CHAINS_BAD = [
    dead("d1.croft.ling", "auth_timeout"), Question("e1.croft.ling", "A", DANGLING, seen="NXDOMAIN"), Question("h1.croft.ling", "A", DANGLING, seen="NXDOMAIN"),
    Question("f1.croft.ling", "A", authoritative("cname_loop", FAILS), seen="FAIL|NOERROR"), Question("self.croft.ling", "A", authoritative("cname_loop", FAILS), seen="FAIL|NOERROR"),
    bogus("g1.croft.ling", "dnssec_signature_expired", direct=""), Question("t1.croft.ling", "A", upstream("tld_unreachable"), seen="FAIL"), dead("m1.croft.ling", LAME),
    dead("www.oldhush.bell", "auth_timeout"), Question("www.oldnone.bell", "A", DANGLING.or_else(negative("domain_not_registered")), seen="NXDOMAIN"),
]
# --- keys ---
KEYS = [fine(f"www.{zone}") for zone in ("zpre.ling", "zdbl.ling", "kdbl.bell", "kds.bell", "cds.bell", "leave.bell", "left.bell", "aboth.ling", "aseen.ling", "revoke.bell", "duo.ling",
        "soon.ling", "fresh.bell")] + [fine("cds.bell", "CDS"), fine("leave.bell", "CDS"), fine("zdbl.ling", "DNSKEY", direct=""), absent("nope.kds.bell"), empty("v4.aboth.ling", "AAAA")]
STRANGE = [fine(f"www.{zone}") for zone in ("alien.ling", "digest.bell", "gost.bell", "crowd.bell", "ed.ling", "sha1.bell", "many.bell", "isle.gorse", "wreck.gorse")] + [
    absent("nope.digest.bell"), absent("nope.wreck.gorse"), absent("nope.many.bell"), fine("digest.bell", "DS", direct=""), fine("isle.gorse", "DNSKEY", direct="")]
TOO_SOON = "dnssec_ds_mismatch|dnssec_bogus|dnssec_rrsig_missing"
TWO_MINDS = authoritative("dnssec_inconsistent", ROOMY)
KEYS_BAD = [
    bogus("www.zgone.ling", "dnssec_dnskey_missing|dnssec_bogus"), bogus("www.zsoon.ling", "dnssec_dnskey_missing|dnssec_bogus"), bogus("www.ksoon.bell", TOO_SOON),
    bogus("www.kgone.bell", "dnssec_ds_mismatch"), bogus("www.asoon.ling", TOO_SOON), bogus("www.strip.bell", "dnssec_zone_unsigned_with_ds"),
    bogus("strip.bell", "dnssec_zone_unsigned_with_ds", "MX"), bogus("nope.kgone.bell", "dnssec_ds_mismatch", unchecked="NXDOMAIN", direct="NXDOMAIN +aa"),
    bogus("www.lapse.ling", "dnssec_signature_expired"), bogus("www.early.bell", "dnssec_signature_not_yet_valid"), bogus("once.ling", "dnssec_signature_expired", "MX"), fine("www.once.ling"),
]
KEYS_HALF = [
    maybe("www.feud.ling", authoritative("dnssec_inconsistent|dnssec_bogus|dnssec_dnskey_missing", ROOMY), "NOERROR +aa", seen="NOERROR|SERVFAIL"),
    maybe("www.stray.bell", authoritative("dnssec_inconsistent|dnssec_rrsig_missing|dnssec_zone_unsigned_with_ds", ROOMY), "NOERROR +aa", seen="NOERROR|SERVFAIL"),
    maybe("www.tardy.bell", authoritative("dnssec_inconsistent|dnssec_signature_expired|auth_inconsistent_data", ROOMY), "NOERROR +aa", seen="NOERROR|SERVFAIL"),
]
# --- delegations ---
ADAPTED = OK.or_else(truth("info", "upstream|authoritative|none", "delegation_glue_mismatch|delegation_inconsistent|auth_inconsistent_data|ok"))
DELEGATED = [
    fine("www.vain.bell"), fine("www.sib.gorse"), Question("www.glue1.gorse", "A", ADAPTED, direct="NOERROR +aa"), Question("www.kids.gorse", "A", ADAPTED, direct="NOERROR +aa"),
    Question("www.elders.ling", "A", ADAPTED, direct="NOERROR +aa"), fine("www.hidden.gorse"), fine("www.wheela.gorse"), fine("www.wheelb.bell"), fine("kids.gorse", "NS", direct=""),
    maybe("www.aliasns.bell", upstream("delegation_ns_unresolvable", "info"), ""), fine("www.quad.gorse"), fine("www.six.ling"), fine("www.hut.peat"), fine("www.serial.gorse"),
    fine("hidden.gorse", "SOA", direct=""),
]
GLUE = upstream("delegation_glue_wrong|delegation_glue_mismatch", FAILS + "|info")
NO_NAME = upstream("delegation_ns_unresolvable")
DELEGATED_BAD = [
    maybe("www.glue2.gorse", upstream("delegation_glue_wrong|delegation_glue_mismatch", "degraded|info").or_else(authoritative("auth_partial_outage", "degraded|info")), "NOERROR +aa"),
    Question("www.glue3.gorse", "A", upstream("delegation_glue_wrong|delegation_glue_mismatch").or_else(authoritative("auth_timeout")), seen="FAIL", direct="NOERROR +aa"),
    Question("www.glue4.bell", "A", upstream("delegation_glue_wrong|delegation_glue_mismatch").or_else(authoritative(LAME)), seen="FAIL", direct="NOERROR +aa"),
    maybe("www.kidsx.gorse", authoritative("auth_partial_outage|auth_timeout", FAILS + "|info").or_else(upstream("delegation_inconsistent", FAILS + "|info")), "NOERROR +aa; TIMEOUT; TIMEOUT"),
    maybe("www.eldersx.bell", authoritative("auth_partial_lame", "degraded|info").or_else(upstream("delegation_inconsistent|delegation_glue_wrong", "degraded|info")), "NOERROR +aa; REFUSED"),
    # Forbidden, and some follow it.
    maybe("www.aliasx.bell", upstream("delegation_ns_unresolvable", FAILS + "|info"), ""),
    Question("www.ringa.gorse", "A", upstream("delegation_cyclic"), seen="FAIL"), Question("www.ringb.bell", "A", upstream("delegation_cyclic"), seen="FAIL"),
    Question("www.ghost.bell", "A", NO_NAME, seen="FAIL"),
    maybe("www.ghosty.bell", truth("degraded|info", "upstream|authoritative", "delegation_ns_unresolvable|auth_partial_outage"), ""),
    Question("www.lan.gorse", "A", upstream("delegation_ns_private_address"), seen="FAIL", direct="NOERROR +aa"),
    dead("www.sixx.bell", "auth_timeout"), Question("www.hut.turf", "A", upstream("tld_unreachable"), seen="FAIL"),
]
FOURS = [
    partly("www.quadd.ling", "auth_partial_outage"), partly("www.quadr.gorse", "auth_partial_lame"), partly("www.quads.gorse", "auth_slow|auth_partial_outage"),
    partly("www.quadv.gorse", PARTLY + "|auth_servfail"), partly("www.quadp.bell", "auth_partial_outage"), partly("www.sixhalf.gorse", "auth_partial_outage"),
    maybe("www.hut.whin", upstream("tld_unreachable", "degraded|info").or_else(authoritative("auth_partial_outage", "degraded|info")), "NOERROR +aa"),
    maybe("www.quado.bell", authoritative("auth_partial_outage|auth_slow", FAILS + "|info"), seen="NOERROR|FAIL"),
    dead("www.quadx.gorse", "auth_timeout|auth_lame|auth_port_unreachable"),
]
# --- servers ---
HABITS = [
    fine("www.cookie.bell"), fine("cookie.bell", "MX"), absent("nope.cookie.bell"), fine("www.alltc.gorse", direct="TRUNCATED +aa"), fine("alltc.gorse", "MX", direct="TRUNCATED +aa"),
    fine("www.plain.gorse"), absent("nope.plain.gorse"), fine("www.lower.gorse"), fine("www.twice.gorse"), fine("www.lag.gorse", direct=""), fine("www.shy.gorse", direct="TIMEOUT"),
    fine("www.sshy.ling", direct="TIMEOUT"), fine("www.nay.bell", direct="REFUSED"), absent("nope.shy.gorse", direct="TIMEOUT"), fine("www.wall.gorse"), fine("www.slip.gorse", direct=""),
    fine("big.cairn.bell", "TXT", seen="TRUNCATED|NOERROR", direct="TRUNCATED +aa"), fine("mid.croft.ling", "TXT", seen="TRUNCATED|NOERROR", direct="NOERROR|TRUNCATED +aa"),
    maybe("www.former.gorse", authoritative("auth_edns_intolerant", "info|degraded"), ""),
]
INTOLERANT = authoritative("auth_edns_intolerant", FAILS + "|info")
HABITS_BAD = [
    maybe("www.option.bell", INTOLERANT, ""), dead("www.tcwall.gorse", "auth_tcp_blocked", ""), maybe("www.drop.gorse", authoritative("auth_rate_limited|auth_packet_loss", FAILS + "|info"), ""),
    dead("www.edrop.gorse", "auth_edns_intolerant", "TIMEOUT"), maybe("www.badvers.gorse", INTOLERANT, "", seen="NOERROR|FAIL|NODATA"),
    maybe("www.elsewhere.gorse", authoritative("auth_timeout|auth_udp_blocked", FAILS), ""),
    maybe("www.crawl.gorse", authoritative("auth_slow|auth_timeout", ROOMY), ""), maybe("www.noaa.gorse", authoritative(LAME, ROOMY), ""),
    dead("big.wall.gorse", "auth_tcp_blocked", "TRUNCATED +aa", "TXT"), dead("big.swall.ling", "auth_tcp_blocked", "TRUNCATED +aa", "TXT"),
    maybe("www.noudp.gorse", authoritative("auth_udp_blocked|auth_timeout", FAILS), ""),
    dead("www.hush.gorse", "auth_timeout", "TIMEOUT"), dead("www.refuse.gorse", LAME, "REFUSED"), dead("www.fail.ling", "auth_servfail", "SERVFAIL"),
    dead("www.shut.bell", "auth_port_unreachable", "UNREACHABLE"),
]
# --- answers ---
BY_PLACE = OK.or_else(truth("info", "none", "ok|split_horizon"))
ANSWERS = [
    Question("www.geo.gorse", "A", BY_PLACE, direct="NOERROR +aa"), Question("www.sgeo.ling", "A", BY_PLACE, direct="NOERROR +aa"), Question("www.pool.gorse", "A", BY_PLACE, direct="NOERROR +aa"),
    fine("mail.geo.gorse"), fine("2.0.0.127.listed.gorse"), fine("9.2.0.192.listed.gorse"), fine("zero.listed.gorse"), fine("home.listed.gorse"), fine("printer.listed.gorse"),
    fine("vpn.listed.gorse"), fine("both.listed.gorse"), absent("1.2.3.4.listed.gorse"), fine("zero.ttl.gorse"), fine("one.ttl.gorse"), fine("long.ttl.gorse"), fine("ages.ttl.gorse"),
    fine("www.hut.broom"), fine("www.flow.gorse"),
]
# At a registry that gives everybody an address, nobody is absent.
WILD_TLD = [fine("www.nobody-there.broom", direct="NOERROR +aa"), fine("anything.broom", direct="NOERROR +aa"), empty("anything.broom", "MX")]
SAME_PLACE = [fine(f"{host}shop{n}.{tld}") for n, tld in enumerate(("gorse", "broom", "gorse", "gorse"), 1) for host in ("www.", "")]
ANSWERS_BAD = [
    maybe("www.behind.gorse", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa"),
    maybe("newer.behind.gorse", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), "NOERROR +aa; NXDOMAIN +aa; NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.sbehind.ling", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa"),
]
LISTED_NAMES = [fine(f"{word}.kin.gorse") for word in ("ads", "track", "null", "page")]
SPECIAL = truth("negative|info", "local", "special_use_name")
LOCAL_NAMES = [
    absent("printer.local", truth=SPECIAL), absent("nas.home.arpa", truth=SPECIAL), absent("www.example.test", truth=SPECIAL), absent("node.internal", truth=truth(
        "negative|info|failure", "local", "special_use_name|tld_does_not_exist")), absent("abcdef.onion", truth=truth("negative|info", "local", "special_use_name"), seen="NXDOMAIN"),
]

# --- written after the first run ---
SECOND = [
    fine("www.loch.croft.ling"), absent("nope.loch.croft.ling"), fine("loch.croft.ling", "DS", direct=""), fine("www.yard.byre.gorse"), absent("nope.yard.byre.gorse"),
    Question("nope.nosoa.gorse", "A", negative("name_does_not_exist"), seen="NXDOMAIN|FAIL"), Question("gone.nosoa.gorse", "A", negative("name_does_not_exist").or_else(
        authoritative(LAME, FAILS)), seen="NXDOMAIN|FAIL"), Question("v4.nosoa.gorse", "AAAA", negative("no_data"), seen="NODATA|FAIL"), fine("www.nosoa.gorse"),
    fine("www.dsmore.bell"), fine("www.shabig.bell"), fine("www.shaold.bell"), fine("www.veila.gorse", direct="NXDOMAIN +aa"), fine("www.veilb.gorse", direct="SERVFAIL"),
    fine("www.veilc.gorse", direct="NOERROR +aa"), fine("www.veild.gorse", direct="NODATA"), fine("www.thirteen.gorse"), fine("thirteen.gorse", "NS", direct="NOERROR|TRUNCATED +aa"),
    fine("www.iterate.bell"), absent("nope.iterate.bell"), fine("www.case.gorse", asked="WWW.cAsE.GORSE"), fine("_under_score.case.gorse"), fine("*.case.gorse"), fine("any.thing.case.gorse"),
    fine("www.herd.gorse"), fine("calf.herd.gorse"), absent("nope.kin.gorse"), empty("v4.kin.gorse", "AAAA"), fine("www.narrow.gorse"),
]
ROOT = [fine("", "NS", asked="."), fine("", "SOA", asked="."), fine("", "DNSKEY", asked=".", direct="NOERROR|TRUNCATED"),
        empty("", "DS", asked="."), empty("", "A", asked="."), fine("ling", "NS"), fine("ling", "DS", direct=""),
        fine("gorse", "SOA"), empty("gorse", "DS"), empty("bell", "A"), fine("bell", "DNSKEY", direct="NOERROR|TRUNCATED"), fine("in-addr.arpa", "NS")]
LENIENT_DATES = ("dawn.bell", "dusk.ling")
SECOND_BAD = [
    bogus("www.lochx.croft.ling", "dnssec_ds_mismatch"), bogus("nope.lochx.croft.ling", "dnssec_ds_mismatch", unchecked="NXDOMAIN", direct="NXDOMAIN +aa"),
    maybe("www.lane.byre.gorse", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), "NOERROR +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    bogus("www.shatrap.bell", "dnssec_ds_mismatch", seen="SERVFAIL|NOERROR"), bogus("www.dawn.bell", "dnssec_signature_not_yet_valid", seen="SERVFAIL|NOERROR"),
    bogus("www.dusk.ling", "dnssec_signature_expired", seen="SERVFAIL|NOERROR"),
    Question("www.bolt.gorse", "A", authoritative("auth_timeout|auth_packet_loss").or_else(
        truth("failure", "undetermined|upstream|local", "contradiction|resolver_auth_path_broken")), seen="FAIL",
             direct="NOERROR +aa"),
    maybe("mid.narrow.gorse", authoritative("auth_udp_blocked|auth_edns_intolerant|auth_packet_loss|auth_slow", FAILS + "|info"), "", "TXT", seen="NOERROR|TRUNCATED|FAIL"),
]

# --- written after the second run ---
IN_STEP = OK.or_else(truth("info", "authoritative|none", "auth_inconsistent_data|ok"))
THIRD = [
    *[fine(f"www.{zone}") for zone in ("guest.bell", "chainmix.ling", "ttlsig.bell", "hut.scree", "lapsed.scree", "wrongisle.gorse", "bareisle.gorse", "zero.gorse")],
    absent("nope.guest.bell"), absent("nope.chainmix.ling"), empty("v4.chainmix.ling", "AAAA"), absent("nope.hut.scree"), fine("guest.bell", "DNSKEY", direct=""),
    Question("www.zlag.ling", "A", IN_STEP, direct="NOERROR +aa"), fine("www.recur.gorse", direct=""), absent("nope.recur.gorse"), fine("hut.scree", "DS", direct=""), fine("wrongisle.gorse", "DS",
    direct=""), fine("ghost.zero.gorse", "MX"), fine("many.zero.gorse", direct=""), fine("huge.zero.gorse", "TXT", seen="TRUNCATED|NOERROR", direct=""), absent("nope.zero.gorse"),
    absent("www.nobody-there.scree", cause="domain_not_registered"), fine("scree", "DS", direct=""),
]
# A signature that has run out beside one that is good: RFC 4035 allows for it, and BIND does not.
OVER_AND_GOOD = authoritative("dnssec_signature_expired|dnssec_bogus", ROOMY).or_else(truth(ROOMY, "local|upstream", "resolver_dnssec_broken"))
TWICE = [maybe("www.twice.bell", OVER_AND_GOOD, "NOERROR +aa", seen="NOERROR|SERVFAIL"), maybe("mail.twice.bell", OVER_AND_GOOD, "NOERROR +aa", seen="NOERROR|SERVFAIL")]
THIRD_BAD = TWICE + [
    bogus("www.guestx.bell", "dnssec_signature_expired"),
    maybe("www.zlagx.ling", authoritative("dnssec_inconsistent|dnssec_bogus|dnssec_dnskey_missing|auth_inconsistent_data", ROOMY), "NOERROR +aa", seen="NOERROR|SERVFAIL"),
    # Unbound takes it for an empty answer.
    Question("www.selfref.gorse", "A", authoritative(LAME, FAILS).or_else(upstream("delegation_cyclic|delegation_inconsistent|delegation_glue_wrong")), seen="FAIL|NODATA", direct="REFERRAL -aa"),
    maybe("www.snail.gorse", authoritative("auth_slow|auth_timeout", ROOMY), ""),
]

# --- written after the third run ---
SICK = authoritative("auth_servfail|auth_lame", FAILS)
FOURTH = [
    fine("www.hut.fell"), absent("nope.hut.fell"), fine("fell", "DS", direct=""), fine("fell", "DNSKEY", direct=""), empty("bare.gorse", "A"), absent("www.bare.gorse"), empty("sbare.bell", "MX"),
    absent("www.sbare.bell"), fine("www.trio.gorse"), fine("www.sick.gorse"), fine("www.oneside.gorse"), fine("oldloop.gorse", "MX"),
    fine("www.dropsig.ling", direct=""),
]
FOURTH_BAD = [
    dead("www.box.gorse", "auth_timeout", "TIMEOUT"), dead("nope.sick.gorse", "auth_servfail", "SERVFAIL"), dead("gone.sick.gorse", LAME, "REFUSED"),
    maybe("nope.oneside.gorse", authoritative("auth_partial_lame|auth_inconsistent_existence|auth_lame|name_does_not_exist", ROOMY + "|negative"), "NXDOMAIN +aa; NXDOMAIN -aa", seen="NXDOMAIN|FAIL"),
    maybe("www.part.trio.gorse", authoritative("auth_inconsistent_existence|auth_inconsistent_data", FAILS), "NOERROR +aa; NOERROR +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.odds.trio.gorse", authoritative("auth_inconsistent_data", "degraded|info"), "NOERROR +aa"),
    # It goes on for ever, each time by a longer name.
    Question("x.oldloop.gorse", "A", authoritative("cname_loop|auth_servfail", FAILS + "|negative").or_else(truth(
             "failure|degraded", "undetermined|authoritative", "contradiction|auth_servfail|cname_dangling")),
             seen="6|FAIL|NOERROR|NXDOMAIN"),
]

# --- written after the fourth run ---
ENDLESS = authoritative("cname_loop", FAILS).or_else(truth(FAILS, "undetermined", "contradiction"))
FIFTH = [
    follows("l18.rope.gorse"), fine("www.plainlb.gorse"), fine("mail.plainlb.gorse"), fine("www.lb.gorse"), fine("mirrora.gorse", "MX"),
]
FIFTH_BAD = [
    # So long that most give up on the way.
    Question("l0.rope.gorse", "A", OK.or_else(ENDLESS), seen="FAIL|NOERROR"), Question("l10.rope.gorse", "A", OK.or_else(ENDLESS), seen="FAIL|NOERROR"),
    Question("x.mirrora.gorse", "A", ENDLESS, seen="FAIL|NOERROR"), dead("www.lb.gorse", "auth_qtype_dropped|auth_timeout", "TIMEOUT", "AAAA", severity=FAILS),
    bogus("www.comboa.bell", "dnssec_ds_mismatch", direct="NOERROR +aa; TIMEOUT"), bogus("www.combob.ling", "dnssec_signature_expired", direct="NOERROR +aa; REFUSED"),
    dead("www.comboc.bell", "auth_timeout", "TIMEOUT"),
    dead("www.combod.gorse", "auth_timeout|auth_lame|delegation_inconsistent", "TIMEOUT; REFUSED; NOERROR +aa"),
]

WELL = GOOD + NEGATIVE + TYPES + EMPTY + CHAINS + KEYS + STRANGE + DELEGATED + HABITS + ANSWERS + WILD_TLD + SAME_PLACE + LISTED_NAMES
ILL = TYPES_BAD + EMPTY_BAD + CHAINS_BAD + KEYS_BAD + KEYS_HALF + DELEGATED_BAD + FOURS + HABITS_BAD + ANSWERS_BAD
QUESTIONS = WELL + ILL + LOCAL_NAMES + SECOND + ROOT + SECOND_BAD + THIRD + THIRD_BAD + FOURTH + FOURTH_BAD + FIFTH + FIFTH_BAD
