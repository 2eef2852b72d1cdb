# SPDX-License-Identifier: MIT
"""The names, and the truth about each as a senior operator would state it from what can be seen."""

from model import FAILS, OK, Question, absent, authoritative, bogus, by_name, dead, empty, fine, maybe, negative, truth, upstream


def named(*names):
    return by_name(QUESTIONS, *names)


def large(name):
    return fine(name, "TXT", seen="TRUNCATED", direct="TRUNCATED +aa")


GOOD = [
    fine("www.mesa.com"), fine("www.mesa.com", "AAAA"), fine("mesa.com", "MX"), fine("mesa.com", "TXT"), fine("mesa.com", "CAA"), fine("mesa.com", "HTTPS"),
    fine("mesa.com", "NS"), fine("mesa.com", "SOA"), fine("svc03.mesa.com"), fine("svc17.mesa.com"), fine("img02.mesa.com"), fine("img05.mesa.com"),
    fine("nas.mesa.com"), fine("www.mesa.org"), fine("mail.mesa.org"), fine("wwww.mesa.org"), fine("logn.mesa.org"), fine("www.pay.mesa.com"), fine("pay.mesa.com", "MX"),
    fine("x1.apps.pay.mesa.com"), fine("img07.mesa.swift.org"), fine("www.bank.org"), fine("_sip._tcp.bank.org", "SRV"), large("huge.bank.org"), fine("wide.mesa.com", "TXT"),
    fine("www.mailhub.net"), fine("www.hosting.net"), fine("www.fastnet.net"), fine("www.vanity.com"), fine("www.partner.org"), fine("www.supplier.net"), fine("www.vendor.net"),
    fine("www.beta.shop"), fine("www.gamma.work"), fine("www.parked.org"), fine("1.7.195.in-addr.arpa", "PTR"), fine("130.128-191.7.195.in-addr.arpa", "PTR"),
    fine("130.7.195.in-addr.arpa", "PTR"), fine("bad-page.tracker.net"), fine("www.old-registrar.net"),
]
# An alias of whatever type, whose target has no mail: so has the alias.
APEX_MX = Question("apexc.net", "MX", negative("no_data"), seen="NODATA|NOERROR")
APEX_MX.cells = {resolver: OK.or_else(APEX_MX.truth) for resolver in "hq-a hq-b site isp-n isp-s pub-1 pub-2 pub-3 caps terse twin desk six".split()}
# Odd, and well.
ODD = [
    fine("long.mesa.com"), fine("www.short.net"), fine("api.short.net"), fine("www.cookie.org", direct=""), fine("cookie.org", "MX", direct=""), absent("nope.cookie.org"),
    fine("www.scrubbed.net", direct="TRUNCATED"), fine("scrubbed.net", "MX", direct="TRUNCATED"), fine("api.scrubbed.net", direct="TRUNCATED"),
    fine("www.geo.net"), fine("app.geo.net"), fine("www.lower.org"), fine("www.lower.org", "AAAA"), fine("apexc.net", direct=""), APEX_MX,
    fine("www.apexc.net"), fine("www.noany.net"), fine("www.v6net.com"), fine("v6net.com", "MX"), fine("www.alpha.app"), fine("alpha.app", "MX"),
]
SLOW = OK.or_else(authoritative("auth_slow", "info|degraded"))
SLUGGISH = [Question(f"{host}.sluggish.org", "A", SLOW, direct="NOERROR +aa", seen="NOERROR|FAIL") for host in ("www", "mail", "api")]

NEGATIVE = [
    absent("nope.mesa.com", direct="NXDOMAIN +aa"), absent("nope.bank.org", direct="NXDOMAIN +aa"), absent("nope.bank.org", "MX"), absent("_sip._udp.mailhub.net", "SRV"),
    absent("nope.alpha.app"), absent("www.never-there.com", cause="domain_not_registered"), absent("www.never-there.org", cause="domain_not_registered"),
    absent("www.nobody-has-this.net", cause="domain_not_registered"), absent("www.never-there.shop", cause="domain_not_registered"),
    absent("9.7.195.in-addr.arpa", "PTR"), empty("v4.mesa.com", "AAAA"), empty("v6.bank.org", "A"), empty("www.mesa.com", "MX"), empty("_tcp.bank.org", "A"),
    empty("www.mesa.org", "CAA"), empty("anything.mesa.org", "AAAA"), absent("nope.lower.org"),
]

