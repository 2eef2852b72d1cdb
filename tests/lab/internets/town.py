# SPDX-License-Identifier: MIT
"""The table: what is in the lab's internet, what is wrong with it, and the truth about each name.

To add a scenario: a zone (or a record in one), perhaps a fault on its name servers, and a line in QUESTIONS. To add a
resolver: a line in RESOLVERS. README.md shows both. `milestone=False` marks extras: swept, judged and
printed, but not counted as passed or failed.
"""

import net
from faults import cut_link, drop_tcp, losing
from model import (OK, Authority, Look, Ns, Question, Resolver, Situation, Zone, authoritative, bogus, exits, local, negative, row,
                   truth, upstream)
from zones import drop_records, flip_signature

# The first of the addresses of name servers with a fault, by family; and where the resolver of an index asks from.
ADDRESSES_OF_ZONES = ("198.18.100.1", "2001:db8:1800::1")
ADDRESSES_OF_RESOLVERS = ("198.18.2{:02}.53", "2001:db8:5300:{}::53")

# --- Authoritative servers ---

AUTHORITIES = {
    "root-a": Authority("knot", ["198.18.0.4"]),
    "root-b": Authority("nsd", ["198.18.1.4"]),
    "tld-a": Authority("knot", ["198.18.10.1"]),
    "tld-b": Authority("nsd", ["198.18.11.1"]),
    "knot": Authority("knot", ["198.18.20.1", "198.18.21.1"]),
    "nsd": Authority("nsd", ["198.18.22.1", "198.18.23.1"]),
    "bind": Authority("named-auth", ["198.18.24.1", "198.18.25.1"]),
    "pdns": Authority("pdns", ["198.18.26.1", "198.18.27.1"]),
    # Recursive servers that somebody put into an NS record: they refer upwards, without AA.
    "upward": Authority("named", ["198.18.28.1", "198.18.29.1"]),
}

# Addresses of forwarders that do not work: one swallows everything, at the other nothing listens.
SILENT_FORWARDER = "198.51.105.53"
CLOSED_FORWARDER = "198.51.106.53"
DEAD_ADDRESSES = {SILENT_FORWARDER: "silent", CLOSED_FORWARDER: ""}


def contents(number):
    """The records of a healthy zone: answers of zone `number` are 198.19.NUMBER.x, so no two names share any."""
    base = f"198.19.{number}"
    return f"""\
@ A {base}.1
@ AAAA 2001:db8:19:{number}::1
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ CAA 0 issue "ca.pdns.old"
www A {base}.80
www AAAA 2001:db8:19:{number}::80
mail A {base}.25
four A {base}.4
pair A {base}.10
pair A {base}.11
alias CNAME www
*.wild A {base}.42
deep.under.empty A {base}.7
_sip._tcp SRV 0 5 5060 www
large TXT {" ".join('"' + str(part % 10) * 250 + '"' for part in range(16))}
"""


SILENT = [Ns("knot", "silent"), Ns("nsd", "silent")]
PAST = ("20200101000000", "20200201000000")
COMING = ("20370101000000", "20380101000000")

