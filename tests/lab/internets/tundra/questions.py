# SPDX-License-Identifier: MIT
"""The names of the internet of history, and the truth about each."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, empty, fine, maybe, negative, truth, upstream


def named(*names):
    return by_name(QUESTIONS, *names)


def large(name):
    return fine(name, "TXT", seen="TRUNCATED", direct="TRUNCATED +aa")


GOOD = [
    fine("www.tundra.com"), fine("www.tundra.com", "AAAA"), fine("tundra.com", "MX"), fine("tundra.com", "TXT"), fine("tundra.com", "HTTPS"),
          fine("tundra.com", "CAA"),
    fine("tundra.com", "NS"), fine("nas.tundra.com"), fine("www.tundra.org"), fine("mail.tundra.org"), fine("tundra.org", "MX"), fine("www.bank.org"),
          fine("bank.org", "SOA"),
    fine("_sip._tcp.bank.org", "SRV"), large("big.bank.org"), fine("mid.tundra.com", "TXT"), fine("x1.apps.bank.org"), fine("www.cloudhost.net"),
          fine("www.mailer.net"),
    fine("mailer.net", "MX"), fine("www.boutiq.com"), fine("shop.tundra.com", direct=""), fine("edge7.apps.mailer.net"), fine("www.legacy.tundra.com",
          direct="NOERROR +aa"),
]
ODD = [
    fine("green.shops.wilds.org"), fine("blue.shops.wilds.org"), empty("amber.shops.wilds.org", "A"),
    fine("_tcp.amber.shops.wilds.org", "TXT"), fine("any.alias.wilds.org", direct="NOERROR +aa"), fine("whatever.wilds.org", "MX"),
          empty("whatever.wilds.org", "A"),
    fine("www.oldbrand.com", direct="NOERROR +aa"), fine("mail.oldbrand.com", direct="NOERROR +aa"), fine("oldbrand.com"), fine("nomail.org", "MX"),
          fine("www.nomail.org"),
    fine("www.sixonly.org"), fine("www.thirteen.net"), fine("thirteen.net", "NS"), fine("www.moreparent.net", direct=""), fine("www.real.wild"),
          fine("real.wild", "MX"),
    fine("www.alfa.den", direct="NOERROR +aa"), fine("www.beta.ded"), fine("www.parked.com"), fine("shop.parked.com"), empty("parked.com", "MX"),
    fine("lambda.eu-west.amazonia.com"), fine("www.etherwallet.com"), fine("mail.etherwallet.com"), fine("www.anycast.com"), fine("new.anycast.com"),
    empty("api.onebad.org", "AAAA"), fine("www.onebad.org"),
]
OLD_SERVER = OK.or_else(authoritative("auth_edns_intolerant", "info|degraded"))
FORMERR = [Question(f"{host}.formerr.net", "A", OLD_SERVER, seen="NOERROR|FAIL") for host in ("www", "mail")]
# Two keys with one tag: some validators try one, and that is that.
CHANCE_OF_KEYS = OK.or_else(authoritative("dnssec_bogus|dnssec_inconsistent|dnssec_ds_mismatch", FAILS + "|info"))
KEYTAG = [Question("www.keytag.com", "A", CHANCE_OF_KEYS, seen="NOERROR|SERVFAIL", unchecked="NOERROR"), Question("keytag.com", "MX", CHANCE_OF_KEYS,
      seen="NOERROR|SERVFAIL", unchecked="NOERROR")]
# Site Finder: in this top-level domain everything has an address.
SITE_FINDER = [fine("www.never.wild"), fine("wwww.reel.wild"), fine("gogle.wild"), empty("never.wild", "MX"), empty("www.never.wild", "AAAA")]

NEGATIVE = [
    absent("nope.tundra.com", direct="NXDOMAIN +aa"), absent("nope.bank.org", direct="NXDOMAIN +aa"), absent("nope.bank.org", "MX"),
          absent("_sip._udp.mailer.net", "SRV"),
    absent("www.never-there.com", cause="domain_not_registered"), absent("www.never-there.net", cause="domain_not_registered"), absent("www.never-there.org",
          cause="domain_not_registered"),
    empty("v4.tundra.com", "AAAA"), empty("www.bank.org", "MX"), empty("_tcp.bank.org", "A"), absent("nope.newbrand.com"), absent("nope.oldbrand.com",
          truth=negative(
        "name_does_not_exist").or_else(authoritative("cname_dangling", "negative|degraded|failure"))),
]
# There is a name, and no address: a region was left without.
EMPTIED = [empty("dynamo.us-east.amazonia.com", "A", direct="NODATA +aa"), empty("lambda.us-east.amazonia.com", "A", seen="NODATA|NOERROR"),
           empty("table.tundra.com", "A", seen="NODATA|NOERROR"), fine("dynamo.us-east.amazonia.com", "TXT"), fine("dynamo.eu-west.amazonia.com")]
for question in EMPTIED[1:3]:  # An alias is an answer, too.
    question.cells = {resolver: OK.or_else(
          question.truth) for resolver in "hq-u hq-b branch tele-r tele-n open-u open-k open-b memo-u memo-b router six".split()}

PARTLY = "auth_partial_outage|auth_partial_lame"
HALF_GONE = authoritative("auth_partial_outage|auth_packet_loss|auth_timeout|auth_slow|auth_rate_limited", FAILS + "|info")
ATTACKED = [maybe(name, HALF_GONE) for name in ("www.tweetr.com", "api.tweetr.com", "www.spotty.com", "www.githubby.org", "www.dynprov.net")]
DANGLING = authoritative("cname_dangling", "negative|degraded|failure")
DIFFER = authoritative("auth_inconsistent_data|auth_inconsistent_existence", FAILS + "|info")
GLUE = upstream("delegation_glue_wrong|delegation_glue_mismatch", FAILS + "|info")
NARROW = authoritative("auth_udp_blocked|auth_edns_intolerant|auth_packet_loss|auth_slow", FAILS + "|info")
DENIED = authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", FAILS + "|info")
SERVERS = [
    dead("www.softmicro.com", "auth_timeout", "TIMEOUT"), dead("softmicro.com", "auth_timeout", "TIMEOUT", "MX"), dead("jobs.tundra.com", "auth_timeout"),
    Question("www.deadbrand.com", "A", authoritative("auth_timeout"), seen="FAIL"),
    dead("www.akamy.com", "auth_servfail", "SERVFAIL"), dead("akamy.com", "auth_servfail", "SERVFAIL", "MX"),
    maybe("www.widow.org", authoritative(PARTLY + "|auth_servfail", "degraded|info"), "SERVFAIL; SERVFAIL; NOERROR +aa"),
    maybe("widow.org", authoritative(PARTLY + "|auth_servfail", "degraded|info"), "SERVFAIL; SERVFAIL; NOERROR +aa", "MX"),
    dead("www.closed.com", "auth_lame", "REFUSED"), dead("closed.com", "auth_lame", "REFUSED", "MX"),
    maybe("www.lameyear.net", authoritative("auth_partial_lame", "degraded|info"), "NOERROR +aa; NOERROR +aa; REFUSED; NOERROR +aa"),
    Question("www.rollback.com", "A", DIFFER.or_else(OK), direct="NOERROR +aa"),
    Question("launch.rollback.com", "A", DIFFER.or_else(OK), direct="NOERROR +aa; NXDOMAIN +aa; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    Question("www.victim.org", "A", DIFFER.or_else(OK), direct="NOERROR +aa"),
    Question("victim.org", "MX", DIFFER.or_else(OK), direct="NOERROR +aa; NODATA +aa", seen="NOERROR|NODATA"),
    Question("www.moved.com", "A", DIFFER.or_else(OK).or_else(GLUE)), Question("www.halfglue.org", "A",
          OK.or_else(GLUE).or_else(authoritative("auth_partial_lame", "degraded|info"))),
    Question("promo.tundra.com", "A", DANGLING, seen="NXDOMAIN"),
]
APPLIANCES = [
    # Whoever has asked for AAAA may believe that there is no such name.
    maybe("www.lb.shopping.com", DENIED, seen="NOERROR|NXDOMAIN"), Question("www.lb.shopping.com", "AAAA", DENIED, seen="NXDOMAIN|FAIL|NODATA",
          direct="NXDOMAIN +aa"),
    maybe("store.shopping.com", DENIED, seen="NOERROR|NXDOMAIN"), Question("store.shopping.com", "AAAA", DENIED.or_else(DANGLING),
          seen="NXDOMAIN|FAIL|NODATA|NOERROR"),
    fine("www.typeless.org"), fine("typeless.org", "MX"), dead("typeless.org", "auth_qtype_dropped", "TIMEOUT", "CAA"), dead("www.typeless.org",
          "auth_qtype_dropped", "TIMEOUT", "HTTPS"),
    dead("_sip._tcp.typeless.org", "auth_qtype_unsupported", "NOTIMP", "SRV", seen="FAIL|NOTIMP"),
    maybe("www.oldfire.com", authoritative("auth_edns_intolerant", FAILS + "|info"), "TIMEOUT"), maybe("oldfire.com", authoritative("auth_edns_intolerant",
          FAILS + "|info"), "TIMEOUT", "MX"),
    fine("www.fw512.net"), maybe("mid.fw512.net", NARROW, qtype="TXT", seen="NOERROR|FAIL|TRUNCATED"),
    fine("www.notcp.net"), dead("big.notcp.net", "auth_tcp_blocked", "TRUNCATED +aa", "TXT", severity=FAILS, seen="FAIL|TRUNCATED"),
    fine("www.bareaaaa.net"), Question("www.bareaaaa.net", "AAAA",
          negative("no_data").or_else(authoritative("auth_lame|auth_servfail|auth_qtype_unsupported|no_data", FAILS + "|info")),
                                        seen="NODATA|FAIL"),
]
# An alias is an answer: whoever makes "no such type" of the denial shows one.
APPLIANCES[3].cells = {"branch": OK.or_else(APPLIANCES[3].truth).or_else(negative("no_data"))}
REGISTRIES = [
    Question("www.volvo.sve", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"), Question("volvo.sve", "MX", upstream("delegation_ns_unresolvable"),
          seen="FAIL"),
    Question("www.ikea.sve", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"), absent("www.saab.sve", cause="domain_not_registered"),
    maybe("www.omega.den", upstream("delegation_inconsistent", FAILS + "|info"), seen="NOERROR|NXDOMAIN"), maybe("omega.den",
          upstream("delegation_inconsistent", FAILS + "|info"), qtype="MX",
                                                                                                              seen="NOERROR|NXDOMAIN"),
    maybe("www.sigma.den", upstream("delegation_inconsistent", FAILS + "|info"), seen="NOERROR|NXDOMAIN"), absent("www.delta.ded",
          cause="domain_not_registered"),
]


def rolled(name, qtype="A", **more):
    return bogus(name, qtype=qtype, truth=upstream("parent_dnssec_bogus", FAILS), **more)


ROLLS = [rolled("www.bank.nzz"), rolled("bank.nzz", "MX"), rolled("www.shop.nzz"), rolled("www.yand.ruz"), rolled("www.pochta.ruz"), rolled("pochta.ruz", "MX")]
LATE = authoritative("dnssec_inconsistent|dnssec_signature_expired", FAILS + "|info")
DNSSEC = [
    bogus("www.agency.org", "dnssec_ds_mismatch"), bogus("agency.org", "dnssec_ds_mismatch", "MX"), maybe("www.quartet.org", LATE, "NOERROR +aa"),
          maybe("quartet.org", LATE, "NOERROR +aa", "MX"),
    bogus("www.stopped.org", "dnssec_signature_expired"), bogus("stopped.org", "dnssec_signature_expired", "TXT"), bogus("www.early.com",
          "dnssec_signature_not_yet_valid"),
    bogus("www.transfer.com", "dnssec_zone_unsigned_with_ds"), bogus("transfer.com", "dnssec_zone_unsigned_with_ds", "MX"), bogus("api.onebad.org",
          "dnssec_bogus"),
]
BAD_NAME = "negative|failure|info"
LINT = [
    absent("intranet", truth=truth(BAD_NAME, "local", "short_name|tld_does_not_exist")),
    absent("vault.internal", truth=truth(BAD_NAME, "local", "special_use_name|tld_does_not_exist")),
    absent("www.tundra.con", truth=truth(BAD_NAME, "local", "tld_does_not_exist|name_typo")),
    absent("www.bank.org.tundra.com", truth=truth(BAD_NAME, "local", "search_suffix_appended").or_else(negative("name_does_not_exist"))),
]
# ndots:5: what a cluster makes of a name that has no last dot.
SEARCHED = [absent(f"www.bank.org.{suffix}", truth=truth(BAD_NAME, "local", "search_suffix_appended|special_use_name|tld_does_not_exist"))
            for suffix in ("prod.svc.cluster.local", "svc.cluster.local", "cluster.local")]

QUESTIONS = GOOD + ODD + FORMERR + KEYTAG + SITE_FINDER + NEGATIVE + EMPTIED + ATTACKED + SERVERS + APPLIANCES + REGISTRIES + ROLLS + DNSSEC + LINT + SEARCHED