VENDOR_DOWN = [dead(f"cdn{n:02}.mesa.com", "auth_timeout") for n in range(16)]
PARTLY = "auth_partial_outage|auth_partial_lame"
DANGLING = authoritative("cname_dangling", "negative|degraded|failure")
SERVERS = [
    dead("x9.mesa.edge.fastnet.net", "auth_timeout", "TIMEOUT"), dead("jobs.mesa.com", "auth_lame"), dead("status.mesa.com", "auth_timeout"),
    Question("blog.mesa.com", "A", DANGLING, seen="NXDOMAIN"), dead("www.dead.net", "auth_timeout", "TIMEOUT"), dead("dead.net", "auth_timeout", "TIMEOUT", "MX"),
    dead("www.closed.org", "auth_port_unreachable|auth_lame|auth_timeout", "UNREACHABLE|TIMEOUT; REFUSED"),
    dead("www.stall.net", "auth_lame", "REFUSED"),
    maybe("www.quad.net", authoritative(PARTLY + "|auth_servfail|auth_inconsistent_data", "degraded|info"), "NOERROR +aa; NOERROR +aa; SERVFAIL; NOERROR +aa"),
    maybe("api.quad.net", authoritative(PARTLY + "|auth_servfail|auth_inconsistent_data", "degraded|info"), "NOERROR +aa; NOERROR +aa; SERVFAIL; NOERROR +aa"),
    maybe("new.quad.net", authoritative("auth_inconsistent_existence", FAILS), "NOERROR +aa; NOERROR +aa; SERVFAIL; NXDOMAIN +aa", seen="NOERROR|NXDOMAIN"),
    dead("www.orphaned.org", "auth_servfail", "SERVFAIL"), dead("orphaned.org", "auth_servfail", "SERVFAIL", "MX"),
    maybe("www.orphans.net", authoritative(PARTLY + "|auth_servfail", "degraded|info"), "SERVFAIL; SERVFAIL; SERVFAIL; NOERROR +aa"),
    maybe("www.fwtcp.com", authoritative("auth_partial_outage", "degraded|info"), "NOERROR +aa; TIMEOUT"),
    dead("huge.fwtcp.com", "auth_tcp_blocked|auth_timeout|auth_partial_outage", "TRUNCATED +aa; TIMEOUT", "TXT", severity=FAILS, seen="FAIL|TRUNCATED"),
    maybe("www.twice.net", authoritative("auth_partial_lame", "degraded|info"), "REFUSED; REFUSED; NOERROR +aa"), dead("www.twicebad.net", "auth_lame", "REFUSED"),
    maybe("www.inner.com", upstream("delegation_ns_private_address|delegation_glue_wrong|delegation_glue_mismatch", "degraded|info").or_else(
        authoritative("auth_partial_outage", "degraded|info"))),
    Question("www.innermost.com", "A", upstream("delegation_ns_private_address|delegation_glue_wrong"), seen="FAIL"),
    maybe("www.oldglue.org", upstream("delegation_glue_wrong|delegation_glue_mismatch", "degraded|info").or_else(authoritative("auth_partial_lame", "degraded|info"))),
    Question("www.nsgone.com", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"), maybe("www.nshalf.com", upstream("delegation_ns_unresolvable", "degraded|info")),
    Question("www.ring-a.net", "A", upstream("delegation_cyclic|delegation_ns_unresolvable"), seen="FAIL"), Question("ring-b.net", "MX", upstream(
        "delegation_cyclic|delegation_ns_unresolvable"), seen="FAIL"),
]
# Large datagrams of both servers get lost: small answers come, and all come over TCP or without EDNS. Neither server is down.
NARROW = authoritative("auth_udp_blocked|auth_edns_intolerant|auth_packet_loss|auth_slow", FAILS + "|info")
FIREWALLED = [maybe("www.fwudp.com", NARROW), maybe("wide.fwudp.com", NARROW, qtype="TXT", seen="NOERROR|FAIL|TRUNCATED"), maybe("fwudp.com", NARROW, qtype="MX")]

DNSSEC = [
    bogus("www.leftover.org", "dnssec_zone_unsigned_with_ds", direct="NOERROR +aa; REFUSED"), bogus("leftover.org", "dnssec_zone_unsigned_with_ds", "MX", direct="NOERROR +aa; REFUSED"),
    maybe("www.badroll.com", authoritative("dnssec_inconsistent|dnssec_ds_mismatch", FAILS + "|info"), "NOERROR +aa"),
    maybe("badroll.com", authoritative("dnssec_inconsistent|dnssec_ds_mismatch", FAILS + "|info"), "NOERROR +aa", "MX"),
    maybe("www.tired.org", authoritative("dnssec_inconsistent|dnssec_signature_expired|auth_partial_outage", FAILS + "|info"), "NOERROR +aa; NOERROR +aa; TIMEOUT"),
    maybe("nope.tired.org", authoritative("dnssec_inconsistent|dnssec_signature_expired|auth_partial_outage", FAILS + "|info").or_else(negative("name_does_not_exist")),
          "NXDOMAIN +aa; NXDOMAIN +aa; TIMEOUT", seen="NXDOMAIN|FAIL"),
    bogus("www.dated.com", "dnssec_signature_expired"), bogus("dated.com", "dnssec_signature_expired", "MX"), bogus("www.dsbad.org", "dnssec_ds_mismatch"),
    bogus("dsbad.org", "dnssec_ds_mismatch", "TXT"),
]

NOT_FOR_IT = "auth_qtype_dropped|auth_qtype_unsupported|auth_servfail|auth_lame|auth_timeout"
TYPES = [
    fine("www.typed.net"), fine("www.typed.net", "AAAA"), dead("typed.net", "auth_qtype_dropped", "TIMEOUT", "MX"), dead("typed.net", "auth_qtype_unsupported", "NOTIMP", "CAA", seen="FAIL|NOTIMP"),
    dead("typed.net", "auth_servfail|auth_qtype_unsupported", "SERVFAIL", "HTTPS"), dead("typed.net", "auth_lame|auth_qtype_unsupported", "REFUSED", "TXT", seen="FAIL|REFUSED"),
    Question("_sip._tcp.typed.net", "SRV", authoritative("auth_nxdomain_for_existing_name|name_does_not_exist", FAILS + "|negative"), seen="NXDOMAIN"),
    maybe("www.typed.org", authoritative("auth_nxdomain_for_existing_name|auth_inconsistent_existence", FAILS + "|info"), "NXDOMAIN +aa; NOERROR +aa", "AAAA", seen="NOERROR|NXDOMAIN"),
    maybe("typed.org", authoritative("auth_partial_outage|auth_servfail|auth_qtype_unsupported|auth_partial_lame", "degraded|info"), "SERVFAIL; NOERROR +aa", "MX"),
]
# Who is in the provider's network is shown what is meant for the office.
FACES = truth("degraded|info", "upstream|authoritative|none|undetermined",
    "split_horizon|resolver_stale_cache|resolver_stale_negative_cache|resolver_blocklist|auth_inconsistent_data|auth_inconsistent_existence|resolver_auth_path_broken|auth_nxdomain_for_existing_name|contradiction")
TWOFACE = [
    Question("www.twoface.net", "A", FACES.or_else(OK), direct="NOERROR +aa", cells={"isp-n": FACES.or_else(OK)}),
    Question("api.twoface.net", "A", FACES, seen="NOERROR|NXDOMAIN|FAIL", direct="NOERROR +aa", cells={"isp-n": FACES}),
    fine("mail.twoface.net"),
]

REVERSE = [
    dead("66.7.195.in-addr.arpa", "auth_lame", "NOERROR +aa", "PTR"), dead("68.7.195.in-addr.arpa", "auth_lame", "NOERROR +aa", "PTR"),
    dead("66.64-127.7.195.in-addr.arpa", "auth_lame", "REFUSED", "PTR"), Question("133.7.195.in-addr.arpa", "PTR", DANGLING, seen="NXDOMAIN"),
    Question("200.7.195.in-addr.arpa", "PTR", DANGLING, seen="NXDOMAIN"),
]
REGISTRIES = [
    Question("www.delta.dim", "A", upstream("tld_unreachable"), seen="FAIL"), Question("delta.dim", "MX", upstream("tld_unreachable"), seen="FAIL"),
    Question("www.echo.blank", "A", upstream("tld_lame"), seen="FAIL"), Question("www.nothing.blank", "A", upstream("tld_lame"), seen="FAIL"),
    maybe("www.lost.work", upstream("delegation_inconsistent", FAILS + "|info"), seen="NOERROR|NXDOMAIN"),
    maybe("lost.work", upstream("delegation_inconsistent", FAILS + "|info"), qtype="MX", seen="NOERROR|NXDOMAIN"),
]
BAD = [fine(f"bad-{word}.tracker.net") for word in ("nx", "empty", "null", "ref", "drop")] + [fine("pixel.mesa.com"), dead("bad-dead.tracker.net", "auth_timeout", "NOERROR +aa")]

LINT = [
    absent("wiki", truth=truth("negative|failure|info", "local", "short_name|tld_does_not_exist")),
    absent("printer.local", truth=truth("negative|failure|info", "local", "special_use_name|tld_does_not_exist"), seen="NXDOMAIN|NODATA|REFUSED"),
    absent("www.mesa.cmo", truth=truth("negative|failure|info", "local", "tld_does_not_exist|name_typo")),
    absent("ww.mesa.com", truth=truth("negative|failure|info", "local", "name_typo").or_else(negative("name_does_not_exist"))),
    absent("www.bank.org.mesa.com", truth=truth("negative|failure|info", "local", "search_suffix_appended").or_else(negative("name_does_not_exist"))),
    absent("vault.internal", truth=truth("negative|failure|info", "local", "special_use_name|tld_does_not_exist")),
]

QUESTIONS = GOOD + ODD + SLUGGISH + NEGATIVE + VENDOR_DOWN + SERVERS + FIREWALLED + DNSSEC + TYPES + TWOFACE + REVERSE + REGISTRIES + BAD + LINT