ZONES = [
    Zone(".", ["root-a", "root-b", Ns("root-a", v6=True)], signed="bind"),
    Zone("sec", ["tld-a", "tld-b"], signed="bind"),
    Zone("old", ["tld-a", "tld-b"]),
    Zone("dark", [Ns("tld-a", "silent"), Ns("tld-b", "silent")]),
    Zone("late", [Ns("tld-a", own=True), Ns("tld-b", own=True)]),

    Zone("knot.sec", ["knot", "knot:2"], signed="bind",
         text=contents(1) + "chain CNAME hop.nsd.old.\n"),
    Zone("nsd.sec", ["nsd", "nsd:2"], signed="ldns", text=contents(2)),
    Zone("bind.sec", ["bind", "bind:2"], signed="bind", text=contents(3)),
    Zone("pdns.sec", ["pdns", "pdns:2"], signed="bind", text=contents(4)),
    Zone("knot.old", ["knot", "knot:2"], text=contents(5)),
    Zone("nsd.old", ["nsd", "nsd:2"],
         text=contents(6) + "hop CNAME www.pdns.sec.\nads A 198.19.6.99\nloop CNAME ring\nring CNAME loop\n"),
    Zone("bind.old", ["bind", "bind:2"],
         text=contents(7) + "gone CNAME nowhere.nsd.old.\nlapsed CNAME www.lapsed.sec.\n"),
    Zone("pdns.old", ["pdns", "pdns:2"], text=contents(8)),
    Zone("six.sec", [Ns("knot", v6=True), Ns("nsd", v6=True)], signed="bind", text=contents(9)),
    Zone("guest.old", [Ns("bind", host="ns1.bind.sec"), Ns("knot", host="ns1.knot.old")], text=contents(10)),
    Zone("shop.late", ["knot", "nsd"], text=contents(11)),
    Zone("club.late", ["bind", "pdns"], text=contents(12)),
    Zone("shy.old", [Ns("knot", "shy"), Ns("nsd", "shy")], text=contents(13)),
    Zone("shy.sec", [Ns("bind", "shy"), Ns("pdns", "shy")], signed="bind", text=contents(14)),

    Zone("silent.old", [Ns("knot", "silent"), Ns("nsd", "silent")], text=contents(20)),
    Zone("silent.sec", [Ns("bind", "silent"), Ns("nsd", "silent")], signed="bind", text=contents(21)),
    Zone("closed.old", [Ns(None), Ns(None)]),
    Zone("closed.sec", [Ns(None), Ns(None)], signed="bind"),
    *[Zone(f"closed-{number}.old", [Ns(None), Ns(None)]) for number in range(1, 6)],
    Zone("refused.old", [Ns("nsd", load="no"), Ns("knot", load="no")]),
    Zone("upward.old", [Ns("upward", load="no"), Ns("upward:2", load="no")]),
    Zone("broken.old", [Ns("bind", load="missing"), Ns("nsd", load="missing")]),
    Zone("expired-copy.sec", [Ns("bind", load="orphan"), Ns("bind:2", load="orphan")], signed="bind"),
    Zone("half.old", [Ns("knot"), Ns("nsd", "silent")], text=contents(22)),
    Zone("half-lame.old", [Ns("bind"), Ns("nsd", load="no")], text=contents(23)),
    Zone("garbage.sec", ["knot", "nsd"], signed="bind", text=contents(24),
         edit=flip_signature("www.garbage.sec", "A")),
    Zone("rotten.sec", ["bind", "knot"], signed="bind", text=contents(25), edit=flip_signature()),
    Zone("outdated.sec", ["knot", "bind"], signed="bind", text=contents(26), dates=PAST),
    Zone("tomorrow.sec", ["knot", "bind"], signed="bind", text=contents(27), dates=COMING),
    Zone("rekeyed.sec", ["knot", "nsd"], signed="bind", text=contents(28), ds="wrong"),
    Zone("bare.sec", ["nsd", "bind"], signed="bind", text=contents(29), edit=drop_records("(RRSIG|NSEC|DNSKEY)")),
    Zone("unsigned-answer.sec", ["nsd", "knot"], signed="bind", text=contents(30),
         edit=drop_records("RRSIG", "A ")),
    # BIND and Knot take a zone without DNSKEY for unsigned, and then send no RRSIG of it: NSD does.
    Zone("keyless.sec", ["nsd", "nsd:2"], signed="bind", text=contents(36), edit=drop_records("DNSKEY")),
    Zone("undeniable.sec", ["nsd", "nsd:2"], signed="bind", text=contents(37), edit=drop_records("NSEC")),
    Zone("insecure.sec", ["knot", "bind"], text=contents(38)),
    Zone("bad", ["tld-a", "tld-b"], signed="bind", dates=PAST),
    Zone("signed.bad", ["knot", "nsd"], signed="bind", text=contents(39)),
    Zone("prohibited.old", [Ns("knot", "prohibited"), Ns("nsd", "prohibited")], text=contents(31)),
    Zone("forgotten.old", ["knot", "nsd"], text=contents(32), delegated=False),
    # What a registrar published who was given the address of the office.
    Zone("inward.old", [Ns("knot", own=True, glue="10.66.6.1")], text=contents(40)),
    Zone("misglued.old", [Ns("knot", own=True, glue="198.18.99.1")], text=contents(33)),
    Zone("no-tcp.old", [Ns("knot", "no_tcp"), Ns("nsd", "no_tcp")], text=contents(34)),
    Zone("no-udp.old", [Ns("knot", "no_udp"), Ns("nsd", "no_udp")], text=contents(35)),
    Zone("homeless.old", [Ns("knot", host="ns1.nowhere.old"), Ns("nsd", host="ns2.nowhere.old")]),
]

