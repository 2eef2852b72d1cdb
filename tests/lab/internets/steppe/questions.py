# SPDX-License-Identifier: MIT
"""The names of the internet of keys, and the truth about each."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, empty, fine, maybe, negative, upstream

NOT_LOOKING = ("isp-n", "isp-k", "mem-n", "nta")


def named(*names):
    return by_name(QUESTIONS, *names)


def large(name):
    return fine(name, "TXT", seen="TRUNCATED", direct="TRUNCATED +aa")


def led(name, qtype="A"):
    """By an alias: the first server shows the alias alone or more."""
    return fine(name, qtype, direct="NOERROR +aa")


GOOD = [
    fine("www.steppe.com"), fine("www.steppe.com", "AAAA"), fine("steppe.com", "MX"), fine("steppe.com", "TXT"), fine("steppe.com", "CAA"),
    fine("steppe.com", "HTTPS"), fine("_443._tcp.www.steppe.com", "TLSA"), fine("_sip._tcp.bank.org", "SRV"), fine("enum.bank.org", "NAPTR"),
    fine("_dns.steppe.com", "SVCB"), large("large.bank.org"), fine("www.bank.org"), fine("bank.org", "MX"), fine("www.plain.net"), fine("plain.net", "MX"),
    fine("80.1.110.194.in-addr.arpa", "PTR"), fine("25.2.110.194.in-addr.arpa", "PTR"), fine("x.dyn.steppe.com"), fine("x.dyn.bank.org"),
    fine("www.herd.step"), fine("_25._tcp.mail.herd.step", "TLSA"), fine("www.yurt.step"), fine("yurt.step", "MX"), led("in.plain.net"),
]
ODD = [
    led("one.steppe.com"), led("pay.steppe.com"), led("vpn.steppe.com"), fine("www.ed.org"), fine("ed.org", "MX"), fine("www.p384.com"), fine("v4.p384.com"),
    fine("www.manykeys.com"), fine("manykeys.com", "DNSKEY", seen="NOERROR|TRUNCATED", direct=""), fine("manykeys.com", "HTTPS"),
    fine("www.standby.org"), fine("standby.org", "CAA"), fine("www.algo.org"), fine("algo.org", "TXT"), fine("www.leaving.com"),
    fine("leaving.com", "CDS"), fine("www.madeup.org"), fine("madeup.org", "MX"), fine("www.crowd.com"), fine("crowd.com", "MX"), fine("www.pair.com"),
    fine("api.pair.com"), fine("pair.com", "MX"), fine("www.sub.bank.org"), fine("www.deep.sub.bank.org"), led("www.brand.org"), led("mail.brand.org"),
    fine("brand.org", "MX"), fine("www.zero.com"), fine("zero.com", "TXT"), fine("www.sound.tuv"), fine("www.isle.net"), fine("isle.net", "MX"),
    fine("www.sunk.net"), fine("herd.step", "DS", direct=""), fine("ed.org", "DNSKEY"),
]

NEGATIVE = [
    absent("nope.steppe.com", direct="NXDOMAIN +aa"), absent("nope.bank.org", "MX", direct="NXDOMAIN +aa"), absent("nope.plain.net"),
    absent("www.never-was.com", cause="domain_not_registered"), absent("www.never-was.step", cause="domain_not_registered"),
    absent("www.never-was.net", cause="domain_not_registered"), empty("v4.steppe.com", "AAAA"), empty("www.bank.org", "MX"), empty("www.yurt.step", "TLSA"),
    absent("9.9.110.194.in-addr.arpa", "PTR"), absent("_443._tcp.mail.ed.org", "TLSA"),
    empty("v4.plain.net", "HTTPS"),
]

NOT_SIGNED_SO = "dnssec_bogus|dnssec_rrsig_missing|dnssec_dnskey_missing"


def unproved(name, cause, qtype="A", unchecked="NXDOMAIN", **more):
    """No such name or type, and who validates cannot believe it."""
    what = authoritative(cause, FAILS)
    lax = OK.or_else(negative("name_does_not_exist|no_data")).or_else(what)
    return Question(name, qtype, more.pop("truth", what), seen=more.pop("seen", "SERVFAIL"), unchecked=unchecked, cells=dict.fromkeys(NOT_LOOKING, lax), **more)


ROLLS = [
    bogus("www.newds.org", "dnssec_ds_mismatch"), bogus("newds.org", "dnssec_ds_mismatch", "MX"), bogus("large.newds.org", "dnssec_ds_mismatch", "TXT",
                                                                                                      unchecked="TRUNCATED", direct="TRUNCATED +aa"),
    bogus("www.algroll.com", "dnssec_bogus|dnssec_rrsig_missing|dnssec_ds_mismatch"),
    bogus("algroll.com", "dnssec_bogus|dnssec_rrsig_missing|dnssec_ds_mismatch", "CAA"),
    bogus("www.zskgone.org", "dnssec_bogus|dnssec_dnskey_missing"), bogus("_sip._tcp.zskgone.org", "dnssec_bogus|dnssec_dnskey_missing", "SRV"),
    bogus("www.keygone.com", "dnssec_dnskey_missing"), bogus("keygone.com", "dnssec_dnskey_missing", "MX"),
    bogus("www.bare.org", "dnssec_zone_unsigned_with_ds"), bogus("_443._tcp.www.bare.org", "dnssec_zone_unsigned_with_ds", "TLSA"),
    bogus("www.expired.step", "dnssec_signature_expired"), bogus("expired.step", "dnssec_signature_expired", "HTTPS"),
    bogus("www.early.com", "dnssec_signature_not_yet_valid"), bogus("enum.early.com", "dnssec_signature_not_yet_valid", "NAPTR"),
    bogus("80.1.111.194.in-addr.arpa", "dnssec_signature_expired", "PTR"),
]
LED_TO_BOGUS = [
    bogus("shop.steppe.com", "dnssec_ds_mismatch"), bogus("go.plain.net", "dnssec_signature_expired"), bogus("www.brandbad.org", "dnssec_ds_mismatch"),
    bogus("www.dnamebad.com", "dnssec_bogus"), bogus("old.steppe.com", "dnssec_bogus|dnssec_dnskey_missing"),
]
NO_PROOF = "dnssec_denial_missing|dnssec_bogus"
SOA_LAPSED = authoritative("dnssec_signature_expired|dnssec_bogus", FAILS)
ONE_SET = [
    bogus("api.sigone.org", "dnssec_signature_expired"), fine("www.sigone.org"), fine("sigone.org", "MX"),
    bogus("sigsoa.org", "dnssec_signature_expired", "SOA"), fine("www.sigsoa.org"),
    # Not everybody looks at the SOA of a denial whose NSEC holds.
    Question("nope.sigsoa.org", "A", SOA_LAPSED.or_else(negative("name_does_not_exist")), seen="SERVFAIL|NXDOMAIN", cells=dict.fromkeys(
        NOT_LOOKING, OK.or_else(negative("name_does_not_exist")).or_else(SOA_LAPSED))),
    # Knot Resolver sometimes fails what is there because of a proof that it happened to meet.
    maybe("www.signsec.com", authoritative("dnssec_signature_expired|dnssec_bogus", FAILS + "|info"), "NOERROR +aa"), unproved("nope.signsec.com",
          "dnssec_signature_expired|dnssec_bogus"),
    unproved("v4.signsec.com", "dnssec_signature_expired|dnssec_bogus", "AAAA", "NODATA"),
    bogus("x.dyn.signsec.com", "dnssec_signature_expired|dnssec_bogus|dnssec_denial_missing"),
    fine("www.signsec3.org"), unproved("nope.signsec3.org", "dnssec_signature_expired|dnssec_bogus"),
    fine("www.noproof.org"), unproved("nope.noproof.org", NO_PROOF), unproved("www.noproof.org", NO_PROOF, "MX", "NODATA"), bogus("x.dyn.noproof.org",
          NO_PROOF),
    fine("www.mxbare.com"), bogus("mxbare.com", "dnssec_rrsig_missing", "MX"),
    bogus("_25._tcp.mail.tlsbad.com", "dnssec_bogus", "TLSA"), fine("mail.tlsbad.com"),
]


def lags(name, causes, qtype="A"):
    """Who meets the wrong server first tries another, or does not."""
    return maybe(name, authoritative("dnssec_inconsistent|auth_inconsistent_data|" + causes, FAILS + "|info"), "NOERROR +aa", qtype)


SOME = [
    lags("www.laggard.org", "dnssec_signature_expired"), lags("laggard.org", "dnssec_signature_expired", "MX"), lags("www.keylag.com",
          "dnssec_ds_mismatch|dnssec_bogus"),
    lags("_443._tcp.www.keylag.com", "dnssec_ds_mismatch|dnssec_bogus", "TLSA"), lags("www.halfbare.org", "dnssec_zone_unsigned_with_ds|dnssec_rrsig_missing"),
    lags("halfbare.org", "dnssec_zone_unsigned_with_ds|dnssec_rrsig_missing", "CAA"), lags("www.strangers.com", "dnssec_bogus|dnssec_dnskey_missing"),
    lags("api.strangers.com", "dnssec_bogus|dnssec_dnskey_missing"), lags("strangers.com", "dnssec_bogus|dnssec_dnskey_missing", "MX"),
]
CAST = [fine("www.cast.org"), fine("cast.org", "MX"), fine("_25._tcp.mail.cast.org", "TLSA")]


def below(name, qtype="A", **more):
    return bogus(name, qtype=qtype, truth=upstream("parent_dnssec_bogus", FAILS), **more)


# The registry of the second level is a parent, and a zone with an operator of its own.
SECOND = upstream("parent_dnssec_bogus", FAILS).or_else(authoritative("dnssec_ds_mismatch", FAILS))
PARENTS = [
    below("www.bank.kaz"), below("bank.kaz", "MX"), below("www.shop.kaz"), below("www.plain.tuv"), below("plain.tuv", "MX"),
    bogus("www.tax.gov.step", truth=SECOND), bogus("tax.gov.step", "", "TXT", truth=SECOND), bogus("www.post.gov.step", truth=SECOND),
    bogus("gov.steppe.com", truth=SECOND),
]
KAZ_NOBODY = unproved("www.never-was.kaz", "dnssec_bogus", truth=upstream("parent_dnssec_bogus", FAILS).or_else(negative("domain_not_registered")))
KAZ_NOBODY.cells = {who: OK.or_else(KAZ_NOBODY.truth) for who in NOT_LOOKING}
OUT = [dead("www.dead.org", "auth_timeout", "TIMEOUT"), dead("dead.org", "auth_timeout", "TIMEOUT", "MX"), dead("www.lame.com", "auth_lame", "REFUSED")]

QUESTIONS = GOOD + ODD + NEGATIVE + ROLLS + LED_TO_BOGUS + ONE_SET + SOME + CAST + PARENTS + [KAZ_NOBODY] + OUT
