# SPDX-License-Identifier: MIT
"""The company's names and those it depends on, and the truth about each as a senior operator would state it from what can be seen."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, empty, fine, maybe, negative, truth, upstream

from .resolvers import RESOLVERS

EVERYBODY = [resolver.id for resolver in RESOLVERS if resolver.row is None]
LAX = [resolver.id for resolver in RESOLVERS if not resolver.validates]


def named(*names):
    return by_name(QUESTIONS, *names)


def alias_shown(question):
    """Who shows the alias alone may be said to have answered."""
    question.cells = {resolver: OK.or_else(question.truth) for resolver in EVERYBODY}
    return question


def large(name):
    return fine(name, "TXT", seen="TRUNCATED", direct="TRUNCATED +aa")


GOOD = [
    fine("www.oasis.com", asked="WWW.Oasis.Com"), fine("www.oasis.com", "AAAA"), fine("www.oasis.com", "HTTPS"), fine("oasis.com", "MX"),
        fine("oasis.com", "NS"),
    fine("oasis.com", "SOA"), fine("oasis.com", "CAA"), fine("oasis.com", "TXT"), fine("_dmarc.oasis.com", "TXT"),
        fine("_sip._tcp.oasis.com", "SRV"),
    fine("tel.oasis.com", "NAPTR"), fine("rr.oasis.com"), fine("oasis.com", "HTTPS"), large("big.oasis.com"), fine("a.b.ent.oasis.com"),
    fine("svc00.oasis.com"), fine("svc07w.oasis.com"), fine("svc07w.oasis.com", "AAAA"), fine("svc11d.oasis.com"),
        fine("static.oasis.com"), fine("help.oasis.com"),
    fine("turn.oasis.com"), fine("long.oasis.com"), fine("pay03.oasis-pay.com"), fine("www.oasis-pay.com"), fine("oasis-pay.com", "MX"),
        fine("x.apps.oasis-pay.com"),
    fine("www.oasis.shop"), fine("anything.oasis.shop"), fine("late.pick.oasis.shop"), large("big.oasis.shop"),
        fine("_spf.mailhub.net", "TXT"),
    fine("www.oasis-alt.com"), fine("svc03w.oasis-alt.com"), fine("_sip._tcp.oasis-alt.com", "SRV"), fine("oasis-alt.com"),
    fine("web.edge.fastcdn.net"), fine("x9.oasis.edge.fastcdn.net", "AAAA"), fine("www.roundabout.io"), fine("abc.roundabout.io"),
    fine("www.algoroll.net"), fine("algoroll.net", "CAA"), fine("www.newsalt.io"), fine("www.two-ds.com"), fine("www.new-alg.net"),
        fine("www.parked.com"),
    fine("whatever.parked.com"), fine("80.1.90.151.in-addr.arpa", "PTR"), fine("www.mailhub.net"), fine("in.mailhub.net"),
        fine("www.nsdiffer.com",
        direct="NOERROR +aa; NOERROR +aa; NOERROR +aa; UNREACHABLE|TIMEOUT"), fine("www.hollow.net"), fine("www.notcp.net"),
            fine("www.mxbad.com"),
    fine("www.halftcp.net"), fine("mail.lagging.io"), fine("com", "NS"), fine("io", "SOA"), fine("oasis-mall.shop"),
        fine("www.nochain.com"),
]
PRIVATE = [fine("nas.oasis.com"), fine("printer.oasis.com")]
SIX = [fine("www.v6net.io"), fine("six.oasis.com"), fine("v6net.io", "MX")]

NEGATIVE = [
    absent("nope.oasis.com", direct="NXDOMAIN +aa"), absent("svc99.oasis.com"), absent("_sip._udp.oasis.com", "SRV"),
        absent("nope.oasis-pay.com", "TXT"),
    absent("nope.newsalt.io", direct="NXDOMAIN +aa"), absent("zulu.newsalt.io", "MX"), absent("nope.algoroll.net"),
        absent("nope.two-ds.com"),
    absent("nope.oasis-alt.com"), absent("nope.mailhub.net", "AAAA"), absent("99.1.90.151.in-addr.arpa", "PTR"),
        absent("absent-mal.adtrack.net"),
    absent("www.never-was.com", cause="domain_not_registered"), absent("www.never-was.net", cause="domain_not_registered"),
    absent("www.never-was.io", "HTTPS", cause="domain_not_registered"), absent("www.onhold.com", cause="domain_not_registered"),
    empty("v4.oasis.com", "AAAA", direct="NODATA +aa"), empty("v6.oasis.com", "A"), empty("b.ent.oasis.com", "A"),
        empty("ent.oasis.com", "TXT"),
    empty("pick.oasis.shop", "A"), empty("www.oasis-pay.com", "CAA"), empty("anything.oasis.shop", "AAAA"), empty("_tcp.mailhub.net", "A"),
    empty("www.parked.com", "AAAA"), alias_shown(empty("svc11d.oasis.com", "AAAA", seen="NODATA|NOERROR")),
        empty("mail.newsalt.io", "HTTPS"),
]

DANGLING = authoritative("cname_dangling", "negative|degraded|failure")
LOOP = authoritative("cname_loop", FAILS + "|negative")
CHAINS = [
    Question("promo.oasis.com", "A", DANGLING, seen="NXDOMAIN"), Question("survey.oasis.com", "A", DANGLING, seen="NXDOMAIN"),
    alias_shown(Question("promo.oasis-alt.com", "A", DANGLING, seen="NXDOMAIN")),
    bogus("billing.oasis.com", "dnssec_signature_expired"), dead("jobs.oasis.com", "auth_lame"), dead("press.oasis.com", "auth_servfail"),
    dead("status.oasis.com", "auth_timeout"), dead("status.oasis-alt.com", "auth_timeout"),
        bogus("pay3.oasis.com", "dnssec_dnskey_missing|dnssec_rrsig_missing|dnssec_bogus"),
    *[alias_shown(Question(name, "A", LOOP, seen="FAIL|NOERROR|NODATA")) for name in ("loop.oasis.com", "loop.deskly.io")],
    bogus("mal-bogus.adtrack.net", "dnssec_signature_expired", direct="NOERROR +aa"), dead("mal-dead.adtrack.net", "auth_timeout",
        "NOERROR +aa"),
]

EITHER_DATA = authoritative("auth_inconsistent_data", "degraded|info|failure")
MIGRATIONS = [
    maybe("www.halfmoved.com", EITHER_DATA.or_else(upstream("delegation_inconsistent", "degraded|info")), "NOERROR +aa"),
    maybe("new.halfmoved.com", authoritative("auth_inconsistent_existence|auth_inconsistent_data",
        FAILS).or_else(upstream("delegation_inconsistent", FAILS)),
          "NXDOMAIN +aa; NOERROR +aa; NOERROR +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.lefthost.net", authoritative("auth_partial_lame",
        "degraded|info").or_else(upstream("delegation_inconsistent|delegation_glue_mismatch", "degraded|info")),
          "REFUSED; REFUSED; NOERROR +aa; NOERROR +aa"),
    dead("www.forgotten.com", "auth_lame", "REFUSED"), dead("forgotten.com", "auth_lame", "REFUSED", "MX"),
    maybe("www.lagging.io", EITHER_DATA, "NOERROR +aa"),
    maybe("new.lagging.io", authoritative("auth_inconsistent_existence", FAILS), "NOERROR +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    maybe("www.expired-sec.net", authoritative("auth_partial_outage|auth_servfail|auth_partial_lame", "degraded|info"),
        "NOERROR +aa; SERVFAIL"),
    dead("www.allexpired.net", "auth_servfail", "SERVFAIL"), dead("allexpired.net", "auth_servfail", "SERVFAIL", "TXT"),
    maybe("www.mixdead.com", authoritative("auth_partial_outage|auth_partial_lame", "degraded|info"), "NOERROR +aa; TIMEOUT; REFUSED"),
    maybe("www.badglue.net", upstream("delegation_glue_wrong|delegation_glue_mismatch",
        "degraded|info").or_else(authoritative("auth_partial_outage", "degraded|info")),
          "NOERROR +aa"),
    Question("www.innerglue.com", "A", upstream("delegation_ns_private_address|delegation_glue_wrong"), seen="FAIL"),
    Question("www.nxhost.com", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    maybe("www.halfhost.com", upstream("delegation_ns_unresolvable", "degraded|info")),
    dead("www.dead.net", "auth_timeout", "TIMEOUT"), dead("dead.net", "auth_timeout", "TIMEOUT", "MX"),
    dead("www.closed.io", "auth_port_unreachable|auth_timeout", "UNREACHABLE|TIMEOUT"), dead("www.lame-target.net", "auth_lame", "REFUSED"),
    dead("big.notcp.net", "auth_tcp_blocked", "TRUNCATED", "TXT", severity=FAILS),
    maybe("big.halftcp.net", authoritative("auth_tcp_blocked|auth_partial_outage", "degraded|info"), "TRUNCATED", "TXT",
        seen="TRUNCATED|FAIL"),
]
MIGRATIONS += [
    maybe("www.anycast.io", EITHER_DATA, "NOERROR +aa"),
    maybe("new.anycast.io", authoritative("auth_inconsistent_existence", FAILS), "NOERROR|NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    dead("etl.data.oasis.com", "auth_lame", "REFUSED"), dead("data.oasis.com", "auth_lame", "REFUSED", "TXT"),
    maybe("www.ops.oasis.com", authoritative("auth_partial_lame", "degraded|info"), "NOERROR +aa; REFUSED"),
    dead("80.1.91.151.in-addr.arpa", "auth_timeout", "TIMEOUT", "PTR"),
    maybe("new.weary.net", authoritative("auth_inconsistent_existence", FAILS), "NOERROR +aa; NXDOMAIN +aa; TIMEOUT",
        seen="NOERROR|NXDOMAIN"),
    maybe("www.weary.net", authoritative("auth_partial_outage|auth_inconsistent_data", "degraded|info"),
        "NOERROR +aa; NOERROR +aa; TIMEOUT"),
]
DENIED_BETWEEN = authoritative("auth_nxdomain_for_existing_name", FAILS)
ENT = [
    maybe("a.b.ent.hollow.net", DENIED_BETWEEN, "NOERROR +aa", seen="NOERROR|NXDOMAIN|FAIL"),
        maybe("events.oasis.com", DENIED_BETWEEN, seen="NOERROR|NXDOMAIN|FAIL"),
    maybe("_sip._tcp.hollow.net", DENIED_BETWEEN, "NOERROR +aa", "SRV", seen="NOERROR|NXDOMAIN|FAIL"),
]

NO_KEY = "dnssec_dnskey_missing|dnssec_rrsig_missing|dnssec_bogus"
DNSSEC = [
    bogus("www.dsearly.com", "dnssec_ds_mismatch"), bogus("dsearly.com", "dnssec_ds_mismatch", "MX"), bogus("www.zskgone.com", NO_KEY),
    bogus("zskgone.com", NO_KEY, "TXT"), bogus("www.kskquiet.com", "dnssec_rrsig_missing|dnssec_bogus|dnssec_ds_mismatch"),
    maybe("www.oldsig.com", authoritative("dnssec_inconsistent|dnssec_signature_expired", FAILS + "|info"), "NOERROR +aa"),
    maybe("oldsig.com", authoritative("dnssec_inconsistent|dnssec_signature_expired", FAILS + "|info"), "NOERROR +aa", "MX"),
    bogus("www.algohalf.com", "dnssec_rrsig_missing|dnssec_bogus|dnssec_ds_mismatch"), bogus("www.leftds.com",
        "dnssec_zone_unsigned_with_ds"),
    bogus("leftds.com", "dnssec_zone_unsigned_with_ds", "MX"),
    maybe("www.halfsigned.com", authoritative("dnssec_inconsistent|dnssec_rrsig_missing|dnssec_zone_unsigned_with_ds", FAILS + "|info"),
        "NOERROR +aa"),
    bogus("www.future.com", "dnssec_signature_not_yet_valid"), bogus("mxbad.com", "dnssec_signature_expired", "MX"),
    absent("nope.nochain.com", truth=negative("name_does_not_exist").or_else(authoritative("dnssec_denial_missing|dnssec_inconsistent",
        FAILS + "|info")),
           seen="NXDOMAIN|FAIL", direct="NXDOMAIN +aa"),
    maybe("www.alienkey.net", authoritative("dnssec_inconsistent|dnssec_ds_mismatch", FAILS), "NOERROR +aa"),
    bogus("www.expiredall.io", "dnssec_signature_expired"), bogus("expiredall.io", "dnssec_signature_expired", "CAA"),
    bogus("nope.dsearly.com", "", truth=authoritative("dnssec_ds_mismatch", FAILS), unchecked="NXDOMAIN", direct="NXDOMAIN +aa",
          cells={resolver: OK.or_else(negative("name_does_not_exist")).or_else(authoritative("dnssec_ds_mismatch")) for resolver in LAX}),
]

FILTERED = [fine(f"mal-{word}.adtrack.net") for word in ("nx", "soa", "null", "ref", "empty", "page", "all",
"loop")] + [fine("ads.oasis.com")]
PATH = truth(FAILS + "|info", "upstream|local", "resolver_auth_path_broken")
LISTED = authoritative("auth_partial_lame|auth_lame", "degraded|info")
FENCED = [Question("www.fenced.net", "A", PATH.or_else(LISTED), seen="NOERROR|FAIL", direct="NOERROR +aa", cells={
              **{resolver: OK for resolver in EVERYBODY}, "isp-2": PATH.or_else(LISTED)}),
          Question("www.walled.io", "A", PATH, seen="NOERROR|FAIL", direct="NOERROR +aa", cells={**{resolver: OK
              for resolver in EVERYBODY}, "core-2": PATH})]

PROVIDERS = [resolver.id for resolver in RESOLVERS if resolver.address.startswith("84.") and resolver.row is None]
FENCED += [Question(name, "A", PATH.or_else(LISTED) if direct == "NOERROR +aa" else PATH, seen="NOERROR|FAIL", direct=direct, cells={
    **{resolver: OK for resolver in EVERYBODY}, **{resolver: PATH.or_else(LISTED) for resolver in PROVIDERS}})
    for name, direct in (("www.embargo.com", "NOERROR +aa"), ("www.hedged.net", "TIMEOUT"))]

# What a list of names that has grown for years holds.
LINT = [
    absent("db01", truth=truth("negative|failure|info", "local", "short_name|tld_does_not_exist")),
    absent("printer.lan", truth=truth("negative|failure|info", "local", "tld_does_not_exist|special_use_name")),
    absent("vault.internal", truth=truth("negative|failure|info", "local", "special_use_name|tld_does_not_exist")),
    absent("www.oasis.con", truth=truth("negative|failure|info", "local", "tld_does_not_exist|name_typo")),
    absent("wwww.oasis.com", truth=truth("negative|failure|info", "local", "name_typo").or_else(negative("name_does_not_exist"))),
    absent("svc00.oasis.com.oasis.com",
        truth=truth("negative|failure|info", "local", "search_suffix_appended").or_else(negative("name_does_not_exist"))),
    absent("5.50.30.10.in-addr.arpa", "PTR", truth=truth("negative|failure|info", "local", "special_use_name").or_else(
        negative("name_does_not_exist|domain_not_registered"))),
]

QUESTIONS = GOOD + LINT + PRIVATE + SIX + NEGATIVE + CHAINS + MIGRATIONS + ENT + DNSSEC + FILTERED + FENCED