# --- Resolvers ---

REWRITE = """
function nxdomain(dq)
  if dq.qtype == pdns.A then
    dq.rcode = 0
    dq:addAnswer(pdns.A, "198.51.100.99", 60)
    return true
  end
  return false
end
"""
BLOCKED = "ads.nsd.old"
POLICY = f"""\
$TTL 60
$ORIGIN policy.
@ SOA ns.policy. hostmaster.policy. 1 60 60 60 60
@ NS ns.policy.
{BLOCKED} CNAME .
"""


def rewritten(question):
    """The rewriting resolver is at fault where an address is given for a name that does not exist."""
    if question.seen == "NXDOMAIN" and question.qtype == "A":
        return upstream("resolver_nxdomain_rewrite", "degraded|failure")
    return None


def blocked(question):
    if question.name == BLOCKED:
        return upstream("resolver_blocklist", "degraded|failure|info")
    return None


WEB = ("www.knot.sec", "A")
ALIVE = Look("version.bind", "TXT", "NOERROR|REFUSED|NOTIMP|NXDOMAIN", ("chaos",))

RESOLVERS = [
    Resolver("office", "unbound", "10.1.0.53", "local", options={"listen": ["fd00:1::53"]},
             proof=[Look(*WEB, "NOERROR +ad +ra")]),
    Resolver("office6", "", "fd00:1::53", "local", on_process_of="office",
             proof=[Look(*WEB, "NOERROR +ad +ra")]),
    Resolver("relay", "dnsmasq", "10.6.0.53", "local", options={"forward": "198.51.100.53"},
             inventory={"forwards_to": ["isp"]}, proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("isp", "recursor", "198.51.100.53", "isp", proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("isp-plain", "recursor", "198.51.101.53", "isp", options={"validation": "off"},
             validates=False, proof=[Look(*WEB, "NOERROR -ad +ra")]),
    Resolver("pub-kresd", "kresd", "203.0.113.53", "public", proof=[Look(*WEB, "NOERROR +ra")]),
    Resolver("pub-bind", "named", "192.0.2.53", "public", proof=[Look(*WEB, "NOERROR +ad +ra")]),
    Resolver("pub-six", "unbound", "2001:db8:53::53", "public",
             proof=[Look(*WEB, "NOERROR +ad +ra")]),

    # An Unbound's refusal by ACL is twelve octets, a header only, whose RA says nothing.
    Resolver("acl", "unbound", "10.2.0.53", "local", row("resolver_refused|resolver_not_recursive"),
             options={"access": "refuse", "ede": "no"}, proof=[Look(*WEB, "REFUSED -ra size=12")]),
    Resolver("acl-ede", "unbound", "198.51.102.53", "isp", row("resolver_refused"),
             options={"access": "refuse", "ede": "yes"}, proof=[Look(*WEB, "REFUSED")]),
    Resolver("fwd-silent", "unbound", "10.3.0.53", "local", row("forwarder_unreachable"),
             options={"forward": SILENT_FORWARDER}, proof=[Look(*WEB, "FAIL"), ALIVE]),
    Resolver("fwd-dnsmasq", "dnsmasq", "10.7.0.53", "local", row("forwarder_unreachable"),
             options={"forward": SILENT_FORWARDER}, proof=[Look(*WEB, "TIMEOUT"), ALIVE]),
    Resolver("fwd-closed", "named", "198.51.103.53", "isp", row("forwarder_unreachable"),
             options={"forward": CLOSED_FORWARDER}, proof=[Look(*WEB, "SERVFAIL"), ALIVE]),
    Resolver("nobody", "", "10.4.0.53", "local", row("resolver_port_unreachable"),
             proof=[Look(*WEB, "UNREACHABLE"), Look(*WEB, "UNREACHABLE", ("tcp",))]),
    Resolver("nobody-six", "", "2001:db8:54::53", "public", row("resolver_port_unreachable"),
             proof=[Look(*WEB, "UNREACHABLE")]),
    Resolver("mute", "", "198.51.104.53", "isp", row("resolver_timeout"), fault="silent",
             proof=[Look(*WEB, "TIMEOUT"), Look(*WEB, "TIMEOUT", ("tcp",))]),
    Resolver("no-recursion", "named", "10.5.0.53", "local", row("resolver_refused|resolver_not_recursive"),
             options={"recursion": "no"}, proof=[Look(*WEB, "REFUSED -ra")]),
    Resolver("rewriter", "recursor", "203.0.116.53", "isp", cells=rewritten, validates=False,
             record=truth("failure|degraded", "upstream", "resolver_nxdomain_rewrite"),
             options={"validation": "off", "script": REWRITE},
             proof=[Look("nope.knot.sec", "A", "NOERROR"), Look("xyzzy-1.sec", "A", "NOERROR"),
                    Look(*WEB, "NOERROR")]),

    Resolver("bad-anchor", "unbound", "203.0.115.53", "public", row("resolver_dnssec_broken"),
             options={"wrong_anchor": True},
             proof=[Look(*WEB, "SERVFAIL"), Look("www.knot.old", "A", "SERVFAIL"),
                    Look(*WEB, "NOERROR", ("cd",))]),
    Resolver("no-edns", "dnsdist", "198.51.107.53", "isp", row("resolver_edns_broken"),
             options={"forward": "198.51.100.53",
                      "extra": "addAction(RecordsTypeCountRule(DNSSection.Additional, DNSQType.OPT, 1, 1), "
                               "RCodeAction(DNSRCode.FORMERR))"},
             proof=[Look(*WEB, "FORMERR"), Look(*WEB, "NOERROR", ("noedns",))]),
    Resolver("blocker", "recursor", "203.0.117.53", "public", cells=blocked,
             record=OK.or_else(upstream("resolver_blocklist", "info|degraded|failure")),
             options={"config": "rpzFile('policy.zone', {policyName='ads'})\n", "files": {"policy.zone": POLICY}},
             proof=[Look(BLOCKED, "A", "NXDOMAIN"), Look(*WEB, "NOERROR")]),
    Resolver("captive", "dnsdist", "198.51.108.53", "isp", row("resolver_captive_portal"), milestone=False,
             options={"forward": "198.51.100.53",
                      "extra": "addAction(QTypeRule(DNSQType.A), SpoofAction('198.51.108.1'))\n"
                               "addAction(AllRule(), SpoofAction({}))"},
             proof=[Look(*WEB, "NOERROR"), Look("nope.knot.sec", "A", "NOERROR")]),
]

# --- Names, types, and the truth about them ---


def fine(name, qtype="A", **more):
    return Question(name, qtype, OK, direct=more.pop("direct", "NOERROR +aa"), **more)


def absent(name, qtype="A", cause="name_does_not_exist", **more):
    return Question(name, qtype, negative(cause), seen="NXDOMAIN", **more)


def empty(name, qtype, **more):
    return Question(name, qtype, negative("no_data"), seen="NODATA", direct="NODATA +aa", **more)


def dead(name, cause, direct, qtype="A", **more):
    return Question(name, qtype, authoritative(cause), seen=more.pop("seen", "FAIL"), direct=direct, **more)


QUESTIONS = [
    fine("www.knot.sec"), fine("www.nsd.sec"), fine("www.bind.sec"), fine("www.pdns.sec"),
    fine("www.knot.old"), fine("www.nsd.old"), fine("www.bind.old"), fine("www.pdns.old"),
    fine("knot.sec", "MX"), fine("nsd.sec", "MX"), fine("bind.old", "MX"), fine("pdns.old", "MX"),
    fine("www.knot.sec", "AAAA"), fine("www.pdns.old", "AAAA"), fine("bind.sec", "TXT"), fine("nsd.old", "CAA"),
    fine("bind.sec", "NS"), fine("knot.old", "SOA"), fine("_sip._tcp.nsd.sec", "SRV"),
    fine("alias.bind.sec"), fine("alias.nsd.old"), fine("chain.knot.sec"),
    fine("any.wild.bind.sec"), fine("any.wild.knot.old"), fine("deep.under.empty.pdns.sec"),
    fine("pair.nsd.sec"), fine("large.knot.sec", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("large.bind.old", "TXT", seen="TRUNCATED", direct="TRUNCATED +aa"),
    fine("www.six.sec"), fine("www.guest.old"),
    fine("www.shy.old", direct="TIMEOUT"), fine("www.shy.sec", direct="TIMEOUT"),
    fine("mail.garbage.sec"),

    absent("nope.knot.sec", direct="NXDOMAIN +aa"), absent("nope.nsd.sec", direct="NXDOMAIN +aa"),
    absent("nope.bind.old", direct="NXDOMAIN +aa"), absent("nope.pdns.old", "AAAA", direct="NXDOMAIN +aa"),
    absent("nope.shy.old", direct="TIMEOUT"),
    absent("www.unregistered.sec", cause="domain_not_registered", direct="NXDOMAIN +aa"),
    absent("www.unregistered.old", cause="domain_not_registered", direct="NXDOMAIN +aa"),
    empty("four.knot.sec", "AAAA"), empty("www.bind.old", "MX"), empty("www.nsd.sec", "TXT"),
    empty("under.empty.pdns.old", "A"),

    dead("www.silent.old", "auth_timeout", "TIMEOUT"), dead("mail.silent.old", "auth_timeout", "TIMEOUT"),
    dead("www.silent.sec", "auth_timeout", "TIMEOUT"),
    dead("www.closed.old", "auth_port_unreachable", "UNREACHABLE"),
    dead("www.closed.sec", "auth_port_unreachable", "UNREACHABLE"),
    dead("www.refused.old", "auth_lame", "REFUSED"),
    dead("www.upward.old", "auth_lame", "REFERRAL -aa"),
    dead("www.broken.old", "auth_servfail", "SERVFAIL"),
    dead("www.expired-copy.sec", "auth_servfail", "SERVFAIL"),
    bogus("www.garbage.sec"), bogus("www.rotten.sec"),
    bogus("www.outdated.sec", "dnssec_signature_expired"),
    bogus("www.tomorrow.sec", "dnssec_signature_not_yet_valid"),
    bogus("www.rekeyed.sec", "dnssec_ds_mismatch"),
    bogus("www.bare.sec", "dnssec_zone_unsigned_with_ds"),
    bogus("www.keyless.sec", "dnssec_dnskey_missing"),
    bogus("www.unsigned-answer.sec", "dnssec_rrsig_missing"),
    bogus("alias.unsigned-answer.sec", "dnssec_rrsig_missing"),
    Question("four.undeniable.sec", "AAAA", authoritative("dnssec_denial_missing", "failure|degraded"), seen="SERVFAIL",
             unchecked="NODATA", direct="NODATA +aa"),
    Question("www.signed.bad", "A", upstream("parent_dnssec_bogus", "failure|degraded"), seen="SERVFAIL",
             unchecked="NOERROR", direct="NOERROR +aa"),
    fine("www.undeniable.sec"), fine("www.insecure.sec"), absent("nope.insecure.sec", direct="NXDOMAIN +aa"),
    Question("gone.bind.old", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
    Question("lapsed.bind.old", "A", authoritative("cname_dangling", "negative|failure|degraded"), seen="NXDOMAIN"),
    Question("www.one.dark", "A", upstream("tld_unreachable"), seen="FAIL", direct="TIMEOUT"),
    Question("www.two.dark", "A", upstream("tld_unreachable"), seen="FAIL", direct="TIMEOUT"),
    # A resolver may meet the dead half first, several times.
    Question("www.half.old", "A", OK.or_else(authoritative("auth_partial_outage", "degraded")),
             seen="NOERROR|FAIL", direct="NOERROR +aa; TIMEOUT"),
    Question("www.half-lame.old", "A",
             OK.or_else(authoritative("auth_partial_outage|auth_partial_lame", "degraded")),
             direct="NOERROR +aa; REFUSED"),

    Question(BLOCKED, "A", upstream("resolver_blocklist", "degraded|info"), direct="NOERROR +aa"),
    Question("loop.nsd.old", "A", authoritative("cname_loop", "failure|degraded|negative"),
             seen="FAIL|NOERROR"),
    dead("www.prohibited.old", "auth_timeout|auth_port_unreachable", "UNREACHABLE"),
    Question("www.misglued.old", "A", upstream("delegation_glue_wrong|delegation_glue_mismatch"), seen="FAIL"),
    Question("www.inward.old", "A", upstream("delegation_ns_private_address"), seen="FAIL"),
    Question("www.homeless.old", "A", upstream("delegation_ns_unresolvable"), seen="FAIL"),
    Question("www.forgotten.old", "A", negative("domain_not_registered").or_else(
        upstream("delegation_missing", "failure|negative")), seen="NXDOMAIN"),
    fine("www.no-tcp.old"),
    Question("large.no-tcp.old", "TXT", authoritative("auth_tcp_blocked"), seen="FAIL"),
    # Some resolvers try TCP after silence over UDP.
    Question("www.no-udp.old", "A", authoritative("auth_udp_blocked|auth_timeout", "failure|degraded"),
             seen="FAIL|NOERROR", direct="TIMEOUT", milestone=False),
    Question("www.knot.nosuchtld", "A", truth("negative|failure", "local", "tld_does_not_exist").or_else(
        negative("domain_not_registered|name_does_not_exist")), seen="NXDOMAIN"),
]

# A host may send six ICMP errors at once to one address, then one a second.
CLOSED = [dead(f"www.closed-{number}.old", "auth_port_unreachable", "", seen="FAIL") for number in range(1, 6)]

LATE = [fine("www.shop.late", direct=""), fine("mail.shop.late", direct="")]
LATE_DOWN = [Question("www.club.late", "A", upstream("tld_unreachable"), seen="FAIL"),
             Question("www.other.late", "A", upstream("tld_unreachable"), seen="FAIL")]

# --- Situations: sweeps over the same internet ---


def pick(table, *ids):
    by_id = {entry.id: entry for entry in table}
    return [by_id[wanted] for wanted in ids]


def only(questions, *names):
    return [question for question in questions if question.name in names]


MILESTONE_RESOLVERS = [resolver for resolver in RESOLVERS if resolver.milestone]
MILESTONE_QUESTIONS = [question for question in QUESTIONS if question.milestone]
HEALTHY = [resolver for resolver in MILESTONE_RESOLVERS if resolver.healthy and resolver.cells is None]
GOOD = [question for question in MILESTONE_QUESTIONS if question.truth == OK]
FEW = only(GOOD, "www.knot.sec", "www.nsd.old", "bind.old", "pair.nsd.sec", "www.pdns.sec")
ABSENT = only(MILESTONE_QUESTIONS, "nope.knot.sec", "nope.bind.old", "www.unregistered.sec")
NEEDS_TCP = Question("large.knot.sec", "TXT", local("egress_tcp53_blocked", "failure|degraded"), seen="TRUNCATED")
SITE_DOWN = local("local_network_down")


def drop_output(_lab, vantage):
    """What the firewall of this very host does: sends fail with EPERM."""
    net.filter_host(vantage, "type filter hook output priority 0; oif lo accept; drop;")


def drop_input(_lab, vantage):
    net.filter_host(vantage, "type filter hook input priority 0; iif lo accept; "
                    "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept; drop;")


def drop_dns_to_foreign(_lab, vantage):
    """The site's firewall, a hop away: silence, no error."""
    net.filter_uplink(vantage, "ip daddr { 10.0.0.0/8, 198.51.100.0/22 } accept; ip6 daddr fd00::/8 accept; "
                      "th dport 53 drop;")


def hide_roots(lab, vantage):
    """No root server answers the prober; its resolvers are fine. Direct evidence is void, nothing is wrong."""
    own = [entry.address for entry in lab.zones[0].ns]
    net.filter_uplink(vantage, "; ".join(f"{'ip6' if ':' in a else 'ip'} daddr {a} drop" for a in own) + ";")


def drop_edns(_lab, vantage):
    """Datagrams to port 53 whose ARCOUNT is not 0."""
    net.filter_uplink(vantage, "udp dport 53 @th,144,16 != 0 drop;")


def intercept(_lab, vantage):
    """Whatever is sent to port 53 outside is answered by a resolver of the site's provider."""
    net.redirect_uplink(vantage, "198.51.100.53", "ip daddr != 10.0.0.0/8 th dport 53")


def take_late_down(lab):
    """The resolvers know shop.late by now; then the servers of its TLD fall silent."""
    lab.warm(LATE, HEALTHY)
    for entry in lab.zone("late").ns:
        net.fill_set("silent4", entry.address)


NO_SUCH = [Resolver("ghost-one", "", "10.4.1.53", "local", row("resolver_port_unreachable")),
           Resolver("ghost-two", "", "10.4.2.53", "local", row("resolver_port_unreachable"))]
SILENT_ONES = [Resolver("mute-one", "", "10.8.1.53", "local", row("resolver_timeout"), fault="silent"),
               Resolver("mute-two", "", "10.8.2.53", "local", row("resolver_timeout"), fault="silent")]
# No route leads there: the router says so, by ICMP.
NOWHERE = [Resolver("nowhere-one", "", "203.0.120.53", "public", row("resolver_timeout|resolver_port_unreachable")),
           Resolver("nowhere-two", "", "203.0.121.53", "public", row("resolver_timeout|resolver_port_unreachable"))]
UNROUTED = {resolver.address for resolver in NOWHERE}

# Well, but for how they are reached: one loses half of what it is sent, one has no TCP, one minds the rate.
STRAINED = [
    Resolver("leaky", "unbound", "10.9.1.53", "local", fault="half_lost",
             record=local("resolver_packet_loss", "degraded|failure"),
             cells=lambda question: OK.or_else(local("resolver_packet_loss", "degraded|failure"))),
    Resolver("tcpless", "unbound", "10.9.2.53", "local", fault="no_tcp",
             record=OK.or_else(local("resolver_tcp_blocked", "degraded|info")),
             cells=lambda question: local("resolver_tcp_blocked", "degraded") if question.seen == "TRUNCATED" else OK,
             proof=[Look(*WEB, "NOERROR"), Look(*WEB, "TIMEOUT", ("tcp",))]),
    Resolver("strict", "dnsdist", "203.0.118.53", "public",
             options={"forward": "203.0.113.53", "extra": "addAction(MaxQPSIPRule(10), RCodeAction(DNSRCode.REFUSED))"},
             record=OK.or_else(upstream("resolver_rate_limited", "degraded")),
             cells=lambda question: OK.or_else(upstream("resolver_rate_limited", "degraded"))),
]
TOO_LONG = [Question("large.knot.sec", "TXT", OK.or_else(local("resolver_tcp_blocked", "degraded")), seen="TRUNCATED")]

OTHER_RESOLVERS = STRAINED
ABSENT_RESOLVERS = NO_SUCH + SILENT_ONES

SITUATIONS = [
    Situation("plain", "the milestone's names at the milestone's resolvers",
              MILESTONE_QUESTIONS, MILESTONE_RESOLVERS, exits(1)),
    Situation("healthy", "good names at healthy resolvers: nothing may be found", GOOD, HEALTHY, exits(0)),
    Situation("network-down", "the link of the site is down: sends fail", FEW, HEALTHY, exits(9), SITE_DOWN,
              vantage=cut_link, truth=SITE_DOWN, cell_truth=SITE_DOWN, seconds=30,
              record_truth=SITE_DOWN.or_else(row("resolver_timeout|ok")),
              proof=(Look(*WEB, "ERROR|UNREACHABLE", server="10.1.0.53"),)),
    Situation("output-dropped", "the host's own filter forbids every send (EPERM)", FEW, HEALTHY, exits(9), SITE_DOWN,
              vantage=drop_output, truth=SITE_DOWN, cell_truth=SITE_DOWN, seconds=30,
              record_truth=SITE_DOWN.or_else(row("resolver_timeout|ok")),
              proof=(Look(*WEB, "ERROR", server="10.1.0.53"),)),
    Situation("input-dropped", "nothing comes back to this host", FEW, HEALTHY, exits(9), SITE_DOWN,
              vantage=drop_input, truth=SITE_DOWN, cell_truth=SITE_DOWN, seconds=30,
              record_truth=SITE_DOWN.or_else(row("resolver_timeout|ok")),
              proof=(Look(*WEB, "TIMEOUT", server="10.1.0.53"), Look(*WEB, "TIMEOUT", ("tcp",), "10.1.0.53"))),
    Situation("tld-down", "a TLD falls silent while resolvers still know parts of it",
              LATE + LATE_DOWN + FEW, HEALTHY, exits(1), network=take_late_down,
              proof=(Look("www.shop.late", "A", "NOERROR", server="10.1.0.53"),
                     Look("www.club.late", "A", "FAIL", server="10.1.0.53"))),
    Situation("closed-resolvers", "nothing listens at any resolver", FEW, NO_SUCH, exits(9, 1),
              truth=local("resolver_port_unreachable"), seconds=15,
              proof=(Look(*WEB, "UNREACHABLE", server="10.4.1.53"),)),
    Situation("mute-resolvers", "every resolver is silent; the roots are not", FEW, SILENT_ONES, exits(9, 1),
              truth=local("resolver_timeout"), seconds=30,
              proof=(Look(*WEB, "TIMEOUT", server="10.8.1.53"), Look(".", "NS", "NOERROR +aa", ("norec",), "198.18.0.4"))),
    Situation("nowhere-resolvers", "no route to any resolver; the roots are there", FEW, NOWHERE, exits(9, 1),
              truth=upstream("resolver_timeout|resolver_port_unreachable"), seconds=30,
              proof=(Look(*WEB, "UNREACHABLE", server="203.0.120.53"),)),
    Situation("icmp-budget", "more closed ports than the kernel reports by ICMP: TCP still says so", CLOSED + FEW,
              HEALTHY + pick(RESOLVERS, "nobody", "nobody-six"), exits(1),
              proof=(Look(*WEB, "UNREACHABLE", ("tcp",), "10.4.0.53"),)),
    Situation("full", "every name at every resolver, extras too", QUESTIONS,
              [resolver for resolver in RESOLVERS if resolver.id != "captive"], exits(1), milestone=False, seconds=120),
    Situation("strained", "resolvers that lose datagrams, have no TCP, or mind the rate",
              [q for q in GOOD if q.seen == "NOERROR"] + TOO_LONG, HEALTHY + STRAINED, exits(0, 1), seconds=90),
    Situation("captive", "one resolver sends everybody to its portal", FEW + ABSENT,
              HEALTHY + pick(RESOLVERS, "captive"), exits(1)),
    Situation("port-blocked", "port 53 is open to the site's and the ISP's resolvers only", FEW, HEALTHY, exits(0, 1),
              truth("failure|degraded|info", "local", "egress_port53_blocked"), vantage=drop_dns_to_foreign,
              truth=OK,
              cell_truth=OK.or_else(local("egress_port53_blocked", "failure|degraded|info")),
              record_truth=OK.or_else(local("egress_port53_blocked", "failure|degraded|info")),
              proof=(Look(*WEB, "NOERROR", server="10.1.0.53"), Look(*WEB, "TIMEOUT", server="203.0.113.53"),
                     Look(".", "NS", "TIMEOUT", ("norec",), "198.18.0.4"))),
    Situation("roots-hidden", "the roots do not answer the prober itself; every resolver works", FEW, HEALTHY, exits(0),
              OK.or_else(truth("info", "none|local|undetermined", "ok|egress_port53_blocked")), vantage=hide_roots,
              truth=OK,
              proof=(Look(*WEB, "NOERROR", server="203.0.113.53"),
                     Look(".", "NS", "TIMEOUT", ("norec",), "198.18.0.4"))),
    Situation("tcp-blocked", "the site's firewall drops TCP to port 53", FEW + [NEEDS_TCP], HEALTHY, exits(0, 1),
              truth("failure|degraded", "local", "egress_tcp53_blocked"), vantage=drop_tcp,
              record_truth=OK.or_else(local("egress_tcp53_blocked", "degraded|failure")),
              proof=(Look(*WEB, "NOERROR", server="10.1.0.53"), Look(*WEB, "TIMEOUT", ("tcp",), "10.1.0.53"))),
    Situation("edns-dropped", "the path drops queries with EDNS", FEW, HEALTHY, exits(1),
              local("path_drops_edns"), vantage=drop_edns, truth=local("path_drops_edns"),
              cell_truth=local("path_drops_edns"), record_truth=OK.or_else(local("path_drops_edns")),
              proof=(Look(*WEB, "TIMEOUT", server="10.1.0.53"), Look(*WEB, "NOERROR", ("noedns",), "10.1.0.53"))),
    Situation("lossy-link", "the site's link loses three of ten datagrams", GOOD, HEALTHY, exits(0, 1),
              truth("degraded|failure", "local", "local_packet_loss"), vantage=losing(30), truth=OK, milestone=False, seconds=240, chance=True,
              record_truth=OK.or_else(local("local_packet_loss", "degraded|failure"))),
    Situation("intercepted", "something answers for every server outside", FEW, HEALTHY, exits(0, 1),
              truth("degraded|failure|info", "local", "dns_interception"), vantage=intercept, truth=OK,
              record_truth=OK.or_else(local("dns_interception", "degraded|failure|info")),
              cell_truth=OK.or_else(local("dns_interception", "degraded|failure|info")),
              proof=(Look("www.knot.sec", "A", "NOERROR -aa +ra", ("norec",), "198.18.0.4"),
                     Look(*WEB, "NOERROR", server="203.0.113.53"))),
]
